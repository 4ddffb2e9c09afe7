/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/flow_curve_fit.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_POINTS = 100, DEFAULT_STARTS = 8, MOST_POINTS = 100000 };

/* ---- what each law has to be fitted: one row a parameter ---- */

typedef struct unknown {
    const char *name, *unit;
    size_t offset;       /* in cupel_flow_stress */
    double lower, upper; /* of stresses: in units of the highest stress of the data */
    bool stress;
} unknown;

#define UNKNOWN(field, unit_, lower_, upper_, stress_)                                                       \
    {                                                                                                        \
#field, unit_, offsetof(cupel_flow_stress, field), lower_, upper_, stress_                           \
    }
static const unknown voce[] = {UNKNOWN(initial_stress, "Pa", 1e-3, 1, true),
                               UNKNOWN(saturation_stress, "Pa", 0.5, 10, true),
                               UNKNOWN(rate_constant, "1", 1e-2, 1e4, false)};
static const unknown swift[] = {UNKNOWN(strength_coefficient, "Pa", 0.3, 20, true),
                                UNKNOWN(strain_offset, "1", 1e-7, 1, false),
                                UNKNOWN(exponent, "1", 1e-3, 1, false)};
static const unknown ludwik[] = {UNKNOWN(initial_stress, "Pa", 0, 1, true),
                                 UNKNOWN(strength_coefficient, "Pa", 1e-3, 20, true),
                                 UNKNOWN(exponent, "1", 1e-2, 1, false)};
static const unknown hockett_sherby[] = {
    UNKNOWN(initial_stress, "Pa", 0, 1, true), UNKNOWN(saturation_stress, "Pa", 0.5, 10, true),
    UNKNOWN(coefficient, "1", 1e-3, 1e4, false), UNKNOWN(exponent, "1", 0.05, 2, false)};
static const unknown rate_unknown = UNKNOWN(rate_sensitivity, "1", 0, 1, false);
static const unknown thermal_unknown = UNKNOWN(thermal_exponent, "1", 0.05, 20, false);

static size_t unknowns_of(const cupel_flow_fit_options *o, unknown out[CUPEL_FLOW_FIT_PARAMETERS])
{
    size_t n = 3;
    switch (o->law) {
    case CUPEL_FLOW_VOCE:
        memcpy(out, voce, sizeof voce);
        break;
    case CUPEL_FLOW_SWIFT:
        memcpy(out, swift, sizeof swift);
        break;
    case CUPEL_FLOW_LUDWIK:
        memcpy(out, ludwik, sizeof ludwik);
        break;
    case CUPEL_FLOW_HOCKETT_SHERBY:
        memcpy(out, hockett_sherby, sizeof hockett_sherby);
        n = 4;
        break;
    default:
        return 0;
    }
    if (o->rate) out[n++] = rate_unknown;
    if (o->thermal) out[n++] = thermal_unknown;
    return n;
}

static double *field_of(cupel_flow_stress *flow, const unknown *u)
{
    return (double *)(void *)((char *)flow + u->offset);
}

/* ---- the points that are fitted ---- */

/* A mean over samples from strain - half to strain + half. */
typedef struct point {
    double strain, half, stress, rate, temperature;
} point;

typedef struct points {
    point *point;
    size_t *first; /* [tests + 1], of each test */
    size_t count, tests;
    double highest; /* stress */
} points;

