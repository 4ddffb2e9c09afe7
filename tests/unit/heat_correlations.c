/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cupel/heat.h"

/* cmocka compares in single precision: the deviation is taken in double here. */
static void near(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.15g differs from %.15g by %.3g relative", value, expected, fabs(value / expected - 1));
}

static void fin_efficiency_matches_the_hand_calculation(void **state)
{
    (void)state;
    const cupel_fin fin = {.height = 0.03, .thickness = 0.0015, .conductivity = 201, .film_coefficient = 50};
    near(cupel_fin_efficiency(&fin), 0.9070974, 1e-7); /* closed form, 7 digits given */
    near(cupel_fin_efficiency_exact_tip(&fin), 0.9070986, 1e-7);
}

static void fin_efficiency_tends_to_one_without_cooling(void **state)
{
    (void)state;
    const cupel_fin fin = {.height = 0.03, .thickness = 0.0015, .conductivity = 201, .film_coefficient = 0};
    assert_true(cupel_fin_efficiency(&fin) == 1);
    assert_true(cupel_fin_efficiency_exact_tip(&fin) == 1);
}

static void long_fin_gives_off_what_an_infinite_one_does(void **state)
{
    (void)state;
    /* q of an infinite fin, per width: sqrt(2 h k t) theta */
    const cupel_fin fin = {.height = 1, .thickness = 1e-4, .conductivity = 50, .film_coefficient = 100};
    const double infinite = sqrt(2 * 100 * 50 * 1e-4);
    near(cupel_fin_efficiency(&fin) * 100 * (2 * 1 + 1e-4), infinite, 1e-12);
    near(cupel_fin_efficiency_exact_tip(&fin) * 100 * (2 * 1 + 1e-4), infinite, 1e-12);
}

static void churchill_chu_reproduces_its_check_value(void **state)
{
    (void)state;
    near(cupel_nusselt_vertical_plate(2.63e9 * 0.69, 0.69), 147.16, 1e-4); /* Gr 2.63e9, Pr 0.69 */
}

static void laminar_churchill_chu_starts_from_conduction(void **state)
{
    (void)state;
    near(cupel_nusselt_vertical_plate_laminar(0, 0.7), 0.68, 1e-15);
    /* hand: 0.68 + 0.670 * 1000^(1/2) / 1.30073 for Ra = 1e6, Pr = 0.71: (0.492/0.71)^(9/16) = 0.81358 */
    near(cupel_nusselt_vertical_plate_laminar(1e6, 0.71), 0.68 + 0.670 * 31.6227766 / pow(1.813582, 4. / 9),
         1e-5);
}

static void channel_has_its_two_limits(void **state)
{
    (void)state;
    near(cupel_nusselt_channel_bar_cohen(1e-6), 1e-6 / 24, 1e-6); /* fully developed: El/24 */
    near(cupel_nusselt_channel_elenbaas(1e-6), 1e-6 / 24, 1e-6);
    near(cupel_nusselt_channel_bar_cohen(1e12), pow(1e12, 0.25) / sqrt(2.873), 1e-6); /* single plate */
}

static void bar_cohen_optimum_spacing_is_where_theory_puts_it(void **state)
{
    (void)state;
    /* Of thin plates the total is Nu_b/b^2 per unit P = El/b^4 = 1: scan b for the largest. */
    double best = 0, best_b = 0;
    for (int i = 0; i <= 40000; i++) {
        const double b = 2 + i * 5e-5;
        const double total = cupel_nusselt_channel_bar_cohen(b * b * b * b) / (b * b);
        if (total > best) {
            best = total;
            best_b = b;
        }
    }
    near(best_b, 2.7155, 1e-4);
    near(pow(best_b, 4), 54.38, 3e-4);
    near(cupel_nusselt_channel_bar_cohen(pow(best_b, 4)), 1.308, 3e-4);
}

