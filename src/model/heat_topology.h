/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_TOPOLOGY_H
#define CUPEL_MODEL_HEAT_TOPOLOGY_H

#include "cupel/topology.h"
#include "param/model.h"

/* heat.topology: its parameters, the problem they make, and the check of the design by the kernel of
 * conduction. */

typedef struct topology_source {
    cupel_vector from, to;
    double power, power_density;
    int64_t load_case;
} topology_source;

typedef struct topology_sink {
    cupel_vector from, to;
    double coefficient;
} topology_sink;

typedef struct topology_region {
    int kind; /* 0 solid, 1 empty */
    cupel_vector from, to;
} topology_region;

typedef struct topology_domain {
    cupel_vector size, cells;
} topology_domain;

typedef struct topology_symmetry {
    int along[3];
} topology_symmetry;

typedef struct topology_parameters {
    const topology_domain *domain;
    const topology_symmetry *symmetry;
    const cupel_material *material, *filler_material;
    double conductivity, filler_conductivity, volume_fraction, maximum_mass, ambient_temperature;
    double filter_radius, projection, penalty, last_penalty, tolerance;
    int64_t maximum_iterations, refinement;
    cupel_list sources, sinks, regions;
} topology_parameters;

extern const cupel_table topology_table;

/* What the parameters make; the problem borrows the rest. */
typedef struct topology_world {
    cupel_topology problem;
    double *edges[3];
    uint8_t *region;
    cupel_topology_source *sources;
    cupel_topology_boundary *sinks;
    double density;                  /* of the conductor [kg/m^3]; NaN: not known */
    double cell_volume;              /* [m^3]                                     */
    double free_volume, kept_volume; /* of free cells, of cells that must be solid [m^3] */
    size_t cells;
} topology_world;

cupel_status topology_world_new(const topology_parameters *p, topology_world *out, cupel_error *error);
void topology_world_free(topology_world *world);

/** What topology_world_new and the kernel refuse, before anything is computed. */
cupel_status topology_world_check(const topology_parameters *p, cupel_error *error);

/* One body, solved. */
typedef struct topology_figures {
    double compliance, maximum,
        mean;          /* [W K]; rises over the surroundings: highest, and mean over body and cases */
    double resistance; /* highest rise by the power of its case                                     */
    double imbalance;  /* NaN: not told                                                             */
    double volume;     /* of the conductor [m^3]                                                    */
} topology_figures;

/** Figures of fields by cell, one per case. */
void topology_figures_of(const topology_world *world, size_t cases, const double *const *rises,
                         topology_figures *out);

/** Solves by the kernel of conduction a design of 0 and 1 by cell, or, with `shape`, what the surface at 0.5
 * encloses, on the grid with every cell cut into `refinement` along each axis that has more than one. */
cupel_status topology_check(const topology_world *world, const double *design, const double *shape,
                            size_t refinement, int threads, topology_figures *out, cupel_error *error);

/** Share of the conductor of a black and white design that no path over faces of cells joins to a sink; NaN:
 * out of memory. */
double topology_loose(const topology_world *world, const double *design);

/** The filtered density moved so that its surface at 0.5 encloses the volume asked for; 1 and 0 where cells
 * are kept. `volume` is what the surface encloses. */
cupel_status topology_shape(const topology_world *world, const double *filtered, double level, double *shape,
                            double *volume, cupel_error *error);

#endif
