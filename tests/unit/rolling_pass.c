/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "unit/rolling_cases.h"
#include "unit/near.h"
#include "unit/rolling_workspace.h"

static cupel_rolling_solution solve(const cupel_rolling_pass *pass)
{
    cupel_rolling_solution solution;
    cupel_error error = {0};
    assert_int_equal(cupel_rolling_pass_solve(pass, workspace, &solution, &error), CUPEL_OK);
    return solution;
}

static cupel_rolling_solution solved(const cupel_rolling_pass *pass)
{
    const cupel_rolling_solution solution = solve(pass);
    assert_int_equal(solution.status, CUPEL_ROLLING_OK);
    return solution;
}

static void passes_have_the_values_of_two_other_integrations(void **state)
{
    (void)state;
    for (int which = V1; which < ROLLING_CASES; which++) {
        const cupel_rolling_pass pass = rolling_case(which);
        const struct rolling_value *value = &rolling_values[which];
        const cupel_rolling_solution solution = solved(&pass);
        assert_relative(solution.force / 1e3, value->force, 1e-8); /* nine digits are given */
        assert_relative(solution.plastic_force / 1e3, value->plastic_force, 1e-8);
        assert_relative(solution.torque, value->torque, 2e-8);
        if (!isnan(value->slip)) assert_relative(solution.forward_slip, value->slip, 2e-6); /* six digits */
        assert_relative(solution.flattened_radius_ratio, value->ratio, 5e-8);
        assert_true(solution.force_balance_error < 1e-10);
        assert_true(solution.discretization_error < 1e-8);
    }
    const cupel_rolling_pass first = rolling_case(V1);
    assert_relative(solved(&first).neutral_position * 1e3, -2.1152573, 3e-8);
}

/* Roots of an annealed strip: sigma_f' is infinite at the entry. Values by a separate program that integrates
 * in the sixth root of the distance from the entry (2000 and 1000 steps agree to 1e-10). */
static void annealed_strip_with_infinite_first_hardening_is_resolved(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_base(1, 0.7, 100, 0.07);
    pass.flow_stress = (cupel_flow_stress){.law = CUPEL_FLOW_LUDWIK,
                                           .initial_stress = 90e6,
                                           .strength_coefficient = 292e6,
                                           .exponent = 0.31,
                                           .rate_factor = 1};
    cupel_rolling_solution solution = solved(&pass);
    assert_relative(solution.force, 2029.106467676e3, 1e-8);
    assert_relative(solution.torque, 4998.65113460, 2e-8);
    assert_relative(solution.forward_slip, 0.0344496024577, 2e-8);

    pass.flow_stress = (cupel_flow_stress){.law = CUPEL_FLOW_HOCKETT_SHERBY,
                                           .initial_stress = 70e6,
                                           .saturation_stress = 390e6,
                                           .coefficient = 6,
                                           .exponent = 0.55,
                                           .rate_factor = 1};
    pass.entry_tension = 10e6, pass.exit_tension = 30e6;
    solution = solved(&pass);
    assert_relative(solution.force, 2520.948503808e3, 1e-8);
    assert_relative(solution.torque, 5872.86090589, 2e-8);
    assert_relative(solution.forward_slip, 0.0412967417736, 2e-8);
}

static void flattened_radius_satisfies_hitchcock(void **state)
{
    (void)state;
    for (int which = V3; which <= V4; which++) {
        const cupel_rolling_pass pass = rolling_case(which);
        const cupel_rolling_solution solution = solved(&pass);
        const double draft = pass.entry_thickness - pass.exit_thickness;
        const double constant = cupel_rolling_hitchcock_constant(210e9, 0.3);
        assert_relative(solution.flattened_radius_ratio, 1 + constant * solution.force / draft, 1e-11);
        assert_relative(solution.contact_length,
                        sqrt(solution.flattened_radius_ratio * pass.roll_radius * draft), 1e-14);
    }
}

/* A half-ellipse of pressure over 2a with L^2 = R' draft, a = L/2, takes 4 F/(pi a^2 E*) off the curvature
 * 1/R. */
