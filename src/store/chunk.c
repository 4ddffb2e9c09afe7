/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/chunk.h"

#include <stdlib.h>
#include <string.h>
#include <libdeflate.h>

#include "base/memory.h"

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

bool cupel_chunk_settings(hid_t creation, size_t rank, const hsize_t *chunk, int level)
{
    return H5Pset_chunk(creation, (int)rank, chunk) >= 0 && H5Pset_shuffle(creation) >= 0 &&
           H5Pset_deflate(creation, (unsigned)level) >= 0 && H5Pset_fletcher32(creation) >= 0;
}

/* ---- threaded writing ---- */

typedef struct plan {
    size_t rank, element, chunk_bytes, chunk_elements, packed_capacity;
    const hsize_t *dims, *chunk;
    hsize_t grid[CUPEL_H5_RANK]; /* chunks along each axis */
    size_t chunks;
    const unsigned char *data;
    int level;
} plan;

typedef struct slot {
    unsigned char *raw, *shuffled, *packed;
    struct libdeflate_compressor *compressor;
    size_t packed_bytes;
    hsize_t offset[CUPEL_H5_RANK];
    bool failed;
} slot;

static void chunk_offset(const plan *p, size_t index, hsize_t *offset)
{
    for (size_t axis = p->rank; axis-- > 0;) {
        offset[axis] = index % p->grid[axis] * p->chunk[axis];
        index /= (size_t)p->grid[axis];
    }
}

/* Copies the part of a chunk that lies in the array; the rest of an edge chunk stays zero. */
static void chunk_copy(const plan *p, const hsize_t *offset, unsigned char *out)
{
    hsize_t extent[CUPEL_H5_RANK];
    bool whole = true;
    for (size_t axis = 0; axis < p->rank; axis++) {
        const hsize_t left = p->dims[axis] - offset[axis];
        extent[axis] = left < p->chunk[axis] ? left : p->chunk[axis];
        whole = whole && extent[axis] == p->chunk[axis];
    }
    if (!whole) memset(out, 0, p->chunk_bytes);
    const size_t row = (size_t)extent[p->rank - 1] * p->element;
    hsize_t at[CUPEL_H5_RANK] = {0};
    for (;;) {
        size_t from = 0, to = 0;
        for (size_t axis = 0; axis < p->rank; axis++) {
            from = from * (size_t)p->dims[axis] + (size_t)(offset[axis] + at[axis]);
            to = to * (size_t)p->chunk[axis] + (size_t)at[axis];
        }
        memcpy(out + to * p->element, p->data + from * p->element, row);
        size_t axis = p->rank - 1; /* the next row: count up like an odometer */
        while (axis > 0 && at[axis - 1] + 1 == extent[axis - 1]) at[--axis] = 0;
        if (axis == 0) return;
        at[axis - 1]++;
    }
}

static void chunk_pack(const plan *p, slot *s)
{
    chunk_copy(p, s->offset, s->raw);
    cupel_chunk_shuffle(s->raw, p->chunk_elements, p->element, s->shuffled);
    const size_t packed = libdeflate_zlib_compress(s->compressor, s->shuffled, p->chunk_bytes, s->packed,
                                                   p->packed_capacity - 4);
    s->failed = packed == 0;
    const uint32_t sum = cupel_chunk_fletcher32(s->packed, packed);
    for (size_t i = 0; i < 4; i++) s->packed[packed + i] = (unsigned char)(sum >> 8 * i);
    s->packed_bytes = packed + 4;
}

static bool slots_new(const plan *p, slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        slots[i].raw = cupel_alloc(p->chunk_bytes, 1);
        slots[i].shuffled = cupel_alloc(p->chunk_bytes, 1);
        slots[i].packed = cupel_alloc(p->packed_capacity, 1);
        slots[i].compressor = libdeflate_alloc_compressor(p->level);
        if (!slots[i].raw || !slots[i].shuffled || !slots[i].packed || !slots[i].compressor) return false;
    }
    return true;
}

static void slots_free(slot *slots, size_t count)
{
    for (size_t i = 0; slots && i < count; i++) {
        free(slots[i].raw);
        free(slots[i].shuffled);
        free(slots[i].packed);
        if (slots[i].compressor) libdeflate_free_compressor(slots[i].compressor);
    }
    free(slots);
}

/* Rounds of `count` chunks: packed by all threads, then written in order by this one. */
static cupel_status rounds(const plan *p, hid_t dataset, slot *slots, size_t count, int threads,
                           cupel_error *error)
{
    for (size_t first = 0; first < p->chunks; first += count) {
        const size_t here = p->chunks - first < count ? p->chunks - first : count;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1) if (threads > 1)
        for (size_t i = 0; i < here; i++) {
            chunk_offset(p, first + i, slots[i].offset);
            chunk_pack(p, &slots[i]);
        }
        for (size_t i = 0; i < here; i++) {
            if (slots[i].failed) CUPEL_FAIL(error, CUPEL_EINTERNAL, "cannot compress a chunk");
            if (H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, slots[i].offset, slots[i].packed_bytes,
                               slots[i].packed) < 0)
                return cupel_h5_fail(error, CUPEL_EIO, "cannot write chunk %zu of %zu", first + i + 1,
                                     p->chunks);
        }
    }
    return CUPEL_OK;
}

cupel_status cupel_chunk_write(const cupel_h5_writer *writer, hid_t dataset, size_t rank, const hsize_t *dims,
                               const hsize_t *chunk, size_t element, const void *data, cupel_error *error)
{
    plan p = {.rank = rank,
              .element = element,
              .chunk_elements = 1,
              .chunks = 1,
              .dims = dims,
              .chunk = chunk,
              .data = data,
              .level = writer->level};
    for (size_t axis = 0; axis < rank; axis++) {
        p.grid[axis] = (dims[axis] + chunk[axis] - 1) / chunk[axis];
        p.chunks *= (size_t)p.grid[axis];
        p.chunk_elements *= (size_t)chunk[axis];
    }
    p.chunk_bytes = p.chunk_elements * element;
    p.packed_capacity = libdeflate_zlib_compress_bound(NULL, p.chunk_bytes) + 4;
    const int threads = writer->threads > 1 ? writer->threads : 1;
    size_t count = 4 * (size_t)threads;
    if (count > p.chunks) count = p.chunks;
    slot *slots = cupel_alloc(count, sizeof *slots);
    const cupel_status status = slots && slots_new(&p, slots, count)
                                    ? rounds(&p, dataset, slots, count, threads, error)
                                    : cupel_out_of_memory(error, "the compression of a data set");
    slots_free(slots, count);
    return status;
}
