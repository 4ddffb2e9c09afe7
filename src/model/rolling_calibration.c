/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "cupel/rolling_calibration.h"
#include "model/rolling_log.h"

/* rolling.calibration: friction and flow stress from a pass log, by include/cupel/rolling_calibration.h. */

typedef struct parameters {
    rolling_pass_parameters pass; /* what is the same for all passes */
    const cupel_input *log;
    const rolling_log_headings *columns;
    int fit;
    double force_uncertainty, slip_uncertainty;
    cupel_vector friction_bounds, flow_stress_scale_bounds;
} parameters;

enum { FRICTION, SCALE, BOTH };
static const char *const fits[] = {
    [FRICTION] = "friction_coefficient", [SCALE] = "flow_stress_scale", [BOTH] = "both", NULL};
static const double strong_correlation = 0.95;

#define NEEDED        0
#define DEFAULT(text) text
#define AT(field)     .offset = offsetof(parameters, field)
static const cupel_param rows[] = {
    {"log", CUPEL_FILE, AT(log), .flags = CUPEL_REQUIRED,
     .meaning = "pass log: CSV in UTF-8, one row a pass, headings `name [unit]`; see the theory page"},
    {"columns", CUPEL_TABLE, AT(columns), .table = &rolling_log_headings_table,
     .meaning = "other headings of the log for the columns that are known by name"},
    {"fit", CUPEL_CHOICE, AT(fit), .fallback = "both", .choices = fits,
     .meaning = "what is fitted; flow_stress_scale multiplies the flow stress of the strip"},
    {"force_uncertainty", CUPEL_NUMBER, AT(force_uncertainty), .unit = "1", .range = "(0, 1]",
     .meaning = "standard uncertainty of the measured roll force, relative; by default from the scatter. "
                "Needed when slip is measured, too"},
    {"slip_uncertainty", CUPEL_NUMBER, AT(slip_uncertainty), .unit = "1", .range = "(0, 1]",
     .meaning = "standard uncertainty of the measured forward slip, absolute; by default from the scatter. "
                "Needed when force is measured, too"},
    {"friction_bounds", CUPEL_VECTOR, AT(friction_bounds), .unit = "1", .fallback = "[0.001, 0.5]",
     .range = "(0, 10]", .length = "[2, 2]", .meaning = "least and largest friction coefficient of the fit"},
    {"flow_stress_scale_bounds", CUPEL_VECTOR, AT(flow_stress_scale_bounds), .unit = "1",
     .fallback = "[0.2, 5]", .range = "(0, 1000]", .length = "[2, 2]",
     .meaning = "least and largest scale of the flow stress of the fit"},
#include "model/rolling_pass_rows.h"
};
#undef AT

static bool fits_friction(const parameters *p)
{
    return p->fit != SCALE;
}

static cupel_status read_log(const parameters *p, cupel_arena *arena, rolling_log *log, cupel_error *error)
{
    return rolling_log_read(p->log, &p->pass, p->columns, !fits_friction(p), arena, log, error);
}

static cupel_status check_bounds(const char *name, const cupel_vector *bounds, cupel_error *error)
{
    if (bounds->values[0] < bounds->values[1]) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "%s: the first must lie below the second", name);
}

static cupel_status check_log(const parameters *p, cupel_error *error)
{
    cupel_arena *arena = cupel_arena_new();
    if (!arena) return cupel_out_of_memory(error, "a pass log");
    rolling_log log;
    cupel_status status = read_log(p, arena, &log, error);
    bool force = false, slip = false;
    for (size_t i = 0; !status && i < log.count; i++) {
        force = force || !isnan(log.passes[i].force_per_width);
        slip = slip || !isnan(log.passes[i].forward_slip);
    }
    cupel_arena_free(arena);
    const bool unweighed = force && slip && (isnan(p->force_uncertainty) || isnan(p->slip_uncertainty));
    if (!status && unweighed)
        status =
            cupel_error_set(error, CUPEL_EINVAL,
                            "%s is missing: the log has force and slip, and it says how much each weighs",
                            isnan(p->force_uncertainty) ? "force_uncertainty" : "slip_uncertainty");
    return status;
}

