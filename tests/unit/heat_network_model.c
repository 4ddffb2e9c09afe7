/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "model/registry.h"
#include "run_model.h"

/* heat.network from the words of a case to its tables. */

#define CHAIN                                                                                                \
    "nodes: [{name: junction, capacity: 0.1 J/K, power: 20 W}, {name: case, capacity: 4 J/K},\n"             \
    "  {name: air, temperature: 300 K}]\n"                                                                   \
    "links: [{from: junction, to: case, resistance: 0.5 K/W}, {from: case, to: air, resistance: 2 K/W}]\n"

static model_run run_of(const char *yaml)
{
    model_run run = model_run_start(&cupel_model_heat_network, yaml, 1);
    if (run.status) fail_msg("%s", run.error.text);
    return run;
}

static void refused(const char *yaml, const char *text)
{
    model_run_refused(&cupel_model_heat_network, yaml, text);
}

static const cupel_result_value *column(const model_run *run, const char *table, const char *name)
{
    for (size_t i = 0; i < cupel_results_count(run->results); i++) {
        const cupel_result *row = cupel_results_row(run->results, i);
        if (strcmp(row->name, table) != 0) continue;
        const cupel_result *of = cupel_result_find(row->columns, row->column_count, name);
        return &cupel_results_value(run->results, i)->columns[of - row->columns];
    }
    fail_msg("no table %s", table);
    return NULL;
}

static double cell(const model_run *run, const char *table, const char *name, size_t row)
{
    return column(run, table, name)->values[row];
}

static double at(const model_run *run, const char *series, size_t index)
{
    const cupel_result_value *value = cupel_results_find(run->results, series);
    return value && value->present && index < value->count ? value->values[index] : (double)NAN;
}

static void kinds_of_links_have_their_resistances(void **state)
{
    (void)state;
    model_run run = run_of(
        "nodes: [{name: a, power: 10 W}, {name: b}, {name: c}, {name: d}, {name: e, temperature: 300 K}]\n"
        "links:\n"
        "- {kind: layer, from: a, to: b, thickness: 2 mm, area: 4 cm^2, conductivity: 50 W/(m K), "
        "contact_resistance: 2e-5 m^2 K/W}\n"
        "- {kind: contact, from: b, to: c, area: 4 cm^2, contact_resistance: 1e-4 m^2 K/W}\n"
        "- {kind: film, from: c, to: d, area: 0.05 m^2, film_coefficient: 40 W/(m^2 K)}\n"
        "- {name: pipe, from: d, to: e, conductance: 8 W/K}\n");
    assert_near(cell(&run, "links", "resistance", 0), 0.1 + 0.05, 1e-13);
    assert_near(cell(&run, "links", "resistance", 1), 0.25, 1e-13);
    assert_near(cell(&run, "links", "resistance", 2), 0.5, 1e-13);
    assert_near(cell(&run, "links", "resistance", 3), 0.125, 1e-13);
    assert_string_equal(column(&run, "links", "name")->texts[0], "a-b");
    assert_string_equal(column(&run, "links", "name")->texts[3], "pipe");
    assert_near(model_run_number(&run, "maximum_temperature"), 300 + 10 * (0.15 + 0.25 + 0.5 + 0.125), 1e-14);
    assert_near(cell(&run, "nodes", "power", 4), -10, 1e-12);
    assert_string_equal(model_run_label(&run, "hottest_node"), "a");
    model_run_end(&run);
}

/* Slices of a layer hold what a volume of its material holds, and resist as it does. */
static void layers_of_stages_hold_their_heat(void **state)
{
    (void)state;
    model_run run =
        run_of("nodes: [{name: top}, {name: air, temperature: 300 K}, {name: bulk, material: 6063-T5, "
               "volume: 2 cm^3}]\n"
               "links:\n"
               "- {kind: layer, from: top, to: air, material: 6063-T5, thickness: 20 mm, area: 1 cm^2, "
               "stages: 40}\n"
               "- {kind: layer, from: bulk, to: air, material: 6063-T5, thickness: 20 mm, area: 1 cm^2}\n"
               "responses: [{name: rod, from: top, to: air}]\n");
    double capacity = 0;
    const cupel_result_value *rungs = column(&run, "cauer", "capacity");
    const size_t count = cupel_results_find(run.results, "cauer")->count;
    assert_int_equal(count, 40);
    for (size_t i = 0; i < count; i++) capacity += rungs->values[i];
    assert_near(capacity, cell(&run, "nodes", "capacity", 2), 1e-9);
    assert_near(cell(&run, "links", "resistance", 0), cell(&run, "links", "resistance", 1), 1e-12);
    assert_near(cell(&run, "responses", "resistance", 0), cell(&run, "links", "resistance", 1), 1e-9);
    assert_near(at(&run, "impedance", cupel_results_find(run.results, "impedance")->count - 1),
                cell(&run, "responses", "resistance", 0), 1e-4); /* exp(-10) is left */
    model_run_end(&run);
}

