/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "compare.h"
#include "cupel/version.h"
#include "driver.h"
#include "heat_solver.h"
#include "pfmg.h"
#include "registry.h"
#include "report.h"
#include "test_files.h"

enum { MOST_THREAD_COUNTS = 64, EXIT_WRONG_INPUT = 2, EXIT_SYSTEM = 3 };

static int fail(const cupel_error *error)
{
    fprintf(stderr, "cupel-bench: %s%s%s\n", error->file, error->file[0] ? ": " : "", error->text);
    return error->status == CUPEL_EINVAL ? EXIT_WRONG_INPUT : EXIT_SYSTEM;
}

typedef struct arguments {
    int threads[MOST_THREAD_COUNTS];
    size_t thread_count;
    double min_time;
    size_t batches, array_bytes;
    const char *json;
    bool list;
    const char **filters;
    size_t filter_count;
} arguments;

/* A number in [least, most] and nothing behind it. */
static double number(struct argp_state *state, const char *option, const char *text, double least,
                     double most)
{
    double value = 0;
    const char *end = text;
    if (!cupel_parse_number(text, &value, &end) || *end || !(value >= least && value <= most))
        argp_error(state, "--%s %s: a number between %g and %g is wanted", option, text, least, most);
    return value;
}

static size_t whole(struct argp_state *state, const char *option, const char *text, double least, double most)
{
    const double value = number(state, option, text, least, most);
    if (value != floor(value)) argp_error(state, "--%s %s: a whole number is wanted", option, text);
    return (size_t)value;
}

