/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/fit.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "fit_loss.h"

enum { MOST_ITERATIONS = 1000, MOST_REWEIGHTINGS = 50, MOST_SOBOL = 40 };

/* Stands for a residual where the model has no solution: so large that no step there is taken, and its square
 * is finite. */
static const double NOWHERE = 1e60;

/* ---- unknowns without bounds ---- */

/* Between two bounds x = lower + (upper - lower)/(1 + e^-u), behind one an exponential, else u in units of
 * the start. */
static double scale_of(const cupel_fit_parameter *p)
{
    return isfinite(p->start) && p->start != 0 ? fabs(p->start) : 1;
}

static double inside(const cupel_fit_parameter *p, double u)
{
    if (isfinite(p->lower) && isfinite(p->upper)) return p->lower + (p->upper - p->lower) / (1 + exp(-u));
    if (isfinite(p->lower)) return p->lower + scale_of(p) * exp(u);
    if (isfinite(p->upper)) return p->upper - scale_of(p) * exp(u);
    return scale_of(p) * u;
}

static double outside(const cupel_fit_parameter *p, double x)
{
    const double nearest = 1e-9; /* a start on a bound begins beside it: on it the derivative is zero */
    if (isfinite(p->lower) && isfinite(p->upper)) {
        const double f = fmin(fmax((x - p->lower) / (p->upper - p->lower), nearest), 1 - nearest);
        return log(f / (1 - f));
    }
    if (isfinite(p->lower)) return log(fmax((x - p->lower) / scale_of(p), nearest));
    if (isfinite(p->upper)) return log(fmax((p->upper - x) / scale_of(p), nearest));
    return x / scale_of(p);
}

/* What a change of the parameter is measured by; bounds may lie decades apart, or close together. */
static double size_of(const cupel_fit_parameter *p, double x)
{
    return fmin(p->upper - p->lower, fmax(fabs(x), scale_of(p)));
}

static bool near_bound(const cupel_fit_parameter *p, double x)
{
    const double near = 1e-5 * size_of(p, x);
    return x - p->lower < near || p->upper - x < near;
}

static double start_of(const cupel_fit_parameter *p)
{
    if (isfinite(p->start)) return p->start;
    if (isfinite(p->lower) && isfinite(p->upper)) return 0.5 * (p->lower + p->upper);
    if (isfinite(p->lower)) return p->lower + 1;
    return isfinite(p->upper) ? p->upper - 1 : 1;
}

/* ---- the function that GSL sees ---- */

typedef struct fit_state {
    const cupel_fit_problem *problem;
    double *x;      /* [parameters], the place asked for        */
    double *weight; /* [residuals], of the losses               */
    double *r;      /* [residuals], scratch                     */
    size_t evaluations;
    bool anywhere;       /* the last place had a solution            */
    cupel_status status; /* what ends the fit                    */
    cupel_error *error;
} fit_state;

/* Residuals at x, unweighted. False: the model has none there, or the fit has to end. */
static bool residuals_at(fit_state *s, const double *x, double *r)
{
    if (s->status) return false;
    s->evaluations++;
    const cupel_status status = s->problem->model(s->problem->host, x, r, s->error);
    if (status == CUPEL_EFAILED) return false;
    if (status) {
        s->status = status;
        return false;
    }
    for (size_t i = 0; i < s->problem->residuals; i++)
        if (!(fabs(r[i]) < NOWHERE)) return false;
    return true;
}

static int weighted(const gsl_vector *u, void *host, gsl_vector *f)
{
    fit_state *s = host;
    const cupel_fit_problem *p = s->problem;
    for (size_t k = 0; k < p->parameters; k++) s->x[k] = inside(&p->parameter[k], gsl_vector_get(u, k));
    s->anywhere = residuals_at(s, s->x, s->r);
    if (s->status) return GSL_EFAILED;
    for (size_t i = 0; i < p->residuals; i++)
        gsl_vector_set(f, i, s->anywhere ? sqrt(s->weight[i]) * s->r[i] : NOWHERE);
    return GSL_SUCCESS;
}

/* ---- one start ---- */

typedef struct trial {
    double *x, *r, *weight, *scratch; /* the place reached, its residuals and weights */
    double objective;
    size_t iterations;
    bool solved, converged;
} trial;

static double objective_of(const cupel_fit_problem *p, const double *r, double scale)
{
    double sum = 0;
    for (size_t i = 0; i < p->residuals; i++) sum += cupk_fit_loss(p, r[i] / scale) * scale * scale;
    return sum;
}

