/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_cold_plate_results.h"

#include <math.h>
#include <stdlib.h>
#include "base/text.h"
#include "material/material.h"

static const cupel_result source_columns[] = {
    {"name", CUPEL_LABEL, .meaning = "as in the case; even load: the power that is spread over a face"},
    {"x", CUPEL_SCALAR, "m", .meaning = "centre along the channels"},
    {"y", CUPEL_SCALAR, "m", .meaning = "centre across them"},
    {"power", CUPEL_SCALAR, "W", .meaning = "power P"},
    {"mean_temperature", CUPEL_SCALAR, "K", .meaning = "mean of the source, above its joint"},
    {"maximum_temperature", CUPEL_SCALAR, "K", .meaning = "of its hottest cell, above its joint"},
};

static const cupel_result channel_columns[] = {
    {"y", CUPEL_SCALAR, "m", .meaning = "middle of the channel"},
    {"direction", CUPEL_LABEL, .meaning = "of the flow along x: + or -"},
    {"mass_flow", CUPEL_SCALAR, "kg/s", .meaning = "its share of the flow"},
    {"outlet_temperature", CUPEL_SCALAR, "K", .meaning = "of the coolant at its end"},
    {"film_coefficient", CUPEL_SCALAR, "W/(m^2 K)", .meaning = "mean over its length"},
    {"pressure_drop", CUPEL_SCALAR, "Pa", .meaning = "friction and losses of its ends"},
};

