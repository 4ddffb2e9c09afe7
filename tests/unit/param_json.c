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

#include "param/walk.h"
#include "unit/every_kind.h"

/* Compares with JSON written by hand, key order and all. */
static void assert_json(json_t *value, const char *expected)
{
    assert_non_null(value);
    json_error_t trouble;
    json_t *wanted = json_loads(expected, JSON_DECODE_ANY, &trouble);
    if (!wanted) fail_msg("expected text, column %d: %s", trouble.column, trouble.text);
    char *a = json_dumps(value, JSON_ENCODE_ANY), *b = json_dumps(wanted, JSON_ENCODE_ANY);
    assert_string_equal(a, b);
    free(a);
    free(b);
    json_decref(wanted);
    json_decref(value);
}

static void parameters_of_every_kind_become_json_and_absent_ones_are_left_out(void **state)
{
    (void)state;
    const every_kind values = kind_values();
    assert_json(cupel_parameters_json(&kind_table, &values),
                "{\"length\": 0.1, \"heating\": 10.0, \"friction\": 0.1, \"cells\": 64, \"method\": "
                "\"finite_element\","
                " \"plane_strain\": false, \"remark\": \"a \\\"quoted\\\" remark\","
                " \"data\": {\"name\": \"fan.csv\", \"sha256\": \"ab12\"}, \"strip\": \"C11000\","
                " \"roughness\": [1e-7, 2e-7], \"fan\": [[0.0, 60.0], [0.01, 0.0]],"
                " \"flow_stress\": {\"law\": \"voce\", \"yield_stress\": 70e6},"
                " \"passes\": [{\"thickness\": 2e-3}, {\"thickness\": 1e-3, \"note\": \"last\"}]}");
}

static void what_a_struct_lacks_is_inherited_and_what_it_has_is_kept(void **state)
{
    (void)state;
    const every_kind from = kind_values();
    every_kind own = {.length = 0.2,
                      .heating = NAN,
                      .porosity = NAN,
                      .friction = NAN,
                      .cells = CUPEL_NO_INTEGER,
                      .method = 0,
                      .plane_strain = -1,
                      .remark = "own"};
    cupel_param_inherit(&kind_table, &from, &own);
    every_kind expected = from;
    expected.length = 0.2, expected.method = 0, expected.remark = "own";
    json_t *wanted = cupel_parameters_json(&kind_table, &expected);
    char *text = json_dumps(wanted, 0);
    assert_json(cupel_parameters_json(&kind_table, &own), text);
    free(text);
    json_decref(wanted);
}

static void results_become_json_with_units_and_null_for_what_is_not_there(void **state)
{
    (void)state;
    cupel_results *results = cupel_results_new(kind_results, sizeof kind_results / sizeof *kind_results);
    assert_non_null(results);
    const double angle[] = {0, 0.5}, pressure[] = {1e6, NAN}, force[] = {10, 20};
    const char *const stands[] = {"F1", "F2"};
    const cupel_grid grid = {
        .cells = {2, 1, 1}, .origin = {0, 0, 1}, .spacing = {0.5, 1, 1}, .components = 1};
    cupel_results_set(results, "force", 1.5e6);
    cupel_results_set_label(results, "branch", "circular");
    cupel_results_set_series(results, "angle", angle, 2);
    cupel_results_set_series(results, "pressure", pressure, 2);
    cupel_results_set_text_column(results, "stands", "stand", stands, 2);
    cupel_results_set_column(results, "stands", "force", force, 2);
    cupel_results_add_grid(results, "temperature", &grid, 0.25, angle);
    assert_int_equal(cupel_results_status(results, NULL), CUPEL_OK);
    assert_json(cupel_results_json(results),
                "{\"force\": {\"value\": 1500000.0, \"unit\": \"N/m\"},"
                " \"force_uncertainty\": {\"value\": null, \"unit\": \"N/m\"},"
                " \"branch\": {\"value\": \"circular\", \"unit\": null},"
                " \"angle\": {\"value\": [0.0, 0.5], \"unit\": \"rad\"},"
                " \"pressure\": {\"value\": [1e6, null], \"unit\": \"Pa\", \"axis\": \"angle\"},"
                " \"stands\": {\"value\": [{\"stand\": \"F1\", \"force\": 10.0}, {\"stand\": \"F2\", "
                "\"force\": 20.0}],"
                " \"unit\": {\"stand\": null, \"force\": \"N\"}},"
                " \"temperature\": {\"value\": {\"cells\": [2, 1, 1], \"origin\": [0.0, 0.0, 1.0],"
                " \"spacing\": [0.5, 1.0, 1.0], \"times\": [0.25]}, \"unit\": \"K\"}}");
    cupel_results_free(results);
}

