/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "model/registry.h"
#include "run_model.h"

/* friction and heat of rolling.pass: what the tables take, refuse and give. */

#define GAP                                                                                                  \
    "entry_thickness: 0.8 mm\nexit_thickness: 0.6 mm\nentry_tension: 20 MPa\nexit_tension: 50 MPa\n"         \
    "roll_radius: 110 mm\n"
#define VOCE                                                                                                 \
    "flow_stress: {law: voce, initial_stress: 70 MPa, saturation_stress: 390 MPa, rate_constant: 4.5}\n"
#define SPEED "roll_speed: 2 m/s\n"
#define OIL                                                                                                  \
    "viscosity: 10 mPa s, roll_roughness: 0.3 um, strip_roughness: 0.2 um, limiting_shear_stress: 10 MPa"
#define FILM    "friction: {law: mixed_film, " OIL "}\n"
#define THERMAL "density: 8940 kg/m3, heat_capacity: 386 J/(kg K), thermal_conductivity: 390 W/(m K)"

static model_run run(const char *yaml)
{
    return model_run_start(&cupel_model_rolling_pass, yaml, 1);
}

static void refused(const char *yaml, const char *words)
{
    model_run_refused(&cupel_model_rolling_pass, yaml, words);
}

static bool present(const model_run *r, const char *name)
{
    const cupel_result_value *value = cupel_results_find(r->results, name);
    return value && value->present;
}

static void coulomb_can_be_said_either_way(void **state)
{
    (void)state;
    model_run a = run(GAP VOCE SPEED "friction_coefficient: 0.08\n");
    model_run b = run(GAP VOCE SPEED "friction: {law: coulomb, coefficient: 0.08}\n");
    model_run c = run(GAP VOCE SPEED "friction_coefficient: 0.08\nfriction: {law: coulomb}\n");
    const double force = model_run_number(&a, "roll_force_per_width");
    assert_true(force > 0 && model_run_number(&b, "roll_force_per_width") == force);
    assert_true(model_run_number(&c, "roll_force_per_width") == force);
    assert_false(present(&a, "coupling_passes")); /* nothing is coupled */
    assert_false(present(&b, "friction"));
    model_run_end(&a);
    model_run_end(&b);
    model_run_end(&c);
}

static void film_and_heat_give_their_results(void **state)
{
    (void)state;
    model_run film = run(GAP VOCE SPEED FILM);
    assert_null(cupel_results_failure(film.results));
    assert_true(model_run_number(&film, "lambda_ratio") > 0);
    assert_true(present(&film, "friction") && present(&film, "contact_fraction"));
    assert_false(present(&film, "exit_temperature"));
    model_run heat =
        run(GAP VOCE SPEED "friction_coefficient: 0.08\nheat: {roll_temperature: 40 degC, " THERMAL "}\n");
    assert_null(cupel_results_failure(heat.results));
    assert_near(model_run_number(&heat, "roll_force_per_width"), 1697.37045e3, 1e-6); /* V3: not softened */
    assert_true(model_run_number(&heat, "exit_temperature") > 300);
    assert_true(model_run_number(&heat, "heat_balance_error") < 1e-8);
    assert_true(present(&heat, "temperature") && !present(&heat, "film_thickness"));
    assert_true(cupel_results_find(heat.results, "temperature")->count ==
                cupel_results_find(heat.results, "position")->count);
    model_run_end(&film);
    model_run_end(&heat);
}

