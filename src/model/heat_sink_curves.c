/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_sink_curves.h"

#include <math.h>

const cupel_result heat_sink_curve_columns[4] = {
    {"flow_rate", CUPEL_SCALAR, "m^3/s", .meaning = "volume flow"},
    {"thermal_resistance", CUPEL_SCALAR, "K/W", .meaning = "R there, at the conductivity of the answer"},
    {"pressure_drop", CUPEL_SCALAR, "Pa", .meaning = "of the sink and the system"},
    {"fan_pressure", CUPEL_SCALAR, "Pa", .meaning = "with fan_curve: the pressure of the fan"},
};
const cupel_result heat_sink_natural_columns[2] = {
    {"heat_flow", CUPEL_SCALAR, "W", .meaning = "heat given off"},
    {"base_temperature", CUPEL_SCALAR, "K", .meaning = "base temperature there"},
};

enum {
    UNIT = 16,
    FIRST = 4,
    LAST = 2 * UNIT,
    FAN_POINTS = 49,
    NATURAL_UNIT = 20,
    NATURAL_LAST = 30,
    MOST = 64
};

/* Flows that are drawn: a quarter of the answer to twice of it by sixteenths, so that it is one of them, or
 * all that the fan gives. */
static size_t choose_flows(const cupel_fan *fan, double flow_rate, double flows[MOST])
{
    size_t count = 0;
    if (!fan) {
        for (int k = FIRST; k <= LAST; k++) flows[count++] = flow_rate * k / UNIT;
        return count;
    }
    const double last = fan->flow_rate[fan->count - 1], first = fmax(fan->flow_rate[0], last / FAN_POINTS);
    for (int k = 0; k < FAN_POINTS; k++) { /* closer where the resistance is steep */
        const double part = (double)k / (FAN_POINTS - 1);
        flows[count++] = first + (last - first) * part * part;
    }
    return count;
}

void heat_sink_tell_forced_curves(const cupel_heat_sink *sink, const cupel_ambient *ambient,
                                  const cupel_fan *fan, double system, double flow_rate,
                                  cupel_results *results)
{
    double flows[MOST], resistance[MOST], drop[MOST], pressure[MOST];
    const size_t count = choose_flows(fan, flow_rate, flows);
    const double area = cupel_sink_flow_area(sink);
    for (size_t i = 0; i < count; i++) {
        cupel_sink_forced at;
        resistance[i] = drop[i] = NAN;
        if (cupel_sink_forced_at(sink, ambient, flows[i] / area, &at, NULL)) continue;
        resistance[i] = at.thermal_resistance;
        drop[i] = at.pressure_drop + system * flows[i] * flows[i];
        if (fan) pressure[i] = cupel_fan_pressure(fan, flows[i], NULL);
    }
    cupel_results_set_column(results, "curves", "flow_rate", flows, count);
    cupel_results_set_column(results, "curves", "thermal_resistance", resistance, count);
    cupel_results_set_column(results, "curves", "pressure_drop", drop, count);
    if (fan) cupel_results_set_column(results, "curves", "fan_pressure", pressure, count);
}

void heat_sink_tell_natural_curve(const cupel_heat_sink *sink, const cupel_ambient *ambient,
                                  double base_temperature, cupel_results *results)
{
    double heat[MOST], temperature[MOST];
    size_t count = 0;
    const double rise = base_temperature - ambient->temperature;
    for (int k = 1; k <= NATURAL_LAST; k++) {
        cupel_sink_natural at;
        const double there = ambient->temperature + rise * k / NATURAL_UNIT;
        if (cupel_sink_natural_at(sink, ambient, there, &at, NULL)) break;
        if (count && !(at.heat_flow > heat[count - 1])) continue; /* an axis rises */
        heat[count] = at.heat_flow;
        temperature[count++] = there;
    }
    if (count < 2) return;
    cupel_results_set_column(results, "natural_curve", "heat_flow", heat, count);
    cupel_results_set_column(results, "natural_curve", "base_temperature", temperature, count);
}

static const cupel_chart_panel panels[] = {
    {.results = {"curves/thermal_resistance"}},
    {.results = {"curves/pressure_drop", "curves/fan_pressure"}},
    {.results = {"natural_curve/base_temperature"}},
};
const cupel_chart heat_sink_chart = {
    .name = "curves of the sink", CUPEL_CHART_PANELS(panels), .mark = "flow_rate"};
