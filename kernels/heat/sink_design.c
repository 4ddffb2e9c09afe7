/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/sink_design.h"

#include <math.h>

enum { POINTS = 13, ZOOMS = 12 };
static const double zoom = 0.5; /* of the window, about the best point; the optimum may move by a quarter */

static double over(double value, double limit)
{
    return isfinite(limit) && value > limit ? value / limit - 1 : 0;
}

static cupel_sink_candidate judge(const cupel_sink_design *d, long count, double thickness, double height)
{
    cupel_sink_candidate c = {.sink = d->base, .excess = INFINITY};
    c.sink.fin_count = count;
    c.sink.fin_thickness = thickness;
    c.sink.fin_height = height;
    const double s = cupel_sink_spacing(&c.sink);
    if (!(s >= d->least_spacing * (1 - 1e-12))) return c;
    if (d->flow_rate > 0) {
        cupel_sink_forced f;
        if (cupel_sink_forced_at(&c.sink, &d->ambient, d->flow_rate / cupel_sink_flow_area(&c.sink), &f,
                                 NULL))
            return c;
        c.thermal_resistance = f.thermal_resistance;
        c.pressure_drop = f.pressure_drop;
        c.base_temperature = d->ambient.temperature + d->power * f.thermal_resistance;
    } else {
        cupel_sink_natural n;
        if (cupel_sink_natural_solve(&c.sink, &d->ambient, d->power, &n, NULL)) return c;
        c.base_temperature = n.base_temperature;
        c.thermal_resistance = (n.base_temperature - d->ambient.temperature) / d->power;
    }
    c.mass = d->density * cupel_sink_volume(&c.sink);
    const double rise = c.base_temperature - d->ambient.temperature;
    c.excess = over(height, d->most_aspect * s * (1 + 1e-9)) + over(c.mass, d->most_mass) +
               over(rise, d->most_temperature - d->ambient.temperature) +
               over(c.pressure_drop, d->most_pressure_drop);
    return c;
}

static int better(const cupel_sink_design *d, const cupel_sink_candidate *a, const cupel_sink_candidate *b)
{
    if (a->excess != b->excess) return a->excess < b->excess;
    if (d->objective == CUPEL_SINK_LEAST_MASS) return a->mass < b->mass;
    return a->base_temperature < b->base_temperature;
}

static cupel_sink_candidate best_of_count(const cupel_sink_design *d, long count)
{
    double lo[2] = {d->thickness[0], d->height[0]}, hi[2] = {d->thickness[1], d->height[1]};
    cupel_sink_candidate best = judge(d, count, lo[0], lo[1]);
    for (int round = 0; round < ZOOMS; round++) {
        for (int i = 0; i < POINTS; i++)
            for (int j = 0; j < POINTS; j++) {
                const double t = lo[0] + (hi[0] - lo[0]) * i / (POINTS - 1);
                const double h = lo[1] + (hi[1] - lo[1]) * j / (POINTS - 1);
                const cupel_sink_candidate c = judge(d, count, t, h);
                if (better(d, &c, &best)) best = c;
            }
        const double at[2] = {best.sink.fin_thickness, best.sink.fin_height};
        const double bounds[2][2] = {{d->thickness[0], d->thickness[1]}, {d->height[0], d->height[1]}};
        for (int k = 0; k < 2; k++) {
            const double half = 0.5 * zoom * (hi[k] - lo[k]);
            lo[k] = fmax(at[k] - half, bounds[k][0]);
            hi[k] = fmin(at[k] + half, bounds[k][1]);
        }
    }
    return best;
}

static cupel_status check(const cupel_sink_design *d, cupel_error *error)
{
    if (!(d->power > 0 && d->density > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "power %.6g W and density %.6g kg/m^3 must be positive", d->power,
                   d->density);
    if (!(d->thickness[0] > 0 && d->thickness[1] >= d->thickness[0]))
        CUPEL_FAIL(error, CUPEL_EINVAL, "fin thickness from %.6g m to %.6g m must be a positive range",
                   d->thickness[0], d->thickness[1]);
    if (!(d->height[0] > 0 && d->height[1] >= d->height[0]))
        CUPEL_FAIL(error, CUPEL_EINVAL, "fin height from %.6g m to %.6g m must be a positive range",
                   d->height[0], d->height[1]);
    if (!(d->fin_count[0] >= 2 && d->fin_count[1] >= d->fin_count[0]))
        CUPEL_FAIL(error, CUPEL_EINVAL, "fin count from %ld to %ld must be a range from 2 up",
                   d->fin_count[0], d->fin_count[1]);
    if (!(d->least_spacing > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "the least spacing must be positive");
    return CUPEL_OK;
}

cupel_status cupel_sink_design_solve(const cupel_sink_design *design, cupel_sink_candidate *out, size_t *best,
                                     cupel_error *error)
{
    const cupel_status status = check(design, error);
    if (status) return status;
    const long first = design->fin_count[0], count = design->fin_count[1] - first + 1;
#pragma omp parallel for schedule(dynamic) num_threads(design->threads > 0 ? design->threads : 1)
    for (long i = 0; i < count; i++) out[i] = best_of_count(design, first + i);
    size_t found = 0;
    for (size_t i = 1; i < (size_t)count; i++)
        if (better(design, &out[i], &out[found])) found = i;
    if (!isfinite(out[found].excess))
        CUPEL_FAIL(error, CUPEL_EFAILED,
                   "no fins within the bounds can be built and cooled: widen fin_count, fin_thickness or "
                   "fin_height, or lower the power");
    *best = found;
    return CUPEL_OK;
}
