/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "heat/body_parts.h"

/* What a conduction problem must fulfil before anything is allocated for it. */

static const char axis_name[] = "xyz";
static const char *const side_names[CUPEL_SIDES] = {"x_min", "x_max", "y_min", "y_max",
                                                    "z_min", "z_max", "void"};

static cupel_status check_law(const cupel_law *law, double least, bool above, const char *what,
                              cupel_error *error)
{
    for (size_t i = 0; i < law->count; i++) {
        if (!isfinite(law->x[i]) || !isfinite(law->y[i]) || law->y[i] < least ||
            (above && law->y[i] == least))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s: %.6g at %.6g; it must be finite and %s %.6g", what,
                       law->y[i], law->x[i], above ? "above" : "at least", least);
        if (i && law->x[i] < law->x[i - 1])
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s: its points must be in rising order; %.6g follows %.6g", what,
                       law->x[i], law->x[i - 1]);
    }
    return CUPEL_OK;
}

static cupel_status check_grid(const cupel_conduction *p, cupel_error *error)
{
    for (int a = 0; a < 3; a++) {
        if (p->cells[a] < 1 || p->cells[a] > UINT32_MAX)
            CUPEL_FAIL(error, CUPEL_EINVAL, "%zu cells along %c; there must be 1 or more", p->cells[a],
                       axis_name[a]);
        for (size_t i = 0; i < p->cells[a]; i++)
            if (!(p->edges[a][i + 1] > p->edges[a][i]) || !isfinite(p->edges[a][i + 1] - p->edges[a][i]))
                CUPEL_FAIL(error, CUPEL_EINVAL, "grid lines along %c must rise; %.9g m follows %.9g m",
                           axis_name[a], p->edges[a][i + 1], p->edges[a][i]);
    }
    return CUPEL_OK;
}

static cupel_status check_materials(const cupel_conduction *p, cupel_error *error)
{
    const size_t count = p->cells[0] * p->cells[1] * p->cells[2];
    bool solid = false;
    for (size_t i = 0; i < count; i++) {
        if (p->material[i] > p->material_count)
            CUPEL_FAIL(error, CUPEL_EINVAL, "a cell has material %d of %zu", p->material[i],
                       p->material_count);
        solid = solid || p->material[i];
    }
    if (!solid) CUPEL_FAIL(error, CUPEL_EINVAL, "all cells are void: there is nothing that conducts");
    for (size_t m = 0; m < p->material_count; m++)
        for (int a = 0; a < 3; a++) {
            const cupel_law *k = &p->materials[m].conductivity[a];
            if (k->count == 0)
                CUPEL_FAIL(error, CUPEL_EINVAL, "material %zu has no conductivity along %c", m + 1,
                           axis_name[a]);
            const cupel_status status = check_law(k, 0, true, "conductivity", error);
            if (status) {
                cupel_error_note(error, "material %zu", m + 1);
                return status;
            }
        }
    return CUPEL_OK;
}

/* flat: 1 must be, 0 must not be, -1 may be */
static cupel_status check_box(const cupel_conduction *p, const cupel_cell_box *box, int flat,
                              cupel_error *error)
{
    int thin = 0;
    for (int a = 0; a < 3; a++) {
        if (box->lo[a] > box->hi[a] || box->hi[a] > p->cells[a])
            CUPEL_FAIL(error, CUPEL_EINVAL, "its cells %zu to %zu along %c are not among the %zu of the grid",
                       box->lo[a], box->hi[a], axis_name[a], p->cells[a]);
        thin += box->lo[a] == box->hi[a];
    }
    if (thin > 1)
        CUPEL_FAIL(error, CUPEL_EINVAL, "it is a line or a point; a box may be flat along one axis only");
    if (flat == 1 && thin != 1) CUPEL_FAIL(error, CUPEL_EINVAL, "it must be flat along one axis");
    if (flat == 0 && thin != 0) CUPEL_FAIL(error, CUPEL_EINVAL, "it must hold at least one cell");
    return CUPEL_OK;
}

static bool is_active(const cupel_conduction *p, const size_t cell[3], int axis, size_t layer)
{
    size_t at[3] = {cell[0], cell[1], cell[2]};
    at[axis] = layer;
    return cupk_material_at(p, at[0], at[1], at[2]) != 0;
}

