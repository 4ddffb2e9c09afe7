/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/folder.h"
#include "cli/items.h"

static const struct argp_option options[] = {CUPEL_OPTION_JSON, {0}};

static const cupel_cli_syntax syntax = {
    .arguments = "FILE",
    .text = "Tells what a file was made from, and what was made from it, as far as the files lie in the same "
            "folder: they "
            "are known by their content id, whatever they are called."
            "\vExample:\n  cupel lineage anneal.h5",
    .options = options,
    .least = 1,
    .most = 1,
};

/* Each file is opened up once, where it first appears: files that share parents would otherwise repeat them
 * without end, and forged ids could make a ring. */
static bool open_up(cupel_folder_entry *entry)
{
    if (!entry || entry->told) return false;
    entry->told = true;
    return true;
}

/* ---- what it was made from ---- */

static void add_parents(cupel_folder *folder, const cupel_folder_entry *entry, int depth, cupel_text *out)
{
    for (size_t i = 0; i < entry->parent_count; i++) {
        const cupel_folder_parent *parent = &entry->parents[i];
        cupel_folder_entry *found = cupel_folder_find(folder, parent->content_id, parent->origin_id);
        cupel_text_printf(out, "%*s<- %s", 2 * depth, "", found ? found->name : parent->file_name);
        if (*parent->path) cupel_text_printf(out, "  %s", parent->path);
        if (*parent->role) cupel_text_printf(out, "  as %s", parent->role);
        cupel_text_printf(out, "  %s%s\n", parent->content_id, found ? "" : "  (not in this folder)");
        if (open_up(found)) add_parents(folder, found, depth + 1, out);
    }
}

static json_t *parents_json(cupel_folder *folder, const cupel_folder_entry *entry)
{
    json_t *list = json_array();
    for (size_t i = 0; i < entry->parent_count; i++) {
        const cupel_folder_parent *parent = &entry->parents[i];
        cupel_folder_entry *found = cupel_folder_find(folder, parent->content_id, parent->origin_id);
        json_t *object = json_pack("{s: s, s: s, s: s, s: s, s: o}", "content_id", parent->content_id, "role",
                                   parent->role, "path", parent->path, "file_name", parent->file_name, "file",
                                   found ? cupel_cli_json_text(found->name) : json_null());
        if (open_up(found)) json_object_set_new(object, "parents", parents_json(folder, found));
        json_array_append_new(list, object);
    }
    return list;
}

/* ---- what was made from it ---- */

/* What was made from a test before it was evaluated once more is made from it still. */
static bool is_child(const cupel_folder_entry *entry, const cupel_folder_entry *of)
{
    for (size_t i = 0; i < entry->parent_count; i++) {
        const cupel_folder_parent *parent = &entry->parents[i];
        if (*of->content_id && strcmp(parent->content_id, of->content_id) == 0) return true;
        if (*of->origin_id && strcmp(parent->origin_id, of->origin_id) == 0) return true;
    }
    return false;
}

static void add_children(cupel_folder *folder, const cupel_folder_entry *of, int depth, cupel_text *out)
{
    for (size_t i = 0; i < folder->count; i++) {
        cupel_folder_entry *entry = &folder->entries[i];
        if (!is_child(entry, of)) continue;
        cupel_text_printf(out, "%*s-> %s  %s\n", 2 * depth, "", entry->name, entry->content_id);
        if (open_up(entry)) add_children(folder, entry, depth + 1, out);
    }
}

static json_t *children_json(cupel_folder *folder, const cupel_folder_entry *of)
{
    json_t *list = json_array();
    for (size_t i = 0; i < folder->count; i++) {
        cupel_folder_entry *entry = &folder->entries[i];
        if (!is_child(entry, of)) continue;
        json_t *object = json_pack("{s: o, s: s}", "file", cupel_cli_json_text(entry->name), "content_id",
                                   entry->content_id);
        if (open_up(entry)) json_object_set_new(object, "children", children_json(folder, entry));
        json_array_append_new(list, object);
    }
    return list;
}

/* ---- the verb ---- */

static int tell(const cupel_cli *cli, cupel_folder *folder, cupel_folder_entry *entry)
{
    entry->told = true;
    if (cli->json) {
        json_t *parents = parents_json(folder, entry);
        for (size_t i = 0; i < folder->count; i++) folder->entries[i].told = false;
        return cupel_cli_print_json(
            cli, json_pack("{s: o, s: s, s: o, s: o}", "file", cupel_cli_json_text(entry->name), "content_id",
                           entry->content_id, "parents", parents, "children", children_json(folder, entry)));
    }
    cupel_text out = {0};
    cupel_cli_styled(cli, CUPEL_BOLD, entry->name, &out);
    cupel_text_printf(&out, "  %s\n", entry->content_id);
    add_parents(folder, entry, 1, &out);
    if (entry->parent_count == 0) cupel_text_add(&out, "  made from no other file\n");
    for (size_t i = 0; i < folder->count; i++) folder->entries[i].told = false;
    add_children(folder, entry, 1, &out);
    return cupel_cli_print(cli, &out);
}

int cupel_cli_lineage(cupel_cli *cli, int argc, char **argv)
{
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, NULL, argc, argv, &count);
    cupel_file *file;
    const int opened = cupel_cli_open(cli, words[0], &file);
    if (opened) return opened;
    const char *id = cupel_file_get_header(file)->content_id;
    char content_id[128], path[4096];
    snprintf(content_id, sizeof content_id, "%s", id ? id : "");
    cupel_file_close(file);
    if (!*content_id)
        return cupel_cli_complain(cli, CUPEL_EINVAL, "%s has no content id, so no lineage", words[0]);
    if (!cupel_path_folder(words[0], path, sizeof path))
        return cupel_cli_complain(cli, CUPEL_EINVAL, "the name of the file is too long");
    cupel_error error = {0};
    cupel_folder folder;
    if (cupel_folder_read(path, &folder, &error)) return cupel_cli_error(cli, &error);
    /* by id, since the file itself may be called something else than *.h5 */
    cupel_folder_entry *entry = cupel_folder_find(&folder, content_id, "");
    const int status = entry
                           ? tell(cli, &folder, entry)
                           : cupel_cli_complain(cli, CUPEL_EINVAL, "%s: its name must end in .h5", words[0]);
    cupel_folder_free(&folder);
    return status;
}
