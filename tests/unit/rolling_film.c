/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "rolling/bite.h"
#include "unit/rolling_cases.h"
#include "unit/near.h"

static cupel_rolling_film oil(void)
{
    return (cupel_rolling_film){.boundary_coefficient = 0.1,
                                .viscosity = 0.01,
                                .pressure_viscosity_coefficient = 1.5e-8,
                                .temperature_viscosity_coefficient = 0.035,
                                .reference_temperature = 313.15,
                                .roll_roughness = 0.3e-6,
                                .strip_roughness = 0.4e-6,
                                .limiting_shear_stress = 10e6};
}

/* 5 m/s, 0.01 Pa s, 1.5e-8/Pa, inlet angle 0.01, alpha Y >> 1: h_s = 6 eta alpha u/theta = 0.45 um */
static void inlet_film_is_that_of_wilson_and_walowit(void **state)
{
    (void)state;
    cupel_rolling_film film = oil();
    assert_relative(cupel_film_inlet_thickness(&film, 0.01, 5 + 5, 0.01, 1e10), 0.45e-6, 1e-12);
    /* a soft strip lets the oil in: 1/(1 - exp(-alpha Y)) */
    assert_relative(cupel_film_inlet_thickness(&film, 0.01, 10, 0.01, 1 / 1.5e-8), 0.45e-6 / (1 - exp(-1)),
                    1e-12);
    /* alpha -> 0 gives 6 eta u/(theta Y), without a step */
    film.pressure_viscosity_coefficient = 0;
    const double none = cupel_film_inlet_thickness(&film, 0.01, 10, 0.01, 300e6);
    assert_relative(none, 3 * 0.01 * 10 / (0.01 * 300e6), 1e-14);
    film.pressure_viscosity_coefficient = 1e-16;
    assert_relative(cupel_film_inlet_thickness(&film, 0.01, 10, 0.01, 300e6), none, 1e-7);
}

/* Density (35/32)(1 - s^2)^3 of the heights, by Simpson's rule on 2000 panels: exact to rounding for
 * polynomials of this degree to 1e-12. */
static double density_moment(double from, double to, double z, int power)
{
    enum { PANELS = 2000 };
    double sum = 0;
    for (int i = 0; i <= PANELS; i++) {
        const double s = from + (to - from) * i / PANELS;
        const double f = 35.0 / 32 * pow(1 - s * s, 3) * (power ? z - s : 1);
        sum += (i == 0 || i == PANELS ? 1 : i % 2 ? 4 : 2) * f;
    }
    return sum * (to - from) / (3 * PANELS);
}

static void contact_and_gap_are_integrals_of_the_heights(void **state)
{
    (void)state;
    for (double z = -0.95; z < 1; z += 0.1) {
        assert_near(cupel_film_contact_fraction(z), density_moment(z, 1, 0, 0), 1e-12);
        assert_near(cupel_film_mean_gap(z), 3 * density_moment(-1, z, z, 1), 1e-11);
    }
    assert_true(cupel_film_contact_fraction(-1) == 1 && cupel_film_contact_fraction(1) == 0);
    assert_true(cupel_film_mean_gap(-1) == 0);
    assert_relative(cupel_film_mean_gap(0), 3 * 35.0 / 256, 1e-15);
    assert_relative(cupel_film_mean_gap(1 - 1e-15), 3.0, 1e-14); /* joins the clear film */
    assert_true(cupel_film_mean_gap(2) == 6);
    assert_true(cupel_film_contact_fraction(-7) == 1 && cupel_film_contact_fraction(7) == 0);
}

static void separation_is_the_inverse_of_the_mean_gap(void **state)
{
    (void)state;
    for (double gap = 1e-9; gap < 100; gap *= 1.3) {
        const double z = cupel_film_separation(gap);
        assert_relative(cupel_film_mean_gap(z), gap, gap < 1e-6 ? 1e-9 : 1e-12);
    }
    assert_true(cupel_film_separation(0) == -1);
    assert_true(isnan(cupel_film_separation(NAN)));
}

