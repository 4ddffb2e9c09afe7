/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_cold_plate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "material/material.h"

/* A coolant's record as points over the temperature: the kernel asks for properties in every cell. */

static const char *const properties[COLD_PLATE_PROPERTIES] = {"density", "heat_capacity",
                                                              "thermal_conductivity", "dynamic_viscosity"};

typedef struct range {
    double lowest, highest;
    bool constant;
} range;

static range range_of(const cupel_material *material, const char *property)
{
    cupel_material_figure figure;
    for (size_t i = 0; i < cupel_material_figure_count(material); i++)
        if (cupel_material_figure_at(material, i, &figure) && !figure.alternative &&
            strcmp(figure.property, property) == 0)
            return (range){figure.minimum_temperature, figure.maximum_temperature,
                           strcmp(figure.law, "constant") == 0};
    return (range){0, INFINITY, true};
}

static cupel_status sample(const cupel_material *material, int property, cold_plate_coolant *out,
                           cupel_error *error)
{
    cupel_law *const laws[COLD_PLATE_PROPERTIES] = {&out->liquid.density, &out->liquid.heat_capacity,
                                                    &out->liquid.conductivity, &out->liquid.viscosity};
    const size_t count = range_of(material, properties[property]).constant ? 1 : COLD_PLATE_SAMPLES;
    double *values = out->value[property];
    for (size_t i = 0; i < count; i++) {
        const cupel_status status = cupel_material_property(material, properties[property],
                                                            out->temperature[i], &values[i], NULL, error);
        if (status) return status;
        if (!(values[i] > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "coolant %s: %s %.6g at %.6g K must be positive",
                       cupel_material_id(material), properties[property], values[i], out->temperature[i]);
    }
    *laws[property] = (cupel_law){count, out->temperature, values};
    return CUPEL_OK;
}

cupel_status cold_plate_coolant_new(const cupel_material *material, double inlet_temperature,
                                    cold_plate_coolant *out, cupel_error *error)
{
    static const double coldest = 100, hottest = 1000; /* of what is sampled, when the record has no end */
    double lowest = 0, highest = INFINITY;
    *out = (cold_plate_coolant){0};
    for (int n = 0; n < COLD_PLATE_PROPERTIES; n++) {
        const range own = range_of(material, properties[n]);
        lowest = fmax(lowest, own.lowest);
        highest = fmin(highest, own.highest);
        if (!cupel_material_has(material, properties[n]))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "coolant %s has no %s; add it to a copy of the record, or name another coolant",
                       cupel_material_id(material), properties[n]);
    }
    if (!(inlet_temperature >= lowest && inlet_temperature <= highest))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "inlet_temperature %.6g K is outside what coolant %s knows: %.6g K to %.6g K",
                   inlet_temperature, cupel_material_id(material), lowest, highest);
    double *block = cupel_alloc_doubles((COLD_PLATE_PROPERTIES + 1) * COLD_PLATE_SAMPLES);
    if (!block) return cupel_out_of_memory(error, "the properties of the coolant");
    const double from = fmax(lowest, fmin(coldest, inlet_temperature));
    const double to = fmin(highest, fmax(hottest, inlet_temperature));
    out->temperature = block;
    out->liquid.lowest = lowest;
    out->liquid.highest = highest;
    for (int i = 0; i < COLD_PLATE_SAMPLES; i++)
        block[i] = i + 1 == COLD_PLATE_SAMPLES ? to : from + (to - from) * i / (COLD_PLATE_SAMPLES - 1);
    cupel_status status = CUPEL_OK;
    for (int n = 0; !status && n < COLD_PLATE_PROPERTIES; n++) {
        out->value[n] = block + (n + 1) * COLD_PLATE_SAMPLES;
        status = sample(material, n, out, error);
    }
    if (status) cold_plate_coolant_free(out);
    return status;
}

void cold_plate_coolant_free(cold_plate_coolant *coolant)
{
    free(coolant->temperature);
    *coolant = (cold_plate_coolant){0};
}
