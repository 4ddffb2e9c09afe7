/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heat/multigrid.h"

/* The levels, from a system of cells: single precision at the finest, then down axis by axis, each time along
 * the axes that couple strongly. */

enum { DENSE_UNKNOWNS = 256, SAMPLES = 32768, POWER_STEPS = 12 };

static double largest_diagonal(const cupel_stencil *s)
{
    double largest = 0;
    for (size_t k = 0; k < s->cells[2]; k++)
        for (size_t j = 0; j < s->cells[1]; j++)
            for (size_t i = 0; i < s->cells[0]; i++) {
                const size_t at = cupel_stencil_at(s, i, j, k);
                const double sum = s->conductance[0][at] + s->conductance[1][at] + s->conductance[2][at];
                if (sum > largest) largest = sum;
            }
    return largest;
}

/* Copies a row in single precision; a cell without exchange has no ground either, so that it stays out of
 * all. */
static void take_row(const cupel_stencil *s, cupk_operator *m, size_t from, size_t to, double scale)
{
    for (size_t i = 0; i < s->cells[0]; i++) {
        for (int a = 0; a < 3; a++) m->pair[a][to + i] = (float)(s->conductance[a][from + i] * scale);
        m->ground[to + i] = (float)(s->diagonal[from + i] * scale);
    }
}

static bool take_finest(const cupel_stencil *s, int threads, cupk_operator *m)
{
    cupk_grid grid;
    if (!cupk_grid_lay_out(s->cells, s->periodic, &grid)) return false;
    const unsigned faces = 1u << 14 | 1u << 12 | 1u << 16 | 1u << 10 | 1u << 22 | 1u << 4;
    if (!cupk_operator_new(&grid, faces, threads, m)) return false;
    const double largest = largest_diagonal(s), scale = largest > 0 ? 1 / largest : 1;
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(&grid, threads))
    for (size_t k = 0; k < s->cells[2]; k++)
        for (size_t j = 0; j < s->cells[1]; j++)
            take_row(s, m, cupel_stencil_at(s, 0, j, k), cupk_grid_at(&grid, 0, j, k), scale);
    cupk_operator_complete(m, threads);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(&grid, threads))
    for (size_t k = 0; k < s->cells[2]; k++)
        for (size_t j = 0; j < s->cells[1]; j++)
            for (size_t i = 0; i < s->cells[0]; i++) {
                const size_t at = cupk_grid_at(&grid, i, j, k);
                double joined = 0;
                for (int o = 0; o < 3; o++)
                    joined += (double)m->pair[o][at] + (double)m->pair[o][at + (size_t)m->shift[o]];
                if (joined <= 0) m->ground[at] = m->inverse[at] = 0;
            }
    cupk_grid_wrap_floats(&grid, m->ground);
    cupk_grid_wrap_floats(&grid, m->inverse);
    return true;
}

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

/* Largest eigenvalue of the inverse diagonal times the matrix, by power iteration with a margin, below the
 * bound of Gershgorin for pairs of one sign. */
static double highest_eigenvalue(cupk_level *l, int threads)
{
    const cupk_grid *g = &l->matrix.grid;
    if (l->matrix.pairs == 3) return 2;
    unsigned seed = 1;
    double ratio = 2;
    for (size_t n = 0; n < g->count; n++) l->x[n] = l->b[n] = 0;
    for (size_t k = 0; k < g->cells[2]; k++)
        for (size_t j = 0; j < g->cells[1]; j++)
            for (size_t i = 0; i < g->cells[0]; i++) {
                seed = seed * 1664525u + 1013904223u;
                l->x[cupk_grid_at(g, i, j, k)] = (float)(seed >> 8) / 16777216.0f - 0.5f;
            }
    for (int n = 0; n < POWER_STEPS; n++) {
        cupk_operator_residual(&l->matrix, l->x, l->b, l->t, threads);
        double before = 0, after = 0;
        for (size_t k = 0; k < g->cells[2]; k++)
            for (size_t j = 0; j < g->cells[1]; j++)
                for (size_t i = 0; i < g->cells[0]; i++) {
                    const size_t at = cupk_grid_at(g, i, j, k);
                    const float next = -l->t[at] * l->matrix.inverse[at];
                    if (!(l->matrix.inverse[at] > 0)) l->x[at] = 0;
                    before += (double)l->x[at] * (double)l->x[at] /
                              (double)(l->matrix.inverse[at] > 0 ? l->matrix.inverse[at] : 1);
                    after += (double)(l->x[at] * -l->t[at]);
                    l->t[at] = next;
                }
        if (!(before > 0)) break;
        ratio = after / before;
        double size = 0;
        for (size_t at = 0; at < g->count; at++)
            if (fabs((double)l->t[at]) > size) size = fabs((double)l->t[at]);
        if (!(size > 0)) break;
        for (size_t k = 0; k < g->cells[2]; k++)
            for (size_t j = 0; j < g->cells[1]; j++)
                for (size_t i = 0; i < g->cells[0]; i++) {
                    const size_t at = cupk_grid_at(g, i, j, k);
                    l->x[at] = l->t[at] / (float)size;
                }
    }
    for (size_t n = 0; n < g->count; n++) l->x[n] = l->t[n] = 0;
    return 1.1 * ratio;
}

