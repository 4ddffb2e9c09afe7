/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_CONDUCTION_H
#define CUPEL_MODEL_HEAT_CONDUCTION_H

#include "cupel/conduction.h"
#include "cupel/geometry.h"
#include "param/param.h"

/* heat.conduction: its parameters, and the problem that they make on a grid. */

typedef struct heat_domain {
    cupel_vector size, cells;
    int64_t target_cells;
    double grading;
} heat_domain;

/* What something is made of. */
typedef struct heat_substance {
    const cupel_material *material;
    cupel_vector conductivity;
} heat_substance;

typedef struct heat_part {
    int kind;
    cupel_vector from, to;
    heat_substance substance;
    int axis, square, staggered;
    int64_t fin_count;
    double fin_thickness, pin_diameter;
    cupel_vector pin_count;
} heat_part;

enum { HEAT_PART_BOX, HEAT_PART_PLATE_FINS, HEAT_PART_PIN_FINS, HEAT_PART_CHANNEL };

typedef struct heat_source {
    cupel_vector from, to;
    double power, power_density;
} heat_source;

typedef struct heat_contact {
    cupel_vector from, to;
    double resistance;
} heat_contact;

typedef struct heat_boundary {
    int kind;
    double temperature, flux, coefficient, ambient, surroundings, emissivity, resistance;
} heat_boundary;

typedef struct heat_boundaries { const heat_boundary *side[CUPEL_SIDES]; } heat_boundaries;

typedef struct heat_probe {
    const char *name;
    cupel_vector position;
} heat_probe;

typedef struct heat_conduction_parameters {
    const heat_domain *domain;
    cupel_list parts, sources, contacts, probes;
    const heat_boundaries *boundaries;
    int mode;
    double initial_temperature, tolerance;
} heat_conduction_parameters;

extern const cupel_table heat_conduction_table;
extern const cupel_table heat_part_table, heat_source_table, heat_contact_table, heat_boundaries_table;
extern const char *const heat_sides[];    /* x_min … z_max, void */

/* The problem on one grid, with all it borrows. */
typedef struct heat_world {
    cupel_grid_lines *grid;
    uint16_t *material;
    const heat_substance **substances;    /* of each material; part n has the material n + 1 */
    cupel_conduction_material *materials;
    double *laws;                 /* temperatures and conductivities of the materials */
    cupel_conduction_source *sources;
    cupel_conduction_contact *contacts;
    cupel_probe *probes;
    cupel_conduction problem;
} heat_world;

/** EINVAL, EFAILED naming the part, source or contact that does not fit the grid; ENOMEM. */
cupel_status heat_world_new(const heat_conduction_parameters *p, const cupel_resolution *resolution, int threads,
                            heat_world *out, cupel_error *error);
void heat_world_free(heat_world *world);    /* one of zeros is fine */

/** Conductivity of a record along an axis (z is the normal of laminates) as points over T; 1 for a constant. */
enum { HEAT_LAW_POINTS = 41 };
cupel_status heat_conductivity_law(const cupel_material *material, int axis, double temperatures[HEAT_LAW_POINTS],
                                   double values[HEAT_LAW_POINTS], size_t *count, cupel_error *error);

#endif
