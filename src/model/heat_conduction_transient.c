/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_conduction_transient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "cupel/conduction_transient.h"
#include "cupel/enthalpy.h"
#include "material/material.h"
#include "model/heat_assembly.h"
#include "model/heat_grids.h"
#include "model/heat_sheets.h"
#include "model/heat_transient_record.h"

/* heat.conduction in time: from the parameters to include/cupel/conduction_transient.h, and what is written
 * down of it to results. */

/* The world with what its materials take up, and the march through it. */
typedef struct march {
    heat_world world;
    double *initial;  /* of each material [K] */
    double reference; /* that the relative tolerance counts from [K] */
    bool melts;
    heat_plan plan;
    heat_record record;
    cupel_transient *transient;
    cupel_transient_moment last;
} march;

static size_t cell_count(const march *m)
{
    const size_t *cells = m->world.grid->cells;
    return cells[0] * cells[1] * cells[2];
}

/* All but the world. */
static void release_own(march *m)
{
    cupel_transient_free(m->transient);
    for (size_t n = 0; m->world.materials && n < m->world.problem.material_count; n++) {
        cupel_law_free(&m->world.materials[n].enthalpy);
        cupel_law_free(&m->world.materials[n].liquid_fraction);
    }
    heat_record_free(&m->record);
    heat_plan_free(&m->plan);
    free(m->initial);
}

static void release(march *m)
{
    release_own(m);
    heat_world_free(&m->world);
    *m = (march){0};
}

static cupel_status plain(const heat_conduction_parameters *p, const heat_substance *substance,
                          cupel_conduction_material *out, double *initial, cupel_error *error)
{
    const heat_storage *storage = &substance->storage;
    *initial = storage->initial_temperature > 0 ? storage->initial_temperature : p->initial_temperature;
    return heat_storage_laws(storage, substance->material, &out->enthalpy, &out->liquid_fraction, error);
}

/* A mixture begins as what surrounds the cylinders or tracks does. */
static cupel_status mixture(const march *m, const heat_medium *medium, cupel_conduction_material *out,
                            double *initial, cupel_error *error)
{
    const size_t parts[] = {medium->matrix, medium->shell, medium->core};
    const double inner = medium->share * medium->core_share;
    const double shares[] = {1 - medium->share, medium->share - inner, inner};
    const cupel_law *laws[3] = {0};
    for (int i = 0; i < 3; i++) {
        if (!parts[i]) continue;
        const cupel_conduction_material *part = &m->world.materials[parts[i] - 1];
        if (part->liquid_fraction.count)
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "what melts cannot be a part of a mixture: covers and vias must stay solid");
        laws[i] = &part->enthalpy;
    }
    *initial = m->initial[medium->matrix - 1];
    return heat_storage_mix(laws, shares, &out->enthalpy, error);
}

