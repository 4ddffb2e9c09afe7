/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/copy.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/child.h"
#include "store/chunk.h"
#include "store/data.h"

enum { LEVEL = 6 };

/* ---- attributes ---- */

typedef struct attribute_copy {
    cupel_copy *copy;
    const char *path;
    hid_t to;
    size_t count;
} attribute_copy;

static bool is_ours(const attribute_copy *a, const char *name)
{
    static const char *const ours[] = {"schema", "schema_version", "kind", "content_id", "origin_id"};
    if (strcmp(a->path, "/") != 0) return strcmp(name, "sha256") == 0; /* written with the values */
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(ours[i], name) == 0) return true;
    return a->copy->salvage && strcmp(name, "state") == 0;
}

static void put_attribute(cupel_h5_writer *w, hid_t to, const char *name, const cupel_h5_attribute *value)
{
    const size_t count = value->count == 1 ? 0 : value->count;
    if (value->class == CUPEL_H5_TEXT) cupel_h5_put_text(w, to, name, value->text);
    if (value->class == CUPEL_H5_INTEGER) cupel_h5_put_integers(w, to, name, value->integers, count);
    if (value->class == CUPEL_H5_FLOAT) cupel_h5_put_numbers(w, to, name, value->numbers, count);
}

static void leave_attribute(const attribute_copy *a, const char *name, const char *what)
{
    char text[CUPEL_ERROR_TEXT];
    snprintf(text, sizeof text, "attribute '%.200s' %.700s", name, what);
    a->copy->left_out(a->copy->host, a->path, text);
}

static bool name_is_fine(const char *name)
{
    const size_t length = strlen(name);
    return length > 0 && length < CUPEL_H5_NAME && cupel_is_utf8(name, length) && !strpbrk(name, "\t\n\r");
}

static herr_t attribute_visit(hid_t object, const char *name, const H5A_info_t *info, void *host)
{
    (void)info;
    attribute_copy *a = host;
    cupel_error problem = {0};
    cupel_h5_attribute value = {0};
    if (++a->count > CUPEL_GUARD_ATTRIBUTES) {
        leave_attribute(a, "", "and those behind are too many");
        return 1;
    }
    if (is_ours(a, name)) return 0;
    const hid_t attribute = name_is_fine(name) ? H5Aopen(object, name, H5P_DEFAULT) : H5I_INVALID_HID;
    if (attribute < 0)
        leave_attribute(a, name_is_fine(name) ? name : "?", "cannot be opened");
    else if (cupel_h5_attribute_read(attribute, &value, &problem))
        leave_attribute(a, name, problem.text);
    else
        put_attribute(a->copy->writer, a->to, name, &value);
    if (attribute >= 0) H5Aclose(attribute);
    cupel_h5_attribute_clear(&value);
    H5Eclear2(H5E_DEFAULT);
    return a->copy->writer->status ? -1 : 0;
}

static void copy_attributes(cupel_copy *copy, const char *path, hid_t from, hid_t to)
{
    attribute_copy a = {copy, path, to, 0};
    if (copy->writer->status) return;
    if (H5Aiterate2(from, H5_INDEX_NAME, H5_ITER_INC, NULL, attribute_visit, &a) < 0 && !copy->writer->status)
        leave_attribute(&a, "", "or more cannot be read");
    H5Eclear2(H5E_DEFAULT);
}

/* ---- data sets ---- */

static bool storage_settings(hid_t creation, const cupel_h5_object *object, const hsize_t *dims)
{
    hsize_t chunk[CUPEL_H5_RANK] = {0};
    const uint64_t bytes = object->count * object->element;
    if (H5Pset_obj_track_times(creation, false) < 0 || H5Pset_attr_phase_change(creation, 64, 32) < 0)
        return false;
    if (bytes && bytes <= CUPEL_COMPACT_BYTES) return H5Pset_layout(creation, H5D_COMPACT) >= 0;
    if (bytes <= CUPEL_CHUNKED_BYTES || object->rank == 0) return true;
    const hid_t source = H5Dget_create_plist(object->id);
    const bool chunked = source >= 0 && H5Pget_layout(source) == H5D_CHUNKED &&
                         H5Pget_chunk(source, CUPEL_H5_RANK, chunk) == (int)object->rank;
    if (source >= 0) H5Pclose(source);
    for (size_t i = 0; i < object->rank; i++)
        if (chunked && chunk[i] > object->dims[i]) chunk[i] = object->dims[i];
    if (!chunked) cupel_chunk_shape(object->rank, dims, object->element, chunk);
    return cupel_chunk_settings(creation, object->rank, chunk, LEVEL);
}

