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

#include "model/heat_conduction.h"
#include "model/registry.h"
#include "run_model.h"

/* Boundaries, patches, contacts and coolants of heat.conduction, and what holds for any body. */

static model_run run(const char *yaml)
{
    return model_run_good(&cupel_model_heat_conduction, yaml);
}

static double maximum(const char *yaml)
{
    model_run r = run(yaml);
    const double value = model_run_number(&r, "maximum_temperature");
    assert_true(model_run_number(&r, "energy_imbalance") < 1e-8);
    model_run_end(&r);
    return value;
}

static double probe(const char *yaml)
{
    model_run r = run(yaml);
    const double value = cupel_results_find(r.results, "probes")->columns[1].values[0];
    model_run_end(&r);
    return value;
}

#define BLOCK                                                                                                \
    "domain: {size: [8 mm, 8 mm, 2 mm], cells: [8, 8, 4]}\n"                                                 \
    "parts: [{from: [0, 0, 0], to: [8 mm, 8 mm, 2 mm], conductivity: 20}]\n"                                 \
    "sources: [{from: [5 mm, 5 mm, 2 mm], to: [7 mm, 7 mm, 2 mm], power: 2 W}]\n"

static void patches_over_a_whole_side_are_the_side(void **state)
{
    (void)state;
    const double side =
        maximum(BLOCK "boundaries: {z_min: {kind: convection, coefficient: 900, ambient: 300}}\n");
    const double patches = maximum(
        BLOCK "boundaries: {z_min: {kind: temperature, temperature: 280}}\n"
              "patches:\n"
              "- {from: [0, 0, 0], to: [8 mm, 8 mm, 0], kind: convection, coefficient: 900, ambient: 300}\n");
    assert_near(patches, side, 1e-12);
    const double half = maximum(
        BLOCK "boundaries: {}\n"
              "patches:\n"
              "- {from: [0, 0, 0], to: [4 mm, 8 mm, 0], kind: convection, coefficient: 900, ambient: 300}\n");
    assert_true(half > side + 10);
}

static void later_contacts_count(void **state)
{
    (void)state;
    const char *body =
        "domain: {size: [1, 1, 1], cells: [4, 4, 4]}\n"
        "parts: [{from: [0, 0, 0], to: [1, 1, 1], conductivity: 1}]\n"
        "boundaries: {x_min: {kind: flux, flux: 10}, x_max: {kind: temperature, temperature: 300}}\n"
        "contacts:\n"
        "- {from: [0.5, 0, 0], to: [0.5, 1, 1], resistance: 7}\n"
        "- {from: [0.5, 0, 0], to: [0.5, 1, 1], thickness: 0.2 mm, conductivity: 1e-3}\n";
    assert_near(maximum(body), 300 + 10 * (1 + 0.2), 1e-9);
}

/* Solder under copper only resists; a copper sheet on glass carries heat along itself, a thick one takes
 * room. */
static void sheets_that_are_more_than_a_resistance_are_doubtful(void **state)
{
    (void)state;
    static const struct {
        const char *sheet, *below, *words;
    } cases[] = {
        {"thickness: 50 um, conductivity: 60", "conductivity: 390", ""},
        {"thickness: 50 um, conductivity: 390", "conductivity: 1", "contact 1 is a sheet that would carry"},
        {"thickness: 0.3 mm, conductivity: 0.2", "conductivity: 1", "0.3 times as thick as the layer"}};
    for (int n = 0; n < 3; n++) {
        char yaml[1024];
        snprintf(yaml, sizeof yaml,
                 "domain: {size: [4 mm, 4 mm, 2 mm], cells: [2, 2, 8]}\n"
                 "parts: [{from: [0, 0, 0], to: [4 mm, 4 mm, 1 mm], %s}, "
                 "{from: [0, 0, 1 mm], to: [4 mm, 4 mm, 2 mm], conductivity: 1}]\n"
                 "boundaries: {z_min: {kind: flux, flux: 10}, z_max: {kind: temperature, temperature: 300}}\n"
                 "contacts: [{from: [0, 0, 1 mm], to: [4 mm, 4 mm, 1 mm], %s}]\n",
                 cases[n].below, cases[n].sheet);
        model_run r = run(yaml);
        const char *notes = model_run_label(&r, "notes");
        assert_string_equal(model_run_label(&r, "solution_status"), *cases[n].words ? "doubtful" : "ok");
        if (!strstr(notes, cases[n].words)) fail_msg("'%s' is not in '%s'", cases[n].words, notes);
        model_run_end(&r);
    }
}

