/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_stl.h"

static void move(cupel_mesh *mesh, const double place[3])
{
    for (size_t v = 0; v < mesh->vertex_count; v++)
        for (int a = 0; a < 3; a++) mesh->vertices[v][a] += place[a];
    for (int a = 0; a < 3; a++) mesh->lo[a] += place[a], mesh->hi[a] += place[a];
}

cupel_status heat_stl_read(const heat_part *part, cupel_mesh **out, cupel_error *error)
{
    cupel_mesh *mesh = NULL;
    cupel_status status =
        cupel_mesh_read_stl(part->file->bytes, part->file->count, part->scale, &mesh, error);
    if (!status) status = cupel_mesh_check(mesh, part->scale, NULL, error);
    if (status) {
        cupel_error_note(error, "%s", part->file->given);
        cupel_mesh_free(mesh);
        return status;
    }
    cupel_mesh_face_outward(mesh);
    if (part->place.count == 3) move(mesh, part->place.values);
    *out = mesh;
    return CUPEL_OK;
}
