/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/reader.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "store/place.h"

/* NULL when out of memory; the old block is still valid then. */
static void *grown(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) return array;
    const size_t larger = *capacity ? 2 * *capacity : 32;
    void *block = cupel_resize(array, larger, size);
    if (block) *capacity = larger;
    return block;
}

static cupel_status no_memory(cupel_error *error)
{
    return cupel_out_of_memory(error, "the index of a file");
}

/* Attributes that are wanted; what is absent stays as it is. */
typedef struct slot {
    const char *name;
    const char **text;
    int64_t *integer;
    double *number;
} slot;

typedef struct slot_list {
    cupel_file *file;
    const slot *slots;
    size_t count;
} slot_list;

static cupel_status slot_fill(void *host, const char *name, const cupel_h5_attribute *value,
                              cupel_error *error)
{
    const slot_list *list = host;
    for (size_t i = 0; i < list->count; i++) {
        const slot *s = &list->slots[i];
        if (strcmp(s->name, name) != 0) continue;
        if (s->integer && value->class == CUPEL_H5_INTEGER && value->count == 1)
            *s->integer = value->integers[0];
        if (s->number && value->class == CUPEL_H5_FLOAT && value->count == 1) *s->number = value->numbers[0];
        if (!s->text || value->class != CUPEL_H5_TEXT) continue;
        *s->text = cupel_arena_copy(list->file->arena, value->text);
        if (!*s->text) return no_memory(error);
    }
    return CUPEL_OK;
}

static cupel_status slots_fill(cupel_file *file, hid_t object, const slot *slots, size_t count,
                               cupel_error *error)
{
    slot_list list = {file, slots, count};
    return cupel_guard_attributes(object, &list, slot_fill, error);
}

#define FILL(file, object, slots, error)                                                                     \
    slots_fill(file, object, slots, sizeof(slots) / sizeof *(slots), error)

/* ---- the root, provenance, parents ---- */

static cupel_status index_root(cupel_file *file, hid_t root, cupel_error *error)
{
    cupel_file_header *h = &file->header;
    const slot slots[] = {{"kind", .text = &h->kind},
                          {"title", .text = &h->title},
                          {"project", .text = &h->project},
                          {"created", .text = &h->created},
                          {"finished", .text = &h->finished},
                          {"state", .text = &h->state},
                          {"content_id", .text = &h->content_id},
                          {"origin_id", .text = &h->origin_id},
                          {"test_kind", .text = &h->test_kind},
                          {"license", .text = &h->license},
                          {"creator", .text = &h->creator}};
    return FILL(file, root, slots, error);
}

static cupel_status provenance_add(void *host, const char *name, const cupel_h5_attribute *value,
                                   cupel_error *error)
{
    cupel_file *file = host;
    cupel_pair *pairs =
        grown(file->provenance, file->provenance_count, &file->provenance_capacity, sizeof *pairs);
    if (!pairs) return no_memory(error);
    file->provenance = pairs;
    cupel_pair pair = {.name = cupel_arena_copy(file->arena, name)};
    char number[32] = "";
    if (value->class == CUPEL_H5_INTEGER && value->count)
        snprintf(number, sizeof number, "%" PRId64, value->integers[0]);
    if (value->class == CUPEL_H5_FLOAT && value->count) cupel_format_number(value->numbers[0], number);
    pair.value = cupel_arena_copy(file->arena, value->class == CUPEL_H5_TEXT ? value->text : number);
    if (!pair.name || !pair.value) return no_memory(error);
    file->provenance[file->provenance_count++] = pair;
    return CUPEL_OK;
}

static cupel_status parent_add(cupel_file *file, hid_t group, int64_t order, cupel_error *error)
{
    cupel_parent_entry *parents =
        grown(file->parents, file->parent_count, &file->parent_capacity, sizeof *parents);
    if (!parents) return no_memory(error);
    file->parents = parents;
    cupel_parent_entry entry = {.order = order};
    const slot slots[] = {{"content_id", .text = &entry.parent.content_id},
                          {"origin_id", .text = &entry.parent.origin_id},
                          {"role", .text = &entry.parent.role},
                          {"path", .text = &entry.parent.path},
                          {"file_name", .text = &entry.parent.file_name}};
    const cupel_status status = FILL(file, group, slots, error);
    if (!status) file->parents[file->parent_count++] = entry;
    return status;
}

