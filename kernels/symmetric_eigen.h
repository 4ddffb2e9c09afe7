/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_SYMMETRIC_EIGEN_H
#define CUPEL_KERNELS_SYMMETRIC_EIGEN_H

#include <stdbool.h>
#include <stddef.h>

/** Eigenvalues, rising, and eigenvectors of a dense symmetric positive definite matrix of n rows, by
 * one-sided Jacobi rotations of its Cholesky factor: a matrix that is graded, as that of a network of fast
 * and slow nodes is, keeps the digits of its small eigenvalues (Demmel and Veselic 1992, SIAM J. Matrix Anal.
 * Appl. 13:1204). vectors[k] is row k, [n][n]. False when it is not positive definite or not finite. Some 30
 * n^3 operations in long double, serial. */
bool cupk_eigen_symmetric(size_t n, const long double *restrict matrix, long double *restrict values,
                          long double *restrict vectors);

#endif
