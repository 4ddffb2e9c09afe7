/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <math.h>
#include <stdio.h>

#include "cupel/rolling.h"
#include "material/material.h"

/* rolling.pass: one pass of strip through a pair of work rolls, by include/cupel/rolling.h. */

typedef struct parameters {
    const cupel_material *material;
    const cupel_flow_curve *flow_stress;
    double youngs_modulus, poissons_ratio;
    double entry_thickness, exit_thickness, prior_strain, width, entry_tension, exit_tension;
    double roll_radius, roll_youngs_modulus, roll_poissons_ratio, roll_speed;
    double friction_coefficient, friction_factor;
    int roll_deformation, strip_elasticity;
} parameters;

static const double room_temperature = 293.15; /* [K] of the elastic constants of a material */

static const char *const deformations[] = {[CUPEL_ROLL_RIGID] = "rigid",
                                           [CUPEL_ROLL_HITCHCOCK] = "hitchcock",
                                           [CUPEL_ROLL_ELASTIC] = "elastic",
                                           [CUPEL_ROLL_AUTO] = "auto",
                                           NULL};

#define AT(field) .offset = offsetof(parameters, field)
static const cupel_param rows[] = {
    {"material", CUPEL_MATERIAL, AT(material),
     .meaning = "strip: its flow_curve, and its elastic constants at 20 degC. This or flow_stress"},
    {"flow_stress", CUPEL_TABLE, AT(flow_stress), .table = &cupel_flow_curve_table,
     .meaning = "hardening law of the strip; goes before the flow_curve of material"},
    {"youngs_modulus", CUPEL_QUANTITY, AT(youngs_modulus), .unit = "Pa", .range = "(0, inf)",
     .meaning = "Young's modulus E of the strip, for strip_elasticity and the elastic roll; by default the "
                "material's "
                "at 20 degC"},
    {"poissons_ratio", CUPEL_NUMBER, AT(poissons_ratio), .unit = "1", .range = "(-1, 0.5]",
     .meaning = "Poisson's ratio nu of the strip, for strip_elasticity and the elastic roll; by default the "
                "material's at 20 degC"},
    {"entry_thickness", CUPEL_QUANTITY, AT(entry_thickness), .unit = "m", .range = "(0, 1]",
     .flags = CUPEL_REQUIRED, .meaning = "strip thickness h1 before the pass, under entry tension"},
    {"exit_thickness", CUPEL_QUANTITY, AT(exit_thickness), .unit = "m", .range = "(0, 1]",
     .flags = CUPEL_REQUIRED, .meaning = "strip thickness h2 after the pass, under exit tension"},
    {"prior_strain", CUPEL_NUMBER, AT(prior_strain), .unit = "1", .fallback = "0", .range = "[0, inf)",
     .meaning = "von Mises plastic strain of the strip at entry, 0 annealed; a chain of passes refers to "
                "equivalent_strain"},
    {"width", CUPEL_QUANTITY, AT(width), .unit = "m", .range = "(0, 10]",
     .meaning = "strip width w, for force, torque and power of the whole strip; should be many contact "
                "lengths"},
    {"entry_tension", CUPEL_QUANTITY, AT(entry_tension), .unit = "Pa", .fallback = "0 Pa",
     .range = "[0, inf)", .meaning = "back tension sigma_b, a stress over the entry section"},
    {"exit_tension", CUPEL_QUANTITY, AT(exit_tension), .unit = "Pa", .fallback = "0 Pa", .range = "[0, inf)",
     .meaning = "front tension sigma_f, a stress over the exit section"},
    {"roll_radius", CUPEL_QUANTITY, AT(roll_radius), .unit = "m", .range = "(0, 5]", .flags = CUPEL_REQUIRED,
     .meaning = "radius R of the work rolls as ground"},
    {"roll_youngs_modulus", CUPEL_QUANTITY, AT(roll_youngs_modulus), .unit = "Pa", .fallback = "210 GPa",
     .range = "(0, inf)",
     .meaning = "Young's modulus E_R of the rolls: steel 210 GPa, carbide 550 to 600 GPa"},
    {"roll_poissons_ratio", CUPEL_NUMBER, AT(roll_poissons_ratio), .unit = "1", .fallback = "0.3",
     .range = "(-1, 0.5]", .meaning = "Poisson's ratio nu_R of the rolls: steel 0.3, carbide 0.22"},
    {"roll_speed", CUPEL_QUANTITY, AT(roll_speed), .unit = "m/s", .range = "(0, inf)",
     .meaning = "surface speed V of the rolls; without it there is no power. The flow stress does not "
                "depend on it"},
    {"friction_coefficient", CUPEL_NUMBER, AT(friction_coefficient), .unit = "1", .range = "[0, 10]",
     .flags = CUPEL_REQUIRED,
     .meaning = "Coulomb friction mu of strip on roll: 0.04 to 0.1 for strip in oil, 0.02 to 0.05 for thin "
                "strip at speed"},
    {"friction_factor", CUPEL_NUMBER, AT(friction_factor), .unit = "1", .range = "(0, 1]",
     .meaning = "cap m of the friction: the shear stress stays at or below m K/2; no cap when absent"},
    {"roll_deformation", CUPEL_CHOICE, AT(roll_deformation), .fallback = "auto", .choices = deformations,
     .meaning = "rigid: arc of the ground radius; hitchcock: circular arc flattened by the force, always; "
                "elastic: foil regime, the roll takes the shape that the pressure gives it; auto: hitchcock "
                "where it "
                "holds, elastic elsewhere"},
    {"strip_elasticity", CUPEL_FLAG, AT(strip_elasticity), .fallback = "false",
     .meaning = "add the elastic entry and exit zones to the roll force; the elastic roll has them always"},
};
#undef AT

