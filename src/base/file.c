/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sync_file_range */
#endif
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "cupel_config.h"

enum { LONGEST_PATH = 4096 };

/* A path that leads nowhere is the user's to mend; the rest is the system's. */
static cupel_status status_of(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case ENAMETOOLONG:
        return CUPEL_EINVAL;
    case ENOMEM:
        return CUPEL_ENOMEM;
    default:
        return CUPEL_EIO;
    }
}

static cupel_status refused(int code, const char *doing, const char *path, cupel_error *error)
{
    const cupel_status status =
        cupel_error_set(error, status_of(code), "cannot %s '%s': %s", doing, path, strerror(code));
    cupel_error_place(error, path, 0, 0);
    return status;
}

static int open_again(const char *path, int flags, mode_t mode)
{
    int fd;
    do fd = open(path, flags | O_CLOEXEC, mode);
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* ---- reading ---- */

/* Reads to the end of the file; what the size said beforehand is only a first guess (it may grow, /proc says
 * 0). */
static cupel_status read_to_end(int fd, const char *path, size_t expected, size_t limit, char **bytes,
                                size_t *count, cupel_error *error)
{
    size_t capacity = expected + 1, length = 0;
    char *data = cupel_alloc(capacity, 1);
    if (!data) return cupel_out_of_memory(error, path);
    for (;;) {
        const ssize_t got = read(fd, data + length, capacity - length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            const int code = errno;
            free(data);
            return refused(code, "read", path, error);
        }
        if (got == 0) break;
        length += (size_t)got;
        if (length > limit) {
            free(data);
            CUPEL_FAIL(error, CUPEL_ELIMIT, "'%s' is over the limit of %zu bytes", path, limit);
        }
        if (length == capacity) {
            char *larger = cupel_resize(data, capacity > limit / 2 ? limit + 1 : 2 * capacity, 1);
            if (!larger) {
                free(data);
                return cupel_out_of_memory(error, path);
            }
            data = larger;
            capacity = capacity > limit / 2 ? limit + 1 : 2 * capacity;
        }
    }
    data[length] = '\0'; /* length < capacity here: a full buffer was made larger */
    *bytes = data;
    *count = length;
    return CUPEL_OK;
}

cupel_status cupel_file_read_all(const char *path, size_t limit, char **bytes, size_t *count,
                                 cupel_error *error)
{
    if (limit > (size_t)PTRDIFF_MAX - 2) limit = (size_t)PTRDIFF_MAX - 2;
    /* O_NONBLOCK: opening a FIFO that nobody writes to must not hang */
    const int fd = open_again(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
    if (fd < 0) return refused(errno, "open", path, error);
    struct stat about;
    cupel_status status;
    if (fstat(fd, &about) != 0)
        status = refused(errno, "inspect", path, error);
    else if (!S_ISREG(about.st_mode))
        status = cupel_error_set(error, CUPEL_EINVAL, "'%s' is %s, not a regular file", path,
                                 S_ISDIR(about.st_mode)    ? "a folder"
                                 : S_ISFIFO(about.st_mode) ? "a pipe"
                                                           : "a device or socket");
    else if (about.st_size < 0 || (uintmax_t)about.st_size > limit)
        status = cupel_error_set(error, CUPEL_ELIMIT, "'%s' has %jd bytes, more than the limit of %zu", path,
                                 (intmax_t)about.st_size, limit);
    else
        status = read_to_end(fd, path, (size_t)about.st_size, limit, bytes, count, error);
    close(fd); /* nothing was written: its result cannot matter */
    if (status) cupel_error_place(error, path, 0, 0);
    return status;
}

/* ---- writing ---- */

bool cupel_write_fully(int fd, const void *bytes, size_t count)
{
    const char *from = bytes;
    while (count) {
        const ssize_t put = write(fd, from, count);
        if (put < 0 && errno == EINTR) continue;
        if (put == 0) errno = EIO;
        if (put <= 0) return false;
        from += put;
        count -= (size_t)put;
    }
    return true;
}

static int sync_again(int fd)
{
    int result;
    do result = fsync(fd);
    while (result != 0 && errno == EINTR);
    return result;
}

/* An own new file for writing. A file of this name can only be left over from a killed process of our number.
 */
static int create_temporary(const char *path)
{
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
    int fd = open_again(path, flags, 0666);
    if (fd < 0 && errno == EEXIST && unlink(path) == 0) fd = open_again(path, flags, 0666);
    return fd;
}

cupel_status cupel_file_write_all(const char *path, const void *bytes, size_t count, cupel_error *error)
{
    char temporary[LONGEST_PATH];
    const int length = snprintf(temporary, sizeof temporary, "%s.tmp-%ld", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof temporary) return refused(ENAMETOOLONG, "write", path, error);
    const int fd = create_temporary(temporary);
    if (fd < 0) return refused(errno, "create", path, error);
    cupel_status status =
        cupel_write_fully(fd, bytes, count) ? CUPEL_OK : refused(errno, "write", path, error);
    /* some file systems report a failed write only here */
    if (close(fd) != 0 && !status) status = refused(errno, "close", path, error);
    if (!status) status = cupel_file_commit(temporary, path, error);
    if (status) unlink(temporary); /* gone already when only the last flush, of the folder, failed */
    return status;
}

void cupel_file_write_back(const char *path)
{
    const int fd = open_again(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
    if (fd < 0) return;
    sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    close(fd);
}

cupel_status cupel_file_sync(const char *path, cupel_error *error)
{
    const int fd = open_again(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
    if (fd < 0) return refused(errno, "open", path, error);
    int code = sync_again(fd) != 0 ? errno : 0;
    struct stat about;
    /* some network file systems cannot flush a folder and say EINVAL: there the rename itself is all there is
     */
    if (code == EINVAL && fstat(fd, &about) == 0 && S_ISDIR(about.st_mode)) code = 0;
    if (close(fd) != 0 && !code) code = errno;
    return code ? refused(code, "flush", path, error) : CUPEL_OK;
}

cupel_status cupel_file_commit_in_batch(const char *temporary, const char *path, cupel_error *error)
{
    const cupel_status status = cupel_file_sync(temporary, error);
    if (status) return status;
    return rename(temporary, path) == 0 ? CUPEL_OK : refused(errno, "rename a finished file to", path, error);
}

cupel_status cupel_file_commit(const char *temporary, const char *path, cupel_error *error)
{
    char folder[LONGEST_PATH];
    if (!cupel_path_folder(path, folder, sizeof folder)) return refused(ENAMETOOLONG, "write", path, error);
    const cupel_status status = cupel_file_commit_in_batch(temporary, path, error);
    return status ? status : cupel_file_sync(folder, error);
}

/* ---- sweeping ---- */

/* The number of the process that made a file of this name; 0: it is no temporary file of ours. */
static long maker_of(const char *name)
{
    const char *mark = strstr(name, ".h5.tmp-");
    char *end;
    if (!mark || !(mark[8] >= '1' && mark[8] <= '9')) return 0;
    errno = 0;
    const long maker = strtol(mark + 8, &end, 10);
    return *end || errno || maker > INT_MAX ? 0 : maker;
}

/* Whether a process runs; one that is dead and waits to be fetched by its parent does not. */
static bool is_running(long process)
{
    char path[32], about[512] = "";
    if (kill((pid_t)process, 0) != 0 && errno == ESRCH) return false;
    snprintf(path, sizeof path, "/proc/%ld/stat", process); /* "1234 (name) S …", as proc(5) has it */
    FILE *stat_file = fopen(path, "r");
    const size_t count = stat_file ? fread(about, 1, sizeof about - 1, stat_file) : 0;
    if (stat_file) fclose(stat_file);
    const char *name_end = count ? strrchr(about, ')') : NULL;
    return !name_end || (strncmp(name_end, ") Z", 3) != 0 && strncmp(name_end, ") X", 3) != 0);
}

/* On a share the maker may live on another machine: HDF5 holds a lock while it writes. */
static bool is_held(int folder, const char *name)
{
    struct stat about;
    const int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (file < 0) return true;
    const bool held = fstat(file, &about) != 0 || !S_ISREG(about.st_mode) ||
                      (flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK);
    close(file);
    return held;
}

size_t cupel_file_sweep(const char *folder)
{
    size_t removed = 0;
    DIR *directory = opendir(folder);
    if (!directory) return 0;
    const int place = dirfd(directory);
    for (const struct dirent *entry; (entry = readdir(directory));) {
        const long maker = maker_of(entry->d_name);
        if (!maker || is_running(maker)) continue;
        if (!is_held(place, entry->d_name) && unlinkat(place, entry->d_name, 0) == 0) removed++;
    }
    closedir(directory);
    return removed;
}

/* ---- paths ---- */

bool cupel_file_exists(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

const char *cupel_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool cupel_path_folder(const char *path, char *out, size_t size)
{
    const char *slash = strrchr(path, '/');
    const char *folder = slash == path ? "/" : slash ? path : ".";
    const size_t length = slash && slash != path ? (size_t)(slash - path) : 1;
    if (length >= size) return false;
    memcpy(out, folder, length);
    out[length] = '\0';
    return true;
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* The data beside the program, wherever its tree was moved to. */
static bool beside_program(char *out, size_t size)
{
    char program[LONGEST_PATH], folder[LONGEST_PATH];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0 || (size_t)length >= sizeof program - 1) return false;
    program[length] = '\0';
    if (!cupel_path_folder(program, folder, sizeof folder)) return false;
    const int used = snprintf(out, size, "%s/%s", folder, CUPEL_DATA_FROM_PROGRAM);
    return used > 0 && (size_t)used < size && is_folder(out);
}

static bool copy_path(const char *path, char *out, size_t size)
{
    const size_t length = strlen(path);
    if (length >= size) return false;
    memcpy(out, path, length + 1);
    return true;
}

bool cupel_data_folder(char *out, size_t size)
{
    /* A folder that the user names is taken as it is: if it is wrong, the message shall show that very path.
     */
    const char *named = getenv("CUPEL_DATA");
    if (named && *named) return copy_path(named, out, size);
    if (beside_program(out, size)) return true;
    if (is_folder(CUPEL_INSTALLED_DATA)) return copy_path(CUPEL_INSTALLED_DATA, out, size);
    return is_folder(CUPEL_SOURCE_DATA) && copy_path(CUPEL_SOURCE_DATA, out, size);
}
