/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_COLD_PLATE_RESULTS_H
#define CUPEL_MODEL_HEAT_COLD_PLATE_RESULTS_H

#include "model/heat_cold_plate.h"
#include "param/model.h"

/* A solved plate with all it borrows, and what is told of it. */
typedef struct cold_plate_solution {
    const cold_plate_parameters *parameters;
    cupel_cold_plate plate;
    cupel_plate_source *sources;
    cold_plate_coolant coolant;
    cupel_cold_plate_solver *solver;
    size_t rows; /* cells across the plate */
    cupel_cold_plate_result result;
    cupel_plate_channel *channels;
    double *block;    /* of the arrays in result, curve and edges                                  */
    double *curve[3]; /* flow rate, thermal resistance, pressure drop                              */
    double *edges;    /* [rows + 1] of the cells across                                            */
    double metal_temperature, conductivity, density, flow_rate;
    double grid_error; /* of the maximum temperature [K]; NaN: unknown                              */
} cold_plate_solution;

enum { COLD_PLATE_RESULTS = 42 };
extern const cupel_result cold_plate_results[];
extern const cupel_chart cold_plate_chart;

/** Hottest place, or the given temperature, over the inlet, by the heat flow [K/W]. */
double cold_plate_resistance(const cold_plate_solution *s, const cupel_cold_plate_result *result);

/** The coolant's bulk stays where its record says something. */
bool cold_plate_within_record(const cold_plate_solution *s, const cupel_cold_plate_result *result);

cupel_status cold_plate_tell(const cold_plate_solution *s, cupel_results *results, cupel_error *error);

#endif
