/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/pool.h"
#include "cli/test.h"

/* ---- files ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static cupel_status add_path(cupel_files *files, const char *path, cupel_error *error)
{
    if (!path) return cupel_out_of_memory(error, "a list of files");
    if (files->count == files->capacity) {
        const size_t capacity = files->capacity ? 2 * files->capacity : 64;
        const char **paths = cupel_resize(files->paths, capacity, sizeof *paths);
        if (!paths) return cupel_out_of_memory(error, "a list of files");
        files->paths = paths;
        files->capacity = capacity;
    }
    files->paths[files->count++] = path;
    return CUPEL_OK;
}

static cupel_status add_folder(cupel_files *files, const char *path, bool (*wanted)(const char *name),
                               cupel_arena *arena, cupel_error *error)
{
    DIR *folder = opendir(path);
    if (!folder) CUPEL_FAIL(error, CUPEL_EINVAL, "cannot read the folder '%s': %s", path, strerror(errno));
    const size_t first = files->count, length = strlen(path);
    const char *slash = length && path[length - 1] == '/' ? "" : "/";
    cupel_status status = CUPEL_OK;
    for (const struct dirent *entry; !status && (entry = readdir(folder));) {
        struct stat about;
        if (entry->d_name[0] == '.' || !wanted(entry->d_name)) continue;
        const char *one = strcmp(path, ".") == 0
                              ? cupel_arena_copy(arena, entry->d_name)
                              : cupel_arena_format(arena, "%s%s%s", path, slash, entry->d_name);
        if (one && (stat(one, &about) != 0 || !S_ISREG(about.st_mode))) continue;
        status = add_path(files, one, error);
    }
    closedir(folder);
    if (files->count > first)
        qsort(files->paths + first, files->count - first, sizeof *files->paths, by_name);
    files->folder = true;
    return status;
}

cupel_status cupel_files_add(cupel_files *files, const char *path, bool (*wanted)(const char *name),
                             cupel_arena *arena, cupel_error *error)
{
    struct stat about;
    if (stat(path, &about) != 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "cannot open '%s': %s", path, strerror(errno));
    if (S_ISDIR(about.st_mode)) return add_folder(files, path, wanted, arena, error);
    if (!S_ISREG(about.st_mode)) CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is not a regular file", path);
    return add_path(files, cupel_arena_copy(arena, path), error);
}

void cupel_files_free(cupel_files *files)
{
    free(files->paths);
    *files = (cupel_files){0};
}

bool cupel_is_test_name(const char *name)
{
    const size_t length = strlen(name);
    return length > 3 && strcmp(name + length - 3, ".h5") == 0;
}

/* ---- options ---- */

static int number_of_processes(const cupel_cli *cli, const char *text)
{
    char *end;
    const long workers = strtol(text, &end, 10);
    if (*end || end == text || workers < 1 || workers > 256) {
        cupel_cli_complain(cli, CUPEL_EINVAL,
                           "--threads: '%s' is not a number of processes; allowed: 1 to 256", text);
        exit(CUPEL_EXIT_INPUT);
    }
    return (int)workers;
}

bool cupel_test_option(const cupel_cli *cli, cupel_test_options *options, int key, const char *argument)
{
    switch (key) {
    case CUPEL_TEST_KIND:
        options->kind = argument;
        return true;
    case CUPEL_TEST_DRY:
        options->dry = true;
        return true;
    case 't':
        options->workers = number_of_processes(cli, argument);
        return true;
    default:
        return false;
    }
}

/* ---- outcomes, from a worker to this process ---- */

void cupel_outcome_fail(cupel_outcome *outcome, const cupel_error *error)
{
    const int status = cupel_cli_exit(error->status);
    if (status > outcome->exit_status) outcome->exit_status = status;
    cupel_diagnose_error(&outcome->errors, NULL, error);
}

typedef struct head {
    int exit_status, kind;
    size_t errors;
} head;

static void put_outcome(const cupel_outcome *outcome, cupel_text *answer)
{
    const head h = {outcome->exit_status, outcome->kind, outcome->errors.count};
    cupel_text_add_n(answer, (const char *)&h, sizeof h);
    if (h.errors)
        cupel_text_add_n(answer, (const char *)outcome->errors.entries,
                         h.errors * sizeof *outcome->errors.entries);
    cupel_text_add_n(answer, cupel_text_get(&outcome->text), outcome->text.length);
    if (outcome->text.failed || outcome->errors.out_of_memory) answer->failed = true;
}

