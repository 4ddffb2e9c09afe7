/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "cupel/rolling_mill.h"

/* The roll force near a pass, by differences between neighbours. */

typedef struct neighbour {
    const cupel_rolling_pass *pass;
    cupel_rolling_workspace *workspace;
    cupel_rolling_solution solution;
} neighbour;

static cupel_status force_at(neighbour *n, const double at[3], double *out, cupel_error *error)
{
    cupel_rolling_pass pass = *n->pass;
    pass.entry_thickness = at[0], pass.exit_thickness = at[1], pass.exit_tension = at[2];
    const cupel_status status = cupel_rolling_pass_solve(&pass, n->workspace, &n->solution, error);
    if (status) return status;
    if (n->solution.status != CUPEL_ROLLING_OK)
        CUPEL_FAIL(error, CUPEL_EFAILED, "pass %.6g to %.6g m under %.4g MPa: %s", at[0], at[1], at[2] / 1e6,
                   cupel_rolling_status_name(n->solution.status));
    *out = n->solution.force;
    return CUPEL_OK;
}

/* A neighbour: steps along the axes, the thicknesses by their logarithm. */
static void move(const cupel_mill_law *law, double steps, int axis, double at[3])
{
    if (axis < 2)
        at[axis] *= exp(steps * law->step[axis]);
    else
        at[axis] += steps * law->step[axis];
}

/* Slopes and curvatures along the axes, then the mixed ones. */
static cupel_status differentiate(neighbour *n, cupel_mill_law *law, cupel_error *error)
{
    double above[3];
    cupel_status status;
    for (int i = 0; i < 3; i++) {
        double at[3] = {law->point[0], law->point[1], law->point[2]}, below;
        move(law, 1, i, at);
        if ((status = force_at(n, at, &above[i], error))) return status;
        move(law, -2, i, at);
        if ((status = force_at(n, at, &below, error))) return status;
        law->slope[i] = (above[i] - below) / (2 * law->step[i]);
        law->curvature[i][i] = (above[i] - 2 * law->force + below) / (law->step[i] * law->step[i]);
    }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < i; j++) {
            double at[3] = {law->point[0], law->point[1], law->point[2]}, both;
            move(law, 1, i, at), move(law, 1, j, at);
            if ((status = force_at(n, at, &both, error))) return status;
            const double ahead_i = law->slope[i] + 0.5 * law->curvature[i][i] * law->step[i];
            law->curvature[i][j] = law->curvature[j][i] =
                (both - above[j] - ahead_i * law->step[i]) / (law->step[i] * law->step[j]);
        }
    return CUPEL_OK;
}

cupel_status cupel_mill_law_of(const cupel_rolling_pass *pass, double reach,
                               cupel_rolling_workspace *workspace, cupel_mill_law *out,
                               cupel_rolling_solution *failed, cupel_error *error)
{
    if (!(reach >= 0 && reach < 0.5))
        CUPEL_FAIL(error, CUPEL_EINVAL, "reach = %.6g is not allowed; it must lie in [0, 0.5)", reach);
    neighbour n = {.pass = pass, .workspace = workspace};
    double at[3] = {pass->entry_thickness, pass->exit_thickness, pass->exit_tension};
    cupel_mill_law law = {.force = NAN};
    cupel_status status = force_at(&n, at, &law.force, error);
    if (!status) {
        const double draft = pass->entry_thickness - pass->exit_thickness;
        law.contact_length = n.solution.contact_length;
        law.exit_flow_stress = n.solution.exit_flow_stress;
        law.step[0] = (reach > 0 ? reach : 0.05) * draft / pass->entry_thickness;
        law.step[1] = (reach > 0 ? reach : 0.05) * draft / pass->exit_thickness;
        law.step[2] = 0.05 * n.solution.exit_flow_stress;
        /* a difference that reaches into compression would ask for what slack strip cannot do */
        at[2] = fmax(pass->exit_tension, law.step[2]);
        for (int i = 0; i < 3; i++) law.point[i] = at[i];
        status = force_at(&n, at, &law.force, error);
    }
    if (!status) status = differentiate(&n, &law, error);
    if (status)
        *failed = n.solution;
    else
        *out = law;
    return status;
}
