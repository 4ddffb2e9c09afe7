/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/h5.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "store/driver.h"
#include "store/store.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "digests are taken over memory as it is");

/* HDF5 does its work under one lock of its own; ours makes sure that nobody holds that one while we fork. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

void cupel_h5_enter(cupel_h5_scope *scope)
{
    pthread_mutex_lock(&one_at_a_time);
    *scope = (cupel_h5_scope){0};
    H5Eget_auto2(H5E_DEFAULT, &scope->handler, &scope->data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5Eclear2(H5E_DEFAULT);
}

void cupel_h5_leave(const cupel_h5_scope *scope)
{
    H5Eclear2(H5E_DEFAULT);
    H5Eset_auto2(H5E_DEFAULT, scope->handler, scope->data);
    pthread_mutex_unlock(&one_at_a_time);
}

/* ---- errors ---- */

enum { CAUSE_TEXT = 256 };

/* The innermost entry of the stack is the cause. What the system said stands in it between quotes, among
 * dates, pointers and file numbers that help nobody. */
static herr_t cause_take(unsigned depth, const H5E_error2_t *entry, void *out)
{
    if (depth != 0 || !entry->desc) return 0;
    static const char mark[] = "error message = '";
    const char *from = strstr(entry->desc, mark);
    from = from ? from + sizeof mark - 1 : entry->desc;
    const char *end = from == entry->desc ? NULL : strchr(from, '\'');
    char *cause = out;
    snprintf(cause, CAUSE_TEXT, "%.*s", end ? (int)(end - from) : CAUSE_TEXT - 1, from);
    for (char *c = cause; *c; c++)
        if ((unsigned char)*c < ' ') *c = ' ';
    return 0;
}

cupel_status cupel_h5_fail(cupel_error *error, cupel_status status, const char *format, ...)
{
    char sentence[CUPEL_ERROR_TEXT - CAUSE_TEXT - 4], cause[CAUSE_TEXT] = "";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, cause_take, cause);
    H5Eclear2(H5E_DEFAULT);
    return cupel_error_set(error, status, "%s%s%s", sentence, cause[0] ? ": " : "", cause);
}

/* ---- files ---- */

static hid_t access_settings(void)
{
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (access < 0) return access;
    /* superblock 2 and checksummed metadata, readable by 1.8; virtual data sets need 1.10's layout message */
    if (H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110) < 0 ||
        H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) < 0 || H5Pset_file_locking(access, true, true) < 0) {
        H5Pclose(access);
        return H5I_INVALID_HID;
    }
    return access;
}

hid_t cupel_h5_create_file(const char *path, int *code)
{
    hid_t file = H5I_INVALID_HID;
    const hid_t access = access_settings();
    const hid_t creation = H5Pcreate(H5P_FILE_CREATE);
    /* no times inside the file: the same content gives the same bytes */
    if (access >= 0 && creation >= 0 && H5Pset_obj_track_times(creation, false) >= 0 &&
        H5Pset_attr_phase_change(creation, 64, 32) >= 0 &&
        H5Pset_link_phase_change(creation, 256, 128) >= 0 && cupel_driver_set(access, code) >= 0)
        file = H5Fcreate(path, H5F_ACC_TRUNC, creation, access);
    if (creation >= 0) H5Pclose(creation);
    if (access >= 0) H5Pclose(access);
    return file;
}

hid_t cupel_h5_open_file(const char *path)
{
    const hid_t access = access_settings();
    if (access < 0) return access;
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    return file;
}

void cupel_store_library(char out[64])
{
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    snprintf(out, 64, "HDF5 %u.%u.%u", major, minor, release);
}

/* ---- attributes ---- */

void cupel_h5_attribute_clear(cupel_h5_attribute *attribute)
{
    free(attribute->text);
    free(attribute->integers);
    free(attribute->numbers);
    *attribute = (cupel_h5_attribute){0};
}

hid_t cupel_h5_little_endian(hid_t file_type)
{
    const H5T_class_t class = H5Tget_class(file_type);
    const hid_t type = H5Tcopy(file_type);
    if (type >= 0 && (class == H5T_INTEGER || class == H5T_FLOAT) && H5Tset_order(type, H5T_ORDER_LE) < 0) {
        H5Tclose(type);
        return H5I_INVALID_HID;
    }
    return type;
}

static cupel_status attribute_text(hid_t attribute, hid_t type, size_t size, size_t count,
                                   cupel_h5_attribute *out, cupel_error *error)
{
    if (H5Tis_variable_str(type) != 0) CUPEL_FAIL(error, CUPEL_EDAMAGED, "is a string of variable length");
    if (count != 1) CUPEL_FAIL(error, CUPEL_EDAMAGED, "is an array of strings");
    out->text = cupel_alloc(size + 1, 1);
    if (!out->text) return cupel_out_of_memory(error, "an attribute");
    if (H5Aread(attribute, type, out->text) < 0)
        return cupel_h5_fail(error, CUPEL_EDAMAGED, "cannot be read");
    size_t length = strlen(out->text);
    if (H5Tget_strpad(type) == H5T_STR_SPACEPAD)
        while (length && out->text[length - 1] == ' ') out->text[--length] = '\0';
    if (!cupel_is_utf8(out->text, length)) CUPEL_FAIL(error, CUPEL_EDAMAGED, "is not UTF-8 text");
    out->count = length;
    return CUPEL_OK;
}

