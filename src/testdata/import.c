/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "testdata/import_decode.h"
#include "testdata/import_parts.h"

enum { LARGEST_FILE = 256 << 20, MAP_COLUMNS = 8 };

#define REMARK(importer, remarks, ...)                                                                       \
    do {                                                                                                     \
        if (!cupel_remark((importer), (remarks), __VA_ARGS__))                                               \
            return cupel_out_of_memory((importer)->error, "a remark");                                       \
    } while (0)

/* A grid that holds a test, with what belongs to it. */
typedef struct block {
    const cupel_number_grid *grid;
    size_t first, behind; /* lines of its header                                            */
    size_t grid_number;
    cupel_heading *headings;
    cupel_column *columns;
    size_t groups;         /* tests side by side; 0: one                                     */
    cupel_remarks remarks; /* on its columns                                                 */
    bool inherits;         /* headings of the block before                                   */
    bool aside;            /* a small table of results, not of samples                       */
    cupel_draft header;    /* what the lines of its header say; empty for an aside */
    bool map;              /* one channel: a map of heights                                  */
    const cupel_heading *map_heading;
} block;

typedef struct work {
    cupel_importer importer;
    cupel_decoded decoded;
    cupel_dialect_found found;
    cupel_scan scan;
    block *blocks;
    size_t block_count;
    cupel_remarks remarks; /* on the file */
    cupel_draft *drafts;
    size_t draft_count;
} work;

static bool unnamed(const cupel_heading *headings, size_t columns)
{
    for (size_t i = 0; i < columns; i++)
        if (*headings[i].name) return false;
    return true;
}

static bool same_headings(const block *a, const block *b)
{
    if (a->grid->columns != b->grid->columns) return false;
    for (size_t i = 0; i < a->grid->columns; i++)
        if (strcmp(a->headings[i].original, b->headings[i].original) != 0) return false;
    return true;
}

/* ---- which grids are tests ---- */

/* A small table with headings of its own beside a large one holds results, not samples. */
static void find_asides(work *w)
{
    const block *largest = w->blocks;
    for (size_t i = 1; i < w->block_count; i++)
        if (w->blocks[i].grid->rows > largest->grid->rows) largest = &w->blocks[i];
    for (size_t i = 0; i < w->block_count; i++) {
        block *b = &w->blocks[i];
        const bool small = b->grid->rows * 10 <= largest->grid->rows && b->grid->rows <= 20;
        b->aside = small && !b->inherits && !same_headings(b, largest);
    }
}

static cupel_status find_headings(work *w)
{
    const cupel_scan *scan = &w->scan;
    w->blocks = cupel_arena_alloc(w->importer.arena, scan->grid_count, sizeof *w->blocks);
    if (!w->blocks) return cupel_out_of_memory(w->importer.error, "the tables of a file");
    size_t first = 0;
    for (size_t i = 0; i < scan->grid_count; i++) {
        block *b = &w->blocks[w->block_count];
        *b = (block){.grid = &scan->grids[i], .first = first, .grid_number = i};
        const cupel_status status =
            cupel_headings_find(&w->importer, b->grid, first, &b->headings, &b->behind);
        if (status) return status;
        const block *before = i ? b - 1 : NULL;
        if (before && unnamed(b->headings, b->grid->columns) && before->grid->columns == b->grid->columns) {
            b->headings = before->headings;
            b->inherits = true;
        }
        first = b->grid->lines_before;
        w->block_count++;
    }
    return CUPEL_OK;
}

/* ---- a small table as entries of the header ---- */

static cupel_status enter_aside(work *w, const block *b, cupel_draft *draft)
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

/* ---- maps ---- */

