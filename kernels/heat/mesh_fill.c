/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heat/geometry_parts.h"

/* Which cell centres a closed surface encloses. A ray runs through the centres of a row of cells; each
 * triangle that it meets adds +1 or -1 to the winding number of the centres before it. Whether it meets one
 * is decided from the edges, in the plane across the ray, by half-open comparisons and one sign per edge that
 * both triangles on it compute alike: a ray through an edge or a corner meets exactly one of the triangles
 * there, so no ray leaks and nothing has to be shaken. */

typedef struct ray_view {
    const cupel_mesh *mesh;
    const cupel_grid_lines *grid;
    int along, u, v;           /* ray axis, and the two across it in cyclic order; v numbers the planes */
    size_t *start, *triangles; /* of each plane */
} ray_view;

static void span_of(const ray_view *r, size_t triangle, int axis, double *lo, double *hi)
{
    const uint32_t *corner = r->mesh->triangles[triangle];
    *lo = INFINITY;
    *hi = -INFINITY;
    for (int c = 0; c < 3; c++) {
        const double at = r->mesh->vertices[corner[c]][axis];
        *lo = fmin(*lo, at);
        *hi = fmax(*hi, at);
    }
}

/* Planes of rays from `range[0]` up to `range[1]` that a triangle reaches. */
static void reach(const ray_view *r, size_t triangle, int axis, size_t range[2])
{
    double lo, hi;
    span_of(r, triangle, axis, &lo, &hi);
    range[0] = cupk_first_centre(r->grid->edges[axis], r->grid->cells[axis], lo);
    range[1] = cupk_first_centre(r->grid->edges[axis], r->grid->cells[axis], nextafter(hi, INFINITY));
}

static bool sort_into_planes(ray_view *r)
{
    const size_t planes = r->grid->cells[r->v];
    r->start = calloc(planes + 2, sizeof *r->start);
    if (!r->start) return false;
    for (size_t t = 0; t < r->mesh->triangle_count; t++) {
        size_t range[2];
        reach(r, t, r->v, range);
        for (size_t k = range[0]; k < range[1]; k++) r->start[k + 2]++;
    }
    for (size_t k = 0; k <= planes; k++) r->start[k + 1] += r->start[k];
    r->triangles = malloc((r->start[planes + 1] + 1) * sizeof *r->triangles);
    if (!r->triangles) return false;
    for (size_t t = 0; t < r->mesh->triangle_count; t++) {
        size_t range[2];
        reach(r, t, r->v, range);
        for (size_t k = range[0]; k < range[1]; k++) r->triangles[r->start[k + 1]++] = t;
    }
    return true;
}

/* How an edge passes the point: +1 upwards with the point on its left, -1 downwards with it on its right. */
static int pass(const ray_view *r, uint32_t from, uint32_t to, const double point[2])
{
    const double(*vertices)[3] = (const double(*)[3])r->mesh->vertices;
    const bool up_from = vertices[from][r->v] <= point[1], up_to = vertices[to][r->v] <= point[1];
    if (up_from == up_to) return 0;
    /* the lower vertex first, so that both triangles of an edge get one sign from one computation */
    const double *a = vertices[up_from ? from : to], *b = vertices[up_from ? to : from];
    const double turn =
        (b[r->u] - a[r->u]) * (point[1] - a[r->v]) - (point[0] - a[r->u]) * (b[r->v] - a[r->v]);
    const bool left = turn >= 0;
    return left ? (up_from ? 1 : -1) : 0;
}

static double height_at(const ray_view *r, size_t triangle, const double point[2])
{
    const uint32_t *corner = r->mesh->triangles[triangle];
    const double *a = r->mesh->vertices[corner[0]], *b = r->mesh->vertices[corner[1]],
                 *c = r->mesh->vertices[corner[2]];
    const double bu = b[r->u] - a[r->u], bv = b[r->v] - a[r->v], bw = b[r->along] - a[r->along];
    const double cu = c[r->u] - a[r->u], cv = c[r->v] - a[r->v], cw = c[r->along] - a[r->along];
    const double pu = point[0] - a[r->u], pv = point[1] - a[r->v], area = bu * cv - bv * cu;
    const double height = a[r->along] + ((pu * cv - pv * cu) * bw + (bu * pv - bv * pu) * cw) / area;
    double lo, hi;
    span_of(r, triangle, r->along, &lo, &hi);
    return height > lo ? fmin(height, hi) : lo; /* also for an area of 0 */
}

