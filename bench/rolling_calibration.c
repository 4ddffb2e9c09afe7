/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include "base/memory.h"
#include "cupel/rolling_calibration.h"
#include "registry.h"

/* Friction and flow stress found again in a log that the forward model has made. */

enum { PASSES = 24 };
static const double true_friction = 0.055, true_scale = 1.06;

typedef struct calibration {
    cupel_rolling_measured log[PASSES];
    cupel_rolling_fit_pass rows[PASSES];
    cupel_rolling_fit fit;
    int threads;
} calibration;

static cupel_rolling_pass pass_of(size_t i)
{
    const double entry = 1e-3 / (1 + 0.25 * (double)(i % 8)), reduction = 0.18 + 0.05 * (double)(i % 3);
    return (cupel_rolling_pass){.flow_stress = {.law = CUPEL_FLOW_VOCE,
                                                .initial_stress = 60e6,
                                                .saturation_stress = 400e6,
                                                .rate_constant = 4,
                                                .rate_factor = 1},
                                .entry_thickness = entry,
                                .exit_thickness = entry * (1 - reduction),
                                .prior_strain = 0.2 * (double)(i % 5),
                                .entry_tension = 30e6,
                                .exit_tension = 60e6,
                                .roll_radius = 0.075,
                                .roll_speed = NAN,
                                .friction_coefficient = true_friction,
                                .friction_factor = NAN,
                                .youngs_modulus = NAN,
                                .poissons_ratio = NAN,
                                .roll_youngs_modulus = 210e9,
                                .roll_poissons_ratio = 0.3,
                                .roll_deformation = CUPEL_ROLL_HITCHCOCK};
}

static cupel_status measure(cupel_rolling_workspace *workspace, cupel_rolling_measured *out,
                            cupel_error *error)
{
    cupel_rolling_pass pass = out->pass;
    cupel_rolling_solution solution;
    pass.flow_stress.rate_factor = true_scale;
    const cupel_status status = cupel_rolling_pass_solve(&pass, workspace, &solution, error);
    if (status) return status;
    out->force = solution.force, out->forward_slip = solution.forward_slip;
    return CUPEL_OK;
}

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    (void)self;
    cupel_rolling_workspace *workspace = NULL;
    calibration *c = cupel_alloc(1, sizeof *c);
    if (!c) return cupel_out_of_memory(error, "a benchmark");
    c->threads = threads;
    cupel_status status = cupel_rolling_workspace_open(0, &workspace, error);
    for (size_t i = 0; !status && i < PASSES; i++) {
        c->log[i].pass = pass_of(i);
        status = measure(workspace, &c->log[i], error);
    }
    cupel_rolling_workspace_close(workspace);
    if (status)
        free(c);
    else
        *state = c;
    return status;
}

static cupel_status call(void *state, cupel_error *error)
{
    calibration *c = state;
    const cupel_rolling_calibration task = {.count = PASSES,
                                            .passes = c->log,
                                            .fitted = {1, 1},
                                            .lower = {0.001, 0.2},
                                            .upper = {0.5, 5},
                                            .force_uncertainty = 0.02,
                                            .slip_uncertainty = 0.002,
                                            .threads = c->threads};
    return cupel_rolling_calibrate(&task, &c->fit, c->rows, error);
}

static double verify(void *state)
{
    const calibration *c = state;
    if (c->fit.status != CUPEL_ROLLING_FIT_OK) return INFINITY;
    return fmax(fabs(c->fit.value[CUPEL_ROLLING_FRICTION] / true_friction - 1),
                fabs(c->fit.value[CUPEL_ROLLING_FLOW_STRESS_SCALE] / true_scale - 1));
}

static void digest(void *state, char out[CUPEL_SHA256_HEX])
{
    const calibration *c = state;
    cupel_sha256(c->fit.value, sizeof c->fit.value, out);
}

const bench_case bench_rolling_calibration_cases[] = {
    {.name = "rolling_calibration/24-passes",
     .points = PASSES,
     .unit_of_work = "passes",
     .tolerance = 1e-6,
     .setup = setup,
     .call = call,
     .verify = verify,
     .digest = digest,
     .teardown = free},
    {0},
};
