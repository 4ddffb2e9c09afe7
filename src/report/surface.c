/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/surface.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cupel/mesh.h"

static const double millimetre = 1e-3;

static cupel_status read_grid(cupel_file *file, const cupel_item *item, cupel_grid *grid, cupel_error *error)
{
    if (strcmp(item->group, "fields") != 0 || item->rank < 4)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s.%s is no field: only fields have surfaces", item->step,
                   item->name);
    const cupel_status status = cupel_file_read_grid(file, item, grid, error);
    if (status) return status;
    if (grid->components != 1 || item->dims[0] == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s.%s has %zu components: only scalar fields have surfaces",
                   item->step, item->name, grid->components);
    return CUPEL_OK;
}

static cupel_status make_surface(const cupel_grid *grid, const double *values, double level, cupel_mesh **out,
                                 cupel_error *error)
{
    double *edges[3] = {NULL};
    bool room = true;
    for (size_t a = 0; a < 3; a++) {
        edges[a] = cupel_alloc_doubles(grid->cells[a] + 1);
        for (size_t i = 0; edges[a] && i <= grid->cells[a]; i++) edges[a][i] = cupel_grid_edge(grid, a, i);
        room = room && edges[a];
    }
    const cupel_status status =
        room ? cupel_mesh_of_level(grid->cells, (const double *const *)edges, values, level, out, error)
             : cupel_out_of_memory(error, "a surface");
    for (size_t a = 0; a < 3; a++) free(edges[a]);
    return status;
}

cupel_status cupel_surface_stl(cupel_file *file, const cupel_item *item, double level, unsigned char **bytes,
                               size_t *count, cupel_error *error)
{
    cupel_grid grid;
    double *values = NULL;
    cupel_mesh *mesh = NULL;
    cupel_status status = read_grid(file, item, &grid, error);
    if (!status) status = cupel_file_read_numbers(file, item, &values, error);
    if (!status) {
        const size_t per_step = grid.cells[0] * grid.cells[1] * grid.cells[2];
        status = make_surface(&grid, values + (item->dims[0] - 1) * per_step, level, &mesh, error);
    }
    if (!status) status = cupel_mesh_check(mesh, millimetre, NULL, error);
    if (!status) status = cupel_mesh_write_stl(mesh, millimetre, bytes, count, error);
    cupel_mesh_free(mesh);
    free(values);
    return status;
}
