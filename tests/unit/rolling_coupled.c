/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "cupel/rolling_coupled.h"
#include "rolling/fixed_point.h"
#include "unit/rolling_cases.h"
#include "unit/near.h"
#include "unit/rolling_workspace.h"

static const cupel_rolling_film oil = {.boundary_coefficient = 0.1,
                                       .viscosity = 0.01,
                                       .pressure_viscosity_coefficient = 1.5e-8,
                                       .temperature_viscosity_coefficient = 0.035,
                                       .reference_temperature = 313.15,
                                       .roll_roughness = 0.3e-6,
                                       .strip_roughness = 0.2e-6,
                                       .limiting_shear_stress = 10e6};

static const cupel_rolling_heat copper = {.entry_temperature = 298.15,
                                          .density = 8940,
                                          .heat_capacity = 386,
                                          .conductivity = 390,
                                          .plastic_heat_fraction = 0.9,
                                          .contact_coefficient = 3e4,
                                          .roll_conductivity = 45,
                                          .roll_volumetric_heat_capacity = 3.7e6,
                                          .roll_temperature = NAN,
                                          .roll_cooling_coefficient = 5000,
                                          .coolant_temperature = 303.15};

static void soften(cupel_flow_stress *flow)
{
    flow->thermal_exponent = 1.09, flow->reference_temperature = 298.15, flow->melting_temperature = 1356;
}

static cupel_rolling_coupled solve(const cupel_rolling_pass *pass, const cupel_rolling_film *film,
                                   const cupel_rolling_heat *heat)
{
    cupel_rolling_coupled out;
    cupel_error error = {0};
    assert_int_equal(cupel_rolling_coupled_solve(pass, film, heat, workspace, &out, &error), CUPEL_OK);
    return out;
}

static cupel_rolling_coupled solved(const cupel_rolling_pass *pass, const cupel_rolling_film *film,
                                    const cupel_rolling_heat *heat)
{
    const cupel_rolling_coupled out = solve(pass, film, heat);
    assert_int_equal(out.solution.status, CUPEL_ROLLING_OK);
    assert_true(out.coupling_error <= 1e-4);
    return out;
}

static void same_numbers(const cupel_rolling_solution *a, const cupel_rolling_solution *b)
{
    assert_true(a->force == b->force && a->torque == b->torque && a->forward_slip == b->forward_slip);
    assert_true(a->peak_pressure == b->peak_pressure && a->exit_flow_stress == b->exit_flow_stress);
    assert_true(a->flattened_radius_ratio == b->flattened_radius_ratio && a->count == b->count);
}

/* Nothing coupled, or heat that nothing depends on: the pass itself, to the bit. */
static void without_feedback_it_is_the_plain_pass(void **state)
{
    (void)state;
    for (int which = V1; which < ROLLING_CASES; which++) {
        const cupel_rolling_pass pass = rolling_case(which);
        cupel_rolling_solution plain;
        assert_int_equal(cupel_rolling_pass_solve(&pass, workspace, &plain, NULL), CUPEL_OK);
        const cupel_rolling_coupled bare = solved(&pass, NULL, NULL);
        same_numbers(&bare.solution, &plain);
        assert_true(bare.passes == 1 && bare.coupling_error == 0 && bare.rate_factor == 1);
        assert_true(isnan(bare.exit_temperature) && isnan(bare.lambda_ratio) && !bare.temperature);
        assert_relative(bare.mean_friction,
                        plain.friction_hill_exponent * (pass.entry_thickness + pass.exit_thickness) /
                            (4 * plain.contact_length),
                        1e-14);
        const cupel_rolling_coupled warm = solved(&pass, NULL, &copper);
        same_numbers(&warm.solution, &plain);
        assert_true(warm.passes == 1 && warm.exit_temperature > 298.15);
    }
}

/* A softening strip that is held at the reference temperature does not soften. */
static void cold_strip_is_the_isothermal_pass(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V3);
    soften(&pass.flow_stress);
    cupel_rolling_heat heat = copper;
    heat.plastic_heat_fraction = 0, heat.contact_coefficient = 1e13;
    heat.roll_temperature = 298.15;
    pass.conditions = NULL;
    const cupel_rolling_coupled out = solved(&pass, NULL, &heat);
    assert_relative(out.solution.force, rolling_values[V3].force * 1e3, 1e-6);
    assert_near(out.exit_temperature, 298.15, 1e-3);
}

