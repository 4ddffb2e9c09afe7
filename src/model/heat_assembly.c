/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_assembly.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/heat_stl.h"

void heat_axes_across(int axis, int across[2])
{
    across[0] = axis == 0 ? 1 : 0;
    across[1] = axis == 2 ? 1 : 2;
}

static void copy3(double out[3], const cupel_vector *v)
{
    for (size_t a = 0; a < 3; a++) out[a] = v->values[a];
}

static cupel_extent extent_of(const cupel_vector *from, const cupel_vector *to)
{
    cupel_extent extent;
    copy3(extent.lo, from);
    copy3(extent.hi, to);
    return extent;
}

/* LISTS THAT GROW */

static cupel_status add_place(heat_places *places, heat_place place, cupel_error *error)
{
    if (places->count == places->room) {
        const size_t room = places->room ? 2 * places->room : 16;
        heat_place *larger = cupel_resize(places->list, room, sizeof *larger);
        if (!larger) return cupel_out_of_memory(error, "the sources and contacts");
        places->list = larger;
        places->room = room;
    }
    places->list[places->count++] = place;
    return CUPEL_OK;
}

static cupel_status add_part(heat_assembly *a, cupel_part part, cupel_error *error)
{
    if (a->part_count == a->part_room) {
        const size_t room = a->part_room ? 2 * a->part_room : 64;
        cupel_part *larger = cupel_resize(a->parts, room, sizeof *larger);
        if (!larger) return cupel_out_of_memory(error, "the parts");
        a->parts = larger;
        a->part_room = room;
    }
    a->parts[a->part_count++] = part;
    return CUPEL_OK;
}

/* MEDIA OF PARTS */

static cupel_status add_substance(heat_assembly *a, const heat_substance *substance, int normal,
                                  uint16_t *number, cupel_error *error)
{
    size_t medium = 0;
    const cupel_status status = heat_media_add(
        &a->media, (heat_medium){.kind = HEAT_PLAIN, .substance = substance, .axis = normal}, &medium, error);
    *number = (uint16_t)medium;
    return status;
}

/* A sheet that is whole, or has holes, pads or tracks. */
static cupel_status add_covered(heat_assembly *a, const heat_substance *substance, const heat_cover *cover,
                                int normal, uint16_t *number, cupel_error *error)
{
    cupel_status status = add_substance(a, substance, normal, number, error);
    if (status || cover->coverage >= 1) return status;
    const size_t metal = *number;
    uint16_t fill = 0;
    status = add_substance(a, &cover->fill, normal, &fill, error);
    if (status) return status;
    heat_medium medium = {.kind = HEAT_CYLINDERS, .axis = normal, .normal = normal};
    if (cover->pattern >= HEAT_ALONG_X) {
        medium.kind = HEAT_TRACKS;
        medium.axis = cover->pattern - HEAT_ALONG_X;
    }
    const bool holes = cover->pattern == HEAT_PERFORATED;
    medium.matrix = holes ? metal : fill;
    medium.shell = holes ? fill : metal;
    medium.share = holes ? 1 - cover->coverage : cover->coverage;
    size_t mixture = 0;
    status = heat_media_add(&a->media, medium, &mixture, error);
    *number = (uint16_t)mixture;
    return status;
}

/* KINDS OF PARTS */

static cupel_status add_layers(heat_assembly *a, const heat_part *row, cupel_part part, cupel_error *error)
{
    const int axis = part.axis;
    const heat_layer *layers = row->layers.rows;
    double left = part.hi[axis] - part.lo[axis], at = part.lo[axis];
    const double top = part.hi[axis];
    for (size_t i = 0; i < row->layers.count; i++)
        if (!isnan(layers[i].thickness)) left -= layers[i].thickness;
    for (size_t i = 0; i < row->layers.count; i++) {
        part.lo[axis] = at;
        at += isnan(layers[i].thickness) ? left : layers[i].thickness;
        if (i + 1 == row->layers.count) at = top;
        part.hi[axis] = at;
        cupel_status status =
            add_covered(a, &layers[i].substance, &layers[i].cover, axis, &part.material, error);
        if (!status) status = add_part(a, part, error);
        if (status) return status;
    }
    return CUPEL_OK;
}

