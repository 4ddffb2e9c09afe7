/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/peel.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SEARCH_BLOCKS = 40, BINS = 512 };

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the values. */
static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, ascending);
    return count % 2 ? values[count / 2] : 0.5 * (values[count / 2 - 1] + values[count / 2]);
}

static double median_of_five(const double *force, size_t count, size_t i)
{
    const size_t from = i < 2 ? 0 : i + 3 > count ? count - 5 : i - 2;
    double five[5];
    memcpy(five, force + from, sizeof five);
    return median(five, 5);
}

/* Median of the forces above half of the 95 % quantile. */
static double level_of(const double *force, size_t count, double *room)
{
    memcpy(room, force, count * sizeof *room);
    qsort(room, count, sizeof *room, ascending);
    const double half = 0.5 * room[(size_t)(0.95 * (double)(count - 1))];
    size_t above = 0;
    while (above < count && !(room[above] > half)) above++;
    return above < count ? median(room + above, count - above) : 0;
}

static double median_between(const double *blocks, size_t from, size_t to)
{
    double room[SEARCH_BLOCKS];
    memcpy(room, blocks + from, (to - from) * sizeof *room);
    return median(room, to - from);
}

/* What blocks of the steady part may be off the level at one of its ends: stick-slip that is long beside a
 * block moves them more than noise does. */
typedef struct steady_level {
    double value, off;
} steady_level;

static steady_level level_between(const double *blocks, size_t from, size_t to)
{
    double apart[SEARCH_BLOCKS];
    steady_level l = {.value = median_between(blocks, from, to)};
    for (size_t i = from; i < to; i++) apart[i - from] = fabs(blocks[i] - l.value);
    l.off = fmax(0.15 * fabs(l.value), 2.5 * median(apart, to - from));
    return l;
}

static bool within(double value, const steady_level *l)
{
    return fabs(value - l->value) <= l->off;
}

/* First and last block of the steady part. False: there is none. */
static bool steady_blocks(const double *blocks, size_t *first, size_t *last)
{
    const steady_level at_start = level_between(blocks, 5, 15), at_end = level_between(blocks, 25, 35);
    size_t i = 0, k = SEARCH_BLOCKS - 1;
    while (i + 1 < SEARCH_BLOCKS && !(within(blocks[i], &at_start) && within(blocks[i + 1], &at_start))) i++;
    while (k > 0 && !(within(blocks[k], &at_end) && within(blocks[k - 1], &at_end))) k--;
    *first = i + 2;
    *last = k < 2 ? 0 : k - 2;
    return *last >= *first + 5;
}

cupel_status cupel_peel_steady(const double *force, size_t count, size_t *first, size_t *end,
                               cupel_error *error)
{
    if (count < 60)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples are too few for a peel curve: 60 at least", count);
    double *room = malloc(count * sizeof *room), blocks[SEARCH_BLOCKS];
    if (!room) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for %zu samples", count);
    const double half = 0.5 * level_of(force, count, room);
    size_t from = 0, to = count;
    while (from < count && !(median_of_five(force, count, from) > half)) from++;
    while (to > from && !(median_of_five(force, count, to - 1) > half)) to--;
    const size_t loaded = to - from;
    size_t i = 0, k = 0;
    bool found = half > 0 && loaded >= SEARCH_BLOCKS;
    for (size_t b = 0; found && b < SEARCH_BLOCKS; b++) {
        const size_t begin = from + loaded * b / SEARCH_BLOCKS,
                     stop = from + loaded * (b + 1) / SEARCH_BLOCKS;
        memcpy(room, force + begin, (stop - begin) * sizeof *room);
        blocks[b] = median(room, stop - begin);
    }
    free(room);
    if (found) found = steady_blocks(blocks, &i, &k);
    if (!found) CUPEL_FAIL(error, CUPEL_EFAILED, "no part of the curve is steady");
    *first = from + loaded * i / SEARCH_BLOCKS;
    *end = from + loaded * (k + 1) / SEARCH_BLOCKS;
    return CUPEL_OK;
}

static double mean_over(const double *travel, const double *force, size_t count)
{
    double sum = 0;
    if (!travel) {
        for (size_t i = 0; i < count; i++) sum += force[i];
        return sum / (double)count;
    }
    for (size_t i = 1; i < count; i++) sum += 0.5 * (force[i] + force[i - 1]) * (travel[i] - travel[i - 1]);
    return sum / (travel[count - 1] - travel[0]);
}

