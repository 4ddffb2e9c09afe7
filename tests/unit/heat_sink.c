/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/heat.h"

/* Expected figures with 10 digits come from a separate evaluation of NC-1 and FC-1 in another language, with
 * bisection for the roots; the tolerance is the digits given. */

static void near(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.15g differs from %.15g by %.3g relative", value, expected, fabs(value / expected - 1));
}

static const cupel_heat_sink sink_a = {.base_length = 0.1,
                                       .base_width = 0.1,
                                       .base_thickness = 0.005,
                                       .fin_height = 0.03,
                                       .fin_thickness = 0.0015,
                                       .fin_count = 10,
                                       .conductivity = 201,
                                       .emissivity = 0.85};
static const cupel_heat_sink sink_c = {.base_length = 0.08,
                                       .base_width = 0.06,
                                       .base_thickness = 0.004,
                                       .fin_height = 0.04,
                                       .fin_thickness = 0.0008,
                                       .fin_count = 20,
                                       .conductivity = 209,
                                       .emissivity = 0.1};
static const cupel_ambient room = {.temperature = 298.15, .pressure = 101325};

static void natural_sink_matches_the_separate_evaluation(void **state)
{
    (void)state;
    cupel_sink_natural at;
    assert_int_equal(cupel_sink_natural_at(&sink_a, &room, 348.15, &at, NULL), CUPEL_OK);
    near(at.heat_flow, 30.6316658038, 1e-11);
    near(at.film_coefficient, 6.90491038585, 1e-11);
    near(at.radiation_coefficient, 1.61350371722, 1e-11);
    near(at.outer_film_coefficient, 12.8885565587, 1e-11);
    near(at.fin_efficiency, 0.982562322711, 1e-11);
    near(at.elenbaas_number, 263.193963406, 1e-11);
}

static void natural_sink_finds_the_temperature_for_a_power(void **state)
{
    (void)state;
    cupel_sink_natural at;
    assert_int_equal(cupel_sink_natural_solve(&sink_a, &room, 20, &at, NULL), CUPEL_OK);
    near(at.base_temperature, 333.596664983, 1e-11);
    near(at.heat_flow, 20, 1e-9);
    /* other sink, thin air, low emissivity is not special */
    const cupel_heat_sink b = {.base_length = 0.15,
                               .base_width = 0.12,
                               .base_thickness = 0.004,
                               .fin_height = 0.025,
                               .fin_thickness = 0.001,
                               .fin_count = 16,
                               .conductivity = 167,
                               .emissivity = 0.8};
    assert_int_equal(cupel_sink_natural_solve(&b, &(cupel_ambient){308.15, 80e3}, 15, &at, NULL), CUPEL_OK);
    near(at.base_temperature, 335.032489816, 1e-11);
}

static void natural_heat_balance_closes_part_by_part(void **state)
{
    (void)state;
    cupel_sink_natural with, without;
    cupel_heat_sink bare = sink_a;
    bare.emissivity = 0;
    assert_int_equal(cupel_sink_natural_at(&sink_a, &room, 348.15, &with, NULL), CUPEL_OK);
    assert_int_equal(cupel_sink_natural_at(&bare, &room, 348.15, &without, NULL), CUPEL_OK);
    assert_true(without.radiated_heat_flow == 0);
    /* the convective part is the same but for the fin efficiency, which falls by less than 2 % */
    near(with.heat_flow - with.radiated_heat_flow, without.heat_flow, 0.01);
    /* a black sink radiates no more than its envelope seen as a black body */
    cupel_heat_sink black = sink_a;
    black.emissivity = 1;
    assert_int_equal(cupel_sink_natural_at(&black, &room, 348.15, &with, NULL), CUPEL_OK);
    const double envelope = 0.1 * 0.1 + 2 * 0.1 * 0.035 + 2 * 0.1 * 0.03;
    assert_true(with.radiated_heat_flow < 5.670374419e-8 * (pow(348.15, 4) - pow(298.15, 4)) * envelope);
}

