/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_DRIVER_H
#define CUPEL_BENCH_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include "machine.h"
#include "roof.h"
#include "timing.h"

typedef struct bench_options {
    const char *const *filters; /* see bench_matches; none: all that are not hidden          */
    size_t filter_count;
    const int *threads; /* rising                                                     */
    size_t thread_count;
    double min_time; /* seconds a batch lasts at least                             */
    size_t batches;
    size_t array_bytes; /* of one STREAM array; 0: by the size of the cache           */
} bench_options;

typedef enum bench_outcome { BENCH_VALID, BENCH_INVALID, BENCH_FAILED, BENCH_SKIPPED } bench_outcome;

typedef struct bench_result {
    const bench_case *subject;
    int threads;
    bench_outcome outcome;
    char message[CUPEL_ERROR_TEXT]; /* why it is not valid                                         */
    bench_timing timing;            /* of valid and invalid results                                */
    double error;                   /* as `verify` gave it                                         */
    bool spread, loaded;            /* noisy: MAD above 3 % of the median; machine busy at start   */
    bool preempted;                 /* noisy: others took the processor more than 10 times a second */
    char digest[CUPEL_SHA256_HEX];  /* "" when the case gives none                                 */
    double efficiency;              /* T1/(p Tp) of the medians; NaN without a run on one thread   */
    bool has_share;
    bench_share share;
} bench_result;

typedef struct bench_run {
    bench_machine machine;
    bool array_capped; /* STREAM arrays are smaller than four last-level caches       */
    bench_roof *roofs; /* one per number of threads used                              */
    size_t roof_count;
    bench_result *results;
    size_t result_count;
} bench_run;

/** A filter is a glob ("heat_*", "stream_?riad/1Mi"), a whole name, or leading parts of one ("store" or
 * "rolling_pass/foil"). */
bool bench_matches(const char *filter, const char *name);

bool bench_selected(const bench_options *options, const bench_case *subject);

/** Runs what is selected. `started` is called once when the machine is measured and `finished` after each
 * result; a result that fails does not stop the rest. */
cupel_status bench_run_all(const bench_options *options, bench_run *run, void (*started)(const bench_run *),
                           void (*finished)(const bench_result *), cupel_error *error);
void bench_run_free(bench_run *run);

const bench_roof *bench_run_roof(const bench_run *run, int threads); /* NULL: not measured */

#endif
