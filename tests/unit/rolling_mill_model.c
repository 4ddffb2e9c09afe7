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

/* rolling.mill through its tables; the kernel is tested in rolling_mill.c. */

#define WITH_FRICTION                                                                                        \
    "flow_stress: {law: constant, yield_stress: 700 MPa}\nyoungs_modulus: 120 GPa\npoissons_ratio: 0.34\n"   \
    "entry_thickness: 0.19 mm\nroll_radius: 80 mm\nwidth: 400 mm\nentry_tension: 120 MPa\n"                  \
    "exit_tension: 180 MPa\nfriction_coefficient: "
#define STRIP WITH_FRICTION "0.05\n"
#define THICK "exit_thickness: 0.15 mm\n"
#define WORK(more)                                                                                           \
    "work_roll: {barrel_length: 650 mm, bearing_distance: 1100 mm, neck_diameter: 110 mm" more "}\n"
#define BACKUP                                                                                               \
    "backup_roll: {diameter: 500 mm, barrel_length: 650 mm, bearing_distance: 1100 mm, neck_diameter: 300 "  \
    "mm}\n"
#define FOUR "mill: 4_high\n" BACKUP
#define SOFT(tension)                                                                                        \
    "flow_stress: {law: swift, strength_coefficient: 450 MPa, strain_offset: 0.005, exponent: 0.35}\n"       \
    "youngs_modulus: 120 GPa\npoissons_ratio: 0.34\nentry_thickness: 0.3 mm\nroll_radius: 80 mm\n"           \
    "width: 400 mm\nentry_tension: 50 MPa\nexit_tension: " tension                                           \
    "\nfriction_coefficient: 0.05\nactuators: false\n"
#define CLUSTER                                                                                              \
    "mill: 20_high\nflow_stress: {law: constant, yield_stress: 400 MPa}\nyoungs_modulus: 120 GPa\n"          \
    "poissons_ratio: 0.34\nentry_thickness: 50 um\nexit_thickness: 40 um\nwidth: 500 mm\n"                   \
    "entry_tension: 120 MPa\nexit_tension: 150 MPa\nroll_radius: 25 mm\nfriction_coefficient: 0.04\n"        \
    "work_roll: {barrel_length: 700 mm}\nintermediate_roll: {diameter: 100 mm, barrel_length: 700 mm, "      \
    "taper_length: 150 mm, taper_depth: 0.03 mm, shift: -20 mm}\n"                                           \
    "second_intermediate_roll: {diameter: 170 mm, barrel_length: 700 mm}\nelements: 20\ncells: 31\n"
#define SHAFT(more)                                                                                          \
    "backing_shaft: {diameter: 300 mm, shaft_diameter: 130 mm, saddle_width: 30 mm, saddle_positions: "      \
    "[-360 mm, -240 mm, -120 mm, 0 mm, 120 mm, 240 mm, 360 mm]" more "}\n"

static model_run run(const char *yaml)
{
    return model_run_start(&cupel_model_rolling_mill, yaml, 1);
}

static void refused(const char *yaml, const char *words)
{
    model_run_refused(&cupel_model_rolling_mill, yaml, words);
}

static const cupel_result_value *value_of(const model_run *r, const char *name)
{
    const cupel_result_value *value = cupel_results_find(r->results, name);
    assert_non_null(value);
    assert_true(value->present);
    return value;
}

static void a_step_of_an_actuator_does_what_its_table_says(void **state)
{
    (void)state;
    model_run a = run(FOUR STRIP THICK WORK(", crown: 60 um, bending_force: 100 kN"));
    model_run b = run(FOUR STRIP THICK WORK(", crown: 60 um, bending_force: 110 kN") "actuators: false\n");
    assert_string_equal(model_run_label(&a, "solution_status"), "ok");
    const cupel_result_value *table = value_of(&a, "actuator_table");
    assert_int_equal(table->count, 2); /* bending and tilt */
    assert_string_equal(table->columns[0].texts[0], "work_roll.bending_force");
    assert_string_equal(table->columns[0].texts[1], "tilt");
    const double quadratic =
        model_run_number(&b, "flatness_quadratic") - model_run_number(&a, "flatness_quadratic");
    assert_near(table->columns[5].values[0], quadratic, 0.02);
    assert_near(table->columns[2].values[0], model_run_number(&b, "crown") - model_run_number(&a, "crown"),
                0.05);
    assert_true(quadratic < 0); /* bending apart relieves the edges */
    assert_false(cupel_results_find(b.results, "actuator_table")->present);
    model_run_end(&a);
    model_run_end(&b);
}

