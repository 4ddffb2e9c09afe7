/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/items.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/fields.h"

int cupel_cli_open(const cupel_cli *cli, const char *path, cupel_file **file)
{
    cupel_error error = {0};
    if (cupel_file_open(path, file, &error) == CUPEL_OK) return CUPEL_EXIT_DONE;
    cupel_error_place(&error, path, 0, 0);
    return cupel_cli_error(cli, &error);
}

int cupel_cli_file_error(const cupel_cli *cli, const char *path, cupel_error *error)
{
    cupel_error_place(error, path, 0, 0);
    return cupel_cli_error(cli, error);
}

bool cupel_item_is_number(const cupel_item *item)
{
    return item->type == CUPEL_ITEM_NUMBERS || item->type == CUPEL_ITEM_INTEGERS;
}

bool cupel_item_is_field(const cupel_item *item)
{
    return item->rank > 1 || cupel_item_is_values(item);
}

/* Whether a temperature is a difference is not in the file; a bare K is printed as K either way. */
double cupel_item_uncertainty(cupel_file *file, const cupel_item *item)
{
    if (!item->uncertainty || item->rank != 0) return (double)NAN;
    const cupel_item *other = cupel_file_find(file, item->step, item->uncertainty);
    double *values = NULL, uncertainty = (double)NAN;
    if (other && other->rank == 0 && cupel_item_is_number(other) &&
        cupel_file_read_numbers(file, other, &values, NULL) == CUPEL_OK)
        uncertainty = values[0];
    free(values);
    return uncertainty;
}

/* Nested lists by the dimensions of the data set: value[step][z][y][x][component]. */
static json_t *nested(const double *values, const char *const *texts, bool integers, const uint64_t *dims,
                      size_t rank)
{
    if (rank == 0) {
        if (texts) return json_string(*texts);
        if (!isfinite(*values)) return json_null();
        return integers ? json_integer((json_int_t)*values) : json_real(*values);
    }
    size_t stride = 1;
    for (size_t i = 1; i < rank; i++) stride *= (size_t)dims[i];
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < dims[0]; i++)
        ok = json_array_append_new(list, nested(values ? values + i * stride : NULL,
                                                texts ? texts + i * stride : NULL, integers, dims + 1,
                                                rank - 1)) == 0;
    if (ok) return list;
    json_decref(list);
    return NULL;
}

cupel_status cupel_item_json(cupel_file *file, const cupel_item *item, json_t **out, cupel_error *error)
{
    double *values = NULL;
    char **texts = NULL;
    json_t *value = NULL;
    cupel_status status = CUPEL_OK;
    if (cupel_item_is_number(item))
        status = cupel_file_read_numbers(file, item, &values, error);
    else if (item->type == CUPEL_ITEM_TEXT)
        status = cupel_file_read_texts(file, item, &texts, error);
    if (status) return status;
    if (values || texts)
        value = nested(values, (const char *const *)texts, item->type == CUPEL_ITEM_INTEGERS, item->dims,
                       item->rank);
    else
        value = json_pack("{s: I}", "bytes", (json_int_t)item->count);
    free(values);
    free(texts);
    json_t *object = json_pack("{s: o, s: s?, s: s*, s: s*}", "value", value, "unit", item->unit, "axis",
                               item->axis, "long_name", item->long_name);
    if (!object) return cupel_out_of_memory(error, "JSON");
    *out = object;
    return CUPEL_OK;
}

static void add_shape(const cupel_item *item, cupel_text *out)
{
    for (size_t i = 0; i < item->rank; i++)
        cupel_text_printf(out, "%s%llu", i ? " × " : "", (unsigned long long)item->dims[i]);
    cupel_text_add(out, " values");
}

/* value[step][z][y][x][component] as people say it: 40 × 30 × 20 cells, vector, 5 times */
static void add_cells(const cupel_item *item, cupel_text *out)
{
    const unsigned long long steps = item->dims[0], components = item->dims[4];
    cupel_text_printf(out, "%llu × %llu × %llu cells", (unsigned long long)item->dims[3],
                      (unsigned long long)item->dims[2], (unsigned long long)item->dims[1]);
    if (components == 3) cupel_text_add(out, ", vector");
    if (components != 3 && components != 1) cupel_text_printf(out, ", %llu components", components);
    if (steps != 1) cupel_text_printf(out, ", %llu times", steps);
}

cupel_status cupel_item_words(cupel_file *file, const cupel_item *item, cupel_item_text *out,
                              cupel_error *error)
{
    *out = (cupel_item_text){.unit = ""};
    double *values = NULL;
    char **texts = NULL;
    cupel_status status = CUPEL_OK;
    if (cupel_item_is_field(item) || item->type == CUPEL_ITEM_BYTES) {
        cupel_text shape = {0};
        if (cupel_item_is_values(item))
            add_cells(item, &shape);
        else
            add_shape(item, &shape);
        snprintf(out->value, sizeof out->value, "%s", cupel_text_get(&shape));
        snprintf(out->unit, sizeof out->unit, "%s", item->unit ? item->unit : "");
        cupel_text_free(&shape);
        return CUPEL_OK;
    }
    if (cupel_item_is_number(item)) {
        status = cupel_file_read_numbers(file, item, &values, error);
        if (!status && item->rank == 0) {
            const cupel_cli_value shown = cupel_cli_show_uncertain(
                values[0], cupel_item_uncertainty(file, item), item->unit, item->difference);
            snprintf(out->value, sizeof out->value, "%s", shown.number);
            snprintf(out->unit, sizeof out->unit, "%s", shown.unit);
        } else if (!status) {
            cupel_cli_show_range(values, (size_t)item->count, item->unit, item->difference, out->value,
                                 sizeof out->value, out->unit, sizeof out->unit);
        }
    } else {
        status = cupel_file_read_texts(file, item, &texts, error);
        if (!status && item->count == 1)
            snprintf(out->value, sizeof out->value, "%s", texts[0]);
        else if (!status)
            snprintf(out->value, sizeof out->value, "%llu texts", (unsigned long long)item->count);
    }
    free(values);
    free(texts);
    return status;
}
