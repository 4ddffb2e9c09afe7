/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "report/gather.h"

/* A field over two directions as a map: its last step, thinned to what a picture can show. */

enum { MOST_CELLS = 400, MOST_CELLS_SVG = 128 };

static const char *const directions[] = {"x", "y", "z"};

/* The two directions that have more than one cell; false when there are fewer or more. */
static bool find_plane(const cupel_grid *grid, size_t plane[2])
{
    size_t count = 0;
    for (size_t axis = 0; axis < 3; axis++) {
        if (grid->cells[axis] == 1) continue;
        if (count < 2) plane[count] = axis;
        count++;
    }
    return count == 2;
}

/* The mean of a block of cells, without those that have no value. */
static double block_mean(const double *values, const size_t from[2], const size_t to[2],
                         const size_t stride[2])
{
    double sum = 0;
    size_t count = 0;
    for (size_t j = from[1]; j < to[1]; j++)
        for (size_t i = from[0]; i < to[0]; i++) {
            const double value = values[i * stride[0] + j * stride[1]];
            if (!isnan(value)) sum += value, count++;
        }
    return count ? sum / (double)count : (double)NAN;
}

static void fill(const cupel_grid *grid, const size_t plane[2], const double *values, cupel_map *map)
{
    const size_t strides[] = {1, grid->cells[0], grid->cells[0] * grid->cells[1]};
    const size_t stride[] = {strides[plane[0]], strides[plane[1]]};
    for (size_t j = 0; j < map->cells[1]; j++)
        for (size_t i = 0; i < map->cells[0]; i++) {
            const size_t at[2] = {i, j};
            size_t from[2], to[2];
            for (int k = 0; k < 2; k++) {
                from[k] = at[k] * grid->cells[plane[k]] / map->cells[k];
                to[k] = (at[k] + 1) * grid->cells[plane[k]] / map->cells[k];
            }
            map->values[j * map->cells[0] + i] = block_mean(values, from, to, stride);
        }
}

static cupel_status make_map(const cupel_gathering *g, const cupel_grid *grid, const size_t plane[2],
                             const double *values, cupel_map **out)
{
    const size_t most = g->format == CUPEL_SVG ? MOST_CELLS_SVG : MOST_CELLS;
    cupel_map *map = cupel_arena_alloc(g->figure->arena, 1, sizeof *map);
    if (!map) return cupel_out_of_memory(g->error, "a picture");
    for (int k = 0; k < 2; k++) {
        const size_t cells = grid->cells[plane[k]];
        map->cells[k] = cells < most ? cells : most;
        map->origin[k] = grid->origin[plane[k]];
        map->step[k] = grid->spacing[plane[k]] * (double)cells / (double)map->cells[k];
    }
    map->values = cupel_arena_alloc(g->figure->arena, map->cells[0] * map->cells[1], sizeof *map->values);
    if (!map->values) return cupel_out_of_memory(g->error, "a picture");
    map->y_label = directions[plane[1]];
    fill(grid, plane, values, map);
    *out = map;
    return CUPEL_OK;
}

cupel_status cupel_gather_map(cupel_gathering *g, const cupel_item *item)
{
    cupel_grid grid;
    size_t plane[2];
    cupel_status status = cupel_file_read_grid(g->file, item, &grid, g->error);
    if (status) return status;
    if (grid.components != 1 || item->dims[0] == 0 || !find_plane(&grid, plane)) return CUPEL_OK;
    if (grid.edges[plane[0]] || grid.edges[plane[1]]) return CUPEL_OK; /* an image has one size of cell */
    if (g->figure->count == CUPEL_FIGURE_PANELS)
        CUPEL_FAIL(g->error, CUPEL_ELIMIT, "the selection takes more than %d panels: choose fewer results",
                   CUPEL_FIGURE_PANELS);
    double *values = NULL;
    cupel_map *map = NULL;
    status = cupel_file_read_numbers(g->file, item, &values, g->error);
    const size_t per_step = grid.cells[0] * grid.cells[1] * grid.cells[2];
    if (!status) status = make_map(g, &grid, plane, values + (item->dims[0] - 1) * per_step, &map);
    free(values);
    if (status) return status;
    cupel_panel *panel = &g->figure->panels[g->figure->count++];
    *panel = (cupel_panel){.chart = g->chart,
                           .map = map,
                           .unit = item->unit ? item->unit : "1",
                           .x_unit = "m",
                           .x_key = item->path,
                           .difference = item->difference,
                           .x_label = directions[plane[0]]};
    /* a curve of no points carries the names that labels are made of */
    panel->traces = cupel_arena_alloc(g->figure->arena, 1, sizeof *panel->traces);
    if (!panel->traces) return cupel_out_of_memory(g->error, "a picture");
    panel->traces[0] = (cupel_trace){.step = item->step, .name = item->name};
    panel->count = 1;
    g->drawn++;
    return CUPEL_OK;
}