static hid_t create_like(const cupel_h5_object *object, hid_t parent, hid_t type)
{
    hsize_t dims[CUPEL_H5_RANK];
    hid_t dataset = H5I_INVALID_HID;
    for (size_t i = 0; i < object->rank; i++) dims[i] = object->dims[i];
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    const hid_t space =
        object->rank ? H5Screate_simple((int)object->rank, dims, NULL) : H5Screate(H5S_SCALAR);
    if (creation >= 0 && space >= 0 && storage_settings(creation, object, dims))
        dataset = H5Dcreate2(parent, object->name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    if (space >= 0) H5Sclose(space);
    if (creation >= 0) H5Pclose(creation);
    return dataset;
}

typedef struct piece_copy {
    hid_t to, type;
    size_t rank;
} piece_copy;

static cupel_status write_piece(void *host, const hsize_t *start, const hsize_t *extent, const void *bytes,
                                size_t size, cupel_error *error)
{
    (void)size;
    const piece_copy *p = host;
    if (!start)
        return H5Dwrite(p->to, p->type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes) < 0
                   ? cupel_h5_fail(error, CUPEL_EIO, "cannot be written")
                   : CUPEL_OK;
    const hid_t space = H5Dget_space(p->to), memory = H5Screate_simple((int)p->rank, extent, NULL);
    const bool written = space >= 0 && memory >= 0 &&
                         H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, extent, NULL) >= 0 &&
                         H5Dwrite(p->to, p->type, memory, space, H5P_DEFAULT, bytes) >= 0;
    if (space >= 0) H5Sclose(space);
    if (memory >= 0) H5Sclose(memory);
    return written ? CUPEL_OK : cupel_h5_fail(error, CUPEL_EIO, "cannot be written");
}

static cupel_status copy_values(cupel_copy *copy, const cupel_h5_object *object, hid_t parent,
                                const char *digest, cupel_error *error)
{
    const hid_t file_type = H5Dget_type(object->id);
    const hid_t type = file_type < 0 ? file_type : cupel_h5_little_endian(file_type);
    if (file_type >= 0) H5Tclose(file_type);
    const hid_t dataset = type < 0 ? type : create_like(object, parent, type);
    cupel_status status =
        dataset < 0 ? cupel_h5_fail(error, CUPEL_EIO, "%s cannot be created", object->path) : CUPEL_OK;
    piece_copy piece = {dataset, type, object->rank};
    if (!status) status = cupel_data_pieces(object, &piece, write_piece, error);
    if (!status) {
        cupel_h5_put_text(copy->writer, dataset, "sha256", digest);
        copy_attributes(copy, object->path, object->id, dataset);
        status = copy->writer->status;
    }
    if (dataset >= 0) H5Dclose(dataset);
    if (type >= 0) H5Tclose(type);
    return status;
}

/* EDAMAGED with the reason, without the path. */
static cupel_status check_digest(const cupel_h5_object *object, char computed[CUPEL_SHA256_HEX],
                                 cupel_error *error)
{
    char stated[CUPEL_SHA256_HEX] = "";
    cupel_status status = cupel_data_digest(object, computed, error);
    if (!status) status = cupel_h5_get_text(object->id, "sha256", stated, sizeof stated, error);
    if (status) return status;
    if (!stated[0]) CUPEL_FAIL(error, CUPEL_EDAMAGED, "has no digest");
    if (strcmp(stated, computed) != 0)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "has other values than its digest says");
    return CUPEL_OK;
}

static cupel_status copy_data_set(cupel_copy *copy, const cupel_h5_object *object, hid_t parent,
                                  cupel_error *error)
{
    char digest[CUPEL_SHA256_HEX];
    cupel_error problem = {0};
    cupel_child_allow(3 * object->count * object->element);
    cupel_status status = check_digest(object, digest, &problem);
    if (status == CUPEL_EDAMAGED && copy->salvage) {
        copy->lost(copy->host, object->path, problem.text);
        return CUPEL_OK;
    }
    if (status) return cupel_error_set(error, status, "%s %s", object->path, problem.text);
    status = copy_values(copy, object, parent, digest, error);
    copy->data_sets += !status;
    return status;
}

/* ---- groups ---- */

