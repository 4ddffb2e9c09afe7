/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "store/data.h"

/* ---- open and close ---- */

static void release(cupel_file *file)
{
    if (file->id >= 0) H5Fclose(file->id);
    cupel_arena_free(file->arena);
    free(file->path);
    free(file->steps);
    free(file->items);
    free(file->data_sets);
    free(file->parents);
    free(file->provenance);
    free(file);
}

static cupel_status open_checked(const char *path, cupel_file **out, cupel_error *error)
{
    cupel_file *file = cupel_alloc(1, sizeof *file);
    if (!file) return cupel_out_of_memory(error, path);
    file->id = H5I_INVALID_HID;
    file->arena = cupel_arena_new();
    file->path = cupel_alloc(strlen(path) + 1, 1);
    cupel_status status = CUPEL_OK;
    if (!file->arena || !file->path) {
        status = cupel_out_of_memory(error, path);
    } else {
        memcpy(file->path, path, strlen(path) + 1);
        file->id = cupel_h5_open_file(path);
        if (file->id < 0)
            status = cupel_h5_fail(error, CUPEL_EDAMAGED, "'%s' cannot be opened", path);
        else
            status = cupel_file_index(file, error);
    }
    if (status)
        release(file);
    else
        *out = file;
    return status;
}

cupel_file_identity cupel_identity_of(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0) return (cupel_file_identity){0};
    return (cupel_file_identity){(uint64_t)about.st_dev, (uint64_t)about.st_ino, (uint64_t)about.st_size,
                                 (int64_t)about.st_mtim.tv_sec, (int64_t)about.st_mtim.tv_nsec};
}

cupel_file_identity cupel_file_get_identity(const cupel_file *file)
{
    return file->identity;
}

cupel_status cupel_file_open(const char *path, cupel_file **out, cupel_error *error)
{
    return cupel_file_open_after(NULL, path, out, error);
}

cupel_status cupel_file_open_after(cupel_checker *checker, const char *path, cupel_file **out,
                                   cupel_error *error)
{
    cupel_h5_scope scope;
    const cupel_file_identity identity = cupel_identity_of(path);
    cupel_h5_enter(&scope);
    cupel_status status = cupel_guard_check(checker, path, error);
    if (!status) status = open_checked(path, out, error);
    if (!status) (*out)->identity = identity;
    cupel_h5_leave(&scope);
    if (status) cupel_error_place(error, path, 0, 0);
    return status;
}

cupel_status cupel_file_open_here(const char *path, cupel_file **out, cupel_error *error)
{
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    const cupel_status status = open_checked(path, out, error);
    cupel_h5_leave(&scope);
    return status;
}

void cupel_file_close(cupel_file *file)
{
    if (!file) return;
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    release(file);
    cupel_h5_leave(&scope);
}

/* ---- lists ---- */

const cupel_file_header *cupel_file_get_header(const cupel_file *file)
{
    return &file->header;
}

size_t cupel_file_step_count(const cupel_file *file)
{
    return file->step_count;
}

const cupel_file_step *cupel_file_get_step(const cupel_file *file, size_t index)
{
    return index < file->step_count ? &file->steps[index].step : NULL;
}

size_t cupel_file_item_count(const cupel_file *file)
{
    return file->item_count;
}

const cupel_item *cupel_file_get_item(const cupel_file *file, size_t index)
{
    return index < file->item_count ? &file->items[index].item : NULL;
}

static bool is_evaluation_of(const cupel_file_step *step, const char *kind)
{
    static const char domain[] = "test.";
    return strncmp(step->model, domain, sizeof domain - 1) == 0 &&
           strcmp(step->model + sizeof domain - 1, kind) == 0;
}

/* The place of a step by its id, or of the last evaluation of a kind. */
static size_t step_place(const cupel_file *file, const char *name)
{
    size_t place = 0;
    while (place < file->step_count && strcmp(file->steps[place].step.id, name) != 0) place++;
    for (size_t i = file->step_count; place == file->step_count && i > 0; i--)
        if (is_evaluation_of(&file->steps[i - 1].step, name)) return i - 1;
    return place;
}

const char *cupel_file_step_id(const cupel_file *file, const char *name)
{
    const size_t place = step_place(file, name);
    return place < file->step_count ? file->steps[place].step.id : NULL;
}