/* A grid of many columns under no heading, or under the one of its heights: "Height [um]". */
static void find_map(work *w, block *b)
{
    if (b->grid->columns < MAP_COLUMNS || !unnamed(b->headings, b->grid->columns) || b->grid->rows < 2)
        return;
    b->map = true;
    for (size_t i = b->grid->lines_before; i > b->first && b->grid->lines_before - i < 2; i--) {
        const cupel_text_line *line = &w->scan.lines[i - 1];
        const cupel_cell cell = {line->text, (size_t)(line->end - line->text), false};
        cupel_heading *h = cupel_arena_alloc(w->importer.arena, 1, sizeof *h);
        const char *text = cupel_cell_text(&cell, w->importer.arena);
        if (!h || !text || strlen(text) > 80 ||
            !cupel_heading_part(text, w->importer.arena, &h->name, &h->unit))
            return;
        const cupel_word *word = cupel_word_meant(CUPEL_WORD_CHANNEL, h->name);
        if (!word || strcmp(word->name, "height") != 0) continue;
        h->original = text;
        b->map_heading = h;
        return;
    }
}

/* The unit of a map: of its heading, told, or of a line "Z unit: um". */
static const char *map_unit(const work *w, const block *b, const cupel_draft *draft)
{
    static const cupel_heading none = {.original = "height", .name = "height"};
    const cupel_word *word = cupel_word_named(CUPEL_WORD_CHANNEL, "height");
    const char *told = cupel_specimen_entry(&w->importer, "units", &none, 0, "height");
    const char *const *units = w->importer.options ? w->importer.options->units : NULL;
    for (; units && *units; units++)
        if (strncmp(*units, "height=", 7) == 0) told = *units + 7;
    if (!told && b->map_heading) told = b->map_heading->unit;
    if (told) return cupel_unit_meant(told, strlen(told), word, w->importer.arena);
    for (size_t i = 0; i < draft->test.test_text_count; i++) {
        const cupel_pair *pair = &draft->test_texts[i];
        const bool unit = strstr(pair->name, "nit") || strstr(pair->name, "inheit") ||
                          strstr(pair->name, "单位") || strstr(pair->name, "単位");
        const char *meant =
            unit ? cupel_unit_meant(pair->value, strlen(pair->value), word, w->importer.arena) : NULL;
        if (meant && cupel_unit_convertible(meant, "m") && !strstr(pair->name, "X") &&
            !strstr(pair->name, "Y"))
            return meant;
    }
    return NULL;
}

static cupel_status add_map(work *w, const block *b, cupel_draft *draft)
{
    const cupel_number_grid *grid = b->grid;
    const size_t count = grid->rows * grid->columns;
    double *values = cupel_arena_alloc(w->importer.arena, count, sizeof *values);
    unsigned char *mask = cupel_arena_alloc(w->importer.arena, count, 1);
    cupel_channel *channel = cupel_arena_alloc(w->importer.arena, 1, sizeof *channel);
    if (!values || !mask || !channel) return cupel_out_of_memory(w->importer.error, "a map");
    const char *unit = map_unit(w, b, draft);
    cupel_scaling scaling = {1, 0, 0};
    if (unit) {
        const cupel_status status = cupel_scaling_find(unit, "m", false, &scaling, w->importer.error);
        if (status) return status;
    }
    bool masked = false;
    for (size_t i = 0; i < count; i++) {
        mask[i] = (unsigned char)cupel_value_kind(grid->values[i]);
        masked |= mask[i] != CUPEL_SAMPLE_GOOD;
        values[i] = mask[i] == CUPEL_SAMPLE_GOOD ? cupel_scaling_apply(&scaling, grid->values[i]) : NAN;
    }
    *channel = (cupel_channel){.name = unit ? "height" : "height_without_unit",
                               .unit = unit ? "m" : "1",
                               .original_name = b->map_heading ? b->map_heading->name : "",
                               .original_unit = b->map_heading ? b->map_heading->unit : NULL,
                               .column = 1,
                               .count = count,
                               .row = grid->columns,
                               .values = values,
                               .mask = masked ? mask : NULL};
    draft->channels = channel;
    draft->channel_capacity = draft->test.channel_count = 1;
    draft->test.channels = channel;
    REMARK(&w->importer, &draft->remarks,
           "%zu rows of %zu numbers under no heading: taken as a map of heights%s", grid->rows, grid->columns,
           unit ? "" : " without a unit");
    return CUPEL_OK;
}

