/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/matlab.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "store/driver.h"
#include "store/guard.h"
#include "store/h5.h"

/* A MAT-file 7.3 is an HDF5 file behind a block of 512 bytes. Its data sets say by the attribute MATLAB_class
 * what they are; their dimensions stand in reverse, since MATLAB's arrays run along the first index first. */

enum { BLOCK = 512, NAME_MOST = 63, TEMPORARY = 4096 };

typedef struct mat_file {
    hid_t id;
    size_t references; /* texts that cells refer to */
    cupel_status status;
    cupel_error *error;
} mat_file;

static void failed(mat_file *m, const char *name)
{
    if (!m->status) m->status = cupel_h5_fail(m->error, CUPEL_EIO, "cannot write '%s'", name);
}

/* ---- attributes ---- */

static void put_class(mat_file *m, hid_t object, const char *class)
{
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    hid_t attribute = H5I_INVALID_HID;
    if (type >= 0 && space >= 0 && H5Tset_size(type, strlen(class)) >= 0 &&
        H5Tset_strpad(type, H5T_STR_NULLPAD) >= 0)
        attribute = H5Acreate2(object, "MATLAB_class", type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute < 0 || H5Awrite(attribute, type, class) < 0) failed(m, class);
    if (attribute >= 0) H5Aclose(attribute);
    if (space >= 0) H5Sclose(space);
    if (type >= 0) H5Tclose(type);
}

static void put_integer(mat_file *m, hid_t object, const char *name, hid_t type, int32_t value)
{
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute < 0 || H5Awrite(attribute, H5T_NATIVE_INT32, &value) < 0) failed(m, name);
    if (attribute >= 0) H5Aclose(attribute);
    if (space >= 0) H5Sclose(space);
}

/* ---- data sets ---- */

typedef struct mat_array {
    const char *class; /* "double"             */
    hid_t type;        /* in the file and here */
    size_t rank;
    const hsize_t *dims; /* in reverse */
    const void *data;
} mat_array;

static hid_t array_write(mat_file *m, hid_t parent, const char *name, const mat_array *a)
{
    if (m->status) return H5I_INVALID_HID;
    const hid_t space = H5Screate_simple((int)a->rank, a->dims, NULL);
    const hid_t dataset = H5Dcreate2(parent, name, a->type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    if (dataset < 0 || H5Dwrite(dataset, a->type, H5S_ALL, H5S_ALL, H5P_DEFAULT, a->data) < 0)
        failed(m, name);
    if (dataset >= 0 && !m->status) put_class(m, dataset, a->class);
    if (space >= 0) H5Sclose(space);
    return dataset;
}

static void close_data(hid_t dataset)
{
    if (dataset >= 0) H5Dclose(dataset);
}

/* An array without elements is its size. */
static void empty_write(mat_file *m, hid_t parent, const char *name, const char *class)
{
    static const uint64_t size[2] = {0, 0};
    const hsize_t dims = 2;
    const hid_t dataset =
        array_write(m, parent, name, &(mat_array){class, H5T_NATIVE_UINT64, 1, &dims, size});
    if (dataset >= 0) put_integer(m, dataset, "MATLAB_empty", H5T_STD_U8LE, 1);
    close_data(dataset);
}

/* UTF-8 to UTF-16; the count of units. The text is valid. */
static size_t to_utf16(const char *text, uint16_t *out)
{
    size_t count = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c;) {
        const int more = *c < 0x80 ? 0 : *c < 0xe0 ? 1 : *c < 0xf0 ? 2 : 3;
        uint32_t point = *c++ & (more == 0 ? 0x7fu : 0x3fu >> more);
        for (int i = 0; i < more && *c; i++) point = point << 6 | (*c++ & 0x3fu);
        if (point >= 0x10000) {
            out[count++] = (uint16_t)(0xd800 + ((point - 0x10000) >> 10));
            point = 0xdc00 + ((point - 0x10000) & 0x3ff);
        }
        out[count++] = (uint16_t)point;
    }
    return count;
}

