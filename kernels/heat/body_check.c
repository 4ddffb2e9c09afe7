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

/* The cell below or above a grid line; false outside. Beyond a periodic side is the opposite one. */
static bool beside(const cupel_conduction *p, int axis, size_t line, bool above, const size_t face[3],
                   size_t cell[3])
{
    const size_t last = p->cells[axis] - 1;
    for (int a = 0; a < 3; a++) cell[a] = face[a];
    cell[axis] = above ? line : line - 1;
    if (line > 0 && line <= last) return true;
    if (above == (line == 0)) return true; /* the cell at an outer side */
    cell[axis] = above ? 0 : last;
    return p->boundaries[2 * axis].kind == CUPEL_BOUNDARY_PERIODIC;
}

static bool in_box(const cupel_cell_box *box, const size_t cell[3])
{
    for (int a = 0; a < 3; a++)
        if (cell[a] < box->lo[a] || cell[a] >= box->hi[a]) return false;
    return true;
}

typedef enum face_kind { SURFACE, INNER, ANY } face_kind; /* of the body, between two of its cells, either */

/* Whether a flat box has a face of a kind; with a coolant, a surface to its cells. */
static bool has_face(const cupel_conduction *p, const cupel_cell_box *box, face_kind kind,
                     const cupel_coolant *coolant)
{
    int axis = 0;
    cupk_box_flat(box, &axis);
    const size_t line = box->lo[axis];
    size_t hi[3] = {box->hi[0], box->hi[1], box->hi[2]}, face[3];
    hi[axis]++;
    for (face[2] = box->lo[2]; face[2] < hi[2]; face[2]++)
        for (face[1] = box->lo[1]; face[1] < hi[1]; face[1]++)
            for (face[0] = box->lo[0]; face[0] < hi[0]; face[0]++) {
                size_t low[3], high[3];
                const bool is_low = beside(p, axis, line, false, face, low),
                           is_high = beside(p, axis, line, true, face, high);
                const bool below = is_low && cupk_material_at(p, low[0], low[1], low[2]),
                           above = is_high && cupk_material_at(p, high[0], high[1], high[2]);
                /* a face on an outer side belongs to the cell within */
                const bool own = line == 0 ? above : line == p->cells[axis] ? below : below || above;
                const bool wet = coolant && (below ? is_high && in_box(&coolant->box, high)
                                                   : is_low && in_box(&coolant->box, low));
                if (own && below != above && kind != INNER && (wet || !coolant)) return true;
                if (below && above && line > 0 && line < p->cells[axis] && kind != SURFACE) return true;
            }
    return false;
}

static bool has_cell(const cupel_conduction *p, const cupel_cell_box *box)
{
    for (size_t k = box->lo[2]; k < box->hi[2]; k++)
        for (size_t j = box->lo[1]; j < box->hi[1]; j++)
            for (size_t i = box->lo[0]; i < box->hi[0]; i++)
                if (cupk_material_at(p, i, j, k)) return true;
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

static cupel_status check_side(const cupel_conduction *p, size_t side, cupel_error *error)
{
    const cupel_status status = check_boundary(&p->boundaries[side], error);
    if (status) return status;
    const bool periodic = p->boundaries[side].kind == CUPEL_BOUNDARY_PERIODIC;
    if (periodic && side == CUPEL_VOID_FACES)
        CUPEL_FAIL(error, CUPEL_EINVAL, "faces to void cells cannot be periodic");
    if (periodic && p->boundaries[side ^ 1].kind != CUPEL_BOUNDARY_PERIODIC)
        CUPEL_FAIL(error, CUPEL_EINVAL, "it is periodic, so %s must be too", side_names[side ^ 1]);
    return CUPEL_OK;
}

static cupel_status check_patch(const cupel_conduction *p, const cupel_patch *patch, cupel_error *error)
{
    cupel_status status = check_box(p, &patch->box, 1, error);
    if (!status) status = check_boundary(&patch->boundary, error);
    if (status) return status;
    if (patch->boundary.kind == CUPEL_BOUNDARY_PERIODIC)
        CUPEL_FAIL(error, CUPEL_EINVAL, "only whole sides can be periodic");
    if (!has_face(p, &patch->box, SURFACE, NULL))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "no face of the body to the outside or to a void lies in it: it would change nothing; "
                   "allowed: outer sides of the body and faces to voids");
    for (size_t c = 0; c < p->coolant_count; c++)
        if (has_face(p, &patch->box, SURFACE, &p->coolants[c]))
            CUPEL_FAIL(
                error, CUPEL_EINVAL,
                "walls of a coolant lie in it, where it would change nothing, as the coolant's own film "
                "counts; allowed: faces to the outside and to voids without a coolant");
    return CUPEL_OK;
}

