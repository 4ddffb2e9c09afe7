/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

/* One more place in an arena array whose capacity is the next power of two. */
static void *grow(cupel_arena *arena, void *old, size_t count, size_t size)
{
    if (count && (count & (count - 1))) return old;
    void *block = cupel_arena_alloc(arena, count ? 2 * count : 1, size);
    if (block && count) memcpy(block, old, count * size);
    return block;
}

static bool same_source(const cupel_material *a, const cupel_material *b)
{
    size_t count, other;
    const char *text = cupel_material_source(a, &count), *text_b = cupel_material_source(b, &other);
    return count == other && memcmp(text, text_b, count) == 0;
}

/* In a run file an id stands for one record. A record whose id another one has gets "ID-2", …, in the
 * parameters of its steps as well as among the materials. NULL when out of memory. */
static const cupel_material *told_apart(const cupel_world *world, const cupel_material *material)
{
    const char *own = cupel_material_id(material), *id = own;
    for (size_t n = 2; id; n++) {
        const cupel_material *holder = NULL;
        for (size_t i = 0; i < world->material_count && !holder; i++)
            if (strcmp(cupel_material_id(world->materials[i].material), id) == 0)
                holder = world->materials[i].material;
        if (holder && same_source(holder, material)) return holder;
        if (!holder) return id == own ? material : cupel_material_under_id(material, id, world->arena);
        id = cupel_arena_format(world->arena, "%s-%zu", own, n);
    }
    return NULL;
}

static cupel_status find_material(void *host, const cupel_node *node, const char *folder,
                                  const cupel_material **out, cupel_error *error)
{
    cupel_world *world = host;
    const bool by_name = node->kind == CUPEL_NODE_SCALAR;
    for (size_t i = 0; i < world->material_count; i++) {
        const struct known_material *known = &world->materials[i];
        if (by_name ? !known->key || strcmp(known->key, node->text) != 0 : known->node != node) continue;
        *out = known->material;
        return CUPEL_OK;
    }
    const cupel_material *material = NULL;
    const cupel_status status = cupel_material_load(node, folder, world->arena, &material, error);
    if (status) return status;
    material = told_apart(world, material);
    if (!material) return cupel_out_of_memory(error, "a material");
    void *materials = grow(world->arena, world->materials, world->material_count, sizeof *world->materials);
    if (!materials) return cupel_out_of_memory(error, "a material");
    world->materials = materials;
    world->materials[world->material_count++] =
        (struct known_material){by_name ? node->text : NULL, node, material};
    *out = material;
    return CUPEL_OK;
}

/* What a run takes over must be whole, and of the content that it will be recorded as. */
static cupel_status check_whole(const char *path, cupel_error *error)
{
    cupel_verification report = {0};
    const cupel_status status = cupel_file_verify(path, &report, error);
    if (status) return status;
    if (report.damaged || !report.content_id_matches)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s is damaged or was altered; see: cupel verify %s", path, path);
    return CUPEL_OK;
}

/* A step that failed has left what it found out by then: nothing to compute with. */
static cupel_status check_step(const cupel_file *file, const char *path, const char *step, cupel_error *error)
{
    const char *id = cupel_file_step_id(file, step);
    for (size_t i = 0; id && i < cupel_file_step_count(file); i++) {
        const cupel_file_step *about = cupel_file_get_step(file, i);
        if (strcmp(about->id, id) == 0 && about->status && strcmp(about->status, "ok") != 0)
            CUPEL_FAIL(error, CUPEL_EINVAL, "step '%s' of %s is '%s' and has no valid result", step, path,
                       about->status);
    }
    return CUPEL_OK;
}

/* The numbers of an item, in the arena. */
static cupel_status read_numbers(cupel_world *world, cupel_file *file, const cupel_item *item, double **out,
                                 cupel_error *error)
{
    double *values = NULL;
    const cupel_status status = cupel_file_read_numbers(file, item, &values, error);
    if (status) return status;
    *out = cupel_arena_alloc(world->arena, item->count ? item->count : 1, sizeof **out);
    if (*out) memcpy(*out, values, item->count * sizeof *values);
    free(values);
    return *out ? CUPEL_OK : cupel_out_of_memory(error, "a stored result");
}

static bool has_numbers(const cupel_item *item, size_t rank)
{
    return item->rank == rank && item->type != CUPEL_ITEM_TEXT && item->type != CUPEL_ITEM_BYTES;
}

