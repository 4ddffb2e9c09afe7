/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

#define ELEMENTS_MOST ((uint64_t)1 << 31)
#define CHUNK_MOST    ((uint64_t)64 << 20)
#define RATIO_MOST    10000u              /* of content to stored bytes; deflate gets to 1032 */
#define RATIO_FREE    ((uint64_t)1 << 20) /* content that may stand for nothing stored        */

static const char *const known_groups[] = {"case",   "provenance", "materials",   "steps",
                                           "VTKHDF", "specimen",   "composition", "test",
                                           "raw",    "channels",   "evaluation"};

typedef struct walk {
    const cupel_guard *guard;
    haddr_t *seen; /* addresses of objects: an open hash table of a power of two */
    size_t seen_count, seen_capacity;
    char path[CUPEL_H5_PATH];
} walk;

/* A finding is told and passed over, or ends the walk. */
static cupel_status found(walk *w, const cupel_error *problem, cupel_error *error)
{
    const char *path = w->path[0] ? w->path : "/";
    if (problem->status != CUPEL_EDAMAGED && problem->status != CUPEL_ELIMIT)
        return cupel_error_set(error, problem->status, "%s", problem->text);
    if (w->guard->finding) {
        w->guard->finding(w->guard->host, path, problem->text);
        return CUPEL_OK;
    }
    return cupel_error_set(error, problem->status, "%s %s", path, problem->text);
}

/* ---- objects seen ---- */

static size_t seen_slot(const haddr_t *seen, size_t capacity, haddr_t address)
{
    size_t slot = (size_t)((uint64_t)address * 0x9e3779b97f4a7c15u >> 32) & (capacity - 1);
    while (seen[slot] && seen[slot] != address + 1) slot = (slot + 1) & (capacity - 1);
    return slot;
}

static cupel_status seen_grow(walk *w, cupel_error *error)
{
    const size_t capacity = w->seen_capacity ? 2 * w->seen_capacity : 256;
    haddr_t *seen = cupel_alloc(capacity, sizeof *seen);
    if (!seen) return cupel_out_of_memory(error, "the check of a file");
    for (size_t i = 0; i < w->seen_capacity; i++)
        if (w->seen[i]) seen[seen_slot(seen, capacity, w->seen[i] - 1)] = w->seen[i];
    free(w->seen);
    w->seen = seen;
    w->seen_capacity = capacity;
    return CUPEL_OK;
}

/* Each object has one path: that excludes circles of links, and the same data under two names. */
static cupel_status seen_add(walk *w, hid_t object, cupel_error *error)
{
    H5O_info_t info;
    if (H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0)
        return cupel_h5_fail(error, CUPEL_EDAMAGED, "has no address");
    if (2 * w->seen_count >= w->seen_capacity) {
        const cupel_status status = seen_grow(w, error);
        if (status) return status;
    }
    const size_t slot = seen_slot(w->seen, w->seen_capacity, info.addr);
    if (w->seen[slot]) CUPEL_FAIL(error, CUPEL_EDAMAGED, "is linked under two names");
    if (w->seen_count >= CUPEL_GUARD_OBJECTS)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "is one object too many: at most %d are read", CUPEL_GUARD_OBJECTS);
    w->seen[slot] = info.addr + 1;
    w->seen_count++;
    return CUPEL_OK;
}

/* ---- attributes ---- */

static bool name_is_fine(const char *name)
{
    const size_t length = strlen(name);
    if (length == 0 || length >= CUPEL_H5_NAME || !cupel_is_utf8(name, length)) return false;
    return !strpbrk(name, "\t\n\r") && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

typedef struct attribute_walk {
    void *host;
    cupel_guard_attribute each;
    cupel_error *error;
    cupel_status status;
    size_t count;
} attribute_walk;

static herr_t attribute_visit(hid_t object, const char *name, const H5A_info_t *info, void *data)
{
    (void)info;
    attribute_walk *w = data;
    if (!name_is_fine(name)) {
        w->status = cupel_error_set(w->error, CUPEL_EDAMAGED, "has an attribute whose name is not valid");
        return 1;
    }
    if (++w->count > CUPEL_GUARD_ATTRIBUTES) {
        w->status =
            cupel_error_set(w->error, CUPEL_ELIMIT, "has more than %d attributes", CUPEL_GUARD_ATTRIBUTES);
        return 1;
    }
    cupel_error problem = {0};
    cupel_h5_attribute value = {0};
    const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0)
        w->status = cupel_h5_fail(&problem, CUPEL_EDAMAGED, "cannot be opened");
    else
        w->status = cupel_h5_attribute_read(attribute, &value, &problem);
    if (attribute >= 0) H5Aclose(attribute);
    if (w->status)
        cupel_error_set(w->error, w->status, "attribute '%s' %s", name, problem.text);
    else if (w->each)
        w->status = w->each(w->host, name, &value, w->error);
    cupel_h5_attribute_clear(&value);
    return w->status ? 1 : 0;
}

