/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "model/heat_sink_design.h"

/* What heat.sink_design tells of the designs that the search found. */

enum { VERIFIED = 3 };
static const double flat_share = 0.05, sensitivity_step = 0.01;

/* One column or scalar per row. */
static double figure_of(const cupel_sink_candidate *c, size_t figure)
{
    const double values[] = {(double)c->sink.fin_count,
                             c->sink.fin_thickness,
                             c->sink.fin_height,
                             c->sink.base_thickness,
                             c->sink.base_length,
                             c->mass,
                             c->volume,
                             c->base_temperature,
                             c->source_temperature,
                             c->thermal_resistance,
                             c->pressure_drop,
                             c->flow_rate,
                             c->excess};
    return values[figure];
}

static const char *const figures[] = {
    "fin_count",     "fin_thickness", "fin_height",       "base_thickness",     "base_length",
    "mass",          "volume",        "base_temperature", "source_temperature", "thermal_resistance",
    "pressure_drop", "flow_rate",     "limit_excess"};
enum { FIGURES = sizeof figures / sizeof *figures, SCALARS = FIGURES - 1 };

static bool before(const cupel_sink_design *d, const cupel_sink_candidate *a, const cupel_sink_candidate *b)
{
    if (a->excess != b->excess) return a->excess < b->excess;
    return d->objective == CUPEL_SINK_LEAST_MASS ? a->mass < b->mass
                                                 : a->source_temperature < b->source_temperature;
}

static cupel_status tell_designs(const cupel_sink_candidate *all, size_t count, cupel_results *results,
                                 cupel_error *error)
{
    double *values = cupel_alloc_doubles(count);
    if (!values) return cupel_out_of_memory(error, "the designs");
    for (size_t k = 0; k < FIGURES; k++) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++)
            if (isfinite(all[i].excess)) values[n++] = figure_of(&all[i], k);
        cupel_results_set_column(results, "designs", figures[k], values, n);
    }
    free(values);
    return CUPEL_OK;
}

static void tell_flatness(const cupel_sink_design *d, const cupel_sink_candidate *all, size_t count,
                          const cupel_sink_candidate *best, cupel_results *results)
{
    static const char *const names[] = {"fin_thickness", "fin_height", "base_thickness", "base_length"};
    const double ambient = d->ambient.temperature;
    double flat = 0;
    for (size_t i = 0; i < count; i++) {
        const double ratio = d->objective == CUPEL_SINK_LEAST_MASS ? all[i].mass / best->mass
                                                                   : (all[i].source_temperature - ambient) /
                                                                         (best->source_temperature - ambient);
        if (all[i].excess <= best->excess && ratio <= 1 + flat_share) flat++;
    }
    cupel_results_set(results, "flat_fin_counts", flat);
    double range[CUPEL_SINK_VARIABLES][2], columns[3][CUPEL_SINK_VARIABLES];
    cupel_sink_design_flatness(d, best, flat_share, range);
    for (int v = 0; v < CUPEL_SINK_VARIABLES; v++) {
        columns[0][v] = cupel_sink_variable(&best->sink, v);
        columns[1][v] = range[v][0];
        columns[2][v] = range[v][1];
    }
    cupel_results_set_text_column(results, "flatness", "variable", names, CUPEL_SINK_VARIABLES);
    cupel_results_set_column(results, "flatness", "best", columns[0], CUPEL_SINK_VARIABLES);
    cupel_results_set_column(results, "flatness", "from", columns[1], CUPEL_SINK_VARIABLES);
    cupel_results_set_column(results, "flatness", "to", columns[2], CUPEL_SINK_VARIABLES);
}

/* d ln R / d ln x and d ln m / d ln x by central differences; limits do not count. */
typedef struct sensitivity {
    const char *name;
    double *value; /* in `design` or `sink` */
} sensitivity;

static void tell_sensitivities(const cupel_sink_design *given, const cupel_sink_candidate *best,
                               cupel_results *results)
{
    cupel_sink_design d = *given;
    cupel_heat_sink sink = best->sink;
    d.least_tip = 0;
    d.least_spacing = 1e-9;
    const bool natural = !(d.flow_rate > 0) && !d.fan;
    const sensitivity all[] = {{"fin_thickness", &sink.fin_thickness},
                               {"fin_height", &sink.fin_height},
                               {"base_thickness", &sink.base_thickness},
                               {"base_length", &sink.base_length},
                               {"base_width", &sink.base_width},
                               {"conductivity", &sink.conductivity},
                               {"flow_rate", d.flow_rate > 0 ? &d.flow_rate : NULL},
                               {"emissivity", natural ? &sink.emissivity : NULL},
                               {"power", natural ? &d.power : NULL},
                               {"pressure", &d.ambient.pressure}};
    enum { MOST = sizeof all / sizeof *all };
    const char *names[MOST];
    double resistance[MOST], mass[MOST];
    size_t count = 0;
    for (size_t n = 0; n < MOST; n++) {
        if (!all[n].value || !(*all[n].value > 0)) continue;
        const double kept = *all[n].value;
        cupel_sink_candidate above, below;
        *all[n].value = kept * (1 + sensitivity_step);
        if (all[n].value == &sink.emissivity) *all[n].value = fmin(*all[n].value, 1);
        const double up = *all[n].value;
        cupel_sink_design_judge(&d, &sink, &above);
        *all[n].value = kept * (1 - sensitivity_step);
        const double span = log(up / *all[n].value);
        cupel_sink_design_judge(&d, &sink, &below);
        *all[n].value = kept;
        if (!isfinite(above.excess) || !isfinite(below.excess)) continue;
        names[count] = all[n].name;
        resistance[count] = log(above.thermal_resistance / below.thermal_resistance) / span;
        mass[count++] = log(above.mass / below.mass) / span;
    }
    cupel_results_set_text_column(results, "sensitivities", "variable", names, count);
    cupel_results_set_column(results, "sensitivities", "thermal_resistance", resistance, count);
    cupel_results_set_column(results, "sensitivities", "mass", mass, count);
}

