/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "model/heat_conduction.h"
#include "model/registry.h"
#include "run_model.h"

static model_run run(const char *yaml)
{
    return model_run_start(&cupel_model_heat_conduction, yaml, 1);
}

static void refused(const char *yaml, const char *words)
{
    model_run_refused(&cupel_model_heat_conduction, yaml, words);
}

/* 2 mm of k 390, 0.1 mm of k 3, a contact of 1e-5 m2 K/W, 5 mm of k 167, a film of 500 W/(m2 K); 2e4 W/m2:
 * the hot face is 41.568033 K above the fluid on any grid. */
static void layers_add_up(void **state)
{
    (void)state;
    static const char *const cells[] = {"[3, 1, 1]", "[20, 2, 3]", "[71, 1, 1]"};
    const double rise = 2e4 * (2e-3 / 390 + 1e-4 / 3 + 1e-5 + 5e-3 / 167 + 1.0 / 500);
    for (int n = 0; n < 3; n++) {
        char yaml[2048];
        snprintf(yaml, sizeof yaml,
                 "domain: {size: [7.1 mm, 2 mm, 3 mm], cells: %s}\n"
                 "parts:\n"
                 "  - {from: [0, 0, 0], to: [2 mm, 2 mm, 3 mm], conductivity: 390}\n"
                 "  - {from: [2 mm, 0, 0], to: [2.1 mm, 2 mm, 3 mm], conductivity: [3, 1, 1]}\n"
                 "  - {from: [2.1 mm, 0, 0], to: [7.1 mm, 2 mm, 3 mm], conductivity: 167}\n"
                 "contacts: [{from: [2.1 mm, 0, 0], to: [2.1 mm, 2 mm, 3 mm], resistance: 1e-5}]\n"
                 "boundaries:\n"
                 "  x_min: {kind: flux, flux: 2e4}\n"
                 "  x_max: {kind: convection, coefficient: 500, ambient: 300}\n"
                 "probes: [{name: hot, position: [0, 1 mm, 1 mm]}]\n",
                 cells[n]);
        model_run r = run(yaml);
        if (r.status) fail_msg("%s", r.error.text);
        assert_true(fabs(model_run_number(&r, "maximum_temperature") - 300 - rise) < 1e-8);
        const cupel_result_value *probes = cupel_results_find(r.results, "probes");
        assert_int_equal(probes->count, 1);
        assert_true(fabs(probes->columns[1].values[0] - 300 - rise) < 1e-8);
        assert_true(fabs(model_run_number(&r, "energy_imbalance")) < 1e-8);
        assert_string_equal(model_run_label(&r, "solution_status"), "ok");
        model_run_end(&r);
    }
}

#define SPREADER                                                                                             \
    "domain: {size: [50 mm, 50 mm, 5 mm], target_cells: 60000}\n"                                            \
    "parts: [{from: [0, 0, 0], to: [50 mm, 50 mm, 5 mm], conductivity: 167}]\n"                              \
    "boundaries: {z_min: {kind: convection, coefficient: 500, ambient: 300}}\n"

/* Exact series: the centre of the source is 57.9709 K above the coolant. */
static void spreader_is_right_and_knows_its_error(void **state)
{
    (void)state;
    model_run r =
        run(SPREADER "sources: [{from: [20 mm, 20 mm, 5 mm], to: [30 mm, 30 mm, 5 mm], power: 50 W}]\n");
    if (r.status) fail_msg("%s", r.error.text);
    const double off = model_run_number(&r, "maximum_temperature") - 357.9709;
    assert_true(fabs(off) < 0.002 * 57.9709);
    const double estimate = model_run_number(&r, "grid_error_estimate");
    assert_true(fabs(off) < 3 * estimate && estimate < 0.005 * 57.9709);
    assert_near(model_run_number(&r, "power"), 50, 1e-12);
    assert_true(model_run_number(&r, "cells") <= 60000);
    model_run_end(&r);
}

static void density_of_power_is_over_the_box(void **state)
{
    (void)state;
    model_run r =
        run(SPREADER
            "sources: [{from: [20 mm, 20 mm, 0], to: [30 mm, 30 mm, 5 mm], power_density: 1e8 W/m^3}]\n");
    if (r.status) fail_msg("%s", r.error.text);
    assert_near(model_run_number(&r, "power"), 50, 1e-12);
    model_run_end(&r);
}

