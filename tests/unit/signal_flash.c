/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cupel/laser_flash.h"
#include "near.h"
#include "signal/flash.h"
#include "testdata/inputs.h"

/* Rear face of a plate by finite volumes in space and Crank and Nicolson in time, started by two backward
 * steps: nothing of the series. The pulse is a heat flow into the front face. */
enum { CELLS = 400, STEPS = 40000 };
typedef struct plate {
    double step; /* Fourier number of one entry */
    double rear[STEPS + 1];
} plate;

static plate *plate_by_differences(double biot, double end, double pulse, bool triangular)
{
    plate *p = malloc(sizeof *p);
    static double t[CELLS], right[CELLS], upper[CELLS];
    memset(t, 0, sizeof t);
    const double dz = 1.0 / CELLS, dt = end / STEPS, r = dt / (dz * dz);
    /* loss from the face through half a cell: h in series with 2k/dz */
    const double loss = biot / (1 + 0.5 * biot * dz) * dt / dz;
    p->step = dt;
    p->rear[0] = 0;
    const double heat = 1 / (1 + 0.5 * biot * dz); /* of the pulse; the rest leaves by the front face */
    if (pulse == 0) t[0] = heat / dz;
    for (int k = 0; k < STEPS; k++) {
        const double implicit = k < 4 ? 1 : 0.5, explicit = 1 - implicit;
        for (int i = 0; i < CELLS; i++) {
            double flow = 0;
            if (i > 0) flow += r * (t[i - 1] - t[i]);
            if (i + 1 < CELLS) flow += r * (t[i + 1] - t[i]);
            if (i == 0 || i + 1 == CELLS) flow -= loss * t[i];
            right[i] = t[i] + explicit * flow;
        }
        if (pulse > 0) { /* heat of this step by the integral of the pulse */
            const double a = fmin(k * dt / pulse, 1), b = fmin((k + 1) * dt / pulse, 1);
            const double below_a = triangular ? a < 0.5 ? 2 * a * a : 1 - 2 * (1 - a) * (1 - a) : a;
            const double below_b = triangular ? b < 0.5 ? 2 * b * b : 1 - 2 * (1 - b) * (1 - b) : b;
            right[0] += heat * (below_b - below_a) / dz;
        }
        double previous = 0;
        for (int i = 0; i < CELLS; i++) { /* Thomas */
            const double off = implicit * r;
            double diagonal = 1 + implicit * ((i > 0) + (i + 1 < CELLS)) * r;
            if (i == 0 || i + 1 == CELLS) diagonal += implicit * loss;
            if (i > 0) diagonal -= off * upper[i - 1];
            upper[i] = off / diagonal;
            right[i] = (right[i] + (i > 0 ? off * previous : 0)) / diagonal;
            previous = right[i];
        }
        for (int i = CELLS - 1; i >= 0; i--) t[i] = right[i] + (i + 1 < CELLS ? upper[i] * t[i + 1] : 0);
        /* the face, by the flow out of the last cell */
        p->rear[k + 1] = t[CELLS - 1] / (1 + 0.5 * biot * dz);
    }
    return p;
}

static double plate_at(const plate *p, double fourier)
{
    const double place = fourier / p->step;
    if (!(place > 0)) return 0;
    const size_t i = (size_t)place;
    if (i >= STEPS) return p->rear[STEPS];
    return p->rear[i] + (place - (double)i) * (p->rear[i + 1] - p->rear[i]);
}

static void the_series_agrees_with_finite_differences(void **state)
{
    (void)state;
    const double biots[] = {0, 0.1, 1, 5};
    for (size_t b = 0; b < 4; b++) {
        plate *p = plate_by_differences(biots[b], 2, 0, false);
        for (double fo = 0.02; fo < 1.9; fo += 0.03)
            assert_near(cupel_flash_response(fo, biots[b]), plate_at(p, fo), 2e-5);
        free(p);
    }
}

