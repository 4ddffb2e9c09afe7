/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/rolling.h"

#include <math.h>
#include <stdbool.h>

#include "rolling/check.h"
#include "rolling/conditions.h"
#include "rolling/flattening.h"
#include "rolling/foil.h"
#include "rolling/pass.h"
#include "root.h"
#include "rolling/workspace.h"

static const double two_over_root_three = 1.15470053837925152902;

/* Accuracy aimed at, as the estimated relative error of force, torque and slip, and with conditions, which
 * may have kinks between the nodes; what is let pass at the finest mesh. */
static const double wanted_error = 1e-8, wanted_with_kinks = 1e-7, tolerated_error = 1e-6;

static const char *const status_names[] = {
    "ok", "skid", "back_skid", "tension_yield", "no_hitchcock_root", "no_solution", "not_converged"};

const char *cupel_rolling_status_name(int status)
{
    return status >= 0 && status < (int)(sizeof status_names / sizeof *status_names) ? status_names[status]
                                                                                     : "unknown";
}

static cupk_arc arc_of(const cupel_rolling_pass *pass)
{
    cupk_arc arc = {.flow = &pass->flow_stress,
                    .entry_thickness = pass->entry_thickness,
                    .exit_thickness = pass->exit_thickness,
                    .prior_strain = pass->prior_strain,
                    .conditions = pass->conditions,
                    .mean_friction = cupk_mean_friction(pass)};
    arc.graded = cupk_arc_needs_grading(&arc);
    return arc;
}

static cupk_gap gap_of(const cupel_rolling_pass *pass, const cupk_arc *arc, const cupk_mesh *mesh,
                       double ratio)
{
    const double draft = pass->entry_thickness - pass->exit_thickness;
    return (cupk_gap){.arc = arc,
                      .mesh = mesh,
                      .length = sqrt(ratio * pass->roll_radius * draft),
                      .friction = arc->mean_friction,
                      .cap = pass->friction_factor,
                      .entry_force = pass->entry_thickness * pass->entry_tension,
                      .exit_force = pass->exit_thickness * pass->exit_tension};
}

static double strain_of(const cupel_rolling_pass *pass)
{
    return pass->prior_strain + two_over_root_three * log(pass->entry_thickness / pass->exit_thickness);
}

static bool tension_yields(const cupel_rolling_pass *pass)
{
    const double entry = cupk_yield_factor(pass->conditions, 0) *
                         cupk_plane_strain_yield(&pass->flow_stress, pass->prior_strain);
    const double exit =
        cupk_yield_factor(pass->conditions, 1) * cupk_plane_strain_yield(&pass->flow_stress, strain_of(pass));
    return !(entry - pass->entry_tension > 0 && exit - pass->exit_tension > 0);
}

static cupel_rolling_solution blank(void)
{
    return (cupel_rolling_solution){.force = NAN,
                                    .plastic_force = NAN,
                                    .entry_elastic_force = NAN,
                                    .exit_elastic_force = NAN,
                                    .torque = NAN,
                                    .power = NAN,
                                    .forward_slip = NAN,
                                    .neutral_position = NAN,
                                    .contact_length = NAN,
                                    .peak_pressure = NAN,
                                    .mean_pressure = NAN,
                                    .flattened_radius_ratio = NAN,
                                    .reduction = NAN,
                                    .equivalent_strain = NAN,
                                    .exit_flow_stress = NAN,
                                    .mean_yield_stress = NAN,
                                    .friction_hill_exponent = NAN,
                                    .hitchcock_slope = NAN,
                                    .stone_minimum_gauge = NAN,
                                    .force_balance_error = NAN,
                                    .discretization_error = NAN,
                                    .stick_length = NAN,
                                    .smoothing_error = NAN,
                                    .torque_error = NAN,
                                    .energy_error = NAN,
                                    .model_form_uncertainty = NAN,
                                    .skid_friction = NAN,
                                    .shape_error = NAN,
                                    .roll_compliance_reached = NAN};
}

/* What two meshes are compared by. */
struct answer {
    double force, torque, shear_torque, slip, neutral;
    cupk_gap_totals totals;
};