#define COLUMNS(list) .columns = (list), .column_count = sizeof(list) / sizeof *(list)
const cupel_result cold_plate_results[] = {
    {"maximum_temperature", CUPEL_SCALAR, "K", .meaning = "hottest place of outer faces and sources"},
    {"mean_temperature", CUPEL_SCALAR, "K", .meaning = "of the metal of base and cover"},
    {"outlet_temperature", CUPEL_SCALAR, "K", .meaning = "of the coolant, mixed"},
    {"coolant_temperature_rise", CUPEL_SCALAR, "K", .difference = true, .meaning = "outlet over inlet"},
    {"heat_flow", CUPEL_SCALAR, "W", .meaning = "heat Q into the coolant"},
    {"thermal_resistance", CUPEL_SCALAR, "K/W",
     .meaning =
         "maximum_temperature, or base_temperature when it is given, over the inlet, by the heat flow"},
    {"mean_thermal_resistance", CUPEL_SCALAR, "K/W",
     .meaning = "mean_temperature over the inlet, by the heat flow"},
    {"source_temperature_spread", CUPEL_SCALAR, "K", .difference = true,
     .meaning = "hottest less coldest source, of their mean temperatures"},
    {"film_coefficient", CUPEL_SCALAR, "W/(m^2 K)",
     .meaning = "film coefficient h, mean over the wetted walls"},
    {"fin_efficiency", CUPEL_SCALAR, "1",
     .meaning =
         "of the walls between channels, over the mean of their roots: tanh(mH/2)/(mH/2), with the mean "
         "film"},
    {"pressure_drop", CUPEL_SCALAR, "Pa", .meaning = "of the plate between its manifolds, losses included"},
    {"system_pressure_drop", CUPEL_SCALAR, "Pa",
     .meaning = "with pump_curve: of the rest of the way, by system_resistance"},
    {"pumping_power", CUPEL_SCALAR, "W", .meaning = "pressure drop of the plate times volume flow"},
    {"flow_rate", CUPEL_SCALAR, "m^3/s", .meaning = "volume flow V at the inlet"},
    {"mass_flow", CUPEL_SCALAR, "kg/s", .meaning = "mass flow of all channels of a pass"},
    {"velocity", CUPEL_SCALAR, "m/s", .meaning = "mean velocity in the channels, at the inlet"},
    {"hydraulic_diameter", CUPEL_SCALAR, "m", .meaning = "Dh = 4 A/P of a channel"},
    {"reynolds_number", CUPEL_SCALAR, "1", .meaning = "largest Re on Dh of all cells"},
    {"lowest_reynolds_number", CUPEL_SCALAR, "1", .meaning = "smallest Re of all cells"},
    {"regime", CUPEL_LABEL,
     .meaning = "laminar, transitional (a cell has Re in 2300 to 4000), turbulent, or laminar to turbulent"},
    {"sources", CUPEL_COLUMNS, COLUMNS(source_columns), .meaning = "temperatures of the sources"},
    {"channels", CUPEL_COLUMNS, COLUMNS(channel_columns), .meaning = "the channels across the plate"},
    {"position", CUPEL_SERIES, "m",
     .meaning = "along the coolant's way, through the channel that leaves hottest in each pass"},
    {"coolant_temperature", CUPEL_SERIES, "K", .axis = "position",
     .meaning = "bulk temperature of the coolant"},
    {"wall_temperature", CUPEL_SERIES, "K", .axis = "position", .meaning = "mean of the wetted wall"},
    {"local_film_coefficient", CUPEL_SERIES, "W/(m^2 K)", .axis = "position",
     .meaning = "film coefficient there"},
    {"coolant_pressure", CUPEL_SERIES, "Pa", .axis = "position",
     .meaning = "over that of the outlet's manifold"},
    {"curve_flow_rate", CUPEL_SERIES, "m^3/s", .meaning = "flow rates of the plate's curve"},
    {"curve_thermal_resistance", CUPEL_SERIES, "K/W", .axis = "curve_flow_rate",
     .meaning = "thermal_resistance over the flow"},
    {"curve_pressure_drop", CUPEL_SERIES, "Pa", .axis = "curve_flow_rate",
     .meaning = "pressure_drop over the flow"},
    {"base_face_temperature", CUPEL_GRID, "K", .meaning = "outer face of the base"},
    {"cover_face_temperature", CUPEL_GRID, "K", .meaning = "outer face of the cover"},
    {"mass", CUPEL_SCALAR, "kg", .meaning = "mass of the metal"},
    {"coolant_mass", CUPEL_SCALAR, "kg",
     .meaning = "mass of the coolant in the channels, at the inlet's density"},
    {"conductivity", CUPEL_SCALAR, "W/(m K)",
     .meaning = "thermal conductivity k of the metal at its mean temperature"},
    {"highest_wall_temperature", CUPEL_SCALAR, "K", .meaning = "hottest wetted wall"},
    {"biot_number", CUPEL_SCALAR, "1",
     .meaning = "h t/k of the thicker sheet, h the mean of a channel; the model takes it as small"},
    {"energy_imbalance", CUPEL_SCALAR, "1",
     .meaning = "coolant's enthalpy rise less the power of the sources, by that power"},
    {"grid_error_estimate", CUPEL_SCALAR, "K", .difference = true,
     .meaning = "of maximum_temperature: a third of what it changes from half the cells"},
    {"iterations", CUPEL_SCALAR, "1", .meaning = "of films and temperatures"},
    {"solution_status", CUPEL_LABEL, .meaning = "ok, doubtful (the notes say why) or no_solution"},
    {"notes", CUPEL_LABEL, .meaning = "what makes the answer doubtful"},
};

_Static_assert(sizeof cold_plate_results / sizeof *cold_plate_results == COLD_PLATE_RESULTS,
               "COLD_PLATE_RESULTS counts the rows");

static const cupel_chart_panel panels[] = {
    {.results = {"base_face_temperature"}},    {.results = {"coolant_temperature", "wall_temperature"}},
    {.results = {"local_film_coefficient"}},   {.results = {"coolant_pressure"}},
    {.results = {"curve_thermal_resistance"}}, {.results = {"curve_pressure_drop"}},
};
const cupel_chart cold_plate_chart = {
    .name = "outer face of the base, along the coolant's way, and over the flow", CUPEL_CHART_PANELS(panels)};

