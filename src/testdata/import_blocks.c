/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import_work.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

#define REMARK(importer, remarks, ...)                                                                       \
    do {                                                                                                     \
        if (!cupel_remark((importer), (remarks), __VA_ARGS__))                                               \
            return cupel_out_of_memory((importer)->error, "a remark");                                       \
    } while (0)

bool cupel_headings_unnamed(const cupel_heading *headings, size_t columns)
{
    for (size_t i = 0; i < columns; i++)
        if (*headings[i].name) return false;
    return true;
}

static bool same_headings(const cupel_block *a, const cupel_block *b)
{
    if (a->grid->columns != b->grid->columns) return false;
    for (size_t i = 0; i < a->grid->columns; i++) {
        const cupel_heading *x = &a->headings[i], *y = &b->headings[i];
        if (strcmp(x->original, y->original) != 0) return false;
        if (strcmp(x->unit ? x->unit : "", y->unit ? y->unit : "") != 0) return false; /* in a row below */
    }
    return true;
}

/* ---- which grids are tests ---- */

/* A small table with headings of its own beside a large one holds results, not samples. */
static cupel_status find_asides(cupel_import_work *w)
{
    const cupel_block *largest = w->blocks;
    for (size_t i = 1; i < w->block_count; i++)
        if (w->blocks[i].grid->rows > largest->grid->rows) largest = &w->blocks[i];
    for (size_t i = 0; i < w->block_count; i++) {
        cupel_block *b = &w->blocks[i];
        const bool small = b->grid->rows * 10 <= largest->grid->rows && b->grid->rows <= 20;
        b->aside = small && !b->inherits && !same_headings(b, largest);
        if (b->aside)
            REMARK(&w->importer, &w->remarks, "the small table at line %zu is read as part of the header",
                   b->grid->first_line);
    }
    return CUPEL_OK;
}

static cupel_status find_headings(cupel_import_work *w)
{
    const cupel_scan *scan = &w->scan;
    w->blocks = cupel_arena_alloc(w->importer.arena, scan->grid_count, sizeof *w->blocks);
    if (!w->blocks) return cupel_out_of_memory(w->importer.error, "the tables of a file");
    size_t first = 0;
    for (size_t i = 0; i < scan->grid_count; i++) {
        cupel_block *b = &w->blocks[w->block_count];
        *b = (cupel_block){.grid = &scan->grids[i], .first = first, .grid_number = i};
        const cupel_status status =
            cupel_headings_find(&w->importer, b->grid, first, &b->headings, &b->behind);
        if (status) return status;
        const cupel_block *before = i ? b - 1 : NULL;
        if (before && cupel_headings_unnamed(b->headings, b->grid->columns) &&
            before->grid->columns == b->grid->columns) {
            b->headings = before->headings;
            b->inherits = true;
        }
        first = b->grid->lines_before;
        w->block_count++;
    }
    return CUPEL_OK;
}

/* ---- a small table as entries of the header ---- */

static cupel_status enter_aside(cupel_import_work *w, const cupel_block *b, cupel_draft *draft)
{
    cupel_importer *importer = &w->importer;
    for (size_t r = 0; r < b->grid->rows; r++)
        for (size_t c = 0; c < b->grid->columns && draft->test.test_text_count < CUPEL_IMPORT_TEXTS; c++) {
            const double value = b->grid->values[r * b->grid->columns + c];
            const cupel_heading *h = &b->headings[c];
            if (isnan(value) || b->grid->facts[c].moments) continue;
            char number[32];
            cupel_format_number(value, number);
            for (char *p = number; *p; p++)
                if (*p == '.') *p = importer->scan->dialect.decimal;
            const char *name = *h->name ? cupel_arena_copy(importer->arena, h->name)
                                        : cupel_arena_format(importer->arena, "line %zu, cell %zu",
                                                             b->grid->first_line + r, c + 1);
            if (!name) return cupel_out_of_memory(importer->error, "the header of a file");
            /* of several rows it is not clear which one belongs to this specimen */
            if (b->grid->rows == 1) {
                const cupel_status status = cupel_header_entry(importer, draft, name, number,
                                                               h->unit ? h->unit : "", b->grid->first_line);
                if (status) return status;
            } else {
                const char *text =
                    h->unit ? cupel_arena_format(importer->arena, "%s %s", number, h->unit) : number;
                if (text) cupel_draft_text(importer, draft, false, name, text);
            }
        }
    return CUPEL_OK;
}

/* ---- headers ---- */

/* Lines of one cell between the headings and the numbers. */
static cupel_status read_notes(cupel_import_work *w, const cupel_block *b, cupel_draft *draft)
{
    cupel_status status = CUPEL_OK;
    for (size_t i = b->behind; i < b->grid->lines_before && b->grid->columns > 1 && !status; i++) {
        cupel_cell cells[2];
        const char *behind;
        const cupel_text_line *line = &w->scan.lines[i];
        const char separator = w->scan.dialect.separator;
        if (separator != ' ' && cupel_cells_split(line->text, line->end, separator, cells, 2, &behind) == 1)
            status = cupel_header_read(&w->importer, i, i + 1, draft);
    }
    return status;
}

/* The lines of this test: those in front of its table, with the small tables between, and behind the last
 * table of the file. */
