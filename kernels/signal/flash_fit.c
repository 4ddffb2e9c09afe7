/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/laser_flash.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdlib.h>

#include "signal/flash.h"

/* The fit of the whole response. One iteration costs two passes over the samples with some six exponentials
 * each. */

enum { LOG_RATE, AMPLITUDE, OFFSET, ALWAYS, UNKNOWNS = ALWAYS + 2 };
enum { ITERATIONS = 30, BINS = 200 };

typedef struct fit_job {
    const cupel_flash_signal *s;
    double rate_0, unit;          /* start, and the size of the signal: unknowns of order 1 */
    size_t unknowns, biot, drift; /* how many, and where these stand; 0: not fitted */
} fit_job;

typedef struct place {
    double rate, biot, amplitude, offset, drift;
} place;

/* The half-time is seen in the signal: a rate that is ten times off has lost its way. */
static place place_of(const fit_job *job, const gsl_vector *u)
{
    return (place){job->rate_0 * exp(fmin(fmax(gsl_vector_get(u, LOG_RATE), -2.5), 2.5)),
                   job->biot ? gsl_vector_get(u, job->biot) : 0, job->unit * gsl_vector_get(u, AMPLITUDE),
                   job->unit * gsl_vector_get(u, OFFSET),
                   job->drift ? job->unit * job->rate_0 * gsl_vector_get(u, job->drift) : 0};
}

static double since(const cupel_flash_signal *s, size_t i)
{
    return s->time[i] - s->pulse.start;
}

static int residuals(const gsl_vector *u, void *self, gsl_vector *f)
{
    const fit_job *job = self;
    const place p = place_of(job, u);
    cupk_flash_model model;
    if (!cupk_flash_model_of(p.rate, p.biot, &job->s->pulse, &model)) {
        gsl_vector_set_all(f, 1e3); /* a step out of what can be is taken back */
        return GSL_SUCCESS;
    }
    for (size_t i = 0; i < job->s->count; i++) {
        const double value = p.offset + p.drift * since(job->s, i) +
                             p.amplitude * cupk_flash_at(&model, job->s->time[i]).value;
        gsl_vector_set(f, i, (value - job->s->signal[i]) / job->unit);
    }
    return GSL_SUCCESS;
}

static int derivatives(const gsl_vector *u, void *self, gsl_matrix *jacobian)
{
    const fit_job *job = self;
    const place p = place_of(job, u);
    cupk_flash_model model;
    if (!cupk_flash_model_of(p.rate, p.biot, &job->s->pulse, &model)) return GSL_EDOM;
    for (size_t i = 0; i < job->s->count; i++) {
        const cupk_flash_value v = cupk_flash_at(&model, job->s->time[i]);
        gsl_matrix_set(jacobian, i, LOG_RATE, p.amplitude / job->unit * v.by_log_rate);
        gsl_matrix_set(jacobian, i, AMPLITUDE, v.value);
        gsl_matrix_set(jacobian, i, OFFSET, 1);
        if (job->biot) gsl_matrix_set(jacobian, i, job->biot, p.amplitude / job->unit * v.by_biot);
        if (job->drift) gsl_matrix_set(jacobian, i, job->drift, job->rate_0 * since(job->s, i));
    }
    return GSL_SUCCESS;
}

/* ---- where to start ---- */

/* Slope of what lies before the pulse, where it is to be told from noise. */
static double drift_before(const cupel_flash_signal *s, size_t before)
{
    if (!s->drifts || before < 8) return 0;
    double time = 0, signal = 0, tt = 0, ts = 0, ss = 0;
    for (size_t i = 0; i < before; i++)
        time += since(s, i) / (double)before, signal += s->signal[i] / (double)before;
    for (size_t i = 0; i < before; i++) {
        const double t = since(s, i) - time, y = s->signal[i] - signal;
        tt += t * t, ts += t * y, ss += y * y;
    }
    const double slope = tt > 0 ? ts / tt : 0;
    const double variance = fmax(0, ss - slope * ts) / (double)(before - 2);
    return slope * slope * tt > 16 * variance ? slope : 0;
}

