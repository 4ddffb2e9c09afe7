/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROOT_H
#define CUPEL_KERNELS_ROOT_H

#include <stdbool.h>

typedef struct cupk_point {
    double x, f;
} cupk_point;

typedef double (*cupk_function)(void *self, double x);

/** A root between a and b, where f has opposite signs (or is 0): Brent's method (1973, ch. 4) to |x| error
 * `tolerance` or rounding. Evaluates f last at the x that it returns, unless that is a or b. No allocation,
 * which is why it is here and not GSL's. NaN when f becomes NaN. */
double cupk_root(cupk_function f, void *self, cupk_point a, cupk_point b, double tolerance);

/** The same on [lo, hi], evaluating the ends. False, with `root` untouched, when they do not bracket a root or f
 * becomes NaN. */
bool cupk_root_between(cupk_function f, void *self, double lo, double hi, double tolerance, double *root);

#endif
