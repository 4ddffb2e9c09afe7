/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "heat/geometry_lines.h"
#include "heat/geometry_parts.h"

/* Grid lines of a geometry: by counts along each axis, or by one width that meets a number of cells in all.
 */

enum { MOST_CELLS = 1 << 20, LEAST_ACROSS = 8 };

typedef struct making {
    const cupel_geometry *geometry;
    const cupel_resolution *resolution;
    cupk_lines lines[3];
    double *sizes[3];
    size_t *cells[3]; /* per interval */
    cupk_spread spread[3];
} making;

static const char axis_names[] = "xyz";

void cupel_grid_lines_free(cupel_grid_lines *grid)
{
    for (int a = 0; grid && a < 3; a++) free(grid->edges[a]);
    free(grid);
}

cupel_status cupel_geometry_check_extent(const double size[3], const cupel_extent *extent, cupel_error *error)
{
    for (int a = 0; a < 3; a++) {
        const double lo = extent->lo[a], hi = extent->hi[a], slack = 1e-9 * size[a];
        if (!(lo >= -slack && hi <= size[a] + slack && lo <= hi))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "%.6g m to %.6g m along %c is not inside the domain, which is from 0 m to %.6g m", lo,
                       hi, axis_names[a], size[a]);
    }
    return CUPEL_OK;
}

static cupel_status check(const cupel_geometry *g, const cupel_resolution *r, cupel_error *error)
{
    for (int a = 0; a < 3; a++)
        if (!(g->size[a] > 0) || !isfinite(g->size[a]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "the domain is %.6g m along %c: it must be positive", g->size[a],
                       axis_names[a]);
    const bool counted = r->cells[0] || r->cells[1] || r->cells[2];
    if (counted ? !(r->cells[0] && r->cells[1] && r->cells[2]) : !r->target_cells)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a grid needs cells along x, y and z, or target_cells");
    if (r->grading != 0 && !(r->grading > 1 && r->grading <= 10))
        CUPEL_FAIL(error, CUPEL_EINVAL, "grading is %.6g: the ratio of neighbouring cells must be in (1, 10]",
                   r->grading);
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < g->part_count && !status; i++) status = cupel_geometry_check_part(g, i, error);
    for (size_t i = 0; i < g->extent_count && !status; i++)
        status = cupel_geometry_check_extent(g->size, &g->extents[i], error);
    return status;
}

static cupel_status begin(making *m, cupel_error *error)
{
    for (int a = 0; a < 3; a++) {
        const cupel_status status = cupk_lines_of(m->geometry, a, &m->lines[a], error);
        if (status) return status;
        m->sizes[a] = calloc(m->lines[a].count, sizeof *m->sizes[a]);
        m->cells[a] = calloc(m->lines[a].count, sizeof *m->cells[a]);
        if (!m->sizes[a] || !m->cells[a]) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a grid");
    }
    return CUPEL_OK;
}

static void end(making *m)
{
    for (int a = 0; a < 3; a++) {
        cupk_lines_free(&m->lines[a]);
        free(m->sizes[a]);
        free(m->cells[a]);
    }
}

static size_t count_axis(making *m, int axis, double width, size_t least)
{
    const double grading = m->resolution->grading;
    m->spread[axis] = (cupk_spread){width, grading > 1 ? log(grading) : 0, least};
    return cupk_lines_cells(&m->lines[axis], &m->spread[axis], m->sizes[axis], m->cells[axis]);
}

/* Exactly the cells wanted, by the widest size that does with no more of them; when shapes and grading
 * together want more even then, by lengths alone. */
static cupel_status by_counts(making *m, cupel_error *error)
{
    for (int a = 0; a < 3; a++) {
        const size_t wanted = m->resolution->cells[a], intervals = m->lines[a].count - 1;
        if (wanted < intervals)
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "%zu cells along %c are too few: faces of parts, sources, contacts and patches need "
                       "at least %zu",
                       wanted, axis_names[a], intervals);
        double fine = m->geometry->size[a] / (2.0 * (double)wanted), coarse = m->geometry->size[a];
        if (count_axis(m, a, coarse, 1) <= wanted) {
            for (int i = 0; i < 60; i++) {
                const double middle = sqrt(fine * coarse);
                if (count_axis(m, a, middle, 1) <= wanted)
                    coarse = middle;
                else
                    fine = middle;
            }
            m->spread[a].width = coarse;
        } else {
            for (size_t i = 0; i < intervals; i++) m->lines[a].limit[i] = (double)INFINITY;
            m->spread[a] = (cupk_spread){m->geometry->size[a] / (double)wanted, 0, 1};
        }
        /* without grading the size plays no part: cells are shared out by lengths */
        if (!(m->spread[a].growth > 0)) m->spread[a].width = m->geometry->size[a] / (double)wanted * 1e-3;
        cupk_lines_share(&m->lines[a], &m->spread[a], wanted, m->sizes[a], m->cells[a]);
    }
    return CUPEL_OK;
}

