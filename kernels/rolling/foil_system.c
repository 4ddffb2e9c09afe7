/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "rolling/foil.h"
#include "dense_lu.h"
#include "dispatch.h"
#include "rolling/block.h"
#include "rolling/half_space.h"

static const double two_over_root_three = 1.15470053837925152902;

/* Weight of slip against shear stress in the friction law. Any value gives the same sharp law; this one lets
 * Newton's method converge in the fewest steps. */
static const double slip_scale = 0.05;

/* K and dK/d lambda in units of the reference stress. The slope of laws that start with an infinite one is
 * taken a little way in. */
static void yield_of(const cupk_foil_problem *p, double softness, double thinning, double *yield,
                     double *hardening)
{
    const double stress = p->stress / softness;
    const double strain = p->prior_strain + two_over_root_three * fmax(thinning, 0);
    *yield = two_over_root_three * cupel_flow_stress_at(p->flow, strain) / stress;
    *hardening = thinning > 0 ? two_over_root_three * two_over_root_three *
                                    cupel_flow_stress_slope(p->flow, fmax(strain, 1e-6)) / stress
                              : 0;
}

/* Fields at the nodes; false when the state has no meaning. */
static bool set_nodes(cupk_foil *foil, const cupk_foil_state *state, const cupk_foil_stage *stage)
{
    const cupk_foil_problem *p = foil->problem;
    const cupk_foil_fields *f = &foil->fields;
    const cupk_foil_mesh *mesh = &foil->mesh;
    const size_t nodes = mesh->cells + 1;
    const double *s = state->scalars;
    const double squeeze = p->dilation - stage->surface * p->surface_strain;
    if (!(s[CUPK_FOIL_LENGTH] > 0)) return false;
    for (size_t i = 0; i < nodes; i++) {
        const double *row = mesh->kernel + i * nodes;
        const double sum = cupk_dot(nodes, row, state->pressure);
        const double x = s[CUPK_FOIL_START] + mesh->nodes[i] * s[CUPK_FOIL_LENGTH];
        const double h = s[CUPK_FOIL_GAP] + p->curvature * x * x + mesh->lift[i] -
                         stage->share * p->compliance * s[CUPK_FOIL_LENGTH] * sum;
        if (!(h > 0)) return false;
        const double pressure = state->pressure[i], tension = state->tension[i];
        f->log_kernel[i] = sum;
        f->position[i] = x;
        f->thickness[i] = h;
        f->strain[i] =
            -(log(h / p->entry) + p->press * pressure + p->pull * (tension - stage->tension * p->back));
        yield_of(p, mesh->softness[i], f->strain[i], &f->yield[i], &f->hardening[i]);
        f->margin[i] = f->yield[i] - tension - pressure;
        f->slip[i] = s[CUPK_FOIL_SLIP] - log(h) + p->dilation * tension - squeeze * pressure + mesh->drift[i];
    }
    return true;
}

/* A residual's derivatives: by thickness, pressure and tension at both ends of the cell, by the contact
 * length and by the constant of the slip. */
struct row {
    double h[2], p[2], s[2], length, slip, value;
};

static void add_scaled(struct row *to, double factor, const struct row *from)
{
    for (int k = 0; k < 2; k++) {
        to->h[k] += factor * from->h[k];
        to->p[k] += factor * from->p[k];
        to->s[k] += factor * from->s[k];
    }
    to->length += factor * from->length;
    to->slip += factor * from->slip;
}

/* The largest friction force on a cell, both faces, and its derivatives. */
static struct row friction_limit(const cupk_foil *foil, const cupk_foil_state *state,
                                 const cupk_foil_stage *stage, size_t i)
{
    const cupk_foil_problem *p = foil->problem;
    const cupk_foil_fields *f = &foil->fields;
    const double length = state->scalars[CUPK_FOIL_LENGTH];
    const double reach = 2 * p->slenderness * (foil->mesh.nodes[i + 1] - foil->mesh.nodes[i]);
    const double pressure = fmax(0, 0.5 * (state->pressure[i] + state->pressure[i + 1]));
    const double friction = stage->friction * foil->mesh.friction[i];
    const double by_pressure = pressure > 0 ? 0.5 * friction : 0;
    double coulomb = friction * pressure, uncapped = 1, value = coulomb;
    if (p->cap > 0) { /* the lesser of the two, rounded where they meet */
        const double capped = 0.25 * p->cap * (f->yield[i] + f->yield[i + 1]);
        const double excess = coulomb - capped, width = stage->slip_width * capped;
        const double root = sqrt(excess * excess + width * width) + 1e-300;
        uncapped = 0.5 * (1 - excess / root);
        value = 0.5 * (coulomb + capped - root);
    }
    struct row limit = {.length = reach * value, .value = reach * length * value};
    for (size_t k = 0; k < 2; k++) {
        limit.p[k] = reach * length * uncapped * by_pressure;
        if (!(p->cap > 0)) continue;
        /* the width follows capped, a small part of it: its slope is left out */
        const double by_strain = (1 - uncapped) * 0.25 * p->cap * reach * length * f->hardening[i + k];
        limit.h[k] = -by_strain / f->thickness[i + k];
        limit.p[k] -= by_strain * p->press;
        limit.s[k] = -by_strain * p->pull;
    }
    return limit;
}

