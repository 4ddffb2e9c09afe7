/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_DRIVER_H
#define CUPEL_STORE_DRIVER_H

#include "store/h5.h"

/* A file driver for HDF5 that keeps the library whole when the disk is full. HDF5 1.10 cannot let go of a
 * file whose last writes fail: it keeps the file open, fails again when the process ends, and may crash
 * there. This driver takes note of the first error and lets HDF5 finish in the belief that all is written;
 * the file, which has only a temporary name, is then thrown away. */

/** Makes a file-access list use the driver; the first error, also of opening, goes to `*code` (an errno; 0 is
 * none), which must live as long as the file is open. Negative when HDF5 refuses. */
herr_t cupel_driver_set(hid_t access, int *code);

#endif