cupel_status cupel_guard_attributes(hid_t object, void *host, cupel_guard_attribute each, cupel_error *error)
{
    attribute_walk w = {.host = host, .each = each, .error = error};
    if (H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, NULL, attribute_visit, &w) < 0 && !w.status)
        return cupel_h5_fail(error, CUPEL_EDAMAGED, "has attributes that cannot be read");
    return w.status;
}

/* ---- data sets ---- */

static cupel_status check_type(hid_t dataset, cupel_h5_object *object, cupel_error *error)
{
    const hid_t type = H5Dget_type(dataset);
    if (type < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "has no valid type");
    const H5T_class_t class = H5Tget_class(type);
    const size_t size = H5Tget_size(type);
    const bool is_unsigned = class == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_NONE;
    const bool varying = class == H5T_STRING && H5Tis_variable_str(type) != 0;
    H5Tclose(type);
    object->element = size;
    const unsigned bits = (unsigned)(size % 16) * 8;
    if (class == H5T_FLOAT && (size == 4 || size == 8)) {
        object->type = CUPEL_ITEM_NUMBERS;
        snprintf(object->type_name, sizeof object->type_name, "f%u", bits);
    } else if (class == H5T_INTEGER && (size == 1 || size == 2 || size == 4 || size == 8)) {
        object->type = is_unsigned && size == 1 ? CUPEL_ITEM_BYTES : CUPEL_ITEM_INTEGERS;
        snprintf(object->type_name, sizeof object->type_name, "%c%u", is_unsigned ? 'u' : 'i', bits);
    } else if (class == H5T_STRING && !varying && size > 0) {
        object->type = CUPEL_ITEM_TEXT;
        snprintf(object->type_name, sizeof object->type_name, "text%zu", size);
    } else {
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "is of a type that the format does not use");
    }
    return CUPEL_OK;
}

static cupel_status check_shape(hid_t dataset, cupel_h5_object *object, cupel_error *error)
{
    const hid_t space = H5Dget_space(dataset);
    if (space < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "has no valid shape");
    const H5S_class_t form = H5Sget_simple_extent_type(space);
    const int rank = H5Sget_simple_extent_ndims(space);
    hsize_t dims[H5S_MAX_RANK] = {0};
    const bool read =
        rank >= 0 && rank <= CUPEL_H5_RANK && H5Sget_simple_extent_dims(space, dims, NULL) == rank;
    H5Sclose(space);
    if (!read || (form != H5S_SCALAR && form != H5S_SIMPLE))
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "has no shape that the format uses: %d axes", rank);
    object->rank = (size_t)rank;
    object->count = 1;
    const uint64_t most =
        ELEMENTS_MOST < UINT64_MAX / object->element ? ELEMENTS_MOST : UINT64_MAX / object->element;
    bool empty = false;
    for (int i = 0; i < rank; i++) empty = empty || dims[i] == 0;
    for (int i = 0; i < rank; i++) {
        object->dims[i] = dims[i];
        if (!empty && dims[i] > most / object->count)
            CUPEL_FAIL(error, CUPEL_ELIMIT, "has more than %llu elements", (unsigned long long)ELEMENTS_MOST);
        object->count *= dims[i];
    }
    return CUPEL_OK;
}

