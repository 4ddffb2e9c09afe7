/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/salvage.h"

static const struct argp_option options[] = {
    CUPEL_OPTION_JSON,
    {"output", 'o', "OUT", 0, "the new file", 0},
    {0},
};

typedef struct import_options {
    const char *output;
} import_options;

static bool take(void *host, int key, char *argument)
{
    import_options *o = host;
    if (key != 'o') return false;
    o->output = argument;
    return true;
}

static const cupel_cli_syntax syntax = {
    .arguments = "FILE",
    .text =
        "Takes in a file from elsewhere. It is read in a confined process with bounded memory and time, "
        "every "
        "value is held against its digest and the whole against its content id, and what the format knows is "
        "written into a new file; what it does not know is left out and named. A file that is damaged or was "
        "changed is refused, and nothing is written."
        "\vExamples:\n  cupel import partner.h5 -o results/partner.h5",
    .options = options,
    .option = take,
    .least = 1,
    .most = 1,
};

static int import_file(const cupel_cli *cli, const char *path, const char *output, json_t *list)
{
    cupel_cli_salvage say;
    cupel_salvage report;
    cupel_error error = {0};
    cupel_cli_salvage_start(&say, cli, path, &report);
    const cupel_status status = cupel_file_import(path, output, &report, &error);
    return cupel_cli_salvage_end(&say, "imported", output, &report, status, &error, list);
}

int cupel_cli_import(cupel_cli *cli, int argc, char **argv)
{
    import_options o = {0};
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &o, argc, argv, &count);
    if (!o.output) return cupel_cli_complain(cli, CUPEL_EINVAL, "where to? give the new file: -o OUT");
    return import_file(cli, words[0], o.output, NULL);
}