/* ---- one test ---- */

/* What its group is called: by the row above the headings, by the number in them, by its place. */
static const char *group_name(const work *w, const block *b, size_t group)
{
    for (size_t c = 0; c < b->grid->columns; c++) {
        const cupel_column *column = &b->columns[c];
        if (column->out || column->group != group) continue;
        if (column->group_name) return column->group_name;
        const char *name = column->heading->name;
        const size_t length = strlen(name);
        size_t digits = 0;
        while (digits < length && name[length - 1 - digits] >= '0' && name[length - 1 - digits] <= '9')
            digits++;
        if (digits && digits < length) return name + length - digits;
        break;
    }
    return cupel_arena_format(w->importer.arena, "%zu", group);
}

static const char *text_of(const cupel_draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->test.specimen_text_count; i++)
        if (strcmp(draft->specimen_texts[i].name, name) == 0) return draft->specimen_texts[i].value;
    return NULL;
}

/* The lines of this test: those in front of its table, with the small tables between, and behind the last
 * table of the file. */
static cupel_status read_header(work *w, const block *b, cupel_draft *draft)
{
    const block *a = b, *end = w->blocks + w->block_count;
    while (a > w->blocks && a[-1].aside) a--;
    for (; a <= b; a++) {
        cupel_status status = cupel_header_read(&w->importer, a->first, a->behind, draft);
        if (!status && a < b) status = enter_aside(w, a, draft);
        if (status) return status;
    }
    /* lines within the pages of one table, and behind the last */
    const block *next = b + 1;
    const size_t pages = next < end ? next->first : w->scan.line_count;
    cupel_status status = cupel_header_read(&w->importer, b->grid->lines_before, pages, draft);
    while (next < end && next->aside) next++;
    if (next < end) return status;
    for (next = b + 1; next < end && !status; next++)
        status = cupel_header_read(&w->importer, next->first, next->behind, draft);
    const size_t last = w->blocks[w->block_count - 1].grid->lines_before;
    return status || b + 1 == end ? status : cupel_header_read(&w->importer, last, w->scan.line_count, draft);
}

static const block *first_test(const work *w)
{
    const block *b = w->blocks;
    while (b->aside) b++;
    return b;
}

static bool is_word(const char *name)
{
    return cupel_word_named(CUPEL_WORD_TEST_TEXT, name) || cupel_word_named(CUPEL_WORD_SPECIMEN_TEXT, name);
}

static void take_properties(work *w, const cupel_property *properties, size_t count, cupel_word_kind kind,
                            cupel_draft *draft)
{
    for (size_t i = 0; i < count; i++)
        cupel_draft_property(&w->importer, draft, cupel_word_named(kind, properties[i].name),
                             properties[i].value, NAN, properties[i].origin);
}

/* What the header of this test says. */
static void take_header(work *w, const cupel_draft *header, cupel_draft *draft)
{
    const cupel_test *t = &header->test;
    for (size_t i = 0; i < t->specimen_text_count; i++)
        cupel_draft_take_text(&w->importer, draft, true, &t->specimen_texts[i]);
    for (size_t i = 0; i < t->test_text_count; i++)
        cupel_draft_take_text(&w->importer, draft, false, &t->test_texts[i]);
    take_properties(w, t->specimen, t->specimen_count, CUPEL_WORD_SPECIMEN, draft);
    take_properties(w, t->conditions, t->condition_count, CUPEL_WORD_CONDITION, draft);
    for (size_t i = 0; i < header->remarks.count; i++)
        if (!cupel_remark(&w->importer, &draft->remarks, "%s", header->remarks.texts[i]))
            draft->failed = true;
}

