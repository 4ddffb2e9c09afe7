/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rolling_pass.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

/* What a solution of a pass means, in words. */

const char *rolling_regime_name(int regime)
{
    return regime == CUPEL_ROLLING_FOIL ? "foil" : "strip";
}

const char *rolling_zone_name(int kind)
{
    static const char *const names[] = {[CUPEL_ROLLING_ENTRY_ELASTIC] = "entry elastic",
                                        [CUPEL_ROLLING_BACKWARD_SLIP] = "backward slip",
                                        [CUPEL_ROLLING_STICKING] = "sticking",
                                        [CUPEL_ROLLING_FORWARD_SLIP] = "forward slip",
                                        [CUPEL_ROLLING_EXIT_ELASTIC] = "exit elastic"};
    return names[kind];
}

void rolling_pass_validity(const cupel_rolling_pass *pass, const cupel_rolling_solution *s,
                           char text[ROLLING_TEXT])
{
    const double thickness_ratio = (pass->entry_thickness + pass->exit_thickness) / (2 * s->contact_length);
    snprintf(text, ROLLING_TEXT, "holds");
    if (pass->roll_deformation == CUPEL_ROLL_ELASTIC)
        snprintf(text, ROLLING_TEXT, "not used: roll_deformation elastic");
    else if (s->regime == CUPEL_ROLLING_FOIL && isnan(s->hitchcock_slope))
        snprintf(text, ROLLING_TEXT, "outside: no flattened radius balances the roll force");
    else if (s->regime == CUPEL_ROLLING_FOIL && s->hitchcock_slope > CUPEL_ROLLING_SLOPE_LIMIT)
        snprintf(text, ROLLING_TEXT, "outside: Hitchcock slope %.3g is above %.3g", s->hitchcock_slope,
                 CUPEL_ROLLING_SLOPE_LIMIT);
    else if (s->friction_hill_exponent > CUPEL_ROLLING_HILL_LIMIT)
        snprintf(text, ROLLING_TEXT, "outside: 2 mu L/h = %.3g is above %.3g", s->friction_hill_exponent,
                 CUPEL_ROLLING_HILL_LIMIT);
    else if (s->hitchcock_slope > CUPEL_ROLLING_SLOPE_LIMIT)
        snprintf(text, ROLLING_TEXT, "outside: Hitchcock slope %.3g is above %.3g", s->hitchcock_slope,
                 CUPEL_ROLLING_SLOPE_LIMIT);
    else if (s->hitchcock_slope > CUPEL_ROLLING_DOUBT)
        snprintf(
            text, ROLLING_TEXT,
            "doubtful: Hitchcock slope %.3g is above %.3g: force off by some percent, up to 25 %% where the "
            "strip hardens much, forward slip by up to half",
            s->hitchcock_slope, CUPEL_ROLLING_DOUBT);
    else if (thickness_ratio > 1)
        snprintf(text, ROLLING_TEXT,
                 "doubtful: h/L = %.3g is above 1, where redundant work adds to the force", thickness_ratio);
    else if (pass->youngs_modulus * log(pass->entry_thickness / pass->exit_thickness) <
             3 * s->mean_yield_stress)
        snprintf(text, ROLLING_TEXT,
                 "doubtful: the reduction is hardly more than the elastic strain of the strip");
    else if (pass->exit_thickness < s->stone_minimum_gauge)
        snprintf(text, ROLLING_TEXT, "doubtful: exit thickness is below Stone's gauge");
}

static void explain_tension_yield(const cupel_rolling_pass *pass, char *text)
{
    const cupel_rolling_conditions *c = pass->conditions;
    const bool warm = c && c->yield_factor;
    const double factor = 2 / sqrt(3);
    const double entry = factor * (warm ? c->yield_factor[0] : 1) *
                         cupel_flow_stress_at(&pass->flow_stress, pass->prior_strain);
    if (!(pass->entry_tension < entry)) {
        snprintf(text, ROLLING_TEXT,
                 "entry_tension %.4g MPa reaches the plane-strain yield stress %.4g MPa of the strip "
                 "at entry",
                 pass->entry_tension / 1e6, entry / 1e6);
        return;
    }
    const double strain = pass->prior_strain + factor * log(pass->entry_thickness / pass->exit_thickness);
    const double exit = factor * (warm ? c->yield_factor[c->count - 1] : 1) *
                        cupel_flow_stress_at(&pass->flow_stress, strain);
    snprintf(text, ROLLING_TEXT,
             "exit_tension %.4g MPa reaches the plane-strain yield stress %.4g MPa of the strip at exit",
             pass->exit_tension / 1e6, exit / 1e6);
}

