/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/cold_plate.h"
#include "run_model.h"

/* Expected figures: closed forms, with the correlations written out here once more. Coolants of constant
 * properties; a film is made constant by a joint that outweighs it: conducting coolant, joint_resistance 1/h.
 */

static const double any = 300, density = 1000, heat_capacity = 4000, conductivity = 0.5, viscosity = 1e-3;
static const double conducting = 1e9; /* coolant whose film has no resistance [W/(m K)] */

static const cupel_liquid plain = {.density = {1, &any, &density},
                                   .heat_capacity = {1, &any, &heat_capacity},
                                   .conductivity = {1, &any, &conductivity},
                                   .viscosity = {1, &any, &viscosity},
                                   .highest = 1e9};
static const cupel_liquid filmless = {.density = {1, &any, &density},
                                      .heat_capacity = {1, &any, &heat_capacity},
                                      .conductivity = {1, &any, &conducting},
                                      .viscosity = {1, &any, &viscosity},
                                      .highest = 1e9};

/* properties that change: heat capacity by 10 %, viscosity tenfold */
static const double warmth[2] = {280, 380}, capacities[2] = {3800, 4200}, viscosities[2] = {8e-3, 0.8e-3};
static const cupel_liquid changing = {.density = {1, &any, &density},
                                      .heat_capacity = {2, warmth, capacities},
                                      .conductivity = {1, &any, &conductivity},
                                      .viscosity = {2, warmth, viscosities},
                                      .lowest = 280,
                                      .highest = 380};

/* One channel as wide as the plate, so that its sides are dry. */
static const cupel_cold_plate slot = {.length = 0.2,
                                      .width = 0.02,
                                      .base_thickness = 2e-3,
                                      .cover_thickness = 2e-3,
                                      .conductivity = 200,
                                      .channel_width = 0.02,
                                      .channel_height = 5e-3,
                                      .channel_count = 1,
                                      .passes = 1,
                                      .inlet_temperature = 300,
                                      .temperature = NAN,
                                      .cells = {16, 1}};

/* Six channels, walls of 4 mm between them and of 2 mm at the edges. */
static const cupel_cold_plate comb = {.length = 0.15,
                                      .width = 0.06,
                                      .base_thickness = 3e-3,
                                      .cover_thickness = 2e-3,
                                      .conductivity = 180,
                                      .channel_width = 6e-3,
                                      .channel_height = 5e-3,
                                      .channel_pitch = 10e-3,
                                      .channel_count = 6,
                                      .passes = 1,
                                      .inlet_loss = 0.5,
                                      .outlet_loss = 1,
                                      .bend_loss = 1.5,
                                      .inlet_temperature = 300,
                                      .temperature = NAN,
                                      .cells = {24, 3}};

static void solve(const cupel_cold_plate *plate, const cupel_liquid *liquid, double flow_rate,
                  cupel_cold_plate_result *out)
{
    cupel_error error = {0};
    cupel_cold_plate_solver *solver = NULL;
    if (cupel_cold_plate_new(plate, liquid, &solver, &error)) fail_msg("%s", error.text);
    if (cupel_cold_plate_solve(solver, flow_rate, out, &error)) fail_msg("%s", error.text);
    cupel_cold_plate_free(solver);
}

/* Laminar mean Nu by Hausen, X = x/(D Re Pr). */
static double hausen(double developed, double x_star)
{
    return developed + 0.0668 / (x_star + 0.04 * pow(x_star, 1. / 3));
}

static void uniform_plate_follows_the_effectiveness_whatever_the_cells(void **state)
{
    (void)state;
    const double flow = 2e-5, w = slot.channel_width, h = slot.channel_height, diameter = 2 * w * h / (w + h);
    const double reynolds = flow / (w * h) * diameter * density / viscosity;
    const double prandtl = viscosity * heat_capacity / conductivity, rate = flow * density * heat_capacity;
    const double nusselt =
        hausen(7.541 * (1 - 2.610 / 4 + 4.970 / 16 - 5.119 / 64 + 2.702 / 256 - 0.548 / 1024),
               slot.length / (diameter * reynolds * prandtl));
    const double film = nusselt * conductivity / diameter;
    const double expected = rate * -expm1(-film * 2 * w * slot.length / rate) * 40;
    static const size_t cells[] = {1, 2, 7, 50};
    for (size_t i = 0; i < 4; i++) {
        cupel_cold_plate plate = slot;
        plate.temperature = 340;
        plate.conductivity = 1e12; /* nothing between the film and the middle of the sheet */
        plate.cells[0] = cells[i];
        plate.cells[1] = i + 1;
        cupel_cold_plate_result r = {0};
        solve(&plate, &plain, flow, &r);
        assert_near(r.reynolds_highest, reynolds, 1e-12);
        assert_near(r.film_coefficient, film, 1e-12);
        assert_near(r.heat_flow, expected, 1e-11);
        assert_near(r.outlet_temperature - 300, expected / rate, 1e-11);
    }
}

