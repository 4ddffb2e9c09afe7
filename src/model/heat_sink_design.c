/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cupel/sink_design.h"
#include "material/material.h"

/* heat.sink_design: the plate fins of least mass or least temperature, by include/cupel/sink_design.h. */

enum { NATURAL, FORCED };
enum { EXTRUDED, SKIVED, DIE_CAST, FREE };

typedef struct parameters {
    double base_length, base_width, base_thickness, power, ambient_temperature, pressure, emissivity,
        flow_rate;
    double maximum_base_temperature, maximum_mass, maximum_pressure_drop, maximum_fin_height;
    double minimum_fin_thickness, maximum_fin_thickness, minimum_spacing, maximum_aspect_ratio;
    int64_t minimum_fin_count, maximum_fin_count;
    int convection, objective, process;
    const cupel_material *material;
} parameters;

static const char *const convections[] = {"natural", "forced", NULL};
static const char *const objectives[] = {"mass", "base_temperature", NULL};
static const char *const processes[] = {"extruded", "skived", "die_cast", "free", NULL};
/* H/s and t of what can be made [recalled] */
static const double process_aspect[] = {10, 25, 10, INFINITY},
                    process_thickness[] = {1e-3, 2e-4, 1.5e-3, 1e-4};

#define AT(field) .offset = offsetof(parameters, field)
static const cupel_param rows[] = {
    {"base_length", CUPEL_QUANTITY, AT(base_length), .unit = "m", .range = "(0, 10]", .flags = CUPEL_REQUIRED,
     .meaning = "length L of base and fins along the air flow; the vertical side in natural convection"},
    {"base_width", CUPEL_QUANTITY, AT(base_width), .unit = "m", .range = "(0, 10]", .flags = CUPEL_REQUIRED,
     .meaning = "width W of the base across the fins"},
    {"base_thickness", CUPEL_QUANTITY, AT(base_thickness), .unit = "m", .range = "[0, 1]",
     .flags = CUPEL_REQUIRED, .meaning = "thickness tb of the base"},
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
     .meaning = "natural: model NC-1; forced: model FC-1, with flow_rate"},
    {"flow_rate", CUPEL_QUANTITY, AT(flow_rate), .unit = "m^3/s", .range = "(0, inf)",
     .meaning = "forced: volume flow V of air through all channels"},
    {"objective", CUPEL_CHOICE, AT(objective), .fallback = "mass", .choices = objectives,
     .meaning = "what shall be least: mass, with maximum_base_temperature; or base_temperature"},
    {"process", CUPEL_CHOICE, AT(process), .fallback = "extruded", .choices = processes,
     .meaning =
         "how it is made, recalled limits: extruded H/s <= 10, t >= 1 mm; skived 25, 0.2 mm; die_cast 10, "
         "1.5 mm; free none, 0.1 mm"},
    {"maximum_aspect_ratio", CUPEL_NUMBER, AT(maximum_aspect_ratio), .unit = "1", .range = "(0, 1000]",
     .meaning = "largest H/s, in place of the process's"},
    {"minimum_fin_thickness", CUPEL_QUANTITY, AT(minimum_fin_thickness), .unit = "m", .range = "(0, 1]",
     .meaning = "least fin thickness t, in place of the process's"},
    {"maximum_fin_thickness", CUPEL_QUANTITY, AT(maximum_fin_thickness), .unit = "m", .fallback = "4 mm",
     .range = "(0, 1]", .meaning = "largest fin thickness t"},
    {"maximum_fin_height", CUPEL_QUANTITY, AT(maximum_fin_height), .unit = "m", .range = "(0, 10]",
     .flags = CUPEL_REQUIRED, .meaning = "largest fin height H, of the room there is"},
    {"minimum_spacing", CUPEL_QUANTITY, AT(minimum_spacing), .unit = "m", .fallback = "1 mm",
     .range = "(0, 1]", .meaning = "least clear spacing s"},
    {"minimum_fin_count", CUPEL_INTEGER, AT(minimum_fin_count), .unit = "1", .fallback = "2",
     .range = "[2, 1000]", .meaning = "least number N of fins"},
    {"maximum_fin_count", CUPEL_INTEGER, AT(maximum_fin_count), .unit = "1", .fallback = "60",
     .range = "[2, 1000]", .meaning = "largest number N of fins"},
    {"maximum_base_temperature", CUPEL_QUANTITY, AT(maximum_base_temperature), .unit = "K",
     .range = "(0, 2000]", .meaning = "limit of the base temperature; objective mass needs it"},
    {"maximum_mass", CUPEL_QUANTITY, AT(maximum_mass), .unit = "kg", .range = "(0, inf)",
     .meaning = "limit of the mass"},
    {"maximum_pressure_drop", CUPEL_QUANTITY, AT(maximum_pressure_drop), .unit = "Pa", .range = "(0, inf)",
     .meaning = "forced: limit of the pressure drop"},
};
#undef AT

