/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TEST_RUN_MODEL_H
#define CUPEL_TEST_RUN_MODEL_H

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "material/material.h"
#include "param/model.h"

/* Runs one model on parameters written as in a case: for the tests of the models. Include after cmocka.h. */

typedef struct model_run {
    cupel_arena *arena;
    cupel_results *results; /* NULL when the parameters were refused */
    cupel_status status;
    cupel_error error; /* the first problem                     */
} model_run;

static cupel_status model_run_material(void *host, const cupel_node *node, const cupel_material **out,
                                       cupel_error *error)
{
    return cupel_material_load(node, ".", host, out, error);
}

/* What every file of a run is; NULL: there are none. */
static const cupel_input *model_run_input;

static cupel_status model_run_file(void *host, const cupel_node *node, const cupel_input **out,
                                   cupel_error *error)
{
    (void)host;
    (void)node;
    if (!model_run_input) CUPEL_FAIL(error, CUPEL_EINVAL, "no such file");
    *out = model_run_input;
    return CUPEL_OK;
}

static inline model_run model_run_in(const cupel_model *model, const char *yaml, cupel_context *context)
{
    model_run run = {.arena = cupel_arena_new()};
    assert_non_null(run.arena);
    cupel_diagnostics diagnostics = {0};
    const cupel_node *node = cupel_document_parse(yaml, strlen(yaml), "test.yaml", run.arena, &diagnostics);
    cupel_binding binding = {.arena = run.arena,
                             .diagnostics = &diagnostics,
                             .host = run.arena,
                             .material = model_run_material,
                             .file = model_run_file};
    const void *values = node ? cupel_table_bind(model->parameters, node, node, NULL, &binding) : NULL;
    if (diagnostics.count > 0) {
        run.error = diagnostics.entries[0];
        run.status = CUPEL_EINVAL;
    } else {
        assert_non_null(values);
        run.results = cupel_results_new(model->results, model->result_count);
        assert_non_null(run.results);
        run.status = model->run(values, context, run.results, &run.error);
        if (!run.status) run.status = cupel_results_status(run.results, &run.error);
    }
    cupel_diagnostics_free(&diagnostics);
    return run;
}

static inline model_run model_run_start(const cupel_model *model, const char *yaml, int threads)
{
    cupel_context context = {.threads = threads};
    return model_run_in(model, yaml, &context);
}

static inline void model_run_end(model_run *run)
{
    cupel_results_free(run->results);
    cupel_arena_free(run->arena);
}

/* One that must succeed. */
static inline model_run model_run_good(const cupel_model *model, const char *yaml)
{
    model_run run = model_run_start(model, yaml, 1);
    if (run.status) fail_msg("%zu:%zu: %s", (size_t)run.error.line, (size_t)run.error.column, run.error.text);
    return run;
}

/* One that must be refused with these words before it computes anything. */
static inline void model_run_refused(const cupel_model *model, const char *yaml, const char *words)
{
    model_run run = model_run_start(model, yaml, 1);
    if (run.status != CUPEL_EINVAL || !strstr(run.error.text, words))
        fail_msg("status %d says '%s', not '%s'", run.status, run.error.text, words);
    if (run.results) fail_msg("refused only when it ran: %s", words);
    model_run_end(&run);
}

/* NaN for what is absent */
static inline double model_run_number(const model_run *run, const char *name)
{
    const cupel_result_value *value = cupel_results_find(run->results, name);
    return value && value->present ? value->number : (double)NAN;
}

static inline const char *model_run_label(const model_run *run, const char *name)
{
    const cupel_result_value *value = cupel_results_find(run->results, name);
    return value && value->present ? value->label : "";
}

/* cmocka compares in single precision: the deviation is taken in double here. */
static inline void assert_near(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.15g differs from %.15g by %.3g relative", value, expected, fabs(value / expected - 1));
}

#endif
