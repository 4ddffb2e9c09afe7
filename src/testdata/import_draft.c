/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "testdata/import_parts.h"

enum { REMARKS = 200 };

bool cupel_remark(cupel_importer *importer, cupel_remarks *remarks, const char *format, ...)
{
    char text[600];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0) return false;
    cupel_import_tidy(text);
    for (size_t i = 0; i < remarks->count; i++)
        if (strcmp(remarks->texts[i], text) == 0) return true;
    if (remarks->count == REMARKS) return true;
    if (remarks->count == remarks->capacity) {
        const size_t capacity = remarks->capacity ? 2 * remarks->capacity : 8;
        const char **texts = cupel_arena_alloc(importer->arena, capacity, sizeof *texts);
        if (!texts) return false;
        if (remarks->count) memcpy(texts, remarks->texts, remarks->count * sizeof *texts);
        remarks->texts = texts;
        remarks->capacity = capacity;
    }
    return (remarks->texts[remarks->count++] = cupel_arena_copy(importer->arena, text)) != NULL;
}

/* Room for one more in an array of the arena; NULL when out of memory. */
static void *grown(cupel_arena *arena, void *old, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) return old;
    const size_t more = *capacity ? 2 * *capacity : 16;
    void *block = cupel_arena_alloc(arena, more, size);
    if (!block) return NULL;
    if (count) memcpy(block, old, count * size);
    *capacity = more;
    return block;
}

static const char *cut(cupel_arena *arena, const char *text)
{
    const size_t length = strlen(text);
    if (length <= CUPEL_IMPORT_TEXT_BYTES) return cupel_arena_copy(arena, text);
    size_t used = CUPEL_IMPORT_TEXT_BYTES;
    while (used && ((unsigned char)text[used] & 0xc0) == 0x80) used--;
    const char *head = cupel_arena_copy_n(arena, text, used);
    return head ? cupel_arena_format(arena, "%s\xe2\x80\xa6", head) : NULL;
}

static void keep_text(cupel_importer *importer, cupel_draft *draft, bool of_specimen, const cupel_pair *pair)
{
    cupel_pair **pairs = of_specimen ? &draft->specimen_texts : &draft->test_texts;
    size_t *count = of_specimen ? &draft->test.specimen_text_count : &draft->test.test_text_count;
    size_t *capacity = of_specimen ? &draft->specimen_text_capacity : &draft->test_text_capacity;
    if (*count >= CUPEL_IMPORT_TEXTS) return;
    cupel_pair *block = grown(importer->arena, *pairs, *count, capacity, sizeof **pairs);
    if (!block) {
        draft->failed = true;
        return;
    }
    *pairs = block;
    block[(*count)++] = *pair;
    draft->test.specimen_texts = draft->specimen_texts;
    draft->test.test_texts = draft->test_texts;
}

static void add_text(cupel_importer *importer, cupel_draft *draft, bool of_specimen, const char *name,
                     const char *value)
{
    const cupel_pair pair = {cut(importer->arena, name), cut(importer->arena, value)};
    if (pair.name && pair.value)
        keep_text(importer, draft, of_specimen, &pair);
    else
        draft->failed = true;
}

static cupel_pair *find_text(const cupel_draft *draft, bool of_specimen, const char *name)
{
    cupel_pair *pairs = of_specimen ? draft->specimen_texts : draft->test_texts;
    const size_t count = of_specimen ? draft->test.specimen_text_count : draft->test.test_text_count;
    for (size_t i = 0; i < count; i++)
        if (strcmp(pairs[i].name, name) == 0) return &pairs[i];
    return NULL;
}

bool cupel_draft_has_text(const cupel_draft *draft, bool of_specimen, const char *name)
{
    return find_text(draft, of_specimen, name) != NULL;
}

/* How many texts are called so, but for a number in brackets. */
static size_t count_named(const cupel_draft *draft, bool of_specimen, const char *name)
{
    const cupel_pair *pairs = of_specimen ? draft->specimen_texts : draft->test_texts;
    const size_t count = of_specimen ? draft->test.specimen_text_count : draft->test.test_text_count;
    const size_t length = strlen(name);
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (strncmp(pairs[i].name, name, length) == 0 &&
            (!pairs[i].name[length] || strncmp(pairs[i].name + length, " (", 2) == 0))
            found++;
    return found;
}

void cupel_draft_text(cupel_importer *importer, cupel_draft *draft, bool of_specimen, const char *name,
                      const char *value)
{
    const size_t before = count_named(draft, of_specimen, name);
    const char *unique = before ? cupel_arena_format(importer->arena, "%s (%zu)", name, before + 1) : name;
    if (!unique) {
        draft->failed = true;
        return;
    }
    if (!find_text(draft, of_specimen, unique)) add_text(importer, draft, of_specimen, unique, value);
}

void cupel_draft_take_text(cupel_importer *importer, cupel_draft *draft, bool of_specimen,
                           const cupel_pair *pair)
{
    const cupel_pair *old = find_text(draft, of_specimen, pair->name);
    if (!old) {
        keep_text(importer, draft, of_specimen, pair);
        return;
    }
    if (strcmp(old->value, pair->value) != 0 &&
        !cupel_remark(importer, &draft->remarks, "%s is '%.60s', although the header says '%.60s'",
                      pair->name, old->value, pair->value))
        draft->failed = true;
}

void cupel_draft_set_text(cupel_importer *importer, cupel_draft *draft, bool of_specimen, const char *name,
                          const char *value)
{
    cupel_pair *old = find_text(draft, of_specimen, name);
    if (!old) {
        add_text(importer, draft, of_specimen, name, value);
        return;
    }
    if (!(old->value = cut(importer->arena, value))) draft->failed = true;
}

const cupel_property *cupel_draft_find(const cupel_draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->test.specimen_count; i++)
        if (strcmp(draft->specimen[i].name, name) == 0) return &draft->specimen[i];
    for (size_t i = 0; i < draft->test.condition_count; i++)
        if (strcmp(draft->conditions[i].name, name) == 0) return &draft->conditions[i];
    return NULL;
}

void cupel_draft_property(cupel_importer *importer, cupel_draft *draft, const cupel_word *word, double value,
                          double uncertainty, const char *origin)
{
    const cupel_property *old = cupel_draft_find(draft, word->name);
    if (old) {
        const bool same = fabs(old->value - value) <= 1e-9 * fabs(value);
        if (!same && !cupel_remark(importer, &draft->remarks,
                                   "%s is %.9g %s by %s and %.9g %s by %s: the former is taken", word->name,
                                   old->value, old->unit, old->origin, value, word->unit, origin))
            draft->failed = true;
        return;
    }
    const bool of_specimen = word->kind == CUPEL_WORD_SPECIMEN;
    cupel_property **list = of_specimen ? &draft->specimen : &draft->conditions;
    size_t *count = of_specimen ? &draft->test.specimen_count : &draft->test.condition_count;
    size_t *capacity = of_specimen ? &draft->specimen_capacity : &draft->condition_capacity;
    cupel_property *block = grown(importer->arena, *list, *count, capacity, sizeof *block);
    const char *kept = cupel_arena_copy(importer->arena, origin);
    if (!block || !kept) {
        draft->failed = true;
        return;
    }
    *list = block;
    block[(*count)++] = (cupel_property){word->name, word->unit, value, uncertainty, word->difference, kept};
    draft->test.specimen = draft->specimen;
    draft->test.conditions = draft->conditions;
}
