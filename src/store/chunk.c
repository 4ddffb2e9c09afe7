/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/chunk.h"

#include <string.h>

enum { CHUNK_TARGET = 512 << 10, CHUNK_MOST = 1 << 20 };

void cupel_chunk_shape(size_t rank, const hsize_t *dims, size_t element, hsize_t *chunk)
{
    size_t bytes = element;
    for (size_t i = 0; i < rank; i++) {
        chunk[i] = dims[i];
        bytes *= (size_t)dims[i];
    }
    /* shorten the slowest axis that still has something to give; a slab of the fast axes stays whole */
    for (size_t axis = 0; axis < rank && bytes > CHUNK_MOST; axis++) {
        const size_t row = bytes / (size_t)chunk[axis];
        const size_t rows = row < CHUNK_TARGET ? CHUNK_TARGET / row : 1;
        chunk[axis] = rows;
        bytes = row * rows;
    }
}

/* 65535 is congruent to 0 and both stand for it: sums fold to 1…65535 unless all words are 0, as in HDF5. */
static uint32_t fold(uint64_t sum)
{
    return sum ? (uint32_t)((sum - 1) % 65535 + 1) : 0;
}

uint32_t cupel_chunk_fletcher32(const unsigned char *bytes, size_t count)
{
    uint64_t first = 0, second = 0;
    const size_t words = count / 2;
    for (size_t i = 0; i < words;) {
        /* 2^16 words keep both sums below 2^49 */
        const size_t end = words - i > 65536 ? i + 65536 : words;
        for (; i < end; i++) {
            first += (uint64_t)bytes[2 * i] << 8 | bytes[2 * i + 1];
            second += first;
        }
        first = fold(first);
        second = fold(second);
    }
    if (count % 2) {
        first += (uint64_t)bytes[count - 1] << 8;
        second += first;
    }
    return fold(second) << 16 | fold(first);
}

void cupel_chunk_shuffle(const unsigned char *in, size_t count, size_t element, unsigned char *out)
{
    for (size_t byte = 0; byte < element; byte++)
        for (size_t i = 0; i < count; i++) *out++ = in[i * element + byte];
}

void cupel_chunk_unshuffle(const unsigned char *in, size_t count, size_t element, unsigned char *out)
{
    for (size_t i = 0; i < count; i++)
        for (size_t byte = 0; byte < element; byte++) out[i * element + byte] = in[byte * count + i];
}

bool cupel_chunk_settings(hid_t creation, size_t rank, const hsize_t *chunk, int level)
{
    return H5Pset_chunk(creation, (int)rank, chunk) >= 0 && H5Pset_shuffle(creation) >= 0 &&
           H5Pset_deflate(creation, (unsigned)level) >= 0 && H5Pset_fletcher32(creation) >= 0;
}

/* ---- chunks of an array ---- */

cupel_chunk_grid cupel_chunk_grid_of(size_t rank, const hsize_t *dims, const hsize_t *chunk, size_t element)
{
    cupel_chunk_grid g = {.rank = rank, .element = element, .elements = 1, .chunks = 1};
    for (size_t axis = 0; axis < rank; axis++) {
        g.dims[axis] = dims[axis];
        g.chunk[axis] = chunk[axis];
        g.along[axis] = (dims[axis] + chunk[axis] - 1) / chunk[axis];
        g.chunks *= (size_t)g.along[axis];
        g.elements *= (size_t)chunk[axis];
    }
    g.bytes = g.elements * element;
    return g;
}

void cupel_chunk_offset(const cupel_chunk_grid *g, size_t index, hsize_t *offset)
{
    for (size_t axis = g->rank; axis-- > 0;) {
        offset[axis] = index % g->along[axis] * g->chunk[axis];
        index /= (size_t)g->along[axis];
    }
}

/* The rows of a chunk that lie in the array, one after the other: where they stand in both. */
typedef struct rows {
    hsize_t extent[CUPEL_H5_RANK], at[CUPEL_H5_RANK];
    size_t axis, bytes, in_array, in_chunk; /* a row: all of the axes behind `axis` */
    bool whole;
} rows;

static rows rows_first(const cupel_chunk_grid *g, const hsize_t *offset)
{
    rows r = {.whole = true};
    for (size_t axis = 0; axis < g->rank; axis++) {
        const hsize_t left = g->dims[axis] - offset[axis];
        r.extent[axis] = left < g->chunk[axis] ? left : g->chunk[axis];
        r.whole = r.whole && r.extent[axis] == g->chunk[axis];
    }
    r.axis = g->rank - 1;
    r.bytes = (size_t)r.extent[r.axis] * g->element;
    while (r.axis > 0 && g->chunk[r.axis] == g->dims[r.axis]) r.bytes *= (size_t)r.extent[--r.axis];
    return r;
}

static void rows_place(const cupel_chunk_grid *g, const hsize_t *offset, rows *r)
{
    size_t in_array = 0, in_chunk = 0;
    for (size_t axis = 0; axis < g->rank; axis++) {
        in_array = in_array * (size_t)g->dims[axis] + (size_t)(offset[axis] + r->at[axis]);
        in_chunk = in_chunk * (size_t)g->chunk[axis] + (size_t)r->at[axis];
    }
    r->in_array = in_array * g->element;
    r->in_chunk = in_chunk * g->element;
}

/* Counts up like an odometer; false behind the last row. */
static bool rows_next(rows *r)
{
    size_t axis = r->axis;
    while (axis > 0 && r->at[axis - 1] + 1 == r->extent[axis - 1]) r->at[--axis] = 0;
    if (axis == 0) return false;
    r->at[axis - 1]++;
    return true;
}

void cupel_chunk_take(const cupel_chunk_grid *g, const hsize_t *offset, const unsigned char *array,
                      unsigned char *chunk)
{
    rows r = rows_first(g, offset);
    if (!r.whole) memset(chunk, 0, g->bytes);
    do {
        rows_place(g, offset, &r);
        memcpy(chunk + r.in_chunk, array + r.in_array, r.bytes);
    } while (rows_next(&r));
}

void cupel_chunk_put(const cupel_chunk_grid *g, const hsize_t *offset, const unsigned char *chunk,
                     unsigned char *array)
{
    rows r = rows_first(g, offset);
    do {
        rows_place(g, offset, &r);
        memcpy(array + r.in_array, chunk + r.in_chunk, r.bytes);
    } while (rows_next(&r));
}
