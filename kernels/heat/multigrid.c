/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "cupel/stencil.h"

/* The plain form behind the interface of a multigrid: conjugate gradients with the diagonal as
 * preconditioner, on one thread. Right, and slow on fine grids: iterations grow with the cells along an axis.
 */

struct cupel_multigrid {
    const cupel_stencil *system;
    double *r, *z, *p, *q;
};

cupel_status cupel_multigrid_new(const cupel_stencil *stencil, int threads, cupel_multigrid **out,
                                 cupel_error *error)
{
    cupel_multigrid *m = calloc(1, sizeof *m);
    if (!m) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a solver");
    m->system = stencil;
    m->r = cupel_stencil_array(stencil, threads);
    m->z = cupel_stencil_array(stencil, threads);
    m->p = cupel_stencil_array(stencil, threads);
    m->q = cupel_stencil_array(stencil, threads);
    if (!m->r || !m->z || !m->p || !m->q) {
        cupel_multigrid_free(m);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a solver");
    }
    *out = m;
    return CUPEL_OK;
}

cupel_status cupel_multigrid_update(cupel_multigrid *multigrid, cupel_error *error)
{
    (void)multigrid, (void)error;
    return CUPEL_OK;
}

void cupel_multigrid_free(cupel_multigrid *multigrid)
{
    if (!multigrid) return;
    free(multigrid->r), free(multigrid->z), free(multigrid->p), free(multigrid->q);
    free(multigrid);
}

size_t cupel_multigrid_bytes(const size_t cells[3])
{
    const double count = (double)(cells[0] + 16) * (double)(cells[1] + 2) * (double)(cells[2] + 2);
    return count > 1e16 ? SIZE_MAX : (size_t)(count * 170);
}

static double dot(size_t count, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += a[i] * b[i];
    return sum;
}

static double total_conductance(const cupel_stencil *s, size_t i, size_t j, size_t k)
{
    const size_t at = cupel_stencil_at(s, i, j, k);
    const size_t index[] = {i, j, k}, stride[] = {1, s->row, s->plane};
    double sum = s->diagonal[at];
    for (int a = 0; a < 3; a++) {
        const size_t last = s->cells[a] - 1;
        sum += s->conductance[a][at];
        sum += index[a] < last ? s->conductance[a][at + stride[a]] : s->conductance[a][at - last * stride[a]];
    }
    return sum;
}

static void precondition(const cupel_stencil *s, const double *r, double *z)
{
    for (size_t k = 0; k < s->cells[2]; k++)
        for (size_t j = 0; j < s->cells[1]; j++)
            for (size_t i = 0; i < s->cells[0]; i++) {
                const size_t at = cupel_stencil_at(s, i, j, k);
                z[at] = r[at] / total_conductance(s, i, j, k);
            }
}

cupel_status cupel_multigrid_solve(cupel_multigrid *multigrid, double *x, const cupel_solve_options *options,
                                   cupel_solve_report *report, cupel_error *error)
{
    const cupel_stencil *s = multigrid->system;
    double *r = multigrid->r, *z = multigrid->z, *p = multigrid->p, *q = multigrid->q;
    const double tolerance = options->tolerance > 0 ? options->tolerance : 1e-8;
    const size_t most = options->most_iterations ? options->most_iterations : 20000;
    cupel_stencil homogeneous = *s;
    homogeneous.right_side = z; /* zeros when the operator alone is wanted */
    const double size = sqrt(dot(s->count, s->right_side, s->right_side));
    double norm = cupel_stencil_residual(s, x, r, 1);
    if (!isfinite(norm) || !isfinite(size))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a system of cells has values that are not finite");
    precondition(s, r, z);
    for (size_t i = 0; i < s->count; i++) p[i] = z[i];
    double rz = dot(s->count, r, z);
    size_t n = 0;
    if (options->history) options->history[0] = size > 0 ? norm / size : 0;
    while (norm > tolerance * size && n < most) {
        for (size_t i = 0; i < s->count; i++) z[i] = 0;
        cupel_stencil_residual(&homogeneous, p, q, 1);
        const double alpha = -rz / dot(s->count, p, q);
        for (size_t i = 0; i < s->count; i++) x[i] += alpha * p[i], r[i] += alpha * q[i];
        norm = sqrt(dot(s->count, r, r));
        precondition(s, r, z);
        const double next = dot(s->count, r, z);
        for (size_t i = 0; i < s->count; i++) p[i] = z[i] + next / rz * p[i];
        rz = next;
        n++;
        if (options->history) options->history[n] = norm / size;
    }
    report->status = norm <= tolerance * size ? CUPEL_SOLVE_CONVERGED : CUPEL_SOLVE_LIMIT;
    report->iterations = n;
    report->residual = size > 0 ? norm / size : 0;
    report->floor = 0;
    return CUPEL_OK;
}
