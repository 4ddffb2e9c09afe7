/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/registry.h"
#include "run/run.h"
#include "study/calibrate_case.h"

/* Any parameters of a case's steps from any measured values: the case is run, in memory, as often as the fit
 * asks. */

/* ---- the model that is fitted ---- */

static const cupel_run_step *step_of(const cupel_run *run, const char *id)
{
    for (size_t i = 0; i < run->count; i++)
        if (strcmp(run->steps[i].id, id) == 0) return &run->steps[i];
    return NULL;
}

/* EFAILED, with the reason, when the run has no valid result. */
static cupel_status take_computed(calibration *c, const cupel_run *run, size_t g, cupel_error *error)
{
    for (size_t i = 0; i < c->observed_count; i++) {
        const observed *o = &c->observed[i];
        if (o->group != g) continue;
        const cupel_run_step *step = step_of(run, o->step);
        const cupel_result_value *value =
            step && step->status == CUPEL_STEP_OK ? cupel_results_find(step->results, o->name) : NULL;
        if (!value || !value->present)
            CUPEL_FAIL(error, CUPEL_EFAILED, "step '%s'%s%s: %s", o->step, c->groups[g].text ? " with " : "",
                       c->groups[g].text ? c->groups[g].text : "",
                       step && step->message ? step->message : "it gave no such result");
        c->computed[i] = value->number;
    }
    return CUPEL_OK;
}

static cupel_status run_group(calibration *c, const double *parameters, size_t g, cupel_error *error)
{
    char text[MOST_PARAMETERS][320];
    const char *overrides[MOST_PARAMETERS + MOST_SETS];
    size_t count = 0;
    for (; count < c->fitted_count; count++) {
        snprintf(text[count], sizeof text[count], "%s=%.17g", c->fitted[count].path, parameters[count]);
        overrides[count] = text[count];
    }
    for (size_t i = 0; i < c->groups[g].count; i++) overrides[count++] = c->groups[g].set[i];
    const cupel_case_source source = {.file = c->study->path,
                                      .bytes = c->study->source,
                                      .count = c->study->source_count,
                                      .overrides = overrides,
                                      .override_count = count};
    const cupel_run_options options = {.models = cupel_models(), .threads = c->study->options->threads};
    cupel_diagnostics diagnostics = {0};
    cupel_run *run = NULL;
    cupel_status status = cupel_run_trial(&source, &options, &diagnostics, &run, error);
    if (status && diagnostics.count && error) *error = diagnostics.entries[0];
    /* these words were run before, so they are right: what is wrong is a value that this place has */
    if (status == CUPEL_EINVAL && c->groups[g].valid) status = CUPEL_EFAILED;
    c->groups[g].valid = c->groups[g].valid || !status;
    if (status) cupel_calibration_place_override(c, g, overrides, count, error);
    cupel_diagnostics_free(&diagnostics);
    c->runs++;
    if (status) return status;
    status = take_computed(c, run, g, error);
    cupel_run_free(run);
    return status;
}

static cupel_status residuals(void *host, const double *parameters, double *r, cupel_error *error)
{
    calibration *c = host;
    for (size_t g = 0; g < c->group_count; g++) {
        cupel_error reason = {0};
        const cupel_status status = run_group(c, parameters, g, &reason);
        if (status == CUPEL_EFAILED) c->reason = cupel_arena_copy(c->study->arena, reason.text);
        if (status && error) *error = reason;
        if (status) return status;
    }
    for (size_t i = 0; i < c->observed_count; i++)
        r[i] = (c->computed[i] - c->observed[i].value) / c->observed[i].uncertainty;
    return CUPEL_OK;
}

/* ---- results ---- */