/* What cannot do without the elastic constants of the strip; NULL: nothing. */
static const char *elasticity_user(const parameters *p)
{
    if (p->roll_deformation == CUPEL_ROLL_ELASTIC) return "roll_deformation elastic";
    return p->strip_elasticity == 1 ? "strip_elasticity" : NULL;
}

static cupel_status check(const void *values, cupel_error *error)
{
    const parameters *p = values;
    if (!p->material && !p->flow_stress)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "the strip has no flow stress: give flow_stress, or a material that has a flow_curve");
    if (!p->flow_stress && !cupel_material_flow_curve(p->material))
        CUPEL_FAIL(error, CUPEL_EINVAL, "material %s has no flow_curve: give flow_stress",
                   cupel_material_id(p->material));
    if (!(p->exit_thickness < p->entry_thickness))
        CUPEL_FAIL(error, CUPEL_EINVAL, "exit_thickness %.6g m must lie below entry_thickness %.6g m",
                   p->exit_thickness, p->entry_thickness);
    const char *user = elasticity_user(p);
    if (user && !p->material && (isnan(p->youngs_modulus) || isnan(p->poissons_ratio)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s needs %s of the strip: give it, or a material that has it", user,
                   isnan(p->youngs_modulus) ? "youngs_modulus" : "poissons_ratio");
    return CUPEL_OK;
}

static const cupel_table table = {
    .name = "rolling.pass", .size = sizeof(parameters), CUPEL_ROWS(rows), .check = check};

