/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/pool.h"
#include "cli/test.h"
#include "param/walk.h"

enum { MOST_SETS = 256, OPTIONS_BYTES = 1 << 20, OPTION_FILE = 1000 };

typedef struct request {
    const cupel_cli *cli;
    cupel_test_options common;
    const char *options_file, *sets[MOST_SETS];
    size_t set_count;
    cupel_files files;
    cupel_node *options;    /* NULL: none given                     */
    cupel_checker *checker; /* in a worker: of the files; NULL: yet */
} request;

static const struct argp_option options[] = {
    {"kind", CUPEL_TEST_KIND, "KIND", 0, "evaluate as a test of this kind, whatever the file says", 0},
    {"set", 's', "OPTION=VALUE", 0, "an option of the evaluation; may be repeated", 0},
    {"options", OPTION_FILE, "FILE", 0, "options of the evaluation, in YAML", 0},
    {"dry-run", CUPEL_TEST_DRY, NULL, 0, "show what comes out and write nothing", 0},
    CUPEL_OPTION_PROCESSES,
    CUPEL_OPTION_JSON,
    {0},
};

static bool take(void *host, int key, char *argument)
{
    request *r = host;
    switch (key) {
    case 's':
        if (r->set_count == MOST_SETS) {
            cupel_cli_complain(r->cli, CUPEL_EINVAL, "--set: at most %d options", MOST_SETS);
            exit(CUPEL_EXIT_INPUT);
        }
        r->sets[r->set_count++] = argument;
        return true;
    case OPTION_FILE:
        r->options_file = argument;
        return true;
    default:
        return cupel_test_option(r->cli, &r->common, key, argument);
    }
}

static const cupel_cli_syntax syntax = {
    .arguments = "FILE|DIR…",
    .text =
        "Evaluates tests and puts the evaluation into their files, as one more: none before it is touched. A "
        "folder stands for the test files in it. Figures come with their standard uncertainty and a flag; "
        "what cannot be judged is told with its reason. Exit status 1 when nothing could be judged, 2 for "
        "wrong input; the other files are evaluated all the same."
        "\vExamples:\n  cupel test evaluate A-1.h5\n  cupel test evaluate tests --json\n"
        "  cupel test evaluate A-1.h5 --set draws=10000 --dry-run\n  cupel describe test.tensile",
    .options = options,
    .option = take,
    .least = 1,
    .most = SIZE_MAX,
};

/* ---- options ---- */

static cupel_status read_options(request *r, cupel_arena *arena, cupel_diagnostics *diagnostics,
                                 cupel_error *error)
{
    char *bytes = NULL;
    size_t count = 0;
    if (!r->options_file && r->set_count == 0) return CUPEL_OK;
    if (r->options_file) {
        const cupel_status status =
            cupel_file_read_all(r->options_file, OPTIONS_BYTES, &bytes, &count, error);
        if (status) return status;
    }
    r->options = cupel_document_parse(bytes ? bytes : "{}", bytes ? count : 2,
                                      r->options_file ? r->options_file : "--set", arena, diagnostics);
    free(bytes);
    if (!r->options) return CUPEL_EINVAL;
    for (size_t i = 0; i < r->set_count; i++) {
        const char *equal = strchr(r->sets[i], '=');
        char *name = equal ? cupel_arena_copy_n(arena, r->sets[i], (size_t)(equal - r->sets[i])) : NULL;
        if (!equal || equal == r->sets[i])
            CUPEL_FAIL(error, CUPEL_EINVAL, "--set: '%s' is not OPTION=VALUE", r->sets[i]);
        if (!name) return cupel_out_of_memory(error, "options");
        const cupel_status status = cupel_node_set(r->options, name, equal + 1, "--set", arena, error);
        if (status) return status;
    }
    return CUPEL_OK;
}

/* Wrong options are told once, not for every file: by the kind that is given, or that of the first test. */
static void check_options(const request *r, cupel_arena *arena, cupel_diagnostics *diagnostics)
{
    char kind[128] = "";
    if (!r->options) return;
    for (size_t i = 0; !r->common.kind && !*kind && i < r->files.count; i++) {
        cupel_file *file;
        if (cupel_file_open(r->files.paths[i], &file, NULL)) continue; /* its own job will tell */
        const char *stated = cupel_file_get_header(file)->test_kind;
        snprintf(kind, sizeof kind, "%s", stated ? stated : "");
        cupel_file_close(file);
    }
    const cupel_evaluation *evaluation = cupel_evaluation_find(r->common.kind ? r->common.kind : kind);
    if (evaluation) cupel_evaluation_options(evaluation, r->options, arena, diagnostics);
}

/* ---- one file, in a worker ---- */

static void tell(const request *r, const char *path, const cupel_evaluated *e, size_t number, const char *id,
                 cupel_text *out)
{
    if (r->cli->json) {
        json_t *json = cupel_evaluated_json(e);
        json_object_set_new(json, "file", cupel_cli_json_text(path));
        if (number) json_object_set_new(json, "evaluation", json_integer((json_int_t)number));
        if (number) json_object_set_new(json, "content_id", json_string(id));
        cupel_json_text(json, out);
        json_decref(json);
        return;
    }
    cupel_cli_styled(r->cli, CUPEL_BOLD, path, out);
    cupel_text_printf(out, "  %s version %d", e->step.model->name, e->step.model->version);
    if (number) cupel_text_printf(out, "  evaluation-%zu", number);
    cupel_text_add(out, "\n");
    cupel_evaluated_print(r->cli, e, out);
    if (r->files.count > 1) cupel_text_add(out, "\n");
}

