/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "bandwidth.h"

#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>
#include "base/memory.h"
#include "dispatch.h"
#include "registry.h"
#include "timing.h"

/* The build keeps the compiler from turning copy_range into memcpy, which would store past the caches. */
CUPEL_HOT static void copy_range(double *restrict a, const double *restrict b, size_t count)
{
    for (size_t i = 0; i < count; i++) a[i] = b[i];
}

CUPEL_HOT static void triad_range(double *restrict a, const double *restrict b, const double *restrict c,
                                  double s, size_t count)
{
    for (size_t i = 0; i < count; i++) a[i] = b[i] + s * c[i];
}

typedef struct streams {
    size_t count;
    int threads;
    double *a, *b, *c;
} streams;

static const double scale = 3.0;

/* What b and c hold: small integers, so that the triad is exact. */
static double value_b(size_t i)
{
    return 1.0 + (double)(i % 7);
}
static double value_c(size_t i)
{
    return 2.0 + (double)(i % 5);
}

/* Each thread takes one contiguous range of whole cache lines. */
static void own_range(size_t count, size_t *first, size_t *length)
{
    const size_t lines = (count + 7) / 8, threads = (size_t)omp_get_num_threads();
    const size_t share = (lines + threads - 1) / threads * 8, start = (size_t)omp_get_thread_num() * share;
    *first = start < count ? start : count;
    *length = count - *first < share ? count - *first : share;
}

static void copy(const streams *s)
{
#pragma omp parallel num_threads(s->threads)
    {
        size_t first, length;
        own_range(s->count, &first, &length);
        copy_range(s->a + first, s->b + first, length);
    }
}

static void triad(const streams *s)
{
#pragma omp parallel num_threads(s->threads)
    {
        size_t first, length;
        own_range(s->count, &first, &length);
        triad_range(s->a + first, s->b + first, s->c + first, scale, length);
    }
}

static void streams_close(streams *s)
{
    free(s->a);
    free(s->b);
    free(s->c);
}

static double *untouched(size_t count)
{
    return aligned_alloc(64, (count + 7) / 8 * 64);
}

static cupel_status streams_open(streams *s, size_t count, int threads, cupel_error *error)
{
    /* not zeroed: the threads that use the pages must touch them first */
    *s = (streams){.count = count,
                   .threads = threads,
                   .a = untouched(count),
                   .b = untouched(count),
                   .c = untouched(count)};
    if (!s->a || !s->b || !s->c) {
        streams_close(s);
        return cupel_out_of_memory(error, "the arrays of the bandwidth measurement");
    }
#pragma omp parallel num_threads(threads)
    {
        size_t first, length;
        own_range(count, &first, &length);
        for (size_t i = first; i < first + length; i++) {
            s->a[i] = 0;
            s->b[i] = value_b(i);
            s->c[i] = value_c(i);
        }
    }
    return CUPEL_OK;
}

/* factor is 0 after a copy. */
static double largest_error(const streams *s, double factor)
{
    double worst = 0;
    for (size_t i = 0; i < s->count; i++) {
        const double exact = value_b(i) + factor * value_c(i), error = fabs(s->a[i] - exact) / exact;
        if (isnan(error)) return INFINITY;
        if (error > worst) worst = error;
    }
    return worst;
}

static double best_time(const streams *s, void (*work)(const streams *))
{
    enum { REPEATS = 10 };
    double best = INFINITY;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        size_t calls = 1;
        double seconds;
        /* small arrays: long enough for the clock */
        for (;; calls *= 2) {
            const double start = bench_clock();
            for (size_t i = 0; i < calls; i++) work(s);
            seconds = bench_clock() - start;
            if (seconds > 1e-3) break;
        }
        if (repeat > 0) best = fmin(best, seconds / (double)calls);
    }
    return best;
}

cupel_status bench_bandwidth_measure(size_t array_bytes, int threads, bench_bandwidth *out,
                                     cupel_error *error)
{
    const size_t count = array_bytes / sizeof(double);
    streams s;
    const cupel_status status = streams_open(&s, count, threads, error);
    if (status) return status;
    bench_bandwidth result = {.array_bytes = array_bytes};
    result.copy = BENCH_COPY_BYTES * (double)count / best_time(&s, copy);
    result.error = largest_error(&s, 0);
    result.triad = BENCH_TRIAD_BYTES * (double)count / best_time(&s, triad);
    result.error = fmax(result.error, largest_error(&s, scale));
    streams_close(&s);
    if (!(result.error <= 1e-13))
        CUPEL_FAIL(error, CUPEL_EFAILED, "the bandwidth measurement gave wrong arrays: relative error %g",
                   result.error);
    *out = result;
    return CUPEL_OK;
}

/* The same loops as cases of their own, at fixed sizes. */
static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    streams *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a benchmark");
    const cupel_status status = streams_open(s, self->size, threads, error);
    if (status)
        free(s);
    else
        *state = s;
    return status;
}

static void teardown(void *state)
{
    streams_close(state);
    free(state);
}

static cupel_status call_copy(void *state, cupel_error *error)
{
    (void)error;
    copy(state);
    return CUPEL_OK;
}

static cupel_status call_triad(void *state, cupel_error *error)
{
    (void)error;
    triad(state);
    return CUPEL_OK;
}

static double verify_copy(void *state)
{
    return largest_error(state, 0);
}
static double verify_triad(void *state)
{
    return largest_error(state, scale);
}

static void digest(void *state, char out[CUPEL_SHA256_HEX])
{
    const streams *s = state;
    cupel_sha256(s->a, s->count * sizeof *s->a, out);
}

static const cupk_cost copy_cost = {"stream_copy", .flops = 0, .bytes = BENCH_COPY_BYTES,
                                    .bytes_wa = BENCH_COPY_BYTES_WA};
static const cupk_cost triad_cost = {"stream_triad", .flops = 2, .bytes = BENCH_TRIAD_BYTES,
                                     .bytes_wa = BENCH_TRIAD_BYTES_WA};

#define COPY(text, elements)                                                                                 \
    {                                                                                                        \
        .name = "stream_copy/" text, .points = (elements), .unit_of_work = "elements", .cost = &copy_cost,   \
        .working_set = 16.0 * (elements), .size = (elements), .tolerance = 1e-13, .setup = setup,            \
        .call = call_copy, .verify = verify_copy, .digest = digest, .teardown = teardown                     \
    }
#define TRIAD(text, elements)                                                                                \
    {                                                                                                        \
        .name = "stream_triad/" text, .points = (elements), .unit_of_work = "elements", .cost = &triad_cost, \
        .working_set = 24.0 * (elements), .size = (elements), .tolerance = 1e-13, .setup = setup,            \
        .call = call_triad, .verify = verify_triad, .digest = digest, .teardown = teardown                   \
    }

const bench_case bench_bandwidth_cases[] = {
    COPY("16Ki", 1 << 14), COPY("1Mi", 1 << 20),   COPY("32Mi", 1 << 25), TRIAD("16Ki", 1 << 14),
    TRIAD("1Mi", 1 << 20), TRIAD("32Mi", 1 << 25), {.name = NULL},
};
