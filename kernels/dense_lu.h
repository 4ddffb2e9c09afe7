/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_DENSE_LU_H
#define CUPEL_KERNELS_DENSE_LU_H

#include <stdbool.h>
#include <stddef.h>

/* Dense linear equations by Gaussian elimination with row pivots. Written out, in blocks, so that the result
 * has the same bits whatever the number of threads and the instruction set; a library promises neither. */

/** Factors a matrix of n rows in place, rows `stride` numbers apart; `pivots` receives n row numbers. False
 * when it is singular or not finite. */
bool cupk_lu_factor(size_t n, size_t stride, double *restrict matrix, size_t *restrict pivots);

/** Solves for one right-hand side, in place. */
void cupk_lu_solve(size_t n, size_t stride, const double *restrict matrix, const size_t *restrict pivots,
                   double *restrict x);

/** a . b in a fixed order: eight sums side by side, then added up. */
double cupk_dot(size_t n, const double *restrict a, const double *restrict b);

#endif
