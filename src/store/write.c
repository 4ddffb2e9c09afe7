/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/write.h"

#include <errno.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/units.h"
#include "store/chunk.h"
#include "store/content_id.h"

enum { ATTRIBUTE_TEXT = 32 << 10 }; /* longest text of an attribute */

cupel_h5_writer cupel_h5_writer_new(cupel_error *error)
{
    return (cupel_h5_writer){.error = error, .threads = omp_get_max_threads(), .level = 6};
}

static void failed(cupel_h5_writer *writer, const char *what, const char *name)
{
    if (!writer->status)
        writer->status = cupel_h5_fail(writer->error, CUPEL_EIO, "cannot write %s '%s'", what, name);
}

void cupel_h5_check_disk(cupel_h5_writer *writer, const char *name)
{
    if (!writer->code || writer->status) return;
    cupel_status status = CUPEL_EIO;
    if (writer->code == ENOMEM) status = CUPEL_ENOMEM;
    if (writer->code == ENOENT || writer->code == ENOTDIR || writer->code == EISDIR ||
        writer->code == ENAMETOOLONG)
        status = CUPEL_EINVAL; /* a path that leads nowhere is the user's to mend */
    writer->status =
        cupel_error_set(writer->error, status, "cannot write '%s': %s", name, strerror(writer->code));
}

/* ---- notes ---- */

typedef enum storage { STORED_COMPACT, STORED_WHOLE, STORED_GROUP, STORAGES } storage;

struct cupel_h5_notes {
    cupel_listing *listing;
    hid_t creation[STORAGES]; /* property lists; negative: not yet made        */
    hid_t scalar, text;       /* a space, and a type whose size is set for use */
    hid_t object;             /* of which `path` is                            */
    char path[CUPEL_H5_PATH];
};

void cupel_h5_keep_notes(cupel_h5_writer *writer)
{
    cupel_h5_keep_notes_on(writer, cupel_listing_new());
}

void cupel_h5_keep_notes_on(cupel_h5_writer *writer, cupel_listing *listing)
{
    struct cupel_h5_notes *notes = listing ? cupel_alloc(1, sizeof *notes) : NULL;
    if (!notes) {
        cupel_listing_free(listing);
        if (!writer->status) writer->status = cupel_out_of_memory(writer->error, "a file");
        return;
    }
    writer->notes = notes;
    notes->listing = listing;
    for (int i = 0; i < STORAGES; i++) notes->creation[i] = H5I_INVALID_HID;
    notes->object = notes->scalar = notes->text = H5I_INVALID_HID;
}

void cupel_h5_drop_notes(cupel_h5_writer *writer)
{
    struct cupel_h5_notes *notes = writer->notes;
    if (!notes) return;
    for (int i = 0; i < STORAGES; i++)
        if (notes->creation[i] >= 0) H5Pclose(notes->creation[i]);
    if (notes->scalar >= 0) H5Sclose(notes->scalar);
    if (notes->text >= 0) H5Tclose(notes->text);
    cupel_listing_free(notes->listing);
    free(notes);
    writer->notes = NULL;
}

cupel_listing *cupel_h5_noted(const cupel_h5_writer *writer)
{
    return writer->notes ? writer->notes->listing : NULL;
}

/* The path of an object that is open. */
static const char *path_of(struct cupel_h5_notes *notes, hid_t object)
{
    if (notes->object == object) return notes->path;
    const ssize_t length = H5Iget_name(object, notes->path, sizeof notes->path);
    const bool fits = length > 0 && (size_t)length < sizeof notes->path;
    notes->object = fits ? object : H5I_INVALID_HID;
    return fits ? notes->path : NULL;
}

static void note(cupel_h5_writer *writer, hid_t id, cupel_h5_object *object, const char *digest)
{
    if (!writer->notes || writer->status) return;
    writer->notes->object = H5I_INVALID_HID; /* a number may be given twice */
    object->path = path_of(writer->notes, id);
    writer->status = object->path ? cupel_listing_note(writer->notes->listing, object, digest, writer->error)
                                  : cupel_h5_fail(writer->error, CUPEL_EIO, "an object has no path");
}

void cupel_h5_note_root(cupel_h5_writer *writer, hid_t file)
{
    note(writer, file, &(cupel_h5_object){.is_group = true}, NULL);
}

