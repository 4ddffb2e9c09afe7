/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "run/run.h"

/* test.sum: adds the numbers 1 … count in order, saving as it goes; `trouble` says how it ends. */
typedef struct sum {
    int64_t count;
    double start;
    int trouble;
} sum;
static const char *const troubles[] = {"none", "no_result", "wrong", "disk", NULL};
static const cupel_param sum_rows[] = {
    {.name = "count",
     .kind = CUPEL_INTEGER,
     .offset = offsetof(sum, count),
     .fallback = "10",
     .meaning = "count"},
    {.name = "start",
     .kind = CUPEL_NUMBER,
     .offset = offsetof(sum, start),
     .unit = "1",
     .fallback = "0",
     .range = "[0, 1000]",
     .meaning = "start"},
    {.name = "trouble",
     .kind = CUPEL_CHOICE,
     .offset = offsetof(sum, trouble),
     .choices = troubles,
     .fallback = "none",
     .meaning = "how it ends"},
};
static const cupel_table sum_table = {.name = "test.sum", .size = sizeof(sum), CUPEL_ROWS(sum_rows)};
static const cupel_result sum_results[] = {
    {.name = "total", .kind = CUPEL_SCALAR, .unit = "1", .meaning = "sum"},
    {.name = "history", .kind = CUPEL_SERIES, .unit = "1", .meaning = "partial sums"},
    {.name = "verdict", .kind = CUPEL_LABEL, .meaning = "in words"},
};

static int additions; /* counts the work done, so that a test sees what a resumed run did not do again */
static bool disk_is_full;

static cupel_status run_sum(const void *parameters, cupel_context *context, cupel_results *results,
                            cupel_error *error)
{
    const sum *p = parameters;
    if (p->trouble == 2) CUPEL_FAIL(error, CUPEL_EINVAL, "start and count do not go together");
    double history[101] = {0};
    size_t done = 0;
    history[0] = p->start;
    if (context->state && context->state_bytes == sizeof history + sizeof done) {
        memcpy(&done, context->state, sizeof done);
        memcpy(history, (const char *)context->state + sizeof done, sizeof history);
    }
    while (done < (size_t)p->count) {
        done++;
        additions++;
        history[done] = history[done - 1] + (double)done;
        if (p->trouble == 3 && disk_is_full && done == 7)
            CUPEL_FAIL(error, CUPEL_EIO, "no space left on device");
        char state[sizeof history + sizeof done];
        memcpy(state, &done, sizeof done);
        memcpy(state + sizeof done, history, sizeof history);
        const cupel_status status = context->save(context->host, state, sizeof state, error);
        if (status) return status;
    }
    cupel_results_set_series(results, "history", history, done + 1);
    cupel_results_set_label(results, "verdict", "summed");
    if (p->trouble == 1)
        cupel_results_fail(results, "the sum did not converge");
    else
        cupel_results_set(results, "total", history[done]);
    return CUPEL_OK;
}

static const cupel_model sum_model = {
    .name = "test.sum", .version = 1, .parameters = &sum_table, CUPEL_RESULTS(sum_results), .run = run_sum};
static const cupel_model *const models[] = {&sum_model, NULL};

static void write_case(const char *steps)
{
    char text[4000];
    const int length = snprintf(text, sizeof text, "cupel: 1\ntitle: sums\nsteps:\n%s", steps);
    assert_int_equal(cupel_file_write_all("sums.yaml", text, (size_t)length, NULL), CUPEL_OK);
}

static cupel_status run_to(const char *output, cupel_run **out, cupel_error *error)
{
    const cupel_run_options options = {.models = models, .output = output, .threads = 2, .replace = true};
    cupel_diagnostics diagnostics = {0};
    const cupel_status status = cupel_run_case("sums.yaml", &options, &diagnostics, out, error);
    cupel_diagnostics_free(&diagnostics);
    return status;
}

static double total_of(const cupel_run *run, size_t step)
{
    const cupel_result_value *value = cupel_results_find(run->steps[step].results, "total");
    assert_true(value && value->present);
    return value->number;
}

static void steps_feed_each_other_in_any_order(void **state)
{
    (void)state;
    write_case(
        "- {id: b, model: test.sum, count: 3, start: '${a.total}'}\n- {id: a, model: test.sum, count: 4}\n");
    cupel_run *run;
    cupel_error error = {0};
    assert_int_equal(run_to("order.h5", &run, &error), CUPEL_OK);
    assert_true(total_of(run, 1) == 10 && total_of(run, 0) == 16);
    assert_false(run->failed);
    assert_true(strncmp(run->content_id, "sha256:", 7) == 0);
    assert_false(cupel_file_exists("order.h5.part"));
    cupel_file *file;
    assert_int_equal(cupel_file_open("order.h5", &file, &error), CUPEL_OK);
    assert_string_equal(cupel_file_get_header(file)->state, "complete");
    assert_string_equal(cupel_file_get_step(file, 0)->id, "a"); /* order of execution */
    cupel_file_close(file);
    cupel_run_free(run);
}

