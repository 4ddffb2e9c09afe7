/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_BAND_CHOLESKY_H
#define CUPEL_KERNELS_BAND_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

/* Symmetric positive definite band matrices, A = L L^T without pivots: as for cupk_lu, the result has the same bits
 * whatever the number of threads. Element (i, j), j <= i <= j + band, stands at matrix[j * (band + 1) + i - j]. */

static inline size_t cupk_band_at(size_t band, size_t i, size_t j)
{
    return j * (band + 1) + i - j;
}

/** Factors n columns in place. False when the matrix is not positive definite, or not finite. */
bool cupk_band_factor(size_t n, size_t band, double *restrict matrix);

/** Solves for `count` right-hand sides, in place; x has n rows of `count` numbers. */
void cupk_band_solve(size_t n, size_t band, const double *restrict matrix, size_t count, double *restrict x);

#endif
