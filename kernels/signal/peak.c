/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/calorimetry.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* A peak above its baseline. */

enum { ROUNDS = 200 };

/* Straight line by least squares, with the uncertainty of its level at `at` as a quadratic form. */
typedef struct side {
    double at, level, slope; /* line: level + slope (x - at)              */
    double middle, spread;   /* mean of x, root of the sum of squares     */
    double noise;            /* standard deviation of a sample            */
    size_t count;
} side;

static side side_of(const double *x, const double *y, size_t from, size_t to, double at)
{
    side s = {.at = at, .count = to - from};
    double mean = 0, cross = 0, squares = 0;
    for (size_t i = from; i < to; i++) s.middle += x[i] / (double)s.count, mean += y[i] / (double)s.count;
    for (size_t i = from; i < to; i++) {
        squares += (x[i] - s.middle) * (x[i] - s.middle);
        cross += (x[i] - s.middle) * (y[i] - mean);
    }
    s.spread = sqrt(squares);
    s.slope = s.count > 3 && squares > 0 ? cross / squares : 0;
    s.level = mean + s.slope * (at - s.middle);
    double residual = 0;
    for (size_t i = from; i < to; i++) {
        const double e = y[i] - mean - s.slope * (x[i] - s.middle);
        residual += e * e;
    }
    s.noise = s.count > 3 ? sqrt(residual / (double)(s.count - 2)) : 0;
    return s;
}

static double line_at(const side *s, double x)
{
    return s->level + s->slope * (x - s->at);
}

static double line_uncertainty(const side *s, double x)
{
    const double lever = s->spread > 0 ? (x - s->middle) / s->spread : 0;
    return s->noise * sqrt(1 / (double)s->count + lever * lever);
}

/* Area above the baseline by trapezoids; share[i] gets what of it lies before i. */
static double area_of(const double *x, const double *y, const double *baseline, size_t from, size_t to,
                      double *share)
{
    double area = 0;
    share[from] = 0;
    for (size_t i = from + 1; i <= to; i++) {
        area += 0.5 * (x[i] - x[i - 1]) * (y[i] - baseline[i] + y[i - 1] - baseline[i - 1]);
        share[i] = area;
    }
    return area;
}

/* Steepest part before the extreme, by regressions over a fifth of the way from a tenth of its height. */
static double onset_of(const double *x, const double *y, const double *baseline, size_t from, size_t top)
{
    size_t foot = top;
    while (foot > from && (y[foot] - baseline[foot]) / (y[top] - baseline[top]) > 0.1) foot--;
    const size_t reach = (top - foot) / 10 + 1;
    const double sign = y[top] > baseline[top] ? 1 : -1;
    side best = {0};
    for (size_t i = foot + reach; i + reach <= top; i += reach / 8 + 1) {
        const side s = side_of(x, y, i - reach, i + reach + 1, x[i]);
        const double steep = sign * s.slope;
        if (best.count == 0 || steep > sign * best.slope) best = s;
    }
    if (best.count < 4 || !(sign * best.slope > 0)) return NAN;
    /* the baseline hardly bends there: follow the tangent down to it */
    size_t i = from;
    double at = best.at;
    for (int round = 0; round < 20; round++) {
        for (i = from; i + 1 < top && x[i + 1] < at; i++) continue;
        at = best.at - (best.level - baseline[i]) / best.slope;
        if (!(at > x[from] - (x[top] - x[from]))) return NAN;
    }
    return at;
}

