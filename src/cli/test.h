/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CLI_TEST_H
#define CUPEL_CLI_TEST_H

#include "cli/cli.h"
#include "store/test.h"
#include "testdata/run.h"

/* cupel test and what its verbs share. */

int cupel_cli_test_import(cupel_cli *cli, int argc, char **argv);
int cupel_cli_test_evaluate(cupel_cli *cli, int argc, char **argv);
int cupel_cli_test_summary(cupel_cli *cli, int argc, char **argv);
int cupel_cli_test_conformance(cupel_cli *cli, int argc, char **argv);

/* ---- many files, by worker processes ---- */

/* What came out of one file. */
typedef struct cupel_outcome {
    int exit_status;
    int kind;                 /* the verb's own count: what was done               */
    cupel_diagnostics errors; /* messages, printed before the text                 */
    cupel_text text;          /* for standard output: lines, or one JSON value     */
} cupel_outcome;

/** The outcome is this error, and its exit status. */
void cupel_outcome_fail(cupel_outcome *outcome, const cupel_error *error);

enum { CUPEL_OUTCOME_KINDS = 8 };

typedef struct cupel_batch {
    const cupel_cli *cli;
    const char *const *files; /* [count] */
    size_t count;
    bool list; /* JSON: a list, even of one */
    int workers;
    void *host;
    void (*job)(void *host, size_t index, cupel_outcome *out); /* in a worker */
} cupel_batch;

/** Does all jobs and prints what they say, in the order of the files. `counts` gets how many were of each
 * kind. Gives the worst exit status. */
int cupel_batch_run(const cupel_batch *batch, size_t counts[CUPEL_OUTCOME_KINDS]);

/* Files named on a command line; a folder stands for the files in it that `wanted` takes, by name. */
typedef struct cupel_files {
    const char **paths;
    size_t count, capacity;
    bool folder; /* one of the arguments was a folder */
} cupel_files;

cupel_status cupel_files_add(cupel_files *files, const char *path, bool (*wanted)(const char *name),
                             cupel_arena *arena, cupel_error *error);
void cupel_files_free(cupel_files *files);

/** Whether a file may hold a test, by its name: one that ends in .h5. */
bool cupel_is_test_name(const char *name);

/* ---- options of the verbs that take many files ---- */

enum { CUPEL_TEST_KIND = 'k', CUPEL_TEST_DRY = 'n' };

#define CUPEL_OPTION_PROCESSES                                                                               \
    {                                                                                                        \
        "threads", 't', "N", 0, "processes for many files; the results are the same for any number", 0       \
    }

typedef struct cupel_test_options {
    const char *kind; /* NULL: none given */
    bool dry;
    int workers;
} cupel_test_options;

/** Takes an option that they share; false when it is none of these. Leaves with a message when it is wrong.
 */
bool cupel_test_option(const cupel_cli *cli, cupel_test_options *options, int key, const char *argument);

/* ---- what an evaluation found ---- */

/** {"kind": …, "results": {"tensile_strength": {"value": …, "unit": …, "uncertainty": …, "flag": …}}, …} */
json_t *cupel_evaluated_json(const cupel_evaluated *evaluated);

/** A table of the figures, then what was doubtful or not judged, and why. */
void cupel_evaluated_print(const cupel_cli *cli, const cupel_evaluated *evaluated, cupel_text *out);

#endif
