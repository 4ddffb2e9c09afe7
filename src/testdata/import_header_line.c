/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import_header_line.h"

#include <string.h>

const cupel_word *cupel_quantity_meant(const char *name)
{
    const cupel_word *word = cupel_word_meant(CUPEL_WORD_SPECIMEN, name);
    return word ? word : cupel_word_meant(CUPEL_WORD_CONDITION, name);
}

const char *cupel_header_name(const char *text, cupel_arena *arena)
{
    while (*text && (strchr("#%*!;> \t\"", *text) || strncmp(text, "//", 2) == 0))
        text += *text == '/' ? 2 : 1;
    size_t count = strlen(text);
    while (count && strchr(" \t:=\"", text[count - 1])) count--;
    if (count >= 3 && memcmp(text + count - 3, "\xef\xbc\x9a", 3) == 0) count -= 3;
    return cupel_arena_copy_n(arena, text, count);
}

/* Whether commas part a line of a file that has no separator of its own: "Thickness,35,um". A comma may be a
 * decimal one, or stand in a sentence. */
static bool is_parted_by_commas(const cupel_importer *importer, const char *text, size_t length)
{
    const char *comma = memchr(text, ',', length);
    if (!comma || importer->scan->dialect.decimal == ',') return false;
    const cupel_cell cell = {text, (size_t)(comma - text), false};
    const char *name = cupel_cell_text(&cell, importer->arena), *plain, *unit;
    if (!name || strlen(name) > 80 || strpbrk(name, ":=") || strstr(name, "\xef\xbc\x9a")) return false;
    name = cupel_header_name(name, importer->arena);
    if (!name || !cupel_heading_part(name, importer->arena, &plain, &unit)) return false;
    return cupel_quantity_meant(plain) || cupel_quantity_meant(name) ||
           cupel_word_meant(CUPEL_WORD_SPECIMEN_TEXT, name) || cupel_word_meant(CUPEL_WORD_TEST_TEXT, name);
}

/* "Width: 12.5 mm   Thickness: 0.5 mm": one cell parted at gaps of two blanks or more, if that makes entries
 * only. */
static size_t split_at_gaps(cupel_cell cells[CUPEL_HEADER_CELLS])
{
    cupel_cell parts[CUPEL_HEADER_CELLS];
    const char *p = cells[0].text, *end = p + cells[0].count;
    size_t count = 0;
    while (p < end && count < CUPEL_HEADER_CELLS) {
        const char *q = p;
        while (q < end && !(end - q > 1 && q[0] == ' ' && q[1] == ' ')) q++;
        if (!memchr(p, ':', (size_t)(q - p))) break;
        parts[count++] = (cupel_cell){p, (size_t)(q - p), false};
        for (p = q; p < end && *p == ' ';) p++;
    }
    if (p < end || count < 2) return 1;
    memcpy(cells, parts, count * sizeof *cells);
    return count;
}

bool cupel_header_line_read(cupel_importer *importer, const cupel_text_line *line, cupel_header_line *out)
{
    cupel_cell cells[CUPEL_HEADER_CELLS];
    const char *behind;
    const char separator = importer->scan->dialect.separator;
    size_t length = (size_t)(line->end - line->text);
    if (length > CUPEL_IMPORT_TEXT_BYTES) {
        length = CUPEL_IMPORT_TEXT_BYTES;
        while (length && ((unsigned char)line->text[length] & 0xc0) == 0x80) length--;
    }
    const char *end = line->text + length;
    while (length && strchr(" \t", line->text[length - 1])) length--;
    const cupel_cell whole = {line->text, length, false};
    out->number = line->number;
    out->whole = cupel_cell_text(&whole, importer->arena);
    const char *text = line->text;
    while (text < end && *text == '#') text++;
    /* the header may have another separator than the numbers; blanks part words too */
    const bool own = separator != ' ' && separator && memchr(line->text, separator, length);
    const char parts = own                                                 ? separator
                       : memchr(line->text, '\t', length)                  ? '\t'
                       : memchr(line->text, ';', length)                   ? ';'
                       : is_parted_by_commas(importer, line->text, length) ? ','
                       : separator == ' '                                  ? 0
                                                                           : separator;
    out->count = cupel_cells_split(text, end, parts, cells, CUPEL_HEADER_CELLS, &behind);
    if (out->count > CUPEL_HEADER_CELLS) out->count = CUPEL_HEADER_CELLS;
    if (out->count == 1) out->count = split_at_gaps(cells);
    while (out->count && !cells[out->count - 1].count) out->count--;
    for (size_t i = 0; i < out->count; i++)
        if (!(out->cells[i] = cupel_cell_text(&cells[i], importer->arena))) return false;
    return out->whole != NULL;
}
