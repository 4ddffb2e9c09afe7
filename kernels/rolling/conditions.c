/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/conditions.h"

#include <math.h>

double cupk_conditions_at(const cupel_rolling_conditions *conditions, const double *values, double place)
{
    const double *x = conditions->place;
    size_t lo = 0, hi = conditions->count - 1;
    while (hi - lo > 1) {
        const size_t middle = lo + (hi - lo) / 2;
        if (x[middle] <= place)
            lo = middle;
        else
            hi = middle;
    }
    const double share = (place - x[lo]) / (x[hi] - x[lo]);
    return values[lo] + share * (values[hi] - values[lo]);
}

double cupk_mean_friction(const cupel_rolling_pass *pass)
{
    const cupel_rolling_conditions *c = pass->conditions;
    if (!c || !c->friction) return pass->friction_coefficient;
    double sum = 0;
    for (size_t i = 1; i < c->count; i++) {
        const double from = fmax(0, c->place[i - 1]), to = fmin(1, c->place[i]);
        if (!(to > from)) continue; /* beyond the contact */
        sum += (to - from) * cupk_conditions_at(c, c->friction, 0.5 * (from + to));
    }
    return sum;
}

double cupk_yield_factor(const cupel_rolling_conditions *conditions, double place)
{
    return conditions && conditions->yield_factor
               ? cupk_conditions_at(conditions, conditions->yield_factor, place)
               : 1;
}
