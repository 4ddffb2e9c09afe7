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

#define COPPER                                                                                               \
    "material: {cupel: 1, id: plain, name: plain metal, class: copper, properties: "                         \
    "{youngs_modulus: {value: 120 GPa, basis: assumed}, poissons_ratio: {value: 0.34, basis: assumed}, "     \
    "density: {value: 8900 kg/m3, basis: assumed}, thermal_conductivity: {value: 390 W/(m K), basis: "       \
    "assumed}, heat_capacity: {value: 385 J/(kg K), basis: assumed}}, "                                      \
    "flow_curve: {law: voce, initial_stress: 60 MPa, saturation_stress: 400 MPa, rate_constant: 4, "         \
    "basis: assumed}}\n"
#define MILL COPPER "width: 400 mm\nroll_radius: 150 mm\nroll_speed: 2 m/s\nfriction_coefficient: 0.05\n"
#define COIL "entry_thickness: 1 mm\n"

static model_run run(const char *yaml)
{
    return model_run_start(&cupel_model_rolling_schedule, yaml, 2);
}

static void refused(const char *yaml, const char *words)
{
    model_run_refused(&cupel_model_rolling_schedule, yaml, words);
}

static const cupel_result_value *column(const model_run *r, const char *name)
{
    const cupel_result *table = cupel_result_find(cupel_model_rolling_schedule.results,
                                                  cupel_model_rolling_schedule.result_count, "pass_table");
    const cupel_result *row = cupel_result_find(table->columns, table->column_count, name);
    assert_non_null(row);
    return &cupel_results_find(r->results, "pass_table")->columns[row - table->columns];
}

static double cell(const model_run *r, const char *name, size_t pass)
{
    const cupel_result_value *value = column(r, name);
    return value->present ? value->values[pass] : (double)NAN;
}

static const char *word(const model_run *r, const char *name, size_t pass)
{
    return column(r, name)->texts[pass];
}

static model_run good(const char *yaml)
{
    model_run r = run(yaml);
    if (r.status) fail_msg("%s", r.error.text);
    if (cupel_results_failure(r.results)) fail_msg("%s", cupel_results_failure(r.results));
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    return r;
}

static void a_pass_says_only_what_is_its_own(void **state)
{
    (void)state;
    model_run r = good(MILL COIL "exit_tension_share: 0.2\nlimits: {roll_force: 2 MN, tension_share: 0.5}\n"
                                 "passes:\n"
                                 "  - {exit_thickness: 0.7 mm}\n"
                                 "  - {exit_thickness: 0.5 mm, roll_radius: 100 mm, exit_tension: 60 MPa,\n"
                                 "     anneal_after: {recrystallised_fraction: 1}}\n"
                                 "  - {exit_thickness: 0.4 mm, limits: {tension_share: 0.21}, anneal_after: "
                                 "{recrystallised_fraction: 0.6}}\n");
    assert_near(model_run_number(&r, "passes"), 3, 0);
    assert_near(model_run_number(&r, "total_reduction"), 0.6, 1e-14);
    const double whole = 2 / sqrt(3) * log(1 / 0.5);
    assert_near(cell(&r, "equivalent_strain", 1), whole, 1e-14);
    assert_near(cell(&r, "recrystallised_fraction", 1), 1, 0);
    assert_true(cell(&r, "prior_strain", 2) == 0 && cell(&r, "recrystallised_fraction", 0) == 0);
    const double last = 2 / sqrt(3) * log(0.5 / 0.4);
    assert_near(cell(&r, "equivalent_strain", 2), last, 1e-14);
    assert_near(model_run_number(&r, "equivalent_strain"), 0.4 * last, 1e-14); /* after the last anneal */
    assert_near(model_run_number(&r, "exit_flow_stress"), 400e6 - 340e6 * exp(-4 * 0.4 * last), 1e-14);
    assert_near(cell(&r, "exit_tension", 0), 0.2 * cell(&r, "exit_flow_stress", 0), 1e-14);
    assert_near(cell(&r, "exit_tension", 1), 60e6, 1e-15);
    assert_true(cell(&r, "entry_tension", 1) == 0);
    assert_near(cell(&r, "roll_force", 0), 0.4 * cell(&r, "roll_force_per_width", 0), 1e-15);
    assert_true(cell(&r, "roll_force", 1) < cell(&r, "roll_force", 0));
    assert_string_equal(word(&r, "limit", 2), "tension_share");
    assert_near(cell(&r, "limit_use", 2), 0.2 / 0.21, 1e-12);
    assert_string_equal(word(&r, "limit", 0), "roll_force");
    assert_string_equal(word(&r, "status", 0), "ok");
    model_run_end(&r);
}

