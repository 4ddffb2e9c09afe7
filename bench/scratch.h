/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_SCRATCH_H
#define CUPEL_BENCH_SCRATCH_H

#include "cupel/error.h"

enum { BENCH_SCRATCH = 256 };

/** Makes an empty folder in $TMPDIR or /tmp. On failure `folder` is "". */
cupel_status bench_scratch_new(char folder[BENCH_SCRATCH], cupel_error *error);

/** Removes it with the files in it; "" is none. */
void bench_scratch_free(const char *folder);

#endif
