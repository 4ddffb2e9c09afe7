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

#include "rolling/mill.h"
#include "rolling_cases.h"

/* The stack of rolls with the strip in it. Closed forms of beams and contacts are rows of
 * datasets/validation. */

static const double pi = 3.14159265358979323846;

static cupel_mill_workspace *workspace;
static cupel_rolling_workspace *passes;

static int open_workspaces(void **state)
{
    (void)state;
    return cupel_mill_workspace_open(240, 121, &workspace, NULL) ||
           cupel_rolling_workspace_open(0, &passes, NULL);
}

static int close_workspaces(void **state)
{
    (void)state;
    cupel_mill_workspace_close(workspace);
    cupel_rolling_workspace_close(passes);
    return 0;
}

static void assert_within(double value, double expected, double absolute)
{
    if (!(fabs(value - expected) <= absolute))
        fail_msg("%.12g is not %.12g +- %.3g", value, expected, absolute);
}

static cupel_mill_roll roll(double diameter, double barrel)
{
    return (cupel_mill_roll){.diameter = diameter,
                             .core_diameter = NAN,
                             .barrel_length = barrel,
                             .neck_diameter = NAN,
                             .bearing_distance = NAN,
                             .youngs_modulus = 210e9,
                             .poissons_ratio = 0.3};
}

static cupel_mill_roll in_bearings(double diameter, double barrel, double neck, double distance)
{
    cupel_mill_roll out = roll(diameter, barrel);
    out.neck_diameter = neck, out.bearing_distance = distance;
    return out;
}

static const double saddle_position[] = {-0.36, -0.24, -0.12, 0, 0.12, 0.24, 0.36};
static const double no_eccentrics[7];
static const double eccentrics[] = {0, 5e-6, 10e-6, 20e-6, 15e-6, 5e-6, 0};

static cupel_mill mill_of(int kind)
{
    cupel_mill mill = {.kind = kind,
                       .housing_stiffness = INFINITY,
                       .control = CUPEL_MILL_THICKNESS,
                       .control_value = 0.15e-3};
    mill.rolls[0] = in_bearings(0.16, 0.65, 0.11, 1.1);
    switch (kind) {
    case CUPEL_MILL_2_HIGH:
        mill.rolls[0] = in_bearings(0.3, 0.65, 0.2, 1.1);
        mill.control_value = 1e-3;
        break;
    case CUPEL_MILL_4_HIGH:
        mill.rolls[1] = in_bearings(0.5, 0.65, 0.3, 1.1);
        break;
    case CUPEL_MILL_6_HIGH:
        mill.rolls[1] = in_bearings(0.2, 0.7, 0.14, 1.2);
        mill.rolls[2] = in_bearings(0.5, 0.65, 0.3, 1.1);
        break;
    default:
        mill.rolls[0] = roll(0.05, 0.7);
        mill.rolls[1] = roll(0.1, 0.7);
        mill.rolls[2] = roll(0.17, 0.7);
        mill.rolls[3] = roll(0.3, 0.7);
        mill.rolls[3].core_diameter = 0.13;
        mill.clearance[0] = 2e-3, mill.clearance[1] = mill.clearance[2] = 10e-3;
        mill.saddles = (cupel_mill_saddles){7, saddle_position, no_eccentrics, 0.03, INFINITY};
        mill.control_value = 40e-6;
    }
    return mill;
}

static cupel_rolling_pass pass_of(int kind)
{
    cupel_rolling_pass pass = rolling_base(0.19, 0.15, 80, 0.05);
    pass.roll_deformation = CUPEL_ROLL_HITCHCOCK;
    pass.flow_stress = rolling_constant(700e6);
    pass.entry_tension = 120e6, pass.exit_tension = 180e6;
    if (kind == CUPEL_MILL_2_HIGH)
        pass.entry_thickness = 1.3e-3, pass.exit_thickness = 1e-3, pass.roll_radius = 0.15;
    if (kind == CUPEL_MILL_20_HIGH) {
        pass.flow_stress = rolling_constant(400e6);
        pass.entry_thickness = 50e-6, pass.exit_thickness = 40e-6, pass.roll_radius = 0.025;
    }
    return pass;
}

static const double middle = 0;
static double entry; /* of an even profile */

