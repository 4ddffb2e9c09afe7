/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rolling/foil.h"
#include "rolling/half_space.h"
#include "rolling_cases.h"
#include "unit/rolling_workspace.h"

/* Foil regime. The reference figures of VF1, VF2 and of the near-rigid rolls come from a separate program
 * (Newton on smoothed friction, N up to 960, extrapolated), whose roll shapes were checked by adaptive
 * quadrature and whose slip zones by an integration with sharp friction. */

static const double pi = 3.14159265358979323846;

static bool near(double value, double expected, double relative)
{
    return fabs(value - expected) <= relative * fabs(expected);
}

#define assert_near(value, expected, relative)                                                               \
    do {                                                                                                     \
        if (!near(value, expected, relative))                                                                \
            fail_msg("%s = %.10g, not %.10g", #value, (double)(value), (double)(expected));                  \
    } while (0)

/* um, mm, MPa */
static cupel_rolling_pass foil(double entry, double exit, double radius, double friction, double yield,
                               double back, double front)
{
    cupel_rolling_pass pass = rolling_base(entry * 1e-3, exit * 1e-3, radius, friction);
    pass.flow_stress = rolling_constant(yield * 1e6);
    pass.entry_tension = back * 1e6, pass.exit_tension = front * 1e6;
    pass.roll_deformation = CUPEL_ROLL_ELASTIC;
    return pass;
}

static cupel_rolling_solution solve(const cupel_rolling_pass *pass)
{
    cupel_rolling_solution solution;
    cupel_error error = {0};
    if (cupel_rolling_pass_solve(pass, workspace, &solution, &error)) fail_msg("%s", error.text);
    return solution;
}

static cupel_rolling_solution solved(const cupel_rolling_pass *pass)
{
    const cupel_rolling_solution solution = solve(pass);
    if (solution.status != CUPEL_ROLLING_OK)
        fail_msg("%s at compliance %.3g, torque %.2g, energy %.2g, change %.2g, smoothing %.2g",
                 cupel_rolling_status_name(solution.status), solution.roll_compliance_reached,
                 solution.torque_error, solution.energy_error, solution.discretization_error,
                 solution.smoothing_error);
    assert_int_equal(solution.regime, CUPEL_ROLLING_FOIL);
    return solution;
}

/* p = sqrt(1 - x^2) on [-1, 1] with E* = 1 flattens to const - x^2 (Hertz). The straight lines of the
 * pressure miss its vertical tangents at the ends, where the error falls with the third power of the mesh;
 * away from the ends it is far smaller. */
static double hertz_error(size_t cells, double reach)
{
    static double nodes[101], row[101];
    double least = INFINITY, most = -INFINITY;
    cupk_cosine_mesh(cells, nodes);
    for (size_t i = 0; i <= cells; i++) {
        const double x = 2 * nodes[i] - 1;
        if (fabs(x) > reach) continue;
        cupk_half_space_row(cells, nodes, nodes[i], row);
        double sum = 0;
        for (size_t j = 0; j <= cells; j++) sum += row[j] * sin(pi * (double)j / (double)cells);
        const double error = -4 / pi * sum + x * x;
        least = fmin(least, error), most = fmax(most, error);
    }
    return most - least;
}

static void elliptic_pressure_flattens_a_half_space_to_a_parabola(void **state)
{
    (void)state;
    assert_true(hertz_error(100, 0.9) <= 2e-10);
    assert_true(hertz_error(20, 0.9) <= 1e-6);
    assert_true(hertz_error(100, 1) <= 1.1e-6);
    assert_near(hertz_error(50, 1) / hertz_error(100, 1), 8, 0.02);
}

/* integral of ln|x - s| over [0, 1] at x = 3 is 3 ln 3 - 2 ln 2 - 1; of s ln|x - s| at x = 0: -1/4 */
static void influence_of_straight_lines_is_exact(void **state)
{
    (void)state;
    double nodes[8], row[8], flat = 0, slope = 0;
    cupk_cosine_mesh(7, nodes);
    cupk_half_space_row(7, nodes, 3, row);
    for (size_t j = 0; j < 8; j++) flat += row[j];
    assert_near(flat, 3 * log(3) - 2 * log(2) - 1, 1e-13);
    cupk_half_space_row(7, nodes, 0, row);
    for (size_t j = 0; j < 8; j++) slope += row[j] * nodes[j];
    assert_near(slope, -0.25, 1e-13);
}

static void thin_strip_vf1_has_the_published_loads(void **state)
{
    (void)state;
    const cupel_rolling_pass pass = foil(70, 55, 50, 0.05, 400, 50, 80);
    const cupel_rolling_solution s = solved(&pass);
    assert_near(s.force / 1e3, 933.95, 1e-3);
    assert_near(s.torque, 230.656, 1e-3);
    assert_near(s.contact_length * 1e3, 1.38313, 1e-4);
    assert_near(s.peak_pressure / 1e6, 1155, 0.01); /* a kink */
    assert_near(s.forward_slip, 0.0657, 5e-3);
    assert_true(s.stick_length < 0.03 * s.contact_length);
}

static void foil_vf2_has_the_published_loads(void **state)
{
    (void)state;
    const cupel_rolling_pass pass = foil(12, 9, 30, 0.025, 400, 100, 140);
    const cupel_rolling_solution s = solved(&pass);
    assert_near(s.force / 1e3, 476.42, 2e-3);
    assert_near(s.torque, 31.572, 2e-3);
    assert_near(s.contact_length * 1e3, 0.63227, 2e-4);
    assert_near(s.peak_pressure / 1e6, 1511, 0.01);
    assert_near(s.forward_slip, 0.1619, 3e-3);
    assert_near(s.stick_length * 1e3, 0.11, 0.3); /* the other program counted slip below another bound */
}

static void near_rigid_rolls_leave_the_elastic_plastic_strip(void **state)
{
    (void)state;
    cupel_rolling_pass pass = foil(800, 600, 100, 0.06, 400, 0, 0);
    pass.roll_youngs_modulus *= 1000;
    assert_near(solved(&pass).force / 1e3, 2554.2, 1e-3);
    pass.youngs_modulus *= 100;
    assert_near(solved(&pass).force / 1e3, 2376.0, 1e-3);
}

/* A quarter of the radius, twice the stresses, moduli of the strip and friction: half the lengths. */
static void equal_groups_give_equal_foils(void **state)
{
    (void)state;
    const cupel_rolling_pass pass = foil(12, 9, 30, 0.025, 400, 100, 140);
    cupel_rolling_pass scaled = foil(12, 9, 7.5, 0.05, 800, 200, 280);
    scaled.youngs_modulus *= 2;
    const cupel_rolling_solution a = solved(&pass), b = solved(&scaled);
    assert_near(b.force, a.force, 1e-8);
    assert_near(b.torque, a.torque / 2, 1e-8);
    assert_near(b.forward_slip, a.forward_slip, 1e-8);
    assert_near(b.contact_length, a.contact_length / 2, 1e-8);
    assert_near(b.peak_pressure, a.peak_pressure * 2, 1e-8);
}

/* Foils as rolled, with and without tensions of a quarter of the yield stress: solved from nothing, and what
 * a solution must satisfy whatever its values. */
static void usual_foils_are_solved_and_satisfy_every_check(void **state)
{
    (void)state;
    static const double passes[][4] = {{35, 28, 50, 0.03}, {100, 80, 50, 0.05}, {18, 14, 30, 0.025}};
    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++) {
        double slack_force = 0;
        for (int tight = 0; tight < 2; tight++) {
            const double tension = tight * 105, *p = passes[i];
            const cupel_rolling_pass pass = foil(p[0], p[1], p[2], p[3], 420, tension, tension);
            const cupel_rolling_solution s = solved(&pass);
            assert_true(s.torque_error < 1e-5 && s.energy_error < 1e-4 && s.shape_error < 1e-4);
            assert_true(s.force_balance_error < 1e-9 && s.smoothing_error < 2e-4);
            assert_true(s.discretization_error < 1e-3);
            assert_true(s.forward_slip > 0 && s.forward_slip < 0.2);
            if (tight) assert_true(s.force < slack_force);
            slack_force = s.force;
        }
    }
}