static void set_parameters(cupel_results *r, const calibration *c, const double *value,
                           const double *standard_error, const int *at_bound)
{
    const char *name[MOST_PARAMETERS], *unit[MOST_PARAMETERS], *bound[MOST_PARAMETERS];
    const size_t n = c->fitted_count;
    for (size_t k = 0; k < n; k++) {
        name[k] = c->fitted[k].path;
        unit[k] = c->fitted[k].row->unit ? c->fitted[k].row->unit : "1";
        bound[k] = at_bound[k] ? "stopped by its bound: the standard error means nothing" : "free";
    }
    cupel_results_set_text_column(r, "parameters", "parameter", name, n);
    cupel_results_set_text_column(r, "parameters", "unit", unit, n);
    cupel_results_set_column(r, "parameters", "value", value, n);
    cupel_results_set_column(r, "parameters", "standard_error", standard_error, n);
    cupel_results_set_text_column(r, "parameters", "bound", bound, n);
}

static void set_covariance(cupel_results *r, const calibration *c, const double *standard_error,
                           const double *covariance)
{
    const size_t n = c->fitted_count;
    const char **first = cupel_arena_alloc(c->study->arena, n * n, sizeof *first);
    const char **second = cupel_arena_alloc(c->study->arena, n * n, sizeof *second);
    double *correlation = cupel_arena_alloc(c->study->arena, n * n, sizeof *correlation);
    if (!first || !second || !correlation) return;
    for (size_t i = 0; i < n * n; i++) {
        first[i] = c->fitted[i / n].path;
        second[i] = c->fitted[i % n].path;
        correlation[i] = covariance[i] / (standard_error[i / n] * standard_error[i % n]);
    }
    cupel_results_set_text_column(r, "covariance", "first", first, n * n);
    cupel_results_set_text_column(r, "covariance", "second", second, n * n);
    cupel_results_set_column(r, "covariance", "covariance", covariance, n * n);
    cupel_results_set_column(r, "covariance", "correlation", correlation, n * n);
}

static cupel_status remark_on(cupel_results *r, const calibration *c, cupel_error *error)
{
    size_t doubted = 0;
    for (size_t i = 0; i < c->observed_count; i++)
        doubted += strcmp(c->observed[i].flag, "ok") != 0 && strcmp(c->observed[i].flag, "-") != 0;
    if (!doubted) return CUPEL_OK;
    const char *text = cupel_arena_format(
        c->study->arena, "%zu of %zu measured values are doubted: the table of observations says why",
        doubted, c->observed_count);
    if (!text) return cupel_out_of_memory(error, "the observations");
    cupel_results_set_label(r, "remarks", text);
    return CUPEL_OK;
}

static cupel_status set_observations(cupel_results *r, const calibration *c, const double *residual,
                                     const double *weight, cupel_error *error)
{
    cupel_arena *arena = c->study->arena;
    const size_t n = c->observed_count;
    const char **result = cupel_arena_alloc(arena, n, sizeof *result),
               **unit = cupel_arena_alloc(arena, n, sizeof *unit);
    const char **set = cupel_arena_alloc(arena, n, sizeof *set),
               **flag = cupel_arena_alloc(arena, n, sizeof *flag);
    double *measured = cupel_arena_alloc(arena, n, sizeof *measured),
           *computed = cupel_arena_alloc(arena, n, sizeof *computed);
    double *uncertainty = cupel_arena_alloc(arena, n, sizeof *uncertainty);
    if (!result || !unit || !set || !flag || !measured || !computed || !uncertainty)
        return cupel_out_of_memory(error, "the observations");
    for (size_t i = 0; i < n; i++) {
        const observed *o = &c->observed[i];
        result[i] = o->result;
        unit[i] = o->unit;
        set[i] = c->groups[o->group].text ? c->groups[o->group].text : "-";
        flag[i] = o->flag;
        measured[i] = o->value;
        computed[i] = o->value + residual[i] * o->uncertainty;
        uncertainty[i] = c->known ? o->uncertainty : NAN;
    }
    cupel_results_set_text_column(r, "observations", "result", result, n);
    cupel_results_set_text_column(r, "observations", "set", set, n);
    cupel_results_set_text_column(r, "observations", "unit", unit, n);
    cupel_results_set_column(r, "observations", "measured", measured, n);
    cupel_results_set_column(r, "observations", "uncertainty", uncertainty, n);
    cupel_results_set_column(r, "observations", "computed", computed, n);
    cupel_results_set_column(r, "observations", "residual", residual, n);
    cupel_results_set_column(r, "observations", "weight", weight, n);
    cupel_results_set_text_column(r, "observations", "flag", flag, n);
    return remark_on(r, c, error);
}

