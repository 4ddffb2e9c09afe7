/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MESH_H
#define CUPEL_MESH_H

#include <stddef.h>
#include <stdint.h>
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A surface of triangles. To enclose a body, every edge must belong to triangles that pass it in opposite senses. */
typedef struct cupel_mesh {
    size_t vertex_count, triangle_count;
    double (*vertices)[3];       /* [m], no two alike                          */
    uint32_t (*triangles)[3];    /* counter-clockwise seen from outside        */
    double lo[3], hi[3];         /* what it spans [m]                          */
} cupel_mesh;

typedef struct cupel_mesh_report {
    size_t open_edges;           /* that belong to one triangle only           */
    size_t turned_edges;         /* whose two triangles pass it the same way   */
    size_t crowded_edges;        /* of three triangles or more                 */
    double place[3];             /* middle of the first edge at fault [m]      */
    double volume;               /* [m^3]; negative when triangles face inward */
} cupel_mesh_report;

/** Reads STL, binary or ASCII, from the bytes of a file. Equal vertices become one; triangles with two equal
 * corners are dropped.
 * @param scale  metres per unit of the file, 1e-3 for millimetres
 * @return EINVAL when it is none, is cut off, or has numbers that are not finite; ELIMIT above 5e7 triangles; ENOMEM */
CUPEL_API cupel_status cupel_mesh_read_stl(const void *bytes, size_t count, double scale, cupel_mesh **out,
                                           cupel_error *error);
CUPEL_API void cupel_mesh_free(cupel_mesh *mesh);    /* NULL is fine */

/** Volume enclosed [m^3], negative when the triangles face inward; without meaning for an open surface. */
CUPEL_API double cupel_mesh_volume(const cupel_mesh *mesh);

/** Whether every edge is shared by exactly two triangles that pass it in opposite senses. `report` (may be NULL) is
 * filled also on EINVAL, whose message counts the edges at fault and names a place in units of `scale` metres.
 * ENOMEM. */
CUPEL_API cupel_status cupel_mesh_check(const cupel_mesh *mesh, double scale, cupel_mesh_report *report,
                                        cupel_error *error);

/** Turns all triangles of a closed surface round when its volume is negative. */
CUPEL_API void cupel_mesh_face_outward(cupel_mesh *mesh);

/** The surface around where a field of cells is above a level, by marching tetrahedra through the cells' centres; the
 * body ends flat at the outer faces. Closed, without edges of three triangles. Cells that are NaN lie outside.
 * @param edges  cells[a] + 1 grid lines along each axis, rising [m]
 * @param field  [nz][ny][nx]
 * @return EINVAL when nothing lies above the level; ELIMIT above 5e7 triangles; ENOMEM */
CUPEL_API cupel_status cupel_mesh_of_level(const size_t cells[3], const double *const edges[3], const double *field,
                                           double level, cupel_mesh **out, cupel_error *error);

/** Binary STL in units of `scale` metres; free() the bytes. EINVAL when a number exceeds single precision; ELIMIT
 * above 5e7 triangles; ENOMEM. */
CUPEL_API cupel_status cupel_mesh_write_stl(const cupel_mesh *mesh, double scale, unsigned char **bytes,
                                            size_t *count, cupel_error *error);

#ifdef __cplusplus
}
#endif

#endif
