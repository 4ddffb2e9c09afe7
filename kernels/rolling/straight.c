/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/rolling_slab.h"

#include <math.h>

#include "rolling/slab.h"
#include "rolling/workspace.h"

static cupel_status check(const cupel_rolling_slab *slab, cupel_error *error)
{
    const struct {
        const char *name, *unit;
        double value, least;
    } rows[] = {{"start_thickness", " m", slab->start_thickness, 1e-300},
                {"end_thickness", " m", slab->end_thickness, 1e-300},
                {"length", " m", slab->length, 1e-300},
                {"friction_coefficient", "", slab->friction_coefficient, 0},
                {"yield_stress", " Pa", slab->yield_stress, 1e-300},
                {"start_pressure", " Pa", slab->start_pressure, 1e-300}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!(isfinite(rows[i].value) && rows[i].value >= rows[i].least))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s = %.6g%s is not allowed; it must be finite and %s 0",
                       rows[i].name, rows[i].value, rows[i].unit, rows[i].least > 0 ? ">" : ">=");
    return CUPEL_OK;
}

/* Stations of straight faces on a length of 1, in the place of those of an arc. */
static void set_mesh(const cupel_rolling_slab *slab, cupk_mesh *mesh)
{
    const double rise = slab->end_thickness - slab->start_thickness;
    for (size_t i = 0; i <= 2 * mesh->cells; i++) {
        cupk_stations *to = i % 2 ? &mesh->middles : &mesh->nodes;
        to->inverse[i / 2] = 1 / (slab->start_thickness + rise * (double)i / (2 * (double)mesh->cells));
        to->yield[i / 2] = slab->yield_stress;
        to->dh[i / 2] = rise / (double)mesh->cells;
        to->dx[i / 2] = 1 / (double)mesh->cells;
        to->grip[i / 2] = 1;
    }
}

cupel_status cupel_rolling_slab_solve(const cupel_rolling_slab *slab, cupel_rolling_workspace *workspace,
                                      cupel_rolling_slab_solution *out, cupel_error *error)
{
    enum { CELLS = 400 };
    const cupel_status status = check(slab, error);
    if (status) return status;
    cupk_mesh *mesh = &workspace->fine;
    const cupk_maps *maps = &workspace->sweep.forward;
    const cupk_profile *profile = &workspace->profile;
    mesh->cells = workspace->max_steps < CELLS ? workspace->max_steps : CELLS;
    set_mesh(slab, mesh);
    cupk_slab_maps(mesh, 2 * slab->friction_coefficient * slab->length, 0, 1, maps);
    double force = slab->start_thickness * (slab->yield_stress - slab->start_pressure), sum = 0;
    for (size_t i = 0; i <= mesh->cells; i++) {
        profile->position[i] = slab->length * (double)i / (double)mesh->cells;
        profile->thickness[i] = 1 / mesh->nodes.inverse[i];
        profile->pressure[i] = slab->yield_stress - force * mesh->nodes.inverse[i];
        if (!(profile->pressure[i] > 0 && isfinite(profile->pressure[i])))
            CUPEL_FAIL(error, CUPEL_EFAILED, "the pressure %s at %.4g of the length",
                       profile->pressure[i] <= 0 ? "vanishes" : "grows without bound",
                       (double)i / (double)mesh->cells);
        if (i == mesh->cells) break;
        sum += maps->push[i] - maps->pull[i] * force;
        force += maps->gain[i] * force - maps->drop[i];
    }
    *out = (cupel_rolling_slab_solution){.end_pressure = profile->pressure[mesh->cells],
                                         .mean_pressure = sum,
                                         .force = sum * slab->length,
                                         .end_stress = force * mesh->nodes.inverse[mesh->cells],
                                         .count = mesh->cells + 1,
                                         .position = profile->position,
                                         .thickness = profile->thickness,
                                         .pressure = profile->pressure};
    return CUPEL_OK;
}
