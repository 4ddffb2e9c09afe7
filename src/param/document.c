/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "param/document.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/text.h"

/* A recursive descent over libyaml's events. Every node carries its weight, the number of nodes it unfolds
 * to, so that a "billion laughs" document is refused at the alias that goes over the limit. */

typedef struct anchor {
    const char *name;
    cupel_node *node;
    size_t weight;
    bool open; /* still being read: an alias to it would be a cycle */
    struct anchor *next;
} anchor;

typedef struct reader {
    yaml_parser_t yaml;
    yaml_event_t event;
    bool has_event;
    const char *file;
    cupel_arena *arena;
    cupel_diagnostics *diagnostics;
    anchor *anchors;
    int depth;
    bool failed, aliased;
} reader;

static cupel_node *place(reader *r, cupel_node_kind kind, yaml_mark_t mark)
{
    cupel_node *node = cupel_arena_alloc(r->arena, 1, sizeof *node);
    if (!node) {
        r->diagnostics->out_of_memory = r->failed = true;
        return NULL;
    }
    node->kind = kind;
    node->file = r->file;
    node->line = (int)mark.line + 1;
    node->column = (int)mark.column + 1;
    return node;
}

static void complain(reader *r, yaml_mark_t mark, const char *text)
{
    const cupel_node where = {.file = r->file, .line = (int)mark.line + 1, .column = (int)mark.column + 1};
    cupel_diagnose(r->diagnostics, &where, "%s", text);
    r->failed = true;
}

/* libyaml's problems in the words of somebody who writes a case. */
static void syntax_error(reader *r)
{
    const char *problem = r->yaml.problem ? r->yaml.problem : "not YAML";
    const char *context = r->yaml.context ? r->yaml.context : "";
    const yaml_mark_t at = r->yaml.problem_mark, from = r->yaml.context_mark;
    const cupel_node here = {.file = r->file, .line = (int)at.line + 1, .column = (int)at.column + 1};
    const cupel_node there = {.file = r->file, .line = (int)from.line + 1, .column = (int)from.column + 1};
    if (strstr(problem, "cannot start any token"))
        cupel_diagnose(
            r->diagnostics, &here,
            "a character that cannot start a value (a tab, @ or `?); indent with spaces, quote the text");
    else if (strstr(problem, "expected ',' or '"))
        cupel_diagnose(r->diagnostics, &here,
                       "',' or the '%c' that closes what is opened on line %d is missing",
                       strstr(problem, "']'") ? ']' : '}', there.line);
    else if (strstr(problem, "unexpected end of stream") && strstr(context, "quoted"))
        cupel_diagnose(r->diagnostics, &here, "the quote that is opened on line %d is never closed",
                       there.line);
    else if (strstr(problem, "could not find expected ':'"))
        cupel_diagnose(r->diagnostics, &there, "a key without ':'; write key: value");
    else if (strstr(problem, "expected node content"))
        cupel_diagnose(r->diagnostics, &here, "a value is wanted here");
    else if (strstr(problem, "mapping values are not allowed"))
        cupel_diagnose(r->diagnostics, &here,
                       "a ':' is not allowed here; quote the text, or mend the indentation");
    else if (strstr(problem, "did not find expected") && strstr(context, "parsing a block"))
        cupel_diagnose(r->diagnostics, &here,
                       "this line fits neither the block that begins on line %d nor one around it; mend the "
                       "indentation, or quote the text",
                       there.line);
    else
        cupel_diagnose(r->diagnostics, &here, "%s%s%s", problem, *context ? ", " : "", context);
}

/* The next event is in r->event afterwards. */
static bool next(reader *r)
{
    if (r->has_event) yaml_event_delete(&r->event);
    r->has_event = false;
    if (r->failed) return false;
    if (!yaml_parser_parse(&r->yaml, &r->event)) {
        r->failed = true;
        if (r->yaml.error == YAML_MEMORY_ERROR) {
            r->diagnostics->out_of_memory = true;
            return false;
        }
        syntax_error(r);
        return false;
    }
    r->has_event = true;
    return true;
}

static anchor *find_anchor(reader *r, const char *name)
{
    for (anchor *a = r->anchors; a; a = a->next)
        if (strcmp(a->name, name) == 0) return a;
    return NULL;
}

