/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/segment.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* ---- parameters ---- */

static void table_write(cupel_h5_writer *w, hid_t group, const cupel_table *table, const void *values,
                        const char *unit);

/* "@" takes the unit of the row that holds the table. */
static const char *unit_of(const char *unit, const char *holder)
{
    if (!unit) return "1";
    return strcmp(unit, "@") == 0 ? (holder ? holder : "1") : unit;
}

static void curve_write(cupel_h5_writer *w, hid_t parent, const cupel_param *p, const cupel_curve *curve,
                        const cupel_h5_about *about)
{
    const hsize_t dims = curve->count;
    const hid_t group = cupel_h5_group(w, parent, p->name);
    const cupel_h5_about of_group = {.long_name = p->meaning, .order = about->order};
    cupel_h5_put_about(w, group, &of_group);
    cupel_h5_put_text(w, group, "NX_class", "NXdata");
    cupel_h5_put_text(w, group, "signal", "y");
    cupel_h5_put_text(w, group, "axes", "x");
    const cupel_h5_about x = {
        .unit = unit_of(p->axis_unit, NULL), .long_name = p->axis ? p->axis : "x", .order = 0};
    cupel_h5_about y = *about;
    y.axis = "x";
    y.order = 1;
    cupel_h5_write_doubles(w, group, "x", 1, &dims, curve->x, &x);
    cupel_h5_write_doubles(w, group, "y", 1, &dims, curve->y, &y);
    cupel_h5_done(w, group);
}

static void list_write(cupel_h5_writer *w, hid_t parent, const cupel_param *p, const cupel_list *list,
                       const char *unit, const cupel_h5_about *about)
{
    const hid_t group = cupel_h5_group(w, parent, p->name);
    const cupel_h5_about of_group = {.long_name = p->meaning, .order = about->order};
    cupel_h5_put_about(w, group, &of_group);
    for (size_t i = 0; i < list->count && !w->status; i++) {
        char name[24];
        snprintf(name, sizeof name, "%zu", i);
        const int64_t order = (int64_t)i;
        const hid_t row = cupel_h5_group(w, group, name);
        cupel_h5_put_integers(w, row, "order", &order, 0);
        table_write(w, row, p->table, (const char *)list->rows + i * p->table->size, unit);
        cupel_h5_done(w, row);
    }
    cupel_h5_done(w, group);
}

static void sub_table_write(cupel_h5_writer *w, hid_t parent, const cupel_param *p, const void *values,
                            const char *unit, const cupel_h5_about *about)
{
    const hid_t group = cupel_h5_group(w, parent, p->name);
    const cupel_h5_about of_group = {.long_name = p->meaning, .order = about->order};
    cupel_h5_put_about(w, group, &of_group);
    table_write(w, group, p->table, values, unit);
    cupel_h5_done(w, group);
}

static const char *choice_name(const cupel_param *p, int index)
{
    for (int i = 0; i <= index; i++)
        if (!p->choices[i]) return NULL;
    return p->choices[index];
}

static void word_write(cupel_h5_writer *w, hid_t parent, const char *name, const char *word,
                       const cupel_h5_about *about)
{
    cupel_h5_about text = *about;
    text.unit = NULL;
    cupel_h5_write_text(w, parent, name, word, strlen(word), &text);
}

