/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/network.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Network identification by deconvolution (Szekely and Van Bien 1988, Solid-State Electronics 31:1363). With
 * z = ln t, an impedance a(z) and its time-constant spectrum R(zeta) obey da/dz = integral R(zeta) w(z -
 * zeta) dzeta,   w(z) = exp(z - exp(z)). Not the slope is taken apart, which noise would spoil, but its
 * integrals between the times of the curve: a stage of time constant tau gives exp(-t_i/tau) -
 * exp(-t_(i+1)/tau) of its resistance to the interval from t_i to t_(i+1). The Bayesian iteration of
 * Richardson (1972) and Lucy (1974) keeps all resistances positive; with few steps it smooths, with many it
 * sharpens. */

static const double negligible = 1e-8; /* of the impedance: a stage below it is left out */

static double spacing_of(const cupel_deconvolution *how)
{
    return log(10) / (double)how->per_decade;
}

/* Stages from a decade below the first time to the last one. */
size_t cupel_deconvolution_room(const cupel_deconvolution *how, double first, double last)
{
    return (size_t)ceil((log(last / first) + log(10)) / spacing_of(how)) + 1;
}

typedef struct work {
    size_t rows, stages;
    double *kernel;           /* [rows][stages] */
    double *time, *impedance; /* [rows] ends of the intervals, and the greatest impedance until then */
    double *given, *ratio;    /* [rows] increments; given by fitted ones                            */
    double *tau, *resistance; /* [stages] */
    double *factor;           /* [stages] of one step */
} work;

static void release(work *w)
{
    free(w->kernel);
    free(w->time);
    free(w->tau);
}

static bool allocate(work *w, size_t count)
{
    w->time = calloc(4 * count, sizeof(double));
    w->tau = calloc(3 * w->stages, sizeof(double));
    if (!w->time || !w->tau) return false;
    w->impedance = w->time + count;
    w->given = w->time + 2 * count;
    w->ratio = w->time + 3 * count;
    w->resistance = w->tau + w->stages;
    w->factor = w->tau + 2 * w->stages;
    return true;
}

/* Takes points not closer than half the spacing of the stages; what an impedance falls counts as level. */
static void thin(work *w, const cupel_deconvolution *how, size_t count, const double *times,
                 const double *impedance, size_t *falling)
{
    const double closest = exp(0.5 * spacing_of(how)) * (1 - 1e-9);
    double highest = 0;
    *falling = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && impedance[i] < impedance[i - 1]) ++*falling;
        highest = fmax(highest, impedance[i]);
        if (w->rows > 0 && times[i] < w->time[w->rows - 1] * closest && i + 1 < count) continue;
        w->time[w->rows] = times[i];
        w->impedance[w->rows] = highest;
        w->given[w->rows] = highest - (w->rows > 0 ? w->impedance[w->rows - 1] : 0);
        w->rows++;
    }
}

static void fill(work *w, const cupel_deconvolution *how)
{
    for (size_t k = 0; k < w->stages; k++) {
        w->tau[k] = w->time[0] / 10 * exp((double)k * spacing_of(how));
        w->resistance[k] = w->impedance[w->rows - 1] / (double)w->stages;
        for (size_t i = 0; i < w->rows; i++) {
            const double before = i > 0 ? w->time[i - 1] : 0;
            w->kernel[i * w->stages + k] =
                -exp(-before / w->tau[k]) * expm1(-(w->time[i] - before) / w->tau[k]);
        }
    }
}

/* One Bayesian step: every stage takes its share of what was given over what all stages gave. */
static void improve(work *w)
{
    const size_t n = w->stages;
    for (size_t i = 0; i < w->rows; i++) {
        double fitted = 0;
        for (size_t k = 0; k < n; k++) fitted += w->kernel[i * n + k] * w->resistance[k];
        w->ratio[i] = fitted > 0 ? w->given[i] / fitted : 0;
    }
    double *factor = w->factor;
    for (size_t k = 0; k < n; k++) factor[k] = 0;
    for (size_t i = 0; i < w->rows; i++)
        for (size_t k = 0; k < n; k++) factor[k] += w->kernel[i * n + k] * w->ratio[i];
    const double last = w->time[w->rows - 1];
    for (size_t k = 0; k < n; k++) w->resistance[k] *= factor[k] / -expm1(-last / w->tau[k]);
}

