/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/mill.h"

/* What the solved stack tells: loads between rolls, deflections, bending moments, and whether every roll is
 * in balance. */

static const double pi = 3.14159265358979323846;
static const double gauss_share[CUPK_MILL_GAUSS] = {5.0 / 18, 8.0 / 18, 5.0 / 18};

static bool touches(const cupk_mill_stack *stack, const cupk_mill_joint *joint, size_t e)
{
    const cupk_mill_beam *a = &stack->beams[joint->lower], *b = &stack->beams[joint->upper];
    return e >= a->first && e < a->last && e >= b->first && e < b->last && a->touch[e] != 0 &&
           b->touch[e] != 0;
}

/* Forces at the ends of an element of a roll: what the beam carries less what acts on it in between. */
static void end_forces(const cupk_mill_stack *stack, const cupk_mill_cells *cells, size_t b, size_t e,
                       size_t plane, double out[4])
{
    const cupk_mill_beam *beam = &stack->beams[b];
    const double length = stack->y[e + 1] - stack->y[e];
    double k[CUPK_MILL_SHAPES * CUPK_MILL_SHAPES];
    cupk_mill_element(length, beam->bend[e], beam->shear[e], k);
    for (size_t i = 0; i < 4; i++) {
        out[i] = 0;
        for (size_t j = 0; j < 4; j++)
            out[i] += k[CUPK_MILL_SHAPES * i + j] * stack->u[cupk_mill_place(stack, b, e, plane, j)];
    }
    for (size_t c = 0; c < stack->joint_count; c++) {
        const cupk_mill_joint *joint = &stack->joints[c];
        if ((joint->lower != b && joint->upper != b) || !touches(stack, joint, e)) continue;
        const double sign = joint->lower == b ? 1 : -1;
        for (size_t g = 0; g < CUPK_MILL_GAUSS; g++) {
            double shape[CUPK_MILL_SHAPES];
            cupk_mill_shape(length, beam->bend[e], beam->shear[e],
                            stack->gauss_y[CUPK_MILL_GAUSS * e + g] - stack->y[e], shape);
            for (int i = 0; i < 4; i++)
                out[i] += sign * joint->normal[plane] * gauss_share[g] * length *
                          joint->load[CUPK_MILL_GAUSS * e + g] * shape[i];
        }
    }
    if (b != 0 || plane != 0) return;
    for (size_t p = 0; p < stack->piece_count; p++)
        if (stack->pieces[p].element == e)
            for (int i = 0; i < 4; i++)
                out[i] -= beam->share * cells->force[stack->pieces[p].cell] * stack->pieces[p].weight[i];
}

static void tell_beam(const cupk_mill_stack *stack, const cupk_mill_cells *cells, size_t b,
                      double *deflection, double *moment, cupel_mill_beam *out)
{
    const cupk_mill_beam *beam = &stack->beams[b];
    *out = (cupel_mill_beam){.deflection = deflection, .moment = moment};
    for (size_t i = 0; i < stack->nodes; i++) {
        const bool there = i >= beam->first && i <= beam->last;
        deflection[i] = there ? stack->u[cupk_mill_unknown(stack, b, i)] : NAN;
        moment[i] = NAN;
    }
    for (size_t e = beam->first; e < beam->last; e++) {
        double ends[2] = {0, 0}; /* squared moments at both */
        for (size_t plane = 0; plane < beam->planes; plane++) {
            double q[4];
            end_forces(stack, cells, b, e, plane, q);
            ends[0] += q[1] * q[1], ends[1] += q[3] * q[3];
            if (plane == 0) moment[e] = q[1] / beam->share, moment[e + 1] = -q[3] / beam->share;
        }
        const double most = sqrt(fmax(ends[0], ends[1])) / beam->share;
        const double d = pow(64 * beam->bend[e] / (pi * beam->share * beam->youngs_modulus), 0.25);
        out->peak_moment = fmax(out->peak_moment, most);
        out->peak_stress = fmax(out->peak_stress, 32 * most / (pi * d * d * d));
    }
}

