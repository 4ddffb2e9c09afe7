/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_GEOMETRY_PARTS_H
#define CUPEL_KERNELS_HEAT_GEOMETRY_PARTS_H

#include "cupel/geometry.h"

/* Where the pieces of a part are: what grid lines and materials both need. */

/** What messages call it. */
size_t cupk_part_number(const cupel_geometry *geometry, size_t index);

/** The two axes across `axis`, in the order x, y, z. */
void cupk_axes_across(int axis, int across[2]);

/** Lower face of a fin along its axis. */
double cupk_fin_face(const cupel_part *part, size_t fin);

/** Pins along an axis across them (0 or 1), and the centre of one; `row` counts along the other axis. */
size_t cupk_pin_count(const cupel_part *part, int which);
double cupk_pin_centre(const cupel_part *part, int which, size_t pin, size_t row);

/* Centre of a cell between grid lines. */
static inline double cupk_cell_centre(const double *edges, size_t i)
{
    return 0.5 * (edges[i] + edges[i + 1]);
}

/** First cell whose centre is not below a place; `cells` when there is none. */
size_t cupk_first_centre(const double *edges, size_t cells, double at);

#endif
