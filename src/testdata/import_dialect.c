/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import_dialect.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "testdata/import_number.h"

enum {
    SAMPLE_LINES = 260, /* a header has up to 200                            */
    SAMPLE_ROWS = 20,   /* rows wanted before the sample ends                */
    PATIENCE = 20000,   /* lines after which no rows are waited for any more */
    SAMPLE_CELLS = 64   /* more cells in a line need not be looked at here   */
};

void cupel_import_tidy(char *text)
{
    size_t used = 0;
    for (size_t i = 0, length = strlen(text); i < length;) {
        const size_t good = cupel_utf8_prefix(text + i, length - i);
        for (size_t k = 0; k < good; k++, i++)
            text[used++] = text[i] == '\n' || text[i] == '\r' || text[i] == '\t' ? ' ' : text[i];
        i += i < length; /* a character that was cut in two */
    }
    text[used] = '\0';
}

cupel_status cupel_import_complain(cupel_error *error, const char *file, const char *text, const char *at,
                                   const char *format, ...)
{
    int line = 1, column = 1;
    for (const char *p = text; p < at; p++) {
        const bool ends = *p == '\n' || (*p == '\r' && (p + 1 == at || p[1] != '\n'));
        if (ends) line++, column = 1;
        if (!ends && ((unsigned char)*p & 0xc0) != 0x80 && *p != '\r') column++;
    }
    char message[CUPEL_ERROR_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    cupel_import_tidy(message);
    cupel_error_set(error, CUPEL_EINVAL, "%s", message);
    cupel_error_place(error, file, line, column);
    return CUPEL_EINVAL;
}

bool cupel_line_is_data(const cupel_cell *cells, size_t count, char separator, size_t *width)
{
    while (count && !cells[count - 1].count) count--;
    size_t numbers = 0;
    for (size_t i = 0; i < count; i++) {
        const cupel_cell_kind kind = cupel_cell_kind_of(&cells[i], separator);
        if (kind == CUPEL_CELL_WORD || kind == CUPEL_CELL_BAD) return false;
        numbers += kind == CUPEL_CELL_NUMBER || (kind == CUPEL_CELL_MOMENT && count > 1);
    }
    *width = count;
    return numbers > 0;
}

typedef struct lines {
    const char *p, *end;
    cupel_cell cells[SAMPLE_CELLS];
    size_t count; /* cells of the line */
    const char *line;
} lines;

/* The cells of the next line that is not empty. */
static bool next_line(lines *l, char separator)
{
    while (l->p < l->end) {
        l->line = l->p;
        const char *behind;
        size_t n = cupel_cells_split(l->p, l->end, separator, l->cells, SAMPLE_CELLS, &behind);
        if (n > SAMPLE_CELLS) n = SAMPLE_CELLS;
        l->count = n;
        l->p = cupel_line_next(behind, l->end);
        while (n && !l->cells[n - 1].count) n--;
        if (n) return true;
    }
    return false;
}

/* ---- the separator ---- */

typedef struct tally {
    char separator;
    size_t rows;    /* rows of data of at least two cells         */
    size_t singles; /* rows of one number                         */
    size_t pairs;   /* rows of two whole numbers without quotes   */
    size_t heading; /* cells of the last line before the first row; 0: there is none */
} tally;

static bool is_pair(const lines *l)
{
    if (l->count != 2) return false;
    for (size_t i = 0; i < 2; i++)
        if (l->cells[i].quoted ||
            cupel_number_form_of(l->cells[i].text, l->cells[i].count, false) != CUPEL_NUMBER_WHOLE)
            return false;
    return true;
}

static tally count_rows(const char *text, size_t count, char separator, size_t most)
{
    tally t = {.separator = separator};
    lines l = {.p = text, .end = text + count};
    size_t before = 0;
    for (size_t seen = 0; next_line(&l, separator); seen++) {
        if (seen >= most || (seen >= SAMPLE_LINES && t.rows + t.singles >= SAMPLE_ROWS)) break;
        size_t width;
        if (!cupel_line_is_data(l.cells, l.count, separator, &width)) {
            if (t.rows == 0) before = l.count;
            continue;
        }
        if (!t.rows && width > 1) t.heading = before;
        t.rows += width > 1;
        t.singles += width == 1;
        t.pairs += width > 1 && is_pair(&l);
    }
    return t;
}

static cupel_status forced_separator(const char *name, char *out, cupel_error *error)
{
    static const struct {
        const char *name;
        char separator;
    } names[] = {{",", ','},    {"comma", ','}, {";", ';'},     {"semicolon", ';'}, {"|", '|'},
                 {"tab", '\t'}, {"\t", '\t'},   {"blank", ' '}, {" ", ' '}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i].name) == 0) {
            *out = names[i].separator;
            return CUPEL_OK;
        }
    CUPEL_FAIL(error, CUPEL_EINVAL, "unknown separator '%.20s'; allowed: , ; | tab blank", name);
}

