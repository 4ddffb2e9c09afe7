/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/roughness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Heights onto an even grid. Positions in files are rounded, rows may be missing, and some profiles really
 * are uneven: the first two keep their heights, only the third is interpolated. */

static const double even_share = 0.11; /* of the spacing: a sample off its place by less is at its place */
static const size_t sample_limit = (size_t)1 << 26;

typedef struct places { /* good samples: their places and heights */
    size_t count;
    double *x, *z;
    size_t *index; /* in the channel */
} places;

static bool good(const cupel_channel *channel, size_t i)
{
    return isfinite(channel->values[i]) && (!channel->mask || channel->mask[i] == CUPEL_SAMPLE_GOOD);
}

static cupel_status allocate(cupel_surface_samples *out, size_t count, cupel_error *error)
{
    if (count > sample_limit)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "%zu heights are more than the %zu that are evaluated", count,
                   sample_limit);
    out->count = count;
    out->heights = cupel_alloc_doubles(count);
    out->filled = cupel_alloc(count, 1);
    if (!out->heights || !out->filled) return cupel_out_of_memory(error, "the heights of a surface");
    for (size_t i = 0; i < count; i++) out->heights[i] = NAN;
    return CUPEL_OK;
}

void cupel_surface_samples_free(cupel_surface_samples *samples)
{
    free(samples->heights);
    free(samples->filled);
    *samples = (cupel_surface_samples){0};
}

/* Fills what is missing in one line by straight lines between neighbours, beyond the ends by the last height.
 * False: there is no height at all. */
static bool fill_line(double *z, unsigned char *filled, size_t count)
{
    size_t last = count; /* the last good one */
    for (size_t i = 0; i < count; i++) {
        if (isnan(z[i])) {
            filled[i] = 1;
            continue;
        }
        for (size_t k = last == count ? 0 : last + 1; k < i; k++)
            z[k] =
                last == count ? z[i] : z[last] + (z[i] - z[last]) * (double)(k - last) / (double)(i - last);
        last = i;
    }
    if (last == count) return false;
    for (size_t k = last + 1; k < count; k++) z[k] = z[last];
    return true;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double cupel_surface_noise(const double *z, size_t count, cupel_arena *arena)
{
    enum { ENOUGH = 200000 };
    const size_t n = count < ENOUGH ? count : ENOUGH, first = (count - n) / 2;
    double *second = n > 4 ? cupel_arena_alloc(arena, n - 2, sizeof *second) : NULL;
    if (!second) return 0;
    for (size_t i = 0; i + 2 < n; i++) second[i] = z[first + i] - 2 * z[first + i + 1] + z[first + i + 2];
    /* second differences of these have a variance of 70, not of the 6 that is counted upon */
    return cupel_white_noise(second, n - 2, arena) * sqrt(6. / 70);
}

bool cupel_surface_spikes(const cupel_surface_samples *samples, size_t first, size_t count,
                          double greatest_height, cupel_arena *arena, char reason[160])
{
    const double *z = samples->heights + first;
    const double least = fmax(8 * cupel_surface_noise(z, count, arena), 0.15 * greatest_height);
    size_t spikes = 0;
    double highest = 0;
    for (size_t i = 2; i + 2 < count; i++) {
        if (!(fabs(z[i] - z[i - 1]) > least || fabs(z[i] - z[i + 1]) > least)) continue;
        double five[5];
        memcpy(five, z + i - 2, sizeof five);
        qsort(five, 5, sizeof *five, ascending);
        const double off = fabs(z[i] - five[2]);
        if (!(off > least)) continue;
        spikes++;
        highest = fmax(highest, off);
    }
    if (spikes)
        snprintf(reason, 160, "%zu samples stand alone, up to %.3g um off their neighbours: spikes", spikes,
                 highest * 1e6);
    return spikes > 0;
}

static cupel_status gather(const cupel_channel *position, const cupel_channel *height, places *out,
                           cupel_error *error)
{
    out->x = cupel_alloc_doubles(height->count);
    out->z = cupel_alloc_doubles(height->count);
    out->index = cupel_alloc(height->count, sizeof *out->index);
    if (!out->x || !out->z || !out->index) return cupel_out_of_memory(error, "the places of a profile");
    for (size_t i = 0; i < height->count; i++)
        if (good(position, i) && good(height, i)) {
            out->x[out->count] = position->values[i];
            out->z[out->count] = height->values[i];
            out->index[out->count++] = i;
        }
    if (out->count < 10)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a profile of %zu good samples cannot be evaluated", out->count);
    return CUPEL_OK;
}

/* Whether the places are those of the rows, as well as the digits of the file tell. */
static bool even_by_row(const places *p, size_t rows, double *spacing)
{
    const size_t n = p->count;
    const double steps = (double)(p->index[n - 1] - p->index[0]);
    const double dx = (p->x[n - 1] - p->x[0]) / steps;
    if (!(dx > 0) || rows < 2) return false;
    double off = 0, digit = HUGE_VAL;
    bool repeated = false;
    for (size_t i = 1; i < n; i++) {
        off = fmax(off, fabs(p->x[i] - p->x[0] - dx * (double)(p->index[i] - p->index[0])));
        const double step = p->x[i] - p->x[i - 1];
        if (step < 0) return false;
        if (step > 1e-6 * dx)
            digit = fmin(digit, step);
        else
            repeated = true;
    }
    *spacing = dx;
    return off <= even_share * dx || (off <= 0.6 * digit && (repeated || digit < 0.95 * dx));
}

/* Spacing by the median distance, then as it fits the ends. */
static cupel_status grid_of(const places *p, size_t *count, double *spacing, cupel_error *error)
{
    const size_t n = p->count;
    double *steps = cupel_alloc_doubles(n - 1);
    if (!steps) return cupel_out_of_memory(error, "the distances of a profile");
    for (size_t i = 1; i < n; i++) steps[i - 1] = p->x[i] - p->x[i - 1];
    qsort(steps, n - 1, sizeof *steps, ascending);
    const double median = steps[(n - 1) / 2];
    free(steps);
    const double cells = (p->x[n - 1] - p->x[0]) / median;
    if (!(cells <= 4 * (double)n + 1000))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "the positions of the profile are spread too unevenly: %zu samples over %.3g "
                   "times their median distance",
                   n, cells);
    *count = (size_t)llround(cells) + 1;
    *spacing = (p->x[n - 1] - p->x[0]) / (double)(*count - 1);
    return CUPEL_OK;
}