static void parameter_write(cupel_h5_writer *w, hid_t parent, const cupel_param *p, const void *field,
                            const char *holder, int64_t order)
{
    const char *unit = unit_of(p->unit, holder);
    const cupel_h5_about about = {.unit = unit,
                                  .long_name = p->meaning,
                                  .order = order,
                                  .difference = (p->flags & CUPEL_DIFFERENCE) != 0};
    switch (p->kind) {
    case CUPEL_QUANTITY:
    case CUPEL_NUMBER:
        cupel_h5_write_doubles(w, parent, p->name, 0, NULL, field, &about);
        break;
    case CUPEL_INTEGER:
        cupel_h5_write_integers(w, parent, p->name, 0, NULL, field, &about);
        break;
    case CUPEL_FLAG: {
        const int64_t flag = *(const int *)field;
        cupel_h5_write_integers(w, parent, p->name, 0, NULL, &flag, &about);
        break;
    }
    case CUPEL_CHOICE: {
        const char *name = choice_name(p, *(const int *)field);
        word_write(w, parent, p->name, name ? name : "", &about);
        break;
    }
    case CUPEL_TEXT:
        word_write(w, parent, p->name, *(const char *const *)field, &about);
        break;
    case CUPEL_FILE: {
        const cupel_input *input = *(const cupel_input *const *)field;
        word_write(w, parent, p->name, input->name, &about);
        cupel_h5_tag(w, parent, p->name, "file_sha256", input->sha256);
        break;
    }
    case CUPEL_MATERIAL:
        word_write(w, parent, p->name, cupel_material_get_head(*(const cupel_material *const *)field)->id,
                   &about);
        break;
    case CUPEL_VECTOR: {
        const cupel_vector *vector = field;
        const hsize_t dims = vector->count;
        cupel_h5_write_doubles(w, parent, p->name, 1, &dims, vector->values, &about);
        break;
    }
    case CUPEL_CURVE:
        curve_write(w, parent, p, field, &about);
        break;
    case CUPEL_TABLE:
        sub_table_write(w, parent, p, *(const void *const *)field, unit, &about);
        break;
    case CUPEL_LIST:
        list_write(w, parent, p, field, unit, &about);
        break;
    }
}

static void table_write(cupel_h5_writer *w, hid_t group, const cupel_table *table, const void *values,
                        const char *unit)
{
    for (size_t i = 0; i < table->count && !w->status; i++) {
        const cupel_param *p = &table->params[i];
        if (cupel_param_present(p, values))
            parameter_write(w, group, p, (const char *)values + p->offset, unit, (int64_t)i);
    }
}

/* ---- results ---- */

typedef struct place {
    const char *folder, *step;
    const cupel_results *results;
    char uncertainty[CUPEL_H5_PATH];
} place;

static cupel_h5_about about_result(place *at, const cupel_result *row, const char *folder,
                                   bool has_uncertainty, int64_t order)
{
    cupel_h5_about about = {.unit = row->kind == CUPEL_LABEL ? NULL : unit_of(row->unit, NULL),
                            .order = order,
                            .long_name = row->meaning,
                            .axis = row->axis,
                            .difference = row->difference};
    if (row->uncertainty && has_uncertainty) {
        snprintf(at->uncertainty, sizeof at->uncertainty, "%s/%s/results/%s%s", at->folder, at->step, folder,
                 row->uncertainty);
        about.uncertainty = at->uncertainty;
    }
    return about;
}

static bool column_present(const cupel_result *row, const cupel_result_value *value, const char *name)
{
    for (size_t i = 0; name && i < row->column_count; i++)
        if (strcmp(row->columns[i].name, name) == 0) return value->columns[i].present;
    return false;
}

static void columns_write(cupel_h5_writer *w, hid_t parent, place *at, const cupel_result *row,
                          const cupel_result_value *value, int64_t order)
{
    char folder[CUPEL_H5_NAME + 1];
    snprintf(folder, sizeof folder, "%s/", row->name);
    const hsize_t dims = value->count;
    const hid_t group = cupel_h5_group(w, parent, row->name);
    const cupel_h5_about of_group = {.long_name = row->meaning, .order = order};
    cupel_h5_put_about(w, group, &of_group);
    for (size_t i = 0; i < row->column_count && !w->status; i++) {
        const cupel_result *column = &row->columns[i];
        const cupel_result_value *cells = &value->columns[i];
        if (!cells->present) continue;
        const cupel_h5_about about =
            about_result(at, column, folder, column_present(row, value, column->uncertainty), (int64_t)i);
        if (column->kind == CUPEL_LABEL)
            cupel_h5_write_texts(w, group, column->name, cells->texts, value->count, &about);
        else
            cupel_h5_write_doubles(w, group, column->name, 1, &dims, cells->values, &about);
    }
    cupel_h5_done(w, group);
}

