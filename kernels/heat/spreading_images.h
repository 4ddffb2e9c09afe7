/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_SPREADING_IMAGES_H
#define CUPEL_KERNELS_HEAT_SPREADING_IMAGES_H

#include "cupel/spreading.h"

enum { CUPK_SPREADING_NODES = 200 }; /* of the integral over s */

/** Adds to the rises the part erf(g a)/(kz g) of all modes but (0, 0), by images of the sources. `split` is a
 * [m], with a sqrt(kx/kz) <= Lx/6 and the same along y. `scratch` has CUPK_SPREADING_NODES doubles for every
 * row and every column of the field. */
void cupk_spreading_images(const cupel_spreading *plate, double split, int threads, double *scratch,
                           double *centre, double *mean, double *field);

#endif
