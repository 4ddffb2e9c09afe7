/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cupel/alloy.h"

/* cmocka compares in single precision: the deviation is taken in double here. */
static void near(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.15g differs from %.15g by %.3g relative", value, expected, fabs(value / expected - 1));
}

static const cupel_taylor copper = {3.06, 0.3, 45e9, 0.256e-9};
static const cupel_taylor aluminium = {3.06, 0.3, 26e9, 0.286e-9};

static void taylor_reproduces_the_hand_values(void **state)
{
    (void)state;
    near(cupel_taylor_stress(&copper, 1e15), 334.42e6, 1e-4);
    near(cupel_taylor_stress(&aluminium, 1e14), 68.3e6, 1e-3);
}

static void taylor_density_inverts_taylor_stress(void **state)
{
    (void)state;
    near(cupel_taylor_density(&copper, cupel_taylor_stress(&copper, 3.7e14)), 3.7e14, 1e-14);
    assert_true(cupel_taylor_density(&copper, -1) == 0);
}

static void hall_petch_reproduces_the_hand_value(void **state)
{
    (void)state;
    near(25.5e6 + cupel_hall_petch(0.11e6, 1e-5), 60.3e6, 1e-3);
}

static void orowan_reproduces_the_hand_value(void **state)
{
    (void)state;
    near(cupel_orowan(&aluminium, 0.34, 5e-9, 0.01), 186.19e6, 1e-4);
    assert_true(isnan(cupel_orowan(&aluminium, 0.34, 5e-9, 0)));
    assert_true(isnan(cupel_orowan(&aluminium, 0.34, 5e-9, 0.8)));
}

static void swift_necks_at_its_exponent(void **state)
{
    (void)state;
    const cupel_flow_stress flow = {.law = CUPEL_FLOW_SWIFT,
                                    .strength_coefficient = 500e6,
                                    .strain_offset = 0.01,
                                    .exponent = 0.3,
                                    .rate_factor = 1};
    for (double before = 0; before < 0.29; before += 0.05) {
        cupel_tensile t;
        assert_int_equal(cupel_tensile_strength(&flow, before, 0, &t, NULL), CUPEL_OK);
        near(t.uniform_strain, 0.3 - 0.01 - before, 1e-11); /* e_0 + e = n */
        near(t.tensile_strength, 500e6 * pow(0.3, 0.3) * exp(-(0.29 - before)), 1e-11);
        near(t.yield_strength, 500e6 * pow(0.01 + before, 0.3), 1e-12);
    }
}

static void voce_necks_where_its_closed_form_says(void **state)
{
    (void)state;
    const double s0 = 70e6, s_inf = 390e6, b = 6;
    const cupel_flow_stress flow = {.law = CUPEL_FLOW_VOCE,
                                    .initial_stress = s0,
                                    .saturation_stress = s_inf,
                                    .rate_constant = b,
                                    .rate_factor = 1};
    /* (s_inf - s_0) (1 + b) exp(-b e) = s_inf at the neck */
    const double at = log((s_inf - s0) * (1 + b) / s_inf) / b;
    cupel_tensile t;
    assert_int_equal(cupel_tensile_strength(&flow, 0, 0, &t, NULL), CUPEL_OK);
    near(t.uniform_strain, at, 1e-11);
    near(t.tensile_strength, s_inf * b / (1 + b) * exp(-at), 1e-11);
}

static void metal_past_its_neck_breaks_at_yield(void **state)
{
    (void)state;
    const cupel_flow_stress flow = {.law = CUPEL_FLOW_SWIFT,
                                    .strength_coefficient = 500e6,
                                    .strain_offset = 0.01,
                                    .exponent = 0.3,
                                    .rate_factor = 1};
    cupel_tensile t;
    assert_int_equal(cupel_tensile_strength(&flow, 1.5, 0, &t, NULL), CUPEL_OK);
    assert_true(t.tensile_strength == t.yield_strength && t.uniform_strain == 0);
    const cupel_flow_stress flat = {.law = CUPEL_FLOW_CONSTANT, .yield_stress = 200e6, .rate_factor = 1};
    assert_int_equal(cupel_tensile_strength(&flat, 0, 0, &t, NULL), CUPEL_OK);
    assert_true(t.tensile_strength == 200e6);
}

