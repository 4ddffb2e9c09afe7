/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report.h"

#include <math.h>
#include <string.h>

void bench_format_seconds(double seconds, char out[24])
{
    static const struct {
        double unit;
        const char *name;
    } units[] = {{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}};
    size_t i = 0;
    while (i < 3 && seconds < units[i].unit) i++;
    snprintf(out, 24, "%.4g %s", seconds / units[i].unit, units[i].name);
}

void bench_format_scaled(double value, char out[24])
{
    static const struct {
        double unit;
        const char *name;
    } units[] = {{1e12, " T"}, {1e9, " G"}, {1e6, " M"}, {1e3, " k"}, {1, " "}};
    size_t i = 0;
    while (i < 4 && value < units[i].unit) i++;
    snprintf(out, 24, "%.4g%s", value / units[i].unit, units[i].name);
}

void bench_report_machine(FILE *out, const bench_run *run)
{
    const bench_machine *m = &run->machine;
    fprintf(out, "%s, %d cores%s%s, %d NUMA node%s, L2 %zu KiB per core, L3 %.4g MiB in all, governor %s\n",
            m->cpu, m->cores, m->smt ? " with SMT" : "", m->virtual_machine ? " of a virtual machine" : "",
            m->numa_nodes, m->numa_nodes == 1 ? "" : "s", m->l2_bytes >> 10, (double)m->l3_bytes / 1048576,
            m->governor);
    fprintf(out, "load average %.2f %.2f %.2f, %d of %d processors allowed\n", m->load[0], m->load[1],
            m->load[2], m->allowed, m->processors);
    for (size_t i = 0; i < run->roof_count; i++) {
        const bench_roof *r = &run->roofs[i];
        fprintf(out,
                "%d thread%s: triad %.4g GB/s (arrays of %.4g MiB%s), copy %.4g GB/s, triad in L2 %.4g GB/s; "
                "peak "
                "%.4g GFlop/s (%d lanes)",
                r->threads, r->threads == 1 ? "" : "s", r->memory.triad * 1e-9,
                (double)r->memory.array_bytes / 1048576, run->array_capped ? ", less than 4 caches" : "",
                r->memory.copy * 1e-9, r->cache.triad * 1e-9, r->peak.separate * 1e-9, r->peak.width);
        if (r->peak.fused > 0) fprintf(out, ", fused %.4g GFlop/s", r->peak.fused * 1e-9);
        fputc('\n', out);
    }
    fprintf(out, "\n%-36s %4s %11s %11s %6s %20s %8s %8s %6s %6s %5s  %s\n", "benchmark", "thr", "median",
            "min", "MAD %", "rate", "GB/s", "GFlop/s", "roof %", "w.a. %", "eff %", "check");
}

static void percent(FILE *out, int width, bool known, double value)
{
    if (known && isfinite(value))
        fprintf(out, " %*.1f", width, 100 * value);
    else
        fprintf(out, " %*s", width, "-");
}

static void per_second(FILE *out, double amount, double seconds)
{
    if (amount > 0)
        fprintf(out, " %8.4g", amount / seconds * 1e-9);
    else
        fprintf(out, " %8s", "-");
}

void bench_report_result(FILE *out, const bench_result *result)
{
    const bench_case *subject = result->subject;
    fprintf(out, "%-36s %4d", subject->name, result->threads);
    if (result->outcome == BENCH_FAILED || result->outcome == BENCH_SKIPPED) {
        fprintf(out, " %s: %s\n", result->outcome == BENCH_FAILED ? "FAILED" : "skipped", result->message);
        fflush(out);
        return;
    }
    const bench_summary *s = &result->timing.summary;
    char median[24], least[24], rate[24], rate_unit[64];
    bench_format_seconds(s->median, median);
    bench_format_seconds(s->min, least);
    bench_format_scaled(subject->points / s->median, rate);
    snprintf(rate_unit, sizeof rate_unit, "%s%s/s", rate, subject->unit_of_work);
    fprintf(out, " %11s %11s %6.2f %20s", median, least, 100 * s->mad / s->median, rate_unit);
    per_second(out, subject->cost ? subject->cost->bytes * subject->points : 0, s->median);
    per_second(out, subject->cost ? subject->cost->flops * subject->points : 0, s->median);
    percent(out, 6, result->has_share, result->share.bound / s->median);
    percent(out, 6, result->has_share, result->share.bound_wa / s->median);
    percent(out, 5, true, result->efficiency);
    if (result->outcome == BENCH_INVALID)
        fprintf(out, "  INVALID: %s", result->message);
    else
        fprintf(out, "  ok");
    if (result->spread) fputs(" noisy", out);
    if (result->preempted) fputs(" preempted", out);
    if (result->loaded) fputs(" busy", out);
    fputc('\n', out);
    fflush(out);
}

void bench_report_end(FILE *out, const bench_run *run)
{
    size_t bad = 0, spread = 0, loaded = 0, preempted = 0;
    for (size_t i = 0; i < run->result_count; i++) {
        bad += run->results[i].outcome == BENCH_INVALID || run->results[i].outcome == BENCH_FAILED;
        spread += run->results[i].spread;
        loaded += run->results[i].loaded;
        preempted += run->results[i].preempted;
    }
    if (bad > 0)
        fprintf(out, "\n%zu of %zu results are INVALID or FAILED: their times mean nothing\n", bad,
                run->result_count);
    if (spread > 0)
        fprintf(out, "noisy: the median absolute deviation is above 3 %% of the median (%zu results)\n",
                spread);
    if (preempted > 0)
        fprintf(out,
                "preempted: other work took a processor away more than 10 times a second (%zu results)\n",
                preempted);
    if (loaded > 0)
        fprintf(out, "busy: the load average was above 0.5 at the start; these figures prove no speed\n");
}