/* A later anchor of the same name takes over, as YAML has it. */
static anchor *open_anchor(reader *r, const yaml_char_t *name, cupel_node *node)
{
    if (!name || !node) return NULL;
    anchor *a = cupel_arena_alloc(r->arena, 1, sizeof *a);
    if (!a || !(a->name = cupel_arena_copy(r->arena, (const char *)name))) {
        r->diagnostics->out_of_memory = r->failed = true;
        return NULL;
    }
    a->node = node;
    a->open = true;
    a->next = r->anchors;
    r->anchors = a;
    return a;
}

typedef struct growing {
    cupel_node **keys, **items;
    size_t count, capacity;
} growing;

static bool append(reader *r, growing *list, cupel_node *key, cupel_node *item)
{
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity ? 2 * list->capacity : 8;
        cupel_node **keys = cupel_arena_alloc(r->arena, capacity, sizeof *keys);
        cupel_node **items = cupel_arena_alloc(r->arena, capacity, sizeof *items);
        if (!keys || !items) {
            r->diagnostics->out_of_memory = r->failed = true;
            return false;
        }
        if (list->count) {
            memcpy(keys, list->keys, list->count * sizeof *keys);
            memcpy(items, list->items, list->count * sizeof *items);
        }
        *list = (growing){keys, items, list->count, capacity};
    }
    list->keys[list->count] = key;
    list->items[list->count++] = item;
    return true;
}

static size_t position(const growing *list, const char *key)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->keys[i]->text, key) == 0) return i;
    return list->count;
}

static cupel_node *value(reader *r, size_t *weight);

/* "<<: *other": the entries of another mapping that are not given here. */
static void merge(reader *r, growing *list, const cupel_node *from, const cupel_node *key)
{
    if (from->kind == CUPEL_NODE_SEQUENCE) {
        for (size_t i = 0; i < from->count; i++) merge(r, list, from->items[i], key);
        return;
    }
    if (from->kind != CUPEL_NODE_MAPPING) {
        cupel_diagnose(r->diagnostics, key, "'<<' takes a mapping or a list of mappings, given by an alias");
        return;
    }
    for (size_t i = 0; i < from->count; i++)
        if (position(list, from->keys[i]->text) == list->count)
            append(r, list, from->keys[i], from->items[i]);
}

static void mapping(reader *r, cupel_node *node, size_t *weight)
{
    growing list = {0};
    cupel_node *merged_key = NULL, *merged = NULL;
    while (next(r) && r->event.type != YAML_MAPPING_END_EVENT) {
        size_t ignored = 0, of_value = 0;
        cupel_node *key = value(r, &ignored);
        if (!key || r->failed) return;
        if (key->kind != CUPEL_NODE_SCALAR) {
            cupel_diagnose(r->diagnostics, key, "a key must be a plain word, not a list or a mapping");
            r->failed = true;
            return;
        }
        if (!next(r)) return;
        cupel_node *item = value(r, &of_value);
        if (!item || r->failed) return;
        *weight += of_value + 1;
        if (!key->quoted && strcmp(key->text, "<<") == 0) {
            merged_key = key;
            merged = item;
        } else if (position(&list, key->text) < list.count) {
            cupel_diagnose(r->diagnostics, key,
                           "key '%s' is given twice (first on line %d); keep one of them", key->text,
                           list.keys[position(&list, key->text)]->line);
        } else if (!append(r, &list, key, item)) {
            return;
        }
    }
    if (merged) merge(r, &list, merged, merged_key);
    node->keys = list.keys;
    node->items = list.items;
    node->count = list.count;
}

static void sequence(reader *r, cupel_node *node, size_t *weight)
{
    growing list = {0};
    while (next(r) && r->event.type != YAML_SEQUENCE_END_EVENT) {
        size_t of_value = 0;
        cupel_node *item = value(r, &of_value);
        if (!item || r->failed || !append(r, &list, NULL, item)) return;
        *weight += of_value;
    }
    node->items = list.items;
    node->count = list.count;
}

static cupel_node *alias(reader *r, size_t *weight)
{
    const yaml_mark_t mark = r->event.start_mark;
    const anchor *a = find_anchor(r, (const char *)r->event.data.alias.anchor);
    if (!a) {
        complain(r, mark, "alias to an anchor that is not defined above");
        return NULL;
    }
    if (a->open) {
        complain(r, mark,
                 "alias to the value that it is part of; allowed: aliases to values that are complete");
        return NULL;
    }
    *weight = a->weight;
    r->aliased = true;
    return a->node;
}