static const cupel_result results_rows[] = {
    {"solution_status", CUPEL_LABEL,
     .meaning = "ok; or skid, back_skid, tension_yield, no_hitchcock_root, no_solution, not_converged"},
    {"regime", CUPEL_LABEL,
     .meaning = "strip: slab equation on a circular arc of contact; foil: elastic-plastic strip between "
                "elastic rolls"},
    {"strip_regime_validity", CUPEL_LABEL,
     .meaning = "whether the strip regime holds here: 2 mu L/h up to 5, Hitchcock slope up to 0.7, h/L up to "
                "1 with h = (h1 + h2)/2"},
    {"roll_force_per_width", CUPEL_SCALAR, "N/m",
     .meaning = "roll force F per width: plastic and, with strip_elasticity or in the foil regime, elastic "
                "zones"},
    {"plastic_force_per_width", CUPEL_SCALAR, "N/m",
     .meaning = "integral of the pressure over the plastic arc; strip regime"},
    {"torque_per_width", CUPEL_SCALAR, "N", .meaning = "torque M per width of one roll"},
    {"power_per_width", CUPEL_SCALAR, "W/m", .meaning = "power P = 2 M V/R per width of both rolls"},
    {"roll_force", CUPEL_SCALAR, "N", .meaning = "roll force over the width"},
    {"torque", CUPEL_SCALAR, "N m", .meaning = "torque of one roll over the width"},
    {"power", CUPEL_SCALAR, "W", .meaning = "power of both rolls over the width"},
    {"forward_slip", CUPEL_SCALAR, "1", .meaning = "exit speed of the strip over that of the roll, minus 1"},
    {"neutral_position", CUPEL_SCALAR, "m",
     .meaning =
         "place x_n where strip and roll have one speed, the middle of the zone where they stick; 0 on "
         "the line of roll centres, entry < 0"},
    {"contact_length", CUPEL_SCALAR, "m",
     .meaning = "length L of the plastic arc, sqrt(R' (h1 - h2)); foil regime: of all contact"},
    {"peak_pressure", CUPEL_SCALAR, "Pa", .meaning = "largest roll pressure"},
    {"mean_pressure", CUPEL_SCALAR, "Pa",
     .meaning = "plastic force per width over contact length; foil regime: the whole force"},
    {"flattened_radius_ratio", CUPEL_SCALAR, "1",
     .meaning = "flattened over ground roll radius, R'/R; strip regime"},
    {"stick_length", CUPEL_SCALAR, "m",
     .meaning = "length over which strip and roll stick: 0 in the strip regime"},
    {"exit_thickness", CUPEL_SCALAR, "m", .meaning = "strip thickness h2 after the pass, as asked for"},
    {"reduction", CUPEL_SCALAR, "1", .meaning = "thickness reduction (h1 - h2)/h1"},
    {"equivalent_strain", CUPEL_SCALAR, "1",
     .meaning = "von Mises plastic strain at exit, prior_strain + (2/sqrt 3) ln(h1/h2), less what is elastic "
                "in the foil regime"},
    {"exit_flow_stress", CUPEL_SCALAR, "Pa", .meaning = "uniaxial flow stress of the strip at exit"},
    {"friction_hill_exponent", CUPEL_SCALAR, "1",
     .meaning = "2 mu L/h with h = (h1 + h2)/2, where friction_factor caps with the mean friction: how "
                "steeply the pressure builds up"},
    {"hitchcock_slope", CUPEL_SCALAR, "1",
     .meaning = "G' = dR'(by the force)/dR'(assumed): the circular arc fails as it nears 1"},
    {"skid_friction", CUPEL_SCALAR, "1",
     .meaning = "smallest friction coefficient that draws the strip through, on the arc of this solution"},
    {"stone_minimum_gauge", CUPEL_SCALAR, "m",
     .meaning = "Stone's limiting thickness; an exit thickness below it is a warning, not a barrier"},
    {"force_balance_error", CUPEL_SCALAR, "1",
     .meaning = "relative residual of the longitudinal force balance of the strip in the gap"},
    {"discretization_error", CUPEL_SCALAR, "1",
     .meaning = "estimated relative numerical error of force, torque and slip, the largest; foil regime: "
                "relative change of the force from half as many cells"},
    {"smoothing_error", CUPEL_SCALAR, "1",
     .meaning = "foil regime: relative change of the force when the friction law was last made sharper"},
    {"torque_error", CUPEL_SCALAR, "1",
     .meaning =
         "foil regime: torque of the shear stress less that of the pressure, over that of all friction"},
    {"energy_error", CUPEL_SCALAR, "1",
     .meaning =
         "foil regime: power of rolls and tensions less plastic, friction and elastic power, relative"},
    {"shape_error", CUPEL_SCALAR, "1",
     .meaning = "foil regime: change of the gap when the pressure is curved between the nodes, over h2"},
    {"position", CUPEL_SERIES, "m", .meaning = "place x along the arc, from entry to exit"},
    {"pressure", CUPEL_SERIES, "Pa", .axis = "position", .meaning = "roll pressure p"},
    {"shear_stress", CUPEL_SERIES, "Pa", .axis = "position",
     .meaning = "friction stress q on the strip, positive in the rolling direction"},
    {"thickness", CUPEL_SERIES, "m", .axis = "position", .meaning = "strip thickness h"},
    {"longitudinal_stress", CUPEL_SERIES, "Pa", .axis = "position",
     .meaning = "mean stress sigma in the rolling direction, tension positive"},
    {"slip", CUPEL_SERIES, "1", .axis = "position",
     .meaning = "foil regime: speed of the strip over that of the roll, minus 1"},
};

