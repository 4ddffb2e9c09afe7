/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "material/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "material/library.h"

enum { RECORD_BYTES = 4 << 20 };

/* The first of several problems goes into the error, with the number of the others. */
static cupel_status first_problem(cupel_diagnostics *diagnostics, cupel_error *error)
{
    if (diagnostics->out_of_memory) return cupel_out_of_memory(error, "a material record");
    cupel_diagnostics_sort(diagnostics);
    const cupel_error *first = &diagnostics->entries[0];
    const size_t others = diagnostics->count - 1;
    if (others)
        cupel_error_set(error, first->status, "%s (and %zu more in this record)", first->text, others);
    else
        cupel_error_set(error, first->status, "%s", first->text);
    cupel_error_place(error, first->file, first->line, first->column);
    return first->status;
}

static cupel_status bind(const cupel_node *root, bool inline_record, const char *text, size_t count,
                         cupel_arena *arena, cupel_diagnostics *diagnostics, const cupel_material **out,
                         cupel_error *error)
{
    if (root->kind != CUPEL_NODE_MAPPING)
        cupel_diagnose(diagnostics, root,
                       "a material record is a mapping, such as 'name: …' and 'properties: …'");
    else if (!inline_record && !cupel_node_get(root, "id"))
        cupel_diagnose(diagnostics, root, "missing id; it is required in a record of its own file");
    if (diagnostics->count) return first_problem(diagnostics, error);

    cupel_binding binding = {.arena = arena, .diagnostics = diagnostics};
    const cupel_record *record = cupel_table_bind(&cupel_material_table, root, root, NULL, &binding);
    if (!record) return cupel_out_of_memory(error, "a material record");
    if (!diagnostics->count) cupel_record_check(record, root, diagnostics);
    if (diagnostics->count || diagnostics->out_of_memory) return first_problem(diagnostics, error);

    cupel_material *material = cupel_arena_alloc(arena, 1, sizeof *material);
    if (!material) return cupel_out_of_memory(error, "a material record");
    *material = (cupel_material){.record = record, .text = text, .text_count = count};
    material->head.id = record->id ? record->id : "";
    material->head.name = cupel_material_name(material);
    *out = material;
    return CUPEL_OK;
}

static cupel_status load_file(const char *path, cupel_arena *arena, const cupel_material **out,
                              cupel_error *error)
{
    char *bytes = NULL;
    size_t count = 0;
    cupel_status status = cupel_file_read_all(path, RECORD_BYTES, &bytes, &count, error);
    if (status) return status;
    const char *text = cupel_arena_copy_n(arena, bytes, count);
    const char *name = cupel_arena_copy(arena, path);
    free(bytes);
    if (!text || !name) return cupel_out_of_memory(error, "a material record");

    cupel_diagnostics diagnostics = {0};
    const cupel_node *root = cupel_document_parse(text, count, name, arena, &diagnostics);
    if (root)
        status = bind(root, false, text, count, arena, &diagnostics, out, error);
    else if (diagnostics.count || diagnostics.out_of_memory)
        status = first_problem(&diagnostics, error);
    else
        status = cupel_error_set(error, CUPEL_EINVAL, "%s is not a material record", path);
    cupel_diagnostics_free(&diagnostics);
    return status;
}

static cupel_status load_inline(const cupel_node *node, cupel_arena *arena, const cupel_material **out,
                                cupel_error *error)
{
    cupel_text yaml = {0};
    cupel_node_write(node, 0, &yaml);
    const char *text = yaml.failed ? NULL : cupel_arena_copy_n(arena, cupel_text_get(&yaml), yaml.length);
    const size_t count = yaml.length;
    cupel_text_free(&yaml);
    if (!text) return cupel_out_of_memory(error, "a material record");
    cupel_diagnostics diagnostics = {0};
    const cupel_status status = bind(node, true, text, count, arena, &diagnostics, out, error);
    cupel_diagnostics_free(&diagnostics);
    return status;
}

static bool is_path(const char *text)
{
    const size_t length = strlen(text);
    return strchr(text, '/') || (length > 5 && strcmp(text + length - 5, ".yaml") == 0);
}

static cupel_status load_named(const char *text, const char *folder, cupel_arena *arena,
                               const cupel_material **out, cupel_error *error)
{
    if (!is_path(text)) {
        const char *path = NULL;
        const cupel_status status = cupel_library_path(text, arena, &path, error);
        return status ? status : load_file(path, arena, out, error);
    }
    const char *path =
        text[0] == '/' || !folder || !*folder ? text : cupel_arena_format(arena, "%s/%s", folder, text);
    if (!path) return cupel_out_of_memory(error, "a path");
    if (!cupel_file_exists(path)) CUPEL_FAIL(error, CUPEL_EINVAL, "no material record at '%s'", path);
    return load_file(path, arena, out, error);
}

cupel_status cupel_material_load(const cupel_node *node, const char *folder, cupel_arena *arena,
                                 const cupel_material **out, cupel_error *error)
{
    cupel_status status;
    if (node->kind == CUPEL_NODE_MAPPING)
        status = load_inline(node, arena, out, error);
    else if (node->kind == CUPEL_NODE_SCALAR && node->text && *node->text && !cupel_node_is_null(node))
        status = load_named(node->text, folder, arena, out, error);
    else
        status =
            cupel_error_set(error, CUPEL_EINVAL,
                            "a material is an id such as C11000, a path to a record, or the record itself");
    if (status) cupel_error_place(error, node->file, node->line, node->column);
    return status;
}

cupel_status cupel_material_open(const char *id, cupel_arena *arena, const cupel_material **out,
                                 cupel_error *error)
{
    if (!id || !*id)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a material is named by an id such as C11000, or by a path");
    return load_named(id, NULL, arena, out, error);
}
