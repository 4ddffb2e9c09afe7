/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/workspace.h"

#include <stdlib.h>

#include "rolling/block.h"

static cupk_stations cut_stations(double *block, size_t *used, size_t count)
{
    cupk_stations out;
    out.inverse = cupk_block_cut(block, used, count);
    out.yield = cupk_block_cut(block, used, count);
    out.dh = cupk_block_cut(block, used, count);
    out.dx = cupk_block_cut(block, used, count);
    out.grip = cupk_block_cut(block, used, count);
    return out;
}

static cupk_maps cut_maps(double *block, size_t *used, size_t count)
{
    cupk_maps out;
    out.gain = cupk_block_cut(block, used, count);
    out.drop = cupk_block_cut(block, used, count);
    out.push = cupk_block_cut(block, used, count);
    out.pull = cupk_block_cut(block, used, count);
    return out;
}

static size_t lay_out(cupel_rolling_workspace *to, double *block)
{
    const size_t cells = to->max_steps;
    size_t used = 0;
    to->fine.nodes = cut_stations(block, &used, cells + 1);
    to->fine.middles = cut_stations(block, &used, cells);
    to->coarse.nodes = cut_stations(block, &used, cells / 2 + 1);
    to->coarse.middles = cut_stations(block, &used, cells / 2 + 1);
    to->sweep.forward = cut_maps(block, &used, cells);
    to->sweep.backward = cut_maps(block, &used, cells);
    to->sweep.forward_capped = cut_maps(block, &used, cells);
    to->sweep.backward_capped = cut_maps(block, &used, cells);
    to->sweep.forward_force = cupk_block_cut(block, &used, cells + 1);
    to->sweep.backward_force = cupk_block_cut(block, &used, cells + 1);
    to->sweep.backward_pressure = cupk_block_cut(block, &used, cells + 1);
    to->profile.position = cupk_block_cut(block, &used, cells + 2);
    to->profile.thickness = cupk_block_cut(block, &used, cells + 2);
    to->profile.pressure = cupk_block_cut(block, &used, cells + 2);
    to->profile.shear_stress = cupk_block_cut(block, &used, cells + 2);
    to->profile.longitudinal_stress = cupk_block_cut(block, &used, cells + 2);
    used += cupk_foil_lay_out(&to->foil, block ? block + used : NULL);
    const size_t points = (cells > CUPK_FOIL_CELLS ? cells : CUPK_FOIL_CELLS) + 2;
    used += cupk_coupling_lay_out(&to->coupling, points, block ? block + used : NULL);
    return used;
}

cupel_status cupel_rolling_workspace_open(size_t max_steps, cupel_rolling_workspace **out, cupel_error *error)
{
    if (max_steps == 0) max_steps = CUPEL_ROLLING_STEPS;
    if (max_steps < 16 || max_steps > (size_t)1 << 20)
        CUPEL_FAIL(error, CUPEL_EINVAL, "rolling workspace: max_steps %zu; allowed: 16 to 1048576",
                   max_steps);
    cupel_rolling_workspace *workspace = calloc(1, sizeof *workspace);
    if (!workspace) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a rolling workspace");
    workspace->max_steps = max_steps;
    const size_t bytes = lay_out(workspace, NULL) * sizeof(double);
    workspace->block = aligned_alloc(CUPK_BLOCK_LINE * sizeof(double), bytes);
    if (!workspace->block) {
        free(workspace);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a rolling workspace of %zu steps", max_steps);
    }
    lay_out(workspace, workspace->block);
    *out = workspace;
    return CUPEL_OK;
}

void cupel_rolling_workspace_close(cupel_rolling_workspace *workspace)
{
    if (!workspace) return;
    free(workspace->block);
    free(workspace);
}