/* Density, heat capacity and conductivity of the record at 20 degC. */
static void material_gives_thermal_properties(void **state)
{
    (void)state;
#define PASS                                                                                                 \
    "entry_thickness: 0.8 mm\nexit_thickness: 0.6 mm\nroll_radius: 110 mm\nfriction_coefficient: "           \
    "0.08\n" SPEED
    model_run by_material = run(PASS "material: C11000\nheat: {roll_temperature: 20 degC}\n");
    model_run by_hand = run(PASS "material: C11000\nheat: {roll_temperature: 20 degC, density: 8.94 g/cm3, "
                                 "heat_capacity: 386 J/(kg K), thermal_conductivity: 394 W/(m K)}\n");
    assert_null(cupel_results_failure(by_material.results));
    assert_near(model_run_number(&by_material, "exit_temperature"),
                model_run_number(&by_hand, "exit_temperature"), 1e-12);
    model_run_end(&by_material);
    model_run_end(&by_hand);
    model_run molten =
        run(PASS "material: C11000\nheat: {entry_temperature: 1200 degC, roll_temperature: 20 degC}\n");
    const char *failure = cupel_results_failure(molten.results);
    assert_non_null(failure);
    assert_non_null(strstr(failure, "its melting_temperature"));
    model_run_end(&molten);
    refused(PASS "material: {cupel: 1, id: plain, name: plain metal, class: copper, properties: {density: "
                 "{value: 8900 kg/m3, basis: assumed}}, flow_curve: {law: constant, yield_stress: 300 MPa, "
                 "basis: assumed}}\nheat: {roll_temperature: 20 degC}\n",
            "heat needs heat_capacity of the strip");
#undef PASS
}

static void rate_is_told_where_the_flow_stress_depends_on_it(void **state)
{
    (void)state;
    model_run r =
        run(GAP SPEED "friction_coefficient: 0.08\nroll_deformation: rigid\n"
                      "flow_stress: {law: constant, yield_stress: 300 MPa, rate_sensitivity: 0.02}\n");
    const double rate = model_run_number(&r, "strain_rate");
    assert_near(rate, 2 / sqrt(3) * 2 / sqrt(0.11 * 0.2e-3) * log(0.8 / 0.6), 1e-9);
    assert_near(model_run_number(&r, "rate_factor"), 1 + 0.02 * log(rate), 1e-12);
    assert_near(model_run_number(&r, "exit_flow_stress"), 300e6 * (1 + 0.02 * log(rate)), 1e-12);
    model_run_end(&r);
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    refused(GAP VOCE SPEED, "friction_coefficient is missing; or let friction say law: mixed_film");
    refused(GAP VOCE FILM, "friction mixed_film needs roll_speed");
    refused(GAP VOCE "friction_coefficient: 0.1\nheat: {roll_temperature: 20 degC, " THERMAL "}\n",
            "heat needs roll_speed");
    refused(GAP VOCE SPEED FILM "friction_coefficient: 0.1\n", "leave it out");
    refused(GAP VOCE SPEED "friction_coefficient: 0.1\nfriction: {law: coulomb, coefficient: 0.1}\n",
            "not both");
    refused(GAP VOCE SPEED "friction: {law: coulomb, coefficient: 0.1, " OIL "}\n", "is for law mixed_film");
    refused(GAP VOCE SPEED "friction: {law: mixed_film, coefficient: 0.1, " OIL "}\n",
            "boundary_coefficient");
    refused(GAP VOCE SPEED "friction: {law: mixed_film, viscosity: 10 mPa s}\n",
            "law mixed_film needs roll_roughness");
    refused(GAP VOCE SPEED
            "friction: {law: mixed_film, viscosity: 1 Pa s, roll_roughness: 0, strip_roughness: 0, "
            "limiting_shear_stress: 10 MPa}\n",
            "roughness of roll and strip together");
    refused(GAP VOCE SPEED "friction_coefficient: 0.1\nheat: {" THERMAL "}\n",
            "the temperature of the rolls is open");
    refused(GAP VOCE SPEED
            "friction_coefficient: 0.1\nheat: {roll_temperature: 20 degC, roll_cooling_coefficient: "
            "1 kW/(m2 K), " THERMAL "}\n",
            "not both");
    refused(GAP VOCE SPEED "friction_coefficient: 0.1\nheat: {roll_temperature: 20 degC}\n",
            "heat needs density of the strip: give it, or a material that has it");
    refused(GAP VOCE SPEED "friction_coefficient: 0.1\nheat: {roll_temperature: 60, " THERMAL "}\n",
            "roll_temperature"); /* a bare number is in kelvin */
}

