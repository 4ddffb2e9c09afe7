/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_GEOMETRY_LINES_H
#define CUPEL_KERNELS_HEAT_GEOMETRY_LINES_H

#include "cupel/geometry.h"

/* The lines that a geometry needs along one axis, and how fine the cells between them must be. */
typedef struct cupk_lines {
    size_t count, room;     /* lines; intervals are one less */
    double *at;             /* rising */
    double *limit;          /* [count - 1]: widest cell that shapes inside the interval allow; INFINITY: any */
} cupk_lines;

cupel_status cupk_lines_of(const cupel_geometry *geometry, int axis, cupk_lines *out, cupel_error *error);
void cupk_lines_free(cupk_lines *lines);

/* Cells between the lines: widths follow the size h(x) = min(width, limit, size at a line + growth distance). */
typedef struct cupk_spread {
    double width;           /* far from all lines [m] */
    double growth;          /* ln of the greatest ratio of neighbours; 0: even between lines */
    size_t least;           /* cells between two lines */
} cupk_spread;

/** Cells per interval; `sizes` is scratch of lines->count, `cells` of one less. Returns the sum. */
size_t cupk_lines_cells(const cupk_lines *lines, const cupk_spread *spread, double *sizes, size_t *cells);

/** Exactly `total` cells, at least as many as intervals, shared out by the same sizes. */
void cupk_lines_share(const cupk_lines *lines, const cupk_spread *spread, size_t total, double *sizes, size_t *cells);

/** Writes sum(cells) + 1 edges; sizes as the functions above left them. */
void cupk_lines_edges(const cupk_lines *lines, const cupk_spread *spread, const double *sizes, const size_t *cells,
                      double *edges);

#endif
