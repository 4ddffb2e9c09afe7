/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_WORKSPACE_H
#define CUPEL_KERNELS_ROLLING_WORKSPACE_H

#include "cupel/rolling.h"
#include "rolling/coupling.h"
#include "rolling/foil.h"
#include "rolling/slab.h"

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