/* Steps until the place moves no more, or the objective: towards a bound the steps never end, as it lies at
 * infinity, and at the rounding of the model none leads down. */
static bool descend(gsl_multifit_nlinear_workspace *w)
{
    enum { WAIT = 5 };
    double size[WAIT];
    for (size_t i = 0; i < MOST_ITERATIONS; i++) {
        int reason;
        const int code = gsl_multifit_nlinear_iterate(w);
        if (code != GSL_SUCCESS && code != GSL_ENOPROG) return false;
        if (code == GSL_SUCCESS && gsl_multifit_nlinear_test(1e-10, 1e-12, 0, &reason, w) == GSL_SUCCESS)
            return true;
        const double now = gsl_blas_dnrm2(gsl_multifit_nlinear_residual(w));
        if (i >= WAIT && now >= size[i % WAIT] * (1 - 1e-12)) return true;
        size[i % WAIT] = now;
    }
    return false;
}

/* Least squares with the weights as they are, from the place in t->x. */
static bool minimise(fit_state *s, gsl_multifit_nlinear_workspace *w, gsl_vector *u, trial *t)
{
    const cupel_fit_problem *p = s->problem;
    gsl_multifit_nlinear_fdf fdf = {.f = weighted, .n = p->residuals, .p = p->parameters, .params = s};
    for (size_t k = 0; k < p->parameters; k++) gsl_vector_set(u, k, outside(&p->parameter[k], t->x[k]));
    if (gsl_multifit_nlinear_init(u, &fdf, w) != GSL_SUCCESS) return false;
    t->converged = descend(w);
    t->iterations += gsl_multifit_nlinear_niter(w);
    if (s->status) return false;
    const gsl_vector *best = gsl_multifit_nlinear_position(w);
    for (size_t k = 0; k < p->parameters; k++) t->x[k] = inside(&p->parameter[k], gsl_vector_get(best, k));
    return residuals_at(s, t->x, t->r);
}

/* Robust losses: least squares again and again, each with the weights of the last. */
static void run_trial(fit_state *s, gsl_multifit_nlinear_workspace *w, gsl_vector *u, trial *t)
{
    const cupel_fit_problem *p = s->problem;
    for (size_t i = 0; i < p->residuals; i++) s->weight[i] = 1;
    t->solved = residuals_at(s, t->x, t->r) && minimise(s, w, u, t);
    if (!t->solved) return;
    double scale = cupk_fit_scale(p, t->r, t->scratch);
    t->objective = objective_of(p, t->r, scale);
    for (int pass = 0; p->loss != CUPEL_FIT_SQUARES && pass < MOST_REWEIGHTINGS; pass++) {
        double change = 0;
        for (size_t i = 0; i < p->residuals; i++) {
            const double weight = cupk_fit_weight(p, t->r[i] / scale);
            change = fmax(change, fabs(weight - s->weight[i]));
            s->weight[i] = weight;
        }
        if (change < 1e-8) break;
        if (!minimise(s, w, u, t)) {
            t->solved = false;
            return;
        }
        scale = cupk_fit_scale(p, t->r, t->scratch);
        t->objective = objective_of(p, t->r, scale);
    }
    memcpy(t->weight, s->weight, p->residuals * sizeof *t->weight);
}

/* ---- covariance ---- */

/* d r/d x_k by a central difference at a step of 1e-5 of the parameter's size that stays within the bounds.
 * Near zero, as beside a bound that lies there, such a step is lost in rounding: it grows until it is felt.
 */
static bool derivative(fit_state *s, const trial *t, size_t k, gsl_matrix *j, double *up, double *down)
{
    const double felt = 1e-8;
    const cupel_fit_problem *p = s->problem;
    const cupel_fit_parameter *a = &p->parameter[k];
    const double most = size_of(a, t->x[k]);
    double size = fmin(fmax(fabs(t->x[k]), 1e-12 * most), most), change = 0, high, low;
    for (;; size = fmin(100 * size, most)) {
        high = fmin(t->x[k] + 1e-5 * size, a->upper), low = fmax(t->x[k] - 1e-5 * size, a->lower);
        s->x[k] = high;
        bool there = residuals_at(s, s->x, up);
        s->x[k] = low;
        there = there && residuals_at(s, s->x, down);
        s->x[k] = t->x[k];
        if (!there) return false;
        for (size_t i = 0; i < p->residuals; i++) change = fmax(change, fabs(up[i] - down[i]));
        if (change >= felt || size >= most) break;
    }
    if (!(high > low)) return false;
    for (size_t i = 0; i < p->residuals; i++) gsl_matrix_set(j, i, k, (up[i] - down[i]) / (high - low));
    return true;
}

