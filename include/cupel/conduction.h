/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CONDUCTION_H
#define CUPEL_CONDUCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cupel/error.h"
#include "cupel/stencil.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Heat conduction in a body of many materials on a non-uniform Cartesian grid, by finite volumes. SI units,
 * temperatures in kelvin. A problem is described by the structs below, whose arrays are borrowed. Places are given
 * as boxes of cells: cells from lo up to, but not with, hi; a box that is flat along one axis (lo == hi there) is
 * the faces on that grid line. */

/* A property over temperature or a factor over time: linear between the points, constant beyond them. x rising;
 * one point: constant; count 0: the factor 1. Two points of one x are a jump (enthalpy at a melting point). */
typedef struct cupel_law {
    size_t count;
    const double *x, *y;
} cupel_law;

typedef struct cupel_cell_box { size_t lo[3], hi[3]; } cupel_cell_box;

typedef struct cupel_conduction_material {
    cupel_law conductivity[3];    /* along x, y, z [W/(m K)] > 0 over T                                     */
    cupel_law enthalpy;           /* H per volume [J/m^3] over T, strictly rising in T or jumping up at a melting
                                     point; beyond the points it goes on with the slope of the outer two. Transient
                                     only; count 0: none                                                   */
    cupel_law liquid_fraction;    /* f_l over T, to tell; count 0: does not melt                            */
} cupel_conduction_material;

typedef struct cupel_conduction_source {
    cupel_cell_box box;              /* cells, or faces where it is flat; from inner faces the heat goes to either side
                                        as the resistances there let it */
    double power;                    /* [W] in all, spread evenly over volume or area of what is not void */
    cupel_law temperature_factor;    /* over the mean temperature of the source's cells; of those beside its faces */
    cupel_law time_factor;
} cupel_conduction_source;

typedef struct cupel_conduction_contact {    /* every face in a flat box; of two contacts on a face the later counts */
    cupel_cell_box box;
    double resistance;               /* R'' [m^2 K/W] >= 0 */
    cupel_law time_factor;           /* of the conductance 1/R'': a gap that opens */
} cupel_conduction_contact;

typedef enum cupel_boundary_kind {
    CUPEL_BOUNDARY_ADIABATIC,
    CUPEL_BOUNDARY_TEMPERATURE,
    CUPEL_BOUNDARY_FLUX,
    CUPEL_BOUNDARY_CONVECTION,
    CUPEL_BOUNDARY_RADIATION,
    CUPEL_BOUNDARY_CONVECTION_RADIATION,
    CUPEL_BOUNDARY_PERIODIC
} cupel_boundary_kind;

typedef struct cupel_boundary {
    cupel_boundary_kind kind;
    double temperature;              /* T_w [K] */
    double flux;                     /* into the body [W/m^2] */
    double coefficient;              /* h [W/(m^2 K)] >= 0 */
    cupel_law coefficient_factor;    /* of h over the temperature of the face */
    double ambient;                  /* T_inf [K] of the film */
    double surroundings;             /* T_sur [K] that radiation goes to */
    double emissivity;
    double resistance;               /* between body and film or wall [m^2 K/W] >= 0: a TIM */
    cupel_law time_factor;           /* of flux, h, or T_w in kelvin */
} cupel_boundary;

enum { CUPEL_X_MIN, CUPEL_X_MAX, CUPEL_Y_MIN, CUPEL_Y_MAX, CUPEL_Z_MIN, CUPEL_Z_MAX, CUPEL_VOID_FACES, CUPEL_SIDES };

typedef struct cupel_patch {         /* faces of outer sides and to void cells in a flat box: another boundary */
    cupel_cell_box box;
    cupel_boundary boundary;
} cupel_patch;

typedef struct cupel_coolant {       /* a channel of void cells through which a liquid flows along one axis */
    cupel_cell_box box;
    int axis;                        /* 0, 1, 2 */
    bool backwards;                  /* flows towards lower coordinates */
    double heat_capacity_rate;       /* m c_p [W/K] */
    double coefficient;              /* h on the walls [W/(m^2 K)] */
    double inlet_temperature;
} cupel_coolant;

typedef struct cupel_probe { double position[3]; } cupel_probe;    /* [m]; on a face: of the face */

