/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import_number.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

enum { DIGITS = 19, EXACT_POWER = 27, LONGEST_NUMBER = 512 };

/* 10^27 = 5^27 2^27 and 5^27 < 2^63: exact where a long double has 64 bits. */
static const long double powers[EXACT_POWER + 1] = {
    1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,  1e10L, 1e11L, 1e12L, 1e13L,
    1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L, 1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L,
};

/* digits 10^exponent, correctly rounded; false when these few operations cannot tell. Clinger (1990): with
 * both factors exact in a double there is one rounding. In long double there are two; they agree with one
 * unless the result lies next to the middle between two doubles, which its neighbours tell. */
static bool scale(uint64_t digits, int exponent, double *value)
{
    if (exponent < -EXACT_POWER || exponent > EXACT_POWER) return false;
    if (digits <= (uint64_t)1 << 53 && exponent >= -22 && exponent <= 22) {
        const double power = (double)powers[exponent < 0 ? -exponent : exponent];
        *value = exponent < 0 ? (double)digits / power : (double)digits * power;
        return true;
    }
#if LDBL_MANT_DIG >= 64
    const long double wide =
        exponent < 0 ? (long double)digits / powers[-exponent] : (long double)digits * powers[exponent];
    const double low = (double)(wide * (1 - 0x1p-62L)), high = (double)(wide * (1 + 0x1p-62L));
    *value = low;
    return low == high;
#else
    return false;
#endif
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* By the C library, in the C locale, for what is too long for `scale`. */
static bool scale_slowly(const char *start, const char *end, char decimal, double *value)
{
    char text[LONGEST_NUMBER];
    size_t used = 0;
    for (const char *p = start; p < end; p++) {
        if (used + 1 >= sizeof text) return false;
        text[used++] = *p == decimal ? '.' : *p == 'd' || *p == 'D' ? 'e' : *p;
    }
    text[used] = '\0';
    const char *behind;
    return cupel_parse_number(text, value, &behind) && !*behind;
}

/* "e-05", also with the d of Fortran; 0 and `p` unchanged when there is none. */
static int read_exponent(const char **p, const char *end)
{
    const char *q = *p;
    if (q == end || !strchr("eEdD", *q) || !*q) return 0;
    q++;
    const bool negative = q < end && *q == '-';
    if (q < end && (*q == '-' || *q == '+')) q++;
    if (q == end || !is_digit(*q)) return 0;
    int exponent = 0;
    for (; q < end && is_digit(*q); q++)
        if (exponent < 100000) exponent = 10 * exponent + (*q - '0');
    *p = q;
    return negative ? -exponent : exponent;
}

const char *cupel_number_read(const char *p, const char *end, char decimal, double *value)
{
    const char *start = p;
    const bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    uint64_t digits = 0;
    int significant = 0, exponent = 0;
    bool any = false;
    for (; p < end && is_digit(*p); p++, any = true) {
        if (significant < DIGITS) digits = 10 * digits + (uint64_t)(*p - '0');
        significant += digits != 0;
    }
    if (p < end && *p == decimal) {
        for (p++; p < end && is_digit(*p); p++, any = true) {
            if (significant < DIGITS) digits = 10 * digits + (uint64_t)(*p - '0'), exponent--;
            significant += digits != 0;
        }
    }
    if (!any) return NULL;
    if (p < end && (*p | 0x21) == 'e') exponent += read_exponent(&p, end); /* d, D, e, E */
    if (significant <= DIGITS && digits == 0) {
        *value = negative ? -0.0 : 0.0;
        return p;
    }
    double scaled;
    if (significant <= DIGITS && scale(digits, exponent, &scaled)) {
        *value = negative ? -scaled : scaled;
        return p;
    }
    return scale_slowly(start, p, decimal, value) ? p : NULL;
}

/* ---- with groups of digits ---- */

/* Bytes of the sign that parts groups of digits at `p`; `kind` says which. */
static size_t group_sign(const char *p, const char *end, bool blank_groups, char *kind)
{
    static const struct {
        const char *text;
        char kind;
    } signs[] = {
        {",", ','},
        {".", '.'},
        {"'", '\''},
        {"\xe2\x80\x99", '\''},
        {"\xc2\xa0", '_'},
        {"\xe2\x80\xaf", '_'},
        {"\xe2\x80\x89", '_'},
        {" ", ' '},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const size_t length = strlen(signs[i].text);
        if ((size_t)(end - p) < length || memcmp(p, signs[i].text, length) != 0) continue;
        if (signs[i].kind == ' ' && !blank_groups) return 0;
        *kind = signs[i].kind;
        return length;
    }
    return 0;
}

/* A number taken apart. */
typedef struct parts {
    char plain[LONGEST_NUMBER]; /* digits and signs; groups joined when `joined` */
    size_t used;
    char first, last; /* signs that part digits: the first and, if another, the last; 0: none */
    int first_count;  /* how often the first stands there                                      */
    size_t lead;      /* digits before the first sign                                          */
    size_t tail;      /* digits behind the last sign                                           */
    bool leading_zero, groups_of_three, exponent;
} parts;

/* Takes a number apart; false when it has another shape than digits, signs, digits, … exponent. */
static bool take_apart(const char *text, size_t count, bool blank_groups, parts *out)
{
    const char *p = text, *end = text + count;
    out->used = out->lead = out->tail = 0; /* the digits are not worth clearing */
    out->first = out->last = 0;
    out->first_count = 0;
    out->groups_of_three = true;
    out->leading_zero = out->exponent = false;
    if (count >= LONGEST_NUMBER - 8) return false;
    if (count >= 3 && memcmp(p, "\xe2\x88\x92", 3) == 0) { /* U+2212 minus */
        out->plain[out->used++] = '-';
        p += 3;
    } else if (p < end && (*p == '-' || *p == '+')) {
        out->plain[out->used++] = *p++;
    }
    const char *digits = p;
    size_t run = 0;
    bool any = false;
    for (;;) {
        if (p < end && is_digit(*p)) {
            out->plain[out->used++] = *p++;
            run++;
            any = true;
            continue;
        }
        char kind = 0;
        const size_t length = p < end ? group_sign(p, end, blank_groups, &kind) : 0;
        if (!length) break;
        if (out->last) return false; /* digits, groups, fraction: and no more */
        if (!out->first) {
            out->first = kind;
            out->first_count = 1;
            out->lead = run;
        } else {
            if (run != 3) out->groups_of_three = false;
            if (kind == out->first)
                out->first_count++;
            else
                out->last = kind;
        }
        out->plain[out->used++] = kind;
        run = 0;
        p += length;
    }
    out->tail = run;
    if (!out->first) out->lead = run;
    out->leading_zero = digits < end && *digits == '0' && (out->lead != 1 || out->first);
    if (!any) return false;
    if (p < end && (*p == 'e' || *p == 'E' || *p == 'd' || *p == 'D')) {
        const char *q = p;
        (void)read_exponent(&q, end);
        if (q == p) return false;
        out->exponent = true;
        while (p < q) out->plain[out->used++] = *p++;
    }
    return p == end;
}

static bool may_decide(char sign)
{
    return sign == '.' || sign == ',';
}

/* Whether the sign `group` can part groups here, with `decimal` before a fraction or (0) no fraction. */
static bool may_group(const parts *n, char group, char decimal)
{
    if (n->first != group || !n->groups_of_three) return false;
    if (n->lead < 1 || n->lead > 3 || n->leading_zero) return false;
    if (decimal) return n->last == decimal;
    return !n->last && n->tail == 3 && !n->exponent;
}

cupel_number_form cupel_number_form_of(const char *text, size_t count, bool blank_groups)
{
    parts n;
    if (!take_apart(text, count, blank_groups, &n)) return CUPEL_NUMBER_NOT;
    if (!n.first) return CUPEL_NUMBER_WHOLE;
    if (n.last) {
        if (!may_decide(n.last) || !may_group(&n, n.first, n.last)) return CUPEL_NUMBER_NOT;
        return n.last == '.' ? CUPEL_NUMBER_POINT : CUPEL_NUMBER_COMMA;
    }
    if (!may_decide(n.first)) return may_group(&n, n.first, 0) ? CUPEL_NUMBER_WHOLE : CUPEL_NUMBER_NOT;
    if (n.first_count > 1) { /* groups only: the other sign is the decimal one */
        if (!may_group(&n, n.first, 0)) return CUPEL_NUMBER_NOT;
        return n.first == ',' ? CUPEL_NUMBER_POINT : CUPEL_NUMBER_COMMA;
    }
    if (n.first == ',' && n.tail == 0) return CUPEL_NUMBER_NOT; /* "5,": no number ends so */
    if (may_group(&n, n.first, 0)) return n.first == '.' ? CUPEL_NUMBER_POINT3 : CUPEL_NUMBER_COMMA3;
    return n.first == '.' ? CUPEL_NUMBER_POINT : CUPEL_NUMBER_COMMA;
}

bool cupel_number_parse(const char *text, size_t count, char decimal, bool blank_groups, double *value)
{
    parts n;
    if (!take_apart(text, count, blank_groups, &n)) return false;
    const char last = n.last ? n.last : n.first;
    const bool fraction = last == decimal && (n.last || n.first_count == 1);
    if (n.last && !fraction) return false;
    const bool grouped = n.last || (n.first && !fraction);
    if (grouped && !may_group(&n, n.first, n.last)) return false;
    size_t used = 0;
    for (size_t i = 0; i < n.used; i++)
        if (!grouped || n.plain[i] != n.first) n.plain[used++] = n.plain[i];
    return cupel_number_read(n.plain, n.plain + used, decimal, value) == n.plain + used;
}
