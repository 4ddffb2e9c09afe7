/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_TEST_FILE_H
#define CUPEL_STORE_TEST_FILE_H

#include "store/segment.h"
#include "store/test.h"

/* What writing a test and adding to one share. */

/** One evaluation in the group /evaluation. */
void cupel_evaluation_write(cupel_h5_writer *writer, hid_t group, const cupel_step_record *evaluation,
                            size_t number);

#endif
