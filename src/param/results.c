/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "param/results.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything small lives in the arena. Fields grow step by step and may be large, so each has a block of its
 * own that is resized, its capacity kept beside the public value. */
typedef struct field_block {
    double *values, *times;
    size_t per_step, capacity; /* numbers per step, steps that fit */
} field_block;

struct cupel_results {
    cupel_arena *arena;
    const cupel_result *table;
    size_t count;
    cupel_result_value *values;
    field_block *fields;
    char *failure;
    cupel_error first; /* the first mistake of the model that set the values */
};

static const char *const kind_names[] = {"scalar", "label", "series", "table", "field"};

cupel_results *cupel_results_new(const cupel_result *table, size_t count)
{
    cupel_results *results = cupel_alloc(1, sizeof *results);
    if (!results) return NULL;
    results->table = table;
    results->count = count;
    results->arena = cupel_arena_new();
    if (!results->arena) goto fail;
    results->values = cupel_arena_alloc(results->arena, count, sizeof *results->values);
    results->fields = cupel_arena_alloc(results->arena, count, sizeof *results->fields);
    if (!results->values || !results->fields) goto fail;
    for (size_t i = 0; i < count; i++) {
        if (table[i].kind != CUPEL_COLUMNS) continue;
        results->values[i].columns =
            cupel_arena_alloc(results->arena, table[i].column_count, sizeof *results->values[i].columns);
        if (!results->values[i].columns) goto fail;
    }
    return results;
fail:
    cupel_arena_free(results->arena);
    free(results);
    return NULL;
}

void cupel_results_free(cupel_results *results)
{
    if (!results) return;
    for (size_t i = 0; i < results->count; i++) {
        free(results->fields[i].values);
        free(results->fields[i].times);
    }
    cupel_arena_free(results->arena);
    free(results);
}

CUPEL_PRINTF(3, 4)
static void keep_first(cupel_results *results, cupel_status status, const char *format, ...)
{
    if (results->first.status) return;
    char text[CUPEL_ERROR_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    cupel_error_set(&results->first, status, "%s", text);
}

static void keep_out_of_memory(cupel_results *results, const char *name)
{
    keep_first(results, CUPEL_ENOMEM, "out of memory for result %s", name);
}

/* Index of the row of that name and kind, or `count` with the mistake noted. */
static size_t row_of(cupel_results *results, const char *name, cupel_result_kind kind)
{
    for (size_t i = 0; i < results->count; i++) {
        if (strcmp(results->table[i].name, name) != 0) continue;
        if (results->table[i].kind == kind) return i;
        keep_first(results, CUPEL_EINTERNAL, "result %s is a %s in the result table, set as a %s", name,
                   kind_names[results->table[i].kind], kind_names[kind]);
        return results->count;
    }
    keep_first(results, CUPEL_EINTERNAL, "result %s is not in the result table", name);
    return results->count;
}

static double *copy_doubles(cupel_results *results, const double *values, size_t count)
{
    double *copy = cupel_arena_alloc(results->arena, count, sizeof *copy);
    if (copy && count) memcpy(copy, values, count * sizeof *copy);
    return copy;
}

/* NaN in an array is a missing entry; an infinite one is a number that the computation lost. */
static bool holds_infinity(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isinf(values[i])) return true;
    return false;
}

void cupel_results_set(cupel_results *results, const char *name, double value)
{
    const size_t i = row_of(results, name, CUPEL_SCALAR);
    if (i == results->count) return;
    if (!isfinite(value)) {
        results->values[i].present = false;
        if (!results->failure) cupel_results_fail(results, "%s is not a finite number", name);
        return;
    }
    results->values[i].number = value;
    results->values[i].present = true;
}

void cupel_results_set_label(cupel_results *results, const char *name, const char *text)
{
    const size_t i = row_of(results, name, CUPEL_LABEL);
    if (i == results->count || !text) return;
    const char *copy = cupel_arena_copy(results->arena, text);
    if (!copy) {
        keep_out_of_memory(results, name);
        return;
    }
    results->values[i].label = copy;
    results->values[i].present = true;
}

void cupel_results_set_series(cupel_results *results, const char *name, const double *values, size_t count)
{
    const size_t i = row_of(results, name, CUPEL_SERIES);
    if (i == results->count) return;
    const double *copy = copy_doubles(results, values, count);
    if (!copy) {
        keep_out_of_memory(results, name);
        return;
    }
    if (holds_infinity(values, count) && !results->failure)
        cupel_results_fail(results, "%s holds a number that is not finite", name);
    results->values[i].values = copy;
    results->values[i].count = count;
    results->values[i].present = true;
}

/* The column of a table, its length checked against the columns that are there; NULL with the mistake noted.
 */
