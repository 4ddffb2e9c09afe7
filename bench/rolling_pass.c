/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include "base/memory.h"
#include "cupel/rolling.h"
#include "registry.h"
#include "rolling/workspace.h"

/* Passes of strip: one alone, as a schedule or a controller solves it, and many side by side, as a sweep
 * does. The answers are those of docs/theory/rolling-pass.md, by two other integrations. */

enum { RIGID, HITCHCOCK, CAPPED, SWEEP };

static const double forces[] = {
    [RIGID] = 2439.01628e3, [HITCHCOCK] = 1697.37045e3, [CAPPED] = 5538.39174e3, [SWEEP] = 1697.37045e3};

typedef struct rolling {
    size_t count;
    cupel_rolling_pass *passes;
    double *force;                       /* of each pass */
    cupel_rolling_workspace **workspace; /* one per thread */
    int threads, which;
} rolling;

static cupel_rolling_pass pass_of(int which)
{
    cupel_rolling_pass pass = {
        .flow_stress = {.law = CUPEL_FLOW_CONSTANT, .yield_stress = 300e6, .rate_factor = 1},
        .entry_thickness = 1.5e-3,
        .exit_thickness = 1.2e-3,
        .roll_radius = 0.125,
        .roll_speed = 2,
        .friction_coefficient = 0.08,
        .friction_factor = NAN,
        .roll_youngs_modulus = 210e9,
        .roll_poissons_ratio = 0.3,
        .roll_deformation = CUPEL_ROLL_RIGID};
    if (which == RIGID) return pass;
    if (which == CAPPED) {
        pass.flow_stress.yield_stress = 200e6;
        pass.entry_thickness = 4e-3, pass.exit_thickness = 2.8e-3, pass.roll_radius = 0.16;
        pass.friction_coefficient = 0.3, pass.friction_factor = 0.8;
        return pass;
    }
    pass.flow_stress.law = CUPEL_FLOW_VOCE;
    pass.flow_stress.initial_stress = 70e6;
    pass.flow_stress.saturation_stress = 390e6;
    pass.flow_stress.rate_constant = 4.5;
    pass.entry_thickness = 0.8e-3, pass.exit_thickness = 0.6e-3, pass.roll_radius = 0.11;
    pass.entry_tension = 20e6, pass.exit_tension = 50e6;
    pass.roll_deformation = CUPEL_ROLL_HITCHCOCK;
    return pass;
}

static void teardown(void *state)
{
    rolling *r = state;
    if (r->workspace)
        for (int i = 0; i < r->threads; i++) cupel_rolling_workspace_close(r->workspace[i]);
    free(r->workspace);
    free(r->passes);
    free(r->force);
    free(r);
}

static cupel_status fill(rolling *r, cupel_error *error)
{
    for (size_t i = 0; i < r->count; i++) { /* the first is the one whose answer is known */
        r->passes[i] = pass_of(r->which);
        r->passes[i].exit_thickness *= 1 + 1e-4 * (double)i;
        r->passes[i].friction_coefficient *= 1 + 1e-4 * (double)i;
    }
    for (int i = 0; i < r->threads; i++) {
        const cupel_status status = cupel_rolling_workspace_open(0, &r->workspace[i], error);
        if (status) return status;
    }
    return CUPEL_OK;
}

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    rolling *r = cupel_alloc(1, sizeof *r);
    if (!r) return cupel_out_of_memory(error, "a benchmark");
    *r = (rolling){.count = (size_t)self->points, .threads = threads, .which = (int)self->size};
    r->passes = cupel_alloc(r->count, sizeof *r->passes);
    r->force = cupel_alloc_doubles(r->count);
    r->workspace = cupel_alloc((size_t)threads, sizeof *r->workspace);
    const cupel_status status =
        r->passes && r->force && r->workspace ? fill(r, error) : cupel_out_of_memory(error, "a benchmark");
    if (status) {
        teardown(r);
        return status;
    }
    *state = r;
    return CUPEL_OK;
}

static double solve(const cupel_rolling_pass *pass, cupel_rolling_workspace *workspace)
{
    cupel_rolling_solution solution;
    if (cupel_rolling_pass_solve(pass, workspace, &solution, NULL)) return NAN;
    return solution.force; /* NaN unless there is a solution */
}