static void a_step_that_fails_stops_only_those_that_need_it(void **state)
{
    (void)state;
    write_case("- {id: bad, model: test.sum, trouble: no_result}\n- {id: needs, model: test.sum, start: "
               "'${bad.total}'}\n"
               "- {id: wrong, model: test.sum, trouble: wrong}\n- {id: large, model: test.sum, start: 900, "
               "count: 20}\n"
               "- {id: over, model: test.sum, start: '${large.total}'}\n- {id: free, model: test.sum}\n");
    cupel_run *run;
    cupel_error error = {0};
    assert_int_equal(run_to("fails.h5", &run, &error), CUPEL_OK);
    assert_true(run->failed);
    const cupel_step_status expected[] = {CUPEL_STEP_FAILED, CUPEL_STEP_SKIPPED, CUPEL_STEP_FAILED,
                                          CUPEL_STEP_OK,     CUPEL_STEP_FAILED,  CUPEL_STEP_OK};
    for (size_t i = 0; i < 6; i++) assert_int_equal(run->steps[i].status, expected[i]);
    assert_string_equal(run->steps[0].message, "the sum did not converge");
    assert_non_null(strstr(run->steps[1].message, "'bad'"));
    assert_true(run->steps[2].wrong_input && !run->steps[0].wrong_input);
    assert_non_null(strstr(run->steps[4].message, "sums.yaml:8:")); /* start = 1110 is out of its range */
    assert_true(cupel_results_find(run->steps[0].results, "history")->present); /* what there was is kept */
    cupel_file *file;
    assert_int_equal(cupel_file_open("fails.h5", &file, &error), CUPEL_OK);
    assert_string_equal(cupel_file_get_header(file)->state, "failed");
    assert_string_equal(cupel_file_get_step(file, 0)->message, "the sum did not converge");
    cupel_file_close(file);
    cupel_run_free(run);
}

static void an_existing_output_is_not_overwritten(void **state)
{
    (void)state;
    write_case("- {id: a, model: test.sum}\n");
    unlink("twice.h5");
    cupel_run *run;
    cupel_error error = {0};
    cupel_diagnostics diagnostics = {0};
    const cupel_run_options options = {.models = models, .output = "twice.h5"};
    assert_int_equal(cupel_run_case("sums.yaml", &options, &diagnostics, &run, &error), CUPEL_OK);
    cupel_run_free(run);
    assert_int_equal(cupel_run_case("sums.yaml", &options, &diagnostics, &run, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "twice.h5"));
}

static void a_run_that_broke_off_is_finished_from_where_it_was(void **state)
{
    (void)state;
    write_case("- {id: a, model: test.sum, count: 5}\n- {id: b, model: test.sum, trouble: disk, start: "
               "'${a.total}'}\n");
    cupel_run *run;
    cupel_error error = {0};
    disk_is_full = false;
    assert_int_equal(run_to("whole.h5", &run, &error), CUPEL_OK);
    char content_id[80];
    strcpy(content_id, run->content_id);
    cupel_run_free(run);

    disk_is_full = true;
    assert_int_equal(run_to("broken.h5", &run, &error), CUPEL_EIO);
    assert_non_null(strstr(error.text, "cupel resume broken.h5"));
    assert_false(cupel_file_exists("broken.h5"));
    assert_int_equal(run_to("broken.h5", &run, &error), CUPEL_EINVAL); /* what is kept is not run over */
    assert_non_null(strstr(error.text, "unfinished run"));

    disk_is_full = false;
    additions = 0;
    const cupel_run_options options = {.models = models, .threads = 1};
    cupel_diagnostics diagnostics = {0};
    assert_int_equal(cupel_run_resume("broken.h5", &options, &diagnostics, &run, &error), CUPEL_OK);
    assert_int_equal(additions, 4); /* 7 to 10 of step b: a and the first six were on disk */
    assert_string_equal(run->content_id, content_id);
    assert_true(run->steps[0].restored && total_of(run, 0) == 15 && total_of(run, 1) == 70);
    assert_int_equal(cupel_results_find(run->steps[0].results, "history")->count, 6);
    cupel_run_free(run);
    assert_int_equal(cupel_run_resume("broken.h5", &options, &diagnostics, &run, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "nothing to resume"));
}

static void a_file_that_came_in_between_is_not_replaced(void **state)
{
    (void)state;
    write_case("- {id: a, model: test.sum}\n- {id: b, model: test.sum, trouble: disk}\n");
    cupel_run *run;
    cupel_error error = {0};
    cupel_diagnostics diagnostics = {0};
    const cupel_run_options options = {.models = models, .output = "mine.h5"};
    disk_is_full = true;
    assert_int_equal(cupel_run_case("sums.yaml", &options, &diagnostics, &run, &error), CUPEL_EIO);
    disk_is_full = false;
    assert_int_equal(cupel_file_write_all("mine.h5", "precious", 8, &error), CUPEL_OK);
    assert_int_equal(cupel_run_resume("mine.h5", &options, &diagnostics, &run, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "move it away"));
    char *bytes;
    size_t count;
    assert_int_equal(cupel_file_read_all("mine.h5", 100, &bytes, &count, &error), CUPEL_OK);
    assert_string_equal(bytes, "precious");
    free(bytes);
    assert_int_equal(unlink("mine.h5"), 0);
    assert_int_equal(cupel_run_resume("mine.h5", &options, &diagnostics, &run, &error), CUPEL_OK);
    cupel_run_free(run);
}

static int remove_old(void **state)
{
    (void)state;
    return system("rm -rf ./*.h5 ./*.h5.part") == 0 ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_feed_each_other_in_any_order),
        cmocka_unit_test(a_step_that_fails_stops_only_those_that_need_it),
        cmocka_unit_test(an_existing_output_is_not_overwritten),
        cmocka_unit_test(a_run_that_broke_off_is_finished_from_where_it_was),
        cmocka_unit_test(a_file_that_came_in_between_is_not_replaced),
    };
    return cmocka_run_group_tests(tests, remove_old, NULL);
}
