/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/regression.h"

#include <math.h>

/* Polynomials of degree 1 and 2 by their normal equations, with the window as unit of length. */

/* Solves the symmetric system of the normal equations; the inverse's diagonal goes to `diagonal`. */
static bool solve(double a[3][3], double b[3], int n, double x[3], double diagonal[3])
{
    double inverse[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    for (int k = 0; k < n; k++) {
        if (!(a[k][k] > 1e-12 * (double)n)) return false; /* scaled to a diagonal of the order of one */
        const double pivot = 1 / a[k][k];
        for (int j = 0; j < n; j++) a[k][j] *= pivot, inverse[k][j] *= pivot;
        for (int i = 0; i < n; i++) {
            if (i == k) continue;
            const double factor = a[i][k];
            for (int j = 0; j < n; j++) a[i][j] -= factor * a[k][j], inverse[i][j] -= factor * inverse[k][j];
        }
    }
    for (int i = 0; i < n; i++) {
        x[i] = 0;
        for (int j = 0; j < n; j++) x[i] += inverse[i][j] * b[j];
        diagonal[i] = inverse[i][i];
    }
    return true;
}

bool cupel_local_fit(const double *x, const double *y, size_t count, double at, double half_width, int degree,
                     cupel_local *out)
{
    const int n = degree + 1;
    double a[3][3] = {{0}}, b[3] = {0}, c[3] = {0}, diagonal[3] = {0}, middle = 0;
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        if (fabs(x[i] - at) <= half_width) middle += y[i], used++;
    if (used < (size_t)n || !(half_width > 0)) return false;
    middle /= (double)used;
    for (size_t i = 0; i < count; i++) {
        const double u = (x[i] - at) / half_width;
        if (!(fabs(u) <= 1)) continue;
        const double powers[3] = {1, u, u * u};
        for (int r = 0; r < n; r++) {
            b[r] += powers[r] * (y[i] - middle) / (double)used;
            for (int s = 0; s < n; s++) a[r][s] += powers[r] * powers[s] / (double)used;
        }
    }
    if (!solve(a, b, n, c, diagonal)) return false;
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        const double u = (x[i] - at) / half_width;
        if (!(fabs(u) <= 1)) continue;
        const double residual = y[i] - middle - c[0] - u * (c[1] + (n > 2 ? u * c[2] : 0));
        squares += residual * residual;
    }
    const double variance = used > (size_t)n ? squares / (double)(used - (size_t)n) : (double)NAN;
    *out = (cupel_local){.value = middle + c[0],
                         .slope = c[1] / half_width,
                         .value_uncertainty = sqrt(variance * diagonal[0] / (double)used),
                         .slope_uncertainty = sqrt(variance * diagonal[1] / (double)used) / half_width,
                         .residual = sqrt(variance),
                         .count = used};
    return true;
}
