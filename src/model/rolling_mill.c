/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rolling_mill.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "model/registry.h"

/* rolling.mill: the stack of rolls with the strip in it, by include/cupel/rolling_mill.h. */

static cupel_status pass_of(const rolling_mill_parameters *p, const cupel_mill *mill, cupel_rolling_pass *out,
                            cupel_error *error)
{
    rolling_pass_parameters pass = p->pass;
    pass.roll_radius = 0.5 * mill->rolls[0].diameter;
    pass.roll_youngs_modulus = mill->rolls[0].youngs_modulus;
    pass.roll_poissons_ratio = mill->rolls[0].poissons_ratio;
    if (isnan(pass.exit_thickness))
        pass.exit_thickness = 0.8 * pass.entry_thickness; /* see find_conditions */
    cupel_status status = rolling_pass_of(&pass, out, error);
    if (status || !isnan(out->youngs_modulus)) return status;
    /* without tension a strip of unknown modulus will do: it gets no residual stress */
    status = rolling_mill_modulus(p, &out->youngs_modulus, p->pass.exit_tension > 0 ? error : NULL);
    return p->pass.exit_tension > 0 ? status : CUPEL_OK;
}

/* Entry thickness across the strip. */
typedef struct profile {
    size_t count;
    double *position, *thickness;
} profile;

static cupel_status profile_of(const rolling_mill_parameters *p, profile *out, cupel_error *error)
{
    out->count = rolling_mill_entry_points(p);
    out->position = cupel_alloc_doubles(out->count);
    out->thickness = cupel_alloc_doubles(out->count);
    if (!out->position || !out->thickness) return cupel_out_of_memory(error, "an entry profile");
    for (size_t i = 0; i < out->count; i++)
        rolling_mill_entry_at(p, i, &out->position[i], &out->thickness[i]);
    return CUPEL_OK;
}

/* What a step runs on. */
typedef struct bench {
    const rolling_mill_parameters *p;
    cupel_mill mill;
    cupel_mill_strip strip;
    cupel_rolling_pass pass;       /* by the words of the case */
    cupel_rolling_coupled coupled; /* the same with film, heat and strain rate, in the middle of the strip */
    cupel_rolling_heat heat;
    bool has_heat;
    cupel_mill_gauges gauges;
    cupel_mill_workspace *workspace;
    cupel_rolling_workspace *passes, *middle; /* `middle` holds what film and heat make of the contact */
} bench;

/* Solves a mill that differs by one actuator; what cannot be set, or does not solve, is left out. */
static void try_step(bench *b, const cupel_mill *moved, const char *actuator, const char *step,
                     const cupel_mill_shape *before, double force, rolling_mill_effect *effects,
                     size_t *count)
{
    cupel_mill_solution solution;
    cupel_mill mill = *moved;
    mill.warm_start = true;
    rolling_mill_effect *effect = &effects[*count];
    if (*count == ROLLING_MILL_EFFECTS || cupel_mill_solve(&mill, &b->strip, b->workspace, &solution, NULL) ||
        solution.status != CUPEL_MILL_OK || cupel_mill_shape_of(&solution, &b->gauges, &effect->after, NULL))
        return;
    effect->actuator = actuator, effect->step = step;
    effect->before = *before;
    effect->force = solution.force - force;
    ++*count;
}

static bool has_contour(const cupel_mill_roll *roll)
{
    return roll->linear != 0 || roll->cubic != 0 || roll->taper_length > 0;
}