/* A number, or a curve with its axis. */
static cupel_status read_values(cupel_world *world, cupel_file *file, const cupel_item *item,
                                const char *path, cupel_reference *out, cupel_error *error)
{
    if (!out->wants_curve) {
        if (item->count != 1 || !has_numbers(item, 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "'%s.%s' of %s is not a single number", item->step, item->name,
                       path);
        double *value;
        const cupel_status status = read_numbers(world, file, item, &value, error);
        if (!status) out->value = *value;
        return status;
    }
    const cupel_item *axis = item->axis ? cupel_file_find(file, item->step, item->axis) : NULL;
    if (!axis || !has_numbers(item, 1) || !has_numbers(axis, 1) || axis->count != item->count)
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s.%s' of %s is no curve over an axis; a curve is wanted here",
                   item->step, item->name, path);
    double *x, *y;
    cupel_status status = read_numbers(world, file, axis, &x, error);
    if (!status) status = read_numbers(world, file, item, &y, error);
    if (status) return status;
    for (size_t i = 0; i < item->count; i++)
        if (!isfinite(x[i]) || !isfinite(y[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "'%s.%s' of %s has no value at entry %zu; a whole curve is wanted here", item->step,
                       item->name, path, i + 1);
    out->axis_unit = cupel_arena_copy(world->arena, axis->unit ? axis->unit : "1");
    out->curve = (cupel_curve){item->count, x, y};
    return out->axis_unit ? CUPEL_OK : cupel_out_of_memory(error, "a stored result");
}

/* What a result in a run file is, with its unit. */
static cupel_status read_stored(cupel_world *world, cupel_file *file, const char *path, const char *step,
                                const char *result, struct known_result *out, cupel_error *error)
{
    const char *given = step; /* "tensile" is the last evaluation of its kind today; the id is kept */
    if (cupel_file_step_id(file, step)) step = cupel_file_step_id(file, step);
    const cupel_file_header *header = cupel_file_get_header(file);
    if (!header->content_id) CUPEL_FAIL(error, CUPEL_EINVAL, "%s is not a finished run", path);
    const cupel_item *item = cupel_file_find(file, step, result);
    if (!item || strcmp(item->group, "results") != 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s has no result '%s.%s'; see: cupel show %s", path, step, result,
                   path);
    cupel_reference value = {.wants_curve = out->value.wants_curve, .resolved = true};
    const cupel_status status = read_values(world, file, item, path, &value, error);
    if (status) return status;
    cupel_arena *arena = world->arena;
    *out = (struct known_result){
        .file = cupel_arena_copy(arena, path),
        .step = cupel_arena_copy(arena, given),
        .result = cupel_arena_copy(arena, result),
        .value = value,
        .parent = {.content_id = cupel_arena_copy(arena, header->content_id),
                   .role = "reference",
                   .path = cupel_arena_format(arena, "%s.%s", step, result),
                   .file_name = cupel_arena_copy(arena, cupel_path_name(path)),
                   .origin_id = header->origin_id ? cupel_arena_copy(arena, header->origin_id) : NULL},
    };
    out->value.difference = item->difference;
    out->value.unit = cupel_arena_copy(arena, item->unit ? item->unit : "1");
    if (!out->file || !out->step || !out->result || !out->value.unit || !out->parent.content_id ||
        !out->parent.path || !out->parent.file_name)
        return cupel_out_of_memory(error, "a stored result");
    for (size_t i = 0; i < cupel_file_step_count(file); i++) {
        const cupel_file_step *about = cupel_file_get_step(file, i);
        if (strcmp(about->id, step) != 0) continue;
        for (const cupel_model *const *model = world->face.models; *model; model++) {
            const cupel_result *row =
                strcmp((*model)->name, about->model) == 0
                    ? cupel_result_find((*model)->results, (*model)->result_count, result)
                    : NULL;
            if (row) out->value.difference = row->difference;
        }
    }
    return CUPEL_OK;
}

static cupel_status find_stored(void *host, const char *path, const char *step, const char *result,
                                cupel_reference *out, cupel_error *error)
{
    cupel_world *world = host;
    for (size_t i = 0; i < world->stored_count; i++) {
        const struct known_result *known = &world->stored[i];
        if (strcmp(known->file, path) || strcmp(known->step, step) || strcmp(known->result, result) ||
            known->value.wants_curve != out->wants_curve)
            continue;
        *out = known->value;
        return CUPEL_OK;
    }
    cupel_file *file;
    cupel_status status = cupel_file_open(path, &file, error);
    if (status) return status;
    struct known_result found = {.value.wants_curve = out->wants_curve};
    status = check_step(file, path, step, error);
    if (!status) status = read_stored(world, file, path, step, result, &found, error);
    cupel_file_close(file);
    bool checked = false;
    for (size_t i = 0; i < world->stored_count; i++) checked |= strcmp(world->stored[i].file, path) == 0;
    if (!status && !checked) status = check_whole(path, error);
    if (status) return status;
    void *stored = grow(world->arena, world->stored, world->stored_count, sizeof *world->stored);
    if (!stored) return cupel_out_of_memory(error, "a stored result");
    world->stored = stored;
    world->stored[world->stored_count++] = found;
    *out = found.value;
    return CUPEL_OK;
}

void cupel_world_init(cupel_world *world, const cupel_model *const *models, cupel_arena *arena)
{
    *world = (cupel_world){.arena = arena};
    world->face =
        (cupel_case_world){.models = models, .host = world, .material = find_material, .stored = find_stored};
}

cupel_status cupel_world_materials(const cupel_world *world, cupel_bytes **out, size_t *count,
                                   cupel_error *error)
{
    cupel_bytes *records = cupel_arena_alloc(world->arena, world->material_count + 1, sizeof *records);
    if (!records) return cupel_out_of_memory(error, "material records");
    size_t n = 0;
    for (size_t i = 0; i < world->material_count; i++) {
        const cupel_material *material = world->materials[i].material;
        size_t length;
        const char *source = cupel_material_source(material, &length);
        bool listed = false; /* two names of one record */
        for (size_t j = 0; j < i && !listed; j++) listed = world->materials[j].material == material;
        if (!listed)
            records[n++] =
                (cupel_bytes){cupel_material_id(material), source, length, cupel_material_name(material)};
    }
    *out = records;
    *count = n;
    return CUPEL_OK;
}

cupel_status cupel_world_parents(const cupel_world *world, cupel_parent **out, size_t *count,
                                 cupel_error *error)
{
    cupel_parent *parents = cupel_arena_alloc(world->arena, world->stored_count + 1, sizeof *parents);
    if (!parents) return cupel_out_of_memory(error, "parents");
    for (size_t i = 0; i < world->stored_count; i++) parents[i] = world->stored[i].parent;
    *out = parents;
    *count = world->stored_count;
    return CUPEL_OK;
}
