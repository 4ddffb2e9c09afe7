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

/* Expected figures: cases V3 and V4 of tests/unit/rolling_cases.h. */

#define V3_GAP                                                                                               \
    "entry_thickness: 0.8 mm\nexit_thickness: 0.6 mm\nentry_tension: 20 MPa\nexit_tension: 50 MPa\n"         \
    "roll_radius: 110 mm\nfriction_coefficient: 0.08\n"
#define VOCE                                                                                                 \
    "flow_stress: {law: voce, initial_stress: 70 MPa, saturation_stress: 390 MPa, rate_constant: 4.5}\n"
#define V4                                                                                                   \
    "entry_thickness: 0.25 mm\nexit_thickness: 0.20 mm\nentry_tension: 90 MPa\nexit_tension: 120 MPa\n"      \
    "prior_strain: 1\nroll_radius: 70 mm\nfriction_coefficient: 0.05\nstrip_elasticity: true\n"              \
    "flow_stress: {law: swift, strength_coefficient: 460 MPa, strain_offset: 0.02, exponent: 0.17}\n"
#define PLAIN                                                                                                \
    "material: {cupel: 1, id: plain, name: plain metal, class: copper, properties: "                         \
    "{youngs_modulus: {value: 120 GPa, basis: assumed}, poissons_ratio: {value: 0.34, basis: assumed}}"
#define WITH_CURVE                                                                                           \
    ", flow_curve: {law: voce, initial_stress: 70 MPa, saturation_stress: 390 MPa, rate_constant: 4.5, "     \
    "basis: assumed}"

static model_run run(const char *yaml)
{
    return model_run_start(&cupel_model_rolling_pass, yaml, 1);
}

static void refused(const char *yaml, const char *words)
{
    model_run_refused(&cupel_model_rolling_pass, yaml, words);
}

static void failed(const char *yaml, const char *status, const char *words)
{
    model_run r = run(yaml);
    assert_int_equal(r.status, CUPEL_OK);
    const char *failure = cupel_results_failure(r.results);
    assert_non_null(failure);
    if (!strstr(failure, words)) fail_msg("'%s' is not in: %s", words, failure);
    assert_string_equal(model_run_label(&r, "solution_status"), status);
    assert_true(isnan(model_run_number(&r, "roll_force_per_width"))); /* absent, not a number of no meaning */
    assert_true(isnan(model_run_number(&r, "exit_thickness")));       /* no later pass goes on from here    */
    model_run_end(&r);
}

static void pass_gives_loads_per_width(void **state)
{
    (void)state;
    model_run r = run(V3_GAP VOCE);
    assert_int_equal(r.status, CUPEL_OK);
    assert_null(cupel_results_failure(r.results));
    assert_near(model_run_number(&r, "roll_force_per_width"), 1697.37045e3, 1e-8);
    assert_near(model_run_number(&r, "plastic_force_per_width"), 1697.37045e3, 1e-8);
    assert_near(model_run_number(&r, "torque_per_width"), 2322.43615, 1e-8);
    assert_near(model_run_number(&r, "flattened_radius_ratio"), 1.1873005, 5e-8);
    const double strain = 2 / sqrt(3) * log(0.8 / 0.6);
    assert_near(model_run_number(&r, "equivalent_strain"), strain, 1e-14);
    assert_near(model_run_number(&r, "exit_flow_stress"), 390e6 - 320e6 * exp(-4.5 * strain), 1e-14);
    assert_near(model_run_number(&r, "reduction"), 0.25, 1e-14);
    assert_near(model_run_number(&r, "exit_thickness"), 0.6e-3, 1e-15);
    assert_true(model_run_number(&r, "stick_length") == 0);
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    assert_string_equal(model_run_label(&r, "regime"), "strip");
    assert_string_equal(model_run_label(&r, "strip_regime_validity"), "holds");
    model_run_end(&r);
}

static void power_needs_speed_and_totals_need_width(void **state)
{
    (void)state;
    model_run r = run(V3_GAP VOCE);
    assert_true(isnan(model_run_number(&r, "power_per_width")));
    assert_true(isnan(model_run_number(&r, "roll_force")) && isnan(model_run_number(&r, "torque")));
    model_run_end(&r);
    r = run(V3_GAP VOCE "roll_speed: 120 m/min\nwidth: 600 mm\n");
    assert_near(model_run_number(&r, "power_per_width"), 2 * 2322.43615 * 2 / 0.11, 1e-8);
    assert_near(model_run_number(&r, "roll_force"), 0.6 * 1697.37045e3, 1e-8);
    assert_near(model_run_number(&r, "torque"), 0.6 * 2322.43615, 1e-8);
    assert_near(model_run_number(&r, "power"), 0.6 * 2 * 2322.43615 * 2 / 0.11, 1e-8);
    model_run_end(&r);
}