/* Sheets in series with the film, fins with a root behind half a sheet: one cell along the plate, no
 * development. */
static void walls_are_fins_between_the_sheets(void **state)
{
    (void)state;
    cupel_cold_plate plate = comb;
    const double h = 3000, k = plate.conductivity, flow = 6e-5, rate = flow * density * heat_capacity;
    plate.temperature = 340;
    plate.joint_resistance = 1 / h;
    cupel_cold_plate_result r = {0};
    solve(&plate, &filmless, flow, &r);
    const double m = sqrt(2 * h / (k * 4e-3)), half = 2.5e-3;
    double conductance = 0; /* of a pitch and metre, both sheets */
    for (int sheet = 0; sheet < 2; sheet++) conductance += 6e-3 / (0.5 * (sheet ? 2e-3 : 3e-3) / k + 1 / h);
    /* fin whose roots are at the temperatures that half sheets leave: by symmetry of one part, anti-symmetry
     * of another */
    const double fin = m * k * 4e-3, even = fin * tanh(m * half), odd = fin / tanh(m * half);
    const double base = k * 4e-3 / 1.5e-3, cover = k * 4e-3 / 1e-3;
    /* roots r1, r2 under 1 K: q1 = a r1 + b r2, a, b = (even +- odd)/2; q1 = base (1 - r1), q2 = cover (1 -
     * r2) */
    const double a = 0.5 * (even + odd), b = 0.5 * (even - odd);
    const double determinant = (a + base) * (a + cover) - b * b;
    const double r1 = (base * (a + cover) - b * cover) / determinant,
                 r2 = (cover * (a + base) - b * base) / determinant;
    conductance += even * (r1 + r2);
    /* a wall also carries heat between the channels beside it, by their means in the cells: of second order
     */
    assert_near(r.heat_flow, rate * -expm1(-6 * conductance * plate.length / rate) * 40, 1e-6);
}

static void coolant_warms_linearly_under_even_flux(void **state)
{
    (void)state;
    cupel_cold_plate plate = slot;
    const cupel_plate_source both[] = {{{0.1, 0.01}, {0.2, 0.02}, 100, 0, CUPEL_FACE_BASE},
                                       {{0.1, 0.01}, {0.2, 0.02}, 100, 0, CUPEL_FACE_COVER}};
    plate.sources = both;
    plate.source_count = 2;
    plate.conductivity = 1; /* foil: nothing is conducted along it, and all through it */
    plate.base_thickness = plate.cover_thickness = 1e-9;
    plate.joint_resistance = 1e-3;
    double coolant[16], wall[16], position[16];
    cupel_cold_plate_result r = {.path_coolant = coolant, .path_wall = wall, .path_position = position};
    solve(&plate, &filmless, 1e-5, &r);
    const double n = 1000 * 0.04 * 0.0125 / 40,
                 weight = -1 / expm1(-n) - 1 / n; /* of a cell; 40 W/K, 200 W */
    for (int i = 0; i < 16; i++) {
        assert_near(coolant[i] - 300, 5 * (i + weight) / 16, 1e-6);
        assert_near(position[i], (i + 0.5) * 0.2 / 16, 1e-12);
    }
    assert_near(r.outlet_temperature, 305, 1e-12);
    assert_near(r.base_temperature - 300, 2.5 + 25e3 * 1e-3, 2e-5); /* q 25 kW/m^2 */
    assert_true(r.imbalance < 1e-10);
}

/* Plate as a fin, the coolant marching under it, even flux q over the first half: T'' = a (T - f) - q/(k t),
 * f' = b (T - f), T' = 0 at the ends, f(0) = 0; d = T - f: d'' + b d' - a d + q/(k t) = 0 in either half. The
 * largest temperature of the wall's ends, by the exponentials of both halves. */
