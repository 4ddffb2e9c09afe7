/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "testdata/import_header_line.h"

/* Lines of a header: "Thickness: 0.5 mm", "Dicke;0,5;mm", "#Thickness/mm;2.5", "厚度(mm)：0.5". */

enum { LONGEST_NAME = 60 };

/* ---- one entry ---- */

/* Whether a number can only be meant as it is read with this decimal sign. */
static bool is_certain(const char *text, size_t count, char decimal, char *other)
{
    switch (cupel_number_form_of(text, count, false)) {
    case CUPEL_NUMBER_WHOLE:
        return true;
    case CUPEL_NUMBER_POINT:
        *other = '.';
        return true;
    case CUPEL_NUMBER_COMMA:
        *other = ',';
        return true;
    case CUPEL_NUMBER_POINT3:
        return decimal == '.';
    case CUPEL_NUMBER_COMMA3:
        return decimal == ',';
    case CUPEL_NUMBER_NOT:
        break;
    }
    return false;
}

typedef enum reading { READ_NUMBER, READ_NONE, READ_UNSURE } reading;

/* The number at the begin of a value, and what stands behind it. */
static reading read_number(const cupel_importer *importer, const char *value, double *number,
                           const char **rest)
{
    const char *p = value;
    while (*p && !strchr(" \t", *p) && !(*p >= 'a' && *p <= 'z' && *p != 'e') &&
           !(*p >= 'A' && *p <= 'Z' && *p != 'E') && (unsigned char)*p < 0x80 && !strchr("%([\xc2", *p))
        p++;
    size_t length = (size_t)(p - value);
    while (length && strchr("eE", value[length - 1])) length--, p--;
    char decimal = importer->scan->dialect.decimal, sign = decimal;
    if (!length || cupel_number_form_of(value, length, false) == CUPEL_NUMBER_NOT) return READ_NONE;
    if (!is_certain(value, length, decimal, &sign)) return READ_UNSURE;
    if (!cupel_number_parse(value, length, sign, false, number)) return READ_NONE;
    while (*p == ' ' || *p == '\t') p++;
    *rest = p;
    return READ_NUMBER;
}

