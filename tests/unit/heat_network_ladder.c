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

#include "cupel/network.h"

/* Stages and ladders of known networks, and what deconvolution finds again of them. */

enum { MOST = 600, POINTS = 400 };
static const double pi = 3.14159265358979323846;

static void assert_close(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.16g is not %.16g: %.2g apart", value, expected, fabs(value / expected - 1));
}

typedef struct ladder {
    double numbers[2][MOST];
    cupel_cauer cauer;
} ladder;

typedef struct stages {
    double numbers[2][MOST];
    cupel_foster foster;
} stages;

static void set_up(ladder *l, stages *s)
{
    memset(l, 0, sizeof *l);
    memset(s, 0, sizeof *s);
    l->cauer = (cupel_cauer){.resistance = l->numbers[0], .capacity = l->numbers[1]};
    s->foster = (cupel_foster){.resistance = s->numbers[0], .time_constant = s->numbers[1]};
}

static void take_apart(const cupel_cauer *cauer, cupel_foster *out)
{
    cupel_error error = {0};
    if (cupel_foster_from_cauer(cauer, out, &error)) fail_msg("%s", error.text);
}

static void build(const cupel_foster *foster, cupel_cauer *out)
{
    cupel_error error = {0};
    double deviation = 1;
    if (cupel_cauer_from_foster(foster, out, &deviation, &error)) fail_msg("%s", error.text);
    assert_true(deviation < 1e-13);
}

/* n equal rungs: 1/tau = 4/(RC) sin^2 a, weight of the first node 4/(2n + 1) cos^2 a, a = (2k - 1) pi/(4n +
 * 2). */
static void uniform_stages(size_t n, double r, double c, cupel_foster *out)
{
    for (size_t k = 1; k <= n; k++) {
        const double a = (double)(2 * k - 1) * pi / (double)(4 * n + 2);
        out->time_constant[k - 1] = r * c / (4 * sin(a) * sin(a));
        out->resistance[k - 1] = r / (double)(2 * n + 1) / (tan(a) * tan(a));
    }
    out->count = n;
}

static void two_rungs_have_the_roots_of_their_quadratic(void **state)
{
    (void)state;
    ladder l;
    stages s;
    set_up(&l, &s);
    const double r1 = 0.3, c1 = 0.02, r2 = 1.7, c2 = 4;
    l.numbers[0][0] = r1, l.numbers[0][1] = r2, l.numbers[1][0] = c1, l.numbers[1][1] = c2;
    l.cauer.count = 2;
    take_apart(&l.cauer, &s.foster);
    /* Z = (r1 + r2 + s r1 r2 c2)/(1 + s b + s^2 a) */
    const double a = r1 * c1 * r2 * c2, b = r1 * c1 + r2 * c1 + r2 * c2, root = sqrt(b * b - 4 * a);
    const double tau1 = (b + root) / 2, tau2 = a / tau1;
    assert_close(s.foster.time_constant[0], tau1, 1e-14);
    assert_close(s.foster.time_constant[1], tau2, 1e-14);
    const double first = ((r1 + r2) * tau1 - r1 * r2 * c2) / (tau1 - tau2);
    assert_close(s.foster.resistance[0], first, 1e-14);
    assert_close(s.foster.resistance[1], r1 + r2 - first, 1e-13);
}

static void equal_rungs_have_their_known_stages(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 5, 30, 200};
    for (size_t i = 0; i < 5; i++) {
        ladder l;
        stages s, known;
        set_up(&l, &s);
        set_up(&l, &known);
        for (size_t k = 0; k < counts[i]; k++) l.numbers[0][k] = 0.5, l.numbers[1][k] = 3;
        l.cauer.count = counts[i];
        uniform_stages(counts[i], 0.5, 3, &known.foster);
        take_apart(&l.cauer, &s.foster);
        for (size_t k = 0; k < counts[i]; k++) {
            assert_close(s.foster.time_constant[k], known.foster.time_constant[k], 1e-12);
            assert_close(s.foster.resistance[k], known.foster.resistance[k], 1e-12);
        }
    }
}

static void the_ladder_of_known_stages_has_equal_rungs(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 5, 30, 200};
    for (size_t i = 0; i < 5; i++) {
        ladder l;
        stages s;
        set_up(&l, &s);
        uniform_stages(counts[i], 0.5, 3, &s.foster);
        build(&s.foster, &l.cauer);
        for (size_t k = 0; k < counts[i]; k++) { /* 2e-15 at 200 rungs when written */
            assert_close(l.cauer.resistance[k], 0.5, 1e-10);
            assert_close(l.cauer.capacity[k], 3, 1e-10);
        }
    }
}

