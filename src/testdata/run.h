/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_RUN_H
#define CUPEL_TESTDATA_RUN_H

#include "testdata/evaluation.h"

/* One evaluation of one test, as it is stored. */
typedef struct cupel_evaluated {
    const cupel_evaluation *evaluation;
    cupel_step_record step; /* its options are in the arena, its results are to be freed */
    cupel_results *results;
    size_t judged, figures; /* figures that have a value, of so many */
} cupel_evaluated;

/** Finds the evaluation for `kind` (NULL: the test's own), binds its options to a mapping (NULL: the
 * defaults) and evaluates. Wrong options go to the diagnostics, with EINVAL. EINVAL too when there is no such
 * evaluation, or when the test lacks what it needs. */
cupel_status cupel_evaluation_run(const cupel_test *test, const char *kind, const cupel_node *options,
                                  int threads, cupel_arena *arena, cupel_diagnostics *diagnostics,
                                  cupel_evaluated *out, cupel_error *error);

/** Binds a mapping (NULL: the defaults) to the options of an evaluation, in the arena; NULL when memory ran
 * out, or, with diagnostics, when they are wrong. */
const void *cupel_evaluation_options(const cupel_evaluation *evaluation, const cupel_node *options,
                                     cupel_arena *arena, cupel_diagnostics *diagnostics);

/** Whether a row is a figure that is judged: it has a flag. */
bool cupel_evaluation_is_figure(const cupel_model *model, const cupel_result *row);

/** The flag of a figure; NULL: the evaluation says nothing about it. */
const char *cupel_evaluation_flag(const cupel_results *results, const cupel_result *row);

#endif
