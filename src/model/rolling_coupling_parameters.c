/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model/rolling_pass.h"

/* The tables friction and heat of a pass. */

static const char *const laws[] = {[ROLLING_COULOMB] = "coulomb", [ROLLING_MIXED_FILM] = "mixed_film", NULL};

/* What each law needs, or has no use for. */
static cupel_status check_friction(const void *values, cupel_error *error)
{
    const rolling_friction *f = values;
    const bool film = f->law == ROLLING_MIXED_FILM;
    const struct {
        double value;
        const char *name;
    } rows[] = {{f->film.viscosity, "viscosity"},
                {f->film.roll_roughness, "roll_roughness"},
                {f->film.strip_roughness, "strip_roughness"},
                {f->film.limiting_shear_stress, "limiting_shear_stress"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (isnan(rows[i].value) == film)
            CUPEL_FAIL(error, CUPEL_EINVAL, film ? "law mixed_film needs %s" : "%s is for law mixed_film",
                       rows[i].name);
    if (!film) return CUPEL_OK;
    if (!isnan(f->coefficient))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "coefficient is for law coulomb; of mixed_film say boundary_coefficient");
    return cupel_rolling_film_check(&f->film, error);
}

#define AT(field) offsetof(rolling_friction, field)
static const cupel_param friction_rows[] = {
    {"law", CUPEL_CHOICE, AT(law), .choices = laws, .flags = CUPEL_REQUIRED,
     .meaning =
         "coulomb: one coefficient everywhere; mixed_film: an oil film drawn in by the speed carries part of "
         "the load, asperities the rest"},
    {"coefficient", CUPEL_NUMBER, AT(coefficient), .unit = "1", .range = "[0, 10]",
     .meaning = "coulomb: mu, in place of friction_coefficient"},
    {"boundary_coefficient", CUPEL_NUMBER, AT(film.boundary_coefficient), .unit = "1", .fallback = "0.1",
     .range = "[0, 10]", .meaning = "mixed_film: mu_b where asperities touch, 0.08 to 0.12"},
    {"viscosity", CUPEL_QUANTITY, AT(film.viscosity), .unit = "Pa s", .range = "(0, 1e3]",
     .meaning =
         "mixed_film: eta_0 of the oil at reference_temperature and no pressure. Rolling oils have 5 to 20 "
         "mPa s at 40 degC [recalled]"},
    {"pressure_viscosity_coefficient", CUPEL_QUANTITY, AT(film.pressure_viscosity_coefficient),
     .unit = "1/Pa", .fallback = "1.5e-8 1/Pa", .range = "[0, 1e-6]",
     .meaning = "mixed_film: alpha in eta_0 exp(alpha p) (Barus), 1e-8 to 2e-8 for rolling oils [recalled]"},
    {"temperature_viscosity_coefficient", CUPEL_QUANTITY, AT(film.temperature_viscosity_coefficient),
     .unit = "1/K", .fallback = "0.035 1/K", .range = "[0, 1]",
     .meaning =
         "mixed_film with heat: beta in eta_0 exp(-beta (T - reference_temperature)), 0.03 to 0.04 for "
         "rolling oils [recalled]"},
    {"reference_temperature", CUPEL_QUANTITY, AT(film.reference_temperature), .unit = "K",
     .fallback = "40 degC", .range = "[200, 1000]",
     .meaning = "mixed_film: temperature of viscosity, and of the oil where there is no heat"},
    {"roll_roughness", CUPEL_QUANTITY, AT(film.roll_roughness), .unit = "m", .range = "[0, 1e-3]",
     .meaning = "mixed_film: root-mean-square roughness Rq of the rolls, across the rolling direction"},
    {"strip_roughness", CUPEL_QUANTITY, AT(film.strip_roughness), .unit = "m", .range = "[0, 1e-3]",
     .meaning = "mixed_film: Rq of the strip before the pass"},
    {"limiting_shear_stress", CUPEL_QUANTITY, AT(film.limiting_shear_stress), .unit = "Pa",
     .range = "(0, inf)",
     .meaning =
         "mixed_film: shear stress where the oil gives way. Under the pressure of a roll bite most oils are "
         "at it, so it sets the friction of a thick film"},
};
#undef AT
const cupel_table rolling_friction_table = {
    .name = "friction", .size = sizeof(rolling_friction), CUPEL_ROWS(friction_rows), .check = check_friction};

static cupel_status check_heat(const void *values, cupel_error *error)
{
    const cupel_rolling_heat *h = values;
    const bool given = !isnan(h->roll_temperature), cooled = !isnan(h->roll_cooling_coefficient);
    if (given && cooled)
        CUPEL_FAIL(error, CUPEL_EINVAL, "give roll_temperature or roll_cooling_coefficient, not both");
    if (!given && !cooled)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "the temperature of the rolls is open: give roll_temperature, or roll_cooling_coefficient and "
            "coolant_temperature");
    return CUPEL_OK;
}

