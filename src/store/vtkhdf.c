/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/vtkhdf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "param/results.h"
#include "store/data.h"
#include "store/vtkhdf_view.h"

/* What the view shows, and the simpler of its two kinds. VTKHDF 1.0, ImageData: readers of that version
 * refuse other Type strings than fixed-length ASCII, and misread cell data on such grids; cells go out as
 * points at their centres. */

/* The field's own name; where an earlier step has taken that, "step.name". */
static void name_array(cupel_view *v, const char *path, char out[CUPEL_H5_NAME])
{
    const char *step = path + strlen("/steps/"), *name = strrchr(path, '/') + 1;
    snprintf(out, CUPEL_H5_NAME, "%s", name);
    for (size_t i = 0; i + 1 < v->count; i++) /* the last is the one that gets its name */
        if (strcmp(v->fields[i].name, name) == 0) {
            const int length = (int)(strchr(step, '/') - step);
            snprintf(out, CUPEL_H5_NAME, "%.*s.%.*s", length > 120 ? 120 : length, step, 120, name);
            return;
        }
}

static bool is_field(const cupel_h5_object *object)
{
    const char *fields = strstr(object->path, "/fields/");
    return object->is_group && strncmp(object->path, "/steps/", 7) == 0 && fields &&
           !strchr(fields + strlen("/fields/"), '/');
}

/* Edges along one axis into a new block; NULL where the cells are all of one size. */
static cupel_status read_edges(hid_t group, size_t axis, size_t cells, double **out, cupel_error *error)
{
    const char name[] = {"xyz"[axis], '_', 'e', 'd', 'g', 'e', 's', '\0'};
    *out = NULL;
    if (H5Lexists(group, name, H5P_DEFAULT) <= 0) return CUPEL_OK;
    const hid_t data = H5Dopen2(group, name, H5P_DEFAULT), space = data < 0 ? data : H5Dget_space(data);
    double *edges = cupel_alloc(cells + 1, sizeof *edges);
    cupel_status status = CUPEL_OK;
    if (!edges)
        status = cupel_out_of_memory(error, "the view");
    else if (space < 0 || H5Sget_simple_extent_npoints(space) != (hssize_t)(cells + 1) ||
             H5Dread(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, edges) < 0)
        status = cupel_h5_fail(error, CUPEL_EDAMAGED, "the edges of a field cannot be read");
    if (space >= 0) H5Sclose(space);
    if (data >= 0) H5Dclose(data);
    if (status)
        free(edges);
    else
        *out = edges;
    return status;
}

static cupel_status read_grid(hid_t group, cupel_grid *grid, double *edges[3], cupel_error *error)
{
    cupel_status status = cupel_h5_get_grid(group, grid, error);
    for (size_t axis = 0; axis < 3; axis++) edges[axis] = NULL;
    for (size_t axis = 0; axis < 3 && !status; axis++) {
        status = read_edges(group, axis, grid->cells[axis], &edges[axis], error);
        grid->edges[axis] = edges[axis];
    }
    return status;
}

static void free_edges(double *edges[3])
{
    for (size_t axis = 0; axis < 3; axis++) free(edges[axis]);
}

/* Whether the field lies on the grid of the view; the first field gives it that grid. */
static cupel_status joins(cupel_view *v, hid_t group, bool *out, cupel_error *error)
{
    cupel_grid grid;
    double *edges[3];
    const cupel_status status = read_grid(group, &grid, edges, error);
    *out = !status && grid.cells[0] && grid.cells[1] && grid.cells[2];
    if (*out && v->count == 0) {
        v->grid = grid;
        memcpy(v->edges, edges, sizeof edges);
        return CUPEL_OK;
    }
    *out = *out && cupel_grid_same(&v->grid, &grid);
    free_edges(edges);
    return status;
}