static void solve_linear(double a[4][5])
{
    for (int c = 0; c < 4; c++) {
        int pivot = c;
        for (int r = c + 1; r < 4; r++)
            if (fabs(a[r][c]) > fabs(a[pivot][c])) pivot = r;
        for (int k = 0; k < 5; k++) {
            const double swap = a[c][k];
            a[c][k] = a[pivot][k];
            a[pivot][k] = swap;
        }
        for (int r = 0; r < 4; r++)
            for (int k = 4; r != c && k >= c; k--) a[r][k] -= a[r][c] / a[c][c] * a[c][k];
    }
    for (int r = 0; r < 4; r++) a[r][4] /= a[r][r];
}

/* Mean of T over the first half. */
static double half_heated_mean(double a, double b, double q, double length)
{
    const double root = sqrt(b * b + 4 * a), r[2] = {0.5 * (-b + root), 0.5 * (-b - root)}, s = 0.5 * length;
    /* d = q/a + c0 e^(r0 x) + c1 e^(r1 x) in the first half, c2 e^(r0 (x - s)) + c3 e^(r1 (x - s)) in the
     * second; T' = d' + b d */
    double m[4][5] = {{0}};
    for (int i = 0; i < 2; i++) {
        m[0][i] = r[i] + b;                                  /* T'(0) = 0 */
        m[1][i] = exp(r[i] * s), m[1][2 + i] = -1;           /* d at s */
        m[2][i] = r[i] * exp(r[i] * s), m[2][2 + i] = -r[i]; /* d' at s */
        m[3][2 + i] = (r[i] + b) * exp(r[i] * s);            /* T'(L) = 0 */
    }
    m[0][4] = -b * q / a;
    m[1][4] = -q / a;
    solve_linear(m);
    /* f = b int d, T = f + d; mean over [0, s] */
    double mean = q / a + b * q / a * 0.5 * s;
    for (int i = 0; i < 2; i++) {
        const double whole = expm1(r[i] * s) / r[i];
        mean += m[i][4] * (whole / s + b * (whole / s - 1) / r[i]);
    }
    return mean;
}

static double half_heated(size_t cells)
{
    cupel_cold_plate plate = slot;
    const cupel_plate_source half[] = {{{0.05, 0.01}, {0.1, 0.02}, 100, 0, CUPEL_FACE_BASE},
                                       {{0.05, 0.01}, {0.1, 0.02}, 100, 0, CUPEL_FACE_COVER}};
    plate.sources = half;
    plate.source_count = 2;
    plate.joint_resistance = 1e-3;
    plate.cells[0] = cells;
    double mean[2];
    cupel_cold_plate_result r = {.source_mean = mean};
    solve(&plate, &filmless, 1e-5, &r);
    assert_true(r.imbalance < 1e-10);
    assert_near(mean[0], mean[1], 1e-12);
    /* the film and half the sheet in series; the face is half a sheet above its middle */
    const double series = 1 / (1e-3 + 0.5 * 2e-3 / 200), thickness = 200 * 2e-3;
    const double expected = half_heated_mean(series / thickness, series * 0.04 / 40, 50e3 / thickness, 0.2);
    return mean[0] - 300 - 0.5 * 50e3 * 2e-3 / 200 - expected;
}

static void plate_and_coolant_converge_at_second_order(void **state)
{
    (void)state;
    const double coarse = half_heated(20), middle = half_heated(40), fine = half_heated(80);
    assert_true(fabs(4 * fine - middle) / 3 < 5e-4); /* of 55 K, extrapolated */
    const double orders[] = {log2(coarse / middle), log2(middle / fine)};
    for (int i = 0; i < 2; i++)
        if (!(orders[i] > 1.9 && orders[i] < 2.1))
            fail_msg("order %g: %g %g %g", orders[i], coarse, middle, fine);
}