static void set_quality(cupel_results *r, const calibration *c, const cupel_fit *fit)
{
    cupel_results_set(r, "chi_square", fit->chi_square);
    cupel_results_set(r, "degrees_of_freedom", (double)fit->degrees_of_freedom);
    if (isfinite(fit->scatter)) cupel_results_set(r, "scatter", fit->scatter);
    if (isfinite(fit->probability)) cupel_results_set(r, "probability", fit->probability);
    if (isfinite(fit->aic)) cupel_results_set(r, "aic", fit->aic);
    cupel_results_set(r, "runs", (double)c->runs);
    cupel_results_set(r, "minima", (double)fit->minima);
    cupel_results_set_label(r, "errors",
                            !c->known      ? "from the scatter of the residuals"
                            : fit->widened ? "widened by the scatter, which the uncertainties do not explain"
                                           : "from the stated uncertainties");
}

/* ---- the whole ---- */

static cupel_status solve(calibration *c, cupel_error *error)
{
    cupel_arena *arena = c->study->arena;
    const size_t n = c->fitted_count, m = c->observed_count;
    cupel_fit_parameter *parameter = cupel_arena_alloc(arena, n, sizeof *parameter);
    double *value = cupel_arena_alloc(arena, n, sizeof *value),
           *error_of = cupel_arena_alloc(arena, n, sizeof *error_of);
    double *covariance = cupel_arena_alloc(arena, n * n, sizeof *covariance);
    double *residual = cupel_arena_alloc(arena, m, sizeof *residual),
           *weight = cupel_arena_alloc(arena, m, sizeof *weight);
    int *at_bound = cupel_arena_alloc(arena, n, sizeof *at_bound);
    if (!parameter || !value || !error_of || !covariance || !residual || !weight || !at_bound)
        return cupel_out_of_memory(error, "a calibration");
    for (size_t k = 0; k < n; k++) parameter[k] = c->fitted[k].bounds;
    const cupel_study_calibrate *asked = c->study->section->calibrate;
    const cupel_fit_problem problem = {.parameters = n,
                                       .parameter = parameter,
                                       .residuals = m,
                                       .model = residuals,
                                       .host = c,
                                       .loss = asked->loss,
                                       .known = c->known,
                                       .starts = (size_t)asked->starts};
    cupel_fit fit;
    cupel_status status =
        cupel_fit_solve(&problem, &fit, value, error_of, covariance, residual, weight, at_bound, error);
    if (status) return status;
    static const char *const reasons[] = {
        "", "there are fewer observations than parameters",
        "the observations cannot tell some parameters apart, or do not feel one",
        "the case has no valid result at any start", "the fit did not converge"};
    if (fit.status != CUPEL_FIT_OK)
        cupel_results_fail(c->study->results, "%s%s%s", reasons[fit.status],
                           c->reason ? "; the last reason: " : "", c->reason ? c->reason : "");
    if (!fit.solved) return CUPEL_OK;
    set_parameters(c->study->results, c, value, error_of, at_bound);
    if (fit.status != CUPEL_FIT_SINGULAR) set_covariance(c->study->results, c, error_of, covariance);
    set_quality(c->study->results, c, &fit);
    return set_observations(c->study->results, c, residual, weight, error);
}

cupel_status cupel_study_fit_case(cupel_study *study, cupel_error *error)
{
    cupel_diagnostics diagnostics = {0};
    const cupel_node *root =
        cupel_document_parse(study->source, study->source_count, study->path, study->arena, &diagnostics);
    cupel_diagnostics_free(&diagnostics);
    if (!root) return cupel_out_of_memory(error, "a calibration");
    calibration c = {.study = study,
                     .section = cupel_node_get(cupel_node_get(root, "study"), "calibrate"),
                     .steps = cupel_node_get(root, "steps")};
    cupel_status status = CUPEL_OK;
    if (!c.steps || c.steps->kind != CUPEL_NODE_SEQUENCE)
        status = cupel_error_set(error, CUPEL_EINVAL,
                                 "the case has no steps whose parameters could be calibrated");
    if (!status) status = cupel_calibration_read(&c, error);
    if (!status) status = solve(&c, error);
    if (status == CUPEL_EINVAL) cupel_error_place(error, study->path, 0, 0);
    return status;
}

