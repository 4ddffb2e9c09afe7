/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_ROLLING_PASS_H
#define CUPEL_MODEL_ROLLING_PASS_H

#include "cupel/rolling_coupled.h"
#include "material/material.h"

/* What every model takes that is built of passes: the parameters of rolling.pass, from values to the kernel, and
 * the kernel's answer in words. */

typedef struct rolling_friction {
    int law;
    double coefficient; /* of Coulomb's law */
    cupel_rolling_film film;
} rolling_friction;

enum { ROLLING_COULOMB, ROLLING_MIXED_FILM };

typedef struct rolling_pass_parameters {
    const cupel_material *material;
    const cupel_flow_curve *flow_stress;
    double youngs_modulus, poissons_ratio;
    double entry_thickness, exit_thickness, prior_strain, width, entry_tension, exit_tension;
    double roll_radius, roll_youngs_modulus, roll_poissons_ratio, roll_speed;
    double friction_coefficient, friction_factor;
    int roll_deformation, strip_elasticity, surface_terms;
    const rolling_friction *friction; /* NULL: Coulomb by friction_coefficient */
    const cupel_rolling_heat *heat;   /* NULL: no temperatures */
} rolling_pass_parameters;

/* The names of cupel_roll_deformation, NULL at the end. */
extern const char *const rolling_deformations[];

/* The table of rolling.pass, of the struct above. */
extern const cupel_table rolling_pass_table;

/** Takes bound values to the kernel's struct. EINVAL or EFAILED when the material lacks an elastic constant that is
 * needed. `out` borrows the flow curve. */
cupel_status rolling_pass_of(const rolling_pass_parameters *parameters, cupel_rolling_pass *out, cupel_error *error);

/* The tables of friction and heat, of the structs above. */
extern const cupel_table rolling_friction_table, rolling_heat_table;

/** What friction and heat cannot do without in a pass: EINVAL, naming it. */
cupel_status rolling_coupling_check(const rolling_pass_parameters *parameters, cupel_error *error);

/** The film of a pass, NULL for Coulomb friction. */
const cupel_rolling_film *rolling_film_of(const rolling_pass_parameters *parameters);

/** The heat of a pass in `out`, with what the material tells; `*has` is false where none is asked for. EINVAL or
 * EFAILED when the material lacks a property that is needed. */
cupel_status rolling_heat_of(const rolling_pass_parameters *parameters, cupel_rolling_heat *out, bool *has,
                             cupel_error *error);

enum { ROLLING_TEXT = 240 };   /* bytes that hold any of the sentences below */

/** "strip", "foil". */
const char *rolling_regime_name(int regime);

/** "backward slip" and so on, of a cupel_rolling_zone_kind. */
const char *rolling_zone_name(int kind);

/** Whether the strip regime holds for a pass that is solved. */
void rolling_pass_validity(const cupel_rolling_pass *pass, const cupel_rolling_solution *solution,
                           char text[ROLLING_TEXT]);

/** Why film and heat did not settle, or why the pass under them has no solution; as the next one. */
void rolling_coupled_explain(const cupel_rolling_coupled *coupled, double skid_friction, char text[ROLLING_TEXT]);

/** Why a pass that is not OK has no valid solution, in one line with the figures that say so. `skid_friction`: by
 * cupel_rolling_skid_friction at the ground radius; NaN: unknown. */
void rolling_pass_explain(const cupel_rolling_pass *pass, const cupel_rolling_solution *solution,
                          double skid_friction, char text[ROLLING_TEXT]);

#endif
