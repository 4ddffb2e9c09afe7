/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import_cells.h"

#include <string.h>

#include "testdata/import_number.h"

enum { QUOTED_BYTES = 4096 }; /* longest quoted cell that goes over several lines */

const char *cupel_line_end(const char *p, const char *end)
{
    while (p < end && *p != '\n' && *p != '\r') p++;
    return p;
}

const char *cupel_line_next(const char *line_end, const char *end)
{
    if (line_end < end && *line_end == '\r') {
        line_end++;
        if (line_end < end && *line_end == '\n') line_end++;
    } else if (line_end < end) {
        line_end++;
    }
    return line_end;
}

/* Bytes of the blank at `p`: a space, a tab (unless it parts cells), a no-break space, an ideographic one. */
static size_t blank(const char *p, const char *end, char separator)
{
    if (p == end) return 0;
    if (*p == ' ' || (*p == '\t' && separator != '\t')) return 1;
    if (end - p >= 2 && memcmp(p, "\xc2\xa0", 2) == 0) return 2;
    if (end - p >= 3 && (memcmp(p, "\xe3\x80\x80", 3) == 0 || memcmp(p, "\xef\xbb\xbf", 3) == 0)) return 3;
    return 0;
}

static size_t blank_before(const char *start, const char *p, char separator)
{
    if (p > start && blank(p - 1, p, separator) == 1) return 1;
    if (p - start >= 2 && blank(p - 2, p, separator) == 2) return 2;
    if (p - start >= 3 && blank(p - 3, p, separator) == 3) return 3;
    return 0;
}

static const char *skip_blanks(const char *p, const char *end, char separator)
{
    for (size_t n; (n = blank(p, end, separator));) p += n;
    return p;
}

static bool ends_cell(const char *p, const char *end, char separator)
{
    if (p == end || *p == '\n' || *p == '\r') return true;
    return separator == ' ' ? *p == ' ' || *p == '\t' : separator && *p == separator;
}

/* Behind the closing quote of a cell that begins at `p`; NULL when the quotes do not stand around a cell. */
static const char *quoted_end(const char *p, const char *end, char separator)
{
    const char *limit = end - p > QUOTED_BYTES ? p + QUOTED_BYTES : end;
    for (p++; p < limit; p++) {
        if (*p != '"') continue;
        if (p + 1 < end && p[1] == '"') {
            p++;
            continue;
        }
        const char *behind = separator == ' ' ? p + 1 : skip_blanks(p + 1, end, separator);
        return ends_cell(behind, end, separator) ? p + 1 : NULL;
    }
    return NULL;
}

static void trim(cupel_cell *cell)
{
    const char *start = cell->text, *end = start + cell->count;
    start = skip_blanks(start, end, 0);
    for (size_t n; (n = blank_before(start, end, 0));) end -= n;
    cell->text = start;
    cell->count = (size_t)(end - start);
}

/* The cell at `p`, behind blanks; the place behind it. */
static const char *take_cell(const char *p, const char *end, char separator, cupel_cell *cell)
{
    const char *quoted = p < end && *p == '"' ? quoted_end(p, end, separator) : NULL;
    if (quoted) {
        *cell = (cupel_cell){p + 1, (size_t)(quoted - p) - 2, true};
        trim(cell);
        return separator == ' ' ? quoted : skip_blanks(quoted, end, separator);
    }
    const char *start = p;
    while (!ends_cell(p, end, separator)) p++;
    *cell = (cupel_cell){start, (size_t)(p - start), false};
    trim(cell);
    return p;
}

size_t cupel_cells_split(const char *p, const char *end, char separator, cupel_cell *cells, size_t most,
                         const char **behind)
{
    size_t count = 0;
    for (;;) {
        p = skip_blanks(p, end, separator);
        const bool done = p == end || *p == '\n' || *p == '\r';
        if (done && separator == ' ') break;
        if (count == most) {
            *behind = cupel_line_end(p, end);
            return most + 1;
        }
        p = take_cell(p, end, separator, &cells[count++]);
        if (p == end || *p == '\n' || *p == '\r') break;
        if (separator != ' ') p++;
    }
    *behind = p;
    return count;
}

/* ---- kinds of cells ---- */

bool cupel_blank_groups(char separator)
{
    return separator == ';' || separator == '\t';
}

bool cupel_cell_is(const cupel_cell *cell, const char *text)
{
    return strlen(text) == cell->count && memcmp(cell->text, text, cell->count) == 0;
}

