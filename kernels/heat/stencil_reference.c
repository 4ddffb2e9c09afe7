/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/stencil_reference.h"

#include <math.h>
#include <stdlib.h>

typedef struct vectors {
    double *r, *z, *p, *q;
} vectors;

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
        if (index[a] < last)
            sum += s->conductance[a][at + stride[a]];
        else if (s->periodic[a])
            sum += s->conductance[a][at - last * stride[a]];
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

static void iterate(const cupel_stencil *s, const vectors *v, double *x, double goal, size_t most,
                    cupel_solve_report *report)
{
    cupel_stencil homogeneous = *s;
    homogeneous.right_side = v->z; /* zeros when the operator alone is wanted */
    double norm = cupel_stencil_residual(s, x, v->r, 1);
    precondition(s, v->r, v->z);
    for (size_t i = 0; i < s->count; i++) v->p[i] = v->z[i];
    double rz = dot(s->count, v->r, v->z);
    size_t n = 0;
    for (; norm > goal && n < most; n++) {
        for (size_t i = 0; i < s->count; i++) v->z[i] = 0;
        cupel_stencil_residual(&homogeneous, v->p, v->q, 1);
        /* ghosts of p are not unknowns: q is 0 there */
        const double alpha = -rz / dot(s->count, v->p, v->q);
        for (size_t i = 0; i < s->count; i++) x[i] += alpha * v->p[i], v->r[i] += alpha * v->q[i];
        norm = sqrt(dot(s->count, v->r, v->r));
        precondition(s, v->r, v->z);
        const double next = dot(s->count, v->r, v->z);
        for (size_t i = 0; i < s->count; i++) v->p[i] = v->z[i] + next / rz * v->p[i];
        rz = next;
    }
    report->status = norm <= goal ? CUPEL_SOLVE_CONVERGED : CUPEL_SOLVE_LIMIT;
    report->iterations = n;
    report->residual = cupel_stencil_residual(s, x, v->r, 1);
}

cupel_status cupk_stencil_solve_ref(const cupel_stencil *system, double *x, double tolerance, size_t most,
                                    cupel_solve_report *report, cupel_error *error)
{
    const cupel_stencil *s = system;
    const vectors v = {cupel_stencil_array(s, 1), cupel_stencil_array(s, 1), cupel_stencil_array(s, 1),
                       cupel_stencil_array(s, 1)};
    const bool room = v.r && v.z && v.p && v.q;
    if (room) {
        const double size = sqrt(dot(s->count, s->right_side, s->right_side));
        *report = (cupel_solve_report){.status = CUPEL_SOLVE_CONVERGED};
        iterate(s, &v, x, tolerance * size, most, report);
        report->residual = size > 0 ? report->residual / size : 0;
    }
    free(v.r), free(v.z), free(v.p), free(v.q);
    if (!room) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a solver");
    return CUPEL_OK;
}
