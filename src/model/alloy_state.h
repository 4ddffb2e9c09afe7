/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_ALLOY_STATE_H
#define CUPEL_MODEL_ALLOY_STATE_H

#include <stdbool.h>
#include "base/text.h"
#include "material/material.h"

/* The metal and the state of an alloy.properties step, ready for the model. */

typedef struct alloy_temper_state {
    double strain, grain_size;
} alloy_temper_state;

typedef struct alloy_parameters {
    const cupel_material *material;
    double temperature, thickness;
    const alloy_temper_state *temper_state;
} alloy_parameters;

/* What takes part in the model with an uncertainty. */
enum {
    CONDUCTIVITY,            /* at 20 degC [S/m]                                                */
    TEMPERATURE_COEFFICIENT, /* [1/K]                                                           */
    CURVATURE,               /* relative departure of rho(T) from the linear law, 0             */
    FLOW_FACTOR,             /* on the flow curve, 1                                            */
    FRICTION_STRESS,         /* of a metal without dislocations [Pa]                            */
    TAYLOR_FACTOR,           /* M                                                               */
    TAYLOR_CONSTANT,         /* alpha                                                           */
    SHEAR_MODULUS,           /* [Pa]                                                            */
    BURGERS_VECTOR,          /* [m]                                                             */
    DISLOCATION_RESISTIVITY, /* [Ohm m^3]                                                       */
    BOUNDARY_RESISTIVITY,    /* [Ohm m^2]                                                       */
    PATH_PRODUCT,            /* resistivity times mean free path [Ohm m^2]                      */
    SPECULARITY,             /* of the faces of a sheet                                         */
    RHO_SLOPE,               /* d rho/dT of the pure metal [Ohm m/K]                            */
    SMITH_PALMER_SLOPE,      /* [W Ohm/K^2]                                                     */
    SMITH_PALMER_OFFSET,     /* [W/(m K)]                                                       */
    SMITH_PALMER_FACTOR,     /* on its result, 1                                                */
    THERMAL_CONDUCTIVITY,    /* of the record at T [W/(m K)]                                    */
    HALL_PETCH,              /* [Pa m^(1/2)]                                                    */
    INPUTS
};

typedef struct alloy_input {
    double value, uncertainty; /* standard, k = 1; NaN: unknown */
} alloy_input;

typedef struct alloy_state {
    double temperature, strain;
    bool conducts;              /* electrical results can be given                              */
    bool worked;                /* the dislocation term is in                                   */
    double boundary_area;       /* rise of S_v, 0 when the term is out                          */
    double inverse_thickness;   /* 0 when the term is out                                       */
    bool measured_conductivity; /* thermal: from the record, else by Smith and Palmer           */
    bool thermal;
    const cupel_flow_curve *curve; /* NULL: no strength from it                                    */
    double root_rise;              /* d^-1/2 - d_ref^-1/2 [m^-1/2], 0 when the term is out         */
    alloy_input of[INPUTS];
    cupel_text notes;
} alloy_state;

/** Gathers what the record has and what its class stands in for; whatever has to be left out is noted. */
void alloy_state_read(const alloy_parameters *parameters, alloy_state *out);

/** Adds a sentence to the notes. */
void alloy_note(alloy_state *state, const char *text);

/** A property at a temperature; false, and `out` untouched, when the record has none there. */
bool alloy_property(const cupel_material *material, const char *name, double temperature, alloy_input *out);

#endif
