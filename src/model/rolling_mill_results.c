/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "model/rolling_mill.h"

static const cupel_result contact_columns[] = {
    {"contact", CUPEL_LABEL, .meaning = "the two rolls"},
    {"angle", CUPEL_SCALAR, "rad", .meaning = "line of centres against the vertical, to the exit side"},
    {"force", CUPEL_SCALAR, "N", .meaning = "force between the rolls"},
    {"peak_load", CUPEL_SCALAR, "N/m", .meaning = "largest load per length"},
    {"peak_pressure", CUPEL_SCALAR, "Pa", .meaning = "Hertz pressure there"},
    {"half_width", CUPEL_SCALAR, "m", .meaning = "half-width of the contact there"},
    {"lower_flattening", CUPEL_SCALAR, "m", .meaning = "approach of surface and axis there, lower roll"},
    {"upper_flattening", CUPEL_SCALAR, "m", .meaning = "the same, upper roll"},
    {"open_share", CUPEL_SCALAR, "1", .meaning = "share of the common barrel where the rolls part"},
};

static const cupel_result roll_columns[] = {
    {"roll", CUPEL_LABEL, .meaning = "roll of the upper half"},
    {"middle_deflection", CUPEL_SCALAR, "m",
     .meaning = "deflection in the middle of the mill, from the strip"},
    {"end_deflection", CUPEL_SCALAR, "m", .meaning = "mean deflection at the ends of the roll"},
    {"peak_bending_moment", CUPEL_SCALAR, "N m", .meaning = "largest bending moment"},
    {"peak_bending_stress", CUPEL_SCALAR, "Pa", .meaning = "largest bending stress, no notch"},
};

static const cupel_result actuator_columns[] = {
    {"actuator", CUPEL_LABEL, .meaning = "what is moved"},
    {"step", CUPEL_LABEL, .meaning = "by how much"},
    {"crown", CUPEL_SCALAR, "m", .meaning = "change of crown"},
    {"wedge", CUPEL_SCALAR, "m", .meaning = "change of wedge"},
    {"flatness_linear", CUPEL_SCALAR, "1", .meaning = "change of flatness_linear"},
    {"flatness_quadratic", CUPEL_SCALAR, "1", .meaning = "change of flatness_quadratic"},
    {"flatness_quartic", CUPEL_SCALAR, "1", .meaning = "change of flatness_quartic"},
    {"roll_force", CUPEL_SCALAR, "N", .meaning = "change of roll_force"},
};

#define TABLE(list) .columns = (list), .column_count = sizeof(list) / sizeof *(list)
#define ACROSS(name, unit, text)                                                                             \
    {                                                                                                        \
        name, CUPEL_SERIES, unit, .axis = "position_across", .meaning = text                                 \
    }
#define ALONG(name, unit, text)                                                                              \
    {                                                                                                        \
        name, CUPEL_SERIES, unit, .axis = "position_along_rolls", .meaning = text                            \
    }

