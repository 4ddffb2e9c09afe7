/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/tensile.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

/* test.tensile: options, results, and the way from one to the other. */

#define AT(field) offsetof(tensile_options, field)

static const char *const slope_methods[] = {"auto", "window", "scan", "loop", "given", NULL};
static const char *const strain_kinds[] = {"plastic", "total", NULL};
static const char *const sources[] = {"auto", "extensometer", "crosshead", NULL};
static const char *const thicknesses[] = {"auto", "micrometer", "mass", NULL};

static const cupel_param option_rows[] = {
    {"slope_method", CUPEL_CHOICE, AT(slope_method), .fallback = "auto", .choices = slope_methods,
     .meaning =
         "how the elastic line is laid: window, between two shares of Rp0.2; scan, of all windows that of "
         "the "
         "least relative slope error; loop, of the first unloading and reloading; given, by youngs_modulus; "
         "auto, the first of these in turn that is straight"},
    {"slope_window", CUPEL_VECTOR, AT(slope_window), .unit = "1", .fallback = "[0.1, 0.4]", .range = "(0, 1)",
     .length = "[2, 2]", .meaning = "shares of Rp0.2 between which the line is laid"},
    {"youngs_modulus", CUPEL_QUANTITY, AT(youngs_modulus), .unit = "Pa", .range = "(0, inf)",
     .meaning = "slope m_E, with slope_method given"},
    {"proof_strains", CUPEL_VECTOR, AT(proof_strains), .unit = "1", .range = "(0, 1)", .length = "[0, 5]",
     .meaning = "offsets x of more proof strengths Rp(x), besides 0.1 %, 0.2 % and 1 %"},
    {"smoothing", CUPEL_NUMBER, AT(smoothing), .unit = "1", .fallback = "0.1 %", .range = "[0, 0.05]",
     .meaning = "strain over which the curve is smoothed to find its top"},
    {"n_range", CUPEL_VECTOR, AT(n_range), .unit = "1", .fallback = "[0.02, 0.2]", .range = "(0, 5)",
     .length = "[2, 2]", .meaning = "engineering strains between which n is taken; cut at Ag"},
    {"n_strain", CUPEL_CHOICE, AT(n_strain), .fallback = "plastic", .choices = strain_kinds,
     .meaning = "strain over which n is taken, and of n_range"},
    {"n_points", CUPEL_INTEGER, AT(n_points), .fallback = "0", .range = "[0, 1000]",
     .meaning = "points at equal distances of ln(strain), 5 or more, from which n is taken; 0: all samples"},
    {"r_range", CUPEL_VECTOR, AT(r_range), .unit = "1", .fallback = "[0.02, 0.2]", .range = "(0, 5)",
     .length = "[2, 2]", .meaning = "engineering plastic strains between which r is taken; cut at Ag"},
    {"strain_source", CUPEL_CHOICE, AT(strain_source), .fallback = "auto", .choices = sources,
     .meaning = "what the strain is taken from; auto: the extensometer where there is one"},
    {"combine_travel", CUPEL_FLAG, AT(combine_travel), .fallback = "false",
     .meaning = "where the extensometer's strain ends before the test, go on with crosshead travel"},
    {"ends_at_fracture", CUPEL_FLAG, AT(ends_at_fracture), .fallback = "false",
     .meaning = "the record is known to end at the fracture, though no drop of the force is in it"},
    {"thickness", CUPEL_QUANTITY, AT(thickness), .unit = "m", .range = "(0, 1]",
     .meaning = "thickness a0, in place of that of the test"},
    {"width", CUPEL_QUANTITY, AT(width), .unit = "m", .range = "(0, 10]",
     .meaning = "width b0, in place of that of the test"},
    {"thickness_by", CUPEL_CHOICE, AT(thickness_by), .fallback = "auto", .choices = thicknesses,
     .meaning = "micrometer: dimensions as they stand; mass: by mass and density; auto: by mass for foil "
                "where it can be had"},
    {"density", CUPEL_QUANTITY, AT(density), .unit = "kg m-3", .range = "(0, 30000]",
     .meaning = "density, in place of that of the test"},
    {"gauge_length", CUPEL_QUANTITY, AT(gauge_length), .unit = "m", .range = "(0, 10]",
     .meaning = "original gauge length L0, in place of that of the test"},
    {"extensometer_gauge_length", CUPEL_QUANTITY, AT(extensometer_gauge_length), .unit = "m",
     .range = "(0, 10]", .meaning = "gauge length Le of the extensometer, in place of that of the test"},
    {"parallel_length", CUPEL_QUANTITY, AT(parallel_length), .unit = "m", .range = "(0, 10]",
     .meaning = "free length Lc over which crosshead travel is taken, in place of that of the test"},
    {"converted_gauge_length", CUPEL_QUANTITY, AT(converted_gauge_length), .unit = "m", .range = "(0, 10]",
     .meaning = "gauge length to which the elongation is converted by Oliver's rule"},
    {"machine_compliance", CUPEL_QUANTITY, AT(machine_compliance), .unit = "m N-1", .range = "[0, inf)",
     .meaning = "stretch of machine and grips per force, which is taken off crosshead travel"},
    {"force_class", CUPEL_NUMBER, AT(force_class), .unit = "1", .range = "[0, 10]",
     .meaning = "class of the machine by ISO 7500-1, percent; left out: 1 is assumed"},
    {"extensometer_class", CUPEL_NUMBER, AT(extensometer_class), .unit = "1", .range = "[0, 10]",
     .meaning = "class of the extensometer by ISO 9513, percent; left out: 1 is assumed"},
    {"width_extensometer_class", CUPEL_NUMBER, AT(width_extensometer_class), .unit = "1", .range = "[0, 10]",
     .meaning = "that of the extensometer across the width; left out: 1 is assumed"},
    {"thickness_uncertainty", CUPEL_QUANTITY, AT(thickness_uncertainty), .unit = "m", .range = "[0, 1]",
     .meaning = "standard uncertainty of thickness or diameter, in place of that of the test"},
    {"width_uncertainty", CUPEL_QUANTITY, AT(width_uncertainty), .unit = "m", .range = "[0, 1]",
     .meaning = "standard uncertainty of the width, in place of that of the test"},
    {"cross_section_uncertainty", CUPEL_QUANTITY, AT(cross_section_uncertainty), .unit = "m2",
     .range = "[0, 1]", .meaning = "standard uncertainty of a cross-section that the file gives"},
    CUPEL_DRAW_ROWS(tensile_options),
};