static void impedance_of_chooses_the_response(void **state)
{
    (void)state;
    model_run run = run_of(CHAIN "responses: [{name: theta_JA, from: junction, to: air},\n"
                                 "  {name: theta_JC, from: junction, to: case}]\n"
                                 "impedance_of: theta_JC\nstart_time: 0.005 s\nend_time: 0.05 s\n");
    assert_near(cell(&run, "responses", "resistance", 0), 2.5, 1e-13);
    assert_near(cell(&run, "responses", "resistance", 1), 0.5, 1e-13);
    assert_near(at(&run, "impedance", 20), -0.5 * expm1(-1), 1e-13); /* tau = 0.05 s */
    assert_int_equal(cupel_results_find(run.results, "time")->count, 21);
    model_run_end(&run);
}

/* psi between two nodes may fall and rise: no ladder has it, and that is said. */
static void a_response_without_ladder_says_so(void **state)
{
    (void)state;
    model_run run =
        run_of(CHAIN "responses: [{name: psi, kind: psi, from: case, to: junction, heated: junction}]\n");
    assert_near(cell(&run, "responses", "resistance", 0), -0.5, 1e-13);
    assert_non_null(strstr(model_run_label(&run, "notes"), "no ladder"));
    assert_false(cupel_results_find(run.results, "cumulative_capacity")->present);
    model_run_end(&run);
    /* all stages positive, and yet no path that ends at the case: heat goes on from there */
    run = run_of(CHAIN "responses: [{name: psi, kind: psi, from: junction, to: case}]\n");
    assert_near(cell(&run, "responses", "resistance", 0), 0.5, 1e-13);
    assert_true(cell(&run, "foster", "resistance", 0) > 0);
    assert_non_null(
        strstr(model_run_label(&run, "notes"), "not the rise of the heated node over one that is held"));
    assert_false(cupel_results_find(run.results, "cumulative_capacity")->present);
    model_run_end(&run);
}

static void heat_that_takes_another_way_is_said(void **state)
{
    (void)state;
    model_run run =
        run_of("nodes: [{name: junction, power: 1 W}, {name: case}, {name: air, temperature: 300 K}]\n"
               "links: [{from: junction, to: case, resistance: 1 K/W}, {from: case, to: air, resistance: 1 "
               "K/W},\n  {from: junction, to: air, resistance: 1 K/W}]\n"
               "responses: [{name: theta_JC, from: junction, to: case}]\n");
    assert_near(cell(&run, "responses", "heat_fraction", 0), 0.5, 1e-13);
    assert_non_null(strstr(model_run_label(&run, "notes"), "only 0.5 of the heat leaves through 'case'"));
    assert_non_null(strstr(model_run_label(&run, "notes"), "no course in time"));
    model_run_end(&run);
}

static void links_that_depend_on_temperature_stand_still_in_time(void **state)
{
    (void)state;
    model_run run =
        run_of("nodes: [{name: sink, capacity: 100 J/K, power: 37 W}, {name: air, temperature: 300 K}]\n"
               "links: [{kind: film, from: sink, to: air, film_coefficient: 8 W/(m^2 K), area: 0.05 m^2,\n"
               "  exponent: 0.25, reference_difference: 20 K}]\n"
               "responses: [{name: sink, from: sink, to: air}]\n");
    const double rise = model_run_number(&run, "maximum_temperature") - 300;
    assert_near(cell(&run, "responses", "resistance", 0), rise / 37, 1e-12);
    assert_near(cell(&run, "foster", "time_constant", 0), 100 * rise / 37, 1e-12);
    assert_non_null(strstr(model_run_label(&run, "notes"), "held at their conductances"));
    model_run_end(&run);
}

