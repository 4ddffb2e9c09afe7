/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "heat/sink_design.h"

/* What one design is worth. */

static const double pi = 3.14159265358979323846;

double cupel_sink_variable(const cupel_heat_sink *sink, int variable)
{
    const double values[] = {sink->fin_thickness, sink->fin_height, sink->base_thickness, sink->base_length};
    return values[variable];
}

static double over(double value, double limit)
{
    return isfinite(limit) && value > limit ? value / limit - 1 : 0;
}

static double sinc(double x)
{
    return x > 1e-6 ? sin(x) / x : 1;
}

/* Mean of the source over the mean of the base's other face, by the double cosine series of Muzychka, Culham
 * and Yovanovich 2003 for a source in the middle, where only even modes count; the fins are a film h. The
 * mean converges as the square of the modes: three lobes of the source leave about 0.3 %. */
static double spreading(const cupel_sink_design *d, const cupel_heat_sink *sink, double film)
{
    enum { MOST = 24 };
    const double k = sink->conductivity, t = sink->base_thickness;
    const double sides[2] = {sink->base_length, sink->base_width};
    double factor[2][MOST + 1], wave[2][MOST + 1], sum = t / k;
    int modes[2];
    for (int a = 0; a < 2; a++) {
        modes[a] = (int)fmin(ceil(3 * sides[a] / d->source[a]), MOST);
        for (int i = 0; i <= modes[a]; i++) {
            const double shape = sinc(i * pi * d->source[a] / sides[a]);
            wave[a][i] = 2 * i * pi / sides[a];
            factor[a][i] = (i ? 2 : 1) * shape * shape;
        }
    }
    for (int i = 0; i <= modes[0]; i++)
        for (int j = i ? 0 : 1; j <= modes[1]; j++) {
            const double g = sqrt(wave[0][i] * wave[0][i] + wave[1][j] * wave[1][j]), kg = k * g,
                         ebb = tanh(g * t);
            sum += factor[0][i] * factor[1][j] * (kg + film * ebb) / (kg * (film + kg * ebb));
        }
    return sum / (sides[0] * sides[1]);
}

static int cool_by_air(const cupel_sink_design *d, cupel_sink_candidate *c)
{
    const cupel_heat_sink *sink = &c->sink;
    double flow_rate = d->flow_rate;
    if (d->fan) {
        cupel_fan_point point;
        if (cupel_sink_fan_point(sink, &d->ambient, d->fan, d->system_resistance, &point, NULL)) return 0;
        flow_rate = point.flow_rate;
        c->rising = point.rising;
    }
    cupel_sink_forced f;
    if (cupel_sink_forced_at(sink, &d->ambient, flow_rate / cupel_sink_flow_area(sink), &f, NULL)) return 0;
    const double wetted = (double)(sink->fin_count - 1) * sink->base_length *
                          (cupel_sink_spacing(sink) + 2 * sink->fin_height * f.fin_efficiency);
    c->pressure_drop = f.pressure_drop;
    c->flow_rate = flow_rate;
    c->film = 1 / (f.thermal_resistance * wetted); /* turbulent films are on the local air */
    c->base_temperature = d->ambient.temperature + d->power * f.thermal_resistance;
    return 1;
}

static int cool_by_itself(const cupel_sink_design *d, cupel_sink_candidate *c)
{
    cupel_sink_natural n;
    if (cupel_sink_natural_solve(&c->sink, &d->ambient, d->power, &n, NULL)) return 0;
    c->base_temperature = n.base_temperature;
    c->film = n.film_coefficient + n.radiation_coefficient;
    c->outer_film = n.outer_film_coefficient;
    return 1;
}

void cupk_sink_design_measure(const cupel_sink_design *d, const cupel_heat_sink *sink,
                              cupel_sink_candidate *out)
{
    cupel_sink_candidate c = {.sink = *sink, .excess = INFINITY};
    const double taper = sink->fin_height * tan(d->draft), s = cupel_sink_spacing(sink);
    *out = c;
    if (!(s - taper >= d->least_spacing * (1 - 1e-12))) return;
    if (!(sink->fin_thickness - taper >= d->least_tip * (1 - 1e-12))) return;
    if (d->source[0] > sink->base_length || d->source[1] > sink->base_width) return;
    c.mass = d->density * cupel_sink_volume(sink);
    c.volume = sink->base_length * sink->base_width * (sink->base_thickness + sink->fin_height);
    c.excess = over(sink->fin_height, d->most_aspect * s * (1 + 1e-9)) + over(c.mass, d->most_mass) +
               over(c.volume, d->most_volume);
    *out = c;
}

static double excess_over_air(const cupel_sink_design *d, const cupel_sink_candidate *c, double rise)
{
    return c->excess + over(rise, d->most_temperature - d->ambient.temperature) +
           over(c->pressure_drop, d->most_pressure_drop);
}

void cupk_sink_design_judge(const cupel_sink_design *d, const cupel_heat_sink *sink,
                            const cupel_sink_candidate *best, cupel_sink_candidate *out)
{
    cupel_sink_candidate c;
    cupk_sink_design_measure(d, sink, &c);
    *out = c;
    out->excess = INFINITY;
    if (!isfinite(c.excess)) return;
    if (!(d->flow_rate > 0 || d->fan ? cool_by_air(d, &c) : cool_by_itself(d, &c))) return;
    const double area = sink->base_length * sink->base_width,
                 rise = c.base_temperature - d->ambient.temperature;
    double whole = rise;
    if (d->source[0] > 0) {
        const double joint = d->contact_resistance / (d->source[0] * d->source[1]);
        const double least = rise + d->power * (joint + sink->base_thickness / (sink->conductivity * area));
        const double excess = excess_over_air(d, &c, least);
        whole = least; /* the series only adds to it */
        if (!best || excess <= best->excess)
            whole = rise + d->power * (joint + spreading(d, sink, d->power / (rise * area)));
    }
    c.source_temperature = d->ambient.temperature + whole;
    c.thermal_resistance = whole / d->power;
    c.excess = excess_over_air(d, &c, whole);
    *out = c;
}

void cupel_sink_design_judge(const cupel_sink_design *d, const cupel_heat_sink *sink,
                             cupel_sink_candidate *out)
{
    cupk_sink_design_judge(d, sink, NULL, out);
}
