/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "heat/body_parts.h"

/* Numbers the faces of active cells to the outside and to void cells, and the faces that sources heat. */

/* The neighbour beyond a face: true and its index when it is an active cell. */
static bool neighbour(const cupk_body *body, const size_t cell[3], int axis, int high, size_t out[3])
{
    const cupel_conduction *p = body->problem;
    for (int a = 0; a < 3; a++) out[a] = cell[a];
    const size_t last = p->cells[axis] - 1;
    if (cell[axis] == (high ? last : 0)) {
        if (p->boundaries[2 * axis].kind != CUPEL_BOUNDARY_PERIODIC) return false;
        out[axis] = high ? 0 : last;
    } else {
        out[axis] = high ? cell[axis] + 1 : cell[axis] - 1;
    }
    return cupk_material_at(p, out[0], out[1], out[2]) != 0;
}

static bool in_box(const cupel_cell_box *box, const size_t cell[3])
{
    for (int a = 0; a < 3; a++)
        if (cell[a] < box->lo[a] || cell[a] >= box->hi[a]) return false;
    return true;
}

/* Which boundary holds on an outer face, or one to a void cell. */
static void settle(const cupk_body *body, const size_t cell[3], cupk_face *face)
{
    const cupel_conduction *p = body->problem;
    const int axis = face->axis;
    const bool outer = cell[axis] == (face->high ? p->cells[axis] - 1 : 0) &&
                       p->boundaries[2 * axis].kind != CUPEL_BOUNDARY_PERIODIC;
    face->side = outer ? (uint8_t)(2 * axis + face->high) : CUPEL_VOID_FACES;
    face->boundary = face->side;
    for (size_t i = 0; i < p->patch_count; i++)
        if (cupk_box_has_face(&p->patches[i].box, axis, cell[axis] + face->high, cell))
            face->boundary = (uint32_t)(CUPEL_SIDES + i);
    if (outer || p->coolant_count == 0) return;
    size_t beyond[3];
    neighbour(body, cell, axis, face->high, beyond);
    for (size_t i = 0; i < p->coolant_count; i++)
        if (in_box(&p->coolants[i].box, beyond)) {
            face->side = CUPEL_SIDES;
            face->boundary = (uint32_t)i;
        }
}

typedef struct numbering {
    size_t faces, inner, places;
    /* grid lines that a source on faces lies on: most faces need not be looked for */
    const unsigned char *heated[3];
} numbering;

/* The sources that heat a face; the first pass only counts. */
static size_t heat_face(cupk_body *body, const size_t cell[3], int axis, int high, size_t number, bool inner,
                        numbering *n)
{
    const cupel_conduction *p = body->problem;
    size_t found = 0;
    if (!n->heated[axis][cell[axis] + (size_t)high]) return 0;
    for (size_t s = 0; s < p->source_count; s++) {
        if (!cupk_box_has_face(&p->sources[s].box, axis, cell[axis] + (size_t)high, cell)) continue;
        if (body->places) {
            body->places[n->places] = (cupk_power_place){number, s, inner};
            body->measure[s] += cupk_face_area(p, axis, cell);
        }
        n->places++;
        found++;
    }
    return found;
}

static void number_cell(cupk_body *body, const size_t cell[3], numbering *n)
{
    const size_t at = cupel_stencil_at(body->system, cell[0], cell[1], cell[2]);
    for (int axis = 0; axis < 3; axis++)
        for (int high = 0; high < 2; high++) {
            size_t beyond[3];
            cupk_face face = {at,
                              {(uint32_t)cell[0], (uint32_t)cell[1], (uint32_t)cell[2]},
                              (uint8_t)axis,
                              (uint8_t)high,
                              0,
                              0,
                              0};
            if (!neighbour(body, cell, axis, high, beyond)) {
                heat_face(body, cell, axis, high, n->faces, false, n);
                if (body->faces) {
                    settle(body, cell, &face);
                    body->faces[n->faces] = face;
                }
                n->faces++;
            } else if (!high && cell[axis] > 0 && heat_face(body, cell, axis, 0, n->inner, true, n)) {
                if (body->inner)
                    body->inner[n->inner] =
                        (cupk_inner_face){at, {face.index[0], face.index[1], face.index[2]}, face.axis, 0};
                n->inner++;
            }
        }
}

static numbering number_all(cupk_body *body, unsigned char *const heated[3])
{
    const cupel_conduction *p = body->problem;
    numbering n = {.heated = {heated[0], heated[1], heated[2]}};
    size_t cell[3];
    for (cell[2] = 0; cell[2] < p->cells[2]; cell[2]++)
        for (cell[1] = 0; cell[1] < p->cells[1]; cell[1]++)
            for (cell[0] = 0; cell[0] < p->cells[0]; cell[0]++)
                if (cupk_material_at(p, cell[0], cell[1], cell[2])) number_cell(body, cell, &n);
    return n;
}

/* The volume of what a source in a box of cells heats. */
static void measure_box(cupk_body *body, size_t s)
{
    const cupel_conduction *p = body->problem;
    const cupel_cell_box *box = &p->sources[s].box;
    size_t cell[3];
    for (cell[2] = box->lo[2]; cell[2] < box->hi[2]; cell[2]++)
        for (cell[1] = box->lo[1]; cell[1] < box->hi[1]; cell[1]++)
            for (cell[0] = box->lo[0]; cell[0] < box->hi[0]; cell[0]++)
                if (cupk_material_at(p, cell[0], cell[1], cell[2]))
                    body->measure[s] += cupk_cell_volume(p, cell);
}

static cupel_status number(cupk_body *body, unsigned char *const heated[3], cupel_error *error)
{
    const cupel_conduction *p = body->problem;
    for (size_t s = 0; s < p->source_count; s++) {
        int axis = 0;
        if (cupk_box_flat(&p->sources[s].box, &axis)) heated[axis][p->sources[s].box.lo[axis]] = 1;
    }
    const numbering n = number_all(body, heated);
    body->faces = calloc(n.faces + 1, sizeof *body->faces);
    body->inner = calloc(n.inner + 1, sizeof *body->inner);
    body->places = calloc(n.places + 1, sizeof *body->places);
    if (!body->faces || !body->inner || !body->places)
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the faces of the body");
    number_all(body, heated);
    body->face_count = n.faces;
    body->inner_count = n.inner;
    body->place_count = n.places;
    for (size_t s = 0; s < p->source_count; s++) {
        int axis = 0;
        if (!cupk_box_flat(&p->sources[s].box, &axis)) measure_box(body, s);
    }
    return CUPEL_OK;
}

cupel_status cupk_body_number_faces(cupk_body *body, cupel_error *error)
{
    unsigned char *heated[3];
    for (int a = 0; a < 3; a++) heated[a] = calloc(body->problem->cells[a] + 1, 1);
    const cupel_status status =
        heated[0] && heated[1] && heated[2]
            ? number(body, heated, error)
            : cupel_error_set(error, CUPEL_ENOMEM, "out of memory for the faces of the body");
    for (int a = 0; a < 3; a++) free(heated[a]);
    return status;
}
