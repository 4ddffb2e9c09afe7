/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "driver.h"

#include <fnmatch.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/memory.h"
#include "registry.h"

static const double noisy_spread = 0.03, busy_load = 0.5, most_preemptions = 10;

bool bench_matches(const char *filter, const char *name)
{
    const size_t length = strlen(filter);
    if (strncmp(filter, name, length) == 0 && (name[length] == '\0' || name[length] == '/')) return true;
    return fnmatch(filter, name, 0) == 0;
}

bool bench_selected(const bench_options *options, const bench_case *subject)
{
    if (options->filter_count == 0) return !subject->hidden;
    for (size_t i = 0; i < options->filter_count; i++)
        if (subject->hidden ? strcmp(options->filters[i], subject->name) == 0
                            : bench_matches(options->filters[i], subject->name))
            return true;
    return false;
}

static int useful_threads(const bench_case *subject, int threads)
{
    return subject->threads > 0 && subject->threads < threads ? subject->threads : threads;
}

/* True when the case runs on options->threads[index] or, having a limit, on that limit for the first time. */
static bool runs_at(const bench_case *subject, const bench_options *options, size_t index)
{
    const int threads = useful_threads(subject, options->threads[index]);
    return index == 0 || useful_threads(subject, options->threads[index - 1]) != threads;
}

const bench_roof *bench_run_roof(const bench_run *run, int threads)
{
    for (size_t i = 0; i < run->roof_count; i++)
        if (run->roofs[i].threads == threads) return &run->roofs[i];
    return NULL;
}

/* A filter that selects nothing is a slip of the pen. */
static cupel_status check_filters(const bench_options *options, cupel_error *error)
{
    const bench_case *const *tables = bench_tables();
    for (size_t i = 0; i < options->filter_count; i++) {
        const bench_options one = {.filters = &options->filters[i], .filter_count = 1};
        bool found = false;
        for (size_t t = 0; tables[t]; t++)
            for (const bench_case *subject = tables[t]; subject->name; subject++)
                found = found || bench_selected(&one, subject);
        if (!found)
            CUPEL_FAIL(error, CUPEL_EINVAL, "no benchmark matches \"%s\"; --list shows them all",
                       options->filters[i]);
    }
    return CUPEL_OK;
}

/* Counts the results to come and measures the roof for each number of threads that they need. */
static cupel_status prepare(const bench_options *options, bench_run *run, size_t *total, cupel_error *error)
{
    const bench_case *const *tables = bench_tables();
    run->roofs = cupel_alloc(2 * options->thread_count, sizeof *run->roofs);
    if (!run->roofs) return cupel_out_of_memory(error, "the benchmarks");
    size_t array_bytes = bench_roof_array_bytes(&run->machine, &run->array_capped);
    if (options->array_bytes > 0) {
        run->array_capped = options->array_bytes < array_bytes;
        array_bytes = options->array_bytes;
    }
    for (size_t t = 0; tables[t]; t++)
        for (const bench_case *subject = tables[t]; subject->name; subject++) {
            if (!bench_selected(options, subject)) continue;
            for (size_t i = 0; i < options->thread_count; i++) {
                if (!runs_at(subject, options, i)) continue;
                (*total)++;
                const int threads = useful_threads(subject, options->threads[i]);
                if (!subject->cost || bench_run_roof(run, threads) ||
                    run->roof_count == 2 * options->thread_count)
                    continue;
                const cupel_status status =
                    bench_roof_measure(&run->machine, threads, array_bytes, options->min_time,
                                       &run->roofs[run->roof_count], error);
                if (status) return status;
                run->roof_count++;
            }
        }
    return CUPEL_OK;
}

/* The call, the clock and the proof; fills the result, whatever happens. */
static void measure(const bench_options *options, bench_result *result)
{
    const bench_case *subject = result->subject;
    cupel_error error = {0};
    void *state = NULL;
    omp_set_num_threads(result->threads);
    cupel_status status = subject->setup(subject, result->threads, &state, &error);
    if (status) {
        result->outcome = status == CUPEL_ELIMIT ? BENCH_SKIPPED : BENCH_FAILED;
        memcpy(result->message, error.text, sizeof result->message);
        return;
    }
    status = bench_time(subject, state, options->min_time, options->batches, &result->timing, &error);
    if (status) {
        result->outcome = BENCH_FAILED;
        memcpy(result->message, error.text, sizeof result->message);
    } else {
        result->error = subject->verify(state);
        if (!(result->error <= subject->tolerance)) {
            result->outcome = BENCH_INVALID;
            snprintf(result->message, sizeof result->message, "error %.3g above %.3g", result->error,
                     subject->tolerance);
        }
        if (subject->digest) subject->digest(state, result->digest);
        result->spread = !(result->timing.summary.mad <= noisy_spread * result->timing.summary.median);
        result->preempted = result->timing.preemptions > most_preemptions;
    }
    subject->teardown(state);
}

/* What a result says beside the earlier ones of the same case on other numbers of threads. */
static void set_against(bench_result *result, const bench_result *earlier, size_t count)
{
    result->efficiency = NAN;
    if (result->outcome != BENCH_VALID) return;
    const double seconds = result->timing.summary.median;
    if (result->threads == 1) result->efficiency = 1;
    for (size_t i = 0; i < count; i++) {
        const bench_result *other = &earlier[i];
        if (other->subject != result->subject || other->outcome != BENCH_VALID) continue;
        if (other->threads == 1)
            result->efficiency = other->timing.summary.median / (result->threads * seconds);
        if (strcmp(other->digest, result->digest) != 0) {
            result->outcome = BENCH_INVALID;
            snprintf(result->message, sizeof result->message, "the answer differs from that of %d thread%s",
                     other->threads, other->threads == 1 ? "" : "s");
        }
    }
}

cupel_status bench_run_all(const bench_options *options, bench_run *run, void (*started)(const bench_run *),
                           void (*finished)(const bench_result *), cupel_error *error)
{
    const bench_case *const *tables = bench_tables();
    size_t total = 0;
    *run = (bench_run){0};
    omp_set_dynamic(0);
    bench_machine_read(&run->machine);
    cupel_status status = check_filters(options, error);
    if (!status) status = prepare(options, run, &total, error);
    if (status) return status;
    run->results = cupel_alloc(total, sizeof *run->results);
    if (!run->results) return cupel_out_of_memory(error, "the benchmarks");
    started(run);
    for (size_t t = 0; tables[t]; t++)
        for (const bench_case *subject = tables[t]; subject->name; subject++) {
            if (!bench_selected(options, subject)) continue;
            for (size_t i = 0; i < options->thread_count; i++) {
                if (!runs_at(subject, options, i)) continue;
                bench_result *result = &run->results[run->result_count];
                *result = (bench_result){.subject = subject,
                                         .threads = useful_threads(subject, options->threads[i]),
                                         .error = NAN,
                                         .loaded = run->machine.load[0] > busy_load};
                measure(options, result);
                set_against(result, run->results, run->result_count);
                result->has_share = bench_roof_share(bench_run_roof(run, result->threads), &run->machine,
                                                     subject, &result->share);
                run->result_count++;
                finished(result);
            }
        }
    return CUPEL_OK;
}

void bench_run_free(bench_run *run)
{
    for (size_t i = 0; i < run->result_count; i++) free(run->results[i].timing.seconds);
    free(run->results);
    free(run->roofs);
    *run = (bench_run){0};
}
