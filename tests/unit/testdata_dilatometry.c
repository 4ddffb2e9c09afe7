/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "evaluate.h"
#include "near.h"
#include "testdata/inputs.h"

enum { N = 3000 };

/* 25 mm of a copper alloy: dL/L0 = a t + b t^2 with t in degC, heated from 10 to 360 degC and cooled again.
 */
static const double a = 16.6e-6, b = 3e-9, length = 0.025;

typedef struct rod {
    double temperature[N], change[N], reference[N];
    cupel_channel channels[3];
    cupel_property specimen[2];
    cupel_test test;
} rod;

static double strain_at(double t)
{
    return a * t + b * t * t;
}

static double mean(double from, double to)
{
    return (strain_at(to) - strain_at(from)) / (to - from);
}

/* What the rod, the tube and the holder add. */
static double apparatus(double t)
{
    return 2e-6 * sin(t / 80) + 3e-9 * t;
}

static void set_up(rod *r, double noise, size_t seed)
{
    cupel_stream stream = cupel_stream_of(14, seed);
    for (int i = 0; i < N; i++) {
        const double u = 2.0 * i / (N - 1), t = 10 + 350 * (u < 1 ? u : 2 - u);
        r->temperature[i] = 273.15 + t;
        r->change[i] = 3e-5 + length * strain_at(t) + noise * cupel_stream_normal(&stream);
        r->reference[i] = 7e-6 + apparatus(t) + 0.02 * 7e-6 * (t - 10);
    }
    const double *columns[] = {r->temperature, r->change, r->reference};
    static const char *const names[] = {"temperature", "length_change", "length_change_reference"};
    for (int k = 0; k < 3; k++)
        r->channels[k] =
            (cupel_channel){.name = names[k], .unit = k ? "m" : "K", .count = N, .values = columns[k]};
    r->specimen[0] = (cupel_property){"length", "m", length, 5e-6, false, "test"};
    r->specimen[1] = (cupel_property){"reference_expansion_coefficient", "K-1", 7e-6, 7e-8, true, "test"};
    r->test = (cupel_test){.kind = "dilatometry",
                           .channels = r->channels,
                           .channel_count = 2,
                           .specimen = r->specimen,
                           .specimen_count = 1};
}

static void means_and_slopes_are_those_of_the_curve(void **state)
{
    (void)state;
    static rod r;
    set_up(&r, 0, 0);
    evaluated e = evaluate("dilatometry", &r.test, NULL);
    assert_relative(evaluated_number(&e, "mean_expansion_coefficient"), mean(20, 100), 1e-6);
    assert_relative(evaluated_number(&e, "mean_expansion_coefficient_20_300"), mean(20, 300), 1e-6);
    assert_flag(&e, "mean_expansion_coefficient", "ok");
    assert_flag(&e, "mean_expansion_coefficient_20_300", "ok");
    const cupel_result_value *t = cupel_results_find(e.results, "curve_temperature");
    const cupel_result_value *c = cupel_results_find(e.results, "expansion_coefficient");
    size_t known = 0;
    for (size_t i = 0; i < t->count; i++)
        if (isfinite(c->values[i])) {
            assert_relative(c->values[i], a + 2 * b * (t->values[i] - 273.15), 1e-5);
            known++;
        }
    assert_in_range(known, 330, 350);
    const cupel_result_value *table = cupel_results_find(e.results, "mean_coefficients");
    assert_int_equal(table->count, 3);
    assert_relative(table->columns[2].values[1], mean(20, 200), 1e-6);
    evaluated_end(&e);
    e = evaluate("dilatometry", &r.test, "{branch: cooling, from: 50 degC, to: 250 degC}");
    assert_relative(evaluated_number(&e, "mean_expansion_coefficient"), mean(50, 250), 1e-6);
    evaluated_end(&e);
}

static void a_relative_change_needs_no_length(void **state)
{
    (void)state;
    static rod r;
    set_up(&r, 0, 0);
    for (int i = 0; i < N; i++) r.change[i] /= length;
    r.channels[1].name = "relative_length_change";
    r.test.specimen_count = 0;
    evaluated e = evaluate("dilatometry", &r.test, NULL);
    assert_relative(evaluated_number(&e, "mean_expansion_coefficient"), mean(20, 100), 1e-6);
    assert_flag(&e, "mean_expansion_coefficient", "ok");
    evaluated_end(&e);
}

