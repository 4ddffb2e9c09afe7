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

#include "cupel/mesh.h"
#include "model/heat_topology.h"
#include "model/registry.h"
#include "run_model.h"

static model_run run(const char *yaml)
{
    model_run r = model_run_start(&cupel_model_heat_topology, yaml, 1);
    if (r.status) fail_msg("%s", r.error.text);
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    return r;
}

#define SQUARE                                                                                               \
    "domain: {size: [24 mm, 24 mm, 2 mm], cells: [24, 24, 1]}\n"                                             \
    "filler_conductivity: 0.5\n"                                                                             \
    "sinks: [{from: [0, 10 mm, 0], to: [0, 14 mm, 2 mm], coefficient: 2e5}]\n"                               \
    "ambient_temperature: 300 K\n"                                                                           \
    "symmetry: {y: true}\n"
#define EVEN "sources: [{from: [0, 0, 0], to: [24 mm, 24 mm, 2 mm], power: 3 W}]\n"

static double verification(const model_run *r, size_t column, size_t body)
{
    return cupel_results_find(r->results, "verification")->columns[column].values[body];
}

static void check_surface(const model_run *r, double volume, double tolerance)
{
    const cupel_result_value *shape = cupel_results_find(r->results, "shape");
    double lines[3][64];
    for (int a = 0; a < 3; a++)
        for (size_t i = 0; i <= shape->grid.cells[a]; i++) lines[a][i] = shape->grid.spacing[a] * (double)i;
    const double *const edges[3] = {lines[0], lines[1], lines[2]};
    cupel_mesh *mesh = NULL;
    cupel_error error = {0};
    if (cupel_mesh_of_level(shape->grid.cells, edges, shape->values, 0.5, &mesh, &error) ||
        cupel_mesh_check(mesh, 1e-3, NULL, &error))
        fail_msg("%s", error.text);
    assert_near(cupel_mesh_volume(mesh), volume, tolerance);
    cupel_mesh_free(mesh);
}

/* Two kernels assemble and solve the cut design: on one grid they must agree, and the finer one must be near.
 */
static void design_is_what_conduction_says_it_is(void **state)
{
    (void)state;
    model_run r = run(SQUARE EVEN "conductivity: 200\nvolume_fraction: 0.3\nrefinement: 1\n");
    assert_near(verification(&r, 3, 2), model_run_number(&r, "compliance"), 1e-6);
    assert_near(verification(&r, 4, 2), model_run_number(&r, "maximum_temperature"), 1e-8);
    assert_near(verification(&r, 5, 2), model_run_number(&r, "mean_temperature"), 1e-8);
    assert_true(verification(&r, 6, 2) < 1e-8 && verification(&r, 6, 3) < 1e-8);
    assert_true(fabs(model_run_number(&r, "volume_error")) < 1e-6);
    assert_near(model_run_number(&r, "volume_fraction"), 0.3, 2.0 / (0.3 * 24 * 24));
    assert_near(model_run_number(&r, "volume"), 0.3 * 24e-3 * 24e-3 * 2e-3, 1e-4);
    assert_near(model_run_number(&r, "grey_compliance"), model_run_number(&r, "compliance"), 0.1);
    assert_true(model_run_number(&r, "compliance") < 0.8 * model_run_number(&r, "even_compliance"));
    assert_true(model_run_number(&r, "even_compliance") < model_run_number(&r, "bar_compliance"));
    /* the film of 8e-6 m^2 alone is the least there can be */
    assert_true(model_run_number(&r, "thermal_resistance") > 1 / (2e5 * 8e-6));
    assert_true(model_run_number(&r, "loose_fraction") < 0.02);
    check_surface(&r, model_run_number(&r, "volume"), 1e-12);
    const cupel_result_value *density = cupel_results_find(r.results, "density");
    for (size_t c = 0; c < 24 * 24; c++)
        assert_true(density->values[c] == density->values[(23 - c / 24) * 24 + c % 24]);
    model_run_end(&r);
}

/* Of 4 x 3 cells with a sink on the left of the lowest row: seven are conductor, two of them joined by a
 * corner only and one by nothing. */
static void loose_conductor_is_counted(void **state)
{
    (void)state;
    static const cupel_topology_boundary sink = {{{0, 0, 0}, {0, 1, 1}}, 1};
    static const double design[] = {1, 1, 0, 1, /* */ 1, 1, 0, 0, /* */ 0, 0, 1, 1};
    const topology_world world = {.problem = {.cells = {4, 3, 1}, .boundary_count = 1, .boundaries = &sink},
                                  .cells = 12};
    assert_near(topology_loose(&world, design), 3.0 / 7, 1e-15);
}

static void mass_and_regions_are_kept(void **state)
{
    (void)state;
    /* 0.3 of 552 free cells of 2 mm^3, and 12 cells that are solid, of 2700 kg/m^3 */
    model_run r = run(SQUARE EVEN "material: Al\n"
                                  "maximum_mass: 0.958608 g\n"
                                  "regions:\n"
                                  "  - {kind: solid, from: [20 mm, 10 mm, 0], to: [23 mm, 14 mm, 2 mm]}\n"
                                  "  - {kind: empty, from: [10 mm, 10 mm, 0], to: [13 mm, 14 mm, 2 mm]}\n");
    const double density = model_run_number(&r, "mass") / model_run_number(&r, "volume");
    assert_true(density > 2600 && density < 2800);
    assert_near(model_run_number(&r, "mass"), 0.958608e-3, 1e-4);
    const cupel_result_value *field = cupel_results_find(r.results, "density");
    for (size_t j = 10; j < 14; j++)
        for (size_t i = 0; i < 3; i++) {
            assert_true(field->values[j * 24 + 20 + i] == 1);
            assert_true(field->values[j * 24 + 10 + i] == 0);
        }
    check_surface(&r, model_run_number(&r, "volume"), 1e-12);
    model_run_end(&r);
}

