/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/conditions.h"
#include "rolling/foil.h"
#include "rolling/slab.h"

static const double pi = 3.14159265358979323846, two_over_root_three = 1.15470053837925152902;

/* Limits of what passes for a solution. */
static const double torque_tolerance = 1e-5, energy_tolerance = 1e-3, smoothing_tolerance = 2e-4,
                    change_tolerance = 1e-2;

/* Of E*: a pressure that no roll holds, twice what the hardest steels do. A contact made by flattening is
 * then a tenth of the radius long (Hertz), where the half-space ends as a picture of the roll. */
static const double most_of_modulus = 1.0 / 40;

static double largest_friction(const cupel_rolling_pass *pass)
{
    const cupel_rolling_conditions *c = pass->conditions;
    if (!c || !c->friction) return pass->friction_coefficient;
    double largest = 0;
    for (size_t i = 0; i < c->count; i++) largest = fmax(largest, c->friction[i]);
    return largest;
}

static cupk_foil_problem problem_of(const cupel_rolling_pass *pass)
{
    const double thinning = log(pass->entry_thickness / pass->exit_thickness);
    const double strain = pass->prior_strain + 0.5 * two_over_root_three * thinning;
    const double stress = cupk_plane_strain_yield(&pass->flow_stress, strain);
    const double h = pass->exit_thickness, draft = pass->entry_thickness - h;
    const double length = sqrt(pass->roll_radius * draft), nu = pass->poissons_ratio;
    const double roll =
        pass->roll_youngs_modulus / (1 - pass->roll_poissons_ratio * pass->roll_poissons_ratio);
    const double softness = stress / pass->youngs_modulus;
    const double nu_roll = pass->roll_poissons_ratio;
    const double local = (1 - 2 * nu_roll) * (1 + nu_roll) * stress / pass->roll_youngs_modulus;
    return (cupk_foil_problem){.flow = &pass->flow_stress,
                               .stress = stress,
                               .length = length,
                               .thickness = h,
                               .prior_strain = pass->prior_strain,
                               .entry = pass->entry_thickness / h,
                               .curvature = draft / h,
                               .compliance = 4 * stress * length / (pi * roll * h),
                               .conditions = pass->conditions,
                               .friction = largest_friction(pass),
                               .cap = pass->friction_factor,
                               .slenderness = length / h,
                               .press = (1 - nu * nu) * softness,
                               .pull = nu * (1 + nu) * softness,
                               .dilation = (1 + nu) * (1 - 2 * nu) * softness,
                               .surface_strain = local,
                               .gain = 0.2 / softness,
                               .back = pass->entry_tension / stress,
                               .front = pass->exit_tension / stress,
                               .surface_terms = pass->surface_terms != 0,
                               .shear_lift = -2 * local * length / h,
                               .shear_stretch = -2 * stress / (pi * roll),
                               .most_pressure = most_of_modulus * roll / stress};
}

static void set_profile(const cupk_foil *foil, cupel_rolling_solution *out)
{
    const cupk_foil_problem *p = foil->problem;
    const cupk_foil_fields *f = &foil->fields;
    const size_t nodes = foil->mesh.cells + 1;
    double *position = foil->profile, *thickness = position + nodes, *pressure = thickness + nodes;
    double *shear = pressure + nodes, *tension = shear + nodes, *slip = tension + nodes;
    for (size_t i = 0; i < nodes; i++) {
        position[i] = f->position[i] * p->length;
        thickness[i] = f->thickness[i] * p->thickness;
        pressure[i] = foil->now.pressure[i] * p->stress;
        tension[i] = foil->now.tension[i] * p->stress;
        slip[i] = expm1(f->slip[i]);
        shear[i] = 0; /* p = 0 at both ends */
        if (i == 0 || i + 1 == nodes) continue;
        const double left = f->position[i] - f->position[i - 1], right = f->position[i + 1] - f->position[i];
        /* so that trapezoids over the nodes add up to the cells but for half of the first and the last */
        shear[i] = p->stress * (f->shear[i - 1] * left + f->shear[i] * right) / (left + right);
    }
    out->count = nodes;
    out->position = position, out->thickness = thickness, out->pressure = pressure;
    out->shear_stress = shear, out->longitudinal_stress = tension, out->slip = slip;
}

static void set_zones(const cupk_foil *foil, const cupk_foil_report *report, cupel_rolling_solution *out)
{
    out->zone_count = report->zone_count;
    for (size_t i = 0; i < report->zone_count; i++) {
        out->zones[i] = report->zones[i];
        out->zones[i].begin *= foil->problem->length;
        out->zones[i].end *= foil->problem->length;
    }
}

/* Where strip and roll differ in speed by less than the surface of the roll is strained by the pressure: with
 * surface_terms or without them they cannot be said to slip there. */
