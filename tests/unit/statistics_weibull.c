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

#include "cupel/flex_fatigue.h"
#include "cupel/weibull.h"
#include "near.h"

/* Insulating fluid at 34 kV, minutes to breakdown (Nelson 1982). */
static const double fluid[] = {0.19, 0.78, 0.96, 1.31,  2.78,  3.16,  4.15,  4.67,  4.85, 6.50,
                               7.35, 8.01, 8.27, 12.06, 31.75, 32.52, 33.91, 36.71, 72.89};

static void insulating_fluid_meets_nelson(void **state)
{
    (void)state;
    cupel_weibull w;
    assert_int_equal(cupel_weibull_fit(fluid, NULL, 19, &w, NULL), CUPEL_OK);
    assert_near(w.shape, 0.771, 5e-4);
    assert_near(w.scale, 12.22, 5e-3);
    assert_near(w.log_likelihood, -68.39, 5e-3);
}

/* Bearing cages, of which 6 of 1703 failed (Meeker and Escobar 1998, table C.5 and example 8.16). */
static size_t cages(double *lives, unsigned char *failed)
{
    static const unsigned counts[] = {288, 148, 1,   124, 1,  111, 1,  106, 99, 110, 114, 119, 127,
                                      1,   1,   123, 93,  47, 41,  27, 1,   11, 6,   1,   2};
    static const unsigned char fails[] = {0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0,
                                          1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
    static const double hours[] = {50,  150,  230,  250,  334,  350,  423,  450,  550,  650,  750,  850, 950,
                                   990, 1009, 1050, 1150, 1250, 1350, 1450, 1510, 1550, 1650, 1850, 2050};
    size_t n = 0;
    for (size_t i = 0; i < 25; i++)
        for (unsigned k = 0; k < counts[i]; k++, n++) {
            lives[n] = hours[i];
            failed[n] = fails[i];
        }
    return n;
}

static void bearing_cages_meet_meeker_and_escobar(void **state)
{
    (void)state;
    static double lives[2000];
    static unsigned char failed[2000];
    const size_t n = cages(lives, failed);
    assert_int_equal(n, 1703);
    cupel_weibull w;
    assert_int_equal(cupel_weibull_fit(lives, failed, n, &w, NULL), CUPEL_OK);
    assert_int_equal(w.failures, 6);
    assert_near(w.shape, 2.0353, 2e-4);
    assert_near(w.scale, 11792, 3);
    assert_near(w.log_likelihood, -76.436896, 1e-6);
    double bounds[2];
    assert_near(cupel_weibull_life(&w, 0.1, 0.95, bounds), 3903, 2);
    assert_relative(bounds[0] * bounds[1], 3903. * 3903, 2e-3);
    assert_true(bounds[1] <
                22144); /* by the likelihood ratio, in the book: the normal law reaches less far */
}

static double likelihood(const double *lives, const unsigned char *failed, size_t n, double shape,
                         double scale)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const double power = pow(lives[i] / scale, shape);
        sum += (failed[i] ? log(shape / scale * pow(lives[i] / scale, shape - 1)) : 0) - power;
    }
    return sum;
}

/* The covariance against second differences of the likelihood. */
static void covariance_is_the_inverse_curvature(void **state)
{
    (void)state;
    static const double lives[] = {410, 620, 700, 880, 1000, 1000, 1000};
    static const unsigned char failed[] = {1, 1, 0, 1, 1, 0, 0};
    cupel_weibull w;
    assert_int_equal(cupel_weibull_fit(lives, failed, 7, &w, NULL), CUPEL_OK);
    const double h = 1e-4, e = exp(h), k = w.shape, s = w.scale;
    const double top = likelihood(lives, failed, 7, k, s);
    assert_near(top, w.log_likelihood, 1e-10);
    const double aa =
        (2 * top - likelihood(lives, failed, 7, k * e, s) - likelihood(lives, failed, 7, k / e, s)) / h / h;
    const double mm =
        (2 * top - likelihood(lives, failed, 7, k, s * e) - likelihood(lives, failed, 7, k, s / e)) / h / h;
    const double am =
        -(likelihood(lives, failed, 7, k * e, s * e) - likelihood(lives, failed, 7, k * e, s / e) -
          likelihood(lives, failed, 7, k / e, s * e) + likelihood(lives, failed, 7, k / e, s / e)) /
        (4 * h * h);
    const double determinant = aa * mm - am * am;
    assert_relative(w.variance_shape, mm / determinant, 1e-4);
    assert_relative(w.variance_scale, aa / determinant, 1e-4);
    assert_near(w.covariance, -am / determinant, 1e-4 * w.variance_shape);
    double shape[2], scale[2];
    cupel_weibull_bounds(&w, 0.95, shape, scale);
    assert_relative(shape[1] / k, exp(1.959964 * sqrt(w.variance_shape)), 1e-6);
    assert_relative(scale[0] * scale[1], s * s, 1e-12);
}

