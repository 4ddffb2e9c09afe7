/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_DATA_H
#define CUPEL_STORE_DATA_H

#include "store/guard.h"

/* Reading the data of a data set that the guard has passed. */

/** Its content, little-endian and in C order, piece by piece in bounded memory: each piece is a block of the
 * array, `extent` from `start` on; of a scalar both are NULL. EDAMAGED when it cannot be read. */
typedef cupel_status (*cupel_data_piece)(void *host, const hsize_t *start, const hsize_t *extent,
                                         const void *bytes, size_t size, cupel_error *error);
cupel_status cupel_data_pieces(const cupel_h5_object *object, void *host, cupel_data_piece each,
                               cupel_error *error);

/** SHA-256 of its content, little-endian and in C order, read piece by piece in bounded memory. EDAMAGED when
 * it cannot be read. */
cupel_status cupel_data_digest(const cupel_h5_object *object, char out[65], cupel_error *error);

/** The whole content in the file's own type, little-endian, in a block that free() releases, with `spare`
 * zero bytes behind; its digest is compared with the one the file states. */
cupel_status cupel_data_read(const cupel_h5_object *object, size_t spare, void **bytes, cupel_error *error);

#endif