static cupel_status check_filters(hid_t creation, cupel_error *error)
{
    const int filters = H5Pget_nfilters(creation);
    if (filters < 0 || filters > 3) CUPEL_FAIL(error, CUPEL_EDAMAGED, "has %d filters", filters);
    for (int i = 0; i < filters; i++) {
        unsigned flags = 0, config = 0;
        size_t values = 0;
        const H5Z_filter_t filter =
            H5Pget_filter2(creation, (unsigned)i, &flags, &values, NULL, 0, NULL, &config);
        if (filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_FLETCHER32)
            CUPEL_FAIL(error, CUPEL_EDAMAGED, "has a filter, number %d, that the format does not use",
                       (int)filter);
    }
    return CUPEL_OK;
}

/* Walks the index of the chunks, where damage is not under a checksum. */
static cupel_status check_chunks(hid_t dataset, hid_t creation, const cupel_h5_object *object,
                                 cupel_error *error)
{
    hsize_t chunk[CUPEL_H5_RANK] = {0}, chunks = 0;
    if (H5Pget_chunk(creation, CUPEL_H5_RANK, chunk) != (int)object->rank)
        return cupel_h5_fail(error, CUPEL_EDAMAGED, "has chunks of another rank");
    uint64_t elements = 1;
    for (size_t i = 0; i < object->rank; i++) {
        if (chunk[i] == 0 || chunk[i] > CHUNK_MOST / elements)
            CUPEL_FAIL(error, CUPEL_ELIMIT, "has chunks of more than 64 MiB");
        elements *= chunk[i];
    }
    if (object->element > CHUNK_MOST / elements)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "has chunks of more than 64 MiB");
    const hid_t space = H5Dget_space(dataset);
    const bool counted = space >= 0 && H5Dget_num_chunks(dataset, space, &chunks) >= 0;
    if (space >= 0) H5Sclose(space);
    if (!counted) return cupel_h5_fail(error, CUPEL_EDAMAGED, "has an index of chunks that cannot be read");
    return CUPEL_OK;
}

/* Only the view has virtual data, and only on data of this same file, which is checked on its own. */
static cupel_status check_virtual(hid_t creation, const char *path, cupel_error *error)
{
    size_t sources = 0;
    if (H5Pget_virtual_count(creation, &sources) < 0 || sources > 64)
        return cupel_h5_fail(error, CUPEL_EDAMAGED, "has no valid list of virtual sources");
    bool inside = strncmp(path, "/VTKHDF/", 8) == 0;
    for (size_t i = 0; i < sources && inside; i++) {
        char file[8] = "", source[CUPEL_H5_PATH] = "";
        inside = H5Pget_virtual_filename(creation, i, file, sizeof file) == 1 && strcmp(file, ".") == 0 &&
                 H5Pget_virtual_dsetname(creation, i, source, sizeof source) > 0 &&
                 strncmp(source, "/steps/", 7) == 0 && strstr(source, "/fields/");
    }
    if (!inside) CUPEL_FAIL(error, CUPEL_EDAMAGED, "takes its data from elsewhere");
    return CUPEL_OK;
}

/* What is stored lies in the file, and the content may be only so many times as large. */
static cupel_status check_stored(hid_t dataset, const cupel_h5_object *object, cupel_error *error)
{
    hsize_t in_file = 0;
    const hid_t file = H5Iget_file_id(dataset);
    const bool sized = file >= 0 && H5Fget_filesize(file, &in_file) >= 0;
    const bool closed = file < 0 || H5Fclose(file) >= 0;
    if (!sized || !closed) return cupel_h5_fail(error, CUPEL_EDAMAGED, "is in a file of unknown size");
    const hsize_t stored = object->is_virtual ? in_file : H5Dget_storage_size(dataset);
    const unsigned long long bytes = object->count * object->element;
    if (stored > in_file)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "claims to store %llu bytes in a file of %llu",
                   (unsigned long long)stored, (unsigned long long)in_file);
    if (bytes > RATIO_FREE && bytes / RATIO_MOST > stored)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "claims %llu bytes but stores %llu", bytes,
                   (unsigned long long)stored);
    return CUPEL_OK;
}

