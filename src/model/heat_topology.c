/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_topology.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/registry.h"

/* heat.topology: the best lay of a given volume of conductor, by include/cupel/topology.h; then cut to black
 * and white, and solved again. */

static const cupel_result body_columns[] = {
    {"body", CUPEL_LABEL,
     .meaning = "grey: as the search left it, full conductivity times density; cut: "
                "black and white cells; surface: what the surface encloses"},
    {"cells", CUPEL_SCALAR, "1", .meaning = "cells of the grid"},
    {"volume", CUPEL_SCALAR, "m^3", .meaning = "of the conductor, in cells"},
    {"compliance", CUPEL_SCALAR, "W K", .meaning = "compliance C"},
    {"maximum_temperature", CUPEL_SCALAR, "K", .meaning = "highest of the cells"},
    {"mean_temperature", CUPEL_SCALAR, "K", .meaning = "mean over the body"},
    {"energy_imbalance", CUPEL_SCALAR, "1", .meaning = "of the heat flows; by the kernel of conduction only"},
};

static const cupel_result results_rows[] = {
    {"solution_status", CUPEL_LABEL, .meaning = "ok, or not_converged: maximum_iterations came first"},
    {"compliance", CUPEL_SCALAR, "W K",
     .meaning = "C = sum of power times mean temperature rise of the sources, of the cut design"},
    {"grey_compliance", CUPEL_SCALAR, "W K",
     .meaning = "before the cut, with the last penalty: what the search made least"},
    {"even_compliance", CUPEL_SCALAR, "W K",
     .meaning = "of the same volume as the best even mixture, a bound that one cannot build"},
    {"bar_compliance", CUPEL_SCALAR, "W K",
     .meaning = "of the same volume as the best straight bar on the first sink; absent when none fits"},
    {"grey", CUPEL_SCALAR, "1", .meaning = "mean of 4 rho (1 - rho) over the free cells, before the cut"},
    {"maximum_temperature", CUPEL_SCALAR, "K", .meaning = "highest temperature of the cut design's cells"},
    {"mean_temperature", CUPEL_SCALAR, "K", .meaning = "its mean over the body, and over load cases"},
    {"thermal_resistance", CUPEL_SCALAR, "K/W",
     .meaning = "highest temperature over ambient by the power, the greatest of the load cases"},
    {"volume_fraction", CUPEL_SCALAR, "1", .meaning = "of conductor in the free cells, cut"},
    {"volume_error", CUPEL_SCALAR, "1", .meaning = "volume fraction before the cut less what was asked for"},
    {"volume", CUPEL_SCALAR, "m^3", .meaning = "of all conductor, enclosed by the surface of shape"},
    {"mass", CUPEL_SCALAR, "kg", .meaning = "of that volume; with material only"},
    {"loose_fraction", CUPEL_SCALAR, "1",
     .meaning = "share of the conductor, cut, that no path over faces of cells joins to a sink"},
    {"cut_level", CUPEL_SCALAR, "1", .meaning = "filtered density at which the cut keeps the volume"},
    {"iterations", CUPEL_SCALAR, "1", .meaning = "iterations of the search"},
    {"verification", CUPEL_COLUMNS, .columns = body_columns,
     .column_count = sizeof body_columns / sizeof *body_columns,
     .meaning = "the design on its grid and, by the kernel of conduction, on the finer one"},
    {"iteration", CUPEL_SERIES, "1", .meaning = "number of the iteration"},
    {"compliance_history", CUPEL_SERIES, "W K", .axis = "iteration",
     .meaning = "compliance at the projection and penalty of the iteration"},
    {"grey_history", CUPEL_SERIES, "1", .axis = "iteration", .meaning = "grey measure"},
    {"projection_history", CUPEL_SERIES, "1", .axis = "iteration", .meaning = "sharpness b"},
    {"penalty_history", CUPEL_SERIES, "1", .axis = "iteration", .meaning = "penalty p"},
    {"density", CUPEL_GRID, "1", .meaning = "density before the cut, 1 conductor, 0 filler"},
    {"shape", CUPEL_GRID, "1",
     .meaning = "filtered density, moved so that its surface at 0.5 encloses the volume: for export --stl"},
    {"temperature", CUPEL_GRID, "K",
     .meaning = "temperature of the cut design, the highest of the load cases"},
};

static const cupel_chart_panel panels[] = {{.results = {"density"}},
                                           {.results = {"temperature"}},
                                           {.results = {"compliance_history"}, .logarithmic = true}};
static const cupel_chart chart = {.name = "design", CUPEL_CHART_PANELS(panels)};

enum { GREY, CUT, FINER, SURFACE, BODIES };
static const char *const body_names[] = {"grey", "cut", "cut, finer grid", "surface, finer grid"};

enum { COMPLIANCE, GREYNESS, PROJECTION, PENALTY, COURSES };

