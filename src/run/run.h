/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_RUN_RUN_H
#define CUPEL_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include "case/case.h"
#include "cupel/error.h"
#include "param/document.h"
#include "param/model.h"
#include "store/store.h"

/* Executes a case. While a run is under way its finished steps and checkpoints are in the folder OUTPUT.part, in
 * whole files that survive a kill or a power cut; OUTPUT itself appears only when it is complete and checked. */

typedef struct cupel_run_options {
    const cupel_model *const *models;       /* NULL at the end */
    const char *output;                     /* NULL: the case's name with .h5 in the working folder, -2, -3 … when taken */
    bool replace;                           /* an output that is there may be replaced */
    const char *const *overrides;           /* "step.key=value" */
    size_t override_count;
    int threads;                            /* 0: as many as OpenMP offers */
    const char *command;                    /* for the provenance; may be NULL */
    void *host;
    void (*progress)(void *host, const char *step, size_t index, size_t count, double fraction);   /* may be NULL */
} cupel_run_options;

typedef struct cupel_run_step {
    const char *id;
    const cupel_model *model;
    cupel_step_status status;
    const char *message;                    /* why it failed or was skipped; NULL        */
    bool wrong_input;                       /* it failed because of its parameters       */
    double seconds;
    const void *parameters;                 /* NULL when they could not be bound         */
    const cupel_results *results;           /* NULL when it was skipped                  */
    bool restored;                          /* taken over from a killed run; fields are not read back */
} cupel_run_step;

typedef struct cupel_run {
    const char *title;
    const char *output;
    char content_id[80];
    bool failed;                            /* some step failed or was skipped           */
    cupel_run_step *steps;                  /* in the order of the case file             */
    size_t count;
    struct cupel_run_private *owned;
} cupel_run;

/** Validates a case and computes nothing. All that is wrong goes to the diagnostics (then EINVAL). */
cupel_status cupel_run_check(const char *case_path, const cupel_run_options *options, cupel_diagnostics *diagnostics,
                             size_t *steps, cupel_error *error);

/** Validates a case like cupel_run_check, and draws what its steps mean into `drawing`, each whose model has a preview.
 * EINVAL when none of them has; steps that cannot be drawn before others have run are passed over and named in
 * the notes. `drawn` (may be NULL) counts the steps. */
cupel_status cupel_run_preview(const char *case_path, const cupel_run_options *options, cupel_diagnostics *diagnostics,
                               cupel_drawing *drawing, size_t *steps, size_t *drawn, cupel_error *error);

/** Runs a case as given by its bytes and writes nothing: no file, no checkpoints. For studies, which run a case many
 * times. EINVAL, with the first problem in `error`, for a wrong case. */
cupel_status cupel_run_trial(const cupel_case_source *source, const cupel_run_options *options,
                             cupel_diagnostics *diagnostics, cupel_run **out, cupel_error *error);

/** Runs a case and writes its file. A step that fails does not stop those that do not need it. */
cupel_status cupel_run_case(const char *case_path, const cupel_run_options *options, cupel_diagnostics *diagnostics,
                            cupel_run **out, cupel_error *error);

/** Finishes a killed run; of the options only models, threads and progress count. */
cupel_status cupel_run_resume(const char *output, const cupel_run_options *options, cupel_diagnostics *diagnostics,
                              cupel_run **out, cupel_error *error);

void cupel_run_free(cupel_run *run);

/** Monotonic seconds. */
double cupel_run_clock(void);

#endif
