/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_HARDNESS_H
#define CUPEL_HARDNESS_H

#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Indentation hardness as the standards state it: a plain number of kilograms-force per square millimetre,
 * from SI inputs. Each gives NaN where an input is not positive, or a ball's indentation is not below its
 * diameter. */

/** HV = 0.1891 F/d^2, F in N, d in mm (ISO 6507-1). @param diagonal  mean of both [m] */
CUPEL_API double cupel_vickers_hardness(double force, double diagonal);

/** HBW = 0.102 2 F/(pi D (D - sqrt(D^2 - d^2))) (ISO 6506-1). @param diameter  mean of both [m] */
CUPEL_API double cupel_brinell_hardness(double force, double ball_diameter, double diameter);

/** Depth of a ball's indentation [m]. */
CUPEL_API double cupel_brinell_depth(double ball_diameter, double diameter);

#ifdef __cplusplus
}
#endif
#endif