/* 9 to 6 um lies far below Stone's gauge, where no circular arc lets a reduction begin. */
static void thinnest_foil_sticks_to_a_flat_roll(void **state)
{
    (void)state;
    const cupel_rolling_pass pass = foil(9, 6, 20, 0.03, 420, 105, 105);
    const cupel_rolling_solution s = solved(&pass);
    assert_true(pass.exit_thickness < s.stone_minimum_gauge);
    assert_true(s.stick_length > 0.3 * s.contact_length && s.stick_length < 0.6 * s.contact_length);
    double flattest = INFINITY; /* |h'| in the middle against the mean slope */
    for (size_t i = 1; i < s.count; i++) {
        const double slope = (s.thickness[i] - s.thickness[i - 1]) / (s.position[i] - s.position[i - 1]);
        flattest = fmin(flattest, fabs(slope));
    }
    assert_true(flattest < 0.01 * 3e-6 / s.contact_length);
    assert_true(s.torque_error < 1e-5 && s.energy_error < 1e-4 && s.smoothing_error < 1e-3);
}

static void profiles_hold_what_the_scalars_say(void **state)
{
    (void)state;
    const cupel_rolling_pass pass = foil(35, 28, 50, 0.03, 420, 50, 80);
    const cupel_rolling_solution s = solved(&pass);
    assert_true(s.count > 100 && s.slip);
    const size_t last = s.count - 1;
    assert_near(s.position[last] - s.position[0], s.contact_length, 1e-12);
    assert_near(s.thickness[0], 35e-6, 1e-9);
    assert_near(s.thickness[last], 28e-6, 1e-9);
    assert_near(s.longitudinal_stress[0], 50e6, 1e-12);
    assert_near(s.longitudinal_stress[last], 80e6, 1e-12);
    assert_near(s.slip[last], s.forward_slip, 1e-12);
    double force = 0;
    for (size_t i = 0; i < last; i++) {
        force += 0.5 * (s.pressure[i] + s.pressure[i + 1]) * (s.position[i + 1] - s.position[i]);
        assert_true(fabs(s.shear_stress[i]) <= 0.03 * s.peak_pressure);
    }
    assert_near(force, s.force, 1e-12);
    double torque = 0;
    for (size_t i = 0; i < last; i++)
        torque += 0.025 * (s.shear_stress[i] + s.shear_stress[i + 1]) * (s.position[i + 1] - s.position[i]);
    assert_near(torque, s.torque, 1e-3);
    assert_true(s.neutral_position > s.position[0] && s.neutral_position < s.position[last]);
}