static void laws_with_infinite_slope_at_the_start_neck_too(void **state)
{
    (void)state;
    const cupel_flow_stress ludwik = {.law = CUPEL_FLOW_LUDWIK,
                                      .initial_stress = 100e6,
                                      .strength_coefficient = 400e6,
                                      .exponent = 0.5,
                                      .rate_factor = 1};
    cupel_tensile t;
    assert_int_equal(cupel_tensile_strength(&ludwik, 0, 0, &t, NULL), CUPEL_OK);
    /* x = sqrt(e): 200/x = 100 + 400 x, so x = (-1 + sqrt(33))/8 */
    const double x = (sqrt(33) - 1) / 8;
    near(t.uniform_strain, x * x, 1e-11);
    near(t.tensile_strength, (100e6 + 400e6 * x) * exp(-x * x), 1e-11);
}

static void tensile_strength_is_the_greatest_engineering_stress(void **state)
{
    (void)state;
    const cupel_flow_stress flow = {.law = CUPEL_FLOW_HOCKETT_SHERBY,
                                    .initial_stress = 80e6,
                                    .saturation_stress = 400e6,
                                    .coefficient = 2.5,
                                    .exponent = 0.8,
                                    .rate_factor = 1.05};
    const double before = 0.05, shift = 12e6;
    double greatest = 0;
    for (int i = 0; i <= 100000; i++) {
        const double e = i * 1e-5;
        greatest = fmax(greatest, (cupel_flow_stress_at(&flow, before + e) + shift) * exp(-e));
    }
    cupel_tensile t;
    assert_int_equal(cupel_tensile_strength(&flow, before, shift, &t, NULL), CUPEL_OK);
    near(t.tensile_strength, greatest, 1e-9); /* the scan's step leaves 1e-10 at a maximum */
}

static void senseless_strain_is_refused_and_leaves_the_output(void **state)
{
    (void)state;
    const cupel_flow_stress flow = {.law = CUPEL_FLOW_CONSTANT, .yield_stress = 200e6, .rate_factor = 1};
    cupel_tensile t = {.yield_strength = -1};
    assert_int_equal(cupel_tensile_strength(&flow, -0.1, 0, &t, NULL), CUPEL_EINVAL);
    assert_int_equal(cupel_tensile_strength(&flow, NAN, 0, &t, NULL), CUPEL_EINVAL);
    assert_int_equal(cupel_tensile_strength(&flow, 0, -300e6, &t, NULL), CUPEL_EINVAL);
    assert_int_equal(cupel_tensile_strength(&flow, 0, NAN, &t, NULL), CUPEL_EINVAL);
    assert_true(t.yield_strength == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taylor_reproduces_the_hand_values),
        cmocka_unit_test(taylor_density_inverts_taylor_stress),
        cmocka_unit_test(hall_petch_reproduces_the_hand_value),
        cmocka_unit_test(orowan_reproduces_the_hand_value),
        cmocka_unit_test(swift_necks_at_its_exponent),
        cmocka_unit_test(voce_necks_where_its_closed_form_says),
        cmocka_unit_test(metal_past_its_neck_breaks_at_yield),
        cmocka_unit_test(laws_with_infinite_slope_at_the_start_neck_too),
        cmocka_unit_test(tensile_strength_is_the_greatest_engineering_stress),
        cmocka_unit_test(senseless_strain_is_refused_and_leaves_the_output),
    };
    return cmocka_run_group_tests_name("alloy_strength", tests, NULL, NULL);
}