static void the_reference_run_takes_the_apparatus_off(void **state)
{
    (void)state;
    static rod r;
    set_up(&r, 0, 0);
    for (int i = 0; i < N; i++) r.change[i] += apparatus(r.temperature[i] - 273.15);
    r.test.channel_count = 3;
    r.test.specimen_count = 2;
    const double wrong = mean(20, 100) - 7e-6 * 0.02 / length;
    evaluated e = evaluate("dilatometry", &r.test, "{reference_length: 20 mm}");
    assert_relative(evaluated_number(&e, "mean_expansion_coefficient"), mean(20, 100), 1e-6);
    assert_flag(&e, "mean_expansion_coefficient", "ok");
    evaluated_end(&e);
    r.test.specimen_count = 1;
    e = evaluate("dilatometry", &r.test, "{reference_length: 20 mm}");
    assert_relative(evaluated_number(&e, "mean_expansion_coefficient"), wrong, 1e-6);
    assert_flag(&e, "mean_expansion_coefficient",
                "doubtful: the expansion of the specimen of the reference run");
    evaluated_end(&e);
    e = evaluate("dilatometry", &r.test, "{reference_expansion: 0}");
    assert_flag(&e, "mean_expansion_coefficient", "ok");
    evaluated_end(&e);
}

static void the_uncertainty_covers_the_truth(void **state)
{
    (void)state;
    static rod r;
    size_t inside = 0;
    for (size_t seed = 0; seed < 150; seed++) {
        cupel_stream stream = cupel_stream_of(41, seed);
        set_up(&r, 1e-7, seed);
        r.specimen[0].value += 5e-6 * cupel_stream_normal(&stream);
        const double gain = 1 + 0.003 * cupel_stream_normal(&stream);
        /* 0.5 K at either temperature of the mean */
        const double low = 0.5 * cupel_stream_normal(&stream), high = 0.5 * cupel_stream_normal(&stream);
        for (int i = 0; i < N; i++) {
            const double t = r.temperature[i] - 273.15;
            r.change[i] *= gain;
            r.temperature[i] += low + (high - low) * (t - 20) / 80;
        }
        evaluated e = evaluate("dilatometry", &r.test, NULL);
        inside += fabs(evaluated_number(&e, "mean_expansion_coefficient") - mean(20, 100)) <=
                  2 * evaluated_uncertainty(&e, "mean_expansion_coefficient");
        evaluated_end(&e);
    }
    assert_in_range(inside, 134, 150);
    evaluated one = evaluate_with("dilatometry", &r.test, "{draws: 3000}", 1);
    evaluated two = evaluate_with("dilatometry", &r.test, "{draws: 3000}", 2);
    const cupel_result_value *x = cupel_results_find(one.results, "monte_carlo");
    const cupel_result_value *y = cupel_results_find(two.results, "monte_carlo");
    assert_int_equal(x->count, 2);
    for (size_t c = 1; c < 6; c++)
        assert_memory_equal(x->columns[c].values, y->columns[c].values, 2 * sizeof(double));
    assert_relative(x->columns[2].values[0], evaluated_uncertainty(&one, "mean_expansion_coefficient"), 0.06);
    evaluated_end(&one);
    evaluated_end(&two);
}

static void strange_specimens_are_flagged(void **state)
{
    (void)state;
    static rod r;
    set_up(&r, 1e-8, 1); /* hysteresis */
    for (int i = N / 2; i < N; i++) r.change[i] += 6e-6 * sin(3.14159 * (r.temperature[i] - 283.15) / 350);
    evaluated e = evaluate("dilatometry", &r.test, NULL);
    assert_flag(&e, "mean_expansion_coefficient", "doubtful: heating and cooling are up to 3.9 %");
    evaluated_end(&e);

    set_up(&r, 1e-8, 2); /* sinters above 250 degC */
    double shrunk = 0;
    for (int i = 0; i < N; i++) {
        if (i > 0 && i < N / 2 && r.temperature[i] > 523.15)
            shrunk += 4e-6 * (r.temperature[i] - r.temperature[i - 1]) / 10;
        r.change[i] -= 2 * shrunk;
    }
    e = evaluate("dilatometry", &r.test, NULL);
    assert_flag(&e, "mean_expansion_coefficient", "the specimen shrinks with rising temperature");
    assert_flag(&e, "mean_expansion_coefficient", "% shorter after the run");
    assert_relative(evaluated_number(&e, "mean_expansion_coefficient"), mean(20, 100), 1e-3);
    evaluated_end(&e);

    set_up(&r, 1e-8, 3);
    for (int i = 1000; i < N; i++) r.change[i] += 8e-6;
    e = evaluate("dilatometry", &r.test, NULL);
    assert_flag(&e, "mean_expansion_coefficient", "the specimen slipped");
    evaluated_end(&e);
}