/* Full plasticity of constant flow stress is one curve of every hardening law, so that of a law without
 * slope. */
static void hardening_without_slope_is_a_constant_flow_stress(void **state)
{
    (void)state;
    cupel_rolling_pass pass = foil(35, 28, 50, 0.03, 420, 50, 80);
    const double force = solved(&pass).force;
    pass.flow_stress = (cupel_flow_stress){.law = CUPEL_FLOW_VOCE,
                                           .initial_stress = 420e6 * (1 - 1e-12),
                                           .saturation_stress = 420e6,
                                           .rate_constant = 4,
                                           .rate_factor = 1};
    assert_near(solved(&pass).force, force, 1e-9);
}

static void annealed_foil_hardens(void **state)
{
    (void)state;
    cupel_rolling_pass pass = foil(35, 28, 50, 0.03, 390, 10, 60);
    const double hard = solved(&pass).force;
    pass.flow_stress = (cupel_flow_stress){.law = CUPEL_FLOW_VOCE,
                                           .initial_stress = 70e6,
                                           .saturation_stress = 390e6,
                                           .rate_constant = 4.5,
                                           .rate_factor = 1};
    const cupel_rolling_solution soft = solved(&pass);
    assert_true(soft.force < hard);
    assert_near(soft.equivalent_strain, 2 / sqrt(3) * log(35.0 / 28), 0.02); /* elastic parts are left out */
    assert_true(soft.energy_error < 1e-3);
}

static void auto_takes_the_elastic_roll_outside_the_strip_regime(void **state)
{
    (void)state;
    cupel_rolling_pass pass = foil(12, 9, 30, 0.025, 400, 100, 140);
    const double force = solved(&pass).force;
    pass.roll_deformation = CUPEL_ROLL_AUTO;
    const cupel_rolling_solution folded = solved(&pass); /* G' 0.94 */
    assert_true(folded.force == force);
    assert_near(folded.hitchcock_slope, 0.94, 0.01);
    pass = foil(18, 14, 30, 0.03, 420, 0, 0);
    pass.roll_deformation = CUPEL_ROLL_HITCHCOCK;
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_NO_HITCHCOCK_ROOT);
    pass.roll_deformation = CUPEL_ROLL_AUTO;
    solved(&pass);
}

static void what_cannot_be_solved_is_a_status_without_numbers(void **state)
{
    (void)state;
    cupel_rolling_pass pass = foil(400, 300, 100, 0.005, 420, 0, 0); /* skids */
    cupel_rolling_solution s = solve(&pass);
    assert_int_equal(s.status, CUPEL_ROLLING_SKID);
    assert_true(isnan(s.force) && isnan(s.torque) && s.count == 0 && !s.pressure);
    pass = foil(9, 6, 20, 0.03, 420, 500, 0);
    s = solve(&pass);
    assert_int_equal(s.status, CUPEL_ROLLING_TENSION_YIELD);
    assert_true(isnan(s.force));
}