static cupel_result_value *column_of(cupel_results *results, const char *table, const char *column,
                                     cupel_result_kind kind, size_t count)
{
    const size_t i = row_of(results, table, CUPEL_COLUMNS);
    if (i == results->count) return NULL;
    const cupel_result *row = &results->table[i];
    for (size_t j = 0; j < row->column_count; j++) {
        if (strcmp(row->columns[j].name, column) != 0) continue;
        if (row->columns[j].kind != kind) {
            keep_first(results, CUPEL_EINTERNAL, "column %s/%s is a %s in the result table, set as a %s",
                       table, column, kind_names[row->columns[j].kind], kind_names[kind]);
            return NULL;
        }
        cupel_result_value *whole = &results->values[i];
        if (whole->present && whole->count != count) {
            keep_first(results, CUPEL_EINTERNAL, "column %s/%s has %zu rows, the table has %zu", table,
                       column, count, whole->count);
            return NULL;
        }
        whole->count = count;
        whole->present = true;
        return &whole->columns[j];
    }
    keep_first(results, CUPEL_EINTERNAL, "column %s/%s is not in the result table", table, column);
    return NULL;
}

void cupel_results_set_column(cupel_results *results, const char *table, const char *column,
                              const double *values, size_t count)
{
    cupel_result_value *value = column_of(results, table, column, CUPEL_SCALAR, count);
    if (!value) return;
    const double *copy = copy_doubles(results, values, count);
    if (!copy) {
        keep_out_of_memory(results, column);
        return;
    }
    if (holds_infinity(values, count) && !results->failure)
        cupel_results_fail(results, "%s/%s holds a number that is not finite", table, column);
    value->values = copy;
    value->count = count;
    value->present = true;
}

void cupel_results_set_text_column(cupel_results *results, const char *table, const char *column,
                                   const char *const *texts, size_t count)
{
    cupel_result_value *value = column_of(results, table, column, CUPEL_LABEL, count);
    if (!value) return;
    const char **copy = cupel_arena_alloc(results->arena, count, sizeof *copy);
    bool whole = copy != NULL;
    for (size_t i = 0; whole && i < count; i++) {
        copy[i] = cupel_arena_copy(results->arena, texts[i] ? texts[i] : "");
        whole = copy[i] != NULL;
    }
    if (!whole) {
        keep_out_of_memory(results, column);
        return;
    }
    value->texts = copy;
    value->count = count;
    value->present = true;
}

/* Numbers in one step of a grid, or 0 when there are none or too many to count. */
static size_t grid_numbers(const cupel_grid *grid)
{
    size_t product = grid->components;
    for (int axis = 0; axis < 3; axis++) {
        const size_t cells = grid->cells[axis];
        if (cells == 0 || product > SIZE_MAX / sizeof(double) / cells) return 0;
        product *= cells;
    }
    return product;
}

bool cupel_grid_same(const cupel_grid *a, const cupel_grid *b)
{
    for (int axis = 0; axis < 3; axis++) {
        if (a->cells[axis] != b->cells[axis] || !a->edges[axis] != !b->edges[axis]) return false;
        if (!a->edges[axis]) {
            if (a->origin[axis] != b->origin[axis] || a->spacing[axis] != b->spacing[axis]) return false;
            continue;
        }
        for (size_t i = 0; i <= a->cells[axis]; i++)
            if (a->edges[axis][i] != b->edges[axis][i]) return false;
    }
    return true;
}

bool cupel_grid_uniform(const cupel_grid *grid)
{
    return !grid->edges[0] && !grid->edges[1] && !grid->edges[2];
}

double cupel_grid_edge(const cupel_grid *grid, size_t axis, size_t index)
{
    return grid->edges[axis] ? grid->edges[axis][index]
                             : grid->origin[axis] + (double)index * grid->spacing[axis];
}

bool cupel_grid_edges_rise(const double *edges, size_t cells)
{
    for (size_t i = 0; i < cells; i++)
        if (!isfinite(edges[i]) || !(edges[i + 1] > edges[i])) return false;
    return isfinite(edges[cells]);
}

/* A copy of the grid with edges of its own; false when out of memory. */
static bool copy_grid(cupel_results *results, const cupel_grid *grid, cupel_grid *out)
{
    *out = *grid;
    for (int axis = 0; axis < 3; axis++) {
        if (!grid->edges[axis]) continue;
        const size_t cells = grid->cells[axis];
        out->edges[axis] = copy_doubles(results, grid->edges[axis], cells + 1);
        if (!out->edges[axis]) return false;
        out->origin[axis] = grid->edges[axis][0];
        out->spacing[axis] = (grid->edges[axis][cells] - grid->edges[axis][0]) / (double)cells;
    }
    return true;
}