static void try_actuators(bench *b, const cupel_mill_shape *before, double force, cupel_results *results)
{
    static const char *const bending[] = {"work_roll.bending_force", "intermediate_roll.bending_force"};
    static const char *const shift[] = {"work_roll.shift", "intermediate_roll.shift"};
    rolling_mill_effect effects[ROLLING_MILL_EFFECTS];
    char names[CUPEL_MILL_ROLLS * 8][40];
    size_t count = 0;
    cupel_mill moved;
    for (size_t k = 0; k < 2; k++) {
        const cupel_mill_roll *roll = &b->mill.rolls[k];
        const bool held = k == (size_t)b->mill.kind || b->mill.kind == CUPEL_MILL_2_HIGH;
        if (held || (k == 1 && b->mill.kind < CUPEL_MILL_6_HIGH)) continue;
        if (!isnan(roll->bearing_distance)) {
            moved = b->mill, moved.rolls[k].bending_force += 10e3;
            try_step(b, &moved, bending[k], "10 kN per bearing", before, force, effects, &count);
        }
        if (has_contour(roll) || (k == 1 && b->mill.kind == CUPEL_MILL_6_HIGH)) {
            moved = b->mill, moved.rolls[k].shift += 10e-3;
            try_step(b, &moved, shift[k], "10 mm", before, force, effects, &count);
        }
    }
    moved = b->mill, moved.tilt += 10e-6;
    try_step(b, &moved, "tilt", "10 um", before, force, effects, &count);
    for (size_t i = 0; i < b->mill.saddles.count && i < sizeof names / sizeof *names; i++) {
        double eccentric[ROLLING_MILL_SADDLES];
        for (size_t k = 0; k < b->mill.saddles.count; k++)
            eccentric[k] = b->mill.saddles.eccentric[k] + (k == i ? 10e-6 : 0);
        snprintf(names[i], sizeof names[i], "backing_shaft.eccentrics[%zu]", i);
        moved = b->mill, moved.saddles.eccentric = eccentric;
        try_step(b, &moved, names[i], "10 um", before, force, effects, &count);
    }
    rolling_mill_tell_effects(effects, count, results);
}

static void explain_force(const bench *b, const cupel_rolling_solution *centre, cupel_results *results)
{
    const double wanted = b->mill.control_value / 1e6, nearest = centre->force * b->strip.width / 1e6;
    const char *beyond = cupel_rolling_status_name(centre->status);
    if (isnan(nearest))
        cupel_results_fail(
            results, "a roll force of %.4g MN over the strip leads to passes that have no solution (%s)",
            wanted, beyond);
    else
        cupel_results_fail(results,
                           "no exit thickness takes a roll force of %.4g MN over the strip: too %s, passes "
                           "of it take %s %.4g MN (beyond: %s)",
                           wanted, wanted > nearest ? "large" : "small",
                           wanted > nearest ? "up to" : "at least", nearest, beyond);
}

/* Bending forces on the work and intermediate rolls of an upper half, apart positive. */
static double bending_of(const cupel_mill *mill)
{
    double sum = 0;
    for (int k = 0; k < (mill->kind == CUPEL_MILL_20_HIGH ? CUPEL_MILL_ROLLS : mill->kind); k++)
        sum += 2 * mill->rolls[k].bending_force;
    return sum;
}

/* Why Newton's method finds no end: mostly since the rolls are set so far off that the strip cannot even it
 * out, or bending draws them together with more force than the strip bears. */
static void explain_slow(const bench *b, const cupel_mill_solution *s, cupel_results *results)
{
    char why[ROLLING_TEXT] = "";
    const double bending = bending_of(&b->mill), force = b->strip.law.force * b->strip.width;
    if (!b->strip.uniform && bending < -0.5 * force)
        snprintf(
            why, sizeof why,
            "; the bending forces press the rolls together with %.4g MN, and an even pass takes %.4g MN: "
            "hardly any load is left between them and the rolls behind",
            -bending / 1e6, force / 1e6);
    else if (!b->strip.uniform && s->even_load_error > 0.2 * b->p->pass.entry_thickness)
        snprintf(why, sizeof why,
                 "; under an even load the rolls would be %.3g mm further open in one place across the strip "
                 "than in another, which strip of %.3g mm cannot even out: %s",
                 s->even_load_error * 1e3, b->p->pass.entry_thickness * 1e3,
                 b->mill.kind == CUPEL_MILL_2_HIGH ? "crown and tilt, or thicker rolls, must"
                                                   : "crown, shift, bending, tilt or eccentrics must");
    cupel_results_fail(results, "not converged after %zu steps (residual %.2g, wanted 1e-9)%s", s->iterations,
                       s->residual, why);
}

