/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ROLLING_CALIBRATION_H
#define CUPEL_ROLLING_CALIBRATION_H

#include <stddef.h>
#include "cupel/error.h"
#include "cupel/rolling.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Friction coefficient and scale of the flow stress, one of each for all passes, from measured roll force and
 * forward slip: nonlinear least squares. docs/theory/rolling-calibration.md. */

/* What may be fitted; the place of each in the arrays below. */
typedef enum cupel_rolling_unknown {
    CUPEL_ROLLING_FRICTION,          /* mu [-], in place of friction_coefficient */
    CUPEL_ROLLING_FLOW_STRESS_SCALE, /* multiplies the flow stress [-] */
    CUPEL_ROLLING_UNKNOWNS
} cupel_rolling_unknown;

typedef struct cupel_rolling_measured {
    cupel_rolling_pass pass;
    double force;        /* measured F [N/m] > 0; NaN: not measured */
    double forward_slip; /* measured [-]; NaN: not measured */
} cupel_rolling_measured;

typedef struct cupel_rolling_calibration {
    size_t count; /* of passes */
    const cupel_rolling_measured *passes;
    int fitted[CUPEL_ROLLING_UNKNOWNS];   /* non-zero: is fitted; else the pass is taken as it is */
    double lower[CUPEL_ROLLING_UNKNOWNS]; /* bounds, 0 < lower < upper */
    double upper[CUPEL_ROLLING_UNKNOWNS];
    double force_uncertainty; /* standard, relative [-] > 0; NaN: unknown, and estimated from the scatter */
    double slip_uncertainty;  /* standard [-] > 0; NaN: the same. Both or none when both are measured */
    int threads;              /* for OpenMP; the answer is the same bits for any number */
    void (*progress)(void *host, double fraction); /* told what is done, as a guess from 0 to 1; may be NULL */
    void *host;
} cupel_rolling_calibration;

typedef enum cupel_rolling_fit_status {
    CUPEL_ROLLING_FIT_OK,
    CUPEL_ROLLING_FIT_TOO_FEW,      /* fewer measurements that can be used than unknowns */
    CUPEL_ROLLING_FIT_SINGULAR,     /* the measurements cannot tell the unknowns apart, or do not feel one */
    CUPEL_ROLLING_FIT_NOT_CONVERGED /* the least squares ended without a minimum */
} cupel_rolling_fit_status;

/* One pass at the fitted values. Numbers are NaN where the pass has no solution or nothing is measured. */
typedef struct cupel_rolling_fit_pass {
    int used;   /* 0: no solution at the fitted values, or nothing measured */
    int status; /* cupel_rolling_status */
    int regime; /* cupel_rolling_regime */
    double force, forward_slip;           /* computed */
    double force_residual, slip_residual; /* measured less computed, over the uncertainty; over the scatter
                                             where that is not given */
} cupel_rolling_fit_pass;

/* What is not OK leaves NaN but for the counts and, when SINGULAR, the correlation. */
typedef struct cupel_rolling_fit {
    int status;                                    /* cupel_rolling_fit_status */
    double value[CUPEL_ROLLING_UNKNOWNS];          /* NaN where not fitted */
    double standard_error[CUPEL_ROLLING_UNKNOWNS]; /* NaN without degrees of freedom to estimate it from */
    double lower[CUPEL_ROLLING_UNKNOWNS];          /* 95 % confidence interval, within the bounds */
    double upper[CUPEL_ROLLING_UNKNOWNS];
    int at_bound[CUPEL_ROLLING_UNKNOWNS]; /* the bound stops it: the interval means nothing */
    double covariance[CUPEL_ROLLING_UNKNOWNS][CUPEL_ROLLING_UNKNOWNS];
    double correlation;     /* of the two estimates [-]; NaN with one */
    double chi_square;      /* sum of squared residuals over their uncertainties; without those of the relative
                               deviation of force, or of the deviation of slip */
    double probability;     /* of a chi_square as large, if the uncertainties are right [-]; NaN without */
    double scatter;         /* sqrt(chi_square/degrees_of_freedom) [-] */
    double coverage_factor; /* of the interval, of the unknowns as transformed: half width over standard error [-] */
    int widened;            /* the scatter is too large for the uncertainties: errors are multiplied by it */
    size_t measurements, degrees_of_freedom, used; /* used: passes */
    size_t iterations, solves;                     /* of the best start; of passes in all */
} cupel_rolling_fit;

/**
 * Fits. Starts from several places and keeps the best minimum. A pass that has no solution at a place is left
 * out of the fit from there, and taken in as soon as it has one; `rows` tells which are out at the end.
 * @param rows  [count], of the caller; untouched on error
 * @return EINVAL, naming what is wrong; ENOMEM. OK otherwise: whether there is a fit is out->status.
 * The trust-region method of Levenberg and Marquardt (GSL) in transformed unknowns, which keeps them within
 * the bounds; derivatives by central differences. A long log is fitted from the minimum of some of its passes.
 */
CUPEL_API cupel_status cupel_rolling_calibrate(const cupel_rolling_calibration *calibration,
                                               cupel_rolling_fit *out, cupel_rolling_fit_pass *rows,
                                               cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
