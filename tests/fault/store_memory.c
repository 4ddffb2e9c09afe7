/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <hdf5.h>
#include <omp.h>

#include "base/file.h"
#include "fault/allocations.h"
#include "store_samples.h"

/* Whichever allocation of ours fails, the store says that memory is out, and every block is given back.
 * Memory that HDF5 takes for itself is not counted. */

/* ---- what is tried ---- */

#define SEGMENT  "memory.segment"
#define RUN      "memory.h5"
#define FINISHED "memory-finished.h5"

static cupel_results *results;

static cupel_status write_segment(cupel_error *error)
{
    const every_kind values = kind_values();
    const cupel_step_record step = {.id = "roll",
                                    .model = &kind_model,
                                    .parameters = &values,
                                    .results = results,
                                    .status = CUPEL_STEP_OK};
    return cupel_segment_write(SEGMENT, &step, error);
}

static cupel_status assemble_run(cupel_error *error)
{
    static const char *const segments[] = {SEGMENT ".whole"};
    const cupel_run_record run = sample_run();
    return cupel_run_assemble(RUN, &run, segments, 1, NULL, error);
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
        free(values);
        free(texts);
    }
    char *source = NULL;
    size_t count = 0;
    if (!status) status = cupel_file_read_bytes(file, "/case/source", &source, &count, error);
    free(source);
    cupel_file_close(file);
    return status;
}

static cupel_status verify_run(cupel_error *error)
{
    cupel_verification report = {0};
    return cupel_file_verify(FINISHED, &report, error);
}

static int make(void **state)
{
    (void)state;
    omp_set_num_threads(1);
    leftovers(true);
    void *frame;
    backtrace(&frame, 1); /* loads what it needs */
    cupel_error error = {0};
    results = sample_results(1);
    return sample_file(FINISHED, 1, NULL, &error) || sample_segment(SEGMENT ".whole", "roll", 1, &error) ||
           sample_body(SEGMENT ".body", &error);
}

static int unmake(void **state)
{
    (void)state;
    cupel_results_free(results);
    return 0;
}

/* ---- for every allocation ---- */

static void for_every_allocation(cupel_status (*operation)(cupel_error *), const char *output, bool lasting)
{
    cupel_error error = {0};
    injection_arm(0, false);
    assert_int_equal(operation(&error), CUPEL_OK);
    injection_disarm();
    assert_in_range(injection.recorded, 2, INJECTION_CALLS - 1);
    for (long nth = 0; (nth = injection_next(nth)) != 0;) {
        if (output) unlink(output);
        error = (cupel_error){0};
        const long before = live;
        injection_arm(nth, lasting);
        const cupel_status status = operation(&error);
        injection_disarm();
        if (status != CUPEL_ENOMEM)
            fail_msg("allocation %ld: %s: %s", nth, cupel_status_text(status), error.text);
        if (live != before) fail_msg("allocation %ld: %ld blocks are left", nth, live - before);
        if (leftovers(false)) fail_msg("allocation %ld: a temporary file is left", nth);
        if (output && cupel_file_exists(output)) fail_msg("allocation %ld: the output is there", nth);
        assert_int_equal(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
    }
}

static void writing_a_segment_survives(void **state)
{
    (void)state;
    for_every_allocation(write_segment, SEGMENT, false);
    for_every_allocation(write_segment, SEGMENT, true);
}

static void assembling_a_run_survives(void **state)
{
    (void)state;
    for_every_allocation(assemble_run, RUN, false);
    for_every_allocation(assemble_run, RUN, true);
}

static void assembling_a_body_survives(void **state)
{
    (void)state;
    for_every_allocation(assemble_body, RUN, false);
    for_every_allocation(assemble_body, RUN, true);
}

static void reading_survives(void **state)
{
    (void)state;
    for_every_allocation(read_run, NULL, false);
    for_every_allocation(read_run, NULL, true);
}

static void verifying_survives(void **state)
{
    (void)state;
    cupel_status status = CUPEL_ENOMEM;
    long nth = 1;
    for (; status; nth += 17) { /* in the child */
        cupel_error error = {0};
        const long before = live;
        injection_arm(nth, true);
        status = verify_run(&error);
        injection_disarm();
        assert_true(status == CUPEL_ENOMEM || status == CUPEL_OK);
        assert_int_equal(live, before);
    }
    assert_in_range(nth, 100, 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writing_a_segment_survives), cmocka_unit_test(assembling_a_run_survives),
        cmocka_unit_test(assembling_a_body_survives), cmocka_unit_test(reading_survives),
        cmocka_unit_test(verifying_survives),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
