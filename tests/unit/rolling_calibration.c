/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "cupel/rolling_calibration.h"

/* Logs made by the forward model with known friction and flow stress, which the fit is to find again. */

enum { PASSES = 12 };
static const double true_friction = 0.047, true_scale = 1.083;

static cupel_rolling_workspace *workspace;

static int open_workspace(void **state)
{
    cupel_error error;
    (void)state;
    return cupel_rolling_workspace_open(0, &workspace, &error) != CUPEL_OK;
}

static int close_workspace(void **state)
{
    (void)state;
    cupel_rolling_workspace_close(workspace);
    return 0;
}

/* Strip passes of different friction hills: thickness, reduction and tensions vary. */
static cupel_rolling_pass strip(size_t i)
{
    const double entry = 1.2e-3 / (1 + 0.35 * (double)(i % 6)), reduction = 0.15 + 0.05 * (double)(i % 4);
    return (cupel_rolling_pass){.flow_stress = {.law = CUPEL_FLOW_VOCE,
                                                .initial_stress = 90e6,
                                                .saturation_stress = 390e6,
                                                .rate_constant = 5,
                                                .rate_factor = 1},
                                .entry_thickness = entry,
                                .exit_thickness = entry * (1 - reduction),
                                .prior_strain = 0.1 * (double)(i % 5),
                                .entry_tension = 20e6 * (double)(i % 3),
                                .exit_tension = 30e6 + 10e6 * (double)(i % 4),
                                .roll_radius = 0.08,
                                .roll_speed = NAN,
                                .friction_coefficient = 0.1,
                                .friction_factor = NAN,
                                .youngs_modulus = NAN,
                                .poissons_ratio = NAN,
                                .roll_youngs_modulus = 210e9,
                                .roll_poissons_ratio = 0.3,
                                .roll_deformation = CUPEL_ROLL_HITCHCOCK};
}

static void measure(cupel_rolling_measured *m, double friction, double scale)
{
    cupel_rolling_pass pass = m->pass;
    cupel_rolling_solution s;
    cupel_error error = {0};
    pass.friction_coefficient = friction;
    pass.flow_stress.rate_factor *= scale;
    if (cupel_rolling_pass_solve(&pass, workspace, &s, &error)) fail_msg("%s", error.text);
    assert_int_equal(s.status, CUPEL_ROLLING_OK);
    m->force = s.force, m->forward_slip = s.forward_slip;
}

static void make_log(cupel_rolling_measured log[PASSES])
{
    for (size_t i = 0; i < PASSES; i++) {
        log[i].pass = strip(i);
        measure(&log[i], true_friction, true_scale);
    }
}

static cupel_rolling_calibration task(const cupel_rolling_measured *log, size_t count)
{
    return (cupel_rolling_calibration){.count = count,
                                       .passes = log,
                                       .fitted = {1, 1},
                                       .lower = {0.001, 0.2},
                                       .upper = {0.5, 5},
                                       .force_uncertainty = 0.02,
                                       .slip_uncertainty = 0.003,
                                       .threads = 1};
}

static cupel_rolling_fit fit(const cupel_rolling_calibration *c, cupel_rolling_fit_pass *rows)
{
    cupel_rolling_fit out;
    cupel_error error = {0};
    if (cupel_rolling_calibrate(c, &out, rows, &error)) fail_msg("%s", error.text);
    return out;
}

static void near(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.12g differs from %.12g by %.3g relative", value, expected, fabs(value / expected - 1));
}

static void exact_log_gives_the_truth_back(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    make_log(log);
    const cupel_rolling_calibration c = task(log, PASSES);
    const cupel_rolling_fit f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
    near(f.value[CUPEL_ROLLING_FRICTION], true_friction, 1e-6);
    near(f.value[CUPEL_ROLLING_FLOW_STRESS_SCALE], true_scale, 1e-6);
    assert_int_equal(f.used, PASSES);
    assert_int_equal(f.measurements, 2 * PASSES);
    assert_int_equal(f.degrees_of_freedom, 2 * PASSES - 2);
    assert_true(f.chi_square < 1e-9 && f.probability > 0.999 && !f.widened);
    for (size_t i = 0; i < PASSES; i++) {
        assert_true(rows[i].used && rows[i].status == CUPEL_ROLLING_OK);
        assert_true(fabs(rows[i].force_residual) < 1e-4 && fabs(rows[i].slip_residual) < 1e-4);
    }
}

