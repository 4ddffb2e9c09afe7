/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cupel/spreading.h"

/* heat.spreading: rectangular sources on a plate of orthotropic layers, by include/cupel/spreading.h. */

typedef struct layer_row {
    double thickness, contact_resistance;
    cupel_vector conductivity;
} layer_row;

typedef struct source_row {
    cupel_vector position, size;
    double power;
} source_row;

typedef struct parameters {
    cupel_vector plate_size, cells;
    cupel_list layers, sources;
    int base;
    double film_coefficient, ambient_temperature;
} parameters;

enum { FILM, ISOTHERMAL };
static const char *const bases[] = {"film", "isothermal", NULL};

static cupel_status check_layer(const void *values, cupel_error *error)
{
    const layer_row *layer = values;
    if (layer->conductivity.count == 2)
        CUPEL_FAIL(error, CUPEL_EINVAL, "conductivity takes one value, or three: along x, y and z");
    return CUPEL_OK;
}

static const cupel_param layer_rows[] = {
    {"thickness", CUPEL_QUANTITY, offsetof(layer_row, thickness), .unit = "m", .range = "(0, 1]",
     .flags = CUPEL_REQUIRED, .meaning = "thickness t of the layer"},
    {"conductivity", CUPEL_VECTOR, offsetof(layer_row, conductivity), .unit = "W/(m K)", .range = "(0, 1e5]",
     .length = "[1, 3]", .flags = CUPEL_REQUIRED,
     .meaning = "thermal conductivity k: one value, or three along x, y (in the plate) and z (through it)"},
    {"contact_resistance", CUPEL_QUANTITY, offsetof(layer_row, contact_resistance), .unit = "m^2 K/W",
     .fallback = "0", .range = "[0, 1]",
     .meaning = "contact resistance Rc to what lies below: the next layer, or the coolant"},
};
static const cupel_table layer_table = {
    .name = "layer", .size = sizeof(layer_row), CUPEL_ROWS(layer_rows), .check = check_layer};

static const cupel_param source_rows[] = {
    {"position", CUPEL_VECTOR, offsetof(source_row, position), .unit = "m", .range = "[0, 10]",
     .length = "[2, 2]", .flags = CUPEL_REQUIRED,
     .meaning = "x and y of the centre, from a corner of the plate"},
    {"size", CUPEL_VECTOR, offsetof(source_row, size), .unit = "m", .range = "(0, 10]", .length = "[2, 2]",
     .flags = CUPEL_REQUIRED, .meaning = "sides of the source along x and y"},
    {"power", CUPEL_QUANTITY, offsetof(source_row, power), .unit = "W", .range = "[0, inf)",
     .flags = CUPEL_REQUIRED, .meaning = "power P, uniform over the source"},
};
static const cupel_table source_table = {
    .name = "source", .size = sizeof(source_row), CUPEL_ROWS(source_rows)};

static const cupel_param rows[] = {
    {"plate_size", CUPEL_VECTOR, offsetof(parameters, plate_size), .unit = "m", .range = "(0, 10]",
     .length = "[2, 2]", .flags = CUPEL_REQUIRED,
     .meaning = "sides Lx and Ly of the plate; its edges are adiabatic"},
    {"layers", CUPEL_LIST, offsetof(parameters, layers), .length = "[1, 100]", .table = &layer_table,
     .flags = CUPEL_REQUIRED, .meaning = "layers from the face with the sources down"},
    {"sources", CUPEL_LIST, offsetof(parameters, sources), .length = "[1, 1000]", .table = &source_table,
     .flags = CUPEL_REQUIRED,
     .meaning = "rectangular sources on the upper face, which is adiabatic between them"},
    {"base", CUPEL_CHOICE, offsetof(parameters, base), .fallback = "film", .choices = bases,
     .meaning =
         "below the last layer: film, a film coefficient to the ambient; isothermal, at ambient_temperature"},
    {"film_coefficient", CUPEL_QUANTITY, offsetof(parameters, film_coefficient), .unit = "W/(m^2 K)",
     .range = "(0, 1e9]", .meaning = "film coefficient h below the last layer; needed with base: film"},
    {"ambient_temperature", CUPEL_QUANTITY, offsetof(parameters, ambient_temperature), .unit = "K",
     .fallback = "25 degC", .range = "(0, 2000]",
     .meaning = "temperature of the coolant, or of the isothermal base"},
    {"cells", CUPEL_VECTOR, offsetof(parameters, cells), .unit = "1", .fallback = "[64, 64]",
     .range = "[1, 4096]", .length = "[2, 2]",
     .meaning =
         "cells of surface_temperature along x and y; the temperatures of the sources do not depend on it"},
};

