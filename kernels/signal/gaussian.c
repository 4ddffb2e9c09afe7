/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/gaussian.h"

#include <fftw3.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "cupel/roughness.h"

/* Plans are made by FFTW_ESTIMATE, which measures nothing, for arrays of fftw_malloc, which are aligned
 * alike: equal input gives equal bits. Planning is the one thing in FFTW that two threads must not do at
 * once. */

static const double pi = 3.14159265358979323846;
static const size_t sample_limit = (size_t)1 << 27;

struct cupk_gaussian {
    size_t count, reach, size; /* samples; of the weights to one side; of the transform */
    double *transfer;          /* [size/2 + 1], with 1/size in it */
    fftw_plan forward, backward;
};

double cupel_gaussian_transmission(double nesting_index, double wavelength)
{
    const double ratio = CUPEL_GAUSSIAN_ALPHA * nesting_index / wavelength;
    return exp(-pi * ratio * ratio);
}

static cupel_status check(size_t count, double spacing, double nesting_index, cupel_error *error)
{
    if (count < 2) CUPEL_FAIL(error, CUPEL_EINVAL, "a profile of %zu samples has no mean line", count);
    if (count > sample_limit) CUPEL_FAIL(error, CUPEL_ELIMIT, "a profile of %zu samples is too long", count);
    if (!(spacing > 0 && isfinite(spacing)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "spacing %.6g m must be positive", spacing);
    if (!(nesting_index > 0 && nesting_index <= (double)count * spacing))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "nesting index %.6g m must be positive, and no longer than the profile, %.6g m",
                   nesting_index, (double)count * spacing);
    return CUPEL_OK;
}

static double weight_at(size_t k, double spacing, double nesting_index)
{
    const double u = (double)k * spacing / (CUPEL_GAUSSIAN_ALPHA * nesting_index);
    return exp(-pi * u * u);
}

/* [reach + 1] weights to one side; the whole window sums to 1. */
static double *one_side(size_t reach, double spacing, double nesting_index)
{
    double *weights = malloc((reach + 1) * sizeof *weights);
    if (!weights) return NULL;
    double sum = 0;
    for (size_t k = reach; k > 0; k--) sum += 2 * (weights[k] = weight_at(k, spacing, nesting_index));
    weights[0] = 1;
    sum += 1;
    for (size_t k = 0; k <= reach; k++) weights[k] /= sum;
    return weights;
}

/* Sample of a profile that goes on as its mirror image, -reach <= i < count + reach. */
static double reflected(const double *heights, size_t count, size_t stride, ptrdiff_t i)
{
    const ptrdiff_t n = (ptrdiff_t)count, period = 2 * n;
    i %= period;
    if (i < 0) i += period;
    if (i >= n) i = period - 1 - i;
    return heights[(size_t)i * stride];
}

static size_t reach_of(double spacing, double nesting_index)
{
    return (size_t)ceil(2 * nesting_index / spacing);
}

/* The least product of 2, 3, 5 and 7 that is no less. */
static size_t fast_size(size_t least)
{
    for (size_t size = least;; size++) {
        size_t rest = size;
        static const size_t primes[] = {2, 3, 5, 7};
        for (size_t i = 0; i < 4; i++)
            while (rest % primes[i] == 0) rest /= primes[i];
        if (rest == 1) return size;
    }
}

/* Reals of a room: the samples, then the spectrum, which begins on a vector again. */
static size_t spectrum_at(size_t size)
{
    return (size + 7) / 8 * 8;
}

double *cupk_gaussian_room(const cupk_gaussian *g)
{
    return fftw_malloc((spectrum_at(g->size) + 2 * (g->size / 2 + 1)) * sizeof(double));
}

void cupk_gaussian_room_free(double *room)
{
    fftw_free(room);
}

/* The weights around 0 have a real spectrum. */
static void set_transfer(cupk_gaussian *g, const double *weights, double *room)
{
    memset(room, 0, g->size * sizeof *room);
    room[0] = weights[0];
    for (size_t k = 1; k <= g->reach; k++) room[k] = room[g->size - k] = weights[k];
    fftw_complex *spectrum = (fftw_complex *)(room + spectrum_at(g->size));
    fftw_execute_dft_r2c(g->forward, room, spectrum);
    for (size_t i = 0; i <= g->size / 2; i++) g->transfer[i] = spectrum[i][0] / (double)g->size;
}

/* FFTW plans one at a time. The lock has no name, as a name would be a symbol of the library. */
static void make_plans(cupk_gaussian *g, double *room)
{
    fftw_complex *spectrum = (fftw_complex *)(room + spectrum_at(g->size));
#pragma omp critical
    {
        g->forward = fftw_plan_dft_r2c_1d((int)g->size, room, spectrum, FFTW_ESTIMATE);
        g->backward = fftw_plan_dft_c2r_1d((int)g->size, spectrum, room, FFTW_ESTIMATE);
    }
}