/* The next best after `last`; NULL: none that keeps as many limits as the best. */
static const cupel_sink_candidate *after(const cupel_sink_design *d, const cupel_sink_candidate *all,
                                         size_t count, const cupel_sink_candidate *last)
{
    const cupel_sink_candidate *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (isfinite(all[i].excess) && before(d, last, &all[i]) && (!found || before(d, &all[i], found)))
            found = &all[i];
    return found;
}

static cupel_status tell_verification(const cupel_sink_design *d, const cupel_sink_candidate *all,
                                      size_t count, const cupel_sink_candidate *best, cupel_results *results,
                                      cupel_error *error)
{
    static const char *const names[] = {"fin_count",
                                        "source_temperature",
                                        "solid_source_temperature",
                                        "rise_deviation",
                                        "base_temperature",
                                        "solid_base_temperature",
                                        "solid_maximum_temperature",
                                        "grid_error_estimate",
                                        "energy_imbalance",
                                        "cells"};
    enum { COLUMNS = sizeof names / sizeof *names };
    double columns[COLUMNS][VERIFIED];
    size_t rows = 0;
    for (const cupel_sink_candidate *c = best; c && rows < VERIFIED; c = after(d, all, count, c), rows++) {
        cupel_sink_solid solid;
        const cupel_status status = cupel_sink_design_verify(d, c, &solid, error);
        if (status) return status;
        const double ambient = d->ambient.temperature;
        const double row[COLUMNS] = {
            (double)c->sink.fin_count,
            c->source_temperature,
            solid.source_temperature,
            (solid.source_temperature - ambient) / (c->source_temperature - ambient) - 1,
            c->base_temperature,
            solid.base_temperature,
            solid.maximum_temperature,
            solid.grid_error,
            solid.imbalance,
            (double)solid.cells};
        for (size_t k = 0; k < COLUMNS; k++) columns[k][rows] = row[k];
    }
    for (size_t k = 0; k < COLUMNS; k++)
        cupel_results_set_column(results, "verification", names[k], columns[k], rows);
    return CUPEL_OK;
}

static void tell_notes(const sink_design_parameters *p, const cupel_sink_candidate *best,
                       cupel_results *results)
{
    const bool thin = p->verify == 1 && !(best->sink.base_thickness > 0);
    char notes[256];
    snprintf(notes, sizeof notes, "%s%s%s",
             best->rising ? "the fan curve rises at the operating point: the flow may surge" : "",
             best->rising && thin ? "; " : "", thin ? "a sink without a base is not verified" : "");
    if (notes[0]) cupel_results_set_label(results, "notes", notes);
}

cupel_status sink_design_tell(const sink_design_parameters *p, const cupel_sink_design *design,
                              const cupel_sink_candidate *all, size_t count, size_t best,
                              cupel_results *results, cupel_error *error)
{
    const cupel_sink_candidate *b = &all[best];
    const double taper = b->sink.fin_height * tan(design->draft);
    cupel_status status = tell_designs(all, count, results, error);
    if (status) return status;
    for (size_t k = 0; k < SCALARS; k++) cupel_results_set(results, figures[k], figure_of(b, k));
    cupel_results_set(results, "fin_spacing", cupel_sink_spacing(&b->sink));
    cupel_results_set(results, "root_thickness", b->sink.fin_thickness + taper);
    cupel_results_set(results, "tip_thickness", b->sink.fin_thickness - taper);
    tell_flatness(design, all, count, b, results);
    tell_sensitivities(design, b, results);
    if (p->verify == 1 && b->sink.base_thickness > 0)
        status = tell_verification(design, all, count, b, results, error);
    if (status) return status;
    tell_notes(p, b, results);
    cupel_results_set_label(results, "solution_status", b->excess > 0 ? "limit_exceeded" : "ok");
    if (b->excess > 0)
        cupel_results_fail(results, "no design keeps all limits; the nearest exceeds them by %.3g in all",
                           b->excess);
    return cupel_results_status(results, error);
}
