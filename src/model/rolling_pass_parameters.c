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

#define WITH_COUPLING
#define NEEDED        CUPEL_REQUIRED
#define DEFAULT(text) text
static const cupel_param rows[] = {
#include "model/rolling_pass_rows.h"
};

/* What cannot do without the elastic constants of the strip; NULL: nothing. */
static const char *elasticity_user(const rolling_pass_parameters *p)
{
    if (p->roll_deformation == CUPEL_ROLL_ELASTIC) return "roll_deformation elastic";
    return p->strip_elasticity == 1 ? "strip_elasticity" : NULL;
}

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
    if (p->surface_terms == 1 && p->roll_deformation != CUPEL_ROLL_ELASTIC &&
        p->roll_deformation != CUPEL_ROLL_AUTO)
        CUPEL_FAIL(error, CUPEL_EINVAL, "surface_terms needs roll_deformation elastic or auto, not %s",
                   rolling_deformations[p->roll_deformation]);
    double ignored;
    cupel_status status = elastic_constant(p, "youngs_modulus", p->youngs_modulus, &ignored, error);
    if (!status) status = elastic_constant(p, "poissons_ratio", p->poissons_ratio, &ignored, error);
    return status ? status : rolling_coupling_check(p, error);
}

const cupel_table rolling_pass_table = {
    .name = "rolling.pass", .size = sizeof(rolling_pass_parameters), CUPEL_ROWS(rows), .check = check};

static double coulomb_coefficient(const rolling_pass_parameters *p)
{
    if (!p->friction) return p->friction_coefficient;
    if (p->friction->law == ROLLING_MIXED_FILM) return 0; /* the film makes its own */
    return isnan(p->friction->coefficient) ? p->friction_coefficient : p->friction->coefficient;
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
                                .friction_coefficient = coulomb_coefficient(p),
                                .friction_factor = p->friction_factor,
                                .roll_youngs_modulus = p->roll_youngs_modulus,
                                .roll_poissons_ratio = p->roll_poissons_ratio,
                                .roll_deformation = p->roll_deformation,
                                .strip_elasticity = p->strip_elasticity,
                                .surface_terms = p->surface_terms};
    if (isnan(curve->stress.melting_temperature) && p->material)
        cupel_material_property(p->material, "melting_temperature", room_temperature,
                                &out->flow_stress.melting_temperature, NULL, NULL);
    const cupel_status status =
        elastic_constant(p, "youngs_modulus", p->youngs_modulus, &out->youngs_modulus, error);
    if (status) return status;
    return elastic_constant(p, "poissons_ratio", p->poissons_ratio, &out->poissons_ratio, error);
}
