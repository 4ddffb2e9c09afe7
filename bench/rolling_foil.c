/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include "base/memory.h"
#include "cupel/rolling.h"
#include "dense_lu.h"
#include "registry.h"

/* Passes of foil on elastic rolls: from nothing, from a neighbour, and 720 of them all over the plane of what
 * mills roll and do not roll. The equations that every Newton step solves stand alone too. */

enum { PUBLISHED, THIN, NEIGHBOUR, PLANE };

enum { PLANE_PASSES = 720, EQUATIONS = 163 };

typedef struct foil {
    size_t count;
    cupel_rolling_pass *passes;
    double *force;
    int *status;
    double energy_error;
    cupel_rolling_workspace **workspace; /* one per thread */
    int threads, which;
} foil;

static cupel_rolling_pass pass_of(double entry, double exit, double radius, double friction, double yield,
                                  double back, double front)
{
    return (cupel_rolling_pass){
        .flow_stress = {.law = CUPEL_FLOW_CONSTANT, .yield_stress = yield, .rate_factor = 1},
        .entry_thickness = entry,
        .exit_thickness = exit,
        .entry_tension = back,
        .exit_tension = front,
        .roll_radius = radius,
        .roll_speed = NAN,
        .friction_coefficient = friction,
        .friction_factor = NAN,
        .youngs_modulus = 120e9,
        .poissons_ratio = 0.34,
        .roll_youngs_modulus = 210e9,
        .roll_poissons_ratio = 0.3,
        .roll_deformation = CUPEL_ROLL_ELASTIC};
}

static void fill_plane(cupel_rolling_pass *passes)
{
    static const double radii[] = {0.01, 0.02, 0.04, 0.075}, entries[] = {100e-6, 35e-6, 18e-6, 9e-6, 6e-6},
                        reductions[] = {0.1, 0.2, 0.33}, frictions[] = {0.01, 0.02, 0.04},
                        yields[] = {150e6, 420e6}, shares[] = {0, 0.25};
    for (size_t n = 0; n < PLANE_PASSES; n++) {
        const double tension = shares[n % 2] * yields[n / 2 % 2], entry = entries[n / 36 % 5];
        passes[n] = pass_of(entry, entry * (1 - reductions[n / 12 % 3]), radii[n / 180], frictions[n / 4 % 3],
                            yields[n / 2 % 2], tension, tension);
    }
}

static void teardown(void *state)
{
    foil *f = state;
    if (f->workspace)
        for (int i = 0; i < f->threads; i++) cupel_rolling_workspace_close(f->workspace[i]);
    free(f->workspace);
    free(f->passes);
    free(f->force);
    free(f->status);
    free(f);
}

static cupel_status fill(foil *f, cupel_error *error)
{
    if (f->which == PLANE)
        fill_plane(f->passes);
    else
        f->passes[0] = f->which == THIN ? pass_of(9e-6, 6e-6, 0.02, 0.03, 420e6, 0, 0)
                                        : pass_of(12e-6, 9e-6, 0.03, 0.025, 400e6, 100e6, 140e6);
    for (int i = 0; i < f->threads; i++) {
        const cupel_status status = cupel_rolling_workspace_open(0, &f->workspace[i], error);
        if (status) return status;
    }
    return CUPEL_OK;
}

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    foil *f = cupel_alloc(1, sizeof *f);
    if (!f) return cupel_out_of_memory(error, "a benchmark");
    *f = (foil){.count = (size_t)self->points, .threads = threads, .which = (int)self->size};
    f->passes = cupel_alloc(f->count, sizeof *f->passes);
    f->force = cupel_alloc_doubles(f->count);
    f->status = cupel_alloc(f->count, sizeof *f->status);
    f->workspace = cupel_alloc((size_t)threads, sizeof *f->workspace);
    const cupel_status status = f->passes && f->force && f->status && f->workspace
                                    ? fill(f, error)
                                    : cupel_out_of_memory(error, "a benchmark");
    if (status) {
        teardown(f);
        return status;
    }
    *state = f;
    return CUPEL_OK;
}

static void solve(foil *f, size_t i, cupel_rolling_workspace *workspace)
{
    cupel_rolling_solution solution = {.status = CUPEL_ROLLING_NOT_CONVERGED, .force = NAN};
    cupel_rolling_pass_solve(&f->passes[i], workspace, &solution, NULL);
    f->force[i] = solution.force; /* NaN unless there is a solution */
    f->status[i] = solution.status;
    f->energy_error = solution.energy_error;
}

static cupel_status call(void *state, cupel_error *error)
{
    (void)error;
    foil *f = state;
    solve(f, 0, f->workspace[0]);
    return CUPEL_OK;
}

/* To and fro between two exit thicknesses a ten-thousandth apart. */
static cupel_status call_neighbour(void *state, cupel_error *error)
{
    (void)error;
    foil *f = state;
    f->passes[0].warm_start = 1;
    f->passes[0].exit_thickness = f->passes[0].exit_thickness > 9e-6 ? 9e-6 : 9e-6 * (1 + 1e-4);
    solve(f, 0, f->workspace[0]);
    return CUPEL_OK;
}

