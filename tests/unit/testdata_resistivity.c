/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cupel/resistivity.h"
#include "evaluate.h"
#include "near.h"
#include "testdata/inputs.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
enum { N = 40 };

/* A copper wire of 1 mm and 0.5 m between the probes: what a tester would write. */
typedef struct bench {
    double voltage[N], current[N], temperature[N];
    cupel_channel channels[3];
    cupel_property specimen[4], conditions[2];
    cupel_pair texts[1];
    cupel_test test;
} bench;

static const double pi = 3.14159265358979323846;

static void set_up(bench *b, double rho, double emf, double noise, size_t seed)
{
    const double r = rho * 0.5 / (0.25 * pi * 1e-6);
    cupel_stream stream = cupel_stream_of(5, seed);
    for (int i = 0; i < N; i++) {
        b->current[i] = (0.2 + 0.2 * (i / 2 % 5)) * (i % 2 ? -1 : 1);
        b->voltage[i] = r * b->current[i] + emf + noise * cupel_stream_normal(&stream);
        b->temperature[i] = 298.15;
    }
    b->channels[0] = (cupel_channel){.name = "voltage", .unit = "V", .count = N, .values = b->voltage};
    b->channels[1] = (cupel_channel){.name = "current", .unit = "A", .count = N, .values = b->current};
    b->channels[2] =
        (cupel_channel){.name = "temperature", .unit = "K", .count = N, .values = b->temperature};
    b->specimen[0] = (cupel_property){"diameter", "m", 1e-3, 1e-6, false, "test"};
    b->specimen[1] = (cupel_property){"gauge_length", "m", 0.5, 1e-4, false, "test"};
    b->conditions[0] = (cupel_property){"test_temperature", "K", 298.15, 0.1, false, "test"};
    b->texts[0] = (cupel_pair){"material", "C11000"};
    b->test = (cupel_test){.kind = "resistivity",
                           .specimen = b->specimen,
                           .specimen_count = 2,
                           .specimen_texts = b->texts,
                           .specimen_text_count = 1,
                           .conditions = b->conditions,
                           .condition_count = 1,
                           .channels = b->channels,
                           .channel_count = 3};
}

/* rho at T of a copper alloy with rho_20, alpha_20 = 0.00393 IACS/100 */
static double at(double rho20, double temperature)
{
    const double iacs = 1.0 / 58e6 / rho20;
    return rho20 * (1 + 0.00393 * iacs * (temperature - 293.15));
}

static void an_annealed_wire_has_100_percent(void **state)
{
    (void)state;
    bench b;
    set_up(&b, at(1 / 58e6, 298.15), 2e-6, 0, 0);
    evaluated e = evaluate("resistivity", &b.test, NULL);
    assert_relative(evaluated_number(&e, "iacs"), 100.0, 1e-9);
    assert_relative(evaluated_number(&e, "resistivity_20c"), 1.724137931e-8, 1e-9);
    assert_relative(evaluated_number(&e, "resistivity"), at(1 / 58e6, 298.15), 1e-9);
    assert_relative(evaluated_number(&e, "conductivity"), 1 / at(1 / 58e6, 298.15), 1e-9);
    assert_relative(evaluated_number(&e, "thermal_emf"), 2e-6, 1e-6);
    assert_flag(&e, "iacs", "ok");
    assert_flag(&e, "temperature_coefficient", "not judged: it takes");
    /* diameter 0.1 % counts twice, length 0.02 %, meters 0.02 %, all of rho; 0.3 K and 1 % of 5 K of
     * 0.00393/K */
    const double w = 1 + 5 * 0.00393;
    const double parts[] = {2e-3 * w, 2e-4 * w, 2e-4 * w, 0.3 * 0.00393, 5 * 0.00393 * 0.01};
    double sum = 0;
    for (size_t i = 0; i < COUNT(parts); i++) sum += parts[i] * parts[i];
    assert_relative(evaluated_uncertainty(&e, "iacs"), 100 * sqrt(sum), 1e-4);
    evaluated_end(&e);
}

static void a_guessed_metal_widens_the_uncertainty_where_it_matters(void **state)
{
    (void)state;
    const double slopes = CUPEL_ALUMINIUM_RESISTIVITY_SLOPE - CUPEL_COPPER_RESISTIVITY_SLOPE;
    for (int good = 0; good < 2; good++) {
        bench b;
        const double rho = good ? 1.8e-8 : 3e-8;
        set_up(&b, rho, 0, 0, 0);
        evaluated known = evaluate("resistivity", &b.test, NULL);
        b.test.specimen_text_count = 0;
        evaluated guessed = evaluate("resistivity", &b.test, NULL);
        assert_true(evaluated_number(&guessed, "resistivity_20c") ==
                    evaluated_number(&known, "resistivity_20c"));
        const double more =
            hypot(evaluated_uncertainty(&known, "resistivity_20c"), good ? 0 : 0.5 * slopes * 5);
        assert_relative(evaluated_uncertainty(&guessed, "resistivity_20c"), more, 1e-3);
        evaluated_end(&known);
        evaluated_end(&guessed);
    }
}