static cupel_status mark_reached(cupel_copy *copy, hid_t group)
{
    H5O_info_t info;
    if (!copy->salvage || H5Oget_info2(group, &info, H5O_INFO_BASIC) < 0) return CUPEL_OK;
    if (copy->reached_count == copy->reached_capacity) {
        const size_t capacity = copy->reached_capacity ? 2 * copy->reached_capacity : 64;
        haddr_t *larger = cupel_resize(copy->reached, capacity, sizeof *larger);
        if (!larger) return cupel_out_of_memory(copy->writer->error, "a salvage");
        copy->reached = larger;
        copy->reached_capacity = capacity;
    }
    copy->reached[copy->reached_count++] = info.addr;
    return CUPEL_OK;
}

static cupel_status copy_new_group(cupel_copy *copy, const cupel_h5_object *object, hid_t parent)
{
    /* segments of a run come one after the other */
    if (strcmp(object->path, "/steps") == 0 && H5Lexists(parent, object->name, H5P_DEFAULT) > 0)
        return CUPEL_OK;
    const hid_t group = cupel_h5_group(copy->writer, parent, object->name);
    copy_attributes(copy, object->path, object->id, group);
    cupel_h5_done(copy->writer, group);
    if (!copy->writer->status) copy->writer->status = mark_reached(copy, object->id);
    copy->groups += !copy->writer->status;
    return copy->writer->status;
}

/* Parents come first, so that the group is there. */
static hid_t open_parent(const cupel_copy *copy, const char *path)
{
    char parent[CUPEL_H5_PATH];
    snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (!slash) return H5I_INVALID_HID;
    slash[slash == parent] = '\0';
    return H5Gopen2(copy->to, parent, H5P_DEFAULT);
}

static bool is_view(const char *path)
{
    return strncmp(path, "/VTKHDF", 7) == 0 && (path[7] == '\0' || path[7] == '/');
}

static cupel_status copy_object(void *host, const cupel_h5_object *object, cupel_error *error)
{
    cupel_copy *copy = host;
    if (is_view(object->path)) return CUPEL_OK;
    if (strcmp(object->path, "/") == 0) {
        copy_attributes(copy, "/", object->id, copy->to);
        return copy->writer->status;
    }
    const hid_t parent = open_parent(copy, object->path);
    if (parent < 0) return cupel_h5_fail(error, CUPEL_EIO, "%s has no place in the copy", object->path);
    const cupel_status status =
        object->is_group ? copy_new_group(copy, object, parent) : copy_data_set(copy, object, parent, error);
    H5Gclose(parent);
    return status;
}

/* ---- the whole ---- */

static herr_t tell_unknown(hid_t group, const char *name, const H5L_info_t *info, void *host)
{
    (void)group;
    cupel_copy *copy = host;
    char path[CUPEL_H5_PATH];
    const bool fine = name_is_fine(name);
    if (info->type == H5L_TYPE_HARD && fine && cupel_guard_knows(name)) return 0;
    snprintf(path, sizeof path, "/%s", fine ? name : "?");
    copy->left_out(copy->host, path, info->type == H5L_TYPE_HARD ? "is no part of the format" : "is a link");
    return 0;
}

static bool skip(void *host, const char *path)
{
    const cupel_copy *copy = host;
    return copy->skip && copy->skip(copy->host, path);
}

static void finding(void *host, const char *path, const char *what)
{
    cupel_copy *copy = host;
    if (!is_view(path)) copy->lost(copy->host, path, what);
}

cupel_status cupel_copy_from(cupel_copy *copy, hid_t group, const char *path, cupel_error *error)
{
    const cupel_guard guard = {.any_attributes = true,
                               .skip = skip,
                               .host = copy,
                               .visit = copy_object,
                               .finding = copy->salvage ? finding : NULL};
    return cupel_guard_walk_from(group, path, &guard, error);
}

cupel_status cupel_copy_all(cupel_copy *copy, cupel_error *error)
{
    const hid_t root = H5Gopen2(copy->from, "/", H5P_DEFAULT);
    if (root < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "the root group cannot be opened");
    H5Literate(root, H5_INDEX_NAME, H5_ITER_INC, NULL, tell_unknown, copy);
    H5Gclose(root);
    H5Eclear2(H5E_DEFAULT);
    const cupel_guard guard = {.any_attributes = true,
                               .skip = skip,
                               .host = copy,
                               .visit = copy_object,
                               .finding = copy->salvage ? finding : NULL};
    cupel_status status = cupel_guard_walk(copy->from, &guard, error);
    if (!status) cupel_h5_check_disk(copy->writer, "the copy");
    return status ? status : copy->writer->status;
}
