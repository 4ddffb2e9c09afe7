/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <hdf5.h>

#include "base/digest.h"
#include "store_samples.h"

/* What is written to a run file comes back bit for bit. */

#define RUN "sample.h5"

static void ok(cupel_status status, const cupel_error *error)
{
    if (status) fail_msg("%s: %s", cupel_status_text(status), error->text);
}

static int write_run(void **state)
{
    (void)state;
    static char id[80];
    cupel_error error = {0};
    ok(sample_file(RUN, SAMPLE_STEPS, id, &error), &error);
    *state = id;
    return 0;
}

static cupel_file *open_run(void)
{
    cupel_error error = {0};
    cupel_file *file = NULL;
    ok(cupel_file_open(RUN, &file, &error), &error);
    return file;
}

static int no_ids_are_left(void **state)
{
    (void)state;
    assert_int_equal(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
    return 0;
}

static void expect_numbers(cupel_file *file, const char *name, const double *expected, size_t count)
{
    cupel_error error = {0};
    double *values = NULL;
    const cupel_item *item = cupel_file_find(file, "roll", name);
    assert_non_null(item);
    assert_int_equal(item->count, count);
    ok(cupel_file_read_numbers(file, item, &values, &error), &error);
    assert_memory_equal(values, expected, count * sizeof *values);
    free(values);
}

static void expect_text(cupel_file *file, const char *name, const char *expected)
{
    cupel_error error = {0};
    char **texts = NULL;
    const cupel_item *item = cupel_file_find(file, "roll", name);
    assert_non_null(item);
    ok(cupel_file_read_texts(file, item, &texts, &error), &error);
    assert_string_equal(texts[0], expected);
    free(texts);
}

static void header_and_steps_come_back(void **state)
{
    cupel_file *file = open_run();
    const cupel_file_header *h = cupel_file_get_header(file);
    assert_string_equal(h->kind, "run");
    assert_string_equal(h->title, "A sample");
    assert_string_equal(h->created, "2026-01-02T03:04:05Z");
    assert_string_equal(h->state, "complete");
    assert_string_equal(h->content_id, (const char *)*state);
    assert_null(h->creator);
    assert_int_equal(h->version[0], 1);
    assert_int_equal(cupel_file_step_count(file), 2);
    const cupel_file_step *roll = cupel_file_get_step(file, 0), *anneal = cupel_file_get_step(file, 1);
    assert_string_equal(roll->id, "roll"); /* in order of execution, not of the alphabet */
    assert_string_equal(roll->model, "test.every_kind");
    assert_int_equal(roll->model_version, 3);
    assert_true(roll->seconds == 1.5);
    assert_string_equal(anneal->status, "skipped");
    assert_string_equal(anneal->message, "step 'roll' failed");
    cupel_file_close(file);
}

static void parameters_of_every_kind_come_back(void **state)
{
    (void)state;
    cupel_file *file = open_run();
    expect_numbers(file, "length", &(double){0.1}, 1);
    expect_numbers(file, "cells", &(double){64}, 1);
    expect_numbers(file, "plane_strain", &(double){0}, 1);
    expect_numbers(file, "roughness", kind_roughness, 2);
    expect_numbers(file, "fan/x", kind_fan_x, 2);
    expect_numbers(file, "fan/y", kind_fan_y, 2);
    expect_numbers(file, "flow_stress/yield_stress", &(double){70e6}, 1);
    expect_numbers(file, "passes/1/thickness", &(double){1e-3}, 1);
    expect_text(file, "method", "finite_element");
    expect_text(file, "remark", "a \"quoted\" remark");
    expect_text(file, "data", "fan.csv");
    expect_text(file, "strip", "C11000");
    expect_text(file, "flow_stress/law", "voce");
    expect_text(file, "passes/1/note", "last");
    assert_null(cupel_file_find(file, "roll", "porosity")); /* was absent */
    assert_string_equal(cupel_file_find(file, "roll", "flow_stress/yield_stress")->unit, "Pa");
    assert_string_equal(cupel_file_find(file, "roll", "length")->long_name, "length L");
    cupel_file_close(file);
}

static void results_of_every_kind_come_back(void **state)
{
    (void)state;
    cupel_file *file = open_run();
    expect_numbers(file, "force", &(double){8.25e6}, 1);
    expect_numbers(file, "pressure", sample_pressure, 4);
    expect_numbers(file, "stands/force", sample_forces, 3);
    expect_text(file, "branch", "no skid");
    cupel_error error = {0};
    char **texts = NULL;
    ok(cupel_file_read_texts(file, cupel_file_find(file, "roll", "stands/stand"), &texts, &error), &error);
    for (size_t i = 0; i < 3; i++) assert_string_equal(texts[i], sample_stands[i]);
    free(texts);
    assert_string_equal(cupel_file_find(file, "roll", "pressure")->axis, "angle");
    assert_string_equal(cupel_file_find(file, "roll", "force")->uncertainty, "force_uncertainty");
    cupel_file_close(file);
}

static void a_field_comes_back_with_its_times(void **state)
{
    (void)state;
    cupel_file *file = open_run();
    cupel_error error = {0};
    const cupel_item *item = cupel_file_find(file, "roll", "temperature");
    assert_non_null(item);
    assert_int_equal(item->rank, 5);
    const uint64_t dims[5] = {SAMPLE_STEPS, SAMPLE_NZ, SAMPLE_NY, SAMPLE_NX, 1};
    assert_memory_equal(item->dims, dims, sizeof dims);
    double *values = NULL;
    ok(cupel_file_read_numbers(file, item, &values, &error), &error);
    size_t i = 0;
    for (size_t step = 0; step < SAMPLE_STEPS; step++)
        for (size_t z = 0; z < SAMPLE_NZ; z++)
            for (size_t y = 0; y < SAMPLE_NY; y++)
                for (size_t x = 0; x < SAMPLE_NX; x++)
                    assert_true(values[i++] == sample_temperature(step, z, y, x));
    free(values);
    expect_numbers(file, "temperature/time", (const double[]){0, 0.25, 0.5}, 3);
    cupel_file_close(file);
}

/* One field of three cells along x; `edges` of them are written. */
static void write_uneven(const char *path, const double *edges)
{
    const double values[3] = {300, 310, 320};
    const cupel_grid grid = {
        .cells = {3, 1, 1}, .spacing = {1, 1, 1}, .components = 1, .edges = {edges, NULL, NULL}};
    const every_kind parameters = kind_values();
    cupel_results *results = cupel_results_new(kind_results, sizeof kind_results / sizeof *kind_results);
    assert_non_null(results);
    cupel_results_add_grid(results, "temperature", &grid, 0, values);
    const cupel_step_record step = {
        .id = "roll", .model = &kind_model, .parameters = &parameters, .results = results};
    const char *const segments[] = {path};
    const cupel_run_record run = {.title = "uneven",
                                  .created = "2026-01-02T03:04:05Z",
                                  .finished = "2026-01-02T03:04:06Z",
                                  .state = "complete",
                                  .case_source = "cupel: 1\n",
                                  .case_source_count = 9,
                                  .case_resolved = "{}"};
    char whole[64];
    snprintf(whole, sizeof whole, "%s.run", path);
    cupel_error error = {0};
    ok(cupel_segment_write(path, &step, &error), &error);
    ok(cupel_run_assemble(whole, &run, segments, 1, NULL, &error), &error);
    cupel_results_free(results);
}

static void edges_of_cells_come_back_and_count_for_the_content(void **state)
{
    (void)state;
    static const double one[] = {0, 1, 2.5, 3}, other[] = {0, 1, 2, 3};
    write_uneven("one.h5", one);
    write_uneven("other.h5", other);
    cupel_error error = {0};
    cupel_verification a = {0}, b = {0};
    ok(cupel_file_verify("one.h5.run", &a, &error), &error);
    ok(cupel_file_verify("other.h5.run", &b, &error), &error);
    assert_true(a.damaged == 0 && a.content_id_matches && b.content_id_matches);
    assert_string_not_equal(a.content_id, b.content_id);

    cupel_file *file = NULL;
    cupel_grid grid;
    ok(cupel_file_open("one.h5.run", &file, &error), &error);
    ok(cupel_file_read_grid(file, cupel_file_find(file, "roll", "temperature"), &grid, &error), &error);
    assert_memory_equal(grid.edges[0], one, sizeof one);
    assert_true(!grid.edges[1] && !grid.edges[2] && grid.spacing[0] == 1);
    assert_string_equal(cupel_file_find(file, "roll", "temperature/x_edges")->unit, "m");
    cupel_file_close(file);
}

/* A file whose digests fit, but whose edges do not. */
static void edges_that_fit_no_grid_are_damage(void **state)
{
    (void)state;
    static const double edges[] = {0, 1, 2.5, 3}, falling[] = {0, 2, 1, 3};
    char digest[CUPEL_SHA256_HEX];
    write_uneven("bent.h5", edges);
    cupel_sha256(falling, sizeof falling, digest);
    const hid_t file_id = H5Fopen("bent.h5.run", H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t data = H5Dopen2(file_id, "/steps/roll/fields/temperature/x_edges", H5P_DEFAULT);
    const hid_t stated = H5Aopen(data, "sha256", H5P_DEFAULT), type = H5Aget_type(stated);
    assert_true(H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, falling) >= 0);
    assert_true(H5Awrite(stated, type, digest) >= 0);
    H5Tclose(type);
    H5Aclose(stated);
    H5Dclose(data);
    H5Fclose(file_id);
    cupel_file *file = NULL;
    cupel_error error = {0};
    cupel_grid grid;
    ok(cupel_file_open("bent.h5.run", &file, &error), &error);
    const cupel_item *item = cupel_file_find(file, "roll", "temperature");
    assert_int_equal(cupel_file_read_grid(file, item, &grid, &error), CUPEL_EDAMAGED);
    assert_non_null(strstr(error.text, "x_edges does not rise"));
    cupel_file_close(file);
}

static void items_stand_in_the_order_of_the_tables(void **state)
{
    (void)state;
    cupel_file *file = open_run();
    static const char *const names[] = {"length",
                                        "heating",
                                        "friction",
                                        "cells",
                                        "method",
                                        "plane_strain",
                                        "remark",
                                        "data",
                                        "strip",
                                        "roughness",
                                        "fan/x",
                                        "fan/y",
                                        "flow_stress/law",
                                        "flow_stress/yield_stress",
                                        "passes/0/thickness",
                                        "passes/1/thickness",
                                        "passes/1/note",
                                        "force",
                                        "force_uncertainty",
                                        "branch",
                                        "angle",
                                        "pressure",
                                        "stands/stand",
                                        "stands/force",
                                        "temperature",
                                        "temperature/step",
                                        "temperature/time"};
    assert_int_equal(cupel_file_item_count(file), sizeof names / sizeof *names);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_string_equal(cupel_file_get_item(file, i)->name, names[i]);
    cupel_file_close(file);
}

static void the_case_and_what_it_used_come_back(void **state)
{
    (void)state;
    cupel_file *file = open_run();
    static const struct {
        const char *path, *bytes;
    } kept[] = {{"/case/source", sample_source},
                {"/case/resolved", "{\"cupel\": 1}"},
                {"/provenance/inputs/fan.csv", "0,60\n1,0\n"},
                {"/provenance/inputs/fan.csv~2", "other"},
                {"/provenance/inputs/empty", ""},
                {"/materials/C11000", "id: C11000\n"}};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        cupel_error error = {0};
        char *bytes = NULL;
        size_t count = 0;
        ok(cupel_file_read_bytes(file, kept[i].path, &bytes, &count, &error), &error);
        assert_int_equal(count, strlen(kept[i].bytes));
        assert_string_equal(bytes, kept[i].bytes);
        free(bytes);
    }
    assert_int_equal(cupel_file_provenance_count(file), 4);
    assert_string_equal(cupel_file_get_provenance(file, 0)->name, "cpu"); /* by name */
    assert_int_equal(cupel_file_parent_count(file), 1);
    assert_string_equal(cupel_file_get_parent(file, 0)->path, "roll.force");
    assert_string_equal(cupel_file_get_parent(file, 0)->content_id, sample_parents[0].content_id);
    cupel_file_close(file);
}