static void the_uncertainty_covers_the_truth(void **state)
{
    (void)state;
    /* everything that has an uncertainty is drawn from it: 2u must hold 95 % of the truths */
    size_t inside = 0;
    for (size_t seed = 0; seed < 200; seed++) {
        bench b;
        set_up(&b, at(1 / 50e6, 298.15), 2e-6, 1e-6, seed);
        cupel_stream stream = cupel_stream_of(99, seed);
        b.specimen[0].value += 1e-6 * cupel_stream_normal(&stream);
        b.specimen[1].value += 1e-4 * cupel_stream_normal(&stream);
        const double shift = 0.3 * cupel_stream_normal(&stream);
        for (int i = 0; i < N; i++) b.temperature[i] += shift;
        const double gain = 1 + 0.0002 * cupel_stream_normal(&stream);
        for (int i = 0; i < N; i++) b.voltage[i] *= gain;
        evaluated e = evaluate("resistivity", &b.test, NULL);
        inside +=
            fabs(evaluated_number(&e, "iacs") - 100 * 50. / 58) <= 2 * evaluated_uncertainty(&e, "iacs");
        evaluated_end(&e);
    }
    assert_in_range(inside, 180, 199); /* 191 +- 3 */
}

static void draws_agree_with_the_budget_for_any_threads(void **state)
{
    (void)state;
    bench b;
    set_up(&b, 2e-8, 0, 1e-6, 1);
    evaluated one = evaluate_with("resistivity", &b.test, "{draws: 4000, seed: 9}", 1);
    evaluated two = evaluate_with("resistivity", &b.test, "{draws: 4000, seed: 9}", 2);
    const cupel_result_value *x = cupel_results_find(one.results, "monte_carlo");
    const cupel_result_value *y = cupel_results_find(two.results, "monte_carlo");
    assert_int_equal(x->count, 4);
    for (size_t c = 1; c < 6; c++)
        assert_memory_equal(x->columns[c].values, y->columns[c].values, 4 * sizeof(double));
    assert_relative(x->columns[2].values[0], evaluated_uncertainty(&one, "resistivity_20c"), 0.05);
    evaluated_end(&one);
    evaluated_end(&two);
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    bench b;
    set_up(&b, 2e-8, 0, 0, 0);
    b.test.channel_count = 2;
    b.test.condition_count = 0;
    evaluated e = evaluate("resistivity", &b.test, NULL); /* no temperature */
    assert_flag(&e, "resistivity_20c", "not judged: the temperature");
    assert_flag(&e, "iacs", "not judged: the temperature");
    assert_flag(&e, "resistivity", "ok");
    assert_relative(evaluated_number(&e, "resistivity"), 2e-8, 1e-9);
    evaluated_end(&e);
    e = evaluate("resistivity", &b.test, "{temperature: 20 degC}");
    assert_relative(evaluated_number(&e, "resistivity_20c"), 2e-8, 1e-9);
    evaluated_end(&e);
    b.test.specimen = b.specimen + 1; /* no diameter */
    b.test.specimen_count = 1;
    e = evaluate("resistivity", &b.test, "{temperature: 20 degC}");
    assert_flag(&e, "resistivity_20c", "not judged: the cross-section is not known");
    assert_flag(&e, "resistance", "ok");
    evaluated_end(&e);
    b.test.channel_count = 0;
    e = evaluate_with("resistivity", &b.test, NULL, 1);
    assert_int_equal(e.status, CUPEL_EINVAL);
    assert_non_null(strstr(e.error.text, "voltage and current"));
    evaluated_end(&e);
}

