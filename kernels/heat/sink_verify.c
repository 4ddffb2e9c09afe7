/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "cupel/conduction.h"
#include "cupel/sink_design.h"

/* A quarter of a sink as a solid: x from the middle plane across the fins to the edge, y from the middle of
 * the length to its end, z from the back of the base to the tips. Between the fins cells are void, with the
 * film on their faces. On the finer grid a fin and a gap have two cells each, half ones at the middle plane
 * one. */

enum { X, Y, Z };

typedef struct solid {
    size_t cells[3], base_cells, count;
    size_t source[2]; /* cells of the source along x, y */
    double *edges[3];
    uint16_t *material;
    double *temperature;
} solid;

static void release(solid *s)
{
    for (int a = 0; a < 3; a++) free(s->edges[a]);
    free(s->material), free(s->temperature);
}

/* Adds `cells` equal cells up to `end`. */
static void extend(solid *s, int axis, double end, size_t cells)
{
    double *lines = s->edges[axis];
    const size_t from = s->cells[axis];
    const double start = lines[from];
    for (size_t i = 1; i <= cells; i++) lines[from + i] = start + (end - start) * (double)i / (double)cells;
    s->cells[axis] += cells;
}

/* A line at the end of the source, unless one is there; gives the cells below it. */
static size_t cut_at(solid *s, int axis, double place)
{
    double *lines = s->edges[axis];
    size_t i = 0;
    while (i < s->cells[axis] && lines[i] < place) i++;
    const double below = i > 0 ? place - lines[i - 1] : place, above = lines[i] - place;
    if (!(above > 0.05 * (above + below))) return i;
    if (!(below > 0.05 * (above + below))) return i - 1;
    for (size_t k = s->cells[axis] + 1; k > i; k--) lines[k] = lines[k - 1];
    lines[i] = place;
    s->cells[axis]++;
    return i;
}

/* Lines across the fins; `metal` tells by segment, from the middle plane on, whether it is a fin. */
static void lay_across(const cupel_heat_sink *sink, size_t fine, solid *s)
{
    const double gap = cupel_sink_spacing(sink), half = 0.5 * sink->base_width;
    int fin = sink->fin_count % 2 == 1;
    double end = 0.5 * (fin ? sink->fin_thickness : gap);
    extend(s, X, end, fine);
    while (end < half - 1e-9 * half) {
        fin = !fin;
        end += fin ? sink->fin_thickness : gap;
        extend(s, X, fmin(end, half), 2 * fine);
    }
}

/* Whether a place across the fins, from the middle plane, lies in one. */
static int in_fin(const cupel_heat_sink *sink, double x)
{
    const double t = sink->fin_thickness, pitch = t + cupel_sink_spacing(sink);
    const double first = sink->fin_count % 2 ? 0 : 0.5 * pitch; /* middle of a fin */
    return fabs(x - first - pitch * round((x - first) / pitch)) < 0.5 * t;
}

static int lay_grid(const cupel_sink_design *d, const cupel_heat_sink *sink, size_t fine, solid *s)
{
    const size_t most[3] = {4 * fine * (size_t)sink->fin_count + 8, 8 * fine + 8, 16 * fine + 8};
    for (int a = 0; a < 3; a++)
        if (!(s->edges[a] = calloc(most[a] + 1, sizeof(double)))) return 0;
    lay_across(sink, fine, s);
    extend(s, Y, 0.5 * sink->base_length, 8 * fine);
    extend(s, Z, sink->base_thickness, s->base_cells = 3 * fine);
    extend(s, Z, sink->base_thickness + sink->fin_height, 6 * fine);
    s->source[0] = d->source[0] > 0 ? cut_at(s, X, 0.5 * d->source[1]) : s->cells[X];
    s->source[1] = d->source[0] > 0 ? cut_at(s, Y, 0.5 * d->source[0]) : s->cells[Y];
    s->count = s->cells[X] * s->cells[Y] * s->cells[Z];
    s->material = calloc(s->count, sizeof *s->material);
    s->temperature = calloc(s->count, sizeof *s->temperature);
    if (!s->material || !s->temperature) return 0;
    for (size_t c = 0; c < s->count; c++) {
        const size_t i = c % s->cells[X], k = c / s->cells[X] / s->cells[Y];
        s->material[c] = k < s->base_cells || in_fin(sink, 0.5 * (s->edges[X][i] + s->edges[X][i + 1]));
    }
    return 1;
}

