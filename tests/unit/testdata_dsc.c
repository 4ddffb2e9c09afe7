/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cupel/calorimetry.h"
#include "evaluate.h"
#include "near.h"
#include "testdata/inputs.h"

enum { N = 6000 };

/* Three runs at 10 K/min from -20 to 300 degC between isothermal ends: 20 mg of a metal with c_p = 385 + 0.1
 * (T - 298.15) J/(kg K), 30 mg of sapphire; the calorimeter's sensitivity falls by a fifth, every run has its
 * own drift. */
typedef struct runs {
    double time[N], temperature[N], flow[3][N];
    cupel_channel channels[5];
    cupel_property specimen[2];
    cupel_test test;
} runs;

static double capacity(double t)
{
    return 385 + 0.1 * (t - 298.15);
}

static void set_up(runs *r, double noise, double scale, size_t seed)
{
    static const char *const names[] = {"time", "temperature", "heat_flow", "heat_flow_reference",
                                        "heat_flow_baseline"};
    cupel_stream stream = cupel_stream_of(2, seed);
    const double pan = 1e-3;
    for (int i = 0; i < N; i++) {
        r->time[i] = 0.5 * i;
        const double since = fmin(fmax(r->time[i] - 400, 0), 1920),
                     rate = since > 0 && since < 1920 ? 1 / 6. : 0;
        const double t = r->temperature[i] = 253.15 + since / 6;
        const double lag = since > 0 && since < 1920 ? 1 - exp(-since / 15) : 0; /* 15 s of the sensor */
        const double gain = (1.02 - 0.0006 * (t - 273.15)) * lag;
        const double mc[] = {20e-6 * capacity(t) * scale, 30e-6 * cupel_sapphire_heat_capacity(t), 0};
        for (int k = 0; k < 3; k++)
            r->flow[k][i] = gain * rate * (mc[k] + 1e-3) + pan * (0.3 * k + 0.05 * k * r->time[i] / 1000) +
                            noise * cupel_stream_normal(&stream);
    }
    const double *columns[] = {r->time, r->temperature, r->flow[0], r->flow[1], r->flow[2]};
    for (int k = 0; k < 5; k++)
        r->channels[k] = (cupel_channel){.name = names[k], .unit = "1", .count = N, .values = columns[k]};
    r->specimen[0] = (cupel_property){"mass", "kg", 20e-6, 1e-8, false, "test"};
    r->specimen[1] = (cupel_property){"mass_reference", "kg", 30e-6, 1e-8, false, "test"};
    r->test = (cupel_test){.kind = "dsc",
                           .channels = r->channels,
                           .channel_count = 5,
                           .specimen = r->specimen,
                           .specimen_count = 2};
}

static void three_runs_give_the_heat_capacity(void **state)
{
    (void)state;
    static runs r;
    set_up(&r, 0, 1, 0);
    evaluated e = evaluate("dsc", &r.test, NULL);
    assert_relative(evaluated_number(&e, "heat_capacity"), 385.0, 1e-4);
    assert_flag(&e, "heat_capacity", "ok");
    assert_flag(&e, "enthalpy", "not judged: the runs are evaluated for heat capacity");
    assert_relative(evaluated_number(&e, "heating_rate"), 1 / 6., 1e-3);
    const cupel_result_value *t = cupel_results_find(e.results, "curve_temperature");
    const cupel_result_value *c = cupel_results_find(e.results, "curve_heat_capacity");
    assert_in_range(t->count, 290, 322);
    for (size_t i = 0; i < t->count; i++) assert_relative(c->values[i], capacity(t->values[i]), 2e-4);
    evaluated_end(&e);
    e = evaluate("dsc", &r.test, "{at: 200 degC}");
    assert_relative(evaluated_number(&e, "heat_capacity"), 402.5, 1e-4);
    evaluated_end(&e);
    e = evaluate("dsc", &r.test, "{at: 400 degC}");
    assert_flag(&e, "heat_capacity", "not judged: 400.0 degC is outside");
    evaluated_end(&e);
}

