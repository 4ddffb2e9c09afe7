/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TEST_EVALUATE_H
#define CUPEL_TEST_EVALUATE_H

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "testdata/evaluation.h"

/* Runs one evaluation on a test in memory, with options as a user writes them. Include after cmocka.h. */

typedef struct evaluated {
    cupel_arena *arena;
    cupel_results *results;
    cupel_status status;
    cupel_error error;
} evaluated;

static inline evaluated evaluate_with(const char *kind, const cupel_test *test, const char *options,
                                      int threads)
{
    const cupel_evaluation *evaluation = cupel_evaluation_find(kind);
    assert_non_null(evaluation);
    evaluated e = {.arena = cupel_arena_new()};
    assert_non_null(e.arena);
    cupel_diagnostics diagnostics = {0};
    const cupel_node *node =
        options ? cupel_document_parse(options, strlen(options), "options", e.arena, &diagnostics) : NULL;
    cupel_binding binding = {.arena = e.arena, .diagnostics = &diagnostics};
    const void *values = cupel_table_bind(evaluation->model.parameters, node, NULL, NULL, &binding);
    if (diagnostics.count > 0) fail_msg("options: %s", diagnostics.entries[0].text);
    cupel_diagnostics_free(&diagnostics);
    e.results = cupel_results_new(evaluation->model.results, evaluation->model.result_count);
    assert_non_null(e.results);
    e.status = cupel_evaluate(evaluation, test, values, threads, e.results, &e.error);
    return e;
}

static inline evaluated evaluate(const char *kind, const cupel_test *test, const char *options)
{
    evaluated e = evaluate_with(kind, test, options, 1);
    if (e.status) fail_msg("%s", e.error.text);
    return e;
}

static inline void evaluated_end(evaluated *e)
{
    cupel_results_free(e->results);
    cupel_arena_free(e->arena);
}

/* NaN for what is absent */
static inline double evaluated_number(const evaluated *e, const char *name)
{
    const cupel_result_value *value = cupel_results_find(e->results, name);
    return value && value->present ? value->number : (double)NAN;
}

static inline double evaluated_uncertainty(const evaluated *e, const char *name)
{
    char full[128];
    snprintf(full, sizeof full, "%s_uncertainty", name);
    return evaluated_number(e, full);
}

static inline const char *evaluated_flag(const evaluated *e, const char *name)
{
    char full[128];
    snprintf(full, sizeof full, "%s_flag", name);
    const cupel_result_value *value = cupel_results_find(e->results, full);
    return value && value->present ? value->label : "(none)";
}

static inline void assert_flag(const evaluated *e, const char *name, const char *words)
{
    if (!strstr(evaluated_flag(e, name), words))
        fail_msg("flag of %s is \"%s\", without \"%s\"", name, evaluated_flag(e, name), words);
    const bool refused = strncmp(evaluated_flag(e, name), "not judged", 10) == 0;
    if (refused != isnan(evaluated_number(e, name)))
        fail_msg("%s: value and flag \"%s\" do not agree", name, evaluated_flag(e, name));
}

#endif
