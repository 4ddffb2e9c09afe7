/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/fields.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cupel_item_is_values(const cupel_item *item)
{
    return strcmp(item->group, "fields") == 0 && !strchr(item->name, '/') && item->rank == 5;
}

static bool goes_with_field(const cupel_item *item)
{
    return strcmp(item->group, "fields") == 0 && strchr(item->name, '/');
}

static cupel_status read_field(cupel_file *file, const cupel_item *item, cupel_fields *out,
                               cupel_error *error)
{
    cupel_field *field = &out->fields[out->count++];
    *field = (cupel_field){.item = item, .name = item->name};
    field->steps = (size_t)item->dims[0];
    field->components = (size_t)item->dims[4];
    char name[512];
    snprintf(name, sizeof name, "%s/time", item->name);
    const cupel_item *time = cupel_file_find(file, item->step, name);
    if (!time || time->count != field->steps || field->steps == 0)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "%s: its times are not in the file", item->path);
    cupel_status status = cupel_file_read_numbers(file, time, &field->times, error);
    if (!status) status = cupel_file_read_numbers(file, item, &field->values, error);
    for (size_t i = 0; i + 1 < out->count; i++)
        if (strcmp(out->fields[i].name, field->name) == 0)
            field->name = cupel_arena_format(out->arena, "%s.%s", item->step, item->name);
    return !status && !field->name ? cupel_out_of_memory(error, "fields") : status;
}

static cupel_status add_field(cupel_file *file, const cupel_item *item, cupel_fields *out, cupel_error *error)
{
    cupel_grid grid;
    const cupel_status status = cupel_file_read_grid(file, item, &grid, error);
    if (status) return status;
    if (out->count == 0) out->grid = grid;
    if (!cupel_grid_same(&out->grid, &grid)) {
        const cupel_item *first = out->fields[0].item;
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s.%s and %s.%s lie on different grids: export them apart",
                   first->step, first->name, item->step, item->name);
    }
    return read_field(file, item, out, error);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static cupel_status merge_times(cupel_fields *out, cupel_error *error)
{
    size_t count = 0;
    for (size_t f = 0; f < out->count; f++) count += out->fields[f].steps;
    out->times = cupel_arena_alloc(out->arena, count, sizeof *out->times);
    if (!out->times) return cupel_out_of_memory(error, "fields");
    count = 0;
    for (size_t f = 0; f < out->count; f++)
        for (size_t s = 0; s < out->fields[f].steps; s++) out->times[count++] = out->fields[f].times[s];
    qsort(out->times, count, sizeof *out->times, by_size);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || out->times[i] > out->times[out->time_count - 1])
            out->times[out->time_count++] = out->times[i];
    return CUPEL_OK;
}

static cupel_status read_all(cupel_file *file, const cupel_selection *selection, bool nothing_else,
                             cupel_fields *out, cupel_error *error)
{
    const size_t count = selection ? selection->count : cupel_file_item_count(file);
    const char *title = cupel_file_get_header(file)->title;
    out->title = title ? cupel_arena_copy(out->arena, title) : "";
    out->fields = cupel_arena_alloc(out->arena, count + 1, sizeof *out->fields);
    if (!out->fields || !out->title) return cupel_out_of_memory(error, "fields");
    for (size_t i = 0; i < count; i++) {
        const cupel_item *item = selection ? selection->items[i] : cupel_file_get_item(file, i);
        if (cupel_item_is_values(item)) {
            const cupel_status status = add_field(file, item, out, error);
            if (status) return status;
        } else if (selection && nothing_else && !goes_with_field(item)) {
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s.%s is no field: export fields apart from other results",
                       item->step, item->name);
        }
    }
    if (out->count == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "there is no field among what is selected");
    return merge_times(out, error);
}

cupel_status cupel_fields_read(cupel_file *file, const cupel_selection *selection, bool nothing_else,
                               cupel_fields *out, cupel_error *error)
{
    *out = (cupel_fields){.arena = cupel_arena_new()};
    if (!out->arena) return cupel_out_of_memory(error, "fields");
    const cupel_status status = read_all(file, selection, nothing_else, out, error);
    if (status) cupel_fields_free(out);
    return status;
}

