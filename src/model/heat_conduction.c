/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_assembly.h"
#include "model/heat_grids.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "material/material.h"
#include "model/heat_conduction_transient.h"
#include "model/heat_preview.h"
#include "model/heat_sheets.h"
#include "model/registry.h"

/* heat.conduction: the model, and steady conduction in a body of parts, by include/cupel/conduction.h on the
 * grid asked for and on coarser ones, from which the error of the grid is estimated (model/heat_grids.h). */

enum { MOST_GRIDS = 48 };

static const cupel_result probe_columns[] = {
    {"name", CUPEL_LABEL, .meaning = "name of the probe"},
    {"temperature", CUPEL_SCALAR, "K", .meaning = "temperature there; on faces that of the face"},
};
static const cupel_result side_columns[] = {
    {"side", CUPEL_LABEL, .meaning = "outer side, or void"},
    {"heat_flow", CUPEL_SCALAR, "W", .meaning = "heat flow into the body there; what leaves is negative"},
};
static const cupel_result coolant_columns[] = {
    {"part", CUPEL_SCALAR, "1", .meaning = "number of the channel among the parts, from 1"},
    {"outlet_temperature", CUPEL_SCALAR, "K", .meaning = "temperature with which the coolant leaves"},
    {"heat_flow", CUPEL_SCALAR, "W", .meaning = "heat that it takes up"},
};
static const cupel_result grid_columns[] = {
    {"cells", CUPEL_SCALAR, "1", .meaning = "cells of the grid"},
    {"maximum_temperature", CUPEL_SCALAR, "K", .meaning = "highest temperature on it"},
};
#define COLUMNS(list) .columns = (list), .column_count = sizeof(list) / sizeof *(list)

static const cupel_result results_rows[] = {
    {"maximum_temperature", CUPEL_SCALAR, "K", .meaning = "highest temperature of cells and faces"},
    {"minimum_temperature", CUPEL_SCALAR, "K", .meaning = "lowest temperature of cells and faces"},
    {"mean_temperature", CUPEL_SCALAR, "K", .meaning = "mean over the volume of the parts"},
    {"thermal_resistance", CUPEL_SCALAR, "K/W",
     .meaning = "highest temperature over the coldest surroundings, by the power of the sources"},
    {"power", CUPEL_SCALAR, "W", .meaning = "heat of all sources"},
    {"probes", CUPEL_COLUMNS, COLUMNS(probe_columns), .meaning = "the temperatures asked for"},
    {"boundary_heat_flows", CUPEL_COLUMNS, COLUMNS(side_columns),
     .meaning = "what crosses the outer sides and the faces to void"},
    {"coolants", CUPEL_COLUMNS, COLUMNS(coolant_columns), .meaning = "what flows through channels"},
    {"energy_imbalance", CUPEL_SCALAR, "1",
     .meaning =
         "sum of all heat flows by the sum of those that go in: 0 but for the solver's tolerance; transient: "
         "supplied less stored heat, by turned_over_energy"},
    {"iterations", CUPEL_SCALAR, "1", .meaning = "iterations of the linear solver on the finest grid"},
    {"nonlinear_iterations", CUPEL_SCALAR, "1",
     .meaning = "of conductivities and radiation, on the finest grid"},
    {"cells", CUPEL_SCALAR, "1", .meaning = "cells of the finest grid"},
    {"grid_error_estimate", CUPEL_SCALAR, "K", .difference = true,
     .meaning =
         "what the highest temperature may be off by the grid, from its change over two or three grids; an "
         "estimate with a safety factor, not a bound"},
    {"grid_convergence", CUPEL_LABEL,
     .meaning =
         "how it changes over the last grids: monotone, irregular (three times the greater change is taken), "
         "two_grids, one_grid"},
    {"observed_order", CUPEL_SCALAR, "1",
     .meaning = "order of that change where it is monotone; 2 by theory"},
    {"grids", CUPEL_COLUMNS, COLUMNS(grid_columns),
     .meaning = "the grids that were solved on, in this order"},
    {"iteration", CUPEL_SERIES, "1", .meaning = "number of the iteration, the first 128"},
    {"relative_residual", CUPEL_SERIES, "1", .axis = "iteration",
     .meaning = "net heat flow of the cells against that of the guess"},
    {"temperature", CUPEL_GRID, "K", .meaning = "temperature of the cells, void cells empty"},
    {"heat_flux", CUPEL_GRID, "W/m^2",
     .meaning = "heat flux in the middle of the cells along x, y, z, void cells empty"},
    HEAT_TRANSIENT_RESULTS,
    {"solution_status", CUPEL_LABEL,
     .meaning = "ok, doubtful (the notes say why), stagnated (rounding) or not_converged"},
    {"notes", CUPEL_LABEL, .meaning = "what is to be known of the answer"},
};

