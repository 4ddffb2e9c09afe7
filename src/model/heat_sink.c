/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "cupel/heat.h"
#include "cupel/spreading.h"
#include "material/material.h"
#include "model/heat_sink_curves.h"
#include "model/inspect.h"

/* heat.sink: a heat sink of plates or pins, by NC-1 (natural) or FC-1 (forced) of include/cupel/heat.h. */

typedef struct parameters {
    double base_length, base_width, base_thickness, fin_height, fin_thickness;
    int64_t fin_count;
    int64_t pin_rows;
    int fin_kind, convection, orientation, radiation_model, edges;
    const cupel_material *material;
    double power, base_temperature, ambient_temperature, pressure, emissivity;
    double altitude, velocity, flow_rate, system_resistance;
    cupel_curve fan_curve;
    cupel_vector source_size;
    double contact_resistance;
} parameters;

enum { NATURAL, FORCED };
static const char *const fin_kinds[] = {"plate", "pin_inline", "pin_staggered", NULL};
static const char *const convections[] = {"natural", "forced", NULL};
static const char *const orientations[] = {"vertical", "horizontal_up", "horizontal_down", NULL};
static const char *const radiation_models[] = {"cavity", "view_factors", NULL};

#define AT(field) .offset = offsetof(parameters, field)
static const cupel_param rows[] = {
    {"base_length", CUPEL_QUANTITY, AT(base_length), .unit = "m", .range = "(0, 10]", .flags = CUPEL_REQUIRED,
     .meaning = "length L of base and fins along the air flow; the vertical side in natural convection"},
    {"base_width", CUPEL_QUANTITY, AT(base_width), .unit = "m", .range = "(0, 10]", .flags = CUPEL_REQUIRED,
     .meaning = "width W of the base across the fins"},
    {"base_thickness", CUPEL_QUANTITY, AT(base_thickness), .unit = "m", .range = "[0, 1]",
     .flags = CUPEL_REQUIRED,
     .meaning = "thickness tb of the base; counts for the mass and, in natural convection, the outer faces"},
    {"fin_count", CUPEL_INTEGER, AT(fin_count), .unit = "1", .range = "[2, 100000]", .flags = CUPEL_REQUIRED,
     .meaning = "number N of fins, evenly spaced, the outermost flush with the edges of the base"},
    {"fin_height", CUPEL_QUANTITY, AT(fin_height), .unit = "m", .range = "(0, 10]", .flags = CUPEL_REQUIRED,
     .meaning = "height H of the fins above the base"},
    {"fin_thickness", CUPEL_QUANTITY, AT(fin_thickness), .unit = "m", .range = "(0, 1]",
     .flags = CUPEL_REQUIRED, .meaning = "thickness t of a fin, or diameter D of a pin"},
    {"pin_rows", CUPEL_INTEGER, AT(pin_rows), .unit = "1", .range = "[2, 100000]",
     .meaning =
         "pins: number of rows along base_length, each of fin_count pins across; staggered: every second "
         "row has one less"},
    {"fin_kind", CUPEL_CHOICE, AT(fin_kind), .fallback = "plate", .choices = fin_kinds,
     .meaning =
         "plate: straight plates along base_length; pin_inline, pin_staggered: round pins, pin_rows rows"},
    {"material", CUPEL_MATERIAL, AT(material), .flags = CUPEL_REQUIRED,
     .meaning = "metal of base and fins: thermal_conductivity at the base temperature, density at 20 degC"},
    {"power", CUPEL_QUANTITY, AT(power), .unit = "W", .range = "(0, inf)",
     .meaning = "heat Q to be given off; gives the base temperature. This or base_temperature"},
    {"base_temperature", CUPEL_QUANTITY, AT(base_temperature), .unit = "K", .range = "(0, 2000]",
     .meaning = "temperature Tb of the base, uniform; gives the heat flow. This or power"},
    {"ambient_temperature", CUPEL_QUANTITY, AT(ambient_temperature), .unit = "K", .fallback = "25 degC",
     .range = "(0, 1000]", .meaning = "temperature Ta of the air at the inlet and of the surroundings"},
    {"convection", CUPEL_CHOICE, AT(convection), .choices = convections, .flags = CUPEL_REQUIRED,
     .meaning = "natural: model NC-1, with radiation; forced: model FC-1, ducted, without radiation"},
    {"velocity", CUPEL_QUANTITY, AT(velocity), .unit = "m/s", .range = "(0, 100]",
     .meaning = "air velocity U in the channels between the fins, not before the sink. Forced: this, "
                "flow_rate or fan_curve"},
    {"flow_rate", CUPEL_QUANTITY, AT(flow_rate), .unit = "m^3/s", .range = "(0, inf)",
     .meaning = "volume flow V of air through all channels. Forced: this, velocity or fan_curve"},
    {"fan_curve", CUPEL_CURVE, AT(fan_curve), .unit = "Pa", .range = "[0, inf)", .length = "[2, 10000]",
     .axis = "flow_rate", .axis_unit = "m^3/s",
     .meaning = "static pressure of the fan over its flow rate. Forced: this, velocity or flow_rate"},
    {"emissivity", CUPEL_NUMBER, AT(emissivity), .unit = "1", .fallback = "0.1", .range = "[0, 1]",
     .meaning = "emissivity of all surfaces, natural convection: bare extruded aluminium 0.04 to 0.1, "
                "anodised 0.8 to 0.9"},
    {"orientation", CUPEL_CHOICE, AT(orientation), .fallback = "vertical", .choices = orientations,
     .meaning =
         "of the base in natural convection: vertical, the air rises along base_length; horizontal_up, "
         "fins above a level base; horizontal_down, below it, a lower bound. Forced: without effect"},
    {"radiation_model", CUPEL_CHOICE, AT(radiation_model), .fallback = "cavity", .choices = radiation_models,
     .meaning = "natural convection, plates: cavity, a channel is a grey cavity (NC-1); view_factors, a grey "
                "enclosure with exact view factors of base, fins and openings"},
    {"edges", CUPEL_FLAG, AT(edges), .fallback = "false",
     .meaning = "natural: count tips and ends of the fins and the edges of the base as outer faces too"},
    {"pressure", CUPEL_QUANTITY, AT(pressure), .unit = "Pa", .range = "[1e3, 1e6]",
     .meaning = "ambient pressure p; 101325 Pa when neither this nor altitude is given"},
    {"altitude", CUPEL_QUANTITY, AT(altitude), .unit = "m", .range = "[-1000, 11000]",
     .meaning = "height above the sea, in place of pressure: that of the standard atmosphere (ISA)"},
    {"system_resistance", CUPEL_QUANTITY, AT(system_resistance), .unit = "Pa s^2/m^6", .fallback = "0",
     .range = "[0, inf)",
     .meaning =
         "with fan_curve: what else resists the air, pressure drop by flow rate squared (grilles, filters)"},
    {"source_size", CUPEL_VECTOR, AT(source_size), .unit = "m", .range = "(0, 10]", .length = "[2, 2]",
     .meaning =
         "sides along base_length and base_width of the source, in the middle of the back of the base; adds "
         "the spreading in the base"},
    {"contact_resistance", CUPEL_QUANTITY, AT(contact_resistance), .unit = "m^2 K/W", .fallback = "0",
     .range = "[0, 1]", .meaning = "with source_size: of the joint between source and base, such as a TIM"},
};
#undef AT

