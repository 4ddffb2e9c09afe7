/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/calibration.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rolling/check.h"

/* Nonlinear least squares over passes. The unknowns v are transformed, v = lower + (upper - lower)/(1 +
 * exp(-u)), so that no step leaves the bounds and u has none. */

enum { STARTS = 5, TRIED = 2, ROUNDS = 10, ITERATIONS = 60 };

/* Of a longer log so many passes say where its minimum is, before all are fitted from there. */
enum { SAMPLE = 64 };

/* Solutions of each pass that a fit takes, roughly: with all its starts, and from a minimum of a sample. */
enum { FIT_SOLVES = 100, REFIT_SOLVES = 35 };

/* Places to start from, where the bounds allow them. The scale of the flow stress follows from the
 * forces, which are nearly proportional to it. */
static const double start_frictions[STARTS] = {0.01, 0.02, 0.04, 0.08, 0.16};

/* Estimates whose correlation is nearer to 1 in absolute value than this cannot be told apart: an uncertainty
 * of one per cent in the measurements would be more than ten in each of them. */
static const double collinear = 1e-6;

static const double near_bound = 1e-3; /* of the width between the bounds */
static const double doubtful = 0.05; /* probability under which uncertainties are too small for the scatter */
static const double two_sided = 0.975; /* of a 95 % interval */

typedef struct start {
    double place[CUPEL_ROLLING_UNKNOWNS];
    size_t used;       /* passes with a solution there */
    double chi_square; /* of them */
    double median;     /* over the passes, of the mean square of their residuals; infinite without solution */
    double force_ratio; /* measured over computed, geometric mean; 1 without forces */
    size_t iterations;
    int status; /* cupel_rolling_fit_status */
} start;

/* ---- the transformation ---- */

static double to_value(const cupel_rolling_calibration *c, int unknown, double u)
{
    return c->lower[unknown] + (c->upper[unknown] - c->lower[unknown]) / (1 + exp(-u));
}

static double to_free(const cupel_rolling_calibration *c, int unknown, double value)
{
    return log((value - c->lower[unknown]) / (c->upper[unknown] - value));
}

static double slope(const cupel_rolling_calibration *c, int unknown, double value)
{
    return (value - c->lower[unknown]) * (c->upper[unknown] - value) /
           (c->upper[unknown] - c->lower[unknown]);
}

static void place_of(const cupk_calibration *job, const gsl_vector *u, double place[])
{
    place[CUPEL_ROLLING_FRICTION] = NAN, place[CUPEL_ROLLING_FLOW_STRESS_SCALE] = 1;
    for (size_t k = 0; k < job->unknowns; k++)
        place[job->which[k]] = to_value(job->given, job->which[k], gsl_vector_get(u, k));
}

/* ---- least squares by GSL ---- */

static int residuals(const gsl_vector *u, void *self, gsl_vector *f)
{
    double place[CUPEL_ROLLING_UNKNOWNS];
    place_of(self, u, place);
    cupk_calibration_residuals(self, place, f->data); /* GSL's own vectors have stride 1 */
    return GSL_SUCCESS;
}

static int derivatives(const gsl_vector *u, void *self, gsl_matrix *jacobian)
{
    cupk_calibration *job = self;
    double place[CUPEL_ROLLING_UNKNOWNS];
    place_of(job, u, place);
    cupk_calibration_derivatives(job, place, jacobian->data);
    for (size_t k = 0; k < job->unknowns; k++) {
        gsl_vector_view column = gsl_matrix_column(jacobian, k);
        gsl_vector_scale(&column.vector, slope(job->given, job->which[k], place[job->which[k]]));
    }
    return GSL_SUCCESS;
}

/* At a minimum no column of J points along the residual; where the computation's own errors end the descent
 * the angle is small, too. */
static bool is_minimum(const gsl_multifit_nlinear_workspace *w)
{
    const double length = gsl_blas_dnrm2(w->f);
    if (length < 1e-7 * sqrt((double)w->f->size)) return true;
    for (size_t k = 0; k < w->x->size; k++) {
        gsl_vector_const_view column = gsl_matrix_const_column(w->J, k);
        double along;
        gsl_blas_ddot(&column.vector, w->f, &along);
        const double norm = gsl_blas_dnrm2(&column.vector);
        if (norm > 0 && fabs(along) > 1e-3 * norm * length) return false;
    }
    return true;
}

