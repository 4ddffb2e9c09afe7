/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_cold_plate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "material/material.h"

static const char *const shapes[] = {"rectangular", "round", NULL};
static const char *const layouts[] = {"parallel", "counterflow", "serpentine", NULL};
static const char *const faces[] = {"base", "cover", NULL};
static const char *const heated_faces[] = {"base", "cover", "both", NULL};
static const char *const wall_conditions[] = {"isothermal", "isoflux", NULL};
enum { BOTH = 2 };

#define AT(field) .offset = offsetof(cold_plate_source, field)
static const cupel_param source_rows[] = {
    {"name", CUPEL_TEXT, AT(name), .meaning = "what it is; source and its number when not given"},
    {"position", CUPEL_VECTOR, AT(position), .unit = "m", .range = "[0, 10]", .length = "[2, 2]",
     .flags = CUPEL_REQUIRED,
     .meaning = "x (along the channels) and y of the centre, from a corner of the plate"},
    {"size", CUPEL_VECTOR, AT(size), .unit = "m", .range = "(0, 10]", .length = "[2, 2]",
     .flags = CUPEL_REQUIRED, .meaning = "sides of the source along x and y"},
    {"power", CUPEL_QUANTITY, AT(power), .unit = "W", .range = "[0, inf)", .flags = CUPEL_REQUIRED,
     .meaning = "power P, uniform over the source"},
    {"contact_resistance", CUPEL_QUANTITY, AT(contact_resistance), .unit = "m^2 K/W", .fallback = "0",
     .range = "[0, 1]", .meaning = "of the joint between source and plate, such as a TIM"},
    {"face", CUPEL_CHOICE, AT(face), .fallback = "base", .choices = faces,
     .meaning = "outer face that it stands on: base or cover"},
};
#undef AT
static const cupel_table source_table = {
    .name = "source", .size = sizeof(cold_plate_source), CUPEL_ROWS(source_rows)};

