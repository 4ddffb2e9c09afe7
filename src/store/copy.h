/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_COPY_H
#define CUPEL_STORE_COPY_H

#include "store/guard.h"
#include "store/write.h"

/* Copying a file that is not trusted into a new one, value by value: groups, data sets and attributes of the
 * format, each data set only when it has the digest that it states. Runs in a confined child. */

typedef struct cupel_copy {
    hid_t from, to;
    cupel_h5_writer *writer;
    bool salvage; /* what is damaged is passed over; else it ends the copy: EDAMAGED */
    void *host;
    void (*left_out)(void *host, const char *path, const char *what); /* is no part of the format      */
    void (*lost)(void *host, const char *path, const char *what);     /* is damaged, when salvaging    */
    /* Asked before an object is opened: true passes over it. May be NULL. */
    bool (*skip)(void *host, const char *path);
    haddr_t *reached; /* groups that were copied, by their place in the old file; free() it */
    size_t reached_count, reached_capacity;
    size_t groups, data_sets; /* copied                        */
} cupel_copy;

/** Everything but the view for ParaView and what the format does not know. Of the root's attributes,
 * `schema`, `schema_version`, `kind`, `content_id` and `origin_id` are not copied, nor `state` when
 * salvaging. */
cupel_status cupel_copy_all(cupel_copy *copy, cupel_error *error);

/** An open group of the old file with all in it, at `path`, whose parent is there. */
cupel_status cupel_copy_from(cupel_copy *copy, hid_t group, const char *path, cupel_error *error);

#endif
