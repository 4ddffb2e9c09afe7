/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "dispatch.h"
#include "heat/multigrid.h"

/* The loops that apply the operator of a level, a chunk of a row at a time: residual and smoothing steps.
 * Seven points go in one loop; more pairs gather three at a time in a buffer that stays in the nearest cache.
 */

enum { CHUNK = 512 };

/* The first pairs of a seven-point row are those of the three axes, by ascending shift: 1, row, plane. */
CUPEL_HOT static void multigrid_faces_residual(size_t count, ptrdiff_t row, ptrdiff_t plane,
                                               const float *restrict gx, const float *restrict gy,
                                               const float *restrict gz, const float *restrict ground,
                                               const float *restrict x, const float *restrict b,
                                               float *restrict r)
{
    for (ptrdiff_t i = 0; i < (ptrdiff_t)count; i++)
        r[i] = b[i] - (ground[i] * x[i] + (gx[i] * (x[i] - x[i - 1]) + gx[i + 1] * (x[i] - x[i + 1])) +
                       (gy[i] * (x[i] - x[i - row]) + gy[i + row] * (x[i] - x[i + row])) +
                       (gz[i] * (x[i] - x[i - plane]) + gz[i + plane] * (x[i] - x[i + plane])));
}

/* y = pairs 1, 2, 3 of x, added to y; as gx, gy, gz above for any shifts. */
CUPEL_HOT static void multigrid_three_pairs(size_t count, ptrdiff_t s1, ptrdiff_t s2, ptrdiff_t s3,
                                            const float *restrict c1, const float *restrict c2,
                                            const float *restrict c3, const float *restrict x,
                                            float *restrict y)
{
    for (ptrdiff_t i = 0; i < (ptrdiff_t)count; i++)
        y[i] += (c1[i] * (x[i] - x[i - s1]) + c1[i + s1] * (x[i] - x[i + s1])) +
                (c2[i] * (x[i] - x[i - s2]) + c2[i + s2] * (x[i] - x[i + s2])) +
                (c3[i] * (x[i] - x[i - s3]) + c3[i + s3] * (x[i] - x[i + s3]));
}

CUPEL_HOT static void multigrid_one_pair(size_t count, ptrdiff_t shift, const float *restrict c,
                                         const float *restrict x, float *restrict y)
{
    for (ptrdiff_t i = 0; i < (ptrdiff_t)count; i++)
        y[i] += c[i] * (x[i] - x[i - shift]) + c[i + shift] * (x[i] - x[i + shift]);
}

CUPEL_HOT static void multigrid_ground(size_t count, const float *restrict ground, const float *restrict x,
                                       float *restrict y)
{
    for (size_t i = 0; i < count; i++) y[i] = ground[i] * x[i];
}

CUPEL_HOT static void multigrid_difference(size_t count, const float *restrict b, float *restrict y)
{
    for (size_t i = 0; i < count; i++) y[i] = b[i] - y[i];
}

/* y = b - A x of `count` cells from `at` on. */
static void residual_row(const cupk_operator *m, const float *x, const float *b, size_t at, size_t count,
                         float *y)
{
    float *const *c = m->pair;
    const ptrdiff_t *s = m->shift;
    if (m->pairs == 3) {
        multigrid_faces_residual(count, s[1], s[2], c[0] + at, c[1] + at, c[2] + at, m->ground + at, x + at,
                                 b + at, y);
        return;
    }
    multigrid_ground(count, m->ground + at, x + at, y);
    int o = 0;
    for (; o + 3 <= m->pairs; o += 3)
        multigrid_three_pairs(count, s[o], s[o + 1], s[o + 2], c[o] + at, c[o + 1] + at, c[o + 2] + at,
                              x + at, y);
    for (; o < m->pairs; o++) multigrid_one_pair(count, s[o], c[o] + at, x + at, y);
    multigrid_difference(count, b + at, y);
}

void cupk_operator_residual(const cupk_operator *matrix, float *x, const float *b, float *r, int threads)
{
    const cupk_grid *g = &matrix->grid;
    cupk_grid_wrap_floats(g, x);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t at = cupk_grid_at(g, 0, j, tile.plane);
            residual_row(matrix, x, b, at, tile.cells, r + at);
        }
    }
}

/* Voids keep out, whatever a correction left in them. */
CUPEL_HOT static void multigrid_step(size_t count, float scale, float step, const float *restrict inverse,
                                     const float *restrict x, const float *restrict r, float *restrict out)
{
    for (size_t i = 0; i < count; i++) {
        const float next = scale * x[i] + step * inverse[i] * r[i];
        out[i] = inverse[i] > 0 ? next : 0;
    }
}

CUPEL_HOT static void multigrid_momentum_step(size_t count, float momentum, float step,
                                              const float *restrict inverse, const float *restrict x,
                                              const float *restrict r, float *restrict out)
{
    for (size_t i = 0; i < count; i++) {
        const float next = x[i] + momentum * (x[i] - out[i]) + step * inverse[i] * r[i];
        out[i] = inverse[i] > 0 ? next : 0;
    }
}