/* Friction. Q, the force that the longitudinal balance asks of friction on the cell, and the mean slip e obey
 * Q = clamp(Q - T e/scale, -T, T) with T the limit: |Q| < T only where e = 0. The corners of the clamp are
 * rounded so that e at Q = 0 grows like slip_width Q/T. */
static struct row friction_row(cupk_foil *foil, const cupk_foil_state *state, const cupk_foil_stage *stage,
                               size_t i)
{
    const cupk_foil_problem *p = foil->problem;
    const cupk_foil_fields *f = &foil->fields;
    const double *h = f->thickness + i, *tension = state->tension + i, *pressure = state->pressure + i;
    const double mean = 0.5 * (pressure[0] + pressure[1]), rise = h[1] - h[0];
    const struct row limit = friction_limit(foil, state, stage, i);
    const struct row force = {.h = {tension[0] + mean, -tension[1] - mean},
                              .p = {-0.5 * rise, -0.5 * rise},
                              .s = {h[0], -h[1]},
                              .value = -(h[1] * tension[1] - h[0] * tension[0] + mean * rise)};
    const double squeeze = p->dilation - stage->surface * p->surface_strain;
    const struct row slip = {.h = {-0.5 / h[0], -0.5 / h[1]},
                             .p = {-0.5 * squeeze, -0.5 * squeeze},
                             .s = {0.5 * p->dilation, 0.5 * p->dilation},
                             .slip = 1,
                             .value = 0.5 * (f->slip[i] + f->slip[i + 1])};
    const double round2 = 2 * stage->slip_width / slip_scale;
    const double aim = force.value - limit.value * slip.value / slip_scale;
    const double low = aim + limit.value, high = aim - limit.value,
                 blur2 = round2 * limit.value * limit.value;
    const double low_root = sqrt(low * low + blur2) + 1e-300, high_root = sqrt(high * high + blur2) + 1e-300;
    const double clamped = 0.5 * (low_root - high_root);
    const double by_aim = 0.5 * (low / low_root - high / high_root);
    const double by_limit =
        0.5 * (low / low_root + high / high_root + round2 * limit.value * (1 / low_root - 1 / high_root));
    const double reach = 2 * p->slenderness * (foil->mesh.nodes[i + 1] - foil->mesh.nodes[i]) *
                         state->scalars[CUPK_FOIL_LENGTH];
    f->shear[i] = clamped / reach, f->shear_limit[i] = limit.value / reach;

    struct row out = {.value = force.value - clamped};
    add_scaled(&out, 1 - by_aim, &force);
    add_scaled(&out, by_aim * slip.value / slip_scale - by_limit, &limit);
    add_scaled(&out, by_aim * limit.value / slip_scale, &slip);
    return out;
}

/* Flow rule: d lambda >= 0, g >= 0, one of them 0, by the rounded function of Fischer and Burmeister. */
static struct row yield_row(const cupk_foil *foil, const cupk_foil_stage *stage, size_t i)
{
    const cupk_foil_problem *p = foil->problem;
    const cupk_foil_fields *f = &foil->fields;
    const double flow = p->gain * (f->strain[i + 1] - f->strain[i]), margin = f->margin[i + 1];
    const double root = sqrt(flow * flow + margin * margin + stage->yield_width * stage->yield_width);
    const double by_flow = (1 - flow / root) * p->gain, by_margin = 1 - margin / root;
    const double by_strain = by_flow + by_margin * f->hardening[i + 1];
    return (struct row){.h = {by_flow / f->thickness[i], -by_strain / f->thickness[i + 1]},
                        .p = {by_flow * p->press, -by_strain * p->press - by_margin},
                        .s = {by_flow * p->pull, -by_strain * p->pull - by_margin},
                        .value = flow + margin - root};
}

double cupk_foil_residual(cupk_foil *foil, const cupk_foil_state *state, const cupk_foil_stage *stage,
                          double *largest)
{
    *largest = INFINITY;
    if (!set_nodes(foil, state, stage)) return INFINITY;
    const double entry = foil->fields.thickness[0] - foil->problem->entry;
    const double exit = foil->fields.thickness[foil->mesh.cells] - 1;
    double sum = entry * entry + exit * exit, top = fmax(fabs(entry), fabs(exit));
    for (size_t i = 0; i < foil->mesh.cells; i++) {
        const double a = friction_row(foil, state, stage, i).value, b = yield_row(foil, stage, i).value;
        sum += a * a + b * b;
        top = fmax(top, fmax(fabs(a), fabs(b)));
    }
    if (!isfinite(sum)) return INFINITY;
    *largest = top;
    return sum;
}