/* In a folder there may be runs beside the tests. */
static bool is_passed_over(const request *r, const cupel_file *file)
{
    return r->files.folder && strcmp(cupel_file_get_header(file)->kind, "test") != 0;
}

static cupel_status evaluate(request *r, const char *path, cupel_arena *arena, cupel_outcome *out,
                             cupel_error *error)
{
    cupel_file *file;
    const cupel_test *test = NULL;
    if (!r->checker) r->checker = cupel_checker_new(); /* of this worker */
    cupel_status status = cupel_file_open_after(r->checker, path, &file, error);
    if (status) return status;
    const bool skip = is_passed_over(r, file);
    const cupel_file_identity identity = cupel_file_get_identity(file);
    if (!skip) status = cupel_test_values_of_file(file, false, arena, &test, error);
    cupel_file_close(file);
    if (skip || status) return status;
    cupel_evaluated e;
    char id[80] = "";
    size_t number = 0;
    status = cupel_evaluation_run(test, r->common.kind, r->options, 1, arena, &out->errors, &e, error);
    if (status) return status;
    if (!r->common.dry)
        status = cupel_test_add_evaluation_in_batch(path, &identity, &e.step, &number, id, error);
    if (!status) {
        tell(r, path, &e, number, id, &out->text);
        if (e.figures && e.judged == 0) out->exit_status = CUPEL_EXIT_FAILED;
        if (e.step.status != CUPEL_STEP_OK) out->exit_status = CUPEL_EXIT_FAILED;
    }
    cupel_results_free(e.results);
    return status;
}

static void evaluate_job(void *host, size_t index, cupel_outcome *out)
{
    request *r = host;
    const char *path = r->files.paths[index];
    cupel_error error = {0};
    cupel_arena *arena = cupel_arena_new();
    const size_t before = out->errors.count;
    cupel_status status = arena ? evaluate(r, path, arena, out, &error) : cupel_out_of_memory(&error, path);
    if (status && out->errors.count > before) { /* wrong options: each has been told */
        for (size_t i = before; i < out->errors.count; i++)
            cupel_error_place(&out->errors.entries[i], path, 0, 0);
        out->exit_status = CUPEL_EXIT_INPUT;
    } else if (status) {
        cupel_error_place(&error, path, 0, 0);
        cupel_outcome_fail(out, &error);
    }
    cupel_arena_free(arena);
}

/* ---- the verb ---- */

/* Once for files that follow each other in one folder. */
static int flush_folders(const request *r, int exit_status)
{
    char last[4096] = "", folder[4096];
    for (size_t i = 0; i < r->files.count; i++) {
        cupel_error error = {0};
        if (!cupel_path_folder(r->files.paths[i], folder, sizeof folder) || strcmp(folder, last) == 0)
            continue;
        cupel_file_sweep(folder);
        if (cupel_file_sync(folder, &error) == CUPEL_EIO) exit_status = cupel_cli_error(r->cli, &error);
        snprintf(last, sizeof last, "%s", folder);
    }
    return exit_status;
}

static int run(request *r, cupel_arena *arena, char **words, size_t count)
{
    cupel_error error = {0};
    cupel_diagnostics diagnostics = {0};
    cupel_status status = read_options(r, arena, &diagnostics, &error);
    for (size_t i = 0; !status && i < count; i++)
        status = cupel_files_add(&r->files, words[i], cupel_is_test_name, arena, &error);
    if (!status) check_options(r, arena, &diagnostics);
    int exit_status;
    if (diagnostics.count)
        exit_status = cupel_cli_diagnostics(r->cli, &diagnostics);
    else if (status)
        exit_status = cupel_cli_error(r->cli, &error);
    else {
        size_t counts[CUPEL_OUTCOME_KINDS];
        const cupel_batch batch = {.cli = r->cli,
                                   .files = r->files.paths,
                                   .count = r->files.count,
                                   .list = r->files.folder || r->files.count > 1,
                                   .workers = r->common.workers,
                                   .host = r,
                                   .job = evaluate_job};
        exit_status = cupel_batch_run(&batch, counts);
        if (!r->common.dry) exit_status = flush_folders(r, exit_status);
    }
    cupel_checker_free(r->checker);
    cupel_diagnostics_free(&diagnostics);
    cupel_files_free(&r->files);
    return exit_status;
}

int cupel_cli_test_evaluate(cupel_cli *cli, int argc, char **argv)
{
    request r = {.cli = cli, .common.workers = cupel_pool_processors()};
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &r, argc, argv, &count);
    cupel_arena *arena = cupel_arena_new();
    if (!arena) return cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory");
    const int exit_status = run(&r, arena, words, count);
    cupel_arena_free(arena);
    return exit_status;
}
