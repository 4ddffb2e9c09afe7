/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <omp.h>
#define H5_USE_110_API
#include <hdf5.h>

#include "base/file.h"
#include "fault/injection.h"
#include "store_samples.h"

/* Whichever call of HDF5 fails, the store reports it, leaks no identifier and leaves no file behind. */

#define REPLACE(type, name, parameters, arguments)                                                           \
    type __real_##name parameters;                                                                           \
    type __wrap_##name parameters;                                                                           \
    type __wrap_##name parameters                                                                            \
    {                                                                                                        \
        return injection_strikes(#name, __builtin_return_address(0)) ? -1 : __real_##name arguments;         \
    }

/* A close that fails has closed all the same: that is how a late write error shows. */
#define REPLACE_CLOSE(name)                                                                                  \
    herr_t __real_##name(hid_t id);                                                                          \
    herr_t __wrap_##name(hid_t id);                                                                          \
    herr_t __wrap_##name(hid_t id)                                                                           \
    {                                                                                                        \
        const herr_t result = __real_##name(id);                                                             \
        return injection_strikes(#name, __builtin_return_address(0)) ? -1 : result;                          \
    }

REPLACE_CLOSE(H5Aclose)
REPLACE_CLOSE(H5Dclose)
REPLACE_CLOSE(H5Fclose)
REPLACE_CLOSE(H5Gclose)
REPLACE(hid_t, H5Acreate2, (hid_t o, const char *n, hid_t t, hid_t s, hid_t c, hid_t a), (o, n, t, s, c, a))
REPLACE(htri_t, H5Aexists, (hid_t o, const char *n), (o, n))
REPLACE(hid_t, H5Aget_space, (hid_t a), (a))
REPLACE(hid_t, H5Aget_type, (hid_t a), (a))
REPLACE(herr_t, H5Aiterate2,
        (hid_t o, H5_index_t i, H5_iter_order_t r, hsize_t *n, H5A_operator2_t f, void *d),
        (o, i, r, n, f, d))
REPLACE(hid_t, H5Aopen, (hid_t o, const char *n, hid_t a), (o, n, a))
REPLACE(herr_t, H5Aread, (hid_t a, hid_t t, void *b), (a, t, b))
REPLACE(herr_t, H5Awrite, (hid_t a, hid_t t, const void *b), (a, t, b))
REPLACE(hid_t, H5Dcreate2, (hid_t o, const char *n, hid_t t, hid_t s, hid_t l, hid_t c, hid_t a),
        (o, n, t, s, l, c, a))
REPLACE(hid_t, H5Dget_create_plist, (hid_t d), (d))
REPLACE(hid_t, H5Dget_space, (hid_t d), (d))
REPLACE(hid_t, H5Dget_type, (hid_t d), (d))
REPLACE(hid_t, H5Dopen2, (hid_t o, const char *n, hid_t a), (o, n, a))
REPLACE(herr_t, H5Dread, (hid_t d, hid_t t, hid_t m, hid_t f, hid_t x, void *b), (d, t, m, f, x, b))
REPLACE(herr_t, H5Dwrite, (hid_t d, hid_t t, hid_t m, hid_t f, hid_t x, const void *b), (d, t, m, f, x, b))
REPLACE(herr_t, H5Dwrite_chunk, (hid_t d, hid_t x, uint32_t f, const hsize_t *o, size_t n, const void *b),
        (d, x, f, o, n, b))
REPLACE(hid_t, H5Fcreate, (const char *n, unsigned f, hid_t c, hid_t a), (n, f, c, a))
REPLACE(hid_t, H5Fopen, (const char *n, unsigned f, hid_t a), (n, f, a))
REPLACE(hid_t, H5Gcreate2, (hid_t o, const char *n, hid_t l, hid_t c, hid_t a), (o, n, l, c, a))
REPLACE(hid_t, H5Gopen2, (hid_t o, const char *n, hid_t a), (o, n, a))
REPLACE(herr_t, H5Literate, (hid_t g, H5_index_t i, H5_iter_order_t r, hsize_t *n, H5L_iterate_t f, void *d),
        (g, i, r, n, f, d))
REPLACE(herr_t, H5Ocopy, (hid_t s, const char *a, hid_t d, const char *b, hid_t c, hid_t l),
        (s, a, d, b, c, l))
REPLACE(herr_t, H5Oget_info2, (hid_t o, H5O_info_t *i, unsigned f), (o, i, f))
REPLACE(hid_t, H5Oopen, (hid_t o, const char *n, hid_t a), (o, n, a))
REPLACE(hid_t, H5Pcreate, (hid_t c), (c))
REPLACE(herr_t, H5Pset_chunk, (hid_t p, int r, const hsize_t *d), (p, r, d))
REPLACE(herr_t, H5Pset_virtual, (hid_t p, hid_t v, const char *f, const char *d, hid_t s), (p, v, f, d, s))
REPLACE(hid_t, H5Screate, (H5S_class_t c), (c))
REPLACE(hid_t, H5Screate_simple, (int r, const hsize_t *d, const hsize_t *m), (r, d, m))
REPLACE(hid_t, H5Tcopy, (hid_t t), (t))

#define SEGMENT  "calls.segment"
#define RUN      "calls.h5"
#define FINISHED "finished.h5"

/* ---- what is tried ---- */

static cupel_results *results;

static cupel_status write_step(const char *path, const every_kind *parameters, cupel_error *error)
{
    const cupel_step_record step = {.id = "roll",
                                    .model = &kind_model,
                                    .parameters = parameters,
                                    .results = results,
                                    .status = CUPEL_STEP_OK};
    return cupel_segment_write(path, &step, error);
}

static int make(void **state)
{
    (void)state;
    results = cupel_results_new(kind_results, sizeof kind_results / sizeof *kind_results);
    cupel_results_set(results, "force", 8.25e6);
    cupel_results_set_text_column(results, "stands", "stand", sample_stands, 3);
    sample_add_field(results, 1); /* 69 kB: in chunks */
    omp_set_num_threads(1);
    leftovers(true);
    cupel_error error = {0};
    const char *const segments[] = {SEGMENT ".whole"};
    const cupel_run_record run = sample_run();
    return write_step(SEGMENT ".whole", NULL, &error) || sample_body(SEGMENT ".body", &error) ||
           cupel_run_assemble(FINISHED, &run, segments, 1, NULL, &error);
}

static int unmake(void **state)
{
    (void)state;
    cupel_results_free(results);
    return 0;
}

static cupel_status write_segment(cupel_error *error)
{
    const every_kind values = kind_values();
    return write_step(SEGMENT, &values, error);
}

static cupel_status write_bare_segment(cupel_error *error)
{
    return write_step(SEGMENT, NULL, error);
}

static cupel_status assemble_run(cupel_error *error)
{
    static const char *const segments[] = {SEGMENT ".whole"};
    const cupel_run_record run = sample_run();
    char id[80] = "untouched";
    const cupel_status status = cupel_run_assemble(RUN, &run, segments, 1, id, error);
    if (status) assert_string_equal(id, "untouched");
    return status;
}

static cupel_status assemble_body(cupel_error *error)
{
    static const char *const segments[] = {SEGMENT ".body"};
    const cupel_run_record run = sample_run();
    return cupel_run_assemble(RUN, &run, segments, 1, NULL, error);
}

static cupel_status read_run(cupel_error *error)
{
    cupel_file *file = NULL;
    cupel_status status = cupel_file_open(FINISHED, &file, error);
    for (size_t i = 0; !status && i < cupel_file_item_count(file); i++) {
        const cupel_item *item = cupel_file_get_item(file, i);
        double *values = NULL;
        char **texts = NULL;
        status = item->type == CUPEL_ITEM_TEXT ? cupel_file_read_texts(file, item, &texts, error)
                                               : cupel_file_read_numbers(file, item, &values, error);
        if (status) assert_true(!values && !texts);
        free(values);
        free(texts);
    }
    cupel_file_close(file);
    return status;
}

static cupel_status verify_run(cupel_error *error)
{
    cupel_verification report = {0};
    const cupel_status status = cupel_file_verify(FINISHED, &report, error);
    if (status || !report.damaged) return status;
    return cupel_error_set(error, CUPEL_EDAMAGED, "%zu findings", report.damaged);
}

/* ---- for every n ---- */

static bool is_close(const char *function)
{
    return strlen(function) > 5 && strcmp(function + strlen(function) - 5, "close") == 0;
}

static void expect_clean(const char *output, cupel_status status, const cupel_error *error)
{
    const char *struck = injection.struck ? injection.struck : "a call in the child";
    const long nth = injection.nth;
    if (H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL) != 0)
        fail_msg("call %ld, %s: identifiers are left", nth, struck);
    if (leftovers(false)) fail_msg("call %ld, %s: a temporary file is left", nth, struck);
    if (!status) { /* a reader may close as it likes */
        if (!is_close(struck)) fail_msg("call %ld, %s: no error is reported", nth, struck);
        return;
    }
    if (output && cupel_file_exists(output)) fail_msg("call %ld, %s: the output is there", nth, struck);
    if (!error->text[0] || error->status != status) fail_msg("call %ld, %s: no message", nth, struck);
}

static void for_every_call(cupel_status (*operation)(cupel_error *), const char *output, bool lasting)
{
    cupel_error error = {0};
    injection_arm(0, false);
    assert_int_equal(operation(&error), CUPEL_OK);
    injection_disarm();
    assert_in_range(injection.recorded, 100, INJECTION_CALLS - 1); /* the linker did put ours in */
    for (long nth = 0; (nth = injection_next(nth)) != 0;) {
        if (output) unlink(output);
        error = (cupel_error){0};
        injection_arm(nth, lasting);
        const cupel_status status = operation(&error);
        injection_disarm();
        expect_clean(output, status, &error);
    }
}

static void a_segment_survives_any_one_failure(void **state)
{
    (void)state;
    for_every_call(write_segment, SEGMENT, false);
}

static void a_segment_survives_lasting_failure(void **state)
{
    (void)state;
    for_every_call(write_bare_segment, SEGMENT, true);
}

static void a_run_survives_any_one_failure(void **state)
{
    (void)state;
    for_every_call(assemble_run, RUN, false);
}

static void a_run_survives_lasting_failure(void **state)
{
    (void)state;
    for_every_call(assemble_run, RUN, true);
}

static void a_body_survives_any_one_failure(void **state)
{
    (void)state;
    for_every_call(assemble_body, RUN, false);
}

static void a_reader_reports_any_one_failure(void **state)
{
    (void)state;
    for_every_call(read_run, NULL, false);
}

static void a_reader_reports_lasting_failure(void **state)
{
    (void)state;
    for_every_call(read_run, NULL, true);
}

static void verify_reports_lasting_failure(void **state)
{
    (void)state;
    /* all of it happens in the child, whose own count decides: up to its last call, each failure shows */
    cupel_status status = CUPEL_EDAMAGED;
    long nth = 1;
    for (; status; nth += 23) {
        cupel_error error = {0};
        injection_arm(nth, true);
        status = verify_run(&error);
        injection_disarm();
    }
    assert_in_range(nth, 300, 10000);
}

static void a_failing_last_close_is_reported(void **state)
{
    (void)state;
    long closes = 0;
    cupel_status last = CUPEL_OK, first = CUPEL_OK;
    injection_arm(LONG_MAX, false);
    cupel_error error = {0};
    assert_int_equal(write_bare_segment(&error), CUPEL_OK);
    injection_disarm();
    unlink(SEGMENT);
    for (long nth = injection.calls; nth > 0; nth--) {
        injection_arm(nth, false);
        const cupel_status status = write_bare_segment(&error);
        injection_disarm();
        if (strcmp(injection.struck, "H5Fclose") != 0) continue;
        assert_true(status);
        if (closes++ == 0) last = status;
        first = status;
    }
    assert_true(closes >= 2);
    assert_int_equal(first, CUPEL_EIO); /* of the writer; all later ones are the reader's, who checks */
    assert_int_equal(last, CUPEL_EDAMAGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_segment_survives_any_one_failure),
        cmocka_unit_test(a_segment_survives_lasting_failure),
        cmocka_unit_test(a_run_survives_any_one_failure),
        cmocka_unit_test(a_run_survives_lasting_failure),
        cmocka_unit_test(a_body_survives_any_one_failure),
        cmocka_unit_test(a_reader_reports_any_one_failure),
        cmocka_unit_test(a_reader_reports_lasting_failure),
        cmocka_unit_test(verify_reports_lasting_failure),
        cmocka_unit_test(a_failing_last_close_is_reported),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
