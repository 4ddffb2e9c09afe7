/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/dilatometry.h"

#include <math.h>

/* Expansion from a curve of length changes. */

/* First sample at the temperature or above. */
static size_t lower_bound(const cupel_expansion_curve *c, double temperature)
{
    size_t a = 0, b = c->count;
    while (a < b) {
        const size_t middle = a + (b - a) / 2;
        if (c->temperature[middle] < temperature)
            a = middle + 1;
        else
            b = middle;
    }
    return a;
}

static bool fit(const cupel_expansion_curve *c, double at, double half_width, int degree, cupel_local *out)
{
    const size_t a = lower_bound(c, at - half_width);
    const size_t b = lower_bound(c, nextafter(at + half_width, INFINITY));
    return b > a &&
           cupel_local_fit(c->temperature + a, c->length_change + a, b - a, at, half_width, degree, out);
}

/* Length change at a temperature, and how far it lies outside. */
static bool level_at(const cupel_expansion_curve *c, double at, double half_width, cupel_local *out,
                     double *reach)
{
    const double low = c->temperature[0], high = c->temperature[c->count - 1];
    *reach = fmax(0, fmax(low - at, at - high));
    if (*reach > 2 * half_width) return false;
    const bool inside = low < at - 0.5 * half_width && high > at + 0.5 * half_width;
    return fit(c, at, *reach + half_width, inside ? 2 : 1, out);
}

cupel_status cupel_expansion_mean(const cupel_expansion_curve *curve, double from, double to,
                                  double half_width, cupel_expansion *out, cupel_error *error)
{
    if (!(from < to && half_width > 0 && curve->length > 0 && curve->count > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a mean expansion needs a length, samples, and two temperatures that rise");
    cupel_local first, last;
    double reach[2];
    if (!level_at(curve, from, half_width, &first, &reach[0]) ||
        !level_at(curve, to, half_width, &last, &reach[1]))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the range from %.1f to %.1f degC is too short for %.1f to %.1f degC",
                   curve->temperature[0] - 273.15, curve->temperature[curve->count - 1] - 273.15,
                   from - 273.15, to - 273.15);
    const double over = curve->length * (to - from);
    *out = (cupel_expansion){(last.value - first.value) / over,
                             hypot(first.value_uncertainty, last.value_uncertainty) / over,
                             fmax(reach[0], reach[1])};
    return CUPEL_OK;
}

bool cupel_expansion_at(const cupel_expansion_curve *curve, double temperature, double half_width,
                        cupel_expansion *out)
{
    if (curve->count == 0 || !(curve->length > 0)) return false;
    const double low = curve->temperature[0], high = curve->temperature[curve->count - 1];
    cupel_local local;
    if (!(temperature - 0.5 * half_width >= low && temperature + 0.5 * half_width <= high)) return false;
    if (!fit(curve, temperature, half_width, 2, &local)) return false;
    *out = (cupel_expansion){local.slope / curve->length, local.slope_uncertainty / curve->length, 0};
    return true;
}
