/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ERROR_H
#define CUPEL_ERROR_H

#include <stdarg.h>

/* Status codes and the error record that every fallible function fills. The caller owns the record, so an
 * error costs no allocation and no hidden state; a function that fails leaves its outputs untouched. */

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CUPEL_API          __attribute__((visibility("default")))
#define CUPEL_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define CUPEL_API
#define CUPEL_PRINTF(f, a)
#endif

typedef enum cupel_status {
    CUPEL_OK = 0,
    CUPEL_EINVAL,      /* the input is wrong: the user can mend it                          */
    CUPEL_EFAILED,     /* the input is right but the computation reached no valid result    */
    CUPEL_EDAMAGED,    /* a file is not what it should be: truncated, altered, foreign      */
    CUPEL_ELIMIT,      /* refused before it starts: too large for the limits set            */
    CUPEL_ENOMEM,      /* out of memory                                                     */
    CUPEL_EIO,         /* the operating system refused: no space, no permission, …          */
    CUPEL_EINTERNAL    /* a mistake of this program                                         */
} cupel_status;

enum { CUPEL_ERROR_TEXT = 1024, CUPEL_ERROR_FILE = 512 };

typedef struct cupel_error {
    cupel_status status;
    int line, column;              /* 1-based place in `file`; 0 when unknown                */
    char file[CUPEL_ERROR_FILE];   /* the input at fault, "" when there is none              */
    char text[CUPEL_ERROR_TEXT];   /* one line: what is wrong, and what is allowed           */
} cupel_error;

/** Fills the record (which may be NULL) and returns `status`, so that `return cupel_error_set(…)` reads well. */
CUPEL_API cupel_status cupel_error_set(cupel_error *error, cupel_status status, const char *format, ...)
    CUPEL_PRINTF(3, 4);

/** Puts "context: " before the text that is already there: each layer adds where it was. */
CUPEL_API void cupel_error_note(cupel_error *error, const char *format, ...) CUPEL_PRINTF(2, 3);

/** Names the input at fault. A place that is already set, by a deeper layer, is kept. */
CUPEL_API void cupel_error_place(cupel_error *error, const char *file, int line, int column);

/** "wrong input", "out of memory", … for a status. */
CUPEL_API const char *cupel_status_text(cupel_status status);

#define CUPEL_FAIL(error, status, ...) return cupel_error_set((error), (status), __VA_ARGS__)

#ifdef __cplusplus
}
#endif
#endif
