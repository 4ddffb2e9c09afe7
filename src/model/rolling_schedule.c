/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rolling_schedule.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/registry.h"

/* rolling.schedule: passes with anneals between them, given or designed, by include/cupel/rolling_schedule.h.
 */

enum { MOST_PASSES = 1000 };

static const cupel_result columns[] = {
    {"exit_thickness", CUPEL_SCALAR, "m", .meaning = "strip thickness h2 after the pass"},
    {"entry_thickness", CUPEL_SCALAR, "m", .meaning = "strip thickness h1 before the pass"},
    {"reduction", CUPEL_SCALAR, "1", .meaning = "thickness reduction (h1 - h2)/h1"},
    {"roll_force_per_width", CUPEL_SCALAR, "N/m", .meaning = "roll force F per width"},
    {"torque_per_width", CUPEL_SCALAR, "N", .meaning = "torque M per width of one roll"},
    {"power_per_width", CUPEL_SCALAR, "W/m", .meaning = "power P per width of both rolls"},
    {"roll_force", CUPEL_SCALAR, "N", .meaning = "roll force over the width"},
    {"torque", CUPEL_SCALAR, "N m", .meaning = "torque of one roll over the width"},
    {"power", CUPEL_SCALAR, "W", .meaning = "power of both rolls over the width"},
    {"peak_pressure", CUPEL_SCALAR, "Pa", .meaning = "largest roll pressure"},
    {"forward_slip", CUPEL_SCALAR, "1", .meaning = "exit speed of the strip over that of the roll, minus 1"},
    {"strip_speed", CUPEL_SCALAR, "m/s", .meaning = "speed of the strip at exit"},
    {"flattened_radius_ratio", CUPEL_SCALAR, "1",
     .meaning = "flattened over ground roll radius, R'/R; strip regime"},
    {"entry_tension", CUPEL_SCALAR, "Pa", .meaning = "back tension sigma_b"},
    {"exit_tension", CUPEL_SCALAR, "Pa", .meaning = "front tension sigma_f"},
    {"tension_share", CUPEL_SCALAR, "1",
     .meaning = "larger share of a tension in the flow stress of the strip on its side"},
    {"mean_friction", CUPEL_SCALAR, "1", .meaning = "shear stress over pressure, means of the contact"},
    {"skid_friction", CUPEL_SCALAR, "1",
     .meaning = "smallest friction coefficient that draws the strip through; strip regime"},
    {"prior_strain", CUPEL_SCALAR, "1", .meaning = "von Mises plastic strain at entry"},
    {"equivalent_strain", CUPEL_SCALAR, "1", .meaning = "von Mises plastic strain at exit, before an anneal"},
    {"exit_flow_stress", CUPEL_SCALAR, "Pa", .meaning = "uniaxial flow stress of the strip at exit"},
    {"recrystallised_fraction", CUPEL_SCALAR, "1",
     .meaning = "share X of the anneal after the pass, 0: none"},
    {"entry_temperature", CUPEL_SCALAR, "K", .meaning = "strip temperature before the pass"},
    {"exit_temperature", CUPEL_SCALAR, "K",
     .meaning = "strip temperature after the pass; without heat by 0.9 of the plastic work, which stays in "
                "the strip"},
    {"screw_gap", CUPEL_SCALAR, "m",
     .meaning = "gap S of the unloaded rolls, h2 - F w/M by the gauge-meter equation; below 0 the rolls are "
                "pressed together"},
    {"plastic_slope", CUPEL_SCALAR, "N/m",
     .meaning = "slope Q = -dF/dh2 of the roll force over the width; with mill_modulus"},
    {"gap_transfer", CUPEL_SCALAR, "1",
     .meaning = "dh2/dS = M/(M + Q): what of a change of the gap arrives in the strip"},
    {"regime", CUPEL_LABEL, .meaning = "strip or foil"},
    {"status", CUPEL_LABEL, .meaning = "solution_status of the pass, as of rolling.pass"},
    {"limit", CUPEL_LABEL, .meaning = "the limit with the largest use; none: there are no limits"},
    {"limit_use", CUPEL_SCALAR, "1",
     .meaning = "its use: value over limit, for a minimum limit over value; within the limit up to 1"},
};

