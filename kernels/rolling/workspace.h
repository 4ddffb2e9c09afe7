/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_WORKSPACE_H
#define CUPEL_KERNELS_ROLLING_WORKSPACE_H

#include "cupel/rolling.h"
#include "rolling/coupling.h"
#include "rolling/foil.h"
#include "rolling/slab.h"

/* Scratch of the solvers of a pass, for one thread at a time: mesh and sweep of the strip regime on at most max_steps
 * cells, the system of the foil regime, film and heat. All their arrays lie in `block`, in SI units. What outlives a pass
 * is its profile, and the solution that a warm start of the foil regime begins with. */
struct cupel_rolling_workspace {
    size_t max_steps;
    cupk_mesh fine, coarse;
    cupk_sweep sweep;
    cupk_profile profile;
    cupk_foil foil;
    cupk_coupling coupling;
    double *block;
};

#endif
