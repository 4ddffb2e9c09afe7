/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "cupel/fit.h"
#include "model/registry.h"
#include "run/run.h"
#include "study/study.h"

/* Any parameters of a case's steps from any measured values: the case is run, in memory, as often as the fit
 * asks. */

enum { MOST_SETS = 64, MOST_PARAMETERS = 100 /* as the table of the section has it */ };

typedef struct fitted {
    const char *path; /* step.key */
    const cupel_param *row;
    cupel_fit_parameter bounds;
} fitted;

typedef struct observed {
    const char *result, *step, *name; /* "roll.roll_force", "roll", "roll_force" */
    const char *unit;
    bool difference;
    double value, uncertainty;
    size_t group; /* of those that are computed by one run */
} observed;

typedef struct group {
    const char *set[MOST_SETS];
    size_t count;
    const char *text; /* as given; NULL: nothing is set */
} group;

typedef struct calibration {
    cupel_study *study;
    const cupel_node *steps;
    fitted *fitted;
    observed *observed;
    group *groups;
    size_t fitted_count, observed_count, group_count;
    bool known;       /* uncertainties are stated             */
    double *computed; /* [observed], of the last place       */
    size_t runs;
    const char *reason; /* of the last run without a result  */
} calibration;

/* ---- what the words mean ---- */

/* The model of a step, from the case as it is written; NULL: no such step. */
static const cupel_model *model_of(const calibration *c, const char *step, size_t length)
{
    for (size_t i = 0; c->steps && i < c->steps->count; i++) {
        const cupel_node *id = cupel_node_get(c->steps->items[i], "id"),
                         *model = cupel_node_get(c->steps->items[i], "model");
        if (!id || !model || id->kind != CUPEL_NODE_SCALAR || model->kind != CUPEL_NODE_SCALAR) continue;
        if (strlen(id->text) == length && strncmp(id->text, step, length) == 0)
            return cupel_model_find(model->text);
    }
    return NULL;
}

static cupel_status split(const calibration *c, const char *word, const cupel_model **model,
                          const char **rest, cupel_error *error)
{
    const char *dot = strchr(word, '.');
    *model = dot ? model_of(c, word, (size_t)(dot - word)) : NULL;
    if (!dot || !*model)
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' names no step of the case; write step.name", word);
    *rest = dot + 1;
    return CUPEL_OK;
}

static cupel_status bound_of(const char *text, const cupel_param *row, double absent, double *out,
                             cupel_error *error)
{
    *out = absent;
    if (!text) return CUPEL_OK;
    return cupel_quantity_parse(text, row->unit ? row->unit : "1", row->flags & CUPEL_DIFFERENCE, out, error);
}

static cupel_status take_parameter(const calibration *c, const cupel_study_parameter *p, fitted *out,
                                   cupel_error *error)
{
    const cupel_model *model;
    const char *key;
    cupel_status status = split(c, p->name, &model, &key, error);
    if (status) return status;
    out->path = p->name;
    out->row = cupel_param_find(model->parameters, key);
    if (!out->row || (out->row->kind != CUPEL_QUANTITY && out->row->kind != CUPEL_NUMBER))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "'%s' is no number among the parameters of %s; `cupel describe %s` lists them", p->name,
                   model->name, model->name);
    status = bound_of(p->start, out->row, NAN, &out->bounds.start, error);
    if (!status) status = bound_of(p->lower, out->row, -INFINITY, &out->bounds.lower, error);
    if (!status) status = bound_of(p->upper, out->row, INFINITY, &out->bounds.upper, error);
    if (!status && isnan(out->bounds.start) && (isinf(out->bounds.lower) || isinf(out->bounds.upper)))
        status = cupel_error_set(error, CUPEL_EINVAL, "it needs a start, or both bounds");
    if (status) cupel_error_note(error, "parameter '%s'", p->name);
    return status;
}

