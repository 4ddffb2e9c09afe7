/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "heat/body_parts.h"

/* What a field says: flows, extremes, probes, heat flux; and sums in a fixed order. */

void cupk_body_heat_flows(const cupk_body *body, const double *field, double time, cupk_heat_flows *out)
{
    *out = (cupk_heat_flows){0};
    for (size_t s = 0; s < body->problem->source_count; s++) out->sources += body->power[s];
    for (size_t f = 0; f < body->face_count; f++) {
        const cupk_face *face = &body->faces[f];
        const size_t cell[] = {face->index[0], face->index[1], face->index[2]};
        const double flow = -cupk_body_face(body, face, field, time).flux_out *
                            cupk_face_area(body->problem, face->axis, cell);
        if (face->side == CUPEL_SIDES)
            out->coolants += flow;
        else
            out->sides[face->side] += flow;
    }
}

cupk_extremes cupk_body_extremes(const cupk_body *body, const double *field, double time)
{
    const cupel_conduction *p = body->problem;
    cupk_extremes e = {INFINITY, -INFINITY, 0};
    size_t c[3];
    for (c[2] = 0; c[2] < p->cells[2]; c[2]++)
        for (c[1] = 0; c[1] < p->cells[1]; c[1]++)
            for (c[0] = 0; c[0] < p->cells[0]; c[0]++) {
                if (!cupk_material_at(p, c[0], c[1], c[2])) continue;
                const double x = field[cupel_stencil_at(body->system, c[0], c[1], c[2])];
                e.least = fmin(e.least, x);
                e.greatest = fmax(e.greatest, x);
                e.mean += x * cupk_cell_volume(p, c);
            }
    for (size_t f = 0; f < body->face_count; f++) {
        const double x = cupk_body_face(body, &body->faces[f], field, time).temperature;
        e.least = fmin(e.least, x);
        e.greatest = fmax(e.greatest, x);
    }
    for (size_t f = 0; f < body->inner_count; f++) {
        const double x = cupk_body_inner_face(body, &body->inner[f], field);
        e.least = fmin(e.least, x);
        e.greatest = fmax(e.greatest, x);
    }
    e.least += body->reference;
    e.greatest += body->reference;
    e.mean = body->reference + e.mean / body->volume;
    return e;
}

/* A place along the axes, and what is needed to read a field there. */
typedef struct place {
    const cupk_body *body;
    const double *field, *position;
    double time;
} place;

static double face_temperature(const place *at, size_t cell_at, int axis, int high)
{
    for (size_t f = 0; f < at->body->face_count; f++) {
        const cupk_face *face = &at->body->faces[f];
        if (face->at == cell_at && face->axis == axis && face->high == high)
            return cupk_body_face(at->body, face, at->field, at->time).temperature;
    }
    return at->field[cell_at];
}

static double source_between(const cupk_body *body, size_t above, int axis)
{
    for (size_t f = 0; f < body->inner_count; f++)
        if (body->inner[f].at == above && body->inner[f].axis == axis) return body->inner[f].source;
    return 0;
}

/* Along `axis` and those below it; the places along the others are those of the cell. */
static double read_along(const place *p, int axis, const size_t cell[3])
{
    const cupk_body *body = p->body;
    const cupel_stencil *s = body->system;
    const size_t at = cupel_stencil_at(s, cell[0], cell[1], cell[2]);
    if (axis < 0) return p->field[at];
    const double *edges = body->problem->edges[axis];
    const double width = edges[cell[axis] + 1] - edges[cell[axis]];
    const double from_centre = p->position[axis] - 0.5 * (edges[cell[axis] + 1] + edges[cell[axis]]);
    const int high = from_centre > 0;
    const double way = fmin(1, 2 * fabs(from_centre) / width); /* 1 at the face */
    const double own = read_along(p, axis - 1, cell);
    const bool inside = high ? cell[axis] + 1 < s->cells[axis] : cell[axis] > 0;
    const size_t stride = cupk_stride(s, axis), face = high ? at + stride : at;
    if (!inside || !(s->conductance[axis][face] > 0)) /* outer face, or one to a void cell */
        return own + way * (face_temperature(p, at, axis, high) - p->field[at]);
    size_t next[] = {cell[0], cell[1], cell[2]};
    next[axis] = high ? cell[axis] + 1 : cell[axis] - 1;
    const double area = cupk_face_area(body->problem, axis, cell);
    const double whole = area / s->conductance[axis][face];
    const size_t beyond = high ? at + stride : at - stride;
    const cupk_pair r = high ? cupk_body_pair(body, axis, cell, at, next, beyond, 0, p->field)
                             : cupk_body_pair(body, axis, next, beyond, cell, at, 0, p->field);
    const double r_own = high ? r.below : r.above, r_next = high ? r.above : r.below;
    const double half = r_own + 0.5 * (whole - r_own - r_next); /* to the middle of the contact */
    const double source = source_between(body, face, axis) * half * (whole - half) / whole;
    const double share = way < 1 ? way * r_own / whole : half / whole;
    return own + share * (read_along(p, axis - 1, next) - own) + source * way;
}