static void teertstra_reproduces_its_check_values(void **state)
{
    (void)state;
    static const double re[] = {0.5, 1, 10, 100, 1000};
    static const double nu[] = {0.17721, 0.35250, 2.42103, 6.90375, 19.7826};
    for (int i = 0; i < 5; i++) near(cupel_nusselt_channel_forced(re[i], 0.71), nu[i], 1e-5 / 0.1772);
}

static void shah_london_polynomials_reproduce_square_and_one_to_four(void **state)
{
    (void)state;
    near(cupel_friction_duct(1), 14.230, 1e-4);
    near(cupel_nusselt_duct_isothermal(1), 2.979, 2e-4);
    near(cupel_nusselt_duct_isoflux(1), 3.610, 2e-4);
    near(cupel_friction_duct(0.25), 18.234, 1e-4);
    near(cupel_nusselt_duct_isothermal(0.25), 4.435, 2e-4);
    near(cupel_nusselt_duct_isoflux(0.25), 5.333, 2e-4);
    near(cupel_friction_duct(0), 24, 1e-15); /* parallel plates: exact */
}

static void developing_friction_has_its_two_limits(void **state)
{
    (void)state;
    near(cupel_friction_duct_developing(0.5, 1e-9), 3.44 / sqrt(1e-9), 1e-3); /* flat-plate entrance */
    /* developed, square duct: f Re on D_h = sqrt(A) is the same number, 14.23 (the closed form is 14.13) */
    near(cupel_friction_duct_developing(1, 1e9), 14.2271, 1e-2);
}

static void gnielinski_reproduces_its_check_values(void **state)
{
    (void)state;
    near(cupel_nusselt_gnielinski(1e4, 0.71), 30.03, 2e-4);
    near(cupel_nusselt_gnielinski(1e4, 6), 74.98, 1e-4);
    near(cupel_nusselt_gnielinski(1e5, 0.71), 180.24, 1e-4);
    near(cupel_nusselt_gnielinski(1e5, 6), 559.80, 1e-4);
}

static void duct_nusselt_is_continuous_from_laminar_to_turbulent(void **state)
{
    (void)state;
    const double entrance = 1 + pow(0.1, 2. / 3);
    near(cupel_nusselt_duct(2300, 0.71, 4, 0.1), 4, 1e-15);
    near(cupel_nusselt_duct(2300.001, 0.71, 4, 0.1), 4, 1e-5);
    near(cupel_nusselt_duct(4000, 0.71, 4, 0.1), cupel_nusselt_gnielinski(4000, 0.71) * entrance, 1e-14);
    near(cupel_nusselt_duct(3150, 0.71, 4, 0.1), 0.5 * (4 + cupel_nusselt_gnielinski(4000, 0.71) * entrance),
         1e-14);
}

/* Graetz's series for the pipe of one wall temperature, five terms (eigenvalues and constants as Shah and
 * London have them): theta = 8 sum G/l^2 exp(-2 l^2 X), Nu = -ln(theta)/(4 X). */
static double graetz(double x_star)
{
    static const double l[] = {2.70436, 6.67903, 10.67338, 14.67108, 18.66987};
    static const double g[] = {0.74877, 0.54383, 0.46286, 0.41542, 0.38292};
    double theta = 0;
    for (int n = 0; n < 5; n++) theta += 8 * g[n] / (l[n] * l[n]) * exp(-2 * l[n] * l[n] * x_star);
    return -log(theta) / (4 * x_star);
}

static void thermal_entry_follows_graetz_and_leveque(void **state)
{
    (void)state;
    near(graetz(0.1), 4.156, 1e-3);
    static const double places[] = {0.01, 0.02, 0.05, 0.1, 0.5};
    for (int i = 0; i < 5; i++)
        near(cupel_nusselt_entry_isothermal(3.657, places[i]), graetz(places[i]),
             0.05); /* Hausen's own scatter */
    near(cupel_nusselt_entry_isothermal(2.979, 1e9), 2.979, 1e-9);
    near(cupel_nusselt_entry_isoflux(4.364, 1e-6), 195.3, 5e-3); /* 1.953 X^(-1/3), Leveque */
    near(cupel_nusselt_entry_isoflux(4.364, 0.001), 19.53, 0.04);
    /* x Nu(x) rises, so that a stretch behind another has a film of its own */
    double isothermal = 0, isoflux = 0;
    for (double x = 1e-6; x < 10; x *= 1.1) {
        assert_true(x * cupel_nusselt_entry_isothermal(3.66, x) > isothermal);
        assert_true(x * cupel_nusselt_entry_isoflux(4.364, x) > isoflux);
        isothermal = x * cupel_nusselt_entry_isothermal(3.66, x);
        isoflux = x * cupel_nusselt_entry_isoflux(4.364, x);
    }
}

