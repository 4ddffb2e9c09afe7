/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/tensile.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

/* Least squares of low degree on few samples, with what is needed to say how good they are. */

/* Inverse of a symmetric positive matrix of order n <= 4, by Gauss and Jordan. False when it is singular. */
static bool invert(double a[4][4], int n)
{
    double inverse[4][4] = {{0}};
    for (int i = 0; i < n; i++) inverse[i][i] = 1;
    for (int k = 0; k < n; k++) {
        int pivot = k;
        for (int i = k + 1; i < n; i++)
            if (fabs(a[i][k]) > fabs(a[pivot][k])) pivot = i;
        if (!(fabs(a[pivot][k]) > 1e-12 * fabs(a[0][0]) + 1e-300)) return false;
        for (int j = 0; j < n && pivot != k; j++) {
            const double x = a[k][j], y = inverse[k][j];
            a[k][j] = a[pivot][j], a[pivot][j] = x;
            inverse[k][j] = inverse[pivot][j], inverse[pivot][j] = y;
        }
        const double d = a[k][k];
        for (int j = 0; j < n; j++) a[k][j] /= d, inverse[k][j] /= d;
        for (int i = 0; i < n; i++) {
            if (i == k) continue;
            const double g = a[i][k];
            for (int j = 0; j < n; j++) a[i][j] -= g * a[k][j], inverse[i][j] -= g * inverse[k][j];
        }
    }
    memcpy(a, inverse, sizeof inverse);
    return true;
}

static bool used(const unsigned char *skip, size_t i)
{
    return !skip || !skip[i];
}

static void set_scatter(const double *x, const double *y, const unsigned char *skip, size_t begin, size_t end,
                        cupk_polynomial *p)
{
    double squares = 0, products = 0, before = 0;
    for (size_t i = begin; i < end; i++) {
        if (!used(skip, i)) continue;
        const double r = y[i] - cupk_polynomial_at(p, x[i]);
        squares += r * r;
        products += r * before;
        before = r;
    }
    const size_t terms = (size_t)p->degree + 1;
    p->scatter = p->points > terms ? sqrt(squares / (double)(p->points - terms)) : 0;
    const double rho = squares > 0 ? products / squares : 0;
    p->inflation = p->points < 10 ? 1 : fmin(fmax((1 + rho) / (1 - fmin(rho, 0.99)), 1), 25);
}

bool cupk_polynomial_fit(const double *x, const double *y, const unsigned char *skip, size_t begin,
                         size_t end, int degree, cupk_polynomial *p)
{
    double lo = INFINITY, hi = -INFINITY;
    size_t points = 0;
    for (size_t i = begin; i < end; i++)
        if (used(skip, i)) {
            lo = x[i] < lo ? x[i] : lo;
            hi = x[i] > hi ? x[i] : hi;
            points++;
        }
    if (points < (size_t)degree + 1 || !(hi > lo)) return false;
    *p = (cupk_polynomial){
        .degree = degree, .centre = 0.5 * (lo + hi), .half = 0.5 * (hi - lo), .points = points};
    double moments[7] = {0}, right[4] = {0};
    for (size_t i = begin; i < end; i++) {
        if (!used(skip, i)) continue;
        const double u = (x[i] - p->centre) / p->half;
        double power = 1;
        for (int k = 0; k <= 2 * degree; k++) {
            moments[k] += power;
            if (k <= degree) right[k] += power * y[i];
            power *= u;
        }
    }
    for (int i = 0; i <= degree; i++)
        for (int j = 0; j <= degree; j++) p->covariance[i][j] = moments[i + j];
    if (!invert(p->covariance, degree + 1)) return false;
    for (int i = 0; i <= degree; i++)
        for (int j = 0; j <= degree; j++) p->c[i] += p->covariance[i][j] * right[j];
    set_scatter(x, y, skip, begin, end, p);
    return true;
}

double cupk_polynomial_at(const cupk_polynomial *p, double x)
{
    const double u = (x - p->centre) / p->half;
    double y = p->c[p->degree];
    for (int k = p->degree - 1; k >= 0; k--) y = y * u + p->c[k];
    return y;
}

