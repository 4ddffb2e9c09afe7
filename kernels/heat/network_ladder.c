/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/network.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "symmetric_eigen.h"

/* Foster's stages and Cauer's ladder of one impedance.
 *
 * The ladder's matrix C^-1/2 G C^-1/2 is B^T B with B upper bidiagonal: row i belongs to resistance i and
 * holds 1/sqrt(R_i C_i) and -1/sqrt(R_i C_(i+1)). Its singular values are the 1/sqrt(tau_k), and the first
 * components of the right singular vectors are sqrt(C_1 R_k/tau_k). So B follows from the stages by
 * orthogonal rotations that take in one stage after the other: the method of Gragg and Harrod (1984, Numer.
 * Math. 44:317) for the tridiagonal matrix, here on its bidiagonal factor, from which R and C come by
 * products and quotients alone. A continued fraction of polynomials, the textbook way, loses all digits after
 * some ten stages. */

static const double limit = 1e-9; /* of the relative deviation of the impedance */

typedef struct bidiagonal {
    size_t count;
    long double *diagonal, *beside; /* [count], [count - 1] */
    long double norm;               /* sqrt of the sum of the weights: 1/sqrt(C_1) */
} bidiagonal;

/* (c, s) that turns (a, b) into (r, 0). */
static long double turn(long double a, long double b, long double *c, long double *s)
{
    const long double r = hypotl(a, b);
    *c = r > 0 ? a / r : 1;
    *s = r > 0 ? b / r : 0;
    return r;
}

/* Takes in a stage: its row and column stand behind the others. Rotating it into the first column, so that
 * the weights keep to the first component, leaves an entry below and one beside each row, which are chased
 * down. */
static void take_in(bidiagonal *b, long double sigma, long double weight)
{
    const size_t n = b->count++;
    if (n == 0) {
        b->diagonal[0] = sigma;
        b->norm = weight;
        return;
    }
    long double c, s;
    b->norm = turn(b->norm, weight, &c, &s);
    long double a = c * b->diagonal[0],
                beside = -s * b->diagonal[0];          /* row i, in its own and the last column  */
    long double below = s * sigma, corner = c * sigma; /* last row, in column i and the last one */
    for (size_t i = 0;; i++) {
        b->diagonal[i] = turn(a, below, &c, &s);
        const long double last = c * beside + s * corner;
        corner = c * corner - s * beside;
        if (i + 1 == n) {
            b->beside[i] = last;
            b->diagonal[n] = corner;
            return;
        }
        const long double next = c * b->beside[i], down = -s * b->beside[i];
        b->beside[i] = turn(next, last, &c, &s);
        below = c * down + s * corner;
        corner = c * corner - s * down;
        a = c * b->diagonal[i + 1];
        beside = -s * b->diagonal[i + 1];
    }
}

/* Impedance at a real frequency s > 0, where all terms of both forms are positive and no digit is lost. */
static double stages_at(const cupel_foster *foster, double s)
{
    double sum = 0;
    for (size_t k = 0; k < foster->count; k++)
        sum += foster->resistance[k] / (1 + s * foster->time_constant[k]);
    return sum;
}

static double ladder_at(const cupel_cauer *cauer, double s)
{
    double impedance = 0;
    for (size_t i = cauer->count; i-- > 0;)
        impedance = 1 / (s * cauer->capacity[i] + 1 / (cauer->resistance[i] + impedance));
    return impedance;
}

static double deviation_of(const cupel_foster *foster, const cupel_cauer *cauer)
{
    double slowest = 0, fastest = INFINITY, worst = 0;
    for (size_t k = 0; k < foster->count; k++) {
        slowest = fmax(slowest, foster->time_constant[k]);
        fastest = fmin(fastest, foster->time_constant[k]);
    }
    const double first = log(0.01 / slowest), last = log(100 / fastest);
    const int points = (int)ceil((last - first) / log(10) * 10);
    for (int i = 0; i <= points; i++) {
        const double s = exp(first + (last - first) * i / points), stages = stages_at(foster, s);
        const double difference = fabs(ladder_at(cauer, s) / stages - 1);
        worst = isnan(difference) ? (double)INFINITY : fmax(worst, difference);
    }
    return worst;
}