/* Power of rolls and tensions = friction heat + plastic work, which is the plastic heat over its fraction. */
static void heat_is_the_power_of_the_pass(void **state)
{
    (void)state;
    const int cases[] = {V1, V2, V3};
    for (int k = 0; k < 3; k++) {
        cupel_rolling_pass pass = rolling_case(cases[k]);
        soften(&pass.flow_stress);
        for (int with_film = 0; with_film < 2; with_film++) {
            const cupel_rolling_coupled out = solved(&pass, with_film ? &oil : NULL, &copper);
            const cupel_rolling_solution *s = &out.solution;
            const double flow = pass.roll_speed * (1 + s->forward_slip) * pass.exit_thickness;
            const double power = s->power + flow * (pass.exit_tension - pass.entry_tension);
            assert_relative(out.friction_heat + out.plastic_heat / 0.9, power, 2e-3);
            assert_true(out.heat_balance_error < 1e-8);
            const double strip = 8940 * 386.0 * flow * (out.exit_temperature - 298.15);
            assert_relative(strip + out.roll_heat, out.friction_heat + out.plastic_heat, 1e-8);
            assert_true(out.maximum_temperature >= out.exit_temperature);
            assert_true(out.flash_temperature > out.roll_temperature && out.roll_temperature > 303.15);
        }
    }
}

/* The film thickens, contact and friction fall: the force falls with the speed, the strip stays warm. */
static void friction_falls_with_speed(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V3);
    double friction = 1, contact = 1, film = 0, force = INFINITY;
    for (double speed = 0.01; speed < 15; speed *= 2) {
        pass.roll_speed = speed;
        const cupel_rolling_coupled out = solved(&pass, &oil, &copper);
        assert_true(out.mean_friction < friction && out.exit_contact_fraction < contact);
        assert_true(out.inlet_film_thickness > film && out.solution.force < force);
        friction = out.mean_friction, contact = out.exit_contact_fraction;
        film = out.inlet_film_thickness, force = out.solution.force;
        assert_relative(out.lambda_ratio, film / sqrt(0.13e-12), 1e-12);
    }
    assert_true(friction < 0.02 && contact < 0.2);
}

/* Slow and rough: mu_b everywhere. */
static void boundary_limit_is_coulomb_friction(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V3);
    pass.roll_speed = 1e-5;
    cupel_rolling_film film = oil;
    film.boundary_coefficient = pass.friction_coefficient;
    pass.friction_coefficient = NAN; /* not looked at */
    const cupel_rolling_coupled out = solved(&pass, &film, NULL);
    assert_relative(out.solution.force, rolling_values[V3].force * 1e3, 1e-3);
    assert_relative(out.mean_friction, 0.08, 1e-3);
    assert_relative(out.exit_roughness, 0.3e-6, 1e-3);
}

/* What was solved last is told: solving it again gives the same, and its friction is that of the film. */
static void conditions_belong_to_the_solution(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V2);
    soften(&pass.flow_stress);
    const cupel_rolling_coupled out = solved(&pass, &oil, &copper);
    for (size_t i = 0; i < out.solution.count; i++) {
        const double q = fabs(out.solution.shear_stress[i]), p = out.solution.pressure[i];
        if (q > 0) assert_relative(q / p, out.friction[i], 1e-9);
        assert_true(out.temperature[i] >= 298.15 && out.temperature[i] <= out.maximum_temperature);
        assert_true(out.contact_fraction[i] >= 0 && out.contact_fraction[i] <= 1);
        assert_true(out.film_thickness[i] > 0 &&
                    out.film_thickness[i] <= out.inlet_film_thickness * (1 + 1e-12));
    }
    const double softer = cupel_flow_stress_thermal_factor(&pass.flow_stress, out.exit_temperature);
    assert_relative(out.solution.exit_flow_stress, 300e6 * softer, 2e-4);
    const cupel_rolling_solution first = out.solution;
    cupel_rolling_solution again;
    assert_int_equal(cupel_rolling_pass_solve(&out.pass, workspace, &again, NULL), CUPEL_OK);
    same_numbers(&first, &again);
}

