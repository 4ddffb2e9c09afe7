/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "peak.h"

#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/memory.h"
#include "registry.h"
#include "timing.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Twelve chains: four arithmetic pipes of three cycles latency, or two of up to six, are kept busy, and
 * the chains and their two constants fit the 16 vector registers of SSE and AVX. One source built for all
 * widths (target_clones) would spill on the narrow ones, so that each width is a function of its own. x = x/2
 * + 1/2 tends to 1 from anywhere; the chains start apart so that the compiler cannot merge them. */
enum { CHAINS = 12, WIDEST = 8 };

typedef double lanes2 __attribute__((vector_size(16)));
typedef double lanes4 __attribute__((vector_size(32)));
typedef double lanes8 __attribute__((vector_size(64)));

/* `ends` gets CHAINS x width values. */
typedef void chain(double start, double factor, double term, size_t steps, double *ends);

#define SEPARATE(x, a, b) ((x) * (a) + (b)) /* contraction is off for the whole build */

#define CHAIN(function, lanes, target, STEP)                                                                 \
    target static void function(double start, double factor, double term, size_t steps, double *ends)        \
    {                                                                                                        \
        const lanes zero = {0}, a = zero + factor, b = zero + term;                                          \
        lanes x0 = zero + start, x1 = x0 + 1, x2 = x0 + 2, x3 = x0 + 3, x4 = x0 + 4, x5 = x0 + 5,            \
              x6 = x0 + 6, x7 = x0 + 7, x8 = x0 + 8, x9 = x0 + 9, x10 = x0 + 10, x11 = x0 + 11;              \
        for (size_t i = 0; i < steps; i++) {                                                                 \
            x0 = STEP(x0, a, b), x1 = STEP(x1, a, b), x2 = STEP(x2, a, b), x3 = STEP(x3, a, b);              \
            x4 = STEP(x4, a, b), x5 = STEP(x5, a, b), x6 = STEP(x6, a, b), x7 = STEP(x7, a, b);              \
            x8 = STEP(x8, a, b), x9 = STEP(x9, a, b), x10 = STEP(x10, a, b), x11 = STEP(x11, a, b);          \
        }                                                                                                    \
        const lanes all[CHAINS] = {x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11};                        \
        memcpy(ends, all, sizeof all);                                                                       \
    }

CHAIN(separate_2, lanes2, , SEPARATE)

#if defined(__x86_64__)
CHAIN(separate_4, lanes4, __attribute__((target("avx2"))), SEPARATE)
CHAIN(separate_8, lanes8, __attribute__((target("avx512f"))), SEPARATE)
CHAIN(fused_4, lanes4, __attribute__((target("avx2,fma"))), _mm256_fmadd_pd)
CHAIN(fused_8, lanes8, __attribute__((target("avx512f"))), _mm512_fmadd_pd)
#endif

typedef struct variant {
    chain *run;
    int width;
    bool fused;
} variant;

/* The variants that this processor can run. */
static size_t available(variant out[8])
{
    size_t count = 0;
    out[count++] = (variant){separate_2, 2, false};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) out[count++] = (variant){separate_4, 4, false};
    if (__builtin_cpu_supports("avx512f")) out[count++] = (variant){separate_8, 8, false};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        out[count++] = (variant){fused_4, 4, true};
    if (__builtin_cpu_supports("avx512f")) out[count++] = (variant){fused_8, 8, true};
#endif
    return count;
}

/* Runs the chain on every thread; returns the largest distance of an end from 1. */
static double run_all(const variant *v, int threads, size_t steps)
{
    double worst = 0;
#pragma omp parallel num_threads(threads) reduction(max : worst)
    {
        double ends[CHAINS * WIDEST];
        v->run(2.0 + omp_get_thread_num(), 0.5, 0.5, steps, ends);
        for (int i = 0; i < CHAINS * v->width; i++) worst = fmax(worst, fabs(ends[i] - 1));
    }
    return worst;
}

static cupel_status rate(const variant *v, int threads, double min_time, double *out, cupel_error *error)
{
    enum { REPEATS = 9 };
    const double per_step = 2.0 * CHAINS * v->width * threads;
    size_t steps = 1024;
    double best = 0;
    for (int repeat = 0; repeat < REPEATS;) {
        const double start = bench_clock();
        const double worst = run_all(v, threads, steps);
        const double seconds = bench_clock() - start;
        if (!(worst <= 1e-13))
            CUPEL_FAIL(error, CUPEL_EFAILED, "the peak measurement ended at a wrong value: %g away from 1",
                       worst);
        if (seconds < min_time && steps < SIZE_MAX / 4) {
            steps *= 2;
            continue;
        }
        best = fmax(best, per_step * (double)steps / seconds);
        repeat++;
    }
    *out = best;
    return CUPEL_OK;
}

cupel_status bench_peak_measure(int threads, double min_time, bench_peak_rate *out, cupel_error *error)
{
    variant variants[8];
    const size_t count = available(variants);
    bench_peak_rate peak = {0};
    for (size_t i = 0; i < count; i++) {
        double flops = 0;
        const cupel_status status = rate(&variants[i], threads, min_time, &flops, error);
        if (status) return status;
        if (variants[i].fused) {
            peak.fused = fmax(peak.fused, flops);
        } else if (flops > peak.separate) {
            peak.separate = flops;
            peak.width = variants[i].width;
        }
    }
    *out = peak;
    return CUPEL_OK;
}

/* The chains as cases of their own: 2^20 steps, the widest variant of each kind. */
enum { STEPS = 1 << 20 };

typedef struct chains {
    variant variant;
    int threads;
    double worst;
} chains;

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    variant variants[8];
    const size_t count = available(variants);
    const variant *widest = NULL;
    for (size_t i = 0; i < count; i++)
        if (variants[i].fused == self->fused && (size_t)variants[i].width == self->size)
            widest = &variants[i];
    if (!widest) CUPEL_FAIL(error, CUPEL_ELIMIT, "this processor has no such instructions");
    chains *c = cupel_alloc(1, sizeof *c);
    if (!c) return cupel_out_of_memory(error, "a benchmark");
    *c = (chains){*widest, threads, INFINITY};
    *state = c;
    return CUPEL_OK;
}

/* The steps are shared among the threads, so that efficiency reads as for any other case. */
static cupel_status call(void *state, cupel_error *error)
{
    (void)error;
    chains *c = state;
    c->worst = run_all(&c->variant, c->threads, STEPS / (size_t)c->threads);
    return CUPEL_OK;
}

static double verify(void *state)
{
    return ((const chains *)state)->worst;
}

static const cupk_cost cost_2 = {"mul_add", .flops = 2.0 * CHAINS * 2};
static const cupk_cost cost_4 = {"mul_add", .flops = 2.0 * CHAINS * 4};
static const cupk_cost cost_8 = {"mul_add", .flops = 2.0 * CHAINS * 8};

#define PEAK(text, lanes, is_fused)                                                                          \
    {                                                                                                        \
        .name = "peak/" text, .points = STEPS, .unit_of_work = "steps", .cost = &cost_##lanes,               \
        .size = (lanes), .fused = (is_fused), .tolerance = 1e-13, .setup = setup, .call = call,              \
        .verify = verify, .teardown = free                                                                   \
    }

const bench_case bench_peak_cases[] = {
    PEAK("separate/2", 2, false), PEAK("separate/4", 4, false), PEAK("separate/8", 8, false),
    PEAK("fused/4", 4, true),     PEAK("fused/8", 8, true),     {.name = NULL},
};
