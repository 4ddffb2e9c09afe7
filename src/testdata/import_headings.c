/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "testdata/import_parts.h"

enum { HEADING_ROWS = 4, LONGEST_HEADING = 200 }; /* lines above the numbers that are looked at; bytes */

const char *cupel_cell_text(const cupel_cell *cell, cupel_arena *arena)
{
    char *copy = cupel_arena_alloc(arena, cell->count + 1, 1);
    if (!copy) return NULL;
    size_t used = 0;
    for (size_t i = 0; i < cell->count; i++) {
        const char *at = cell->text + i;
        const size_t left = cell->count - i;
        const size_t wide = left >= 2 && memcmp(at, "\xc2\xa0", 2) == 0       ? 2
                            : left >= 3 && memcmp(at, "\xe3\x80\x80", 3) == 0 ? 3
                                                                              : 0;
        if (wide) i += wide - 1; /* blanks that are wide or do not break */
        const char c = *at == 0x7f || wide ? ' ' : *at;
        copy[used++] = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
        if (c == '"' && cell->quoted && i + 1 < cell->count && cell->text[i + 1] == '"') i++;
    }
    copy[used] = '\0';
    return copy;
}

/* ---- name and unit of one heading ---- */

static const char *trimmed(const char *text, size_t count, cupel_arena *arena)
{
    while (count && strchr(" \t_-,;:", *text) && *text) text++, count--;
    while (count && strchr(" \t_,;:/", text[count - 1])) count--;
    return cupel_arena_copy_n(arena, text, count);
}

static bool names_channel(const char *text, size_t count, const char *unit, cupel_arena *arena)
{
    const char *name = cupel_arena_copy_n(arena, text, count);
    const cupel_word *word = name ? cupel_word_meant(CUPEL_WORD_CHANNEL, name) : NULL;
    if (!word && name) word = cupel_word_meant(CUPEL_WORD_SPECIMEN, name);
    if (!word && name) word = cupel_word_meant(CUPEL_WORD_CONDITION, name);
    if (!word || !word->unit) return false;
    const char *meant = unit ? cupel_unit_meant(unit, strlen(unit), word, arena) : NULL;
    return !unit || (meant && cupel_unit_convertible(meant, word->unit));
}

