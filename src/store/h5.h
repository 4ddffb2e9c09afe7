/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_H5_H
#define CUPEL_STORE_H5_H

#define H5_USE_110_API /* the calls of HDF5 1.10 under their old names in later libraries, too */
#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cupel/error.h"
#include "param/results.h"

/* The common ground of the store on HDF5: one caller at a time, no messages on standard error, files opened
 * in one way only, and the library's reasons carried into ours. */

enum {
    CUPEL_H5_RANK = 8,            /* most dimensions of a data set                          */
    CUPEL_H5_NAME = 256,          /* longest name of a group, data set or attribute, NUL in */
    CUPEL_H5_PATH = 1024,         /* longest path inside a file, NUL in                     */
    CUPEL_H5_ATTRIBUTE = 64 << 10 /* most bytes of an attribute                             */
};

/* Every public function of the store runs between enter and leave: HDF5's error handler is off for this
 * thread, and no other thread is inside HDF5, so that a fork (guard.h) finds its lock free. Not to be nested.
 */
typedef struct cupel_h5_scope {
    H5E_auto2_t handler;
    void *data;
} cupel_h5_scope;
void cupel_h5_enter(cupel_h5_scope *scope);
void cupel_h5_leave(const cupel_h5_scope *scope);

/** Sets the error to the formatted sentence, with HDF5's root cause behind it, clears HDF5's error stack and
 * returns `status`. */
cupel_status cupel_h5_fail(cupel_error *error, cupel_status status, const char *format, ...)
    CUPEL_PRINTF(3, 4);

/** Like H5Fcreate and H5Fopen, to read, with our settings; negative when they fail. A file is closed with all
 * that is still open in it. No file locks where the file system has none. What the system refuses to write
 * goes to `*code`, as an errno, until the file is closed (driver.h): look there. */
hid_t cupel_h5_create_file(const char *path, int *code);
hid_t cupel_h5_open_file(const char *path);

/* One attribute in memory. */
typedef enum cupel_h5_class { CUPEL_H5_TEXT, CUPEL_H5_INTEGER, CUPEL_H5_FLOAT } cupel_h5_class;

typedef struct cupel_h5_attribute {
    cupel_h5_class class;
    size_t count; /* numbers: entries; text: bytes without the padding */
    char *text;   /* NUL-terminated UTF-8                               */
    int64_t *integers;
    double *numbers;
} cupel_h5_attribute;

/** Reads an open attribute of a class and size that the format allows; cupel_h5_attribute_clear() it.
 * EDAMAGED with the reason, without the name, when it is none such. */
cupel_status cupel_h5_attribute_read(hid_t attribute, cupel_h5_attribute *out, cupel_error *error);
void cupel_h5_attribute_clear(cupel_h5_attribute *attribute);

/** One attribute of an object by its name. One that is absent, or of another class or shape, leaves numbers
 * as they are and the text empty (also when it does not fit); only a failure to look is an error. */
cupel_status cupel_h5_get_text(hid_t object, const char *name, char *out, size_t size, cupel_error *error);
cupel_status cupel_h5_get_integers(hid_t object, const char *name, int64_t *out, size_t count,
                                   cupel_error *error);
cupel_status cupel_h5_get_numbers(hid_t object, const char *name, double *out, size_t count,
                                  cupel_error *error);
/** The grid attributes of the group of a field; cells of 0 when it has none. */
cupel_status cupel_h5_get_grid(hid_t group, cupel_grid *grid, cupel_error *error);

/** The in-memory type of the data of a data set: the file's own type, little-endian. Close it. */
hid_t cupel_h5_little_endian(hid_t file_type);

#endif
