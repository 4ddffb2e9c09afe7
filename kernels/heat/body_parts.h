/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_BODY_PARTS_H
#define CUPEL_KERNELS_HEAT_BODY_PARTS_H

#include "heat/body.h"
#include "heat/law.h"

/* What the files of the body share among themselves. */

static inline uint16_t cupk_material_at(const cupel_conduction *p, size_t i, size_t j, size_t k)
{
    return p->material[i + p->cells[0] * (j + p->cells[1] * k)];
}

static inline double cupk_width(const cupel_conduction *p, int axis, size_t index)
{
    return p->edges[axis][index + 1] - p->edges[axis][index];
}

static inline double cupk_face_area(const cupel_conduction *p, int axis, const size_t cell[3])
{
    const int a = (axis + 1) % 3, b = (axis + 2) % 3;
    return cupk_width(p, a, cell[a]) * cupk_width(p, b, cell[b]);
}

static inline double cupk_cell_volume(const cupel_conduction *p, const size_t cell[3])
{
    return cupk_width(p, 0, cell[0]) * cupk_width(p, 1, cell[1]) * cupk_width(p, 2, cell[2]);
}

static inline size_t cupk_stride(const cupel_stencil *s, int axis)
{
    return axis == 0 ? 1 : axis == 1 ? s->row : s->plane;
}

/* Resistance of half a cell along an axis [m^2 K/W]; the cell is not void. */
static inline double cupk_half_resistance(const cupk_body *body, int axis, const size_t cell[3], size_t at,
                                          const double *field)
{
    const cupel_conduction *p = body->problem;
    const uint16_t m = cupk_material_at(p, cell[0], cell[1], cell[2]);
    const double k = cupk_law_at(&p->materials[m - 1].conductivity[axis], body->reference + field[at]);
    return 0.5 * cupk_width(p, axis, cell[axis]) / k;
}

/* The same with the mean of k between the cell and its face at x: what the integral of k dT gives (Kirchhoff). */
static inline double cupk_half_resistance_to(const cupk_body *body, int axis, const size_t cell[3], size_t at,
                                             const double *field, double x)
{
    const cupel_conduction *p = body->problem;
    const uint16_t m = cupk_material_at(p, cell[0], cell[1], cell[2]);
    const double k = cupk_law_mean(&p->materials[m - 1].conductivity[axis], body->reference + field[at],
                                   body->reference + x);
    return 0.5 * cupk_width(p, axis, cell[axis]) / k;
}

/* The half resistances to either side of a face between two cells, with what lies between them [m^2 K/W]. */
typedef struct cupk_pair { double below, above; } cupk_pair;
cupk_pair cupk_body_pair(const cupk_body *body, int axis, const size_t below[3], size_t low, const size_t above[3],
                         size_t at, double contact, const double *field);

static inline bool cupk_box_flat(const cupel_cell_box *box, int *axis)
{
    for (int a = 0; a < 3; a++)
        if (box->lo[a] == box->hi[a]) {
            *axis = a;
            return true;
        }
    return false;
}

/* Whether a flat box holds the face across `axis` on grid line `line` of cell `cell`. */
static inline bool cupk_box_has_face(const cupel_cell_box *box, int axis, size_t line, const size_t cell[3])
{
    for (int a = 0; a < 3; a++) {
        if (a == axis) {
            if (box->lo[a] != line || box->hi[a] != line) return false;
        } else if (cell[a] < box->lo[a] || cell[a] >= box->hi[a])
            return false;
    }
    return true;
}

/* body_results.c: the active cell that holds a position; on grid lines that of either side which is active. false:
 * none does. */
bool cupk_cell_at(const cupel_conduction *p, const double position[3], size_t cell[3]);

/* body_check.c */
cupel_status cupk_body_check(const cupel_conduction *problem, cupel_error *error);

/* body_faces.c: numbers the faces and the places of power. */
cupel_status cupk_body_number_faces(cupk_body *body, cupel_error *error);

/* body_islands.c: finds the parts that exchange with nothing. */
cupel_status cupk_body_find_islands(cupk_body *body, cupel_error *error);

/* The heat that flows into such a part by its sources and fluxes, as the system of the last assembly has it. */
typedef struct cupk_island {
    double sum, size, largest;    /* of the flows into its cells, and of their magnitudes [W]; greatest conductance [W/K] */
    size_t cells;
} cupk_island;
void cupk_body_islands(const cupk_body *body, cupk_island *out);    /* [island_count] */

/** EINVAL when the flows of one of them do not add up to 0. `source`, which may be NULL: the first that heats it; SIZE_MAX
 * when it is the whole body or has no source. */
cupel_status cupk_body_check_islands(const cupk_body *body, const cupk_island *islands, size_t *source,
                                     cupel_error *error);

/* body_power.c: the powers at a field and a time, into body->power, the faces, and b. */
void cupk_body_add_power(cupk_body *body, const double *field, double time);

/* body_coolant.c: the temperatures of the coolants along their channels at a field. */
void cupk_body_march_coolants(cupk_body *body, const double *field);

#endif
