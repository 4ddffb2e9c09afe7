/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_sink_design.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "material/material.h"
#include "model/inspect.h"
#include "model/registry.h"

/* heat.sink_design: the plate fins of least mass or least temperature, by include/cupel/sink_design.h. */

enum { EXTRUDED, SKIVED, DIE_CAST, FREE };

static const char *const convections[] = {"natural", "forced", NULL};
static const char *const objectives[] = {"mass", "base_temperature", NULL};
static const char *const processes[] = {"extruded", "skived", "die_cast", "free", NULL};
/* H/s and t of what can be made [recalled] */
static const double process_aspect[] = {10, 25, 10, INFINITY},
                    process_thickness[] = {1e-3, 2e-4, 1.5e-3, 1e-4},
                    process_draft[] = {0, 0, 1.5 * 3.14159265358979323846 / 180, 0};

#define AT(field) .offset = offsetof(sink_design_parameters, field)
static const cupel_param rows[] = {
    {"base_length", CUPEL_QUANTITY, AT(base_length), .unit = "m", .range = "(0, 10]", .flags = CUPEL_REQUIRED,
     .meaning = "length L of base and fins along the air flow; the vertical side in natural convection"},
    {"maximum_base_length", CUPEL_QUANTITY, AT(maximum_base_length), .unit = "m", .range = "(0, 10]",
     .meaning = "makes the length free, from base_length to this"},
    {"base_width", CUPEL_QUANTITY, AT(base_width), .unit = "m", .range = "(0, 10]", .flags = CUPEL_REQUIRED,
     .meaning = "width W of the base across the fins"},
    {"base_thickness", CUPEL_QUANTITY, AT(base_thickness), .unit = "m", .range = "[0, 1]",
     .flags = CUPEL_REQUIRED, .meaning = "thickness tb of the base"},
    {"maximum_base_thickness", CUPEL_QUANTITY, AT(maximum_base_thickness), .unit = "m", .range = "(0, 1]",
     .meaning =
         "makes the thickness free, from base_thickness to this; with source_size only, as without one "
         "a base is of one temperature however thin"},
    {"source_size", CUPEL_VECTOR, AT(source_size), .unit = "m", .range = "(0, 10]", .length = "[2, 2]",
     .meaning =
         "sides along base_length and base_width of the source, in the middle of the back of the base; adds "
         "the spreading in the base. Not given: the base is of one temperature"},
    {"contact_resistance", CUPEL_QUANTITY, AT(contact_resistance), .unit = "m^2 K/W", .fallback = "0",
     .range = "[0, 1]", .meaning = "with source_size: of the joint between source and base, such as a TIM"},
    {"material", CUPEL_MATERIAL, AT(material), .flags = CUPEL_REQUIRED,
     .meaning = "metal: thermal_conductivity and density at 20 degC"},
    {"power", CUPEL_QUANTITY, AT(power), .unit = "W", .range = "(0, inf)", .flags = CUPEL_REQUIRED,
     .meaning = "heat Q to be given off"},
    {"ambient_temperature", CUPEL_QUANTITY, AT(ambient_temperature), .unit = "K", .fallback = "25 degC",
     .range = "(0, 1000]", .meaning = "temperature Ta of the air at the inlet and of the surroundings"},
    {"pressure", CUPEL_QUANTITY, AT(pressure), .unit = "Pa", .fallback = "101325 Pa", .range = "[1e3, 1e6]",
     .meaning = "ambient pressure p"},
    {"emissivity", CUPEL_NUMBER, AT(emissivity), .unit = "1", .fallback = "0.1", .range = "[0, 1]",
     .meaning = "emissivity of all surfaces, natural convection"},
    {"convection", CUPEL_CHOICE, AT(convection), .choices = convections, .flags = CUPEL_REQUIRED,
     .meaning = "natural: model NC-1; forced: model FC-1, with flow_rate or fan_curve"},
    {"flow_rate", CUPEL_QUANTITY, AT(flow_rate), .unit = "m^3/s", .range = "(0, inf)",
     .meaning = "forced: volume flow V of air through all channels. This or fan_curve"},
    {"fan_curve", CUPEL_CURVE, AT(fan_curve), .unit = "Pa", .range = "[0, inf)", .length = "[2, 10000]",
     .axis = "flow_rate", .axis_unit = "m^3/s",
     .meaning = "forced: static pressure of the fan over its flow rate. This or flow_rate"},
    {"system_resistance", CUPEL_QUANTITY, AT(system_resistance), .unit = "Pa s^2/m^6", .fallback = "0",
     .range = "[0, inf)",
     .meaning = "with fan_curve: what else resists the air, pressure drop by flow rate squared"},
    {"objective", CUPEL_CHOICE, AT(objective), .fallback = "mass", .choices = objectives,
     .meaning = "what shall be least: mass, with maximum_base_temperature; or base_temperature"},
    {"process", CUPEL_CHOICE, AT(process), .fallback = "extruded", .choices = processes,
     .meaning =
         "how it is made, recalled limits: extruded H/s <= 10, t >= 1 mm; skived 25, 0.2 mm; die_cast 10, "
         "1.5 mm at the tip, draft 1.5 deg; free none, 0.1 mm"},
    {"draft_angle", CUPEL_QUANTITY, AT(draft_angle), .unit = "rad", .range = "[0, 0.2]",
     .meaning =
         "draft of either face of a fin, in place of the process's (none but for die_cast): root and tip "
         "are H tan(draft) thicker and thinner than the mean"},
    {"maximum_aspect_ratio", CUPEL_NUMBER, AT(maximum_aspect_ratio), .unit = "1", .range = "(0, 1000]",
     .meaning = "largest H/s, in place of the process's"},
    {"minimum_fin_thickness", CUPEL_QUANTITY, AT(minimum_fin_thickness), .unit = "m", .range = "(0, 1]",
     .meaning = "least fin thickness, with draft that of the tip, in place of the process's"},
    {"maximum_fin_thickness", CUPEL_QUANTITY, AT(maximum_fin_thickness), .unit = "m", .fallback = "4 mm",
     .range = "(0, 1]", .meaning = "largest fin thickness t; with draft, of the mean"},
    {"maximum_fin_height", CUPEL_QUANTITY, AT(maximum_fin_height), .unit = "m", .range = "(0, 10]",
     .flags = CUPEL_REQUIRED, .meaning = "largest fin height H, of the room there is"},
    {"minimum_spacing", CUPEL_QUANTITY, AT(minimum_spacing), .unit = "m", .fallback = "1 mm",
     .range = "(0, 1]", .meaning = "least clear spacing s, with draft that at the roots"},
    {"minimum_fin_count", CUPEL_INTEGER, AT(minimum_fin_count), .unit = "1", .fallback = "2",
     .range = "[2, 1000]", .meaning = "least number N of fins"},
    {"maximum_fin_count", CUPEL_INTEGER, AT(maximum_fin_count), .unit = "1", .fallback = "60",
     .range = "[2, 1000]", .meaning = "largest number N of fins"},
    {"maximum_base_temperature", CUPEL_QUANTITY, AT(maximum_base_temperature), .unit = "K",
     .range = "(0, 2000]",
     .meaning = "limit of the base temperature; with source_size, of the source's mean; objective mass "
                "needs it"},
    {"maximum_mass", CUPEL_QUANTITY, AT(maximum_mass), .unit = "kg", .range = "(0, inf)",
     .meaning = "limit of the mass"},
    {"maximum_volume", CUPEL_QUANTITY, AT(maximum_volume), .unit = "m^3", .range = "(0, inf)",
     .meaning = "limit of the room that base and fins take, L W (tb + H)"},
    {"maximum_pressure_drop", CUPEL_QUANTITY, AT(maximum_pressure_drop), .unit = "Pa", .range = "(0, inf)",
     .meaning = "forced: limit of the pressure drop"},
    {"verify", CUPEL_FLAG, AT(verify), .fallback = "true",
     .meaning = "conduct heat in a quarter of the best three, in three dimensions"},
};
#undef AT

