/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_RUN_PRIVATE_H
#define CUPEL_RUN_PRIVATE_H

#include "case/case.h"
#include "run/part.h"
#include "run/run.h"
#include "run/world.h"

struct cupel_run_private {
    cupel_arena *arena;
    cupel_world world;
    cupel_case *c;
    cupel_part part;
    cupel_part_manifest manifest;
    const cupel_run_options *options;
    cupel_results **results;            /* one per step; freed with the run */
    char started[32];
    double clock;                       /* monotonic seconds at the start */
    int threads;
    bool writes;                        /* false: a trial, of which nothing is kept on disk */
};

/** Computes (or takes over from the folder of the run) every step, in order. */
cupel_status cupel_run_steps(cupel_run *run, cupel_error *error);

/** Results and status of a finished segment; `*out` is NULL when the step had no results. */
cupel_status cupel_run_restore(cupel_run_step *step, const char *segment, cupel_arena *arena, cupel_results **out,
                               cupel_error *error);

#endif