/* Descends from place, which moves; the active passes stay the same. */
static cupel_status descend(cupk_calibration *job, start *s, cupel_error *error)
{
    const size_t measurements = cupk_calibration_count(job), n = job->unknowns;
    s->status = CUPEL_ROLLING_FIT_TOO_FEW;
    if (measurements < n) return CUPEL_OK;
    gsl_multifit_nlinear_parameters settings = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_workspace *w =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &settings, measurements, n);
    gsl_vector *u = gsl_vector_alloc(n);
    if (!w || !u) {
        gsl_multifit_nlinear_free(w);
        gsl_vector_free(u);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the least squares");
    }
    gsl_multifit_nlinear_fdf problem = {
        .f = residuals, .df = derivatives, .n = measurements, .p = n, .params = job};
    for (size_t k = 0; k < n; k++)
        gsl_vector_set(u, k, to_free(job->given, job->which[k], s->place[job->which[k]]));
    int state = gsl_multifit_nlinear_init(u, &problem, w), info = 0;
    bool converged = false;
    for (size_t i = 0; state == GSL_SUCCESS && i < ITERATIONS && !converged; i++) {
        state = gsl_multifit_nlinear_iterate(w);
        s->iterations++;
        if (state == GSL_SUCCESS)
            converged = gsl_multifit_nlinear_test(1e-8, 1e-12, 0, &info, w) == GSL_SUCCESS;
    }
    s->status = converged || is_minimum(w) ? CUPEL_ROLLING_FIT_OK : CUPEL_ROLLING_FIT_NOT_CONVERGED;
    place_of(job, gsl_multifit_nlinear_position(w), s->place);
    gsl_multifit_nlinear_free(w);
    gsl_vector_free(u);
    return CUPEL_OK;
}

/* ---- from where to start ---- */