/* The errors are those of the linearised problem: against the inverse of J'J from differences made here. */
static void standard_errors_follow_from_the_sensitivities(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES], low, high;
    cupel_rolling_fit_pass rows[PASSES];
    make_log(log);
    const cupel_rolling_calibration c = task(log, PASSES);
    const cupel_rolling_fit f = fit(&c, rows);
    double a = 0, b = 0, d = 0;
    for (size_t i = 0; i < PASSES; i++) {
        double by[2][2];
        for (int k = 0; k < 2; k++) {
            const double step = k ? 1e-4 : 1e-5;
            low = high = log[i];
            measure(&low, true_friction - (k ? 0 : step), true_scale - (k ? step : 0));
            measure(&high, true_friction + (k ? 0 : step), true_scale + (k ? step : 0));
            by[0][k] = (high.force - low.force) / (2 * step * log[i].force * 0.02);
            by[1][k] = (high.forward_slip - low.forward_slip) / (2 * step * 0.003);
        }
        for (int m = 0; m < 2; m++)
            a += by[m][0] * by[m][0], b += by[m][0] * by[m][1], d += by[m][1] * by[m][1];
    }
    const double determinant = a * d - b * b;
    near(f.standard_error[0], sqrt(d / determinant), 1e-4);
    near(f.standard_error[1], sqrt(a / determinant), 1e-4);
    near(f.correlation, -b / sqrt(a * d), 1e-4);
    near(f.covariance[0][1], -b / determinant, 1e-4);
    near(f.coverage_factor, 1.959964, 1e-6); /* normal, as the uncertainties are known */
    near(f.upper[0] - f.lower[0], 2 * 1.959964 * f.standard_error[0], 1e-3); /* nearly even */
}

/* Forces alone, known to 30 %, say little of friction: two standard errors reach below zero, the interval
 * does not. */
static void interval_stays_within_the_bounds(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    make_log(log);
    for (size_t i = 0; i < PASSES; i++) log[i].forward_slip = NAN;
    cupel_rolling_calibration c = task(log, PASSES);
    c.force_uncertainty = 0.3;
    const cupel_rolling_fit f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
    assert_true(f.value[0] - f.coverage_factor * f.standard_error[0] < 0);
    for (int u = 0; u < 2; u++) {
        assert_true(c.lower[u] <= f.lower[u] && f.lower[u] < f.value[u]);
        assert_true(f.value[u] < f.upper[u] && f.upper[u] <= c.upper[u]);
    }
}

static void note_progress(void *host, double fraction)
{
    double *last = host;
    assert_true(fraction >= *last && fraction <= 1);
    *last = fraction;
}

/* A long log is fitted from the minimum of a sample of it, in less work and to the same end. */
static void long_log_takes_less_work_for_each_pass(void **state)
{
    (void)state;
    enum { LONG = 25 * PASSES };
    static cupel_rolling_measured log[LONG];
    static cupel_rolling_fit_pass rows[LONG];
    for (size_t i = 0; i < LONG; i++) {
        log[i].pass = strip(i);
        log[i].pass.entry_tension += 1e4 * (double)i; /* none is like another */
        measure(&log[i], true_friction, true_scale);
    }
    double last = 0;
    cupel_rolling_calibration c = task(log, LONG);
    c.progress = note_progress, c.host = &last;
    const cupel_rolling_fit f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
    near(f.value[CUPEL_ROLLING_FRICTION], true_friction, 1e-6);
    near(f.value[CUPEL_ROLLING_FLOW_STRESS_SCALE], true_scale, 1e-6);
    assert_int_equal(f.used, LONG);
    assert_true(f.solves < 60 * LONG);
    assert_true(last > 0.5);
}