static void half_times_are_the_tabulated_ones(void **state)
{
    (void)state;
    assert_relative(cupel_flash_fourier_at(0, 0.5), 0.138785, 1e-5);
    assert_relative(cupel_flash_fourier_at(0.1, 0.5), 0.128951, 1e-5);
    assert_relative(cupel_flash_fourier_at(1, 0.5), 0.099292, 1e-5);
    assert_relative(cupel_flash_fourier_at(0.05, 0.5), 0.132977, 1e-5);
    assert_relative(cupel_flash_fourier_at(0.3, 0.5), 0.118025, 1e-5);
    assert_near(cupel_flash_peak(0.995), 0.419, 1e-3);
    assert_relative(cupel_flash_peak(0), 1.0, 1e-15);
    assert_true(isnan(cupel_flash_fourier_at(-0.1, 0.5)));
}

static void clark_and_taylor_are_slightly_low(void **state)
{
    (void)state;
    const struct {
        double biot, error;
    } rows[] = {{0, -0.11e-2}, {0.05, -0.27e-2}, {0.1, -0.29e-2}, {0.3, -0.39e-2}, {1, -0.97e-2}};
    for (size_t i = 0; i < 5; i++) {
        double t[3];
        for (int k = 0; k < 3; k++) t[k] = cupel_flash_fourier_at(rows[i].biot, 0.25 * (k + 1));
        const double a = cupel_flash_clark_taylor_diffusivity(1, t[0], t[1], t[2]);
        assert_near(a - 1, rows[i].error, 0.0005); /* +-0.05 points */
    }
}

static void modes_join_where_the_loss_vanishes(void **state)
{
    (void)state;
    for (double fo = 0.05; fo < 1; fo += 0.1) {
        const double below = cupel_flash_response(fo, -1.1e-6), above = cupel_flash_response(fo, 1.1e-6);
        const double middle = cupel_flash_response(fo, 0);
        assert_near(0.5 * (below + above), middle, 1e-10);
        assert_near(cupel_flash_response(fo, 0.9e-6), middle + (above - middle) * 0.9 / 1.1, 1e-10);
    }
}

static void derivatives_are_those_of_the_value(void **state)
{
    (void)state;
    const cupel_flash_pulse pulses[] = {{0.1, 0, CUPEL_FLASH_RECTANGULAR, false},
                                        {0.1, 0.05, CUPEL_FLASH_RECTANGULAR, false},
                                        {0.1, 0.05, CUPEL_FLASH_RECTANGULAR, true},
                                        {0.1, 0.05, CUPEL_FLASH_TRIANGULAR, true}};
    const double biots[] = {0, 1e-7, 0.1, 2, -0.05};
    for (size_t p = 0; p < 4; p++)
        for (size_t b = 0; b < 5; b++)
            for (double t = 0.11; t < 3; t *= 1.17) {
                cupk_flash_model m, up, down;
                const double h = 1e-5;
                assert_true(cupk_flash_model_of(0.8, biots[b], &pulses[p], &m));
                const cupk_flash_value v = cupk_flash_at(&m, t);
                cupk_flash_model_of(0.8 * exp(h), biots[b], &pulses[p], &up);
                cupk_flash_model_of(0.8 * exp(-h), biots[b], &pulses[p], &down);
                /* the way of computing changes with the rate at one place: 2e-10 of the value over 2 h */
                assert_near(v.by_log_rate,
                            (cupk_flash_at(&up, t).value - cupk_flash_at(&down, t).value) / (2 * h), 3e-5);
                cupk_flash_model_of(0.8, biots[b] + h, &pulses[p], &up);
                cupk_flash_model_of(0.8, biots[b] - h, &pulses[p], &down);
                assert_near(v.by_biot,
                            (cupk_flash_at(&up, t).value - cupk_flash_at(&down, t).value) / (2 * h), 1e-6);
            }
}