static bool derivatives(fit_state *s, const trial *t, gsl_matrix *j, double *up, double *down)
{
    memcpy(s->x, t->x, s->problem->parameters * sizeof *s->x);
    for (size_t k = 0; k < s->problem->parameters; k++)
        if (!derivative(s, t, k, j, up, down)) return false;
    return true;
}

/* (J^T J)^-1 by singular values, after each column is brought to length 1. False: singular; `felt` is then 0
 * for columns that the values do not feel, or that others stand for. */
static bool invert(gsl_matrix *j, size_t parameters, double *covariance, int *felt)
{
    gsl_matrix *v = gsl_matrix_alloc(parameters, parameters);
    gsl_vector *values = gsl_vector_alloc(parameters), *work = gsl_vector_alloc(parameters);
    double *length = calloc(parameters, sizeof *length);
    bool whole = v && values && work && length;
    for (size_t k = 0; whole && k < parameters; k++) {
        gsl_vector_view column = gsl_matrix_column(j, k);
        double sum = 0;
        for (size_t i = 0; i < column.vector.size; i++) {
            const double d = gsl_vector_get(&column.vector, i);
            sum += d * d;
        }
        length[k] = sqrt(sum);
        felt[k] = length[k] > 0;
        if (felt[k])
            for (size_t i = 0; i < column.vector.size; i++)
                gsl_vector_set(&column.vector, i, gsl_vector_get(&column.vector, i) / length[k]);
        whole = whole && felt[k];
    }
    whole = whole && gsl_linalg_SV_decomp(j, v, values, work) == GSL_SUCCESS;
    const double largest = whole ? gsl_vector_get(values, 0) : 0;
    for (size_t m = 0; whole && m < parameters; m++) {
        if (gsl_vector_get(values, m) > 1e-7 * largest) continue;
        for (size_t k = 0; k < parameters; k++)
            if (fabs(gsl_matrix_get(v, k, m)) > 0.1) felt[k] = 0;
    }
    for (size_t k = 0; k < parameters; k++) whole = whole && felt[k];
    for (size_t a = 0; whole && a < parameters; a++)
        for (size_t b = 0; b < parameters; b++) {
            double sum = 0;
            for (size_t m = 0; m < parameters; m++) {
                const double value = gsl_vector_get(values, m);
                sum += gsl_matrix_get(v, a, m) * gsl_matrix_get(v, b, m) / (value * value);
            }
            covariance[a * parameters + b] = sum / (length[a] * length[b]);
        }
    gsl_matrix_free(v);
    gsl_vector_free(values);
    gsl_vector_free(work);
    free(length);
    return whole;
}

/* ---- the whole ---- */

static cupel_status check(const cupel_fit_problem *p, cupel_error *error)
{
    if (p->parameters == 0 || p->residuals == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "there is nothing to fit");
    if (p->parameters > 1000) CUPEL_FAIL(error, CUPEL_ELIMIT, "%zu parameters; allowed: 1000", p->parameters);
    for (size_t k = 0; k < p->parameters; k++) {
        const cupel_fit_parameter *a = &p->parameter[k];
        if (!(a->lower < a->upper))
            CUPEL_FAIL(error, CUPEL_EINVAL, "parameter %zu: its lower bound is not below its upper one",
                       k + 1);
        if (!isnan(a->start) && !(a->start >= a->lower && a->start <= a->upper && isfinite(a->start)))
            CUPEL_FAIL(error, CUPEL_EINVAL, "parameter %zu: its start is not within its bounds", k + 1);
    }
    return CUPEL_OK;
}

/* Start number `index`: the given one, then a Sobol sequence over the bounds; a side without bound spans a
 * factor of 30 about the start. */
static void place_start(const cupel_fit_problem *p, const double *sobol, size_t index, double *x)
{
    for (size_t k = 0; k < p->parameters; k++) {
        const cupel_fit_parameter *a = &p->parameter[k];
        x[k] = start_of(a);
        if (index == 0) continue;
        if (isfinite(a->lower) && isfinite(a->upper))
            x[k] = a->lower + (a->upper - a->lower) * (0.02 + 0.96 * sobol[k]);
        else
            x[k] = inside(a, outside(a, x[k]) + 3.4 * (2 * sobol[k] - 1));
    }
}

/* The factor of (J^T J)^-1, root: with the slopes psi of the loss, sum(psi^2)/dof/mean(psi')^2, and Huber's
 * correction for few values (1981, 7.6); of squares it is sqrt(chi^2/dof). */
