/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "testdata/import_number.h"

typedef struct scanner {
    const char *p, *end;
} scanner;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_blanks(scanner *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t')) s->p++;
}

static bool take(scanner *s, const char *text)
{
    const size_t length = strlen(text);
    if ((size_t)(s->end - s->p) < length || memcmp(s->p, text, length) != 0) return false;
    s->p += length;
    return true;
}

/* A whole number of at most so many digits; the number of its digits, 0 when there is none. */
static int take_number(scanner *s, int longest, int *value)
{
    int digits = 0, number = 0;
    while (s->p < s->end && is_digit(*s->p) && digits < longest)
        number = 10 * number + (*s->p++ - '0'), digits++;
    if (s->p < s->end && is_digit(*s->p)) return 0;
    *value = number;
    return digits;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool is_date(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1) return false;
    return day <= days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar: years are counted from March. */
static long long day_number(int year, int month, int day)
{
    const long long y = year - (month <= 2);
    const long long of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return 365 * y + y / 4 - y / 100 + y / 400 + of_year - 719468;
}

/* "-Mar-2026", "-Mär-2026": the names of months in English and German, cut to three letters. */
static bool take_named_month(scanner *s, int *month, int *year)
{
    static const struct {
        const char *name;
        int month;
    } names[] = {{"Jan", 1},  {"Feb", 2},  {"Mar", 3},  {"M\xc3\xa4r", 3}, {"Apr", 4}, {"May", 5},
                 {"Mai", 5},  {"Jun", 6},  {"Jul", 7},  {"Aug", 8},        {"Sep", 9}, {"Oct", 10},
                 {"Okt", 10}, {"Nov", 11}, {"Dec", 12}, {"Dez", 12}};
    scanner t = *s;
    if (!take(&t, "-") && !take(&t, " ")) return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!take(&t, names[i].name)) continue;
        *month = names[i].month;
        if ((!take(&t, "-") && !take(&t, " ")) || take_number(&t, 4, year) != 4) return false;
        *s = t;
        return true;
    }
    return false;
}

static bool take_date(scanner *s, cupel_moment *out)
{
    scanner t = *s;
    int a, b, c;
    const int digits = take_number(&t, 4, &a);
    if (!digits || t.p == t.end) return false;
    if (digits == 4 && take(&t, "年")) {
        if (!take_number(&t, 2, &b) || !take(&t, "月") || !take_number(&t, 2, &c) || !take(&t, "日"))
            return false;
    } else if (digits <= 2 && take_named_month(&t, &b, &c)) {
        const int day = a;
        a = c, c = day;
    } else {
        const char sign = *t.p;
        if (sign != '-' && sign != '/' && sign != '.') return false;
        t.p++;
        if (!take_number(&t, 2, &b) || t.p == t.end || *t.p != sign) return false;
        t.p++;
        const int last = take_number(&t, digits == 4 ? 2 : 4, &c);
        if (!last || (digits != 4 && last == 3)) return false;
        if (digits != 4) {
            int day = a, month = b;
            if (last <= 2) {
                c += 2000;
                out->short_year = true;
            }
            if (sign != '.') { /* "26-03-02" begins with the year */
                out->ambiguous = (a <= 12 && b <= 12 && a != b) || last <= 2;
                if (b > 12) day = b, month = a;
            }
            a = c, b = month, c = day;
        }
    }
    if (!is_date(a, b, c)) return false;
    out->day = day_number(a, b, c);
    out->dated = true;
    *s = t;
    return true;
}

/* Which half of the day, in front of the time or behind it: 0 none, 1 the first, 2 the second. */
static int take_half(scanner *s)
{
    skip_blanks(s);
    if (take(s, "PM") || take(s, "pm") || take(s, "下午") || take(s, "午後")) return 2;
    return take(s, "AM") || take(s, "am") || take(s, "上午") || take(s, "午前") ? 1 : 0;
}

static void pass_over_zone(scanner *s)
{
    int hours, minutes;
    if (take(s, "Z")) return;
    scanner t = *s;
    if (!take(&t, "+") && !take(&t, "-")) return;
    if (!take_number(&t, 2, &hours)) return;
    if (take(&t, ":") && !take_number(&t, 2, &minutes)) return;
    *s = t;
}

static bool take_time(scanner *s, cupel_moment *out)
{
    int fields[3] = {0}, count = 0;
    scanner t = *s;
    int half = take_half(&t);
    skip_blanks(&t);
    do {
        if (!take_number(&t, 2, &fields[count])) return false;
        count++;
    } while (count < 3 && take(&t, ":"));
    if (count < 2) return false;
    double fraction = 0;
    /* "09:00:01:250": thousandths */
    const bool colon = count == 3 && t.end - t.p == 4 && *t.p == ':';
    const bool has_fraction = t.p + 1 < t.end && (*t.p == '.' || *t.p == ',' || colon) && is_digit(t.p[1]);
    if (has_fraction) {
        char text[24] = "0.";
        size_t used = 2;
        for (t.p++; t.p < t.end && is_digit(*t.p); t.p++)
            if (used < sizeof text - 1) text[used++] = *t.p;
        if (!cupel_number_read(text, text + used, '.', &fraction)) return false;
    }
    if (count == 2 && !has_fraction && !out->dated)
        return false; /* hours and minutes, or minutes and seconds? */
    if (count == 2 && has_fraction) fields[2] = fields[1], fields[1] = fields[0], fields[0] = 0;
    if (!half) half = take_half(&t);
    if (half == 2 && fields[0] < 12) fields[0] += 12;
    if (half == 1 && fields[0] == 12) fields[0] = 0;
    if (fields[1] > 59 || fields[2] > 60) return false;
    out->second = 3600 * fields[0] + 60 * fields[1] + fields[2];
    out->fraction = fraction;
    out->timed = true;
    pass_over_zone(&t);
    *s = t;
    return true;
}

bool cupel_moment_parse(const char *text, size_t count, cupel_moment *out)
{
    scanner s = {text, text + count};
    cupel_moment m = {0};
    skip_blanks(&s);
    const bool dated = take_date(&s, &m);
    if (dated && s.p < s.end) {
        (void)(take(&s, "T") || take(&s, ","));
        skip_blanks(&s);
    }
    if (s.p < s.end || !dated)
        if (!take_time(&s, &m)) return false;
    skip_blanks(&s);
    if (s.p != s.end || (m.short_year && !m.timed)) return false; /* "1.2.3" is no date */
    *out = m;
    return true;
}
