/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "param/walk.h"

enum { LARGEST_CASE = 16 << 20, LARGEST_MANIFEST = 1 << 20 };
static const size_t largest_state = (size_t)1 << 36;

static const char *in_folder(const cupel_part *part, const char *name)
{
    return cupel_arena_format(part->arena, "%s/%s", part->folder, name);
}

const char *cupel_part_segment(const cupel_part *part, size_t step, const char *id)
{
    return cupel_arena_format(part->arena, "%s/%04zu-%s.h5", part->folder, step, id);
}

const char *cupel_part_state(const cupel_part *part, size_t step, const char *id)
{
    return cupel_arena_format(part->arena, "%s/%04zu-%s.state", part->folder, step, id);
}

/* Whoever holds the lock works on the folder; the kernel gives it up when the process dies. */
static cupel_status take_lock(cupel_part *part, cupel_error *error)
{
    const char *path = in_folder(part, "lock");
    if (!path) return cupel_out_of_memory(error, "a path");
    part->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (part->lock < 0) CUPEL_FAIL(error, CUPEL_EIO, "%s: %s", path, strerror(errno));
    if (flock(part->lock, LOCK_EX | LOCK_NB) == 0) return CUPEL_OK;
    const int reason = errno;
    close(part->lock);
    part->lock = -1;
    if (reason == EWOULDBLOCK)
        CUPEL_FAIL(error, CUPEL_EINVAL, "another process is working on %s; wait for it or stop it",
                   part->folder);
    return CUPEL_OK; /* file systems without locks: go on */
}

static void empty_folder(const char *folder)
{
    DIR *directory = opendir(folder);
    if (!directory) return;
    for (struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] != '.') unlinkat(dirfd(directory), entry->d_name, 0);
    closedir(directory);
}

static void remove_folder(const char *folder)
{
    empty_folder(folder);
    rmdir(folder);
}

/* The name that the folder gets before it is emptied, so that a kill in between leaves no folder that looks
 * like a run under way but has lost its segments. */
static const char *discarded(const cupel_part *part)
{
    return cupel_arena_format(part->arena, "%s.done", part->folder);
}

/* Removes what a killed process was writing beside the output and in the folder. Without the lock nobody
 * knows whether the writer is dead. */
static void remove_leftovers(const cupel_part *part)
{
    if (part->lock < 0) return;
    const char *done = discarded(part), *name = cupel_path_name(part->output);
    if (done) remove_folder(done);
    char parent[4096];
    if (!cupel_path_folder(part->output, parent, sizeof parent)) return;
    const char *const folders[] = {parent, part->folder};
    for (size_t i = 0; i < 2; i++) {
        DIR *directory = opendir(folders[i]);
        if (!directory) continue;
        const size_t length = i == 0 ? strlen(name) : 0;
        for (struct dirent *entry; (entry = readdir(directory));) {
            if (strncmp(entry->d_name, name, length) != 0) continue;
            const char *mark = i == 0 ? entry->d_name + length : strstr(entry->d_name, ".tmp-");
            if (mark && strncmp(mark, ".tmp-", 5) == 0) unlinkat(dirfd(directory), entry->d_name, 0);
        }
        closedir(directory);
    }
}

void cupel_part_close(cupel_part *part, bool remove)
{
    if (remove && part->folder) {
        const char *done = discarded(part);
        remove_folder(done && rename(part->folder, done) == 0 ? done : part->folder);
    }
    if (part->lock >= 0) close(part->lock);
    part->lock = -1;
}

static json_t *manifest_json(const cupel_part_manifest *manifest)
{
    json_t *overrides = json_array();
    for (size_t i = 0; i < manifest->override_count; i++)
        json_array_append_new(overrides, json_string(manifest->overrides[i]));
    return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:b, s:s, s:o}", "schema", "cupel-part", "version", 1,
                     "case_file", manifest->case_file, "created", manifest->created, "command",
                     manifest->command ? manifest->command : "", "revision", manifest->revision, "replace",
                     manifest->replace, "inputs_sha256", manifest->inputs_sha256, "overrides", overrides);
}

