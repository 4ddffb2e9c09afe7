/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/case.h"

#include <stdlib.h>

#include "model/registry.h"
#include "run/run.h"

/* The public face of cases and run files: what the command line does, for embedding programs. */

static cupel_status first_problem(const cupel_diagnostics *diagnostics, cupel_status status,
                                  cupel_error *error)
{
    if (diagnostics->count && error) *error = diagnostics->entries[0];
    return status;
}

cupel_status cupel_case_check(const char *case_path, cupel_error *error)
{
    const cupel_run_options options = {.models = cupel_models()};
    cupel_diagnostics diagnostics = {0};
    cupel_status status = cupel_run_check(case_path, &options, &diagnostics, NULL, error);
    status = first_problem(&diagnostics, status, error);
    cupel_diagnostics_free(&diagnostics);
    return status;
}

/* A run that was written counts as failed when one of its steps is. */
static cupel_status conclude(cupel_run *run, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < run->count && !status; i++)
        if (run->steps[i].status != CUPEL_STEP_OK)
            status = cupel_error_set(error, CUPEL_EFAILED, "step '%s': %s", run->steps[i].id,
                                     run->steps[i].message);
    cupel_run_free(run);
    return status;
}

cupel_status cupel_case_run(const char *case_path, const char *output, int threads, cupel_error *error)
{
    const cupel_run_options options = {.models = cupel_models(), .output = output, .threads = threads};
    cupel_diagnostics diagnostics = {0};
    cupel_run *run = NULL;
    cupel_status status = cupel_run_case(case_path, &options, &diagnostics, &run, error);
    status = status ? first_problem(&diagnostics, status, error) : conclude(run, error);
    cupel_diagnostics_free(&diagnostics);
    return status;
}

cupel_status cupel_case_resume(const char *output, int threads, cupel_error *error)
{
    const cupel_run_options options = {.models = cupel_models(), .threads = threads};
    cupel_diagnostics diagnostics = {0};
    cupel_run *run = NULL;
    cupel_status status = cupel_run_resume(output, &options, &diagnostics, &run, error);
    status = status ? first_problem(&diagnostics, status, error) : conclude(run, error);
    cupel_diagnostics_free(&diagnostics);
    return status;
}

cupel_status cupel_run_file_number(const char *path, const char *step, const char *result, double *value,
                                   cupel_error *error)
{
    cupel_file *file;
    cupel_status status = cupel_file_open(path, &file, error);
    if (status) return status;
    const cupel_item *item = cupel_file_find(file, step, result);
    double *values = NULL;
    if (!item || item->count != 1 || (item->type != CUPEL_ITEM_NUMBERS && item->type != CUPEL_ITEM_INTEGERS))
        status = cupel_error_set(error, CUPEL_EINVAL, "%s has no single number '%s.%s'", path, step, result);
    else
        status = cupel_file_read_numbers(file, item, &values, error);
    if (!status) *value = values[0];
    free(values);
    cupel_file_close(file);
    return status;
}
