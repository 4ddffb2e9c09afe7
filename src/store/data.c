/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/data.h"

#include <stdlib.h>
#include <string.h>
#include <nettle/sha2.h>
#include <omp.h>

#include "base/digest.h"
#include "base/memory.h"
#include "store/chunk.h"

enum {
    PIECE_BYTES = 8 << 20,
    SMALL_BYTES = 1 << 20,
    THREADED_BYTES = 1 << 20 /* from here it pays to unpack in threads */
};

/* A piece is a block of whole rows: all of the axes behind `axis`, `rows` of it, one of each before. */
typedef struct pieces {
    size_t axis;
    uint64_t rows, row_bytes;
} pieces;

static pieces pieces_plan(const cupel_h5_object *object, const hsize_t *chunk)
{
    pieces p = {.axis = 0, .rows = 1, .row_bytes = object->element};
    if (object->rank == 0) return p;
    p.axis = object->rank - 1;
    while (p.axis > 0 && p.row_bytes * object->dims[p.axis] <= PIECE_BYTES)
        p.row_bytes *= object->dims[p.axis--];
    p.rows = PIECE_BYTES / p.row_bytes;
    if (p.rows == 0) p.rows = 1;
    /* whole chunks, so that none is unpacked twice */
    if (chunk[p.axis] > 1 && p.rows > chunk[p.axis]) p.rows -= p.rows % chunk[p.axis];
    if (p.rows > object->dims[p.axis]) p.rows = object->dims[p.axis];
    return p;
}

static cupel_status walk_pieces(const cupel_h5_object *object, const pieces *p, hid_t type, hid_t space,
                                void *buffer, void *host, cupel_data_piece each, cupel_error *error)
{
    hsize_t start[CUPEL_H5_RANK] = {0}, extent[CUPEL_H5_RANK];
    for (size_t i = 0; i < object->rank; i++) extent[i] = i < p->axis ? 1 : object->dims[i];
    for (;;) {
        const uint64_t left = object->dims[p->axis] - start[p->axis];
        extent[p->axis] = left < p->rows ? left : p->rows;
        const hid_t memory = H5Screate_simple((int)object->rank, extent, NULL);
        const bool read = memory >= 0 &&
                          H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, extent, NULL) >= 0 &&
                          H5Dread(object->id, type, memory, space, H5P_DEFAULT, buffer) >= 0;
        if (memory >= 0) H5Sclose(memory);
        if (!read) return cupel_h5_fail(error, CUPEL_EDAMAGED, "cannot be read");
        const cupel_status status =
            each(host, start, extent, buffer, (size_t)(extent[p->axis] * p->row_bytes), error);
        if (status) return status;
        start[p->axis] += extent[p->axis];
        for (size_t axis = p->axis; start[axis] >= object->dims[axis]; start[--axis]++) {
            if (axis == 0) return CUPEL_OK;
            start[axis] = 0;
        }
    }
}

/* In one piece. */
static cupel_status read_whole(const cupel_h5_object *object, hid_t type, void *host, cupel_data_piece each,
                               cupel_error *error)
{
    const hsize_t start[CUPEL_H5_RANK] = {0};
    hsize_t extent[CUPEL_H5_RANK] = {0};
    for (size_t i = 0; i < object->rank; i++) extent[i] = object->dims[i];
    const size_t size = (size_t)object->count * object->element;
    void *buffer = cupel_alloc(size, 1);
    if (!buffer) return cupel_out_of_memory(error, "reading a data set");
    bool done = false;
    if (size > CUPEL_CHUNKED_BYTES) cupel_chunk_read(object, 1, buffer, &done, NULL);
    const cupel_status status =
        !done && H5Dread(object->id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer) < 0
            ? cupel_h5_fail(error, CUPEL_EDAMAGED, "cannot be read")
            : each(host, object->rank ? start : NULL, object->rank ? extent : NULL, buffer, size, error);
    free(buffer);
    return status;
}

