/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/csv.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

typedef struct reader {
    const char *at, *end;
    int line, column;
    const char *file;
    cupel_arena *arena;
    cupel_csv_cell *cells; /* heading and rows, one after the other */
    size_t count, capacity;
    cupel_error *error;
} reader;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool ends_line(const reader *r)
{
    return r->at == r->end || *r->at == '\n' || (*r->at == '\r' && (r->at + 1 == r->end || r->at[1] == '\n'));
}

/* One character on; the bytes that continue one in UTF-8 do not count. */
static void advance(reader *r)
{
    const char c = *r->at++;
    if (c == '\n') {
        r->line++;
        r->column = 1;
    } else if (r->at == r->end || ((unsigned char)*r->at & 0xc0) != 0x80) {
        r->column++;
    }
}

static void skip_blanks(reader *r)
{
    while (r->at < r->end && is_blank(*r->at)) advance(r);
}

static void skip_line_end(reader *r)
{
    while (r->at < r->end && *r->at != '\n') advance(r);
    if (r->at < r->end) advance(r);
}

#define COMPLAIN(r, line, column, ...)                                                                       \
    cupel_csv_complain((r)->error, (r)->file, (line), (column), __VA_ARGS__)

static cupel_status add_cell(reader *r, const char *text, int line, int column)
{
    if (r->count == r->capacity) {
        const size_t capacity = r->capacity ? 2 * r->capacity : 64;
        cupel_csv_cell *cells = cupel_arena_alloc(r->arena, capacity, sizeof *cells);
        if (!cells) return cupel_out_of_memory(r->error, "a table");
        if (r->count) memcpy(cells, r->cells, r->count * sizeof *cells);
        r->cells = cells;
        r->capacity = capacity;
    }
    if (!text) return cupel_out_of_memory(r->error, "a table");
    r->cells[r->count++] = (cupel_csv_cell){text, line, column};
    return CUPEL_OK;
}

static cupel_status read_quoted(reader *r)
{
    const int line = r->line, column = r->column;
    cupel_text text = {0};
    advance(r);
    while (r->at < r->end) {
        if (*r->at == '"') {
            if (r->at + 1 == r->end || r->at[1] != '"') break;
            advance(r);
        }
        cupel_text_add_n(&text, r->at, 1);
        advance(r);
    }
    cupel_status status = CUPEL_OK;
    if (r->at == r->end) {
        status = COMPLAIN(r, line, column, "this quote is never closed");
    } else {
        advance(r);
        skip_blanks(r);
        if (!ends_line(r) && *r->at != ',')
            status = COMPLAIN(r, r->line, r->column,
                              "text behind a closing quote; quotes stand around the whole cell, and are "
                              "doubled inside it");
    }
    const char *kept = text.failed ? NULL : cupel_arena_copy(r->arena, cupel_text_get(&text));
    if (!status) status = add_cell(r, kept, line, column);
    cupel_text_free(&text);
    return status;
}

static cupel_status read_cell(reader *r)
{
    skip_blanks(r);
    if (r->at < r->end && *r->at == '"') return read_quoted(r);
    const int line = r->line, column = r->column;
    const char *start = r->at;
    while (!ends_line(r) && *r->at != ',') {
        if (*r->at == '"')
            return COMPLAIN(r, r->line, r->column,
                            "a quote inside a cell; quotes stand around the whole cell, and are doubled "
                            "inside it");
        advance(r);
    }
    const char *end = r->at;
    while (end > start && is_blank(end[-1])) end--;
    return add_cell(r, cupel_arena_copy_n(r->arena, start, (size_t)(end - start)), line, column);
}

/* The cells of one line. */
static cupel_status read_line(reader *r, size_t *cells)
{
    const size_t first = r->count;
    cupel_status status;
    while (!(status = read_cell(r)) && r->at < r->end && *r->at == ',') advance(r);
    if (status) return status;
    skip_line_end(r);
    *cells = r->count - first;
    return CUPEL_OK;
}

static bool is_passed_over(const reader *r)
{
    reader ahead = *r;
    skip_blanks(&ahead);
    return ends_line(&ahead) || *ahead.at == '#';
}