static const cupel_result results_rows[] = {
    {"solution_status", CUPEL_LABEL,
     .meaning = "ok; pass_failed: a pass has no solution; limit_exceeded; no_schedule: none goes within the "
                "limits, what there is goes as far as it can; unequal: the loads cannot be made equal"},
    {"passes", CUPEL_SCALAR, "1", .meaning = "number of passes"},
    {"exit_thickness", CUPEL_SCALAR, "m", .meaning = "strip thickness after the last pass"},
    {"total_reduction", CUPEL_SCALAR, "1", .meaning = "reduction of all passes together"},
    {"equivalent_strain", CUPEL_SCALAR, "1",
     .meaning = "von Mises plastic strain of the strip at the end, after the last pass and its anneal"},
    {"exit_flow_stress", CUPEL_SCALAR, "Pa", .meaning = "uniaxial flow stress of the strip at the end"},
    {"maximum_roll_force_per_width", CUPEL_SCALAR, "N/m", .meaning = "largest roll force per width"},
    {"maximum_torque_per_width", CUPEL_SCALAR, "N", .meaning = "largest torque per width of one roll"},
    {"maximum_power_per_width", CUPEL_SCALAR, "W/m", .meaning = "largest power per width of both rolls"},
    {"rolling_energy", CUPEL_SCALAR, "J/m^3",
     .meaning = "energy from the rolls into the strip by its volume, all passes; needs roll_speed"},
    {"largest_limit_use", CUPEL_SCALAR, "1", .meaning = "largest limit_use of all passes"},
    {"limiting_pass", CUPEL_SCALAR, "1", .meaning = "the pass that has it, counted from 1"},
    {"limit", CUPEL_LABEL, .meaning = "the limit that it is"},
    {"passes_solved", CUPEL_SCALAR, "1", .meaning = "passes that were solved to design the schedule"},
    {"pass_table", CUPEL_COLUMNS, .columns = columns, .column_count = sizeof columns / sizeof *columns,
     .meaning = "the passes in order"},
};

static const cupel_chart_panel schedule_panels[] = {
    {.results = {"pass_table/entry_thickness", "pass_table/exit_thickness"}, .logarithmic = true},
    {.results = {"pass_table/reduction"}, .bars = true},
    {.results = {"pass_table/roll_force_per_width"}, .bars = true},
    {.results = {"pass_table/limit_use"}, .bars = true, .words = "pass_table/limit", .line = 1},
};
static const cupel_chart schedule_chart = {
    .name = "pass schedule",
    CUPEL_CHART_PANELS(schedule_panels),
    .rows = "pass",
    .breaks = "pass_table/recrystallised_fraction",
    .break_word = "anneal",
};

typedef struct work {
    const rolling_schedule_parameters *p;
    cupel_rolling_stage *stages;
    size_t *most; /* passes by stage */
    size_t stage_count;
    cupel_rolling_plan *plan;
    size_t count;
    cupel_rolling_step *steps;
    cupel_rolling_heat *heats; /* by stage */
    double *column;
    const char **texts;
    cupel_rolling_design_report report;
} work;

static void release(work *w)
{
    free(w->stages);
    free(w->most);
    free(w->plan);
    free(w->steps);
    free(w->heats);
    free(w->column);
    free(w->texts);
}

static bool prepare(work *w)
{
    const size_t room = w->p->design ? MOST_PASSES : w->p->passes.count;
    w->stage_count = rolling_schedule_count(w->p);
    w->stages = cupel_alloc(w->stage_count, sizeof *w->stages);
    w->most = cupel_alloc(w->stage_count, sizeof *w->most);
    w->plan = cupel_alloc(room, sizeof *w->plan);
    w->steps = cupel_alloc(room, sizeof *w->steps);
    w->heats = cupel_alloc(w->stage_count, sizeof *w->heats);
    w->column = cupel_alloc_doubles(room);
    w->texts = cupel_alloc(room, sizeof *w->texts);
    return w->stages && w->most && w->plan && w->steps && w->heats && w->column && w->texts;
}

static cupel_status solve(work *w, int threads, cupel_error *error)
{
    cupel_status status = rolling_schedule_link(w->p, w->stages, w->heats, error);
    if (!status && w->p->design) {
        cupel_rolling_design design = rolling_schedule_design(w->p, w->stages, w->most);
        design.threads = threads;
        status = cupel_rolling_schedule_design(&design, w->plan, MOST_PASSES, &w->count, &w->report, error);
    } else if (!status) {
        w->count = w->stage_count;
        for (size_t i = 0; i < w->count; i++)
            w->plan[i] = (cupel_rolling_plan){i, w->stages[i].pass.exit_thickness};
    }
    if (status) return status;
    int slopes = 0;
    for (size_t i = 0; i < w->stage_count; i++)
        if (!isnan(rolling_schedule_stage(w->p, i).mill_modulus)) slopes = 1;
    return cupel_rolling_schedule_evaluate(w->stages, w->stage_count, w->plan, w->count, slopes, threads,
                                           w->steps, error);
}

