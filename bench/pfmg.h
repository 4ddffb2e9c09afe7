/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_PFMG_H
#define CUPEL_BENCH_PFMG_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/stencil.h"

/* The yardstick for systems of cells: hypre's conjugate gradients with one PFMG cycle (Ashby and Falgout
 * 1996) as preconditioner, as its manual recommends it, red-black Gauss-Seidel and Galerkin coarse operators.
 * One process, and Debian's build has no threads. Only where the build found hypre and MPI. */

typedef struct bench_pfmg_run {
    double setup, solve; /* s                                                    */
    size_t iterations;
    double residual; /* |b - K x|/|b|, computed by cupel from the x returned  */
} bench_pfmg_run;

bool bench_pfmg_available(void);
/** From zero to |b - K x|/|b| <= tolerance. Not for periodic axes. EFAILED with hypre's reason; ENOMEM. */
cupel_status bench_pfmg_solve(const cupel_stencil *system, double tolerance, bench_pfmg_run *out,
                              cupel_error *error);

#endif