static cupel_status check_source(const cupel_conduction *p, const cupel_conduction_source *source,
                                 cupel_error *error)
{
    cupel_status status = check_box(p, &source->box, -1, error);
    if (!status && !isfinite(source->power))
        status = cupel_error_set(error, CUPEL_EINVAL, "power %.6g W must be finite", source->power);
    if (!status)
        status = check_law(&source->temperature_factor, -INFINITY, false, "factor over temperature", error);
    if (!status) status = check_law(&source->time_factor, -INFINITY, false, "factor over time", error);
    if (status) return status;
    int axis = 0;
    const bool flat = cupk_box_flat(&source->box, &axis);
    const size_t line = source->box.lo[axis];
    if (flat ? !has_face(p, &source->box, ANY, NULL) : !has_cell(p, &source->box)) {
        if (flat && (line == 0 || line == p->cells[axis]) &&
            p->boundaries[2 * axis].kind == CUPEL_BOUNDARY_PERIODIC)
            CUPEL_FAIL(
                error, CUPEL_EINVAL,
                "no face of the body that it could heat lies in it, as the side it lies on is periodic; "
                "allowed: on other faces, or a box that is not flat");
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "it lies in void cells, where there is nothing that it could heat; allowed: boxes that hold "
            "a cell of the body, and flat ones that hold a face of one");
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
    if (!has_face(p, &contact->box, INNER, NULL))
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "no face between two cells of the body lies in it: it would change nothing; allowed: where "
            "two parts touch, and within one");
    return check_law(&contact->time_factor, 0, true, "factor over time", error);
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

static cupel_status check_probe(const cupel_conduction *p, const cupel_probe *probe, cupel_error *error)
{
    const double *at = probe->position;
    size_t cell[3];
    if (!cupk_cell_at(p, at, cell))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "(%.6g, %.6g, %.6g) m is not on or in the body: it is outside or in a void; allowed: in a "
                   "part, and on its faces",
                   at[0], at[1], at[2]);
    return CUPEL_OK;
}

cupel_status cupel_conduction_check(const cupel_conduction *p, cupel_conduction_item item, size_t index,
                                    cupel_error *error)
{
    switch (item) {
    case CUPEL_ITEM_CELLS: {
        const cupel_status status = check_grid(p, error);
        return status ? status : check_materials(p, error);
    }
    case CUPEL_ITEM_SIDE:
        return check_side(p, index, error);
    case CUPEL_ITEM_PATCH:
        return check_patch(p, &p->patches[index], error);
    case CUPEL_ITEM_SOURCE:
        return check_source(p, &p->sources[index], error);
    case CUPEL_ITEM_CONTACT:
        return check_contact(p, &p->contacts[index], error);
    case CUPEL_ITEM_COOLANT:
        return check_coolant(p, &p->coolants[index], error);
    case CUPEL_ITEM_PROBE:
        return check_probe(p, &p->probes[index], error);
    }
    return CUPEL_OK;
}

cupel_status cupk_body_check(const cupel_conduction *p, cupel_error *error)
{
    const struct {
        cupel_conduction_item item;
        const char *what;
        size_t count;
    } items[] = {{CUPEL_ITEM_CELLS, NULL, 1},
                 {CUPEL_ITEM_SIDE, "boundary", CUPEL_SIDES},
                 {CUPEL_ITEM_PATCH, "patch", p->patch_count},
                 {CUPEL_ITEM_SOURCE, "source", p->source_count},
                 {CUPEL_ITEM_CONTACT, "contact", p->contact_count},
                 {CUPEL_ITEM_COOLANT, "coolant", p->coolant_count},
                 {CUPEL_ITEM_PROBE, "probe", p->probe_count}};
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        for (size_t n = 0; n < items[i].count; n++) {
            const cupel_status status = cupel_conduction_check(p, items[i].item, n, error);
            if (!status) continue;
            if (items[i].item == CUPEL_ITEM_SIDE)
                cupel_error_note(error, "boundary %s", side_names[n]);
            else if (items[i].what)
                cupel_error_note(error, "%s %zu", items[i].what, n + 1);
            return status;
        }
    return CUPEL_OK;
}
