/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/body.h"

#include <math.h>
#include <stdlib.h>

#include "heat/body_parts.h"

/* Finite volumes: conductances of faces, exchange of outer faces, the system
 * (docs/theory/heat-conduction.md). */

enum { FACE_STEPS = 60 };
static const double stefan_boltzmann = 5.670374419e-8; /* W/(m^2 K^4), exact from the SI's constants */

void cupk_body_free(cupk_body *body)
{
    if (!body) return;
    cupel_stencil_free(body->system);
    free(body->faces);
    free(body->inner);
    free(body->places);
    free(body->boundaries);
    free(body->measure);
    free(body->power);
    if (body->coolant)
        for (size_t c = 0; c < body->problem->coolant_count; c++) free(body->coolant[c]);
    free(body->coolant);
    free(body->outlet);
    free(body->island);
    free(body->island_cell);
    free(body);
}

static bool allocate(cupk_body *body)
{
    const cupel_conduction *p = body->problem;
    body->boundaries = calloc(CUPEL_SIDES + p->patch_count, sizeof *body->boundaries);
    body->measure = calloc(p->source_count + 1, sizeof *body->measure);
    body->power = calloc(p->source_count + 1, sizeof *body->power);
    body->coolant = calloc(p->coolant_count + 1, sizeof *body->coolant);
    body->outlet = calloc(p->coolant_count + 1, sizeof *body->outlet);
    if (!body->boundaries || !body->measure || !body->power || !body->coolant || !body->outlet) return false;
    for (size_t c = 0; c < p->coolant_count; c++) {
        body->coolant[c] = calloc(2 * p->cells[p->coolants[c].axis], sizeof **body->coolant);
        if (!body->coolant[c]) return false;
    }
    for (int side = 0; side < CUPEL_SIDES; side++) body->boundaries[side] = &p->boundaries[side];
    for (size_t i = 0; i < p->patch_count; i++) body->boundaries[CUPEL_SIDES + i] = &p->patches[i].boundary;
    return true;
}

static void measure_body(cupk_body *body)
{
    const cupel_conduction *p = body->problem;
    size_t c[3];
    for (c[2] = 0; c[2] < p->cells[2]; c[2]++)
        for (c[1] = 0; c[1] < p->cells[1]; c[1]++)
            for (c[0] = 0; c[0] < p->cells[0]; c[0]++)
                if (cupk_material_at(p, c[0], c[1], c[2])) {
                    body->active++;
                    body->volume += cupk_cell_volume(p, c);
                }
}

static bool radiates(const cupel_boundary *b)
{
    return (b->kind == CUPEL_BOUNDARY_RADIATION || b->kind == CUPEL_BOUNDARY_CONVECTION_RADIATION) &&
           b->emissivity > 0;
}

static bool has_film(const cupel_boundary *b)
{
    return b->kind == CUPEL_BOUNDARY_CONVECTION || b->kind == CUPEL_BOUNDARY_CONVECTION_RADIATION;
}

static void see_what_changes(cupk_body *body)
{
    const cupel_conduction *p = body->problem;
    body->lagged = p->coolant_count > 0;
    for (size_t m = 0; m < p->material_count; m++)
        for (int a = 0; a < 3; a++) body->lagged = body->lagged || p->materials[m].conductivity[a].count > 1;
    for (size_t s = 0; s < p->source_count; s++)
        body->lagged = body->lagged || p->sources[s].temperature_factor.count > 1;
    body->fixed = !body->lagged;
    for (size_t b = 0; b < CUPEL_SIDES + p->patch_count; b++)
        if (radiates(body->boundaries[b]) ||
            (has_film(body->boundaries[b]) && body->boundaries[b]->coefficient_factor.count > 1))
            body->fixed = false;
}

