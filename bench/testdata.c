/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/units.h"
#include "registry.h"
#include "scratch.h"
#include "test_files.h"
#include "testdata/import.h"
#include "testdata/run.h"

/* Made-up exports of each kind: imported from their files, evaluated in memory, and all of it as `cupel test
 * import --evaluate` does it, with the test file written. "Threads" are worker processes, as there. The files
 * are in $TMPDIR or /tmp and in the system's cache. The figure of every file is known from its law. */

enum { IMPORT, EVALUATE, WHOLE, STAGES };
static const char *const stages[STAGES] = {"import", "evaluate", "whole"};

/* What has to be read of a file: known when there is one. */
enum { SUBJECTS = 13 };
static cupk_cost costs[SUBJECTS];

typedef struct bench_state {
    char folder[BENCH_SCRATCH];
    const bench_test_kind *kind;
    size_t stage, rows, files;
    int workers;
    cupel_arena *arena; /* of the tests that are evaluated */
    cupel_import *imports;
    double *truth, *figure; /* [files] */
} bench_state;

static void path_of(const bench_state *s, size_t index, const char *ending, char out[BENCH_SCRATCH + 80])
{
    snprintf(out, BENCH_SCRATCH + 80, "%s/%s-%05zu.%s", s->folder, s->kind->kind, index, ending);
}

/* ---- a file, in a worker ---- */

static void only_thread(void *host)
{
    (void)host;
    omp_set_num_threads(1);
}

static cupel_status write_test(const bench_state *s, size_t index, const cupel_test *found,
                               const cupel_evaluated *e, cupel_error *error)
{
    char path[BENCH_SCRATCH + 80], id[80];
    cupel_test test = *found;
    test.created = "2026-01-01T00:00:00Z";
    test.title = "made up";
    path_of(s, index, "h5", path);
    unlink(path);
    return cupel_test_write_in_batch(path, &test, &e->step, 1, id, error);
}

static cupel_status evaluate(const bench_state *s, size_t index, const cupel_test *test, cupel_arena *arena,
                             double *figure, cupel_error *error)
{
    cupel_diagnostics diagnostics = {0};
    cupel_evaluated e = {0};
    cupel_status status = cupel_evaluation_run(test, NULL, NULL, 1, arena, &diagnostics, &e, error);
    const cupel_result_value *value = status ? NULL : cupel_results_find(e.results, s->kind->figure);
    if (value && value->present) *figure = value->number;
    if (!status && s->stage == WHOLE) status = write_test(s, index, test, &e, error);
    cupel_results_free(e.results);
    cupel_diagnostics_free(&diagnostics);
    return status;
}

/* What an import is proved by: the last cell of the file, in its own unit. */
static cupel_status last_number(const cupel_test *test, double *out, cupel_error *error)
{
    const cupel_channel *last = test->channels;
    for (size_t i = 1; i < test->channel_count; i++)
        if (test->channels[i].column > last->column) last = &test->channels[i];
    const char *unit = last->original_unit && *last->original_unit ? last->original_unit : last->unit;
    return cupel_unit_convert(last->values[last->count - 1], last->unit, unit, false, out, error);
}

static cupel_status work(const bench_state *s, size_t index, cupel_arena *arena, double *figure,
                         cupel_error *error)
{
    if (s->stage == EVALUATE) return evaluate(s, index, s->imports[index].tests, arena, figure, error);
    cupel_import found = {0};
    char path[BENCH_SCRATCH + 80], *bytes = NULL;
    size_t count = 0;
    path_of(s, index, "csv", path);
    cupel_status status = cupel_file_read_all(path, 1 << 30, &bytes, &count, error);
    if (!status)
        status =
            cupel_import_parse(path, bytes, count, NULL, &(cupel_import_options){0}, arena, &found, error);
    if (!status && s->stage == IMPORT) status = last_number(found.tests, figure, error);
    if (!status && s->stage == WHOLE) status = evaluate(s, index, found.tests, arena, figure, error);
    free(bytes);
    return status;
}

typedef struct answer {
    double figure;
    cupel_status status;
    char problem[200];
} answer;

static void job(void *host, size_t index, cupel_text *out)
{
    answer a = {.figure = NAN};
    cupel_error error = {0};
    cupel_arena *arena = cupel_arena_new();
    a.status = arena ? work(host, index, arena, &a.figure, &error) : CUPEL_ENOMEM;
    snprintf(a.problem, sizeof a.problem, "%.199s", error.text);
    cupel_arena_free(arena);
    cupel_text_add_n(out, (const char *)&a, sizeof a);
}

static cupel_status hear(void *host, size_t index, const char *bytes, size_t length, int signal,
                         cupel_error *error)
{
    bench_state *s = host;
    answer a;
    if (!bytes || length != sizeof a)
        CUPEL_FAIL(error, CUPEL_EFAILED, "a worker ended at file %zu by signal %d", index, signal);
    memcpy(&a, bytes, sizeof a);
    s->figure[index] = a.figure;
    if (a.status) CUPEL_FAIL(error, a.status, "file %zu: %s", index, a.problem);
    return CUPEL_OK;
}