typedef struct solution {
    heat_world world;
    cupel_conduction_result result;
    double *probes, *field, *flux; /* flux: of the finest grid only */
    double *outlets;               /* of the coolants, with room for two more columns of their table */
    const char **names;            /* room for those of the probes */
} solution;

static void release(solution *s)
{
    heat_world_free(&s->world);
    free(s->probes);
    free(s->field);
    free(s->flux);
    free(s->outlets);
    free(s->names);
    *s = (solution){0};
}

cupel_conduction_options heat_steady_options(const heat_conduction_parameters *p)
{
    return (cupel_conduction_options){.initial_temperature =
                                          isnan(p->initial_temperature) ? 0 : p->initial_temperature,
                                      .tolerance = isnan(p->tolerance) ? 1e-9 : p->tolerance};
}

static cupel_status solve(const heat_conduction_parameters *p, const cupel_resolution *resolution,
                          int threads, bool with_flux, solution *out, cupel_error *error)
{
    solution s = {0};
    cupel_status status = heat_world_new(p, resolution, threads, &s.world, error);
    if (!status) {
        const size_t *cells = s.world.grid->cells;
        s.probes = cupel_alloc_doubles(p->probes.count + 1);
        s.field = cupel_alloc_doubles(cells[0] * cells[1] * cells[2]);
        if (with_flux) s.flux = cupel_alloc_doubles(3 * cells[0] * cells[1] * cells[2]);
        s.outlets = cupel_alloc_doubles(3 * s.world.problem.coolant_count + 1);
        s.names = cupel_alloc(p->probes.count + 1, sizeof *s.names);
        if (!s.probes || !s.field || !s.outlets || !s.names || (with_flux && !s.flux))
            status = cupel_out_of_memory(error, "the temperatures");
    }
    if (!status) {
        const cupel_conduction_options options = heat_steady_options(p);
        s.result.temperature = s.field;
        s.result.probes = s.probes;
        s.result.heat_flux = s.flux;
        s.result.outlets = s.outlets;
        status = cupel_conduction_solve(&s.world.problem, threads, &options, &s.result, error);
    }
    if (status) {
        release(&s);
        return status;
    }
    *out = s;
    return CUPEL_OK;
}

cupel_grid heat_field_grid(const cupel_grid_lines *lines)
{
    cupel_grid grid = {.components = 1};
    for (int a = 0; a < 3; a++) {
        grid.cells[a] = lines->cells[a];
        grid.spacing[a] = lines->edges[a][grid.cells[a]] / (double)grid.cells[a];
        for (size_t i = 0; i < grid.cells[a]; i++)
            if (fabs(lines->edges[a][i + 1] - lines->edges[a][i] - grid.spacing[a]) > 1e-9 * grid.spacing[a])
                grid.edges[a] = lines->edges[a];
    }
    return grid;
}

static void tell_field(const solution *s, cupel_results *results)
{
    cupel_grid grid = heat_field_grid(s->world.grid);
    cupel_results_add_grid(results, "temperature", &grid, 0, s->field);
    grid.components = 3;
    if (s->flux) cupel_results_add_grid(results, "heat_flux", &grid, 0, s->flux);
}

static void tell_tables(const heat_conduction_parameters *p, const solution *s, cupel_results *results)
{
    cupel_results_set_text_column(results, "boundary_heat_flows", "side", heat_sides, CUPEL_SIDES);
    cupel_results_set_column(results, "boundary_heat_flows", "heat_flow", s->result.sides, CUPEL_SIDES);
    const heat_probe *probes = p->probes.rows;
    if (p->probes.count == 0) return;
    for (size_t n = 0; n < p->probes.count; n++) s->names[n] = probes[n].name;
    cupel_results_set_text_column(results, "probes", "name", s->names, p->probes.count);
    cupel_results_set_column(results, "probes", "temperature", s->probes, p->probes.count);
}

