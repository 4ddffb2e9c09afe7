/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_IMPORT_CELLS_H
#define CUPEL_TESTDATA_IMPORT_CELLS_H

#include <stdbool.h>
#include <stddef.h>

/* Lines and cells of a text in UTF-8 without NUL. */

enum { CUPEL_IMPORT_COLUMNS = 1000 };

/* What parts cells and the digits of numbers. */
typedef struct cupel_dialect {
    char separator; /* ',' ';' '\t' ' ' (runs of blanks), 0: none: one cell a line */
    char decimal;   /* '.' ','                                                     */
    bool single;    /* one number a line is a row of data                          */
} cupel_dialect;

typedef struct cupel_cell {
    const char *text; /* without quotes and outer blanks, in the text; doubled quotes stay doubled */
    size_t count;
    bool quoted;
} cupel_cell;

/** The end of the line at `p`: its line break or `end`. */
const char *cupel_line_end(const char *p, const char *end);
/** The begin of the next line; `end` when there is none. */
const char *cupel_line_next(const char *line_end, const char *end);

/** Splits the line at `p` into at most `most` cells and returns their number, `most + 1` when there are more.
 * A quoted cell may go over several lines: `*behind` is the end of the last. */
size_t cupel_cells_split(const char *p, const char *end, char separator, cupel_cell *cells, size_t most,
                         const char **behind);

typedef enum cupel_cell_kind {
    CUPEL_CELL_NUMBER,
    CUPEL_CELL_MOMENT, /* a date, a time of day, or both                 */
    CUPEL_CELL_BLANK,
    CUPEL_CELL_MISSING,  /* a word that says that there is no value: "NaN" */
    CUPEL_CELL_OVERLOAD, /* out of range: "****", "OVER"                   */
    CUPEL_CELL_BAD,      /* begins as a number does, and is none           */
    CUPEL_CELL_WORD      /* any other text                                 */
} cupel_cell_kind;

/** What kind a cell is, with a number of either decimal sign. */
cupel_cell_kind cupel_cell_kind_of(const cupel_cell *cell, char separator);
/** Whether groups of digits may be parted by a blank in a file so parted. */
bool cupel_blank_groups(char separator);

/** Compares a cell with a text. */
bool cupel_cell_is(const cupel_cell *cell, const char *text);

#endif
