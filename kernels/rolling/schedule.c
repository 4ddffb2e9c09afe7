/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/schedule.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

#include "rolling/check.h"

static const double two_over_root_three = 1.15470053837925152902;

static const double heat_fraction =
    0.9; /* of the plastic work (Taylor and Quinney 1934), for the bulk rise */

static const char *const limit_names[CUPEL_LIMITS] = {
    [CUPEL_LIMIT_FORCE] = "roll_force",
    [CUPEL_LIMIT_TORQUE] = "torque",
    [CUPEL_LIMIT_POWER] = "power",
    [CUPEL_LIMIT_PEAK_PRESSURE] = "peak_pressure",
    [CUPEL_LIMIT_SKID] = "skid_friction_share",
    [CUPEL_LIMIT_TENSION] = "tension_share",
    [CUPEL_LIMIT_MAXIMUM_REDUCTION] = "maximum_reduction",
    [CUPEL_LIMIT_MINIMUM_REDUCTION] = "minimum_reduction",
    [CUPEL_LIMIT_MAXIMUM_FORWARD_SLIP] = "maximum_forward_slip",
    [CUPEL_LIMIT_MINIMUM_FORWARD_SLIP] = "minimum_forward_slip",
    [CUPEL_LIMIT_STRIP_SPEED] = "strip_speed",
};

const char *cupel_rolling_limit_name(int limit)
{
    return limit >= 0 && limit < CUPEL_LIMITS ? limit_names[limit] : "none";
}

static bool is_minimum(int limit)
{
    return limit == CUPEL_LIMIT_MINIMUM_REDUCTION || limit == CUPEL_LIMIT_MINIMUM_FORWARD_SLIP;
}

double cupk_stage_strain(const cupel_rolling_stage *stage, double thickness)
{
    return stage->pass.prior_strain + two_over_root_three * log(stage->pass.entry_thickness / thickness);
}

bool cupk_stage_has_limits(const cupel_rolling_stage *stage)
{
    for (int k = 0; k < CUPEL_LIMITS; k++)
        if (!isnan(stage->limits[k]) && !is_minimum(k)) return true;
    return false;
}

static cupel_status check_share(double share, const char *name, cupel_error *error)
{
    if (isnan(share) || (share >= 0 && share < 1)) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "%s = %.6g is not allowed; it must lie in [0, 1)", name, share);
}

/* A minimum that lies above its maximum leaves no pass. */
static cupel_status check_pair(const cupel_rolling_stage *stage, int least, int most, cupel_error *error)
{
    if (!(stage->limits[least] > stage->limits[most])) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "the limits contradict each other: %s %.6g lies above %s %.6g",
               limit_names[least], stage->limits[least], limit_names[most], stage->limits[most]);
}

static cupel_status check_limits(const cupel_rolling_stage *stage, cupel_error *error)
{
    for (int k = 0; k < CUPEL_LIMITS; k++) {
        const double limit = stage->limits[k];
        if (isnan(limit)) continue;
        if (!(limit > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "the limit %s = %.6g is not allowed; it must be > 0",
                       limit_names[k], limit);
        if ((k == CUPEL_LIMIT_POWER || k == CUPEL_LIMIT_STRIP_SPEED) && isnan(stage->pass.roll_speed))
            CUPEL_FAIL(error, CUPEL_EINVAL, "the limit %s needs roll_speed", limit_names[k]);
    }
    const double speed = stage->limits[CUPEL_LIMIT_STRIP_SPEED];
    const double slip = stage->limits[CUPEL_LIMIT_MINIMUM_FORWARD_SLIP];
    if (stage->pass.roll_speed * (1 + slip) > speed)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "the limits contradict each other: minimum_forward_slip %.6g at roll_speed %.6g m/s is "
                   "above strip_speed %.6g m/s",
                   slip, stage->pass.roll_speed, speed);
    const cupel_status status =
        check_pair(stage, CUPEL_LIMIT_MINIMUM_REDUCTION, CUPEL_LIMIT_MAXIMUM_REDUCTION, error);
    if (status) return status;
    return check_pair(stage, CUPEL_LIMIT_MINIMUM_FORWARD_SLIP, CUPEL_LIMIT_MAXIMUM_FORWARD_SLIP, error);
}