static void natural_heat_flow_rises_with_temperature(void **state)
{
    (void)state;
    double before = 0;
    for (int i = 1; i <= 300; i++) {
        cupel_sink_natural at;
        assert_int_equal(cupel_sink_natural_at(&sink_a, &room, 298.15 + i, &at, NULL), CUPEL_OK);
        assert_true(at.heat_flow > before);
        before = at.heat_flow;
    }
}

static void power_beyond_the_air_table_is_an_honest_failure(void **state)
{
    (void)state;
    cupel_sink_natural at = {.heat_flow = -1};
    cupel_error error = {0};
    assert_int_equal(cupel_sink_natural_solve(&sink_a, &room, 1e5, &at, &error), CUPEL_EFAILED);
    assert_non_null(strstr(error.text, "too much"));
    assert_true(at.heat_flow == -1);
    assert_int_equal(cupel_sink_natural_solve(&sink_a, &room, NAN, &at, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_sink_natural_at(&sink_a, &room, 298.15, &at, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_sink_natural_at(&sink_a, &room, 800, &at, &error), CUPEL_EINVAL);
}

static void forced_sink_matches_the_separate_evaluation(void **state)
{
    (void)state;
    cupel_sink_forced at;
    assert_int_equal(cupel_sink_forced_at(&sink_c, &room, 4, &at, NULL), CUPEL_OK);
    near(at.thermal_resistance, 0.268764393523, 1e-11);
    near(at.film_coefficient, 36.2050798510, 1e-11);
    near(at.fin_efficiency, 0.816185871875, 1e-11);
    near(at.pressure_drop, 25.4087555462, 1e-11);
    near(at.reynolds_number, 1123.88419446, 1e-11);
    near(at.flow_rate, 0.00704, 1e-12);
    near(at.heat_capacity_rate, 8.38734252737, 1e-11);
    assert_int_equal(cupel_sink_forced_at(&sink_c, &(cupel_ambient){313.15, 70e3}, 4, &at, NULL), CUPEL_OK);
    near(at.thermal_resistance, 0.315783742996, 1e-11);
    near(at.pressure_drop, 22.3319520992, 1e-11);
}

static void more_air_cools_better_and_costs_more_pressure(void **state)
{
    (void)state;
    double resistance = INFINITY, drop = 0;
    for (double velocity = 0.01; velocity < 50; velocity *= 1.2) {
        cupel_sink_forced at;
        assert_int_equal(cupel_sink_forced_at(&sink_c, &room, velocity, &at, NULL), CUPEL_OK);
        assert_true(at.thermal_resistance < resistance && at.pressure_drop > drop);
        resistance = at.thermal_resistance;
        drop = at.pressure_drop;
    }
}

static void highly_conducting_fins_are_wholly_effective(void **state)
{
    (void)state;
    cupel_heat_sink ideal = sink_c;
    ideal.conductivity = 1e9;
    cupel_sink_forced at;
    assert_int_equal(cupel_sink_forced_at(&ideal, &room, 4, &at, NULL), CUPEL_OK);
    near(at.fin_efficiency, 1, 1e-6);
    const double s = cupel_sink_spacing(&ideal);
    near(at.thermal_resistance, 1 / (at.film_coefficient * 19 * (s * 0.08 + 2 * 0.04 * 0.08)), 1e-6);
}

static void slow_air_leaves_as_hot_as_the_plates(void **state)
{
    (void)state;
    /* Re* -> 0: Nu -> Re* Pr/2, two plates heat the air through: h 2 H L per channel = rho c_p U s H */
    cupel_heat_sink ideal = sink_c;
    ideal.conductivity = 1e12;
    cupel_sink_forced at;
    assert_int_equal(cupel_sink_forced_at(&ideal, &room, 1e-4, &at, NULL), CUPEL_OK);
    near(at.film_coefficient * 19 * 2 * 0.04 * 0.08, at.heat_capacity_rate, 1e-6);
}

static void sinks_that_cannot_be_built_are_refused_by_name(void **state)
{
    (void)state;
    cupel_error error = {0};
    cupel_heat_sink bad = sink_a;
    bad.fin_count = 80;
    assert_int_equal(cupel_sink_check(&bad, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "do not fit"));
    bad = sink_a;
    bad.fin_count = 1;
    assert_int_equal(cupel_sink_check(&bad, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "fin_count"));
    bad = sink_a;
    bad.fin_height = NAN;
    assert_int_equal(cupel_sink_check(&bad, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "fin_height"));
    bad = sink_a;
    bad.emissivity = 1.1;
    assert_int_equal(cupel_sink_check(&bad, &error), CUPEL_EINVAL);
}

static void fan_point_lies_on_both_curves(void **state)
{
    (void)state;
    static const double v[] = {0, 0.012}, p[] = {60, 0};
    cupel_fan_point point;
    assert_int_equal(cupel_sink_fan_point(&sink_c, &room, &(cupel_fan){2, v, p}, 0, &point, NULL), CUPEL_OK);
    near(point.flow_rate, 0.006979467634279, 1e-11);
    near(point.pressure, 25.1026618286, 1e-10);
    assert_false(point.rising);
    assert_int_equal(point.crossings, 1);
    cupel_sink_forced at;
    const double area = 19 * cupel_sink_spacing(&sink_c) * sink_c.fin_height;
    assert_int_equal(cupel_sink_forced_at(&sink_c, &room, point.flow_rate / area, &at, NULL), CUPEL_OK);
    near(at.pressure_drop, point.pressure, 1e-9);
}

static void fan_in_its_stall_dip_is_flagged(void **state)
{
    (void)state;
    /* the sink takes about 25 Pa at 0.007 m^3/s; this fan rises through that */
    static const double v[] = {0, 0.006, 0.008, 0.012}, p[] = {30, 23, 29, 0};
    cupel_fan_point point;
    assert_int_equal(cupel_sink_fan_point(&sink_c, &room, &(cupel_fan){4, v, p}, 0, &point, NULL), CUPEL_OK);
    assert_true(point.rising);
    static const double dip[] = {30, 10, 45, 0}; /* crosses down, up, and down again */
    assert_int_equal(cupel_sink_fan_point(&sink_c, &room, &(cupel_fan){4, v, dip}, 0, &point, NULL),
                     CUPEL_OK);
    assert_int_equal(point.crossings, 3);
    assert_true(point.flow_rate > 0.008);
}

static void fan_without_a_crossing_is_an_honest_failure(void **state)
{
    (void)state;
    static const double v[] = {0.002, 0.004}, strong[] = {500, 400}, weak[] = {1, 0};
    cupel_fan_point point = {.flow_rate = -1};
    cupel_error error = {0};
    assert_int_equal(cupel_sink_fan_point(&sink_c, &room, &(cupel_fan){2, v, strong}, 0, &point, &error),
                     CUPEL_EFAILED);
    assert_non_null(strstr(error.text, "carry the curve on"));
    assert_int_equal(cupel_sink_fan_point(&sink_c, &room, &(cupel_fan){2, v, weak}, 0, &point, &error),
                     CUPEL_EFAILED);
    assert_non_null(strstr(error.text, "stronger fan"));
    static const double falling[] = {0.004, 0.002};
    assert_int_equal(cupel_sink_fan_point(&sink_c, &room, &(cupel_fan){2, falling, weak}, 0, &point, &error),
                     CUPEL_EINVAL);
    assert_true(point.flow_rate == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(natural_sink_matches_the_separate_evaluation),
        cmocka_unit_test(natural_sink_finds_the_temperature_for_a_power),
        cmocka_unit_test(natural_heat_balance_closes_part_by_part),
        cmocka_unit_test(natural_heat_flow_rises_with_temperature),
        cmocka_unit_test(power_beyond_the_air_table_is_an_honest_failure),
        cmocka_unit_test(forced_sink_matches_the_separate_evaluation),
        cmocka_unit_test(more_air_cools_better_and_costs_more_pressure),
        cmocka_unit_test(highly_conducting_fins_are_wholly_effective),
        cmocka_unit_test(slow_air_leaves_as_hot_as_the_plates),
        cmocka_unit_test(sinks_that_cannot_be_built_are_refused_by_name),
        cmocka_unit_test(fan_point_lies_on_both_curves),
        cmocka_unit_test(fan_in_its_stall_dip_is_flagged),
        cmocka_unit_test(fan_without_a_crossing_is_an_honest_failure),
    };
    return cmocka_run_group_tests_name("heat_sink", tests, NULL, NULL);
}
