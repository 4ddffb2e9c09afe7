/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#define H5_USE_110_API
#include <hdf5.h>

#include "base/file.h"
#include "store_samples.h"

/* What no cupel file has and a hostile one may is refused before a value is read. */

#define WHOLE "guard-whole.h5"
#define BAD   "guard-bad.h5"

static char *whole;
static size_t whole_count;

static int make(void **state)
{
    (void)state;
    cupel_error error = {0};
    return sample_file(WHOLE, 1, NULL, &error) ||
           cupel_file_read_all(WHOLE, 1 << 24, &whole, &whole_count, &error);
}

static int unmake(void **state)
{
    (void)state;
    free(whole);
    return 0;
}

static hid_t fresh(void)
{
    cupel_error error = {0};
    assert_int_equal(cupel_file_write_all(BAD, whole, whole_count, &error), CUPEL_OK);
    const hid_t file = H5Fopen(BAD, H5F_ACC_RDWR, H5P_DEFAULT);
    assert_true(file >= 0);
    return file;
}

/* Closes the file; opening it must give this status and words. */
static void expect(hid_t file, cupel_status status, const char *words)
{
    assert_true(H5Fclose(file) >= 0);
    cupel_error error = {0};
    cupel_file *opened = NULL;
    const cupel_status got = cupel_file_open(BAD, &opened, &error);
    if (opened) cupel_file_close(opened);
    if (got != status)
        fail_msg("%s: %s instead of %s", cupel_status_text(got), error.text, cupel_status_text(status));
    if (status && !strstr(error.text, words)) fail_msg("'%s' does not say '%s'", error.text, words);
    if (status && !strstr(error.text, BAD)) fail_msg("'%s' does not name the file", error.text);
    assert_int_equal(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL & ~(unsigned)H5F_OBJ_DATATYPE), 0);
}