static cupel_status check_stage(const cupel_rolling_stage *stage, cupel_error *error)
{
    cupel_status status;
    if ((status = check_share(stage->entry_tension_share, "entry_tension_share", error)) ||
        (status = check_share(stage->exit_tension_share, "exit_tension_share", error)))
        return status;
    if (!(stage->softening >= 0 && stage->softening <= 1))
        CUPEL_FAIL(error, CUPEL_EINVAL, "softening = %.6g is not allowed; it must lie in [0, 1]",
                   stage->softening);
    if (!(stage->cooling >= 0 && stage->cooling <= 1))
        CUPEL_FAIL(error, CUPEL_EINVAL, "cooling = %.6g is not allowed; it must lie in [0, 1]",
                   stage->cooling);
    if ((status = check_limits(stage, error))) return status;
    cupel_rolling_pass pass = stage->pass;
    if (stage->film) pass.friction_coefficient = 0;
    if ((status = cupk_rolling_check(&pass, error)) ||
        (stage->film && (status = cupel_rolling_film_check(stage->film, error))) ||
        (stage->heat && (status = cupel_rolling_heat_check(stage->heat, error))))
        return status;
    if ((stage->film || stage->heat) && isnan(pass.roll_speed))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s needs roll_speed", stage->film ? "a mixed film" : "heat");
    return CUPEL_OK;
}

cupel_status cupel_rolling_stage_link(const cupel_rolling_stage *before, cupel_rolling_stage *stage,
                                      cupel_error *error)
{
    cupel_rolling_pass *pass = &stage->pass;
    if (!before && !(isfinite(stage->entry_temperature) && stage->entry_temperature > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "entry_temperature = %.6g K is not allowed; it must be finite and > 0",
                   stage->entry_temperature);
    if (before) {
        const double end = before->pass.exit_thickness;
        if (isnan(pass->entry_thickness)) pass->entry_thickness = end;
        if (!(fabs(pass->entry_thickness / end - 1) <= 1e-6))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "entry_thickness %.6g m must be the exit_thickness %.6g m before it, or be left out",
                       pass->entry_thickness, end);
        const double strain = (1 - before->softening) * cupk_stage_strain(before, end);
        if (isnan(pass->prior_strain)) pass->prior_strain = strain;
        if (!(fabs(pass->prior_strain - strain) <= 1e-6 * (1 + strain)))
            CUPEL_FAIL(
                error, CUPEL_EINVAL,
                "prior_strain %.6g must be the %.6g that is left of the strain before it, or be left out",
                pass->prior_strain, strain);
    }
    return check_stage(stage, error);
}

/* Integral of the flow stress from one strain to another, by Simpson's rule. */
static double work_between(const cupel_flow_stress *flow, double from, double to)
{
    enum { PANELS = 64 };
    const double width = (to - from) / PANELS;
    double sum = 0;
    for (int i = 0; i < PANELS; i++) {
        const double at = from + i * width;
        sum += cupel_flow_stress_at(flow, at) + 4 * cupel_flow_stress_at(flow, at + 0.5 * width) +
               cupel_flow_stress_at(flow, at + width);
    }
    return sum * width / 6;
}

