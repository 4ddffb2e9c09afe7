/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include "base/memory.h"
#include "cupel/cold_plate.h"
#include "cupel/sink_design.h"
#include "cupel/spreading.h"
#include "heat/spreading_cost.h"
#include "registry.h"

/* heat.sink: one solve of each kind, whose answers were computed by a separate program. heat.spreading:
 * copper on laminate, 60 x 40 mm, without the field; the centre of the source is 60.1755 K above the coolant
 * by a double series summed and extrapolated elsewhere. heat.cold_plate: ten channels of water under one
 * source, 48 cells along and 4 across a channel; and the same plate of one temperature. The heat must come
 * out with the water. */

enum { FORCED, NATURAL };

typedef struct sink_state {
    bool natural;
    double answer;
} sink_state;

static cupel_status setup_sink(const bench_case *self, int threads, void **state, cupel_error *error)
{
    (void)threads;
    sink_state *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a benchmark");
    s->natural = self->size == NATURAL;
    *state = s;
    return CUPEL_OK;
}

static cupel_status call_sink(void *state, cupel_error *error)
{
    static const cupel_heat_sink open = {.base_length = 0.1,
                                         .base_width = 0.1,
                                         .base_thickness = 0.005,
                                         .fin_height = 0.03,
                                         .fin_thickness = 0.0015,
                                         .fin_count = 10,
                                         .conductivity = 201,
                                         .emissivity = 0.85};
    static const cupel_heat_sink close = {.base_length = 0.08,
                                          .base_width = 0.06,
                                          .base_thickness = 0.004,
                                          .fin_height = 0.04,
                                          .fin_thickness = 0.0008,
                                          .fin_count = 20,
                                          .conductivity = 209,
                                          .emissivity = 0.1};
    static const cupel_ambient room = {298.15, 101325};
    sink_state *s = state;
    cupel_sink_natural natural;
    cupel_sink_forced forced;
    if (s->natural) {
        const cupel_status status = cupel_sink_natural_solve(&open, &room, 20, &natural, error);
        if (!status) s->answer = natural.base_temperature;
        return status;
    }
    const cupel_status status = cupel_sink_forced_at(&close, &room, 4, &forced, error);
    if (!status) s->answer = forced.thermal_resistance;
    return status;
}

static double verify_sink(void *state)
{
    const sink_state *s = state;
    return fabs(s->answer / (s->natural ? 333.596664983 : 0.268764393523) - 1);
}

/* Natural convection, 40 fin counts; the check is that the lightest sink uses up its temperature limit, of
 * 338.15 K here and 15 K more below. */
static cupel_status call_design(void *state, cupel_error *error)
{
    const cupel_sink_design design = {.base = {.base_width = 0.12, .conductivity = 209, .emissivity = 0.85},
                                      .ambient = {298.15, 101325},
                                      .density = 2690,
                                      .power = 30,
                                      .objective = CUPEL_SINK_LEAST_MASS,
                                      .range = {{1e-3, 4e-3}, {1e-3, 0.05}, {5e-3, 5e-3}, {0.15, 0.15}},
                                      .least_spacing = 1e-3,
                                      .most_aspect = 10,
                                      .most_mass = INFINITY,
                                      .most_volume = INFINITY,
                                      .most_temperature = 338.15,
                                      .most_pressure_drop = INFINITY,
                                      .fin_count = {2, 41},
                                      .threads = 1};
    sink_state *s = state;
    cupel_sink_candidate all[40];
    size_t best;
    const cupel_status status = cupel_sink_design_solve(&design, all, &best, error);
    if (!status) s->answer = all[best].base_temperature;
    return status;
}

/* Fins, base thickness and length under a source, in a duct, 59 fin counts. */
static cupel_status call_module(void *state, cupel_error *error)
{
    const cupel_sink_design design = {.base = {.base_width = 0.12, .conductivity = 209},
                                      .ambient = {318.15, 101325},
                                      .density = 2690,
                                      .power = 180,
                                      .objective = CUPEL_SINK_LEAST_MASS,
                                      .flow_rate = 0.02,
                                      .range = {{1e-3, 4e-3}, {1e-3, 0.05}, {3e-3, 0.012}, {0.08, 0.2}},
                                      .source = {0.06, 0.05},
                                      .contact_resistance = 2e-5,
                                      .least_spacing = 1e-3,
                                      .most_aspect = 10,
                                      .most_mass = INFINITY,
                                      .most_volume = INFINITY,
                                      .most_temperature = 353.15,
                                      .most_pressure_drop = 60,
                                      .fin_count = {2, 60},
                                      .threads = 1};
    sink_state *s = state;
    cupel_sink_candidate all[59];
    size_t best;
    const cupel_status status = cupel_sink_design_solve(&design, all, &best, error);
    if (!status) s->answer = all[best].source_temperature - 15;
    return status;
}

static double verify_design(void *state)
{
    const sink_state *s = state;
    return fabs(s->answer - 338.15);
}

typedef struct plate_state {
    int threads;
    double centre, mean;
} plate_state;

static cupel_status setup_plate(const bench_case *self, int threads, void **state, cupel_error *error)
{
    (void)self;
    plate_state *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a benchmark");
    s->threads = threads;
    *state = s;
    return CUPEL_OK;
}