static void force_in_place_of_thickness_leads_back_to_it(void **state)
{
    (void)state;
    model_run a = run(FOUR STRIP THICK WORK(", crown: 60 um, bending_force: 100 kN") "actuators: false\n");
    char yaml[2000];
    snprintf(yaml, sizeof yaml,
             FOUR STRIP WORK(", crown: 60 um, bending_force: 100 kN") "actuators: false\nroll_force: %.17g\n",
             model_run_number(&a, "roll_force"));
    model_run b = run(yaml);
    assert_near(model_run_number(&b, "roll_force"), model_run_number(&a, "roll_force"), 1e-9);
    assert_near(model_run_number(&b, "exit_thickness"), 0.15e-3, 1e-4);
    model_run_end(&a);
    model_run_end(&b);
}

/* Annealed strip under more exit than entry tension is dragged along by light passes: no end of the search.
 */
static void force_is_found_where_light_passes_skid(void **state)
{
    (void)state;
    static const char *const given[] = {FOUR SOFT("80 MPa") WORK("") "exit_thickness: 0.22 mm\n",
                                        FOUR SOFT("60 MPa") WORK("") "exit_thickness: 0.22 mm\n"};
    static const char *const asked[] = {FOUR SOFT("80 MPa") WORK("") "roll_force: %.17g\n",
                                        FOUR SOFT("60 MPa") WORK("") "roll_force: %.17g\n"};
    for (size_t i = 0; i < 2; i++) {
        char yaml[2000];
        model_run a = run(given[i]);
        const double force = model_run_number(&a, "roll_force");
        snprintf(yaml, sizeof yaml, asked[i], force);
        model_run b = run(yaml);
        assert_near(model_run_number(&b, "roll_force"), force, 1e-9);
        assert_near(model_run_number(&b, "exit_thickness"), 0.22e-3, 2e-4);
        model_run_end(&a);
        model_run_end(&b);
    }
}

static void a_force_out_of_reach_says_on_which_side(void **state)
{
    (void)state;
    model_run large = run(FOUR SOFT("80 MPa") WORK("") "roll_force: 1e12 N\n");
    assert_non_null(cupel_results_failure(large.results));
    assert_non_null(strstr(cupel_results_failure(large.results), "too large, passes of it take up to"));
    assert_string_not_equal(model_run_label(&large, "solution_status"), "back_skid");
    model_run_end(&large);
    model_run small = run(FOUR SOFT("80 MPa") WORK("") "roll_force: 1 N\n");
    assert_non_null(cupel_results_failure(small.results));
    assert_non_null(strstr(cupel_results_failure(small.results), "too small, passes of it take at least"));
    assert_string_equal(model_run_label(&small, "solution_status"), "back_skid");
    model_run_end(&small);
}

static void flatness_is_told_between_the_margins(void **state)
{
    (void)state;
    model_run r = run(FOUR STRIP THICK WORK(", crown: 60 um, bending_force: 100 kN") "actuators: false\n");
    const cupel_result_value *place = value_of(&r, "position_across"), *flatness = value_of(&r, "flatness");
    double low = INFINITY, high = -INFINITY;
    for (size_t j = 0; j < place->count; j++) {
        assert_true(isnan(flatness->values[j]) == (fabs(place->values[j]) > 0.19));
        if (isnan(flatness->values[j])) continue;
        low = fmin(low, flatness->values[j]), high = fmax(high, flatness->values[j]);
    }
    assert_near(high - low, model_run_number(&r, "flatness_range"), 1e-9);
    assert_true(model_run_number(&r, "edge_drop") > 0);
    assert_true(fabs(model_run_number(&r, "wedge")) < 1e-12);
    assert_true(model_run_number(&r, "equilibrium_error") < 1e-10);
    assert_string_equal(model_run_label(&r, "regime"), "strip");
    model_run_end(&r);
}

static void a_strip_that_comes_in_with_its_crown_keeps_it_in_proportion(void **state)
{
    (void)state;
    model_run r = run(FOUR STRIP THICK WORK(
        ", crown: 60 um, bending_force: 100 kN") "entry_crown: 4 um\nentry_wedge: 1 um\nactuators: false\n");
    model_run flat = run(FOUR STRIP THICK WORK(", crown: 60 um, bending_force: 100 kN") "actuators: false\n");
    const double added = model_run_number(&r, "crown") - model_run_number(&flat, "crown");
    assert_near(added, 4e-6 * 0.15 / 0.19, 0.05);
    assert_near(model_run_number(&r, "wedge"), 1e-6 * 0.15 / 0.19, 0.05);
    model_run_end(&r);
    model_run_end(&flat);
}

