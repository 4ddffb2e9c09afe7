/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_SINK_DESIGN_H
#define CUPEL_SINK_DESIGN_H

#include "cupel/heat.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The best plate fins: fin count, thickness and height, and, where they are free, thickness and length of the base, by
 * the compact models of cupel/heat.h. SI units. */

typedef enum cupel_sink_objective { CUPEL_SINK_LEAST_MASS, CUPEL_SINK_LEAST_TEMPERATURE } cupel_sink_objective;

/* What the search varies besides the fin count. */
enum {
    CUPEL_SINK_THICKNESS,
    CUPEL_SINK_HEIGHT,
    CUPEL_SINK_BASE_THICKNESS,
    CUPEL_SINK_BASE_LENGTH,
    CUPEL_SINK_VARIABLES
};

typedef struct cupel_sink_design {
    cupel_heat_sink base;           /* width and metal; what is sought is not read                         */
    cupel_ambient ambient;
    double density, power;          /* of the metal [kg/m^3] > 0; Q [W] > 0                                */
    cupel_sink_objective objective;
    double flow_rate;               /* ducted [m^3/s]; 0: by the fan, or natural convection                */
    const cupel_fan *fan;           /* borrowed; NULL: none                                                */
    double system_resistance;       /* with a fan: of the rest of the way [Pa s^2/m^6] >= 0                */
    double range[CUPEL_SINK_VARIABLES][2];    /* from, to [m]; equal: given. Of the fins' mean thickness    */
    double draft;                   /* [rad] of either face of a fin: root and tip are thicker and thinner than the
                                       mean by H tan(draft)                                                */
    double least_tip;               /* thickness of a fin at its tip [m]; 0: no limit                      */
    double source[2];               /* sides of a source along L and W in the middle of the back [m]; 0, 0: the base is
                                       of one temperature                                                  */
    double contact_resistance;      /* between source and base [m^2 K/W]                                   */
    double least_spacing;           /* between the roots of fins [m] > 0                                   */
    double most_aspect;             /* H/s; INFINITY: no limit, and so with those below                    */
    double most_mass, most_volume, most_temperature, most_pressure_drop;    /* volume: L W (tb + H)        */
    long fin_count[2];              /* from, to; 2 <= from <= to                                           */
    int threads;
} cupel_sink_design;

typedef struct cupel_sink_candidate { /* the best design of one fin count */
    cupel_heat_sink sink;
    double mass, volume;              /* [kg]; of the room it takes [m^3]                                  */
    double base_temperature;          /* T_b [K]                                                           */
    double source_temperature;        /* mean of the source, joint included; without one T_b. The limit is on this */
    double thermal_resistance;        /* source over ambient by the power                                  */
    double pressure_drop, flow_rate;  /* forced; else 0                                                    */
    double film, outer_film;          /* of channels, on the difference to the inlet air, and of the two outer faces,
                                         radiation included [W/(m^2 K)]                                    */
    int rising;                       /* the fan curve rises at the operating point                        */
    double excess; /* sum of the relative excesses over limits: 0 when within; INFINITY: no such sink */
} cupel_sink_candidate;

/**
 * For each fin count the best of the rest by search on a grid that closes in on the best point; designs within the
 * limits go before others, which are ordered by their excess. Bits do not depend on the threads.
 * @param out   room for fin_count[1] - fin_count[0] + 1
 * @param best  index of the best of them
 * @return EINVAL, naming what is wrong; EFAILED when no fins of the given bounds can be cooled
 */
CUPEL_API cupel_status cupel_sink_design_solve(const cupel_sink_design *design, cupel_sink_candidate *out,
                                               size_t *best, cupel_error *error);

/** One design, judged: excess INFINITY when it cannot be built or cooled. */
CUPEL_API void cupel_sink_design_judge(const cupel_sink_design *design, const cupel_heat_sink *sink,
                                       cupel_sink_candidate *out);

/** Value of a variable in a sink [m]. */
CUPEL_API double cupel_sink_variable(const cupel_heat_sink *sink, int variable);

/** How flat the optimum is: for each variable the least and the greatest value in the designs of the candidate's fin
 * count that the search meets within the candidate's excess, and whose mass, or temperature rise, is at most
 * (1 + share) times its own. */
CUPEL_API void cupel_sink_design_flatness(const cupel_sink_design *design, const cupel_sink_candidate *best, double share,
                                          double range[CUPEL_SINK_VARIABLES][2]);

typedef struct cupel_sink_solid {
    double source_temperature;    /* mean of the source, joint included, or of the back of the base [K] */
    double maximum_temperature;   /* of cells and faces, without the joint [K]                          */
    double base_temperature;      /* mean where fins and air meet the base [K]                          */
    double grid_error;            /* estimate for the source: a third of the change from half the cells [K] */
    double imbalance;
    size_t cells;
} cupel_sink_solid;

/**
 * A candidate as a solid: a quarter of base and fins by the kernel of conduction, the films of the compact model on
 * channels and outer faces, ends, tips and edges adiabatic. Says what the fin efficiency, the isothermal base and the
 * spreading of the compact model are worth; films are the same. Drafted fins are even ones of the mean thickness.
 * @return EFAILED when conduction does not converge; ENOMEM
 */
CUPEL_API cupel_status cupel_sink_design_verify(const cupel_sink_design *design, const cupel_sink_candidate *candidate,
                                                cupel_sink_solid *out, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
