/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CASE_CASE_H
#define CUPEL_CASE_CASE_H

#include <stdbool.h>
#include "cupel/error.h"
#include "param/model.h"

/* A case file: steps, each a model with its parameters, and the references between them and to stored runs. */

/* What a case needs from the layers beside and above it. */
typedef struct cupel_case_world {
    const cupel_model *const *models;      /* NULL at the end */
    void *host;
    cupel_status (*material)(void *host, const cupel_node *node, const char *folder, const cupel_material **out,
                             cupel_error *error);
    /* A result of a stored run file; `path` is relative to the working folder or absolute. */
    cupel_status (*stored)(void *host, const char *path, const char *step, const char *result, cupel_reference *out,
                           cupel_error *error);
} cupel_case_world;

typedef struct cupel_case_step {
    const char *id;
    const cupel_model *model;
    const cupel_node *node;
    bool *needs;                  /* [steps of the case]: refers to a result of that step */
} cupel_case_step;

typedef struct cupel_case {
    cupel_arena *arena;
    const char *file, *folder;
    const char *source;           /* the bytes as given; overrides are not in it */
    size_t source_count;
    const char *title, *project, *license, *creator;
    int64_t seed;                 /* CUPEL_NO_INTEGER when not given */
    cupel_case_step *steps;
    size_t count;
    size_t *order;                /* of execution: file order, but what is referred to comes first */
    const cupel_input **inputs;   /* data files used, each once */
    size_t input_count;
    const cupel_case_world *world;
} cupel_case;

typedef struct cupel_case_source {
    const char *file;             /* name for messages; relative paths in the case start at its folder */
    const char *bytes;
    size_t count;
    const char *const *overrides; /* "step.key=value" */
    size_t override_count;
} cupel_case_source;

/** Reads and checks a whole case; nothing is computed. Everything that is wrong goes to the diagnostics, sorted;
 * then the status is EINVAL and `*out` is untouched. */
cupel_status cupel_case_read(const cupel_case_source *source, const cupel_case_world *world,
                             cupel_diagnostics *diagnostics, cupel_case **out, cupel_error *error);
void cupel_case_free(cupel_case *c);

/** Reads a data file whole; its path, a scalar, starts at `folder` unless it is absolute. In the arena. */
cupel_status cupel_case_load_input(const cupel_node *node, const char *folder, cupel_arena *arena,
                                   const cupel_input **out, cupel_error *error);

/* A result of a step that has run. */
typedef cupel_status (*cupel_case_result)(void *host, size_t step, const char *result,
                                          const cupel_result_value **value, cupel_error *error);

/** Binds the parameters of one step, with `result` giving the values of references to other steps. */
cupel_status cupel_case_bind(cupel_case *c, size_t step, cupel_case_result result, void *host,
                             cupel_diagnostics *diagnostics, const void **parameters, cupel_error *error);

/** Index of a step by its id, or the count when there is none. */
size_t cupel_case_find(const cupel_case *c, const char *id);

#endif
