/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "dispatch.h"
#include "heat/multigrid.h"

/* The largest eigenvalue of the inverse diagonal times the operator of a level: steps of conjugate gradients
 * from a rough vector give the tridiagonal matrix of Lanczos, whose largest eigenvalue comes near from below.
 * The power method needs many times the steps where materials differ, and a smoother that trusts too small a
 * value blows up. */

enum { STEPS = 12, LANES = 8 };

static double add_up(const double *tiles, size_t count)
{
    double sum = 0;
    for (size_t n = 0; n < count; n++) sum += tiles[n];
    return sum;
}

static float rough(size_t i, size_t j, size_t k)
{
    uint32_t h = (uint32_t)i * 73856093u ^ (uint32_t)j * 19349663u ^ (uint32_t)k * 83492791u;
    h ^= h >> 15, h *= 0x2c1b3c6du, h ^= h >> 12, h *= 0x297a2d39u, h ^= h >> 15;
    return (float)(h >> 8) / 16777216.0f - 0.5f;
}

/* p = z + beta p with z = r/diagonal. */
CUPEL_HOT static void multigrid_lanczos_direction(size_t count, const float *restrict inverse,
                                                  const float *restrict r, float beta, float *restrict p)
{
    for (size_t i = 0; i < count; i++) p[i] = inverse[i] * r[i] + beta * p[i];
}

/* t = r - A p on entry; `lanes` gets p (A p). */
CUPEL_HOT static void multigrid_lanczos_curvature(size_t count, const float *restrict p,
                                                  const float *restrict r, const float *restrict t,
                                                  double *restrict lanes)
{
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t l = 0; l < LANES; l++) lanes[l] += (double)p[i + l] * (double)(r[i + l] - t[i + l]);
    for (size_t l = 0; i < count; i++, l++) lanes[l] += (double)p[i] * (double)(r[i] - t[i]);
}

/* r -= alpha A p; `lanes` gets r z. */
CUPEL_HOT static void multigrid_lanczos_residual(size_t count, const float *restrict inverse, float alpha,
                                                 const float *restrict t, float *restrict r,
                                                 double *restrict lanes)
{
    for (size_t i = 0; i < count; i++) r[i] -= alpha * (r[i] - t[i]);
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t l = 0; l < LANES; l++) lanes[l] += (double)(r[i + l] * inverse[i + l]) * (double)r[i + l];
    for (size_t l = 0; i < count; i++, l++) lanes[l] += (double)(r[i] * inverse[i]) * (double)r[i];
}

static double sum_of(const double *lanes)
{
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

/* r = a rough vector, p = 0; returns r z. */
static double start(cupk_level *l, double *tiles, int threads)
{
    const cupk_operator *m = &l->matrix;
    const cupk_grid *g = &m->grid;
    const size_t count = cupk_grid_tiles(g);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < count; n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        double sum = 0;
        for (size_t j = tile.first_row; j < tile.end_row; j++)
            for (size_t i = 0; i < tile.cells; i++) {
                const size_t at = cupk_grid_at(g, i, j, tile.plane);
                l->x[at] = 0;
                l->b[at] = m->inverse[at] > 0 ? rough(i, j, tile.plane) / sqrtf(m->inverse[at]) : 0;
                sum += (double)(l->b[at] * m->inverse[at]) * (double)l->b[at];
            }
        tiles[n] = sum;
    }
    return add_up(tiles, count);
}

static double curvature(cupk_level *l, float beta, double *tiles, int threads)
{
    const cupk_operator *m = &l->matrix;
    const cupk_grid *g = &m->grid;
    const size_t count = cupk_grid_tiles(g);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < count; n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t at = cupk_grid_at(g, 0, j, tile.plane);
            multigrid_lanczos_direction(tile.cells, m->inverse + at, l->b + at, beta, l->x + at);
        }
    }
    cupk_operator_residual(m, l->x, l->b, l->t, threads);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < count; n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        double lanes[LANES] = {0};
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t at = cupk_grid_at(g, 0, j, tile.plane);
            multigrid_lanczos_curvature(tile.cells, l->x + at, l->b + at, l->t + at, lanes);
        }
        tiles[n] = sum_of(lanes);
    }
    return add_up(tiles, count);
}

static double step(cupk_level *l, float alpha, double *tiles, int threads)
{
    const cupk_operator *m = &l->matrix;
    const cupk_grid *g = &m->grid;
    const size_t count = cupk_grid_tiles(g);
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < count; n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        double lanes[LANES] = {0};
        for (size_t j = tile.first_row; j < tile.end_row; j++) {
            const size_t at = cupk_grid_at(g, 0, j, tile.plane);
            multigrid_lanczos_residual(tile.cells, m->inverse + at, alpha, l->t + at, l->b + at, lanes);
        }
        tiles[n] = sum_of(lanes);
    }
    return add_up(tiles, count);
}

/* By bisection on the number of eigenvalues above (Sturm). */
static double largest_of(size_t count, const double *diagonal, const double *next)
{
    double low = 0, high = 0;
    for (size_t n = 0; n < count; n++) {
        const double radius = (n ? fabs(next[n - 1]) : 0) + (n + 1 < count ? fabs(next[n]) : 0);
        high = fmax(high, diagonal[n] + radius);
    }
    for (int turn = 0; turn < 40; turn++) {
        const double middle = 0.5 * (low + high);
        bool above = false;
        double pivot = 1;
        for (size_t n = 0; n < count && !above; n++) {
            pivot = middle - diagonal[n] - (n ? next[n - 1] * next[n - 1] / pivot : 0);
            above = !(pivot > 0);
        }
        if (above)
            low = middle;
        else
            high = middle;
    }
    return high;
}

double cupk_level_highest(cupk_level *level, int threads)
{
    double diagonal[STEPS], next[STEPS], alpha = 1, beta = 0;
    size_t count = 0;
    double *tiles = malloc(cupk_grid_tiles(&level->matrix.grid) * sizeof *tiles);
    if (!tiles) return 0;
    double rz = start(level, tiles, threads);
    for (; count < STEPS && rz > 0; count++) {
        const double along = curvature(level, (float)beta, tiles, threads);
        if (!(along > 0)) break;
        const double before = alpha;
        alpha = rz / along;
        diagonal[count] = 1 / alpha + beta / before;
        const double after = step(level, (float)alpha, tiles, threads);
        beta = after / rz;
        next[count] = sqrt(beta) / alpha;
        if (!(after > 1e-8 * rz)) { /* the vector is used up: fewer cells than steps */
            count++;
            break;
        }
        rz = after;
    }
    free(tiles);
    return count ? 1.1 * largest_of(count, diagonal, next) : 2;
}