static void viscosity_follows_barus_and_temperature(void **state)
{
    (void)state;
    const cupel_rolling_film film = oil();
    assert_relative(cupel_film_viscosity(&film, 0, 313.15), 0.01, 1e-15);
    assert_relative(cupel_film_viscosity(&film, 500e6, 313.15), 0.01 * exp(7.5), 1e-14);
    assert_relative(cupel_film_viscosity(&film, 0, 333.15), 0.01 * exp(-0.7), 1e-14);
}

static void roughness_goes_over_from_the_roll_where_they_touch(void **state)
{
    (void)state;
    const cupel_rolling_film film = oil();
    assert_relative(cupel_film_roughness(&film), 0.5e-6, 1e-15);
    assert_relative(cupel_film_exit_roughness(&film, 1), 0.3e-6, 1e-15);
    assert_relative(cupel_film_exit_roughness(&film, 0), 0.4e-6, 1e-15);
    assert_relative(cupel_film_exit_roughness(&film, 0.5), sqrt(0.5 * (0.09 + 0.16)) * 1e-6, 1e-15);
}

/* A bite of even pressure with slip from -0.2 to 0.1, as on a short arc. */
static cupk_bite even_bite(const cupel_rolling_pass *pass)
{
    cupk_bite bite = {.pass = pass, .entry_angle = 0.04, .entry_stress = 400e6};
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        bite.place[i] = (double)i / (CUPK_PLACES - 1);
        bite.position[i] = 5e-3 * bite.place[i];
        bite.pressure[i] = 400e6;
        bite.slip[i] = -0.2 + 0.3 * bite.place[i];
    }
    return bite;
}

static void rough_and_slow_is_boundary_friction(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    pass.roll_speed = 1e-5;
    const cupk_bite bite = even_bite(&pass);
    const cupel_rolling_film film = oil();
    cupk_film out;
    cupk_film_along(&film, &bite, NULL, NULL, NULL, &out);
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        assert_true(out.contact[i] > 0.999);
        assert_relative(out.friction[i], 0.1, 1e-3);
    }
}

/* Far from the neutral point eta V |slip|/h, and no more than the limit; oil is carried through at the
 * strip's speed. */
static void thick_film_shears_the_oil_alone(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    pass.roll_speed = 200;
    const cupk_bite bite = even_bite(&pass);
    cupel_rolling_film film = oil();
    cupk_film out;
    for (int limited = 0; limited < 2; limited++) {
        film.limiting_shear_stress = limited ? 1e6 : 1e12;
        cupk_film_along(&film, &bite, NULL, NULL, NULL, &out);
        assert_relative(out.inlet, 3 * 0.01 * 1.5e-8 * 200 * 1.8 / (0.04 * (1 - exp(-6))), 1e-12);
        for (size_t i = 0; i < CUPK_PLACES; i++) {
            assert_true(out.contact[i] == 0);
            assert_relative(out.thickness[i], out.inlet * 0.8 / (1 + bite.slip[i]), 1e-14);
            const double shear = 0.01 * exp(6) * 200 * fabs(bite.slip[i]) / out.thickness[i];
            if (i == 0 || i + 1 == CUPK_PLACES || fabs(bite.slip[i]) < 0.02)
                continue; /* means over a stretch */
            assert_relative(out.friction[i], fmin(shear, film.limiting_shear_stress) / 400e6, 1e-9);
        }
    }
}

/* At the slip that balances, the film asks for no other speed; a film with half the friction lets the place
 * without friction move so that the force stays. */
