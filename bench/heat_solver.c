/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/memory.h"
#include "cost.h"
#include "registry.h"
#include "unit/heat_systems.h"

/* Systems of cells solved to 1e-8 from zero, with the set-up done before; `cupel-bench solver` tells more. */

typedef struct solver_state {
    cupel_stencil *system;
    cupel_multigrid *multigrid;
    double *x, *r, residual;
    int threads;
} solver_state;

static void teardown(void *state)
{
    solver_state *s = state;
    cupel_multigrid_free(s->multigrid);
    cupel_stencil_free(s->system);
    free(s->x), free(s->r);
    free(s);
}

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    const char which = self->name[strlen("heat_solver/")];
    solver_state *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a benchmark");
    s->threads = threads;
    s->system = which == 'D' ? system_d(self->size) : system_abc(which, self->size);
    s->x = cupel_stencil_array(s->system, threads);
    s->r = cupel_stencil_array(s->system, threads);
    cupel_status status = s->x && s->r ? CUPEL_OK : cupel_out_of_memory(error, "a benchmark");
    if (!status) status = cupel_multigrid_new(s->system, threads, &s->multigrid, error);
    if (status)
        teardown(s);
    else
        *state = s;
    return status;
}

static cupel_status call(void *state, cupel_error *error)
{
    solver_state *s = state;
    const cupel_solve_options options = {.threads = s->threads};
    cupel_solve_report report;
    memset(s->x, 0, s->system->count * sizeof *s->x);
    return cupel_multigrid_solve(s->multigrid, s->x, &options, &report, error);
}

static double verify(void *state)
{
    solver_state *s = state;
    double size = 0;
    for (size_t n = 0; n < s->system->count; n++) size += s->system->right_side[n] * s->system->right_side[n];
    return cupel_stencil_residual(s->system, s->x, s->r, 1) / sqrt(size);
}

static void digest(void *state, char out[CUPEL_SHA256_HEX])
{
    const solver_state *s = state;
    cupel_sha256(s->x, s->system->count * sizeof *s->x, out);
}

#define SOLVER(letter, edge)                                                                                 \
    {                                                                                                        \
        .name = "heat_solver/" letter "/" #edge, .points = (double)(edge) * (edge) * (edge),                 \
        .unit_of_work = "cells", .size = (edge), .tolerance = 1e-8, .setup = setup, .call = call,            \
        .verify = verify, .digest = digest, .teardown = teardown                                             \
    }

const bench_case bench_heat_solver_cases[] = {
    SOLVER("A", 64),
    SOLVER("C", 64),
    SOLVER("D", 64),
    {.name = NULL},
};
