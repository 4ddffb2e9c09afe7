/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <jansson.h>
#include "base/memory.h"
#include "report.h"
#include "statistics.h"

static cupel_status load(const char *path, json_t **out, cupel_error *error)
{
    json_error_t problem;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &problem);
    if (!root) {
        cupel_error_set(error, CUPEL_EINVAL, "%s", problem.text);
        cupel_error_place(error, path, problem.line > 0 ? problem.line : 0,
                          problem.column > 0 ? problem.column : 0);
        return CUPEL_EINVAL;
    }
    const char *schema = json_string_value(json_object_get(root, "schema"));
    if (!schema || strcmp(schema, "cupel-bench/1") != 0 ||
        !json_is_object(json_object_get(root, "context")) ||
        !json_is_array(json_object_get(root, "results"))) {
        json_decref(root);
        cupel_error_set(error, CUPEL_EINVAL,
                        "not a result file of cupel-bench: \"schema\" must be \"cupel-bench/1\"");
        cupel_error_place(error, path, 0, 0);
        return CUPEL_EINVAL;
    }
    *out = root;
    return CUPEL_OK;
}

/* Prints where two contexts differ in something that makes times incomparable. Keys are looked up by a path
 * of one or two names. */
static bool same_ground(const json_t *before, const json_t *after, FILE *out)
{
    static const struct {
        const char *key, *inner, *what;
    } grounds[] = {
        {"cpu", NULL, "CPU"},
        {"cores", NULL, "number of cores"},
        {"flags", NULL, "compiler flags"},
        {"omp", "proc_bind", "thread binding"},
        {"omp", "places", "OpenMP places"},
        {"omp", "allowed_processors", "number of allowed processors"},
    };
    bool same = true;
    for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++) {
        const json_t *a = json_object_get(before, grounds[i].key),
                     *b = json_object_get(after, grounds[i].key);
        if (grounds[i].inner)
            a = json_object_get(a, grounds[i].inner), b = json_object_get(b, grounds[i].inner);
        if (a && b && json_equal(a, b)) continue;
        same = false;
        char *old_text = a ? json_dumps(a, JSON_ENCODE_ANY) : NULL,
             *new_text = b ? json_dumps(b, JSON_ENCODE_ANY) : NULL;
        fprintf(out, "not comparable: %s differs: %s and %s\n", grounds[i].what,
                old_text ? old_text : "unknown", new_text ? new_text : "unknown");
        free(old_text);
        free(new_text);
    }
    return same;
}

static void note_differences(const json_t *before, const json_t *after, FILE *out)
{
    static const char *const keys[] = {"compiler", "commit", "dirty", "governor", "libraries"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *a = json_object_get(before, keys[i]), *b = json_object_get(after, keys[i]);
        if (!a || !b || json_equal(a, b)) continue;
        char *old_text = json_dumps(a, JSON_ENCODE_ANY), *new_text = json_dumps(b, JSON_ENCODE_ANY);
        if (old_text && new_text) fprintf(out, "note: %s: %s -> %s\n", keys[i], old_text, new_text);
        free(old_text);
        free(new_text);
    }
}

static json_t *find(const json_t *results, const char *name, json_int_t threads)
{
    size_t i;
    json_t *entry;
    json_array_foreach(results, i, entry)
    {
        const char *other = json_string_value(json_object_get(entry, "name"));
        if (other && strcmp(other, name) == 0 &&
            json_integer_value(json_object_get(entry, "threads")) == threads)
            return entry;
    }
    return NULL;
}

/* The samples of an entry, or NULL with the reason why it cannot be judged. */
static double *samples(const json_t *entry, size_t *count, const char **why)
{
    *why = NULL;
    const json_t *seconds = json_object_get(entry, "seconds");
    if (!json_is_true(json_object_get(entry, "valid")))
        *why = "not valid";
    else if (!json_is_false(json_object_get(entry, "noisy")))
        *why = "noisy";
    else if (json_array_size(seconds) < BENCH_LEAST_SAMPLES)
        *why = "fewer than 9 samples";
    if (*why) return NULL;
    *count = json_array_size(seconds);
    double *values = cupel_alloc(*count, sizeof *values);
    for (size_t i = 0; values && i < *count; i++) {
        values[i] = json_number_value(json_array_get(seconds, i));
        if (!(values[i] > 0) || !isfinite(values[i])) {
            *why = "samples that are no times";
            free(values);
            return NULL;
        }
    }
    if (!values) *why = "out of memory";
    return values;
}