/* The circular arc of the ground roll skids where the flattened roll, longer and with elastic zones, bites.
 */
static void flattening_lets_rolls_bite(void **state)
{
    (void)state;
    cupel_rolling_pass pass = foil(100, 80, 10, 0.021, 150, 0, 0);
    solved(&pass);
    pass.roll_deformation = CUPEL_ROLL_RIGID;
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_SKID);
    pass = foil(100, 80, 10, 0.01, 420, 0, 0);
    const cupel_rolling_solution s = solve(&pass);
    assert_int_equal(s.status, CUPEL_ROLLING_SKID);
    assert_true(s.skid_friction > 0.015 && s.skid_friction < 0.0224); /* 0.02238 on the ground radius */
    pass.friction_coefficient = 1.05 * s.skid_friction;
    solved(&pass);
}

/* 6 to 4 um on a large roll: tens of GPa would be needed. */
static void pressure_that_no_roll_bears_is_no_solution(void **state)
{
    (void)state;
    const cupel_rolling_pass pass = foil(6, 4, 75, 0.04, 420, 0, 0);
    const cupel_rolling_solution s = solve(&pass);
    assert_int_equal(s.status, CUPEL_ROLLING_NO_SOLUTION);
    assert_true(isnan(s.force) && s.roll_compliance_reached > 0.1 && s.roll_compliance_reached < 1);
    assert_true(s.peak_pressure > 210e9 / 0.91 / 40);
}

/* Passes all over the plane of foils: solved, or refused for a reason; a solution satisfies its checks. */
static void foils_of_all_kinds_are_solved_or_refused(void **state)
{
    (void)state;
    static const double radii[] = {10, 20, 40, 75}, entries[] = {100, 35, 18, 9, 6},
                        reductions[] = {0.1, 0.33}, frictions[] = {0.01, 0.04};
    size_t count = 0, ok = 0;
    for (size_t i = 0; i < 80; i++) {
        const double radius = radii[i % 4], entry = entries[i / 4 % 5], reduction = reductions[i / 20 % 2];
        const double tension = i % 3 == 0 ? 0 : 0.25 * 150;
        const cupel_rolling_pass pass =
            foil(entry, entry * (1 - reduction), radius, frictions[i / 40], 150, tension, tension);
        const cupel_rolling_solution s = solve(&pass);
        count++;
        if (s.status == CUPEL_ROLLING_OK) {
            ok++;
            assert_true(s.torque_error < 1e-5 && s.energy_error < 1e-3 && s.smoothing_error <= 2e-4);
            assert_true(s.force_balance_error < 1e-8 && s.force > 0 && s.stick_length < s.contact_length);
        } else {
            assert_true(s.status == CUPEL_ROLLING_SKID || i == 59); /* 59: see docs/theory/rolling-foil.md */
        }
    }
    assert_true(count == 80 && ok >= 60);
}

/* A strip that the front tension pulls through, or that skids, says so with elastic rolls as with rigid ones.
 */
static void foil_that_rigid_rolls_lose_is_told_so(void **state)
{
    (void)state;
    cupel_rolling_pass pass = foil(100, 80, 30, 0.05, 400, 100, 400);
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_BACK_SKID);
    pass = foil(12, 9, 30, 0.025, 400, 0, 440);
    assert_int_equal(solve(&pass).status, CUPEL_ROLLING_BACK_SKID);
    pass = foil(12, 9, 30, 0.025, 400, 450, 450);
    const cupel_rolling_solution s = solve(&pass);
    assert_int_equal(s.status, CUPEL_ROLLING_SKID);
    assert_true(isnan(s.peak_pressure));
    pass = foil(12, 9, 30, 0, 400, 100, 140);
    assert_true(!isnan(solve(&pass).skid_friction)); /* without friction, too */
}

