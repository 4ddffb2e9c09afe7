/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cupel/mesh.h"

static const size_t most_triangles = 50000000;

static void put(unsigned char *at, uint32_t bits)
{
    for (int b = 0; b < 4; b++) at[b] = (unsigned char)(bits >> 8 * b);
}

static void put_numbers(unsigned char *at, const double values[3])
{
    for (int a = 0; a < 3; a++) {
        const float value = (float)values[a];
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        put(at + 4 * a, bits);
    }
}

static void put_triangle(unsigned char *at, const cupel_mesh *mesh, size_t triangle, double scale)
{
    double p[3][3], normal[3];
    for (int c = 0; c < 3; c++) {
        for (int a = 0; a < 3; a++) p[c][a] = mesh->vertices[mesh->triangles[triangle][c]][a] / scale;
        put_numbers(at + 12 * (c + 1), p[c]);
    }
    for (int a = 0; a < 3; a++) {
        const int u = (a + 1) % 3, v = (a + 2) % 3;
        normal[a] = (p[1][u] - p[0][u]) * (p[2][v] - p[0][v]) - (p[1][v] - p[0][v]) * (p[2][u] - p[0][u]);
    }
    const double length = sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
    for (int a = 0; a < 3; a++) normal[a] = length > 0 && isfinite(length) ? normal[a] / length : 0;
    put_numbers(at, normal);
}

cupel_status cupel_mesh_write_stl(const cupel_mesh *mesh, double scale, unsigned char **bytes, size_t *count,
                                  cupel_error *error)
{
    *bytes = NULL;
    *count = 0;
    if (!(scale > 0) || !isfinite(scale))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the unit of an STL file is %g m: it must be above 0", scale);
    if (mesh->triangle_count > most_triangles)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "a mesh of %zu triangles: at most %zu are written",
                   mesh->triangle_count, most_triangles);
    for (size_t n = 0; n < 3 * mesh->vertex_count; n++)
        if (!(fabs(mesh->vertices[n / 3][n % 3] / scale) <= (double)FLT_MAX))
            CUPEL_FAIL(error, CUPEL_EINVAL, "vertex %zu is beyond the single precision of an STL file",
                       n / 3);
    const size_t size = 84 + 50 * mesh->triangle_count;
    unsigned char *out = calloc(size, 1);
    if (!out) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for an STL file of %zu bytes", size);
    memcpy(out, "binary STL", 10);
    put(out + 80, (uint32_t)mesh->triangle_count);
    for (size_t t = 0; t < mesh->triangle_count; t++) put_triangle(out + 84 + 50 * t, mesh, t, scale);
    *bytes = out;
    *count = size;
    return CUPEL_OK;
}
