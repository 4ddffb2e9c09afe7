/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/text.h"
#include "store/catalogue_rows.h"

/* What has changed in a folder since the catalogue last saw it. */

enum {
    DEPTH = 32,       /* of folders                                                           */
    FILES = 10000000, /* in all                                                               */
    BATCH_SECONDS = 1 /* of reading; then what was read is written, and others have their turn */
};

typedef struct seen {
    char *path; /* from the folder on */
    int64_t size, modified, inode;
    bool known; /* in the catalogue, unchanged */
} seen;

typedef struct seen_list {
    cupel_arena *arena;
    seen *files;
    size_t count, capacity;
} seen_list;

/* ---- what is there ---- */

static bool ends_with(const char *name, const char *ending)
{
    const size_t length = strlen(name), tail = strlen(ending);
    return length > tail && strcmp(name + length - tail, ending) == 0;
}

static cupel_status list_add(seen_list *list, const char *path, const struct stat *about, cupel_error *error)
{
    if (list->count == FILES) CUPEL_FAIL(error, CUPEL_ELIMIT, "more than %d files in a folder", FILES);
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity ? 2 * list->capacity : 256;
        seen *files = cupel_resize(list->files, capacity, sizeof *files);
        if (!files) return cupel_out_of_memory(error, "the folder");
        list->files = files;
        list->capacity = capacity;
    }
    char *copy = cupel_arena_copy(list->arena, path);
    if (!copy) return cupel_out_of_memory(error, "the folder");
    list->files[list->count++] =
        (seen){.path = copy,
               .size = (int64_t)about->st_size,
               .modified = (int64_t)about->st_mtim.tv_sec * 1000000000 + about->st_mtim.tv_nsec,
               .inode = (int64_t)about->st_ino};
    return CUPEL_OK;
}

static cupel_status scan(seen_list *list, const char *root, const char *below, size_t depth,
                         cupel_error *error);

/* Hidden names, and the folders of runs under way, are passed over; links to folders are not followed. */
static cupel_status scan_entry(seen_list *list, const char *root, const char *below, const char *name,
                               size_t depth, cupel_error *error)
{
    char path[PATH_MAX], whole[PATH_MAX];
    struct stat about;
    if (name[0] == '.') return CUPEL_OK;
    if (snprintf(path, sizeof path, "%s%s%s", below, *below ? "/" : "", name) >= (int)sizeof path ||
        snprintf(whole, sizeof whole, "%s/%s", root, path) >= (int)sizeof whole)
        return CUPEL_OK;
    if (lstat(whole, &about) != 0) return CUPEL_OK; /* gone since */
    if (S_ISDIR(about.st_mode))
        return ends_with(name, ".part") ? CUPEL_OK : scan(list, root, path, depth + 1, error);
    if (!ends_with(name, ".h5")) return CUPEL_OK;
    if (S_ISLNK(about.st_mode) && stat(whole, &about) != 0) return CUPEL_OK;
    return S_ISREG(about.st_mode) ? list_add(list, path, &about, error) : CUPEL_OK;
}

static cupel_status scan(seen_list *list, const char *root, const char *below, size_t depth,
                         cupel_error *error)
{
    char whole[PATH_MAX];
    if (depth > DEPTH) return CUPEL_OK;
    if (snprintf(whole, sizeof whole, "%s/%s", root, below) >= (int)sizeof whole) return CUPEL_OK;
    DIR *folder = opendir(whole);
    if (!folder && depth > 0) return CUPEL_OK; /* one that may not be read does not hide the others */
    if (!folder) CUPEL_FAIL(error, CUPEL_EIO, "cannot read the folder '%s': %s", root, strerror(errno));
    cupel_status status = CUPEL_OK;
    for (const struct dirent *entry; !status && (entry = readdir(folder));)
        status = scan_entry(list, root, below, entry->d_name, depth, error);
    closedir(folder);
    return status;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const seen *)a)->path, ((const seen *)b)->path);
}

/* ---- what is known ---- */

typedef struct gone_list {
    char **paths;
    size_t count, capacity;
} gone_list;

static cupel_status gone_add(gone_list *gone, cupel_arena *arena, const char *path, cupel_error *error)
{
    if (gone->count == gone->capacity) {
        const size_t capacity = gone->capacity ? 2 * gone->capacity : 64;
        char **paths = cupel_resize(gone->paths, capacity, sizeof *paths);
        if (!paths) return cupel_out_of_memory(error, "the catalogue");
        gone->paths = paths;
        gone->capacity = capacity;
    }
    gone->paths[gone->count] = cupel_arena_copy(arena, path);
    return gone->paths[gone->count++] ? CUPEL_OK : cupel_out_of_memory(error, "the catalogue");
}

