/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "testdata/dsc.h"

/* c_p = c_p,sapphire (m_sapphire/m) (S - B)/(R - B). */

enum { IN_RATIO, IN_SAPPHIRE, IN_REPEATABILITY, IN_MASS, IN_MASS_REFERENCE, IN_SCALE, INPUTS };
static const char *const figure_names[] = {"heat_capacity"};

typedef struct capacity_at {
    double slope, at; /* d c_p/dT over c_p, for the error of the temperature scale */
} capacity_at;

static void measure(const void *self, const double in[], double out[])
{
    const capacity_at *c = self;
    out[0] = in[IN_RATIO] * in[IN_SAPPHIRE] * in[IN_REPEATABILITY] * in[IN_MASS_REFERENCE] / in[IN_MASS] *
             (1 + c->slope * (in[IN_SCALE] - c->at));
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Where the scan has settled: the calorimeter's sensitivity, (R - B)/c_p,sapphire, has reached that of the
 * quarter of the run behind it. */
static cupel_status settled_from(cupel_dsc_work *w, const double *sensitivity, size_t count, size_t *first,
                                 size_t *last, cupel_error *error)
{
    const size_t quarter = count / 4;
    double *sorted = cupel_arena_alloc(w->arena, 2 * quarter + 2, sizeof *sorted);
    if (!sorted) return cupel_out_of_memory(error, "the sensitivity");
    double level[2];
    for (size_t side = 0; side < 2; side++) {
        const size_t begin = side ? count - quarter - quarter / 4 : quarter / 4;
        for (size_t i = 0; i < quarter; i++) sorted[i] = sensitivity[begin + i];
        qsort(sorted, quarter, sizeof *sorted, ascending);
        level[side] = quarter ? sorted[quarter / 2] : 0;
    }
    *first = 0, *last = count;
    for (size_t i = 0; i < quarter; i++)
        if (sensitivity[i] < 0.9 * level[0]) *first = i + 1;
    for (size_t i = count - quarter; i < count; i++)
        if (sensitivity[i] < 0.9 * level[1]) {
            *last = i;
            break;
        }
    return CUPEL_OK;
}

static cupel_status take_points(cupel_dsc_work *w, const cupel_rows *rows, cupel_points *out, double lost[2],
                                cupel_error *error)
{
    double *const *c = rows->columns;
    double *sensitivity = cupel_arena_alloc(w->arena, rows->count, sizeof *sensitivity);
    double *temperature = cupel_arena_alloc(w->arena, rows->count, sizeof *temperature);
    double *capacity = cupel_arena_alloc(w->arena, rows->count, sizeof *capacity); /* without the masses */
    if (!sensitivity || !temperature || !capacity) return cupel_out_of_memory(error, "the heat capacities");
    for (size_t i = 0; i < rows->count; i++) {
        const double sapphire = cupel_sapphire_heat_capacity(c[CUPEL_DSC_TEMPERATURE][i]);
        sensitivity[i] = isnan(sapphire) ? 0 : (c[CUPEL_DSC_REFERENCE][i] - c[CUPEL_DSC_EMPTY][i]) / sapphire;
    }
    size_t first = 0, last = 0, n = 0;
    cupel_status status = settled_from(w, sensitivity, rows->count, &first, &last, error);
    if (status) return status;
    lost[0] = c[CUPEL_DSC_TEMPERATURE][first < rows->count ? first : rows->count - 1];
    lost[1] = c[CUPEL_DSC_TEMPERATURE][last ? last - 1 : 0];
    for (size_t i = first; i < last; i++) {
        const double t = c[CUPEL_DSC_TEMPERATURE][i];
        if (!(sensitivity[i] > 0) || t < w->o->from || t > w->o->to) continue;
        temperature[n] = t;
        capacity[n++] = (c[CUPEL_DSC_SAMPLE][i] - c[CUPEL_DSC_EMPTY][i]) / sensitivity[i];
    }
    return cupel_points_sort(temperature, capacity, n, w->arena, out, error);
}

static bool regress(const cupel_points *p, double at, double half_width, cupel_local *out)
{
    /* a parabola needs both sides; at an end a line is steadier */
    const bool inside = p->x[0] < at - 0.5 * half_width && p->x[p->count - 1] > at + 0.5 * half_width;
    return cupel_points_fit(p, at, half_width, inside ? 2 : 1, out);
}

static cupel_status set_curve(cupel_dsc_work *w, const cupel_points *p, double masses, double relative,
                              cupel_error *error)
{
    const double low = p->x[0], high = p->x[p->count - 1];
    const double step = fmax(1, ceil((high - low) / 1000));
    const size_t most = (size_t)((high - low) / step) + 2;
    double *columns = cupel_arena_alloc(w->arena, 3 * most, sizeof *columns);
    if (!columns) return cupel_out_of_memory(error, "the curve of heat capacities");
    size_t n = 0;
    for (size_t k = 0; k < most; k++) {
        const double t = ceil(low) + (double)k * step;
        if (t > high) break;
        cupel_local local;
        if (!regress(p, t, w->o->window, &local)) continue;
        const double value = masses * local.value;
        columns[n] = t;
        columns[most + n] = value;
        const double noise = isnan(local.value_uncertainty) ? 0 : masses * local.value_uncertainty;
        columns[2 * most + n++] = hypot(noise, relative * value);
    }
    if (n == 0) return CUPEL_OK;
    cupel_tell_series(w->results, "curve_temperature", columns, n);
    cupel_tell_series(w->results, "curve_heat_capacity", columns + most, n);
    cupel_tell_series(w->results, "curve_heat_capacity_uncertainty", columns + 2 * most, n);
    return CUPEL_OK;
}

static double relative_to(const cupel_known *k)
{
    return k->uncertainty / k->value;
}

static cupel_status judge(cupel_dsc_work *w, const cupel_points *p, const double lost[2], int ends,
                          cupel_error *error)
{
    const cupel_dsc_options *o = w->o;
    const cupel_known mass = cupel_known_get(w->test, "mass", NAN, o->assumed_uncertainty, w->arena);
    const cupel_known reference =
        cupel_known_get(w->test, "mass_reference", NAN, o->assumed_uncertainty, w->arena);
    if (!cupel_known_positive(&mass) || !cupel_known_positive(&reference)) {
        cupel_refuse(w->judgement, "heat_capacity",
                     "the masses of specimen (mass) and sapphire (mass_reference) are "
                     "not both stated");
        return CUPEL_OK;
    }
    const double masses = reference.value / mass.value;
    const double parts[] = {CUPEL_SAPPHIRE_UNCERTAINTY, o->repeatability, relative_to(&mass),
                            relative_to(&reference)};
    double squares = 0;
    for (size_t i = 0; i < 4; i++) squares += parts[i] * parts[i];
    cupel_status status = set_curve(w, p, masses, sqrt(squares), error);
    if (status) return status;
    cupel_tell(w->results, "temperature", o->at);
    const double low = p->x[0], high = p->x[p->count - 1];
    cupel_local local;
    if (!(o->at >= low && o->at <= high)) {
        const bool started = o->at >= lost[0] && o->at <= lost[1];
        cupel_refuse(w->judgement, "heat_capacity",
                     "%.1f degC is outside the %.1f to %.1f degC in which the scan%s", o->at - 273.15,
                     low - 273.15, high - 273.15, started ? " is evaluated" : " had settled");
        return CUPEL_OK;
    }
    if (!regress(p, o->at, o->window, &local) || local.count < 5) {
        cupel_refuse(w->judgement, "heat_capacity", "fewer than five samples lie within %.3g K of %.1f degC",
                     o->window, o->at - 273.15);
        return CUPEL_OK;
    }
    cupel_judge(w->judgement, "heat_capacity", masses * local.value, NAN,
                ends == 2 ? "three runs against sapphire, levelled by both isothermal ends, local regression"
                : ends == 1
                    ? "three runs against sapphire, levelled by one isothermal end, local regression"
                    : "three runs against sapphire, local regression; the runs have no isothermal ends");
    if (local.residual > 0.05 * fabs(local.value))
        cupel_doubt(w->judgement, "heat_capacity", "the samples scatter by %.0f %%",
                    100 * local.residual / fabs(local.value));
    if (local.value * masses > 5000 || !(local.value > 0))
        cupel_doubt(w->judgement, "heat_capacity",
                    "no solid has such a heat capacity: masses or units cannot be right");
    const double ratio = local.value, noise = isnan(local.value_uncertainty) ? 0 : local.value_uncertainty;
    const capacity_at self = {local.slope / local.value, o->at};
    const cupel_known in[INPUTS] = {
        [IN_RATIO] = {ratio, noise, "scatter of the runs", "J kg-1 K-1"},
        [IN_SAPPHIRE] = {1, CUPEL_SAPPHIRE_UNCERTAINTY, "heat capacity of sapphire, relative", "1"},
        [IN_REPEATABILITY] = {1, o->repeatability, "heat flow from run to run, relative", "1"},
        [IN_MASS] = mass,
        [IN_MASS_REFERENCE] = reference,
        [IN_SCALE] = {o->at, o->temperature_uncertainty, "temperature scale", "K"}};
    const cupel_propagation propagation = {measure, &self,    in,      INPUTS,     figure_names,
                                           1,       o->draws, o->seed, w->threads, NULL};
    return cupel_propagate(&propagation, w->judgement, error);
}

cupel_status cupel_dsc_heat_capacity(cupel_dsc_work *w, cupel_error *error)
{
    cupel_rows rows;
    double rate;
    int ends;
    cupel_status status = cupel_dsc_take(w, &rows, &rate, &ends, error);
    if (status) return status;
    if (w->specific)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "the heat flow is over the mass of the specimen, which is not stated: give the mass");
    if (!rows.columns[CUPEL_DSC_REFERENCE] || !rows.columns[CUPEL_DSC_EMPTY])
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a heat capacity needs three runs: heat_flow, heat_flow_reference (sapphire) "
                   "and heat_flow_baseline (empty pan)");
    static const char *const others[] = {"enthalpy", "onset_temperature", "peak_temperature"};
    for (size_t i = 0; i < 3; i++)
        cupel_refuse(w->judgement, others[i], "the runs are evaluated for heat capacity, not for a peak");
    cupel_points p = {0};
    double lost[2] = {0};
    status = take_points(w, &rows, &p, lost, error);
    if (status) return status;
    if (p.count < 5) {
        cupel_refuse(w->judgement, "heat_capacity",
                     "fewer than five samples have more heat flow with sapphire than with "
                     "the empty pan, between 100 and 1200 K");
        return CUPEL_OK;
    }
    return judge(w, &p, lost, ends, error);
}