static void warm_starts_are_short_and_agree_with_cold_ones(void **state)
{
    (void)state;
    static const double changes[] = {1e-4, 2e-3, 0.02};
    cupel_rolling_workspace *other;
    assert_int_equal(cupel_rolling_workspace_open(0, &other, NULL), CUPEL_OK);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        cupel_rolling_pass pass = foil(12, 9, 30, 0.025, 400, 100, 140);
        solved(&pass);
        pass.exit_thickness *= 1 + changes[i], pass.warm_start = 1;
        const cupel_rolling_solution warm = solved(&pass);
        cupel_rolling_solution cold;
        pass.warm_start = 0;
        assert_int_equal(cupel_rolling_pass_solve(&pass, other, &cold, NULL), CUPEL_OK);
        assert_near(warm.force, cold.force, 1e-3);
        assert_near(warm.torque, cold.torque, 1e-3);
        if (i == 0) assert_true(5 * warm.evaluations < cold.evaluations);
    }
    cupel_rolling_workspace_close(other);
    assert_int_equal(cupel_rolling_workspace_open(0, &other, NULL), CUPEL_OK);
    cupel_rolling_pass first = foil(12, 9, 30, 0.025, 400, 100, 140); /* nothing to begin from: as cold */
    const double force = solved(&first).force;
    cupel_rolling_solution same;
    first.warm_start = 1;
    assert_int_equal(cupel_rolling_pass_solve(&first, other, &same, NULL), CUPEL_OK);
    assert_true(same.force == force);
    cupel_rolling_workspace_close(other);
}

static void conditions_along_the_contact_act_where_they_are(void **state)
{
    (void)state;
    static const double place[] = {0, 0.5, 1}, even[] = {0.03, 0.03, 0.03}, more[] = {0.03, 0.033, 0.036},
                        hard[] = {1.1, 1.1, 1.1};
    cupel_rolling_pass pass = foil(35, 28, 50, 0.03, 420, 50, 80);
    const double plain = solved(&pass).force;
    cupel_rolling_conditions conditions = {.count = 3, .place = place, .friction = even};
    pass.conditions = &conditions, pass.friction_coefficient = 0.2; /* which does not count then */
    assert_near(solved(&pass).force, plain, 1e-12);
    conditions.friction = more;
    const double rising = solved(&pass).force;
    cupel_rolling_pass most = foil(35, 28, 50, 0.036, 420, 50, 80);
    assert_true(rising > plain && rising < solved(&most).force);
    conditions = (cupel_rolling_conditions){.count = 3, .place = place, .yield_factor = hard};
    pass.friction_coefficient = 0.03;
    const cupel_rolling_solution factor = solved(&pass);
    cupel_rolling_pass harder = foil(35, 28, 50, 0.03, 462, 50, 80);
    assert_near(factor.force, solved(&harder).force, 1e-3); /* on another mesh: the scale of stress differs */
    assert_near(factor.exit_flow_stress, 462e6, 1e-9);
}

/* Shear q = sqrt(1 - X^2) on [-1, 1]: PV int q/(x - s) ds = pi X, and int q dx = pi/2. */
static void surface_terms_of_elliptic_shear_are_exact(void **state)
{
    (void)state;
    static double block[1 << 21];
    static cupk_foil foil_of_roll;
    assert_true(cupk_foil_lay_out(&foil_of_roll, NULL) <= sizeof block / sizeof *block);
    cupk_foil_lay_out(&foil_of_roll, block);
    const cupk_foil_problem problem = {.shear_lift = 1, .shear_stretch = 1, .friction = 1};
    cupk_foil *f = &foil_of_roll;
    f->problem = &problem;
    cupk_foil_set_mesh(f, 200);
    f->now.scalars[CUPK_FOIL_LENGTH] = 2;
    for (size_t i = 0; i < 200; i++) {
        const double middle = f->mesh.nodes[i] + f->mesh.nodes[i + 1] - 1;
        f->fields.shear[i] = sqrt(1 - middle * middle);
    }
    cupk_foil_set_surface(f, 1);
    for (size_t i = 20; i <= 180; i++)
        assert_true(fabs(f->mesh.drift[i] - pi * (2 * f->mesh.nodes[i] - 1)) < 1e-3);
    assert_near(f->mesh.lift[200], pi / 2, 1e-3);
    assert_true(cupk_foil_set_surface(f, 1) < 1e-12); /* nothing is off any more */
}

static void surface_terms_are_an_uncertainty_of_the_picture(void **state)
{
    (void)state;
    cupel_rolling_pass pass = foil(9, 6, 20, 0.03, 420, 105, 105);
    const cupel_rolling_solution without = solved(&pass);
    assert_true(isnan(without.model_form_uncertainty));
    pass.surface_terms = 1;
    const cupel_rolling_solution with = solved(&pass);
    assert_true(with.force > without.force && with.forward_slip < without.forward_slip);
    assert_near(with.model_form_uncertainty, with.force / without.force - 1, 1e-6);
    assert_true(with.model_form_uncertainty > 0.003 && with.model_form_uncertainty < 0.016);
    assert_true(with.torque_error < 1e-5 && with.energy_error < 1e-4);
}

