/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/half_space.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

void cupk_cosine_mesh(size_t cells, double *nodes)
{
    for (size_t i = 0; i <= cells; i++) nodes[i] = 0.5 * (1 - cos(pi * (double)i / (double)cells));
    nodes[cells] = 1;
}

static double log_of(double u)
{
    return u != 0 ? log(fabs(u)) : 0;
}

/* Integrals of ln|u| and of u ln|u|; the logarithm of 0 only comes with a factor 0. */
static double first_integral(double u, double log_u)
{
    return u * log_u - u;
}

static double second_integral(double u, double log_u)
{
    return 0.5 * u * u * log_u - 0.25 * u * u;
}

double cupk_log_integral(double point, double left, double right)
{
    const double near = point - left, far = point - right;
    return first_integral(near, log_of(near)) - first_integral(far, log_of(far));
}

void cupk_half_space_row(size_t cells, const double *nodes, double point, double *out)
{
    double near = point - nodes[0], log_near = log_of(near);
    double first = first_integral(near, log_near), second = second_integral(near, log_near);
    out[0] = 0;
    for (size_t j = 0; j < cells; j++) {
        const double far = point - nodes[j + 1], log_far = log_of(far);
        const double first_far = first_integral(far, log_far), second_far = second_integral(far, log_far);
        const double whole = first - first_far;
        const double right = (near * whole - (second - second_far)) / (nodes[j + 1] - nodes[j]);
        out[j] += whole - right;
        out[j + 1] = right;
        near = far, first = first_far, second = second_far;
    }
}

void cupk_half_space_matrix(size_t cells, const double *nodes, double *out)
{
    for (size_t i = 0; i <= cells; i++) cupk_half_space_row(cells, nodes, nodes[i], out + i * (cells + 1));
}
