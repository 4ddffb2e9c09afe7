/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fault/allocations.h"
#include "model/registry.h"
#include "report/drawing.h"
#include "run_model.h"

/* Whichever allocation fails while a body of every kind of part is computed or drawn: memory is said to be
 * out, or the code did without it and gives the same; and every block is given back. */

/* By counts, which is fast, and by a target. */
static const char by_counts[] = "domain: {size: [8 mm, 8 mm, 4 mm], cells: [12, 12, 8]}\n",
                  by_target[] = "domain: {size: [8 mm, 8 mm, 4 mm], target_cells: 20000, grading: 8}\n";
static const char body_text[] =
    "parts:\n"
    "- {kind: layers, from: [0, 0, 0], to: [8 mm, 8 mm, 1 mm], layers: [{conductivity: 1}, {thickness: 0.2 "
    "mm, "
    "material: C11000, coverage: 0.5, fill_conductivity: 0.3}]}\n"
    "- {kind: vias, from: [2 mm, 2 mm, 0], to: [6 mm, 6 mm, 1 mm], material: C11000, drill: 0.5 mm, pitch: 1 "
    "mm, "
    "plating: 50 um}\n"
    "- {kind: chip, from: [2 mm, 2 mm, 1 mm], to: [6 mm, 6 mm, 2 mm], conductivity: 120, power: 1 W, "
    "bond_resistance: 1e-5}\n"
    "- {kind: channel, from: [0, 6 mm, 0.2 mm], to: [8 mm, 7 mm, 0.6 mm], axis: x, mass_flow: 1 g/s, fluid: "
    "water, coefficient: 1000, inlet_temperature: 300}\n"
    "- {kind: stl, file: f, scale: 1 mm, place: [2 mm, 2 mm, 2 mm], conductivity: 100}\n"
    "boundaries: {z_min: {kind: convection, coefficient: 500, ambient: 300}}\n"
    "patches: [{from: [0, 0, 0], to: [0, 4 mm, 1 mm], kind: temperature, temperature: 310}]\n"
    "contacts: [{from: [0, 0, 0.5 mm], to: [8 mm, 8 mm, 0.5 mm], resistance: 1e-6}]\n"
    "probes: [{name: there, position: [4 mm, 4 mm, 2 mm]}]\n";

static const char block_text[] =
    "solid b\n"
    "facet normal 0 0 0\nouter loop\nvertex 0 0 0\nvertex 0 4 0\nvertex 4 0 0\nendloop\nendfacet\n"
    "facet normal 0 0 0\nouter loop\nvertex 0 0 0\nvertex 4 0 0\nvertex 0 0 2\nendloop\nendfacet\n"
    "facet normal 0 0 0\nouter loop\nvertex 0 0 0\nvertex 0 0 2\nvertex 0 4 0\nendloop\nendfacet\n"
    "facet normal 0 0 0\nouter loop\nvertex 4 0 0\nvertex 0 4 0\nvertex 0 0 2\nendloop\nendfacet\n"
    "endsolid b\n";

/* What an operation gave: equal answers have equal sums, but for iterations that end a little elsewhere. */
static double sum;

static const void *parameters; /* bound before: the fault tests of cases are about binding */

static cupel_status compute(cupel_error *error)
{
    const cupel_model *model = &cupel_model_heat_conduction;
    cupel_results *results = cupel_results_new(model->results, model->result_count);
    if (!results) return CUPEL_ENOMEM;
    cupel_context context = {.threads = 1};
    cupel_status status = model->run(parameters, &context, results, error);
    if (!status) status = cupel_results_status(results, error);
    sum = 0;
    for (size_t i = 0; i < cupel_results_count(results) && !status; i++)
        if (cupel_results_value(results, i)->present) sum += (double)(1 + i * i);
    if (!status) sum += cupel_results_find(results, "maximum_temperature")->number;
    cupel_results_free(results);
    return status;
}