static void hitchcock_constant_is_that_of_half_an_ellipse(void **state)
{
    (void)state;
    const double pi = 3.14159265358979323846, modulus = 210e9 / (1 - 0.09);
    const double constant = cupel_rolling_hitchcock_constant(210e9, 0.3);
    assert_relative(constant, 2.207e-11, 5e-4); /* as published for steel */
    const double radius = 0.1, draft = 2e-4, force = 2e6;
    const double flattened = radius * (1 + constant * force / draft);
    const double half = 0.5 * sqrt(flattened * draft);
    assert_relative(1 / radius - 1 / flattened, 4 * force / (pi * half * half * modulus), 1e-12);
}

static void hitchcock_slope_is_the_derivative_of_the_map(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V3);
    const cupel_rolling_solution solution = solved(&pass);
    const double scale =
        cupel_rolling_hitchcock_constant(210e9, 0.3) / (pass.entry_thickness - pass.exit_thickness);
    pass.roll_deformation = CUPEL_ROLL_RIGID; /* F on given arcs */
    const double radius = pass.roll_radius, step = 1e-3;
    pass.roll_radius = radius * (solution.flattened_radius_ratio + step);
    const double high = solved(&pass).force;
    pass.roll_radius = radius * (solution.flattened_radius_ratio - step);
    const double low = solved(&pass).force;
    assert_relative(solution.hitchcock_slope, scale * (high - low) / (2 * step), 1e-5);
}

/* 1.0-12 mm passes of the foil table: the roll of 0.070 -> 0.055 still has a flattened arc, thinner foil has
 * none. */
static cupel_rolling_pass foil(double entry_um, double exit_um, double radius_mm, double friction,
                               double back, double front)
{
    cupel_rolling_pass pass = rolling_base(entry_um * 1e-3, exit_um * 1e-3, radius_mm, friction);
    pass.flow_stress = rolling_constant(400e6);
    pass.entry_tension = back * 1e6, pass.exit_tension = front * 1e6;
    pass.roll_deformation = CUPEL_ROLL_HITCHCOCK;
    return pass;
}

static void foil_passes_reach_the_published_flattening_or_none(void **state)
{
    (void)state;
    cupel_rolling_pass pass = foil(70, 55, 50, 0.05, 50, 80);
    cupel_rolling_solution solution = solved(&pass);
    assert_near(solution.flattened_radius_ratio, 2.36, 0.005);
    assert_near(solution.hitchcock_slope, 0.48, 0.005);
    assert_near(solution.force / 1e3, 921, 0.5);
    pass = foil(12, 9, 30, 0.025, 100, 140);
    solution = solved(&pass);
    assert_near(solution.flattened_radius_ratio, 6.32, 0.005);
    assert_near(solution.hitchcock_slope, 0.94, 0.005);
    assert_near(solution.force / 1e3, 724, 0.5);
    pass = foil(18, 12, 40, 0.03, 100, 140);
    solution = solve(&pass);
    assert_int_equal(solution.status, CUPEL_ROLLING_NO_HITCHCOCK_ROOT);
    assert_true(isnan(solution.force) && isnan(solution.flattened_radius_ratio));
}

static void auto_is_hitchcock_inside_the_strip_regime_and_needs_elastic_constants_outside(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V3);
    const double force = solved(&pass).force;
    pass.roll_deformation = CUPEL_ROLL_AUTO;
    assert_true(solved(&pass).force == force);
    pass = foil(12, 9, 30, 0.025, 100, 140);
    pass.roll_deformation = CUPEL_ROLL_AUTO;
    pass.youngs_modulus = NAN;
    const cupel_rolling_solution solution = solve(&pass);
    assert_int_equal(solution.status, CUPEL_ROLLING_NO_SOLUTION);
    assert_int_equal(solution.regime, CUPEL_ROLLING_STRIP);
    assert_true(isnan(solution.force) && isnan(solution.torque) && isnan(solution.flattened_radius_ratio));
    assert_int_equal(solution.count, 0);
    assert_near(solution.hitchcock_slope, 0.94, 0.005);
    assert_true(solution.friction_hill_exponent > 0);
}

/* Near the fold both roots lie close together: the smaller one must be taken, where G' < 1, up to the fold.
 */