typedef struct work {
    const topology_parameters *p;
    cupel_context *context;
    topology_world world;
    cupel_topology_design *design;
    cupel_topology_summary summary;
    double *courses[COURSES], *numbers;
    double *grey, *shape, *cut, *hottest, *spare;
    double **rises;
    double level, cut_volume, enclosed, loose;
    topology_figures bodies[BODIES];
    double even, bar;
} work;

static void release(work *w)
{
    for (int n = 0; n < COURSES; n++) free(w->courses[n]);
    for (size_t l = 0; w->rises && l < cupel_topology_cases(w->design); l++) free(w->rises[l]);
    free(w->rises), free(w->numbers);
    free(w->grey), free(w->shape), free(w->cut), free(w->hottest), free(w->spare);
    cupel_topology_free(w->design);
    topology_world_free(&w->world);
}

static bool allocate(work *w)
{
    const size_t most = (size_t)w->p->maximum_iterations, cases = cupel_topology_cases(w->design);
    bool room = (w->numbers = cupel_alloc_doubles(most)) && (w->rises = cupel_alloc(cases, sizeof *w->rises));
    for (int n = 0; n < COURSES; n++) room = (w->courses[n] = cupel_alloc_doubles(most)) && room;
    double **const fields[] = {&w->grey, &w->shape, &w->cut, &w->hottest, &w->spare};
    for (size_t n = 0; n < sizeof fields / sizeof *fields; n++)
        room = (*fields[n] = cupel_alloc_doubles(w->world.cells)) && room;
    for (size_t l = 0; room && l < cases; l++)
        room = (w->rises[l] = cupel_alloc_doubles(w->world.cells)) != NULL;
    return room;
}

static void watch(void *host, const cupel_topology_step *step, size_t iteration)
{
    work *w = host;
    w->numbers[iteration - 1] = (double)iteration;
    w->courses[COMPLIANCE][iteration - 1] = step->compliance;
    w->courses[GREYNESS][iteration - 1] = step->grey;
    w->courses[PROJECTION][iteration - 1] = step->projection;
    w->courses[PENALTY][iteration - 1] = step->penalty;
    if (w->context->progress)
        w->context->progress(w->context->host, 0.9 * (double)iteration / (double)w->p->maximum_iterations);
}

static double conductor_in(const topology_world *w, const double *density)
{
    double sum = 0;
    for (size_t c = 0; c < w->cells; c++) sum += density[c];
    return sum * w->cell_volume;
}

/* A lay of conductor on the design's own grid. */
static cupel_status assess(work *w, const double *density, topology_figures *out, cupel_error *error)
{
    double compliance;
    const cupel_status status = cupel_topology_assess(w->design, density, &compliance, error);
    if (status) return status;
    const size_t cases = cupel_topology_cases(w->design);
    for (size_t l = 0; l < cases; l++) cupel_topology_temperature(w->design, l, w->rises[l]);
    topology_figures_of(&w->world, cases, (const double *const *)w->rises, out);
    out->compliance = compliance;
    out->volume = conductor_in(&w->world, density);
    return CUPEL_OK;
}

static cupel_status compare(work *w, cupel_error *error)
{
    topology_figures figures;
    cupel_topology_even(w->design, w->spare);
    cupel_status status = assess(w, w->spare, &figures, error);
    w->even = figures.compliance;
    w->bar = INFINITY;
    for (int n = 2; !status && n <= 8; n++) {
        if (!cupel_topology_bar(w->design, n / 8.0, w->spare)) continue;
        status = assess(w, w->spare, &figures, error);
        if (!status) w->bar = fmin(w->bar, figures.compliance);
    }
    return status;
}

static cupel_status search(work *w, cupel_error *error)
{
    cupel_status status = cupel_topology_optimise(w->design, watch, w, &w->summary, error);
    if (status) return status;
    memcpy(w->grey, cupel_topology_density(w->design), w->world.cells * sizeof *w->grey);
    cupel_topology_cut(w->design, w->cut, &w->level, &w->cut_volume);
    w->loose = topology_loose(&w->world, w->cut);
    if (isnan(w->loose)) return cupel_out_of_memory(error, "the design");
    status = topology_shape(&w->world, cupel_topology_filtered(w->design), w->level, w->shape, &w->enclosed,
                            error);
    if (!status) status = assess(w, w->grey, &w->bodies[GREY], error);
    if (!status) status = assess(w, w->cut, &w->bodies[CUT], error);
    if (status) return status;
    for (size_t c = 0; c < w->world.cells; c++) {
        double most = 0;
        for (size_t l = 0; l < cupel_topology_cases(w->design); l++) most = fmax(most, w->rises[l][c]);
        w->hottest[c] = w->p->ambient_temperature + most;
    }
    return compare(w, error);
}

static cupel_status verify(work *w, cupel_error *error)
{
    const size_t parts = (size_t)w->p->refinement;
    const int threads = w->context->threads;
    const cupel_status status =
        topology_check(&w->world, w->cut, NULL, parts, threads, &w->bodies[FINER], error);
    return status ? status
                  : topology_check(&w->world, NULL, w->shape, parts, threads, &w->bodies[SURFACE], error);
}

