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

/* Parts of heat.conduction against what can be said by hand. */

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

static void refused_at(const char *yaml, size_t line, size_t column, const char *words)
{
    model_run r = model_run_start(&cupel_model_heat_conduction, yaml, 1);
    if (r.status == CUPEL_OK || !strstr(r.error.text, words) || (size_t)r.error.line != line ||
        (size_t)r.error.column != column)
        fail_msg("%zu:%zu: '%s', not %zu:%zu: '%s'", (size_t)r.error.line, (size_t)r.error.column,
                 r.error.text, line, column, words);
    model_run_end(&r);
}

/* A cube of 4 mm with 10 K across: the heat that enters gives its conductivity along `axis`. */
static double conductivity_of(const char *parts, char axis, const char *cells)
{
    char yaml[4096];
    snprintf(yaml, sizeof yaml,
             "tolerance: 1e-13\n"
             "domain: {size: [4 mm, 4 mm, 4 mm], cells: %s}\n"
             "parts:\n%s"
             "boundaries:\n"
             "  %c_min: {kind: temperature, temperature: 310}\n"
             "  %c_max: {kind: temperature, temperature: 300}\n",
             cells, parts, axis, axis);
    model_run r = run(yaml);
    const double flow = cupel_results_find(r.results, "boundary_heat_flows")
                            ->columns[1]
                            .values[axis == 'x'   ? CUPEL_X_MIN
                                    : axis == 'y' ? CUPEL_Y_MIN
                                                  : CUPEL_Z_MIN];
    model_run_end(&r);
    return flow / (4e-3 * 10);
}

#define FULL "from: [0, 0, 0], to: [4 mm, 4 mm, 4 mm]"

static void layers_are_in_series_and_side_by_side(void **state)
{
    (void)state;
    const char *stack = "- {kind: layers, " FULL ", layers: [{thickness: 1 mm, conductivity: 390}, "
                        "{conductivity: [1, 2, 0.5]}, {thickness: 0.5 mm, conductivity: 20}]}\n";
    assert_near(conductivity_of(stack, 'z', "[1, 1, 8]"), 4 / (1 / 390. + 2.5 / 0.5 + 0.5 / 20), 1e-9);
    assert_near(conductivity_of(stack, 'x', "[8, 1, 8]"), (390 + 2.5 * 1 + 0.5 * 20) / 4, 1e-9);
    const char *along_y =
        "- {kind: layers, axis: y, " FULL ", layers: [{thickness: 1 mm, conductivity: 390}, "
        "{thickness: 3 mm, conductivity: 1}]}\n";
    assert_near(conductivity_of(along_y, 'y', "[1, 8, 1]"), 4 / (1 / 390. + 3), 1e-9);
}

/* A laminate's normal is the axis of the stack. FR-4: 0.93 W/(m K) in the plane, 0.32 through it. */
static void laminates_lie_across_the_stack(void **state)
{
    (void)state;
    const char *stack = "- {kind: layers, axis: x, " FULL ", layers: [{material: FR-4}]}\n";
    assert_near(conductivity_of(stack, 'x', "[2, 2, 2]"), 0.32, 1e-9);
    assert_near(conductivity_of(stack, 'z', "[2, 2, 2]"), 0.93, 1e-9);
}

static void planes_with_gaps_conduct_by_their_pattern(void **state)
{
    (void)state;
    const double metal = 390, fill = 0.3, c = 0.7, side_by_side = c * metal + (1 - c) * fill;
    const char *tracks =
        "- {kind: plane, " FULL ", conductivity: 390, coverage: 0.7, fill_conductivity: 0.3, "
        "pattern: along_x}\n";
    assert_near(conductivity_of(tracks, 'x', "[2, 2, 2]"), side_by_side, 1e-9);
    assert_near(conductivity_of(tracks, 'z', "[2, 2, 2]"), side_by_side, 1e-9);
    assert_near(conductivity_of(tracks, 'y', "[2, 2, 2]"), 1 / (c / metal + (1 - c) / fill), 1e-9);
    const char *holes =
        "- {kind: plane, " FULL ", conductivity: 390, coverage: 0.7, fill_conductivity: 0.3}\n";
    /* holes of share f that hardly conduct leave about (1 - f)/(1 + f) of the metal */
    assert_near(conductivity_of(holes, 'x', "[2, 2, 2]"), metal * 0.7 / 1.3, 3e-3);
    assert_near(conductivity_of(holes, 'z', "[2, 2, 2]"), side_by_side, 1e-9);
    const char *pads = "- {kind: plane, " FULL ", conductivity: 390, coverage: 0.7, fill_conductivity: 0.3, "
                       "pattern: islands}\n";
    assert_near(conductivity_of(pads, 'y', "[2, 2, 2]"), fill * 1.7 / 0.3, 1e-2);
}

