/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_COLD_PLATE_H
#define CUPEL_MODEL_HEAT_COLD_PLATE_H

#include "cupel/cold_plate.h"
#include "cupel/heat.h"
#include "param/param.h"

/* heat.cold_plate: its parameters, and the plate and the coolant that they make. */

typedef struct cold_plate_source {
    const char *name;
    cupel_vector position, size;
    double power, contact_resistance;
    int face;
} cold_plate_source;

typedef struct cold_plate_parameters {
    cupel_vector plate_size, cells;
    double base_thickness, cover_thickness;
    const cupel_material *material, *coolant;
    int channel_shape, layout, heated_face, wall_condition;
    double channel_width, channel_height, channel_diameter, channel_pitch;
    int64_t channel_count, passes, curve_points;
    cupel_list sources;
    double power, base_temperature, inlet_temperature, flow_rate, system_resistance;
    cupel_curve pump_curve;
    double inlet_loss, outlet_loss, bend_loss, joint_resistance;
} cold_plate_parameters;

extern const cupel_table cold_plate_table;

/* All but the sources and the conductivity, which is 1. */
cupel_cold_plate cold_plate_of(const cold_plate_parameters *p);

cupel_fan cold_plate_pump(const cold_plate_parameters *p);

/** The sources: those of the list, then `power` spread over the faces that it heats. free() them. */
cupel_status cold_plate_sources(const cold_plate_parameters *p, cupel_plate_source **sources, size_t *count,
                                cupel_error *error);

/* Properties of a coolant's record, sampled. */
enum { COLD_PLATE_PROPERTIES = 4, COLD_PLATE_SAMPLES = 1001 };

typedef struct cold_plate_coolant {
    double *temperature, *value[COLD_PLATE_PROPERTIES]; /* of one block */
    cupel_liquid liquid;
} cold_plate_coolant;

/** EINVAL when the record lacks a property or says nothing of the inlet temperature. */
cupel_status cold_plate_coolant_new(const cupel_material *material, double inlet_temperature,
                                    cold_plate_coolant *out, cupel_error *error);
void cold_plate_coolant_free(cold_plate_coolant *coolant);

#endif
