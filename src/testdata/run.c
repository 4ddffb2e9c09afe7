/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/run.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

enum { MOST_KINDS = 64 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static cupel_status unknown_kind(const char *kind, cupel_error *error)
{
    const char *names[MOST_KINDS];
    size_t count = 0;
    for (const cupel_evaluation *const *one = cupel_evaluations(); *one && count < MOST_KINDS; one++)
        names[count++] = (*one)->kind;
    const char *near = cupel_nearest(kind, names, count);
    CUPEL_FAIL(error, CUPEL_EINVAL, "no evaluation for a test of kind '%s'; %s%s%s", kind,
               near ? "did you mean '" : "`cupel test kinds` lists them", near ? near : "", near ? "'?" : "");
}

static void flag_name(const cupel_result *row, char out[160])
{
    snprintf(out, 160, "%s_flag", row->name);
}

bool cupel_evaluation_is_figure(const cupel_model *model, const cupel_result *row)
{
    char name[160];
    flag_name(row, name);
    return row->kind == CUPEL_SCALAR && cupel_result_find(model->results, model->result_count, name) != NULL;
}

const char *cupel_evaluation_flag(const cupel_results *results, const cupel_result *row)
{
    char name[160];
    flag_name(row, name);
    const cupel_result_value *value = cupel_results_find(results, name);
    return value && value->present ? value->label : NULL;
}

static void count_figures(cupel_evaluated *e)
{
    const cupel_model *model = &e->evaluation->model;
    for (size_t i = 0; i < model->result_count; i++) {
        if (!cupel_evaluation_is_figure(model, &model->results[i])) continue;
        const cupel_result_value *value = cupel_results_find(e->results, model->results[i].name);
        e->figures++;
        e->judged += value && value->present;
    }
}

const void *cupel_evaluation_options(const cupel_evaluation *evaluation, const cupel_node *options,
                                     cupel_arena *arena, cupel_diagnostics *diagnostics)
{
    cupel_binding binding = {.arena = arena, .diagnostics = diagnostics};
    const size_t before = diagnostics->count;
    const void *bound = cupel_table_bind(evaluation->model.parameters, options, NULL, NULL, &binding);
    return diagnostics->count > before ? NULL : bound;
}

cupel_status cupel_evaluation_run(const cupel_test *test, const char *kind, const cupel_node *options,
                                  int threads, cupel_arena *arena, cupel_diagnostics *diagnostics,
                                  cupel_evaluated *out, cupel_error *error)
{
    if (test->kind && !cupel_evaluation_find(test->kind)) {
        char kinds[CUPEL_KINDS_TEXT];
        cupel_evaluation_kinds(kinds);
        CUPEL_FAIL(error, CUPEL_EFAILED, "no evaluation for a %s test; there are: %s%s", test->kind, kinds,
                   kind ? "; if it is another, import it as that" : "");
    }
    if (!kind) kind = test->kind;
    if (!kind)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "it is not known what kind of test this is; say so with --kind (`cupel test kinds` lists them)");
    cupel_evaluated e = {.evaluation = cupel_evaluation_find(kind)};
    if (!e.evaluation) return unknown_kind(kind, error);
    const cupel_model *model = &e.evaluation->model;
    const size_t before = diagnostics->count;
    const void *bound = cupel_evaluation_options(e.evaluation, options, arena, diagnostics);
    if (diagnostics->count > before) CUPEL_FAIL(error, CUPEL_EINVAL, "%s", diagnostics->entries[before].text);
    if (!bound) return cupel_out_of_memory(error, "the options of an evaluation");
    e.results = cupel_results_new(model->results, model->result_count);
    if (!e.results) return cupel_out_of_memory(error, "the results of an evaluation");
    const double start = now();
    cupel_status status = cupel_evaluate(e.evaluation, test, bound, threads, e.results, error);
    if (!status) status = cupel_results_status(e.results, error);
    if (status) {
        cupel_results_free(e.results);
        return status;
    }
    count_figures(&e);
    const char *failure = cupel_results_failure(e.results);
    e.step = (cupel_step_record){.model = model,
                                 .parameters = bound,
                                 .results = e.results,
                                 .status = failure ? CUPEL_STEP_FAILED : CUPEL_STEP_OK,
                                 .message = failure,
                                 .seconds = now() - start};
    *out = e;
    return CUPEL_OK;
}
