/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/test_summary.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/test.h"
#include "report/lot_picture.h"

enum {
    MOST_KEYS = 8,
    OPTION_BY = 'b',
    OPTION_CSV = 'c',
    OPTION_CONTROL = 'l',
    OPTION_PICTURE = 'p',
    OPTION_KIND = 'k',
    OPTION_DOUBTFUL = 'd',
    OPTION_CONFIDENCE = 'C',
    OPTION_SIGNIFICANCE = 'S'
};

typedef struct summary_options {
    const cupel_cli *cli;
    const char *csv, *picture, *kind, *control;
    char *by; /* is cut */
    const char *keys[MOST_KEYS + 1];
    cupel_lot_rules rules;
} summary_options;

static const struct argp_option options[] = {
    {"by", OPTION_BY, "KEYS", 0, "what the tests of a group have in common: lot,direction; lot by default",
     0},
    {"kind", OPTION_KIND, "KIND", 0, "tests of this kind only", 0},
    {"with-doubtful", OPTION_DOUBTFUL, NULL, 0, "doubtful figures count in the statistics", 0},
    {"confidence", OPTION_CONFIDENCE, "SHARE", 0, "of the interval of the mean; 0.95 by default", 0},
    {"significance", OPTION_SIGNIFICANCE, "SHARE", 0, "of Grubbs' test for outliers; 0.05 by default", 0},
    {"control", OPTION_CONTROL, "RESULT", 0, "control chart of this result, by the dates of the tests", 0},
    {"csv", OPTION_CSV, "FILE", 0, "write the table as CSV, in SI units; - is standard output", 0},
    {"picture", OPTION_PICTURE, "FILE", 0,
     "draw the curves of the lots, or the control chart: .svg, .png, .pdf", 0},
    CUPEL_OPTION_JSON,
    {0},
};

static double share_option(const summary_options *o, const char *name, const char *text)
{
    const double share = cupel_cli_number_option(o->cli, name, text);
    if (share > 0 && share < 1) return share;
    exit(cupel_cli_complain(o->cli, CUPEL_EINVAL, "--%s: %s is outside (0, 1)", name, text));
}

static void set_keys(summary_options *o, char *text)
{
    size_t count = 0;
    memset(o->keys, 0, sizeof o->keys);
    for (char *key = strtok(text, ","); key; key = strtok(NULL, ",")) {
        if (count == MOST_KEYS)
            exit(
                cupel_cli_complain(o->cli, CUPEL_EINVAL, "--by: more than %d keys; choose fewer", MOST_KEYS));
        o->keys[count++] = key;
    }
}

static bool take(void *host, int key, char *argument)
{
    summary_options *o = host;
    switch (key) {
    case OPTION_BY:
        set_keys(o, argument);
        return true;
    case OPTION_KIND:
        o->kind = argument;
        return true;
    case OPTION_DOUBTFUL:
        o->rules.with_doubtful = true;
        return true;
    case OPTION_CONFIDENCE:
        o->rules.confidence = share_option(o, "confidence", argument);
        return true;
    case OPTION_SIGNIFICANCE:
        o->rules.significance = share_option(o, "significance", argument);
        return true;
    case OPTION_CONTROL:
        o->control = argument;
        return true;
    case OPTION_CSV:
        o->csv = argument;
        return true;
    case OPTION_PICTURE:
        o->picture = argument;
        return true;
    default:
        return false;
    }
}

static const cupel_cli_syntax syntax = {
    .arguments = "DIR|FILE…",
    .text = "Lays the evaluations of test files side by side: mean, standard deviation and the interval of "
            "the mean "
            "by lot, outliers by Grubbs' test, repeated. Outliers are named and stay in; figures that are "
            "doubtful or "
            "not judged are counted beside the statistics and stay out."
            "\vExamples:\n  cupel test summary tests\n"
            "  cupel test summary tests --by lot,direction --picture curves.svg\n"
            "  cupel test summary tests --control tensile_strength --picture control.svg",
    .options = options,
    .option = take,
    .least = 1,
    .most = SIZE_MAX,
};

/* Tests of another kind than the one asked for, out again. */
static void keep_kind(cupel_lot_tests *tests, const char *kind)
{
    size_t kept = 0;
    for (size_t i = 0; i < tests->count; i++)
        if (strcmp(tests->tests[i].kind, kind) == 0) tests->tests[kept++] = tests->tests[i];
    tests->count = kept;
}

/* Reads what can be read; gives the exit status of the rest. */
static int read_files(const summary_options *o, const cupel_files *files, cupel_summary *s,
                      const char **not_evaluated)
{
    int worst = CUPEL_EXIT_DONE;
    s->not_evaluated = not_evaluated;
    for (size_t i = 0; i < files->count; i++) {
        cupel_error error = {0};
        cupel_lot_added added = CUPEL_LOT_NO_TEST;
        int status = CUPEL_EXIT_DONE;
        if (cupel_lot_tests_add(&s->tests, files->paths[i], s->keys, &added, &error)) {
            cupel_error_place(&error, files->paths[i], 0, 0);
            status = cupel_cli_error(o->cli, &error);
        } else if (added == CUPEL_LOT_NO_TEST && !files->folder) {
            status = cupel_cli_complain(o->cli, CUPEL_EINVAL, "%s: is no test file", files->paths[i]);
        } else if (added == CUPEL_LOT_COPY) {
            cupel_cli_warn(o->cli, "%s: a copy of a test that is there already; it counts once",
                           files->paths[i]);
        } else if (added == CUPEL_LOT_NOT_EVALUATED) {
            not_evaluated[s->not_evaluated_count++] = files->paths[i];
        }
        if (status > worst) worst = status;
    }
    return worst;
}

