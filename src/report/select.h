/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REPORT_SELECT_H
#define CUPEL_REPORT_SELECT_H

#include "store/store.h"

/* What of a file is meant by "step.result". Both parts may have * and ?; a table means all its columns, one
 * column is step.table/column; a step alone means all its results. Results are looked at first, parameters
 * only where no result fits. */

typedef struct cupel_selection {
    const cupel_item **items; /* each once, in the order of the selections, then of the file */
    size_t count, capacity;
} cupel_selection;

/** Adds what the expression means. EINVAL when that is nothing; the message suggests the nearest name. */
cupel_status cupel_select(const cupel_file *file, const char *expression, cupel_selection *selection,
                          cupel_error *error);
void cupel_selection_free(cupel_selection *selection);

/** The part of an item's name before the slash when it is a column of a result table, into `out`; false else.
 */
bool cupel_item_table(const cupel_item *item, char *out, size_t size);

/** The axis that a curve lies over, or NULL. */
const cupel_item *cupel_item_axis(const cupel_file *file, const cupel_item *item);

#endif