static void records_give_conductivity_over_temperature(void **state)
{
    (void)state;
    double t[HEAT_LAW_POINTS], k[HEAT_LAW_POINTS];
    size_t count = 0;
    cupel_error error;
    cupel_arena *arena = cupel_arena_new();
    const cupel_material *material;
    assert_int_equal(cupel_material_open("AlN", arena, &material, &error), CUPEL_OK);
    assert_int_equal(heat_conductivity_law(material, 2, t, k, &count, &error), CUPEL_OK);
    for (size_t i = 0; i < count; i++) {
        double value;
        assert_int_equal(
            cupel_material_property(material, "thermal_conductivity", t[i], &value, NULL, &error), CUPEL_OK);
        assert_near(k[i], value, 1e-14);
        assert_true(i == 0 || t[i] > t[i - 1]);
    }
    assert_int_equal(cupel_material_open("FR-4", arena, &material, &error), CUPEL_OK);
    assert_int_equal(heat_conductivity_law(material, 0, t, k, &count, &error), CUPEL_OK);
    assert_near(k[0], 0.93, 1e-12);
    assert_int_equal(heat_conductivity_law(material, 2, t, k, &count, &error), CUPEL_OK);
    assert_near(k[0], 0.32, 1e-12);
    cupel_arena_free(arena);
}

static void density_of_power_leaves_voids_out(void **state)
{
    (void)state;
    model_run r = run("domain: {size: [1, 1, 1], cells: [4, 4, 4]}\n"
                      "parts: [{from: [0, 0, 0], to: [1, 1, 1], conductivity: 1}, "
                      "{kind: channel, from: [0, 0, 0], to: [0.5, 1, 1]}]\n"
                      "sources: [{from: [0, 0, 0], to: [1, 1, 1], power_density: 10 W/m^3}]\n"
                      "boundaries: {z_min: {kind: temperature, temperature: 300}}\n");
    if (r.status) fail_msg("%s", r.error.text);
    assert_near(model_run_number(&r, "power"), 5, 1e-12);
    model_run_end(&r);
}

#define NITRIDE                                                                                              \
    "domain: {size: [10 mm, 10 mm, 2 mm], cells: [4, 4, 4]}\n"                                               \
    "parts: [{from: [0, 0, 0], to: [10 mm, 10 mm, 2 mm], material: AlN}]\n"                                  \
    "boundaries: {z_min: {kind: temperature, temperature: 300}}\n"

static void temperatures_beyond_the_record_are_doubtful(void **state)
{
    (void)state;
    model_run r = run(NITRIDE "sources: [{from: [0, 0, 2 mm], to: [10 mm, 10 mm, 2 mm], power: 20 W}]\n");
    if (r.status) fail_msg("%s", r.error.text);
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    model_run_end(&r);
    r = run(NITRIDE "sources: [{from: [0, 0, 2 mm], to: [10 mm, 10 mm, 2 mm], power: 20 kW}]\n");
    if (r.status) fail_msg("%s", r.error.text);
    assert_string_equal(model_run_label(&r, "solution_status"), "doubtful");
    assert_non_null(strstr(model_run_label(&r, "notes"), "AlN"));
    model_run_end(&r);
}

static void wrong_bodies_are_refused(void **state)
{
    (void)state;
    refused("domain: {size: [1, 1, 1]}\nparts: [{from: [0, 0, 0], to: [1, 1, 1], conductivity: [1, 2, 3, 0, "
            "0, 1]}]\n"
            "boundaries: {z_min: {kind: temperature, temperature: 300}}\n",
            "not along the axes");
    refused("domain: {size: [1, 1, 1]}\nparts: [{from: [0, 0, 0], to: [1, 1, 1]}]\n"
            "boundaries: {z_min: {kind: temperature, temperature: 300}}\n",
            "needs material or conductivity");
    refused("domain: {size: [1, 1, 1], cells: [4, 4, 4]}\nparts: [{from: [0, 0, 0], to: [1, 1, 1], "
            "conductivity: 1}]\n"
            "sources: [{from: [0, 0, 0], to: [1, 1, 1], power: 1}]\nboundaries: {}\n",
            "no steady state");
    refused("domain: {size: [1, 1, 1], cells: [4, 4, 4]}\n"
            "parts: [{from: [0, 0, 0], to: [1, 1, 1], conductivity: 1}, "
            "{kind: channel, from: [0, 0, 0], to: [0.5, 1, 1]}]\n"
            "sources: [{from: [0, 0, 0], to: [0.5, 1, 1], power: 1}]\n"
            "boundaries: {z_min: {kind: temperature, temperature: 300}}\n",
            "void");
    refused("domain: {size: [1, 1, 1]}\nparts: [{from: [0, 0, 0], to: [1, 1, 1], conductivity: 1}]\n"
            "boundaries: {z_min: {kind: convection, coefficient: 5}}\n",
            "'ambient' is missing");
    refused("domain: {size: [1, 1, 1], cells: [100000, 100000, 100000]}\n"
            "parts: [{from: [0, 0, 0], to: [1, 1, 1], conductivity: 1}]\n"
            "boundaries: {z_min: {kind: temperature, temperature: 300}}\n",
            "would take about");
}

