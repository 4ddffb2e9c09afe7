/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <libdeflate.h>

#include "base/memory.h"
#include "store/chunk.h"

typedef struct plan {
    cupel_chunk_grid grid;
    size_t capacity; /* of a packed chunk, its sum included */
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

static void pack(const plan *p, size_t index, slot *s)
{
    const cupel_chunk_grid *g = &p->grid;
    cupel_chunk_offset(g, index, s->offset);
    cupel_chunk_take(g, s->offset, p->data, s->raw);
    cupel_chunk_shuffle(s->raw, g->elements, g->element, s->shuffled);
    const size_t packed =
        libdeflate_zlib_compress(s->compressor, s->shuffled, g->bytes, s->packed, p->capacity - 4);
    s->failed = packed == 0;
    const uint32_t sum = cupel_chunk_fletcher32(s->packed, packed);
    for (size_t i = 0; i < 4; i++) s->packed[packed + i] = (unsigned char)(sum >> 8 * i);
    s->packed_bytes = packed + 4;
}

static bool slots_fill(const plan *p, slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        slots[i].raw = cupel_alloc(p->grid.bytes, 1);
        slots[i].shuffled = cupel_alloc(p->grid.bytes, 1);
        slots[i].packed = cupel_alloc(p->capacity, 1);
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
    const size_t chunks = p->grid.chunks;
    for (size_t first = 0; first < chunks; first += count) {
        const size_t here = chunks - first < count ? chunks - first : count;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1) if (threads > 1)
        for (size_t i = 0; i < here; i++) pack(p, first + i, &slots[i]);
        for (size_t i = 0; i < here; i++) {
            if (slots[i].failed) CUPEL_FAIL(error, CUPEL_EINTERNAL, "cannot compress a chunk");
            if (H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, slots[i].offset, slots[i].packed_bytes,
                               slots[i].packed) < 0)
                return cupel_h5_fail(error, CUPEL_EIO, "cannot write chunk %zu of %zu", first + i + 1,
                                     chunks);
        }
    }
    return CUPEL_OK;
}

cupel_status cupel_chunk_write(const cupel_h5_writer *writer, hid_t dataset, size_t rank, const hsize_t *dims,
                               const hsize_t *chunk, size_t element, const void *data, cupel_error *error)
{
    plan p = {.grid = cupel_chunk_grid_of(rank, dims, chunk, element), .data = data, .level = writer->level};
    p.capacity = libdeflate_zlib_compress_bound(NULL, p.grid.bytes) + 4;
    const int threads = writer->threads > 1 ? writer->threads : 1;
    size_t count = 4 * (size_t)threads;
    if (count > p.grid.chunks) count = p.grid.chunks;
    slot *slots = cupel_alloc(count, sizeof *slots);
    const cupel_status status = slots && slots_fill(&p, slots, count)
                                    ? rounds(&p, dataset, slots, count, threads, error)
                                    : cupel_out_of_memory(error, "the compression of a data set");
    slots_free(slots, count);
    return status;
}
