/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "band_cholesky.h"
#include "rolling/mill.h"

/* Forces on the beams of a stack and their tangent. Residual = internal less outer forces. */

/* The share of a joint's stiffness that is left in the tangent where it is open, so that a roll that hangs
 * free for an iteration does not stop it. It is in the tangent only. */
static const double open_share = 1e-7;

static void add_beam(cupk_mill_stack *stack, size_t b, bool tangent)
{
    const cupk_mill_beam *beam = &stack->beams[b];
    for (size_t e = beam->first; e < beam->last; e++) {
        double k[CUPK_MILL_SHAPES * CUPK_MILL_SHAPES];
        cupk_mill_element(stack->y[e + 1] - stack->y[e], beam->bend[e], beam->shear[e], k);
        for (size_t plane = 0; plane < beam->planes; plane++)
            for (size_t i = 0; i < CUPK_MILL_SHAPES; i++)
                for (size_t j = 0; j < CUPK_MILL_SHAPES; j++) {
                    const size_t row = cupk_mill_place(stack, b, e, plane, i);
                    const size_t column = cupk_mill_place(stack, b, e, plane, j);
                    const double force = k[CUPK_MILL_SHAPES * i + j] * stack->u[column];
                    stack->residual[row] += force;
                    stack->largest = fmax(stack->largest, fabs(force));
                    if (tangent && column <= row)
                        stack->matrix[cupk_band_at(stack->band, row, column)] += k[CUPK_MILL_SHAPES * i + j];
                }
    }
    /* the last node has no element to its right */
    for (size_t plane = 0; tangent && plane < beam->planes; plane++) {
        const size_t idle = cupk_mill_place(stack, b, beam->last, plane, CUPK_MILL_SHAPES - 1);
        stack->matrix[cupk_band_at(stack->band, idle, idle)] = beam->shear[beam->last - 1];
    }
}

/* What an element's unknowns of both rolls have of the approach at a Gauss point. */
typedef struct reach {
    size_t count, at[4 * CUPK_MILL_SHAPES];
    double weight[4 * CUPK_MILL_SHAPES];
} reach;

static reach reach_of(const cupk_mill_stack *stack, const cupk_mill_joint *joint, size_t element, double x)
{
    reach out = {0};
    const double length = stack->y[element + 1] - stack->y[element];
    for (int side = 0; side < 2; side++) {
        const size_t b = side == 0 ? joint->lower : joint->upper;
        double shape[CUPK_MILL_SHAPES];
        cupk_mill_shape(length, stack->beams[b].bend[element], stack->beams[b].shear[element], x, shape);
        for (size_t plane = 0; plane < stack->beams[b].planes; plane++)
            for (size_t k = 0; k < CUPK_MILL_SHAPES; k++) {
                out.at[out.count] = cupk_mill_place(stack, b, element, plane, k);
                out.weight[out.count++] = (side == 0 ? 1 : -1) * joint->normal[plane] * shape[k];
            }
    }
    return out;
}

static void add_touch(const cupk_mill_stack *stack, const reach *r, double load, double slope, bool tangent)
{
    for (size_t i = 0; i < r->count; i++) {
        stack->residual[r->at[i]] += load * r->weight[i];
        if (!tangent) continue;
        for (size_t j = 0; j < r->count; j++)
            if (r->at[j] <= r->at[i])
                stack->matrix[cupk_band_at(stack->band, r->at[i], r->at[j])] +=
                    slope * r->weight[i] * r->weight[j];
    }
}

static void add_joint(const cupel_mill *mill, cupk_mill_stack *stack, const cupk_mill_joint *joint,
                      bool start, bool tangent)
{
    static const double share[CUPK_MILL_GAUSS] = {5.0 / 18, 8.0 / 18, 5.0 / 18};
    const cupk_mill_beam *a = &stack->beams[joint->lower], *b = &stack->beams[joint->upper];
    const size_t first = a->first > b->first ? a->first : b->first;
    const size_t last = a->last < b->last ? a->last : b->last;
    const bool linear = start || mill->interface == CUPEL_MILL_LINEAR;
    for (size_t e = first; e < last; e++) {
        if (a->touch[e] == 0 || b->touch[e] == 0) continue;
        const double length = stack->y[e + 1] - stack->y[e];
        for (size_t g = 0; g < CUPK_MILL_GAUSS; g++) {
            const size_t at = CUPK_MILL_GAUSS * e + g;
            const double x = stack->gauss_y[at] - stack->y[e];
            const double approach = cupk_mill_approach(stack, joint, e, x, a->contour[at] + b->contour[at]);
            cupk_mill_touch touch = {joint->start_stiffness * approach, joint->start_stiffness};
            if (!linear) touch = cupk_mill_press(joint, approach);
            joint->load[at] = touch.load;
            const reach r = reach_of(stack, joint, e, x);
            add_touch(stack, &r, share[g] * length * touch.load,
                      share[g] * length * fmax(touch.slope, open_share * joint->start_stiffness), tangent);
        }
    }
}

