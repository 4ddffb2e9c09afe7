/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_STENCIL_REFERENCE_H
#define CUPEL_KERNELS_HEAT_STENCIL_REFERENCE_H

#include "cupel/stencil.h"

/* The plain form that tests hold the multigrid against: conjugate gradients with the diagonal as preconditioner, on
 * one thread. Right, and slow on fine grids: iterations grow with the cells along an axis. Nothing of the multigrid is
 * in it. Singular systems need a b that sums to 0. At most `most` iterations; ENOMEM. */
cupel_status cupk_stencil_solve_ref(const cupel_stencil *system, double *x, double tolerance, size_t most,
                                    cupel_solve_report *report, cupel_error *error);

#endif