static double scatter_of(const cupel_fit_problem *p, const trial *t)
{
    const double n = (double)p->residuals, scale = cupk_fit_scale(p, t->r, t->scratch);
    double square = 0, mean = 0, spread = 0;
    for (size_t i = 0; i < p->residuals; i++) {
        const double slope = cupk_fit_slope(p, t->r[i] / scale);
        square += t->weight[i] * t->weight[i] * t->r[i] * t->r[i];
        mean += slope / n;
        spread += slope * slope / n;
    }
    mean = fmax(mean, 0.05); /* hardly a value is within the loss: the error is large */
    const double few = 1 + (double)p->parameters / n * fmax(spread - mean * mean, 0) / (mean * mean);
    return few * sqrt(square / (n - (double)p->parameters)) / mean;
}

static void judge(const cupel_fit_problem *p, const trial *best, cupel_fit *fit)
{
    double chi = 0;
    for (size_t i = 0; i < p->residuals; i++) chi += best->r[i] * best->r[i];
    const double n = (double)p->residuals, k = (double)p->parameters;
    fit->chi_square = chi;
    fit->objective = best->objective;
    fit->degrees_of_freedom = p->residuals - p->parameters;
    fit->scatter = fit->degrees_of_freedom ? scatter_of(p, best) : NAN;
    fit->probability = p->known && fit->degrees_of_freedom && p->loss == CUPEL_FIT_SQUARES
                           ? gsl_cdf_chisq_Q(chi, (double)fit->degrees_of_freedom)
                           : NAN;
    fit->widened =
        !p->known || (fit->scatter > 1 && (p->loss != CUPEL_FIT_SQUARES || fit->probability < 0.05));
    /* -2 ln L of normal residuals: chi^2 with known uncertainties, n ln(chi^2/n) with one scale to be found
     */
    const double found = p->known ? k : k + 1;
    const double misfit = p->known ? 2 * best->objective : n * log(2 * best->objective / n);
    fit->aic = n > found + 1 ? misfit + 2 * found + 2 * found * (found + 1) / (n - found - 1) : NAN;
}

typedef struct fit_memory {
    trial now, best;
    double *up, *down, *covariance, *sobol;
    int *felt;
    gsl_vector *u;
    gsl_matrix *j;
    gsl_multifit_nlinear_workspace *w;
    gsl_qrng *places;
} fit_memory;

static bool trial_open(trial *t, const cupel_fit_problem *p)
{
    t->x = calloc(p->parameters, sizeof(double));
    t->r = calloc(p->residuals, sizeof(double));
    t->weight = calloc(p->residuals, sizeof(double));
    t->scratch = calloc(p->residuals, sizeof(double));
    return t->x && t->r && t->weight && t->scratch;
}

static void trial_close(trial *t)
{
    free(t->x);
    free(t->r);
    free(t->weight);
    free(t->scratch);
}

static bool memory_open(fit_memory *m, fit_state *s)
{
    const cupel_fit_problem *p = s->problem;
    gsl_multifit_nlinear_parameters method = gsl_multifit_nlinear_default_parameters();
    method.fdtype = GSL_MULTIFIT_NLINEAR_CTRDIFF;
    method.h_df = 1e-6;
    s->x = calloc(p->parameters, sizeof(double));
    s->r = calloc(p->residuals, sizeof(double));
    s->weight = calloc(p->residuals, sizeof(double));
    m->up = calloc(p->residuals, sizeof(double));
    m->down = calloc(p->residuals, sizeof(double));
    m->covariance = calloc(p->parameters * p->parameters, sizeof(double));
    m->sobol = calloc(p->parameters > MOST_SOBOL ? p->parameters : MOST_SOBOL, sizeof(double));
    m->felt = calloc(p->parameters, sizeof(int));
    m->u = gsl_vector_alloc(p->parameters);
    m->j = gsl_matrix_alloc(p->residuals, p->parameters);
    m->w = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &method, p->residuals, p->parameters);
    m->places =
        gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)(p->parameters > MOST_SOBOL ? MOST_SOBOL : p->parameters));
    const bool both = trial_open(&m->now, p);
    return trial_open(&m->best, p) && both && s->x && s->r && s->weight && m->up && m->down &&
           m->covariance && m->sobol && m->felt && m->u && m->j && m->w && m->places;
}

static void memory_close(fit_memory *m, fit_state *s)
{
    free(s->x);
    free(s->r);
    free(s->weight);
    free(m->up);
    free(m->down);
    free(m->covariance);
    free(m->sobol);
    free(m->felt);
    gsl_vector_free(m->u);
    gsl_matrix_free(m->j);
    if (m->w) gsl_multifit_nlinear_free(m->w);
    if (m->places) gsl_qrng_free(m->places);
    trial_close(&m->now);
    trial_close(&m->best);
}

