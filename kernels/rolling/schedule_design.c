/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "rolling/schedule.h"

enum { NODES = 200, MOST_NODES = 2000, LEAST_NODES = 8 };

static double thinning_of(const cupel_rolling_stage *stage)
{
    return log(stage->pass.entry_thickness / stage->pass.exit_thickness);
}

cupel_status cupel_rolling_design_check(const cupel_rolling_design *design, cupel_error *error)
{
    if (design->stage_count == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "a design needs at least one stage");
    if (design->objective < CUPEL_OBJECTIVE_FEWEST_PASSES ||
        design->objective > CUPEL_OBJECTIVE_EQUAL_REDUCTION)
        CUPEL_FAIL(error, CUPEL_EINVAL, "objective %d is unknown", design->objective);
    if (design->nodes && (design->nodes < LEAST_NODES || design->nodes > MOST_NODES))
        CUPEL_FAIL(error, CUPEL_EINVAL, "nodes = %zu is not allowed; it must lie in [%d, %d]", design->nodes,
                   LEAST_NODES, MOST_NODES);
    for (size_t i = 0; i < design->stage_count; i++) {
        const cupel_rolling_stage *stage = &design->stages[i];
        const bool counted = design->passes && design->passes[i];
        const bool open = design->objective == CUPEL_OBJECTIVE_FEWEST_PASSES || !counted;
        if (open && !cupk_stage_has_limits(stage))
            CUPEL_FAIL(error, CUPEL_EINVAL, "stage %zu: %s needs a limit that the passes can reach", i + 1,
                       counted || design->objective == CUPEL_OBJECTIVE_FEWEST_PASSES
                           ? "fewest_passes"
                           : "a design without a number of passes");
        if (design->objective == CUPEL_OBJECTIVE_EQUAL_POWER && isnan(stage->pass.roll_speed))
            CUPEL_FAIL(error, CUPEL_EINVAL, "stage %zu: equal_power needs roll_speed", i + 1);
    }
    return CUPEL_OK;
}

/* The share of a stage in the nodes of the grid, by its share in ln h. */
static size_t nodes_of(const cupel_rolling_design *design, size_t stage)
{
    double whole = 0;
    for (size_t i = 0; i < design->stage_count; i++) whole += thinning_of(&design->stages[i]);
    const double nodes = (double)(design->nodes ? design->nodes : NODES);
    const double share = round(nodes * thinning_of(&design->stages[stage]) / whole);
    return share < LEAST_NODES ? LEAST_NODES : (size_t)share;
}

/* What a design is made with. */
typedef struct draft {
    const cupel_rolling_design *design;
    int threads;
    cupel_rolling_workspace **workspaces;
    double *exits; /* of one stage */
    cupel_rolling_plan *plan;
    size_t room, count;
    cupel_rolling_step *steps; /* of the plan before, for heat; NULL: there is none */
    size_t step_count;
    cupel_rolling_design_report *report;
} draft;

/* The passes of a stage in the plan before. */
static size_t warm_steps(const draft *d, size_t stage, const cupel_rolling_step **out)
{
    size_t first = 0;
    while (first < d->step_count && d->steps[first].stage < stage) first++;
    size_t end = first;
    while (end < d->step_count && d->steps[end].stage == stage) end++;
    *out = d->steps ? d->steps + first : NULL;
    return end - first;
}

static cupel_status design_stages(draft *d, cupel_error *error)
{
    const cupel_rolling_design *design = d->design;
    d->count = 0;
    d->report->status = CUPEL_DESIGN_OK;
    for (size_t i = 0; i < design->stage_count; i++) {
        const double own = design->stages[i].entry_temperature;
        cupk_stage_design one = {
            .roller = {.stage = &design->stages[i],
                       .stage_index = i,
                       .temperature = isnan(own) ? design->stages[0].entry_temperature : own,
                       .workspace = d->workspaces[0]},
            .workspaces = d->workspaces,
            .threads = d->threads,
            .most = design->passes ? design->passes[i] : 0,
            .nodes = nodes_of(design, i),
            .exits = d->exits,
            .room = d->room - d->count,
            .blocked = &d->report->blocked};
        one.roller.warm_count = warm_steps(d, i, &one.roller.warm);
        const cupel_status status = design->objective == CUPEL_OBJECTIVE_FEWEST_PASSES
                                        ? cupk_fewest_passes(&one, error)
                                        : cupk_equal_load(&one, design->objective, error);
        if (status) return status;
        for (size_t k = 0; k < one.count; k++) d->plan[d->count++] = (cupel_rolling_plan){i, d->exits[k]};
        d->report->solved += one.roller.solved;
        if (one.status == CUPEL_DESIGN_OK) continue;
        d->report->stage = i;
        d->report->status = one.status;
        break;
    }
    return CUPEL_OK;
}

/* Whether the steps are those of the plan, to what matters. */
static bool is_settled(const draft *d)
{
    if (d->step_count != d->count) return false;
    for (size_t i = 0; i < d->count; i++)
        if (!(fabs(d->steps[i].pass.exit_thickness / d->plan[i].exit_thickness - 1) <= 1e-6)) return false;
    return true;
}

/* With heat the temperatures follow from the schedule and it from them. */
static cupel_status settle(draft *d, cupel_error *error)
{
    enum { TURNS = 8 };
    cupel_status status = design_stages(d, error);
    for (int turn = 1; turn < TURNS && !status && d->steps; turn++) {
        if (d->report->status != CUPEL_DESIGN_OK || is_settled(d)) break;
        d->step_count = d->count;
        if ((status = cupel_rolling_schedule_evaluate(d->design->stages, d->design->stage_count, d->plan,
                                                      d->count, 0, 1, d->steps, error)))
            break;
        d->report->solved += d->count;
        status = design_stages(d, error);
    }
    return status;
}

cupel_status cupel_rolling_schedule_design(const cupel_rolling_design *design, cupel_rolling_plan *plan,
                                           size_t room, size_t *count, cupel_rolling_design_report *report,
                                           cupel_error *error)
{
    cupel_status status = cupel_rolling_design_check(design, error);
    if (status) return status;
    bool heated = false;
    for (size_t i = 0; i < design->stage_count; i++) heated = heated || design->stages[i].heat;
    draft d = {.design = design,
               .threads = design->threads < 1 ? 1 : design->threads,
               .plan = plan,
               .room = room,
               .report = report};
    if ((status = cupk_workspaces_open(d.threads, &d.workspaces, error))) return status;
    d.exits = malloc((room ? room : 1) * sizeof *d.exits);
    d.steps = heated ? malloc((room ? room : 1) * sizeof *d.steps) : NULL;
    *report = (cupel_rolling_design_report){0};
    if (d.exits && (d.steps || !heated))
        status = settle(&d, error);
    else
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for a schedule of %zu passes", room);
    *count = d.count;
    free(d.steps);
    free(d.exits);
    cupk_workspaces_close(d.workspaces, d.threads);
    return status;
}