/* Makes a property of an entry that names one; otherwise nothing. */
static cupel_status try_property(cupel_importer *importer, cupel_draft *draft, const char *name,
                                 const char *value, const char *unit, size_t line)
{
    const char *plain, *own;
    if (!cupel_heading_part(name, importer->arena, &plain, &own))
        return cupel_out_of_memory(importer->error, "the header of a file");
    const cupel_word *word = cupel_quantity_meant(plain);
    if (!word && own) word = cupel_quantity_meant(name);
    if (!word) return CUPEL_OK;
    double number = NAN;
    const char *rest = "";
    const reading read = read_number(importer, value, &number, &rest);
    bool good = true;
    if (read == READ_NONE) {
        if (strpbrk(value, "0123456789"))
            good = cupel_remark(importer, &draft->remarks,
                                "header, line %zu: '%.40s' is no single number: %s left as text", line, value,
                                word->name);
        return good ? CUPEL_OK : cupel_out_of_memory(importer->error, "a remark");
    }
    if (read == READ_UNSURE) {
        good = cupel_remark(
            importer, &draft->remarks,
            "header, line %zu: '%.40s' can be read with a decimal point or comma: %s left as text", line,
            value, word->name);
        return good ? CUPEL_OK : cupel_out_of_memory(importer->error, "a remark");
    }
    const char *plus_minus = strstr(rest, "\xc2\xb1") ? strstr(rest, "\xc2\xb1") : strstr(rest, "+/-");
    if (plus_minus) { /* by which factor it is an uncertainty, it does not say */
        double spread;
        const char *behind = plus_minus + (*plus_minus == '+' ? 3 : 2);
        while (plus_minus > rest && plus_minus[-1] == ' ') plus_minus--;
        while (*behind == ' ') behind++;
        if (plus_minus > rest) /* "0.5 mm ± 0.1 mm" */
            rest = cupel_arena_copy_n(importer->arena, rest, (size_t)(plus_minus - rest));
        else if (read_number(importer, behind, &spread, &rest) != READ_NUMBER) /* "0.5 ± 0.1 mm" */
            rest = "";
        if (!rest) return cupel_out_of_memory(importer->error, "the header of a file");
    }
    const char *text = *rest ? rest : unit && *unit ? unit : own ? own : NULL;
    const char *meant = text ? cupel_unit_meant(text, strlen(text), word, importer->arena) : NULL;
    if (!text && word->assumed) {
        meant = word->assumed;
        good = cupel_remark(importer, &draft->remarks, "header, line %zu: %s has no unit: %s assumed", line,
                            word->name, meant);
    }
    if (!text && !meant && strcmp(word->unit, "1") == 0) meant = "1";
    if (good && !meant && text)
        good = cupel_remark(importer, &draft->remarks,
                            "header, line %zu: '%.40s' is no known unit: %s left as text%s", line, text,
                            word->name, cupel_unit_hint(text, word, importer->arena));
    else if (good && !meant)
        good = cupel_remark(importer, &draft->remarks,
                            "header, line %zu: %s has no unit: left as text; give it in specimen.yaml", line,
                            word->name);
    else if (good && !cupel_unit_convertible(meant, word->unit)) {
        good = cupel_remark(importer, &draft->remarks,
                            "header, line %zu: '%s' is no unit of %s: left as text", line, meant, word->name);
        meant = NULL;
    }
    if (!good) return cupel_out_of_memory(importer->error, "a remark");
    double si;
    if (!meant || cupel_unit_convert(number, meant, word->unit, word->difference, &si, NULL)) return CUPEL_OK;
    char origin[40];
    snprintf(origin, sizeof origin, "header, line %zu", line);
    cupel_draft_property(importer, draft, word, si, NAN, origin);
    return CUPEL_OK;
}

static void try_text(cupel_importer *importer, cupel_draft *draft, const char *name, const char *value)
{
    const cupel_word *word = cupel_word_meant(CUPEL_WORD_SPECIMEN_TEXT, name);
    const bool of_specimen = word != NULL;
    if (!word) word = cupel_word_meant(CUPEL_WORD_TEST_TEXT, name);
    if (!word || !*value) return;
    const cupel_pair *pairs = of_specimen ? draft->specimen_texts : draft->test_texts;
    const size_t count = of_specimen ? draft->test.specimen_text_count : draft->test.test_text_count;
    for (size_t i = 0; i < count; i++)
        if (strcmp(pairs[i].name, word->name) == 0) { /* the first stands */
            if (strcmp(pairs[i].value, value) != 0 &&
                !cupel_remark(importer, &draft->remarks,
                              "%s is '%.60s'; '%.60s' of the header is kept beside it", word->name,
                              pairs[i].value, value))
                draft->failed = true;
            return;
        }
    cupel_draft_set_text(importer, draft, of_specimen, word->name, value);
}

cupel_status cupel_header_entry(cupel_importer *importer, cupel_draft *draft, const char *name,
                                const char *value, const char *unit, size_t line)
{
    try_text(importer, draft, name, value);
    const char *shown = unit && *unit ? cupel_arena_format(importer->arena, "%s %s", value, unit) : value;
    if (!shown) return cupel_out_of_memory(importer->error, "the header of a file");
    bool taken = false; /* as a text under that very name */
    for (size_t i = 0; i < draft->test.test_text_count; i++)
        taken |=
            strcmp(draft->test_texts[i].name, name) == 0 && strcmp(draft->test_texts[i].value, shown) == 0;
    if (!taken) cupel_draft_text(importer, draft, false, name, shown);
    return try_property(importer, draft, name, value, unit, line);
}

/* ---- one line ---- */

