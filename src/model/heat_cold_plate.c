/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_cold_plate.h"

#include <math.h>
#include <stdlib.h>
#include "material/material.h"
#include "model/heat_cold_plate_results.h"
#include "model/registry.h"

/* heat.cold_plate: from parameters to the kernel of cupel/cold_plate.h, at the conductivity of the metal's
 * own temperature and the flow at which the pump and the plate agree. */

static void release(cold_plate_solution *s)
{
    cupel_cold_plate_free(s->solver);
    free(s->sources);
    free(s->block);
    free(s->channels);
    cold_plate_coolant_free(&s->coolant);
}

/* Arrays of the answer, in one block. */
static cupel_status make_room(const cold_plate_parameters *p, cold_plate_solution *s, cupel_error *error)
{
    const size_t nx = s->plate.cells[0], faces = nx * s->rows, path = nx * s->plate.passes;
    const size_t points = p->curve_points > 0 ? (size_t)p->curve_points : 0, count = s->plate.source_count;
    s->block = cupel_alloc_doubles(2 * faces + 5 * path + 3 * points + 2 * count + s->rows + 1);
    s->channels = cupel_alloc(s->plate.channel_count, sizeof *s->channels);
    if (!s->block || !s->channels) return cupel_out_of_memory(error, "a cold plate");
    double *at = s->block;
    s->result.base_face = at, at += faces;
    s->result.cover_face = at, at += faces;
    s->result.path_position = at, at += path;
    s->result.path_coolant = at, at += path;
    s->result.path_wall = at, at += path;
    s->result.path_film = at, at += path;
    s->result.path_pressure = at, at += path;
    s->result.source_mean = at, at += count;
    s->result.source_maximum = at, at += count;
    for (int i = 0; i < 3; i++) s->curve[i] = at, at += points;
    s->edges = at;
    s->result.channels = s->channels;
    cupel_cold_plate_edges(&s->plate, s->edges);
    return CUPEL_OK;
}

static cupel_status prepare(const cold_plate_parameters *p, const size_t cells[2], cold_plate_solution *s,
                            cupel_error *error)
{
    s->parameters = p;
    s->plate = cold_plate_of(p);
    s->plate.cells[0] = cells[0];
    s->plate.cells[1] = cells[1];
    cupel_status status = cold_plate_sources(p, &s->sources, &s->plate.source_count, error);
    s->plate.sources = s->sources;
    if (!status) status = cold_plate_coolant_new(p->coolant, p->inlet_temperature, &s->coolant, error);
    if (!status) status = cupel_cold_plate_new(&s->plate, &s->coolant.liquid, &s->solver, error);
    s->rows = cupel_cold_plate_rows(&s->plate);
    if (!status) status = make_room(p, s, error);
    return status;
}

/* The conductivity is that at the metal's mean temperature, which it changes but little. Without a flow rate
 * (NaN) it is the one at which pump and plate agree. */
static cupel_status solve(cold_plate_solution *s, double *flow_rate, cupel_cold_plate_result *out,
                          cupel_error *error)
{
    const cold_plate_parameters *p = s->parameters;
    const cupel_fan pump = cold_plate_pump(p);
    const bool search = isnan(*flow_rate);
    double at = isnan(s->metal_temperature) ? p->inlet_temperature : s->metal_temperature, k = NAN;
    for (int i = 0; i < 50; i++) {
        const double before = k;
        cupel_status status =
            cupel_material_property(p->material, "thermal_conductivity", at, &k, NULL, error);
        if (status) return status;
        if (fabs(k - before) <= 1e-10 * k) {
            s->metal_temperature = at;
            return CUPEL_OK;
        }
        s->plate.conductivity = k;
        if (search) status = cupel_cold_plate_pump(s->solver, &pump, p->system_resistance, flow_rate, error);
        if (!status) status = cupel_cold_plate_solve(s->solver, *flow_rate, out, error);
        if (status) return status;
        at = out->base_temperature;
    }
    CUPEL_FAIL(error, CUPEL_EFAILED, "the conductivity of the metal does not settle: %.6g W/(m K) at %.6g K",
               k, at);
}

double cold_plate_resistance(const cold_plate_solution *s, const cupel_cold_plate_result *r)
{
    const cold_plate_parameters *p = s->parameters;
    const double hot = isnan(p->base_temperature) ? r->maximum_temperature : p->base_temperature;
    return (hot - p->inlet_temperature) / r->heat_flow;
}

