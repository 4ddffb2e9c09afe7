/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_HEAT_SOLVER_H
#define CUPEL_BENCH_HEAT_SOLVER_H

#include <stdio.h>
#include "cupel/stencil.h"

/* `cupel-bench solver`: the solver of heat conduction on the operators A (one material), C (blocks of a
 * contrast of 15 000) and D (board of thin layers), from zero to 1e-8, held against the memory bandwidth of
 * the same run and, where it was built in, against hypre's PFMG. */

typedef struct bench_solver_options {
    const char *operators; /* letters of A, B, C, D                              */
    size_t cells;          /* along each axis                                     */
    size_t thick;          /* along z of the board; 0: as `cells`                 */
    size_t repeats;        /* the least time counts                               */
    int threads;           /* beside one                                          */
    bool yardstick;        /* PFMG too                                            */
} bench_solver_options;

/** Prints a line for each operator and number of threads. EFAILED when an answer was wrong. */
cupel_status bench_solver_run(const bench_solver_options *options, FILE *out, cupel_error *error);

#endif
