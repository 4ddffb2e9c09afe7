/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "testdata/import_parts.h"

#define REMARK(...)                                                                                          \
    do {                                                                                                     \
        if (!cupel_remark(importer, remarks, __VA_ARGS__))                                                   \
            return cupel_out_of_memory(importer->error, "a remark");                                         \
    } while (0)

/* ---- what is in a column ---- */

static void count_numbers(const cupel_number_grid *grid, size_t *numbers)
{
    for (size_t r = 0; r < grid->rows; r++)
        for (size_t c = 0; c < grid->columns; c++)
            numbers[c] += isnan(grid->values[r * grid->columns + c]) ? 0 : 1;
}

static const char *label(const cupel_heading *heading, size_t column, cupel_arena *arena)
{
    const char *text = *heading->original ? cupel_arena_format(arena, "column '%.60s'", heading->original)
                                          : cupel_arena_format(arena, "column %zu", column + 1);
    return text ? text : "a column";
}

/* Columns of words and of nothing are left out; words among numbers are masked, what begins as a number and
 * is none is refused. */
static cupel_status check_contents(cupel_importer *importer, const cupel_number_grid *grid, size_t c,
                                   size_t numbers, cupel_column *column, cupel_remarks *remarks)
{
    const cupel_column_facts *facts = &grid->facts[c];
    const char *name = label(column->heading, c, importer->arena);
    if (numbers == 0) {
        column->out = true;
        if (facts->words || facts->bad)
            REMARK("%s holds words, no numbers: left out", name);
        else if (*column->heading->name)
            REMARK("%s holds no number: left out", name);
        return CUPEL_OK;
    }
    if (facts->bad)
        return cupel_import_complain(importer->error, importer->file, importer->scan->text, facts->bad,
                                     "'%.*s' is no number",
                                     (int)(facts->bad_count < 40 ? facts->bad_count : 40), facts->bad);
    if (facts->moments && facts->moments < numbers)
        return cupel_import_complain(importer->error, importer->file, importer->scan->text, grid->first,
                                     "%s holds both numbers and dates", name);
    if (facts->ambiguous)
        return cupel_import_complain(
            importer->error, importer->file, importer->scan->text, facts->ambiguous,
            "the date '%.*s' can be read with the day, the month or the year first; export with dates as "
            "2026-03-02",
            (int)(facts->ambiguous_count < 40 ? facts->ambiguous_count : 40), facts->ambiguous);
    if (facts->moments && !facts->first.timed) {
        column->out = true;
        REMARK("%s holds dates without a time of day: left out", name);
    } else if (facts->moments) {
        REMARK("%s holds times of day: taken as seconds since the first", name);
    }
    if (facts->words && !facts->moments)
        REMARK("%zu cell%s of %s %s words, first '%.*s' in line %zu: masked", facts->words,
               facts->words == 1 ? "" : "s", name, facts->words == 1 ? "holds" : "hold",
               (int)(facts->word_count < 40 ? facts->word_count : 40), facts->word, facts->word_line);
    return CUPEL_OK;
}

/* ---- which channel it is ---- */

typedef struct fitting {
    const char *unit; /* as the file has it */
    cupel_arena *arena;
} fitting;

/* A detector may give its signal in any unit. */
static bool takes_any_unit(const cupel_word *word)
{
    return strcmp(word->name, "signal") == 0;
}

static bool fits(const cupel_word *word, const void *self)
{
    const fitting *f = self;
    if (takes_any_unit(word)) return true;
    const char *meant = cupel_unit_meant(f->unit, strlen(f->unit), word, f->arena);
    return meant && cupel_unit_convertible(meant, word->unit);
}

/* A name of letters, digits and underscores from a heading; NULL when nothing of it is left. */
static const char *slug(const char *text, cupel_arena *arena)
{
    char out[64];
    size_t used = 0;
    for (; *text && used + 1 < sizeof out; text++) {
        const char c = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text;
        const bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9' && used);
        if (good)
            out[used++] = c;
        else if (used && out[used - 1] != '_' && (unsigned char)c < 0x80)
            out[used++] = '_';
    }
    while (used && out[used - 1] == '_') used--;
    out[used] = '\0';
    return used ? cupel_arena_copy(arena, out) : NULL;
}

