/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/mill.h"

/* From the words of the mill to beams, mesh, joints and supports of one half. */

static const double pi = 3.14159265358979323846;
static const double shear_factor = 0.9; /* of a full circle, after Timoshenko */
static const double rigid = 1e14;       /* stiffness of a support that does not give [N/m] */

static double held_by(double stiffness)
{
    return isinf(stiffness) ? rigid : stiffness;
}

double cupk_mill_contour(const cupel_mill_roll *roll, int half, double y)
{
    const double side = half == 0 ? 1 : -1;
    const double s = side * y - roll->shift; /* from the barrel's middle, in the roll's own direction */
    const double reach = 0.5 * roll->barrel_length;
    double radius = roll->linear * s + roll->cubic * s * s * s - 0.5 * roll->crown * s * s / (reach * reach);
    const double into = s - (reach - roll->taper_length);
    if (roll->taper_length > 0 && into > 0) radius -= roll->taper_depth * into / roll->taper_length;
    const size_t last = roll->thermal_count;
    if (last > 0) {
        const double *at = roll->thermal_position, *value = roll->thermal_radius;
        size_t i = 1;
        while (i < last && at[i] < y) i++;
        if (i == last || y <= at[0])
            radius += y <= at[0] ? value[0] : value[last - 1];
        else
            radius += value[i - 1] + (value[i] - value[i - 1]) * (y - at[i - 1]) / (at[i] - at[i - 1]);
    }
    return radius;
}

/* The kinds of roll of a mill, from the strip outwards. */
static size_t kinds_of(int mill)
{
    static const size_t kinds[] = {1, 2, 3, 4};
    return kinds[mill];
}

bool cupk_mill_is_mirrored(const cupel_mill *mill)
{
    for (size_t k = 0; k < kinds_of(mill->kind); k++) {
        const cupel_mill_roll *roll = &mill->rolls[k];
        if (roll->shift != 0 || roll->linear != 0 || roll->cubic != 0 || roll->taper_length > 0) return false;
    }
    for (size_t i = 0; i < mill->saddles.count; i++)
        if (mill->saddles.eccentric[i] != 0) return false;
    return true;
}

static bool has_bearings(const cupel_mill_roll *roll)
{
    return !isnan(roll->bearing_distance);
}

static bool is_backing(const cupel_mill *mill, size_t kind)
{
    return mill->kind == CUPEL_MILL_20_HIGH && kind == 3;
}

static void span_of(const cupel_mill *mill, size_t kind, int half, double span[2])
{
    if (is_backing(mill, kind)) {
        span[0] = mill->saddles.position[0] - 0.5 * mill->saddles.width;
        span[1] = mill->saddles.position[mill->saddles.count - 1] + 0.5 * mill->saddles.width;
        return;
    }
    const cupel_mill_roll *roll = &mill->rolls[kind];
    const double shift = half == 0 ? roll->shift : -roll->shift;
    const double reach = 0.5 * (has_bearings(roll) ? roll->bearing_distance : roll->barrel_length);
    span[0] = shift - reach, span[1] = shift + reach;
}

static bool in_barrel(const cupel_mill *mill, size_t kind, int half, double y)
{
    if (is_backing(mill, kind)) {
        for (size_t i = 0; i + 1 < mill->saddles.count; i++)
            if (y > mill->saddles.position[i] + 0.5 * mill->saddles.width &&
                y < mill->saddles.position[i + 1] - 0.5 * mill->saddles.width)
                return true;
        return false;
    }
    const cupel_mill_roll *roll = &mill->rolls[kind];
    return fabs(y - (half == 0 ? roll->shift : -roll->shift)) < 0.5 * roll->barrel_length;
}

/* Places that must be nodes, rising. */
typedef struct breaks {
    size_t count;
    double at[CUPK_MILL_BREAKS];
} breaks;

static void add_break(breaks *b, double y)
{
    size_t i = b->count++;
    for (; i > 0 && b->at[i - 1] > y; i--) b->at[i] = b->at[i - 1];
    b->at[i] = y;
}

static void find_breaks(const cupel_mill *mill, int half, breaks *b)
{
    b->count = 0;
    add_break(b, 0);
    for (size_t kind = 0; kind < kinds_of(mill->kind); kind++) {
        double span[2];
        span_of(mill, kind, half, span);
        add_break(b, span[0]), add_break(b, span[1]);
        if (is_backing(mill, kind)) {
            for (size_t i = 0; i < mill->saddles.count; i++) {
                add_break(b, mill->saddles.position[i]);
                if (i > 0) add_break(b, mill->saddles.position[i] - 0.5 * mill->saddles.width);
                if (i + 1 < mill->saddles.count)
                    add_break(b, mill->saddles.position[i] + 0.5 * mill->saddles.width);
            }
        } else if (has_bearings(&mill->rolls[kind])) {
            const double shift = half == 0 ? mill->rolls[kind].shift : -mill->rolls[kind].shift;
            add_break(b, shift - 0.5 * mill->rolls[kind].barrel_length);
            add_break(b, shift + 0.5 * mill->rolls[kind].barrel_length);
        }
    }
    const double near = 1e-6 * (b->at[b->count - 1] - b->at[0]); /* what is nearer is one place */
    size_t kept = 1;
    for (size_t i = 1; i < b->count; i++)
        if (b->at[i] - b->at[kept - 1] > near) b->at[kept++] = b->at[i];
    b->count = kept;
}

