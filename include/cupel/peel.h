/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_PEEL_H
#define CUPEL_PEEL_H

#include <stddef.h>
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Peel tests: the steady part of a curve of force over travel, and what it holds. SI units. Travel is the
 * displacement, or anything that rises with it, such as time. */

/**
 * Finds the steady part, samples *first to *end - 1. The level is the median of the forces above half of
 * their 95 % quantile; loaded is what lies between the first and the last sample above half of it, each the
 * median of 5. The loaded part is cut into 40 blocks of samples. The steady part begins with the first block
 * whose median is, like that of the next one, within 15 %, or 2.5 median deviations of these blocks, of the
 * median of blocks 6 to 15, and ends likewise by blocks 26 to 35: ramp, first peak and run-out stay outside,
 * a step inside. Two more blocks are left out at each end.
 * @param force  [count], peeling positive; count >= 60
 * @return EFAILED when no part is steady; EINVAL, ENOMEM
 */
CUPEL_API cupel_status cupel_peel_steady(const double *force, size_t count, size_t *first, size_t *end,
                                         cupel_error *error);

enum { CUPEL_PEEL_BLOCKS = 20 };

typedef struct cupel_peel {
    double mean;                      /* of the force over travel (trapezoids) [N]                        */
    double minimum, maximum;          /* [N]                                                              */
    double mode;                      /* the most frequent force: top of a kernel density [N]             */
    double deviation;                 /* standard deviation of the samples [N]                            */
    double mean_uncertainty;          /* standard deviation of the block means, over root of the blocks [N] */
    double blocks[CUPEL_PEEL_BLOCKS]; /* means of equal numbers of samples [N]                            */
    /* The best step: between blocks, with the mean before and behind it. */
    size_t step_at;
    double step_before, step_behind; /* [N] */
    double step_residual;            /* standard deviation of the block means about both levels [N]      */
    double drift;                    /* rise of a straight line through the blocks, end to end [N]       */
    double drift_residual;           /* standard deviation of the block means about it [N]               */
} cupel_peel;

/**
 * What a steady part holds.
 * @param travel  [count] rising; count >= CUPEL_PEEL_BLOCKS. NULL: samples count alike
 * @return EINVAL, ENOMEM
 */
CUPEL_API cupel_status cupel_peel_statistics(const double *travel, const double *force, size_t count,
                                             cupel_peel *out, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
