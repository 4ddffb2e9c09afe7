/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "model/registry.h"
#include "run_model.h"

/* Expected figures: the separate evaluation of tests/unit/heat_sink.c. */

#define METAL                                                                                                \
    "material: {cupel: 1, id: plain, name: plain metal, class: aluminium, properties: "                      \
    "{density: {value: 2700 kg/m^3, basis: assumed}, thermal_conductivity: {value: 201 W/(m K), basis: "     \
    "assumed}}}\n"
#define GEOMETRY                                                                                             \
    "base_length: 100 mm\nbase_width: 100 mm\nbase_thickness: 5 mm\nfin_count: 10\nfin_height: 30 mm\n"      \
    "fin_thickness: 1.5 mm\n"
#define SINK GEOMETRY METAL

static model_run run(const char *yaml)
{
    return model_run_start(&cupel_model_heat_sink, yaml, 1);
}

static void natural_case_gives_temperature_for_power(void **state)
{
    (void)state;
    model_run r =
        run(SINK "convection: natural\npower: 20 W\nambient_temperature: 25 degC\nemissivity: 0.85\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_null(cupel_results_failure(r.results));
    assert_near(model_run_number(&r, "base_temperature"), 333.596664983, 1e-11);
    assert_near(model_run_number(&r, "temperature_rise"), 333.596664983 - 298.15, 1e-9);
    assert_near(model_run_number(&r, "thermal_resistance"), 1.77233324914, 1e-10);
    assert_near(model_run_number(&r, "mass"), 2700 * (0.1 * 0.1 * 0.005 + 10 * 0.1 * 0.03 * 0.0015), 1e-12);
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    assert_true(isnan(model_run_number(&r, "pressure_drop"))); /* no duct, no pressure drop */
    model_run_end(&r);
}

static void temperature_and_power_are_each_others_inverse(void **state)
{
    (void)state;
    model_run r = run(SINK "convection: natural\nbase_temperature: 75 degC\nemissivity: 0.85\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_near(model_run_number(&r, "heat_flow"), 30.6316658038, 1e-11); /* 25 degC is the default */
    model_run_end(&r);
    r = run(SINK "convection: forced\nvelocity: 1 m/s\nbase_temperature: 65 degC\n");
    assert_near(model_run_number(&r, "heat_flow"), 40 / 1.09175873373, 1e-10);
    model_run_end(&r);
    r = run(SINK "convection: forced\nvelocity: 1 m/s\npower: 50 W\n");
    assert_near(model_run_number(&r, "base_temperature"), 298.15 + 50 * 1.09175873373, 1e-11);
    model_run_end(&r);
}

static void forced_case_reports_air_and_pressure(void **state)
{
    (void)state;
    model_run r = run(SINK "convection: forced\nvelocity: 1 m/s\npower: 20 W\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_near(model_run_number(&r, "thermal_resistance"), 1.09175873373, 1e-11);
    assert_near(model_run_number(&r, "film_coefficient"), 15.0495109634, 1e-11);
    assert_near(model_run_number(&r, "fin_efficiency"), 0.969678910252, 1e-11);
    assert_near(model_run_number(&r, "pressure_drop"), 0.887121679760, 1e-11);
    assert_near(model_run_number(&r, "flow_rate"), 0.00255, 1e-12);
    assert_near(model_run_number(&r, "air_temperature_rise"), 20 / 3.03802889841, 1e-11); /* energy balance */
    assert_near(model_run_number(&r, "outlet_temperature"), 298.15 + 20 / 3.03802889841, 1e-11);
    assert_string_equal(model_run_label(&r, "regime"), "laminar");
    model_run_end(&r);
}

static void flow_rate_is_that_of_all_channels(void **state)
{
    (void)state;
    model_run r = run(SINK "convection: forced\nflow_rate: 2.55 l/s\npower: 20 W\n");
    assert_near(model_run_number(&r, "channel_velocity"), 1, 1e-12);
    model_run_end(&r);
}

static void refused(const char *yaml, const char *what)
{
    model_run r = run(yaml);
    assert_int_equal(r.status, CUPEL_EINVAL);
    if (!strstr(r.error.text, what)) fail_msg("'%s' does not speak of '%s'", r.error.text, what);
    model_run_end(&r);
}

static void turbulent_flow_cools_better_than_laminar(void **state)
{
    (void)state;
    model_run r = run(SINK "convection: forced\nvelocity: 6 m/s\npower: 20 W\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_string_equal(model_run_label(&r, "regime"), "turbulent");
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    model_run_end(&r);
}

static void level_and_pin_sinks_run_and_say_what_is_doubtful(void **state)
{
    (void)state;
    static const char *const ways[] = {"orientation: horizontal_up\n", "orientation: horizontal_down\n",
                                       "fin_kind: pin_inline\npin_rows: 10\n",
                                       "fin_kind: pin_staggered\npin_rows: 10\norientation: horizontal_up\n"};
    for (int i = 0; i < 4; i++) {
        char yaml[2048];
        snprintf(yaml, sizeof yaml, "%sconvection: natural\npower: 20 W\nemissivity: 0.85\n%s", SINK,
                 ways[i]);
        model_run r = run(yaml);
        assert_int_equal(r.status, CUPEL_OK);
        assert_string_equal(model_run_label(&r, "solution_status"), "doubtful");
        assert_true(model_run_number(&r, "base_temperature") > 300);
        model_run_end(&r);
    }
}

static void source_of_the_whole_base_only_conducts_through_it(void **state)
{
    (void)state;
    model_run r = run(SINK "convection: forced\nvelocity: 1 m/s\npower: 20 W\nsource_size: [100 mm, 100 mm]\n"
                           "contact_resistance: 1e-4 m^2 K/W\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_near(model_run_number(&r, "spreading_resistance"), 0.005 / (201 * 0.01), 1e-6);
    assert_near(model_run_number(&r, "source_temperature"),
                model_run_number(&r, "base_temperature") + 20 * (0.005 / (201 * 0.01) + 1e-4 / 0.01), 1e-9);
    model_run_end(&r);
    r = run(SINK "convection: forced\nvelocity: 1 m/s\npower: 20 W\nsource_size: 10 mm\n");
    assert_int_equal(r.status, CUPEL_EINVAL);
    model_run_end(&r);
    r = run(SINK "convection: forced\nvelocity: 1 m/s\npower: 20 W\nsource_size: [10 mm, 10 mm]\n");
    assert_true(model_run_number(&r, "spreading_resistance") > 0.1);
    assert_true(model_run_number(&r, "maximum_source_temperature") >
                model_run_number(&r, "source_temperature"));
    model_run_end(&r);
}

static void altitude_is_a_pressure_of_the_standard_atmosphere(void **state)
{
    (void)state;
    model_run high = run(SINK "convection: natural\npower: 20 W\naltitude: 2000 m\n");
    model_run same = run(SINK "convection: natural\npower: 20 W\npressure: 79495.2 Pa\n"); /* ISO 2533 */
    assert_near(model_run_number(&high, "base_temperature"), model_run_number(&same, "base_temperature"),
                1e-6);
    model_run_end(&high);
    model_run_end(&same);
    refused(SINK "convection: natural\npower: 20 W\naltitude: 1 km\npressure: 1 bar\n", "not both");
}

static void fan_curve_is_met_and_a_missing_crossing_told(void **state)
{
    (void)state;
    model_run r = run(SINK "convection: forced\npower: 20 W\nfan_curve: [[0, 40 Pa], [0.02 m^3/s, 0 Pa]]\n");
    assert_int_equal(r.status, CUPEL_OK);
    const double flow = model_run_number(&r, "flow_rate");
    assert_near(model_run_number(&r, "pressure_drop"), 40 * (1 - flow / 0.02), 1e-9);
    model_run_end(&r);
    r = run(SINK "convection: forced\npower: 20 W\nfan_curve: [[0, 40 Pa], [1 l/s, 39 Pa]]\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_non_null(strstr(cupel_results_failure(r.results), "no operating point"));
    assert_true(isnan(model_run_number(&r, "base_temperature")));
    assert_true(model_run_number(&r, "mass") > 0); /* what is known is kept */
    model_run_end(&r);
}

static void conductivity_is_taken_at_the_base_temperature(void **state)
{
    (void)state;
    model_run r =
        run(GEOMETRY "material: {cupel: 1, id: x, name: x, class: aluminium, properties: {density: {value: "
                     "2700 kg/m^3, basis: assumed}, thermal_conductivity: {law: linear, value: 200 W/(m K), "
                     "reference_temperature: 300 K, coefficient: -1e-3 1/K, basis: assumed}}}\n"
                     "convection: natural\npower: 20 W\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_near(model_run_number(&r, "conductivity"),
                200 * (1 - 1e-3 * (model_run_number(&r, "base_temperature") - 300)), 1e-12);
    model_run_end(&r);
}

static void contradictions_are_refused_with_what_is_allowed(void **state)
{
    (void)state;
    refused(SINK "convection: natural\n", "exactly one of power and base_temperature");
    refused(SINK "convection: natural\npower: 20 W\nbase_temperature: 60 degC\n", "both are there");
    refused(SINK "convection: natural\npower: 20 W\nvelocity: 1 m/s\n", "natural convection takes none");
    refused(SINK "convection: forced\npower: 20 W\n", "exactly one of velocity, flow_rate and fan_curve");
    refused(SINK "convection: forced\npower: 20 W\nvelocity: 1\nflow_rate: 0.01\n", "2 are there");
    refused(SINK "convection: natural\nbase_temperature: 20 degC\n", "must be above ambient_temperature");
    refused(SINK "convection: natural\npower: 20 W\norientation: horizontal\n", "vertical");
    refused(SINK "convection: natural\npower: 20 W\nfin_kind: pin_inline\n", "needs pin_rows");
    refused("base_length: 100 mm\nbase_width: 10 mm\nbase_thickness: 5 mm\nfin_count: 10\nfin_height: 30 mm\n"
            "fin_thickness: 1.5 mm\nconvection: natural\npower: 20 W\n" METAL,
            "do not fit");
    refused(SINK "convection: forced\npower: 20 W\nvelocity: 1\nambient_temperature: -30 degC\n",
            "property table");
}

/* A fan that moves nothing, and fins of water: words for both, no figures. */
static void fan_without_pressure_moves_no_air(void **state)
{
    (void)state;
    model_run r = run(SINK "convection: forced\npower: 20 W\nfan_curve: [[0, 0 Pa], [0.02 m^3/s, 0 Pa]]\n");
    assert_non_null(strstr(cupel_results_failure(r.results), "the fan moves no air"));
    model_run_end(&r);
}

static void fluid_is_no_metal_of_fins(void **state)
{
    (void)state;
    refused(GEOMETRY "material: {cupel: 1, id: wet, name: wet, class: liquid, properties: {density: {value: "
                     "998 kg/m^3, basis: assumed}, thermal_conductivity: {value: 0.6 W/(m K), basis: "
                     "assumed}}}\nconvection: natural\npower: 20 W\n",
            "material wet is a liquid");
}

static void base_above_the_melting_temperature_is_doubtful(void **state)
{
    (void)state;
    const char *metal = GEOMETRY
        "material: {cupel: 1, id: m, name: m, class: aluminium, properties: {density: {value: 2700 kg/m^3, "
        "basis: assumed}, thermal_conductivity: {value: 201 W/(m K), basis: assumed}, melting_temperature: "
        "{value: 855 K, basis: assumed}}}\nconvection: forced\nvelocity: 1 m/s\n";
    char yaml[1024];
    snprintf(yaml, sizeof yaml, "%sbase_temperature: 854 K\n", metal);
    model_run r = run(yaml);
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    model_run_end(&r);
    snprintf(yaml, sizeof yaml, "%sbase_temperature: 856 K\n", metal);
    r = run(yaml);
    assert_string_equal(model_run_label(&r, "solution_status"), "doubtful");
    assert_non_null(strstr(model_run_label(&r, "notes"), "melting temperature"));
    model_run_end(&r);
}

static const cupel_result_value *curve(const model_run *r, const char *table, size_t column)
{
    return &cupel_results_find(r->results, table)->columns[column];
}

/* The curves go through the answer. */
static void curves_of_a_duct_pass_through_the_answer(void **state)
{
    (void)state;
    model_run r = run(SINK "convection: forced\nvelocity: 1 m/s\npower: 50 W\n");
    assert_int_equal(r.status, CUPEL_OK);
    const cupel_result_value *flow = curve(&r, "curves", 0);
    assert_true(flow->present && flow->count == 29);
    assert_near(flow->values[12], model_run_number(&r, "flow_rate"), 1e-12);
    assert_near(curve(&r, "curves", 1)->values[12], model_run_number(&r, "thermal_resistance"), 1e-12);
    assert_near(curve(&r, "curves", 2)->values[12], model_run_number(&r, "pressure_drop"), 1e-12);
    for (size_t i = 1; i < flow->count; i++) {
        assert_true(curve(&r, "curves", 2)->values[i] > curve(&r, "curves", 2)->values[i - 1]);
        assert_true(flow->values[i] > flow->values[i - 1]);
    }
    assert_false(curve(&r, "curves", 3)->present);
    assert_false(curve(&r, "natural_curve", 0)->present);
    model_run_end(&r);
}

static void curves_of_fan_and_sink_cross_at_the_answer(void **state)
{
    (void)state;
    model_run r = run(SINK "convection: forced\npower: 50 W\nsystem_resistance: 2e4\n"
                           "fan_curve: [[0, 40 Pa], [0.01 m^3/s, 30 Pa], [0.02 m^3/s, 0 Pa]]\n");
    assert_int_equal(r.status, CUPEL_OK);
    const cupel_result_value *flow = curve(&r, "curves", 0), *fan = curve(&r, "curves", 3),
                             *drop = curve(&r, "curves", 2);
    const double answer = model_run_number(&r, "flow_rate");
    assert_true(fan->present && flow->values[flow->count - 1] == 0.02);
    for (size_t i = 0; i < flow->count; i++)
        assert_true((fan->values[i] > drop->values[i]) == (flow->values[i] < answer));
    model_run_end(&r);
}

static void curve_of_natural_convection_passes_through_the_answer(void **state)
{
    (void)state;
    model_run r =
        run(SINK "convection: natural\npower: 20 W\nambient_temperature: 25 degC\nemissivity: 0.85\n");
    assert_int_equal(r.status, CUPEL_OK);
    const cupel_result_value *heat = curve(&r, "natural_curve", 0);
    assert_true(heat->present && heat->count == 30);
    assert_near(heat->values[19], 20, 1e-9);
    assert_near(curve(&r, "natural_curve", 1)->values[19], model_run_number(&r, "base_temperature"), 1e-12);
    model_run_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curves_of_a_duct_pass_through_the_answer),
        cmocka_unit_test(curves_of_fan_and_sink_cross_at_the_answer),
        cmocka_unit_test(curve_of_natural_convection_passes_through_the_answer),
        cmocka_unit_test(natural_case_gives_temperature_for_power),
        cmocka_unit_test(temperature_and_power_are_each_others_inverse),
        cmocka_unit_test(forced_case_reports_air_and_pressure),
        cmocka_unit_test(flow_rate_is_that_of_all_channels),
        cmocka_unit_test(turbulent_flow_cools_better_than_laminar),
        cmocka_unit_test(level_and_pin_sinks_run_and_say_what_is_doubtful),
        cmocka_unit_test(source_of_the_whole_base_only_conducts_through_it),
        cmocka_unit_test(altitude_is_a_pressure_of_the_standard_atmosphere),
        cmocka_unit_test(fan_curve_is_met_and_a_missing_crossing_told),
        cmocka_unit_test(conductivity_is_taken_at_the_base_temperature),
        cmocka_unit_test(contradictions_are_refused_with_what_is_allowed),
        cmocka_unit_test(fan_without_pressure_moves_no_air),
        cmocka_unit_test(fluid_is_no_metal_of_fins),
        cmocka_unit_test(base_above_the_melting_temperature_is_doubtful),
    };
    return cmocka_run_group_tests_name("heat_sink_model", tests, NULL, NULL);
}