/* What "Strain 1 (corrected)" and "Tensile strain (Strain 1)" mean: without the brackets, if need be. */
static const cupel_word *meaning(const char *name, const fitting *f, cupel_arena *arena)
{
    const cupel_word *word = f->unit ? cupel_word_meant_by(CUPEL_WORD_CHANNEL, name, fits, f)
                                     : cupel_word_meant(CUPEL_WORD_CHANNEL, name);
    const char *bracket = strpbrk(name, "([");
    if (word || !bracket || bracket == name) return word;
    const char *before = cupel_arena_copy_n(arena, name, (size_t)(bracket - name));
    if (!before) return NULL;
    return f->unit ? cupel_word_meant_by(CUPEL_WORD_CHANNEL, before, fits, f)
                   : cupel_word_meant(CUPEL_WORD_CHANNEL, before);
}

static const char *option_unit(const cupel_importer *importer, const cupel_heading *heading,
                               const char *channel)
{
    const char *const *units = importer->options ? importer->options->units : NULL;
    for (; units && *units; units++) {
        const char *equals = strchr(*units, '=');
        if (!equals) continue;
        const size_t length = (size_t)(equals - *units);
        const char *names[] = {heading->original, heading->name, channel};
        for (size_t i = 0; i < 3; i++)
            if (names[i] && strlen(names[i]) == length && length && memcmp(names[i], *units, length) == 0)
                return equals + 1;
    }
    return NULL;
}

static cupel_status misfit(cupel_importer *importer, const cupel_number_grid *grid,
                           const cupel_column *column, size_t c, const cupel_word *word)
{
    const char *place = column->heading->place ? column->heading->place : grid->first;
    return cupel_import_complain(
        importer->error, importer->file, importer->scan->text, place,
        "%s is a %s, and '%.24s' is no unit of that: shifted columns? allowed: units of "
        "%s, or another channel for it by columns in specimen.yaml",
        label(column->heading, c, importer->arena), word->name, column->heading->unit, word->unit);
}

