/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_FLASH_CHECKS_H
#define CUPEL_TESTDATA_FLASH_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"

/* What the residuals of a flash signal tell of the detector and of the model. */

/** Whether the highest value is held over several samples in a row although the others scatter: the amplifier
 * was at its end. */
bool cupel_signal_clipped(const double *signal, size_t count);

typedef struct cupel_ringing {
    double period;   /* in samples; 0: none                                     */
    double contrast; /* depth of the autocorrelation at half a period, 0 to 1  */
} cupel_ringing;

/** An oscillation of ten periods or more within the residuals: a detector that rings, or mains hum. False
 * when out of memory. */
bool cupel_signal_rings(const double *residual, size_t count, cupel_arena *arena, cupel_ringing *out);

typedef struct cupel_structure {
    double deviation;   /* standard deviation of the means over the shares   */
    double correlation; /* of one share with the next                        */
    size_t shares;      /* 0: too few samples to tell                        */
} cupel_structure;

/** Means of the residuals over equal shares of `samples_each` samples. Noise, even filtered noise, leaves
 * shares that know nothing of each other; a model that does not fit leaves waves. */
cupel_structure cupel_signal_structure(const double *residual, size_t count, size_t samples_each);

#endif