static bool new_vectors(cupk_level *l, int threads)
{
    const cupk_grid *g = &l->matrix.grid;
    l->x = cupk_grid_floats(g, threads);
    l->b = cupk_grid_floats(g, threads);
    l->t = cupk_grid_floats(g, threads);
    return l->x && l->b && l->t;
}

/* One level down along the axes marked; the operators between are only passed through. */
static bool coarsen(cupk_level *l, const bool along[3], int threads, cupk_operator *out)
{
    const cupk_operator *from = &l->matrix;
    cupk_operator between = {0};
    for (int a = 0; a < 3; a++) {
        if (!along[a]) continue;
        cupk_operator next;
        const bool fine = cupk_transfer_new(from, a, threads, &l->transfer[l->transfers]);
        if (fine) l->transfers++;
        const bool made = fine && cupk_galerkin(from, &l->transfer[l->transfers - 1], threads, &next);
        if (from == &between) cupk_operator_free(&between);
        if (!made) return false;
        between = next;
        from = &between;
    }
    *out = between;
    return true;
}

/* The matrix of the last level, factored; pivots that are only rounding are left out. What a row has before
 * its first entry stays 0 in the factor and is passed over: a line of cells has next to nothing else. */
static bool factor_last(cupk_levels *levels)
{
    const cupk_operator *m = &levels->level[levels->count - 1].matrix;
    const cupk_grid *g = &m->grid;
    const size_t *cells = g->cells, n = cells[0] * cells[1] * cells[2];
    levels->factor = calloc(n * n, sizeof *levels->factor);
    levels->solution = calloc(n, sizeof *levels->solution);
    levels->first = calloc(n, sizeof *levels->first);
    if (!levels->factor || !levels->solution || !levels->first) return false;
    levels->unknowns = n;
    double *a = levels->factor;
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

/* Which axes to halve; false when this is the last level. */
static bool choose_axes(const cupk_operator *m, bool along[3])
{
    double strength[3], ground_share, largest = 0;
    const size_t *cells = m->grid.cells;
    if (cells[0] * cells[1] * cells[2] <= DENSE_UNKNOWNS) return false;
    strengths(m, strength, &ground_share);
    for (int a = 0; a < 3; a++)
        if (strength[a] > largest) largest = strength[a];
    if (!(largest > 0) || ground_share > 0.7) return false;
    for (int a = 0; a < 3; a++) along[a] = strength[a] >= 0.3 * largest;
    return true;
}

cupel_status cupk_levels_new(const cupel_stencil *stencil, int threads, cupk_levels *out, cupel_error *error)
{
    cupk_levels levels = {.threads = threads};
    cupk_level *l = &levels.level[0];
    bool fine = take_finest(stencil, threads, &l->matrix);
    if (fine) levels.count = 1, fine = new_vectors(l, threads);
    if (fine) l->highest = highest_eigenvalue(l, threads);
    bool along[3];
    while (fine && levels.count < CUPK_LEVELS && choose_axes(&l->matrix, along)) {
        fine = coarsen(l, along, threads, &l[1].matrix);
        for (int s = 0; fine && s + 1 < l->transfers; s++) {
            l->between[s] = cupk_grid_floats(&l->transfer[s].coarse, threads);
            fine = l->between[s] != NULL;
        }
        if (!fine) break;
        l = &levels.level[levels.count++];
        fine = new_vectors(l, threads);
        if (fine) l->highest = highest_eigenvalue(l, threads);
    }
    const size_t *cells = l->matrix.grid.cells;
    if (fine && cells[0] * cells[1] * cells[2] <= DENSE_UNKNOWNS) fine = factor_last(&levels);
    if (!fine) {
        cupk_levels_free(&levels);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the levels of a solver of %zu cells",
                   stencil->cells[0] * stencil->cells[1] * stencil->cells[2]);
    }
    *out = levels;
    return CUPEL_OK;
}

void cupk_levels_free(cupk_levels *levels)
{
    for (int n = 0; n < levels->count; n++) {
        cupk_level *l = &levels->level[n];
        cupk_operator_free(&l->matrix);
        for (int t = 0; t < l->transfers; t++) free(l->transfer[t].weight);
        for (int b = 0; b + 1 < CUPK_AXES; b++) free(l->between[b]);
        free(l->x);
        free(l->b);
        free(l->t);
    }
    free(levels->factor);
    free(levels->solution);
    free(levels->first);
    *levels = (cupk_levels){0};
}
