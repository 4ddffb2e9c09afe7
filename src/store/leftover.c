/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/leftover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

enum { PIECE = 1 << 20 };
#define LONGEST ((uint64_t)1 << 40)

/* ---- the copy ---- */

static uint64_t little_endian(const unsigned char *bytes)
{
    uint64_t value = 0;
    for (size_t i = 8; i-- > 0;) value = value << 8 | bytes[i];
    return value;
}

/* The end of the file as its superblock states it (HDF5 file format, section II.A); 0: it does not. Addresses
 * of 8 bytes only, as all our files have. */
static uint64_t stated_end(const unsigned char *head, size_t count)
{
    if (count < 64) return 0;
    const unsigned version = head[8];
    if ((version == 2 || version == 3) && head[9] == 8) return little_endian(head + 28);
    if (version == 0 && head[13] == 8) return little_endian(head + 40);
    if (version == 1 && head[13] == 8) return little_endian(head + 44);
    return 0;
}

static cupel_status copy_bytes(int from, int to, const char *path, uint64_t *end, uint64_t *size,
                               cupel_error *error)
{
    unsigned char *buffer = cupel_alloc(PIECE, 1);
    if (!buffer) return cupel_out_of_memory(error, path);
    cupel_status status = CUPEL_OK;
    *size = 0;
    for (;;) {
        const ssize_t got = read(from, buffer, PIECE);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            status = cupel_error_set(error, CUPEL_EIO, "cannot read '%s': %s", path, strerror(errno));
        if (got <= 0) break;
        if (*size == 0) *end = stated_end(buffer, (size_t)got);
        for (ssize_t done = 0; !status && done < got;) {
            const ssize_t put = write(to, buffer + done, (size_t)(got - done));
            if (put > 0)
                done += put;
            else if (put == 0 || errno != EINTR)
                status = cupel_error_set(error, CUPEL_EIO, "cannot copy '%s': %s", path, strerror(errno));
        }
        if (status) break;
        *size += (uint64_t)got;
    }
    free(buffer);
    return status;
}

cupel_status cupel_leftover_copy(const char *path, const char *copy, cupel_error *error)
{
    uint64_t end = 0, size = 0;
    struct stat about;
    const int from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (from < 0) CUPEL_FAIL(error, CUPEL_EINVAL, "cannot open '%s': %s", path, strerror(errno));
    if (fstat(from, &about) != 0 || !S_ISREG(about.st_mode)) {
        close(from);
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is not a regular file", path);
    }
    unlink(copy);
    const int to = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    cupel_status status = CUPEL_OK;
    if (to < 0)
        status = cupel_error_set(error, errno == ENOENT || errno == ENOTDIR ? CUPEL_EINVAL : CUPEL_EIO,
                                 "cannot create '%s': %s", copy, strerror(errno));
    if (!status) status = copy_bytes(from, to, path, &end, &size, error);
    if (!status && end > size && end < LONGEST && ftruncate(to, (off_t)end) != 0)
        status = cupel_error_set(error, CUPEL_EIO, "cannot copy '%s': %s", path, strerror(errno));
    if (to >= 0 && close(to) != 0 && !status)
        status = cupel_error_set(error, CUPEL_EIO, "cannot copy '%s': %s", path, strerror(errno));
    close(from);
    return status;
}

/* ---- opening ---- */

static hid_t open_as(const char *path, unsigned mode, bool clear)
{
    hid_t file = H5I_INVALID_HID;
    bool yes = true;
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    /* what h5clear does: the flags of a writer that is gone are dropped when the file is opened */
    if (access >= 0 && H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110) >= 0 &&
        H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0 && H5Pset_file_locking(access, true, true) >= 0 &&
        (!clear || H5Pset(access, "clear_status_flags", &yes) >= 0))
        file = H5Fopen(path, mode, access);
    if (access >= 0) H5Pclose(access);
    return file;
}

hid_t cupel_leftover_open(const char *copy, cupel_error *error)
{
    hid_t file = cupel_h5_open_file(copy);
    if (file >= 0) return file;
    cupel_h5_fail(error, CUPEL_EDAMAGED, "cannot be opened");
    file = open_as(copy, H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, false);
    if (file < 0) {
        const hid_t cleared = open_as(copy, H5F_ACC_RDWR, true);
        if (cleared >= 0 && H5Fclose(cleared) >= 0) file = cupel_h5_open_file(copy);
    }
    H5Eclear2(H5E_DEFAULT);
    if (file >= 0) *error = (cupel_error){0};
    return file;
}