/* The extreme by a parabola over the samples above 0.9 of its height. */
static void top_of(const double *x, const double *y, const double *baseline, size_t from, size_t to,
                   cupel_peak *out, size_t *top)
{
    *top = from;
    for (size_t i = from; i <= to; i++)
        if (fabs(y[i] - baseline[i]) > fabs(y[*top] - baseline[*top])) *top = i;
    const double height = y[*top] - baseline[*top];
    size_t a = *top, b = *top;
    while (a > from && (y[a - 1] - baseline[a - 1]) / height > 0.9) a--;
    while (b < to && (y[b + 1] - baseline[b + 1]) / height > 0.9) b++;
    out->place = x[*top];
    out->height = height;
    if (b - a < 4) return;
    /* normal equations of 1, u, u^2 about the extreme, symmetric enough to be solved by hand */
    double s[5] = {0}, r[3] = {0};
    const double unit = fmax(x[b] - x[*top], x[*top] - x[a]);
    for (size_t i = a; i <= b; i++) {
        double power = 1;
        const double u = (x[i] - x[*top]) / unit;
        for (int k = 0; k < 5; k++, power *= u) {
            s[k] += power;
            if (k < 3) r[k] += power * (y[i] - baseline[i]);
        }
    }
    const double d = s[0] * (s[2] * s[4] - s[3] * s[3]) - s[1] * (s[1] * s[4] - s[3] * s[2]) +
                     s[2] * (s[1] * s[3] - s[2] * s[2]);
    if (!(fabs(d) > 0)) return;
    const double c0 = (r[0] * (s[2] * s[4] - s[3] * s[3]) - s[1] * (r[1] * s[4] - s[3] * r[2]) +
                       s[2] * (r[1] * s[3] - s[2] * r[2])) /
                      d;
    const double c1 = (s[0] * (r[1] * s[4] - s[3] * r[2]) - r[0] * (s[1] * s[4] - s[3] * s[2]) +
                       s[2] * (s[1] * r[2] - r[1] * s[2])) /
                      d;
    const double c2 = (s[0] * (s[2] * r[2] - r[1] * s[3]) - s[1] * (s[1] * r[2] - r[1] * s[2]) +
                       r[0] * (s[1] * s[3] - s[2] * s[2])) /
                      d;
    const double u = -0.5 * c1 / c2;
    if (!(c2 * height < 0) || !(fabs(u) <= 1)) return;
    out->place = x[*top] + u * unit;
    out->height = c0 - 0.25 * c1 * c1 / c2;
}

cupel_status cupel_peak_integrate(const double *x, const double *y, size_t count, size_t from, size_t to,
                                  size_t margin, cupel_baseline kind, double *baseline, cupel_peak *out,
                                  cupel_error *error)
{
    if (!(from < to && to < count && to - from >= 4))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a peak needs five samples between its limits, within the %zu there are", count);
    double *share = calloc(count, sizeof *share);
    if (!share) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a peak");
    const size_t reach_left = margin < from ? margin : from,
                 reach_right = margin < count - 1 - to ? margin : count - 1 - to;
    const side left = side_of(x, y, from - reach_left, from + 1, x[from]);
    const side right = side_of(x, y, to, to + reach_right + 1, x[to]);
    const double length = x[to] - x[from];
    for (size_t i = 0; i < count; i++) baseline[i] = NAN;
    for (size_t i = from; i <= to; i++)
        baseline[i] = left.level + (right.level - left.level) * (x[i] - x[from]) / length;
    cupel_peak peak = {.onset = NAN};
    peak.area = area_of(x, y, baseline, from, to, share);
    bool settled = kind == CUPEL_BASELINE_LINEAR;
    for (int round = 0; !settled && round < ROUNDS; round++) {
        const double before = peak.area;
        for (size_t i = from; i <= to; i++) {
            const double gone = share[i] / peak.area;
            const double a = kind == CUPEL_BASELINE_TANGENTIAL ? line_at(&left, x[i]) : left.level;
            const double b = kind == CUPEL_BASELINE_TANGENTIAL ? line_at(&right, x[i]) : right.level;
            baseline[i] = a + (b - a) * gone;
        }
        peak.area = area_of(x, y, baseline, from, to, share);
        settled = fabs(peak.area - before) <= 1e-12 * fabs(peak.area);
    }
    free(share);
    if (!settled || !isfinite(peak.area))
        CUPEL_FAIL(error, CUPEL_EFAILED, "the baseline of the peak does not settle: its area is too small");
    size_t top;
    top_of(x, y, baseline, from, to, &peak, &top);
    peak.onset = onset_of(x, y, baseline, from, top);
    const double noise = fmax(left.noise, right.noise), middle = 0.5 * (x[from] + x[to]);
    const bool tangents = kind == CUPEL_BASELINE_TANGENTIAL;
    const double u_left = line_uncertainty(&left, tangents ? middle : x[from]);
    const double u_right = line_uncertainty(&right, tangents ? middle : x[to]);
    peak.area_uncertainty =
        hypot(noise * length / sqrt((double)(to - from)), 0.5 * length * hypot(u_left, u_right));
    *out = peak;
    return CUPEL_OK;
}
