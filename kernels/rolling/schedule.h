/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_SCHEDULE_H
#define CUPEL_KERNELS_ROLLING_SCHEDULE_H

#include <stdbool.h>
#include "cupel/rolling_schedule.h"

/* Solves passes of one stage one after another. What it gives depends on the sequence since cupk_roller_begin alone. */
typedef struct cupk_roller {
    const cupel_rolling_stage *stage;
    size_t stage_index;
    double temperature; /* of the strip at entry [K], for heat, */
    const cupel_rolling_step *warm; /* unless that of the last evaluation of the stage holds, over ln h */
    size_t warm_count;
    cupel_rolling_workspace *workspace;
    bool foil;        /* the pass before was solved in the foil regime, so that the next may begin there */
    bool thorough;    /* also what no limit asks for */
    size_t solved;    /* passes, since the roller was set up */
} cupk_roller;

static inline void cupk_roller_begin(cupk_roller *roller)
{
    roller->foil = false;
}

/** von Mises plastic strain at a thickness of the stage. */
double cupk_stage_strain(const cupel_rolling_stage *stage, double thickness);

/** The pass from one thickness of the stage to another, its tensions and what follows without solving it; its
 * solution is blank. */
void cupk_step_prepare(const cupk_roller *roller, double entry, double exit, cupel_rolling_step *step);

/** Solves it and holds it against the limits. The stage must have passed cupel_rolling_stage_link. */
void cupk_step_solve(cupk_roller *roller, cupel_rolling_step *step);

/** Beyond a limit that a larger reduction from the same strip would exceed the more. */
bool cupk_step_overloads(const cupel_rolling_step *step);

/** Solved and within all limits. */
bool cupk_step_fits(const cupel_rolling_step *step);

bool cupk_stage_has_limits(const cupel_rolling_stage *stage);

/** One workspace for each thread. */
cupel_status cupk_workspaces_open(int threads, cupel_rolling_workspace ***out, cupel_error *error);
void cupk_workspaces_close(cupel_rolling_workspace **workspaces, int threads);

/* The designs of one stage. `count` is that of the passes, whose exits they append to `exits` (room for `room`); they
 * are told when more are needed than `most`. */
typedef struct cupk_stage_design {
    cupk_roller roller;                   /* the first workspace: for what is not done in parallel */
    cupel_rolling_workspace **workspaces;
    int threads;
    size_t most;       /* passes allowed or wanted; 0: as few as the limits allow */
    size_t nodes;      /* intervals of the grid */
    double *exits;
    size_t room, count;
    int status;        /* cupel_rolling_design_status */
    cupel_rolling_step *blocked;
} cupk_stage_design;

cupel_status cupk_fewest_passes(cupk_stage_design *design, cupel_error *error);
cupel_status cupk_equal_load(cupk_stage_design *design, int objective, cupel_error *error);

#endif