static cupel_status check_range(const char *name, const cupel_vector *v, cupel_error *error)
{
    if (v->count == 2 && !(v->values[0] < v->values[1]))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s must rise: %.6g is not below %.6g", name, v->values[0],
                   v->values[1]);
    return CUPEL_OK;
}

static cupel_status check(const void *values, cupel_error *error)
{
    const tensile_options *o = values;
    cupel_status status = check_range("slope_window", &o->slope_window, error);
    if (!status) status = check_range("n_range", &o->n_range, error);
    if (!status) status = check_range("r_range", &o->r_range, error);
    if (status) return status;
    const bool given = o->slope_method == CUPEL_TENSILE_SLOPE_GIVEN;
    if (given && isnan(o->youngs_modulus))
        CUPEL_FAIL(error, CUPEL_EINVAL, "slope_method given needs youngs_modulus");
    if (!given && isfinite(o->youngs_modulus))
        CUPEL_FAIL(error, CUPEL_EINVAL, "youngs_modulus is for slope_method given");
    if (o->n_points > 0 && o->n_points < 5)
        CUPEL_FAIL(error, CUPEL_EINVAL, "n_points must be 0 or 5 at least, not %lld", (long long)o->n_points);
    return CUPEL_OK;
}

static const cupel_table table = {
    .name = "test.tensile", .size = sizeof(tensile_options), CUPEL_ROWS(option_rows), .check = check};

/* ---- results ---- */

static const cupel_result proof_columns[] = {
    {"offset_strain", CUPEL_SCALAR, "1", .meaning = "x"},
    {"proof_strength", CUPEL_SCALAR, "Pa", .meaning = "Rp(x)"},
    {"scatter", CUPEL_SCALAR, "Pa", .meaning = "standard uncertainty by the scatter of the samples alone"},
};
static const cupel_result point_columns[] = {
    {"point", CUPEL_LABEL, NULL, .meaning = "which point of the curve"},
    {"strain", CUPEL_SCALAR, "1", .meaning = "engineering strain, from the strain origin"},
    {"stress", CUPEL_SCALAR, "Pa", .meaning = "engineering stress"},
};

static const cupel_result record_columns[] = {
    {"quantity", CUPEL_LABEL, NULL, .meaning = "what it is"},
    {"value", CUPEL_SCALAR, "1", .meaning = "its value, in `unit`"},
    {"unit", CUPEL_LABEL, NULL, .meaning = "unit of the value"},
};

