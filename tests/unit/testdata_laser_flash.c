/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "cupel/laser_flash.h"
#include "evaluate.h"
#include "near.h"
#include "testdata/inputs.h"

/* The response itself is tested against finite differences in signal_flash.c; here it makes the signals. */

enum { N = 8500 };
#define COUNT(list) (sizeof(list) / sizeof *(list))

/* A disc of copper-like alloy, 2 mm, a = 6e-5 m2/s, Bi = 0.12; ten half-times, a tenth before the pulse. */
static const double thickness = 2e-3, diffusivity = 6e-5;

typedef struct flash {
    double time[N], signal[N];
    unsigned char mask[N];
    cupel_channel channels[2];
    cupel_property specimen[4], conditions[2];
    cupel_test test;
} flash;

static flash *set_up(double biot, double noise, double span, size_t seed)
{
    flash *f = calloc(1, sizeof *f);
    const double rate = diffusivity / (thickness * thickness);
    const double half = cupel_flash_fourier_at(biot, 0.5) / rate;
    /* a table of the response: the modes need not be found for every sample */
    static double table[4001];
    static double known = -1;
    const double end = 3;
    if (known != biot)
        for (int i = 0; i <= 4000; i++) table[i] = i ? cupel_flash_response(end * i / 4000, biot) : 0;
    known = biot;
    cupel_stream stream = cupel_stream_of(21, seed);
    for (int i = 0; i < N; i++) {
        f->time[i] = half * span * (1.1 * i / N - 0.1);
        const double place = f->time[i] > 0 ? rate * f->time[i] / end * 4000 : 0;
        const size_t k = (size_t)place;
        double y = place > 0 ? table[k] + (place - (double)k) * (table[k + 1] - table[k]) : 0;
        f->signal[i] = 0.2 + 3 * (y + noise * cupel_stream_normal(&stream));
    }
    f->channels[0] = (cupel_channel){.name = "time", .unit = "s", .count = N, .values = f->time};
    f->channels[1] =
        (cupel_channel){.name = "signal", .unit = "1", .count = N, .values = f->signal, .mask = f->mask};
    f->specimen[0] = (cupel_property){"thickness", "m", thickness, 2e-6, false, "test"};
    f->specimen[1] = (cupel_property){"density", "kg m-3", 8900, 9, false, "test"};
    f->specimen[2] = (cupel_property){"heat_capacity", "J kg-1 K-1", 385, 4, false, "test"};
    f->specimen[3] = (cupel_property){"expansion_coefficient", "K-1", 17e-6, 5e-7, true, "test"};
    f->conditions[0] = (cupel_property){"test_temperature", "K", 298.15, 1, false, "test"};
    f->conditions[1] = (cupel_property){"pulse_width", "s", 0, NAN, false, "test"};
    f->test = (cupel_test){.kind = "laser_flash",
                           .channels = f->channels,
                           .channel_count = 2,
                           .specimen = f->specimen,
                           .specimen_count = 3,
                           .conditions = f->conditions,
                           .condition_count = 2};
    return f;
}

static void the_diffusivity_is_found_under_noise(void **state)
{
    (void)state;
    size_t inside = 0, taylor = 0, half_inside = 0;
    const double half = cupel_flash_fourier_at(0.12, 0.5) * thickness * thickness / diffusivity;
    for (size_t seed = 0; seed < 100; seed++) {
        flash *f = set_up(0.12, 0.005, 10, seed);
        cupel_stream stream = cupel_stream_of(33, seed);
        f->specimen[0].value += 2e-6 * cupel_stream_normal(&stream);
        evaluated e = evaluate("laser_flash", &f->test, NULL);
        assert_flag(&e, "thermal_diffusivity", "ok");
        assert_flag(&e, "biot_number", "ok");
        assert_flag(&e, "half_time", "ok");
        const double scale = f->specimen[0].value / thickness,
                     a = evaluated_number(&e, "thermal_diffusivity");
        assert_relative(a / (scale * scale), diffusivity, 0.005); /* row 7 of the reference */
        inside += fabs(a - diffusivity) <= 2 * evaluated_uncertainty(&e, "thermal_diffusivity");
        half_inside +=
            fabs(evaluated_number(&e, "half_time") - half) <= 2 * evaluated_uncertainty(&e, "half_time");
        /* Clark and Taylor are 0.3 % low, and noisier */
        taylor += fabs(evaluated_number(&e, "clark_taylor_diffusivity") / (scale * scale) / diffusivity -
                       0.997) < 0.02;
        evaluated_end(&e);
        free(f);
    }
    assert_in_range(inside, 88, 100);
    assert_in_range(half_inside, 88, 100);
    assert_in_range(taylor, 99, 100);
}