/* What is kept with a scalar stands in the table behind it. */
static void say_what_is_kept_with(const place *at, size_t index, cupel_h5_about *about)
{
    const cupel_result *row = cupel_results_row(at->results, index);
    for (size_t i = index + 1; i < cupel_results_count(at->results); i++) {
        const cupel_result *other = cupel_results_row(at->results, i);
        const cupel_result_value *value = cupel_results_value(at->results, i);
        if (!other->of || strcmp(other->of, row->name) != 0) return;
        if (!value->present) continue;
        if (other->kind == CUPEL_LABEL) {
            about->flag = value->label;
        } else {
            about->uncertainty = NULL; /* no path: the number itself */
            about->standard_uncertainty = &value->number;
        }
    }
}

static void result_write(cupel_h5_writer *w, hid_t parent, place *at, size_t index)
{
    const cupel_result *row = cupel_results_row(at->results, index);
    const cupel_result_value *value = cupel_results_value(at->results, index);
    const int64_t order = (int64_t)index;
    const cupel_result_value *other =
        row->uncertainty ? cupel_results_find(at->results, row->uncertainty) : NULL;
    cupel_h5_about about = about_result(at, row, "", other && other->present, order);
    if (row->kind == CUPEL_SCALAR) say_what_is_kept_with(at, index, &about);
    const hsize_t dims = value->count;
    switch (row->kind) {
    case CUPEL_SCALAR:
        cupel_h5_write_doubles(w, parent, row->name, 0, NULL, &value->number, &about);
        break;
    case CUPEL_LABEL:
        cupel_h5_write_text(w, parent, row->name, value->label, strlen(value->label), &about);
        break;
    case CUPEL_SERIES:
        cupel_h5_write_doubles(w, parent, row->name, 1, &dims, value->values, &about);
        break;
    case CUPEL_COLUMNS:
        columns_write(w, parent, at, row, value, order);
        break;
    case CUPEL_GRID:
        break; /* under fields/ */
    }
}

/* ---- fields ---- */

static void field_geometry(cupel_h5_writer *w, hid_t group, const cupel_grid *grid)
{
    const int64_t cells[3] = {(int64_t)grid->cells[0], (int64_t)grid->cells[1], (int64_t)grid->cells[2]};
    cupel_h5_put_text(w, group, "association", "cell");
    cupel_h5_put_text(w, group, "axis_labels", "step,z,y,x,component");
    cupel_h5_put_integers(w, group, "cells", cells, 3);
    cupel_h5_put_numbers(w, group, "origin", grid->origin, 3);
    cupel_h5_put_numbers(w, group, "spacing", grid->spacing, 3);
    cupel_h5_put_text(w, group, "grid_units", "m");
}

/* Faces of the cells along the axes that are not uniform. */
static void field_edges(cupel_h5_writer *w, hid_t group, const cupel_grid *grid)
{
    static const char *const names[] = {"x_edges", "y_edges", "z_edges"};
    static const char *const meanings[] = {"faces of the cells along x", "faces of the cells along y",
                                           "faces of the cells along z"};
    for (size_t axis = 0; axis < 3; axis++) {
        const cupel_h5_about about = {.unit = "m", .long_name = meanings[axis], .order = 3 + (int64_t)axis};
        const hsize_t count = grid->cells[axis] + 1;
        if (grid->edges[axis])
            cupel_h5_write_doubles(w, group, names[axis], 1, &count, grid->edges[axis], &about);
    }
}

static void field_write(cupel_h5_writer *w, hid_t parent, const cupel_result *row,
                        const cupel_result_value *value, int64_t order)
{
    const cupel_grid *grid = &value->grid;
    const hsize_t steps = value->steps;
    const hsize_t dims[5] = {steps, grid->cells[2], grid->cells[1], grid->cells[0], grid->components};
    int64_t *numbers = cupel_alloc(value->steps, sizeof *numbers);
    if (!numbers) {
        if (!w->status) w->status = cupel_out_of_memory(w->error, row->name);
        return;
    }
    for (size_t i = 0; i < value->steps; i++) numbers[i] = (int64_t)i;
    const hid_t group = cupel_h5_group(w, parent, row->name);
    const cupel_h5_about of_group = {.long_name = row->meaning, .order = order};
    const cupel_h5_about of_value = {.unit = unit_of(row->unit, NULL),
                                     .long_name = row->meaning,
                                     .axis = "time",
                                     .difference = row->difference,
                                     .order = 0};
    const cupel_h5_about of_step = {.unit = "1", .long_name = "number of the stored step", .order = 1};
    const cupel_h5_about of_time = {.unit = "s", .long_name = "time of the stored step", .order = 2};
    cupel_h5_put_about(w, group, &of_group);
    field_geometry(w, group, grid);
    cupel_h5_write_doubles(w, group, "value", 5, dims, value->values, &of_value);
    cupel_h5_write_integers(w, group, "step", 1, &steps, numbers, &of_step);
    cupel_h5_write_doubles(w, group, "time", 1, &steps, value->times, &of_time);
    field_edges(w, group, grid);
    cupel_h5_done(w, group);
    free(numbers);
}

