/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BASE_TEXT_H
#define CUPEL_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/error.h"

/* A growing text. Appending never fails visibly: the first failed allocation sets `failed` and all later calls
 * do nothing, so that code which builds a page checks once, at its end. */
typedef struct cupel_text {
    char *data;        /* NUL-terminated, NULL while empty */
    size_t length, capacity;
    bool failed;
} cupel_text;

void cupel_text_add(cupel_text *text, const char *piece);
void cupel_text_add_n(cupel_text *text, const char *piece, size_t length);
void cupel_text_add_xml(cupel_text *text, const char *piece);     /* with & < > " as XML wants them */
void cupel_text_printf(cupel_text *text, const char *format, ...) CUPEL_PRINTF(2, 3);
const char *cupel_text_get(const cupel_text *text);     /* "" while empty */
void cupel_text_free(cupel_text *text);

/** Reads a finite decimal number, whatever the locale; `end` is set behind it. False when there is none. */
bool cupel_parse_number(const char *text, double *value, const char **end);

/** The shortest text that reads back as the same double ("0.1", "1e-06"); NaN and infinities as "nan", "inf". */
void cupel_format_number(double value, char out[32]);

/** The name among `names` nearest to `word`, or NULL when none is near enough to be a likely slip of the pen. */
const char *cupel_nearest(const char *word, const char *const *names, size_t count);

/** Bytes of the longest beginning that is strict UTF-8 without control characters other than \t \n \r. */
size_t cupel_utf8_prefix(const char *text, size_t length);
bool cupel_is_utf8(const char *text, size_t length);   /* all of it is */
bool cupel_is_identifier(const char *text);            /* [a-z][a-z0-9_-]* */

/** Cells a UTF-8 text takes on a terminal (CJK count two). */
size_t cupel_display_width(const char *text);

/** True when `name` matches `pattern`, in which * stands for any run of characters and ? for one. */
bool cupel_matches(const char *pattern, const char *name);

/** ISO 8601 UTC, "2026-11-24T03:18:46Z". */
void cupel_timestamp(char out[32]);

#endif