static void conductivity_takes_expansion_into_account(void **state)
{
    (void)state;
    flash *f = set_up(0.05, 0.001, 10, 1);
    f->test.specimen_count = 4;
    f->conditions[0].value = 593.15; /* 300 K above 20 degC */
    evaluated e = evaluate("laser_flash", &f->test, "{draws: 2000}");
    const double g = 1 + 17e-6 * 300;
    assert_relative(evaluated_number(&e, "thermal_diffusivity"), diffusivity * g * g, 1e-3);
    assert_relative(evaluated_number(&e, "conductivity"), diffusivity * 8900 * 385 / g, 1e-3);
    assert_relative(evaluated_uncertainty(&e, "conductivity") / evaluated_number(&e, "conductivity"),
                    sqrt(4 * 1e-6 + 1.02e-6 + 1.08e-4), 0.1);
    const cupel_result_value *drawn = cupel_results_find(e.results, "monte_carlo");
    assert_int_equal(drawn->count, 5);
    assert_relative(drawn->columns[2].values[0], evaluated_uncertainty(&e, "thermal_diffusivity"), 0.08);
    evaluated other = evaluate_with("laser_flash", &f->test, "{draws: 2000}", 3);
    const cupel_result_value *again = cupel_results_find(other.results, "monte_carlo");
    for (size_t c = 1; c < 6; c++)
        assert_memory_equal(drawn->columns[c].values, again->columns[c].values, 5 * sizeof(double));
    evaluated_end(&other);
    evaluated_end(&e);
    f->test.specimen_count = 1;
    e = evaluate("laser_flash", &f->test, NULL);
    assert_flag(&e, "conductivity", "not judged: density and heat_capacity");
    assert_flag(&e, "thermal_diffusivity", "ok");
    evaluated_end(&e);
    f->test.specimen_count = 0;
    e = evaluate("laser_flash", &f->test, NULL);
    assert_flag(&e, "thermal_diffusivity", "not judged: the thickness");
    assert_flag(&e, "half_time", "ok");
    assert_flag(&e, "biot_number", "ok");
    evaluated_end(&e);
    free(f);
}

static void assert_all_refused(const flash *f, const char *options, const char *words)
{
    evaluated e = evaluate("laser_flash", &f->test, options);
    static const char *const names[] = {"thermal_diffusivity", "biot_number", "half_time",
                                        "clark_taylor_diffusivity"};
    for (size_t i = 0; i < 4; i++) {
        assert_flag(&e, names[i], "not judged: ");
        assert_flag(&e, names[i], words);
    }
    evaluated_end(&e);
}

static void bad_signals_are_refused_with_the_reason(void **state)
{
    (void)state;
    flash *f = set_up(0.1, 0.005, 10, 2);
    for (int i = 3000; i < 3050; i++) f->mask[i] = CUPEL_SAMPLE_OVERLOAD;
    assert_all_refused(f, NULL, "50 samples after the pulse are overloaded");
    free(f);

    f = set_up(0.1, 0.005, 10, 3); /* the amplifier ends at 80 % of the rise, without a mark */
    for (int i = 0; i < N; i++) f->signal[i] = fmin(f->signal[i], 2.2);
    assert_all_refused(f, NULL, "the signal is clipped");
    free(f);

    f = set_up(0.1, 0.005, 10, 4);
    for (int i = 0; i < N; i++) f->signal[i] = 0.4 - f->signal[i];
    assert_all_refused(f, NULL, "does not rise");
    free(f);

    f = set_up(0.1, 0, 10, 5); /* noise alone */
    cupel_stream stream = cupel_stream_of(1, 1);
    for (int i = 0; i < N; i++) f->signal[i] = cupel_stream_normal(&stream);
    evaluated e = evaluate("laser_flash", &f->test, NULL);
    assert_flag(&e, "thermal_diffusivity", "not judged: ");
    evaluated_end(&e);
    free(f);

    f = set_up(0.1, 0.005, 10, 6); /* half-time 8.6 ms */
    assert_all_refused(f, "{pulse_width: 12 ms}", "is not longer than the pulse of 12 ms");
    free(f);

    f = set_up(0.1, 0.005, 10, 7); /* a detector that rings for all of the rise */
    for (int i = 0; i < N; i++)
        if (f->time[i] > 0) f->signal[i] += 0.3 * exp(-f->time[i] / 0.05) * sin(f->time[i] * 6283.0);
    assert_all_refused(f, NULL, "oscillates about the fit with a period of 1");
    free(f);

    f = set_up(0.1, 0.005, 1.2, 8);
    assert_all_refused(f, NULL, "the record ends before");
    free(f);

    f = set_up(0.1, 0.005, 10, 9);
    f->time[4000] = f->time[3999];
    assert_all_refused(f, NULL, "time does not rise");
    free(f);
}