static cupel_mill_strip strip_of(int kind)
{
    const cupel_rolling_pass pass = pass_of(kind);
    entry = pass.entry_thickness;
    cupel_mill_strip strip = {.width = 0.4,
                              .youngs_modulus = 120e9,
                              .exit_tension = pass.exit_tension,
                              .shape_transfer = 1,
                              .profile_count = 1,
                              .profile_position = &middle,
                              .profile_thickness = &entry};
    cupel_rolling_solution failed;
    cupel_error error = {0};
    if (cupel_mill_law_of(&pass, 0, passes, &strip.law, &failed, &error)) fail_msg("%s", error.text);
    return strip;
}

static cupel_mill_solution solve(const cupel_mill *mill, const cupel_mill_strip *strip)
{
    cupel_mill_solution out;
    cupel_error error = {0};
    if (cupel_mill_solve(mill, strip, workspace, &out, &error)) fail_msg("%s", error.text);
    if (out.status != CUPEL_MILL_OK)
        fail_msg("%s, residual %g", cupel_mill_status_name(out.status), out.residual);
    return out;
}

static void elements_carry_rigid_motion_and_end_loads(void **state)
{
    (void)state;
    const double length = 0.03, bend = 5e6, shear = 2e9;
    double k[25], n[5];
    cupk_mill_element(length, bend, shear, k);
    const double rise[5] = {2, 3, 2 + 3 * length, 3, 0};
    for (int i = 0; i < 5; i++) {
        double force = 0;
        for (int j = 0; j < 5; j++) force += k[5 * i + j] * rise[j];
        assert_within(force, 0, 1e-9 * k[0]);
    }
    for (double x = 0; x <= length; x += length / 7) {
        cupk_mill_shape(length, bend, shear, x, n);
        assert_within(2 * n[0] + 3 * n[1] + (2 + 3 * length) * n[2] + 3 * n[3], 2 + 3 * x, 1e-14);
    }
    /* cantilever with an end load of 1 N: deflection L^3/(3 E I) + L/(kappa G A), slope L^2/(2 E I) */
    const double v = length * length * length / (3 * bend) + length / shear,
                 slope = length * length / (2 * bend);
    assert_within(k[12] * v + k[13] * slope, 1, 1e-12);
    assert_within(k[17] * v + k[18] * slope, 0, 1e-12);
}

static void the_load_between_cylinders_is_the_inverse_of_their_approach(void **state)
{
    (void)state;
    cupk_mill_joint joint = {
        .radius = {0.15, 0.6}, .modulus = {210e9, 550e9}, .poisson = {0.3, 0.22}, .start_stiffness = 3e10};
    for (double load = 1; load < 1e8; load *= 7) {
        const cupel_mill_line_contact hertz =
            cupel_mill_hertz(load, joint.radius, joint.modulus, joint.poisson);
        const double approach = hertz.approach[0] + hertz.approach[1], step = 1e-5 * approach;
        const cupk_mill_touch touch = cupk_mill_press(&joint, approach);
        assert_within(touch.load / load, 1, 1e-11);
        const double slope =
            (cupk_mill_press(&joint, approach + step).load - cupk_mill_press(&joint, approach - step).load) /
            (2 * step);
        assert_within(slope / touch.slope, 1, 1e-6);
    }
    assert_true(cupk_mill_press(&joint, -1e-6).load == 0);
    assert_true(cupk_mill_press(&joint, 0).load == 0);
}

/* Even pressure over a contact of length L on a wide strip: plane strain, surface at the end of the contact
 * less the depth R, (1 - nu^2) f/(pi E) (2 ln(R/L) + 2 - 1/(1 - nu)) from Flamant's solution. */
static void flattening_far_from_the_edges_is_that_of_plane_strain(void **state)
{
    (void)state;
    cupel_mill mill = mill_of(CUPEL_MILL_2_HIGH);
    mill.rolls[0].diameter = 0.2;
    cupel_mill_strip strip = strip_of(CUPEL_MILL_2_HIGH);
    strip.width = 8, strip.law.contact_length = 5e-3;
    cupk_mill_cells *cells = &workspace->cells;
    cells->count = 101;
    cupk_mill_set_cells(&mill, &strip, cells);
    double sum = 0, edge = 0;
    for (size_t j = 0; j < 101; j++) sum += cells->patch[50 * 101 + j], edge += cells->patch[j];
    const double plane = (1 - 0.09) / (pi * 210e9) * (2 * log(0.1 / 5e-3) + 2 - 1 / 0.7);
    assert_within(sum / plane, 1, 1e-3);
    assert_true(edge < 0.9 * sum); /* at the edge one side is missing: the edge drop */
}

