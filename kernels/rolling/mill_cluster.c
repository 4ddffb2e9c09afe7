/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/mill.h"

/* Where the rolls of a 20-high half stand: each rests on those below, the like ones a clearance apart. */

static const double usual_clearance = 0.02; /* of the diameter, where none is given */

static double distance(cupk_mill_centre a, cupk_mill_centre b)
{
    return hypot(b.across - a.across, b.up - a.up);
}

/* The point at `to_a` from a and `to_b` from b, on the side of the line from a to b that is turned by +90
 * degrees (sign 1) or -90 (sign -1). False when there is none. */
static bool meet(cupk_mill_centre a, double to_a, cupk_mill_centre b, double to_b, double sign,
                 cupk_mill_centre *out)
{
    const double d = distance(a, b), along = (to_a * to_a - to_b * to_b + d * d) / (2 * d);
    const double off2 = to_a * to_a - along * along;
    if (!(off2 >= 0)) return false;
    const cupk_mill_centre unit = {(b.across - a.across) / d, (b.up - a.up) / d};
    const double off = sign * sqrt(off2);
    *out = (cupk_mill_centre){a.across + along * unit.across - off * unit.up,
                              a.up + along * unit.up + off * unit.across};
    return true;
}

/* From the first intermediate roll outwards, the second ones `second_clearance` apart. */
static bool place_upper(const cupel_mill *mill, double second_clearance, double backing_clearance,
                        cupk_mill_centre c[CUPK_MILL_CENTRES])
{
    const double second = mill->rolls[2].diameter, backing = mill->rolls[3].diameter;
    const double to_first = 0.5 * (mill->rolls[1].diameter + second), to_second = 0.5 * (second + backing);
    return meet(c[CUPK_MILL_FIRST], to_first, c[CUPK_MILL_MIDDLE], second + second_clearance, -1,
                &c[CUPK_MILL_OUTER]) &&
           meet(c[CUPK_MILL_MIDDLE], to_second, c[CUPK_MILL_OUTER], to_second, 1,
                &c[CUPK_MILL_INNER_BACKING]) &&
           meet(c[CUPK_MILL_OUTER], to_second, c[CUPK_MILL_INNER_BACKING], backing + backing_clearance, -1,
                &c[CUPK_MILL_OUTER_BACKING]);
}

/* The least clearance of the second intermediate rolls that keeps the inner backing assemblies apart, by
 * bisection; the usual one where that does. */
static double second_clearance(const cupel_mill *mill, double backing_clearance,
                               cupk_mill_centre c[CUPK_MILL_CENTRES])
{
    const double apart = (1 + usual_clearance) * mill->rolls[3].diameter;
    double lo = usual_clearance * mill->rolls[2].diameter, hi = mill->rolls[2].diameter;
    if (place_upper(mill, lo, backing_clearance, c) && 2 * c[CUPK_MILL_INNER_BACKING].across >= apart)
        return lo;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (lo + hi);
        const bool stands = place_upper(mill, middle, backing_clearance, c);
        if (stands && 2 * c[CUPK_MILL_INNER_BACKING].across < apart)
            lo = middle;
        else
            hi = middle;
    }
    return hi;
}

static double given_or(double clearance, double diameter)
{
    return isnan(clearance) ? usual_clearance * diameter : clearance;
}

cupel_status cupk_mill_place_cluster(const cupel_mill *mill, cupk_mill_centre c[CUPK_MILL_CENTRES],
                                     cupel_error *error)
{
    const double work = mill->rolls[0].diameter, first = mill->rolls[1].diameter;
    const double second = mill->rolls[2].diameter, backing = mill->rolls[3].diameter;
    const double between = given_or(mill->clearance[0], first), half = 0.5 * (first + between);
    const double to_work = 0.5 * (work + first), to_first = 0.5 * (first + second);
    if (!(half < to_work) || !(half < to_first))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "20_high: two first intermediate rolls of %.6g m, %.6g m apart, let the work roll of %.6g "
                   "m through",
                   first, between, work);
    c[CUPK_MILL_WORK] = (cupk_mill_centre){0, 0};
    c[CUPK_MILL_FIRST] = (cupk_mill_centre){half, sqrt(to_work * to_work - half * half)};
    c[CUPK_MILL_MIDDLE] =
        (cupk_mill_centre){0, c[CUPK_MILL_FIRST].up + sqrt(to_first * to_first - half * half)};
    const double outer = given_or(mill->clearance[2], backing);
    const double inner = isnan(mill->clearance[1]) ? second_clearance(mill, outer, c) : mill->clearance[1];
    if (!place_upper(mill, inner, outer, c))
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "20_high: rolls of %.6g, %.6g, %.6g and %.6g m with these clearances do not rest on each other",
            work, first, second, backing);
    if (!(2 * c[CUPK_MILL_INNER_BACKING].across >= backing))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "20_high: the inner backing assemblies overlap by %.6g m; more clearance of the second "
                   "intermediate rolls moves them apart",
                   backing - 2 * c[CUPK_MILL_INNER_BACKING].across);
    if (!(distance(c[CUPK_MILL_OUTER_BACKING], c[CUPK_MILL_FIRST]) >= 0.5 * (backing + first)) ||
        !(c[CUPK_MILL_OUTER_BACKING].up > 0.5 * backing) ||
        !(distance(c[CUPK_MILL_OUTER], c[CUPK_MILL_WORK]) >= 0.5 * (work + second)))
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "20_high: the outer backing assemblies or second intermediate rolls reach the rolls below or the "
            "strip; less clearance or other diameters keep them off");
    return CUPEL_OK;
}
