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

#include "cupel/roughness.h"
#include "made_test.h"
#include "near.h"
#include "testdata/inputs.h"

static const double pi = 3.14159265358979323846;

enum { LONGEST = 20000 };

typedef struct traced {
    made_test test;
    double x[LONGEST], z[LONGEST];
    unsigned char mask[LONGEST];
} traced;

/* The sine of the validation table: A 1 um, wavelength 50 um, every 0.5 um, on a tilt */
static traced *sine(size_t count, double wavelength)
{
    traced *t = calloc(1, sizeof *t);
    assert_non_null(t);
    for (size_t i = 0; i < count; i++) {
        t->x[i] = (double)i * 0.5e-6;
        t->z[i] = 1e-6 * sin(2 * pi * t->x[i] / wavelength) + 5e-6 + 3e-3 * t->x[i];
    }
    made_channel(&t->test, "position", "m", t->x, count);
    made_channel(&t->test, "height", "m", t->z, count);
    return t;
}

static void sine_meets_its_exact_figures(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6); /* 5.6 mm */
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    const double passed = 0.99827; /* of lambda s 2.5 um */
    assert_figure(&run, "ra", 2e-6 / pi * passed, 1e-3);
    assert_figure(&run, "ra", 0.6355e-6, 1e-3);
    assert_figure(&run, "rq", 1e-6 / sqrt(2) * passed, 1e-4);
    assert_figure(&run, "rz", 2e-6 * passed, 1e-3);
    assert_figure(&run, "rp", 1e-6 * passed, 1e-3);
    assert_figure(&run, "rv", 1e-6 * passed, 1e-3);
    assert_figure(&run, "rt", 2e-6 * passed, 1e-3);
    assert_figure(&run, "rsm", 50e-6, 1e-4);
    assert_figure(&run, "rku", 1.5, 1e-3);
    assert_figure(&run, "nesting_index_s", 2.5e-6, 1e-12);
    assert_figure(&run, "evaluation_length", 4e-3, 1e-9);
    assert_figure(&run, "dropped_length", 0.8e-3, 1e-9);
    assert_string_equal(evaluated_flag(&run, "ra"), "ok");
    assert_true(evaluated_uncertainty(&run, "ra") > 0.019 * 0.6355e-6);
    evaluated_end(&run);
    free(t);
}

static void cutoff_is_chosen_by_the_table_and_said(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6);
    evaluated run = evaluate("roughness", &t->test.test, NULL);
    assert_figure(&run, "cutoff_length", 0.25e-3, 1e-12); /* RSm 50 um */
    assert_non_null(strstr(cupel_results_find(run.results, "cutoff_origin")->label, "RSm"));
    evaluated_end(&run);
    run = evaluate("roughness", &t->test.test, "{profile_kind: random}");
    assert_figure(&run, "cutoff_length", 0.8e-3, 1e-12); /* Ra 0.64 um */
    assert_non_null(strstr(cupel_results_find(run.results, "cutoff_origin")->label, "Ra"));
    evaluated_end(&run);
    made_condition(&t->test, "cutoff_length", "m", 2.5e-3);
    run = evaluate("roughness", &t->test.test, NULL);
    assert_figure(&run, "cutoff_length", 2.5e-3, 1e-12);
    evaluated_end(&run);
    free(t);
}

static void settings_that_are_no_lengths_do_not_count(void **state)
{
    (void)state;
    traced *t = sine(100, 50e-6); /* too short for any cut-off */
    made_condition(&t->test, "nesting_index_s", "m", (double)INFINITY);
    made_condition(&t->test, "cutoff_length", "m", -1);
    evaluated run = evaluate("roughness", &t->test.test, NULL);
    assert_null(cupel_results_failure(run.results));
    assert_flag(&run, "ra", "not judged: a profile of 0.05 mm");
    evaluated_end(&run);
    free(t);
}

static void a_wave_at_the_cutoff_loses_half(void **state)
{
    (void)state;
    traced *t = sine(11200, 0.8e-3);
    evaluated run =
        evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm, nesting_index_s: 0, form_order: 0}");
    /* the tilt is long-wave and symmetric, the mean line keeps it: only the half of the sine is left */
    assert_figure(&run, "rq", 0.5e-6 / sqrt(2), 1e-3);
    evaluated_end(&run);
    free(t);
}