static double or_else(double value, double otherwise)
{
    return isnan(value) ? otherwise : value;
}

static cupel_status check(const void *values, cupel_error *error)
{
    const sink_design_parameters *p = values;
    const int drives = !isnan(p->flow_rate) + (p->fan_curve.count > 0);
    if (drives != (p->convection == SINK_FORCED))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "convection: forced takes exactly one of flow_rate and fan_curve, natural none of them");
    if (p->fan_curve.count > 0) {
        const cupel_fan fan = {p->fan_curve.count, p->fan_curve.x, p->fan_curve.y};
        const cupel_status status = cupel_fan_check(&fan, error);
        if (status) return status;
    }
    if (p->maximum_base_length < p->base_length || p->maximum_base_thickness < p->base_thickness)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "maximum_base_length and maximum_base_thickness must not be below base_length and "
                   "base_thickness");
    if (!isnan(p->maximum_base_thickness) && !p->source_size.count)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "maximum_base_thickness needs source_size: the thickness only matters "
                   "for the spreading from a source");
    if (p->source_size.count > 0 && !(p->base_thickness > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "source_size needs a base_thickness above 0, in which the heat spreads");
    if (p->source_size.count > 0 &&
        (p->source_size.values[0] > fmax(p->base_length, or_else(p->maximum_base_length, 0)) ||
         p->source_size.values[1] > p->base_width))
        CUPEL_FAIL(error, CUPEL_EINVAL, "source_size must not be larger than base_length and base_width");
    if (p->objective == 0 && isnan(p->maximum_base_temperature))
        CUPEL_FAIL(error, CUPEL_EINVAL, "objective mass needs maximum_base_temperature");
    if (p->maximum_base_temperature <= p->ambient_temperature)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "maximum_base_temperature %.6g K must be above ambient_temperature %.6g K",
                   p->maximum_base_temperature, p->ambient_temperature);
    if (p->maximum_fin_count < p->minimum_fin_count)
        CUPEL_FAIL(error, CUPEL_EINVAL, "maximum_fin_count must not be below minimum_fin_count");
    return CUPEL_OK;
}

