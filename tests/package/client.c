/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cupel/rolling.h"
#include "cupel/version.h"

/* A solver of somebody else's that takes a rolling pass from the installed library. */
int main(void)
{
    const cupel_rolling_pass pass = {
        .flow_stress = {.law = CUPEL_FLOW_CONSTANT, .yield_stress = 300e6, .rate_factor = 1},
        .entry_thickness = 1e-3,
        .exit_thickness = 0.8e-3,
        .roll_radius = 0.1,
        .roll_speed = 1,
        .friction_coefficient = 0.08,
        .friction_factor = NAN,
        .roll_deformation = CUPEL_ROLL_RIGID,
    };
    cupel_error error = {0};
    cupel_rolling_workspace *workspace = NULL;
    cupel_rolling_solution solution = {0};
    if (cupel_rolling_workspace_open(0, &workspace, &error) ||
        cupel_rolling_pass_solve(&pass, workspace, &solution, &error))
        return fprintf(stderr, "%s\n", error.text), 1;
    printf("cupel %s: %s, %.6g N/m\n", cupel_version(), cupel_rolling_status_name(solution.status),
           solution.force);
    cupel_rolling_workspace_close(workspace);

    /* without friction it takes K L; the friction hill adds to that, here less than half again */
    const double frictionless = 2 / sqrt(3) * 300e6 * sqrt(0.1 * 0.2e-3);
    char headers[32];
    snprintf(headers, sizeof headers, "%d.%d.%d", CUPEL_VERSION_MAJOR, CUPEL_VERSION_MINOR,
             CUPEL_VERSION_PATCH);
    return solution.force > frictionless && solution.force < 1.5 * frictionless &&
                   strcmp(headers, cupel_version()) == 0
               ? 0
               : 1;
}
