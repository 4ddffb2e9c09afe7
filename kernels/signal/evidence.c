/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/evidence.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static cupel_status check(size_t count, const double *values, const double *uncertainties, double limit,
                          cupel_error *error)
{
    if (count == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "there is no value to lay against the limit");
    if (!isfinite(limit)) CUPEL_FAIL(error, CUPEL_EINVAL, "the limit is not finite");
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(values[i])) CUPEL_FAIL(error, CUPEL_EINVAL, "value %zu is not finite", i + 1);
        if (uncertainties && uncertainties[i] < 0)
            CUPEL_FAIL(error, CUPEL_EINVAL, "the uncertainty of value %zu is negative", i + 1);
    }
    return CUPEL_OK;
}

static double mean_of(size_t count, const double *values)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += values[i];
    const double first = sum / (double)count;
    double rest = 0; /* the mean of what is left corrects the rounding of the first */
    for (size_t i = 0; i < count; i++) rest += values[i] - first;
    return first + rest / (double)count;
}

static double deviation_of(size_t count, const double *values, double mean)
{
    if (count < 2) return NAN;
    double squares = 0;
    for (size_t i = 0; i < count; i++) squares += (values[i] - mean) * (values[i] - mean);
    return sqrt(squares / (double)(count - 1));
}

/* Values without a stated uncertainty do not make it smaller: the mean is over those that state one. 0 states
 * none, as nothing is measured so well. NaN: none. */
static double systematic_of(size_t count, const double *uncertainties)
{
    double squares = 0;
    size_t stated = 0;
    for (size_t i = 0; uncertainties && i < count; i++) {
        if (!(uncertainties[i] > 0)) continue;
        squares += uncertainties[i] * uncertainties[i];
        stated++;
    }
    return stated ? sqrt(squares / (double)stated) : NAN;
}

/* Variance of what is judged, from the scatter alone. NaN: it cannot be known from one value. */
static double scatter_variance(size_t count, double deviation, cupel_evidence_of of)
{
    const double n = (double)count;
    if (count < 2) return NAN;
    return deviation * deviation * (of == CUPEL_EVIDENCE_MEAN ? 1 / n : 1 + 1 / n);
}

double cupel_evidence_probability(double margin, double uncertainty, double degrees_of_freedom)
{
    if (isnan(uncertainty)) return NAN;
    if (uncertainty == 0) return margin >= 0 ? 1 : 0;
    const double t = margin / uncertainty;
    return isinf(degrees_of_freedom) ? gsl_cdf_ugaussian_P(t) : gsl_cdf_tdist_P(t, degrees_of_freedom);
}

cupel_status cupel_evidence_judge(size_t count, const double *values, const double *uncertainties,
                                  double limit, cupel_evidence_sense sense, cupel_evidence_of of,
                                  cupel_evidence *out, cupel_error *error)
{
    const cupel_status status = check(count, values, uncertainties, limit, error);
    if (status) return status;
    cupel_evidence e = {.mean = mean_of(count, values), .degrees_of_freedom = INFINITY};
    e.standard_deviation = deviation_of(count, values, e.mean);
    e.systematic = systematic_of(count, uncertainties);
    e.margin = sense == CUPEL_AT_LEAST ? e.mean - limit : limit - e.mean;
    const double scatter = scatter_variance(count, e.standard_deviation, of);
    const double common = isnan(e.systematic) ? 0 : e.systematic * e.systematic;
    if (scatter == 0 && isnan(e.systematic)) {
        e.uncertainty =
            NAN; /* values that are all equal were rounded to be so, or are one value many times */
    } else if (!isnan(scatter)) {
        const double total = scatter + common;
        e.uncertainty = sqrt(total);
        if (scatter > 0) e.degrees_of_freedom = (double)(count - 1) * (total / scatter) * (total / scatter);
    } else {
        e.uncertainty = of == CUPEL_EVIDENCE_MEAN && !isnan(e.systematic) ? e.systematic : NAN;
    }
    e.probability = cupel_evidence_probability(e.margin, e.uncertainty, e.degrees_of_freedom);
    *out = e;
    return CUPEL_OK;
}
