/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/memory.h"
#include "draw.h"
#include "registry.h"
#include "scratch.h"
#include "store/query.h"

/* An expression over a catalogue of 100 000 made-up files of 20 values each, put in by the catalogue's own
 * functions: opened, parsed, found and closed, as one `cupel find --no-update` does; `find_checked` also
 * looks at every file, as `cupel find` does, and has (empty) ones for it. The index is in $TMPDIR or /tmp and
 * in the system's cache. */

enum { FILES = 100000, VALUES = 20 };

static const char *const expressions[] = {
    "tensile_strength >= 590 MPa and iacs >= 97 and material = C11000",
    "not (tensile_strength >= 5 MPa or iacs >= 90.1) or title ~ *99999",
    "tensile_strength >= 300 MPa and iacs >= 96 and material = C11000 and title ~ *99",
    "tensile_strength >= 590 MPa and iacs >= 97 and material = C11000",
};
enum { CHECKED = 3 };

typedef struct index_state {
    char folder[BENCH_SCRATCH];
    size_t which, count;
    double *strength, *iacs;
} index_state;

static void path_of(const index_state *s, const char *below, char out[300])
{
    snprintf(out, 300, "%s/%s", s->folder, below);
}

/* An empty file, and what the system says of it. */
static cupel_status make_file(const index_state *s, size_t i, cupel_record *record, cupel_error *error)
{
    char path[300], lot[16];
    struct stat about;
    snprintf(lot, sizeof lot, "lot%03zu", i / 1000);
    path_of(s, lot, path);
    if (i % 1000 == 0) mkdir(path, 0777);
    path_of(s, record->path, path);
    const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0 || fstat(file, &about) != 0) CUPEL_FAIL(error, CUPEL_EIO, "cannot make '%s'", path);
    close(file);
    record->size = (int64_t)about.st_size;
    record->modified = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
    record->inode = (int64_t)about.st_ino;
    return CUPEL_OK;
}

static void remove_files(const index_state *s)
{
    char below[32], path[300];
    for (size_t i = 0; i < FILES; i++) {
        snprintf(below, sizeof below, "lot%03zu/%06zu.h5", i / 1000, i);
        path_of(s, below, path);
        unlink(path);
        path[strlen(path) - strlen("/000000.h5")] = '\0';
        if (i % 1000 == 999) rmdir(path);
    }
}

static void fill_record(const index_state *s, size_t i, char path[32], char title[32], char names[VALUES][24],
                        cupel_record_value values[VALUES], cupel_record *record)
{
    snprintf(path, 32, "lot%03zu/%06zu.h5", i / 1000, i);
    snprintf(title, 32, "specimen %06zu", i);
    for (size_t k = 0; k < VALUES; k++) {
        snprintf(names[k], 24, "quantity_%zu", k);
        values[k] = (cupel_record_value){.step = "evaluation-1",
                                         .model = "test.tensile",
                                         .part = "results",
                                         .name = names[k],
                                         .unit = "m",
                                         .number = (double)((i * 7919 + k * 104729) % 100003),
                                         .uncertainty = 1.0};
    }
    values[0].name = "tensile_strength";
    values[0].unit = "Pa";
    values[0].number = s->strength[i];
    values[1].name = "iacs";
    values[1].unit = "%IACS";
    values[1].number = s->iacs[i];
    values[2] = (cupel_record_value){.step = "specimen",
                                     .model = "",
                                     .part = "parameters",
                                     .name = "material",
                                     .text = i % 2 ? "C11000" : "C7025"};
    *record = (cupel_record){.path = path,
                             .size = (int64_t)i,
                             .kind = "test",
                             .title = title,
                             .project = "bench",
                             .created = "2026-01-01T00:00:00Z",
                             .state = "complete",
                             .content_id = title,
                             .models = "test.tensile",
                             .values = values,
                             .value_count = VALUES};
}

static cupel_status fill(const index_state *s, cupel_error *error)
{
    cupel_catalogue *c = NULL;
    cupel_status status = cupel_catalogue_open(s->folder, &c, error);
    if (!status) status = cupel_catalogue_begin(c, error);
    for (size_t i = 0; i < FILES && !status; i++) {
        char path[32], title[32], names[VALUES][24];
        cupel_record_value values[VALUES];
        cupel_record record;
        fill_record(s, i, path, title, names, values, &record);
        if (s->which == CHECKED) status = make_file(s, i, &record, error);
        if (!status) status = cupel_catalogue_put(c, &record, error);
    }
    if (c && !status) status = cupel_catalogue_end(c, true, error);
    cupel_catalogue_close(c);
    return status;
}

static void teardown(void *state)
{
    index_state *s = state;
    if (s->which == CHECKED) remove_files(s);
    bench_scratch_free(s->folder);
    free(s->strength);
    free(s->iacs);
    free(s);
}

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    (void)threads;
    index_state *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a benchmark");
    s->which = self->size;
    s->strength = cupel_alloc_doubles(FILES);
    s->iacs = cupel_alloc_doubles(FILES);
    uint64_t seed = 1;
    for (size_t i = 0; s->strength && s->iacs && i < FILES; i++) {
        s->strength[i] = 600e6 * bench_draw(&seed);
        s->iacs[i] = 90 + 12 * bench_draw(&seed);
    }
    cupel_status status = bench_scratch_new(s->folder, error);
    if (!s->strength || !s->iacs) status = cupel_out_of_memory(error, "a benchmark");
    if (!status) status = fill(s, error);
    if (status)
        teardown(s);
    else
        *state = s;
    return status;
}

static cupel_status call(void *state, cupel_error *error)
{
    index_state *s = state;
    const cupel_search how = {.as_it_is = s->which != CHECKED};
    const cupel_query *query;
    cupel_found found = {0};
    cupel_arena *arena = cupel_arena_new();
    if (!arena) return cupel_out_of_memory(error, "a benchmark");
    cupel_status status = cupel_query_parse(expressions[s->which], arena, &query, error);
    if (!status) status = cupel_catalogue_search(s->folder, &how, query, arena, &found, error);
    s->count = found.count;
    cupel_arena_free(arena);
    return status;
}

static bool is_wanted(const index_state *s, size_t i)
{
    if (s->which == 1) return !(s->strength[i] >= 5e6 || s->iacs[i] >= 90.1) || i == 99999;
    if (s->which == 2) return s->strength[i] >= 300e6 && s->iacs[i] >= 96 && i % 2 && i % 100 == 99;
    return s->strength[i] >= 590e6 && s->iacs[i] >= 97 && i % 2;
}

/* Files that a plain loop over the same numbers finds and the catalogue does not, or the other way. */
static double verify(void *state)
{
    const index_state *s = state;
    double wanted = 0;
    for (size_t i = 0; i < FILES; i++) wanted += is_wanted(s, i);
    return fabs(wanted - (double)s->count) + (wanted < 2 ? INFINITY : 0);
}

#define FIND(text, what)                                                                                     \
    {                                                                                                        \
        .name = "catalogue/" text "/100000", .points = FILES, .unit_of_work = "files", .threads = 1,         \
        .size = (what), .setup = setup, .call = call, .verify = verify, .teardown = teardown                 \
    }

const bench_case bench_catalogue_cases[] = {
    FIND("find", 0), FIND("find_not", 1), FIND("find_wide", 2), FIND("find_checked", CHECKED), {.name = NULL},
};