/* One loop for seven points: what the two above do after multigrid_faces_residual. */
CUPEL_HOT static void multigrid_faces_step(size_t count, ptrdiff_t row, ptrdiff_t plane,
                                           const float *restrict gx, const float *restrict gy,
                                           const float *restrict gz, const float *restrict ground,
                                           const float *restrict inverse, const float *restrict x,
                                           const float *restrict b, float scale, float step,
                                           float *restrict out)
{
    for (ptrdiff_t i = 0; i < (ptrdiff_t)count; i++) {
        const float r =
            b[i] - (ground[i] * x[i] + (gx[i] * (x[i] - x[i - 1]) + gx[i + 1] * (x[i] - x[i + 1])) +
                    (gy[i] * (x[i] - x[i - row]) + gy[i + row] * (x[i] - x[i + row])) +
                    (gz[i] * (x[i] - x[i - plane]) + gz[i + plane] * (x[i] - x[i + plane])));
        const float next = scale * x[i] + step * inverse[i] * r;
        out[i] = inverse[i] > 0 ? next : 0;
    }
}

CUPEL_HOT static void multigrid_faces_momentum(size_t count, ptrdiff_t row, ptrdiff_t plane,
                                               const float *restrict gx, const float *restrict gy,
                                               const float *restrict gz, const float *restrict ground,
                                               const float *restrict inverse, const float *restrict x,
                                               const float *restrict b, float momentum, float step,
                                               float *restrict out)
{
    for (ptrdiff_t i = 0; i < (ptrdiff_t)count; i++) {
        const float r =
            b[i] - (ground[i] * x[i] + (gx[i] * (x[i] - x[i - 1]) + gx[i + 1] * (x[i] - x[i + 1])) +
                    (gy[i] * (x[i] - x[i - row]) + gy[i + row] * (x[i] - x[i + row])) +
                    (gz[i] * (x[i] - x[i - plane]) + gz[i + plane] * (x[i] - x[i + plane])));
        const float next = x[i] + momentum * (x[i] - out[i]) + step * inverse[i] * r;
        out[i] = inverse[i] > 0 ? next : 0;
    }
}

typedef struct step {
    float scale, momentum, length; /* momentum 0: `out` is not read */
} step;

static void step_row(const cupk_operator *m, const float *x, const float *b, step s, size_t at, size_t cells,
                     float *out)
{
    float *const *c = m->pair;
    const float *inverse = m->inverse;
    if (m->pairs == 3) {
        const ptrdiff_t row = m->shift[1], plane = m->shift[2];
        if (s.momentum > 0)
            multigrid_faces_momentum(cells, row, plane, c[0] + at, c[1] + at, c[2] + at, m->ground + at,
                                     inverse + at, x + at, b + at, s.momentum, s.length, out + at);
        else
            multigrid_faces_step(cells, row, plane, c[0] + at, c[1] + at, c[2] + at, m->ground + at,
                                 inverse + at, x + at, b + at, s.scale, s.length, out + at);
        return;
    }
    float r[CHUNK];
    for (size_t end = at + cells; at < end; at += CHUNK) {
        const size_t count = end - at < CHUNK ? end - at : CHUNK;
        residual_row(m, x, b, at, count, r);
        if (s.momentum > 0)
            multigrid_momentum_step(count, s.momentum, s.length, inverse + at, x + at, r, out + at);
        else
            multigrid_step(count, s.scale, s.length, inverse + at, x + at, r, out + at);
    }
}

static void step_all(const cupk_operator *m, float *x, const float *b, step s, float *out, int threads)
{
    const cupk_grid *g = &m->grid;
    cupk_grid_wrap_floats(g, x);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++)
            step_row(m, x, b, s, cupk_grid_at(g, 0, j, tile.plane), tile.cells, out);
    }
}

void cupk_operator_step(const cupk_operator *matrix, float *x, const float *b, float scale, float length,
                        float *out, int threads)
{
    step_all(matrix, x, b, (step){.scale = scale, .length = length}, out, threads);
}

void cupk_operator_momentum(const cupk_operator *matrix, float *x, const float *b, float momentum,
                            float length, float *out, int threads)
{
    step_all(matrix, x, b, (step){.momentum = momentum, .length = length}, out, threads);
}

CUPEL_HOT static void multigrid_scaled(size_t count, float length, const float *restrict inverse,
                                       const float *restrict b, float *restrict x)
{
    for (size_t i = 0; i < count; i++) x[i] = length * inverse[i] * b[i];
}

void cupk_operator_first(const cupk_operator *matrix, const float *b, float length, float *x, int threads)
{
    const cupk_grid *g = &matrix->grid;
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t at = cupk_grid_at(g, 0, j, tile.plane);
            multigrid_scaled(tile.cells, length, matrix->inverse + at, b + at, x + at);
        }
    }
}
