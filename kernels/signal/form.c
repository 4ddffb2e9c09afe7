/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "cupel/roughness.h"

/* Polynomials p_0 … p_order that are orthonormal on the weighted samples, by Lanczos on the diagonal matrix
 * of the abscissas, made orthogonal twice: then least squares needs no equations, and on a whole grid the
 * products of those in x and y are orthonormal too. */

static const double pi = 3.14159265358979323846;

static double dot(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += a[i] * b[i];
    return sum;
}

static double weighted_dot(const double *weights, const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += weights[i] * a[i] * b[i];
    return sum;
}

/* [order + 2][count]: the weights, then the polynomials; or NULL */
static double *orthonormal(size_t count, unsigned order, cupel_form_weights kind)
{
    double *weights = malloc((order + 2) * count * sizeof *weights);
    if (!weights) return NULL;
    const double middle = 0.5 * (double)(count - 1);
    double *p = weights + count;
    for (size_t i = 0; i < count; i++) {
        const double s = sin(pi * ((double)i + 0.5) / (double)count);
        weights[i] = kind == CUPEL_FORM_HANN ? s * s : 1;
    }
    for (unsigned k = 0; k <= order; k++) {
        double *row = p + k * count;
        for (size_t i = 0; i < count; i++)
            row[i] = k ? ((double)i - middle) / middle * row[(ptrdiff_t)i - (ptrdiff_t)count] : 1;
        for (int twice = 0; twice < 2; twice++)
            for (unsigned j = 0; j < k; j++) {
                const double part = weighted_dot(weights, p + j * count, row, count);
                for (size_t i = 0; i < count; i++) row[i] -= part * p[j * count + i];
            }
        const double norm = sqrt(weighted_dot(weights, row, row, count));
        for (size_t i = 0; i < count; i++) row[i] /= norm;
    }
    return weights;
}

static cupel_status check(size_t count, unsigned order, cupel_error *error)
{
    if (order > CUPEL_FORM_ORDER)
        CUPEL_FAIL(error, CUPEL_EINVAL, "order %u of the form is above %d", order, CUPEL_FORM_ORDER);
    if (count < 2 || count <= order)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples are too few for a form of order %u", count, order);
    return CUPEL_OK;
}

cupel_status cupel_remove_form(const double *heights, size_t count, unsigned order, double *residual,
                               cupel_error *error)
{
    const cupel_status status = check(count, order, error);
    if (status) return status;
    double *p = orthonormal(count, order, CUPEL_FORM_UNIFORM);
    if (!p) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the form of %zu samples", count);
    memmove(residual, heights, count * sizeof *residual);
    for (unsigned k = 0; k <= order; k++) {
        const double *row = p + (k + 1) * count, part = dot(row, residual, count);
        for (size_t i = 0; i < count; i++) residual[i] -= part * row[i];
    }
    free(p);
    return CUPEL_OK;
}

/* [order + 1][rows] inner products of the rows with the polynomials along them */
static void project_rows(const cupel_height_map *map, const double *heights, const double *px, unsigned order,
                         double *along)
{
    for (unsigned k = 0; k <= order; k++)
        for (size_t j = 0; j < map->rows; j++)
            along[k * map->rows + j] =
                weighted_dot(px, px + (k + 1) * map->row, heights + j * map->row, map->row);
}

cupel_status cupel_remove_form_map(const cupel_height_map *map, const double *heights, unsigned order,
                                   cupel_form_weights weights, double *residual, cupel_error *error)
{
    cupel_status status = check(map->row, order, error);
    if (!status) status = check(map->rows, order, error);
    if (status) return status;
    double *px = orthonormal(map->row, order, weights), *py = orthonormal(map->rows, order, weights);
    double *along = malloc(map->rows * (order + 1) * sizeof *along);
    if (!px || !py || !along) {
        free(px), free(py), free(along);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the form of a map");
    }
    memmove(residual, heights, map->rows * map->row * sizeof *residual);
    project_rows(map, residual, px, order, along);
    for (unsigned k = 0; k <= order; k++)
        for (unsigned l = 0; k + l <= order; l++) {
            const double *x = px + (k + 1) * map->row, *y = py + (l + 1) * map->rows;
            const double part = weighted_dot(py, y, along + k * map->rows, map->rows);
            for (size_t j = 0; j < map->rows; j++)
                for (size_t i = 0; i < map->row; i++) residual[j * map->row + i] -= part * y[j] * x[i];
        }
    free(px), free(py), free(along);
    return CUPEL_OK;
}
