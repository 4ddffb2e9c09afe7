/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_SIGNAL_FIT_LOSS_H
#define CUPEL_KERNELS_SIGNAL_FIT_LOSS_H

#include "cupel/fit.h"

/* The losses of a fit, of residuals over their scale. */

double cupk_fit_scale(const cupel_fit_problem *p, const double *r, double *scratch);
double cupk_fit_loss(const cupel_fit_problem *p, double r);
double cupk_fit_weight(const cupel_fit_problem *p, double r); /* d loss/d r over r */
double cupk_fit_slope(const cupel_fit_problem *p, double r);  /* d2 loss/d r2      */

#endif
