/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_VTKHDF_H
#define CUPEL_STORE_VTKHDF_H

#include "store/write.h"

/** Writes /VTKHDF into a run file whose steps are there: the fields of the first grid at their last step, as
 * points at the cell centres, by virtual data sets on this same file, so that nothing is stored twice. No
 * fields: no view. */
void cupel_vtkhdf_write(cupel_h5_writer *writer, hid_t file);

#endif
