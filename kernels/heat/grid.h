/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_GRID_H
#define CUPEL_KERNELS_HEAT_GRID_H

#include <stdbool.h>
#include <stddef.h>

/* How arrays of cells lie in memory: rows along x, one ghost layer around, rows a multiple of 8 numbers apart, planes
 * not a multiple of 4096 bytes apart. Work is split into tiles, some rows of one plane each, in one static order: who
 * touches a tile first works on it later, and sums are added tile by tile whatever the number of threads. */
typedef struct cupk_grid {
    size_t cells[3];
    bool periodic[3];
    size_t row, plane, origin, count;
} cupk_grid;

enum { CUPK_TILE_ROWS = 32 };

typedef struct cupk_tile {
    size_t plane, first_row, end_row;
    size_t cells;                /* in a row */
} cupk_tile;

/** False when the cells cannot be numbered. */
bool cupk_grid_lay_out(const size_t cells[3], const bool periodic[3], cupk_grid *out);

static inline size_t cupk_grid_at(const cupk_grid *g, size_t i, size_t j, size_t k)
{
    return g->origin + i + j * g->row + k * g->plane;
}

static inline size_t cupk_grid_tiles(const cupk_grid *g)
{
    return (g->cells[1] + CUPK_TILE_ROWS - 1) / CUPK_TILE_ROWS * g->cells[2];
}

static inline cupk_tile cupk_grid_tile(const cupk_grid *g, size_t index)
{
    const size_t across = (g->cells[1] + CUPK_TILE_ROWS - 1) / CUPK_TILE_ROWS;
    const size_t first = index % across * CUPK_TILE_ROWS, end = first + CUPK_TILE_ROWS;
    return (cupk_tile){index / across, first, end < g->cells[1] ? end : g->cells[1], g->cells[0]};
}

static inline size_t cupk_grid_stride(const cupk_grid *g, int axis)
{
    return axis == 0 ? 1 : axis == 1 ? g->row : g->plane;
}

/** Threads that pay for so much work. */
static inline int cupk_grid_threads(const cupk_grid *g, int threads)
{
    return g->cells[0] * g->cells[1] * g->cells[2] < (size_t)32768 ? 1 : threads;
}

/** Zeros, touched first by the threads that own the tiles; free() it. NULL: out of memory. */
double *cupk_grid_doubles(const cupk_grid *grid, int threads);
float *cupk_grid_floats(const cupk_grid *grid, int threads);

/** Fills the ghosts on periodic axes from the cells opposite, edges and corners included. */
void cupk_grid_wrap_doubles(const cupk_grid *grid, double *array);
void cupk_grid_wrap_floats(const cupk_grid *grid, float *array);

#endif