/* A hotter strip is softer; the mean rate of the pass makes it harder by 1 + C ln(rate). */
static void temperature_softens_and_rate_hardens(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    const double plain = solved(&pass, NULL, NULL).solution.force;
    pass.flow_stress.rate_sensitivity = 0.025, pass.flow_stress.reference_rate = 1;
    const cupel_rolling_coupled fast = solved(&pass, NULL, NULL);
    const double rate = 2 / sqrt(3) * 2 / sqrt(0.125 * 0.3e-3) * log(1.5 / 1.2);
    assert_relative(fast.strain_rate, rate, 1e-12);
    assert_relative(fast.rate_factor, 1 + 0.025 * log(rate), 1e-12);
    assert_relative(fast.solution.force, plain * fast.rate_factor,
                    1e-9); /* constant flow stress, rigid roll */
    pass.roll_speed = NAN; /* no rate */
    const cupel_rolling_coupled unknown = solved(&pass, NULL, NULL);
    assert_true(unknown.solution.force == plain && unknown.rate_factor == 1 && isnan(unknown.strain_rate));
    pass = rolling_case(V1);
    soften(&pass.flow_stress);
    double force = plain;
    for (double entry = 298.15; entry < 600; entry += 50) {
        cupel_rolling_heat heat = copper;
        heat.entry_temperature = entry;
        const double now = solved(&pass, NULL, &heat).solution.force;
        assert_true(now < force);
        force = now;
    }
}

/* 12 to 9 um between elastic rolls, with a sticking zone at low speed: power against heat to what strip and
 * rolls hold of elastic energy, friction within its limit, the force falls with the speed. */
static void foil_takes_film_and_heat(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_base(12e-3, 9e-3, 20, NAN);
    pass.flow_stress = rolling_constant(400e6);
    soften(&pass.flow_stress);
    pass.entry_tension = 100e6, pass.exit_tension = 140e6;
    pass.roll_deformation = CUPEL_ROLL_ELASTIC;
    cupel_rolling_film film = oil;
    film.roll_roughness = film.strip_roughness = 0.1e-6;
    double force = INFINITY;
    for (double speed = 0.2; speed < 1; speed *= 2) {
        pass.roll_speed = speed;
        const cupel_rolling_coupled out = solved(&pass, &film, &copper);
        const cupel_rolling_solution *s = &out.solution;
        assert_int_equal(s->regime, CUPEL_ROLLING_FOIL);
        const double flow = speed * (1 + s->forward_slip) * pass.exit_thickness;
        const double power = s->power + flow * (pass.exit_tension - pass.entry_tension);
        assert_relative(out.friction_heat + out.plastic_heat / 0.9, power, 5e-3);
        assert_true(out.heat_balance_error < 1e-8);
        assert_true(s->force < force);
        force = s->force;
        for (size_t i = 1; i + 1 < s->count; i++) {
            /* the shear at a node is that of the cells beside it */
            const double beside = fmax(s->pressure[i - 1], s->pressure[i + 1]);
            const double pressure = fmax(s->pressure[i], beside);
            assert_true(fabs(s->shear_stress[i]) <= 1.01 * out.friction[i] * pressure + 1e5);
        }
    }
}

/* The same call gives the same bits, whatever the workspace did between. */
/* The strain rate alone: as smooth as the pass, for derivatives by differences. */
static void strain_rate_alone_is_settled_to_rounding(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V3);
    pass.flow_stress.rate_sensitivity = 0.025, pass.flow_stress.reference_rate = 1;
    const cupel_rolling_coupled out = solved(&pass, NULL, NULL);
    assert_true(out.coupling_error <= 1e-9 && out.passes <= 5);
    const double rate = out.strain_rate;
    cupel_rolling_pass scaled = rolling_case(V3);
    scaled.flow_stress.rate_factor = 1 + 0.025 * log(rate);
    assert_relative(solved(&scaled, NULL, NULL).solution.force, out.solution.force, 1e-8);
}

