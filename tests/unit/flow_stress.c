/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "cupel/flow_stress.h"
#include "unit/near.h"

static const cupel_flow_stress missing = {.law = CUPEL_FLOW_CONSTANT,
                                          .yield_stress = NAN,
                                          .initial_stress = NAN,
                                          .saturation_stress = NAN,
                                          .rate_constant = NAN,
                                          .strength_coefficient = NAN,
                                          .strain_offset = NAN,
                                          .exponent = NAN,
                                          .coefficient = NAN,
                                          .rate_factor = 1};

static cupel_flow_stress constant(void)
{
    cupel_flow_stress flow = missing;
    flow.yield_stress = 300e6;
    return flow;
}

static cupel_flow_stress voce(void)
{
    cupel_flow_stress flow = missing;
    flow.law = CUPEL_FLOW_VOCE;
    flow.initial_stress = 60e6, flow.saturation_stress = 400e6, flow.rate_constant = 4;
    return flow;
}

static cupel_flow_stress swift(void)
{
    cupel_flow_stress flow = missing;
    flow.law = CUPEL_FLOW_SWIFT;
    flow.strength_coefficient = 460e6, flow.strain_offset = 0.02, flow.exponent = 0.17;
    return flow;
}

static cupel_flow_stress ludwik(void)
{
    cupel_flow_stress flow = missing;
    flow.law = CUPEL_FLOW_LUDWIK;
    flow.initial_stress = 90e6, flow.strength_coefficient = 292e6, flow.exponent = 0.31;
    return flow;
}

static cupel_flow_stress hockett_sherby(void)
{
    cupel_flow_stress flow = missing;
    flow.law = CUPEL_FLOW_HOCKETT_SHERBY;
    flow.initial_stress = 70e6, flow.saturation_stress = 390e6, flow.coefficient = 3, flow.exponent = 0.8;
    return flow;
}

static void laws_give_values_worked_out_by_hand(void **state)
{
    (void)state;
    cupel_flow_stress flow = constant();
    assert_true(cupel_flow_stress_at(&flow, 0.7) == 300e6);
    flow = voce(); /* 400 - 340 e^-2 */
    assert_near(cupel_flow_stress_at(&flow, 0.5) / 1e6, 353.98600371, 1e-7);
    flow = swift(); /* 460 * 1.02^0.17 */
    assert_near(cupel_flow_stress_at(&flow, 1.0) / 1e6, 460 * exp(0.17 * 0.0198026272961797), 1e-9);
    flow = ludwik(); /* 90 + 292 * 0.5^0.31, and the limit at 0 */
    assert_near(cupel_flow_stress_at(&flow, 0.5) / 1e6, 90 + 292 * exp(-0.31 * 0.693147180559945), 1e-9);
    assert_true(cupel_flow_stress_at(&flow, 0) == 90e6);
    flow = hockett_sherby(); /* e = 1: 390 - 320 e^-3 */
    assert_near(cupel_flow_stress_at(&flow, 1) / 1e6, 374.06813812, 1e-7);
    flow.rate_factor = 1.1;
    assert_near(cupel_flow_stress_at(&flow, 1) / 1e6, 1.1 * 374.06813812, 1e-6);
}

static void slope_is_the_derivative(void **state)
{
    (void)state;
    const cupel_flow_stress flows[] = {constant(), voce(), swift(), ludwik(), hockett_sherby()};
    for (size_t i = 0; i < 5; i++)
        for (double e = 0.05; e < 2; e += 0.31) {
            const double d = 1e-5; /* central difference: error ~ d^2 s''' < 1e-6 of the slope here */
            const double by_difference =
                (cupel_flow_stress_at(&flows[i], e + d) - cupel_flow_stress_at(&flows[i], e - d)) / (2 * d);
            assert_near(cupel_flow_stress_slope(&flows[i], e), by_difference,
                        1e-6 * fabs(by_difference) + 1e3);
        }
}

static void slope_is_infinite_at_zero_for_fractional_powers(void **state)
{
    (void)state;
    const cupel_flow_stress one = ludwik(), two = hockett_sherby();
    assert_true(isinf(cupel_flow_stress_slope(&one, 0)));
    assert_true(isinf(cupel_flow_stress_slope(&two, 0)));
}

static void negative_strain_counts_as_zero_and_nan_stays_nan(void **state)
{
    (void)state;
    const cupel_flow_stress flows[] = {constant(), voce(), swift(), ludwik(), hockett_sherby()};
    for (size_t i = 0; i < 5; i++) {
        assert_true(cupel_flow_stress_at(&flows[i], -0.1) == cupel_flow_stress_at(&flows[i], 0));
        assert_true(isnan(cupel_flow_stress_at(&flows[i], NAN)));
        assert_true(isnan(cupel_flow_stress_slope(&flows[i], NAN)));
    }
}