static cupel_heat_sink sink_of(const parameters *p, double conductivity)
{
    return (cupel_heat_sink){.base_length = p->base_length,
                             .base_width = p->base_width,
                             .base_thickness = p->base_thickness,
                             .fin_height = p->fin_height,
                             .fin_thickness = p->fin_thickness,
                             .fin_count = (long)p->fin_count,
                             .conductivity = conductivity,
                             .emissivity = p->emissivity,
                             .kind = (cupel_fin_kind)p->fin_kind,
                             .rows = p->pin_rows == CUPEL_NO_INTEGER ? 0 : (long)p->pin_rows,
                             .orientation = (cupel_sink_orientation)p->orientation,
                             .radiation = (cupel_sink_radiation)p->radiation_model,
                             .edges = p->edges};
}

static cupel_ambient ambient_of(const parameters *p)
{
    const double pressure = !isnan(p->pressure)   ? p->pressure
                            : !isnan(p->altitude) ? cupel_isa_pressure(p->altitude)
                                                  : 101325;
    return (cupel_ambient){p->ambient_temperature, pressure};
}

static cupel_fan fan_of(const parameters *p)
{
    return (cupel_fan){p->fan_curve.count, p->fan_curve.x, p->fan_curve.y};
}

static cupel_status check(const void *values, cupel_error *error)
{
    const parameters *p = values;
    const cupel_heat_sink sink = sink_of(p, 1);
    if (p->fin_kind != CUPEL_FIN_PLATE && p->pin_rows == CUPEL_NO_INTEGER)
        CUPEL_FAIL(error, CUPEL_EINVAL, "fin_kind %s needs pin_rows, the number of rows along base_length",
                   fin_kinds[p->fin_kind]);
    if (p->fin_kind == CUPEL_FIN_PLATE && p->pin_rows != CUPEL_NO_INTEGER)
        CUPEL_FAIL(error, CUPEL_EINVAL, "fin_kind plate takes no pin_rows; pin_inline and pin_staggered do");
    if (p->source_size.count > 0 && !(p->base_thickness > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "source_size needs a base_thickness above 0, in which the heat spreads");
    if (p->source_size.count > 0 &&
        (p->source_size.values[0] > p->base_length || p->source_size.values[1] > p->base_width))
        CUPEL_FAIL(error, CUPEL_EINVAL, "source_size must not be larger than base_length and base_width");
    if (!isnan(p->pressure) && !isnan(p->altitude))
        CUPEL_FAIL(error, CUPEL_EINVAL, "give pressure or altitude, not both");
    const cupel_status status = cupel_sink_check(&sink, error);
    if (status) return status;
    const char *kind = p->material ? cupel_material_class(p->material) : "";
    if (strcmp(kind, "gas") == 0 || strcmp(kind, "liquid") == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "material %s is a %s; base and fins need a solid",
                   cupel_material_id(p->material), kind);
    const int heat = !isnan(p->power) + !isnan(p->base_temperature);
    if (heat != 1)
        CUPEL_FAIL(error, CUPEL_EINVAL, "give exactly one of power and base_temperature; %s",
                   heat ? "both are there" : "neither is there");
    const int drives = !isnan(p->velocity) + !isnan(p->flow_rate) + (p->fan_curve.count > 0);
    if (p->convection == FORCED && drives != 1)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "forced convection takes exactly one of velocity, flow_rate and fan_curve; %d are there",
                   drives);
    if (p->convection == NATURAL && drives != 0)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "natural convection takes none of velocity, flow_rate and fan_curve; convection: forced does");
    if (p->convection == NATURAL && p->base_temperature <= p->ambient_temperature)
        CUPEL_FAIL(error, CUPEL_EINVAL, "base_temperature %.6g K must be above ambient_temperature %.6g K",
                   p->base_temperature, p->ambient_temperature);
    if (p->fan_curve.count > 0) {
        const cupel_fan fan = fan_of(p);
        return cupel_fan_check(&fan, error);
    }
    return CUPEL_OK;
}