/* Whether a flat box has a face between two active cells, or else one of the surface of the body. */
static bool has_face(const cupel_conduction *p, const cupel_cell_box *box, bool between)
{
    int axis = 0;
    cupk_box_flat(box, &axis);
    const size_t line = box->lo[axis];
    const bool outer = line == 0 || line == p->cells[axis];
    if (outer && p->boundaries[2 * axis].kind == CUPEL_BOUNDARY_PERIODIC) return false;
    size_t hi[3] = {box->hi[0], box->hi[1], box->hi[2]}, cell[3];
    hi[axis]++;
    for (cell[2] = box->lo[2]; cell[2] < hi[2]; cell[2]++)
        for (cell[1] = box->lo[1]; cell[1] < hi[1]; cell[1]++)
            for (cell[0] = box->lo[0]; cell[0] < hi[0]; cell[0]++) {
                const bool below = line > 0 && is_active(p, cell, axis, line - 1),
                           above = line < p->cells[axis] && is_active(p, cell, axis, line);
                if (between ? below && above : below != above) return true;
            }
    return false;
}

static cupel_status check_boundary(const cupel_boundary *b, cupel_error *error)
{
    const bool film = b->kind == CUPEL_BOUNDARY_CONVECTION || b->kind == CUPEL_BOUNDARY_CONVECTION_RADIATION;
    const bool radiates =
        b->kind == CUPEL_BOUNDARY_RADIATION || b->kind == CUPEL_BOUNDARY_CONVECTION_RADIATION;
    if (b->kind == CUPEL_BOUNDARY_TEMPERATURE && !(b->temperature >= 0 && isfinite(b->temperature)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "temperature %.6g K must be finite and 0 K or above", b->temperature);
    if (b->kind == CUPEL_BOUNDARY_FLUX && !isfinite(b->flux))
        CUPEL_FAIL(error, CUPEL_EINVAL, "flux %.6g W/m2 must be finite", b->flux);
    if (film && !(b->coefficient >= 0 && isfinite(b->coefficient)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "film coefficient %.6g W/(m2 K) must be finite and not negative",
                   b->coefficient);
    if (film && !(b->ambient >= 0 && isfinite(b->ambient)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "ambient %.6g K must be finite and 0 K or above", b->ambient);
    if (radiates && !(b->emissivity >= 0 && b->emissivity <= 1))
        CUPEL_FAIL(error, CUPEL_EINVAL, "emissivity %.6g must be in [0, 1]", b->emissivity);
    if (radiates && !(b->surroundings >= 0 && isfinite(b->surroundings)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "surroundings of %.6g K must be finite and 0 K or above",
                   b->surroundings);
    if (!(b->resistance >= 0 && isfinite(b->resistance)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "resistance %.6g m2 K/W must be finite and not negative",
                   b->resistance);
    cupel_status status =
        check_law(&b->coefficient_factor, 0, false, "factor of the film coefficient", error);
    if (!status) status = check_law(&b->time_factor, -INFINITY, false, "factor over time", error);
    return status;
}

static cupel_status check_boundaries(const cupel_conduction *p, cupel_error *error)
{
    for (int side = 0; side < CUPEL_SIDES; side++) {
        const cupel_status status = check_boundary(&p->boundaries[side], error);
        if (status) {
            cupel_error_note(error, "boundary %s", side_names[side]);
            return status;
        }
        const bool periodic = p->boundaries[side].kind == CUPEL_BOUNDARY_PERIODIC;
        if (periodic && side == CUPEL_VOID_FACES)
            CUPEL_FAIL(error, CUPEL_EINVAL, "faces to void cells cannot be periodic");
        if (periodic && p->boundaries[side ^ 1].kind != CUPEL_BOUNDARY_PERIODIC)
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s is periodic, so %s must be too", side_names[side],
                       side_names[side ^ 1]);
    }
    for (size_t i = 0; i < p->patch_count; i++) {
        cupel_status status = check_box(p, &p->patches[i].box, 1, error);
        if (!status) status = check_boundary(&p->patches[i].boundary, error);
        if (!status && p->patches[i].boundary.kind == CUPEL_BOUNDARY_PERIODIC)
            status = cupel_error_set(error, CUPEL_EINVAL, "only whole sides can be periodic");
        if (!status && !has_face(p, &p->patches[i].box, false))
            status = cupel_error_set(error, CUPEL_EINVAL,
                                     "no face of the body to the outside or to a void lies in it: it would "
                                     "change nothing");
        if (status) {
            cupel_error_note(error, "patch %zu", i + 1);
            return status;
        }
    }
    return CUPEL_OK;
}

static cupel_status check_contact(const cupel_conduction *p, const cupel_conduction_contact *contact,
                                  cupel_error *error)
{
    const cupel_status status = check_box(p, &contact->box, 1, error);
    if (status) return status;
    if (!(contact->resistance >= 0 && isfinite(contact->resistance)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "resistance %.6g m2 K/W must be finite and not negative",
                   contact->resistance);
    int axis = 0;
    cupk_box_flat(&contact->box, &axis);
    const size_t line = contact->box.lo[axis];
    if (line == 0 || line == p->cells[axis])
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "it lies on an outer side; a contact is between cells, a boundary has its own resistance");
    if (!has_face(p, &contact->box, true))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "no face between two cells of the body lies in it: it would change nothing");
    return CUPEL_OK;
}

static cupel_status check_coolant(const cupel_conduction *p, const cupel_coolant *c, cupel_error *error)
{
    const cupel_status status = check_box(p, &c->box, 0, error);
    if (status) return status;
    if (c->axis < 0 || c->axis > 2) CUPEL_FAIL(error, CUPEL_EINVAL, "its axis must be 0, 1 or 2");
    if (!(c->heat_capacity_rate > 0 && isfinite(c->heat_capacity_rate)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "heat capacity rate %.6g W/K must be finite and above 0",
                   c->heat_capacity_rate);
    if (!(c->coefficient >= 0 && isfinite(c->coefficient)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "film coefficient %.6g W/(m2 K) must be finite and not negative",
                   c->coefficient);
    if (!(c->inlet_temperature >= 0 && isfinite(c->inlet_temperature)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "inlet temperature %.6g K must be finite and 0 K or above",
                   c->inlet_temperature);
    for (size_t k = c->box.lo[2]; k < c->box.hi[2]; k++)
        for (size_t j = c->box.lo[1]; j < c->box.hi[1]; j++)
            for (size_t i = c->box.lo[0]; i < c->box.hi[0]; i++)
                if (cupk_material_at(p, i, j, k))
                    CUPEL_FAIL(error, CUPEL_EINVAL,
                               "cell (%zu, %zu, %zu) of the channel is not void; a coolant flows through "
                               "void cells",
                               i, j, k);
    return CUPEL_OK;
}

cupel_status cupk_body_check(const cupel_conduction *p, cupel_error *error)
{
    cupel_status status = check_grid(p, error);
    if (!status) status = check_materials(p, error);
    if (!status) status = check_boundaries(p, error);
    for (size_t i = 0; i < p->source_count && !status; i++) {
        status = check_box(p, &p->sources[i].box, -1, error);
        if (!status && !isfinite(p->sources[i].power))
            status = cupel_error_set(error, CUPEL_EINVAL, "power %.6g W must be finite", p->sources[i].power);
        if (!status)
            status = check_law(&p->sources[i].temperature_factor, -INFINITY, false, "factor over temperature",
                               error);
        if (!status)
            status = check_law(&p->sources[i].time_factor, -INFINITY, false, "factor over time", error);
        if (status) cupel_error_note(error, "source %zu", i + 1);
    }
    for (size_t i = 0; i < p->contact_count && !status; i++) {
        status = check_contact(p, &p->contacts[i], error);
        if (!status) status = check_law(&p->contacts[i].time_factor, 0, true, "factor over time", error);
        if (status) cupel_error_note(error, "contact %zu", i + 1);
    }
    for (size_t i = 0; i < p->coolant_count && !status; i++) {
        status = check_coolant(p, &p->coolants[i], error);
        if (status) cupel_error_note(error, "coolant %zu", i + 1);
    }
    for (size_t i = 0; i < p->probe_count && !status; i++) {
        const double *at = p->probes[i].position;
        size_t cell[3];
        if (!cupk_cell_at(p, at, cell))
            status = cupel_error_set(
                error, CUPEL_EINVAL,
                "probe %zu at (%.6g, %.6g, %.6g) m is not on or in the body: it is outside or in a void",
                i + 1, at[0], at[1], at[2]);
    }
    return status;
}
