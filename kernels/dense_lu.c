/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "dense_lu.h"

#include <math.h>

#include "dispatch.h"

/* Columns that are eliminated together. update_rest is written for eight. */
enum { PANEL = 8 };

static void swap_rows(double *restrict a, double *restrict b, size_t count)
{
    for (size_t j = 0; j < count; j++) {
        const double keep = a[j];
        a[j] = b[j], b[j] = keep;
    }
}

static size_t largest_below(size_t n, size_t stride, size_t k, const double *matrix)
{
    size_t best = k;
    for (size_t i = k + 1; i < n; i++)
        if (fabs(matrix[i * stride + k]) > fabs(matrix[best * stride + k])) best = i;
    return best;
}

/* Columns first to end - 1 of rows first to n - 1; whole rows are swapped. The next pivot is looked for while
 * its column is at hand. */
CUPEL_HOT static bool factor_panel(size_t n, size_t stride, size_t first, size_t end, double *matrix,
                                   size_t *pivots)
{
    size_t best = largest_below(n, stride, first, matrix);
    for (size_t k = first; k < end; k++) {
        double *restrict top = matrix + k * stride;
        pivots[k] = best;
        if (best != k) swap_rows(top, matrix + best * stride, n);
        if (!(fabs(top[k]) > 0 && isfinite(top[k]))) return false;
        const double inverse = 1 / top[k];
        double most = -1;
        for (size_t i = k + 1; i < n; i++) {
            double *restrict row = matrix + i * stride;
            const double factor = row[k] * inverse;
            row[k] = factor;
            for (size_t j = k + 1; j < end; j++) row[j] -= factor * top[j];
            if (k + 1 < end && fabs(row[k + 1]) > most) most = fabs(row[k + 1]), best = i;
        }
    }
    return true;
}

/* The rows of the panel to the right of it. */
CUPEL_HOT static void update_top(size_t n, size_t stride, size_t first, size_t end, double *matrix)
{
    for (size_t i = first + 1; i < end; i++) {
        double *restrict row = matrix + i * stride;
        for (size_t k = first; k < i; k++) {
            const double *restrict top = matrix + k * stride;
            const double factor = row[k];
            for (size_t j = end; j < n; j++) row[j] -= factor * top[j];
        }
    }
}

/* What a panel that ends before the matrix does changes below and to the right of it: a number is loaded and
 * stored once for sixteen operations. */
CUPEL_HOT static void update_rest(size_t n, size_t stride, size_t first, double *matrix)
{
    const size_t end = first + PANEL;
    const double *restrict t0 = matrix + first * stride, *restrict t1 = t0 + stride;
    const double *restrict t2 = t1 + stride, *restrict t3 = t2 + stride, *restrict t4 = t3 + stride;
    const double *restrict t5 = t4 + stride, *restrict t6 = t5 + stride, *restrict t7 = t6 + stride;
    for (size_t i = end; i < n; i++) {
        double *restrict row = matrix + i * stride;
        const double *f = row + first;
        const double f0 = f[0], f1 = f[1], f2 = f[2], f3 = f[3], f4 = f[4], f5 = f[5], f6 = f[6], f7 = f[7];
        for (size_t j = end; j < n; j++) {
            double sum = row[j];
            sum -= f0 * t0[j], sum -= f1 * t1[j], sum -= f2 * t2[j], sum -= f3 * t3[j];
            sum -= f4 * t4[j], sum -= f5 * t5[j], sum -= f6 * t6[j], sum -= f7 * t7[j];
            row[j] = sum;
        }
    }
}

CUPEL_HOT static double dot_in_lanes(size_t n, const double *restrict a, const double *restrict b)
{
    double sums[8] = {0};
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (size_t k = 0; k < 8; k++) sums[k] += a[i + k] * b[i + k];
    double rest = 0;
    for (; i < n; i++) rest += a[i] * b[i];
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7])) + rest;
}

double cupk_dot(size_t n, const double *restrict a, const double *restrict b)
{
    return dot_in_lanes(n, a, b);
}

bool cupk_lu_factor(size_t n, size_t stride, double *restrict matrix, size_t *restrict pivots)
{
    for (size_t first = 0; first < n; first += PANEL) {
        const size_t end = first + PANEL < n ? first + PANEL : n;
        if (!factor_panel(n, stride, first, end, matrix, pivots)) return false;
        if (end == n) break;
        update_top(n, stride, first, end, matrix);
        update_rest(n, stride, first, matrix);
    }
    return true;
}

void cupk_lu_solve(size_t n, size_t stride, const double *restrict matrix, const size_t *restrict pivots,
                   double *restrict x)
{
    for (size_t k = 0; k < n; k++) {
        const double keep = x[k];
        x[k] = x[pivots[k]], x[pivots[k]] = keep;
    }
    for (size_t i = 1; i < n; i++) x[i] -= cupk_dot(i, matrix + i * stride, x);
    for (size_t i = n; i-- > 0;) {
        const double *row = matrix + i * stride;
        x[i] = (x[i] - cupk_dot(n - i - 1, row + i + 1, x + i + 1)) / row[i];
    }
}
