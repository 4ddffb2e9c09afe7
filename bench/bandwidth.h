/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_BANDWIDTH_H
#define CUPEL_BENCH_BANDWIDTH_H

#include <stddef.h>
#include "cupel/error.h"

/* Memory bandwidth as STREAM measures it (McCalpin): copy a = b counts 16 bytes an element, triad a = b + s c
 * counts 24; the read of a line before a plain store is left out of the count. Best of the repeats, the first
 * one dropped; the arrays are checked afterwards. */

enum { BENCH_TRIAD_BYTES = 24, BENCH_TRIAD_BYTES_WA = 32, BENCH_COPY_BYTES = 16, BENCH_COPY_BYTES_WA = 24 };

typedef struct bench_bandwidth {
    double triad, copy; /* bytes/s                                            */
    double error;       /* largest relative error of the arrays, below 1e-13  */
    size_t array_bytes; /* of one of the three arrays                         */
} bench_bandwidth;

/** On `threads` threads, with three arrays of `array_bytes` each. EFAILED when the arrays came out wrong. */
cupel_status bench_bandwidth_measure(size_t array_bytes, int threads, bench_bandwidth *out,
                                     cupel_error *error);

#endif
