/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/sink_design.h"
#include "cupel/spreading.h"

static cupel_sink_design thin_plates(void)
{
    return (cupel_sink_design){.base = {.base_length = 0.1, .base_width = 0.2, .conductivity = 1e6},
                               .ambient = {298.15, 101325},
                               .density = 2700,
                               .power = 20,
                               .objective = CUPEL_SINK_LEAST_TEMPERATURE,
                               .range = {{1e-5, 2e-5}, {0.03, 0.03}, {0, 0}, {0.1, 0.1}},
                               .least_spacing = 1e-4,
                               .most_aspect = INFINITY,
                               .most_mass = INFINITY,
                               .most_volume = INFINITY,
                               .most_temperature = INFINITY,
                               .most_pressure_drop = INFINITY,
                               .fin_count = {2, 90},
                               .threads = 1};
}

/* 180 W in a duct of 20 l/s, extruded. */
static cupel_sink_design inverter(void)
{
    return (cupel_sink_design){.base = {.base_width = 0.12, .conductivity = 209, .emissivity = 0.1},
                               .ambient = {318.15, 101325},
                               .density = 2700,
                               .power = 180,
                               .objective = CUPEL_SINK_LEAST_MASS,
                               .flow_rate = 0.02,
                               .range = {{1e-3, 4e-3}, {1e-3, 0.05}, {6e-3, 6e-3}, {0.15, 0.15}},
                               .least_spacing = 1e-3,
                               .most_aspect = 10,
                               .most_mass = INFINITY,
                               .most_volume = INFINITY,
                               .most_temperature = 353.15,
                               .most_pressure_drop = 60,
                               .fin_count = {2, 40},
                               .threads = 1};
}

/* Bar-Cohen and Rohsenow: the heat of thin plates is greatest at El 54.3; the count is whole, and at given
 * power the temperature moves with it */
static void thin_plates_stand_near_elenbaas_54(void **state)
{
    (void)state;
    const cupel_sink_design d = thin_plates();
    cupel_sink_candidate all[89];
    size_t best;
    assert_int_equal(cupel_sink_design_solve(&d, all, &best, NULL), CUPEL_OK);
    cupel_sink_natural at;
    assert_int_equal(cupel_sink_natural_solve(&all[best].sink, &d.ambient, d.power, &at, NULL), CUPEL_OK);
    assert_true(at.elenbaas_number > 45 && at.elenbaas_number < 65);
}

static void lightest_sink_uses_its_temperature_limit_and_threads_do_not_matter(void **state)
{
    (void)state;
    cupel_sink_design d = inverter();
    cupel_sink_candidate one[39], two[39];
    size_t best, again;
    assert_int_equal(cupel_sink_design_solve(&d, one, &best, NULL), CUPEL_OK);
    d.threads = 2;
    assert_int_equal(cupel_sink_design_solve(&d, two, &again, NULL), CUPEL_OK);
    assert_int_equal(best, again);
    assert_true(one[best].mass == two[again].mass);
    assert_true(one[best].excess == 0);
    assert_true(one[best].base_temperature <= 353.15 && one[best].base_temperature > 352);
    const double s = cupel_sink_spacing(&one[best].sink);
    assert_true(one[best].sink.fin_height <= 10.001 * s);
}

static cupel_sink_candidate solve(const cupel_sink_design *d)
{
    cupel_sink_candidate all[89];
    size_t best;
    cupel_error error = {0};
    if (cupel_sink_design_solve(d, all, &best, &error)) fail_msg("%s", error.text);
    return all[best];
}

static cupel_sink_design module(void)
{
    cupel_sink_design d = inverter();
    d.source[0] = 0.06, d.source[1] = 0.05;
    d.contact_resistance = 2e-5;
    d.fin_count[0] = 20, d.fin_count[1] = 36;
    return d;
}