/* ---- steps ---- */

static cupel_status step_add(cupel_file *file, const cupel_h5_object *object, const char *id, int64_t order,
                             cupel_error *error)
{
    cupel_step_entry *steps = grown(file->steps, file->step_count, &file->step_capacity, sizeof *steps);
    if (!steps) return no_memory(error);
    file->steps = steps;
    cupel_step_entry entry = {.order = order};
    cupel_file_step *step = &entry.step;
    int64_t version = 0;
    double seconds = 0;
    step->id = cupel_arena_copy(file->arena, id);
    if (!step->id) return no_memory(error);
    const slot slots[] = {{"model", .text = &step->model},
                          {"model_version", .integer = &version},
                          {"status", .text = &step->status},
                          {"message", .text = &step->message},
                          {"seconds", .number = &seconds}};
    const cupel_status status = FILL(file, object->id, slots, error);
    if (status) return status;
    if (!step->status) step->status = step->model ? "" : "ok"; /* parts of a test were not computed */
    if (!step->model) step->model = "";
    step->model_version = version >= 0 && version <= INT32_MAX ? (int)version : 0;
    step->seconds = seconds;
    file->steps[file->step_count++] = entry;
    return CUPEL_OK;
}

/* ---- items ---- */

/* A path in the file, as the name that cupel_file_find knows. */
static const char *name_of_path(cupel_file *file, const char *path)
{
    cupel_place place;
    if (!path || !cupel_place_of(path, &place)) return path;
    return cupel_arena_copy(file->arena, place.name);
}

static cupel_item_entry *item_new(cupel_file *file)
{
    cupel_item_entry *items = grown(file->items, file->item_count, &file->item_capacity, sizeof *items);
    if (!items) return NULL;
    file->items = items;
    items[file->item_count] = (cupel_item_entry){0};
    return &items[file->item_count];
}

/* What a scalar has as an attribute, as an item beside it: its uncertainty (`text` NULL) or its flag. */
static cupel_status attribute_item_add(cupel_file *file, size_t of, const char *name, double number,
                                       const char *text, cupel_error *error)
{
    cupel_item_entry *entry = item_new(file);
    if (!entry) return no_memory(error);
    *entry = file->items[of];
    cupel_item *item = &entry->item;
    const cupel_item scalar = *item;
    item->path = cupel_arena_format(file->arena, "%s@%s", scalar.path, name);
    item->name = cupel_arena_format(file->arena, "%s_%s", scalar.name, name);
    item->long_name = cupel_arena_format(file->arena, "%s of %s",
                                         text ? "flag" : "standard uncertainty (k = 1)", scalar.name);
    item->axis = item->uncertainty = NULL;
    item->text = text;
    item->is_number = !text;
    item->number = number;
    if (text) item->type = CUPEL_ITEM_TEXT;
    if (text) item->unit = NULL;
    item->difference = !text && (scalar.difference || (scalar.unit && strcmp(scalar.unit, "K") == 0));
    if (!item->path || !item->name || !item->long_name) return no_memory(error);
    if (!text) file->items[of].item.uncertainty = item->name;
    file->item_count++;
    return CUPEL_OK;
}