/* "FILE.h5#step.result": the value and its uncertainty from a file. */
static cupel_status take_stored(calibration *c, const char *text, observed *out, cupel_error *error)
{
    const char *hash = strchr(text, '#'), *dot = strchr(hash, '.');
    char *path = cupel_arena_copy_n(c->study->arena, text, (size_t)(hash - text));
    char *step = dot ? cupel_arena_copy_n(c->study->arena, hash + 1, (size_t)(dot - hash - 1)) : NULL;
    if (!dot) CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' names no result; write FILE.h5#step.result", text);
    if (!path || !step) return cupel_out_of_memory(error, "an observation");
    cupel_file *file = NULL;
    cupel_status status = cupel_study_open(c->study, path, hash + 1, "calibration", &file, error);
    if (status) return status;
    const cupel_item *item = cupel_file_find(file, step, dot + 1);
    const cupel_item *doubt =
        item && item->uncertainty ? cupel_file_find(file, step, item->uncertainty) : NULL;
    double *value = NULL, *uncertainty = NULL;
    if (!item || item->count != 1 || item->type == CUPEL_ITEM_TEXT || item->type == CUPEL_ITEM_BYTES)
        status = cupel_error_set(error, CUPEL_EINVAL, "%s has no single number '%s'", path, hash + 1);
    if (!status) status = cupel_file_read_numbers(file, item, &value, error);
    if (!status)
        status = cupel_unit_convert(*value, item->unit, out->unit, out->difference, &out->value, error);
    if (!status && doubt && doubt->count == 1) {
        status = cupel_file_read_numbers(file, doubt, &uncertainty, error);
        if (!status)
            status = cupel_unit_convert(*uncertainty, item->unit, out->unit, true, &out->uncertainty, error);
    }
    free(value);
    free(uncertainty);
    cupel_file_close(file);
    return status;
}

