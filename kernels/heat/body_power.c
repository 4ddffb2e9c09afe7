/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "heat/body_parts.h"

/* Sources: their powers at a field, spread over volume or area. */

static void add_to_box(cupk_body *body, const cupel_cell_box *box, double density)
{
    const cupel_conduction *p = body->problem;
    size_t c[3];
    for (c[2] = box->lo[2]; c[2] < box->hi[2]; c[2]++)
        for (c[1] = box->lo[1]; c[1] < box->hi[1]; c[1]++)
            for (c[0] = box->lo[0]; c[0] < box->hi[0]; c[0]++)
                if (cupk_material_at(p, c[0], c[1], c[2]))
                    body->system->right_side[cupel_stencil_at(body->system, c[0], c[1], c[2])] +=
                        density * cupk_cell_volume(p, c);
}

static double mean_in_box(const cupk_body *body, size_t s, const double *field)
{
    const cupel_conduction *p = body->problem;
    const cupel_cell_box *box = &p->sources[s].box;
    double sum = 0;
    size_t c[3];
    for (c[2] = box->lo[2]; c[2] < box->hi[2]; c[2]++)
        for (c[1] = box->lo[1]; c[1] < box->hi[1]; c[1]++)
            for (c[0] = box->lo[0]; c[0] < box->hi[0]; c[0]++)
                if (cupk_material_at(p, c[0], c[1], c[2]))
                    sum += field[cupel_stencil_at(body->system, c[0], c[1], c[2])] * cupk_cell_volume(p, c);
    return sum / body->measure[s];
}

/* Of a source on faces: the mean of the cells beside them. */
static double mean_on_faces(const cupk_body *body, size_t s, const double *field)
{
    const cupel_conduction *p = body->problem;
    double sum = 0;
    for (size_t i = 0; i < body->place_count; i++) {
        const cupk_power_place *place = &body->places[i];
        if (place->source != s) continue;
        const uint32_t *index =
            place->inner ? body->inner[place->face].index : body->faces[place->face].index;
        const int axis = place->inner ? body->inner[place->face].axis : body->faces[place->face].axis;
        const size_t cell[] = {index[0], index[1], index[2]};
        const size_t at = cupel_stencil_at(body->system, cell[0], cell[1], cell[2]);
        const double x =
            place->inner ? 0.5 * (field[at] + field[at - cupk_stride(body->system, axis)]) : field[at];
        sum += x * cupk_face_area(p, axis, cell);
    }
    return sum / body->measure[s];
}

/* A source between two cells flows to either side as the two resistances let it. With a contact it sits in
 * its middle. */
static void add_inner_face(cupk_body *body, const cupk_inner_face *face, const double *field)
{
    const cupel_stencil *s = body->system;
    const size_t above[] = {face->index[0], face->index[1], face->index[2]};
    const size_t stride = cupk_stride(s, face->axis), low = face->at - stride;
    size_t below[] = {above[0], above[1], above[2]};
    below[face->axis]--;
    const double area = cupk_face_area(body->problem, face->axis, above);
    const double whole = area / s->conductance[face->axis][face->at];
    const cupk_pair r = cupk_body_pair(body, face->axis, below, low, above, face->at, 0, field);
    const double share_below = 0.5 * (whole + r.above - r.below) / whole;
    s->right_side[low] += face->source * area * share_below;
    s->right_side[face->at] += face->source * area * (1 - share_below);
}

void cupk_body_add_power(cupk_body *body, const double *field, double time)
{
    const cupel_conduction *p = body->problem;
    for (size_t s = 0; s < p->source_count; s++) {
        const cupel_conduction_source *source = &p->sources[s];
        int axis = 0;
        const bool flat = cupk_box_flat(&source->box, &axis);
        body->power[s] = source->power * cupk_law_at(&source->time_factor, time);
        if (source->temperature_factor.count) {
            const double mean = flat ? mean_on_faces(body, s, field) : mean_in_box(body, s, field);
            body->power[s] *= cupk_law_at(&source->temperature_factor, body->reference + mean);
        }
        if (!flat) add_to_box(body, &source->box, body->power[s] / body->measure[s]);
    }
    for (size_t i = 0; i < body->face_count; i++) body->faces[i].source = 0;
    for (size_t i = 0; i < body->inner_count; i++) body->inner[i].source = 0;
    for (size_t i = 0; i < body->place_count; i++) {
        const cupk_power_place *place = &body->places[i];
        const double flux = body->power[place->source] / body->measure[place->source];
        if (place->inner)
            body->inner[place->face].source += flux;
        else
            body->faces[place->face].source += flux;
    }
    for (size_t i = 0; i < body->inner_count; i++) add_inner_face(body, &body->inner[i], field);
}

double cupk_body_inner_face(const cupk_body *body, const cupk_inner_face *face, const double *field)
{
    const cupel_stencil *s = body->system;
    const size_t above[] = {face->index[0], face->index[1], face->index[2]};
    const size_t low = face->at - cupk_stride(s, face->axis);
    size_t below[] = {above[0], above[1], above[2]};
    below[face->axis]--;
    const double area = cupk_face_area(body->problem, face->axis, above);
    const double whole = area / s->conductance[face->axis][face->at];
    const double half_contact =
        0.5 * (whole - cupk_half_resistance(body, face->axis, above, face->at, field) -
               cupk_half_resistance(body, face->axis, below, low, field));
    const double r_above = cupk_half_resistance(body, face->axis, above, face->at, field) + half_contact;
    const double r_below = whole - r_above;
    return (face->source + field[face->at] / r_above + field[low] / r_below) / (1 / r_above + 1 / r_below);
}