static cupk_gap_state answer_at(const cupk_gap *gap, double radius, cupel_rolling_workspace *workspace,
                                cupk_profile *profile, struct answer *out)
{
    double force;
    const cupk_gap_state state = cupk_gap_force(gap, &workspace->sweep, &force, &out->neutral);
    if (state != CUPK_GAP_OK) return state;
    cupk_gap_walk(gap, out->neutral, &out->totals, profile);
    out->force = out->totals.pressure;
    out->torque = radius * out->totals.shear;
    out->shear_torque = radius * out->totals.friction;
    const double xi = cupk_arc_xi(gap->arc, out->neutral);
    const double draft = gap->arc->entry_thickness - gap->arc->exit_thickness;
    out->slip = draft * xi * xi / gap->arc->exit_thickness;
    return CUPK_GAP_OK;
}

/* Richardson's estimate for order 4, or 2 with conditions. Torque and slip are differences and may vanish:
 * they are measured against a thousandth of what they are differences of. */
static double error_between(const struct answer *fine, const struct answer *coarse, int order)
{
    const double force = fabs(fine->force - coarse->force) / fine->force;
    const double torque =
        fabs(fine->torque - coarse->torque) / fmax(fabs(fine->torque), 1e-3 * fine->shear_torque + 1e-300);
    const double slip = fabs(fine->slip - coarse->slip) / fmax(fine->slip, 1e-3);
    const double worst = fmax(force, fmax(torque, slip)) / (order == 4 ? 15 : 3);
    return isfinite(force + torque + slip) ? worst : INFINITY;
}

/* Largest value of a profile; inside a smooth stretch that of the parabola through the three highest points.
 */
static double peak_of(const cupk_profile *profile, double neutral_position)
{
    const double *x = profile->position, *p = profile->pressure;
    size_t top = 0;
    for (size_t i = 1; i < profile->count; i++)
        if (p[i] > p[top]) top = i;
    if (top == 0 || top + 1 == profile->count) return p[top];
    for (size_t i = top - 1; i <= top + 1; i++)
        if (x[i] == neutral_position) return p[top];
    const double left = (p[top] - p[top - 1]) / (x[top] - x[top - 1]);
    const double right = (p[top + 1] - p[top]) / (x[top + 1] - x[top]);
    const double bend = (right - left) / (x[top + 1] - x[top - 1]);
    const double slope = left + bend * (x[top] - x[top - 1]);
    return bend < 0 ? p[top] - 0.25 * slope * slope / bend : p[top];
}

static double mean_yield(const cupk_mesh *mesh)
{
    double sum = 0;
    for (size_t i = 0; i < mesh->cells; i++)
        sum += mesh->nodes.yield[i] * mesh->nodes.dx[i] + 4 * mesh->middles.yield[i] * mesh->middles.dx[i] +
               mesh->nodes.yield[i + 1] * mesh->nodes.dx[i + 1];
    return sum / 6;
}

static int status_of(cupk_gap_state state)
{
    switch (state) {
    case CUPK_GAP_OK:
        return CUPEL_ROLLING_OK;
    case CUPK_GAP_SKID:
        return CUPEL_ROLLING_SKID;
    case CUPK_GAP_BACK_SKID:
        return CUPEL_ROLLING_BACK_SKID;
    default:
        return CUPEL_ROLLING_NOT_CONVERGED;
    }
}

/* The mesh to begin with: a cell should see only a small part of the exponential rise of the friction hill.
 */
static size_t first_steps(const cupel_rolling_pass *pass, const cupk_arc *arc, size_t max_steps)
{
    if (pass->steps) return pass->steps + pass->steps % 2;
    const cupk_gap gap = gap_of(pass, arc, NULL, 1);
    const double hill = 4 * gap.friction * gap.length / (arc->entry_thickness + arc->exit_thickness);
    const double wanted = fmin(fmax(64, 40 * hill), (double)max_steps);
    size_t steps = (size_t)wanted * (arc->graded ? 2 : 1);
    if (pass->conditions) { /* a node at each place, on half the cells too, if these are even */
        const size_t unit = 2 * (pass->conditions->count - 1), units = (steps + unit - 1) / unit;
        if (units * unit <= max_steps) steps = units * unit;
    }
    return (steps < max_steps ? steps : max_steps) / 2 * 2;
}

