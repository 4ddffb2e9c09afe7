/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/child.h"
#include "store/h5.h"

enum { NAME_MOST = 1000, DEPTH_MOST = 16, ENTRIES_MOST = 100000, PIECE = 1 << 20 };
#define FIXED_TIME  315619200 /* 1980-01-02 UTC: the first full day that a zip file can say */
#define GROWTH_MOST 200u      /* times the size of the zip file, and some free megabytes    */
#define GROWTH_FREE ((uint64_t)64 << 20)

bool cupel_pack_name(const char *name)
{
    const size_t length = strlen(name);
    size_t depth = 0;
    if (length == 0 || length > NAME_MOST || !cupel_is_utf8(name, length) || strpbrk(name, "\\\t\r\n:"))
        return false;
    for (const char *part = name;; part++) {
        const size_t size = strcspn(part, "/");
        if (size == 0 || part[0] == '.' || size > 255 || ++depth > DEPTH_MOST)
            return false; /* no hidden names either */
        part += size;
        if (!*part) return true;
    }
}

/* ---- folders ---- */

cupel_status cupel_make_folders(const char *path, cupel_error *error)
{
    char copy[PATH_MAX];
    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the name '%s' is too long", path);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST)
            CUPEL_FAIL(error, errno == ENOENT || errno == ENOTDIR ? CUPEL_EINVAL : CUPEL_EIO,
                       "cannot make the folder '%s': %s", copy, strerror(errno));
        *slash = '/';
    }
    return CUPEL_OK;
}

static cupel_status write_file(const char *folder, const cupel_packed *file, cupel_error *error)
{
    char path[PATH_MAX], digest[CUPEL_SHA256_HEX] = "";
    if (snprintf(path, sizeof path, "%s/%s", folder, file->name) >= (int)sizeof path)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the name '%s' is too long", file->name);
    cupel_status status = cupel_make_folders(path, error);
    if (status) return status;
    if (!file->source) return cupel_file_write_all(path, file->bytes, file->count, error);
    const int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (to < 0) CUPEL_FAIL(error, CUPEL_EIO, "cannot write '%s': %s", path, strerror(errno));
    status = cupel_sha256_file(file->source, to, digest, NULL, error);
    if (close(to) != 0 && !status)
        status = cupel_error_set(error, CUPEL_EIO, "cannot write '%s': %s", path, strerror(errno));
    if (!status && strcmp(digest, file->sha256) != 0)
        status = cupel_error_set(error, CUPEL_EINVAL, "'%s' has changed while it was packed", file->source);
    return status ? status : cupel_file_sync(path, error);
}

static cupel_status write_folder(const char *temporary, const cupel_packed *files, size_t count,
                                 cupel_error *error)
{
    if (mkdir(temporary, 0777) != 0)
        CUPEL_FAIL(error, errno == ENOENT || errno == ENOTDIR ? CUPEL_EINVAL : CUPEL_EIO,
                   "cannot make the folder '%s': %s", temporary, strerror(errno));
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < count && !status; i++) status = write_file(temporary, &files[i], error);
    return status ? status : cupel_file_sync(temporary, error);
}

/* ---- zip ---- */

static cupel_status zip_fail(struct archive *zip, const char *path, cupel_status status, cupel_error *error)
{
    const char *reason = archive_error_string(zip);
    return cupel_error_set(error, status, "'%s': %s", path, reason ? reason : "the archive cannot be used");
}

static cupel_status zip_bytes(struct archive *zip, const char *path, const void *bytes, size_t count,
                              cupel_error *error)
{
    const char *from = bytes;
    while (count) {
        const la_ssize_t put = archive_write_data(zip, from, count);
        if (put <= 0) return zip_fail(zip, path, CUPEL_EIO, error);
        from += put;
        count -= (size_t)put;
    }
    return CUPEL_OK;
}

static cupel_status zip_from_disk(struct archive *zip, const char *path, const cupel_packed *file,
                                  cupel_error *error)
{
    uint64_t size = 0;
    char *buffer = cupel_alloc(PIECE, 1);
    if (!buffer) return cupel_out_of_memory(error, path);
    cupel_status status = CUPEL_OK;
    const int from = open(file->source, O_RDONLY | O_CLOEXEC);
    if (from < 0)
        status = cupel_error_set(error, CUPEL_EINVAL, "cannot open '%s': %s", file->source, strerror(errno));
    while (!status && size < file->size) {
        const ssize_t got = read(from, buffer, PIECE);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        size += (uint64_t)got;
        status = zip_bytes(zip, path, buffer, (size_t)got, error);
    }
    if (from >= 0) close(from);
    free(buffer);
    /* the digest was taken before; a file of the same size and another digest shows after the zip is closed
     */
    if (!status && size != file->size)
        status = cupel_error_set(error, CUPEL_EINVAL, "'%s' has changed while it was packed", file->source);
    return status;
}