/* Items are sorted by the place of their step. */
static size_t first_item(const cupel_file *file, int64_t step)
{
    size_t low = 0, high = file->item_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (file->items[middle].key.step < step)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const cupel_item *cupel_file_find(const cupel_file *file, const char *step, const char *name)
{
    static const char *const order[] = {"results", "parameters", "fields"};
    const size_t place = step_place(file, step);
    if (place == file->step_count) return NULL;
    const size_t first = first_item(file, (int64_t)place), end = first_item(file, (int64_t)place + 1);
    for (size_t group = 0; group < sizeof order / sizeof *order; group++)
        for (size_t i = first; i < end; i++) {
            const cupel_item *item = &file->items[i].item;
            if (strcmp(item->group, order[group]) == 0 && strcmp(item->name, name) == 0) return item;
        }
    return NULL;
}

static const char *first_of(const char *origin, const char *content)
{
    if (origin && *origin) return origin;
    return content ? content : "";
}

const char *cupel_file_origin(const cupel_file *file)
{
    for (size_t i = 0; i < cupel_file_parent_count(file); i++) {
        const cupel_parent *p = cupel_file_get_parent(file, i);
        if (p->role && strcmp(p->role, CUPEL_RECOVERED_FROM) == 0)
            return first_of(p->origin_id, p->content_id);
    }
    return first_of(file->header.origin_id, file->header.content_id);
}

size_t cupel_file_parent_count(const cupel_file *file)
{
    return file->parent_count;
}

const cupel_parent *cupel_file_get_parent(const cupel_file *file, size_t index)
{
    return index < file->parent_count ? &file->parents[index].parent : NULL;
}

size_t cupel_file_provenance_count(const cupel_file *file)
{
    return file->provenance_count;
}

const cupel_pair *cupel_file_get_provenance(const cupel_file *file, size_t index)
{
    return index < file->provenance_count ? &file->provenance[index] : NULL;
}

/* ---- values ---- */

/* The bytes of a data set, checked again at the moment of reading: the index may be old. */
static cupel_status read_data(cupel_file *file, const char *path, size_t spare, cupel_h5_object *object,
                              void **bytes, cupel_error *error)
{
    *object = (cupel_h5_object){.path = path, .name = path, .id = H5Oopen(file->id, path, H5P_DEFAULT)};
    if (object->id < 0)
        return cupel_h5_fail(error, CUPEL_EDAMAGED, "'%s': %s cannot be opened", file->path, path);
    cupel_status status = cupel_guard_data_set(object, error);
    if (!status) status = cupel_data_read(object, spare, bytes, error);
    if (status == CUPEL_EDAMAGED || status == CUPEL_ELIMIT)
        cupel_error_note(error, "'%s' is damaged: %s", file->path, path);
    if (status) cupel_error_place(error, file->path, 0, 0);
    H5Oclose(object->id);
    return status;
}

static cupel_status to_doubles(const cupel_file *file, const cupel_h5_object *object, void *bytes,
                               double **values, cupel_error *error)
{
    if (strcmp(object->type_name, "f64") == 0) {
        *values = bytes;
        return CUPEL_OK;
    }
    const size_t count = (size_t)object->count;
    double *numbers = cupel_alloc(count, sizeof *numbers);
    cupel_status status = numbers ? CUPEL_OK : cupel_out_of_memory(error, object->path);
    const hid_t dataset = status ? H5I_INVALID_HID : H5Dopen2(file->id, object->path, H5P_DEFAULT);
    if (!status && count &&
        (dataset < 0 || H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) < 0))
        status = cupel_h5_fail(error, CUPEL_EDAMAGED, "'%s' is damaged: %s cannot be read", file->path,
                               object->path);
    if (dataset >= 0) H5Dclose(dataset);
    free(bytes);
    if (status)
        free(numbers);
    else
        *values = numbers;
    return status;
}

/* What stands in an attribute was read with the index. */
static cupel_status copy_number(const cupel_item *item, double **values, cupel_error *error)
{
    double *number = cupel_alloc(1, sizeof *number);
    if (!number) return cupel_out_of_memory(error, item->path);
    *number = item->number;
    *values = number;
    return CUPEL_OK;
}

cupel_status cupel_file_read_numbers(cupel_file *file, const cupel_item *item, double **values,
                                     cupel_error *error)
{
    if (item->type == CUPEL_ITEM_TEXT)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s holds text, not numbers", item->path);
    if (item->is_number) return copy_number(item, values, error);
    cupel_h5_scope scope;
    cupel_h5_object object;
    void *bytes = NULL;
    cupel_h5_enter(&scope);
    cupel_status status = read_data(file, item->path, 0, &object, &bytes, error);
    if (!status) status = to_doubles(file, &object, bytes, values, error);
    cupel_h5_leave(&scope);
    return status;
}

/* One block: the pointers, then the texts with their NULs. */
static cupel_status split_texts(const cupel_h5_object *object, const char *bytes, char ***texts,
                                cupel_error *error)
{
    const size_t count = (size_t)object->count, size = object->element;
    if (size > SIZE_MAX / 2 || count > SIZE_MAX / (size + 1 + sizeof(char *)))
        CUPEL_FAIL(error, CUPEL_ELIMIT, "%s is too large", object->path);
    char **pointers = cupel_alloc(count * (sizeof(char *) + size + 1) + 1, 1);
    if (!pointers) return cupel_out_of_memory(error, object->path);
    char *text = (char *)(pointers + count);
    for (size_t i = 0; i < count; i++, text += size + 1) {
        memcpy(text, bytes + i * size, size);
        pointers[i] = text;
        if (!cupel_is_utf8(text, strlen(text))) {
            free(pointers);
            CUPEL_FAIL(error, CUPEL_EDAMAGED, "%s is not UTF-8 text", object->path);
        }
    }
    *texts = pointers;
    return CUPEL_OK;
}