static cupel_status check_bytes(reader *r, const char *bytes, size_t count)
{
    const size_t good = cupel_utf8_prefix(bytes, count);
    if (good == count) return CUPEL_OK;
    while (r->at < bytes + good) advance(r);
    return COMPLAIN(r, r->line, r->column,
                    "not UTF-8, or a control character; save the table as CSV in UTF-8");
}

static int characters(const char *text, size_t bytes)
{
    int count = 0;
    for (size_t i = 0; i < bytes; i++) count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

/* A table parted by something else has one column with that in its name. */
static cupel_status check_heading(const reader *r, size_t columns)
{
    const cupel_csv_cell *only = r->cells;
    if (columns > CUPEL_CSV_COLUMNS)
        CUPEL_FAIL(r->error, CUPEL_ELIMIT, "%s: %zu columns; allowed: up to %d", r->file, columns,
                   CUPEL_CSV_COLUMNS);
    if (columns == 1 && strpbrk(only->text, ";\t"))
        return COMPLAIN(r, only->line, only->column + characters(only->text, strcspn(only->text, ";\t")),
                        "cells are parted by %s here; a comma is wanted, and a point in numbers",
                        strpbrk(only->text, ";\t")[0] == ';' ? "semicolons" : "tabs");
    for (size_t i = 0; i < columns; i++) {
        if (!*r->cells[i].text)
            return COMPLAIN(r, r->cells[i].line, r->cells[i].column, "column %zu has no heading", i + 1);
        for (size_t k = 0; k < i; k++)
            if (strcmp(r->cells[k].text, r->cells[i].text) == 0)
                return COMPLAIN(r, r->cells[i].line, r->cells[i].column,
                                "column '%s' is there twice, first as column %zu", r->cells[i].text, k + 1);
    }
    return CUPEL_OK;
}

cupel_status cupel_csv_complain(cupel_error *error, const char *file, int line, int column,
                                const char *format, ...)
{
    char text[CUPEL_ERROR_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    cupel_error_set(error, CUPEL_EINVAL, "%s", text);
    cupel_error_place(error, file, line, column);
    return CUPEL_EINVAL;
}

cupel_status cupel_csv_parse(const char *bytes, size_t count, const char *file, cupel_arena *arena,
                             cupel_csv *out, cupel_error *error)
{
    const reader start = {.at = bytes,
                          .end = bytes + count,
                          .line = 1,
                          .column = 1,
                          .file = file,
                          .arena = arena,
                          .error = error};
    reader r = start;
    cupel_status status = check_bytes(&r, bytes, count);
    if (status) return status;
    r = start;
    if (count >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) r.at += 3;
    size_t columns = 0, rows = 0;
    while (r.at < r.end) {
        if (is_passed_over(&r)) {
            skip_line_end(&r);
            continue;
        }
        const int line = r.line;
        size_t cells;
        if ((status = read_line(&r, &cells))) return status;
        if (!columns) {
            columns = cells;
            if ((status = check_heading(&r, columns))) return status;
            continue;
        }
        if (cells != columns) return COMPLAIN(&r, line, 1, "%zu cells; the heading has %zu", cells, columns);
        if (++rows > CUPEL_CSV_ROWS)
            CUPEL_FAIL(error, CUPEL_ELIMIT, "%s: more than %d rows", file, CUPEL_CSV_ROWS);
    }
    if (!columns) return COMPLAIN(&r, 1, 1, "the table is empty; its first line is to name the columns");
    if (!rows) return COMPLAIN(&r, r.line, 1, "no row stands below the heading");
    *out = (cupel_csv){columns, rows, r.cells, r.cells + columns};
    return CUPEL_OK;
}

const char *cupel_csv_heading(const char *text, cupel_arena *arena, const char **unit)
{
    const char *open = strrchr(text, '[');
    const size_t length = strlen(text);
    *unit = "";
    if (!open || open == text || text[length - 1] != ']') return text;
    size_t name = (size_t)(open - text);
    while (name && is_blank(text[name - 1])) name--;
    *unit = cupel_arena_copy_n(arena, open + 1, (size_t)(text + length - 1 - open - 1));
    return *unit ? cupel_arena_copy_n(arena, text, name) : NULL;
}
