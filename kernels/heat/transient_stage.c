/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "heat/enthalpy.h"
#include "heat/transient_parts.h"

/* One implicit stage: Newton in the enthalpy, with exact T(H). */

void cupk_transient_field(cupel_transient *t, const double *h, double *capacity)
{
    for (size_t n = 0; n < t->count; n++) {
        const cupel_law *law = &t->problem->materials[t->material[n]].enthalpy;
        t->x[t->at[n]] = cupk_temperature_of(law, h[n], capacity ? &capacity[n] : NULL) - t->body->reference;
    }
}

void cupk_transient_flow(cupel_transient *t, double time, cupk_transient_flows *out)
{
    *out = (cupk_transient_flows){0};
    cupk_body_heat_flows(t->body, t->x, time, &out->parts);
    double each[CUPEL_SIDES + 2] = {out->parts.sources, out->parts.coolants};
    memcpy(each + 2, out->parts.sides, sizeof out->parts.sides);
    for (int i = 0; i < CUPEL_SIDES + 2; i++) {
        out->net += each[i];
        if (each[i] > 0)
            out->in += each[i];
        else
            out->out -= each[i];
    }
}

double cupk_transient_size(const cupel_transient *t, const double *field)
{
    double sum = 0;
    for (size_t n = 0; n < t->count; n++) {
        const double scale =
            t->options.absolute_tolerance + t->options.relative_tolerance * fabs(t->x[t->at[n]]);
        const double part = field[t->at[n]] / scale;
        sum += part * part;
    }
    return sqrt(sum / (double)t->count);
}

/* The axis of a body that is one cell across in the other two; -1: it is not such a rod. */
static int rod_axis(const cupel_stencil *s)
{
    int axis = 0;
    for (int a = 1; a < 3; a++)
        if (s->cells[a] > s->cells[axis]) axis = a;
    for (int a = 0; a < 3; a++)
        if (s->periodic[a] || (a != axis && s->cells[a] > 1)) return -1;
    return axis;
}

/* Gaussian elimination along a rod (Thomas); `pivot` is spent. */
static void eliminate(const cupel_stencil *s, int axis, double *restrict x, double *restrict pivot)
{
    const size_t n = s->cells[axis], stride = axis == 0 ? 1 : axis == 1 ? s->row : s->plane;
    const double *g = s->conductance[axis];
    for (size_t i = 0, at = s->origin; i < n; i++, at += stride) {
        pivot[i] = s->diagonal[at] + g[at] + (i + 1 < n ? g[at + stride] : 0);
        x[at] = s->right_side[at];
        if (i == 0) continue;
        const double share = g[at] / pivot[i - 1];
        pivot[i] -= share * g[at];
        x[at] += share * x[at - stride];
    }
    for (size_t i = n, at = s->origin + n * stride; i-- > 0;) {
        at -= stride;
        if (i + 1 < n) x[at] += g[at + stride] * x[at + stride];
        x[at] /= pivot[i];
    }
}

bool cupk_transient_solve(cupel_transient *t, const double *capacity, double a, double tolerance)
{
    memcpy(t->stage.diagonal, t->body->system->diagonal, t->stage.count * sizeof(double));
    memcpy(t->stage.right_side, t->r, t->stage.count * sizeof(double));
    memset(t->delta, 0, t->stage.count * sizeof(double));
    for (size_t n = 0; n < t->count; n++) t->stage.diagonal[t->at[n]] += capacity[n] * t->volume[n] / a;
    const int axis = rod_axis(&t->stage);
    if (axis >= 0) {
        eliminate(&t->stage, axis, t->delta, t->pivot);
        t->iterations++;
        return true;
    }
    cupel_error error = {0};
    cupel_solve_report report;
    const cupel_solve_options options = {.tolerance = tolerance, .threads = t->options.threads};
    if (cupel_multigrid_update(t->solver, &error) ||
        cupel_multigrid_solve(t->solver, t->delta, &options, &report, &error))
        return false;
    t->iterations += report.iterations;
    return report.status != CUPEL_SOLVE_LIMIT;
}

/* r = heat that flows into each cell less what its enthalpy takes up. */
static double imbalance(cupel_transient *t, double a, double time)
{
    cupk_body_assemble(t->body, t->x, time);
    cupel_stencil_residual(t->body->system, t->x, t->r, t->options.threads);
    double sum = 0;
    for (size_t n = 0; n < t->count; n++) {
        double *r = &t->r[t->at[n]];
        *r += t->volume[n] / a * (t->base[n] - t->next[n]);
        sum += *r * *r;
    }
    return sqrt(sum);
}

/* The same small shift of all cells makes the heat add up to rounding, whatever the linear solver left. */
static void close_balance(cupel_transient *t, double a)
{
    double left = 0, takes = 0;
    for (size_t n = 0; n < t->count; n++) {
        left += t->r[t->at[n]];
        takes += t->capacity[n] * t->volume[n] / a + t->body->system->diagonal[t->at[n]];
    }
    for (size_t n = 0; n < t->count; n++) t->next[n] += t->capacity[n] * left / takes;
    cupk_transient_field(t, t->next, NULL);
}

/* A cell that came to another segment of H(T) is led by the chord once tangents go to and fro. */
static void take_chords(cupel_transient *t, const double *h_before)
{
    for (size_t n = 0; n < t->count; n++) {
        const cupel_law *law = &t->problem->materials[t->material[n]].enthalpy;
        const double dh = t->next[n] - h_before[n];
        const double dt =
            cupk_temperature_of(law, t->next[n], NULL) - cupk_temperature_of(law, h_before[n], NULL);
        if (dt != 0 && dh / dt > t->capacity[n]) t->capacity[n] = dh / dt;
    }
}

bool cupk_transient_stage(cupel_transient *t, double a, double time, double *rate,
                          cupk_transient_flows *flows)
{
    enum { MOST = 30, TANGENTS = 8 };
    double before = 0, size = 0;
    for (int n = 0; n < MOST; n++) {
        cupk_transient_field(t, t->next, t->capacity);
        if (n > TANGENTS) take_chords(t, t->before);
        const double norm = imbalance(t, a, time);
        if (!isfinite(norm)) return false;
        if (norm == 0 || (n > 0 && (size <= 1e-3 || (norm < before && norm / before * size <= 1e-3)))) {
            close_balance(t, a);
            for (size_t i = 0; i < t->count; i++) rate[i] = (t->next[i] - t->base[i]) / a;
            cupk_transient_flow(t, time, flows);
            return true;
        }
        if (!cupk_transient_solve(t, t->capacity, a, 1e-7)) return false;
        size = cupk_transient_size(t, t->delta);
        before = norm;
        memcpy(t->before, t->next, t->count * sizeof *t->next);
        for (size_t i = 0; i < t->count; i++) t->next[i] += t->capacity[i] * t->delta[t->at[i]];
    }
    return false;
}