/* A modulus of the strip: as given, else the material's. Unknown is an error when somebody needs it, else
 * NaN, which keeps roll_deformation auto to the strip regime. */
static cupel_status elastic_constant(const parameters *p, const char *name, double given, double *out,
                                     cupel_error *error)
{
    *out = given;
    const char *user = elasticity_user(p);
    if (!isnan(given) || !p->material || (!user && p->roll_deformation != CUPEL_ROLL_AUTO)) return CUPEL_OK;
    double value;
    const cupel_status status =
        cupel_material_property(p->material, name, room_temperature, &value, NULL, user ? error : NULL);
    if (!status) *out = value;
    if (!status || !user) return CUPEL_OK;
    cupel_error_note(error, "%s needs %s of the strip", user, name);
    return status;
}

static cupel_status pass_of(const parameters *p, cupel_rolling_pass *out, cupel_error *error)
{
    const cupel_flow_curve *curve = p->flow_stress ? p->flow_stress : cupel_material_flow_curve(p->material);
    *out = (cupel_rolling_pass){.flow_stress = curve->stress,
                                .entry_thickness = p->entry_thickness,
                                .exit_thickness = p->exit_thickness,
                                .prior_strain = p->prior_strain,
                                .entry_tension = p->entry_tension,
                                .exit_tension = p->exit_tension,
                                .roll_radius = p->roll_radius,
                                .roll_speed = p->roll_speed,
                                .friction_coefficient = p->friction_coefficient,
                                .friction_factor = p->friction_factor,
                                .roll_youngs_modulus = p->roll_youngs_modulus,
                                .roll_poissons_ratio = p->roll_poissons_ratio,
                                .roll_deformation = p->roll_deformation,
                                .strip_elasticity = p->strip_elasticity};
    const cupel_status status =
        elastic_constant(p, "youngs_modulus", p->youngs_modulus, &out->youngs_modulus, error);
    if (status) return status;
    return elastic_constant(p, "poissons_ratio", p->poissons_ratio, &out->poissons_ratio, error);
}

/* Numbers that have no meaning here are NaN and stay absent. */
static void set(cupel_results *results, const char *name, double value)
{
    if (isfinite(value)) cupel_results_set(results, name, value);
}

