/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "root.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

/* Step from b by inverse quadratic interpolation through a, b, c, or by the secant when a is c. */
static double interpolated_step(cupk_point a, cupk_point b, cupk_point c, double half)
{
    const double s = b.f / a.f;
    if (a.x == c.x) return 2 * half * s / (s - 1);
    const double q = a.f / c.f, r = b.f / c.f;
    return s * (2 * half * q * (q - r) - (b.x - a.x) * (r - 1)) / -((q - 1) * (r - 1) * (s - 1));
}

double cupk_root(cupk_function f, void *self, cupk_point a, cupk_point b, double tolerance)
{
    cupk_point c =
        a; /* the end of the bracket across the root from b, the best so far; a is the one before b */
    double step = b.x - a.x, before = step;
    for (int i = 0; i < 200; i++) {
        if ((b.f > 0) == (c.f > 0) && c.f != 0) c = a, step = before = b.x - a.x;
        if (fabs(c.f) < fabs(b.f)) a = b, b = c, c = a;
        const double small = 2 * DBL_EPSILON * fabs(b.x) + 0.5 * tolerance;
        const double half = 0.5 * (c.x - b.x);
        if (fabs(half) <= small || b.f == 0) return b.x;
        double next = half;
        if (fabs(before) >= small && fabs(a.f) > fabs(b.f)) {
            const double trial = interpolated_step(a, b, c, half);
            const bool inside = trial * half > 0 && fabs(trial) < 1.5 * fabs(half) - 0.5 * small;
            if (inside && fabs(trial) < 0.5 * fabs(before)) next = trial;
        }
        before = next == half ? half : step;
        step = next;
        a = b;
        b.x += fabs(step) > small ? step : copysign(small, half);
        b.f = f(self, b.x);
        if (isnan(b.f)) return NAN;
    }
    return b.x;
}

bool cupk_root_between(cupk_function f, void *self, double lo, double hi, double tolerance, double *root)
{
    const cupk_point a = {lo, f(self, lo)}, b = {hi, f(self, hi)};
    if (isnan(a.f) || isnan(b.f) || (a.f > 0 && b.f > 0) || (a.f < 0 && b.f < 0)) return false;
    const double at = cupk_root(f, self, a, b, tolerance);
    if (isnan(at)) return false;
    *root = at;
    return true;
}
