/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "cupel/flow_curve_fit.h"

#define NEAR(a, b, relative) assert_true(fabs((a) - (double)(b)) <= (relative)*fabs((double)(b)))

enum { SAMPLES = 2000, TESTS = 4 };

typedef struct curve {
    double strain[SAMPLES], stress[SAMPLES];
} curve;

static double normal(uint64_t *state) /* sum of twelve uniform numbers, less 6 */
{
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        sum += (double)(*state >> 11) * 0x1p-53;
    }
    return sum;
}

static cupel_flow_test made(curve *c, const cupel_flow_stress *flow, double last, double noise,
                            uint64_t *seed, double rate, double temperature)
{
    const double factor =
        (flow->rate_sensitivity > 0 ? cupel_flow_stress_rate_factor(flow, rate) : 1) *
        (flow->thermal_exponent > 0 ? cupel_flow_stress_thermal_factor(flow, temperature) : 1);
    for (int i = 0; i < SAMPLES; i++) {
        c->strain[i] = last * (i + 0.5) / SAMPLES;
        c->stress[i] =
            cupel_flow_stress_at(flow, c->strain[i]) * factor * (1 + (noise > 0 ? noise * normal(seed) : 0));
    }
    return (cupel_flow_test){SAMPLES, c->strain, c->stress, rate, temperature, NAN};
}

static const cupel_flow_fit_options plain = {
    .minimum_strain = NAN, .maximum_strain = NAN, .relative_uncertainty = NAN};

static cupel_flow_fit fit(size_t tests, const cupel_flow_test *test, cupel_flow_fit_options options)
{
    cupel_flow_fit out;
    cupel_error error = {0};
    assert_int_equal(cupel_flow_curve_fit(tests, test, &options, &out, NULL, &error), CUPEL_OK);
    assert_int_equal(out.fit.status, CUPEL_FIT_OK);
    return out;
}

static const cupel_flow_stress laws[] = {
    {.law = CUPEL_FLOW_VOCE,
     .initial_stress = 70e6,
     .saturation_stress = 310e6,
     .rate_constant = 9,
     .rate_factor = 1},
    {.law = CUPEL_FLOW_SWIFT,
     .strength_coefficient = 520e6,
     .strain_offset = 0.004,
     .exponent = 0.31,
     .rate_factor = 1},
    {.law = CUPEL_FLOW_LUDWIK,
     .initial_stress = 60e6,
     .strength_coefficient = 400e6,
     .exponent = 0.55,
     .rate_factor = 1},
    {.law = CUPEL_FLOW_HOCKETT_SHERBY,
     .initial_stress = 65e6,
     .saturation_stress = 330e6,
     .coefficient = 6,
     .exponent = 0.8,
     .rate_factor = 1},
};

/* Without noise each law comes back; the means over the samples cost a little where the curve bends. */
static void each_law_is_found_again(void **state)
{
    (void)state;
    static curve c;
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        const cupel_flow_test test = made(&c, &laws[i], 0.3, 0, NULL, NAN, NAN);
        cupel_flow_fit_options o = plain;
        o.law = laws[i].law;
        const cupel_flow_fit f = fit(1, &test, o);
        for (size_t k = 0; k < f.count; k++) {
            cupel_flow_stress truth = laws[i];
            if (strcmp(f.name[k], "initial_stress") == 0) NEAR(f.value[k], truth.initial_stress, 5e-3);
            if (strcmp(f.name[k], "saturation_stress") == 0) NEAR(f.value[k], truth.saturation_stress, 5e-3);
            if (strcmp(f.name[k], "strength_coefficient") == 0)
                NEAR(f.value[k], truth.strength_coefficient, 5e-3);
            if (strcmp(f.name[k], "exponent") == 0) NEAR(f.value[k], truth.exponent, 5e-3);
            if (strcmp(f.name[k], "rate_constant") == 0) NEAR(f.value[k], truth.rate_constant, 5e-3);
        }
        assert_true(f.relative_deviation < 1e-4);
        assert_true(f.flow.law == laws[i].law && cupel_flow_stress_check(&f.flow, NULL) == CUPEL_OK);
    }
}

