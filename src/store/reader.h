/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_READER_H
#define CUPEL_STORE_READER_H

#include "base/memory.h"
#include "store/guard.h"
#include "store/store.h"

/* The inside of an open file: what the walk found, kept until it is closed. */

/* Where an item stands: its step, its group, then the `order` attribute of every level below. */
typedef struct cupel_item_key {
    int64_t step;
    int group;
    int64_t order[CUPEL_GUARD_DEPTH + 1];
} cupel_item_key;

typedef struct cupel_item_entry {
    cupel_item item;
    cupel_item_key key;
} cupel_item_entry;
typedef struct cupel_step_entry {
    cupel_file_step step;
    int64_t order;
} cupel_step_entry;

typedef struct cupel_parent_entry {
    cupel_parent parent;
    int64_t order;
} cupel_parent_entry;

struct cupel_file {
    hid_t id;
    char *path;
    cupel_arena *arena;
    cupel_file_header header;
    cupel_file_identity identity; /* when it was checked */
    cupel_step_entry *steps;
    cupel_item_entry *items;
    char **data_sets; /* paths of all data sets that the guard has passed */
    cupel_parent_entry *parents;
    cupel_pair *provenance;
    size_t step_count, step_capacity, item_count, item_capacity, data_set_count, data_set_capacity;
    size_t parent_count, parent_capacity, provenance_count, provenance_capacity;
    int64_t order[CUPEL_GUARD_DEPTH + 1]; /* while walking: of the objects on the way down */
    const char *channel_axis;             /* while walking: of the channel                 */
};

/** cupel_file_open in this process, which must be a confined child: the file is not looked at before. */
cupel_status cupel_file_open_here(const char *path, cupel_file **out, cupel_error *error);

/** Fills the lists of a file from its open HDF5 file. */
cupel_status cupel_file_index(cupel_file *file, cupel_error *error);

/** Of the file that a path names now; zeros when it names none. */
cupel_file_identity cupel_identity_of(const char *path);

#endif