static void model_json_holds_every_row_of_its_tables(void **state)
{
    (void)state;
    json_t *model = cupel_model_json(&kind_model);
    assert_non_null(model);
    const json_t *parameters = json_object_get(model, "parameters");
    assert_int_equal(json_array_size(parameters), kind_table.count);
    assert_int_equal(json_array_size(json_object_get(model, "results")), 7);
    assert_int_equal(json_integer_value(json_object_get(model, "version")), 3);
    const json_t *length = json_array_get(parameters, 0);
    assert_string_equal(json_string_value(json_object_get(length, "unit")), "m");
    assert_true(json_is_true(json_object_get(length, "required")));
    const json_t *law = json_object_get(json_array_get(parameters, 12), "parameters");
    const json_t *yield = json_array_get(law, 1); /* its unit "@" is that of the row that holds the table */
    assert_string_equal(json_string_value(json_object_get(yield, "unit")), "Pa");
    json_decref(model);
}

static void numbers_are_written_short_and_read_back_the_same(void **state)
{
    (void)state;
    const double numbers[] = {0.1, 1e-5, 12, 6.02214076e23, -0.0, 1.0 / 3.0, 5e-324};
    json_t *list = json_array();
    for (size_t i = 0; i < 7; i++) json_array_append_new(list, json_real(numbers[i]));
    cupel_text text = {0};
    cupel_json_text(list, &text);
    assert_non_null(strstr(cupel_text_get(&text), "[0.1, 1e-05, 12.0, 6.02214076e+23,"));
    json_t *again = json_loads(cupel_text_get(&text), 0, NULL);
    assert_int_equal(json_array_size(again), 7);
    for (size_t i = 0; i < 7; i++) {
        const double value = json_real_value(json_array_get(again, i));
        assert_memory_equal(&value, &numbers[i], sizeof value);
    }
    cupel_text_free(&text);
    json_decref(again);
    json_decref(list);
}

static void text_of_any_json_reads_back_equal(void **state)
{
    (void)state;
    json_t *value =
        json_pack("{s: s, s: [], s: {}, s: [i, b, n], s: [{s: s}, [i, i]]}", "tab\"\\\n\x01",
                  "\xe9\x93\x9c\xe7\xae\x94 \x7f", "empty", "none", "flat", -3, 1, "deep", "k", "v", 1, 2);
    assert_non_null(value);
    cupel_text text = {0};
    cupel_json_text(value, &text);
    json_t *again = json_loads(cupel_text_get(&text), 0, NULL);
    assert_true(json_equal(value, again));
    cupel_text_free(&text);
    json_decref(again);
    json_decref(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_of_every_kind_become_json_and_absent_ones_are_left_out),
        cmocka_unit_test(what_a_struct_lacks_is_inherited_and_what_it_has_is_kept),
        cmocka_unit_test(results_become_json_with_units_and_null_for_what_is_not_there),
        cmocka_unit_test(model_json_holds_every_row_of_its_tables),
        cmocka_unit_test(numbers_are_written_short_and_read_back_the_same),
        cmocka_unit_test(text_of_any_json_reads_back_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
