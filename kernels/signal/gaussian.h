/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_SIGNAL_GAUSSIAN_H
#define CUPEL_KERNELS_SIGNAL_GAUSSIAN_H

#include <stddef.h>
#include "cupel/error.h"

/* Gaussian weights by circular convolution: one set-up for many lines of one length. */

typedef struct cupk_gaussian cupk_gaussian;

/** For lines of `count` samples. `reach`, in samples, is twice the nesting index. */
cupel_status cupk_gaussian_open(size_t count, double spacing, double nesting_index, cupk_gaussian **out,
                                cupel_error *error);
void cupk_gaussian_close(cupk_gaussian *gaussian);

/** Room that one caller of `apply` at a time needs; NULL: out of memory. */
double *cupk_gaussian_room(const cupk_gaussian *gaussian);
void cupk_gaussian_room_free(double *room);

/** The mean line of in[0], in[stride], … into out likewise; both may be the same. */
void cupk_gaussian_apply(const cupk_gaussian *gaussian, const double *in, double *out, size_t stride,
                         double *room);

/** The same sums one by one, O(count * reach), to test the other against. ENOMEM, EINVAL. */
cupel_status cupk_gaussian_mean_line_ref(const double *heights, size_t count, double spacing,
                                         double nesting_index, double *mean_line, cupel_error *error);

#endif