/* Means over equal shares of the samples tell the rise without its noise. */
static cupel_status start_of(const cupel_flash_signal *s, place *out, cupel_error *error)
{
    double mean[BINS] = {0}, at[BINS] = {0}, offset = 0;
    const size_t bins = s->count < BINS ? s->count : BINS;
    size_t before = 0;
    while (before < s->count && since(s, before) <= 0) before++;
    const double drift = drift_before(s, before);
    for (size_t i = 0; i < before; i++) offset += s->signal[i] - drift * since(s, i);
    for (size_t b = 0; b < bins; b++) {
        const size_t first = b * s->count / bins, last = (b + 1) * s->count / bins;

        for (size_t i = first; i < last; i++) {
            mean[b] += (s->signal[i] - drift * since(s, i)) / (double)(last - first);
            at[b] += since(s, i) / (double)(last - first);
        }
    }
    offset = before ? offset / (double)before : mean[0];
    size_t top = 0;
    for (size_t b = 0; b < bins; b++)
        if (at[b] > s->pulse.width && (at[top] <= s->pulse.width || mean[b] > mean[top])) top = b;
    const double rise = mean[top] - offset;
    if (!(rise > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "the signal does not rise after the pulse");
    size_t half = top;
    while (half > 0 && mean[half - 1] - offset > 0.5 * rise) half--;
    const double half_time =
        fmax(at[half] - 0.5 * s->pulse.width, 1e-3 * (at[bins - 1] - 0.5 * s->pulse.width));
    if (!(half_time > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "no sample lies after the pulse");
    *out = (place){0.13 / half_time, 0.05, rise, offset, drift};
    const double left = (mean[bins - 1] - offset) / rise, past = out->rate * (at[bins - 1] - at[top]);
    if (left < 0.98 && past > 0.05) out->biot = fmin(fmax(-0.5 * log(fmax(left, 0.02)) / past, 0.01), 3);
    out->amplitude = rise / cupel_flash_peak(out->biot);
    return CUPEL_OK;
}

static cupel_status check(const cupel_flash_signal *s, cupel_error *error)
{
    if (s->count < 8)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples are too few for a fit, 8 are needed", s->count);
    for (size_t i = 0; i < s->count; i++) {
        if (!isfinite(s->time[i]) || !isfinite(s->signal[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "time and signal must be finite");
        if (i > 0 && !(s->time[i] > s->time[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "time does not rise from %.9g s to %.9g s", s->time[i - 1],
                       s->time[i]);
    }
    if (!(isfinite(s->pulse.start) && s->pulse.width >= 0 && isfinite(s->pulse.width)))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "start and width of the pulse must be finite, the width not negative");
    return CUPEL_OK;
}

/* ---- the fit ---- */

static void tell(const fit_job *job, const gsl_multifit_nlinear_workspace *w, gsl_matrix *covariance,
                 cupel_flash_fit *out)
{
    const cupel_flash_signal *s = job->s;
    const gsl_vector *f = gsl_multifit_nlinear_residual(w);
    const place p = place_of(job, gsl_multifit_nlinear_position(w));
    double squares = 0, neighbours = 0;
    for (size_t i = 0; i < s->count; i++) {
        const double e = gsl_vector_get(f, i);
        squares += e * e;
        if (i > 0) neighbours += e * gsl_vector_get(f, i - 1);
    }
    const double variance = squares / (double)(s->count - job->unknowns);
    const double r = squares > 0 ? neighbours / squares : 0;
    const double widened = sqrt(variance * (r > 0 ? (1 + r) / fmax(1 - r, 1e-6) : 1));
    double u[UNKNOWNS] = {0};
    for (size_t k = 0; k < job->unknowns; k++)
        u[k] = widened * sqrt(fmax(0, gsl_matrix_get(covariance, k, k)));
    out->rate = p.rate, out->rate_uncertainty = p.rate * u[LOG_RATE];
    out->biot = p.biot, out->biot_uncertainty = job->biot ? u[job->biot] : 0;
    out->amplitude = p.amplitude, out->amplitude_uncertainty = job->unit * u[AMPLITUDE];
    out->offset = p.offset, out->offset_uncertainty = job->unit * u[OFFSET];
    out->drift = p.drift;
    out->drift_uncertainty = job->drift ? job->unit * job->rate_0 * u[job->drift] : 0;
    out->residual = job->unit * sqrt(variance);
    out->autocorrelation = r;
}

static cupel_status descend(fit_job *job, const place *start, cupel_flash_fit *out, cupel_error *error)
{
    const size_t n = job->unknowns;
    gsl_multifit_nlinear_parameters settings = gsl_multifit_nlinear_default_parameters();
    settings.solver =
        gsl_multifit_nlinear_solver_cholesky; /* five unknowns of order one: the normal equations do */
    gsl_multifit_nlinear_workspace *w =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &settings, job->s->count, n);
    gsl_vector *u = gsl_vector_alloc(n);
    gsl_matrix *covariance = gsl_matrix_alloc(n, n);
    cupel_status status = CUPEL_OK;
    if (!w || !u || !covariance) {
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for the fit");
    } else {
        gsl_vector_set(u, LOG_RATE, log(start->rate / job->rate_0));
        gsl_vector_set(u, AMPLITUDE, start->amplitude / job->unit);
        gsl_vector_set(u, OFFSET, start->offset / job->unit);
        if (job->biot) gsl_vector_set(u, job->biot, start->biot);
        if (job->drift) gsl_vector_set(u, job->drift, start->drift / (job->unit * job->rate_0));
        gsl_multifit_nlinear_fdf problem = {
            .f = residuals, .df = derivatives, .n = job->s->count, .p = n, .params = job};
        int state = gsl_multifit_nlinear_init(u, &problem, w), info = 0;
        cupel_flash_fit fit = {0};
        while (state == GSL_SUCCESS && fit.iterations < ITERATIONS && !fit.converged) {
            state = gsl_multifit_nlinear_iterate(w);
            fit.iterations++;
            if (state == GSL_SUCCESS)
                fit.converged = gsl_multifit_nlinear_test(1e-8, 1e-10, 0, &info, w) == GSL_SUCCESS;
        }
        /* no progress from rounding alone is a minimum, too */
        if (state == GSL_ENOPROG) fit.converged = fit.iterations > 1;
        if (gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(w), 0, covariance) != GSL_SUCCESS)
            fit.converged = false;
        tell(job, w, covariance, &fit);
        if (!isfinite(fit.rate) || !isfinite(fit.residual))
            status = cupel_error_set(error, CUPEL_EFAILED, "the fit found no minimum");
        else
            *out = fit;
    }
    gsl_multifit_nlinear_free(w);
    gsl_vector_free(u);
    gsl_matrix_free(covariance);
    return status;
}

void cupel_flash_curve(const cupel_flash_signal *signal, const cupel_flash_fit *fit, double *curve)
{
    cupk_flash_model m;
    const bool known = cupk_flash_model_of(fit->rate, fit->biot, &signal->pulse, &m);
    for (size_t i = 0; i < signal->count; i++)
        curve[i] = known ? fit->offset + fit->drift * since(signal, i) +
                               fit->amplitude * cupk_flash_at(&m, signal->time[i]).value
                         : (double)NAN;
}

cupel_status cupel_flash_fit_signal(const cupel_flash_signal *signal, cupel_flash_fit *out,
                                    cupel_error *error)
{
    place start = {0};
    cupel_status status = check(signal, error);
    if (!status) status = start_of(signal, &start, error);
    if (status) return status;
    fit_job job = {.s = signal, .rate_0 = start.rate, .unit = start.amplitude, .unknowns = ALWAYS};
    if (!signal->lossless) job.biot = job.unknowns++;
    if (signal->drifts) job.drift = job.unknowns++;
    /* GSL's own handler ends the program when memory runs out. */
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    cupel_flash_fit best = {0};
    bool found = false;
    static const double tries[] = {1, 6};
    for (size_t i = 0; i < sizeof tries / sizeof *tries && !best.converged; i++) {
        place from = start;
        from.biot *= tries[i];
        from.amplitude = start.amplitude * cupel_flash_peak(start.biot) / cupel_flash_peak(from.biot);
        cupel_flash_fit fit = {0};
        status = descend(&job, &from, &fit, error);
        if (status == CUPEL_ENOMEM) break;
        if (status) continue;
        if (!found || fit.converged || fit.residual < best.residual) best = fit;
        found = true;
        if (signal->lossless) break;
    }
    gsl_set_error_handler(handler);
    if (!found) return status;
    *out = best;
    return CUPEL_OK;
}