static cupel_status inspect(const void *values, cupel_findings *findings, cupel_error *error)
{
    (void)error;
    const sink_design_parameters *p = values;
    cupel_inspect_property(p->material, "density", 293.15, "material", CUPEL_NO_ROW, findings);
    cupel_inspect_property(p->material, "thermal_conductivity", 293.15, "material", CUPEL_NO_ROW, findings);
    return CUPEL_OK;
}

static const cupel_table table = {.name = "heat.sink_design",
                                  .size = sizeof(sink_design_parameters),
                                  CUPEL_ROWS(rows),
                                  .check = check,
                                  .inspect = inspect};

static const cupel_result design_columns[] = {
    {"fin_count", CUPEL_SCALAR, "1", .meaning = "number N of fins"},
    {"fin_thickness", CUPEL_SCALAR, "m", .meaning = "best thickness t"},
    {"fin_height", CUPEL_SCALAR, "m", .meaning = "best height H"},
    {"base_thickness", CUPEL_SCALAR, "m", .meaning = "thickness tb of the base"},
    {"base_length", CUPEL_SCALAR, "m", .meaning = "length L of the base"},
    {"mass", CUPEL_SCALAR, "kg", .meaning = "mass of base and fins"},
    {"volume", CUPEL_SCALAR, "m^3", .meaning = "room they take"},
    {"base_temperature", CUPEL_SCALAR, "K", .meaning = "temperature Tb of the base"},
    {"source_temperature", CUPEL_SCALAR, "K", .meaning = "of the source; without source_size Tb"},
    {"thermal_resistance", CUPEL_SCALAR, "K/W", .meaning = "R = (T - Ta)/Q of the source"},
    {"pressure_drop", CUPEL_SCALAR, "Pa", .meaning = "of the air; natural: 0"},
    {"flow_rate", CUPEL_SCALAR, "m^3/s", .meaning = "of the air; natural: 0"},
    {"limit_excess", CUPEL_SCALAR, "1", .meaning = "sum of the relative excesses over limits; 0: within all"},
};

static const cupel_result flatness_columns[] = {
    {"variable", CUPEL_LABEL, .meaning = "what is varied"},
    {"best", CUPEL_SCALAR, "m", .meaning = "its value in the best design"},
    {"from", CUPEL_SCALAR, "m", .meaning = "least value of the designs met that are as good but for 5 %"},
    {"to", CUPEL_SCALAR, "m", .meaning = "greatest value"},
};

static const cupel_result sensitivity_columns[] = {
    {"variable", CUPEL_LABEL, .meaning = "what is changed, all else kept"},
    {"thermal_resistance", CUPEL_SCALAR, "1", .meaning = "d ln R / d ln x: percent of R per percent of it"},
    {"mass", CUPEL_SCALAR, "1", .meaning = "d ln m / d ln x"},
};

