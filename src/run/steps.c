/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "param/walk.h"
#include "run/private.h"

double cupel_run_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* What a model sees of us through its context. */
typedef struct step_host {
    cupel_run *run;
    size_t step, position;
    const char *state_path;
    char key[CUPEL_SHA256_HEX];
} step_host;

static void report(void *host, double fraction)
{
    const step_host *h = host;
    const cupel_run_options *options = h->run->owned->options;
    if (options->progress)
        options->progress(options->host, h->run->steps[h->step].id, h->position, h->run->count, fraction);
}

static cupel_status save(void *host, const void *state, size_t bytes, cupel_error *error)
{
    const step_host *h = host;
    return cupel_part_save_state(h->state_path, h->key, state, bytes, error);
}

/* A checkpoint belongs to these parameters of this version of this model. */
static cupel_status state_key(const cupel_run_step *step, char key[CUPEL_SHA256_HEX], cupel_error *error)
{
    json_t *json = cupel_parameters_json(step->model->parameters, step->parameters);
    if (!json) return cupel_out_of_memory(error, "parameters");
    cupel_text whole = {0};
    cupel_text_printf(&whole, "%s %d ", step->model->name, step->model->version);
    cupel_json_text(json, &whole);
    json_decref(json);
    if (whole.failed) {
        cupel_text_free(&whole);
        return cupel_out_of_memory(error, "parameters");
    }
    cupel_sha256(whole.data, whole.length, key);
    cupel_text_free(&whole);
    return CUPEL_OK;
}

static cupel_status result_of(void *host, size_t step, const char *name, const cupel_result_value **value,
                              cupel_error *error)
{
    const cupel_run *run = host;
    const cupel_results *results = run->owned->results[step];
    const cupel_result_value *found = results ? cupel_results_find(results, name) : NULL;
    if (!found || !found->present)
        CUPEL_FAIL(error, CUPEL_EFAILED, "step '%s' gave no '%s'", run->steps[step].id, name);
    *value = found;
    return CUPEL_OK;
}

static cupel_status fail_step(cupel_run *run, cupel_run_step *step, const cupel_error *why,
                              cupel_error *error)
{
    cupel_arena *arena = run->owned->arena;
    step->status = CUPEL_STEP_FAILED;
    step->wrong_input = why->status == CUPEL_EINVAL;
    step->message =
        why->line ? cupel_arena_format(arena, "%s:%d:%d: %s", why->file, why->line, why->column, why->text)
                  : cupel_arena_copy(arena, why->text);
    return step->message ? CUPEL_OK : cupel_out_of_memory(error, "a message");
}

/* Lets the model save its state, and gives it what a killed run has saved. */
static cupel_status open_state(step_host *host, cupel_context *context, void **state, cupel_error *error)
{
    cupel_run *run = host->run;
    const cupel_run_step *step = &run->steps[host->step];
    if (!run->owned->writes) return CUPEL_OK;
    context->save = save;
    host->state_path = cupel_part_state(&run->owned->part, host->step, step->id);
    if (!host->state_path) return cupel_out_of_memory(error, "a step");
    cupel_status status = state_key(step, host->key, error);
    if (!status)
        status = cupel_part_load_state(host->state_path, host->key, state, &context->state_bytes, error);
    context->state = *state;
    return status;
}

/* OK also when the step failed with something to tell; other statuses end the run. */
static cupel_status compute(cupel_run *run, size_t i, size_t position, cupel_error *error)
{
    struct cupel_run_private *own = run->owned;
    cupel_run_step *step = &run->steps[i];
    step_host host = {.run = run, .step = i, .position = position};
    cupel_results *results = cupel_results_new(step->model->results, step->model->result_count);
    if (!results) return cupel_out_of_memory(error, "a step");
    own->results[i] = results;
    void *state = NULL;
    cupel_context context = {.threads = own->threads, .host = &host, .progress = report};
    cupel_status status = open_state(&host, &context, &state, error);
    if (status) return status;

    const double begin = cupel_run_clock();
    report(&host, 0);
    cupel_error why = {0};
    status = step->model->run(step->parameters, &context, results, &why);
    step->seconds = cupel_run_clock() - begin;
    free(state);

    step->results = results;
    if (status == CUPEL_EINVAL || status == CUPEL_EFAILED) return fail_step(run, step, &why, error);
    if (!status) status = cupel_results_status(results, &why);
    if (status) {
        if (error) *error = why;
        cupel_error_note(error, "step '%s'", step->id);
        return status;
    }
    const char *failure = cupel_results_failure(results);
    if (!failure) return CUPEL_OK;
    cupel_error_set(&why, CUPEL_EFAILED, "%s", failure);
    return fail_step(run, step, &why, error);
}

