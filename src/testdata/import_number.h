/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_IMPORT_NUMBER_H
#define CUPEL_TESTDATA_IMPORT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* Numbers as testers write them, whatever the locale, and each rounded to the nearest double. */

/** Reads a plain decimal number ("-1.5e-3", with `decimal` as its decimal sign) that begins at `p`. Returns
 * the place behind it, NULL when there is none or it is not finite. */
const char *cupel_number_read(const char *p, const char *end, char decimal, double *value);

/** The whole text as a number: besides plain ones those with groups of three digits parted by the other sign,
 * a no-break blank, an apostrophe or (`blank_groups`) a blank, and with a minus sign of Unicode. */
bool cupel_number_parse(const char *text, size_t count, char decimal, bool blank_groups, double *value);

/* What one number tells of the decimal sign of its file. */
typedef enum cupel_number_form {
    CUPEL_NUMBER_NOT,    /* no number, with either sign                */
    CUPEL_NUMBER_WHOLE,  /* without any sign                           */
    CUPEL_NUMBER_POINT,  /* can only be read with a decimal point      */
    CUPEL_NUMBER_COMMA,  /* can only be read with a decimal comma      */
    CUPEL_NUMBER_POINT3, /* "1.234": 1.234, or 1234 with a comma       */
    CUPEL_NUMBER_COMMA3  /* "1,234": 1.234, or 1234 with a point       */
} cupel_number_form;

cupel_number_form cupel_number_form_of(const char *text, size_t count, bool blank_groups);

/* A date, a time of day, or both. */
typedef struct cupel_moment {
    long long day;   /* since 1970-01-01; 0 without a date    */
    int second;      /* of the day; 0 without a time          */
    double fraction; /* of a second                           */
    bool dated, timed;
    bool ambiguous; /* "3/2/2026": taken as 3 February here  */
    bool short_year;
} cupel_moment;

/** "2026-03-02 09:00:01.5", "2.3.2026 9:00", "3/2/2026 9:00:01 PM", "2-Mar-2026", "2026年3月2日",
 * "09:00:01,25", "00:01.250" (minutes). A time zone is passed over. */
bool cupel_moment_parse(const char *text, size_t count, cupel_moment *out);

#endif
