/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/names.h"

#include <stdlib.h>
#include <string.h>

#include "model/registry.h"
#include "study/study.h"
#include "testdata/evaluation.h"
#include "testdata/vocabulary.h"

typedef struct names {
    cupel_arena *arena;
    const char **name;
    size_t count, capacity;
    bool failed;
} names;

static void add(names *n, const char *name)
{
    if (n->count == n->capacity) {
        const size_t capacity = n->capacity ? 2 * n->capacity : 1024;
        const char **larger = cupel_arena_alloc(n->arena, capacity, sizeof *larger);
        if (!larger) {
            n->failed = true;
            return;
        }
        if (n->count) memcpy(larger, n->name, n->count * sizeof *larger);
        n->name = larger;
        n->capacity = capacity;
    }
    n->failed = n->failed || !name;
    if (name) n->name[n->count++] = name;
}

/* Alone, and behind its model; the evaluation of a kind also behind the kind. */
static void add_of(names *n, const char *model, const char *name)
{
    add(n, name);
    add(n, cupel_arena_format(n->arena, "%s.%s", model, name));
    if (strncmp(model, "test.", 5) == 0) add(n, cupel_arena_format(n->arena, "%s.%s", model + 5, name));
}

static void add_parameters(names *n, const char *model, const cupel_table *table, const char *before,
                           int depth)
{
    enum { DEPTH = 6 };
    for (size_t i = 0; i < table->count && !n->failed; i++) {
        const cupel_param *row = &table->params[i];
        const bool list = row->kind == CUPEL_LIST;
        const char *name = cupel_arena_format(n->arena, "%s%s", before, row->name);
        if (!list && row->kind != CUPEL_TABLE) {
            n->failed = n->failed || !name;
            if (name) add_of(n, model, name);
        } else if (row->table && depth < DEPTH) {
            const char *below = cupel_arena_format(n->arena, "%s%s/%s", before, row->name, list ? "0/" : "");
            n->failed = n->failed || !below;
            if (below) add_parameters(n, model, row->table, below, depth + 1);
        }
    }
}

static void add_model(names *n, const cupel_model *model)
{
    add_parameters(n, model->name, model->parameters, "", 0);
    for (size_t i = 0; i < model->result_count && !n->failed; i++)
        if (model->results[i].kind == CUPEL_SCALAR || model->results[i].kind == CUPEL_LABEL)
            add_of(n, model->name, model->results[i].name);
}

static bool list(cupel_arena *arena, const char *const **out, size_t *count)
{
    names n = {.arena = arena};
    size_t words;
    for (const cupel_model *const *m = cupel_models(); *m; m++) add_model(&n, *m);
    for (const cupel_model *const *m = cupel_studies(); *m; m++) add_model(&n, *m);
    for (const cupel_evaluation *const *e = cupel_evaluations(); *e; e++) add_model(&n, &(*e)->model);
    const cupel_word *word = cupel_words(&words);
    for (size_t i = 0; i < words; i++)
        if (word[i].kind != CUPEL_WORD_CHANNEL) add(&n, word[i].name);
    *out = n.name;
    *count = n.count;
    return !n.failed;
}

const cupel_vocabulary cupel_known_names = {.list = list};
