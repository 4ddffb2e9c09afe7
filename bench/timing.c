/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "timing.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include "base/memory.h"

double bench_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Involuntary context switches of all threads so far. */
static double preemptions(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (double)usage.ru_nivcsw : NAN;
}

static cupel_status batch(const bench_case *subject, void *state, size_t calls, double *seconds,
                          cupel_error *error)
{
    const double start = bench_clock();
    for (size_t i = 0; i < calls; i++) {
        const cupel_status status = subject->call(state, error);
        if (status) return status;
    }
    *seconds = bench_clock() - start;
    return CUPEL_OK;
}

cupel_status bench_time(const bench_case *subject, void *state, double min_time, size_t batches,
                        bench_timing *out, cupel_error *error)
{
    bench_timing timing = {.calls = 1, .batches = batches};
    double seconds = 0;
    cupel_status status = batch(subject, state, 1, &seconds, error); /* cold: pages, caches, thread start */
    if (status) return status;
    for (;;) {
        status = batch(subject, state, timing.calls, &seconds, error);
        if (status) return status;
        if (seconds >= min_time || timing.calls > SIZE_MAX / 4) break;
        timing.calls *= 2;
    }
    timing.seconds = cupel_alloc_doubles(batches);
    if (!timing.seconds) return cupel_out_of_memory(error, "the samples of a benchmark");
    const double switches = preemptions(), start = bench_clock();
    for (size_t i = 0; i < batches; i++) {
        status = batch(subject, state, timing.calls, &seconds, error);
        if (status) goto failed;
        timing.seconds[i] = seconds / (double)timing.calls;
    }
    timing.preemptions = (preemptions() - switches) / (bench_clock() - start);
    if (!bench_summarise(timing.seconds, batches, &timing.summary)) {
        status = cupel_out_of_memory(error, "the statistics of a benchmark");
        goto failed;
    }
    *out = timing;
    return CUPEL_OK;

failed:
    free(timing.seconds);
    return status;
}
