/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_FOIL_H
#define CUPEL_KERNELS_ROLLING_FOIL_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/rolling.h"

/* The foil regime: elastic-plastic strip between elastic rolls whose arc takes the shape that the pressure
 * gives it, after Fleck, Johnson, Mear and Zhang (1992) and
 * Le and Sutcliffe (2001); one Newton iteration on all
 * unknowns. docs/theory/rolling-foil.md has the equations.
 *
 * Units inside: lengths along the strip L0 = sqrt(R (h1 - h2)), thicknesses h2, stresses a yield stress K. */

enum { CUPK_FOIL_CELLS = 384 }; /* of the finest mesh */

typedef struct cupk_foil_problem {
    const cupel_flow_stress *flow;
    const cupel_rolling_conditions *conditions; /* friction and flow stress along the contact; NULL: constant */
    double stress, length, thickness;           /* the units: [Pa], [m], [m] */
    double prior_strain;
    double entry;         /* h1 */
    double curvature;     /* of the ground roll: h = c + curvature x^2 + ... */
    double compliance;    /* 4 K L0/(pi E* h2) */
    double friction, cap; /* mu, where it varies its largest; m, NaN: none */
    double rigid_skid;    /* the friction below which rigid rolls skid; NaN: not known */
    double slenderness;   /* L0/h2 */
    double press, pull;   /* elastic thinning strain = press p + pull sigma */
    double dilation;      /* elastic area strain = dilation (sigma - p) */
    double surface_strain; /* surface terms: the surface of the roll shortens by surface_strain p */
    double gain;          /* brings strain to the size of stress in the flow rule */
    double back, front;   /* tensions */
    bool surface_terms;   /* of the roll, by shear; the next two count then */
    double shear_lift;    /* h grows by shear_lift int q dx */
    double shear_stretch; /* log slip grows by shear_stretch PV int q/(x - s) ds */
    double most_pressure; /* beyond which no roll holds */
} cupk_foil_problem;

/* Where on the way to the answer. */
typedef struct cupk_foil_stage {
    double share;                    /* of the roll compliance */
    double tension;                  /* share of the tensions */
    double friction;                 /* mu, its largest */
    double surface;                  /* share of surface_strain */
    double slip_width, yield_width;  /* rounding of the friction and of the flow rule */
} cupk_foil_stage;

/* Unknowns. Pressure is 0 at the ends, tension given there. */
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

/* A mesh of the contact, which is [0, 1], and what is given on it. */
typedef struct cupk_foil_mesh {
    size_t cells;
    double *nodes;    /* cells + 1 */
    double *kernel;   /* (cells + 1) x (cells + 1) */
    double *friction; /* of each cell, over the largest */
    double *softness; /* of each node: what multiplies the flow stress */
    double *lift, *drift; /* of each node: surface terms of thickness and log slip, from the last solution */
} cupk_foil_mesh;

typedef struct cupk_foil {
    const cupk_foil_problem *problem;
    cupk_foil_mesh mesh;
    cupk_foil_state now; /* the solution, once solved */
    cupk_foil_state step, candidate, before, kept, softer, coarse;
    cupk_foil_fields fields;
    double *spare;   /* two meshes of nodes, for refining */
    double *slope;   /* d h/d unknown, (cells + 1) x (cells + 3) */
    double *relay;   /* d sigma/d unknown with the constant last, cells x (cells + 4) */
    double *matrix;  /* (cells + 3) x (cells + 4), the right-hand side last */
    double *row;     /* cells + 4 */
    double *profile; /* 6 x (cells + 1) */
    size_t pivots[CUPK_FOIL_CELLS + 3];
    size_t factorizations;
    double work;            /* in factorizations on 100 cells, whose cost grows with the third power */
    cupk_foil_stage reached; /* where the way ended */
    double smoothing_error; /* relative change of the force at the last sharpening of the friction */
    double force_change;    /* relative, from the mesh before */
    double surface;         /* 1 once surface terms are added */
    double surface_change;  /* relative, of the force, by the surface terms; NaN: without */
    bool warm;              /* `now` and the mesh are those of a solution */
} cupk_foil;

/** Numbers that a foil needs; cuts them from `block` unless that is NULL. */
size_t cupk_foil_lay_out(cupk_foil *foil, double *block);

/** The mesh with which a cold start begins: nodes that crowd at the ends. */
void cupk_foil_set_mesh(cupk_foil *foil, size_t cells);

/** What is given along the contact, anew on the mesh at hand; no surface terms. */
void cupk_foil_refresh_mesh(cupk_foil *foil);

/** A mesh that is fine where the solution bends, with the solution on it. Its fields must be current. */
void cupk_foil_adapt_mesh(cupk_foil *foil, size_t cells);

/** Fields and the sum of squared residuals at a state; infinite when a thickness or the length is not
 * positive. `largest` receives the largest residual. */
double cupk_foil_residual(cupk_foil *foil, const cupk_foil_state *state, const cupk_foil_stage *stage,
                          double *largest);

/** Newton step at `now`, whose fields are current, into `step`. False when singular. */
bool cupk_foil_step(cupk_foil *foil, const cupk_foil_stage *stage);

double cupk_foil_force(const cupk_foil *foil); /* integral of p */

/** Moves the surface terms of the mesh by `weight` of the way to those of the solution; returns how far they
 * were off, at most. */
double cupk_foil_set_surface(cupk_foil *foil, double weight);

/* Totals and the checks on a solution. */
typedef struct cupk_foil_report {
    double force, shear, shear_magnitude; /* integrals of p, q, |q| */
    double mean_yield, peak;              /* of K over the contact; of p */
    double torque_error, shape_error, energy_error, balance_error;
    double slip_shift;   /* taken off the slip, to be 0 at the neutral point */
    size_t stick_start, stick_end; /* cells of the sticking zone; equal when there is none */
    size_t zone_count;
    cupel_rolling_zone zones[CUPEL_ROLLING_ZONES];
    double neutral;      /* where friction turns for good; NaN: nowhere */
    size_t stick_zones;
    bool admissible; /* |q| <= tau, g >= 0, d lambda >= 0, p >= 0 */
} cupk_foil_report;

void cupk_foil_examine(cupk_foil *foil, cupk_foil_report *out);

/** Solves from a cold start, or from the last solution when `warm` is true and there is one near enough: a
 * cupel_rolling_status. `report` is set with OK. */
int cupk_foil_solve(cupk_foil *foil, bool warm, cupk_foil_report *report);

/** Solves a checked pass; sets what the foil regime knows of `out`, whose other numbers stay. `rigid_skid`:
 * the friction below which rigid rolls skid, NaN when it is not known. */
void cupk_foil_pass(const cupel_rolling_pass *pass, double rigid_skid, cupk_foil *foil,
                    cupel_rolling_solution *out);

#endif
