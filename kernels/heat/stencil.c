/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/stencil.h"

#include <math.h>
#include <stdlib.h>

#include "heat/stencil_loops.h"

/* Storage of a system of cells, and its residual. */

cupk_grid cupk_stencil_grid(const cupel_stencil *s)
{
    cupk_grid g = {.row = s->row, .plane = s->plane, .origin = s->origin, .count = s->count};
    for (int a = 0; a < 3; a++) g.cells[a] = s->cells[a], g.periodic[a] = s->periodic[a];
    return g;
}

double *cupel_stencil_array(const cupel_stencil *stencil, int threads)
{
    const cupk_grid grid = cupk_stencil_grid(stencil);
    return cupk_grid_doubles(&grid, threads);
}

static bool lay_out(const size_t cells[3], const bool periodic[3], cupel_stencil *s)
{
    cupk_grid g;
    if (!cupk_grid_lay_out(cells, periodic, &g)) return false;
    for (int a = 0; a < 3; a++) s->cells[a] = cells[a], s->periodic[a] = periodic[a];
    s->row = g.row;
    s->plane = g.plane;
    s->origin = g.origin;
    s->count = g.count;
    return true;
}

cupel_status cupel_stencil_new(const size_t cells[3], const bool periodic[3], int threads,
                               cupel_stencil **out, cupel_error *error)
{
    cupel_stencil *s = calloc(1, sizeof *s);
    if (!s) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a system of cells");
    if (!lay_out(cells, periodic, s)) {
        free(s);
        CUPEL_FAIL(error, CUPEL_ELIMIT, "%zu x %zu x %zu cells are more than can be numbered", cells[0],
                   cells[1], cells[2]);
    }
    bool complete = true;
    for (int a = 0; a < 3; a++) {
        s->conductance[a] = cupel_stencil_array(s, threads);
        complete = complete && s->conductance[a];
    }
    s->diagonal = cupel_stencil_array(s, threads);
    s->right_side = cupel_stencil_array(s, threads);
    if (!complete || !s->diagonal || !s->right_side) {
        cupel_stencil_free(s);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a system of %zu cells",
                   cells[0] * cells[1] * cells[2]);
    }
    *out = s;
    return CUPEL_OK;
}

void cupel_stencil_free(cupel_stencil *stencil)
{
    if (!stencil) return;
    for (int a = 0; a < 3; a++) free(stencil->conductance[a]);
    free(stencil->diagonal);
    free(stencil->right_side);
    free(stencil);
}

double cupel_stencil_residual(const cupel_stencil *stencil, double *x, double *r, int threads)
{
    const cupk_grid grid = cupk_stencil_grid(stencil);
    double *sums = malloc(cupk_grid_tiles(&grid) * sizeof *sums);
    cupk_stencil_wrap(stencil, x);
    double sum = 0;
    if (sums)
        sum = cupk_stencil_residual_sum(stencil, x, r, sums, threads > 0 ? threads : 1);
    else /* the same sums one after another */
        for (size_t n = 0; n < cupk_grid_tiles(&grid); n++)
            sum += cupk_stencil_residual_tile(stencil, x, r, n);
    free(sums);
    return sqrt(sum);
}
