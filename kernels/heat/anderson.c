/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/anderson.h"

#include <math.h>
#include <stdlib.h>

/* With f = g - x, and the differences F_i of f and G_i of g over the last steps, the next x is g - sum c_i
 * G_i, where c minimises |f - sum c_i F_i|; by the normal equations, whose small pivots are left out. */

enum { DEEPEST = 8 };

struct cupk_anderson {
    const cupk_body *body;
    size_t depth, taken;        /* steps so far */
    double *f, *g;              /* of the last step */
    double *residuals[DEEPEST]; /* F_i */
    double *images[DEEPEST];    /* G_i */
};

void cupk_anderson_free(cupk_anderson *a)
{
    if (!a) return;
    free(a->f);
    free(a->g);
    for (size_t i = 0; i < DEEPEST; i++) {
        free(a->residuals[i]);
        free(a->images[i]);
    }
    free(a);
}

cupk_anderson *cupk_anderson_new(const cupk_body *body, size_t depth)
{
    cupk_anderson *a = calloc(1, sizeof *a);
    if (!a) return NULL;
    a->body = body;
    a->depth = depth < DEEPEST ? depth : DEEPEST;
    a->f = cupel_stencil_array(body->system, body->threads);
    a->g = cupel_stencil_array(body->system, body->threads);
    bool complete = a->f && a->g;
    for (size_t i = 0; i < a->depth; i++) {
        a->residuals[i] = cupel_stencil_array(body->system, body->threads);
        a->images[i] = cupel_stencil_array(body->system, body->threads);
        complete = complete && a->residuals[i] && a->images[i];
    }
    if (complete) return a;
    cupk_anderson_free(a);
    return NULL;
}

/* Solves the symmetric m c = r by Cholesky's method; unknowns with a small pivot become 0. */
static void solve_small(size_t n, double m[DEEPEST][DEEPEST], double r[DEEPEST])
{
    bool used[DEEPEST];
    for (size_t i = 0; i < n; i++) {
        const double whole = m[i][i];
        for (size_t k = 0; k < i; k++)
            if (used[k]) m[i][i] -= m[i][k] * m[i][k];
        used[i] = m[i][i] > 1e-12 * whole;
        if (!used[i]) continue;
        m[i][i] = sqrt(m[i][i]);
        for (size_t j = i + 1; j < n; j++) {
            for (size_t k = 0; k < i; k++)
                if (used[k]) m[j][i] -= m[j][k] * m[i][k];
            m[j][i] /= m[i][i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            if (used[k]) r[i] -= m[i][k] * r[k];
        r[i] = used[i] ? r[i] / m[i][i] : 0;
    }
    for (size_t i = n; i-- > 0;) {
        if (!used[i]) continue;
        for (size_t k = i + 1; k < n; k++)
            if (used[k]) r[i] -= m[k][i] * r[k];
        r[i] /= m[i][i];
    }
}

void cupk_anderson_step(cupk_anderson *a, const double *x, double *g)
{
    const size_t count = a->body->system->count;
    if (a->taken > 0 && a->depth > 0) {
        const size_t slot = (a->taken - 1) % a->depth;
        for (size_t n = 0; n < count; n++) {
            a->residuals[slot][n] = g[n] - x[n] - a->f[n];
            a->images[slot][n] = g[n] - a->g[n];
        }
    }
    for (size_t n = 0; n < count; n++) {
        a->f[n] = g[n] - x[n];
        a->g[n] = g[n];
    }
    const size_t used = a->taken < a->depth ? a->taken : a->depth;
    a->taken++;
    if (used == 0) return;
    double m[DEEPEST][DEEPEST], c[DEEPEST];
    for (size_t i = 0; i < used; i++) {
        for (size_t j = 0; j <= i; j++) m[i][j] = cupk_body_dot(a->body, a->residuals[i], a->residuals[j]);
        c[i] = cupk_body_dot(a->body, a->residuals[i], a->f);
    }
    solve_small(used, m, c);
    for (size_t i = 0; i < used; i++)
        for (size_t n = 0; n < count; n++) g[n] -= c[i] * a->images[i][n];
}