bool cupel_summary_controls(const cupel_summary *s, const cupel_lot_row *row)
{
    return s->control && strcmp(s->control, row->name) == 0;
}

static int no_control(const cupel_cli *cli, const cupel_summary *s)
{
    const char **names = cupel_arena_alloc(s->tests.arena, s->table.count + 1, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; names && i < s->table.count; i++) {
        if (cupel_summary_controls(s, &s->table.rows[i])) return CUPEL_EXIT_DONE;
        names[count++] = s->table.rows[i].name;
    }
    const char *near = names ? cupel_nearest(s->control, names, count) : NULL;
    return cupel_cli_complain(cli, CUPEL_EINVAL, "--control: no test has the result '%s'%s%s%s", s->control,
                              near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static int draw(const summary_options *o, const cupel_summary *s, cupel_picture format)
{
    cupel_error error = {0};
    char *bytes = NULL;
    size_t size = 0, left_out = 0, count = 0;
    bool boxes = false;
    cupel_status status;
    if (s->control) {
        const cupel_lot_row **rows = cupel_arena_alloc(s->tests.arena, s->table.count + 1, sizeof *rows);
        for (size_t i = 0; rows && i < s->table.count; i++)
            if (cupel_summary_controls(s, &s->table.rows[i])) rows[count++] = &s->table.rows[i];
        status = rows ? cupel_lot_control(rows, count, format, &bytes, &size, &left_out, &boxes, &error)
                      : cupel_out_of_memory(&error, "a picture");
    } else {
        status = cupel_lot_curves(&s->tests, format, &bytes, &size, &left_out, &boxes, &error);
    }
    if (status) return cupel_cli_error(o->cli, &error);
    if (left_out)
        cupel_cli_warn(o->cli, "not in the picture: %zu %s", left_out,
                       s->control ? "of the lots" : "of the tests");
    if (boxes)
        cupel_cli_warn(o->cli, "no font here has all characters of the texts; they are boxes in the picture");
    const int exit_status = cupel_cli_write(o->cli, o->picture, bytes, size);
    free(bytes);
    return exit_status;
}

static int write_all(cupel_cli *cli, const summary_options *o, const cupel_summary *s, cupel_picture format)
{
    int status = o->picture ? draw(o, s, format) : CUPEL_EXIT_DONE;
    if (!status && o->csv) {
        cupel_text text = {0};
        cupel_summary_csv(s, &text);
        status = text.failed ? cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory for a table")
                             : cupel_cli_write(cli, o->csv, cupel_text_get(&text), text.length);
        cupel_text_free(&text);
        if (status || strcmp(o->csv, "-") == 0) return status;
    }
    if (status) return status;
    if (cli->json) return cupel_cli_print_json(cli, cupel_summary_json(s));
    cupel_text out = {0};
    cupel_summary_print(cli, s, &out);
    return cupel_cli_print(cli, &out);
}

static int summarise(cupel_cli *cli, const summary_options *o, const cupel_files *files, cupel_summary *s,
                     cupel_picture format)
{
    const char **not_evaluated = cupel_alloc(files->count + 1, sizeof *not_evaluated);
    if (!not_evaluated) return cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory for a list of files");
    const int unread = read_files(o, files, s, not_evaluated);
    int status = CUPEL_EXIT_DONE;
    cupel_error error = {0};
    if (o->kind) keep_kind(&s->tests, o->kind);
    cupel_lot_tests_sort(&s->tests);
    if (s->tests.count == 0 && !unread)
        status =
            cupel_cli_complain(cli, CUPEL_EINVAL, "no evaluated test%s%s%s; cupel test evaluate makes one",
                               o->kind ? " of kind '" : "", o->kind ? o->kind : "", o->kind ? "'" : "");
    else if (s->tests.count && cupel_lot_table_build(&s->tests, &s->rules, &s->table, &error))
        status = cupel_cli_error(cli, &error);
    if (!status && s->tests.count && s->control) status = no_control(cli, s);
    if (!status && s->tests.count) status = write_all(cli, o, s, format);
    free(not_evaluated);
    return status > unread ? status : unread;
}

int cupel_cli_test_summary(cupel_cli *cli, int argc, char **argv)
{
    summary_options o = {.cli = cli, .keys = {"lot"}, .rules = {.confidence = 0.95, .significance = 0.05}};
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &o, argc, argv, &count);
    cupel_picture format = CUPEL_SVG;
    if (o.picture && !cupel_picture_of(o.picture, &format))
        return cupel_cli_complain(
            cli, CUPEL_EINVAL, "--picture: '%s' is no picture; allowed: names that end in .png, .svg, .pdf",
            o.picture);
    cupel_summary s = {.tests = {.arena = cupel_arena_new(), .checker = cupel_checker_new()},
                       .rules = o.rules,
                       .keys = o.keys,
                       .control = o.control};
    if (!s.tests.arena) return cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory");
    cupel_files files = {0};
    cupel_error error = {0};
    int status = CUPEL_EXIT_DONE;
    for (size_t i = 0; !status && i < count; i++)
        if (cupel_files_add(&files, words[i], cupel_is_test_name, s.tests.arena, &error))
            status = cupel_cli_error(cli, &error);
    if (!status) status = summarise(cli, &o, &files, &s, format);
    cupel_files_free(&files);
    cupel_checker_free(s.tests.checker);
    free(s.tests.tests);
    cupel_arena_free(s.tests.arena);
    return status;
}