void cupk_step_prepare(const cupk_roller *roller, double entry, double exit, cupel_rolling_step *step)
{
    const cupel_rolling_stage *stage = roller->stage;
    *step = (cupel_rolling_step){.stage = roller->stage_index,
                                 .pass = stage->pass,
                                 .mean_friction = NAN,
                                 .skid_friction = NAN,
                                 .entry_temperature = NAN,
                                 .exit_temperature = NAN,
                                 .plastic_work = NAN,
                                 .exit_speed = NAN,
                                 .plastic_slope = NAN,
                                 .limit = -1,
                                 .limit_use = NAN};
    cupel_rolling_pass *pass = &step->pass;
    pass->entry_thickness = entry;
    pass->exit_thickness = exit;
    pass->prior_strain = cupk_stage_strain(stage, entry);
    pass->conditions = NULL;
    const double strain = cupk_stage_strain(stage, exit);
    const double soft = cupel_flow_stress_at(&pass->flow_stress, pass->prior_strain);
    const double hard = cupel_flow_stress_at(&pass->flow_stress, strain);
    if (!isnan(stage->entry_tension_share)) pass->entry_tension = stage->entry_tension_share * soft;
    if (!isnan(stage->exit_tension_share)) pass->exit_tension = stage->exit_tension_share * hard;
    step->tension_share = fmax(pass->entry_tension / soft, pass->exit_tension / hard);
    step->solution.reduction = (entry - exit) / entry;
    for (int k = 0; k < CUPEL_LIMITS; k++) step->use[k] = NAN;
}

/* What a limit is held against; NaN: nothing. */
static double load_of(const cupel_rolling_step *step, int limit)
{
    const cupel_rolling_solution *s = &step->solution;
    switch (limit) {
    case CUPEL_LIMIT_FORCE:
        return s->force;
    case CUPEL_LIMIT_TORQUE:
        return fabs(s->torque);
    case CUPEL_LIMIT_POWER:
        return fabs(s->power);
    case CUPEL_LIMIT_PEAK_PRESSURE:
        return s->peak_pressure;
    case CUPEL_LIMIT_SKID:
        return step->skid_friction / step->mean_friction;
    case CUPEL_LIMIT_TENSION:
        return step->tension_share;
    case CUPEL_LIMIT_MAXIMUM_REDUCTION:
    case CUPEL_LIMIT_MINIMUM_REDUCTION:
        return s->reduction;
    case CUPEL_LIMIT_MAXIMUM_FORWARD_SLIP:
    case CUPEL_LIMIT_MINIMUM_FORWARD_SLIP:
        return s->forward_slip;
    default:
        return step->exit_speed;
    }
}

static void hold_against_limits(const cupel_rolling_stage *stage, cupel_rolling_step *step)
{
    for (int k = 0; k < CUPEL_LIMITS; k++) {
        const double limit = stage->limits[k], load = load_of(step, k);
        if (isnan(limit) || isnan(load)) continue;
        step->use[k] = !is_minimum(k) ? fmax(load, 0) / limit : load > 0 ? limit / load : INFINITY;
        if (step->limit >= 0 && !(step->use[k] > step->limit_use)) continue;
        step->limit = k;
        step->limit_use = step->use[k];
    }
}

/* Between the entries of the passes linear in ln h, beyond them constant. */
static double temperature_at(const cupk_roller *roller, double thickness)
{
    const cupel_rolling_step *warm = roller->warm;
    if (!roller->warm_count) return roller->temperature;
    if (thickness >= warm[0].pass.entry_thickness) return warm[0].entry_temperature;
    for (size_t k = 1; k < roller->warm_count; k++) {
        const double left = warm[k - 1].pass.entry_thickness, right = warm[k].pass.entry_thickness;
        if (thickness == right) return warm[k].entry_temperature;
        if (thickness < right) continue;
        const double share = log(left / thickness) / log(left / right);
        return warm[k - 1].entry_temperature +
               share * (warm[k].entry_temperature - warm[k - 1].entry_temperature);
    }
    return warm[roller->warm_count - 1].entry_temperature;
}

