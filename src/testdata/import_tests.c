/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import_work.h"

#include <math.h>
#include <string.h>

#define REMARK(importer, remarks, ...)                                                                       \
    do {                                                                                                     \
        if (!cupel_remark((importer), (remarks), __VA_ARGS__))                                               \
            return cupel_out_of_memory((importer)->error, "a remark");                                       \
    } while (0)

/* ---- one test ---- */

/* What its group is called: by the row above the headings, by the number in them, by its place. */
static const char *group_name(const cupel_import_work *w, const cupel_block *b, size_t group)
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

static const cupel_block *first_test(const cupel_import_work *w)
{
    const cupel_block *b = w->blocks;
    while (b->aside) b++;
    return b;
}

static bool is_word(const char *name)
{
    return cupel_word_named(CUPEL_WORD_TEST_TEXT, name) || cupel_word_named(CUPEL_WORD_SPECIMEN_TEXT, name);
}

static void take_properties(cupel_import_work *w, const cupel_property *properties, size_t count,
                            cupel_word_kind kind, cupel_draft *draft)
{
    for (size_t i = 0; i < count; i++)
        cupel_draft_property(&w->importer, draft, cupel_word_named(kind, properties[i].name),
                             properties[i].value, NAN, properties[i].origin);
}

/* What the header of this test says. */
static void take_header(cupel_import_work *w, const cupel_draft *header, cupel_draft *draft)
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
static void inherit(cupel_import_work *w, const cupel_draft *first, const cupel_draft *own,
                    cupel_draft *draft)
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

/* Whether the table holds several specimens, one below the other. */
static bool is_parted(const cupel_import_work *w, const cupel_block *b)
{
    const bool is_last = b + 1 == w->blocks + w->block_count;
    return b->grid->id && (b->grid->parted || (!is_last && b[1].grid->parted));
}