static size_t present_count(const cupel_results *results)
{
    size_t count = 0;
    for (size_t i = 0; i < cupel_results_count(results); i++)
        count += cupel_results_value(results, i)->present && !cupel_results_row(results, i)->of;
    return count;
}

static void results_write(cupel_h5_writer *w, hid_t step_group, const char *folder,
                          const cupel_step_record *step)
{
    place at = {.folder = folder, .step = step->id, .results = step->results};
    bool has_fields = false;
    const hid_t results = cupel_h5_group_of(w, step_group, "results", present_count(step->results));
    for (size_t i = 0; i < cupel_results_count(step->results); i++) {
        const cupel_result *row = cupel_results_row(step->results, i);
        const cupel_result_value *value = cupel_results_value(step->results, i);
        if (!value->present) continue;
        has_fields = has_fields || row->kind == CUPEL_GRID;
        if (!row->of)
            result_write(w, results, &at, i);
        else if (row->kind == CUPEL_LABEL && !cupel_results_find(step->results, row->of)->present)
            cupel_h5_put_text(w, results, row->name, value->label); /* of what is not there */
    }
    cupel_h5_done(w, results);
    if (!has_fields) return;
    const hid_t fields = cupel_h5_group(w, step_group, "fields");
    for (size_t i = 0; i < cupel_results_count(step->results); i++) {
        const cupel_result *row = cupel_results_row(step->results, i);
        const cupel_result_value *value = cupel_results_value(step->results, i);
        if (value->present && row->kind == CUPEL_GRID) field_write(w, fields, row, value, (int64_t)i);
    }
    cupel_h5_done(w, fields);
}

/* ---- the step ---- */

void cupel_step_write(cupel_h5_writer *w, hid_t parent, const char *folder, const cupel_step_record *step)
{
    static const char *const status[] = {
        [CUPEL_STEP_OK] = "ok", [CUPEL_STEP_FAILED] = "failed", [CUPEL_STEP_SKIPPED] = "skipped"};
    const int64_t version = step->model->version;
    const hid_t group = cupel_h5_group(w, parent, step->id);
    cupel_h5_put_text(w, group, "model", step->model->name);
    cupel_h5_put_integers(w, group, "model_version", &version, 0);
    cupel_h5_put_text(w, group, "status", status[step->status]);
    cupel_h5_put_text(w, group, "message", step->message);
    cupel_h5_put_numbers(w, group, "seconds", &step->seconds, 0);
    if (step->parameters) {
        const hid_t parameters = cupel_h5_group_of(w, group, "parameters", step->model->parameters->count);
        table_write(w, parameters, step->model->parameters, step->parameters, NULL);
        cupel_h5_done(w, parameters);
    }
    if (step->results) results_write(w, group, folder, step);
    cupel_h5_done(w, group);
}

cupel_status cupel_segment_write(const char *path, const cupel_step_record *step, cupel_error *error)
{
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    cupel_h5_writer w = cupel_h5_writer_new(error);
    char temporary[CUPEL_TEMPORARY_PATH];
    const hid_t file = cupel_new_file(&w, path, "segment", temporary);
    const hid_t steps = cupel_h5_group(&w, file, "steps");
    if (!w.status) cupel_step_write(&w, steps, "/steps", step);
    cupel_h5_done(&w, steps);
    const cupel_status status = cupel_finish_file(&w, file, temporary, path);
    cupel_h5_leave(&scope);
    return status;
}
