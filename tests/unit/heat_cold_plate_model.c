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

#define METAL                                                                                                \
    "material: {cupel: 1, id: plain, name: plain metal, class: aluminium, properties: "                      \
    "{density: {value: 2700 kg/m^3, basis: assumed}, thermal_conductivity: {value: 180 W/(m K), basis: "     \
    "assumed}}}\n"
#define LIQUID                                                                                               \
    "coolant: {cupel: 1, id: plain-liquid, name: plain liquid, class: liquid, properties: "                  \
    "{density: {value: 1000 kg/m^3, basis: assumed}, heat_capacity: {value: 4000 J/(kg K), basis: "          \
    "assumed}, "                                                                                             \
    "thermal_conductivity: {value: 0.5 W/(m K), basis: assumed}, dynamic_viscosity: {value: 1e-3 Pa s, "     \
    "basis: assumed}}}\n"
#define PLATE                                                                                                \
    "plate_size: [150 mm, 60 mm]\nbase_thickness: 3 mm\ncover_thickness: 2 mm\nchannel_count: 6\n"           \
    "inlet_temperature: 300 K\ncells: [16, 2]\ncurve_points: 0\n"
#define CHANNELS "channel_width: 6 mm\nchannel_height: 5 mm\n"
#define FLOW     "flow_rate: 3e-5 m^3/s\n"
#define SOURCES                                                                                              \
    "sources:\n- {name: hot, position: [50 mm, 20 mm], size: [40 mm, 20 mm], power: 200 W, "                 \
    "contact_resistance: 2e-5 m^2 K/W}\n- {position: [110 mm, 40 mm], size: [40 mm, 20 mm], power: 100 W, "  \
    "face: cover}\n"

static model_run run(const char *yaml)
{
    return model_run_start(&cupel_model_heat_cold_plate, yaml, 1);
}

static double cell(const model_run *r, const char *table, const char *column, size_t row)
{
    const cupel_result_value *value = cupel_results_find(r->results, table);
    for (size_t i = 0; i < cupel_model_heat_cold_plate.result_count; i++) {
        const cupel_result *own = &cupel_model_heat_cold_plate.results[i];
        for (size_t c = 0; strcmp(own->name, table) == 0 && c < own->column_count; c++)
            if (strcmp(own->columns[c].name, column) == 0) return value->columns[c].values[row];
    }
    return NAN;
}

static void plate_reports_its_sources(void **state)
{
    (void)state;
    model_run r = run(PLATE METAL LIQUID CHANNELS FLOW SOURCES);
    assert_int_equal(r.status, CUPEL_OK);
    assert_null(cupel_results_failure(r.results));
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    assert_string_equal(model_run_label(&r, "regime"), "laminar");
    assert_near(model_run_number(&r, "outlet_temperature"), 300 + 300 / 120., 1e-12);
    assert_near(model_run_number(&r, "heat_flow"), 300, 1e-10);
    assert_true(model_run_number(&r, "energy_imbalance") < 1e-10);
    assert_near(model_run_number(&r, "mass"), 2700 * 0.15 * (0.06 * 0.01 - 6 * 0.006 * 0.005), 1e-12);
    const double film = model_run_number(&r, "film_coefficient"), x = 2.5e-3 * sqrt(2 * film / (180 * 4e-3));
    assert_near(model_run_number(&r, "fin_efficiency"), tanh(x) / x, 1e-12);
    const double hot = cell(&r, "sources", "mean_temperature", 0),
                 cool = cell(&r, "sources", "mean_temperature", 1);
    assert_near(model_run_number(&r, "source_temperature_spread"), hot - cool, 1e-12);
    assert_true(cell(&r, "sources", "maximum_temperature", 0) > hot);
    assert_near(model_run_number(&r, "thermal_resistance"),
                (model_run_number(&r, "maximum_temperature") - 300) / 300, 1e-10);
    /* the joint: 200 W over 40 x 20 mm through 2e-5 m^2 K/W */
    model_run bare = run(PLATE METAL LIQUID CHANNELS FLOW
                         "sources:\n- {position: [50 mm, 20 mm], size: [40 mm, 20 mm], power: 200 W}\n"
                         "- {position: [110 mm, 40 mm], size: [40 mm, 20 mm], power: 100 W, face: cover}\n");
    assert_near(hot - cell(&bare, "sources", "mean_temperature", 0), 2e-5 * 200 / 8e-4, 1e-7);
    model_run_end(&bare);
    model_run_end(&r);
}

static void even_load_on_both_faces_is_two_halves(void **state)
{
    (void)state;
    model_run r = run(PLATE METAL LIQUID CHANNELS FLOW "power: 300 W\nheated_face: both\n");
    model_run q = run(PLATE METAL LIQUID CHANNELS FLOW
                      "sources:\n- {position: [75 mm, 30 mm], size: [150 mm, 60 mm], power: 150 W}\n"
                      "- {position: [75 mm, 30 mm], size: [150 mm, 60 mm], power: 150 W, face: cover}\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_near(model_run_number(&r, "maximum_temperature"), model_run_number(&q, "maximum_temperature"),
                1e-13);
    assert_true(isnan(model_run_number(&r, "source_temperature_spread"))); /* no sources of the list */
    model_run_end(&q);
    model_run_end(&r);
}

