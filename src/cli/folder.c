/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_candidate(const char *name)
{
    const size_t length = strlen(name);
    return name[0] != '.' && length > 3 && strcmp(name + length - 3, ".h5") == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names in the arena; the array is malloc'd. */
static cupel_status names_of(const char *path, cupel_arena *arena, char ***out, size_t *count,
                             cupel_error *error)
{
    DIR *folder = opendir(path);
    if (!folder)
        CUPEL_FAIL(error, errno == ENOENT || errno == ENOTDIR ? CUPEL_EINVAL : CUPEL_EIO,
                   "cannot read the folder '%s': %s", path, strerror(errno));
    char **names = NULL;
    size_t used = 0, capacity = 0;
    cupel_status status = CUPEL_OK;
    for (const struct dirent *entry; !status && (entry = readdir(folder));) {
        if (!is_candidate(entry->d_name)) continue;
        if (used == capacity) {
            char **larger = cupel_resize(names, capacity ? 2 * capacity : 64, sizeof *larger);
            if (!larger) {
                status = cupel_out_of_memory(error, "the folder");
                break;
            }
            names = larger;
            capacity = capacity ? 2 * capacity : 64;
        }
        if (!(names[used] = cupel_arena_copy(arena, entry->d_name)))
            status = cupel_out_of_memory(error, "the folder");
        else
            used++;
    }
    closedir(folder);
    if (status) {
        free(names);
        return status;
    }
    if (used) qsort(names, used, sizeof *names, by_name);
    *out = names;
    *count = used;
    return CUPEL_OK;
}

/* Texts of a file die with it. */
static const char *keep(cupel_arena *arena, const char *text)
{
    const char *copy = text && *text ? cupel_arena_copy(arena, text) : "";
    return copy ? copy : "";
}

static const char *models_of(cupel_arena *arena, const cupel_file *file)
{
    cupel_text models = {0};
    const size_t count = cupel_file_step_count(file);
    for (size_t i = 0; i < count; i++) {
        const char *model = cupel_file_get_step(file, i)->model;
        bool new = *model != '\0'; /* parts of a test have none */
        for (size_t k = 0; new &&k < i; k++) new = strcmp(cupel_file_get_step(file, k)->model, model) != 0;
        if (new) cupel_text_printf(&models, "%s%s", models.length ? ", " : "", model);
    }
    const char *copy = keep(arena, cupel_text_get(&models));
    cupel_text_free(&models);
    return copy;
}

static void read_entry(cupel_arena *arena, cupel_checker *checker, cupel_folder_entry *entry)
{
    cupel_error error = {0};
    cupel_file *file;
    *entry = (cupel_folder_entry){.name = entry->name,
                                  .path = entry->path,
                                  .kind = "",
                                  .title = "",
                                  .project = "",
                                  .created = "",
                                  .state = "",
                                  .content_id = "",
                                  .origin_id = "",
                                  .models = ""};
    const cupel_status status = cupel_file_open_after(checker, entry->path, &file, &error);
    if (status) {
        entry->trouble = keep(arena, error.text);
        entry->damaged = status == CUPEL_EDAMAGED;
        return;
    }
    const cupel_file_header *header = cupel_file_get_header(file);
    entry->kind = keep(arena, header->kind);
    entry->title = keep(arena, header->title);
    entry->project = keep(arena, header->project);
    entry->created = keep(arena, header->created);
    entry->state = keep(arena, header->state);
    entry->content_id = keep(arena, header->content_id);
    entry->origin_id = keep(arena, header->origin_id);
    entry->models = models_of(arena, file);
    const size_t parents = cupel_file_parent_count(file);
    entry->parents = cupel_arena_alloc(arena, parents, sizeof *entry->parents);
    for (size_t i = 0; entry->parents && i < parents; i++) {
        const cupel_parent *parent = cupel_file_get_parent(file, i);
        entry->parents[entry->parent_count++] =
            (cupel_folder_parent){.content_id = keep(arena, parent->content_id),
                                  .origin_id = keep(arena, parent->origin_id),
                                  .role = keep(arena, parent->role),
                                  .path = keep(arena, parent->path),
                                  .file_name = keep(arena, parent->file_name)};
    }
    cupel_file_close(file);
}

cupel_status cupel_folder_read(const char *path, cupel_folder *out, cupel_error *error)
{
    cupel_folder folder = {.arena = cupel_arena_new()};
    cupel_checker *checker = cupel_checker_new();
    char **names = NULL;
    cupel_status status = folder.arena ? names_of(path, folder.arena, &names, &folder.count, error)
                                       : cupel_out_of_memory(error, "the folder");
    if (!status) folder.entries = cupel_arena_alloc(folder.arena, folder.count, sizeof *folder.entries);
    if (!status && !folder.entries) status = cupel_out_of_memory(error, "the folder");
    for (size_t i = 0; !status && i < folder.count; i++) {
        folder.entries[i].name = names[i];
        folder.entries[i].path = cupel_arena_format(folder.arena, "%s/%s", path, names[i]);
        if (folder.entries[i].path)
            read_entry(folder.arena, checker, &folder.entries[i]);
        else
            status = cupel_out_of_memory(error, "the folder");
    }
    free(names);
    cupel_checker_free(checker);
    if (status) {
        cupel_arena_free(folder.arena);
        return status;
    }
    *out = folder;
    return CUPEL_OK;
}

void cupel_folder_free(cupel_folder *folder)
{
    cupel_arena_free(folder->arena);
    *folder = (cupel_folder){0};
}

cupel_folder_entry *cupel_folder_find(const cupel_folder *folder, const char *content_id,
                                      const char *origin_id)
{
    for (size_t i = 0; *content_id && i < folder->count; i++)
        if (strcmp(folder->entries[i].content_id, content_id) == 0) return &folder->entries[i];
    for (size_t i = 0; *origin_id && i < folder->count; i++)
        if (strcmp(folder->entries[i].origin_id, origin_id) == 0) return &folder->entries[i];
    return NULL;
}
