/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_ROOF_H
#define CUPEL_BENCH_ROOF_H

#include <stdbool.h>
#include <stddef.h>
#include "bandwidth.h"
#include "bench.h"
#include "machine.h"
#include "peak.h"

/* The roofline (Williams, Waterman and Patterson, Commun. ACM 52 (2009) 65-76): work of `flops` and `bytes`
 * takes at least max(flops/peak, bytes/bandwidth), which for the rate is min(peak, intensity x bandwidth). */

typedef struct bench_roof {
    int threads;
    bench_bandwidth memory; /* arrays beyond the last-level cache       */
    bench_bandwidth cache;  /* arrays that fit the threads' own L2      */
    bench_peak_rate peak;
} bench_roof;

typedef struct bench_share {
    const char *level; /* "l2", "l3" or "memory": where the working set fits             */
    double bound;      /* least seconds of a call                                        */
    double bound_wa;   /* the same with write-allocate traffic in the counts of both     */
} bench_share;

/** Size of one STREAM array: four times the last-level cache, or less so that the three take an eighth of the
 * free memory at most; `capped` tells which. */
size_t bench_roof_array_bytes(const bench_machine *machine, bool *capped);

cupel_status bench_roof_measure(const bench_machine *machine, int threads, size_t array_bytes,
                                double min_time, bench_roof *out, cupel_error *error);

/** False when the case has no cost or the roof no figure for it. A working set between L2 and L3 is held
 * against the bandwidth of memory: a share above one is then possible and means that the cache helps. */
bool bench_roof_share(const bench_roof *roof, const bench_machine *machine, const bench_case *subject,
                      bench_share *out);

#endif