/* Room for one more step; doubles, so that n steps cost O(n) copies. */
static bool field_reserve(field_block *field, size_t steps)
{
    if (steps < field->capacity) return true;
    const size_t capacity = field->capacity ? 2 * field->capacity : 1;
    if (capacity > SIZE_MAX / sizeof(double) / field->per_step) return false;
    double *times = cupel_resize(field->times, capacity, sizeof *times);
    if (!times) return false;
    field->times = times;
    double *values = cupel_resize(field->values, capacity * field->per_step, sizeof *values);
    if (!values) return false;
    field->values = values;
    field->capacity = capacity;
    return true;
}

void cupel_results_add_grid(cupel_results *results, const char *name, const cupel_grid *grid, double time,
                            const double *values)
{
    const size_t i = row_of(results, name, CUPEL_GRID);
    if (i == results->count) return;
    cupel_result_value *value = &results->values[i];
    field_block *field = &results->fields[i];
    const size_t per_step = grid_numbers(grid);
    if (per_step == 0) {
        keep_first(results, CUPEL_EINTERNAL, "field %s has no cells, or too many", name);
        return;
    }
    for (int axis = 0; axis < 3; axis++)
        if (grid->edges[axis] && !cupel_grid_edges_rise(grid->edges[axis], grid->cells[axis])) {
            keep_first(results, CUPEL_EINTERNAL, "field %s: the edges along %c do not rise", name,
                       'x' + axis);
            return;
        }
    if (value->present &&
        (value->grid.components != grid->components || !cupel_grid_same(&value->grid, grid))) {
        keep_first(results, CUPEL_EINTERNAL, "field %s changes its grid between steps", name);
        return;
    }
    if (!isfinite(time) || (value->present && !(time > value->times[value->steps - 1]))) {
        keep_first(results, CUPEL_EINTERNAL, "field %s: time %g does not rise from step to step", name, time);
        return;
    }
    field->per_step = per_step;
    if (!field_reserve(field, value->steps) || (!value->present && !copy_grid(results, grid, &value->grid))) {
        keep_out_of_memory(results, name);
        return;
    }
    memcpy(field->values + value->steps * per_step, values, per_step * sizeof *values);
    field->times[value->steps] = time;
    if (holds_infinity(values, per_step) && !results->failure)
        cupel_results_fail(results, "%s holds a number that is not finite", name);
    value->values = field->values;
    value->times = field->times;
    value->count = (value->steps + 1) * per_step;
    value->steps++;
    value->present = true;
}

void cupel_results_fail(cupel_results *results, const char *format, ...)
{
    char text[CUPEL_ERROR_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    char *copy = cupel_arena_copy(results->arena, text);
    if (copy)
        results->failure = copy;
    else
        keep_out_of_memory(results, "failure");
}

const char *cupel_results_failure(const cupel_results *results)
{
    return results->failure;
}

/* What only the whole can show: a series as long as its axis, a table without holes. */
static cupel_status check_row(const cupel_results *results, size_t i, cupel_error *error)
{
    const cupel_result *row = &results->table[i];
    const cupel_result_value *value = &results->values[i];
    if (!value->present) return CUPEL_OK;
    if (row->kind == CUPEL_SERIES && row->axis) {
        const cupel_result_value *axis = cupel_results_find(results, row->axis);
        if (!axis || !axis->present || axis->count != value->count)
            CUPEL_FAIL(error, CUPEL_EINTERNAL, "series %s has %zu entries, its axis %s has %zu", row->name,
                       value->count, row->axis, axis ? axis->count : 0);
    }
    if (row->kind == CUPEL_COLUMNS)
        for (size_t j = 0; j < row->column_count; j++)
            if (value->columns[j].present && value->columns[j].count != value->count)
                CUPEL_FAIL(error, CUPEL_EINTERNAL, "column %s/%s has %zu rows, the table has %zu", row->name,
                           row->columns[j].name, value->columns[j].count, value->count);
    return CUPEL_OK;
}

cupel_status cupel_results_status(const cupel_results *results, cupel_error *error)
{
    if (results->first.status)
        return cupel_error_set(error, results->first.status, "%s", results->first.text);
    for (size_t i = 0; i < results->count; i++) {
        const cupel_status status = check_row(results, i, error);
        if (status) return status;
    }
    return CUPEL_OK;
}

size_t cupel_results_count(const cupel_results *results)
{
    return results->count;
}

const cupel_result *cupel_results_row(const cupel_results *results, size_t index)
{
    return index < results->count ? &results->table[index] : NULL;
}

const cupel_result_value *cupel_results_value(const cupel_results *results, size_t index)
{
    return index < results->count ? &results->values[index] : NULL;
}

const cupel_result_value *cupel_results_find(const cupel_results *results, const char *name)
{
    const cupel_result *row = cupel_result_find(results->table, results->count, name);
    return row ? &results->values[row - results->table] : NULL;
}

const cupel_result *cupel_result_find(const cupel_result *table, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(table[i].name, name) == 0) return &table[i];
    return NULL;
}