#define AT(field) .offset = offsetof(cold_plate_parameters, field)
static const cupel_param rows[] = {
    {"plate_size", CUPEL_VECTOR, AT(plate_size), .unit = "m", .range = "(0, 10]", .length = "[2, 2]",
     .flags = CUPEL_REQUIRED,
     .meaning = "length L along the channels (x) and width W across them (y); the edges are adiabatic"},
    {"base_thickness", CUPEL_QUANTITY, AT(base_thickness), .unit = "m", .range = "(0, 1]",
     .flags = CUPEL_REQUIRED, .meaning = "metal between the base's outer face and the channels"},
    {"cover_thickness", CUPEL_QUANTITY, AT(cover_thickness), .unit = "m", .range = "(0, 1]",
     .meaning = "metal on the other side of the channels; as the base when not given"},
    {"material", CUPEL_MATERIAL, AT(material), .flags = CUPEL_REQUIRED,
     .meaning = "metal of the plate: thermal_conductivity at its mean temperature, density at 20 degC"},
    {"channel_shape", CUPEL_CHOICE, AT(channel_shape), .fallback = "rectangular", .choices = shapes,
     .meaning = "rectangular: channel_width and channel_height; round: channel_diameter"},
    {"channel_width", CUPEL_QUANTITY, AT(channel_width), .unit = "m", .range = "(0, 1]",
     .meaning = "width w of a rectangular channel, across the plate"},
    {"channel_height", CUPEL_QUANTITY, AT(channel_height), .unit = "m", .range = "(0, 1]",
     .meaning = "height H of a rectangular channel: of the walls between channels"},
    {"channel_diameter", CUPEL_QUANTITY, AT(channel_diameter), .unit = "m", .range = "(0, 1]",
     .meaning = "diameter D of a round channel"},
    {"channel_count", CUPEL_INTEGER, AT(channel_count), .unit = "1", .range = "[1, 1000]",
     .flags = CUPEL_REQUIRED, .meaning = "number N of channels side by side; of a serpentine, in all passes"},
    {"channel_pitch", CUPEL_QUANTITY, AT(channel_pitch), .unit = "m", .range = "(0, 10]",
     .meaning =
         "distance p of the channels' middles, the array in the middle of the plate; W/N when not given"},
    {"layout", CUPEL_CHOICE, AT(layout), .fallback = "parallel", .choices = layouts,
     .meaning =
         "parallel: all from x = 0; counterflow: every second one from the other end; serpentine: groups of "
         "neighbours, passes of them one after the other"},
    {"passes", CUPEL_INTEGER, AT(passes), .unit = "1", .range = "[2, 1000]",
     .meaning = "serpentine: number of passes, a divisor of channel_count; channels of a pass share the flow "
                "and mix at its end"},
    {"coolant", CUPEL_MATERIAL, AT(coolant), .flags = CUPEL_REQUIRED,
     .meaning =
         "liquid: density, heat_capacity, thermal_conductivity and dynamic_viscosity over temperature"},
    {"inlet_temperature", CUPEL_QUANTITY, AT(inlet_temperature), .unit = "K", .range = "(0, 2000]",
     .flags = CUPEL_REQUIRED, .meaning = "temperature of the coolant at the inlet"},
    {"flow_rate", CUPEL_QUANTITY, AT(flow_rate), .unit = "m^3/s", .range = "(0, inf)",
     .meaning = "volume flow V of coolant in all, at the inlet. This or pump_curve"},
    {"pump_curve", CUPEL_CURVE, AT(pump_curve), .unit = "Pa", .range = "[0, inf)", .length = "[2, 10000]",
     .axis = "flow_rate", .axis_unit = "m^3/s",
     .meaning = "pressure of the pump over its flow rate, falling. This or flow_rate"},
    {"system_resistance", CUPEL_QUANTITY, AT(system_resistance), .unit = "Pa s^2/m^6", .fallback = "0",
     .range = "[0, inf)",
     .meaning = "with pump_curve: what else resists the coolant, pressure drop by flow rate squared (hoses, "
                "radiator)"},
    {"sources", CUPEL_LIST, AT(sources), .length = "[1, 1000]", .table = &source_table,
     .meaning = "heat sources on the outer faces, which are adiabatic between them. This, power, or both"},
    {"power", CUPEL_QUANTITY, AT(power), .unit = "W", .range = "(0, inf)",
     .meaning = "heat spread evenly over the whole of heated_face, besides the sources"},
    {"heated_face", CUPEL_CHOICE, AT(heated_face), .fallback = "base", .choices = heated_faces,
     .meaning = "with power: where it enters; both: half each"},
    {"base_temperature", CUPEL_QUANTITY, AT(base_temperature), .unit = "K", .range = "(0, 2000]",
     .meaning = "a plate of one temperature, at the middle of base and cover: gives the heat flow, in place "
                "of sources and power"},
    {"wall_condition", CUPEL_CHOICE, AT(wall_condition), .fallback = "isothermal", .choices = wall_conditions,
     .meaning = "of laminar films: isothermal, Nu of walls of even temperature, the lower; isoflux, of even "
                "flux (H1)"},
    {"inlet_loss", CUPEL_NUMBER, AT(inlet_loss), .unit = "1", .fallback = "0.5", .range = "[0, 1000]",
     .meaning = "loss K of a channel's inlet at the manifold, by the velocity head in the channel"},
    {"outlet_loss", CUPEL_NUMBER, AT(outlet_loss), .unit = "1", .fallback = "1", .range = "[0, 1000]",
     .meaning = "loss K of a channel's outlet into the manifold"},
    {"bend_loss", CUPEL_NUMBER, AT(bend_loss), .unit = "1", .fallback = "1.5", .range = "[0, 1000]",
     .meaning = "loss K of each turn between two passes, 180 deg"},
    {"joint_resistance", CUPEL_QUANTITY, AT(joint_resistance), .unit = "m^2 K/W", .fallback = "0",
     .range = "[0, 1]",
     .meaning = "between coolant and plate on the wetted wall: the joint of a tube, or fouling"},
    {"cells", CUPEL_VECTOR, AT(cells), .unit = "1", .fallback = "[48, 4]", .range = "[1, 4096]",
     .length = "[2, 2]", .meaning = "cells along the plate, and across one channel"},
    {"curve_points", CUPEL_INTEGER, AT(curve_points), .unit = "1", .fallback = "9", .range = "[0, 200]",
     .meaning = "flow rates of the curves over the flow, from a third of the flow to three times; 0: none"},
};
#undef AT