static void tell(const work *w, cupel_foster *out, cupel_deconvolution_summary *summary)
{
    const double total = w->impedance[w->rows - 1];
    out->count = 0;
    out->direct = 0;
    for (size_t k = w->stages; k-- > 0;) {
        if (!(w->resistance[k] > negligible * total)) continue;
        out->resistance[out->count] = w->resistance[k];
        out->time_constant[out->count++] = w->tau[k];
    }
    double squares = 0;
    for (size_t i = 0; i < w->rows; i++) {
        double fitted = 0;
        cupel_foster_impedance(out, 1, &w->time[i], &fitted);
        const double difference = (fitted - w->impedance[i]) / total;
        squares += difference * difference;
    }
    size_t tenth = w->rows - 1; /* the last point a tenth of a decade before the end */
    while (tenth > 0 && w->time[tenth] > w->time[w->rows - 1] / 1.2589) tenth--;
    summary->deviation = sqrt(squares / (double)w->rows);
    summary->first_share = w->impedance[0] / total;
    summary->last_slope = (total - w->impedance[tenth]) / total / log(w->time[w->rows - 1] / w->time[tenth]);
    summary->used = w->rows;
}

cupel_status cupel_deconvolution_check(const cupel_deconvolution *how, size_t count, const double *times,
                                       const double *impedance, cupel_error *error)
{
    if (how->per_decade < 5 || how->per_decade > 100)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu stages per decade are out of range; allowed: [5, 100]",
                   how->per_decade);
    if (how->iterations < 1 || how->iterations > 1000000)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu iterations are out of range; allowed: [1, 1e6]",
                   how->iterations);
    if (count < 10) CUPEL_FAIL(error, CUPEL_EINVAL, "an impedance needs 10 points or more, not %zu", count);
    bool rises = false;
    for (size_t i = 0; i < count; i++) {
        if (!(times[i] > (i > 0 ? times[i - 1] : 0)) || !isfinite(times[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "point %zu: times must be positive and rise", i + 1);
        if (!isfinite(impedance[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "point %zu: the impedance must be finite", i + 1);
        rises = rises || impedance[i] > 0;
    }
    if (!(times[count - 1] >= 10 * times[0]))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the times must span a decade or more, not %.6g s to %.6g s",
                   times[0], times[count - 1]);
    if (!(times[count - 1] <= 1e15 * times[0]))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the times must not span more than 15 decades");
    if (!rises) CUPEL_FAIL(error, CUPEL_EINVAL, "the impedance is nowhere above zero");
    return CUPEL_OK;
}

cupel_status cupel_foster_from_curve(const cupel_deconvolution *how, size_t count, const double *times,
                                     const double *impedance, cupel_foster *out,
                                     cupel_deconvolution_summary *summary, cupel_error *error)
{
    const cupel_status status = cupel_deconvolution_check(how, count, times, impedance, error);
    if (status) return status;
    work w = {.stages = cupel_deconvolution_room(how, times[0], times[count - 1])};
    size_t falling = 0;
    bool room = allocate(&w, count);
    if (room) {
        thin(&w, how, count, times, impedance, &falling);
        w.kernel = calloc(w.rows * w.stages, sizeof(double));
        room = w.kernel != NULL;
    }
    if (!room) {
        release(&w);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for %zu points", count);
    }
    fill(&w, how);
    for (size_t i = 0; i < how->iterations; i++) improve(&w);
    summary->falling = falling;
    tell(&w, out, summary);
    release(&w);
    return CUPEL_OK;
}
