/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <string.h>

static const cupel_model *const models[] = {
    &cupel_model_rolling_pass,    &cupel_model_rolling_schedule, &cupel_model_rolling_calibration,
    &cupel_model_rolling_mill,    &cupel_model_rolling_slab,     &cupel_model_alloy_properties,
    &cupel_model_heat_sink,       &cupel_model_heat_sink_design, &cupel_model_heat_spreading,
    &cupel_model_heat_cold_plate, &cupel_model_heat_joint,       &cupel_model_heat_conduction,
    &cupel_model_heat_topology,   &cupel_model_heat_network,     NULL,
};

const cupel_model *const *cupel_models(void)
{
    return models;
}

const cupel_model *cupel_model_find(const char *name)
{
    for (size_t i = 0; models[i]; i++)
        if (strcmp(models[i]->name, name) == 0) return models[i];
    return NULL;
}