static void smallest_root_is_taken_up_to_the_fold(void **state)
{
    (void)state;
    double last_ratio = 1, last_slope = 0;
    int found = 0, status = CUPEL_ROLLING_OK;
    for (double friction = 0.02; friction < 0.03; friction += 1e-5) {
        const cupel_rolling_pass pass = foil(12, 9, 30, friction, 100, 140);
        const cupel_rolling_solution solution = solve(&pass);
        status = solution.status;
        if (status != CUPEL_ROLLING_OK) break;
        assert_true(solution.flattened_radius_ratio > last_ratio && solution.hitchcock_slope > last_slope);
        assert_true(solution.hitchcock_slope < 1);
        last_ratio = solution.flattened_radius_ratio, last_slope = solution.hitchcock_slope;
        found++;
    }
    assert_true(found > 100);
    assert_int_equal(status, CUPEL_ROLLING_NO_HITCHCOCK_ROOT);
    assert_true(last_slope > 0.95);
}

/* Capped friction lets F rise in proportion to R' only, so that a root may lie far out, beyond where Coulomb
 * friction would have none. */
static void capped_friction_keeps_its_far_root(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_base(0.08, 0.056, 100, 0.3);
    pass.flow_stress = rolling_constant(400e6);
    pass.roll_deformation = CUPEL_ROLL_HITCHCOCK;
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_NO_HITCHCOCK_ROOT);
    pass.friction_factor = 0.2;
    const cupel_rolling_solution solution = solved(&pass);
    const double constant = cupel_rolling_hitchcock_constant(210e9, 0.3);
    assert_true(solution.flattened_radius_ratio > 10 && solution.hitchcock_slope < 1);
    assert_relative(solution.flattened_radius_ratio, 1 + constant * solution.force / 0.024e-3, 1e-10);
}

static void skid_friction_separates_skid_from_rolling(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_base(2, 1.6, 150, 0.05);
    pass.flow_stress = rolling_constant(300e6);
    double least;
    assert_int_equal(cupel_rolling_skid_friction(&pass, 1, workspace, &least, NULL), CUPEL_OK);
    assert_relative(least, 0.025843, 1e-4);
    cupel_bland_ford estimate;
    assert_int_equal(cupel_rolling_bland_ford(&pass, 1, &estimate, NULL), CUPEL_OK);
    assert_relative(estimate.skid_friction, 0.024853, 1e-4);
    pass.friction_coefficient = least * (1 + 1e-6);
    const cupel_rolling_solution barely = solved(&pass);
    assert_true(barely.forward_slip >= 0 && barely.forward_slip < 1e-8);
    pass.friction_coefficient = least * (1 - 1e-6);
    const cupel_rolling_solution skids = solve(&pass);
    assert_int_equal(skids.status, CUPEL_ROLLING_SKID);
    assert_true(isnan(skids.force) && isnan(skids.torque) && isnan(skids.forward_slip));
    pass.friction_coefficient = 0;
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_SKID);
}

/* p = K (1 - ln(h1/h)), F = 3057.4757 N/mm for the tension K ln(h1/h2), given here to seven digits */
static void without_friction_the_right_tension_alone_draws_the_strip(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_base(2, 1.6, 150, 0);
    pass.flow_stress = rolling_constant(400e6);
    pass.exit_tension = 103.0656e6;
    const cupel_rolling_solution balanced = solved(&pass);
    assert_relative(balanced.force, 3057.4757e3, 1e-7);
    assert_true(balanced.torque == 0);
    pass.exit_tension = 103.066e6;
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_BACK_SKID);
    pass.exit_tension = 103.065e6;
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_SKID);
}

static void exit_tension_lowers_the_friction_that_is_needed(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_base(2, 1.6, 150, 0.05);
    pass.flow_stress = rolling_constant(300e6);
    double least, last = 1;
    for (double tension = 0; tension < 70e6; tension += 20e6) {
        pass.exit_tension = tension;
        assert_int_equal(cupel_rolling_skid_friction(&pass, 1, workspace, &least, NULL), CUPEL_OK);
        assert_true(least > 0 && least < last);
        last = least;
    }
    pass.exit_tension = 80e6; /* K ln(h1/h2) = 77.3 MPa draws the strip without friction */
    assert_int_equal(cupel_rolling_skid_friction(&pass, 1, workspace, &least, NULL), CUPEL_OK);
    assert_true(least == 0);
}

/* A flatter arc has more friction: a pass may skid on the ground radius and hold on the flattened one. */
static void flattening_can_end_a_skid(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V3);
    double least;
    assert_int_equal(cupel_rolling_skid_friction(&pass, 1, workspace, &least, NULL), CUPEL_OK);
    pass.friction_coefficient = 0.98 * least;
    assert_int_equal(solved(&pass).status, CUPEL_ROLLING_OK);
    pass.roll_deformation = CUPEL_ROLL_RIGID;
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_SKID);
    pass.roll_deformation = CUPEL_ROLL_HITCHCOCK;
    pass.friction_coefficient = 0.5 * least;
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_SKID);
}

