/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_FLATTENING_H
#define CUPEL_KERNELS_ROLLING_FLATTENING_H

#include "cupel/rolling.h"
#include "rolling/slab.h"

typedef struct cupk_flattening {
    double ratio; /* in: where to begin, 1 when nothing is known, never above the answer by more than the
                     error of a coarser mesh; out: R'/R */
    double slope; /* G'(R'/R); NaN with a rigid roll */
    double entry_elastic_force, exit_elastic_force;
    size_t evaluations;
} cupk_flattening;

/** The smallest root k of g(k) = 1 + C_H F(k R)/(h1 - h2) - k, with `gap->length` to be varied: a
 * cupel_rolling_status. A rigid roll has k = 1. */
int cupk_flatten(const cupel_rolling_pass *pass, cupk_gap *gap, cupk_sweep *sweep,
                 cupk_flattening *flattening);

#endif