/* Mean over the cells of a layer of the base, from the middle to a number of cells along x, y. */
static double mean_of_layer(const solid *s, size_t layer, const size_t to[2])
{
    double sum = 0;
    for (size_t j = 0; j < to[1]; j++)
        for (size_t i = 0; i < to[0]; i++)
            sum += (s->edges[X][i + 1] - s->edges[X][i]) * (s->edges[Y][j + 1] - s->edges[Y][j]) *
                   s->temperature[(layer * s->cells[Y] + j) * s->cells[X] + i];
    return sum / (s->edges[X][to[0]] * s->edges[Y][to[1]]);
}

static cupel_status conduct(const cupel_sink_design *d, const cupel_sink_candidate *c, solid *s,
                            cupel_sink_solid *out, cupel_error *error)
{
    const double where = 300, *k = &c->sink.conductivity;
    const cupel_conduction_material metal = {
        .conductivity = {{1, &where, k}, {1, &where, k}, {1, &where, k}}};
    const cupel_conduction_source source = {.box = {{0, 0, 0}, {s->source[0], s->source[1], 0}},
                                            .power = 0.25 * d->power};
    cupel_conduction problem = {.material = s->material,
                                .material_count = 1,
                                .materials = &metal,
                                .source_count = 1,
                                .sources = &source};
    for (int a = 0; a < 3; a++) problem.cells[a] = s->cells[a], problem.edges[a] = s->edges[a];
    const cupel_boundary film = {
        .kind = CUPEL_BOUNDARY_CONVECTION, .coefficient = c->film, .ambient = d->ambient.temperature};
    problem.boundaries[CUPEL_VOID_FACES] = film;
    if (c->outer_film > 0) {
        problem.boundaries[CUPEL_X_MAX] = film;
        problem.boundaries[CUPEL_X_MAX].coefficient = c->outer_film;
    }
    cupel_conduction_result result = {.temperature = s->temperature};
    const cupel_conduction_options options = {.tolerance = 1e-9};
    const cupel_status status = cupel_conduction_solve(&problem, d->threads, &options, &result, error);
    if (status) return status;
    if (result.status == CUPEL_CONDUCTION_LIMIT)
        CUPEL_FAIL(error, CUPEL_EFAILED, "conduction in the sink does not converge");
    const size_t whole[2] = {s->cells[X], s->cells[Y]};
    const double area = s->edges[X][s->source[0]] * s->edges[Y][s->source[1]],
                 joint = d->source[0] > 0 ? d->contact_resistance : 0;
    out->source_temperature =
        mean_of_layer(s, 0, s->source) + 0.25 * d->power / area * (0.5 * s->edges[Z][1] / *k + joint);
    out->base_temperature = mean_of_layer(s, s->base_cells - 1, whole);
    out->maximum_temperature = result.maximum;
    out->imbalance = result.imbalance;
    out->cells = s->count;
    return CUPEL_OK;
}

static cupel_status solve(const cupel_sink_design *d, const cupel_sink_candidate *c, size_t fine,
                          cupel_sink_solid *out, cupel_error *error)
{
    solid s = {0};
    cupel_status status = CUPEL_OK;
    if (!lay_grid(d, &c->sink, fine, &s))
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for a sink in space");
    if (!status) status = conduct(d, c, &s, out, error);
    release(&s);
    return status;
}

cupel_status cupel_sink_design_verify(const cupel_sink_design *design, const cupel_sink_candidate *candidate,
                                      cupel_sink_solid *out, cupel_error *error)
{
    if (!(candidate->sink.base_thickness > 0 && isfinite(candidate->excess)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "only a sink with a base, which can be cooled, is a solid");
    cupel_sink_solid coarse, fine;
    cupel_status status = solve(design, candidate, 1, &coarse, error);
    if (!status) status = solve(design, candidate, 2, &fine, error);
    if (status) return status;
    fine.grid_error = fabs(fine.source_temperature - coarse.source_temperature) / 3;
    *out = fine;
    return CUPEL_OK;
}
