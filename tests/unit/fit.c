/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "cupel/fit.h"

#define NEAR(a, b, relative) assert_true(fabs((a) - (double)(b)) <= (relative)*fabs((double)(b)))

static const double inf = INFINITY;

static cupel_fit solve(const cupel_fit_problem *p, double *value, double *error, double *covariance,
                       int *at_bound)
{
    cupel_fit fit;
    assert_int_equal(cupel_fit_solve(p, &fit, value, error, covariance, NULL, NULL, at_bound, NULL),
                     CUPEL_OK);
    return fit;
}

/* NIST, Statistical Reference Datasets, nonlinear regression, Misra1a: certified to eleven digits. */
static const double misra_y[] = {10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02,
                                 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78};
static const double misra_x[] = {77.6,  114.9, 141.1, 190.8, 239.9, 289.0, 332.8,
                                 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0};

static cupel_status misra(void *host, const double *b, double *r, cupel_error *error)
{
    (void)host, (void)error;
    for (int i = 0; i < 14; i++) r[i] = b[0] * (1 - exp(-b[1] * misra_x[i])) - misra_y[i];
    return CUPEL_OK;
}

static void certified_values_are_reached_from_afar(void **state)
{
    (void)state;
    const cupel_fit_parameter free_ones[] = {{500, -inf, inf}, {1e-4, -inf, inf}};
    const cupel_fit_parameter bounded[] = {{500, 1, 1e4}, {1e-4, 0, inf}};
    for (int which = 0; which < 2; which++) {
        const cupel_fit_problem p = {
            .parameters = 2, .parameter = which ? bounded : free_ones, .residuals = 14, .model = misra};
        double value[2], error[2];
        int at_bound[2];
        const cupel_fit fit = solve(&p, value, error, NULL, at_bound);
        assert_int_equal(fit.status, CUPEL_FIT_OK);
        NEAR(value[0], 2.3894212918e2, 1e-7);
        NEAR(value[1], 5.5015643181e-4, 1e-7);
        NEAR(error[0], 2.7070075241, 1e-5);
        NEAR(error[1], 7.2668688436e-6, 1e-5);
        NEAR(fit.chi_square, 1.2455138894e-1, 1e-9);
        NEAR(fit.scatter, 1.0187876330e-1, 1e-9);
        assert_false(at_bound[0] || at_bound[1]);
        assert_true(fit.widened);
    }
}

/* ---- a straight line, of which all is known ---- */

typedef struct line {
    size_t count;
    double y[64];
    double sigma;
} line;

static cupel_status straight(void *host, const double *b, double *r, cupel_error *error)
{
    (void)error;
    const line *l = host;
    for (size_t i = 0; i < l->count; i++) r[i] = (b[0] + b[1] * (double)i - l->y[i]) / l->sigma;
    return CUPEL_OK;
}

static double normal(uint64_t *state) /* sum of twelve uniform numbers, less 6 */
{
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        sum += (double)(*state >> 11) * 0x1p-53;
    }
    return sum;
}

static void errors_are_those_of_linear_regression(void **state)
{
    (void)state;
    line l = {.count = 5, .y = {1, 3, 5, 7, 9}, .sigma = 0.5};
    const cupel_fit_parameter free_ones[] = {{0, -inf, inf}, {0, -inf, inf}};
    const cupel_fit_problem p = {
        .parameters = 2, .parameter = free_ones, .residuals = 5, .model = straight, .host = &l, .known = 1};
    double value[2], error[2], covariance[4];
    const cupel_fit fit = solve(&p, value, error, covariance, NULL);
    NEAR(value[0], 1, 1e-9);
    NEAR(value[1], 2, 1e-9);
    NEAR(error[1], 0.5 / sqrt(10), 1e-6); /* sigma/sqrt(sum (x - mean)^2)  */
    NEAR(error[0], 0.5 * sqrt(1.0 / 5 + 4.0 / 10), 1e-6);
    NEAR(covariance[1], -0.25 * 2 / 10, 1e-6); /* -sigma^2 mean/sum             */
    assert_true(covariance[1] == covariance[2]);
    assert_false(fit.widened);
    NEAR(fit.probability, 1, 1e-9);
}

