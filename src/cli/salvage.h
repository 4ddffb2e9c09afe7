/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CLI_SALVAGE_H
#define CUPEL_CLI_SALVAGE_H

#include "cli/cli.h"
#include "store/salvage.h"

/* What `import` and `recover` say of the new file. */
typedef struct cupel_cli_salvage {
    const cupel_cli *cli;
    const char *path;
    json_t *left_out, *lost; /* NULL unless JSON is wanted */
    size_t told;
} cupel_cli_salvage;

void cupel_cli_salvage_start(cupel_cli_salvage *say, const cupel_cli *cli, const char *path,
                             cupel_salvage *report);
/** Prints the outcome, or the error; gives the exit status. `verb`: "imported". */
int cupel_cli_salvage_end(cupel_cli_salvage *say, const char *verb, const char *output,
                          const cupel_salvage *report, cupel_status status, cupel_error *error, json_t *list);

#endif
