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

#include "made_test.h"

enum { MANY = 2000 };
static double cycles[MANY], failed[MANY];

/* Quantiles of a Weibull law of shape 2.5 and scale 2000, in a mixed order; stopped at `limit`. */
static made_test *lives(size_t count, double limit)
{
    static made_test made;
    memset(&made, 0, sizeof made);
    for (size_t i = 0; i < count; i++) {
        const double share = ((double)(i * 7 % count) + 0.5) / (double)count;
        const double life = 2000 * pow(-log1p(-share), 1 / 2.5);
        cycles[i] = fmin(life, limit);
        failed[i] = life < limit;
    }
    made_channel(&made, "cycles", "1", cycles, count);
    made_channel(&made, "failed", "1", failed, count);
    return &made;
}

static void weibull_law_is_found(void **state)
{
    (void)state;
    made_test *t = lives(1999, 1e9);
    evaluated e = evaluate("flex", &t->test, NULL);
    assert_figure(&e, "weibull_shape", 2.5, 2e-3);
    assert_figure(&e, "weibull_scale", 2000, 1e-3);
    assert_figure(&e, "life_10", 2000 * pow(-log(0.9), 1 / 2.5), 2e-3);
    assert_string_equal(cupel_results_find(e.results, "better_law")->label, "weibull");
    assert_string_equal(evaluated_flag(&e, "weibull_shape"), "ok");
    assert_true(evaluated_number(&e, "weibull_shape_lower") < 2.5 &&
                evaluated_number(&e, "weibull_shape_upper") > 2.5);
    /* of large samples: 0.78 shape/sqrt(n), 1.053 scale/(shape sqrt(n)) (Thoman, Bain and Antle 1969) */
    assert_figure(&e, "weibull_shape_uncertainty", 0.7797 * 2.5 / sqrt(1999), 0.02);
    assert_figure(&e, "weibull_scale_uncertainty", 1.053 * 2000 / 2.5 / sqrt(1999), 0.02);
    evaluated_end(&e);
}

static void stopped_lives_are_no_failures(void **state)
{
    (void)state;
    made_test *t = lives(1999, 2000); /* 37 % go on */
    evaluated e = evaluate("flex", &t->test, NULL);
    assert_figure(&e, "weibull_shape", 2.5, 5e-3);
    assert_figure(&e, "weibull_scale", 2000, 3e-3);
    assert_figure(&e, "failures", 1264, 2e-3);
    evaluated_end(&e);
    t = lives(1999, 1000);
    e = evaluate("flex", &t->test, NULL);
    assert_flag(&e, "weibull_scale", "were stopped before they failed");
    evaluated_end(&e);
}

static void few_failures_are_doubtful_or_not_judged(void **state)
{
    (void)state;
    made_test *t = lives(4, 1e9);
    evaluated e = evaluate("flex", &t->test, NULL);
    assert_flag(&e, "weibull_shape", "rests on 4 failures");
    evaluated_end(&e);
    t = lives(4, 10);
    e = evaluate("flex", &t->test, NULL);
    assert_flag(&e, "weibull_shape", "not judged: 0 failures");
    assert_flag(&e, "log_cycles_mean", "not judged: 0 failures");
    assert_flag(&e, "fatigue_ductility", "not judged: 0 failures");
    evaluated_end(&e);
}

static void ductility_is_that_of_the_forward_equation(void **state)
{
    (void)state;
    made_test *t = lives(7, 1e9);
    for (size_t i = 0; i < 7; i++) cycles[i] = 200 * pow(10, 0.05 * ((double)i - 3)); /* lg N about lg 200 */
    const double ductility = 0.25, su_over_e = 350. / 117e3, thickness = 35e-6;
    const double strain = pow(200, -0.6) * pow(ductility, 0.75) +
                          0.9 * su_over_e * pow(exp(ductility) / 0.36, 0.1785 * log10(1e5 / 200));
    made_specimen(t, "thickness", "m", thickness, 0.3e-6);
    made_specimen(t, "tensile_strength", "Pa", 350e6, 5e6);
    made_specimen(t, "youngs_modulus", "Pa", 117e9, 5e9);
    made_condition(t, "mandrel_diameter", "m", 2 * thickness / strain - thickness);
    evaluated e = evaluate("flex", &t->test, "{draws: 5000}");
    assert_figure(&e, "fatigue_ductility", ductility, 1e-9);
    assert_figure(&e, "strain_range", strain, 1e-9);
    assert_string_equal(evaluated_flag(&e, "fatigue_ductility"), "ok");
    const double u = evaluated_uncertainty(&e, "fatigue_ductility");
    assert_true(u > 0.005 && u < 0.1);
    assert_true(fabs(cupel_results_find(e.results, "monte_carlo")->columns[2].values[0] / u - 1) < 0.1);
    evaluated_end(&e);
    for (size_t i = 0; i < 7; i++) cycles[i] *= 100;
    e = evaluate("flex", &t->test, NULL);
    assert_flag(&e, "fatigue_ductility", "outside the 30 to 500");
    evaluated_end(&e);
    t->test.condition_count = 0;
    e = evaluate("flex", &t->test, NULL);
    assert_flag(&e, "fatigue_ductility", "not judged: it needs the mandrel_diameter");
    evaluated_end(&e);
}

static void wrong_lives_are_refused(void **state)
{
    (void)state;
    made_test *t = lives(5, 1e9);
    failed[2] = 3;
    assert_refused("flex", t, NULL, "specimen 3: failed is 3");
    failed[2] = 1;
    cycles[1] = -5;
    assert_refused("flex", t, NULL, "specimen 2 lived -5 cycles");
    t->test.channel_count = 0;
    assert_refused("flex", t, NULL, "\"cycles\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weibull_law_is_found),
        cmocka_unit_test(stopped_lives_are_no_failures),
        cmocka_unit_test(few_failures_are_doubtful_or_not_judged),
        cmocka_unit_test(ductility_is_that_of_the_forward_equation),
        cmocka_unit_test(wrong_lives_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
