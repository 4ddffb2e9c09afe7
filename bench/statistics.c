/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "statistics.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { EXACT_LIMIT = 60 }; /* C(60, 30) = 1.2e17: the counts stay near 2^53, the relative error below 1e-12 */

static int ascending(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double middle(const double *sorted, size_t count)
{
    return count % 2 ? sorted[count / 2] : 0.5 * (sorted[count / 2 - 1] + sorted[count / 2]);
}

bool bench_summarise(const double *samples, size_t count, bench_summary *out)
{
    if (count == 0 || count > SIZE_MAX / sizeof *samples) return false;
    for (size_t i = 0; i < count; i++)
        if (isnan(samples[i])) return false;
    double *sorted = malloc(count * sizeof *sorted);
    if (!sorted) return false;
    memcpy(sorted, samples, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, ascending);
    bench_summary summary = {.min = sorted[0], .median = middle(sorted, count), .max = sorted[count - 1]};
    for (size_t i = 0; i < count; i++) sorted[i] = fabs(samples[i] - summary.median);
    qsort(sorted, count, sizeof *sorted, ascending);
    summary.mad = middle(sorted, count);
    free(sorted);
    *out = summary;
    return true;
}

typedef struct ranked {
    double value;
    bool from_a;
} ranked;

static int by_value(const void *left, const void *right)
{
    return ascending(&((const ranked *)left)->value, &((const ranked *)right)->value);
}

/* P(U <= u) for samples of m and n values without ties. The number of arrangements with U = k is the
 * coefficient of q^k in the Gaussian binomial [m+n choose m], built up as prod (1 - q^(n+i)) / (1 - q^i), i =
 * 1 … m. */
static double exact_below(size_t m, size_t n, size_t u)
{
    const size_t top = m * n;
    double *ways = calloc(top + 1, sizeof *ways);
    if (!ways) return NAN;
    ways[0] = 1;
    for (size_t i = 1; i <= m; i++) {
        for (size_t k = top; k >= n + i; k--) ways[k] -= ways[k - n - i];
        for (size_t k = i; k <= top; k++) ways[k] += ways[k - i];
    }
    double below = 0, all = 0;
    for (size_t k = 0; k <= top; k++) {
        all += ways[k];
        if (k <= u) below += ways[k];
    }
    free(ways);
    return below / all;
}

double bench_mann_whitney(const double *a, size_t a_count, const double *b, size_t b_count)
{
    if (a_count == 0 || b_count == 0 || a_count > 1000000 || b_count > 1000000) return NAN;
    const size_t count = a_count + b_count;
    ranked *all = malloc(count * sizeof *all);
    if (!all) return NAN;
    for (size_t i = 0; i < a_count; i++) all[i] = (ranked){a[i], true};
    for (size_t i = 0; i < b_count; i++) all[a_count + i] = (ranked){b[i], false};
    bool nan = false;
    for (size_t i = 0; i < count; i++) nan = nan || isnan(all[i].value);
    qsort(all, count, sizeof *all, by_value);

    double rank_sum = 0, tie_term = 0; /* of a; sum of t^3 - t over the groups of equal values */
    for (size_t first = 0, last; first < count; first = last) {
        for (last = first + 1; last < count && !(all[last].value > all[first].value); last++) {
        }
        const double rank = 0.5 * ((double)first + 1 + (double)last), ties = (double)(last - first);
        for (size_t i = first; i < last; i++)
            if (all[i].from_a) rank_sum += rank;
        tie_term += ties * ties * ties - ties;
    }
    free(all);
    if (nan) return NAN;

    const double m = (double)a_count, n = (double)b_count, total = m + n;
    const double u_a = rank_sum - 0.5 * m * (m + 1), u = fmin(u_a, m * n - u_a);
    if (!(tie_term > 0) && count <= EXACT_LIMIT) return fmin(1, 2 * exact_below(a_count, b_count, (size_t)u));
    const double variance = m * n / 12 * (total + 1 - tie_term / (total * (total - 1)));
    if (!(variance > 0)) return 1; /* all values are equal */
    const double z = fmax(0, 0.5 * m * n - u - 0.5) / sqrt(variance);
    return fmin(1, erfc(z / sqrt(2)));
}