static cupel_status check(const void *values, cupel_error *error)
{
    const parameters *p = values;
    rolling_pass_parameters common = p->pass; /* what a pass needs that no log has */
    common.entry_thickness = 2, common.exit_thickness = 1;
    if (isnan(common.friction_coefficient)) common.friction_coefficient = 0; /* the fit or the log has it */
    cupel_status status;
    if ((status = rolling_pass_table.check(&common, error)) ||
        (status = check_bounds("friction_bounds", &p->friction_bounds, error)) ||
        (status = check_bounds("flow_stress_scale_bounds", &p->flow_stress_scale_bounds, error)))
        return status;
    return check_log(p, error);
}

static const cupel_table table = {
    .name = "rolling.calibration", .size = sizeof(parameters), CUPEL_ROWS(rows), .check = check};

static const cupel_result covariance_columns[] = {
    {"parameter", CUPEL_LABEL, .meaning = "row of the matrix"},
    {"friction_coefficient", CUPEL_SCALAR, "1", .meaning = "covariance with the friction coefficient"},
    {"flow_stress_scale", CUPEL_SCALAR, "1", .meaning = "covariance with the flow stress scale"},
};

static const cupel_result residual_columns[] = {
    {"pass", CUPEL_LABEL, .meaning = "name of the pass in the log, or its number"},
    {"line", CUPEL_SCALAR, "1", .meaning = "line of the log"},
    {"measured_force", CUPEL_SCALAR, "N/m", .meaning = "measured roll force per width"},
    {"fitted_force", CUPEL_SCALAR, "N/m", .meaning = "computed with the fitted values"},
    {"measured_slip", CUPEL_SCALAR, "1", .meaning = "measured forward slip"},
    {"fitted_slip", CUPEL_SCALAR, "1", .meaning = "computed with the fitted values"},
    {"force_residual", CUPEL_SCALAR, "1",
     .meaning = "measured less fitted force, over its uncertainty, or over the scatter where none is given"},
    {"slip_residual", CUPEL_SCALAR, "1", .meaning = "measured less fitted slip, the same"},
    {"regime", CUPEL_LABEL, .meaning = "strip or foil"},
};

static const cupel_result unused_columns[] = {
    {"pass", CUPEL_LABEL, .meaning = "name of the pass in the log, or its number"},
    {"line", CUPEL_SCALAR, "1", .meaning = "line of the log"},
    {"reason", CUPEL_LABEL, .meaning = "why it does not take part in the fit"},
};

#define COLUMNS(list) .columns = (list), .column_count = sizeof(list) / sizeof *(list)
static const cupel_result results_rows[] = {
    {"solution_status", CUPEL_LABEL,
     .meaning = "ok; doubtful: the notes say why; or too_few, singular, not_converged"},
    {"friction_coefficient", CUPEL_SCALAR, "1", .uncertainty = "friction_standard_error",
     .meaning = "fitted friction coefficient mu"},
    {"friction_standard_error", CUPEL_SCALAR, "1", .meaning = "standard error of friction_coefficient"},
    {"friction_lower", CUPEL_SCALAR, "1", .meaning = "lower end of its 95 % confidence interval"},
    {"friction_upper", CUPEL_SCALAR, "1", .meaning = "upper end of its 95 % confidence interval"},
    {"flow_stress_scale", CUPEL_SCALAR, "1", .uncertainty = "scale_standard_error",
     .meaning = "fitted factor on the flow stress"},
    {"scale_standard_error", CUPEL_SCALAR, "1", .meaning = "standard error of flow_stress_scale"},
    {"scale_lower", CUPEL_SCALAR, "1", .meaning = "lower end of its 95 % confidence interval"},
    {"scale_upper", CUPEL_SCALAR, "1", .meaning = "upper end of its 95 % confidence interval"},
    {"correlation", CUPEL_SCALAR, "1",
     .meaning = "of the two estimates: near -1 the log hardly tells friction from flow stress"},
    {"covariance", CUPEL_COLUMNS, COLUMNS(covariance_columns), .meaning = "covariance of what is fitted"},
    {"chi_square", CUPEL_SCALAR, "1",
     .meaning =
         "sum of squared residuals over their uncertainties; without those of relative force or of slip"},
    {"degrees_of_freedom", CUPEL_SCALAR, "1", .meaning = "measurements less fitted values"},
    {"reduced_chi_square", CUPEL_SCALAR, "1",
     .meaning = "chi_square over degrees_of_freedom: about 1 when model and uncertainties are right"},
    {"chi_square_probability", CUPEL_SCALAR, "1",
     .meaning = "of a chi_square as large or larger if they are right; below 0.05 the errors are widened"},
    {"coverage_factor", CUPEL_SCALAR, "1",
     .meaning = "standard errors to either side in the intervals: 1.96, or Student's t by the scatter"},
    {"passes_used", CUPEL_SCALAR, "1", .meaning = "passes that take part in the fit"},
    {"passes_unused", CUPEL_SCALAR, "1", .meaning = "passes of the log that do not: unused_passes says why"},
    {"residual_table", CUPEL_COLUMNS, COLUMNS(residual_columns), .meaning = "the passes of the fit"},
    {"unused_passes", CUPEL_COLUMNS, COLUMNS(unused_columns), .meaning = "passes that are not in the fit"},
    {"unused_columns", CUPEL_LABEL, .meaning = "columns of the log whose names mean nothing here"},
    {"notes", CUPEL_LABEL, .meaning = "what makes the answer doubtful"},
};

