/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/test.h"

#include <stdio.h>
#include <string.h>

#include "cli/items.h"

/* ---- kinds ---- */

static const struct argp_option only_json[] = {CUPEL_OPTION_JSON, {0}};

static const cupel_cli_syntax kinds_syntax = {
    .arguments = "",
    .text =
        "Lists the kinds of tests that can be evaluated; `cupel describe test.KIND` tells the options and "
        "results of one."
        "\vExample:\n  cupel test kinds",
    .options = only_json,
};

static int list_kinds(cupel_cli *cli, int argc, char **argv)
{
    size_t count;
    cupel_cli_parse(cli, &kinds_syntax, NULL, argc, argv, &count);
    json_t *list = json_array();
    cupel_cli_table table = {.columns = 2};
    cupel_cli_cells(&table, 2, (const char *const[]){"kind", "evaluates"});
    for (const cupel_evaluation *const *one = cupel_evaluations(); *one; one++) {
        const cupel_model *model = &(*one)->model;
        cupel_cli_cells(&table, 2, (const char *const[]){(*one)->kind, model->title});
        json_array_append_new(list, json_pack("{s: s, s: s, s: s, s: i}", "kind", (*one)->kind, "model",
                                              model->name, "title", model->title, "version", model->version));
    }
    if (cli->json) {
        cupel_cli_table_drop(&table);
        return cupel_cli_print_json(cli, list);
    }
    json_decref(list);
    cupel_text out = {0};
    cupel_cli_table_end(cli, &table, 0, &out);
    return cupel_cli_print(cli, &out);
}

/* ---- export ---- */

static const struct argp_option export_options[] = {
    {"output", 'o', "FILE", 0, "write FILE instead of standard output", 0},
    {0},
};

static bool take_output(void *host, int key, char *argument)
{
    if (key == 'o') *(const char **)host = argument;
    return key == 'o';
}

static const cupel_cli_syntax export_syntax = {
    .arguments = "FILE",
    .text = "Gives the tester's file of a test back, byte for byte. (`cupel export FILE step.result` writes "
            "channels and results as CSV.)"
            "\vExample:\n  cupel test export A-1.h5 -o A-1.csv",
    .options = export_options,
    .option = take_output,
    .least = 1,
    .most = 1,
};

static int export_raw(cupel_cli *cli, int argc, char **argv)
{
    const char *output = NULL;
    size_t count;
    char **words = cupel_cli_parse(cli, &export_syntax, &output, argc, argv, &count);
    cupel_file *file;
    const int opened = cupel_cli_open(cli, words[0], &file);
    if (opened) return opened;
    const int status = cupel_cli_write_raw(cli, words[0], file, output);
    cupel_file_close(file);
    return status;
}

/* ---- the verb ---- */

typedef struct sub_verb {
    const char *name, *help;
    int (*run)(cupel_cli *cli, int argc, char **argv);
} sub_verb;

static const sub_verb sub_verbs[] = {
    {"import", "testers' files to test files", cupel_cli_test_import},
    {"evaluate", "the figures of tests, by their standards", cupel_cli_test_evaluate},
    {"summary", "lots: means, outliers, control charts", cupel_cli_test_summary},
    {"export", "the tester's file back, byte for byte", export_raw},
    {"conformance", "standard data sets against their agreed values", cupel_cli_test_conformance},
    {"kinds", "the kinds of tests that can be evaluated", list_kinds},
};

enum { SUB_VERBS = sizeof sub_verbs / sizeof *sub_verbs };

static void add_help(cupel_text *out)
{
    cupel_text_add(out, "Usage: cupel test VERB [options] [arguments]\n"
                        "Takes testers' exports to evaluated test files.\n\n");
    for (size_t i = 0; i < SUB_VERBS; i++)
        cupel_text_printf(out, "  %-12s %s\n", sub_verbs[i].name, sub_verbs[i].help);
    cupel_text_add(out, "\n`cupel test VERB --help` tells more.\n\n"
                        "Example:\n"
                        "  cupel test import exports -o tests --evaluate\n"
                        "  cupel test evaluate tests/A-1.h5 --set draws=10000\n"
                        "  cupel test summary tests\n");
}

static int no_sub_verb(const cupel_cli *cli, const char *word)
{
    const char *names[SUB_VERBS];
    for (size_t i = 0; i < SUB_VERBS; i++) names[i] = sub_verbs[i].name;
    const char *near = cupel_nearest(word, names, SUB_VERBS);
    return cupel_cli_complain(cli, CUPEL_EINVAL, "no verb '%s'; %s%s%s", word, near ? "did you mean '" : "",
                              near ? near : "allowed: import, evaluate, summary, export, conformance, kinds",
                              near ? "'?" : "");
}

int cupel_cli_test(cupel_cli *cli, int argc, char **argv)
{
    if (argc < 2) {
        cupel_text help = {0};
        add_help(&help);
        fputs(cupel_text_get(&help), stderr);
        cupel_text_free(&help);
        return CUPEL_EXIT_INPUT;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-?") == 0 || strcmp(argv[1], "help") == 0) {
        cupel_text help = {0};
        add_help(&help);
        return cupel_cli_print(cli, &help);
    }
    for (size_t i = 0; i < SUB_VERBS; i++) {
        if (strcmp(sub_verbs[i].name, argv[1]) != 0) continue;
        char name[80], verb[64];
        snprintf(verb, sizeof verb, "test %s", sub_verbs[i].name);
        snprintf(name, sizeof name, "cupel %s", verb); /* argp's name for us in its messages */
        argv[1] = name;
        cli->verb = verb;
        return sub_verbs[i].run(cli, argc - 1, argv + 1);
    }
    return no_sub_verb(cli, argv[1]);
}