static cupel_status compare(cupel_catalogue *c, seen_list *list, gone_list *gone, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    int step = SQLITE_DONE;
    sqlite3_stmt *row =
        cupel_catalogue_prepare(c, "SELECT path, size, modified, inode FROM file", &status, error);
    while (!status && (step = sqlite3_step(row)) == SQLITE_ROW) {
        const seen wanted = {.path = (char *)(uintptr_t)cupel_catalogue_text(row, 0)};
        seen *found =
            list->count ? bsearch(&wanted, list->files, list->count, sizeof *list->files, by_path) : NULL;
        if (!found)
            status = gone_add(gone, list->arena, wanted.path, error);
        else
            found->known = found->size == sqlite3_column_int64(row, 1) &&
                           found->modified == sqlite3_column_int64(row, 2) &&
                           found->inode == sqlite3_column_int64(row, 3);
    }
    if (!status && step != SQLITE_DONE) status = cupel_catalogue_fail(c, error, "cannot be read");
    sqlite3_finalize(row);
    return status;
}

/* ---- what is new ---- */

static cupel_status forget_all(cupel_catalogue *c, const gone_list *gone, cupel_error *error)
{
    if (gone->count == 0) return CUPEL_OK;
    cupel_status status = cupel_catalogue_begin(c, error);
    if (status) return status;
    for (size_t i = 0; i < gone->count && !status; i++)
        status = cupel_catalogue_forget(c, gone->paths[i], error);
    const cupel_status end = cupel_catalogue_end(c, !status, error);
    return status ? status : end;
}

static cupel_status write_batch(cupel_catalogue *c, const cupel_record *records, size_t count,
                                cupel_error *error)
{
    cupel_status status = cupel_catalogue_begin(c, error);
    if (status) return status;
    for (size_t i = 0; i < count && !status; i++) status = cupel_catalogue_put(c, &records[i], error);
    const cupel_status end = cupel_catalogue_end(c, !status, error);
    return status ? status : end;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

typedef struct progress {
    const cupel_catalogue_watch *watch;
    size_t done, count;
    bool stopped;
} progress;

/* Reads from `*at` on for a second, without a lock on the catalogue, then writes what it has. */
static cupel_status read_batch(cupel_catalogue *c, const seen_list *list, size_t *at, progress *p,
                               cupel_error *error)
{
    enum { MOST = 1024 };
    cupel_status status = CUPEL_OK;
    size_t count = 0;
    const double start = now();
    cupel_arena *arena = cupel_arena_new();
    cupel_record *records = arena ? cupel_arena_alloc(arena, MOST, sizeof *records) : NULL;
    if (!records) status = cupel_out_of_memory(error, "the catalogue");
    for (; !status && *at < list->count && count < MOST && now() - start < BATCH_SECONDS; ++*at) {
        const seen *file = &list->files[*at];
        if (file->known) continue;
        char whole[PATH_MAX];
        if (p->watch && !p->watch->each(p->watch->host, file->path, p->done, p->count)) {
            p->stopped = true;
            break;
        }
        records[count] = (cupel_record){
            .path = file->path, .size = file->size, .modified = file->modified, .inode = file->inode};
        snprintf(whole, sizeof whole, "%s/%s", c->folder, file->path);
        status = cupel_record_read(whole, arena, &records[count], error);
        count++;
        p->done++;
    }
    if (!status && count) status = write_batch(c, records, count, error);
    cupel_arena_free(arena);
    return status;
}

static cupel_status update_with(cupel_catalogue *c, seen_list *list, gone_list *gone,
                                const cupel_catalogue_watch *watch, cupel_error *error)
{
    cupel_status status = scan(list, c->folder, "", 0, error);
    if (status) return status;
    if (list->count) qsort(list->files, list->count, sizeof *list->files, by_path);
    status = compare(c, list, gone, error);
    if (!status) status = forget_all(c, gone, error);
    progress p = {.watch = watch};
    for (size_t i = 0; i < list->count; i++) p.count += !list->files[i].known;
    for (size_t at = 0; !status && !p.stopped && p.done < p.count && at < list->count;)
        status = read_batch(c, list, &at, &p, error);
    return status;
}

cupel_status cupel_catalogue_update(cupel_catalogue *catalogue, const cupel_catalogue_watch *watch,
                                    cupel_error *error)
{
    seen_list list = {.arena = cupel_arena_new()};
    gone_list gone = {0};
    const cupel_status status = list.arena ? update_with(catalogue, &list, &gone, watch, error)
                                           : cupel_out_of_memory(error, "the catalogue");
    cupel_arena_free(list.arena);
    free(list.files);
    free(gone.paths);
    return status;
}

cupel_status cupel_catalogue_list(const char *folder, cupel_arena *arena, char ***paths, size_t *count,
                                  cupel_error *error)
{
    seen_list list = {.arena = arena};
    char **out = NULL;
    cupel_status status = scan(&list, folder, "", 0, error);
    if (!status && list.count) qsort(list.files, list.count, sizeof *list.files, by_path);
    if (!status) out = cupel_arena_alloc(arena, list.count, sizeof *out);
    if (!status && !out) status = cupel_out_of_memory(error, "the folder");
    for (size_t i = 0; !status && i < list.count; i++) out[i] = list.files[i].path;
    free(list.files);
    if (status) return status;
    *paths = out;
    *count = list.count;
    return CUPEL_OK;
}