/* What the header of the first test says and this one's does not. Quantities of the specimen are taken only
 * when this one's header has none at all, as they may be those of another specimen. */
static void inherit(work *w, const cupel_draft *first, const cupel_draft *own, cupel_draft *draft)
{
    const cupel_test *t = &first->test;
    for (size_t i = 0; i < t->specimen_text_count; i++)
        if (!cupel_draft_has_text(draft, true, t->specimen_texts[i].name) &&
            strcmp(t->specimen_texts[i].name, "id") != 0)
            cupel_draft_take_text(&w->importer, draft, true, &t->specimen_texts[i]);
    for (size_t i = 0; i < t->test_text_count; i++)
        if (is_word(t->test_texts[i].name) && !cupel_draft_has_text(draft, false, t->test_texts[i].name))
            cupel_draft_take_text(&w->importer, draft, false, &t->test_texts[i]);
    for (size_t i = 0; i < t->condition_count; i++)
        if (!cupel_draft_find(draft, t->conditions[i].name))
            take_properties(w, &t->conditions[i], 1, CUPEL_WORD_CONDITION, draft);
    for (size_t i = 0; i < t->specimen_count && !own->test.specimen_count; i++) {
        if (cupel_draft_find(draft, t->specimen[i].name)) continue;
        take_properties(w, &t->specimen[i], 1, CUPEL_WORD_SPECIMEN, draft);
        if (!cupel_remark(&w->importer, &draft->remarks, "%s is that of the first test's header",
                          t->specimen[i].name))
            draft->failed = true;
    }
}

static cupel_status describe(work *w, const block *b, size_t group, cupel_draft *draft)
{
    cupel_importer *importer = &w->importer;
    importer->id = group ? group_name(w, b, group) : text_of(&b->header, "id");
    const cupel_status status = cupel_specimen_apply(importer, draft);
    if (status) return status;
    if (group && importer->id && !text_of(draft, "id"))
        cupel_draft_set_text(importer, draft, true, "id", importer->id);
    take_header(w, &b->header, draft);
    const block *first = first_test(w);
    if (b != first) inherit(w, &first->header, &b->header, draft);
    return draft->failed ? cupel_out_of_memory(importer->error, "a test") : CUPEL_OK;
}