static int by_size(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/* All chosen passes at a place: which have a solution there, and how far they are off. Returns whether one
 * became active that was not. */
static bool survey(cupk_calibration *job, start *s)
{
    size_t tasks = 0;
    job->here_known = false;
    for (size_t i = 0; i < job->given->count; i++) {
        if (!job->chosen[i]) continue;
        job->tasks[tasks] = (cupk_calibration_task){.pass = i};
        memcpy(job->tasks[tasks++].place, s->place, sizeof s->place);
    }
    cupk_calibration_solve(job, job->tasks, tasks);
    bool more = false;
    double logarithms = 0;
    size_t forces = 0;
    s->used = 0, s->chi_square = 0;
    for (size_t t = 0; t < tasks; t++) {
        double f[2];
        const bool solved = job->tasks[t].status == CUPEL_ROLLING_OK;
        bool *active = &job->active[job->tasks[t].pass];
        more = more || (solved && !*active);
        *active = solved;
        job->squares[t] = INFINITY;
        if (!solved) continue;
        s->used++;
        const double force = job->given->passes[job->tasks[t].pass].force;
        if (!isnan(force)) logarithms += log(force / job->tasks[t].force), forces++;
        const size_t count = cupk_calibration_residual(job, &job->tasks[t], f);
        job->squares[t] = (count > 1 ? f[0] * f[0] + f[1] * f[1] : f[0] * f[0]) / (double)count;
        s->chi_square += job->squares[t] * (double)count;
    }
    qsort(job->squares, tasks, sizeof *job->squares, by_size);
    s->median = tasks ? job->squares[tasks / 2] : INFINITY;
    s->force_ratio = forces ? exp(logarithms / (double)forces) : 1;
    return more;
}

static double inside(const cupel_rolling_calibration *c, int unknown, double value)
{
    const double edge = 0.01 * (c->upper[unknown] - c->lower[unknown]);
    return fmin(fmax(value, c->lower[unknown] + edge), c->upper[unknown] - edge);
}

/* Places are compared by the median over the passes (Rousseeuw 1984), in which a pass without solution is as
 * far off as can be: no place wins by making passes skid, and no single pass that cannot be rolled draws the
 * others along. */
static int by_median(const void *a, const void *b)
{
    const start *left = a, *right = b;
    if (left->median != right->median) return left->median < right->median ? -1 : 1;
    if (left->used != right->used) return left->used > right->used ? -1 : 1;
    if (left->chi_square != right->chi_square) return left->chi_square < right->chi_square ? -1 : 1;
    return memcmp(left->place, right->place, sizeof left->place);
}

static size_t list_starts(cupk_calibration *job, start *starts)
{
    const cupel_rolling_calibration *c = job->given;
    const size_t count = c->fitted[CUPEL_ROLLING_FRICTION] ? STARTS : 1;
    for (size_t i = 0; i < count; i++) {
        start *s = &starts[i];
        *s = (start){.place = {inside(c, CUPEL_ROLLING_FRICTION, start_frictions[i]),
                               inside(c, CUPEL_ROLLING_FLOW_STRESS_SCALE, 1)}};
        survey(job, s);
        if (!c->fitted[CUPEL_ROLLING_FLOW_STRESS_SCALE]) continue;
        s->place[CUPEL_ROLLING_FLOW_STRESS_SCALE] = inside(
            c, CUPEL_ROLLING_FLOW_STRESS_SCALE, s->place[CUPEL_ROLLING_FLOW_STRESS_SCALE] * s->force_ratio);
        survey(job, s);
    }
    qsort(starts, count, sizeof *starts, by_median);
    return count;
}

/* The minimum from one start. A pass that finds a solution on the way is taken in, and the descent goes on.
 */
static cupel_status descend_fully(cupk_calibration *job, start *s, cupel_error *error)
{
    survey(job, s);
    for (int round = 0; round < ROUNDS; round++) {
        const cupel_status status = descend(job, s, error);
        if (status || s->status != CUPEL_ROLLING_FIT_OK) return status;
        if (!survey(job, s)) break;
    }
    return CUPEL_OK;
}

static bool is_better(const start *a, const start *b)
{
    const bool good = a->status == CUPEL_ROLLING_FIT_OK, other = b->status == CUPEL_ROLLING_FIT_OK;
    if (good != other) return good;
    return a->used == b->used ? a->chi_square < b->chi_square : by_median(a, b) < 0;
}

/* The best minimum that the starts lead to. */
static cupel_status search(cupk_calibration *job, start *best, cupel_error *error)
{
    start starts[STARTS];
    const size_t count = list_starts(job, starts);
    for (size_t i = 0; i < count && i < TRIED; i++) {
        const cupel_status status = descend_fully(job, &starts[i], error);
        if (status) return status;
        if (i == 0 || is_better(&starts[i], best)) *best = starts[i];
    }
    return CUPEL_OK;
}

static size_t choose_all(cupk_calibration *job)
{
    size_t count = 0;
    for (size_t i = 0; i < job->given->count; i++)
        count += job->chosen[i] = cupk_calibration_measured(&job->given->passes[i]);
    return count;
}

/* Leaves some of the `count` chosen, by multiples of the golden section: a log repeats itself from coil to
 * coil, and every tenth pass might be the same one. */
static void choose_sample(cupk_calibration *job, size_t count)
{
    static const double golden = 0.61803398874989484820;
    size_t k = 0;
    for (size_t i = 0; i < job->given->count; i++)
        if (job->chosen[i]) job->order[k++] = i, job->chosen[i] = false;
    for (k = 0; k < SAMPLE; k++) {
        const double turns = (double)k * golden;
        job->chosen[job->order[(size_t)((turns - floor(turns)) * (double)count)]] = true;
    }
}

/* Starts that lead nowhere cost most, as their passes skid or are foil: a long log is spared them. */
static cupel_status find_minimum(cupk_calibration *job, start *best, cupel_error *error)
{
    cupel_status status;
    const size_t count = choose_all(job);
    if (count > SAMPLE) {
        choose_sample(job, count);
        if ((status = search(job, best, error))) return status;
        memset(job->active, 0, job->given->count * sizeof *job->active);
        choose_all(job);
        if (best->status == CUPEL_ROLLING_FIT_OK && (status = descend_fully(job, best, error))) return status;
    }
    if ((count <= SAMPLE || best->status != CUPEL_ROLLING_FIT_OK) && (status = search(job, best, error)))
        return status;
    survey(job, best);
    return CUPEL_OK;
}

/* ---- what the minimum says ---- */

/* Of columns of unit length: the cosine between the two. 1 also when a column has no length. */
static double cosine(const gsl_matrix *jacobian)
{
    if (jacobian->size2 < 2) return 0;
    gsl_vector_const_view a = gsl_matrix_const_column(jacobian, 0), b = gsl_matrix_const_column(jacobian, 1);
    double product;
    gsl_blas_ddot(&a.vector, &b.vector, &product);
    return product / (gsl_blas_dnrm2(&a.vector) * gsl_blas_dnrm2(&b.vector));
}

/* Whether doubling an unknown changes the computed force, relative, or slip by more than their errors. */
static bool is_felt(const cupk_calibration *job, const gsl_matrix *jacobian, size_t k, double value)
{
    const cupel_rolling_calibration *c = job->given;
    double largest = fmax(c->force_uncertainty, c->slip_uncertainty); /* NaN only when both are */
    if (isnan(largest)) largest = 1;
    gsl_vector_const_view column = gsl_matrix_const_column(jacobian, k);
    return value * gsl_blas_dnrm2(&column.vector) * largest > 1e-4 * sqrt((double)jacobian->size1);
}

/* Even about the transformed unknown, so that no end lies beyond a bound. */
static void set_interval(const cupel_rolling_calibration *c, int u, cupel_rolling_fit *out)
{
    const double at = to_free(c, u, out->value[u]);
    const double half = out->coverage_factor * out->standard_error[u] / slope(c, u, out->value[u]);
    out->lower[u] = isfinite(at) ? to_value(c, u, at - half) : c->lower[u];
    out->upper[u] = isfinite(at) ? to_value(c, u, at + half) : c->upper[u];
}

/* Standard errors: from the uncertainties, or from the scatter where there are none, or where it is too large
 * for them to be right. */
static void set_errors(const cupk_calibration *job, const gsl_matrix *covariance, cupel_rolling_fit *out)
{
    const cupel_rolling_calibration *c = job->given;
    const bool known = !isnan(c->force_uncertainty) || !isnan(c->slip_uncertainty);
    const double freedom = (double)out->degrees_of_freedom;
    if (out->degrees_of_freedom) out->scatter = sqrt(out->chi_square / freedom);
    if (known && out->degrees_of_freedom) out->probability = gsl_cdf_chisq_Q(out->chi_square, freedom);
    out->widened = known && out->probability < doubtful;
    const bool by_scatter = !known || out->widened;
    const double factor = by_scatter ? out->scatter : 1;
    out->coverage_factor = !by_scatter               ? gsl_cdf_ugaussian_Pinv(two_sided)
                           : out->degrees_of_freedom ? gsl_cdf_tdist_Pinv(two_sided, freedom)
                                                     : NAN;
    for (size_t i = 0; i < job->unknowns; i++) {
        const int u = job->which[i];
        for (size_t k = 0; k < job->unknowns; k++)
            out->covariance[u][job->which[k]] = factor * factor * gsl_matrix_get(covariance, i, k);
        out->standard_error[u] = sqrt(out->covariance[u][u]);
        set_interval(c, u, out);
        const double width = c->upper[u] - c->lower[u];
        out->at_bound[u] = out->value[u] - c->lower[u] < near_bound * width ||
                           c->upper[u] - out->value[u] < near_bound * width;
    }
    if (job->unknowns == 2)
        out->correlation = gsl_matrix_get(covariance, 0, 1) /
                           sqrt(gsl_matrix_get(covariance, 0, 0) * gsl_matrix_get(covariance, 1, 1));
}

static cupel_status examine(cupk_calibration *job, const start *best, cupel_rolling_fit *out,
                            cupel_error *error)
{
    const size_t n = job->unknowns;
    out->status = best->status;
    out->iterations = best->iterations;
    out->used = best->used;
    out->measurements = cupk_calibration_count(job);
    if (out->measurements < n) out->status = CUPEL_ROLLING_FIT_TOO_FEW;
    if (out->status != CUPEL_ROLLING_FIT_OK) return CUPEL_OK;
    gsl_matrix *jacobian = gsl_matrix_alloc(out->measurements, n), *covariance = gsl_matrix_alloc(n, n);
    cupel_status status = CUPEL_OK;
    if (!jacobian || !covariance) {
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for the covariance");
    } else {
        cupk_calibration_derivatives(job, best->place, jacobian->data);
        for (size_t k = 0; k < n; k++)
            if (!is_felt(job, jacobian, k, best->place[job->which[k]]))
                out->status = CUPEL_ROLLING_FIT_SINGULAR;
        const double cosines = cosine(jacobian); /* the estimates' correlation is its negative */
        if (out->status == CUPEL_ROLLING_FIT_OK && n == 2 && 1 - fabs(cosines) < collinear) {
            out->status = CUPEL_ROLLING_FIT_SINGULAR;
            out->correlation = -cosines;
        }
    }
    if (!status && out->status == CUPEL_ROLLING_FIT_OK) {
        gsl_multifit_nlinear_covar(jacobian, 0, covariance);
        out->degrees_of_freedom = out->measurements - n;
        out->chi_square = best->chi_square;
        for (size_t k = 0; k < n; k++) out->value[job->which[k]] = best->place[job->which[k]];
        set_errors(job, covariance, out);
    }
    gsl_matrix_free(jacobian);
    gsl_matrix_free(covariance);
    return status;
}

/* Every pass at the fitted values; measured less computed. */
static void tell_passes(cupk_calibration *job, const start *best, const cupel_rolling_fit *fit,
                        cupel_rolling_fit_pass *rows)
{
    const cupel_rolling_calibration *c = job->given;
    const bool known = !isnan(c->force_uncertainty) || !isnan(c->slip_uncertainty);
    const double unit = known || !(fit->scatter > 0) ? 1 : fit->scatter;
    for (size_t i = 0; i < c->count; i++) {
        job->tasks[i] = (cupk_calibration_task){.pass = i};
        memcpy(job->tasks[i].place, best->place, sizeof best->place);
    }
    cupk_calibration_solve(job, job->tasks, c->count);
    for (size_t i = 0; i < c->count; i++) {
        const cupk_calibration_task *task = &job->tasks[i];
        const bool solved = task->status == CUPEL_ROLLING_OK;
        double f[2];
        size_t k = 0;
        cupk_calibration_residual(job, task, f);
        rows[i] = (cupel_rolling_fit_pass){.used = solved && cupk_calibration_measured(&c->passes[i]),
                                           .status = task->status,
                                           .regime = task->regime,
                                           .force = task->force,
                                           .forward_slip = task->slip,
                                           .force_residual = NAN,
                                           .slip_residual = NAN};
        if (!isnan(c->passes[i].force)) rows[i].force_residual = solved ? -f[k++] / unit : NAN;
        if (!isnan(c->passes[i].forward_slip)) rows[i].slip_residual = solved ? -f[k] / unit : NAN;
    }
}

/* ---- the whole ---- */

static cupel_status check_uncertainties(const cupel_rolling_calibration *c, cupel_error *error)
{
    bool force = false, slip = false;
    for (size_t i = 0; i < c->count; i++) {
        force = force || !isnan(c->passes[i].force);
        slip = slip || !isnan(c->passes[i].forward_slip);
    }
    const double given[] = {c->force_uncertainty, c->slip_uncertainty};
    for (int k = 0; k < 2; k++)
        if (!isnan(given[k]) && !(given[k] > 0 && isfinite(given[k])))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s = %.6g is not allowed; it must be finite and > 0",
                       k ? "slip_uncertainty" : "force_uncertainty", given[k]);
    if (force && slip && (isnan(given[0]) || isnan(given[1])))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "force and slip are measured, and %s is missing: it says how much each of them weighs",
                   isnan(given[0]) ? "force_uncertainty" : "slip_uncertainty");
    return CUPEL_OK;
}

