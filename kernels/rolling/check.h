/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_CHECK_H
#define CUPEL_KERNELS_ROLLING_CHECK_H

#include <stdbool.h>
#include "cupel/rolling.h"

/** EINVAL for the first input of the pass that cannot be meant. */
cupel_status cupk_rolling_check(const cupel_rolling_pass *pass, cupel_error *error);

/** Whether the elastic constants of the strip are given, as the foil regime needs them. */
bool cupk_rolling_knows_elasticity(const cupel_rolling_pass *pass);

/** EINVAL unless the ratio of flattened to ground radius is finite and >= 1. */
cupel_status cupk_rolling_check_ratio(double radius_ratio, cupel_error *error);

#endif