static bool is_one_row_test(const cupel_draft *draft)
{
    static const char *const names[] = {"diagonal", "hardness",    "resistance",
                                        "voltage",  "diffusivity", "cycles"};
    for (size_t i = 0; i < draft->test.channel_count; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (strcmp(draft->channels[i].name, names[k]) == 0) return true;
    return false;
}

static cupel_status check_rows(work *w, const block *b, const cupel_draft *draft)
{
    size_t samples = 0;
    for (size_t i = 0; i < draft->test.channel_count; i++)
        if (draft->channels[i].count > samples) samples = draft->channels[i].count;
    if (samples >= 2 || (samples == 1 && is_one_row_test(draft))) return CUPEL_OK;
    return cupel_import_complain(w->importer.error, w->importer.file, w->scan.text, b->grid->first,
                                 "only one row of numbers; a test has at least two");
}

static cupel_status make_test(work *w, block *b, size_t group, const cupel_remarks *of_file,
                              cupel_draft *draft)
{
    cupel_importer *importer = &w->importer;
    importer->block = w->draft_count;
    *draft = (cupel_draft){0};
    for (size_t i = 0; i < of_file->count; i++) REMARK(importer, &draft->remarks, "%s", of_file->texts[i]);
    for (size_t i = 0; i < b->remarks.count; i++)
        REMARK(importer, &draft->remarks, "%s", b->remarks.texts[i]);
    cupel_status status = describe(w, b, group, draft);
    if (!status)
        status =
            b->map ? add_map(w, b, draft) : cupel_channels_add(importer, b->grid, b->columns, group, draft);
    if (!status) status = cupel_ratio_decide(importer, draft);
    if (!status) status = cupel_channels_derive(importer, draft);
    if (!status) status = check_rows(w, b, draft);
    if (status) return status;
    for (size_t i = 0; i < draft->test.channel_count; i++)
        if (strstr(draft->channels[i].name, "_without_unit"))
            REMARK(importer, &draft->remarks,
                   "%s: the file gives no unit; kept as bare numbers, which no evaluation takes; say it by "
                   "units in specimen.yaml",
                   draft->channels[i].name);
    if (b->grid->cut)
        REMARK(importer, &draft->remarks, "the last line is cut off in the middle of a row: left out");
    if (b->inherits)
        REMARK(importer, &draft->remarks,
               "the table at line %zu has no headings: those of the table before are taken",
               b->grid->first_line);
    if (!cupel_kind_find(importer, draft) || draft->failed)
        return cupel_out_of_memory(importer->error, "a test");
    return CUPEL_OK;
}

/* ---- all tests ---- */

static cupel_status check_short_rows(work *w, const block *b)
{
    const cupel_number_grid *g = b->grid;
    if (!g->short_rows || b->groups > 1) return CUPEL_OK;
    return cupel_import_complain(
        w->importer.error, w->importer.file, w->scan.text, g->short_row,
        "%zu cells in a table of %zu columns; every row wants a cell for every column, if an "
        "empty one",
        g->short_cells, g->columns);
}

/* A table that goes on where the one before has ended, below a line of text or the heading once more: pages
 * of one test. */
static bool continues(const block *before, const block *b)
{
    if (before->grid->columns != b->grid->columns || before->grid->rows < 2 || !b->grid->rows) return false;
    if (!b->inherits && !same_headings(before, b)) return false;
    if (b->grid->after_blank) return false;
    if (b->behind > b->first + 1) return false; /* a header of its own */
    const size_t n = b->grid->columns;
    const double *values = before->grid->values;
    const double first = values[0], last = values[(before->grid->rows - 1) * n], next = b->grid->values[0];
    const double step = (last - first) / (double)(before->grid->rows - 1);
    return first < last && next >= last && next <= last + 1000 * step + fabs(last);
}

/* Puts the rows of such a table behind those of the one before. */
static cupel_status join_pages(work *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->block_count; i++) {
        block *b = &w->blocks[i], *before = kept ? &w->blocks[kept - 1] : NULL;
        if (!before || !continues(before, b)) {
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
        to->rows += from->rows;
        to->cut |= from->cut;
        for (size_t c = 0; c < to->columns; c++) {
            to->facts[c].moments += from->facts[c].moments;
            to->facts[c].words += from->facts[c].words;
            if (!to->facts[c].bad)
                to->facts[c].bad = from->facts[c].bad, to->facts[c].bad_count = from->facts[c].bad_count;
        }
        REMARK(&w->importer, &before->remarks,
               "the table goes on at line %zu behind a break: taken as one test", from->first_line);
    }
    w->block_count = kept;
    return CUPEL_OK;
}

static cupel_status make_tests(work *w, cupel_import *out)
{
    cupel_importer *importer = &w->importer;
    cupel_status status = find_headings(w);
    if (!status) status = join_pages(w);
    if (!status) find_asides(w);
    size_t tests = 0;
    for (size_t i = 0; i < w->block_count && !status; i++) {
        block *b = &w->blocks[i];
        if (b->aside) continue;
        find_map(w, b);
        if (!b->map)
            status = cupel_columns_find(importer, b->grid, b->headings, &b->remarks, &b->columns, &b->groups);
        if (!status) status = check_short_rows(w, b);
        if (!status) status = read_header(w, b, &b->header);
        tests += b->groups ? b->groups : 1;
    }
    if (status) return status;
    if (tests > CUPEL_IMPORT_GRIDS)
        CUPEL_FAIL(importer->error, CUPEL_ELIMIT, "more than %d tests", CUPEL_IMPORT_GRIDS);
    importer->blocks = tests;
    w->drafts = cupel_arena_alloc(importer->arena, tests, sizeof *w->drafts);
    cupel_test *list = cupel_arena_alloc(importer->arena, tests, sizeof *list);
    if (!w->drafts || !list) return cupel_out_of_memory(importer->error, "the tests of a file");
    for (size_t i = 0; i < w->block_count; i++) {
        block *b = &w->blocks[i];
        if (b->aside) continue;
        for (size_t g = b->groups > 1; g <= b->groups; g++) {
            status = make_test(w, b, g, &w->remarks, &w->drafts[w->draft_count]);
            if (status) return status;
            w->draft_count++;
        }
    }
    for (size_t i = 0; i < w->draft_count; i++) {
        list[i] = w->drafts[i].test;
        list[i].remarks = w->drafts[i].remarks.texts;
        list[i].remark_count = w->drafts[i].remarks.count;
        list[i].block = i;
        list[i].blocks = w->draft_count;
    }
    out->tests = list;
    out->count = w->draft_count;
    return CUPEL_OK;
}

static const char *separator_name(char separator)
{
    if (separator == '|') return "|";
    return separator == '\t'  ? "tab"
           : separator == ' ' ? "blank"
           : separator == ';' ? ";"
           : separator == ',' ? ","
                              : "none";
}

static cupel_status fill_in(work *w, const char *bytes, size_t count, cupel_import *out)
{
    cupel_arena *arena = w->importer.arena;
    const char *name = strrchr(w->importer.file, '/') ? strrchr(w->importer.file, '/') + 1 : w->importer.file;
    name = cupel_arena_copy(arena, name);
    const char *encoding = cupel_arena_copy(arena, w->decoded.encoding);
    if (!name || !encoding) return cupel_out_of_memory(w->importer.error, "a test");
    cupel_test *tests = (cupel_test *)out->tests;
    for (size_t i = 0; i < out->count; i++) {
        tests[i].raw = (cupel_bytes){name, bytes, count, NULL};
        tests[i].encoding = encoding;
        tests[i].decimal_sign = w->scan.dialect.decimal == ',' ? "," : ".";
        tests[i].separator = separator_name(w->scan.dialect.separator);
    }
    return CUPEL_OK;
}

static cupel_status summarize(work *w, cupel_import *out)
{
    enum { LINES = 3 };
    cupel_arena *arena = w->importer.arena;
    const char **lines = cupel_arena_alloc(arena, LINES + out->count, sizeof *lines);
    if (!lines) return cupel_out_of_memory(w->importer.error, "a summary");
    size_t used = 0;
    lines[used++] = cupel_arena_format(
        arena, "%s, cells parted by %s, decimal %s", w->decoded.encoding,
        w->scan.dialect.separator == ' ' ? "blanks" : separator_name(w->scan.dialect.separator),
        w->scan.dialect.decimal == ',' ? "comma" : "point");
    for (size_t i = 0; i < out->count; i++) {
        const cupel_test *t = &out->tests[i];
        cupel_text text = {0};
        if (out->count > 1) cupel_text_printf(&text, "test %zu of %zu: ", i + 1, out->count);
        cupel_text_printf(&text, "%s, %zu samples of", t->kind ? t->kind : "kind unknown",
                          t->channel_count ? t->channels[0].count : (size_t)0);
        for (size_t c = 0; c < t->channel_count && c < 12; c++)
            cupel_text_printf(&text, "%s %s", c ? "," : "", t->channels[c].name);
        if (t->channel_count > 12) cupel_text_printf(&text, ", and %zu more", t->channel_count - 12);
        lines[used++] = text.failed ? NULL : cupel_arena_copy(arena, cupel_text_get(&text));
        cupel_text_free(&text);
    }
    for (size_t i = 0; i < used; i++)
        if (!lines[i]) return cupel_out_of_memory(w->importer.error, "a summary");
    out->summary = lines;
    out->summary_count = used;
    return CUPEL_OK;
}

/* What was guessed about the file as a whole. */
static cupel_status remark_file(work *w)
{
    const cupel_decoded *d = &w->decoded;
    cupel_importer *importer = &w->importer;
    if (d->guessed)
        REMARK(importer, &w->remarks, "encoding %s found by its letters%s; encoding can force another",
               d->encoding, d->words ? " and words" : "");
    if (d->nuls)
        REMARK(importer, &w->remarks, "%zu stray NUL byte%s dropped", d->nuls, d->nuls == 1 ? "" : "s");
    if (d->blanked) REMARK(importer, &w->remarks, "form feeds and other control characters passed over");
    if (w->found.header_decided)
        REMARK(importer, &w->remarks, "decimal %s taken from the header: the data could be read with either",
               w->scan.dialect.decimal == ',' ? "comma" : "point");
    if (w->found.decimal_supposed)
        REMARK(importer, &w->remarks, "decimal point supposed: the data could be read with either sign");
    return CUPEL_OK;
}

static cupel_status check_options(const cupel_import_options *options, cupel_importer *importer)
{
    if (!options) return CUPEL_OK;
    if (options->kind && *options->kind) {
        size_t n = 0;
        while (cupel_kind_names[n] && strcmp(cupel_kind_names[n], options->kind) != 0) n++;
        if (!cupel_kind_names[n])
            CUPEL_FAIL(importer->error, CUPEL_EINVAL,
                       "unknown kind '%.40s'; allowed: tensile, resistivity, laser_flash, roughness, peel, "
                       "hardness, dsc, "
                       "dilatometry, flex",
                       options->kind);
    }
    for (const char *const *u = options->units; u && *u; u++) {
        const char *equals = strchr(*u, '=');
        if (!equals || equals == *u || !equals[1])
            CUPEL_FAIL(importer->error, CUPEL_EINVAL,
                       "'%.60s' gives no unit; write NAME=UNIT, such as Force=N", *u);
        if (!cupel_unit_meant(equals + 1, strlen(equals + 1), NULL, importer->arena))
            CUPEL_FAIL(importer->error, CUPEL_EINVAL, "'%.40s' in '%.60s' is no known unit", equals + 1, *u);
    }
    return CUPEL_OK;
}

static bool only_blanks(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strchr(" \t\r\n", text[i])) return false;
    return true;
}