static cupel_status fill_storage(const heat_conduction_parameters *p, march *m, cupel_error *error)
{
    const heat_media *media = &m->world.assembly->media;
    m->initial = cupel_alloc_doubles(media->count + 1);
    if (!m->initial) return cupel_out_of_memory(error, "initial temperatures");
    m->reference = p->initial_temperature;
    for (size_t n = 0; n < media->count; n++) {
        const heat_medium *medium = &media->list[n];
        cupel_conduction_material *material = &m->world.materials[n];
        const cupel_status status = medium->kind == HEAT_PLAIN
                                        ? plain(p, medium->substance, material, &m->initial[n], error)
                                        : mixture(m, medium, material, &m->initial[n], error);
        if (status) {
            cupel_error_note(error, "material %zu of the parts", n + 1);
            return status;
        }
        m->melts = m->melts || material->liquid_fraction.count > 0;
        if (isnan(m->initial[n]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "material %zu of the parts has no initial_temperature", n + 1);
        if (isnan(m->reference)) m->reference = m->initial[n];
    }
    return CUPEL_OK;
}

static cupel_status refuse_what_does_not_fit(const march *m, cupel_error *error)
{
    enum { ARRAYS = 24 }; /* of the steps in time, over the cells */
    const double fields = (double)m->plan.field_count * (m->melts ? 2 : 1);
    const double wanted = (double)cupel_conduction_bytes(m->world.grid->cells, true) +
                          8.0 * (double)cell_count(m) * (ARRAYS + 3 * fields);
    const double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (memory > 0 && wanted > 0.9 * memory)
        CUPEL_FAIL(
            error, CUPEL_ELIMIT,
            "%zu cells and %zu fields over time would take about %.3g GB, and this machine has %.1f GB: ask "
            "for fewer cells or field_times",
            cell_count(m), m->plan.field_count, wanted / 1e9, memory / 1e9);
    return CUPEL_OK;
}

static cupel_status plan(const heat_conduction_parameters *p, march *m, cupel_error *error)
{
    cupel_status status = fill_storage(p, m, error);
    if (!status) status = heat_plan_new(p, &m->plan, error);
    return status ? status : refuse_what_does_not_fit(m, error);
}

cupel_status heat_transient_check(const heat_conduction_parameters *p, heat_world *world, cupel_error *error)
{
    march m = {.world = *world};
    const cupel_status status = plan(p, &m, error);
    release_own(&m);
    return status;
}

static cupel_status prepare(const heat_conduction_parameters *p, const cupel_resolution *resolution,
                            int threads, march *m, cupel_error *error)
{
    cupel_status status = heat_world_new(p, resolution, threads, &m->world, error);
    if (!status) status = plan(p, m, error);
    if (!status)
        status = heat_record_new(&m->plan, p->probes.count, cell_count(m), m->melts, &m->record, error);
    if (status) return status;
    const cupel_transient_options options = {
        .end_time = p->end_time,
        .relative_tolerance = isnan(p->tolerance) ? 0 : p->tolerance,
        .absolute_tolerance = isnan(p->temperature_tolerance) ? 0 : p->temperature_tolerance,
        .output_count = m->plan.count,
        .output_times = m->plan.times,
        .initial_temperatures = m->initial,
        .threads = threads};
    return cupel_transient_new(&m->world.problem, m->reference, &options, &m->transient, error);
}

/* When the state is kept: it must cost little, and a killed run must not lose much. */
typedef struct keeper {
    double last, cost; /* [s] */
    size_t steps;
} keeper;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static cupel_status keep(const march *m, cupel_context *context, keeper *k, cupel_error *error)
{
    enum { SECONDS = 5, STEPS = 256, SHARE = 20 };
    if (!context->save || m->last.done) return CUPEL_OK;
    const double begin = now();
    k->steps++;
    if (begin - k->last < SHARE * k->cost || (begin - k->last < SECONDS && k->steps < STEPS)) return CUPEL_OK;
    void *state;
    size_t bytes;
    cupel_status status = heat_record_pack(&m->record, m->transient, &state, &bytes, error);
    if (status) return status;
    status = context->save(context->host, state, bytes, error);
    free(state);
    k->last = now();
    k->cost = k->last - begin;
    k->steps = 0;
    return status;
}

/* From the start, or from the last state of a killed run, to the end. */
static cupel_status walk(march *m, cupel_context *context, cupel_error *error)
{
    cupel_error ignored = {0};
    if (!context->state ||
        heat_record_unpack(&m->record, m->transient, context->state, context->state_bytes, &ignored)) {
        cupel_transient_now(m->transient, &m->last);
        heat_record_add(&m->record, &m->plan, m->transient, &m->last);
    }
    keeper k = {.last = now()};
    do {
        cupel_status status = cupel_transient_step(m->transient, &m->last, error);
        if (status) return status;
        heat_record_add(&m->record, &m->plan, m->transient, &m->last);
        status = keep(m, context, &k, error);
        if (status) return status;
        if (context->progress)
            context->progress(context->host, m->last.time / m->plan.times[m->plan.count - 1]);
    } while (!m->last.done);
    return CUPEL_OK;
}

/* RESULTS */

const cupel_result heat_history_columns[3] = {
    {"time", CUPEL_SCALAR, "s", .meaning = "time"},
    {"probe", CUPEL_LABEL, .meaning = "name of the probe"},
    {"temperature", CUPEL_SCALAR, "K", .meaning = "temperature there; on faces that of the face"},
};

static void tell_curves(const march *m, cupel_results *results)
{
    static const struct {
        const char *name;
        size_t column;
    } curves[] = {{"time", HEAT_TIME},
                  {"maximum_temperature_history", HEAT_GREATEST},
                  {"minimum_temperature_history", HEAT_LEAST},
                  {"mean_temperature_history", HEAT_MEAN},
                  {"source_power", HEAT_SOURCES},
                  {"heat_flow_x_min", HEAT_SIDE + CUPEL_X_MIN},
                  {"heat_flow_x_max", HEAT_SIDE + CUPEL_X_MAX},
                  {"heat_flow_y_min", HEAT_SIDE + CUPEL_Y_MIN},
                  {"heat_flow_y_max", HEAT_SIDE + CUPEL_Y_MAX},
                  {"heat_flow_z_min", HEAT_SIDE + CUPEL_Z_MIN},
                  {"heat_flow_z_max", HEAT_SIDE + CUPEL_Z_MAX},
                  {"heat_flow_void", HEAT_SIDE + CUPEL_VOID_FACES},
                  {"heat_flow_coolants", HEAT_COOLANTS},
                  {"net_heat_flow", HEAT_NET},
                  {"stored_energy", HEAT_STORED},
                  {"time_step", HEAT_STEP},
                  {"liquid_fraction", HEAT_LIQUID}};
    const size_t rows = m->record.now.rows;
    for (size_t c = 0; c < sizeof curves / sizeof *curves; c++) {
        if (curves[c].column == HEAT_LIQUID && !m->melts) continue;
        double *values = heat_record_column(&m->record, curves[c].column);
        if (values) cupel_results_set_series(results, curves[c].name, values, rows);
        free(values);
    }
}

static void tell_probes(const heat_conduction_parameters *p, const march *m, cupel_results *results)
{
    const size_t rows = m->record.now.rows, count = p->probes.count;
    if (count == 0) return;
    const heat_probe *probes = p->probes.rows;
    const char **names = cupel_alloc(rows * count, sizeof *names);
    double *times = cupel_alloc_doubles(rows * count), *values = cupel_alloc_doubles(rows * count);
    for (size_t n = 0; names && times && values && n < count; n++)
        for (size_t i = 0; i < rows; i++) {
            const double *row = m->record.rows + i * (HEAT_COLUMNS + count);
            names[n * rows + i] = probes[n].name;
            times[n * rows + i] = row[HEAT_TIME];
            values[n * rows + i] = row[HEAT_COLUMNS + n];
        }
    if (names && times && values) {
        cupel_results_set_column(results, "probe_histories", "time", times, rows * count);
        cupel_results_set_text_column(results, "probe_histories", "probe", names, rows * count);
        cupel_results_set_column(results, "probe_histories", "temperature", values, rows * count);
        for (size_t n = 0; n < count; n++) {
            names[n] = probes[n].name;
            values[n] = cupel_transient_probe(m->transient, n);
        }
        cupel_results_set_text_column(results, "probes", "name", names, count);
        cupel_results_set_column(results, "probes", "temperature", values, count);
    }
    free(names);
    free(times);
    free(values);
}

static double largest(const double *values, size_t count)
{
    double most = NAN;
    for (size_t i = 0; i < count; i++) most = fmax(most, values[i]);
    return most;
}

static void tell_solidification(const march *m, cupel_results *results)
{
    const size_t cells = cell_count(m);
    double *solid = cupel_alloc_doubles(cells), *local = cupel_alloc_doubles(cells);
    if (solid && local) {
        const cupel_grid grid = heat_field_grid(m->world.grid);
        cupel_transient_solidification(m->transient, solid, local);
        cupel_results_add_grid(results, "solidus_time", &grid, m->last.time, solid);
        cupel_results_add_grid(results, "local_solidification_time", &grid, m->last.time, local);
        const double last = largest(solid, cells), longest = largest(local, cells);
        if (m->last.liquid_fraction <= 0 && !isnan(last))
            cupel_results_set(results, "solidification_time", last);
        if (!isnan(longest)) cupel_results_set(results, "longest_local_solidification_time", longest);
        cupel_results_set(results, "liquid_fraction_at_end", m->last.liquid_fraction);
    }
    free(solid);
    free(local);
}

static void tell_heat_flux(const march *m, cupel_results *results)
{
    cupel_grid grid = heat_field_grid(m->world.grid);
    grid.components = 3;
    double *flux = cupel_alloc_doubles(3 * cell_count(m));
    if (flux) {
        cupel_transient_heat_flux(m->transient, flux);
        cupel_results_add_grid(results, "heat_flux", &grid, m->last.time, flux);
    }
    free(flux);
}

static void tell_fields(const march *m, cupel_results *results)
{
    const heat_record *r = &m->record;
    const cupel_grid grid = heat_field_grid(m->world.grid);
    for (size_t n = 0; n < r->now.fields; n++) {
        cupel_results_add_grid(results, "temperature", &grid, r->times[n], r->temperature + n * r->cells);
        if (r->liquid)
            cupel_results_add_grid(results, "liquid_fraction_field", &grid, r->times[n],
                                   r->liquid + n * r->cells);
    }
    tell_heat_flux(m, results);
    if (m->melts) tell_solidification(m, results);
}

static double imbalance(const cupel_transient_moment *m)
{
    const double off = fabs(m->supplied - m->stored);
    return m->turned_over > 0 ? off / m->turned_over : off;
}

static void tell(const heat_conduction_parameters *p, const march *m, cupel_results *results)
{
    const cupel_transient_moment *last = &m->last;
    cupel_results_set(results, "maximum_temperature", last->greatest);
    cupel_results_set(results, "minimum_temperature", last->least);
    cupel_results_set(results, "mean_temperature", last->mean);
    cupel_results_set(results, "power", last->sources);
    cupel_results_set(results, "peak_temperature", m->record.now.peak);
    cupel_results_set(results, "peak_time", m->record.now.peak_time);
    cupel_results_set(results, "stored_energy_change", last->stored);
    cupel_results_set(results, "turned_over_energy", last->turned_over);
    cupel_results_set(results, "energy_imbalance", imbalance(last));
    cupel_results_set(results, "steps", (double)last->steps);
    cupel_results_set(results, "rejected_steps", (double)last->rejected);
    cupel_results_set(results, "iterations", (double)last->iterations);
    cupel_results_set(results, "cells", (double)cell_count(m));
    cupel_results_set_text_column(results, "boundary_heat_flows", "side", heat_sides, CUPEL_SIDES);
    cupel_results_set_column(results, "boundary_heat_flows", "heat_flow", last->sides, CUPEL_SIDES);
    tell_curves(m, results);
    tell_probes(p, m, results);
    tell_fields(m, results);
}

/* NOTES */

typedef struct notes {
    cupel_text text;
    bool doubtful;
} notes;

/* Of a material that went from one temperature to the other. */
static void note_material(const march *m, size_t n, double least, double most, notes *out)
{
    const heat_media *media = &m->world.assembly->media;
    const cupel_material *beyond = heat_media_beyond(media, m->world.materials, n + 1, least);
    if (!beyond) beyond = heat_media_beyond(media, m->world.materials, n + 1, most);
    if (beyond)
        cupel_text_printf(
            &out->text,
            "temperatures leave the range in which %s knows its thermal_conductivity, which is held constant "
            "there. ",
            cupel_material_id(beyond));
    out->doubtful = out->doubtful || beyond;
    if (media->list[n].kind != HEAT_PLAIN) return;
    const heat_substance *substance = media->list[n].substance;
    bool melts;
    const double solidus = heat_storage_solidus(&substance->storage, substance->material, &melts);
    if (melts || !(most > solidus)) return;
    cupel_text_printf(
        &out->text,
        "%s reaches %.0f K, above its melting_temperature of %.0f K, and no latent_heat is given. ",
        cupel_material_id(substance->material), most, solidus);
    out->doubtful = true;
}

static cupel_status note_materials(const march *m, notes *out, cupel_error *error)
{
    const size_t count = m->world.problem.material_count, cells = cell_count(m);
    double *range = cupel_alloc_doubles(2 * count);
    if (!range) return cupel_out_of_memory(error, "the notes");
    for (size_t n = 0; n < count; n++) range[2 * n] = INFINITY, range[2 * n + 1] = -INFINITY;
    for (size_t f = 0; f < m->record.now.fields; f++)
        for (size_t c = 0; c < cells; c++) {
            if (!m->world.material[c]) continue;
            const size_t n = m->world.material[c] - 1u;
            const double t = m->record.temperature[f * cells + c];
            range[2 * n] = fmin(range[2 * n], t);
            range[2 * n + 1] = fmax(range[2 * n + 1], t);
        }
    for (size_t n = 0; n < count; n++)
        if (range[2 * n] <= range[2 * n + 1])
            note_material(m, n, fmin(range[2 * n], m->initial[n]), fmax(range[2 * n + 1], m->initial[n]),
                          out);
    free(range);
    return CUPEL_OK;
}

/* What is compared between grids, the finest first. */
typedef struct comparison {
    size_t count;
    double cells[HEAT_GRIDS], peak[HEAT_GRIDS], solid[HEAT_GRIDS];
} comparison;

static double solidification_time(const march *m)
{
    const size_t cells = cell_count(m);
    double *solid = cupel_alloc_doubles(2 * cells), last = NAN;
    if (solid && m->melts && m->last.liquid_fraction <= 0) {
        cupel_transient_solidification(m->transient, solid, solid + cells);
        last = largest(solid, cells);
    }
    free(solid);
    return last;
}

static void compare(comparison *c, const march *m)
{
    c->cells[c->count] = (double)cell_count(m);
    c->peak[c->count] = m->record.now.peak;
    c->solid[c->count++] = solidification_time(m);
}

/* The same march on the coarser grids, as far as it succeeds. */
static void tell_grid_error(const heat_conduction_parameters *p, const heat_grid_plan *plan, int threads,
                            const march *finest, cupel_results *results, notes *out)
{
    comparison c = {0};
    cupel_error why = {0};
    compare(&c, finest);
    heat_conduction_parameters without_probes = *p; /* which may lie in the voids of coarser grids */
    without_probes.probes.count = 0;
    for (size_t g = 1; g < plan->count && !why.status; g++) {
        march m = {0};
        cupel_context alone = {.threads = threads};
        cupel_status status = prepare(&without_probes, &plan->grids[g], threads, &m, &why);
        if (!status) status = walk(&m, &alone, &why);
        if (!status) compare(&c, &m);
        release(&m);
    }
    if (why.status)
        cupel_text_printf(&out->text, "grid_error_estimate lacks a grid of fewer cells: %s. ", why.text);
    const heat_grid_error peak = heat_grids_error(c.peak, c.count),
                          solid = heat_grids_error(c.solid, c.count);
    if (heat_grids_are_alike(&peak, c.peak[0])) cupel_text_add(&out->text, heat_grids_alike_note);
    cupel_results_set_column(results, "grids", "cells", c.cells, c.count);
    cupel_results_set_column(results, "grids", "maximum_temperature", c.peak, c.count);
    cupel_results_set_label(results, "grid_convergence", heat_convergences[peak.convergence]);
    if (!isnan(peak.error)) cupel_results_set(results, "grid_error_estimate", peak.error);
    if (isfinite(peak.order)) cupel_results_set(results, "observed_order", peak.order);
    if (!isnan(solid.error)) cupel_results_set(results, "solidification_time_error_estimate", solid.error);
}

static cupel_status tell_status(const march *m, notes *out, cupel_results *results, cupel_error *error)
{
    const cupel_status status = note_materials(m, out, error);
    if (status) return status;
    if (!heat_sheets_are_thin(&m->world, &out->text)) out->doubtful = true;
    if (m->melts && m->last.liquid_fraction > 0)
        cupel_text_printf(&out->text, "%.3g %% of what can melt is liquid at end_time. ",
                          100 * m->last.liquid_fraction);
    if (out->text.length > 0) cupel_results_set_label(results, "notes", cupel_text_get(&out->text));
    cupel_results_set_label(results, "solution_status", out->doubtful ? "doubtful" : "ok");
    return CUPEL_OK;
}

cupel_status heat_transient_run(const heat_conduction_parameters *p, cupel_context *context,
                                cupel_results *results, cupel_error *error)
{
    march m = {0};
    notes out = {0};
    heat_grid_plan plan = {0};
    cupel_status status = heat_grids_plan(p, heat_grids_target(p->domain), &plan, error);
    if (!status) status = prepare(p, &plan.grids[0], context->threads, &m, error);
    if (!status) status = walk(&m, context, error);
    if (!status) {
        tell(p, &m, results);
        tell_grid_error(p, &plan, context->threads, &m, results, &out);
        status = tell_status(&m, &out, results, error);
    }
    cupel_text_free(&out.text);
    release(&m);
    return status ? status : cupel_results_status(results, error);
}
