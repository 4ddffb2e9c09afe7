/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_GRIDS_H
#define CUPEL_MODEL_HEAT_GRIDS_H

#include "model/heat_conduction.h"

/* Which grids heat.conduction solves on, and what their answers say of the error of the finest. */

enum { HEAT_GRIDS = 3, HEAT_DEFAULT_CELLS = 60000, HEAT_DEFAULT_MOST_CELLS = 1000000 };

/* Grids from the finest on, each with half the cells of the one before along each axis. */
typedef struct heat_grid_plan {
    size_t count;
    cupel_resolution grids[HEAT_GRIDS];
} heat_grid_plan;

/** Grids by the counts that the domain gives, or by `target` cells for the finest. With a target the coarser ones are
 * nested in it, as many as have the cells that the faces of the parts need; at least the finest stands in the plan. */
cupel_status heat_grids_plan(const heat_conduction_parameters *p, size_t target, heat_grid_plan *out,
                             cupel_error *error);

/** ELIMIT where the problem on a grid would not fit in the memory of this machine, with the estimate; allocates nothing. */
cupel_status heat_grids_fit(const cupel_resolution *fine, cupel_error *error);

/** The cells of the finest grid to start with, and what it may grow to: as given, or the defaults. */
size_t heat_grids_target(const heat_domain *domain);
size_t heat_grids_most(const heat_domain *domain);

typedef enum heat_convergence { HEAT_ONE_GRID, HEAT_TWO_GRIDS, HEAT_MONOTONE, HEAT_IRREGULAR } heat_convergence;
extern const char *const heat_convergences[];    /* one_grid, two_grids, monotone, irregular */

typedef struct heat_grid_error {
    heat_convergence convergence;
    double error;       /* of the value on the finest grid, in its unit; NaN for one grid      */
    double order;       /* observed; NaN unless monotone: log2 of the ratio of the two changes */
} heat_grid_error;

/** From a value on 1 to 3 grids, the finest first, each of twice the width of the one before.
 *
 * With changes d (fine) and D (coarse pair) of one sign and order p = log2(D/d) of 1/2 or more:
 * 1.25 max(d/(2^min(p, 2) - 1), D/12), Richardson's extrapolation with the safety factor of Roache 1994 and no more
 * than the order of the method; D/12 is what the coarse pair foretells at order 2, for a d that is small by
 * chance. Changes of both signs, or slower ones: 3 max(d, D/12). Two grids: d, which is 3 d/3. */
heat_grid_error heat_grids_error(const double *values, size_t count);

/** Whether the value is the same on all grids: that of a wall, of the start, or exact on any grid. Its error then says
 * nothing of values elsewhere. */
bool heat_grids_are_alike(const heat_grid_error *found, double value);
extern const char heat_grids_alike_note[];

/** Cells with which the error should come below a tolerance, 2 to 8 times as many as now. */
size_t heat_grids_next(size_t cells, const heat_grid_error *found, double tolerance);

#endif