static void scale_of_the_lives_does_not_matter(void **state)
{
    (void)state;
    double large[19];
    for (size_t i = 0; i < 19; i++) large[i] = fluid[i] * 1e9;
    cupel_weibull a, b;
    assert_int_equal(cupel_weibull_fit(fluid, NULL, 19, &a, NULL), CUPEL_OK);
    assert_int_equal(cupel_weibull_fit(large, NULL, 19, &b, NULL), CUPEL_OK);
    assert_relative(b.shape, a.shape, 1e-12);
    assert_relative(b.scale, a.scale * 1e9, 1e-12);
    assert_relative(b.variance_shape, a.variance_shape, 1e-9);
}

static void lives_without_a_law_are_refused(void **state)
{
    (void)state;
    cupel_weibull w;
    cupel_lognormal l;
    cupel_error error = {0};
    static const double equal[] = {5, 5, 5}, wrong[] = {1, 0, 2}, two[] = {1, 2};
    static const unsigned char one_failed[] = {1, 0};
    assert_int_equal(cupel_weibull_fit(equal, NULL, 3, &w, &error), CUPEL_EFAILED);
    assert_non_null(strstr(error.text, "at one life"));
    assert_int_equal(cupel_weibull_fit(wrong, NULL, 3, &w, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_weibull_fit(two, one_failed, 2, &w, &error), CUPEL_EFAILED);
    assert_int_equal(cupel_lognormal_fit(two, one_failed, 2, &l, &error), CUPEL_EFAILED);
}

static void lognormal_without_censoring_is_the_sample(void **state)
{
    (void)state;
    static const double lives[] = {1000, 10000, 100000};
    cupel_lognormal l;
    assert_int_equal(cupel_lognormal_fit(lives, NULL, 3, &l, NULL), CUPEL_OK);
    assert_near(l.mean, 4, 1e-12);
    assert_near(l.deviation, 1, 1e-12);
    assert_near(l.mean_uncertainty, 1 / sqrt(3), 1e-12);
}

static double normal_likelihood(const double *u, const unsigned char *failed, size_t n, double mean,
                                double sd)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const double z = (u[i] - mean) / sd;
        sum += failed[i] ? -0.5 * z * z - log(sd) : log(0.5 * erfc(z / sqrt(2)));
    }
    return sum;
}

