/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/stencil_loops.h"

#include "dispatch.h"

/* Sums run in eight lanes along each row and then tile by tile, in an order that is none of the threads'
 * business. */

enum { LANES = 8, CHUNK = 256 };

static double sum_of(const double *lanes)
{
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

static double add_up(const double *sums, size_t count)
{
    double sum = 0;
    for (size_t n = 0; n < count; n++) sum += sums[n];
    return sum;
}

static inline void add_products(size_t count, const double *restrict a, const double *restrict b,
                                double *restrict lanes)
{
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t l = 0; l < LANES; l++) lanes[l] += a[i + l] * b[i + l];
    for (size_t l = 0; i < count; i++, l++) lanes[l] += a[i] * b[i];
}

void cupk_stencil_wrap(const cupel_stencil *stencil, double *x)
{
    if (!stencil->periodic[0] && !stencil->periodic[1] && !stencil->periodic[2]) return;
    const cupk_grid grid = cupk_stencil_grid(stencil);
    for (int a = 0; a < 3; a++) cupk_grid_wrap_doubles(&grid, stencil->conductance[a]);
    cupk_grid_wrap_doubles(&grid, x);
}

/* (K x) of `count` cells from `at` on, from differences, so that a constant loses no digits. */
static inline void apply(const cupel_stencil *s, const double *restrict x, size_t at, size_t count,
                         double *restrict y)
{
    const double *restrict gx = s->conductance[0] + at, *restrict gy = s->conductance[1] + at,
                           *restrict gz = s->conductance[2] + at, *restrict d = s->diagonal + at;
    const ptrdiff_t row = (ptrdiff_t)s->row, plane = (ptrdiff_t)s->plane;
    x += at;
    for (ptrdiff_t i = 0; i < (ptrdiff_t)count; i++)
        y[i] = d[i] * x[i] + (gx[i] * (x[i] - x[i - 1]) + gx[i + 1] * (x[i] - x[i + 1])) +
               (gy[i] * (x[i] - x[i - row]) + gy[i + row] * (x[i] - x[i + row])) +
               (gz[i] * (x[i] - x[i - plane]) + gz[i + plane] * (x[i] - x[i + plane]));
}

CUPEL_HOT static double stencil_residual_tile(const cupel_stencil *s, cupk_tile tile, const double *x,
                                              double *r)
{
    double lanes[LANES] = {0}, y[CHUNK];
    for (size_t j = tile.first_row; j < tile.end_row; j++)
        for (size_t first = 0; first < tile.cells; first += CHUNK) {
            const size_t count = tile.cells - first < CHUNK ? tile.cells - first : CHUNK;
            const size_t at = cupel_stencil_at(s, first, j, tile.plane);
            apply(s, x, at, count, y);
            const double *restrict b = s->right_side + at;
            for (size_t i = 0; i < count; i++) y[i] = b[i] - y[i];
            for (size_t i = 0; i < count; i++) r[at + i] = y[i];
            add_products(count, y, y, lanes);
        }
    return sum_of(lanes);
}

double cupk_stencil_residual_tile(const cupel_stencil *stencil, const double *x, double *r, size_t tile)
{
    const cupk_grid grid = cupk_stencil_grid(stencil);
    return stencil_residual_tile(stencil, cupk_grid_tile(&grid, tile), x, r);
}

double cupk_stencil_residual_sum(const cupel_stencil *stencil, const double *x, double *r, double *sums,
                                 int threads)
{
    const cupk_grid grid = cupk_stencil_grid(stencil);
    const size_t tiles = cupk_grid_tiles(&grid);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(&grid, threads))
    for (size_t n = 0; n < tiles; n++)
        sums[n] = stencil_residual_tile(stencil, cupk_grid_tile(&grid, n), x, r);
    return add_up(sums, tiles);
}

CUPEL_HOT static double stencil_product_tile(const cupel_stencil *s, cupk_tile tile, const double *p,
                                             double *q)
{
    double lanes[LANES] = {0}, y[CHUNK];
    for (size_t j = tile.first_row; j < tile.end_row; j++)
        for (size_t first = 0; first < tile.cells; first += CHUNK) {
            const size_t count = tile.cells - first < CHUNK ? tile.cells - first : CHUNK;
            const size_t at = cupel_stencil_at(s, first, j, tile.plane);
            apply(s, p, at, count, y);
            for (size_t i = 0; i < count; i++) q[at + i] = y[i];
            add_products(count, p + at, y, lanes);
        }
    return sum_of(lanes);
}

