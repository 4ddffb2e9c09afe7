/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_VTKHDF_H
#define CUPEL_STORE_VTKHDF_H

#include "store/write.h"

/** Writes /VTKHDF into a run file whose steps are there: the fields of the first grid at their last step, by virtual data
 * sets on this same file, so that no value is stored twice. Cells that differ in size, and bodies with void cells, are
 * an UnstructuredGrid of boxes (up to 128^3 cells); others are an ImageData of points at the cell centres. No fields,
 * or too many uneven cells: no view. */
void cupel_vtkhdf_write(cupel_h5_writer *writer, hid_t file);

#endif
