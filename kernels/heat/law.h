/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_LAW_H
#define CUPEL_KERNELS_HEAT_LAW_H

#include "cupel/conduction.h"

/* The piece of a law that holds at x: value and slope. Constant beyond the points. */
typedef struct cupk_law_value { double value, slope; } cupk_law_value;

static inline cupk_law_value cupk_law_read(const cupel_law *law, double x)
{
    if (law->count == 0) return (cupk_law_value){1, 0};
    if (law->count == 1 || !(x > law->x[0])) return (cupk_law_value){law->y[0], 0};
    const size_t last = law->count - 1;
    if (x >= law->x[last]) return (cupk_law_value){law->y[last], 0};
    size_t lo = 0, hi = last;    /* x[lo] < x <= x[hi] */
    while (hi - lo > 1) {
        const size_t middle = lo + (hi - lo) / 2;
        if (law->x[middle] < x) lo = middle;
        else hi = middle;
    }
    const double slope = (law->y[hi] - law->y[lo]) / (law->x[hi] - law->x[lo]);
    return (cupk_law_value){law->y[lo] + slope * (x - law->x[lo]), slope};
}

static inline double cupk_law_at(const cupel_law *law, double x)
{
    return law->count == 1 ? law->y[0] : cupk_law_read(law, x).value;
}

/* The mean of a law between two places: exact, as the law is linear in pieces. */
static inline double cupk_law_mean(const cupel_law *law, double a, double b)
{
    const double lo = a < b ? a : b, hi = a < b ? b : a;
    double sum = 0, from = lo;
    if (law->count == 1) return law->y[0];
    if (!(hi - lo > 1e-9 * hi)) return cupk_law_at(law, 0.5 * (lo + hi));
    for (size_t i = 0; i < law->count && law->x[i] < hi; i++) {
        if (!(law->x[i] > from)) continue;
        sum += (law->x[i] - from) * cupk_law_at(law, 0.5 * (from + law->x[i]));
        from = law->x[i];
    }
    sum += (hi - from) * cupk_law_at(law, 0.5 * (from + hi));
    return sum / (hi - lo);
}

#endif
