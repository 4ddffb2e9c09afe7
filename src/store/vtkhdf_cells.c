/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "store/vtkhdf_view.h"

/* VTKHDF 1.0, UnstructuredGrid: a box (VTK_VOXEL) for every cell with a value, between the faces of the grid.
 * A void cell stays in its place as a VTK_EMPTY_CELL without points, which nothing draws or cuts, so that the
 * arrays can be virtual on the fields as they are. */

enum { EMPTY_CELL = 0, VOXEL = 11, CORNERS = 8, FAST = 1 };

/* What is built of the grid: points of the cells that are not void, in the order of the grid. */
typedef struct mesh {
    size_t points, cells, ids;
    double *places;        /* [points][3]  */
    int64_t *connectivity; /* [ids]        */
    int64_t *offsets;      /* [cells + 1]  */
    unsigned char *types;  /* [cells]      */
} mesh;

static void mesh_free(mesh *m)
{
    free(m->places);
    free(m->connectivity);
    free(m->offsets);
    free(m->types);
}

/* Number of a corner in the full grid of points: bits 0, 1, 2 of `corner` are x, y, z, as in a VTK_VOXEL. */
static size_t point_of(const size_t *n, size_t cell, unsigned corner)
{
    const size_t i = cell % n[0] + (corner & 1), j = cell / n[0] % n[1] + (corner >> 1 & 1),
                 k = cell / n[0] / n[1] + (corner >> 2);
    return (k * (n[1] + 1) + j) * (n[0] + 1) + i;
}

/* Only points that a cell has: numbers[full point] is its place among them, -1 for none. */
static void number_points(const size_t *n, const unsigned char *is_void, mesh *m, int64_t *numbers)
{
    const size_t all = (n[0] + 1) * (n[1] + 1) * (n[2] + 1);
    for (size_t p = 0; p < all; p++) numbers[p] = -1;
    for (size_t c = 0; c < m->cells; c++) {
        if (is_void[c]) continue;
        m->ids += CORNERS;
        for (unsigned corner = 0; corner < CORNERS; corner++) numbers[point_of(n, c, corner)] = 0;
    }
    for (size_t p = 0; p < all; p++)
        if (numbers[p] == 0) numbers[p] = (int64_t)m->points++;
}

static void fill_mesh(const cupel_grid *grid, const unsigned char *is_void, const int64_t *numbers, mesh *m)
{
    const size_t *n = grid->cells, all = (n[0] + 1) * (n[1] + 1) * (n[2] + 1);
    for (size_t p = 0; p < all; p++) {
        if (numbers[p] < 0) continue;
        double *place = m->places + 3 * numbers[p];
        place[0] = cupel_grid_edge(grid, 0, p % (n[0] + 1));
        place[1] = cupel_grid_edge(grid, 1, p / (n[0] + 1) % (n[1] + 1));
        place[2] = cupel_grid_edge(grid, 2, p / (n[0] + 1) / (n[1] + 1));
    }
    int64_t *id = m->connectivity;
    for (size_t c = 0; c < m->cells; c++) {
        m->offsets[c] = id - m->connectivity;
        m->types[c] = is_void[c] ? EMPTY_CELL : VOXEL;
        for (unsigned corner = 0; corner < CORNERS && !is_void[c]; corner++)
            *id++ = numbers[point_of(n, c, corner)];
    }
    m->offsets[m->cells] = id - m->connectivity;
}

static cupel_status make_mesh(const cupel_grid *grid, const unsigned char *is_void, mesh *m,
                              cupel_error *error)
{
    const size_t *n = grid->cells;
    int64_t *numbers = cupel_alloc((n[0] + 1) * (n[1] + 1) * (n[2] + 1), sizeof *numbers);
    if (!numbers) return cupel_out_of_memory(error, "the view");
    *m = (mesh){.cells = n[0] * n[1] * n[2]};
    number_points(n, is_void, m, numbers);
    m->places = cupel_alloc(m->points, 3 * sizeof *m->places);
    m->connectivity = cupel_alloc(m->ids, sizeof *m->connectivity);
    m->offsets = cupel_alloc(m->cells + 1, sizeof *m->offsets);
    m->types = cupel_alloc(m->cells, 1);
    const bool whole = m->places && m->connectivity && m->offsets && m->types;
    if (whole) fill_mesh(grid, is_void, numbers, m);
    free(numbers);
    if (whole) return CUPEL_OK;
    mesh_free(m);
    return cupel_out_of_memory(error, "the view");
}

static void count_write(cupel_h5_writer *w, hid_t group, const char *name, size_t count)
{
    const int64_t value = (int64_t)count;
    const hsize_t one = 1;
    cupel_h5_write_integers(w, group, name, 1, &one, &value, &(cupel_h5_about){.order = -1});
}

