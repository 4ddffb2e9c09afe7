/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "roof.h"

#include <math.h>
#include <stdint.h>

static size_t l2_of(const bench_machine *machine)
{
    return machine->l2_bytes ? machine->l2_bytes : (size_t)256 << 10;
}

size_t bench_roof_array_bytes(const bench_machine *machine, bool *capped)
{
    const size_t unknown = (size_t)64 << 20, cache = machine->l3_bytes ? machine->l3_bytes : l2_of(machine);
    size_t bytes = machine->l3_bytes ? 4 * cache : unknown;
    const size_t most = machine->memory_available / 24;
    *capped = most > 0 && bytes > most;
    if (*capped) bytes = most;
    return bytes / 4096 * 4096;
}

cupel_status bench_roof_measure(const bench_machine *machine, int threads, size_t array_bytes,
                                double min_time, bench_roof *out, cupel_error *error)
{
    bench_roof roof = {.threads = threads};
    cupel_status status = bench_bandwidth_measure(array_bytes, threads, &roof.memory, error);
    if (status) return status;
    /* three arrays in half of the L2 of the threads */
    status =
        bench_bandwidth_measure(l2_of(machine) * (size_t)threads / 6 / 64 * 64, threads, &roof.cache, error);
    if (status) return status;
    status = bench_peak_measure(threads, fmin(min_time, 0.02), &roof.peak, error);
    if (status) return status;
    *out = roof;
    return CUPEL_OK;
}

bool bench_roof_share(const bench_roof *roof, const bench_machine *machine, const bench_case *subject,
                      bench_share *out)
{
    if (!subject->cost || !roof) return false;
    const double set = subject->working_set, l2 = (double)l2_of(machine) * roof->threads;
    const bool in_l2 = set > 0 && set <= l2, in_l3 = set > 0 && set <= (double)machine->l3_bytes;
    const double triad = in_l2 ? roof->cache.triad : roof->memory.triad;
    const double peak = subject->fused && roof->peak.fused > 0 ? roof->peak.fused : roof->peak.separate;
    if (!(triad > 0) || !(peak > 0)) return false;
    const double triad_wa = triad * BENCH_TRIAD_BYTES_WA / BENCH_TRIAD_BYTES;
    const double compute = subject->cost->flops * subject->points / peak;
    out->level = in_l2 ? "l2" : in_l3 ? "l3" : "memory";
    out->bound = fmax(compute, subject->cost->bytes * subject->points / triad);
    out->bound_wa = fmax(compute, subject->cost->bytes_wa * subject->points / triad_wa);
    return true;
}