static void film_that_skids_fails_with_its_figures(void **state)
{
    (void)state;
    model_run r =
        run("entry_thickness: 1.5 mm\nexit_thickness: 1.2 mm\nroll_radius: 125 mm\nroll_speed: 25 m/s\n"
            "flow_stress: {law: constant, yield_stress: 300 MPa}\n"
            "friction: {law: mixed_film, viscosity: 10 mPa s, roll_roughness: 0.05 um, strip_roughness: "
            "0.05 um, limiting_shear_stress: 3 MPa}\n");
    assert_string_equal(model_run_label(&r, "solution_status"), "skid");
    const char *failure = cupel_results_failure(r.results);
    assert_non_null(failure);
    assert_non_null(strstr(failure, "the film has a mean friction of"));
    assert_true(isnan(model_run_number(&r, "roll_force_per_width")));
    assert_true(isnan(model_run_number(&r, "lambda_ratio")));
    model_run_end(&r);
}

static double cell(const model_run *r, const char *column, size_t row)
{
    const cupel_result_value *table = cupel_results_find(r->results, "pass_table");
    const cupel_result *rows = NULL;
    for (size_t i = 0; i < cupel_results_count(r->results); i++)
        if (cupel_results_value(r->results, i) == table) rows = cupel_results_row(r->results, i);
    assert_non_null(rows);
    for (size_t k = 0; k < rows->column_count; k++)
        if (strcmp(rows->columns[k].name, column) == 0) return table->columns[k].values[row];
    return NAN;
}

/* A pass of a schedule is the pass alone: with a film, and with a flow stress that knows the strain rate. */
static void passes_of_a_schedule_are_passes(void **state)
{
    (void)state;
#define COMMON                                                                                               \
    "roll_radius: 110 mm\nroll_speed: 2 m/s\nflow_stress: {law: voce, initial_stress: 70 MPa, "              \
    "saturation_stress: 390 MPa, rate_constant: 4.5, rate_sensitivity: 0.02}\n"
    model_run film = run(COMMON "entry_thickness: 0.8 mm\nexit_thickness: 0.6 mm\n" FILM);
    model_run plain =
        run(COMMON "entry_thickness: 0.6 mm\nexit_thickness: 0.5 mm\nfriction_coefficient: 0.08\n"
                   "prior_strain: 0.33218664394213043\n");
    model_run both = model_run_start(&cupel_model_rolling_schedule,
                                     COMMON "entry_thickness: 0.8 mm\n" FILM
                                            "passes: [{exit_thickness: 0.6 mm}, {exit_thickness: 0.5 mm, "
                                            "friction_coefficient: 0.08}]\n",
                                     1);
    assert_null(cupel_results_failure(both.results));
    assert_true(cell(&both, "roll_force_per_width", 0) == model_run_number(&film, "roll_force_per_width"));
    assert_true(cell(&both, "mean_friction", 0) == model_run_number(&film, "mean_friction"));
    assert_true(cell(&both, "skid_friction", 0) == model_run_number(&film, "skid_friction"));
    assert_near(cell(&both, "roll_force_per_width", 1), model_run_number(&plain, "roll_force_per_width"),
                1e-9);
    assert_near(cell(&both, "mean_friction", 1), 0.08, 1e-12);
    model_run_end(&film);
    model_run_end(&plain);
    model_run_end(&both);
#undef COMMON
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coulomb_can_be_said_either_way),
        cmocka_unit_test(film_and_heat_give_their_results),
        cmocka_unit_test(material_gives_thermal_properties),
        cmocka_unit_test(rate_is_told_where_the_flow_stress_depends_on_it),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(film_that_skids_fails_with_its_figures),
        cmocka_unit_test(passes_of_a_schedule_are_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
