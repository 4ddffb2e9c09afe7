/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_SLAB_H
#define CUPEL_KERNELS_ROLLING_SLAB_H

#include <stdbool.h>
#include <stddef.h>
#include "cost.h"
#include "cupel/rolling.h"

/* The slab equation in T = h sigma, with p = K - T/h:
 *
 *     dT/dx = -p dh/dx - 2 q,    q = +tau from the entry, -tau from the exit,    tau = min(mu p, m K/2).
 *
 * T is the unknown, not p, because then no derivative of K appears (it is infinite at zero strain for some
 * laws). A coordinate s counts cells from the entry, s in [0, cells]; x = L xi(s) with xi from -1 to 0. As h
 * and K depend on xi alone, one mesh serves every flattened radius: only L changes. While the friction law
 * keeps its branch the equation is linear in T, so that a step of the classical Runge-Kutta method (order 4)
 * is an affine map of T. The maps of all cells are computed side by side; a sweep is then one multiplication
 * and one addition per cell. */

/* Values at one point of the arc. */
typedef struct cupk_station {
    double inverse; /* 1/h */
    double yield;   /* K */
    double dh;      /* dh/ds */
    double dx;      /* d xi/ds */
    double grip;    /* mu/mu_0, mu_0 being the mean friction coefficient; 1 where mu is constant */
} cupk_station;

/* The same at the ends (cells + 1) and middles (cells) of the cells. */
typedef struct cupk_stations {
    double *inverse, *yield, *dh, *dx, *grip;
} cupk_stations;

typedef struct cupk_mesh {
    size_t cells;
    cupk_stations nodes, middles;
} cupk_mesh;

/* T at the far end of cell i = T + gain[i] T - drop[i]; integral of p over it = L (push[i] - pull[i] T). */
typedef struct cupk_maps {
    double *gain, *drop, *push, *pull;
} cupk_maps;

/* dT/ds = (T/h - K) (dh/ds + slide grip dxi/ds) - hold K dxi/ds, read from the entry (+1) or from the exit (-1).
 * Coulomb: slide = 2 mu_0 L, hold = 0; capped: slide = 0, hold = m L; both negative when read from the exit. */
extern const cupk_cost cupk_slab_maps_cost; /* per cell */
void cupk_slab_maps(const cupk_mesh *mesh, double slide, double hold, int direction, const cupk_maps *out);

/* Parabolic arc h = h2 + (h1 - h2) xi^2 with the yield stress and the friction along it. Conditions are linear
 * between their places: the order stays 4 when every place is a node of the mesh (and of the one of half the
 * cells, for the estimate of the error), and is 2 otherwise. */
typedef struct cupk_arc {
    const cupel_flow_stress *flow;
    double entry_thickness, exit_thickness, prior_strain;
    bool graded; /* cells crowd towards the entry, where K may rise like a root */
    size_t cells;
    const cupel_rolling_conditions *conditions; /* NULL: the same everywhere */
    double mean_friction;                       /* mu_0, where the conditions have friction */
} cupk_arc;

cupk_station cupk_arc_station(const cupk_arc *arc, double s);
double cupk_arc_xi(const cupk_arc *arc, double s);
double cupk_arc_thickness(const cupk_arc *arc, double xi);
double cupk_plane_strain_yield(const cupel_flow_stress *flow, double strain);

/** True when uniform cells would resolve the first hardening badly. */
bool cupk_arc_needs_grading(const cupk_arc *arc);

/** The nodes of a mesh of the arc's cells, as places in [0, 1] from entry to exit: cells + 1. */
void cupk_arc_places(const cupk_arc *arc, double *place);
void cupk_arc_mesh(const cupk_arc *arc, cupk_mesh *out);

/** Half as many cells from the nodes of a mesh with an even number: costs no evaluation of K. */
void cupk_mesh_halve(const cupk_mesh *fine, cupk_mesh *out);

/* A gap of a given contact length between given tensions. */
typedef struct cupk_gap {
    const cupk_arc *arc;
    const cupk_mesh *mesh; /* of arc, or of arc with half the cells: `arc->cells` is the mesh's then */
    double length;         /* L */
    double friction, cap;  /* mu_0; m, NaN: none */
    double entry_force, exit_force; /* T at the ends */
} cupk_gap;

typedef struct cupk_sweep {
    cupk_maps forward, backward; /* Coulomb branch */
    cupk_maps forward_capped, backward_capped;
    double *forward_force, *backward_force; /* T at the nodes */
    double *backward_pressure;              /* integral of p from the node to the exit */
} cupk_sweep;

typedef enum cupk_gap_state {
    CUPK_GAP_OK,
    CUPK_GAP_SKID,
    CUPK_GAP_BACK_SKID,
    CUPK_GAP_OVERFLOW
} cupk_gap_state;

/** Roll force and the neutral point s_n. */
cupk_gap_state cupk_gap_force(const cupk_gap *gap, cupk_sweep *sweep, double *force, double *neutral);

/** T at the exit when all friction pulls the strip in; infinite when the strip yields in tension on the way.
 */
double cupk_gap_draw(const cupk_gap *gap, cupk_sweep *sweep);

typedef struct cupk_profile {
    size_t count;
    double *position, *thickness, *pressure, *shear_stress, *longitudinal_stress;
} cupk_profile;

typedef struct cupk_gap_totals {
    double pressure; /* integral of p dx */
    double shear;    /* integral of q dx */
    double friction; /* integral of |q| dx */
    double balance;  /* relative residual of 2 int q dx = h1 sigma_b - h2 sigma_f - int p dh */
} cupk_gap_totals;

/** Walks the gap once more, step by step, from both ends to the neutral point s_n: integrals, and profiles
 * (cells
 * + 2 points) unless `profile` is NULL. Does not use the maps, so the balance is a check on them. */
void cupk_gap_walk(const cupk_gap *gap, double neutral, cupk_gap_totals *totals, cupk_profile *profile);

/** Plain reference for the tests: fixed-step Runge-Kutta in x with `steps` cells, K evaluated at every stage,
 * the friction law by its minimum, the neutral point by interpolation. `friction` is used where the conditions
 * of the arc have none. Error O(1/steps^2). `work` holds 2 (steps + 1) numbers. */
cupk_gap_state cupk_gap_reference(const cupk_arc *arc, double length, double friction, double cap,
                                  double entry_force, double exit_force, size_t steps, double *work,
                                  double *force, double *shear, double *neutral_position);

#endif
