/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

typedef struct driver_file {
    H5FD_t base; /* HDF5's part: must come first */
    int fd;
    int *code;
    haddr_t eoa, eof; /* end of what is allocated, of what is written */
    dev_t device;
    ino_t inode;
    char *image; /* of a small file that is only read: all of it; NULL: read piece by piece */
} driver_file;

enum { IMAGE_MOST = 1 << 20 };

typedef struct driver_info {
    int *code;
} driver_info;

static driver_file *of(H5FD_t *file)
{
    return (driver_file *)file;
}

static const driver_file *of_const(const H5FD_t *file)
{
    return (const driver_file *)file;
}

static void note(int *code, int error)
{
    if (!*code) *code = error ? error : EIO;
}

/* HDF5 reads headers by the half kilobyte: a small file is taken in at once. */
static char *image_of(int fd, haddr_t size)
{
    char *image = size > 0 && size <= IMAGE_MOST ? cupel_alloc((size_t)size, 1) : NULL;
    if (image && pread(fd, image, (size_t)size, 0) == (ssize_t)size) return image;
    free(image);
    return NULL;
}

static H5FD_t *driver_open(const char *name, unsigned flags, hid_t access, haddr_t limit)
{
    (void)limit;
    const driver_info *info = H5Pget_driver_info(access);
    int mode = flags & H5F_ACC_RDWR ? O_RDWR : O_RDONLY;
    if (flags & H5F_ACC_TRUNC) mode |= O_TRUNC;
    if (flags & H5F_ACC_CREAT) mode |= O_CREAT;
    if (flags & H5F_ACC_EXCL) mode |= O_EXCL;
    if (!info) return NULL;
    const int fd = open(name, mode | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0) {
        /* before it creates, HDF5 looks whether the file is there */
        if (flags & H5F_ACC_CREAT) note(info->code, errno);
        return NULL;
    }
    struct stat about;
    driver_file *file = cupel_alloc(1, sizeof *file);
    if (!file || fstat(fd, &about) != 0) {
        note(info->code, file ? errno : ENOMEM);
        close(fd);
        free(file);
        return NULL;
    }
    file->fd = fd;
    file->code = info->code;
    file->eof = (haddr_t)about.st_size;
    if (!(flags & H5F_ACC_RDWR)) file->image = image_of(fd, file->eof);
    file->device = about.st_dev;
    file->inode = about.st_ino;
    return &file->base;
}

static herr_t driver_close(H5FD_t *base)
{
    driver_file *file = of(base);
    free(file->image);
    if (close(file->fd) != 0) note(file->code, errno); /* where some file systems report a failed write */
    free(file);
    return 0;
}

static int driver_compare(const H5FD_t *a, const H5FD_t *b)
{
    const driver_file *x = of_const(a), *y = of_const(b);
    if (x->device != y->device) return x->device < y->device ? -1 : 1;
    return (x->inode > y->inode) - (x->inode < y->inode);
}

static herr_t driver_query(const H5FD_t *base, unsigned long *flags)
{
    (void)base;
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA;
    return 0;
}

static haddr_t driver_get_eoa(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return of_const(base)->eoa;
}

static herr_t driver_set_eoa(H5FD_t *base, H5FD_mem_t type, haddr_t address)
{
    (void)type;
    of(base)->eoa = address;
    return 0;
}

static haddr_t driver_get_eof(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return of_const(base)->eof;
}

/* What lies behind the end, or was never written, is zero. */
static herr_t driver_read(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size,
                          void *buffer)
{
    (void)type;
    (void)transfer;
    const driver_file *file = of(base);
    char *to = buffer;
    if (file->image && address <= file->eof && size <= file->eof - address) {
        memcpy(to, file->image + address, size);
        return 0;
    }
    while (size) {
        const ssize_t got = pread(file->fd, to, size, (off_t)address);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -1;
        if (got == 0) {
            memset(to, 0, size);
            return 0;
        }
        to += got;
        address += (haddr_t)got;
        size -= (size_t)got;
    }
    return 0;
}

static herr_t driver_write(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size,
                           const void *buffer)
{
    (void)type;
    (void)transfer;
    driver_file *file = of(base);
    const char *from = buffer;
    if (address + size > file->eof) file->eof = address + size;
    while (size && !*file->code) {
        const ssize_t put = pwrite(file->fd, from, size, (off_t)address);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) {
            note(file->code, put < 0 ? errno : ENOSPC);
            break;
        }
        from += put;
        address += (haddr_t)put;
        size -= (size_t)put;
    }
    return 0;
}

static herr_t driver_truncate(H5FD_t *base, hid_t transfer, hbool_t closing)
{
    (void)transfer;
    (void)closing;
    driver_file *file = of(base);
    if (file->eoa == file->eof) return 0;
    if (!*file->code && ftruncate(file->fd, (off_t)file->eoa) != 0) note(file->code, errno);
    file->eof = file->eoa;
    return 0;
}

static const H5FD_class_t driver_class = {
#ifdef H5FD_CLASS_VERSION /* HDF5 1.14 */
    .version = H5FD_CLASS_VERSION,
    .value = H5_VFD_RESERVED + 1,
#endif
    .name = "cupel",
    .maxaddr = (haddr_t)1 << 62,
    .fc_degree = H5F_CLOSE_STRONG,
    .fapl_size = sizeof(driver_info),
    .open = driver_open,
    .close = driver_close,
    .cmp = driver_compare,
    .query = driver_query,
    .get_eoa = driver_get_eoa,
    .set_eoa = driver_set_eoa,
    .get_eof = driver_get_eof,
    .read = driver_read,
    .write = driver_write,
    .truncate = driver_truncate,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

/* HDF5 1.10 looks at the class of a driver once more after it has let go of it for a file that is closed, so
 * that somebody must hold it still: registered once, for as long as the library lives. Called under the
 * store's lock. */
static hid_t registered(void)
{
    static hid_t driver = H5I_INVALID_HID;
    if (driver < 0 || H5Iget_type(driver) != H5I_VFL) driver = H5FDregister(&driver_class);
    return driver;
}

herr_t cupel_driver_set(hid_t access, int *code)
{
    const driver_info info = {code};
    const hid_t driver = registered();
    return driver < 0 ? -1 : H5Pset_driver(access, driver, &info);
}