/* What lies where there is nothing would be left out without a word. */
static void places_without_faces_are_refused(void **state)
{
    (void)state;
#define HALF_FULL                                                                                            \
    "domain: {size: [1, 1, 1], cells: [4, 4, 4]}\n"                                                          \
    "parts: [{from: [0, 0, 0], to: [1, 1, 0.5], conductivity: 1}]\n"                                         \
    "boundaries: {z_min: {kind: temperature, temperature: 300}}\n"
    refused(HALF_FULL "contacts: [{from: [0, 0, 0.75], to: [1, 1, 0.75], resistance: 1e-4}]\n",
            "no face between two cells");
    refused(HALF_FULL "contacts: [{from: [0, 0, 0.5], to: [1, 1, 0.5], resistance: 1e-4}]\n",
            "no face between two cells");
    refused(HALF_FULL "patches: [{from: [0, 0, 0.25], to: [1, 1, 0.25], kind: adiabatic}]\n",
            "no face of the body to the outside or to a void");
    refused(HALF_FULL "patches: [{from: [0, 0, 0.75], to: [1, 1, 0.75], kind: adiabatic}]\n",
            "no face of the body to the outside or to a void");
    refused(HALF_FULL "contacts: [{from: [0, 0, 0], to: [1, 1, 0.25], resistance: 1e-4}]\n",
            "a contact is flat");
    refused(HALF_FULL "patches: [{from: [0, 0, 0], to: [1, 0, 0], kind: adiabatic}]\n", "a patch is flat");
    model_run r = run(HALF_FULL "patches: [{from: [0, 0, 0.5], to: [1, 1, 0.5], kind: adiabatic}]\n"
                                "contacts: [{from: [0, 0, 0.25], to: [1, 1, 0.25], resistance: 1e-4}]\n");
    assert_int_equal(r.status, CUPEL_OK);
    model_run_end(&r);
}

static void refused_at(const char *yaml, int line, int column, const char *words)
{
    model_run r = run(yaml);
    if (r.results || r.error.line != line || r.error.column != column || !strstr(r.error.text, words))
        fail_msg("%d:%d: %s", r.error.line, r.error.column, r.error.text);
    model_run_end(&r);
}

