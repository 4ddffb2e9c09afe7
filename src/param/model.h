/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_PARAM_MODEL_H
#define CUPEL_PARAM_MODEL_H

#include "cupel/error.h"
#include "param/chart.h"
#include "param/drawing.h"
#include "param/param.h"
#include "param/results.h"

/* A model: its tables and the function that takes the parameters to a kernel and the kernel's answer to results. */

/* What the house offers a model while it runs. */
typedef struct cupel_context {
    int threads;                       /* for OpenMP regions; results must not depend on it                  */
    void *host;
    void (*progress)(void *host, double fraction);                     /* may be NULL; 0 to 1                */
    /* Keeps `bytes` of state on disk, so that a killed run goes on from there. May be NULL. */
    cupel_status (*save)(void *host, const void *state, size_t bytes, cupel_error *error);
    const void *state;                 /* the last state saved by a killed run of this very step, or NULL    */
    size_t state_bytes;
} cupel_context;

typedef struct cupel_model {
    const char *name;                  /* domain.name                                                        */
    const char *title;
    const char *summary;               /* a paragraph: what it computes, assumptions, when not to use it      */
    const char *reference;             /* the literature                                                     */
    int version;                       /* rises when equal inputs give other outputs                         */
    const cupel_table *parameters;     /* its `check` and `inspect` tell what is wrong before anything is written */
    const cupel_result *results;
    size_t result_count;
    const char *example;               /* parameters of a step that runs, as the lines of a case; NULL: what is required
                                          is enough to show                                                  */
    const cupel_chart *chart;          /* NULL: none                                                         */
    /* EINVAL: the parameters cannot be meant; EFAILED: nothing to store. A computation that ends without a valid
     * result but with something to tell (skid, not converged) sets what it has, calls cupel_results_fail and
     * returns OK. */
    cupel_status (*run)(const void *parameters, cupel_context *context, cupel_results *results, cupel_error *error);
    /* Draws what the parameters mean, and computes nothing: `cupel check --picture`. NULL: there is nothing to draw.
     * Errors as of run. */
    cupel_status (*preview)(const void *parameters, cupel_context *context, cupel_drawing *drawing, cupel_error *error);
} cupel_model;

#define CUPEL_RESULTS(rows) .results = (rows), .result_count = sizeof(rows) / sizeof *(rows)

/* How the layers below the models look one up. */
typedef const cupel_model *(*cupel_model_lookup)(const char *name);

#endif
