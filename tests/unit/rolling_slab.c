/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include "cupel/rolling_slab.h"
#include "root.h"
#include "rolling/conditions.h"
#include "rolling/slab.h"
#include "rolling/workspace.h"
#include "unit/rolling_cases.h"
#include "unit/near.h"
#include "unit/rolling_workspace.h"

static cupel_rolling_slab_solution slab_of(double start, double end, double length, double friction,
                                           double yield, double pressure)
{
    const cupel_rolling_slab slab = {start, end, length, friction, yield, pressure};
    cupel_rolling_slab_solution out;
    cupel_error error = {0};
    if (cupel_rolling_slab_solve(&slab, workspace, &out, &error)) fail_msg("%s", error.text);
    return out;
}

/* p = K/B + c h^-B with B = mu/tan 4 deg; p = 430 at h = 2. From the other side p = -K/B + c h^B. */
static void wedges_follow_the_exact_power_laws(void **state)
{
    (void)state;
    const double pi = 3.14159265358979323846, length = 0.2 / tan(4 * pi / 180);
    assert_relative(slab_of(2, 1.6, length, 0.06, 480, 430).end_pressure, 402.690466, 1.5e-9); /* as given */
    assert_relative(slab_of(1.6, 2, length, 0.06, 480, 430).end_pressure, 638.789970, 1.5e-9);
}

/* h 0.1, half-length 0.5, mu 0.08, K 400: p_max = K e^m, mean K (e^m - 1)/m, m = 2 mu a/h = 0.8 */
static void flat_platens_build_the_exponential_friction_hill(void **state)
{
    (void)state;
    const cupel_rolling_slab_solution s = slab_of(0.1, 0.1, 0.5, 0.08, 400, 400);
    assert_relative(s.end_pressure, 400 * exp(0.8), 1e-10);
    assert_relative(s.mean_pressure, 400 * expm1(0.8) / 0.8, 1e-10);
    assert_relative(s.force, 0.5 * s.mean_pressure, 1e-15);
    assert_relative(s.end_stress, 400 - s.end_pressure, 1e-12);
    for (size_t i = 0; i < s.count; i++)
        assert_relative(s.pressure[i], 400 * exp(1.6 * s.position[i]), 1e-10);
}

static void slabs_that_cannot_be_are_refused(void **state)
{
    (void)state;
    cupel_rolling_slab slab = {2, 1, 0.2, 0, 480, 100}; /* without friction T falls as the wedge narrows */
    cupel_rolling_slab_solution out = {.count = 7};
    cupel_error error = {0};
    assert_int_equal(cupel_rolling_slab_solve(&slab, workspace, &out, &error), CUPEL_EFAILED);
    assert_non_null(strstr(error.text, "vanishes"));
    slab.end_thickness = NAN;
    assert_int_equal(cupel_rolling_slab_solve(&slab, workspace, &out, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "end_thickness"));
    assert_int_equal(out.count, 7);
}

static cupk_gap gap_for(cupk_arc *arc, const cupel_rolling_pass *pass, size_t cells)
{
    *arc = (cupk_arc){.flow = &pass->flow_stress,
                      .entry_thickness = pass->entry_thickness,
                      .exit_thickness = pass->exit_thickness,
                      .prior_strain = pass->prior_strain,
                      .cells = cells,
                      .conditions = pass->conditions,
                      .mean_friction = cupk_mean_friction(pass)};
    cupk_arc_mesh(arc, &workspace->fine);
    return (cupk_gap){.arc = arc,
                      .mesh = &workspace->fine,
                      .length = sqrt(pass->roll_radius * (pass->entry_thickness - pass->exit_thickness)),
                      .friction = arc->mean_friction,
                      .cap = pass->friction_factor,
                      .entry_force = pass->entry_thickness * pass->entry_tension,
                      .exit_force = pass->exit_thickness * pass->exit_tension};
}

/* Without friction sigma = K ln(h1/h): the exit needs K ln(h1/h2) and the rolls feel the integral of K (1 -
 * ln). */
