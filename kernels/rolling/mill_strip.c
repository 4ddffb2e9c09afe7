/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/mill.h"

/* The strip: cells across its width, their patches of pressure on the work roll, and what each answers with.
 */

static const double pi = 3.14159265358979323846;
static const double edge_grading = 0.9; /* 0: even cells; 1: vanishing ones at the edges */

/* Integral over x' < x, y' < y of 1/(distance to the origin), up to functions of one of them: the corner
 * function of Love (1929) for a rectangle of even pressure on a half-space. */
static double corner(double x, double y)
{
    return (x != 0 ? x * asinh(y / fabs(x)) : 0) + (y != 0 ? y * asinh(x / fabs(y)) : 0);
}

/* The surface of the half-space less its depth R (Johnson 1985, eq. 3.18 and 3.25). */
double cupk_mill_patch(const cupel_mill_roll *roll, double contact, double far, double width)
{
    const double nu = roll->poissons_ratio, lo = far - 0.5 * width, hi = far + 0.5 * width;
    const double surface =
        (1 - nu * nu) / (pi * roll->youngs_modulus) / contact * (corner(contact, hi) - corner(contact, lo));
    const double depth = 0.5 * roll->diameter;
    const double within = (1 + nu) / (2 * pi * roll->youngs_modulus) *
                          (hi / hypot(hi, depth) - lo / hypot(lo, depth) +
                           2 * (1 - nu) * (asinh(hi / depth) - asinh(lo / depth)));
    return surface - within;
}

static double entry_at(const cupel_mill_strip *strip, double y)
{
    const double *at = strip->profile_position, *value = strip->profile_thickness;
    if (strip->profile_count < 2 || y <= at[0]) return value[0];
    for (size_t i = 1; i < strip->profile_count; i++)
        if (y <= at[i])
            return value[i - 1] + (value[i] - value[i - 1]) * (y - at[i - 1]) / (at[i] - at[i - 1]);
    return value[strip->profile_count - 1];
}

/* Edge k of the cells, -1 to 1. */
static double edge_of(size_t k, size_t count)
{
    const double s = (2 * (double)k - (double)count) / (double)count;
    return (1 - edge_grading) * s + edge_grading * sin(0.5 * pi * s);
}

void cupk_mill_set_cells(const cupel_mill *mill, const cupel_mill_strip *strip, cupk_mill_cells *cells)
{
    const size_t m = cells->count;
    for (size_t j = 0; j < m; j++) {
        const double lo = 0.5 * strip->width * edge_of(j, m), hi = 0.5 * strip->width * edge_of(j + 1, m);
        cells->across[j] = 0.5 * (lo + hi);
        cells->width[j] = hi - lo;
        cells->share[j] = (hi - lo) / strip->width;
        cells->entry[j] = strip->uniform ? NAN : entry_at(strip, cells->across[j]);
    }
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < m; j++)
            cells->patch[i * m + j] =
                strip->law.contact_length > 0
                    ? cupk_mill_patch(&mill->rolls[0], strip->law.contact_length,
                                      cells->across[j] - cells->across[i], cells->width[j])
                    : 0;
}

/* Work-equivalent nodal loads of the part of a cell that lies over an element. */
static void add_piece(size_t cell, size_t element, double lo, double hi, cupk_mill_stack *stack)
{
    static const double gauss[3] = {0.11270166537925831148, 0.5, 0.88729833462074168852};
    static const double share[3] = {5.0 / 18, 8.0 / 18, 5.0 / 18};
    const cupk_mill_beam *work = &stack->beams[0];
    const double length = stack->y[element + 1] - stack->y[element];
    cupk_mill_piece *piece = &stack->pieces[stack->piece_count++];
    *piece = (cupk_mill_piece){.cell = cell, .element = element};
    for (int g = 0; g < 3; g++) {
        double shape[CUPK_MILL_SHAPES];
        cupk_mill_shape(length, work->bend[element], work->shear[element],
                        lo + gauss[g] * (hi - lo) - stack->y[element], shape);
        for (int k = 0; k < CUPK_MILL_SHAPES; k++) piece->weight[k] += share[g] * (hi - lo) * shape[k];
    }
}

void cupk_mill_set_pieces(const cupk_mill_cells *cells, const cupel_mill_strip *strip, const cupel_mill *mill,
                          int half, cupk_mill_stack *stack)
{
    size_t e = stack->beams[0].first;
    stack->piece_count = 0;
    for (size_t j = 0; j < cells->count; j++) {
        const double lo = strip->offset + cells->across[j] - 0.5 * cells->width[j];
        const double hi = strip->offset + cells->across[j] + 0.5 * cells->width[j];
        while (e + 1 < stack->beams[0].last && stack->y[e + 1] <= lo) e++;
        for (size_t k = e; k < stack->beams[0].last && (k == e || stack->y[k] < hi); k++) {
            const double from = fmax(lo, stack->y[k]);
            const double to = k + 1 == stack->beams[0].last ? hi : fmin(hi, stack->y[k + 1]);
            if (to > from) add_piece(j, k, from, to, stack);
        }
        stack->work_contour[j] = cupk_mill_contour(&mill->rolls[0], half, strip->offset + cells->across[j]);
    }
}

