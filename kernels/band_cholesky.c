/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "band_cholesky.h"

#include <math.h>

#include "dispatch.h"

/* Column by column, each taken off all that follow in the band: the inner loop runs along a column, which is
 * contiguous, and skips what is zero. */
CUPEL_HOT static bool factor_band(size_t n, size_t band, double *restrict matrix)
{
    const size_t stride = band + 1;
    for (size_t j = 0; j < n; j++) {
        double *restrict column = matrix + j * stride;
        const size_t reach = n - 1 - j < band ? n - 1 - j : band;
        if (!(column[0] > 0) || !isfinite(column[0])) return false;
        const double root = sqrt(column[0]);
        column[0] = root;
        for (size_t d = 1; d <= reach; d++) column[d] /= root;
        for (size_t d = 1; d <= reach; d++) {
            const double factor = column[d];
            if (factor == 0) continue;
            double *restrict next = matrix + (j + d) * stride;
            const double *restrict from = column + d;
            for (size_t k = 0; k <= reach - d; k++) next[k] -= factor * from[k];
        }
    }
    return true;
}

CUPEL_HOT static void solve_band(size_t n, size_t band, const double *restrict matrix, size_t count,
                                 double *restrict x)
{
    const size_t stride = band + 1;
    for (size_t j = 0; j < n; j++) {
        const double *column = matrix + j * stride;
        const size_t reach = n - 1 - j < band ? n - 1 - j : band;
        double *restrict row = x + j * count;
        for (size_t k = 0; k < count; k++) row[k] /= column[0];
        for (size_t d = 1; d <= reach; d++) {
            const double factor = column[d];
            if (factor == 0) continue;
            double *restrict next = x + (j + d) * count;
            for (size_t k = 0; k < count; k++) next[k] -= factor * row[k];
        }
    }
    for (size_t j = n; j-- > 0;) {
        const double *column = matrix + j * stride;
        const size_t reach = n - 1 - j < band ? n - 1 - j : band;
        double *restrict row = x + j * count;
        for (size_t d = 1; d <= reach; d++) {
            const double factor = column[d];
            if (factor == 0) continue;
            const double *restrict next = x + (j + d) * count;
            for (size_t k = 0; k < count; k++) row[k] -= factor * next[k];
        }
        for (size_t k = 0; k < count; k++) row[k] /= column[0];
    }
}

bool cupk_band_factor(size_t n, size_t band, double *restrict matrix)
{
    return factor_band(n, band, matrix);
}

void cupk_band_solve(size_t n, size_t band, const double *restrict matrix, size_t count, double *restrict x)
{
    solve_band(n, band, matrix, count, x);
}
