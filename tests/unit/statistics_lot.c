/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/lot.h"
#include "near.h"

static void statistics_of_a_lot(void **state)
{
    (void)state;
    static const double values[] = {2, 4, 4, 4, 5, 5, 7, 9};
    cupel_lot lot;
    assert_int_equal(cupel_lot_statistics(values, 8, 0.95, &lot, NULL), CUPEL_OK);
    assert_near(lot.mean, 5, 1e-12);
    assert_near(lot.deviation, sqrt(32. / 7), 1e-12);
    assert_near(lot.median, 4.5, 1e-12);
    assert_near(lot.upper - lot.mean, 2.364624 * sqrt(32. / 7 / 8), 1e-5); /* t table, 7 degrees */
    assert_true(lot.minimum == 2 && lot.maximum == 9);
    assert_int_equal(cupel_lot_statistics(values, 1, 0.95, &lot, NULL), CUPEL_OK);
    assert_true(lot.mean == 2 && isnan(lot.deviation) && isnan(lot.lower));
    cupel_error error = {0};
    assert_int_equal(cupel_lot_statistics(values, 0, 0.95, &lot, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_lot_statistics(values, 8, 1, &lot, &error), CUPEL_EINVAL);
}

/* Tables of Grubbs' test on both sides at 5 %, as they are printed, and one on one side at 5 %. */
static void critical_values_are_those_of_the_tables(void **state)
{
    (void)state;
    assert_near(cupel_grubbs_critical(3, 0.05), 1.155, 1e-3);
    assert_near(cupel_grubbs_critical(5, 0.05), 1.715, 1e-3);
    assert_near(cupel_grubbs_critical(10, 0.05), 2.290, 1e-3);
    assert_near(cupel_grubbs_critical(20, 0.05), 2.709, 1e-3);
    assert_near(cupel_grubbs_critical(8, 0.10), 2.032, 1e-3); /* one side at 5 % is both at 10 % */
    assert_true(isnan(cupel_grubbs_critical(2, 0.05)));
}

/* Uranium isotopes, the example of the NIST/SEMATECH e-Handbook, 1.3.5.17.1 (as recalled). */
static const double uranium[] = {199.31, 199.53, 200.19, 200.82, 201.92, 201.95, 202.18, 245.57};

static void outlier_of_the_handbook_is_found(void **state)
{
    (void)state;
    cupel_grubbs g;
    assert_int_equal(cupel_grubbs_test(uranium, 8, 0.05, &g, NULL), CUPEL_OK);
    assert_int_equal(g.index, 7);
    assert_near(g.statistic, 2.46876, 1e-5);
    assert_true(g.outlier);
    unsigned outlier[8];
    size_t found;
    assert_int_equal(cupel_grubbs_repeated(uranium, 8, 0.05, outlier, &found, NULL), CUPEL_OK);
    assert_int_equal(found, 1);
    assert_int_equal(outlier[7], 1);
    assert_int_equal(cupel_grubbs_test(uranium, 7, 0.05, &g, NULL), CUPEL_OK);
    assert_false(g.outlier);
}

static void outliers_are_found_one_after_the_other(void **state)
{
    (void)state;
    static const double values[] = {10.1, 9.9, 10.0, 10.2, 9.8, 10.05, 9.95, 10.1, 9.9, 10.0, 30, -500};
    unsigned outlier[12];
    size_t found;
    assert_int_equal(cupel_grubbs_repeated(values, 12, 0.05, outlier, &found, NULL), CUPEL_OK);
    assert_int_equal(found, 2);
    assert_int_equal(outlier[11], 1);
    assert_int_equal(outlier[10], 2);
    static const double equal[] = {5, 5, 5, 5};
    assert_int_equal(cupel_grubbs_repeated(equal, 4, 0.05, outlier, &found, NULL), CUPEL_OK);
    assert_int_equal(found, 0);
    assert_int_equal(cupel_grubbs_repeated(equal, 2, 0.05, outlier, &found, NULL), CUPEL_OK);
    assert_int_equal(found, 0);
}

/* Values as they are read, to a step of 1: the odd one of equal ones is no outlier unless it is far. */
static void rounded_values_have_no_outlier_by_rounding(void **state)
{
    (void)state;
    static const double three[] = {121, 121, 122}, megapascals[] = {400e6, 400e6, 400e6, 401e6};
    static const double tenths[] = {0.1, 0.1, 0.1, 0.2}, far[] = {121, 121, 121, 150};
    cupel_grubbs g;
    assert_int_equal(cupel_grubbs_test(three, 3, 0.05, &g, NULL), CUPEL_OK);
    assert_true(g.index == 2 && !g.outlier && g.statistic > g.critical);
    assert_int_equal(cupel_grubbs_test(megapascals, 4, 0.05, &g, NULL), CUPEL_OK);
    assert_false(g.outlier);
    assert_int_equal(cupel_grubbs_test(tenths, 4, 0.05, &g, NULL), CUPEL_OK);
    assert_false(g.outlier);
    assert_int_equal(cupel_grubbs_test(far, 4, 0.05, &g, NULL), CUPEL_OK);
    assert_true(g.index == 3 && g.outlier);
}

static void equal_values_have_no_deviation(void **state)
{
    (void)state;
    static const double thirds[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, third[] = {1.0 / 3, 1.0 / 3, 1.0 / 3};
    cupel_lot lot;
    assert_int_equal(cupel_lot_statistics(thirds, 7, 0.95, &lot, NULL), CUPEL_OK);
    assert_true(lot.mean == 0.1 && lot.deviation == 0 && lot.lower == 0.1 && lot.upper == 0.1);
    assert_int_equal(cupel_lot_statistics(third, 3, 0.95, &lot, NULL), CUPEL_OK);
    assert_true(lot.mean == 1.0 / 3 && lot.deviation == 0);
}

/* Of 1000 lots of ten normal values a twentieth has an outlier by chance. */
static void significance_is_what_it_says(void **state)
{
    (void)state;
    uint64_t s = 88172645463325252u;
    size_t outliers = 0;
    for (int lot = 0; lot < 4000; lot++) {
        double values[10];
        for (int i = 0; i < 10; i++) {
            double sum = 0; /* of 48 uniform numbers */
            for (int k = 0; k < 48; k++) {
                s ^= s << 13, s ^= s >> 7, s ^= s << 17;
                sum += (double)(s >> 11) / 9007199254740992.0;
            }
            values[i] = sum;
        }
        cupel_grubbs g;
        assert_int_equal(cupel_grubbs_test(values, 10, 0.05, &g, NULL), CUPEL_OK);
        outliers += g.outlier;
    }
    assert_near((double)outliers / 4000, 0.05, 0.012); /* 3.5 standard errors */
}

/* Flow rates, the example of the NIST/SEMATECH e-Handbook, 6.3.2.2 (as recalled). */
static void limits_of_the_handbook(void **state)
{
    (void)state;
    static const double flow[] = {49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1};
    cupel_control_chart c;
    unsigned rules[10];
    assert_int_equal(cupel_control_limits(flow, 10, &c, rules, NULL), CUPEL_OK);
    assert_near(c.middle, 50.81, 1e-10);
    assert_near(c.range, 1.8778, 1e-4);
    assert_near(c.upper, 55.8041, 3e-3); /* the handbook rounds d2 to 1.128 */
    assert_near(c.lower, 45.8159, 3e-3);
    assert_near(c.range_upper, 3.267 * c.range, 2e-3);
    for (size_t i = 0; i < 10; i++) assert_int_equal(rules[i], 0);
}

/* Limits from 0, 1, 0, 1, …: middle about 0.5, sigma about 0.886; the last values break one rule each. */
static unsigned last_rule(const double *tail, size_t count)
{
    double values[400];
    unsigned rules[400];
    const size_t n = 380;
    for (size_t i = 0; i < n; i++) values[i] = (double)(i % 2);
    memcpy(values + n, tail, count * sizeof *tail);
    cupel_control_chart c;
    assert_int_equal(cupel_control_limits(values, n + count, &c, rules, NULL), CUPEL_OK);
    for (size_t i = 0; i < n; i++) assert_int_equal(rules[i], 0);
    return rules[n + count - 1];
}

static void western_electric_rules(void **state)
{
    (void)state;
    static const double beyond[] = {0.5, 4.0}, below[] = {0.5, -3.0};
    static const double two[] = {2.6, 0.5, 2.6}, two_sides[] = {2.6, 0.5, -1.6};
    static const double four[] = {1.6, 1.6, 0.4, 1.6, 1.6},
                        eight[] = {0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8};
    assert_int_equal(last_rule(beyond, 2), CUPEL_BEYOND_LIMITS);
    assert_int_equal(last_rule(below, 2), CUPEL_BEYOND_LIMITS);
    assert_int_equal(last_rule(two, 3), CUPEL_TWO_OF_THREE);
    assert_int_equal(last_rule(two_sides, 3), 0);
    assert_int_equal(last_rule(four, 5), CUPEL_FOUR_OF_FIVE);
    assert_true(last_rule(eight, 8) & CUPEL_EIGHT_IN_A_ROW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statistics_of_a_lot),
        cmocka_unit_test(critical_values_are_those_of_the_tables),
        cmocka_unit_test(outlier_of_the_handbook_is_found),
        cmocka_unit_test(outliers_are_found_one_after_the_other),
        cmocka_unit_test(rounded_values_have_no_outlier_by_rounding),
        cmocka_unit_test(equal_values_have_no_deviation),
        cmocka_unit_test(significance_is_what_it_says),
        cmocka_unit_test(limits_of_the_handbook),
        cmocka_unit_test(western_electric_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