static double slow_length(const cupk_foil *foil)
{
    const cupk_foil_fields *f = &foil->fields;
    double sum = 0;
    for (size_t i = 0; i < foil->mesh.cells; i++) {
        const double bound =
            0.5 * foil->problem->surface_strain * (foil->now.pressure[i] + foil->now.pressure[i + 1]);
        const double low = fmin(f->slip[i], f->slip[i + 1]), high = fmax(f->slip[i], f->slip[i + 1]);
        const double within = fmin(high, bound) - fmax(low, -bound); /* slip is linear in the cell */
        const double share = high > low ? fmax(0, within) / (high - low) : fabs(low) < bound;
        sum += share * (f->position[i + 1] - f->position[i]);
    }
    return sum;
}

static void set_numbers(const cupel_rolling_pass *pass, const cupk_foil *foil, const cupk_foil_report *report,
                        cupel_rolling_solution *out)
{
    const cupk_foil_problem *p = foil->problem;
    out->force = report->force * p->stress * p->length;
    out->torque = report->shear * p->stress * p->length * pass->roll_radius;
    out->power = 2 * out->torque * pass->roll_speed / pass->roll_radius;
    out->forward_slip = expm1(foil->fields.slip[foil->mesh.cells] - foil->mesh.drift[foil->mesh.cells]);
    out->neutral_position = report->neutral * p->length;
    out->contact_length = foil->now.scalars[CUPK_FOIL_LENGTH] * p->length;
    out->stick_length = slow_length(foil) * p->length;
    out->peak_pressure = report->peak * p->stress;
    out->mean_pressure = out->force / out->contact_length;
    out->reduction = (pass->entry_thickness - pass->exit_thickness) / pass->entry_thickness;
    out->equivalent_strain = pass->prior_strain + two_over_root_three * foil->fields.strain[foil->mesh.cells];
    out->exit_flow_stress = foil->mesh.softness[foil->mesh.cells] *
                            cupel_flow_stress_at(&pass->flow_stress, out->equivalent_strain);
    out->mean_yield_stress = report->mean_yield * p->stress;
    const bool constant = isnan(pass->friction_factor) && !(pass->conditions && pass->conditions->friction);
    const double friction = constant ? pass->friction_coefficient : report->shear_magnitude / report->force;
    out->stone_minimum_gauge = cupel_rolling_stone_gauge(
        friction, pass->roll_radius,
        cupel_rolling_hitchcock_constant(pass->roll_youngs_modulus, pass->roll_poissons_ratio),
        fmax(0, out->mean_yield_stress - 0.5 * (pass->entry_tension + pass->exit_tension)));
    out->friction_hill_exponent =
        4 * friction * out->contact_length / (pass->entry_thickness + pass->exit_thickness);
    out->model_form_uncertainty = foil->surface_change;
}

/* The figures that say why there is no solution. */
static void set_reasons(const cupel_rolling_pass *pass, const cupk_foil *foil, cupel_rolling_solution *out)
{
    double most = 0;
    for (size_t i = 0; i <= foil->mesh.cells; i++) most = fmax(most, foil->now.pressure[i]);
    if (out->status == CUPEL_ROLLING_SKID)
        out->skid_friction = foil->problem->friction > 0
                                 ? foil->reached.friction / foil->problem->friction * cupk_mean_friction(pass)
                                 : foil->reached.friction;
    if (out->status != CUPEL_ROLLING_SKID && foil->reached.share > 0)
        out->peak_pressure = most * foil->problem->stress;
}

void cupk_foil_pass(const cupel_rolling_pass *pass, double rigid_skid, cupk_foil *foil,
                    cupel_rolling_solution *out)
{
    cupk_foil_problem problem = problem_of(pass);
    problem.rigid_skid = rigid_skid;
    cupk_foil_report report;
    foil->problem = &problem;
    out->regime = CUPEL_ROLLING_FOIL;
    out->status = cupk_foil_solve(foil, pass->warm_start != 0, &report);
    out->steps = foil->mesh.cells;
    out->evaluations = foil->factorizations;
    out->roll_compliance_reached = foil->reached.share;
    if (out->status == CUPEL_ROLLING_OK) {
        out->discretization_error = foil->force_change;
        out->smoothing_error = foil->smoothing_error;
        out->force_balance_error = report.balance_error;
        out->torque_error = report.torque_error;
        out->energy_error = report.energy_error;
        out->shape_error = report.shape_error;
        const bool sound =
            report.admissible && report.stick_zones <= 1 && foil->force_change <= change_tolerance &&
            report.torque_error <= torque_tolerance && report.energy_error <= energy_tolerance &&
            foil->smoothing_error <= smoothing_tolerance && isfinite(report.neutral);
        foil->warm = sound;
        if (sound) {
            set_numbers(pass, foil, &report, out);
            set_zones(foil, &report, out);
            set_profile(foil, out);
        } else {
            out->status = CUPEL_ROLLING_NOT_CONVERGED;
        }
    } else {
        set_reasons(pass, foil, out);
    }
    foil->problem = NULL; /* it ends here */
}
