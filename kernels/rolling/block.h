/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_BLOCK_H
#define CUPEL_KERNELS_ROLLING_BLOCK_H

#include <stddef.h>

enum { CUPK_BLOCK_LINE = 8 }; /* numbers in a cache line */

/* A workspace is one block of memory, cut into arrays that begin on cache lines. */

/** Cuts the next array of `count` numbers off the block; a first pass, with no block, only measures. */
static inline double *cupk_block_cut(double *block, size_t *used, size_t count)
{
    double *array = block ? block + *used : NULL;
    *used += (count + CUPK_BLOCK_LINE - 1) / CUPK_BLOCK_LINE * CUPK_BLOCK_LINE;
    return array;
}

#endif
