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

/* A record made for these tests; its figures are round, not those of a metal. */
#define HEAD "material:\n  {cupel: 1, id: plain, name: plain metal, class: "
#define PROPERTIES                                                                                           \
    "properties: {density: {value: 8900 kg/m^3, relative_uncertainty: 1 %, basis: assumed},\n"               \
    "  electrical_conductivity: {value: 50 MS/m, relative_uncertainty: 1 %, basis: assumed},\n"              \
    "  thermal_conductivity: {value: 350 W/(m K), uncertainty: 7 W/(m K), basis: assumed},\n"                \
    "  hall_petch_coefficient: {value: 0.12 MPa m^0.5, uncertainty: 0.01 MPa m^0.5, basis: assumed},\n"      \
    "  reference_grain_size: {value: 25 um, basis: assumed},\n"                                              \
    "  youngs_modulus: {value: 120 GPa, basis: assumed}}"
#define CURVE                                                                                                \
    ", flow_curve: {law: swift, strength_coefficient: 500 MPa, strain_offset: 0.01, exponent: 0.3, "         \
    "uncertainty: 5 %, basis: assumed}"
#define COPPER   HEAD "copper,\n  " PROPERTIES CURVE "}\n"
#define SILVER   HEAD "metal,\n  " PROPERTIES CURVE "}\n"
#define NO_CURVE HEAD "copper,\n  " PROPERTIES "}\n"

static model_run run(const char *yaml)
{
    model_run r = model_run_start(&cupel_model_alloy_properties, yaml, 1);
    if (r.status) fail_msg("%s", r.error.text);
    return r;
}

static void untouched_metal_is_as_its_record_says(void **state)
{
    (void)state;
    model_run r = run(COPPER);
    assert_near(model_run_number(&r, "electrical_conductivity"), 50e6, 1e-14);
    assert_near(model_run_number(&r, "electrical_conductivity_uncertainty"), 0.5e6, 1e-3); /* second order */
    assert_near(model_run_number(&r, "iacs"), 100 * 50 / 58., 1e-14);
    assert_near(model_run_number(&r, "resistivity"), 2e-8, 1e-14);
    assert_near(model_run_number(&r, "thermal_conductivity"), 350, 1e-14);
    assert_near(model_run_number(&r, "thermal_conductivity_uncertainty"), 7, 1e-12);
    assert_near(model_run_number(&r, "density"), 8900, 1e-14);
    assert_near(model_run_number(&r, "density_uncertainty"), 89, 1e-12);
    assert_true(isnan(model_run_number(&r, "youngs_modulus_uncertainty"))); /* the record gives none */
    assert_true(isnan(model_run_number(&r, "heat_capacity")));
    assert_non_null(strstr(model_run_label(&r, "notes"), "heat_capacity"));
    model_run_end(&r);
}

static void cold_work_strengthens_by_the_flow_curve(void **state)
{
    (void)state;
    model_run r = run(COPPER "temper_state: {strain: 0.1}\n");
    assert_near(model_run_number(&r, "yield_strength"), 500e6 * pow(0.11, 0.3), 1e-12);
    assert_near(model_run_number(&r, "yield_strength_uncertainty"), 0.05 * 500e6 * pow(0.11, 0.3), 1e-9);
    /* Considere on k (e_0 + e)^n: e_0 + e = n */
    assert_near(model_run_number(&r, "uniform_strain"), 0.19, 1e-10);
    assert_near(model_run_number(&r, "tensile_strength"), 500e6 * pow(0.3, 0.3) * exp(-0.19), 1e-10);
    model_run_end(&r);
    r = run(COPPER "temper_state: {strain: 2}\n"); /* past the neck */
    assert_near(model_run_number(&r, "tensile_strength"), model_run_number(&r, "yield_strength"), 1e-14);
    model_run_end(&r);
}

static void cold_work_costs_conductivity_by_its_dislocations(void **state)
{
    (void)state;
    model_run r = run(COPPER "temper_state: {strain: 1.5}\n");
    /* by hand: M alpha G b = 3.06 0.3 45e9 0.256e-9, friction 25 MPa, 1.8e-25 Ohm m^3 */
    const double line = 3.06 * 0.3 * 45e9 * 0.256e-9;
    const double after = 500e6 * pow(1.51, 0.3) - 25e6, before = 500e6 * pow(0.01, 0.3) - 25e6;
    const double rise = (after * after - before * before) / (line * line);
    assert_near(model_run_number(&r, "dislocation_density"), rise, 1e-12);
    const double rho = 2e-8 + 1.8e-25 * rise;
    assert_near(model_run_number(&r, "resistivity"), rho, 1e-12);
    assert_near(model_run_number(&r, "thermal_conductivity"), 350 + 2.39e-8 * 293.15 * (1 / rho - 50e6),
                1e-12);
    /* the terms' own uncertainties come on top of the record's */
    assert_true(model_run_number(&r, "resistivity_uncertainty") > 0.01 * 2e-8);
    model_run_end(&r);
}

