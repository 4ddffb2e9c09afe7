/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_REGISTRY_H
#define CUPEL_MODEL_REGISTRY_H

#include "param/model.h"

extern const cupel_model cupel_model_rolling_pass;
extern const cupel_model cupel_model_rolling_schedule;
extern const cupel_model cupel_model_rolling_calibration;
extern const cupel_model cupel_model_rolling_mill;
extern const cupel_model cupel_model_rolling_slab;
extern const cupel_model cupel_model_alloy_properties;
extern const cupel_model cupel_model_heat_sink;
extern const cupel_model cupel_model_heat_sink_design;
extern const cupel_model cupel_model_heat_spreading;
extern const cupel_model cupel_model_heat_cold_plate;
extern const cupel_model cupel_model_heat_joint;
extern const cupel_model cupel_model_heat_conduction;
extern const cupel_model cupel_model_heat_topology;
extern const cupel_model cupel_model_heat_network;

/** NULL when there is none of that name. */
const cupel_model *cupel_model_find(const char *name);

/** All models, in the order of the registry; NULL at the end. */
const cupel_model *const *cupel_models(void);

#endif
