/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"
#include "model/registry.h"
#include "param/walk.h"
#include "study/study.h"

static const struct argp_option options[] = {
    {"json", 'j', NULL, OPTION_HIDDEN, "a schema is JSON anyway", 0},
    {0},
};

static const cupel_cli_syntax syntax = {
    .arguments = "[MODEL]",
    .text = "Prints the JSON-schema (draft 2020-12) of case files, or of a step of one model. An editor that "
            "knows "
            "it completes and checks a case while it is typed."
            "\vExample:\n  cupel schema > cupel.schema.json\nand as the first line of a case:\n"
            "  # yaml-language-server: $schema=cupel.schema.json",
    .options = options,
    .most = 1,
};

int cupel_cli_schema(cupel_cli *cli, int argc, char **argv)
{
    size_t count;
    char **names = cupel_cli_parse(cli, &syntax, NULL, argc, argv, &count);
    if (count == 0) return cupel_cli_print_json(cli, cupel_case_schema(cupel_models(), &cupel_study_table));
    const cupel_model *model = cupel_cli_find_model(names[0]);
    if (!model) return cupel_cli_no_model(cli, names[0]);
    return cupel_cli_print_json(cli, cupel_model_schema(model));
}
