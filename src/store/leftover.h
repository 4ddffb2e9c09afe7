/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_LEFTOVER_H
#define CUPEL_STORE_LEFTOVER_H

#include "store/h5.h"

/* Files that were cut or never closed, made to open. */

/** Copies a file; a copy of a cut one gets the length that its first block states, with a hole behind what is
 * there, since HDF5 does not look into a file that is too short. */
cupel_status cupel_leftover_copy(const char *path, const char *copy, cupel_error *error);

/** Opens such a copy, in a confined child. What was left by a writer of the single-writer mode is read in its
 * own mode: clearing its flags would cut off all that was appended. */
hid_t cupel_leftover_open(const char *copy, cupel_error *error);

#endif
