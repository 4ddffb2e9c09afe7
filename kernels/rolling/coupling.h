/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_COUPLING_H
#define CUPEL_KERNELS_ROLLING_COUPLING_H

#include "rolling/bite.h"
#include "rolling/fixed_point.h"

/* Friction and factor of the flow stress at the places, and one factor for the strain rate. */
enum { CUPK_COUPLED = 2 * CUPK_PLACES + 1 };

typedef struct cupk_coupling {
    cupk_bite bite;
    cupk_heat heat;
    cupk_film film;
    cupk_mixer mixer;
    double guess[CUPK_COUPLED], image[CUPK_COUPLED], good[CUPK_COUPLED];
    double friction[CUPK_PLACES], yield_factor[CUPK_PLACES]; /* of the conditions */
    cupel_rolling_conditions conditions;
    double *series[5]; /* over the profile */
} cupk_coupling;

/** Numbers that a coupling needs beside the struct, for profiles of up to `points`; cuts them from `block` unless
 * that is NULL. */
size_t cupk_coupling_lay_out(cupk_coupling *coupling, size_t points, double *block);

#endif