static void given_temperature_gives_the_heat(void **state)
{
    (void)state;
    model_run r = run(PLATE METAL LIQUID CHANNELS FLOW "base_temperature: 330 K\n");
    assert_int_equal(r.status, CUPEL_OK);
    const double heat = model_run_number(&r, "heat_flow");
    assert_near(heat, 120 * model_run_number(&r, "coolant_temperature_rise"), 1e-11);
    assert_true(heat > 0 && heat < 120 * 30);
    assert_near(model_run_number(&r, "thermal_resistance"), 30 / heat, 1e-10);
    assert_true(isnan(model_run_number(&r, "energy_imbalance")));
    model_run_end(&r);
}

/* A wall as thick as it is high is a fin: rounding of millimetres does not make it a block. */
static void wall_as_thick_as_high_is_a_fin(void **state)
{
    (void)state;
#define WALL                                                                                                 \
    "plate_size: [300 mm, 100 mm]\nbase_thickness: 3 mm\nchannel_count: 10\ninlet_temperature: 300 K\n"      \
    "cells: [16, 2]\ncurve_points: 0\nflow_rate: 30 L/min\nbase_temperature: 330 K\nchannel_width: 6 "       \
    "mm\n" METAL LIQUID
    model_run equal = run(WALL "channel_height: 4 mm\n"), higher = run(WALL "channel_height: 4.000001 mm\n");
    assert_near(model_run_number(&equal, "heat_flow"), model_run_number(&higher, "heat_flow"), 1e-5);
    model_run_end(&equal);
    model_run_end(&higher);
#undef WALL
}

static void pump_and_flow_rate_agree(void **state)
{
    (void)state;
    model_run r = run(PLATE METAL LIQUID CHANNELS SOURCES "pump_curve: [[0 L/min, 200 Pa], [5 L/min, 0 Pa]]\n"
                                                          "system_resistance: 1e9 Pa s^2/m^6\n");
    assert_int_equal(r.status, CUPEL_OK);
    const double flow = model_run_number(&r, "flow_rate"), drop = model_run_number(&r, "pressure_drop");
    assert_near(200 * (1 - flow * 60e3 / 5), drop + 1e9 * flow * flow, 1e-7);
    assert_near(model_run_number(&r, "pumping_power"), drop * flow, 1e-12);
    char again[2048];
    snprintf(again, sizeof again, PLATE METAL LIQUID CHANNELS SOURCES "flow_rate: %.17g m^3/s\n", flow);
    model_run q = run(again);
    assert_near(model_run_number(&q, "maximum_temperature"), model_run_number(&r, "maximum_temperature"),
                1e-11);
    model_run_end(&q);
    model_run_end(&r);
}

static void curve_passes_through_the_point(void **state)
{
    (void)state;
    model_run r =
        run("plate_size: [150 mm, 60 mm]\nbase_thickness: 3 mm\nchannel_count: 6\ninlet_temperature: 300 K\n"
            "cells: [16, 2]\ncurve_points: 5\n" METAL LIQUID CHANNELS FLOW SOURCES);
    assert_int_equal(r.status, CUPEL_OK);
    const cupel_result_value *flow = cupel_results_find(r.results, "curve_flow_rate");
    const cupel_result_value *resistance = cupel_results_find(r.results, "curve_thermal_resistance");
    const cupel_result_value *drop = cupel_results_find(r.results, "curve_pressure_drop");
    assert_int_equal(flow->count, 5);
    assert_near(flow->values[0], 1e-5, 1e-12);
    assert_near(flow->values[2], 3e-5, 1e-12);
    assert_near(resistance->values[2], model_run_number(&r, "thermal_resistance"), 1e-11);
    assert_near(drop->values[2], model_run_number(&r, "pressure_drop"), 1e-11);
    for (int i = 1; i < 5; i++) {
        assert_true(resistance->values[i] < resistance->values[i - 1]);
        assert_true(drop->values[i] > drop->values[i - 1]);
    }
    model_run_end(&r);
}

