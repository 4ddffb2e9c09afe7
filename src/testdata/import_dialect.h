/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_IMPORT_DIALECT_H
#define CUPEL_TESTDATA_IMPORT_DIALECT_H

#include "cupel/error.h"
#include "testdata/import_cells.h"

typedef struct cupel_dialect_found {
    cupel_dialect dialect;
    bool any_data;         /* a row of numbers is there at all                                     */
    bool header_decided;   /* the decimal sign is that of the header's numbers: the data fit both  */
    bool decimal_supposed; /* a point was taken, which the data do not contradict ("1.234")        */
} cupel_dialect_found;

/** Finds the separator and the decimal sign of a text, unless they are forced ("," ";" "tab" "blank"; "."
 * ","; NULL: found out). EINVAL, with the place, when only the maker of the file can tell. */
cupel_status cupel_dialect_find(const char *file, const char *text, size_t count, const char *separator,
                                const char *decimal, cupel_dialect_found *out, cupel_error *error);

/** Whether a line is a row of data: no words, and at least one number; `*width` gets its cells without empty
 * ones at its end. */
bool cupel_line_is_data(const cupel_cell *cells, size_t count, char separator, size_t *width);

/** Makes one line of a text that quotes a file: without line breaks and characters cut in two. */
void cupel_import_tidy(char *text);

/** EINVAL at a place of the text, for a cell of it or any other pointer into it. */
cupel_status cupel_import_complain(cupel_error *error, const char *file, const char *text, const char *at,
                                   const char *format, ...) CUPEL_PRINTF(5, 6);

#endif