static void note_attribute(cupel_h5_writer *writer, hid_t object, const char *name,
                           const cupel_h5_attribute *value)
{
    if (!writer->notes || writer->status) return;
    const char *path = path_of(writer->notes, object);
    writer->status =
        path ? cupel_listing_note_attribute(writer->notes->listing, path, name, value, writer->error)
             : cupel_h5_fail(writer->error, CUPEL_EIO, "an object has no path");
}

/* A property list that writes no times and keeps attributes and members in the header, under its checksum;
 * kept with the notes. */
static hid_t creation_list(const cupel_h5_writer *writer, storage how)
{
    if (writer->notes && writer->notes->creation[how] >= 0) return writer->notes->creation[how];
    const hid_t creation = H5Pcreate(how == STORED_GROUP ? H5P_GROUP_CREATE : H5P_DATASET_CREATE);
    if (creation < 0) return creation;
    if (H5Pset_obj_track_times(creation, false) < 0 || H5Pset_attr_phase_change(creation, 64, 32) < 0 ||
        (how == STORED_COMPACT && H5Pset_layout(creation, H5D_COMPACT) < 0) ||
        (how == STORED_GROUP && H5Pset_link_phase_change(creation, 256, 128) < 0)) {
        H5Pclose(creation);
        return H5I_INVALID_HID;
    }
    if (writer->notes) writer->notes->creation[how] = creation;
    return creation;
}

static void creation_done(const cupel_h5_writer *writer, hid_t creation)
{
    for (int i = 0; writer->notes && i < STORAGES; i++)
        if (writer->notes->creation[i] == creation) return;
    if (creation >= 0) H5Pclose(creation);
}

/* ---- groups ---- */

hid_t cupel_h5_group(cupel_h5_writer *writer, hid_t parent, const char *name)
{
    return cupel_h5_group_of(writer, parent, name, 4); /* what HDF5 takes by itself */
}

hid_t cupel_h5_group_of(cupel_h5_writer *writer, hid_t parent, const char *name, size_t members)
{
    enum { NAME = 16, MEMBERS_MOST = 128 }; /* of a usual name; from there the header would not be small */
    hid_t group = H5I_INVALID_HID;
    if (writer->status) return group;
    const hid_t creation = creation_list(writer, STORED_GROUP);
    const unsigned expected = members < MEMBERS_MOST ? (unsigned)members : MEMBERS_MOST;
    if (creation >= 0 && H5Pset_est_link_info(creation, expected, NAME) >= 0)
        group = H5Gcreate2(parent, name, H5P_DEFAULT, creation, H5P_DEFAULT);
    creation_done(writer, creation);
    if (group < 0) failed(writer, "group", name);
    note(writer, group, &(cupel_h5_object){.is_group = true}, NULL);
    return group;
}

void cupel_h5_done(cupel_h5_writer *writer, hid_t group)
{
    if (group >= 0 && H5Gclose(group) < 0) failed(writer, "group", "(closing)");
}

/* ---- attributes ---- */

/* The space of a scalar is kept with the notes. */
static hid_t space_of(const cupel_h5_writer *writer, size_t rank, const hsize_t *dims)
{
    if (rank) return H5Screate_simple((int)rank, dims, NULL);
    if (writer->notes && writer->notes->scalar >= 0) return writer->notes->scalar;
    const hid_t space = H5Screate(H5S_SCALAR);
    if (writer->notes) writer->notes->scalar = space;
    return space;
}

static void space_done(const cupel_h5_writer *writer, hid_t space)
{
    if (space >= 0 && !(writer->notes && writer->notes->scalar == space)) H5Sclose(space);
}

static void put(cupel_h5_writer *writer, hid_t object, const char *name, hid_t type, const void *value,
                size_t count)
{
    if (writer->status) return;
    const hid_t space = space_of(writer, count != 0, (hsize_t[]){count});
    const hid_t attribute =
        space < 0 ? H5I_INVALID_HID : H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute < 0 || H5Awrite(attribute, type, value) < 0) failed(writer, "attribute", name);
    if (attribute >= 0 && H5Aclose(attribute) < 0) failed(writer, "attribute", name);
    space_done(writer, space);
}

/* A fixed-length string type; ASCII where that is all there is, for readers that know nothing else. Good
 * until the next one is asked for. */