static cupel_status check(const void *values, cupel_error *error)
{
    const parameters *p = values;
    if ((p->convection == FORCED) == isnan(p->flow_rate))
        CUPEL_FAIL(error, CUPEL_EINVAL, "flow_rate goes with convection: forced, which needs it");
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

static const cupel_table table = {
    .name = "heat.sink_design", .size = sizeof(parameters), CUPEL_ROWS(rows), .check = check};

static const cupel_result columns[] = {
    {"fin_count", CUPEL_SCALAR, "1", .meaning = "number N of fins"},
    {"fin_thickness", CUPEL_SCALAR, "m", .meaning = "best thickness t"},
    {"fin_height", CUPEL_SCALAR, "m", .meaning = "best height H"},
    {"mass", CUPEL_SCALAR, "kg", .meaning = "mass of base and fins"},
    {"base_temperature", CUPEL_SCALAR, "K", .meaning = "temperature Tb of the base"},
    {"thermal_resistance", CUPEL_SCALAR, "K/W", .meaning = "R = (Tb - Ta)/Q"},
    {"pressure_drop", CUPEL_SCALAR, "Pa", .meaning = "of the air; natural: 0"},
    {"limit_excess", CUPEL_SCALAR, "1", .meaning = "sum of the relative excesses over limits; 0: within all"},
};

static const cupel_result results_rows[] = {
    {"solution_status", CUPEL_LABEL,
     .meaning = "ok, limit_exceeded (no design keeps all limits) or no_solution"},
    {"fin_count", CUPEL_SCALAR, "1", .meaning = "number N of fins of the best design"},
    {"fin_thickness", CUPEL_SCALAR, "m", .meaning = "its fin thickness t"},
    {"fin_height", CUPEL_SCALAR, "m", .meaning = "its fin height H"},
    {"fin_spacing", CUPEL_SCALAR, "m", .meaning = "its clear spacing s"},
    {"mass", CUPEL_SCALAR, "kg", .meaning = "its mass"},
    {"base_temperature", CUPEL_SCALAR, "K", .meaning = "its base temperature"},
    {"thermal_resistance", CUPEL_SCALAR, "K/W", .meaning = "its R = (Tb - Ta)/Q"},
    {"pressure_drop", CUPEL_SCALAR, "Pa", .meaning = "its pressure drop; natural: 0"},
    {"flat_fin_counts", CUPEL_SCALAR, "1",
     .meaning =
         "how flat the optimum is: fin counts within the limits whose mass, or temperature rise, is within 5 "
         "% of the best"},
    {"designs", CUPEL_COLUMNS, .columns = columns, .column_count = sizeof columns / sizeof *columns,
     .meaning = "the best design of each fin count that can be built and cooled"},
};

static const cupel_chart_panel panels[] = {{.results = {"designs/thermal_resistance"}},
                                           {.results = {"designs/mass"}}};
static const cupel_chart chart = {.name = "designs by fin count", CUPEL_CHART_PANELS(panels)};

static double column_of(const cupel_sink_candidate *c, size_t column)
{
    const double values[] = {(double)c->sink.fin_count, c->sink.fin_thickness, c->sink.fin_height, c->mass,
                             c->base_temperature,       c->thermal_resistance, c->pressure_drop,   c->excess};
    return values[column];
}

static cupel_status tell(const parameters *p, const cupel_sink_candidate *all, size_t count, size_t best,
                         cupel_results *results, cupel_error *error)
{
    double *values = cupel_alloc_doubles(count);
    if (!values) return cupel_out_of_memory(error, "the designs");
    const cupel_sink_candidate *b = &all[best];
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++)
            if (isfinite(all[i].excess)) values[n++] = column_of(&all[i], k);
        cupel_results_set_column(results, "designs", columns[k].name, values, n);
        if (k < 7) cupel_results_set(results, columns[k].name, column_of(b, k));
    }
    free(values);
    double flat = 0;
    for (size_t i = 0; i < count; i++) {
        const double ratio =
            p->objective == 0 ? all[i].mass / b->mass : all[i].thermal_resistance / b->thermal_resistance;
        if (all[i].excess <= b->excess && ratio <= 1.05) flat++;
    }
    cupel_results_set(results, "flat_fin_counts", flat);
    cupel_results_set(results, "fin_spacing", cupel_sink_spacing(&b->sink));
    cupel_results_set_label(results, "solution_status", b->excess > 0 ? "limit_exceeded" : "ok");
    if (b->excess > 0)
        cupel_results_fail(results, "no design keeps all limits; the nearest exceeds them by %.3g in all",
                           b->excess);
    return cupel_results_status(results, error);
}

