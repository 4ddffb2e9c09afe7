/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_CHUNK_H
#define CUPEL_STORE_CHUNK_H

#include "store/guard.h"
#include "store/write.h"

/* Chunked storage: the shape of the chunks and the filters shuffle, deflate, Fletcher-32, applied by many
 * threads. */

enum {
    CUPEL_COMPACT_BYTES = 4096,      /* up to here data live in the object header, under its checksum */
    CUPEL_CHUNKED_BYTES = 256 << 10, /* from here, the smallest chunk, they are cut and compressed     */
};

/** Chunk of 0.25 to 1 MiB, in whole slabs along the slowest axes. */
void cupel_chunk_shape(size_t rank, const hsize_t *dims, size_t element, hsize_t *chunk);

/** HDF5's Fletcher-32 of a filtered chunk: sums of big-endian 16-bit words modulo 65535. */
uint32_t cupel_chunk_fletcher32(const unsigned char *bytes, size_t count);

/** Byte k of every element, then byte k + 1 …: equal bytes come together. */
void cupel_chunk_shuffle(const unsigned char *in, size_t count, size_t element, unsigned char *out);

void cupel_chunk_unshuffle(const unsigned char *in, size_t count, size_t element, unsigned char *out);

/* How an array is cut into chunks. */
typedef struct cupel_chunk_grid {
    size_t rank, element;
    hsize_t dims[CUPEL_H5_RANK], chunk[CUPEL_H5_RANK], along[CUPEL_H5_RANK]; /* along: chunks on each axis */
    size_t chunks, elements, bytes;                                          /* of one chunk: the last two */
} cupel_chunk_grid;

cupel_chunk_grid cupel_chunk_grid_of(size_t rank, const hsize_t *dims, const hsize_t *chunk, size_t element);

/** Where chunk number `index` begins. */
void cupel_chunk_offset(const cupel_chunk_grid *grid, size_t index, hsize_t *offset);

/** Copies the part of the array that lies in a chunk, zeros behind the edge; and back. */
void cupel_chunk_take(const cupel_chunk_grid *grid, const hsize_t *offset, const unsigned char *array,
                      unsigned char *chunk);
void cupel_chunk_put(const cupel_chunk_grid *grid, const hsize_t *offset, const unsigned char *chunk,
                     unsigned char *array);

/** Sets layout and filters on a data set's creation list. */
bool cupel_chunk_settings(hid_t creation, size_t rank, const hsize_t *chunk, int level);

/** Compresses in `writer->threads` threads and writes from this one by H5Dwrite_chunk, in order: the same
 * bytes for any number of threads. Reads back equal to H5Dwrite, which stays in use for `writer->plain`. */
cupel_status cupel_chunk_write(const cupel_h5_writer *writer, hid_t dataset, size_t rank, const hsize_t *dims,
                               const hsize_t *chunk, size_t element, const void *data, cupel_error *error);

/** Reads a whole data set by H5Dread_chunk and unpacks it in so many threads. `*done` is false, with no
 * error, when it is not as cupel_chunk_write leaves it or is damaged: H5Dread is to read it then, or to say
 * what is wrong. */
cupel_status cupel_chunk_read(const cupel_h5_object *object, int threads, void *out, bool *done,
                              cupel_error *error);

#endif
