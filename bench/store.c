/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "base/memory.h"
#include "registry.h"
#include "scratch.h"
#include "store/chunk.h"
#include "store/data.h"

/* A smooth field of 64 MiB written to a run file's data set, by the threaded chunk writer and by H5Dwrite
 * alone, and read back with its digest. The file is in $TMPDIR or /tmp, so that the disk counts where that is
 * one; nothing is flushed. The shuffle of a chunk, on its own. */

enum { FIELD_Z = 128, FIELD_SIDE = 256 };
enum { WRITE_THREADED, WRITE_PLAIN, READ };

static const hsize_t field_dims[5] = {1, FIELD_Z, FIELD_SIDE, FIELD_SIDE, 1};
static const size_t field_count = (size_t)FIELD_Z * FIELD_SIDE * FIELD_SIDE;

typedef struct field_file {
    char folder[BENCH_SCRATCH], path[300];
    size_t kind;
    int threads;
    double *values, *read;
} field_file;

static double temperature(size_t z, size_t y, size_t x)
{
    const double u = (double)x / FIELD_SIDE - 0.5, v = (double)y / FIELD_SIDE - 0.5;
    return 300.0 + 500.0 * exp(-8.0 * (u * u + v * v)) * cos(3.0 * (double)z / FIELD_Z) + u;
}

static cupel_status write_field(const field_file *f, bool plain, cupel_error *error)
{
    static const cupel_h5_about about = {.unit = "K", .long_name = "temperature", .order = 0};
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    cupel_h5_writer w = cupel_h5_writer_new(error);
    w.threads = f->threads;
    w.plain = plain;
    const hid_t file = cupel_h5_create_file(f->path, &w.code);
    if (file < 0) w.status = cupel_h5_fail(error, CUPEL_EIO, "cannot create %s", f->path);
    cupel_h5_write_doubles(&w, file, "value", 5, field_dims, f->values, &about);
    if (file >= 0 && H5Fclose(file) < 0 && !w.status)
        w.status = cupel_h5_fail(error, CUPEL_EIO, "cannot close");
    cupel_h5_check_disk(&w, f->path);
    cupel_h5_leave(&scope);
    return w.status;
}

static cupel_status read_field(field_file *f, cupel_error *error)
{
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    void *bytes = NULL;
    const hid_t file = cupel_h5_open_file(f->path);
    cupel_h5_object object = {.path = "/value", .name = "value", .id = H5Dopen2(file, "value", H5P_DEFAULT)};
    cupel_status status = cupel_guard_data_set(&object, error);
    if (!status) status = cupel_data_read(&object, 0, &bytes, error);
    if (object.id >= 0) H5Dclose(object.id);
    if (file >= 0) H5Fclose(file);
    cupel_h5_leave(&scope);
    if (status) return status;
    free(f->read);
    f->read = bytes;
    return CUPEL_OK;
}

static void field_teardown(void *state)
{
    field_file *f = state;
    bench_scratch_free(f->folder);
    free(f->values);
    free(f->read);
    free(f);
}

static cupel_status field_setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    field_file *f = cupel_alloc(1, sizeof *f);
    if (!f) return cupel_out_of_memory(error, "a benchmark");
    f->kind = self->size;
    f->threads = threads;
    f->values = cupel_alloc_doubles(field_count);
    cupel_status status = bench_scratch_new(f->folder, error);
    snprintf(f->path, sizeof f->path, "%s/field.h5", f->folder);
    if (!f->values) status = cupel_out_of_memory(error, "a benchmark");
    for (size_t z = 0; !status && z < FIELD_Z; z++)
        for (size_t y = 0; y < FIELD_SIDE; y++)
            for (size_t x = 0; x < FIELD_SIDE; x++)
                f->values[(z * FIELD_SIDE + y) * FIELD_SIDE + x] = temperature(z, y, x);
    if (!status && f->kind == READ) status = write_field(f, false, error);
    if (status)
        field_teardown(f);
    else
        *state = f;
    return status;
}

static cupel_status field_call(void *state, cupel_error *error)
{
    field_file *f = state;
    return f->kind == READ ? read_field(f, error) : write_field(f, f->kind == WRITE_PLAIN, error);
}

/* Values that do not come back. */
static double field_verify(void *state)
{
    field_file *f = state;
    cupel_error error = {0};
    if (f->kind != READ && read_field(f, &error)) return INFINITY;
    double wrong = 0;
    for (size_t i = 0; i < field_count; i++) wrong += f->read[i] != f->values[i];
    return wrong;
}

/* Of the file: its bytes must not depend on the threads. */
static void field_digest(void *state, char out[CUPEL_SHA256_HEX])
{
    const field_file *f = state;
    char *bytes = NULL;
    size_t count = 0;
    snprintf(out, CUPEL_SHA256_HEX, "unread");
    if (cupel_file_read_all(f->path, (size_t)1 << 30, &bytes, &count, NULL)) return;
    cupel_sha256(bytes, count, out);
    free(bytes);
}

#define FIELD(text, what, most)                                                                              \
    {                                                                                                        \
        .name = "store/" text "/64MiB", .points = FIELD_Z * FIELD_SIDE * FIELD_SIDE * 8.0,                   \
        .unit_of_work = "bytes", .threads = (most), .size = (what), .setup = field_setup,                    \
        .call = field_call, .verify = field_verify, .digest = field_digest, .teardown = field_teardown       \
    }

const bench_case bench_store_cases[] = {
    FIELD("write", WRITE_THREADED, 0),
    FIELD("write_h5dwrite", WRITE_PLAIN, 1),
    FIELD("read", READ, 0),
    {.name = NULL},
};