static const cupel_result result_rows[] = {
    CUPEL_JUDGED("youngs_modulus", "Pa", "m_E, slope of the elastic line by an extensometer"),
    CUPEL_JUDGED("apparent_modulus", "Pa", "slope by crosshead travel, of machine and specimen together"),
    CUPEL_JUDGED("proof_strength_0_1", "Pa", "Rp0.1, at 0.1 % of plastic extension"),
    CUPEL_JUDGED("proof_strength_0_2", "Pa", "Rp0.2, at 0.2 % of plastic extension"),
    CUPEL_JUDGED("proof_strength_1_0", "Pa", "Rp1.0, at 1 % of plastic extension"),
    CUPEL_JUDGED("total_extension_strength_0_5", "Pa", "Rt0.5, at 0.5 % of total extension"),
    CUPEL_JUDGED("upper_yield_strength", "Pa", "ReH"),
    CUPEL_JUDGED("lower_yield_strength", "Pa", "ReL"),
    CUPEL_JUDGED("yield_point_elongation", "1", "Ae"),
    CUPEL_JUDGED("tensile_strength", "Pa", "Rm, highest stress after yielding"),
    CUPEL_JUDGED("uniform_elongation", "1", "Ag, plastic extension at Rm"),
    CUPEL_JUDGED("total_uniform_elongation", "1", "Agt, total extension at Rm"),
    CUPEL_JUDGED("elongation", "1", "A, plastic extension at fracture, by the record"),
    CUPEL_JUDGED("total_elongation", "1", "At, total extension at fracture, by the record"),
    CUPEL_JUDGED("elongation_converted", "1", "A converted to converted_gauge_length"),
    CUPEL_JUDGED("strain_hardening_exponent", "1", "n of sigma = K epsilon^n"),
    CUPEL_JUDGED("strength_coefficient", "Pa", "K of the same"),
    CUPEL_JUDGED("plastic_strain_ratio", "1",
                 "r, true plastic strain of the width over that of the thickness"),
    CUPEL_JUDGED("poisson_ratio", "1", "nu, of the elastic part"),
    CUPEL_JUDGED("strain_rate_at_yield", "s-1", "strain rate reached at Rp0.2, or ReH"),
    {"slope_relative_error", CUPEL_SCALAR, "1",
     .meaning = "S_m,rel = ((1/R^2 - 1)/(N - 2))^(1/2) of the elastic line"},
    {"slope_r_squared", CUPEL_SCALAR, "1", .meaning = "R^2 of the elastic line"},
    {"slope_points", CUPEL_SCALAR, "1", .meaning = "samples of the elastic line"},
    {"strain_origin", CUPEL_SCALAR, "1",
     .meaning = "e0, recorded strain where the elastic line meets zero stress"},
    {"plateau_width", CUPEL_SCALAR, "1", .meaning = "strain over which the stress is above 0.995 Rm"},
    {"thickness", CUPEL_SCALAR, "m", .meaning = "a0, of foil by its mass"},
    {"remarks", CUPEL_LABEL, NULL, .meaning = "what was found in the record and what was taken for what"},
    {"strain", CUPEL_SERIES, "1", .meaning = "engineering strain from the strain origin"},
    {"stress", CUPEL_SERIES, "Pa", "strain", .meaning = "engineering stress"},
    {"yield_strain", CUPEL_SERIES, "1", .meaning = "the same strain, up to where the specimen has yielded"},
    {"yield_stress", CUPEL_SERIES, "Pa", "yield_strain", .meaning = "engineering stress there"},
    {"elastic_line", CUPEL_SERIES, "Pa", "yield_strain", .meaning = "the elastic line"},
    {"offset_line", CUPEL_SERIES, "Pa", "yield_strain", .meaning = "the elastic line, 0.2 % further on"},
    {"true_plastic_strain", CUPEL_SERIES, "1",
     .meaning = "ln(1 + e) less true stress over the slope, up to Rm"},
    {"true_stress", CUPEL_SERIES, "Pa", "true_plastic_strain", .meaning = "R (1 + e)"},
    {"instantaneous_exponent", CUPEL_SERIES, "1", "true_plastic_strain",
     .meaning = "d ln(true stress)/d ln(true plastic strain)"},
    {"record", CUPEL_COLUMNS, NULL, .columns = record_columns, .column_count = 3,
     .meaning = "of the record and the elastic line, to look at when a figure is doubted"},
    {"points", CUPEL_COLUMNS, NULL, .columns = point_columns, .column_count = 3,
     .meaning = "the figures as points of the curve"},
    {"proof_strengths", CUPEL_COLUMNS, NULL, .columns = proof_columns, .column_count = 3,
     .meaning = "those of proof_strains"},
    CUPEL_JUDGEMENT_ROWS,
};

