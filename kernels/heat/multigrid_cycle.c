/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/multigrid.h"

/* One cycle, smoothed before and after the correction by the same polynomial, which with P^T A P makes the
 * cycle a symmetric operator. The polynomials are Chebyshev's of the fourth kind with the weights that are
 * best for a V cycle (Lottes 2023, Numer. Linear Algebra Appl. 30:e2518): they know the largest eigenvalue
 * only and treat all the rest as a coarser grid may leave it. Degree 2 on large levels, 6 on those of a
 * sixteenth of the cells or less, which cost little and are where regions of different anisotropy meet. With
 * seven points the second level costs little as well, and makes up there for what they lose to P^T A P.
 *
 * Where conductances jump, levels of an eighth to a sixty-fourth of the cells are visited twice (a W cycle
 * there, a V cycle above and below). What levels lose to each other adds up with their number: blocks of high
 * contrast took 16, 19 and 22 iterations at 64^3, 128^3 and 256^3 with V cycles, and take 12, 11 and 12. */

enum { FINE_LEVELS = 2, FINE_DEGREE = 2, COARSE_DEGREE = 6 };

/* Of the cells of the finest level, with room for odd counts that round up. */
static const double most_revisited = 1 / 7.0, least_revisited = 1 / 80.0;

static double cells_of(const cupk_level *l)
{
    const size_t *cells = l->matrix.grid.cells;
    return (double)cells[0] * (double)cells[1] * (double)cells[2];
}

static double share(const cupk_levels *levels, int level)
{
    return cells_of(&levels->level[level]) / cells_of(&levels->level[0]);
}

typedef struct chebyshev {
    int degree;
    float momentum[COARSE_DEGREE], length[COARSE_DEGREE];
} chebyshev;

static chebyshev polynomial(const cupk_levels *levels, int level)
{
    static const double fine[FINE_DEGREE] = {1.02387287570313, 1.26408905371085};
    static const double coarse[COARSE_DEGREE] = {1.00128517255940, 1.01304293035233, 1.04678215124113,
                                                 1.11616489419675, 1.23829020218444, 1.43524297106744};
    const bool is_fine = level < (levels->coefficients == CUPK_SMOOTH ? 1 : FINE_LEVELS);
    const double highest = levels->level[level].highest;
    const double *weight = is_fine ? fine : coarse;
    chebyshev c = {.degree = is_fine ? FINE_DEGREE : COARSE_DEGREE};
    for (int k = 1; k <= c.degree; k++) {
        c.length[k - 1] = (float)(weight[k - 1] * (8 * k - 4) / (2 * k + 1) / highest);
        c.momentum[k - 1] = k > 1 ? (float)(weight[k - 1] / weight[k - 2] * (2 * k - 3) / (2 * k + 1)) : 0;
    }
    return c;
}

/* The steps from the second on, of an even number in all, take turns between t and x and end in x. */
static void go_on(cupk_level *l, const chebyshev *c, int from, int threads)
{
    for (int k = from; k < c->degree; k++) {
        float *x = k % 2 ? l->t : l->x, *out = k % 2 ? l->x : l->t;
        cupk_operator_momentum(&l->matrix, x, l->b, c->momentum[k], c->length[k], out, threads);
    }
}

static void smooth_from_zero(cupk_levels *levels, int level)
{
    cupk_level *l = &levels->level[level];
    const int threads = levels->threads;
    const chebyshev c = polynomial(levels, level);
    cupk_operator_first(&l->matrix, l->b, c.length[0], l->t, threads);
    cupk_operator_step(&l->matrix, l->t, l->b, 1 + c.momentum[1], c.length[1], l->x, threads);
    go_on(l, &c, 2, threads);
}

static void smooth(cupk_levels *levels, int level)
{
    cupk_level *l = &levels->level[level];
    const int threads = levels->threads;
    const chebyshev c = polynomial(levels, level);
    cupk_operator_step(&l->matrix, l->x, l->b, 1, c.length[0], l->t, threads);
    go_on(l, &c, 1, threads);
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

static void solve_last(cupk_levels *levels, int last)
{
    if (levels->unknowns) {
        cupk_dense_solve(levels);
        return;
    }
    smooth_from_zero(levels, last);
    smooth(levels, last);
}

static bool is_revisited(const cupk_levels *levels, int level)
{
    const double part = share(levels, level);
    return levels->coefficients == CUPK_JUMPS && level + 1 < levels->count && part <= most_revisited &&
           part >= least_revisited;
}

/* From a level down and up again, from 0 or from what its x is. */
static void visit(cupk_levels *levels, int level, bool from_zero)
{
    const int threads = levels->threads, last = levels->count - 1;
    cupk_level *l = &levels->level[level];
    if (level == last) {
        solve_last(levels, last);
        return;
    }
    if (from_zero)
        smooth_from_zero(levels, level);
    else
        smooth(levels, level);
    cupk_operator_residual(&l->matrix, l->x, l->b, l->t, threads);
    restrict_residual(l, l + 1, threads);
    visit(levels, level + 1, true);
    if (is_revisited(levels, level + 1)) visit(levels, level + 1, false);
    correct(l, l + 1, threads);
    smooth(levels, level);
}

void cupk_levels_cycle(cupk_levels *levels)
{
    visit(levels, 0, true);
}