static void text_write(mat_file *m, hid_t parent, const char *name, const char *text)
{
    uint16_t *units = cupel_alloc(strlen(text) + 1, sizeof *units);
    if (!units) m->status = cupel_out_of_memory(m->error, name);
    const size_t count = units ? to_utf16(text, units) : 0;
    if (units && count == 0) {
        empty_write(m, parent, name, "char");
    } else if (units) {
        const hsize_t dims[2] = {count, 1};
        const hid_t dataset =
            array_write(m, parent, name, &(mat_array){"char", H5T_NATIVE_UINT16, 2, dims, units});
        if (dataset >= 0) put_integer(m, dataset, "MATLAB_int_decode", H5T_STD_I32LE, 2);
        close_data(dataset);
    }
    free(units);
}

/* A cell array refers to its members, which stand in the group #refs#. */
static void cells_write(mat_file *m, hid_t parent, const char *name, char *const *texts, size_t count)
{
    const bool first = m->references == 0;
    const hid_t group = first ? H5Gcreate2(m->id, "#refs#", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)
                              : H5Gopen2(m->id, "#refs#", H5P_DEFAULT);
    hobj_ref_t *references = cupel_alloc(count, sizeof *references);
    if (!references) m->status = cupel_out_of_memory(m->error, name);
    if (group < 0) failed(m, name);
    for (size_t i = 0; i < count && !m->status; i++) {
        char member[32];
        snprintf(member, sizeof member, "t%zu", ++m->references);
        text_write(m, group, member, texts[i]);
        if (!m->status && H5Rcreate(&references[i], group, member, H5R_OBJECT, -1) < 0) failed(m, name);
    }
    const hsize_t dims[2] = {1, count};
    close_data(array_write(m, parent, name, &(mat_array){"cell", H5T_STD_REF_OBJ, 2, dims, references}));
    free(references);
    if (group >= 0) H5Gclose(group);
}

/* [a][b][c] in our order to MATLAB's: the first index runs fastest. */
static double *reversed(const cupel_item *item, const double *values)
{
    const size_t count = (size_t)item->count;
    double *out = cupel_alloc(count, sizeof *out);
    size_t index[8] = {0};
    for (size_t i = 0; out && i < count; i++) {
        size_t place = 0;
        for (size_t axis = item->rank; axis-- > 0;) place = place * (size_t)item->dims[axis] + index[axis];
        out[place] = values[i];
        for (size_t axis = item->rank; axis-- > 0 && ++index[axis] == item->dims[axis];) index[axis] = 0;
    }
    return out;
}

static void numbers_write(mat_file *m, hid_t parent, const char *name, const cupel_item *item,
                          const double *values)
{
    hsize_t dims[8] = {1, 1};
    const size_t rank = item->rank < 2 ? 2 : item->rank;
    if (item->rank == 1) dims[1] = item->dims[0];
    for (size_t i = 0; item->rank > 1 && i < rank; i++) dims[i] = item->dims[rank - 1 - i];
    if (item->count == 0) {
        empty_write(m, parent, name, "double");
        return;
    }
    double *turned = item->rank > 1 ? reversed(item, values) : NULL;
    if (item->rank > 1 && !turned)
        m->status = cupel_out_of_memory(m->error, name);
    else
        close_data(
            array_write(m, parent, name,
                        &(mat_array){"double", H5T_NATIVE_DOUBLE, rank, dims, turned ? turned : values}));
    free(turned);
}

/* ---- names ---- */

/* What MATLAB calls it: letters, digits and '_', a letter first, 63 at most. */
static void matlab_name(const char *from, size_t length, char out[NAME_MOST + 1])
{
    size_t count = 0;
    const bool letter = length && ((from[0] >= 'a' && from[0] <= 'z') || (from[0] >= 'A' && from[0] <= 'Z'));
    if (!letter) out[count++] = 'x';
    for (size_t i = 0; i < length && count < NAME_MOST; i++) {
        const char c = from[i];
        const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        out[count++] = fine ? c : '_';
    }
    out[count] = '\0';
}

