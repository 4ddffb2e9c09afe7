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

#include "cupel/hardness.h"
#include "made_test.h"

/* Table values of ISO 6507-4 and 6506-4, as recalled: HV 10 with d 0.500 mm is 74.2; HBW 10/3000 with 4.00 mm
 * is 229. */
static void numbers_are_those_of_the_tables(void **state)
{
    (void)state;
    assert_true(fabs(cupel_vickers_hardness(98.07, 0.5e-3) - 74.2) < 0.05);
    assert_true(fabs(cupel_brinell_hardness(29420, 10e-3, 4e-3) - 229) < 0.5);
    /* the plain form, where it loses no digits */
    const double d = 5e-3, D = 10e-3, F = 29420;
    const double plain = 0.102 * 2 * F / (3.14159265358979 * D * (D - sqrt(D * D - d * d))) * 1e-6;
    assert_true(fabs(cupel_brinell_hardness(F, D, d) / plain - 1) < 1e-12);
    assert_true(isnan(cupel_brinell_hardness(F, D, 11e-3)) && isnan(cupel_vickers_hardness(0, d)));
    assert_true(isnan(cupel_vickers_hardness(1, NAN)));
}

static double d1[8], d2[8], x[8], printed[8];

static made_test *vickers(void)
{
    static made_test made;
    memset(&made, 0, sizeof made);
    for (size_t i = 0; i < 8; i++) {
        d1[i] = (100 + 0.2 * (double)(i % 4)) * 1e-6;
        d2[i] = (100.3 - 0.2 * (double)(i % 4)) * 1e-6; /* the mean is 100.15 um */
        x[i] = 0.4e-3 * (double)i;
        printed[i] = 0.1891 * 4.903 / pow(0.10015, 2);
    }
    made_channel(&made, "diagonal", "m", d1, 8);
    made_channel(&made, "diagonal_2", "m", d2, 8);
    made_condition(&made, "test_force", "N", 4.903);
    made_specimen(&made, "thickness", "m", 1e-3, NAN);
    return &made;
}

static void mean_of_the_indentations(void **state)
{
    (void)state;
    made_test *t = vickers();
    evaluated e = evaluate("hardness", &t->test, "{draws: 20000}");
    const double hv = 0.1891 * 4.903 / pow(0.10015, 2);
    assert_figure(&e, "hardness", hv, 1e-9);
    assert_string_equal(evaluated_flag(&e, "hardness"), "ok");
    assert_string_equal(cupel_results_find(e.results, "scale")->label, "HV 0.5");
    const double expected = hv * sqrt(pow(0.0058, 2) + pow(2 * 0.3 / 100.15, 2));
    assert_figure(&e, "hardness_uncertainty", expected, 1e-3);
    assert_true(fabs(cupel_results_find(e.results, "monte_carlo")->columns[2].values[0] / expected - 1) <
                0.03);
    assert_flag(&e, "tensile_strength_estimate", "doubtful: an estimate");
    assert_figure(&e, "tensile_strength_estimate", 3.15e6 * hv, 1e-9);
    evaluated_end(&e);
}

/* Three indentations, two of them read alike: whatever the third is, its ratio is the largest there can be.
 */
static void a_step_of_the_reading_makes_no_outlier(void **state)
{
    (void)state;
    static const double first[] = {42.1e-6, 41.9e-6, 42.0e-6}, second[] = {42.3e-6, 42.5e-6, 42.3e-6};
    static const double far[] = {42.1e-6, 41.9e-6, 38.0e-6};
    made_test made;
    memset(&made, 0, sizeof made);
    made_channel(&made, "diagonal", "m", first, 3);
    made_channel(&made, "diagonal_2", "m", second, 3);
    made_condition(&made, "test_force", "N", 9.807);
    evaluated e = evaluate("hardness", &made.test, NULL);
    assert_figure(&e, "outliers", 0, 0);
    evaluated_end(&e);
    memset(&made, 0, sizeof made);
    made_channel(&made, "diagonal", "m", far, 3);
    made_channel(&made, "diagonal_2", "m", second, 3);
    made_condition(&made, "test_force", "N", 9.807);
    e = evaluate("hardness", &made.test, NULL);
    assert_figure(&e, "outliers", 1, 0);
    evaluated_end(&e);
}

static void outlier_is_named_and_kept(void **state)
{
    (void)state;
    made_test *t = vickers();
    d1[5] = d2[5] = 120e-6;
    evaluated e = evaluate("hardness", &t->test, NULL);
    assert_flag(&e, "hardness", "indentation 6, 64.");
    assert_figure(&e, "outliers", 1, 0);
    const double hv = 0.1891 * 4.903 * (7 / pow(0.10015, 2) + 1 / pow(0.12, 2)) / 8;
    assert_figure(&e, "hardness", hv, 1e-9);
    evaluated_end(&e);
}