static void tensions_end_in_statuses_not_in_numbers(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1); /* K 346.4 MPa */
    pass.exit_tension = 347e6;
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_TENSION_YIELD);
    pass.exit_tension = 0, pass.entry_tension = 347e6;
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_TENSION_YIELD);
    pass.entry_tension = 150e6;
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_SKID);
    pass.entry_tension = 0, pass.exit_tension = 250e6;
    const cupel_rolling_solution solution = solve(&pass);
    assert_int_equal(solution.status, CUPEL_ROLLING_BACK_SKID);
    assert_true(isnan(solution.force));
}

static void bland_ford_is_near_for_constant_flow_stress(void **state)
{
    (void)state;
    const cupel_rolling_pass pass = rolling_case(V1);
    const cupel_rolling_solution solution = solved(&pass);
    cupel_bland_ford estimate;
    assert_int_equal(cupel_rolling_bland_ford(&pass, 1, &estimate, NULL), CUPEL_OK);
    assert_near(estimate.force / 1e3, 2427.8, 0.05);
    assert_near(estimate.torque, 8068, 0.5);
    assert_relative(solution.force, estimate.force, 0.01);
}

static void lengths_and_stresses_scale(void **state)
{
    (void)state;
    for (int which = V1; which < ROLLING_CASES; which++) {
        const cupel_rolling_pass pass = rolling_case(which);
        cupel_rolling_pass scaled = pass;
        const double length = 7, stress = 1.7; /* all lengths, all stresses and moduli */
        scaled.entry_thickness *= length, scaled.exit_thickness *= length, scaled.roll_radius *= length;
        scaled.flow_stress.rate_factor *= stress;
        scaled.entry_tension *= stress, scaled.exit_tension *= stress;
        scaled.roll_youngs_modulus *= stress, scaled.youngs_modulus *= stress;
        const cupel_rolling_solution a = solved(&pass), b = solved(&scaled);
        assert_relative(b.force, length * stress * a.force, 1e-11);
        assert_relative(b.torque, length * length * stress * a.torque, 1e-10);
        assert_relative(b.forward_slip, a.forward_slip, 1e-10);
        assert_relative(b.peak_pressure, stress * a.peak_pressure, 1e-10);
        assert_relative(b.power, 2 * b.torque * scaled.roll_speed / scaled.roll_radius, 1e-14);
    }
}

static void force_rises_with_friction_and_falls_with_tension(void **state)
{
    (void)state;
    for (int which = V3; which <= V4; which++) {
        const cupel_rolling_pass base = rolling_case(which);
        const double force = solved(&base).force;
        cupel_rolling_pass pass = base;
        pass.friction_coefficient *= 1.05;
        assert_true(solved(&pass).force > force);
        pass = base, pass.entry_tension += 5e6;
        assert_true(solved(&pass).force < force);
        pass = base, pass.exit_tension += 5e6;
        assert_true(solved(&pass).force < force);
        pass = base, pass.prior_strain += 0.05;
        assert_true(solved(&pass).force > force);
        pass = base, pass.exit_thickness *= 0.98;
        assert_true(solved(&pass).force > force);
    }
}

/* With the cap out of reach the pass is that of Coulomb friction, bit for bit up to the last rounding. */
static void cap_out_of_reach_changes_nothing(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    const cupel_rolling_solution free = solved(&pass);
    pass.friction_factor = 1; /* mu p <= 0.08 * 469 MPa, K/2 = 173 MPa */
    const cupel_rolling_solution capped = solved(&pass);
    assert_relative(capped.force, free.force, 1e-14);
    assert_relative(capped.torque, free.torque, 1e-13);
    assert_relative(capped.friction_hill_exponent, free.friction_hill_exponent, 1e-12);
}

/* mu far above the cap everywhere: tau = m K/2, which integrates by hand: sigma' = -K (h' +- m)/h on the arc.
 */