double cupk_stencil_product(const cupel_stencil *stencil, const double *p, double *q, double *sums,
                            int threads)
{
    const cupk_grid grid = cupk_stencil_grid(stencil);
    const size_t tiles = cupk_grid_tiles(&grid);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(&grid, threads))
    for (size_t n = 0; n < tiles; n++)
        sums[n] = stencil_product_tile(stencil, cupk_grid_tile(&grid, n), p, q);
    return add_up(sums, tiles);
}

CUPEL_HOT static void stencil_step_row(size_t count, double alpha, const double *restrict p,
                                       const double *restrict q, double *restrict x, double *restrict r,
                                       double scale, float *restrict single, double *restrict lanes)
{
    for (size_t i = 0; i < count; i++) {
        x[i] += alpha * p[i];
        r[i] -= alpha * q[i];
        single[i] = (float)(scale * r[i]);
    }
    add_products(count, r, r, lanes);
}

double cupk_stencil_step(const cupk_grid *grid, double alpha, const double *p, const double *q, double *x,
                         double *r, double scale, float *single, double *sums, int threads)
{
    const size_t tiles = cupk_grid_tiles(grid);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(grid, threads))
    for (size_t n = 0; n < tiles; n++) {
        const cupk_tile tile = cupk_grid_tile(grid, n);
        double lanes[LANES] = {0};
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t at = cupk_grid_at(grid, 0, j, tile.plane);
            stencil_step_row(tile.cells, alpha, p + at, q + at, x + at, r + at, scale, single + at, lanes);
        }
        sums[n] = sum_of(lanes);
    }
    return add_up(sums, tiles);
}

CUPEL_HOT static void stencil_single_row(size_t count, const double *restrict r, double scale,
                                         float *restrict single, double *restrict lanes)
{
    for (size_t i = 0; i < count; i++) single[i] = (float)(scale * r[i]);
    add_products(count, r, r, lanes);
}

double cupk_stencil_single(const cupk_grid *grid, const double *r, double scale, float *single, double *sums,
                           int threads)
{
    const size_t tiles = cupk_grid_tiles(grid);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(grid, threads))
    for (size_t n = 0; n < tiles; n++) {
        const cupk_tile tile = cupk_grid_tile(grid, n);
        double lanes[LANES] = {0};
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t at = cupk_grid_at(grid, 0, j, tile.plane);
            stencil_single_row(tile.cells, r + at, scale, single + at, lanes);
        }
        sums[n] = sum_of(lanes);
    }
    return add_up(sums, tiles);
}

CUPEL_HOT static void stencil_products_row(size_t count, const float *restrict z, const double *restrict r,
                                           const double *restrict q, double *restrict zr, double *restrict zq)
{
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t l = 0; l < LANES; l++) {
            zr[l] += (double)z[i + l] * r[i + l];
            zq[l] += (double)z[i + l] * q[i + l];
        }
    for (size_t l = 0; i < count; i++, l++) zr[l] += (double)z[i] * r[i], zq[l] += (double)z[i] * q[i];
}

void cupk_stencil_products(const cupk_grid *grid, const float *z, const double *r, const double *q,
                           double *sums, int threads, double out[2])
{
    const size_t tiles = cupk_grid_tiles(grid);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(grid, threads))
    for (size_t n = 0; n < tiles; n++) {
        const cupk_tile tile = cupk_grid_tile(grid, n);
        double zr[LANES] = {0}, zq[LANES] = {0};
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t at = cupk_grid_at(grid, 0, j, tile.plane);
            stencil_products_row(tile.cells, z + at, r + at, q + at, zr, zq);
        }
        sums[n] = sum_of(zr);
        sums[tiles + n] = sum_of(zq);
    }
    out[0] = add_up(sums, tiles);
    out[1] = add_up(sums + tiles, tiles);
}

CUPEL_HOT static void stencil_direction_row(size_t count, const float *restrict z, double beta,
                                            double *restrict p)
{
    for (size_t i = 0; i < count; i++) p[i] = (double)z[i] + beta * p[i];
}

void cupk_stencil_direction(const cupk_grid *grid, const float *z, double beta, double *p, int threads)
{
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(grid, threads))
    for (size_t n = 0; n < cupk_grid_tiles(grid); n++) {
        const cupk_tile tile = cupk_grid_tile(grid, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t at = cupk_grid_at(grid, 0, j, tile.plane);
            stencil_direction_row(tile.cells, z + at, beta, p + at);
        }
    }
}
