/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_PARAM_CHART_H
#define CUPEL_PARAM_CHART_H

#include <stdbool.h>
#include <stddef.h>

/* A chart: the picture by which people in the field read one step of a model, said beside its result table.
 * `cupel plot FILE step` draws it. Results are named as in the table, a column as "table/column"; what a step has not
 * got is left out. */

enum { CUPEL_CHART_RESULTS = 4, CUPEL_CHART_WORDS = 6 };

typedef struct cupel_chart_panel {
    const char *results[CUPEL_CHART_RESULTS];   /* of one unit, over one axis; NULL behind the last */
    bool bars;                                  /* from zero; not lines                             */
    bool stems;                                 /* from zero, a stem at each place: a spectrum      */
    bool stairs;                                /* a value holds from the place before, the first one from zero */
    bool logarithmic;                           /* the ordinate: unless a value is below zero, which a logarithm has not;
                                                 * zeros fall out                                   */
    bool logarithmic_axis;                      /* the abscissa, likewise: time, frequency, capacity */
    const char *arrows;                         /* a vector field whose arrows lie over the field; NULL */
    const char *words;                          /* a column of words that stand in the bars; NULL   */
    const char *points;                         /* a table of a word, a place on the axis and a value: dots on the
                                                 * curve, as far as they lie within the panel, with the word; NULL */
    double line;                                /* a level that is drawn across; 0: none            */
    const char *unit;                           /* what people read it in, such as "I-unit"; NULL: by its size */
    double unit_size;                           /* of that unit in SI                               */
} cupel_chart_panel;

typedef struct cupel_chart {
    const char *name;                       /* "friction hill"                                          */
    const cupel_chart_panel *panels;        /* one below the other                                      */
    size_t count;
    const char *rows;                       /* columns are drawn over the numbers of their rows, which are called so: "pass";
                                               NULL: over the first column */
    const char *bands;                      /* a table of a word, a begin and an end on the axis, which are shaded; NULL */
    const char *words[CUPEL_CHART_WORDS];   /* of the bands, each with its shade                        */
    const char *mark;                       /* a scalar on the axis: a dashed line; NULL                */
    const char *breaks;                     /* a column: dashed lines behind the rows where it is above 0; NULL */
    const char *break_word;                 /* what they are: "anneal"                                  */
} cupel_chart;

#define CUPEL_CHART_PANELS(list) .panels = (list), .count = sizeof(list) / sizeof *(list)

#endif