static void a_graded_ladder_comes_back(void **state)
{
    (void)state;
    ladder l, again;
    stages s;
    set_up(&l, &s);
    set_up(&again, &s);
    l.cauer.count = 60; /* ten decades of R C */
    l.cauer.direct = 0.01;
    for (size_t k = 0; k < 60; k++) {
        l.numbers[0][k] = pow(10, -4 + (double)k / 15);
        l.numbers[1][k] = pow(10, -4 + (double)k / 10);
    }
    take_apart(&l.cauer, &s.foster);
    build(&s.foster, &again.cauer);
    assert_true(again.cauer.direct == 0.01);
    for (size_t k = 0; k < 60; k++) { /* 2e-14 when written */
        assert_close(again.cauer.resistance[k], l.cauer.resistance[k], 1e-10);
        assert_close(again.cauer.capacity[k], l.cauer.capacity[k], 1e-10);
    }
}

static void what_no_ladder_has_is_refused(void **state)
{
    (void)state;
    const struct {
        double resistance[2], tau[2];
        const char *text;
    } wrong[] = {
        {{1, -0.5}, {1, 2}, "stage 2: resistance -0.5"},
        {{1, 1}, {2, 2}, "stages 1 and 2 have one time constant"},
        {{1, 1}, {2, 0}, "stage 2: time constant 0"},
        {{NAN, 1}, {2, 1}, "stage 1: resistance"},
    };
    for (size_t i = 0; i < 4; i++) {
        ladder l;
        stages s;
        set_up(&l, &s);
        memcpy(s.numbers[0], wrong[i].resistance, sizeof wrong[i].resistance);
        memcpy(s.numbers[1], wrong[i].tau, sizeof wrong[i].tau);
        s.foster.count = 2;
        cupel_error error = {0};
        assert_int_equal(cupel_cauer_from_foster(&s.foster, &l.cauer, NULL, &error), CUPEL_EINVAL);
        if (!strstr(error.text, wrong[i].text)) fail_msg("'%s' lacks '%s'", error.text, wrong[i].text);
        assert_true(l.numbers[0][0] == 0);
    }
}

static void times_over(double first, double last, double *times)
{
    for (size_t i = 0; i < POINTS; i++) times[i] = first * pow(last / first, (double)i / (POINTS - 1));
}

static cupel_deconvolution_summary deconvolve(size_t iterations, const double *times, const double *z,
                                              cupel_foster *out)
{
    const cupel_deconvolution how = {20, iterations};
    assert_true(cupel_deconvolution_room(&how, times[0], times[POINTS - 1]) <= MOST);
    cupel_deconvolution_summary summary = {0};
    cupel_error error = {0};
    if (cupel_foster_from_curve(&how, POINTS, times, z, out, &summary, &error)) fail_msg("%s", error.text);
    return summary;
}

static void deconvolution_finds_the_stages_again(void **state)
{
    (void)state;
    ladder l;
    stages s, found;
    set_up(&l, &s);
    set_up(&l, &found);
    const double tau[] = {100, 1, 0.01}, resistance[] = {2, 0.5, 0.1};
    memcpy(s.numbers[0], resistance, sizeof resistance);
    memcpy(s.numbers[1], tau, sizeof tau);
    s.foster.count = 3;
    double times[POINTS], z[POINTS];
    times_over(1e-4, 1e4, times);
    cupel_foster_impedance(&s.foster, POINTS, times, z);
    const cupel_deconvolution_summary summary = deconvolve(5000, times, z, &found.foster);
    assert_true(summary.deviation < 5e-4);
    assert_true(summary.falling == 0 && fabs(summary.last_slope) < 1e-9);
    for (size_t k = 0; k < 3;
         k++) { /* all of a stage lies within a third of a decade of it, and its middle at it */
        double sum = 0, middle = 0;
        for (size_t i = 0; i < found.foster.count; i++) {
            const double away = log10(found.foster.time_constant[i] / tau[k]);
            if (fabs(away) > 1) continue;
            sum += found.foster.resistance[i];
            middle += away * found.foster.resistance[i];
        }
        assert_close(sum, resistance[k], 0.02);
        assert_true(fabs(middle / sum) < 0.05);
    }
}

static void the_structure_function_of_a_rod_is_straight(void **state)
{
    (void)state;
    ladder l, found;
    stages s, spectrum;
    set_up(&l, &s);
    set_up(&found, &spectrum);
    const size_t n = 150;
    l.cauer.count = n;
    for (size_t k = 0; k < n; k++) l.numbers[0][k] = 2.0 / (double)n, l.numbers[1][k] = 30.0 / (double)n;
    take_apart(&l.cauer, &s.foster);
    double times[POINTS], z[POINTS], r[MOST], c[MOST], k[MOST];
    times_over(0.01, 600, times);
    cupel_foster_impedance(&s.foster, POINTS, times, z);
    deconvolve(2000, times, z, &spectrum.foster);
    build(&spectrum.foster, &found.cauer);
    cupel_structure_function(&found.cauer, r, c, k);
    for (size_t i = 0; i < found.cauer.count; i++) /* the end blurs, as heat that far takes long */
        if (r[i] > 0.2 && r[i] < 1.5) assert_close(c[i], 15 * r[i], 0.15);
    /* its own ladder is straight to rounding */
    build(&s.foster, &found.cauer);
    cupel_structure_function(&found.cauer, r, c, k);
    for (size_t i = 0; i < n; i++) assert_close(c[i], 15 * r[i], 1e-10);
    for (size_t i = 0; i < n; i++) assert_close(k[i], 15, 1e-10);
}