static void one_unknown_can_be_fitted_alone(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    make_log(log);
    for (size_t i = 0; i < PASSES; i++) {
        log[i].pass.flow_stress.rate_factor = true_scale;
        log[i].force = NAN;
    }
    cupel_rolling_calibration c = task(log, PASSES);
    c.fitted[CUPEL_ROLLING_FLOW_STRESS_SCALE] = 0;
    c.force_uncertainty = c.slip_uncertainty = NAN;
    cupel_rolling_fit f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
    near(f.value[CUPEL_ROLLING_FRICTION], true_friction, 1e-6);
    assert_true(isnan(f.value[CUPEL_ROLLING_FLOW_STRESS_SCALE]) && isnan(f.correlation));

    make_log(log);
    for (size_t i = 0; i < PASSES; i++) {
        log[i].pass.friction_coefficient = true_friction;
        log[i].forward_slip = NAN;
    }
    c = task(log, PASSES);
    c.fitted[CUPEL_ROLLING_FRICTION] = 0;
    f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
    near(f.value[CUPEL_ROLLING_FLOW_STRESS_SCALE], true_scale, 1e-6);
}

/* 200 logs with seeded noise. Of intervals that hold with 95 % the number that cover the truth is binomial:
 * 190 in the mean, 179 to 198 with a probability of 99.95 %. */
static void intervals_cover_the_truth_in_95_of_100(void **state)
{
    enum { LOGS = 200, LEAST = 179, MOST = 198 };
    cupel_rolling_measured exact[PASSES], log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    for (size_t i = 0; i < PASSES; i++) {
        exact[i].pass = strip(i);
        exact[i].pass.roll_deformation = CUPEL_ROLL_RIGID;
        exact[i].pass.steps = 16; /* quick: the same coarse mesh makes the log and fits it */
        measure(&exact[i], true_friction, true_scale);
    }
    const bool known = *state != NULL;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    assert_non_null(random);
    gsl_rng_set(random, known ? 20240607 : 20240608);
    int covered[2] = {0, 0};
    for (int k = 0; k < LOGS; k++) {
        memcpy(log, exact, sizeof log);
        for (size_t i = 0; i < PASSES; i++) {
            log[i].force *= 1 + gsl_ran_gaussian(random, 0.02);
            log[i].forward_slip = known ? log[i].forward_slip + gsl_ran_gaussian(random, 0.003) : (double)NAN;
        }
        cupel_rolling_calibration c = task(log, PASSES);
        if (!known) c.force_uncertainty = c.slip_uncertainty = NAN; /* then by the scatter, Student's t */
        const cupel_rolling_fit f = fit(&c, rows);
        assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
        covered[0] += f.lower[0] <= true_friction && true_friction <= f.upper[0];
        covered[1] += f.lower[1] <= true_scale && true_scale <= f.upper[1];
    }
    gsl_rng_free(random);
    for (int u = 0; u < 2; u++)
        if (covered[u] < LEAST || covered[u] > MOST)
            fail_msg("%d of %d intervals cover unknown %d", covered[u], LOGS, u);
}

static void too_large_a_scatter_widens_the_intervals(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    make_log(log);
    for (size_t i = 0; i < PASSES; i++) log[i].force *= i % 2 ? 1.05 : 0.95;
    cupel_rolling_calibration c = task(log, PASSES);
    c.force_uncertainty = 0.05;
    const cupel_rolling_fit honest = fit(&c, rows);
    assert_true(!honest.widened && honest.probability > 0.05);
    c.force_uncertainty = 0.005, c.slip_uncertainty = 0.0003;
    const cupel_rolling_fit bold = fit(&c, rows);
    assert_true(bold.widened && bold.probability < 1e-3 && bold.scatter > 5);
    near(bold.coverage_factor, 2.0738731, 1e-6); /* Student's t of 22 degrees of freedom */
}

