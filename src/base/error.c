/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/error.h"

#include <stdio.h>
#include <string.h>

/* Also linked into libcupel-kernels: it needs nothing but the C library. */

cupel_status cupel_error_set(cupel_error *error, cupel_status status, const char *format, ...)
{
    if (!error) return status;
    error->status = status;
    error->line = error->column = 0;
    error->file[0] = '\0';
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    return status;
}

void cupel_error_note(cupel_error *error, const char *format, ...)
{
    if (!error) return;
    char context[CUPEL_ERROR_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(context, sizeof context, format, arguments);
    va_end(arguments);
    char whole[2 * CUPEL_ERROR_TEXT + 2];
    snprintf(whole, sizeof whole, "%s: %s", context, error->text);
    memcpy(error->text, whole, sizeof error->text);
    error->text[sizeof error->text - 1] = '\0';
}

void cupel_error_place(cupel_error *error, const char *file, int line, int column)
{
    if (!error || error->file[0]) return;
    snprintf(error->file, sizeof error->file, "%s", file ? file : "");
    error->line = line;
    error->column = column;
}

const char *cupel_status_text(cupel_status status)
{
    switch (status) {
    case CUPEL_OK:
        return "done";
    case CUPEL_EINVAL:
        return "wrong input";
    case CUPEL_EFAILED:
        return "no valid result";
    case CUPEL_EDAMAGED:
        return "damaged or foreign file";
    case CUPEL_ELIMIT:
        return "over a limit";
    case CUPEL_ENOMEM:
        return "out of memory";
    case CUPEL_EIO:
        return "input or output failed";
    case CUPEL_EINTERNAL:
        return "internal error";
    }
    return "unknown status";
}