static void short_profile_is_doubtful_or_refused(void **state)
{
    (void)state;
    traced *t = sine(6400, 50e-6); /* 3.2 mm: three cut-offs and two halves */
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    assert_flag(&run, "ra", "too short for 5 cut-offs");
    assert_figure(&run, "sampling_lengths", 3, 1e-12);
    assert_figure(&run, "ra", 0.6355e-6, 2e-3);
    evaluated_end(&run);
    run = evaluate("roughness", &t->test.test, "{cutoff_length: 2.5 mm}");
    assert_flag(&run, "rz", "too coarse for a cut-off of 2.5 mm");
    assert_true(isnan(evaluated_number(&run, "ra")));
    evaluated_end(&run);
    free(t);
}

static void coarse_spacing_and_a_blunt_tip_are_doubtful(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6);
    made_condition(&t->test, "tip_radius", "m", 10e-6);
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm, nesting_index_s: 1 um}");
    assert_flag(&run, "rz", "too coarse for lambda s 1 um");
    assert_flag(&run, "rz", "tip radius of 10 um");
    evaluated_end(&run);
    free(t);
}

static void missing_samples_are_filled_when_they_are_few(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6);
    for (size_t i = 5000; i < 5600; i += 100) {
        t->mask[i] = CUPEL_SAMPLE_OVERLOAD;
        t->z[i] = (double)NAN;
    }
    t->test.channels[1].mask = t->mask;
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    assert_figure(&run, "ra", 0.6355e-6, 1e-3);
    assert_figure(&run, "filled_samples", 6, 1e-12);
    assert_flag(&run, "ra", "doubtful: 6 missing samples");
    evaluated_end(&run);
    for (size_t i = 5000; i < 5060; i++) t->z[i] = (double)NAN; /* 30 um */
    run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    assert_flag(&run, "ra", "not judged: ");
    assert_flag(&run, "ra", "widest gap is 30");
    evaluated_end(&run);
    free(t);
}

/* Positions printed to whole micrometers: two samples share one place. */
static void rounded_positions_keep_their_heights(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6);
    for (size_t i = 0; i < 11200; i++) t->x[i] = round(t->x[i] * 1e6 + 1e-9) * 1e-6;
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    assert_figure(&run, "ra", 0.6355e-6, 1e-3);
    assert_figure(&run, "spacing", 0.5e-6, 1e-3);
    assert_string_equal(evaluated_flag(&run, "ra"), "ok");
    evaluated_end(&run);
    free(t);
}

static void uneven_positions_are_resampled_and_said(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6);
    for (size_t i = 0; i < 11200; i++) {
        t->x[i] = (double)i * 0.5e-6 + 0.2e-6 * sin(1.7 * (double)i);
        t->z[i] = 1e-6 * sin(2 * pi * t->x[i] / 50e-6);
    }
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    assert_figure(&run, "ra", 0.6355e-6, 2e-3);
    assert_flag(&run, "ra", "positions are uneven");
    evaluated_end(&run);
    t->x[700] = t->x[600];
    assert_refused("roughness", &t->test, NULL, "does not go on");
    free(t);
}

static void left_out_rows_are_seen(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6);
    size_t kept = 0;
    for (size_t i = 0; i < 11200; i++) {
        if (i % 1000 == 500) continue;
        t->x[kept] = t->x[i];
        t->z[kept++] = t->z[i];
    }
    t->test.channels[0].count = t->test.channels[1].count = kept;
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    assert_figure(&run, "spacing", 0.5e-6, 1e-9);
    assert_figure(&run, "ra", 0.6355e-6, 1e-3);
    assert_figure(&run, "filled_samples", 8, 1e-12);
    evaluated_end(&run);
    free(t);
}

static void reversed_profile_gives_the_same(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6);
    for (size_t i = 0; i < 11200; i++) t->x[i] = 0.01 - t->x[i];
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    assert_figure(&run, "ra", 0.6355e-6, 1e-3);
    evaluated_end(&run);
    free(t);
}

static void steps_of_a_coarse_converter_are_doubtful(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6);
    for (size_t i = 0; i < 11200; i++) t->z[i] = round(sin(2 * pi * t->x[i] / 50e-6) * 5) * 0.2e-6;
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    assert_flag(&run, "ra", "steps of 200 nm");
    evaluated_end(&run);
    free(t);
}

