/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include "base/memory.h"
#include "cupel/rolling_schedule.h"
#include "registry.h"

/* Design of whole schedules of annealed copper on a 20-high mill, as an engineer waits for them. */

enum { STRIP, FOIL, EQUAL_FORCE };
enum { ROOM = 100 };

typedef struct schedule {
    cupel_rolling_stage stage;
    cupel_rolling_plan plan[ROOM];
    size_t passes, count;
    int objective, threads, status;
} schedule;

static cupel_rolling_stage stage_of(int which)
{
    cupel_rolling_stage stage = {.pass = {.flow_stress = {.law = CUPEL_FLOW_VOCE,
                                                          .initial_stress = 60e6,
                                                          .saturation_stress = 400e6,
                                                          .rate_constant = 4,
                                                          .rate_factor = 1},
                                          .entry_thickness = 1e-3,
                                          .exit_thickness = which == FOIL ? 9e-6 : 0.1e-3,
                                          .roll_radius = 0.03,
                                          .roll_speed = 3,
                                          .friction_coefficient = 0.04,
                                          .friction_factor = NAN,
                                          .youngs_modulus = 117e9,
                                          .poissons_ratio = 0.34,
                                          .roll_youngs_modulus = 210e9,
                                          .roll_poissons_ratio = 0.3,
                                          .roll_deformation = CUPEL_ROLL_AUTO},
                                 .entry_tension_share = 0.2,
                                 .exit_tension_share = 0.3,
                                 .volumetric_heat = NAN,
                                 .entry_temperature = 293.15};
    for (int k = 0; k < CUPEL_LIMITS; k++) stage.limits[k] = NAN;
    stage.limits[CUPEL_LIMIT_FORCE] = 2e6;
    stage.limits[CUPEL_LIMIT_MAXIMUM_REDUCTION] = 0.4;
    stage.limits[CUPEL_LIMIT_MINIMUM_REDUCTION] = 0.1;
    return stage;
}

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    schedule *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a benchmark");
    s->stage = stage_of((int)self->size);
    s->threads = threads;
    s->objective = self->size == EQUAL_FORCE ? CUPEL_OBJECTIVE_EQUAL_FORCE : CUPEL_OBJECTIVE_FEWEST_PASSES;
    s->passes = self->size == EQUAL_FORCE ? 8 : 0;
    const cupel_status status = cupel_rolling_stage_link(NULL, &s->stage, error);
    if (status) {
        free(s);
        return status;
    }
    *state = s;
    return CUPEL_OK;
}

static cupel_status call(void *state, cupel_error *error)
{
    schedule *s = state;
    cupel_rolling_design_report report;
    const cupel_rolling_design design = {.stages = &s->stage,
                                         .passes = &s->passes,
                                         .stage_count = 1,
                                         .objective = s->objective,
                                         .threads = s->threads};
    const cupel_status status =
        cupel_rolling_schedule_design(&design, s->plan, ROOM, &s->count, &report, error);
    s->status = report.status;
    return status;
}

/* Each pass solved again, from a cold start. Fewest passes: how far a pass is beyond a limit. Equal forces:
 * how far apart they are. */
static double verify(void *state)
{
    const schedule *s = state;
    cupel_rolling_step steps[ROOM];
    if (s->status != CUPEL_DESIGN_OK || s->count == 0 ||
        s->plan[s->count - 1].exit_thickness != s->stage.pass.exit_thickness ||
        cupel_rolling_schedule_evaluate(&s->stage, 1, s->plan, s->count, 0, 1, steps, NULL))
        return INFINITY;
    double use = 0, least = INFINITY, most = 0;
    for (size_t i = 0; i < s->count; i++) {
        use = fmax(use, steps[i].limit_use);
        least = fmin(least, steps[i].solution.force);
        most = fmax(most, steps[i].solution.force);
    }
    return s->objective == CUPEL_OBJECTIVE_EQUAL_FORCE ? most / least - 1 : fmax(0, use - 1);
}

static void digest(void *state, char out[CUPEL_SHA256_HEX])
{
    const schedule *s = state;
    double exits[ROOM];
    for (size_t i = 0; i < s->count; i++) exits[i] = s->plan[i].exit_thickness;
    cupel_sha256(exits, s->count * sizeof *exits, out);
}

#define SCHEDULE(text, which, most, error_allowed)                                                           \
    {                                                                                                        \
        .name = "rolling_schedule/" text, .points = 1, .unit_of_work = "schedules", .threads = most,         \
        .size = which, .tolerance = error_allowed, .setup = setup, .call = call, .verify = verify,           \
        .digest = digest, .teardown = free                                                                   \
    }

const bench_case bench_rolling_schedule_cases[] = {
    SCHEDULE("fewest/1-0.1mm", STRIP, 0, 1e-9),
    SCHEDULE("fewest/1mm-9um", FOIL, 0, 1e-9),
    SCHEDULE("equal_force/1-0.1mm", EQUAL_FORCE, 1, 1e-6),
    {.name = NULL},
};
