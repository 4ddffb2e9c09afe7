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
#include "tensile_curves.h"

/* The evaluation of tensile tests as a whole: from channels and specimen to judged figures. */

static synthetic_curve curve;
static double force[CURVE_MOST], extension[CURVE_MOST];

static const double thickness = 1.2e-3, width = 12.5e-3, gauge = 50e-3;

static double rm(void)
{
    return voce_stress(&copper_law, voce_uniform(&copper_law));
}

static void make_copper(uint64_t seed)
{
    synthetic_voce(&curve, &copper_law, 400, 4500);
    synthetic_break(&curve);
    if (seed) synthetic_noise(&curve, seed, 0.07e6, 1e-6);
}

/* Force and extension of the curve in hand. */
static made_test *strip(void)
{
    static made_test made;
    memset(&made, 0, sizeof made);
    for (size_t i = 0; i < curve.count; i++) {
        force[i] = curve.stress[i] * thickness * width;
        extension[i] = curve.strain[i] * gauge;
    }
    made_channel(&made, "time", "s", curve.time, curve.count);
    made_channel(&made, "force", "N", force, curve.count);
    made_channel(&made, "extension", "m", extension, curve.count);
    made_specimen(&made, "thickness", "m", thickness, 2e-6);
    made_specimen(&made, "width", "m", width, 10e-6);
    made_specimen(&made, "gauge_length", "m", gauge, NAN);
    return &made;
}

static void is_refused(const evaluated *e, const char *name, const char *words)
{
    assert_flag(e, name, "not judged: ");
    assert_flag(e, name, words);
}

