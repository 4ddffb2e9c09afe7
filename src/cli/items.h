/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CLI_ITEMS_H
#define CUPEL_CLI_ITEMS_H

#include "cli/cli.h"
#include "store/store.h"

/* Data sets of a file, as the verbs print them. */

/** Opens a file, or complains; gives the exit status. */
int cupel_cli_open(const cupel_cli *cli, const char *path, cupel_file **file);
/** Complains about a file. */
int cupel_cli_file_error(const cupel_cli *cli, const char *path, cupel_error *error);

bool cupel_item_is_number(const cupel_item *item); /* real or whole */
bool cupel_item_is_field(const cupel_item *item);  /* on a grid: for ParaView, not for a terminal */

/** Value of the result that is the uncertainty of a scalar; NaN when it has none. */
double cupel_item_uncertainty(cupel_file *file, const cupel_item *item);

/** {"value": …, "unit": …, "axis": …, "long_name": …}, lists nested by the dimensions. A new reference. */
cupel_status cupel_item_json(cupel_file *file, const cupel_item *item, json_t **out, cupel_error *error);

/** A data set in a few words: a value, or a range. */
typedef struct cupel_item_text {
    char value[256], unit[64];
} cupel_item_text;
cupel_status cupel_item_words(cupel_file *file, const cupel_item *item, cupel_item_text *out,
                              cupel_error *error);

/** Writes the tester's file of a test, byte for byte, to `output` (NULL, "-": standard output). */
int cupel_cli_write_raw(const cupel_cli *cli, const char *path, cupel_file *file, const char *output);

#endif
