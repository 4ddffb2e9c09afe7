/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "model/registry.h"
#include "run_model.h"

#define INVERTER                                                                                             \
    "material: 6063-T5\nbase_width: 120 mm\npower: 180 W\nambient_temperature: 45 degC\n"                    \
    "convection: forced\nmaximum_fin_height: 50 mm\nmaximum_base_temperature: 80 degC\n"                     \
    "minimum_fin_count: 14\nmaximum_fin_count: 34\n"
#define BASE   "base_length: 150 mm\nbase_thickness: 6 mm\n"
#define DUCT   "flow_rate: 20 l/s\nmaximum_pressure_drop: 60 Pa\n"
#define MODULE "source_size: [60 mm, 50 mm]\n"

static model_run run(const char *yaml)
{
    model_run r = model_run_start(&cupel_model_heat_sink_design, yaml, 1);
    if (r.status) fail_msg("%s", r.error.text);
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    return r;
}

static const cupel_result_value *column(const model_run *r, const char *table, size_t n)
{
    return &cupel_results_find(r->results, table)->columns[n];
}

static void best_three_are_verified(void **state)
{
    (void)state;
    model_run r = run(INVERTER BASE DUCT MODULE);
    assert_int_equal(cupel_results_find(r.results, "verification")->count, 3);
    const double best = model_run_number(&r, "source_temperature");
    assert_true(column(&r, "verification", 0)->values[0] == model_run_number(&r, "fin_count"));
    assert_true(column(&r, "verification", 1)->values[0] == best);
    for (size_t n = 0; n < 3; n++) {
        assert_true(fabs(column(&r, "verification", 3)->values[n]) < 0.1);
        assert_true(column(&r, "verification", 8)->values[n] < 1e-8);
    }
    assert_true(best > model_run_number(&r, "base_temperature"));
    assert_near(model_run_number(&r, "thermal_resistance"), (best - 318.15) / 180, 1e-12);
    model_run_end(&r);
}

/* What is proportional is known: the mass goes with the length, and what the base weighs is the rest of the
 * fins. */
static void sensitivities_of_mass_are_shares(void **state)
{
    (void)state;
    model_run r = run(INVERTER BASE DUCT MODULE "verify: false\n");
    const cupel_result_value *names = column(&r, "sensitivities", 0);
    double fins = NAN, base = NAN;
    for (size_t n = 0; n < cupel_results_find(r.results, "sensitivities")->count; n++) {
        const double resistance = column(&r, "sensitivities", 1)->values[n],
                     mass = column(&r, "sensitivities", 2)->values[n];
        const char *name = names->texts[n];
        if (strcmp(name, "base_length") == 0) assert_near(mass, 1, 1e-9);
        if (strcmp(name, "fin_height") == 0) fins = mass;
        if (strcmp(name, "base_thickness") == 0) base = mass;
        if (strcmp(name, "conductivity") == 0) assert_true(resistance < 0 && resistance > -1 && mass == 0);
        if (strcmp(name, "flow_rate") == 0) assert_true(resistance < 0 && mass == 0);
        assert_string_not_equal(name, "emissivity");
    }
    assert_near(fins + base, 1, 1e-4);
    assert_null(cupel_results_find(r.results, "verification")->columns[0].values);
    model_run_end(&r);
}

static void castings_are_drafted(void **state)
{
    (void)state;
    model_run r = run(INVERTER BASE DUCT "process: die_cast\nverify: false\nmaximum_fin_thickness: 6 mm\n");
    const double taper = model_run_number(&r, "fin_height") * tan(1.5 * acos(-1) / 180);
    assert_true(model_run_number(&r, "tip_thickness") >= 1.5e-3 * (1 - 1e-9));
    assert_near(model_run_number(&r, "root_thickness") - model_run_number(&r, "tip_thickness"), 2 * taper,
                1e-9);
    model_run_end(&r);
}

static void fan_gives_the_flow(void **state)
{
    (void)state;
    model_run r =
        run(INVERTER BASE "verify: false\n"
                          "fan_curve: [[0, 120 Pa], [20 l/s, 80 Pa], [30 l/s, 45 Pa], [40 l/s, 0]]\n");
    assert_true(model_run_number(&r, "flow_rate") > 0.02 && model_run_number(&r, "flow_rate") < 0.04);
    assert_true(model_run_number(&r, "pressure_drop") < 80);
    model_run_end(&r);
}

static void refused(const char *yaml, const char *words)
{
    model_run_refused(&cupel_model_heat_sink_design, yaml, words);
}

static void wrong_words_are_refused(void **state)
{
    (void)state;
    refused(INVERTER BASE, "flow_rate and fan_curve");
    refused(INVERTER BASE DUCT "fan_curve: [[0, 100], [0.1, 0]]\n", "flow_rate and fan_curve");
    refused(INVERTER BASE DUCT "maximum_base_thickness: 9 mm\n", "needs source_size");
    refused(INVERTER BASE DUCT "source_size: [200 mm, 50 mm]\n", "must not be larger");
    refused(INVERTER BASE DUCT "maximum_base_length: 100 mm\n", "must not be below");
    refused(INVERTER "base_length: 150 mm\nbase_thickness: 0\n" DUCT MODULE, "base_thickness above 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_three_are_verified), cmocka_unit_test(sensitivities_of_mass_are_shares),
        cmocka_unit_test(castings_are_drafted),    cmocka_unit_test(fan_gives_the_flow),
        cmocka_unit_test(wrong_words_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