/* Where the search for the base temperature begins. */
static double first_temperature(const parameters *p)
{
    return isnan(p->base_temperature) ? p->ambient_temperature : p->base_temperature;
}

static cupel_status inspect(const void *values, cupel_findings *findings, cupel_error *error)
{
    (void)error;
    const parameters *p = values;
    cupel_inspect_property(p->material, "density", 293.15, "material", CUPEL_NO_ROW, findings);
    cupel_inspect_property(p->material, "thermal_conductivity", first_temperature(p), "material",
                           CUPEL_NO_ROW, findings);
    return CUPEL_OK;
}

static const cupel_table table = {
    .name = "heat.sink", .size = sizeof(parameters), CUPEL_ROWS(rows), .check = check, .inspect = inspect};

static const cupel_result results_rows[] = {
    {"base_temperature", CUPEL_SCALAR, "K", .meaning = "temperature Tb of the base"},
    {"temperature_rise", CUPEL_SCALAR, "K", .difference = true, .meaning = "Tb - Ta, base over ambient"},
    {"heat_flow", CUPEL_SCALAR, "W", .meaning = "heat Q given off, convection and radiation"},
    {"thermal_resistance", CUPEL_SCALAR, "K/W", .meaning = "R = (Tb - Ta)/Q"},
    {"film_coefficient", CUPEL_SCALAR, "W/(m^2 K)",
     .meaning = "convective film coefficient h in the channels, on the difference to the inlet air"},
    {"radiation_coefficient", CUPEL_SCALAR, "W/(m^2 K)",
     .meaning = "natural: radiation of a channel per wetted area, as a film coefficient"},
    {"outer_film_coefficient", CUPEL_SCALAR, "W/(m^2 K)",
     .meaning = "natural: outer faces of the outermost fins, convection and radiation"},
    {"fin_efficiency", CUPEL_SCALAR, "1",
     .meaning = "efficiency eta of the inner fins, with the corrected height"},
    {"pressure_drop", CUPEL_SCALAR, "Pa", .meaning = "forced: pressure drop of the air over the sink"},
    {"system_pressure_drop", CUPEL_SCALAR, "Pa",
     .meaning = "with fan_curve: pressure drop of the rest of the way, by system_resistance"},
    {"mass", CUPEL_SCALAR, "kg", .meaning = "mass of base and fins"},
    {"fin_spacing", CUPEL_SCALAR, "m", .meaning = "clear spacing s = (W - N t)/(N - 1) across the flow"},
    {"channel_velocity", CUPEL_SCALAR, "m/s", .meaning = "forced: air velocity U in the channels"},
    {"flow_rate", CUPEL_SCALAR, "m^3/s", .meaning = "forced: volume flow V through all channels"},
    {"reynolds_number", CUPEL_SCALAR, "1",
     .meaning = "forced: U Dh/nu on Dh = 2 s H/(s + H); pins: on D, in the narrowest cross-section"},
    {"elenbaas_number", CUPEL_SCALAR, "1", .meaning = "natural: g beta (Tb - Ta) s^4/(nu alpha L)"},
    {"air_temperature_rise", CUPEL_SCALAR, "K", .difference = true,
     .meaning = "forced: mean rise of the air through the sink, Q/(rho cp V)"},
    {"outlet_temperature", CUPEL_SCALAR, "K",
     .meaning = "forced: mean temperature of the air leaving the sink"},
    {"pumping_power", CUPEL_SCALAR, "W", .meaning = "forced: pressure drop times volume flow"},
    {"radiated_heat_flow", CUPEL_SCALAR, "W",
     .meaning = "natural: the part of the heat flow that is radiated"},
    {"spreading_resistance", CUPEL_SCALAR, "K/W",
     .meaning = "with source_size: mean of the source over the base, conduction through the base included"},
    {"source_temperature", CUPEL_SCALAR, "K",
     .meaning = "with source_size: mean temperature of the source, behind contact_resistance"},
    {"maximum_source_temperature", CUPEL_SCALAR, "K",
     .meaning = "with source_size: at its middle, behind contact_resistance"},
    {"conductivity", CUPEL_SCALAR, "W/(m K)",
     .meaning = "thermal conductivity k of the metal at the base temperature"},
    {"curves", CUPEL_COLUMNS, .columns = heat_sink_curve_columns, .column_count = 4,
     .meaning = "forced: the sink at other flows, up to twice this one or as far as the fan goes"},
    {"natural_curve", CUPEL_COLUMNS, .columns = heat_sink_natural_columns, .column_count = 2,
     .meaning = "natural: the sink at other heat flows, up to 1.5 times this rise"},
    {"regime", CUPEL_LABEL,
     .meaning = "flow in the channels: laminar, transitional (Re above 2300) or turbulent (above 4000); not "
                "of pins, forced"},
    {"solution_status", CUPEL_LABEL, .meaning = "ok, doubtful (the notes say why) or no_solution"},
    {"notes", CUPEL_LABEL, .meaning = "what makes the answer doubtful"},
};

