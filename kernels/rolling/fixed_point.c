/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/fixed_point.h"

#include <math.h>

#include "rolling/block.h"

size_t cupk_mixer_lay_out(cupk_mixer *mixer, size_t count, double *block)
{
    size_t used = 0;
    mixer->last = cupk_block_cut(block, &used, count);
    mixer->residual = cupk_block_cut(block, &used, count);
    for (size_t k = 0; k < CUPK_MIXER_DEPTH; k++) {
        mixer->step[k] = cupk_block_cut(block, &used, count);
        mixer->change[k] = cupk_block_cut(block, &used, count);
    }
    return used;
}

void cupk_mixer_start(cupk_mixer *mixer, size_t count)
{
    mixer->count = count;
    mixer->steps = 0;
}

static double product(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += a[i] * b[i];
    return sum;
}

/* Weights of the differences that bring the residual nearest to nought: normal equations, by Cholesky with a
 * ridge that keeps differences which say the same from being told apart by rounding. */
static void weigh(const cupk_mixer *mixer, size_t depth, double weight[CUPK_MIXER_DEPTH])
{
    double matrix[CUPK_MIXER_DEPTH][CUPK_MIXER_DEPTH];
    for (size_t i = 0; i < depth; i++) {
        weight[i] = product(mixer->change[i], mixer->residual, mixer->count);
        for (size_t j = 0; j <= i; j++)
            matrix[i][j] = product(mixer->change[i], mixer->change[j], mixer->count);
        matrix[i][i] *= 1 + 1e-10;
    }
    for (size_t i = 0; i < depth; i++)
        for (size_t j = 0; j <= i; j++) {
            for (size_t k = 0; k < j; k++) matrix[i][j] -= matrix[i][k] * matrix[j][k];
            if (i == j)
                matrix[i][i] =
                    matrix[i][i] > 0 ? sqrt(matrix[i][i]) : INFINITY; /* that difference is left out */
            else
                matrix[i][j] /= matrix[j][j];
        }
    for (size_t i = 0; i < depth; i++) {
        for (size_t k = 0; k < i; k++) weight[i] -= matrix[i][k] * weight[k];
        weight[i] /= matrix[i][i];
    }
    for (size_t i = depth; i-- > 0;) {
        for (size_t k = i + 1; k < depth; k++) weight[i] -= matrix[k][i] * weight[k];
        weight[i] /= matrix[i][i];
    }
}

void cupk_mixer_next(cupk_mixer *mixer, const double *image, double *x)
{
    const size_t oldest = (mixer->steps + CUPK_MIXER_DEPTH - 1) % CUPK_MIXER_DEPTH;
    for (size_t i = 0; i < mixer->count; i++) {
        const double residual = image[i] - x[i];
        if (mixer->steps > 0) {
            mixer->step[oldest][i] = x[i] - mixer->last[i];
            mixer->change[oldest][i] = residual - mixer->residual[i];
        }
        mixer->last[i] = x[i];
        mixer->residual[i] = residual;
    }
    const size_t depth = mixer->steps < CUPK_MIXER_DEPTH ? mixer->steps : CUPK_MIXER_DEPTH;
    double weight[CUPK_MIXER_DEPTH];
    weigh(mixer, depth, weight);
    for (size_t i = 0; i < mixer->count; i++) {
        double next = image[i];
        for (size_t k = 0; k < depth; k++) next -= weight[k] * (mixer->step[k][i] + mixer->change[k][i]);
        x[i] = next;
    }
    mixer->steps++;
}