static void curves_run_from_entry_to_exit(void **state)
{
    (void)state;
    model_run r = run(V3_GAP VOCE);
    const char *const names[] = {"pressure", "shear_stress", "thickness", "longitudinal_stress"};
    const cupel_result_value *x = cupel_results_find(r.results, "position");
    assert_true(x->present && x->count > 50);
    for (size_t i = 1; i < x->count; i++) assert_true(x->values[i] > x->values[i - 1]);
    assert_near(x->values[0], -model_run_number(&r, "contact_length"), 1e-14);
    for (size_t k = 0; k < 4; k++) {
        const cupel_result_value *curve = cupel_results_find(r.results, names[k]);
        assert_true(curve->present && curve->count == x->count);
    }
    const cupel_result_value *stress = cupel_results_find(r.results, "longitudinal_stress");
    assert_near(stress->values[0], 20e6, 1e-13);
    assert_near(stress->values[x->count - 1], 50e6, 1e-13);
    model_run_end(&r);
}

static void material_gives_flow_curve_and_elastic_constants(void **state)
{
    (void)state;
    model_run r = run(V3_GAP PLAIN WITH_CURVE "}\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_near(model_run_number(&r, "roll_force_per_width"), 1697.37045e3, 1e-8);
    model_run_end(&r);
    r = run(V4 PLAIN WITH_CURVE "}\n"); /* flow_stress of the case goes before the record's */
    assert_near(model_run_number(&r, "roll_force_per_width"), 1412.42119e3, 1e-8);
    assert_near(model_run_number(&r, "plastic_force_per_width"), 1330.16711e3, 1e-8);
    model_run_end(&r);
    r = run(V4 "youngs_modulus: 120 GPa\npoissons_ratio: 0.34\n");
    assert_near(model_run_number(&r, "roll_force_per_width"), 1412.42119e3, 1e-8);
    model_run_end(&r);
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    refused(V3_GAP, "give flow_stress, or a material that has a flow_curve");
    refused(V3_GAP PLAIN "}\n", "material plain has no flow_curve: give flow_stress");
    refused(V4, "strip_elasticity needs youngs_modulus");
    refused(V4 "youngs_modulus: 120 GPa\n", "strip_elasticity needs poissons_ratio");
    refused(V3_GAP VOCE "roll_deformation: elastic\n", "roll_deformation elastic needs youngs_modulus");
    refused(V3_GAP VOCE "roll_deformation: elastic\nyoungs_modulus: 120 GPa\n",
            "roll_deformation elastic needs poissons_ratio");
    refused(V3_GAP "flow_stress: {law: voce, initial_stress: 70 MPa}\n", "saturation_stress");
    refused("entry_thickness: 0.6 mm\nexit_thickness: 0.8 mm\nroll_radius: 110 mm\n"
            "friction_coefficient: 0.08\n" VOCE,
            "must lie below entry_thickness");
}

#define HARD "flow_stress: {law: constant, yield_stress: 400 MPa}\n"
#define FOIL                                                                                                 \
    HARD "entry_thickness: 12 um\nexit_thickness: 9 um\nentry_tension: 100 MPa\nexit_tension: 140 MPa\n"     \
         "roll_radius: 30 mm\nfriction_coefficient: 0.025\n"
#define THICK HARD "entry_thickness: 2 mm\nexit_thickness: 1.6 mm\nroll_radius: 150 mm\n"

static void failures_say_why_in_figures(void **state)
{
    (void)state;
    failed(FOIL, "no_solution", "Hitchcock slope 0.944, limit 0.7");
    failed(THICK "friction_coefficient: 0.02\n", "skid", "0.02 is below the 0.02584 that");
    failed(THICK "friction_coefficient: 0.05\nexit_tension: 462 MPa\n", "tension_yield",
           "exit_tension 462 MPa reaches the plane-strain yield stress 461.9 MPa");
    failed(THICK "friction_coefficient: 0.05\nentry_tension: 462 MPa\n", "tension_yield", "at entry");
    failed(THICK "friction_coefficient: 0.03\nexit_tension: 300 MPa\n", "back_skid", "300 MPa");
    failed(HARD
           "entry_thickness: 18 um\nexit_thickness: 12 um\nroll_radius: 40 mm\nfriction_coefficient: 0.03\n",
           "no_hitchcock_root", "the elastic roll needs youngs_modulus and poissons_ratio");
}

static void hitchcock_by_name_is_computed_and_marked_outside_the_regime(void **state)
{
    (void)state;
    model_run r = run(FOIL "roll_deformation: hitchcock\n");
    assert_null(cupel_results_failure(r.results));
    assert_near(model_run_number(&r, "roll_force_per_width"), 724e3, 1e-3);
    assert_string_equal(model_run_label(&r, "strip_regime_validity"),
                        "outside: Hitchcock slope 0.944 is above 0.7");
    model_run_end(&r);
}

#define ELASTIC "youngs_modulus: 120 GPa\npoissons_ratio: 0.34\n"

static void auto_rolls_foil_with_the_elastic_roll(void **state)
{
    (void)state;
    model_run r = run(FOIL ELASTIC "roll_speed: 300 m/min\n"); /* VF2 of rolling_foil.c */
    assert_null(cupel_results_failure(r.results));
    assert_string_equal(model_run_label(&r, "regime"), "foil");
    assert_string_equal(model_run_label(&r, "strip_regime_validity"),
                        "outside: Hitchcock slope 0.944 is above 0.7");
    assert_near(model_run_number(&r, "roll_force_per_width"), 476.42e3, 2e-3);
    assert_near(model_run_number(&r, "torque_per_width"), 31.572, 2e-3);
    assert_near(model_run_number(&r, "power_per_width"), 2 * 31.572 * 5 / 0.03, 2e-3);
    assert_near(model_run_number(&r, "exit_thickness"), 9e-6, 1e-15);
    assert_true(isnan(model_run_number(&r, "flattened_radius_ratio")));
    assert_true(isnan(model_run_number(&r, "plastic_force_per_width")));
    assert_true(model_run_number(&r, "energy_error") < 1e-3);
    const cupel_result_value *x = cupel_results_find(r.results, "position");
    const cupel_result_value *slip = cupel_results_find(r.results, "slip");
    assert_true(slip->present && slip->count == x->count);
    assert_near(slip->values[slip->count - 1], model_run_number(&r, "forward_slip"), 1e-12);
    model_run_end(&r);
    r = run(FOIL PLAIN "}\n"); /* the constants of the record */
    assert_string_equal(model_run_label(&r, "regime"), "foil");
    assert_near(model_run_number(&r, "roll_force_per_width"), 476.42e3, 2e-3);
    model_run_end(&r);
}

static void elastic_roll_that_skids_says_so(void **state)
{
    (void)state;
    failed(THICK ELASTIC "friction_coefficient: 0.02\nroll_deformation: elastic\n", "skid",
           "0.02 is below the 0.02169 that");
}

/* 4 to 3.9 mm on a ground radius of 50 mm: L = sqrt(50 x 0.1) mm, h/L = 3.95/2.236 = 1.77. */
static void thick_strip_is_said_to_lack_redundant_work(void **state)
{
    (void)state;
    model_run r = run("entry_thickness: 4 mm\nexit_thickness: 3.9 mm\nroll_radius: 50 mm\n"
                      "friction_coefficient: 0.1\nroll_deformation: rigid\n"
                      "flow_stress: {law: constant, yield_stress: 100 MPa}\n");
    assert_null(cupel_results_failure(r.results));
    assert_string_equal(model_run_label(&r, "strip_regime_validity"),
                        "doubtful: h/L = 1.77 is above 1, where redundant work adds to the force");
    model_run_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pass_gives_loads_per_width),
        cmocka_unit_test(power_needs_speed_and_totals_need_width),
        cmocka_unit_test(curves_run_from_entry_to_exit),
        cmocka_unit_test(material_gives_flow_curve_and_elastic_constants),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(failures_say_why_in_figures),
        cmocka_unit_test(hitchcock_by_name_is_computed_and_marked_outside_the_regime),
        cmocka_unit_test(auto_rolls_foil_with_the_elastic_roll),
        cmocka_unit_test(elastic_roll_that_skids_says_so),
        cmocka_unit_test(thick_strip_is_said_to_lack_redundant_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