#define AT(field) offsetof(cupel_rolling_heat, field)
static const cupel_param heat_rows[] = {
    {"entry_temperature", CUPEL_QUANTITY, AT(entry_temperature), .unit = "K", .fallback = "20 degC",
     .range = "[200, 1500]",
     .meaning = "strip temperature T_1 before the pass; a chain of passes refers to "
                "exit_temperature"},
    {"density", CUPEL_QUANTITY, AT(density), .unit = "kg/m^3", .range = "(0, 1e5]",
     .meaning = "density rho of the strip; by default the material's at 20 degC, as the two below"},
    {"heat_capacity", CUPEL_QUANTITY, AT(heat_capacity), .unit = "J/(kg K)", .range = "(0, 1e5]",
     .meaning = "specific heat capacity c of the strip"},
    {"thermal_conductivity", CUPEL_QUANTITY, AT(conductivity), .unit = "W/(m K)", .range = "(0, 1e4]",
     .meaning = "thermal conductivity k of the strip"},
    {"plastic_heat_fraction", CUPEL_NUMBER, AT(plastic_heat_fraction), .unit = "1", .fallback = "0.9",
     .range = "[0, 1]", .meaning = "share beta of the plastic work that becomes heat, 0.9 to 0.95"},
    {"contact_coefficient", CUPEL_QUANTITY, AT(contact_coefficient), .unit = "W/(m^2 K)",
     .fallback = "3e4 W/(m^2 K)", .range = "[0, 1e9]",
     .meaning = "heat-transfer coefficient h_c between strip and roll in the bite, 1e4 to 1e5"},
    {"roll_thermal_conductivity", CUPEL_QUANTITY, AT(roll_conductivity), .unit = "W/(m K)",
     .fallback = "45 W/(m K)", .range = "(0, 1e4]",
     .meaning =
         "thermal conductivity of the rolls; the default is for steel. With the next it shares out the heat "
         "of friction"},
    {"roll_volumetric_heat_capacity", CUPEL_QUANTITY, AT(roll_volumetric_heat_capacity), .unit = "J/(m^3 K)",
     .fallback = "3.75 MJ/(m^3 K)", .range = "(0, 1e8]",
     .meaning = "density times specific heat capacity of the rolls; the default is for steel"},
    {"roll_temperature", CUPEL_QUANTITY, AT(roll_temperature), .unit = "K", .range = "[200, 1500]",
     .meaning = "bulk temperature T_R of the rolls; or the next two, for the steady one"},
    {"roll_cooling_coefficient", CUPEL_QUANTITY, AT(roll_cooling_coefficient), .unit = "W/(m^2 K)",
     .range = "(0, 1e7]",
     .meaning = "film coefficient between roll and coolant, mean over the whole surface outside "
                "the bite"},
    {"coolant_temperature", CUPEL_QUANTITY, AT(coolant_temperature), .unit = "K", .fallback = "30 degC",
     .range = "[200, 1000]", .meaning = "temperature of the coolant"},
};
#undef AT
const cupel_table rolling_heat_table = {
    .name = "heat", .size = sizeof(cupel_rolling_heat), CUPEL_ROWS(heat_rows), .check = check_heat};

static bool has_film(const rolling_pass_parameters *p)
{
    return p->friction && p->friction->law == ROLLING_MIXED_FILM;
}

const cupel_rolling_film *rolling_film_of(const rolling_pass_parameters *p)
{
    return has_film(p) ? &p->friction->film : NULL;
}

/* One coefficient of friction, said once. */
static cupel_status check_coefficient(const rolling_pass_parameters *p, cupel_error *error)
{
    const bool here = !isnan(p->friction_coefficient),
               there = p->friction && !isnan(p->friction->coefficient);
    if (has_film(p) && here)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "friction_coefficient is for law coulomb: mixed_film makes its own, leave it out");
    if (here && there)
        CUPEL_FAIL(error, CUPEL_EINVAL, "give friction_coefficient or friction.coefficient, not both");
    if (!has_film(p) && !here && !there)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "friction_coefficient is missing; or let friction say law: mixed_film");
    return CUPEL_OK;
}

/* The thermal properties of the strip, as rows of heat and as properties of a record. */
static const char *const strip_properties[] = {"density", "heat_capacity", "thermal_conductivity"};

static double strip_property(const cupel_rolling_heat *heat, size_t i)
{
    const double given[] = {heat->density, heat->heat_capacity, heat->conductivity};
    return given[i];
}

cupel_status rolling_coupling_check(const rolling_pass_parameters *p, cupel_error *error)
{
    const cupel_status status = check_coefficient(p, error);
    if (status) return status;
    if (isnan(p->roll_speed) && (has_film(p) || p->heat))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s needs roll_speed", has_film(p) ? "friction mixed_film" : "heat");
    for (size_t i = 0; p->heat && !p->material && i < 3; i++)
        if (isnan(strip_property(p->heat, i)))
            CUPEL_FAIL(error, CUPEL_EINVAL, "heat needs %s of the strip: give it, or a material that has it",
                       strip_properties[i]);
    cupel_rolling_heat heat;
    bool has;
    return rolling_heat_of(p, &heat, &has, error);
}

cupel_status rolling_heat_of(const rolling_pass_parameters *p, cupel_rolling_heat *out, bool *has,
                             cupel_error *error)
{
    *has = p->heat != NULL;
    if (!p->heat) return CUPEL_OK;
    *out = *p->heat;
    double *const to[] = {&out->density, &out->heat_capacity, &out->conductivity};
    for (size_t i = 0; i < 3; i++) {
        if (!isnan(*to[i])) continue;
        const cupel_status status =
            cupel_material_property(p->material, strip_properties[i], 293.15, to[i], NULL, error);
        if (!status) continue;
        cupel_error_note(error, "heat needs %s of the strip", strip_properties[i]);
        return status;
    }
    return CUPEL_OK;
}
