/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "near.h"
#include "tensile_curves.h"

/* The kernel of the tensile evaluation on curves whose figures are exact by construction. */

static synthetic_curve curve;

static cupel_tensile_figures evaluate_as(const cupel_tensile_curve *c, const cupel_tensile_options *o)
{
    cupel_tensile_figures f;
    cupel_error error = {0};
    if (cupel_tensile_evaluate(c, o, NULL, &f, &error)) fail_msg("%s", error.text);
    return f;
}

static cupel_tensile_figures evaluate(void)
{
    const cupel_tensile_curve c = synthetic_view(&curve);
    const cupel_tensile_options o = cupel_tensile_defaults();
    return evaluate_as(&c, &o);
}

static void judged(const cupel_tensile_figure *figure, double truth, double relative)
{
    if (!(fabs(figure->value - truth) <= relative * fabs(truth)))
        fail_msg("%.9g differs from %.9g by %.3g relative", figure->value, truth, figure->value / truth - 1);
}

static void not_judged(const cupel_tensile_figure *figure, unsigned reason)
{
    if (!isnan(figure->value) || !(figure->reasons & reason))
        fail_msg("%.9g with reasons %x, not refused by %x", figure->value, figure->reasons, reason);
}

/* Row 20 of the validation table: the parameter of Ramberg and Osgood's law is its 0.2 % proof strength. */
static void proof_strength_of_ramberg_and_osgood(void **state)
{
    (void)state;
    static const double exponents[] = {5, 7, 10, 15, 25, 40};
    for (size_t k = 0; k < sizeof exponents / sizeof *exponents; k++) {
        synthetic_ramberg_osgood(&curve, 70e9, 300e6, exponents[k], 300e6 * pow(10, 1 / exponents[k]), 2000);
        const cupel_tensile_figures f = evaluate();
        judged(&f.proof_0_2, 300e6, 0.001);
        judged(&f.proof[1], 300e6, 0.001);
        judged(&f.proof[0], 300e6 * pow(0.5, 1 / exponents[k]), 0.001);
        judged(&f.proof[2], 300e6 * pow(5, 1 / exponents[k]), 0.001);
        assert_relative(f.slope.value, 70e9, 0.003);
    }
}

/* Row 21: noise of 0.02 % of the highest stress. */
static void figures_of_a_voce_law_with_noise(void **state)
{
    (void)state;
    const voce_law *v = &copper_law;
    const double ag = voce_uniform(v), rm = voce_stress(v, ag);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        synthetic_voce(&curve, v, 400, 4500);
        synthetic_break(&curve);
        synthetic_noise(&curve, seed, 2e-4 * rm, 0);
        synthetic_shift(&curve, 0.0013);
        const cupel_tensile_figures f = evaluate();
        judged(&f.proof_0_2, voce_stress(v, 0.002), 0.005);
        judged(&f.tensile_strength, rm, 0.003);
        assert_near(f.elongation.value, v->fracture, 0.0005);
        assert_near(f.uniform.value, ag, 3 * f.uniform.noise);
        assert_true(f.uniform.noise < 0.002);
        assert_near(f.slope.origin, 0.0013, 2e-5);
        assert_int_equal(f.fracture, CUPEL_TENSILE_SUDDEN);
        assert_int_equal(f.elongation.reasons, 0);
    }
}

/* The same with noise of the strain of 0.02 % of strain, which least squares would take for a lower modulus.
 */
static void noise_of_the_strain_does_not_bend_the_line(void **state)
{
    (void)state;
    const voce_law *v = &copper_law;
    double sum = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        synthetic_voce(&curve, v, 400, 4500);
        synthetic_break(&curve);
        synthetic_noise(&curve, seed, 0.1e6, 2e-4);
        const cupel_tensile_figures f = evaluate();
        assert_true(f.slope.least_squares < 0.7 * v->modulus);
        judged(&f.proof_0_2, voce_stress(v, 0.002), 0.015);
        judged(&f.tensile_strength, 337.6315e6, 0.003);
        assert_near(f.elongation.value, v->fracture, 0.0015);
        assert_true(f.slope.reasons & CUPEL_TENSILE_SCATTERED);
        sum += f.slope.value / 20;
    }
    assert_relative(sum, v->modulus, 0.15);
}