const cupel_result rolling_mill_results[] = {
    {"solution_status", CUPEL_LABEL,
     .meaning =
         "ok; doubtful: the notes say why; parted: a roll loses the contact that holds it; uncovered: passes "
         "of more than a fifth of the width have no solution; not_converged; or what the pass in the middle "
         "of the strip ends with, see rolling.pass"},
    {"notes", CUPEL_LABEL, .meaning = "what makes the answer doubtful, and what else to know of it"},
    {"regime", CUPEL_LABEL, .meaning = "of the pass: strip or foil; one across the strip"},
    {"roll_force", CUPEL_SCALAR, "N", .meaning = "roll force over the width"},
    {"roll_force_per_width", CUPEL_SCALAR, "N/m", .meaning = "mean over the width"},
    {"exit_thickness", CUPEL_SCALAR, "m", .meaning = "strip thickness h2 in the middle after the pass"},
    {"reduction", CUPEL_SCALAR, "1", .meaning = "thickness reduction (h1 - h2)/h1 in the middle"},
    {"equivalent_strain", CUPEL_SCALAR, "1", .meaning = "von Mises plastic strain in the middle at exit"},
    {"crown", CUPEL_SCALAR, "m",
     .meaning =
         "exit thickness in the middle less the mean at crown_distance from the edges; load: uniform: that "
         "of the gap"},
    {"wedge", CUPEL_SCALAR, "m",
     .meaning = "exit thickness at crown_distance on the drive side less that on the other"},
    {"edge_drop", CUPEL_SCALAR, "m",
     .meaning = "mean exit thickness at crown_distance from the edges less that at edge_distance"},
    {"flatness_range", CUPEL_SCALAR, "1",
     .meaning = "largest less smallest flatness between the margins; 1e-5 is one I-unit"},
    {"flatness_linear", CUPEL_SCALAR, "1",
     .meaning = "first Legendre coefficient of the flatness between the margins: longer on the drive side"},
    {"flatness_quadratic", CUPEL_SCALAR, "1",
     .meaning = "second: positive for long edges, negative for a long middle"},
    {"flatness_cubic", CUPEL_SCALAR, "1", .meaning = "third, skew"},
    {"flatness_quartic", CUPEL_SCALAR, "1",
     .meaning = "fourth: negative for long quarters when flatness_quadratic is small"},
    {"slack_length", CUPEL_SCALAR, "m",
     .meaning = "width of strip that has no exit tension behind the rolls"},
    {"stretched_length", CUPEL_SCALAR, "m",
     .meaning = "width of strip whose exit tension has reached the flow stress"},
    {"wave_form", CUPEL_LABEL,
     .meaning = "of the strip without tension: flat, edge waves, quarter waves or centre waves"},
    {"residual_compression", CUPEL_SCALAR, "Pa",
     .meaning =
         "largest residual compression of the zone that is nearest to buckling, or furthest beyond; at most "
         "the flow stress"},
    {"critical_compression", CUPEL_SCALAR, "Pa",
     .meaning = "at which that zone buckles, see buckling_coefficient"},
    {"mill_stiffness", CUPEL_SCALAR, "N/m",
     .meaning = "mill modulus: roll force over stretch in the middle, housing and flattening included"},
    {"unloaded_gap", CUPEL_SCALAR, "m",
     .meaning = "gap S in the middle of the unloaded mill, negative below face to face"},
    {"side_gap", CUPEL_SCALAR, "m",
     .meaning = "least opening of the loaded work rolls beside the strip; negative: they would touch"},
    {"equilibrium_error", CUPEL_SCALAR, "1",
     .meaning = "largest force or moment left over on a roll, of the roll force"},
    {"residual", CUPEL_SCALAR, "1", .meaning = "largest scaled residual of the equations"},
    {"iterations", CUPEL_SCALAR, "1", .meaning = "steps of Newton's method, all rounds"},
    {"rounds", CUPEL_SCALAR, "1", .meaning = "solves of the stack, each with the cells' forces corrected"},
    {"law_error", CUPEL_SCALAR, "1",
     .meaning = "mean relative deviation of the cells' force from that of their own passes"},
    {"law_coverage", CUPEL_SCALAR, "1", .meaning = "share of the width whose own passes have a solution"},
    {"contact_table", CUPEL_COLUMNS, TABLE(contact_columns),
     .meaning = "contacts of the rolls, upper half; 20_high: exit side, the entry side carries the same"},
    {"roll_table", CUPEL_COLUMNS, TABLE(roll_columns),
     .meaning = "rolls of the upper half; 20_high: one of each pair"},
    {"actuator_table", CUPEL_COLUMNS, TABLE(actuator_columns),
     .meaning = "what a step of each actuator changes, the given exit thickness or force kept"},
    {"position_across", CUPEL_SERIES, "m",
     .meaning = "place across the strip, 0 in its middle, drive side positive"},
    ACROSS("flatness", "1",
           "elongation of the fibre less the mean, both between the margins; 1e-5 is one I-unit, positive is "
           "long"),
    ACROSS("exit_thickness_profile", "m", "exit thickness h2"),
    ACROSS("exit_tension_profile", "Pa",
           "exit tension sigma_f, from 0 where the strip is slack to its flow stress"),
    ACROSS("entry_thickness_profile", "m", "entry thickness h1"),
    ACROSS("roll_force_profile", "N/m", "roll force per width"),
    ACROSS("work_roll_flattening", "m", "flattening of one work roll by the strip"),
    ACROSS("gap_profile", "m", "load: uniform: loaded gap less that in the middle"),
    {"position_along_rolls", CUPEL_SERIES, "m",
     .meaning = "place along the rolls, 0 in the middle of the mill"},
    ALONG("work_roll_deflection", "m", "axis of the upper work roll, away from the strip"),
    ALONG("intermediate_roll_deflection", "m", "6_high; 20_high: vertical, first intermediate roll"),
    ALONG("second_intermediate_roll_deflection", "m", "20_high: vertical, the middle one"),
    ALONG("backup_roll_deflection", "m", "backup roll; 20_high: vertical, inner backing shaft"),
    ALONG("work_roll_bending_moment", "N m", "positive where the middle bends away from the strip"),
    ALONG("work_roll_contact_load", "N/m", "between the work roll and the next"),
    ALONG("intermediate_roll_contact_load", "N/m",
          "6_high: intermediate and backup roll; 20_high: first and middle second intermediate roll"),
    ALONG("outer_intermediate_roll_contact_load", "N/m", "20_high: first and outer second intermediate roll"),
    ALONG("second_intermediate_roll_contact_load", "N/m",
          "20_high: middle second intermediate roll and inner backing shaft"),
    {"iteration", CUPEL_SERIES, "1", .meaning = "number of the residual"},
    {"residual_history", CUPEL_SERIES, "1", .axis = "iteration",
     .meaning =
         "largest scaled residual before every step of Newton's method and at its ends; it jumps where the "
         "forces of the cells are corrected"},
};
_Static_assert(sizeof rolling_mill_results / sizeof *rolling_mill_results == ROLLING_MILL_RESULTS,
               "the header says how many");

