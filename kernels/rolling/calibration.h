/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_CALIBRATION_H
#define CUPEL_KERNELS_ROLLING_CALIBRATION_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/rolling_calibration.h"

/* Passes of a calibration solved many at a time, and their residuals. A place is a pair of values of the
 * unknowns; what is not fitted stays as the pass has it. */

/* One pass at one place, and what comes of it. */
typedef struct cupk_calibration_task {
    size_t pass;
    double place[CUPEL_ROLLING_UNKNOWNS];
    int status, regime;
    double force, slip;
} cupk_calibration_task;

typedef struct cupk_calibration {
    const cupel_rolling_calibration *given;
    size_t unknowns;                   /* that are fitted */
    int which[CUPEL_ROLLING_UNKNOWNS]; /* of them, cupel_rolling_unknown */
    bool *chosen;                      /* [count] the pass may take part: it is measured, and in the sample */
    bool *active;                      /* [count] the pass takes part: it has a solution, too */
    size_t *order;                     /* [count] scratch, for the sample */
    double here[CUPEL_ROLLING_UNKNOWNS]; /* where the first tasks are those of the active passes, if it is known */
    bool here_known;
    double *squares;                   /* [count] mean square residuals, for their median */
    cupk_calibration_task *tasks;      /* room for all starts, or all derivatives */
    cupel_rolling_workspace **workspaces;
    size_t solves;
    double expected; /* solves in all, as a guess */
} cupk_calibration;

/** In parallel; each task for itself. */
void cupk_calibration_solve(cupk_calibration *job, cupk_calibration_task *tasks, size_t count);

bool cupk_calibration_measured(const cupel_rolling_measured *pass);

/** Measurements of the active passes. */
size_t cupk_calibration_count(const cupk_calibration *job);

/** Writes the residuals of a pass, computed less measured over the uncertainty, force before slip; returns
 * how many it has. A pass without solution gets very large ones, which turn a step back. */
size_t cupk_calibration_residual(const cupk_calibration *job, const cupk_calibration_task *task, double *out);

/** Residuals of the active passes at a place, into f. */
void cupk_calibration_residuals(cupk_calibration *job, const double place[CUPEL_ROLLING_UNKNOWNS], double *f);

/** Their derivatives by the fitted unknowns, row-major. */
void cupk_calibration_derivatives(cupk_calibration *job, const double place[CUPEL_ROLLING_UNKNOWNS],
                                  double *jacobian);

#endif
