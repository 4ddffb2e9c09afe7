/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "cupel/evidence.h"

static cupel_evidence judge(size_t count, const double *values, const double *u, double limit,
                            cupel_evidence_sense sense, cupel_evidence_of of)
{
    cupel_evidence e;
    assert_int_equal(cupel_evidence_judge(count, values, u, limit, sense, of, &e, NULL), CUPEL_OK);
    return e;
}

#define NEAR(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

/* Student's table: with 4 degrees of freedom P(t < 2.1318) = 0.95. */
static void scatter_alone_is_students_t(void **state)
{
    (void)state;
    const double values[5] = {-2, -1, 0, 1, 2}; /* s^2 = 2.5, of the mean 0.5 */
    const double limit = -2.1318467863 * sqrt(0.5);
    const cupel_evidence e = judge(5, values, NULL, limit, CUPEL_AT_LEAST, CUPEL_EVIDENCE_MEAN);
    NEAR(e.uncertainty, sqrt(0.5), 1e-14);
    NEAR(e.degrees_of_freedom, 4, 1e-12);
    NEAR(e.probability, 0.95, 1e-9);
    NEAR(e.margin, -limit, 1e-15);
}

static void one_more_specimen_scatters_whole(void **state)
{
    (void)state;
    const double values[5] = {-2, -1, 0, 1, 2};
    const cupel_evidence e = judge(5, values, NULL, 1, CUPEL_AT_MOST, CUPEL_EVIDENCE_SPECIMEN);
    NEAR(e.uncertainty, sqrt(2.5 * 1.2), 1e-14);
    assert_true(e.probability > 0.5 && e.probability < 0.9);
}

/* P(x < 1.6449) = 0.95 for the normal distribution. */
static void one_value_rests_on_its_stated_uncertainty(void **state)
{
    (void)state;
    const double value = 401.6448536, u = 1;
    const cupel_evidence e = judge(1, &value, &u, 400, CUPEL_AT_LEAST, CUPEL_EVIDENCE_MEAN);
    NEAR(e.probability, 0.95, 1e-8);
    assert_true(isinf(e.degrees_of_freedom));
    assert_true(isnan(judge(1, &value, &u, 400, CUPEL_AT_LEAST, CUPEL_EVIDENCE_SPECIMEN).probability));
    assert_true(isnan(judge(1, &value, NULL, 400, CUPEL_AT_LEAST, CUPEL_EVIDENCE_MEAN).probability));
}

static void a_common_uncertainty_does_not_shrink_with_more_tests(void **state)
{
    (void)state;
    double values[100], u[100];
    for (int i = 0; i < 100; i++) values[i] = i % 2 ? 1 : -1, u[i] = i % 3 ? 3 : NAN;
    const cupel_evidence e = judge(100, values, u, 0, CUPEL_AT_MOST, CUPEL_EVIDENCE_MEAN);
    NEAR(e.systematic, 3, 1e-14);
    assert_true(e.uncertainty > 3 && e.uncertainty < 3.01);
    assert_true(e.degrees_of_freedom > 1e5);
    NEAR(e.probability, 0.5, 1e-12);
}

static void equal_values_without_uncertainty_are_not_certain(void **state)
{
    (void)state;
    const double values[3] = {5, 5, 5};
    const double zero[3] = {0, 0, NAN}, stated[3] = {1, 1, 1};
    assert_true(isnan(judge(3, values, NULL, 4, CUPEL_AT_LEAST, CUPEL_EVIDENCE_MEAN).probability));
    assert_true(isnan(judge(3, values, zero, 4, CUPEL_AT_LEAST, CUPEL_EVIDENCE_MEAN).uncertainty));
    assert_true(isnan(judge(1, values, zero, 4, CUPEL_AT_LEAST, CUPEL_EVIDENCE_MEAN).probability));
    NEAR(judge(3, values, stated, 4, CUPEL_AT_LEAST, CUPEL_EVIDENCE_MEAN).uncertainty, 1, 1e-15);
}

static void what_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    cupel_evidence e;
    const double good = 1, bad = NAN, negative = -1;
    assert_int_equal(cupel_evidence_judge(0, &good, NULL, 1, CUPEL_AT_LEAST, CUPEL_EVIDENCE_MEAN, &e, NULL),
                     CUPEL_EINVAL);
    assert_int_equal(cupel_evidence_judge(1, &bad, NULL, 1, CUPEL_AT_LEAST, CUPEL_EVIDENCE_MEAN, &e, NULL),
                     CUPEL_EINVAL);
    assert_int_equal(
        cupel_evidence_judge(1, &good, &negative, 1, CUPEL_AT_LEAST, CUPEL_EVIDENCE_MEAN, &e, NULL),
        CUPEL_EINVAL);
    assert_int_equal(cupel_evidence_judge(1, &good, NULL, NAN, CUPEL_AT_LEAST, CUPEL_EVIDENCE_MEAN, &e, NULL),
                     CUPEL_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scatter_alone_is_students_t),
        cmocka_unit_test(one_more_specimen_scatters_whole),
        cmocka_unit_test(one_value_rests_on_its_stated_uncertainty),
        cmocka_unit_test(a_common_uncertainty_does_not_shrink_with_more_tests),
        cmocka_unit_test(equal_values_without_uncertainty_are_not_certain),
        cmocka_unit_test(what_cannot_be_meant_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