static void set_validity(const cupel_rolling_pass *pass, const cupel_rolling_solution *s,
                         cupel_results *results)
{
    const double thickness_ratio = (pass->entry_thickness + pass->exit_thickness) / (2 * s->contact_length);
    char text[160] = "holds";
    if (pass->roll_deformation == CUPEL_ROLL_ELASTIC)
        snprintf(text, sizeof text, "not used: roll_deformation elastic");
    else if (s->regime == CUPEL_ROLLING_FOIL && isnan(s->hitchcock_slope))
        snprintf(text, sizeof text, "outside: no flattened radius balances the roll force");
    else if (s->regime == CUPEL_ROLLING_FOIL && s->hitchcock_slope > CUPEL_ROLLING_SLOPE_LIMIT)
        snprintf(text, sizeof text, "outside: Hitchcock slope %.3g is above %.3g", s->hitchcock_slope,
                 CUPEL_ROLLING_SLOPE_LIMIT);
    else if (s->friction_hill_exponent > CUPEL_ROLLING_HILL_LIMIT)
        snprintf(text, sizeof text, "outside: 2 mu L/h = %.3g is above %.3g", s->friction_hill_exponent,
                 CUPEL_ROLLING_HILL_LIMIT);
    else if (s->hitchcock_slope > CUPEL_ROLLING_SLOPE_LIMIT)
        snprintf(text, sizeof text, "outside: Hitchcock slope %.3g is above %.3g", s->hitchcock_slope,
                 CUPEL_ROLLING_SLOPE_LIMIT);
    else if (thickness_ratio > 1)
        snprintf(text, sizeof text, "doubtful: h/L = %.3g is above 1, where redundant work adds to the force",
                 thickness_ratio);
    else if (pass->exit_thickness < s->stone_minimum_gauge)
        snprintf(text, sizeof text, "doubtful: exit thickness is below Stone's gauge");
    cupel_results_set_label(results, "strip_regime_validity", text);
}

static void set_solution(const parameters *p, const cupel_rolling_pass *pass, const cupel_rolling_solution *s,
                         cupel_results *results)
{
    set_validity(pass, s, results);
    set(results, "roll_force_per_width", s->force);
    set(results, "plastic_force_per_width", s->plastic_force);
    set(results, "torque_per_width", s->torque);
    set(results, "power_per_width", s->power);
    set(results, "roll_force", s->force * p->width);
    set(results, "torque", s->torque * p->width);
    set(results, "power", s->power * p->width);
    set(results, "forward_slip", s->forward_slip);
    set(results, "neutral_position", s->neutral_position);
    set(results, "contact_length", s->contact_length);
    set(results, "peak_pressure", s->peak_pressure);
    set(results, "mean_pressure", s->mean_pressure);
    set(results, "flattened_radius_ratio", s->flattened_radius_ratio);
    set(results, "stick_length", s->stick_length);
    set(results, "exit_thickness", pass->exit_thickness);
    set(results, "equivalent_strain", s->equivalent_strain);
    set(results, "exit_flow_stress", s->exit_flow_stress);
    set(results, "stone_minimum_gauge", s->stone_minimum_gauge);
    set(results, "force_balance_error", s->force_balance_error);
    set(results, "discretization_error", s->discretization_error);
    set(results, "smoothing_error", s->smoothing_error);
    set(results, "torque_error", s->torque_error);
    set(results, "energy_error", s->energy_error);
    set(results, "shape_error", s->shape_error);
    cupel_results_set_series(results, "position", s->position, s->count);
    cupel_results_set_series(results, "pressure", s->pressure, s->count);
    cupel_results_set_series(results, "shear_stress", s->shear_stress, s->count);
    cupel_results_set_series(results, "thickness", s->thickness, s->count);
    cupel_results_set_series(results, "longitudinal_stress", s->longitudinal_stress, s->count);
    if (s->slip) cupel_results_set_series(results, "slip", s->slip, s->count);
}

