/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/grid.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static size_t round_up(size_t count, size_t multiple)
{
    return (count + multiple - 1) / multiple * multiple;
}

bool cupk_grid_lay_out(const size_t cells[3], const bool periodic[3], cupk_grid *out)
{
    enum { LARGEST = 1 << 20 };
    cupk_grid g = {0};
    for (int a = 0; a < 3; a++) {
        if (cells[a] < 1 || cells[a] > LARGEST) return false;
        g.cells[a] = cells[a];
        g.periodic[a] = periodic[a];
    }
    g.row = round_up(cells[0] + 2, 8);
    g.plane = g.row * (cells[1] + 2);
    if (g.plane % 512 == 0) g.plane += 8;
    if (cells[2] + 2 > SIZE_MAX / 32 / g.plane) return false;
    g.origin = 8 + g.row + g.plane;
    g.count = g.plane * (cells[2] + 2) + 16;
    *out = g;
    return true;
}

/* Every thread clears the planes of its tiles; the ghost planes go with their neighbours. */
static void *zeros(const cupk_grid *g, size_t size, int threads)
{
    char *array = aligned_alloc(64, round_up(g->count * size, 64));
    if (!array) return NULL;
    const size_t plane = g->plane * size, tail = (g->count - g->plane * (g->cells[2] + 2)) * size;
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t k = 0; k < g->cells[2]; k++) {
        if (k == 0) memset(array, 0, plane);
        memset(array + (k + 1) * plane, 0, plane);
        if (k + 1 == g->cells[2]) memset(array + (k + 2) * plane, 0, plane + tail);
    }
    return array;
}

double *cupk_grid_doubles(const cupk_grid *grid, int threads)
{
    return zeros(grid, sizeof(double), threads);
}

float *cupk_grid_floats(const cupk_grid *grid, int threads)
{
    return zeros(grid, sizeof(float), threads);
}

/* Layers normal to an axis: from one index to another, over all of the other two axes with their ghosts. */
static void copy_layer(const cupk_grid *g, char *array, size_t size, int axis, ptrdiff_t from, ptrdiff_t to)
{
    const size_t corner = g->origin - 1 - g->row - g->plane;
    char *base = array + corner * size;
    const ptrdiff_t stride = (ptrdiff_t)(cupk_grid_stride(g, axis) * size);
    char *source = base + (from + 1) * stride, *target = base + (to + 1) * stride;
    const size_t nx = axis == 0 ? 1 : g->cells[0] + 2, ny = axis == 1 ? 1 : g->cells[1] + 2,
                 nz = axis == 2 ? 1 : g->cells[2] + 2;
    for (size_t k = 0; k < nz; k++)
        for (size_t j = 0; j < ny; j++) {
            const size_t at = (k * g->plane + j * g->row) * size;
            memcpy(target + at, source + at, nx * size);
        }
}

static void wrap(const cupk_grid *g, char *array, size_t size)
{
    for (int a = 0; a < 3; a++) {
        if (!g->periodic[a]) continue;
        const ptrdiff_t count = (ptrdiff_t)g->cells[a];
        copy_layer(g, array, size, a, count - 1, -1);
        copy_layer(g, array, size, a, 0, count);
    }
}

void cupk_grid_wrap_doubles(const cupk_grid *grid, double *array)
{
    wrap(grid, (char *)array, sizeof *array);
}

void cupk_grid_wrap_floats(const cupk_grid *grid, float *array)
{
    wrap(grid, (char *)array, sizeof *array);
}