/* In a line without words what begins as a number and is none, "0.5 N": the likely reason why nothing is
 * data. */
static cupel_cell bad_number(const work *w)
{
    for (size_t i = 0; i < w->scan.line_count; i++) {
        cupel_cell cells[64];
        const char *behind;
        size_t count = cupel_cells_split(w->scan.lines[i].text, w->scan.lines[i].end,
                                         w->scan.dialect.separator, cells, 64, &behind);
        cupel_cell bad = {0};
        size_t words = 0;
        for (size_t k = 0; k < count && k < 64; k++) {
            const cupel_cell_kind kind = cupel_cell_kind_of(&cells[k], w->scan.dialect.separator);
            words += kind == CUPEL_CELL_WORD;
            if (kind == CUPEL_CELL_BAD && !bad.text) bad = cells[k];
        }
        if (bad.text && !words) return bad;
    }
    return (cupel_cell){0};
}

static cupel_status no_data(work *w)
{
    const cupel_cell bad = bad_number(w);
    if (bad.text)
        return cupel_import_complain(
            w->importer.error, w->importer.file, w->scan.text, bad.text,
            "'%.*s' is no number, and no other row is data; units belong into the heading",
            (int)(bad.count < 40 ? bad.count : 40), bad.text);
    if (w->scan.line_count == 0) CUPEL_FAIL(w->importer.error, CUPEL_EINVAL, "no row of numbers");
    CUPEL_FAIL(
        w->importer.error, CUPEL_EINVAL,
        "no table of numbers in %zu line%s of text, only a header; a row of data is all numbers and marks",
        w->scan.line_count, w->scan.line_count == 1 ? "" : "s");
}