/* People call a change of length a strain and the other way round: there the unit decides. */
static const cupel_word *sibling(const cupel_word *word, const char *unit, cupel_arena *arena)
{
    static const char *const pairs[][2] = {{"strain", "extension"},
                                           {"extension", "strain"},
                                           {"crosshead_strain", "displacement"},
                                           {"displacement", "crosshead_strain"},
                                           {"width_strain", "width_change"},
                                           {"width_change", "width_strain"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (strcmp(word->name, pairs[i][0]) != 0) continue;
        const cupel_word *other = cupel_word_named(CUPEL_WORD_CHANNEL, pairs[i][1]);
        const char *meant = cupel_unit_meant(unit, strlen(unit), other, arena);
        if (meant && cupel_unit_convertible(meant, other->unit)) return other;
    }
    return NULL;
}

/* A letter or two stand for many things: where the unit does not fit it is another one. */
static bool is_symbol(const char *name)
{
    return strlen(name) <= 2 && (unsigned char)name[0] < 0x80;
}

/* Sets word and unit of the numbers. */
static cupel_status find_word(cupel_importer *importer, const cupel_number_grid *grid, size_t c,
                              cupel_column *column, cupel_remarks *remarks)
{
    const cupel_heading *h = column->heading;
    const char *name = label(h, c, importer->arena);
    const char *mapped = cupel_specimen_entry(importer, "columns", h, c + 1, NULL);
    fitting f = {h->unit, importer->arena};
    if (mapped && strcmp(mapped, "-") == 0) {
        column->out = true;
        return CUPEL_OK;
    }
    if (mapped) {
        column->word = cupel_word_named(CUPEL_WORD_CHANNEL, mapped);
        column->name = column->word ? column->word->name : mapped;
    } else if (*h->name) {
        column->word = meaning(h->name, &f, importer->arena);
        const cupel_word *other =
            column->word || !f.unit ? NULL : meaning(h->name, &(fitting){NULL, f.arena}, f.arena);
        const char *given = option_unit(importer, h, other ? other->name : NULL);
        if (!given) given = cupel_specimen_entry(importer, "units", h, c + 1, other ? other->name : NULL);
        const bool known = f.unit && cupel_unit_meant(f.unit, strlen(f.unit), other, f.arena);
        const cupel_word *near = other && !given && known ? sibling(other, f.unit, f.arena) : NULL;
        if (near) {
            REMARK("%s is in units of %s: taken as %s", name, near->unit, near->name);
            other = near;
        }
        if (other && !near && !given && known && is_symbol(h->name)) other = NULL;
        if (other && !near && !given && known) return misfit(importer, grid, column, c, other);
        if (other) column->word = other;
    }
    const char *given = option_unit(importer, h, column->word ? column->word->name : NULL);
    if (!given)
        given = cupel_specimen_entry(importer, "units", h, c + 1, column->word ? column->word->name : NULL);
    const char *text = given ? given : h->unit;
    column->from = text ? cupel_unit_meant(text, strlen(text), column->word, importer->arena) : NULL;
    if (given && !column->from)
        CUPEL_FAIL(importer->error, CUPEL_EINVAL, "'%.40s' for %s is no known unit%s", given, name,
                   cupel_unit_hint(given, column->word, importer->arena));
    if (given && h->unit && strcmp(given, h->unit) != 0)
        REMARK("%s: unit %s as told, although the file says %.24s", name, given, h->unit);
    if (given && column->word && !takes_any_unit(column->word) &&
        !cupel_unit_convertible(column->from, column->word->unit))
        CUPEL_FAIL(importer->error, CUPEL_EINVAL, "'%.40s' is no unit of %s, which %s is taken for", given,
                   column->word->name, name);
    if (mapped && !given && column->word && column->from && !takes_any_unit(column->word) &&
        !cupel_unit_convertible(column->from, column->word->unit))
        return misfit(importer, grid, column, c, column->word);
    if (text && !column->from)
        REMARK("%s: '%.24s' is no known unit: taken as missing%s", name, text,
               cupel_unit_hint(text, column->word, importer->arena));
    return CUPEL_OK;
}

/* Whether it needs no remark that one text was taken for the other. */
static bool same_unit_text(const char *text, const char *meant)
{
    double factor;
    return strstr(text, meant) || strcmp(meant, "1") == 0 ||
           (cupel_unit_convert(1, text, meant, true, &factor, NULL) == CUPEL_OK && factor == 1);
}

/* Numbers that a spreadsheet has for dates and times: days since 1900, of these years, within two days. */
static bool are_days(const cupel_number_grid *grid, size_t c)
{
    double least = INFINITY, most = -INFINITY;
    for (size_t r = 0; r < grid->rows; r++) {
        const double value = grid->values[r * grid->columns + c];
        if (value < least) least = value;
        if (value > most) most = value;
    }
    return least > 25000 && most < 80000 && most - least < 2 && most > least;
}

static bool ends_in_brackets(const char *name)
{
    const size_t count = strlen(name);
    return count && strchr(")]", name[count - 1]) && strpbrk(name, "([");
}

/* Sets the SI unit, or what is to be done without a unit. */
static cupel_status find_unit(cupel_importer *importer, const cupel_number_grid *grid, size_t c, bool moments,
                              cupel_column *column, cupel_remarks *remarks)
{
    const cupel_heading *h = column->heading;
    const char *name = label(h, c, importer->arena);
    if (moments) {
        column->from = column->unit = "s";
        return CUPEL_OK;
    }
    if (column->from && h->unit && !same_unit_text(h->unit, column->from))
        REMARK("%s: unit '%.24s' taken as %s", name, h->unit, column->from);
    const bool assumed = !column->from && column->word && column->word->assumed;
    if (assumed && strcmp(column->word->assumed, "1") == 0) {
        column->from = "1"; /* a number of cycles, whatever is said */
    } else if (assumed && are_days(grid, c)) {
        REMARK("%s has no unit, and its numbers may be a spreadsheet's days: no unit assumed", name);
    } else if (assumed && !h->unit && !ends_in_brackets(h->name)) { /* "Time (ticks)" is in no seconds */
        column->from = column->word->assumed;
        REMARK("%s has no unit: %s assumed", name, column->from);
    }
    if (!column->from) {
        column->unit = "1";
        return CUPEL_OK;
    }
    if (column->word && !takes_any_unit(column->word)) {
        column->unit = column->word->unit;
        return CUPEL_OK;
    }
    column->unit = cupel_unit_si_name(column->from);
    if (!column->unit) {
        column->unit = column->from;
        REMARK("%s: kept in %s", name, column->from);
    }
    return CUPEL_OK;
}

static cupel_status find_column(cupel_importer *importer, const cupel_number_grid *grid, size_t c,
                                size_t numbers, cupel_column *column, cupel_remarks *remarks)
{
    cupel_status status = check_contents(importer, grid, c, numbers, column, remarks);
    if (status || column->out) return status;
    const bool moments = column->moments = grid->facts[c].moments > 0;
    if (moments) {
        const char *mapped = cupel_specimen_entry(importer, "columns", column->heading, c + 1, NULL);
        column->word = cupel_word_named(CUPEL_WORD_CHANNEL, mapped ? mapped : "time");
    } else if ((status = find_word(importer, grid, c, column, remarks)) || column->out) {
        return status;
    }
    if (!column->name) {
        const char *own = slug(column->heading->name, importer->arena);
        column->name = column->word ? column->word->name
                       : own        ? own
                                    : cupel_arena_format(importer->arena, "column_%zu", c + 1);
    }
    if (!column->name) return cupel_out_of_memory(importer->error, "the columns of a file");
    return find_unit(importer, grid, c, moments, column, remarks);
}

/* Columns that merely count the rows need no remark. */
static bool is_row_number(const char *name)
{
    static const char *const names[] = {"No",   "No.",  "Nr", "Nr.", "Index", "Point", "序号",
                                        "編号", "番号", "#",  "n",   "Line",  "Row",   "Sample"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

/* One remark for all columns that no word is known for. */
static cupel_status remark_unknown(cupel_importer *importer, const cupel_column *columns, size_t count,
                                   cupel_remarks *remarks)
{
    char list[300];
    size_t used = 0, unknown = 0, unnamed = 0;
    for (size_t i = 0; i < count; i++) {
        if (columns[i].out || columns[i].word || columns[i].moments ||
            is_row_number(columns[i].heading->name))
            continue;
        unnamed += !*columns[i].heading->name;
        if (unknown++ < 6)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%.40s", used ? ", " : "",
                                     columns[i].name);
        if (used >= sizeof list) used = sizeof list - 1;
    }
    if (unknown && unnamed == unknown)
        REMARK("%zu column%s no heading: kept as %s%s; columns in specimen.yaml can say what they are, by "
               "their numbers",
               unknown, unknown == 1 ? " has" : "s have", list, unknown > 6 ? ", …" : "");
    else if (unknown)
        REMARK(
            "%zu column%s no known channel%s: kept as %s%s; columns in specimen.yaml can say what they are",
            unknown, unknown == 1 ? " is" : "s are", unknown == 1 ? "" : "s", list, unknown > 6 ? ", …" : "");
    return CUPEL_OK;
}

/* ---- neighbours ---- */

static bool has_time_in_numbers(const cupel_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!columns[i].out && !columns[i].moments && columns[i].word &&
            strcmp(columns[i].word->name, "time") == 0)
            return true;
    return false;
}

/* Words whose meaning depends on what stands beside them: a position beside a force is the crosshead's and no
 * place on a profile, a change of length over temperature is a dilatometer's and no extensometer's. */
static const struct {
    const char *word, *beside, *without, *meant; /* without: none of these (separated by |) is there */
} senses[] = {
    {"position", "force", "displacement|height", "displacement"},
    {"position", "stress", "displacement|height", "displacement"},
    {"diagonal", "time", "displacement|extension|diagonal_2|hardness", "displacement"},
    {"displacement", "height", "force|stress|position", "position"},
    {"length_change", "force", "extension", "extension"},
    {"extension", "temperature", "force|stress|length_change", "length_change"},
};

static bool is_among(const cupel_column *columns, size_t count, const char *names)
{
    for (size_t i = 0; i < count; i++) {
        if (columns[i].out || !columns[i].word) continue;
        const char *name = columns[i].word->name, *at = strstr(names, name);
        const size_t length = strlen(name);
        for (; at; at = strstr(at + 1, name))
            if ((at == names || at[-1] == '|') && (!at[length] || at[length] == '|')) return true;
    }
    return false;
}

static cupel_status settle_one(cupel_importer *importer, cupel_column *columns, size_t count, size_t i,
                               cupel_remarks *remarks)
{
    cupel_column *c = &columns[i];
    for (size_t k = 0; k < sizeof senses / sizeof *senses; k++) {
        if (strcmp(c->name, senses[k].word) != 0 || strcmp(c->word->name, senses[k].word) != 0) continue;
        if (!is_among(columns, count, senses[k].beside) || is_among(columns, count, senses[k].without))
            continue;
        c->word = cupel_word_named(CUPEL_WORD_CHANNEL, senses[k].meant);
        c->name = c->word->name;
        REMARK("%s stands beside a %s: taken as %s", label(c->heading, i, importer->arena), senses[k].beside,
               senses[k].meant);
        return CUPEL_OK;
    }
    return CUPEL_OK;
}

static cupel_status settle(cupel_importer *importer, cupel_column *columns, size_t count,
                           cupel_remarks *remarks)
{
    for (size_t i = 0; i < count; i++) {
        cupel_column *c = &columns[i];
        if (c->out || !c->word || cupel_specimen_entry(importer, "columns", c->heading, i + 1, NULL))
            continue;
        if (c->moments && has_time_in_numbers(columns, count)) {
            c->name = "clock";
            c->word = NULL;
            continue;
        }
        const cupel_status status = settle_one(importer, columns, count, i, remarks);
        if (status) return status;
        const bool force = is_among(columns, count, "force|stress"),
                   crosshead = is_among(columns, count, "displacement");
        if (force && !crosshead && strcmp(c->name, "extension") == 0 &&
            strncmp(c->heading->name, "Extension", 9) == 0)
            REMARK("%s is taken as that of an extensometer; if it is the crosshead's, say so by columns in "
                   "specimen.yaml",
                   label(c->heading, i, importer->arena));
    }
    return CUPEL_OK;
}

/* Whether a column is meant by what is told of one, by its heading, channel or number. */
static bool is_told_of(const cupel_column *columns, size_t count, const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++) {
        char place[24];
        snprintf(place, sizeof place, "%zu", i + 1);
        const cupel_heading *h = columns[i].heading;
        const char *names[] = {h->original, h->name, columns[i].name,
                               columns[i].word ? columns[i].word->name : NULL, place};
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (names[k] && strlen(names[k]) == length && memcmp(names[k], name, length) == 0) return true;
    }
    return false;
}

