/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_CHUNK_H
#define CUPEL_STORE_CHUNK_H

#include "store/write.h"

/* Chunked storage: the shape of the chunks and the filters shuffle, deflate, Fletcher-32, applied by many
 * threads. */

/** Chunk of 0.25 to 1 MiB, in whole slabs along the slowest axes. */
void cupel_chunk_shape(size_t rank, const hsize_t *dims, size_t element, hsize_t *chunk);

/** HDF5's Fletcher-32 of a filtered chunk: sums of big-endian 16-bit words modulo 65535. */
uint32_t cupel_chunk_fletcher32(const unsigned char *bytes, size_t count);

/** Byte k of every element, then byte k + 1 …: equal bytes come together. */
void cupel_chunk_shuffle(const unsigned char *in, size_t count, size_t element, unsigned char *out);

/** Sets layout and filters on a data set's creation list. */
bool cupel_chunk_settings(hid_t creation, size_t rank, const hsize_t *chunk, int level);

/** Compresses in `writer->threads` threads and writes from this one by H5Dwrite_chunk, in order: the same
 * bytes for any number of threads. Reads back equal to H5Dwrite, which stays in use for `writer->plain`. */
cupel_status cupel_chunk_write(const cupel_h5_writer *writer, hid_t dataset, size_t rank, const hsize_t *dims,
                               const hsize_t *chunk, size_t element, const void *data, cupel_error *error);

#endif
