/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_TRANSIENT_PARTS_H
#define CUPEL_KERNELS_HEAT_TRANSIENT_PARTS_H

#include "cupel/conduction_transient.h"
#include "heat/body.h"

/* Heat flows at a time [W]: in all, what comes in and what leaves, and where. */
typedef struct cupk_transient_flows {
    double net, in, out;
    cupk_heat_flows parts;
} cupk_transient_flows;

struct cupel_transient {
    const cupel_conduction *problem;
    cupel_transient_options options;
    cupk_body *body;
    cupel_stencil stage; /* K of the body with the heat capacities on the diagonal */
    cupel_multigrid *solver;
    size_t count;       /* active cells; the arrays below are over them */
    size_t *at;         /* in the layout */
    uint16_t *material; /* from 0 */
    double *volume;
    double *h, *k; /* enthalpy per volume and its rate at `time` */
    double *k2, *k3, *next, *base, *capacity, *before;
    double *x, *r, *delta; /* in the layout; x: temperature less the body's reference */
    double *pivot;         /* of an elimination; one per cell, void ones included */
    double *events;        /* times at which steps end: breaks of laws, outputs, the end */
    size_t event_count, next_event;
    double time, dt, error_before;
    double supplied, taken_in, given_off; /* integrals of the flows [J] */
    cupk_transient_flows flows;           /* now */
    double *start;                        /* h at time 0 */
    double *liquidus_time,
        *solidus_time; /* when a cell last fell to them, NaN: has not; NULL: nothing melts */
    bool fresh;        /* k is not known: at the beginning and after a break */
    size_t steps, rejected, iterations;
};

/** Solves h = base + a k(h) at a time, from the guess in next: next, x, capacity and rate are then those of
 * the stage. False when Newton's iteration does not converge. */
bool cupk_transient_stage(cupel_transient *t, double a, double time, double *rate,
                          cupk_transient_flows *flows);

/** x of an enthalpy; capacity too where wanted. */
void cupk_transient_field(cupel_transient *t, const double *h, double *capacity);
void cupk_transient_flow(cupel_transient *t, double time, cupk_transient_flows *out);
/** Root of the mean square of a layout array over atol + rtol |x|. */
double cupk_transient_size(const cupel_transient *t, const double *field);
/** Solves the stage's system with the right side in r for delta. */
bool cupk_transient_solve(cupel_transient *t, const double *capacity, double a, double tolerance);

/* transient_melting.c */
bool cupk_transient_melts(const cupel_transient *t);
/** The times of cells that begin liquid or between solidus and liquidus. */
void cupk_transient_begin_melting(cupel_transient *t);
/** After a step of dt to t->time that took the enthalpies from before to t->h. */
void cupk_transient_follow_melting(cupel_transient *t, const double *before, double dt);

#endif
