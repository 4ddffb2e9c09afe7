/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ROLLING_SLAB_H
#define CUPEL_ROLLING_SLAB_H

#include <stddef.h>
#include "cupel/error.h"
#include "cupel/rolling.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The slab equation (von Karman 1925; Siebel 1925 for platens) between two straight faces, in plane strain: flat
 * platens when the thickness does not change, else a wedge. The strip slides on the faces and wants out at the
 * start, where the pressure is known; Coulomb friction holds it, so that the pressure builds up inwards. */
typedef struct cupel_rolling_slab {
    double start_thickness;      /* [m] > 0 */
    double end_thickness;        /* [m] > 0; the same for platens */
    double length;               /* between the two, along the strip [m] > 0 */
    double friction_coefficient; /* mu [-] >= 0 */
    double yield_stress;         /* K, in plane strain [Pa] > 0 */
    double start_pressure;       /* p on the faces at the start [Pa] > 0; K where the strip ends freely */
} cupel_rolling_slab;

typedef struct cupel_rolling_slab_solution {
    double end_pressure;    /* [Pa] */
    double mean_pressure;   /* over the length [Pa] */
    double force;           /* integral of the pressure, per width [N/m] */
    double end_stress;      /* longitudinal stress at the end, tension positive [Pa] */
    size_t count;           /* points of the profiles, which belong to the workspace: valid until its next use */
    const double *position; /* from the start, 0 to length [m] */
    const double *thickness; /* [m] */
    const double *pressure;  /* [Pa] */
} cupel_rolling_slab_solution;

/**
 * Solves it by the maps of the slab equation of rolling passes, fourth order.
 * @param slab       borrowed, not kept
 * @param workspace  borrowed; holds the profiles of the solution; at least 16 cells
 * @param out        untouched on error
 * @return EINVAL naming what is out of its range; EFAILED when the pressure vanishes on the way or grows without
 *         bound
 * Accuracy: about 1e-10 on 400 cells while mu length/thickness stays below 1. No allocation.
 */
CUPEL_API cupel_status cupel_rolling_slab_solve(const cupel_rolling_slab *slab, cupel_rolling_workspace *workspace,
                                                cupel_rolling_slab_solution *out, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