static void frictionless_gap_is_a_drawing_die(void **state)
{
    (void)state;
    cupel_rolling_pass pass = rolling_base(2, 1.6, 150, 0);
    pass.flow_stress = rolling_constant(400e6); /* K 461.880 MPa */
    cupk_arc arc;
    const cupk_gap gap = gap_for(&arc, &pass, 1000);
    assert_relative(cupk_gap_draw(&gap, &workspace->sweep) / 1.6e-3, 103.0656e6,
                    5e-7); /* as many digits as given */
    const cupk_maps *maps = &workspace->sweep.forward;
    double force = 0, pressure = 0;
    for (size_t i = 0; i < 1000; i++) {
        pressure += gap.length * (maps->push[i] - maps->pull[i] * force);
        force += maps->gain[i] * force - maps->drop[i];
    }
    assert_relative(pressure, 3057.4757e3, 1e-8);
}

/* Friction that falls and flow stress that rises along the contact: eight even stretches, and uneven ones. */
enum { PLACES = 9 };
static const double even[PLACES] = {0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1};
static const double uneven[PLACES] = {0, 0.05, 0.21, 0.34, 0.47, 0.7, 0.77, 0.9, 1};
static const double shares[PLACES] = {1.25, 1.4, 1.2, 1.1, 0.8, 0.9, 1, 1.2, 1.1};
static const double factors[PLACES] = {1, 1.02, 0.98, 0.97, 0.95, 0.96, 0.97, 0.97, 0.94};

struct local {
    double friction[PLACES];
    cupel_rolling_conditions conditions;
};

static void set_conditions(struct local *local, const double *place, cupel_rolling_pass *pass)
{
    for (size_t i = 0; i < PLACES; i++) local->friction[i] = shares[i] * pass->friction_coefficient;
    local->conditions = (cupel_rolling_conditions){PLACES, place, local->friction, factors};
    pass->conditions = &local->conditions;
}

/* Largest error of force and neutral point with n cells against 32 times as many. */
static double error_with(int which, const double *place, size_t n)
{
    cupel_rolling_pass pass = rolling_case(which);
    struct local local;
    if (place) set_conditions(&local, place, &pass);
    cupk_arc arc;
    double force, neutral, exact_force, exact_neutral;
    cupk_gap gap = gap_for(&arc, &pass, 32 * n);
    assert_int_equal(cupk_gap_force(&gap, &workspace->sweep, &exact_force, &exact_neutral), CUPK_GAP_OK);
    gap = gap_for(&arc, &pass, n);
    assert_int_equal(cupk_gap_force(&gap, &workspace->sweep, &force, &neutral), CUPK_GAP_OK);
    return fmax(fabs(force / exact_force - 1), fabs(32 * neutral / exact_neutral - 1));
}

static void gap_converges_at_fourth_order_with_neutral_point_and_kink(void **state)
{
    (void)state;
    const int cases[] = {V1, V2, V3, V5}; /* V5: the friction cap sets in inside the arc */
    for (size_t i = 0; i < 4; i++) {
        const double order = 0.5 * log2(error_with(cases[i], NULL, 24) / error_with(cases[i], NULL, 96));
        assert_true(order > 3.8 && order < 4.2);
    }
}

static void conditions_keep_the_order_where_their_places_are_nodes(void **state)
{
    (void)state;
    const int cases[] = {V2, V3, V5};
    for (size_t i = 0; i < 3; i++) {
        const double order = 0.5 * log2(error_with(cases[i], even, 24) / error_with(cases[i], even, 96));
        assert_true(order > 3.7 && order < 4.3);
        assert_true(error_with(cases[i], uneven, 24) * 24 * 24 < 0.3); /* of second order elsewhere */
        assert_true(error_with(cases[i], uneven, 120) * 120 * 120 < 0.3);
    }
}