static void friction_has_its_limits(void **state)
{
    (void)state;
    near(cupel_friction_apparent(16, 0), 16, 1e-15);
    near(cupel_friction_apparent(16, 1e8), 3.44e4, 1e-6);
    near(cupel_friction_filonenko(1e5), 0.01799,
         1e-3); /* (0.79 ln 1e5 - 1.64)^-2; the Moody chart has 0.0180 */
}

static void air_meets_the_table_and_the_gas_law(void **state)
{
    (void)state;
    cupel_air air;
    assert_int_equal(cupel_air_at(300, 101325, &air, NULL), CUPEL_OK);
    near(air.density, 1.1770, 4e-4); /* table value; the ideal gas is 0.03 % off */
    near(air.viscosity, 1.8537e-5, 1e-12);
    near(cupel_air_prandtl(&air), 0.7071, 2e-4);
    assert_int_equal(cupel_air_at(318.15, 50662.5, &air, NULL), CUPEL_OK); /* half way between two entries */
    near(air.heat_capacity, 1007.15, 1e-12);
    near(air.conductivity, 0.027715, 1e-12);
    near(air.density, 0.5 * 101325 / (287.05 * 318.15), 1e-12);
}

static void air_outside_the_table_is_refused(void **state)
{
    (void)state;
    cupel_air air = {.density = -1};
    cupel_error error = {0};
    assert_int_equal(cupel_air_at(249.9, 101325, &air, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_air_at(500.1, 101325, &air, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_air_at(NAN, 101325, &air, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_air_at(300, 0, &air, &error), CUPEL_EINVAL);
    assert_true(air.density == -1);
}

static void fan_curve_goes_through_its_points_without_overshoot(void **state)
{
    (void)state;
    static const double v[] = {0, 0.002, 0.004, 0.005, 0.008}, p[] = {50, 50, 40, 41, 0};
    const cupel_fan fan = {5, v, p};
    for (int i = 0; i < 5; i++) near(1 + cupel_fan_pressure(&fan, v[i], NULL), 1 + p[i], 1e-14);
    for (int i = 0; i <= 4000; i++) {
        const double x = 0.008 * i / 4000, y = cupel_fan_pressure(&fan, x, NULL);
        const double lo = x < 0.002 ? 50 : x < 0.005 ? 40 : 0, hi = x < 0.004 ? 50 : 41;
        assert_true(y >= lo - 1e-9 && y <= hi + 1e-9);
    }
}

static void fan_curve_is_exact_on_a_line_and_smooth_in_slope(void **state)
{
    (void)state;
    static const double v[] = {0, 0.001, 0.004}, p[] = {40, 30, 0};
    const cupel_fan fan = {3, v, p};
    double slope;
    near(cupel_fan_pressure(&fan, 0.0025, &slope), 15, 1e-12);
    near(slope, -1e4, 1e-12);
    static const double q[] = {40, 36, 0};
    const cupel_fan bent = {3, v, q};
    double below, above;
    cupel_fan_pressure(&bent, 0.001 * (1 - 1e-9), &below);
    cupel_fan_pressure(&bent, 0.001 * (1 + 1e-9), &above);
    near(below, above, 1e-6);
}

static void view_factors_keep_their_limits_and_sums(void **state)
{
    (void)state;
    /* unit cube: 0.199825 to the face across, 0.200044 to each beside (Howell's catalogue); the sum is 1 */
    const double across = cupel_view_factor_parallel(1, 1, 1),
                 beside = cupel_view_factor_perpendicular(1, 1, 1);
    assert_true(fabs(across - 0.199825) < 1e-6);
    assert_true(fabs(across + 4 * beside - 1) < 1e-12);
    /* long channel, crossed strings: sqrt(1 + (s/H)^2) - s/H */
    assert_true(fabs(cupel_view_factor_parallel(1e5, 3, 1) - (sqrt(1 + 1. / 9) - 1. / 3)) < 1e-4);
    /* a long black channel sends out what its open top would; the ends of a short one see each other too */
    const double l = 0.1, gap = 0.01, h = 0.03, wetted = l * (2 * h + gap), open = l * gap + 2 * gap * h;
    assert_true(fabs(cupel_channel_emittance(1e3, gap, h, 1) * (2 * h + gap) / gap - 1) < 1e-4);
    const double share = cupel_channel_emittance(l, gap, h, 1) * wetted / open;
    assert_true(share > 0.8 && share < 1);
    assert_true(cupel_channel_emittance(l, gap, h, 0) == 0);
}

static void pin_banks_give_the_published_formulas(void **state)
{
    (void)state;
    const double pr = pow(0.7, 0.36);
    assert_true(fabs(cupel_nusselt_pins_inline(1e4, 0.7, 20) / (0.27 * pow(1e4, 0.63) * pr) - 1) < 1e-12);
    assert_true(fabs(cupel_nusselt_pins_inline(400, 0.7, 20) / (0.52 * 20 * pr) - 1) < 1e-12);
    assert_true(fabs(cupel_nusselt_pins_staggered(1e4, 0.7, 1, 20) / (0.35 * pow(1e4, 0.6) * pr) - 1) <
                1e-12);
    assert_true(fabs(cupel_nusselt_pins_staggered(1e4, 0.7, 3, 20) / (0.40 * pow(1e4, 0.6) * pr) - 1) <
                1e-12);
    assert_true(fabs(cupel_nusselt_pins_inline(1e4, 0.7, 4) / cupel_nusselt_pins_inline(1e4, 0.7, 20) -
                     0.90) < 1e-12);
    double before = 0;
    for (double re = 1; re < 1e6; re *= 1.02) { /* no step down between the branches */
        const double now = cupel_nusselt_pins_inline(re, 0.7, 8);
        assert_true(now > before && (before == 0 || now < 1.1 * before));
        before = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fin_efficiency_matches_the_hand_calculation),
        cmocka_unit_test(fin_efficiency_tends_to_one_without_cooling),
        cmocka_unit_test(long_fin_gives_off_what_an_infinite_one_does),
        cmocka_unit_test(churchill_chu_reproduces_its_check_value),
        cmocka_unit_test(laminar_churchill_chu_starts_from_conduction),
        cmocka_unit_test(channel_has_its_two_limits),
        cmocka_unit_test(bar_cohen_optimum_spacing_is_where_theory_puts_it),
        cmocka_unit_test(teertstra_reproduces_its_check_values),
        cmocka_unit_test(shah_london_polynomials_reproduce_square_and_one_to_four),
        cmocka_unit_test(developing_friction_has_its_two_limits),
        cmocka_unit_test(gnielinski_reproduces_its_check_values),
        cmocka_unit_test(duct_nusselt_is_continuous_from_laminar_to_turbulent),
        cmocka_unit_test(thermal_entry_follows_graetz_and_leveque),
        cmocka_unit_test(friction_has_its_limits),
        cmocka_unit_test(air_meets_the_table_and_the_gas_law),
        cmocka_unit_test(air_outside_the_table_is_refused),
        cmocka_unit_test(fan_curve_goes_through_its_points_without_overshoot),
        cmocka_unit_test(fan_curve_is_exact_on_a_line_and_smooth_in_slope),
        cmocka_unit_test(view_factors_keep_their_limits_and_sums),
        cmocka_unit_test(pin_banks_give_the_published_formulas),
    };
    return cmocka_run_group_tests_name("heat_correlations", tests, NULL, NULL);
}