/* Entry and developed friction, losses of the ends and of the bends; laminar and turbulent. */
static void pressure_drop_is_that_of_friction_and_losses(void **state)
{
    (void)state;
    const double w = 6e-3, h = 5e-3, diameter = 2 * w * h / (w + h), a = 5. / 6;
    const double developed =
        24 * (1 - 1.3553 * a + 1.9467 * a * a - 1.7012 * pow(a, 3) + 0.9564 * pow(a, 4) - 0.2537 * pow(a, 5));
    const cupel_plate_source source[] = {{{0.07, 0.03}, {0.05, 0.03}, 100, 0, CUPEL_FACE_BASE}};
    cupel_cold_plate plate = comb;
    plate.sources = source;
    plate.source_count = 1;
    static const double velocities[] = {0.2, 2};
    for (int i = 0; i < 2; i++) {
        const double u = velocities[i], reynolds = u * diameter * density / viscosity,
                     head = 0.5 * density * u * u;
        const double laminar =
            sqrt(3.44 * 3.44 * reynolds * diameter / 0.15 + developed * developed) / reynolds;
        const double turbulent = 0.25 / pow(0.79 * log(reynolds) - 1.64, 2);
        const double friction = reynolds < 2300 ? laminar : turbulent;
        cupel_cold_plate_result r = {0};
        plate.layout = CUPEL_FLOW_PARALLEL;
        plate.passes = 1;
        solve(&plate, &plain, 6 * w * h * u, &r);
        assert_near(r.reynolds_highest, reynolds, 1e-12);
        assert_near(r.pressure_drop, (4 * friction * 0.15 / diameter + 1.5) * head, 1e-10);
        assert_near(r.velocity, u, 1e-12);
        /* one channel six times as long; the entry counts from the inlet of the coolant */
        plate.layout = CUPEL_FLOW_SERPENTINE;
        plate.passes = 6;
        solve(&plate, &plain, w * h * u, &r);
        const double long_laminar =
            sqrt(3.44 * 3.44 * reynolds * diameter / 0.9 + developed * developed) / reynolds;
        assert_near(r.pressure_drop,
                    (4 * (reynolds < 2300 ? long_laminar : turbulent) * 0.9 / diameter + 1.5 + 5 * 1.5) *
                        head,
                    1e-10);
    }
}

static const cupel_plate_source corner[] = {{{0.04, 0.012}, {0.05, 0.02}, 300, 1e-5, CUPEL_FACE_BASE},
                                            {{0.1, 0.04}, {0.05, 0.03}, 200, 0, CUPEL_FACE_COVER}};

static void heat_is_kept_in_every_layout(void **state)
{
    (void)state;
    static const cupel_flow_layout layouts[] = {CUPEL_FLOW_PARALLEL, CUPEL_FLOW_COUNTER,
                                                CUPEL_FLOW_SERPENTINE, CUPEL_FLOW_SERPENTINE,
                                                CUPEL_FLOW_SERPENTINE};
    static const size_t passes[] = {1, 1, 2, 3, 6};
    for (int i = 0; i < 5; i++)
        for (int round = 0; round < 2; round++) {
            cupel_cold_plate plate = comb;
            plate.layout = layouts[i];
            plate.passes = passes[i];
            plate.sources = corner;
            plate.source_count = 2;
            if (round) {
                plate.shape = CUPEL_CHANNEL_ROUND;
                plate.channel_width = plate.channel_height = 5e-3;
            }
            cupel_plate_channel channels[6];
            cupel_cold_plate_result r = {.channels = channels};
            solve(&plate, &changing, 3e-5, &r);
            assert_true(r.imbalance < 1e-10);
            assert_near(r.heat_flow, 500, 1e-10);
            /* enthalpy: c_p is linear, so that its mean is that of the middle */
            const double middle = 0.5 * (300 + r.outlet_temperature);
            assert_near(3e-5 * density * (3800 + 4 * (middle - 280)) * (r.outlet_temperature - 300), 500,
                        1e-9);
            const size_t group = 6 / passes[i];
            double flow = 0;
            for (size_t c = 0; c < 6; c++) {
                assert_near(channels[c].pressure_drop, channels[c / group * group].pressure_drop, 1e-9);
                flow += channels[c].mass_flow;
            }
            assert_near(flow, (double)passes[i] * 3e-5 * density, 1e-12);
            if (i == 0 && !round) /* the warmer channel has the thinner coolant and gets more of it */
                assert_true(channels[0].mass_flow != channels[5].mass_flow);
        }
}