void cupk_step_solve(cupk_roller *roller, cupel_rolling_step *step)
{
    const cupel_rolling_stage *stage = roller->stage;
    cupel_rolling_pass pass = step->pass;
    pass.warm_start = roller->foil;
    cupel_rolling_heat heat;
    if (stage->heat) {
        heat = *stage->heat;
        heat.entry_temperature = temperature_at(roller, pass.entry_thickness);
    }
    cupel_rolling_coupled coupled = {.solution.status = CUPEL_ROLLING_NOT_CONVERGED};
    cupel_rolling_coupled_solve(&pass, stage->film, stage->heat ? &heat : NULL, roller->workspace, &coupled,
                                NULL); /* an error is not of a stage that is checked */
    cupel_rolling_solution *s = &step->solution;
    *s = coupled.solution;
    s->position = s->thickness = s->pressure = s->shear_stress = s->longitudinal_stress = s->slip = NULL;
    s->count = 0;
    s->reduction = (pass.entry_thickness - pass.exit_thickness) / pass.entry_thickness;
    roller->solved++;
    roller->foil = s->status == CUPEL_ROLLING_OK && s->regime == CUPEL_ROLLING_FOIL;
    if (s->status != CUPEL_ROLLING_OK) {
        step->limit_use = INFINITY;
        if (s->status == CUPEL_ROLLING_SKID && roller->thorough)
            cupel_rolling_skid_friction(&coupled.pass, 1, roller->workspace, &step->skid_friction, NULL);
        return;
    }
    step->mean_friction = coupled.mean_friction;
    step->exit_temperature = coupled.exit_temperature;
    step->exit_speed = pass.roll_speed * (1 + s->forward_slip);
    if (s->regime == CUPEL_ROLLING_STRIP && (roller->thorough || !isnan(stage->limits[CUPEL_LIMIT_SKID])))
        cupel_rolling_skid_friction(&coupled.pass, s->flattened_radius_ratio, roller->workspace,
                                    &step->skid_friction, NULL);
    hold_against_limits(stage, step);
}

bool cupk_step_overloads(const cupel_rolling_step *step)
{
    for (int k = 0; k < CUPEL_LIMITS; k++)
        if (!is_minimum(k) && step->use[k] > 1) return true;
    return false;
}

bool cupk_step_fits(const cupel_rolling_step *step)
{
    return step->solution.status == CUPEL_ROLLING_OK && !(step->limit_use > 1);
}

void cupk_workspaces_close(cupel_rolling_workspace **workspaces, int threads)
{
    for (int i = 0; workspaces && i < threads; i++) cupel_rolling_workspace_close(workspaces[i]);
    free(workspaces);
}

cupel_status cupk_workspaces_open(int threads, cupel_rolling_workspace ***out, cupel_error *error)
{
    cupel_rolling_workspace **workspaces = calloc((size_t)threads, sizeof(void *));
    if (!workspaces) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for %d rolling workspaces", threads);
    for (int i = 0; i < threads; i++) {
        const cupel_status status = cupel_rolling_workspace_open(0, &workspaces[i], error);
        if (!status) continue;
        cupk_workspaces_close(workspaces, threads);
        return status;
    }
    *out = workspaces;
    return CUPEL_OK;
}

static double force_beside(cupk_roller *roller, const cupel_rolling_step *step, double change)
{
    cupel_rolling_step beside = *step;
    beside.pass.exit_thickness += change;
    cupk_step_solve(roller, &beside);
    return beside.solution.status == CUPEL_ROLLING_OK ? beside.solution.force : NAN;
}

static void solve_step(const cupel_rolling_stage *stage, double entry, bool slope,
                       cupel_rolling_workspace *workspace, const cupel_rolling_plan *plan,
                       cupel_rolling_step *step)
{
    cupk_roller roller = {.stage = stage,
                          .stage_index = plan->stage,
                          .temperature = step->entry_temperature,
                          .workspace = workspace,
                          .thorough = true};
    cupk_step_prepare(&roller, entry, plan->exit_thickness, step);
    step->plastic_work = work_between(&step->pass.flow_stress, step->pass.prior_strain,
                                      cupk_stage_strain(stage, plan->exit_thickness));
    cupk_step_solve(&roller, step);
    if (!slope || step->solution.status != CUPEL_ROLLING_OK) return;
    roller.thorough = false;
    const double change = 0.01 * (entry - plan->exit_thickness);
    const double lighter = force_beside(&roller, step, change),
                 heavier = force_beside(&roller, step, -change);
    step->plastic_slope = (heavier - lighter) / (2 * change);
}

