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

#include "cupel/peel.h"
#include "made_test.h"
#include "base/units.h"

enum { SAMPLES = 5000 };

static double travel[SAMPLES], force[SAMPLES];

static double noise(uint64_t *state)
{
    *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
    return (double)(*state >> 11) / 4503599627370496.0 - 1; /* -1 to 1 */
}

/* 100 mm at 50 mm/min: slack, ramp over 6 mm, a first peak, a plateau of 3.6 N, run-out at 92 mm. */
static made_test *peel(double plateau)
{
    static made_test made;
    uint64_t state = 88172645463325252u;
    memset(&made, 0, sizeof made);
    for (size_t i = 0; i < SAMPLES; i++) {
        const double x = 0.1 * (double)i / (SAMPLES - 1);
        double f = plateau;
        if (x < 2e-3)
            f = 0;
        else if (x < 8e-3)
            f = plateau * (x - 2e-3) / 6e-3;
        else if (x < 10e-3)
            f = plateau * 1.35;
        else if (x > 92e-3)
            f = plateau * fmax(0, 1 - (x - 92e-3) / 2e-3);
        travel[i] = x;
        force[i] = f + 0.03 * plateau * noise(&state) * (f > 0);
    }
    made_channel(&made, "displacement", "m", travel, SAMPLES);
    made_channel(&made, "force", "N", force, SAMPLES);
    made_specimen(&made, "width", "m", 3e-3, 0.02e-3);
    return &made;
}

static void plateau_gives_the_strength(void **state)
{
    (void)state;
    made_test *t = peel(3.6);
    evaluated e = evaluate("peel", &t->test, "{draws: 10000}");
    assert_figure(&e, "peel_strength", 1200, 1e-3);
    assert_figure(&e, "peel_strength_mode", 1200, 0.03);
    assert_figure(&e, "peel_strength_minimum", 1200 * 0.97, 1e-3);
    assert_figure(&e, "peel_strength_maximum", 1200 * 1.03, 1e-3);
    assert_string_equal(evaluated_flag(&e, "peel_strength"), "ok");
    assert_true(evaluated_number(&e, "steady_from") > 10e-3 && evaluated_number(&e, "steady_to") < 92e-3);
    assert_true(evaluated_number(&e, "steady_to") - evaluated_number(&e, "steady_from") > 65e-3);
    const double expected = 1200 * sqrt(pow(0.0058, 2) + pow(0.02 / 3, 2)); /* scatter adds 1e-4 of that */
    assert_figure(&e, "peel_strength_uncertainty", expected, 0.01);
    const cupel_result_value *drawn = cupel_results_find(e.results, "monte_carlo");
    assert_int_equal(drawn->count, 4);
    assert_true(fabs(drawn->columns[2].values[0] - expected) < 0.05 * expected);
    evaluated_end(&e);
}

static void newtons_per_millimetre_are_pounds_per_inch(void **state)
{
    (void)state;
    made_test *t = peel(3);
    evaluated e = evaluate("peel", &t->test, NULL);
    double factor = 0;
    cupel_error error = {0};
    assert_int_equal(cupel_unit_convert(1, "N/m", "lbf/in", false, &factor, &error), CUPEL_OK);
    assert_true(fabs(evaluated_number(&e, "peel_strength") * factor - 5.7101) < 5e-3);
    assert_true(fabs(1000 * factor - 5.7101) < 5.7101e-4);
    evaluated_end(&e);
}

static void time_by_speed_gives_the_same(void **state)
{
    (void)state;
    made_test *t = peel(3.6);
    evaluated by_travel = evaluate("peel", &t->test, NULL);
    for (size_t i = 0; i < SAMPLES; i++) travel[i] /= 50e-3 / 60;
    t->channels[0].name = "time";
    evaluated by_time = evaluate("peel", &t->test, "{speed: 50 mm/min}");
    assert_figure(&by_time, "peel_strength", evaluated_number(&by_travel, "peel_strength"), 1e-9);
    assert_figure(&by_time, "steady_from", evaluated_number(&by_travel, "steady_from"), 1e-9);
    evaluated by_time_alone = evaluate("peel", &t->test, NULL);
    assert_figure(&by_time_alone, "peel_strength", evaluated_number(&by_travel, "peel_strength"), 1e-9);
    evaluated_end(&by_travel);
    evaluated_end(&by_time);
    evaluated_end(&by_time_alone);
}

static void steps_and_drift_are_flagged(void **state)
{
    (void)state;
    made_test *t = peel(3.6);
    for (size_t i = 2500; i < SAMPLES; i++) force[i] *= 0.7;
    evaluated e = evaluate("peel", &t->test, NULL);
    assert_flag(&e, "peel_strength", "the force steps from 3.");
    assert_flag(&e, "peel_strength", "to 2.5");
    evaluated_end(&e);
    t = peel(3.6);
    for (size_t i = 0; i < SAMPLES; i++) force[i] *= 1.15 - 0.3 * (double)i / SAMPLES;
    e = evaluate("peel", &t->test, NULL);
    assert_flag(&e, "peel_strength", "drifts by -2");
    evaluated_end(&e);
    t = peel(3.6);
    for (size_t i = 2000; i < 2500; i++) force[i] *= 0.5; /* a blister */
    e = evaluate("peel", &t->test, NULL);
    assert_flag(&e, "peel_strength", "doubtful");
    evaluated_end(&e);
}

