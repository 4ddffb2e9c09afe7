/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/calorimetry.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Sapphire and the temperature programme; peaks are in peak.c. */

double cupel_sapphire_heat_capacity(double temperature)
{
    static const double a[] = {
        0.34407,  -0.37623, -0.47824, 0.54579, 0.15393, -0.10023,
        -0.23778, 0.26410,  -0.21704, 0.23260, 1.12705}; /* J/(g K), highest power first */
    if (!(temperature >= 100 && temperature <= 1200)) return NAN;
    const double x = (temperature - 650) / 550;
    double c = 0;
    for (size_t i = 0; i < sizeof a / sizeof *a; i++) c = c * x + a[i];
    return 1000 * c;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Rate about sample i, over enough samples that the noise of the thermocouple does not count. */
static double rate_at(const double *time, const double *temperature, size_t count, size_t i, size_t reach)
{
    const size_t a = i > reach ? i - reach : 0, b = i + reach < count ? i + reach : count - 1;
    return (temperature[b] - temperature[a]) / (time[b] - time[a]);
}

/* At three places in a row, so that noise of an isothermal part does not count. */
static bool heated(const double *time, const double *temperature, size_t count, size_t i, size_t reach,
                   double rate)
{
    for (size_t k = 0; k < 3; k++)
        if (!(rate_at(time, temperature, count, i + k * reach, reach) > rate)) return false;
    return true;
}

cupel_status cupel_scan_of(const double *time, const double *temperature, size_t count, cupel_scan *out,
                           cupel_error *error)
{
    if (count < 10)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples are too few for a scan, 10 are needed", count);
    size_t top = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(time[i]) || !isfinite(temperature[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "time and temperature must be finite");
        if (i > 0 && !(time[i] > time[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "time does not rise from %.9g s to %.9g s", time[i - 1], time[i]);
        if (temperature[i] > temperature[top]) top = i;
    }
    const size_t reach = count / 400 + 2;
    double *rates = malloc(count * sizeof *rates);
    if (!rates) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a scan");
    size_t n = 0;
    for (size_t i = 0; i <= top; i++) {
        const double rate = rate_at(time, temperature, count, i, reach);
        if (rate > 0) rates[n++] = rate;
    }
    /* the isothermal parts may be longer than the heated one: its rates are the upper ones */
    qsort(rates, n, sizeof *rates, ascending);
    const double high = n ? rates[n - 1 - n / 20] : 0;
    size_t first = 0;
    while (first < n && rates[first] < 0.2 * high) first++;
    const double median = n > first ? rates[first + (n - first) / 2] : 0;
    free(rates);
    if (!(median > 0) || temperature[top] - temperature[0] < 1)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the run is not heated: its temperature rises by less than 1 K");
    /* from both ends, as a specimen that melts stays at its temperature within the scan */
    size_t begin = 0, end = top + 1;
    while (begin + 2 * reach < top && !heated(time, temperature, count, begin, reach, 0.1 * median)) begin++;
    while (end > begin + 2 * reach + 1 &&
           !heated(time, temperature, count, end - 1 - 2 * reach, reach, 0.1 * median))
        end--;
    *out = (cupel_scan){begin, end, median};
    return CUPEL_OK;
}

/* Mean of heat flow and time over the samples from..to, without the fifth next to the scan, where it settles.
 */
static int mean_of(const double *time, const double *y, size_t from, size_t to, double *t, double *level)
{
    *t = *level = 0;
    if (to < from + 5) return 0;
    for (size_t i = from; i < to; i++)
        *t += time[i] / (double)(to - from), *level += y[i] / (double)(to - from);
    return 1;
}

int cupel_scan_level(const double *time, double *heat_flow, size_t count, const cupel_scan *scan)
{
    double t[2], level[2];
    const size_t before = scan->begin, after = count - scan->end;
    /* the heat flow follows the programme with a lag: the second half of the end behind the scan has settled
     */
    const int start = mean_of(time, heat_flow, 0, before - before / 5, &t[0], &level[0]);
    const int end = mean_of(time, heat_flow, scan->end + after / 2, count, &t[1], &level[1]);
    if (!start && !end) return 0;
    for (size_t i = 0; i < count; i++) {
        if (!start || !end) {
            heat_flow[i] -= level[start ? 0 : 1];
            continue;
        }
        const double share = (time[i] - t[0]) / (t[1] - t[0]);
        heat_flow[i] -= level[0] + share * (level[1] - level[0]);
    }
    return start + end;
}