static cupel_status check_test(const cupel_flow_test *t, size_t index, cupel_error *error)
{
    if (t->count < 3)
        CUPEL_FAIL(error, CUPEL_EINVAL, "test %zu has %zu points; a flow curve needs at least 3", index + 1,
                   t->count);
    for (size_t i = 0; i < t->count; i++) {
        if (!isfinite(t->strain[i]) || !isfinite(t->stress[i]) || (i > 0 && t->strain[i] < t->strain[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "test %zu: point %zu: plastic strains have to rise and to be finite", index + 1,
                       i + 1);
    }
    return CUPEL_OK;
}

/* First sample that is not below a strain. */
static size_t first_from(const cupel_flow_test *t, double strain)
{
    size_t low = 0, high = t->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (t->strain[middle] < strain)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The mean of the samples from `low` to `high`, which takes the noise down; without one, the chord in their
 * middle. */
static point point_between(const cupel_flow_test *t, double low, double high)
{
    const size_t first = first_from(t, low);
    point p = {.strain = 0.5 * (low + high), .rate = t->rate, .temperature = t->temperature};
    double strain = 0, stress = 0;
    size_t n = 0;
    for (size_t i = first; i < t->count && t->strain[i] <= high; i++, n++)
        strain += t->strain[i], stress += t->stress[i];
    if (n > 0) {
        p.strain = strain / (double)n;
        p.stress = stress / (double)n;
        if (n > 1) p.half = 0.5 * (t->strain[first + n - 1] - t->strain[first]) * (double)n / (double)(n - 1);
        return p;
    }
    const size_t above = first > 0 ? (first < t->count ? first : t->count - 1) : 1;
    const double run = t->strain[above] - t->strain[above - 1];
    const double part = run > 0 ? (p.strain - t->strain[above - 1]) / run : 0;
    p.stress = t->stress[above - 1] + part * (t->stress[above] - t->stress[above - 1]);
    return p;
}

static cupel_status take_points(size_t tests, const cupel_flow_test *test, const cupel_flow_fit_options *o,
                                size_t each, points *out, cupel_error *error)
{
    for (size_t k = 0; k < tests; k++) {
        const cupel_flow_test *t = &test[k];
        const double low = fmax(isnan(o->minimum_strain) ? 0 : o->minimum_strain, t->strain[0]);
        const double high = isnan(o->maximum_strain) ? t->strain[t->count - 1]
                                                     : fmin(o->maximum_strain, t->strain[t->count - 1]);
        out->first[k] = out->count;
        for (size_t i = 0; i < each && high > low; i++) {
            const double step = (high - low) / (double)each;
            const point p = point_between(t, low + (double)i * step, low + (double)(i + 1) * step);
            if (!(p.stress > 0))
                CUPEL_FAIL(error, CUPEL_EINVAL,
                           "test %zu: the true stress at a plastic strain of %.4g is not positive", k + 1,
                           p.strain);
            out->highest = fmax(out->highest, p.stress);
            out->point[out->count++] = p;
        }
    }
    out->first[tests] = out->count;
    out->tests = tests;
    if (out->count == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "no test has points between the lowest and the highest strain asked for");
    return CUPEL_OK;
}

static cupel_status check_factors(size_t tests, const cupel_flow_test *test, const cupel_flow_fit_options *o,
                                  cupel_error *error)
{
    double slow = INFINITY, fast = 0, cold = INFINITY, hot = 0;
    for (size_t k = 0; k < tests; k++) {
        if (o->rate && !(test[k].rate > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "test %zu states no strain rate, which the rate factor needs",
                       k + 1);
        if (o->thermal && !(test[k].temperature > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "test %zu states no temperature, which the thermal factor needs",
                       k + 1);
        slow = fmin(slow, test[k].rate), fast = fmax(fast, test[k].rate);
        cold = fmin(cold, test[k].temperature), hot = fmax(hot, test[k].temperature);
    }
    if (o->rate && !(fast >= 3 * slow))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "the strain rates are from %.3g to %.3g /s: a rate factor needs rates at least a factor "
                   "of 3 apart",
                   slow, fast);
    if (o->rate && !(o->reference_rate > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the reference rate has to be positive");
    if (o->thermal && !(hot - cold >= 20))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "the temperatures are from %.4g to %.4g K: a thermal factor needs temperatures at least "
                   "20 K apart",
                   cold, hot);
    if (o->thermal && !(o->melting_temperature > o->reference_temperature && o->reference_temperature > 0 &&
                        hot < o->melting_temperature))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "the melting temperature has to be above the reference temperature and above all tests");
    return CUPEL_OK;
}

/* ---- the model that is fitted ---- */

typedef struct fit_host {
    const points *points;
    const unknown *unknowns;
    size_t count;
    cupel_flow_stress flow;
    double uncertainty; /* relative; 1 when unknown */
} fit_host;

/* The law's mean over the same strains as the samples', by the rule of Gauss on three places: where the law
 * bends, as at small strains, its value in the middle is not that. */
static double computed(const cupel_flow_stress *flow, const point *p)
{
    static const double place = 0.77459666924148338;
    double s = cupel_flow_stress_at(flow, p->strain);
    if (p->half > 0)
        s = (5 * cupel_flow_stress_at(flow, p->strain - place * p->half) + 8 * s +
             5 * cupel_flow_stress_at(flow, p->strain + place * p->half)) /
            18;
    if (flow->rate_sensitivity > 0) s *= cupel_flow_stress_rate_factor(flow, p->rate);
    if (flow->thermal_exponent > 0) s *= cupel_flow_stress_thermal_factor(flow, p->temperature);
    return s;
}

static cupel_status residuals(void *host, const double *parameters, double *r, cupel_error *error)
{
    fit_host *h = host;
    for (size_t k = 0; k < h->count; k++) {
        const unknown *u = &h->unknowns[k];
        *field_of(&h->flow, u) = u->stress ? parameters[k] * h->points->highest : parameters[k];
    }
    const bool saturates = h->flow.law == CUPEL_FLOW_VOCE || h->flow.law == CUPEL_FLOW_HOCKETT_SHERBY;
    if (saturates && !(h->flow.saturation_stress > h->flow.initial_stress))
        CUPEL_FAIL(error, CUPEL_EFAILED, "the saturation stress is below the initial stress");
    for (size_t i = 0; i < h->points->count; i++) {
        const point *p = &h->points->point[i];
        r[i] = (computed(&h->flow, p) / p->stress - 1) / h->uncertainty;
    }
    return CUPEL_OK;
}

/* A first guess: stresses from the ends of the data, exponents as metals have them. */
static double guess(const unknown *u, const points *p)
{
    double lowest = INFINITY, widest = 0;
    for (size_t i = 0; i < p->count; i++) {
        lowest = fmin(lowest, p->point[i].stress);
        widest = fmax(widest, p->point[i].strain);
    }
    if (strcmp(u->name, "initial_stress") == 0) return fmin(0.9 * lowest / p->highest, u->upper);
    if (strcmp(u->name, "saturation_stress") == 0) return 1.1;
    if (strcmp(u->name, "rate_constant") == 0) return fmin(fmax(2 / widest, u->lower), u->upper);
    if (strcmp(u->name, "strength_coefficient") == 0) return 1.3;
    if (strcmp(u->name, "strain_offset") == 0) return 1e-3;
    if (strcmp(u->name, "exponent") == 0) return 0.3;
    if (strcmp(u->name, "coefficient") == 0) return fmin(fmax(2 / widest, u->lower), u->upper);
    if (strcmp(u->name, "rate_sensitivity") == 0) return 0.01;
    return 1;
}

/* ---- what the fit says ---- */

/* Correlation of the residuals of neighbouring points, within the tests. */
static double neighbour_correlation(const points *p, const double *r)
{
    double product = 0, square = 0;
    size_t pairs = 0;
    for (size_t k = 0; k < p->tests; k++)
        for (size_t i = p->first[k]; i < p->first[k + 1]; i++) {
            square += r[i] * r[i];
            if (i + 1 == p->first[k + 1]) continue;
            product += r[i] * r[i + 1];
            pairs++;
        }
    if (pairs == 0 || square == 0) return 0;
    return product / (double)pairs / (square / (double)p->count);
}

/* Where the law has the maximum force, ds/de = s, by bisection; NaN when not below a strain of 3. */
static double considere(const cupel_flow_stress *flow)
{
    double low = 1e-6, high = 3;
    if (!(cupel_flow_stress_slope(flow, low) > cupel_flow_stress_at(flow, low))) return NAN;
    if (!(cupel_flow_stress_slope(flow, high) < cupel_flow_stress_at(flow, high))) return NAN;
    for (int i = 0; i < 100; i++) {
        const double middle = 0.5 * (low + high);
        if (cupel_flow_stress_slope(flow, middle) > cupel_flow_stress_at(flow, middle))
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

static double mean_uniform_strain(size_t tests, const cupel_flow_test *test)
{
    double sum = 0;
    size_t n = 0;
    for (size_t k = 0; k < tests; k++)
        if (isfinite(test[k].uniform_strain)) sum += test[k].uniform_strain, n++;
    return n ? sum / (double)n : NAN;
}

double cupel_flow_fit_aic(const cupel_flow_fit *fit, double independent, int corrected)
{
    const double k = (double)fit->count + 1; /* and the scatter */
    const double deviation = fit->relative_deviation;
    const double plain = independent * log(deviation * deviation) + 2 * k;
    if (!corrected) return plain;
    return independent > k + 1 ? plain + 2 * k * (k + 1) / (independent - k - 1) : NAN;
}

static void describe(const points *p, const fit_host *h, const double *r, cupel_flow_fit *out)
{
    double square = 0, relative = 0;
    for (size_t i = 0; i < p->count; i++) {
        const double d = r[i] * h->uncertainty;
        relative += d * d;
        square += d * d * p->point[i].stress * p->point[i].stress;
    }
    const double n = (double)p->count;
    out->points = p->count;
    out->root_mean_square = sqrt(square / n);
    out->relative_deviation = sqrt(relative / n);
    const double rho = fmin(fmax(neighbour_correlation(p, r), 0), 1 - 2 / n);
    out->correlation_length = (1 + rho) / (1 - rho);
    out->aic = cupel_flow_fit_aic(out, n / out->correlation_length, 1);
    for (size_t a = 0; a < h->count; a++)
        for (size_t b = 0; b < h->count; b++) out->covariance[a][b] *= out->correlation_length;
    for (size_t a = 0; a < h->count; a++) out->standard_error[a] *= sqrt(out->correlation_length);
}

static void judge(size_t tests, const cupel_flow_test *test, const points *p, cupel_flow_fit *out)
{
    out->lowest_strain = INFINITY;
    for (size_t i = 0; i < p->count; i++) {
        out->lowest_strain = fmin(out->lowest_strain, p->point[i].strain);
        out->highest_strain = fmax(out->highest_strain, p->point[i].strain);
    }
    out->uniform_strain = considere(&out->flow);
    out->measured_uniform_strain = mean_uniform_strain(tests, test);
    const double measured = out->measured_uniform_strain;
    out->considere = isnan(measured) ? -1 : fabs(out->uniform_strain - measured) <= 0.05 * measured;
}

/* ---- the whole ---- */

static cupel_status solve(const points *p, const unknown *unknowns, size_t count,
                          const cupel_flow_fit_options *o, double *r, cupel_flow_fit *out, cupel_error *error)
{
    fit_host h = {.points = p,
                  .unknowns = unknowns,
                  .count = count,
                  .flow = {.law = o->law, .rate_factor = 1},
                  .uncertainty = o->relative_uncertainty > 0 ? o->relative_uncertainty : 1};
    if (o->rate) h.flow.reference_rate = o->reference_rate;
    if (o->thermal) {
        h.flow.reference_temperature = o->reference_temperature;
        h.flow.melting_temperature = o->melting_temperature;
    }
    cupel_fit_parameter parameter[CUPEL_FLOW_FIT_PARAMETERS];
    for (size_t k = 0; k < count; k++)
        parameter[k] = (cupel_fit_parameter){guess(&unknowns[k], p), unknowns[k].lower, unknowns[k].upper};
    const cupel_fit_problem problem = {.parameters = count,
                                       .parameter = parameter,
                                       .residuals = p->count,
                                       .model = residuals,
                                       .host = &h,
                                       .loss = o->loss,
                                       .known = o->relative_uncertainty > 0,
                                       .starts = o->starts ? o->starts : DEFAULT_STARTS};
    double covariance[CUPEL_FLOW_FIT_PARAMETERS * CUPEL_FLOW_FIT_PARAMETERS];
    const cupel_status status = cupel_fit_solve(&problem, &out->fit, out->value, out->standard_error,
                                                covariance, r, NULL, out->at_bound, error);
    if (status || (out->fit.status != CUPEL_FIT_OK && out->fit.status != CUPEL_FIT_SINGULAR)) return status;
    for (size_t a = 0; a < count; a++) {
        const double scale = unknowns[a].stress ? p->highest : 1;
        for (size_t b = 0; b < count; b++)
            out->covariance[a][b] = covariance[a * count + b] * scale * (unknowns[b].stress ? p->highest : 1);
        out->name[a] = unknowns[a].name;
        out->unit[a] = unknowns[a].unit;
        out->value[a] *= scale;
        out->standard_error[a] *= scale;
        *field_of(&h.flow, &unknowns[a]) = out->value[a];
    }
    out->count = count;
    out->flow = h.flow;
    describe(p, &h, r, out);
    return CUPEL_OK;
}

cupel_status cupel_flow_curve_fit(size_t tests, const cupel_flow_test *test,
                                  const cupel_flow_fit_options *options, cupel_flow_fit *out,
                                  double *stress_residual, cupel_error *error)
{
    unknown unknowns[CUPEL_FLOW_FIT_PARAMETERS];
    const size_t count = unknowns_of(options, unknowns),
                 each = options->points ? options->points : DEFAULT_POINTS;
    if (tests == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "there are no tests to fit a flow curve to");
    if (count == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "this law cannot be fitted; allowed: voce, swift, ludwik, hockett_sherby");
    if (each > MOST_POINTS || tests > MOST_POINTS)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "at most %d tests of %d points", MOST_POINTS, MOST_POINTS);
    cupel_status status = CUPEL_OK;
    for (size_t k = 0; k < tests && !status; k++) status = check_test(&test[k], k, error);
    if (!status) status = check_factors(tests, test, options, error);
    if (status) return status;
    points p = {.point = calloc(tests * each, sizeof *p.point), .first = calloc(tests + 1, sizeof *p.first)};
    double *r = calloc(tests * each, sizeof *r);
    cupel_flow_fit fit = {0};
    if (!p.point || !p.first || !r)
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for a flow curve");
    else
        status = take_points(tests, test, options, each, &p, error);
    if (!status) status = solve(&p, unknowns, count, options, r, &fit, error);
    if (!status && fit.count) judge(tests, test, &p, &fit);
    for (size_t k = 0; !status && stress_residual && k < tests; k++)
        for (size_t i = 0; i < each; i++) {
            const size_t at = p.first[k] + i;
            const double scale = options->relative_uncertainty > 0 ? options->relative_uncertainty : 1;
            stress_residual[k * each + i] =
                fit.count && at < p.first[k + 1] ? r[at] * scale * p.point[at].stress : NAN;
        }
    if (!status) *out = fit;
    free(p.point);
    free(p.first);
    free(r);
    return status;
}
