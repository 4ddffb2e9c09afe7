/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CONDUCTION_TRANSIENT_H
#define CUPEL_CONDUCTION_TRANSIENT_H

#include "cupel/conduction.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Transient conduction with melting: TR-BDF2 steps of the enthalpy (docs/theory/heat-transient.md). Every
 * material needs its enthalpy law (cupel/enthalpy.h). */

typedef struct cupel_transient_options {
    double end_time;           /* [s] > 0, from time 0                                             */
    double relative_tolerance; /* of the rise over the initial temperature, per step; 0: 1e-4      */
    double absolute_tolerance; /* [K]; 0: 1e-3                                                     */
    double fixed_step;         /* [s]; 0: the error decides                                        */
    size_t output_count;
    const double *output_times;         /* rising, in (0, end_time]: steps end exactly there                */
    const double *initial_temperatures; /* of each material [K], read at the beginning; NULL: all alike */
    int threads;                        /* 0: 1                                                             */
} cupel_transient_options;

typedef struct cupel_transient_moment {
    double time, step;                            /* [s] */
    double least, greatest, mean;                 /* of cells and faces; over the volume [K] */
    double heat_flow;                             /* into the body now, sources and boundaries together [W] */
    double sources, sides[CUPEL_SIDES], coolants; /* its parts; before a jump at this very time */
    double supplied, stored;                      /* since the beginning [J]: the audit compares them */
    double turned_over;                 /* what went in or, if that is more, out, or from cell to cell [J] */
    double liquid_fraction;             /* of the volume that can melt; 0: nothing can */
    size_t steps, rejected, iterations; /* so far; iterations of the linear solver */
    bool output, done;                  /* an output time; the end */
} cupel_transient_moment;

typedef struct cupel_transient cupel_transient;

/** Begins with uniform materials, solid at a melting point; the relative tolerance counts from
 * initial_temperature. The problem is borrowed. EINVAL, ENOMEM, ELIMIT. */
CUPEL_API cupel_status cupel_transient_new(const cupel_conduction *problem, double initial_temperature,
                                           const cupel_transient_options *options, cupel_transient **out,
                                           cupel_error *error);
CUPEL_API void cupel_transient_free(cupel_transient *transient); /* NULL is fine */

/** One accepted step. EFAILED when steps become too short to go on. */
CUPEL_API cupel_status cupel_transient_step(cupel_transient *transient, cupel_transient_moment *out,
                                            cupel_error *error);

/** The moment as it is now: before the first step the start, with the flows just after it. */
CUPEL_API void cupel_transient_now(cupel_transient *transient, cupel_transient_moment *out);

/** Temperature of a probe of the problem now [K]; NaN outside the body. */
CUPEL_API double cupel_transient_probe(const cupel_transient *transient, size_t probe);
/** Temperatures now [K], [nz][ny][nx]; void cells NaN. */
CUPEL_API void cupel_transient_temperatures(const cupel_transient *transient, double *out);
/** Heat flux now at the centres of the cells [W/m^2], [nz][ny][nx][3]; void cells NaN. */
CUPEL_API void cupel_transient_heat_flux(const cupel_transient *transient, double *out);
/** Liquid fractions now, [nz][ny][nx]; NaN in cells that are void or cannot melt. */
CUPEL_API void cupel_transient_liquid_fractions(const cupel_transient *transient, double *out);

/** Of each cell [nz][ny][nx] when it fell to the solidus for the last time [s], and how long it had then been
 * below the liquidus [s], which is the local solidification time; linear in the enthalpy within a step. NaN:
 * it is not solid now, or has never been liquid. */
CUPEL_API void cupel_transient_solidification(const cupel_transient *transient, double *solidus_time,
                                              double *local_time);

/* The state between two steps, as bytes of this machine. A new transient of the same problem and options that
 * takes it goes on bit for bit as the first would have. */
CUPEL_API size_t cupel_transient_state_bytes(const cupel_transient *transient);
CUPEL_API void cupel_transient_save(const cupel_transient *transient, void *state);
/** EINVAL when the state is not of a transient with these cells. */
CUPEL_API cupel_status cupel_transient_restore(cupel_transient *transient, const void *state, size_t bytes,
                                               cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
