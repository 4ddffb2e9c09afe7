/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/build.h"
#include "cli/cli.h"
#include "cupel/version.h"

const cupel_verb cupel_verbs[] = {
    {"run", "run a case and write the run file", cupel_cli_run},
    {"resume", "finish a run that was killed", cupel_cli_resume},
    {"check", "check a case without running it", cupel_cli_check},
    {"validate", "every model against published and analytic numbers", cupel_cli_validate},
    {"test", "import and evaluate test data", cupel_cli_test},
    {"describe", "the models; a model's parameters and results", cupel_cli_describe},
    {"schema", "JSON-schema of case files, for editors", cupel_cli_schema},
    {"show", "look into a file", cupel_cli_show},
    {"list", "the runs and tests of a folder", cupel_cli_list},
    {"find", "the runs and tests that satisfy an expression", cupel_cli_find},
    {"diff", "compare two runs", cupel_cli_diff},
    {"verify", "check files for damage", cupel_cli_verify},
    {"pack", "a bundle to hand on, with metadata and checksums", cupel_cli_pack},
    {"import", "take in a file from elsewhere, checked", cupel_cli_import},
    {"recover", "salvage a damaged file or a killed run", cupel_cli_recover},
    {"export", "results as CSV or JSON", cupel_cli_export},
    {"plot", "a picture of results", cupel_cli_plot},
    {"lineage", "what a file was made from, and what was made from it", cupel_cli_lineage},
    {"study", "calibrate a case on measured values", cupel_cli_study},
    {"project", "targets of a project against their evidence", cupel_cli_project},
    {"materials", "the material records and their sources", cupel_cli_materials},
    {"doctor", "what this build has, and whether the machine is fit", cupel_cli_doctor},
    {NULL, NULL, NULL},
};

enum { VERBS = sizeof cupel_verbs / sizeof *cupel_verbs - 1 };

static void print_help(FILE *to)
{
    fputs("cupel: simulate, evaluate, store and prove: new-materials R&D in one toolkit\n\n"
          "usage: cupel VERB [options] [arguments]\n\n",
          to);
    for (size_t i = 0; i < VERBS; i++) fprintf(to, "  %-10s %s\n", cupel_verbs[i].name, cupel_verbs[i].help);
    fputs("\n`cupel VERB --help` tells more, with an example. For a start:\n\n"
          "  cupel describe\n"
          "  cupel run case.yaml -o run.h5\n"
          "  cupel show run.h5\n\n"
          "exit status: 0 done, 1 the run failed, 2 wrong input, 3 internal or system error\n",
          to);
}

static void print_version(void)
{
    const char *revision = cupel_build_revision();
    printf("cupel %s", cupel_version());
    if (*revision) printf(" (%.12s%s)", revision, cupel_build_is_modified() ? ", modified" : "");
    putchar('\n');
}

static const cupel_verb *find_verb(const char *name)
{
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(cupel_verbs[i].name, name) == 0) return &cupel_verbs[i];
    return NULL;
}

static int unknown_verb(const char *name)
{
    const char *names[VERBS];
    for (size_t i = 0; i < VERBS; i++) names[i] = cupel_verbs[i].name;
    const char *near = cupel_nearest(name, names, VERBS);
    if (near)
        fprintf(stderr, "cupel: no verb '%s'; did you mean '%s'?\n", name, near);
    else
        fprintf(stderr, "cupel: no verb '%s'; `cupel --help` lists them\n", name);
    return CUPEL_EXIT_INPUT;
}

static bool colours(int descriptor)
{
    const char *off = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(descriptor) && !(off && *off) && !(terminal && strcmp(terminal, "dumb") == 0);
}

static int run_verb(const cupel_verb *verb, int argc, char **argv)
{
    char name[64];
    snprintf(name, sizeof name, "cupel %s", verb->name); /* argp's name for us in its messages */
    argv[0] = name;
    cupel_cli cli = {
        .verb = verb->name, .colour_out = colours(STDOUT_FILENO), .colour_err = colours(STDERR_FILENO)};
    return verb->run(&cli, argc, argv);
}

int main(int argc, char **argv)
{
    signal(SIGXFSZ, SIG_IGN); /* a file over the limit is then an error like a full disk */
    setlocale(LC_CTYPE, "");  /* numbers stay as the C locale writes them */
    if (argc < 2) {
        print_help(stderr);
        return CUPEL_EXIT_INPUT;
    }
    const char *word = argv[1];
    const bool help = strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
    if (help && argc > 2) { /* cupel help VERB */
        const cupel_verb *verb = find_verb(argv[2]);
        char option[] = "--help", first[] = "";
        return verb ? run_verb(verb, 2, (char *[]){first, option, NULL}) : unknown_verb(argv[2]);
    }
    if (help) {
        print_help(stdout);
        return fflush(stdout) == 0 ? CUPEL_EXIT_DONE : CUPEL_EXIT_SYSTEM;
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        print_version();
        return fflush(stdout) == 0 ? CUPEL_EXIT_DONE : CUPEL_EXIT_SYSTEM;
    }
    const cupel_verb *verb = find_verb(word);
    return verb ? run_verb(verb, argc - 1, argv + 1) : unknown_verb(word);
}
