/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/lot.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static cupel_status check(const double *values, size_t count, size_t least, cupel_error *error)
{
    if (count < least) CUPEL_FAIL(error, CUPEL_EINVAL, "%zu values are too few: %zu at least", count, least);
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i])) CUPEL_FAIL(error, CUPEL_EINVAL, "value %zu is not finite", i + 1);
    return CUPEL_OK;
}

static cupel_status check_share(double share, const char *name, cupel_error *error)
{
    if (!(share > 0 && share < 1))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s %.6g must lie between 0 and 1", name, share);
    return CUPEL_OK;
}

/* From the first value on, so that equal values are their own mean, and have no deviation. */
static double mean_of(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 1; i < count; i++) sum += (values[i] - values[0]) / (double)count;
    return values[0] + sum;
}

static double deviation_of(const double *values, size_t count, double mean)
{
    double squares = 0;
    for (size_t i = 0; i < count; i++) squares += (values[i] - mean) * (values[i] - mean);
    return sqrt(squares / (double)(count - 1));
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

cupel_status cupel_lot_statistics(const double *values, size_t count, double confidence, cupel_lot *out,
                                  cupel_error *error)
{
    cupel_status status = check(values, count, 1, error);
    if (!status) status = check_share(confidence, "confidence", error);
    if (status) return status;
    double *sorted = malloc(count * sizeof *sorted);
    if (!sorted) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for %zu values", count);
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, ascending);
    cupel_lot lot = {.count = count,
                     .mean = mean_of(values, count),
                     .minimum = sorted[0],
                     .maximum = sorted[count - 1],
                     .median = 0.5 * (sorted[(count - 1) / 2] + sorted[count / 2]),
                     .deviation = NAN,
                     .standard_error = NAN,
                     .lower = NAN,
                     .upper = NAN};
    free(sorted);
    if (count > 1) {
        lot.deviation = deviation_of(values, count, lot.mean);
        lot.standard_error = lot.deviation / sqrt((double)count);
        const double t = gsl_cdf_tdist_Qinv(0.5 * (1 - confidence), (double)(count - 1));
        lot.lower = lot.mean - t * lot.standard_error;
        lot.upper = lot.mean + t * lot.standard_error;
    }
    *out = lot;
    return CUPEL_OK;
}

/* ---- outliers ---- */

double cupel_grubbs_critical(size_t count, double significance)
{
    if (count < 3 || !(significance > 0 && significance < 1)) return NAN;
    const double n = (double)count;
    const double t = gsl_cdf_tdist_Qinv(significance / (2 * n), n - 2);
    return (n - 1) / sqrt(n) * sqrt(t * t / (n - 2 + t * t));
}

/* The power of ten of which all values are multiples: what they were read or rounded to. 0: none, as of
 * computed figures. */
static double step_of(const double *values, size_t count)
{
    double largest = 0;
    for (size_t i = 0; i < count; i++) largest = fmax(largest, fabs(values[i]));
    if (!(largest > 0)) return 0;
    const int top = (int)floor(log10(largest));
    for (int power = top; power > top - 7; power--) {
        const double step = pow(10, power);
        size_t fit = 0;
        while (fit < count && fabs(values[fit] - step * round(values[fit] / step)) <= 1e-10 * largest) fit++;
        if (fit == count) return step;
    }
    return 0;
}

cupel_status cupel_grubbs_test(const double *values, size_t count, double significance, cupel_grubbs *out,
                               cupel_error *error)
{
    cupel_status status = check(values, count, 3, error);
    if (!status) status = check_share(significance, "significance", error);
    if (status) return status;
    const double mean = mean_of(values, count), deviation = deviation_of(values, count, mean);
    cupel_grubbs g = {.critical = cupel_grubbs_critical(count, significance)};
    for (size_t i = 1; i < count; i++)
        if (fabs(values[i] - mean) > fabs(values[g.index] - mean)) g.index = i;
    g.statistic = deviation > 0 ? fabs(values[g.index] - mean) / deviation : 0;
    /* a deviation of values that differ by a step of their scale or not at all is below what they can tell */
    const double step = step_of(values, count), whole = sqrt(deviation * deviation + step * step / 12);
    g.outlier = fabs(values[g.index] - mean) > g.critical * whole && deviation > 0;
    *out = g;
    return CUPEL_OK;
}

cupel_status cupel_grubbs_repeated(const double *values, size_t count, double significance, unsigned *outlier,
                                   size_t *found, cupel_error *error)
{
    cupel_status status = check(values, count, 0, error);
    if (!status) status = check_share(significance, "significance", error);
    if (status) return status;
    double *left = malloc((count + 1) * sizeof *left);
    size_t *index = malloc((count + 1) * sizeof *index), rest = count;
    if (!left || !index) {
        free(left), free(index);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for %zu values", count);
    }
    for (size_t i = 0; i < count; i++) {
        left[i] = values[i];
        index[i] = i;
        outlier[i] = 0;
    }
    *found = 0;
    while (rest >= 3 && 2 * rest > count) {
        cupel_grubbs g;
        if (cupel_grubbs_test(left, rest, significance, &g, NULL) || !g.outlier) break;
        outlier[index[g.index]] = (unsigned)++*found;
        rest--;
        memmove(left + g.index, left + g.index + 1, (rest - g.index) * sizeof *left);
        memmove(index + g.index, index + g.index + 1, (rest - g.index) * sizeof *index);
    }
    free(left), free(index);
    return CUPEL_OK;
}

/* ---- control chart ---- */

/* Whether at least `least` of the `last` values up to i lie beyond a level on the side of value i. */
static bool run_rule(const double *z, size_t i, size_t last, size_t least, double level)
{
    if (i + 1 < last) return false;
    const double side = z[i] > 0 ? 1 : -1;
    if (!(side * z[i] > level)) return false;
    size_t beyond = 0;
    for (size_t k = i + 1 - last; k <= i; k++) beyond += side * z[k] > level;
    return beyond >= least;
}

cupel_status cupel_control_limits(const double *values, size_t count, cupel_control_chart *out,
                                  unsigned *rules, cupel_error *error)
{
    const cupel_status status = check(values, count, 2, error);
    if (status) return status;
    static const double d2 = 1.1283791670955126; /* mean range of two normal values: 2/sqrt(pi) */
    cupel_control_chart c = {.middle = mean_of(values, count)};
    for (size_t i = 1; i < count; i++) c.range += fabs(values[i] - values[i - 1]) / (double)(count - 1);
    c.sigma = c.range / d2;
    c.lower = c.middle - 3 * c.sigma;
    c.upper = c.middle + 3 * c.sigma;
    c.range_upper = c.range * (1 + 3 * sqrt(2 - d2 * d2) / d2); /* the range of two has a mean square of 2 */
    *out = c;
    for (size_t i = 0; rules && i < count; i++) {
        double z[8]; /* the last eight, the newest last */
        const size_t n = i + 1 < 8 ? i + 1 : 8;
        for (size_t k = 0; k < n; k++) z[k] = c.sigma > 0 ? (values[i + 1 - n + k] - c.middle) / c.sigma : 0;
        rules[i] = (fabs(z[n - 1]) > 3 ? CUPEL_BEYOND_LIMITS : 0u) |
                   (run_rule(z, n - 1, 3, 2, 2) ? CUPEL_TWO_OF_THREE : 0u) |
                   (run_rule(z, n - 1, 5, 4, 1) ? CUPEL_FOUR_OF_FIVE : 0u) |
                   (run_rule(z, n - 1, 8, 8, 0) ? CUPEL_EIGHT_IN_A_ROW : 0u);
    }
    return CUPEL_OK;
}
