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
    cupel_picture format;
    size_t drawn;
    cupel_error *error;
} cupel_gathering;

/** Adds a curve, a column of a table or a scalar; what cannot be drawn is passed over. */
cupel_status cupel_gather(cupel_gathering *gathering, const cupel_item *item);

/** Adds the chart of a step, or nothing when the step has none of its results. */
cupel_status cupel_gather_chart(cupel_gathering *gathering, const char *step, const cupel_chart *chart);

/** Adds a field of one component over a plane; others are passed over. */
cupel_status cupel_gather_map(cupel_gathering *gathering, const cupel_item *item);

/** The first column of the table that an item belongs to. */
const cupel_item *cupel_first_column(const cupel_file *file, const cupel_item *item, const char *table);

/** "roll_force_per_width" -> "roll force per width" */
const char *cupel_in_words(cupel_arena *arena, const char *name);

static inline bool cupel_same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

#endif
