/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TEST_RUN_EVALUATION_H
#define CUPEL_TEST_RUN_EVALUATION_H

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "testdata/evaluation.h"

/* A test made in memory, and one evaluation of it with options as in a case. Include after cmocka.h. */

enum { MADE_CHANNELS = 8, MADE_PROPERTIES = 16 };

typedef struct made_test {
    cupel_test test;
    cupel_channel channels[MADE_CHANNELS];
    cupel_property specimen[MADE_PROPERTIES], conditions[MADE_PROPERTIES];
} made_test;

static inline cupel_channel *made_channel(made_test *m, const char *name, const char *unit,
                                          const double *values, size_t count)
{
    cupel_channel *c = &m->channels[m->test.channel_count++];
    *c = (cupel_channel){.name = name, .unit = unit, .count = count, .values = values};
    m->test.channels = m->channels;
    return c;
}

static inline void made_specimen(made_test *m, const char *name, const char *unit, double value,
                                 double uncertainty)
{
    m->specimen[m->test.specimen_count++] =
        (cupel_property){.name = name, .unit = unit, .value = value, .uncertainty = uncertainty};
    m->test.specimen = m->specimen;
}

static inline void made_condition(made_test *m, const char *name, const char *unit, double value)
{
    m->conditions[m->test.condition_count++] =
        (cupel_property){.name = name, .unit = unit, .value = value, .uncertainty = (double)NAN};
    m->test.conditions = m->conditions;
}

typedef struct evaluation_run {
    cupel_arena *arena;
    cupel_results *results;
    cupel_status status;
    cupel_error error;
} evaluation_run;

static inline evaluation_run evaluation_start(const char *kind, const made_test *made, const char *yaml,
                                              int threads)
{
    const cupel_evaluation *evaluation = cupel_evaluation_find(kind);
    evaluation_run run = {.arena = cupel_arena_new()};
    assert_non_null(evaluation);
    assert_non_null(run.arena);
    cupel_diagnostics diagnostics = {0};
    const cupel_node *node =
        yaml ? cupel_document_parse(yaml, strlen(yaml), "test.yaml", run.arena, &diagnostics) : NULL;
    cupel_binding binding = {.arena = run.arena, .diagnostics = &diagnostics};
    const void *options = cupel_table_bind(evaluation->model.parameters, node, node, NULL, &binding);
    if (diagnostics.count) fail_msg("%s", diagnostics.entries[0].text);
    assert_non_null(options);
    cupel_diagnostics_free(&diagnostics);
    run.results = cupel_results_new(evaluation->model.results, evaluation->model.result_count);
    assert_non_null(run.results);
    cupel_context context = {.threads = threads};
    run.status = evaluation->evaluate(&made->test, options, &context, run.results, &run.error);
    return run;
}

static inline evaluation_run evaluation_good(const char *kind, const made_test *made, const char *yaml)
{
    evaluation_run run = evaluation_start(kind, made, yaml, 1);
    if (run.status) fail_msg("%s", run.error.text);
    if (cupel_results_failure(run.results)) fail_msg("%s", cupel_results_failure(run.results));
    return run;
}

static inline void evaluation_end(evaluation_run *run)
{
    cupel_results_free(run->results);
    cupel_arena_free(run->arena);
}

static inline void evaluation_refused(const char *kind, const made_test *made, const char *yaml,
                                      const char *words)
{
    evaluation_run run = evaluation_start(kind, made, yaml, 1);
    if (run.status != CUPEL_EINVAL || !strstr(run.error.text, words))
        fail_msg("status %d says '%s', not '%s'", run.status, run.error.text, words);
    evaluation_end(&run);
}

/* NaN for what is absent */
static inline double evaluation_number(const evaluation_run *run, const char *name)
{
    const cupel_result_value *value = cupel_results_find(run->results, name);
    if (!value) fail_msg("no result %s", name);
    return value && value->present ? value->number : (double)NAN;
}

static inline double evaluation_uncertainty(const evaluation_run *run, const char *name)
{
    char row[128];
    snprintf(row, sizeof row, "%s_uncertainty", name);
    return evaluation_number(run, row);
}

static inline const char *evaluation_flag(const evaluation_run *run, const char *name)
{
    char row[128];
    snprintf(row, sizeof row, "%s_flag", name);
    const cupel_result_value *value = cupel_results_find(run->results, row);
    return value && value->present ? value->label : "";
}

static inline void evaluation_flag_says(const evaluation_run *run, const char *name, const char *words)
{
    if (!strstr(evaluation_flag(run, name), words))
        fail_msg("%s is flagged '%s', not '%s'", name, evaluation_flag(run, name), words);
}

static inline void evaluation_near(const evaluation_run *run, const char *name, double expected,
                                   double relative)
{
    const double value = evaluation_number(run, name);
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%s = %.9g is not %.9g to %.3g (%s)", name, value, expected, relative,
                 evaluation_flag(run, name));
}

#endif
