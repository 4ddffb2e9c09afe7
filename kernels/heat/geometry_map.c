/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "heat/geometry_parts.h"

/* Materials of cells: a cell belongs to a part when its centre does. */

typedef struct cell_map {
    const cupel_grid_lines *grid;
    uint16_t *material;
} cell_map;

size_t cupk_first_centre(const double *edges, size_t cells, double at)
{
    size_t from = 0, to = cells;
    while (from < to) {
        const size_t half = (from + to) / 2;
        if (cupk_cell_centre(edges, half) < at)
            from = half + 1;
        else
            to = half;
    }
    return from;
}

/* Cells with their centre in [lo, hi). */
static void centres_between(const double *edges, size_t cells, double lo, double hi, size_t range[2])
{
    range[0] = cupk_first_centre(edges, cells, lo);
    range[1] = cupk_first_centre(edges, cells, hi);
}

/* With `into` each cell becomes what that says of its material, otherwise all become `number`. */
static size_t fill_box(const cell_map *map, const double lo[3], const double hi[3], uint16_t number,
                       const uint16_t *into)
{
    const size_t *cells = map->grid->cells;
    size_t range[3][2];
    for (int a = 0; a < 3; a++) centres_between(map->grid->edges[a], cells[a], lo[a], hi[a], range[a]);
    size_t filled = 0;
    for (size_t k = range[2][0]; k < range[2][1]; k++)
        for (size_t j = range[1][0]; j < range[1][1]; j++) {
            uint16_t *row = map->material + (k * cells[1] + j) * cells[0];
            for (size_t i = range[0][0]; i < range[0][1]; i++) row[i] = into ? into[row[i]] : number;
            if (range[0][1] > range[0][0]) filled += range[0][1] - range[0][0];
        }
    return filled;
}

static size_t fill_fins(const cell_map *map, const cupel_part *part)
{
    size_t filled = 0, fewest = SIZE_MAX;
    for (size_t f = 0; f < (part->count[0] ? part->count[0] : 1); f++) {
        double lo[3], hi[3];
        memcpy(lo, part->lo, sizeof lo);
        memcpy(hi, part->hi, sizeof hi);
        lo[part->axis] = cupk_fin_face(part, f);
        hi[part->axis] = lo[part->axis] + part->thickness;
        const size_t own = fill_box(map, lo, hi, part->material, NULL);
        fewest = own < fewest ? own : fewest;
        filled += own;
    }
    return fewest ? filled : 0;
}

/* Inside a pin of that width. */
static bool within(const cupel_part *part, double width, double u, double v)
{
    const double half = 0.5 * width;
    if (part->square) return fabs(u) < half && fabs(v) < half;
    return u * u + v * v < half * half;
}

static size_t fill_pin(const cell_map *map, const cupel_part *part, const double middle[2])
{
    const size_t *cells = map->grid->cells;
    const size_t strides[3] = {1, cells[0], cells[0] * cells[1]};
    int across[2];
    cupk_axes_across(part->axis, across);
    const double *edges[2] = {map->grid->edges[across[0]], map->grid->edges[across[1]]};
    size_t range[2][2], along[2], filled = 0;
    for (int w = 0; w < 2; w++)
        centres_between(edges[w], cells[across[w]], middle[w] - 0.5 * part->diameter,
                        middle[w] + 0.5 * part->diameter, range[w]);
    centres_between(map->grid->edges[part->axis], cells[part->axis], part->lo[part->axis],
                    part->hi[part->axis], along);
    for (size_t j = range[1][0]; j < range[1][1]; j++)
        for (size_t i = range[0][0]; i < range[0][1]; i++) {
            const double u = cupk_cell_centre(edges[0], i) - middle[0],
                         v = cupk_cell_centre(edges[1], j) - middle[1];
            if (!within(part, part->diameter, u, v)) continue;
            const bool bored = part->bore > 0 && within(part, part->bore, u, v);
            const uint16_t number = bored ? part->core : part->material;
            if (!bored) filled++;
            if (number == CUPEL_UNTOUCHED) continue;
            for (size_t k = along[0]; k < along[1]; k++)
                map->material[i * strides[across[0]] + j * strides[across[1]] + k * strides[part->axis]] =
                    number;
        }
    return along[1] > along[0] ? filled : 0;
}

static size_t fill_pins(const cell_map *map, const cupel_part *part)
{
    size_t filled = 0, fewest = SIZE_MAX;
    for (size_t row = 0; row < cupk_pin_count(part, 1); row++)
        for (size_t pin = 0; pin < cupk_pin_count(part, 0); pin++) {
            const double middle[2] = {cupk_pin_centre(part, 0, pin, row), cupk_pin_centre(part, 1, row, pin)};
            const size_t own = fill_pin(map, part, middle);
            fewest = own < fewest ? own : fewest;
            filled += own;
        }
    return fewest ? filled : 0;
}

static cupel_status fill_part(const cell_map *map, const cupel_part *part, int threads, size_t *filled,
                              cupel_error *error)
{
    switch (part->kind) {
    case CUPEL_PART_FINS:
        *filled = fill_fins(map, part);
        return CUPEL_OK;
    case CUPEL_PART_PINS:
        *filled = fill_pins(map, part);
        return CUPEL_OK;
    case CUPEL_PART_MESH:
        return cupel_mesh_fill(part->mesh, map->grid, part->material, threads, map->material, filled, error);
    case CUPEL_PART_BOX:
    default:
        *filled = fill_box(map, part->lo, part->hi, part->material, part->into);
        return CUPEL_OK;
    }
}

cupel_status cupel_geometry_materials(const cupel_geometry *geometry, const cupel_grid_lines *grid,
                                      int threads, uint16_t *material, cupel_error *error)
{
    const cell_map map = {grid, material};
    memset(material, 0, grid->cells[0] * grid->cells[1] * grid->cells[2] * sizeof *material);
    for (size_t p = 0; p < geometry->part_count; p++) {
        size_t filled = 0;
        cupel_status status = cupel_geometry_check_part(geometry, p, error);
        if (!status) status = fill_part(&map, &geometry->parts[p], threads, &filled, error);
        if (status) return status;
        if (!filled)
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "part %zu, or a piece of it, has no cell: the grid is too coarse for it",
                       cupk_part_number(geometry, p));
    }
    return CUPEL_OK;
}
