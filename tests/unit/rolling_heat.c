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

static const double pi = 3.14159265358979323846;

/* copper between steel */
static cupel_rolling_heat copper(void)
{
    return (cupel_rolling_heat){.entry_temperature = 298.15,
                                .density = 8940,
                                .heat_capacity = 385,
                                .conductivity = 390,
                                .plastic_heat_fraction = 0.95,
                                .contact_coefficient = 0,
                                .roll_conductivity = 45,
                                .roll_volumetric_heat_capacity = 3.75e6,
                                .roll_temperature = 298.15,
                                .roll_cooling_coefficient = NAN,
                                .coolant_temperature = NAN};
}

/* Flow stress 400 MPa, even thinning by `strain` of von Mises, no friction until the test sets it. */
static cupk_bite bite_of(cupel_rolling_pass *pass, double strain)
{
    *pass = rolling_case(V1);
    pass->flow_stress = rolling_constant(400e6);
    cupk_bite bite = {.pass = pass, .flow = 2e-3};
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        bite.place[i] = (double)i / (CUPK_PLACES - 1);
        bite.position[i] = 5e-3 * bite.place[i];
        bite.thinning[i] = 0.5 * sqrt(3) * strain * bite.place[i];
    }
    return bite;
}

/* 0.95 sigma_f eps/(rho c) = 33 K for 400 MPa and 0.3 in copper (rho c = 3.44e6) */
static void plastic_work_heats_the_strip(void **state)
{
    (void)state;
    cupel_rolling_pass pass;
    const cupk_bite bite = bite_of(&pass, 0.3);
    const cupel_rolling_heat heat = copper();
    cupk_heat out;
    cupk_heat_along(&heat, &bite, &out);
    const double rise = out.temperature[CUPK_PLACES - 1] - 298.15;
    assert_relative(rise, 0.95 * 400e6 * 0.3 / (8940 * 385.0), 1e-12);
    assert_near(rise, 33, 0.2);
    assert_true(out.balance < 1e-12);
    assert_true(out.rolls == 0 && out.friction == 0);
}

static void friction_heat_is_shared_by_effusivities(void **state)
{
    (void)state;
    cupel_rolling_pass pass;
    cupk_bite bite = bite_of(&pass, 0);
    const cupel_rolling_heat heat = copper();
    assert_near(cupel_heat_strip_share(&heat), 0.74, 0.005); /* 3.66e4/(3.66e4 + 1.3e4) */
    for (size_t i = 0; i < CUPK_PLACES; i++) bite.rubbing[i] = 40e6 * 0.05 * bite.position[i];
    cupk_heat out;
    cupk_heat_along(&heat, &bite, &out);
    const double made = 2 * 40e6 * 0.05 * 2 * 5e-3; /* two faces, 2 m/s, 5 mm */
    assert_relative(out.friction, made, 1e-12);
    assert_relative(out.strip, cupel_heat_strip_share(&heat) * made, 1e-10);
    assert_relative(out.rolls, made - cupel_heat_strip_share(&heat) * made, 1e-10);
    assert_true(out.balance < 1e-12);
}

/* The surface of a half-space: constant flux, 2 q sqrt(t/pi)/e; flux that grows in proportion to time,
 * (4/3) q' t^1.5/(e sqrt(pi)) (Carslaw and Jaeger 1959, 2.9). */
static void roll_surface_is_that_of_a_half_space(void **state)
{
    (void)state;
    cupel_rolling_pass pass;
    cupk_bite bite = bite_of(&pass, 0);
    const cupel_rolling_heat heat = copper();
    const double share = 1 - cupel_heat_strip_share(&heat), effusivity = sqrt(45 * 3.75e6);
    const double time = 5e-3 / pass.roll_speed;
    cupk_heat out;
    for (size_t i = 0; i < CUPK_PLACES; i++) bite.rubbing[i] = 40e6 * 0.05 * bite.position[i];
    cupk_heat_along(&heat, &bite, &out);
    const double flux = share * 40e6 * 0.05 * pass.roll_speed;
    for (size_t i = 0; i < CUPK_PLACES; i++)
        assert_near(out.roll_surface[i] - 298.15,
                    cupel_heat_flash_rise(flux, effusivity, time * bite.place[i]), 1e-10);
    assert_relative(cupel_heat_flash_rise(flux, effusivity, time), 2 * flux * sqrt(time / pi) / effusivity,
                    1e-14);
    for (size_t i = 0; i < CUPK_PLACES; i++)
        bite.rubbing[i] = 40e6 * 0.05 * 5e-3 * 0.5 * bite.place[i] * bite.place[i];
    cupk_heat_along(&heat, &bite, &out);
    const double final = 4.0 / 3 * flux * sqrt(time / pi) / effusivity; /* even on each of 64 stretches */
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        const double t = time * bite.place[i];
        assert_near(out.roll_surface[i] - 298.15,
                    4.0 / 3 * flux / time * t * sqrt(t) / (effusivity * sqrt(pi)), 1e-3 * final);
    }
}