static void tell_coolants(const solution *s, cupel_results *results)
{
    const heat_places *places = &s->world.assembly->coolants;
    double *parts = s->outlets + places->count, *flows = parts + places->count;
    if (places->count == 0) return;
    for (size_t n = 0; n < places->count; n++) {
        const cupel_coolant *c = &s->world.coolants[n];
        parts[n] = (double)places->list[n].number;
        flows[n] = c->heat_capacity_rate * (s->outlets[n] - c->inlet_temperature);
    }
    cupel_results_set_column(results, "coolants", "part", parts, places->count);
    cupel_results_set_column(results, "coolants", "outlet_temperature", s->outlets, places->count);
    cupel_results_set_column(results, "coolants", "heat_flow", flows, places->count);
}

static double coldest_of(const cupel_boundary *b)
{
    double coldest = NAN;
    if (b->kind == CUPEL_BOUNDARY_TEMPERATURE) coldest = fmin(coldest, b->temperature);
    if (b->kind == CUPEL_BOUNDARY_CONVECTION || b->kind == CUPEL_BOUNDARY_CONVECTION_RADIATION)
        coldest = fmin(coldest, b->ambient);
    if (b->kind == CUPEL_BOUNDARY_RADIATION || b->kind == CUPEL_BOUNDARY_CONVECTION_RADIATION)
        coldest = fmin(coldest, b->surroundings);
    return coldest;
}

/* The coldest that the body exchanges with; NaN when it exchanges with nothing. */
static double coldest_surroundings(const cupel_conduction *problem)
{
    double coldest = NAN;
    for (int side = 0; side < CUPEL_SIDES; side++)
        coldest = fmin(coldest, coldest_of(&problem->boundaries[side]));
    for (size_t n = 0; n < problem->patch_count; n++)
        coldest = fmin(coldest, coldest_of(&problem->patches[n].boundary));
    for (size_t n = 0; n < problem->coolant_count; n++)
        coldest = fmin(coldest, problem->coolants[n].inlet_temperature);
    return coldest;
}

static void tell(const heat_conduction_parameters *p, const solution *s, cupel_results *results)
{
    const cupel_conduction_result *r = &s->result;
    const size_t *cells = s->world.grid->cells;
    cupel_results_set(results, "maximum_temperature", r->maximum);
    cupel_results_set(results, "minimum_temperature", r->minimum);
    cupel_results_set(results, "mean_temperature", r->mean);
    const double coldest = coldest_surroundings(&s->world.problem);
    if (r->power > 0 && !isnan(coldest))
        cupel_results_set(results, "thermal_resistance", (r->maximum - coldest) / r->power);
    cupel_results_set(results, "power", r->power);
    cupel_results_set(results, "energy_imbalance", r->imbalance);
    cupel_results_set(results, "iterations", (double)r->linear_iterations);
    cupel_results_set(results, "nonlinear_iterations", (double)r->iterations);
    cupel_results_set(results, "cells", (double)cells[0] * (double)cells[1] * (double)cells[2]);
    tell_tables(p, s, results);
    tell_coolants(s, results);
    double number[CUPEL_CONDUCTION_HISTORY];
    for (size_t i = 0; i < r->history_count; i++) number[i] = (double)i;
    if (r->history_count > 0) {
        cupel_results_set_series(results, "iteration", number, r->history_count);
        cupel_results_set_series(results, "relative_residual", r->history, r->history_count);
    }
    tell_field(s, results);
    if (r->status == CUPEL_CONDUCTION_LIMIT)
        cupel_results_fail(
            results,
            "not converged: the net heat flow of the cells did not fall to %.2g of that of the guess",
            heat_steady_options(p).tolerance);
}

/* The first part whose record says nothing of the temperatures that came out; NULL: none. Its conductivity is
 * then held at the end of the record's range. */