static double or_else(double value, double otherwise)
{
    return isnan(value) ? otherwise : value;
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    const parameters *p = values;
    double density, conductivity;
    cupel_status status = cupel_material_property(p->material, "density", 293.15, &density, NULL, error);
    if (!status)
        status =
            cupel_material_property(p->material, "thermal_conductivity", 293.15, &conductivity, NULL, error);
    if (status) return status;
    const double thinnest = or_else(p->minimum_fin_thickness, process_thickness[p->process]);
    const cupel_sink_design design = {
        .base = {.base_length = p->base_length,
                 .base_width = p->base_width,
                 .base_thickness = p->base_thickness,
                 .conductivity = conductivity,
                 .emissivity = p->emissivity},
        .ambient = {p->ambient_temperature, p->pressure},
        .density = density,
        .power = p->power,
        .objective = p->objective == 0 ? CUPEL_SINK_LEAST_MASS : CUPEL_SINK_LEAST_TEMPERATURE,
        .flow_rate = or_else(p->flow_rate, 0),
        .thickness = {thinnest, p->maximum_fin_thickness},
        .height = {0.02 * p->maximum_fin_height, p->maximum_fin_height},
        .least_spacing = p->minimum_spacing,
        .most_aspect = or_else(p->maximum_aspect_ratio, process_aspect[p->process]),
        .most_mass = or_else(p->maximum_mass, INFINITY),
        .most_temperature = or_else(p->maximum_base_temperature, INFINITY),
        .most_pressure_drop = or_else(p->maximum_pressure_drop, INFINITY),
        .fin_count = {(long)p->minimum_fin_count, (long)p->maximum_fin_count},
        .threads = context->threads};
    const size_t count = (size_t)(p->maximum_fin_count - p->minimum_fin_count + 1);
    cupel_sink_candidate *all = cupel_alloc(count, sizeof *all);
    if (!all) return cupel_out_of_memory(error, "the designs");
    size_t best = 0;
    status = cupel_sink_design_solve(&design, all, &best, error);
    if (!status)
        status = tell(p, all, count, best, results, error);
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
        "Number, thickness and height of the plate fins on a given base that make the sink lightest under a "
        "limit of temperature, or coolest, within limits of mass, room, pressure drop and manufacture; for "
        "every fin count by the compact models of heat.sink, NC-1 or FC-1. The base is taken as isothermal "
        "and its thickness as given. Compact models scatter by 15 to 20 percent: keep a reserve, and check "
        "the sink that comes out.",
    .reference =
        "Bar-Cohen and Rohsenow 1984, J. Heat Transfer 106:116; Teertstra, Yovanovich and Culham 2000, J. "
        "Electron. Manuf. 10:253",
    .version = 1,
    .parameters = &table,
    CUPEL_RESULTS(results_rows),
    .chart = &chart,
    .run = run,
};
