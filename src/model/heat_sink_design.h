/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_SINK_DESIGN_H
#define CUPEL_MODEL_HEAT_SINK_DESIGN_H

#include "cupel/sink_design.h"
#include "param/model.h"

/* heat.sink_design: its parameters and what it tells. */

enum { SINK_NATURAL, SINK_FORCED };
enum { SINK_LEAST_MASS, SINK_LEAST_TEMPERATURE };

typedef struct sink_design_parameters {
    double base_length, maximum_base_length, base_width, base_thickness, maximum_base_thickness, power,
        ambient_temperature, pressure, emissivity, flow_rate, system_resistance, contact_resistance;
    double maximum_base_temperature, maximum_mass, maximum_volume, maximum_pressure_drop, maximum_fin_height;
    double minimum_fin_thickness, maximum_fin_thickness, minimum_spacing, maximum_aspect_ratio, draft_angle;
    int64_t minimum_fin_count, maximum_fin_count;
    int convection, objective, process, verify;
    cupel_curve fan_curve;
    cupel_vector source_size;
    const cupel_material *material;
} sink_design_parameters;

/** Tells of the designs of all fin counts and the best of them; conducts heat in the best three. */
cupel_status sink_design_tell(const sink_design_parameters *p, const cupel_sink_design *design,
                              const cupel_sink_candidate *all, size_t count, size_t best,
                              cupel_results *results, cupel_error *error);

#endif
