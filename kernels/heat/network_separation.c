/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/network.h"

#include <math.h>
#include <stdbool.h>

/* Transient dual interface (JESD51-14): one part is measured twice, on a dry and on a greased cold plate.
 * Until the heat reaches the face of its case the two impedances are one; where they part, the resistance is
 * that from junction to case. */

typedef struct curves {
    size_t count;
    const double *times, *first, *second;
    double change; /* last first less last second */
} curves;

/* (dZ1/dz - dZ2/dz)/(Z1 - Z2 at the end), over a twentieth of a decade either way. */
static double delta(const curves *c, size_t i)
{
    const double reach = exp(log(10) / 20);
    size_t a = i, b = i;
    while (a > 0 && c->times[a] > c->times[i] / reach) a--;
    while (b + 1 < c->count && c->times[b] < c->times[i] * reach) b++;
    const double rise = (c->first[b] - c->second[b]) - (c->first[a] - c->second[a]);
    return rise / log(c->times[b] / c->times[a]) / c->change;
}

static cupel_status check(const curves *c, cupel_error *error)
{
    if (c->count < 10)
        CUPEL_FAIL(error, CUPEL_EINVAL, "two impedances need 10 points or more, not %zu", c->count);
    for (size_t i = 0; i < c->count; i++)
        if (!(c->times[i] > (i > 0 ? c->times[i - 1] : 0)) || !isfinite(c->times[i]) ||
            !isfinite(c->first[i]) || !isfinite(c->second[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "point %zu: times must be positive and rise, impedances be finite", i + 1);
    const double end = fmax(fabs(c->first[c->count - 1]), fabs(c->second[c->count - 1]));
    if (!(fabs(c->change) > 1e-6 * end))
        CUPEL_FAIL(error, CUPEL_EFAILED, "the two impedances end alike: the interfaces do not differ");
    return CUPEL_OK;
}

cupel_status cupel_impedance_separation(size_t count, const double *times, const double *first,
                                        const double *second, double slope, double offset,
                                        cupel_separation *out, cupel_error *error)
{
    const curves c = {count, times, first, second, count > 0 ? first[count - 1] - second[count - 1] : 0};
    const cupel_status status = check(&c, error);
    if (status) return status;
    size_t peak = 0;
    double highest = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        const double own = delta(&c, i);
        if (own > highest) {
            highest = own;
            peak = i;
        }
    }
    double above = highest - (slope * first[peak] + offset);
    if (!(above > 0))
        CUPEL_FAIL(error, CUPEL_EFAILED, "the two impedances never part by more than the limit");
    for (size_t i = peak; i-- > 0;) {
        const double own = delta(&c, i) - (slope * first[i] + offset);
        if (own > 0) {
            above = own;
            continue;
        }
        const double share = above / (above - own); /* from i + 1 back to i */
        out->resistance = first[i + 1] + share * (first[i] - first[i + 1]);
        out->time = times[i + 1] * pow(times[i] / times[i + 1], share);
        return CUPEL_OK;
    }
    CUPEL_FAIL(error, CUPEL_EFAILED, "the two impedances are apart from the beginning, %.6g s", times[0]);
}