/* On a cylinder of 40 mm radius: 98 um of sagitta. */
static void an_arc_is_taken_out_or_noticed(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6);
    for (size_t i = 0; i < 11200; i++) t->z[i] -= sqrt(0.04 * 0.04 - pow(t->x[i] - 2.8e-3, 2));
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    assert_figure(&run, "ra", 0.6355e-6, 1e-3);
    assert_figure(&run, "rz", 2e-6 * 0.99827, 2e-3);
    assert_string_equal(evaluated_flag(&run, "ra"), "ok");
    evaluated_end(&run);
    run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm, form_order: 1}");
    assert_flag(&run, "ra", "form is left");
    evaluated_end(&run);
    free(t);
}

static void a_scratch_is_noticed(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6);
    for (size_t i = 6000; i < 6020; i++) t->z[i] -= 10e-6;
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    assert_flag(&run, "rz", "a scratch, or dirt");
    evaluated_end(&run);
    free(t);
}

static void what_is_no_profile_is_refused(void **state)
{
    (void)state;
    traced *t = sine(11200, 50e-6);
    t->test.test.channel_count = 1;
    assert_refused("roughness", &t->test, NULL, "height");
    t->test.channels[0] = t->test.channels[1];
    assert_refused("roughness", &t->test, NULL, "needs its positions");
    made_condition(&t->test, "spacing", "m", 0.5e-6);
    evaluated run = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm}");
    assert_figure(&run, "ra", 0.6355e-6, 1e-3);
    evaluated_end(&run);
    for (size_t i = 0; i < 11200; i++) t->z[i] = 1;
    assert_refused("roughness", &t->test, NULL, "all heights are equal");
    free(t);
}

/* A Gaussian surface with correlations over `length`, at 0.5 um: white noise behind a Gaussian. */
static traced *rough(double length, double rq, size_t seed)
{
    static double white[LONGEST];
    traced *t = sine(11200, 50e-6);
    cupel_stream stream = cupel_stream_of(77, seed);
    for (size_t i = 0; i < LONGEST; i++) white[i] = cupel_stream_normal(&stream);
    const int half = (int)ceil(1.5 * length / 0.5e-6);
    double squares = 0;
    for (int k = -half; k <= half; k++) squares += exp(-4 * pow(k * 0.5e-6 / length, 2));
    for (size_t i = 0; i < 11200; i++) {
        double sum = 0;
        for (int k = -half; k <= half; k++)
            sum += white[(size_t)((int)i + k + 1000)] * exp(-2 * pow(k * 0.5e-6 / length, 2));
        t->z[i] = rq * sum / sqrt(squares);
    }
    return t;
}

static void add_noise(traced *t, double noise, size_t seed)
{
    cupel_stream stream = cupel_stream_of(78, seed);
    for (size_t i = 0; i < 11200; i++) t->z[i] += noise * cupel_stream_normal(&stream);
}

static const char *const heights[] = {"ra", "rq", "rz", "rt"};
static const char *const profile_options = "{cutoff_length: 0.8 mm}";

/* Noise of up to a quarter of Rq, and a scale that is off by its uncertainty: what is not doubted holds the
 * truth. */
