/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "material/library.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "material/material.h"

enum { PATH_SIZE = 4096, LIBRARY_LIMIT = 10000 };

static cupel_status library_folder(cupel_arena *arena, const char **folder, cupel_error *error)
{
    char data[PATH_SIZE];
    if (!cupel_data_folder(data, sizeof data))
        CUPEL_FAIL(error, CUPEL_EIO, "the folder of shipped data was not found; set CUPEL_DATA to it");
    *folder = cupel_arena_format(arena, "%s/materials", data);
    return *folder ? CUPEL_OK : cupel_out_of_memory(error, "a path");
}

/* "C11000" of "C11000.yaml"; NULL for anything else. */
static const char *stem(const char *name, cupel_arena *arena, cupel_status *status)
{
    const size_t length = strlen(name);
    if (length <= 5 || name[0] == '.' || strcmp(name + length - 5, ".yaml") != 0) return NULL;
    const char *copy = cupel_arena_copy_n(arena, name, length - 5);
    if (!copy) *status = CUPEL_ENOMEM;
    return copy;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static cupel_status read_ids(DIR *stream, cupel_arena *arena, const char *const **out, cupel_error *error)
{
    const char **ids = NULL;
    size_t count = 0, capacity = 0;
    cupel_status status = CUPEL_OK;
    for (const struct dirent *entry; !status && count < LIBRARY_LIMIT && (entry = readdir(stream));) {
        const char *id = stem(entry->d_name, arena, &status);
        if (!id) continue;
        if (count == capacity) {
            capacity = capacity ? 2 * capacity : 32;
            const char **larger = cupel_resize(ids, capacity, sizeof *ids);
            if (!larger) {
                status = CUPEL_ENOMEM;
                break;
            }
            ids = larger;
        }
        ids[count++] = id;
    }
    const char **list = status ? NULL : cupel_arena_alloc(arena, count + 1, sizeof *list);
    if (list) {
        if (count) {
            qsort(ids, count, sizeof *ids, by_name);
            memcpy(list, ids, count * sizeof *list);
        }
        *out = list;
    }
    free(ids);
    return list ? CUPEL_OK : cupel_out_of_memory(error, "the list of material records");
}

cupel_status cupel_material_list(cupel_arena *arena, const char *const **ids, cupel_error *error)
{
    const char *folder = NULL;
    cupel_status status = library_folder(arena, &folder, error);
    if (status) return status;
    DIR *stream = opendir(folder);
    if (!stream) CUPEL_FAIL(error, CUPEL_EIO, "cannot read the folder '%s': %s", folder, strerror(errno));
    status = read_ids(stream, arena, ids, error);
    closedir(stream);
    return status;
}

cupel_status cupel_library_path(const char *id, cupel_arena *arena, const char **path, cupel_error *error)
{
    const char *const *ids = NULL;
    cupel_status status = cupel_material_list(arena, &ids, error);
    if (status) return status;
    size_t count = 0;
    bool known = false;
    for (; ids[count]; count++) known = known || strcmp(ids[count], id) == 0;
    if (!known) {
        const char *near = cupel_nearest(id, ids, count);
        if (near)
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "unknown material '%s'; did you mean '%s'? 'cupel materials' lists all", id, near);
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "unknown material '%s'; 'cupel materials' lists all, and a path to a record has a '/' or "
                   "ends in .yaml",
                   id);
    }
    const char *folder = NULL;
    status = library_folder(arena, &folder, error);
    if (status) return status;
    *path = cupel_arena_format(arena, "%s/%s.yaml", folder, id);
    return *path ? CUPEL_OK : cupel_out_of_memory(error, "a path");
}

static void write_scalar(const cupel_node *node, cupel_text *out)
{
    if (cupel_node_is_null(node)) {
        cupel_text_add(out, "null");
        return;
    }
    cupel_text_add(out, "\"");
    for (const char *c = node->text ? node->text : ""; *c; c++) {
        if (*c == '"' || *c == '\\')
            cupel_text_printf(out, "\\%c", *c);
        else if ((unsigned char)*c < 0x20 || *c == 0x7f)
            cupel_text_printf(out, "\\x%02x", (unsigned)(unsigned char)*c);
        else
            cupel_text_add_n(out, c, 1);
    }
    cupel_text_add(out, "\"");
}

static void indent(int depth, cupel_text *out)
{
    for (int i = 0; i < depth; i++) cupel_text_add(out, "  ");
}

/* An empty collection and a sequence of plain scalars take the flow form, all else the block form. */
static void write_child(const cupel_node *node, int depth, cupel_text *out)
{
    if (node->kind == CUPEL_NODE_SCALAR) {
        cupel_text_add(out, " ");
        write_scalar(node, out);
        cupel_text_add(out, "\n");
    } else if (node->count == 0) {
        cupel_text_add(out, node->kind == CUPEL_NODE_MAPPING ? " {}\n" : " []\n");
    } else {
        cupel_text_add(out, "\n");
        cupel_node_write(node, depth + 1, out);
    }
}

void cupel_node_write(const cupel_node *node, int depth, cupel_text *out)
{
    if (node->kind == CUPEL_NODE_SCALAR) {
        write_scalar(node, out);
        cupel_text_add(out, "\n");
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        indent(depth, out);
        if (node->kind == CUPEL_NODE_MAPPING) {
            write_scalar(node->keys[i], out);
            cupel_text_add(out, ":");
        } else {
            cupel_text_add(out, "-");
        }
        write_child(node->items[i], depth, out);
    }
}
