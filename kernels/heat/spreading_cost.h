/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_SPREADING_COST_H
#define CUPEL_KERNELS_HEAT_SPREADING_COST_H

#include "cost.h"

/* Per mode of a plate with two layers and one source: 49 operations a layer, 9 for amplitude and sums; no field. The
 * bytes are of the nearest cache: a row of modes stays there. */
extern const cupk_cost cupk_spreading_cost;

#endif