static cupel_status check(const cupel_rolling_calibration *c, cupel_error *error)
{
    static const char *const names[] = {"friction coefficient", "flow stress scale"};
    if (!c->fitted[0] && !c->fitted[1]) CUPEL_FAIL(error, CUPEL_EINVAL, "nothing is to be fitted");
    for (int u = 0; u < CUPEL_ROLLING_UNKNOWNS; u++)
        if (c->fitted[u] && !(c->lower[u] > 0 && c->upper[u] > c->lower[u] && isfinite(c->upper[u])))
            CUPEL_FAIL(error, CUPEL_EINVAL, "bounds of the %s: %.6g and %.6g; they must rise from above 0",
                       names[u], c->lower[u], c->upper[u]);
    if (c->threads < 1) CUPEL_FAIL(error, CUPEL_EINVAL, "threads = %d; at least 1", c->threads);
    for (size_t i = 0; i < c->count; i++) {
        cupel_rolling_pass pass = c->passes[i].pass;
        if (c->fitted[CUPEL_ROLLING_FRICTION]) pass.friction_coefficient = c->lower[CUPEL_ROLLING_FRICTION];
        cupel_status status = cupk_rolling_check(&pass, error);
        const double force = c->passes[i].force;
        if (!status && !isnan(force) && !(force > 0 && isfinite(force)))
            status = cupel_error_set(error, CUPEL_EINVAL,
                                     "force = %.6g N/m is not allowed; it must be finite and > 0", force);
        if (status) {
            cupel_error_note(error, "pass %zu of %zu", i + 1, c->count);
            return status;
        }
    }
    return check_uncertainties(c, error);
}

