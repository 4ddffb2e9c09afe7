/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "root.h"

#include <float.h>
#include <math.h>

/* Brent, Algorithms for Minimization without Derivatives, 1973, ch. 4. `best` holds the smallest |f| so far,
 * `other` the far end of the bracket, `last` the best of the step before: inverse quadratic interpolation
 * through the three, or the secant when two coincide, unless bisection is surer. */

typedef struct point {
    double x, f;
} point;

static double interpolated_step(point best, point other, point last)
{
    const double s = best.f / last.f;
    if (last.x == other.x) return (other.x - best.x) * s / (s - 1); /* secant */
    const double q = last.f / other.f, r = best.f / other.f;
    const double p = s * ((other.x - best.x) * q * (q - r) - (best.x - last.x) * (r - 1));
    return -p / ((q - 1) * (r - 1) * (s - 1));
}

bool cupk_root_brent(cupk_function function, const void *context, double lo, double hi, double tolerance,
                     double *root)
{
    point last = {lo, function(lo, context)}, best = {hi, function(hi, context)};
    if (isnan(last.f) || isnan(best.f) || (last.f > 0 && best.f > 0) || (last.f < 0 && best.f < 0))
        return false;
    point other = last;
    double step = best.x - last.x, step_before = step;
    for (int i = 0; i < 200; i++) {
        if (fabs(other.f) < fabs(best.f)) {
            last = best;
            best = other;
            other = last;
        }
        const double width = 2 * DBL_EPSILON * fabs(best.x) + 0.5 * tolerance;
        const double half = 0.5 * (other.x - best.x);
        if (best.f == 0 || fabs(half) <= width) {
            *root = best.x;
            return true;
        }
        const double bisection = half;
        double next = bisection;
        bool interpolated = false;
        if (fabs(step_before) > width && fabs(last.f) > fabs(best.f)) {
            const double trial = interpolated_step(best, other, last);
            interpolated = trial * half > 0 &&
                           fabs(trial) < fmin(fabs(1.5 * half) - fabs(0.5 * width), fabs(0.5 * step_before));
            if (interpolated) next = trial;
        }
        step_before = interpolated ? step : bisection;
        step = next;
        last = best;
        best.x += fabs(step) > width ? step : copysign(width, half);
        best.f = function(best.x, context);
        if (isnan(best.f)) return false;
        if ((best.f > 0) == (other.f > 0)) {
            other = last;
            step = step_before = best.x - last.x;
        }
    }
    return false;
}