static cupel_status write_manifest(const cupel_part *part, const cupel_part_manifest *manifest,
                                   cupel_error *error)
{
    const char *case_path = in_folder(part, "case.yaml"), *path = in_folder(part, "run.json");
    if (!case_path || !path) return cupel_out_of_memory(error, "a path");
    cupel_status status = cupel_file_write_all(case_path, manifest->case_bytes, manifest->case_count, error);
    if (status) return status;
    json_t *json = manifest_json(manifest);
    if (!json) return cupel_out_of_memory(error, "a manifest");
    cupel_text text = {0};
    cupel_json_text(json, &text);
    json_decref(json);
    status = text.failed ? cupel_out_of_memory(error, "a manifest")
                         : cupel_file_write_all(path, text.data, text.length, error);
    cupel_text_free(&text);
    return status;
}

static cupel_status set_paths(const char *output, cupel_arena *arena, cupel_part *part, cupel_error *error)
{
    *part = (cupel_part){.arena = arena, .lock = -1};
    part->output = cupel_arena_copy(arena, output);
    part->folder = cupel_arena_format(arena, "%s.part", output);
    return part->output && part->folder ? CUPEL_OK : cupel_out_of_memory(error, "a path");
}

cupel_status cupel_part_create(const char *output, const cupel_part_manifest *manifest, cupel_arena *arena,
                               cupel_part *part, cupel_error *error)
{
    cupel_status status = set_paths(output, arena, part, error);
    if (status) return status;
    char parent[4096];
    if (mkdir(part->folder, 0777) != 0 && errno != EEXIST)
        CUPEL_FAIL(error, errno == ENOENT || errno == ENOTDIR ? CUPEL_EINVAL : CUPEL_EIO,
                   "cannot write %s: %s", output, strerror(errno));
    status = take_lock(part, error);
    if (status) return status;
    const char *found = in_folder(part, "run.json");
    if (!found) {
        status = cupel_out_of_memory(error, "a path");
    } else if (cupel_file_exists(found)) {
        status = cupel_error_set(
            error, CUPEL_EINVAL,
            "%s holds an unfinished run; finish it with: cupel resume %s, or remove the folder", part->folder,
            output);
        cupel_part_close(part, false);
        return status;
    }
    if (!status) {
        remove_leftovers(part);
        status = write_manifest(part, manifest, error);
    }
    if (!status && cupel_path_folder(part->folder, parent, sizeof parent))
        status = cupel_file_sync(parent, error);
    if (status) cupel_part_close(part, true);
    return status;
}

static const char *text_of(json_t *json, const char *key, cupel_arena *arena)
{
    const char *text = json_string_value(json_object_get(json, key));
    return text ? cupel_arena_copy(arena, text) : NULL;
}

static cupel_status read_manifest(const cupel_part *part, cupel_part_manifest *manifest, cupel_error *error)
{
    const char *case_path = in_folder(part, "case.yaml"), *path = in_folder(part, "run.json");
    if (!case_path || !path) return cupel_out_of_memory(error, "a path");
    if (!cupel_file_exists(path))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s: the run was stopped before it began; run the case again",
                   part->folder);
    char *bytes;
    size_t count;
    cupel_status status = cupel_file_read_all(path, LARGEST_MANIFEST, &bytes, &count, error);
    if (status) return status;
    json_t *json = json_loadb(bytes, count, 0, NULL);
    free(bytes);
    json_t *overrides = json_object_get(json, "overrides");
    manifest->case_file = text_of(json, "case_file", part->arena);
    manifest->created = text_of(json, "created", part->arena);
    manifest->command = text_of(json, "command", part->arena);
    manifest->revision = text_of(json, "revision", part->arena);
    manifest->replace = json_is_true(json_object_get(json, "replace"));
    manifest->inputs_sha256 = text_of(json, "inputs_sha256", part->arena);
    manifest->override_count = json_array_size(overrides);
    manifest->overrides = cupel_arena_alloc(part->arena, manifest->override_count + 1, sizeof(char *));
    for (size_t i = 0; manifest->overrides && i < manifest->override_count; i++) {
        const char *text = json_string_value(json_array_get(overrides, i));
        manifest->overrides[i] = cupel_arena_copy(part->arena, text ? text : "");
    }
    json_decref(json);
    if (!manifest->case_file || !manifest->created || !manifest->command || !manifest->revision ||
        !manifest->inputs_sha256 || !manifest->overrides)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "%s cannot be read; the run must be started anew", path);
    status = cupel_file_read_all(case_path, LARGEST_CASE, &bytes, &count, error);
    if (status) return status;
    manifest->case_bytes = cupel_arena_copy_n(part->arena, bytes, count);
    manifest->case_count = count;
    free(bytes);
    return manifest->case_bytes ? CUPEL_OK : cupel_out_of_memory(error, "a case");
}