static hid_t text_type(const cupel_h5_writer *writer, const char *bytes, size_t count, size_t size)
{
    bool ascii = true;
    for (size_t i = 0; i < count && ascii; i++) ascii = (unsigned char)bytes[i] < 0x80;
    const bool kept = writer->notes && writer->notes->text >= 0;
    const hid_t type = kept ? writer->notes->text : H5Tcopy(H5T_C_S1);
    if (type >= 0 && (kept || H5Tset_strpad(type, H5T_STR_NULLPAD) >= 0) && H5Tset_size(type, size) >= 0 &&
        H5Tset_cset(type, ascii ? H5T_CSET_ASCII : H5T_CSET_UTF8) >= 0) {
        if (writer->notes) writer->notes->text = type;
        return type;
    }
    if (type >= 0 && !kept) H5Tclose(type);
    return H5I_INVALID_HID;
}

static void text_type_done(const cupel_h5_writer *writer, hid_t type)
{
    if (type >= 0 && !(writer->notes && writer->notes->text == type)) H5Tclose(type);
}

static void put_sized_text(cupel_h5_writer *writer, hid_t object, const char *name, const char *text,
                           size_t length)
{
    const hid_t type = text_type(writer, text, length, length ? length : 1);
    if (type < 0) {
        failed(writer, "attribute", name);
        return;
    }
    put(writer, object, name, type, text, 0); /* an empty text is its own NUL */
    text_type_done(writer, type);
    if (!writer->notes || writer->status) return;
    if (!cupel_is_utf8(text, length)) { /* the reader would refuse the file */
        writer->status =
            cupel_error_set(writer->error, CUPEL_EINVAL, "attribute '%s' is not UTF-8 text", name);
        return;
    }
    char *copy = cupel_alloc(length + 1, 1);
    if (copy) memcpy(copy, text, length);
    if (copy)
        note_attribute(writer, object, name,
                       &(cupel_h5_attribute){.class = CUPEL_H5_TEXT, .count = length, .text = copy});
    else
        writer->status = cupel_out_of_memory(writer->error, name);
    free(copy);
}

void cupel_h5_put_text(cupel_h5_writer *writer, hid_t object, const char *name, const char *text)
{
    if (writer->status || !text) return;
    size_t length = strlen(text);
    if (length <= ATTRIBUTE_TEXT) {
        put_sized_text(writer, object, name, text, length);
        return;
    }
    length = ATTRIBUTE_TEXT - 3;
    while (length && ((unsigned char)text[length] & 0xc0) == 0x80) length--; /* not inside a character */
    char *cut = cupel_alloc(length + 4, 1);
    if (!cut) {
        writer->status = cupel_out_of_memory(writer->error, name);
        return;
    }
    memcpy(cut, text, length);
    memcpy(cut + length, "\xe2\x80\xa6", 3);
    put_sized_text(writer, object, name, cut, length + 3);
    free(cut);
}

enum { NOTED_VALUES = 8 }; /* of one attribute: ours have three at most */

static bool can_note(cupel_h5_writer *writer, const char *name, size_t count)
{
    if (!writer->notes || writer->status) return false;
    if (count <= NOTED_VALUES) return true;
    writer->status =
        cupel_error_set(writer->error, CUPEL_EINTERNAL, "attribute '%s' has %zu values", name, count);
    return false;
}

void cupel_h5_put_integers(cupel_h5_writer *writer, hid_t object, const char *name, const int64_t *values,
                           size_t count)
{
    put(writer, object, name, H5T_STD_I64LE, values, count);
    int64_t few[NOTED_VALUES];
    if (!can_note(writer, name, count)) return;
    memcpy(few, values, (count ? count : 1) * sizeof *few);
    note_attribute(
        writer, object, name,
        &(cupel_h5_attribute){.class = CUPEL_H5_INTEGER, .count = count ? count : 1, .integers = few});
}

void cupel_h5_put_numbers(cupel_h5_writer *writer, hid_t object, const char *name, const double *values,
                          size_t count)
{
    put(writer, object, name, H5T_IEEE_F64LE, values, count);
    double few[NOTED_VALUES];
    if (!can_note(writer, name, count)) return;
    memcpy(few, values, (count ? count : 1) * sizeof *few);
    note_attribute(
        writer, object, name,
        &(cupel_h5_attribute){.class = CUPEL_H5_FLOAT, .count = count ? count : 1, .numbers = few});
}