/* Row 22. */
static void exponent_of_hollomon_by_plastic_and_by_total_strain(void **state)
{
    (void)state;
    synthetic_hollomon(&curve, 125e9, 812e6, 0.118, 0.1);
    cupel_tensile_curve c = synthetic_view(&curve);
    cupel_tensile_options o = cupel_tensile_defaults();
    o.n_range[1] = 0.06;
    cupel_tensile_figures f = evaluate_as(&c, &o);
    assert_near(f.exponent.value, 0.118, 0.0005);
    assert_relative(f.coefficient.value, 812e6, 0.003);
    o.n_points = 20;
    f = evaluate_as(&c, &o);
    assert_near(f.exponent.value, 0.118, 0.0005);
    assert_true(f.n_points <= 20 && f.n_points >= 15);
    o.n_points = 0;
    o.n_strain = CUPEL_TENSILE_TOTAL;
    f = evaluate_as(&c, &o);
    assert_near(f.exponent.value, 0.131, 0.003);
}

/* Soft metal has no straight part: what the slope takes off the strain is wrong, and so is n. Total strain
 * needs none. */
static void exponent_of_soft_metal_is_in_doubt(void **state)
{
    (void)state;
    synthetic_hollomon(&curve, 115e9, 320e6, 0.4, 0.25);
    cupel_tensile_curve c = synthetic_view(&curve);
    cupel_tensile_options o = cupel_tensile_defaults();
    cupel_tensile_figures f = evaluate_as(&c, &o);
    const int wrong = fabs(f.exponent.value - 0.4) > 0.01;
    assert_true(wrong == ((f.exponent.reasons & CUPEL_TENSILE_NOT_STRAIGHT) != 0));
    assert_true(wrong);
    o.n_strain = CUPEL_TENSILE_TOTAL;
    f = evaluate_as(&c, &o);
    assert_false(f.exponent.reasons & CUPEL_TENSILE_NOT_STRAIGHT);
    assert_near(f.exponent.value, 0.4, 0.02);
}

static void yield_point_of_a_law_with_one(void **state)
{
    (void)state;
    const yield_law *y = &steel_law;
    for (uint64_t seed = 0; seed <= 10; seed++) {
        synthetic_yield_point(&curve, y);
        synthetic_break(&curve);
        if (seed) synthetic_noise(&curve, seed, 0.4e6, 3e-6);
        const cupel_tensile_figures f = evaluate();
        judged(&f.upper_yield, y->upper, seed ? 0.006 : 1e-9);
        judged(&f.lower_yield, y->lower, seed ? 0.003 : 1e-9);
        assert_near(f.yield_extension.value, y->plateau, 0.0004);
        not_judged(&f.proof_0_2, CUPEL_TENSILE_YIELD_POINT);
        assert_near(f.elongation.value, y->plateau + y->after + (y->upper - curve.stress[4009]) / y->modulus,
                    2e-5);
    }
}

/* An undershoot right behind ReH does not count as ReL. */
static void the_initial_transient_is_left_out(void **state)
{
    (void)state;
    synthetic_yield_point(&curve, &steel_law);
    for (int i = 408; i < 420; i++) curve.stress[i] -= 8e6;
    const cupel_tensile_figures f = evaluate();
    judged(&f.lower_yield, steel_law.lower, 1e-6);
    judged(&f.upper_yield, steel_law.upper, 1e-9);
}

static void noise_alone_makes_no_yield_point(void **state)
{
    (void)state;
    static const double noise[] = {0, 0.1e6, 0.5e6, 2e6};
    for (size_t k = 0; k < 4; k++)
        for (uint64_t seed = 1; seed <= 10; seed++) {
            synthetic_voce(&curve, &copper_law, 400, 4500);
            synthetic_break(&curve);
            synthetic_noise(&curve, seed, noise[k], 5e-6);
            const cupel_tensile_figures f = evaluate();
            not_judged(&f.upper_yield, CUPEL_TENSILE_NO_YIELD_POINT);
            not_judged(&f.lower_yield, CUPEL_TENSILE_NO_YIELD_POINT);
        }
}