static void doubtful_signals_are_flagged(void **state)
{
    (void)state;
    flash *f = set_up(1.6, 0.005, 10, 1);
    evaluated e = evaluate("laser_flash", &f->test, NULL);
    assert_flag(&e, "thermal_diffusivity", "doubtful: the Biot number of 1.");
    assert_relative(evaluated_number(&e, "thermal_diffusivity"), diffusivity, 0.02);
    evaluated_end(&e);
    free(f);

    f = set_up(0.1, 0.005, 10, 2); /* without what came before the pulse */
    const size_t first = 773;
    for (int c = 0; c < 2; c++) f->channels[c].count -= first;
    f->channels[0].values += first, f->channels[1].values += first, f->channels[1].mask += first;
    e = evaluate("laser_flash", &f->test, NULL);
    assert_flag(&e, "thermal_diffusivity", "samples before the pulse are too few");
    assert_relative(evaluated_number(&e, "thermal_diffusivity"), diffusivity, 0.01);
    evaluated_end(&e);
    free(f);

    f = set_up(0.1, 0.005, 2.2, 3);
    e = evaluate("laser_flash", &f->test, NULL);
    assert_flag(&e, "thermal_diffusivity", "doubtful: the record ends at 2.2 half-times");
    assert_flag(&e, "half_time", "ok");
    evaluated_end(&e);
    free(f);

    f = set_up(0.1, 0.005, 10, 4); /* a second, slower rise of a tenth: a layer, or a holder that heats up */
    for (int i = 0; i < N; i++)
        if (f->time[i] > 0) f->signal[i] += 0.6 * (1 - exp(-f->time[i] / 0.03));
    e = evaluate("laser_flash", &f->test, NULL);
    assert_flag(&e, "thermal_diffusivity", "doubtful: ");
    evaluated_end(&e);
    free(f);

    f = set_up(0.1, 0.005, 10, 5); /* noise behind a filter is no structure */
    double low = 0;
    cupel_stream stream = cupel_stream_of(8, 8);
    for (int i = 0; i < N; i++) {
        low += 0.2 * (0.03 * cupel_stream_normal(&stream) - low);
        f->signal[i] += low;
    }
    e = evaluate("laser_flash", &f->test, NULL);
    assert_flag(&e, "thermal_diffusivity", "ok");
    evaluated_end(&e);
    free(f);
}

static double off_by(const evaluated *e, const char *name, double truth)
{
    return fabs(evaluated_number(e, name) - truth) / evaluated_uncertainty(e, name);
}

/* In signal per half-time, against a rise of 3: up to a tenth of the rise in every half-time. */
static void a_drifting_baseline_is_fitted_along(void **state)
{
    (void)state;
    const double half = cupel_flash_fourier_at(0.1, 0.5) * thickness * thickness / diffusivity;
    const double drifts[] = {0, 0.015, 0.06, -0.06, 0.3};
    size_t inside = 0, biot_inside = 0;
    for (size_t d = 0; d < COUNT(drifts); d++)
        for (size_t seed = 0; seed < 16; seed++) {
            flash *f = set_up(0.1, 0.005, 10, 100 * d + seed);
            for (int i = 0; i < N; i++) f->signal[i] += drifts[d] * f->time[i] / half;
            evaluated e = evaluate("laser_flash", &f->test, NULL);
            assert_flag(&e, "thermal_diffusivity", "ok");
            assert_flag(&e, "biot_number", "ok");
            assert_near(evaluated_number(&e, "baseline_slope"), drifts[d] / half / 3, 0.2);
            assert_true(off_by(&e, "thermal_diffusivity", diffusivity) < 3);
            assert_true(off_by(&e, "biot_number", 0.1) < 4);
            inside += off_by(&e, "thermal_diffusivity", diffusivity) <= 2;
            biot_inside += off_by(&e, "biot_number", 0.1) <= 2;
            evaluated_end(&e);
            free(f);
        }
    assert_in_range(inside, 72, 80);
    assert_in_range(biot_inside, 70, 80);
}

