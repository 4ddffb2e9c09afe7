/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/calibration.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#include "cupel/rolling_coupled.h"

/* Steps of the derivatives, relative. The strip regime is solved to 1e-8, the foil regime to 1e-3 on meshes
 * that may change from place to place. */
static const double strip_step = 1e-3, foil_step = 2e-2;

/* Residual of a pass without solution. */
static const double wall = 1e6;

static void solve_one(const cupk_calibration *job, cupk_calibration_task *task)
{
    cupel_rolling_pass pass = job->given->passes[task->pass].pass;
    if (job->given->fitted[CUPEL_ROLLING_FRICTION])
        pass.friction_coefficient = task->place[CUPEL_ROLLING_FRICTION];
    if (job->given->fitted[CUPEL_ROLLING_FLOW_STRESS_SCALE])
        pass.flow_stress.rate_factor *= task->place[CUPEL_ROLLING_FLOW_STRESS_SCALE];
    cupel_rolling_coupled coupled; /* for the strain rate, where the flow stress depends on it */
    task->status = CUPEL_ROLLING_NOT_CONVERGED, task->regime = CUPEL_ROLLING_STRIP;
    task->force = task->slip = NAN;
    cupel_rolling_workspace *workspace = job->workspaces[omp_get_thread_num()];
    if (cupel_rolling_coupled_solve(&pass, NULL, NULL, workspace, &coupled, NULL)) return;
    const cupel_rolling_solution *solution = &coupled.solution;
    task->status = solution->status, task->regime = solution->regime;
    task->force = solution->force, task->slip = solution->forward_slip;
}

void cupk_calibration_solve(cupk_calibration *job, cupk_calibration_task *tasks, size_t count)
{
    const int threads = job->given->threads;
#pragma omp parallel for num_threads(threads) schedule(dynamic)
    for (size_t i = 0; i < count; i++) solve_one(job, &tasks[i]);
    job->solves += count;
    if (job->given->progress)
        job->given->progress(job->given->host, fmin((double)job->solves / job->expected, 1));
}

bool cupk_calibration_measured(const cupel_rolling_measured *pass)
{
    return !isnan(pass->force) || !isnan(pass->forward_slip);
}

size_t cupk_calibration_count(const cupk_calibration *job)
{
    size_t count = 0;
    for (size_t i = 0; i < job->given->count; i++) {
        const cupel_rolling_measured *pass = &job->given->passes[i];
        if (job->active[i]) count += (size_t)!isnan(pass->force) + (size_t)!isnan(pass->forward_slip);
    }
    return count;
}

size_t cupk_calibration_residual(const cupk_calibration *job, const cupk_calibration_task *task, double *out)
{
    const cupel_rolling_measured *pass = &job->given->passes[task->pass];
    const double of_force = job->given->force_uncertainty, of_slip = job->given->slip_uncertainty;
    const bool solved = task->status == CUPEL_ROLLING_OK;
    size_t count = 0;
    if (!isnan(pass->force))
        out[count++] = solved ? (task->force / pass->force - 1) / (isnan(of_force) ? 1 : of_force) : wall;
    if (!isnan(pass->forward_slip))
        out[count++] = solved ? (task->slip - pass->forward_slip) / (isnan(of_slip) ? 1 : of_slip) : wall;
    return count;
}

static cupk_calibration_task at(size_t pass, const double *place)
{
    return (cupk_calibration_task){.pass = pass, .place = {place[0], place[1]}};
}

void cupk_calibration_residuals(cupk_calibration *job, const double place[CUPEL_ROLLING_UNKNOWNS], double *f)
{
    size_t tasks = 0;
    for (size_t i = 0; i < job->given->count; i++)
        if (job->active[i]) job->tasks[tasks++] = at(i, place);
    cupk_calibration_solve(job, job->tasks, tasks);
    memcpy(job->here, place, sizeof job->here);
    job->here_known = true;
    for (size_t t = 0; t < tasks; t++) f += cupk_calibration_residual(job, &job->tasks[t], f);
}

/* Central difference of the residuals of a pass; one-sided where one side has no solution, and 0 where
 * neither has, so that the pass holds nothing up. */
static size_t difference(const cupk_calibration *job, const cupk_calibration_task *here,
                         const cupk_calibration_task *side[2], int unknown, double *out)
{
    double f[2][2];
    const cupk_calibration_task *ends[2];
    for (int k = 0; k < 2; k++) ends[k] = side[k]->status == CUPEL_ROLLING_OK ? side[k] : here;
    const size_t count = cupk_calibration_residual(job, ends[0], f[0]);
    cupk_calibration_residual(job, ends[1], f[1]);
    const double width = ends[1]->place[unknown] - ends[0]->place[unknown];
    for (size_t i = 0; i < count; i++) out[i] = width > 0 ? (f[1][i] - f[0][i]) / width : 0;
    return count;
}

void cupk_calibration_derivatives(cupk_calibration *job, const double place[CUPEL_ROLLING_UNKNOWNS],
                                  double *jacobian)
{
    /* Every active pass where it is; then, for each, lower and upper of each unknown. */
    size_t active = 0;
    const bool known = job->here_known && memcmp(job->here, place, sizeof job->here) == 0;
    for (size_t i = 0; i < job->given->count; i++) {
        if (job->active[i] && !known) job->tasks[active] = at(i, place);
        active += job->active[i];
    }
    if (!known) cupk_calibration_solve(job, job->tasks, active);
    cupk_calibration_task *first = job->tasks, *sides = job->tasks + active;
    for (size_t t = 0; t < active; t++)
        for (size_t k = 0; k < job->unknowns; k++)
            for (int side = 0; side < 2; side++) {
                const double step = first[t].regime == CUPEL_ROLLING_FOIL ? foil_step : strip_step;
                cupk_calibration_task *task = &sides[2 * (t * job->unknowns + k) + (size_t)side];
                *task = at(first[t].pass, place);
                task->place[job->which[k]] *= 1 + (side ? step : -step);
            }
    cupk_calibration_solve(job, sides, 2 * active * job->unknowns);

    for (size_t t = 0; t < active; t++) {
        double column[2];
        size_t rows = 0;
        for (size_t k = 0; k < job->unknowns; k++) {
            const cupk_calibration_task *pair = &sides[2 * (t * job->unknowns + k)];
            const cupk_calibration_task *side[2] = {pair, pair + 1};
            rows = difference(job, &first[t], side, job->which[k], column);
            for (size_t i = 0; i < rows; i++) jacobian[i * job->unknowns + k] = column[i];
        }
        jacobian += rows * job->unknowns;
    }
}