/* Slack, a zero plateau before the test, and a foot that bends into the line. */
static void the_foot_of_the_curve_is_not_measured(void **state)
{
    (void)state;
    const voce_law *v = &copper_law;
    synthetic_voce(&curve, v, 400, 4500);
    synthetic_break(&curve);
    for (size_t i = 0; i < curve.count; i++) /* the foot dies out at 10 MPa */
        curve.strain[i] += 0.0008 - 0.0005 * exp(-curve.stress[i] / 4e6);
    synthetic_push(&curve, 300);
    for (size_t i = 0; i < 300; i++) curve.strain[i] = 0.0003 * (double)i / 300, curve.stress[i] = 0;
    const cupel_tensile_figures f = evaluate();
    judged(&f.proof_0_2, voce_stress(v, 0.002), 0.002);
    assert_relative(f.slope.value, v->modulus, 0.01);
    assert_near(f.elongation.value, v->fracture, 0.0002);
}

/* A machine that yields in series with the specimen makes the slope small, and nothing else wrong. */
static void compliance_in_series_changes_the_slope_only(void **state)
{
    (void)state;
    const voce_law *v = &copper_law;
    synthetic_voce(&curve, v, 400, 4500);
    synthetic_break(&curve);
    for (size_t i = 0; i < curve.count; i++) curve.strain[i] += curve.stress[i] / 10e9;
    const cupel_tensile_figures f = evaluate();
    assert_relative(f.slope.value, 1 / (1 / v->modulus + 1 / 10e9), 1e-3);
    judged(&f.proof_0_2, voce_stress(v, 0.002), 0.001);
    assert_near(f.elongation.value, v->fracture, 0.0002);
    assert_near(f.uniform.value, voce_uniform(v), 0.001);
}

static void masked_missing_repeated_and_stray_samples_do_no_harm(void **state)
{
    (void)state;
    const voce_law *v = &copper_law;
    synthetic_voce(&curve, v, 400, 4000);
    synthetic_break(&curve);
    memset(curve.mask, 0, sizeof curve.mask);
    for (size_t i = 37; i < curve.count - 30; i += 97) curve.mask[i] = 1, curve.stress[i] = 9.99e9;
    for (size_t i = 51; i < curve.count - 30; i += 89) curve.strain[i] = NAN;
    for (size_t i = 71; i < curve.count - 30; i += 211) curve.stress[i] *= 1.4;
    for (size_t i = 13; i < curve.count - 30; i += 73)
        curve.stress[i] = curve.stress[i - 1], curve.strain[i] = curve.strain[i - 1];
    cupel_tensile_curve c = synthetic_view(&curve);
    c.mask = curve.mask;
    const cupel_tensile_options o = cupel_tensile_defaults();
    const cupel_tensile_figures f = evaluate_as(&c, &o);
    judged(&f.proof_0_2, voce_stress(v, 0.002), 0.005);
    judged(&f.tensile_strength, voce_stress(v, voce_uniform(v)), 0.001);
    assert_near(f.elongation.value, v->fracture, 0.0005);
    assert_near(f.uniform.value, voce_uniform(v), 0.002);
    assert_true(f.spikes >= 15 && f.missing >= 80 && f.repeated >= 50);
}

