/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_MULTIGRID_PARTS_H
#define CUPEL_KERNELS_HEAT_MULTIGRID_PARTS_H

#include "heat/multigrid.h"

struct cupel_multigrid {
    const cupel_stencil *system;
    cupk_grid grid;
    cupk_levels levels;
    bool levelled; /* the coarse levels are there */
    double *r, *p, *q, *sums;
};

typedef struct cupk_survey {
    double size;           /* |b| */
    double sum, magnitude; /* of b, over cells that exchange with others */
    double ground;
    double largest; /* diagonal */
    double mean;    /* of the guess over these */
    size_t cells;   /* that exchange with others */
    bool singular;
} cupk_survey;

/* multigrid_survey.c */
/** Cells that exchange with none are solved on the way. False: out of memory. */
bool cupk_multigrid_survey(const cupel_multigrid *m, double *x, cupk_survey *out);
/** Of cells that exchange with others: adds a constant; the mean. */
void cupk_multigrid_shift(const cupel_multigrid *m, double *x, double by);
double cupk_multigrid_mean(const cupel_multigrid *m, const double *x, size_t cells);
double cupk_multigrid_largest(const cupel_multigrid *m, const double *x);

#endif