static void heating_emf_and_one_direction_are_doubtful(void **state)
{
    (void)state;
    bench b;
    set_up(&b, 2e-8, 0, 0, 0);
    const double r = 2e-8 * 0.5 / (0.25 * pi * 1e-6);
    for (int i = 0; i < N; i++) b.voltage[i] = r * b.current[i] * (1 + 0.01 * b.current[i] * b.current[i]);
    evaluated e = evaluate("resistivity", &b.test, NULL);
    assert_flag(&e, "iacs", "doubtful: the largest current changes the resistance by 1 %");
    assert_relative(evaluated_number(&e, "resistance"), r, 1e-9);
    evaluated_end(&e);
    set_up(&b, 2e-8, 0.003, 0, 0);
    e = evaluate("resistivity", &b.test, NULL);
    assert_flag(&e, "resistivity_20c", "doubtful: the thermal EMF");
    evaluated_end(&e);
    set_up(&b, 2e-8, 1e-4, 0, 0);
    for (int i = 0; i < N; i++) b.current[i] = 1, b.voltage[i] = r + 1e-4;
    e = evaluate("resistivity", &b.test, NULL);
    assert_flag(&e, "resistivity_20c", "doubtful: one current in one direction");
    evaluated_end(&e);
}

/* First all currents of one direction, then all of the other, while the EMF runs: it ends up in the
 * resistance. Reversed every time it does not. */
static void an_emf_that_runs_is_doubtful(void **state)
{
    (void)state;
    for (int seed = 0; seed < 10; seed++) {
        bench b;
        set_up(&b, 2e-8, 1e-6, 1e-6, (size_t)seed);
        evaluated e = evaluate("resistivity", &b.test, NULL);
        assert_flag(&e, "iacs", "ok");
        evaluated_end(&e);
        const double r = 2e-8 * 0.5 / (0.25 * pi * 1e-6);
        for (int i = 0; i < N; i++) {
            b.voltage[i] -= r * b.current[i];
            b.current[i] = i < N / 2 ? 0.5 : -0.5;
            b.voltage[i] += r * b.current[i] + 1e-5 * i;
        }
        e = evaluate("resistivity", &b.test, NULL);
        assert_flag(&e, "iacs", "the voltage of one current drifts");
        evaluated_end(&e);
    }
}

/* A slip of units by a hundred, and sizes that make it better than silver. */
static void what_no_metal_does_is_doubtful(void **state)
{
    (void)state;
    static const struct {
        double rho;
        const char *flag;
    } slips[] = {{1.724e-6, "doubtful: below 2 %IACS"}, {1.5e-8, "doubtful: no metal conducts better"}};
    for (size_t i = 0; i < COUNT(slips); i++) {
        bench b;
        set_up(&b, slips[i].rho, 0, 0, 0);
        evaluated e = evaluate("resistivity", &b.test, NULL);
        assert_flag(&e, "iacs", slips[i].flag);
        evaluated_end(&e);
    }
}

static void data_over_temperature_give_the_coefficient(void **state)
{
    (void)state;
    double resistance[N], temperature[N];
    for (int i = 0; i < N; i++) {
        temperature[i] = 283.15 + 2 * i;
        resistance[i] = 0.05 * (1 + 0.0031 * (temperature[i] - 293.15));
    }
    const cupel_channel channels[] = {
        {.name = "resistance", .unit = "ohm", .count = N, .values = resistance},
        {.name = "temperature", .unit = "K", .count = N, .values = temperature}};
    const cupel_property specimen[] = {{"area", "m2", 1e-6, 1e-9, false, "test"},
                                       {"length", "m", 2.5, 1e-3, false, "test"}};
    const cupel_test test = {
        .channels = channels, .channel_count = 2, .specimen = specimen, .specimen_count = 2};
    evaluated e = evaluate("resistivity", &test, NULL);
    assert_relative(evaluated_number(&e, "temperature_coefficient"), 0.0031, 1e-9);
    /* 0.3 K at either end of 78 K */
    assert_relative(evaluated_uncertainty(&e, "temperature_coefficient"), 0.0031 * sqrt(2) * 0.3 / 78, 1e-6);
    assert_relative(evaluated_number(&e, "resistivity_20c"), 2e-8, 1e-9);
    assert_flag(&e, "temperature_coefficient", "ok");
    assert_flag(&e, "iacs", "ok");
    evaluated_end(&e);
    for (int i = 0; i < N; i++) resistance[i] += 0.05 * 2e-6 * pow(temperature[i] - 293.15, 2);
    e = evaluate("resistivity", &test, NULL);
    assert_flag(&e, "temperature_coefficient", "greater in the warmer half: it is no straight line");
    evaluated_end(&e);
}

