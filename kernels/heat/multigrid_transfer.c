/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "dispatch.h"
#include "heat/multigrid.h"

/* Between a grid and the one that keeps every second cell of it along one axis. Between two kept cells the
 * flux is continuous: T = (g_below T_below + g_above T_above)/(g_below + g_above), which knows material
 * jumps. */

/* The weight of the upper neighbour for the cell at `at`, one from its lower neighbour; past the last cell
 * the surroundings stand in, with what the cell exchanges with them beyond what its inner neighbour does. */
static double weight_of(const cupk_operator *fine, int axis, size_t at, bool last)
{
    const size_t stride = cupk_grid_stride(&fine->grid, axis);
    double below = cupk_operator_along(fine, axis, at, false), above;
    if (last)
        above = (double)fine->ground[at] - (double)fine->ground[at - stride];
    else
        above = cupk_operator_along(fine, axis, at, true);
    if (!(below > 0)) below = 0;
    if (!(above > 0)) above = 0;
    if (below + above > 0) return above / (below + above);
    const bool void_below = !(fine->inverse[at - stride] > 0);
    return !last && void_below && fine->inverse[at + stride] > 0 ? 1
                                                                 : 0; /* a wall between voids, or a void */
}

bool cupk_transfer_new(const cupk_grid *fine, int axis, int threads, cupk_transfer *out)
{
    cupk_transfer t = {.axis = axis, .fine = *fine};
    size_t cells[3] = {fine->cells[0], fine->cells[1], fine->cells[2]};
    cells[axis] = (cells[axis] + 1) / 2;
    if (!cupk_grid_lay_out(cells, fine->periodic, &t.coarse)) return false;
    t.weight = cupk_grid_floats(&t.coarse, threads);
    if (!t.weight) return false;
    *out = t;
    return true;
}

static void fill_row(const cupk_operator *fine, const cupk_transfer *t, size_t j, size_t k)
{
    const size_t count = fine->grid.cells[t->axis];
    const bool periodic = fine->grid.periodic[t->axis];
    for (size_t i = 0; i < t->coarse.cells[0]; i++) {
        size_t index[3] = {i, j, k};
        index[t->axis] = 2 * index[t->axis] + 1;
        if (index[t->axis] >= count) continue;
        const size_t at = cupk_grid_at(&fine->grid, index[0], index[1], index[2]);
        const bool last = index[t->axis] + 1 == count && !periodic;
        t->weight[cupk_grid_at(&t->coarse, i, j, k)] = (float)weight_of(fine, t->axis, at, last);
    }
}

void cupk_transfer_fill(const cupk_operator *fine, cupk_transfer *transfer, int threads)
{
    const cupk_grid *g = &transfer->coarse;
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++) fill_row(fine, transfer, j, tile.plane);
    }
    cupk_grid_wrap_floats(g, transfer->weight);
}

/* Along x: out[I] = r[2I] + (1 - w[I]) r[2I+1] + w[I-1] r[2I-1]. */
CUPEL_HOT static void multigrid_restrict_along(size_t fine_count, bool periodic, const float *restrict w,
                                               const float *restrict r, float *restrict out)
{
    const size_t count = (fine_count + 1) / 2, pairs = fine_count / 2;
    out[0] = r[0] + (periodic && fine_count % 2 == 0 ? w[pairs - 1] * r[fine_count - 1] : 0);
    for (size_t i = 1; i < count; i++) out[i] = r[2 * i] + w[i - 1] * r[2 * i - 1];
    for (size_t i = 0; i < pairs; i++) out[i] += (1 - w[i]) * r[2 * i + 1];
}

/* Across rows: the cells of one coarse row from three fine ones. */
CUPEL_HOT static void multigrid_restrict_across(size_t count, const float *restrict w_below,
                                                const float *restrict w, const float *below,
                                                const float *restrict centre, const float *above,
                                                float *restrict out)
{
    for (size_t i = 0; i < count; i++) out[i] = centre[i];
    if (below)
        for (size_t i = 0; i < count; i++) out[i] += w_below[i] * below[i];
    if (above)
        for (size_t i = 0; i < count; i++) out[i] += (1 - w[i]) * above[i];
}

/* Where coarse row (j, k) finds its fine rows. */
typedef struct rows {
    size_t coarse, centre;
    bool has_below, has_above;
    size_t below, above; /* fine odd neighbours */
    size_t weight_below; /* coarse cell whose weight the one below has */
    bool has_next;
    size_t next; /* coarse row after this one, the first after the last on a periodic axis */
} rows;

