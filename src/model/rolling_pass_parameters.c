/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rolling_pass.h"

#include <math.h>

static const double room_temperature = 293.15; /* [K] of the elastic constants of a material */

const char *const rolling_deformations[] = {[CUPEL_ROLL_RIGID] = "rigid",
                                            [CUPEL_ROLL_HITCHCOCK] = "hitchcock",
                                            [CUPEL_ROLL_ELASTIC] = "elastic",
                                            [CUPEL_ROLL_AUTO] = "auto",
                                            NULL};

#define AT(field) .offset = offsetof(rolling_pass_parameters, field)
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
    {"roll_deformation", CUPEL_CHOICE, AT(roll_deformation), .fallback = "auto",
     .choices = rolling_deformations,
     .meaning = "rigid: arc of the ground radius; hitchcock: circular arc flattened by the force, always; "
                "elastic: foil regime, the roll takes the shape that the pressure gives it; auto: hitchcock "
                "where it "
                "holds, elastic elsewhere"},
    {"strip_elasticity", CUPEL_FLAG, AT(strip_elasticity), .fallback = "false",
     .meaning = "add the elastic entry and exit zones to the roll force; the elastic roll has them always"},
};
#undef AT

/* What cannot do without the elastic constants of the strip; NULL: nothing. */
static const char *elasticity_user(const rolling_pass_parameters *p)
{
    if (p->roll_deformation == CUPEL_ROLL_ELASTIC) return "roll_deformation elastic";
    return p->strip_elasticity == 1 ? "strip_elasticity" : NULL;
}

static cupel_status check(const void *values, cupel_error *error)
{
    const rolling_pass_parameters *p = values;
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

const cupel_table rolling_pass_table = {
    .name = "rolling.pass", .size = sizeof(rolling_pass_parameters), CUPEL_ROWS(rows), .check = check};

/* A modulus of the strip: as given, else the material's. Unknown is an error when somebody needs it, else
 * NaN, which keeps roll_deformation auto to the strip regime. */
static cupel_status elastic_constant(const rolling_pass_parameters *p, const char *name, double given,
                                     double *out, cupel_error *error)
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

cupel_status rolling_pass_of(const rolling_pass_parameters *p, cupel_rolling_pass *out, cupel_error *error)
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
