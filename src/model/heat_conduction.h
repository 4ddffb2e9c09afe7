/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_CONDUCTION_H
#define CUPEL_MODEL_HEAT_CONDUCTION_H

#include "cupel/conduction.h"
#include "cupel/geometry.h"
#include "model/heat_storage.h"
#include "param/param.h"

/* heat.conduction: its parameters, and the problem that they make on a grid. */

typedef struct heat_domain {
    cupel_vector size, cells;
    int64_t target_cells, most_cells;
    double grading, grid_tolerance;
} heat_domain;

/* What something is made of. */
typedef struct heat_substance {
    const cupel_material *material;
    cupel_vector conductivity;
    heat_storage storage;         /* mode transient */
} heat_substance;

/* A layer of a metal that covers a share of its plane, with something else between. */
typedef struct heat_cover {
    double coverage;
    heat_substance fill;
    int pattern;
} heat_cover;

enum { HEAT_PERFORATED, HEAT_ISLANDS, HEAT_ALONG_X, HEAT_ALONG_Y, HEAT_ALONG_Z };

typedef struct heat_layer {
    double thickness;
    heat_substance substance;
    heat_cover cover;
} heat_layer;

typedef struct heat_part {
    int kind;
    cupel_vector from, to;
    heat_substance substance;
    int axis, square, staggered;
    cupel_list layers;
    heat_cover cover;
    cupel_vector pitch;                            /* vias */
    double drill, plating;
    int detail;
    double power, bond_resistance;                 /* chip */
    cupel_curve time_factor;
    int heated, bond_face;
    cupel_curve temperature_factor;
    int64_t fin_count;                             /* fins and pins */
    double fin_thickness, pin_diameter;
    cupel_vector pin_count;
    double mass_flow, fluid_heat_capacity, coefficient, inlet_temperature;    /* channel */
    const cupel_material *fluid;
    int backwards;
    const cupel_input *file;                       /* stl */
    double scale;
    cupel_vector place;
} heat_part;

enum {
    HEAT_PART_BOX,
    HEAT_PART_LAYERS,
    HEAT_PART_PLANE,
    HEAT_PART_VIAS,
    HEAT_PART_CHIP,
    HEAT_PART_PLATE_FINS,
    HEAT_PART_PIN_FINS,
    HEAT_PART_CHANNEL,
    HEAT_PART_STL
};
enum { HEAT_EFFECTIVE, HEAT_RESOLVED };     /* detail of vias */
enum { HEAT_VOLUME = CUPEL_VOID_FACES };    /* heated: x_min to z_max, or this */

/** Fins and pins are along x where nothing is said, all else along z. */
int heat_part_axis(const heat_part *part);

typedef struct heat_source {
    cupel_vector from, to;
    double power, power_density;
    cupel_curve temperature_factor;
    cupel_curve time_factor;
} heat_source;

typedef struct heat_contact {
    cupel_vector from, to;
    double resistance, thickness, conductivity;    /* the first, or the other two */
    cupel_curve time_factor;
} heat_contact;

typedef struct heat_boundary {
    int kind;
    double temperature, flux, coefficient, ambient, surroundings, emissivity, resistance;
    cupel_curve coefficient_over_temperature;
    cupel_curve time_factor;
} heat_boundary;

typedef struct heat_boundaries { const heat_boundary *side[CUPEL_SIDES]; } heat_boundaries;

typedef struct heat_patch {
    cupel_vector from, to;
    heat_boundary boundary;
} heat_patch;

typedef struct heat_probe {
    const char *name;
    cupel_vector position;
} heat_probe;

typedef struct heat_conduction_parameters {
    const heat_domain *domain;
    cupel_list parts, sources, contacts, patches, probes;
    const heat_boundaries *boundaries;
    int mode;
    double initial_temperature, tolerance;    /* NaN: not given */
    double end_time, temperature_tolerance, first_output_time;
    cupel_vector output_times, field_times;
    int64_t output_count;
    int output_spacing;
} heat_conduction_parameters;

enum { HEAT_STEADY, HEAT_TRANSIENT };

extern const cupel_table heat_conduction_table;
extern const cupel_table heat_part_table, heat_source_table, heat_contact_table, heat_boundaries_table, heat_patch_table;
extern const char *const heat_boundary_kinds[];
extern const char *const heat_sides[];    /* x_min … z_max, void */

/* The problem on one grid, with all it borrows. */
typedef struct heat_world {
    struct heat_assembly *assembly;       /* model/heat_assembly.h: also what the materials are */
    cupel_grid_lines *grid;
    uint16_t *material;
    cupel_conduction_material *materials;
    cupel_conduction_source *sources;
    cupel_conduction_contact *contacts;
    cupel_patch *patches;
    cupel_coolant *coolants;
    cupel_probe *probes;
    cupel_conduction problem;
} heat_world;

/** EINVAL, EFAILED naming the part, source or contact that does not fit the grid; ENOMEM. */
cupel_status heat_world_new(const heat_conduction_parameters *p, const cupel_resolution *resolution, int threads,
                            heat_world *out, cupel_error *error);

/** The same in two steps: the cells and what they are of; then the rest, whose places `heat_world_snap` finds one by one. */
cupel_status heat_world_begin(const heat_conduction_parameters *p, const cupel_resolution *resolution, int threads,
                              heat_world *out, cupel_error *error);
cupel_status heat_world_complete(const heat_conduction_parameters *p, heat_world *world, cupel_error *error);
struct heat_place;
cupel_status heat_world_snap(const heat_world *world, const struct heat_place *place, cupel_cell_box *box,
                             cupel_error *error);
void heat_world_free(heat_world *world);    /* one of zeros is fine */

/** What is wrong with the body, each at its row; of the table. */
cupel_status heat_conduction_inspect(const void *parameters, cupel_findings *findings, cupel_error *error);

/** Of the solution of the steady state. */
cupel_conduction_options heat_steady_options(const heat_conduction_parameters *p);

enum { HEAT_LAW_POINTS = 41 };

/** A property of a record as points over T; 1 for a constant. */
cupel_status heat_property_law(const cupel_material *material, const char *name, double temperatures[HEAT_LAW_POINTS],
                               double values[HEAT_LAW_POINTS], size_t *count, cupel_error *error);

/** Conductivity of a record along an axis (z is the normal of laminates) as points over T; 1 for a constant. */
cupel_status heat_conductivity_law(const cupel_material *material, int axis, double temperatures[HEAT_LAW_POINTS],
                                   double values[HEAT_LAW_POINTS], size_t *count, cupel_error *error);

#endif