static cupel_status zip_add(struct archive *zip, const char *path, const cupel_packed *file,
                            cupel_error *error)
{
    struct archive_entry *entry = archive_entry_new();
    if (!entry) return cupel_out_of_memory(error, path);
    archive_entry_set_pathname_utf8(entry, file->name);
    archive_entry_set_size(entry, (la_int64_t)file->size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, FIXED_TIME, 0);
    cupel_status status =
        archive_write_header(zip, entry) == ARCHIVE_OK ? CUPEL_OK : zip_fail(zip, path, CUPEL_EIO, error);
    archive_entry_free(entry);
    if (status) return status;
    return file->source ? zip_from_disk(zip, path, file, error)
                        : zip_bytes(zip, path, file->bytes, file->count, error);
}

static cupel_status check_unchanged(const cupel_packed *files, size_t count, cupel_error *error)
{
    for (size_t i = 0; i < count; i++) {
        char digest[CUPEL_SHA256_HEX] = "";
        if (!files[i].source) continue;
        const cupel_status status = cupel_sha256_file(files[i].source, -1, digest, NULL, error);
        if (status) return status;
        if (strcmp(digest, files[i].sha256) != 0)
            CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' has changed while it was packed", files[i].source);
    }
    return CUPEL_OK;
}

/* HDF5 data are compressed already; deflate takes what is left in headers and texts. */
static cupel_status write_zip(const char *temporary, const cupel_packed *files, size_t count,
                              cupel_error *error)
{
    struct archive *zip = archive_write_new();
    if (!zip) return cupel_out_of_memory(error, temporary);
    cupel_status status = CUPEL_OK;
    if (archive_write_set_format_zip(zip) != ARCHIVE_OK ||
        archive_write_set_format_option(zip, "zip", "hdrcharset", "UTF-8") < ARCHIVE_WARN ||
        archive_write_open_filename(zip, temporary) != ARCHIVE_OK)
        status = zip_fail(zip, temporary, CUPEL_EIO, error);
    for (size_t i = 0; i < count && !status; i++) status = zip_add(zip, temporary, &files[i], error);
    if (archive_write_close(zip) != ARCHIVE_OK && !status)
        status = zip_fail(zip, temporary, CUPEL_EIO, error);
    archive_write_free(zip);
    return status ? status : check_unchanged(files, count, error);
}

cupel_status cupel_pack_write(const char *output, const cupel_packed *files, size_t count, cupel_error *error)
{
    char temporary[PATH_MAX];
    struct stat about;
    const size_t length = strlen(output);
    const bool zip = length > 4 && strcmp(output + length - 4, ".zip") == 0;
    if (snprintf(temporary, sizeof temporary, "%s.tmp-%ld", output, (long)getpid()) >= (int)sizeof temporary)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the name of the pack is too long");
    if (lstat(output, &about) == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is there already; name another", output);
    cupel_status status =
        zip ? write_zip(temporary, files, count, error) : write_folder(temporary, files, count, error);
    if (!status && zip)
        status = cupel_file_commit(temporary, output, error);
    else if (!status && rename(temporary, output) != 0)
        status = cupel_error_set(error, CUPEL_EIO, "cannot write '%s': %s", output, strerror(errno));
    if (status && zip) unlink(temporary);
    if (status && !zip) cupel_remove_folder(temporary);
    return status;
}

/* ---- unpacking, in the child ---- */

typedef struct unpacking {
    const char *path, *folder;
    void *host;
    cupel_pack_tell left_out;
    int out;
    uint64_t room; /* bytes that may still be written */
} unpacking;

static cupel_status unpack_data(unpacking *u, struct archive *zip, int to, cupel_error *error)
{
    const void *block;
    size_t size;
    la_int64_t offset;
    for (;;) {
        const int got = archive_read_data_block(zip, &block, &size, &offset);
        if (got == ARCHIVE_EOF) return CUPEL_OK;
        if (got != ARCHIVE_OK) return zip_fail(zip, u->path, CUPEL_EDAMAGED, error);
        if (size > u->room) CUPEL_FAIL(error, CUPEL_ELIMIT, "'%s' unpacks to too many bytes", u->path);
        u->room -= size;
        cupel_child_allow(size);
        const char *from = block;
        if (lseek(to, (off_t)offset, SEEK_SET) < 0)
            CUPEL_FAIL(error, CUPEL_EIO, "'%s': cannot unpack", u->path);
        for (size_t done = 0; done < size;) {
            const ssize_t put = write(to, from + done, size - done);
            if (put <= 0 && errno != EINTR)
                CUPEL_FAIL(error, CUPEL_EIO, "cannot unpack '%s': %s", u->path, strerror(errno));
            if (put > 0) done += (size_t)put;
        }
    }
}

static cupel_status unpack_entry(unpacking *u, struct archive *zip, struct archive_entry *entry,
                                 cupel_error *error)
{
    char path[PATH_MAX];
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name) name = archive_entry_pathname(entry);
    const bool fit = name && cupel_pack_name(name);
    if (archive_entry_filetype(entry) == AE_IFDIR) return CUPEL_OK;
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) || !fit ||
        snprintf(path, sizeof path, "%s/%s", u->folder, fit ? name : "") >= (int)sizeof path) {
        const char *what = fit ? "is no regular file" : "has a name that is not allowed";
        cupel_child_say(u->out, 'O', fit ? name : "?", fit ? strlen(name) : 1, what, strlen(what));
        return CUPEL_OK;
    }
    cupel_status status = cupel_make_folders(path, error);
    if (status) return status;
    const int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (to < 0)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s': '%s' cannot be unpacked: %s", u->path, name,
                   strerror(errno));
    status = unpack_data(u, zip, to, error);
    if (close(to) != 0 && !status) status = cupel_error_set(error, CUPEL_EIO, "cannot unpack '%s'", u->path);
    return status;
}