static void a_record_that_ends_early_has_no_elongation(void **state)
{
    (void)state;
    synthetic_voce(&curve, &copper_law, 400, 4500);
    curve.count = 1500; /* before the highest stress */
    cupel_tensile_figures f = evaluate();
    not_judged(&f.elongation, CUPEL_TENSILE_NO_FRACTURE);
    not_judged(&f.total_elongation, CUPEL_TENSILE_NO_FRACTURE);
    assert_true(f.tensile_strength.reasons & CUPEL_TENSILE_STILL_RISING);
    not_judged(&f.uniform, CUPEL_TENSILE_STILL_RISING);
    not_judged(&f.total_uniform, CUPEL_TENSILE_STILL_RISING);
    assert_true(f.exponent.value > 0);
    judged(&f.proof_0_2, voce_stress(&copper_law, 0.002), 0.001);
    synthetic_voce(&curve, &copper_law, 400, 4500);
    curve.count = 4000; /* behind it */
    f = evaluate();
    not_judged(&f.elongation, CUPEL_TENSILE_NO_FRACTURE);
    assert_int_equal(f.tensile_strength.reasons, 0);
    cupel_tensile_options o = cupel_tensile_defaults();
    o.ends_at_fracture = 1;
    const cupel_tensile_curve c = synthetic_view(&curve);
    f = evaluate_as(&c, &o);
    assert_near(f.total_elongation.value, curve.strain[3999], 1e-5);
}

static void an_unloaded_specimen_is_not_a_broken_one(void **state)
{
    (void)state;
    synthetic_voce(&curve, &copper_law, 400, 4500);
    const double e = curve.strain[curve.count - 1], s = curve.stress[curve.count - 1];
    for (int i = 1; i <= 60; i++) synthetic_add(&curve, e - s / 125e9 * i / 60, s * (1 - i / 60.0));
    const cupel_tensile_figures f = evaluate();
    not_judged(&f.elongation, CUPEL_TENSILE_UNLOADED);
    judged(&f.tensile_strength, voce_stress(&copper_law, voce_uniform(&copper_law)), 0.001);
}

static void a_removed_extensometer_is_seen(void **state)
{
    (void)state;
    const voce_law *v = &copper_law;
    for (int frozen = 0; frozen < 2; frozen++) {
        synthetic_voce(&curve, v, 400, 4500);
        synthetic_break(&curve);
        const size_t at = 400 + 1000; /* plastic strain 0.0556, before Ag */
        for (size_t i = at; i < curve.count; i++) curve.strain[i] = frozen ? curve.strain[at - 1] : NAN;
        for (size_t i = at; i < curve.count; i++) curve.stress[i] = 0.1e6 * round(curve.stress[i] / 0.1e6);
        cupel_tensile_curve c = synthetic_view(&curve);
        c.travel = curve.travel;
        const cupel_tensile_options o = cupel_tensile_defaults();
        const cupel_tensile_figures f = evaluate_as(&c, &o);
        assert_near(f.strain_end, curve.strain[at - 1], 1e-4);
        not_judged(&f.elongation, CUPEL_TENSILE_STRAIN_ENDS);
        not_judged(&f.uniform, CUPEL_TENSILE_STRAIN_ENDS);
        judged(&f.proof_0_2, voce_stress(v, 0.002), 0.001);
        judged(&f.tensile_strength, voce_stress(v, voce_uniform(v)), 0.001);
        assert_int_equal(f.tensile_strength.reasons, 0); /* equal samples are not missing ones */
    }
}

/* The force falls by a fifth and comes back along the elastic line, the crosshead goes on. */
static void slipping_grips_are_seen(void **state)
{
    (void)state;
    synthetic_voce(&curve, &copper_law, 400, 4500);
    synthetic_break(&curve);
    for (size_t i = 2000; i < 2030; i++) curve.stress[i] *= 0.8 + 0.2 * (double)(i - 2000) / 30;
    cupel_tensile_figures f = evaluate();
    assert_int_equal(f.drops, 1);
    assert_relative(f.drop_share, 0.2, 0.05);
    assert_true(f.elongation.reasons & CUPEL_TENSILE_DROPS);
    not_judged(&f.upper_yield, CUPEL_TENSILE_NO_YIELD_POINT);
    judged(&f.tensile_strength, voce_stress(&copper_law, voce_uniform(&copper_law)), 0.001);
}

