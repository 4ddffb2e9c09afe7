/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import_scanner.h"

#include <stdlib.h>
#include <string.h>

#define COMPLAIN(s, at, ...)                                                                                 \
    cupel_import_complain((s)->error, (s)->out->file, (s)->out->text, (at), __VA_ARGS__)

/* To the line behind `line_end`. */
static void advance(cupel_scanner *s, const char *line_end)
{
    const char *p = s->p;
    while (p < line_end) { /* a quoted cell may hold line breaks */
        p = cupel_line_end(p, line_end);
        if (p == line_end) break;
        p = cupel_line_next(p, line_end);
        s->number++;
    }
    s->p = cupel_line_next(line_end, s->out->end);
    s->number++;
}

/* ---- rows of a grid ---- */

static cupel_status add_row(cupel_scanner *s)
{
    cupel_number_grid *g = cupel_scanner_grid(s);
    if (g->rows == g->capacity) {
        const size_t capacity = g->capacity ? 2 * g->capacity : 256;
        double *values = cupel_resize(g->values, capacity, g->columns * sizeof *values);
        if (!values) return cupel_out_of_memory(s->error, "the numbers of a file");
        g->values = values;
        g->capacity = capacity;
    }
    s->out->samples += g->columns;
    if (s->out->samples > CUPEL_IMPORT_SAMPLES)
        CUPEL_FAIL(s->error, CUPEL_ELIMIT, "more than %d numbers; split the file", CUPEL_IMPORT_SAMPLES);
    memcpy(g->values + g->rows * g->columns, s->row, g->columns * sizeof *s->row);
    g->rows++;
    return CUPEL_OK;
}

static const char *skip_blanks(const char *p, const char *end, char separator)
{
    while (p < end && (*p == ' ' || (*p == '\t' && separator != '\t'))) p++;
    return p;
}

/* Reads a row of plain numbers and empty cells into s->row; the end of its line, NULL when it holds anything
 * else. */
static const char *read_plain_row(cupel_scanner *s, size_t columns)
{
    const char *p = s->p, *end = s->out->end;
    const char separator = s->out->dialect.separator, decimal = s->out->dialect.decimal;
    size_t numbers = 0;
    for (size_t c = 0; c < columns; c++) {
        p = skip_blanks(p, end, separator);
        const bool quoted = p < end && *p == '"';
        if (quoted) p = skip_blanks(p + 1, end, separator);
        const char *behind = cupel_number_read(p, end, decimal, &s->row[c]);
        if (behind)
            numbers++;
        else if (!quoted && separator != ' ' && p < end && *p == separator)
            s->row[c] = cupel_no_value(CUPEL_SAMPLE_MISSING), behind = p;
        else
            return NULL;
        p = behind;
        if (quoted) {
            p = skip_blanks(p, end, separator);
            if (p == end || *p++ != '"') return NULL;
        }
        behind = p;
        p = skip_blanks(p, end, separator);
        if (c + 1 == columns) break;
        if (separator == ' ') {
            if (p == behind) return NULL;
        } else if (p == end || *p++ != separator) {
            return NULL;
        }
    }
    while (separator != ' ' && separator && p < end && *p == separator)
        p = skip_blanks(p + 1, end, separator);
    if (p < end && *p != '\n' && *p != '\r') return NULL;
    return numbers ? p : NULL;
}

static void note_moment(cupel_column_facts *facts, const cupel_cell *cell, double *value)
{
    cupel_moment m;
    if (!cupel_moment_parse(cell->text, cell->count, &m)) return;
    if (!facts->moments) facts->first = m;
    facts->moments++;
    if ((m.ambiguous || facts->first.ambiguous) && m.day != facts->first.day && !facts->ambiguous) {
        facts->ambiguous = cell->text;
        facts->ambiguous_count = cell->count;
    }
    const long long whole = (m.day - facts->first.day) * 86400 + m.second - facts->first.second;
    *value = (double)whole + (m.fraction - facts->first.fraction); /* the fractions keep all their digits */
}

