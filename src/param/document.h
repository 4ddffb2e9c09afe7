/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_PARAM_DOCUMENT_H
#define CUPEL_PARAM_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include "base/memory.h"
#include "cupel/error.h"

/* A YAML document as a tree of nodes that remember where they stood. Anchors and aliases share nodes; a
 * document whose aliases would unfold to more than CUPEL_DOCUMENT_NODES nodes is refused ("billion laughs"). */

enum {
    CUPEL_DOCUMENT_BYTES = 16 << 20,   /* largest file                       */
    CUPEL_DOCUMENT_DEPTH = 32,         /* deepest nesting                    */
    CUPEL_DOCUMENT_NODES = 200000,     /* most nodes, aliases unfolded       */
    CUPEL_STEP_ID = 100                /* longest id of a step: files are named after it */
};

typedef enum cupel_node_kind { CUPEL_NODE_SCALAR, CUPEL_NODE_SEQUENCE, CUPEL_NODE_MAPPING } cupel_node_kind;

typedef struct cupel_node {
    cupel_node_kind kind;
    const char *file;               /* name for messages */
    int line, column;               /* 1-based           */
    const char *text;               /* scalar            */
    bool quoted;                    /* scalar: was in quotes, so never null */
    size_t count;                   /* items of a sequence, entries of a mapping */
    struct cupel_node **keys;       /* mapping: scalars */
    struct cupel_node **items;
} cupel_node;

/** All that is wrong with an input, gathered so that one run tells everything. */
typedef struct cupel_diagnostics {
    cupel_error *entries;
    size_t count, capacity;
    bool out_of_memory;
} cupel_diagnostics;

void cupel_diagnose(cupel_diagnostics *diagnostics, const cupel_node *where, const char *format, ...)
    CUPEL_PRINTF(3, 4);
void cupel_diagnose_error(cupel_diagnostics *diagnostics, const cupel_node *where, const cupel_error *error);
void cupel_diagnostics_sort(cupel_diagnostics *diagnostics);    /* by file, line, column */
void cupel_diagnostics_free(cupel_diagnostics *diagnostics);

/** Parses one YAML document. Syntax errors, several documents, non-scalar or repeated keys, bad UTF-8 go to
 * `diagnostics` (NULL is returned then). Everything is allocated in `arena`. */
cupel_node *cupel_document_parse(const char *bytes, size_t count, const char *file, cupel_arena *arena,
                                 cupel_diagnostics *diagnostics);

/** The value of a key of a mapping, or NULL. */
const cupel_node *cupel_node_get(const cupel_node *mapping, const char *key);
const cupel_node *cupel_node_key(const cupel_node *mapping, const char *key);   /* the key's own node */
bool cupel_node_is_null(const cupel_node *node);                                /* ~, null, nothing  */

/** Puts `text`, read as a one-line YAML value, at `path` ("roll.exit_thickness") below `root`; maps on the way
 * are made. Mappings are copied on the way, so that nodes shared by aliases elsewhere do not change. */
cupel_status cupel_node_set(cupel_node *root, const char *path, const char *text, const char *origin,
                            cupel_arena *arena, cupel_error *error);

#endif