/* Both models at one conductivity, and the base temperature that comes out. */
typedef struct answer {
    double base_temperature, heat_flow;
    cupel_sink_natural natural;
    cupel_sink_forced forced;
} answer;

static cupel_status solve(const parameters *p, double conductivity, double velocity, answer *out,
                          cupel_error *error)
{
    const cupel_heat_sink sink = sink_of(p, conductivity);
    const cupel_ambient ambient = ambient_of(p);
    const bool power_given = !isnan(p->power);
    cupel_status status;
    if (p->convection == NATURAL) {
        status = power_given
                     ? cupel_sink_natural_solve(&sink, &ambient, p->power, &out->natural, error)
                     : cupel_sink_natural_at(&sink, &ambient, p->base_temperature, &out->natural, error);
        out->base_temperature = out->natural.base_temperature;
        out->heat_flow = power_given ? p->power : out->natural.heat_flow;
        return status;
    }
    status = cupel_sink_forced_at(&sink, &ambient, velocity, &out->forced, error);
    const double resistance = out->forced.thermal_resistance;
    out->base_temperature =
        power_given ? p->ambient_temperature + p->power * resistance : p->base_temperature;
    out->heat_flow = power_given ? p->power : (p->base_temperature - p->ambient_temperature) / resistance;
    return status;
}

