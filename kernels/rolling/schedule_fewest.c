/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>

#include "rolling/schedule.h"

/* Fewest passes by dynamic programming (Bellman) over thicknesses that are evenly spaced in ln h. Within a
 * stage the prior strain follows from the thickness, so the thickness is all the state there is. */

typedef struct grid {
    size_t nodes;      /* intervals: nodes 0 (entry) to `nodes` (exit) */
    double *thickness; /* by node */
    double *use;       /* [from][to]: largest use of a limit by the pass; NaN where it does not go */
    size_t *passes;    /* by node: fewest that lead there, SIZE_MAX: none */
    double *cost;      /* by node: of those, the least cost */
    size_t *from;      /* by node: the node before on the best way */
} grid;

/* A solver that fails on a small reduction proves nothing about a larger one, but each failure takes long. */
enum { FAILURES_ALLOWED = 2 };

/* Whether a larger reduction from the same strip may do where this one does not: one that the tensions pull
 * through, or whose exit does not bear its tension. */
static bool wants_more(int status)
{
    return status == CUPEL_ROLLING_BACK_SKID || status == CUPEL_ROLLING_TENSION_YIELD;
}

static double *row_of(const grid *g, size_t from)
{
    return g->use + from * (g->nodes + 1);
}

static void free_grid(grid *g)
{
    free(g->thickness);
    free(g->use);
    free(g->passes);
    free(g->cost);
    free(g->from);
}

static cupel_status make_grid(const cupel_rolling_pass *pass, size_t nodes, grid *g, cupel_error *error)
{
    const size_t count = nodes + 1;
    *g = (grid){.nodes = nodes,
                .thickness = malloc(count * sizeof(double)),
                .use = malloc(count * count * sizeof(double)),
                .passes = malloc(count * sizeof(size_t)),
                .cost = malloc(count * sizeof(double)),
                .from = malloc(count * sizeof(size_t))};
    if (!g->thickness || !g->use || !g->passes || !g->cost || !g->from) {
        free_grid(g);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a schedule on a grid of %zu nodes", nodes);
    }
    const double ratio = log(pass->exit_thickness / pass->entry_thickness);
    for (size_t i = 0; i <= nodes; i++)
        g->thickness[i] = pass->entry_thickness * exp(ratio * (double)i / (double)nodes);
    g->thickness[nodes] = pass->exit_thickness;
    for (size_t i = 0; i < count * count; i++) g->use[i] = NAN;
    return CUPEL_OK;
}

/* The passes from one node, from the smallest reduction to the first that is too much. A sequence of its own,
 * whichever thread takes it. */
static void fill_row(cupk_roller *roller, const grid *g, size_t from)
{
    const double *limits = roller->stage->limits;
    double *row = row_of(g, from);
    int failures = 0;
    bool solved = false;
    cupk_roller_begin(roller);
    for (size_t to = from + 1; to <= g->nodes; to++) {
        cupel_rolling_step step;
        cupk_step_prepare(roller, g->thickness[from], g->thickness[to], &step);
        const double reduction = step.solution.reduction;
        if (reduction < limits[CUPEL_LIMIT_MINIMUM_REDUCTION] * (1 - 1e-12)) continue;
        if (reduction > limits[CUPEL_LIMIT_MAXIMUM_REDUCTION] * (1 + 1e-12)) return;
        cupk_step_solve(roller, &step);
        if (cupk_step_fits(&step)) row[to] = isnan(step.limit_use) ? 0 : step.limit_use;
        if (cupk_step_overloads(&step)) return;
        if (step.solution.status == CUPEL_ROLLING_OK)
            solved = true;
        else if (!wants_more(step.solution.status) && (solved || ++failures > FAILURES_ALLOWED))
            return;
    }
}

static size_t fill(cupk_stage_design *design, const grid *g)
{
    size_t solved = 0;
#pragma omp parallel num_threads(design->threads) reduction(+ : solved)
    {
        cupk_roller roller = design->roller;
        roller.workspace = design->workspaces[omp_get_thread_num()];
        roller.inward = true;
        roller.solved = 0;
        /* thin strip takes longest: its rows come first */
#pragma omp for schedule(dynamic, 1)
        for (size_t k = 0; k < g->nodes; k++) fill_row(&roller, g, g->nodes - 1 - k);
        solved = roller.solved;
    }
    return solved;
}

/* The best way to each node by passes whose use is up to `most`: fewest passes, then the least cost, then the
 * thickest strip before the last pass. */
static void find_ways(const grid *g, double most, double (*join)(double cost, double use))
{
    g->passes[0] = 0;
    g->cost[0] = 0;
    for (size_t to = 1; to <= g->nodes; to++) {
        g->passes[to] = SIZE_MAX;
        g->cost[to] = INFINITY;
        for (size_t from = 0; from < to; from++) {
            const double use = row_of(g, from)[to];
            if (!(use <= most) || g->passes[from] == SIZE_MAX) continue;
            const size_t passes = g->passes[from] + 1;
            const double cost = join(g->cost[from], use);
            if (passes > g->passes[to] || (passes == g->passes[to] && !(cost < g->cost[to]))) continue;
            g->passes[to] = passes;
            g->cost[to] = cost;
            g->from[to] = from;
        }
    }
}

static double larger(double cost, double use)
{
    return fmax(cost, use);
}

static double add_square(double cost, double use)
{
    return cost + use * use;
}

static void tell_blocked(cupk_stage_design *design, const grid *g, size_t from)
{
    cupk_roller *roller = &design->roller;
    const double least = roller->stage->limits[CUPEL_LIMIT_MINIMUM_REDUCTION];
    size_t to = from + 1;
    while (to < g->nodes && g->thickness[to] > g->thickness[from] * (1 - least * (1 - 1e-12))) to++;
    cupk_roller_begin(roller);
    cupk_step_prepare(roller, g->thickness[from], g->thickness[to], design->blocked);
    cupk_step_solve(roller, design->blocked);
}

cupel_status cupk_fewest_passes(cupk_stage_design *design, cupel_error *error)
{
    grid g;
    cupel_status status = make_grid(&design->roller.stage->pass, design->nodes, &g, error);
    if (status) return status;
    design->roller.solved += fill(design, &g);
    find_ways(&g, INFINITY, larger);
    size_t end = g.nodes;
    while (g.passes[end] == SIZE_MAX || (design->most && g.passes[end] > design->most)) end--;
    design->status = end == g.nodes ? CUPEL_DESIGN_OK : CUPEL_DESIGN_BLOCKED;
    if (design->status == CUPEL_DESIGN_BLOCKED) tell_blocked(design, &g, end);
    find_ways(&g, g.cost[end], add_square);
    design->count = g.passes[end];
    if (design->count > design->room)
        status = cupel_error_set(error, CUPEL_ELIMIT, "the schedule has more than %zu passes", design->room);
    else
        for (size_t k = design->count, node = end; k-- > 0; node = g.from[node])
            design->exits[k] = g.thickness[node];
    free_grid(&g);
    return status;
}