static cupel_status walk_all(const cupel_h5_object *object, hid_t type, void *host, cupel_data_piece each,
                             cupel_error *error)
{
    if (object->rank == 0 || object->count * object->element <= SMALL_BYTES)
        return read_whole(object, type, host, each, error);
    hsize_t chunk[CUPEL_H5_RANK] = {0};
    const hid_t creation = H5Dget_create_plist(object->id);
    if (creation < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "has no valid storage");
    if (H5Pget_layout(creation) == H5D_CHUNKED) H5Pget_chunk(creation, CUPEL_H5_RANK, chunk);
    H5Pclose(creation);
    const pieces p = pieces_plan(object, chunk);
    void *buffer = cupel_alloc((size_t)p.rows, (size_t)p.row_bytes);
    if (!buffer) return cupel_out_of_memory(error, "reading a data set");
    const hid_t space = H5Dget_space(object->id);
    const cupel_status status = walk_pieces(object, &p, type, space, buffer, host, each, error);
    if (space >= 0) H5Sclose(space);
    free(buffer);
    return status;
}

static hid_t memory_type(hid_t dataset)
{
    const hid_t file_type = H5Dget_type(dataset);
    if (file_type < 0) return file_type;
    const hid_t type = cupel_h5_little_endian(file_type);
    H5Tclose(file_type);
    return type;
}

static void hexadecimal(const uint8_t *bytes, size_t count, char *out)
{
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    out[2 * count] = '\0';
}

cupel_status cupel_data_pieces(const cupel_h5_object *object, void *host, cupel_data_piece each,
                               cupel_error *error)
{
    if (object->count == 0) return CUPEL_OK;
    const hid_t type = memory_type(object->id);
    if (type < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "has no valid type");
    const cupel_status status = walk_all(object, type, host, each, error);
    H5Tclose(type);
    return status;
}

static cupel_status digest_piece(void *host, const hsize_t *start, const hsize_t *extent, const void *bytes,
                                 size_t size, cupel_error *error)
{
    (void)start;
    (void)extent;
    (void)error;
    sha256_update(host, size, bytes);
    return CUPEL_OK;
}

cupel_status cupel_data_digest(const cupel_h5_object *object, char out[65], cupel_error *error)
{
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    const cupel_status status = cupel_data_pieces(object, &context, digest_piece, error);
    if (status) return status;
    sha256_digest(&context, sizeof digest, digest);
    hexadecimal(digest, sizeof digest, out);
    return CUPEL_OK;
}

static cupel_status compare_digest(const cupel_h5_object *object, const void *bytes, cupel_error *error)
{
    char stated[CUPEL_SHA256_HEX], computed[CUPEL_SHA256_HEX];
    const cupel_status status = cupel_h5_get_text(object->id, "sha256", stated, sizeof stated, error);
    if (status) return status;
    if (!stated[0]) CUPEL_FAIL(error, CUPEL_EDAMAGED, "has no digest");
    cupel_sha256(bytes, (size_t)object->count * object->element, computed);
    if (strcmp(stated, computed) != 0)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "has other values than its digest says");
    return CUPEL_OK;
}

static cupel_status read_plain(const cupel_h5_object *object, size_t size, void *block, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    const hid_t type = memory_type(object->id);
    if (type < 0 || (size && H5Dread(object->id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, block) < 0))
        status = cupel_h5_fail(error, CUPEL_EDAMAGED, "cannot be read");
    if (type >= 0) H5Tclose(type);
    return status;
}

cupel_status cupel_data_read(const cupel_h5_object *object, size_t spare, void **bytes, cupel_error *error)
{
    const size_t size = (size_t)object->count * object->element; /* the guard has bounded it */
    char *block = size < SIZE_MAX - spare ? cupel_alloc(size + spare, 1) : NULL;
    if (!block) return cupel_out_of_memory(error, object->path);
    bool done = false;
    cupel_status status = CUPEL_OK;
    if (size > THREADED_BYTES) status = cupel_chunk_read(object, omp_get_max_threads(), block, &done, error);
    if (!status && !done) status = read_plain(object, size, block, error);
    if (!status) status = compare_digest(object, block, error);
    if (status)
        free(block);
    else
        *bytes = block;
    return status;
}
