/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CLI_COLUMNS_H
#define CUPEL_CLI_COLUMNS_H

#include "cli/cli.h"
#include "report/select.h"

/* Selected results as columns: scalars by step, curves behind their axis, tables whole. Columns of different
 * lengths stand side by side, the shorter ones with empty cells at their end. */

typedef enum cupel_columns_units { CUPEL_COLUMNS_SI, CUPEL_COLUMNS_READABLE } cupel_columns_units;

typedef struct cupel_column {
    char *head; /* "pressure [Pa]" */
    size_t count;
    double *numbers; /* NaN: an empty cell; or */
    char **texts;    /* one block each; NULL: an empty cell */
} cupel_column;

typedef struct cupel_columns {
    cupel_column *columns;
    size_t count, capacity, rows;
} cupel_columns;

/** EINVAL for a field, which has no columns. */
cupel_status cupel_columns_gather(cupel_file *file, const cupel_selection *selection,
                                  cupel_columns_units units, cupel_columns *out, cupel_error *error);
void cupel_columns_free(cupel_columns *columns);

/** For a terminal. */
void cupel_columns_print(const cupel_cli *cli, const cupel_columns *columns, cupel_text *out);
/** RFC 4180, numbers as short as they read back the same. */
void cupel_columns_csv(const cupel_columns *columns, cupel_text *out);

#endif