static size_t opener(const char *p, const char **closing)
{
    static const char *const pairs[][2] = {{"(", ")"},
                                           {"[", "]"},
                                           {"{", "}"},
                                           {"<", ">"},
                                           {"\xef\xbc\x88", "\xef\xbc\x89"},
                                           {"\xe3\x80\x90", "\xe3\x80\x91"},
                                           {"\xe3\x80\x94", "\xe3\x80\x95"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strncmp(p, pairs[i][0], strlen(pairs[i][0])) == 0) {
            *closing = pairs[i][1];
            return strlen(pairs[i][0]);
        }
    return 0;
}

/* Whether a text in brackets is the symbol of what stands before them and no unit: "Force (F)", "Time (t)".
 */
static bool is_own_symbol(const char *name, size_t name_count, const char *text, size_t count,
                          cupel_arena *arena)
{
    const char *before = trimmed(name, name_count, arena), *symbol = cupel_arena_copy_n(arena, text, count);
    const cupel_word *word = before ? cupel_word_meant(CUPEL_WORD_CHANNEL, before) : NULL;
    if (!word || !word->unit || !symbol || cupel_word_meant(CUPEL_WORD_CHANNEL, symbol) != word) return false;
    const char *meant = cupel_unit_meant(text, count, word, arena);
    return !meant || !cupel_unit_convertible(meant, word->unit);
}

/* "Force (N) 1", "力（kN）": the last brackets that hold a unit. */
static bool part_brackets(const char *text, cupel_arena *arena, const char **name, const char **unit)
{
    bool found = false;
    for (const char *p = text; *p; p++) {
        const char *closing;
        const size_t open = opener(p, &closing);
        if (!open) continue;
        int depth = 1;
        const char *q = p + open;
        for (; *q; q++) {
            const char *other;
            if (strncmp(q, closing, strlen(closing)) == 0 && --depth == 0) break;
            if (opener(q, &other) && other == closing) depth++;
        }
        /* "力（N)": the brackets need not be of one width */
        if (!*q && strcmp(closing, "\xef\xbc\x89") == 0 && strchr(p, ')')) q = strchr(p, ')'), closing = ")";
        if (!*q && strcmp(closing, ")") == 0 && strstr(p, "\xef\xbc\x89"))
            q = strstr(p, "\xef\xbc\x89"), closing = "\xef\xbc\x89";
        if (!*q) continue;
        const size_t length = (size_t)(q - p) - open;
        if (!cupel_unit_meant(p + open, length, NULL, arena)) {
            const char *before = trimmed(text, (size_t)(p - text), arena);
            const cupel_word *word = before ? cupel_word_meant(CUPEL_WORD_CHANNEL, before) : NULL;
            if (!word || !cupel_unit_meant(p + open, length, word, arena)) continue;
        }
        if (is_own_symbol(text, (size_t)(p - text), p + open, length, arena)) continue;
        const char *rest = q + strlen(closing);
        const char *before = trimmed(text, (size_t)(p - text), arena),
                   *after = trimmed(rest, strlen(rest), arena);
        if (!before || !after || (!*before && !*after)) continue;
        *name = *after ? cupel_arena_format(arena, "%s%s%s", before, *before ? " " : "", after) : before;
        *unit = cupel_arena_copy_n(arena, p + open, length);
        found = true;
        p = q + strlen(closing) - 1;
    }
    return found;
}

/* "Time/ms", "Load, kN", "Kraft in N", "Force_N": at a sign from the left, so that a unit may hold a slash.
 * With `sure` false the name has to be that of a channel that the unit fits. */
static bool part_at(const char *text, const char *sign, bool sure, cupel_arena *arena, const char **name,
                    const char **unit)
{
    for (int pass = 0; pass < (sure ? 2 : 1); pass++)
        for (const char *p = strstr(text, sign); p; p = strstr(p + 1, sign)) {
            const char *tail = p + strlen(sign);
            const size_t head = (size_t)(p - text);
            if (!head || !*tail || !cupel_unit_meant(tail, strlen(tail), NULL, arena)) continue;
            if (pass == 0 && !names_channel(text, head, tail, arena)) continue;
            if (pass == 1 && cupel_unit_meant(text, head, NULL, arena))
                continue; /* "mm/s" is a unit itself */
            *name = trimmed(text, head, arena);
            *unit = cupel_arena_copy(arena, tail);
            if (*name && **name) return true;
        }
    return false;
}

bool cupel_heading_part(const char *text, cupel_arena *arena, const char **name, const char **unit)
{
    *name = text;
    *unit = NULL;
    if (strlen(text) > LONGEST_HEADING) return true; /* words, no heading */
    if (part_brackets(text, arena, name, unit)) return *name && *unit;
    if (part_at(text, "/", true, arena, name, unit) ||
        part_at(text, "\xef\xbc\x8f", true, arena, name, unit) ||
        part_at(text, ",", true, arena, name, unit) ||
        part_at(text, "\xef\xbc\x8c", true, arena, name, unit) ||
        part_at(text, " in ", true, arena, name, unit) || part_at(text, "_", false, arena, name, unit) ||
        part_at(text, " ", false, arena, name, unit))
        return *name && *unit;
    *name = text;
    *unit = NULL;
    return true;
}

/* ---- rows of headings ---- */

typedef struct heading_row {
    cupel_cell cells[CUPEL_IMPORT_COLUMNS];
    size_t count; /* without empty ones at the end              */
    size_t raw;   /* with them                                  */
    size_t known; /* that mean channels                         */
    size_t filled;
    size_t bracketed; /* that hold a unit in brackets or so       */
    bool words;       /* none is a number                           */
    bool units;       /* all are units                              */
} heading_row;

/* Whether the cells from `at` on, joined, are one heading: their number; 0 when they are none. */
static size_t joined(const cupel_cell *cells, size_t count, cupel_arena *arena)
{
    for (size_t n = count < 5 ? count : 5; n > 0; n--) {
        const cupel_cell whole = {cells[0].text,
                                  (size_t)(cells[n - 1].text + cells[n - 1].count - cells[0].text), false};
        const char *text = cupel_cell_text(&whole, arena), *name, *unit;
        if (!text || !cupel_heading_part(text, arena, &name, &unit)) return 0;
        const cupel_word *word = cupel_word_meant(CUPEL_WORD_CHANNEL, name);
        if (word && (n == 1 || unit || cupel_word_meant(CUPEL_WORD_CHANNEL, text))) return n;
    }
    return 0;
}

/* A line of a file parted by blanks holds headings of several words: they are put together where single
 * words are too many. */
static void join_words(heading_row *row, size_t columns, cupel_arena *arena)
{
    if (row->count <= columns) return;
    heading_row *r = row;
    size_t used = 0;
    for (size_t i = 0; i < r->count;) { /* "Time (s)" */
        cupel_cell cell = r->cells[i++];
        while (i < r->count && strchr("([{", r->cells[i].text[0]) && r->cells[i].count)
            cell.count = (size_t)(r->cells[i].text + r->cells[i].count - cell.text), i++;
        r->cells[used++] = cell;
    }
    r->count = used;
    if (used <= columns) return;
    cupel_cell *cells = cupel_arena_alloc(arena, used, sizeof *cells);
    if (!cells) return;
    size_t put = 0;
    for (size_t i = 0; i < used;) {
        size_t n = joined(r->cells + i, used - i, arena);
        if (!n) n = 1;
        const cupel_cell *last = &r->cells[i + n - 1];
        cells[put++] =
            (cupel_cell){r->cells[i].text, (size_t)(last->text + last->count - r->cells[i].text), false};
        i += n;
    }
    if (put == columns) {
        memcpy(r->cells, cells, put * sizeof *cells);
        r->count = put;
    }
}

static void look_at_cells(const cupel_importer *importer, heading_row *row)
{
    size_t units = 0, named = 0;
    row->words = true;
    for (size_t i = 0; i < row->count; i++) {
        const cupel_cell *cell = &row->cells[i];
        if (!cell->count) continue;
        row->filled++;
        const cupel_cell_kind kind = cupel_cell_kind_of(cell, importer->scan->dialect.separator);
        if (kind == CUPEL_CELL_NUMBER || kind == CUPEL_CELL_MOMENT) row->words = false;
        const char *text = cupel_cell_text(cell, importer->arena), *name, *unit;
        if (!text || !cupel_heading_part(text, importer->arena, &name, &unit)) return;
        const cupel_word *word = cupel_word_meant(CUPEL_WORD_CHANNEL, name);
        /* "Force (N)" would be one to udunits, to which force is a unit */
        const bool is_unit =
            !unit && strlen(text) <= 24 && cupel_unit_meant(text, strlen(text), NULL, importer->arena);
        row->known += word != NULL;
        row->bracketed += unit != NULL;
        units += is_unit;
        named += word && !is_unit;
    }
    /* "segments mm kN Sec": one may be something else */
    row->units = units && (units == row->filled || (!named && 3 * units >= 2 * row->filled));
}

static void read_row(const cupel_importer *importer, const cupel_text_line *line, size_t columns,
                     heading_row *row)
{
    const char separator = importer->scan->dialect.separator, *behind, *text = line->text;
    /* "# time, force", "// time, force": the sign of a comment */
    while (text < line->end && *text && strchr("#%!", *text)) text++;
    if (line->end - text > 2 && memcmp(text, "//", 2) == 0) text += 2;
    row->raw = cupel_cells_split(text, line->end, separator, row->cells, CUPEL_IMPORT_COLUMNS, &behind);
    if (row->raw > CUPEL_IMPORT_COLUMNS) row->raw = 0;
    row->count = row->raw;
    while (row->count && !row->cells[row->count - 1].count) row->count--;
    if (separator == ' ' || separator == 0) join_words(row, columns, importer->arena);
    look_at_cells(importer, row);
}

static bool fits(const heading_row *row, size_t columns)
{
    return row->words && row->count <= columns &&
           (row->count == columns || row->raw >= columns || row->units);
}

/* A line "Operator;Smith" above a grid of two columns is no heading. */
static bool is_entry(const heading_row *row, cupel_arena *arena)
{
    if (row->count > 3 || row->known || row->bracketed || row->units) return false;
    const char *text = cupel_cell_text(&row->cells[0], arena);
    if (!text) return false;
    const size_t length = strlen(text);
    if (strchr(text, ':') || strstr(text, "\xef\xbc\x9a") || (length && text[0] == '#')) return true;
    for (int kind = CUPEL_WORD_SPECIMEN; kind <= CUPEL_WORD_TEST_TEXT; kind++)
        if (cupel_word_meant((cupel_word_kind)kind, text)) return true;
    return false;
}

static bool set_heading(cupel_heading *h, const heading_row *names, const heading_row *units, size_t i,
                        cupel_arena *arena)
{
    *h = (cupel_heading){.original = "", .name = "", .place = NULL};
    if (names && i < names->count) {
        h->place = names->cells[i].text;
        h->original = cupel_cell_text(&names->cells[i], arena);
        if (!h->original || !cupel_heading_part(h->original, arena, &h->name, &h->unit)) return false;
    }
    if (!h->unit && units && i < units->count && units->cells[i].count)
        h->unit = cupel_cell_text(&units->cells[i], arena);
    return true;
}

/* Whether a row of units says something else than the names above it do: "Time (s)" over "ms". */
static cupel_status check_units(cupel_importer *importer, const cupel_heading *headings, size_t columns,
                                const heading_row *units)
{
    cupel_arena *arena = importer->arena;
    for (size_t i = 0; units && i < columns && i < units->count; i++) {
        const char *text = cupel_cell_text(&units->cells[i], arena), *own = headings[i].unit;
        if (!own || !text || !*text || strcmp(own, text) == 0) continue;
        const char *a = cupel_unit_meant(own, strlen(own), NULL, arena),
                   *b = cupel_unit_meant(text, strlen(text), NULL, arena);
        double factor;
        if (!a || !b || (!cupel_unit_convert(1, a, b, true, &factor, NULL) && fabs(factor - 1) < 1e-9))
            continue;
        return cupel_import_complain(importer->error, importer->file, importer->scan->text,
                                     units->cells[i].text,
                                     "'%.24s' in the row of units, and '%.24s' in the heading above: one of "
                                     "them is wrong",
                                     text, own);
    }
    return CUPEL_OK;
}

/* Names above groups of columns; an empty cell belongs to the name left of it. */
static void set_groups(cupel_heading *headings, size_t columns, const heading_row *row, cupel_arena *arena)
{
    const char *group = NULL;
    for (size_t i = 0; i < columns; i++) {
        if (i < row->count && row->cells[i].count) group = cupel_cell_text(&row->cells[i], arena);
        headings[i].group = group;
    }
}

static bool headings_repeat(const cupel_heading *headings, size_t columns)
{
    for (size_t i = 1; i < columns; i++)
        for (size_t k = 0; k < i && k < 64; k++)
            if (*headings[i].name && strcmp(headings[i].name, headings[k].name) == 0) return true;
    return false;
}

/* ---- which row is what ---- */

typedef struct rows {
    heading_row row[HEADING_ROWS]; /* upwards from the numbers           */
    size_t count;
    const heading_row *names, *units, *groups;
    size_t used; /* rows that are headings             */
} rows;

/* Cells of a row of units in which the channel above can be given. */
static size_t units_that_fit(const heading_row *names, const heading_row *units, cupel_arena *arena)
{
    size_t fitting = 0;
    for (size_t i = 0; i < names->count && i < units->count; i++) {
        const char *name = cupel_cell_text(&names->cells[i], arena),
                   *unit = cupel_cell_text(&units->cells[i], arena);
        fitting += name && unit && *unit && names_channel(name, strlen(name), unit, arena);
    }
    return fitting;
}

/* The row that names most channels; of rows that name none the one above the units, else the lowest. */
static void find_names(const cupel_importer *importer, size_t columns, rows *r)
{
    size_t best = HEADING_ROWS;
    for (size_t i = 0; i < r->count && i < 3; i++) {
        const heading_row *row = &r->row[i], *old = best < HEADING_ROWS ? &r->row[best] : NULL;
        if (!old && row->count == 1 && columns > 1) continue; /* a note below the headings */
        if (!fits(row, columns) || (i && is_entry(row, importer->arena))) break;
        if (i && !old && !row->known) break;
        if (!old || row->known > old->known ||
            (old->units && !row->units && row->known >= old->known && row->count == columns))
            best = i;
    }
    if (best == HEADING_ROWS) return;
    const heading_row *names = &r->row[best];
    if (names->units && names->known < names->filled) { /* "s,N,mm" and no names */
        r->units = names;
        r->used = best + 1;
        return;
    }
    const bool lonely = columns == 1 && !names->known && !names->bracketed;
    if (is_entry(names, importer->arena) || lonely) return;
    r->names = names;
    r->used = best + 1;
    size_t most = 0;
    for (size_t i = 0; i < best; i++) { /* symbols such as t, F, e are units as well */
        const size_t fitting = r->row[i].units ? units_that_fit(names, &r->row[i], importer->arena) : 0;
        if (r->row[i].units && (!r->units || fitting > most)) r->units = &r->row[i], most = fitting;
    }
    const heading_row *above = best + 1 < r->count ? &r->row[best + 1] : NULL;
    /* of names with units of their own it is a row of specimens: "A-1" reads as a unit, too */
    if (!r->units && !names->bracketed && above && above->units && fits(above, columns)) {
        r->units = above;
        r->used++;
    }
}

static bool may_be_groups(const cupel_importer *importer, const heading_row *row, size_t columns)
{
    return row->words && row->count <= columns && row->filled > 1 && !is_entry(row, importer->arena);
}

/* Names of two rows: what the lower one leaves empty stands above. Only where the one above names channels
 * over the gaps. */
static bool fill_gaps(cupel_heading *headings, size_t columns, const heading_row *above,
                      const heading_row *units, cupel_arena *arena)
{
    bool filled = false;
    if (!above->words || above->count > columns || !above->known) return false;
    for (size_t i = 0; i < above->count; i++) {
        if (*headings[i].original || !above->cells[i].count) continue;
        cupel_heading one;
        if (!set_heading(&one, above, units, i, arena) || !cupel_word_meant(CUPEL_WORD_CHANNEL, one.name))
            continue;
        headings[i] = one;
        filled = true;
    }
    return filled;
}

/* Too many or too few headings: numbers may stand under the wrong name. */
static cupel_status check_width(cupel_importer *importer, const cupel_number_grid *grid, const rows *r)
{
    const heading_row *row = &r->row[r->row[0].units && r->count > 1 ? 1 : 0];
    if (!r->count || !row->words || row->known + row->bracketed < 2) return CUPEL_OK;
    if (row->count == 1 && grid->columns >= CUPEL_IMPORT_MAP_COLUMNS) return CUPEL_OK; /* "Height [um]" */
    const char *text = importer->scan->text;
    if (row->count > grid->columns)
        return cupel_import_complain(importer->error, importer->file, text, grid->first,
                                     "%zu cells below a heading of %zu: a column is missing", grid->columns,
                                     row->count);
    if (row->raw >= grid->columns) return CUPEL_OK;
    return cupel_import_complain(importer->error, importer->file, text, grid->first,
                                 "%zu cells below a heading of %zu%s", grid->columns, row->count,
                                 importer->scan->dialect.separator == ','
                                     ? ": decimal commas in a file parted by commas cannot be told apart; "
                                       "export with semicolons, tabs or quotes"
                                     : "; every column wants a heading");
}

static cupel_status find(cupel_importer *importer, const cupel_number_grid *grid, size_t first, rows *r,
                         cupel_heading *headings)
{
    const size_t columns = grid->columns, end = grid->lines_before;
    for (; r->count < HEADING_ROWS && end - r->count > first; r->count++)
        read_row(importer, &importer->scan->lines[end - 1 - r->count], columns, &r->row[r->count]);
    find_names(importer, columns, r);
    if (!r->names) {
        for (size_t i = 0; i < columns; i++)
            if (!set_heading(&headings[i], NULL, r->units, i, importer->arena))
                return cupel_out_of_memory(importer->error, "the headings of a file");
        return check_width(importer, grid, r);
    }
    for (size_t i = 0; i < columns; i++)
        if (!set_heading(&headings[i], r->names, r->units, i, importer->arena))
            return cupel_out_of_memory(importer->error, "the headings of a file");
    const cupel_status status = check_units(importer, headings, columns, r->units);
    if (status) return status;
    for (const heading_row *row = r->row; row < r->names; row++)
        if (row != r->units) (void)fill_gaps(headings, columns, row, r->units, importer->arena);
    const heading_row *above = r->used < r->count ? &r->row[r->used] : NULL;
    if (above && fill_gaps(headings, columns, above, r->units, importer->arena)) {
        r->used++;
        above = NULL;
    }
    if (above && headings_repeat(headings, columns) && may_be_groups(importer, above, columns)) {
        set_groups(headings, columns, above, importer->arena);
        r->used++;
    }
    return CUPEL_OK;
}

cupel_status cupel_headings_find(cupel_importer *importer, const cupel_number_grid *grid, size_t first,
                                 cupel_heading **out, size_t *behind)
{
    cupel_heading *headings = cupel_arena_alloc(importer->arena, grid->columns, sizeof *headings);
    rows *r = cupel_alloc(1, sizeof *r);
    const cupel_status status = headings && r
                                    ? find(importer, grid, first, r, headings)
                                    : cupel_out_of_memory(importer->error, "the headings of a file");
    if (!status) {
        *out = headings;
        *behind = grid->lines_before - r->used;
    }
    free(r);
    return status;
}