static void more_work_never_conducts_better_nor_yields_earlier(void **state)
{
    (void)state;
    double conductivity = INFINITY, yield = 0;
    for (int i = 0; i <= 20; i++) {
        char yaml[2048];
        snprintf(yaml, sizeof yaml, "%stemper_state: {strain: %g}\n", COPPER, 0.2 * i);
        model_run r = run(yaml);
        assert_true(model_run_number(&r, "electrical_conductivity") < conductivity);
        assert_true(model_run_number(&r, "yield_strength") > yield);
        assert_true(model_run_number(&r, "tensile_strength") >= model_run_number(&r, "yield_strength"));
        conductivity = model_run_number(&r, "electrical_conductivity");
        yield = model_run_number(&r, "yield_strength");
        model_run_end(&r);
    }
}

static void heat_raises_resistivity_by_matthiessens_rule(void **state)
{
    (void)state;
    model_run r = run(COPPER "temperature: 120 degC\n");
    /* d rho/dT is that of copper: 0.00393/58e6 Ohm m/K */
    assert_near(model_run_number(&r, "resistivity"), 2e-8 + 100 * 0.00393 / 58e6, 1e-12);
    assert_non_null(strstr(model_run_label(&r, "notes"), "room temperature"));
    model_run_end(&r);
    r = run(SILVER "temperature: 120 degC\n"); /* nothing is known of how this one goes with temperature */
    assert_true(isnan(model_run_number(&r, "resistivity")));
    assert_non_null(strstr(model_run_label(&r, "notes"), "temperature_coefficient_of_resistivity"));
    model_run_end(&r);
}

static void thin_sheet_and_fine_grains_add_their_terms(void **state)
{
    (void)state;
    model_run r = run(COPPER "thickness: 6 um\ntemper_state: {grain_size: 0.5 um}\n");
    const double surface = 3. / 8 * 39e-9 * 1.678e-8 / 6e-6;
    const double boundaries = 2. / 3 * 3e-16 * (2 / 0.5e-6 - 2 / 25e-6);
    assert_near(model_run_number(&r, "resistivity"), 2e-8 + surface + boundaries, 1e-12);
    const double harder = 0.12e6 * (1 / sqrt(0.5e-6) - 1 / sqrt(25e-6));
    assert_near(model_run_number(&r, "yield_strength"), 500e6 * pow(0.01, 0.3) + harder, 1e-12);
    model_run_end(&r);
}

static void record_without_flow_curve_keeps_to_its_own_temper(void **state)
{
    (void)state;
    model_run r =
        run(HEAD "aluminium, properties: {yield_strength: {value: 145 MPa, uncertainty: 10 MPa, basis: "
                 "assumed}, electrical_conductivity: {value: 30.74 MS/m, basis: assumed}}}\n");
    assert_near(model_run_number(&r, "yield_strength"), 145e6, 1e-14);
    assert_near(model_run_number(&r, "yield_strength_uncertainty"), 10e6, 1e-14);
    assert_true(isnan(model_run_number(&r, "tensile_strength")));
    /* 6063-T6, 53 %IACS: Smith and Palmer by hand 201.94, data sheet 200 */
    assert_near(model_run_number(&r, "thermal_conductivity"), 201.94, 1e-4);
    assert_true(isnan(model_run_number(&r, "electrical_conductivity_uncertainty")));
    assert_non_null(strstr(model_run_label(&r, "notes"), "no uncertainty"));
    model_run_end(&r);
    r = run(NO_CURVE "temper_state: {strain: 0.5}\n");
    assert_true(isnan(model_run_number(&r, "yield_strength")));
    assert_true(isnan(model_run_number(&r, "electrical_conductivity")));
    assert_non_null(strstr(model_run_label(&r, "notes"), "flow_curve"));
    model_run_end(&r);
}

static void aluminium_is_not_scaled_as_copper(void **state)
{
    (void)state;
    model_run r =
        run(HEAD "aluminium, properties: {electrical_conductivity: {value: 35.38 MS/m, basis: assumed}}}\n"
                 "temperature: 120 degC\n");
    /* conductor grade, 61 %IACS: 0.00403/K */
    assert_near(model_run_number(&r, "resistivity") * 35.38e6, 1.403, 1e-6);
    model_run_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(untouched_metal_is_as_its_record_says),
        cmocka_unit_test(cold_work_strengthens_by_the_flow_curve),
        cmocka_unit_test(cold_work_costs_conductivity_by_its_dislocations),
        cmocka_unit_test(more_work_never_conducts_better_nor_yields_earlier),
        cmocka_unit_test(heat_raises_resistivity_by_matthiessens_rule),
        cmocka_unit_test(thin_sheet_and_fine_grains_add_their_terms),
        cmocka_unit_test(record_without_flow_curve_keeps_to_its_own_temper),
        cmocka_unit_test(aluminium_is_not_scaled_as_copper),
    };
    return cmocka_run_group_tests_name("alloy_properties", tests, NULL, NULL);
}