/* The conductivity is that at the base temperature, which it decides: fixed point, at once for a constant
 * one. */
static cupel_status solve_with_conductivity(const parameters *p, double velocity, answer *out,
                                            double *conductivity, cupel_error *error)
{
    double at = first_temperature(p);
    double k = NAN;
    for (int i = 0; i < 100; i++) {
        const double before = k;
        cupel_status status =
            cupel_material_property(p->material, "thermal_conductivity", at, &k, NULL, error);
        if (status) return status;
        if (fabs(k - before) <= 1e-13 * k) {
            *conductivity = k;
            return CUPEL_OK;
        }
        status = solve(p, k, velocity, out, error);
        if (status) return status;
        at = out->base_temperature;
    }
    CUPEL_FAIL(error, CUPEL_EFAILED,
               "the conductivity at the base temperature does not settle: %.6g W/(m K) at %.6g K", k, at);
}

static cupel_status channel_velocity(const parameters *p, double *velocity, cupel_fan_point *point,
                                     cupel_error *error)
{
    const cupel_heat_sink sink = sink_of(p, 1);
    const double area = cupel_sink_flow_area(&sink);
    if (!isnan(p->velocity))
        *velocity = p->velocity;
    else if (!isnan(p->flow_rate))
        *velocity = p->flow_rate / area;
    else {
        const cupel_fan fan = fan_of(p);
        const cupel_ambient ambient = ambient_of(p);
        const cupel_status status =
            cupel_sink_fan_point(&sink, &ambient, &fan, p->system_resistance, point, error);
        if (status) return status;
        *velocity = point->flow_rate / area;
    }
    return CUPEL_OK;
}

static void doubt(cupel_text *text, const char *what)
{
    if (text->length) cupel_text_add(text, "; ");
    cupel_text_add(text, what);
}

static void tell_natural(const parameters *p, const cupel_sink_natural *n, cupel_results *results,
                         cupel_text *doubts)
{
    cupel_results_set(results, "film_coefficient", n->film_coefficient);
    cupel_results_set(results, "radiation_coefficient", n->radiation_coefficient);
    cupel_results_set(results, "outer_film_coefficient", n->outer_film_coefficient);
    cupel_results_set(results, "fin_efficiency", n->fin_efficiency);
    if (p->fin_kind == CUPEL_FIN_PLATE) cupel_results_set(results, "elenbaas_number", n->elenbaas_number);
    cupel_results_set(results, "radiated_heat_flow", n->radiated_heat_flow);
    const bool laminar = n->rayleigh_number <= 1e9;
    cupel_results_set_label(results, "regime", laminar ? "laminar" : "transitional");
    if (!laminar) doubt(doubts, "the outer faces are past Ra = 1e9, where their flow is no longer laminar");
    if (p->orientation == CUPEL_SINK_HORIZONTAL_DOWN)
        doubt(doubts,
              "fins that hang down are taken as a plate that cools at the plane of the tips: a lower bound");
    else if (p->fin_kind != CUPEL_FIN_PLATE)
        doubt(doubts, "pins in natural convection go by two limits joined, not by a measured correlation");
    else if (p->orientation == CUPEL_SINK_HORIZONTAL_UP)
        doubt(doubts,
              n->spacing_rayleigh < 200 || n->spacing_rayleigh > 6e5
                  ? "Ra of the spacing is outside 200 to 6e5, where the level array was measured"
                  : "the correlation of the level array (Jones and Smith 1970) is quoted from memory");
}