static void explain_tension_yield(const cupel_rolling_pass *pass, cupel_results *results)
{
    const double factor = 2 / sqrt(3);
    const double entry = factor * cupel_flow_stress_at(&pass->flow_stress, pass->prior_strain);
    if (!(pass->entry_tension < entry)) {
        cupel_results_fail(
            results,
            "entry_tension %.4g MPa reaches the plane-strain yield stress %.4g MPa of the strip "
            "at entry",
            pass->entry_tension / 1e6, entry / 1e6);
        return;
    }
    const double strain = pass->prior_strain + factor * log(pass->entry_thickness / pass->exit_thickness);
    cupel_results_fail(
        results, "exit_tension %.4g MPa reaches the plane-strain yield stress %.4g MPa of the strip at exit",
        pass->exit_tension / 1e6, factor * cupel_flow_stress_at(&pass->flow_stress, strain) / 1e6);
}

static void explain_skid(const cupel_rolling_pass *pass, double least, cupel_results *results)
{
    if (isfinite(least) && pass->friction_coefficient < least)
        cupel_results_fail(
            results,
            "the rolls skid: friction_coefficient %.4g is below the %.4g that draws the strip in "
            "(ground radius)",
            pass->friction_coefficient, least);
    else
        cupel_results_fail(results,
                           "the rolls skid: friction cannot draw the strip in against the entry tension "
                           "and the reduction");
}

static void explain_foil(const cupel_rolling_solution *s, cupel_results *results)
{
    if (s->status == CUPEL_ROLLING_NO_SOLUTION)
        cupel_results_fail(results,
                           "elastic roll: no solution beyond %.3g of the compliance of the rolls, where the "
                           "load runs away",
                           s->roll_compliance_reached);
    else if (isnan(s->energy_error))
        cupel_results_fail(results,
                           "elastic roll: not converged after %zu Newton steps on %zu cells, at %.3g of the "
                           "compliance of the rolls",
                           s->evaluations, s->steps, s->roll_compliance_reached);
    else
        cupel_results_fail(results,
                           "elastic roll: solved but a check fails on %zu cells (errors: torque %.2g, energy "
                           "%.2g, sharpness %.2g, mesh %.2g)",
                           s->steps, s->torque_error, s->energy_error, s->smoothing_error,
                           s->discretization_error);
}

/* Why there is no valid solution, in one line with the figures that say so. */
static void explain(const cupel_rolling_pass *pass, const cupel_rolling_solution *s, double least,
                    cupel_results *results)
{
    if (s->regime == CUPEL_ROLLING_FOIL && s->status != CUPEL_ROLLING_SKID) {
        explain_foil(s, results);
        return;
    }
    switch (s->status) {
    case CUPEL_ROLLING_SKID:
        explain_skid(pass, least, results);
        return;
    case CUPEL_ROLLING_BACK_SKID:
        cupel_results_fail(
            results, "exit_tension %.4g MPa drags the strip through faster than the rolls: no neutral point",
            pass->exit_tension / 1e6);
        return;
    case CUPEL_ROLLING_TENSION_YIELD:
        explain_tension_yield(pass, results);
        return;
    case CUPEL_ROLLING_NO_HITCHCOCK_ROOT:
        cupel_results_fail(results,
                           "no flattened radius balances the roll force: too thin a strip, too large a "
                           "roll or too much friction for a circular arc; the elastic roll needs "
                           "youngs_modulus and poissons_ratio of the strip");
        return;
    case CUPEL_ROLLING_NO_SOLUTION:
        cupel_results_fail(
            results,
            "outside the strip regime (2 mu L/h = %.3g, limit %.3g; Hitchcock slope %.3g, limit %.3g): "
            "the elastic roll needs youngs_modulus and poissons_ratio of the strip",
            s->friction_hill_exponent, CUPEL_ROLLING_HILL_LIMIT, s->hitchcock_slope,
            CUPEL_ROLLING_SLOPE_LIMIT);
        return;
    default:
        cupel_results_fail(results, "not converged on %zu cells (estimated relative error %.2g, wanted 1e-6)",
                           s->steps, s->discretization_error);
    }
}