static cupel_status copy_text(const cupel_item *item, char ***texts, cupel_error *error)
{
    const size_t size = strlen(item->text) + 1;
    char **pointer = cupel_alloc(sizeof *pointer + size, 1);
    if (!pointer) return cupel_out_of_memory(error, item->path);
    *pointer = memcpy(pointer + 1, item->text, size);
    *texts = pointer;
    return CUPEL_OK;
}

cupel_status cupel_file_read_texts(cupel_file *file, const cupel_item *item, char ***texts,
                                   cupel_error *error)
{
    if (item->text) return copy_text(item, texts, error);
    if (item->type != CUPEL_ITEM_TEXT)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s holds numbers, not text", item->path);
    cupel_h5_scope scope;
    cupel_h5_object object;
    void *bytes = NULL;
    cupel_h5_enter(&scope);
    cupel_status status = read_data(file, item->path, 0, &object, &bytes, error);
    if (!status) status = split_texts(&object, bytes, texts, error);
    free(bytes);
    cupel_h5_leave(&scope);
    return status;
}

cupel_status cupel_file_read_bytes(cupel_file *file, const char *path, char **bytes, size_t *count,
                                   cupel_error *error)
{
    /* only what the walk has passed: a path could lead through a link that it has not followed */
    bool known = false;
    for (size_t i = 0; i < file->data_set_count && !known; i++) known = strcmp(file->data_sets[i], path) == 0;
    if (!known) CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' has no data set '%s'", file->path, path);
    cupel_h5_scope scope;
    cupel_h5_object object;
    void *block = NULL;
    cupel_h5_enter(&scope);
    const cupel_status status = read_data(file, path, 1, &object, &block, error);
    cupel_h5_leave(&scope);
    if (status) return status;
    *bytes = block;
    *count = (size_t)object.count * object.element;
    /* an empty text is stored as one NUL */
    if (object.type == CUPEL_ITEM_TEXT && object.rank == 0) *count = strnlen(block, *count);
    return CUPEL_OK;
}

static bool fits(const cupel_item *item, const cupel_grid *grid)
{
    bool good = item->rank == 5;
    for (size_t axis = 0; axis < 3 && good; axis++)
        good = grid->cells[axis] > 0 && grid->cells[axis] == item->dims[3 - axis] &&
               isfinite(grid->origin[axis]) && isfinite(grid->spacing[axis]) && grid->spacing[axis] > 0;
    return good;
}

/* Edges are there along the axes that are not uniform. */
static cupel_status read_edges(cupel_file *file, const cupel_item *item, cupel_grid *grid, cupel_error *error)
{
    for (size_t axis = 0; axis < 3; axis++) {
        char name[CUPEL_H5_PATH];
        snprintf(name, sizeof name, "%s/%c_edges", item->name, "xyz"[axis]);
        const cupel_item *edges = cupel_file_find(file, item->step, name);
        if (!edges) continue;
        const size_t count = grid->cells[axis] + 1;
        double *values = NULL;
        if (edges->rank != 1 || edges->count != count)
            CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s' is damaged: %s does not fit the grid", file->path,
                       edges->path);
        cupel_status status = cupel_file_read_numbers(file, edges, &values, error);
        if (status) return status;
        double *kept = cupel_arena_alloc(file->arena, count, sizeof *kept);
        if (!kept)
            status = cupel_out_of_memory(error, edges->path);
        else if (!cupel_grid_edges_rise(values, count - 1))
            status = cupel_error_set(error, CUPEL_EDAMAGED, "'%s' is damaged: %s does not rise", file->path,
                                     edges->path);
        else
            memcpy(kept, values, count * sizeof *kept);
        free(values);
        if (status) return status;
        grid->edges[axis] = kept;
    }
    return CUPEL_OK;
}

cupel_status cupel_file_read_grid(cupel_file *file, const cupel_item *item, cupel_grid *out,
                                  cupel_error *error)
{
    const char *slash = strrchr(item->path, '/');
    if (strcmp(item->group, "fields") != 0 || strchr(item->name, '/'))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s is no field", item->path);
    char *group = strndup(item->path, (size_t)(slash - item->path));
    if (!group) return cupel_out_of_memory(error, item->path);
    cupel_h5_scope scope;
    cupel_grid grid = {0};
    cupel_h5_enter(&scope);
    const hid_t id = H5Oopen(file->id, group, H5P_DEFAULT);
    cupel_status status = id < 0 ? CUPEL_EDAMAGED : cupel_h5_get_grid(id, &grid, error);
    if (id >= 0) H5Oclose(id);
    cupel_h5_leave(&scope);
    free(group);
    grid.components = (size_t)item->dims[4];
    if (status || !fits(item, &grid))
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s' is damaged: the grid of %s does not fit its values",
                   file->path, item->path);
    status = read_edges(file, item, &grid, error);
    if (!status) *out = grid;
    return status;
}