static void a_profile_tells_peaks_of_all_nodes(void **state)
{
    (void)state;
    model_run run =
        run_of("nodes: [{name: junction, capacity: 5 J/K, power_profile: [[0 s, 40 W], [3 s, 40 W],\n"
               "  [3 s, 0 W], [8 s, 0 W]]}, {name: air, temperature: 300 K}]\n"
               "links: [{from: junction, to: air, resistance: 2 K/W}]\n"
               "initial_state: periodic\n");
    const double peak = 80 * -expm1(-0.3) / -expm1(-0.8); /* a pulse of 3 s every 8 s, tau = 10 s */
    assert_near(cell(&run, "nodes", "highest_temperature", 0) - 300, peak, 1e-13);
    assert_near(at(&run, "profile_maximum_temperature", 0) - 300, peak * exp(-0.5), 1e-13);
    assert_near(cell(&run, "nodes", "highest_temperature", 1), 300, 1e-15);
    assert_near(model_run_number(&run, "total_power"), 40 * 3.0 / 8, 1e-14);
    assert_string_equal(model_run_label(&run, "profile_hottest_node"), "junction");
    model_run_end(&run);
}

static void take_file(cupel_input *input, const char *text)
{
    *input = (cupel_input){
        .path = "curve.csv", .name = "curve.csv", .given = "curve.csv", .bytes = text, .count = strlen(text)};
    model_run_input = input;
}

/* The heating curve of one stage, 2 K/W and 1 s, under 5 W from 25 degC. */
static char *heating_curve(void)
{
    static char text[20000];
    int length = snprintf(text, sizeof text, "time [ms],other,T [degC]\n0,0,25\n");
    for (int i = 0; i <= 120; i++) {
        const double time = pow(10, -3 + 0.0333333333 * i);
        length += snprintf(text + length, sizeof text - (size_t)length, "%.9g,x,%.12g\n", 1e3 * time,
                           25 - 10 * expm1(-time));
    }
    return text;
}

static void temperatures_of_a_file_become_an_impedance(void **state)
{
    (void)state;
    cupel_input input;
    take_file(&input, heating_curve());
    model_run run = run_of("impedance_file: curve.csv\nimpedance_column: T\nstep_power: 5 W\n");
    assert_near(at(&run, "impedance", 120), 2, 1e-4);
    assert_near(at(&run, "time", 0), 1e-3, 1e-8);
    double sum = 0;
    for (size_t i = 0; i < cupel_results_find(run.results, "foster")->count; i++)
        if (fabs(log10(cell(&run, "foster", "time_constant", i))) < 0.4)
            sum += cell(&run, "foster", "resistance", i);
    assert_near(sum, 2, 0.01);
    assert_true(model_run_number(&run, "deconvolution_deviation") < 2e-3);
    model_run_end(&run);
    model_run_input = NULL;
}

static void a_heating_curve_needs_its_power(void **state)
{
    (void)state;
    char yaml[2000] = "step_power: 4 W\nheating_curve: [[0 s, 300 K]";
    for (int i = 0; i < 30; i++) {
        const double time = pow(10, -2 + 0.1 * i);
        snprintf(yaml + strlen(yaml), sizeof yaml - strlen(yaml), ", [%.9g s, %.12g K]", time,
                 300 - 12 * expm1(-time));
    }
    strcat(yaml, "]\n");
    model_run run = run_of(yaml);
    assert_near(at(&run, "impedance", 0), -3 * expm1(-0.01), 1e-9);
    assert_int_equal(cupel_results_find(run.results, "time")->count, 30);
    model_run_end(&run);
    refused(strchr(yaml, '\n') + 1, "heating_curve needs step_power");
    refused("step_power: 4 W\nimpedance: [[1 s, 1 K/W], [2 s, 1 K/W], [3 s, 1 K/W], [4 s, 1 K/W], [5 s, 1 "
            "K/W], [6 s, 1 "
            "K/W], [7 s, 1 K/W], [8 s, 1 K/W], [9 s, 1 K/W], [10 s, 1 K/W]]\n",
            "step_power goes with temperatures");
}