/* The mapped sweeps against the plain reference on 4000 steps, of second order: (1/4000)^2 times a few. */
static void gap_agrees_with_the_plain_reference(void **state)
{
    (void)state;
    enum { STEPS = 4000 };
    double *work = malloc(2 * (STEPS + 1) * sizeof *work);
    assert_non_null(work);
    for (int run = V1; run < 3 * ROLLING_CASES; run++) { /* without and with conditions */
        const int which = run % ROLLING_CASES, kind = run / ROLLING_CASES;
        cupel_rolling_pass pass = rolling_case(which);
        struct local local;
        if (kind > 0) set_conditions(&local, kind == 1 ? even : uneven, &pass);
        cupk_arc arc;
        double force, neutral, plain_force, plain_shear, plain_neutral;
        const cupk_gap gap = gap_for(&arc, &pass, kind == 2 ? 2000 : 200);
        assert_int_equal(cupk_gap_force(&gap, &workspace->sweep, &force, &neutral), CUPK_GAP_OK);
        cupk_gap_totals totals;
        cupk_gap_walk(&gap, neutral, &totals, NULL);
        assert_int_equal(cupk_gap_reference(&arc, gap.length, gap.friction, gap.cap, gap.entry_force,
                                            gap.exit_force, STEPS, work, &plain_force, &plain_shear,
                                            &plain_neutral),
                         CUPK_GAP_OK);
        assert_relative(force, plain_force, 5e-8);
        assert_near(totals.shear, plain_shear, 2e-7 * totals.friction);
        assert_relative(gap.length * cupk_arc_xi(&arc, neutral), plain_neutral, 5e-8);
    }
    free(work);
}

/* The walk steps stage by stage and does not use the maps. */
static void walk_repeats_the_mapped_force_and_balances(void **state)
{
    (void)state;
    for (int which = V1; which < ROLLING_CASES; which++) {
        const cupel_rolling_pass pass = rolling_case(which);
        cupk_arc arc;
        double force, neutral;
        const cupk_gap gap = gap_for(&arc, &pass, 64);
        assert_int_equal(cupk_gap_force(&gap, &workspace->sweep, &force, &neutral), CUPK_GAP_OK);
        cupk_gap_totals totals;
        cupk_gap_walk(&gap, neutral, &totals, &workspace->profile);
        assert_relative(totals.pressure, force, 1e-13);
        assert_true(totals.balance < 1e-12);
        for (size_t i = 1; i < workspace->profile.count; i++)
            assert_true(workspace->profile.position[i] > workspace->profile.position[i - 1]);
    }
}

/* Conditions that say the same as the pass itself give its numbers; a factor of the flow stress is one of the
 * law. */
static void uniform_conditions_are_the_plain_pass(void **state)
{
    (void)state;
    static const double place[2] = {0, 1};
    for (int which = V1; which < ROLLING_CASES; which++) {
        cupel_rolling_pass pass = rolling_case(which);
        double friction[2] = {pass.friction_coefficient, pass.friction_coefficient}, factor[2] = {1.3, 1.3};
        cupk_arc arc;
        double force, neutral, plain_force, plain_neutral;
        pass.flow_stress.rate_factor = 1.3;
        cupk_gap gap = gap_for(&arc, &pass, 64);
        assert_int_equal(cupk_gap_force(&gap, &workspace->sweep, &plain_force, &plain_neutral), CUPK_GAP_OK);
        const cupel_rolling_conditions conditions = {2, place, friction, factor};
        pass.flow_stress.rate_factor = 1;
        pass.friction_coefficient = NAN;
        pass.conditions = &conditions;
        gap = gap_for(&arc, &pass, 64);
        assert_int_equal(cupk_gap_force(&gap, &workspace->sweep, &force, &neutral), CUPK_GAP_OK);
        assert_relative(force, plain_force, 1e-13);
        assert_relative(neutral, plain_neutral, 1e-11);
    }
}

static void balance_shows_a_wrong_neutral_point(void **state)
{
    (void)state;
    const cupel_rolling_pass pass = rolling_case(V1);
    cupk_arc arc;
    double force, neutral;
    const cupk_gap gap = gap_for(&arc, &pass, 64);
    assert_int_equal(cupk_gap_force(&gap, &workspace->sweep, &force, &neutral), CUPK_GAP_OK);
    cupk_gap_totals totals;
    cupk_gap_walk(&gap, neutral + 1e-3, &totals, NULL);
    assert_true(totals.balance > 1e-6);
}

