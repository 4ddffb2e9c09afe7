/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_SIGNAL_LINEAR_H
#define CUPEL_KERNELS_SIGNAL_LINEAR_H

#include <stddef.h>

#include "cupel/error.h"

/* Linear least squares with a few unknowns, by GSL's singular value decomposition. */

enum { CUPK_LINEAR_UNKNOWNS = 6 };

typedef struct cupk_linear {
    size_t count, unknowns; /* the second may be lowered, and the rows filled anew, for another solution */
    double *rows;           /* [count][unknowns] */
    double *right;          /* [count]           */
    double solution[CUPK_LINEAR_UNKNOWNS];
    double uncertainty[CUPK_LINEAR_UNKNOWNS]; /* from the residuals; NaN when count <= unknowns */
    double correlation;                       /* of the errors of the first two                 */
    double residual;                          /* standard deviation; NaN likewise               */
} cupk_linear;

/** EINVAL: fewer rows than unknowns; ENOMEM. */
cupel_status cupk_linear_open(cupk_linear *fit, size_t count, size_t unknowns, cupel_error *error);
cupel_status cupk_linear_solve(cupk_linear *fit, cupel_error *error);
void cupk_linear_close(cupk_linear *fit);

#endif
