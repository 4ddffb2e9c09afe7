/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "testdata/import_scanner.h"
#include "testdata/vocabulary.h"

/* Where a grid of numbers begins, and how wide it is. */

enum { AHEAD = 64 /* lines that tell how wide a grid is */ };

cupel_number_grid *cupel_scanner_grid(const cupel_scanner *s)
{
    return &s->out->grids[s->out->grid_count - 1];
}

/* Cells of the line of text above, or (`up` 1) of the one above that, when they are words; 0 otherwise. */
static size_t heading_above(cupel_scanner *s, size_t up)
{
    const cupel_scan *out = s->out;
    const size_t first = out->grid_count ? cupel_scanner_grid(s)->lines_before : 0;
    if (out->line_count < first + 1 + up) return 0;
    const cupel_text_line *line = &out->lines[out->line_count - 1 - up];
    static const size_t most = CUPEL_IMPORT_COLUMNS;
    const char *behind;
    size_t count = cupel_cells_split(line->text, line->end, out->dialect.separator, s->cells, most, &behind);
    if (count > most) return 0;
    while (count && !s->cells[count - 1].count) count--;
    for (size_t i = 0; i < count; i++) {
        const cupel_cell_kind kind = cupel_cell_kind_of(&s->cells[i], out->dialect.separator);
        if (kind == CUPEL_CELL_NUMBER || kind == CUPEL_CELL_MOMENT) return 0;
    }
    return count;
}

/* Whether the words of a line above name channels; s->cells holds them. `*id_column` gets the one that names
 * specimens, from 1. */
static bool names_channels(const cupel_scanner *s, size_t count, size_t *id_column)
{
    size_t known = 0;
    *id_column = 0;
    for (size_t i = 0; i < count; i++) {
        char text[160];
        size_t n = s->cells[i].count < sizeof text - 1 ? s->cells[i].count : sizeof text - 1;
        memcpy(text, s->cells[i].text, n);
        text[n] = '\0';
        text[strcspn(text, "([/,")] = '\0';
        known += cupel_word_meant(CUPEL_WORD_CHANNEL, text) != NULL;
        const cupel_word *word = cupel_word_meant(CUPEL_WORD_SPECIMEN_TEXT, text);
        if (word && !*id_column && strcmp(word->name, "id") == 0) *id_column = i + 1;
    }
    return known > 0;
}

/* A row with words, below a heading of channels. */
static bool is_labelled_row(cupel_scanner *s, size_t count, size_t *width)
{
    size_t numbers = 0, words = 0;
    while (count && !s->cells[count - 1].count) count--;
    for (size_t i = 0; i < count; i++) {
        const cupel_cell_kind kind = cupel_cell_kind_of(&s->cells[i], s->out->dialect.separator);
        if (kind == CUPEL_CELL_BAD && i > 0) return false;
        numbers += kind == CUPEL_CELL_NUMBER;
        words += kind == CUPEL_CELL_WORD || kind == CUPEL_CELL_BAD;
    }
    *width = count;
    return numbers && words && count > 1;
}

/* A row of data with a remark behind its numbers, of the width of a heading of channels. */
static bool is_remarked_row(const cupel_scanner *s, size_t count)
{
    size_t numbers = 0;
    for (size_t i = 0; i < count; i++) {
        const cupel_cell_kind kind = cupel_cell_kind_of(&s->cells[i], s->out->dialect.separator);
        if (i == 0 && kind != CUPEL_CELL_NUMBER && kind != CUPEL_CELL_MOMENT) return false;
        if (kind == CUPEL_CELL_BAD) return false;
        numbers += kind == CUPEL_CELL_NUMBER || kind == CUPEL_CELL_MOMENT;
    }
    return numbers > 1;
}

/* A row of marks only; one of dashes underlines a heading. */
static bool is_row_of_marks(const cupel_scanner *s, size_t count, size_t *width)
{
    size_t marks = 0;
    while (count && !s->cells[count - 1].count) count--;
    for (size_t i = 0; i < count; i++) {
        const cupel_cell_kind kind = cupel_cell_kind_of(&s->cells[i], s->out->dialect.separator);
        if (kind != CUPEL_CELL_BLANK && kind != CUPEL_CELL_MISSING && kind != CUPEL_CELL_OVERLOAD)
            return false;
        marks += kind != CUPEL_CELL_BLANK && s->cells[i].text[0] != '-';
    }
    *width = count;
    return marks > 0 && count > 1;
}

/* Whether a grid begins at this line; `*columns` gets its width. One line alone begins none, unless a heading
 * of its width stands above. */
bool cupel_grid_begins(cupel_scanner *s, size_t *columns)
{
    const char separator = s->out->dialect.separator;
    const char *p = s->p, *behind;
    size_t width = 0, rows = 0, first = 0, numbers = 0;
    bool labelled = false;
    const size_t above = heading_above(s, 1);
    if (!above || !names_channels(s, above, &s->id_column)) s->id_column = 0; /* above a row of units */
    size_t id_column;
    const size_t heading = heading_above(s, 0);
    const bool named = heading && names_channels(s, heading, &id_column);
    if (named) s->id_column = id_column;
    for (size_t seen = 0; seen < AHEAD && p < s->out->end; seen++) {
        const size_t count =
            cupel_cells_split(p, s->out->end, separator, s->cells, CUPEL_IMPORT_COLUMNS, &behind);
        size_t w = 0;
        if (count > CUPEL_IMPORT_COLUMNS) return false;
        bool data =
            cupel_line_is_data(s->cells, count, separator, &w) && (w > 1 || s->out->dialect.single || rows);
        if (!data && s->labelled && named && is_labelled_row(s, count, &w)) data = labelled = true;
        if (!data && named && count == heading && is_remarked_row(s, count)) data = true, w = count;
        const bool marks = !data && is_row_of_marks(s, count, &w);
        if (!data && !marks) break;
        numbers += data;
        if (!rows) first = w;
        if (w > width) width = w;
        rows++;
        p = cupel_line_next(behind, s->out->end);
        if (rows == 1 && seen == 0 && w < 1) return false;
    }
    if (!numbers) return false;
    if (labelled && heading < first) return false;
    *columns = heading >= first && width > heading ? heading : width;
    return rows > 1 || heading == first || named;
}
