/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* Words and characters: what is near, what matches, what is valid, how wide it prints. Nothing here asks the
 * locale: the answers are the same on every machine. */

/* ---- nearest name ---- */

enum { LONGEST_WORD = 64 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance, case ignored: insertions, deletions, substitutions, swaps of neighbours.
 * Bytes stand for characters, which is right for our ASCII names. */
static size_t distance(const char *a, size_t na, const char *b, size_t nb)
{
    size_t rows[3][LONGEST_WORD + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= nb; j++) last[j] = before[j] = j;
    for (size_t i = 1; i <= na; i++) {
        now[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            const size_t change = last[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            now[j] = least(change, least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[nb];
}

const char *cupel_nearest(const char *word, const char *const *names, size_t count)
{
    const size_t length = strlen(word);
    if (length == 0 || length > LONGEST_WORD) return NULL;
    /* one slip per three characters: more than that and the suggestion is a guess */
    size_t best = (length < 3 ? 1 : length / 3) + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        const size_t n = strlen(names[i]);
        if (n > LONGEST_WORD || n > length + best || length > n + best) continue;
        const size_t d = distance(word, length, names[i], n);
        if (d < best && d < n) {
            best = d;
            nearest = names[i];
        }
    }
    return nearest;
}

/* ---- patterns and identifiers ---- */

static size_t sequence_length(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* One character on; never past the NUL, whatever the bytes are. */
static const char *next_character(const char *p)
{
    const size_t length = sequence_length((unsigned char)*p);
    p++;
    for (size_t i = 1; i < length && ((unsigned char)*p & 0xC0) == 0x80; i++) p++;
    return p;
}

bool cupel_matches(const char *pattern, const char *name)
{
    /* On a mismatch the last * takes one character more: no recursion, at most |pattern| |name| steps. */
    const char *star = NULL, *resume = NULL;
    while (*name) {
        if (*pattern == '*') {
            star = ++pattern;
            resume = name;
        } else if (*pattern == '?') {
            pattern++;
            name = next_character(name);
        } else if (*pattern == *name) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star;
            name = resume = next_character(resume);
        } else {
            return false;
        }
    }
    while (*pattern == '*') pattern++;
    return *pattern == '\0';
}

bool cupel_is_identifier(const char *text)
{
    if (!(*text >= 'a' && *text <= 'z')) return false;
    return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

/* ---- UTF-8 ---- */

/* Reads one code point of at most `left` bytes; 0 bytes when the sequence is not valid UTF-8 (RFC 3629: no
 * overlong forms, no surrogates, nothing above U+10FFFF). */
static size_t decode(const char *text, size_t left, uint32_t *point)
{
    const unsigned char lead = (unsigned char)text[0];
    if (lead < 0x80) {
        *point = lead;
        return 1;
    }
    const size_t length = sequence_length(lead);
    static const unsigned char mask[5] = {0, 0, 0x1F, 0x0F, 0x07};
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (lead < 0xC2 || lead > 0xF4 || length > left) return 0;
    uint32_t value = lead & mask[length];
    for (size_t i = 1; i < length; i++) {
        const unsigned char byte = (unsigned char)text[i];
        if ((byte & 0xC0) != 0x80) return 0;
        value = value << 6 | (byte & 0x3Fu);
    }
    if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 0;
    *point = value;
    return length;
}

size_t cupel_utf8_prefix(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length) {
        uint32_t c;
        const size_t step = decode(text + i, length - i, &c);
        if (step == 0) break;
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') break;
        if (c >= 0x7F && c < 0xA0) break; /* DEL and the C1 controls */
        i += step;
    }
    return i;
}

bool cupel_is_utf8(const char *text, size_t length)
{
    return cupel_utf8_prefix(text, length) == length;
}

typedef struct range {
    uint32_t first, last;
} range;

/* Ranges in rising order, after the East Asian Width (W, F) and General Category (Mn, Me, Cf) properties of
 * Unicode; scripts that materials data do not come in are left out and count one cell per code point. */
static const range wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
    {0x1F900, 0x1F9FF}, {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD},
};
static const range empty[] = {
    {0x0300, 0x036F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},
    {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
};

static bool within(uint32_t c, const range *ranges, size_t count)
{
    for (size_t i = 0; i < count && c >= ranges[i].first; i++)
        if (c <= ranges[i].last) return true;
    return false;
}

size_t cupel_display_width(const char *text)
{
    size_t left = strlen(text), width = 0;
    while (left) {
        uint32_t c;
        size_t step = decode(text, left, &c);
        if (step == 0) { /* a stray byte prints as one replacement sign */
            step = 1;
            width++;
        } else if (c >= 0x20 && c != 0x7F && !within(c, empty, sizeof empty / sizeof *empty)) {
            width += within(c, wide, sizeof wide / sizeof *wide) ? 2 : 1;
        }
        text += step;
        left -= step;
    }
    return width;
}