/* A body that repeats does not know where its period begins. */
static void periods_may_begin_anywhere(void **state)
{
    (void)state;
    const char *form =
        "domain: {size: [8 mm, 8 mm, 2 mm], cells: [8, 8, 4]}\n"
        "parts: [{from: [0, 0, 0], to: [8 mm, 8 mm, 2 mm], conductivity: [20, 5, 10]}]\n"
        "boundaries: {x_min: {kind: periodic}, x_max: {kind: periodic}, y_min: {kind: periodic}, "
        "y_max: {kind: periodic}, z_min: {kind: convection, coefficient: 900, ambient: 300}}\n"
        "sources: [{from: [%d mm, %d mm, 2 mm], to: [%d mm, %d mm, 2 mm], power: 2 W}]\n";
    double value[3];
    static const int corner[3][2] = {{3, 3}, {0, 6}, {6, 1}};
    for (int n = 0; n < 3; n++) {
        char yaml[2048];
        snprintf(yaml, sizeof yaml, form, corner[n][0], corner[n][1], corner[n][0] + 2, corner[n][1] + 2);
        value[n] = maximum(yaml);
    }
    assert_near(value[1], value[0], 1e-10);
    assert_near(value[2], value[0], 1e-10);
}

/* What 1 W in one box does in another is the same the other way round; the body has a chip, vias and a
 * contact. */
static void places_can_be_exchanged(void **state)
{
    (void)state;
    const char *form =
        "domain: {size: [8 mm, 8 mm, 2 mm], cells: [8, 8, 8]}\n"
        "parts:\n"
        "- {from: [0, 0, 0], to: [8 mm, 8 mm, 2 mm], conductivity: [2, 1, 0.3]}\n"
        "- {kind: vias, from: [2 mm, 2 mm, 0], to: [6 mm, 6 mm, 2 mm], conductivity: 390, pitch: 1 mm, "
        "drill: 0.3 mm, plating: 30 um}\n"
        "contacts: [{from: [0, 0, 1 mm], to: [4 mm, 8 mm, 1 mm], resistance: 1e-3}]\n"
        "boundaries: {z_min: {kind: convection, coefficient: 100, ambient: 300}}\n"
        "sources: [{from: [%s], to: [%s], power: 1 W}]\n"
        "probes: [{name: other, position: [%s]}]\n";
    char yaml[2][2048];
    snprintf(yaml[0], sizeof yaml[0], form, "0, 0, 1.75 mm", "1 mm, 1 mm, 2 mm", "4.5 mm, 6.5 mm, 0.375 mm");
    snprintf(yaml[1], sizeof yaml[1], form, "4 mm, 6 mm, 0.25 mm", "5 mm, 7 mm, 0.5 mm",
             "0.5 mm, 0.5 mm, 1.875 mm");
    assert_near(probe(yaml[0]) - 300, probe(yaml[1]) - 300, 1e-7);
}