static bool closes_stage(const work *w, size_t pass)
{
    return pass + 1 == w->count ? w->report.status != CUPEL_DESIGN_BLOCKED
                                : w->plan[pass + 1].stage != w->plan[pass].stage;
}

/* The numbers of a line of the table; NaN: missing. */
typedef struct line {
    double exit_thickness, entry_thickness, reduction, roll_force_per_width, torque_per_width,
        power_per_width;
    double roll_force, torque, power, peak_pressure, forward_slip, strip_speed, flattened_radius_ratio;
    double entry_tension, exit_tension, tension_share, mean_friction, skid_friction;
    double prior_strain, equivalent_strain, exit_flow_stress, recrystallised_fraction;
    double entry_temperature, exit_temperature, screw_gap, plastic_slope, gap_transfer, limit_use;
} line;

#define CELL(name)                                                                                           \
    {                                                                                                        \
        offsetof(line, name), #name                                                                          \
    }
static const struct {
    size_t offset;
    const char *name;
} cells[] = {CELL(exit_thickness),
             CELL(entry_thickness),
             CELL(reduction),
             CELL(roll_force_per_width),
             CELL(torque_per_width),
             CELL(power_per_width),
             CELL(roll_force),
             CELL(torque),
             CELL(power),
             CELL(peak_pressure),
             CELL(forward_slip),
             CELL(strip_speed),
             CELL(entry_tension),
             CELL(exit_tension),
             CELL(tension_share),
             CELL(flattened_radius_ratio),
             CELL(mean_friction),
             CELL(skid_friction),
             CELL(prior_strain),
             CELL(equivalent_strain),
             CELL(exit_flow_stress),
             CELL(screw_gap),
             CELL(plastic_slope),
             CELL(gap_transfer),
             CELL(recrystallised_fraction),
             CELL(limit_use),
             CELL(entry_temperature),
             CELL(exit_temperature)};
#undef CELL

static line line_of(const work *w, size_t i)
{
    const cupel_rolling_step *step = &w->steps[i];
    const cupel_rolling_solution *s = &step->solution;
    const rolling_stage_parameters own = rolling_schedule_stage(w->p, step->stage);
    const double width = own.pass.width, modulus = own.mill_modulus, slope = width * step->plastic_slope;
    return (line){.exit_thickness = step->pass.exit_thickness,
                  .entry_thickness = step->pass.entry_thickness,
                  .reduction = s->reduction,
                  .roll_force_per_width = s->force,
                  .torque_per_width = s->torque,
                  .power_per_width = s->power,
                  .roll_force = s->force * width,
                  .torque = s->torque * width,
                  .power = s->power * width,
                  .peak_pressure = s->peak_pressure,
                  .forward_slip = s->forward_slip,
                  .strip_speed = step->exit_speed,
                  .flattened_radius_ratio = s->flattened_radius_ratio,
                  .entry_tension = step->pass.entry_tension,
                  .exit_tension = step->pass.exit_tension,
                  .tension_share = step->tension_share,
                  .mean_friction = step->mean_friction,
                  .skid_friction = step->skid_friction,
                  .prior_strain = step->pass.prior_strain,
                  .equivalent_strain = s->equivalent_strain,
                  .exit_flow_stress = s->exit_flow_stress,
                  .recrystallised_fraction = closes_stage(w, i) ? w->stages[step->stage].softening : 0,
                  .entry_temperature = step->entry_temperature,
                  .exit_temperature = step->exit_temperature,
                  .screw_gap = step->pass.exit_thickness - s->force * width / modulus,
                  .plastic_slope = slope,
                  .gap_transfer = modulus / (modulus + slope),
                  .limit_use = isfinite(step->limit_use) ? step->limit_use : NAN};
}

static const char *text_of(const cupel_rolling_step *step, const char *column)
{
    const bool solved = step->solution.status == CUPEL_ROLLING_OK;
    const char *status = cupel_rolling_status_name(step->solution.status);
    if (strcmp(column, "regime") == 0) return rolling_regime_name(step->solution.regime);
    if (strcmp(column, "status") == 0) return status;
    return solved ? cupel_rolling_limit_name(step->limit) : status;
}

