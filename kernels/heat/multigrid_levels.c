/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heat/multigrid.h"

/* The levels below the finest, down axis by axis, each time along the axes that couple strongly. What they
 * are depends on the values alone, so levels filled again have the bits of new ones. */

enum { DENSE_UNKNOWNS = 128, SAMPLES = 32768 };

static const double strong = 0.3, weak = 0.01; /* of the strongest axis */

/* Geometric means of what joins cells along each axis, over a sample; and the mean share of the ground. */
static void strengths(const cupk_operator *m, double strength[3], double *ground_share)
{
    const cupk_grid *g = &m->grid;
    const size_t cells = g->cells[0] * g->cells[1] * g->cells[2];
    const size_t step = cells > SAMPLES ? cells / SAMPLES | 1 : 1;
    double logarithms[3] = {0}, counts[3] = {0}, share = 0, shares = 0;
    for (size_t n = step / 2; n < cells; n += step) {
        const size_t i = n % g->cells[0], j = n / g->cells[0] % g->cells[1],
                     k = n / g->cells[0] / g->cells[1];
        const size_t at = cupk_grid_at(g, i, j, k);
        for (int a = 0; a < 3; a++) {
            const double joined = cupk_operator_along(m, a, at, false);
            if (joined > 0) logarithms[a] += log(joined), counts[a]++;
        }
        if (m->inverse[at] > 0) share += (double)(m->ground[at] * m->inverse[at]), shares++;
    }
    for (int a = 0; a < 3; a++)
        strength[a] = counts[a] > 0 && g->cells[a] > 1 ? exp(logarithms[a] / counts[a]) : 0;
    *ground_share = shares > 0 ? share / shares : 1;
}

/* Along which axes to halve, one after another. Alone, an axis that will still be the only strong one is
 * halved twice: smoothing then has to reach as far down the spectrum as with three axes at once, and one
 * level in two is saved. */
typedef struct plan {
    int count, axis[CUPK_TRANSFERS];
} plan;

/* False when this is the last level. */
static bool choose_axes(const cupk_operator *m, plan *out)
{
    double strength[3], ground_share, largest = 0;
    const size_t *cells = m->grid.cells;
    *out = (plan){0};
    if (cells[0] * cells[1] * cells[2] <= DENSE_UNKNOWNS) return false;
    strengths(m, strength, &ground_share);
    for (int a = 0; a < 3; a++)
        if (strength[a] > largest) largest = strength[a];
    if (!(largest > 0) || ground_share > 0.7) return false;
    double second = 0;
    for (int a = 0; a < 3; a++) {
        if (strength[a] >= strong * largest)
            out->axis[out->count++] = a;
        else if (strength[a] > second)
            second = strength[a];
    }
    const int only = out->axis[0];
    if (out->count == 1 && second < weak * largest && cells[only] >= 8) out->axis[out->count++] = only;
    return true;
}

static void free_below(cupk_level *l)
{
    for (int t = 0; t < l->transfers; t++) free(l->transfer[t].weight);
    for (int b = 0; b + 1 < CUPK_TRANSFERS; b++) free(l->between[b]), l->between[b] = NULL;
    l->transfers = 0;
}

static void free_level(cupk_level *l)
{
    cupk_operator_free(&l->matrix);
    free_below(l);
    free(l->x), free(l->b), free(l->t);
    *l = (cupk_level){0};
}

static bool same_axes(const cupk_level *l, const plan *along)
{
    if (l->transfers != along->count) return false;
    for (int t = 0; t < along->count; t++)
        if (l->transfer[t].axis != along->axis[t]) return false;
    return true;
}

/* Transfers along the axes chosen, with the vectors of the grids between. */
static bool new_transfers(cupk_level *l, const plan *along, int threads)
{
    const cupk_grid *grid = &l->matrix.grid;
    for (int t = 0; t < along->count; t++) {
        if (t > 0) {
            l->between[t - 1] = cupk_grid_floats(grid, threads);
            if (!l->between[t - 1]) return false;
        }
        if (!cupk_transfer_new(grid, along->axis[t], threads, &l->transfer[t])) return false;
        l->transfers = t + 1;
        grid = &l->transfer[t].coarse;
    }
    return true;
}

static bool new_vectors(cupk_level *l, int threads)
{
    const cupk_grid *g = &l->matrix.grid;
    l->x = cupk_grid_floats(g, threads);
    l->b = cupk_grid_floats(g, threads);
    l->t = cupk_grid_floats(g, threads);
    return l->x && l->b && l->t;
}

/* The operator of the next level; those of the grids between are only passed through. */
static bool fill_next(cupk_level *l, cupk_operator *next, bool network, int threads)
{
    cupk_operator between = {0};
    const cupk_operator *from = &l->matrix;
    for (int s = 0; s < l->transfers; s++) {
        const bool last = s + 1 == l->transfers;
        cupk_operator made = {0}, *to = last ? next : &made;
        cupk_transfer_fill(from, &l->transfer[s], threads);
        const bool done = network ? cupk_network(from, &l->transfer[s], threads, to)
                                  : cupk_galerkin(from, &l->transfer[s], threads, to);
        cupk_operator_free(&between);
        if (!done) return false;
        if (!last) between = made, from = &between;
    }
    return true;
}

static bool fill_levels(cupk_levels *levels)
{
    const int threads = levels->threads;
    int n = 0;
    const bool network = levels->coefficients == CUPK_SMOOTH;
    plan along;
    for (; n + 1 < CUPK_LEVELS && choose_axes(&levels->level[n].matrix, &along); n++) {
        cupk_level *l = &levels->level[n], *next = l + 1;
        if (!same_axes(l, &along)) {
            for (int m = n + 1; m < levels->count; m++) free_level(&levels->level[m]);
            levels->count = n + 1;
            free_below(l);
            if (!new_transfers(l, &along, threads)) return false;
        }
        if (levels->count < n + 2) levels->count = n + 2;
        if (!fill_next(l, &next->matrix, network, threads)) return false;
        if (!next->x && !new_vectors(next, threads)) return false;
        next->highest = network ? 2 : cupk_level_highest(next, threads);
        if (!(next->highest > 0)) return false;
    }
    for (int m = n + 1; m < levels->count; m++) free_level(&levels->level[m]);
    levels->count = n + 1;
    free_below(&levels->level[n]);
    const size_t *cells = levels->level[n].matrix.grid.cells;
    if (cells[0] * cells[1] * cells[2] <= DENSE_UNKNOWNS) return cupk_dense_factor(levels);
    cupk_dense_free(levels);
    return true;
}

cupel_status cupk_levels_fill(cupk_levels *levels, cupel_error *error)
{
    if (fill_levels(levels)) return CUPEL_OK;
    const size_t *cells = levels->level[0].matrix.grid.cells, count = cells[0] * cells[1] * cells[2];
    cupk_levels_free(levels);
    CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the levels of a solver of %zu cells", count);
}

cupel_status cupk_levels_new(const cupel_stencil *stencil, int threads, cupk_levels *out, cupel_error *error)
{
    cupk_levels levels = {0};
    cupel_status status = cupk_levels_finest(stencil, threads, &levels, error);
    if (!status) status = cupk_levels_fill(&levels, error);
    if (!status) *out = levels;
    return status;
}

void cupk_levels_free(cupk_levels *levels)
{
    for (int n = 0; n < levels->count; n++) free_level(&levels->level[n]);
    cupk_dense_free(levels);
    *levels = (cupk_levels){0};
}
