/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "run/private.h"

/* Brings the results of a finished step back from its segment, so that a resumed run can refer to them and
 * print them. Fields stay in the segment: nothing refers to them. */

static cupel_status restore_numbers(cupel_file *file, const cupel_item *item, const cupel_result *row,
                                    const char *column, cupel_results *results, cupel_error *error)
{
    double *values = NULL;
    const cupel_status status = cupel_file_read_numbers(file, item, &values, error);
    if (status) return status;
    if (column)
        cupel_results_set_column(results, row->name, column, values, (size_t)item->count);
    else if (row->kind == CUPEL_SERIES)
        cupel_results_set_series(results, row->name, values, (size_t)item->count);
    else if (row->kind == CUPEL_SCALAR && item->count == 1)
        cupel_results_set(results, row->name, values[0]);
    free(values);
    return CUPEL_OK;
}

static cupel_status restore_texts(cupel_file *file, const cupel_item *item, const cupel_result *row,
                                  const char *column, cupel_results *results, cupel_error *error)
{
    char **texts = NULL;
    const cupel_status status = cupel_file_read_texts(file, item, &texts, error);
    if (status) return status;
    if (column)
        cupel_results_set_text_column(results, row->name, column, (const char *const *)texts,
                                      (size_t)item->count);
    else if (row->kind == CUPEL_LABEL && item->count == 1)
        cupel_results_set_label(results, row->name, texts[0]);
    free(texts);
    return CUPEL_OK;
}

static cupel_status restore_item(cupel_file *file, const cupel_item *item, const cupel_model *model,
                                 cupel_results *results, cupel_error *error)
{
    char name[256];
    const char *slash = strchr(item->name, '/');
    const size_t length = slash ? (size_t)(slash - item->name) : strlen(item->name);
    if (length >= sizeof name) return CUPEL_OK;
    memcpy(name, item->name, length);
    name[length] = '\0';
    const cupel_result *row = cupel_result_find(model->results, model->result_count, name);
    if (!row || row->kind == CUPEL_GRID || (row->kind == CUPEL_COLUMNS) != (slash != NULL)) return CUPEL_OK;
    const char *column = slash ? slash + 1 : NULL;
    return item->type == CUPEL_ITEM_TEXT ? restore_texts(file, item, row, column, results, error)
                                         : restore_numbers(file, item, row, column, results, error);
}

static cupel_status restore_from(cupel_file *file, cupel_run_step *step, cupel_arena *arena,
                                 cupel_results *results, cupel_error *error)
{
    if (cupel_file_step_count(file) != 1) CUPEL_FAIL(error, CUPEL_EDAMAGED, "a segment holds one step");
    const cupel_file_step *about = cupel_file_get_step(file, 0);
    if (strcmp(about->id, step->id) || strcmp(about->model, step->model->name) ||
        about->model_version != step->model->version)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "the segment is of another step or another version of the model");
    step->status = strcmp(about->status, "ok") == 0       ? CUPEL_STEP_OK
                   : strcmp(about->status, "failed") == 0 ? CUPEL_STEP_FAILED
                                                          : CUPEL_STEP_SKIPPED;
    step->seconds = about->seconds;
    if (about->message && !(step->message = cupel_arena_copy(arena, about->message)))
        return cupel_out_of_memory(error, "a message");
    for (size_t i = 0; i < cupel_file_item_count(file); i++) {
        const cupel_item *item = cupel_file_get_item(file, i);
        if (strcmp(item->group, "results") != 0) continue;
        const cupel_status status = restore_item(file, item, step->model, results, error);
        if (status) return status;
    }
    return cupel_results_status(results, error);
}

cupel_status cupel_run_restore(cupel_run_step *step, const char *segment, cupel_arena *arena,
                               cupel_results **out, cupel_error *error)
{
    cupel_verification report = {0};
    cupel_status status = cupel_file_verify(segment, &report, error);
    if (!status && report.damaged) status = cupel_error_set(error, CUPEL_EDAMAGED, "%s is damaged", segment);
    if (status) return status;
    cupel_file *file;
    status = cupel_file_open(segment, &file, error);
    if (status) return status;
    cupel_results *results = cupel_results_new(step->model->results, step->model->result_count);
    status =
        results ? restore_from(file, step, arena, results, error) : cupel_out_of_memory(error, "results");
    cupel_file_close(file);
    if (status || step->status == CUPEL_STEP_SKIPPED) {
        cupel_results_free(results);
        results = NULL;
    }
    if (!status) *out = results;
    return status;
}