static cupel_status call_plane(void *state, cupel_error *error)
{
    (void)error;
    foil *f = state;
#pragma omp parallel for schedule(dynamic, 1) num_threads(f->threads)
    for (size_t i = 0; i < f->count; i++) solve(f, i, f->workspace[omp_get_thread_num()]);
    return CUPEL_OK;
}

/* Where no other program has an answer: what rolls and tensions give is what flow and friction take. */
static double verify(void *state)
{
    const foil *f = state;
    if (!isfinite(f->force[0])) return INFINITY;
    return f->which == THIN ? f->energy_error : fabs(f->force[0] / 476.42e3 - 1);
}

/* Share of the passes that are neither solved nor refused for a reason. */
static double verify_plane(void *state)
{
    const foil *f = state;
    size_t lost = 0;
    for (size_t i = 0; i < f->count; i++) lost += f->status[i] == CUPEL_ROLLING_NOT_CONVERGED;
    return (double)lost / (double)f->count;
}

static void digest(void *state, char out[CUPEL_SHA256_HEX])
{
    const foil *f = state;
    cupel_sha256(f->force, f->count * sizeof *f->force, out);
}

typedef struct equations {
    double *matrix, *kept, *x;
    size_t pivots[EQUATIONS];
} equations;

static void teardown_equations(void *state)
{
    equations *e = state;
    free(e->matrix);
    free(e->kept);
    free(e->x);
    free(e);
}

static cupel_status setup_equations(const bench_case *self, int threads, void **state, cupel_error *error)
{
    (void)self, (void)threads;
    equations *e = cupel_alloc(1, sizeof *e);
    if (!e) return cupel_out_of_memory(error, "a benchmark");
    *e = (equations){.matrix = cupel_alloc_doubles(EQUATIONS * EQUATIONS),
                     .kept = cupel_alloc_doubles(EQUATIONS * EQUATIONS),
                     .x = cupel_alloc_doubles(EQUATIONS)};
    *state = e;
    if (e->matrix && e->kept && e->x) {
        for (size_t i = 0; i < EQUATIONS; i++)
            for (size_t j = 0; j < EQUATIONS; j++) /* far from singular; the solution is 1 everywhere */
                e->kept[i * EQUATIONS + j] = sin((double)(i * i + 3 * j + i * j)) + (i == j ? 8 : 0);
        return CUPEL_OK;
    }
    teardown_equations(e);
    return cupel_out_of_memory(error, "a benchmark");
}

static cupel_status call_equations(void *state, cupel_error *error)
{
    (void)error;
    equations *e = state;
    for (size_t i = 0; i < EQUATIONS; i++) {
        double sum = 0;
        for (size_t j = 0; j < EQUATIONS; j++)
            sum += e->matrix[i * EQUATIONS + j] = e->kept[i * EQUATIONS + j];
        e->x[i] = sum;
    }
    if (cupk_lu_factor(EQUATIONS, EQUATIONS, e->matrix, e->pivots))
        cupk_lu_solve(EQUATIONS, EQUATIONS, e->matrix, e->pivots, e->x);
    return CUPEL_OK;
}

static double verify_equations(void *state)
{
    const equations *e = state;
    double most = 0;
    for (size_t i = 0; i < EQUATIONS; i++) most = fmax(most, fabs(e->x[i] - 1));
    return most;
}

static const cupk_cost equations_cost = {.flops = 2.0 / 3 * EQUATIONS * EQUATIONS}; /* per equation */

#define FOIL(text, which_one, limit, function)                                                               \
    {                                                                                                        \
        .name = "rolling_foil/" text, .points = 1, .unit_of_work = "passes", .threads = 1,                   \
        .size = which_one, .tolerance = limit, .setup = setup, .call = function, .verify = verify,           \
        .digest = digest, .teardown = teardown                                                               \
    }

const bench_case bench_rolling_foil_cases[] = {
    FOIL("12-9um", PUBLISHED, 2e-3, call),
    FOIL("9-6um", THIN, 1e-3, call),
    FOIL("neighbour", NEIGHBOUR, 2e-3, call_neighbour),
    {.name = "rolling_foil/plane/720",
     .points = PLANE_PASSES,
     .unit_of_work = "passes",
     .size = PLANE,
     .tolerance = 0.02,
     .setup = setup,
     .call = call_plane,
     .verify = verify_plane,
     .digest = digest,
     .teardown = teardown},
    {.name = "dense_lu/163",
     .points = EQUATIONS,
     .unit_of_work = "equations",
     .cost = &equations_cost,
     .working_set = 8.0 * EQUATIONS * EQUATIONS,
     .threads = 1,
     .tolerance = 1e-10,
     .setup = setup_equations,
     .call = call_equations,
     .verify = verify_equations,
     .teardown = teardown_equations},
    {.name = NULL},
};
