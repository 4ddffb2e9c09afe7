/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/columns.h"
#include "cli/items.h"
#include "param/walk.h"

enum { OPTION_READABLE = 'r' };

typedef struct export_options {
    const char *format, *output;
    bool readable;
} export_options;

static const struct argp_option options[] = {
    {"format", 'F', "csv|json", 0, "csv by default, or as the name of the output file ends", 0},
    {"json", 'j', NULL, 0, "same as --format json", 0},
    {"output", 'o', "FILE", 0, "write FILE instead of standard output", 0},
    {"readable-units", OPTION_READABLE, NULL, 0, "CSV in units that people read (um, MPa) instead of SI", 0},
    {0},
};

static bool take(void *host, int key, char *argument)
{
    export_options *o = host;
    switch (key) {
    case 'F':
        o->format = argument;
        return true;
    case 'o':
        o->output = argument;
        return true;
    case OPTION_READABLE:
        o->readable = true;
        return true;
    default:
        return false;
    }
}

static const cupel_cli_syntax syntax = {
    .arguments = "FILE step.result…",
    .text = "Writes results as CSV or JSON. Scalars of several steps are rows of one column, curves stand "
            "behind their "
            "axis, a table is written whole; numbers are SI, with the unit in the heading."
            "\vExamples:\n  cupel export run.h5 roll.pressure roll.shear_stress -o arc.csv\n"
            "  cupel export run.h5 '*.exit_thickness' '*.roll_force_per_width'\n"
            "  cupel export run.h5 roll.pressure --format json",
    .options = options,
    .option = take,
    .least = 2,
    .most = SIZE_MAX,
};

static cupel_status as_json(cupel_file *file, const cupel_selection *selection, cupel_text *out,
                            cupel_error *error)
{
    json_t *all = json_object();
    cupel_status status = all ? CUPEL_OK : cupel_out_of_memory(error, "JSON");
    for (size_t i = 0; !status && i < selection->count; i++) {
        const cupel_item *item = selection->items[i];
        char name[512];
        json_t *value = NULL;
        snprintf(name, sizeof name, "%s.%s", item->step, item->name);
        status = cupel_item_json(file, item, &value, error);
        if (!status && json_object_set_new(all, name, value)) status = cupel_out_of_memory(error, "JSON");
    }
    if (!status) cupel_json_text(all, out);
    if (!status) cupel_text_add(out, "\n");
    json_decref(all);
    return status;
}

static cupel_status as_csv(cupel_file *file, const cupel_selection *selection, bool readable, cupel_text *out,
                           cupel_error *error)
{
    cupel_columns columns = {0};
    const cupel_status status = cupel_columns_gather(
        file, selection, readable ? CUPEL_COLUMNS_READABLE : CUPEL_COLUMNS_SI, &columns, error);
    if (!status) cupel_columns_csv(&columns, out);
    cupel_columns_free(&columns);
    return status;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

int cupel_cli_export(cupel_cli *cli, int argc, char **argv)
{
    export_options o = {0};
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &o, argc, argv, &count);
    if (!o.format) o.format = cli->json || (o.output && ends_with(o.output, ".json")) ? "json" : "csv";
    const bool json = strcmp(o.format, "json") == 0;
    if (!json && strcmp(o.format, "csv") != 0)
        return cupel_cli_complain(cli, CUPEL_EINVAL, "--format: '%s' is not known; allowed: csv, json",
                                  o.format);
    cupel_file *file;
    const int opened = cupel_cli_open(cli, words[0], &file);
    if (opened) return opened;
    cupel_error error = {0};
    cupel_selection selection = {0};
    cupel_text out = {0};
    cupel_status status = CUPEL_OK;
    for (size_t i = 1; !status && i < count; i++) status = cupel_select(file, words[i], &selection, &error);
    if (!status)
        status = json ? as_json(file, &selection, &out, &error)
                      : as_csv(file, &selection, o.readable, &out, &error);
    if (!status && out.failed) status = cupel_out_of_memory(&error, "the output");
    const int exit_status = status ? cupel_cli_file_error(cli, words[0], &error)
                                   : cupel_cli_write(cli, o.output, cupel_text_get(&out), out.length);
    cupel_text_free(&out);
    cupel_selection_free(&selection);
    cupel_file_close(file);
    return exit_status;
}
