/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "model/heat_conduction.h"
#include "model/heat_storage.h"
#include "model/registry.h"
#include "run_model.h"

/* heat.conduction, mode transient. */

static model_run run(const char *yaml)
{
    return model_run_good(&cupel_model_heat_conduction, yaml);
}

static void refused(const char *yaml, const char *words)
{
    model_run_refused(&cupel_model_heat_conduction, yaml, words);
}

static const double *series(const model_run *r, const char *name, size_t *count)
{
    const cupel_result_value *v = cupel_results_find(r->results, name);
    if (!v || !v->present) fail_msg("no %s", name);
    *count = v->count;
    return v->values;
}

#define BLOCK                                                                                                \
    "domain: {size: [10 mm, 10 mm, 10 mm], cells: [4, 4, 4]}\n"                                              \
    "boundaries: {}\n"                                                                                       \
    "mode: transient\n"
#define METAL                                                                                                \
    "from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], conductivity: 200, density: 2700, heat_capacity: 900"

/* 1 W for 100 s into 2.43 J/K that lose nothing. */
static void power_is_stored(void **state)
{
    (void)state;
    model_run r = run(BLOCK "parts: [{" METAL "}]\n"
                            "sources: [{from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], power: 1 W}]\n"
                            "initial_temperature: 300 K\n"
                            "end_time: 100 s\n"
                            "output_count: 10\n");
    size_t count;
    const double *time = series(&r, "time", &count);
    assert_int_equal(count, 11);
    const double *mean = series(&r, "mean_temperature_history", &count);
    for (size_t i = 0; i < count; i++) {
        assert_near(time[i] + 1, 10.0 * (double)i + 1, 1e-14);
        assert_near(mean[i], 300 + time[i] / 2.43, 1e-10);
    }
    assert_near(model_run_number(&r, "stored_energy_change"), 100, 1e-10);
    assert_near(model_run_number(&r, "turned_over_energy"), 100, 1e-10);
    assert_true(model_run_number(&r, "energy_imbalance") < 1e-12);
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    model_run_end(&r);
}

/* A pulse of 2 W between two jumps; the curves hit its edges. */
static void power_follows_its_factor(void **state)
{
    (void)state;
    model_run r = run(BLOCK "parts: [{" METAL "}]\n"
                            "sources: [{from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], power: 2 W,\n"
                            "           time_factor: [[10 s, 0], [10 s, 1], [20 s, 1], [20 s, 0]]}]\n"
                            "initial_temperature: 300 K\n"
                            "end_time: 40 s\n"
                            "output_times: [10 s, 15 s, 20 s]\n");
    size_t count;
    const double *stored = series(&r, "stored_energy", &count);
    assert_int_equal(count, 5);
    const double expected[] = {0, 0, 10, 20, 20};
    for (size_t i = 0; i < count; i++) assert_true(fabs(stored[i] - expected[i]) < 1e-9);
    assert_near(model_run_number(&r, "peak_temperature"), 300 + 20 / 2.43, 1e-9);
    model_run_end(&r);
}

/* c_p of the record over temperature: heat in is the integral of it. */
static void heat_capacity_follows_the_record(void **state)
{
    (void)state;
    model_run r = run(
        BLOCK "parts: [{from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], material: {cupel: 1, id: m, name: m,\n"
              "  class: metal, sources: [{id: s, text: t, basis: assumed}], properties: {\n"
              "  density: {value: 1000 kg/m3, basis: assumed, source: s},\n"
              "  thermal_conductivity: {value: 1e4 W/(m K), basis: assumed, source: s},\n"
              "  heat_capacity: {law: table, points: [[300 K, 500 J/(kg K)], [500 K, 900 J/(kg K)]],\n"
              "    basis: assumed, source: s}}}}]\n"
              "sources: [{from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], power: 1 W}]\n"
              "initial_temperature: 300 K\n"
              "end_time: 100 s\n");
    /* 500 x + x^2 = 1e5 J/kg */
    const double rise = -250 + sqrt(250 * 250 + 1e5);
    assert_near(model_run_number(&r, "mean_temperature") - 300, rise, 1e-5);
    model_run_end(&r);
}