static void a_pass_is_a_step_of_rolling_pass(void **state)
{
    (void)state;
    model_run whole = good(MILL COIL "passes: [{exit_thickness: 0.7 mm}, {exit_thickness: 0.5 mm}]\n");
    model_run alone = model_run_start(&cupel_model_rolling_pass,
                                      MILL "entry_thickness: 0.7 mm\nexit_thickness: 0.5 mm\n"
                                           "prior_strain: 0.411852749792444\n",
                                      1);
    assert_int_equal(alone.status, CUPEL_OK);
    assert_near(cell(&whole, "prior_strain", 1), 0.411852749792444, 1e-12);
    static const char *const same[] = {"roll_force_per_width", "torque_per_width", "power",
                                       "forward_slip",         "peak_pressure",    "flattened_radius_ratio",
                                       "skid_friction",        "equivalent_strain"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_near(cell(&whole, same[i], 1), model_run_number(&alone, same[i]), 1e-9);
    model_run_end(&alone);
    model_run_end(&whole);
}

static void the_gauge_meter_closes(void **state)
{
    (void)state;
    model_run r = good(MILL COIL "mill_modulus: 3 MN/mm\npasses: [{exit_thickness: 0.7 mm}]\n");
    const double force = cell(&r, "roll_force", 0), slope = cell(&r, "plastic_slope", 0);
    assert_near(cell(&r, "screw_gap", 0) + force / 3e9, 0.7e-3, 1e-14);
    assert_true(slope > 0);
    assert_near(cell(&r, "gap_transfer", 0), 3e9 / (3e9 + slope), 1e-14);
    model_run_end(&r);
    r = good(MILL COIL "passes: [{exit_thickness: 0.7 mm}]\n");
    assert_true(isnan(cell(&r, "screw_gap", 0)));
    model_run_end(&r);
}

static void anneals_and_coils_set_the_temperature(void **state)
{
    (void)state;
    model_run r = good(
        MILL COIL "entry_temperature: 25 degC\ncooling_after: 0.5\npasses:\n"
                  "  - {exit_thickness: 0.7 mm}\n"
                  "  - {exit_thickness: 0.5 mm, anneal_after: {time: 30 min, half_time: 1 h, exponent: 1}}\n"
                  "  - {exit_thickness: 0.4 mm}\n");
    const double strain = 2 / sqrt(3) * log(1 / 0.7);
    const double rise = 0.9 * (400e6 * strain - 340e6 / 4 * -expm1(-4 * strain)) / (8900 * 385);
    assert_near(cell(&r, "exit_temperature", 0), 298.15 + rise, 1e-9);
    assert_near(cell(&r, "entry_temperature", 1), 298.15 + 0.5 * rise, 1e-9);
    assert_near(cell(&r, "recrystallised_fraction", 1), 1 - sqrt(0.5), 1e-12);
    assert_near(cell(&r, "entry_temperature", 2), 298.15, 1e-12);
    model_run_end(&r);
}

#define WARM_MILL                                                                                            \
    COPPER                                                                                                   \
    "flow_stress: {law: voce, initial_stress: 60 MPa, saturation_stress: 400 MPa, rate_constant: 4, "        \
    "rate_sensitivity: 0.01, thermal_exponent: 1.09, reference_temperature: 20 degC, "                       \
    "melting_temperature: 1356 K}\n"                                                                         \
    "roll_radius: 150 mm\nroll_speed: 5 m/s\n"                                                               \
    "friction: {law: mixed_film, viscosity: 10 mPa s, roll_roughness: 0.3 um, strip_roughness: 0.2 um, "     \
    "limiting_shear_stress: 20 MPa}\n"

/* With oil and heat a pass takes the temperature that the coil brings. */
static void film_and_heat_go_from_pass_to_pass(void **state)
{
    (void)state;
    model_run whole =
        good(WARM_MILL COIL "cooling_after: 0.25\nheat: {entry_temperature: 30 degC, roll_temperature: 60 "
                            "degC}\npasses: [{exit_thickness: 0.7 mm}, {exit_thickness: 0.5 mm}]\n");
    const double coil = 303.15, warm = coil + 0.75 * (cell(&whole, "exit_temperature", 0) - coil);
    assert_near(cell(&whole, "entry_temperature", 0), coil, 1e-14);
    assert_near(cell(&whole, "entry_temperature", 1), warm, 1e-14);
    assert_true(warm > 310);
    char yaml[2000];
    snprintf(yaml, sizeof yaml,
             WARM_MILL "entry_thickness: 0.7 mm\nexit_thickness: 0.5 mm\nprior_strain: %.17g\n"
                       "heat: {entry_temperature: %.17g K, roll_temperature: 60 degC}\n",
             cell(&whole, "prior_strain", 1), warm);
    model_run alone = model_run_start(&cupel_model_rolling_pass, yaml, 1);
    assert_int_equal(alone.status, CUPEL_OK);
    static const char *const same[] = {"roll_force_per_width", "torque_per_width", "forward_slip",
                                       "mean_friction",        "exit_temperature", "skid_friction"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_near(cell(&whole, same[i], 1), model_run_number(&alone, same[i]), 1e-9);
    model_run_end(&alone);
    model_run_end(&whole);
}

static void a_pass_may_have_another_friction_law(void **state)
{
    (void)state;
    model_run r = good(WARM_MILL COIL "passes: [{exit_thickness: 0.7 mm}, {exit_thickness: 0.5 mm, "
                                      "friction_coefficient: 0.07}]\n");
    assert_near(cell(&r, "mean_friction", 1), 0.07, 1e-12);
    assert_true(cell(&r, "mean_friction", 0) > 0.07 && cell(&r, "mean_friction", 0) < 0.1);
    model_run_end(&r);
}

/* The oil is thinner in warm coils: a design for cold ones would go beyond the limit. */
static void a_design_is_that_of_its_own_temperatures(void **state)
{
    (void)state;
    model_run r = good(WARM_MILL COIL "width: 400 mm\ncooling_after: 0.3\n"
                                      "heat: {entry_temperature: 30 degC, roll_temperature: 60 degC}\n"
                                      "limits: {roll_force: 1.2 MN, maximum_reduction: 0.4}\n"
                                      "design: {exit_thickness: 0.3 mm, nodes: 60}\n");
    const size_t passes = (size_t)model_run_number(&r, "passes");
    assert_true(passes > 2 && model_run_number(&r, "largest_limit_use") > 0.8);
    assert_true(cell(&r, "entry_temperature", passes - 1) > 330);
    model_run_end(&r);
}

static void a_limit_that_is_exceeded_fails_and_keeps_the_table(void **state)
{
    (void)state;
    model_run r = run(MILL COIL "limits: {power: 20 kW}\npasses: [{exit_thickness: 0.9 mm}, "
                                "{exit_thickness: 0.6 mm}]\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_string_equal(model_run_label(&r, "solution_status"), "limit_exceeded");
    assert_non_null(strstr(cupel_results_failure(r.results), "pass 2 of 2: power is at "));
    assert_near(model_run_number(&r, "limiting_pass"), 2, 0);
    assert_near(cell(&r, "limit_use", 1), cell(&r, "power", 1) / 20e3, 1e-14);
    model_run_end(&r);
}

static void a_pass_that_skids_fails_with_its_reason(void **state)
{
    (void)state;
    model_run r = run(MILL COIL "passes: [{exit_thickness: 0.9 mm}, "
                                "{exit_thickness: 0.3 mm, friction_coefficient: 0.01}]\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_string_equal(model_run_label(&r, "solution_status"), "pass_failed");
    assert_non_null(strstr(cupel_results_failure(r.results),
                           "pass 2 of 2: the rolls skid: friction_coefficient 0.01 is below the "));
    assert_string_equal(word(&r, "limit", 1), "skid");
    assert_true(isnan(cell(&r, "roll_force", 1)) && cell(&r, "roll_force", 0) > 0);
    model_run_end(&r);
}

static void stages_of_a_design_have_their_own_rolls(void **state)
{
    (void)state;
    model_run r =
        good(MILL "design:\n  entry_thickness: 1 mm\n  nodes: 60\n  stages:\n"
                  "    - {exit_thickness: 0.5 mm, anneal_after: {recrystallised_fraction: 1}}\n"
                  "    - {exit_thickness: 0.25 mm, roll_radius: 100 mm, "
                  "limits: {roll_force: 0.9 MN}}\n"
                  "limits: {roll_force: 1.2 MN, maximum_reduction: 0.4, minimum_reduction: 0.05}\n");
    const size_t passes = (size_t)model_run_number(&r, "passes");
    assert_near(cell(&r, "exit_thickness", passes - 1), 0.25e-3, 1e-14);
    bool annealed = false;
    for (size_t i = 0; i < passes; i++) {
        const bool thin = cell(&r, "entry_thickness", i) < 0.501e-3;
        assert_true(cell(&r, "roll_force", i) <= (thin ? 0.9e6 : 1.2e6) * (1 + 1e-12));
        if (cell(&r, "recrystallised_fraction", i) == 1) {
            assert_near(cell(&r, "exit_thickness", i), 0.5e-3, 1e-14);
            assert_true(cell(&r, "prior_strain", i + 1) == 0);
            annealed = true;
        }
    }
    assert_true(annealed && model_run_number(&r, "passes_solved") > 50);
    model_run_end(&r);
}

/* Of a limit that is given more than once the innermost holds. */
static void limits_may_stand_in_the_design(void **state)
{
    (void)state;
    model_run r = good(MILL COIL "limits: {roll_force: 2 MN, power: 100 kW}\n"
                                 "design: {exit_thickness: 0.5 mm, passes: 3, objective: equal_reduction, "
                                 "limits: {roll_force: 1.5 MN}}\n");
    assert_string_equal(word(&r, "limit", 0), "roll_force");
    assert_near(cell(&r, "limit_use", 0), cell(&r, "roll_force", 0) / 1.5e6, 1e-14);
    model_run_end(&r);
    r = run(MILL COIL "limits: {roll_force: 2 MN, power: 10 kW}\n"
                      "design: {exit_thickness: 0.5 mm, passes: 3, objective: equal_reduction, "
                      "limits: {roll_force: 1.5 MN}}\n");
    assert_string_equal(word(&r, "limit", 0), "power");
    model_run_end(&r);
}

/* A pass may bring everything itself. */
static void nothing_need_be_common(void **state)
{
    (void)state;
    model_run r = good("passes:\n"
                       "  - {flow_stress: {law: constant, yield_stress: 300 MPa}, entry_thickness: 1.5 mm,\n"
                       "     exit_thickness: 1.2 mm, roll_radius: 125 mm, friction_coefficient: 0.08, "
                       "roll_deformation: rigid}\n"
                       "  - {flow_stress: {law: constant, yield_stress: 300 MPa}, entry_thickness: 1.2 mm,\n"
                       "     exit_thickness: 1.0 mm, roll_radius: 100 mm, friction_coefficient: 0.08, "
                       "prior_strain: 0.257663979}\n");
    assert_near(cell(&r, "roll_force_per_width", 0), 2439.01628e3, 1e-8);
    assert_near(cell(&r, "prior_strain", 1), 2 / sqrt(3) * log(1.5 / 1.2), 1e-8);
    assert_string_equal(word(&r, "limit", 0), "none");
    model_run_end(&r);
}

static void a_design_that_cannot_be_says_how_far_it_goes(void **state)
{
    (void)state;
    model_run r = run(MILL COIL "design: {exit_thickness: 0.1 mm, nodes: 60}\n"
                                "limits: {roll_force: 0.6 MN, minimum_reduction: 0.1}\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_string_equal(model_run_label(&r, "solution_status"), "no_schedule");
    assert_non_null(strstr(cupel_results_failure(r.results), "no schedule goes below "));
    assert_non_null(strstr(cupel_results_failure(r.results), "roll_force is at "));
    model_run_end(&r);
    r = run(MILL COIL "design: {exit_thickness: 0.2 mm, nodes: 60, passes: 2}\n"
                      "limits: {maximum_reduction: 0.4}\n");
    assert_non_null(strstr(cupel_results_failure(r.results), "2 passes reach "));
    model_run_end(&r);
}

/* No number of passes brings the force below 1 N/m: that is seen before any are made equal. */
static void a_hopeless_limit_is_told_early(void **state)
{
    (void)state;
    model_run r = run(MILL COIL "design: {exit_thickness: 0.3 mm, objective: equal_force}\n"
                                "limits: {roll_force_per_width: 1 N/m}\n");
    assert_string_equal(model_run_label(&r, "solution_status"), "no_schedule");
    assert_true(model_run_number(&r, "passes_solved") < 500);
    model_run_end(&r);
    r = good(MILL COIL
             "design: {exit_thickness: 0.3 mm, objective: equal_force}\nlimits: {roll_force: 0.8 MN}\n");
    assert_true(model_run_number(&r, "passes") > 4);
    model_run_end(&r);
}

static void the_example_of_the_manual_runs(void **state)
{
    (void)state;
    model_run r = good(cupel_model_rolling_schedule.example);
    assert_near(model_run_number(&r, "passes"), 3, 0);
    model_run_end(&r);
}

static void what_is_wrong_is_told_in_one_line(void **state)
{
    (void)state;
    refused(MILL COIL, "give passes, to have them evaluated, or design");
    refused(MILL COIL "passes: [{exit_thickness: 0.5 mm}]\ndesign: {exit_thickness: 0.2 mm}\n", "not both");
    refused(MILL "passes: [{exit_thickness: 0.5 mm}]\n", "pass 1 of 1: entry_thickness is missing");
    refused(MILL COIL "passes: [{exit_thickness: 0.5 mm}, {roll_radius: 50 mm}]\n",
            "pass 2 of 2: exit_thickness is missing");
    refused(COPPER COIL "roll_radius: 50 mm\npasses: [{exit_thickness: 0.5 mm}]\n",
            "pass 1 of 1: friction_coefficient is missing");
    refused(MILL COIL "passes: [{exit_thickness: 0.5 mm}, {exit_thickness: 0.6 mm}]\n",
            "pass 2 of 2: exit_thickness 0.0006 m must lie below entry_thickness 0.0005 m");
    refused(MILL COIL
            "passes: [{exit_thickness: 0.5 mm}, {entry_thickness: 0.6 mm, exit_thickness: 0.4 mm}]\n",
            "pass 2 of 2: entry_thickness 0.0006 m must be the exit_thickness 0.0005 m before it");
    refused(MILL COIL "entry_tension: 10 MPa\nentry_tension_share: 0.1\npasses: [{exit_thickness: 0.5 mm}]\n",
            "give entry_tension or entry_tension_share, not both");
    refused(MILL COIL "passes: [{exit_thickness: 0.5 mm, exit_tension: 1 MPa, exit_tension_share: 0.1}]\n",
            "pass 1 of 1: give exit_tension or exit_tension_share, not both");
    refused(COPPER COIL "roll_radius: 50 mm\nfriction_coefficient: 0.1\nlimits: {roll_force: 1 MN}\n"
                        "passes: [{exit_thickness: 0.5 mm}]\n",
            "the limit roll_force needs the width");
    refused(COPPER COIL "roll_radius: 50 mm\nfriction_coefficient: 0.1\nmill_modulus: 1 MN/mm\n"
                        "passes: [{exit_thickness: 0.5 mm}]\n",
            "mill_modulus needs the width");
    refused(MILL COIL "design: {exit_thickness: 0.2 mm, stages: [{exit_thickness: 0.3 mm}]}\n",
            "exit_thickness 0.0002 m is not the 0.0003 m of the last stage");
    refused(MILL COIL "design: {exit_thickness: 0.2 mm}\n", "fewest_passes needs a limit");
    refused(MILL COIL "design: {exit_thickness: 0.2 mm, objective: equal_force}\n",
            "without a number of passes needs a limit");
    refused(COPPER COIL "roll_radius: 50 mm\nfriction_coefficient: 0.1\n"
                        "design: {exit_thickness: 0.2 mm, objective: equal_power, passes: 3}\n",
            "equal_power needs roll_speed");
    refused(MILL COIL "passes: [{exit_thickness: 0.5 mm, anneal_after: {time: 1 h}}]\n",
            "recrystallised_fraction, or time and half_time");
    refused(MILL COIL "passes: [{exit_thickness: 0.5 mm, anneal_after: {recrystallised_fraction: 1, "
                      "half_time: 1 h}}]\n",
            "leave out half_time");
    refused(MILL COIL "design: {entry_thickness: 0.5 mm, exit_thickness: 0.2 mm, objective: equal_force, "
                      "passes: 2}\n",
            "design: entry_thickness 0.0005 m is not the 0.001 m of the schedule");
    refused(MILL COIL "limits: {minimum_reduction: 0.3, maximum_reduction: 0.1}\n"
                      "passes: [{exit_thickness: 0.8 mm}]\n",
            "minimum_reduction 0.3 lies above maximum_reduction 0.1");
    refused(MILL COIL "limits: {minimum_forward_slip: 0.03}\npasses: [{exit_thickness: 0.8 mm, "
                      "limits: {maximum_forward_slip: 0.01}}]\n",
            "pass 1 of 1: the limits contradict each other: minimum_forward_slip 0.03 lies above "
            "maximum_forward_slip 0.01");
    refused(MILL COIL "limits: {minimum_forward_slip: 0.1, strip_speed: 2.1 m/s}\n"
                      "passes: [{exit_thickness: 0.8 mm}]\n",
            "minimum_forward_slip 0.1 at roll_speed 2 m/s is above strip_speed 2.1 m/s");
    refused(MILL COIL "passes: [{exit_thickness: 0.8 mm}, {exit_thickness: 0.6 mm, prior_strain: 0}]\n",
            "pass 2 of 2: prior_strain 0 must be the 0.257664 that is left of the strain before it");
    refused(MILL COIL "passes: [{exit_thickness: 0.8 mm, passes: 2}]\n", "unknown key 'passes' of pass");
    refused(MILL COIL "passes: [{exit_thicknes: 0.5 mm}]\n", "did you mean 'exit_thickness'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pass_says_only_what_is_its_own),
        cmocka_unit_test(a_pass_is_a_step_of_rolling_pass),
        cmocka_unit_test(the_gauge_meter_closes),
        cmocka_unit_test(anneals_and_coils_set_the_temperature),
        cmocka_unit_test(film_and_heat_go_from_pass_to_pass),
        cmocka_unit_test(a_pass_may_have_another_friction_law),
        cmocka_unit_test(a_design_is_that_of_its_own_temperatures),
        cmocka_unit_test(a_limit_that_is_exceeded_fails_and_keeps_the_table),
        cmocka_unit_test(a_pass_that_skids_fails_with_its_reason),
        cmocka_unit_test(stages_of_a_design_have_their_own_rolls),
        cmocka_unit_test(limits_may_stand_in_the_design),
        cmocka_unit_test(nothing_need_be_common),
        cmocka_unit_test(a_design_that_cannot_be_says_how_far_it_goes),
        cmocka_unit_test(a_hopeless_limit_is_told_early),
        cmocka_unit_test(the_example_of_the_manual_runs),
        cmocka_unit_test(what_is_wrong_is_told_in_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