static void tell_passes(work *w, cupel_results *results)
{
    static const char *const labels[] = {"regime", "status", "limit"};
    for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
        bool known = false;
        for (size_t i = 0; i < w->count; i++) {
            const line now = line_of(w, i);
            w->column[i] = *(const double *)(const void *)((const char *)&now + cells[c].offset);
            known = known || !isnan(w->column[i]);
        }
        if (known) cupel_results_set_column(results, "pass_table", cells[c].name, w->column, w->count);
    }
    for (size_t c = 0; c < sizeof labels / sizeof *labels; c++) {
        for (size_t i = 0; i < w->count; i++) w->texts[i] = text_of(&w->steps[i], labels[c]);
        cupel_results_set_text_column(results, "pass_table", labels[c], w->texts, w->count);
    }
}

/* Numbers that have no meaning here are NaN and stay absent. */
static void set(cupel_results *results, const char *name, double value)
{
    if (isfinite(value)) cupel_results_set(results, name, value);
}

static void tell_whole(const work *w, cupel_results *results)
{
    const cupel_rolling_step *last = &w->steps[w->count - 1];
    const double entry = w->stages[0].pass.entry_thickness, exit = last->pass.exit_thickness;
    double force = -INFINITY, torque = -INFINITY, power = -INFINITY, energy = 0, use = -INFINITY;
    size_t limiting = 0;
    for (size_t i = 0; i < w->count; i++) {
        const cupel_rolling_solution *s = &w->steps[i].solution;
        force = fmax(force, s->force);
        torque = fmax(torque, s->torque);
        power = fmax(power, s->power);
        energy += s->power / (w->steps[i].exit_speed * w->steps[i].pass.exit_thickness);
        if (!(w->steps[i].limit_use > use)) continue;
        use = w->steps[i].limit_use;
        limiting = i + 1;
    }
    set(results, "passes", (double)w->count);
    set(results, "exit_thickness", exit);
    set(results, "total_reduction", (entry - exit) / entry);
    const double left = 1 - (closes_stage(w, w->count - 1) ? w->stages[last->stage].softening : 0);
    const double strain = left * last->solution.equivalent_strain;
    set(results, "equivalent_strain", strain);
    set(results, "exit_flow_stress",
        left < 1 ? cupel_flow_stress_at(&last->pass.flow_stress, strain) : last->solution.exit_flow_stress);
    set(results, "maximum_roll_force_per_width", force);
    set(results, "maximum_torque_per_width", torque);
    set(results, "maximum_power_per_width", power);
    set(results, "rolling_energy", energy);
    if (w->p->design) set(results, "passes_solved", (double)w->report.solved);
    set(results, "largest_limit_use", use);
    if (!limiting) return;
    set(results, "limiting_pass", (double)limiting);
    cupel_results_set_label(results, "limit", text_of(&w->steps[limiting - 1], "limit"));
}

/* The first pass without a solution, or NULL. */
static const cupel_rolling_step *first_failure(const work *w)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->steps[i].solution.status != CUPEL_ROLLING_OK) return &w->steps[i];
    return NULL;
}

/* The pass that is furthest beyond a limit, or NULL. */
static const cupel_rolling_step *furthest_beyond(const work *w)
{
    const cupel_rolling_step *worst = NULL;
    for (size_t i = 0; i < w->count; i++)
        if (w->steps[i].limit_use > (worst ? worst->limit_use : 1)) worst = &w->steps[i];
    return worst;
}

static void explain(const cupel_rolling_step *step, char text[ROLLING_TEXT])
{
    if (step->solution.status != CUPEL_ROLLING_OK)
        rolling_pass_explain(&step->pass, &step->solution, step->skid_friction, text);
    else
        snprintf(text, ROLLING_TEXT, "%s is at %.4g %% of what is allowed",
                 cupel_rolling_limit_name(step->limit), 100 * step->limit_use);
}

