/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_STENCIL_LOOPS_H
#define CUPEL_KERNELS_HEAT_STENCIL_LOOPS_H

#include "cupel/stencil.h"
#include "heat/grid.h"

/* The loops of the conjugate gradients over a system of cells, in double precision. `sums` has room for two numbers
 * per tile; the sums returned have the same bits for any number of threads. */

cupk_grid cupk_stencil_grid(const cupel_stencil *stencil);

/** Fills the ghosts of the conductances and of x on periodic axes. */
void cupk_stencil_wrap(const cupel_stencil *stencil, double *x);

/** r = b - K x in one tile, and over all; the sum of r^2. Ghosts must have been filled. */
double cupk_stencil_residual_tile(const cupel_stencil *stencil, const double *x, double *r, size_t tile);
double cupk_stencil_residual_sum(const cupel_stencil *stencil, const double *x, double *r, double *sums,
                                 int threads);

/** q = K p; the sum of p q. Ghosts must have been filled. */
double cupk_stencil_product(const cupel_stencil *stencil, const double *p, double *q, double *sums, int threads);

/** x += alpha p, r -= alpha q, single = scale r; the sum of r^2. */
double cupk_stencil_step(const cupk_grid *grid, double alpha, const double *p, const double *q, double *x, double *r,
                         double scale, float *single, double *sums, int threads);

/** single = scale r; the sum of r^2. */
double cupk_stencil_single(const cupk_grid *grid, const double *r, double scale, float *single, double *sums,
                           int threads);

/** The sums of z r and z q. */
void cupk_stencil_products(const cupk_grid *grid, const float *z, const double *r, const double *q, double *sums,
                           int threads, double out[2]);

/** p = z + beta p. */
void cupk_stencil_direction(const cupk_grid *grid, const float *z, double beta, double *p, int threads);

#endif
