/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REPORT_PLOT_H
#define CUPEL_REPORT_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/error.h"
#include "store/store.h"

/* Pictures of results, by gnuplot. */

typedef enum cupel_picture { CUPEL_PNG, CUPEL_SVG, CUPEL_PDF } cupel_picture;

/** The format that the ending of a name asks for; false when it asks for none of these. */
bool cupel_picture_of(const char *name, cupel_picture *format);

typedef struct cupel_cut { /* the plane x, y or z = position [m] through fields in space */
    size_t axis;
    double position;
} cupel_cut;

typedef struct cupel_plot_request {
    const char *const *selections; /* "step.result", see select.h; "step": the chart of its model */
    size_t count;
    const cupel_model *const *models; /* NULL at the end; NULL: no charts, "step" is all its results */
    const char *title; /* NULL: the title of the file */
    cupel_picture format;
    int width; /* pixels; 0: 1200 */
    const cupel_cut *cuts; /* 0: along each axis, through the greatest value */
    size_t cut_count;
    const double *time; /* of fields: the step nearest to it [s]; NULL: the last */
    bool logarithmic[2]; /* abscissa, ordinate; what has no chart    */
    const char *arrows; /* a vector field, drawn as arrows over scalar ones of the same step; NULL: as the chart says */
} cupel_plot_request;

/** Draws the selections. A curve is drawn over its axis, a column of a table over the table's first column, a
 * scalar over the steps that have it, a field as a colour map of planes; what has one unit and one abscissa shares a panel, the panels stand one
 * below the other. `*bytes` is the picture; free() it. `*boxes` (may be NULL) tells that characters for which
 * there is no font were drawn as boxes. EINVAL when nothing of it can be drawn; EIO when there is no gnuplot.
 */
cupel_status cupel_plot(cupel_file *file, const cupel_plot_request *request, char **bytes, size_t *count,
                        bool *boxes, cupel_error *error);

/** "gnuplot 5.4 patchlevel 4", or false when there is none. */
bool cupel_plot_program(char *out, size_t size);

#endif