static void eddy_currents_need_three_skin_depths(void **state)
{
    (void)state;
    double conductivity[] = {57e6, 57.2e6, 56.8e6, 57e6};
    const cupel_channel channel = {
        .name = "conductivity", .unit = "S m-1", .count = 4, .values = conductivity};
    cupel_property specimen[] = {{"thickness", "m", 1e-3, 1e-6, false, "test"}};
    cupel_property conditions[] = {{"test_temperature", "K", 293.15, 0.1, false, "test"},
                                   {"frequency", "Hz", 60e3, 1, false, "test"}};
    cupel_test test = {.channels = &channel,
                       .channel_count = 1,
                       .specimen = specimen,
                       .specimen_count = 1,
                       .conditions = conditions,
                       .condition_count = 2};
    evaluated e = evaluate("resistivity", &test, NULL);
    assert_flag(&e, "iacs", "ok"); /* 3.7 skin depths */
    assert_relative(evaluated_number(&e, "iacs"), 100 * 57. / 58, 1e-9);
    assert_relative(evaluated_number(&e, "skin_depth"), 0.2722e-3, 0.001);
    evaluated_end(&e);
    specimen[0].value = 0.76e-3;
    e = evaluate("resistivity", &test, NULL);
    assert_flag(&e, "iacs", "doubtful: the thickness of 0.76 mm is 2.79 skin depths");
    evaluated_end(&e);
    specimen[0].value = 35e-6;
    e = evaluate("resistivity", &test, NULL);
    assert_flag(&e, "iacs", "not judged: the thickness");
    assert_flag(&e, "resistivity", "not judged: the thickness");
    evaluated_end(&e);
    test.condition_count = 1;
    e = evaluate("resistivity", &test, NULL);
    assert_flag(&e, "iacs", "doubtful: the frequency");
    evaluated_end(&e);
}

static void sheets_and_foil_take_their_own_geometry(void **state)
{
    (void)state;
    double r1[] = {1e-3, 1e-3}, r2[] = {1.4e-3, 1.4e-3};
    const cupel_channel channels[] = {{.name = "resistance", .unit = "ohm", .count = 2, .values = r1},
                                      {.name = "resistance_2", .unit = "ohm", .count = 2, .values = r2}};
    const cupel_property specimen[] = {{"thickness", "m", 2e-5, 1e-7, false, "test"},
                                       {"width", "m", 0.01, 1e-5, false, "test"},
                                       {"mass", "kg", 8.9e-4, 1e-7, false, "test"},
                                       {"density", "kg m-3", 8900, 10, false, "test"},
                                       {"length", "m", 0.5, 1e-4, false, "test"}};
    const cupel_property conditions[] = {{"test_temperature", "K", 293.15, 0.1, false, "test"},
                                         {"probe_spacing", "m", 1e-3, 1e-6, false, "test"}};
    cupel_test test = {.channels = channels,
                       .channel_count = 2,
                       .specimen = specimen,
                       .specimen_count = 1,
                       .conditions = conditions,
                       .condition_count = 1};
    evaluated e = evaluate("resistivity", &test, NULL);
    const double rho = evaluated_number(&e, "resistivity");
    assert_near(exp(-pi * 2e-5 * 1e-3 / rho) + exp(-pi * 2e-5 * 1.4e-3 / rho), 1, 1e-12);
    evaluated_end(&e);
    test.channel_count = 1;
    test.condition_count = 2;
    e = evaluate("resistivity", &test, NULL);
    assert_relative(evaluated_number(&e, "resistivity"), pi / log(2) * 2e-5 * 1e-3, 1e-4);
    assert_flag(&e, "resistivity", "doubtful: neither width nor diameter");
    evaluated_end(&e);
    /* foil: the micrometer says 20 um, the mass 20 um: 8.9e-4/(0.5 8900 0.01) */
    test.condition_count = 1;
    test.specimen_count = 5;
    e = evaluate("resistivity", &test, NULL);
    assert_relative(evaluated_number(&e, "cross_section"), 8.9e-4 / (0.5 * 8900), 1e-12);
    assert_relative(evaluated_number(&e, "resistivity"), 1e-3 * 2e-7 / 0.5, 1e-9);
    assert_flag(&e, "resistivity", "doubtful: no metal conducts better"); /* 4e-10 ohm m */
    evaluated_end(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_annealed_wire_has_100_percent),
        cmocka_unit_test(a_guessed_metal_widens_the_uncertainty_where_it_matters),
        cmocka_unit_test(the_uncertainty_covers_the_truth),
        cmocka_unit_test(draws_agree_with_the_budget_for_any_threads),
        cmocka_unit_test(what_is_missing_is_said),
        cmocka_unit_test(heating_emf_and_one_direction_are_doubtful),
        cmocka_unit_test(an_emf_that_runs_is_doubtful),
        cmocka_unit_test(what_no_metal_does_is_doubtful),
        cmocka_unit_test(data_over_temperature_give_the_coefficient),
        cmocka_unit_test(eddy_currents_need_three_skin_depths),
        cmocka_unit_test(sheets_and_foil_take_their_own_geometry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