static const cupel_chart_panel panels[] = {
    {.results = {"flatness"}, .unit = "I-unit", .unit_size = 1e-5},
    {.results = {"exit_tension_profile"}},
    {.results = {"exit_thickness_profile"}},
};
const cupel_chart rolling_mill_chart = {.name = "flatness chart", CUPEL_CHART_PANELS(panels)};

/* Numbers that have no meaning here are NaN and stay absent. */
static void set(cupel_results *results, const char *name, double value)
{
    if (isfinite(value)) cupel_results_set(results, name, value);
}

static void tell_contacts(const cupel_mill *mill, const cupel_mill_solution *s, cupel_results *results)
{
    char names[CUPEL_MILL_CONTACTS][96];
    const char *words[CUPEL_MILL_CONTACTS];
    double columns[8][CUPEL_MILL_CONTACTS];
    const size_t count = s->contact_count;
    static const size_t cluster_kind[CUPEL_MILL_BEAMS] = {0, 1, 2, 2, 3, 3};
    for (size_t i = 0; i < count; i++) {
        const cupel_mill_contact *c = &s->contacts[i];
        const bool cluster = mill->kind == CUPEL_MILL_20_HIGH;
        const cupel_mill_roll *a = &mill->rolls[cluster ? cluster_kind[c->lower] : (size_t)c->lower];
        const cupel_mill_roll *b = &mill->rolls[cluster ? cluster_kind[c->upper] : (size_t)c->upper];
        const cupel_mill_line_contact peak =
            cupel_mill_hertz(c->peak_load, (double[]){0.5 * a->diameter, 0.5 * b->diameter},
                             (double[]){a->youngs_modulus, b->youngs_modulus},
                             (double[]){a->poissons_ratio, b->poissons_ratio});
        const double row[8] = {c->angle,        c->force,         c->peak_load,     c->peak_pressure,
                               peak.half_width, peak.approach[0], peak.approach[1], c->open_share};
        snprintf(names[i], sizeof names[i], "%s, %s", cupel_mill_roll_name(mill->kind, c->lower),
                 cupel_mill_roll_name(mill->kind, c->upper));
        words[i] = names[i];
        for (size_t k = 0; k < 8; k++) columns[k][i] = row[k];
    }
    if (count == 0) return;
    cupel_results_set_text_column(results, "contact_table", "contact", words, count);
    for (size_t k = 0; k < 8; k++)
        cupel_results_set_column(results, "contact_table", contact_columns[k + 1].name, columns[k], count);
}

