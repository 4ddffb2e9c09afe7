/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_FLOW_CURVE_FIT_H
#define CUPEL_FLOW_CURVE_FIT_H

#include <stddef.h>
#include "cupel/fit.h"
#include "cupel/flow_stress.h"

/* Hardening laws from tensile tests: true stress over true plastic strain. docs/theory/calibration.md. */

#ifdef __cplusplus
extern "C" {
#endif

/* One test: true plastic strain [-], rising, and true stress [Pa], up to the maximum force. */
typedef struct cupel_flow_test {
    size_t count;
    const double *strain, *stress; /* [count] */
    double rate;                   /* plastic strain rate [1/s]; NaN: not known  */
    double temperature;            /* [K]; NaN: not known                        */
    double
        uniform_strain; /* true plastic strain at the maximum force, for the check by Considere; NaN: none */
} cupel_flow_test;

typedef struct cupel_flow_fit_options {
    int law;     /* cupel_flow_law: voce, swift, ludwik, hockett_sherby             */
    int rate;    /* non-zero: fit C of Johnson and Cook; needs tests at rates a factor of 3 apart       */
    int thermal; /* non-zero: fit m of Johnson and Cook; needs tests at temperatures 20 K apart         */
    double reference_rate; /* [1/s], with rate: of the quasi-static law                       */
    double reference_temperature, melting_temperature; /* [K], with thermal                     */
    double minimum_strain, maximum_strain;             /* what counts of each test; NaN: 0, all             */
    double relative_uncertainty; /* of the stress, standard, [-]; NaN: not known, the scatter tells */
    size_t points;               /* each test is thinned to so many, evenly over its strain; 0: 100 */
    int loss;                    /* cupel_fit_loss                                                  */
    size_t starts;               /* besides the first guess, which is made from the data; 0: 8      */
} cupel_flow_fit_options;

enum { CUPEL_FLOW_FIT_PARAMETERS = 6 };

typedef struct cupel_flow_fit {
    cupel_fit fit;
    cupel_flow_stress flow; /* the law with its fitted values, rate_factor 1             */
    size_t points;          /* that were fitted, of all tests */
    size_t count;           /* of fitted parameters                                      */
    const char *name[CUPEL_FLOW_FIT_PARAMETERS]; /* "initial_stress", …, as cupel_flow_stress has them */
    const char *unit[CUPEL_FLOW_FIT_PARAMETERS];
    double value[CUPEL_FLOW_FIT_PARAMETERS], standard_error[CUPEL_FLOW_FIT_PARAMETERS];
    double covariance[CUPEL_FLOW_FIT_PARAMETERS][CUPEL_FLOW_FIT_PARAMETERS];
    int at_bound[CUPEL_FLOW_FIT_PARAMETERS];
    double root_mean_square;   /* of the stress deviations [Pa]                             */
    double relative_deviation; /* root mean square of deviation/stress [-]                  */
    double correlation_length; /* points that count as one, from the residuals of neighbours */
    double aic; /* Akaike's criterion with its own number of independent points, see cupel_flow_fit_aic */
    double uniform_strain;                /* where the law has its maximum force, ds/de = s; NaN: nowhere */
    double measured_uniform_strain;       /* mean of the tests; NaN: none                              */
    int considere;                        /* 1: within 5 % of the measured; 0: not; -1: nothing to compare */
    double lowest_strain, highest_strain; /* what was fitted; beyond, the law extrapolates            */
} cupel_flow_fit;

/** Fits one law to all tests. `stress_residual` (may be NULL) [tests * points] gets deviations [Pa], NaN
 * where a test has fewer points. EINVAL: no points, strains that do not rise, stresses that are not positive,
 * a rate or thermal factor that the tests cannot tell; ENOMEM. Whether there is a fit is out->fit.status.
 *
 * Residuals are relative deviations of the stress. Points of one curve are not independent: neighbours
 * deviate together, so that the standard errors of plain least squares would be far too small. They are
 * multiplied by the root of (1 + r)/(1 - r), where r is the correlation of neighbouring residuals (Bartlett
 * 1946), and the criterion of Akaike counts n (1 - r)/(1 + r) points. */
CUPEL_API cupel_status cupel_flow_curve_fit(size_t tests, const cupel_flow_test *test,
                                            const cupel_flow_fit_options *options, cupel_flow_fit *out,
                                            double *stress_residual, cupel_error *error);

/** Akaike's criterion of a fit with so many independent points, the same for all laws that are compared: as
 * many as the law that deviates least finds, count/correlation_length. `corrected`: for few points (Sugiura),
 * NaN where there are too few for that. */
CUPEL_API double cupel_flow_fit_aic(const cupel_flow_fit *fit, double independent, int corrected);

#ifdef __cplusplus
}
#endif

#endif