/* The plate, its sources and its flow turned about: the same temperatures at the turned places. */
static void turned_plate_gives_turned_temperatures(void **state)
{
    (void)state;
    cupel_plate_source turned[2];
    memcpy(turned, corner, sizeof turned);
    for (int n = 0; n < 2; n++) turned[n].position[1] = comb.width - turned[n].position[1];
    double mean[2], other[2];
    cupel_cold_plate plate = comb;
    plate.sources = corner;
    plate.source_count = 2;
    cupel_cold_plate_result r = {.source_mean = mean}, q = {.source_mean = other};
    solve(&plate, &changing, 3e-5, &r);
    plate.sources = turned;
    solve(&plate, &changing, 3e-5, &q);
    assert_near(other[0], mean[0], 1e-11);
    assert_near(other[1], mean[1], 1e-11);
    assert_near(q.pressure_drop, r.pressure_drop, 1e-9);

    /* counterflow under a load that is the same from either end: every channel leaves equally warm */
    const cupel_plate_source even[] = {{{0.075, 0.03}, {0.15, 0.06}, 400, 0, CUPEL_FACE_BASE}};
    plate.sources = even;
    plate.source_count = 1;
    cupel_plate_channel channels[6];
    q = (cupel_cold_plate_result){.channels = channels};
    r = (cupel_cold_plate_result){0};
    solve(&plate, &plain, 1e-5, &r);
    plate.layout = CUPEL_FLOW_COUNTER;
    solve(&plate, &plain, 1e-5, &q);
    for (int c = 0; c < 6; c++)
        assert_near(channels[c].outlet_temperature, channels[5 - c].outlet_temperature, 1e-11);
    assert_true(channels[1].backwards && !channels[0].backwards);
    assert_true(q.maximum_temperature < r.maximum_temperature); /* its far end is not the hot one */
}

/* Heat into the cover alone is that into the base alone of the plate upside down. */
static void plate_upside_down_is_the_same_plate(void **state)
{
    (void)state;
    cupel_cold_plate plate = comb;
    cupel_plate_source source[] = {corner[0]};
    double mean, other;
    plate.sources = source;
    plate.source_count = 1;
    cupel_cold_plate_result r = {.source_mean = &mean}, q = {.source_mean = &other};
    solve(&plate, &changing, 3e-5, &r);
    source[0].face = CUPEL_FACE_COVER;
    plate.base_thickness = comb.cover_thickness;
    plate.cover_thickness = comb.base_thickness;
    solve(&plate, &changing, 3e-5, &q);
    assert_near(other, mean, 1e-11);
}

static void source_in_a_serpentine_converges_at_second_order(void **state)
{
    (void)state;
    /* edges of the sources on edges of the cells of all grids */
    const cupel_plate_source source[] = {{{0.06, 0.03}, {0.06, 0.06}, 300, 0, CUPEL_FACE_BASE}};
    double mean[4];
    for (int i = 0; i < 4; i++) {
        cupel_cold_plate plate = comb;
        plate.layout = CUPEL_FLOW_SERPENTINE;
        plate.passes = 6;
        plate.joint_resistance = 5e-4;
        plate.sources = source;
        plate.source_count = 1;
        plate.cells[0] = (size_t)20 << i;
        plate.cells[1] = (size_t)2 << i;
        cupel_cold_plate_result r = {.source_mean = &mean[i]};
        solve(&plate, &filmless, 1e-5, &r);
    }
    for (int i = 0; i < 2; i++) {
        const double order = log2((mean[i] - mean[i + 1]) / (mean[i + 1] - mean[i + 2]));
        if (!(order > 1.8 && order < 2.2)) fail_msg("order %g", order);
    }
}

/* Viscosity by the wall: mu(mean)/mu(wall) to the power 0.14 is all that tells two plates of one load apart.
 */
static void warm_wall_thins_the_laminar_film(void **state)
{
    (void)state;
    cupel_cold_plate plate = comb;
    plate.sources = corner;
    plate.source_count = 2;
    cupel_cold_plate_result heated = {0}, cooled = {0};
    solve(&plate, &changing, 3e-5, &heated);
    cupel_plate_source cold[] = {corner[0], corner[1]};
    cold[0].power = -20;
    cold[1].power = -20;
    plate.sources = cold;
    solve(&plate, &changing, 3e-5, &cooled);
    assert_true(heated.film_coefficient > 1.02 * cooled.film_coefficient);
    assert_true(heated.pressure_drop < cooled.pressure_drop);
    assert_true(cooled.imbalance < 1e-10);
}