/* The value that r->event starts. */
static cupel_node *value(reader *r, size_t *weight)
{
    const yaml_mark_t mark = r->event.start_mark;
    cupel_node *node = NULL;
    *weight = 1;
    if (++r->depth > CUPEL_DOCUMENT_DEPTH) {
        complain(r, mark, "nested too deeply; at most 32 levels are allowed");
        r->depth--;
        return NULL;
    }
    switch (r->event.type) {
    case YAML_SCALAR_EVENT:
        node = place(r, CUPEL_NODE_SCALAR, mark);
        if (!node) break;
        node->quoted = r->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        if (memchr(r->event.data.scalar.value, '\0', r->event.data.scalar.length)) {
            complain(r, mark, "a NUL character in a text");
            break;
        }
        if (!cupel_is_utf8((const char *)r->event.data.scalar.value, r->event.data.scalar.length)) {
            complain(r, mark, "a control character in a text; allowed are tabs and line feeds");
            break;
        }
        node->text = cupel_arena_copy_n(r->arena, (const char *)r->event.data.scalar.value,
                                        r->event.data.scalar.length);
        if (!node->text) r->diagnostics->out_of_memory = r->failed = true;
        anchor *of_scalar = open_anchor(r, r->event.data.scalar.anchor, node);
        if (of_scalar) {
            of_scalar->open = false;
            of_scalar->weight = 1;
        }
        break;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT: {
        const bool is_mapping = r->event.type == YAML_MAPPING_START_EVENT;
        node = place(r, is_mapping ? CUPEL_NODE_MAPPING : CUPEL_NODE_SEQUENCE, mark);
        anchor *a = open_anchor(
            r, is_mapping ? r->event.data.mapping_start.anchor : r->event.data.sequence_start.anchor, node);
        if (node && !r->failed) (is_mapping ? mapping : sequence)(r, node, weight);
        if (a) {
            a->open = false;
            a->weight = *weight;
        }
        break;
    }
    case YAML_ALIAS_EVENT:
        node = alias(r, weight);
        break;
    default:
        complain(r, mark, "a value is missing here");
    }
    if (!r->failed && *weight > CUPEL_DOCUMENT_NODES)
        complain(r, mark,
                 r->aliased ? "aliases unfold to more than 200000 values; refused"
                            : "more than 200000 keys and values; refused: more belong in a data file");
    r->depth--;
    return r->failed ? NULL : node;
}

/* Where the bytes stop being UTF-8 text; false when all is well. */
static bool find_bad_byte(const char *bytes, size_t count, yaml_mark_t *mark)
{
    const size_t good = cupel_utf8_prefix(bytes, count);
    if (good == count) return false;
    for (size_t i = 0; i < good; i++) {
        if (bytes[i] == '\n') {
            mark->line++;
            mark->column = 0;
        } else if (((unsigned char)bytes[i] & 0xC0) != 0x80) {
            mark->column++;
        }
    }
    return true;
}

cupel_node *cupel_document_parse(const char *bytes, size_t count, const char *file, cupel_arena *arena,
                                 cupel_diagnostics *diagnostics)
{
    reader r = {.arena = arena, .diagnostics = diagnostics};
    r.file = cupel_arena_copy(arena, file);
    if (!r.file) {
        diagnostics->out_of_memory = true;
        return NULL;
    }
    yaml_mark_t mark = {0};
    if (count >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) { /* the byte order mark of some editors */
        bytes += 3;
        count -= 3;
    }
    if (count > CUPEL_DOCUMENT_BYTES) {
        complain(&r, mark, "larger than 16 MiB; refused");
        return NULL;
    }
    if (find_bad_byte(bytes, count, &mark)) {
        complain(&r, mark, "not UTF-8 text here (or a control character); save the file as UTF-8");
        return NULL;
    }
    if (!yaml_parser_initialize(&r.yaml)) {
        diagnostics->out_of_memory = true;
        return NULL;
    }
    yaml_parser_set_encoding(&r.yaml, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.yaml, (const unsigned char *)bytes, count);

    cupel_node *root = NULL;
    const size_t problems = diagnostics->count;
    if (next(&r) && next(&r)) { /* stream start; document start or stream end */
        if (r.event.type == YAML_STREAM_END_EVENT) {
            complain(&r, mark, "the file is empty");
        } else if (next(&r)) {
            size_t weight;
            root = value(&r, &weight);
            if (root && next(&r) && next(&r) &&
                r.event.type != YAML_STREAM_END_EVENT) /* document end, then? */
                complain(&r, r.event.start_mark, "a second document; one file holds one");
        }
    }
    if (r.has_event) yaml_event_delete(&r.event);
    yaml_parser_delete(&r.yaml);
    return r.failed || diagnostics->count > problems ? NULL : root;
}
