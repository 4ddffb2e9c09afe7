/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_VTKHDF_VIEW_H
#define CUPEL_STORE_VTKHDF_VIEW_H

#include "store/write.h"

/* The two kinds of view share what they show and how an array refers to its field. */

enum {
    CUPEL_VIEW_FIELDS = 64,
    CUPEL_VIEW_CELLS = 128 * 128 * 128 /* most of an UnstructuredGrid: beyond, it would take long and much memory */
};

typedef struct cupel_view_field {
    char path[CUPEL_H5_PATH]; /* of the group: /steps/<id>/fields/<name> */
    char name[CUPEL_H5_NAME]; /* of the array in the view                */
    char units[64];
} cupel_view_field;

typedef struct cupel_view {
    cupel_grid grid; /* its edges are the view's own: `edges` */
    double *edges[3];
    size_t count;
    cupel_view_field fields[CUPEL_VIEW_FIELDS];
} cupel_view;

/** Path of the values of a field. */
void cupel_view_path(const cupel_view_field *field, char out[CUPEL_H5_PATH + 8]);

/** A virtual data set on the last step of a field: by cell, or as points of an image. */
void cupel_view_write_array(cupel_h5_writer *w, hid_t file, hid_t parent, const cupel_view_field *field, bool by_cell);

/** Cells in which no field has a value at its last step, `*count` of them: 1 in `*is_void`, [cells], to be freed. */
cupel_status cupel_view_find_void(hid_t file, const cupel_view *view, unsigned char **is_void, size_t *count,
                                  cupel_error *error);

void cupel_view_write_cells(cupel_h5_writer *w, hid_t file, const cupel_view *view, const unsigned char *is_void);

#endif