static cupel_status scan(work *w)
{
    cupel_importer *importer = &w->importer;
    const cupel_decoded *d = &w->decoded;
    cupel_status status = cupel_scan_text(importer->file, d->text, d->count, &w->found.dialect, false,
                                          &w->scan, importer->error);
    size_t rows = 0;
    for (size_t i = 0; i < w->scan.grid_count; i++) rows += w->scan.grids[i].rows;
    if (!status && rows < 2) { /* perhaps its rows begin with words */
        cupel_scan again;
        status = cupel_scan_text(importer->file, d->text, d->count, &w->found.dialect, true, &again,
                                 importer->error);
        size_t more = 0;
        for (size_t i = 0; i < again.grid_count; i++) more += again.grids[i].rows;
        if (more > rows) {
            cupel_scan_free(&w->scan);
            w->scan = again;
            rows = more;
        } else {
            cupel_scan_free(&again);
        }
    }
    return !status && rows == 0 ? no_data(w) : status;
}

static cupel_status parse(work *w, const char *bytes, size_t count, cupel_import *out)
{
    cupel_importer *importer = &w->importer;
    const cupel_import_options *options = importer->options;
    if (count > LARGEST_FILE)
        CUPEL_FAIL(importer->error, CUPEL_ELIMIT, "larger than %d MiB; split it", LARGEST_FILE >> 20);
    if (count == 0) CUPEL_FAIL(importer->error, CUPEL_EINVAL, "the file is empty");
    cupel_status status = cupel_specimen_check(importer);
    if (!status) status = check_options(options, importer);
    const char *encoding = options && options->encoding ? options->encoding
                                                        : cupel_specimen_text(importer->specimen, "encoding");
    const char *separator = options && options->separator
                                ? options->separator
                                : cupel_specimen_text(importer->specimen, "separator");
    const char *decimal = options && options->decimal_sign
                              ? options->decimal_sign
                              : cupel_specimen_text(importer->specimen, "decimal_sign");
    if (!status) status = cupel_decode(importer->file, bytes, count, encoding, &w->decoded, importer->error);
    if (status) return status;
    if (only_blanks(w->decoded.text, w->decoded.count))
        CUPEL_FAIL(importer->error, CUPEL_EINVAL, "the file holds nothing but blanks");
    status = cupel_dialect_find(importer->file, w->decoded.text, w->decoded.count, separator, decimal,
                                &w->found, importer->error);
    if (!status) status = scan(w);
    if (!status) status = remark_file(w);
    if (!status) status = make_tests(w, out);
    if (!status) status = fill_in(w, bytes, count, out);
    return status ? status : summarize(w, out);
}

cupel_status cupel_import_parse(const char *file, const char *bytes, size_t count, const cupel_node *specimen,
                                const cupel_import_options *options, cupel_arena *arena, cupel_import *out,
                                cupel_error *error)
{
    cupel_error own = {0};
    work w = {
        .importer = {.file = file, .specimen = specimen, .options = options, .arena = arena, .error = &own}};
    if (specimen && cupel_node_is_null(specimen)) w.importer.specimen = NULL;
    w.importer.scan = &w.scan;
    cupel_import import = {0};
    const cupel_status status = parse(&w, bytes, count, &import);
    cupel_scan_free(&w.scan);
    free(w.decoded.owned);
    if (!status) *out = import;
    if (status && error) {
        cupel_import_tidy(own.text);
        *error = own;
        if (!*own.file) cupel_error_place(error, file, 0, 0);
    }
    return status;
}
