/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_TIMING_H
#define CUPEL_BENCH_TIMING_H

#include <stddef.h>
#include "bench.h"
#include "statistics.h"

typedef struct bench_timing {
    size_t calls; /* calls per batch                    */
    size_t batches;
    double *seconds; /* per call, one per batch; free() it */
    bench_summary summary;
    double preemptions; /* per second: how often the system took a processor away; NaN unknown */
} bench_timing;

/** Seconds of the monotonic clock. */
double bench_clock(void);

/** Doubles the number of calls until a batch lasts `min_time` seconds (those batches are the warm-up), then
 * times `batches` of that length. */
cupel_status bench_time(const bench_case *subject, void *state, double min_time, size_t batches,
                        bench_timing *out, cupel_error *error);

#endif