static cupel_status item_add(cupel_file *file, const cupel_h5_object *object, size_t depth,
                             cupel_error *error)
{
    cupel_place place;
    if (!cupel_place_of(object->path, &place)) return CUPEL_OK;
    cupel_item_entry *entry = item_new(file);
    if (!entry) return no_memory(error);
    cupel_item *item = &entry->item;
    item->path = cupel_arena_copy(file->arena, object->path);
    item->step = cupel_arena_copy(file->arena, place.step);
    item->group = cupel_place_group(entry->key.group = place.group);
    item->name = cupel_arena_copy(file->arena, place.name);
    if (!item->path || !item->step || !item->name) return no_memory(error);
    item->type = object->type;
    item->rank = object->rank;
    memcpy(item->dims, object->dims, sizeof item->dims);
    item->count = object->count;
    int64_t difference = 0;
    double uncertainty = NAN;
    const char *unit_name = NULL, *flag = NULL;
    const slot slots[] = {{"units", .text = &item->unit},
                          {"unit_name", .text = &unit_name},
                          {"difference", .integer = &difference},
                          {"long_name", .text = &item->long_name},
                          {"axis", .text = &item->axis},
                          {"uncertainty", .text = &item->uncertainty, .number = &uncertainty},
                          {"flag", .text = &flag}};
    cupel_status status = FILL(file, object->id, slots, error);
    if (status) return status;
    item->uncertainty = name_of_path(file, item->uncertainty);
    item->difference = difference != 0;
    if (unit_name && cupel_unit_convertible(unit_name, item->unit ? item->unit : "1")) item->unit = unit_name;
    for (size_t i = 0; i <= depth && i <= CUPEL_GUARD_DEPTH; i++) entry->key.order[i] = file->order[i];
    if (strcmp(item->step, "channels") == 0) {
        if (item->type == CUPEL_ITEM_BYTES) item->type = CUPEL_ITEM_INTEGERS; /* a mask */
        if (item->rank == 1) item->axis = file->channel_axis;
    }
    const size_t at = file->item_count++;
    const bool scalar = object->rank == 0 && object->type == CUPEL_ITEM_NUMBERS;
    if (scalar && !isnan(uncertainty))
        status = attribute_item_add(file, at, "uncertainty", uncertainty, NULL, error);
    if (scalar && flag && !status) status = attribute_item_add(file, at, "flag", NAN, flag, error);
    return status;
}

/* ---- texts that a part of a test file, or results, have as attributes ---- */

typedef struct text_list {
    cupel_file *file;
    const char *path, *step, *prefix;
    int64_t place; /* of the first among the items */
} text_list;

static cupel_status text_add(void *host, const char *name, const cupel_h5_attribute *value,
                             cupel_error *error)
{
    text_list *list = host;
    cupel_file *file = list->file;
    if (value->class != CUPEL_H5_TEXT || strcmp(name, "NX_class") == 0) return CUPEL_OK;
    cupel_item_entry *entry = item_new(file);
    if (!entry) return no_memory(error);
    entry->item = (cupel_item){.path = cupel_arena_format(file->arena, "%s@%s", list->path, name),
                               .step = cupel_arena_copy(file->arena, list->step),
                               .group = cupel_place_group(CUPEL_PLACE_RESULTS),
                               .name = cupel_arena_format(file->arena, "%s%s", list->prefix, name),
                               .type = CUPEL_ITEM_TEXT,
                               .count = 1,
                               .text = cupel_arena_copy(file->arena, value->text)};
    entry->key.group = CUPEL_PLACE_RESULTS;
    entry->key.order[2] = list->place++;
    if (!entry->item.path || !entry->item.step || !entry->item.name || !entry->item.text)
        return no_memory(error);
    file->item_count++;
    return CUPEL_OK;
}

static cupel_status texts_add(cupel_file *file, const cupel_h5_object *object, cupel_error *error)
{
    text_list list = {.file = file, .path = object->path, .place = INT64_MIN}; /* before the data sets */
    list.step = cupel_place_texts(object->path, &list.prefix);
    return list.step ? cupel_guard_attributes(object->id, &list, text_add, error) : CUPEL_OK;
}

/* The flags of figures that are not there. */
static cupel_status flags_add(cupel_file *file, const cupel_h5_object *object, cupel_error *error)
{
    cupel_place place;
    char member[CUPEL_H5_PATH];
    snprintf(member, sizeof member, "%.*s/flag", CUPEL_H5_PATH - 8, object->path);
    if (strcmp(object->name, "results") != 0 || !cupel_place_of(member, &place) ||
        strcmp(place.name, "flag") != 0)
        return CUPEL_OK;
    text_list list = {file, object->path, place.step, "", INT64_MAX / 2}; /* behind them */
    return cupel_guard_attributes(object->id, &list, text_add, error);
}