static const cupel_chart_panel panels[] = {
    {.results = {"stress"}, .points = "points"},
    {.results = {"yield_stress", "elastic_line", "offset_line"}, .points = "points"},
};
static const cupel_chart chart = {.name = "stress and strain", CUPEL_CHART_PANELS(panels)};

/* ---- evaluation ---- */

static void set_range(double out[2], const cupel_vector *v)
{
    if (v->count == 2) out[0] = v->values[0], out[1] = v->values[1];
}

static cupel_tensile_options kernel_options(const tensile_options *o)
{
    cupel_tensile_options k = cupel_tensile_defaults();
    k.slope_method = o->slope_method;
    set_range(k.slope_window, &o->slope_window);
    k.modulus = o->youngs_modulus;
    for (size_t i = 0; i < o->proof_strains.count && k.proof_count < CUPEL_TENSILE_PROOFS; i++)
        k.proof_strains[k.proof_count++] = o->proof_strains.values[i];
    k.smoothing = o->smoothing;
    set_range(k.n_range, &o->n_range);
    set_range(k.r_range, &o->r_range);
    k.n_strain = o->n_strain;
    k.n_points = (size_t)o->n_points;
    k.ends_at_fracture = o->ends_at_fracture;
    return k;
}

static void remark_record(const cupel_tensile_figures *f, cupel_arena *arena, tensile_record *r)
{
    static const char *const ends[] = {
        [CUPEL_TENSILE_PARTIAL] = "the force drops at the end, but not below 2 % of the highest",
        [CUPEL_TENSILE_GRADUAL] = "the force fades away at the end without a drop",
        [CUPEL_TENSILE_RELEASED] = "the specimen was unloaded at the end",
        [CUPEL_TENSILE_STATED] = "the record is taken to end at the fracture",
    };
    if (r->curve.time && f->time_steps_back)
        tensile_remark(r, arena, "the time steps back %zu times", f->time_steps_back);
    if (f->repeated) tensile_remark(r, arena, "%zu samples repeat the one before", f->repeated);
    if (f->spikes) tensile_remark(r, arena, "%zu stray samples were left out", f->spikes);
    if (f->missing) tensile_remark(r, arena, "%zu samples are masked or missing", f->missing);
    if (f->loops) tensile_remark(r, arena, "%zu unloadings with reloading", f->loops);
    if (f->holds) tensile_remark(r, arena, "%zu holds in which the stress relaxed", f->holds);
    if (f->strain_jumps)
        tensile_remark(r, arena, "the strain jumps %zu times, first at %.3g %%", f->strain_jumps,
                       100 * (f->strain_jump_strain - f->slope.origin));
    if (f->drops) tensile_remark(r, arena, "%zu drops of the force with recovery", f->drops);
    if (f->speed_steps)
        tensile_remark(r, arena, "the speed changes %zu times, first at a strain of %.3g %%", f->speed_steps,
                       100 * (f->speed_step_strain - f->slope.origin));
    if (isfinite(f->strain_end))
        tensile_remark(r, arena, "the strain stops at %.3g %% while the test goes on",
                       100 * (f->strain_end - f->slope.origin));
    if ((size_t)f->fracture < sizeof ends / sizeof *ends && ends[f->fracture])
        tensile_remark(r, arena, "%s", ends[f->fracture]);
}

static void set(cupel_results *results, const char *name, double value)
{
    if (isfinite(value)) cupel_results_set(results, name, value);
}

static void tell_record(const tensile_record *r, const cupel_tensile_figures *f, cupel_results *results)
{
    const cupel_tensile_slope *l = &f->slope;
    const bool line = !r->no_strain && isfinite(l->value),
               laid = line && l->method != CUPEL_TENSILE_SLOPE_GIVEN;
    const bool stress = !r->no_stress, both = laid && stress;
    const struct {
        const char *quantity;
        bool known;
        double value;
        const char *unit;
    } all[] = {
        {"cross-section", true, r->section.area, "m2"},
        {"samples", true, (double)f->used, "1"},
        {"samples masked or missing", true, (double)f->missing, "1"},
        {"samples alone off the curve", true, (double)f->spikes, "1"},
        {"highest stress of a sample after yielding", stress, f->highest_stress, "Pa"},
        {"noise of the stress", stress, f->stress_noise, "Pa"},
        {"noise of the strain", line, f->strain_noise, "1"},
        {"last strain from the origin", line, f->last_strain, "1"},
        {"last stress", stress, f->last_stress, "Pa"},
        {"elastic line from", both, l->window[0], "Pa"},
        {"elastic line to", both, l->window[1], "Pa"},
        {"slope, stress on strain", both, l->least_squares, "Pa"},
        {"slope, strain on stress", both, l->reversed, "Pa"},
        {"relative change of the slope", laid, l->curvature, "1"},
    };
    enum { ALL = sizeof all / sizeof *all };
    const char *quantity[ALL], *unit[ALL];
    double value[ALL];
    size_t count = 0;
    for (size_t i = 0; i < ALL; i++) {
        if (!all[i].known || !isfinite(all[i].value)) continue;
        quantity[count] = all[i].quantity;
        value[count] = all[i].value;
        unit[count++] = all[i].unit;
    }
    cupel_results_set_text_column(results, "record", "quantity", quantity, count);
    cupel_results_set_column(results, "record", "value", value, count);
    cupel_results_set_text_column(results, "record", "unit", unit, count);
    set(results, "thickness", r->section.thickness);
    if (!line) return;
    set(results, "strain_origin", l->origin);
    set(results, "plateau_width", f->plateau_width);
    if (!laid) return;
    set(results, "slope_relative_error", l->relative_error);
    set(results, "slope_r_squared", l->r_squared);
    set(results, "slope_points", (double)l->points);
}

