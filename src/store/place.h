/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_PLACE_H
#define CUPEL_STORE_PLACE_H

#include <stdbool.h>
#include <stdint.h>
#include "store/h5.h"

/* Which step and which item a path in a file stands for. */

enum { CUPEL_PLACE_PARAMETERS, CUPEL_PLACE_RESULTS, CUPEL_PLACE_FIELDS };

typedef struct cupel_place {
    char step[CUPEL_H5_NAME + 16]; /* "roll"; "evaluation-1"; "channels"          */
    int group;
    char name[CUPEL_H5_PATH]; /* "pass_table/reduction"; "force"             */
} cupel_place;

/** "parameters", "results", "fields". */
const char *cupel_place_group(int group);

/** Of a data set. False: it is no item. */
bool cupel_place_of(const char *path, cupel_place *out);

/** The id of the step that a group is, and its place among the steps before `*order` counts; false: it is
 * none. */
bool cupel_place_step(const char *path, char id[CUPEL_H5_NAME + 16], int64_t *order);

/** The step among whose items the texts stand that a group has as attributes, and how their names begin;
 * NULL: none. */
const char *cupel_place_texts(const char *path, const char **prefix);

#endif