static void tell_blocked(const work *w, cupel_results *results)
{
    const cupel_rolling_step *step = &w->report.blocked;
    char text[ROLLING_TEXT];
    if (w->p->design->objective != CUPEL_OBJECTIVE_FEWEST_PASSES) {
        cupel_results_fail(results, "stage %zu: no number of passes stays within the limits: see limit",
                           w->report.stage + 1);
    } else if (step->solution.status == CUPEL_ROLLING_OK && !(step->limit_use > 1)) {
        cupel_results_fail(results, "stage %zu: %zu passes reach %.4g um, not the %.4g um of its end",
                           w->report.stage + 1, w->most[w->report.stage], 1e6 * step->pass.entry_thickness,
                           1e6 * w->stages[w->report.stage].pass.exit_thickness);
    } else {
        explain(step, text);
        cupel_results_fail(results, "stage %zu: no schedule goes below %.4g um; from there to %.4g um %s",
                           w->report.stage + 1, 1e6 * step->pass.entry_thickness,
                           1e6 * step->pass.exit_thickness, text);
    }
}

static void tell_status(const work *w, cupel_results *results)
{
    static const char *const names[] = {
        [CUPEL_DESIGN_BLOCKED] = "no_schedule", [CUPEL_DESIGN_UNEQUAL] = "unequal"};
    const cupel_rolling_step *failed = first_failure(w), *beyond = furthest_beyond(w);
    const cupel_rolling_step *worst = failed ? failed : beyond;
    char text[ROLLING_TEXT];
    if (w->report.status != CUPEL_DESIGN_OK)
        cupel_results_set_label(results, "solution_status", names[w->report.status]);
    else
        cupel_results_set_label(results, "solution_status",
                                failed   ? "pass_failed"
                                : beyond ? "limit_exceeded"
                                         : "ok");
    if (w->report.status == CUPEL_DESIGN_BLOCKED) {
        tell_blocked(w, results);
    } else if (worst) {
        explain(worst, text);
        cupel_results_fail(results, "pass %zu of %zu: %s", (size_t)(worst - w->steps) + 1, w->count, text);
    } else if (w->report.status == CUPEL_DESIGN_UNEQUAL) {
        cupel_results_fail(results,
                           "stage %zu: the loads of its passes cannot be made equal: one has no solution "
                           "before it takes its share",
                           w->report.stage + 1);
    }
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    work w = {.p = values};
    cupel_status status = prepare(&w) ? CUPEL_OK : cupel_out_of_memory(error, "a schedule");
    if (!status) status = solve(&w, context->threads, error);
    if (!status) {
        if (w.count > 0) {
            tell_passes(&w, results);
            tell_whole(&w, results);
        }
        tell_status(&w, results);
    }
    release(&w);
    return status;
}

const cupel_model cupel_model_rolling_schedule = {
    .name = "rolling.schedule",
    .title = "Schedule of rolling passes and anneals",
    .summary =
        "A sequence of passes of rolling.pass, each beginning where the one before ends, with anneals that "
        "take strain away between them: the loads of every pass, what limits it, the temperature of the "
        "strip, "
        "and the setting of the screws by the gauge-meter equation. Either the passes are given, or design "
        "asks "
        "for them: fewest passes within the limits of the mill by dynamic programming over a grid in ln h, "
        "or "
        "passes of equal force, power or reduction. Parameters of rolling.pass that stand beside passes or "
        "design "
        "hold for every pass that does not give its own. Strain follows from the thicknesses and the anneals "
        "alone, so the order of reductions between two anneals does not matter to the metal. A pass beyond a "
        "limit "
        "or without a solution fails the step; its table is there all the same. An anneal takes away a share "
        "of "
        "the strain, whatever the grain size behind it. With heat the temperature acts on oil and flow "
        "stress as in rolling.pass, and a design is repeated until it is that of its own temperatures. "
        "Skidding "
        "is held against its limit in the strip regime alone: for foil limit the forward slip.",
    .reference =
        "R. Bellman, Dynamic Programming, Princeton 1957; W. L. Roberts, Cold Rolling of Steel, Dekker "
        "1978; M. Avrami, J. Chem. Phys. 7 (1939) 1103; and those of rolling.pass",
    .version = 1,
    .example = "material: C11000\n"
               "width: 400 mm\n"
               "roll_radius: 150 mm\n"
               "friction_coefficient: 0.05\n"
               "entry_thickness: 1 mm\n"
               "limits: {roll_force: 2 MN}\n"
               "passes:            # or design: {exit_thickness: 0.4 mm}, for the fewest within the limits\n"
               "  - exit_thickness: 0.7 mm\n"
               "  - exit_thickness: 0.5 mm\n"
               "    anneal_after: {recrystallised_fraction: 1}\n"
               "  - exit_thickness: 0.4 mm\n",
    .parameters = &rolling_schedule_table,
    CUPEL_RESULTS(results_rows),
    .chart = &schedule_chart,
    .run = run,
};