static double count_all(making *m, double width, size_t least)
{
    double product = 1;
    for (int a = 0; a < 3; a++) {
        const double own = least > 1 ? fmin(width, m->geometry->size[a] / LEAST_ACROSS) : width;
        product *= (double)count_axis(m, a, own, least);
    }
    return product;
}

static cupel_status by_target(making *m, cupel_error *error)
{
    const double target = (double)m->resolution->target_cells;
    double coarse = fmax(m->geometry->size[0], fmax(m->geometry->size[1], m->geometry->size[2]));
    size_t least = 2;
    if (count_all(m, coarse, least) > target) least = 1;
    const double fewest = count_all(m, coarse, least);
    if (fewest > target)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "%zu target_cells are too few: the faces of the parts and a grading of %.3g need at least %.4g "
            "cells",
            m->resolution->target_cells, m->resolution->grading, fewest);
    double fine = coarse / (2 * cbrt(target) + 2);
    while (count_all(m, fine, least) <= target && fine > 1e-12 * coarse) fine *= 0.25;
    for (int i = 0; i < 50; i++) {
        const double middle = sqrt(fine * coarse);
        if (count_all(m, middle, least) <= target)
            coarse = middle;
        else
            fine = middle;
    }
    count_all(m, coarse, least);
    return CUPEL_OK;
}

static cupel_status write_axis(const making *m, int axis, cupel_grid_lines *grid, cupel_error *error)
{
    size_t count = 0;
    for (size_t i = 0; i + 1 < m->lines[axis].count; i++) count += m->cells[axis][i];
    const unsigned level = m->resolution->level;
    if (level > 10 || count > (size_t)MOST_CELLS >> level)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "%zu cells along %c at level %u are more than %d", count,
                   axis_names[axis], level, MOST_CELLS);
    const size_t stride = (size_t)1 << level;
    double *edges = malloc((count * stride + 1) * sizeof *edges);
    if (!edges) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for grid lines");
    cupk_lines_edges(&m->lines[axis], &m->spread[axis], m->sizes[axis], m->cells[axis], edges);
    for (size_t i = count + 1; i-- > 0;) edges[i * stride] = edges[i];
    for (size_t half = stride / 2; half > 0; half /= 2) /* nested: each cell is halved */
        for (size_t i = half; i < count * stride; i += 2 * half)
            edges[i] = 0.5 * (edges[i - half] + edges[i + half]);
    grid->edges[axis] = edges;
    grid->cells[axis] = count * stride;
    for (size_t i = 0; i < grid->cells[axis]; i++)
        if (!(edges[i] < edges[i + 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "faces at %.6g m along %c are too close together for a grid",
                       edges[i], axis_names[axis]);
    return CUPEL_OK;
}

cupel_status cupel_geometry_grid(const cupel_geometry *geometry, const cupel_resolution *resolution,
                                 cupel_grid_lines **out, cupel_error *error)
{
    making m = {.geometry = geometry, .resolution = resolution};
    cupel_status status = check(geometry, resolution, error);
    if (!status) status = begin(&m, error);
    if (!status) status = resolution->cells[0] ? by_counts(&m, error) : by_target(&m, error);
    cupel_grid_lines *grid = status ? NULL : calloc(1, sizeof *grid);
    if (!status && !grid) status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for a grid");
    for (int a = 0; a < 3 && !status; a++) status = write_axis(&m, a, grid, error);
    end(&m);
    if (status) {
        cupel_grid_lines_free(grid);
        return status;
    }
    *out = grid;
    return CUPEL_OK;
}

/* The grid line next to a place. */
static size_t nearest(const double *edges, size_t cells, double at)
{
    size_t lo = 0, hi = cells;
    while (hi - lo > 1) {
        const size_t middle = (lo + hi) / 2;
        if (edges[middle] <= at)
            lo = middle;
        else
            hi = middle;
    }
    return at - edges[lo] <= edges[hi] - at ? lo : hi;
}

cupel_status cupel_geometry_snap(const cupel_grid_lines *grid, const cupel_extent *extent,
                                 cupel_cell_box *out, cupel_error *error)
{
    cupel_cell_box box;
    int flat = 0;
    for (int a = 0; a < 3; a++) {
        const double size = grid->edges[a][grid->cells[a]], slack = 1e-9 * size;
        const double lo = extent->lo[a], hi = extent->hi[a];
        if (!(lo >= -slack && hi <= size + slack && lo <= hi + slack))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "%.6g m to %.6g m along %c is not inside the domain, which is from 0 m to %.6g m", lo,
                       hi, axis_names[a], size);
        box.lo[a] = nearest(grid->edges[a], grid->cells[a], lo);
        box.hi[a] = nearest(grid->edges[a], grid->cells[a], hi);
        const bool thin = hi - lo <= slack;
        flat += thin;
        if (!thin && box.lo[a] == box.hi[a])
            CUPEL_FAIL(error, CUPEL_EINVAL, "%.6g m to %.6g m along %c is less than a cell of the grid", lo,
                       hi, axis_names[a]);
        if (thin) box.hi[a] = box.lo[a];
    }
    if (flat > 1)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "`from` and `to` agree along %d axes: a block of cells has none, faces have one", flat);
    *out = box;
    return CUPEL_OK;
}