static void every_roll_is_in_balance(void **state)
{
    (void)state;
    for (int kind = CUPEL_MILL_2_HIGH; kind <= CUPEL_MILL_20_HIGH; kind++) {
        cupel_mill mill = mill_of(kind);
        const cupel_mill_strip strip = strip_of(kind);
        mill.tilt = 20e-6;
        if (kind == CUPEL_MILL_20_HIGH)
            mill.saddles.eccentric = eccentrics;
        else if (kind != CUPEL_MILL_2_HIGH)
            mill.rolls[0].bending_force = 40e3;
        if (kind == CUPEL_MILL_6_HIGH) mill.rolls[1].shift = 0.05, mill.rolls[1].bending_force = -20e3;
        if (kind == CUPEL_MILL_4_HIGH) mill.rolls[0].cubic = 2e-3, mill.rolls[0].shift = 0.05;
        const cupel_mill_solution s = solve(&mill, &strip);
        assert_within(s.equilibrium_error, 0, 1e-10);
        assert_within(s.residual, 0, 1e-9);
        if (kind == CUPEL_MILL_4_HIGH) assert_within(s.contacts[0].force, s.force + 80e3, 1e-8 * s.force);
        if (kind == CUPEL_MILL_20_HIGH)
            assert_within(2 * s.contacts[0].force * cos(s.contacts[0].angle), s.force, 1e-9 * s.force);
    }
}

static void symmetric_mills_give_symmetric_strip_and_tilt_mirrors_it(void **state)
{
    (void)state;
    double right[61];
    for (int kind = CUPEL_MILL_4_HIGH; kind <= CUPEL_MILL_20_HIGH; kind++) {
        cupel_mill mill = mill_of(kind);
        const cupel_mill_strip strip = strip_of(kind);
        cupel_mill_solution s = solve(&mill, &strip);
        for (size_t j = 0; j < 30; j++)
            assert_within(s.exit_thickness[j] / s.exit_thickness[60 - j], 1, 1e-11);
        mill.tilt = 10e-6;
        s = solve(&mill, &strip);
        memcpy(right, s.exit_thickness, sizeof right);
        assert_true(right[50] > right[10]); /* opened on the drive side */
        mill.tilt = -10e-6;
        s = solve(&mill, &strip);
        for (size_t j = 0; j < 61; j++) assert_within(s.exit_thickness[j] / right[60 - j], 1, 1e-11);
    }
}

static void one_half_stands_for_two_that_mirror_each_other(void **state)
{
    (void)state;
    cupel_mill mill = mill_of(CUPEL_MILL_4_HIGH);
    const cupel_mill_strip strip = strip_of(CUPEL_MILL_4_HIGH);
    mill.tilt = 5e-6;
    double one[61];
    memcpy(one, solve(&mill, &strip).exit_thickness, sizeof one);
    mill.rolls[0].linear = 1e-300; /* no longer a mirror image by its words */
    assert_false(cupk_mill_is_mirrored(&mill));
    const cupel_mill_solution two = solve(&mill, &strip);
    for (size_t j = 0; j < 61; j++) assert_within(two.exit_thickness[j] / one[j], 1, 1e-10);
}

/* Two cubic contours, shifted apart by s either way, leave a parabola of 6 a3 s y^2 in the gap of rolls that
 * do not bend. */
static void shifting_cvc_rolls_opens_a_parabola(void **state)
{
    (void)state;
    cupel_mill mill = mill_of(CUPEL_MILL_2_HIGH);
    mill.rolls[0] = in_bearings(0.3, 1.2, 0.2, 1.3);
    mill.rolls[0].youngs_modulus = 1e17;
    mill.rolls[0].cubic = 3e-3, mill.rolls[0].linear = 1e-4, mill.rolls[0].shift = 0.08;
    mill.control = CUPEL_MILL_FORCE, mill.control_value = 1e6;
    const cupel_mill_strip strip = {.width = 0.8, .uniform = true};
    const cupel_mill_solution s = solve(&mill, &strip);
    for (size_t j = 0; j < s.cells; j++) {
        const double y = s.across[j];
        assert_within(s.exit_thickness[j], 6 * 3e-3 * 0.08 * y * y, 2e-8);
    }
}

