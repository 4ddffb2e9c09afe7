/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Numbers are read and written with a decimal point even inside a program that has called setlocale: the
 * calling thread takes the C locale for the moment. The locale object is made once and never changed. */
static pthread_once_t locale_once = PTHREAD_ONCE_INIT;
static locale_t c_locale;

static void make_locale(void)
{
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

static locale_t enter_c_locale(void)
{
    pthread_once(&locale_once, make_locale);
    return c_locale ? uselocale(c_locale) : (locale_t)0;
}

static void leave_c_locale(locale_t old)
{
    if (old) uselocale(old);
}

/* ---- the growing text ---- */

/* Room for `more` bytes and the NUL. */
static bool reserve(cupel_text *text, size_t more)
{
    if (text->failed) return false;
    if (more < text->capacity - text->length) return true;
    if (more > (size_t)PTRDIFF_MAX / 2 - text->length) goto failed;
    size_t capacity = text->capacity ? text->capacity : 64;
    while (capacity <= text->length + more) capacity *= 2;
    char *data = realloc(text->data, capacity);
    if (!data) goto failed;
    text->data = data;
    text->capacity = capacity;
    return true;
failed:
    text->failed = true;
    return false;
}

void cupel_text_add_n(cupel_text *text, const char *piece, size_t length)
{
    if (!reserve(text, length)) return;
    if (length) memcpy(text->data + text->length, piece, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void cupel_text_add(cupel_text *text, const char *piece)
{
    cupel_text_add_n(text, piece, strlen(piece));
}

void cupel_text_add_xml(cupel_text *text, const char *piece)
{
    for (; *piece; piece++) switch (*piece) {
        case '&':
            cupel_text_add(text, "&amp;");
            break;
        case '<':
            cupel_text_add(text, "&lt;");
            break;
        case '>':
            cupel_text_add(text, "&gt;");
            break;
        case '"':
            cupel_text_add(text, "&quot;");
            break;
        default:
            cupel_text_add_n(text, piece, 1);
        }
}

void cupel_text_printf(cupel_text *text, const char *format, ...)
{
    const locale_t old = enter_c_locale();
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) text->failed = true;
    if (length >= 0 && reserve(text, (size_t)length)) {
        va_start(arguments, format);
        vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
        va_end(arguments);
        text->length += (size_t)length;
    }
    leave_c_locale(old);
}

const char *cupel_text_get(const cupel_text *text)
{
    return text->data ? text->data : "";
}

void cupel_text_free(cupel_text *text)
{
    free(text->data);
    *text = (cupel_text){0};
}

/* ---- numbers ---- */

static const char *skip_digits(const char *p)
{
    while (*p >= '0' && *p <= '9') p++;
    return p;
}

/* Behind the decimal number at `p` (a sign, digits with or without a point, an exponent), NULL when there is
 * none. "0x1p3", "inf" and "nan", which strtod reads, are no decimal numbers. */
static const char *number_end(const char *p)
{
    if (*p == '+' || *p == '-') p++;
    const char *start = p;
    p = skip_digits(p);
    size_t digits = (size_t)(p - start);
    if (digits == 1 && *start == '0' && (*p == 'x' || *p == 'X')) return NULL;
    if (*p == '.') {
        const char *fraction = p + 1;
        p = skip_digits(fraction);
        digits += (size_t)(p - fraction);
    }
    if (!digits) return NULL;
    if (*p == 'e' || *p == 'E') {
        const char *exponent = p + 1;
        if (*exponent == '+' || *exponent == '-') exponent++;
        const char *behind = skip_digits(exponent);
        if (behind > exponent) p = behind;
    }
    return p;
}

bool cupel_parse_number(const char *text, double *value, const char **end)
{
    while (*text == ' ' || *text == '\t') text++;
    const char *behind = number_end(text);
    if (!behind) return false;
    const locale_t old = enter_c_locale();
    char *strtod_end;
    const double number = strtod(text, &strtod_end);
    leave_c_locale(old);
    if (strtod_end != behind || !isfinite(number)) return false;
    *value = number;
    if (end) *end = behind;
    return true;
}

void cupel_format_number(double value, char out[32])
{
    if (isnan(value) || isinf(value)) {
        snprintf(out, 32, "%s", isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
        return;
    }
    const locale_t old = enter_c_locale();
    for (int digits = 15; digits <= 17; digits++) { /* 17 always suffice for a binary64 */
        snprintf(out, 32, "%.*g", digits, value);
        if (!(strtod(out, NULL) < value) && !(strtod(out, NULL) > value)) break;
    }
    leave_c_locale(old);
}

void cupel_timestamp(char out[32])
{
    const time_t now = time(NULL);
    struct tm utc;
    if (!gmtime_r(&now, &utc) || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        snprintf(out, 32, "1970-01-01T00:00:00Z");
}
