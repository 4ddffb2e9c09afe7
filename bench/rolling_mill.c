/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include "base/memory.h"
#include "cupel/rolling_mill.h"
#include "registry.h"

/* A pass of strip in the stack of rolls: crown and flatness once, as an engineer asks for them. */

enum { FOUR, TWENTY };

typedef struct mill {
    cupel_mill mill;
    cupel_mill_strip strip;
    cupel_rolling_pass pass;
    double entry, exit[61]; /* thicknesses */
    double error;
    cupel_mill_workspace *workspace;
    cupel_rolling_workspace *passes;
} mill;

static const double middle = 0;
static const double saddles[] = {-0.36, -0.24, -0.12, 0, 0.12, 0.24, 0.36};
static const double eccentrics[] = {0, 20e-6, 40e-6, 50e-6, 40e-6, 20e-6, 0};

static cupel_mill_roll roll(double diameter, double barrel, double neck, double bearings)
{
    return (cupel_mill_roll){.diameter = diameter,
                             .core_diameter = NAN,
                             .barrel_length = barrel,
                             .neck_diameter = neck,
                             .bearing_distance = bearings,
                             .youngs_modulus = 210e9,
                             .poissons_ratio = 0.3};
}

static void set_rolls(int which, cupel_mill *out)
{
    if (which == FOUR) {
        out->rolls[0] = roll(0.16, 0.65, 0.11, 1.1);
        out->rolls[0].crown = 60e-6, out->rolls[0].bending_force = 100e3;
        out->rolls[1] = roll(0.5, 0.65, 0.3, 1.1);
        return;
    }
    out->rolls[0] = roll(0.05, 0.7, NAN, NAN);
    out->rolls[1] = roll(0.1, 0.7, NAN, NAN);
    out->rolls[1].taper_length = 0.15, out->rolls[1].taper_depth = 30e-6, out->rolls[1].shift = -0.02;
    out->rolls[2] = roll(0.17, 0.7, NAN, NAN);
    out->rolls[3] = roll(0.3, 0.7, NAN, NAN);
    out->rolls[3].core_diameter = 0.13;
    out->clearance[0] = 2e-3, out->clearance[1] = out->clearance[2] = 10e-3;
    out->saddles = (cupel_mill_saddles){7, saddles, eccentrics, 0.03, INFINITY};
}

static void teardown(void *state)
{
    mill *m = state;
    cupel_mill_workspace_close(m->workspace);
    cupel_rolling_workspace_close(m->passes);
    free(m);
}

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    (void)threads;
    const int which = (int)self->size;
    mill *m = cupel_alloc(1, sizeof *m);
    if (!m) return cupel_out_of_memory(error, "a benchmark");
    *m = (mill){.entry = which == FOUR ? 0.19e-3 : 50e-6};
    m->pass = (cupel_rolling_pass){.flow_stress = {.law = CUPEL_FLOW_CONSTANT,
                                                   .yield_stress = which == FOUR ? 700e6 : 400e6,
                                                   .rate_factor = 1},
                                   .entry_thickness = m->entry,
                                   .exit_thickness = which == FOUR ? 0.15e-3 : 40e-6,
                                   .entry_tension = 120e6,
                                   .exit_tension = 150e6,
                                   .roll_radius = which == FOUR ? 0.08 : 0.025,
                                   .roll_speed = 3,
                                   .friction_coefficient = 0.04,
                                   .friction_factor = NAN,
                                   .youngs_modulus = 120e9,
                                   .poissons_ratio = 0.34,
                                   .roll_youngs_modulus = 210e9,
                                   .roll_poissons_ratio = 0.3,
                                   .roll_deformation = CUPEL_ROLL_HITCHCOCK};
    m->mill = (cupel_mill){.kind = which == FOUR ? CUPEL_MILL_4_HIGH : CUPEL_MILL_20_HIGH,
                           .housing_stiffness = INFINITY,
                           .control = CUPEL_MILL_THICKNESS,
                           .control_value = m->pass.exit_thickness};
    set_rolls(which, &m->mill);
    m->strip = (cupel_mill_strip){.width = which == FOUR ? 0.4 : 0.5,
                                  .youngs_modulus = 120e9,
                                  .exit_tension = m->pass.exit_tension,
                                  .shape_transfer = 1,
                                  .profile_count = 1,
                                  .profile_position = &middle,
                                  .profile_thickness = &m->entry};
    cupel_status status = cupel_mill_workspace_open(0, 0, &m->workspace, error);
    if (!status) status = cupel_rolling_workspace_open(0, &m->passes, error);
    if (status) {
        teardown(m);
        return status;
    }
    *state = m;
    return CUPEL_OK;
}

static cupel_status call(void *state, cupel_error *error)
{
    mill *m = state;
    cupel_rolling_solution centre;
    cupel_mill_solution solution;
    const cupel_status status = cupel_mill_roll_strip(&m->pass, &m->mill, &m->strip, m->passes, m->workspace,
                                                      &centre, &solution, error);
    if (status) return status;
    const bool solved = centre.status == CUPEL_ROLLING_OK && solution.status == CUPEL_MILL_OK;
    m->error = solved ? fmax(solution.equilibrium_error, solution.residual) : (double)INFINITY;
    for (size_t j = 0; solved && j < solution.cells; j++) m->exit[j] = solution.exit_thickness[j];
    return CUPEL_OK;
}

/* Forces and moments left over on a roll, summed apart from the equations. */
static double verify(void *state)
{
    return ((const mill *)state)->error;
}

static void digest(void *state, char out[CUPEL_SHA256_HEX])
{
    const mill *m = state;
    cupel_sha256(m->exit, sizeof m->exit, out);
}

#define MILL(text, which)                                                                                    \
    {                                                                                                        \
        .name = "rolling_mill/" text, .points = 1, .unit_of_work = "mills", .threads = 1, .size = which,     \
        .tolerance = 1e-9, .setup = setup, .call = call, .verify = verify, .digest = digest,                 \
        .teardown = teardown                                                                                 \
    }

const bench_case bench_rolling_mill_cases[] = {
    MILL("4_high/0.15mm", FOUR),
    MILL("20_high/40um", TWENTY),
    {.name = NULL},
};