static void akaike_prefers_the_law_that_made_the_data(void **state)
{
    (void)state;
    static curve c[TESTS];
    uint64_t seed = 3;
    cupel_flow_test test[TESTS];
    for (int i = 0; i < TESTS; i++) test[i] = made(&c[i], &laws[1], 0.25, 0.003, &seed, NAN, NAN);
    double best = INFINITY;
    int preferred = -1;
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        cupel_flow_fit_options o = plain;
        o.law = laws[i].law;
        const cupel_flow_fit f = fit(TESTS, test, o);
        if (f.aic < best) best = f.aic, preferred = laws[i].law;
    }
    assert_int_equal(preferred, CUPEL_FLOW_SWIFT);
}

static void two_standard_errors_hold_the_truth_in_95_of_100_fits(void **state)
{
    (void)state;
    static curve c;
    uint64_t seed = 17;
    int held = 0;
    for (int trial = 0; trial < 100; trial++) {
        const cupel_flow_test test = made(&c, &laws[0], 0.3, 0.02, &seed, NAN, NAN);
        cupel_flow_fit_options o = plain;
        o.law = CUPEL_FLOW_VOCE;
        o.starts = 1;
        const cupel_flow_fit f = fit(1, &test, o);
        held += fabs(f.value[1] - 310e6) < 1.96 * f.standard_error[1];
    }
    assert_true(held >= 88 && held <= 100);
}

/* Each test has its own offset, as specimens have: the points of one curve are one observation rather than a
 * hundred. */
static void errors_grow_when_whole_curves_differ(void **state)
{
    (void)state;
    static curve c[TESTS];
    uint64_t seed = 5;
    cupel_flow_test test[TESTS];
    for (int i = 0; i < TESTS; i++) {
        test[i] = made(&c[i], &laws[0], 0.3, 0.001, &seed, NAN, NAN);
        for (int s = 0; s < SAMPLES; s++) c[i].stress[s] *= 1 + 0.01 * (i - 1.5);
    }
    cupel_flow_fit_options o = plain;
    o.law = CUPEL_FLOW_VOCE;
    const cupel_flow_fit f = fit(TESTS, test, o);
    assert_true(f.correlation_length > 20);
    assert_true(f.standard_error[1] / f.value[1] > 0.003); /* 1.3 % scatter over 4 specimens is 0.6 % */
    NEAR(f.value[1], 310e6, 0.01);
}

static void rate_and_temperature_are_told_apart(void **state)
{
    (void)state;
    static curve c[TESTS];
    cupel_flow_stress jc = laws[2];
    jc.rate_sensitivity = 0.014;
    jc.reference_rate = 1e-3;
    jc.thermal_exponent = 1.09;
    jc.reference_temperature = 293.15;
    jc.melting_temperature = 1356;
    static const double rate[TESTS] = {1e-3, 1e-1, 10, 1e-3},
                        temperature[TESTS] = {293.15, 293.15, 293.15, 573.15};
    cupel_flow_test test[TESTS];
    for (int i = 0; i < TESTS; i++) test[i] = made(&c[i], &jc, 0.25, 0, NULL, rate[i], temperature[i]);
    cupel_flow_fit_options o = plain;
    o.law = CUPEL_FLOW_LUDWIK;
    o.rate = o.thermal = 1;
    o.reference_rate = 1e-3;
    o.reference_temperature = 293.15;
    o.melting_temperature = 1356;
    const cupel_flow_fit f = fit(TESTS, test, o);
    assert_int_equal(f.count, 5);
    NEAR(f.flow.rate_sensitivity, 0.014, 5e-3);
    NEAR(f.flow.thermal_exponent, 1.09, 5e-3);
    NEAR(f.flow.strength_coefficient, 400e6, 5e-3);
}

/* Tests at several rates that the stress does not feel: C is 0, and the law is found all the same. */
static void a_metal_that_feels_no_rate_has_a_law(void **state)
{
    (void)state;
    static curve c[3];
    uint64_t seed = 11;
    static const double rate[] = {1e-3, 1e-1, 10};
    cupel_flow_test test[3];
    for (int i = 0; i < 3; i++) test[i] = made(&c[i], &laws[2], 0.25, 0.002, &seed, rate[i], NAN);
    cupel_flow_fit_options o = plain;
    o.law = CUPEL_FLOW_LUDWIK;
    o.rate = 1;
    o.reference_rate = 1e-3;
    const cupel_flow_fit f = fit(3, test, o);
    assert_true(f.flow.rate_sensitivity < 1e-4);
    NEAR(f.flow.strength_coefficient, 400e6, 0.01);
}