/* Exact data: every start ends in the one minimum, whose objective is mere rounding. */
static void starts_that_end_in_one_place_are_counted(void **state)
{
    (void)state;
    line l = {.count = 5, .y = {1, 3, 5, 7, 9}, .sigma = 0.5};
    const cupel_fit_parameter bounded[] = {{0, -10, 10}, {0, -10, 10}};
    const cupel_fit_problem p = {
        .parameters = 2, .parameter = bounded, .residuals = 5, .model = straight, .host = &l, .starts = 6};
    double value[2];
    assert_int_equal(solve(&p, value, NULL, NULL, NULL).minima, 7);
    NEAR(value[1], 2, 1e-6);
}

static void two_standard_errors_hold_the_truth_in_95_of_100_fits(void **state)
{
    (void)state;
    uint64_t seed = 42;
    const cupel_fit_parameter free_ones[] = {{0, -inf, inf}, {1, -inf, inf}};
    int held = 0;
    for (int trial = 0; trial < 400; trial++) {
        line l = {.count = 20, .sigma = 0.3};
        for (size_t i = 0; i < 20; i++) l.y[i] = 4 + 0.7 * (double)i + 0.3 * normal(&seed);
        const cupel_fit_problem p = {.parameters = 2,
                                     .parameter = free_ones,
                                     .residuals = 20,
                                     .model = straight,
                                     .host = &l,
                                     .known = 1};
        double value[2], error[2];
        solve(&p, value, error, NULL, NULL);
        held += fabs(value[1] - 0.7) < 1.96 * error[1];
    }
    assert_true(held >= 366 && held <= 394); /* 380 +- 3.2 standard deviations of 4.4 */
}

static void an_outlier_pulls_the_squares_and_not_the_robust_losses(void **state)
{
    (void)state;
    uint64_t seed = 7;
    line l = {.count = 40, .sigma = 1};
    for (size_t i = 0; i < 40; i++) l.y[i] = 3 + 0.5 * (double)i + 0.1 * normal(&seed);
    l.y[38] += 50;
    l.y[5] -= 30;
    const cupel_fit_parameter free_ones[] = {{0, -inf, inf}, {1, -inf, inf}};
    cupel_fit_problem p = {
        .parameters = 2, .parameter = free_ones, .residuals = 40, .model = straight, .host = &l};
    double value[2];
    solve(&p, value, NULL, NULL, NULL);
    assert_true(fabs(value[1] - 0.5) > 0.1);
    p.loss = CUPEL_FIT_HUBER;
    assert_int_equal(solve(&p, value, NULL, NULL, NULL).status, CUPEL_FIT_OK);
    assert_true(fabs(value[1] - 0.5) < 0.01);
    p.loss = CUPEL_FIT_CAUCHY;
    assert_int_equal(solve(&p, value, NULL, NULL, NULL).status, CUPEL_FIT_OK);
    assert_true(fabs(value[1] - 0.5) < 0.005);
}

/* The errors of robust fits are the scatter that their results have. */
static void robust_errors_are_the_scatter_of_the_results(void **state)
{
    (void)state;
    enum { FITS = 2000, VALUES = 40 };
    static const int losses[] = {CUPEL_FIT_SQUARES, CUPEL_FIT_HUBER, CUPEL_FIT_CAUCHY};
    const cupel_fit_parameter free_ones[] = {{0, -inf, inf}, {1, -inf, inf}};
    for (size_t which = 0; which < 2 * sizeof losses / sizeof *losses; which++) {
        uint64_t seed = 1;
        const bool known = which % 2;
        double square = 0, stated = 0;
        for (int trial = 0; trial < FITS; trial++) {
            line l = {.count = VALUES, .sigma = 0.3};
            for (size_t i = 0; i < VALUES; i++) l.y[i] = 4 + 0.7 * (double)i + 0.3 * normal(&seed);
            const cupel_fit_problem p = {.parameters = 2,
                                         .parameter = free_ones,
                                         .residuals = VALUES,
                                         .model = straight,
                                         .host = &l,
                                         .loss = losses[which / 2],
                                         .known = known};
            double value[2], error[2];
            assert_int_equal(solve(&p, value, error, NULL, NULL).status, CUPEL_FIT_OK);
            square += (value[1] - 0.7) * (value[1] - 0.7) / FITS;
            stated += error[1] / FITS;
        }
        if (!(fabs(stated / sqrt(square) - 1) < (known ? 0.12 : 0.06)))
            fail_msg("loss %d, known %d: error %g, scatter %g", losses[which / 2], known, stated,
                     sqrt(square));
    }
}

