/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "material/record.h"

#include <math.h>
#include <string.h>

/* Questions to a loaded record. */

static const double room_temperature = 293.15;

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

const char *cupel_material_id(const cupel_material *material)
{
    return material->head.id;
}

const cupel_material *cupel_material_under_id(const cupel_material *material, const char *id,
                                              cupel_arena *arena)
{
    cupel_material *other = cupel_arena_alloc(arena, 1, sizeof *other);
    if (!other) return NULL;
    *other = *material;
    other->head.id = id;
    return other;
}

const char *cupel_material_name(const cupel_material *material)
{
    const char *name = material->record->name;
    return name && *name ? name : cupel_material_id(material);
}

const char *cupel_material_class(const cupel_material *material)
{
    const int class_index = material->record->material_class;
    return class_index < 0 ? "" : cupel_class_names[class_index];
}

const char *cupel_material_source(const cupel_material *material, size_t *count)
{
    if (count) *count = material->text_count;
    return material->text;
}

const void *cupel_material_values(const cupel_material *material)
{
    return material->record;
}

const cupel_flow_curve *cupel_material_flow_curve(const cupel_material *material)
{
    return material->record->flow_curve;
}

const char *cupel_material_text(const cupel_material *material, const char *row)
{
    const cupel_param *param = cupel_param_find(&cupel_material_table, row);
    if (!param || param->kind != CUPEL_TEXT) return "";
    const char *text;
    memcpy(&text, (const char *)material->record + param->offset, sizeof text);
    return or_empty(text);
}

const char *cupel_material_source_text(const cupel_material *material, const char *id)
{
    const cupel_source *sources = material->record->sources.rows;
    for (size_t i = 0; id && i < material->record->sources.count; i++)
        if (strcmp(sources[i].id, id) == 0) return sources[i].text;
    return NULL;
}

/* The main entry of a property, or an alternative when a name follows a slash. NULL: the record has none. */
static const cupel_property *find(const cupel_material *material, const char *name)
{
    const cupel_properties *properties = material->record->properties;
    const size_t length = strcspn(name, "/");
    const cupel_property *p = NULL;
    for (size_t i = 0; properties && i < cupel_properties_table.count; i++) {
        const char *row = cupel_properties_table.params[i].name;
        if (strncmp(row, name, length) == 0 && !row[length]) p = properties->of[i];
    }
    if (!p || !name[length]) return p;
    const cupel_property *others = p->alternatives.rows;
    for (size_t i = 0; i < p->alternatives.count; i++)
        if (strcmp(others[i].name, name + length + 1) == 0) return &others[i];
    return NULL;
}

bool cupel_material_has(const cupel_material *material, const char *property)
{
    return find(material, property) != NULL;
}

cupel_status cupel_material_property(const cupel_material *material, const char *property, double temperature,
                                     double *value, double *uncertainty, cupel_error *error)
{
    const cupel_property *p = find(material, property);
    if (!p)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "material %s has no %s; add it to a copy of the record, or name another material",
                   cupel_material_id(material), property);
    const cupel_status status = cupel_property_evaluate(p, property, temperature, value, uncertainty, error);
    if (status) cupel_error_note(error, "material %s", cupel_material_id(material));
    return status;
}

static void fill(const cupel_material *material, const cupel_param *row, const char *name,
                 const cupel_property *p, cupel_material_figure *out)
{
    double lo, hi;
    cupel_property_range(p, &lo, &hi);
    *out = (cupel_material_figure){
        .property = name,
        .unit = row->unit,
        .meaning = row->meaning,
        .law = cupel_law_names[p->law],
        .temperature = fmin(fmax(room_temperature, lo), hi),
        .value = NAN,
        .uncertainty = NAN,
        .minimum_temperature = lo,
        .maximum_temperature = hi,
        .condition = or_empty(p->condition),
        .note = or_empty(p->note),
        .basis = cupel_basis_names[p->basis],
        .source = or_empty(p->source),
        .source_text = or_empty(cupel_material_source_text(material, p->source)),
    };
    /* A law that gives no finite value here leaves NaN: the reader sees that there is none. */
    (void)cupel_property_evaluate(p, name, out->temperature, &out->value, &out->uncertainty, NULL);
}

size_t cupel_material_figure_count(const cupel_material *material)
{
    const cupel_properties *properties = material->record->properties;
    size_t count = 0;
    for (size_t i = 0; properties && i < cupel_properties_table.count; i++)
        if (properties->of[i]) count += 1 + properties->of[i]->alternatives.count;
    return count;
}

bool cupel_material_figure_at(const cupel_material *material, size_t index, cupel_material_figure *out)
{
    const cupel_properties *properties = material->record->properties;
    for (size_t i = 0; properties && i < cupel_properties_table.count; i++) {
        const cupel_property *p = properties->of[i];
        const cupel_param *row = &cupel_properties_table.params[i];
        if (!p) continue;
        if (index == 0) {
            fill(material, row, row->name, p, out);
            return true;
        }
        index--;
        if (index < p->alternatives.count) {
            const cupel_property *other = (const cupel_property *)p->alternatives.rows + index;
            fill(material, row, row->name, other, out);
            out->alternative = other->name;
            return true;
        }
        index -= p->alternatives.count;
    }
    return false;
}
