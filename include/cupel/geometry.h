/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_GEOMETRY_H
#define CUPEL_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cupel/conduction.h"
#include "cupel/error.h"
#include "cupel/mesh.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bodies made of parts on a Cartesian grid: parts -> grid lines -> a material number
 * per cell, and boxes in metres -> boxes of cells. SI units; the domain reaches from 0 to its size. */

typedef enum cupel_part_kind {
    CUPEL_PART_BOX,       /* lo to hi: layers, planes, chips, channels                                           */
    CUPEL_PART_FINS,      /* plates normal to `axis` in the box: the first on lo, the last on hi, even gaps       */
    CUPEL_PART_PINS,      /* pins along `axis` over the whole box: pin fins, vias, round channels                 */
    CUPEL_PART_MESH       /* what a closed surface encloses                                                      */
} cupel_part_kind;

enum { CUPEL_VOID = 0, CUPEL_UNTOUCHED = 0xffff };    /* material numbers that are none */

typedef struct cupel_part {
    cupel_part_kind kind;
    size_t number;          /* by which messages call it; 0: its place in the list, from 1 */
    uint16_t material;      /* CUPEL_VOID clears */
    const uint16_t *into;   /* of a box, where not NULL: cells of material m become into[m], borrowed */
    double lo[3], hi[3];    /* [m]; of a mesh: ignored */
    int axis;               /* 0, 1, 2: normal of fins, direction of pins */
    size_t count[2];        /* fins: [0]; pins along the other two axes, in the order x, y, z; 0 is 1 */
    double thickness;       /* of a fin [m] */
    double diameter;        /* of a pin, or the side of a square one [m] */
    double pitch[2];        /* of pins, the array centred in the box [m]; 0: the box over the count */
    bool square;
    bool staggered;         /* pins: rows lie a quarter pitch to either side by turns, along the first of their axes */
    double bore;            /* inner diameter of a hollow pin, a plated via [m]; 0: solid */
    uint16_t core;          /* material of the bore; CUPEL_UNTOUCHED: what was there */
    const cupel_mesh *mesh; /* borrowed */
} cupel_part;

typedef struct cupel_extent { double lo[3], hi[3]; } cupel_extent;    /* [m]; may be flat */

typedef struct cupel_geometry {
    double size[3];                /* of the domain [m] > 0 */
    size_t part_count;
    const cupel_part *parts;       /* later parts overwrite earlier ones; what no part covers is void */
    size_t extent_count;
    const cupel_extent *extents;   /* of sources, contacts, patches: the grid gets lines on their faces */
} cupel_geometry;

typedef struct cupel_resolution {
    size_t cells[3];        /* wanted along x, y, z; 0, 0, 0: by target_cells */
    size_t target_cells;    /* in all, not more */
    double grading;         /* greatest ratio of neighbouring widths, > 1; 0: even between the faces that need a line */
    unsigned level;         /* every cell is halved along x, y and z so many times: the lines of a lower level stay */
} cupel_resolution;

typedef struct cupel_grid_lines {
    size_t cells[3];
    double *edges[3];       /* cells[a] + 1, rising [m] */
} cupel_grid_lines;

/** Grid lines with one on each face of parts and extents. EINVAL naming the part (by its place in the list, from 1)
 * that is wrong, or the axis that needs more cells; ELIMIT; ENOMEM. */
CUPEL_API cupel_status cupel_geometry_grid(const cupel_geometry *geometry, const cupel_resolution *resolution,
                                           cupel_grid_lines **out, cupel_error *error);
CUPEL_API void cupel_grid_lines_free(cupel_grid_lines *grid);    /* NULL is fine */

/** What cupel_geometry_grid asks of each part, by its place in the list from 0, and of each extent: EINVAL when it cannot be
 * meant or reaches out of the domain; ELIMIT for too many fins or pins. */
CUPEL_API cupel_status cupel_geometry_check_part(const cupel_geometry *geometry, size_t index, cupel_error *error);
CUPEL_API cupel_status cupel_geometry_check_extent(const double size[3], const cupel_extent *extent, cupel_error *error);

/** The material of each cell, that of its centre: [nz][ny][nx]. EINVAL when a part has no cell; ENOMEM. */
CUPEL_API cupel_status cupel_geometry_materials(const cupel_geometry *geometry, const cupel_grid_lines *grid,
                                                int threads, uint16_t *material, cupel_error *error);

/** The cells of an extent, or its faces where it is flat along one axis: the nearest grid lines. EINVAL when it is
 * not inside the domain, flat along two axes, or thinner than a cell. */
CUPEL_API cupel_status cupel_geometry_snap(const cupel_grid_lines *grid, const cupel_extent *extent,
                                           cupel_cell_box *out, cupel_error *error);

/** Cells with a centre in the mesh become `material`: by winding numbers along x, which a second count along z must
 * confirm. `filled` counts them. EINVAL when the two disagree; ENOMEM. */
CUPEL_API cupel_status cupel_mesh_fill(const cupel_mesh *mesh, const cupel_grid_lines *grid, uint16_t number,
                                       int threads, uint16_t *material, size_t *filled, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
