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

#include "report/fields.h"
#include "unit/every_kind.h"

/* A vector on 2 x 2 x 1 cells, uneven along x, at 0 and 10 s; the second cell is void. */
static const double edges[] = {0, 1, 4};
static const cupel_grid grid = {
    .cells = {2, 2, 1}, .spacing = {1, 2, 3}, .components = 3, .edges = {edges, NULL, NULL}};

static int open_sample(void **state)
{
    const every_kind values = kind_values();
    double field[12];
    cupel_results *results = cupel_results_new(kind_results, sizeof kind_results / sizeof *kind_results);
    if (!results) return 1;
    for (size_t s = 0; s < 2; s++) {
        for (size_t i = 0; i < 12; i++) field[i] = i / 3 == 1 ? (double)NAN : (double)(100 * s + i);
        cupel_results_add_grid(results, "temperature", &grid, 10 * (double)s, field);
    }
    const cupel_step_record step = {
        .id = "plate", .model = &kind_model, .parameters = &values, .results = results};
    cupel_error error = {0};
    cupel_file *file = NULL;
    const bool good =
        !cupel_segment_write("fields.h5", &step, &error) && !cupel_file_open("fields.h5", &file, &error);
    if (!good) print_error("%s\n", error.text);
    cupel_results_free(results);
    *state = file;
    return !good;
}

static int close_sample(void **state)
{
    cupel_file_close(*state);
    return 0;
}

static cupel_fields read_all(cupel_file *file)
{
    cupel_fields fields;
    cupel_error error = {0};
    if (cupel_fields_read(file, NULL, true, &fields, &error)) fail_msg("%s", error.text);
    return fields;
}

static void fields_are_read_with_their_times(void **state)
{
    cupel_fields fields = read_all(*state);
    assert_int_equal(fields.count, 1);
    assert_int_equal(fields.time_count, 2);
    assert_true(fields.times[0] == 0 && fields.times[1] == 10);
    const cupel_field *field = &fields.fields[0];
    assert_string_equal(field->name, "temperature");
    assert_true(cupel_field_at(&fields, field, 10)[11] == 111);
    assert_null(cupel_field_at(&fields, field, 5));
    assert_true(cupel_fields_void(&fields, 10, 1) && !cupel_fields_void(&fields, 10, 2));
    const double wanted = 4;
    assert_true(cupel_fields_time(&fields, &wanted) == 0);
    assert_true(cupel_fields_time(&fields, NULL) == 10);
    cupel_fields_free(&fields);
}

static void csv_has_a_row_for_each_cell_and_time(void **state)
{
    cupel_fields fields = read_all(*state);
    cupel_text out = {0};
    cupel_fields_csv(&fields, &out);
    assert_string_equal(out.data,
                        "x [m],y [m],z [m],time [s],temperature_x [K],temperature_y [K],temperature_z [K]\r\n"
                        "0.5,1,1.5,0,0,1,2\r\n"
                        "0.5,3,1.5,0,6,7,8\r\n"
                        "2.5,3,1.5,0,9,10,11\r\n"
                        "0.5,1,1.5,10,100,101,102\r\n"
                        "0.5,3,1.5,10,106,107,108\r\n"
                        "2.5,3,1.5,10,109,110,111\r\n");
    cupel_text_free(&out);
    cupel_fields_free(&fields);
}

static void vtr_is_of_one_time(void **state)
{
    cupel_fields fields = read_all(*state);
    cupel_text out = {0};
    cupel_fields_vtr(&fields, 10, &out);
    assert_non_null(strstr(out.data, "Name=\"TimeValue\" NumberOfTuples=\"1\" format=\"ascii\">10<"));
    assert_non_null(strstr(out.data, "<Piece Extent=\"0 2 0 2 0 1\">"));
    /* coordinates of 3, 3 and 2 numbers, then a byte for each cell, each led by 8 bytes */
    assert_non_null(
        strstr(out.data, "Name=\"vtkGhostType\" NumberOfComponents=\"1\" format=\"appended\" offset=\"88\""));
    assert_non_null(
        strstr(out.data, "Name=\"temperature\" NumberOfComponents=\"3\" format=\"appended\" offset=\"100\""));
    static const char mark[] = "encoding=\"raw\">\n_";
    const char *data = strstr(out.data, mark) + strlen(mark);
    double last;
    memcpy(&last, data + 100 + 8 + 11 * sizeof last, sizeof last);
    assert_true(last == 111);
    assert_true(data[88 + 8 + 1] == 32 && data[88 + 8 + 2] == 0);
    cupel_text_free(&out);
    cupel_fields_free(&fields);
}

static void pvd_gives_each_time_its_file(void **state)
{
    cupel_fields fields = read_all(*state);
    cupel_text out = {0};
    static const char *const names[] = {"a&b-0.vtr", "a&b-1.vtr"};
    cupel_fields_pvd(&fields, names, &out);
    assert_non_null(strstr(out.data, "timestep=\"0\" part=\"0\" file=\"a&amp;b-0.vtr\""));
    assert_non_null(strstr(out.data, "timestep=\"10\" part=\"0\" file=\"a&amp;b-1.vtr\""));
    cupel_text_free(&out);
    cupel_fields_free(&fields);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_sample, close_sample)
    const struct CMUnitTest tests[] = {
        TEST(fields_are_read_with_their_times),
        TEST(csv_has_a_row_for_each_cell_and_time),
        TEST(vtr_is_of_one_time),
        TEST(pvd_gives_each_time_its_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
