/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_MULTIGRID_H
#define CUPEL_KERNELS_HEAT_MULTIGRID_H

#include "cupel/stencil.h"
#include "heat/grid.h"

/* The levels of the preconditioner, in single precision. The operator of a level is
 *
 *   (A x)_P = ground_P x_P + sum over pairs and both their ends of c (x_P - x_other)
 *
 * so a constant has exactly the residual that `ground` gives it, however small that is against c. A pair of
 * offset o belongs to its upper end: c_o[P] joins P and P - o. The finest level has the three offsets of the
 * faces; coarser ones have them too where coefficients are smooth, up to 13 otherwise. */

enum { CUPK_PAIRS = 13, CUPK_TRANSFERS = 3 };

/* The six faces as a pattern, which has one bit per offset in {-1, 0, 1}^3. */
enum { CUPK_FACES = 1 << 14 | 1 << 12 | 1 << 16 | 1 << 10 | 1 << 22 | 1 << 4 };

/* Every second cell along one axis is kept: coarse cell I is fine cell 2 I, and a cell between has
 * T = T_I + w (T_(I+1) - T_I), with w[I] in the layout of the coarse grid. */
typedef struct cupk_transfer {
    int axis;
    cupk_grid fine, coarse;
    float *weight;
} cupk_transfer;

typedef struct cupk_operator {
    cupk_grid grid;
    int pairs;
    int offset[CUPK_PAIRS][3];
    ptrdiff_t shift[CUPK_PAIRS];
    float *pair[CUPK_PAIRS];
    float *ground;
    float *inverse; /* of the diagonal; 0 for cells without any exchange */
} cupk_operator;

typedef struct cupk_level {
    cupk_operator matrix;
    double highest;   /* eigenvalue of the inverse diagonal times the matrix */
    float *x, *b, *t; /* solution, right side, workspace */
    int transfers;    /* to the next level; 0: none */
    cupk_transfer transfer[CUPK_TRANSFERS];
    float *between[CUPK_TRANSFERS - 1]; /* vectors of the grids between */
} cupk_level;

enum { CUPK_LEVELS = 64 };

/* What the coefficients of the finest level are like, the worst of all cells. */
typedef enum cupk_coefficients {
    CUPK_SMOOTH, /* conductances on opposite faces of a cell within ten times each other */
    CUPK_WALLS,  /* the same, but neighbours that exchange nothing: voids, insulation    */
    CUPK_JUMPS   /* others                                                               */
} cupk_coefficients;

typedef struct cupk_levels {
    int count, threads;
    cupk_level level[CUPK_LEVELS];
    double scale;        /* of the system in level 0 */
    double least_ground; /* least share of the ground in a diagonal of level 0 */
    cupk_coefficients coefficients;
    size_t unknowns; /* of the dense factor of the last level; 0: it is only smoothed */
    double *factor, *solution;
    size_t *first; /* column of each row of the factor that is not 0 */
} cupk_levels;

/* multigrid_operator.c */
bool cupk_operator_new(const cupk_grid *grid, unsigned pattern, int threads, cupk_operator *out);
void cupk_operator_free(cupk_operator *matrix);
/** A new one, or one made before, filled with 0, if its pattern is the same. */
bool cupk_operator_ready(const cupk_grid *grid, unsigned pattern, int threads, cupk_operator *matrix);
/** Pairs and ground to 0; ghosts are filled again with cupk_operator_complete. */
void cupk_operator_clear(cupk_operator *matrix, int threads);
unsigned cupk_operator_pattern(const cupk_operator *matrix);
/** Index of a pair by its offset, with `flipped` when the pair is stored by the opposite offset; -1: none. */
int cupk_operator_find(const cupk_operator *matrix, const int offset[3], bool *flipped);
/** Fills the inverse diagonal from the pairs and the ground, and the ghosts of all three. */
void cupk_operator_complete(cupk_operator *matrix, int threads);
/** What the pairs along an axis join a cell with, below or above it, all transverse offsets together. */
double cupk_operator_along(const cupk_operator *matrix, int axis, size_t at, bool above);

/* multigrid_smooth.c; ghosts of x are written. */
/** r = b - A x. */
void cupk_operator_residual(const cupk_operator *matrix, float *x, const float *b, float *r, int threads);
/** x = length inverse b. */
void cupk_operator_first(const cupk_operator *matrix, const float *b, float length, float *x, int threads);
/** out = scale x + length inverse (b - A x). */
void cupk_operator_step(const cupk_operator *matrix, float *x, const float *b, float scale, float length,
                        float *out, int threads);
/** out = x + momentum (x - out) + length inverse (b - A x), momentum > 0. */
void cupk_operator_momentum(const cupk_operator *matrix, float *x, const float *b, float momentum,
                            float length, float *out, int threads);

/* multigrid_transfer.c */
bool cupk_transfer_new(const cupk_grid *fine, int axis, int threads, cupk_transfer *out);
/** The weights, from the operator on the fine grid. */
void cupk_transfer_fill(const cupk_operator *fine, cupk_transfer *transfer, int threads);
void cupk_transfer_restrict(const cupk_transfer *transfer, const float *fine, float *coarse, int threads);
/** fine += P coarse, or fine = P coarse. */
void cupk_transfer_prolong(const cupk_transfer *transfer, const float *coarse, float *fine, bool add,
                           int threads);

/* multigrid_galerkin.c: the operator on the coarse grid of a transfer, P^T A P; one made before is filled
 * again. */
bool cupk_galerkin(const cupk_operator *fine, const cupk_transfer *transfer, int threads, cupk_operator *out);

/* multigrid_network.c: the same as a network of resistors, of a fine operator of three pairs, with three
 * again. */
bool cupk_network(const cupk_operator *fine, const cupk_transfer *transfer, int threads, cupk_operator *out);

/* multigrid_spectrum.c: x, b and t are used up. 0: out of memory. */
double cupk_level_highest(cupk_level *level, int threads);

/* multigrid_dense.c */
bool cupk_dense_factor(cupk_levels *levels);
void cupk_dense_solve(cupk_levels *levels); /* b to x of the last level */
void cupk_dense_free(cupk_levels *levels);

/* multigrid_finest.c: takes the system into level 0, which is made at first. After ENOMEM nothing is left. */
cupel_status cupk_levels_finest(const cupel_stencil *stencil, int threads, cupk_levels *levels,
                                cupel_error *error);
/** How far the numbers of the system are from those in level 0, the largest relative change. */
double cupk_levels_drift(const cupk_levels *levels, const cupel_stencil *stencil);

/* multigrid_levels.c: makes or fills again all levels below level 0. After ENOMEM nothing is left. */
cupel_status cupk_levels_fill(cupk_levels *levels, cupel_error *error);
cupel_status cupk_levels_new(const cupel_stencil *stencil, int threads, cupk_levels *out, cupel_error *error);
void cupk_levels_free(cupk_levels *levels);

/* multigrid_cycle.c: level[0].b to level[0].x. */
void cupk_levels_cycle(cupk_levels *levels);

/** Makes the levels now, also where the plain solver would be tried first: for tests and benchmarks. */
cupel_status cupk_multigrid_levels(cupel_multigrid *multigrid, cupel_error *error);

#endif
