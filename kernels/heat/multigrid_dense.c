/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heat/multigrid.h"

/* The last level, by Cholesky. Pivots that are only rounding are left out: what a system without exchange
 * leaves open. What a row has before its first entry stays 0 in the factor and is passed over: a line of
 * cells has next to nothing else. */

static bool make_room(cupk_levels *levels, size_t n)
{
    if (levels->unknowns == n) {
        memset(levels->factor, 0, n * n * sizeof *levels->factor);
        memset(levels->first, 0, n * sizeof *levels->first);
        return true;
    }
    cupk_dense_free(levels);
    levels->factor = calloc(n * n, sizeof *levels->factor);
    levels->solution = calloc(n, sizeof *levels->solution);
    levels->first = calloc(n, sizeof *levels->first);
    if (!levels->factor || !levels->solution || !levels->first) return false;
    levels->unknowns = n;
    return true;
}

static void fill(const cupk_operator *m, size_t n, double *a)
{
    const cupk_grid *g = &m->grid;
    const size_t *cells = g->cells;
    for (size_t p = 0; p < n; p++) {
        const ptrdiff_t i[3] = {(ptrdiff_t)(p % cells[0]), (ptrdiff_t)(p / cells[0] % cells[1]),
                                (ptrdiff_t)(p / cells[0] / cells[1])};
        const size_t at = cupk_grid_at(g, (size_t)i[0], (size_t)i[1], (size_t)i[2]);
        a[p * n + p] += (double)m->ground[at];
        for (int o = 0; o < m->pairs; o++) {
            const double pair = (double)m->pair[o][at];
            ptrdiff_t q[3];
            bool outside = false;
            for (int x = 0; x < 3; x++) {
                const ptrdiff_t count = (ptrdiff_t)cells[x];
                q[x] = (i[x] - m->offset[o][x] + count) % count;
                outside = outside || (q[x] != i[x] - m->offset[o][x] && !g->periodic[x]);
            }
            if (outside) continue;
            const size_t other = (size_t)q[0] + cells[0] * ((size_t)q[1] + cells[1] * (size_t)q[2]);
            a[p * n + p] += pair;
            a[other * n + other] += pair;
            a[p * n + other] -= pair;
            a[other * n + p] -= pair;
        }
    }
}

bool cupk_dense_factor(cupk_levels *levels)
{
    const cupk_operator *m = &levels->level[levels->count - 1].matrix;
    const size_t *cells = m->grid.cells, n = cells[0] * cells[1] * cells[2];
    if (!make_room(levels, n)) return false;
    double *a = levels->factor;
    fill(m, n, a);
    size_t *first = levels->first;
    for (size_t i = 0; i < n; i++)
        while (first[i] < i && !(fabs(a[i * n + first[i]]) > 0)) first[i]++;
    for (size_t j = 0; j < n; j++) {
        const double diagonal = a[j * n + j];
        double pivot = diagonal;
        for (size_t k = first[j]; k < j; k++) pivot -= a[j * n + k] * a[j * n + k];
        const bool kept = pivot > 1e-11 * diagonal && pivot > 0;
        a[j * n + j] = kept ? sqrt(pivot) : 0;
        for (size_t i = j + 1; i < n; i++) {
            if (first[i] > j) continue;
            double sum = a[i * n + j];
            for (size_t k = first[i] > first[j] ? first[i] : first[j]; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            a[i * n + j] = kept ? sum / a[j * n + j] : 0;
        }
    }
    return true;
}

static size_t place(const cupk_grid *g, size_t p)
{
    return cupk_grid_at(g, p % g->cells[0], p / g->cells[0] % g->cells[1], p / g->cells[0] / g->cells[1]);
}

void cupk_dense_solve(cupk_levels *levels)
{
    cupk_level *l = &levels->level[levels->count - 1];
    const cupk_grid *g = &l->matrix.grid;
    const size_t n = levels->unknowns;
    double *x = levels->solution;
    const double *a = levels->factor;
    for (size_t p = 0; p < n; p++) {
        double sum = (double)l->b[place(g, p)];
        for (size_t k = levels->first[p]; k < p; k++) sum -= a[p * n + k] * x[k];
        x[p] = a[p * n + p] > 0 ? sum / a[p * n + p] : 0;
    }
    for (size_t p = n; p-- > 0;) {
        x[p] = a[p * n + p] > 0 ? x[p] / a[p * n + p] : 0;
        for (size_t k = levels->first[p]; k < p; k++) x[k] -= a[p * n + k] * x[p];
    }
    for (size_t p = 0; p < n; p++) l->x[place(g, p)] = (float)x[p];
}

void cupk_dense_free(cupk_levels *levels)
{
    free(levels->factor);
    free(levels->solution);
    free(levels->first);
    levels->factor = levels->solution = NULL;
    levels->first = NULL;
    levels->unknowns = 0;
}