bool cold_plate_within_record(const cold_plate_solution *s, const cupel_cold_plate_result *r)
{
    return r->coolant_lowest >= s->coolant.liquid.lowest && r->coolant_highest <= s->coolant.liquid.highest;
}

static bool tell_sources(const cold_plate_solution *s, cupel_results *results, cupel_arena *arena)
{
    const cold_plate_parameters *p = s->parameters;
    const cold_plate_source *given = p->sources.rows;
    const size_t count = s->plate.source_count;
    const char **names = cupel_arena_alloc(arena, count + 1, sizeof *names);
    double *column = cupel_arena_alloc(arena, count + 1, sizeof *column);
    if (!names || !column) return false;
    if (count == 0) return true;
    double hottest = -INFINITY, coldest = INFINITY;
    for (size_t n = 0; n < count; n++) {
        if (n >= p->sources.count)
            names[n] = "even load";
        else
            names[n] = given[n].name ? given[n].name : cupel_arena_format(arena, "source %zu", n + 1);
        if (!names[n]) return false;
        if (n >= p->sources.count) continue;
        hottest = fmax(hottest, s->result.source_mean[n]);
        coldest = fmin(coldest, s->result.source_mean[n]);
    }
    cupel_results_set_text_column(results, "sources", "name", names, count);
    for (size_t n = 0; n < count; n++) column[n] = s->sources[n].position[0];
    cupel_results_set_column(results, "sources", "x", column, count);
    for (size_t n = 0; n < count; n++) column[n] = s->sources[n].position[1];
    cupel_results_set_column(results, "sources", "y", column, count);
    for (size_t n = 0; n < count; n++) column[n] = s->sources[n].power;
    cupel_results_set_column(results, "sources", "power", column, count);
    cupel_results_set_column(results, "sources", "mean_temperature", s->result.source_mean, count);
    cupel_results_set_column(results, "sources", "maximum_temperature", s->result.source_maximum, count);
    if (p->sources.count > 1) cupel_results_set(results, "source_temperature_spread", hottest - coldest);
    return true;
}

static bool tell_channels(const cold_plate_solution *s, cupel_results *results, cupel_arena *arena)
{
    const size_t count = s->plate.channel_count;
    static const char *const names[] = {"y", "mass_flow", "outlet_temperature", "film_coefficient",
                                        "pressure_drop"};
    double *column = cupel_arena_alloc(arena, count, sizeof *column);
    const char **directions = cupel_arena_alloc(arena, count, sizeof *directions);
    if (!column || !directions) return false;
    for (size_t c = 0; c < count; c++) directions[c] = s->channels[c].backwards ? "-" : "+";
    cupel_results_set_text_column(results, "channels", "direction", directions, count);
    for (int k = 0; k < 5; k++) {
        for (size_t c = 0; c < count; c++) {
            const cupel_plate_channel *own = &s->channels[c];
            const double values[] = {own->y, own->mass_flow, own->outlet_temperature, own->film_coefficient,
                                     own->pressure_drop};
            column[c] = values[k];
        }
        cupel_results_set_column(results, "channels", names[k], column, count);
    }
    return true;
}

static void tell_curves(const cold_plate_solution *s, cupel_results *results)
{
    const cupel_cold_plate_result *r = &s->result;
    const size_t path = s->plate.passes * s->plate.cells[0];
    cupel_results_set_series(results, "position", r->path_position, path);
    cupel_results_set_series(results, "coolant_temperature", r->path_coolant, path);
    cupel_results_set_series(results, "wall_temperature", r->path_wall, path);
    cupel_results_set_series(results, "local_film_coefficient", r->path_film, path);
    cupel_results_set_series(results, "coolant_pressure", r->path_pressure, path);
    if (s->parameters->curve_points > 0) {
        const size_t points = (size_t)s->parameters->curve_points;
        cupel_results_set_series(results, "curve_flow_rate", s->curve[0], points);
        cupel_results_set_series(results, "curve_thermal_resistance", s->curve[1], points);
        cupel_results_set_series(results, "curve_pressure_drop", s->curve[2], points);
    }
}

