/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/units.h"
#include "report/gather.h"

/* Which step of a field is drawn, and which planes of it. */

static size_t nearest_step(const double *times, size_t steps, const double *wanted)
{
    size_t nearest = steps - 1;
    for (size_t s = 0; wanted && s < steps; s++)
        if (fabs(times[s] - *wanted) < fabs(times[nearest] - *wanted)) nearest = s;
    return nearest;
}

cupel_status cupel_read_field_step(cupel_gathering *g, const cupel_item *item, cupel_field_step *out)
{
    cupel_field_step field = {.steps = (size_t)item->dims[0]};
    char name[512];
    snprintf(name, sizeof name, "%s/time", item->name);
    const cupel_item *time = cupel_file_find(g->file, item->step, name);
    double *times = NULL;
    cupel_status status = cupel_file_read_grid(g->file, item, &field.grid, g->error);
    if (!status && (!time || time->count != field.steps || field.steps == 0))
        status = cupel_error_set(g->error, CUPEL_EDAMAGED, "%s: its times are not in the file", item->path);
    if (!status) status = cupel_file_read_numbers(g->file, time, &times, g->error);
    if (!status) status = cupel_file_read_numbers(g->file, item, &field.values, g->error);
    if (!status) {
        const size_t step = nearest_step(times, field.steps, g->request->time);
        field.at = field.values + step * (size_t)(item->count / item->dims[0]);
        field.time = times[step];
        *out = field;
    }
    free(times);
    return status;
}

/* The plane with this normal; false when it would be a line. */
static bool plane_across(const cupel_grid *grid, size_t normal, cupel_plane *plane)
{
    *plane = (cupel_plane){.axis = {normal == 0 ? 1 : 0, normal == 2 ? 1 : 2}, .normal = normal};
    return grid->cells[plane->axis[0]] > 1 && grid->cells[plane->axis[1]] > 1;
}

static void in_unit(double value, const char *unit, char *out, size_t size)
{
    double shown = value;
    cupel_unit_convert(value, "m", unit, false, &shown, NULL);
    snprintf(out, size, "%.4g", shown);
}

/* The layer of cells that holds a place; a face belongs to the layer above it. */
static cupel_status find_layer(const cupel_gathering *g, const cupel_item *item, const cupel_grid *grid,
                               const cupel_cut *cut, cupel_plane *plane)
{
    const size_t cells = grid->cells[cut->axis];
    const double lo = cupel_grid_edge(grid, cut->axis, 0), hi = cupel_grid_edge(grid, cut->axis, cells);
    const double rounding = 1e-9 * (hi - lo); /* of edges made from another unit */
    if (!(cut->position >= lo - rounding && cut->position <= hi + rounding)) {
        const char *unit = cupel_unit_for_display("m", fmax(fabs(lo), fabs(hi)), false);
        char at[32], from[32], to[32];
        in_unit(cut->position, unit, at, sizeof at);
        in_unit(lo, unit, from, sizeof from);
        in_unit(hi, unit, to, sizeof to);
        CUPEL_FAIL(g->error, CUPEL_EINVAL, "%c = %s %s lies outside %s.%s; allowed: %s to %s %s",
                   "xyz"[cut->axis], at, unit, item -> step, item -> name, from, to, unit);
    }
    plane->layer = 0;
    while (plane->layer + 1 < cells &&
           cupel_grid_edge(grid, cut->axis, plane->layer + 1) <= cut->position + rounding)
        plane->layer++;
    plane->position = cut->position;
    return CUPEL_OK;
}

static cupel_status planes_asked_for(const cupel_gathering *g, const cupel_item *item, const cupel_grid *grid,
                                     cupel_plane *planes, size_t *count)
{
    if (g->request->cut_count > CUPEL_PLANES)
        CUPEL_FAIL(g->error, CUPEL_ELIMIT, "more than %d cuts: choose fewer", CUPEL_PLANES);
    for (size_t i = 0; i < g->request->cut_count; i++) {
        const cupel_cut *cut = &g->request->cuts[i];
        if (!plane_across(grid, cut->axis, &planes[i]))
            CUPEL_FAIL(g->error, CUPEL_EINVAL, "%s.%s is one layer of cells: a cut across %c is a line",
                       item->step, item->name, "xyz"[cut->axis]);
        const cupel_status status = find_layer(g, item, grid, cut, &planes[i]);
        if (status) return status;
    }
    *count = g->request->cut_count;
    return CUPEL_OK;
}

/* The cell of the greatest value; the middle one when there is none. */
static size_t greatest_cell(const cupel_grid *grid, const double *values)
{
    const size_t *n = grid->cells, cells = n[0] * n[1] * n[2];
    size_t greatest = (n[2] / 2 * n[1] + n[1] / 2) * n[0] + n[0] / 2;
    for (size_t c = 0; c < cells; c++)
        if (isfinite(values[c]) && !(isfinite(values[greatest]) && values[c] <= values[greatest]))
            greatest = c;
    return greatest;
}

cupel_status cupel_choose_planes(const cupel_gathering *g, const cupel_item *item, const cupel_grid *grid,
                                 const double *magnitudes, cupel_plane *planes, size_t *count)
{
    const size_t *n = grid->cells;
    *count = 0;
    if ((n[0] > 1) + (n[1] > 1) + (n[2] > 1) < 2) {
        if (!g->request->cut_count) return CUPEL_OK;
        CUPEL_FAIL(g->error, CUPEL_EINVAL, "%s.%s is a row of cells, which has no cuts", item->step,
                   item->name);
    }
    if (g->request->cut_count) return planes_asked_for(g, item, grid, planes, count);
    const size_t cell = greatest_cell(grid, magnitudes);
    const size_t place[] = {cell % n[0], cell / n[0] % n[1], cell / n[0] / n[1]};
    for (size_t k = 0; k < 3; k++) {
        const size_t normal = 2 - k; /* seen from above first */
        cupel_plane *plane = &planes[*count];
        if (!plane_across(grid, normal, plane)) continue;
        plane->layer = place[normal];
        plane->position = 0.5 * (cupel_grid_edge(grid, normal, plane->layer) +
                                 cupel_grid_edge(grid, normal, plane->layer + 1));
        ++*count;
    }
    return CUPEL_OK;
}
