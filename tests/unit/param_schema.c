/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "param/walk.h"
#include "unit/every_kind.h"

/* The schema at a path of keys and indices, "properties/length/anyOf/0". */
static const json_t *at(const json_t *schema, const char *path)
{
    char copy[256];
    snprintf(copy, sizeof copy, "%s", path);
    for (char *rest, *key = strtok_r(copy, "/", &rest); key; key = strtok_r(NULL, "/", &rest))
        schema = json_is_array(schema) ? json_array_get(schema, strtoul(key, NULL, 10))
                                       : json_object_get(schema, key);
    return schema;
}

static bool lists(const json_t *list, const char *word)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), word) == 0) return true;
    return false;
}

static cupel_status nothing(const void *parameters, cupel_context *context, cupel_results *results,
                            cupel_error *error)
{
    (void)parameters, (void)context, (void)results, (void)error;
    return CUPEL_OK;
}

/* What is no step of a case, such as an evaluation, has no run. */
static void options_alone_have_neither_id_nor_model(void **state)
{
    (void)state;
    json_t *schema = cupel_model_schema(&kind_model);
    assert_non_null(schema);
    assert_int_equal(json_array_size(at(schema, "required")), 2);
    assert_int_equal(json_object_size(at(schema, "properties")), kind_table.count);
    json_decref(schema);
}

static void step_is_closed_and_asks_for_what_is_required(void **state)
{
    (void)state;
    cupel_model step = kind_model;
    step.run = nothing;
    json_t *schema = cupel_model_schema(&step);
    assert_non_null(schema);
    assert_string_equal(json_string_value(at(schema, "$schema")),
                        "https://json-schema.org/draft/2020-12/schema");
    assert_true(json_is_false(at(schema, "additionalProperties")));
    assert_int_equal(json_array_size(at(schema, "required")), 4);
    assert_true(lists(at(schema, "required"), "id") && lists(at(schema, "required"), "model"));
    assert_true(lists(at(schema, "required"), "length") && lists(at(schema, "required"), "strip"));
    assert_string_equal(json_string_value(at(schema, "properties/model/const")), "test.every_kind");
    assert_int_equal(json_object_size(at(schema, "properties")), kind_table.count + 2);
    json_decref(schema);
}

static void ranges_stand_on_the_number_form(void **state)
{
    (void)state;
    json_t *schema = cupel_model_schema(&kind_model);
    const json_t *length = at(schema, "properties/length/anyOf/0"); /* (0, 1] */
    assert_string_equal(json_string_value(at(length, "type")), "number");
    assert_true(json_number_value(at(length, "exclusiveMinimum")) == 0 && !at(length, "minimum"));
    assert_true(json_number_value(at(length, "maximum")) == 1 && !at(length, "exclusiveMaximum"));
    const json_t *cells = at(schema, "properties/cells/anyOf/0"); /* [2, 1000] */
    assert_string_equal(json_string_value(at(cells, "type")), "integer");
    assert_true(json_number_value(at(cells, "minimum")) == 2 &&
                json_number_value(at(cells, "maximum")) == 1000);
    const json_t *thickness = at(schema, "properties/passes/items/properties/thickness/anyOf/0");
    assert_true(json_number_value(at(thickness, "maximum")) == 0.1);
    const json_t *yield = at(schema, "properties/flow_stress/properties/yield_stress/anyOf/0"); /* (0, inf) */
    assert_true(json_number_value(at(yield, "exclusiveMinimum")) == 0 && !at(yield, "exclusiveMaximum"));
    json_decref(schema);
}

static void choices_counts_and_defaults_are_given(void **state)
{
    (void)state;
    json_t *schema = cupel_model_schema(&kind_model);
    assert_int_equal(json_array_size(at(schema, "properties/method/enum")), 2);
    assert_true(lists(at(schema, "properties/method/enum"), "finite_element"));
    assert_string_equal(json_string_value(at(schema, "properties/method/default")), "slab");
    assert_true(json_number_value(at(schema, "properties/friction/default")) == 0.1);
    assert_int_equal(json_integer_value(at(schema, "properties/cells/default")), 64);
    assert_true(json_is_true(at(schema, "properties/plane_strain/default")));
    assert_int_equal(json_integer_value(at(schema, "properties/passes/minItems")), 1);
    assert_int_equal(json_integer_value(at(schema, "properties/passes/maxItems")), 4);
    assert_int_equal(json_integer_value(at(schema, "properties/roughness/anyOf/0/maxItems")), 3);
    assert_int_equal(json_integer_value(at(schema, "properties/fan/anyOf/0/minItems")), 2);
    assert_string_equal(json_string_value(at(schema, "properties/length/description")),
                        "length L [m], (0, 1]");
    json_decref(schema);
}

static void case_has_one_branch_for_each_model(void **state)
{
    (void)state;
    const cupel_model *const models[] = {&kind_model, NULL};
    json_t *schema = cupel_case_schema(models, NULL);
    assert_non_null(schema);
    const json_t *step = at(schema, "properties/steps/items");
    assert_true(lists(at(step, "properties/model/enum"), "test.every_kind"));
    assert_int_equal(json_array_size(at(step, "allOf")), 1);
    assert_string_equal(json_string_value(at(step, "allOf/0/then/$ref")), "#/$defs/test.every_kind");
    assert_non_null(json_object_get(at(schema, "$defs"), "test.every_kind"));
    assert_true(json_is_false(at(schema, "additionalProperties")));
    json_decref(schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(step_is_closed_and_asks_for_what_is_required),
        cmocka_unit_test(options_alone_have_neither_id_nor_model),
        cmocka_unit_test(ranges_stand_on_the_number_form),
        cmocka_unit_test(choices_counts_and_defaults_are_given),
        cmocka_unit_test(case_has_one_branch_for_each_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