/* The mean of the temperatures around; 300 K when there are none. */
static double mean_surroundings(const cupk_body *body)
{
    const cupel_conduction *p = body->problem;
    double sum = 0, count = 0;
    for (size_t b = 0; b < CUPEL_SIDES + p->patch_count; b++) {
        const cupel_boundary *boundary = body->boundaries[b];
        if (boundary->kind == CUPEL_BOUNDARY_TEMPERATURE) sum += boundary->temperature, count++;
        if (has_film(boundary)) sum += boundary->ambient, count++;
        if (boundary->kind == CUPEL_BOUNDARY_RADIATION) sum += boundary->surroundings, count++;
    }
    for (size_t c = 0; c < p->coolant_count; c++) sum += p->coolants[c].inlet_temperature, count++;
    return count > 0 ? sum / count : 300;
}

cupel_status cupk_body_new(const cupel_conduction *problem, double reference, int threads, cupk_body **out,
                           cupel_error *error)
{
    cupel_status status = cupk_body_check(problem, error);
    if (status) return status;
    cupk_body *body = calloc(1, sizeof *body);
    if (!body) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a body");
    body->problem = problem;
    body->threads = threads > 0 ? threads : 1;
    bool periodic[3];
    for (int a = 0; a < 3; a++) /* a single cell is its own neighbour: nothing flows */
        periodic[a] = problem->boundaries[2 * a].kind == CUPEL_BOUNDARY_PERIODIC && problem->cells[a] > 1;
    status = cupel_stencil_new(problem->cells, periodic, body->threads, &body->system, error);
    if (!status && !allocate(body)) status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for a body");
    if (!status) {
        measure_body(body);
        see_what_changes(body);
        body->reference = isnan(reference) ? mean_surroundings(body) : reference;
        status = cupk_body_number_faces(body, error);
    }
    if (!status) status = cupk_body_find_islands(body, error);
    if (status) {
        cupk_body_free(body);
        return status;
    }
    *out = body;
    return CUPEL_OK;
}

/* Where k changes with T the two sides of the face and the heat flux are found together. */
cupk_pair cupk_body_pair(const cupk_body *body, int axis, const size_t below[3], size_t low,
                         const size_t above[3], size_t at, double contact, const double *field)
{
    const cupel_conduction *p = body->problem;
    const uint16_t a = cupk_material_at(p, below[0], below[1], below[2]);
    const uint16_t b = cupk_material_at(p, above[0], above[1], above[2]);
    cupk_pair r = {cupk_half_resistance(body, axis, below, low, field),
                   cupk_half_resistance(body, axis, above, at, field)};
    if (p->materials[a - 1].conductivity[axis].count < 2 && p->materials[b - 1].conductivity[axis].count < 2)
        return r;
    double last = NAN;
    for (int n = 0; n < FACE_STEPS; n++) {
        const double flux = (field[low] - field[at]) / (r.below + contact + r.above);
        const double x = field[low] - flux * r.below;
        if (fabs(x - last) <= 1e-15 * body->reference) break;
        last = x;
        r.below = cupk_half_resistance_to(body, axis, below, low, field, x);
        r.above = cupk_half_resistance_to(body, axis, above, at, field, field[at] + flux * r.above);
    }
    return r;
}

/* Conductances of the faces below a row of cells along one axis. */
static void write_conductances(cupk_body *body, int axis, size_t j, size_t k, const double *field)
{
    const cupel_conduction *p = body->problem;
    const cupel_stencil *s = body->system;
    const size_t stride = cupk_stride(s, axis), last = p->cells[axis] - 1;
    for (size_t i = 0; i < p->cells[0]; i++) {
        const size_t cell[] = {i, j, k}, at = cupel_stencil_at(s, i, j, k);
        size_t below[] = {i, j, k};
        double conductance = 0;
        if (cell[axis] > 0 || s->periodic[axis]) {
            below[axis] = cell[axis] ? cell[axis] - 1 : last;
            if (cupk_material_at(p, i, j, k) && cupk_material_at(p, below[0], below[1], below[2])) {
                const size_t low = cell[axis] ? at - stride : at + last * stride;
                const cupk_pair r = cupk_body_pair(body, axis, below, low, cell, at, 0, field);
                conductance = cupk_face_area(p, axis, cell) / (r.below + r.above);
            }
        }
        s->conductance[axis][at] = conductance;
    }
}

