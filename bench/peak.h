/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_PEAK_H
#define CUPEL_BENCH_PEAK_H

#include "cupel/error.h"

/* Peak rate of double-precision arithmetic out of registers: independent chains of x = a x + b, once as a
 * multiplication and an addition, once fused. Every vector width that the processor has is tried and the
 * fastest counts, whatever width the compiler would choose. Our kernels are built without fused
 * multiply-adds, so that they give the same bits everywhere; the first figure is their ceiling. */

typedef struct bench_peak_rate {
    double separate; /* flop/s, multiplication and addition apart                     */
    double fused;    /* flop/s, fused multiply-add as two operations; 0 not available */
    int width;       /* doubles in a vector, of the fastest `separate` chain          */
} bench_peak_rate;

/** On `threads` threads. EFAILED when the chains end at a wrong value. */
cupel_status bench_peak_measure(int threads, double min_time, bench_peak_rate *out, cupel_error *error);

#endif