void cupel_fields_free(cupel_fields *fields)
{
    for (size_t f = 0; f < fields->count; f++) {
        free(fields->fields[f].values);
        free(fields->fields[f].times);
    }
    cupel_arena_free(fields->arena);
    *fields = (cupel_fields){0};
}

static size_t cells_of(const cupel_fields *fields)
{
    return fields->grid.cells[0] * fields->grid.cells[1] * fields->grid.cells[2];
}

const double *cupel_field_at(const cupel_fields *fields, const cupel_field *field, double time)
{
    for (size_t s = 0; s < field->steps; s++)
        if (field->times[s] == time) return field->values + s * cells_of(fields) * field->components;
    return NULL;
}

double cupel_fields_time(const cupel_fields *fields, const double *wanted)
{
    double nearest = fields->times[fields->time_count - 1];
    for (size_t i = 0; wanted && i < fields->time_count; i++)
        if (fabs(fields->times[i] - *wanted) < fabs(nearest - *wanted)) nearest = fields->times[i];
    return nearest;
}

bool cupel_fields_void(const cupel_fields *fields, double time, size_t cell)
{
    for (size_t f = 0; f < fields->count; f++) {
        const cupel_field *field = &fields->fields[f];
        const double *values = cupel_field_at(fields, field, time);
        for (size_t c = 0; values && c < field->components; c++)
            if (!isnan(values[cell * field->components + c])) return false;
    }
    return true;
}

/* ---- CSV ---- */

/* temperature, or heat_flux_x */
static void add_heads(const cupel_fields *fields, cupel_text *out)
{
    cupel_text_add(out, "x [m],y [m],z [m]");
    if (fields->time_count > 1) cupel_text_add(out, ",time [s]");
    for (size_t f = 0; f < fields->count; f++)
        for (size_t c = 0; c < fields->fields[f].components; c++) {
            const cupel_field *field = &fields->fields[f];
            const char *unit = field->item->unit;
            cupel_text_printf(out, ",%s", field->name);
            if (field->components > 1 && field->components <= 3) cupel_text_printf(out, "_%c", "xyz"[c]);
            if (field->components > 3) cupel_text_printf(out, "_%zu", c);
            if (unit && strcmp(unit, "1") != 0) cupel_text_printf(out, " [%s]", unit);
        }
    cupel_text_add(out, "\r\n");
}

static void add_number(double value, cupel_text *out)
{
    char digits[32];
    cupel_format_number(value, digits);
    cupel_text_add(out, digits);
}

static void add_row(const cupel_fields *fields, double time, size_t cell, cupel_text *out)
{
    const size_t *n = fields->grid.cells, place[] = {cell % n[0], cell / n[0] % n[1], cell / n[0] / n[1]};
    for (size_t a = 0; a < 3; a++) {
        if (a) cupel_text_add(out, ",");
        const double lo = cupel_grid_edge(&fields->grid, a, place[a]),
                     hi = cupel_grid_edge(&fields->grid, a, place[a] + 1);
        add_number(0.5 * (lo + hi), out);
    }
    if (fields->time_count > 1) {
        cupel_text_add(out, ",");
        add_number(time, out);
    }
    for (size_t f = 0; f < fields->count; f++) {
        const cupel_field *field = &fields->fields[f];
        const double *values = cupel_field_at(fields, field, time);
        for (size_t c = 0; c < field->components; c++) {
            cupel_text_add(out, ",");
            const double value = values ? values[cell * field->components + c] : (double)NAN;
            if (!isnan(value)) add_number(value, out);
        }
    }
    cupel_text_add(out, "\r\n");
}

void cupel_fields_csv(const cupel_fields *fields, cupel_text *out)
{
    add_heads(fields, out);
    for (size_t t = 0; t < fields->time_count; t++)
        for (size_t cell = 0; cell < cells_of(fields); cell++)
            if (!cupel_fields_void(fields, fields->times[t], cell))
                add_row(fields, fields->times[t], cell, out);
}
