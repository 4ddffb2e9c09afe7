/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_DRAW_H
#define CUPEL_BENCH_DRAW_H

#include <math.h>
#include <stdint.h>

/* Made-up numbers, the same on every machine: Knuth's congruential generator. */

/** In [0, 1). */
static inline double bench_draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 40) / (1 << 24);
}

/** From a normal distribution of mean 0 and deviation 1, by Box and Muller. */
static inline double bench_draw_normal(uint64_t *seed)
{
    const double radius = sqrt(-2 * log(1 - bench_draw(seed)));
    return radius * cos(6.283185307179586 * bench_draw(seed));
}

#endif