static void a_cluster_tells_its_contacts_and_eccentrics(void **state)
{
    (void)state;
    model_run r = run(CLUSTER SHAFT(", eccentrics: [0 um, 20 um, 40 um, 50 um, 40 um, 20 um, 0 um]"));
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    assert_int_equal(value_of(&r, "contact_table")->count, 6);
    assert_int_equal(value_of(&r, "roll_table")->count, 6);
    assert_int_equal(value_of(&r, "actuator_table")->count, 9); /* lateral shift, tilt, seven saddles */
    assert_true(model_run_number(&r, "equilibrium_error") < 1e-9);
    value_of(&r, "outer_intermediate_roll_contact_load");
    model_run_end(&r);
}

static void what_cannot_be_rolled_says_why(void **state)
{
    (void)state;
    model_run skid = run(FOUR WITH_FRICTION "0.005\nroll_deformation: rigid\n" THICK WORK(""));
    assert_string_equal(model_run_label(&skid, "solution_status"), "skid");
    assert_non_null(strstr(cupel_results_failure(skid.results), "middle of the strip"));
    assert_false(cupel_results_find(skid.results, "crown")->present);
    model_run_end(&skid);
    model_run weak = run(FOUR STRIP "roll_force: 1 N\n" WORK(""));
    assert_non_null(cupel_results_failure(weak.results));
    assert_non_null(strstr(cupel_results_failure(weak.results), "no exit thickness takes a roll force"));
    model_run_end(&weak);
}

static void slack_strip_is_doubtful(void **state)
{
    (void)state;
    model_run r = run(FOUR STRIP THICK WORK(", crown: -60 um") "actuators: false\n");
    assert_string_equal(model_run_label(&r, "solution_status"), "doubtful");
    assert_string_equal(model_run_label(&r, "wave_form"), "edge waves");
    assert_non_null(strstr(model_run_label(&r, "notes"), "of the strip are slack"));
    assert_true(model_run_number(&r, "slack_length") > 0.02);
    model_run_end(&r);
}

/* Straight rolls under foil: fibres differ by percents, but no stress passes the flow stress. */
static void residual_stress_stops_at_the_flow_stress(void **state)
{
    (void)state;
    model_run r = run(FOUR SOFT("60 MPa") WORK("") "exit_thickness: 0.22 mm\n");
    assert_string_equal(model_run_label(&r, "solution_status"), "doubtful");
    assert_non_null(strstr(model_run_label(&r, "notes"), "residual compression would pass the flow stress"));
    const double strain = 2 / sqrt(3) * log(0.3 / 0.22);
    assert_near(model_run_number(&r, "residual_compression"), 450e6 * pow(0.005 + strain, 0.35), 1e-6);
    assert_true(model_run_number(&r, "flatness_range") * 120e9 > 1e9);
    model_run_end(&r);
}

/* Bent far beyond what the strip can follow, there are no passes to take the force from. */
static void strip_without_passes_fails(void **state)
{
    (void)state;
    model_run r = run(FOUR STRIP THICK WORK(", bending_force: 100 MN") "actuators: false\n");
    assert_string_equal(model_run_label(&r, "solution_status"), "uncovered");
    assert_non_null(cupel_results_failure(r.results));
    assert_non_null(strstr(cupel_results_failure(r.results), "have no pass of their own"));
    assert_false(cupel_results_find(r.results, "roll_force")->present);
    model_run_end(&r);
}

static void rolls_that_touch_beside_the_strip_are_told(void **state)
{
    (void)state;
    model_run r = run(FOUR STRIP THICK WORK(", bending_force: -100 kN") "actuators: false\n");
    assert_true(model_run_number(&r, "side_gap") < 0);
    assert_string_equal(model_run_label(&r, "solution_status"), "doubtful");
    assert_non_null(strstr(model_run_label(&r, "notes"), "they touch there"));
    model_run_end(&r);
}