/* What is told of columns that are not there: a slip, or a specimen.yaml for several files. */
static cupel_status remark_unused(cupel_importer *importer, const cupel_column *columns, size_t count,
                                  cupel_remarks *remarks)
{
    static const char *const mappings[] = {"columns", "units"};
    const char **headings = cupel_arena_alloc(importer->arena, count, sizeof *headings);
    if (!headings) return cupel_out_of_memory(importer->error, "the columns of a file");
    for (size_t i = 0; i < count; i++) headings[i] = columns[i].heading->name;
    const char *const *units = importer->options ? importer->options->units : NULL;
    for (; units && *units; units++)
        if (!is_told_of(columns, count, *units, strcspn(*units, "=")))
            REMARK("no column is called as in --units '%.60s'", *units);
    for (size_t m = 0; m < 2 && importer->specimen; m++) {
        const cupel_node *node = cupel_node_get(importer->specimen, mappings[m]);
        for (size_t i = 0; node && node->kind == CUPEL_NODE_MAPPING && i < node->count; i++) {
            const char *name = node->keys[i]->text;
            if (is_told_of(columns, count, name, strlen(name))) continue;
            const char *near = cupel_nearest(name, headings, count);
            REMARK("no column is called '%.60s', of which specimen.yaml tells under %s%s%.60s%s", name,
                   mappings[m], near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
        }
    }
    return CUPEL_OK;
}

cupel_status cupel_columns_find(cupel_importer *importer, const cupel_number_grid *grid,
                                const cupel_heading *headings, cupel_remarks *remarks, cupel_column **out,
                                size_t *groups)
{
    const size_t count = grid->columns;
    cupel_column *columns = cupel_arena_alloc(importer->arena, count, sizeof *columns);
    size_t *numbers = cupel_arena_alloc(importer->arena, count, sizeof *numbers);
    if (!columns || !numbers) return cupel_out_of_memory(importer->error, "the columns of a file");
    count_numbers(grid, numbers);
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < count && !status; i++) {
        columns[i].heading = &headings[i];
        columns[i].group_name = headings[i].group;
        status = find_column(importer, grid, i, numbers[i], &columns[i], remarks);
    }
    if (!status) status = settle(importer, columns, count, remarks);
    if (!status) status = remark_unknown(importer, columns, count, remarks);
    if (!status) status = remark_unused(importer, columns, count, remarks);
    if (status) return status;
    *groups = cupel_groups_find(columns, count);
    *out = columns;
    status = cupel_names_number(importer, columns, count);
    for (size_t i = 0; i < count && !status; i++)
        if (!columns[i].out && columns[i].word && strcmp(columns[i].name, columns[i].word->name) != 0)
            REMARK("%s is one more %s: kept as %s", label(columns[i].heading, i, importer->arena),
                   columns[i].word->name, columns[i].name);
    return status;
}