static void tell_forced(const parameters *p, const answer *a, const cupel_fan_point *point,
                        cupel_results *results, cupel_text *doubts)
{
    const cupel_sink_forced *f = &a->forced;
    const double rise = a->heat_flow / f->heat_capacity_rate;
    cupel_results_set(results, "film_coefficient", f->film_coefficient);
    cupel_results_set(results, "fin_efficiency", f->fin_efficiency);
    cupel_results_set(results, "pressure_drop", f->pressure_drop);
    cupel_results_set(results, "channel_velocity", f->velocity);
    cupel_results_set(results, "flow_rate", f->flow_rate);
    cupel_results_set(results, "reynolds_number", f->reynolds_number);
    cupel_results_set(results, "air_temperature_rise", rise);
    cupel_results_set(results, "outlet_temperature", p->ambient_temperature + rise);
    cupel_results_set(results, "pumping_power", f->pressure_drop * f->flow_rate);
    if (p->fin_kind == CUPEL_FIN_PLATE)
        cupel_results_set_label(results, "regime",
                                f->reynolds_number <= 2300   ? "laminar"
                                : f->reynolds_number <= 4000 ? "transitional"
                                                             : "turbulent");
    else {
        if (f->reynolds_number < 100)
            doubt(doubts, "Re of the pins is below 100, where few banks were measured");
        doubt(doubts,
              "the friction of the pin bank (Khan, Culham and Yovanovich 2005) is quoted from memory");
    }
    if (p->fan_curve.count > 0)
        cupel_results_set(results, "system_pressure_drop",
                          p->system_resistance * f->flow_rate * f->flow_rate);
    if (fabs(rise) > fabs(a->base_temperature - p->ambient_temperature))
        doubt(doubts, "the air would leave hotter than the base: so little air that FC-1 does not hold");
    if (point->rising) doubt(doubts, "the fan curve rises at the operating point: the flow may surge");
    if (point->crossings > 1)
        doubt(doubts, "the fan curve meets the sink's more than once: the flow may jump");
}

static cupel_status tell(const parameters *p, const answer *a, const cupel_fan_point *point,
                         cupel_results *results, cupel_error *error)
{
    const double rise = a->base_temperature - p->ambient_temperature;
    cupel_text doubts = {0};
    cupel_results_set(results, "base_temperature", a->base_temperature);
    cupel_results_set(results, "temperature_rise", rise);
    cupel_results_set(results, "heat_flow", a->heat_flow);
    if (p->convection == NATURAL) {
        cupel_results_set(results, "thermal_resistance", rise / a->heat_flow);
        tell_natural(p, &a->natural, results, &doubts);
    } else {
        cupel_results_set(results, "thermal_resistance", a->forced.thermal_resistance);
        tell_forced(p, a, point, results, &doubts);
    }
    double melting;
    if (cupel_material_has(p->material, "melting_temperature") &&
        !cupel_material_property(p->material, "melting_temperature", 293.15, &melting, NULL, NULL) &&
        a->base_temperature > melting)
        doubt(&doubts, "the base is above the melting temperature of its material");
    const bool failed = doubts.failed;
    cupel_results_set_label(results, "solution_status", doubts.length ? "doubtful" : "ok");
    if (doubts.length) cupel_results_set_label(results, "notes", cupel_text_get(&doubts));
    cupel_text_free(&doubts);
    return failed ? cupel_out_of_memory(error, "the solution status") : cupel_results_status(results, error);
}