static void noise_is_said_and_survived(void **state)
{
    (void)state;
    ladder l;
    stages s, found;
    set_up(&l, &s);
    set_up(&l, &found);
    s.numbers[0][0] = 1, s.numbers[1][0] = 1, s.foster.count = 1;
    double times[POINTS], z[POINTS];
    times_over(1e-3, 100, times);
    cupel_foster_impedance(&s.foster, POINTS, times, z);
    for (size_t i = 0; i < POINTS; i++) z[i] += 1e-3 * ((double)(i * 7919 % 1000) / 500 - 1);
    const cupel_deconvolution_summary summary = deconvolve(500, times, z, &found.foster);
    assert_true(summary.falling > 50);
    double sum = 0;
    for (size_t i = 0; i < found.foster.count; i++) {
        assert_true(found.foster.resistance[i] > 0);
        if (fabs(log10(found.foster.time_constant[i])) < 0.5) sum += found.foster.resistance[i];
    }
    assert_close(sum, 1, 0.02);
}

/* A chip, its attach and a copper base, 0.21 K/W from junction to case, on two interfaces to a cold plate. */
static void two_interfaces_part_at_the_case(void **state)
{
    (void)state;
    double times[POINTS], z[2][POINTS];
    times_over(1e-6, 1e3, times);
    for (size_t which = 0; which < 2; which++) {
        ladder l;
        stages s;
        set_up(&l, &s);
        double *r = l.numbers[0], *c = l.numbers[1];
        size_t n = 0;
        for (; n < 10; n++) r[n] = 0.003, c[n] = 0.002;
        r[n] = 0.15, c[n++] = 0.002;
        for (; n < 26; n++) r[n] = 0.002, c[n] = 0.4;
        r[n - 1] += which ? 0.02 : 0.9; /* greased, dry */
        r[n] = 0.1, c[n++] = 200;
        l.cauer.count = n;
        take_apart(&l.cauer, &s.foster);
        cupel_foster_impedance(&s.foster, POINTS, times, z[which]);
    }
    cupel_separation apart = {0};
    cupel_error error = {0};
    assert_int_equal(cupel_impedance_separation(POINTS, times, z[0], z[1], 0.0045, 0.003, &apart, &error),
                     CUPEL_OK);
    /* 0.205 when written; 0.197 to 0.215 for dry joints of 0.1 to 2.7 K/W */
    assert_close(apart.resistance, 0.21, 0.07);
    assert_int_equal(cupel_impedance_separation(POINTS, times, z[0], z[0], 0.0045, 0.003, &apart, &error),
                     CUPEL_EFAILED);
    assert_non_null(strstr(error.text, "end alike"));
    assert_int_equal(cupel_impedance_separation(POINTS, times, z[0], z[1], 0, 10, &apart, &error),
                     CUPEL_EFAILED);
    assert_non_null(strstr(error.text, "never part"));
}

static void curves_that_say_too_little_are_refused(void **state)
{
    (void)state;
    double times[POINTS], z[POINTS], room[2][MOST];
    times_over(1, 100, times);
    for (size_t i = 0; i < POINTS; i++) z[i] = 1;
    cupel_foster out = {.resistance = room[0], .time_constant = room[1]};
    cupel_deconvolution_summary summary;
    cupel_deconvolution how = {20, 10};
    cupel_error error = {0};
    assert_int_equal(cupel_foster_from_curve(&how, 5, times, z, &out, &summary, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "10 points or more"));
    assert_int_equal(cupel_foster_from_curve(&how, 20, times, z, &out, &summary, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "span a decade"));
    times[3] = times[2];
    assert_int_equal(cupel_foster_from_curve(&how, POINTS, times, z, &out, &summary, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "point 4"));
    times_over(1, 100, times);
    for (size_t i = 0; i < POINTS; i++) z[i] = -1;
    assert_int_equal(cupel_foster_from_curve(&how, POINTS, times, z, &out, &summary, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "nowhere above zero"));
    how.per_decade = 2;
    assert_int_equal(cupel_foster_from_curve(&how, POINTS, times, z, &out, &summary, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "per decade"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_rungs_have_the_roots_of_their_quadratic),
        cmocka_unit_test(equal_rungs_have_their_known_stages),
        cmocka_unit_test(the_ladder_of_known_stages_has_equal_rungs),
        cmocka_unit_test(a_graded_ladder_comes_back),
        cmocka_unit_test(what_no_ladder_has_is_refused),
        cmocka_unit_test(deconvolution_finds_the_stages_again),
        cmocka_unit_test(the_structure_function_of_a_rod_is_straight),
        cmocka_unit_test(noise_is_said_and_survived),
        cmocka_unit_test(two_interfaces_part_at_the_case),
        cmocka_unit_test(curves_that_say_too_little_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