static void write_contact(cupk_body *body, const cupel_conduction_contact *contact, const double *field,
                          double time)
{
    const cupel_conduction *p = body->problem;
    const cupel_stencil *s = body->system;
    const double resistance = contact->resistance / cupk_law_at(&contact->time_factor, time);
    int axis = 0;
    cupk_box_flat(&contact->box, &axis);
    size_t lo[3], hi[3], c[3];
    for (int a = 0; a < 3; a++) lo[a] = contact->box.lo[a], hi[a] = contact->box.hi[a] + (a == axis);
    for (c[2] = lo[2]; c[2] < hi[2]; c[2]++)
        for (c[1] = lo[1]; c[1] < hi[1]; c[1]++)
            for (c[0] = lo[0]; c[0] < hi[0]; c[0]++) {
                size_t below[] = {c[0], c[1], c[2]};
                below[axis]--;
                const size_t at = cupel_stencil_at(s, c[0], c[1], c[2]);
                if (!cupk_material_at(p, c[0], c[1], c[2]) ||
                    !cupk_material_at(p, below[0], below[1], below[2]))
                    continue;
                const cupk_pair r =
                    cupk_body_pair(body, axis, below, at - cupk_stride(s, axis), c, at, resistance, field);
                s->conductance[axis][at] = cupk_face_area(p, axis, c) / (r.below + resistance + r.above);
            }
}

/* What leaves through the outer surface at a temperature x of it, and its slope: film and radiation. */
static cupk_face_state leave(const cupk_body *body, const cupel_boundary *b, double factor, double x)
{
    cupk_face_state out = {0, 0, x};
    const double t = body->reference + x;
    if (has_film(b)) {
        const cupk_law_value h = cupk_law_read(&b->coefficient_factor, t);
        const double rise = x - (b->ambient - body->reference);
        out.flux_out += factor * b->coefficient * h.value * rise;
        out.slope += factor * b->coefficient * fmax(0, h.value + h.slope * rise);
    }
    if (radiates(b)) {
        const double s = b->surroundings, a = fabs(t);
        out.flux_out += b->emissivity * stefan_boltzmann * (t * a * a * a - s * s * s * s);
        out.slope += 4 * b->emissivity * stefan_boltzmann * a * a * a;
    }
    return out;
}

/* A film of constant coefficient behind a resistance, without cancellation for any h. */
static cupk_face_state through_film(double inner, double r, double h, double ambient)
{
    const double slope = h / (1 + h * r);
    return (cupk_face_state){slope * (inner - ambient), slope, 0};
}

/* The face balance (inner - x)/r = leave(x), by Newton from the inner side. */
static cupk_face_state balance(const cupk_body *body, const cupel_boundary *b, double factor, double inner,
                               double r)
{
    if (!radiates(b) && b->coefficient_factor.count < 2) {
        const double h = factor * b->coefficient * cupk_law_at(&b->coefficient_factor, 0);
        return through_film(inner, r, h, b->ambient - body->reference);
    }
    double x = inner;
    for (int n = 0; n < FACE_STEPS; n++) {
        const cupk_face_state out = leave(body, b, factor, x);
        const double step = (inner - x - r * out.flux_out) / (1 + r * out.slope);
        x += step;
        if (fabs(step) <= 1e-15 * (body->reference + fabs(x))) break;
    }
    const cupk_face_state out = leave(body, b, factor, x);
    return (cupk_face_state){out.flux_out, out.slope / (1 + r * out.slope), 0};
}

