/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "param/walk.h"

/* jansson's setters take the reference even when they fail and accept NULL as "failed", so that one flag per
 * object is enough to carry an allocation that failed anywhere below it. */
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
static bool put_text(json_t *object, const char *key, const char *text)
{
    return !text || put(object, key, json_string(text));
}

/* JSON has no NaN: a missing entry is null. */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *number_list(const double *values, size_t count)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < count; i++) ok = json_array_append_new(list, number(values[i])) == 0;
    return whole_or_null(list, ok);
}

/* Parameters. */

static json_t *curve_json(const cupel_curve *curve)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < curve->count; i++)
        ok = json_array_append_new(list, number_list((const double[]){curve->x[i], curve->y[i]}, 2)) == 0;
    return whole_or_null(list, ok);
}

static json_t *list_json(const cupel_table *table, const cupel_list *rows)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < rows->count; i++) {
        const void *row = (const char *)rows->rows + i * table->size;
        ok = json_array_append_new(list, cupel_parameters_json(table, row)) == 0;
    }
    return whole_or_null(list, ok);
}

static json_t *file_json(const cupel_input *file)
{
    json_t *object = json_object();
    const bool ok =
        object && put_text(object, "name", file->name) && put_text(object, "sha256", file->sha256);
    return whole_or_null(object, ok);
}

static json_t *parameter_json(const cupel_param *param, const void *values)
{
    const void *field = (const char *)values + param->offset;
    switch (param->kind) {
    case CUPEL_QUANTITY:
    case CUPEL_NUMBER:
        return number(*(const double *)field);
    case CUPEL_INTEGER:
        return json_integer(*(const int64_t *)field);
    case CUPEL_CHOICE:
        return json_string(param->choices[*(const int *)field]);
    case CUPEL_FLAG:
        return json_boolean(*(const int *)field);
    case CUPEL_TEXT:
        return json_string(*(const char *const *)field);
    case CUPEL_FILE:
        return file_json(*(const cupel_input *const *)field);
    case CUPEL_MATERIAL:
        return json_string(cupel_material_get_head(*(const cupel_material *const *)field)->id);
    case CUPEL_VECTOR: {
        const cupel_vector *vector = field;
        return number_list(vector->values, vector->count);
    }
    case CUPEL_CURVE:
        return curve_json(field);
    case CUPEL_TABLE:
        return cupel_parameters_json(param->table, *(const void *const *)field);
    case CUPEL_LIST:
        return list_json(param->table, field);
    }
    return NULL;
}

json_t *cupel_parameters_json(const cupel_table *table, const void *values)
{
    json_t *object = json_object();
    bool ok = object != NULL;
    for (size_t i = 0; ok && i < table->count; i++)
        if (cupel_param_present(&table->params[i], values))
            ok = put(object, table->params[i].name, parameter_json(&table->params[i], values));
    return whole_or_null(object, ok);
}

/* Results. */

static json_t *cell_json(const cupel_result_value *column, size_t row)
{
    if (!column->present) return json_null();
    return column->texts ? json_string(column->texts[row]) : number(column->values[row]);
}

static json_t *columns_json(const cupel_result *row, const cupel_result_value *value)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < value->count; i++) {
        json_t *object = json_object();
        ok = object != NULL;
        for (size_t j = 0; ok && j < row->column_count; j++)
            ok = put(object, row->columns[j].name, cell_json(&value->columns[j], i));
        ok = json_array_append_new(list, whole_or_null(object, ok)) == 0;
    }
    return whole_or_null(list, ok);
}

/* {"x": […]} for the axes whose cells differ in size; NULL when out of memory. */
static json_t *edges_json(const cupel_grid *grid)
{
    json_t *object = json_object();
    bool ok = object != NULL;
    for (int axis = 0; ok && axis < 3; axis++) {
        const char name[] = {(char)('x' + axis), '\0'};
        if (grid->edges[axis]) ok = put(object, name, number_list(grid->edges[axis], grid->cells[axis] + 1));
    }
    return whole_or_null(object, ok);
}

