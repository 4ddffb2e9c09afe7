/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_ANDERSON_H
#define CUPEL_KERNELS_HEAT_ANDERSON_H

#include "heat/body.h"

/* Anderson's acceleration (1965) of a fixed-point iteration x <- g(x) over the cells of a body. */
typedef struct cupk_anderson cupk_anderson;

cupk_anderson *cupk_anderson_new(const cupk_body *body, size_t depth);    /* NULL: out of memory */
void cupk_anderson_free(cupk_anderson *anderson);                         /* NULL is fine */

/** Takes x and g(x), and writes the next x over g. */
void cupk_anderson_step(cupk_anderson *anderson, const double *x, double *g);

#endif