/* Bytes of the sign between name and value at `p`: "=", ":" and its wide form, but not within "10:30". */
static size_t equals(const char *text, const char *p)
{
    if (strncmp(p, "\xef\xbc\x9a", 3) == 0) return 3;
    if (*p == '=') return 1;
    if (*p != ':') return 0;
    const bool clock = p > text && p[-1] >= '0' && p[-1] <= '9' && p[1] >= '0' && p[1] <= '9';
    const bool path = p[1] == '\\' || p[1] == '/';
    return clock || path ? 0 : 1;
}

/* Parts "name: value"; false when there is no such sign behind a name. */
static bool part_entry(const char *text, cupel_arena *arena, const char **name, const char **value)
{
    for (const char *p = text; *p; p++) {
        const size_t length = equals(text, p);
        if (!length) continue;
        const char *end = p, *rest = p + length;
        while (end > text && strchr(" \t\"", end[-1])) end--;
        while (*rest == ' ' || *rest == '\t') rest++;
        const bool quoted = *rest == '"';
        rest += quoted;
        size_t count = strlen(rest);
        while (count && strchr(quoted ? " \t\"" : " \t", rest[count - 1])) count--;
        if (end == text) return false;
        *name = cupel_arena_copy_n(arena, text, (size_t)(end - text));
        *value = cupel_arena_copy_n(arena, rest, count);
        return *name && *value;
    }
    return false;
}

static bool ends_as_name(const char *text)
{
    const size_t n = strlen(text);
    return n && (text[n - 1] == ':' || text[n - 1] == '=' ||
                 (n >= 3 && strcmp(text + n - 3, "\xef\xbc\x9a") == 0));
}

/* A unit in a cell of its own. "5 mm" is one to udunits; here it is what a decimal comma has cut off. */
static bool is_unit(const cupel_importer *importer, const char *text)
{
    if (*text >= '0' && *text <= '9' && strcmp(text, "1") != 0) return false;
    return strlen(text) < 24 && cupel_unit_meant(text, strlen(text), NULL, importer->arena);
}

/* "Thickness 0.5 mm": a word and a number with nothing but blanks between. */
static bool part_by_number(const char *text, cupel_arena *arena, const char **name, const char **value)
{
    if (strlen(text) > 200) return false;
    for (const char *p = strchr(text, ' '); p; p = strchr(p + 1, ' ')) {
        const char *rest = p;
        while (*rest == ' ') rest++;
        if (!(*rest >= '0' && *rest <= '9')) continue;
        const char *head = cupel_arena_copy_n(arena, text, (size_t)(p - text)), *plain, *unit;
        if (!head || !cupel_heading_part(head, arena, &plain, &unit)) return false;
        if (!cupel_quantity_meant(plain)) continue;
        *name = head;
        *value = cupel_arena_copy(arena, rest);
        return *value != NULL;
    }
    return false;
}

/* Of "Operator;Smith;J." the last cell is no unit. */
static bool begins_as_number(const char *value)
{
    return (*value >= '0' && *value <= '9') || (*value && strchr("+-.,", *value)) ||
           strncmp(value, "\xe2\x88\x92", 3) == 0;
}

/* name, value, unit from so many cells; more cells are part of the value. */
static cupel_status cells_entry(cupel_importer *importer, cupel_draft *draft, const cupel_header_line *line,
                                size_t first, size_t count)
{
    const char *name = cupel_header_name(line->cells[first], importer->arena);
    while (count > 1 && !*line->cells[first + count - 1]) count--;
    while (count > 1 && !*line->cells[first + 1]) first++, count--; /* "Thickness;;0.5;mm" */
    const char *value = count > 1 ? line->cells[first + 1] : "", *unit = NULL;
    if (count == 3 && begins_as_number(line->cells[first + 2]) && is_unit(importer, value)) {
        unit = value; /* "Thickness;mm;0.5" */
        value = line->cells[first + 2];
    }
    if (!name) return cupel_out_of_memory(importer->error, "the header of a file");
    if (count == 3 && !unit && begins_as_number(value) && is_unit(importer, line->cells[first + 2]))
        unit = line->cells[first + 2];
    for (size_t i = 2; i < count && !unit && value; i++)
        if (*line->cells[first + i])
            value = cupel_arena_format(importer->arena, "%s; %s", value, line->cells[first + i]);
    if (!value) return cupel_out_of_memory(importer->error, "the header of a file");
    return *name ? cupel_header_entry(importer, draft, name, value, unit, line->number) : CUPEL_OK;
}