/* A foil that is bent from the start has its modulus in the unloading. */
static void the_slope_is_taken_from_a_loop_where_nothing_is_straight(void **state)
{
    (void)state;
    const double modulus = 110e9;
    curve.count = 0;
    double unloaded = 0;
    for (int i = 0; i <= 4000; i++) {
        const double s = 250e6 * i / 4000, p = 0.01 * pow(s / 250e6, 1.6);
        if (unloaded == 0 && s > 100e6) {
            unloaded = s;
            for (int k = 1; k < 100; k++)
                synthetic_add(&curve, p + s / modulus * (1 - 0.009 * (k < 50 ? k : 100 - k)),
                              s * (1 - 0.009 * (k < 50 ? k : 100 - k)));
        }
        synthetic_add(&curve, p + s / modulus, s);
    }
    const cupel_tensile_figures f = evaluate();
    assert_int_equal(f.slope.method, CUPEL_TENSILE_SLOPE_LOOP);
    assert_relative(f.slope.value, modulus, 0.01);
    assert_int_equal(f.loops, 1);
    assert_int_equal(f.drops, 0);
}

static void a_top_that_is_not_there_is_doubted(void **state)
{
    (void)state;
    for (int masked = 0; masked < 2; masked++) {
        synthetic_voce(&curve, &copper_law, 400, 4000);
        synthetic_break(&curve);
        synthetic_noise(&curve, 4, 0.1e6, 1e-6);
        for (size_t i = 0; i < curve.count; i++)
            if (curve.stress[i] > 330e6) curve.stress[i] = masked ? NAN : 330e6;
        const cupel_tensile_figures f = evaluate();
        const unsigned reason = masked ? CUPEL_TENSILE_MISSING_TOP : CUPEL_TENSILE_CLIPPED;
        assert_true(f.tensile_strength.reasons & reason);
        assert_true(f.uniform.reasons & reason);
        judged(&f.proof_0_2, voce_stress(&copper_law, 0.002), 0.002);
    }
}

static void an_extensometer_that_slips_is_seen(void **state)
{
    (void)state;
    for (int back = 0; back < 2; back++) {
        synthetic_voce(&curve, &copper_law, 400, 4000);
        synthetic_break(&curve);
        for (size_t i = 2000; i < curve.count; i++) curve.strain[i] += back ? -0.003 : 0.004;
        const cupel_tensile_figures f = evaluate();
        assert_int_equal(f.strain_jumps, 1);
        assert_true(f.elongation.reasons & CUPEL_TENSILE_STRAIN_JUMPS);
        assert_true(f.exponent.reasons & CUPEL_TENSILE_STRAIN_JUMPS);
        assert_int_equal(f.proof_0_2.reasons, 0);
    }
}

/* The neck takes all strain, the rest springs back. */
static void a_neck_outside_the_extensometer_gives_no_elongation(void **state)
{
    (void)state;
    synthetic_voce(&curve, &copper_law, 400, 4000);
    size_t peak = 0;
    for (size_t i = 0; i < curve.count; i++)
        if (curve.stress[i] > curve.stress[peak]) peak = i;
    const double e = curve.strain[peak], s = curve.stress[peak];
    for (size_t i = peak; i < curve.count; i++) {
        curve.stress[i] = s * (1 - 0.3 * (double)(i - peak) / (double)(curve.count - peak));
        curve.strain[i] = e - (s - curve.stress[i]) / copper_law.modulus;
    }
    synthetic_break(&curve);
    const cupel_tensile_figures f = evaluate();
    not_judged(&f.elongation, CUPEL_TENSILE_OUTSIDE);
    judged(&f.tensile_strength, s, 0.001);
}

/* A grip that slips on the elastic line makes the proof strength doubtful; a stop in which the stress relaxes
 * does not. */