static bool even_on_grid(const places *p, double spacing)
{
    for (size_t i = 0; i < p->count; i++) {
        const double place = (p->x[i] - p->x[0]) / spacing;
        if (fabs(place - round(place)) > even_share) return false;
    }
    return true;
}

static void put_on_grid(const places *p, cupel_surface_samples *out)
{
    for (size_t i = 0; i < p->count; i++)
        out->heights[(size_t)llround((p->x[i] - p->x[0]) / out->spacing)] = p->z[i];
}

static void resample(const places *p, cupel_surface_samples *out)
{
    size_t i = 0;
    for (size_t k = 0; k < out->count; k++) {
        const double x = p->x[0] + (double)k * out->spacing;
        while (i + 2 < p->count && p->x[i + 1] < x) i++;
        const double gap = p->x[i + 1] - p->x[i], share = fmin(fmax((x - p->x[i]) / gap, 0), 1);
        out->heights[k] = p->z[i] + share * (p->z[i + 1] - p->z[i]);
        if (gap > 2.5 * out->spacing && share > 0 && share < 1) out->filled[k] = 1;
    }
    out->resampled = true;
}

/* A profile that was traced backwards is turned round. */
static void turn_round(places *p, size_t rows)
{
    for (size_t i = 0, k = p->count - 1; i < k; i++, k--) {
        const double x = p->x[i], z = p->z[i];
        const size_t index = p->index[i];
        p->x[i] = p->x[k], p->z[i] = p->z[k], p->index[i] = p->index[k];
        p->x[k] = x, p->z[k] = z, p->index[k] = index;
    }
    for (size_t i = 0; i < p->count; i++) p->index[i] = rows - 1 - p->index[i];
}

