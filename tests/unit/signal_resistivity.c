/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "cupel/resistivity.h"
#include "near.h"
#include "testdata/inputs.h"

static const double pi = 3.14159265358979323846;

static void iacs_and_skin_depth_are_the_defined_ones(void **state)
{
    (void)state;
    assert_relative(cupel_iacs_from_conductivity(1 / 1.724138e-8), 100.000, 1e-6);
    assert_relative(cupel_skin_depth(1 / 58e6, 10e9), 0.66085e-6, 1e-4);
    assert_relative(cupel_skin_depth(1 / 58e6, 60e3), 0.27e-3, 0.01);
}

static void the_temperature_coefficient_follows_the_conductivity(void **state)
{
    (void)state;
    /* alpha_20 = 0.00393 IACS/100 at the conductivity that comes out of the same equation */
    const double rho20 = 1 / (0.652 * 58e6), alpha = 0.00393 * 0.652, t = 303.15;
    assert_relative(alpha, 0.002562, 0.005);
    const double found =
        cupel_resistivity_at_20(rho20 * (1 + alpha * (t - 293.15)), t, CUPEL_COPPER_RESISTIVITY_SLOPE);
    assert_relative(found, rho20, 1e-14);
    assert_relative(CUPEL_COPPER_RESISTIVITY_SLOPE / found, alpha, 1e-14);
}

static void van_der_pauw_solves_its_equation(void **state)
{
    (void)state;
    assert_relative(cupel_resistivity_van_der_pauw(1, 1, 1), 4.53236, 1e-5);
    const double sizes[][2] = {{1, 1.3}, {2e-6, 3e-9}, {1, 1000}, {5e3, 4e3}};
    for (size_t i = 0; i < 4; i++) {
        const double t = 2e-5, rho = cupel_resistivity_van_der_pauw(sizes[i][0], sizes[i][1], t);
        assert_near(exp(-pi * t * sizes[i][0] / rho) + exp(-pi * t * sizes[i][1] / rho), 1, 1e-12);
        assert_relative(cupel_resistivity_van_der_pauw(sizes[i][1], sizes[i][0], t), rho, 1e-12);
    }
    assert_true(isnan(cupel_resistivity_van_der_pauw(1, -1, 1)));
    assert_true(isnan(cupel_resistivity_van_der_pauw(1, 1, 0)));
}

static double in_line(double t, double w, double l)
{
    const cupel_in_line p = {1, 1e-3, t, w, l, 0};
    return cupel_resistivity_in_line(&p);
}

static void four_probes_in_line_have_their_limits(void **state)
{
    (void)state;
    const double s = 1e-3;
    assert_relative(in_line(1e-5, INFINITY, INFINITY), pi / log(2) * 1e-5, 2e-5); /* t/s = 0.01 */
    assert_relative(in_line(INFINITY, INFINITY, INFINITY), 2 * pi * s, 1e-12);
    assert_relative(in_line(1, INFINITY, INFINITY), 2 * pi * s, 2e-3);
    /* a strip much narrower than the distance of the probes is a wire: R = rho s/(w t) */
    assert_relative(in_line(1e-6, 1e-4, INFINITY), 1e-4 * 1e-6 / s, 1e-6);
    /* and of no end that matters */
    assert_relative(in_line(1e-6, 1e-4, 5e-3), 1e-4 * 1e-6 / s, 1e-6);
    /* far edges do not count */
    assert_relative(in_line(1e-5, 1, 1), pi / log(2) * 1e-5, 1e-4);
    assert_relative(in_line(1e-5, 5e-3, 1), in_line(1e-5, 5e-3, INFINITY), 1e-9);
    assert_relative(in_line(1e-5, INFINITY, 6e-3), in_line(1e-5, 0.1, 6e-3), 1e-2);
    assert_true(isnan(in_line(1e-5, 1, 3e-3)));
    /* a disc that just holds the probes lies between the strips of its width and of half of that */
    const cupel_in_line disc = {1, s, 1e-6, INFINITY, INFINITY, 5e-3};
    assert_in_range((int)(1e12 * cupel_resistivity_in_line(&disc)),
                    (int)(1e12 * in_line(1e-6, 2.5e-3, INFINITY)),
                    (int)(1e12 * in_line(1e-6, 5e-3, INFINITY)));
    const cupel_in_line large = {1, s, 1e-6, INFINITY, INFINITY, 1};
    assert_relative(cupel_resistivity_in_line(&large), in_line(1e-6, INFINITY, INFINITY), 1e-5);
}

/* Potential of a source in a square of side l by the sum over its cosine modes: nothing of the images. */
static double modes(double x, double x0, double w, double l)
{
    double sum = -fabs(x - x0) * 0;     /* the mode without variation across w is summed with the others */
    for (int k = 0; k < 4000; k += 2) { /* y = y0 = w/2: odd ones vanish */
        const double weight = (k ? 2 : 1) / w, q = k * pi / w;
        const double a = fmin(x, x0) + l / 2, b = l / 2 - fmax(x, x0);
        if (k == 0)
            sum += weight * (-0.5 * fabs(x - x0) + 0.5 * (x * x + x0 * x0) / l);
        else if (q * l < 300)
            sum += weight * cosh(q * a) * cosh(q * b) / (q * sinh(q * l));
        else
            sum += weight * exp(-q * fabs(x - x0)) / (2 * q) * (1 + exp(-2 * q * a)) * (1 + exp(-2 * q * b));
    }
    return sum;
}

