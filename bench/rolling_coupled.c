/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include "base/memory.h"
#include "cupel/rolling_coupled.h"
#include "registry.h"

/* A pass with oil film, temperatures and strain rate. No other program's answer: the power of rolls and
 * tensions is the heat of friction and the work of flow. */

enum { STRIP, FOIL };

typedef struct state {
    cupel_rolling_pass pass;
    cupel_rolling_film film;
    cupel_rolling_heat heat;
    cupel_rolling_coupled out;
    cupel_rolling_workspace *workspace;
} state;

static cupel_rolling_pass pass_of(int which)
{
    cupel_rolling_pass pass = {.flow_stress = {.law = CUPEL_FLOW_VOCE,
                                               .initial_stress = 70e6,
                                               .saturation_stress = 390e6,
                                               .rate_constant = 4.5,
                                               .rate_factor = 1,
                                               .rate_sensitivity = 0.01,
                                               .reference_rate = 1,
                                               .thermal_exponent = 1.09,
                                               .reference_temperature = 298.15,
                                               .melting_temperature = 1356},
                               .entry_thickness = 0.8e-3,
                               .exit_thickness = 0.6e-3,
                               .entry_tension = 20e6,
                               .exit_tension = 50e6,
                               .roll_radius = 0.11,
                               .roll_speed = 2,
                               .friction_factor = NAN,
                               .youngs_modulus = 115e9,
                               .poissons_ratio = 0.34,
                               .roll_youngs_modulus = 210e9,
                               .roll_poissons_ratio = 0.3,
                               .roll_deformation = CUPEL_ROLL_HITCHCOCK};
    if (which == FOIL) {
        pass.entry_thickness = 12e-6, pass.exit_thickness = 9e-6, pass.roll_radius = 0.02;
        pass.entry_tension = 100e6, pass.exit_tension = 140e6;
        pass.prior_strain = 2, pass.roll_speed = 0.8;
        pass.roll_deformation = CUPEL_ROLL_ELASTIC;
    }
    return pass;
}

static void teardown(void *self)
{
    state *s = self;
    cupel_rolling_workspace_close(s->workspace);
    free(s);
}

static cupel_status setup(const bench_case *self, int threads, void **out, cupel_error *error)
{
    (void)threads;
    state *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a benchmark");
    const double roughness = self->size == FOIL ? 0.1e-6 : 0.25e-6;
    *s = (state){.pass = pass_of((int)self->size),
                 .film = {.boundary_coefficient = 0.1,
                          .viscosity = 0.01,
                          .pressure_viscosity_coefficient = 1.5e-8,
                          .temperature_viscosity_coefficient = 0.035,
                          .reference_temperature = 313.15,
                          .roll_roughness = roughness,
                          .strip_roughness = roughness,
                          .limiting_shear_stress = 10e6},
                 .heat = {.entry_temperature = 298.15,
                          .density = 8940,
                          .heat_capacity = 386,
                          .conductivity = 390,
                          .plastic_heat_fraction = 0.9,
                          .contact_coefficient = 3e4,
                          .roll_conductivity = 45,
                          .roll_volumetric_heat_capacity = 3.75e6,
                          .roll_temperature = NAN,
                          .roll_cooling_coefficient = 5000,
                          .coolant_temperature = 303.15}};
    const cupel_status status = cupel_rolling_workspace_open(0, &s->workspace, error);
    if (status) {
        free(s);
        return status;
    }
    *out = s;
    return CUPEL_OK;
}

static cupel_status call(void *self, cupel_error *error)
{
    state *s = self;
    return cupel_rolling_coupled_solve(&s->pass, &s->film, &s->heat, s->workspace, &s->out, error);
}

static double verify(void *self)
{
    const state *s = self;
    const cupel_rolling_solution *solution = &s->out.solution;
    if (solution->status != CUPEL_ROLLING_OK) return INFINITY;
    const double flow = s->pass.roll_speed * (1 + solution->forward_slip) * s->pass.exit_thickness;
    const double power = solution->power + flow * (s->pass.exit_tension - s->pass.entry_tension);
    const double taken = s->out.friction_heat + s->out.plastic_heat / s->heat.plastic_heat_fraction;
    return fabs(taken / power - 1);
}

static void digest(void *self, char out[CUPEL_SHA256_HEX])
{
    const state *s = self;
    const double answer[] = {s->out.solution.force, s->out.exit_temperature, s->out.mean_friction};
    cupel_sha256(answer, sizeof answer, out);
}

#define COUPLED(text, which, bound)                                                                          \
    {                                                                                                        \
        .name = "rolling_coupled/" text, .points = 1, .unit_of_work = "passes", .threads = 1, .size = which, \
        .tolerance = bound, .setup = setup, .call = call, .verify = verify, .digest = digest,                \
        .teardown = teardown                                                                                 \
    }

const bench_case bench_rolling_coupled_cases[] = {
    COUPLED("strip", STRIP, 1e-3),
    COUPLED("foil/12-9um", FOIL, 5e-3), /* which holds elastic energy too */
    {.name = NULL},
};