/* Those of no length are left out: rolls at the edge of skidding have no forward slip. */
static void set_zones(cupel_rolling_solution *out)
{
    const double ends[] = {-out->contact_length, out->neutral_position, 0};
    const int kinds[] = {CUPEL_ROLLING_BACKWARD_SLIP, CUPEL_ROLLING_FORWARD_SLIP};
    out->zone_count = 0;
    for (int i = 0; i < 2; i++)
        if (ends[i + 1] > ends[i])
            out->zones[out->zone_count++] = (cupel_rolling_zone){kinds[i], ends[i], ends[i + 1]};
}

static void fill(const cupel_rolling_pass *pass, cupel_rolling_workspace *workspace, const cupk_gap *gap,
                 const struct answer *answer, const cupk_flattening *flattening, cupel_rolling_solution *out)
{
    out->plastic_force = answer->force;
    out->entry_elastic_force = flattening->entry_elastic_force;
    out->exit_elastic_force = flattening->exit_elastic_force;
    out->force = answer->force + out->entry_elastic_force + out->exit_elastic_force;
    out->torque = answer->torque;
    out->power = 2 * answer->torque * pass->roll_speed / pass->roll_radius;
    out->forward_slip = answer->slip;
    out->contact_length = gap->length;
    out->stick_length = 0;
    out->neutral_position = gap->length * cupk_arc_xi(gap->arc, answer->neutral);
    set_zones(out);
    out->peak_pressure = peak_of(&workspace->profile, out->neutral_position);
    out->mean_pressure = answer->force / gap->length;
    out->flattened_radius_ratio = flattening->ratio;
    out->hitchcock_slope = flattening->slope;
    out->reduction = (pass->entry_thickness - pass->exit_thickness) / pass->entry_thickness;
    out->equivalent_strain = strain_of(pass);
    out->exit_flow_stress = cupk_yield_factor(pass->conditions, 1) *
                            cupel_flow_stress_at(&pass->flow_stress, out->equivalent_strain);
    out->mean_yield_stress = mean_yield(&workspace->fine);
    out->force_balance_error = answer->totals.balance;
    const double mean_thickness = 0.5 * (pass->entry_thickness + pass->exit_thickness);
    const bool constant = isnan(pass->friction_factor) && !(pass->conditions && pass->conditions->friction);
    const double friction =
        constant ? pass->friction_coefficient : answer->totals.friction / answer->totals.pressure;
    out->friction_hill_exponent = 2 * friction * gap->length / mean_thickness;
    if (pass->roll_deformation != CUPEL_ROLL_RIGID)
        out->stone_minimum_gauge = cupel_rolling_stone_gauge(
            gap->friction, pass->roll_radius,
            cupel_rolling_hitchcock_constant(pass->roll_youngs_modulus, pass->roll_poissons_ratio),
            fmax(0, out->mean_yield_stress - 0.5 * (pass->entry_tension + pass->exit_tension)));
    out->count = workspace->profile.count;
    out->position = workspace->profile.position;
    out->thickness = workspace->profile.thickness;
    out->pressure = workspace->profile.pressure;
    out->shear_stress = workspace->profile.shear_stress;
    out->longitudinal_stress = workspace->profile.longitudinal_stress;
}