/* At the nodes of a roll: first, last and the one at y = 0. */
static void tell_rolls(const cupel_mill *mill, const cupel_mill_solution *s, cupel_results *results)
{
    const char *words[CUPEL_MILL_BEAMS];
    double columns[4][CUPEL_MILL_BEAMS];
    size_t count = 0;
    for (size_t b = 0; b < s->beam_count; b++) {
        const double *u = s->beams[b].deflection;
        double first = NAN, last = NAN, middle = NAN;
        for (size_t i = 0; i < s->nodes; i++) {
            if (isnan(u[i])) continue;
            if (isnan(first)) first = u[i];
            last = u[i];
            if (fabs(s->position[i]) < 1e-9) middle = u[i];
        }
        words[count] = cupel_mill_roll_name(mill->kind, (int)b);
        columns[0][count] = middle;
        columns[1][count] = 0.5 * (first + last);
        columns[2][count] = s->beams[b].peak_moment;
        columns[3][count++] = s->beams[b].peak_stress;
    }
    cupel_results_set_text_column(results, "roll_table", "roll", words, count);
    for (size_t k = 0; k < 4; k++)
        cupel_results_set_column(results, "roll_table", roll_columns[k + 1].name, columns[k], count);
}

static void tell_series_along(const cupel_mill *mill, const cupel_mill_solution *s, cupel_results *results)
{
    /* numbers of beams and contacts by kind of mill, -1: none */
    static const int beams[][4] = {{0, -1, -1, -1}, {0, -1, -1, 1}, {0, 1, -1, 2}, {0, 1, 2, 4}};
    static const int contacts[][4] = {{-1, -1, -1, -1}, {0, -1, -1, -1}, {0, 1, -1, -1}, {0, 1, 2, 3}};
    static const char *const beam_names[] = {"work_roll_deflection", "intermediate_roll_deflection",
                                             "second_intermediate_roll_deflection", "backup_roll_deflection"};
    static const char *const contact_names[] = {"work_roll_contact_load", "intermediate_roll_contact_load",
                                                "outer_intermediate_roll_contact_load",
                                                "second_intermediate_roll_contact_load"};
    cupel_results_set_series(results, "position_along_rolls", s->position, s->nodes);
    for (size_t k = 0; k < 4; k++) {
        const int b = beams[mill->kind][k], c = contacts[mill->kind][k];
        if (b >= 0) cupel_results_set_series(results, beam_names[k], s->beams[b].deflection, s->nodes);
        if (c >= 0) cupel_results_set_series(results, contact_names[k], s->contacts[c].load, s->nodes);
    }
    cupel_results_set_series(results, "work_roll_bending_moment", s->beams[0].moment, s->nodes);
}

static cupel_status tell_series_across(const rolling_mill_parameters *p, const cupel_mill_strip *strip,
                                       const cupel_mill_solution *s, const cupel_mill_shape *shape,
                                       cupel_results *results, cupel_error *error)
{
    const size_t m = s->cells;
    cupel_results_set_series(results, "position_across", s->across, m);
    cupel_results_set_series(results, "roll_force_profile", s->line_force, m);
    if (strip->uniform) {
        cupel_results_set_series(results, "gap_profile", s->exit_thickness, m);
        return CUPEL_OK;
    }
    double *flatness = cupel_alloc_doubles(m);
    if (!flatness) return cupel_out_of_memory(error, "a flatness");
    const double reach = 0.5 * strip->width - p->flatness_margin;
    for (size_t j = 0; j < m; j++)
        flatness[j] = fabs(s->across[j]) <= reach ? s->elongation[j] - shape->mean_elongation : NAN;
    cupel_results_set_series(results, "flatness", flatness, m);
    free(flatness);
    cupel_results_set_series(results, "exit_thickness_profile", s->exit_thickness, m);
    cupel_results_set_series(results, "exit_tension_profile", s->tension, m);
    cupel_results_set_series(results, "entry_thickness_profile", s->entry_thickness, m);
    cupel_results_set_series(results, "work_roll_flattening", s->flattening, m);
    return CUPEL_OK;
}

