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

static cupel_status design_stages(const cupel_rolling_design *design, int threads,
                                  cupel_rolling_workspace **workspaces, double *exits,
                                  cupel_rolling_plan *plan, size_t room, size_t *count,
                                  cupel_rolling_design_report *report, cupel_error *error)
{
    size_t used = 0;
    for (size_t i = 0; i < design->stage_count; i++) {
        const double own = design->stages[i].entry_temperature;
        cupk_stage_design one = {
            .roller = {.stage = &design->stages[i],
                       .stage_index = i,
                       .temperature = isnan(own) ? design->stages[0].entry_temperature : own,
                       .workspace = workspaces[0]},
            .workspaces = workspaces,
            .threads = threads,
            .most = design->passes ? design->passes[i] : 0,
            .nodes = nodes_of(design, i),
            .exits = exits,
            .room = room - used,
            .blocked = &report->blocked};
        const cupel_status status = design->objective == CUPEL_OBJECTIVE_FEWEST_PASSES
                                        ? cupk_fewest_passes(&one, error)
                                        : cupk_equal_load(&one, design->objective, error);
        if (status) return status;
        for (size_t k = 0; k < one.count; k++) plan[used++] = (cupel_rolling_plan){i, exits[k]};
        report->solved += one.roller.solved;
        if (one.status == CUPEL_DESIGN_OK) continue;
        report->stage = i;
        report->status = one.status;
        break;
    }
    *count = used;
    return CUPEL_OK;
}

cupel_status cupel_rolling_schedule_design(const cupel_rolling_design *design, cupel_rolling_plan *plan,
                                           size_t room, size_t *count, cupel_rolling_design_report *report,
                                           cupel_error *error)
{
    cupel_status status = cupel_rolling_design_check(design, error);
    if (status) return status;
    const int threads = design->threads < 1 ? 1 : design->threads;
    cupel_rolling_workspace **workspaces;
    if ((status = cupk_workspaces_open(threads, &workspaces, error))) return status;
    double *exits = malloc((room ? room : 1) * sizeof *exits);
    *report = (cupel_rolling_design_report){0};
    if (exits)
        status = design_stages(design, threads, workspaces, exits, plan, room, count, report, error);
    else
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for a schedule of %zu passes", room);
    free(exits);
    cupk_workspaces_close(workspaces, threads);
    return status;
}
