/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_LOT_H
#define CUPEL_LOT_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Statistics of a lot: the same figure of several specimens. Values must be finite; they may have any unit.
 */

typedef struct cupel_lot {
    size_t count;
    double mean, minimum, maximum, median;
    double deviation;      /* standard deviation (n - 1); NaN below 2                      */
    double standard_error; /* of the mean; NaN below 2                                     */
    double lower, upper;   /* of the mean, by Student's t; NaN below 2                     */
} cupel_lot;

/** @param count       >= 1
 *  @param confidence  of the interval, 0 < confidence < 1: 0.95
 *  @return EINVAL, ENOMEM */
CUPEL_API cupel_status cupel_lot_statistics(const double *values, size_t count, double confidence,
                                            cupel_lot *out, cupel_error *error);

typedef struct cupel_grubbs {
    size_t index;     /* of the value farthest from the mean                     */
    double statistic; /* G, its distance in standard deviations                  */
    double critical;  /* G that is exceeded by chance with the significance      */
    bool outlier;     /* statistic > critical, the deviation with that of rounding */
} cupel_grubbs;

/** Critical value of Grubbs' test on both sides (Grubbs 1969, ASTM E178): with t the upper quantile
 * alpha/(2n) of Student's distribution, n - 2 degrees, G = (n - 1)/sqrt(n) sqrt(t^2/(n - 2 + t^2)). NaN below
 * 3 values. */
CUPEL_API double cupel_grubbs_critical(size_t count, double significance);

/** One test. Values that are all multiples of a power of ten were read or rounded to it: the variance
 * step^2/12 of that is added before the verdict. Else of 121, 121 and 122 the last would always be an
 * outlier.
 * @param count >= 3  @param significance 0 < alpha < 1: 0.05  @return EINVAL */
CUPEL_API cupel_status cupel_grubbs_test(const double *values, size_t count, double significance,
                                         cupel_grubbs *out, cupel_error *error);

/**
 * Tests again without what was found, until nothing is, or 3 values or half of them are left. Two outliers on
 * one side may hide each other.
 * @param outlier  [count] the number of the test that found the value, from 1; 0: none. Untouched on error
 * @param found    how many
 * @return EINVAL, ENOMEM. Fewer than 3 values have no outlier.
 */
CUPEL_API cupel_status cupel_grubbs_repeated(const double *values, size_t count, double significance,
                                             unsigned *outlier, size_t *found, cupel_error *error);

/* The rules of the Western Electric handbook (1956), in bits. */
enum {
    CUPEL_BEYOND_LIMITS = 1, /* beyond 3 sigma                                              */
    CUPEL_TWO_OF_THREE = 2,  /* the last of three of which two are beyond 2 sigma, on one side */
    CUPEL_FOUR_OF_FIVE = 4,  /* of five, four beyond 1 sigma                                 */
    CUPEL_EIGHT_IN_A_ROW = 8 /* the last of eight on one side of the middle                  */
};

enum { CUPEL_CONTROL_VALUES = 20 }; /* limits of fewer are provisional */

typedef struct cupel_control_chart { /* of individuals and moving ranges of two */
    double middle, sigma;            /* mean; mean moving range/1.128                     */
    double lower, upper;             /* middle -+ 3 sigma                                 */
    double range, range_upper;       /* mean moving range; its limit, 3.267 times that    */
} cupel_control_chart;

/** @param values  in the order of time; count >= 2
 *  @param rules   [count] bits for each value, or NULL
 *  @return EINVAL */
CUPEL_API cupel_status cupel_control_limits(const double *values, size_t count, cupel_control_chart *out,
                                            unsigned *rules, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