/* The base as a plate under the source, the fins as a film on its other face: exact series. */
static cupel_status spread(const parameters *p, const answer *a, double conductivity, int threads,
                           cupel_results *results, cupel_error *error)
{
    const double length = p->base_length, width = p->base_width, q = a->heat_flow;
    const double rise = a->base_temperature - p->ambient_temperature, *size = p->source_size.values;
    const cupel_spreading_layer base = {p->base_thickness, {conductivity, conductivity, conductivity}, 0};
    const cupel_spreading_source source = {{0.5 * length, 0.5 * width}, {size[0], size[1]}, q};
    const cupel_spreading plate = {.size = {length, width},
                                   .layer_count = 1,
                                   .layers = &base,
                                   .source_count = 1,
                                   .sources = &source,
                                   .film_coefficient = q / (rise * length * width)};
    double centre, mean;
    cupel_spreading_summary summary;
    const cupel_status status = cupel_spreading_solve(
        &plate, threads, &(cupel_spreading_rises){.centre = &centre, .mean = &mean}, &summary, error);
    if (status) return status;
    const double joint = q * p->contact_resistance / (size[0] * size[1]);
    cupel_results_set(results, "spreading_resistance", (mean - rise) / q);
    cupel_results_set(results, "source_temperature", p->ambient_temperature + mean + joint);
    cupel_results_set(results, "maximum_source_temperature", p->ambient_temperature + centre + joint);
    return CUPEL_OK;
}

static void tell_curves(const parameters *p, const answer *a, double conductivity, cupel_results *results)
{
    const cupel_heat_sink sink = sink_of(p, conductivity);
    const cupel_ambient ambient = ambient_of(p);
    const cupel_fan fan = fan_of(p);
    if (p->convection == NATURAL)
        heat_sink_tell_natural_curve(&sink, &ambient, a->base_temperature, results);
    else
        heat_sink_tell_forced_curves(&sink, &ambient, fan.count ? &fan : NULL, p->system_resistance,
                                     a->forced.flow_rate, results);
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    const parameters *p = values;
    const cupel_heat_sink sink = sink_of(p, 1);
    double density;
    cupel_status status = cupel_material_property(p->material, "density", 293.15, &density, NULL, error);
    if (status) return status;

    answer a = {.base_temperature = NAN};
    cupel_fan_point point = {0};
    double velocity = NAN, conductivity = NAN;
    if (p->convection == FORCED) status = channel_velocity(p, &velocity, &point, error);
    if (!status) status = solve_with_conductivity(p, velocity, &a, &conductivity, error);
    if (status && status != CUPEL_EFAILED) return status;

    cupel_results_set(results, "mass", density * cupel_sink_volume(&sink));
    cupel_results_set(results, "fin_spacing", cupel_sink_spacing(&sink));
    if (status) {
        cupel_results_set_label(results, "solution_status", "no_solution");
        cupel_results_fail(results, "%s", error ? error->text : "no solution");
        return cupel_results_status(results, error);
    }
    cupel_results_set(results, "conductivity", conductivity);
    tell_curves(p, &a, conductivity, results);
    if (p->source_size.count > 0) {
        status = spread(p, &a, conductivity, context->threads, results, error);
        if (status) return status;
    }
    return tell(p, &a, &point, results, error);
}

const cupel_model cupel_model_heat_sink = {
    .name = "heat.sink",
    .title = "Heat sink of plates or pins",
    .summary =
        "Base temperature, or heat flow, of a heat sink of plates or round pins in air. Natural convection: "
        "upright fins by Bar-Cohen and Rohsenow, level ones by Jones and Smith, pins between two limits, "
        "radiation as of a grey cavity or by exact view factors. Forced convection: all of the air through "
        "the fins, laminar to turbulent, pins by Zukauskas, with pressure drop and, when a fan curve is "
        "given, the operating point. The base is taken as isothermal; with source_size the spreading in it "
        "is added by the exact series of a plate under an even film. "
        "Measured sinks scatter by 15 to 20 percent around such models.",
    .reference =
        "Bar-Cohen and Rohsenow 1984, J. Heat Transfer 106:116; Churchill and Chu 1975, Int. J. Heat Mass "
        "Transfer 18:1323; Teertstra, Yovanovich and Culham 2000, J. Electron. Manuf. 10:253; Culham and "
        "Muzychka 2001, IEEE Trans. Compon. Packag. Technol. 24:159; Shah and London 1978; "
        "Gnielinski 1976; Zukauskas 1972, Adv. Heat Transfer 8:93; Happel 1959, AIChE J. 5:174",
    .version = 2,
    .parameters = &table,
    CUPEL_RESULTS(results_rows),
    .chart = &heat_sink_chart,
    .run = run,
};
