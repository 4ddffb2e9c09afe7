/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "cupel/mesh.h"

/* A surface encloses a body when each edge has two triangles that pass it in opposite senses. */

typedef struct edge {
    uint32_t lo, hi;
    int sense; /* +1 from the lower number to the higher */
} edge;

static int compare(const void *one, const void *two)
{
    const edge *a = one, *b = two;
    if (a->lo != b->lo) return a->lo < b->lo ? -1 : 1;
    if (a->hi != b->hi) return a->hi < b->hi ? -1 : 1;
    return 0;
}

double cupel_mesh_volume(const cupel_mesh *mesh)
{
    double sum = 0;
    for (size_t t = 0; t < mesh->triangle_count; t++) {
        double p[3][3]; /* from a corner of the mesh, not from an origin that may be far away */
        for (int c = 0; c < 3; c++)
            for (int a = 0; a < 3; a++) p[c][a] = mesh->vertices[mesh->triangles[t][c]][a] - mesh->lo[a];
        sum += p[0][0] * (p[1][1] * p[2][2] - p[1][2] * p[2][1]) +
               p[0][1] * (p[1][2] * p[2][0] - p[1][0] * p[2][2]) +
               p[0][2] * (p[1][0] * p[2][1] - p[1][1] * p[2][0]);
    }
    return sum / 6;
}

static void count_faults(const cupel_mesh *mesh, const edge *edges, size_t count, cupel_mesh_report *report)
{
    for (size_t n = 0, next; n < count; n = next) {
        int sum = 0;
        for (next = n; next < count && !compare(&edges[n], &edges[next]); next++) sum += edges[next].sense;
        if (next - n == 2 && sum == 0) continue;
        if (!report->open_edges && !report->turned_edges && !report->crowded_edges)
            for (int a = 0; a < 3; a++)
                report->place[a] = 0.5 * (mesh->vertices[edges[n].lo][a] + mesh->vertices[edges[n].hi][a]);
        if (next - n == 1)
            report->open_edges++;
        else if (next - n == 2)
            report->turned_edges++;
        else
            report->crowded_edges++;
    }
}

cupel_status cupel_mesh_check(const cupel_mesh *mesh, double scale, cupel_mesh_report *report,
                              cupel_error *error)
{
    cupel_mesh_report own;
    if (!report) report = &own;
    *report = (cupel_mesh_report){.volume = cupel_mesh_volume(mesh)};
    if (mesh->triangle_count > SIZE_MAX / 3 / sizeof(edge))
        CUPEL_FAIL(error, CUPEL_ELIMIT, "a mesh of %zu triangles is too large", mesh->triangle_count);
    const size_t count = 3 * mesh->triangle_count;
    edge *edges = malloc((count + 1) * sizeof *edges);
    if (!edges) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the edges of a mesh");
    for (size_t n = 0; n < count; n++) {
        const uint32_t from = mesh->triangles[n / 3][n % 3], to = mesh->triangles[n / 3][(n + 1) % 3];
        edges[n] = from < to ? (edge){from, to, 1} : (edge){to, from, -1};
    }
    qsort(edges, count, sizeof *edges, compare);
    count_faults(mesh, edges, count, report);
    free(edges);
    if (report->open_edges || report->turned_edges || report->crowded_edges)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "the surface is not closed: %zu open edges, %zu between triangles turned against each "
                   "other, %zu of three triangles or more; the first near (%g, %g, %g) in units of the file",
                   report->open_edges, report->turned_edges, report->crowded_edges, report->place[0] / scale,
                   report->place[1] / scale, report->place[2] / scale);
    return CUPEL_OK;
}

void cupel_mesh_face_outward(cupel_mesh *mesh)
{
    if (cupel_mesh_volume(mesh) >= 0) return;
    for (size_t t = 0; t < mesh->triangle_count; t++) {
        const uint32_t second = mesh->triangles[t][1];
        mesh->triangles[t][1] = mesh->triangles[t][2];
        mesh->triangles[t][2] = second;
    }
}
