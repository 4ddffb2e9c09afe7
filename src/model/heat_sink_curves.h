/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_SINK_CURVES_H
#define CUPEL_MODEL_HEAT_SINK_CURVES_H

#include "cupel/heat.h"
#include "param/chart.h"
#include "param/results.h"

/* heat.sink off its working point: the curves of a data sheet. */

/* `curves` over the flow in forced convection, `natural_curve` over the heat flow; columns of the tables. */
extern const cupel_result heat_sink_curve_columns[4], heat_sink_natural_columns[2];

/** Up to 2 times the flow of the answer [m^3/s], or as far as the fan goes (NULL: none). `system` [Pa
 * s^2/m^6]. */
void heat_sink_tell_forced_curves(const cupel_heat_sink *sink, const cupel_ambient *ambient,
                                  const cupel_fan *fan, double system, double flow_rate,
                                  cupel_results *results);

/** Up to 1.5 times the rise of the answer, as far as the properties of air are known. */
void heat_sink_tell_natural_curve(const cupel_heat_sink *sink, const cupel_ambient *ambient,
                                  double base_temperature, cupel_results *results);

extern const cupel_chart heat_sink_chart;

#endif