static void solves_do_not_depend_on_what_came_before(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V3), other = rolling_case(V4);
    soften(&pass.flow_stress);
    const cupel_rolling_coupled first = solved(&pass, &oil, &copper);
    solved(&other, &oil, NULL);
    const cupel_rolling_coupled again = solved(&pass, &oil, &copper);
    same_numbers(&first.solution, &again.solution);
    assert_true(first.exit_temperature == again.exit_temperature && first.passes == again.passes);
}

/* Passes that begin as strip and end as foil, after a foil that was solved for its own sake. */
static void foils_of_before_leave_no_mark(void **state)
{
    (void)state;
    cupel_rolling_film film = oil;
    film.boundary_coefficient = 0.065, film.viscosity = 0.003;
    film.roll_roughness = 0.2e-6, film.strip_roughness = 0.05e-6, film.limiting_shear_stress = 32e6;
    for (int i = 0; i < 24; i++) {
        const double entry = 20e-3 * pow(1.04, i);
        cupel_rolling_pass pass = rolling_base(entry, 0.8 * entry, 30, 0.05);
        pass.roll_speed = 5;
        pass.flow_stress = rolling_constant(400e6);
        pass.entry_tension = 60e6, pass.exit_tension = 80e6;
        pass.roll_deformation = CUPEL_ROLL_AUTO;
        cupel_rolling_pass before = pass; /* near enough to begin warm from it */
        before.roll_deformation = CUPEL_ROLL_ELASTIC, before.friction_coefficient = 0.045;
        cupel_rolling_workspace *fresh, *used = workspace;
        assert_int_equal(cupel_rolling_workspace_open(0, &fresh, NULL), CUPEL_OK);
        cupel_rolling_solution foil;
        assert_int_equal(cupel_rolling_pass_solve(&before, used, &foil, NULL), CUPEL_OK);
        cupel_rolling_coupled clean, marked;
        assert_int_equal(cupel_rolling_coupled_solve(&pass, &film, NULL, fresh, &clean, NULL), CUPEL_OK);
        assert_int_equal(cupel_rolling_coupled_solve(&pass, &film, NULL, used, &marked, NULL), CUPEL_OK);
        cupel_rolling_workspace_close(fresh); /* the numbers of a solution are its own */
        assert_int_equal(clean.solution.status, marked.solution.status);
        assert_int_equal(clean.passes, marked.passes);
        if (clean.solution.status != CUPEL_ROLLING_OK) continue;
        assert_true(clean.solution.force == marked.solution.force);
        assert_true(clean.solution.torque == marked.solution.torque);
    }
}

static void refuses(const cupel_rolling_pass *pass, const cupel_rolling_film *film,
                    const cupel_rolling_heat *heat, const char *word)
{
    cupel_rolling_coupled out = {.passes = 77};
    cupel_error error = {0};
    assert_int_equal(cupel_rolling_coupled_solve(pass, film, heat, workspace, &out, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, word));
    assert_true(out.passes == 77);
}

static void what_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    pass.roll_speed = NAN;
    refuses(&pass, &oil, NULL, "roll_speed");
    refuses(&pass, NULL, &copper, "roll_speed");
    pass = rolling_case(V1);
    cupel_rolling_film film = oil;
    film.viscosity = -1;
    refuses(&pass, &film, NULL, "viscosity");
    cupel_rolling_heat heat = copper;
    heat.density = 0;
    refuses(&pass, NULL, &heat, "density");
    const double place[2] = {0, 1}, friction[2] = {0.1, 0.1};
    const cupel_rolling_conditions conditions = {2, place, friction, NULL};
    pass.conditions = &conditions;
    refuses(&pass, &oil, NULL, "conditions");
    pass = rolling_case(V1);
    pass.exit_thickness = 2;
    refuses(&pass, &oil, &copper, "exit_thickness");
}

