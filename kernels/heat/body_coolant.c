/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "heat/body_parts.h"

/* Coolants: m c_p dT_f/ds = sum of U (T - T_f) over the walls, solved exactly over each cell of the channel
 * for walls of constant temperature. */

void cupk_body_march_coolants(cupk_body *body, const double *field)
{
    const cupel_conduction *p = body->problem;
    for (size_t c = 0; c < p->coolant_count; c++) /* sums of U and U T of each cell of the channel */
        for (size_t i = 0; i < 2 * p->cells[p->coolants[c].axis]; i++) body->coolant[c][i] = 0;
    for (size_t f = 0; f < body->face_count; f++) {
        const cupk_face *face = &body->faces[f];
        if (face->side != CUPEL_SIDES) continue;
        const cupel_coolant *coolant = &p->coolants[face->boundary];
        const size_t cell[] = {face->index[0], face->index[1], face->index[2]};
        size_t slab = cell[coolant->axis];
        if (face->axis == coolant->axis) slab = face->high ? slab + 1 : slab - 1; /* an end of the channel */
        slab = slab >= p->cells[coolant->axis] ? cell[coolant->axis] : slab;
        const double r = cupk_half_resistance(body, face->axis, cell, face->at, field);
        const double h = coolant->coefficient;
        const double u = h / (1 + h * r) * cupk_face_area(p, face->axis, cell);
        double *sums = body->coolant[face->boundary];
        sums[2 * slab] += u;
        sums[2 * slab + 1] += u * (field[face->at] + r * face->source);
    }
    for (size_t c = 0; c < p->coolant_count; c++) {
        const cupel_coolant *coolant = &p->coolants[c];
        const size_t lo = coolant->box.lo[coolant->axis], hi = coolant->box.hi[coolant->axis];
        double x = coolant->inlet_temperature - body->reference;
        double *values = body->coolant[c];
        for (size_t n = lo; n < hi; n++) {
            const size_t slab = coolant->backwards ? hi - 1 - (n - lo) : n;
            const double u = values[2 * slab], units = u / coolant->heat_capacity_rate;
            const double wall = u > 0 ? values[2 * slab + 1] / u : x;
            const double left = units > 0 ? -expm1(-units) / units : 1;
            values[2 * slab] = wall + (x - wall) * left; /* the mean over the cell */
            x = wall + (x - wall) * exp(-units);
        }
        body->outlet[c] = x;
    }
}