static cupel_status place_profile(places *p, size_t rows, cupel_surface_samples *out, cupel_error *error)
{
    out->reversed = p->x[p->count - 1] < p->x[0];
    if (out->reversed) turn_round(p, rows);
    if (even_by_row(p, rows, &out->spacing)) {
        const cupel_status status = allocate(out, rows, error);
        if (status) return status;
        for (size_t i = 0; i < p->count; i++) out->heights[p->index[i]] = p->z[i];
        out->origin = "the positions, which are even";
        return CUPEL_OK;
    }
    for (size_t i = 1; i < p->count; i++)
        if (!(p->x[i] > p->x[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "the position of sample %zu, %.9g m, does not go on from %.9g m before it: "
                       "a profile is not sorted in silence",
                       p->index[i] + 1, p->x[i], p->x[i - 1]);
    size_t count = 0;
    cupel_status status = grid_of(p, &count, &out->spacing, error);
    if (!status) status = allocate(out, count, error);
    if (status) return status;
    if (even_on_grid(p, out->spacing)) {
        put_on_grid(p, out);
        out->origin = "the positions, which are even but for rows that are missing";
    } else {
        resample(p, out);
        out->origin =
            "the positions are uneven: heights taken between them by straight lines at their mean distance";
    }
    return CUPEL_OK;
}

static cupel_status read_profile(const cupel_test *test, const cupel_channel *height,
                                 cupel_surface_samples *out, cupel_error *error)
{
    const cupel_channel *position = cupel_test_channel(test, "position");
    const cupel_property *spacing = cupel_test_property(test, "spacing");
    cupel_status status;
    if (position && position->count == height->count) {
        places p = {0};
        status = gather(position, height, &p, error);
        if (!status) status = place_profile(&p, height->count, out, error);
        free(p.x), free(p.z), free(p.index);
    } else if (spacing && spacing->value > 0 && isfinite(spacing->value)) {
        out->spacing = spacing->value;
        out->origin = spacing->origin ? spacing->origin : "condition of the test";
        status = allocate(out, height->count, error);
        for (size_t i = 0; !status && i < height->count; i++)
            if (good(height, i)) out->heights[i] = height->values[i];
    } else {
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a profile needs its positions: a column \"position\", or the condition \"spacing\"");
    }
    if (status) return status;
    if (out->count < 10 || !fill_line(out->heights, out->filled, out->count))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the profile has too few heights to evaluate");
    return CUPEL_OK;
}

/* ---- maps ---- */

/* The length of the rows of columns x, y on a grid, rows one after the other along `along`; 0: they are not.
 */
static size_t row_of(const cupel_channel *along, const cupel_channel *across, double *spacing,
                     double *spacing_y)
{
    const size_t n = along->count;
    if (n < 4) return 0;
    size_t row = 1;
    const double first = across->values[0], step = along->values[1] - along->values[0];
    while (row < n && fabs(across->values[row] - first) < 0.1 * fabs(step)) row++;
    if (row < 2 || row == n || n % row) return 0;
    const size_t rows = n / row;
    const double dx = (along->values[row - 1] - along->values[0]) / (double)(row - 1);
    const double dy = (across->values[n - 1] - first) / (double)(rows - 1);
    for (size_t j = 0; j < rows; j++)
        for (size_t i = 0; i < row; i++)
            if (!(fabs(along->values[j * row + i] - along->values[0] - dx * (double)i) <= 0.25 * fabs(dx) &&
                  fabs(across->values[j * row + i] - first - dy * (double)j) <= 0.25 * fabs(dy)))
                return 0;
    *spacing = fabs(dx);
    *spacing_y = fabs(dy);
    return *spacing > 0 && *spacing_y > 0 ? row : 0;
}

static cupel_status map_spacing(const cupel_test *test, cupel_surface_samples *out, cupel_error *error)
{
    const cupel_property *x = cupel_test_property(test, "spacing"),
                         *y = cupel_test_property(test, "spacing_y");
    if (!x || !(x->value > 0 && isfinite(x->value)))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a map of heights needs the condition \"spacing\", the distance of its samples");
    out->spacing = x->value;
    out->spacing_y = y && y->value > 0 && isfinite(y->value) ? y->value : x->value;
    out->origin = x->origin ? x->origin : "condition of the test";
    return CUPEL_OK;
}

static cupel_status fill_map(cupel_surface_samples *out, cupel_error *error)
{
    for (size_t j = 0; j < out->count / out->row; j++)
        if (!fill_line(out->heights + j * out->row, out->filled + j * out->row, out->row))
            CUPEL_FAIL(error, CUPEL_EINVAL, "row %zu of the map has no height at all", j + 1);
    return CUPEL_OK;
}

static cupel_status read_map(const cupel_test *test, const cupel_channel *height, cupel_surface_samples *out,
                             cupel_error *error)
{
    const cupel_channel *x = cupel_test_channel(test, "position"),
                        *y = cupel_test_channel(test, "position_y");
    cupel_status status = CUPEL_OK;
    if (height->row) {
        out->row = height->row;
        status = map_spacing(test, out, error);
    } else if (x && y && x->count == height->count && y->count == height->count) {
        out->row = row_of(x, y, &out->spacing, &out->spacing_y);
        if (!out->row) out->row = row_of(y, x, &out->spacing, &out->spacing_y); /* rows lie along y */
        if (!out->row)
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "the columns position, position_y and height are no whole even grid");
        out->origin = "the positions, which are an even grid";
    }
    if (!status && (out->row < 8 || height->count / out->row < 8 || height->count % out->row))
        status = cupel_error_set(error, CUPEL_EINVAL,
                                 "a map of %zu heights in rows of %zu cannot be evaluated: 8 by 8 "
                                 "at least",
                                 height->count, out->row);
    if (!status) status = allocate(out, height->count, error);
    if (status) return status;
    for (size_t i = 0; i < height->count; i++)
        if (good(height, i)) out->heights[i] = height->values[i];
    return fill_map(out, error);
}

static bool all_equal(const cupel_surface_samples *samples)
{
    for (size_t i = 1; i < samples->count; i++)
        if (samples->heights[i] != samples->heights[0]) return false;
    return true;
}

cupel_status cupel_surface_samples_read(const cupel_test *test, cupel_surface_samples *out,
                                        cupel_error *error)
{
    const cupel_channel *height = cupel_test_channel(test, "height");
    if (!height || height->count == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a roughness test needs a column \"height\"");
    const bool map = height->row || cupel_test_channel(test, "position_y");
    cupel_status status = map ? read_map(test, height, out, error) : read_profile(test, height, out, error);
    if (!status && all_equal(out))
        status = cupel_error_set(error, CUPEL_EINVAL, "all heights are equal: this is no surface");
    if (status) cupel_surface_samples_free(out);
    return status;
}
