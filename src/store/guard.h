/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_GUARD_H
#define CUPEL_STORE_GUARD_H

#include "store/h5.h"
#include "store/store.h"

/* The walk over a file that refuses what no cupel file has and what a hostile one may: links out of the file
 * or in circles, storage outside, foreign types and filters, sizes that cannot be meant. Everything that
 * reads a file goes through it, and no value is read before. */

enum {
    CUPEL_GUARD_DEPTH = 16,
    CUPEL_GUARD_OBJECTS = 100000,
    CUPEL_GUARD_ATTRIBUTES = 512 /* of one object */
};

typedef struct cupel_h5_object {
    const char *path, *name; /* "/steps/roll", "roll"; "/", "" for the root       */
    hid_t id;                /* open during the visit                             */
    bool is_group, is_virtual;
    cupel_item_type type; /* the rest: data sets                               */
    char type_name[32];   /* "f64", "i64", "u8", "text12"                      */
    size_t element;       /* bytes                                             */
    size_t rank;
    uint64_t dims[CUPEL_H5_RANK], count;
} cupel_h5_object;

typedef struct cupel_guard {
    bool everything;     /* false: groups at the root that this version does not know are passed over */
    bool any_attributes; /* the visitor reads all attributes itself: to pass over what it cannot read, or in a
                            file just written */
    bool ours;           /* just written by this process: how it is stored is not looked into */
    bool (*skip)(void *host, const char *path); /* whether to pass over an object, unopened; may be NULL */
    void *host;
    cupel_status (*visit)(void *host, const cupel_h5_object *object,
                          cupel_error *error); /* parents first; may be NULL */
    void (*finding)(void *host, const char *path,
                    const char *what); /* NULL: the first finding ends the walk: EDAMAGED */
} cupel_guard;

/** Whether the format has a group of that name at the root. */
bool cupel_guard_knows(const char *name);

cupel_status cupel_guard_walk(hid_t file, const cupel_guard *guard, cupel_error *error);

/** Fills in the rest of an open data set of a given path and checks it, for reading outside a walk. EDAMAGED
 * or ELIMIT with the reason, without the path. */
cupel_status cupel_guard_data_set(cupel_h5_object *object, cupel_error *error);

/** The same from an open object on, as if it stood at `path`. */
cupel_status cupel_guard_walk_from(hid_t object, const char *path, const cupel_guard *guard, cupel_error *error);

/** What kind of file it is: EINVAL when it says that it is not ours or of a later major version. */
cupel_status cupel_guard_schema(hid_t file, int64_t version[2], cupel_error *error);

/** All attributes of an object by name; the callback owns nothing. */
typedef cupel_status (*cupel_guard_attribute)(void *host, const char *name, const cupel_h5_attribute *value,
                                              cupel_error *error);
cupel_status cupel_guard_attributes(hid_t object, void *host, cupel_guard_attribute each, cupel_error *error);

/** EINVAL when the file is not there, not regular, or does not begin as an HDF5 file does. */
cupel_status cupel_guard_signature(const char *path, cupel_error *error);

/** Opens the file, checks the schema and walks, in a confined child process: a crash of the library on a file
 * made or damaged to crash it is then a refusal (EDAMAGED). EINVAL when the file is not there or not HDF5.
 * `checker` NULL: a child for this file alone. */
cupel_status cupel_guard_check(cupel_checker *checker, const char *path, cupel_error *error);

#endif