static void noise_and_scale_are_in_the_uncertainty(void **state)
{
    (void)state;
    const double lengths[] = {5e-6, 10e-6, 30e-6}, noises[] = {0, 4e-9, 12e-9, 40e-9, 100e-9};
    size_t judged = 0, inside = 0, doubted = 0;
    for (size_t seed = 0; seed < 12; seed++)
        for (size_t l = 0; l < 3; l++) {
            traced *t = rough(lengths[l], 0.4e-6, seed);
            evaluated truth = evaluate("roughness", &t->test.test, profile_options);
            cupel_stream stream = cupel_stream_of(79, 10 * seed + l);
            const double scale = 1 + 0.02 * cupel_stream_normal(&stream);
            for (size_t n = 0; n < 5; n++) {
                traced *noisy = rough(lengths[l], 0.4e-6, seed);
                add_noise(noisy, noises[n], 100 * seed + n);
                for (size_t i = 0; i < 11200; i++) noisy->z[i] *= scale;
                evaluated e = evaluate("roughness", &noisy->test.test, profile_options);
                for (size_t k = 0; k < 4; k++) {
                    if (strcmp(evaluated_flag(&e, heights[k]), "ok") != 0) {
                        doubted++;
                        if (n < 3) fail_msg("%s: %s", heights[k], evaluated_flag(&e, heights[k]));
                        continue;
                    }
                    const double u = evaluated_uncertainty(&e, heights[k]);
                    const double off =
                        fabs(evaluated_number(&e, heights[k]) - evaluated_number(&truth, heights[k])) / u;
                    if (off > 3.2) fail_msg("%s is off by %.2f u", heights[k], off);
                    judged++;
                    inside += off <= 2;
                }
                evaluated_end(&e);
                free(noisy);
            }
            evaluated_end(&truth);
            free(t);
        }
    assert_true((double)inside > 0.93 * (double)judged);
    assert_in_range(doubted, 1, judged / 5);
}

static void assert_draws_agree(const evaluated *e, const char *const names[], size_t count, double tolerance)
{
    const cupel_result_value *drawn = cupel_results_find(e->results, "monte_carlo");
    for (size_t k = 0; k < count; k++) {
        size_t row = 0;
        while (row < drawn->count && strcmp(drawn->columns[0].texts[row], names[k]) != 0) row++;
        assert_true(row < drawn->count);
        const double u = evaluated_uncertainty(e, names[k]);
        if (fabs(drawn->columns[2].values[row] / u - 1) > tolerance)
            fail_msg("%s: draws scatter by %.4g, the budget says %.4g", names[k],
                     drawn->columns[2].values[row], u);
        assert_true(drawn->columns[5].values[row] == 0);
        assert_true(drawn->columns[3].values[row] < evaluated_number(e, names[k]));
        assert_true(drawn->columns[4].values[row] > evaluated_number(e, names[k]) - u);
    }
}

static void draws_of_a_profile_agree_with_the_budget(void **state)
{
    (void)state;
    traced *t = rough(10e-6, 0.4e-6, 3);
    add_noise(t, 10e-9, 3);
    evaluated e = evaluate("roughness", &t->test.test, "{cutoff_length: 0.8 mm, draws: 3000}");
    static const char *const names[] = {"ra", "rq", "rz", "rp", "rv", "rt", "rsk", "rku", "rsm"};
    assert_draws_agree(&e, names, 9, 0.1);
    evaluated three = evaluate_with("roughness", &t->test.test, "{cutoff_length: 0.8 mm, draws: 3000}", 3);
    for (size_t c = 1; c < 6; c++)
        assert_memory_equal(cupel_results_find(e.results, "monte_carlo")->columns[c].values,
                            cupel_results_find(three.results, "monte_carlo")->columns[c].values,
                            9 * sizeof(double));
    evaluated_end(&three);
    evaluated_end(&e);
    free(t);
}

static void spikes_and_standstill_are_noticed(void **state)
{
    (void)state;
    traced *t = rough(10e-6, 0.4e-6, 4);
    t->z[5000] += 1e-6, t->z[7000] -= 1e-6;
    evaluated e = evaluate("roughness", &t->test.test, profile_options);
    assert_flag(&e, "rz", "doubtful: 2 samples stand alone, up to ");
    evaluated_end(&e);
    free(t);
    t = rough(10e-6, 0.4e-6, 5);
    for (size_t i = 5000; i < 5100; i++) t->z[i] = t->z[4999];
    e = evaluate("roughness", &t->test.test, profile_options);
    assert_flag(&e, "ra", "doubtful: the height stands still over 50 um");
    evaluated_end(&e);
    free(t);
}

static void waves_that_the_cutoff_damps_are_doubtful(void **state)
{
    (void)state;
    const double waves[] = {0.2e-3, 0.45e-3, 0.6e-3, 1.2e-3};
    for (size_t k = 0; k < 4; k++) {
        traced *t = sine(11200, waves[k]);
        evaluated e = evaluate("roughness", &t->test.test, profile_options);
        assert_flag(&e, "ra", k == 0 ? "ok" : "damps");
        evaluated_end(&e);
        free(t);
    }
}

/* ---- maps ---- */