static void a_whole_file_verifies(void **state)
{
    cupel_error error = {0};
    cupel_verification report = {0};
    ok(cupel_file_verify(RUN, &report, &error), &error);
    assert_int_equal(report.damaged, 0);
    assert_true(report.content_id_matches);
    assert_string_equal(report.content_id, (const char *)*state);
    assert_int_equal(report.checked, 27 + 2 + 3 + 1 + 1); /* items, case, inputs, material, view */
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    (void)state;
    cupel_error error = {0};
    assert_int_equal(sample_segment("no/such/folder/x", "roll", 0, &error), CUPEL_EINVAL);
    assert_string_equal(error.text, "cannot write 'no/such/folder/x': No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(header_and_steps_come_back, no_ids_are_left),
        cmocka_unit_test_teardown(parameters_of_every_kind_come_back, no_ids_are_left),
        cmocka_unit_test_teardown(results_of_every_kind_come_back, no_ids_are_left),
        cmocka_unit_test_teardown(a_field_comes_back_with_its_times, no_ids_are_left),
        cmocka_unit_test_teardown(edges_of_cells_come_back_and_count_for_the_content, no_ids_are_left),
        cmocka_unit_test_teardown(edges_that_fit_no_grid_are_damage, no_ids_are_left),
        cmocka_unit_test_teardown(items_stand_in_the_order_of_the_tables, no_ids_are_left),
        cmocka_unit_test_teardown(the_case_and_what_it_used_come_back, no_ids_are_left),
        cmocka_unit_test_teardown(a_whole_file_verifies, no_ids_are_left),
        cmocka_unit_test_teardown(a_folder_that_is_not_there_is_named, no_ids_are_left),
    };
    return cmocka_run_group_tests(tests, write_run, NULL);
}