static bool same_word(const cupel_cell *cell, const char *word)
{
    if (strlen(word) != cell->count) return false;
    for (size_t i = 0; i < cell->count; i++) {
        const char c =
            cell->text[i] >= 'a' && cell->text[i] <= 'z' ? (char)(cell->text[i] - 32) : cell->text[i];
        if (c != word[i]) return false;
    }
    return true;
}

static bool is_one_of(const cupel_cell *cell, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (same_word(cell, words[i])) return true;
    return false;
}

/* A row of equal signs; "--.--" too. */
static size_t row_of(const cupel_cell *cell, char sign)
{
    size_t signs = 0;
    for (size_t i = 0; i < cell->count; i++) {
        if (cell->text[i] == sign)
            signs++;
        else if (cell->text[i] != '.' && cell->text[i] != ' ' && cell->text[i] != ',')
            return 0;
    }
    return signs;
}

/* In capitals. */
static const char *const overloads[] = {
    "OVER",     "OVERLOAD",   "OVERRANGE",   "OVER RANGE", "OVER-RANGE",   "OVERFLOW",
    "OVLD",     "OVL",        "OL",          "O.L",        "OVR",          "OVRFLW",
    "UNDER",    "UNDERRANGE", "UNDER RANGE", "+OVER",      "-OVER",        "+OL",
    "-OL",      "SAT",        "CLIPPED",     "INF",        "+INF",         "-INF",
    "INFINITY", "-INFINITY",  "1.#INF",      "-1.#INF",    "OUT OF RANGE", "超量程",
    "溢出",     "过载",       "超限",        "超出量程",   "オーバー",     "レンジオーバー",
};
static const char *const absences[] = {
    "NAN",
    "-NAN",
    "+NAN",
    "#N/A",
    "#NV",
    "N/A",
    "NA",
    "N.A.",
    "#VALUE!",
    "#WERT!",
    "#DIV/0!",
    "#NUM!",
    "#ZAHL!",
    "#REF!",
    "#BEZUG!",
    "NULL",
    "NONE",
    "#NULL!",
    "1.#QNAN",
    "-1.#IND",
    "1.#IND",
    "1.#QO",
    "-1.#IO",
    "?",
    "INVALID",
    "ERROR",
    "ERR",
    "NO DATA",
    "NODATA",
    "MISSING",
    "-",
    "--",
    "/",
    "\\",
    "\xe2\x80\x94",
    "\xe2\x80\x93",
    "\xe2\x80\x94\xe2\x80\x94",
    "无",
    "欠測",
    "#",
};

static bool begins_as_number(const cupel_cell *cell)
{
    size_t i = 0;
    if (cell->count >= 3 && memcmp(cell->text, "\xe2\x88\x92", 3) == 0) i = 3;
    if (i < cell->count && (cell->text[i] == '+' || cell->text[i] == '-')) i++;
    if (i < cell->count && (cell->text[i] == '.' || cell->text[i] == ',')) i++;
    return i < cell->count && cell->text[i] >= '0' && cell->text[i] <= '9';
}

cupel_cell_kind cupel_cell_kind_of(const cupel_cell *cell, char separator)
{
    if (!cell->count) return CUPEL_CELL_BLANK;
    if (begins_as_number(cell)) {
        if (cupel_number_form_of(cell->text, cell->count, cupel_blank_groups(separator)) != CUPEL_NUMBER_NOT)
            return CUPEL_CELL_NUMBER;
        cupel_moment moment;
        if (cupel_moment_parse(cell->text, cell->count, &moment)) return CUPEL_CELL_MOMENT;
    }
    if (row_of(cell, '*') || row_of(cell, '-') >= 3 || row_of(cell, '>') >= 2 || row_of(cell, '<') >= 2)
        return CUPEL_CELL_OVERLOAD;
    if (row_of(cell, '-') || row_of(cell, '#') || row_of(cell, '?') || row_of(cell, '_'))
        return CUPEL_CELL_MISSING;
    if (is_one_of(cell, overloads, sizeof overloads / sizeof *overloads)) return CUPEL_CELL_OVERLOAD;
    if (is_one_of(cell, absences, sizeof absences / sizeof *absences)) return CUPEL_CELL_MISSING;
    return begins_as_number(cell) ? CUPEL_CELL_BAD : CUPEL_CELL_WORD;
}
