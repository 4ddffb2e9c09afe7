/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_DILATOMETRY_H
#define CUPEL_DILATOMETRY_H

#include <stdbool.h>
#include <stddef.h>

#include "cupel/error.h"
#include "cupel/regression.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Thermal expansion by a push-rod dilatometer. SI units. Pure: any thread. */

/* One branch of a run, heating or cooling. */
typedef struct cupel_expansion_curve {
    const double *temperature;   /* [count] [K], rising                                  */
    const double *length_change; /* [count] [m], of the specimen alone, any zero         */
    size_t count;
    double length; /* of the specimen at the reference temperature [m] > 0 */
} cupel_expansion_curve;

typedef struct cupel_expansion {
    double coefficient; /* [1/K]                                                 */
    double uncertainty; /* from the scatter of the length change (k = 1)         */
    double reach;       /* how far the branch falls short of a temperature asked for [K]; 0: it covers both */
} cupel_expansion;

/**
 * Mean coefficient alpha_m = [dL(T2) - dL(T1)]/[L0 (T2 - T1)], dL by a local parabola over +-half_width about
 * T1 and T2; at an end of the branch, by a local line, which may reach past it by up to two half widths.
 * @return EINVAL: T1 >= T2, no length, or the branch does not reach to T1 and T2
 */
CUPEL_API cupel_status cupel_expansion_mean(const cupel_expansion_curve *curve, double from, double to,
                                            double half_width, cupel_expansion *out, cupel_error *error);

/** Instantaneous coefficient (1/L0) dL/dT at T by a local parabola. False where there are too few samples, or
 * less than half the window on one side. */
CUPEL_API bool cupel_expansion_at(const cupel_expansion_curve *curve, double temperature, double half_width,
                                  cupel_expansion *out);

#ifdef __cplusplus
}
#endif
#endif