static const cupel_chart_panel fit_panels[] = {
    {.results = {"residual_table/measured_force", "residual_table/fitted_force"}, .bars = true},
    {.results = {"residual_table/measured_slip", "residual_table/fitted_slip"}, .bars = true},
    {.results = {"residual_table/force_residual", "residual_table/slip_residual"}},
};
static const cupel_chart fit_chart = {.name = "measured and fitted", CUPEL_CHART_PANELS(fit_panels)};

/* A log on its way through the fit. */
typedef struct calibration {
    const parameters *p;
    cupel_arena *arena;
    rolling_log log;
    size_t *row; /* [passes of the fit]: their row in the log */
    cupel_rolling_measured *measured;
    cupel_rolling_fit_pass *fitted;
    const char **reason; /* [rows of the log]: why one is not in the fit; NULL */
    size_t count;
    cupel_rolling_fit fit;
} calibration;

static cupel_status prepare(calibration *c, cupel_error *error)
{
    cupel_status status = read_log(c->p, c->arena, &c->log, error);
    if (status) return status;
    const size_t count = c->log.count;
    c->row = cupel_arena_alloc(c->arena, count, sizeof *c->row);
    c->measured = cupel_arena_alloc(c->arena, count, sizeof *c->measured);
    c->fitted = cupel_arena_alloc(c->arena, count, sizeof *c->fitted);
    c->reason = cupel_arena_alloc(c->arena, count, sizeof *c->reason);
    if (!c->row || !c->measured || !c->fitted || !c->reason) return cupel_out_of_memory(error, "a fit");
    for (size_t i = 0; i < count; i++) {
        const rolling_log_pass *pass = &c->log.passes[i];
        c->reason[i] = pass->unusable;
        if (pass->unusable) continue;
        cupel_rolling_measured *m = &c->measured[c->count];
        c->row[c->count++] = i;
        *m = (cupel_rolling_measured){.force = pass->force_per_width, .forward_slip = pass->forward_slip};
        if ((status = rolling_pass_of(&pass->parameters, &m->pass, error))) return status;
    }
    return CUPEL_OK;
}

static cupel_status fit(calibration *c, const cupel_context *context, cupel_error *error)
{
    const parameters *p = c->p;
    const double *friction = p->friction_bounds.values, *scale = p->flow_stress_scale_bounds.values;
    const cupel_rolling_calibration task = {.count = c->count,
                                            .passes = c->measured,
                                            .fitted = {fits_friction(p), p->fit != FRICTION},
                                            .lower = {friction[0], scale[0]},
                                            .upper = {friction[1], scale[1]},
                                            .force_uncertainty = p->force_uncertainty,
                                            .slip_uncertainty = p->slip_uncertainty,
                                            .threads = context->threads,
                                            .progress = context->progress,
                                            .host = context->host};
    return cupel_rolling_calibrate(&task, &c->fit, c->fitted, error);
}