/* One mesh: the flattened radius on it, the answer there and, from half the cells, its error. */
static void solve_on(const cupel_rolling_pass *pass, cupel_rolling_workspace *workspace, cupk_arc *arc,
                     double *guess, cupel_rolling_solution *out)
{
    const size_t evaluations = out->evaluations;
    *out = blank();
    out->steps = arc->cells;
    cupk_arc_mesh(arc, &workspace->fine);
    cupk_gap gap = gap_of(pass, arc, &workspace->fine, 1);
    cupk_flattening flattening = {.ratio = *guess};
    out->status = cupk_flatten(pass, &gap, &workspace->sweep, &flattening);
    out->evaluations = evaluations + flattening.evaluations;
    if (out->status != CUPEL_ROLLING_OK) return;
    *guess = flattening.ratio;
    gap = gap_of(pass, arc, &workspace->fine, flattening.ratio);
    struct answer fine, coarse;
    out->status = status_of(answer_at(&gap, pass->roll_radius, workspace, &workspace->profile, &fine));
    if (out->status != CUPEL_ROLLING_OK) return;
    fill(pass, workspace, &gap, &fine, &flattening, out);

    cupk_mesh_halve(&workspace->fine, &workspace->coarse);
    cupk_arc half = *arc;
    half.cells /= 2;
    gap.arc = &half, gap.mesh = &workspace->coarse;
    const bool solved = answer_at(&gap, pass->roll_radius, workspace, NULL, &coarse) == CUPK_GAP_OK;
    out->discretization_error = solved ? error_between(&fine, &coarse, pass->conditions ? 2 : 4) : INFINITY;
}

void cupk_rolling_withdraw(cupel_rolling_solution *out, int status)
{
    cupel_rolling_solution bare = blank();
    bare.status = status;
    bare.regime = out->regime;
    bare.steps = out->steps, bare.evaluations = out->evaluations;
    bare.friction_hill_exponent = out->friction_hill_exponent;
    bare.hitchcock_slope = out->hitchcock_slope;
    bare.discretization_error = out->discretization_error;
    *out = bare;
}

static void solve_strip(const cupel_rolling_pass *pass, cupel_rolling_workspace *workspace,
                        cupel_rolling_solution *out)
{
    cupk_arc arc = arc_of(pass);
    arc.cells = first_steps(pass, &arc, workspace->max_steps);
    double guess = 1;
    while (true) {
        solve_on(pass, workspace, &arc, &guess, out);
        const double wanted = pass->conditions ? wanted_with_kinks : wanted_error;
        const bool good = out->status != CUPEL_ROLLING_NOT_CONVERGED && !(out->discretization_error > wanted);
        const size_t finest = workspace->max_steps / 2 * 2;
        if (good || pass->steps || arc.cells >= finest) break;
        arc.cells = 2 * arc.cells < finest ? 2 * arc.cells : finest;
    }
    if (out->status == CUPEL_ROLLING_OK && !pass->steps && !(out->discretization_error <= tolerated_error))
        cupk_rolling_withdraw(out, CUPEL_ROLLING_NOT_CONVERGED);
    else if (out->status == CUPEL_ROLLING_OK && pass->roll_deformation == CUPEL_ROLL_AUTO &&
             !(out->friction_hill_exponent <= CUPEL_ROLLING_HILL_LIMIT &&
               out->hitchcock_slope <= CUPEL_ROLLING_SLOPE_LIMIT))
        cupk_rolling_withdraw(out, CUPEL_ROLLING_NO_SOLUTION);
}

/* Whether the circular arc has failed, or the mesh under it, and the elastic roll may do better. */
static bool needs_foil(const cupel_rolling_pass *pass, int status)
{
    return pass->roll_deformation == CUPEL_ROLL_AUTO && cupk_rolling_knows_elasticity(pass) &&
           (status == CUPEL_ROLLING_NO_SOLUTION || status == CUPEL_ROLLING_NO_HITCHCOCK_ROOT ||
            status == CUPEL_ROLLING_NOT_CONVERGED);
}

/* Whether the strip has a neutral point on the arc of the ground radius. */
static int status_on_rigid_rolls(const cupel_rolling_pass *pass, cupel_rolling_workspace *workspace)
{
    cupk_arc arc = arc_of(pass);
    arc.cells = first_steps(pass, &arc, workspace->max_steps);
    cupk_arc_mesh(&arc, &workspace->fine);
    const cupk_gap gap = gap_of(pass, &arc, &workspace->fine, 1);
    double force, neutral;
    return status_of(cupk_gap_force(&gap, &workspace->sweep, &force, &neutral));
}