static rows rows_of(const cupk_transfer *t, size_t j, size_t k)
{
    size_t index[3] = {0, j, k};
    const size_t coarse_stride = cupk_grid_stride(&t->coarse, t->axis);
    const size_t stride = cupk_grid_stride(&t->fine, t->axis), count = t->fine.cells[t->axis];
    const bool periodic = t->fine.periodic[t->axis];
    rows r = {.coarse = cupk_grid_at(&t->coarse, 0, j, k)};
    const size_t here = index[t->axis];
    index[t->axis] = 2 * here;
    r.centre = cupk_grid_at(&t->fine, 0, index[1], index[2]);
    r.has_above = 2 * here + 1 < count;
    r.above = r.centre + stride;
    r.has_below = here > 0 || (periodic && count % 2 == 0);
    r.below = here > 0 ? r.centre - stride : r.centre + (count - 1) * stride;
    r.weight_below =
        here > 0 ? r.coarse - coarse_stride : r.coarse + (t->coarse.cells[t->axis] - 1) * coarse_stride;
    r.has_next = 2 * here + 2 < count || periodic;
    r.next = 2 * here + 2 < count ? r.coarse + coarse_stride : r.coarse - here * coarse_stride;
    return r;
}

static void restrict_tile(const cupk_transfer *t, cupk_tile tile, const float *fine, float *coarse)
{
    for (size_t j = tile.first_row; j < tile.end_row; j++) {
        const size_t to = cupk_grid_at(&t->coarse, 0, j, tile.plane);
        if (t->axis == 0) {
            multigrid_restrict_along(t->fine.cells[0], t->fine.periodic[0], t->weight + to,
                                     fine + cupk_grid_at(&t->fine, 0, j, tile.plane), coarse + to);
            continue;
        }
        const rows r = rows_of(t, j, tile.plane);
        multigrid_restrict_across(tile.cells, t->weight + r.weight_below, t->weight + to,
                                  r.has_below ? fine + r.below : NULL, fine + r.centre,
                                  r.has_above ? fine + r.above : NULL, coarse + to);
    }
}

void cupk_transfer_restrict(const cupk_transfer *transfer, const float *fine, float *coarse, int threads)
{
    const cupk_grid *g = &transfer->coarse;
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++)
        restrict_tile(transfer, cupk_grid_tile(g, n), fine, coarse);
}

/* Along x, with the coarse value after the last given. */
CUPEL_HOT static void multigrid_prolong_along(size_t fine_count, const float *restrict w,
                                              const float *restrict c, float after, float *restrict x,
                                              bool add)
{
    const size_t pairs = fine_count / 2, inner = (fine_count - 1) / 2;
    for (size_t i = 0; i < inner; i++) {
        x[2 * i] = (add ? x[2 * i] : 0) + c[i];
        x[2 * i + 1] = (add ? x[2 * i + 1] : 0) + (c[i] + w[i] * (c[i + 1] - c[i]));
    }
    const size_t i = inner;
    x[2 * i] = (add ? x[2 * i] : 0) + c[i];
    if (pairs > inner) x[2 * i + 1] = (add ? x[2 * i + 1] : 0) + (c[i] + w[i] * (after - c[i]));
}

CUPEL_HOT static void multigrid_prolong_across(size_t count, const float *restrict w, const float *restrict c,
                                               const float *next, float *restrict centre, float *above,
                                               bool add)
{
    for (size_t i = 0; i < count; i++) centre[i] = (add ? centre[i] : 0) + c[i];
    if (above && next)
        for (size_t i = 0; i < count; i++) above[i] = (add ? above[i] : 0) + (c[i] + w[i] * (next[i] - c[i]));
    else if (above)
        for (size_t i = 0; i < count; i++) above[i] = (add ? above[i] : 0) + (1 - w[i]) * c[i];
}

static void prolong_tile(const cupk_transfer *t, cupk_tile tile, const float *coarse, float *fine, bool add)
{
    for (size_t j = tile.first_row; j < tile.end_row; j++) {
        const size_t from = cupk_grid_at(&t->coarse, 0, j, tile.plane);
        if (t->axis == 0) {
            multigrid_prolong_along(t->fine.cells[0], t->weight + from, coarse + from,
                                    t->fine.periodic[0] ? coarse[from] : 0,
                                    fine + cupk_grid_at(&t->fine, 0, j, tile.plane), add);
            continue;
        }
        const rows r = rows_of(t, j, tile.plane);
        multigrid_prolong_across(tile.cells, t->weight + from, coarse + from,
                                 r.has_next ? coarse + r.next : NULL, fine + r.centre,
                                 r.has_above ? fine + r.above : NULL, add);
    }
}

void cupk_transfer_prolong(const cupk_transfer *transfer, const float *coarse, float *fine, bool add,
                           int threads)
{
    const cupk_grid *g = &transfer->coarse;
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++)
        prolong_tile(transfer, cupk_grid_tile(g, n), coarse, fine, add);
}
