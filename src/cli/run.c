/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "model/registry.h"
#include "param/walk.h"

/* cupel run and resume. */

enum { OPTION_SET = 's', OPTION_OUTPUT = 'o', OPTION_THREADS = 't', OPTION_FORCE = 'f', MOST_SETS = 256 };

typedef struct request {
    const cupel_cli *cli;
    cupel_run_options options;
    const char *sets[MOST_SETS];
    cupel_text command;
    double start, last_drawn; /* progress bar */
    bool bar, drawn;
} request;

/* ---- progress: a bar on a terminal, for anything over a second ---- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void draw(void *host, const char *step, size_t index, size_t count, double fraction)
{
    request *r = host;
    const double time = now();
    if (!r->bar || time - r->start < 1 || time - r->last_drawn < 0.1) return;
    r->last_drawn = time;
    r->drawn = true;
    const double done = ((double)index + fraction) / (double)count;
    char bar[31];
    for (int i = 0; i < 30; i++) bar[i] = i < (int)(30 * done) ? '#' : '.';
    bar[30] = '\0';
    fprintf(stderr, "\r[%s] %3.0f %%  step %zu of %zu: %.24s\033[K", bar, 100 * done, index + 1, count, step);
    fflush(stderr);
}

static void clear_bar(request *r)
{
    if (r->drawn) fputs("\r\033[K", stderr);
    r->drawn = false;
}

/* ---- options ---- */

static bool take_option(void *host, int key, char *argument)
{
    request *r = host;
    switch (key) {
    case OPTION_OUTPUT:
        r->options.output = argument;
        return true;
    case OPTION_FORCE:
        r->options.replace = true;
        return true;
    case OPTION_THREADS: {
        char *end;
        const long threads = strtol(argument, &end, 10);
        if (*end || end == argument || threads < 1 || threads > 4096) {
            cupel_cli_complain(r->cli, CUPEL_EINVAL,
                               "--threads: '%s' is not a number of threads; allowed: 1 to 4096", argument);
            exit(CUPEL_EXIT_INPUT);
        }
        r->options.threads = (int)threads;
        return true;
    }
    case OPTION_SET:
        if (r->options.override_count == MOST_SETS) {
            cupel_cli_complain(r->cli, CUPEL_EINVAL, "--set: at most %d overrides", MOST_SETS);
            exit(CUPEL_EXIT_INPUT);
        }
        r->sets[r->options.override_count++] = argument;
        return true;
    default:
        return false;
    }
}

static void prepare(request *r, cupel_cli *cli, int argc, char **argv)
{
    *r = (request){.cli = cli, .start = now(), .bar = isatty(STDERR_FILENO)};
    r->options =
        (cupel_run_options){.models = cupel_models(), .overrides = r->sets, .host = r, .progress = draw};
    for (int i = 0; i < argc; i++) cupel_text_printf(&r->command, "%s%s", i ? " " : "", argv[i]);
    r->options.command = cupel_text_get(&r->command);
}

static const struct argp_option set_option = {
    "set", OPTION_SET, "STEP.KEY=VALUE", 0, "change a parameter of the case; may be repeated", 0};
static const struct argp_option threads_option = {
    "threads", OPTION_THREADS, "N", 0, "threads to use; the results are the same for any number", 0};

/* ---- what came out ---- */

static const char *status_word(cupel_step_status status)
{
    return status == CUPEL_STEP_OK ? "ok" : status == CUPEL_STEP_FAILED ? "failed" : "skipped";
}

static json_t *run_json(const cupel_run *run)
{
    json_t *steps = json_object();
    for (size_t i = 0; i < run->count; i++) {
        const cupel_run_step *step = &run->steps[i];
        json_t *json =
            json_pack("{s:s, s:s, s:s*, s:f}", "model", step->model->name, "status",
                      status_word(step->status), "message", step->message, "seconds", step->seconds);
        json_object_set_new(json, "results",
                            step->results ? cupel_results_json(step->results) : json_object());
        json_object_set_new(steps, step->id, json);
    }
    return json_pack("{s:s, s:s, s:s, s:s*, s:o}", "status", run->failed ? "failed" : "done", "file",
                     run->output, "content_id", run->content_id, "title", run->title, "steps", steps);
}

static void describe_step(const cupel_cli *cli, const cupel_run_step *step, cupel_text *out)
{
    cupel_cli_styled(cli, CUPEL_BOLD, step->id, out);
    cupel_text_printf(out, "  %s  ", step->model->name);
    cupel_cli_styled(cli, step->status == CUPEL_STEP_OK ? CUPEL_GREEN : CUPEL_RED, status_word(step->status),
                     out);
    if (step->message) {
        cupel_text_add(out, ": ");
        cupel_cli_styled(cli, CUPEL_YELLOW, step->message, out);
    }
    cupel_text_add(out, "\n");
}

