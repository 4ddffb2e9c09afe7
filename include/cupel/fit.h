/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_FIT_H
#define CUPEL_FIT_H

#include <stddef.h>
#include <stdint.h>
#include "cupel/error.h"

/* Parameters of any model from measured values: nonlinear least squares with bounds, weights, losses that
 * outliers cannot pull, and several starts. docs/theory/calibration.md. */

#ifdef __cplusplus
extern "C" {
#endif

/** Residuals at a place: (computed - measured)/uncertainty, [residuals] of the problem, dimensionless.
 * EFAILED: the model has no solution there, and the fit goes elsewhere; anything else ends the fit. */
typedef cupel_status (*cupel_fit_model)(void *host, const double *parameters, double *residuals,
                                        cupel_error *error);

typedef enum cupel_fit_loss {
    CUPEL_FIT_SQUARES, /* r^2/2                                               */
    CUPEL_FIT_HUBER,   /* r^2/2 up to c, beyond c (|r| - c/2)                 */
    CUPEL_FIT_CAUCHY   /* c^2/2 ln(1 + (r/c)^2)                               */
} cupel_fit_loss;

typedef struct cupel_fit_parameter {
    double start;        /* within the bounds; NaN: their middle                                   */
    double lower, upper; /* may be infinite                                                        */
} cupel_fit_parameter;

typedef struct cupel_fit_problem {
    size_t parameters;
    const cupel_fit_parameter *parameter; /* [parameters]                                                */
    size_t residuals;
    cupel_fit_model model;
    void *host;
    int loss; /* cupel_fit_loss; of residuals over their scale: 1 where the uncertainties are known, else
                 the normalised median of their size                                           */
    double loss_width; /* c; 0: 1.345 (Huber), 2.385 (Cauchy), for 95 % efficiency with normal scatter  */
    int known;     /* the uncertainties are standard ones: errors are not scaled by the scatter, unless it is
                      larger than they allow; 0: only relative, the scatter is the uncertainty      */
    size_t starts; /* besides the given one, at places of a Sobol sequence in the bounds            */
} cupel_fit_problem;

typedef enum cupel_fit_status {
    CUPEL_FIT_OK,
    CUPEL_FIT_TOO_FEW,     /* fewer residuals than parameters                                              */
    CUPEL_FIT_SINGULAR,    /* the measured values cannot tell some parameters apart, or do not feel one    */
    CUPEL_FIT_NO_SOLUTION, /* the model has none at any start                                              */
    CUPEL_FIT_NOT_CONVERGED
} cupel_fit_status;

typedef struct cupel_fit {
    int status;         /* cupel_fit_status                                                              */
    double chi_square;  /* sum of the squared residuals, unweighted                                      */
    double objective;   /* sum of the losses, which is what is small                                     */
    double scatter;     /* sqrt(chi_square/degrees_of_freedom), of robust losses what takes its place in the
                           errors; NaN without degrees of freedom                                        */
    double probability; /* of a chi_square as large, if the uncertainties are right; NaN: not known      */
    double aic;  /* Akaike's criterion, corrected for few values, to compare models on the same values; NaN
                    with too few                                                                  */
    int widened; /* the errors are multiplied by the scatter                                      */
    size_t degrees_of_freedom, iterations, evaluations, best_start; /* best_start: 0 is the given one     */
    size_t minima; /* starts that ended in the best minimum                                         */
    size_t solved; /* starts at which the model had a solution                                      */
} cupel_fit;

/** Fits. Arrays of the caller, any may be NULL: value, standard_error [parameters]; covariance
 * [parameters][parameters]; residuals and weights [residuals] at the best place; at_bound [parameters], 1
 * where a bound stops it and the standard error means nothing. Filled when the status is OK or SINGULAR
 * (errors are then NaN for parameters that are not felt). EINVAL for bounds that exclude the start or each
 * other; what the model returns; ENOMEM.
 *
 * The trust-region method of Levenberg and Marquardt (More 1978, in GSL) in unknowns transformed so that the
 * bounds hold; robust losses by reweighting (Holland and Welsch 1977); the covariance from the derivatives in
 * the parameters themselves, by central differences. Deterministic. */
CUPEL_API cupel_status cupel_fit_solve(const cupel_fit_problem *problem, cupel_fit *out, double *value,
                                       double *standard_error, double *covariance, double *residuals,
                                       double *weights, int *at_bound, cupel_error *error);

#ifdef __cplusplus
}
#endif

#endif
