/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/vtkhdf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "param/results.h"
#include "store/data.h"

/* VTKHDF 1.0, ImageData: readers of that version refuse other Type strings than fixed-length ASCII, and
 * misread cell data on such grids; cells go out as points at their centres. */

enum { FIELDS_MOST = 64 };

typedef struct field {
    char path[CUPEL_H5_PATH]; /* of the group: /steps/<id>/fields/<name> */
    char name[CUPEL_H5_NAME]; /* of the array in the view                */
    char units[64];
} field;

typedef struct view {
    cupel_grid grid;
    size_t count;
    field fields[FIELDS_MOST];
} view;

static bool same_grid(const cupel_grid *a, const cupel_grid *b)
{
    for (size_t i = 0; i < 3; i++)
        if (a->cells[i] != b->cells[i] || a->origin[i] != b->origin[i] || a->spacing[i] != b->spacing[i])
            return false;
    return true;
}

/* The field's own name; where an earlier step has taken that, "step.name". */
static void name_array(view *v, const char *path, char out[CUPEL_H5_NAME])
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

static bool has_edges(hid_t group)
{
    return H5Lexists(group, "x_edges", H5P_DEFAULT) > 0 || H5Lexists(group, "y_edges", H5P_DEFAULT) > 0 ||
           H5Lexists(group, "z_edges", H5P_DEFAULT) > 0;
}

static cupel_status collect(void *host, const cupel_h5_object *object, cupel_error *error)
{
    view *v = host;
    cupel_grid grid;
    if (!is_field(object) || v->count == FIELDS_MOST) return CUPEL_OK;
    cupel_status status = cupel_h5_get_grid(object->id, &grid, error);
    if (status || !grid.cells[0] || !grid.cells[1] || !grid.cells[2]) return status;
    if (has_edges(object->id)) return CUPEL_OK; /* an image has cells of one size only */
    if (v->count == 0) v->grid = grid;
    if (!same_grid(&v->grid, &grid)) return CUPEL_OK;
    field *f = &v->fields[v->count++];
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

/* The last step of value[step][z][y][x][component]; a scalar loses its last axis. */
static hid_t map_last_step(hid_t source, const char *path, hid_t creation, hid_t *space_out)
{
    hsize_t dims[CUPEL_H5_RANK] = {0}, start[5] = {0};
    const hid_t from = H5Dget_space(source);
    const bool shaped = from >= 0 && H5Sget_simple_extent_ndims(from) == 5 &&
                        H5Sget_simple_extent_dims(from, dims, NULL) == 5 && dims[0] > 0;
    hid_t space = H5I_INVALID_HID;
    if (shaped) {
        start[0] = dims[0] - 1;
        dims[0] = 1;
        const hsize_t shown[4] = {points(dims[1]), points(dims[2]), points(dims[3]), dims[4]};
        space = H5Screate_simple(dims[4] == 1 ? 3 : 4, shown, NULL);
    }
    const bool mapped = space >= 0 &&
                        H5Sselect_hyperslab(from, H5S_SELECT_SET, start, NULL, dims, NULL) >= 0 &&
                        map_layers(from, space, path, creation, dims + 1);
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

static void array_write(cupel_h5_writer *w, hid_t file, hid_t point_data, const field *f)
{
    char path[CUPEL_H5_PATH + 8];
    snprintf(path, sizeof path, "%s/value", f->path);
    hid_t space = H5I_INVALID_HID, array = H5I_INVALID_HID;
    const hid_t source = H5Dopen2(file, path, H5P_DEFAULT);
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    if (source >= 0 && creation >= 0 && H5Pset_obj_track_times(creation, false) >= 0 &&
        map_last_step(source, path, creation, &space) >= 0)
        array = H5Dcreate2(point_data, f->name, H5T_IEEE_F64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT);
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

static void view_write(cupel_h5_writer *w, hid_t file, const view *v)
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
    for (size_t i = 0; i < v->count && !w->status; i++) array_write(w, file, point_data, &v->fields[i]);
    cupel_h5_done(w, point_data);
    cupel_h5_done(w, group);
}

void cupel_vtkhdf_write(cupel_h5_writer *w, hid_t file)
{
    if (w->status) return;
    view *v = cupel_alloc(1, sizeof *v);
    if (!v) {
        w->status = cupel_out_of_memory(w->error, "the view");
        return;
    }
    w->status = cupel_guard_walk(file, &(cupel_guard){.host = v, .visit = collect}, w->error);
    if (!w->status && v->count) view_write(w, file, v);
    free(v);
}
