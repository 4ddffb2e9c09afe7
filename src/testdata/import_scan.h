/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_IMPORT_SCAN_H
#define CUPEL_TESTDATA_IMPORT_SCAN_H

#include <stdint.h>
#include "store/test.h"
#include "testdata/import_dialect.h"
#include "testdata/import_number.h"

/* A text as grids of numbers and the lines of text around them. */

enum {
    CUPEL_IMPORT_SAMPLES = 16 << 20, /* numbers in a file         */
    CUPEL_IMPORT_LINES = 20000,      /* lines of text in a file   */
    CUPEL_IMPORT_GRIDS = 1000        /* grids in a file           */
};

typedef struct cupel_text_line {
    const char *text, *end;
    size_t number; /* of the line, from 1 */
    bool after_blank;
} cupel_text_line;

/* What a column of a grid holds besides numbers. */
typedef struct cupel_column_facts {
    size_t words;     /* cells with other texts than marks          */
    const char *word; /* the first of them                          */
    size_t word_count, word_line;
    const char *bad; /* the first cell that begins as a number      */
    size_t bad_count;
    size_t moments; /* dates and times, as seconds since the first  */
    cupel_moment first;
    const char *ambiguous; /* first moment whose date can be read in two ways and is not that of the first */
    size_t ambiguous_count;
} cupel_column_facts;

typedef struct cupel_number_grid {
    size_t lines_before; /* lines of text in front of it              */
    size_t first_line;   /* number of its first row                   */
    const char *first;   /* its first row                             */
    size_t columns, rows, capacity;
    double *values;            /* [rows][columns]; NaN for what is no number */
    cupel_column_facts *facts; /* [columns]                           */
    size_t short_rows;         /* rows with too few cells             */
    const char *short_row;     /* the first of them                   */
    size_t short_cells;        /* and how many it has                 */
    bool cut;                  /* the last row was cut off, and left out */
    bool after_blank;          /* only a blank line parts it from the grid before */
    bool labelled;             /* rows may begin with a word          */
    size_t id_column;          /* holds the name of a specimen, from 1; 0: none does       */
    const char *id;            /* the name, the same in all rows; NULL                     */
    size_t id_count;
    bool parted; /* the grid before goes on with another specimen       */
} cupel_number_grid;

typedef struct cupel_scan {
    const char *file, *text, *end;
    cupel_dialect dialect;
    cupel_text_line *lines;
    size_t line_count, line_capacity;
    cupel_number_grid *grids;
    size_t grid_count, grid_capacity;
    size_t samples;
} cupel_scan;

/** Scans the text; `out` is to be released by cupel_scan_free, also after an error. With `labelled`, rows
 * with words in them count as data below a heading. */
cupel_status cupel_scan_text(const char *file, const char *text, size_t count, const cupel_dialect *dialect,
                             bool labelled, cupel_scan *out, cupel_error *error);
void cupel_scan_free(cupel_scan *scan);

/** A value that stands for none, and what it stood for; CUPEL_SAMPLE_GOOD for a number. */
double cupel_no_value(cupel_sample why);
cupel_sample cupel_value_kind(double value);

#endif