#define CASTING                                                                                              \
    "domain: {size: [40 mm, 20 mm, 1 mm], cells: [16, 8, 1]}\n"                                              \
    "parts:\n"                                                                                               \
    "  - {from: [0, 0, 0], to: [40 mm, 20 mm, 1 mm], conductivity: 28, density: 7800, heat_capacity: 480,\n" \
    "     initial_temperature: 180 degC}\n"                                                                  \
    "  - {from: [15 mm, 5 mm, 0], to: [25 mm, 15 mm, 1 mm], conductivity: 150, density: 2600,\n"             \
    "     heat_capacity: 1000, latent_heat: 389 kJ/kg, solidus: 555 degC, liquidus: 615 degC,\n"             \
    "     initial_temperature: 650 degC}\n"                                                                  \
    "contacts:\n"                                                                                            \
    "  - {from: [15 mm, 5 mm, 0], to: [15 mm, 15 mm, 1 mm], resistance: 2e-4,\n"                             \
    "     time_factor: [[0 s, 1], [4 s, 1], [8 s, 0.2]]}\n"                                                  \
    "boundaries: {x_min: {kind: convection, coefficient: 5000, ambient: 30 degC}}\n"                         \
    "mode: transient\n"                                                                                      \
    "end_time: 20 s\n"                                                                                       \
    "field_times: [1 s, 5 s]\n"                                                                              \
    "probes: [{name: middle, position: [20 mm, 10 mm, 0.5 mm]}]\n"

static void a_casting_freezes(void **state)
{
    (void)state;
    model_run r = run(CASTING "tolerance: 1e-5\n");
    assert_true(model_run_number(&r, "energy_imbalance") < 1e-10);
    const double solid = model_run_number(&r, "solidification_time");
    assert_true(solid > 0.5 && solid < 20);
    assert_true(model_run_number(&r, "liquid_fraction_at_end") == 0);
    assert_true(model_run_number(&r, "peak_temperature") == 650 + 273.15);
    const cupel_result_value *field = cupel_results_find(r.results, "solidus_time");
    const cupel_result_value *local = cupel_results_find(r.results, "local_solidification_time");
    double last = 0;
    size_t cast = 0;
    for (size_t c = 0; c < field->count; c++) {
        if (isnan(field->values[c])) continue;
        cast++;
        last = fmax(last, field->values[c]);
        assert_true(local->values[c] > 0 && local->values[c] < field->values[c]);
    }
    assert_true(cast > 0 && last == solid);
    assert_int_equal(cupel_results_find(r.results, "temperature")->steps, 3);
    assert_int_equal(cupel_results_find(r.results, "liquid_fraction_field")->steps, 3);
    model_run_end(&r);
}

/* The fraction as a curve, and the enthalpy as one, say the same as solidus, liquidus and latent heat. */
static double freezing_time(const char *melting)
{
    char yaml[2048];
    snprintf(yaml, sizeof yaml,
             "domain: {size: [10 mm, 10 mm, 10 mm], cells: [4, 1, 1]}\n"
             "parts: [{from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], conductivity: 150, density: 2600, %s}]\n"
             "boundaries: {x_min: {kind: convection, coefficient: 2000, ambient: 400}}\n"
             "mode: transient\n"
             "initial_temperature: 900 K\n"
             "tolerance: 1e-6\n"
             "end_time: 100 s\n",
             melting);
    model_run r = run(yaml);
    assert_true(model_run_number(&r, "energy_imbalance") < 1e-10);
    const double time = model_run_number(&r, "solidification_time");
    model_run_end(&r);
    return time;
}

static void melting_can_be_said_in_three_ways(void **state)
{
    (void)state;
    const double by_range =
        freezing_time("heat_capacity: 1000, latent_heat: 4e5, solidus: 830 K, liquidus: 890 K");
    assert_true(by_range > 0);
    assert_near(freezing_time("heat_capacity: 1000, latent_heat: 4e5, liquid_fraction: [[830, 0], [890, 1]]"),
                by_range, 1e-9);
    const char *enthalpy = "enthalpy: [[300, 0], [830, 5.3e5], [890, 9.9e5], [1000, 1.1e6]]";
    char both[256];
    snprintf(both, sizeof both, "%s, solidus: 830 K, liquidus: 890 K", enthalpy);
    assert_near(freezing_time(both), by_range, 1e-6);
    /* half of it at 850 K, as of a eutectic: two rows of one temperature */
    const double eutectic = freezing_time(
        "heat_capacity: 1000, latent_heat: 4e5, liquid_fraction: [[850, 0], [850, 0.5], [890, 1]]");
    assert_true(eutectic > 0 && eutectic < by_range);
}

