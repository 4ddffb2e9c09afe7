/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/enthalpy.h"

#include <math.h>
#include <stdlib.h>

/* The last of the segments of a rising array that begins at or below a value; 0 for values below all. */
static size_t segment_of(const double *points, size_t count, double value)
{
    size_t lo = 0, hi = count - 1;
    while (hi - lo > 1) {
        const size_t middle = lo + (hi - lo) / 2;
        if (points[middle] <= value)
            lo = middle;
        else
            hi = middle;
    }
    return lo;
}

double cupk_temperature_of(const cupel_law *enthalpy, double h, double *capacity)
{
    enum { FLAT = 100000000 };
    const double *x = enthalpy->x, *y = enthalpy->y;
    const size_t i = enthalpy->count > 2 ? segment_of(y, enthalpy->count, h) : 0;
    const double rise = y[i + 1] - y[i], width = x[i + 1] - x[i];
    if (capacity) *capacity = width > 0 ? rise / width : FLAT * (y[1] - y[0]) / (x[1] - x[0]);
    return x[i] + width * ((h - y[i]) / rise);
}

double cupk_enthalpy_of(const cupel_law *enthalpy, double temperature)
{
    const double *x = enthalpy->x, *y = enthalpy->y;
    size_t i = enthalpy->count > 2 ? segment_of(x, enthalpy->count, temperature) : 0;
    while (i > 0 && x[i] == temperature) i--; /* on a point: the segment that ends there, below a jump */
    if (x[i + 1] == temperature) return y[i + 1];
    return y[i] + (y[i + 1] - y[i]) * ((temperature - x[i]) / (x[i + 1] - x[i]));
}

/* A law from below and from above a temperature: they differ at a jump. */
static void both_sides(const cupel_law *law, double t, double *below, double *above)
{
    const double *x = law->x, *y = law->y;
    const size_t last = law->count - 1;
    size_t i = 0, j = last;
    while (i <= last && x[i] < t) i++;
    while (j > 0 && x[j] > t) j--;
    if (i > last || x[j] > t) { /* beyond the points */
        *below = *above = i > last ? y[last] : y[0];
    } else if (x[i] == t) {
        *below = y[i];
        *above = y[j];
    } else {
        *below = *above = y[i - 1] + (y[i] - y[i - 1]) * ((t - x[i - 1]) / (x[i] - x[i - 1]));
    }
}

double cupk_liquid_fraction_of(const cupel_conduction_material *material, double h)
{
    if (material->liquid_fraction.count == 0) return 0;
    double below, above, h_below, h_above;
    const double t = cupk_temperature_of(&material->enthalpy, h, NULL);
    both_sides(&material->liquid_fraction, t, &below, &above);
    if (below == above) return below;
    both_sides(&material->enthalpy, t, &h_below, &h_above);
    const double part = h_above > h_below ? (h - h_below) / (h_above - h_below) : 1;
    return below + (above - below) * fmin(fmax(part, 0), 1);
}

bool cupk_melting_range(const cupel_conduction_material *material, double *solidus, double *liquidus)
{
    const cupel_law *f = &material->liquid_fraction, *h = &material->enthalpy;
    if (f->count == 0 || h->count < 2) return false;
    size_t first = 0, last = f->count - 1;
    while (first + 1 < f->count && f->y[first + 1] <= 0) first++;
    while (last > 0 && f->y[last - 1] >= f->y[f->count - 1]) last--;
    double below;
    both_sides(h, f->x[last], &below, liquidus);
    if (f->x[last] > h->x[h->count - 1]) *liquidus = cupk_enthalpy_of(h, f->x[last]);
    *solidus = cupk_enthalpy_of(h, f->x[first]);
    return *liquidus > *solidus;
}

cupel_status cupk_enthalpy_check(const cupel_law *enthalpy, cupel_error *error)
{
    const double *x = enthalpy->x, *y = enthalpy->y;
    const size_t n = enthalpy->count;
    if (n < 2) CUPEL_FAIL(error, CUPEL_EINVAL, "an enthalpy law has %zu points; two at least are needed", n);
    for (size_t i = 1; i < n; i++) {
        if (!(y[i] > y[i - 1]) || !(x[i] >= x[i - 1]) || !isfinite(y[i] - y[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "the enthalpy does not rise from %g K to %g K", x[i - 1], x[i]);
        if (i > 1 && x[i] == x[i - 2])
            CUPEL_FAIL(error, CUPEL_EINVAL, "three points of an enthalpy law are at %g K; two are a jump",
                       x[i]);
    }
    if (x[1] == x[0] || x[n - 1] == x[n - 2])
        CUPEL_FAIL(error, CUPEL_EINVAL, "an enthalpy law begins or ends with a jump, at %g K",
                   x[1] == x[0] ? x[0] : x[n - 1]);
    return CUPEL_OK;
}