static cupel_status tell_history(const cupel_mill_solution *s, cupel_results *results, cupel_error *error)
{
    double *number = cupel_alloc_doubles(s->history_count);
    if (!number) return cupel_out_of_memory(error, "a history");
    for (size_t i = 0; i < s->history_count; i++) number[i] = (double)i;
    cupel_results_set_series(results, "iteration", number, s->history_count);
    cupel_results_set_series(results, "residual_history", s->history, s->history_count);
    free(number);
    return CUPEL_OK;
}

static void tell_shape(const rolling_mill_parameters *p, const cupel_mill_shape *shape,
                       const cupel_mill_solution *s, cupel_results *results)
{
    set(results, "exit_thickness", s->centre_thickness);
    set(results, "reduction", 1 - s->centre_thickness / p->pass.entry_thickness);
    set(results, "wedge", shape->wedge);
    set(results, "edge_drop", shape->edge_drop);
    set(results, "flatness_range", shape->range);
    set(results, "flatness_linear", shape->linear);
    set(results, "flatness_quadratic", shape->quadratic);
    set(results, "flatness_cubic", shape->cubic);
    set(results, "flatness_quartic", shape->quartic);
    set(results, "slack_length", shape->slack_length);
    set(results, "stretched_length", shape->stretched_length);
    set(results, "law_error", s->law_error);
    set(results, "law_coverage", s->law_coverage);
    set(results, "rounds", (double)s->rounds);
    if (isnan(shape->critical_compression)) return;
    cupel_results_set_label(results, "wave_form", cupel_mill_wave_name(shape->wave));
    set(results, "residual_compression", shape->compression);
    set(results, "critical_compression", shape->critical_compression);
}

/* Puts "; " between what is added. */
static void add_note(cupel_text *text)
{
    if (*cupel_text_get(text)) cupel_text_add(text, "; ");
}

/* What the model does not know, so that the numbers are doubtful. */
static void add_doubts(const rolling_mill_parameters *p, const cupel_mill_strip *strip,
                       const cupel_mill_solution *s, const cupel_mill_shape *shape, cupel_text *text)
{
    const double margins = 2 * p->flatness_margin;
    if (p->pass.exit_tension == 0)
        cupel_text_add(text, "no exit tension: nothing evens out the flatness");
    else if (shape->slack_length > margins)
        cupel_text_printf(text,
                          "%.3g mm of the strip are slack, more than the margins: without lateral flow its "
                          "thickness there is an estimate",
                          shape->slack_length * 1e3);
    if (shape->stretched_length > margins) {
        add_note(text);
        cupel_text_printf(text,
                          "%.3g mm of the strip are stretched plastically by the exit tension, more than the "
                          "margins: what thins it there is not computed",
                          shape->stretched_length * 1e3);
    }
    if (!(shape->compression < strip->law.exit_flow_stress)) {
        add_note(text);
        cupel_text_printf(text, "residual compression would pass the flow stress, %.4g MPa, and stops there",
                          strip->law.exit_flow_stress / 1e6);
    }
    if (s->side_gap < 0) {
        add_note(text);
        cupel_text_printf(text,
                          "the work rolls would overlap by %.3g um beside the strip: they touch there and "
                          "take a part of the roll force that is not computed",
                          -s->side_gap * 1e6);
    }
    if (s->law_error > 2e-3) {
        add_note(text);
        cupel_text_add(text, "law_error is above 0.2 %");
    }
    if (s->law_coverage < 0.98) {
        add_note(text);
        cupel_text_printf(text,
                          "%.2g %% of the width have no pass of their own, the force there is extrapolated",
                          100 * (1 - s->law_coverage));
    }
}