static cupel_status attribute_values(hid_t attribute, hid_t type, cupel_h5_attribute *out, cupel_error *error)
{
    const hid_t space = H5Aget_space(attribute);
    const H5S_class_t form = space < 0 ? H5S_NO_CLASS : H5Sget_simple_extent_type(space);
    const hssize_t points = space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
    if (space >= 0) H5Sclose(space);
    const size_t size = H5Tget_size(type);
    if ((form != H5S_SCALAR && form != H5S_SIMPLE) || points < 0 || size == 0)
        return cupel_h5_fail(error, CUPEL_EDAMAGED, "has no valid shape");
    const size_t count = (size_t)points;
    if (count > CUPEL_H5_ATTRIBUTE || size > CUPEL_H5_ATTRIBUTE || count * size > CUPEL_H5_ATTRIBUTE)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "is larger than %d bytes", CUPEL_H5_ATTRIBUTE);
    out->count = count;
    switch (H5Tget_class(type)) {
    case H5T_STRING:
        out->class = CUPEL_H5_TEXT;
        return attribute_text(attribute, type, size, count, out, error);
    case H5T_INTEGER:
        out->class = CUPEL_H5_INTEGER;
        if (size > sizeof(int64_t)) break;
        out->integers = cupel_alloc(count, sizeof(int64_t));
        if (!out->integers) return cupel_out_of_memory(error, "an attribute");
        if (H5Aread(attribute, H5T_NATIVE_INT64, out->integers) < 0)
            return cupel_h5_fail(error, CUPEL_EDAMAGED, "cannot be read");
        return CUPEL_OK;
    case H5T_FLOAT:
        out->class = CUPEL_H5_FLOAT;
        if (size > sizeof(double)) break;
        out->numbers = cupel_alloc(count, sizeof(double));
        if (!out->numbers) return cupel_out_of_memory(error, "an attribute");
        if (H5Aread(attribute, H5T_NATIVE_DOUBLE, out->numbers) < 0)
            return cupel_h5_fail(error, CUPEL_EDAMAGED, "cannot be read");
        return CUPEL_OK;
    default:
        break;
    }
    CUPEL_FAIL(error, CUPEL_EDAMAGED, "is of a type that the format does not use");
}

cupel_status cupel_h5_attribute_read(hid_t attribute, cupel_h5_attribute *out, cupel_error *error)
{
    *out = (cupel_h5_attribute){0};
    const hid_t type = H5Aget_type(attribute);
    if (type < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "has no valid type");
    const cupel_status status = attribute_values(attribute, type, out, error);
    H5Tclose(type);
    if (status) cupel_h5_attribute_clear(out);
    return status;
}

/* Absent: an empty value of no class. */
static cupel_status attribute_named(hid_t object, const char *name, cupel_h5_attribute *out, bool *found,
                                    cupel_error *error)
{
    *out = (cupel_h5_attribute){0};
    const htri_t exists = H5Aexists(object, name);
    *found = exists > 0;
    if (exists == 0) return CUPEL_OK;
    const hid_t attribute = exists < 0 ? H5I_INVALID_HID : H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "attribute '%s' cannot be opened", name);
    const cupel_status status = cupel_h5_attribute_read(attribute, out, error);
    H5Aclose(attribute);
    if (status == CUPEL_EDAMAGED) cupel_error_note(error, "attribute '%s'", name);
    return status;
}

cupel_status cupel_h5_get_text(hid_t object, const char *name, char *out, size_t size, cupel_error *error)
{
    cupel_h5_attribute attribute;
    bool found;
    out[0] = '\0';
    const cupel_status status = attribute_named(object, name, &attribute, &found, error);
    if (!status && found && attribute.class == CUPEL_H5_TEXT && attribute.count < size)
        memcpy(out, attribute.text, attribute.count + 1);
    cupel_h5_attribute_clear(&attribute);
    return status;
}

cupel_status cupel_h5_get_integers(hid_t object, const char *name, int64_t *out, size_t count,
                                   cupel_error *error)
{
    cupel_h5_attribute attribute;
    bool found;
    const cupel_status status = attribute_named(object, name, &attribute, &found, error);
    if (!status && found && attribute.class == CUPEL_H5_INTEGER && attribute.count == count)
        memcpy(out, attribute.integers, count * sizeof *out);
    cupel_h5_attribute_clear(&attribute);
    return status;
}

cupel_status cupel_h5_get_numbers(hid_t object, const char *name, double *out, size_t count,
                                  cupel_error *error)
{
    cupel_h5_attribute attribute;
    bool found;
    const cupel_status status = attribute_named(object, name, &attribute, &found, error);
    if (!status && found && attribute.class == CUPEL_H5_FLOAT && attribute.count == count)
        memcpy(out, attribute.numbers, count * sizeof *out);
    cupel_h5_attribute_clear(&attribute);
    return status;
}

cupel_status cupel_h5_get_grid(hid_t group, cupel_grid *grid, cupel_error *error)
{
    int64_t cells[3] = {0};
    *grid = (cupel_grid){0};
    cupel_status status = cupel_h5_get_integers(group, "cells", cells, 3, error);
    if (!status) status = cupel_h5_get_numbers(group, "origin", grid->origin, 3, error);
    if (!status) status = cupel_h5_get_numbers(group, "spacing", grid->spacing, 3, error);
    for (size_t i = 0; i < 3; i++) grid->cells[i] = cells[i] > 0 ? (size_t)cells[i] : 0;
    return status;
}