static void coolant_beyond_its_record_is_no_solution(void **state)
{
    (void)state;
    model_run r = run(PLATE METAL CHANNELS SOURCES "coolant: glycol-50\nflow_rate: 1e-6 m^3/s\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_non_null(cupel_results_failure(r.results));
    assert_non_null(
        strstr(cupel_results_failure(r.results), "coolant glycol-50 is known from 253.15 K to 353.15 K"));
    assert_string_equal(model_run_label(&r, "solution_status"), "no_solution");
    model_run_end(&r);
    r = run(PLATE METAL CHANNELS SOURCES "coolant: glycol-50\nflow_rate: 3e-5 m^3/s\n");
    assert_null(cupel_results_failure(r.results));
    model_run_end(&r);
}

static void doubts_are_told(void **state)
{
    (void)state;
    model_run r = run(PLATE METAL LIQUID CHANNELS SOURCES "flow_rate: 1e-4 m^3/s\n"); /* Re 3030 */
    assert_string_equal(model_run_label(&r, "regime"), "transitional");
    assert_string_equal(model_run_label(&r, "solution_status"), "doubtful");
    assert_non_null(strstr(model_run_label(&r, "notes"), "Re between 2300 and 4000"));
    model_run_end(&r);
    r = run(PLATE METAL LIQUID CHANNELS FLOW
            "sources:\n- {position: [75 mm, 30 mm], size: [2 mm, 2 mm], power: 1 W}\n");
    assert_non_null(strstr(model_run_label(&r, "notes"), "smaller than the plate's sheet is thick"));
    model_run_end(&r);
}

static void refuse(const char *text, const char *yaml)
{
    model_run_refused(&cupel_model_heat_cold_plate, yaml, text);
}

static void wrong_input_is_refused(void **state)
{
    (void)state;
#define HEAD PLATE METAL LIQUID
    refuse("a rectangular channel takes channel_width and channel_height",
           HEAD FLOW SOURCES "channel_width: 6 mm\n");
    refuse("a round channel takes channel_diameter", HEAD FLOW SOURCES CHANNELS "channel_shape: round\n");
    refuse("layout serpentine takes passes", HEAD FLOW SOURCES CHANNELS "layout: serpentine\n");
    refuse("layout parallel takes no passes", HEAD FLOW SOURCES CHANNELS "passes: 2\n");
    refuse("passes 4 must be 2 or more and a divisor",
           HEAD FLOW SOURCES CHANNELS "layout: serpentine\npasses: 4\n");
    refuse("exactly one of flow_rate and pump_curve; neither", HEAD SOURCES CHANNELS);
    refuse("exactly one of flow_rate and pump_curve; both",
           HEAD FLOW SOURCES CHANNELS "pump_curve: [[0 L/min, 20 kPa], [5 L/min, 0 Pa]]\n");
    refuse("pump_curve must fall",
           HEAD SOURCES CHANNELS "pump_curve: [[0 L/min, 20 kPa], [5 L/min, 30 kPa]]\n");
    refuse("sources or power, or else base_temperature; neither", HEAD FLOW CHANNELS);
    refuse("sources or power, or else base_temperature; both",
           HEAD FLOW CHANNELS SOURCES "base_temperature: 330 K\n");
    refuse("must differ from inlet_temperature", HEAD FLOW CHANNELS "base_temperature: 300 K\n");
    refuse("together must be positive",
           HEAD FLOW CHANNELS "sources:\n- {position: [75 mm, 30 mm], size: [20 mm, 20 mm], power: 0 W}\n");
    refuse("along y; the plate is from 0 m to 0.06 m",
           HEAD FLOW CHANNELS "sources:\n- {position: [75 mm, 55 mm], size: [20 mm, 20 mm], power: 5 W}\n");
    refuse("coolant air is of class gas", PLATE METAL FLOW CHANNELS SOURCES "coolant: air\n");
    refuse("material water is a liquid", PLATE LIQUID FLOW CHANNELS SOURCES "material: water\n");
    refuse("6 channels take 0.086 m, the plate is 0.06 m wide",
           HEAD FLOW CHANNELS SOURCES "channel_pitch: 16 mm\n");
    refuse("cells [4000, 100] make 4.82e+06 unknowns",
           "plate_size: [150 mm, 60 mm]\nbase_thickness: 3 mm\nchannel_count: 6\ninlet_temperature: 300 K\n"
           "cells: [4000, 100]\n" METAL LIQUID CHANNELS FLOW SOURCES);
    refuse("curve_points takes 0, or 2 and more",
           "plate_size: [150 mm, 60 mm]\nbase_thickness: 3 mm\nchannel_count: 6\ninlet_temperature: 300 K\n"
           "curve_points: 1\n" METAL LIQUID CHANNELS FLOW SOURCES);
    refuse(
        "inlet_temperature 300 K is outside what coolant cold knows: 250 K to 280 K",
        PLATE METAL CHANNELS FLOW SOURCES
        "coolant: {cupel: 1, id: cold, name: cold, class: liquid, properties: {density: {value: 1000 kg/m^3, "
        "basis: assumed, minimum_temperature: 250 K, maximum_temperature: 280 K}, heat_capacity: {value: "
        "4000 "
        "J/(kg K), basis: assumed}, thermal_conductivity: {value: 0.5 W/(m K), basis: assumed}, "
        "dynamic_viscosity: {value: 1e-3 Pa s, basis: assumed}}}\n");
#undef HEAD
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plate_reports_its_sources),
        cmocka_unit_test(even_load_on_both_faces_is_two_halves),
        cmocka_unit_test(given_temperature_gives_the_heat),
        cmocka_unit_test(wall_as_thick_as_high_is_a_fin),
        cmocka_unit_test(pump_and_flow_rate_agree),
        cmocka_unit_test(curve_passes_through_the_point),
        cmocka_unit_test(coolant_beyond_its_record_is_no_solution),
        cmocka_unit_test(doubts_are_told),
        cmocka_unit_test(wrong_input_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