static void passes_that_are_alike_cannot_tell_friction_from_flow_stress(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    for (size_t i = 0; i < PASSES; i++) {
        log[i].pass = strip(1);
        measure(&log[i], true_friction, true_scale);
        log[i].forward_slip = NAN;
    }
    cupel_rolling_calibration c = task(log, PASSES);
    cupel_rolling_fit f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_SINGULAR);
    assert_true(f.correlation < -0.999999);
    assert_true(isnan(f.value[0]) && isnan(f.value[1]) && isnan(f.standard_error[0]));

    make_log(log); /* passes that differ can, but badly */
    for (size_t i = 0; i < PASSES; i++) log[i].forward_slip = NAN;
    f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
    assert_true(f.correlation < -0.8);
}

/* Without tensions the slip of a rigid roll does not depend on how hard the strip is. */
static void slip_alone_does_not_feel_the_flow_stress(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    for (size_t i = 0; i < PASSES; i++) {
        log[i].pass = strip(i);
        log[i].pass.entry_tension = log[i].pass.exit_tension = 0;
        log[i].pass.roll_deformation = CUPEL_ROLL_RIGID;
        measure(&log[i], true_friction, true_scale);
        log[i].force = NAN;
    }
    const cupel_rolling_calibration c = task(log, PASSES);
    assert_int_equal(fit(&c, rows).status, CUPEL_ROLLING_FIT_SINGULAR);
}

static void pass_without_solution_is_told_and_left_out(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    make_log(log);
    /* rolls of 80 mm do not draw 10 mm in for 6 mm at any friction near the truth */
    log[4].pass.entry_thickness = 10e-3, log[4].pass.exit_thickness = 6e-3;
    log[7].force = log[7].forward_slip = NAN;
    const cupel_rolling_calibration c = task(log, PASSES);
    const cupel_rolling_fit f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
    near(f.value[CUPEL_ROLLING_FRICTION], true_friction, 1e-6);
    assert_int_equal(f.used, PASSES - 2);
    assert_int_equal(f.measurements, 2 * (PASSES - 2));
    assert_true(!rows[4].used && rows[4].status == CUPEL_ROLLING_SKID && isnan(rows[4].force_residual));
    assert_true(!rows[7].used && rows[7].status == CUPEL_ROLLING_OK);
}

/* Forces in the wrong unit cannot be explained: not by making passes skid, either. */
static void impossible_forces_leave_no_pass_out(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    make_log(log);
    for (size_t i = 0; i < PASSES; i++) log[i].force *= 1000;
    const cupel_rolling_calibration c = task(log, PASSES);
    const cupel_rolling_fit f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
    assert_int_equal(f.used, PASSES);
    assert_true(f.at_bound[CUPEL_ROLLING_FLOW_STRESS_SCALE] && f.widened && f.scatter > 10);
}

static void bound_that_stops_the_fit_is_told(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    make_log(log);
    cupel_rolling_calibration c = task(log, PASSES);
    c.upper[CUPEL_ROLLING_FRICTION] = 0.04;
    const cupel_rolling_fit f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
    assert_true(f.at_bound[CUPEL_ROLLING_FRICTION] && !f.at_bound[CUPEL_ROLLING_FLOW_STRESS_SCALE]);
    assert_true(f.value[CUPEL_ROLLING_FRICTION] <= 0.04);
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[2][PASSES];
    make_log(log);
    for (size_t i = 0; i < PASSES; i++) log[i].force *= i % 3 ? 1.01 : 0.985;
    cupel_rolling_calibration c = task(log, PASSES);
    const cupel_rolling_fit one = fit(&c, rows[0]);
    c.threads = 3;
    const cupel_rolling_fit three = fit(&c, rows[1]);
    assert_memory_equal(one.value, three.value, sizeof one.value);
    assert_memory_equal(one.covariance, three.covariance, sizeof one.covariance);
    for (size_t i = 0; i < PASSES; i++)
        assert_true(rows[0][i].force == rows[1][i].force &&
                    rows[0][i].slip_residual == rows[1][i].slip_residual);
}