/* Names that MATLAB would write alike, as headings of other scripts are, get a number. */
static void make_unique(hid_t group, char name[NAME_MOST + 1])
{
    enum { ROOM = 8 }; /* "_100000" */
    char stem[NAME_MOST - ROOM + 1];
    snprintf(stem, sizeof stem, "%.*s", NAME_MOST - ROOM, name);
    for (unsigned i = 2; i <= CUPEL_GUARD_OBJECTS && H5Lexists(group, name, H5P_DEFAULT) > 0; i++)
        snprintf(name, NAME_MOST + 1, "%s_%u", stem, i);
}

/* The struct `name` in a struct or the file; made when it is not there. */
static hid_t open_struct(mat_file *m, hid_t parent, const char *name)
{
    hid_t group = H5I_INVALID_HID;
    if (m->status) return group;
    if (H5Lexists(parent, name, H5P_DEFAULT) > 0) {
        group = H5Gopen2(parent, name, H5P_DEFAULT);
    } else {
        const hid_t creation = H5Pcreate(H5P_GROUP_CREATE);
        if (creation >= 0 &&
            H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0)
            group = H5Gcreate2(parent, name, H5P_DEFAULT, creation, H5P_DEFAULT);
        if (creation >= 0) H5Pclose(creation);
        if (group >= 0) put_class(m, group, "struct");
    }
    if (group < 0) failed(m, name);
    return group;
}

/* The struct in which the last part of "pass_table/reduction" is a field, from `top` on; `rest` gets that
 * part.
 */
static hid_t open_path(mat_file *m, const char *top, const char *step, const char *path, const char **rest)
{
    char name[NAME_MOST + 1];
    hid_t group = H5I_INVALID_HID, parent = m->id;
    const char *const heads[] = {top, step};
    for (size_t i = 0; i < 2 && !m->status; i++) {
        if (!heads[i]) continue;
        matlab_name(heads[i], strlen(heads[i]), name);
        group = open_struct(m, parent, name);
        if (parent != m->id) H5Gclose(parent);
        parent = group;
    }
    for (const char *slash; !m->status && (slash = strchr(path, '/')); path = slash + 1) {
        matlab_name(path, (size_t)(slash - path), name);
        group = open_struct(m, parent, name);
        H5Gclose(parent);
        parent = group;
    }
    *rest = path;
    return group;
}

/* A text about a field, in the same place below `top`. */
static void about_write(mat_file *m, const char *top, const char *step, const char *path, const char *field,
                        const char *text)
{
    const char *rest;
    const hid_t group = open_path(m, top, step, path, &rest);
    if (!m->status) text_write(m, group, field, text);
    if (group >= 0) H5Gclose(group);
}

/* ---- items ---- */

static void item_write(mat_file *m, const cupel_item *item, const double *values, char *const *texts)
{
    cupel_h5_scope scope;
    char field[NAME_MOST + 1], path[CUPEL_H5_PATH + 8];
    /* the values of a field stand beside its times and edges */
    const bool is_field = strcmp(item->group, "fields") == 0 && !strchr(item->name, '/');
    snprintf(path, sizeof path, "%s%s", item->name, is_field ? "/value" : "");
    cupel_h5_enter(&scope);
    const char *rest;
    const hid_t group = open_path(m, NULL, item->step, path, &rest);
    if (!m->status) {
        matlab_name(rest, strlen(rest), field);
        make_unique(group, field);
    }
    if (!m->status && values)
        numbers_write(m, group, field, item, values);
    else if (!m->status && item->rank == 0)
        text_write(m, group, field, texts[0]);
    else if (!m->status && item->count == 0)
        empty_write(m, group, field, "cell");
    else if (!m->status)
        cells_write(m, group, field, texts, (size_t)item->count);
    if (group >= 0) H5Gclose(group);
    if (!m->status && item->unit) about_write(m, "units", item->step, path, field, item->unit);
    if (!m->status && strcmp(rest, field) != 0) about_write(m, "names", item->step, path, field, rest);
    cupel_h5_leave(&scope);
}