static cupel_status collect(void *host, const cupel_h5_object *object, cupel_error *error)
{
    cupel_view *v = host;
    bool shown = false;
    if (!is_field(object) || v->count == CUPEL_VIEW_FIELDS) return CUPEL_OK;
    cupel_status status = joins(v, object->id, &shown, error);
    if (status || !shown) return status;
    cupel_view_field *f = &v->fields[v->count++];
    snprintf(f->path, sizeof f->path, "%s", object->path);
    name_array(v, object->path, f->name);
    const hid_t value = H5Dopen2(object->id, "value", H5P_DEFAULT);
    if (value < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "%s/value cannot be opened", object->path);
    status = cupel_h5_get_text(value, "units", f->units, sizeof f->units, error);
    H5Dclose(value);
    return status;
}

/* Readers of VTK fail on a grid of one layer, so a layer goes out twice: as points on both of its faces. */
static size_t points(size_t cells)
{
    return cells == 1 ? 2 : cells;
}

/* Maps the cells of `from` into `space`, once for each of the faces of a single layer. */
static bool map_layers(hid_t from, hid_t space, const char *path, hid_t creation, const hsize_t cells[4])
{
    for (unsigned faces = 0; faces < 8; faces++) {
        hsize_t start[4] = {0};
        bool wanted = true;
        for (unsigned axis = 0; axis < 3; axis++) {
            start[axis] = faces >> axis & 1u;
            wanted = wanted && (start[axis] == 0 || cells[axis] == 1);
        }
        if (wanted && (H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, cells, NULL) < 0 ||
                       H5Pset_virtual(creation, space, ".", path, from) < 0))
            return false;
    }
    return true;
}

/* The last step of value[step][z][y][x][component], by cell as [z y x][component]; a scalar loses its last
 * axis. */
static hid_t map_last_step(hid_t source, const char *path, hid_t creation, bool by_cell, hid_t *space_out)
{
    hsize_t dims[CUPEL_H5_RANK] = {0}, start[5] = {0};
    const hid_t from = H5Dget_space(source);
    const bool shaped = from >= 0 && H5Sget_simple_extent_ndims(from) == 5 &&
                        H5Sget_simple_extent_dims(from, dims, NULL) == 5 && dims[0] > 0;
    hid_t space = H5I_INVALID_HID;
    if (shaped) {
        start[0] = dims[0] - 1;
        dims[0] = 1;
        const hsize_t shown[4] = {points(dims[1]), points(dims[2]), points(dims[3]), dims[4]},
                      listed[2] = {dims[1] * dims[2] * dims[3], dims[4]};
        const int vector = dims[4] == 1 ? 0 : 1;
        space =
            by_cell ? H5Screate_simple(1 + vector, listed, NULL) : H5Screate_simple(3 + vector, shown, NULL);
    }
    const bool mapped = space >= 0 &&
                        H5Sselect_hyperslab(from, H5S_SELECT_SET, start, NULL, dims, NULL) >= 0 &&
                        (by_cell ? H5Pset_virtual(creation, space, ".", path, from) >= 0
                                 : map_layers(from, space, path, creation, dims + 1));
    if (from >= 0) H5Sclose(from);
    if (!mapped && space >= 0) {
        H5Sclose(space);
        space = H5I_INVALID_HID;
    }
    *space_out = space;
    return space;
}

static void array_digest(cupel_h5_writer *w, hid_t array, const char *name, hid_t space)
{
    cupel_h5_object object = {.path = name, .name = name, .id = array, .element = sizeof(double), .count = 1};
    hsize_t dims[CUPEL_H5_RANK] = {0};
    object.rank = (size_t)H5Sget_simple_extent_dims(space, dims, NULL);
    for (size_t i = 0; i < object.rank; i++) object.count *= object.dims[i] = dims[i];
    char digest[65];
    w->status = cupel_data_digest(&object, digest, w->error);
    if (w->status)
        cupel_error_note(w->error, "the view '%s'", name);
    else
        cupel_h5_put_text(w, array, "sha256", digest);
}

void cupel_view_path(const cupel_view_field *field, char out[CUPEL_H5_PATH + 8])
{
    snprintf(out, CUPEL_H5_PATH + 8, "%s/value", field->path);
}

