/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit_loss.h"

#include <math.h>
#include <stdlib.h>

static double width_of(const cupel_fit_problem *p)
{
    if (p->loss_width > 0) return p->loss_width;
    return p->loss == CUPEL_FIT_HUBER ? 1.345 : 2.385;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The size that residuals of normal scatter have: 1 where the uncertainties are known. */
double cupk_fit_scale(const cupel_fit_problem *p, const double *r, double *scratch)
{
    if (p->known || p->loss == CUPEL_FIT_SQUARES) return 1;
    for (size_t i = 0; i < p->residuals; i++) scratch[i] = fabs(r[i]);
    qsort(scratch, p->residuals, sizeof *scratch, ascending);
    const double median = 0.5 * (scratch[(p->residuals - 1) / 2] + scratch[p->residuals / 2]);
    return median > 0 ? 1.4826 * median : 1;
}

double cupk_fit_loss(const cupel_fit_problem *p, double r)
{
    const double c = width_of(p);
    switch (p->loss) {
    case CUPEL_FIT_HUBER:
        return fabs(r) <= c ? 0.5 * r * r : c * (fabs(r) - 0.5 * c);
    case CUPEL_FIT_CAUCHY:
        return 0.5 * c * c * log1p(r * r / (c * c));
    default:
        return 0.5 * r * r;
    }
}

double cupk_fit_weight(const cupel_fit_problem *p, double r)
{
    const double c = width_of(p);
    switch (p->loss) {
    case CUPEL_FIT_HUBER:
        return fabs(r) <= c ? 1 : c / fabs(r);
    case CUPEL_FIT_CAUCHY:
        return 1 / (1 + r * r / (c * c));
    default:
        return 1;
    }
}

/* d2 loss/d r2 */
double cupk_fit_slope(const cupel_fit_problem *p, double r)
{
    const double c = width_of(p), square = r * r / (c * c);
    switch (p->loss) {
    case CUPEL_FIT_HUBER:
        return fabs(r) <= c ? 1 : 0;
    case CUPEL_FIT_CAUCHY:
        return (1 - square) / ((1 + square) * (1 + square));
    default:
        return 1;
    }
}
