/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#define H5_USE_110_API
#include <hdf5.h>

#include "store_samples.h"

/* verify names what was changed behind the digests' back. */

#define RUN "verify.h5"

typedef struct findings {
    size_t count;
    char path[8][128], what[8][256];
} findings;

static void keep(void *host, const char *path, const char *what)
{
    findings *f = host;
    if (f->count < 8) {
        snprintf(f->path[f->count], sizeof f->path[0], "%s", path);
        snprintf(f->what[f->count], sizeof f->what[0], "%s", what);
    }
    f->count++;
}

static hid_t fresh(void)
{
    cupel_error error = {0};
    if (sample_file(RUN, 2, NULL, &error)) fail_msg("%s", error.text);
    const hid_t file = H5Fopen(RUN, H5F_ACC_RDWR, H5P_DEFAULT);
    assert_true(file >= 0);
    return file;
}

static cupel_verification verify(hid_t file, findings *f)
{
    assert_true(H5Fclose(file) >= 0);
    *f = (findings){0};
    cupel_error error = {0};
    cupel_verification report = {.host = f, .damage = keep};
    if (cupel_file_verify(RUN, &report, &error)) fail_msg("%s", error.text);
    assert_int_equal(report.damaged, f->count);
    return report;
}

static void overwrite(hid_t file, const char *path, hsize_t index, double value)
{
    const hid_t dataset = H5Dopen2(file, path, H5P_DEFAULT), space = H5Dget_space(dataset);
    const hsize_t one = 1;
    hsize_t at[5] = {0, 0, 0, index, 0};
    const hid_t memory = H5Screate_simple(1, &one, NULL);
    const int rank = H5Sget_simple_extent_ndims(space);
    if (rank == 5)
        H5Sselect_elements(space, H5S_SELECT_SET, 1, at);
    else
        H5Sselect_all(space);
    assert_true(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, rank == 5 ? memory : H5S_ALL,
                         rank == 5 ? space : H5S_ALL, H5P_DEFAULT, &value) >= 0);
    H5Sclose(memory);
    H5Sclose(space);
    H5Dclose(dataset);
}

static void a_changed_scalar_is_named(void **state)
{
    (void)state;
    findings f;
    hid_t file = fresh();
    overwrite(file, "/steps/roll/results/force", 0, 8.26e6);
    const cupel_verification report = verify(file, &f);
    assert_string_equal(f.path[0], "/steps/roll/results/force");
    assert_string_equal(f.what[0], "has other values than its digest says");
    assert_false(report.content_id_matches);
}

static void a_changed_cell_of_a_field_is_named_in_the_field_and_not_in_the_view(void **state)
{
    (void)state;
    findings f;
    hid_t file = fresh();
    overwrite(file, "/steps/roll/fields/temperature/value", 5,
              0.0); /* of the first step; the view shows the last */
    verify(file, &f);
    assert_int_equal(f.count, 2); /* and the content id */
    assert_string_equal(f.path[0], "/steps/roll/fields/temperature/value");
    assert_string_equal(f.path[1], "/");
}

static void a_changed_attribute_breaks_the_content_id(void **state)
{
    (void)state;
    findings f;
    hid_t file = fresh();
    const int64_t version = 4;
    const hid_t step = H5Gopen2(file, "/steps/roll", H5P_DEFAULT);
    const hid_t attribute = H5Aopen(step, "model_version", H5P_DEFAULT);
    assert_true(H5Awrite(attribute, H5T_NATIVE_INT64, &version) >= 0);
    H5Aclose(attribute);
    H5Gclose(step);
    const cupel_verification report = verify(file, &f);
    assert_false(report.content_id_matches);
    assert_int_equal(f.count, 1);
    assert_string_equal(f.path[0], "/");
}

static void a_lost_data_set_breaks_the_content_id(void **state)
{
    (void)state;
    findings f;
    hid_t file = fresh();
    assert_true(H5Ldelete(file, "/steps/roll/results/branch", H5P_DEFAULT) >= 0);
    assert_false(verify(file, &f).content_id_matches);
}

static void a_lost_digest_is_named(void **state)
{
    (void)state;
    findings f;
    hid_t file = fresh();
    assert_true(H5Adelete_by_name(file, "/case/source", "sha256", H5P_DEFAULT) >= 0);
    const cupel_verification report = verify(file, &f);
    assert_string_equal(f.path[0], "/case/source");
    assert_string_equal(f.what[0], "has no digest");
    assert_true(report.content_id_matches); /* what the file says is the same */
}

static void something_added_breaks_the_content_id(void **state)
{
    (void)state;
    findings f;
    hid_t file = fresh();
    const hid_t group = H5Gcreate2(file, "/notes", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Gclose(group);
    assert_false(verify(file, &f).content_id_matches);
}

static void reading_refuses_what_verify_names(void **state)
{
    (void)state;
    hid_t file = fresh();
    overwrite(file, "/steps/roll/results/force", 0, 8.26e6);
    assert_true(H5Fclose(file) >= 0);
    cupel_error error = {0};
    cupel_file *opened = NULL;
    double *values = NULL;
    assert_int_equal(cupel_file_open(RUN, &opened, &error), CUPEL_OK);
    assert_int_equal(
        cupel_file_read_numbers(opened, cupel_file_find(opened, "roll", "force"), &values, &error),
        CUPEL_EDAMAGED);
    assert_null(values);
    assert_true(strstr(error.text, RUN) && strstr(error.text, "/steps/roll/results/force"));
    assert_int_equal(
        cupel_file_read_numbers(opened, cupel_file_find(opened, "roll", "branch"), &values, &error),
        CUPEL_EINVAL);
    cupel_file_close(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changed_scalar_is_named),
        cmocka_unit_test(a_changed_cell_of_a_field_is_named_in_the_field_and_not_in_the_view),
        cmocka_unit_test(a_changed_attribute_breaks_the_content_id),
        cmocka_unit_test(a_lost_data_set_breaks_the_content_id),
        cmocka_unit_test(a_lost_digest_is_named),
        cmocka_unit_test(something_added_breaks_the_content_id),
        cmocka_unit_test(reading_refuses_what_verify_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