/* Top of a Gaussian kernel density with Silverman's width, on bins. */
static double mode_of(const double *force, size_t count, double least, double most, double deviation)
{
    const double width = 0.9 * deviation * pow((double)count, -0.2), bin = (most - least) / BINS;
    if (!(bin > 0) || !(width > 0)) return least;
    double bins[BINS] = {0}, best = -1;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t b = (size_t)((force[i] - least) / bin);
        bins[b < BINS ? b : BINS - 1] += 1;
    }
    for (size_t b = 0; b < BINS; b++) {
        double sum = 0;
        for (size_t k = 0; k < BINS; k++) {
            const double u = ((double)k - (double)b) * bin / width;
            sum += bins[k] * exp(-0.5 * u * u);
        }
        if (sum > best) best = sum, at = b;
    }
    return least + ((double)at + 0.5) * bin;
}

static double mean_of(const double *values, size_t from, size_t to)
{
    double sum = 0;
    for (size_t i = from; i < to; i++) sum += values[i];
    return sum / (double)(to - from);
}

static double squares_about(const double *values, size_t from, size_t to, double level)
{
    double sum = 0;
    for (size_t i = from; i < to; i++) sum += (values[i] - level) * (values[i] - level);
    return sum;
}

static void find_step(cupel_peel *p)
{
    const size_t n = CUPEL_PEEL_BLOCKS;
    double least = HUGE_VAL;
    for (size_t k = 2; k + 2 <= n; k++) {
        const double before = mean_of(p->blocks, 0, k), behind = mean_of(p->blocks, k, n);
        const double left = squares_about(p->blocks, 0, k, before) + squares_about(p->blocks, k, n, behind);
        if (left >= least) continue;
        least = left;
        p->step_at = k;
        p->step_before = before;
        p->step_behind = behind;
    }
    p->step_residual = sqrt(least / (double)(n - 2));
}

static void find_drift(cupel_peel *p)
{
    const double n = CUPEL_PEEL_BLOCKS, middle = 0.5 * (n - 1),
                 mean = mean_of(p->blocks, 0, CUPEL_PEEL_BLOCKS);
    double both = 0, square = 0, left = 0;
    for (size_t i = 0; i < CUPEL_PEEL_BLOCKS; i++) {
        both += ((double)i - middle) * (p->blocks[i] - mean);
        square += ((double)i - middle) * ((double)i - middle);
    }
    const double slope = both / square;
    for (size_t i = 0; i < CUPEL_PEEL_BLOCKS; i++)
        left += pow(p->blocks[i] - mean - slope * ((double)i - middle), 2);
    p->drift = slope * n;
    p->drift_residual = sqrt(left / (n - 2));
}

cupel_status cupel_peel_statistics(const double *travel, const double *force, size_t count, cupel_peel *out,
                                   cupel_error *error)
{
    const size_t n = CUPEL_PEEL_BLOCKS;
    if (count < n) CUPEL_FAIL(error, CUPEL_EINVAL, "a steady part of %zu samples is too short", count);
    if (travel && !(travel[count - 1] > travel[0])) CUPEL_FAIL(error, CUPEL_EINVAL, "travel does not rise");
    cupel_peel p = {.mean = mean_over(travel, force, count), .minimum = force[0], .maximum = force[0]};
    const double plain = mean_of(force, 0, count);
    p.deviation = sqrt(squares_about(force, 0, count, plain) / (double)(count - 1));
    for (size_t i = 1; i < count; i++) {
        p.minimum = fmin(p.minimum, force[i]);
        p.maximum = fmax(p.maximum, force[i]);
    }
    p.mode = mode_of(force, count, p.minimum, p.maximum, p.deviation);
    for (size_t b = 0; b < n; b++) p.blocks[b] = mean_of(force, count * b / n, count * (b + 1) / n);
    const double blocks = mean_of(p.blocks, 0, n);
    p.mean_uncertainty = sqrt(squares_about(p.blocks, 0, n, blocks) / (double)(n - 1) / (double)n);
    find_step(&p);
    find_drift(&p);
    *out = p;
    return CUPEL_OK;
}