static void mesh_write(cupel_h5_writer *w, hid_t group, const mesh *m)
{
    static const cupel_h5_about plain = {.order = -1}, of_points = {.unit = "m", .order = -1};
    const hsize_t ids = m->ids, offsets = m->cells + 1;
    count_write(w, group, "NumberOfPoints", m->points);
    count_write(w, group, "NumberOfCells", m->cells);
    count_write(w, group, "NumberOfConnectivityIds", m->ids);
    cupel_h5_write_vectors(w, group, "Points", m->points, 3, m->places, &of_points);
    cupel_h5_write_integers(w, group, "Connectivity", 1, &ids, m->connectivity, &plain);
    cupel_h5_write_integers(w, group, "Offsets", 1, &offsets, m->offsets, &plain);
    cupel_h5_write_bytes(w, group, "Types", m->types, m->cells, &plain);
}

/* ---- which cells are void ---- */

/* Strikes out the cells in which this field has a value at its last step. */
static cupel_status strike_out(hid_t file, const cupel_view_field *field, size_t cells,
                               unsigned char *is_void, cupel_error *error)
{
    char path[CUPEL_H5_PATH + 8];
    cupel_view_path(field, path);
    hsize_t dims[CUPEL_H5_RANK] = {0}, start[5] = {0};
    const hid_t source = H5Dopen2(file, path, H5P_DEFAULT), from = source < 0 ? source : H5Dget_space(source);
    const bool shaped = from >= 0 && H5Sget_simple_extent_ndims(from) == 5 &&
                        H5Sget_simple_extent_dims(from, dims, NULL) == 5 && dims[0] > 0 &&
                        dims[1] * dims[2] * dims[3] == cells;
    const size_t components = (size_t)dims[4];
    double *values = shaped ? cupel_alloc(cells, components * sizeof *values) : NULL;
    const hsize_t count = cells * components;
    const hid_t into = shaped ? H5Screate_simple(1, &count, NULL) : H5I_INVALID_HID;
    start[0] = dims[0] - 1;
    dims[0] = 1;
    cupel_status status = CUPEL_OK;
    if (shaped && !values)
        status = cupel_out_of_memory(error, "the view");
    else if (!shaped || into < 0 || H5Sselect_hyperslab(from, H5S_SELECT_SET, start, NULL, dims, NULL) < 0 ||
             H5Dread(source, H5T_NATIVE_DOUBLE, into, from, H5P_DEFAULT, values) < 0)
        status = cupel_h5_fail(error, CUPEL_EIO, "'%s' cannot be read for the view", path);
    for (size_t i = 0; !status && i < cells * components; i++)
        if (!isnan(values[i])) is_void[i / components] = 0;
    free(values);
    if (into >= 0) H5Sclose(into);
    if (from >= 0) H5Sclose(from);
    if (source >= 0) H5Dclose(source);
    return status;
}

cupel_status cupel_view_find_void(hid_t file, const cupel_view *v, unsigned char **out, size_t *count,
                                  cupel_error *error)
{
    const size_t cells = v->grid.cells[0] * v->grid.cells[1] * v->grid.cells[2];
    unsigned char *is_void = cupel_alloc(cells, 1);
    if (!is_void) return cupel_out_of_memory(error, "the view");
    memset(is_void, 1, cells);
    cupel_status status = CUPEL_OK;
    for (size_t f = 0; !status && f < v->count; f++)
        status = strike_out(file, &v->fields[f], cells, is_void, error);
    if (status) {
        free(is_void);
        return status;
    }
    *count = 0;
    for (size_t c = 0; c < cells; c++) *count += is_void[c];
    *out = is_void;
    return CUPEL_OK;
}

void cupel_view_write_cells(cupel_h5_writer *w, hid_t file, const cupel_view *v, const unsigned char *is_void)
{
    static const int64_t version[2] = {1, 0};
    mesh m = {0};
    w->status = make_mesh(&v->grid, is_void, &m, w->error);
    if (w->status) return;
    const hid_t group = cupel_h5_group(w, file, "VTKHDF");
    cupel_h5_put_integers(w, group, "Version", version, 2);
    cupel_h5_put_text(w, group, "Type", "UnstructuredGrid");
    const int level = w->level;
    w->level = FAST; /* repetition is all there is to find */
    mesh_write(w, group, &m);
    w->level = level;
    const hid_t cell_data = cupel_h5_group(w, group, "CellData");
    for (size_t i = 0; i < v->count && !w->status; i++)
        cupel_view_write_array(w, file, cell_data, &v->fields[i], true);
    cupel_h5_done(w, cell_data);
    cupel_h5_done(w, group);
    mesh_free(&m);
}
