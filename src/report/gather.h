/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REPORT_GATHER_H
#define CUPEL_REPORT_GATHER_H

#include <string.h>
#include "report/figure.h"

/* Items of a file on their way into the panels of a figure, in SI. */

typedef struct cupel_gathering {
    cupel_file *file;
    cupel_figure *figure;
    const cupel_chart_panel *chart; /* what is gathered belongs to this panel of a chart; NULL: to none */
    const char *rows;               /* as of the chart */
    const cupel_plot_request *request;
    size_t drawn;
    cupel_error *error;
} cupel_gathering;

/** Adds a curve, a column of a table or a scalar; what cannot be drawn is passed over. */
cupel_status cupel_gather(cupel_gathering *gathering, const cupel_item *item);

/** Adds a curve over places along the axis x, y or z [m]. */
cupel_status cupel_gather_line(cupel_gathering *gathering, const cupel_item *item, size_t axis, const double *places,
                               const double *values, size_t count);

/** Adds the chart of a step, or nothing when the step has none of its results. */
cupel_status cupel_gather_chart(cupel_gathering *gathering, const char *step, const cupel_chart *chart);

/** Adds a field over a plane, or cuts through one in space; of a vector its magnitude, with arrows. One along a line becomes
 * a curve. */
cupel_status cupel_gather_map(cupel_gathering *gathering, const cupel_item *item);

/** A step of a field: `*values` is all of the field, to be freed, `*at` the step in it. */
typedef struct cupel_field_step {
    cupel_grid grid;
    double *values, *at;
    size_t steps;
    double time;
} cupel_field_step;
cupel_status cupel_read_field_step(cupel_gathering *gathering, const cupel_item *item, cupel_field_step *out);

/** A plane of cells in a grid. */
typedef struct cupel_plane {
    size_t axis[2], normal; /* horizontal, vertical; across */
    size_t layer;           /* of cells, along the normal */
    double position;        /* along the normal [m] */
} cupel_plane;
enum { CUPEL_PLANES = 16 };

/** The planes of a field that are drawn: those asked for, its own when it is a plane, else those through its
 * greatest value. `magnitudes` of the cells. None for a field along a line. */
cupel_status cupel_choose_planes(const cupel_gathering *gathering, const cupel_item *item, const cupel_grid *grid,
                                 const double *magnitudes, cupel_plane *planes, size_t *count);

/** Arrows of a vector field over the map of a plane; `*greatest` is the magnitude within the plane of the longest, 0
 * when there is none. */
cupel_status cupel_gather_arrows(const cupel_gathering *gathering, const cupel_grid *grid, const double *vectors,
                                 const cupel_plane *plane, cupel_map *map, double *greatest);

/** Units as people write them: um -> µm, degC -> °C, m2 -> m². */
const char *cupel_unit_in_words(cupel_arena *arena, const char *unit);

/** The first column of the table that an item belongs to. */
const cupel_item *cupel_first_column(const cupel_file *file, const cupel_item *item, const char *table);

/** "roll_force_per_width" -> "roll force per width" */
const char *cupel_in_words(cupel_arena *arena, const char *name);

static inline bool cupel_same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

#endif