#define BOARD "- {" FULL ", conductivity: [0.9, 0.9, 0.3]}\n"

/* 4 x 4 vias of 0.3 mm at 1 mm: a share 16 pi 0.15^2/16 of the area, and plated ones that less their bore. */
static void vias_conduct_through_the_board(void **state)
{
    (void)state;
    const double share = 3.14159265358979323846 * 0.15 * 0.15;
    const char *solid = BOARD "- {kind: vias, " FULL ", conductivity: 390, pitch: 1 mm, drill: 0.3 mm}\n";
    assert_near(conductivity_of(solid, 'z', "[1, 1, 4]"), share * 390 + (1 - share) * 0.3, 1e-9);
    const char *plated = BOARD "- {kind: vias, " FULL ", conductivity: 390, pitch: 1 mm, drill: 0.3 mm, "
                               "plating: 30 um, fill_conductivity: 5}\n";
    const double wall = 1 - 0.8 * 0.8;
    assert_near(conductivity_of(plated, 'z', "[1, 1, 4]"),
                share * (wall * 390 + (1 - wall) * 5) + (1 - share) * 0.3, 1e-9);
    const char *empty = BOARD "- {kind: vias, " FULL ", conductivity: 390, pitch: 1 mm, drill: 0.3 mm, "
                              "plating: 30 um}\n";
    assert_near(conductivity_of(empty, 'z', "[1, 1, 4]"), share * wall * 390 + (1 - share) * 0.3, 1e-9);
}

/* The mixture against the same vias with cells of their own, 4 % of the area: stairs change that by 1 %, the
 * formula is of first order. */
static void effective_vias_are_like_resolved_ones(void **state)
{
    (void)state;
    for (int axis = 0; axis < 2; axis++) {
        double k[2];
        for (int d = 0; d < 2; d++) {
            char parts[512];
            snprintf(parts, sizeof parts,
                     BOARD "- {kind: vias, " FULL
                           ", conductivity: 390, pitch: 2 mm, drill: 1 mm, detail: %s}\n",
                     d ? "resolved" : "effective");
            k[d] = conductivity_of(parts, axis ? 'z' : 'x', "[128, 128, 1]");
        }
        assert_near(k[0], k[1], 0.03);
    }
}

/* Each layer that vias cross mixes with them for itself, and a plane laid later is whole again. */
static void vias_mix_with_each_layer(void **state)
{
    (void)state;
    const char *parts = "- {kind: layers, " FULL ", layers: [{thickness: 2 mm, conductivity: 10}, "
                        "{thickness: 2 mm, conductivity: 1}]}\n"
                        "- {kind: vias, from: [0, 0, 0], to: [4 mm, 4 mm, 3 mm], conductivity: 100, "
                        "pitch: 1 mm, drill: 0.5 mm}\n"
                        "- {from: [0, 0, 0], to: [4 mm, 4 mm, 1 mm], conductivity: 50}\n";
    const double f = 3.14159265358979323846 * 0.25 * 0.25;
    const double expected =
        4 / (1 / 50. + 1 / (f * 100 + (1 - f) * 10) + 1 / (f * 100 + (1 - f) * 1) + 1 / 1.);
    assert_near(conductivity_of(parts, 'z', "[1, 1, 4]"), expected, 1e-9);
}

#define CHIP_BOARD                                                                                           \
    "domain: {size: [20 mm, 20 mm, 2 mm], cells: [10, 10, 4]}\n"                                             \
    "boundaries: {z_min: {kind: convection, coefficient: 500, ambient: 300}}\n"                              \
    "parts:\n"                                                                                               \
    "- {from: [0, 0, 0], to: [20 mm, 20 mm, 1.5 mm], conductivity: 10}\n"

