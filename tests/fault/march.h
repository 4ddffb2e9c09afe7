/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TEST_FAULT_MARCH_H
#define CUPEL_TEST_FAULT_MARCH_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/memory.h"
#include "param/model.h"

/* A model for tests that stop a run by force: it marches slowly, saves its state as it goes, goes on from a
 * saved one, and gives a series and a field. It also notes outside of the run, in memory that outlives the
 * process, what has been promised: whatever is noted must survive any kill. */

enum {
    MARCH_STEPS = 3,
    MARCH_LENGTH = 60,
    MARCH_SAVE_EVERY = 12,
    MARCH_FIELD_EVERY = 20,
    MARCH_CELLS = 64,
    MARCH_BALLAST = 1 << 17
};

typedef struct march_notes {
    atomic_int finished;                /* run steps whose results the run layer has taken over */
    atomic_int saved[MARCH_STEPS];      /* by run step: marching steps in its newest checkpoint */
    atomic_int begun_from[MARCH_STEPS]; /* where the model went on the last time, -1 when it was not called */
    atomic_int restored;                /* run steps that the last process took over            */
} march_notes;

typedef struct march_parameters {
    int64_t step; /* which of the run steps this is, for the notes */
    double start; /* m */
} march_parameters;

static const cupel_param march_rows[] = {
    {.name = "step",
     .kind = CUPEL_INTEGER,
     .offset = offsetof(march_parameters, step),
     .unit = "1",
     .range = "[0, 3)",
     .flags = CUPEL_REQUIRED,
     .meaning = "number of the run step"},
    {.name = "start",
     .kind = CUPEL_QUANTITY,
     .offset = offsetof(march_parameters, start),
     .unit = "m",
     .flags = CUPEL_REQUIRED,
     .meaning = "value at the rim"},
};

static const cupel_table march_table = {
    .name = "test.march", .size = sizeof(march_parameters), CUPEL_ROWS(march_rows)};

static const cupel_result march_results[] = {
    {.name = "final_mean", .kind = CUPEL_SCALAR, .unit = "m", .meaning = "mean of the last field"},
    {.name = "march_step", .kind = CUPEL_SERIES, .unit = "1", .meaning = "marching step"},
    {.name = "mean", .kind = CUPEL_SERIES, .unit = "m", .axis = "march_step", .meaning = "mean of the field"},
    {.name = "displacement", .kind = CUPEL_GRID, .unit = "m", .meaning = "the field"},
    {.name = "ending", .kind = CUPEL_LABEL, .meaning = "how it ended"},
};

enum { MARCH_FIELDS = MARCH_LENGTH / MARCH_FIELD_EVERY };

typedef struct march_state {
    int64_t done;
    double field[MARCH_CELLS];
    double mean[MARCH_LENGTH];
    double kept[MARCH_FIELDS][MARCH_CELLS];
    double ballast[MARCH_BALLAST]; /* makes the writing of a checkpoint long enough to be hit */
} march_state;

static march_notes *march_noted; /* set by the test program; NULL: nothing is noted */

/* One explicit step of a diffusion on a chain that is held at `start` on its left. */
static void march_once(march_state *s, double start)
{
    double next[MARCH_CELLS], sum = 0;
    for (size_t i = 0; i < MARCH_CELLS; i++) {
        const double left = i > 0 ? s->field[i - 1] : start,
                     right = i + 1 < MARCH_CELLS ? s->field[i + 1] : 0;
        next[i] = s->field[i] + 0.3 * (left - 2 * s->field[i] + right);
        sum += next[i];
    }
    memcpy(s->field, next, sizeof next);
    s->mean[s->done] = sum / MARCH_CELLS;
    s->ballast[s->done] = start;
    s->done++;
    if (s->done % MARCH_FIELD_EVERY == 0) memcpy(s->kept[s->done / MARCH_FIELD_EVERY - 1], next, sizeof next);
}

static void march_report(const march_state *s, cupel_results *results)
{
    double axis[MARCH_LENGTH];
    for (size_t i = 0; i < MARCH_LENGTH; i++) axis[i] = (double)i + 1;
    cupel_results_set(results, "final_mean", s->mean[MARCH_LENGTH - 1]);
    cupel_results_set_series(results, "march_step", axis, MARCH_LENGTH);
    cupel_results_set_series(results, "mean", s->mean, MARCH_LENGTH);
    const cupel_grid grid = {.cells = {4, 4, 4}, .spacing = {1e-3, 1e-3, 1e-3}, .components = 1};
    for (size_t i = 0; i < MARCH_FIELDS; i++)
        cupel_results_add_grid(results, "displacement", &grid, (double)((i + 1) * MARCH_FIELD_EVERY),
                               s->kept[i]);
    cupel_results_set_label(results, "ending", "reached its end");
}

static cupel_status march_run(const void *parameters, cupel_context *context, cupel_results *results,
                              cupel_error *error)
{
    const march_parameters *p = parameters;
    march_state *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a march");
    if (context->state && context->state_bytes == sizeof *s) memcpy(s, context->state, sizeof *s);
    if (march_noted) atomic_store(&march_noted->begun_from[p->step], (int)s->done);
    cupel_status status = CUPEL_OK;
    while (!status && s->done < MARCH_LENGTH) {
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
        march_once(s, p->start);
        if (context->progress) context->progress(context->host, (double)s->done / MARCH_LENGTH);
        if (s->done % MARCH_SAVE_EVERY == 0 && context->save) {
            status = context->save(context->host, s, sizeof *s, error);
            if (!status && march_noted) atomic_store(&march_noted->saved[p->step], (int)s->done);
        }
    }
    if (!status) march_report(s, results);
    free(s);
    return status;
}

static const cupel_model march_model = {
    .name = "test.march",
    .title = "A slow march",
    .summary = "Diffusion on a chain, for tests.",
    .reference = "none",
    .version = 1,
    .parameters = &march_table,
    CUPEL_RESULTS(march_results),
    .run = march_run,
};

static const cupel_model *const march_models[] = {&march_model, NULL};

static const char march_case[] =
    "cupel: 1\n"
    "title: three marches\n"
    "steps:\n"
    "  - id: first\n    model: test.march\n    step: 0\n    start: 1 mm\n"
    "  - id: second\n    model: test.march\n    step: 1\n    start: ${first.final_mean}\n"
    "  - id: third\n    model: test.march\n    step: 2\n    start: ${second.final_mean}\n";

#endif