/* "name: value" in one cell, or in the whole line when the value holds the separator. */
static cupel_status colon_entry(cupel_importer *importer, cupel_draft *draft, const char *text, size_t line,
                                bool *done)
{
    const char *name, *value;
    *done = part_entry(text, importer->arena, &name, &value) && *value;
    if (!*done) return CUPEL_OK;
    name = cupel_header_name(name, importer->arena);
    if (!name) return cupel_out_of_memory(importer->error, "the header of a file");
    return *name ? cupel_header_entry(importer, draft, name, value, NULL, line) : CUPEL_OK;
}

/* All cells are entries of their own: "Width: 12.5 mm;Thickness: 0.5 mm". */
static bool are_entries(const cupel_importer *importer, const cupel_header_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        const char *name, *value;
        if (!*line->cells[i]) continue;
        if (!part_entry(line->cells[i], importer->arena, &name, &value) || !*value) return false;
    }
    return line->count > 1;
}

static cupel_status read_entries(cupel_importer *importer, cupel_draft *draft, const cupel_header_line *line)
{
    bool done = false;
    cupel_status status = CUPEL_OK;
    if (are_entries(importer, line)) {
        for (size_t i = 0; i < line->count && !status; i++)
            status = colon_entry(importer, draft, line->cells[i], line->number, &done);
        return status;
    }
    const char *name, *value;
    const bool colon = part_entry(line->cells[0], importer->arena, &name, &value) && *value;
    if (colon) {
        const bool unit = begins_as_number(value) && line->count == 2 && is_unit(importer, line->cells[1]);
        name = cupel_header_name(name, importer->arena);
        if (!name) return cupel_out_of_memory(importer->error, "the header of a file");
        if (unit) return cupel_header_entry(importer, draft, name, value, line->cells[1], line->number);
        return colon_entry(importer, draft, line->whole, line->number, &done);
    }
    if (line->count == 1) {
        if (part_by_number(line->whole, importer->arena, &name, &value))
            return cupel_header_entry(importer, draft, name, value, NULL, line->number);
        char own[32];
        snprintf(own, sizeof own, "line %zu", line->number);
        cupel_draft_text(importer, draft, false, own, line->whole);
        return CUPEL_OK;
    }
    /* "Width:;12.5;mm;Thickness:;0.5;mm" */
    size_t first = 0;
    for (size_t i = 1; i <= line->count && !status; i++) {
        const bool next =
            i < line->count && i > first + 1 &&
            (ends_as_name(line->cells[i]) || (line->count > 3 && cupel_quantity_meant(line->cells[i]) &&
                                              cupel_quantity_meant(line->cells[first])));
        if (i < line->count && !next) continue;
        status = cells_entry(importer, draft, line, first, i - first);
        first = i;
    }
    return status;
}

/* ---- small tables: names in one line, values below ---- */

static bool is_number(const cupel_importer *importer, const char *text)
{
    const cupel_cell cell = {text, strlen(text), false};
    return cupel_cell_kind_of(&cell, importer->scan->dialect.separator) == CUPEL_CELL_NUMBER;
}