/* A change of length by 2 to 10 parts in 10^4 over some 12 K, back on cooling. */
static void a_transition_is_told_where_it_is_in_the_mean(void **state)
{
    (void)state;
    static rod r;
    const double sizes[] = {0, 1e-3, 3e-4, -2e-4};
    for (size_t k = 0; k < 4; k++) {
        set_up(&r, 1e-7, 10 + k);
        for (int i = 0; i < N; i++)
            r.change[i] += length * sizes[k] / (1 + exp(-(r.temperature[i] - 473.15) / 3));
        evaluated e = evaluate("dilatometry", &r.test, NULL);
        assert_flag(&e, "mean_expansion_coefficient_20_300",
                    k ? "about 200 degC the expansion departs" : "ok");
        assert_flag(&e, "mean_expansion_coefficient", "ok");
        evaluated_end(&e);
    }
    set_up(&r, 1e-8, 20);
    r.specimen[0].value = 25e-6; /* mm taken for um */
    evaluated e = evaluate("dilatometry", &r.test, NULL);
    assert_flag(&e, "mean_expansion_coefficient", "doubtful: no solid expands so");
    evaluated_end(&e);
}

static void what_is_missing_or_too_short_is_said(void **state)
{
    (void)state;
    static rod r;
    set_up(&r, 0, 0);
    r.test.specimen_count = 0;
    evaluated e = evaluate("dilatometry", &r.test, NULL);
    assert_flag(&e, "mean_expansion_coefficient", "not judged: the length of the specimen is not known");
    evaluated_end(&e);
    r.test.specimen_count = 1;
    for (int k = 0; k < 2; k++) r.channels[k].count = N / 3; /* to 243 degC */
    e = evaluate("dilatometry", &r.test, NULL);
    assert_flag(&e, "mean_expansion_coefficient", "ok");
    assert_flag(&e, "mean_expansion_coefficient_20_300",
                "not judged: the range from 10.0 to 243.2 degC is too short");
    evaluated_end(&e);
    r.channels[0].values += 130, r.channels[1].values += 130; /* from 40 degC */
    for (int k = 0; k < 2; k++) r.channels[k].count -= 130;
    e = evaluate("dilatometry", &r.test, NULL);
    assert_flag(&e, "mean_expansion_coefficient", "not judged: the range from 40.");
    evaluated_end(&e);
    set_up(&r, 0, 0);
    r.channels[0].values += 64, r.channels[1].values += 64; /* from 25 degC: a short way back */
    for (int k = 0; k < 2; k++) r.channels[k].count -= 64;
    e = evaluate("dilatometry", &r.test, "{branch: heating}");
    assert_flag(&e, "mean_expansion_coefficient", "ok");
    assert_relative(evaluated_number(&e, "mean_expansion_coefficient"), mean(20, 100), 1e-3);
    evaluated_end(&e);
    r.test.channel_count = 1;
    e = evaluate_with("dilatometry", &r.test, NULL, 1);
    assert_int_equal(e.status, CUPEL_EINVAL);
    assert_non_null(strstr(e.error.text, "length_change"));
    evaluated_end(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_and_slopes_are_those_of_the_curve),
        cmocka_unit_test(a_relative_change_needs_no_length),
        cmocka_unit_test(the_reference_run_takes_the_apparatus_off),
        cmocka_unit_test(the_uncertainty_covers_the_truth),
        cmocka_unit_test(strange_specimens_are_flagged),
        cmocka_unit_test(a_transition_is_told_where_it_is_in_the_mean),
        cmocka_unit_test(what_is_missing_or_too_short_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
