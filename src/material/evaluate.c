/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "material/record.h"

#include <math.h>

static double polynomial(const cupel_vector *c, double x)
{
    double sum = 0;
    for (size_t i = c->count; i-- > 0;) sum = sum * x + c->values[i];
    return sum;
}

/* Linear between neighbours, hence monotone wherever the points are. x lies within the curve. */
static double interpolate(const cupel_curve *curve, double x)
{
    size_t lo = 0, hi = curve->count - 1;
    while (hi - lo > 1) {
        const size_t middle = lo + (hi - lo) / 2;
        if (curve->x[middle] <= x)
            lo = middle;
        else
            hi = middle;
    }
    if (x == curve->x[hi]) return curve->y[hi];
    const double share = (x - curve->x[lo]) / (curve->x[hi] - curve->x[lo]);
    return curve->y[lo] + share * (curve->y[hi] - curve->y[lo]);
}

void cupel_property_range(const cupel_property *p, double *lowest, double *highest)
{
    double lo = 0, hi = INFINITY;
    if (p->law == CUPEL_LAW_TABLE) {
        lo = p->points.x[0];
        hi = p->points.x[p->points.count - 1];
    }
    if (p->minimum_temperature > lo) lo = p->minimum_temperature;
    if (p->maximum_temperature < hi) hi = p->maximum_temperature;
    *lowest = lo;
    *highest = hi;
}

static double law_at(const cupel_property *p, double temperature)
{
    switch ((cupel_law_kind)p->law) {
    case CUPEL_LAW_TABLE:
        return interpolate(&p->points, temperature);
    case CUPEL_LAW_POLYNOMIAL:
        return polynomial(&p->coefficients, temperature);
    case CUPEL_LAW_LOG10_POLYNOMIAL:
        return pow(10, polynomial(&p->coefficients, log10(temperature)));
    case CUPEL_LAW_POWER:
        return p->value * pow(temperature / p->reference_temperature, p->exponent);
    case CUPEL_LAW_LINEAR:
        return p->value * (1 + p->coefficient * (temperature - p->reference_temperature));
    case CUPEL_LAW_CONSTANT:
        break;
    }
    return p->value;
}

cupel_status cupel_property_evaluate(const cupel_property *p, const char *name, double temperature,
                                     double *value, double *uncertainty, cupel_error *error)
{
    double lo, hi;
    cupel_property_range(p, &lo, &hi);
    if (!(temperature > 0 && temperature >= lo && temperature <= hi)) {
        if (isinf(hi))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s is known from %g K upwards, not at %g K", name, lo,
                       temperature);
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "%s is known from %g K to %g K (%.5g to %.5g degC), not at %g K (%.5g degC)", name, lo, hi,
                   lo - 273.15, hi - 273.15, temperature, temperature - 273.15);
    }
    const double result = law_at(p, temperature);
    if (!isfinite(result))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the law of %s gives no finite value at %g K", name, temperature);
    *value = result;
    if (uncertainty)
        *uncertainty = isnan(p->uncertainty) ? p->relative_uncertainty * fabs(result) : p->uncertainty;
    return CUPEL_OK;
}