static void full_sticking_is_the_closed_integral(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V5);
    pass.friction_coefficient = 50;
    pass.friction_factor = 0.6;
    const cupel_rolling_solution solution = solved(&pass);
    const double h1 = 4e-3, h2 = 2.8e-3, draft = h1 - h2, yield = 200e6 * 2 / sqrt(3);
    const double root = sqrt(0.16 * draft) / sqrt(draft / h2), factor = 0.6; /* sqrt(R h2) */
    /* A(x) = integral of dx/h from x to 0; neutral: ln(h1/h) - m (A1 - A) = -ln(h/h2) - m A, at x_n */
    const double whole = sqrt(0.16 / h2) * atan(solution.contact_length / root);
    const double half = 0.5 * (whole - log(h1 / h2) / factor);
    const double neutral = -root * tan(half / sqrt(0.16 / h2));
    assert_relative(solution.neutral_position, neutral, 1e-8);
    const double h = h2 + neutral * neutral / 0.16;
    assert_relative(solution.peak_pressure, yield * (1 + log(h / h2) + factor * half), 1e-8);
}

static void profiles_hold_what_the_scalars_say(void **state)
{
    (void)state;
    const cupel_rolling_pass pass = rolling_case(V4);
    const cupel_rolling_solution s = solved(&pass);
    assert_int_equal(s.count, s.steps + 2);
    const size_t last = s.count - 1;
    assert_relative(s.position[0], -s.contact_length, 1e-15);
    assert_true(s.position[last] == 0);
    assert_relative(s.thickness[0], pass.entry_thickness, 1e-15);
    assert_relative(s.thickness[last], pass.exit_thickness, 1e-15);
    assert_relative(s.longitudinal_stress[0], pass.entry_tension, 1e-14);
    assert_relative(s.longitudinal_stress[last], pass.exit_tension, 1e-14);
    double force = 0, shear = 0;
    size_t neutral = 0;
    for (size_t i = 0; i < last; i++) {
        const double dx = s.position[i + 1] - s.position[i];
        force += 0.5 * dx * (s.pressure[i] + s.pressure[i + 1]);
        if (s.position[i] == s.neutral_position) neutral = i;
        assert_true(s.pressure[i] > 0 && s.pressure[i] <= s.peak_pressure * (1 + 1e-12));
        if (i > 0 && !neutral) assert_true(s.shear_stress[i] == 0.05 * s.pressure[i]);
        if (neutral && i > neutral) assert_true(s.shear_stress[i] == -0.05 * s.pressure[i]);
        shear += dx * 0.5 * (s.shear_stress[i] + s.shear_stress[i + 1]);
    }
    assert_true(neutral > 0 && s.shear_stress[neutral] == 0);
    assert_relative(force, s.plastic_force, 1e-3);                   /* trapezoids */
    assert_near(pass.roll_radius * shear, s.torque, 0.1 * s.torque); /* they round the jump at x_n */
}

static void steps_are_kept_when_given(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    const double force = solved(&pass).force;
    pass.steps = 12;
    const cupel_rolling_solution coarse = solved(&pass);
    assert_int_equal(coarse.steps, 12);
    const double error = fabs(coarse.force / force - 1);
    assert_true(error > 1e-8 && error < 3 * coarse.discretization_error); /* the estimate covers it */
}

static void stone_constant_is_the_least_of_its_curve(void **state)
{
    (void)state;
    double least = INFINITY, where = 0;
    for (double m = 1.5; m < 1.7; m += 1e-6)
        if (expm1(m) / (m * m) < least) least = expm1(m) / (m * m), where = m;
    assert_near(where, 1.59362, 1e-5);
    /* h_min = 3.57823 mu D S/E_R with nu_R 0.3, D = 2 R */
    const double gauge =
        cupel_rolling_stone_gauge(0.03, 0.03, cupel_rolling_hitchcock_constant(210e9, 0.3), 400e6);
    assert_relative(gauge, 3.57823 * 0.03 * 0.06 * 400e6 / 210e9, 1e-5);
    assert_relative(gauge, least * 0.03 * 0.03 * 400e6 * cupel_rolling_hitchcock_constant(210e9, 0.3), 1e-10);
}

static void refused(cupel_rolling_pass pass, const char *name)
{
    cupel_rolling_solution solution = {.status = -7};
    cupel_error error = {0};
    assert_int_equal(cupel_rolling_pass_solve(&pass, workspace, &solution, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, name));
    assert_int_equal(solution.status, -7); /* untouched */
}