/* Rolling steadily, an elastic roll neither takes nor gives work: int (-q eps + p b') dx = 0 with the strain
 * eps of its surface and the slope b' of its normal displacement. With shear that raises the roll instead of
 * lowering it the sum would be 2 kappa int p q dx. */
static void elastic_rolls_keep_no_work(void **state)
{
    (void)state;
    cupel_rolling_pass pass = foil(12, 9, 30, 0.025, 400, 100, 140);
    pass.surface_terms = 1;
    const cupel_rolling_solution s = solved(&pass);
    const double nu = pass.poissons_ratio, dilation = (1 + nu) * (1 - 2 * nu) / pass.youngs_modulus;
    const double kappa = (1 - 2 * 0.3) * 1.3 / pass.roll_youngs_modulus;
    const size_t last = s.count - 1;
    double work = 0, wrong = 0;
    for (size_t i = 0; i < last; i++) {
        const double width = s.position[i + 1] - s.position[i];
        const double x = 0.5 * (s.position[i] + s.position[i + 1]);
        const double p = 0.5 * (s.pressure[i] + s.pressure[i + 1]);
        const double q = 0.5 * (s.shear_stress[i] + s.shear_stress[i + 1]);
        double strain = 0;
        for (size_t j = i; j <= i + 1; j++) {
            const double stretch = s.longitudinal_stress[j] - s.pressure[j] - s.longitudinal_stress[last];
            const double speed = log((1 + s.forward_slip) * s.thickness[last] / s.thickness[j]);
            strain += 0.5 * (speed + dilation * stretch - log1p(s.slip[j]));
        }
        const double slope = (s.thickness[i + 1] - s.thickness[i]) / width - 2 * x / pass.roll_radius;
        work += (p * slope / 2 - q * strain) * width;
        wrong += 2 * kappa * p * q * width;
    }
    assert_true(fabs(work) < 0.02 * fabs(wrong));
}

static void solves_do_not_depend_on_what_was_solved_before(void **state)
{
    (void)state;
    const cupel_rolling_pass pass = foil(35, 28, 50, 0.03, 420, 0, 0);
    const cupel_rolling_pass other = foil(70, 55, 50, 0.05, 400, 50, 80);
    const double first = solved(&pass).force;
    solved(&other);
    assert_true(solved(&pass).force == first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elliptic_pressure_flattens_a_half_space_to_a_parabola),
        cmocka_unit_test(influence_of_straight_lines_is_exact),
        cmocka_unit_test(thin_strip_vf1_has_the_published_loads),
        cmocka_unit_test(foil_vf2_has_the_published_loads),
        cmocka_unit_test(near_rigid_rolls_leave_the_elastic_plastic_strip),
        cmocka_unit_test(equal_groups_give_equal_foils),
        cmocka_unit_test(usual_foils_are_solved_and_satisfy_every_check),
        cmocka_unit_test(thinnest_foil_sticks_to_a_flat_roll),
        cmocka_unit_test(profiles_hold_what_the_scalars_say),
        cmocka_unit_test(hardening_without_slope_is_a_constant_flow_stress),
        cmocka_unit_test(annealed_foil_hardens),
        cmocka_unit_test(auto_takes_the_elastic_roll_outside_the_strip_regime),
        cmocka_unit_test(what_cannot_be_solved_is_a_status_without_numbers),
        cmocka_unit_test(flattening_lets_rolls_bite),
        cmocka_unit_test(pressure_that_no_roll_bears_is_no_solution),
        cmocka_unit_test(foils_of_all_kinds_are_solved_or_refused),
        cmocka_unit_test(foil_that_rigid_rolls_lose_is_told_so),
        cmocka_unit_test(warm_starts_are_short_and_agree_with_cold_ones),
        cmocka_unit_test(conditions_along_the_contact_act_where_they_are),
        cmocka_unit_test(surface_terms_of_elliptic_shear_are_exact),
        cmocka_unit_test(surface_terms_are_an_uncertainty_of_the_picture),
        cmocka_unit_test(elastic_rolls_keep_no_work),
        cmocka_unit_test(solves_do_not_depend_on_what_was_solved_before),
    };
    return cmocka_run_group_tests(tests, open_workspace, close_workspace);
}
