/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "near.h"
#include "testdata/inputs.h"

static const cupel_result rows[] = {
    CUPEL_JUDGED("product", "1", "a b"),
    CUPEL_JUDGED("sum", "1", "a + b"),
    CUPEL_JUDGEMENT_ROWS,
};

static void product_and_sum(const void *self, const double in[], double out[])
{
    (void)self;
    out[0] = in[0] * in[1];
    out[1] = in[0] + in[1];
}

static cupel_status propagate(const cupel_work *work, cupel_error *error)
{
    static const cupel_known inputs[] = {{2, 0.01, "a", "1"}, {5, 0.03, "b", "1"}};
    static const char *const figures[] = {"product", "sum"};
    const int64_t *seed = work->options;
    cupel_judge(work->judgement, "product", 10, NAN, NULL);
    cupel_judge(work->judgement, "sum", 7, NAN, NULL);
    const cupel_propagation p = {product_and_sum, NULL,  inputs,        2,   figures, 2,
                                 20000,           *seed, work->threads, NULL};
    return cupel_propagate(&p, work->judgement, error);
}

static cupel_results *propagated(int threads, int64_t seed)
{
    static const cupel_evaluation evaluation = {.evaluate = propagate};
    cupel_results *results = cupel_results_new(rows, sizeof rows / sizeof *rows);
    cupel_error error = {0};
    assert_int_equal(cupel_evaluate(&evaluation, NULL, &seed, threads, results, &error), CUPEL_OK);
    return results;
}

static void budget_and_draws_agree_with_the_law_of_propagation(void **state)
{
    (void)state;
    cupel_results *r = propagated(2, 7);
    const double exact = hypot(5 * 0.01, 2 * 0.03);
    assert_relative(cupel_results_find(r, "product_uncertainty")->number, exact, 1e-9);
    assert_relative(cupel_results_find(r, "sum_uncertainty")->number, hypot(0.01, 0.03), 1e-9);
    const cupel_result_value *drawn = cupel_results_find(r, "monte_carlo");
    assert_near(drawn->columns[1].values[0], 10, 4 * exact / sqrt(20000));
    assert_relative(drawn->columns[2].values[0], exact, 0.03); /* 20 000 draws: 0.5 % */
    assert_relative(drawn->columns[4].values[0] - drawn->columns[3].values[0], 3.92 * exact, 0.04);
    cupel_results_free(r);
}

static void draws_depend_on_the_seed_and_not_on_the_threads(void **state)
{
    (void)state;
    cupel_results *one = propagated(1, 3), *four = propagated(4, 3), *other = propagated(4, 4);
    for (size_t c = 1; c < 5; c++) {
        const double *a = cupel_results_find(one, "monte_carlo")->columns[c].values;
        const double *b = cupel_results_find(four, "monte_carlo")->columns[c].values;
        const double *x = cupel_results_find(other, "monte_carlo")->columns[c].values;
        assert_memory_equal(a, b, 2 * sizeof *a);
        assert_true(a[0] != x[0]);
    }
    cupel_results_free(one);
    cupel_results_free(four);
    cupel_results_free(other);
}

static void masked_rows_are_left_out_and_overloads_counted(void **state)
{
    (void)state;
    const double time[] = {0, 1, 2, 3, 4}, force[] = {1, 2, NAN, 4, 5};
    const unsigned char mask[] = {0, CUPEL_SAMPLE_OVERLOAD, 0, CUPEL_SAMPLE_EXCLUDED, 0};
    const cupel_channel channels[] = {
        {.name = "time", .unit = "s", .count = 5, .values = time},
        {.name = "force", .unit = "N", .count = 5, .values = force, .mask = mask}};
    const cupel_test test = {.channels = channels, .channel_count = 2};
    cupel_arena *arena = cupel_arena_new();
    cupel_rows got;
    cupel_error error = {0};
    const char *const names[] = {"time", "strain", "force", NULL};
    assert_int_equal(cupel_rows_get(&test, names, arena, &got, &error), CUPEL_OK);
    assert_int_equal(got.count, 2);
    assert_int_equal(got.total, 5);
    assert_int_equal(got.overloaded, 1);
    assert_null(got.columns[1]);
    assert_true(got.columns[0][1] == 4 && got.columns[2][1] == 5 && got.columns[2][0] == 1);
    cupel_arena_free(arena);
}

static void what_is_not_stated_is_assumed_and_said(void **state)
{
    (void)state;
    const cupel_property specimen[] = {{"thickness", "m", 1e-3, 2e-6, false, "header"},
                                       {"width", "m", 10e-3, NAN, false, "header"}};
    const cupel_test test = {.specimen = specimen, .specimen_count = 2};
    cupel_arena *arena = cupel_arena_new();
    const cupel_known t = cupel_known_get(&test, "thickness", NAN, 0.005, arena);
    assert_true(t.value == 1e-3 && t.uncertainty == 2e-6);
    assert_string_equal(t.name, "thickness");
    const cupel_known w = cupel_known_get(&test, "width", NAN, 0.005, arena);
    assert_relative(w.uncertainty, 5e-5, 1e-12);
    assert_string_equal(w.name, "width (uncertainty assumed: 0.5 %)");
    assert_true(cupel_known_get(&test, "width", 0.02, 0.005, arena).value == 0.02);
    assert_true(isnan(cupel_known_get(&test, "mass", NAN, 0.005, arena).value));
    cupel_arena_free(arena);
}

static void a_local_fit_finds_value_slope_and_noise(void **state)
{
    (void)state;
    double x[201], y[201];
    cupel_stream stream = cupel_stream_of(1, 0);
    size_t inside = 0;
    for (int trial = 0; trial < 400; trial++) {
        for (int i = 0; i <= 200; i++) {
            x[i] = 0.1 * i;
            y[i] = 3 + 2 * x[i] + 0.5 * x[i] * x[i] + 0.2 * cupel_stream_normal(&stream);
        }
        cupel_local fit;
        assert_true(cupel_local_fit(x, y, 201, 8, 4, 2, &fit));
        assert_int_equal(fit.count, 81);
        inside += fabs(fit.slope - 10) <= 2 * fit.slope_uncertainty && fabs(fit.value - 51) <= 2.5;
    }
    assert_in_range(inside, 368, 392); /* 95.4 % of 400, four standard errors */
    cupel_arena *arena = cupel_arena_new();
    assert_relative(cupel_white_noise(y, 201, arena), 0.2, 0.3);
    cupel_local fit;
    assert_false(cupel_local_fit(x, y, 201, 100, 4, 2, &fit));
    cupel_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(budget_and_draws_agree_with_the_law_of_propagation),
        cmocka_unit_test(draws_depend_on_the_seed_and_not_on_the_threads),
        cmocka_unit_test(masked_rows_are_left_out_and_overloads_counted),
        cmocka_unit_test(what_is_not_stated_is_assumed_and_said),
        cmocka_unit_test(a_local_fit_finds_value_slope_and_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