/* Steps that follow each other and are of one model stand side by side: a schedule reads as one table. */
static size_t describe_group(const cupel_cli *cli, const cupel_run *run, size_t first, cupel_text *out)
{
    size_t count = 0;
    const cupel_results *results[CUPEL_CLI_SIDE_BY_SIDE];
    const char *ids[CUPEL_CLI_SIDE_BY_SIDE];
    for (size_t i = first; i < run->count && count < CUPEL_CLI_SIDE_BY_SIDE; i++) {
        const cupel_run_step *step = &run->steps[i];
        if (step->model != run->steps[first].model) break;
        describe_step(cli, step, out);
        ids[count] = step->id;
        results[count++] = step->results;
    }
    if (count > 1)
        cupel_cli_results_side_by_side(cli, run->steps[first].model, ids, results, count, 2, out);
    else if (results[0])
        cupel_cli_results(cli, results[0], 2, out);
    cupel_text_add(out, "\n");
    return first + count;
}

static int print_run(const cupel_cli *cli, const cupel_run *run)
{
    if (cli->json) return cupel_cli_print_json(cli, run_json(run));
    cupel_text out = {0};
    if (run->title) {
        cupel_cli_styled(cli, CUPEL_BOLD, run->title, &out);
        cupel_text_add(&out, "\n\n");
    }
    for (size_t i = 0; i < run->count;) i = describe_group(cli, run, i, &out);
    cupel_text_printf(&out, "%s written: %s\n", run->output, run->content_id);
    return cupel_cli_print(cli, &out);
}

static int conclude(request *r, cupel_status status, cupel_run *run, cupel_diagnostics *diagnostics,
                    const cupel_error *error)
{
    clear_bar(r);
    int exit_status;
    if (status) {
        exit_status =
            diagnostics->count ? cupel_cli_diagnostics(r->cli, diagnostics) : cupel_cli_error(r->cli, error);
    } else {
        exit_status = print_run(r->cli, run);
        for (size_t i = 0; i < run->count; i++) {
            const cupel_run_step *step = &run->steps[i];
            if (step->status == CUPEL_STEP_OK) continue;
            fprintf(stderr, "cupel %s: step '%s' %s: %s\n", r->cli->verb, step->id, status_word(step->status),
                    step->message);
            if (exit_status == CUPEL_EXIT_DONE || exit_status == CUPEL_EXIT_FAILED)
                exit_status = step->wrong_input ? CUPEL_EXIT_INPUT : CUPEL_EXIT_FAILED;
        }
    }
    cupel_run_free(run);
    cupel_diagnostics_free(diagnostics);
    cupel_text_free(&r->command);
    return exit_status;
}

/* cupel_run_case or cupel_run_resume on the one argument of the command line. */
typedef cupel_status (*operation)(const char *path, const cupel_run_options *options,
                                  cupel_diagnostics *diagnostics, cupel_run **out, cupel_error *error);

static int execute(cupel_cli *cli, const cupel_cli_syntax *syntax, operation work, int argc, char **argv)
{
    request r;
    prepare(&r, cli, argc, argv);
    size_t count;
    char **arguments = cupel_cli_parse(cli, syntax, &r, argc, argv, &count);
    cupel_diagnostics diagnostics = {0};
    cupel_error error = {0};
    cupel_run *run = NULL;
    const cupel_status status = work(arguments[0], &r.options, &diagnostics, &run, &error);
    return conclude(&r, status, run, &diagnostics, &error);
}

int cupel_cli_run(cupel_cli *cli, int argc, char **argv)
{
    const struct argp_option options[] = {
        {"output", OPTION_OUTPUT, "FILE", 0, "the run file (default: the case's name with .h5, here)", 0},
        set_option,
        threads_option,
        {"force", OPTION_FORCE, NULL, 0, "replace FILE when it exists", 0},
        CUPEL_OPTION_JSON,
        {0}};
    const cupel_cli_syntax syntax = {
        .arguments = "CASE",
        .text = "Runs a case, prints its results and writes the run file.\v"
                "A killed run leaves FILE.part; `cupel resume FILE` finishes it with the same result.\n\n"
                "Example:\n  cupel run strip.yaml -o strip.h5 --set roll.exit_thickness='0.25 mm'",
        .options = options,
        .option = take_option,
        .least = 1,
        .most = 1};
    return execute(cli, &syntax, cupel_run_case, argc, argv);
}

int cupel_cli_resume(cupel_cli *cli, int argc, char **argv)
{
    const struct argp_option options[] = {threads_option, CUPEL_OPTION_JSON, {0}};
    const cupel_cli_syntax syntax = {
        .arguments = "FILE",
        .text = "Finishes a run that was killed: what FILE.part holds is kept, the rest is computed.\v"
                "Example:\n  cupel resume strip.h5",
        .options = options,
        .option = take_option,
        .least = 1,
        .most = 1};
    return execute(cli, &syntax, cupel_run_resume, argc, argv);
}