static void a_strip_of_copper_is_judged(void **state)
{
    (void)state;
    make_copper(3);
    evaluated e = evaluate("tensile", &strip()->test, NULL);
    static const char *const good[] = {
        "youngs_modulus",       "proof_strength_0_1",   "proof_strength_0_2",
        "proof_strength_1_0",   "tensile_strength",     "uniform_elongation",
        "elongation",           "total_elongation",     "strain_hardening_exponent",
        "strength_coefficient", "strain_rate_at_yield", "total_extension_strength_0_5"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_flag(&e, good[i], "ok");
    assert_figure(&e, "proof_strength_0_2", voce_stress(&copper_law, 0.002), 0.002);
    assert_figure(&e, "tensile_strength", rm(), 0.001);
    assert_figure(&e, "elongation", copper_law.fracture, 0.001);
    assert_figure(&e, "uniform_elongation", voce_uniform(&copper_law), 0.01);
    assert_figure(&e, "youngs_modulus", copper_law.modulus, 0.01);
    is_refused(&e, "apparent_modulus", "youngs_modulus");
    is_refused(&e, "upper_yield_strength", "yields continuously");
    is_refused(&e, "plastic_strain_ratio", "no strain of the width");
    /* class 1 machine, and the dimensions of the specimen */
    const double relative = sqrt(1e-4 / 3 + pow(2e-6 / thickness, 2) + pow(10e-6 / width, 2));
    assert_figure(&e, "tensile_strength_uncertainty", relative * rm(), 0.01);
    assert_figure(&e, "elongation_uncertainty", copper_law.fracture * 0.01 / sqrt(3), 0.02);
    const cupel_result_value *flow = cupel_results_find(e.results, "true_stress");
    const cupel_result_value *plastic = cupel_results_find(e.results, "true_plastic_strain");
    assert_true(flow->count > 120 && flow->count == plastic->count);
    for (size_t i = 0; i < flow->count;
         i += 40) { /* engineering plastic strain p of the law, from the true one */
        double p = plastic->values[i];
        for (int k = 0; k < 50; k++) {
            const double r = voce_stress(&copper_law, p), total = p + r / copper_law.modulus;
            p += plastic->values[i] - (log1p(total) - r * (1 + total) / copper_law.modulus);
        }
        const double r = voce_stress(&copper_law, p);
        assert_true(fabs(flow->values[i] / (r * (1 + p + r / copper_law.modulus)) - 1) < 0.003);
    }
    evaluated_end(&e);
}

/* Row 23 of the validation table: foil of 35.2 um +- 0.3 um, 12.7 mm +- 0.02 mm, class 0.5. */
static void uncertainty_of_foil_is_that_of_its_thickness(void **state)
{
    (void)state;
    make_copper(1);
    made_test *t = strip();
    t->test.specimen_count = 0;
    for (size_t i = 0; i < curve.count; i++) force[i] *= 35.2e-6 * 12.7e-3 / (thickness * width);
    made_specimen(t, "thickness", "m", 35.2e-6, 0.3e-6);
    made_specimen(t, "width", "m", 12.7e-3, 0.02e-3);
    made_specimen(t, "gauge_length", "m", gauge, NAN);
    evaluated e = evaluate("tensile", &t->test, "{force_class: 0.5}");
    const double u =
        evaluated_number(&e, "tensile_strength_uncertainty") / evaluated_number(&e, "tensile_strength");
    assert_true(fabs(u - 0.00914) < 0.02 * 0.00914);
    assert_flag(&e, "tensile_strength", "doubtful: the thickness of foil is not by its mass");
    assert_flag(&e, "elongation", "ok"); /* which has no thickness in it */
    evaluated_end(&e);
    e = evaluate("tensile", &t->test, "{force_class: 0.5, thickness_by: micrometer}");
    assert_flag(&e, "tensile_strength", "ok");
    evaluated_end(&e);
}

/* A micrometer that reads 25 % too thick does no harm to what was weighed. */
static void foil_is_weighed(void **state)
{
    (void)state;
    make_copper(1);
    made_test *t = strip();
    const double real = thickness * width / 12.7e-3;
    t->test.specimen_count = 0;
    made_specimen(t, "thickness", "m", 35e-6 * 1.25, NAN);
    made_specimen(t, "width", "m", 12.7e-3, 0.02e-3);
    made_specimen(t, "mass_per_area", "kg m-2", real * 8909, NAN);
    made_specimen(t, "density", "kg m-3", 8909, NAN);
    made_specimen(t, "gauge_length", "m", gauge, NAN);
    evaluated e = evaluate("tensile", &t->test, NULL);
    assert_figure(&e, "tensile_strength", rm(), 0.001);
    assert_figure(&e, "thickness", real, 1e-9);
    assert_flag(&e, "tensile_strength", "ok");
    evaluated_end(&e);
    /* the metal tells the density, if need be */
    static const cupel_pair copper = {"material", "Cu-ETP"};
    t->specimen[3] = t->specimen[4];
    t->test.specimen_count = 4;
    t->test.specimen_texts = &copper;
    t->test.specimen_text_count = 1;
    e = evaluate("tensile", &t->test, NULL);
    assert_figure(&e, "tensile_strength", rm(), 0.001);
    evaluated_end(&e);
}

static void crosshead_travel_gives_no_modulus(void **state)
{
    (void)state;
    make_copper(2);
    made_test *t = strip();
    for (size_t i = 0; i < curve.count; i++) extension[i] += force[i] / 20e6; /* of the machine */
    t->channels[2].name = "displacement";
    made_specimen(t, "parallel_length", "m", gauge, NAN);
    evaluated e = evaluate("tensile", &t->test, NULL);
    is_refused(&e, "youngs_modulus", "crosshead travel");
    assert_true(evaluated_number(&e, "apparent_modulus") < 0.8 * copper_law.modulus);
    assert_flag(&e, "apparent_modulus", "doubtful");
    assert_flag(&e, "elongation", "doubtful: the strain is crosshead travel");
    assert_flag(&e, "tensile_strength", "ok");
    assert_figure(&e, "proof_strength_0_2", voce_stress(&copper_law, 0.002), 0.003);
    assert_figure(&e, "elongation", copper_law.fracture, 0.002);
    evaluated_end(&e);
    e = evaluate("tensile", &t->test, "{machine_compliance: 5e-8 m/N}");
    assert_figure(&e, "apparent_modulus", copper_law.modulus, 0.01);
    evaluated_end(&e);
}

static void tension_may_be_negative(void **state)
{
    (void)state;
    make_copper(1);
    made_test *t = strip();
    for (size_t i = 0; i < curve.count; i++) force[i] = -force[i];
    evaluated e = evaluate("tensile", &t->test, NULL);
    assert_figure(&e, "tensile_strength", rm(), 0.001);
    assert_non_null(strstr(cupel_results_find(e.results, "remarks")->label, "sign of the force was turned"));
    evaluated_end(&e);
}

static void without_a_cross_section_there_are_elongations_only(void **state)
{
    (void)state;
    make_copper(1);
    made_test *t = strip();
    t->test.specimen_count = 0;
    made_specimen(t, "gauge_length", "m", gauge, NAN);
    evaluated e = evaluate("tensile", &t->test, NULL);
    is_refused(&e, "tensile_strength", "no cross-section");
    is_refused(&e, "youngs_modulus", "no cross-section");
    is_refused(&e, "strength_coefficient", "no cross-section");
    assert_figure(&e, "elongation", copper_law.fracture, 0.001);
    assert_flag(&e, "elongation", "ok");
    assert_false(cupel_results_find(e.results, "stress")->present);
    evaluated_end(&e);
}

static void without_a_strain_there_is_a_strength_only(void **state)
{
    (void)state;
    make_copper(1);
    made_test *t = strip();
    t->test.channel_count = 2;
    evaluated e = evaluate("tensile", &t->test, NULL);
    assert_figure(&e, "tensile_strength", rm(), 0.001);
    assert_flag(&e, "tensile_strength", "ok");
    is_refused(&e, "elongation", "no strain");
    is_refused(&e, "proof_strength_0_2", "no strain");
    is_refused(&e, "youngs_modulus", "no strain");
    evaluated_end(&e);
}

static void overloaded_samples_are_left_out(void **state)
{
    (void)state;
    static unsigned char mask[CURVE_MOST];
    make_copper(1);
    made_test *t = strip();
    memset(mask, 0, sizeof mask);
    for (size_t i = 100; i < 4800; i += 59) mask[i] = CUPEL_SAMPLE_OVERLOAD, force[i] = NAN;
    t->channels[1].mask = mask;
    evaluated e = evaluate("tensile", &t->test, NULL);
    assert_figure(&e, "proof_strength_0_2", voce_stress(&copper_law, 0.002), 0.003);
    const cupel_result_value *record = cupel_results_find(e.results, "record");
    assert_string_equal(record->columns[0].texts[2], "samples masked or missing");
    assert_true(record->columns[1].values[2] == 80);
    evaluated_end(&e);
}

static void travel_goes_on_for_a_removed_extensometer_when_asked(void **state)
{
    (void)state;
    static double travel[CURVE_MOST];
    make_copper(0);
    made_test *t = strip();
    for (size_t i = 0; i < curve.count; i++) {
        travel[i] = curve.strain[i < 4900 ? i : 4899] * 75e-3 + force[i] / 30e6;
        if (i >= 1600) extension[i] = extension[1599];
    }
    made_channel(t, "displacement", "m", travel, curve.count);
    made_specimen(t, "parallel_length", "m", 75e-3, NAN);
    evaluated e = evaluate("tensile", &t->test, NULL);
    is_refused(&e, "elongation", "the strain stops");
    is_refused(&e, "uniform_elongation", "the strain stops");
    assert_figure(&e, "tensile_strength", rm(), 0.001);
    assert_flag(&e, "proof_strength_0_2", "ok");
    evaluated_end(&e);
    e = evaluate("tensile", &t->test, "{combine_travel: true}");
    assert_flag(&e, "elongation", "doubtful");
    assert_flag(&e, "elongation", "crosshead travel");
    assert_figure(&e, "elongation", copper_law.fracture, 0.01);
    evaluated_end(&e);
}

static void a_yield_point_takes_the_place_of_proof_strength(void **state)
{
    (void)state;
    synthetic_yield_point(&curve, &steel_law);
    synthetic_break(&curve);
    evaluated e = evaluate("tensile", &strip()->test, NULL);
    assert_figure(&e, "upper_yield_strength", steel_law.upper, 1e-6);
    assert_figure(&e, "lower_yield_strength", steel_law.lower, 1e-6);
    assert_figure(&e, "yield_point_elongation", steel_law.plateau, 0.02);
    is_refused(&e, "proof_strength_0_2", "yields discontinuously");
    evaluated_end(&e);
}

static void width_gives_the_plastic_strain_ratio(void **state)
{
    (void)state;
    static double across[CURVE_MOST];
    const double r = 1.2, nu = 0.34;
    make_copper(0);
    for (size_t i = 0; i < curve.count; i++) {
        const double e = curve.strain[i], elastic = curve.stress[i] * (1 + e) / copper_law.modulus;
        across[i] = width * expm1(-nu * elastic - r / (1 + r) * (log1p(e) - elastic));
    }
    made_test *t = strip();
    made_channel(t, "width_change", "m", across, curve.count);
    evaluated e = evaluate("tensile", &t->test, "{extensometer_class: 0.5, width_extensometer_class: 1}");
    assert_figure(&e, "plastic_strain_ratio", r, 0.002);
    assert_figure(&e, "poisson_ratio", nu, 0.01);
    assert_flag(&e, "plastic_strain_ratio", "ok");
    assert_figure(&e, "plastic_strain_ratio_uncertainty", r * (1 + r) * hypot(0.5, 1) / 100 / sqrt(3), 0.05);
    evaluated_end(&e);
}

static void options_give_more_proof_strengths_and_another_gauge_length(void **state)
{
    (void)state;
    make_copper(0);
    evaluated e =
        evaluate("tensile", &strip()->test, "{proof_strains: [0.0005, 0.02], converted_gauge_length: 80 mm}");
    const cupel_result_value *more = cupel_results_find(e.results, "proof_strengths");
    assert_int_equal(more->count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(fabs(more->columns[1].values[i] / voce_stress(&copper_law, more->columns[0].values[i]) -
                         1) < 1e-3);
    /* a longer gauge length has less of the neck */
    assert_figure(&e, "elongation_converted", copper_law.fracture * pow(50.0 / 80, 0.4), 0.001);
    assert_flag(&e, "elongation_converted", "doubtful");
    evaluated_end(&e);
}

static void a_modulus_that_no_metal_has_is_doubted(void **state)
{
    (void)state;
    make_copper(0);
    made_test *t = strip();
    for (size_t i = 0; i < curve.count; i++) extension[i] *= 100;
    evaluated e = evaluate("tensile", &t->test, NULL);
    assert_flag(&e, "youngs_modulus", "not that of a metal");
    assert_flag(&e, "tensile_strength", "not that of a metal");
    evaluated_end(&e);
}

/* 12.5 cm for 12.5 mm: ten times less of stress, and a modulus that lead might have. */
static void a_width_in_a_wrong_unit_is_doubted(void **state)
{
    (void)state;
    static const char *const stresses[] = {"proof_strength_0_2", "tensile_strength", "youngs_modulus"};
    make_copper(1);
    evaluated e = evaluate("tensile", &strip()->test, "{width: 12.5 cm}");
    for (size_t i = 0; i < 3; i++) assert_flag(&e, stresses[i], "is its unit right");
    assert_flag(&e, "elongation", "ok");
    evaluated_end(&e);
    e = evaluate("tensile", &strip()->test, "{thickness: 12 mm}"); /* no width gives this away */
    for (size_t i = 0; i < 3; i++) assert_flag(&e, stresses[i], "not that of a metal");
    evaluated_end(&e);
}

static void draws_agree_with_the_budget(void **state)
{
    (void)state;
    make_copper(4);
    evaluated e = evaluate("tensile", &strip()->test, "{draws: 2000}");
    const cupel_result_value *drawn = cupel_results_find(e.results, "monte_carlo");
    assert_true(drawn->count >= 10);
    for (size_t i = 0; i < drawn->count; i++) {
        const char *name = drawn->columns[0].texts[i];
        char of[160];
        snprintf(of, sizeof of, "%s_uncertainty", name);
        const double budget = evaluated_number(&e, of), deviation = drawn->columns[2].values[i];
        /* in that of n and K is also how well the law follows the curve, which no draw changes */
        const bool of_a_law = strncmp(name, "str", 3) == 0;
        if (!(deviation < 1.5 * budget && (of_a_law || deviation > 0.3 * budget)))
            fail_msg("%s: %.4g by draws, %.4g by the budget", name, deviation, budget);
        if (strcmp(name, "tensile_strength") == 0 || strcmp(name, "elongation") == 0)
            assert_true(fabs(deviation / budget - 1) < 0.06);
    }
    evaluated_end(&e);
}

static void options_refused(const char *options, const char *words)
{
    cupel_arena *arena = cupel_arena_new();
    cupel_diagnostics diagnostics = {0};
    const cupel_node *node = cupel_document_parse(options, strlen(options), "options", arena, &diagnostics);
    cupel_binding binding = {.arena = arena, .diagnostics = &diagnostics};
    cupel_table_bind(cupel_evaluation_tensile.model.parameters, node, NULL, NULL, &binding);
    if (diagnostics.count != 1 || !strstr(diagnostics.entries[0].text, words))
        fail_msg("%s: \"%s\", not \"%s\"", options, diagnostics.count ? diagnostics.entries[0].text : "",
                 words);
    cupel_diagnostics_free(&diagnostics);
    cupel_arena_free(arena);
}

static void options_are_checked(void **state)
{
    (void)state;
    options_refused("{slope_window: [0.5, 0.3]}", "slope_window must rise");
    options_refused("{slope_method: given}", "needs youngs_modulus");
    options_refused("{n_points: 3}", "n_points");
    options_refused("{youngs_modulus: 70 GPa}", "slope_method given");
}

static void a_test_without_a_force_is_refused(void **state)
{
    (void)state;
    make_copper(1);
    made_test *t = strip();
    t->test.channel_count = 1;
    assert_refused("tensile", t, NULL, "needs a column \"force\" or \"stress\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_strip_of_copper_is_judged),
        cmocka_unit_test(uncertainty_of_foil_is_that_of_its_thickness),
        cmocka_unit_test(foil_is_weighed),
        cmocka_unit_test(crosshead_travel_gives_no_modulus),
        cmocka_unit_test(tension_may_be_negative),
        cmocka_unit_test(without_a_cross_section_there_are_elongations_only),
        cmocka_unit_test(without_a_strain_there_is_a_strength_only),
        cmocka_unit_test(overloaded_samples_are_left_out),
        cmocka_unit_test(travel_goes_on_for_a_removed_extensometer_when_asked),
        cmocka_unit_test(a_yield_point_takes_the_place_of_proof_strength),
        cmocka_unit_test(width_gives_the_plastic_strain_ratio),
        cmocka_unit_test(options_give_more_proof_strengths_and_another_gauge_length),
        cmocka_unit_test(a_modulus_that_no_metal_has_is_doubted),
        cmocka_unit_test(a_width_in_a_wrong_unit_is_doubted),
        cmocka_unit_test(draws_agree_with_the_budget),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(a_test_without_a_force_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
