/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_FIXED_POINT_H
#define CUPEL_KERNELS_ROLLING_FIXED_POINT_H

#include <stddef.h>

/* Fixed point x = g(x) by Anderson's method (1965): the step that would have brought the differences seen lately to
 * nought in the sense of least squares, and what remains of the residual. Plain substitution at first. Entries of x
 * should be of one size. */

enum { CUPK_MIXER_DEPTH = 2 };

typedef struct cupk_mixer {
    size_t count, steps;
    double *last, *residual;                                   /* of the step before */
    double *step[CUPK_MIXER_DEPTH], *change[CUPK_MIXER_DEPTH]; /* differences of x and of g(x) - x */
} cupk_mixer;

/** Numbers that a mixer for `count` unknowns needs; cuts them from `block` unless that is NULL. */
size_t cupk_mixer_lay_out(cupk_mixer *mixer, size_t count, double *block);

void cupk_mixer_start(cupk_mixer *mixer, size_t count); /* up to as many as laid out */

/** Puts the next guess in place of x, given g(x). */
void cupk_mixer_next(cupk_mixer *mixer, const double *image, double *x);

#endif