static void wrong_files_are_refused_at_their_place(void **state)
{
    (void)state;
    cupel_input input;
    take_file(&input, "time [s],impedance [K/W]\n1,0.1\n2,zwei\n");
    refused("impedance_file: curve.csv\n", "'zwei' is not a number");
    take_file(&input, "time [s],impedance\n1,0.1\n");
    refused("impedance_file: curve.csv\n", "needs its unit");
    take_file(&input, "time [s],Zth [K/W]\n1,0.1\n");
    refused("impedance_file: curve.csv\n", "there is no column 'impedance'; columns: time, Zth");
    take_file(&input, "time [s],impedance [K/W]\n1,0.1\n2,0.2\n1.5,0.3\n");
    refused("impedance_file: curve.csv\n", "does not rise");
    take_file(&input, "time [s],impedance [K]\n1,0.1\n");
    refused("impedance_file: curve.csv\n", "step_power");
    take_file(&input, "time [s],impedance [K/W]\n1,0.1\n");
    refused("impedance_file: curve.csv\n", "too few");
    refused("impedance_file: curve.csv\nstep_power: 5 W\n", "takes no step_power");
    model_run_input = NULL;
}

static void wrong_cases_are_refused(void **state)
{
    (void)state;
    refused("{}", "give nodes and links");
    refused(CHAIN "responses: [{name: x, from: junction, to: cas}]\n", "did you mean 'case'?");
    refused(CHAIN "responses: [{name: x, from: junction, to: air}]\nimpedance_of: y\n", "no response 'y'");
    refused(CHAIN "responses: [{name: x, from: case, to: air, heated: air}]\n", "warms nothing");
    refused("nodes: [{name: a, power: 1 W}, {name: b}]\nlinks: [{from: a, to: b, resistance: 1 K/W}]\n",
            "no node is held");
    refused(
        "nodes: [{name: a}, {name: a, temperature: 300 K}]\nlinks: [{from: a, to: b, resistance: 1 K/W}]\n",
        "two nodes are called 'a'");
    refused("nodes: [{name: a}, {name: b, temperature: 300 K, power: 1 W}]\n"
            "links: [{from: a, to: b, resistance: 1 K/W}]\n",
            "takes no power");
    refused("nodes: [{name: a}, {name: b, temperature: 300 K}]\n"
            "links: [{kind: film, from: a, to: b, film_coefficient: 5 W/(m^2 K)}]\n",
            "needs its area");
    refused("nodes: [{name: a}, {name: b, temperature: 300 K}]\n"
            "links: [{kind: layer, from: a, to: b, area: 1 cm^2, thickness: 1 mm, conductivity: 2 W/(m K), "
            "stages: 3}]\n",
            "holds heat");
    refused("nodes: [{name: a}, {name: b}, {name: c, temperature: 300 K}]\n"
            "links: [{from: a, to: c, resistance: 1 K/W}]\n",
            "node 'b' has no way");
    refused("nodes: [{name: a}, {name: b}, {name: x, temperature: 300 K}]\n"
            "links: [{from: a, to: b, resistance: 1 K/W}]\n",
            "node 'a' has no way");
    refused("nodes: [{name: a, power_profile: [[0 s, 1 W], [2 s, 1 W]]}, {name: b, power_profile: [[0 s, 1 "
            "W], [3 s, 1 "
            "W]]}, {name: c, temperature: 300 K}]\n"
            "links: [{from: a, to: c, resistance: 1 K/W}, {from: b, to: c, resistance: 1 K/W}]\n",
            "begin and end together");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_of_links_have_their_resistances),
        cmocka_unit_test(layers_of_stages_hold_their_heat),
        cmocka_unit_test(impedance_of_chooses_the_response),
        cmocka_unit_test(a_response_without_ladder_says_so),
        cmocka_unit_test(heat_that_takes_another_way_is_said),
        cmocka_unit_test(links_that_depend_on_temperature_stand_still_in_time),
        cmocka_unit_test(a_profile_tells_peaks_of_all_nodes),
        cmocka_unit_test(temperatures_of_a_file_become_an_impedance),
        cmocka_unit_test(a_heating_curve_needs_its_power),
        cmocka_unit_test(wrong_files_are_refused_at_their_place),
        cmocka_unit_test(wrong_cases_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