/* Why a pass has no solution with the fitted values. */
static cupel_status explain(calibration *c, size_t k, cupel_rolling_workspace *workspace, cupel_error *error)
{
    cupel_rolling_pass pass = c->measured[k].pass;
    cupel_rolling_coupled coupled;
    double least = NAN;
    char text[ROLLING_TEXT];
    const double *value = c->fit.value;
    if (!isnan(value[0])) pass.friction_coefficient = value[0];
    if (!isnan(value[1])) pass.flow_stress.rate_factor *= value[1];
    const cupel_status status = cupel_rolling_coupled_solve(&pass, NULL, NULL, workspace, &coupled, error);
    if (status) return status;
    if (coupled.solution.status == CUPEL_ROLLING_SKID)
        cupel_rolling_skid_friction(&coupled.pass, 1, workspace, &least, NULL);
    rolling_coupled_explain(&coupled, least, text);
    c->reason[c->row[k]] = cupel_arena_copy(c->arena, text);
    return c->reason[c->row[k]] ? CUPEL_OK : cupel_out_of_memory(error, "a fit");
}

static cupel_status explain_unsolved(calibration *c, cupel_error *error)
{
    cupel_rolling_workspace *workspace = NULL;
    cupel_status status = CUPEL_OK;
    for (size_t k = 0; !status && k < c->count; k++) {
        if (c->fitted[k].used) continue;
        if (!workspace) status = cupel_rolling_workspace_open(0, &workspace, error);
        if (!status) status = explain(c, k, workspace, error);
    }
    cupel_rolling_workspace_close(workspace);
    return status;
}

/* ---- results ---- */

static void set(cupel_results *results, const char *name, double value)
{
    if (isfinite(value)) cupel_results_set(results, name, value);
}

static double *column(calibration *c, size_t count)
{
    return cupel_arena_alloc(c->arena, count, sizeof(double));
}

static bool tell_residuals(calibration *c, cupel_results *results)
{
    enum { LINE, FORCE, FITTED_FORCE, SLIP, FITTED_SLIP, FORCE_RESIDUAL, SLIP_RESIDUAL, NUMBERS };
    static const char *const names[NUMBERS] = {"line",          "measured_force", "fitted_force",
                                               "measured_slip", "fitted_slip",    "force_residual",
                                               "slip_residual"};
    const char **pass = cupel_arena_alloc(c->arena, c->count, sizeof *pass);
    const char **regime = cupel_arena_alloc(c->arena, c->count, sizeof *regime);
    double *values[NUMBERS];
    bool whole = pass && regime;
    for (int k = 0; k < NUMBERS; k++) whole = (values[k] = column(c, c->count)) && whole;
    size_t count = 0;
    for (size_t k = 0; whole && k < c->count; k++) {
        const cupel_rolling_fit_pass *fitted = &c->fitted[k];
        if (!fitted->used) continue;
        const rolling_log_pass *row = &c->log.passes[c->row[k]];
        pass[count] = row->name;
        regime[count] = rolling_regime_name(fitted->regime);
        values[LINE][count] = row->line;
        values[FORCE][count] = row->force_per_width;
        values[FITTED_FORCE][count] = fitted->force;
        values[SLIP][count] = row->forward_slip;
        values[FITTED_SLIP][count] = fitted->forward_slip;
        values[FORCE_RESIDUAL][count] = fitted->force_residual;
        values[SLIP_RESIDUAL][count++] = fitted->slip_residual;
    }
    if (!whole) return false;
    cupel_results_set_text_column(results, "residual_table", "pass", pass, count);
    for (int k = 0; k < NUMBERS; k++)
        cupel_results_set_column(results, "residual_table", names[k], values[k], count);
    cupel_results_set_text_column(results, "residual_table", "regime", regime, count);
    return true;
}

static bool tell_unused(calibration *c, cupel_results *results)
{
    const char **pass = cupel_arena_alloc(c->arena, c->log.count, sizeof *pass);
    const char **reason = cupel_arena_alloc(c->arena, c->log.count, sizeof *reason);
    double *line = column(c, c->log.count);
    if (!pass || !reason || !line) return false;
    size_t count = 0;
    for (size_t i = 0; i < c->log.count; i++) {
        if (!c->reason[i]) continue;
        pass[count] = c->log.passes[i].name;
        line[count] = c->log.passes[i].line;
        reason[count++] = c->reason[i];
    }
    cupel_results_set(results, "passes_used", (double)(c->log.count - count));
    cupel_results_set(results, "passes_unused", (double)count);
    if (*c->log.unused_columns) cupel_results_set_label(results, "unused_columns", c->log.unused_columns);
    if (count == 0) return true;
    cupel_results_set_text_column(results, "unused_passes", "pass", pass, count);
    cupel_results_set_column(results, "unused_passes", "line", line, count);
    cupel_results_set_text_column(results, "unused_passes", "reason", reason, count);
    return true;
}

