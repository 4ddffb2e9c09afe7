/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BASE_CSV_H
#define CUPEL_BASE_CSV_H

#include <stddef.h>
#include "base/memory.h"
#include "cupel/error.h"

/* Comma-separated values by RFC 4180, and strictly so: the first line is the heading, every line has as many cells,
 * quotes stand around whole cells and are doubled inside them. Besides: UTF-8, with or without a byte order mark;
 * lines that are empty or begin with # are passed over; blanks around a cell without quotes do not count. */

enum { CUPEL_CSV_COLUMNS = 1000, CUPEL_CSV_ROWS = 100000 };   /* the most */

typedef struct cupel_csv_cell {
    const char *text;       /* without quotes */
    int line, column;       /* 1-based, in characters */
} cupel_csv_cell;

typedef struct cupel_csv {
    size_t columns, rows;
    const cupel_csv_cell *heading;   /* [columns] */
    const cupel_csv_cell *cells;     /* [rows][columns] */
} cupel_csv;

/** Reads a table into the arena. EINVAL, with line and column of what is wrong in `file`, ELIMIT, ENOMEM. */
cupel_status cupel_csv_parse(const char *bytes, size_t count, const char *file, cupel_arena *arena, cupel_csv *out,
                             cupel_error *error);

/** EINVAL at a place of a table, with a text that says what is wrong there. */
cupel_status cupel_csv_complain(cupel_error *error, const char *file, int line, int column, const char *format, ...)
    CUPEL_PRINTF(5, 6);

/** Splits a heading "roll force [kN]" into "roll force" and "kN"; `unit` is "" when it has none. In the arena; NULL
 * when out of memory. */
const char *cupel_csv_heading(const char *text, cupel_arena *arena, const char **unit);

#endif