/* The short series of the search against the exact one of cupel/spreading.h. */
static void spreading_is_that_of_the_exact_series(void **state)
{
    (void)state;
    cupel_sink_design d = module();
    const double sizes[][2] = {{0.06, 0.05}, {0.02, 0.09}, {0.15, 0.12}, {0.01, 0.012}};
    for (int n = 0; n < 4; n++) {
        cupel_heat_sink sink = d.base;
        sink.fin_count = 24, sink.fin_thickness = 1e-3, sink.fin_height = 0.024;
        sink.base_thickness = 2e-3 + 3e-3 * n, sink.base_length = 0.15;
        d.source[0] = sizes[n][0], d.source[1] = sizes[n][1];
        cupel_sink_candidate c;
        cupel_sink_design_judge(&d, &sink, &c);
        const double rise = c.base_temperature - d.ambient.temperature;
        const cupel_spreading_layer base = {sink.base_thickness, {209, 209, 209}, 0};
        const cupel_spreading_source source = {{0.075, 0.06}, {d.source[0], d.source[1]}, d.power};
        const cupel_spreading plate = {.size = {0.15, 0.12},
                                       .layer_count = 1,
                                       .layers = &base,
                                       .source_count = 1,
                                       .sources = &source,
                                       .film_coefficient = d.power / (rise * 0.15 * 0.12)};
        double mean, centre;
        cupel_spreading_summary summary;
        assert_int_equal(cupel_spreading_solve(&plate, 1,
                                               &(cupel_spreading_rises){.centre = &centre, .mean = &mean},
                                               &summary, NULL),
                         0);
        const double joint = d.power * 2e-5 / (d.source[0] * d.source[1]);
        const double spread = c.source_temperature - c.base_temperature - joint;
        if (!(fabs(spread / (mean - rise) - 1) < 0.01))
            fail_msg("source %d: %.6g K is not %.6g K", n, spread, mean - rise);
    }
}

static void free_base_is_no_worse_and_threads_do_not_matter(void **state)
{
    (void)state;
    cupel_sink_design d = module();
    const cupel_sink_candidate given = solve(&d);
    d.range[CUPEL_SINK_BASE_THICKNESS][0] = 3e-3, d.range[CUPEL_SINK_BASE_THICKNESS][1] = 12e-3;
    d.range[CUPEL_SINK_BASE_LENGTH][0] = 0.08, d.range[CUPEL_SINK_BASE_LENGTH][1] = 0.2;
    const cupel_sink_candidate found = solve(&d);
    d.threads = 2;
    const cupel_sink_candidate again = solve(&d);
    assert_true(found.mass == again.mass && found.source_temperature == again.source_temperature &&
                found.sink.fin_height == again.sink.fin_height);
    assert_true(found.excess == 0 && found.source_temperature <= 353.15);
    assert_true(found.mass < 0.9 * given.mass);
    /* the fine search over two variables, at the base that was found, may gain a little only */
    for (int v = CUPEL_SINK_BASE_THICKNESS; v <= CUPEL_SINK_BASE_LENGTH; v++)
        d.range[v][0] = d.range[v][1] = cupel_sink_variable(&found.sink, v);
    const cupel_sink_candidate there = solve(&d);
    assert_true(there.mass > 0.995 * found.mass && there.mass < 1.005 * found.mass);
    double range[CUPEL_SINK_VARIABLES][2];
    cupel_sink_design_flatness(&d, &there, 0.05, range);
    for (int v = 0; v < CUPEL_SINK_VARIABLES; v++)
        assert_true(range[v][0] <= cupel_sink_variable(&there.sink, v) &&
                    range[v][1] >= cupel_sink_variable(&there.sink, v));
    assert_true(range[CUPEL_SINK_HEIGHT][1] > 1.01 * range[CUPEL_SINK_HEIGHT][0]);
}

static void draft_and_volume_are_kept(void **state)
{
    (void)state;
    cupel_sink_design d = inverter();
    d.range[CUPEL_SINK_THICKNESS][0] = d.least_tip = 1.5e-3;
    d.range[CUPEL_SINK_THICKNESS][1] = 6e-3;
    const cupel_sink_candidate even = solve(&d);
    d.draft = 0.0262;
    const cupel_sink_candidate drafted = solve(&d);
    const double taper = drafted.sink.fin_height * tan(d.draft);
    assert_true(drafted.sink.fin_thickness - taper >= 1.5e-3 * (1 - 1e-9));
    assert_true(cupel_sink_spacing(&drafted.sink) - taper >= 1e-3 * (1 - 1e-9));
    assert_true(drafted.mass > even.mass && drafted.excess == 0);
    d.objective = CUPEL_SINK_LEAST_TEMPERATURE;
    d.most_temperature = INFINITY;
    const cupel_sink_candidate wide = solve(&d);
    d.most_volume = 0.9 * wide.volume;
    const cupel_sink_candidate small = solve(&d);
    assert_true(small.excess == 0 && small.volume <= d.most_volume);
    assert_true(small.source_temperature >= wide.source_temperature);
}