static void tell_covariance(const calibration *c, cupel_results *results)
{
    static const char *const names[] = {"friction_coefficient", "flow_stress_scale"};
    const char *fitted[CUPEL_ROLLING_UNKNOWNS];
    double columns[CUPEL_ROLLING_UNKNOWNS][CUPEL_ROLLING_UNKNOWNS];
    size_t count = 0;
    for (int i = 0; i < CUPEL_ROLLING_UNKNOWNS; i++) {
        if (isnan(c->fit.covariance[i][i])) continue;
        for (int k = 0; k < CUPEL_ROLLING_UNKNOWNS; k++) columns[k][count] = c->fit.covariance[i][k];
        fitted[count++] = names[i];
    }
    if (count == 0) return;
    cupel_results_set_text_column(results, "covariance", "parameter", fitted, count);
    for (int k = 0; k < CUPEL_ROLLING_UNKNOWNS; k++)
        if (!isnan(c->fit.covariance[k][k]))
            cupel_results_set_column(results, "covariance", names[k], columns[k], count);
}

static void tell_values(const calibration *c, cupel_results *results)
{
    static const char *const names[][4] = {
        {"friction_coefficient", "friction_standard_error", "friction_lower", "friction_upper"},
        {"flow_stress_scale", "scale_standard_error", "scale_lower", "scale_upper"}};
    const cupel_rolling_fit *f = &c->fit;
    for (int u = 0; u < CUPEL_ROLLING_UNKNOWNS; u++) {
        set(results, names[u][0], f->value[u]);
        set(results, names[u][1], f->standard_error[u]);
        set(results, names[u][2], f->lower[u]);
        set(results, names[u][3], f->upper[u]);
    }
    set(results, "chi_square", f->chi_square);
    set(results, "degrees_of_freedom", (double)f->degrees_of_freedom);
    set(results, "reduced_chi_square", f->scatter * f->scatter);
    set(results, "chi_square_probability", f->probability);
    set(results, "coverage_factor", f->coverage_factor);
    tell_covariance(c, results);
}

static bool slip_is_measured(const calibration *c)
{
    for (size_t k = 0; k < c->count; k++)
        if (!isnan(c->measured[k].forward_slip)) return true;
    return false;
}

/* What a reader of the values must know; true when they are doubtful. */
static bool add_notes(const calibration *c, size_t unused, cupel_text *notes)
{
    static const char *const names[] = {"friction_coefficient", "flow_stress_scale"};
    const cupel_rolling_fit *f = &c->fit;
    for (int u = 0; u < CUPEL_ROLLING_UNKNOWNS; u++)
        if (f->at_bound[u])
            cupel_text_printf(notes, "%s lies on a bound of the fit: its interval means nothing; ", names[u]);
    if (fabs(f->correlation) > strong_correlation)
        cupel_text_printf(notes,
                          "friction and flow stress are hardly told apart (correlation %.4f): %spasses of "
                          "different friction hill, thick and thin, would; ",
                          f->correlation, slip_is_measured(c) ? "" : "forward slip, or ");
    if (f->widened)
        cupel_text_printf(notes,
                          "the scatter is %.3g times what the uncertainties explain (probability %.2g): the "
                          "errors are widened by it; ",
                          f->scatter, f->probability);
    if (unused) cupel_text_printf(notes, "%zu of %zu passes are not in the fit; ", unused, c->log.count);
    const bool doubtful = notes->length > 0;
    if (f->degrees_of_freedom == 0)
        cupel_text_add(notes, "as many measurements as fitted values: nothing checks the fit; ");
    return doubtful;
}