static void refused(const cupel_rolling_calibration *c, const char *words)
{
    cupel_rolling_fit out = {.status = -7};
    cupel_rolling_fit_pass rows[PASSES];
    cupel_error error = {0};
    assert_int_equal(cupel_rolling_calibrate(c, &out, rows, &error), CUPEL_EINVAL);
    if (!strstr(error.text, words)) fail_msg("'%s' is not in: %s", words, error.text);
    assert_int_equal(out.status, -7);
}

static void wrong_input_is_named(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    make_log(log);
    cupel_rolling_calibration c = task(log, PASSES);
    c.slip_uncertainty = NAN;
    refused(&c, "slip_uncertainty is missing");
    c = task(log, PASSES), c.force_uncertainty = 0;
    refused(&c, "force_uncertainty = 0");
    c = task(log, PASSES), c.fitted[0] = c.fitted[1] = 0;
    refused(&c, "nothing is to be fitted");
    c = task(log, PASSES), c.lower[0] = 0;
    refused(&c, "bounds of the friction coefficient");
    c = task(log, PASSES), c.threads = 0;
    refused(&c, "threads");
    log[2].force = -1;
    c = task(log, PASSES);
    refused(&c, "pass 3 of 12: force = -1");
    make_log(log);
    log[5].pass.exit_thickness = 1;
    refused(&c, "pass 6 of 12: exit_thickness");
}

static void too_few_measurements_are_told(void **state)
{
    (void)state;
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    make_log(log);
    log[0].forward_slip = NAN;
    cupel_rolling_calibration c = task(log, 1);
    assert_int_equal(fit(&c, rows).status, CUPEL_ROLLING_FIT_TOO_FEW);
    c.count = 0;
    assert_int_equal(fit(&c, rows).status, CUPEL_ROLLING_FIT_TOO_FEW);
    make_log(log); /* two measurements and two unknowns: a value, and an error only by the uncertainties */
    c = task(log, 1);
    cupel_rolling_fit f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
    near(f.value[0], true_friction, 1e-6);
    assert_true(f.degrees_of_freedom == 0 && f.standard_error[0] > 0);
    c.fitted[0] = 0, c.force_uncertainty = c.slip_uncertainty = NAN;
    log[0].forward_slip = NAN, log[0].pass.friction_coefficient = true_friction;
    f = fit(&c, rows);
    assert_int_equal(f.status, CUPEL_ROLLING_FIT_OK);
    near(f.value[1], true_scale, 1e-6);
    assert_true(isnan(f.standard_error[1]) && isnan(f.lower[1]));
}

int main(void)
{
    static int known = 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_log_gives_the_truth_back),
        cmocka_unit_test(standard_errors_follow_from_the_sensitivities),
        cmocka_unit_test(interval_stays_within_the_bounds),
        cmocka_unit_test(long_log_takes_less_work_for_each_pass),
        cmocka_unit_test(one_unknown_can_be_fitted_alone),
        cmocka_unit_test_prestate(intervals_cover_the_truth_in_95_of_100, &known),
        cmocka_unit_test_prestate(intervals_cover_the_truth_in_95_of_100, NULL),
        cmocka_unit_test(too_large_a_scatter_widens_the_intervals),
        cmocka_unit_test(passes_that_are_alike_cannot_tell_friction_from_flow_stress),
        cmocka_unit_test(slip_alone_does_not_feel_the_flow_stress),
        cmocka_unit_test(pass_without_solution_is_told_and_left_out),
        cmocka_unit_test(impossible_forces_leave_no_pass_out),
        cmocka_unit_test(bound_that_stops_the_fit_is_told),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(wrong_input_is_named),
        cmocka_unit_test(too_few_measurements_are_told),
    };
    return cmocka_run_group_tests(tests, open_workspace, close_workspace);
}