static void tell_bodies(const work *w, cupel_results *results)
{
    double columns[6][BODIES];
    for (int b = 0; b < BODIES; b++) {
        const topology_figures *f = &w->bodies[b];
        double cells = 1;
        for (int a = 0; a < 3; a++) {
            const size_t own = w->world.problem.cells[a];
            cells *= (double)own * (b >= FINER && own > 1 ? (double)w->p->refinement : 1);
        }
        const double row[] = {cells,
                              f->volume,
                              f->compliance,
                              w->p->ambient_temperature + f->maximum,
                              w->p->ambient_temperature + f->mean,
                              f->imbalance};
        for (int n = 0; n < 6; n++) columns[n][b] = row[n];
    }
    cupel_results_set_text_column(results, "verification", "body", body_names, BODIES);
    for (size_t n = 0; n < 6; n++)
        cupel_results_set_column(results, "verification", body_columns[n + 1].name, columns[n], BODIES);
}

static void tell_fields(const work *w, cupel_results *results)
{
    cupel_grid grid = {.components = 1};
    for (int a = 0; a < 3; a++) {
        grid.cells[a] = w->world.problem.cells[a];
        grid.spacing[a] = w->world.problem.spacing[a];
    }
    cupel_results_add_grid(results, "density", &grid, 0, w->grey);
    cupel_results_add_grid(results, "shape", &grid, 0, w->shape);
    cupel_results_add_grid(results, "temperature", &grid, 0, w->hottest);
}

static void tell(const work *w, cupel_results *results)
{
    const topology_figures *cut = &w->bodies[CUT];
    const cupel_topology_step *last = &w->summary.last;
    static const char *const courses[] = {"compliance_history", "grey_history", "projection_history",
                                          "penalty_history"};
    cupel_results_set(results, "compliance", cut->compliance);
    cupel_results_set(results, "grey_compliance", last->compliance);
    cupel_results_set(results, "even_compliance", w->even);
    if (isfinite(w->bar)) cupel_results_set(results, "bar_compliance", w->bar);
    cupel_results_set(results, "grey", last->grey);
    cupel_results_set(results, "maximum_temperature", w->p->ambient_temperature + cut->maximum);
    cupel_results_set(results, "mean_temperature", w->p->ambient_temperature + cut->mean);
    cupel_results_set(results, "thermal_resistance", cut->resistance);
    cupel_results_set(results, "volume_fraction", w->cut_volume);
    cupel_results_set(results, "volume_error", w->summary.volume_error);
    cupel_results_set(results, "volume", w->enclosed);
    if (!isnan(w->world.density)) cupel_results_set(results, "mass", w->enclosed * w->world.density);
    cupel_results_set(results, "loose_fraction", w->loose);
    cupel_results_set(results, "cut_level", w->level);
    cupel_results_set(results, "iterations", (double)w->summary.iterations);
    cupel_results_set_series(results, "iteration", w->numbers, w->summary.iterations);
    for (int n = 0; n < COURSES; n++)
        cupel_results_set_series(results, courses[n], w->courses[n], w->summary.iterations);
    tell_bodies(w, results);
    tell_fields(w, results);
    cupel_results_set_label(results, "solution_status", w->summary.converged ? "ok" : "not_converged");
    if (!w->summary.converged)
        cupel_results_fail(results,
                           "not converged: projection %.3g and penalty %.3g after %zu iterations, or the "
                           "compliance not settled; raise maximum_iterations",
                           last->projection, last->penalty, w->summary.iterations);
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    work w = {.p = values, .context = context};
    cupel_status status = topology_world_new(w.p, &w.world, error);
    if (!status) status = cupel_topology_new(&w.world.problem, context->threads, &w.design, error);
    if (!status && !allocate(&w)) status = cupel_out_of_memory(error, "the design");
    if (!status) status = search(&w, error);
    if (!status) status = verify(&w, error);
    if (!status) tell(&w, results);
    release(&w);
    return status ? status : cupel_results_status(results, error);
}

const cupel_model cupel_model_heat_topology = {
    .name = "heat.topology",
    .title = "Topology of a conductor",
    .summary =
        "Where a given volume or mass of a good conductor should lie in a poor one so that heat leaves best: "
        "spreaders in laminate, ribs in a housing. Density method (SIMP) on a uniform grid, plane or in "
        "space, with filter, projection, kept regions, mirror planes and load cases; the result is cut to "
        "black and white, compared with simple lays, solved again on a finer grid, and its surface can be "
        "written as STL. The optimum is a local one. Conduction alone: films act on outer sides, not on the "
        "surface of the pattern inside, so this does not design fins in air.",
    .reference = "Bendsoe and Sigmund 2003, Topology Optimization; Wang, Lazarov and Sigmund 2011, Struct. "
                 "Multidisc. Optim. 43:767",
    .version = 1,
    .parameters = &topology_table,
    CUPEL_RESULTS(results_rows),
    .chart = &chart,
    .run = run,
};
