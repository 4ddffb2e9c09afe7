/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "param/walk.h"

/* JSON-schema of the tables, for editors that complete and check a case while it is typed. It is somewhat
 * more lenient than `cupel check`: it sees no units and no rules between parameters. YAML readers disagree on
 * which plain scalars are numbers ("3e-4" is a text to some), so numbers are also taken as text. */

#define DIALECT   "https://json-schema.org/draft/2020-12/schema"
#define NUMERAL   "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?"
#define REFERENCE "^\\s*\\$\\{[^{}]+\\}\\s*$"

static json_t *whole_or_null(json_t *value, bool ok)
{
    if (ok) return value;
    json_decref(value);
    return NULL;
}

static bool put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

/* Limits of a number, or of a count, in the words of JSON-schema. */
static bool put_interval(json_t *schema, const char *range)
{
    if (!range) return true;
    const cupel_interval interval = cupel_interval_parse(range);
    bool ok = true;
    if (isfinite(interval.lo))
        ok = put(schema, interval.lo_open ? "exclusiveMinimum" : "minimum", json_real(interval.lo));
    if (isfinite(interval.hi))
        ok = ok && put(schema, interval.hi_open ? "exclusiveMaximum" : "maximum", json_real(interval.hi));
    return ok;
}

static bool put_counts(json_t *schema, const char *length, json_int_t least)
{
    json_int_t most = -1;
    if (length) {
        const cupel_interval interval = cupel_interval_parse(length);
        if (isfinite(interval.lo))
            least = (json_int_t)(interval.lo_open ? floor(interval.lo) + 1 : ceil(interval.lo));
        if (isfinite(interval.hi))
            most = (json_int_t)(interval.hi_open ? ceil(interval.hi) - 1 : floor(interval.hi));
    }
    return put(schema, "minItems", json_integer(least)) &&
           (most < 0 || put(schema, "maxItems", json_integer(most)));
}

static json_t *typed(const char *type)
{
    json_t *schema = json_object();
    return whole_or_null(schema, schema && put(schema, "type", json_string(type)));
}

static json_t *pattern(const char *expression)
{
    json_t *schema = typed("string");
    return whole_or_null(schema, schema && put(schema, "pattern", json_string(expression)));
}

/* {"anyOf": [a, b, c]}; takes the references; c may be absent. */
static json_t *any_of(json_t *a, json_t *b, json_t *c, bool three)
{
    json_t *list = json_array(), *schema = json_object();
    bool ok = list && schema;
    ok = json_array_append_new(list, a) == 0 && ok;
    ok = json_array_append_new(list, b) == 0 && ok;
    if (three) ok = json_array_append_new(list, c) == 0 && ok;
    ok = json_object_set_new(schema, "anyOf", list) == 0 && ok;
    return whole_or_null(schema, ok);
}

static json_t *ranged(const char *type, const char *range)
{
    json_t *schema = typed(type);
    return whole_or_null(schema, schema && put_interval(schema, range));
}

/* A number in SI, a text "number unit", a reference. */
static json_t *quantity_schema(const char *range)
{
    return any_of(ranged("number", range), pattern("^\\s*" NUMERAL "\\s*([^0-9\\s.].*)?$"),
                  pattern(REFERENCE), true);
}

static json_t *integer_schema(const char *range)
{
    return any_of(ranged("integer", range), pattern(REFERENCE), NULL, false);
}

static json_t *choice_schema(const char *const *choices)
{
    json_t *schema = json_object(), *list = json_array();
    bool ok = schema && list;
    for (size_t i = 0; ok && choices[i]; i++) ok = json_array_append_new(list, json_string(choices[i])) == 0;
    ok = json_object_set_new(schema, "enum", list) == 0 && ok;
    return whole_or_null(schema, ok);
}

static json_t *array_of(json_t *item, const char *length, json_int_t least)
{
    json_t *schema = typed("array");
    bool ok = json_object_set_new(schema, "items", item) == 0;
    ok = ok && put_counts(schema, length, least);
    return whole_or_null(schema, ok);
}

/* [x, y] */
static json_t *point_schema(const char *range)
{
    json_t *schema = typed("array"), *pair = json_array();
    bool ok = schema && pair;
    ok = json_array_append_new(pair, quantity_schema(NULL)) == 0 && ok;
    ok = json_array_append_new(pair, quantity_schema(range)) == 0 && ok;
    ok = json_object_set_new(schema, "prefixItems", pair) == 0 && ok;
    ok = ok && put(schema, "minItems", json_integer(2)) && put(schema, "maxItems", json_integer(2));
    return whole_or_null(schema, ok);
}