static void a_mill_far_from_the_strip_says_how_far(void **state)
{
    (void)state;
    model_run r = run(CLUSTER SHAFT(", eccentrics: [10 mm, 0 mm, 0 mm, 0 mm, 0 mm, 0 mm, 10 mm]"));
    assert_string_equal(model_run_label(&r, "solution_status"), "not_converged");
    assert_non_null(strstr(cupel_results_failure(r.results), "under an even load the rolls would be"));
    model_run_end(&r);
    r = run(FOUR "flow_stress: {law: constant, yield_stress: 300 MPa}\nyoungs_modulus: 120 GPa\n"
                 "poissons_ratio: 0.34\nentry_thickness: 0.26 mm\nexit_thickness: 0.234 mm\nwidth: 125 mm\n"
                 "entry_tension: 46 MPa\nexit_tension: 46 MPa\nroll_radius: 95 mm\ntilt: -28 um\n"
                 "friction_coefficient: 0.06\nactuators: false\n" WORK(", bending_force: -130 kN"));
    assert_string_equal(model_run_label(&r, "solution_status"), "not_converged");
    assert_non_null(strstr(cupel_results_failure(r.results), "press the rolls together with 0.26 MN"));
    model_run_end(&r);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    refused("mill: 4_high\n" STRIP THICK WORK(""), "mill: 4_high needs backup_roll");
    refused("mill: 2_high\n" BACKUP STRIP THICK WORK(""), "mill: 2_high takes no backup_roll");
    refused(FOUR STRIP WORK(""), "give exit_thickness or roll_force");
    refused(FOUR STRIP THICK "roll_force: 1 MN\n" WORK(""), "and not both");
    refused(FOUR STRIP THICK WORK(", diameter: 170 mm"), "is not twice roll_radius");
    refused(FOUR STRIP THICK WORK("") "load: uniform\n", "load: uniform needs roll_force");
    refused(FOUR STRIP THICK WORK("") "cells: 60\n", "must be odd");
    refused(FOUR STRIP THICK WORK("") "interface_stiffness: 1 GPa\n", "is for interface: linear");
    refused(FOUR STRIP THICK WORK("") "crown_distance: 210 mm\n", "half the width");
    refused(FOUR STRIP THICK WORK("") "entry_crown: 1 um\nentry_profile: [[-0.2, 0], [0.2, 0]]\n",
            "give entry_profile, or");
    refused(FOUR STRIP THICK WORK("") "flatness_margin: 160 mm\n", "flatness_margin 0.16 m must lie");
    refused(FOUR STRIP THICK WORK("") "entry_crown: 0.5 mm\n",
            "entry_crown with entry_wedge leaves an entry");
    refused(FOUR STRIP THICK WORK("") "entry_profile: [[-0.2, -0.2 mm], [0.2, 0]]\n", "entry_profile leaves");
    refused(FOUR "flow_stress: {law: constant, yield_stress: 700 MPa}\nentry_thickness: 0.19 mm\n" THICK
                 "roll_radius: 80 mm\nwidth: 400 mm\nexit_tension: 180 MPa\nfriction_coefficient: "
                 "0.05\n" WORK(""),
            "youngs_modulus of the strip is missing");
    refused("mill: 4_high\nbackup_roll: {diameter: 500 mm, barrel_length: 650 mm, bearing_distance: 1100 mm, "
            "neck_diameter: 510 mm}\n" STRIP THICK WORK(""),
            "backup_roll: neck_diameter 0.51 m must not exceed the barrel's 0.5 m");
    refused(CLUSTER SHAFT(", eccentrics: [10 um]"), "1 eccentrics for 7 saddles");
    refused(CLUSTER SHAFT("") "housing_stiffness: 1 MN/mm\n", "say saddle_stiffness");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_of_an_actuator_does_what_its_table_says),
        cmocka_unit_test(force_in_place_of_thickness_leads_back_to_it),
        cmocka_unit_test(force_is_found_where_light_passes_skid),
        cmocka_unit_test(a_force_out_of_reach_says_on_which_side),
        cmocka_unit_test(flatness_is_told_between_the_margins),
        cmocka_unit_test(a_strip_that_comes_in_with_its_crown_keeps_it_in_proportion),
        cmocka_unit_test(a_cluster_tells_its_contacts_and_eccentrics),
        cmocka_unit_test(what_cannot_be_rolled_says_why),
        cmocka_unit_test(slack_strip_is_doubtful),
        cmocka_unit_test(residual_stress_stops_at_the_flow_stress),
        cmocka_unit_test(strip_without_passes_fails),
        cmocka_unit_test(rolls_that_touch_beside_the_strip_are_told),
        cmocka_unit_test(a_mill_far_from_the_strip_says_how_far),
        cmocka_unit_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
