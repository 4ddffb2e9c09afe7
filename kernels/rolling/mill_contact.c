/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/mill.h"

static const double pi = 3.14159265358979323846;

/* Two cylinders in line contact, each pressed between two such loads (Johnson, Contact Mechanics, 1985,
 * sec. 4.2 and 5.6): a^2 = 4 w R/(pi E*), and the axis comes nearer to the contact by w c (2 ln(4 R_i/a) -
 * 1), c = (1 - nu^2)/(pi E). */
cupel_mill_line_contact cupel_mill_hertz(double load, const double radius[2], const double modulus[2],
                                         const double poisson[2])
{
    const double first = (1 - poisson[0] * poisson[0]) / modulus[0];
    const double second = (1 - poisson[1] * poisson[1]) / modulus[1];
    const double relative = radius[0] * radius[1] / (radius[0] + radius[1]);
    cupel_mill_line_contact out = {0};
    if (!(load > 0)) return out;
    out.half_width = sqrt(4 * load * relative * (first + second) / pi);
    out.peak_pressure = 2 * load / (pi * out.half_width);
    out.approach[0] = load * first / pi * (2 * log(4 * radius[0] / out.half_width) - 1);
    out.approach[1] = load * second / pi * (2 * log(4 * radius[1] / out.half_width) - 1);
    return out;
}

/* Approach of the axes is w (A - B ln w) with B = the sum of the c, which rises with w up to loads that no
 * roll bears; Newton's method in ln w from below the root. */
cupk_mill_touch cupk_mill_press(const cupk_mill_joint *joint, double approach)
{
    if (!(approach > 0)) return (cupk_mill_touch){0, 0};
    const double first = (1 - joint->poisson[0] * joint->poisson[0]) / joint->modulus[0];
    const double second = (1 - joint->poisson[1] * joint->poisson[1]) / joint->modulus[1];
    const double relative = joint->radius[0] * joint->radius[1] / (joint->radius[0] + joint->radius[1]);
    const double sum = (first + second) / pi;
    const double offset = 2 / pi * (first * log(4 * joint->radius[0]) + second * log(4 * joint->radius[1])) -
                          sum * (log(4 * relative * (first + second) / pi) + 1);
    /* largest approach that the law knows: dapproach/dw = A - B - B ln w = 0 */
    const double top = exp(offset / sum - 1);
    double load = fmin(approach * joint->start_stiffness, 0.1 * top);
    for (int i = 0; i < 50; i++) {
        const double now = load * (offset - sum * log(load)), slope = offset - sum - sum * log(load);
        const double change = (approach - now) / (slope * load); /* of ln w */
        load = fmin(load * exp(fmax(-2, fmin(2, change))), 0.9 * top);
        if (fabs(change) < 1e-15) break;
    }
    return (cupk_mill_touch){load, 1 / (offset - sum - sum * log(load))};
}

double cupk_mill_approach(const cupk_mill_stack *stack, const cupk_mill_joint *joint, size_t element,
                          double x, double contour)
{
    const double length = stack->y[element + 1] - stack->y[element];
    double approach = contour;
    for (int side = 0; side < 2; side++) {
        const size_t b = side == 0 ? joint->lower : joint->upper;
        const cupk_mill_beam *beam = &stack->beams[b];
        double shape[CUPK_MILL_SHAPES];
        cupk_mill_shape(length, beam->bend[element], beam->shear[element], x, shape);
        for (size_t plane = 0; plane < beam->planes; plane++)
            for (size_t k = 0; k < CUPK_MILL_SHAPES; k++)
                approach += (side == 0 ? 1 : -1) * joint->normal[plane] * shape[k] *
                            stack->u[cupk_mill_place(stack, b, element, plane, k)];
    }
    return approach;
}
