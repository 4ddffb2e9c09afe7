/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cupel/geometry.h"
#include "material/material.h"
#include "model/heat_topology.h"

/* From the parameters of heat.topology to the problem on its grid. */

static cupel_status snap(const topology_world *w, const cupel_vector *from, const cupel_vector *to,
                         const char *what, size_t index, cupel_cell_box *out, cupel_error *error)
{
    cupel_extent extent;
    cupel_grid_lines grid;
    for (int a = 0; a < 3; a++) {
        extent.lo[a] = from->values[a], extent.hi[a] = to->values[a];
        grid.cells[a] = w->problem.cells[a], grid.edges[a] = w->edges[a];
    }
    const cupel_status status = cupel_geometry_snap(&grid, &extent, out, error);
    if (status) cupel_error_note(error, "%s %zu", what, index + 1);
    return status;
}

static double cells_of(const cupel_cell_box *box)
{
    double cells = 1;
    for (int a = 0; a < 3; a++) cells *= (double)(box->hi[a] - box->lo[a]);
    return cells;
}

static cupel_status fill_sources(const topology_parameters *p, topology_world *w, cupel_error *error)
{
    const topology_source *rows = p->sources.rows;
    for (size_t s = 0; s < p->sources.count; s++) {
        cupel_topology_source *out = &w->sources[s];
        const cupel_status status = snap(w, &rows[s].from, &rows[s].to, "source", s, &out->box, error);
        if (status) return status;
        const double cells = cells_of(&out->box);
        if (!isnan(rows[s].power_density) && !(cells > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "source %zu: power_density is per volume, and it is flat: give power", s + 1);
        out->power = isnan(rows[s].power) ? rows[s].power_density * cells * w->cell_volume : rows[s].power;
        out->load_case = (size_t)rows[s].load_case - 1;
    }
    return CUPEL_OK;
}

static cupel_status fill_sinks(const topology_parameters *p, topology_world *w, cupel_error *error)
{
    const topology_sink *rows = p->sinks.rows;
    for (size_t b = 0; b < p->sinks.count; b++) {
        const cupel_status status = snap(w, &rows[b].from, &rows[b].to, "sink", b, &w->sinks[b].box, error);
        if (status) return status;
        w->sinks[b].coefficient = isnan(rows[b].coefficient) ? (double)INFINITY : rows[b].coefficient;
    }
    return CUPEL_OK;
}

static cupel_status fill_regions(const topology_parameters *p, topology_world *w, cupel_error *error)
{
    const topology_region *rows = p->regions.rows;
    const size_t *cells = w->problem.cells;
    for (size_t r = 0; r < p->regions.count; r++) {
        cupel_cell_box box;
        const cupel_status status = snap(w, &rows[r].from, &rows[r].to, "region", r, &box, error);
        if (status) return status;
        if (!(cells_of(&box) > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "region %zu is flat: it holds no cell", r + 1);
        for (size_t k = box.lo[2]; k < box.hi[2]; k++)
            for (size_t j = box.lo[1]; j < box.hi[1]; j++)
                for (size_t i = box.lo[0]; i < box.hi[0]; i++)
                    w->region[i + cells[0] * (j + cells[1] * k)] =
                        rows[r].kind == 0 ? CUPEL_TOPOLOGY_SOLID : CUPEL_TOPOLOGY_VOID;
    }
    for (size_t c = 0; c < w->cells; c++) {
        if (w->region[c] == CUPEL_TOPOLOGY_DESIGN) w->free_volume += w->cell_volume;
        if (w->region[c] == CUPEL_TOPOLOGY_SOLID) w->kept_volume += w->cell_volume;
    }
    return CUPEL_OK;
}

static cupel_status conductivity_of(const topology_parameters *p, const cupel_material *material,
                                    double given, double *out, cupel_error *error)
{
    *out = given;
    return material ? cupel_material_property(material, "thermal_conductivity", p->ambient_temperature, out,
                                              NULL, error)
                    : CUPEL_OK;
}

static cupel_status fill_materials(const topology_parameters *p, topology_world *w, cupel_error *error)
{
    cupel_status status = conductivity_of(p, p->material, p->conductivity, &w->problem.conductivity, error);
    if (!status)
        status = conductivity_of(p, p->filler_material, p->filler_conductivity,
                                 &w->problem.filler_conductivity, error);
    w->density = NAN;
    if (!status && p->material && (!isnan(p->maximum_mass) || cupel_material_has(p->material, "density")))
        status = cupel_material_property(p->material, "density", 293.15, &w->density, NULL, error);
    return status;
}

static cupel_status state_problem(const topology_parameters *p, topology_world *w, cupel_error *error)
{
    cupel_topology *t = &w->problem;
    t->volume_fraction = p->volume_fraction;
    if (!isnan(p->maximum_mass)) {
        const double volume = p->maximum_mass / w->density - w->kept_volume;
        t->volume_fraction = volume / w->free_volume;
        if (!(volume > 0 && volume < w->free_volume))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "maximum_mass %g kg must be above that of the solid regions, %g kg, and below that of "
                       "the room filled, %g kg",
                       p->maximum_mass, w->kept_volume * w->density,
                       (w->kept_volume + w->free_volume) * w->density);
    }
    double widest = 0;
    for (int a = 0; a < 3; a++)
        if (t->cells[a] > 1) widest = fmax(widest, t->spacing[a]);
    t->region = w->region;
    t->source_count = p->sources.count, t->sources = w->sources;
    t->boundary_count = p->sinks.count, t->boundaries = w->sinks;
    for (int a = 0; a < 3; a++) t->symmetric[a] = p->symmetry && p->symmetry->along[a] == 1;
    t->penalty = p->penalty;
    t->last_penalty = p->last_penalty;
    t->filter_radius = isnan(p->filter_radius) ? 2 * widest : p->filter_radius;
    t->projection = p->projection;
    t->tolerance = p->tolerance;
    t->most_iterations = (size_t)p->maximum_iterations;
    return CUPEL_OK;
}

static bool make_grid(const topology_parameters *p, topology_world *w)
{
    w->cells = 1;
    w->cell_volume = 1;
    for (int a = 0; a < 3; a++) {
        const size_t cells = (size_t)p->domain->cells.values[a];
        w->problem.cells[a] = cells;
        w->problem.spacing[a] = p->domain->size.values[a] / (double)cells;
        w->cells *= cells;
        w->cell_volume *= w->problem.spacing[a];
        w->edges[a] = cupel_alloc_doubles(cells + 1);
        if (!w->edges[a]) return false;
        for (size_t i = 0; i <= cells; i++)
            w->edges[a][i] = p->domain->size.values[a] * (double)i / (double)cells;
    }
    w->region = cupel_alloc(w->cells, sizeof *w->region);
    w->sources = cupel_alloc(p->sources.count, sizeof *w->sources);
    w->sinks = cupel_alloc(p->sinks.count, sizeof *w->sinks);
    return w->region && w->sources && w->sinks;
}

cupel_status topology_world_new(const topology_parameters *p, topology_world *out, cupel_error *error)
{
    topology_world w = {0};
    cupel_status status = CUPEL_OK;
    double cells = 1;
    for (size_t a = 0; a < 3; a++) cells *= p->domain->cells.values[a];
    if (cells > 1e8) CUPEL_FAIL(error, CUPEL_ELIMIT, "%g cells are too many: at most 1e8", cells);
    for (size_t a = 0; a < 3; a++)
        if (p->domain->cells.values[a] > 1) cells *= (double)p->refinement;
    if (cells > 1e9)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "refinement %lld makes %g cells for the verification: at most 1e9",
                   (long long)p->refinement, cells);
    if (!make_grid(p, &w)) status = cupel_out_of_memory(error, "the body");
    if (!status) status = fill_sources(p, &w, error);
    if (!status) status = fill_sinks(p, &w, error);
    if (!status) status = fill_regions(p, &w, error);
    if (!status) status = fill_materials(p, &w, error);
    if (!status) status = state_problem(p, &w, error);
    if (status)
        topology_world_free(&w);
    else
        *out = w;
    return status;
}

cupel_status topology_world_check(const topology_parameters *p, cupel_error *error)
{
    topology_world w;
    cupel_status status = topology_world_new(p, &w, error);
    if (status) return status;
    status = cupel_topology_check(&w.problem, error);
    topology_world_free(&w);
    return status;
}

void topology_world_free(topology_world *world)
{
    for (int a = 0; a < 3; a++) free(world->edges[a]);
    free(world->region);
    free(world->sources);
    free(world->sinks);
    *world = (topology_world){0};
}
