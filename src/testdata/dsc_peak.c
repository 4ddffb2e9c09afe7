/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "testdata/dsc.h"

/* The heat of one peak. */

enum { IN_AREA, IN_BASELINE, IN_MASS, IN_CALIBRATION, INPUTS };
static const char *const figure_names[] = {"enthalpy"};
static const char *const peak_figures[] = {"enthalpy", "onset_temperature", "peak_temperature"};

static void measure(const void *self, const double in[], double out[])
{
    (void)self;
    out[0] = (in[IN_AREA] + in[IN_BASELINE]) * in[IN_CALIBRATION] / in[IN_MASS];
}

static void refuse_peak(cupel_dsc_work *w, const char *why)
{
    for (size_t i = 0; i < 3; i++) cupel_refuse(w->judgement, peak_figures[i], "%s", why);
}

typedef struct limits {
    size_t from, to, top;
    bool found;
} limits;

/* Deviation from the straight line through a place near either end. */
static double deviation_at(const double *t, const double *y, size_t i, const double ends[4])
{
    return y[i] - ends[1] - (ends[3] - ends[1]) * (t[i] - ends[0]) / (ends[2] - ends[0]);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Medians over a tenth of the samples near either end, without the outermost twentieth: a scan starts with a
 * hook. */
static bool find_ends(const double *t, const double *y, size_t count, cupel_arena *arena, double ends[4])
{
    const size_t tenth = count / 10, hook = count / 20;
    double *sorted = cupel_arena_alloc(arena, tenth + 1, sizeof *sorted);
    if (!sorted || tenth == 0) return false;
    for (size_t side = 0; side < 2; side++) {
        const size_t first = side ? count - hook - tenth : hook;
        for (size_t i = 0; i < tenth; i++) sorted[i] = y[first + i];
        qsort(sorted, tenth, sizeof *sorted, ascending);
        ends[2 * side] = 0.5 * (t[first] + t[first + tenth - 1]);
        ends[2 * side + 1] = sorted[tenth / 2];
    }
    return ends[2] > ends[0];
}

/* The highest deviation, followed to both sides until it is lost in the noise. */
static limits find_limits(const double *t, const double *y, size_t count, double noise, cupel_arena *arena)
{
    limits l = {0, 0, 0, false};
    const size_t tenth = count / 10;
    double ends[4];
    if (!find_ends(t, y, count, arena, ends)) return l;
    double highest = 0;
    for (size_t i = tenth; i + tenth < count; i++)
        if (fabs(deviation_at(t, y, i, ends)) > fabs(highest))
            highest = deviation_at(t, y, i, ends), l.top = i;
    const double rounding = 1e-6 * (fabs(ends[1]) + fabs(ends[3]));
    if (!(fabs(highest) > 10 * noise + rounding) || l.top <= tenth || l.top + tenth + 1 >= count) return l;
    const double lost = fmax(3 * noise, 0.01 * fabs(highest));
    l.from = l.to = l.top;
    for (size_t below = 0; l.from > 0 && below < 5; l.from--)
        below = deviation_at(t, y, l.from, ends) * copysign(1, highest) < lost ? below + 1 : 0;
    for (size_t below = 0; l.to + 1 < count && below < 5; l.to++)
        below = deviation_at(t, y, l.to, ends) * copysign(1, highest) < lost ? below + 1 : 0;
    if (l.to - l.from > count / 2) return l; /* the heat flow is bent, no more */
    /* what lies in the noise is peak, too: half the width that was seen goes to each side */
    const size_t more = (l.to - l.from) / 2;
    l.from = l.from > more ? l.from - more : 0;
    l.to = l.to + more < count - 1 ? l.to + more : count - 1;
    l.found = true;
    return l;
}

static limits given_limits(const double *temperature, size_t count, double from, double to)
{
    limits l = {0, count - 1, 0, true};
    while (!isnan(from) && l.from + 1 < count && temperature[l.from] < from) l.from++;
    while (!isnan(to) && l.to > 0 && temperature[l.to] > to) l.to--;
    return l;
}

static double interpolate(const double *x, const double *y, size_t count, double at)
{
    size_t i = 1;
    while (i + 1 < count && x[i] < at) i++;
    return y[i - 1] + (at - x[i - 1]) * (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
}

static cupel_status judge(cupel_dsc_work *w, const double *time, const double *temperature,
                          const double *flow, size_t count, const limits *l, const double *baseline,
                          const cupel_peak *peak, double spread, cupel_error *error)
{
    static const char *const rules[] = {
        "area above a straight line between the limits",
        "area above a baseline from the level at one limit to that at the other with "
        "the share gone by",
        "area above a baseline from the tangent before to the tangent behind with the "
        "share gone by"};
    cupel_judgement *j = w->judgement;
    cupel_known mass = cupel_known_get(w->test, "mass", NAN, w->o->assumed_uncertainty, w->arena);
    if (w->specific) mass = (cupel_known){1, 0, "mass (the heat flow is over it)", "kg"};
    const double scale = w->o->temperature_uncertainty;
    cupel_results_set_series(w->results, "curve_temperature", temperature, count);
    cupel_results_set_series(w->results, "curve_heat_flow", flow, count);
    cupel_results_set_series(w->results, "curve_baseline", baseline, count);
    cupel_judge(j, "enthalpy", peak->area / mass.value, NAN, rules[w->o->baseline]);
    if (!cupel_known_positive(&mass)) cupel_refuse(j, "enthalpy", "the mass of the specimen is not stated");
    cupel_judge(j, "peak_temperature", interpolate(time, temperature, count, peak->place), scale,
                "extreme of a parabola over the top tenth of the peak");
    cupel_judge(j, "onset_temperature",
                isnan(peak->onset) ? (double)NAN : interpolate(time, temperature, count, peak->onset), scale,
                "the tangent of the steepest rise meets the baseline");
    if (isnan(peak->onset)) cupel_refuse(j, "onset_temperature", "the peak has no steep rise in front");
    if (fabs(peak->height) < 10 * cupel_white_noise(flow, count, w->arena))
        for (size_t i = 0; i < 3; i++)
            cupel_doubt(j, peak_figures[i], "the peak is no more than ten times as high as the noise");
    if (l->from == 0 || l->to == count - 1)
        cupel_doubt(j, "enthalpy",
                    "the peak reaches to an end of the data: there is no baseline on that side");
    const double known = peak->area_uncertainty / fabs(peak->area);
    if (known > 0.1)
        cupel_doubt(j, "enthalpy",
                    "beside the peak there is no straight baseline: its area is open by %.2g %%",
                    100 * known);
    if (spread > fmax(0.05, 3 * known) * fabs(peak->area))
        cupel_doubt(j, "enthalpy", "another kind of baseline would change it by %.2g %%",
                    100 * spread / fabs(peak->area));
    const cupel_known in[INPUTS] = {
        [IN_AREA] = {peak->area, peak->area_uncertainty, "area of the peak", "J"},
        [IN_BASELINE] = {0, spread / sqrt(3), "kind of the baseline", "J"},
        [IN_MASS] = mass,
        [IN_CALIBRATION] = {1, w->o->repeatability, "heat flow from run to run, relative", "1"}};
    const cupel_propagation p = {measure, NULL,        in,         INPUTS,     figure_names,
                                 1,       w->o->draws, w->o->seed, w->threads, NULL};
    return cupel_propagate(&p, j, error);
}

cupel_status cupel_dsc_peak(cupel_dsc_work *w, cupel_error *error)
{
    cupel_rows rows;
    double rate;
    int ends;
    cupel_status status = cupel_dsc_take(w, &rows, &rate, &ends, error);
    if (status) return status;
    cupel_refuse(w->judgement, "heat_capacity", "it takes three runs, with specimen, sapphire and empty pan");
    const size_t n = rows.count;
    const double *temperature = rows.columns[CUPEL_DSC_TEMPERATURE];
    double *flow = rows.columns[CUPEL_DSC_SAMPLE], *time = rows.columns[CUPEL_DSC_TIME];
    const double *empty = rows.columns[CUPEL_DSC_EMPTY];
    for (size_t i = 0; empty && !w->specific && i < n; i++) flow[i] -= empty[i];
    if (!time) {
        if (!(rate > 0)) {
            refuse_peak(w, "neither time nor heating_rate is known: the area of the peak is no heat");
            return CUPEL_OK;
        }
        time = cupel_arena_alloc(w->arena, n, sizeof *time);
        if (!time) return cupel_out_of_memory(error, "the time");
        for (size_t i = 0; i < n; i++) {
            time[i] = (temperature[i] - temperature[0]) / rate;
            if (i > 0 && !(time[i] > time[i - 1])) {
                refuse_peak(w, "the temperature does not rise from sample to sample, and there is no time");
                return CUPEL_OK;
            }
        }
    }
    const bool given = !isnan(w->o->from) || !isnan(w->o->to);
    const limits l = given ? given_limits(temperature, n, w->o->from, w->o->to)
                           : find_limits(time, flow, n, cupel_white_noise(flow, n, w->arena), w->arena);
    if (!l.found) {
        refuse_peak(w, "no peak stands out of the noise; give its limits, from and to, when there is one");
        return CUPEL_OK;
    }
    double *baseline = cupel_arena_alloc(w->arena, n, sizeof *baseline);
    if (!baseline) return cupel_out_of_memory(error, "the baseline");
    cupel_peak peak;
    cupel_error problem = {0};
    const size_t margin = l.to > l.from ? (l.to - l.from) / 4 + 5 : 5;
    status = cupel_peak_integrate(time, flow, n, l.from, l.to, margin, (cupel_baseline)w->o->baseline,
                                  baseline, &peak, &problem);
    if (status == CUPEL_ENOMEM) {
        if (error) *error = problem;
        return status;
    }
    if (status) {
        refuse_peak(w, problem.text);
        return CUPEL_OK;
    }
    double spread = 0, *room = cupel_arena_alloc(w->arena, n, sizeof *room);
    if (!room) return cupel_out_of_memory(error, "the baseline");
    for (int kind = CUPEL_BASELINE_LINEAR; kind <= CUPEL_BASELINE_TANGENTIAL; kind++) {
        cupel_peak other;
        if (kind != w->o->baseline && !cupel_peak_integrate(time, flow, n, l.from, l.to, margin,
                                                            (cupel_baseline)kind, room, &other, NULL))
            spread = fmax(spread, fabs(other.area - peak.area));
    }
    return judge(w, time, temperature, flow, n, &l, baseline, &peak, spread, error);
}