#define BLOCK                                                                                                \
    "domain: {size: [12 mm, 10 mm, 8 mm], cells: [12, 10, 8]}\n"                                             \
    "conductivity: 200\nfiller_conductivity: 0.5\nvolume_fraction: 0.2\n"                                    \
    "sinks: [{from: [4 mm, 4 mm, 0], to: [8 mm, 6 mm, 0]}]\n"                                                \
    "sources:\n"                                                                                             \
    "  - {from: [0, 0, 8 mm], to: [3 mm, 3 mm, 8 mm], power: 1 W}\n"                                         \
    "  - {from: [9 mm, 7 mm, 8 mm], to: [12 mm, 10 mm, 8 mm], power: 2 W, load_case: 2}\n"

static void body_in_space_is_closed_for_any_threads(void **state)
{
    (void)state;
    model_run r = run(BLOCK), again = model_run_start(&cupel_model_heat_topology, BLOCK, 2);
    assert_int_equal(again.status, 0);
    check_surface(&r, model_run_number(&r, "volume"), 1e-12);
    assert_near(model_run_number(&r, "volume"), 0.2 * 960e-9, 1e-3);
    for (size_t n = 0; n < cupel_results_count(r.results); n++) {
        const cupel_result_value *a = cupel_results_value(r.results, n),
                                 *b = cupel_results_value(again.results, n);
        if (!a->present || a->steps == 0) continue;
        assert_memory_equal(a->values, b->values, 960 * sizeof *a->values);
    }
    assert_true(model_run_number(&r, "compliance") == model_run_number(&again, "compliance"));
    assert_near(verification(&r, 3, 2), model_run_number(&r, "compliance"), 0.25);
    model_run_end(&r);
    model_run_end(&again);
}

static void refused(const char *yaml, const char *words)
{
    model_run_refused(&cupel_model_heat_topology, yaml, words);
}

static void wrong_words_are_refused(void **state)
{
    (void)state;
    refused(SQUARE EVEN "volume_fraction: 0.3\n", "exactly one of material and conductivity");
    refused(SQUARE EVEN "conductivity: 0.4\nvolume_fraction: 0.3\n", "filler_conductivity is 0.5");
    refused(SQUARE EVEN "conductivity: 200\n", "volume_fraction and maximum_mass");
    refused(SQUARE EVEN "conductivity: 200\nmaximum_mass: 1 g\n", "needs a material");
    refused(SQUARE EVEN "material: Al\nmaximum_mass: 1 kg\n", "maximum_mass 1 kg");
    refused(SQUARE EVEN "conductivity: 200\nvolume_fraction: 0.3\nfilter_radius: 1 mm\n", "1.5 cells");
    refused(SQUARE EVEN "conductivity: 200\nvolume_fraction: 0.3\nlast_penalty: 2\n", "last_penalty");
    refused(SQUARE "sources: [{from: [0, 0, 0], to: [24 mm, 8 mm, 2 mm], power: 3 W}]\n"
                   "conductivity: 200\nvolume_fraction: 0.3\n",
            "symmetry along y");
    refused(SQUARE "sources: [{from: [0, 0, 0], to: [24 mm, 8 mm, 4 mm], power: 3 W}]\n"
                   "conductivity: 200\nvolume_fraction: 0.3\n",
            "source 1");
    refused(SQUARE "sources: [{from: [0, 0, 2 mm], to: [24 mm, 24 mm, 2 mm], power_density: 3e3}]\n"
                   "conductivity: 200\nvolume_fraction: 0.3\n",
            "per volume");
    refused(SQUARE EVEN "conductivity: 200\nvolume_fraction: 0.3\n"
                        "regions: [{kind: solid, from: [0, 0, 0], to: [24 mm, 24 mm, 2 mm]}]\n",
            "nothing to design");
    refused("domain: {size: [24 mm, 24 mm, 2 mm], cells: [24, 24, 1]}\n"
            "sources: [{from: [0, 0, 0], to: [24 mm, 24 mm, 2 mm], power: 3 W}]\n"
            "sinks: [{from: [0, 0, 0], to: [4 mm, 24 mm, 2 mm]}]\n"
            "conductivity: 200\nfiller_conductivity: 1\nvolume_fraction: 0.3\n",
            "sink 1 must be flat, on an outer side");
    refused("domain: {size: [1 m, 1 m, 1 m], cells: [400, 400, 400]}\nrefinement: 8\n"
            "sinks: [{from: [0, 0, 0], to: [0, 1 m, 1 m]}]\n"
            "sources: [{from: [0, 0, 0], to: [1 m, 1 m, 1 m], power: 3 W}]\n"
            "conductivity: 200\nfiller_conductivity: 1\nvolume_fraction: 0.3\n",
            "3.2768e+10 cells");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(design_is_what_conduction_says_it_is),
        cmocka_unit_test(loose_conductor_is_counted),
        cmocka_unit_test(mass_and_regions_are_kept),
        cmocka_unit_test(body_in_space_is_closed_for_any_threads),
        cmocka_unit_test(wrong_words_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
