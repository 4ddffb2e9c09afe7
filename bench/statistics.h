/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_STATISTICS_H
#define CUPEL_BENCH_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

/* Order statistics of run times. Times are skewed to the right and have outliers, so nothing here uses a mean
 * or assumes a normal distribution. */

typedef struct bench_summary {
    double min, median, max;
    double mad; /* median absolute deviation from the median, not scaled to a standard deviation */
} bench_summary;

/** False, and `out` untouched, for count 0, a NaN, or when memory is short. */
bool bench_summarise(const double *samples, size_t count, bench_summary *out);

/** Two-sided p of the Mann-Whitney U test that `a` and `b` come from one distribution. Without ties the exact
 * distribution of U is counted (up to 60 samples together); else the normal approximation with correction for
 * ties and for continuity. NaN when either has no sample or memory is short. Mann and Whitney, Ann. Math.
 * Statist. 18 (1947) 50-60. */
double bench_mann_whitney(const double *a, size_t a_count, const double *b, size_t b_count);

#endif