static cupel_status take_uncertainty(const char *text, observed *out, cupel_error *error)
{
    if (!text) return CUPEL_OK;
    double share;
    const size_t length = strlen(text);
    if (length && text[length - 1] == '%' && strcmp(out->unit, "1") != 0) {
        const cupel_status status = cupel_quantity_parse(text, "1", false, &share, error);
        if (status) return status;
        out->uncertainty = share * fabs(out->value);
    } else {
        const cupel_status status = cupel_quantity_parse(text, out->unit, true, &out->uncertainty, error);
        if (status) return status;
    }
    if (!(out->uncertainty > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the uncertainty '%s' has to be above 0", text);
    return CUPEL_OK;
}

/* Splits "a = 1; b = 2" into overrides. */
static cupel_status take_sets(calibration *c, const char *text, group *out, cupel_error *error)
{
    out->text = text;
    for (const char *p = text ? text : ""; *p;) {
        p += strspn(p, "; ");
        size_t length = strcspn(p, ";");
        if (!length) break;
        const char *piece = p;
        p += length;
        while (length && piece[length - 1] == ' ') length--;
        const char *equals = memchr(piece, '=', length);
        if (!equals)
            CUPEL_FAIL(error, CUPEL_EINVAL, "set: '%.*s' has no '='; write step.key = value", (int)length,
                       piece);
        if (out->count == MOST_SETS) CUPEL_FAIL(error, CUPEL_ELIMIT, "set: at most %d values", MOST_SETS);
        size_t name = (size_t)(equals - piece);
        while (name && piece[name - 1] == ' ') name--;
        const char *value = equals + 1 + strspn(equals + 1, " ");
        out->set[out->count] = cupel_arena_format(c->study->arena, "%.*s=%.*s", (int)name, piece,
                                                  (int)(length - (size_t)(value - piece)), value);
        if (!out->set[out->count++]) return cupel_out_of_memory(error, "an observation");
    }
    return CUPEL_OK;
}

static cupel_status group_of(calibration *c, const char *set, size_t *out, cupel_error *error)
{
    for (*out = 0; *out < c->group_count; ++*out) {
        const char *other = c->groups[*out].text;
        if ((!set && !other) || (set && other && strcmp(set, other) == 0)) return CUPEL_OK;
    }
    return take_sets(c, set, &c->groups[c->group_count++], error);
}

static cupel_status take_observation(calibration *c, const cupel_study_observation *o, observed *out,
                                     cupel_error *error)
{
    const cupel_model *model;
    cupel_status status = split(c, o->result, &model, &out->name, error);
    if (status) return status;
    const cupel_result *row = cupel_result_find(model->results, model->result_count, out->name);
    if (!row || row->kind != CUPEL_SCALAR)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "'%s' is no single number among the results of %s; `cupel describe %s` lists them",
                   o->result, model->name, model->name);
    out->result = o->result;
    out->step = cupel_arena_copy_n(c->study->arena, o->result, (size_t)(out->name - o->result - 1));
    if (!out->step) return cupel_out_of_memory(error, "an observation");
    out->unit = row->unit;
    out->difference = row->difference;
    out->uncertainty = NAN;
    status = strchr(o->value, '#')
                 ? take_stored(c, o->value, out, error)
                 : cupel_quantity_parse(o->value, row->unit, row->difference, &out->value, error);
    if (!status) status = take_uncertainty(o->uncertainty, out, error);
    if (!status) status = group_of(c, o->set, &out->group, error);
    if (status) cupel_error_note(error, "observation of '%s'", o->result);
    return status;
}

static cupel_status take_all(calibration *c, cupel_error *error)
{
    const cupel_study_calibrate *asked = c->study->section->calibrate;
    cupel_arena *arena = c->study->arena;
    const cupel_study_parameter *parameters = asked->parameters.rows;
    const cupel_study_observation *observations = asked->observations.rows;
    c->fitted = cupel_arena_alloc(arena, asked->parameters.count, sizeof *c->fitted);
    c->observed = cupel_arena_alloc(arena, asked->observations.count, sizeof *c->observed);
    c->groups = cupel_arena_alloc(arena, asked->observations.count, sizeof *c->groups);
    c->computed = cupel_arena_alloc(arena, asked->observations.count, sizeof *c->computed);
    if (!c->fitted || !c->observed || !c->groups || !c->computed)
        return cupel_out_of_memory(error, "a calibration");
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < asked->parameters.count && !status; i++, c->fitted_count++)
        status = take_parameter(c, &parameters[i], &c->fitted[i], error);
    for (size_t i = 0; i < asked->observations.count && !status; i++, c->observed_count++)
        status = take_observation(c, &observations[i], &c->observed[i], error);
    if (status) return status;
    size_t stated = 0;
    for (size_t i = 0; i < c->observed_count; i++) stated += isfinite(c->observed[i].uncertainty) ? 1 : 0;
    if (stated != 0 && stated != c->observed_count)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "%zu of %zu observations have an uncertainty; give it for all of them or for none", stated,
                   c->observed_count);
    c->known = stated > 0;
    for (size_t i = 0; i < c->observed_count && !c->known; i++) {
        if (c->observed[i].value == 0)
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "observation of '%s': it is 0, which has no relative deviation; give uncertainties",
                       c->observed[i].result);
        c->observed[i].uncertainty = fabs(c->observed[i].value);
    }
    return CUPEL_OK;
}

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

static cupel_status set_observations(cupel_results *r, const calibration *c, const double *residual,
                                     const double *weight, cupel_error *error)
{
    cupel_arena *arena = c->study->arena;
    const size_t n = c->observed_count;
    const char **result = cupel_arena_alloc(arena, n, sizeof *result),
               **unit = cupel_arena_alloc(arena, n, sizeof *unit);
    const char **set = cupel_arena_alloc(arena, n, sizeof *set);
    double *measured = cupel_arena_alloc(arena, n, sizeof *measured),
           *computed = cupel_arena_alloc(arena, n, sizeof *computed);
    double *uncertainty = cupel_arena_alloc(arena, n, sizeof *uncertainty);
    if (!result || !unit || !set || !measured || !computed || !uncertainty)
        return cupel_out_of_memory(error, "the observations");
    for (size_t i = 0; i < n; i++) {
        const observed *o = &c->observed[i];
        result[i] = o->result;
        unit[i] = o->unit;
        set[i] = c->groups[o->group].text ? c->groups[o->group].text : "-";
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
    return CUPEL_OK;
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
    calibration c = {.study = study, .steps = cupel_node_get(root, "steps")};
    cupel_status status = CUPEL_OK;
    if (!c.steps || c.steps->kind != CUPEL_NODE_SEQUENCE)
        status = cupel_error_set(error, CUPEL_EINVAL,
                                 "the case has no steps whose parameters could be calibrated");
    if (!status) status = take_all(&c, error);
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
