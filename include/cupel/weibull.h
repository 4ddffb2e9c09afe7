/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_WEIBULL_H
#define CUPEL_WEIBULL_H

#include <stddef.h>
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Lives of specimens, some of which were taken out before they failed (censored on the right): Weibull and
 * lognormal laws by maximum likelihood. Lives may have any unit: cycles, seconds. */

/* P(life <= t) = 1 - exp(-(t/scale)^shape). Variances and covariance of ln shape and ln scale, by the
 * observed information: for few failures they are rough, and bounds from them too narrow. */
typedef struct cupel_weibull {
    double shape, scale;
    double variance_shape, variance_scale, covariance; /* of ln shape, ln scale */
    double log_likelihood;
    size_t count, failures;
} cupel_weibull;

/**
 * @param lives   [count] > 0, finite
 * @param failed  [count] 0: it had not failed at that life; NULL: all failed
 * @return EINVAL; EFAILED when the failures do not determine the law: fewer than two, or all at one life
 */
CUPEL_API cupel_status cupel_weibull_fit(const double *lives, const unsigned char *failed, size_t count,
                                         cupel_weibull *out, cupel_error *error);

/** The life that a share `probability` does not reach, 0 < probability < 1, and, unless `bounds` is NULL, its
 * bounds of two-sided confidence by the normal law of its logarithm. */
CUPEL_API double cupel_weibull_life(const cupel_weibull *weibull, double probability, double confidence,
                                    double bounds[2]);
/** Bounds of the shape and of the scale, likewise. */
CUPEL_API void cupel_weibull_bounds(const cupel_weibull *weibull, double confidence, double shape[2],
                                    double scale[2]);

/* lg(life) is normal. Without censored lives, mean and standard deviation (n - 1) of the sample; else the
 * maximum of the likelihood. */
typedef struct cupel_lognormal {
    double mean, deviation;                         /* of lg(life)      */
    double mean_uncertainty, deviation_uncertainty; /* standard errors  */
    double log_likelihood;                          /* of the lives, comparable with that of cupel_weibull */
    size_t count, failures;
} cupel_lognormal;

CUPEL_API cupel_status cupel_lognormal_fit(const double *lives, const unsigned char *failed, size_t count,
                                           cupel_lognormal *out, cupel_error *error);

/** Median ranks of the failures (Johnson 1964 for censored lives, Benard's (i - 0.3)/(n + 0.4)), to draw
 * them.
 * @param failed  [count] in the order of their lives, of equal ones the failed first; NULL: all failed
 * @param ranks   [count] NaN for those that had not failed */
CUPEL_API void cupel_median_ranks(const unsigned char *failed, size_t count, double *ranks);

#ifdef __cplusplus
}
#endif
#endif
