/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_IMPORT_DECODE_H
#define CUPEL_TESTDATA_IMPORT_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/memory.h"

typedef struct cupel_decoded {
    const char
        *text; /* UTF-8 without NUL, form feed and other control characters; maybe the bytes themselves */
    size_t count;
    char *owned;          /* free() it                                            */
    const char *encoding; /* name                                                 */
    bool guessed;         /* from the bytes, where others would have fitted too   */
    size_t words;         /* known words that spoke for it                        */
    size_t nuls;          /* stray NUL that were dropped                          */
    bool blanked;         /* form feeds were dropped, or other control characters blanked */
    bool cut;             /* the bytes end within a character; what of its line there is was left out */
} cupel_decoded;

/** A text from bytes in any of the encodings that testers write: UTF-8, UTF-16, UTF-32 (by their mark, UTF-16
 * also by its NULs), GB18030, Shift-JIS, CP1252 and ISO-8859-1, or in a `forced` one. EINVAL for what is no
 * text (with what it is, where that is known) and for a forced encoding that does not fit, with the line. */
cupel_status cupel_decode(const char *file, const char *bytes, size_t count, const char *forced,
                          cupel_decoded *out, cupel_error *error);

/** The name of a kind of file that is no text, by its first bytes; NULL when they say nothing. */
const char *cupel_file_signature(const char *bytes, size_t count);

#endif
