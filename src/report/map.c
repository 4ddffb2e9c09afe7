/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "base/units.h"
#include "report/gather.h"

/* Planes of a field as maps, thinned to what a picture can show. Cells that differ in size keep their edges.
 */

enum { MOST_CELLS = 400, MOST_CELLS_SVG = 128, HEADING = 256 };

static const char *const directions[] = {"x", "y", "z"};

/* A field on its way: a vector is drawn by its magnitude. */
typedef struct drawn_field {
    cupel_field_step field;
    double *magnitudes;  /* of a vector; NULL */
    const double *shown; /* [cells]           */
    cupel_field_step arrows;
    const double *vectors; /* of the arrows; NULL */
    const cupel_item *vector_item;
} drawn_field;

/* Cells of a plane and the part of them that has values. */
typedef struct window {
    const cupel_grid *grid;
    const cupel_plane *plane;
    const double *values;
    size_t from[2], to[2];
} window;

static double value_at(const window *w, size_t i, size_t j)
{
    const size_t strides[] = {1, w->grid->cells[0], w->grid->cells[0] * w->grid->cells[1]};
    const double value = w->values[i * strides[w->plane->axis[0]] + j * strides[w->plane->axis[1]] +
                                   w->plane->layer * strides[w->plane->normal]];
    return isfinite(value) ? value : (double)NAN; /* a file from elsewhere may hold anything */
}

static double edge_at(const window *w, int k, size_t index)
{
    return cupel_grid_edge(w->grid, w->plane->axis[k], index);
}

static window find_window(const cupel_grid *grid, const cupel_plane *plane, const double *values)
{
    const size_t n[] = {grid->cells[plane->axis[0]], grid->cells[plane->axis[1]]};
    window w = {grid, plane, values, {n[0], n[1]}, {0, 0}};
    for (size_t j = 0; j < n[1]; j++)
        for (size_t i = 0; i < n[0]; i++) {
            const size_t at[] = {i, j};
            for (int k = 0; k < 2 && !isnan(value_at(&w, i, j)); k++) {
                if (at[k] < w.from[k]) w.from[k] = at[k];
                if (at[k] + 1 > w.to[k]) w.to[k] = at[k] + 1;
            }
        }
    for (int k = 0; k < 2 && (w.to[0] < w.from[0] + 2 || w.to[1] < w.from[1] + 2); k++)
        w.from[k] = 0, w.to[k] = n[k]; /* nothing, or next to it: all of the plane */
    return w;
}

/* The mean of a block of cells by their area, without those that have no value. */
static double block_mean(const window *w, const size_t from[2], const size_t to[2])
{
    double sum = 0, area = 0;
    for (size_t j = from[1]; j < to[1]; j++)
        for (size_t i = from[0]; i < to[0]; i++) {
            const double value = value_at(w, i, j);
            const size_t at[] = {i, j};
            double weight = 1;
            for (int k = 0; k < 2; k++)
                if (w->grid->edges[w->plane->axis[k]])
                    weight *= edge_at(w, k, at[k] + 1) - edge_at(w, k, at[k]);
            if (!isnan(value)) sum += weight * value, area += weight;
        }
    return area > 0 ? sum / area : (double)NAN;
}

static size_t block_begin(const window *w, const cupel_map *map, int k, size_t block)
{
    return w->from[k] + block * (w->to[k] - w->from[k]) / map->cells[k];
}

static void fill(const window *w, cupel_map *map)
{
    for (size_t j = 0; j < map->cells[1]; j++)
        for (size_t i = 0; i < map->cells[0]; i++) {
            const size_t at[2] = {i, j};
            size_t from[2], to[2];
            for (int k = 0; k < 2; k++) {
                from[k] = block_begin(w, map, k, at[k]);
                to[k] = block_begin(w, map, k, at[k] + 1);
            }
            map->values[j * map->cells[0] + i] = block_mean(w, from, to);
        }
}

static bool set_edges(const cupel_gathering *g, const window *w, cupel_map *map)
{
    if (!w->grid->edges[w->plane->axis[0]] && !w->grid->edges[w->plane->axis[1]]) return true;
    for (int k = 0; k < 2; k++) {
        map->edges[k] = cupel_arena_alloc(g->figure->arena, map->cells[k] + 1, sizeof(double));
        if (!map->edges[k]) return false;
        for (size_t i = 0; i <= map->cells[k]; i++)
            map->edges[k][i] = edge_at(w, k, block_begin(w, map, k, i));
    }
    return true;
}