/* A thick film of thin oil cannot draw the strip in: a skid, without numbers. */
static void film_that_lets_the_rolls_skid_says_so(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    pass.roll_speed = 25;
    cupel_rolling_film film = oil;
    film.roll_roughness = film.strip_roughness = 0.05e-6;
    film.limiting_shear_stress = 3e6;
    const cupel_rolling_coupled out = solve(&pass, &film, NULL);
    assert_int_equal(out.solution.status, CUPEL_ROLLING_SKID);
    assert_true(isnan(out.solution.force) && isnan(out.mean_friction) && isnan(out.lambda_ratio));
    assert_null(out.friction);
}

/* Rolls that nothing cools would become hotter than steel melts: that is no solution. */
static void what_would_melt_is_not_a_solution(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    pass.roll_speed = 10;
    cupel_rolling_heat heat = copper;
    heat.roll_cooling_coefficient = 10, heat.contact_coefficient = 0;
    const cupel_rolling_coupled out = solve(&pass, &oil, &heat);
    assert_int_equal(out.solution.status, CUPEL_ROLLING_NOT_CONVERGED);
    assert_true(isinf(out.coupling_error) && isnan(out.solution.force) && isnan(out.exit_temperature));
}

/* Copper melts long before its rolls do, whether or not its flow stress knows of temperature. */
static void strip_melts_at_its_own_temperature(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    pass.roll_speed = 10;
    cupel_rolling_heat heat = copper;
    heat.entry_temperature = 1473.15, heat.roll_temperature = 330, heat.roll_cooling_coefficient = NAN;
    pass.flow_stress.melting_temperature = NAN;
    assert_int_equal(solve(&pass, NULL, &heat).solution.status, CUPEL_ROLLING_OK);
    pass.flow_stress.melting_temperature = 1356;
    const cupel_rolling_coupled out = solve(&pass, NULL, &heat);
    assert_int_equal(out.solution.status, CUPEL_ROLLING_NOT_CONVERGED);
    assert_true(isinf(out.coupling_error));
}

/* x = g(x) that repels with a slope of about -4 along one direction: substitution would diverge. */
static void mixer_finds_a_fixed_point_that_repels(void **state)
{
    (void)state;
    double block[512], x[3] = {1, 1, 1}, image[3];
    cupk_mixer mixer;
    assert_true(cupk_mixer_lay_out(&mixer, 3, NULL) <= 512);
    cupk_mixer_lay_out(&mixer, 3, block);
    cupk_mixer_start(&mixer, 3);
    double error = 1;
    for (int i = 0; i < 40 && error > 1e-12; i++) {
        const double a = x[0] + x[1], b = x[1] - x[2], c = x[2] + 0.5 * x[0]; /* zero at the fixed point */
        image[0] = x[0] - 0.5 * c, image[1] = x[1] - 5 * a, image[2] = x[2] + 0.1 * b;
        error = fmax(fabs(x[0]), fmax(fabs(x[1]), fabs(x[2])));
        cupk_mixer_next(&mixer, image, x);
    }
    assert_true(error <= 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_feedback_it_is_the_plain_pass),
        cmocka_unit_test(cold_strip_is_the_isothermal_pass),
        cmocka_unit_test(heat_is_the_power_of_the_pass),
        cmocka_unit_test(friction_falls_with_speed),
        cmocka_unit_test(boundary_limit_is_coulomb_friction),
        cmocka_unit_test(conditions_belong_to_the_solution),
        cmocka_unit_test(temperature_softens_and_rate_hardens),
        cmocka_unit_test(strain_rate_alone_is_settled_to_rounding),
        cmocka_unit_test(foil_takes_film_and_heat),
        cmocka_unit_test(solves_do_not_depend_on_what_came_before),
        cmocka_unit_test(foils_of_before_leave_no_mark),
        cmocka_unit_test(what_cannot_be_meant_is_refused),
        cmocka_unit_test(film_that_lets_the_rolls_skid_says_so),
        cmocka_unit_test(what_would_melt_is_not_a_solution),
        cmocka_unit_test(strip_melts_at_its_own_temperature),
        cmocka_unit_test(mixer_finds_a_fixed_point_that_repels),
    };
    return cmocka_run_group_tests(tests, open_workspace, close_workspace);
}
