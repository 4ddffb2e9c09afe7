/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "heat/multigrid.h"

/* One V cycle: Chebyshev smoothing of degree 2 before and after the correction, on the upper part of the
 * spectrum. Smoothing polynomials and P^T A P make the cycle a symmetric operator. */

typedef struct chebyshev {
    float first, momentum, second;
} chebyshev;

static chebyshev coefficients(double highest)
{
    const double lowest = highest / 8, middle = (highest + lowest) / 2, half = (highest - lowest) / 2;
    const double ratio = middle / half, r0 = 1 / ratio, r1 = 1 / (2 * ratio - r0);
    return (chebyshev){(float)(1 / middle), (float)(r1 * r0), (float)(2 * r1 / half)};
}

/* x from 0. */
static void smooth_from_zero(cupk_level *l, int threads)
{
    const cupk_operator *m = &l->matrix;
    const cupk_grid *g = &m->grid;
    const chebyshev c = coefficients(l->highest);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t at = cupk_grid_at(g, 0, j, tile.plane);
            for (size_t i = at; i < at + tile.cells; i++) {
                l->t[i] = c.first * m->inverse[i] * l->b[i];
                l->x[i] = 0;
            }
        }
    }
    cupk_operator_smooth(m, l->t, l->x, l->b, l->x, c.momentum, c.second, threads);
}

static void smooth(cupk_level *l, int threads)
{
    const chebyshev c = coefficients(l->highest);
    cupk_operator_smooth(&l->matrix, l->x, l->x, l->b, l->t, 0, c.first, threads);
    cupk_operator_smooth(&l->matrix, l->t, l->x, l->b, l->x, c.momentum, c.second, threads);
}

/* The factor of the last level; rows without a pivot give 0. */
static void solve_last(cupk_levels *levels, cupk_level *l)
{
    const cupk_grid *g = &l->matrix.grid;
    const size_t n = levels->unknowns;
    double *x = levels->solution;
    const double *a = levels->factor;
    for (size_t p = 0; p < n; p++) {
        double sum = (double)l->b[cupk_grid_at(g, p % g->cells[0], p / g->cells[0] % g->cells[1],
                                               p / g->cells[0] / g->cells[1])];
        for (size_t k = levels->first[p]; k < p; k++) sum -= a[p * n + k] * x[k];
        x[p] = a[p * n + p] > 0 ? sum / a[p * n + p] : 0;
    }
    for (size_t p = n; p-- > 0;) {
        x[p] = a[p * n + p] > 0 ? x[p] / a[p * n + p] : 0;
        for (size_t k = levels->first[p]; k < p; k++) x[k] -= a[p * n + k] * x[p];
    }
    for (size_t p = 0; p < n; p++)
        l->x[cupk_grid_at(g, p % g->cells[0], p / g->cells[0] % g->cells[1], p / g->cells[0] / g->cells[1])] =
            (float)x[p];
}

/* Down through the grids between, each in the workspace behind the one before. */
static void restrict_residual(cupk_level *l, cupk_level *next, int threads)
{
    const float *from = l->t;
    for (int s = 0; s < l->transfers; s++) {
        float *to = s + 1 == l->transfers ? next->b : l->between[s];
        cupk_transfer_restrict(&l->transfer[s], from, to, threads);
        from = to;
    }
}

static void correct(cupk_level *l, const cupk_level *next, int threads)
{
    const float *from = next->x;
    for (int s = l->transfers; s-- > 0;) {
        float *to = s == 0 ? l->x : l->between[s - 1];
        cupk_transfer_prolong(&l->transfer[s], from, to, s == 0, threads);
        from = to;
    }
}

void cupk_levels_cycle(cupk_levels *levels)
{
    const int last = levels->count - 1, threads = levels->threads;
    for (int n = 0; n < last; n++) {
        cupk_level *l = &levels->level[n];
        smooth_from_zero(l, threads);
        cupk_operator_residual(&l->matrix, l->x, l->b, l->t, threads);
        restrict_residual(l, l + 1, threads);
    }
    if (levels->unknowns)
        solve_last(levels, &levels->level[last]);
    else {
        smooth_from_zero(&levels->level[last], threads);
        smooth(&levels->level[last], threads);
    }
    for (int n = last; n-- > 0;) {
        cupk_level *l = &levels->level[n];
        correct(l, l + 1, threads);
        smooth(l, threads);
    }
}