static void nan_and_nonsense_are_refused_by_name(void **state)
{
    (void)state;
    const cupel_rolling_pass good = rolling_case(V4);
    cupel_rolling_pass pass;
    pass = good, pass.entry_thickness = NAN, refused(pass, "entry_thickness");
    pass = good, pass.exit_thickness = 0, refused(pass, "exit_thickness");
    pass = good, pass.exit_thickness = pass.entry_thickness, refused(pass, "must lie below entry_thickness");
    pass = good, pass.roll_radius = -1, refused(pass, "roll_radius");
    pass = good, pass.roll_speed = 0, refused(pass, "roll_speed");
    pass = good, pass.prior_strain = NAN, refused(pass, "prior_strain");
    pass = good, pass.entry_tension = INFINITY, refused(pass, "entry_tension");
    pass = good, pass.exit_tension = NAN, refused(pass, "exit_tension");
    pass = good, pass.friction_coefficient = NAN, refused(pass, "friction_coefficient");
    pass = good, pass.friction_factor = 1.2, refused(pass, "friction_factor");
    pass = good, pass.roll_youngs_modulus = NAN, refused(pass, "roll_youngs_modulus");
    pass = good, pass.roll_poissons_ratio = 0.7, refused(pass, "roll_poissons_ratio");
    pass = good, pass.youngs_modulus = NAN, refused(pass, "youngs_modulus");
    pass = good, pass.poissons_ratio = NAN, refused(pass, "poissons_ratio");
    pass = good, pass.flow_stress.exponent = NAN, refused(pass, "exponent");
    pass = good, pass.steps = 5000, refused(pass, "steps");
    pass = good, pass.roll_deformation = 7, refused(pass, "allowed: rigid, hitchcock, elastic, auto");
    pass = good, pass.strip_elasticity = 0, pass.roll_deformation = CUPEL_ROLL_ELASTIC;
    pass.youngs_modulus = NAN, refused(pass, "youngs_modulus");
}

static void elastic_constants_are_asked_for_only_when_used(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_case(V1);
    pass.youngs_modulus = pass.poissons_ratio = NAN;
    pass.roll_youngs_modulus = pass.roll_poissons_ratio = NAN;
    pass.roll_speed = NAN;
    const cupel_rolling_solution solution = solved(&pass);
    assert_true(isnan(solution.power));
    assert_true(isnan(solution.hitchcock_slope) && solution.flattened_radius_ratio == 1);
}

static void extreme_hills_end_in_a_number_or_a_status(void **state)
{
    (void)state;
    for (double friction = 0.05; friction < 200; friction *= 2)
        for (int roll = CUPEL_ROLL_RIGID; roll <= CUPEL_ROLL_HITCHCOCK; roll++) {
            cupel_rolling_pass pass = rolling_base(0.05, 0.03, 200, friction);
            pass.flow_stress = rolling_constant(400e6);
            pass.roll_deformation = roll;
            const cupel_rolling_solution solution = solve(&pass);
            if (solution.status == CUPEL_ROLLING_OK)
                assert_true(isfinite(solution.force) && solution.discretization_error < 1e-6);
            else
                assert_true(isnan(solution.force));
        }
}

/* Friction that falls and flow stress that rises along the contact: the mean friction is what tells of the
 * hill and of skidding, the accuracy holds on even places and on uneven ones. */
static void conditions_enter_every_number_of_the_pass(void **state)
{
    (void)state;
    static const double even[5] = {0, 0.25, 0.5, 0.75, 1}, uneven[5] = {0, 0.13, 0.5, 0.77, 1};
    static const double friction[5] = {0.12, 0.1, 0.08, 0.06, 0.04}, factor[5] = {1, 1.02, 1.04, 1.05, 1.1};
    cupel_rolling_pass pass = rolling_case(V2);
    pass.roll_deformation = CUPEL_ROLL_HITCHCOCK;
    const cupel_rolling_solution plain = solved(&pass);
    cupel_rolling_conditions conditions = {5, even, friction, factor};
    pass.conditions = &conditions;
    pass.friction_coefficient = 0; /* not looked at */
    const cupel_rolling_solution s = solved(&pass);
    assert_true(s.discretization_error < 1e-7 && s.force_balance_error < 1e-10);
    assert_true(s.force > 1.02 * plain.force && s.force < 1.2 * plain.force);
    assert_relative(s.exit_flow_stress, 1.1 * 300e6, 1e-14);
    const double mean_thickness = 0.5 * (pass.entry_thickness + pass.exit_thickness);
    const double mean = s.friction_hill_exponent * mean_thickness / (2 * s.contact_length);
    assert_true(mean > 0.07 && mean < 0.09); /* weighted by the pressure */
    for (size_t i = 0; i < s.count; i++) {   /* |q| = mu p and sigma + p = K at each point of the profile */
        const double place = 1 + s.position[i] / s.contact_length;
        const double mu = 0.12 - 0.08 * place;
        if (s.shear_stress[i] != 0) assert_relative(fabs(s.shear_stress[i]), mu * s.pressure[i], 1e-12);
    }
    const double force = s.force, torque = s.torque;
    pass.steps = 2048; /* a mesh of its own */
    const cupel_rolling_solution fine = solved(&pass);
    assert_relative(force, fine.force, 1e-8);
    assert_relative(torque, fine.torque, 1e-7);
    pass.steps = 0;
    conditions.place = uneven;
    assert_true(solved(&pass).discretization_error < 1e-6);
}

