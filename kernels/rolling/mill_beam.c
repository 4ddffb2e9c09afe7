/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/mill.h"

/* Timoshenko's beam with the shape functions that solve it exactly between the nodes (Przemieniecki, Theory
 * of Matrix Structural Analysis, 1968, sec. 5.6): no locking, and exact nodal values under any load. p is the
 * shear parameter 12 E I/(kappa G A L^2). Unknowns: deflection and slope at the left end, the same at the
 * right. The fifth is the deflection in the middle that an even load adds between the nodes, most of it shear
 * in a short element; it takes no work from the other four. */

/* Deflection at s L of an element with fixed ends under a load of 1 N/m, s in [0, 1]. */
static double bulge(double length, double bend, double shear, double s)
{
    const double st = s * (1 - s), square = length * length;
    return square * st * (square * st / (24 * bend) + 1 / (2 * shear));
}

void cupk_mill_element(double length, double bend, double shear,
                       double out[CUPK_MILL_SHAPES * CUPK_MILL_SHAPES])
{
    const double square = length * length, p = 12 * bend / (shear * square);
    const double c = bend / (length * square * (1 + p));
    const double a = 12 * c, b = 6 * length * c;
    const double same = (4 + p) * square * c, other = (2 - p) * square * c;
    const double middle = bulge(length, bend, shear, 0.5);
    const double own =
        length * square * (square / (720 * bend) + 1 / (12 * shear)) / (middle * middle); /* mean bulge */
    const double k[CUPK_MILL_SHAPES * CUPK_MILL_SHAPES] = {a,  b,     -a, b,     0,       /* */
                                                           b,  same,  -b, other, 0,       /* */
                                                           -a, -b,    a,  -b,    0,       /* */
                                                           b,  other, -b, same,  0,       /* */
                                                           0,  0,     0,  0,     own};
    for (int i = 0; i < CUPK_MILL_SHAPES * CUPK_MILL_SHAPES; i++) out[i] = k[i];
}

void cupk_mill_shape(double length, double bend, double shear, double x, double out[CUPK_MILL_SHAPES])
{
    const double p = 12 * bend / (shear * length * length), s = x / length, t = 1 - s;
    const double c = 1 / (1 + p);
    out[0] = c * (t * t * (1 + 2 * s) + p * t);
    out[1] = c * length * (s * t * t + 0.5 * p * s * t);
    out[2] = c * (s * s * (3 - 2 * s) + p * s);
    out[3] = -c * length * (s * s * t + 0.5 * p * s * t);
    out[4] = bulge(length, bend, shear, s) / bulge(length, bend, shear, 0.5);
}
