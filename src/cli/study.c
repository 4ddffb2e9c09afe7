/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/study.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "param/walk.h"

/* cupel study: what a case's section `study` asks for. */

enum { OPTION_OUTPUT = 'o', OPTION_RECORD = 'r', OPTION_THREADS = 't' };

typedef struct request {
    const cupel_cli *cli;
    const char *output, *record;
    int threads;
} request;

static const struct argp_option options[] = {
    {"output", OPTION_OUTPUT, "FILE", 0, "the study file; CASE with .h5 in the working folder when not given",
     0},
    {"record", OPTION_RECORD, "FILE", 0, "also write the material record that was made (YAML)", 0},
    {"threads", OPTION_THREADS, "N", 0, "threads to use; the results are the same for any number", 0},
    CUPEL_OPTION_JSON,
    {0},
};

static bool take_option(void *host, int key, char *argument)
{
    request *r = host;
    if (key == OPTION_OUTPUT) r->output = argument;
    if (key == OPTION_RECORD) r->record = argument;
    if (key == OPTION_THREADS) {
        const double threads = cupel_cli_number_option(r->cli, "threads", argument);
        if (threads < 1 || threads > 4096 || threads != (int)threads) {
            cupel_cli_complain(r->cli, CUPEL_EINVAL,
                               "--threads: '%s' is not a number of threads; allowed: 1 to 4096", argument);
            exit(CUPEL_EXIT_INPUT);
        }
        r->threads = (int)threads;
    }
    return key == OPTION_OUTPUT || key == OPTION_RECORD || key == OPTION_THREADS;
}

static const cupel_cli_syntax syntax = {
    .arguments = "CASE",
    .text = "Does what the section `study` of a case asks for. `calibrate: flow_curve` fits hardening laws "
            "to tensile tests "
            "and makes a material record; `calibrate: parameters, observations` finds parameters of the "
            "case's steps so "
            "that its results meet measured values. The study file keeps the result, its uncertainty, and "
            "the tests it was "
            "made from. Exit status 1 when there is no valid result."
            "\vExamples:\n  cupel study flow-curve.yaml --record C11000-lot7.yaml\n  cupel study "
            "friction.yaml -o friction.h5 "
            "--json",
    .options = options,
    .option = take_option,
    .least = 1,
    .most = 1,
};

enum { MOST_ROWS = 40 };

static void add_cell(cupel_cli_table *table, const cupel_result *column, const cupel_result_value *value,
                     size_t row)
{
    if (column->kind == CUPEL_LABEL) {
        cupel_cli_cell(table, value->texts[row]);
        return;
    }
    const cupel_cli_value shown = cupel_cli_show_value(value->values[row], column->unit, column->difference);
    char text[140];
    snprintf(text, sizeof text, "%s%s%s", shown.number,
             strcmp(shown.unit, "1") == 0 || !*shown.unit ? "" : " ", shown.unit);
    cupel_cli_cell(table, text);
}

/* A table of the results, row by row: it is what the study was made for. */
static void add_table(const cupel_cli *cli, const cupel_results *results, const char *name, cupel_text *out)
{
    const cupel_result_value *value = cupel_results_find(results, name);
    if (!value || !value->present || !value->count) return;
    const cupel_result *row = NULL;
    for (size_t i = 0; i < cupel_results_count(results); i++)
        if (strcmp(cupel_results_row(results, i)->name, name) == 0) row = cupel_results_row(results, i);
    cupel_cli_table table = {.columns = row->column_count};
    for (size_t c = 0; c < row->column_count; c++) {
        cupel_cli_cell(&table, row->columns[c].name);
        if (row->columns[c].kind != CUPEL_LABEL) table.right |= 1u << c;
    }
    const size_t shown = value->count < MOST_ROWS ? value->count : MOST_ROWS;
    for (size_t i = 0; i < shown; i++)
        for (size_t c = 0; c < row->column_count; c++)
            add_cell(&table, &row->columns[c], &value->columns[c], i);
    cupel_text_add(out, "\n  ");
    cupel_cli_styled(cli, CUPEL_BOLD, name, out);
    cupel_text_add(out, "\n");
    cupel_cli_table_end(cli, &table, 4, out);
    if (shown < value->count) cupel_text_printf(out, "    … %zu more\n", value->count - shown);
}

static int print(const cupel_cli *cli, const cupel_study *s, const char *output)
{
    if (cli->json)
        return cupel_cli_print_json(cli, json_pack("{s:s, s:s, s:s, s:s*, s:o}", "status",
                                                   s->failure ? "failed" : "done", "file", output,
                                                   "content_id", s->content_id, "message", s->failure,
                                                   "results", cupel_results_json(s->results)));
    cupel_text out = {0};
    cupel_cli_styled(cli, CUPEL_BOLD, s->title ? s->title : s->model->title, &out);
    cupel_text_add(&out, "\n\n");
    cupel_cli_results(cli, s->results, 2, &out);
    static const char *const tables[] = {"laws", "parameters", "observations", "tests"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) add_table(cli, s->results, tables[i], &out);
    cupel_text_printf(&out, "\n%s written: %s\n", output, s->content_id);
    return cupel_cli_print(cli, &out);
}

static int tell(const request *r, const cupel_study *s)
{
    int status = print(r->cli, s, r->output);
    if (status) return status;
    const cupel_result_value *remarks = cupel_results_find(s->results, "remarks");
    if (remarks && remarks->present) cupel_cli_warn(r->cli, "%s", remarks->label);
    if (r->record && s->record) status = cupel_cli_write(r->cli, r->record, s->record, strlen(s->record));
    if (s->failure) {
        fprintf(stderr, "cupel study: %s\n", s->failure);
        return CUPEL_EXIT_FAILED;
    }
    return status;
}

/* "dir/case.yaml" gives case.h5 in the working folder. */
static void default_output(const char *case_path, char *out, size_t size)
{
    const char *stem = cupel_path_name(case_path);
    const char *dot = strrchr(stem, '.');
    snprintf(out, size, "%.*s.h5", (int)(dot && dot > stem ? dot - stem : (long)strlen(stem)), stem);
}

int cupel_cli_study(cupel_cli *cli, int argc, char **argv)
{
    request r = {.cli = cli, .threads = omp_get_max_threads()};
    cupel_text command = {0};
    for (int i = 0; i < argc; i++) cupel_text_printf(&command, "%s%s", i ? " " : "", argv[i]);
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &r, argc, argv, &count), name[4096];
    default_output(words[0], name, sizeof name);
    if (!r.output) r.output = name;
    const cupel_study_options how = {
        .output = r.output, .command = cupel_text_get(&command), .record = r.record, .threads = r.threads};
    cupel_diagnostics diagnostics = {0};
    cupel_study *study = NULL;
    cupel_error error = {0};
    const cupel_status status = cupel_study_run(words[0], &how, &diagnostics, &study, &error);
    int code;
    if (diagnostics.count || diagnostics.out_of_memory)
        code = cupel_cli_diagnostics(cli, &diagnostics);
    else
        code = status ? cupel_cli_error(cli, &error) : tell(&r, study);
    cupel_diagnostics_free(&diagnostics);
    cupel_study_free(study);
    cupel_text_free(&command);
    return code;
}