static const cupel_material *beyond_record(const solution *s)
{
    const size_t *cells = s->world.grid->cells;
    for (size_t c = 0; c < cells[0] * cells[1] * cells[2]; c++) {
        const cupel_material *material = heat_media_beyond(&s->world.assembly->media, s->world.materials,
                                                           s->world.material[c], s->field[c]);
        if (material) return material;
    }
    return NULL;
}

/* SEVERAL GRIDS */

typedef struct answer {
    solution finest;
    heat_grid_error error;
    cupel_error why; /* that a coarser grid gave nothing */
    bool short_of_tolerance;
    size_t count; /* grids solved on, in this order   */
    double cells[MOST_GRIDS], maximum[MOST_GRIDS];
} answer;

static double cells_of(const solution *s)
{
    const size_t *cells = s->world.grid->cells;
    return (double)cells[0] * (double)cells[1] * (double)cells[2];
}

static void record(answer *a, const solution *s)
{
    if (a->count == MOST_GRIDS) return;
    a->cells[a->count] = cells_of(s);
    a->maximum[a->count++] = s->result.maximum;
}

/* The grids of a plan, the coarsest first. Coarser ones that give nothing leave the error without them. */
static cupel_status solve_plan(const heat_conduction_parameters *p, const heat_grid_plan *plan, int threads,
                               answer *a, cupel_error *error)
{
    double values[HEAT_GRIDS];
    size_t good = 0;                                /* grids in a row, up to the finest */
    heat_conduction_parameters without_probes = *p; /* which may lie in the voids of coarser grids */
    without_probes.probes.count = 0;
    for (size_t g = plan->count; g-- > 1;) {
        solution s = {0};
        cupel_status status = solve(&without_probes, &plan->grids[g], threads, false, &s, &a->why);
        if (status == CUPEL_ENOMEM) return cupel_error_set(error, status, "%s", a->why.text);
        if (!status && s.result.status == CUPEL_CONDUCTION_LIMIT)
            status = cupel_error_set(&a->why, CUPEL_EFAILED, "its solution did not converge");
        if (!status) record(a, &s);
        for (size_t i = good; i > 0; i--) values[i] = values[i - 1];
        values[0] = status ? NAN : s.result.maximum;
        good = status ? 0 : good + 1;
        release(&s);
    }
    const cupel_status status = solve(p, &plan->grids[0], threads, true, &a->finest, error);
    if (status) return status;
    record(a, &a->finest);
    for (size_t i = good; i > 0; i--) values[i] = values[i - 1];
    values[0] = a->finest.result.maximum;
    a->error = heat_grids_error(values, good + 1);
    return CUPEL_OK;
}

/* Solves on more and more cells until the error is small enough, or there may be no more. */
static cupel_status solve_to_tolerance(const heat_conduction_parameters *p, int threads, answer *a,
                                       cupel_error *error)
{
    const double tolerance = p->domain->grid_tolerance;
    const size_t most = heat_grids_most(p->domain);
    size_t target = heat_grids_target(p->domain);
    for (;;) {
        heat_grid_plan plan = {0};
        cupel_status status = heat_grids_plan(p, target, &plan, error);
        if (!status) status = heat_grids_fit(&plan.grids[0], error);
        if (!status) status = solve_plan(p, &plan, threads, a, error);
        if (status || isnan(tolerance) || a->error.error <= tolerance) return status;
        const size_t cells = (size_t)cells_of(&a->finest),
                     wanted = heat_grids_next(cells, &a->error, tolerance);
        target = wanted < most ? wanted : most;
        if ((double)target < 1.2 * (double)cells || a->count + HEAT_GRIDS > MOST_GRIDS) {
            a->short_of_tolerance = true;
            return CUPEL_OK;
        }
        release(&a->finest);
        a->why = (cupel_error){0};
    }
}

static void tell_grids(const answer *a, cupel_results *results)
{
    cupel_results_set_column(results, "grids", "cells", a->cells, a->count);
    cupel_results_set_column(results, "grids", "maximum_temperature", a->maximum, a->count);
    cupel_results_set_label(results, "grid_convergence", heat_convergences[a->error.convergence]);
    if (!isnan(a->error.error)) cupel_results_set(results, "grid_error_estimate", a->error.error);
    if (!isnan(a->error.order)) cupel_results_set(results, "observed_order", a->error.order);
}

