/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "report/script.h"

/* Logarithmic axes. gnuplot's own ticks leave a short axis with one number or none, and write 1e-06. */

enum { LEAST_PLAIN = -3, MOST_PLAIN = 4 }; /* decades that are written without a power of ten */

/* Which digits of a decade get a number: all within less than one, then 1, 2, 5, then the decades, and of
 * very many every second or third. */
typedef struct density {
    bool all, halves;
    int every;
} density;

static density density_for(double from, double to)
{
    const double decades = log10(to / from);
    return (density){.all = to < 8 * from, .halves = decades <= 3.5, .every = 1 + (int)(decades / 12)};
}

static bool numbered(const density *d, int digit, int decade)
{
    if (d->all) return true;
    if (d->halves) return digit == 1 || digit == 2 || digit == 5;
    return digit == 1 && decade % d->every == 0;
}

/* 10⁻⁶, 2·10⁵ */
static void add_power(int digit, int decade, cupel_text *out)
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    char digits[16];
    snprintf(digits, sizeof digits, "%d", decade);
    if (digit > 1) cupel_text_printf(out, "%d·", digit);
    cupel_text_add(out, "10");
    for (const char *c = digits; *c; c++) cupel_text_add(out, *c == '-' ? "⁻" : raised[*c - '0']);
}

static void add_tick(const density *d, int digit, int decade, bool words, cupel_text *out)
{
    const bool plain = decade >= LEAST_PLAIN && decade <= MOST_PLAIN;
    if (!numbered(d, digit, decade)) {
        if (d->every == 1 || digit == 1) cupel_text_printf(out, ", '' %de%d 1", digit, decade);
        return;
    }
    cupel_text_add(out, ", ");
    if (words && !plain) {
        cupel_text_add(out, "'");
        add_power(digit, decade, out);
        cupel_text_add(out, "' ");
    }
    cupel_text_printf(out, "%de%d", digit, decade);
}

void cupel_script_logarithmic(char axis, double from, double to, bool words, cupel_text *out)
{
    const density d = density_for(from, to);
    cupel_text_printf(out, "set logscale %c\nset %crange [", axis, axis);
    cupel_script_number(out, from);
    cupel_text_add(out, ":");
    cupel_script_number(out, to);
    cupel_text_printf(out, "]\nset %ctics (", axis);
    cupel_text ticks = {0};
    for (int decade = (int)floor(log10(from)); decade <= (int)floor(log10(to)); decade++)
        for (int digit = 1; digit <= 9; digit++) {
            const double tick = digit * pow(10, decade);
            if (tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9))
                add_tick(&d, digit, decade, words, &ticks);
        }
    if (ticks.length > 2) cupel_text_add(out, ticks.data + 2);
    out->failed = out->failed || ticks.failed;
    cupel_text_free(&ticks);
    cupel_text_add(out, ")\n");
}