/* Without a valid pass in the middle of the strip, or a stack that is solved, there are no numbers. */
static void explain(const bench *b, const cupel_rolling_solution *centre, const cupel_mill_solution *s,
                    cupel_results *results)
{
    char text[ROLLING_TEXT];
    if (b->coupled.solution.status != CUPEL_ROLLING_OK) {
        rolling_coupled_explain(&b->coupled, NAN, text);
        cupel_results_fail(results, "pass in the middle of the strip: %s", text);
    } else if (centre->status != CUPEL_ROLLING_OK && b->mill.control == CUPEL_MILL_FORCE)
        explain_force(b, centre, results);
    else if (centre->status != CUPEL_ROLLING_OK) {
        rolling_pass_explain(&b->coupled.pass, centre, NAN, text);
        cupel_results_fail(results, "pass near the middle of the strip: %s", text);
    } else if (s->status == CUPEL_MILL_PARTED)
        cupel_results_fail(results, "a roll loses the contact that holds it");
    else if (s->status == CUPEL_MILL_UNCOVERED)
        cupel_results_fail(results,
                           "%.3g %% of the width have no pass of their own: the rolls leave the strip there, "
                           "or would thin it further than a pass can",
                           100 * (1 - s->law_coverage));
    else
        explain_slow(b, s, results);
}

/* What film and heat make of the contact. Where the force is given no exit thickness is known yet: then the
 * first of some that rolls. */
static cupel_status find_conditions(bench *b, bool begin, cupel_error *error)
{
    static const double reductions[] = {0.2, 0.1, 0.03, 0.4};
    const size_t count = begin && b->mill.control == CUPEL_MILL_FORCE ? 4 : 1;
    cupel_status status = CUPEL_OK;
    for (size_t k = 0; k < count; k++) {
        if (count > 1) b->pass.exit_thickness = (1 - reductions[k]) * b->pass.entry_thickness;
        status = cupel_rolling_coupled_solve(&b->pass, rolling_film_of(&b->p->pass),
                                             b->has_heat ? &b->heat : NULL, b->middle, &b->coupled, error);
        if (status || b->coupled.solution.status == CUPEL_ROLLING_OK) break;
    }
    return status;
}

/* The stack, with friction and flow stress along the contact as film, heat and strain rate make them in the
 * middle of the strip, for all its cells. Where the force is given, they follow the exit thickness that takes
 * it. */
static cupel_status roll(bench *b, cupel_rolling_solution *centre, cupel_mill_solution *out,
                         cupel_error *error)
{
    enum { ROUNDS = 8 };
    for (int round = 0; round < ROUNDS; round++) {
        cupel_status status = find_conditions(b, round == 0, error);
        *centre = b->coupled.solution;
        if (status || centre->status != CUPEL_ROLLING_OK) return status;
        b->coupled.pass.roll_deformation = b->pass.roll_deformation;
        status = cupel_mill_roll_strip(&b->coupled.pass, &b->mill, &b->strip, b->passes, b->workspace, centre,
                                       out, error);
        if (status || centre->status != CUPEL_ROLLING_OK || out->status != CUPEL_MILL_OK) return status;
        const double change = fabs(out->centre_thickness / b->pass.exit_thickness - 1);
        if (b->mill.control == CUPEL_MILL_THICKNESS || change < 1e-6) break;
        b->pass.exit_thickness = out->centre_thickness;
    }
    return CUPEL_OK;
}

static cupel_status solve(bench *b, cupel_results *results, cupel_error *error)
{
    cupel_rolling_solution centre = {.status = CUPEL_ROLLING_OK};
    cupel_mill_solution solution = {0};
    cupel_mill_shape shape;
    cupel_status status = b->strip.uniform
                              ? cupel_mill_solve(&b->mill, &b->strip, b->workspace, &solution, error)
                              : roll(b, &centre, &solution, error);
    if (status) return status;
    const bool rolled = centre.status == CUPEL_ROLLING_OK;
    if (!rolled || solution.status != CUPEL_MILL_OK) /* else rolling_mill_tell: it may be doubtful */
        cupel_results_set_label(results, "solution_status",
                                rolled ? cupel_mill_status_name(solution.status)
                                       : cupel_rolling_status_name(centre.status));
    if (!b->strip.uniform && rolled)
        cupel_results_set_label(results, "regime", rolling_regime_name(centre.regime));
    if (!rolled || solution.status != CUPEL_MILL_OK) {
        explain(b, &centre, &solution, results);
        return CUPEL_OK;
    }
    if (!b->strip.uniform) b->gauges.flow_stress = b->strip.law.exit_flow_stress;
    status = cupel_mill_shape_of(&solution, &b->gauges, &shape, error);
    if (status) return status;
    if (!b->strip.uniform) cupel_results_set(results, "equivalent_strain", centre.equivalent_strain);
    status = rolling_mill_tell(b->p, &b->mill, &b->strip, &solution, &shape, results, error);
    if (!status && b->p->actuators) try_actuators(b, &shape, solution.force, results);
    return status;
}