cupel_status cupel_block_header(cupel_import_work *w, const cupel_block *b, cupel_draft *draft)
{
    const cupel_block *a = b, *end = w->blocks + w->block_count;
    while (a > w->blocks && a[-1].aside) a--;
    for (; a <= b; a++) {
        cupel_status status = cupel_header_read(&w->importer, a->first, a->behind, draft);
        if (!status) status = read_notes(w, a, draft);
        if (!status && a < b) status = enter_aside(w, a, draft);
        if (status) return status;
    }
    /* lines within the pages of one table, and behind the last */
    const cupel_block *next = b + 1;
    const size_t pages = next < end ? next->first : w->scan.line_count;
    cupel_status status = cupel_header_read(&w->importer, b->grid->lines_before, pages, draft);
    while (next < end && next->aside) next++;
    if (next < end) return status;
    for (next = b + 1; next < end && !status; next++) {
        status = cupel_header_read(&w->importer, next->first, next->behind, draft);
        if (!status) status = enter_aside(w, next, draft);
    }
    const size_t last = w->blocks[w->block_count - 1].grid->lines_before;
    return status || b + 1 == end ? status : cupel_header_read(&w->importer, last, w->scan.line_count, draft);
}

/* ---- tables over several pages ---- */

cupel_status cupel_block_check(cupel_import_work *w, const cupel_block *b)
{
    const cupel_number_grid *g = b->grid;
    if (!g->short_rows || b->groups > 1) return CUPEL_OK;
    return cupel_import_complain(
        w->importer.error, w->importer.file, w->scan.text, g->short_row,
        "%zu cells in a table of %zu columns; every row wants a cell for every column, if an "
        "empty one",
        g->short_cells, g->columns);
}

/* Whether a line between two tables names a specimen. */
static bool names_specimen(const cupel_import_work *w, const cupel_block *b)
{
    for (size_t i = b->first; i < b->behind; i++) {
        const cupel_text_line *line = &w->scan.lines[i];
        char text[64];
        size_t used = 0;
        for (const char *p = line->text; p < line->end && !strchr(":=;,\t", *p) && used + 1 < sizeof text;
             p++)
            text[used++] = *p;
        text[used] = '\0';
        if (cupel_word_meant(CUPEL_WORD_SPECIMEN_TEXT, text)) return true;
    }
    return false;
}

/* Stamps of time count from the first of their own table: what they lack to count from that of the table
 * before. */
static double seconds_between(const cupel_column_facts *before, const cupel_column_facts *facts)
{
    const cupel_moment *a = &before->first, *b = &facts->first;
    if (!before->moments || !facts->moments) return 0;
    return (double)((b->day - a->day) * 86400 + b->second - a->second) + (b->fraction - a->fraction);
}

/* A table that goes on where the one before has ended, below a line of text or the heading once more: pages
 * of one test. */
static bool continues(const cupel_block *before, const cupel_block *b)
{
    if (before->grid->columns != b->grid->columns || before->grid->rows < 2 || !b->grid->rows) return false;
    if (!b->inherits && !same_headings(before, b)) return false;
    if (b->grid->after_blank || b->grid->parted) return false;
    if (b->behind > b->first + 1) return false; /* a header of its own */
    const size_t n = b->grid->columns;
    const double *values = before->grid->values;
    const cupel_column_facts *facts = before->grid->facts;
    if (facts->moments && facts->first.ambiguous && facts->first.day != b->grid->facts->first.day)
        return false;
    const double first = values[0], last = values[(before->grid->rows - 1) * n],
                 next = b->grid->values[0] + seconds_between(facts, b->grid->facts);
    const double step = (last - first) / (double)(before->grid->rows - 1);
    return first < last && next >= last && next <= last + 1000 * step + fabs(last);
}

static void join_facts(cupel_column_facts *to, const cupel_column_facts *from)
{
    if (!to->words) to->word = from->word, to->word_count = from->word_count, to->word_line = from->word_line;
    if (!to->bad) to->bad = from->bad, to->bad_count = from->bad_count;
    if (!to->moments) to->first = from->first;
    to->words += from->words;
    to->moments += from->moments;
}

/* Puts the rows of such a table behind those of the one before. */
static cupel_status join_pages(cupel_import_work *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->block_count; i++) {
        cupel_block *b = &w->blocks[i], *before = kept ? &w->blocks[kept - 1] : NULL;
        if (!before || !continues(before, b) || names_specimen(w, b)) {
            w->blocks[kept++] = *b;
            continue;
        }
        cupel_number_grid *to = &w->scan.grids[before->grid_number];
        const cupel_number_grid *from = b->grid;
        const size_t rows = to->rows + from->rows;
        if (rows > to->capacity) {
            double *values = cupel_resize(to->values, 2 * rows, to->columns * sizeof *values);
            if (!values) return cupel_out_of_memory(w->importer.error, "the numbers of a file");
            to->values = values;
            to->capacity = 2 * rows;
        }
        memcpy(to->values + to->rows * to->columns, from->values,
               from->rows * from->columns * sizeof *from->values);
        for (size_t c = 0; c < to->columns; c++) {
            const double shift = seconds_between(&to->facts[c], &from->facts[c]);
            for (size_t r = to->rows; r < rows && shift != 0; r++) to->values[r * to->columns + c] += shift;
            join_facts(&to->facts[c], &from->facts[c]);
        }
        to->rows = rows;
        to->cut |= from->cut;
        if (from->short_rows && !to->short_rows)
            to->short_rows = from->short_rows, to->short_row = from->short_row,
            to->short_cells = from->short_cells;
        REMARK(&w->importer, &before->remarks,
               "the table goes on at line %zu behind a break: taken as one test", from->first_line);
    }
    w->block_count = kept;
    return CUPEL_OK;
}

cupel_status cupel_blocks_find(cupel_import_work *w)
{
    cupel_status status = find_headings(w);
    if (!status) status = join_pages(w);
    return status ? status : find_asides(w);
}