void heat_via_counts(const heat_part *part, size_t counts[2])
{
    int across[2];
    heat_axes_across(heat_part_axis(part), across);
    for (int w = 0; w < 2; w++) {
        const double pitch = part->pitch.values[part->pitch.count == 2 ? w : 0];
        const double room = part->to.values[across[w]] - part->from.values[across[w]] - part->drill;
        counts[w] = room >= -1e-9 * part->drill ? 1 + (size_t)floor(fmax(room, 0) / pitch + 1e-6) : 0;
    }
}

static double bore_of(const heat_part *row)
{
    return isnan(row->plating) ? 0 : row->drill - 2 * row->plating;
}

static cupel_status add_resolved_vias(heat_assembly *a, const heat_part *row, cupel_part part, uint16_t metal,
                                      uint16_t core, cupel_error *error)
{
    part.kind = CUPEL_PART_PINS;
    part.material = metal;
    part.diameter = row->drill;
    part.bore = bore_of(row);
    part.core = core;
    heat_via_counts(row, part.count);
    for (int w = 0; w < 2; w++) part.pitch[w] = row->pitch.values[row->pitch.count == 2 ? w : 0];
    return add_part(a, part, error);
}

/* The materials that earlier parts can have put into the box of a part. */
static void find_below(const heat_assembly *a, const cupel_part *part, bool *found)
{
    for (size_t p = 0; p < a->part_count; p++) {
        const cupel_part *other = &a->parts[p];
        const double *lo = other->mesh ? other->mesh->lo : other->lo;
        const double *hi = other->mesh ? other->mesh->hi : other->hi;
        bool apart = false;
        for (int axis = 0; axis < 3; axis++)
            apart = apart || lo[axis] >= part->hi[axis] || hi[axis] <= part->lo[axis];
        if (apart) continue;
        if (other->into) { /* the mixtures that it makes map to themselves */
            for (size_t m = 1; m <= a->media.count; m++)
                if (found[m]) found[other->into[m]] = true;
            continue;
        }
        found[other->material] = true;
        if (other->bore > 0 && other->core != CUPEL_UNTOUCHED) found[other->core] = true;
    }
}

/* The box becomes a mixture of whatever is there and the vias. */
static cupel_status add_effective_vias(heat_assembly *a, const heat_part *row, cupel_part part,
                                       uint16_t metal, uint16_t core, cupel_error *error)
{
    size_t counts[2];
    int across[2];
    heat_via_counts(row, counts);
    heat_axes_across(part.axis, across);
    const double area = (part.hi[across[0]] - part.lo[across[0]]) * (part.hi[across[1]] - part.lo[across[1]]);
    const double hole = 0.25 * 3.14159265358979323846 * row->drill * row->drill;
    const double bore = bore_of(row) / row->drill;
    heat_medium medium = {.kind = HEAT_CYLINDERS,
                          .shell = metal,
                          .core = core,
                          .share = (double)counts[0] * (double)counts[1] * hole / area,
                          .core_share = bore * bore,
                          .axis = part.axis,
                          .normal = part.axis};
    bool *found = cupel_arena_alloc(a->arena, a->media.count + 1, sizeof *found);
    uint16_t *into = cupel_arena_alloc(a->arena, 2 * a->media.count + 2, sizeof *into);
    if (!found || !into) return cupel_out_of_memory(error, "the parts");
    find_below(a, &part, found);
    const size_t before = a->media.count;
    for (size_t m = 1; m <= before; m++) {
        into[m] = (uint16_t)m;
        if (!found[m]) continue;
        size_t number = 0;
        medium.matrix = m;
        const cupel_status status = heat_media_add(&a->media, medium, &number, error);
        if (status) return status;
        into[m] = into[number] = (uint16_t)number;
    }
    part.into = into;
    return add_part(a, part, error);
}

static cupel_status add_vias(heat_assembly *a, const heat_part *row, cupel_part part, cupel_error *error)
{
    uint16_t metal = 0, core = CUPEL_VOID;
    cupel_status status = add_substance(a, &row->substance, part.axis, &metal, error);
    if (!status && (row->cover.fill.material || row->cover.fill.conductivity.count))
        status = add_substance(a, &row->cover.fill, part.axis, &core, error);
    if (status) return status;
    return row->detail == HEAT_RESOLVED ? add_resolved_vias(a, row, part, metal, core, error)
                                        : add_effective_vias(a, row, part, metal, core, error);
}