CUPEL_HOT static void set_slopes(cupk_foil *foil, const cupk_foil_stage *stage)
{
    const cupk_foil_problem *p = foil->problem;
    const size_t nodes = foil->mesh.cells + 1, width = foil->mesh.cells + 3;
    const double press = -stage->share * p->compliance;
    const double by_pressure = press * foil->now.scalars[CUPK_FOIL_LENGTH];
    for (size_t i = 0; i < nodes; i++) {
        double *restrict row = foil->slope + i * width;
        const double *restrict kernel = foil->mesh.kernel + i * nodes;
        const double x = 2 * p->curvature * foil->fields.position[i];
        for (size_t j = 1; j < foil->mesh.cells; j++) row[j - 1] = by_pressure * kernel[j];
        row += foil->mesh.cells - 1;
        row[CUPK_FOIL_START] = x;
        row[CUPK_FOIL_LENGTH] = x * foil->mesh.nodes[i] + press * foil->fields.log_kernel[i];
        row[CUPK_FOIL_GAP] = 1;
        row[CUPK_FOIL_SLIP] = 0;
    }
}

/* A row over p_1 ... p_(N-1) and the four scalars, the residual last; tension at the left end of the cell by
 * its relay, that at the right end left out. */
CUPEL_HOT static void spread(const cupk_foil *foil, const struct row *from, size_t i, double *restrict out)
{
    const size_t width = foil->mesh.cells + 3;
    const double *restrict left = foil->slope + i * width, *restrict right = left + width;
    for (size_t j = 0; j < width; j++) out[j] = from->h[0] * left[j] + from->h[1] * right[j];
    out[width] = from->value;
    if (i > 0) {
        const double *relay = foil->relay + i * (width + 1);
        for (size_t j = 0; j <= width; j++) out[j] += from->s[0] * relay[j];
        out[i - 1] += from->p[0];
    }
    if (i + 1 < foil->mesh.cells) out[i] += from->p[1];
    out[foil->mesh.cells - 1 + CUPK_FOIL_LENGTH] += from->length;
    out[foil->mesh.cells - 1 + CUPK_FOIL_SLIP] += from->slip;
}

/* Of the two equations of a cell the one that says more about the tension at its right end is solved for it
 * (relay i + 1: d sigma = relay . unknowns); the other goes into the matrix. */
static void condense(cupk_foil *foil, const cupk_foil_stage *stage)
{
    const size_t cells = foil->mesh.cells, width = cells + 3;
    double *next = foil->matrix;
    for (size_t i = 0; i < cells; i++) {
        struct row first = friction_row(foil, &foil->now, stage, i), second = yield_row(foil, stage, i);
        if (i + 1 == cells) {
            spread(foil, &first, i, next);
            spread(foil, &second, i, next + width + 1);
            next += 2 * (width + 1);
            break;
        }
        if (fabs(first.s[1]) < fabs(second.s[1])) {
            const struct row swap = first;
            first = second, second = swap;
        }
        double *relay = foil->relay + (i + 1) * (width + 1);
        spread(foil, &first, i, relay);
        for (size_t j = 0; j <= width; j++) relay[j] /= -first.s[1];
        spread(foil, &second, i, next);
        for (size_t j = 0; j <= width; j++) next[j] += second.s[1] * relay[j];
        next += width + 1;
    }
    memcpy(next, foil->slope, width * sizeof *next);
    next[width] = foil->fields.thickness[0] - foil->problem->entry;
    next += width + 1;
    memcpy(next, foil->slope + cells * width, width * sizeof *next);
    next[width] = foil->fields.thickness[cells] - 1;
}

bool cupk_foil_step(cupk_foil *foil, const cupk_foil_stage *stage)
{
    const size_t cells = foil->mesh.cells, width = cells + 3;
    double *x = foil->row;
    set_slopes(foil, stage);
    condense(foil, stage);
    foil->factorizations++;
    if (!cupk_lu_factor(width, width + 1, foil->matrix, foil->pivots)) return false;
    for (size_t k = 0; k < width; k++) x[k] = foil->matrix[k * (width + 1) + width];
    cupk_lu_solve(width, width + 1, foil->matrix, foil->pivots, x);
    cupk_foil_state *step = &foil->step; /* A x = residual: the step is -x */
    step->pressure[0] = step->pressure[cells] = step->tension[0] = step->tension[cells] = 0;
    for (size_t i = 1; i < cells; i++) {
        const double *relay = foil->relay + i * (width + 1);
        step->pressure[i] = -x[i - 1];
        step->tension[i] = relay[width] - cupk_dot(width, relay, x);
    }
    for (size_t k = 0; k < CUPK_FOIL_SCALARS; k++) step->scalars[k] = -x[cells - 1 + k];
    return true;
}
