/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_FOIL_H
#define CUPEL_KERNELS_ROLLING_FOIL_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/rolling.h"

/* The foil regime: elastic-plastic strip between elastic rolls whose arc takes the shape that the pressure
 * gives it, after Fleck and Johnson (1987) and Le and Sutcliffe (2001); one Newton iteration on all
 * unknowns. docs/theory/rolling-foil.md has the equations.
 *
 * Units inside: lengths along the strip L0 = sqrt(R (h1 - h2)), thicknesses h2, stresses a yield stress K. */

enum { CUPK_FOIL_CELLS = 400 }; /* of the finest mesh */

typedef struct cupk_foil_problem {
    const cupel_flow_stress *flow;
    double stress, length, thickness; /* the units: [Pa], [m], [m] */
    double prior_strain;
    double entry;         /* h1 */
    double curvature;     /* of the ground roll: h = c + curvature x^2 + ... */
    double compliance;    /* 4 K L0/(pi E* h2) */
    double friction, cap; /* mu; m, NaN: none */
    double slenderness;   /* L0/h2 */
    double press, pull;   /* elastic thinning strain = press p + pull sigma */
    double dilation;      /* elastic area strain = dilation (sigma - p) */
    double gain;          /* brings strain to the size of stress in the flow rule */
    double back, front;   /* tensions */
} cupk_foil_problem;

/* Where on the way to the answer: share of the roll compliance, smoothing of the friction and of the flow
 * rule, friction. */
typedef struct cupk_foil_stage {
    double share, slip_width, yield_width, friction;
} cupk_foil_stage;

/* Unknowns. Ends of p and sigma are given. */
typedef struct cupk_foil_state {
    double *pressure, *tension; /* at the nodes, cells + 1 */
    double *scalars;            /* the four below, in that order */
} cupk_foil_state;

enum { CUPK_FOIL_START, CUPK_FOIL_LENGTH, CUPK_FOIL_GAP, CUPK_FOIL_SLIP, CUPK_FOIL_SCALARS };

/* What follows from a state. */
typedef struct cupk_foil_fields {
    double *log_kernel;                                                        /* integral of p ln|x - s| */
    double *position, *thickness, *strain, *yield, *hardening, *margin, *slip; /* nodes */
    double *shear, *shear_limit;                                               /* cells */
} cupk_foil_fields;

typedef struct cupk_foil {
    const cupk_foil_problem *problem;
    size_t cells;
    double *nodes, *kernel;
    cupk_foil_state now; /* the solution, once solved */
    cupk_foil_state step, candidate, before, kept, coarse;
    cupk_foil_fields fields;
    double *slope;   /* d h/d unknown, (cells + 1) x (cells + 3) */
    double *relay;   /* d sigma/d unknown with the constant last, cells x (cells + 4) */
    double *matrix;  /* (cells + 3) x (cells + 4), the right-hand side last */
    double *row;     /* cells + 4 */
    size_t pivots[CUPK_FOIL_CELLS + 3];
    double *profile; /* 7 x (cells + 1) */
    size_t factorizations;
    double work;    /* in factorizations on 100 cells, whose cost grows with the third power of the cells */
    double reached; /* share of the compliance */
    double smoothing_error; /* relative change of the force at the last sharpening of the friction */
    double force_change;    /* relative, from half as many cells */
} cupk_foil;

/** Numbers that a foil needs; cuts them from `block` unless that is NULL. */
size_t cupk_foil_lay_out(cupk_foil *foil, double *block);

void cupk_foil_set_mesh(cupk_foil *foil, size_t cells);

/** Fields and the sum of squared residuals at a state; infinite when a thickness or the length is not
 * positive. `largest` receives the largest residual. */
double cupk_foil_residual(cupk_foil *foil, const cupk_foil_state *state, const cupk_foil_stage *stage,
                          double *largest);

/** Newton step at `now`, whose fields are current, into `step`. False when singular. */
bool cupk_foil_step(cupk_foil *foil, const cupk_foil_stage *stage);

double cupk_foil_force(const cupk_foil *foil); /* integral of p */

/* Totals and the checks on a solution. */
typedef struct cupk_foil_report {
    double force, shear, shear_magnitude; /* integrals of p, q, |q| */
    double mean_yield, peak;              /* of K over the contact; of p */
    double torque_error, shape_error, energy_error, balance_error;
    double stick_length; /* 0 when the slip only changes its sign */
    size_t stick_start, stick_end; /* cells of the sticking zone; equal when there is none */
    size_t zone_count;
    cupel_rolling_zone zones[CUPEL_ROLLING_ZONES];
    double neutral;      /* where it does, or the middle of the sticking zone */
    size_t stick_zones;
    bool admissible; /* |q| <= tau, g >= 0, d lambda >= 0, p >= 0 */
} cupk_foil_report;

void cupk_foil_examine(cupk_foil *foil, cupk_foil_report *out);

/** Cold start to sharp friction on 100 cells, then 200 and 400 where the answer still moves or the energy
 * does not close: a cupel_rolling_status. `report` is set with OK. */
int cupk_foil_solve(cupk_foil *foil, cupk_foil_report *report);

/** Solves a checked pass; sets what the foil regime knows of `out`, whose other numbers stay. */
void cupk_foil_pass(const cupel_rolling_pass *pass, cupk_foil *foil, cupel_rolling_solution *out);

#endif