static cupel_extent face_of(const cupel_part *part, int side)
{
    cupel_extent extent;
    memcpy(extent.lo, part->lo, sizeof extent.lo);
    memcpy(extent.hi, part->hi, sizeof extent.hi);
    const int axis = side / 2;
    extent.lo[axis] = extent.hi[axis] = side % 2 ? part->hi[axis] : part->lo[axis];
    return extent;
}

static cupel_status add_chip(heat_assembly *a, const heat_part *row, const cupel_part *part,
                             cupel_error *error)
{
    cupel_status status = add_part(a, *part, error);
    heat_place place = {
        .chip = true, .list = "parts", .what = "the chip of part", .number = part->number, .row = row};
    if (!status && !isnan(row->power)) {
        place.extent = row->heated >= 0 && row->heated < HEAT_VOLUME ? face_of(part, row->heated)
                                                                     : extent_of(&row->from, &row->to);
        status = add_place(&a->sources, place, error);
    }
    if (!status && !isnan(row->bond_resistance)) {
        place.extent = face_of(part, row->bond_face >= 0 ? row->bond_face : CUPEL_Z_MIN);
        status = add_place(&a->contacts, place, error);
    }
    return status;
}

static cupel_status add_mesh(heat_assembly *a, const heat_part *row, cupel_part part, cupel_error *error)
{
    cupel_mesh *mesh = NULL;
    const cupel_status status = heat_stl_read(row, &mesh, error);
    if (status) return status;
    a->meshes[a->mesh_count++] = mesh;
    part.kind = CUPEL_PART_MESH;
    part.mesh = mesh;
    return add_part(a, part, error);
}

static cupel_status add_channel(heat_assembly *a, const heat_part *row, cupel_part part, cupel_error *error)
{
    part.material = CUPEL_VOID;
    const cupel_status status = add_part(a, part, error);
    if (status || isnan(row->mass_flow)) return status;
    const heat_place place = {extent_of(&row->from, &row->to), false,       "parts",
                              "the coolant of part",           part.number, row};
    return add_place(&a->coolants, place, error);
}

static void set_fins(const heat_part *row, cupel_part *part)
{
    part->kind = CUPEL_PART_FINS;
    part->count[0] = (size_t)row->fin_count;
    part->thickness = row->fin_thickness;
}

static void set_pins(const heat_part *row, cupel_part *part)
{
    part->kind = CUPEL_PART_PINS;
    for (int w = 0; w < 2; w++) part->count[w] = (size_t)row->pin_count.values[w];
    part->diameter = row->pin_diameter;
    part->square = row->square == 1;
    part->staggered = row->staggered == 1;
}

static cupel_status add_row(heat_assembly *a, const heat_part *row, size_t number, cupel_error *error)
{
    cupel_part part = {
        .kind = CUPEL_PART_BOX, .number = number, .axis = heat_part_axis(row), .core = CUPEL_UNTOUCHED};
    if (row->from.count == 3) copy3(part.lo, &row->from);
    if (row->to.count == 3) copy3(part.hi, &row->to);
    if (row->kind == HEAT_PART_LAYERS) return add_layers(a, row, part, error);
    if (row->kind == HEAT_PART_VIAS) return add_vias(a, row, part, error);
    if (row->kind == HEAT_PART_CHANNEL) return add_channel(a, row, part, error);
    cupel_status status = row->kind == HEAT_PART_PLANE
                              ? add_covered(a, &row->substance, &row->cover, part.axis, &part.material, error)
                              : add_substance(a, &row->substance, 2, &part.material, error);
    if (status) return status;
    if (row->kind == HEAT_PART_CHIP) return add_chip(a, row, &part, error);
    if (row->kind == HEAT_PART_STL) return add_mesh(a, row, part, error);
    if (row->kind == HEAT_PART_PLATE_FINS) set_fins(row, &part);
    if (row->kind == HEAT_PART_PIN_FINS) set_pins(row, &part);
    return add_part(a, part, error);
}

/* THE LISTS */