/* ---- the batch ---- */

typedef struct batch_state {
    const cupel_batch *batch;
    size_t *counts;
    int worst;
    size_t printed; /* JSON values */
    double start, drawn;
    bool bar;
} batch_state;

static void start_worker(void *host)
{
    const batch_state *s = host;
    if (s->batch->workers > 1 || s->batch->count > 1)
        omp_set_num_threads(1); /* a file is too small for more */
}

static void do_job(void *host, size_t index, cupel_text *answer)
{
    const batch_state *s = host;
    cupel_outcome outcome = {0};
    s->batch->job(s->batch->host, index, &outcome);
    put_outcome(&outcome, answer);
    cupel_diagnostics_free(&outcome.errors);
    cupel_text_free(&outcome.text);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void draw_bar(batch_state *s, size_t done)
{
    const double time = now();
    if (!s->bar || time - s->start < 1 || time - s->drawn < 0.1) return;
    s->drawn = time;
    fprintf(stderr, "\r%zu of %zu files\033[K", done, s->batch->count);
    fflush(stderr);
}

static void clear_bar(batch_state *s)
{
    if (s->drawn > 0) fputs("\r\033[K", stderr);
    s->drawn = 0;
}

static void print_text(batch_state *s, const char *text, size_t length)
{
    if (length == 0) return;
    const bool list = s->batch->cli->json && s->batch->list;
    if (list) fputs(s->printed ? ",\n" : "[\n", stdout);
    fwrite(text, 1, length, stdout);
    if (s->batch->cli->json && !list) fputc('\n', stdout);
    s->printed++;
}

static cupel_status hear(void *host, size_t index, const char *answer, size_t length, int signal,
                         cupel_error *error)
{
    batch_state *s = host;
    int exit_status;
    if (!answer) {
        clear_bar(s);
        cupel_error lost = {.status = CUPEL_EINTERNAL};
        if (signal)
            snprintf(lost.text, sizeof lost.text, "cannot be read safely (signal %d)", signal);
        else
            snprintf(lost.text, sizeof lost.text, "out of memory");
        if (!signal) lost.status = CUPEL_ENOMEM;
        cupel_error_place(&lost, s->batch->files[index], 0, 0);
        exit_status = cupel_cli_error(s->batch->cli, &lost);
    } else {
        head h;
        if (length < sizeof h) CUPEL_FAIL(error, CUPEL_EINTERNAL, "an answer of a worker is cut");
        memcpy(&h, answer, sizeof h);
        answer += sizeof h;
        length -= sizeof h;
        if (h.errors > length / sizeof(cupel_error))
            CUPEL_FAIL(error, CUPEL_EINTERNAL, "an answer of a worker is cut");
        if (h.errors) clear_bar(s);
        for (size_t i = 0; i < h.errors; i++) {
            cupel_error problem;
            memcpy(&problem, answer + i * sizeof problem, sizeof problem);
            cupel_cli_error(s->batch->cli, &problem);
        }
        answer += h.errors * sizeof(cupel_error);
        length -= h.errors * sizeof(cupel_error);
        if (length) clear_bar(s);
        print_text(s, answer, length);
        if (h.kind >= 0 && h.kind < CUPEL_OUTCOME_KINDS) s->counts[h.kind]++;
        exit_status = h.exit_status;
    }
    if (exit_status > s->worst) s->worst = exit_status;
    draw_bar(s, index + 1);
    return CUPEL_OK;
}

int cupel_batch_run(const cupel_batch *batch, size_t counts[CUPEL_OUTCOME_KINDS])
{
    batch_state s = {.batch = batch, .counts = counts, .start = now(), .bar = isatty(STDERR_FILENO)};
    memset(counts, 0, CUPEL_OUTCOME_KINDS * sizeof *counts);
    const cupel_pool pool = {.count = batch->count,
                             .workers = batch->workers,
                             .host = &s,
                             .start = start_worker,
                             .job = do_job,
                             .hear = hear};
    cupel_error error = {0};
    const cupel_status status = cupel_pool_run(&pool, &error);
    clear_bar(&s);
    if (batch->cli->json && batch->list) fputs(s.printed ? "\n]\n" : "[]\n", stdout);
    if (status) return cupel_cli_error(batch->cli, &error);
    if (fflush(stdout) != 0 || ferror(stdout))
        return cupel_cli_complain(batch->cli, CUPEL_EIO, "cannot write to standard output");
    return s.worst;
}