static const rolling_log_pass *first_unused(const calibration *c, const char **reason)
{
    size_t i = 0;
    while (i + 1 < c->log.count && !c->reason[i]) i++;
    *reason = c->reason[i];
    return &c->log.passes[i];
}

static void fail(const calibration *c, cupel_results *results)
{
    const cupel_rolling_fit *f = &c->fit;
    const char *reason;
    const rolling_log_pass *unused = first_unused(c, &reason);
    switch (f->status) {
    case CUPEL_ROLLING_FIT_TOO_FEW:
        cupel_results_set_label(results, "solution_status", "too_few");
        cupel_results_fail(results,
                           "%zu usable measurements in the log are too few for %d fitted values%s%s%s%s",
                           f->measurements, c->p->fit == BOTH ? 2 : 1, reason ? "; pass " : "",
                           reason ? unused->name : "", reason ? ": " : "", reason ? reason : "");
        break;
    case CUPEL_ROLLING_FIT_SINGULAR:
        cupel_results_set_label(results, "solution_status", "singular");
        if (isfinite(f->correlation))
            cupel_results_fail(
                results,
                "the log cannot tell friction from flow stress (correlation %.9g): measure forward "
                "slip, take passes of different friction hill, or fit one of them",
                f->correlation);
        else
            cupel_results_fail(results, "what is measured does not depend on what is to be fitted");
        break;
    default:
        cupel_results_set_label(results, "solution_status", "not_converged");
        cupel_results_fail(results, "the least squares found no minimum in %zu iterations", f->iterations);
    }
}

static cupel_status tell(calibration *c, cupel_results *results, cupel_error *error)
{
    if (!tell_unused(c, results)) return cupel_out_of_memory(error, "a fit");
    set(results, "correlation", c->fit.correlation);
    if (c->fit.status != CUPEL_ROLLING_FIT_OK) {
        fail(c, results);
        return CUPEL_OK;
    }
    tell_values(c, results);
    if (!tell_residuals(c, results)) return cupel_out_of_memory(error, "a fit");
    cupel_text notes = {0};
    const bool doubtful = add_notes(c, c->log.count - c->fit.used, &notes);
    cupel_results_set_label(results, "solution_status", doubtful ? "doubtful" : "ok");
    if (notes.length > 2) {
        notes.data[notes.length - 2] = '\0';
        cupel_results_set_label(results, "notes", notes.data);
    }
    const bool failed = notes.failed;
    cupel_text_free(&notes);
    return failed ? cupel_out_of_memory(error, "a fit") : CUPEL_OK;
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    calibration c = {.p = values, .arena = cupel_arena_new()};
    if (!c.arena) return cupel_out_of_memory(error, "a fit");
    cupel_status status = prepare(&c, error);
    if (!status) status = fit(&c, context, error);
    if (!status) status = explain_unsolved(&c, error);
    if (!status) status = tell(&c, results, error);
    cupel_arena_free(c.arena);
    return status;
}

const cupel_model cupel_model_rolling_calibration = {
    .name = "rolling.calibration",
    .title = "Friction and flow stress from a pass log",
    .summary =
        "Fits a friction coefficient, a factor on the flow stress, or both, one for all passes, so that "
        "rolling.pass "
        "gives the roll forces and forward slips that a mill has logged: weighted least squares with "
        "standard "
        "errors, "
        "95 % confidence intervals, and the residual of every pass. The log is a CSV file whose bytes are "
        "kept in the run "
        "file. What is the same for all passes is given as for rolling.pass. A pass that has no solution "
        "with "
        "the fitted "
        "values is left out and named. Force alone hardly tells friction from flow stress in thick strip: "
        "both raise it; forward slip does. Friction is Coulomb's, without film and heat. The interval holds "
        "for the model as it is: what the model leaves "
        "out goes into the fitted values.",
    .reference =
        "J. J. More, Lecture Notes in Mathematics 630 (1978) 105; M. Galassi et al., GNU Scientific Library "
        "Reference Manual, nonlinear least-squares fitting; JCGM 100:2008, Guide to the expression of "
        "uncertainty in measurement; R. T. Birge, Phys. Rev. 40 (1932) 207",
    .version = 1,
    .parameters = &table,
    CUPEL_RESULTS(results_rows),
    .chart = &fit_chart,
    .run = run,
};