static cupel_status read_cell(cupel_scanner *s, size_t c, const cupel_cell *cell)
{
    const cupel_dialect *dialect = &s->out->dialect;
    cupel_column_facts *facts = &cupel_scanner_grid(s)->facts[c];
    double *value = &s->row[c];
    *value = cupel_no_value(CUPEL_SAMPLE_MISSING);
    switch (cupel_cell_kind_of(cell, dialect->separator)) {
    case CUPEL_CELL_NUMBER:
        if (cupel_number_parse(cell->text, cell->count, dialect->decimal,
                               cupel_blank_groups(dialect->separator), value))
            return CUPEL_OK;
        return COMPLAIN(s, cell->text, "'%.*s' is no number with a decimal %s, which the file has elsewhere",
                        (int)(cell->count < 40 ? cell->count : 40), cell->text,
                        dialect->decimal == ',' ? "comma" : "point");
    case CUPEL_CELL_MOMENT:
        note_moment(facts, cell, value);
        break;
    case CUPEL_CELL_OVERLOAD:
        *value = cupel_no_value(CUPEL_SAMPLE_OVERLOAD);
        break;
    case CUPEL_CELL_BAD:
        if (!facts->bad) facts->bad = cell->text, facts->bad_count = cell->count;
        break;
    case CUPEL_CELL_WORD:
        if (!facts->words++) {
            facts->word = cell->text;
            facts->word_count = cell->count;
            facts->word_line = s->number;
        }
        break;
    case CUPEL_CELL_BLANK:
    case CUPEL_CELL_MISSING:
        break;
    }
    return CUPEL_OK;
}

typedef enum row_kind { ROW_DATA, ROW_EMPTY, ROW_TEXT } row_kind;

/* What a line is to the grid that it stands below. */
static row_kind row_kind_of(const cupel_scanner *s, size_t count)
{
    const cupel_number_grid *g = cupel_scanner_grid(s);
    size_t numbers = 0, words = 0, filled = 0, marks = 0;
    for (size_t i = 0; i < count && i < CUPEL_IMPORT_COLUMNS; i++) {
        const cupel_cell_kind kind = cupel_cell_kind_of(&s->cells[i], s->out->dialect.separator);
        filled += kind != CUPEL_CELL_BLANK;
        numbers += kind == CUPEL_CELL_NUMBER || kind == CUPEL_CELL_MOMENT || kind == CUPEL_CELL_BAD;
        marks += kind == CUPEL_CELL_MISSING || kind == CUPEL_CELL_OVERLOAD;
        words += kind == CUPEL_CELL_WORD;
        if (kind == CUPEL_CELL_WORD && i == 0 && !g->labelled) return ROW_TEXT;
    }
    if (!filled) return ROW_EMPTY;
    if (words && (count != g->columns || !numbers)) return ROW_TEXT;
    if (g->labelled && words > numbers && !g->facts[0].words) return ROW_TEXT;
    return numbers || marks >= (g->columns + 1) / 2 ? ROW_DATA : ROW_TEXT;
}

static bool is_last_line(const cupel_scanner *s, const char *line_end)
{
    return line_end == s->out->end;
}

static cupel_status open_grid(cupel_scanner *s, size_t columns, bool after_blank);

/* Notes whose row it is: one of another specimen, behind two of one, begins a grid of its own. Where every
 * row has another name a row is a specimen. */
static cupel_status note_specimen(cupel_scanner *s, size_t count)
{
    cupel_number_grid *g = cupel_scanner_grid(s);
    const size_t column = g->id_column;
    if (!column || column > count || !s->cells[column - 1].count) return CUPEL_OK;
    const cupel_cell *cell = &s->cells[column - 1];
    if (g->id && g->id_count == cell->count && memcmp(g->id, cell->text, cell->count) == 0) return CUPEL_OK;
    if (g->id && g->rows < 2 && !g->parted) {
        g->id_column = 0;
        g->id = NULL;
        return CUPEL_OK;
    }
    if (g->id) {
        const cupel_status status = open_grid(s, g->columns, false);
        if (status) return status;
        g = cupel_scanner_grid(s);
        g->parted = true;
    }
    g->id_column = column;
    g->id = cell->text;
    g->id_count = cell->count;
    return CUPEL_OK;
}