static cupel_status unpack_all(unpacking *u, cupel_error *error)
{
    struct stat about;
    struct archive *zip = archive_read_new();
    struct archive_entry *entry;
    cupel_status status = CUPEL_OK;
    if (!zip) return cupel_out_of_memory(error, u->path);
    if (stat(u->path, &about) == 0) u->room = GROWTH_FREE + (uint64_t)about.st_size * GROWTH_MOST;
    if (archive_read_support_format_zip_seekable(zip) != ARCHIVE_OK ||
        archive_read_open_filename(zip, u->path, 1 << 16) != ARCHIVE_OK)
        status = zip_fail(zip, u->path, CUPEL_EDAMAGED, error);
    int next = ARCHIVE_EOF;
    for (size_t i = 0; !status && (next = archive_read_next_header(zip, &entry)) == ARCHIVE_OK; i++)
        status = i < ENTRIES_MOST
                     ? unpack_entry(u, zip, entry, error)
                     : cupel_error_set(error, CUPEL_ELIMIT, "'%s' has too many entries", u->path);
    if (!status && next != ARCHIVE_EOF) status = zip_fail(zip, u->path, CUPEL_EDAMAGED, error);
    archive_read_free(zip);
    return status;
}

static void unpack_job(void *host, int out)
{
    unpacking *u = host;
    cupel_error error = {0};
    u->out = out;
    unpack_all(u, &error);
    cupel_child_say(out, 'E', &error, sizeof error, NULL, 0);
}

static cupel_status unpack_hear(void *host, char tag, const char *first, size_t first_count,
                                const char *second, size_t second_count, cupel_error *error)
{
    const unpacking *u = host;
    if (tag == 'O') {
        char name[NAME_MAX + 1], what[128];
        snprintf(name, sizeof name, "%.*s", (int)(first_count < NAME_MAX ? first_count : NAME_MAX), first);
        snprintf(what, sizeof what, "%.*s", (int)(second_count < 127 ? second_count : 127), second);
        u->left_out(u->host, name, what);
        return CUPEL_OK;
    }
    cupel_error problem;
    if (tag != 'E' || first_count != sizeof problem)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s': unpacking gave no answer", u->path);
    memcpy(&problem, first, sizeof problem);
    problem.text[sizeof problem.text - 1] = '\0';
    return problem.status ? cupel_error_set(error, problem.status, "%s", problem.text) : CUPEL_OK;
}

cupel_status cupel_pack_extract(const char *path, const char *folder, void *host, cupel_pack_tell left_out,
                                cupel_error *error)
{
    unpacking u = {.path = path, .folder = folder, .host = host, .left_out = left_out};
    cupel_h5_scope scope;
    cupel_h5_enter(&scope); /* no other thread may be inside HDF5 while this process forks */
    const cupel_status status = cupel_child_run(path, &u, unpack_job, unpack_hear, error);
    cupel_h5_leave(&scope);
    if (status) cupel_error_place(error, path, 0, 0);
    return status;
}