bool cupk_cell_at(const cupel_conduction *p, const double position[3], size_t cell[3])
{
    size_t choice[3][2];
    for (int a = 0; a < 3; a++) {
        const double *e = p->edges[a];
        size_t i = 0;
        while (i + 1 < p->cells[a] && position[a] >= e[i + 1]) i++;
        const double near = 1e-6 * (e[i + 1] - e[i]);
        if (position[a] < e[0] - near || position[a] > e[p->cells[a]] + near) return false;
        choice[a][0] = choice[a][1] = i;
        if (i > 0 && position[a] - e[i] < near) choice[a][1] = i - 1;
        if (i + 1 < p->cells[a] && e[i + 1] - position[a] < near) choice[a][1] = i + 1;
    }
    for (unsigned n = 0; n < 8; n++) {
        for (int a = 0; a < 3; a++) cell[a] = choice[a][n >> a & 1];
        if (cupk_material_at(p, cell[0], cell[1], cell[2])) return true;
    }
    return false;
}

double cupk_body_probe(const cupk_body *body, const double position[3], const double *field, double time)
{
    size_t cell[3];
    if (!cupk_cell_at(body->problem, position, cell)) return NAN;
    double snapped[3];
    for (int a = 0; a < 3; a++) {
        const double lo = body->problem->edges[a][cell[a]], hi = body->problem->edges[a][cell[a] + 1];
        const double near = 1e-6 * (hi - lo);
        snapped[a] = fabs(position[a] - lo) < near ? lo : fabs(position[a] - hi) < near ? hi : position[a];
    }
    const place p = {body, field, snapped, time};
    return body->reference + read_along(&p, 2, cell);
}

void cupk_body_temperatures(const cupk_body *body, const double *field, double *out)
{
    const cupel_conduction *p = body->problem;
    size_t n = 0;
    for (size_t k = 0; k < p->cells[2]; k++)
        for (size_t j = 0; j < p->cells[1]; j++)
            for (size_t i = 0; i < p->cells[0]; i++, n++)
                out[n] =
                    p->material[n] ? body->reference + field[cupel_stencil_at(body->system, i, j, k)] : NAN;
}

/* Half the flux through the inner faces of a cell; sources on them are added by who calls. */
static double inner_flux(const cupk_body *body, const double *field, int axis, const size_t cell[3],
                         size_t at)
{
    const cupel_stencil *s = body->system;
    const size_t stride = cupk_stride(s, axis), last = s->cells[axis] - 1;
    const double *g = s->conductance[axis];
    double flow = 0;
    if (cell[axis] > 0 || s->periodic[axis])
        flow += g[at] * (field[cell[axis] ? at - stride : at + last * stride] - field[at]);
    if (cell[axis] < last || s->periodic[axis]) {
        const size_t above = cell[axis] < last ? at + stride : at - last * stride;
        flow += g[above] * (field[at] - field[above]);
    }
    return 0.5 * flow / cupk_face_area(body->problem, axis, cell);
}

void cupk_body_heat_flux(const cupk_body *body, const double *field, double time, double *out)
{
    const cupel_conduction *p = body->problem;
    size_t c[3], n = 0;
    for (c[2] = 0; c[2] < p->cells[2]; c[2]++)
        for (c[1] = 0; c[1] < p->cells[1]; c[1]++)
            for (c[0] = 0; c[0] < p->cells[0]; c[0]++, n++)
                for (int a = 0; a < 3; a++)
                    out[3 * n + (size_t)a] =
                        p->material[n]
                            ? inner_flux(body, field, a, c, cupel_stencil_at(body->system, c[0], c[1], c[2]))
                            : NAN;
    for (size_t f = 0; f < body->face_count; f++) {
        const cupk_face *face = &body->faces[f];
        const size_t cell =
            face->index[0] + p->cells[0] * (face->index[1] + p->cells[1] * (size_t)face->index[2]);
        const double outward = cupk_body_face(body, face, field, time).flux_out - face->source;
        out[3 * cell + face->axis] += face->high ? 0.5 * outward : -0.5 * outward;
    }
}

/* Sums of planes, added in their order. */
typedef enum what { PRODUCT, SUM, LARGEST } what;

static double over_plane(const cupk_body *body, what kind, const double *a, const double *b, size_t k)
{
    const cupel_stencil *s = body->system;
    double result = 0;
    for (size_t j = 0; j < s->cells[1]; j++) {
        const size_t at = cupel_stencil_at(s, 0, j, k);
        double row = 0;
        for (size_t i = at; i < at + s->cells[0]; i++) {
            if (kind == PRODUCT)
                row += a[i] * b[i];
            else if (kind == SUM)
                row += a[i];
            else
                row = fmax(row, fabs(a[i]));
        }
        result = kind == LARGEST ? fmax(result, row) : result + row;
    }
    return result;
}

static double over_body(const cupk_body *body, what kind, const double *a, const double *b)
{
    enum { BATCH = 64 };
    double result = 0, parts[BATCH];
    const size_t planes = body->system->cells[2];
    for (size_t from = 0; from < planes; from += BATCH) {
        const ptrdiff_t count = (ptrdiff_t)(planes - from < BATCH ? planes - from : BATCH);
#pragma omp parallel for schedule(static) num_threads(body->threads)
        for (ptrdiff_t k = 0; k < count; k++) parts[k] = over_plane(body, kind, a, b, from + (size_t)k);
        for (ptrdiff_t k = 0; k < count; k++)
            result = kind == LARGEST ? fmax(result, parts[k]) : result + parts[k];
    }
    return result;
}

double cupk_body_dot(const cupk_body *body, const double *a, const double *b)
{
    return over_body(body, PRODUCT, a, b);
}

double cupk_body_sum(const cupk_body *body, const double *a)
{
    return over_body(body, SUM, a, a);
}

double cupk_body_largest(const cupk_body *body, const double *a)
{
    return over_body(body, LARGEST, a, a);
}