static void the_uncertainty_covers_the_truth(void **state)
{
    (void)state;
    static runs r;
    size_t inside = 0;
    for (size_t seed = 0; seed < 100; seed++) {
        cupel_stream stream = cupel_stream_of(8, seed);
        const double repeat = 1 + 0.005 * cupel_stream_normal(&stream);
        set_up(&r, 2e-6, repeat, seed);
        r.specimen[0].value *= 1 + 5e-4 * cupel_stream_normal(&stream);
        evaluated e = evaluate("dsc", &r.test, NULL);
        assert_flag(&e, "heat_capacity", "ok");
        inside += fabs(evaluated_number(&e, "heat_capacity") - 385) <=
                  2 * evaluated_uncertainty(&e, "heat_capacity");
        evaluated_end(&e);
    }
    assert_in_range(inside, 89, 100);
    evaluated one = evaluate_with("dsc", &r.test, "{draws: 3000}", 1);
    evaluated two = evaluate_with("dsc", &r.test, "{draws: 3000}", 2);
    const cupel_result_value *x = cupel_results_find(one.results, "monte_carlo");
    const cupel_result_value *y = cupel_results_find(two.results, "monte_carlo");
    for (size_t c = 1; c < 6; c++) assert_true(x->columns[c].values[0] == y->columns[c].values[0]);
    assert_relative(x->columns[2].values[0], evaluated_uncertainty(&one, "heat_capacity"), 0.06);
    evaluated_end(&one);
    evaluated_end(&two);
}

static void the_start_of_the_scan_is_not_evaluated(void **state)
{
    (void)state;
    static runs r;
    set_up(&r, 0, 1, 0);
    evaluated e = evaluate("dsc", &r.test, "{at: -19 degC}"); /* 6 s after the start, with a lag of 15 s */
    assert_flag(&e, "heat_capacity", "not judged: -19.0 degC is outside");
    assert_flag(&e, "heat_capacity", "had settled");
    evaluated_end(&e);
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    static runs r;
    set_up(&r, 0, 1, 0);
    r.test.specimen_count = 1;
    evaluated e = evaluate("dsc", &r.test, NULL);
    assert_flag(&e, "heat_capacity", "not judged: the masses of specimen");
    evaluated_end(&e);
    r.test.specimen_count = 2;
    r.test.channel_count = 4;
    e = evaluate_with("dsc", &r.test, "{mode: heat_capacity}", 1);
    assert_int_equal(e.status, CUPEL_EINVAL);
    assert_non_null(strstr(e.error.text, "three runs"));
    evaluated_end(&e);
    r.test.channel_count = 2;
    e = evaluate_with("dsc", &r.test, NULL, 1);
    assert_int_equal(e.status, CUPEL_EINVAL);
    assert_non_null(strstr(e.error.text, "heat_flow"));
    evaluated_end(&e);
}

/* Melting of 10 mg with 28.6 J/g at 156.6 degC, heated at 10 K/min: 0.286 J in a Gaussian of 12 s. */
static void melt(runs *r, double noise, double sign, size_t seed)
{
    cupel_stream stream = cupel_stream_of(7, seed);
    set_up(r, 0, 1, 0);
    for (int i = 0; i < N; i++) {
        r->temperature[i] = 373.15 + r->time[i] / 25; /* 0.04 K/s */
        const double u = (r->time[i] - 1411.25) / 12;
        r->flow[0][i] =
            sign * (2e-4 + 1e-8 * r->time[i] + 0.286 / 12 / sqrt(6.283185307) * exp(-0.5 * u * u)) +
            noise * cupel_stream_normal(&stream);
    }
    r->specimen[0].value = 10e-6;
    r->test.channel_count = 3;
}

static void a_peak_gives_its_heat(void **state)
{
    (void)state;
    static runs r;
    static const char *const options[] = {NULL, "{baseline: sigmoidal}", "{baseline: tangential}",
                                          "{from: 150 degC, to: 163 degC}"};
    for (size_t k = 0; k < 4; k++) {
        melt(&r, 1e-5, 1, 3);
        evaluated e = evaluate("dsc", &r.test, options[k]);
        assert_relative(evaluated_number(&e, "enthalpy"), 28600.0, 0.003);
        assert_near(evaluated_number(&e, "peak_temperature"), 373.15 + 1411.25 / 25, 0.02);
        /* two widths before the top */
        assert_near(evaluated_number(&e, "onset_temperature"), 373.15 + (1411.25 - 24) / 25, 0.1);
        assert_flag(&e, "enthalpy", "ok");
        assert_flag(&e, "heat_capacity", "not judged: it takes three runs");
        evaluated_end(&e);
    }
    melt(&r, 1e-5, -1, 4); /* the tester writes heat out of the specimen as positive */
    evaluated e = evaluate("dsc", &r.test, "{direction: exothermic_up}");
    assert_relative(evaluated_number(&e, "enthalpy"), 28600.0, 0.003);
    evaluated_end(&e);
    e = evaluate("dsc", &r.test, NULL); /* else it is a peak of heat given off */
    assert_relative(evaluated_number(&e, "enthalpy"), -28600.0, 0.003);
    evaluated_end(&e);
    for (int i = 0; i < N; i++) r.flow[0][i] /= 10e-6; /* a tester that divides by the mass */
    r.channels[2].name = "specific_heat_flow";
    r.test.specimen_count = 0;
    e = evaluate("dsc", &r.test, NULL);
    assert_relative(evaluated_number(&e, "enthalpy"), -28600.0, 0.003);
    evaluated_end(&e);
    melt(&r, 1e-5, -1, 4);
    r.test.channels = r.channels + 1; /* without time: by the heating rate */
    r.test.channel_count = 2;
    const cupel_property rate = {"heating_rate", "K s-1", 0.04, NAN, true, "test"};
    e = evaluate("dsc", &r.test, NULL);
    assert_flag(&e, "enthalpy", "not judged: neither time nor heating_rate");
    evaluated_end(&e);
    r.test.conditions = &rate, r.test.condition_count = 1;
    e = evaluate("dsc", &r.test, NULL);
    assert_relative(evaluated_number(&e, "enthalpy"), -28600.0, 0.003);
    evaluated_end(&e);
}