/* What is wrong with a record, a coolant, a chip, the grid and the memory of it is told where that stands. */
static void findings_are_told_at_their_rows(void **state)
{
    (void)state;
#define SINK "boundaries: {z_min: {kind: temperature, temperature: 300}}\n"
#define FULL                                                                                                 \
    "domain: {size: [1, 1, 1], cells: [4, 4, 4]}\nparts:\n- {from: [0, 0, 0], to: [1, 1, 1], conductivity: " \
    "1}\n"
    refused_at(SINK "parts: [{from: [0, 0, 0], to: [1, 1, 1], conductivity: 1}]\n"
                    "domain:\n  size: [1, 1, 1]\n  cells: [100000, 100000, 100000]\n",
               4, 3, "would take about");
    if ((double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE) < 300e9) /* 324 GB are wanted */
        refused_at(SINK "parts: [{from: [0, 0, 0], to: [1, 1, 1], conductivity: 1}]\n"
                        "domain: {size: [1, 1, 1], grid_tolerance: 1 K, most_cells: 1000000000}\n",
                   3, 9, "most_cells: 1000 x 1000 x 1000 cells would take about");
    refused_at(SINK FULL
               "- from: [0, 0, 0]\n  to: [1, 1, 0.5]\n"
               "  material: {name: dull, properties: {density: {value: 1 kg/m^3, basis: assumed}}}\n",
               5, 3, "has no thermal_conductivity: give conductivity");
    refused_at(SINK FULL "- {kind: channel, from: [0, 0, 0.5], to: [1, 1, 0.75], axis: x, mass_flow: 1 kg/s, "
                         "coefficient: 5, inlet_temperature: 300, "
                         "fluid: {name: dull, properties: {density: {value: 1 kg/m^3, basis: assumed}}}}\n",
               5, 3, "heat_capacity");
    refused_at(SINK FULL "- {kind: channel, from: [0, 0, 0.5], to: [1, 1, 0.75], axis: x, mass_flow: 1 kg/s, "
                         "coefficient: 5, inlet_temperature: 300, fluid_heat_capacity: 4000}\n"
                         "- {from: [0, 0, 0.5], to: [0.5, 1, 0.75], conductivity: 1}\n",
               5, 3, "the coolant of part 2: cell (0, 0, 2) of the channel is not void");
    refused_at(SINK FULL
               "- {kind: chip, from: [0, 0, 0.5], to: [0.5, 1, 1], conductivity: 1, bond_resistance: 1e-5,"
               " bond_face: z_max}\n",
               5, 3, "the chip of part 2: it lies on an outer side");
    refused_at("domain: {size: [1, 1, 1], cells: [4, 4, 4]}\nparts: [{kind: channel, from: [0, 0, 0], to: "
               "[1, 1, 1]}]\n" SINK,
               2, 8, "all cells are void");
    refused_at(SINK FULL "sources: [{from: [0, 0, 0], to: [1, 0, 0], power: 1 W}]\n", 5, 11, "source 1");
    refused_at(SINK FULL "sources: [{from: [0, 0, 0], to: [1, 1, 1], power: 1 W}]\n"
                         "probes: [{name: a, position: [0, 0, 0]}, {name: b, position: [0, 0, 0]},\n"
                         "         {name: a, position: [0, 0, 0]}]\n",
               7, 10, "probe 3: the name 'a' is taken by probe 1");
#undef SINK
#undef FULL
}

/* A wall is the hottest place on any grid: an estimate of 0 is then no praise of the rest. */
static void an_estimate_of_a_given_temperature_says_so(void **state)
{
    (void)state;
    model_run r = run("domain: {size: [1, 1, 1], cells: [8, 8, 1]}\n"
                      "parts: [{from: [0, 0, 0], to: [1, 1, 1], conductivity: 1}]\n"
                      "boundaries: {x_min: {kind: temperature, temperature: 300}, "
                      "y_min: {kind: temperature, temperature: 400}}\n");
    assert_int_equal(r.status, CUPEL_OK);
    assert_true(model_run_number(&r, "grid_error_estimate") < 1e-9);
    assert_non_null(strstr(model_run_label(&r, "notes"), "tells nothing of temperatures elsewhere"));
    model_run_end(&r);
}

static void threads_do_not_change_a_bit(void **state)
{
    (void)state;
    const char *yaml =
        SPREADER "sources: [{from: [20 mm, 20 mm, 5 mm], to: [30 mm, 30 mm, 5 mm], power: 50 W}]\n";
    model_run one = model_run_start(&cupel_model_heat_conduction, yaml, 1);
    model_run two = model_run_start(&cupel_model_heat_conduction, yaml, 2);
    const double a = model_run_number(&one, "maximum_temperature"),
                 b = model_run_number(&two, "maximum_temperature");
    assert_memory_equal(&a, &b, sizeof a);
    model_run_end(&one);
    model_run_end(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_add_up),
        cmocka_unit_test(spreader_is_right_and_knows_its_error),
        cmocka_unit_test(density_of_power_is_over_the_box),
        cmocka_unit_test(records_give_conductivity_over_temperature),
        cmocka_unit_test(density_of_power_leaves_voids_out),
        cmocka_unit_test(temperatures_beyond_the_record_are_doubtful),
        cmocka_unit_test(wrong_bodies_are_refused),
        cmocka_unit_test(places_without_faces_are_refused),
        cmocka_unit_test(findings_are_told_at_their_rows),
        cmocka_unit_test(an_estimate_of_a_given_temperature_says_so),
        cmocka_unit_test(threads_do_not_change_a_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