static cupel_status prepare(bench *b, double *eccentric, profile *entry, cupel_error *error)
{
    const rolling_mill_parameters *p = b->p;
    cupel_status status = CUPEL_OK;
    b->mill = rolling_mill_of(p, eccentric);
    b->strip = (cupel_mill_strip){.width = p->pass.width,
                                  .offset = p->strip_offset,
                                  .exit_tension = p->pass.exit_tension,
                                  .shape_transfer = p->shape_transfer,
                                  .uniform = p->load == ROLLING_MILL_UNIFORM};
    if (!b->strip.uniform) {
        if ((status = pass_of(p, &b->mill, &b->pass, error)) ||
            (status = rolling_heat_of(&p->pass, &b->heat, &b->has_heat, error)) ||
            (status = profile_of(p, entry, error)))
            return status;
        b->strip.youngs_modulus = b->pass.youngs_modulus;
        b->strip.profile_count = entry->count;
        b->strip.profile_position = entry->position;
        b->strip.profile_thickness = entry->thickness;
    }
    b->gauges = rolling_mill_gauges_of(p);
    b->gauges.youngs_modulus = b->pass.youngs_modulus;
    b->gauges.poissons_ratio = b->pass.poissons_ratio;
    if ((status = cupel_rolling_workspace_open(0, &b->passes, error)) ||
        (status = cupel_rolling_workspace_open(0, &b->middle, error)))
        return status;
    return cupel_mill_workspace_open(b->mill.elements, b->mill.cells, &b->workspace, error);
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    (void)context;
    bench b = {.p = values};
    double eccentric[ROLLING_MILL_SADDLES];
    profile entry = {0};
    cupel_status status = prepare(&b, eccentric, &entry, error);
    if (!status) status = solve(&b, results, error);
    cupel_mill_workspace_close(b.workspace);
    cupel_rolling_workspace_close(b.passes);
    cupel_rolling_workspace_close(b.middle);
    free(entry.position);
    free(entry.thickness);
    return status;
}

const cupel_model cupel_model_rolling_mill = {
    .name = "rolling.mill",
    .title = "Roll stack, strip crown and flatness",
    .summary =
        "Deflection and flattening of the rolls of a mill with 2, 4, 6 or 20 rolls under one pass of "
        "rolling.pass, "
        "the thickness profile that it gives the strip, and the flatness and tension distribution that "
        "follow. Rolls "
        "are Timoshenko beams that touch along the line of their centres as cylinders do and can part; the "
        "work "
        "roll's surface yields under the strip like a half-space, which makes the edge drop; a fibre that is "
        "rolled "
        "longer loses exit tension, takes more roll force and so evens itself out, down to no tension at "
        "all. "
        "Actuators: bending, shifting of CVC or tapered rolls, tilting, eccentrics of the backing shafts; "
        "actuator_table says what a step of each does. Elastic rolls, one pass in the steady state, no "
        "thermal crown "
        "but the one given, no lateral flow of the strip (shape_transfer apart): within about a contact "
        "length of the "
        "edge, and where strip is slack, take the thickness as an estimate. Entry tension is even across the "
        "strip.",
    .reference = "A. S. Malik and R. V. Grandhi, J. Mater. Process. Technol. 206 (2008) 263; K. L. Johnson, "
                 "Contact Mechanics, "
                 "Cambridge 1985; A. E. H. Love, Phil. Trans. R. Soc. A 228 (1929) 377; M. Hetenyi, Beams on "
                 "Elastic Foundation, "
                 "Ann Arbor 1946; J. S. Przemieniecki, Theory of Matrix Structural Analysis, New York 1968",
    .version = 1,
    .parameters = &rolling_mill_table,
    CUPEL_RESULTS(rolling_mill_results),
    .chart = &rolling_mill_chart,
    .run = run,
};
