/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <hdf5.h>

#include "store_samples.h"

/* The view of a body on an uneven grid: 3 x 2 x 1 cells, the cell (2, 1) void or not. */

static void ok(cupel_status status, const cupel_error *error)
{
    if (status) fail_msg("%s: %s", cupel_status_text(status), error->text);
}

static const double edges[] = {0, 1, 2.5, 3};

static void write_body(const char *path, bool uneven, const double values[6])
{
    const cupel_grid grid = {.cells = {3, 2, 1},
                             .spacing = {1, 2, 4},
                             .components = 1,
                             .edges = {uneven ? edges : NULL, NULL, NULL}};
    const every_kind parameters = kind_values();
    cupel_results *results = cupel_results_new(kind_results, sizeof kind_results / sizeof *kind_results);
    assert_non_null(results);
    const double before[6] = {0};
    cupel_results_add_grid(results, "temperature", &grid, 0, before); /* the view shows the last step */
    cupel_results_add_grid(results, "temperature", &grid, 1, values);
    const cupel_step_record step = {
        .id = "roll", .model = &kind_model, .parameters = &parameters, .results = results};
    const char *const segments[] = {"part.h5"};
    const cupel_run_record run = {.title = "body",
                                  .state = "complete",
                                  .case_source = "a",
                                  .case_source_count = 1,
                                  .case_resolved = "{}"};
    cupel_error error = {0};
    ok(cupel_segment_write("part.h5", &step, &error), &error);
    ok(cupel_run_assemble(path, &run, segments, 1, NULL, &error), &error);
    cupel_results_free(results);
    cupel_verification report = {0};
    ok(cupel_file_verify(path, &report, &error), &error);
    assert_true(report.damaged == 0 && report.content_id_matches);
}

static size_t read_back(hid_t file, const char *path, hid_t type, void *out)
{
    const hid_t data = H5Dopen2(file, path, H5P_DEFAULT), space = H5Dget_space(data);
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    assert_true(count > 0 && count < 200);
    assert_true(H5Dread(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) >= 0);
    H5Sclose(space);
    H5Dclose(data);
    return (size_t)count;
}

static void expect_type(hid_t file, const char *wanted)
{
    char type[32] = "";
    const hid_t group = H5Gopen2(file, "VTKHDF", H5P_DEFAULT),
                attribute = H5Aopen(group, "Type", H5P_DEFAULT), kind = H5Aget_type(attribute);
    assert_true(H5Tget_size(kind) < sizeof type && H5Aread(attribute, kind, type) >= 0);
    assert_string_equal(type, wanted);
    H5Tclose(kind);
    H5Aclose(attribute);
    H5Gclose(group);
}

static void uneven_cells_are_boxes_between_their_faces(void **state)
{
    (void)state;
    write_body("uneven.h5", true, (const double[]){300, 301, 302, 303, 304, 305});
    const hid_t file = H5Fopen("uneven.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
    expect_type(file, "UnstructuredGrid");
    int64_t ids[200];
    double numbers[200];
    unsigned char types[200];
    assert_int_equal(read_back(file, "VTKHDF/Points", H5T_NATIVE_DOUBLE, numbers), 3 * 4 * 3 * 2);
    assert_true(numbers[3 * 2] == 2.5 && numbers[3 * 11] == 3 && numbers[3 * 11 + 1] == 4 &&
                numbers[3 * 12 + 2] == 4);
    assert_int_equal(read_back(file, "VTKHDF/Connectivity", H5T_NATIVE_INT64, ids), 6 * 8);
    static const int64_t second[] = {1, 2, 5, 6, 13, 14, 17, 18}; /* x fast, then y, then z */
    assert_memory_equal(ids + 8, second, sizeof second);
    assert_int_equal(read_back(file, "VTKHDF/Offsets", H5T_NATIVE_INT64, ids), 7);
    assert_int_equal(ids[6], 48);
    assert_int_equal(read_back(file, "VTKHDF/Types", H5T_NATIVE_UCHAR, types), 6);
    for (size_t c = 0; c < 6; c++) assert_int_equal(types[c], 11);
    assert_int_equal(read_back(file, "VTKHDF/CellData/temperature", H5T_NATIVE_DOUBLE, numbers), 6);
    for (size_t c = 0; c < 6; c++) assert_true(numbers[c] == 300 + (double)c);
    H5Fclose(file);
}

static void void_cells_have_no_points(void **state)
{
    (void)state;
    write_body("void.h5", false, (const double[]){300, 301, 302, 303, 304, NAN}); /* an even grid, too */
    const hid_t file = H5Fopen("void.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
    expect_type(file, "UnstructuredGrid");
    int64_t ids[200];
    double numbers[200];
    unsigned char types[200];
    /* the corner at (3, 4) belongs to the void cell alone: two points fewer */
    assert_int_equal(read_back(file, "VTKHDF/NumberOfPoints", H5T_NATIVE_INT64, ids), 1);
    assert_int_equal(ids[0], 22);
    assert_int_equal(read_back(file, "VTKHDF/Points", H5T_NATIVE_DOUBLE, numbers), 3 * 22);
    for (size_t p = 0; p < 22; p++) assert_false(numbers[3 * p] == 3 && numbers[3 * p + 1] == 4);
    assert_int_equal(read_back(file, "VTKHDF/Connectivity", H5T_NATIVE_INT64, ids), 5 * 8);
    for (size_t i = 0; i < 40; i++) assert_true(ids[i] >= 0 && ids[i] < 22);
    assert_int_equal(read_back(file, "VTKHDF/Offsets", H5T_NATIVE_INT64, ids), 7);
    assert_true(ids[5] == 40 && ids[6] == 40);
    assert_int_equal(read_back(file, "VTKHDF/Types", H5T_NATIVE_UCHAR, types), 6);
    assert_true(types[4] == 11 && types[5] == 0);
    assert_int_equal(read_back(file, "VTKHDF/CellData/temperature", H5T_NATIVE_DOUBLE, numbers), 6);
    assert_true(numbers[4] == 304 && isnan(numbers[5]));
    H5Fclose(file);
}

static void even_cells_without_void_stay_an_image(void **state)
{
    (void)state;
    write_body("even.h5", false, (const double[]){300, 301, 302, 303, 304, 305});
    const hid_t file = H5Fopen("even.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
    expect_type(file, "ImageData");
    double numbers[200];
    assert_int_equal(read_back(file, "VTKHDF/PointData/temperature", H5T_NATIVE_DOUBLE, numbers),
                     12); /* one layer, twice */
    assert_true(numbers[5] == 305 && numbers[11] == 305);
    H5Fclose(file);
}

static void body_without_a_value_has_no_boxes(void **state)
{
    (void)state;
    write_body("nothing.h5", true, (const double[]){NAN, NAN, NAN, NAN, NAN, NAN});
    const hid_t file = H5Fopen("nothing.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
    assert_int_equal(H5Lexists(file, "VTKHDF", H5P_DEFAULT), 0);
    H5Fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uneven_cells_are_boxes_between_their_faces),
        cmocka_unit_test(void_cells_have_no_points),
        cmocka_unit_test(even_cells_without_void_stay_an_image),
        cmocka_unit_test(body_without_a_value_has_no_boxes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
