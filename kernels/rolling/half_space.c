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

/* Integrals of ln|u| and of u ln|u|. */
static double first_integral(double u)
{
    return u != 0 ? u * log(fabs(u)) - u : 0;
}

static double second_integral(double u)
{
    return u != 0 ? 0.5 * u * u * log(fabs(u)) - 0.25 * u * u : 0;
}

void cupk_half_space_row(size_t cells, const double *nodes, double point, double *out)
{
    double near = point - nodes[0];
    double first = first_integral(near), second = second_integral(near);
    out[0] = 0;
    for (size_t j = 0; j < cells; j++) {
        const double far = point - nodes[j + 1];
        const double first_far = first_integral(far), second_far = second_integral(far);
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