static void close_job(cupk_calibration *job)
{
    for (int t = 0; job->workspaces && t < job->given->threads; t++)
        cupel_rolling_workspace_close(job->workspaces[t]);
    free(job->workspaces);
    free(job->tasks);
    free(job->active);
    free(job->chosen);
    free(job->order);
    free(job->squares);
}

static cupel_status open_job(const cupel_rolling_calibration *c, cupk_calibration *job, cupel_error *error)
{
    *job = (cupk_calibration){.given = c, .expected = FIT_SOLVES * (double)c->count};
    if (c->count > SAMPLE) job->expected = FIT_SOLVES * SAMPLE + REFIT_SOLVES * (double)c->count;
    for (int u = 0; u < CUPEL_ROLLING_UNKNOWNS; u++)
        if (c->fitted[u]) job->which[job->unknowns++] = u;
    job->active = calloc(c->count, sizeof *job->active);
    job->chosen = calloc(c->count, sizeof *job->chosen);
    job->order = calloc(c->count, sizeof *job->order);
    job->tasks = calloc(c->count, (1 + 2 * CUPEL_ROLLING_UNKNOWNS) * sizeof *job->tasks);
    job->squares = calloc(c->count, sizeof *job->squares);
    job->workspaces = calloc((size_t)c->threads, sizeof *job->workspaces);
    cupel_status status = CUPEL_OK;
    if (!job->active || !job->chosen || !job->order || !job->tasks || !job->squares || !job->workspaces)
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for %zu passes", c->count);
    for (int t = 0; !status && t < c->threads; t++)
        status = cupel_rolling_workspace_open(0, &job->workspaces[t], error);
    if (status) close_job(job);
    return status;
}