/* JSON knows neither NaN nor infinity. */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static void add_roofs(json_t *context, const bench_run *run)
{
    json_t *roofs = json_array();
    const bench_roof *most = NULL;
    for (size_t i = 0; i < run->roof_count; i++) {
        const bench_roof *r = &run->roofs[i];
        if (!most || r->threads > most->threads) most = r;
        json_t *roof = json_pack("{s:i, s:f, s:f, s:f, s:I, s:f, s:I, s:f, s:i}", "threads", r->threads,
                                 "triad_GB_per_s", r->memory.triad * 1e-9, "copy_GB_per_s",
                                 r->memory.copy * 1e-9, "triad_error", r->memory.error, "array_bytes",
                                 (json_int_t)r->memory.array_bytes, "triad_l2_GB_per_s",
                                 r->cache.triad * 1e-9, "l2_array_bytes", (json_int_t)r->cache.array_bytes,
                                 "peak_GFlop_per_s", r->peak.separate * 1e-9, "peak_lanes", r->peak.width);
        json_object_set_new(roof, "peak_fused_GFlop_per_s",
                            r->peak.fused > 0 ? json_real(r->peak.fused * 1e-9) : json_null());
        json_array_append_new(roofs, roof);
    }
    /* of the largest number of threads, which is what one quotes for a machine */
    json_object_set_new(context, "triad_GB_per_s", most ? json_real(most->memory.triad * 1e-9) : json_null());
    json_object_set_new(context, "peak_GFlop_per_s",
                        most ? json_real(most->peak.separate * 1e-9) : json_null());
    json_object_set_new(context, "arrays_below_four_caches", json_boolean(run->array_capped));
    json_object_set_new(context, "roofs", roofs);
}

static void add_times(json_t *object, const bench_timing *timing)
{
    json_t *seconds = json_array();
    for (size_t i = 0; i < timing->batches; i++) json_array_append_new(seconds, number(timing->seconds[i]));
    json_object_set_new(object, "iterations", json_integer((json_int_t)timing->calls));
    json_object_set_new(object, "seconds", seconds);
    json_object_set_new(object, "min", number(timing->summary.min));
    json_object_set_new(object, "median", number(timing->summary.median));
    json_object_set_new(object, "max", number(timing->summary.max));
    json_object_set_new(object, "mad", number(timing->summary.mad));
}

static json_t *result_json(const bench_result *result)
{
    static const char *const outcomes[] = {"valid", "invalid", "failed", "skipped"};
    const bench_case *subject = result->subject;
    json_t *object = json_pack("{s:s, s:i, s:s}", "name", subject->name, "threads", result->threads,
                               "outcome", outcomes[result->outcome]);
    json_object_set_new(object, "valid", json_boolean(result->outcome == BENCH_VALID));
    if (result->message[0]) json_object_set_new(object, "message", json_string(result->message));
    if (!result->timing.seconds) return object;
    const double median = result->timing.summary.median;
    add_times(object, &result->timing);
    json_object_set_new(object, "points", number(subject->points));
    json_object_set_new(object, "unit_of_work", json_string(subject->unit_of_work));
    json_object_set_new(object, "rate_per_s", number(subject->points / median));
    const cupk_cost *cost = subject->cost;
    json_object_set_new(object, "flops_per_call", cost ? number(cost->flops * subject->points) : json_null());
    json_object_set_new(object, "bytes_per_call", cost ? number(cost->bytes * subject->points) : json_null());
    json_object_set_new(object, "bytes_wa_per_call",
                        cost ? number(cost->bytes_wa * subject->points) : json_null());
    json_t *roof = json_null();
    if (result->has_share) {
        roof = json_pack("{s:s}", "level", result->share.level);
        json_object_set_new(roof, "bound_seconds", number(result->share.bound));
        json_object_set_new(roof, "share", number(result->share.bound / median));
        json_object_set_new(roof, "share_wa", number(result->share.bound_wa / median));
    }
    json_object_set_new(object, "roof", roof);
    json_object_set_new(object, "strong_efficiency", number(result->efficiency));
    json_object_set_new(object, "error", number(result->error));
    json_object_set_new(object, "tolerance", number(subject->tolerance));
    json_object_set_new(object, "digest", result->digest[0] ? json_string(result->digest) : json_null());
    json_object_set_new(object, "noisy", json_boolean(result->spread || result->loaded || result->preempted));
    json_object_set_new(object, "noise",
                        json_pack("{s:b, s:b, s:b}", "spread", result->spread, "load", result->loaded,
                                  "preempted", result->preempted));
    json_object_set_new(object, "preemptions_per_s", number(result->timing.preemptions));
    return object;
}

json_t *bench_report_json(const bench_options *options, const bench_run *run)
{
    json_t *context = bench_machine_json(&run->machine), *results = json_array();
    if (!context || !results) return NULL;
    add_roofs(context, run);
    for (size_t i = 0; i < run->result_count; i++)
        json_array_append_new(results, result_json(&run->results[i]));
    json_t *settings =
        json_pack("{s:f, s:I}", "min_time", options->min_time, "batches", (json_int_t)options->batches);
    return json_pack("{s:s, s:o, s:o, s:o}", "schema", "cupel-bench/1", "context", context, "settings",
                     settings, "results", results);
}
