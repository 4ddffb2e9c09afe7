/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STENCIL_H
#define CUPEL_STENCIL_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Linear systems K x = b of cells on a Cartesian grid that exchange with their six neighbours:
 *
 *   (d_P + sum over faces of G_f) x_P - sum over faces of G_f x_neighbour = b_P
 *
 * with conductances G >= 0 between cells and d >= 0 to the surroundings: a symmetric M-matrix. For heat G and d are
 * in W/K, b in W, x in K. Whoever fills one in puts geometry, contacts and boundaries into G, d and b; void cells
 * have G = 0, d = 1, b = 0. The arrays lie in a padded layout with a ghost layer, x fastest. */

typedef struct cupel_stencil {
    size_t cells[3];         /* nx, ny, nz                                                                  */
    bool periodic[3];        /* the first and the last cell of that axis are neighbours                     */
    size_t origin;           /* of cell (0, 0, 0) in every array                                            */
    size_t row, plane;       /* strides of y and z; the stride of x is 1                                    */
    size_t count;            /* doubles in an array, ghosts and padding included                            */
    double *conductance[3];  /* G of the low face of each cell along x, y, z; of cell 0: 0, or, on a periodic
                                axis, that of the face it shares with the last cell; ghosts are the solver's */
    double *diagonal;        /* d; ghosts and padding are 0 everywhere                                      */
    double *right_side;      /* b                                                                           */
} cupel_stencil;

/** A system of zeros. ELIMIT when the cells cannot be numbered; ENOMEM. */
CUPEL_API cupel_status cupel_stencil_new(const size_t cells[3], const bool periodic[3], int threads,
                                         cupel_stencil **out, cupel_error *error);
CUPEL_API void cupel_stencil_free(cupel_stencil *stencil);    /* NULL is fine */

/** An array of the layout, zeros, first touched as the solver will; free() it. NULL: out of memory. */
CUPEL_API double *cupel_stencil_array(const cupel_stencil *stencil, int threads);

static inline size_t cupel_stencil_at(const cupel_stencil *s, size_t i, size_t j, size_t k)
{
    return s->origin + i + j * s->row + k * s->plane;
}

/** r = b - K x of every cell; r and x in the layout. Returns the 2-norm of r; the same bits for any number of
 * threads. Ghosts of x are written on periodic axes, and stay 0 on others. */
CUPEL_API double cupel_stencil_residual(const cupel_stencil *stencil, double *x, double *r, int threads);

/* Solving: conjugate gradients with one multigrid cycle as preconditioner (docs/theory/heat-conduction.md). */

typedef enum cupel_solve_status {
    CUPEL_SOLVE_CONVERGED,
    CUPEL_SOLVE_STAGNATED,       /* rounding keeps the residual above the tolerance             */
    CUPEL_SOLVE_LIMIT            /* most_iterations were not enough                              */
} cupel_solve_status;

typedef struct cupel_solve_options {
    double tolerance;            /* of |b - K x|/|b|; 0: 1e-8                                      */
    size_t most_iterations;      /* 0: 200                                                         */
    int threads;                 /* 0: 1                                                           */
    double *history;             /* relative residual before the first and after every iteration, most_iterations + 1
                                    entries; NULL: not wanted                                      */
} cupel_solve_options;

typedef struct cupel_solve_report {
    cupel_solve_status status;
    size_t iterations;
    double residual;             /* |b - K x|/|b|, computed from x, not by recurrence             */
    double floor;                /* what rounding lets one reach, about eps max(K_PP) max|x| sqrt(n)/|b| */
} cupel_solve_report;

typedef struct cupel_multigrid cupel_multigrid;

/** Prepares the levels for a system, which is borrowed and must stay in place. ENOMEM. */
CUPEL_API cupel_status cupel_multigrid_new(const cupel_stencil *stencil, int threads, cupel_multigrid **out,
                                           cupel_error *error);
/** Takes new values of the same system, into the memory that is there. What follows has the bits that a new solver
 * would give. After an error only cupel_multigrid_free may follow. */
CUPEL_API cupel_status cupel_multigrid_update(cupel_multigrid *multigrid, cupel_error *error);
/** The same, but levels stay as they are while no number of the system has moved by more than `drift` of itself since
 * they were made: for outer iterations, where 0.2 saves the set-up and costs an iteration or two. */
CUPEL_API cupel_status cupel_multigrid_follow(cupel_multigrid *multigrid, double drift, cupel_error *error);
CUPEL_API void cupel_multigrid_free(cupel_multigrid *multigrid);    /* NULL is fine */

/**
 * Solves K x = b of the system as it is now, from the x given. G, d, b may have changed since the set-up: the
 * preconditioner is then a little off, the answer is not. Bits do not depend on the threads.
 * @param x  in the layout: the guess, then the solution; ghosts as in cupel_stencil_residual
 * @return EINVAL for values that are not finite, and for a system without any exchange with the surroundings whose b
 *         does not sum to 0 (relative 1e-9 of sum |b|); OK otherwise, also when the report says that it did not
 *         converge. Without exchange the mean of x stays that of the guess
 */
CUPEL_API cupel_status cupel_multigrid_solve(cupel_multigrid *multigrid, double *x, const cupel_solve_options *options,
                                             cupel_solve_report *report, cupel_error *error);

/** Bytes that a system of so many cells and its solver will take at most, x included, for refusing before
 * allocating. SIZE_MAX when that is beyond counting. */
CUPEL_API size_t cupel_multigrid_bytes(const size_t cells[3]);

#ifdef __cplusplus
}
#endif
#endif
