/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROOT_H
#define CUPEL_KERNELS_ROOT_H

#include <stdbool.h>

typedef double (*cupk_function)(double x, const void *context);

/** Brent's root finder on [lo, hi], to `tolerance` + 4 eps |x| in x. False when the ends do not bracket a
 * root (NaN included), or after 200 steps; `root` is then untouched. No allocation, unlike GSL's. */
bool cupk_root_brent(cupk_function function, const void *context, double lo, double hi, double tolerance,
                     double *root);

#endif