static cupel_status make_map(const cupel_gathering *g, const cupel_grid *grid, const cupel_plane *plane,
                             const double *values, cupel_map **out)
{
    const size_t most = g->request->format == CUPEL_SVG ? MOST_CELLS_SVG : MOST_CELLS;
    const window w = find_window(grid, plane, values);
    cupel_map *map = cupel_arena_alloc(g->figure->arena, 1, sizeof *map);
    if (!map) return cupel_out_of_memory(g->error, "a picture");
    for (int k = 0; k < 2; k++) {
        const size_t cells = w.to[k] - w.from[k];
        map->cells[k] = cells < most ? cells : most;
        map->origin[k] = edge_at(&w, k, w.from[k]);
        map->step[k] = (edge_at(&w, k, w.to[k]) - map->origin[k]) / (double)map->cells[k];
    }
    map->values = cupel_arena_alloc(g->figure->arena, map->cells[0] * map->cells[1], sizeof *map->values);
    if (!map->values || !set_edges(g, &w, map)) return cupel_out_of_memory(g->error, "a picture");
    map->y_label = directions[plane->axis[1]];
    fill(&w, map);
    *out = map;
    return CUPEL_OK;
}

/* Cuts of one field have one scale. */
static void share_scale(const drawn_field *d, size_t first, cupel_figure *figure)
{
    const size_t *n = d->field.grid.cells;
    double least = INFINITY, greatest = -INFINITY;
    for (size_t c = 0; c < n[0] * n[1] * n[2]; c++)
        if (isfinite(d->shown[c])) least = fmin(least, d->shown[c]), greatest = fmax(greatest, d->shown[c]);
    for (size_t p = first; p < figure->count && greatest > least; p++) {
        figure->panels[p].map->least = least;
        figure->panels[p].map->greatest = greatest;
    }
}

/* ", t = 3.2 s" */
static void add_value(cupel_text *out, const char *what, double value, const char *unit, double magnitude,
                      cupel_arena *arena)
{
    const char *display = cupel_unit_for_display(unit, magnitude, false);
    double shown = value;
    if (cupel_unit_convert(value, unit, display, false, &shown, NULL)) display = unit;
    cupel_text_printf(out, "%s%s%.4g %s", out->length ? ", " : "", what, shown,
                      cupel_unit_in_words(arena, display));
}

/* Where and when, when there is more than one place or time; and how strong the arrows are. */
static const char *heading(const cupel_gathering *g, const cupel_item *item, const drawn_field *d,
                           const cupel_plane *plane, double greatest)
{
    const cupel_grid *grid = &d->field.grid;
    cupel_arena *arena = g->figure->arena;
    cupel_text text = {0};
    if (grid->cells[plane->normal] > 1) {
        const double lo = cupel_grid_edge(grid, plane->normal, 0),
                     hi = cupel_grid_edge(grid, plane->normal, grid->cells[plane->normal]);
        const char what[] = {"xyz"[plane->normal], ' ', '=', ' ', '\0'};
        if (cupel_file_step_count(g->file) > 1 && !g->chart) cupel_text_add(&text, item->step);
        add_value(&text, what, plane->position, "m", fmax(fabs(lo), fabs(hi)), arena);
    }
    if (d->field.steps > 1) add_value(&text, "t = ", d->field.time, "s", d->field.time, arena);
    if (greatest > 0) {
        const char *unit = d->vector_item->unit ? d->vector_item->unit : "1";
        const char *what =
            cupel_arena_format(arena, "arrows: %s up to ", cupel_in_words(arena, d->vector_item->name));
        add_value(&text, what ? what : "arrows up to ", greatest, unit, greatest, arena);
    }
    const char *copy = text.length && !text.failed ? cupel_arena_copy(arena, text.data) : NULL;
    cupel_text_free(&text);
    return copy;
}

static cupel_status add_plane(cupel_gathering *g, const cupel_item *item, const drawn_field *d,
                              const cupel_plane *plane)
{
    if (g->figure->count == CUPEL_FIGURE_PANELS)
        CUPEL_FAIL(g->error, CUPEL_ELIMIT, "the selection takes more than %d panels: choose fewer results",
                   CUPEL_FIGURE_PANELS);
    cupel_map *map = NULL;
    double greatest = 0;
    cupel_status status = make_map(g, &d->field.grid, plane, d->shown, &map);
    if (!status && d->vectors)
        status = cupel_gather_arrows(g, &d->arrows.grid, d->vectors, plane, map, &greatest);
    if (status) return status;
    cupel_panel *panel = &g->figure->panels[g->figure->count];
    *panel = (cupel_panel){.chart = g->chart,
                           .map = map,
                           .heading = heading(g, item, d, plane, greatest),
                           .unit = item->unit ? item->unit : "1",
                           .x_unit = "m",
                           .x_key = item->path,
                           .difference = item->difference,
                           .x_label = directions[plane->axis[0]]};
    /* a curve of no points carries the names that labels are made of */
    panel->traces = cupel_arena_alloc(g->figure->arena, 1, sizeof *panel->traces);
    if (!panel->traces) return cupel_out_of_memory(g->error, "a picture");
    panel->traces[0] = (cupel_trace){.step = item->step, .name = item->name};
    panel->count = 1;
    g->figure->count++;
    g->drawn++;
    return CUPEL_OK;
}

