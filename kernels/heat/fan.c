/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/heat.h"

#include <math.h>

/* Fan curves: the monotone cubic of Steffen 1990, Astron. Astrophys. 239:443. It needs only the neighbouring
 * points, so it is evaluated on the spot and nothing is allocated. */

cupel_status cupel_fan_check(const cupel_fan *fan, cupel_error *error)
{
    if (fan->count < 2) CUPEL_FAIL(error, CUPEL_EINVAL, "a fan curve needs at least two points");
    for (size_t i = 0; i < fan->count; i++) {
        if (!(fan->flow_rate[i] >= 0 && isfinite(fan->flow_rate[i])))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "fan curve: flow rate %.6g m^3/s of point %zu must not be negative", fan->flow_rate[i],
                       i + 1);
        if (!isfinite(fan->pressure[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "fan curve: the pressure of point %zu must be finite", i + 1);
        if (i > 0 && !(fan->flow_rate[i] > fan->flow_rate[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "fan curve: flow rate %.6g m^3/s of point %zu must be above that before, %.6g",
                       fan->flow_rate[i], i + 1, fan->flow_rate[i - 1]);
    }
    return CUPEL_OK;
}

static double secant(const cupel_fan *fan, size_t i)
{
    return (fan->pressure[i + 1] - fan->pressure[i]) / (fan->flow_rate[i + 1] - fan->flow_rate[i]);
}

/* Slope at an end: of the parabola through the three outermost points, limited to keep the curve monotone. */
static double end_slope(double near, double far, double near_width, double far_width)
{
    const double share = near_width / (near_width + far_width);
    const double slope = near * (1 + share) - far * share;
    if (slope * near <= 0) return 0;
    return fabs(slope) > 2 * fabs(near) ? 2 * near : slope;
}

static double slope_at(const cupel_fan *fan, size_t i)
{
    const size_t n = fan->count;
    const double *x = fan->flow_rate;
    if (n == 2) return secant(fan, 0);
    if (i == 0) return end_slope(secant(fan, 0), secant(fan, 1), x[1] - x[0], x[2] - x[1]);
    if (i == n - 1)
        return end_slope(secant(fan, n - 2), secant(fan, n - 3), x[n - 1] - x[n - 2], x[n - 2] - x[n - 3]);
    const double left = secant(fan, i - 1), right = secant(fan, i);
    if (left * right <= 0) return 0;
    const double wl = x[i] - x[i - 1], wr = x[i + 1] - x[i];
    const double parabola = (left * wr + right * wl) / (wl + wr);
    return copysign(fmin(fmin(2 * fabs(left), 2 * fabs(right)), fabs(parabola)), left);
}

double cupel_fan_pressure(const cupel_fan *fan, double flow_rate, double *slope)
{
    const double *x = fan->flow_rate, *y = fan->pressure;
    const size_t n = fan->count;
    if (!(flow_rate >= x[0] && flow_rate <= x[n - 1])) {
        if (slope) *slope = 0;
        return flow_rate < x[0] ? y[0] : flow_rate > x[n - 1] ? y[n - 1] : NAN;
    }
    size_t i = 0;
    while (i + 2 < n && flow_rate > x[i + 1]) i++;
    const double width = x[i + 1] - x[i], d = flow_rate - x[i], mean = secant(fan, i);
    const double s0 = slope_at(fan, i), s1 = slope_at(fan, i + 1);
    const double a = (s0 + s1 - 2 * mean) / (width * width), b = (3 * mean - 2 * s0 - s1) / width;
    if (slope) *slope = (3 * a * d + 2 * b) * d + s0;
    return ((a * d + b) * d + s0) * d + y[i];
}
