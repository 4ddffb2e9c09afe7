/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "dispatch.h"
#include "heat/multigrid.h"

/* The operator of a level: storage and the loops that apply it. */

enum { CHUNK = 256 };

/* A pattern has one bit per offset in {-1, 0, 1}^3. */
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

/* A x of `count` cells from `at` on: seven points at once, or pair by pair. */
static inline void apply_faces(const cupk_operator *m, const float *restrict x, size_t at, size_t count,
                               float *restrict y)
{
    const float *restrict gx = m->pair[0] + at, *restrict gy = m->pair[1] + at,
                          *restrict gz = m->pair[2] + at, *restrict d = m->ground + at;
    const ptrdiff_t row = m->shift[1], plane = m->shift[2];
    x += at;
    for (ptrdiff_t i = 0; i < (ptrdiff_t)count; i++)
        y[i] = d[i] * x[i] + (gx[i] * (x[i] - x[i - 1]) + gx[i + 1] * (x[i] - x[i + 1])) +
               (gy[i] * (x[i] - x[i - row]) + gy[i + row] * (x[i] - x[i + row])) +
               (gz[i] * (x[i] - x[i - plane]) + gz[i + plane] * (x[i] - x[i + plane]));
}

static inline void apply_pairs(const cupk_operator *m, const float *restrict x, size_t at, size_t count,
                               float *restrict y)
{
    const float *restrict d = m->ground + at;
    x += at;
    for (size_t i = 0; i < count; i++) y[i] = d[i] * x[i];
    for (int o = 0; o < m->pairs; o++) {
        const float *restrict c = m->pair[o] + at;
        const ptrdiff_t shift = m->shift[o];
        for (ptrdiff_t i = 0; i < (ptrdiff_t)count; i++)
            y[i] += c[i] * (x[i] - x[i - shift]) + c[i + shift] * (x[i] - x[i + shift]);
    }
}

static inline void apply(const cupk_operator *m, const float *x, size_t at, size_t count, float *y)
{
    if (m->pairs == 3)
        apply_faces(m, x, at, count, y);
    else
        apply_pairs(m, x, at, count, y);
}

CUPEL_HOT static void multigrid_residual_tile(const cupk_operator *m, cupk_tile tile, const float *x,
                                              const float *b, float *r)
{
    float y[CHUNK];
    for (size_t j = tile.first_row; j < tile.end_row; j++)
        for (size_t first = 0; first < tile.cells; first += CHUNK) {
            const size_t count = tile.cells - first < CHUNK ? tile.cells - first : CHUNK;
            const size_t at = cupk_grid_at(&m->grid, first, j, tile.plane);
            apply(m, x, at, count, y);
            for (size_t i = 0; i < count; i++) r[at + i] = b[at + i] - y[i];
        }
}

void cupk_operator_residual(const cupk_operator *matrix, float *x, const float *b, float *r, int threads)
{
    const cupk_grid *g = &matrix->grid;
    cupk_grid_wrap_floats(g, x);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++)
        multigrid_residual_tile(matrix, cupk_grid_tile(g, n), x, b, r);
}

CUPEL_HOT static void multigrid_smooth_tile(const cupk_operator *m, cupk_tile tile, const float *x,
                                            const float *before, const float *b, float *out, float momentum,
                                            float step)
{
    float y[CHUNK];
    for (size_t j = tile.first_row; j < tile.end_row; j++)
        for (size_t first = 0; first < tile.cells; first += CHUNK) {
            const size_t count = tile.cells - first < CHUNK ? tile.cells - first : CHUNK;
            const size_t at = cupk_grid_at(&m->grid, first, j, tile.plane);
            apply(m, x, at, count, y);
            const float *restrict inverse = m->inverse + at, *restrict right = b + at;
            for (size_t i = 0; i < count; i++)
                y[i] = inverse[i] > 0 ? x[at + i] + momentum * (x[at + i] - before[at + i]) +
                                            step * inverse[i] * (right[i] - y[i])
                                      : 0; /* a void keeps out */
            for (size_t i = 0; i < count; i++) out[at + i] = y[i];
        }
}

void cupk_operator_smooth(const cupk_operator *matrix, float *x, const float *before, const float *b,
                          float *out, float momentum, float step, int threads)
{
    const cupk_grid *g = &matrix->grid;
    cupk_grid_wrap_floats(g, x);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++)
        multigrid_smooth_tile(matrix, cupk_grid_tile(g, n), x, before, b, out, momentum, step);
}