/* A vector's own arrows, or those of another field: one that is asked for must fit, one of a chart may be
 * missing. */
static cupel_status find_arrows(cupel_gathering *g, const cupel_item *item, drawn_field *d)
{
    const char *asked = g->request->arrows, *name = asked ? asked : g->chart ? g->chart->arrows : NULL;
    if (d->field.grid.components == 3) {
        d->arrows = d->field;
        d->vectors = d->field.at;
        d->vector_item = item;
        return CUPEL_OK;
    }
    const cupel_item *other = name ? cupel_file_find(g->file, item->step, name) : NULL;
    const bool vector =
        other && cupel_same(other->group, "fields") && other->rank == 5 && other->dims[4] == 3;
    if (name && !vector && asked)
        CUPEL_FAIL(g->error, CUPEL_EINVAL, "--arrows: step %s has no vector field '%s'", item->step, name);
    if (!vector) return CUPEL_OK;
    const cupel_status status = cupel_read_field_step(g, other, &d->arrows);
    if (status) return status;
    const bool fits = cupel_grid_same(&d->field.grid, &d->arrows.grid) && d->arrows.time == d->field.time;
    if (!fits && asked)
        CUPEL_FAIL(g->error, CUPEL_EINVAL, "--arrows: %s.%s has another grid or another time than %s",
                   item->step, name, item->name);
    if (fits) d->vectors = d->arrows.at, d->vector_item = other;
    return CUPEL_OK;
}

static cupel_status set_magnitudes(cupel_gathering *g, drawn_field *d)
{
    const size_t *n = d->field.grid.cells, cells = n[0] * n[1] * n[2];
    d->shown = d->field.at;
    if (d->field.grid.components != 3) return CUPEL_OK;
    d->magnitudes = cupel_alloc_doubles(cells);
    if (!d->magnitudes) return cupel_out_of_memory(g->error, "a picture");
    for (size_t c = 0; c < cells; c++) {
        const double *v = d->field.at + 3 * c;
        d->magnitudes[c] = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    }
    d->shown = d->magnitudes;
    return CUPEL_OK;
}

/* Cells in a row: a curve over their middles. */
static cupel_status gather_row(cupel_gathering *g, const cupel_item *item, const drawn_field *d)
{
    const cupel_grid *grid = &d->field.grid;
    size_t axis = 0;
    while (axis < 2 && grid->cells[axis] == 1) axis++;
    const size_t cells = grid->cells[axis];
    if (cells == 1) return CUPEL_OK;
    double *places = cupel_alloc_doubles(cells);
    if (!places) return cupel_out_of_memory(g->error, "a picture");
    for (size_t i = 0; i < cells; i++)
        places[i] = 0.5 * (cupel_grid_edge(grid, axis, i) + cupel_grid_edge(grid, axis, i + 1));
    const cupel_status status = cupel_gather_line(g, item, axis, places, d->shown, cells);
    free(places);
    return status;
}

cupel_status cupel_gather_map(cupel_gathering *g, const cupel_item *item)
{
    drawn_field d = {0};
    cupel_plane planes[CUPEL_PLANES];
    size_t count = 0;
    if (item->rank != 5 || item->dims[0] == 0 || (item->dims[4] != 1 && item->dims[4] != 3)) return CUPEL_OK;
    cupel_status status = cupel_read_field_step(g, item, &d.field);
    if (!status) status = set_magnitudes(g, &d);
    if (!status) status = cupel_choose_planes(g, item, &d.field.grid, d.shown, planes, &count);
    if (!status && count) status = find_arrows(g, item, &d);
    if (!status && !count) status = gather_row(g, item, &d);
    const size_t first = g->figure->count;
    for (size_t i = 0; !status && i < count; i++) status = add_plane(g, item, &d, &planes[i]);
    if (!status && count > 1) share_scale(&d, first, g->figure);
    free(d.magnitudes);
    if (d.arrows.values != d.field.values) free(d.arrows.values);
    free(d.field.values);
    return status;
}