/* Straight hardening lies at the bound of Swift's exponent, to which the steps lead slowly. */
static void straight_hardening_is_found_at_the_bound_of_swift(void **state)
{
    (void)state;
    static curve c;
    const cupel_flow_stress straight = {.law = CUPEL_FLOW_LUDWIK,
                                        .initial_stress = 200e6,
                                        .strength_coefficient = 800e6,
                                        .exponent = 1,
                                        .rate_factor = 1};
    const cupel_flow_test test = made(&c, &straight, 0.1, 0, NULL, NAN, NAN);
    cupel_flow_fit_options o = plain;
    o.law = CUPEL_FLOW_SWIFT;
    const cupel_flow_fit f = fit(1, &test, o);
    NEAR(f.flow.strain_offset, 0.25, 0.02);
    NEAR(f.flow.exponent, 1, 0.01);
}

/* Swift: ds/de = s at e = n - e_0. */
static void considere_is_where_the_force_is_largest(void **state)
{
    (void)state;
    static curve c;
    cupel_flow_test test = made(&c, &laws[1], 0.3, 0, NULL, NAN, NAN);
    cupel_flow_fit_options o = plain;
    o.law = CUPEL_FLOW_SWIFT;
    test.uniform_strain = 0.31;
    cupel_flow_fit f = fit(1, &test, o);
    NEAR(f.uniform_strain, 0.31 - 0.004, 5e-3);
    assert_int_equal(f.considere, 1);
    test.uniform_strain = 0.2;
    f = fit(1, &test, o);
    assert_int_equal(f.considere, 0);
}

static void what_cannot_be_fitted_is_refused(void **state)
{
    (void)state;
    static curve c[2];
    cupel_flow_test test[2];
    for (int i = 0; i < 2; i++) test[i] = made(&c[i], &laws[0], 0.3, 0, NULL, 1e-3, 293.15);
    cupel_flow_fit f;
    cupel_error error = {0};
    cupel_flow_fit_options o = plain;
    o.law = CUPEL_FLOW_CONSTANT;
    assert_int_equal(cupel_flow_curve_fit(2, test, &o, &f, NULL, &error), CUPEL_EINVAL);
    o.law = CUPEL_FLOW_VOCE;
    assert_int_equal(cupel_flow_curve_fit(0, test, &o, &f, NULL, &error), CUPEL_EINVAL);
    o.rate = 1;
    o.reference_rate = 1e-3;
    assert_int_equal(cupel_flow_curve_fit(2, test, &o, &f, NULL, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "factor of 3 apart"));
    o.rate = 0;
    o.minimum_strain = 0.5;
    assert_int_equal(cupel_flow_curve_fit(2, test, &o, &f, NULL, &error), CUPEL_EINVAL);
    o.minimum_strain = NAN;
    c[1].strain[100] = 0;
    assert_int_equal(cupel_flow_curve_fit(2, test, &o, &f, NULL, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "test 2: point 101"));
    c[0].stress[0] = -1e9;
    test[0].count = 3;
    assert_int_equal(cupel_flow_curve_fit(1, test, &o, &f, NULL, &error), CUPEL_EINVAL);
    test[0].count = 2;
    assert_int_equal(cupel_flow_curve_fit(1, test, &o, &f, NULL, &error), CUPEL_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_law_is_found_again),
        cmocka_unit_test(akaike_prefers_the_law_that_made_the_data),
        cmocka_unit_test(two_standard_errors_hold_the_truth_in_95_of_100_fits),
        cmocka_unit_test(errors_grow_when_whole_curves_differ),
        cmocka_unit_test(rate_and_temperature_are_told_apart),
        cmocka_unit_test(a_metal_that_feels_no_rate_has_a_law),
        cmocka_unit_test(straight_hardening_is_found_at_the_bound_of_swift),
        cmocka_unit_test(considere_is_where_the_force_is_largest),
        cmocka_unit_test(what_cannot_be_fitted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