static void a_chip_is_a_box_with_a_source_and_a_contact(void **state)
{
    (void)state;
    const double chip = maximum(
        CHIP_BOARD "- {kind: chip, from: [4 mm, 4 mm, 1.5 mm], to: [10 mm, 10 mm, 2 mm], conductivity: 120, "
                   "power: 3 W, heated: z_max, bond_resistance: 2e-5}\n");
    const double apart =
        maximum(CHIP_BOARD "- {from: [4 mm, 4 mm, 1.5 mm], to: [10 mm, 10 mm, 2 mm], conductivity: 120}\n"
                           "sources: [{from: [4 mm, 4 mm, 2 mm], to: [10 mm, 10 mm, 2 mm], power: 3 W}]\n"
                           "contacts:\n"
                           "- {from: [4 mm, 4 mm, 1.5 mm], to: [10 mm, 10 mm, 1.5 mm], resistance: 1}\n"
                           "- {from: [4 mm, 4 mm, 1.5 mm], to: [10 mm, 10 mm, 1.5 mm], thickness: 20 um, "
                           "conductivity: 1}\n");
    assert_near(chip, apart, 1e-12);
    const double without = maximum(
        CHIP_BOARD "- {kind: chip, from: [4 mm, 4 mm, 1.5 mm], to: [10 mm, 10 mm, 2 mm], conductivity: 120, "
                   "power: 3 W}\n");
    assert_true(chip - without > 1.5 && chip - without < 2); /* 3 W / 36 mm2 x 2e-5 = 1.67 K */
}

/* 1 W at 300 K and 1 % more per kelvin against 0.05 W/K: 25 K. */
static void the_power_of_a_chip_may_depend_on_its_temperature(void **state)
{
    (void)state;
    const double hot =
        maximum("domain: {size: [10 mm, 10 mm, 1 mm], cells: [2, 2, 2]}\n"
                "parts: [{kind: chip, from: [0, 0, 0], to: [10 mm, 10 mm, 1 mm], conductivity: 1e5, "
                "power: 1 W, temperature_factor: [[300 K, 1], [400 K, 2]]}]\n"
                "boundaries: {z_min: {kind: convection, coefficient: 500, ambient: 300}}\n");
    assert_near(hot, 325, 1e-6);
}

/* A cube of one unit in ASCII. */
static void write_cube(char *out, size_t size, bool hole)
{
    static const int faces[12][3] = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4},
                                     {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
    size_t at = (size_t)snprintf(out, size, "solid cube\n");
    for (int f = 0; f < (hole ? 11 : 12); f++) {
        at += (size_t)snprintf(out + at, size - at, "facet normal 0 0 0\nouter loop\n");
        for (int v = 0; v < 3; v++)
            at += (size_t)snprintf(out + at, size - at, "vertex %d %d %d\n", faces[f][v] & 1,
                                   faces[f][v] >> 1 & 1, faces[f][v] >> 2 & 1);
        at += (size_t)snprintf(out + at, size - at, "endloop\nendfacet\n");
    }
    snprintf(out + at, size - at, "endsolid cube\n");
}

#define CUBE_WORLD                                                                                           \
    "domain: {size: [4 mm, 4 mm, 4 mm], cells: [16, 16, 16]}\n"                                              \
    "boundaries: {z_min: {kind: convection, coefficient: 500, ambient: 300}}\n"                              \
    "sources: [{from: [1 mm, 1 mm, 2 mm], to: [2 mm, 2 mm, 3 mm], power: 1 W}]\n"                            \
    "parts:\n"                                                                                               \
    "- {from: [0, 0, 0], to: [4 mm, 4 mm, 1 mm], conductivity: 10}\n"

static void a_surface_is_filled(void **state)
{
    (void)state;
    char text[4096];
    write_cube(text, sizeof text, false);
    cupel_input input = {
        .path = "cube.stl", .name = "cube.stl", .given = "cube.stl", .bytes = text, .count = strlen(text)};
    model_run_input = &input;
    const char *stl = CUBE_WORLD
        "- {kind: stl, file: cube.stl, scale: 2 mm, place: [1 mm, 1 mm, 1 mm], conductivity: 20}\n";
    const double box =
        maximum(CUBE_WORLD "- {from: [1 mm, 1 mm, 1 mm], to: [3 mm, 3 mm, 3 mm], conductivity: 20}\n");
    assert_near(maximum(stl), box, 1e-9);
    write_cube(text, sizeof text, true);
    input.count = strlen(text);
    refused_at(stl, 6, 3, "cube.stl: the surface is not closed: 3 open edges");
    refused_at(stl, 6, 3, "the first near (1, 0.5, 0.5) in units of the file");
    model_run_input = NULL;
}

#define CUBE                                                                                                 \
    "domain: {size: [1, 1, 1], cells: [4, 4, 4]}\n"                                                          \
    "boundaries: {z_min: {kind: temperature, temperature: 300}}\n"                                           \
    "parts:\n"
#define HERE "from: [0, 0, 0], to: [1, 1, 1]"