static cupel_status check_plan(const cupel_rolling_stage *stages, size_t stage_count,
                               const cupel_rolling_plan *plan, size_t count, cupel_error *error)
{
    for (size_t i = 0; i < count; i++) {
        const size_t before = i ? plan[i - 1].stage : 0;
        const bool follows = plan[i].stage == before || (i && plan[i].stage == before + 1);
        if (!follows || plan[i].stage >= stage_count)
            CUPEL_FAIL(error, CUPEL_EINVAL, "pass %zu belongs to stage %zu, which does not follow", i + 1,
                       plan[i].stage + 1);
        const bool first = i == 0 || plan[i].stage != before;
        const double entry = first ? stages[plan[i].stage].pass.entry_thickness : plan[i - 1].exit_thickness;
        if (!(plan[i].exit_thickness > 0 && plan[i].exit_thickness < entry))
            CUPEL_FAIL(error, CUPEL_EINVAL, "pass %zu: exit_thickness %.6g m must lie below %.6g m", i + 1,
                       plan[i].exit_thickness, entry);
    }
    return CUPEL_OK;
}

/* What evaluates a schedule. */
typedef struct evaluation {
    const cupel_rolling_stage *stages;
    const cupel_rolling_plan *plan;
    size_t count;
    bool slopes;
    cupel_rolling_step *steps;
} evaluation;

static bool opens_stage(const evaluation *e, size_t i)
{
    return i == 0 || e->plan[i].stage != e->plan[i - 1].stage;
}

static double entry_temperature(const evaluation *e, size_t i)
{
    const double coil = e->stages[0].entry_temperature;
    if (i == 0) return coil;
    const cupel_rolling_stage *before = &e->stages[e->plan[i - 1].stage];
    if (opens_stage(e, i)) {
        const double own = e->stages[e->plan[i].stage].entry_temperature;
        if (!isnan(own)) return own;
        if (before->softening > 0) return coil;
    }
    return coil + (1 - before->cooling) * (e->steps[i - 1].exit_temperature - coil);
}

static void evaluate_step(const evaluation *e, size_t i, double temperature,
                          cupel_rolling_workspace *workspace)
{
    const cupel_rolling_stage *stage = &e->stages[e->plan[i].stage];
    const double entry = opens_stage(e, i) ? stage->pass.entry_thickness : e->plan[i - 1].exit_thickness;
    e->steps[i].entry_temperature = temperature;
    solve_step(stage, entry, e->slopes, workspace, &e->plan[i], &e->steps[i]);
}

/* The strip after the pass: as heat has it, else by the plastic work alone. */
static void follow_temperature(const evaluation *e, size_t i, double temperature)
{
    cupel_rolling_step *step = &e->steps[i];
    step->entry_temperature = temperature;
    if (isnan(step->exit_temperature))
        step->exit_temperature =
            temperature + heat_fraction * step->plastic_work / e->stages[e->plan[i].stage].volumetric_heat;
}

cupel_status cupel_rolling_schedule_evaluate(const cupel_rolling_stage *stages, size_t stage_count,
                                             const cupel_rolling_plan *plan, size_t count, int slopes,
                                             int threads, cupel_rolling_step *steps, cupel_error *error)
{
    if (threads < 1) threads = 1;
    cupel_rolling_workspace **workspaces;
    cupel_status status;
    if ((status = check_plan(stages, stage_count, plan, count, error)) ||
        (status = cupk_workspaces_open(threads, &workspaces, error)))
        return status;
    const evaluation e = {stages, plan, count, slopes != 0, steps};
    bool heated = false;
    for (size_t i = 0; i < stage_count; i++) heated = heated || stages[i].heat;
    if (!heated) {
        /* the last passes, of the thinnest strip, take longest: they come first */
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
        for (size_t k = 0; k < count; k++)
            evaluate_step(&e, count - 1 - k, NAN, workspaces[omp_get_thread_num()]);
    }
    for (size_t i = 0; i < count; i++) {
        const double temperature = entry_temperature(&e, i);
        if (heated) evaluate_step(&e, i, temperature, workspaces[0]);
        follow_temperature(&e, i, temperature);
    }
    cupk_workspaces_close(workspaces, threads);
    return CUPEL_OK;
}