static void strip_keeps_its_tension_and_its_laws(void **state)
{
    (void)state;
    cupel_mill mill = mill_of(CUPEL_MILL_4_HIGH);
    const cupel_mill_strip strip = strip_of(CUPEL_MILL_4_HIGH);
    for (double bending = -100e3; bending <= 300e3; bending += 100e3) {
        mill.rolls[0].bending_force = bending;
        const cupel_mill_solution s = solve(&mill, &strip);
        double section = 0, pull = 0, force = 0, thickness = 0;
        for (size_t j = 0; j < s.cells; j++) {
            section += s.cell_width[j] * s.exit_thickness[j];
            pull += s.cell_width[j] * s.exit_thickness[j] * s.tension[j];
            force += s.cell_width[j] * s.line_force[j];
            thickness += s.cell_width[j] * s.exit_thickness[j] / strip.width;
        }
        assert_within(pull / section / strip.exit_tension, 1, 1e-10);
        assert_within(force / s.force, 1, 1e-12);
        assert_within(s.centre_thickness / mill.control_value, 1, 1e-11);
        for (size_t j = 0; j < s.cells; j++) {
            double by_exit, by_tension;
            assert_true(s.tension[j] >= 0 && s.tension[j] <= strip.law.exit_flow_stress);
            assert_within(s.elongation[j], 1 - s.exit_thickness[j] / thickness, 1e-12);
            assert_within(s.line_force[j] / cupel_mill_law_force(&strip.law, entry, s.exit_thickness[j],
                                                                 s.tension[j], &by_exit, &by_tension),
                          1, 1e-12);
        }
    }
}

/* Without the feedback of tension the bend of the rolls goes into the strip by more than ten times as much.
 */
static void tension_evens_the_strip_out(void **state)
{
    (void)state;
    cupel_mill mill = mill_of(CUPEL_MILL_4_HIGH);
    mill.rolls[0].crown = 60e-6, mill.rolls[0].bending_force = 100e3;
    cupel_mill_strip strip = strip_of(CUPEL_MILL_4_HIGH);
    const cupel_mill_gauges gauges = {0.025, 0.005, 0.01, 4, 120e9, 0.34, INFINITY};
    cupel_mill_shape with, without;
    cupel_mill_solution s = solve(&mill, &strip);
    assert_int_equal(cupel_mill_shape_of(&s, &gauges, &with, NULL), CUPEL_OK);
    strip.shape_transfer = 0;
    s = solve(&mill, &strip);
    assert_int_equal(cupel_mill_shape_of(&s, &gauges, &without, NULL), CUPEL_OK);
    assert_true(fabs(without.crown) > 10 * fabs(with.crown));
}

static void the_law_follows_the_pass(void **state)
{
    (void)state;
    cupel_rolling_pass pass = pass_of(CUPEL_MILL_4_HIGH);
    const cupel_mill_strip strip = strip_of(CUPEL_MILL_4_HIGH);
    double worst[2] = {0, 0};
    for (int far = 0; far < 2; far++)
        for (int i = 0; i < 27; i++) {
            const double reach = far ? 0.02 : 0.01;
            double by_exit, by_tension;
            cupel_rolling_solution s;
            pass.entry_thickness = 0.19e-3 * (1 + reach * (i % 3 - 1));
            pass.exit_thickness = 0.15e-3 * (1 + reach * (i / 3 % 3 - 1));
            pass.exit_tension = 180e6 * (1 + 20 * reach * (i / 9 - 1));
            assert_int_equal(cupel_rolling_pass_solve(&pass, passes, &s, NULL), CUPEL_OK);
            const double law = cupel_mill_law_force(&strip.law, pass.entry_thickness, pass.exit_thickness,
                                                    pass.exit_tension, &by_exit, &by_tension);
            worst[far] = fmax(worst[far], fabs(law / s.force - 1));
        }
    assert_true(worst[1] < 3e-3);
    assert_true(worst[1] > 5 * worst[0]); /* third order */
}

