/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/pool.h"
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

static cupel_status scan(seen_list *list, int folder, const char *below, size_t depth, cupel_error *error);

/* A folder that may not be read does not hide the others; it is listed like a file that may not be. */
static cupel_status scan_below(seen_list *list, int folder, const char *name, const char *path, size_t depth,
                               cupel_error *error)
{
    if (depth == DEPTH || ends_with(name, ".part")) return CUPEL_OK;
    const int below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below < 0) return errno == EACCES ? list_add(list, path, &(struct stat){0}, error) : CUPEL_OK;
    return scan(list, below, path, depth + 1, error);
}

/* Hidden names, and the folders of runs under way, are passed over; links to folders are not followed. Files
 * are asked for by their folder and name, which spares the way down from the root each time, and only those
 * that count. */
static cupel_status scan_entry(seen_list *list, int folder, const char *below, const struct dirent *entry,
                               size_t depth, cupel_error *error)
{
    char path[PATH_MAX];
    struct stat about;
    const char *name = entry->d_name;
    const size_t before = strlen(below), length = strlen(name);
    const bool is_file = ends_with(name, ".h5");
    if (name[0] == '.' || before + length + 2 > sizeof path) return CUPEL_OK;
    if (!is_file && entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN) return CUPEL_OK;
    memcpy(path, below, before);
    if (before) path[before] = '/';
    memcpy(path + before + (before > 0), name, length + 1);
    if (entry->d_type == DT_DIR) return scan_below(list, folder, name, path, depth, error);
    if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0) return CUPEL_OK; /* gone since */
    if (S_ISDIR(about.st_mode)) return scan_below(list, folder, name, path, depth, error);
    if (S_ISLNK(about.st_mode) && fstatat(folder, name, &about, 0) != 0) return CUPEL_OK;
    return is_file && S_ISREG(about.st_mode) ? list_add(list, path, &about, error) : CUPEL_OK;
}

/* Takes the descriptor. */
static cupel_status scan(seen_list *list, int folder, const char *below, size_t depth, cupel_error *error)
{
    DIR *entries = fdopendir(folder);
    if (!entries) {
        close(folder);
        return cupel_out_of_memory(error, "the folder");
    }
    cupel_status status = CUPEL_OK;
    for (const struct dirent *entry; !status && (entry = readdir(entries));)
        status = scan_entry(list, folder, below, entry, depth, error);
    closedir(entries);
    return status;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const seen *)a)->path, ((const seen *)b)->path);
}

/* All files in and below a folder, by path. */
static cupel_status scan_all(seen_list *list, const char *root, cupel_error *error)
{
    const int folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) CUPEL_FAIL(error, CUPEL_EIO, "cannot read the folder '%s': %s", root, strerror(errno));
    const cupel_status status = scan(list, folder, "", 0, error);
    if (!status && list->count) qsort(list->files, list->count, sizeof *list->files, by_path);
    return status;
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