static void pump_meets_the_plate(void **state)
{
    (void)state;
    const double flows[] = {0, 1e-4, 2e-4}, pressures[] = {5000, 4000, 0};
    const cupel_fan pump = {3, flows, pressures};
    cupel_cold_plate plate = comb;
    plate.sources = corner;
    plate.source_count = 2;
    cupel_error error = {0};
    cupel_cold_plate_solver *solver;
    assert_int_equal(cupel_cold_plate_new(&plate, &changing, &solver, &error), CUPEL_OK);
    double flow;
    cupel_cold_plate_result r = {0};
    assert_int_equal(cupel_cold_plate_pump(solver, &pump, 1e11, &flow, &error), CUPEL_OK);
    assert_int_equal(cupel_cold_plate_solve(solver, flow, &r, &error), CUPEL_OK);
    assert_near(cupel_fan_pressure(&pump, flow, NULL), r.pressure_drop + 1e11 * flow * flow, 1e-7);

    const double rising[] = {5000, 6000, 0};
    assert_int_equal(cupel_cold_plate_pump(solver, &(cupel_fan){3, flows, rising}, 0, &flow, &error),
                     CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "must fall: 6000 Pa at point 2"));
    const double strong[] = {5e6, 4e6, 3e6};
    assert_int_equal(cupel_cold_plate_pump(solver, &(cupel_fan){3, flows, strong}, 0, &flow, &error),
                     CUPEL_EFAILED);
    assert_non_null(strstr(error.text, "the pump's curve ends at 0.0002 m^3/s"));
    assert_int_equal(cupel_cold_plate_solve(solver, -1, &r, &error), CUPEL_EINVAL);
    cupel_cold_plate_free(solver);
}

static void rows_tell_where_the_cells_are(void **state)
{
    (void)state;
    cupel_cold_plate plate = comb;
    double edges[64];
    assert_int_equal(cupel_cold_plate_rows(&plate),
                     6 * 3 + 5 + 2); /* a wall is one cell: no thicker than high */
    cupel_cold_plate_edges(&plate, edges);
    assert_near(edges[1], 2e-3, 1e-12);
    assert_near(edges[25], 60e-3, 1e-12);
    plate.channel_pitch = 8e-3; /* rims of 7 mm, in cells of 2 mm */
    assert_int_equal(cupel_cold_plate_rows(&plate), 6 * 3 + 5 + 2 * 4);
}

static void refuse(const char *text, cupel_cold_plate plate)
{
    cupel_error error = {0};
    cupel_cold_plate_solver *solver = NULL;
    if (cupel_cold_plate_new(&plate, &plain, &solver, &error) != CUPEL_EINVAL || solver)
        fail_msg("not refused: %s", text);
    if (!strstr(error.text, text)) fail_msg("%s: %s", text, error.text);
}

static void impossible_plates_are_refused(void **state)
{
    (void)state;
#define REFUSE(text, ...)                                                                                    \
    do {                                                                                                     \
        cupel_cold_plate p = comb;                                                                           \
        __VA_ARGS__;                                                                                         \
        refuse(text, p);                                                                                     \
    } while (0)
    REFUSE("length -1 must be positive", p.length = -1);
    REFUSE("conductivity nan must be positive", p.conductivity = NAN);
    REFUSE("bend_loss -2 must be zero or positive", p.bend_loss = -2);
    REFUSE("40 channels take 0.396 m, the plate is 0.06 m wide", p.channel_count = 40);
    REFUSE("channel_pitch 0.004 m must be above the channel's width 0.006 m", p.channel_pitch = 4e-3);
    REFUSE("passes 4 must be 2 or more and a divisor", p.layout = CUPEL_FLOW_SERPENTINE, p.passes = 4);
    REFUSE("passes 2 must be 1", p.passes = 2);
    REFUSE("counterflow takes two channels", p.layout = CUPEL_FLOW_COUNTER, p.channel_count = 1);
    REFUSE("as high as it is wide", p.shape = CUPEL_CHANNEL_ROUND);
    REFUSE("source 1 reaches from 0.015 m to 0.065 m along x; the plate is from 0 m to 0.05 m",
           p.length = 0.05, p.sources = corner, p.source_count = 1);
    REFUSE("takes no sources", p.temperature = 310, p.sources = corner, p.source_count = 1);
    REFUSE("cells along and across", p.cells[0] = 0);
#undef REFUSE
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uniform_plate_follows_the_effectiveness_whatever_the_cells),
        cmocka_unit_test(walls_are_fins_between_the_sheets),
        cmocka_unit_test(coolant_warms_linearly_under_even_flux),
        cmocka_unit_test(plate_and_coolant_converge_at_second_order),
        cmocka_unit_test(pressure_drop_is_that_of_friction_and_losses),
        cmocka_unit_test(heat_is_kept_in_every_layout),
        cmocka_unit_test(turned_plate_gives_turned_temperatures),
        cmocka_unit_test(plate_upside_down_is_the_same_plate),
        cmocka_unit_test(source_in_a_serpentine_converges_at_second_order),
        cmocka_unit_test(warm_wall_thins_the_laminar_film),
        cmocka_unit_test(pump_meets_the_plate),
        cmocka_unit_test(rows_tell_where_the_cells_are),
        cmocka_unit_test(impossible_plates_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
