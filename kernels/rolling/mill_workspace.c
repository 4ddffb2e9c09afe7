/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "rolling/block.h"
#include "rolling/mill.h"

enum { ROLLS = CUPEL_MILL_BEAMS, JOINTS = CUPEL_MILL_CONTACTS, PLANES = 2, LIMIT = 400 };

static void lay_out_stack(const cupel_mill_workspace *w, cupk_mill_stack *stack, double *block, size_t *used)
{
    const size_t elements = w->max_nodes - 1, points = CUPK_MILL_GAUSS * elements;
    const size_t own = CUPK_MILL_NODAL * PLANES * ROLLS; /* unknowns of a node */
    const size_t unknowns = own * w->max_nodes, band = 2 * own - 1;
    stack->y = cupk_block_cut(block, used, w->max_nodes);
    stack->gauss_y = cupk_block_cut(block, used, points);
    for (size_t b = 0; b < ROLLS; b++) {
        stack->beams[b].bend = cupk_block_cut(block, used, elements);
        stack->beams[b].shear = cupk_block_cut(block, used, elements);
        stack->beams[b].touch = cupk_block_cut(block, used, elements);
        stack->beams[b].contour = cupk_block_cut(block, used, points);
    }
    for (size_t c = 0; c < JOINTS; c++) stack->joints[c].load = cupk_block_cut(block, used, points);
    stack->work_contour = cupk_block_cut(block, used, w->max_cells);
    stack->u = cupk_block_cut(block, used, unknowns);
    stack->before = cupk_block_cut(block, used, unknowns);
    stack->residual = cupk_block_cut(block, used, unknowns);
    stack->matrix = cupk_block_cut(block, used, unknowns * (band + 1));
    stack->answer = cupk_block_cut(block, used, unknowns * (w->max_cells + 1));
}

static size_t lay_out(cupel_mill_workspace *w, double *block)
{
    const size_t m = w->max_cells;
    cupk_mill_cells *cells = &w->cells;
    size_t used = 0;
    lay_out_stack(w, &w->stack[0], block, &used);
    lay_out_stack(w, &w->stack[1], block, &used);
    double **const arrays[] = {&cells->across,  &cells->width,        &cells->entry,      &cells->share,
                               &cells->exit,    &cells->rolled,       &cells->held,       &cells->before,
                               &cells->tension, &cells->free_tension, &cells->elongation, &cells->force,
                               &cells->by_exit, &cells->by_tension,   &cells->flattening};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) *arrays[i] = cupk_block_cut(block, &used, m);
    w->factor = cupk_block_cut(block, &used, m);
    cells->patch = cupk_block_cut(block, &used, m * m);
    w->compliance = cupk_block_cut(block, &used, m * m);
    w->system = cupk_block_cut(block, &used, (m + 2) * (m + 2));
    w->row = cupk_block_cut(block, &used, m + 2);
    w->history = cupk_block_cut(block, &used, CUPK_MILL_HISTORY);
    const size_t results = (2 * ROLLS + JOINTS) * w->max_nodes, scratch = 3 * (m + 2);
    w->profiles = cupk_block_cut(block, &used, results > scratch ? results : scratch);
    return used;
}

static bool allocate(cupel_mill_workspace *w)
{
    w->block = aligned_alloc(CUPK_BLOCK_LINE * sizeof(double), lay_out(w, NULL) * sizeof(double));
    w->indices = calloc(2 * ROLLS * w->max_nodes + w->max_cells + 2, sizeof *w->indices);
    w->pieces = calloc(2 * (w->max_nodes + w->max_cells), sizeof *w->pieces);
    if (!w->block || !w->indices || !w->pieces) return false;
    lay_out(w, w->block);
    for (size_t s = 0; s < 2; s++) {
        w->stack[s].first_unknown = w->indices + s * ROLLS * w->max_nodes;
        w->stack[s].pieces = w->pieces + s * (w->max_nodes + w->max_cells);
    }
    w->pivots = w->indices + 2 * ROLLS * w->max_nodes;
    return true;
}

cupel_status cupel_mill_workspace_open(size_t max_elements, size_t max_cells, cupel_mill_workspace **out,
                                       cupel_error *error)
{
    if (max_elements == 0) max_elements = 60;
    if (max_cells == 0) max_cells = 61;
    if (max_elements < 8 || max_elements > LIMIT || max_cells < 5 || max_cells > LIMIT)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "mill workspace: %zu elements and %zu cells; allowed: 8 to %d and 5 to %d", max_elements,
                   max_cells, LIMIT, LIMIT);
    cupel_mill_workspace *workspace = calloc(1, sizeof *workspace);
    if (!workspace) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a mill");
    workspace->max_elements = max_elements, workspace->max_cells = max_cells;
    workspace->max_nodes = max_elements + CUPK_MILL_BREAKS;
    if (!allocate(workspace)) {
        cupel_mill_workspace_close(workspace);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a mill of %zu elements", max_elements);
    }
    *out = workspace;
    return CUPEL_OK;
}

void cupel_mill_workspace_close(cupel_mill_workspace *workspace)
{
    if (!workspace) return;
    free(workspace->block);
    free(workspace->indices);
    free(workspace->pieces);
    free(workspace);
}