static void explain_skid(const cupel_rolling_pass *pass, const cupel_rolling_solution *s, double least,
                         char *text)
{
    const char *roll = isfinite(s->skid_friction) ? "elastic roll" : "ground radius";
    if (isfinite(least) && pass->friction_coefficient < least && pass->conditions &&
        pass->conditions->friction)
        snprintf(
            text, ROLLING_TEXT,
            "the rolls skid: the film has a mean friction of %.4g, below the %.4g that draws the strip in "
            "(%s): too thick a film, too smooth a surface or too large a reduction",
            pass->friction_coefficient, least, roll);
    else if (isfinite(least) && pass->friction_coefficient < least)
        snprintf(text, ROLLING_TEXT,
                 "the rolls skid: friction_coefficient %.4g is below the %.4g that draws the strip in "
                 "(%s)",
                 pass->friction_coefficient, least, roll);
    else
        snprintf(text, ROLLING_TEXT,
                 "the rolls skid: friction cannot draw the strip in against the entry tension "
                 "and the reduction");
}

static void explain_foil(const cupel_rolling_solution *s, char *text)
{
    if (s->status == CUPEL_ROLLING_NO_SOLUTION)
        snprintf(
            text, ROLLING_TEXT,
            "elastic roll: no solution that a roll could bear; at %.3g of its compliance the pressure passes "
            "E*/40, %.3g GPa",
            s->roll_compliance_reached, s->peak_pressure / 1e9);
    else if (isnan(s->roll_compliance_reached))
        snprintf(text, ROLLING_TEXT,
                 "elastic roll: the friction and temperatures of film and heat do not settle");
    else if (isnan(s->energy_error))
        snprintf(text, ROLLING_TEXT,
                 "elastic roll: not converged after %zu Newton steps on %zu cells, at %.3g of the "
                 "compliance of the rolls and a pressure of %.3g GPa",
                 s->evaluations, s->steps, s->roll_compliance_reached, s->peak_pressure / 1e9);
    else
        snprintf(text, ROLLING_TEXT,
                 "elastic roll: solved but a check fails on %zu cells (errors: torque %.2g, energy "
                 "%.2g, sharpness %.2g, mesh %.2g)",
                 s->steps, s->torque_error, s->energy_error, s->smoothing_error, s->discretization_error);
}

static void explain_melting(const cupel_flow_stress *flow, char *text)
{
    const double rolls = CUPEL_ROLLING_HIGHEST_TEMPERATURE;
    const bool known = flow->melting_temperature > 0;
    snprintf(
        text, ROLLING_TEXT,
        "strip or rolls would melt (strip above %.5g K, %s; rolls above %.5g K): the strip comes too hot, "
        "or there is too little cooling, roll_cooling_coefficient or contact_coefficient, for this speed",
        known ? flow->melting_temperature : rolls,
        known ? "its melting_temperature" : "taken for want of a melting_temperature", rolls);
}

void rolling_coupled_explain(const cupel_rolling_coupled *coupled, double least, char text[ROLLING_TEXT])
{
    if (coupled->solution.status == CUPEL_ROLLING_NOT_CONVERGED && isinf(coupled->coupling_error))
        explain_melting(&coupled->pass.flow_stress, text);
    else if (coupled->solution.status == CUPEL_ROLLING_NOT_CONVERGED && coupled->coupling_error > 0)
        snprintf(text, ROLLING_TEXT,
                 "friction and temperatures do not settle in %zu passes: they still change by %.2g. A lower "
                 "limiting_shear_stress of the oil often helps",
                 coupled->passes, coupled->coupling_error);
    else
        rolling_pass_explain(&coupled->pass, &coupled->solution, least, text);
}

void rolling_pass_explain(const cupel_rolling_pass *pass, const cupel_rolling_solution *s, double least,
                          char text[ROLLING_TEXT])
{
    if (s->regime == CUPEL_ROLLING_FOIL && s->status != CUPEL_ROLLING_SKID) {
        explain_foil(s, text);
        return;
    }
    switch (s->status) {
    case CUPEL_ROLLING_SKID:
        explain_skid(pass, s, least, text);
        return;
    case CUPEL_ROLLING_BACK_SKID:
        snprintf(text, ROLLING_TEXT,
                 "exit_tension %.4g MPa drags the strip through faster than the rolls: no neutral point",
                 pass->exit_tension / 1e6);
        return;
    case CUPEL_ROLLING_TENSION_YIELD:
        explain_tension_yield(pass, text);
        return;
    case CUPEL_ROLLING_NO_HITCHCOCK_ROOT:
        snprintf(text, ROLLING_TEXT,
                 "no flattened radius balances the roll force: too thin a strip, too large a "
                 "roll or too much friction for a circular arc; the elastic roll needs "
                 "youngs_modulus and poissons_ratio of the strip");
        return;
    case CUPEL_ROLLING_NO_SOLUTION:
        snprintf(text, ROLLING_TEXT,
                 "outside the strip regime (2 mu L/h = %.3g, limit %.3g; Hitchcock slope %.3g, limit %.3g): "
                 "the elastic roll needs youngs_modulus and poissons_ratio of the strip",
                 s->friction_hill_exponent, CUPEL_ROLLING_HILL_LIMIT, s->hitchcock_slope,
                 CUPEL_ROLLING_SLOPE_LIMIT);
        return;
    default:
        snprintf(text, ROLLING_TEXT,
                 "not converged on %zu cells (estimated relative error %.2g, wanted 1e-6)", s->steps,
                 s->discretization_error);
    }
}