static cupel_status call_one(void *state, cupel_error *error)
{
    (void)error;
    rolling *r = state;
    r->force[0] = solve(&r->passes[0], r->workspace[0]);
    return CUPEL_OK;
}

static cupel_status call_sweep(void *state, cupel_error *error)
{
    (void)error;
    rolling *r = state;
#pragma omp parallel for schedule(dynamic, 16) num_threads(r->threads)
    for (size_t i = 0; i < r->count; i++)
        r->force[i] = solve(&r->passes[i], r->workspace[omp_get_thread_num()]);
    return CUPEL_OK;
}

static double verify(void *state)
{
    const rolling *r = state;
    for (size_t i = 0; i < r->count; i++)
        if (!isfinite(r->force[i])) return INFINITY;
    return fabs(r->force[0] / forces[r->which] - 1);
}

static void digest(void *state, char out[CUPEL_SHA256_HEX])
{
    const rolling *r = state;
    cupel_sha256(r->force, r->count * sizeof *r->force, out);
}

static const double slide = 1e-3; /* 2 mu L [m] */

/* The hot loop alone, on as many cells as a pass has. */
static cupel_status call_maps(void *state, cupel_error *error)
{
    (void)error;
    const rolling *r = state;
    cupel_rolling_workspace *workspace = r->workspace[0];
    cupk_slab_maps(&workspace->fine, slide, 0, 1, &workspace->sweep.forward);
    return CUPEL_OK;
}

static cupel_status setup_maps(const bench_case *self, int threads, void **state, cupel_error *error)
{
    bench_case one = *self;
    one.points = 1;
    const cupel_status status = setup(&one, threads, state, error);
    if (status) return status;
    const rolling *r = *state;
    const cupk_arc arc = {.flow = &r->passes[0].flow_stress,
                          .entry_thickness = r->passes[0].entry_thickness,
                          .exit_thickness = r->passes[0].exit_thickness,
                          .cells = (size_t)self->points};
    cupk_arc_mesh(&arc, &r->workspace[0]->fine);
    return CUPEL_OK;
}

/* With K = 0 the equation is T'/T = (h' + slide xi')/h, whose integral over the parabola holds an arc
 * tangent; the gains of the maps are its steps. */
static double verify_maps(void *state)
{
    const rolling *r = state;
    const cupel_rolling_pass *pass = &r->passes[0];
    const cupk_maps *maps = &r->workspace[0]->sweep.forward;
    const double exit = pass->exit_thickness, draft = pass->entry_thickness - exit;
    const double exact =
        log(exit / pass->entry_thickness) + slide * atan(sqrt(draft / exit)) / sqrt(draft * exit);
    double sum = 0;
    for (size_t i = 0; i < r->workspace[0]->fine.cells; i++) sum += log1p(maps->gain[i]);
    return fabs(sum / exact - 1);
}

#define PASS(text, which_one)                                                                                \
    {                                                                                                        \
        .name = "rolling_pass/" text, .points = 1, .unit_of_work = "passes", .threads = 1,                   \
        .size = which_one, .tolerance = 1e-7, .setup = setup, .call = call_one, .verify = verify,            \
        .digest = digest, .teardown = teardown                                                               \
    }

const bench_case bench_rolling_pass_cases[] = {
    PASS("rigid", RIGID),
    PASS("hitchcock", HITCHCOCK),
    PASS("capped", CAPPED),
    {.name = "rolling_pass/sweep/1024",
     .points = 1024,
     .unit_of_work = "passes",
     .size = SWEEP,
     .tolerance = 1e-7,
     .setup = setup,
     .call = call_sweep,
     .verify = verify,
     .digest = digest,
     .teardown = teardown},
    {.name = "rolling_maps/64",
     .points = 64,
     .unit_of_work = "cells",
     .cost = &cupk_slab_maps_cost,
     .working_set = 64 * 112,
     .threads = 1,
     .size = RIGID,
     .tolerance = 1e-7,
     .setup = setup_maps,
     .call = call_maps,
     .verify = verify_maps,
     .teardown = teardown},
    {.name = NULL},
};