/* Below this share of the law's own draft the force goes to 0, where nothing is rolled any more. */
static const double fade_share = 0.3;

static double fade(double x, double *slope)
{
    *slope = x < 1 ? 6 * x * (1 - x) : 0;
    return x < 1 ? x * x * (3 - 2 * x) : 1;
}

/* Further from the point than this many steps of the differences the law goes on with its slope. */
static const double law_reach = 8;

double cupel_mill_law_force(const cupel_mill_law *law, double entry, double exit, double tension,
                            double *by_exit, double *by_tension)
{
    if (!(exit < entry)) {
        *by_exit = *by_tension = 0;
        return 0;
    }
    const double d[3] = {log(entry / law->point[0]), log(exit / law->point[1]), tension - law->point[2]};
    double near[3], force = law->force, slope[3] = {law->slope[0], law->slope[1], law->slope[2]};
    for (int i = 0; i < 3; i++) {
        const double limit = law_reach * law->step[i];
        near[i] = fmax(-limit, fmin(limit, d[i]));
    }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            force -= 0.5 * law->curvature[i][j] * near[i] * near[j];
            slope[i] += law->curvature[i][j] * near[j];
        }
    double rise[3]; /* of slope by d, where near moves with d */
    for (int i = 0; i < 3; i++) {
        force += slope[i] * d[i];
        rise[i] = slope[i];
        for (int j = 0; j < 3; j++)
            if (near[i] == d[i]) rise[i] += law->curvature[j][i] * (d[j] - near[j]);
    }
    if (!(force > 0)) {
        *by_exit = *by_tension = 0;
        return 0;
    }
    double by_draft;
    const double share = fade((entry - exit) / (fade_share * (law->point[0] - law->point[1])), &by_draft);
    *by_exit = share * rise[1] / exit - force * by_draft / (fade_share * (law->point[0] - law->point[1]));
    *by_tension = share * rise[2];
    return share * force;
}

/* Tension between 0 and the flow stress; the corners rounded over `rounding` of that. `slope`: by the free
 * one. */
static double hold(double free, double most, double rounding, double *slope)
{
    if (rounding == 0) {
        *slope = free > 0 && free < most ? 1 : 0;
        return fmax(0, fmin(most, free));
    }
    const double low = hypot(free, rounding * most), high = hypot(free - most, rounding * most);
    *slope = 0.5 * (free / low - (free - most) / high);
    return 0.5 * (most + low - high);
}

/* Strip that the rolls do not reach keeps its thickness. */
static double rolled(const cupk_mill_cells *cells, size_t j)
{
    return fmin(cells->exit[j], cells->entry[j]);
}

void cupk_mill_answer(const cupel_mill_strip *strip, double uniform_load, cupk_mill_cells *cells)
{
    double entry = 0, exit = 0;
    for (size_t j = 0; j < cells->count; j++) {
        cells->rolled[j] = strip->uniform ? cells->exit[j] : rolled(cells, j);
        entry += cells->share[j] * cells->entry[j];
        exit += cells->share[j] * cells->rolled[j];
    }
    for (size_t j = 0; j < cells->count; j++) {
        if (strip->uniform) {
            cells->force[j] = uniform_load, cells->by_exit[j] = cells->by_tension[j] = 0;
            cells->tension[j] = cells->free_tension[j] = cells->elongation[j] = cells->held[j] = 0;
            continue;
        }
        cells->elongation[j] = -strip->shape_transfer * (cells->rolled[j] / exit - cells->entry[j] / entry);
        cells->free_tension[j] =
            strip->exit_tension > 0 ? strip->youngs_modulus * (cells->strain - cells->elongation[j]) : 0;
        cells->tension[j] =
            hold(cells->free_tension[j], strip->law.exit_flow_stress, cells->rounding, &cells->held[j]);
        cells->force[j] = cupel_mill_law_force(&strip->law, cells->entry[j], cells->exit[j],
                                               cells->tension[j], &cells->by_exit[j], &cells->by_tension[j]);
        const double factor = strip->factor ? strip->factor[j] : 1;
        cells->force[j] *= factor, cells->by_exit[j] *= factor, cells->by_tension[j] *= factor;
    }
}