static void elements_and_cells_converge(void **state)
{
    (void)state;
    static const size_t elements[] = {8, 16, 32, 240};
    cupel_mill mill = mill_of(CUPEL_MILL_4_HIGH);
    mill.rolls[0].bending_force = 150e3, mill.rolls[0].crown = 60e-6;
    const cupel_mill_strip strip = strip_of(CUPEL_MILL_4_HIGH);
    const cupel_mill_gauges gauges = {0.025, 0.005, 0.01, 4, 120e9, 0.34, INFINITY};
    cupel_mill_shape shape[4];
    for (int k = 0; k < 4; k++) {
        mill.elements = elements[k];
        const cupel_mill_solution s = solve(&mill, &strip);
        assert_int_equal(cupel_mill_shape_of(&s, &gauges, &shape[k], NULL), CUPEL_OK);
    }
    assert_within(shape[0].quadratic, shape[3].quadratic, 5e-5);
    assert_within(shape[2].quadratic, shape[3].quadratic, 2e-6); /* 0.2 I-units */
    mill.elements = 60, mill.cells = 121;
    const cupel_mill_solution s = solve(&mill, &strip);
    assert_int_equal(cupel_mill_shape_of(&s, &gauges, &shape[0], NULL), CUPEL_OK);
    assert_within(shape[0].quadratic, shape[3].quadratic, 2e-5);
    assert_within(shape[0].crown, shape[3].crown, 5e-9);
}

/* Rolls that nothing bends or flattens, hollow by 20 um: nearest to each other at the ends of the barrels. */
static void the_gap_beside_the_strip_is_that_of_the_contours(void **state)
{
    (void)state;
    cupel_mill mill = mill_of(CUPEL_MILL_4_HIGH);
    for (int k = 0; k < 2; k++) mill.rolls[k].youngs_modulus = 210e15;
    mill.rolls[0].crown = -20e-6;
    const cupel_mill_strip strip = strip_of(CUPEL_MILL_4_HIGH);
    cupel_mill_solution s = solve(&mill, &strip);
    assert_within(s.side_gap, 0.15e-3 - 20e-6, 1e-8);
    mill.rolls[0].crown = 0, mill.tilt = 11e-6;
    s = solve(&mill, &strip);
    assert_within(s.side_gap, 0.15e-3 - 11e-6 * 0.325 / 1.1, 1e-8);
    assert_within(s.even_load_error, 11e-6 * 2 * s.across[60] / 1.1, 1e-8);
}

static void the_mill_modulus_is_force_over_stretch(void **state)
{
    (void)state;
    cupel_mill mill = mill_of(CUPEL_MILL_4_HIGH);
    const cupel_mill_strip strip = strip_of(CUPEL_MILL_4_HIGH);
    const double h = mill.control_value, step = 1e-4 * h;
    const double given = solve(&mill, &strip).stiffness;
    mill.control_value = h + step;
    const cupel_mill_solution thick = solve(&mill, &strip);
    mill.control_value = h - step;
    const cupel_mill_solution thin = solve(&mill, &strip);
    assert_within((thick.force - thin.force) / (2 * step - thick.gap + thin.gap) / given, 1, 1e-4);
    mill.control_value = h;
    mill.housing_stiffness = 4e9; /* a side; two sides in parallel, in series with the stack */
    const double soft = solve(&mill, &strip).stiffness;
    assert_within(1 / soft, 1 / given + 1 / (2 * 4e9), 2e-3 / given);
}

static void force_and_thickness_are_two_ways_to_say_it(void **state)
{
    (void)state;
    cupel_mill mill = mill_of(CUPEL_MILL_6_HIGH);
    const cupel_mill_strip strip = strip_of(CUPEL_MILL_6_HIGH);
    const cupel_mill_solution by_thickness = solve(&mill, &strip);
    const double force = by_thickness.force;
    mill.control = CUPEL_MILL_FORCE, mill.control_value = force;
    const cupel_mill_solution by_force = solve(&mill, &strip);
    assert_within(by_force.centre_thickness / 0.15e-3, 1, 1e-9);
    assert_within(by_force.force / force, 1, 1e-11);
}

