/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_EVIDENCE_H
#define CUPEL_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/error.h"

/* Whether measured values meet a limit, and how sure that is. */

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cupel_evidence_of {
    CUPEL_EVIDENCE_MEAN,    /* the mean of all that could be tested meets the limit               */
    CUPEL_EVIDENCE_SPECIMEN /* the next specimen meets it: its scatter counts whole               */
} cupel_evidence_of;

typedef enum cupel_evidence_sense {
    CUPEL_AT_LEAST, /* value >= limit */
    CUPEL_AT_MOST   /* value <= limit */
} cupel_evidence_sense;

typedef struct cupel_evidence {
    double mean;
    double standard_deviation; /* of the values; NaN for one value                                    */
    double systematic;         /* root mean square of the stated uncertainties: common to all values  */
    double uncertainty;        /* standard uncertainty (k = 1) of what is judged; NaN: not known      */
    double degrees_of_freedom; /* of it, by Welch and Satterthwaite; infinite: only stated ones       */
    double margin;             /* how far the mean lies on the good side, in the unit of the values   */
    double probability;        /* that the limit is met; NaN when the uncertainty is not known        */
} cupel_evidence;

/** Lays `count` values [any unit] with their standard uncertainties (NaN or 0: not stated; NULL: none is) against
 * a limit in the same unit.
 *
 * The scatter s of the values is that of specimens and of repeating; the stated uncertainties are taken as
 * common to all values (one machine, one micrometer), so that they do not shrink with more tests, which is on
 * the safe side. u^2 = s^2/n + u_c^2 for the mean, s^2 (1 + 1/n) + u_c^2 for one more specimen (GUM 5.1, ISO
 * 16269-8 for normal scatter); the probability is that of Student's t with the degrees of freedom of Welch
 * and Satterthwaite (GUM G.4). With one value and a stated uncertainty it is the normal one, for the mean
 * only: the scatter is not known then, and one more specimen has no probability. Values that are all equal,
 * with no uncertainty stated, have none either: their scatter hides below what the instrument shows.
 *
 * EINVAL: no values, one that is not finite, an uncertainty that is negative. */
CUPEL_API cupel_status cupel_evidence_judge(size_t count, const double *values, const double *uncertainties,
                                            double limit, cupel_evidence_sense sense, cupel_evidence_of of,
                                            cupel_evidence *out, cupel_error *error);

/** Probability that a limit `margin` away is met, with this standard uncertainty and so many degrees of
 * freedom (infinite: normal). NaN: the uncertainty is not known. */
CUPEL_API double cupel_evidence_probability(double margin, double uncertainty, double degrees_of_freedom);

#ifdef __cplusplus
}
#endif

#endif
