/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "param/results.h"

static const cupel_result columns[] = {
    {.name = "name", .kind = CUPEL_LABEL, .meaning = "pass"},
    {.name = "force", .kind = CUPEL_SCALAR, .unit = "N", .meaning = "force"},
};
static const cupel_result rows[] = {
    {.name = "force", .kind = CUPEL_SCALAR, .unit = "N", .meaning = "force"},
    {.name = "branch", .kind = CUPEL_LABEL, .meaning = "branch"},
    {.name = "angle", .kind = CUPEL_SERIES, .unit = "rad", .meaning = "angle"},
    {.name = "pressure", .kind = CUPEL_SERIES, .unit = "Pa", .axis = "angle", .meaning = "pressure"},
    {.name = "passes", .kind = CUPEL_COLUMNS, .columns = columns, .column_count = 2, .meaning = "passes"},
    {.name = "temperature", .kind = CUPEL_GRID, .unit = "K", .meaning = "temperature"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static cupel_results *fresh(void)
{
    cupel_results *results = cupel_results_new(rows, ROWS);
    assert_non_null(results);
    return results;
}

static void what_was_never_set_is_absent(void **state)
{
    (void)state;
    cupel_results *results = fresh();
    assert_int_equal(cupel_results_count(results), ROWS);
    for (size_t i = 0; i < ROWS; i++) assert_false(cupel_results_value(results, i)->present);
    assert_null(cupel_results_failure(results));
    assert_int_equal(cupel_results_status(results, NULL), CUPEL_OK);
    assert_null(cupel_results_find(results, "nothing"));
    cupel_results_free(results);
}

static void every_kind_is_read_back_from_a_copy(void **state)
{
    (void)state;
    cupel_results *results = fresh();
    double angle[] = {0, 0.5, 1}, pressure[] = {1e6, NAN, 3e6};
    char branch[] = "noncircular";
    char first[] = "P1";
    const char *names[] = {first, "P2"};
    double force[] = {10, 20};
    cupel_results_set(results, "force", 12.5);
    cupel_results_set_label(results, "branch", branch);
    cupel_results_set_series(results, "angle", angle, 3);
    cupel_results_set_series(results, "pressure", pressure, 3);
    cupel_results_set_text_column(results, "passes", "name", names, 2);
    cupel_results_set_column(results, "passes", "force", force, 2);
    angle[1] = force[1] = -1;
    branch[0] = first[0] = '?';

    cupel_error error = {0};
    assert_int_equal(cupel_results_status(results, &error), CUPEL_OK);
    assert_true(cupel_results_find(results, "force")->number == 12.5);
    assert_string_equal(cupel_results_find(results, "branch")->label, "noncircular");
    assert_true(cupel_results_find(results, "angle")->values[1] == 0.5);
    assert_int_equal(cupel_results_find(results, "pressure")->count, 3);
    assert_true(isnan(cupel_results_find(results, "pressure")->values[1]));
    const cupel_result_value *passes = cupel_results_find(results, "passes");
    assert_int_equal(passes->count, 2);
    assert_string_equal(passes->columns[0].texts[0], "P1");
    assert_true(passes->columns[1].values[1] == 20);
    assert_null(cupel_results_failure(results));
    cupel_results_free(results);
}

static void field_keeps_all_its_steps_in_order(void **state)
{
    (void)state;
    cupel_results *results = fresh();
    const cupel_grid grid = {.cells = {2, 3, 1}, .spacing = {1, 1, 1}, .components = 1};
    for (int step = 0; step < 9; step++) {
        double values[6];
        for (int i = 0; i < 6; i++) values[i] = 100 * step + i;
        cupel_results_add_grid(results, "temperature", &grid, 0.1 * step, values);
    }
    assert_int_equal(cupel_results_status(results, NULL), CUPEL_OK);
    const cupel_result_value *field = cupel_results_find(results, "temperature");
    assert_int_equal(field->steps, 9);
    assert_int_equal(field->count, 54);
    for (int step = 0; step < 9; step++) {
        assert_true(field->times[step] == 0.1 * step);
        for (int i = 0; i < 6; i++) assert_true(field->values[6 * step + i] == 100 * step + i);
    }
    cupel_results_free(results);
}

static void field_refuses_another_grid_a_time_that_falls_and_a_size_that_overflows(void **state)
{
    (void)state;
    const double values[4] = {0};
    const cupel_grid grid = {.cells = {2, 2, 1}, .spacing = {1, 1, 1}, .components = 1};
    const cupel_grid other = {.cells = {4, 1, 1}, .spacing = {1, 1, 1}, .components = 1};
    const cupel_grid huge = {.cells = {SIZE_MAX / 2, 4, 2}, .spacing = {1, 1, 1}, .components = 3};
    const struct {
        cupel_grid grid;
        double time;
        const char *words;
    } cases[] = {{other, 2, "changes its grid"},
                 {grid, 1, "does not rise"},
                 {grid, NAN, "does not rise"},
                 {huge, 2, "too many"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cupel_results *results = fresh();
        cupel_results_add_grid(results, "temperature", &grid, 1, values);
        cupel_results_add_grid(results, "temperature", &cases[i].grid, cases[i].time, values);
        cupel_error error = {0};
        assert_int_equal(cupel_results_status(results, &error), CUPEL_EINTERNAL);
        assert_non_null(strstr(error.text, cases[i].words));
        assert_int_equal(cupel_results_find(results, "temperature")->steps, 1);
        cupel_results_free(results);
    }
}

static void edges_are_copied_checked_and_compared(void **state)
{
    (void)state;
    double x[] = {1, 2, 4, 5}, falling[] = {1, 2, 2, 5}, endless[] = {1, 2, 4, INFINITY};
    const double values[3] = {300, 310, 320};
    const cupel_grid grid = {
        .cells = {3, 1, 1}, .spacing = {9, 1, 1}, .components = 1, .edges = {x, NULL, NULL}};
    cupel_results *results = fresh();
    cupel_results_add_grid(results, "temperature", &grid, 0, values);
    const cupel_grid *kept = &cupel_results_find(results, "temperature")->grid;
    x[1] = 3; /* the caller's own */
    assert_true(kept->edges[0][1] == 2 && kept->edges[0][3] == 5 && !kept->edges[1]);
    assert_true(kept->origin[0] == 1 && fabs(kept->spacing[0] - 4.0 / 3) < 1e-15);
    assert_true(cupel_grid_edge(kept, 0, 2) == 4 && cupel_grid_edge(kept, 1, 1) == 1);
    assert_false(cupel_grid_uniform(kept));
    cupel_error error = {0};
    cupel_results_add_grid(results, "temperature", &grid, 1, values);
    assert_int_equal(cupel_results_status(results, &error), CUPEL_EINTERNAL);
    assert_non_null(strstr(error.text, "changes its grid"));
    cupel_results_free(results);

    const double *const bad[] = {falling, endless};
    for (size_t i = 0; i < 2; i++) {
        cupel_grid other = grid;
        other.edges[0] = bad[i];
        results = fresh();
        cupel_results_add_grid(results, "temperature", &other, 0, values);
        assert_int_equal(cupel_results_status(results, &error), CUPEL_EINTERNAL);
        assert_non_null(strstr(error.text, "edges along x do not rise"));
        cupel_results_free(results);
    }
}

static void first_mistake_is_the_one_reported(void **state)
{
    (void)state;
    cupel_results *results = fresh();
    cupel_results_set(results, "forse", 1);
    cupel_results_set(results, "branch", 1);
    cupel_error error = {0};
    assert_int_equal(cupel_results_status(results, &error), CUPEL_EINTERNAL);
    assert_string_equal(error.text, "result forse is not in the result table");
    cupel_results_free(results);
}

static void value_of_another_kind_is_a_mistake(void **state)
{
    (void)state;
    cupel_results *results = fresh();
    cupel_results_set(results, "branch", 1);
    cupel_error error = {0};
    assert_int_equal(cupel_results_status(results, &error), CUPEL_EINTERNAL);
    assert_non_null(strstr(error.text, "branch is a label"));
    assert_false(cupel_results_find(results, "branch")->present);
    cupel_results_free(results);
}

static void series_must_be_as_long_as_its_axis(void **state)
{
    (void)state;
    const double values[3] = {1, 2, 3};
    cupel_results *results = fresh();
    cupel_results_set_series(results, "pressure", values, 3);
    cupel_error error = {0};
    assert_int_equal(cupel_results_status(results, &error), CUPEL_EINTERNAL); /* no axis */
    cupel_results_set_series(results, "angle", values, 2);
    assert_int_equal(cupel_results_status(results, &error), CUPEL_EINTERNAL);
    assert_non_null(strstr(error.text, "3 entries, its axis angle has 2"));
    cupel_results_set_series(results, "angle", values, 3);
    assert_int_equal(cupel_results_status(results, &error), CUPEL_OK);
    cupel_results_free(results);
}

static void columns_of_a_table_have_one_length(void **state)
{
    (void)state;
    const double force[] = {1, 2, 3};
    const char *names[] = {"a", "b"};
    cupel_results *results = fresh();
    cupel_results_set_column(results, "passes", "force", force, 3);
    cupel_results_set_text_column(results, "passes", "name", names, 2);
    cupel_error error = {0};
    assert_int_equal(cupel_results_status(results, &error), CUPEL_EINTERNAL);
    assert_non_null(strstr(error.text, "passes/name has 2 rows, the table has 3"));
    cupel_results_free(results);
}

static void number_that_is_not_finite_fails_the_step_and_stays_absent(void **state)
{
    (void)state;
    cupel_results *results = fresh();
    cupel_results_set(results, "force", NAN);
    assert_int_equal(cupel_results_status(results, NULL), CUPEL_OK);
    assert_false(cupel_results_find(results, "force")->present);
    assert_string_equal(cupel_results_failure(results), "force is not a finite number");
    cupel_results_free(results);

    results = fresh();
    const double angle[] = {0, INFINITY};
    cupel_results_set_series(results, "angle", angle, 2);
    assert_non_null(strstr(cupel_results_failure(results), "angle"));
    cupel_results_free(results);
}

static void failure_keeps_what_was_set(void **state)
{
    (void)state;
    cupel_results *results = fresh();
    cupel_results_set(results, "force", 3);
    cupel_results_fail(results, "no convergence after %d steps", 7);
    assert_string_equal(cupel_results_failure(results), "no convergence after 7 steps");
    assert_true(cupel_results_find(results, "force")->number == 3);
    assert_int_equal(cupel_results_status(results, NULL), CUPEL_OK);
    cupel_results_free(results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_never_set_is_absent),
        cmocka_unit_test(every_kind_is_read_back_from_a_copy),
        cmocka_unit_test(field_keeps_all_its_steps_in_order),
        cmocka_unit_test(field_refuses_another_grid_a_time_that_falls_and_a_size_that_overflows),
        cmocka_unit_test(edges_are_copied_checked_and_compared),
        cmocka_unit_test(first_mistake_is_the_one_reported),
        cmocka_unit_test(value_of_another_kind_is_a_mistake),
        cmocka_unit_test(series_must_be_as_long_as_its_axis),
        cmocka_unit_test(columns_of_a_table_have_one_length),
        cmocka_unit_test(number_that_is_not_finite_fails_the_step_and_stays_absent),
        cmocka_unit_test(failure_keeps_what_was_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