static cupel_rolling_fit blank(void)
{
    return (cupel_rolling_fit){.value = {NAN, NAN},
                               .standard_error = {NAN, NAN},
                               .lower = {NAN, NAN},
                               .upper = {NAN, NAN},
                               .covariance = {{NAN, NAN}, {NAN, NAN}},
                               .correlation = NAN,
                               .chi_square = NAN,
                               .probability = NAN,
                               .scatter = NAN,
                               .coverage_factor = NAN};
}

cupel_status cupel_rolling_calibrate(const cupel_rolling_calibration *calibration, cupel_rolling_fit *out,
                                     cupel_rolling_fit_pass *rows, cupel_error *error)
{
    cupk_calibration job;
    cupel_status status = check(calibration, error);
    if (status) return status;
    if (calibration->count == 0) {
        *out = blank();
        out->status = CUPEL_ROLLING_FIT_TOO_FEW;
        return CUPEL_OK;
    }
    if ((status = open_job(calibration, &job, error))) return status;
    /* GSL's own handler ends the program when memory runs out. */
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    cupel_rolling_fit fit = blank();
    start best = {0};
    status = find_minimum(&job, &best, error);
    if (!status) status = examine(&job, &best, &fit, error);
    if (!status) {
        tell_passes(&job, &best, &fit, rows);
        fit.solves = job.solves;
        *out = fit;
    }
    gsl_set_error_handler(handler);
    close_job(&job);
    return status;
}