static cupel_status check_storage(hid_t dataset, hid_t creation, cupel_h5_object *object, cupel_error *error)
{
    if (H5Pget_external_count(creation) != 0)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "keeps its data in another file");
    cupel_status status = check_filters(creation, error);
    const H5D_layout_t layout = H5Pget_layout(creation);
    if (status) return status;
    object->is_virtual = layout == H5D_VIRTUAL;
    if (layout == H5D_VIRTUAL) status = check_virtual(creation, object->path, error);
    if (layout == H5D_CHUNKED) status = check_chunks(dataset, creation, object, error);
    return status ? status : check_stored(dataset, object, error);
}

static cupel_status check_content(cupel_h5_object *object, cupel_error *error)
{
    if (H5Iget_type(object->id) != H5I_DATASET) CUPEL_FAIL(error, CUPEL_EDAMAGED, "is not a data set");
    const cupel_status status = check_type(object->id, object, error);
    return status ? status : check_shape(object->id, object, error);
}

cupel_status cupel_guard_data_set(cupel_h5_object *object, cupel_error *error)
{
    const hid_t dataset = object->id;
    cupel_status status = check_content(object, error);
    if (status) return status;
    const hid_t creation = H5Dget_create_plist(dataset);
    if (creation < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "has no valid storage");
    status = check_storage(dataset, creation, object, error);
    H5Pclose(creation);
    return status;
}

/* ---- groups ---- */

typedef struct child {
    char *name;
    haddr_t address;
} child;

typedef struct child_list {
    child *items;
    size_t count, capacity;
    cupel_status status;
    cupel_error problem;
} child_list;

static herr_t child_add(hid_t group, const char *name, const H5L_info_t *info, void *data)
{
    (void)group;
    child_list *list = data;
    cupel_error *problem = &list->problem;
    if (info->type == H5L_TYPE_SOFT) return 0; /* never followed */
    if (info->type != H5L_TYPE_HARD)
        list->status = cupel_error_set(problem, CUPEL_EDAMAGED, "has a link that leads out of the file");
    else if (!name_is_fine(name))
        list->status = cupel_error_set(problem, CUPEL_EDAMAGED, "has a member whose name is not valid");
    else if (list->count >= CUPEL_GUARD_OBJECTS)
        list->status =
            cupel_error_set(problem, CUPEL_ELIMIT, "has more than %d members", CUPEL_GUARD_OBJECTS);
    if (list->status) return 1;
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity ? 2 * list->capacity : 16;
        child *items = cupel_resize(list->items, capacity, sizeof *items);
        if (!items) return (herr_t)((list->status = cupel_out_of_memory(problem, "the check of a file")), 1);
        list->items = items;
        list->capacity = capacity;
    }
    const size_t length = strlen(name);
    char *copy = cupel_alloc(length + 1, 1);
    if (!copy) return (herr_t)((list->status = cupel_out_of_memory(problem, "the check of a file")), 1);
    memcpy(copy, name, length);
    list->items[list->count++] = (child){copy, info->u.address};
    return 0;
}

static cupel_status walk_object(walk *w, hid_t object, size_t depth, cupel_error *error);

/* Opened by the address that the group has for it: by its name it would be looked for again. */
static cupel_status walk_child(walk *w, hid_t group, const child *item, size_t depth, cupel_error *error)
{
    const char *name = item->name;
    cupel_error problem = {0};
    const size_t length = strlen(w->path);
    if (length + 1 + strlen(name) >= sizeof w->path) {
        cupel_error_set(&problem, CUPEL_ELIMIT, "has a member whose path is too long");
        return found(w, &problem, error);
    }
    snprintf(w->path + length, sizeof w->path - length, "/%s", name);
    if (w->guard->skip && w->guard->skip(w->guard->host, w->path)) {
        w->path[length] = '\0';
        return CUPEL_OK;
    }
    cupel_status status;
    const hid_t object = H5Oopen_by_addr(group, item->address);
    if (object < 0) {
        cupel_h5_fail(&problem, CUPEL_EDAMAGED, "cannot be opened");
        status = found(w, &problem, error);
    } else {
        status = walk_object(w, object, depth, error);
        H5Oclose(object);
    }
    w->path[length] = '\0';
    return status;
}

