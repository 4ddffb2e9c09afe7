/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "testdata/laser_flash.h"

/* The tester's own diffusivities, shot by shot, over the temperature. */

/* Shots whose temperatures follow each other closer than this are one step of the furnace. */
static const double same_step = 3; /* K */

enum { COLUMNS = 5 };

typedef struct shot {
    double temperature, diffusivity;
} shot;

static int by_temperature(const void *a, const void *b)
{
    const double x = ((const shot *)a)->temperature, y = ((const shot *)b)->temperature;
    return (x > y) - (x < y);
}

typedef struct group {
    double temperature, diffusivity, deviation;
    size_t count;
} group;

static group group_of(const shot *shots, size_t count)
{
    group g = {.count = count};
    for (size_t i = 0; i < count; i++) {
        g.temperature += shots[i].temperature / (double)count;
        g.diffusivity += shots[i].diffusivity / (double)count;
    }
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        const double d = shots[i].diffusivity - g.diffusivity;
        squares += d * d;
    }
    g.deviation = count > 1 ? sqrt(squares / (double)(count - 1)) : (double)NAN;
    return g;
}

static void judge(cupel_flash_work *w, const group *g, bool temperatures)
{
    cupel_judgement *j = w->judgement;
    const cupel_known thickness =
        cupel_known_get(w->test, "thickness", NAN, w->o->assumed_uncertainty, w->arena);
    const double scatter = isnan(g->deviation) ? 0 : g->deviation / sqrt((double)g->count);
    /* the tester took a thickness, whose error counts twice */
    const double size = cupel_known_positive(&thickness) ? thickness.uncertainty / thickness.value
                                                         : w->o->assumed_uncertainty;
    cupel_judge(j, "thermal_diffusivity", g->diffusivity, hypot(scatter, 2 * size * g->diffusivity),
                "mean of the tester's diffusivities at the temperature nearest to that wanted");
    if (temperatures) cupel_tell(w->results, "temperature", g->temperature);
    if (temperatures && fabs(g->temperature - w->o->at) > 15)
        cupel_doubt(j, "thermal_diffusivity", "it is that at %.0f degC, the nearest to the %.0f degC wanted",
                    g->temperature - 273.15, w->o->at - 273.15);
    if (g->count < 3)
        cupel_doubt(j, "thermal_diffusivity", "%zu shot%s cannot tell the scatter", g->count,
                    g->count == 1 ? "" : "s");
    else if (g->deviation > 0.05 * g->diffusivity)
        cupel_doubt(j, "thermal_diffusivity", "the shots scatter by %.0f %%",
                    100 * g->deviation / g->diffusivity);
    const cupel_known density = cupel_known_get(w->test, "density", NAN, w->o->assumed_uncertainty, w->arena);
    const cupel_known heat =
        cupel_known_get(w->test, "heat_capacity", NAN, w->o->assumed_uncertainty, w->arena);
    if (cupel_known_positive(&density) && cupel_known_positive(&heat)) {
        const double k = g->diffusivity * density.value * heat.value;
        const double parts[] = {scatter / g->diffusivity, 2 * size, density.uncertainty / density.value,
                                heat.uncertainty / heat.value};
        double squares = 0;
        for (size_t i = 0; i < 4; i++) squares += parts[i] * parts[i];
        cupel_judge(j, "conductivity", k, k * sqrt(squares), "k = a density heat_capacity");
    } else {
        cupel_refuse(j, "conductivity", "density and heat_capacity of the specimen are not both stated");
    }
    static const char *const others[] = {"biot_number", "half_time", "clark_taylor_diffusivity"};
    for (size_t i = 0; i < 3; i++)
        cupel_refuse(j, others[i], "the test holds the tester's diffusivities, not the signal");
}

cupel_status cupel_flash_read_table(cupel_flash_work *w, cupel_error *error)
{
    static const char *const names[] = {"diffusivity", "temperature", NULL};
    cupel_rows rows;
    cupel_status status = cupel_rows_get(w->test, names, w->arena, &rows, error);
    if (status) return status;
    if (rows.count == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "all %zu diffusivities are masked", rows.total);
    shot *shots = cupel_arena_alloc(w->arena, rows.count, sizeof *shots);
    double *columns = cupel_arena_alloc(w->arena, COLUMNS * rows.count, sizeof *columns);
    if (!shots || !columns) return cupel_out_of_memory(error, "the shots");
    for (size_t i = 0; i < rows.count; i++)
        shots[i] = (shot){rows.columns[1] ? rows.columns[1][i] : 0, rows.columns[0][i]};
    qsort(shots, rows.count, sizeof *shots, by_temperature);
    group nearest = {0};
    size_t groups = 0;
    for (size_t first = 0, i = 1; i <= rows.count; i++) {
        if (i < rows.count && shots[i].temperature - shots[i - 1].temperature < same_step) continue;
        const group g = group_of(shots + first, i - first);
        const double row[COLUMNS] = {g.temperature, g.diffusivity, g.deviation / sqrt((double)g.count),
                                     g.deviation, (double)g.count};
        for (size_t c = 0; c < COLUMNS; c++) columns[c * rows.count + groups] = row[c];
        if (groups == 0 || fabs(g.temperature - w->o->at) < fabs(nearest.temperature - w->o->at)) nearest = g;
        groups++;
        first = i;
    }
    static const char *const titles[COLUMNS] = {"temperature", "diffusivity", "uncertainty",
                                                "standard_deviation", "shots"};
    for (size_t c = rows.columns[1] ? 0 : 1; c < COLUMNS; c++)
        cupel_results_set_column(w->results, "by_temperature", titles[c], columns + c * rows.count, groups);
    judge(w, &nearest, rows.columns[1] != NULL);
    return CUPEL_OK;
}
