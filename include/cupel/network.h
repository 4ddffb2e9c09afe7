/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_NETWORK_H
#define CUPEL_NETWORK_H

#include <stddef.h>
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Thermal networks: nodes that hold heat, links that carry it; the thermal impedance between nodes, and the
 * ladders and structure functions that describe it. SI units; temperatures of nodes are absolute, so that
 * links may radiate. Ladders and impedances: kernels/heat/network_*.c say which papers. */

typedef struct cupel_network_node {
    double capacity;    /* C [J/K] >= 0; 0: follows its neighbours at once             */
    double power;       /* Q that enters the node [W]; of a free node                  */
    double temperature; /* held at [K] > 0, as an ambient or a cold plate; NaN: free   */
} cupel_network_node;

/* Heat flow of a link from node a to node b, d = Ta - Tb:
 *   q = conductance (|d|/reference_difference)^exponent d + radiation sigma (Ta^4 - Tb^4). */
typedef struct cupel_network_link {
    size_t from, to;
    double conductance;          /* [W/K] >= 0                                                       */
    double exponent;             /* 0: linear; 0.25 laminar, 1/3 turbulent natural convection; [0, 1] */
    double reference_difference; /* [K] > 0 at which `conductance` holds; without effect for 0        */
    double radiation;            /* area times emissivity times view factor [m^2] >= 0                */
} cupel_network_link;

typedef struct cupel_network {
    size_t node_count;
    const cupel_network_node *nodes;
    size_t link_count;
    const cupel_network_link *links;
} cupel_network;

typedef struct cupel_network_state {
    double *temperature; /* [node_count] K                                                          */
    double *heat_flow;   /* [link_count] W, from `from` to `to`                                     */
    double *
        conductance; /* [link_count] W/K: heat flow by difference, of this state (tangent if no difference) */
    double *net;     /* [node_count] W that a held node takes in; of a free one what is out of balance */
} cupel_network_state;

/** EINVAL, naming node or link by number (from 1) and what is allowed: a link from a node to itself, a link
 * that carries nothing, a free node without a way to a held one, … */
CUPEL_API cupel_status cupel_network_check(const cupel_network *network, cupel_error *error);

/** Steady temperatures: elimination, with Newton steps when links are not linear.
 * @param iterations  of Newton's method; may be NULL
 * @return EINVAL as cupel_network_check; EFAILED when Newton's method ends elsewhere; ELIMIT beyond 2000 free
 * nodes */
CUPEL_API cupel_status cupel_network_steady(const cupel_network *network, const cupel_network_state *out,
                                            size_t *iterations, cupel_error *error);

/* ---- linear networks in time ---- */

/* The modes of a linear network: every rise over the state without power is a sum of exponentials. */
typedef struct cupel_network_modes cupel_network_modes;

/** Finds the modes: C^-1/2 G C^-1/2 by one-sided Jacobi rotations, nodes without capacity condensed out. `conductance`
 * [link_count] stands for the laws of the links. Powers do not count.
 * @return EINVAL; ELIMIT beyond 500 nodes with capacity, or as many without; ENOMEM */
CUPEL_API cupel_status cupel_network_modes_open(const cupel_network *network, const double *conductance,
                                                cupel_network_modes **out, cupel_error *error);
CUPEL_API void cupel_network_modes_close(cupel_network_modes *modes);
CUPEL_API size_t cupel_network_modes_count(const cupel_network_modes *modes);

/* Stages of R and C side by side, one behind the other: Z(t) = direct + sum R (1 - exp(-t/tau)). */
typedef struct cupel_foster {
    size_t count;
    double direct;         /* resistance before any capacity [K/W]    */
    double *resistance;    /* [count] K/W                              */
    double *time_constant; /* [count] s > 0                            */
} cupel_foster;

/** Impedance of 1 W that enters node `heated`: what node `from` is above node `to`. Held nodes count as 0.
 * Arrays of cupel_network_modes_count entries; modes of equal time constants are put together, those that do
 * not show (1e-14 of the largest) left out. By falling time constant; resistances may be negative unless
 * heated = from and `to` is held. */
CUPEL_API cupel_status cupel_network_foster(const cupel_network_modes *modes, size_t heated, size_t from,
                                            size_t to, cupel_foster *out, cupel_error *error);

/** Z(t) [K/W] at times >= 0. */
CUPEL_API void cupel_foster_impedance(const cupel_foster *foster, size_t count, const double *times,
                                      double *impedance);

/* Temperatures of all nodes under powers that change linearly between times; two equal times are a jump,
 * after which the later row holds. Exact but for rounding. `start` says from where. */