/* Random draws that fit again have the scatter that the covariance tells, for white noise and for filtered.
 */
static void draws_fit_the_signal_again(void **state)
{
    (void)state;
    for (int filtered = 0; filtered < 2; filtered++) {
        flash *f = set_up(0.12, filtered ? 0 : 0.005, 10, 1);
        cupel_stream stream = cupel_stream_of(8, 9);
        double low = 0;
        for (int i = 0; i < N && filtered; i++) {
            low += 0.2 * (0.05 * cupel_stream_normal(&stream) - low);
            f->signal[i] += low;
        }
        evaluated e = evaluate("laser_flash", &f->test, "{draws: 4000}");
        const cupel_result_value *drawn = cupel_results_find(e.results, "monte_carlo");
        assert_int_equal(drawn->count, 5);
        static const char *const names[] = {"thermal_diffusivity", "biot_number"};
        for (size_t k = 0; k < 2; k++) {
            assert_string_equal(drawn->columns[0].texts[k], names[k]);
            assert_relative(drawn->columns[2].values[k], evaluated_uncertainty(&e, names[k]),
                            filtered ? 0.25 : 0.1);
            assert_near(drawn->columns[1].values[k], evaluated_number(&e, names[k]),
                        0.1 * evaluated_uncertainty(&e, names[k]));
            assert_true(drawn->columns[5].values[k] == 0);
        }
        evaluated_end(&e);
        free(f);
    }
}

/* Moves the signal by so many samples. */
static void delay(flash *f, int samples)
{
    for (int i = N - 1; i >= 0; i--) f->signal[i] = f->signal[i >= samples ? i - samples : 0];
}

static void a_late_or_bent_signal_is_doubted(void **state)
{
    (void)state;
    for (size_t seed = 0; seed < 5; seed++) {
        flash *f = set_up(0.12, 0.005, 10, 300 + seed);
        delay(f, 15); /* 2 % of the half-time, which is 773 samples */
        evaluated e = evaluate("laser_flash", &f->test, NULL);
        assert_flag(&e, "thermal_diffusivity", "ms later than pulse_start says");
        assert_flag(&e, "clark_taylor_diffusivity", "doubtful: it looks as if the signal begins");
        evaluated_end(&e);
        free(f);

        f = set_up(0.12, 0.005, 10, 400 + seed); /* a detector that follows slowly */
        double seen = f->signal[0];
        for (int i = 0; i < N; i++) f->signal[i] = seen += 0.05 * (f->signal[i] - seen);
        e = evaluate("laser_flash", &f->test, NULL);
        assert_flag(&e, "thermal_diffusivity", "doubtful: it looks as if the signal begins");
        evaluated_end(&e);
        free(f);

        f = set_up(0.12, 0.002, 10, 500 + seed); /* a detector that tires: 10 % at the full rise */
        for (int i = 0; i < N; i++) {
            const double y = (f->signal[i] - 0.2) / 3;
            f->signal[i] = 0.2 + 3 * y / (1 + 0.1 * y);
        }
        e = evaluate("laser_flash", &f->test, NULL);
        assert_flag(&e, "thermal_diffusivity", "doubtful: it looks as if the detector is not linear");
        evaluated_end(&e);
        free(f);
    }
}

/* Noise of all sizes, losses, and records of all lengths: no doubt, and the truth within three uncertainties.
 */