static size_t source_count(const cold_plate_parameters *p)
{
    return p->sources.count + (isnan(p->power) ? 0 : p->heated_face == BOTH ? 2 : 1);
}

cupel_cold_plate cold_plate_of(const cold_plate_parameters *p)
{
    const bool round = p->channel_shape == CUPEL_CHANNEL_ROUND;
    const double pitch =
        isnan(p->channel_pitch) ? p->plate_size.values[1] / (double)p->channel_count : p->channel_pitch;
    return (cupel_cold_plate){
        .length = p->plate_size.values[0],
        .width = p->plate_size.values[1],
        .base_thickness = p->base_thickness,
        .cover_thickness = isnan(p->cover_thickness) ? p->base_thickness : p->cover_thickness,
        .conductivity = 1,
        .shape = (cupel_channel_shape)p->channel_shape,
        .channel_width = round ? p->channel_diameter : p->channel_width,
        .channel_height = round ? p->channel_diameter : p->channel_height,
        .channel_pitch = pitch,
        .channel_count = (size_t)p->channel_count,
        .layout = (cupel_flow_layout)p->layout,
        .passes = p->layout == CUPEL_FLOW_SERPENTINE ? (size_t)p->passes : 1,
        .joint_resistance = p->joint_resistance,
        .isoflux = p->wall_condition,
        .inlet_loss = p->inlet_loss,
        .outlet_loss = p->outlet_loss,
        .bend_loss = p->bend_loss,
        .inlet_temperature = p->inlet_temperature,
        .temperature = p->base_temperature,
        .cells = {(size_t)p->cells.values[0], (size_t)p->cells.values[1]},
    };
}

cupel_fan cold_plate_pump(const cold_plate_parameters *p)
{
    return (cupel_fan){p->pump_curve.count, p->pump_curve.x, p->pump_curve.y};
}

cupel_status cold_plate_sources(const cold_plate_parameters *p, cupel_plate_source **sources, size_t *count,
                                cupel_error *error)
{
    const cold_plate_source *given = p->sources.rows;
    const double length = p->plate_size.values[0], width = p->plate_size.values[1];
    cupel_plate_source *all = cupel_alloc(source_count(p) + 1, sizeof *all);
    if (!all) return cupel_out_of_memory(error, "the sources");
    size_t n = 0;
    for (; n < p->sources.count; n++)
        all[n] = (cupel_plate_source){{given[n].position.values[0], given[n].position.values[1]},
                                      {given[n].size.values[0], given[n].size.values[1]},
                                      given[n].power,
                                      given[n].contact_resistance,
                                      (cupel_plate_face)given[n].face};
    const size_t even = source_count(p) - n;
    for (size_t i = 0; i < even; i++)
        all[n++] = (cupel_plate_source){{0.5 * length, 0.5 * width},
                                        {length, width},
                                        p->power / (double)even,
                                        0,
                                        even == 2 ? (cupel_plate_face)i : (cupel_plate_face)p->heated_face};
    *sources = all;
    *count = n;
    return CUPEL_OK;
}