void cupel_h5_put_about(cupel_h5_writer *writer, hid_t object, const cupel_h5_about *about)
{
    if (writer->status) return;
    if (about->order >= 0) cupel_h5_put_integers(writer, object, "order", &about->order, 0);
    cupel_h5_put_text(writer, object, "long_name", about->long_name);
    cupel_h5_put_text(writer, object, "axis", about->axis);
    cupel_h5_put_text(writer, object, "uncertainty", about->uncertainty);
    if (about->standard_uncertainty)
        cupel_h5_put_numbers(writer, object, "uncertainty", about->standard_uncertainty, 0);
    cupel_h5_put_text(writer, object, "flag", about->flag);
    const int64_t yes = 1;
    if (about->difference) cupel_h5_put_integers(writer, object, "difference", &yes, 0);
    if (writer->status || !about->unit) return;
    double factor = 1, offset = 0;
    writer->status = cupel_unit_si(about->unit, &factor, &offset, writer->error);
    const char *plain = cupel_unit_for_exchange(about->unit);
    cupel_h5_put_text(writer, object, "units", plain);
    if (plain != about->unit) cupel_h5_put_text(writer, object, "unit_name", about->unit);
    cupel_h5_put_numbers(writer, object, "unitSI", &factor, 0);
    if (offset != 0 && !about->difference) cupel_h5_put_numbers(writer, object, "unitSI_offset", &offset, 0);
}

/* ---- data sets ---- */

typedef struct array {
    hid_t type;
    size_t element, rank;
    const hsize_t *dims;
    const void *data;
    bool by_component; /* chunks hold one component of the last axis */
} array;

static size_t array_bytes(const array *a)
{
    size_t bytes = a->element; /* in memory, so the product fits */
    for (size_t i = 0; i < a->rank; i++) bytes *= (size_t)a->dims[i];
    return bytes;
}

/* Small data stand under the checksum of the header. Negative when HDF5 refuses. */
static hid_t array_creation(const cupel_h5_writer *writer, const array *a, hsize_t *chunk)
{
    const size_t bytes = array_bytes(a);
    if (bytes && bytes <= CUPEL_COMPACT_BYTES) return creation_list(writer, STORED_COMPACT);
    if (bytes <= CUPEL_CHUNKED_BYTES || a->rank == 0) return creation_list(writer, STORED_WHOLE);
    const cupel_h5_writer without = {.level = writer->level}; /* a list of its own */
    const hid_t creation = creation_list(&without, STORED_WHOLE);
    if (a->by_component) {
        cupel_chunk_shape(a->rank - 1, a->dims, a->element, chunk);
        chunk[a->rank - 1] = 1;
    } else {
        cupel_chunk_shape(a->rank, a->dims, a->element, chunk);
    }
    if (creation >= 0 && cupel_chunk_settings(creation, a->rank, chunk, writer->level)) return creation;
    if (creation >= 0) H5Pclose(creation);
    return H5I_INVALID_HID;
}

static cupel_status array_fill(const cupel_h5_writer *writer, hid_t dataset, const char *name, const array *a,
                               const hsize_t *chunk)
{
    if (chunk[0] && !writer->plain) {
        const cupel_status status =
            cupel_chunk_write(writer, dataset, a->rank, a->dims, chunk, a->element, a->data, writer->error);
        if (status) cupel_error_note(writer->error, "data set '%s'", name);
        return status;
    }
    if (array_bytes(a) && H5Dwrite(dataset, a->type, H5S_ALL, H5S_ALL, H5P_DEFAULT, a->data) < 0)
        return cupel_h5_fail(writer->error, CUPEL_EIO, "cannot write data set '%s'", name);
    return CUPEL_OK;
}

static void note_array(cupel_h5_writer *writer, hid_t dataset, const array *a, const char *digest)
{
    cupel_h5_object object = {.rank = a->rank, .element = a->element, .count = 1};
    for (size_t i = 0; i < a->rank; i++) object.dims[i] = a->dims[i];
    if (a->type == H5T_IEEE_F64LE)
        snprintf(object.type_name, sizeof object.type_name, "f64");
    else if (a->type == H5T_STD_I64LE)
        snprintf(object.type_name, sizeof object.type_name, "i64");
    else if (a->type == H5T_STD_U8LE)
        snprintf(object.type_name, sizeof object.type_name, "u8");
    else
        snprintf(object.type_name, sizeof object.type_name, "text%zu", a->element);
    note(writer, dataset, &object, digest);
}