static void a_spike_is_no_greatest_force(void **state)
{
    (void)state;
    made_test *t = peel(3.6);
    evaluated e = evaluate("peel", &t->test, NULL);
    assert_flag(&e, "peel_strength_maximum", "ok");
    assert_flag(&e, "peel_strength_minimum", "ok");
    evaluated_end(&e);
    force[SAMPLES / 2] += 3, force[SAMPLES / 2 + 50] -= 3;
    e = evaluate("peel", &t->test, NULL);
    assert_flag(&e, "peel_strength_maximum", "doubtful: it is one sample that stands");
    assert_flag(&e, "peel_strength_minimum", "doubtful: it is one sample that lies");
    assert_flag(&e, "peel_strength", "ok");
    evaluated_end(&e);
}

static void steady_part_may_be_given(void **state)
{
    (void)state;
    made_test *t = peel(3.6);
    for (size_t i = 2500; i < SAMPLES; i++) force[i] *= 0.7;
    evaluated e = evaluate("peel", &t->test, "{steady_from: 15 mm, steady_to: 45 mm}");
    assert_figure(&e, "peel_strength", 1200, 1e-3);
    assert_string_equal(evaluated_flag(&e, "peel_strength"), "ok");
    evaluated_end(&e);
    e = evaluate("peel", &t->test, "{steady_from: 99.9 mm}");
    assert_flag(&e, "peel_strength", "not judged");
    evaluated_end(&e);
}

static void negative_forces_are_turned_round(void **state)
{
    (void)state;
    made_test *t = peel(3.6);
    for (size_t i = 0; i < SAMPLES; i++) force[i] = -force[i];
    evaluated e = evaluate("peel", &t->test, NULL);
    assert_figure(&e, "peel_strength", 1200, 1e-3);
    assert_string_equal(evaluated_flag(&e, "peel_strength"), "ok");
    evaluated_end(&e);
}

/* Saw teeth of +-25 % every 5 mm: the mean stands, and the scatter is told. */
static void stick_slip_is_averaged(void **state)
{
    (void)state;
    made_test *t = peel(3.6);
    for (size_t i = 0; i < SAMPLES; i++) force[i] *= 1 + 0.5 * (fmod(travel[i], 5e-3) / 5e-3 - 0.5);
    evaluated e = evaluate("peel", &t->test, NULL);
    assert_figure(&e, "peel_strength", 1200, 0.015);
    assert_figure(&e, "peel_strength_maximum", 1500, 0.04);
    evaluated_end(&e);
}

static void few_samples_will_do(void **state)
{
    (void)state;
    made_test *t = peel(3.6);
    for (size_t i = 0; i < 100; i++) force[i] = force[50 * i], travel[i] = travel[50 * i];
    t->channels[0].count = t->channels[1].count = 100;
    evaluated e = evaluate("peel", &t->test, NULL);
    assert_figure(&e, "peel_strength", 1200, 0.01);
    assert_string_equal(evaluated_flag(&e, "peel_strength"), "ok");
    evaluated_end(&e);
}

static void what_is_not_steady_is_not_judged(void **state)
{
    (void)state;
    made_test *t = peel(3.6);
    for (size_t i = 0; i < SAMPLES; i++) force[i] = (double)i / SAMPLES; /* a ramp only */
    evaluated e = evaluate("peel", &t->test, NULL);
    assert_non_null(strstr(evaluated_flag(&e, "peel_strength"), "d")); /* doubtful or not judged, never ok */
    assert_string_not_equal(evaluated_flag(&e, "peel_strength"), "ok");
    evaluated_end(&e);
    for (size_t i = 0; i < SAMPLES; i++) force[i] = 0;
    e = evaluate("peel", &t->test, NULL);
    assert_flag(&e, "peel_strength", "not judged: no part of the curve is steady");
    evaluated_end(&e);
    t = peel(3.6);
    t->test.specimen_count = 0;
    assert_refused("peel", t, NULL, "needs the width");
    t->test.channel_count = 1;
    assert_refused("peel", t, NULL, "\"force\"");
}

static void draws_do_not_depend_on_threads(void **state)
{
    (void)state;
    made_test *t = peel(3.6);
    evaluated one = evaluate_with("peel", &t->test, "{draws: 500}", 1),
              three = evaluate_with("peel", &t->test, "{draws: 500}", 3);
    for (size_t c = 1; c < 5; c++)
        assert_memory_equal(cupel_results_find(one.results, "monte_carlo")->columns[c].values,
                            cupel_results_find(three.results, "monte_carlo")->columns[c].values,
                            4 * sizeof(double));
    evaluated_end(&one);
    evaluated_end(&three);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plateau_gives_the_strength),
        cmocka_unit_test(newtons_per_millimetre_are_pounds_per_inch),
        cmocka_unit_test(time_by_speed_gives_the_same),
        cmocka_unit_test(steps_and_drift_are_flagged),
        cmocka_unit_test(a_spike_is_no_greatest_force),
        cmocka_unit_test(steady_part_may_be_given),
        cmocka_unit_test(negative_forces_are_turned_round),
        cmocka_unit_test(stick_slip_is_averaged),
        cmocka_unit_test(few_samples_will_do),
        cmocka_unit_test(what_is_not_steady_is_not_judged),
        cmocka_unit_test(draws_do_not_depend_on_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
