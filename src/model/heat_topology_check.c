/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cupel/conduction.h"
#include "cupel/geometry.h"
#include "cupel/mesh.h"
#include "model/heat_topology.h"

/* A design of heat.topology, solved again: black and white cells or the body within the surface, on a finer
 * grid, by the kernel of conduction with the sinks as patches. */

enum { FILLER = 1, CONDUCTOR = 2 };

/* The cells that a source heats: those behind it where it is flat. */
static cupel_cell_box heated(const cupel_topology_source *source)
{
    cupel_cell_box box = source->box;
    for (int a = 0; a < 3; a++) {
        if (box.lo[a] < box.hi[a]) continue;
        if (box.lo[a] == 0)
            box.hi[a] = 1;
        else
            box.lo[a]--;
    }
    return box;
}

static double mean_in(const size_t cells[3], const cupel_cell_box *box, const double *values)
{
    double sum = 0, count = 0;
    for (size_t k = box->lo[2]; k < box->hi[2]; k++)
        for (size_t j = box->lo[1]; j < box->hi[1]; j++)
            for (size_t i = box->lo[0]; i < box->hi[0]; i++)
                sum += values[i + cells[0] * (j + cells[1] * k)], count++;
    return sum / count;
}

/* Adds the figures of one case: compliance, highest rise, share of the mean. */
static void add_case(const topology_world *w, const size_t cells[3], const size_t parts[3], size_t load_case,
                     size_t cases, const double *rise, topology_figures *out)
{
    double power = 0, highest = 0, sum = 0;
    for (size_t s = 0; s < w->problem.source_count; s++) {
        if (w->problem.sources[s].load_case != load_case) continue;
        cupel_cell_box box = heated(&w->problem.sources[s]);
        for (int a = 0; a < 3; a++) box.lo[a] *= parts[a], box.hi[a] *= parts[a];
        power += w->problem.sources[s].power;
        out->compliance += w->problem.sources[s].power * mean_in(cells, &box, rise);
    }
    const size_t count = cells[0] * cells[1] * cells[2];
    for (size_t c = 0; c < count; c++) {
        highest = fmax(highest, rise[c]);
        sum += rise[c];
    }
    out->maximum = fmax(out->maximum, highest);
    out->mean += sum / (double)count / (double)cases;
    if (power > 0) out->resistance = fmax(out->resistance, highest / power);
}

void topology_figures_of(const topology_world *w, size_t cases, const double *const *rises,
                         topology_figures *out)
{
    static const size_t whole[3] = {1, 1, 1};
    *out = (topology_figures){.imbalance = NAN};
    for (size_t l = 0; l < cases; l++) add_case(w, w->problem.cells, whole, l, cases, rises[l], out);
}

/* The finer grid. */
typedef struct body {
    cupel_grid_lines grid;
    size_t parts[3], count;
    uint16_t *material;
    double *temperature;
    cupel_conduction_source *sources;
    cupel_patch *patches;
} body;

static void release(body *b)
{
    for (int a = 0; a < 3; a++) free(b->grid.edges[a]);
    free(b->material), free(b->temperature), free(b->sources), free(b->patches);
}

static bool refine(const topology_world *w, size_t refinement, body *b)
{
    b->count = 1;
    for (int a = 0; a < 3; a++) {
        const size_t cells = w->problem.cells[a];
        b->parts[a] = cells > 1 ? refinement : 1;
        b->grid.cells[a] = cells * b->parts[a];
        b->count *= b->grid.cells[a];
        b->grid.edges[a] = cupel_alloc_doubles(b->grid.cells[a] + 1);
        if (!b->grid.edges[a]) return false;
        for (size_t i = 0; i <= b->grid.cells[a]; i++)
            b->grid.edges[a][i] = w->edges[a][cells] * (double)i / (double)b->grid.cells[a];
    }
    b->material = cupel_alloc(b->count, sizeof *b->material);
    b->temperature = cupel_alloc_doubles(b->count);
    b->sources = cupel_alloc(w->problem.source_count, sizeof *b->sources);
    b->patches = cupel_alloc(w->problem.boundary_count, sizeof *b->patches);
    return b->material && b->temperature && b->sources && b->patches;
}