static void what_interrupts_the_test_is_told_apart(void **state)
{
    (void)state;
    synthetic_voce(&curve, &copper_law, 400, 4000);
    for (size_t i = 200; i < curve.count; i++) curve.strain[i] += 0.002;
    for (int i = 200; i < 220; i++) curve.stress[i] = 100e6 * (1 - 0.2 * (220 - i) / 20.0);
    synthetic_break(&curve);
    cupel_tensile_figures f = evaluate();
    assert_true(f.proof_0_2.reasons & CUPEL_TENSILE_DROPS);
    curve.count = 0;
    for (int i = 0; i < 400; i++) synthetic_add(&curve, 0.5e6 * i / 125e9, 0.5e6 * i);
    for (int i = 0; i < 4000; i++) {
        const double p = 0.25 * i / 3999, s = voce_stress(&copper_law, p);
        synthetic_add(&curve, s / 125e9 + p, s);
        for (int k = 0; i == 800 && k < 200; k++)
            synthetic_add(&curve, s / 125e9 + p, s * (1 - 0.03 * (1 - exp(-k / 50.0))));
    }
    synthetic_break(&curve);
    f = evaluate();
    assert_int_equal(f.holds, 1);
    assert_int_equal(f.drops, 0);
    assert_int_equal(f.elongation.reasons, 0);
    assert_near(f.elongation.value, 0.25, 0.0002);
}

/* Ten times as many samples of the strain below Rp0.2 than behind it, and the stress of the higher speed. */
static void a_change_of_speed_is_told(void **state)
{
    (void)state;
    curve.count = 0;
    for (int i = 0; i < 400; i++) synthetic_add(&curve, 0.5e6 * i / 125e9, 0.5e6 * i);
    for (double p = 0; p < 0.25; p += p < 0.005 ? 1e-5 : 3e-4) {
        const double s = voce_stress(&copper_law, p) * (p < 0.005 ? 1 : 1.01);
        synthetic_add(&curve, s / 125e9 + p, s);
    }
    const double e = curve.strain[curve.count - 1];
    synthetic_break(&curve);
    cupel_tensile_curve c = synthetic_view(&curve);
    c.time = curve.time;
    const cupel_tensile_options o = cupel_tensile_defaults();
    const cupel_tensile_figures f = evaluate_as(&c, &o);
    assert_int_equal(f.speed_steps, 1);
    assert_near(f.speed_step_strain, 0.0067, 0.001);
    judged(&f.proof_0_2, voce_stress(&copper_law, 0.002), 0.001);
    not_judged(&f.upper_yield, CUPEL_TENSILE_NO_YIELD_POINT);
    assert_near(f.total_elongation.value, e, 1e-6);
}

/* r = 0.8: true plastic width strain is -r/(1 + r) of the length's. */
static void strain_ratio_by_the_width(void **state)
{
    (void)state;
    const double r = 0.8, nu = 0.34;
    synthetic_voce(&curve, &copper_law, 400, 4500);
    synthetic_break(&curve);
    for (size_t i = 0; i < curve.count; i++) {
        const double e = curve.strain[i], elastic = curve.stress[i] * (1 + e) / copper_law.modulus;
        curve.width[i] = expm1(-nu * elastic - r / (1 + r) * (log1p(e) - elastic));
    }
    cupel_tensile_curve c = synthetic_view(&curve);
    c.width_strain = curve.width;
    const cupel_tensile_options o = cupel_tensile_defaults();
    const cupel_tensile_figures f = evaluate_as(&c, &o);
    judged(&f.strain_ratio, r, 0.002);
    judged(&f.poisson, nu, 0.005);
}

static void rate_at_yield(void **state)
{
    (void)state;
    synthetic_voce(&curve, &copper_law, 400, 4500);
    cupel_tensile_curve c = synthetic_view(&curve);
    c.time = curve.time;
    const cupel_tensile_options o = cupel_tensile_defaults();
    const cupel_tensile_figures f = evaluate_as(&c, &o);
    const double p = 0.002, slope = copper_law.rise * copper_law.rate * exp(-copper_law.rate * p);
    judged(&f.yield_rate, copper_law.fracture / 4499 / 0.02 * (1 + slope / copper_law.modulus), 0.01);
    curve.time[1000] = 3; /* a step back is told and does not matter elsewhere */
    assert_int_equal(evaluate_as(&c, &o).time_steps_back, 1);
}