static const cupel_result observation_columns[] = {
    {"result", CUPEL_LABEL, NULL, .meaning = "step.result of the case"},
    {"set", CUPEL_LABEL, NULL, .meaning = "what else was different"},
    {"unit", CUPEL_LABEL, NULL, .meaning = "of the next three"},
    {"measured", CUPEL_SCALAR, "1", .meaning = "value given"},
    {"uncertainty", CUPEL_SCALAR, "1", .meaning = "standard uncertainty given"},
    {"computed", CUPEL_SCALAR, "1", .meaning = "by the case with the fitted parameters"},
    {"residual", CUPEL_SCALAR, "1",
     .meaning = "computed less measured, over the uncertainty, or over the value without one"},
    {"weight", CUPEL_SCALAR, "1", .meaning = "that the loss gives it"},
    {"flag", CUPEL_LABEL, NULL, .meaning = "ok, or what the evaluation of a test doubts; -: no test"},
};

#define COLUMNS(list) .columns = (list), .column_count = sizeof(list) / sizeof *(list)
static const cupel_result rows[] = {
    {"parameters", CUPEL_COLUMNS, NULL, COLUMNS(cupel_study_parameter_columns), .meaning = "what was found"},
    {"covariance", CUPEL_COLUMNS, NULL, COLUMNS(cupel_study_covariance_columns),
     .meaning = "of the parameters"},
    {"observations", CUPEL_COLUMNS, NULL, COLUMNS(observation_columns),
     .meaning = "measured against computed"},
    {"chi_square", CUPEL_SCALAR, "1", .meaning = "sum of the squared residuals"},
    {"degrees_of_freedom", CUPEL_SCALAR, "1", .meaning = "observations less parameters"},
    {"scatter", CUPEL_SCALAR, "1", .meaning = "root of chi_square over the degrees of freedom"},
    {"probability", CUPEL_SCALAR, "1", .meaning = "of a chi_square as large, if the uncertainties are right"},
    {"aic", CUPEL_SCALAR, "1",
     .meaning = "Akaike's criterion, to compare calibrations on the same observations"},
    {"errors", CUPEL_LABEL, NULL, .meaning = "what the standard errors rest on"},
    {"remarks", CUPEL_LABEL, NULL, .meaning = "what is doubtful in the measured values"},
    {"runs", CUPEL_SCALAR, "1", .meaning = "of the case"},
    {"minima", CUPEL_SCALAR, "1", .meaning = "starts that ended in the best minimum"},
};

const cupel_model cupel_model_study_calibration = {
    .name = "study.calibration",
    .title = "Parameters of a case from measured values",
    .summary = "Finds parameters of a case's steps so that its results meet measured values: nonlinear least "
               "squares with "
               "bounds, losses that outliers cannot pull, and several starts. The case is run as often as "
               "the fit asks; a place "
               "where it has no valid result is not gone to.",
    .reference = "J. J. More, Lecture Notes in Mathematics 630 (1978) 105; P. W. Holland and R. E. Welsch, "
                 "Commun. Statist. A 6 "
                 "(1977) 813",
    .version = 1,
    .parameters = &cupel_study_calibrate_table,
    CUPEL_RESULTS(rows),
    .example = "study:\n"
               "  calibrate:\n"
               "    parameters:\n"
               "      - {name: roll.friction_coefficient, start: 0.05, lower: 0.01, upper: 0.3}\n"
               "    observations:\n"
               "      - {result: roll.roll_force_per_width, value: 5.1 kN/mm, uncertainty: 1 %}\n"
               "steps:\n"
               "  - id: roll\n"
               "    model: rolling.pass\n",
};