static cupel_status set_mesh(const cupel_mill *mill, int half, size_t max_nodes, cupk_mill_stack *stack,
                             cupel_error *error)
{
    breaks b;
    find_breaks(mill, half, &b);
    const double target = (b.at[b.count - 1] - b.at[0]) / (double)(mill->elements ? mill->elements : 60);
    size_t nodes = 0;
    for (size_t i = 0; i + 1 < b.count; i++) {
        const size_t parts = (size_t)fmax(1, ceil((b.at[i + 1] - b.at[i]) / target - 1e-6));
        if (nodes + parts + 1 > max_nodes)
            CUPEL_FAIL(error, CUPEL_EINVAL, "elements = %zu is more than the workspace takes",
                       mill->elements);
        for (size_t k = 0; k < parts; k++)
            stack->y[nodes++] = b.at[i] + (b.at[i + 1] - b.at[i]) * (double)k / (double)parts;
    }
    stack->y[nodes++] = b.at[b.count - 1];
    stack->nodes = nodes;
    static const double gauss[CUPK_MILL_GAUSS] = {0.11270166537925831148, 0.5, 0.88729833462074168852};
    for (size_t e = 0; e + 1 < nodes; e++)
        for (size_t g = 0; g < CUPK_MILL_GAUSS; g++)
            stack->gauss_y[CUPK_MILL_GAUSS * e + g] =
                stack->y[e] + gauss[g] * (stack->y[e + 1] - stack->y[e]);
    return CUPEL_OK;
}

static size_t nearest(const cupk_mill_stack *stack, double y)
{
    size_t best = 0;
    for (size_t i = 1; i < stack->nodes; i++)
        if (fabs(stack->y[i] - y) < fabs(stack->y[best] - y)) best = i;
    return best;
}

static void add_beam(const cupel_mill *mill, size_t kind, int half, cupk_mill_stack *stack)
{
    const cupel_mill_roll *roll = &mill->rolls[kind];
    cupk_mill_beam *beam = &stack->beams[stack->beam_count++];
    double span[2];
    span_of(mill, kind, half, span);
    beam->kind = kind;
    beam->planes = 1, beam->share = 1;
    beam->first = nearest(stack, span[0]), beam->last = nearest(stack, span[1]);
    beam->radius = 0.5 * roll->diameter;
    beam->youngs_modulus = roll->youngs_modulus, beam->poissons_ratio = roll->poissons_ratio;
    const double core = isnan(roll->core_diameter) ? roll->diameter : roll->core_diameter;
    const double shear_modulus = roll->youngs_modulus / (2 * (1 + roll->poissons_ratio));
    beam->section_modulus = pi * core * core * core / 32;
    for (size_t e = 0; e + 1 < stack->nodes; e++) {
        const bool barrel = in_barrel(mill, kind, half, 0.5 * (stack->y[e] + stack->y[e + 1]));
        const double d = barrel || is_backing(mill, kind) ? core : roll->neck_diameter;
        const double area = 0.25 * pi * d * d;
        beam->touch[e] = barrel ? 1 : 0;
        beam->bend[e] = roll->youngs_modulus * area * d * d / 16;
        beam->shear[e] = shear_factor * shear_modulus * area;
        for (size_t g = CUPK_MILL_GAUSS * e; g < CUPK_MILL_GAUSS * (e + 1); g++)
            beam->contour[g] = cupk_mill_contour(roll, half, stack->gauss_y[g]);
    }
}

static void add_joint(cupk_mill_stack *stack, size_t lower, size_t upper, double vertical, double horizontal)
{
    cupk_mill_joint *joint = &stack->joints[stack->joint_count++];
    joint->lower = lower, joint->upper = upper;
    joint->normal[0] = vertical, joint->normal[1] = horizontal;
    for (int side = 0; side < 2; side++) {
        const cupk_mill_beam *beam = &stack->beams[side == 0 ? lower : upper];
        joint->radius[side] = beam->radius;
        joint->modulus[side] = beam->youngs_modulus;
        joint->poisson[side] = beam->poissons_ratio;
    }
}

static void join_at(cupk_mill_stack *stack, size_t lower, size_t upper, cupk_mill_centre a,
                    cupk_mill_centre b)
{
    const double d = hypot(b.across - a.across, b.up - a.up);
    add_joint(stack, lower, upper, (b.up - a.up) / d, (b.across - a.across) / d);
}

/* A beam in the plane of symmetry of the cluster: it does not go sideways, and half of it belongs to this
 * side. */
static void halve(cupk_mill_stack *stack, cupk_mill_beam *beam)
{
    beam->share = 0.5;
    beam->planes = 1;
    for (size_t e = 0; e + 1 < stack->nodes; e++) beam->bend[e] *= 0.5, beam->shear[e] *= 0.5;
}

