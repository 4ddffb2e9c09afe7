/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_RUN_VALIDATE_H
#define CUPEL_RUN_VALIDATE_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/error.h"
#include "param/document.h"
#include "param/model.h"

/* Validation: datasets/validation/FILE.yaml holds rows of inputs, expected values, tolerances and their published
 * source; running them compares every model, and every evaluation of test data, with what is known outside of this
 * program. The inputs are a model's parameters, or a tester's file and the options of its evaluation. */

typedef struct cupel_validation_check {
    const char *result;              /* "roll_force_per_width", "source_table[0].temperature", "pressure[3]" */
    const char *unit;                /* the expected value's own unit; "" for words and plain numbers */
    double expected, value;          /* in that unit; NaN for words, or when the model gave none */
    const char *expected_word, *word;
    double tolerance;
    bool relative;                   /* the tolerance is a share of the expected value */
    double deviation;                /* in the terms of the tolerance */
    bool pass;
} cupel_validation_check;

typedef struct cupel_validation_row {
    const char *id, *what, *source, *model; /* "rolling.pass", or "test.tensile"               */
    const char *test;                /* the tester's file, from the folder of the rows; NULL: a model's row */
    const char *failure;             /* the model gave an error where none was expected; NULL */
    cupel_validation_check *checks;
    size_t count;
} cupel_validation_row;

typedef struct cupel_validation {
    const char *file, *title;
    cupel_validation_row *rows;
    size_t count;
    size_t checks, passed;
} cupel_validation;

/** Runs the rows of one file. Mistakes in the file go to the diagnostics. Everything lives in the arena. */
cupel_status cupel_validate(const char *path, const cupel_model *const *models, cupel_arena *arena,
                            cupel_diagnostics *diagnostics, cupel_validation *out, cupel_error *error);

#endif