static cupel_status draw(cupel_error *error)
{
    cupel_drawing *drawing = cupel_drawing_new();
    if (!drawing) return CUPEL_ENOMEM;
    cupel_context context = {.threads = 1};
    cupel_status status = cupel_model_heat_conduction.preview(parameters, &context, drawing, error);
    cupel_text svg = {0};
    if (!status) {
        cupel_drawing_svg(drawing, "body", &svg);
        if (svg.failed) status = CUPEL_ENOMEM;
        sum = (double)svg.length;
    }
    cupel_text_free(&svg);
    cupel_drawing_free(drawing);
    return status;
}

/* What check finds in a body that is right: nothing, or that memory is short. */
static cupel_status inspect(cupel_error *error)
{
    cupel_diagnostics diagnostics = {0};
    cupel_findings findings = {.diagnostics = &diagnostics};
    cupel_status status = cupel_model_heat_conduction.parameters->inspect(parameters, &findings, error);
    if (!status && diagnostics.out_of_memory) status = CUPEL_ENOMEM;
    if (!status && findings.count > 0) {
        *error = diagnostics.entries[0];
        status = CUPEL_EINTERNAL;
    }
    sum = (double)findings.count;
    cupel_diagnostics_free(&diagnostics);
    return status;
}

static void for_allocations(cupel_status (*operation)(cupel_error *), bool lasting)
{
    cupel_error error = {0};
    injection_arm(0, false);
    const cupel_status first = operation(&error);
    injection_disarm();
    if (first) fail_msg("%s", error.text);
    const double whole = sum;
    assert_in_range(injection.recorded, 10, INJECTION_CALLS - 1);
    long tried = 0;
    for (long nth = 0; (nth = injection_next(nth)) != 0; tried++) {
        error = (cupel_error){0};
        const long before = live;
        injection_arm(nth, lasting);
        const cupel_status status = operation(&error);
        injection_disarm();
        if (status != CUPEL_ENOMEM && (status || fabs(sum - whole) > 1e-5))
            fail_msg("allocation %ld: %s: %s", nth, cupel_status_text(status), error.text);
        if (live != before) fail_msg("allocation %ld: %ld blocks are left", nth, live - before);
    }
    assert_true(tried >= 5);
}

static const void *bind(const char *domain, cupel_arena *arena)
{
    cupel_diagnostics diagnostics = {0};
    const char *text = cupel_arena_format(arena, "%s%s", domain, body_text);
    const cupel_node *node = cupel_document_parse(text, strlen(text), "body.yaml", arena, &diagnostics);
    cupel_binding binding = {.arena = arena,
                             .diagnostics = &diagnostics,
                             .host = arena,
                             .material = model_run_material,
                             .file = model_run_file};
    const void *values = cupel_table_bind(cupel_model_heat_conduction.parameters, node, node, NULL, &binding);
    if (diagnostics.count > 0) fail_msg("%s", diagnostics.entries[0].text);
    cupel_diagnostics_free(&diagnostics);
    return values;
}

static void for_both(cupel_status (*operation)(cupel_error *), const char *domain)
{
    cupel_input input = {
        .path = "f", .name = "f", .given = "f", .bytes = block_text, .count = sizeof block_text - 1};
    model_run_input = &input;
    cupel_arena *arena = cupel_arena_new();
    parameters = bind(domain, arena);
    for_allocations(operation, false);
    for_allocations(operation, true);
    cupel_arena_free(arena);
}

static void computing_survives_any_lack_of_memory(void **state)
{
    (void)state;
    for_both(compute, by_counts);
}

static void drawing_survives_any_lack_of_memory(void **state)
{
    (void)state;
    for_both(draw, by_target);
}

static void inspecting_survives_any_lack_of_memory(void **state)
{
    (void)state;
    for_both(inspect, by_counts);
    for_both(inspect, by_target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(computing_survives_any_lack_of_memory),
        cmocka_unit_test(inspecting_survives_any_lack_of_memory),
        cmocka_unit_test(drawing_survives_any_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