static const cupel_result verification_columns[] = {
    {"fin_count", CUPEL_SCALAR, "1", .meaning = "number N of fins: the best design and the next ones"},
    {"source_temperature", CUPEL_SCALAR, "K", .meaning = "by the compact model"},
    {"solid_source_temperature", CUPEL_SCALAR, "K",
     .meaning = "in three dimensions: mean of the source, joint included, or of the back of the base"},
    {"rise_deviation", CUPEL_SCALAR, "1", .meaning = "relative deviation of its rise over ambient"},
    {"base_temperature", CUPEL_SCALAR, "K", .meaning = "by the compact model"},
    {"solid_base_temperature", CUPEL_SCALAR, "K", .meaning = "in three dimensions: mean below the fins"},
    {"solid_maximum_temperature", CUPEL_SCALAR, "K", .meaning = "in three dimensions, without the joint"},
    {"grid_error_estimate", CUPEL_SCALAR, "K", .difference = true,
     .meaning = "of the source: a third of the change from half the cells along each axis"},
    {"energy_imbalance", CUPEL_SCALAR, "1", .meaning = "of the heat flows"},
    {"cells", CUPEL_SCALAR, "1", .meaning = "cells of the quarter"},
};
#define COLUMNS(list) .columns = (list), .column_count = sizeof(list) / sizeof *(list)

static const cupel_result results_rows[] = {
    {"solution_status", CUPEL_LABEL,
     .meaning = "ok, limit_exceeded (no design keeps all limits) or no_solution"},
    {"fin_count", CUPEL_SCALAR, "1", .meaning = "number N of fins of the best design"},
    {"fin_thickness", CUPEL_SCALAR, "m", .meaning = "its fin thickness t; with draft the mean"},
    {"root_thickness", CUPEL_SCALAR, "m", .meaning = "thickness of its fins at the root"},
    {"tip_thickness", CUPEL_SCALAR, "m", .meaning = "thickness of its fins at the tip"},
    {"fin_height", CUPEL_SCALAR, "m", .meaning = "its fin height H"},
    {"fin_spacing", CUPEL_SCALAR, "m", .meaning = "its clear spacing s; with draft the mean"},
    {"base_thickness", CUPEL_SCALAR, "m", .meaning = "its base thickness tb"},
    {"base_length", CUPEL_SCALAR, "m", .meaning = "its length L"},
    {"mass", CUPEL_SCALAR, "kg", .meaning = "its mass"},
    {"volume", CUPEL_SCALAR, "m^3", .meaning = "room that it takes, L W (tb + H)"},
    {"base_temperature", CUPEL_SCALAR, "K", .meaning = "its base temperature"},
    {"source_temperature", CUPEL_SCALAR, "K",
     .meaning = "mean temperature of the source, joint included; without source_size that of the base"},
    {"thermal_resistance", CUPEL_SCALAR, "K/W", .meaning = "its R = (T - Ta)/Q, of the source"},
    {"pressure_drop", CUPEL_SCALAR, "Pa", .meaning = "its pressure drop; natural: 0"},
    {"flow_rate", CUPEL_SCALAR, "m^3/s", .meaning = "its flow of air; natural: 0"},
    {"flat_fin_counts", CUPEL_SCALAR, "1",
     .meaning =
         "how flat the optimum is: fin counts within the limits whose mass, or temperature rise, is within 5 "
         "% of the best"},
    {"flatness", CUPEL_COLUMNS, COLUMNS(flatness_columns),
     .meaning = "and the range of each variable, at the best fin count"},
    {"sensitivities", CUPEL_COLUMNS, COLUMNS(sensitivity_columns),
     .meaning = "what a change of one variable does to the best design, by differences of 1 %"},
    {"verification", CUPEL_COLUMNS, COLUMNS(verification_columns),
     .meaning = "the best designs as solids in three dimensions"},
    {"designs", CUPEL_COLUMNS, COLUMNS(design_columns),
     .meaning = "the best design of each fin count that can be built and cooled"},
    {"notes", CUPEL_LABEL, .meaning = "what is to be known of the best design"},
};

static const cupel_chart_panel panels[] = {{.results = {"designs/thermal_resistance"}},
                                           {.results = {"designs/mass"}},
                                           {.results = {"designs/limit_excess"}}};
static const cupel_chart chart = {
    .name = "designs by fin count", CUPEL_CHART_PANELS(panels), .mark = "fin_count"};