cupel_status cupk_gaussian_open(size_t count, double spacing, double nesting_index, cupk_gaussian **out,
                                cupel_error *error)
{
    const cupel_status status = check(count, spacing, nesting_index, error);
    if (status) return status;
    cupk_gaussian *g = calloc(1, sizeof *g);
    if (!g) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a filter");
    g->count = count;
    g->reach = reach_of(spacing, nesting_index);
    g->size = fast_size(count + 2 * g->reach + 1);
    double *weights = one_side(g->reach, spacing, nesting_index), *room = cupk_gaussian_room(g);
    g->transfer = malloc((g->size / 2 + 1) * sizeof *g->transfer);
    if (room) make_plans(g, room);
    const bool made = weights && g->transfer && g->forward && g->backward;
    if (made) set_transfer(g, weights, room);
    free(weights);
    cupk_gaussian_room_free(room);
    if (!made) {
        cupk_gaussian_close(g);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a filter over %zu samples", count);
    }
    *out = g;
    return CUPEL_OK;
}

void cupk_gaussian_close(cupk_gaussian *g)
{
    if (!g) return;
#pragma omp critical
    {
        if (g->forward) fftw_destroy_plan(g->forward);
        if (g->backward) fftw_destroy_plan(g->backward);
    }
    free(g->transfer);
    free(g);
}

void cupk_gaussian_apply(const cupk_gaussian *g, const double *in, double *out, size_t stride, double *room)
{
    const size_t n = g->count, size = g->size;
    for (size_t i = 0; i < n; i++) room[i] = in[i * stride];
    for (size_t i = n; i < size; i++) room[i] = 0;
    for (size_t k = 0; k < g->reach; k++) {
        room[n + k] = reflected(in, n, stride, (ptrdiff_t)(n + k));
        room[size - 1 - k] = reflected(in, n, stride, -1 - (ptrdiff_t)k);
    }
    fftw_complex *spectrum = (fftw_complex *)(room + spectrum_at(size));
    fftw_execute_dft_r2c(g->forward, room, spectrum);
    for (size_t i = 0; i <= size / 2; i++) {
        spectrum[i][0] *= g->transfer[i];
        spectrum[i][1] *= g->transfer[i];
    }
    fftw_execute_dft_c2r(g->backward, spectrum, room);
    for (size_t i = 0; i < n; i++) out[i * stride] = room[i];
}

cupel_status cupk_gaussian_mean_line_ref(const double *heights, size_t count, double spacing,
                                         double nesting_index, double *mean_line, cupel_error *error)
{
    const cupel_status status = check(count, spacing, nesting_index, error);
    if (status) return status;
    const size_t reach = reach_of(spacing, nesting_index);
    double *weights = one_side(reach, spacing, nesting_index);
    if (!weights) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a filter");
    for (size_t i = 0; i < count; i++) {
        double sum = weights[0] * heights[i];
        for (size_t k = 1; k <= reach; k++) {
            const ptrdiff_t before = (ptrdiff_t)i - (ptrdiff_t)k, behind = (ptrdiff_t)(i + k);
            sum += weights[k] * (reflected(heights, count, 1, before) + reflected(heights, count, 1, behind));
        }
        mean_line[i] = sum;
    }
    free(weights);
    return CUPEL_OK;
}

cupel_status cupel_gaussian_mean_line(const double *heights, size_t count, double spacing,
                                      double nesting_index, double *mean_line, cupel_error *error)
{
    cupk_gaussian *g = NULL;
    const cupel_status status = cupk_gaussian_open(count, spacing, nesting_index, &g, error);
    if (status) return status;
    double *room = cupk_gaussian_room(g);
    if (room) cupk_gaussian_apply(g, heights, mean_line, 1, room);
    cupk_gaussian_room_free(room);
    cupk_gaussian_close(g);
    if (!room) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a filter over %zu samples", count);
    return CUPEL_OK;
}

/* Lines of a map with one filter: `count` of them, `step` apart. False: out of memory. */
static bool apply_lines(const cupk_gaussian *g, const double *in, double *out, size_t lines, size_t step,
                        size_t stride, int threads)
{
    int failed = 0;
#pragma omp parallel num_threads(threads) reduction(+ : failed)
    {
        double *room = cupk_gaussian_room(g);
        if (!room) failed = 1;
#pragma omp for schedule(static)
        for (size_t i = 0; i < lines; i++)
            if (room) cupk_gaussian_apply(g, in + i * step, out + i * step, stride, room);
        cupk_gaussian_room_free(room);
    }
    return failed == 0;
}

cupel_status cupel_gaussian_mean_surface(const cupel_height_map *map, const double *heights,
                                         double nesting_index, int threads, double *surface,
                                         cupel_error *error)
{
    cupk_gaussian *along = NULL, *across = NULL;
    const int used = threads > 0 ? threads : 1;
    cupel_status status = cupk_gaussian_open(map->row, map->spacing, nesting_index, &along, error);
    if (!status) status = cupk_gaussian_open(map->rows, map->spacing_y, nesting_index, &across, error);
    if (!status && !(apply_lines(along, heights, surface, map->rows, map->row, 1, used) &&
                     apply_lines(across, surface, surface, map->row, 1, map->row, used)))
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for the filter of a map");
    cupk_gaussian_close(along);
    cupk_gaussian_close(across);
    return status;
}
