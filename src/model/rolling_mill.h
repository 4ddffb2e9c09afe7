/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_ROLLING_MILL_H
#define CUPEL_MODEL_ROLLING_MILL_H

#include "cupel/rolling_mill.h"
#include "model/rolling_pass.h"
#include "param/chart.h"
#include "param/results.h"

/* rolling.mill: parameters, and the kernel's answers as results. */

typedef struct rolling_mill_roll {
    double diameter, barrel_length, neck_diameter, bearing_distance;
    double youngs_modulus, poissons_ratio;
    double crown, cvc_linear, cvc_cubic, taper_length, taper_depth, shift, bending_force;
    cupel_curve thermal_crown;
} rolling_mill_roll;

typedef struct rolling_mill_backing {
    double diameter, shaft_diameter, saddle_width, saddle_stiffness;
    double youngs_modulus, poissons_ratio;
    cupel_vector saddle_positions, eccentrics;
} rolling_mill_backing;

typedef struct rolling_mill_parameters {
    rolling_pass_parameters pass; /* first: the rows of rolling.pass bind to it */
    int mill, load;
    const rolling_mill_roll *work_roll, *intermediate_roll, *second_intermediate_roll, *backup_roll;
    const rolling_mill_backing *backing_shaft;
    cupel_vector cluster_clearance;
    double roll_force, strip_offset, entry_crown, entry_wedge;
    cupel_curve entry_profile;
    double tilt, housing_stiffness, interface_stiffness;
    int interface;
    double shape_transfer, crown_distance, edge_distance, flatness_margin, buckling_coefficient;
    int actuators;
    int64_t elements, cells;
} rolling_mill_parameters;

enum { ROLLING_MILL_ROLLED, ROLLING_MILL_UNIFORM };

/* What an actuator does to the strip for one step of it. */
typedef struct rolling_mill_effect {
    const char *actuator, *step;
    cupel_mill_shape before, after;
    double force;   /* change [N] */
} rolling_mill_effect;

enum { ROLLING_MILL_SADDLES = 16, ROLLING_MILL_EFFECTS = 24, ROLLING_MILL_RESULTS = 53 };

extern const cupel_table rolling_mill_table;

/** The kernel's view of the rolls. `eccentric` has room for every saddle and is borrowed. */
cupel_mill rolling_mill_of(const rolling_mill_parameters *p, double eccentric[ROLLING_MILL_SADDLES]);

/** Young's modulus of the strip at room temperature. EINVAL when neither case nor material gives it. */
cupel_status rolling_mill_modulus(const rolling_mill_parameters *p, double *out, cupel_error *error);

/** Point `i` of the entry thickness across the strip, of as many as the first returns. */
size_t rolling_mill_entry_points(const rolling_mill_parameters *p);
void rolling_mill_entry_at(const rolling_mill_parameters *p, size_t i, double *position, double *thickness);

/** Where flatness and crown are measured, on a strip of which nothing else is known. */
cupel_mill_gauges rolling_mill_gauges_of(const rolling_mill_parameters *p);

extern const cupel_result rolling_mill_results[ROLLING_MILL_RESULTS];
extern const cupel_chart rolling_mill_chart;

/** Profiles, tables and measures of a solved stack. */
cupel_status rolling_mill_tell(const rolling_mill_parameters *p, const cupel_mill *mill, const cupel_mill_strip *strip,
                               const cupel_mill_solution *solution, const cupel_mill_shape *shape,
                               cupel_results *results, cupel_error *error);

/** The table of actuators. */
void rolling_mill_tell_effects(const rolling_mill_effect *effects, size_t count, cupel_results *results);

#endif