static cupel_status describe(cupel_import_work *w, const cupel_block *b, size_t group, cupel_draft *draft)
{
    cupel_importer *importer = &w->importer;
    const bool parted = !group && is_parted(w, b);
    const cupel_cell id = {b->grid->id, b->grid->id_count, false};
    importer->id = group    ? group_name(w, b, group)
                   : parted ? cupel_cell_text(&id, importer->arena)
                            : text_of(&b->header, "id");
    if (parted)
        REMARK(importer, &draft->remarks,
               "the table has several specimens, one below the other: parted by '%.60s'",
               b->headings[b->grid->id_column - 1].original);
    const cupel_status status = cupel_specimen_apply(importer, draft);
    if (status) return status;
    if ((group || parted) && importer->id && !text_of(draft, "id"))
        cupel_draft_set_text(importer, draft, true, "id", importer->id);
    take_header(w, &b->header, draft);
    const cupel_block *first = first_test(w);
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

/* The quote that begins a cell on the lines from `p` on and is not closed on its line; NULL: none. */
static const char *open_quote(const char *p, const char *end, char separator)
{
    for (int line = 0; line < 2 && p < end; line++) {
        const char *opened = NULL;
        for (const char *start = p; p < end && *p != '\n' && *p != '\r'; p++)
            if (*p == '"' && opened)
                opened = NULL;
            else if (*p == '"' && (p == start || p[-1] == separator || p[-1] == ' '))
                opened = p;
        if (opened) return opened;
        while (p < end && (*p == '\n' || *p == '\r')) p++;
    }
    return NULL;
}

static cupel_status check_rows(cupel_import_work *w, const cupel_block *b, const cupel_draft *draft)
{
    size_t samples = 0;
    for (size_t i = 0; i < draft->test.channel_count; i++)
        if (draft->channels[i].count > samples) samples = draft->channels[i].count;
    if (samples >= 2 || (samples == 1 && is_one_row_test(draft))) return CUPEL_OK;
    const char *quote = open_quote(b->grid->first, w->scan.end, w->scan.dialect.separator);
    if (quote)
        return cupel_import_complain(w->importer.error, w->importer.file, w->scan.text, quote,
                                     "a quote is opened here and never closed");
    return cupel_import_complain(w->importer.error, w->importer.file, w->scan.text, b->grid->first,
                                 "only one row of numbers; a test has at least two");
}

/* What stands in brackets at the end of a heading, where a unit would; NULL: nothing does. */
static const char *bracketed(const char *heading)
{
    const size_t count = heading ? strlen(heading) : 0;
    return count > 2 && strchr(")]", heading[count - 1]) ? strpbrk(heading, "([") : NULL;
}

static cupel_status remark_unit(cupel_import_work *w, const cupel_channel *channel, cupel_draft *draft)
{
    cupel_importer *importer = &w->importer;
    const char *suffix = strstr(channel->name, "_without_unit"), *text = bracketed(channel->original_name);
    if (!suffix) return CUPEL_OK;
    const char *name = cupel_arena_copy_n(importer->arena, channel->name, (size_t)(suffix - channel->name));
    if (!name) return cupel_out_of_memory(importer->error, "a remark");
    if (text)
        REMARK(importer, &draft->remarks,
               "%s: '%.60s' names no unit that is known%s; kept as bare numbers, which no evaluation takes; "
               "say it by units in specimen.yaml",
               channel->name, channel->original_name,
               cupel_unit_hint(text, cupel_word_named(CUPEL_WORD_CHANNEL, name), importer->arena));
    else
        REMARK(importer, &draft->remarks,
               "%s: the file gives no unit; kept as bare numbers, which no evaluation takes; say it by units "
               "in specimen.yaml",
               channel->name);
    return CUPEL_OK;
}

static cupel_status make_test(cupel_import_work *w, cupel_block *b, size_t group,
                              const cupel_remarks *of_file, cupel_draft *draft)
{
    cupel_importer *importer = &w->importer;
    importer->block = w->draft_count;
    *draft = (cupel_draft){0};
    for (size_t i = 0; i < of_file->count; i++) REMARK(importer, &draft->remarks, "%s", of_file->texts[i]);
    for (size_t i = 0; i < b->remarks.count; i++)
        REMARK(importer, &draft->remarks, "%s", b->remarks.texts[i]);
    cupel_status status = describe(w, b, group, draft);
    if (!status)
        status = b->map ? cupel_map_add(w, b, draft)
                        : cupel_channels_add(importer, b->grid, b->columns, group, draft);
    if (!status) status = cupel_ratio_decide(importer, draft);
    if (!status) status = cupel_channels_derive(importer, draft);
    if (!status) status = check_rows(w, b, draft);
    if (status) return status;
    for (size_t i = 0; !status && i < draft->test.channel_count; i++)
        status = remark_unit(w, &draft->channels[i], draft);
    if (status) return status;
    if (b->grid->cut)
        REMARK(importer, &draft->remarks, "the last line is cut off in the middle of a row: left out");
    if (b->inherits && !b->grid->parted)
        REMARK(importer, &draft->remarks,
               "the table at line %zu has no headings: those of the table before are taken",
               b->grid->first_line);
    if (!cupel_kind_find(importer, draft) || draft->failed)
        return cupel_out_of_memory(importer->error, "a test");
    return CUPEL_OK;
}

/* ---- all tests ---- */

cupel_status cupel_tests_make(cupel_import_work *w, cupel_import *out)
{
    cupel_importer *importer = &w->importer;
    cupel_status status = cupel_blocks_find(w);
    size_t tests = 0;
    for (size_t i = 0; i < w->block_count && !status; i++) {
        cupel_block *b = &w->blocks[i];
        if (b->aside) continue;
        cupel_map_find(w, b);
        if (!b->map)
            status = cupel_columns_find(importer, b->grid, b->headings, &b->remarks, &b->columns, &b->groups);
        if (!status) status = cupel_block_check(w, b);
        if (!status) status = cupel_block_header(w, b, &b->header);
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
        cupel_block *b = &w->blocks[i];
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