static void a_bound_that_stops_a_parameter_is_told(void **state)
{
    (void)state;
    line l = {.count = 5, .y = {1, 3, 5, 7, 9}, .sigma = 0.5};
    const cupel_fit_parameter bounded[] = {{0, -10, 10}, {1, 0, 1.5}};
    const cupel_fit_problem p = {
        .parameters = 2, .parameter = bounded, .residuals = 5, .model = straight, .host = &l};
    double value[2];
    int at_bound[2];
    solve(&p, value, NULL, NULL, at_bound);
    assert_true(at_bound[1] && !at_bound[0]);
    NEAR(value[1], 1.5, 1e-4);
    NEAR(value[0], 2, 1e-3); /* the mean 5 less 1.5 times 2 */
}

/* The bound at zero is the answer: its parameter is felt all the same, and so are the others. */
static void a_bound_at_zero_is_no_singular_fit(void **state)
{
    (void)state;
    line l = {.count = 5, .y = {9, 7, 5, 3, 1}, .sigma = 0.5};
    const cupel_fit_parameter bounded[] = {{1, -10, 10}, {0.01, 0, 1}};
    const cupel_fit_problem p = {
        .parameters = 2, .parameter = bounded, .residuals = 5, .model = straight, .host = &l};
    double value[2], error[2];
    int at_bound[2];
    assert_int_equal(solve(&p, value, error, NULL, at_bound).status, CUPEL_FIT_OK);
    assert_true(at_bound[1] && !at_bound[0]);
    assert_true(fabs(value[1]) < 1e-6 && isfinite(error[0]) && isfinite(error[1]));
    NEAR(value[0], 5, 1e-4);
}

static void a_parameter_that_is_zero_is_felt(void **state)
{
    (void)state;
    line l = {.count = 5, .y = {0, 2, 4, 6, 8}, .sigma = 0.5};
    const cupel_fit_parameter free_ones[] = {{0, -inf, inf}, {2, -inf, inf}};
    const cupel_fit_problem p = {
        .parameters = 2, .parameter = free_ones, .residuals = 5, .model = straight, .host = &l, .known = 1};
    double value[2], error[2];
    assert_int_equal(solve(&p, value, error, NULL, NULL).status, CUPEL_FIT_OK);
    assert_true(fabs(value[0]) < 1e-9);
    NEAR(error[0], 0.5 * sqrt(1.0 / 5 + 4.0 / 10), 1e-6);
}

static void a_small_value_between_distant_bounds_is_not_at_one(void **state)
{
    (void)state;
    line l = {.count = 5, .y = {0.05, 2.05, 4.05, 6.05, 8.05}, .sigma = 0.5};
    const cupel_fit_parameter bounded[] = {{1, 0.01, 1e4}, {1, -10, 10}};
    const cupel_fit_problem p = {
        .parameters = 2, .parameter = bounded, .residuals = 5, .model = straight, .host = &l};
    double value[2];
    int at_bound[2];
    assert_int_equal(solve(&p, value, NULL, NULL, at_bound).status, CUPEL_FIT_OK);
    NEAR(value[0], 0.05, 1e-6);
    assert_false(at_bound[0] || at_bound[1]);
}

/* ---- what cannot be told apart, and where there is nothing ---- */

static cupel_status only_the_sum(void *host, const double *b, double *r, cupel_error *error)
{
    (void)host, (void)error;
    for (int i = 0; i < 4; i++) r[i] = b[0] + b[1] - (double)i;
    return CUPEL_OK;
}

static void parameters_that_only_act_together_are_singular(void **state)
{
    (void)state;
    const cupel_fit_parameter free_ones[] = {{1, -inf, inf}, {1, -inf, inf}};
    const cupel_fit_problem p = {
        .parameters = 2, .parameter = free_ones, .residuals = 4, .model = only_the_sum};
    double value[2], error[2];
    assert_int_equal(solve(&p, value, error, NULL, NULL).status, CUPEL_FIT_SINGULAR);
    NEAR(value[0] + value[1], 1.5, 1e-6);
    assert_true(isnan(error[0]) && isnan(error[1]));
}

