/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_RESISTIVITY_H
#define CUPEL_TESTDATA_RESISTIVITY_H

#include "cupel/resistivity.h"
#include "testdata/inputs.h"

/* What the files of the evaluation of resistivity tests share. */

enum { AUTO, BAR, IN_LINE, VAN_DER_PAUW, EDDY_CURRENT };
enum { AREA_AUTO, AREA_DIMENSIONS, AREA_MASS };

typedef struct resistivity_options {
    int geometry, area, metal;
    double temperature, temperature_coefficient, temperature_uncertainty, assumed_uncertainty,
        meter_uncertainty;
    int64_t draws, seed;
} resistivity_options;

enum {
    IN_RESISTANCE,
    IN_RESISTANCE_2,
    IN_CONDUCTIVITY,
    IN_DISTANCE,
    IN_AREA,
    IN_THICKNESS,
    IN_WIDTH,
    IN_DIAMETER,
    IN_MASS,
    IN_LENGTH,
    IN_DENSITY,
    IN_MASS_PER_AREA,
    IN_SPACING,
    IN_TEMPERATURE,
    IN_SLOPE,
    INPUTS
};
enum { OUT_RHO_20, OUT_IACS, OUT_RHO, OUT_SIGMA, FIGURES };

enum { BY_NOTHING, BY_AREA, BY_DIAMETER, BY_MASS, BY_FOIL_MASS, BY_SIZES };

typedef struct resistivity_work {
    const cupel_test *test;
    const resistivity_options *o;
    cupel_arena *arena;
    cupel_results *results;
    cupel_judgement *judgement;
    cupel_known in[INPUTS];
    int geometry, area_rule;
    bool slope_is_relative; /* IN_SLOPE is alpha_20 [1/K], not d rho/dT [ohm m/K] */
    bool over_temperature;
    bool metal_guessed; /* IN_SLOPE is that of copper for want of a better one */
} resistivity_work;

/** Doubts, or refuses, all figures that rest on the resistivity. */
void cupel_resistivity_doubt(resistivity_work *w, const char *reason);
void cupel_resistivity_refuse(resistivity_work *w, const char *reason);

/** Whether an input is given. */
bool cupel_resistivity_has(const resistivity_work *w, int input);

/** The samples as inputs: resistances, conductivity, temperature, by the geometry of the work. */
cupel_status cupel_resistivity_read(resistivity_work *w, cupel_error *error);

#endif