/* A step that needs one that has no valid result is not computed. */
static bool skip(cupel_run *run, size_t i)
{
    for (size_t j = 0; j < run->count; j++) {
        if (!run->owned->c->steps[i].needs[j] || run->steps[j].status == CUPEL_STEP_OK) continue;
        run->steps[i].status = CUPEL_STEP_SKIPPED;
        run->steps[i].message = cupel_arena_format(
            run->owned->arena, "not computed: it needs step '%s', which has no valid result",
            run->steps[j].id);
        return true;
    }
    return false;
}

static cupel_status keep(cupel_run *run, size_t i, const char *segment, cupel_error *error)
{
    const cupel_run_step *step = &run->steps[i];
    const cupel_step_record record = {.id = step->id,
                                      .model = step->model,
                                      .parameters = step->parameters,
                                      .results = step->results,
                                      .status = step->status,
                                      .message = step->message,
                                      .seconds = step->seconds};
    const cupel_status status = cupel_segment_write(segment, &record, error);
    if (status) {
        cupel_error_note(error, "step '%s'", step->id);
        return status;
    }
    const char *state = cupel_part_state(&run->owned->part, i, step->id);
    if (state) unlink(state);
    return CUPEL_OK;
}

/* Gives a step its parameters, now that what it refers to is known. */
static cupel_status bind(cupel_run *run, size_t i, cupel_error *error)
{
    cupel_run_step *step = &run->steps[i];
    cupel_diagnostics diagnostics = {0};
    cupel_error why = {0};
    cupel_status status =
        cupel_case_bind(run->owned->c, i, result_of, run, &diagnostics, &step->parameters, &why);
    cupel_diagnostics_free(&diagnostics);
    if (status == CUPEL_EINVAL || status == CUPEL_EFAILED)
        status = fail_step(run, step, &why, error);
    else if (status && error)
        *error = why;
    return status;
}

/* Takes over a step that a killed run had finished. A segment that is damaged is not taken: it is computed
 * again. */
static cupel_status restore(cupel_run *run, size_t i, const char *segment, bool *restored, cupel_error *error)
{
    struct cupel_run_private *own = run->owned;
    cupel_run_step *step = &run->steps[i];
    *restored = false;
    if (!cupel_file_exists(segment)) return CUPEL_OK;
    cupel_error ignored = {0};
    const cupel_run_step before = *step;
    const cupel_status status = cupel_run_restore(step, segment, own->arena, &own->results[i], &ignored);
    if (status == CUPEL_ENOMEM) return cupel_out_of_memory(error, "results");
    if (status) {
        *step = before;
        return CUPEL_OK;
    }
    step->results = own->results[i];
    step->restored = *restored = true;
    return CUPEL_OK;
}

static cupel_status do_step(cupel_run *run, size_t i, size_t position, cupel_error *error)
{
    struct cupel_run_private *own = run->owned;
    const char *segment = own->writes ? cupel_part_segment(&own->part, i, run->steps[i].id) : NULL;
    if (own->writes && !segment) return cupel_out_of_memory(error, "a path");
    const bool skipped = skip(run, i);
    bool restored = false;
    cupel_status status = skipped ? CUPEL_OK : bind(run, i, error);
    if (!status && own->writes) status = restore(run, i, segment, &restored, error);
    if (status || restored) return status;
    if (!skipped && run->steps[i].parameters) status = compute(run, i, position, error);
    return status || !own->writes ? status : keep(run, i, segment, error);
}

cupel_status cupel_run_steps(cupel_run *run, cupel_error *error)
{
    struct cupel_run_private *own = run->owned;
    omp_set_num_threads(own->threads);
    for (size_t position = 0; position < run->count; position++) {
        const size_t i = own->c->order[position];
        const cupel_status status = do_step(run, i, position, error);
        if (status) return status;
        if (run->steps[i].status != CUPEL_STEP_OK) run->failed = true;
    }
    return CUPEL_OK;
}