/* A foil without a solution that skids on rigid rolls, one way or the other, has that for a reason. */
static void solve_foil(const cupel_rolling_pass *pass, cupel_rolling_workspace *workspace,
                       cupel_rolling_solution *out)
{
    double least;
    if (cupel_rolling_skid_friction(pass, 1, workspace, &least, NULL)) least = NAN;
    cupk_foil_pass(pass, least, &workspace->foil, out);
    if (out->status != CUPEL_ROLLING_NO_SOLUTION && out->status != CUPEL_ROLLING_NOT_CONVERGED) return;
    const int rigid = status_on_rigid_rolls(pass, workspace);
    if (rigid == CUPEL_ROLLING_SKID || rigid == CUPEL_ROLLING_BACK_SKID) {
        out->status = rigid;
        out->peak_pressure = NAN;
    }
}

cupel_status cupel_rolling_pass_solve(const cupel_rolling_pass *pass, cupel_rolling_workspace *workspace,
                                      cupel_rolling_solution *out, cupel_error *error)
{
    cupel_status status = cupk_rolling_check(pass, error);
    if (status) return status;
    if (pass->steps && (pass->steps < 4 || pass->steps > workspace->max_steps / 2 * 2))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "steps = %zu is not allowed; the workspace takes 4 to %zu, or 0 for automatic",
                   pass->steps, workspace->max_steps / 2 * 2);
    cupel_rolling_solution solution = blank();
    if (tension_yields(pass)) {
        solution.status = CUPEL_ROLLING_TENSION_YIELD;
        *out = solution;
        return CUPEL_OK;
    }
    if (pass->roll_deformation != CUPEL_ROLL_ELASTIC) solve_strip(pass, workspace, &solution);
    if (pass->roll_deformation == CUPEL_ROLL_ELASTIC || needs_foil(pass, solution.status))
        solve_foil(pass, workspace, &solution);
    *out = solution;
    return CUPEL_OK;
}

/* How much too much T the strip has at the exit when the neutral point is there. */
struct draw {
    cupk_gap gap;
    cupk_sweep *sweep;
};

static double excess_draw(void *self, double friction)
{
    struct draw *draw = self;
    draw->gap.friction = friction;
    return fmin(cupk_gap_draw(&draw->gap, draw->sweep) - draw->gap.exit_force, 1e300);
}

cupel_status cupel_rolling_skid_friction(const cupel_rolling_pass *pass, double radius_ratio,
                                         cupel_rolling_workspace *workspace, double *out, cupel_error *error)
{
    cupel_status status;
    if ((status = cupk_rolling_check(pass, error)) ||
        (status = cupk_rolling_check_ratio(radius_ratio, error)))
        return status;
    if (tension_yields(pass))
        CUPEL_FAIL(error, CUPEL_EFAILED, "a tension reaches the plane-strain yield stress of the strip");
    cupk_arc arc = arc_of(pass);
    arc.cells = arc.graded ? 192 : 96;
    if (arc.cells > workspace->max_steps) arc.cells = workspace->max_steps / 2 * 2;
    cupk_arc_mesh(&arc, &workspace->fine);
    struct draw draw = {gap_of(pass, &arc, &workspace->fine, radius_ratio), &workspace->sweep};
    cupk_point low = {0, excess_draw(&draw, 0)};
    if (low.f <= 0) {
        *out = 0;
        return CUPEL_OK;
    }
    /* Bland and Ford's estimate without tensions is the scale to search by */
    const double draft = pass->entry_thickness - pass->exit_thickness;
    cupk_point high = {0.5 * sqrt(draft / (radius_ratio * pass->roll_radius)), 0};
    for (int i = 0; i < 60; i++, high.x *= 1.5) {
        high.f = excess_draw(&draw, high.x);
        if (!(high.f > 0)) break;
        low = high;
    }
    if (!(high.f <= 0)) {
        *out = INFINITY;
        return CUPEL_OK;
    }
    *out = cupk_root(excess_draw, &draw, low, high, 1e-14);
    return CUPEL_OK;
}
