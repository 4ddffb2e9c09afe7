/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REPORT_FIGURE_H
#define CUPEL_REPORT_FIGURE_H

#include "base/memory.h"
#include "base/text.h"
#include "report/plot.h"
#include "report/select.h"

/* What is drawn, before it is said in gnuplot's words: panels of traces, in units that people read. */

enum { CUPEL_FIGURE_PANELS = 12, CUPEL_FIGURE_TRACES = 64 };

typedef struct cupel_trace {
    const char *step, *name; /* where it comes from                                           */
    const char *word;        /* of a column of words: which of the curves of one table; NULL  */
    const char *label;       /* in the legend; NULL: the only trace of its panel              */
    size_t colour, dash;     /* which of them, from 0                                         */
    size_t count;
    double *x, *y; /* SI at first, then in the units of the panel; NaN: a gap       */
} cupel_trace;

typedef struct cupel_band { /* a stretch of the abscissa, shaded */
    double begin, end;
    size_t shade;
    const char *word;
} cupel_band;

typedef struct cupel_point { /* a dot with a word beside it */
    double x, y;
    const char *word;
} cupel_point;

typedef struct cupel_map { /* values over a plane, row by row from below */
    size_t cells[2];
    double origin[2], step[2]; /* of the lower left corner; of a cell, their mean where they differ */
    double *edges[2];          /* [cells + 1] faces of the cells; both NULL: all of one size */
    double *values;            /* NaN: none */
    double least, greatest;    /* ends of the scale; both 0: those of the values */
    double *arrows;            /* x, y of the middle and length along x, y of each; NULL */
    size_t arrow_count;
    const char *y_label;
} cupel_map;

typedef struct cupel_panel {
    cupel_map *map;                 /* in place of traces; NULL                      */
    const cupel_chart_panel *chart; /* how it is drawn; NULL: it belongs to no chart */
    bool logarithmic, logarithmic_axis; /* as of a chart's panel                     */
    const char *heading;            /* above it; NULL: none                          */
    const char *unit, *x_unit; /* SI                                                  */
    bool difference, x_difference;
    const char *x_key; /* traces with one x_key, unit and x_unit share a panel */
    const char *x_label, *y_label;
    const char **ticks; /* x is an index into these words; NULL: x is a number */
    size_t tick_count;
    cupel_trace *traces; /* room for CUPEL_FIGURE_TRACES                        */
    size_t count;
    cupel_band *bands;
    size_t band_count;
    double *marks; /* places on the abscissa */
    size_t mark_count;
    const char *mark_label;
    cupel_point *points;
    size_t point_count;
    const char **words; /* that stand in the bars, [tick_count]; NULL: none */
} cupel_panel;

typedef struct cupel_figure {
    cupel_arena *arena;
    const char *title;
    cupel_panel panels[CUPEL_FIGURE_PANELS];
    size_t count;
} cupel_figure;

/** Reads the selections and sorts them into panels; everything lives in the figure's arena. */
cupel_status cupel_figure_build(cupel_file *file, const cupel_plot_request *request, cupel_figure *figure,
                                cupel_error *error);

/** Puts the values of a panel into units that people read, and labels its axes: x_label and `words` with the units. */
void cupel_panel_label(cupel_arena *arena, cupel_panel *panel, const char *words);

/** Draws a figure: as cupel_plot, with the figure made by other means. */
cupel_status cupel_figure_draw(cupel_figure *figure, cupel_picture format, int width, char **bytes, size_t *count,
                               bool *boxes, cupel_error *error);

/** The figure as a gnuplot script that writes the picture to its standard output. No file name is in it, and
 * no text of the figure can end the quotes it stands in. */
void cupel_figure_script(const cupel_figure *figure, cupel_picture format, int width, cupel_text *out);

/** Runs gnuplot on the script. */
cupel_status cupel_gnuplot_run(const cupel_text *script, char **bytes, size_t *count, cupel_error *error);

/** Whether fontconfig knows a font with Chinese characters. */
bool cupel_font_for_chinese(void);

#endif