/* Without sources nothing is hotter or colder than the surroundings. */
static void surroundings_bound_the_temperatures(void **state)
{
    (void)state;
    model_run r = run(
        "domain: {size: [8 mm, 8 mm, 2 mm], cells: [16, 16, 8]}\n"
        "parts:\n"
        "- {kind: layers, from: [0, 0, 0], to: [8 mm, 8 mm, 2 mm], layers: [{conductivity: 0.3}, "
        "{thickness: 50 um, conductivity: 390, coverage: 0.3, fill_conductivity: 0.3, pattern: along_x}]}\n"
        "- {kind: channel, from: [0, 3 mm, 0.5 mm], to: [8 mm, 5 mm, 1 mm], axis: x, mass_flow: 1 g/s, "
        "fluid: water, coefficient: 2000, inlet_temperature: 320}\n"
        "boundaries: {z_min: {kind: convection, coefficient: 100, ambient: 300}, "
        "z_max: {kind: temperature, temperature: 400}}\n"
        "patches: [{from: [0, 0, 2 mm], to: [4 mm, 4 mm, 2 mm], kind: radiation, emissivity: 0.9, "
        "ambient: 350}]\n");
    assert_true(model_run_number(&r, "minimum_temperature") >= 300);
    assert_true(model_run_number(&r, "maximum_temperature") <= 400 + 1e-9);
    assert_true(model_run_number(&r, "energy_imbalance") < 1e-8);
    const cupel_result_value *coolants = cupel_results_find(r.results, "coolants");
    assert_int_equal(coolants->count, 1);
    assert_true(coolants->columns[0].values[0] == 2 && coolants->columns[1].values[0] > 320 &&
                coolants->columns[1].values[0] < 400);
    model_run_end(&r);
}

/* Lengths by 3, conductivities by 3 and powers by 9 leave the temperatures. */
static void scaled_bodies_have_the_same_temperatures(void **state)
{
    (void)state;
    const char *form = "domain: {size: [%g, %g, %g], cells: [8, 8, 4]}\n"
                       "parts: [{from: [0, 0, 0], to: [%g, %g, %g], conductivity: %g}]\n"
                       "sources: [{from: [%g, %g, %g], to: [%g, %g, %g], power: %g}]\n"
                       "boundaries: {z_min: {kind: convection, coefficient: 100, ambient: 300}}\n";
    double value[2];
    for (int n = 0; n < 2; n++) {
        const double s = n ? 3 : 1;
        char yaml[2048];
        snprintf(yaml, sizeof yaml, form, 8e-3 * s, 8e-3 * s, 2e-3 * s, 8e-3 * s, 8e-3 * s, 2e-3 * s, 20 * s,
                 5e-3 * s, 5e-3 * s, 2e-3 * s, 7e-3 * s, 7e-3 * s, 2e-3 * s, 2 * s * s);
        value[n] = maximum(yaml);
    }
    assert_near(value[1] - 300, value[0] - 300, 1e-9);
}

/* Under 2e4 W/m2 along x the flux is that in every cell, and none across. */
static void heat_flux_is_a_vector_field(void **state)
{
    (void)state;
    model_run r =
        run("domain: {size: [8 mm, 8 mm, 2 mm], cells: [6, 3, 2]}\n"
            "parts: [{from: [0, 0, 0], to: [8 mm, 8 mm, 2 mm], conductivity: 20}]\n"
            "boundaries: {x_min: {kind: flux, flux: 2e4}, x_max: {kind: temperature, temperature: 300}}\n");
    const cupel_result_value *flux = cupel_results_find(r.results, "heat_flux");
    assert_int_equal(flux->grid.components, 3);
    for (size_t c = 0; c < 36; c++) {
        assert_near(flux->values[3 * c], 2e4, 1e-7);
        assert_true(fabs(flux->values[3 * c + 1]) < 1e-3 && fabs(flux->values[3 * c + 2]) < 1e-3);
    }
    model_run_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patches_over_a_whole_side_are_the_side),
        cmocka_unit_test(later_contacts_count),
        cmocka_unit_test(sheets_that_are_more_than_a_resistance_are_doubtful),
        cmocka_unit_test(periods_may_begin_anywhere),
        cmocka_unit_test(places_can_be_exchanged),
        cmocka_unit_test(surroundings_bound_the_temperatures),
        cmocka_unit_test(scaled_bodies_have_the_same_temperatures),
        cmocka_unit_test(heat_flux_is_a_vector_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
