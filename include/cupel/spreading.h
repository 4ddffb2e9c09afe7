/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_SPREADING_H
#define CUPEL_SPREADING_H

#include <stddef.h>
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Steady conduction from rectangular sources on a rectangular plate of any number of orthotropic layers:
 * exact series. SI units. Coordinates x and y from a corner of the plate, z downwards from the face with the
 * sources. */

typedef struct cupel_spreading_layer {
    double thickness;          /* t [m] > 0                                                                */
    double conductivity[3];    /* along x, y, z [W/(m K)] > 0                                              */
    double contact_resistance; /* to what lies below: the next layer, or the coolant [m^2 K/W] >= 0        */
} cupel_spreading_layer;

typedef struct cupel_spreading_source {
    double position[2]; /* centre [m]                                                               */
    double size[2];     /* sides [m] > 0; the source lies on the plate                              */
    double power;       /* [W], uniform over the source                                             */
} cupel_spreading_source;

/* The sides are adiabatic, and so is the upper face between the sources. Arrays are borrowed. */
typedef struct cupel_spreading {
    double size[2];                      /* Lx, Ly [m] > 0                                            */
    size_t layer_count;                  /* >= 1                                                      */
    const cupel_spreading_layer *layers; /* from the sources down                                     */
    size_t source_count;                 /* >= 1; sources may overlap                                 */
    const cupel_spreading_source *sources;
    double film_coefficient; /* h below the last layer [W/(m^2 K)] > 0; INFINITY: isothermal base */
    size_t cells[2];         /* nx, ny of the field; 0, 0: none                           */
} cupel_spreading;

/* Rises are over the coolant, or over the isothermal base [K]. */
typedef struct cupel_spreading_rises {
    double *centre; /* [source_count] at the centre of each source                              */
    double *mean;   /* [source_count] mean over each source                                     */
    double *field;  /* [ny][nx] of the upper face at the cells' centres; may be NULL without cells */
} cupel_spreading_rises;

typedef struct cupel_spreading_summary {
    double one_dimensional_resistance; /* of the whole plate heated evenly [K/W]                           */
    double truncation; /* greatest change of a rise by the outer three quarters of the modes [K] */
    size_t modes;      /* summed                                                           */
} cupel_spreading_summary;

/**
 * Solves for all rises. The part of the series that a half space of the top layer's metal would have is
 * summed over images of the sources (Ewald's split), so that what is left converges exponentially; about (4
 * Lx/t) (4 Ly/t) modes, t the top layer's thickness, 3e7 at most.
 * @param threads  for OpenMP; the rises are the same bits for any number
 * @param rises    arrays of the caller, untouched on error
 * @return EINVAL, naming what is wrong; ELIMIT when sources times modes are too many; ENOMEM
 */
CUPEL_API cupel_status cupel_spreading_solve(const cupel_spreading *plate, int threads,
                                             const cupel_spreading_rises *rises,
                                             cupel_spreading_summary *summary, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