void cupk_mill_assemble(const cupel_mill *mill, const cupk_mill_cells *cells, bool start, bool tangent,
                        cupk_mill_stack *stack)
{
    memset(stack->residual, 0, stack->unknowns * sizeof *stack->residual);
    stack->largest = 0;
    if (tangent) memset(stack->matrix, 0, stack->unknowns * (stack->band + 1) * sizeof *stack->matrix);
    for (size_t b = 0; b < stack->beam_count; b++) add_beam(stack, b, tangent);
    for (size_t c = 0; c < stack->joint_count; c++) add_joint(mill, stack, &stack->joints[c], start, tangent);
    for (size_t s = 0; s < stack->support_count; s++) {
        const cupk_mill_support *support = &stack->supports[s];
        for (size_t plane = 0; plane < stack->beams[support->beam].planes; plane++) {
            const size_t at =
                cupk_mill_unknown(stack, support->beam, support->node) + CUPK_MILL_NODAL * plane;
            stack->residual[at] += support->stiffness * (stack->u[at] - (plane == 0 ? support->offset : 0));
            stack->largest = fmax(stack->largest, support->stiffness * fabs(stack->u[at]));
            if (tangent) stack->matrix[cupk_band_at(stack->band, at, at)] += support->stiffness;
        }
    }
    for (size_t p = 0; p < stack->push_count; p++)
        stack->residual[cupk_mill_unknown(stack, stack->pushes[p].beam, stack->pushes[p].node)] -=
            stack->pushes[p].force;
    for (size_t p = 0; p < stack->piece_count; p++) {
        const cupk_mill_piece *piece = &stack->pieces[p];
        for (size_t k = 0; k < CUPK_MILL_SHAPES; k++)
            stack->residual[cupk_mill_place(stack, 0, piece->element, 0, k)] -=
                stack->beams[0].share * cells->force[piece->cell] * piece->weight[k];
    }
}

bool cupk_mill_factor(const cupk_mill_cells *cells, cupk_mill_stack *stack)
{
    const size_t columns = cells->count + 1;
    if (!cupk_band_factor(stack->unknowns, stack->band, stack->matrix)) return false;
    memset(stack->answer, 0, stack->unknowns * columns * sizeof *stack->answer);
    for (size_t p = 0; p < stack->piece_count; p++) {
        const cupk_mill_piece *piece = &stack->pieces[p];
        for (size_t k = 0; k < CUPK_MILL_SHAPES; k++)
            stack->answer[cupk_mill_place(stack, 0, piece->element, 0, k) * columns + piece->cell] +=
                stack->beams[0].share * piece->weight[k];
    }
    for (size_t i = 0; i < stack->unknowns; i++)
        stack->answer[i * columns + cells->count] = stack->residual[i];
    cupk_band_solve(stack->unknowns, stack->band, stack->matrix, columns, stack->answer);
    return true;
}

void cupk_mill_gather(const cupk_mill_stack *stack, const double *vector, size_t stride,
                      const cupk_mill_cells *cells, double *out)
{
    for (size_t j = 0; j < cells->count; j++) out[j] = 0;
    for (size_t p = 0; p < stack->piece_count; p++) {
        const cupk_mill_piece *piece = &stack->pieces[p];
        for (size_t k = 0; k < CUPK_MILL_SHAPES; k++)
            out[piece->cell] += piece->weight[k] / cells->width[piece->cell] *
                                vector[cupk_mill_place(stack, 0, piece->element, 0, k) * stride];
    }
}
