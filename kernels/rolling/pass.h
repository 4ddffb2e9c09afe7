/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_PASS_H
#define CUPEL_KERNELS_ROLLING_PASS_H

#include "cupel/rolling.h"

/** Takes the numbers out of a solution but for those that say why there is none, and sets its status. */
void cupk_rolling_withdraw(cupel_rolling_solution *solution, int status);

#endif
