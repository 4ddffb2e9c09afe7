/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "testdata/evaluation.h"

static const cupel_result rows[] = {
    CUPEL_JUDGED("tensile_strength", "Pa", "Rm"),
    CUPEL_JUDGED("elongation", "1", "A"),
    CUPEL_JUDGED("upper_yield_strength", "Pa", "ReH"),
    CUPEL_JUDGEMENT_ROWS,
};

static cupel_status judge(const cupel_work *work, cupel_error *error)
{
    (void)error;
    cupel_judgement *j = work->judgement;
    cupel_judge(j, "tensile_strength", 300e6, NAN, "highest stress");
    cupel_budget_add(j, "tensile_strength", "force", 100, 0.3, "N", 1e6);
    cupel_budget_add(j, "tensile_strength", "thickness", 35e-6, 0.4e-6, "m", 1e12);
    cupel_judge(j, "elongation", 0.12, 0.001, "last sample");
    cupel_doubt(j, "elongation", "it broke at %s", "the jaw");
    cupel_doubt(j, "elongation", "it slipped");
    cupel_judge(j, "upper_yield_strength", 250e6, 1e6, NULL);
    cupel_refuse(j, "upper_yield_strength", "there is no drop");
    double values[] = {3, NAN, 1, 2};
    cupel_monte_carlo_add(j, "tensile_strength", values, 4);
    return CUPEL_OK;
}

static cupel_results *judged(void)
{
    static const cupel_evaluation evaluation = {.evaluate = judge};
    cupel_results *results = cupel_results_new(rows, sizeof rows / sizeof *rows);
    assert_non_null(results);
    cupel_error error = {0};
    assert_int_equal(cupel_evaluate(&evaluation, NULL, NULL, 1, results, &error), CUPEL_OK);
    return results;
}

static void the_budget_gives_the_root_of_the_sum_of_squares(void **state)
{
    (void)state;
    cupel_results *r = judged();
    assert_true(fabs(cupel_results_find(r, "tensile_strength_uncertainty")->number - 0.5e6) < 1);
    const cupel_result_value *budget = cupel_results_find(r, "uncertainty_budget");
    assert_int_equal(budget->count, 2);
    assert_true(fabs(budget->columns[5].values[0] - 0.36) < 1e-12);
    assert_true(fabs(budget->columns[5].values[1] - 0.64) < 1e-12);
    assert_string_equal(cupel_results_find(r, "tensile_strength_flag")->label, "ok");
    cupel_results_free(r);
}

static void doubts_are_joined_and_a_refusal_takes_the_value_away(void **state)
{
    (void)state;
    cupel_results *r = judged();
    assert_string_equal(cupel_results_find(r, "elongation_flag")->label,
                        "doubtful: it broke at the jaw; it slipped");
    assert_true(cupel_results_find(r, "elongation")->present);
    assert_string_equal(cupel_results_find(r, "upper_yield_strength_flag")->label,
                        "not judged: there is no drop");
    assert_false(cupel_results_find(r, "upper_yield_strength")->present);
    assert_false(cupel_results_find(r, "upper_yield_strength_uncertainty")->present);
    cupel_results_free(r);
}

static void draws_without_a_value_are_counted_apart(void **state)
{
    (void)state;
    cupel_results *r = judged();
    const cupel_result_value *drawn = cupel_results_find(r, "monte_carlo");
    assert_int_equal(drawn->count, 1);
    assert_true(drawn->columns[1].values[0] == 2);
    assert_true(drawn->columns[2].values[0] == 1);
    assert_true(fabs(drawn->columns[3].values[0] - 1.05) < 1e-12);
    assert_true(drawn->columns[5].values[0] == 1);
    cupel_results_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_budget_gives_the_root_of_the_sum_of_squares),
        cmocka_unit_test(doubts_are_joined_and_a_refusal_takes_the_value_away),
        cmocka_unit_test(draws_without_a_value_are_counted_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