typedef enum cupel_network_start {
    CUPEL_START_UNPOWERED, /* the state without power                                    */
    CUPEL_START_STEADY,    /* the steady state of the first row                          */
    CUPEL_START_PERIODIC   /* the state that comes back at the last time: a cycle that repeats for ever */
} cupel_network_start;

typedef struct cupel_network_profile {
    size_t count;         /* >= 2                                   */
    const double *times;  /* [count] s, never falling, the last above the first        */
    const double *powers; /* [count][node_count] W into free nodes; held ones: ignored  */
    cupel_network_start start;
} cupel_network_profile;

/** @param base   [node_count] temperatures without power [K]
 * @param times   [count] s, rising within those of the profile
 * @param temperature [count][node_count] K */
CUPEL_API cupel_status cupel_network_follow(const cupel_network_modes *modes,
                                            const cupel_network_profile *profile, const double *base,
                                            size_t count, const double *times, double *temperature,
                                            cupel_error *error);

/* ---- ladders ---- */

/* A ladder from the heated end: capacity [i] to ground, then resistance [i] to the next; the last one ends at
 * the reference. `direct` stands before the first capacity. */
typedef struct cupel_cauer {
    size_t count;
    double direct;
    double *resistance; /* [count] K/W */
    double *capacity;   /* [count] J/K */
} cupel_cauer;

/** The ladder of the same impedance. Needs positive stages of distinct time constants.
 * @param deviation  greatest relative difference of the Laplace transform of the ladder from that of the
 * stages; may be NULL. Above 1e-9 the call fails
 * @return EINVAL; EFAILED when the stages are beyond what long double resolves; ENOMEM */
CUPEL_API cupel_status cupel_cauer_from_foster(const cupel_foster *foster, cupel_cauer *out,
                                               double *deviation, cupel_error *error);

/** The stages of the same impedance, by falling time constant. */
CUPEL_API cupel_status cupel_foster_from_cauer(const cupel_cauer *cauer, cupel_foster *out,
                                               cupel_error *error);

/** Cumulative resistance and capacity at the end of each rung, and dC/dR of it. Arrays of cauer->count. */
CUPEL_API void cupel_structure_function(const cupel_cauer *cauer, double *resistance, double *capacity,
                                        double *differential);

/* ---- measured impedances ---- */

typedef struct cupel_deconvolution {
    size_t per_decade; /* stages per decade of time, 5 to 100                   */
    size_t iterations; /* of Richardson and Lucy, 1 to 1e6                      */
} cupel_deconvolution;

typedef struct cupel_deconvolution_summary {
    double deviation;   /* root mean square of fitted less given impedance, by the last impedance */
    double first_share; /* part of the impedance that is there at the first time  */
    double last_slope;  /* dZ/d(ln t) at the end by the last impedance: 0 when it has levelled */
    size_t falling;     /* intervals where the impedance fell, which count as level           */
    size_t used;        /* of the points given                                           */
} cupel_deconvolution_summary;

/** Most stages that cupel_foster_from_curve may give for times from `first` to `last`. */
CUPEL_API size_t cupel_deconvolution_room(const cupel_deconvolution *how, double first, double last);

/** EINVAL unless cupel_foster_from_curve can take the curve. */
CUPEL_API cupel_status cupel_deconvolution_check(const cupel_deconvolution *how, size_t count, const double *times,
                                                 const double *impedance, cupel_error *error);

/** The time-constant spectrum of an impedance Z(t), as closely spaced stages, all positive.
 * @param times      [count] s, rising, > 0; at least 10 over at least a decade
 * @param out        arrays of cupel_deconvolution_room */
CUPEL_API cupel_status cupel_foster_from_curve(const cupel_deconvolution *how, size_t count,
                                               const double *times, const double *impedance,
                                               cupel_foster *out, cupel_deconvolution_summary *summary,
                                               cupel_error *error);

/* Where two impedances of one part, on two interfaces to the cold plate, part: transient dual interface. */
typedef struct cupel_separation {
    double resistance; /* K/W                              */
    double time;       /* s                                */
} cupel_separation;

/** The curves part where delta = (dZ1/dz - dZ2/dz)/(last Z1 - last Z2), z = ln t, coming back from its peak,
 * falls to slope * Z1 + offset. Slopes are differences over a tenth of a decade.
 * @param times  [count] s, rising, > 0, of both curves
 * @return EINVAL; EFAILED when the curves end alike or are apart from the beginning */
CUPEL_API cupel_status cupel_impedance_separation(size_t count, const double *times, const double *first,
                                                  const double *second, double slope, double offset,
                                                  cupel_separation *out, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