static void a_rectangle_agrees_with_a_sum_over_modes(void **state)
{
    (void)state;
    const double s = 1e-3, w = 6e-3, l = 5e-3;
    const double u = modes(-0.5 * s, -1.5 * s, w, l) - modes(-0.5 * s, 1.5 * s, w, l) -
                     modes(0.5 * s, -1.5 * s, w, l) + modes(0.5 * s, 1.5 * s, w, l);
    /* u: voltage for unit current and unit sheet resistance; so rho = t for a resistance of u */
    const cupel_in_line p = {u, s, 1e-6, w, l, 0};
    assert_relative(cupel_resistivity_in_line(&p), 1e-6, 1e-5);
}

static void reversed_currents_take_the_emf_out(void **state)
{
    (void)state;
    const double current[] = {1, -1, 1, -1},
                 voltage[] = {1e-4 + 3e-6, -1e-4 + 3e-6, 1e-4 + 3e-6, -1e-4 + 3e-6};
    cupel_resistance r;
    assert_int_equal(cupel_resistance_fit(voltage, current, 4, &r, NULL), CUPEL_OK);
    assert_relative(r.resistance, 1e-4, 1e-12);
    assert_relative(r.emf, 3e-6, 1e-10);
    assert_true(r.reversed && isnan(r.heating));
    assert_int_equal(cupel_resistance_fit(voltage, current, 1, &r, NULL), CUPEL_OK);
    assert_relative(r.resistance, 1.03e-4, 1e-12);
    assert_true(isnan(r.emf) && !r.reversed && isnan(r.uncertainty));
    const double none[] = {0, 0};
    r.resistance = 5;
    assert_int_equal(cupel_resistance_fit(voltage, none, 2, &r, NULL), CUPEL_EINVAL);
    assert_true(r.resistance == 5);
}

static void heating_is_told_from_noise(void **state)
{
    (void)state;
    size_t inside = 0, alarms = 0;
    for (size_t seed = 0; seed < 300; seed++) {
        double current[40], voltage[40];
        cupel_stream stream = cupel_stream_of(11, seed);
        for (int i = 0; i < 40; i++) {
            current[i] = 0.1 * (1 + i / 2 % 10) * (i % 2 ? -1 : 1);
            voltage[i] = 2e-3 * current[i] + 1e-6 + 1e-6 * cupel_stream_normal(&stream);
        }
        cupel_resistance r;
        assert_int_equal(cupel_resistance_fit(voltage, current, 40, &r, NULL), CUPEL_OK);
        alarms += r.heating != 0;
        inside += fabs(r.resistance - 2e-3) <= 2 * r.uncertainty;
    }
    assert_in_range(inside, 270, 297);
    assert_in_range(alarms, 0, 6); /* 3 sigma: 0.3 % */
    double current[40], voltage[40];
    cupel_stream stream = cupel_stream_of(12, 0);
    for (int i = 0; i < 40; i++) {
        current[i] = 0.1 * (1 + i / 2 % 10) * (i % 2 ? -1 : 1);
        voltage[i] =
            2e-3 * current[i] * (1 + 0.02 * current[i] * current[i]) + 1e-6 * cupel_stream_normal(&stream);
    }
    cupel_resistance r;
    assert_int_equal(cupel_resistance_fit(voltage, current, 40, &r, NULL), CUPEL_OK);
    assert_near(r.heating, 0.02, 3 * r.heating_uncertainty);
    assert_near(r.resistance, 2e-3, 3 * r.uncertainty);
    assert_true(r.heating_uncertainty < 0.004);
}

static void the_line_over_temperature_finds_the_coefficient(void **state)
{
    (void)state;
    size_t inside = 0;
    for (size_t seed = 0; seed < 300; seed++) {
        double current[60], voltage[60], temperature[60];
        cupel_stream stream = cupel_stream_of(13, seed);
        for (int i = 0; i < 60; i++) {
            temperature[i] = 293.15 + i;
            current[i] = i % 2 ? -0.5 : 0.5;
            voltage[i] = current[i] * 1e-3 * (1 + 0.00393 * i) + 2e-6 + 2e-7 * cupel_stream_normal(&stream);
        }
        cupel_resistance_line line;
        assert_int_equal(
            cupel_resistance_over_temperature(voltage, current, temperature, 60, 293.15, &line, NULL),
            CUPEL_OK);
        inside += fabs(line.coefficient - 0.00393) <= 2 * line.coefficient_uncertainty;
        assert_relative(line.resistance, 1e-3, 1e-3);
    }
    assert_in_range(inside, 270, 298);
    const double r[] = {1, 1.1, 1.2}, t[] = {300, 310, 320}, same[] = {300, 300, 300};
    cupel_resistance_line line;
    assert_int_equal(cupel_resistance_over_temperature(r, NULL, t, 3, 300, &line, NULL), CUPEL_OK);
    assert_relative(line.coefficient, 0.01, 1e-12);
    assert_int_equal(cupel_resistance_over_temperature(r, NULL, same, 3, 300, &line, NULL), CUPEL_EINVAL);
    assert_int_equal(cupel_resistance_over_temperature(r, NULL, t, 2, 300, &line, NULL), CUPEL_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iacs_and_skin_depth_are_the_defined_ones),
        cmocka_unit_test(the_temperature_coefficient_follows_the_conductivity),
        cmocka_unit_test(van_der_pauw_solves_its_equation),
        cmocka_unit_test(four_probes_in_line_have_their_limits),
        cmocka_unit_test(a_rectangle_agrees_with_a_sum_over_modes),
        cmocka_unit_test(reversed_currents_take_the_emf_out),
        cmocka_unit_test(heating_is_told_from_noise),
        cmocka_unit_test(the_line_over_temperature_finds_the_coefficient),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