static void good_signals_are_not_doubted(void **state)
{
    (void)state;
    const struct {
        double biot, noise, span;
    } laws[] = {{0, 0.005, 10},   {0.02, 0.005, 10}, {0.5, 0.005, 10}, {0.9, 0.005, 10}, {0.12, 0.0005, 10},
                {0.12, 0.02, 10}, {0.12, 0.05, 10},  {0.12, 0.005, 5}, {0.2, 0.005, 20}};
    for (size_t k = 0; k < COUNT(laws); k++)
        for (size_t seed = 0; seed < 8; seed++) {
            flash *f = set_up(laws[k].biot, laws[k].noise, laws[k].span, 1000 * (k + 1) + seed);
            evaluated e = evaluate("laser_flash", &f->test, NULL);
            static const char *const names[] = {"thermal_diffusivity", "biot_number", "half_time",
                                                "clark_taylor_diffusivity"};
            for (size_t n = 0; n < 4; n++)
                if (strcmp(evaluated_flag(&e, names[n]), "ok") != 0)
                    fail_msg("law %zu, seed %zu: %s: %s", k, seed, names[n], evaluated_flag(&e, names[n]));
            const double half =
                cupel_flash_fourier_at(laws[k].biot, 0.5) * thickness * thickness / diffusivity;
            const double off[] = {off_by(&e, names[0], diffusivity), off_by(&e, names[1], laws[k].biot),
                                  off_by(&e, names[2], half)};
            for (size_t n = 0; n < 3; n++)
                if (!(off[n] < 3.3))
                    fail_msg("law %zu, seed %zu: %s is off by %.2f u", k, seed, names[n], off[n]);
            evaluated_end(&e);
            free(f);
        }
}

static void printed_diffusivities_are_grouped_by_temperature(void **state)
{
    (void)state;
    double t[] = {298.1, 298.2, 298.3, 373.0, 373.2, 373.4, 473.1, 473.2, 473.0};
    double a[] = {1.00e-4, 1.01e-4, 1.02e-4, 0.97e-4, 0.98e-4, 0.99e-4, 0.94e-4, 0.95e-4, 0.96e-4};
    const cupel_channel channels[] = {
        {.name = "temperature", .unit = "K", .count = COUNT(t), .values = t},
        {.name = "diffusivity", .unit = "m2 s-1", .count = COUNT(a), .values = a}};
    const cupel_property specimen[] = {{"thickness", "m", 1e-3, 1e-6, false, "test"}};
    const cupel_test test = {
        .channels = channels, .channel_count = 2, .specimen = specimen, .specimen_count = 1};
    evaluated e = evaluate("laser_flash", &test, NULL);
    assert_relative(evaluated_number(&e, "thermal_diffusivity"), 1.01e-4, 1e-12);
    assert_relative(evaluated_uncertainty(&e, "thermal_diffusivity"), hypot(1e-6 / sqrt(3), 2e-3 * 1.01e-4),
                    1e-9);
    assert_flag(&e, "thermal_diffusivity", "ok");
    assert_flag(&e, "half_time", "not judged: the test holds");
    const cupel_result_value *table = cupel_results_find(e.results, "by_temperature");
    assert_int_equal(table->count, 3);
    assert_relative(table->columns[1].values[2], 0.95e-4, 1e-12);
    assert_relative(table->columns[3].values[2], 1e-6, 1e-9);
    evaluated_end(&e);
    e = evaluate("laser_flash", &test, "{at: 130 degC}");
    assert_relative(evaluated_number(&e, "thermal_diffusivity"), 0.98e-4, 1e-12);
    assert_flag(&e, "thermal_diffusivity", "doubtful: it is that at 100 degC");
    evaluated_end(&e);
}

static void the_right_channels_are_asked_for(void **state)
{
    (void)state;
    double x[] = {1, 2};
    const cupel_channel channel = {.name = "force", .unit = "N", .count = 2, .values = x};
    const cupel_test test = {.channels = &channel, .channel_count = 1};
    evaluated e = evaluate_with("laser_flash", &test, NULL, 1);
    assert_int_equal(e.status, CUPEL_EINVAL);
    assert_non_null(strstr(e.error.text, "time and signal"));
    evaluated_end(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_diffusivity_is_found_under_noise),
        cmocka_unit_test(conductivity_takes_expansion_into_account),
        cmocka_unit_test(bad_signals_are_refused_with_the_reason),
        cmocka_unit_test(doubtful_signals_are_flagged),
        cmocka_unit_test(a_drifting_baseline_is_fitted_along),
        cmocka_unit_test(draws_fit_the_signal_again),
        cmocka_unit_test(a_late_or_bent_signal_is_doubted),
        cmocka_unit_test(good_signals_are_not_doubted),
        cmocka_unit_test(printed_diffusivities_are_grouped_by_temperature),
        cmocka_unit_test(the_right_channels_are_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
