/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "statistics.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void median_and_mad_of_a_hand_example(void **state)
{
    (void)state;
    /* sorted 1 1 2 2 4 6 9: median 2; distances 1 1 0 0 2 4 7, sorted 0 0 1 1 2 4 7: median 1 */
    const double samples[] = {9, 1, 4, 2, 1, 6, 2};
    bench_summary s;
    assert_true(bench_summarise(samples, COUNT(samples), &s));
    assert_true(s.min == 1 && s.median == 2 && s.max == 9 && s.mad == 1);
    assert_true(samples[0] == 9); /* the input keeps its order */
}

static void median_of_an_even_count_is_the_mean_of_the_middle_two(void **state)
{
    (void)state;
    /* 1 3 5 100: median 4; distances 3 1 1 96, sorted 1 1 3 96: median 2 */
    const double samples[] = {100, 3, 5, 1};
    bench_summary s;
    assert_true(bench_summarise(samples, COUNT(samples), &s));
    assert_true(s.median == 4 && s.mad == 2);
}

static void summary_refuses_nothing_and_nan(void **state)
{
    (void)state;
    const double samples[] = {1, NAN, 2};
    bench_summary s = {.min = -1};
    assert_false(bench_summarise(samples, 0, &s));
    assert_false(bench_summarise(samples, COUNT(samples), &s));
    assert_true(s.min == -1);
}

/* Age at diagnosis of diabetes, the example of scipy.stats.mannwhitneyu: U = 17 of 20, exact p = 0.1111. By
 * hand: 7 of the C(9,4) = 126 arrangements have U <= 3, so that p = 2 * 7/126 = 1/9. */
static const double males[] = {19, 22, 16, 29, 24}, females[] = {20, 11, 17, 12};

static void mann_whitney_gives_the_exact_p_of_a_published_example(void **state)
{
    (void)state;
    assert_true(fabs(bench_mann_whitney(males, 5, females, 4) - 1.0 / 9) < 1e-14);
    assert_true(fabs(bench_mann_whitney(females, 4, males, 5) - 1.0 / 9) < 1e-14);
}

static void mann_whitney_of_separate_samples_is_two_in_all_arrangements(void **state)
{
    (void)state;
    const double low[] = {1, 2, 3}, high[] = {4, 5, 6};
    assert_true(fabs(bench_mann_whitney(low, 3, high, 3) - 2.0 / 20) < 1e-15); /* C(6,3) = 20 */
    double a[15], b[15];
    for (int i = 0; i < 15; i++) a[i] = i, b[i] = 100 + i;
    const double all = 155117520; /* C(30,15) */
    assert_true(fabs(bench_mann_whitney(a, 15, b, 15) * all / 2 - 1) < 1e-12);
}

/* Mann and Whitney's table: the largest U that is significant at 5 %, two-sided, is 13 for samples of 8 and 8
 * and 64 for 15 and 15. */
static double p_at(size_t n, size_t u)
{
    /* b lies above a, except that u pairs are in the other order */
    double a[16], b[16];
    for (size_t i = 0; i < n; i++) a[i] = (double)i, b[i] = 1000 + (double)i;
    for (size_t i = 0; i < n && u > 0; i++) {
        const size_t above = u < n ? u : n; /* the i-th largest of a overtakes the lowest `above` of b */
        a[n - 1 - i] = 1000 + (double)above - 0.5 - 0.001 * (double)i;
        u -= above;
    }
    return bench_mann_whitney(a, n, b, n);
}

static void mann_whitney_agrees_with_the_table_of_critical_values(void **state)
{
    (void)state;
    assert_true(p_at(8, 13) <= 0.05 && p_at(8, 14) > 0.05);
    assert_true(p_at(15, 64) <= 0.05 && p_at(15, 65) > 0.05);
}

static void mann_whitney_corrects_for_ties(void **state)
{
    (void)state;
    /* ranks of a: 1, 3, 3, 5.5 = 12.5, U = 2.5; groups of 3 and 2: sum t^3 - t = 24 + 6 = 30, N = 8, so that
     * the variance is 16/12 (9 - 30/56) = 11.2857 and z = (8 - 2.5 - 0.5)/3.3594 = 1.48835 */
    const double a[] = {1, 2, 2, 3}, b[] = {2, 3, 4, 5};
    const double expected = erfc(5 / sqrt(16.0 / 12 * (9 - 30.0 / 56)) / sqrt(2));
    assert_true(fabs(expected - 0.1367) < 1e-4);
    assert_true(fabs(bench_mann_whitney(a, 4, b, 4) - expected) < 1e-14);
}

static void mann_whitney_of_a_sample_with_itself_is_one(void **state)
{
    (void)state;
    const double equal[] = {3, 3, 3};
    assert_true(bench_mann_whitney(males, 5, males, 5) == 1);
    assert_true(bench_mann_whitney(equal, 3, equal, 3) == 1);
}

static void mann_whitney_refuses_nothing_and_nan(void **state)
{
    (void)state;
    const double bad[] = {1, NAN};
    assert_true(isnan(bench_mann_whitney(males, 5, bad, 0)));
    assert_true(isnan(bench_mann_whitney(males, 5, bad, 2)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(median_and_mad_of_a_hand_example),
        cmocka_unit_test(median_of_an_even_count_is_the_mean_of_the_middle_two),
        cmocka_unit_test(summary_refuses_nothing_and_nan),
        cmocka_unit_test(mann_whitney_gives_the_exact_p_of_a_published_example),
        cmocka_unit_test(mann_whitney_of_separate_samples_is_two_in_all_arrangements),
        cmocka_unit_test(mann_whitney_agrees_with_the_table_of_critical_values),
        cmocka_unit_test(mann_whitney_corrects_for_ties),
        cmocka_unit_test(mann_whitney_of_a_sample_with_itself_is_one),
        cmocka_unit_test(mann_whitney_refuses_nothing_and_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