static void cells_take_the_force_of_their_own_passes(void **state)
{
    (void)state;
    const cupel_mill mill = mill_of(CUPEL_MILL_4_HIGH);
    cupel_rolling_pass pass = pass_of(CUPEL_MILL_4_HIGH);
    cupel_mill_strip strip = strip_of(CUPEL_MILL_4_HIGH);
    cupel_rolling_solution centre;
    cupel_mill_solution s;
    assert_int_equal(cupel_mill_roll_strip(&pass, &mill, &strip, passes, workspace, &centre, &s, NULL),
                     CUPEL_OK);
    assert_int_equal(s.status, CUPEL_MILL_OK);
    assert_true(s.law_error <= 1e-4 && s.law_coverage == 1);
    for (size_t j = 5; j < 56; j += 10) {
        cupel_rolling_solution own;
        pass.exit_thickness = s.exit_thickness[j], pass.exit_tension = s.tension[j];
        assert_int_equal(cupel_rolling_pass_solve(&pass, passes, &own, NULL), CUPEL_OK);
        assert_within(s.line_force[j] / own.force, 1, 2e-3);
    }
}

static void the_same_bits_again_and_nearly_so_from_a_warm_start(void **state)
{
    (void)state;
    cupel_mill mill = mill_of(CUPEL_MILL_20_HIGH);
    const cupel_mill_strip strip = strip_of(CUPEL_MILL_20_HIGH);
    double first[61];
    const cupel_mill_solution cold = solve(&mill, &strip);
    const double force = cold.force;
    memcpy(first, cold.exit_thickness, sizeof first);
    mill.warm_start = true;
    const cupel_mill_solution warm = solve(&mill, &strip);
    assert_true(warm.iterations <= 1);
    assert_within(warm.force / force, 1, 1e-9);
    mill.warm_start = false;
    cupel_mill_workspace *other;
    cupel_mill_solution again;
    assert_int_equal(cupel_mill_workspace_open(0, 0, &other, NULL), CUPEL_OK);
    assert_int_equal(cupel_mill_solve(&mill, &strip, other, &again, NULL), CUPEL_OK);
    assert_memory_equal(again.exit_thickness, first, sizeof first);
    cupel_mill_workspace_close(other);
}

/* A strip with 10 um of crown at its quarter points, 0.1 % long in its middle. */
static void shape_reads_crown_wedge_and_flatness(void **state)
{
    (void)state;
    enum { CELLS = 201 };
    double y[CELLS], width[CELLS], h[CELLS], long_middle[CELLS], tension[CELLS];
    for (size_t j = 0; j < CELLS; j++) {
        width[j] = 0.5 / CELLS;
        y[j] = width[j] * ((double)j - 100);
        h[j] = 1e-3 - 10e-6 * y[j] * y[j] / 0.0225 + 4e-6 * y[j] / 0.15;
        const double x = y[j] / 0.24;
        long_middle[j] = 1e-3 - 5e-4 * 0.5 * (3 * x * x - 1) + 2e-4 * x;
        tension[j] = fabs(y[j]) > 0.2 ? 0 : 1e6;
    }
    const cupel_mill_solution s = {.cells = CELLS,
                                   .across = y,
                                   .cell_width = width,
                                   .exit_thickness = h,
                                   .elongation = long_middle,
                                   .tension = tension,
                                   .free_tension = tension};
    const cupel_mill_gauges gauges = {0.1, 0.05, 0.01, 4, 120e9, 0.34, INFINITY};
    cupel_mill_shape shape;
    assert_int_equal(cupel_mill_shape_of(&s, &gauges, &shape, NULL), CUPEL_OK);
    assert_within(shape.crown, 10e-6, 1e-9);
    assert_within(shape.wedge, 8e-6, 1e-9);
    assert_within(shape.edge_drop, 10e-6 * (0.2 * 0.2 - 0.15 * 0.15) / 0.0225, 1e-9);
    assert_within(shape.mean_elongation, 1e-3, 2e-6);
    assert_within(shape.linear, 2e-4, 1e-9);
    assert_within(shape.quadratic, -5e-4, 1e-9);
    assert_within(shape.cubic, 0, 1e-9);
    assert_within(shape.quartic, 0, 1e-9);
    assert_within(shape.slack_length, 0.1, 5e-3);
    assert_int_equal(shape.wave, CUPEL_MILL_CENTRE_WAVE);
    assert_true(shape.critical_compression < 1e7 && shape.compression > 2.5e7);
    cupel_error error = {0};
    const cupel_mill_gauges wrong = {0.1, 0.2, 0.01, 4, 120e9, 0.34, INFINITY};
    assert_int_equal(cupel_mill_shape_of(&s, &wrong, &shape, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "edge_distance 0.2 m"));
}