static cupel_status data_set_add(cupel_file *file, const cupel_h5_object *object, cupel_error *error)
{
    char **paths = grown(file->data_sets, file->data_set_count, &file->data_set_capacity, sizeof *paths);
    if (!paths) return no_memory(error);
    file->data_sets = paths;
    char *copy = cupel_arena_copy(file->arena, object->path);
    if (!copy) return no_memory(error);
    file->data_sets[file->data_set_count++] = copy;
    return CUPEL_OK;
}

/* ---- the walk ---- */

static size_t depth_of(const char *path)
{
    size_t depth = 0;
    for (const char *c = path; *c; c++) depth += *c == '/';
    return strcmp(path, "/") == 0 ? 0 : depth;
}

static bool in_folder(const char *path, const char *folder)
{
    const size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && path[length] == '/' && !strchr(path + length + 1, '/');
}

/* The group of a channel comes before its values and says what they are drawn over. */
static cupel_status channel_axis(cupel_file *file, const cupel_h5_object *object, cupel_error *error)
{
    file->channel_axis = NULL;
    const slot slots[] = {{"axes", .text = &file->channel_axis}};
    return FILL(file, object->id, slots, error);
}

static cupel_status index_object(void *host, const cupel_h5_object *object, cupel_error *error)
{
    cupel_file *file = host;
    const size_t depth = depth_of(object->path);
    int64_t order = 0;
    const cupel_status found = cupel_h5_get_integers(object->id, "order", &order, 1, error);
    if (found) return found;
    if (depth <= CUPEL_GUARD_DEPTH) file->order[depth] = order;
    if (!object->is_group) {
        const cupel_status status = data_set_add(file, object, error);
        return status ? status : item_add(file, object, depth, error);
    }
    if (depth == 0) return index_root(file, object->id, error);
    char id[CUPEL_H5_NAME + 16];
    if (cupel_place_step(object->path, id, &order)) {
        const cupel_status status = step_add(file, object, id, order, error);
        return status ? status : texts_add(file, object, error);
    }
    if (in_folder(object->path, "/channels")) return channel_axis(file, object, error);
    if (strcmp(object->path, "/composition") == 0) return texts_add(file, object, error);
    if (in_folder(object->path, "/provenance/parents")) return parent_add(file, object->id, order, error);
    if (strcmp(object->path, "/provenance") == 0)
        return cupel_guard_attributes(object->id, file, provenance_add, error);
    return flags_add(file, object, error);
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_step(const void *a, const void *b)
{
    const cupel_step_entry *x = a, *y = b;
    const int order = compare(x->order, y->order);
    return order ? order : strcmp(x->step.id, y->step.id);
}

static int by_order(const void *a, const void *b)
{
    return compare(((const cupel_parent_entry *)a)->order, ((const cupel_parent_entry *)b)->order);
}

static int by_key(const void *a, const void *b)
{
    const cupel_item_entry *x = a, *y = b;
    int order = compare(x->key.step, y->key.step);
    if (!order) order = compare(x->key.group, y->key.group);
    for (size_t i = 0; !order && i <= CUPEL_GUARD_DEPTH; i++)
        order = compare(x->key.order[i], y->key.order[i]);
    return order ? order : strcmp(x->item.path, y->item.path);
}

static void sort_lists(cupel_file *file)
{
    if (file->parent_count) qsort(file->parents, file->parent_count, sizeof *file->parents, by_order);
    if (file->step_count) qsort(file->steps, file->step_count, sizeof *file->steps, by_step);
    for (size_t i = 0; i < file->item_count; i++)
        for (size_t step = 0; step < file->step_count; step++)
            if (strcmp(file->steps[step].step.id, file->items[i].item.step) == 0)
                file->items[i].key.step = (int64_t)step;
    if (file->item_count) qsort(file->items, file->item_count, sizeof *file->items, by_key);
}

cupel_status cupel_file_index(cupel_file *file, cupel_error *error)
{
    int64_t version[2] = {0};
    cupel_status status = cupel_guard_schema(file->id, version, error);
    if (!status)
        status = cupel_guard_walk(
            file->id, &(cupel_guard){.any_attributes = true, .host = file, .visit = index_object}, error);
    if (status) return status;
    file->header.version[0] = (int)version[0];
    file->header.version[1] = (int)version[1];
    if (!file->header.kind) file->header.kind = "";
    sort_lists(file);
    return CUPEL_OK;
}