/* Reads a row with anything in it. `*kind` says what it was; behind data and empty rows the scanner has
 * advanced. */
static cupel_status read_mixed_row(cupel_scanner *s, row_kind *kind)
{
    cupel_number_grid *g = cupel_scanner_grid(s);
    const char *behind;
    size_t count = cupel_cells_split(s->p, s->out->end, s->out->dialect.separator, s->cells,
                                     CUPEL_IMPORT_COLUMNS, &behind);
    if (count > CUPEL_IMPORT_COLUMNS) return COMPLAIN(s, s->p, "more than %d columns", CUPEL_IMPORT_COLUMNS);
    while (count > g->columns && !s->cells[count - 1].count) count--;
    *kind = row_kind_of(s, count);
    if (*kind == ROW_DATA && g->rows && s->blank && count != g->columns) *kind = ROW_TEXT; /* another grid */
    if (*kind != ROW_DATA) {
        if (*kind == ROW_EMPTY) advance(s, behind);
        return CUPEL_OK;
    }
    if (count > g->columns)
        return COMPLAIN(
            s, s->cells[g->columns].text,
            "%zu cells in a table of %zu columns; a decimal comma in a file parted by commas, or a "
            "shifted row?",
            count, g->columns);
    if (count < g->columns && is_last_line(s, behind)) {
        g->cut = true;
        advance(s, behind);
        return CUPEL_OK;
    }
    if (count < g->columns && s->out->dialect.separator == ' ')
        return COMPLAIN(s, s->p, "%zu cells in a table of %zu columns; which is missing cannot be told",
                        count, g->columns);
    cupel_status status = note_specimen(s, count);
    if (status) return status;
    g = cupel_scanner_grid(s);
    if (count < g->columns && !g->short_rows++) {
        g->short_row = s->p;
        g->short_cells = count;
    }
    for (size_t c = 0; c < g->columns; c++) {
        const cupel_cell none = {s->p, 0, false};
        status = read_cell(s, c, c < count ? &s->cells[c] : &none);
        if (status) return status;
    }
    status = add_row(s);
    advance(s, behind);
    return status;
}

/* ---- grids and lines ---- */

static cupel_status open_grid(cupel_scanner *s, size_t columns, bool after_blank)
{
    cupel_scan *out = s->out;
    if (out->grid_count == CUPEL_IMPORT_GRIDS)
        CUPEL_FAIL(s->error, CUPEL_ELIMIT, "more than %d tables of numbers", CUPEL_IMPORT_GRIDS);
    if (out->grid_count == out->grid_capacity) {
        const size_t capacity = out->grid_capacity ? 2 * out->grid_capacity : 4;
        cupel_number_grid *grids = cupel_resize(out->grids, capacity, sizeof *grids);
        if (!grids) return cupel_out_of_memory(s->error, "the tables of a file");
        out->grids = grids;
        out->grid_capacity = capacity;
    }
    cupel_number_grid *g = &out->grids[out->grid_count];
    *g = (cupel_number_grid){.lines_before = out->line_count,
                             .first_line = s->number,
                             .first = s->p,
                             .columns = columns,
                             .after_blank = after_blank,
                             .labelled = s->labelled,
                             .id_column = s->id_column <= columns ? s->id_column : 0};
    g->facts = cupel_alloc(columns, sizeof *g->facts);
    if (!g->facts) return cupel_out_of_memory(s->error, "the tables of a file");
    out->grid_count++;
    s->in_grid = true;
    s->blank = false;
    return CUPEL_OK;
}

/* The grid that was opened at this line has no row: the line is text. */
static void drop_grid(cupel_scanner *s)
{
    free(cupel_scanner_grid(s)->facts);
    s->out->grid_count--;
    s->refused = s->p;
}