static void fill_cells(const topology_world *w, const double *design, body *b)
{
    const size_t *cells = w->problem.cells, *fine = b->grid.cells;
    for (size_t c = 0; c < b->count; c++) {
        const size_t i = c % fine[0] / b->parts[0], j = c / fine[0] % fine[1] / b->parts[1],
                     k = c / fine[0] / fine[1] / b->parts[2];
        b->material[c] = design && design[i + cells[0] * (j + cells[1] * k)] > 0.5 ? CONDUCTOR : FILLER;
    }
}

static cupel_status fill_surface(const topology_world *w, const double *shape, int threads, body *b,
                                 cupel_error *error)
{
    cupel_mesh *mesh = NULL;
    size_t filled;
    cupel_status status =
        cupel_mesh_of_level(w->problem.cells, (const double *const *)w->edges, shape, 0.5, &mesh, error);
    if (!status) status = cupel_mesh_fill(mesh, &b->grid, CONDUCTOR, threads, b->material, &filled, error);
    cupel_mesh_free(mesh);
    return status;
}

static void lay_patches(const topology_world *w, body *b)
{
    for (size_t n = 0; n < w->problem.boundary_count; n++) {
        cupel_patch *patch = &b->patches[n];
        const double h = w->problem.boundaries[n].coefficient;
        patch->box = w->problem.boundaries[n].box;
        for (int a = 0; a < 3; a++) patch->box.lo[a] *= b->parts[a], patch->box.hi[a] *= b->parts[a];
        patch->boundary =
            isfinite(h)
                ? (cupel_boundary){.kind = CUPEL_BOUNDARY_CONVECTION, .coefficient = h, .ambient = 300}
                : (cupel_boundary){.kind = CUPEL_BOUNDARY_TEMPERATURE, .temperature = 300};
    }
}

static cupel_status solve_case(const topology_world *w, size_t load_case, size_t cases, int threads, body *b,
                               topology_figures *out, cupel_error *error)
{
    const double where = 300, k[2] = {w->problem.filler_conductivity, w->problem.conductivity};
    cupel_conduction_material materials[2] = {0};
    for (int m = 0; m < 2; m++)
        for (int a = 0; a < 3; a++) materials[m].conductivity[a] = (cupel_law){1, &where, &k[m]};
    cupel_conduction problem = {.material = b->material,
                                .material_count = 2,
                                .materials = materials,
                                .sources = b->sources,
                                .patch_count = w->problem.boundary_count,
                                .patches = b->patches};
    for (int a = 0; a < 3; a++) problem.cells[a] = b->grid.cells[a], problem.edges[a] = b->grid.edges[a];
    for (size_t s = 0; s < w->problem.source_count; s++) {
        if (w->problem.sources[s].load_case != load_case) continue;
        cupel_conduction_source *source = &b->sources[problem.source_count++];
        *source = (cupel_conduction_source){.box = heated(&w->problem.sources[s]),
                                            .power = w->problem.sources[s].power};
        for (int a = 0; a < 3; a++) source->box.lo[a] *= b->parts[a], source->box.hi[a] *= b->parts[a];
    }
    if (!problem.source_count) return CUPEL_OK;
    cupel_conduction_result result = {.temperature = b->temperature};
    const cupel_conduction_options options = {.tolerance = 1e-9};
    const cupel_status status = cupel_conduction_solve(&problem, threads, &options, &result, error);
    if (status) return status;
    if (result.status == CUPEL_CONDUCTION_LIMIT)
        CUPEL_FAIL(error, CUPEL_EFAILED, "the design on the finer grid did not converge");
    for (size_t c = 0; c < b->count; c++) b->temperature[c] -= 300;
    add_case(w, b->grid.cells, b->parts, load_case, cases, b->temperature, out);
    out->imbalance = fmax(out->imbalance, result.imbalance);
    return CUPEL_OK;
}

