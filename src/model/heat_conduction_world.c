/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "material/material.h"
#include "model/heat_conduction.h"

/* From the parameters of heat.conduction to the problem on one grid. */

cupel_status heat_conductivity_law(const cupel_material *material, int axis,
                                   double temperatures[HEAT_LAW_POINTS], double values[HEAT_LAW_POINTS],
                                   size_t *count, cupel_error *error)
{
    const char *name = axis < 2 && cupel_material_has(material, "in_plane_thermal_conductivity")
                           ? "in_plane_thermal_conductivity"
                           : "thermal_conductivity";
    cupel_material_figure figure;
    for (size_t i = 0; i < cupel_material_figure_count(material); i++) {
        if (!cupel_material_figure_at(material, i, &figure) || figure.alternative) continue;
        if (strcmp(figure.property, name) != 0) continue;
        if (strcmp(figure.law, "constant") == 0) {
            temperatures[0] = figure.temperature;
            values[0] = figure.value;
            *count = 1;
            return CUPEL_OK;
        }
        /* laws without an end are sampled from 100 to 1500 K */
        const double least = figure.minimum_temperature, most = figure.maximum_temperature;
        const double lo = least > 0 ? least : fmin(100, 0.5 * most),
                     hi = isfinite(most) ? most : fmax(1500, 2 * lo);
        for (int n = 0; n < HEAT_LAW_POINTS; n++) {
            const double share = (double)n / (HEAT_LAW_POINTS - 1);
            temperatures[n] = lo + (hi - lo) * share;
            if (n == HEAT_LAW_POINTS - 1) temperatures[n] = hi;
            const cupel_status status =
                cupel_material_property(material, name, temperatures[n], &values[n], NULL, error);
            if (status) return status;
        }
        *count = HEAT_LAW_POINTS;
        return CUPEL_OK;
    }
    CUPEL_FAIL(error, CUPEL_EINVAL, "material %s has no thermal_conductivity: give conductivity",
               cupel_material_id(material));
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

static cupel_part part_of(const heat_part *row, size_t number)
{
    cupel_part part = {.kind = CUPEL_PART_BOX,
                       .material = (uint16_t)(row->kind == HEAT_PART_CHANNEL ? CUPEL_VOID : number),
                       .axis = row->axis,
                       .core = CUPEL_UNTOUCHED};
    copy3(part.lo, &row->from);
    copy3(part.hi, &row->to);
    if (row->kind == HEAT_PART_PLATE_FINS) {
        part.kind = CUPEL_PART_FINS;
        part.count[0] = (size_t)row->fin_count;
        part.thickness = row->fin_thickness;
    }
    if (row->kind == HEAT_PART_PIN_FINS) {
        part.kind = CUPEL_PART_PINS;
        for (int a = 0; a < 2; a++) part.count[a] = (size_t)row->pin_count.values[a];
        part.diameter = row->pin_diameter;
        part.square = row->square == 1;
        part.staggered = row->staggered == 1;
    }
    return part;
}

static cupel_status fill_materials(const heat_conduction_parameters *p, heat_world *w, cupel_error *error)
{
    const heat_part *parts = p->parts.rows;
    double *next = w->laws;
    for (size_t n = 0; n < p->parts.count; n++) {
        const heat_substance *substance = w->substances[n] = &parts[n].substance;
        cupel_conduction_material *m = &w->materials[n];
        for (int axis = 0; axis < 3; axis++, next += 2 * HEAT_LAW_POINTS) {
            size_t count = 1;
            const cupel_vector *k = &substance->conductivity;
            next[0] = 300;
            next[HEAT_LAW_POINTS] = k->count ? k->values[k->count == 3 ? axis : 0] : 1;
            if (substance->material) {
                const cupel_status status = heat_conductivity_law(substance->material, axis, next,
                                                                  next + HEAT_LAW_POINTS, &count, error);
                if (status) return status;
            }
            m->conductivity[axis] = (cupel_law){count, next, next + HEAT_LAW_POINTS};
        }
    }
    return CUPEL_OK;
}

/* Of what is not void [m^3]. */
static double filled_volume(const heat_world *w, const cupel_cell_box *box)
{
    const size_t *cells = w->grid->cells;
    double *const *edges = w->grid->edges;
    double sum = 0;
    for (size_t k = box->lo[2]; k < box->hi[2]; k++)
        for (size_t j = box->lo[1]; j < box->hi[1]; j++)
            for (size_t i = box->lo[0]; i < box->hi[0]; i++)
                if (w->material[(k * cells[1] + j) * cells[0] + i])
                    sum += (edges[0][i + 1] - edges[0][i]) * (edges[1][j + 1] - edges[1][j]) *
                           (edges[2][k + 1] - edges[2][k]);
    return sum;
}

static cupel_status fill_lists(const heat_conduction_parameters *p, heat_world *w, cupel_error *error)
{
    const heat_source *sources = p->sources.rows;
    const heat_contact *contacts = p->contacts.rows;
    const heat_probe *probes = p->probes.rows;
    for (size_t n = 0; n < p->sources.count; n++) {
        const cupel_extent extent = extent_of(&sources[n].from, &sources[n].to);
        const cupel_status status = cupel_geometry_snap(w->grid, &extent, &w->sources[n].box, error);
        if (status) {
            cupel_error_note(error, "source %zu", n + 1);
            return status;
        }
        w->sources[n].power = isnan(sources[n].power)
                                  ? sources[n].power_density * filled_volume(w, &w->sources[n].box)
                                  : sources[n].power;
    }
    for (size_t n = 0; n < p->contacts.count; n++) {
        const cupel_extent extent = extent_of(&contacts[n].from, &contacts[n].to);
        w->contacts[n].resistance = contacts[n].resistance;
        const cupel_status status = cupel_geometry_snap(w->grid, &extent, &w->contacts[n].box, error);
        if (status) {
            cupel_error_note(error, "contact %zu", n + 1);
            return status;
        }
    }
    for (size_t n = 0; n < p->probes.count; n++) copy3(w->probes[n].position, &probes[n].position);
    return CUPEL_OK;
}

static cupel_boundary boundary_of(const heat_boundary *row)
{
    if (!row) return (cupel_boundary){.kind = CUPEL_BOUNDARY_ADIABATIC};
    return (cupel_boundary){.kind = (cupel_boundary_kind)row->kind,
                            .temperature = isnan(row->temperature) ? 0 : row->temperature,
                            .flux = isnan(row->flux) ? 0 : row->flux,
                            .coefficient = isnan(row->coefficient) ? 0 : row->coefficient,
                            .ambient = isnan(row->ambient) ? 0 : row->ambient,
                            .surroundings = !isnan(row->surroundings) ? row->surroundings
                                            : isnan(row->ambient)     ? 0
                                                                      : row->ambient,
                            .emissivity = isnan(row->emissivity) ? 0 : row->emissivity,
                            .resistance = row->resistance};
}

static void state_problem(const heat_conduction_parameters *p, heat_world *w)
{
    cupel_conduction *c = &w->problem;
    for (int a = 0; a < 3; a++) c->cells[a] = w->grid->cells[a], c->edges[a] = w->grid->edges[a];
    c->material = w->material;
    c->material_count = p->parts.count;
    c->materials = w->materials;
    c->source_count = p->sources.count;
    c->sources = w->sources;
    c->contact_count = p->contacts.count;
    c->contacts = w->contacts;
    c->probe_count = p->probes.count;
    c->probes = w->probes;
    for (int side = 0; side < CUPEL_SIDES; side++)
        c->boundaries[side] = boundary_of(p->boundaries->side[side]);
}

static bool allocate(const heat_conduction_parameters *p, heat_world *w)
{
    w->substances = cupel_alloc(p->parts.count, sizeof *w->substances);
    w->materials = cupel_alloc(p->parts.count, sizeof *w->materials);
    w->laws = cupel_alloc_doubles(p->parts.count * 6 * HEAT_LAW_POINTS);
    w->sources = cupel_alloc(p->sources.count + 1, sizeof *w->sources);
    w->contacts = cupel_alloc(p->contacts.count + 1, sizeof *w->contacts);
    w->probes = cupel_alloc(p->probes.count + 1, sizeof *w->probes);
    return w->substances && w->materials && w->laws && w->sources && w->contacts && w->probes;
}

static cupel_status make_grid(const heat_conduction_parameters *p, const cupel_resolution *resolution,
                              int threads, heat_world *w, cupel_error *error)
{
    const heat_part *parts = p->parts.rows;
    const heat_source *sources = p->sources.rows;
    const heat_contact *contacts = p->contacts.rows;
    const size_t extent_count = p->sources.count + p->contacts.count;
    cupel_part *list = cupel_alloc(p->parts.count, sizeof *list);
    cupel_extent *extents = cupel_alloc(extent_count + 1, sizeof *extents);
    cupel_status status = list && extents ? CUPEL_OK : cupel_out_of_memory(error, "the geometry");
    if (!status) {
        for (size_t n = 0; n < p->parts.count; n++) list[n] = part_of(&parts[n], n + 1);
        for (size_t n = 0; n < p->sources.count; n++)
            extents[n] = extent_of(&sources[n].from, &sources[n].to);
        for (size_t n = 0; n < p->contacts.count; n++)
            extents[p->sources.count + n] = extent_of(&contacts[n].from, &contacts[n].to);
        cupel_geometry geometry = {
            .part_count = p->parts.count, .parts = list, .extent_count = extent_count, .extents = extents};
        copy3(geometry.size, &p->domain->size);
        status = cupel_geometry_grid(&geometry, resolution, &w->grid, error);
        if (!status) {
            const size_t *cells = w->grid->cells;
            w->material = cupel_alloc(cells[0] * cells[1] * cells[2], sizeof *w->material);
            status = w->material ? cupel_geometry_materials(&geometry, w->grid, threads, w->material, error)
                                 : cupel_out_of_memory(error, "the cells");
        }
    }
    free(list);
    free(extents);
    return status;
}

cupel_status heat_world_new(const heat_conduction_parameters *p, const cupel_resolution *resolution,
                            int threads, heat_world *out, cupel_error *error)
{
    heat_world w = {0};
    cupel_status status = allocate(p, &w) ? CUPEL_OK : cupel_out_of_memory(error, "the parts");
    if (!status) status = fill_materials(p, &w, error);
    if (!status) status = make_grid(p, resolution, threads, &w, error);
    if (!status) status = fill_lists(p, &w, error);
    if (status) {
        heat_world_free(&w);
        return status;
    }
    *out = w;
    state_problem(p, out);
    return CUPEL_OK;
}

void heat_world_free(heat_world *world)
{
    cupel_grid_lines_free(world->grid);
    free(world->material);
    free(world->substances);
    free(world->materials);
    free(world->laws);
    free(world->sources);
    free(world->contacts);
    free(world->probes);
    *world = (heat_world){0};
}