/* Around the flow at hand, evenly in its logarithm; NaN where the coolant leaves its record or nothing
 * settles. */
static void trace_curve(cold_plate_solution *s, double flow_rate)
{
    const int64_t points = s->parameters->curve_points;
    for (int64_t i = 0; i < points; i++) {
        cupel_cold_plate_result r = {0};
        cupel_error ignored = {0};
        double flow = flow_rate * pow(3, 2 * (double)i / (double)(points - 1) - 1);
        const bool known = !solve(s, &flow, &r, &ignored) && cold_plate_within_record(s, &r);
        s->curve[0][i] = flow;
        s->curve[1][i] = known ? cold_plate_resistance(s, &r) : NAN;
        s->curve[2][i] = known ? r.pressure_drop : NAN;
    }
}

/* A third of what half the cells change, as the error falls with their square; NaN: could not be had. */
static double grid_error(const cold_plate_solution *fine)
{
    const size_t *cells = fine->plate.cells, half[2] = {(cells[0] + 1) / 2, (cells[1] + 1) / 2};
    const cold_plate_parameters *p = fine->parameters;
    cold_plate_solution coarse = {.metal_temperature = NAN};
    cupel_error ignored = {0};
    double error = NAN, flow_rate = fine->flow_rate;
    if (!prepare(p, half, &coarse, &ignored) && !solve(&coarse, &flow_rate, &coarse.result, &ignored))
        error = fabs(coarse.result.maximum_temperature - fine->result.maximum_temperature) / 3;
    release(&coarse);
    return error;
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    (void)context;
    const cold_plate_parameters *p = values;
    const size_t cells[2] = {(size_t)p->cells.values[0], (size_t)p->cells.values[1]};
    cold_plate_solution s = {.metal_temperature = NAN, .flow_rate = p->flow_rate, .density = NAN};
    cupel_status status = cupel_material_property(p->material, "density", 293.15, &s.density, NULL, error);
    if (!status) status = prepare(p, cells, &s, error);
    if (!status) status = solve(&s, &s.flow_rate, &s.result, error);
    if (status == CUPEL_EFAILED) {
        cupel_results_set_label(results, "solution_status", "no_solution");
        cupel_results_fail(results, "%s", error ? error->text : "no solution");
        status = cupel_results_status(results, error);
    } else if (!status) {
        s.conductivity = s.plate.conductivity;
        s.grid_error = isnan(p->base_temperature) ? grid_error(&s) : (double)NAN;
        trace_curve(&s, s.flow_rate);
        status = cold_plate_tell(&s, results, error);
    }
    release(&s);
    return status;
}

const cupel_model cupel_model_heat_cold_plate = {
    .name = "heat.cold_plate",
    .title = "Liquid cold plate",
    .summary = "Temperatures of a plate that a liquid cools in parallel, counterflow or serpentine channels, "
               "under several "
               "heat sources or an even load on one or both faces, with pressure drop, pump, and the curve "
               "of resistance over "
               "flow rate. Base and cover are thin sheets that conduct along the plate, the walls between "
               "channels are fins, "
               "the coolant warms up from cell to cell with properties of its own temperature; laminar "
               "entry, transition and "
               "turbulence by correlations. Battery trays, plates under power modules, lasers and sputtering "
               "targets. Not for "
               "boiling, for sources smaller than the base is thick, for pin-fin or wavy inserts, nor for "
               "manifolds whose own "
               "pressure drop spreads the flow unevenly. Correlations of films scatter by 10 to 20 percent.",
    .reference = "Shah and London 1978, Laminar Flow Forced Convection in Ducts; Hausen 1943; Sieder and "
                 "Tate 1936, Ind. Eng. "
                 "Chem. 28:1429; Gnielinski 1976, Int. Chem. Eng. 16:359; Filonenko 1954; Kays and London "
                 "1984, Compact Heat "
                 "Exchangers",
    .version = 1,
    .parameters = &cold_plate_table,
    .results = cold_plate_results,
    .result_count = COLD_PLATE_RESULTS,
    .example =
        "plate_size: [150 mm, 100 mm]\nbase_thickness: 3 mm\nmaterial: 6061-T6\nchannel_width: 6 mm\n"
        "channel_height: 5 mm\nchannel_count: 10\ncoolant: water\ninlet_temperature: 25 degC\n"
        "flow_rate: 4 L/min\nsources:\n  - {position: [75 mm, 50 mm], size: [60 mm, 40 mm], power: 500 W}\n",
    .chart = &cold_plate_chart,
    .run = run,
};
