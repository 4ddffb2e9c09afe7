/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REGRESSION_H
#define CUPEL_REGRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Local regression: value and slope of a curve at one place from the samples about it. Pure: any thread. */

typedef struct cupel_local {
    double value, slope;                         /* at the place asked for         */
    double value_uncertainty, slope_uncertainty; /* from the residuals; NaN: no more samples than unknowns */
    double residual;                             /* standard deviation             */
    size_t count;                                /* samples within the window      */
} cupel_local;

/** Polynomial of `degree` 1 or 2 by least squares through the samples with |x - at| <= half_width. False when
 * there are too few, or all at one place. */
CUPEL_API bool cupel_local_fit(const double *x, const double *y, size_t count, double at, double half_width,
                               int degree, cupel_local *out);

#ifdef __cplusplus
}
#endif
#endif
