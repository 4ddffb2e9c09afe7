/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "heat/multigrid.h"

/* The operator of a level: its storage. */

static unsigned bit_of(const int offset[3])
{
    return 1u << (offset[0] + 1 + 3 * (offset[1] + 1) + 9 * (offset[2] + 1));
}

bool cupk_operator_new(const cupk_grid *grid, unsigned pattern, int threads, cupk_operator *out)
{
    cupk_operator m = {.grid = *grid};
    bool complete = true;
    for (int n = 14; n < 27; n++) { /* the upper half: the lower one is its mirror image */
        const int offset[3] = {n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1};
        if (!(pattern & bit_of(offset))) continue;
        for (int a = 0; a < 3; a++) m.offset[m.pairs][a] = offset[a];
        m.shift[m.pairs] = offset[0] + offset[1] * (ptrdiff_t)grid->row + offset[2] * (ptrdiff_t)grid->plane;
        m.pair[m.pairs] = cupk_grid_floats(grid, threads);
        complete = complete && m.pair[m.pairs];
        m.pairs++;
    }
    m.ground = cupk_grid_floats(grid, threads);
    m.inverse = cupk_grid_floats(grid, threads);
    if (!complete || !m.ground || !m.inverse) {
        cupk_operator_free(&m);
        return false;
    }
    *out = m;
    return true;
}

void cupk_operator_free(cupk_operator *matrix)
{
    for (int o = 0; o < matrix->pairs; o++) free(matrix->pair[o]);
    free(matrix->ground);
    free(matrix->inverse);
    *matrix = (cupk_operator){0};
}

void cupk_operator_clear(cupk_operator *matrix, int threads)
{
    const cupk_grid *g = &matrix->grid;
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t at = cupk_grid_at(g, 0, j, tile.plane), bytes = tile.cells * sizeof(float);
            for (int o = 0; o < matrix->pairs; o++) memset(matrix->pair[o] + at, 0, bytes);
            memset(matrix->ground + at, 0, bytes);
        }
    }
}

bool cupk_operator_ready(const cupk_grid *grid, unsigned pattern, int threads, cupk_operator *matrix)
{
    if (matrix->pairs && cupk_operator_pattern(matrix) == pattern) {
        cupk_operator_clear(matrix, threads);
        return true;
    }
    cupk_operator_free(matrix);
    return cupk_operator_new(grid, pattern, threads, matrix);
}

unsigned cupk_operator_pattern(const cupk_operator *matrix)
{
    unsigned pattern = 0;
    for (int o = 0; o < matrix->pairs; o++) {
        const int *d = matrix->offset[o], mirrored[3] = {-d[0], -d[1], -d[2]};
        pattern |= bit_of(d) | bit_of(mirrored);
    }
    return pattern;
}

int cupk_operator_find(const cupk_operator *matrix, const int offset[3], bool *flipped)
{
    for (int o = 0; o < matrix->pairs; o++) {
        const int *d = matrix->offset[o];
        *flipped = false;
        if (d[0] == offset[0] && d[1] == offset[1] && d[2] == offset[2]) return o;
        *flipped = true;
        if (d[0] == -offset[0] && d[1] == -offset[1] && d[2] == -offset[2]) return o;
    }
    return -1;
}

double cupk_operator_along(const cupk_operator *matrix, int axis, size_t at, bool above)
{
    double sum = 0;
    for (int o = 0; o < matrix->pairs; o++) {
        const int along = matrix->offset[o][axis];
        if (!along) continue;
        const bool own = (along > 0) != above; /* the pair's upper end lies here */
        sum += (double)matrix->pair[o][own ? at : at + (size_t)matrix->shift[o]];
    }
    return sum;
}

static void complete_row(cupk_operator *m, size_t at, size_t count)
{
    for (size_t i = at; i < at + count; i++) {
        double diagonal = (double)m->ground[i];
        for (int o = 0; o < m->pairs; o++) {
            const double below = (double)m->pair[o][i], above = (double)m->pair[o][i + (size_t)m->shift[o]];
            diagonal += below + above;
        }
        m->inverse[i] = diagonal > 0 ? (float)(1 / diagonal) : 0;
    }
}

void cupk_operator_complete(cupk_operator *matrix, int threads)
{
    const cupk_grid *g = &matrix->grid;
    for (int o = 0; o < matrix->pairs; o++) cupk_grid_wrap_floats(g, matrix->pair[o]);
    cupk_grid_wrap_floats(g, matrix->ground);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++)
            complete_row(matrix, cupk_grid_at(g, 0, j, tile.plane), tile.cells);
    }
    cupk_grid_wrap_floats(g, matrix->inverse);
}