/* What the model knows and a reader should. */
static void add_notes(const rolling_mill_parameters *p, const cupel_mill *mill, const cupel_mill_solution *s,
                      const cupel_mill_shape *shape, cupel_text *text)
{
    if (shape->stretched_length > 0 && shape->stretched_length <= 2 * p->flatness_margin) {
        add_note(text);
        cupel_text_printf(text, "%.3g mm of the strip are stretched plastically by the exit tension",
                          shape->stretched_length * 1e3);
    }
    for (size_t c = 0; c < s->contact_count; c++)
        if (s->contacts[c].open_share > 0.02) {
            add_note(text);
            cupel_text_printf(text, "%s, %s: %.2g %% of the barrel part",
                              cupel_mill_roll_name(mill->kind, s->contacts[c].lower),
                              cupel_mill_roll_name(mill->kind, s->contacts[c].upper),
                              100 * s->contacts[c].open_share);
        }
}

static void tell_status(const rolling_mill_parameters *p, const cupel_mill *mill,
                        const cupel_mill_strip *strip, const cupel_mill_solution *s,
                        const cupel_mill_shape *shape, cupel_results *results)
{
    cupel_text text = {0};
    if (!strip->uniform) add_doubts(p, strip, s, shape, &text);
    cupel_results_set_label(results, "solution_status", text.length > 0 ? "doubtful" : "ok");
    add_notes(p, mill, s, shape, &text);
    if (text.length > 0) cupel_results_set_label(results, "notes", cupel_text_get(&text));
    cupel_text_free(&text);
}

cupel_status rolling_mill_tell(const rolling_mill_parameters *p, const cupel_mill *mill,
                               const cupel_mill_strip *strip, const cupel_mill_solution *s,
                               const cupel_mill_shape *shape, cupel_results *results, cupel_error *error)
{
    set(results, "roll_force", s->force);
    set(results, "roll_force_per_width", s->force / strip->width);
    set(results, "crown", shape->crown);
    if (!strip->uniform) {
        tell_shape(p, shape, s, results);
        set(results, "unloaded_gap", s->gap);
        set(results, "side_gap", s->side_gap);
    }
    set(results, "mill_stiffness", s->stiffness);
    set(results, "equilibrium_error", s->equilibrium_error);
    set(results, "residual", s->residual);
    set(results, "iterations", (double)s->iterations);
    tell_status(p, mill, strip, s, shape, results);
    tell_contacts(mill, s, results);
    tell_rolls(mill, s, results);
    tell_series_along(mill, s, results);
    const cupel_status status = tell_series_across(p, strip, s, shape, results, error);
    return status ? status : tell_history(s, results, error);
}

void rolling_mill_tell_effects(const rolling_mill_effect *effects, size_t count, cupel_results *results)
{
    const char *actuators[ROLLING_MILL_EFFECTS], *steps[ROLLING_MILL_EFFECTS];
    double columns[6][ROLLING_MILL_EFFECTS];
    for (size_t i = 0; i < count; i++) {
        const cupel_mill_shape *a = &effects[i].after, *b = &effects[i].before;
        actuators[i] = effects[i].actuator, steps[i] = effects[i].step;
        const double row[6] = {a->crown - b->crown,         a->wedge - b->wedge,     a->linear - b->linear,
                               a->quadratic - b->quadratic, a->quartic - b->quartic, effects[i].force};
        for (size_t k = 0; k < 6; k++) columns[k][i] = row[k];
    }
    if (count == 0) return;
    cupel_results_set_text_column(results, "actuator_table", "actuator", actuators, count);
    cupel_results_set_text_column(results, "actuator_table", "step", steps, count);
    for (size_t k = 0; k < 6; k++)
        cupel_results_set_column(results, "actuator_table", actuator_columns[k + 2].name, columns[k], count);
}
