/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_CONDITIONS_H
#define CUPEL_KERNELS_ROLLING_CONDITIONS_H

#include "cupel/rolling.h"

/** One of the arrays of the conditions at a place in [0, 1], linear between the points. */
double cupk_conditions_at(const cupel_rolling_conditions *conditions, const double *values, double place);

/** Mean friction coefficient over the contact: by the conditions when they tell, else friction_coefficient. */
double cupk_mean_friction(const cupel_rolling_pass *pass);

/** Factor of the flow stress at a place; 1 without conditions. */
double cupk_yield_factor(const cupel_rolling_conditions *conditions, double place);

#endif
