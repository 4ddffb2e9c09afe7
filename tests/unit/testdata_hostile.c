/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "evaluate.h"
#include "testdata/inputs.h"

/* Tests made of nonsense: whatever a file holds, an evaluation judges or refuses, and says so consistently.
 */

enum { MOST = 400, CHANNELS = 12, PROPERTIES = 24 };

static const char *const kinds[] = {"resistivity", "laser_flash", "dsc", "dilatometry"};
static const char *const channel_names[CHANNELS] = {"time",
                                                    "temperature",
                                                    "voltage",
                                                    "current",
                                                    "resistance",
                                                    "resistance_2",
                                                    "conductivity",
                                                    "signal",
                                                    "heat_flow",
                                                    "heat_flow_reference",
                                                    "heat_flow_baseline",
                                                    "length_change"};
static const char *const property_names[PROPERTIES] = {"thickness",
                                                       "width",
                                                       "diameter",
                                                       "length",
                                                       "gauge_length",
                                                       "mass",
                                                       "mass_reference",
                                                       "density",
                                                       "mass_per_area",
                                                       "heat_capacity",
                                                       "test_temperature",
                                                       "frequency",
                                                       "pulse_width",
                                                       "pulse_start",
                                                       "probe_spacing",
                                                       "heating_rate",
                                                       "area",
                                                       "expansion_coefficient",
                                                       "probe_distance",
                                                       "reference_length",
                                                       "reference_expansion_coefficient",
                                                       "speed",
                                                       "humidity",
                                                       "x"};

typedef struct nonsense {
    double values[CHANNELS][MOST];
    unsigned char mask[CHANNELS][MOST];
    cupel_channel channels[CHANNELS + 1];
    cupel_property properties[PROPERTIES];
    cupel_test test;
} nonsense;

static size_t below(cupel_stream *stream, size_t n)
{
    return (size_t)(cupel_stream_uniform(stream) * (double)n);
}

static double odd_number(cupel_stream *stream)
{
    static const double odd[] = {0,      -0.0,   1,       -1,     1e-300, 1e300,
                                 -1e300, 5e-324, 1.7e308, 273.15, 293.15, 1e-3};
    const size_t pick = below(stream, 20);
    if (pick < sizeof odd / sizeof *odd) return odd[pick];
    return pow(10, 12 * cupel_stream_uniform(stream) - 6) * (below(stream, 8) ? 1 : -1);
}

static void fill(double *values, size_t count, cupel_stream *stream)
{
    const size_t way = below(stream, 7);
    const double level = odd_number(stream), step = odd_number(stream);
    for (size_t i = 0; i < count; i++) switch (way) {
        case 0:
            values[i] = odd_number(stream);
            break;
        case 1:
            values[i] = level;
            break;
        case 2:
            values[i] = (double)i;
            break;
        case 3:
            values[i] = 300 + 0.7 * (double)i;
            break;
        case 4:
            values[i] = level + step * (double)i;
            break;
        case 5:
            values[i] = i % 2 ? level : -level;
            break;
        default:
            values[i] = level + step * cupel_stream_normal(stream);
            break;
        }
    if (below(stream, 3) == 0 && count) values[below(stream, count)] = NAN;
    if (below(stream, 5) == 0 && count) values[below(stream, count)] = INFINITY;
    if (below(stream, 5) == 0 && count) values[below(stream, count)] *= -1e6;
}

static void make_up(nonsense *n, size_t seed)
{
    cupel_stream stream = cupel_stream_of(77, seed);
    static const size_t sizes[] = {0, 1, 2, 3, 5, 9, 10, 12, 40, 150, MOST};
    const size_t count = sizes[below(&stream, 11)];
    n->test = (cupel_test){.kind = kinds[seed % 4], .channels = n->channels, .specimen = n->properties};
    for (size_t c = 0; c < CHANNELS; c++) {
        if (below(&stream, 4) == 0) continue;
        fill(n->values[c], count, &stream);
        const bool masked = below(&stream, 3) == 0;
        for (size_t i = 0; i < count; i++)
            n->mask[c][i] = below(&stream, 10) ? 0 : (unsigned char)below(&stream, 4);
        n->channels[n->test.channel_count++] = (cupel_channel){.name = channel_names[c],
                                                               .unit = "1",
                                                               .count = below(&stream, 9) ? count : count / 2,
                                                               .values = n->values[c],
                                                               .mask = masked ? n->mask[c] : NULL};
        if (c == 11) /* and a reference run of the same */
            n->channels[n->test.channel_count] = n->channels[n->test.channel_count - 1],
            n->channels[n->test.channel_count++].name =
                below(&stream, 2) ? "length_change_reference" : "diffusivity";
    }
    for (size_t p = 0; p < PROPERTIES; p++) {
        if (below(&stream, 3) == 0) continue;
        const double value = below(&stream, 2) ? odd_number(&stream) : 1e-3 * (1 + (double)below(&stream, 5));
        n->properties[n->test.specimen_count++] = (cupel_property){
            property_names[p], "1", value, below(&stream, 2) ? (double)NAN : odd_number(&stream), false,
            "made up"};
    }
}

/* Every flag agrees with its value, and no value is infinite. */
static void check(const evaluated *e, const char *kind, size_t seed)
{
    if (cupel_results_failure(e->results))
        fail_msg("%s %zu: %s", kind, seed, cupel_results_failure(e->results));
    for (size_t i = 0; i < cupel_results_count(e->results); i++) {
        const cupel_result *row = cupel_results_row(e->results, i);
        const cupel_result_value *value = cupel_results_value(e->results, i);
        if (row->kind == CUPEL_SCALAR && value->present && !isfinite(value->number))
            fail_msg("%s %zu: %s is %g", kind, seed, row->name, value->number);
        const size_t length = strlen(row->name);
        if (length < 6 || strcmp(row->name + length - 5, "_flag") != 0 || !value->present) continue;
        char name[128];
        snprintf(name, sizeof name, "%.*s", (int)(length - 5), row->name);
        const bool refused = strncmp(value->label, "not judged: ", 12) == 0;
        if (refused == isfinite(evaluated_number(e, name)))
            fail_msg("%s %zu: %s is %g, its flag %s", kind, seed, name, evaluated_number(e, name),
                     value->label);
    }
}

static void nonsense_is_judged_or_refused(void **state)
{
    (void)state;
    static nonsense n;
    static const char *const options[] = {NULL, "{draws: 20}", NULL, NULL};
    size_t done = 0;
    for (size_t seed = 0; seed < 6000; seed++) {
        make_up(&n, seed);
        evaluated e = evaluate_with(n.test.kind, &n.test, options[seed / 4 % 4], 1);
        if (e.status != CUPEL_OK && e.status != CUPEL_EINVAL)
            fail_msg("%s %zu: status %d, %s", n.test.kind, seed, e.status, e.error.text);
        if (e.status == CUPEL_EINVAL && !e.error.text[0]) fail_msg("%s %zu: no reason", n.test.kind, seed);
        if (!e.status) check(&e, n.test.kind, seed), done++;
        evaluated_end(&e);
    }
    assert_true(done > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nonsense_is_judged_or_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