static void few_samples_are_doubted(void **state)
{
    (void)state;
    synthetic_voce(&curve, &copper_law, 30, 300);
    synthetic_break(&curve);
    const cupel_tensile_figures f = evaluate();
    assert_true(f.slope.reasons & CUPEL_TENSILE_FEW_SAMPLES);
    judged(&f.proof_0_2, voce_stress(&copper_law, 0.002), 0.005);
    assert_near(f.elongation.value, copper_law.fracture, 0.001);
    assert_true(f.elongation.noise > 1e-4);
}

/* Of noisy curves about 95 % lie within two standard uncertainties; 182 of 200 or fewer have a chance of
 * 1e-2, and uncertainties three times too large would cover them all within a fifth. */
static void uncertainties_cover_the_scatter(void **state)
{
    (void)state;
    const voce_law *v = &copper_law;
    const double truth[] = {voce_stress(v, 0.002), voce_stress(v, voce_uniform(v)), voce_uniform(v),
                            v->modulus};
    static const double noises[][2] = {{0.1e6, 0}, {0.7e6, 1e-5}, {0.3e6, 3e-5}};
    for (size_t k = 0; k < 3; k++) {
        int covered[4] = {0};
        double squares[4] = {0}, claimed[4] = {0};
        for (uint64_t seed = 1; seed <= 200; seed++) {
            synthetic_voce(&curve, v, 400, 2500);
            synthetic_break(&curve);
            synthetic_noise(&curve, seed + 1000 * k, noises[k][0], noises[k][1]);
            const cupel_tensile_figures f = evaluate();
            const double found[] = {f.proof_0_2.value, f.tensile_strength.value, f.uniform.value,
                                    f.slope.value};
            const double noise[] = {f.proof_0_2.noise, f.tensile_strength.noise, f.uniform.noise,
                                    f.slope.noise};
            for (int i = 0; i < 4; i++) {
                covered[i] += fabs(found[i] - truth[i]) <= 2 * noise[i];
                squares[i] += (found[i] - truth[i]) * (found[i] - truth[i]) / 200;
                claimed[i] += noise[i] / 200;
            }
        }
        for (int i = 0; i < 4; i++)
            if (covered[i] < 183 || claimed[i] > 2.5 * sqrt(squares[i]))
                fail_msg("noise %zu, figure %d: %d of 200 covered, claimed %.4g, found %.4g", k, i,
                         covered[i], claimed[i], sqrt(squares[i]));
    }
}

static void draws_do_not_depend_on_threads_and_agree_with_the_noise(void **state)
{
    (void)state;
    enum { DRAWS = 400 };
    static double one[DRAWS][CUPEL_TENSILE_DRAWN], three[DRAWS][CUPEL_TENSILE_DRAWN];
    synthetic_voce(&curve, &copper_law, 400, 2500);
    synthetic_break(&curve);
    synthetic_noise(&curve, 5, 0.7e6, 1e-5);
    const cupel_tensile_curve c = synthetic_view(&curve);
    const cupel_tensile_options o = cupel_tensile_defaults();
    const cupel_tensile_inputs none = {0}, force = {.force = 0.01};
    assert_int_equal(cupel_tensile_draw(&c, &o, &none, DRAWS, 7, 1, one[0], NULL), CUPEL_OK);
    assert_int_equal(cupel_tensile_draw(&c, &o, &none, DRAWS, 7, 3, three[0], NULL), CUPEL_OK);
    assert_memory_equal(one, three, sizeof one);
    const cupel_tensile_figures f = evaluate();
    const double noise[] = {f.slope.noise, f.proof_0_2.noise, f.tensile_strength.noise};
    for (int k = 0; k < 3; k++) {
        double sum = 0, squares = 0;
        for (int i = 0; i < DRAWS; i++) sum += one[i][k] / DRAWS;
        for (int i = 0; i < DRAWS; i++) squares += (one[i][k] - sum) * (one[i][k] - sum) / DRAWS;
        assert_true(sqrt(squares) > 0.6 * noise[k] && sqrt(squares) < 1.7 * noise[k]);
    }
    assert_int_equal(cupel_tensile_draw(&c, &o, &force, DRAWS, 7, 2, three[0], NULL), CUPEL_OK);
    double sum = 0, squares = 0;
    for (int i = 0; i < DRAWS; i++) sum += three[i][2] / DRAWS;
    for (int i = 0; i < DRAWS; i++) squares += (three[i][2] - sum) * (three[i][2] - sum) / DRAWS;
    assert_relative(sqrt(squares) / sum, 0.01, 0.1);
}

