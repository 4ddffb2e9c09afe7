/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_SINK_DESIGN_H
#define CUPEL_SINK_DESIGN_H

#include "cupel/heat.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The best plate fins on a given base: fin count, thickness and height. SI units. */

typedef enum cupel_sink_objective { CUPEL_SINK_LEAST_MASS, CUPEL_SINK_LEAST_TEMPERATURE } cupel_sink_objective;

typedef struct cupel_sink_design {
    cupel_heat_sink base;           /* base and metal; fin_count, fin_thickness and fin_height are sought */
    cupel_ambient ambient;
    double density, power;          /* of the metal [kg/m^3] > 0; Q [W] > 0                               */
    cupel_sink_objective objective;
    double flow_rate;               /* ducted [m^3/s]; 0: natural convection                              */
    double thickness[2], height[2]; /* of the fins, from, to [m]                                          */
    double least_spacing;           /* [m] > 0                                                            */
    double most_aspect;             /* H/s; INFINITY: no limit, and so with those below                   */
    double most_mass, most_temperature, most_pressure_drop;
    long fin_count[2];              /* from, to; 2 <= from <= to                                          */
    int threads;
} cupel_sink_design;

typedef struct cupel_sink_candidate { /* the best design of one fin count */
    cupel_heat_sink sink;
    double mass, base_temperature, thermal_resistance, pressure_drop;
    double excess; /* sum of the relative excesses over limits: 0 when within; INFINITY: no such sink */
} cupel_sink_candidate;

/**
 * For each fin count the best thickness and height by search on a grid that closes in on the best point; designs
 * within the limits go before others, which are ordered by their excess. Bits do not depend on the threads.
 * @param out   room for fin_count[1] - fin_count[0] + 1
 * @param best  index of the best of them
 * @return EINVAL, naming what is wrong; EFAILED when no fins of the given bounds can be cooled
 */
CUPEL_API cupel_status cupel_sink_design_solve(const cupel_sink_design *design, cupel_sink_candidate *out,
                                               size_t *best, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