/* 1000 drills of copper in laminate: the box holds heat by shares of the volume. */
static void mixtures_hold_heat_by_shares(void **state)
{
    (void)state;
    model_run r = run("domain: {size: [10 mm, 10 mm, 2 mm], cells: [2, 2, 1]}\n"
                      "parts:\n"
                      "  - {from: [0, 0, 0], to: [10 mm, 10 mm, 2 mm], conductivity: 1, density: 2000,\n"
                      "     heat_capacity: 1000}\n"
                      "  - {kind: plane, from: [0, 0, 0], to: [10 mm, 10 mm, 2 mm], conductivity: 400,\n"
                      "     density: 9000, heat_capacity: 400, coverage: 0.25, fill_conductivity: 1,\n"
                      "     fill_density: 2000, fill_heat_capacity: 1000}\n"
                      "sources: [{from: [0, 0, 0], to: [10 mm, 10 mm, 2 mm], power: 1 W}]\n"
                      "boundaries: {}\n"
                      "mode: transient\n"
                      "initial_temperature: 300 K\n"
                      "end_time: 10 s\n");
    const double heat = 0.2e-6 * (0.25 * 9000 * 400 + 0.75 * 2000 * 1000);
    assert_near(model_run_number(&r, "mean_temperature"), 300 + 10 / heat, 1e-10);
    model_run_end(&r);
}

/* KILLS */

typedef struct shelf {
    size_t calls, stop;
    void *state;
    size_t bytes;
} shelf;

/* Keeps what is saved; as if the run was killed at call `stop`. */
static cupel_status save(void *host, const void *state, size_t bytes, cupel_error *error)
{
    shelf *s = host;
    free(s->state);
    s->state = malloc(bytes);
    assert_non_null(s->state);
    memcpy(s->state, state, bytes);
    s->bytes = bytes;
    if (++s->calls == s->stop) return cupel_error_set(error, CUPEL_EIO, "killed");
    return CUPEL_OK;
}

static void assert_same_results(const model_run *a, const model_run *b)
{
    for (size_t i = 0; i < cupel_results_count(a->results); i++) {
        const cupel_result_value *x = cupel_results_value(a->results, i),
                                 *y = cupel_results_value(b->results, i);
        assert_int_equal(x->present, y->present);
        assert_int_equal(x->count, y->count);
        if (x->values) assert_memory_equal(x->values, y->values, x->count * sizeof(double));
        assert_true(x->number == y->number || isnan(x->number));
    }
}

#define SLOWLY CASTING "tolerance: 1e-7\ntemperature_tolerance: 1e-5 K\n"

static void a_killed_run_goes_on_to_the_same_bits(void **state)
{
    (void)state;
    shelf whole = {0};
    cupel_context context = {.threads = 1, .host = &whole, .save = save};
    model_run undisturbed = model_run_in(&cupel_model_heat_conduction, SLOWLY, &context);
    assert_int_equal(undisturbed.status, CUPEL_OK);
    assert_true(whole.calls >= 2);
    size_t kills = 0;
    for (size_t stop = 1; stop <= whole.calls; stop += 3) {
        shelf s = {.stop = stop};
        context = (cupel_context){.threads = 1, .host = &s, .save = save};
        model_run killed = model_run_in(&cupel_model_heat_conduction, SLOWLY, &context);
        model_run_end(&killed);
        if (killed.status == CUPEL_OK) { /* the clock decides, too, when it saves */
            free(s.state);
            break;
        }
        kills++;
        assert_int_equal(killed.status, CUPEL_EIO);
        context = (cupel_context){.threads = 2, .state = s.state, .state_bytes = s.bytes};
        model_run resumed = model_run_in(&cupel_model_heat_conduction, SLOWLY, &context);
        assert_int_equal(resumed.status, CUPEL_OK);
        assert_same_results(&resumed, &undisturbed);
        model_run_end(&resumed);
        free(s.state);
    }
    assert_true(kills > 0);
    model_run_end(&undisturbed);
    free(whole.state);
}

