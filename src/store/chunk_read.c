/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <libdeflate.h>

#include "base/memory.h"
#include "store/chunk.h"

/* Nothing here reports damage: whatever is not as our writer leaves it is left to H5Dread, which says why. */

typedef struct slot {
    unsigned char *packed, *shuffled, *raw;
    struct libdeflate_decompressor *decompressor;
    hsize_t offset[CUPEL_H5_RANK], packed_bytes;
    bool failed;
} slot;

typedef struct plan {
    cupel_chunk_grid grid;
    size_t capacity;
    unsigned char *out;
} plan;

static bool filters_are_ours(hid_t creation)
{
    static const H5Z_filter_t ours[3] = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32};
    if (H5Pget_layout(creation) != H5D_CHUNKED || H5Pget_nfilters(creation) != 3) return false;
    for (unsigned i = 0; i < 3; i++) {
        unsigned flags = 0, config = 0;
        size_t values = 0;
        if (H5Pget_filter2(creation, i, &flags, &values, NULL, 0, NULL, &config) != ours[i]) return false;
    }
    return true;
}

static bool is_little_endian(hid_t dataset)
{
    const hid_t type = H5Dget_type(dataset);
    const bool little = type >= 0 && H5Tget_class(type) != H5T_STRING && H5Tget_order(type) == H5T_ORDER_LE;
    if (type >= 0) H5Tclose(type);
    return little;
}

static bool fetch(const plan *p, hid_t dataset, size_t index, slot *s)
{
    uint32_t skipped = 0;
    cupel_chunk_offset(&p->grid, index, s->offset);
    return H5Dget_chunk_storage_size(dataset, s->offset, &s->packed_bytes) >= 0 && s->packed_bytes > 4 &&
           s->packed_bytes <= p->capacity &&
           H5Dread_chunk(dataset, H5P_DEFAULT, s->offset, &skipped, s->packed) >= 0 && skipped == 0;
}

static void unpack(const plan *p, slot *s)
{
    const cupel_chunk_grid *g = &p->grid;
    const size_t packed = (size_t)s->packed_bytes - 4;
    uint32_t sum = 0;
    for (size_t i = 0; i < 4; i++) sum |= (uint32_t)s->packed[packed + i] << 8 * i;
    size_t bytes = 0;
    s->failed = sum != cupel_chunk_fletcher32(s->packed, packed) ||
                libdeflate_zlib_decompress(s->decompressor, s->packed, packed, s->shuffled, g->bytes,
                                           &bytes) != LIBDEFLATE_SUCCESS ||
                bytes != g->bytes;
    if (s->failed) return;
    cupel_chunk_unshuffle(s->shuffled, g->elements, g->element, s->raw);
    cupel_chunk_put(g, s->offset, s->raw, p->out);
}

static bool slots_fill(const plan *p, slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        slots[i].packed = cupel_alloc(p->capacity, 1);
        slots[i].shuffled = cupel_alloc(p->grid.bytes, 1);
        slots[i].raw = cupel_alloc(p->grid.bytes, 1);
        slots[i].decompressor = libdeflate_alloc_decompressor();
        if (!slots[i].packed || !slots[i].shuffled || !slots[i].raw || !slots[i].decompressor) return false;
    }
    return true;
}

static void slots_free(slot *slots, size_t count)
{
    for (size_t i = 0; slots && i < count; i++) {
        free(slots[i].packed);
        free(slots[i].shuffled);
        free(slots[i].raw);
        if (slots[i].decompressor) libdeflate_free_decompressor(slots[i].decompressor);
    }
    free(slots);
}

static bool rounds(const plan *p, hid_t dataset, slot *slots, size_t count, int threads)
{
    const size_t chunks = p->grid.chunks;
    bool fine = true;
    for (size_t first = 0; first < chunks && fine; first += count) {
        const size_t here = chunks - first < count ? chunks - first : count;
        for (size_t i = 0; i < here && fine; i++) fine = fetch(p, dataset, first + i, &slots[i]);
        if (!fine) break;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1) if (threads > 1)
        for (size_t i = 0; i < here; i++) unpack(p, &slots[i]);
        for (size_t i = 0; i < here; i++) fine = fine && !slots[i].failed;
    }
    return fine;
}

static cupel_status read_grid(const plan *p, hid_t dataset, int threads, bool *done, cupel_error *error)
{
    size_t count = 4 * (size_t)threads;
    if (count > p->grid.chunks) count = p->grid.chunks;
    slot *slots = cupel_alloc(count, sizeof *slots);
    cupel_status status = CUPEL_OK;
    if (slots && slots_fill(p, slots, count))
        *done = rounds(p, dataset, slots, count, threads);
    else
        status = cupel_out_of_memory(error, "reading a data set");
    slots_free(slots, count);
    return status;
}

cupel_status cupel_chunk_read(const cupel_h5_object *object, int threads, void *out, bool *done,
                              cupel_error *error)
{
    *done = false;
    hsize_t chunk[CUPEL_H5_RANK], dims[CUPEL_H5_RANK];
    const hid_t creation = H5Dget_create_plist(object->id);
    const bool ours = creation >= 0 && object->rank > 0 && object->count > 0 && filters_are_ours(creation) &&
                      is_little_endian(object->id) &&
                      H5Pget_chunk(creation, CUPEL_H5_RANK, chunk) == (int)object->rank;
    if (creation >= 0) H5Pclose(creation);
    if (!ours) return CUPEL_OK;
    for (size_t i = 0; i < object->rank; i++) dims[i] = object->dims[i];
    plan p = {.grid = cupel_chunk_grid_of(object->rank, dims, chunk, object->element), .out = out};
    p.capacity = libdeflate_zlib_compress_bound(NULL, p.grid.bytes) + 4;
    const cupel_status status = read_grid(&p, object->id, threads > 1 ? threads : 1, done, error);
    H5Eclear2(H5E_DEFAULT);
    return status;
}