static void thin_specimens_close_indentations_and_uneven_diagonals_are_doubtful(void **state)
{
    (void)state;
    made_test *t = vickers();
    t->specimen[0].value = 140e-6;
    evaluated e = evaluate("hardness", &t->test, NULL);
    assert_flag(&e, "hardness", "thinner than 1.5 diagonals");
    evaluated_end(&e);
    e = evaluate("hardness", &t->test, "{thickness: 35 um}");
    assert_flag(&e, "hardness", "is a foil of 35 um");
    evaluated_end(&e);
    t = vickers();
    x[1] = 0.2e-3;
    made_channel(t, "position", "m", x, 8);
    e = evaluate("hardness", &t->test, NULL);
    assert_flag(&e, "hardness", "2 diagonals apart: 3 at least");
    evaluated_end(&e);
    x[1] = 0.4e-3; /* 4 diagonals: enough in copper, not in aluminium */
    static const cupel_pair aluminium[] = {{"material", "6061-T6"}},
                            copper[] = {{"material", "Alloy C11000"}};
    t->test.specimen_texts = copper;
    t->test.specimen_text_count = 1;
    e = evaluate("hardness", &t->test, NULL);
    assert_string_equal(evaluated_flag(&e, "hardness"), "ok");
    evaluated_end(&e);
    t->test.specimen_texts = aluminium;
    e = evaluate("hardness", &t->test, NULL);
    assert_flag(&e, "hardness", "diagonals apart: 6 at least");
    evaluated_end(&e);
    t = vickers();
    d1[2] = 95e-6, d2[2] = 105.3e-6;
    e = evaluate("hardness", &t->test, NULL);
    assert_flag(&e, "hardness", "differ by more than 5 %");
    evaluated_end(&e);
    t = vickers();
    for (size_t i = 0; i < 8; i++) d1[i] *= 0.1, d2[i] *= 0.1;
    e = evaluate("hardness", &t->test, NULL);
    assert_flag(&e, "hardness", "below 20 um");
    evaluated_end(&e);
}

static void printed_numbers_are_taken_or_compared(void **state)
{
    (void)state;
    made_test *t = vickers();
    made_channel(t, "hardness", "1", printed, 8);
    evaluated e = evaluate("hardness", &t->test, NULL);
    assert_string_equal(evaluated_flag(&e, "hardness"), "ok");
    evaluated_end(&e);
    e = evaluate("hardness", &t->test, "{test_force: 9.807 N}");
    assert_flag(&e, "hardness", "the tester printed 92.4");
    evaluated_end(&e);
    t->channels[0] = t->channels[2];
    t->test.channel_count = 1;
    e = evaluate("hardness", &t->test, NULL);
    assert_figure(&e, "hardness", printed[0], 1e-12);
    evaluated_end(&e);
}

static void a_ball_is_brinell(void **state)
{
    (void)state;
    made_test *t = vickers();
    for (size_t i = 0; i < 8; i++) d1[i] = d2[i] = 1.0e-3;
    made_condition(t, "ball_diameter", "m", 2.5e-3);
    t->conditions[0].value = 612.9; /* 62.5 kgf */
    evaluated e = evaluate("hardness", &t->test, "{thickness: 3 mm}");
    assert_figure(&e, "hardness", 76.3, 1e-3); /* ISO 6506-4, as recalled */
    assert_string_equal(cupel_results_find(e.results, "scale")->label, "HBW 2.5/62.5");
    assert_string_equal(evaluated_flag(&e, "hardness"), "ok");
    assert_flag(&e, "tensile_strength_estimate", "not judged");
    evaluated_end(&e);
    e = evaluate("hardness", &t->test, "{thickness: 0.7 mm}");
    assert_flag(&e, "hardness", "8 depths");
    evaluated_end(&e);
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    made_test *t = vickers();
    t->test.condition_count = 0;
    assert_refused("hardness", t, NULL, "test_force");
    assert_refused("hardness", t, "{method: brinell, test_force: 10 N}", "ball_diameter");
    t = vickers();
    d1[3] = 0, d2[3] = 0;
    assert_refused("hardness", t, NULL, "indentation 4 has no hardness");
    t->test.channel_count = 0;
    assert_refused("hardness", t, NULL, "needs a column");
    t = vickers();
    t->channels[0].count = t->channels[1].count = 1;
    evaluated e = evaluate("hardness", &t->test, NULL);
    assert_flag(&e, "hardness_deviation", "not judged: there is one indentation only");
    assert_flag(&e, "hardness", "doubtful: one indentation cannot tell the scatter");
    evaluated_end(&e);
}

static void forces_are_not_mixed(void **state)
{
    (void)state;
    made_test *t = vickers();
    double loads[8];
    for (size_t i = 0; i < 8; i++) loads[i] = i < 5 ? 4.903 : 0.4903;
    for (size_t i = 5; i < 8; i++) d1[i] = d2[i] = 30e-6; /* a tenth of the force, and 5 % harder */
    t->test.condition_count = 0;
    made_channel(t, "force", "N", loads, 8);
    evaluated e = evaluate("hardness", &t->test, NULL);
    assert_flag(&e, "hardness", "doubtful: it is a mean over forces from 0.4903 N to 4.903 N");
    evaluated_end(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_of_the_tables),
        cmocka_unit_test(mean_of_the_indentations),
        cmocka_unit_test(outlier_is_named_and_kept),
        cmocka_unit_test(a_step_of_the_reading_makes_no_outlier),
        cmocka_unit_test(thin_specimens_close_indentations_and_uneven_diagonals_are_doubtful),
        cmocka_unit_test(printed_numbers_are_taken_or_compared),
        cmocka_unit_test(a_ball_is_brinell),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(forces_are_not_mixed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