static cupel_status item_copy(mat_file *m, cupel_file *file, const cupel_item *item)
{
    double *values = NULL;
    char **texts = NULL;
    if (strcmp(item->step, "units") == 0 || strcmp(item->step, "names") == 0)
        return m->status = cupel_error_set(m->error, CUPEL_EINVAL,
                                           "a step called '%s' cannot stand beside the %s of a MAT-file",
                                           item->step, item->step);
    m->status = item->type == CUPEL_ITEM_TEXT ? cupel_file_read_texts(file, item, &texts, m->error)
                                              : cupel_file_read_numbers(file, item, &values, m->error);
    if (!m->status) item_write(m, item, values, texts);
    free(values);
    free(texts);
    return m->status;
}

/* ---- the whole ---- */

static hid_t create(const char *path, int *code)
{
    hid_t file = H5I_INVALID_HID;
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS), creation = H5Pcreate(H5P_FILE_CREATE);
    if (access >= 0 && creation >= 0 && H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0 &&
        cupel_driver_set(access, code) >= 0 && H5Pset_userblock(creation, BLOCK) >= 0 &&
        H5Pset_obj_track_times(creation, false) >= 0)
        file = H5Fcreate(path, H5F_ACC_TRUNC, creation, access);
    if (creation >= 0) H5Pclose(creation);
    if (access >= 0) H5Pclose(access);
    return file;
}

static cupel_status write_block(const char *path, cupel_error *error)
{
    static const char text[] =
        "MATLAB 7.3 MAT-file, Platform: cupel, Created on: Thu Jan  1 00:00:00 1970 HDF5 schema "
        "1.00 .";
    char block[BLOCK] = "";
    memset(block, ' ', 116);
    memcpy(block, text, sizeof text - 1);
    memcpy(block + 124, "\x00\x02IM", 4); /* version 2.0, little-endian */
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool written = fd >= 0 && pwrite(fd, block, sizeof block, 0) == (ssize_t)sizeof block;
    if (fd >= 0 && close(fd) != 0) written = false;
    return written ? CUPEL_OK
                   : cupel_error_set(error, CUPEL_EIO, "cannot write '%s': %s", path, strerror(errno));
}

cupel_status cupel_matlab_write(const char *path, cupel_file *file, const cupel_item *const *items,
                                size_t count, cupel_error *error)
{
    int code = 0;
    cupel_h5_scope scope;
    char temporary[TEMPORARY];
    mat_file m = {.error = error};
    if (snprintf(temporary, sizeof temporary, "%s.tmp-%ld", path, (long)getpid()) >= (int)sizeof temporary)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the file name is too long");
    cupel_h5_enter(&scope);
    unlink(temporary);
    m.id = create(temporary, &code);
    if (m.id < 0)
        m.status = cupel_h5_fail(error, code == ENOENT || code == ENOTDIR ? CUPEL_EINVAL : CUPEL_EIO,
                                 "cannot create '%s'", temporary);
    cupel_h5_leave(&scope);
    for (size_t i = 0; i < count && !m.status; i++) item_copy(&m, file, items[i]);
    cupel_h5_enter(&scope);
    if (m.id >= 0 && H5Fclose(m.id) < 0) failed(&m, path);
    if (code && !m.status)
        m.status = cupel_error_set(error, CUPEL_EIO, "cannot write '%s': %s", path, strerror(code));
    cupel_h5_leave(&scope);
    if (!m.status) m.status = write_block(temporary, error);
    if (!m.status) m.status = cupel_file_commit(temporary, path, error);
    if (m.status) unlink(temporary);
    return m.status;
}