static cupk_face_state at_coolant(const cupk_body *body, const cupk_face *face, double inner, double r)
{
    const cupel_coolant *c = &body->problem->coolants[face->boundary];
    const size_t own = face->index[c->axis];
    size_t slab = own;
    if (face->axis == c->axis) slab = face->high ? slab + 1 : slab - 1; /* an end of the channel */
    slab = slab >= body->problem->cells[c->axis] ? own : slab;
    return through_film(inner, r, c->coefficient, body->coolant[face->boundary][2 * slab]);
}

/* A face whose half cell has the resistance r. */
static cupk_face_state state_of(const cupk_body *body, const cupk_face *face, double x, double r, double time)
{
    const double inner = x + r * face->source; /* of the face if nothing left */
    cupk_face_state state = {0};
    if (face->side == CUPEL_SIDES) {
        state = at_coolant(body, face, inner, r);
    } else {
        const cupel_boundary *b = body->boundaries[face->boundary];
        const double factor = cupk_law_at(&b->time_factor, time), whole = r + b->resistance;
        switch (b->kind) {
        case CUPEL_BOUNDARY_TEMPERATURE:
            state.slope = 1 / whole;
            state.flux_out = (inner - (b->temperature * factor - body->reference)) / whole;
            break;
        case CUPEL_BOUNDARY_FLUX:
            state.flux_out = -b->flux * factor;
            break;
        case CUPEL_BOUNDARY_CONVECTION:
        case CUPEL_BOUNDARY_RADIATION:
        case CUPEL_BOUNDARY_CONVECTION_RADIATION:
            state = balance(body, b, factor, inner, whole);
            break;
        default:
            break;
        }
    }
    state.temperature = inner - r * state.flux_out;
    return state;
}

cupk_face_state cupk_body_face(const cupk_body *body, const cupk_face *face, const double *field, double time)
{
    const cupel_conduction *p = body->problem;
    const size_t cell[] = {face->index[0], face->index[1], face->index[2]};
    const double x = field[face->at];
    const uint16_t m = cupk_material_at(p, cell[0], cell[1], cell[2]);
    double r = cupk_half_resistance(body, face->axis, cell, face->at, field);
    cupk_face_state state = state_of(body, face, x, r, time);
    if (p->materials[m - 1].conductivity[face->axis].count < 2 || face->side == CUPEL_SIDES) return state;
    for (int n = 0; n < FACE_STEPS; n++) {
        const double last = state.temperature;
        r = cupk_half_resistance_to(body, face->axis, cell, face->at, field, last);
        state = state_of(body, face, x, r, time);
        if (fabs(state.temperature - last) <= 1e-15 * body->reference) break;
    }
    return state;
}

void cupk_body_assemble(cupk_body *body, const double *field, double time)
{
    const cupel_conduction *p = body->problem;
    const cupel_stencil *s = body->system;
    const ptrdiff_t planes = (ptrdiff_t)p->cells[2];
#pragma omp parallel for schedule(static) num_threads(body->threads)
    for (ptrdiff_t k = 0; k < planes; k++)
        for (size_t j = 0; j < p->cells[1]; j++) {
            for (int axis = 0; axis < 3; axis++) write_conductances(body, axis, j, (size_t)k, field);
            for (size_t i = 0; i < p->cells[0]; i++) {
                const size_t at = cupel_stencil_at(s, i, j, (size_t)k);
                s->diagonal[at] = cupk_material_at(p, i, j, (size_t)k) ? 0 : 1;
                s->right_side[at] = 0;
            }
        }
    for (size_t i = 0; i < p->contact_count; i++) write_contact(body, &p->contacts[i], field, time);
    cupk_body_add_power(body, field, time);
    cupk_body_march_coolants(body, field);
    for (size_t f = 0; f < body->face_count; f++) {
        const cupk_face *face = &body->faces[f];
        const size_t cell[] = {face->index[0], face->index[1], face->index[2]};
        const double area = cupk_face_area(p, face->axis, cell);
        const cupk_face_state state = cupk_body_face(body, face, field, time);
        s->diagonal[face->at] += area * state.slope;
        s->right_side[face->at] += area * (face->source - state.flux_out + state.slope * field[face->at]);
    }
}
