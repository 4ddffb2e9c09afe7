/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "material/material.h"
#include "model/heat_assembly.h"
#include "model/heat_conduction.h"

/* From the parameters of heat.conduction to the problem on one grid. */

cupel_status heat_property_law(const cupel_material *material, const char *name,
                               double temperatures[HEAT_LAW_POINTS], double values[HEAT_LAW_POINTS],
                               size_t *count, cupel_error *error)
{
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
    CUPEL_FAIL(error, CUPEL_EINVAL, "material %s has no %s: give %s", cupel_material_id(material), name,
               strcmp(name, "thermal_conductivity") == 0 ? "conductivity" : name);
}

cupel_status heat_conductivity_law(const cupel_material *material, int axis,
                                   double temperatures[HEAT_LAW_POINTS], double values[HEAT_LAW_POINTS],
                                   size_t *count, cupel_error *error)
{
    const bool in_plane = axis < 2 && cupel_material_has(material, "in_plane_thermal_conductivity");
    return heat_property_law(material, in_plane ? "in_plane_thermal_conductivity" : "thermal_conductivity",
                             temperatures, values, count, error);
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

static cupel_law law_of(const cupel_curve *curve)
{
    return (cupel_law){curve->count, curve->x, curve->y};
}

/* CELLS AND FACES OF PLACES */

cupel_status heat_world_snap(const heat_world *w, const heat_place *place, cupel_cell_box *box,
                             cupel_error *error)
{
    const cupel_status status = cupel_geometry_snap(w->grid, &place->extent, box, error);
    if (status) cupel_error_note(error, "%s %zu", place->what, place->number);
    return status;
}

static cupel_status fill_sources(const heat_world *w, cupel_error *error)
{
    const heat_places *places = &w->assembly->sources;
    for (size_t n = 0; n < places->count; n++) {
        const heat_place *place = &places->list[n];
        cupel_conduction_source *out = &w->sources[n];
        const cupel_status status = heat_world_snap(w, place, &out->box, error);
        if (status) return status;
        if (place->chip) {
            const heat_part *chip = place->row;
            out->power = chip->power;
            out->time_factor = law_of(&chip->time_factor);
            out->temperature_factor = law_of(&chip->temperature_factor);
            continue;
        }
        const heat_source *row = place->row;
        out->power = isnan(row->power) ? row->power_density * filled_volume(w, &out->box) : row->power;
        out->temperature_factor = law_of(&row->temperature_factor);
        out->time_factor = law_of(&row->time_factor);
    }
    return CUPEL_OK;
}

static cupel_status fill_contacts(const heat_world *w, cupel_error *error)
{
    const heat_places *places = &w->assembly->contacts;
    for (size_t n = 0; n < places->count; n++) {
        const heat_place *place = &places->list[n];
        const cupel_status status = heat_world_snap(w, place, &w->contacts[n].box, error);
        if (status) return status;
        const heat_contact *row = place->row;
        w->contacts[n].resistance = place->chip ? ((const heat_part *)place->row)->bond_resistance
                                    : isnan(row->resistance) ? row->thickness / row->conductivity
                                                             : row->resistance;
        if (!place->chip) w->contacts[n].time_factor = law_of(&row->time_factor);
    }
    return CUPEL_OK;
}

static cupel_status fill_coolants(const heat_world *w, cupel_error *error)
{
    const heat_places *places = &w->assembly->coolants;
    for (size_t n = 0; n < places->count; n++) {
        const heat_part *row = places->list[n].row;
        cupel_coolant *out = &w->coolants[n];
        double heat_capacity = row->fluid_heat_capacity;
        cupel_status status = heat_world_snap(w, &places->list[n], &out->box, error);
        if (!status && row->fluid)
            status = cupel_material_property(row->fluid, "heat_capacity", row->inlet_temperature,
                                             &heat_capacity, NULL, error);
        if (status) return status;
        out->axis = row->axis;
        out->backwards = row->backwards == 1;
        out->heat_capacity_rate = row->mass_flow * heat_capacity;
        out->coefficient = row->coefficient;
        out->inlet_temperature = row->inlet_temperature;
    }
    return CUPEL_OK;
}

static double or_zero(double value)
{
    return isnan(value) ? 0 : value;
}

static cupel_boundary boundary_of(const heat_boundary *row)
{
    if (!row) return (cupel_boundary){.kind = CUPEL_BOUNDARY_ADIABATIC};
    const bool over_temperature = row->coefficient_over_temperature.count > 0;
    return (cupel_boundary){.kind = (cupel_boundary_kind)row->kind,
                            .temperature = or_zero(row->temperature),
                            .flux = or_zero(row->flux),
                            .coefficient = over_temperature ? 1 : or_zero(row->coefficient),
                            .coefficient_factor = law_of(&row->coefficient_over_temperature),
                            .ambient = or_zero(row->ambient),
                            .surroundings =
                                or_zero(isnan(row->surroundings) ? row->ambient : row->surroundings),
                            .emissivity = or_zero(row->emissivity),
                            .resistance = or_zero(row->resistance),
                            .time_factor = law_of(&row->time_factor)};
}

static cupel_status fill_patches(const heat_world *w, cupel_error *error)
{
    const heat_places *places = &w->assembly->patches;
    for (size_t n = 0; n < places->count; n++) {
        const heat_patch *row = places->list[n].row;
        const cupel_status status = heat_world_snap(w, &places->list[n], &w->patches[n].box, error);
        if (status) return status;
        w->patches[n].boundary = boundary_of(&row->boundary);
    }
    return CUPEL_OK;
}

/* THE PROBLEM */

static void state_problem(const heat_conduction_parameters *p, heat_world *w)
{
    cupel_conduction *c = &w->problem;
    for (int a = 0; a < 3; a++) c->cells[a] = w->grid->cells[a], c->edges[a] = w->grid->edges[a];
    c->material = w->material;
    c->material_count = w->assembly->media.count;
    c->materials = w->materials;
    c->source_count = w->assembly->sources.count;
    c->sources = w->sources;
    c->contact_count = w->assembly->contacts.count;
    c->contacts = w->contacts;
    c->patch_count = w->assembly->patches.count;
    c->patches = w->patches;
    c->coolant_count = w->assembly->coolants.count;
    c->coolants = w->coolants;
    c->probe_count = p->probes.count;
    c->probes = w->probes;
    for (int side = 0; side < CUPEL_SIDES; side++)
        c->boundaries[side] = boundary_of(p->boundaries->side[side]);
}

static bool allocate(const heat_conduction_parameters *p, heat_world *w)
{
    const heat_assembly *a = w->assembly;
    w->materials = cupel_alloc(a->media.count + 1, sizeof *w->materials);
    w->sources = cupel_alloc(a->sources.count + 1, sizeof *w->sources);
    w->contacts = cupel_alloc(a->contacts.count + 1, sizeof *w->contacts);
    w->patches = cupel_alloc(a->patches.count + 1, sizeof *w->patches);
    w->coolants = cupel_alloc(a->coolants.count + 1, sizeof *w->coolants);
    w->probes = cupel_alloc(p->probes.count + 1, sizeof *w->probes);
    return w->materials && w->sources && w->contacts && w->patches && w->coolants && w->probes;
}

static cupel_status make_grid(const heat_conduction_parameters *p, const cupel_resolution *resolution,
                              int threads, heat_world *w, cupel_error *error)
{
    const cupel_status status = heat_assembly_grid(w->assembly, p->domain, resolution, &w->grid, error);
    if (status) return status;
    const size_t *cells = w->grid->cells;
    w->material = cupel_alloc(cells[0] * cells[1] * cells[2], sizeof *w->material);
    if (!w->material) return cupel_out_of_memory(error, "the cells");
    return heat_assembly_materials(w->assembly, p->domain, w->grid, threads, w->material, error);
}

static cupel_status begin(const heat_conduction_parameters *p, const cupel_resolution *resolution,
                          int threads, heat_world *w, cupel_error *error)
{
    w->assembly = cupel_alloc(1, sizeof *w->assembly);
    if (!w->assembly) return cupel_out_of_memory(error, "the parts");
    cupel_status status = heat_assembly_make(p, w->assembly, error);
    if (!status && !allocate(p, w)) status = cupel_out_of_memory(error, "the parts");
    if (!status) status = heat_media_laws(&w->assembly->media, w->assembly->arena, w->materials, error);
    return status ? status : make_grid(p, resolution, threads, w, error);
}

cupel_status heat_world_begin(const heat_conduction_parameters *p, const cupel_resolution *resolution,
                              int threads, heat_world *out, cupel_error *error)
{
    heat_world w = {0};
    const cupel_status status = begin(p, resolution, threads, &w, error);
    if (status)
        heat_world_free(&w);
    else
        *out = w;
    return status;
}

cupel_status heat_world_complete(const heat_conduction_parameters *p, heat_world *w, cupel_error *error)
{
    cupel_status status = fill_sources(w, error);
    if (!status) status = fill_contacts(w, error);
    if (!status) status = fill_coolants(w, error);
    if (!status) status = fill_patches(w, error);
    const heat_probe *probes = p->probes.rows;
    for (size_t n = 0; n < p->probes.count && !status; n++)
        for (size_t axis = 0; axis < 3; axis++) w->probes[n].position[axis] = probes[n].position.values[axis];
    if (!status) state_problem(p, w);
    return status;
}

cupel_status heat_world_new(const heat_conduction_parameters *p, const cupel_resolution *resolution,
                            int threads, heat_world *out, cupel_error *error)
{
    heat_world w = {0};
    cupel_status status = heat_world_begin(p, resolution, threads, &w, error);
    if (!status) status = heat_world_complete(p, &w, error);
    if (status)
        heat_world_free(&w);
    else
        *out = w;
    return status;
}

void heat_world_free(heat_world *world)
{
    if (world->assembly) heat_assembly_free(world->assembly);
    free(world->assembly);
    cupel_grid_lines_free(world->grid);
    free(world->material);
    free(world->materials);
    free(world->sources);
    free(world->contacts);
    free(world->patches);
    free(world->coolants);
    free(world->probes);
    *world = (heat_world){0};
}