void cupel_view_write_array(cupel_h5_writer *w, hid_t file, hid_t parent, const cupel_view_field *f,
                            bool by_cell)
{
    char path[CUPEL_H5_PATH + 8];
    cupel_view_path(f, path);
    hid_t space = H5I_INVALID_HID, array = H5I_INVALID_HID;
    const hid_t source = H5Dopen2(file, path, H5P_DEFAULT);
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    if (source >= 0 && creation >= 0 && H5Pset_obj_track_times(creation, false) >= 0 &&
        map_last_step(source, path, creation, by_cell, &space) >= 0)
        array = H5Dcreate2(parent, f->name, H5T_IEEE_F64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    if (array < 0) {
        w->status = cupel_h5_fail(w->error, CUPEL_EIO, "cannot write the view of '%s'", path);
    } else {
        if (f->units[0]) cupel_h5_put_text(w, array, "units", f->units);
        if (!w->status) array_digest(w, array, f->name, space);
        H5Dclose(array);
    }
    if (space >= 0) H5Sclose(space);
    if (creation >= 0) H5Pclose(creation);
    if (source >= 0) H5Dclose(source);
}

static void write_image(cupel_h5_writer *w, hid_t file, const cupel_view *v)
{
    static const int64_t version[2] = {1, 0};
    static const double direction[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    int64_t extent[6] = {0};
    double first[3]; /* point */
    for (size_t i = 0; i < 3; i++) {
        extent[2 * i + 1] = (int64_t)points(v->grid.cells[i]) - 1;
        first[i] = v->grid.origin[i] + (v->grid.cells[i] == 1 ? 0 : 0.5) * v->grid.spacing[i];
    }
    const hid_t group = cupel_h5_group(w, file, "VTKHDF");
    cupel_h5_put_integers(w, group, "Version", version, 2);
    cupel_h5_put_text(w, group, "Type", "ImageData");
    cupel_h5_put_integers(w, group, "WholeExtent", extent, 6);
    cupel_h5_put_numbers(w, group, "Origin", first, 3);
    cupel_h5_put_numbers(w, group, "Spacing", v->grid.spacing, 3);
    cupel_h5_put_numbers(w, group, "Direction", direction, 9);
    const hid_t point_data = cupel_h5_group(w, group, "PointData");
    for (size_t i = 0; i < v->count && !w->status; i++)
        cupel_view_write_array(w, file, point_data, &v->fields[i], false);
    cupel_h5_done(w, point_data);
    cupel_h5_done(w, group);
}

/* Uneven cells and bodies with void are shown cell by cell; what is too large for that and even, as an image.
 */
static void write_view(cupel_h5_writer *w, hid_t file, const cupel_view *v)
{
    const size_t *n = v->grid.cells;
    const double cells = (double)n[0] * (double)n[1] * (double)n[2];
    const bool uniform = cupel_grid_uniform(&v->grid), few = cells <= CUPEL_VIEW_CELLS;
    unsigned char *is_void = NULL;
    size_t void_count = 0;
    if (few) w->status = cupel_view_find_void(file, v, &is_void, &void_count, w->error);
    if (w->status) return;
    const bool empty = few && void_count == n[0] * n[1] * n[2];
    if (few && !empty && (void_count > 0 || !uniform))
        cupel_view_write_cells(w, file, v, is_void);
    else if (uniform)
        write_image(w, file, v);
    free(is_void);
}

void cupel_vtkhdf_write(cupel_h5_writer *w, hid_t file)
{
    if (w->status) return;
    cupel_view *v = cupel_alloc(1, sizeof *v);
    if (!v) {
        w->status = cupel_out_of_memory(w->error, "the view");
        return;
    }
    w->status = cupel_guard_walk(file, &(cupel_guard){.host = v, .visit = collect}, w->error);
    if (!w->status && v->count) write_view(w, file, v);
    free_edges(v->edges);
    free(v);
}