static cupel_status add_lists(const heat_conduction_parameters *p, heat_assembly *a, cupel_error *error)
{
    const heat_source *sources = p->sources.rows;
    const heat_contact *contacts = p->contacts.rows;
    const heat_patch *patches = p->patches.rows;
    cupel_status status = CUPEL_OK;
    for (size_t n = 0; n < p->sources.count && !status; n++) {
        const heat_place place = {
            extent_of(&sources[n].from, &sources[n].to), false, "sources", "source", n + 1, &sources[n]};
        status = add_place(&a->sources, place, error);
    }
    for (size_t n = 0; n < p->contacts.count && !status; n++) {
        const heat_place place = {
            extent_of(&contacts[n].from, &contacts[n].to), false, "contacts", "contact", n + 1, &contacts[n]};
        status = add_place(&a->contacts, place, error);
    }
    for (size_t n = 0; n < p->patches.count && !status; n++) {
        const heat_place place = {
            extent_of(&patches[n].from, &patches[n].to), false, "patches", "patch", n + 1, &patches[n]};
        status = add_place(&a->patches, place, error);
    }
    return status;
}

cupel_status heat_assembly_make(const heat_conduction_parameters *p, heat_assembly *out, cupel_error *error)
{
    const heat_part *rows = p->parts.rows;
    *out = (heat_assembly){.arena = cupel_arena_new()};
    out->meshes = cupel_alloc(p->parts.count, sizeof(cupel_mesh *));
    cupel_status status = out->arena && out->meshes ? CUPEL_OK : cupel_out_of_memory(error, "the parts");
    for (size_t n = 0; n < p->parts.count && !status; n++) status = add_row(out, &rows[n], n + 1, error);
    return status ? status : add_lists(p, out, error);
}

/* THE GRID */

static cupel_geometry geometry_of(const heat_assembly *a, const heat_domain *domain)
{
    cupel_geometry geometry = {.part_count = a->part_count, .parts = a->parts};
    for (size_t axis = 0; axis < 3; axis++) geometry.size[axis] = domain->size.values[axis];
    return geometry;
}

cupel_status heat_assembly_check_part(const heat_assembly *a, const heat_domain *domain, size_t part,
                                      cupel_error *error)
{
    const cupel_geometry geometry = geometry_of(a, domain);
    return cupel_geometry_check_part(&geometry, part, error);
}

cupel_status heat_assembly_check_place(const heat_domain *domain, const heat_place *place, cupel_error *error)
{
    return cupel_geometry_check_extent(domain->size.values, &place->extent, error);
}

cupel_status heat_assembly_grid(const heat_assembly *a, const heat_domain *domain,
                                const cupel_resolution *resolution, cupel_grid_lines **out,
                                cupel_error *error)
{
    const heat_places *lists[] = {&a->sources, &a->contacts, &a->patches};
    cupel_extent *extents =
        cupel_alloc(a->sources.count + a->contacts.count + a->patches.count + 1, sizeof *extents);
    if (!extents) return cupel_out_of_memory(error, "the geometry");
    cupel_geometry geometry = geometry_of(a, domain);
    geometry.extents = extents;
    for (int l = 0; l < 3; l++)
        for (size_t n = 0; n < lists[l]->count; n++)
            extents[geometry.extent_count++] = lists[l]->list[n].extent;
    const cupel_status status = cupel_geometry_grid(&geometry, resolution, out, error);
    free(extents);
    return status;
}

cupel_status heat_assembly_materials(const heat_assembly *a, const heat_domain *domain,
                                     const cupel_grid_lines *grid, int threads, uint16_t *material,
                                     cupel_error *error)
{
    const cupel_geometry geometry = geometry_of(a, domain);
    return cupel_geometry_materials(&geometry, grid, threads, material, error);
}

void heat_assembly_free(heat_assembly *a)
{
    for (size_t i = 0; i < a->mesh_count; i++) cupel_mesh_free(a->meshes[i]);
    free(a->meshes);
    free(a->parts);
    free(a->media.list);
    free(a->sources.list);
    free(a->contacts.list);
    free(a->patches.list);
    free(a->coolants.list);
    cupel_arena_free(a->arena);
    *a = (heat_assembly){0};
}