enum { SIDE = 200 };

static traced *map(bool columns, double wavelength)
{
    traced *t = calloc(1, sizeof *t);
    static double x[SIDE * SIDE], y[SIDE * SIDE], z[SIDE * SIDE];
    assert_non_null(t);
    for (size_t j = 0; j < SIDE; j++)
        for (size_t i = 0; i < SIDE; i++) {
            x[j * SIDE + i] = (double)i * 1e-6;
            y[j * SIDE + i] = (double)j * 2e-6;
            z[j * SIDE + i] =
                4e-6 * cos(2 * pi * (double)i * 1e-6 / wavelength) + 1e-3 * y[j * SIDE + i] + 1e-4;
        }
    cupel_channel *height = made_channel(&t->test, "height", "m", z, SIDE * SIDE);
    if (columns) {
        made_channel(&t->test, "position", "m", x, SIDE * SIDE);
        made_channel(&t->test, "position_y", "m", y, SIDE * SIDE);
    } else {
        height->row = SIDE;
        made_condition(&t->test, "spacing", "m", 1e-6);
        made_condition(&t->test, "spacing_y", "m", 2e-6);
    }
    return t;
}

static void ridges_meet_their_exact_figures(void **state)
{
    (void)state;
    const double g = 2 * pi * 4 / 40, g2 = g * g; /* slope amplitude */
    double area = 0; /* of one wave, by the trapezoidal rule, which is exact here */
    for (int k = 0; k < 1000; k++) area += sqrt(1 + g2 * pow(sin(2 * pi * k / 1000.), 2)) / 1000;
    for (int columns = 0; columns < 2; columns++) {
        traced *t = map(columns, 40e-6);
        evaluated run = evaluate("roughness", &t->test.test, NULL);
        assert_figure(&run, "sa", 8e-6 / pi, 5e-3);
        assert_figure(&run, "sq", 4e-6 / sqrt(2), 1e-3);
        assert_figure(&run, "sz", 8e-6, 2e-3);
        assert_figure(&run, "sku", 1.5, 1e-2);
        assert_figure(&run, "sdr", area - 1, 1e-2);
        assert_figure(&run, "spacing_y", 2e-6, 1e-9);
        assert_flag(&run, "sdr", "there is no S-filter");
        assert_string_equal(evaluated_flag(&run, "sa"), "ok");
        assert_true(isnan(evaluated_number(&run, "ra")));
        evaluated_end(&run);
        free(t);
    }
}

/* Two waves: no weights can tell them from a tilt, and the figures are told to hang on that. */
static void uncertain_levelling_is_told(void **state)
{
    (void)state;
    traced *t = map(false, 100e-6);
    double *z = (double *)(uintptr_t)t->test.channels[0].values;
    for (size_t i = 0; i < SIDE * SIDE; i++) z[i] = 4e-6 * sin(2 * pi * ((double)(i % SIDE) + 0.5) / 100);
    evaluated run = evaluate("roughness", &t->test.test, NULL);
    assert_flag(&run, "sa", "levelling is uncertain");
    evaluated_end(&run);
    free(t);
}

static void filters_of_a_map_damp_as_those_of_a_profile(void **state)
{
    (void)state;
    traced *t = map(false, 20e-6);
    evaluated run = evaluate("roughness", &t->test.test, "{nesting_index_s: 10 um, cutoff_length: 80 um}");
    const double passed =
        cupel_gaussian_transmission(10e-6, 20e-6) * (1 - cupel_gaussian_transmission(80e-6, 20e-6));
    assert_figure(&run, "sq", 4e-6 / sqrt(2) * passed, 2e-3);
    assert_figure(&run, "dropped_length", 40e-6, 1e-9);
    assert_string_equal(evaluated_flag(&run, "sdr"), "ok");
    evaluated_end(&run);
    run = evaluate("roughness", &t->test.test, "{cutoff_length: 195 um}");
    assert_flag(&run, "sa", "too small for its filters");
    evaluated_end(&run);
    evaluated one = evaluate_with("roughness", &t->test.test, "{nesting_index_s: 10 um}", 1),
              four = evaluate_with("roughness", &t->test.test, "{nesting_index_s: 10 um}", 4);
    static const char *const names[] = {"sa", "sq", "sdq", "sdr", "ssk"};
    for (size_t i = 0; i < 5; i++)
        assert_true(evaluated_number(&one, names[i]) == evaluated_number(&four, names[i]));
    evaluated_end(&one);
    evaluated_end(&four);
    free(t);
}