/* A valley at 1 and a deeper one at 4; nothing beyond 6. */
static cupel_status two_valleys(void *host, const double *b, double *r, cupel_error *error)
{
    (void)host;
    if (b[0] > 6) CUPEL_FAIL(error, CUPEL_EFAILED, "no solution there");
    r[0] = (b[0] - 1) * (b[0] - 4);
    r[1] = 0.3 * (b[0] - 4);
    return CUPEL_OK;
}

static void several_starts_find_the_deeper_valley(void **state)
{
    (void)state;
    const cupel_fit_parameter bounded[] = {{0.9, 0, 10}};
    cupel_fit_problem p = {.parameters = 1, .parameter = bounded, .residuals = 2, .model = two_valleys};
    double value[1];
    solve(&p, value, NULL, NULL, NULL);
    assert_true(fabs(value[0] - 1) < 0.2);
    p.starts = 12;
    const cupel_fit fit = solve(&p, value, NULL, NULL, NULL);
    NEAR(value[0], 4, 1e-6);
    assert_true(fit.minima >= 2 && fit.solved < 13 && fit.best_start > 0);
}

static cupel_status nowhere(void *host, const double *b, double *r, cupel_error *error)
{
    (void)host, (void)b, (void)r;
    CUPEL_FAIL(error, CUPEL_EFAILED, "no solution");
}

static cupel_status broken(void *host, const double *b, double *r, cupel_error *error)
{
    (void)host, (void)b, (void)r;
    CUPEL_FAIL(error, CUPEL_EIO, "the disk is gone");
}

static void a_model_without_a_solution_and_one_that_breaks(void **state)
{
    (void)state;
    const cupel_fit_parameter one[] = {{1, 0, 10}};
    cupel_fit_problem p = {.parameters = 1, .parameter = one, .residuals = 2, .model = nowhere, .starts = 3};
    assert_int_equal(solve(&p, NULL, NULL, NULL, NULL).status, CUPEL_FIT_NO_SOLUTION);
    p.model = broken;
    cupel_fit fit;
    assert_int_equal(cupel_fit_solve(&p, &fit, NULL, NULL, NULL, NULL, NULL, NULL, NULL), CUPEL_EIO);
    p.residuals = 0;
    assert_int_equal(cupel_fit_solve(&p, &fit, NULL, NULL, NULL, NULL, NULL, NULL, NULL), CUPEL_EINVAL);
    const cupel_fit_parameter upside_down[] = {{1, 10, 0}};
    p = (cupel_fit_problem){.parameters = 1, .parameter = upside_down, .residuals = 2, .model = nowhere};
    assert_int_equal(cupel_fit_solve(&p, &fit, NULL, NULL, NULL, NULL, NULL, NULL, NULL), CUPEL_EINVAL);
    const cupel_fit_parameter three[] = {{1, 0, 2}, {1, 0, 2}, {1, 0, 2}};
    p = (cupel_fit_problem){.parameters = 3, .parameter = three, .residuals = 2, .model = nowhere};
    assert_int_equal(solve(&p, NULL, NULL, NULL, NULL).status, CUPEL_FIT_TOO_FEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certified_values_are_reached_from_afar),
        cmocka_unit_test(errors_are_those_of_linear_regression),
        cmocka_unit_test(starts_that_end_in_one_place_are_counted),
        cmocka_unit_test(two_standard_errors_hold_the_truth_in_95_of_100_fits),
        cmocka_unit_test(an_outlier_pulls_the_squares_and_not_the_robust_losses),
        cmocka_unit_test(robust_errors_are_the_scatter_of_the_results),
        cmocka_unit_test(a_bound_that_stops_a_parameter_is_told),
        cmocka_unit_test(a_bound_at_zero_is_no_singular_fit),
        cmocka_unit_test(a_parameter_that_is_zero_is_felt),
        cmocka_unit_test(a_small_value_between_distant_bounds_is_not_at_one),
        cmocka_unit_test(parameters_that_only_act_together_are_singular),
        cmocka_unit_test(several_starts_find_the_deeper_valley),
        cmocka_unit_test(a_model_without_a_solution_and_one_that_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