static void tell_faces(const cold_plate_solution *s, cupel_results *results)
{
    const double thickness = s->plate.base_thickness + s->plate.channel_height + s->plate.cover_thickness;
    const cupel_grid grid = {
        .cells = {s->plate.cells[0], s->rows, 1},
        .spacing = {s->plate.length / (double)s->plate.cells[0], s->plate.width / (double)s->rows, thickness},
        .components = 1,
        .edges = {NULL, s->edges, NULL}};
    cupel_results_add_grid(results, "base_face_temperature", &grid, 0, s->result.base_face);
    cupel_results_add_grid(results, "cover_face_temperature", &grid, 0, s->result.cover_face);
}

static const char *regime(const cupel_cold_plate_result *r)
{
    if (r->reynolds_highest <= 2300) return "laminar";
    if (r->reynolds_lowest >= 4000) return "turbulent";
    return r->reynolds_lowest <= 2300 && r->reynolds_highest >= 4000 ? "laminar to turbulent"
                                                                     : "transitional";
}

static void doubt(cupel_text *text, const char *what)
{
    if (text->length) cupel_text_add(text, "; ");
    cupel_text_add(text, what);
}

static void tell_doubts(const cold_plate_solution *s, cupel_text *doubts)
{
    const cupel_cold_plate_result *r = &s->result;
    const double thick = fmax(s->plate.base_thickness, s->plate.cover_thickness);
    if (r->reynolds_highest > 2300 && r->reynolds_lowest < 4000)
        doubt(doubts,
              "Re between 2300 and 4000, where films and friction go over from laminar to turbulent by a "
              "straight line");
    if (r->reynolds_highest > 5e6) doubt(doubts, "Re is above 5e6, the end of Gnielinski's correlation");
    if (r->reynolds_highest > 2300 && (r->prandtl_lowest < 0.5 || r->prandtl_highest > 2000))
        doubt(doubts, "Pr is outside 0.5 to 2000, where Gnielinski's correlation holds");
    if (r->wall_lowest < s->coolant.liquid.lowest || r->wall_highest > s->coolant.liquid.highest)
        doubt(
            doubts,
            "a wetted wall is beyond the temperatures of the coolant's record: boiling and freezing are not "
            "looked at");
    if (r->biot_highest > 0.2)
        doubt(
            doubts,
            "h t/k of a sheet is above 0.2: the temperature through it is not as even as the model takes it");
    for (size_t n = 0; n < s->plate.source_count; n++)
        if (fmin(s->sources[n].size[0], s->sources[n].size[1]) < thick) {
            doubt(doubts,
                  "a source is smaller than the plate's sheet is thick: it is hotter than the model says");
            break;
        }
    double melting;
    if (cupel_material_has(s->parameters->material, "melting_temperature") &&
        !cupel_material_property(s->parameters->material, "melting_temperature", 293.15, &melting, NULL,
                                 NULL) &&
        r->maximum_temperature > melting)
        doubt(doubts, "the plate is above the melting temperature of its material");
}

/* 1 where there is no wall. */
static double fin_efficiency(const cold_plate_solution *s)
{
    const cupel_cold_plate *plate = &s->plate;
    if (plate->channel_count < 2) return 1;
    const bool round = plate->shape == CUPEL_CHANNEL_ROUND;
    const double side = round ? 0.25 * 3.14159265358979323846 : 1; /* conducts as a square, see the kernel */
    const double height = side * plate->channel_height;
    const double thickness = plate->channel_pitch - side * plate->channel_width;
    const double film = 1 / (1 / s->result.film_coefficient + plate->joint_resistance);
    const double x = 0.5 * height * sqrt(2 * film / (s->conductivity * thickness));
    return x < 1e-8 ? 1 : tanh(x) / x;
}