static void friction_keeps_the_force_of_the_pass(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    const cupk_bite bite = even_bite(&pass);
    const cupel_rolling_film film = oil();
    cupk_film same, again, moved;
    cupk_film_along(&film, &bite, NULL, NULL, NULL, &same);
    cupk_film_along(&film, &bite, NULL, NULL, same.friction, &again);
    for (size_t i = 0; i < CUPK_PLACES; i++) assert_relative(again.friction[i], same.friction[i], 1e-11);
    double present[CUPK_PLACES];
    for (size_t i = 0; i < CUPK_PLACES; i++) present[i] = 1.2 * same.friction[i];
    cupk_film_along(&film, &bite, NULL, NULL, present, &moved);
    size_t least = 0;
    for (size_t i = 0; i < CUPK_PLACES; i++)
        if (moved.friction[i] < moved.friction[least]) least = i;
    assert_true(bite.slip[least] > 0.005); /* slip was 0 upstream of here: the strip became slower */
}

static void hotter_oil_is_thinner(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    const cupk_bite bite = even_bite(&pass);
    const cupel_rolling_film film = oil();
    const cupel_rolling_heat heat = {.entry_temperature = 333.15};
    cupk_heat warm = {.roll_temperature = 353.15};
    for (size_t i = 0; i < CUPK_PLACES; i++) warm.temperature[i] = warm.roll_surface[i] = 343.15;
    cupk_film cold, hot;
    cupk_film_along(&film, &bite, NULL, NULL, NULL, &cold);
    cupk_film_along(&film, &bite, &heat, &warm, NULL, &hot);
    assert_relative(hot.inlet / cold.inlet, exp(-0.035 * 30), 1e-12);
}

static void check_names_the_value_at_fault(void **state)
{
    (void)state;
    const struct {
        size_t offset;
        double value;
        const char *name;
    } faults[] = {
        {offsetof(cupel_rolling_film, boundary_coefficient), -1, "boundary_coefficient"},
        {offsetof(cupel_rolling_film, viscosity), 0, "viscosity"},
        {offsetof(cupel_rolling_film, pressure_viscosity_coefficient), NAN, "pressure_viscosity_coefficient"},
        {offsetof(cupel_rolling_film, temperature_viscosity_coefficient), -0.1,
         "temperature_viscosity_coefficient"},
        {offsetof(cupel_rolling_film, reference_temperature), 0, "reference_temperature"},
        {offsetof(cupel_rolling_film, roll_roughness), -1e-6, "roll_roughness"},
        {offsetof(cupel_rolling_film, strip_roughness), INFINITY, "strip_roughness"},
        {offsetof(cupel_rolling_film, limiting_shear_stress), NAN, "limiting_shear_stress"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        cupel_rolling_film film = oil();
        memcpy((char *)&film + faults[i].offset, &faults[i].value, sizeof faults[i].value);
        cupel_error error = {0};
        assert_int_equal(cupel_rolling_film_check(&film, &error), CUPEL_EINVAL);
        assert_non_null(strstr(error.text, faults[i].name));
    }
    cupel_rolling_film film = oil();
    assert_int_equal(cupel_rolling_film_check(&film, NULL), CUPEL_OK);
    film.roll_roughness = film.strip_roughness = 0;
    cupel_error error = {0};
    assert_int_equal(cupel_rolling_film_check(&film, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "roughness"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inlet_film_is_that_of_wilson_and_walowit),
        cmocka_unit_test(contact_and_gap_are_integrals_of_the_heights),
        cmocka_unit_test(separation_is_the_inverse_of_the_mean_gap),
        cmocka_unit_test(viscosity_follows_barus_and_temperature),
        cmocka_unit_test(roughness_goes_over_from_the_roll_where_they_touch),
        cmocka_unit_test(rough_and_slow_is_boundary_friction),
        cmocka_unit_test(thick_film_shears_the_oil_alone),
        cmocka_unit_test(friction_keeps_the_force_of_the_pass),
        cmocka_unit_test(hotter_oil_is_thinner),
        cmocka_unit_test(check_names_the_value_at_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