/* Of files with one number a line: what parts name and value in their header. */
static char header_separator(const char *text, size_t count)
{
    const size_t head = count < 65536 ? count : 65536;
    if (memchr(text, ';', head)) return ';';
    if (memchr(text, '\t', head)) return '\t';
    return memchr(text, ',', head) ? ',' : ';';
}

/* "sep=;" as the first line: for a spreadsheet, and as good for us. 0: there is none. */
static char told_separator(const char *text, size_t count)
{
    const bool quoted = count && *text == '"';
    text += quoted;
    count -= quoted;
    if (count < 6 || (memcmp(text, "sep=", 4) != 0 && memcmp(text, "SEP=", 4) != 0) ||
        !strchr(",;\t", text[4]))
        return 0;
    return text[5] == '\n' || text[5] == '\r' || (quoted && text[5] == '"') ? text[4] : 0;
}

static cupel_status find_separator(const char *file, const char *text, size_t count, cupel_dialect_found *out,
                                   cupel_error *error)
{
    static const char candidates[] = {';', '\t', ',', '|', ' '};
    tally best = {0}, one = {0};
    const char told = told_separator(text, count);
    if (told) best = count_rows(text, count, told, PATIENCE);
    if (best.rows) {
        out->dialect.separator = told;
        out->any_data = true;
        return CUPEL_OK;
    }
    for (size_t most = SAMPLE_LINES; most <= PATIENCE && best.rows + one.singles == 0;
         most += PATIENCE - SAMPLE_LINES) {
        for (size_t i = 0; i < sizeof candidates; i++) {
            if (candidates[i] != ' ' && !memchr(text, candidates[i], count)) continue;
            const tally t = count_rows(text, count, candidates[i], most);
            if (t.rows > best.rows) best = t;
        }
        if (!best.rows || best.separator == ',') one = count_rows(text, count, 0, most);
    }
    const bool either = best.separator == ',' && best.pairs == best.rows && one.singles >= best.rows;
    if (either && best.heading == 0)
        return cupel_import_complain(
            error, file, text, text,
            "every line holds two whole numbers and a comma, and none is a heading: two "
            "columns, or one with a decimal comma; say which (--separator ,, or "
            "--decimal , with --separator ';')");
    out->any_data = best.rows || one.singles;
    if (best.rows && !(either && best.heading == 1)) {
        out->dialect.separator = best.separator;
        return CUPEL_OK;
    }
    out->dialect.single = one.singles > 0;
    out->dialect.separator = header_separator(text, count);
    if (either || (out->dialect.separator == ',' && one.singles)) out->dialect.separator = 0;
    return CUPEL_OK;
}

/* ---- the decimal sign ---- */

typedef struct evidence {
    const char *point, *comma; /* first number that can only be read so; NULL: none */
    size_t point_count, comma_count;
    const char *point3, *comma3; /* first number that is 1.234 or 1234                */
    size_t point3_count, comma3_count;
} evidence;

static void note(const char **place, size_t *length, const cupel_cell *cell)
{
    if (*place) return;
    *place = cell->text;
    *length = cell->count;
}

static void weigh(const cupel_cell *cell, char separator, evidence *e)
{
    switch (cupel_number_form_of(cell->text, cell->count, cupel_blank_groups(separator))) {
    case CUPEL_NUMBER_POINT:
        note(&e->point, &e->point_count, cell);
        break;
    case CUPEL_NUMBER_COMMA:
        note(&e->comma, &e->comma_count, cell);
        break;
    case CUPEL_NUMBER_POINT3:
        note(&e->point3, &e->point3_count, cell);
        break;
    case CUPEL_NUMBER_COMMA3:
        note(&e->comma3, &e->comma3_count, cell);
        break;
    case CUPEL_NUMBER_NOT:
    case CUPEL_NUMBER_WHOLE:
        break;
    }
}

/* The number of "Thickness: 0,5 mm": one with a unit behind it. */
static void weigh_text(const cupel_cell *cell, char separator, evidence *e)
{
    const char *p = cell->text, *end = p + cell->count;
    while (p < end && *p != ':' && *p != '=') p++;
    if (p == end) return;
    for (p++; p < end && *p == ' ';) p++;
    const char *behind = p;
    while (behind < end && *behind != ' ') behind++;
    const char *unit = behind + (behind < end);
    char text[32];
    const size_t length = (size_t)(end - unit);
    if (!length || length >= sizeof text) return;
    memcpy(text, unit, length);
    text[length] = '\0';
    const cupel_cell number = {p, (size_t)(behind - p), false};
    if (cupel_unit_known(text)) weigh(&number, separator, e);
}

