/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "heat/multigrid.h"

/* The finest level: the system in single precision, scaled so that its largest number is 1. */

/* Largest of f over the planes. */
static double most(const double *planes, size_t count)
{
    double most = 0;
    for (size_t k = 0; k < count; k++) most = planes[k] > most ? planes[k] : most;
    return most;
}

static double largest_of_plane(const cupel_stencil *s, size_t k)
{
    double largest = 0;
    for (size_t j = 0; j < s->cells[1]; j++)
        for (size_t i = 0; i < s->cells[0]; i++) {
            const size_t at = cupel_stencil_at(s, i, j, k);
            const double sum = s->conductance[0][at] + s->conductance[1][at] + s->conductance[2][at];
            if (sum > largest) largest = sum;
        }
    return largest;
}

static void take_row(const cupel_stencil *s, cupk_operator *m, size_t from, size_t to, double scale)
{
    for (size_t i = 0; i < s->cells[0]; i++) {
        for (int a = 0; a < 3; a++) m->pair[a][to + i] = (float)(s->conductance[a][from + i] * scale);
        m->ground[to + i] = (float)(s->diagonal[from + i] * scale);
    }
}

/* A cell without exchange has no ground either, so that it stays out of all. Returns the least share of the
 * ground in the diagonal. */
static double leave_out_voids(cupk_operator *m, size_t k)
{
    double least = 1;
    for (size_t j = 0; j < m->grid.cells[1]; j++)
        for (size_t i = 0; i < m->grid.cells[0]; i++) {
            const size_t at = cupk_grid_at(&m->grid, i, j, k);
            double joined = 0;
            for (int o = 0; o < 3; o++)
                joined += (double)m->pair[o][at] + (double)m->pair[o][at + (size_t)m->shift[o]];
            if (joined <= 0)
                m->ground[at] = m->inverse[at] = 0;
            else
                least = fmin(least, (double)(m->ground[at] * m->inverse[at]));
        }
    return least;
}

/* Conductances on opposite faces of a cell that differ by more than smooth materials or grids make them are a
 * jump; none at all between two cells is a wall. */
static cupk_coefficients coefficients_in_plane(const cupk_operator *m, size_t k)
{
    cupk_coefficients worst = CUPK_SMOOTH;
    const float enough = 10;
    const cupk_grid *g = &m->grid;
    for (size_t j = 0; j < g->cells[1]; j++)
        for (int a = 0; a < 3; a++) {
            const size_t at = cupk_grid_at(g, 0, j, k), stride = cupk_grid_stride(g, a);
            const float *below = m->pair[a] + at, *above = below + stride;
            const size_t place = a == 0 ? 0 : a == 1 ? j : k;
            const bool at_end = place == 0 && !(g->periodic[a] && g->cells[a] > 1);
            int jumps = 0, walls = 0;
            for (size_t i = 0; i < g->cells[0]; i++)
                jumps |= (below[i] > enough * above[i] && above[i] > 0) |
                         (above[i] > enough * below[i] && below[i] > 0);
            for (size_t i = at_end && a == 0 ? 1 : 0; i < (at_end && a > 0 ? 0 : g->cells[0]); i++)
                walls |= !(below[i] > 0);
            if (jumps) return CUPK_JUMPS;
            if (walls) worst = CUPK_WALLS;
        }
    return worst;
}

static void take(const cupel_stencil *s, cupk_levels *levels, double *planes)
{
    cupk_operator *m = &levels->level[0].matrix;
    const cupk_grid *g = &m->grid;
    const int threads = levels->threads;
    const size_t depth = s->cells[2];
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t k = 0; k < depth; k++) planes[k] = largest_of_plane(s, k);
    const double largest = most(planes, depth), scale = largest > 0 ? 1 / largest : 1;
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t k = 0; k < depth; k++)
        for (size_t j = 0; j < s->cells[1]; j++)
            take_row(s, m, cupel_stencil_at(s, 0, j, k), cupk_grid_at(g, 0, j, k), scale);
    cupk_operator_complete(m, threads);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t k = 0; k < depth; k++) planes[k] = leave_out_voids(m, k);
    cupk_grid_wrap_floats(g, m->ground);
    cupk_grid_wrap_floats(g, m->inverse);
    levels->scale = scale;
    levels->least_ground = 1;
    for (size_t k = 0; k < depth; k++) levels->least_ground = fmin(levels->least_ground, planes[k]);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t k = 0; k < depth; k++) planes[k] = coefficients_in_plane(m, k);
    levels->coefficients = (cupk_coefficients)most(planes, depth);
}

static bool make_room(const cupel_stencil *s, int threads, cupk_level *l)
{
    cupk_grid grid;
    if (!cupk_grid_lay_out(s->cells, s->periodic, &grid)) return false;
    if (!cupk_operator_new(&grid, CUPK_FACES, threads, &l->matrix)) return false;
    l->highest = 2; /* Gershgorin's bound for pairs of one sign */
    l->x = cupk_grid_floats(&grid, threads);
    l->b = cupk_grid_floats(&grid, threads);
    l->t = cupk_grid_floats(&grid, threads);
    return l->x && l->b && l->t;
}

cupel_status cupk_levels_finest(const cupel_stencil *stencil, int threads, cupk_levels *levels,
                                cupel_error *error)
{
    levels->threads = threads;
    double *planes = malloc(stencil->cells[2] * sizeof *planes);
    bool room = planes != NULL;
    if (room && levels->count == 0) {
        levels->count = 1;
        room = make_room(stencil, threads, &levels->level[0]);
    }
    if (room) take(stencil, levels, planes);
    free(planes);
    if (room) return CUPEL_OK;
    cupk_levels_free(levels);
    CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a solver of %zu cells",
               stencil->cells[0] * stencil->cells[1] * stencil->cells[2]);
}

/* |a/b - 1| in the largest case; 0 to more than 0 is infinitely far. */
static double drift_of_plane(const cupel_stencil *s, const cupk_levels *levels, size_t k)
{
    const cupk_operator *m = &levels->level[0].matrix;
    double drift = 0;
    for (size_t j = 0; j < s->cells[1]; j++)
        for (size_t i = 0; i < s->cells[0]; i++) {
            const size_t at = cupel_stencil_at(s, i, j, k), there = cupk_grid_at(&m->grid, i, j, k);
            const bool apart = !(m->inverse[there] > 0);
            for (int a = 0; a < 4; a++) {
                const double now = (a < 3 ? s->conductance[a][at] : s->diagonal[at]) * levels->scale,
                             then = (double)(a < 3 ? m->pair[a][there] : m->ground[there]);
                if (a == 3 && apart) continue;
                const double moved = fabs(now - then);
                if (moved > drift * then) drift = then > 0 ? moved / then : INFINITY;
            }
        }
    return drift;
}

double cupk_levels_drift(const cupk_levels *levels, const cupel_stencil *stencil)
{
    const size_t depth = stencil->cells[2];
    double *planes = malloc(depth * sizeof *planes);
    if (!planes) return INFINITY;
#pragma omp parallel for schedule(static)                                                                    \
    num_threads(cupk_grid_threads(&levels->level[0].matrix.grid, levels->threads))
    for (size_t k = 0; k < depth; k++) planes[k] = drift_of_plane(stencil, levels, k);
    const double drift = most(planes, depth);
    free(planes);
    return drift;
}
