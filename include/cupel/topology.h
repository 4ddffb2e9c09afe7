/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TOPOLOGY_H
#define CUPEL_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cupel/conduction.h"
#include "cupel/error.h"
#include "cupel/stencil.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where should a given volume of a good conductor lie in a poor one so that heat leaves best? Density method (SIMP)
 * on a uniform Cartesian grid; equations in docs/theory/heat-topology.md. SI units; temperatures are rises above the
 * surroundings, which have one temperature. A plane problem is one cell thick. Arrays over cells are [nz][ny][nx]. */

enum { CUPEL_TOPOLOGY_DESIGN, CUPEL_TOPOLOGY_SOLID, CUPEL_TOPOLOGY_VOID };

typedef struct cupel_topology_source {
    cupel_cell_box box;          /* cells; or faces of an outer side, where it is flat: into the cells behind them */
    double power;                /* [W] in all, even over the box                                              */
    size_t load_case;            /* sources of different cases act at different times                         */
} cupel_topology_source;

typedef struct cupel_topology_boundary {    /* a sink: what no box covers is adiabatic; later boxes overwrite earlier ones */
    cupel_cell_box box;          /* flat, on an outer side                                                    */
    double coefficient;          /* h to the surroundings [W/(m^2 K)] >= 0; INFINITY: at their temperature    */
} cupel_topology_boundary;

typedef struct cupel_topology {
    size_t cells[3];
    double spacing[3];           /* sides of a cell [m] > 0                                                   */
    double conductivity;         /* k0 of the conductor [W/(m K)] > 0                                         */
    double filler_conductivity;  /* of what lies in its place elsewhere, 0 < k_min < k0                       */
    const uint8_t *region;       /* CUPEL_TOPOLOGY_DESIGN, _SOLID or _VOID by cell; NULL: all cells are free   */
    size_t source_count;
    const cupel_topology_source *sources;
    size_t boundary_count;
    const cupel_topology_boundary *boundaries;
    double volume_fraction;      /* of the conductor in the free cells, (0, 1)                                */
    bool symmetric[3];           /* the design is its own mirror image along x, y, z; the problem must be so too  */
    double penalty;              /* p >= 1                                                                    */
    double last_penalty;         /* reached by steps of half as much again once the projection is sharp, so that grey no
                                    longer pays; 0: as penalty                                                */
    double filter_radius;        /* [m]; of less than a cell: no filter                                       */
    double projection;           /* beta of the projection at the end >= 1, reached by doubling from 1; 0: none */
    double move;                 /* greatest change of a design variable in an iteration; 0: 0.2. Sharp projections
                                    begin with 0.3/beta                                                       */
    double tolerance;            /* relative change of the compliance over five iterations at which a stage, or
                                    the whole, is over; 0: 1e-3                                               */
    size_t most_iterations;      /* in all; 0: 200                                                            */
    size_t stage_iterations;     /* at most before projection or penalty go up; 0: 30                         */
    double solver_tolerance;     /* 0: 1e-8                                                                   */
} cupel_topology;

typedef struct cupel_topology_step {
    double compliance;           /* sum over sources and cases of power times temperature rise [W K]          */
    double volume_fraction;      /* of the conductor in the free cells                                        */
    double change;               /* greatest change of a design variable by the update that followed          */
    double grey;                 /* mean over the free cells of 4 rho (1 - rho)                               */
    double projection, penalty;  /* beta, p                                                                   */
    double solver_iterations;
} cupel_topology_step;

typedef struct cupel_topology_summary {
    size_t iterations;
    int converged;               /* 0: most_iterations came first                                             */
    cupel_topology_step last;    /* of the design that the arrays below belong to                             */
    double volume_error;         /* volume_fraction less what was asked for                                   */
} cupel_topology_summary;

typedef struct cupel_topology_design cupel_topology_design;

/** What cupel_topology_new refuses, told without preparing to solve. EINVAL, naming what is wrong; ELIMIT; ENOMEM. */
CUPEL_API cupel_status cupel_topology_check(const cupel_topology *problem, cupel_error *error);

/** Checks a problem, which is borrowed, and prepares for it. EINVAL, naming what is wrong; ELIMIT; ENOMEM. */
CUPEL_API cupel_status cupel_topology_new(const cupel_topology *problem, int threads, cupel_topology_design **out,
                                          cupel_error *error);
CUPEL_API void cupel_topology_free(cupel_topology_design *design);    /* NULL is fine */

typedef void cupel_topology_watch(void *host, const cupel_topology_step *step, size_t iteration);

/**
 * From an even design to the best: filter, projection, optimality criteria. The bits do not depend on the threads.
 * @param watch  called after every iteration; may be NULL
 * @return EFAILED when a temperature field does not converge
 */
CUPEL_API cupel_status cupel_topology_optimise(cupel_topology_design *design, cupel_topology_watch *watch, void *host,
                                               cupel_topology_summary *summary, cupel_error *error);

/* What a design is worth. Densities by cell are given or written; `volume` is that of the free cells. */

/** Compliance of densities at the conductivity k_min + rho (k0 - k_min), without filter and projection; the
 * temperatures are then theirs. */
CUPEL_API cupel_status cupel_topology_assess(cupel_topology_design *design, const double *density, double *compliance,
                                             cupel_error *error);

/** Black and white: solid where the filtered density is above `level`, at which the volume comes nearest to what was
 * asked for. Writes densities, level and volume. */
CUPEL_API void cupel_topology_cut(const cupel_topology_design *design, double *density, double *level, double *volume);

/** The same volume spread evenly, as the best isotropic mixture conducts: the upper bound of Hashin and Shtrikman, in
 * the plane for problems one cell thick. Densities that conduct so; they are not volumes. */
CUPEL_API void cupel_topology_even(const cupel_topology_design *design, double *density);

/** The same volume as a straight bar that stands on the first boundary, has its shape and ends after a share `length`,
 * (0, 1], of the body; cells that it covers in part have that density. False: it does not fit. */
CUPEL_API bool cupel_topology_bar(const cupel_topology_design *design, double length, double *density);

/* One evaluation, for those who bring an optimiser of their own. */

/**
 * Compliance of a design, and its exact derivatives by the design variables and of the volume fraction.
 * @param variables         [0, 1] by cell, made symmetric first where that is asked for; those of solid and void
 *                          cells are not read
 * @param beta              of the projection; 0: none
 * @param slopes, volumes   d(compliance)/d(variable) and d(volume fraction)/d(variable), 0 in cells that are not
 *                          free; NULL: not wanted
 */
CUPEL_API cupel_status cupel_topology_evaluate(cupel_topology_design *design, const double *variables, double beta,
                                               cupel_topology_step *step, double *slopes, double *volumes,
                                               cupel_error *error);

/** The linear filter F and its transpose, which is not the same near the edges. */
CUPEL_API void cupel_topology_filter(cupel_topology_design *design, const double *in, double *out);
CUPEL_API void cupel_topology_filter_transpose(cupel_topology_design *design, const double *in, double *out);

/* Of the last evaluation, assessment or optimisation; valid until the next, or until the design is freed. */
CUPEL_API const double *cupel_topology_density(const cupel_topology_design *design);     /* conductor by cell, [0, 1] */
CUPEL_API const double *cupel_topology_filtered(const cupel_topology_design *design);    /* before the projection */
/** Rises [K] of a load case; written into `out` by cell. */
CUPEL_API void cupel_topology_temperature(const cupel_topology_design *design, size_t load_case, double *out);
CUPEL_API size_t cupel_topology_cases(const cupel_topology_design *design);

#ifdef __cplusplus
}
#endif
#endif
