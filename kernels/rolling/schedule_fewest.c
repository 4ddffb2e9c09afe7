/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>

#include "rolling/schedule.h"

/* Fewest passes by dynamic programming (Bellman) over thicknesses that are evenly spaced in ln h. Within a
 * stage the prior strain follows from the thickness, so the thickness is all the state there is.
 *
 * Passes of foil take milliseconds each, so not all are solved. From every node the thinnest exit within the
 * limits is sought first. Every pass up to it counts as good until it is solved; those on ways that would
 * then have the fewest passes are solved, which may make the ways longer, until all passes on the shortest
 * ways are known. Every pass is solved from a cold start, and which are solved does not depend on the
 * threads. */

typedef struct grid {
    size_t nodes;      /* intervals: nodes 0 (entry) to `nodes` (exit) */
    double *thickness; /* by node */
    double *use;       /* [from][to]: largest use of a limit by the pass; infinite where it does not go */
    size_t *first;     /* by node: the thickest exit, */
    size_t *reach;     /* and the thinnest; below `first`: none */
    size_t *passes;    /* by node: fewest that lead there, SIZE_MAX: none; */
    size_t *ahead;     /* and from there to the target */
    double *cost;      /* by node: of the ways with the fewest passes, the least cost, */
    size_t *from;      /* and the node before */
    size_t *wanted;    /* passes to be solved, as places in `use` */
} grid;

static const double unknown = -1; /* a use */

/* The rows that one thread takes, each guessing its reach from the one before. */
enum { ROWS = 4 };

static double *use_of(const grid *g, size_t from, size_t to)
{
    return &g->use[from * (g->nodes + 1) + to];
}

static void free_grid(grid *g)
{
    free(g->thickness);
    free(g->use);
    free(g->first);
    free(g->reach);
    free(g->passes);
    free(g->ahead);
    free(g->cost);
    free(g->from);
    free(g->wanted);
}

static cupel_status make_grid(const cupel_rolling_pass *pass, size_t nodes, grid *g, cupel_error *error)
{
    const size_t count = nodes + 1;
    *g = (grid){.nodes = nodes,
                .thickness = malloc(count * sizeof(double)),
                .use = malloc(count * count * sizeof(double)),
                .first = malloc(count * sizeof(size_t)),
                .reach = malloc(count * sizeof(size_t)),
                .passes = malloc(count * sizeof(size_t)),
                .ahead = malloc(count * sizeof(size_t)),
                .cost = malloc(count * sizeof(double)),
                .from = malloc(count * sizeof(size_t)),
                .wanted = malloc(count * count * sizeof(size_t))};
    if (!g->thickness || !g->use || !g->first || !g->reach || !g->passes || !g->ahead || !g->cost ||
        !g->from || !g->wanted) {
        free_grid(g);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a schedule on a grid of %zu nodes", nodes);
    }
    const double ratio = log(pass->exit_thickness / pass->entry_thickness);
    for (size_t i = 0; i <= nodes; i++)
        g->thickness[i] = pass->entry_thickness * exp(ratio * (double)i / (double)nodes);
    g->thickness[nodes] = pass->exit_thickness;
    for (size_t i = 0; i < count * count; i++) g->use[i] = unknown;
    return CUPEL_OK;
}

/* Solves a pass; false when it is too much for mill or strip, and a larger reduction all the more. One that
 * the tensions pull through, or whose exit does not bear its tension, is too little. */
static bool try_pass(cupk_roller *roller, const grid *g, size_t from, size_t to)
{
    cupel_rolling_step step;
    cupk_roller_begin(roller);
    cupk_step_prepare(roller, g->thickness[from], g->thickness[to], &step);
    cupk_step_solve(roller, &step);
    const bool fits = cupk_step_fits(&step);
    *use_of(g, from, to) = !fits ? (double)INFINITY : isnan(step.limit_use) ? 0 : step.limit_use;
    const int status = step.solution.status;
    return status == CUPEL_ROLLING_BACK_SKID || status == CUPEL_ROLLING_TENSION_YIELD ||
           (status == CUPEL_ROLLING_OK && !cupk_step_overloads(&step));
}

/* The exits that the limits of reduction allow, from first to last; last < first: none. */
static size_t allowed_exits(const cupel_rolling_stage *stage, const grid *g, size_t from, size_t *first)
{
    const double least = stage->limits[CUPEL_LIMIT_MINIMUM_REDUCTION],
                 most = stage->limits[CUPEL_LIMIT_MAXIMUM_REDUCTION];
    size_t to = from + 1;
    while (to <= g->nodes && 1 - g->thickness[to] / g->thickness[from] < least * (1 - 1e-12)) to++;
    *first = to;
    while (to <= g->nodes && !(1 - g->thickness[to] / g->thickness[from] > most * (1 + 1e-12))) to++;
    return to - 1;
}

/* The thinnest exit from a node, by strides from `guess` that double, and bisection. */
static void find_reach(cupk_roller *roller, const grid *g, size_t from, size_t guess)
{
    const size_t last = allowed_exits(roller->stage, g, from, &g->first[from]), first = g->first[from];
    size_t good = first - 1, bad = last + 1;
    size_t at = guess < first ? first : guess > last ? last : guess;
    for (size_t stride = 1; good + 1 < bad; stride *= 2) {
        const bool within = try_pass(roller, g, from, at);
        *(within ? &good : &bad) = at;
        const size_t gap = bad - good;
        if (within)
            at = bad == last + 1 && stride < gap ? at + stride : good + gap / 2;
        else
            at = good == first - 1 && stride < gap ? at - stride : good + gap / 2;
    }
    g->reach[from] = good;
}