static void what_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    refused(BLOCK "parts: [{" METAL "}]\ninitial_temperature: 300 K\n", "needs end_time");
    refused(BLOCK "parts: [{" METAL "}]\nend_time: 1 s\n", "needs initial_temperature");
    refused(BLOCK "parts: [{from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], conductivity: 1}]\n"
                  "end_time: 1 s\ninitial_temperature: 300 K\n",
            "part 1: mode transient needs density");
    refused(BLOCK "parts: [{" METAL
                  "}, {from: [0, 0, 0], to: [10 mm, 10 mm, 5 mm], conductivity: 1, density: "
                  "1000}]\nend_time: 1 s\ninitial_temperature: 300 K\n",
            "part 2: mode transient needs heat_capacity");
    refused(BLOCK
            "parts: [{kind: layers, from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], layers: [{conductivity: "
            "1}]}]\nend_time: 1 s\ninitial_temperature: 300 K\n",
            "part 1: layer 1: mode transient needs density");
    refused("domain: {size: [1, 1, 1], cells: [2, 2, 2]}\nmode: transient\n"
            "parts: [{from: [0, 0, 0], to: [1, 1, 0.5], conductivity: 1, density: 1, heat_capacity: 1}]\n"
            "boundaries: {z_min: {kind: temperature, temperature: 300}}\nend_time: 1 s\n"
            "initial_temperature: 300 K\nprobes: [{name: a, position: [0.5, 0.5, 0.8]}]\n",
            "probe 1: (0.5, 0.5, 0.8) m is not on or in the body");
    refused(BLOCK "parts: [{" METAL ", latent_heat: 1e5}]\nend_time: 1 s\ninitial_temperature: 300 K\n",
            "latent_heat needs");
    refused(BLOCK "parts: [{" METAL ", solidus: 900, liquidus: 800, latent_heat: 1e5}]\n"
                  "end_time: 1 s\ninitial_temperature: 300 K\n",
            "may not be above");
    refused(BLOCK "parts: [{" METAL "}]\nend_time: 1 s\ninitial_temperature: 300 K\noutput_times: [2 s]\n",
            "after end_time");
    refused(BLOCK "parts: [{" METAL
                  "}]\nend_time: 2 s\ninitial_temperature: 300 K\noutput_times: [2 s, 1 s]\n",
            "must rise");
    refused(BLOCK "parts: [{" METAL "}]\nend_time: 2 s\ninitial_temperature: 300 K\nfirst_output_time: 1 s\n",
            "logarithmic");
    refused("domain: {size: [1, 1, 1], cells: [2, 2, 2]}\n"
            "parts: [{from: [0, 0, 0], to: [1, 1, 1], conductivity: 1}]\n"
            "boundaries: {x_min: {kind: temperature, temperature: 300}}\nend_time: 1 s\n",
            "belongs to mode: transient");
    refused("domain: {size: [1, 1, 1], cells: [2, 2, 2]}\n"
            "parts: [{from: [0, 0, 0], to: [1, 1, 1], conductivity: 1}]\n"
            "boundaries: {x_min: {kind: convection, coefficient: 1, ambient: 300, time_factor: [[0, 1], [1, "
            "2]]}}\n",
            "time_factor belongs to mode: transient");
}

/* A spreading curve over the logarithm of time begins and ends where it is asked to. */
static void output_can_be_logarithmic(void **state)
{
    (void)state;
    model_run r = run(BLOCK "parts: [{" METAL "}]\n"
                            "sources: [{from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], power: 1 W}]\n"
                            "initial_temperature: 300 K\n"
                            "end_time: 100 s\n"
                            "output_count: 6\n"
                            "output_spacing: logarithmic\n"
                            "first_output_time: 1 ms\n");
    size_t count;
    const double *time = series(&r, "time", &count);
    assert_int_equal(count, 6);
    for (size_t i = 0; i < count; i++) assert_near(time[i], pow(10, (double)i - 3), 1e-12);
    model_run_end(&r);
}

/* A record that melts, of which nobody says so, is told of. */
static void melting_unawares_is_told(void **state)
{
    (void)state;
    model_run r = run(BLOCK "parts: [{from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], material: A356-T6}]\n"
                            "initial_temperature: 900 K\n"
                            "end_time: 1 s\n");
    assert_string_equal(model_run_label(&r, "solution_status"), "doubtful");
    assert_non_null(strstr(model_run_label(&r, "notes"), "above its melting_temperature"));
    model_run_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(power_is_stored),
        cmocka_unit_test(power_follows_its_factor),
        cmocka_unit_test(heat_capacity_follows_the_record),
        cmocka_unit_test(a_casting_freezes),
        cmocka_unit_test(melting_can_be_said_in_three_ways),
        cmocka_unit_test(mixtures_hold_heat_by_shares),
        cmocka_unit_test(a_killed_run_goes_on_to_the_same_bits),
        cmocka_unit_test(what_cannot_be_meant_is_refused),
        cmocka_unit_test(output_can_be_logarithmic),
        cmocka_unit_test(melting_unawares_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