static void keys_of_another_kind_are_refused_at_their_place(void **state)
{
    (void)state;
    refused_at(CUBE "- {" HERE ", conductivity: 1, fin_count: 3}\n", 4, 53,
               "fin_count is not for a part of kind box; allowed for: plate_fins");
    refused_at(CUBE "- {" HERE ", conductivity: 1, axis: z}\n", 4, 53, "axis is not for a part of kind box");
    refused_at(CUBE "- {kind: channel, " HERE ", conductivity: 1}\n", 4, 51,
               "conductivity is not for a part of kind channel");
    refused_at("domain: {size: [1, 1, 1]}\nparts: [{" HERE ", conductivity: 1}]\n"
               "boundaries: {z_min: {kind: temperature, temperature: 300, ambient: 3}}\n",
               3, 59, "ambient is not for a boundary of kind temperature");
    refused_at("domain: {size: [1, 1, 1]}\nparts: [{" HERE ", conductivity: 1}]\n"
               "boundaries: {x_min: {kind: periodic}}\n",
               3, 13, "x_min is periodic, so x_max must be, too");
}

static void wrong_parts_are_refused(void **state)
{
    (void)state;
    refused_at(CUBE "- {kind: layers, " HERE ", layers: [{thickness: 0.5, conductivity: 1}]}\n", 4, 3,
               "the layers are 0.5 m thick together");
    refused_at(CUBE "- {kind: layers, " HERE ", layers: [{conductivity: 1}, {conductivity: 1}]}\n", 4, 3,
               "2 layers have no thickness");
    refused_at(CUBE "- {kind: layers, " HERE ", layers: [{conductivity: 1, coverage: 0.5}]}\n", 4, 3,
               "layer 1: a coverage below 1 needs fill or fill_conductivity");
    refused_at(CUBE "- {kind: plane, " HERE ", conductivity: 1, fill_conductivity: 3}\n", 4, 3,
               "a coverage of 1 leaves no room for a fill");
    refused_at(CUBE "- {kind: plane, " HERE ", conductivity: 1, coverage: 0.5, fill_conductivity: 3, "
                    "pattern: along_z}\n",
               4, 3, "tracks lie in the plane");
    refused_at(CUBE "- {kind: vias, " HERE ", conductivity: 1, pitch: 0.1, drill: 0.2}\n", 4, 3,
               "vias of 0.2 m overlap at a pitch of 0.1 m");
    refused_at(CUBE "- {kind: vias, " HERE ", conductivity: 1, pitch: 1, drill: 0.2, plating: 0.1}\n", 4, 3,
               "plating of 0.1 m fills a drill of 0.2 m");
    refused_at(CUBE "- {kind: chip, " HERE ", conductivity: 1, heated: z_max}\n", 4, 3, "give power");
    refused_at(CUBE "- {kind: channel, " HERE
                    ", mass_flow: 1, axis: x, coefficient: 3, inlet_temperature: 3}\n",
               4, 3, "needs fluid or fluid_heat_capacity");
    refused_at(CUBE "- {kind: channel, " HERE ", coefficient: 3}\n", 4, 3, "without mass_flow");
}

/* The kernel counts a stack as several parts; messages count rows. */
static void messages_count_the_rows_of_the_case(void **state)
{
    (void)state;
    model_run r = model_run_start(&cupel_model_heat_conduction,
                                  CUBE "- {kind: layers, " HERE
                                       ", layers: [{thickness: 0.5, conductivity: 1}, {conductivity: 2}]}\n"
                                       "- {from: [0, 0, 0], to: [1, 1, 2], conductivity: 1}\n",
                                  1);
    assert_non_null(strstr(r.error.text, "part 2 reaches from 0 m to 2 m along z"));
    model_run_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_are_in_series_and_side_by_side),
        cmocka_unit_test(laminates_lie_across_the_stack),
        cmocka_unit_test(planes_with_gaps_conduct_by_their_pattern),
        cmocka_unit_test(vias_conduct_through_the_board),
        cmocka_unit_test(effective_vias_are_like_resolved_ones),
        cmocka_unit_test(vias_mix_with_each_layer),
        cmocka_unit_test(a_chip_is_a_box_with_a_source_and_a_contact),
        cmocka_unit_test(the_power_of_a_chip_may_depend_on_its_temperature),
        cmocka_unit_test(a_surface_is_filled),
        cmocka_unit_test(keys_of_another_kind_are_refused_at_their_place),
        cmocka_unit_test(wrong_parts_are_refused),
        cmocka_unit_test(messages_count_the_rows_of_the_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