static json_t *grid_json(const cupel_result_value *value)
{
    json_t *object = json_object(), *cells = json_array();
    bool ok = object && cells;
    for (int axis = 0; ok && axis < 3; axis++)
        ok = json_array_append_new(cells, json_integer((json_int_t)value->grid.cells[axis])) == 0;
    if (!ok) json_decref(cells);
    ok = ok && put(object, "cells", cells) && put(object, "origin", number_list(value->grid.origin, 3)) &&
         put(object, "spacing", number_list(value->grid.spacing, 3)) &&
         (cupel_grid_uniform(&value->grid) || put(object, "edges", edges_json(&value->grid))) &&
         put(object, "times", number_list(value->times, value->steps));
    return whole_or_null(object, ok);
}

static json_t *value_json(const cupel_result *row, const cupel_result_value *value)
{
    if (!value->present) return json_null();
    switch (row->kind) {
    case CUPEL_SCALAR:
        return number(value->number);
    case CUPEL_LABEL:
        return json_string(value->label);
    case CUPEL_SERIES:
        return number_list(value->values, value->count);
    case CUPEL_COLUMNS:
        return columns_json(row, value);
    case CUPEL_GRID:
        return grid_json(value);
    }
    return NULL;
}

static json_t *unit_json(const cupel_result *row)
{
    if (row->kind != CUPEL_COLUMNS) return row->unit ? json_string(row->unit) : json_null();
    json_t *object = json_object();
    bool ok = object != NULL;
    for (size_t j = 0; ok && j < row->column_count; j++)
        ok = put(object, row->columns[j].name, unit_json(&row->columns[j]));
    return whole_or_null(object, ok);
}

json_t *cupel_results_json(const cupel_results *results)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (size_t i = 0; ok && i < cupel_results_count(results); i++) {
        const cupel_result *row = cupel_results_row(results, i);
        json_t *one = json_object();
        ok = one && put(one, "value", value_json(row, cupel_results_value(results, i))) &&
             put(one, "unit", unit_json(row)) && put_text(one, "axis", row->axis);
        ok = put(all, row->name, whole_or_null(one, ok));
    }
    return whole_or_null(all, ok);
}

/* The model itself. */

const char *cupel_kind_name(cupel_kind kind)
{
    static const char *const names[] = {"quantity", "number",   "integer", "choice", "flag",  "text",
                                        "file",     "material", "vector",  "curve",  "table", "list"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "?";
}

const char *cupel_result_kind_name(cupel_result_kind kind)
{
    static const char *const names[] = {"scalar", "label", "series", "table", "field"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "?";
}

static json_t *choices_json(const char *const *choices)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && choices[i]; i++) ok = json_array_append_new(list, json_string(choices[i])) == 0;
    return whole_or_null(list, ok);
}

static json_t *table_rows_json(const cupel_table *table, const char *unit_of_holder);

static json_t *param_row_json(const cupel_param *param, const char *unit_of_holder)
{
    const char *unit = param->unit && strcmp(param->unit, "@") == 0 ? unit_of_holder : param->unit;
    json_t *object = json_object();
    bool ok = object && put_text(object, "name", param->name) &&
              put_text(object, "kind", cupel_kind_name(param->kind)) && put_text(object, "unit", unit) &&
              put(object, "required", json_boolean(param->flags & CUPEL_REQUIRED)) &&
              put_text(object, "default", param->fallback) && put_text(object, "range", param->range) &&
              put_text(object, "length", param->length);
    if (param->flags & CUPEL_DIFFERENCE) ok = ok && put(object, "difference", json_true());
    if (param->choices) ok = ok && put(object, "choices", choices_json(param->choices));
    if (param->only) ok = ok && put_text(object, "only", param->only);
    ok = ok && put_text(object, "axis", param->axis) && put_text(object, "axis_unit", param->axis_unit);
    if (param->table) ok = ok && put(object, "parameters", table_rows_json(param->table, unit));
    ok = ok && put_text(object, "meaning", param->meaning);
    return whole_or_null(object, ok);
}

static json_t *table_rows_json(const cupel_table *table, const char *unit_of_holder)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < table->count; i++)
        ok = json_array_append_new(list, param_row_json(&table->params[i], unit_of_holder)) == 0;
    return whole_or_null(list, ok);
}