static void refused(cupel_flow_stress flow, const char *name)
{
    cupel_error error = {0};
    assert_int_equal(cupel_flow_stress_check(&flow, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, name));
}

static void check_names_the_parameter_at_fault(void **state)
{
    (void)state;
    cupel_flow_stress flow;
    flow = constant(), flow.yield_stress = NAN, refused(flow, "yield_stress");
    flow = constant(), flow.yield_stress = -1, refused(flow, "yield_stress");
    flow = constant(), flow.rate_factor = 0, refused(flow, "rate_factor");
    flow = voce(), flow.saturation_stress = 50e6, refused(flow, "saturation_stress");
    flow = voce(), flow.rate_constant = NAN, refused(flow, "rate_constant");
    flow = swift(), flow.strain_offset = 0, refused(flow, "strain_offset");
    flow = swift(), flow.exponent = INFINITY, refused(flow, "exponent");
    flow = ludwik(), flow.exponent = 0, refused(flow, "exponent");
    flow = hockett_sherby(), flow.coefficient = -2, refused(flow, "coefficient");
    flow = constant(), flow.law = 17, refused(flow, "law 17");
}

/* Oxygen-free copper, Johnson and Cook (1983): strain 0.17 at 170/s and 1 at 100/s; 75 and 150 degC. */
static cupel_flow_stress johnson_cook(void)
{
    cupel_flow_stress flow = ludwik();
    flow.rate_sensitivity = 0.025, flow.reference_rate = 1;
    flow.thermal_exponent = 1.09, flow.reference_temperature = 298.15, flow.melting_temperature = 1356;
    return flow;
}

static void rate_and_temperature_factors_are_those_of_johnson_and_cook(void **state)
{
    (void)state;
    const cupel_flow_stress flow = johnson_cook();
    assert_int_equal(cupel_flow_stress_check(&flow, NULL), CUPEL_OK);
    assert_near(cupel_flow_stress_rate_factor(&flow, 170) * cupel_flow_stress_at(&flow, 0.17), 291.8e6,
                0.05e6);
    assert_near(cupel_flow_stress_rate_factor(&flow, 100) * cupel_flow_stress_at(&flow, 1), 426.0e6, 0.05e6);
    assert_near(cupel_flow_stress_thermal_factor(&flow, 348.15), 0.964, 5e-4);
    assert_near(cupel_flow_stress_thermal_factor(&flow, 423.15), 0.9025, 5e-5);
    /* one side of each is flat, and they end at melting */
    assert_true(cupel_flow_stress_rate_factor(&flow, 0.5) == 1 &&
                cupel_flow_stress_rate_factor(&flow, 0) == 1);
    assert_true(cupel_flow_stress_thermal_factor(&flow, 200) == 1);
    assert_true(cupel_flow_stress_thermal_factor(&flow, 298.15) == 1);
    assert_true(cupel_flow_stress_thermal_factor(&flow, 1356) == 0);
    assert_true(cupel_flow_stress_thermal_factor(&flow, 2000) == 0);
    assert_true(isnan(cupel_flow_stress_thermal_factor(&flow, NAN)));
    const cupel_flow_stress plain = constant(); /* knows of neither */
    assert_true(cupel_flow_stress_rate_factor(&plain, 1e4) == 1);
    assert_true(cupel_flow_stress_thermal_factor(&plain, 1000) == 1);
}

static void check_names_what_the_factors_lack(void **state)
{
    (void)state;
    cupel_flow_stress flow;
    flow = johnson_cook(), flow.reference_rate = 0, refused(flow, "reference_rate");
    flow = johnson_cook(), flow.rate_sensitivity = -0.1, refused(flow, "rate_sensitivity");
    flow = johnson_cook(), flow.melting_temperature = NAN, refused(flow, "melting_temperature");
    flow = johnson_cook(), flow.melting_temperature = 290, refused(flow, "melting_temperature");
    flow = johnson_cook(), flow.thermal_exponent = -1, refused(flow, "thermal_exponent");
}

static void check_accepts_every_law(void **state)
{
    (void)state;
    const cupel_flow_stress flows[] = {constant(), voce(), swift(), ludwik(), hockett_sherby()};
    for (size_t i = 0; i < 5; i++) assert_int_equal(cupel_flow_stress_check(&flows[i], NULL), CUPEL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laws_give_values_worked_out_by_hand),
        cmocka_unit_test(slope_is_the_derivative),
        cmocka_unit_test(slope_is_infinite_at_zero_for_fractional_powers),
        cmocka_unit_test(negative_strain_counts_as_zero_and_nan_stays_nan),
        cmocka_unit_test(check_names_the_parameter_at_fault),
        cmocka_unit_test(check_accepts_every_law),
        cmocka_unit_test(rate_and_temperature_factors_are_those_of_johnson_and_cook),
        cmocka_unit_test(check_names_what_the_factors_lack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