/* Of equal objectives, or so near each other that they are one place: exact data have objectives of mere
 * rounding. */
static bool same_minimum(const cupel_fit_problem *p, const trial *a, const trial *b)
{
    if (fabs(a->objective - b->objective) <= 1e-6 * (fabs(a->objective) + fabs(b->objective)) + 1e-20)
        return true;
    for (size_t k = 0; k < p->parameters; k++) {
        const double size = fmax(fabs(a->x[k]), fabs(b->x[k]));
        if (fabs(a->x[k] - b->x[k]) > 1e-4 * size) return false;
    }
    return true;
}

/* All starts; the lowest objective stays in m->best, of equals the first that converged. */
static void try_starts(fit_state *s, fit_memory *m, cupel_fit *fit)
{
    for (size_t index = 0; index <= s->problem->starts && !s->status; index++) {
        if (index > 0) gsl_qrng_get(m->places, m->sobol);
        trial *t = &m->now;
        t->iterations = 0;
        t->objective = 0;
        t->converged = false;
        place_start(s->problem, m->sobol, index, t->x);
        run_trial(s, m->w, m->u, t);
        fit->iterations += t->iterations;
        if (!t->solved) continue;
        const bool same = fit->solved && same_minimum(s->problem, t, &m->best);
        const bool better =
            !fit->solved || (same ? t->converged && !m->best.converged : t->objective < m->best.objective);
        fit->solved++;
        fit->minima = same ? fit->minima + 1 : better ? 1 : fit->minima;
        if (!better) continue;
        fit->best_start = index;
        const trial swap = m->best;
        m->best = *t;
        m->now = swap;
    }
}

static void give(const cupel_fit_problem *p, const fit_memory *m, const cupel_fit *fit, bool whole,
                 double *value, double *standard_error, double *covariance, double *residuals,
                 double *weights, int *at_bound)
{
    const double factor = fit->widened && !isnan(fit->scatter) ? fit->scatter * fit->scatter : 1;
    const bool known = p->known || fit->degrees_of_freedom > 0;
    for (size_t k = 0; k < p->parameters; k++) {
        const double spread = whole && known ? sqrt(factor * m->covariance[k * p->parameters + k]) : NAN;
        if (value) value[k] = m->best.x[k];
        if (at_bound) at_bound[k] = near_bound(&p->parameter[k], m->best.x[k]);
        if (standard_error) standard_error[k] = spread;
    }
    for (size_t i = 0; covariance && i < p->parameters * p->parameters; i++)
        covariance[i] = whole && known ? factor * m->covariance[i] : NAN;
    if (residuals) memcpy(residuals, m->best.r, p->residuals * sizeof *residuals);
    if (weights) memcpy(weights, m->best.weight, p->residuals * sizeof *weights);
}

cupel_status cupel_fit_solve(const cupel_fit_problem *problem, cupel_fit *out, double *value,
                             double *standard_error, double *covariance, double *residuals, double *weights,
                             int *at_bound, cupel_error *error)
{
    cupel_status status = check(problem, error);
    if (status) return status;
    cupel_fit fit = {.chi_square = NAN, .objective = NAN, .scatter = NAN, .probability = NAN, .aic = NAN};
    if (problem->residuals < problem->parameters) {
        fit.status = CUPEL_FIT_TOO_FEW;
        *out = fit;
        return CUPEL_OK;
    }
    fit_state s = {.problem = problem, .error = error};
    fit_memory m = {0};
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    if (!memory_open(&m, &s)) {
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for a fit");
    } else {
        try_starts(&s, &m, &fit);
        bool whole = false;
        if (fit.solved) {
            whole = derivatives(&s, &m.best, m.j, m.up, m.down) &&
                    invert(m.j, problem->parameters, m.covariance, m.felt);
            judge(problem, &m.best, &fit);
            fit.status = !whole             ? CUPEL_FIT_SINGULAR
                         : m.best.converged ? CUPEL_FIT_OK
                                            : CUPEL_FIT_NOT_CONVERGED;
        } else {
            fit.status = CUPEL_FIT_NO_SOLUTION;
        }
        fit.evaluations = s.evaluations;
        status = s.status;
        if (!status && fit.solved)
            give(problem, &m, &fit, whole, value, standard_error, covariance, residuals, weights, at_bound);
        if (!status) *out = fit;
    }
    gsl_set_error_handler(handler);
    memory_close(&m, &s);
    return status;
}