static json_t *result_rows_json(const cupel_result *rows, size_t count)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        const cupel_result *row = &rows[i];
        json_t *object = json_object();
        ok = object && put_text(object, "name", row->name) &&
             put_text(object, "kind", cupel_result_kind_name(row->kind)) &&
             put_text(object, "unit", row->unit) && put_text(object, "axis", row->axis) &&
             put_text(object, "uncertainty", row->uncertainty);
        if (row->difference) ok = ok && put(object, "difference", json_true());
        if (row->columns)
            ok = ok && put(object, "columns", result_rows_json(row->columns, row->column_count));
        ok = ok && put_text(object, "meaning", row->meaning);
        ok = json_array_append_new(list, whole_or_null(object, ok)) == 0;
    }
    return whole_or_null(list, ok);
}

json_t *cupel_model_json(const cupel_model *model)
{
    json_t *object = json_object();
    const bool ok = object && put_text(object, "name", model->name) &&
                    put_text(object, "title", model->title) && put_text(object, "summary", model->summary) &&
                    put_text(object, "reference", model->reference) &&
                    put(object, "version", json_integer(model->version)) &&
                    put(object, "parameters", table_rows_json(model->parameters, NULL)) &&
                    put(object, "results", result_rows_json(model->results, model->result_count));
    return whole_or_null(object, ok);
}

/* Text. */

static void write_string(const char *string, cupel_text *out)
{
    cupel_text_add_n(out, "\"", 1);
    for (const unsigned char *c = (const unsigned char *)string; *c; c++) {
        if (*c == '"' || *c == '\\')
            cupel_text_printf(out, "\\%c", *c);
        else if (*c == '\n')
            cupel_text_add(out, "\\n");
        else if (*c < 0x20 || *c == 0x7f)
            cupel_text_printf(out, "\\u%04x", *c);
        else
            cupel_text_add_n(out, (const char *)c, 1);
    }
    cupel_text_add_n(out, "\"", 1);
}

static void write_real(double value, cupel_text *out)
{
    char digits[32];
    cupel_format_number(value, digits);
    cupel_text_add(out, digits);
    if (!strpbrk(digits, ".eE")) cupel_text_add(out, ".0"); /* a reader keeps it a real number */
}

static void new_line(int depth, cupel_text *out)
{
    cupel_text_printf(out, "\n%*s", 2 * depth, "");
}

static bool is_flat(const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        if (json_is_object(item) || json_is_array(item)) return false;
    }
    return true;
}

static void write_value(const json_t *value, int depth, cupel_text *out);

static void write_list(const json_t *list, int depth, cupel_text *out)
{
    const size_t count = json_array_size(list);
    const bool flat = is_flat(list);
    cupel_text_add(out, "[");
    for (size_t i = 0; i < count; i++) {
        if (i) cupel_text_add(out, flat ? ", " : ",");
        if (!flat) new_line(depth + 1, out);
        write_value(json_array_get(list, i), depth + 1, out);
    }
    if (!flat) new_line(depth, out);
    cupel_text_add(out, "]");
}

static void write_object(const json_t *object, int depth, cupel_text *out)
{
    const char *separator = "";
    const char *key;
    json_t *item;
    cupel_text_add(out, "{");
    json_object_foreach((json_t *)(uintptr_t)object, key, item)
    {
        cupel_text_add(out, separator);
        new_line(depth + 1, out);
        write_string(key, out);
        cupel_text_add(out, ": ");
        write_value(item, depth + 1, out);
        separator = ",";
    }
    if (json_object_size(object)) new_line(depth, out);
    cupel_text_add(out, "}");
}

static void write_value(const json_t *value, int depth, cupel_text *out)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        write_object(value, depth, out);
        break;
    case JSON_ARRAY:
        write_list(value, depth, out);
        break;
    case JSON_STRING:
        write_string(json_string_value(value), out);
        break;
    case JSON_INTEGER:
        cupel_text_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        write_real(json_real_value(value), out);
        break;
    case JSON_TRUE:
        cupel_text_add(out, "true");
        break;
    case JSON_FALSE:
        cupel_text_add(out, "false");
        break;
    case JSON_NULL:
        cupel_text_add(out, "null");
        break;
    }
}

void cupel_json_text(const json_t *value, cupel_text *out)
{
    write_value(value, 0, out);
}
