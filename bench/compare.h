/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_COMPARE_H
#define CUPEL_BENCH_COMPARE_H

#include <stdio.h>
#include "cupel/error.h"

typedef enum bench_verdict { BENCH_NO_SLOWER = 0, BENCH_SLOWER = 1, BENCH_NOT_COMPARABLE = 2 } bench_verdict;

enum { BENCH_LEAST_SAMPLES = 9 }; /* below, a rank test at 1 % has no power */

typedef struct bench_criteria {
    double change; /* a median ratio within 1 +- change is no change, 0.05 */
    double p;      /* significance level, 0.01                             */
} bench_criteria;

/** Compares two result files and prints what it finds. Files of another CPU, other flags or another thread
 * binding are not compared at all; a pair with a noisy or invalid side, or with few samples, is listed but
 * not judged. The verdict is SLOWER when a judged pair is, else NOT_COMPARABLE when any pair could not be
 * judged or none was found. */
cupel_status bench_compare(const char *old_path, const char *new_path, const bench_criteria *criteria,
                           FILE *out, bench_verdict *verdict, cupel_error *error);

#endif