static cupel_status tell_status(const heat_conduction_parameters *p, const answer *a, cupel_results *results,
                                cupel_error *error)
{
    const solution *s = &a->finest;
    const cupel_material *beyond = beyond_record(s);
    cupel_text notes = {0};
    if (beyond)
        cupel_text_printf(
            &notes,
            "temperatures leave the range in which %s knows its thermal_conductivity, which is held constant "
            "there. ",
            cupel_material_id(beyond));
    if (a->short_of_tolerance)
        cupel_text_printf(&notes, "the grid_tolerance of %.4g K is not reached with %.0f cells. ",
                          p->domain->grid_tolerance, cells_of(s));
    const bool thin = heat_sheets_are_thin(&s->world, &notes);
    if (a->why.status)
        cupel_text_printf(&notes, "grid_error_estimate lacks a grid of fewer cells: %s. ", a->why.text);
    else if (a->error.convergence == HEAT_ONE_GRID)
        cupel_text_add(&notes, "no grid_error_estimate: the faces of the parts leave no coarser grid. ");
    if (heat_grids_are_alike(&a->error, s->result.maximum)) cupel_text_add(&notes, heat_grids_alike_note);
    if (notes.length > 0) cupel_results_set_label(results, "notes", cupel_text_get(&notes));
    const bool failed = notes.failed;
    cupel_text_free(&notes);
    const char *word = beyond || a->short_of_tolerance || !thin ? "doubtful" : "ok";
    if (s->result.status == CUPEL_CONDUCTION_STAGNATED) word = "stagnated";
    if (s->result.status == CUPEL_CONDUCTION_LIMIT) word = "not_converged";
    cupel_results_set_label(results, "solution_status", word);
    return failed ? cupel_out_of_memory(error, "the notes") : CUPEL_OK;
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    const heat_conduction_parameters *p = values;
    if (p->mode == HEAT_TRANSIENT) return heat_transient_run(p, context, results, error);
    answer *a = cupel_alloc(1, sizeof *a);
    if (!a) return cupel_out_of_memory(error, "the temperatures");
    cupel_status status = solve_to_tolerance(p, context->threads, a, error);
    if (!status) {
        tell(p, &a->finest, results);
        tell_grids(a, results);
        status = tell_status(p, a, results, error);
    }
    release(&a->finest);
    free(a);
    return status ? status : cupel_results_status(results, error);
}

static const cupel_chart_panel body_panels[] = {
    {.results = {"temperature"}, .arrows = "heat_flux"},
    {.results = {"maximum_temperature_history", "mean_temperature_history", "minimum_temperature_history"}},
    {.results = {"probe_histories/temperature"}},
    {.results = {"liquid_fraction"}},
    {.results = {"relative_residual"}, .logarithmic = true},
};
static const cupel_chart body_chart = {.name = "temperatures in the body", CUPEL_CHART_PANELS(body_panels)};

const cupel_model cupel_model_heat_conduction = {
    .name = "heat.conduction",
    .title = "Heat conduction in a body of parts",
    .summary =
        "Temperatures, steady or in time with melting and freezing, of a body of boxes, plate fins, pin fins "
        "and channels of many materials, with "
        "heat sources in parts or on faces, contact resistances, and on each side or patch a temperature, "
        "flux, "
        "film or radiation: a board with chips, a sink under a module, a bonded target. Finite volumes on "
        "a Cartesian grid that is made from the parts; conductivities may change with temperature and "
        "differ along x, y, z. Heat flows balance to the solver's tolerance, and the error of the grid is "
        "estimated. Not for curved faces finer than the cells, nor for the flow of the coolant, "
        "of which only film coefficients are known.",
    .reference =
        "Patankar 1980, Numerical Heat Transfer and Fluid Flow; Carslaw and Jaeger 1959, Conduction of Heat "
        "in Solids",
    .version = 2,
    .parameters = &heat_conduction_table,
    CUPEL_RESULTS(results_rows),
    .chart = &body_chart,
    .run = run,
    .preview = heat_preview,
};