static void fan_moves_the_air(void **state)
{
    (void)state;
    static const double flow[] = {0, 0.01, 0.02, 0.03, 0.04}, pressure[] = {120, 105, 80, 45, 0};
    const cupel_fan fan = {5, flow, pressure};
    cupel_sink_design d = inverter();
    d.flow_rate = 0;
    d.fan = &fan;
    d.system_resistance = 2e4;
    const cupel_sink_candidate c = solve(&d);
    cupel_fan_point point;
    assert_int_equal(cupel_sink_fan_point(&c.sink, &d.ambient, &fan, 2e4, &point, NULL), 0);
    assert_true(point.flow_rate == c.flow_rate && !c.rising);
    assert_true(fabs(point.pressure - 2e4 * c.flow_rate * c.flow_rate - c.pressure_drop) <
                1e-9 * point.pressure);
}

/* Metal without resistance: nothing but the films on the wetted area is left. */
static void perfect_solid_has_the_films_only(void **state)
{
    (void)state;
    cupel_sink_design d = inverter();
    d.base.conductivity = 1e6;
    for (long count = 9; count <= 10; count++) {
        d.fin_count[0] = d.fin_count[1] = count;
        const cupel_sink_candidate c = solve(&d);
        cupel_sink_solid solid;
        cupel_error error = {0};
        if (cupel_sink_design_verify(&d, &c, &solid, &error)) fail_msg("%s", error.text);
        const double area =
            (double)(count - 1) * c.sink.base_length * (cupel_sink_spacing(&c.sink) + 2 * c.sink.fin_height);
        const double rise = d.power / (c.film * area);
        if (!(fabs((solid.source_temperature - 318.15) / rise - 1) < 1e-3))
            fail_msg("%ld fins: %.8g K is not %.8g K", count, solid.source_temperature - 318.15, rise);
        assert_true(solid.imbalance < 1e-8);
    }
}

/* The compact model and the solid have the films in common; efficiency and spreading must agree. */
static void solid_agrees_with_the_compact_model(void **state)
{
    (void)state;
    const cupel_sink_design forced = module();
    cupel_sink_design natural = inverter();
    natural.flow_rate = 0;
    natural.power = 30;
    natural.base.emissivity = 0.85;
    natural.fin_count[1] = 20;
    const cupel_sink_design *const designs[] = {&forced, &natural};
    const double allowed[] = {0.08, 0.02};
    for (int n = 0; n < 2; n++) {
        const cupel_sink_candidate c = solve(designs[n]);
        cupel_sink_solid solid;
        cupel_error error = {0};
        if (cupel_sink_design_verify(designs[n], &c, &solid, &error)) fail_msg("%s", error.text);
        const double rise = c.source_temperature - 318.15, off = solid.source_temperature - 318.15 - rise;
        if (!(fabs(off) < allowed[n] * rise)) fail_msg("%d: off by %.4g K of %.4g K", n, off, rise);
        assert_true(solid.grid_error < 0.02 * rise && solid.imbalance < 1e-8);
        assert_true(solid.maximum_temperature > solid.base_temperature);
    }
}

static void bounds_that_cannot_be_are_refused(void **state)
{
    (void)state;
    cupel_sink_design d = thin_plates();
    cupel_sink_candidate all[89];
    cupel_error error = {0};
    size_t best;
    d.range[CUPEL_SINK_THICKNESS][1] = 1e-6;
    assert_int_equal(cupel_sink_design_solve(&d, all, &best, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "fin thickness"));
    d = module();
    d.draft = 1;
    assert_int_equal(cupel_sink_design_solve(&d, all, &best, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "draft"));
    d = module();
    d.range[CUPEL_SINK_BASE_THICKNESS][0] = 0;
    assert_int_equal(cupel_sink_design_solve(&d, all, &best, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "a base, in which its heat spreads"));
    d = thin_plates();
    cupel_sink_candidate none = {.sink = d.base, .excess = INFINITY};
    cupel_sink_solid solid;
    assert_int_equal(cupel_sink_design_verify(&d, &none, &solid, &error), CUPEL_EINVAL);
    d.least_spacing = 1;
    assert_int_equal(cupel_sink_design_solve(&d, all, &best, &error), CUPEL_EFAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thin_plates_stand_near_elenbaas_54),
        cmocka_unit_test(lightest_sink_uses_its_temperature_limit_and_threads_do_not_matter),
        cmocka_unit_test(spreading_is_that_of_the_exact_series),
        cmocka_unit_test(free_base_is_no_worse_and_threads_do_not_matter),
        cmocka_unit_test(draft_and_volume_are_kept),
        cmocka_unit_test(fan_moves_the_air),
        cmocka_unit_test(perfect_solid_has_the_films_only),
        cmocka_unit_test(solid_agrees_with_the_compact_model),
        cmocka_unit_test(bounds_that_cannot_be_are_refused),
    };
    return cmocka_run_group_tests_name("heat_sink_design", tests, NULL, NULL);
}