static void wrong_options_and_empty_curves_are_refused(void **state)
{
    (void)state;
    synthetic_voce(&curve, &copper_law, 100, 100);
    cupel_tensile_curve c = synthetic_view(&curve);
    cupel_tensile_options o = cupel_tensile_defaults();
    cupel_tensile_figures f;
    cupel_error error = {0};
    o.slope_window[0] = 0.5;
    assert_int_equal(cupel_tensile_evaluate(&c, &o, NULL, &f, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "slope window"));
    o = cupel_tensile_defaults();
    c.count = 5;
    assert_int_equal(cupel_tensile_evaluate(&c, &o, NULL, &f, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "5 samples"));
    c.count = 0;
    assert_int_equal(cupel_tensile_evaluate(&c, &o, NULL, &f, &error), CUPEL_EINVAL);
    c.count = 100;
    for (size_t i = 0; i < 100; i++) curve.stress[i] = 0, curve.strain[i] = (double)i;
    assert_int_equal(cupel_tensile_evaluate(&c, &o, NULL, &f, &error), CUPEL_EINVAL);
    for (size_t i = 0; i < 100; i++) curve.stress[i] = 1e6; /* no slope at all */
    f = evaluate_as(&c, &o);
    not_judged(&f.proof_0_2, CUPEL_TENSILE_NO_SLOPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proof_strength_of_ramberg_and_osgood),
        cmocka_unit_test(figures_of_a_voce_law_with_noise),
        cmocka_unit_test(noise_of_the_strain_does_not_bend_the_line),
        cmocka_unit_test(exponent_of_hollomon_by_plastic_and_by_total_strain),
        cmocka_unit_test(exponent_of_soft_metal_is_in_doubt),
        cmocka_unit_test(yield_point_of_a_law_with_one),
        cmocka_unit_test(the_initial_transient_is_left_out),
        cmocka_unit_test(noise_alone_makes_no_yield_point),
        cmocka_unit_test(the_foot_of_the_curve_is_not_measured),
        cmocka_unit_test(compliance_in_series_changes_the_slope_only),
        cmocka_unit_test(masked_missing_repeated_and_stray_samples_do_no_harm),
        cmocka_unit_test(a_record_that_ends_early_has_no_elongation),
        cmocka_unit_test(an_unloaded_specimen_is_not_a_broken_one),
        cmocka_unit_test(a_removed_extensometer_is_seen),
        cmocka_unit_test(slipping_grips_are_seen),
        cmocka_unit_test(the_slope_is_taken_from_a_loop_where_nothing_is_straight),
        cmocka_unit_test(a_change_of_speed_is_told),
        cmocka_unit_test(what_interrupts_the_test_is_told_apart),
        cmocka_unit_test(a_neck_outside_the_extensometer_gives_no_elongation),
        cmocka_unit_test(an_extensometer_that_slips_is_seen),
        cmocka_unit_test(a_top_that_is_not_there_is_doubted),
        cmocka_unit_test(strain_ratio_by_the_width),
        cmocka_unit_test(rate_at_yield),
        cmocka_unit_test(few_samples_are_doubted),
        cmocka_unit_test(uncertainties_cover_the_scatter),
        cmocka_unit_test(draws_do_not_depend_on_threads_and_agree_with_the_noise),
        cmocka_unit_test(wrong_options_and_empty_curves_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