static cupel_status call_plate(void *state, cupel_error *error)
{
    static const cupel_spreading_layer layers[] = {{0.105e-3, {390, 390, 390}, 0},
                                                   {1.5e-3, {0.8, 0.8, 0.3}, 0}};
    static const cupel_spreading_source source[] = {{{0.02, 0.015}, {0.008, 0.008}, 2}};
    static const cupel_spreading plate = {.size = {0.06, 0.04},
                                          .layer_count = 2,
                                          .layers = layers,
                                          .source_count = 1,
                                          .sources = source,
                                          .film_coefficient = 20};
    plate_state *s = state;
    cupel_spreading_summary summary;
    return cupel_spreading_solve(&plate, s->threads, &(cupel_spreading_rises){&s->centre, &s->mean, NULL},
                                 &summary, error);
}

static double verify_plate(void *state)
{
    const plate_state *s = state;
    return fmax(fabs(s->centre - 60.1755), fabs(s->mean - 58.2980));
}

/* Viscosity falls by half over 42 K; the rest is constant. */
enum { SOURCE, EVEN };

typedef struct cooled_state {
    cupel_cold_plate plate;
    cupel_cold_plate_solver *solver;
    cupel_cold_plate_result result;
} cooled_state;

static const double any[1] = {300}, density[1] = {997}, capacity[1] = {4180}, conductivity[1] = {0.6};
static const double warmth[2] = {298, 340}, viscosity[2] = {0.9e-3, 0.45e-3};
static const cupel_liquid water = {
    {1, any, density}, {1, any, capacity}, {1, any, conductivity}, {2, warmth, viscosity}, 0, 1e9};
static const cupel_plate_source module = {{0.075, 0.05}, {0.06, 0.04}, 500, 0, CUPEL_FACE_BASE};

static cupel_status setup_cooled(const bench_case *self, int threads, void **state, cupel_error *error)
{
    (void)threads;
    cooled_state *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a benchmark");
    const bool even = self->size == EVEN;
    s->plate = (cupel_cold_plate){.length = 0.15,
                                  .width = 0.1,
                                  .base_thickness = 3e-3,
                                  .cover_thickness = 3e-3,
                                  .conductivity = 167,
                                  .channel_width = 6e-3,
                                  .channel_height = 5e-3,
                                  .channel_pitch = 10e-3,
                                  .channel_count = 10,
                                  .passes = 1,
                                  .inlet_temperature = 298.15,
                                  .source_count = even ? 0 : 1,
                                  .sources = &module,
                                  .temperature = even ? 318.15 : (double)NAN,
                                  .cells = {even ? 8 : 48, even ? 1 : 4}};
    const cupel_status status = cupel_cold_plate_new(&s->plate, &water, &s->solver, error);
    *state = s;
    if (status) free(s);
    return status;
}

static cupel_status call_cooled(void *state, cupel_error *error)
{
    cooled_state *s = state;
    return cupel_cold_plate_solve(s->solver, 4e-3 / 60, &s->result, error);
}

static double verify_cooled(void *state)
{
    const cooled_state *s = state;
    const double rate = 4e-3 / 60 * density[0] * capacity[0];
    const double expected = s->plate.source_count ? module.power : s->result.heat_flow;
    return fabs(rate * (s->result.outlet_temperature - 298.15) / expected - 1);
}

static void teardown_cooled(void *state)
{
    cooled_state *s = state;
    cupel_cold_plate_free(s->solver);
    free(s);
}

static void digest_plate(void *state, char out[CUPEL_SHA256_HEX])
{
    const plate_state *s = state;
    const double answer[] = {s->centre, s->mean};
    cupel_sha256(answer, sizeof answer, out);
}

static void teardown(void *state)
{
    free(state);
}

#define SINK(text, which)                                                                                    \
    {                                                                                                        \
        .name = "heat_sink/" text, .points = 1, .unit_of_work = "solves", .threads = 1, .size = (which),     \
        .tolerance = 1e-11, .setup = setup_sink, .call = call_sink, .verify = verify_sink,                   \
        .teardown = teardown                                                                                 \
    }

#define COOLED(text, which)                                                                                  \
    {                                                                                                        \
        .name = "heat_cold_plate/" text, .points = 1, .unit_of_work = "solves", .threads = 1,                \
        .size = (which), .tolerance = 1e-10, .setup = setup_cooled, .call = call_cooled,                     \
        .verify = verify_cooled, .teardown = teardown_cooled                                                 \
    }

const bench_case bench_heat_cases[] = {
    SINK("forced", FORCED),
    SINK("natural", NATURAL),
    {.name = "heat_sink_design/natural",
     .points = 1,
     .unit_of_work = "designs",
     .threads = 1,
     .tolerance = 0.5,
     .setup = setup_sink,
     .call = call_design,
     .verify = verify_design,
     .teardown = teardown},
    {.name = "heat_sink_design/module",
     .points = 1,
     .unit_of_work = "designs",
     .threads = 1,
     .tolerance = 0.5,
     .setup = setup_sink,
     .call = call_module,
     .verify = verify_design,
     .teardown = teardown},
    {.name = "heat_spreading/board",
     .points = 2929534,
     .unit_of_work = "modes",
     .cost = &cupk_spreading_cost,
     .working_set = 200e3,
     .tolerance = 1e-4,
     .setup = setup_plate,
     .call = call_plate,
     .verify = verify_plate,
     .digest = digest_plate,
     .teardown = teardown},
    COOLED("source", SOURCE),
    COOLED("even", EVEN),
    {.name = NULL},
};