static cupel_status check_stages(const cupel_foster *foster, cupel_error *error)
{
    if (foster->count < 1) CUPEL_FAIL(error, CUPEL_EINVAL, "a ladder needs a stage with a capacity");
    for (size_t k = 0; k < foster->count; k++) {
        if (!(foster->resistance[k] > 0) || !isfinite(foster->resistance[k]))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "stage %zu: resistance %.6g K/W is not positive: no ladder has this impedance", k + 1,
                       foster->resistance[k]);
        if (!(foster->time_constant[k] > 0) || !isfinite(foster->time_constant[k]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "stage %zu: time constant %.6g s must be positive", k + 1,
                       foster->time_constant[k]);
        for (size_t j = 0; j < k; j++)
            if (foster->time_constant[j] == foster->time_constant[k])
                CUPEL_FAIL(error, CUPEL_EINVAL, "stages %zu and %zu have one time constant: add them up",
                           j + 1, k + 1);
    }
    return CUPEL_OK;
}

cupel_status cupel_cauer_from_foster(const cupel_foster *foster, cupel_cauer *out, double *deviation,
                                     cupel_error *error)
{
    const cupel_status status = check_stages(foster, error);
    if (status) return status;
    const size_t n = foster->count;
    bidiagonal b = {.diagonal = calloc(2 * n, sizeof(long double))};
    if (!b.diagonal) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a ladder of %zu rungs", n);
    b.beside = b.diagonal + n;
    for (size_t k = 0; k < n; k++)
        take_in(&b, 1 / sqrtl(foster->time_constant[k]),
                sqrtl((long double)foster->resistance[k] / foster->time_constant[k]));
    long double capacity = 1 / (b.norm * b.norm);
    for (size_t i = 0; i < n; i++) {
        const long double conductance = capacity * b.diagonal[i] * b.diagonal[i];
        out->capacity[i] = (double)capacity;
        out->resistance[i] = (double)(1 / conductance);
        if (i + 1 < n) capacity = conductance / (b.beside[i] * b.beside[i]);
    }
    free(b.diagonal);
    out->count = n;
    out->direct = foster->direct;
    const double difference = deviation_of(foster, out);
    if (deviation) *deviation = difference;
    if (!(difference <= limit))
        CUPEL_FAIL(
            error, CUPEL_EFAILED,
            "the ladder of these %zu stages misses their impedance by %.2g: they are too close together", n,
            difference);
    return CUPEL_OK;
}

static cupel_status check_rungs(const cupel_cauer *cauer, cupel_error *error)
{
    if (cauer->count < 1) CUPEL_FAIL(error, CUPEL_EINVAL, "a ladder needs a rung");
    for (size_t i = 0; i < cauer->count; i++)
        if (!(cauer->resistance[i] > 0) || !isfinite(cauer->resistance[i]) || !(cauer->capacity[i] > 0) ||
            !isfinite(cauer->capacity[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "rung %zu: resistance %.6g K/W and capacity %.6g J/K must be positive", i + 1,
                       cauer->resistance[i], cauer->capacity[i]);
    return CUPEL_OK;
}

cupel_status cupel_foster_from_cauer(const cupel_cauer *cauer, cupel_foster *out, cupel_error *error)
{
    const cupel_status status = check_rungs(cauer, error);
    if (status) return status;
    const size_t n = cauer->count;
    long double *matrix = calloc(2 * n * n + n, sizeof *matrix);
    if (!matrix) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a ladder of %zu rungs", n);
    long double *vectors = matrix + n * n, *values = vectors + n * n, before = 0;
    for (size_t i = 0; i < n; i++) {
        const long double conductance = 1 / (long double)cauer->resistance[i];
        matrix[i * n + i] = (before + conductance) / cauer->capacity[i];
        before = conductance;
        if (i + 1 < n)
            matrix[i * n + i + 1] = matrix[(i + 1) * n + i] =
                -conductance / sqrtl((long double)cauer->capacity[i] * cauer->capacity[i + 1]);
    }
    const bool done = cupk_eigen_symmetric(n, matrix, values, vectors);
    if (done) {
        for (size_t k = 0; k < n; k++) {
            const long double first = vectors[k * n];
            out->time_constant[k] = (double)(1 / values[k]);
            out->resistance[k] = (double)(first * first / (cauer->capacity[0] * values[k]));
        }
        out->count = n;
        out->direct = cauer->direct;
    }
    free(matrix);
    if (!done)
        CUPEL_FAIL(error, CUPEL_EFAILED, "the ladder has no modes to rounding: its rungs differ too much");
    return CUPEL_OK;
}

void cupel_structure_function(const cupel_cauer *cauer, double *resistance, double *capacity,
                              double *differential)
{
    double r = cauer->direct, c = 0;
    for (size_t i = 0; i < cauer->count; i++) {
        resistance[i] = r += cauer->resistance[i];
        capacity[i] = c += cauer->capacity[i];
        differential[i] = cauer->capacity[i] / cauer->resistance[i];
    }
}