cupel_status topology_check(const topology_world *w, const double *design, const double *shape,
                            size_t refinement, int threads, topology_figures *out, cupel_error *error)
{
    body b = {0};
    size_t cases = 0;
    topology_figures figures = {0};
    cupel_status status = refine(w, refinement, &b) ? CUPEL_OK : cupel_out_of_memory(error, "the finer grid");
    if (!status) {
        fill_cells(w, design, &b);
        lay_patches(w, &b);
        if (shape) status = fill_surface(w, shape, threads, &b, error);
    }
    for (size_t s = 0; s < w->problem.source_count; s++)
        if (w->problem.sources[s].load_case >= cases) cases = w->problem.sources[s].load_case + 1;
    for (size_t l = 0; !status && l < cases; l++)
        status = solve_case(w, l, cases, threads, &b, &figures, error);
    if (!status) {
        double conductor = 0;
        for (size_t c = 0; c < b.count; c++) conductor += b.material[c] == CONDUCTOR;
        figures.volume = conductor * w->cell_volume * (double)w->cells / (double)b.count;
        *out = figures;
    }
    release(&b);
    return status;
}

/* The cells that have been reached and not looked around from yet. */
typedef struct front {
    const double *design;
    unsigned char *reached;
    size_t *cells, count;
} front;

static void reach(front *f, size_t cell)
{
    if (f->reached[cell] || !(f->design[cell] > 0.5)) return;
    f->reached[cell] = 1;
    f->cells[f->count++] = cell;
}

static void start_at_sinks(const topology_world *w, front *f)
{
    const size_t *cells = w->problem.cells;
    for (size_t n = 0; n < w->problem.boundary_count; n++) {
        const cupel_topology_source beside = {.box = w->problem.boundaries[n].box};
        const cupel_cell_box box = heated(&beside);
        for (size_t k = box.lo[2]; k < box.hi[2]; k++)
            for (size_t j = box.lo[1]; j < box.hi[1]; j++)
                for (size_t i = box.lo[0]; i < box.hi[0]; i++) reach(f, i + cells[0] * (j + cells[1] * k));
    }
}

double topology_loose(const topology_world *w, const double *design)
{
    const size_t *cells = w->problem.cells, stride[3] = {1, cells[0], cells[0] * cells[1]};
    front f = {design, cupel_alloc(w->cells, 1), cupel_alloc(w->cells, sizeof(size_t)), 0};
    double all = 0, loose = 0;
    if (f.reached && f.cells) {
        start_at_sinks(w, &f);
        while (f.count > 0) {
            const size_t c = f.cells[--f.count];
            for (int a = 0; a < 3; a++) {
                const size_t at = c / stride[a] % cells[a];
                if (at > 0) reach(&f, c - stride[a]);
                if (at + 1 < cells[a]) reach(&f, c + stride[a]);
            }
        }
        for (size_t c = 0; c < w->cells; c++) {
            all += design[c] > 0.5;
            loose += design[c] > 0.5 && !f.reached[c];
        }
    }
    const bool room = f.reached && f.cells;
    free(f.reached);
    free(f.cells);
    return room && all > 0 ? loose / all : NAN;
}

/* The volume that the surface of a level encloses, and its shape. */
static cupel_status volume_at(const topology_world *w, const double *filtered, double level, double *shape,
                              double *volume, cupel_error *error)
{
    cupel_mesh *mesh = NULL;
    for (size_t c = 0; c < w->cells; c++)
        shape[c] = w->region[c] == CUPEL_TOPOLOGY_DESIGN ? filtered[c] - level + 0.5
                                                         : w->region[c] == CUPEL_TOPOLOGY_SOLID;
    const cupel_status status =
        cupel_mesh_of_level(w->problem.cells, (const double *const *)w->edges, shape, 0.5, &mesh, error);
    if (!status) *volume = cupel_mesh_volume(mesh);
    cupel_mesh_free(mesh);
    return status;
}

cupel_status topology_shape(const topology_world *w, const double *filtered, double level, double *shape,
                            double *volume, cupel_error *error)
{
    const double wanted = w->problem.volume_fraction * w->free_volume + w->kept_volume;
    double lo = fmax(level - 0.2, 0), hi = fmin(level + 0.2, 1);
    for (int n = 0; n < 18; n++) {
        const double middle = 0.5 * (lo + hi);
        cupel_error none = {0};
        double enclosed = 0; /* also where nothing lies above */
        const cupel_status status = volume_at(w, filtered, middle, shape, &enclosed, &none);
        if (status && status != CUPEL_EINVAL) {
            if (error) *error = none;
            return status;
        }
        if (enclosed > wanted)
            lo = middle;
        else
            hi = middle;
    }
    return volume_at(w, filtered, lo, shape, volume, error);
}