static json_t *table_schema(const cupel_table *table, const char *unit_of_holder);

static json_t *kind_schema(const cupel_param *param, const char *unit)
{
    switch (param->kind) {
    case CUPEL_QUANTITY:
    case CUPEL_NUMBER:
        return quantity_schema(param->range);
    case CUPEL_INTEGER:
        return integer_schema(param->range);
    case CUPEL_CHOICE:
        return choice_schema(param->choices);
    case CUPEL_FLAG:
        return typed("boolean");
    case CUPEL_TEXT:
        return any_of(typed("string"), typed("number"), NULL, false);
    case CUPEL_FILE:
        return typed("string");
    case CUPEL_MATERIAL:
        return any_of(typed("string"), typed("object"), NULL, false);
    case CUPEL_VECTOR:
        return any_of(array_of(quantity_schema(param->range), param->length, 1),
                      quantity_schema(param->range), NULL, false);
    case CUPEL_CURVE:
        return any_of(array_of(point_schema(param->range), param->length, 1), pattern(REFERENCE), NULL,
                      false);
    case CUPEL_TABLE:
        return table_schema(param->table, unit);
    case CUPEL_LIST:
        return array_of(table_schema(param->table, unit), param->length, 0);
    }
    return NULL;
}

/* The meaning, with the unit of a bare number: what an editor shows beside the cursor. */
static json_t *description(const cupel_param *param, const char *unit)
{
    cupel_text text = {0};
    if (param->only) cupel_text_printf(&text, "%s: ", param->only);
    cupel_text_add(&text, param->meaning ? param->meaning : "");
    const bool bare =
        param->kind == CUPEL_QUANTITY || param->kind == CUPEL_VECTOR || param->kind == CUPEL_CURVE;
    if (bare && unit && strcmp(unit, "1") != 0) cupel_text_printf(&text, " [%s]", unit);
    if (param->range) cupel_text_printf(&text, ", %s", param->range);
    json_t *value = text.failed ? NULL : json_string(cupel_text_get(&text));
    cupel_text_free(&text);
    return value;
}

static json_t *fallback_json(const cupel_param *param)
{
    const char *end;
    double value;
    if (param->kind == CUPEL_FLAG) return json_boolean(strcmp(param->fallback, "true") == 0);
    if (param->kind == CUPEL_INTEGER && cupel_parse_number(param->fallback, &value, &end) && !*end)
        return json_integer((json_int_t)value);
    if (param->kind != CUPEL_TEXT && param->kind != CUPEL_CHOICE &&
        cupel_parse_number(param->fallback, &value, &end) && !*end)
        return json_real(value);
    return json_string(param->fallback);
}

static json_t *param_schema(const cupel_param *param, const char *unit_of_holder)
{
    const char *unit = param->unit && strcmp(param->unit, "@") == 0 ? unit_of_holder : param->unit;
    json_t *schema = kind_schema(param, unit);
    bool ok = schema && put(schema, "description", description(param, unit));
    const bool plain = param->kind <= CUPEL_TEXT; /* lists and tables have their default in the rows below */
    if (plain && param->fallback) ok = ok && put(schema, "default", fallback_json(param));
    return whole_or_null(schema, ok);
}

/* Adds the rows of a table to "properties" and "required". */
static bool put_rows(const cupel_table *table, const char *unit_of_holder, json_t *properties,
                     json_t *required)
{
    bool ok = true;
    for (size_t i = 0; ok && i < table->count; i++) {
        const cupel_param *param = &table->params[i];
        ok = put(properties, param->name, param_schema(param, unit_of_holder));
        if ((param->flags & CUPEL_REQUIRED) && !param->only)
            ok = ok && json_array_append_new(required, json_string(param->name)) == 0;
    }
    return ok;
}

/* Takes the references. */
static json_t *closed_object(json_t *properties, json_t *required, bool ok)
{
    json_t *schema = typed("object");
    ok = json_object_set_new(schema, "properties", properties) == 0 && ok;
    ok = json_object_set_new(schema, "required", required) == 0 && ok;
    ok = ok && put(schema, "additionalProperties", json_false());
    return whole_or_null(schema, ok);
}