static void tell_contact(const cupel_mill *mill, const cupk_mill_stack *stack, size_t c, double *load,
                         cupel_mill_contact *out)
{
    const cupk_mill_joint *joint = &stack->joints[c];
    *out = (cupel_mill_contact){.lower = (int)joint->lower,
                                .upper = (int)joint->upper,
                                .angle = atan2(joint->normal[1], joint->normal[0]),
                                .load = load};
    double open = 0, all = 0;
    for (size_t i = 0; i < stack->nodes; i++) load[i] = NAN;
    for (size_t e = 0; e + 1 < stack->nodes; e++) {
        if (!touches(stack, joint, e)) continue;
        const double length = stack->y[e + 1] - stack->y[e];
        for (size_t g = 0; g < CUPK_MILL_GAUSS; g++) {
            const double w = joint->load[CUPK_MILL_GAUSS * e + g];
            out->force += gauss_share[g] * length * w;
            all += gauss_share[g] * length;
            if (!(w > 0)) open += gauss_share[g] * length;
        }
        for (size_t k = e; k <= e + 1; k++) {
            const cupel_mill_roll *a = &mill->rolls[stack->beams[joint->lower].kind];
            const cupel_mill_roll *b = &mill->rolls[stack->beams[joint->upper].kind];
            const double contour =
                cupk_mill_contour(a, 0, stack->y[k]) + cupk_mill_contour(b, 0, stack->y[k]);
            const double approach = cupk_mill_approach(stack, joint, e, k == e ? 0 : length, contour);
            load[k] = mill->interface == CUPEL_MILL_LINEAR ? joint->start_stiffness * approach
                                                           : cupk_mill_press(joint, approach).load;
            out->peak_load = fmax(out->peak_load, load[k]);
        }
    }
    out->open_share = all > 0 ? open / all : 0;
    out->peak_pressure =
        cupel_mill_hertz(out->peak_load, joint->radius, joint->modulus, joint->poisson).peak_pressure;
}

/* Sum of forces and of moments about y = 0 that act on a roll in one plane, summed apart from the equations.
 */
static void balance(const cupk_mill_stack *stack, const cupel_mill_strip *strip, const cupk_mill_cells *cells,
                    size_t b, size_t plane, double sum[2])
{
    sum[0] = sum[1] = 0;
    for (size_t c = 0; c < stack->joint_count; c++) {
        const cupk_mill_joint *joint = &stack->joints[c];
        if (joint->lower != b && joint->upper != b) continue;
        const double sign = joint->lower == b ? -1 : 1;
        for (size_t e = 0; e + 1 < stack->nodes; e++) {
            if (!touches(stack, joint, e)) continue;
            for (size_t g = 0; g < CUPK_MILL_GAUSS; g++) {
                const size_t at = CUPK_MILL_GAUSS * e + g;
                const double force = sign * joint->normal[plane] * gauss_share[g] *
                                     (stack->y[e + 1] - stack->y[e]) * joint->load[at];
                sum[0] += force, sum[1] += force * stack->gauss_y[at];
            }
        }
    }
    for (size_t s = 0; s < stack->support_count; s++) {
        const cupk_mill_support *support = &stack->supports[s];
        if (support->beam != b) continue;
        const double u = stack->u[cupk_mill_unknown(stack, b, support->node) + CUPK_MILL_NODAL * plane];
        const double force = -support->stiffness * (u - (plane == 0 ? support->offset : 0));
        sum[0] += force, sum[1] += force * stack->y[support->node];
    }
    if (plane != 0) return;
    for (size_t p = 0; p < stack->push_count; p++)
        if (stack->pushes[p].beam == b) {
            sum[0] += stack->pushes[p].force;
            sum[1] += stack->pushes[p].force * stack->y[stack->pushes[p].node];
        }
    for (size_t j = 0; b == 0 && j < cells->count; j++) {
        const double force = stack->beams[0].share * cells->force[j] * cells->width[j];
        sum[0] += force, sum[1] += force * (strip->offset + cells->across[j]);
    }
}

