/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_BENCH_H
#define CUPEL_BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include "base/digest.h"
#include "cost.h"
#include "cupel/error.h"

/* The contract of a benchmark. A file bench/<subject>.c defines `const bench_case bench_<subject>_cases[]`,
 * ended by an entry without a name, and is listed in registry.h and registry.c. A case prepares its data, is
 * called many times under the clock, and then proves that what was timed gave the right answer: a number
 * whose proof fails is printed as INVALID and the program exits with 1.
 *
 * The driver sets OpenMP's thread count before `setup`, so that the pages are first touched by the threads
 * that will use them. It then calls: setup; call (doubling the count until a batch is long enough); the timed
 * batches; verify; digest; teardown. `call` must therefore do the same work each time. */

typedef struct bench_case bench_case;

struct bench_case {
    const char *name;         /* "group/size" or "group/variant/size"; unique                               */
    double points;            /* units of work done by one call                                             */
    const char *unit_of_work; /* plural: "cells", "passes", "bytes"                                         */
    const cupk_cost *cost;    /* per point; NULL: no roofline (file work, parsing)                          */
    double working_set;       /* bytes touched by one call; below the cache size, the roofline uses the
                                 bandwidth of the cache; 0: taken to exceed it                              */
    bool fused;               /* runs code with fused multiply-adds (BLAS, FFTW); ours has none             */
    int threads;              /* largest useful number of threads: 1 for serial code, 0 for no limit        */
    size_t size;              /* for the case's own use: a problem size, or which variant                   */
    double tolerance;         /* `verify` must stay at or below it                                          */
    bool hidden;              /* runs only when named exactly; not listed                                   */

    /** Builds the state. `threads` is what OpenMP has been set to, for code that takes it as an argument. On
     * failure nothing is left behind. CUPEL_ELIMIT means that this machine cannot run the case: it is
     * skipped. */
    cupel_status (*setup)(const bench_case *self, int threads, void **state, cupel_error *error);
    /** The timed work. Its error is reported and makes the case fail; keep the check out of the hot loop. */
    cupel_status (*call)(void *state, cupel_error *error);
    /** Error of the last answer against one that comes from elsewhere (an exact solution, a conservation law,
     * a slow reference). NaN fails. Return INFINITY when it cannot be computed. */
    double (*verify)(void *state);
    /** SHA-256 of the last answer, which must be the same for every thread count. May be NULL. */
    void (*digest)(void *state, char out[CUPEL_SHA256_HEX]);
    void (*teardown)(void *state);
};

#endif