static void refused(const cupel_mill *mill, const cupel_mill_strip *strip, const char *words)
{
    cupel_mill_solution out = {.force = -1};
    cupel_error error = {0};
    assert_int_equal(cupel_mill_solve(mill, strip, workspace, &out, &error), CUPEL_EINVAL);
    if (!strstr(error.text, words)) fail_msg("'%s' is not in: %s", words, error.text);
    assert_true(out.force == -1);
}

static void wrong_mills_are_named(void **state)
{
    (void)state;
    const cupel_mill_strip strip = strip_of(CUPEL_MILL_4_HIGH);
    cupel_mill mill = mill_of(CUPEL_MILL_4_HIGH);
    mill.rolls[1].bearing_distance = 0.5;
    refused(&mill, &strip, "backup_roll: bearing_distance 0.5 m must not lie below barrel_length 0.65 m");
    mill = mill_of(CUPEL_MILL_4_HIGH), mill.rolls[1].bearing_distance = NAN;
    refused(&mill, &strip, "backup_roll: bearing_distance is missing");
    mill = mill_of(CUPEL_MILL_4_HIGH), mill.rolls[0].neck_diameter = NAN;
    refused(&mill, &strip, "work_roll: neck_diameter");
    mill = mill_of(CUPEL_MILL_4_HIGH), mill.rolls[0].shift = 0.2;
    refused(&mill, &strip, "reaches beyond the work roll's barrel");
    mill = mill_of(CUPEL_MILL_2_HIGH), mill.rolls[0].bending_force = 1e3;
    refused(&mill, &strip, "a bending force has no effect");
    mill = mill_of(CUPEL_MILL_20_HIGH), mill.clearance[1] = 1e-3;
    refused(&mill, &strip, "the inner backing assemblies overlap");
    mill = mill_of(CUPEL_MILL_20_HIGH), mill.clearance[0] = 0.06;
    refused(&mill, &strip, "let the work roll of 0.05 m through");
    mill = mill_of(CUPEL_MILL_20_HIGH), mill.clearance[1] = NAN; /* found so that they do not */
    cupk_mill_centre c[CUPK_MILL_CENTRES];
    assert_int_equal(cupk_mill_place_cluster(&mill, c, NULL), CUPEL_OK);
    assert_within(2 * c[CUPK_MILL_INNER_BACKING].across, 1.02 * 0.3, 1e-9);
    mill = mill_of(CUPEL_MILL_20_HIGH), mill.saddles.width = 0.2;
    refused(&mill, &strip, "leave room for a bearing");
    mill = mill_of(CUPEL_MILL_4_HIGH), mill.cells = 60;
    refused(&mill, &strip, "an odd number");
    cupel_mill_workspace *none = NULL;
    assert_int_equal(cupel_mill_workspace_open(4, 0, &none, NULL), CUPEL_EINVAL);
    assert_null(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_carry_rigid_motion_and_end_loads),
        cmocka_unit_test(the_load_between_cylinders_is_the_inverse_of_their_approach),
        cmocka_unit_test(flattening_far_from_the_edges_is_that_of_plane_strain),
        cmocka_unit_test(every_roll_is_in_balance),
        cmocka_unit_test(symmetric_mills_give_symmetric_strip_and_tilt_mirrors_it),
        cmocka_unit_test(one_half_stands_for_two_that_mirror_each_other),
        cmocka_unit_test(shifting_cvc_rolls_opens_a_parabola),
        cmocka_unit_test(strip_keeps_its_tension_and_its_laws),
        cmocka_unit_test(tension_evens_the_strip_out),
        cmocka_unit_test(the_law_follows_the_pass),
        cmocka_unit_test(elements_and_cells_converge),
        cmocka_unit_test(the_gap_beside_the_strip_is_that_of_the_contours),
        cmocka_unit_test(the_mill_modulus_is_force_over_stretch),
        cmocka_unit_test(force_and_thickness_are_two_ways_to_say_it),
        cmocka_unit_test(cells_take_the_force_of_their_own_passes),
        cmocka_unit_test(the_same_bits_again_and_nearly_so_from_a_warm_start),
        cmocka_unit_test(shape_reads_crown_wedge_and_flatness),
        cmocka_unit_test(wrong_mills_are_named),
    };
    return cmocka_run_group_tests(tests, open_workspaces, close_workspaces);
}