static json_t *table_schema(const cupel_table *table, const char *unit_of_holder)
{
    json_t *properties = json_object(), *required = json_array();
    const bool ok = properties && required && put_rows(table, unit_of_holder, properties, required);
    return closed_object(properties, required, ok);
}

static json_t *described(const char *type, const char *text)
{
    json_t *schema = typed(type);
    return whole_or_null(schema, schema && put(schema, "description", json_string(text)));
}

static json_t *id_schema(void)
{
    json_t *schema = described("string", "name of the step, unique in the case: what ${id.result} refers to");
    return whole_or_null(schema, schema && put(schema, "pattern", json_string("^[a-z][a-z0-9_-]*$")) &&
                                     put(schema, "maxLength", json_integer(CUPEL_STEP_ID)));
}

static json_t *step_schema(const cupel_model *model)
{
    json_t *properties = json_object(), *required = json_pack("[s, s]", "id", "model");
    bool ok = properties && required && put(properties, "id", id_schema()) &&
              put(properties, "model", json_pack("{s: s}", "const", model->name)) &&
              put_rows(model->parameters, NULL, properties, required);
    json_t *schema = closed_object(properties, required, ok);
    ok = schema && put(schema, "title", json_string(model->title)) &&
         put(schema, "description", json_string(model->summary ? model->summary : ""));
    return whole_or_null(schema, ok);
}

json_t *cupel_model_schema(const cupel_model *model)
{
    /* what is no step of a case (an evaluation, a study) has its parameters alone */
    json_t *head = json_pack("{s: s}", "$schema", DIALECT);
    json_t *schema = model->run ? step_schema(model) : table_schema(model->parameters, NULL);
    const bool ok = head && schema && json_object_update(head, schema) == 0;
    json_decref(schema);
    return whole_or_null(head, ok);
}

/* One step: its model decides which definition it must satisfy. */
static json_t *any_step(const cupel_model *const *models)
{
    json_t *names = json_array(), *branches = json_array();
    bool ok = names && branches;
    for (size_t i = 0; ok && models[i]; i++) {
        char place[128];
        snprintf(place, sizeof place, "#/$defs/%s", models[i]->name);
        ok = json_array_append_new(names, json_string(models[i]->name)) == 0 &&
             json_array_append_new(branches, json_pack("{s: {s: [s], s: {s: {s: s}}}, s: {s: s}}", "if",
                                                       "required", "model", "properties", "model", "const",
                                                       models[i]->name, "then", "$ref", place)) == 0;
    }
    if (!ok) {
        json_decref(names);
        json_decref(branches);
        return NULL;
    }
    return json_pack("{s: s, s: [s, s], s: {s: {s: o}}, s: o}", "type", "object", "required", "id", "model",
                     "properties", "model", "enum", names, "allOf", branches);
}

static bool put_heading(json_t *properties)
{
    return put(properties, "cupel",
               json_pack("{s: i, s: s}", "const", 1, "description", "version of the case format")) &&
           put(properties, "title", described("string", "what this run is about")) &&
           put(properties, "project", described("string", "the R&D project this run belongs to")) &&
           put(properties, "license", described("string", "licence of the results, an SPDX identifier")) &&
           put(properties, "creator", described("string", "who is responsible for the run")) &&
           put(properties, "seed", described("integer", "seed of everything random"));
}

json_t *cupel_case_schema(const cupel_model *const *models, const cupel_table *study)
{
    json_t *properties = json_object(), *definitions = json_object();
    bool ok = properties && definitions && put_heading(properties) &&
              put(properties, "steps", array_of(any_step(models), NULL, 1));
    if (study) ok = ok && put(properties, "study", table_schema(study, NULL));
    for (size_t i = 0; ok && models[i]; i++) ok = put(definitions, models[i]->name, step_schema(models[i]));
    json_t *schema = closed_object(properties, json_pack("[s]", "cupel"), ok);
    json_t *either = study ? json_pack("[{s: [s]}, {s: [s]}]", "required", "steps", "required", "study")
                           : json_pack("[{s: [s]}]", "required", "steps");
    ok = json_object_set_new(schema, "$defs", definitions) == 0 &&
         json_object_set_new(schema, "anyOf", either) == 0;
    json_t *head = json_pack("{s: s, s: s}", "$schema", DIALECT, "title", "cupel case file");
    ok = ok && head && json_object_update(head, schema) == 0;
    json_decref(schema);
    return whole_or_null(head, ok);
}
