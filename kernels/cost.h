/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_COST_H
#define CUPEL_KERNELS_COST_H

/* What a hot loop costs per point, counted by hand from its source and kept beside it, so that the benchmarks
 * and the documentation read one figure. A fused multiply-add is two operations; a division, a square root or
 * a call of a transcendental function is one, as in the customary counts. Bytes are those that must come from
 * or go to memory when the arrays do not fit a cache and every line is used fully. */
typedef struct cupk_cost {
    const char *name;
    double flops;    /* floating-point operations                                     */
    double bytes;    /* loads and stores                                              */
    double bytes_wa; /* the same, plus the read of each line that a plain store causes */
} cupk_cost;

#endif