static cupel_status check(const void *values, cupel_error *error)
{
    const parameters *p = values;
    if (p->base == FILM && isnan(p->film_coefficient))
        CUPEL_FAIL(error, CUPEL_EINVAL, "film_coefficient is missing; without one, say base: isothermal");
    if (p->base == ISOTHERMAL && !isnan(p->film_coefficient))
        CUPEL_FAIL(error, CUPEL_EINVAL, "base: isothermal takes no film_coefficient");
    for (size_t k = 0; k < p->cells.count; k++)
        if (p->cells.values[k] != floor(p->cells.values[k]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "cells = %.6g must be a whole number", p->cells.values[k]);
    const source_row *sources = p->sources.rows;
    double power = 0;
    for (size_t s = 0; s < p->sources.count; s++) {
        power += sources[s].power;
        for (size_t k = 0; k < 2; k++) {
            const double lo = sources[s].position.values[k] - 0.5 * sources[s].size.values[k];
            const double hi = lo + sources[s].size.values[k], side = p->plate_size.values[k];
            if (!(lo >= -1e-12 * side && hi <= side * (1 + 1e-12)))
                CUPEL_FAIL(
                    error, CUPEL_EINVAL,
                    "source %zu reaches from %.6g m to %.6g m along %s; the plate is from 0 m to %.6g m",
                    s + 1, lo, hi, k ? "y" : "x", side);
        }
    }
    if (!(power > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "the power of the sources together must be positive");
    return CUPEL_OK;
}

static const cupel_table table = {
    .name = "heat.spreading", .size = sizeof(parameters), CUPEL_ROWS(rows), .check = check};

static const cupel_result source_columns[] = {
    {"x", CUPEL_SCALAR, "m", .meaning = "centre along x"},
    {"y", CUPEL_SCALAR, "m", .meaning = "centre along y"},
    {"power", CUPEL_SCALAR, "W", .meaning = "power P"},
    {"centre_temperature", CUPEL_SCALAR, "K", .meaning = "temperature at the centre"},
    {"mean_temperature", CUPEL_SCALAR, "K", .meaning = "mean temperature of the source"},
};

static const cupel_result results_rows[] = {
    {"maximum_temperature", CUPEL_SCALAR, "K",
     .meaning = "greatest of the sources' centres and the cells of the upper face"},
    {"mean_source_temperature", CUPEL_SCALAR, "K",
     .meaning = "mean over the sources, weighted by their areas"},
    {"thermal_resistance", CUPEL_SCALAR, "K/W",
     .meaning = "mean source temperature over ambient, by the total power"},
    {"maximum_thermal_resistance", CUPEL_SCALAR, "K/W",
     .meaning = "maximum temperature over ambient, by the total power"},
    {"one_dimensional_resistance", CUPEL_SCALAR, "K/W",
     .meaning = "thermal resistance if the whole plate were heated evenly"},
    {"spreading_resistance", CUPEL_SCALAR, "K/W",
     .meaning = "thermal_resistance less the one-dimensional part"},
    {"total_power", CUPEL_SCALAR, "W", .meaning = "power of all sources"},
    {"source_table", CUPEL_COLUMNS, .columns = source_columns,
     .column_count = sizeof source_columns / sizeof *source_columns,
     .meaning = "the sources, as they were given"},
    {"surface_temperature", CUPEL_GRID, "K",
     .meaning = "temperature of the upper face at the centres of the cells"},
    {"modes", CUPEL_SCALAR, "1", .meaning = "modes of the series that were summed"},
    {"truncation", CUPEL_SCALAR, "K", .difference = true,
     .meaning = "what the outer three quarters of the modes changed: an upper estimate of the series' error"},
    {"solution_status", CUPEL_LABEL, .meaning = "ok, or doubtful: the notes say why"},
    {"notes", CUPEL_LABEL, .meaning = "what makes the answer doubtful"},
};

static const cupel_chart_panel map_panels[] = {{.results = {"surface_temperature"}}};
static const cupel_chart surface_chart = {.name = "temperature of the upper face",
                                          CUPEL_CHART_PANELS(map_panels)};

/* The kernel's view of the parameters, and its answer. */
typedef struct solution {
    cupel_spreading_layer *layers;
    cupel_spreading_source *sources;
    double *centre, *mean, *field, *column; /* column: scratch for the table */
    cupel_spreading_summary summary;
} solution;

static void release(solution *s)
{
    free(s->layers);
    free(s->sources);
    free(s->centre);
    free(s->mean);
    free(s->field);
    free(s->column);
}

static bool prepare(const parameters *p, solution *s)
{
    const layer_row *layers = p->layers.rows;
    const source_row *sources = p->sources.rows;
    s->layers = cupel_alloc(p->layers.count, sizeof *s->layers);
    s->sources = cupel_alloc(p->sources.count, sizeof *s->sources);
    s->centre = cupel_alloc_doubles(p->sources.count);
    s->mean = cupel_alloc_doubles(p->sources.count);
    s->column = cupel_alloc_doubles(p->sources.count);
    s->field = cupel_alloc_doubles((size_t)p->cells.values[0] * (size_t)p->cells.values[1]);
    if (!s->layers || !s->sources || !s->centre || !s->mean || !s->column || !s->field) return false;
    for (size_t i = 0; i < p->layers.count; i++) {
        s->layers[i] = (cupel_spreading_layer){.thickness = layers[i].thickness,
                                               .contact_resistance = layers[i].contact_resistance};
        for (size_t k = 0; k < 3; k++)
            s->layers[i].conductivity[k] =
                layers[i].conductivity.values[layers[i].conductivity.count == 3 ? k : 0];
    }
    for (size_t i = 0; i < p->sources.count; i++) {
        s->sources[i].power = sources[i].power;
        for (size_t k = 0; k < 2; k++) {
            s->sources[i].position[k] = sources[i].position.values[k];
            s->sources[i].size[k] = sources[i].size.values[k];
        }
    }
    return true;
}

static void tell_sources(const parameters *p, solution *s, cupel_results *results)
{
    const size_t count = p->sources.count;
    static const char *const positions[] = {"x", "y"};
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < count; i++) s->column[i] = s->sources[i].position[k];
        cupel_results_set_column(results, "source_table", positions[k], s->column, count);
    }
    for (size_t i = 0; i < count; i++) s->column[i] = s->sources[i].power;
    cupel_results_set_column(results, "source_table", "power", s->column, count);
    for (size_t i = 0; i < count; i++) s->column[i] = p->ambient_temperature + s->centre[i];
    cupel_results_set_column(results, "source_table", "centre_temperature", s->column, count);
    for (size_t i = 0; i < count; i++) s->column[i] = p->ambient_temperature + s->mean[i];
    cupel_results_set_column(results, "source_table", "mean_temperature", s->column, count);
}

