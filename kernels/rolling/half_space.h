/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_HALF_SPACE_H
#define CUPEL_KERNELS_ROLLING_HALF_SPACE_H

#include <stddef.h>

/** Nodes xi_i = (1 - cos(pi i/cells))/2 of [0, 1], cells + 1 of them: they crowd where contact ends. */
void cupk_cosine_mesh(size_t cells, double *nodes);

/** Influence row of one point on a half-space loaded in plane strain by a pressure that is linear between the
 * nodes: sum_j out[j] p_j = integral of p(s) ln|point - s| ds (Johnson, Contact Mechanics, 1985, sec. 2.4).
 * The surface of a half-space of plane-strain modulus E* moves inwards by -2/(pi E*) times that, up to a
 * constant. `out` holds cells + 1 numbers. */
void cupk_half_space_row(size_t cells, const double *nodes, double point, double *out);

/** integral of ln|point - s| ds from `left` to `right`. */
double cupk_log_integral(double point, double left, double right);

/** The rows of all nodes, (cells + 1) x (cells + 1), row-major. */
void cupk_half_space_matrix(size_t cells, const double *nodes, double *out);

#endif