static double equilibrium_error(const cupel_mill *mill, const cupel_mill_strip *strip,
                                const cupel_mill_workspace *w, double force)
{
    double worst = 0;
    const size_t halves = cupk_mill_is_mirrored(mill) ? 1 : 2;
    for (size_t s = 0; s < halves; s++)
        for (size_t b = 0; b < w->stack[s].beam_count; b++)
            for (size_t plane = 0; plane < w->stack[s].beams[b].planes; plane++) {
                double sum[2];
                balance(&w->stack[s], strip, &w->cells, b, plane, sum);
                worst = fmax(worst, fabs(sum[0]) / force);
                worst = fmax(worst, fabs(sum[1]) / (0.5 * mill->rolls[0].barrel_length * force));
            }
    return worst;
}

/* Deflection of the work roll at y, linear between the nodes. */
static double deflection_at(const cupk_mill_stack *stack, double y)
{
    size_t i = stack->beams[0].first + 1;
    while (i < stack->beams[0].last && stack->y[i] < y) i++;
    const double share = (y - stack->y[i - 1]) / (stack->y[i] - stack->y[i - 1]);
    const double u = stack->u[cupk_mill_unknown(stack, 0, i - 1)];
    return u + share * (stack->u[cupk_mill_unknown(stack, 0, i)] - u);
}

/* Opening of the work rolls at y beside the strip, under load. */
static double opening_at(const cupel_mill *mill, const cupel_mill_strip *strip, const cupel_mill_workspace *w,
                         size_t halves, double y)
{
    const cupk_mill_cells *cells = &w->cells;
    double opening = cells->gap;
    for (size_t j = 0; j < cells->count; j++)
        opening += 2 * cells->force[j] *
                   cupk_mill_patch(&mill->rolls[0], strip->law.contact_length,
                                   y - strip->offset - cells->across[j], cells->width[j]);
    for (int half = 0; half < 2; half++) {
        const cupk_mill_stack *stack = &w->stack[halves == 1 ? 0 : half];
        opening += deflection_at(stack, y) - cupk_mill_contour(&mill->rolls[0], half, y);
    }
    return opening;
}

static double side_gap(const cupel_mill *mill, const cupel_mill_strip *strip, const cupel_mill_workspace *w)
{
    enum { PLACES = 16 };
    if (strip->uniform) return NAN;
    const size_t halves = cupk_mill_is_mirrored(mill) ? 1 : 2;
    /* both barrels reach as far */
    const double end = 0.5 * mill->rolls[0].barrel_length - fabs(mill->rolls[0].shift);
    double least = INFINITY;
    for (int side = -1; side <= 1; side += 2) {
        const double edge = 0.5 * strip->width + side * strip->offset; /* from the middle of the mill */
        for (int i = 1; i <= PLACES && edge < end; i++)
            least =
                fmin(least, opening_at(mill, strip, w, halves, side * (edge + i * (end - edge) / PLACES)));
    }
    return isfinite(least) ? least : (double)NAN;
}

void cupk_mill_tell(const cupel_mill *mill, const cupel_mill_strip *strip, cupel_mill_workspace *w,
                    cupel_mill_solution *out)
{
    const cupk_mill_stack *stack = &w->stack[0];
    const cupk_mill_cells *cells = &w->cells;
    out->gap = cells->gap;
    out->even_load_error = cells->even_load_error;
    out->side_gap = side_gap(mill, strip, w);
    out->centre_thickness = cells->rolled[cells->count / 2];
    out->history = w->history;
    out->history_count = w->history_count;
    out->cells = cells->count;
    out->across = cells->across;
    out->cell_width = cells->width;
    out->entry_thickness = cells->entry;
    out->exit_thickness = cells->rolled;
    out->tension = cells->tension;
    out->free_tension = cells->free_tension;
    out->elongation = cells->elongation;
    out->line_force = cells->force;
    out->flattening = cells->flattening;
    out->nodes = stack->nodes;
    out->position = stack->y;
    out->beam_count = stack->beam_count;
    out->contact_count = stack->joint_count;
    double *next = w->profiles;
    for (size_t b = 0; b < stack->beam_count; b++, next += 2 * w->max_nodes)
        tell_beam(stack, cells, b, next, next + w->max_nodes, &out->beams[b]);
    for (size_t c = 0; c < stack->joint_count; c++, next += w->max_nodes)
        tell_contact(mill, stack, c, next, &out->contacts[c]);
    out->equilibrium_error = equilibrium_error(mill, strip, w, out->force);
}
