/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REPORT_LOT_PICTURE_H
#define CUPEL_REPORT_LOT_PICTURE_H

#include "report/plot.h"
#include "testdata/lot.h"

/* Pictures of lots. */

/** The curves of the tests, those of a group in one panel: of each the first curve of its evaluation's chart.
 * What does not fit, more than 64 curves in a group or 12 groups, is counted in `*left_out`. `*boxes` as of
 * cupel_plot. EINVAL when no test has a curve. */
cupel_status cupel_lot_curves(const cupel_lot_tests *tests, cupel_picture format, char **bytes, size_t *count,
                              size_t *left_out, bool *boxes, cupel_error *error);

/** Control charts of rows with two or more values: individuals and moving ranges with their limits. Six at
 * most; those that do not fit are counted in `*left_out`. */
cupel_status cupel_lot_control(const cupel_lot_row *const *rows, size_t row_count, cupel_picture format,
                               char **bytes, size_t *count, size_t *left_out, bool *boxes,
                               cupel_error *error);

#endif