/* Winding numbers of a plane of centres: [u][along], as differences first. */
static void wind_plane(const ray_view *r, size_t plane, int32_t *winding)
{
    const size_t length = r->grid->cells[r->along], row = length + 1, rows = r->grid->cells[r->u];
    memset(winding, 0, row * rows * sizeof *winding);
    double point[2] = {0, cupk_cell_centre(r->grid->edges[r->v], plane)};
    const size_t from = plane ? r->start[plane] : 0;
    for (size_t n = from; n < r->start[plane + 1]; n++) {
        const size_t t = r->triangles[n];
        const uint32_t *corner = r->mesh->triangles[t];
        size_t range[2];
        reach(r, t, r->u, range);
        for (size_t j = range[0]; j < range[1]; j++) {
            point[0] = cupk_cell_centre(r->grid->edges[r->u], j);
            const int turns = pass(r, corner[0], corner[1], point) + pass(r, corner[1], corner[2], point) +
                              pass(r, corner[2], corner[0], point);
            if (!turns) continue;
            const double at = height_at(r, t, point);
            winding[j * row + cupk_first_centre(r->grid->edges[r->along], length, at)] += turns;
        }
    }
    for (size_t j = 0; j < rows; j++)
        for (size_t i = length; i-- > 0;) winding[j * row + i] += winding[j * row + i + 1];
}

/* inside[cell] = 1 where the winding number of a centre before the hits is not 0. */
static bool wind_all(const ray_view *r, int threads, uint8_t *inside)
{
    const size_t *cells = r->grid->cells;
    const size_t strides[3] = {1, cells[0], cells[0] * cells[1]};
    const size_t row = cells[r->along] + 1;
    bool failed = false;
#pragma omp parallel num_threads(threads)
    {
        int32_t *winding = malloc(row * cells[r->u] * sizeof *winding);
        if (!winding) {
#pragma omp atomic write
            failed = true;
        }
#pragma omp for schedule(dynamic)
        for (size_t k = 0; k < cells[r->v]; k++) {
            if (!winding) continue;
            wind_plane(r, k, winding);
            for (size_t j = 0; j < cells[r->u]; j++)
                for (size_t i = 0; i < cells[r->along]; i++)
                    inside[i * strides[r->along] + j * strides[r->u] + k * strides[r->v]] =
                        winding[j * row + i + 1] != 0;
        }
        free(winding);
    }
    return !failed;
}

static cupel_status find_inside(const cupel_mesh *mesh, const cupel_grid_lines *grid, int along, int threads,
                                uint8_t *inside, cupel_error *error)
{
    ray_view r = {mesh, grid, along, (along + 1) % 3, (along + 2) % 3, NULL, NULL};
    const bool complete = sort_into_planes(&r) && wind_all(&r, threads, inside);
    free(r.start);
    free(r.triangles);
    if (!complete) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the cells of a mesh");
    return CUPEL_OK;
}

static cupel_status confirm(const uint8_t *inside, const uint8_t *again, size_t count, size_t *filled,
                            cupel_error *error)
{
    size_t apart = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += inside[i];
        apart += inside[i] != again[i];
    }
    /* centres that lie on the surface may go either way; a part that leaks differs by rows of cells */
    if (apart > 8 && (double)apart > 0.01 * (double)sum)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "the surface does not enclose a body: %zu of its %zu cells are inside along x but not along z, "
            "or the other way round",
            apart, sum);
    *filled = sum;
    return CUPEL_OK;
}

cupel_status cupel_mesh_fill(const cupel_mesh *mesh, const cupel_grid_lines *grid, uint16_t number,
                             int threads, uint16_t *material, size_t *filled, cupel_error *error)
{
    const size_t count = grid->cells[0] * grid->cells[1] * grid->cells[2];
    uint8_t *inside = malloc(2 * count);
    if (!inside) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the cells of a mesh");
    const int used = threads > 0 ? threads : 1;
    cupel_status status = find_inside(mesh, grid, 0, used, inside, error);
    if (!status) status = find_inside(mesh, grid, 2, used, inside + count, error);
    if (!status) status = confirm(inside, inside + count, count, filled, error);
    for (size_t i = 0; i < count && !status; i++)
        if (inside[i]) material[i] = number;
    free(inside);
    return status;
}