static void halved_mesh_is_the_coarse_mesh(void **state)
{
    (void)state;
    const cupel_rolling_pass pass = rolling_case(V3);
    cupk_arc arc;
    gap_for(&arc, &pass, 64);
    cupk_mesh_halve(&workspace->fine, &workspace->coarse);
    arc.cells = 32;
    for (size_t i = 0; i <= 32; i++) {
        const cupk_station there = cupk_arc_station(&arc, (double)i);
        assert_relative(workspace->coarse.nodes.inverse[i], there.inverse, 1e-15);
        assert_relative(workspace->coarse.nodes.yield[i], there.yield, 1e-15);
        assert_near(workspace->coarse.nodes.dh[i], there.dh, 1e-18);
        assert_near(workspace->coarse.nodes.dx[i], there.dx, 1e-16);
    }
}

static double cubic(void *self, double x)
{
    ++*(int *)self;
    return x * x * x - 2 * x - 5;
}

static void root_finds_the_root_of_wallis_in_few_steps(void **state)
{
    (void)state;
    int calls = 0;
    const double root = cupk_root(cubic, &calls, (cupk_point){2, -1}, (cupk_point){3, 16}, 1e-15);
    assert_near(root, 2.0945514815423265, 5e-16);
    assert_true(calls <= 10);
    assert_true(cupk_root(cubic, &calls, (cupk_point){2, 0}, (cupk_point){3, 16}, 1e-15) == 2);
}

static double less_cube(void *self, double x)
{
    return x * x * x - *(const double *)self;
}

static void root_finds_brackets_and_refuses_what_is_not_bracketed(void **state)
{
    (void)state;
    for (double c = 1e-6; c < 1e6; c *= 7) {
        double root = -1;
        assert_true(cupk_root_between(less_cube, &c, 0, 1000, 1e-15, &root));
        assert_near(root / cbrt(c), 1, 1e-12);
        assert_true(cupk_root_between(less_cube, &c, 1000, 0, 1e-15, &root)); /* ends in any order */
        assert_near(root / cbrt(c), 1, 1e-12);
    }
    double c = 8, nan = NAN;
    double root = -1;
    assert_true(cupk_root_between(less_cube, &c, 2, 5, 0, &root)); /* a root at an end */
    assert_near(root, 2, 1e-15);
    root = -1;
    assert_false(cupk_root_between(less_cube, &c, 3, 5, 0, &root));
    assert_false(cupk_root_between(less_cube, &nan, 0, 5, 0, &root));
    assert_true(root == -1);
}

static double nowhere(void *self, double x)
{
    (void)self, (void)x;
    return NAN;
}

static void root_passes_nan_on(void **state)
{
    (void)state;
    assert_true(isnan(cupk_root(nowhere, NULL, (cupk_point){0, -1}, (cupk_point){1, 1}, 1e-12)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wedges_follow_the_exact_power_laws),
        cmocka_unit_test(flat_platens_build_the_exponential_friction_hill),
        cmocka_unit_test(slabs_that_cannot_be_are_refused),
        cmocka_unit_test(frictionless_gap_is_a_drawing_die),
        cmocka_unit_test(gap_converges_at_fourth_order_with_neutral_point_and_kink),
        cmocka_unit_test(gap_agrees_with_the_plain_reference),
        cmocka_unit_test(conditions_keep_the_order_where_their_places_are_nodes),
        cmocka_unit_test(uniform_conditions_are_the_plain_pass),
        cmocka_unit_test(walk_repeats_the_mapped_force_and_balances),
        cmocka_unit_test(balance_shows_a_wrong_neutral_point),
        cmocka_unit_test(halved_mesh_is_the_coarse_mesh),
        cmocka_unit_test(root_finds_the_root_of_wallis_in_few_steps),
        cmocka_unit_test(root_finds_brackets_and_refuses_what_is_not_bracketed),
        cmocka_unit_test(root_passes_nan_on),
    };
    return cmocka_run_group_tests(tests, open_workspace, close_workspace);
}
