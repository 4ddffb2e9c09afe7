/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "param/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

const cupel_node *cupel_node_get(const cupel_node *mapping, const char *key)
{
    if (!mapping || mapping->kind != CUPEL_NODE_MAPPING) return NULL;
    for (size_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->keys[i]->text, key) == 0) return mapping->items[i];
    return NULL;
}

const cupel_node *cupel_node_key(const cupel_node *mapping, const char *key)
{
    if (!mapping || mapping->kind != CUPEL_NODE_MAPPING) return NULL;
    for (size_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->keys[i]->text, key) == 0) return mapping->keys[i];
    return NULL;
}

bool cupel_node_is_null(const cupel_node *node)
{
    return node && node->kind == CUPEL_NODE_SCALAR && !node->quoted &&
           (!node->text[0] || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

/* A copy of one node with room for `extra` more entries; its children stay shared. */
static cupel_node *copy_node(const cupel_node *node, size_t extra, cupel_arena *arena)
{
    cupel_node *copy = cupel_arena_alloc(arena, 1, sizeof *copy);
    if (!copy) return NULL;
    *copy = *node;
    if (node->kind == CUPEL_NODE_SCALAR) return copy;
    copy->items = cupel_arena_alloc(arena, node->count + extra, sizeof *copy->items);
    copy->keys = cupel_arena_alloc(arena, node->count + extra, sizeof *copy->keys);
    if (!copy->items || !copy->keys) return NULL;
    if (node->count) memcpy(copy->items, node->items, node->count * sizeof *copy->items);
    if (node->count && node->keys) memcpy(copy->keys, node->keys, node->count * sizeof *copy->keys);
    return copy;
}

/* The slot of an item: of a mapping by its key, of a list by the `id` of an entry or by its number from 0. */
static cupel_node **slot(cupel_node *node, const char *name)
{
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == CUPEL_NODE_MAPPING) {
            if (strcmp(node->keys[i]->text, name) == 0) return &node->items[i];
        } else {
            const cupel_node *id = cupel_node_get(node->items[i], "id");
            char number[24];
            snprintf(number, sizeof number, "%zu", i);
            if ((id && id->kind == CUPEL_NODE_SCALAR && strcmp(id->text, name) == 0) ||
                strcmp(number, name) == 0)
                return &node->items[i];
        }
    }
    return NULL;
}

static cupel_status add_key(cupel_node *mapping, const char *name, const cupel_node *like, cupel_arena *arena,
                            cupel_node ***out, cupel_error *error)
{
    cupel_node *roomy = copy_node(mapping, 1, arena);
    cupel_node *key = cupel_arena_alloc(arena, 1, sizeof *key);
    if (!roomy || !key) return cupel_out_of_memory(error, "a changed parameter");
    *key = (cupel_node){
        .kind = CUPEL_NODE_SCALAR, .file = like->file, .line = like->line, .column = like->column};
    if (!(key->text = cupel_arena_copy(arena, name)))
        return cupel_out_of_memory(error, "a changed parameter");
    roomy->keys[roomy->count] = key;
    *mapping = *roomy;
    *out = &mapping->items[mapping->count++];
    return CUPEL_OK;
}

static cupel_status parse_value(const char *text, const char *origin, cupel_arena *arena, cupel_node **out,
                                cupel_error *error)
{
    cupel_diagnostics diagnostics = {0};
    if (!*text) text = "~";
    *out = cupel_document_parse(text, strlen(text), origin, arena, &diagnostics);
    cupel_status status = CUPEL_OK;
    if (diagnostics.out_of_memory) {
        status = cupel_out_of_memory(error, "a changed parameter");
    } else if (!*out) {
        status = cupel_error_set(error, CUPEL_EINVAL, "%s",
                                 diagnostics.count ? diagnostics.entries[0].text : "not a value");
        cupel_error_place(error, origin, 1, 1);
    }
    cupel_diagnostics_free(&diagnostics);
    return status;
}

cupel_status cupel_node_set(cupel_node *root, const char *path, const char *text, const char *origin,
                            cupel_arena *arena, cupel_error *error)
{
    cupel_node *new_value = NULL;
    cupel_status status = parse_value(text, origin, arena, &new_value, error);
    if (status) return status;

    char *rest = cupel_arena_copy(arena, path);
    if (!rest) return cupel_out_of_memory(error, "a changed parameter");
    for (cupel_node *at = root;;) {
        char *dot = strchr(rest, '.');
        if (dot) *dot = '\0';
        cupel_node **where = at->kind == CUPEL_NODE_SCALAR ? NULL : slot(at, rest);
        if (!where) {
            if (at->kind != CUPEL_NODE_MAPPING)
                CUPEL_FAIL(error, CUPEL_EINVAL, "%s: there is no '%s' to set", origin, rest);
            status = add_key(at, rest, new_value, arena, &where, error);
            if (status) return status;
        }
        if (!dot) {
            *where = new_value;
            return CUPEL_OK;
        }
        cupel_node empty = *new_value;
        empty.kind = CUPEL_NODE_MAPPING;
        empty.count = 0;
        *where = copy_node(*where && (*where)->kind != CUPEL_NODE_SCALAR ? *where : &empty, 0, arena);
        if (!*where) return cupel_out_of_memory(error, "a changed parameter");
        at = *where;
        rest = dot + 1;
    }
}

static cupel_error *new_entry(cupel_diagnostics *diagnostics)
{
    if (diagnostics->count == diagnostics->capacity) {
        const size_t capacity = diagnostics->capacity ? 2 * diagnostics->capacity : 8;
        cupel_error *entries = cupel_resize(diagnostics->entries, capacity, sizeof *entries);
        if (!entries) {
            diagnostics->out_of_memory = true;
            return NULL;
        }
        diagnostics->entries = entries;
        diagnostics->capacity = capacity;
    }
    cupel_error *entry = &diagnostics->entries[diagnostics->count++];
    memset(entry, 0, sizeof *entry);
    return entry;
}

void cupel_diagnose(cupel_diagnostics *diagnostics, const cupel_node *where, const char *format, ...)
{
    cupel_error *entry = new_entry(diagnostics);
    if (!entry) return;
    entry->status = CUPEL_EINVAL;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(entry->text, sizeof entry->text, format, arguments);
    va_end(arguments);
    if (where) cupel_error_place(entry, where->file, where->line, where->column);
}

void cupel_diagnose_error(cupel_diagnostics *diagnostics, const cupel_node *where, const cupel_error *error)
{
    if (error->status == CUPEL_ENOMEM) diagnostics->out_of_memory = true;
    cupel_error *entry = new_entry(diagnostics);
    if (!entry) return;
    *entry = *error;
    if (where) cupel_error_place(entry, where->file, where->line, where->column);
}

static int by_place(const void *a, const void *b)
{
    const cupel_error *left = a, *right = b;
    const int files = strcmp(left->file, right->file);
    if (files) return files;
    if (left->line != right->line) return left->line < right->line ? -1 : 1;
    if (left->column != right->column) return left->column < right->column ? -1 : 1;
    return strcmp(left->text, right->text);
}

void cupel_diagnostics_sort(cupel_diagnostics *diagnostics)
{
    if (diagnostics->count) qsort(diagnostics->entries, diagnostics->count, sizeof(cupel_error), by_place);
}

void cupel_diagnostics_free(cupel_diagnostics *diagnostics)
{
    free(diagnostics->entries);
    *diagnostics = (cupel_diagnostics){0};
}
