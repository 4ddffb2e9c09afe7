/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MESH_H
#define CUPEL_MESH_H

#include <stddef.h>
#include <stdint.h>

/* A surface of triangles. To enclose a body, every edge must belong to triangles that pass it in opposite senses. */
typedef struct cupel_mesh {
    size_t vertex_count, triangle_count;
    double (*vertices)[3];       /* [m], no two alike                          */
    uint32_t (*triangles)[3];    /* counter-clockwise seen from outside        */
    double lo[3], hi[3];         /* what it spans [m]                          */
} cupel_mesh;

#endif