/* ---- the case ---- */

static void teardown(void *state)
{
    bench_state *s = state;
    bench_scratch_free(s->folder);
    cupel_arena_free(s->arena);
    free(s->truth);
    free(s->figure);
    free(s);
}

static double last_cell(const cupel_text *text)
{
    size_t at = text->length;
    double value = NAN;
    while (at && text->data[at - 1] != ',') at--;
    const char *end;
    return cupel_parse_number(text->data + at, &value, &end) ? value : NAN;
}

static cupel_status make_files(bench_state *s, cupk_cost *cost, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    cupel_text text = {0};
    double bytes = 0;
    for (size_t i = 0; i < s->files && !status; i++) {
        char path[BENCH_SCRATCH + 80];
        text.length = 0;
        s->truth[i] = s->kind->write(i, s->rows, &text);
        path_of(s, i, "csv", path);
        if (text.failed) return cupel_out_of_memory(error, "a benchmark");
        if (s->stage == IMPORT) s->truth[i] = last_cell(&text);
        status = cupel_file_write_all(path, text.data, text.length, error);
        if (!status && s->stage == EVALUATE)
            status = cupel_import_parse(path, text.data, text.length, NULL, &(cupel_import_options){0},
                                        s->arena, &s->imports[i], error);
        bytes += (double)text.length / (double)s->files;
    }
    *cost = (cupk_cost){.name = "export", .bytes = bytes, .bytes_wa = bytes};
    cupel_text_free(&text);
    return status;
}

/* "testdata/import/tensile/5000" */
static void read_name(bench_state *s, const char *name)
{
    char stage[16] = "", kind[32] = "";
    (void)sscanf(name, "testdata/%15[a-z]/%31[a-z_]/%zu", stage, kind, &s->rows);
    while (s->stage < STAGES - 1 && strcmp(stages[s->stage], stage) != 0) s->stage++;
    s->kind = bench_test_kind_find(kind);
}

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    bench_state *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a benchmark");
    read_name(s, self->name);
    s->files = (size_t)self->points;
    s->workers = threads;
    s->arena = cupel_arena_new();
    s->truth = cupel_alloc_doubles(s->files);
    s->figure = cupel_alloc_doubles(s->files);
    if (s->arena) s->imports = cupel_arena_alloc(s->arena, s->files, sizeof *s->imports);
    cupel_status status =
        s->imports && s->truth && s->figure ? CUPEL_OK : cupel_out_of_memory(error, "a benchmark");
    if (!status) status = bench_scratch_new(s->folder, error);
    if (!status) status = make_files(s, &costs[self->size], error);
    if (status)
        teardown(s);
    else
        *state = s;
    return status;
}

static cupel_status call(void *state, cupel_error *error)
{
    bench_state *s = state;
    const cupel_pool pool = {
        .count = s->files, .workers = s->workers, .host = s, .start = only_thread, .job = job, .hear = hear};
    return cupel_pool_run(&pool, error);
}

static double verify(void *state)
{
    const bench_state *s = state;
    double worst = 0;
    for (size_t i = 0; i < s->files; i++) {
        const double error = fabs(s->figure[i] / s->truth[i] - 1);
        if (isnan(error)) return INFINITY;
        worst = fmax(worst, error);
    }
    return worst;
}

static void digest(void *state, char out[CUPEL_SHA256_HEX])
{
    const bench_state *s = state;
    cupel_sha256(s->figure, s->files * sizeof *s->figure, out);
}

#define STAGE(name_, number, counted, most)                                                                  \
    {                                                                                                        \
        .name = "testdata/" name_, .points = (counted), .unit_of_work = "files", .cost = &costs[number],     \
        .size = (number), .tolerance = (most), .setup = setup, .call = call, .verify = verify,               \
        .digest = digest, .teardown = teardown                                                               \
    }
/* the figure's tolerance is that of its rule; a number of an import is off by the rounding of its unit */
#define CASES(number, text, files, most)                                                                     \
    STAGE("import/" text, number, files, 1e-12), STAGE("evaluate/" text, number, files, most),               \
        STAGE("whole/" text, number, files, most)

const bench_case bench_testdata_cases[] = {
    CASES(0, "tensile/1000", 32, 5e-3),     CASES(1, "tensile/5000", 16, 5e-3),
    CASES(2, "tensile/50000", 4, 5e-3),     CASES(3, "roughness/11200", 16, 5e-3),
    CASES(4, "roughness/112000", 4, 5e-3),  CASES(5, "laser_flash/2700", 16, 5e-3),
    CASES(6, "laser_flash/27000", 4, 5e-3), CASES(7, "resistivity/20", 64, 2e-3),
    CASES(8, "dilatometry/600", 64, 5e-3),  CASES(9, "dsc/4500", 16, 5e-3),
    CASES(10, "peel/1200", 32, 5e-3),       CASES(11, "hardness/10", 64, 2e-3),
    CASES(12, "flex/40", 64, 0.05),         {.name = NULL},
};