static void tell_numbers(const cold_plate_solution *s, cupel_results *results)
{
    const cold_plate_parameters *p = s->parameters;
    const cupel_cold_plate *plate = &s->plate;
    const cupel_cold_plate_result *r = &s->result;
    const double pi = 3.14159265358979323846, d = plate->channel_width;
    const double bore = plate->shape == CUPEL_CHANNEL_ROUND ? 0.25 * pi * d * d : d * plate->channel_height;
    const double holes = bore * plate->length * (double)plate->channel_count;
    const double block = plate->length * plate->width *
                         (plate->base_thickness + plate->channel_height + plate->cover_thickness);
    const struct {
        const char *name;
        double value;
    } numbers[] = {
        {"maximum_temperature", r->maximum_temperature},
        {"mean_temperature", r->base_temperature},
        {"outlet_temperature", r->outlet_temperature},
        {"coolant_temperature_rise", r->outlet_temperature - p->inlet_temperature},
        {"heat_flow", r->heat_flow},
        {"thermal_resistance", cold_plate_resistance(s, r)},
        {"mean_thermal_resistance", (r->base_temperature - p->inlet_temperature) / r->heat_flow},
        {"film_coefficient", r->film_coefficient},
        {"fin_efficiency", fin_efficiency(s)},
        {"pressure_drop", r->pressure_drop},
        {"pumping_power", r->pressure_drop * s->flow_rate},
        {"flow_rate", s->flow_rate},
        {"mass_flow", r->mass_flow},
        {"velocity", r->velocity},
        {"hydraulic_diameter", r->hydraulic_diameter},
        {"reynolds_number", r->reynolds_highest},
        {"lowest_reynolds_number", r->reynolds_lowest},
        {"mass", s->density * (block - holes)},
        {"coolant_mass", r->mass_flow / s->flow_rate * holes},
        {"conductivity", s->conductivity},
        {"highest_wall_temperature", r->wall_highest},
        {"biot_number", r->biot_highest},
        {"iterations", r->iterations},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        cupel_results_set(results, numbers[i].name, numbers[i].value);
    if (isnan(p->base_temperature)) cupel_results_set(results, "energy_imbalance", r->imbalance);
    if (!isnan(s->grid_error)) cupel_results_set(results, "grid_error_estimate", s->grid_error);
    if (p->pump_curve.count > 0)
        cupel_results_set(results, "system_pressure_drop",
                          p->system_resistance * s->flow_rate * s->flow_rate);
    cupel_results_set_label(results, "regime", regime(r));
}

cupel_status cold_plate_tell(const cold_plate_solution *s, cupel_results *results, cupel_error *error)
{
    const cupel_liquid *liquid = &s->coolant.liquid;
    if (!cold_plate_within_record(s, &s->result)) {
        cupel_results_set_label(results, "solution_status", "no_solution");
        cupel_results_fail(
            results,
            "the coolant goes from %.6g K to %.6g K; coolant %s is known from %.6g K to %.6g K only: "
            "raise flow_rate, lower the power, or take another coolant",
            s->result.coolant_lowest, s->result.coolant_highest, cupel_material_id(s->parameters->coolant),
            liquid->lowest, liquid->highest);
        return cupel_results_status(results, error);
    }
    cupel_arena *arena = cupel_arena_new();
    if (!arena) return cupel_out_of_memory(error, "the results of a cold plate");
    cupel_text doubts = {0};
    tell_numbers(s, results);
    const bool told = tell_sources(s, results, arena) && tell_channels(s, results, arena);
    tell_curves(s, results);
    tell_faces(s, results);
    tell_doubts(s, &doubts);
    cupel_results_set_label(results, "solution_status", doubts.length ? "doubtful" : "ok");
    if (doubts.length) cupel_results_set_label(results, "notes", cupel_text_get(&doubts));
    const bool failed = doubts.failed || !told;
    cupel_text_free(&doubts);
    cupel_arena_free(arena);
    return failed ? cupel_out_of_memory(error, "the results of a cold plate")
                  : cupel_results_status(results, error);
}