/* Whether the cells are names throughout, of quantities most of all: "Specimen;Width [mm];Thickness [mm]". */
static bool are_names(const cupel_importer *importer, const cupel_header_line *line)
{
    size_t quantities = 0, texts = 0;
    if (line->count < 2) return false;
    for (size_t i = 0; i < line->count; i++) /* the cheap question first */
        if (strlen(line->cells[i]) > LONGEST_NAME || ends_as_name(line->cells[i]) ||
            is_number(importer, line->cells[i]))
            return false;
    for (size_t i = 0; i < line->count; i++) {
        const char *plain, *unit;
        if (!cupel_heading_part(line->cells[i], importer->arena, &plain, &unit)) return false;
        if (cupel_quantity_meant(plain) || cupel_quantity_meant(line->cells[i]))
            quantities++;
        else
            texts += cupel_word_meant(CUPEL_WORD_SPECIMEN_TEXT, plain) != NULL ||
                     cupel_word_meant(CUPEL_WORD_TEST_TEXT, plain) != NULL;
    }
    return quantities && (quantities > 1 || quantities + texts == line->count);
}

/* Whether the quantities of such a line have numbers in this one. */
static bool holds_values(const cupel_importer *importer, const cupel_header_line *names,
                         const cupel_header_line *line)
{
    size_t numbers = 0;
    if (line->count < 2 || line->count > names->count) return false;
    for (size_t i = 0; i < line->count; i++) {
        const char *plain, *unit;
        if (!cupel_heading_part(names->cells[i], importer->arena, &plain, &unit)) return false;
        if (!*line->cells[i] || !cupel_quantity_meant(plain)) continue;
        if (!is_number(importer, line->cells[i])) return false;
        numbers++;
    }
    return numbers > 0;
}

/* Reads such a table, whose names stand in line `at`; `*rows` gets how many lines of values it has. With
 * several it is not clear which is this specimen: they are kept as texts. */
static cupel_status read_table(cupel_importer *importer, cupel_draft *draft, const cupel_header_line *names,
                               size_t at, size_t end, size_t *rows)
{
    cupel_header_line line;
    for (*rows = 0; at + 1 + *rows < end; ++*rows)
        if (!cupel_header_line_read(importer, &importer->scan->lines[at + 1 + *rows], &line) ||
            !holds_values(importer, names, &line))
            break;
    for (size_t r = 0; r < *rows; r++) {
        if (!cupel_header_line_read(importer, &importer->scan->lines[at + 1 + r], &line))
            return cupel_out_of_memory(importer->error, "the header of a file");
        for (size_t i = 0; i < line.count; i++) {
            if (!*line.cells[i]) continue;
            cupel_status status = CUPEL_OK;
            if (*rows == 1)
                status =
                    cupel_header_entry(importer, draft, names->cells[i], line.cells[i], NULL, line.number);
            else
                cupel_draft_text(importer, draft, false, names->cells[i], line.cells[i]);
            if (status) return status;
        }
    }
    if (*rows > 1 &&
        !cupel_remark(importer, &draft->remarks,
                      "header, line %zu: a table of %zu specimens, and which of them this is is not "
                      "told: left as text",
                      names->number, *rows))
        return cupel_out_of_memory(importer->error, "a remark");
    return CUPEL_OK;
}

cupel_status cupel_header_read(cupel_importer *importer, size_t first, size_t end, cupel_draft *draft)
{
    for (size_t i = first; i < end && draft->test.test_text_count < CUPEL_IMPORT_TEXTS; i++) {
        cupel_header_line line;
        if (!cupel_header_line_read(importer, &importer->scan->lines[i], &line))
            return cupel_out_of_memory(importer->error, "the header of a file");
        if (!line.count) continue;
        size_t rows = 0;
        cupel_status status = CUPEL_OK;
        if (are_names(importer, &line)) status = read_table(importer, draft, &line, i, end, &rows);
        if (!status && !rows) status = read_entries(importer, draft, &line);
        if (status) return status;
        i += rows;
    }
    return draft->failed ? cupel_out_of_memory(importer->error, "the header of a file") : CUPEL_OK;
}