static cupel_status check_shape(const cold_plate_parameters *p, cupel_error *error)
{
    const bool sides = !isnan(p->channel_width) || !isnan(p->channel_height),
               diameter = !isnan(p->channel_diameter);
    if (p->channel_shape == CUPEL_CHANNEL_ROUND && (!diameter || sides))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a round channel takes channel_diameter, not channel_width or channel_height");
    if (p->channel_shape == CUPEL_CHANNEL_RECTANGULAR &&
        (diameter || isnan(p->channel_width) || isnan(p->channel_height)))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a rectangular channel takes channel_width and channel_height, and no channel_diameter");
    if ((p->layout == CUPEL_FLOW_SERPENTINE) != (p->passes != CUPEL_NO_INTEGER))
        CUPEL_FAIL(error, CUPEL_EINVAL, "layout %s takes %s", layouts[p->layout],
                   p->passes == CUPEL_NO_INTEGER ? "passes, how often the coolant goes along the plate"
                                                 : "no passes; layout: serpentine does");
    for (size_t i = 0; i < 2; i++)
        if (p->cells.values[i] != floor(p->cells.values[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "cells = %.6g must be a whole number", p->cells.values[i]);
    if (p->curve_points == 1) CUPEL_FAIL(error, CUPEL_EINVAL, "curve_points takes 0, or 2 and more");
    return CUPEL_OK;
}

static cupel_status check_materials(const cold_plate_parameters *p, cupel_error *error)
{
    const char *kind = p->material ? cupel_material_class(p->material) : "";
    if (strcmp(kind, "gas") == 0 || strcmp(kind, "liquid") == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "material %s is a %s; the plate needs a solid",
                   cupel_material_id(p->material), kind);
    if (p->coolant && strcmp(cupel_material_class(p->coolant), "liquid") != 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "coolant %s is of class %s; a cold plate takes a liquid",
                   cupel_material_id(p->coolant), cupel_material_class(p->coolant));
    if (!p->material || !p->coolant) return CUPEL_OK;
    double ignored;
    cupel_status status = cupel_material_property(p->material, "density", 293.15, &ignored, NULL, error);
    if (!status)
        status = cupel_material_property(p->material, "thermal_conductivity", p->inlet_temperature, &ignored,
                                         NULL, error);
    if (status) return status;
    cold_plate_coolant coolant = {0};
    status = cold_plate_coolant_new(p->coolant, p->inlet_temperature, &coolant, error);
    cold_plate_coolant_free(&coolant);
    return status;
}

static cupel_status check_drive(const cold_plate_parameters *p, cupel_error *error)
{
    if (isnan(p->flow_rate) == (p->pump_curve.count == 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "give exactly one of flow_rate and pump_curve; %s",
                   p->pump_curve.count ? "both are there" : "neither is there");
    if (p->pump_curve.count == 0) return CUPEL_OK;
    const cupel_fan pump = cold_plate_pump(p);
    for (size_t i = 1; i < pump.count; i++)
        if (!(pump.pressure[i] < pump.pressure[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "pump_curve must fall: %.6g Pa at point %zu is not below %.6g Pa",
                       pump.pressure[i], i + 1, pump.pressure[i - 1]);
    return cupel_fan_check(&pump, error);
}

static cupel_status check_heat(const cold_plate_parameters *p, cupel_error *error)
{
    const bool heated = p->sources.count > 0 || !isnan(p->power);
    if (heated == !isnan(p->base_temperature))
        CUPEL_FAIL(error, CUPEL_EINVAL, "give sources or power, or else base_temperature; %s",
                   heated ? "both are there" : "neither is there");
    if (p->base_temperature == p->inlet_temperature)
        CUPEL_FAIL(error, CUPEL_EINVAL, "base_temperature must differ from inlet_temperature");
    const cold_plate_source *sources = p->sources.rows;
    double power = isnan(p->power) ? 0 : p->power;
    for (size_t i = 0; i < p->sources.count; i++) power += sources[i].power;
    if (heated && !(power > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the power of the sources together must be positive");
    return CUPEL_OK;
}

static cupel_status check(const void *values, cupel_error *error)
{
    const cold_plate_parameters *p = values;
    cupel_status status = check_shape(p, error);
    if (!status) status = check_materials(p, error);
    if (!status) status = check_drive(p, error);
    if (!status) status = check_heat(p, error);
    if (status) return status;
    cupel_cold_plate plate = cold_plate_of(p);
    cupel_plate_source *sources = NULL;
    status = cold_plate_sources(p, &sources, &plate.source_count, error);
    plate.sources = sources;
    if (!status) status = cupel_cold_plate_check(&plate, error);
    free(sources);
    return status;
}

const cupel_table cold_plate_table = {
    .name = "heat.cold_plate", .size = sizeof(cold_plate_parameters), CUPEL_ROWS(rows), .check = check};