static void tell_remarks(const tensile_record *r, cupel_results *results)
{
    cupel_text text = {0};
    cupel_text_printf(&text, "%s; %s", r->strain_rule, r->stress_rule);
    for (size_t i = 0; i < r->remark_count; i++) cupel_text_printf(&text, "; %s", r->remarks[i]);
    cupel_results_set_label(results, "remarks", cupel_text_get(&text));
    cupel_text_free(&text);
}

/* The kernel, once more with crosshead travel behind the end of the strain when that is asked for. */
static cupel_status run_kernel(tensile_record *r, const tensile_options *o, const cupel_tensile_options *k,
                               cupel_tensile_workspace *w, cupel_tensile_figures *f, cupel_arena *arena,
                               cupel_error *error)
{
    cupel_status status = cupel_tensile_evaluate(&r->curve, k, w, f, error);
    if (status || !o->combine_travel || !isfinite(f->strain_end)) return status;
    const double end = f->strain_end;
    if (!tensile_combine(r, end, arena)) {
        tensile_remark(r, arena, "crosshead travel cannot go on for the strain: no travel or no free length");
        return CUPEL_OK;
    }
    const char *doubt = cupel_arena_format(
        arena, "behind a strain of %.3g %% it is crosshead travel, as the extensometer's ends there",
        100 * end);
    r->strain_doubt = doubt ? doubt : "it is crosshead travel in part";
    return cupel_tensile_evaluate(&r->curve, k, w, f, error);
}

static cupel_status evaluate(const cupel_work *work, cupel_error *error)
{
    const tensile_options *o = work->options;
    cupel_arena *arena = work->arena;
    cupel_results *results = work->results;
    cupel_judgement *j = work->judgement;
    tensile_record r;
    cupel_tensile_figures f;
    const cupel_tensile_options k = kernel_options(o);
    cupel_status status = tensile_read(work->test, o, arena, &r, error);
    if (status) return status;
    cupel_tensile_workspace *w = cupel_tensile_workspace_new(r.curve.count);
    if (!w) return cupel_out_of_memory(error, "a tensile test");
    status = run_kernel(&r, o, &k, w, &f, arena, error);
    if (!status) {
        remark_record(&f, arena, &r);
        tell_record(&r, &f, results);
        tensile_judge(&r, o, &k, &f, arena, j);
        status = tensile_draw(&r, o, &k, &f, work->threads, j, error);
        if (!status) status = tensile_tell_curves(&r, &k, &f, w, arena, results, error);
        tell_remarks(&r, results);
    }
    cupel_tensile_workspace_free(w);
    return status;
}

const cupel_evaluation cupel_evaluation_tensile = {
    .kind = "tensile",
    .model =
        {
            .name = "test.tensile",
            .title = "Tensile test",
            .summary =
                "Strengths, elongations, modulus, strain hardening exponent and plastic strain ratio of one "
                "tensile "
                "test, from force and extension or from stress and strain. Each figure states its rule and "
                "its "
                "uncertainty; what the record does not carry is not judged. Room temperature, one specimen, "
                "monotonic loading; single loops are passed over.",
            .reference =
                "ISO 6892-1:2019, GB/T 228.1-2021, ISO 10275, ISO 10113, IPC-TM-650 2.4.18; as recalled",
            .version = 1,
            .parameters = &table,
            CUPEL_RESULTS(result_rows),
            .chart = &chart,
        },
    .evaluate = evaluate,
};
