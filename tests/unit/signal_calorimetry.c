/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "cupel/calorimetry.h"
#include "near.h"
#include "testdata/inputs.h"

enum { N = 4000 };

static void sapphire_agrees_with_an_independent_table(void **state)
{
    (void)state;
    /* alpha alumina, J/(mol K), as a public page of tables of aluminas prints it; molar mass 101.9613 g/mol
     */
    const double rows[][2] = {{200, 51.120},  {298.15, 79.015}, {400, 96.086},  {600, 112.545},
                              {800, 120.135}, {1000, 124.771},  {1200, 128.252}};
    for (size_t i = 0; i < 7; i++)
        assert_relative(cupel_sapphire_heat_capacity(rows[i][0]), rows[i][1] / 0.1019613, 3e-4);
    assert_relative(cupel_sapphire_heat_capacity(100), 12.855 / 0.1019613, 1e-3);
    assert_true(isnan(cupel_sapphire_heat_capacity(99.9)) && isnan(cupel_sapphire_heat_capacity(1200.1)));
}

static double normal(double x)
{
    return exp(-0.5 * x * x) / sqrt(2 * 3.14159265358979323846);
}

/* A Gaussian peak of area 3 at 40, width 2, on the step of its own shape from 1 to 1.5: exactly what the
 * sigmoidal baseline stands for. */
static void made_up(double *x, double *y, double step, double slope)
{
    for (int i = 0; i < N; i++) {
        x[i] = 0.02 * i;
        const double u = (x[i] - 40) / 2;
        y[i] = 1 + slope * x[i] + step * 0.5 * (1 + erf(u / sqrt(2))) + 3 * normal(u) / 2;
    }
}

static void baselines_of_all_kinds_leave_the_area(void **state)
{
    (void)state;
    static double x[N], y[N], base[N];
    const struct {
        cupel_baseline kind;
        double step, slope;
    } rows[] = {{CUPEL_BASELINE_LINEAR, 0, 0.01},
                {CUPEL_BASELINE_SIGMOIDAL, 0.5, 0},
                {CUPEL_BASELINE_TANGENTIAL, 0.5, 0.01},
                {CUPEL_BASELINE_TANGENTIAL, 0, 0},
                {CUPEL_BASELINE_SIGMOIDAL, -0.3, 0}};
    for (size_t k = 0; k < 5; k++)
        for (int sign = -1; sign <= 1; sign += 2) {
            made_up(x, y, rows[k].step, rows[k].slope);
            for (int i = 0; i < N; i++) y[i] *= sign;
            cupel_peak p;
            cupel_error error = {0};
            assert_int_equal(cupel_peak_integrate(x, y, N, 1400, 2600, 300, rows[k].kind, base, &p, &error),
                             CUPEL_OK);
            assert_relative(p.area, sign * 3.0, 1e-6);
            assert_near(p.place, 40, 2e-3);
            assert_relative(p.height, sign * 3 * normal(0) / 2, 2e-3);
            assert_true(isnan(base[0]) && !isnan(base[2000]));
            /* tangent at one width before the top: x - f/f' = 38 - 2 */
            assert_near(p.onset, 36, rows[k].step == 0 ? 0.03 : 0.3); /* the step bends the rise, too */
        }
}

static void the_area_is_covered_by_its_uncertainty(void **state)
{
    (void)state;
    static double x[N], y[N], base[N];
    size_t inside = 0;
    for (size_t seed = 0; seed < 200; seed++) {
        cupel_stream stream = cupel_stream_of(4, seed);
        made_up(x, y, 0, 0.01);
        for (int i = 0; i < N; i++) y[i] += 0.02 * cupel_stream_normal(&stream);
        cupel_peak p;
        assert_int_equal(
            cupel_peak_integrate(x, y, N, 1600, 2400, 200, CUPEL_BASELINE_LINEAR, base, &p, NULL), CUPEL_OK);
        inside += fabs(p.area - 3) <= 2 * p.area_uncertainty;
    }
    assert_in_range(inside, 180, 200);
}

static void a_programme_is_parted_and_levelled(void **state)
{
    (void)state;
    static double time[N], temperature[N], flow[N];
    cupel_stream stream = cupel_stream_of(6, 0);
    for (int i = 0; i < N; i++) { /* 10 K/min from 30 to 210 degC between 600 s at either end */
        time[i] = 0.57 * i;
        const double since = fmin(fmax(time[i] - 600, 0), 1080);
        temperature[i] = 303.15 + since / 6 + 0.01 * cupel_stream_normal(&stream);
        flow[i] = (since > 0 && since < 1080 ? 5e-3 : 0) + 1e-3 + 1e-6 * time[i];
    }
    cupel_scan scan;
    assert_int_equal(cupel_scan_of(time, temperature, N, &scan, NULL), CUPEL_OK);
    assert_near(time[scan.begin], 600, 15);
    assert_near(time[scan.end - 1], 1680, 15);
    assert_relative(scan.rate, 1 / 6., 0.02);
    assert_int_equal(cupel_scan_level(time, flow, N, &scan), 2);
    assert_near(flow[100], 0, 1e-6);
    assert_near(flow[2000], 5e-3, 2e-6);
    assert_near(flow[3900], 0, 1e-6);
    for (int i = 0; i < N; i++) temperature[i] = 300;
    assert_int_equal(cupel_scan_of(time, temperature, N, &scan, NULL), CUPEL_EINVAL);
    assert_int_equal(cupel_scan_of(time, temperature, 9, &scan, NULL), CUPEL_EINVAL);
}

static void what_is_no_peak_is_refused(void **state)
{
    (void)state;
    static double x[N], y[N], base[N];
    made_up(x, y, 0, 0);
    cupel_peak p = {.area = 7};
    cupel_error error = {0};
    assert_int_equal(cupel_peak_integrate(x, y, N, 5, 8, 5, CUPEL_BASELINE_LINEAR, base, &p, &error),
                     CUPEL_EINVAL);
    assert_int_equal(cupel_peak_integrate(x, y, N, 100, N, 5, CUPEL_BASELINE_LINEAR, base, &p, &error),
                     CUPEL_EINVAL);
    for (int i = 0; i < N; i++) y[i] = 0;
    assert_int_equal(cupel_peak_integrate(x, y, N, 100, 900, 5, CUPEL_BASELINE_SIGMOIDAL, base, &p, &error),
                     CUPEL_EFAILED);
    assert_true(p.area == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sapphire_agrees_with_an_independent_table),
        cmocka_unit_test(baselines_of_all_kinds_leave_the_area),
        cmocka_unit_test(the_area_is_covered_by_its_uncertainty),
        cmocka_unit_test(a_programme_is_parted_and_levelled),
        cmocka_unit_test(what_is_no_peak_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
