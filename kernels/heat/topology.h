/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_TOPOLOGY_H
#define CUPEL_KERNELS_HEAT_TOPOLOGY_H

#include "cupel/topology.h"

/* What the files of the density method share. Variables x are filtered to y = F x, projected to the density
 * rho(y), and give conductivities k(rho). */

typedef struct cupk_filter_entry { /* cells reach each other over an offset with a weight > 0 */
    ptrdiff_t offset[3];
    double weight;
} cupk_filter_entry;

struct cupel_topology_design {
    const cupel_topology *problem;
    int threads;
    size_t count, rows, cases, free_cells;
    cupk_filter_entry *entries;
    size_t entry_count;
    double *weight;                       /* sum of the entries of each cell                     */
    double *filtered, *density, *scratch; /* y, rho                                              */
    double *conductivity;                 /* k by cell                                           */
    double *slope;                        /* d(compliance)/d(rho)                                */
    double *row_sums;                     /* of sums in the order of the rows, 4 each            */
    double *films;                        /* coefficient by face of the outer sides, side by side */
    size_t film_start[6];
    double *power;        /* [cases][cells]                                      */
    double **temperature; /* [cases] in the layout of the system                 */
    cupel_stencil *system;
    cupel_multigrid *solver;
};

static inline size_t cupk_topology_at(const cupel_topology *p, size_t i, size_t j, size_t k)
{
    return i + p->cells[0] * (j + p->cells[1] * k);
}

/** Place of an outer face in `films`; u, v: the cell's indices along the other two axes, in order. */
static inline size_t cupk_topology_film(const cupel_topology_design *d, int side, size_t u, size_t v)
{
    const int axis = side / 2, first = axis == 0 ? 1 : 0;
    return d->film_start[side] + u + d->problem->cells[first] * v;
}

/* topology_filter.c */
cupel_status cupk_topology_filter_new(cupel_topology_design *design, cupel_error *error);
/** rho and, unless NULL, d(rho)/d(y) of free cells at a sharpness beta; 0: rho = y. */
void cupk_topology_project(const cupel_topology_design *design, double beta, const double *filtered,
                           double *density, double *derivative);
/** Filtered and projected: y and rho of variables; solid and void cells count as 1 and 0 in the filter. */
void cupk_topology_densities(cupel_topology_design *design, const double *variables, double beta);
/** Of given densities: their mean over the free cells. */
double cupk_topology_volume_of(const cupel_topology_design *design, const double *density);
/** Mean density of the free cells. */
double cupk_topology_volume(const cupel_topology_design *design);
double cupk_topology_grey(const cupel_topology_design *design);

/* topology_symmetry.c */
/** Refuses powers, films and regions that are not mirrored where the design shall be. */
cupel_status cupk_topology_check_symmetry(const cupel_topology_design *design, cupel_error *error);
/** Means of mirrored cells take their places: the same bits in both. */
void cupk_topology_fold(const cupel_topology_design *design, double *values);

/* topology.c */
/** cupel_topology_evaluate with a penalty of its own. */
cupel_status cupk_topology_evaluate(cupel_topology_design *design, const double *variables, double beta,
                                    double penalty, cupel_topology_step *step, double *slopes,
                                    double *volumes, cupel_error *error);

/* topology_system.c */
/** Solves for the temperatures of all cases at the densities as they are with a penalty. */
cupel_status cupk_topology_solve(cupel_topology_design *design, double penalty, double *compliance,
                                 double *solver_iterations, cupel_error *error);
/** d(compliance)/d(rho) of all cells at that solution, into `slope`. */
void cupk_topology_slopes(cupel_topology_design *design, double penalty);

#endif