/* Weighs the rows of data, or (`header`) the numbers in all other lines. Stops where both signs are sure,
 * and, unless `all`, after a sample. */
static evidence gather(const char *text, size_t count, const cupel_dialect *dialect, bool header, bool all)
{
    evidence e = {0};
    lines l = {.p = text, .end = text + count};
    size_t rows = 0;
    for (size_t seen = 0; next_line(&l, dialect->separator); seen++) {
        size_t width;
        const bool data = cupel_line_is_data(l.cells, l.count, dialect->separator, &width) &&
                          (width > 1 || dialect->single);
        if (data == header) continue;
        for (size_t i = 0; i < l.count; i++) {
            weigh(&l.cells[i], dialect->separator, &e);
            if (header) weigh_text(&l.cells[i], dialect->separator, &e);
        }
        rows++;
        if (e.point && e.comma) break;
        if (!all && seen >= SAMPLE_LINES && rows >= SAMPLE_ROWS) break;
        if (header && seen >= SAMPLE_LINES) break;
    }
    return e;
}

static cupel_status undecidable(const char *file, const char *text, const evidence *e, cupel_error *error)
{
    const char *at = e->comma3 ? e->comma3 : e->point3;
    const int length = (int)(e->comma3 ? e->comma3_count : e->point3_count);
    const char sign = e->comma3 ? ',' : '.';
    char plain[64], decimal[64];
    int used = 0;
    for (int i = 0; i < length && i < 40; i++)
        if (at[i] != sign) plain[used++] = at[i];
    plain[used] = '\0';
    snprintf(decimal, sizeof decimal, "%.*s", length < 40 ? length : 40, at);
    for (char *p = decimal; *p; p++)
        if (*p == sign) *p = '.';
    return cupel_import_complain(error, file, text, at,
                                 "'%.*s' can be %s or %s, and no other number decides; say which sign is the "
                                 "decimal one (--decimal , or .)",
                                 length < 40 ? length : 40, at, decimal, plain);
}

static cupel_status find_decimal(const char *file, const char *text, size_t count, cupel_dialect_found *out,
                                 cupel_error *error)
{
    cupel_dialect *dialect = &out->dialect;
    evidence e = gather(text, count, dialect, false, false);
    if (!e.point && !e.comma) e = gather(text, count, dialect, false, true);
    if (e.point && e.comma) {
        const bool first = e.point < e.comma;
        return cupel_import_complain(
            error, file, text, first ? e.comma : e.point,
            "'%.*s' does not go with '%.*s' further up: one has a decimal comma, the other "
            "a decimal point",
            (int)(first ? e.comma_count : e.point_count), first ? e.comma : e.point,
            (int)(first ? e.point_count : e.comma_count), first ? e.point : e.comma);
    }
    dialect->decimal = e.comma ? ',' : '.';
    if (e.point || e.comma || !(e.point3 || e.comma3)) return CUPEL_OK;
    const evidence head = gather(text, count, dialect, true, true);
    if (!head.point != !head.comma) {
        dialect->decimal = head.comma ? ',' : '.';
        out->header_decided = true;
        return CUPEL_OK;
    }
    if (e.comma3 || dialect->separator == ';') return undecidable(file, text, &e, error);
    out->decimal_supposed = true;
    return CUPEL_OK;
}

cupel_status cupel_dialect_find(const char *file, const char *text, size_t count, const char *separator,
                                const char *decimal, cupel_dialect_found *out, cupel_error *error)
{
    *out = (cupel_dialect_found){.dialect.decimal = '.'};
    cupel_status status;
    if (separator && *separator) {
        if ((status = forced_separator(separator, &out->dialect.separator, error))) return status;
        const tally t = count_rows(text, count, out->dialect.separator, PATIENCE);
        out->dialect.single = t.rows == 0 && t.singles > 0;
        out->any_data = t.rows + t.singles > 0;
    } else if ((status = find_separator(file, text, count, out, error))) {
        return status;
    }
    if (!decimal || !*decimal) return find_decimal(file, text, count, out, error);
    if (strcmp(decimal, ".") != 0 && strcmp(decimal, ",") != 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "unknown decimal sign '%.20s'; allowed: . and ,", decimal);
    out->dialect.decimal = decimal[0];
    return CUPEL_OK;
}