bool cupel_guard_knows(const char *name)
{
    for (size_t i = 0; i < sizeof known_groups / sizeof *known_groups; i++)
        if (strcmp(known_groups[i], name) == 0) return true;
    return false;
}

static cupel_status walk_group(walk *w, hid_t group, size_t depth, cupel_error *error)
{
    child_list list = {0};
    if (H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, child_add, &list) < 0 && !list.status)
        list.status =
            cupel_h5_fail(&list.problem, CUPEL_EDAMAGED, "has a list of members that cannot be read");
    else if (!list.status && list.count && depth >= CUPEL_GUARD_DEPTH)
        list.status = cupel_error_set(&list.problem, CUPEL_ELIMIT, "is nested too deeply");
    cupel_status status = list.status ? found(w, &list.problem, error) : CUPEL_OK;
    for (size_t i = 0; i < list.count && !status && !(list.status == CUPEL_ELIMIT); i++)
        if (depth > 0 || w->guard->everything || cupel_guard_knows(list.items[i].name))
            status = walk_child(w, group, &list.items[i], depth + 1, error);
    for (size_t i = 0; i < list.count; i++) free(list.items[i].name);
    free(list.items);
    return status;
}

static cupel_status walk_object(walk *w, hid_t object, size_t depth, cupel_error *error)
{
    const char *slash = strrchr(w->path, '/');
    cupel_h5_object about = {.path = slash ? w->path : "/", .name = slash ? slash + 1 : "", .id = object};
    cupel_error problem = {0};
    const H5I_type_t kind = H5Iget_type(object);
    about.is_group = kind == H5I_GROUP;
    cupel_status status = seen_add(w, object, &problem);
    if (!status && !about.is_group && kind != H5I_DATASET)
        status = cupel_error_set(&problem, CUPEL_EDAMAGED, "is a type, which the format does not use");
    if (!status && !about.is_group)
        status = w->guard->ours ? check_content(&about, &problem) : cupel_guard_data_set(&about, &problem);
    if (!status && !w->guard->any_attributes) status = cupel_guard_attributes(object, NULL, NULL, &problem);
    if (status) return found(w, &problem, error);
    if (w->guard->visit) status = w->guard->visit(w->guard->host, &about, error);
    if (!status && about.is_group) status = walk_group(w, object, depth, error);
    return status;
}

cupel_status cupel_guard_walk(hid_t file, const cupel_guard *guard, cupel_error *error)
{
    H5PLset_loading_state(0); /* no filter code from plug-ins */
    const hid_t root = H5Gopen2(file, "/", H5P_DEFAULT);
    if (root < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "the root group cannot be opened");
    walk w = {.guard = guard};
    const cupel_status status = walk_object(&w, root, 0, error);
    H5Gclose(root);
    free(w.seen);
    return status;
}

cupel_status cupel_guard_walk_from(hid_t object, const char *path, const cupel_guard *guard,
                                   cupel_error *error)
{
    size_t depth = 0;
    walk w = {.guard = guard};
    snprintf(w.path, sizeof w.path, "%s", path);
    for (const char *c = path; *c; c++) depth += *c == '/';
    const cupel_status status = walk_object(&w, object, depth, error);
    free(w.seen);
    return status;
}

cupel_status cupel_guard_schema(hid_t file, int64_t version[2], cupel_error *error)
{
    char schema[16];
    int64_t stated[2] = {0};
    const hid_t root = H5Gopen2(file, "/", H5P_DEFAULT);
    if (root < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "the root group cannot be opened");
    cupel_status status = cupel_h5_get_text(root, "schema", schema, sizeof schema, error);
    if (!status) status = cupel_h5_get_integers(root, "schema_version", stated, 2, error);
    H5Gclose(root);
    if (status) return status;
    if (strcmp(schema, "cupel") != 0 || stated[0] < 1)
        CUPEL_FAIL(error, CUPEL_EINVAL, "is an HDF5 file, but not one of cupel's");
    if (stated[0] > 1)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "is of format version %lld.%lld; this cupel reads versions 1.x: a later cupel is needed",
                   (long long)stated[0], (long long)stated[1]);
    memcpy(version, stated, sizeof stated);
    return CUPEL_OK;
}