static void a_pulse_is_folded_in_exactly(void **state)
{
    (void)state;
    for (int triangular = 0; triangular < 2; triangular++) {
        plate *p = plate_by_differences(0.2, 1, 0.1, triangular);
        const cupel_flash_pulse pulse = {0, 0.1,
                                         triangular ? CUPEL_FLASH_TRIANGULAR : CUPEL_FLASH_RECTANGULAR, true};
        cupk_flash_model m;
        assert_true(cupk_flash_model_of(1, 0.2, &pulse, &m));
        for (double fo = 0.01; fo < 0.95; fo += 0.007)
            assert_near(cupk_flash_at(&m, fo).value, plate_at(p, fo), 2e-5);
        free(p);
    }
}

/* ---- the fit ---- */

enum { SAMPLES = 8500 };
typedef struct shot {
    double time[SAMPLES], signal[SAMPLES];
    cupel_flash_signal s;
} shot;

/* Sampled over ten half-times, a tenth before the pulse; the plate has a/L^2 = rate. */
static void sample(shot *x, const plate *p, double rate, double noise, size_t seed)
{
    cupel_stream stream = cupel_stream_of(3, seed);
    for (int i = 0; i < SAMPLES; i++) {
        x->time[i] = (1.39 * i / SAMPLES - 0.139) / rate;
        x->signal[i] = 0.3 + 2.5 * (plate_at(p, rate * x->time[i]) + noise * cupel_stream_normal(&stream));
    }
    x->s = (cupel_flash_signal){.time = x->time, .signal = x->signal, .count = SAMPLES};
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void the_fit_finds_the_truth_under_noise(void **state)
{
    (void)state;
    plate *p = plate_by_differences(0.12, 2, 0, false);
    shot *x = malloc(sizeof *x);
    size_t rate_inside = 0, biot_inside = 0;
    const double start = seconds();
    for (size_t seed = 0; seed < 120; seed++) {
        sample(x, p, 110.0, 0.005, seed);
        cupel_flash_fit fit;
        cupel_error error = {0};
        assert_int_equal(cupel_flash_fit_signal(&x->s, &fit, &error), CUPEL_OK);
        assert_true(fit.converged);
        assert_relative(fit.rate, 110.0, 0.005); /* row 7 of the reference */
        rate_inside += fabs(fit.rate - 110) <= 2 * fit.rate_uncertainty;
        biot_inside += fabs(fit.biot - 0.12) <= 2 * fit.biot_uncertainty;
        assert_relative(fit.residual, 0.0125, 0.1);
        assert_true(fabs(fit.autocorrelation) < 0.05);
    }
    print_message("a fit of 8 500 samples takes %.1f ms\n", (seconds() - start) / 120 * 1e3);
    assert_in_range(rate_inside, 105, 120);
    assert_in_range(biot_inside, 105, 120);
    free(x);
    free(p);
}

static void a_refit_ends_where_the_fit_does_and_finds_faults(void **state)
{
    (void)state;
    plate *p = plate_by_differences(0.12, 2, 0, false);
    shot *x = malloc(sizeof *x);
    sample(x, p, 110.0, 0.005, 7);
    for (int i = 0; i < SAMPLES; i++) x->signal[i] += 3 * x->time[i];
    x->s.drifts = true;
    cupel_flash_fit fit, again, late;
    cupel_error error = {0};
    assert_int_equal(cupel_flash_fit_signal(&x->s, &fit, &error), CUPEL_OK);
    assert_near(fit.drift, 3, 4 * fit.drift_uncertainty);
    cupel_flash_fit start = fit;
    start.rate *= 1.05, start.biot += 0.05, start.amplitude *= 1.03, start.drift = 0;
    assert_true(cupel_flash_refit(&x->s, &start, &again));
    assert_relative(again.rate, fit.rate, 1e-7);
    assert_relative(again.biot, fit.biot, 1e-6);
    assert_relative(again.rate_uncertainty, fit.rate_uncertainty, 0.03);
    assert_relative(again.biot_uncertainty, fit.biot_uncertainty, 0.03);
    x->s.fault = CUPEL_FLASH_DELAYED;
    for (int i = 0; i < SAMPLES; i++) x->time[i] += 20e-6; /* 1.7 % of the half-time */
    assert_true(cupel_flash_refit(&x->s, &fit, &late));
    assert_near(late.fault, 20e-6, 4 * late.fault_uncertainty);
    assert_true(late.fault > 8 * late.fault_uncertainty);
    assert_near(late.rate, 110, 4 * late.rate_uncertainty);
    free(x);
    free(p);
}

static void without_noise_the_fit_is_exact(void **state)
{
    (void)state;
    shot *x = malloc(sizeof *x);
    const double biots[] = {0, 0.03, 0.5, 3};
    for (size_t b = 0; b < 4; b++) {
        plate *p = plate_by_differences(biots[b], 2, 0, false);
        sample(x, p, 2.7, 0, 0);
        cupel_flash_fit fit;
        cupel_error error = {0};
        assert_int_equal(cupel_flash_fit_signal(&x->s, &fit, &error), CUPEL_OK);
        assert_relative(fit.rate, 2.7, 1e-4); /* what the differences are good for */
        assert_near(fit.biot, biots[b], 3e-4 * (1 + biots[b]));
        assert_near(fit.offset, 0.3, 1e-4);
        free(p);
    }
    free(x);
}

static void a_long_pulse_does_not_shift_the_fit(void **state)
{
    (void)state;
    /* half the half-time: by the centroid, good to some parts in a hundred; folded in, exact */
    plate *p = plate_by_differences(0.2, 2, 0.06, false);
    shot *x = malloc(sizeof *x);
    sample(x, p, 50, 0, 0);
    cupel_flash_fit centroid, folded;
    x->s.pulse = (cupel_flash_pulse){0, 0.06 / 50, CUPEL_FLASH_RECTANGULAR, false};
    assert_int_equal(cupel_flash_fit_signal(&x->s, &centroid, NULL), CUPEL_OK);
    x->s.pulse.convolve = true;
    assert_int_equal(cupel_flash_fit_signal(&x->s, &folded, NULL), CUPEL_OK);
    assert_relative(folded.rate, 50.0, 1e-4);
    assert_near(folded.biot, 0.2, 1e-3);
    assert_relative(centroid.rate, 50.0, 0.03);
    assert_true(fabs(centroid.rate - 50) > 10 * fabs(folded.rate - 50));
    free(x);
    free(p);
}

static void what_cannot_be_fitted_is_refused(void **state)
{
    (void)state;
    double time[20], falling[20];
    for (int i = 0; i < 20; i++) time[i] = i - 5, falling[i] = -i;
    cupel_flash_signal s = {.time = time, .signal = falling, .count = 20};
    cupel_flash_fit fit = {.rate = 7};
    cupel_error error = {0};
    assert_int_equal(cupel_flash_fit_signal(&s, &fit, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "does not rise"));
    time[9] = time[8];
    assert_int_equal(cupel_flash_fit_signal(&s, &fit, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "time does not rise"));
    s.count = 7;
    assert_int_equal(cupel_flash_fit_signal(&s, &fit, &error), CUPEL_EINVAL);
    assert_true(fit.rate == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_series_agrees_with_finite_differences),
        cmocka_unit_test(half_times_are_the_tabulated_ones),
        cmocka_unit_test(clark_and_taylor_are_slightly_low),
        cmocka_unit_test(modes_join_where_the_loss_vanishes),
        cmocka_unit_test(derivatives_are_those_of_the_value),
        cmocka_unit_test(a_pulse_is_folded_in_exactly),
        cmocka_unit_test(the_fit_finds_the_truth_under_noise),
        cmocka_unit_test(a_refit_ends_where_the_fit_does_and_finds_faults),
        cmocka_unit_test(without_noise_the_fit_is_exact),
        cmocka_unit_test(a_long_pulse_does_not_shift_the_fit),
        cmocka_unit_test(what_cannot_be_fitted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
