/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/stencil.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* The plain form: layout, operator, and conjugate gradients with the diagonal as preconditioner. */

static size_t round_up(size_t count, size_t multiple)
{
    return (count + multiple - 1) / multiple * multiple;
}

static bool lay_out(const size_t cells[3], cupel_stencil *s)
{
    enum { LARGEST = 1 << 20 };
    for (int a = 0; a < 3; a++) {
        if (cells[a] < 1 || cells[a] > LARGEST) return false;
        s->cells[a] = cells[a];
    }
    s->row = round_up(cells[0] + 8, 8) + 8;
    s->plane = s->row * (cells[1] + 2);
    if (s->plane * sizeof(double) % 4096 == 0) s->plane += 8;
    if (cells[2] + 2 > SIZE_MAX / 16 / s->plane) return false;
    s->origin = 8 + s->row + s->plane;
    s->count = s->plane * (cells[2] + 2) + 16;
    return true;
}

double *cupel_stencil_array(const cupel_stencil *stencil, int threads)
{
    (void)threads;
    double *array = aligned_alloc(64, round_up(stencil->count * sizeof *array, 64));
    if (!array) return NULL;
    for (size_t i = 0; i < stencil->count; i++) array[i] = 0;
    return array;
}

cupel_status cupel_stencil_new(const size_t cells[3], const bool periodic[3], int threads,
                               cupel_stencil **out, cupel_error *error)
{
    cupel_stencil *s = calloc(1, sizeof *s);
    if (!s) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a system of cells");
    if (!lay_out(cells, s)) {
        free(s);
        CUPEL_FAIL(error, CUPEL_ELIMIT, "%zu x %zu x %zu cells are more than can be numbered", cells[0],
                   cells[1], cells[2]);
    }
    bool complete = true;
    for (int a = 0; a < 3; a++) {
        s->periodic[a] = periodic[a];
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

/* What cell (i, j, k) gets from its neighbours along one axis, and its conductances added up. */
static double from_axis(const cupel_stencil *s, const double *x, int axis, size_t at, size_t index,
                        double *sum)
{
    const size_t stride = axis == 0 ? 1 : axis == 1 ? s->row : s->plane;
    const size_t last = s->cells[axis] - 1;
    const double *g = s->conductance[axis];
    double flow = 0;
    if (index > 0 || s->periodic[axis]) {
        const size_t below = index > 0 ? at - stride : at + last * stride;
        flow += g[at] * x[below];
        *sum += g[at];
    }
    if (index < last || s->periodic[axis]) {
        const size_t above = index < last ? at + stride : at - last * stride;
        const double conductance = index < last ? g[above] : g[at - last * stride];
        flow += conductance * x[above];
        *sum += conductance;
    }
    return flow;
}

static double residual_of_cell(const cupel_stencil *s, const double *x, size_t i, size_t j, size_t k)
{
    const size_t at = cupel_stencil_at(s, i, j, k);
    double sum = s->diagonal[at];
    double flow = from_axis(s, x, 0, at, i, &sum);
    flow += from_axis(s, x, 1, at, j, &sum);
    flow += from_axis(s, x, 2, at, k, &sum);
    return s->right_side[at] - (sum * x[at] - flow);
}

double cupel_stencil_residual(const cupel_stencil *stencil, double *x, double *r, int threads)
{
    (void)threads;
    double norm = 0;
    for (size_t k = 0; k < stencil->cells[2]; k++)
        for (size_t j = 0; j < stencil->cells[1]; j++)
            for (size_t i = 0; i < stencil->cells[0]; i++) {
                const double value = residual_of_cell(stencil, x, i, j, k);
                r[cupel_stencil_at(stencil, i, j, k)] = value;
                norm += value * value;
            }
    return sqrt(norm);
}