static void censored_lognormal_is_the_maximum_of_the_likelihood(void **state)
{
    (void)state;
    static const double lives[] = {410, 620, 700, 880, 1000, 1000, 1000};
    static const unsigned char failed[] = {1, 1, 0, 1, 1, 0, 0};
    double u[7];
    for (size_t i = 0; i < 7; i++) u[i] = log10(lives[i]);
    cupel_lognormal l;
    assert_int_equal(cupel_lognormal_fit(lives, failed, 7, &l, NULL), CUPEL_OK);
    const double m = l.mean, s = l.deviation, h = 1e-4;
    const double top = normal_likelihood(u, failed, 7, m, s);
    for (int i = -1; i <= 1; i += 2) {
        assert_true(normal_likelihood(u, failed, 7, m + i * 1e-5, s) < top);
        assert_true(normal_likelihood(u, failed, 7, m, s * (1 + i * 1e-5)) < top);
    }
    const double e = exp(h), ms = h * s;
    const double mm =
        (2 * top - normal_likelihood(u, failed, 7, m + ms, s) - normal_likelihood(u, failed, 7, m - ms, s)) /
        ms / ms;
    const double aa =
        (2 * top - normal_likelihood(u, failed, 7, m, s * e) - normal_likelihood(u, failed, 7, m, s / e)) /
        h / h;
    const double ma =
        -(normal_likelihood(u, failed, 7, m + ms, s * e) - normal_likelihood(u, failed, 7, m + ms, s / e) -
          normal_likelihood(u, failed, 7, m - ms, s * e) + normal_likelihood(u, failed, 7, m - ms, s / e)) /
        (4 * ms * h);
    assert_relative(l.mean_uncertainty, sqrt(aa / (aa * mm - ma * ma)), 1e-4);
    assert_relative(l.deviation_uncertainty, s * sqrt(mm / (aa * mm - ma * ma)), 1e-4);
}

static void median_ranks_are_benards_and_johnsons(void **state)
{
    (void)state;
    double ranks[5];
    cupel_median_ranks(NULL, 5, ranks);
    for (size_t i = 0; i < 5; i++) assert_near(ranks[i], ((double)i + 0.7) / 5.4, 1e-12);
    static const unsigned char failed[] = {1, 0, 1, 0, 1}; /* ranks 1, 2.25, 4.125 */
    cupel_median_ranks(failed, 5, ranks);
    assert_near(ranks[0], 0.7 / 5.4, 1e-12);
    assert_true(isnan(ranks[1]) && isnan(ranks[3]));
    assert_near(ranks[2], (2.25 - 0.3) / 5.4, 1e-12);
    assert_near(ranks[4], (4.125 - 0.3) / 5.4, 1e-12);
}

static void engelmaier_is_solved(void **state)
{
    (void)state;
    /* forward: the mandrel that gives N cycles to a foil of D_f, then back */
    static const double ductilities[] = {0.02, 0.3, 1.2}, cycles[] = {50, 300, 2e5};
    for (size_t d = 0; d < 3; d++)
        for (size_t n = 0; n < 3; n++) {
            cupel_mandrel_flex f = {cycles[n], 35e-6, 33e-6, 2e-3, 350e6, 117e9};
            const double strain =
                pow(cycles[n], -0.6) * pow(ductilities[d], 0.75) +
                0.9 * 350. / 117e3 * pow(exp(ductilities[d]) / 0.36, 0.1785 * log10(1e5 / cycles[n]));
            f.mandrel_diameter = 2 * f.core_thickness / strain - f.thickness;
            if (f.mandrel_diameter <= 0) continue;
            double found = 0;
            assert_near(cupel_mandrel_strain(&f), strain, 1e-12);
            assert_int_equal(cupel_fatigue_ductility(&f, &found, NULL), CUPEL_OK);
            assert_relative(found, ductilities[d], 1e-9);
        }
    cupel_mandrel_flex f = {1e4, 35e-6, 35e-6, 0.1, 350e6, 117e9};
    cupel_error error = {0};
    double found = -1;
    assert_int_equal(cupel_fatigue_ductility(&f, &found, &error), CUPEL_EFAILED);
    assert_non_null(strstr(error.text, "is elastic"));
    f.cycles = 0;
    assert_int_equal(cupel_fatigue_ductility(&f, &found, &error), CUPEL_EINVAL);
    assert_true(found == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(insulating_fluid_meets_nelson),
        cmocka_unit_test(bearing_cages_meet_meeker_and_escobar),
        cmocka_unit_test(covariance_is_the_inverse_curvature),
        cmocka_unit_test(scale_of_the_lives_does_not_matter),
        cmocka_unit_test(lives_without_a_law_are_refused),
        cmocka_unit_test(lognormal_without_censoring_is_the_sample),
        cmocka_unit_test(censored_lognormal_is_the_maximum_of_the_likelihood),
        cmocka_unit_test(median_ranks_are_benards_and_johnsons),
        cmocka_unit_test(engelmaier_is_solved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