typedef struct tally {
    size_t judged, slower, faster, unjudged, unmatched;
} tally;

static void judge(const char *name, int threads, const json_t *before, const json_t *after,
                  const bench_criteria *criteria, FILE *out, tally *counts)
{
    size_t old_count = 0, new_count = 0;
    const char *old_why, *new_why;
    double *old_samples = samples(before, &old_count, &old_why),
           *new_samples = samples(after, &new_count, &new_why);
    bench_summary old_summary, new_summary;
    if (!old_samples || !new_samples || !bench_summarise(old_samples, old_count, &old_summary) ||
        !bench_summarise(new_samples, new_count, &new_summary)) {
        fprintf(out, "%-36s %4d  not judged: %s result is %s\n", name, threads,
                old_why ? "the old" : "the new",
                old_why   ? old_why
                : new_why ? new_why
                          : "out of memory");
        counts->unjudged++;
    } else {
        const double ratio = new_summary.median / old_summary.median,
                     least = new_summary.min / old_summary.min;
        const double p = bench_mann_whitney(old_samples, old_count, new_samples, new_count);
        const bool sure = p < criteria->p;
        const bool slower = sure && ratio > 1 + criteria->change,
                   faster = sure && ratio < 1 - criteria->change;
        char old_median[24], new_median[24];
        bench_format_seconds(old_summary.median, old_median);
        bench_format_seconds(new_summary.median, new_median);
        fprintf(out, "%-36s %4d %11s %11s %8.3f %8.3f %9.2g  %s\n", name, threads, old_median, new_median,
                ratio, least, p,
                slower   ? "SLOWER"
                : faster ? "faster"
                         : "no change");
        counts->judged++;
        counts->slower += slower;
        counts->faster += faster;
    }
    free(old_samples);
    free(new_samples);
}

cupel_status bench_compare(const char *old_path, const char *new_path, const bench_criteria *criteria,
                           FILE *out, bench_verdict *verdict, cupel_error *error)
{
    json_t *before = NULL, *after = NULL;
    cupel_status status = load(old_path, &before, error);
    if (status) return status;
    status = load(new_path, &after, error);
    if (status) {
        json_decref(before);
        return status;
    }
    const json_t *old_context = json_object_get(before, "context"),
                 *new_context = json_object_get(after, "context");
    const json_t *old_results = json_object_get(before, "results"),
                 *new_results = json_object_get(after, "results");
    tally counts = {0};
    *verdict = BENCH_NOT_COMPARABLE;
    if (!same_ground(old_context, new_context, out)) goto done;
    note_differences(old_context, new_context, out);
    fprintf(out, "%-36s %4s %11s %11s %8s %8s %9s\n", "benchmark", "thr", "old median", "new median", "ratio",
            "min ratio", "p");
    size_t i;
    json_t *entry;
    json_array_foreach(old_results, i, entry)
    {
        const char *name = json_string_value(json_object_get(entry, "name"));
        const json_int_t threads = json_integer_value(json_object_get(entry, "threads"));
        const json_t *other = name ? find(new_results, name, threads) : NULL;
        if (other)
            judge(name, (int)threads, entry, other, criteria, out, &counts);
        else
            counts.unmatched++;
    }
    counts.unmatched += json_array_size(new_results) - (counts.judged + counts.unjudged);
    fprintf(out, "%zu judged: %zu slower, %zu faster; %zu not judged; %zu in one file only\n", counts.judged,
            counts.slower, counts.faster, counts.unjudged, counts.unmatched);
    *verdict = counts.slower > 0                           ? BENCH_SLOWER
               : counts.unjudged > 0 || counts.judged == 0 ? BENCH_NOT_COMPARABLE
                                                           : BENCH_NO_SLOWER;
done:
    json_decref(before);
    json_decref(after);
    return CUPEL_OK;
}