/* Without sources T - T_R = (T_1 - T_R) exp(-2 h_c x/(rho c h v)). */
static void strip_takes_the_temperature_of_the_roll(void **state)
{
    (void)state;
    cupel_rolling_pass pass;
    const cupk_bite bite = bite_of(&pass, 0);
    cupel_rolling_heat heat = copper();
    heat.entry_temperature = 398.15;
    for (double h = 1; h < 1e8; h *= 10) {
        heat.contact_coefficient = h;
        cupk_heat out;
        cupk_heat_along(&heat, &bite, &out);
        const double decay = 2 * h / (8940 * 385.0 * 2e-3);
        for (size_t i = 0; i < CUPK_PLACES; i++)
            assert_near(out.temperature[i] - 298.15, 100 * exp(-decay * bite.position[i]), 1e-9);
        assert_true(out.balance < 1e-9);
        assert_relative(out.rolls, -out.strip, 1e-8);
    }
}

/* In the steady state what enters a roll leaves it over the rest of its surface. */
static void roll_takes_the_temperature_that_its_cooling_allows(void **state)
{
    (void)state;
    cupel_rolling_pass pass;
    cupk_bite bite = bite_of(&pass, 0.3);
    for (size_t i = 0; i < CUPK_PLACES; i++) bite.rubbing[i] = 40e6 * 0.05 * bite.position[i];
    cupel_rolling_heat heat = copper();
    heat.roll_temperature = NAN, heat.coolant_temperature = 303.15;
    heat.contact_coefficient = 3e4;
    for (double cooling = 10; cooling < 1e5; cooling *= 10) {
        heat.roll_cooling_coefficient = cooling;
        cupk_heat out;
        cupk_heat_along(&heat, &bite, &out);
        const double surface = 2 * pi * pass.roll_radius - 5e-3;
        assert_relative(0.5 * out.rolls, cooling * surface * (out.roll_temperature - 303.15), 1e-8);
        assert_true(out.roll_temperature > 303.15);
        assert_true(out.balance < 1e-10);
    }
}

static void check_names_the_value_at_fault(void **state)
{
    (void)state;
    const struct {
        size_t offset;
        double value;
        const char *name;
    } faults[] = {
        {offsetof(cupel_rolling_heat, entry_temperature), 0, "entry_temperature"},
        {offsetof(cupel_rolling_heat, density), NAN, "density"},
        {offsetof(cupel_rolling_heat, heat_capacity), -1, "heat_capacity"},
        {offsetof(cupel_rolling_heat, conductivity), 0, "conductivity"},
        {offsetof(cupel_rolling_heat, plastic_heat_fraction), 1.1, "plastic_heat_fraction"},
        {offsetof(cupel_rolling_heat, contact_coefficient), -1, "contact_coefficient"},
        {offsetof(cupel_rolling_heat, roll_conductivity), 0, "roll_conductivity"},
        {offsetof(cupel_rolling_heat, roll_volumetric_heat_capacity), NAN, "roll_volumetric_heat_capacity"},
        {offsetof(cupel_rolling_heat, roll_temperature), -5, "roll_temperature"},
        {offsetof(cupel_rolling_heat, roll_temperature), NAN, "roll_cooling_coefficient"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        cupel_rolling_heat heat = copper();
        memcpy((char *)&heat + faults[i].offset, &faults[i].value, sizeof faults[i].value);
        cupel_error error = {0};
        assert_int_equal(cupel_rolling_heat_check(&heat, &error), CUPEL_EINVAL);
        assert_non_null(strstr(error.text, faults[i].name));
    }
    const cupel_rolling_heat heat = copper();
    assert_int_equal(cupel_rolling_heat_check(&heat, NULL), CUPEL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plastic_work_heats_the_strip),
        cmocka_unit_test(friction_heat_is_shared_by_effusivities),
        cmocka_unit_test(roll_surface_is_that_of_a_half_space),
        cmocka_unit_test(strip_takes_the_temperature_of_the_roll),
        cmocka_unit_test(roll_takes_the_temperature_that_its_cooling_allows),
        cmocka_unit_test(check_names_the_value_at_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