/* Both are in the order of the paths. */
static cupel_status compare(cupel_catalogue *c, seen_list *list, gone_list *gone, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    int step = SQLITE_DONE;
    seen *at = list->files, *const end = list->files + list->count;
    sqlite3_stmt *row = cupel_catalogue_prepare(
        c, "SELECT path, size, modified, inode FROM file ORDER BY path", &status, error);
    while (!status && (step = sqlite3_step(row)) == SQLITE_ROW) {
        const char *path = cupel_catalogue_text(row, 0);
        int order = 1;
        while (at < end && (order = strcmp(at->path, path)) < 0) at++;
        if (at == end || order != 0)
            status = gone_add(gone, list->arena, path, error);
        else
            at->known = at->size == sqlite3_column_int64(row, 1) &&
                        at->modified == sqlite3_column_int64(row, 2) &&
                        at->inode == sqlite3_column_int64(row, 3);
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

enum { READERS_MOST = 16 };

typedef struct progress {
    const cupel_catalogue_watch *watch;
    size_t done, count;
    bool stopped;
    cupel_record_reader *readers[READERS_MOST];
    size_t reader_count;
} progress;

static cupel_status hire_readers(progress *p, cupel_error *error)
{
    const size_t processors = (size_t)cupel_pool_processors();
    const size_t most = processors < READERS_MOST ? processors : READERS_MOST;
    while (p->reader_count < most && p->reader_count < p->count) {
        cupel_record_reader *reader = cupel_record_reader_new();
        if (!reader) return cupel_out_of_memory(error, "the catalogue");
        p->readers[p->reader_count++] = reader;
    }
    return CUPEL_OK;
}

typedef struct batch {
    cupel_arena *arena;
    cupel_record *records;
    size_t begun, ended;
} batch;

enum { BATCH_FILES = 1024 };

/* The next file that is not known goes to a reader that is free; `begun` false: there is none. */
static cupel_status begin_next(cupel_catalogue *c, const seen_list *list, size_t *at, progress *p, batch *b,
                               bool *begun, cupel_error *error)
{
    *begun = false;
    while (*at < list->count && list->files[*at].known) ++*at;
    if (*at == list->count || b->begun == BATCH_FILES || p->stopped) return CUPEL_OK;
    const seen *file = &list->files[*at];
    if (p->watch && !p->watch->each(p->watch->host, file->path, p->done, p->count)) {
        p->stopped = true;
        return CUPEL_OK;
    }
    const char *whole = cupel_arena_format(b->arena, "%s/%s", c->folder, file->path);
    if (!whole) return cupel_out_of_memory(error, "the catalogue");
    b->records[b->begun] = (cupel_record){
        .path = file->path, .size = file->size, .modified = file->modified, .inode = file->inode};
    cupel_record_begin(p->readers[b->begun++ % p->reader_count], whole);
    ++*at;
    *begun = true;
    return CUPEL_OK;
}

/* Reads from `*at` on for a second, without a lock on the catalogue, then writes what it has. */
static cupel_status read_batch(cupel_catalogue *c, const seen_list *list, size_t *at, progress *p,
                               cupel_error *error)
{
    const double start = now();
    batch b = {.arena = cupel_arena_new()};
    if (b.arena) b.records = cupel_arena_alloc(b.arena, BATCH_FILES, sizeof *b.records);
    cupel_status status = b.records ? CUPEL_OK : cupel_out_of_memory(error, "the catalogue");
    while (!status) {
        bool begun = true;
        while (!status && begun && b.begun < b.ended + p->reader_count && now() - start < BATCH_SECONDS)
            status = begin_next(c, list, at, p, &b, &begun, error);
        if (status || b.ended == b.begun) break;
        status = cupel_record_end(p->readers[b.ended % p->reader_count], b.arena, &b.records[b.ended], error);
        b.ended++;
        p->done++;
    }
    if (!status && b.ended) status = write_batch(c, b.records, b.ended, error);
    cupel_arena_free(b.arena);
    return status;
}

static cupel_status update_with(cupel_catalogue *c, seen_list *list, gone_list *gone,
                                const cupel_catalogue_watch *watch, cupel_error *error)
{
    cupel_status status = scan_all(list, c->folder, error);
    if (!status) status = compare(c, list, gone, error);
    if (!status) status = forget_all(c, gone, error);
    progress p = {.watch = watch};
    for (size_t i = 0; i < list->count; i++) p.count += !list->files[i].known;
    if (!status) status = hire_readers(&p, error);
    for (size_t at = 0; !status && !p.stopped && p.done < p.count && at < list->count;)
        status = read_batch(c, list, &at, &p, error);
    for (size_t i = 0; i < p.reader_count; i++) cupel_record_reader_free(p.readers[i]);
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
    cupel_status status = scan_all(&list, folder, error);
    if (!status) out = cupel_arena_alloc(arena, list.count, sizeof *out);
    if (!status && !out) status = cupel_out_of_memory(error, "the folder");
    for (size_t i = 0; !status && i < list.count; i++) out[i] = list.files[i].path;
    free(list.files);
    if (status) return status;
    *paths = out;
    *count = list.count;
    return CUPEL_OK;
}