/* Ten times less friction, distributed in the same way, skids; the least mean that does not is found. */
static void skid_friction_with_conditions_is_their_mean(void **state)
{
    (void)state;
    static const double place[3] = {0, 0.5, 1}, shares[3] = {1.2, 1, 0.8};
    double friction[3], least;
    cupel_rolling_pass pass = rolling_base(2, 1.6, 150, 0);
    pass.flow_stress = rolling_constant(400e6);
    const cupel_rolling_conditions conditions = {3, place, friction, NULL};
    pass.conditions = &conditions;
    for (int i = 0; i < 3; i++) friction[i] = 0.05 * shares[i];
    assert_int_equal(cupel_rolling_skid_friction(&pass, 1, workspace, &least, NULL), CUPEL_OK);
    assert_true(least > 0.0200 && least < 0.02584); /* more of it at the entry than in validation row 13 */
    for (int i = 0; i < 3; i++) friction[i] = 1.0001 * least * shares[i];
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_OK);
    for (int i = 0; i < 3; i++) friction[i] = 0.9999 * least * shares[i];
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_SKID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_have_the_values_of_two_other_integrations),
        cmocka_unit_test(annealed_strip_with_infinite_first_hardening_is_resolved),
        cmocka_unit_test(flattened_radius_satisfies_hitchcock),
        cmocka_unit_test(hitchcock_constant_is_that_of_half_an_ellipse),
        cmocka_unit_test(hitchcock_slope_is_the_derivative_of_the_map),
        cmocka_unit_test(foil_passes_reach_the_published_flattening_or_none),
        cmocka_unit_test(auto_is_hitchcock_inside_the_strip_regime_and_needs_elastic_constants_outside),
        cmocka_unit_test(smallest_root_is_taken_up_to_the_fold),
        cmocka_unit_test(capped_friction_keeps_its_far_root),
        cmocka_unit_test(skid_friction_separates_skid_from_rolling),
        cmocka_unit_test(without_friction_the_right_tension_alone_draws_the_strip),
        cmocka_unit_test(exit_tension_lowers_the_friction_that_is_needed),
        cmocka_unit_test(flattening_can_end_a_skid),
        cmocka_unit_test(tensions_end_in_statuses_not_in_numbers),
        cmocka_unit_test(bland_ford_is_near_for_constant_flow_stress),
        cmocka_unit_test(lengths_and_stresses_scale),
        cmocka_unit_test(force_rises_with_friction_and_falls_with_tension),
        cmocka_unit_test(cap_out_of_reach_changes_nothing),
        cmocka_unit_test(full_sticking_is_the_closed_integral),
        cmocka_unit_test(profiles_hold_what_the_scalars_say),
        cmocka_unit_test(steps_are_kept_when_given),
        cmocka_unit_test(stone_constant_is_the_least_of_its_curve),
        cmocka_unit_test(nan_and_nonsense_are_refused_by_name),
        cmocka_unit_test(elastic_constants_are_asked_for_only_when_used),
        cmocka_unit_test(conditions_enter_every_number_of_the_pass),
        cmocka_unit_test(skid_friction_with_conditions_is_their_mean),
        cmocka_unit_test(extreme_hills_end_in_a_number_or_a_status),
    };
    return cmocka_run_group_tests(tests, open_workspace, close_workspace);
}
