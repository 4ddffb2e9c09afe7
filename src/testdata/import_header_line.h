/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_IMPORT_HEADER_LINE_H
#define CUPEL_TESTDATA_IMPORT_HEADER_LINE_H

#include "testdata/import_parts.h"

/* A line of a header as cells. */

enum { CUPEL_HEADER_CELLS = 64 };

typedef struct cupel_header_line {
    const char *cells[CUPEL_HEADER_CELLS];
    size_t count;
    size_t number;
    const char *whole;
} cupel_header_line;

/** Parts a line at its separator, which need not be that of the numbers. False when out of memory. */
bool cupel_header_line_read(cupel_importer *importer, const cupel_text_line *line, cupel_header_line *out);

/** A name without the signs of comments in front and what may stand behind it; NULL when out of memory. */
const char *cupel_header_name(const char *text, cupel_arena *arena);

/** The quantity of the specimen or the test that a name means; NULL: none. */
const cupel_word *cupel_quantity_meant(const char *name);

#endif
