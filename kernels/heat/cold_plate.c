/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/cold_plate.h"

#include <math.h>
#include <stdlib.h>
#include "heat/law.h"

/* Steady state of a cold plate: temperatures of metal and coolant in one linear system for given films, films
 * by the temperatures that come out (Picard), until the heat flows balance with films and flows of their own
 * temperatures. */

enum { MOST_ITERATIONS = 200, MOST_LINEAR = 2000, FACTORED = 4 };

static const double balanced = 1e-12; /* net heat flow of the cells, 2-norm by the power */
static const double rounding = 1e-15; /* of the heat flows that make up that of a cell    */
static const double shared = 1e-10;   /* pressure drops of a pass, relative */

static bool allocate(cupel_cold_plate_solver *s)
{
    const size_t unknowns = s->nx * s->stride, places = s->nx * s->ny, channel_cells = s->channels * s->nx;
    s->strips = calloc(s->ny, sizeof *s->strips);
    s->links = calloc(s->ny, sizeof *s->links);
    s->unknown = calloc(unknowns, sizeof *s->unknown);
    s->given = calloc(unknowns, sizeof *s->given);
    s->residual = calloc(unknowns, sizeof *s->residual);
    s->step = calloc(unknowns, sizeof *s->step);
    s->flux[0] = calloc(places, sizeof *s->flux[0]);
    s->flux[1] = calloc(places, sizeof *s->flux[1]);
    s->cells = calloc(channel_cells, sizeof *s->cells);
    s->mass_flow = calloc(s->channels, sizeof *s->mass_flow);
    s->pressure_drop = calloc(s->channels, sizeof *s->pressure_drop);
    s->perimeter = calloc(s->channels, sizeof *s->perimeter);
    s->mixing = calloc(s->channels, sizeof *s->mixing);
    return s->strips && s->links && s->unknown && s->given && s->residual && s->step && s->flux[0] &&
           s->flux[1] && s->cells && s->mass_flow && s->pressure_drop && s->perimeter && s->mixing;
}

void cupel_cold_plate_free(cupel_cold_plate_solver *s)
{
    if (!s) return;
    free(s->strips);
    free(s->links);
    free(s->conduction);
    free(s->unknown);
    free(s->given);
    free(s->residual);
    free(s->step);
    free(s->flux[0]);
    free(s->flux[1]);
    free(s->cells);
    free(s->mass_flow);
    free(s->pressure_drop);
    free(s->perimeter);
    free(s->mixing);
    cupk_sparse_free(&s->matrix);
    free(s);
}

/* Perimeter of the channels that metal borders on. */
static void measure_walls(cupel_cold_plate_solver *s)
{
    for (size_t j = 0; j < s->ny; j++) {
        const cupk_strip *strip = &s->strips[j];
        const bool channel = strip->kind == CUPK_STRIP_CHANNEL;
        const double wetted = channel ? 2 * strip->width : s->section.height;
        if (strip->below != CUPK_NO_CHANNEL) s->perimeter[strip->below] += wetted;
        if (strip->above != CUPK_NO_CHANNEL) s->perimeter[strip->above] += wetted;
    }
    for (size_t c = 0; c < s->channels; c++) s->wetted += s->perimeter[c];
}

cupel_status cupel_cold_plate_new(const cupel_cold_plate *plate, const cupel_liquid *liquid,
                                  cupel_cold_plate_solver **out, cupel_error *error)
{
    const cupel_status status = cupel_cold_plate_check(plate, error);
    if (status) return status;
    cupel_cold_plate_solver *s = calloc(1, sizeof *s);
    if (!s) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a cold plate");
    s->plate = plate;
    s->liquid = liquid;
    s->section = cupk_plate_section(plate);
    s->nx = plate->cells[0];
    s->ny = cupk_plate_strips(plate, NULL);
    s->channels = plate->channel_count;
    s->passes = plate->passes;
    s->group = s->channels / s->passes;
    s->stride = 2 * s->ny + s->channels;
    s->dx = plate->length / (double)s->nx;
    const bool room = allocate(s);
    if (room) cupk_plate_strips(plate, s->strips);
    const bool made = room && cupk_plate_pattern(s);
    if (made) s->conduction = calloc(s->matrix.start[s->matrix.n], sizeof *s->conduction);
    if (!made || !s->conduction) {
        cupel_cold_plate_free(s);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a cold plate");
    }
    measure_walls(s);
    cupk_plate_sources(s);
    *out = s;
    return CUPEL_OK;
}

static void start(cupel_cold_plate_solver *s, double mass_flow)
{
    for (size_t n = 0; n < s->nx * s->stride; n++) s->unknown[n] = 0;
    for (size_t n = 0; n < s->nx * s->channels; n++) s->cells[n] = (cupk_channel_cell){.weight = 0.5};
    for (size_t c = 0; c < s->channels; c++) s->mass_flow[c] = mass_flow / (double)s->group;
}

static double norm(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i] * x[i];
    return sqrt(sum);
}

/* What a net heat flow is small against [W]. */
static double heat_scale(const cupel_cold_plate_solver *s, double mass_flow)
{
    const cupel_cold_plate *plate = s->plate;
    double sum = 0;
    for (size_t n = 0; n < plate->source_count; n++) sum += fabs(plate->sources[n].power);
    if (!isnan(plate->temperature))
        sum = mass_flow * cupk_law_at(&s->liquid->heat_capacity, plate->inlet_temperature) *
              fabs(plate->temperature - plate->inlet_temperature);
    return sum;
}

cupel_status cupel_cold_plate_solve(cupel_cold_plate_solver *s, double flow_rate,
                                    cupel_cold_plate_result *out, cupel_error *error)
{
    if (!(flow_rate > 0 && isfinite(flow_rate)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "flow rate %.6g m^3/s must be positive", flow_rate);
    const double mass_flow = flow_rate * cupk_law_at(&s->liquid->density, s->plate->inlet_temperature);
    const double scale = heat_scale(s, mass_flow);
    const size_t unknowns = s->nx * s->stride;
    double left = NAN;
    start(s, mass_flow);
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
        cupk_plate_films(s);
        cupk_plate_assemble(s);
        cupk_sparse_residual(&s->matrix, s->given, s->unknown, s->residual);
        left = norm(s->residual, unknowns);
        if (!isfinite(left)) break;
        const double least = fmax(balanced * scale, rounding * cupk_sparse_magnitude(&s->matrix, s->unknown));
        if (iteration > 0 && left <= least && s->balance <= shared) {
            out->iterations = iteration;
            cupk_plate_results(s, flow_rate, out);
            return CUPEL_OK;
        }
        if (iteration < FACTORED && !cupk_sparse_factor(&s->matrix)) break;
        for (size_t n = 0; n < unknowns; n++) s->step[n] = 0;
        cupk_sparse_solve(&s->matrix, s->residual, s->step, fmax(0.1 * left, 0.1 * least), MOST_LINEAR);
        for (size_t n = 0; n < unknowns; n++) s->unknown[n] += s->step[n];
        if (s->balance > 0.1 * shared) cupk_plate_share_flow(s);
    }
    CUPEL_FAIL(error, CUPEL_EFAILED,
               "the cold plate does not settle: the cells' net heat flow is %.2g of the power, the pressure "
               "drops of "
               "parallel channels differ by %.2g",
               left / scale, s->balance);
}