/* What the baseline may be is part of the uncertainty; where it is open, or another peak beside, it is told.
 */
static void a_bent_baseline_widens_the_uncertainty(void **state)
{
    (void)state;
    static runs r;
    const double bends[] = {1e-10, 3e-10, 1e-9, 3e-9};
    for (size_t k = 0; k < 4; k++) {
        melt(&r, 1e-5, 1, 3);
        for (int i = 0; i < N; i++) r.flow[0][i] += bends[k] * pow(r.time[i] - 1000, 2);
        evaluated e = evaluate("dsc", &r.test, NULL);
        const double off =
            fabs(evaluated_number(&e, "enthalpy") - 28600) / evaluated_uncertainty(&e, "enthalpy");
        assert_true(off < 3 || strcmp(evaluated_flag(&e, "enthalpy"), "ok") != 0);
        evaluated_end(&e);
    }
    melt(&r, 1e-5, 1, 3); /* another peak close by */
    for (int i = 0; i < N; i++)
        r.flow[0][i] += 0.17 / 12 / sqrt(6.283185307) * exp(-0.5 * pow((r.time[i] - 1411.25 - 80) / 12, 2));
    evaluated e = evaluate("dsc", &r.test, NULL);
    if (fabs(evaluated_number(&e, "enthalpy") / 28600 - 1) > 0.02 &&
        fabs(evaluated_number(&e, "enthalpy") / 45600 - 1) > 0.02)
        assert_flag(&e, "enthalpy", "doubtful: ");
    evaluated_end(&e);
}

static void the_hook_of_the_start_is_no_peak(void **state)
{
    (void)state;
    static runs r;
    melt(&r, 1e-5, 1, 6);
    for (int i = 0; i < N; i++) r.flow[0][i] -= 0.02 * exp(-r.time[i] / 20);
    evaluated e = evaluate("dsc", &r.test, NULL);
    assert_relative(evaluated_number(&e, "enthalpy"), 28600.0, 0.003);
    assert_flag(&e, "enthalpy", "ok");
    evaluated_end(&e);
}

static void no_peak_is_no_heat(void **state)
{
    (void)state;
    static runs r;
    melt(&r, 1e-5, 1, 5);
    cupel_stream stream = cupel_stream_of(1, 1);
    for (int i = 0; i < N; i++) r.flow[0][i] = 2e-4 + 1e-5 * cupel_stream_normal(&stream);
    evaluated e = evaluate("dsc", &r.test, NULL);
    assert_flag(&e, "enthalpy", "not judged: no peak stands out");
    assert_flag(&e, "onset_temperature", "not judged: no peak");
    evaluated_end(&e);
    for (int i = 0; i < N; i++) r.flow[0][i] = 2e-4 + 1e-11 * r.time[i] * r.time[i]; /* bent, without noise */
    e = evaluate("dsc", &r.test, NULL);
    assert_flag(&e, "enthalpy", "not judged: no peak stands out");
    evaluated_end(&e);
    for (int i = 0; i < N; i++) r.flow[0][i] = 2e-4 + 1e-8 * r.time[i];
    e = evaluate("dsc", &r.test, NULL);
    assert_flag(&e, "enthalpy", "not judged: no peak stands out");
    evaluated_end(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_runs_give_the_heat_capacity),
        cmocka_unit_test(the_uncertainty_covers_the_truth),
        cmocka_unit_test(the_start_of_the_scan_is_not_evaluated),
        cmocka_unit_test(what_is_missing_is_said),
        cmocka_unit_test(a_peak_gives_its_heat),
        cmocka_unit_test(a_bent_baseline_widens_the_uncertainty),
        cmocka_unit_test(the_hook_of_the_start_is_no_peak),
        cmocka_unit_test(no_peak_is_no_heat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