static void tell(const parameters *p, solution *s, cupel_results *results)
{
    const size_t nx = (size_t)p->cells.values[0], ny = (size_t)p->cells.values[1];
    double maximum = 0, mean = 0, area = 0, power = 0, thickness = 0;
    for (size_t i = 0; i < p->sources.count; i++) {
        const double own = s->sources[i].size[0] * s->sources[i].size[1];
        maximum = fmax(maximum, s->centre[i]);
        mean += own * s->mean[i];
        area += own;
        power += s->sources[i].power;
    }
    mean /= area;
    for (size_t i = 0; i < nx * ny; i++) {
        maximum = fmax(maximum, s->field[i]);
        s->field[i] += p->ambient_temperature;
    }
    for (size_t i = 0; i < p->layers.count; i++) thickness += s->layers[i].thickness;

    cupel_results_set(results, "maximum_temperature", p->ambient_temperature + maximum);
    cupel_results_set(results, "mean_source_temperature", p->ambient_temperature + mean);
    cupel_results_set(results, "thermal_resistance", mean / power);
    cupel_results_set(results, "maximum_thermal_resistance", maximum / power);
    cupel_results_set(results, "one_dimensional_resistance", s->summary.one_dimensional_resistance);
    cupel_results_set(results, "spreading_resistance", mean / power - s->summary.one_dimensional_resistance);
    cupel_results_set(results, "total_power", power);
    tell_sources(p, s, results);
    const cupel_grid grid = {
        .cells = {nx, ny, 1},
        .spacing = {p->plate_size.values[0] / (double)nx, p->plate_size.values[1] / (double)ny, thickness},
        .components = 1};
    cupel_results_add_grid(results, "surface_temperature", &grid, 0, s->field);
    cupel_results_set(results, "modes", (double)s->summary.modes);
    cupel_results_set(results, "truncation", s->summary.truncation);
    const bool resolved = s->summary.truncation <= 1e-3 * maximum;
    cupel_results_set_label(results, "solution_status", resolved ? "ok" : "doubtful");
    if (!resolved)
        cupel_results_set_label(
            results, "notes",
            "the top layer is so thin for the plate's size that the series is cut short: see truncation");
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    const parameters *p = values;
    solution s = {0};
    cupel_status status = prepare(p, &s) ? CUPEL_OK : cupel_out_of_memory(error, "the plate");
    if (!status) {
        const cupel_spreading plate = {
            .size = {p->plate_size.values[0], p->plate_size.values[1]},
            .layer_count = p->layers.count,
            .layers = s.layers,
            .source_count = p->sources.count,
            .sources = s.sources,
            .film_coefficient = p->base == ISOTHERMAL ? (double)INFINITY : p->film_coefficient,
            .cells = {(size_t)p->cells.values[0], (size_t)p->cells.values[1]},
        };
        const cupel_spreading_rises rises = {s.centre, s.mean, s.field};
        status = cupel_spreading_solve(&plate, context->threads, &rises, &s.summary, error);
    }
    if (!status) tell(p, &s, results);
    release(&s);
    return status ? status : cupel_results_status(results, error);
}

const cupel_model cupel_model_heat_spreading = {
    .name = "heat.spreading",
    .title = "Thermal spreading in a layered plate",
    .summary = "Steady temperatures of rectangular heat sources on a rectangular plate of any number of "
               "layers, each with its "
               "own conductivity along x, y and z and a contact resistance below it; a film or a cold plate "
               "underneath, "
               "adiabatic edges. Chips on a heat-sink base, copper on a circuit board, a spreader under a "
               "power module. The "
               "series is exact: its error is that of rounding unless the top layer is thinner than about a "
               "thousandth of "
               "the plate, and `truncation` bounds it. Not for conductivities that change with temperature, "
               "for sources inside the plate, or for "
               "heat leaving through the upper face.",
    .reference = "Muzychka, Culham and Yovanovich 2003, J. Electron. Packag. 125:178; Culham, Yovanovich and "
                 "Lemczyk 2000, J. "
                 "Electron. Packag. 122; Ewald 1921, Ann. Phys. 369:253",
    .version = 1,
    .parameters = &table,
    CUPEL_RESULTS(results_rows),
    .chart = &surface_chart,
    .run = run,
};
