/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_IMPORT_SCANNER_H
#define CUPEL_TESTDATA_IMPORT_SCANNER_H

#include "testdata/import_scan.h"

/* A text while it is scanned, line by line. */
typedef struct cupel_scanner {
    cupel_scan *out;
    const char *p; /* begin of the line        */
    size_t number; /* of the line              */
    bool blank;    /* blank lines in front     */
    bool in_grid, labelled;
    size_t id_column;    /* of the heading above: the one of the specimens' names, from 1; 0: none */
    const char *refused; /* a line at which no grid begins after all */
    cupel_cell cells[CUPEL_IMPORT_COLUMNS];
    double row[CUPEL_IMPORT_COLUMNS];
    cupel_error *error;
} cupel_scanner;

/** The grid at hand: the last one. */
cupel_number_grid *cupel_scanner_grid(const cupel_scanner *scanner);

/** Whether a grid begins at this line; `*columns` gets its width, the scanner the column of specimens. */
bool cupel_grid_begins(cupel_scanner *scanner, size_t *columns);

#endif