/* "1,2,8": rising numbers of threads. */
static void parse_threads(struct argp_state *state, arguments *all, const char *text)
{
    char *copy = strdup(text);
    if (!copy) argp_failure(state, EXIT_SYSTEM, ENOMEM, "--threads");
    all->thread_count = 0;
    for (char *rest = copy, *word = strtok_r(rest, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        const int threads = (int)whole(state, "threads", word, 1, 4096);
        if (all->thread_count == MOST_THREAD_COUNTS)
            argp_error(state, "--threads takes %d numbers at most", MOST_THREAD_COUNTS);
        if (all->thread_count > 0 && threads <= all->threads[all->thread_count - 1])
            argp_error(state, "--threads %s: the numbers must rise", text);
        all->threads[all->thread_count++] = threads;
    }
    free(copy);
    if (all->thread_count == 0) argp_error(state, "--threads wants a list such as 1,2,4");
}

static error_t parse_run(int key, char *text, struct argp_state *state)
{
    arguments *all = state->input;
    switch (key) {
    case 'j':
        all->json = text;
        return 0;
    case 't':
        parse_threads(state, all, text);
        return 0;
    case 'm':
        all->min_time = number(state, "min-time", text, 0, 3600);
        return 0;
    case 'b':
        all->batches = whole(state, "batches", text, 1, 100000);
        return 0;
    case 'a':
        all->array_bytes = whole(state, "array-mib", text, 1, 1 << 20) << 20;
        return 0;
    case 'l':
        all->list = true;
        return 0;
    case ARGP_KEY_ARG:
        all->filters[all->filter_count++] = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option run_options[] = {
    {"json", 'j', "FILE", 0,
     "Write everything to FILE as JSON; - is standard output, the table then goes to standard error", 0},
    {"threads", 't', "LIST", 0,
     "Numbers of threads, such as 1,2,4; default: powers of two up to the processors allowed", 0},
    {"min-time", 'm', "SECONDS", 0, "A batch lasts at least this long (0.1)", 0},
    {"batches", 'b', "N", 0, "Timed batches per result (15)", 0},
    {"array-mib", 'a', "MIB", 0,
     "Size of one STREAM array; default: four times the last-level cache, if memory allows", 0},
    {"list", 'l', NULL, 0, "List the benchmarks and stop", 0},
    {0},
};

static const struct argp run_parser = {
    .options = run_options,
    .parser = parse_run,
    .args_doc = "[FILTER...]\ncompare OLD.json NEW.json\nsolver [OPERATORS]\nfiles FOLDER",
    .doc = "Measures the kernels of cupel, proves each answer, and holds the times against this machine.\v"
           "A FILTER is a name, the first parts of one, or a glob. Exit status: 0 every answer was right, 1 "
           "one was "
           "wrong, 2 wrong usage, 3 system error.\n\n"
           "Example: OMP_PROC_BIND=close OMP_PLACES=cores cupel-bench rolling_pass --json new.json",
};

static void set_default_threads(arguments *all)
{
    const int most = omp_get_num_procs();
    for (int threads = 1; threads < most && all->thread_count < MOST_THREAD_COUNTS - 1; threads *= 2)
        all->threads[all->thread_count++] = threads;
    all->threads[all->thread_count++] = most;
}

static int list(const bench_options *options)
{
    const bench_case *const *tables = bench_tables();
    for (size_t t = 0; tables[t]; t++)
        for (const bench_case *subject = tables[t]; subject->name; subject++)
            if (!subject->hidden && bench_selected(options, subject))
                printf("%-36s %12.6g %-10s %s\n", subject->name, subject->points, subject->unit_of_work,
                       subject->threads == 1 ? "serial" : "threads");
    return EXIT_SUCCESS;
}

/* Where the table goes. Set once before the run, for the two callbacks. */
static FILE *table;
static void started(const bench_run *run)
{
    bench_report_machine(table, run);
}
static void finished(const bench_result *result)
{
    bench_report_result(table, result);
}

static int write_json(const char *path, const bench_options *options, const bench_run *run)
{
    json_t *root = bench_report_json(options, run);
    if (!root) {
        fputs("cupel-bench: out of memory for the JSON report\n", stderr);
        return EXIT_SYSTEM;
    }
    const size_t flags = JSON_INDENT(1) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17);
    const int failed = strcmp(path, "-") == 0
                           ? json_dumpf(root, stdout, flags) || putchar('\n') == EOF || fflush(stdout)
                           : json_dump_file(root, path, flags);
    json_decref(root);
    if (failed) fprintf(stderr, "cupel-bench: cannot write %s: %s\n", path, strerror(errno));
    return failed ? EXIT_SYSTEM : EXIT_SUCCESS;
}

static int run_main(int argc, char **argv)
{
    arguments all = {.min_time = 0.1, .batches = 15};
    all.filters = calloc((size_t)argc + 1, sizeof *all.filters);
    if (!all.filters) return EXIT_SYSTEM;
    argp_parse(&run_parser, argc, argv, 0, NULL, &all);
    if (all.thread_count == 0) set_default_threads(&all);
    const bench_options options = {.filters = all.filters,
                                   .filter_count = all.filter_count,
                                   .threads = all.threads,
                                   .thread_count = all.thread_count,
                                   .min_time = all.min_time,
                                   .batches = all.batches,
                                   .array_bytes = all.array_bytes};
    int status = EXIT_SUCCESS;
    if (all.list) {
        status = list(&options);
    } else {
        table = all.json && strcmp(all.json, "-") == 0 ? stderr : stdout;
        bench_run run;
        cupel_error error = {0};
        if (bench_run_all(&options, &run, started, finished, &error)) {
            status = fail(&error);
        } else {
            bench_report_end(table, &run);
            for (size_t i = 0; i < run.result_count; i++)
                if (run.results[i].outcome == BENCH_INVALID || run.results[i].outcome == BENCH_FAILED)
                    status = EXIT_FAILURE;
            const int written = all.json ? write_json(all.json, &options, &run) : EXIT_SUCCESS;
            if (written) status = written;
        }
        bench_run_free(&run);
    }
    free(all.filters);
    return status;
}

typedef struct comparison {
    const char *paths[2];
    bench_criteria criteria;
} comparison;

static error_t parse_compare(int key, char *text, struct argp_state *state)
{
    comparison *all = state->input;
    switch (key) {
    case 'c':
        all->criteria.change = number(state, "change", text, 0, 100);
        return 0;
    case 'p':
        all->criteria.p = number(state, "p", text, 0, 1);
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num >= 2) argp_error(state, "two files are wanted");
        all->paths[state->arg_num] = text;
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num < 2) argp_error(state, "two files are wanted");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option compare_options[] = {
    {"change", 'c', "FRACTION", 0, "Ratios within 1 +- FRACTION are no change (0.05)", 0},
    {"p", 'p', "LEVEL", 0, "Significance level of the Mann-Whitney test (0.01)", 0},
    {0},
};

static const struct argp compare_parser = {
    .options = compare_options,
    .parser = parse_compare,
    .args_doc = "OLD.json NEW.json",
    .doc = "Tells whether NEW is slower than OLD.\v"
           "Exit status: 0 nothing is slower, 1 something is, 2 the files cannot be compared or a result is "
           "noisy.",
};

static int compare_main(int argc, char **argv)
{
    comparison all = {.criteria = {.change = 0.05, .p = 0.01}};
    argv[0] = "cupel-bench compare";
    argp_parse(&compare_parser, argc, argv, 0, NULL, &all);
    cupel_error error = {0};
    bench_verdict verdict;
    if (bench_compare(all.paths[0], all.paths[1], &all.criteria, stdout, &verdict, &error))
        return fail(&error);
    return (int)verdict;
}

static error_t parse_solver(int key, char *text, struct argp_state *state)
{
    bench_solver_options *all = state->input;
    switch (key) {
    case 'n':
        all->cells = whole(state, "cells", text, 8, 2048);
        return 0;
    case 'z':
        all->thick = whole(state, "thick", text, 8, 2048);
        return 0;
    case 'q':
        all->cells = 64, all->repeats = 1;
        return 0;
    case 'r':
        all->repeats = whole(state, "repeats", text, 1, 1000);
        return 0;
    case 't':
        all->threads = (int)whole(state, "threads", text, 1, 4096);
        return 0;
    case 'y':
        all->yardstick = false;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0 || strspn(text, "ABCD") != strlen(text))
            argp_error(state, "'%s': letters of A, B, C, D are wanted", text);
        all->operators = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option solver_options[] = {
    {"cells", 'n', "N", 0, "Cells along each axis (256)", 0},
    {"thick", 'z', "N", 0, "Cells through the board of D; default: as --cells", 0},
    {"quick", 'q', NULL, 0, "64 cells along each axis, once", 0},
    {"repeats", 'r', "N", 0, "The least time of N counts (3)", 0},
    {"threads", 't', "N", 0, "Number of threads held against one; default: the processors allowed", 0},
    {"no-yardstick", 'y', NULL, 0, "Without PFMG, also where it was built in", 0},
    {0},
};

static const struct argp solver_parser = {
    .options = solver_options,
    .parser = parse_solver,
    .args_doc = "[OPERATORS]",
    .doc =
        "Solves systems of heat conduction to 1e-8 from zero: A one material, B a smooth one, C blocks of a "
        "contrast of 15 000, D a board of thin layers; ACD where none is named.\v"
        "Exit status: 0 every answer was right, 2 wrong usage, 3 an answer was wrong or the system failed.",
};

static int solver_main(int argc, char **argv)
{
    bench_solver_options all = {
        .operators = "ACD", .cells = 256, .repeats = 3, .threads = omp_get_num_procs()};
    all.yardstick = bench_pfmg_available();
    argv[0] = "cupel-bench solver";
    argp_parse(&solver_parser, argc, argv, 0, NULL, &all);
    cupel_error error = {0};
    return bench_solver_run(&all, stdout, &error) ? fail(&error) : EXIT_SUCCESS;
}

static error_t parse_files(int key, char *text, struct argp_state *state)
{
    bench_files_options *all = state->input;
    switch (key) {
    case 'k':
        all->kind = text;
        return 0;
    case 'n':
        all->files = whole(state, "files", text, 1, 1e6);
        return 0;
    case 'r':
        all->rows = whole(state, "rows", text, 10, 1e7);
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0) argp_error(state, "one folder is wanted");
        all->folder = text;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "a folder is wanted");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option files_options[] = {
    {"kind", 'k', "KIND", 0, "Of the tests (tensile)", 0},
    {"files", 'n', "N", 0, "So many (10000)", 0},
    {"rows", 'r', "N", 0, "Rows of each (5000)", 0},
    {0},
};

static const struct argp files_parser = {
    .options = files_options,
    .parser = parse_files,
    .args_doc = "FOLDER",
    .doc =
        "Writes made-up exports of testers into FOLDER, no two the same, the same each time, to time `cupel "
        "test import` and `cupel test evaluate` by.\v"
        "Example: cupel-bench files raw --files 400 && time cupel test import raw -o tests --evaluate",
};

static int files_main(int argc, char **argv)
{
    bench_files_options all = {.kind = "tensile", .files = 10000, .rows = 5000};
    argv[0] = "cupel-bench files";
    argp_parse(&files_parser, argc, argv, 0, NULL, &all);
    cupel_error error = {0};
    return bench_files_write(&all, &error) ? fail(&error) : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    argp_err_exit_status = EXIT_WRONG_INPUT;
    if (argc > 1 && strcmp(argv[1], "compare") == 0) return compare_main(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "solver") == 0) return solver_main(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "files") == 0) return files_main(argc - 1, argv + 1);
    return run_main(argc, argv);
}