typedef struct cupel_conduction {
    size_t cells[3];
    const double *edges[3];          /* cells[a] + 1 grid lines each, rising [m] */
    const uint16_t *material;        /* [nz][ny][nx]: 0 void, m: materials[m - 1] */
    size_t material_count;
    const cupel_conduction_material *materials;
    size_t source_count;
    const cupel_conduction_source *sources;
    size_t contact_count;
    const cupel_conduction_contact *contacts;
    cupel_boundary boundaries[CUPEL_SIDES];
    size_t patch_count;
    const cupel_patch *patches;      /* later ones overwrite earlier ones */
    size_t coolant_count;
    const cupel_coolant *coolants;
    size_t probe_count;
    const cupel_probe *probes;
} cupel_conduction;

/* What a problem consists of, one by one. */
typedef enum cupel_conduction_item {
    CUPEL_ITEM_CELLS,                /* grid lines, cells and materials: index 0 */
    CUPEL_ITEM_SIDE,                 /* of boundaries */
    CUPEL_ITEM_PATCH,
    CUPEL_ITEM_SOURCE,
    CUPEL_ITEM_CONTACT,
    CUPEL_ITEM_COOLANT,
    CUPEL_ITEM_PROBE
} cupel_conduction_item;

/**
 * Whether one of them can be meant, which the solutions ask of all before they begin; the cells must be right when the others
 * are asked about. Nothing is allocated.
 * @return EINVAL for values out of range, boxes that are not among the cells, sources and probes in void cells, contacts
 *         and patches without a face, patches on the walls of a coolant
 */
CUPEL_API cupel_status cupel_conduction_check(const cupel_conduction *problem, cupel_conduction_item item, size_t index,
                                              cupel_error *error);

typedef struct cupel_conduction_options {
    double initial_temperature;      /* [K] first guess, and the mean of parts that exchange with nothing; 0: the mean
                                        of the surroundings */
    double tolerance;                /* of the net heat flow of the cells, against that of the guess; 0: 1e-8 */
    size_t most_iterations;          /* of the nonlinear iteration; 0: 100 */
    size_t most_linear_iterations;   /* in each; 0: 20000 */
} cupel_conduction_options;

typedef enum cupel_conduction_status {
    CUPEL_CONDUCTION_CONVERGED,
    CUPEL_CONDUCTION_STAGNATED,      /* as far as rounding allows, but short of the tolerance */
    CUPEL_CONDUCTION_LIMIT           /* most_iterations were not enough */
} cupel_conduction_status;

enum { CUPEL_CONDUCTION_HISTORY = 128 };

/* The answer. Pointers are the caller's, NULL: not wanted. */
typedef struct cupel_conduction_result {
    double *temperature;             /* [nz][ny][nx] [K], void NaN                            */
    double *heat_flux;               /* [nz][ny][nx][3] at the cells' centres [W/m^2], void NaN */
    double *probes;                  /* one per probe [K]                                     */
    double *outlets;                 /* one per coolant: where it leaves [K]                  */

    double maximum, minimum, mean;   /* of cells and faces; over the volume [K]               */
    double power;                    /* of the sources [W]                                    */
    double sides[CUPEL_SIDES];       /* heat flows into the body [W]                          */
    double coolants;
    double imbalance;                /* |sum of all flows| / sum of what flows in             */
    cupel_conduction_status status;
    size_t iterations;               /* of the nonlinear iteration                            */
    size_t linear_iterations;        /* in all                                                */
    size_t history_count;
    double history[CUPEL_CONDUCTION_HISTORY];    /* net heat flow after each linear or nonlinear iteration, against
                                                    that of the guess: linear for linear problems */
    bool linear;
} cupel_conduction_result;

/**
 * The steady state. Bits do not depend on the threads.
 * @return EINVAL for a problem that is wrong, a probe outside the body, or a part that exchanges with nothing and whose
 *         sources do not balance; ENOMEM; OK also when the status says that it did not converge
 */
CUPEL_API cupel_status cupel_conduction_solve(const cupel_conduction *problem, int threads,
                                              const cupel_conduction_options *options,
                                              cupel_conduction_result *result, cupel_error *error);

/**
 * Whether a steady state exists, as far as the first guess can tell; nothing is solved.
 * @param source where there is none: the first source that heats the part at fault; SIZE_MAX when that is the whole body
 *        or has no source
 * @return EINVAL as of the solution; ENOMEM
 */
CUPEL_API cupel_status cupel_conduction_check_balance(const cupel_conduction *problem, int threads,
                                                      const cupel_conduction_options *options, size_t *source,
                                                      cupel_error *error);

/** Bytes that the solution takes at most, fields of the result included. SIZE_MAX: beyond counting. */
CUPEL_API size_t cupel_conduction_bytes(const size_t cells[3], bool nonlinear);

#ifdef __cplusplus
}
#endif
#endif
