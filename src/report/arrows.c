/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "report/gather.h"
#include "report/script.h"

/* Arrows of a vector field over a map: on a lattice that is even on the page, each with the direction of the
 * vector in the cell below it. Heat crowds at sources by orders of magnitude, so the length goes by the
 * square root. */

enum { MOST_ALONG = 26, LEAST_ALONG = 3 };
static const double longest = 0.95;    /* of the lattice's spacing                          */
static const double shown_from = 1e-3; /* of the greatest magnitude; below it is no arrow   */

typedef struct lattice {
    size_t count[2];
    double origin[2], spacing[2];
} lattice;

static lattice lay(const cupel_map *map)
{
    lattice l;
    const double height = cupel_script_map_height(map),
                 page[] = {cupel_script_map_width(map, height), height};
    for (int k = 0; k < 2; k++) {
        const double extent = map->step[k] * (double)map->cells[k];
        const double along = MOST_ALONG * page[k] / fmax(page[0], page[1]);
        l.count[k] = (size_t)fmax(round(along), LEAST_ALONG);
        l.spacing[k] = extent / (double)l.count[k];
        l.origin[k] = map->origin[k] + 0.5 * l.spacing[k];
    }
    return l;
}

static size_t layer_at(const cupel_grid *grid, size_t axis, double place)
{
    size_t lo = 0, hi = grid->cells[axis];
    while (hi - lo > 1) {
        const size_t middle = (lo + hi) / 2;
        if (cupel_grid_edge(grid, axis, middle) <= place)
            lo = middle;
        else
            hi = middle;
    }
    return lo;
}

/* The components within the plane, of the cell there. */
static void vector_at(const cupel_grid *grid, const double *vectors, const cupel_plane *plane,
                      const double place[2], double vector[2])
{
    size_t cell[3];
    cell[plane->normal] = plane->layer;
    for (int k = 0; k < 2; k++) cell[plane->axis[k]] = layer_at(grid, plane->axis[k], place[k]);
    const size_t at = (cell[2] * grid->cells[1] + cell[1]) * grid->cells[0] + cell[0];
    for (int k = 0; k < 2; k++) vector[k] = vectors[3 * at + plane->axis[k]];
}

cupel_status cupel_gather_arrows(const cupel_gathering *g, const cupel_grid *grid, const double *vectors,
                                 const cupel_plane *plane, cupel_map *map, double *greatest)
{
    const lattice l = lay(map);
    const size_t most = l.count[0] * l.count[1];
    double *arrows = cupel_arena_alloc(g->figure->arena, 4 * most, sizeof *arrows);
    if (!arrows) return cupel_out_of_memory(g->error, "a picture");
    *greatest = 0;
    for (size_t i = 0; i < most; i++) {
        double *arrow = arrows + 4 * i;
        arrow[0] = l.origin[0] + l.spacing[0] * (double)(i % l.count[0]);
        arrow[1] = l.origin[1] + l.spacing[1] * (double)(i / l.count[0]);
        vector_at(grid, vectors, plane, arrow, arrow + 2);
        const double magnitude = hypot(arrow[2], arrow[3]);
        if (isfinite(magnitude)) *greatest = fmax(*greatest, magnitude);
    }
    for (size_t i = 0; i < most; i++) {
        const double *arrow = arrows + 4 * i;
        const double magnitude = hypot(arrow[2], arrow[3]);
        if (!isfinite(magnitude) || !(magnitude > shown_from * *greatest)) continue;
        const double scale =
            longest * sqrt(magnitude / *greatest) / hypot(arrow[2] / l.spacing[0], arrow[3] / l.spacing[1]);
        double *kept = arrows + 4 * map->arrow_count++;
        kept[0] = arrow[0], kept[1] = arrow[1], kept[2] = scale * arrow[2], kept[3] = scale * arrow[3];
    }
    map->arrows = arrows;
    return CUPEL_OK;
}