/* Beams of the cluster, exit side: the centres of mill_cluster.c in their order. */
static cupel_status set_cluster(const cupel_mill *mill, int half, cupk_mill_stack *stack, cupel_error *error)
{
    static const size_t kind[CUPK_MILL_CENTRES] = {0, 1, 2, 2, 3, 3};
    static const size_t joints[CUPEL_MILL_CONTACTS][2] = {
        {CUPK_MILL_WORK, CUPK_MILL_FIRST},          {CUPK_MILL_FIRST, CUPK_MILL_MIDDLE},
        {CUPK_MILL_FIRST, CUPK_MILL_OUTER},         {CUPK_MILL_MIDDLE, CUPK_MILL_INNER_BACKING},
        {CUPK_MILL_OUTER, CUPK_MILL_INNER_BACKING}, {CUPK_MILL_OUTER, CUPK_MILL_OUTER_BACKING}};
    cupk_mill_centre c[CUPK_MILL_CENTRES] = {0};
    const cupel_status status = cupk_mill_place_cluster(mill, c, error);
    if (status) return status;
    for (size_t b = 0; b < CUPK_MILL_CENTRES; b++) {
        add_beam(mill, kind[b], half, stack);
        stack->beams[b].planes = 2;
    }
    halve(stack, &stack->beams[CUPK_MILL_WORK]);
    halve(stack, &stack->beams[CUPK_MILL_MIDDLE]);
    for (size_t j = 0; j < CUPEL_MILL_CONTACTS; j++)
        join_at(stack, joints[j][0], joints[j][1], c[joints[j][0]], c[joints[j][1]]);
    const double length = mill->saddles.position[mill->saddles.count - 1] - mill->saddles.position[0];
    for (size_t b = CUPK_MILL_INNER_BACKING; b <= CUPK_MILL_OUTER_BACKING; b++)
        for (size_t i = 0; i < mill->saddles.count; i++) {
            const double y = mill->saddles.position[i];
            const double eccentric =
                b == CUPK_MILL_INNER_BACKING && half == 0 ? mill->saddles.eccentric[i] : 0;
            stack->supports[stack->support_count++] =
                (cupk_mill_support){b, nearest(stack, y), held_by(mill->saddles.stiffness),
                                    0.5 * mill->tilt * y / length - eccentric};
        }
    return CUPEL_OK;
}

static void add_bearings(const cupel_mill *mill, size_t b, int half, cupk_mill_stack *stack)
{
    const cupel_mill_roll *roll = &mill->rolls[stack->beams[b].kind];
    const double shift = half == 0 ? roll->shift : -roll->shift;
    const bool held = b + 1 == stack->beam_count;
    /* the housing of a side gives in the upper and the lower half */
    const double stiffness = held_by(2 * mill->housing_stiffness);
    for (int side = -1; side <= 1; side += 2) {
        const size_t node = nearest(stack, shift + 0.5 * side * roll->bearing_distance);
        if (held)
            stack->supports[stack->support_count++] =
                (cupk_mill_support){b, node, stiffness, 0.25 * side * mill->tilt};
        else if (roll->bending_force != 0)
            stack->pushes[stack->push_count++] = (cupk_mill_push){b, node, roll->bending_force};
    }
}

static void set_column(const cupel_mill *mill, int half, cupk_mill_stack *stack)
{
    for (size_t kind = 0; kind < kinds_of(mill->kind); kind++) add_beam(mill, kind, half, stack);
    for (size_t b = 0; b + 1 < stack->beam_count; b++) add_joint(stack, b, b + 1, 1, 0);
    for (size_t b = 0; b < stack->beam_count; b++)
        if (has_bearings(&mill->rolls[stack->beams[b].kind])) add_bearings(mill, b, half, stack);
}

/* Node by node, so that the matrix is a band. */
static void number_unknowns(cupk_mill_stack *stack)
{
    stack->unknowns = 0, stack->band = 0;
    size_t before = 0; /* first unknown of the node before */
    for (size_t node = 0; node < stack->nodes; node++) {
        const size_t start = stack->unknowns;
        for (size_t b = 0; b < stack->beam_count; b++)
            if (node >= stack->beams[b].first && node <= stack->beams[b].last) {
                stack->first_unknown[b * stack->nodes + node] = stack->unknowns;
                stack->unknowns += CUPK_MILL_NODAL * stack->beams[b].planes;
            }
        if (stack->unknowns - before > stack->band + 1) stack->band = stack->unknowns - before - 1;
        before = start;
    }
}

cupel_status cupk_mill_lay_out(const cupel_mill *mill, const cupel_mill_strip *strip, int half,
                               size_t max_nodes, cupk_mill_stack *stack, cupel_error *error)
{
    (void)strip;
    stack->beam_count = stack->joint_count = stack->support_count = stack->push_count = 0;
    cupel_status status = set_mesh(mill, half, max_nodes, stack, error);
    if (status) return status;
    if (mill->kind == CUPEL_MILL_20_HIGH)
        status = set_cluster(mill, half, stack, error);
    else
        set_column(mill, half, stack);
    if (!status) number_unknowns(stack);
    return status;
}