static void wide_gaps_of_a_map_are_not_judged(void **state)
{
    (void)state;
    traced *t = map(false, 20e-6);
    double *z = (double *)(uintptr_t)t->test.channels[0].values;
    z[1000] = z[1001] = (double)NAN;
    evaluated run = evaluate("roughness", &t->test.test, NULL);
    assert_flag(&run, "sq", "doubtful: 2 missing heights");
    evaluated_end(&run);
    for (size_t i = 0; i < 9; i++) z[2000 + i] = (double)NAN;
    run = evaluate("roughness", &t->test.test, NULL);
    assert_flag(&run, "sq", "not judged: 11 of 40000");
    evaluated_end(&run);
    t->test.test.condition_count = 0;
    assert_refused("roughness", &t->test, NULL, "needs the condition \"spacing\"");
    free(t);
}

static void draws_of_a_map_agree_with_the_budget(void **state)
{
    (void)state;
    traced *t = map(false, 20e-6);
    double *z = (double *)(uintptr_t)t->test.channels[0].values;
    cupel_stream stream = cupel_stream_of(80, 1);
    for (size_t i = 0; i < SIDE * SIDE; i++) z[i] += 0.01e-6 * cupel_stream_normal(&stream);
    static const char *const names[] = {"sa", "sq", "sz", "sdq", "sdr"};
    evaluated e = evaluate("roughness", &t->test.test, "{nesting_index_s: 6 um, draws: 3000}");
    assert_string_equal(evaluated_flag(&e, "sa"), "ok");
    assert_draws_agree(&e, names, 5, 0.1);
    /* slopes go with the heights over the positions, of the area with less than their square */
    assert_relative(evaluated_uncertainty(&e, "sdq") / evaluated_number(&e, "sdq"), hypot(0.02, 0.005), 0.05);
    assert_true(evaluated_uncertainty(&e, "sdr") / evaluated_number(&e, "sdr") < 2 * hypot(0.02, 0.005));
    evaluated_end(&e);
    z[SIDE * 50 + 50] += 10e-6;
    e = evaluate("roughness", &t->test.test, "{nesting_index_s: 6 um}");
    assert_flag(&e, "sz", "doubtful: 1 samples stand alone");
    evaluated_end(&e);
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sine_meets_its_exact_figures),
        cmocka_unit_test(cutoff_is_chosen_by_the_table_and_said),
        cmocka_unit_test(settings_that_are_no_lengths_do_not_count),
        cmocka_unit_test(a_wave_at_the_cutoff_loses_half),
        cmocka_unit_test(short_profile_is_doubtful_or_refused),
        cmocka_unit_test(coarse_spacing_and_a_blunt_tip_are_doubtful),
        cmocka_unit_test(missing_samples_are_filled_when_they_are_few),
        cmocka_unit_test(rounded_positions_keep_their_heights),
        cmocka_unit_test(uneven_positions_are_resampled_and_said),
        cmocka_unit_test(left_out_rows_are_seen),
        cmocka_unit_test(reversed_profile_gives_the_same),
        cmocka_unit_test(steps_of_a_coarse_converter_are_doubtful),
        cmocka_unit_test(an_arc_is_taken_out_or_noticed),
        cmocka_unit_test(a_scratch_is_noticed),
        cmocka_unit_test(what_is_no_profile_is_refused),
        cmocka_unit_test(noise_and_scale_are_in_the_uncertainty),
        cmocka_unit_test(draws_of_a_profile_agree_with_the_budget),
        cmocka_unit_test(spikes_and_standstill_are_noticed),
        cmocka_unit_test(waves_that_the_cutoff_damps_are_doubtful),
        cmocka_unit_test(draws_of_a_map_agree_with_the_budget),
        cmocka_unit_test(ridges_meet_their_exact_figures),
        cmocka_unit_test(uncertain_levelling_is_told),
        cmocka_unit_test(filters_of_a_map_damp_as_those_of_a_profile),
        cmocka_unit_test(wide_gaps_of_a_map_are_not_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