static void add_data(hid_t file, const char *path, hid_t type, int rank, const hsize_t *dims, hid_t creation)
{
    const hid_t space = rank ? H5Screate_simple(rank, dims, NULL) : H5Screate(H5S_SCALAR);
    const hid_t dataset = H5Dcreate2(file, path, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    assert_true(dataset >= 0);
    H5Dclose(dataset);
    H5Sclose(space);
}

static void links_out_of_the_file_are_refused(void **state)
{
    (void)state;
    hid_t file = fresh();
    assert_true(H5Lcreate_external("/etc/passwd", "/x", file, "/steps/roll/results/x", H5P_DEFAULT,
                                   H5P_DEFAULT) >= 0);
    expect(file, CUPEL_EDAMAGED, "/steps/roll/results has a link that leads out of the file");
}

static void soft_links_are_not_followed(void **state)
{
    (void)state;
    hid_t file = fresh();
    assert_true(H5Lcreate_soft("/steps/roll", file, "/steps/again", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    expect(file, CUPEL_OK, "");
}

static void circles_of_links_are_refused(void **state)
{
    (void)state;
    hid_t file = fresh();
    assert_true(H5Lcreate_hard(file, "/steps", file, "/steps/roll/steps", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    expect(file, CUPEL_EDAMAGED, "linked under two names");
    file = fresh();
    assert_true(H5Lcreate_hard(file, "/case/source", file, "/case/again", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    expect(file, CUPEL_EDAMAGED, "linked under two names");
}

static void storage_in_other_files_is_refused(void **state)
{
    (void)state;
    const hsize_t dims = 16;
    hid_t file = fresh();
    hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_external(creation, "/etc/passwd", 0, 16);
    add_data(file, "/steps/roll/results/x", H5T_STD_U8LE, 1, &dims, creation);
    H5Pclose(creation);
    expect(file, CUPEL_EDAMAGED, "/steps/roll/results/x keeps its data in another file");
}

static void virtual_data_from_elsewhere_are_refused(void **state)
{
    (void)state;
    static const char *const places[][2] = {
        {"/VTKHDF/PointData/x", "other.h5"}, {"/steps/roll/results/x", "."}, {"/case/x", "."}};
    for (size_t i = 0; i < 3; i++) {
        const hsize_t dims = 4;
        hid_t file = fresh();
        hid_t creation = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &dims, NULL);
        H5Pset_virtual(creation, space, places[i][1], "/steps/roll/results/angle", space);
        add_data(file, places[i][0], H5T_IEEE_F64LE, 1, &dims, creation);
        H5Sclose(space);
        H5Pclose(creation);
        expect(file, CUPEL_EDAMAGED, "takes its data from elsewhere");
    }
}

static void foreign_types_are_refused(void **state)
{
    (void)state;
    hid_t types[4];
    types[0] = H5Tcreate(H5T_COMPOUND, 16);
    H5Tinsert(types[0], "a", 0, H5T_IEEE_F64LE);
    types[1] = H5Tvlen_create(H5T_IEEE_F64LE);
    types[2] = H5Tcopy(H5T_C_S1);
    H5Tset_size(types[2], H5T_VARIABLE);
    types[3] = H5Tcopy(H5T_STD_REF_OBJ);
    for (size_t i = 0; i < 4; i++) {
        hid_t file = fresh();
        add_data(file, "/steps/roll/results/x", types[i], 0, NULL, H5P_DEFAULT);
        expect(file, CUPEL_EDAMAGED, "/steps/roll/results/x is of a type that the format does not use");
        H5Tclose(types[i]);
    }
    hid_t file = fresh(), named = H5Tcopy(H5T_IEEE_F64LE);
    assert_true(H5Tcommit2(file, "/steps/t", named, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT) >= 0);
    H5Tclose(named);
    expect(file, CUPEL_EDAMAGED, "/steps/t is a type");
}

static void sizes_that_cannot_be_meant_are_refused(void **state)
{
    (void)state;
    const hsize_t huge[2] = {1 << 20, 1 << 20}, large = 1 << 25, nine[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    hid_t file = fresh(), creation = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t small_chunk[2] = {64, 64}, large_chunk = 1 << 24;
    H5Pset_chunk(creation, 2, small_chunk);
    add_data(file, "/steps/roll/results/x", H5T_IEEE_F64LE, 2, huge, creation); /* 8 TiB, nothing stored */
    expect(file, CUPEL_ELIMIT, "elements");
    file = fresh();
    H5Pset_chunk(creation, 1, &(hsize_t){1024});
    add_data(file, "/steps/roll/results/x", H5T_IEEE_F64LE, 1, &large, creation);
    expect(file, CUPEL_ELIMIT, "claims 268435456 bytes but stores 0");
    file = fresh();
    H5Pset_chunk(creation, 1, &large_chunk);
    add_data(file, "/steps/roll/results/x", H5T_IEEE_F64LE, 1, &large, creation);
    expect(file, CUPEL_ELIMIT, "chunks of more than 64 MiB");
    H5Pclose(creation);
    file = fresh();
    add_data(file, "/steps/roll/results/x", H5T_IEEE_F64LE, 9, nine, H5P_DEFAULT);
    expect(file, CUPEL_EDAMAGED, "9 axes");
}

/* A string of 1 GiB in a file of 70 kB, of which none is stored. */
static void a_scalar_larger_than_the_file_is_refused(void **state)
{
    (void)state;
    hid_t file = fresh(), type = H5Tcopy(H5T_C_S1), creation = H5Pcreate(H5P_DATASET_CREATE);
    H5Tset_size(type, 1 << 30);
    H5Pset_alloc_time(creation, H5D_ALLOC_TIME_LATE);
    add_data(file, "/steps/roll/results/x", type, 0, NULL, creation);
    H5Pclose(creation);
    H5Tclose(type);
    expect(file, CUPEL_ELIMIT, "claims 1073741824 bytes but stores 0");
}

static void foreign_filters_are_refused(void **state)
{
    (void)state;
    const hsize_t dims = 4096;
    hid_t file = fresh(), creation = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(creation, 1, &dims);
    H5Pset_scaleoffset(creation, H5Z_SO_INT, 0);
    add_data(file, "/steps/roll/results/x", H5T_STD_I64LE, 1, &dims, creation);
    H5Pclose(creation);
    expect(file, CUPEL_EDAMAGED, "has a filter");
}

static void deep_nests_are_refused(void **state)
{
    (void)state;
    hid_t file = fresh(), links = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links, 1);
    const hid_t group = H5Gcreate2(file, "/steps/roll/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18", links,
                                   H5P_DEFAULT, H5P_DEFAULT);
    assert_true(group >= 0);
    H5Gclose(group);
    H5Pclose(links);
    expect(file, CUPEL_ELIMIT, "nested too deeply");
}

static void put_text(hid_t object, const char *name, const char *text, bool varying)
{
    hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, varying ? H5T_VARIABLE : strlen(text));
    if (H5Aexists(object, name) > 0) H5Adelete(object, name);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    assert_true(attribute >= 0);
    assert_true(H5Awrite(attribute, type, varying ? (const void *)&text : text) >= 0);
    H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
}

static void texts_that_would_harm_a_terminal_are_refused(void **state)
{
    (void)state;
    hid_t file = fresh();
    put_text(file, "title", "\x1b[2J", false);
    expect(file, CUPEL_EDAMAGED, "attribute 'title' is not UTF-8 text");
    file = fresh();
    put_text(file, "title", "\xff\xfe", false);
    expect(file, CUPEL_EDAMAGED, "attribute 'title' is not UTF-8 text");
    file = fresh();
    put_text(file, "title", "variable", true);
    expect(file, CUPEL_EDAMAGED, "attribute 'title' is a string of variable length");
    file = fresh();
    hid_t group = H5Gcreate2(file, "/steps/bad\x1b[2Jname", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Gclose(group);
    expect(file, CUPEL_EDAMAGED, "name is not valid");
}

static void groups_of_a_later_minor_version_are_passed_over(void **state)
{
    (void)state;
    hid_t file = fresh(), type = H5Tcreate(H5T_COMPOUND, 8);
    H5Tinsert(type, "a", 0, H5T_IEEE_F64LE);
    add_data(file, "/novelty", type, 0, NULL, H5P_DEFAULT);
    H5Tclose(type);
    expect(file, CUPEL_OK, "");
}

static void a_later_major_version_is_refused_with_a_sentence(void **state)
{
    (void)state;
    hid_t file = fresh();
    const int64_t version[2] = {2, 3};
    const hid_t attribute = H5Aopen(file, "schema_version", H5P_DEFAULT);
    H5Awrite(attribute, H5T_NATIVE_INT64, version);
    H5Aclose(attribute);
    expect(file, CUPEL_EINVAL, "is of format version 2.3; this cupel reads versions 1.x");
}

static void what_is_not_ours_is_wrong_input(void **state)
{
    (void)state;
    hid_t file = fresh();
    put_text(file, "schema", "other", false);
    expect(file, CUPEL_EINVAL, "not one of cupel's");
    static const char *const paths[] = {"no-such-file.h5", ".", "guard-text.h5", "guard-empty.h5"};
    cupel_error error = {0};
    assert_int_equal(cupel_file_write_all("guard-text.h5", "not HDF5", 8, &error), CUPEL_OK);
    assert_int_equal(cupel_file_write_all("guard-empty.h5", "", 0, &error), CUPEL_OK);
    for (size_t i = 0; i < 4; i++) {
        cupel_file *opened = NULL;
        assert_int_equal(cupel_file_open(paths[i], &opened, &error), CUPEL_EINVAL);
        assert_true(strstr(error.text, paths[i]) != NULL);
        cupel_verification report = {0};
        assert_int_equal(cupel_file_verify(paths[i], &report, &error), CUPEL_EINVAL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_out_of_the_file_are_refused),
        cmocka_unit_test(soft_links_are_not_followed),
        cmocka_unit_test(circles_of_links_are_refused),
        cmocka_unit_test(storage_in_other_files_is_refused),
        cmocka_unit_test(virtual_data_from_elsewhere_are_refused),
        cmocka_unit_test(foreign_types_are_refused),
        cmocka_unit_test(sizes_that_cannot_be_meant_are_refused),
        cmocka_unit_test(a_scalar_larger_than_the_file_is_refused),
        cmocka_unit_test(foreign_filters_are_refused),
        cmocka_unit_test(deep_nests_are_refused),
        cmocka_unit_test(texts_that_would_harm_a_terminal_are_refused),
        cmocka_unit_test(groups_of_a_later_minor_version_are_passed_over),
        cmocka_unit_test(a_later_major_version_is_refused_with_a_sentence),
        cmocka_unit_test(what_is_not_ours_is_wrong_input),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