static cupel_sink_design design_of(const sink_design_parameters *p, double conductivity, double density,
                                   const cupel_fan *fan, int threads)
{
    const double thinnest = or_else(p->minimum_fin_thickness, process_thickness[p->process]);
    const double draft = or_else(p->draft_angle, process_draft[p->process]);
    cupel_sink_design d = {
        .base = {.base_width = p->base_width, .conductivity = conductivity, .emissivity = p->emissivity},
        .ambient = {p->ambient_temperature, p->pressure},
        .density = density,
        .power = p->power,
        .objective = p->objective == SINK_LEAST_MASS ? CUPEL_SINK_LEAST_MASS : CUPEL_SINK_LEAST_TEMPERATURE,
        .flow_rate = or_else(p->flow_rate, 0),
        .fan = fan,
        .system_resistance = p->system_resistance,
        .range = {[CUPEL_SINK_THICKNESS] = {thinnest, p->maximum_fin_thickness},
                  [CUPEL_SINK_HEIGHT] = {0.02 * p->maximum_fin_height, p->maximum_fin_height},
                  [CUPEL_SINK_BASE_THICKNESS] = {p->base_thickness,
                                                 or_else(p->maximum_base_thickness, p->base_thickness)},
                  [CUPEL_SINK_BASE_LENGTH] = {p->base_length,
                                              or_else(p->maximum_base_length, p->base_length)}},
        .draft = draft,
        .least_tip = thinnest,
        .contact_resistance = p->contact_resistance,
        .least_spacing = p->minimum_spacing,
        .most_aspect = or_else(p->maximum_aspect_ratio, process_aspect[p->process]),
        .most_mass = or_else(p->maximum_mass, INFINITY),
        .most_volume = or_else(p->maximum_volume, INFINITY),
        .most_temperature = or_else(p->maximum_base_temperature, INFINITY),
        .most_pressure_drop = or_else(p->maximum_pressure_drop, INFINITY),
        .fin_count = {(long)p->minimum_fin_count, (long)p->maximum_fin_count},
        .threads = threads};
    if (p->source_size.count > 0)
        for (int a = 0; a < 2; a++) d.source[a] = p->source_size.values[a];
    return d;
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    const sink_design_parameters *p = values;
    double density, conductivity;
    cupel_status status = cupel_material_property(p->material, "density", 293.15, &density, NULL, error);
    if (!status)
        status =
            cupel_material_property(p->material, "thermal_conductivity", 293.15, &conductivity, NULL, error);
    if (status) return status;
    const cupel_fan fan = {p->fan_curve.count, p->fan_curve.x, p->fan_curve.y};
    const cupel_sink_design design =
        design_of(p, conductivity, density, fan.count ? &fan : NULL, context->threads);
    const size_t count = (size_t)(p->maximum_fin_count - p->minimum_fin_count + 1);
    cupel_sink_candidate *all = cupel_alloc(count, sizeof *all);
    if (!all) return cupel_out_of_memory(error, "the designs");
    size_t best = 0;
    status = cupel_sink_design_solve(&design, all, &best, error);
    if (!status)
        status = sink_design_tell(p, &design, all, count, best, results, error);
    else if (status == CUPEL_EFAILED) {
        cupel_results_set_label(results, "solution_status", "no_solution");
        cupel_results_fail(results, "%s", error ? error->text : "no solution");
        status = cupel_results_status(results, error);
    }
    free(all);
    return status;
}

const cupel_model cupel_model_heat_sink_design = {
    .name = "heat.sink_design",
    .title = "Design of plate fins",
    .summary =
        "Number, thickness and height of the plate fins, and where they are free thickness and length of the "
        "base, that make the sink lightest under a limit of temperature, or coolest, within limits of mass, "
        "room, pressure drop and manufacture; for every fin count by the compact models of heat.sink, NC-1 "
        "or "
        "FC-1, at a given flow rate or with a fan, with the spreading from a source. The best three are "
        "conducted through in three dimensions with the same films; how flat the optimum is and what each "
        "variable does is told. Films scatter by 15 to 20 percent: keep a reserve.",
    .reference =
        "Bar-Cohen and Rohsenow 1984, J. Heat Transfer 106:116; Teertstra, Yovanovich and Culham 2000, J. "
        "Electron. Manuf. 10:253; Muzychka, Culham and Yovanovich 2003, J. Electron. Packag. 125:178",
    .version = 2,
    .parameters = &table,
    CUPEL_RESULTS(results_rows),
    .chart = &chart,
    .run = run,
};