static void array_write(cupel_h5_writer *writer, hid_t parent, const char *name, const array *a,
                        const cupel_h5_about *about)
{
    if (writer->status) return;
    hsize_t chunk[CUPEL_H5_RANK] = {0};
    hid_t dataset = H5I_INVALID_HID;
    const hid_t creation = array_creation(writer, a, chunk);
    const hid_t space = space_of(writer, a->rank, a->dims);
    if (creation >= 0 && space >= 0)
        dataset = H5Dcreate2(parent, name, a->type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    if (dataset < 0) failed(writer, "data set", name);
    space_done(writer, space);
    creation_done(writer, creation);
    if (dataset < 0) return;

    writer->status = array_fill(writer, dataset, name, a, chunk);
    if (!writer->status) {
        char digest[CUPEL_SHA256_HEX];
        cupel_sha256(a->data, array_bytes(a), digest);
        note_array(writer, dataset, a, digest);
        cupel_h5_put_about(writer, dataset, about);
        cupel_h5_put_text(writer, dataset, "sha256", digest);
    }
    if (H5Dclose(dataset) < 0) failed(writer, "data set", name);
    cupel_h5_check_disk(writer, name);
}

void cupel_h5_write_doubles(cupel_h5_writer *writer, hid_t parent, const char *name, size_t rank,
                            const hsize_t *dims, const double *values, const cupel_h5_about *about)
{
    array_write(writer, parent, name, &(array){H5T_IEEE_F64LE, sizeof(double), rank, dims, values, false},
                about);
}

void cupel_h5_write_vectors(cupel_h5_writer *writer, hid_t parent, const char *name, size_t count,
                            size_t components, const double *values, const cupel_h5_about *about)
{
    const hsize_t dims[2] = {count, components};
    array_write(writer, parent, name, &(array){H5T_IEEE_F64LE, sizeof(double), 2, dims, values, true}, about);
}

void cupel_h5_write_integers(cupel_h5_writer *writer, hid_t parent, const char *name, size_t rank,
                             const hsize_t *dims, const int64_t *values, const cupel_h5_about *about)
{
    array_write(writer, parent, name, &(array){H5T_STD_I64LE, sizeof(int64_t), rank, dims, values, false},
                about);
}

void cupel_h5_write_bytes(cupel_h5_writer *writer, hid_t parent, const char *name, const void *bytes,
                          size_t count, const cupel_h5_about *about)
{
    const hsize_t dims = count;
    array_write(writer, parent, name, &(array){H5T_STD_U8LE, 1, 1, &dims, bytes, false}, about);
}

void cupel_h5_write_mask(cupel_h5_writer *writer, hid_t parent, const char *name, size_t rank,
                         const hsize_t *dims, const unsigned char *values, const cupel_h5_about *about)
{
    array_write(writer, parent, name, &(array){H5T_STD_U8LE, 1, rank, dims, values, false}, about);
}

void cupel_h5_write_text(cupel_h5_writer *writer, hid_t parent, const char *name, const char *text,
                         size_t count, const cupel_h5_about *about)
{
    if (writer->status) return;
    const size_t size = count ? count : 1;
    const hid_t type = text_type(writer, text, count, size);
    if (type < 0) {
        failed(writer, "data set", name);
        return;
    }
    array_write(writer, parent, name, &(array){type, size, 0, NULL, count ? text : "", false}, about);
    text_type_done(writer, type);
}

void cupel_h5_write_texts(cupel_h5_writer *writer, hid_t parent, const char *name, const char *const *texts,
                          size_t count, const cupel_h5_about *about)
{
    if (writer->status) return;
    size_t size = 1;
    for (size_t i = 0; i < count; i++)
        if (texts[i] && strlen(texts[i]) > size) size = strlen(texts[i]);
    char *block = cupel_alloc(count, size);
    if (!block) {
        writer->status = cupel_out_of_memory(writer->error, name);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (texts[i]) memcpy(block + i * size, texts[i], strlen(texts[i]));
    const hid_t type = text_type(writer, block, count * size, size);
    const hsize_t dims = count;
    if (type < 0)
        failed(writer, "data set", name);
    else
        array_write(writer, parent, name, &(array){type, size, 1, &dims, block, false}, about);
    text_type_done(writer, type);
    free(block);
}

void cupel_h5_tag(cupel_h5_writer *writer, hid_t parent, const char *name, const char *attribute,
                  const char *text)
{
    if (writer->status) return;
    const hid_t object = H5Oopen(parent, name, H5P_DEFAULT);
    if (object < 0) {
        failed(writer, "attribute", attribute);
        return;
    }
    cupel_h5_put_text(writer, object, attribute, text);
    if (H5Oclose(object) < 0) failed(writer, "attribute", attribute);
}
