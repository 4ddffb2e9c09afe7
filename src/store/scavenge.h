/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_SCAVENGE_H
#define CUPEL_STORE_SCAVENGE_H

#include "store/copy.h"

/** Adds to a salvaging copy the steps, evaluations and raw file that no readable path leads to any more, as
 * in a file whose end, with the root's header, is cut off: the headers of objects are looked for in the bytes
 * of the file `path`, the first `size` of them. Each header has a checksum. A step whose name is lost becomes
 * "salvaged-1" and so on, and that is told as a loss. */
cupel_status cupel_scavenge(cupel_copy *copy, const char *path, uint64_t size, cupel_error *error);

#endif