double cupk_polynomial_slope(const cupk_polynomial *p, double x)
{
    const double u = (x - p->centre) / p->half;
    double y = 0;
    for (int k = p->degree; k >= 1; k--) y = y * u + k * p->c[k];
    return y / p->half;
}

static double quadratic_form(const cupk_polynomial *p, const double g[4])
{
    double sum = 0;
    for (int i = 0; i <= p->degree; i++)
        for (int j = 0; j <= p->degree; j++) sum += g[i] * p->covariance[i][j] * g[j];
    return sum;
}

double cupk_polynomial_variance(const cupk_polynomial *p, double x, double scatter)
{
    const double u = (x - p->centre) / p->half, g[4] = {1, u, u * u, u * u * u};
    return p->inflation * scatter * scatter * quadratic_form(p, g);
}

double cupk_polynomial_slope_variance(const cupk_polynomial *p, double x, double scatter)
{
    const double u = (x - p->centre) / p->half, g[4] = {0, 1, 2 * u, 3 * u * u};
    return p->inflation * scatter * scatter * quadratic_form(p, g) / (p->half * p->half);
}

double cupk_select(double *a, size_t count, size_t k)
{
    ptrdiff_t lo = 0, hi = (ptrdiff_t)count - 1;
    const ptrdiff_t place = (ptrdiff_t)k;
    while (lo < hi) { /* Hoare 1961, as Wirth has it */
        const double pivot = a[place];
        ptrdiff_t i = lo, j = hi;
        do {
            while (a[i] < pivot) i++;
            while (a[j] > pivot) j--;
            if (i <= j) {
                const double x = a[i];
                a[i++] = a[j], a[j--] = x;
            }
        } while (i <= j);
        if (j < place) lo = i;
        if (place < i) hi = j;
    }
    return a[place];
}

/* Steps of a signal that stands still for a third of its samples or more: what its digits leave. */
static double noise_of_digits(const double *y, size_t count, size_t stride, double *scratch)
{
    size_t n = 0, all = 0;
    for (size_t i = 1; i < count; i += stride, all++) {
        const double d = fabs(y[i] - y[i - 1]);
        if (d > 0) scratch[n++] = d;
    }
    return n > 0 && 3 * n < 2 * all ? cupk_select(scratch, n, n / 2) / sqrt(12.0) : 0;
}

double cupk_noise(const double *y, size_t count, double *scratch)
{
    enum { MOST = 1024 };
    if (count < 8) return 0;
    const double digits = noise_of_digits(y, count, 1 + count / MOST, scratch);
    const size_t differences = count - 3, step = 1 + differences / MOST;
    size_t n = 0;
    for (size_t i = 0; i < differences; i += step) {
        const double d = fabs(y[i] - 3 * y[i + 1] + 3 * y[i + 2] - y[i + 3]);
        if (isfinite(d)) scratch[n++] = d;
    }
    if (n == 0) return 0;
    return fmax(digits, cupk_select(scratch, n, n / 2) / (0.6744897501960817 * sqrt(20.0)));
}

double cupk_expected_highest(size_t count)
{
    if (count < 2) return 0;
    return gsl_cdf_ugaussian_Pinv(((double)count - 0.375) / ((double)count + 0.25));
}

void cupk_running_mean(const double *y, size_t count, size_t window, double *out)
{
    const size_t half = window / 2;
    if (half == 0) {
        memcpy(out, y, count * sizeof *y);
        return;
    }
    double sum = 0;
    size_t begin = 0, end = 0; /* [begin, end) is summed */
    for (size_t i = 0; i < count; i++) {
        const size_t left = i < half ? i : half, right = count - 1 - i < half ? count - 1 - i : half;
        const size_t reach = left < right ? left : right;
        while (end < i + reach + 1) sum += y[end++];
        while (begin < i - reach) sum -= y[begin++];
        while (end > i + reach + 1) sum -= y[--end];
        out[i] = sum / (double)(end - begin);
    }
}
