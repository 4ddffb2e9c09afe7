/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_TEST_FILES_H
#define CUPEL_BENCH_TEST_FILES_H

#include <stdint.h>

#include "base/text.h"
#include "cupel/error.h"

/* Made-up exports of testers, each kind by a law whose figure is known. */

typedef struct bench_test_kind {
    const char *kind, *figure; /* "tensile", and the result that is known */
    /** Appends the export `number` of so many rows and gives its figure in SI; no two numbers give the same.
     */
    double (*write)(uint64_t number, size_t rows, cupel_text *out);
} bench_test_kind;

/** NULL when there is none of that kind. */
const bench_test_kind *bench_test_kind_find(const char *kind);

typedef struct bench_files_options {
    const char *folder, *kind;
    size_t files, rows;
} bench_files_options;

/** `cupel-bench files`: writes so many exports into a folder, which is made, to time `cupel test` by. */
cupel_status bench_files_write(const bench_files_options *options, cupel_error *error);

#endif