static cupel_status solve(const parameters *p, cupel_rolling_workspace *workspace, cupel_results *results,
                          cupel_error *error)
{
    cupel_rolling_pass pass;
    cupel_rolling_solution solution;
    cupel_status status;
    if ((status = pass_of(p, &pass, error)) ||
        (status = cupel_rolling_pass_solve(&pass, workspace, &solution, error)))
        return status;
    cupel_results_set_label(results, "solution_status", cupel_rolling_status_name(solution.status));
    cupel_results_set_label(results, "regime", solution.regime == CUPEL_ROLLING_FOIL ? "foil" : "strip");
    set(results, "reduction", (pass.entry_thickness - pass.exit_thickness) / pass.entry_thickness);
    set(results, "friction_hill_exponent", solution.friction_hill_exponent);
    set(results, "hitchcock_slope", solution.hitchcock_slope);
    if (solution.status == CUPEL_ROLLING_OK) set_solution(p, &pass, &solution, results);

    double least = NAN;
    const bool holds = solution.status == CUPEL_ROLLING_OK;
    const bool arc = holds && solution.regime == CUPEL_ROLLING_STRIP;
    if (arc || solution.status == CUPEL_ROLLING_SKID) {
        const double ratio = arc ? solution.flattened_radius_ratio : 1;
        status = cupel_rolling_skid_friction(&pass, ratio, workspace, &least, error);
        if (status) return status;
        set(results, "skid_friction", least);
    }
    if (!holds) explain(&pass, &solution, least, results);
    return CUPEL_OK;
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    (void)context;
    cupel_rolling_workspace *workspace;
    cupel_status status = cupel_rolling_workspace_open(0, &workspace, error);
    if (status) return status;
    status = solve(values, workspace, results, error);
    cupel_rolling_workspace_close(workspace);
    return status;
}

const cupel_model cupel_model_rolling_pass = {
    .name = "rolling.pass",
    .title = "One pass of cold strip rolling",
    .summary =
        "Roll force, torque, power, forward slip and the pressure hill of one pass of flat strip "
        "between two equal "
        "driven work rolls, in plane strain: the slab equation (von Karman) on a parabolic arc, "
        "Coulomb friction "
        "with an optional cap, a hardening law over the strain of the pass and what went before, roll "
        "flattening by "
        "Hitchcock, and optionally the elastic zones at entry and exit. That holds while the arc stays "
        "close to a circle "
        "(Hitchcock slope up to 0.7) and the friction hill is moderate (2 mu L/h up to 5). Beyond, "
        "roll_deformation "
        "auto takes the foil regime: elastic-plastic strip between elastic rolls of free shape, with "
        "zones where strip and roll stick; it needs the elastic constants of the strip, and what it "
        "leaves out makes some 2 % in force. Both for strip that is wide "
        "and thin against the contact length. No strain rate, no temperature, no redundant work, constant "
        "friction: give a "
        "flow stress and a friction coefficient that fit the speed of the mill. Torque is a "
        "difference of two large "
        "terms and feels every input much more than force does.",
    .reference =
        "T. von Karman, Z. angew. Math. Mech. 5 (1925) 139; J. Hitchcock, Roll Neck Bearings, ASME "
        "1935; D. R. Bland "
        "and H. Ford, Proc. Instn Mech. Engrs 159 (1948) 144; D. R. Bland and H. Ford, J. Iron "
        "Steel Inst. 171 (1952) "
        "245; M. D. Stone, Iron Steel Engr 30 (1953) 61; N. A. Fleck, K. L. Johnson, M. E. Mear and L. C. "
        "Zhang, Proc. Instn Mech. Engrs B 206 (1992) 119; H. R. Le and M. P. F. Sutcliffe, Int. J. Mech. "
        "Sci. 43 (2001) 1405",
    .version = 2,
    .parameters = &table,
    CUPEL_RESULTS(results_rows),
    .run = run,
};