/* Thin strip takes longest: its rows come first. */
static size_t find_reaches(cupk_stage_design *design, const grid *g)
{
    const size_t chunks = (g->nodes + ROWS - 1) / ROWS;
    size_t solved = 0;
#pragma omp parallel for num_threads(design->threads) schedule(dynamic, 1) reduction(+ : solved)
    for (size_t k = 0; k < chunks; k++) {
        const size_t start = (chunks - 1 - k) * ROWS, end = start + ROWS < g->nodes ? start + ROWS : g->nodes;
        cupk_roller roller = design->roller;
        roller.workspace = design->workspaces[omp_get_thread_num()];
        roller.solved = 0;
        for (size_t from = start; from < end; from++)
            find_reach(&roller, g, from, from > start ? g->reach[from - 1] + 1 : from + g->nodes / 10);
        solved += roller.solved;
    }
    return solved;
}

/* Whether a pass goes, or is not known not to. */
static bool may_go(const grid *g, size_t from, size_t to)
{
    return to >= g->first[from] && to <= g->reach[from] && isfinite(*use_of(g, from, to));
}

/* Fewest passes to each node, if all go that may. */
static void count_passes(const grid *g)
{
    g->passes[0] = 0;
    for (size_t to = 1; to <= g->nodes; to++) {
        g->passes[to] = SIZE_MAX;
        for (size_t from = 0; from < to; from++)
            if (g->passes[from] < SIZE_MAX && g->passes[from] + 1 < g->passes[to] && may_go(g, from, to))
                g->passes[to] = g->passes[from] + 1;
    }
}

/* The end of the stage, or the thinnest that `most` passes may reach. */
static size_t find_target(const grid *g, size_t most)
{
    size_t target = g->nodes;
    while (g->passes[target] == SIZE_MAX || (most && g->passes[target] > most)) target--;
    return target;
}

static void count_ahead(const grid *g, size_t target)
{
    for (size_t from = target + 1; from-- > 0;) {
        g->ahead[from] = from == target ? 0 : SIZE_MAX;
        for (size_t to = from + 1; to <= target; to++)
            if (g->ahead[to] < SIZE_MAX && g->ahead[to] + 1 < g->ahead[from] && may_go(g, from, to))
                g->ahead[from] = g->ahead[to] + 1;
    }
}

/* The passes on the shortest ways that are not known. */
static size_t list_wanted(const grid *g, size_t target)
{
    size_t count = 0;
    for (size_t from = target; from-- > 0;)
        for (size_t to = from + 1; to <= target && g->passes[from] < SIZE_MAX; to++)
            if (g->ahead[to] < SIZE_MAX && g->passes[from] + 1 + g->ahead[to] == g->passes[target] &&
                may_go(g, from, to) && *use_of(g, from, to) == unknown)
                g->wanted[count++] = (size_t)(use_of(g, from, to) - g->use);
    return count;
}

/* Solves until the shortest ways hold nothing unknown; their end. */
static size_t settle(cupk_stage_design *design, const grid *g)
{
    while (true) {
        count_passes(g);
        const size_t target = find_target(g, design->most);
        count_ahead(g, target);
        const size_t count = list_wanted(g, target);
        if (count == 0) return target;
#pragma omp parallel for num_threads(design->threads) schedule(dynamic, 1)
        for (size_t k = 0; k < count; k++) {
            cupk_roller roller = design->roller;
            roller.workspace = design->workspaces[omp_get_thread_num()];
            try_pass(&roller, g, g->wanted[k] / (g->nodes + 1), g->wanted[k] % (g->nodes + 1));
        }
        design->roller.solved += count;
    }
}

/* The best way to each node by known passes whose use is up to `most`: fewest passes, then the least cost,
 * then the thickest strip before the last pass. */
static void find_ways(const grid *g, double most, double (*join)(double cost, double use))
{
    g->passes[0] = 0;
    g->cost[0] = 0;
    for (size_t to = 1; to <= g->nodes; to++) {
        g->passes[to] = SIZE_MAX;
        g->cost[to] = INFINITY;
        for (size_t from = 0; from < to; from++) {
            const double use = *use_of(g, from, to);
            if (g->passes[from] == SIZE_MAX || use == unknown || !(use <= most)) continue;
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

/* The smallest reduction beyond the thinnest strip that was reached. */
static void tell_blocked(cupk_stage_design *design, const grid *g, size_t from)
{
    cupk_roller *roller = &design->roller;
    const size_t to = g->first[from] <= g->nodes ? g->first[from] : g->nodes;
    cupk_roller_begin(roller);
    cupk_step_prepare(roller, g->thickness[from], g->thickness[to], design->blocked);
    cupk_step_solve(roller, design->blocked);
}

cupel_status cupk_fewest_passes(cupk_stage_design *design, cupel_error *error)
{
    grid g;
    cupel_status status = make_grid(&design->roller.stage->pass, design->nodes, &g, error);
    if (status) return status;
    design->roller.solved += find_reaches(design, &g);
    const size_t end = settle(design, &g);
    design->status = end == g.nodes ? CUPEL_DESIGN_OK : CUPEL_DESIGN_BLOCKED;
    if (design->status == CUPEL_DESIGN_BLOCKED) tell_blocked(design, &g, end);
    find_ways(&g, DBL_MAX, larger);
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