cupel_status cupel_part_open(const char *output, cupel_arena *arena, cupel_part *part,
                             cupel_part_manifest *manifest, cupel_error *error)
{
    cupel_status status = set_paths(output, arena, part, error);
    if (status) return status;
    struct stat about;
    if (stat(part->folder, &about) != 0 || !S_ISDIR(about.st_mode)) {
        const char *done = discarded(part);
        if (done) remove_folder(done);
        if (cupel_file_exists(output))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s is there and no run of it is under way; nothing to resume",
                       output);
        CUPEL_FAIL(error, CUPEL_EINVAL, "there is no unfinished run of %s (no folder %s)", output,
                   part->folder);
    }
    status = take_lock(part, error);
    if (!status) {
        remove_leftovers(part);
        status = read_manifest(part, manifest, error);
    }
    if (status) cupel_part_close(part, false);
    return status;
}

/* ---- checkpoints: magic, key, digest, length, bytes ---- */

static const char magic[8] = "cupelst1";

typedef struct state_header {
    char magic[8];
    char key[CUPEL_SHA256_HEX], digest[CUPEL_SHA256_HEX];
    char padding[6];
    uint64_t bytes;
} state_header;

cupel_status cupel_part_save_state(const char *path, const char *key, const void *state, size_t bytes,
                                   cupel_error *error)
{
    if (bytes > largest_state)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "a checkpoint of %zu bytes; at most 64 GiB", bytes);
    char *whole = cupel_alloc(1, sizeof(state_header) + bytes);
    if (!whole) return cupel_out_of_memory(error, "a checkpoint");
    state_header header = {.bytes = bytes};
    memcpy(header.magic, magic, sizeof magic);
    snprintf(header.key, sizeof header.key, "%s", key);
    cupel_sha256(state, bytes, header.digest);
    memcpy(whole, &header, sizeof header);
    if (bytes) memcpy(whole + sizeof header, state, bytes);
    const cupel_status status = cupel_file_write_all(path, whole, sizeof header + bytes, error);
    free(whole);
    return status;
}

cupel_status cupel_part_load_state(const char *path, const char *key, void **state, size_t *bytes,
                                   cupel_error *error)
{
    *state = NULL;
    *bytes = 0;
    if (!cupel_file_exists(path)) return CUPEL_OK;
    char *whole;
    size_t count;
    const cupel_status status = cupel_file_read_all(path, largest_state, &whole, &count, error);
    if (status) return status;
    state_header header;
    if (count >= sizeof header) {
        memcpy(&header, whole, sizeof header);
        header.key[sizeof header.key - 1] = header.digest[sizeof header.digest - 1] = '\0';
        char digest[CUPEL_SHA256_HEX];
        cupel_sha256(whole + sizeof header, count - sizeof header, digest);
        if (memcmp(header.magic, magic, sizeof magic) == 0 && header.bytes == count - sizeof header &&
            strcmp(header.digest, digest) == 0 && strcmp(header.key, key) == 0) {
            memmove(whole, whole + sizeof header, count - sizeof header);
            *state = whole;
            *bytes = count - sizeof header;
            return CUPEL_OK;
        }
    }
    free(whole); /* cut short, or of other parameters: begin the step anew */
    return CUPEL_OK;
}