static cupel_status add_line(cupel_scanner *s, const char *end)
{
    cupel_scan *out = s->out;
    if (out->line_count == CUPEL_IMPORT_LINES && out->grid_count)
        CUPEL_FAIL(s->error, CUPEL_ELIMIT, "more than %d lines of text beside the numbers",
                   CUPEL_IMPORT_LINES);
    if (out->line_count == CUPEL_IMPORT_LINES) {
        s->p = out->end; /* no export has such a header */
        return CUPEL_OK;
    }
    if (out->line_count == out->line_capacity) {
        const size_t capacity = out->line_capacity ? 2 * out->line_capacity : 64;
        cupel_text_line *lines = cupel_resize(out->lines, capacity, sizeof *lines);
        if (!lines) return cupel_out_of_memory(s->error, "the lines of a file");
        out->lines = lines;
        out->line_capacity = capacity;
    }
    out->lines[out->line_count++] = (cupel_text_line){s->p, end, s->number, s->blank};
    return CUPEL_OK;
}

/* ---- line by line ---- */

/* Behind a blank line the first column starts again: another test. */
static bool starts_again(const cupel_scanner *s, const cupel_number_grid *g)
{
    if (!s->blank || g->rows < 2) return false;
    const double first = g->values[0], last = g->values[(g->rows - 1) * g->columns];
    return s->row[0] <= first && last > first;
}

static cupel_status scan_in_grid(cupel_scanner *s)
{
    cupel_number_grid *g = cupel_scanner_grid(s);
    const char *behind = g->id_column ? NULL : read_plain_row(s, g->columns);
    if (behind && starts_again(s, g)) {
        const cupel_status status = open_grid(s, g->columns, true);
        if (status) return status;
    }
    if (behind) {
        const cupel_status status = add_row(s);
        s->p = cupel_line_next(behind, s->out->end); /* it holds no line break */
        s->number++;
        s->blank = false;
        return status;
    }
    row_kind kind = ROW_DATA;
    const cupel_status status = read_mixed_row(s, &kind);
    if (kind == ROW_TEXT && !status) {
        s->in_grid = false;
        if (!g->rows) drop_grid(s);
    }
    s->blank = kind == ROW_EMPTY || (kind == ROW_TEXT && s->blank);
    return status;
}

static cupel_status scan_text_line(cupel_scanner *s)
{
    const char *behind;
    size_t columns;
    cupel_status status;
    if (s->p != s->refused && cupel_grid_begins(s, &columns)) {
        const bool known = s->out->grid_count && cupel_scanner_grid(s)->lines_before == s->out->line_count;
        return open_grid(s, columns, known && s->blank);
    }
    size_t count = cupel_cells_split(s->p, s->out->end, s->out->dialect.separator, s->cells,
                                     CUPEL_IMPORT_COLUMNS, &behind);
    if (count > CUPEL_IMPORT_COLUMNS) return COMPLAIN(s, s->p, "more than %d columns", CUPEL_IMPORT_COLUMNS);
    while (count && !s->cells[count - 1].count) count--;
    status = count ? add_line(s, behind) : CUPEL_OK;
    if (s->p == s->out->end) return status;
    s->blank = count == 0;
    advance(s, behind);
    return status;
}

cupel_status cupel_scan_text(const char *file, const char *text, size_t count, const cupel_dialect *dialect,
                             bool labelled, cupel_scan *out, cupel_error *error)
{
    *out = (cupel_scan){.file = file, .text = text, .end = text + count, .dialect = *dialect};
    cupel_scanner *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "the lines of a file");
    s->out = out;
    s->p = text;
    s->number = 1;
    s->labelled = labelled;
    s->error = error;
    cupel_status status = CUPEL_OK;
    while (!status && s->p < out->end) {
        const char *p = skip_blanks(s->p, out->end, 0);
        if (p == out->end || *p == '\n' || *p == '\r') {
            advance(s, p);
            s->blank = true;
        } else {
            status = s->in_grid ? scan_in_grid(s) : scan_text_line(s);
        }
    }
    free(s);
    return status;
}

void cupel_scan_free(cupel_scan *scan)
{
    for (size_t i = 0; i < scan->grid_count; i++) {
        free(scan->grids[i].values);
        free(scan->grids[i].facts);
    }
    free(scan->grids);
    free(scan->lines);
    *scan = (cupel_scan){0};
}
