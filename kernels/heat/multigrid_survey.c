/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "heat/multigrid_parts.h"

/* What is known of a system before it is solved, added up tile by tile. */

static void survey_row(const cupel_stencil *s, const float *inverse, size_t first, double *x, cupk_survey *v)
{
    double squares = 0, sum = 0, magnitude = 0, guess = 0;
    for (size_t at = first; at < first + s->cells[0]; at++) {
        const double b = s->right_side[at], d = s->diagonal[at];
        squares += b * b;
        if (!(inverse[at] > 0)) { /* exchanges with no other cell */
            if (d > 0) x[at] = b / d;
            continue;
        }
        sum += b;
        magnitude += fabs(b);
        guess += x[at];
        v->ground += d;
        v->cells++;
        const double diagonal =
            d + 2 * (s->conductance[0][at] + s->conductance[1][at] + s->conductance[2][at]);
        if (diagonal > v->largest) v->largest = diagonal;
    }
    v->size += squares, v->sum += sum, v->magnitude += magnitude, v->mean += guess;
}

bool cupk_multigrid_survey(const cupel_multigrid *m, double *x, cupk_survey *out)
{
    const cupel_stencil *s = m->system;
    const cupk_grid *g = &m->grid;
    const float *inverse = m->levels.level[0].matrix.inverse;
    const size_t tiles = cupk_grid_tiles(g);
    cupk_survey *parts = calloc(tiles, sizeof *parts), all = {0};
    if (!parts) return false;
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, m->levels.threads))
    for (size_t n = 0; n < tiles; n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++)
            survey_row(s, inverse, cupk_grid_at(g, 0, j, tile.plane), x, &parts[n]);
    }
    for (size_t n = 0; n < tiles; n++) {
        const cupk_survey *v = &parts[n];
        all.size += v->size, all.sum += v->sum, all.magnitude += v->magnitude, all.mean += v->mean;
        all.ground += v->ground, all.cells += v->cells;
        if (v->largest > all.largest) all.largest = v->largest;
    }
    free(parts);
    all.size = sqrt(all.size);
    all.singular = all.cells > 0 && !(all.ground > 0);
    if (all.cells) all.mean /= (double)all.cells;
    *out = all;
    return true;
}

void cupk_multigrid_shift(const cupel_multigrid *m, double *x, double by)
{
    const cupk_grid *g = &m->grid;
    const float *inverse = m->levels.level[0].matrix.inverse;
    for (size_t k = 0; k < g->cells[2]; k++)
        for (size_t j = 0; j < g->cells[1]; j++) {
            const size_t first = cupk_grid_at(g, 0, j, k);
            for (size_t at = first; at < first + g->cells[0]; at++)
                if (inverse[at] > 0) x[at] += by;
        }
}

double cupk_multigrid_mean(const cupel_multigrid *m, const double *x, size_t cells)
{
    const cupk_grid *g = &m->grid;
    const float *inverse = m->levels.level[0].matrix.inverse;
    double sum = 0;
    for (size_t k = 0; k < g->cells[2]; k++)
        for (size_t j = 0; j < g->cells[1]; j++) {
            const size_t first = cupk_grid_at(g, 0, j, k);
            double row = 0;
            for (size_t at = first; at < first + g->cells[0]; at++) row += inverse[at] > 0 ? x[at] : 0;
            sum += row;
        }
    return sum / (double)cells;
}

double cupk_multigrid_largest(const cupel_multigrid *m, const double *x)
{
    const cupk_grid *g = &m->grid;
    double largest = 0;
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, m->levels.threads))               \
    reduction(max                                                                                            \
              : largest)
    for (size_t n = 0; n < cupk_grid_tiles(g); n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t first = cupk_grid_at(g, 0, j, tile.plane);
            for (size_t at = first; at < first + g->cells[0]; at++)
                if (fabs(x[at]) > largest) largest = fabs(x[at]);
        }
    }
    return largest;
}
