/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "heat/body_parts.h"

/* Connected parts of the body, by merging sets of cells; those without any exchange with the surroundings
 * have a temperature only up to a constant, and a steady state only when their sources balance. */

static uint32_t root_of(uint32_t *parent, uint32_t n)
{
    while (parent[n] != n) {
        parent[n] = parent[parent[n]];
        n = parent[n];
    }
    return n;
}

static void join(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = root_of(parent, a);
    b = root_of(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

static void join_all(const cupel_conduction *p, uint32_t *parent)
{
    const size_t stride[] = {1, p->cells[0], p->cells[0] * p->cells[1]};
    size_t c[3], n = 0;
    for (c[2] = 0; c[2] < p->cells[2]; c[2]++)
        for (c[1] = 0; c[1] < p->cells[1]; c[1]++)
            for (c[0] = 0; c[0] < p->cells[0]; c[0]++, n++) {
                if (!p->material[n]) continue;
                for (int a = 0; a < 3; a++) {
                    if (c[a] == 0 && p->boundaries[2 * a].kind != CUPEL_BOUNDARY_PERIODIC) continue;
                    const size_t below = c[a] ? n - stride[a] : n + (p->cells[a] - 1) * stride[a];
                    if (p->material[below]) join(parent, (uint32_t)n, (uint32_t)below);
                }
            }
}

static bool has_film(const cupel_boundary *b)
{
    const cupel_law *factor = &b->coefficient_factor;
    bool acts = factor->count == 0;
    for (size_t i = 0; i < factor->count && !acts; i++) acts = factor->y[i] > 0;
    return acts && b->coefficient > 0;
}

static bool exchanges(const cupk_body *body, const cupk_face *face)
{
    if (face->side == CUPEL_SIDES) return body->problem->coolants[face->boundary].coefficient > 0;
    const cupel_boundary *b = body->boundaries[face->boundary];
    switch (b->kind) {
    case CUPEL_BOUNDARY_TEMPERATURE:
        return true;
    case CUPEL_BOUNDARY_CONVECTION:
        return has_film(b);
    case CUPEL_BOUNDARY_RADIATION:
        return b->emissivity > 0;
    case CUPEL_BOUNDARY_CONVECTION_RADIATION:
        return has_film(b) || b->emissivity > 0;
    default:
        return false;
    }
}

static cupel_status number_islands(cupk_body *body, uint32_t *parent, const unsigned char *open,
                                   cupel_error *error)
{
    const cupel_conduction *p = body->problem;
    const size_t count = p->cells[0] * p->cells[1] * p->cells[2];
    size_t islands = 0;
    for (size_t n = 0; n < count; n++) islands += p->material[n] && parent[n] == n && !open[n];
    if (islands == 0) return CUPEL_OK;
    body->island = calloc(count, sizeof *body->island);
    body->island_cell = calloc(islands, sizeof *body->island_cell);
    if (!body->island || !body->island_cell)
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the parts of the body");
    for (size_t n = 0; n < count; n++) { /* the root of a set is its least cell */
        const uint32_t root = root_of(parent, (uint32_t)n);
        if (!p->material[n] || open[root]) continue;
        if (root == n) {
            body->island_cell[body->island_count] = cupel_stencil_at(
                body->system, n % p->cells[0], n / p->cells[0] % p->cells[1], n / p->cells[0] / p->cells[1]);
            body->island[n] = (uint32_t)++body->island_count;
        } else
            body->island[n] = body->island[root];
    }
    return CUPEL_OK;
}

cupel_status cupk_body_find_islands(cupk_body *body, cupel_error *error)
{
    const cupel_conduction *p = body->problem;
    const size_t count = p->cells[0] * p->cells[1] * p->cells[2];
    uint32_t *parent = malloc(count * sizeof *parent);
    unsigned char *open = calloc(count, 1);
    cupel_status status = CUPEL_OK;
    if (!parent || !open)
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for the parts of the body");
    if (!status) {
        for (size_t n = 0; n < count; n++) parent[n] = (uint32_t)n;
        join_all(p, parent);
        for (size_t f = 0; f < body->face_count; f++) {
            const cupk_face *face = &body->faces[f];
            if (!exchanges(body, face)) continue;
            const size_t n =
                face->index[0] + p->cells[0] * (face->index[1] + p->cells[1] * (size_t)face->index[2]);
            open[root_of(parent, (uint32_t)n)] = 1;
        }
        status = number_islands(body, parent, open, error);
    }
    free(parent);
    free(open);
    return status;
}

void cupk_body_islands(const cupk_body *body, cupk_island *out)
{
    const cupel_stencil *system = body->system;
    const size_t *cells = body->problem->cells;
    for (size_t i = 0; i < body->island_count; i++) out[i] = (cupk_island){0};
    size_t n = 0;
    for (size_t k = 0; k < cells[2]; k++)
        for (size_t j = 0; j < cells[1]; j++)
            for (size_t i = 0; i < cells[0]; i++, n++) {
                if (!body->island[n]) continue;
                cupk_island *island = &out[body->island[n] - 1];
                const size_t at = cupel_stencil_at(system, i, j, k);
                island->sum += system->right_side[at];
                island->size += fabs(system->right_side[at]);
                for (int a = 0; a < 3; a++)
                    island->largest = fmax(island->largest, system->conductance[a][at]);
                island->cells++;
            }
}

/* Whether a source heats cells of an island: those in its box, or beside its faces. */
static bool heats(const cupk_body *body, const cupel_cell_box *box, uint32_t island)
{
    const cupel_conduction *p = body->problem;
    cupel_cell_box cells = *box;
    int axis = 0;
    if (cupk_box_flat(box, &axis)) {
        if (cells.lo[axis] > 0) cells.lo[axis]--;
        if (cells.hi[axis] < p->cells[axis]) cells.hi[axis]++;
    }
    for (size_t k = cells.lo[2]; k < cells.hi[2]; k++)
        for (size_t j = cells.lo[1]; j < cells.hi[1]; j++)
            for (size_t i = cells.lo[0]; i < cells.hi[0]; i++)
                if (body->island[i + p->cells[0] * (j + p->cells[1] * k)] == island) return true;
    return false;
}

/* The centre of the first cell of an island. */
static void find_place(const cupk_body *body, uint32_t island, double at[3])
{
    const cupel_conduction *p = body->problem;
    size_t n = 0;
    while (body->island[n] != island) n++;
    const size_t cell[] = {n % p->cells[0], n / p->cells[0] % p->cells[1], n / p->cells[0] / p->cells[1]};
    for (int a = 0; a < 3; a++) at[a] = 0.5 * (p->edges[a][cell[a]] + p->edges[a][cell[a] + 1]);
}

cupel_status cupk_body_check_islands(const cupk_body *body, const cupk_island *islands, size_t *source,
                                     cupel_error *error)
{
    size_t i = 0;
    while (i < body->island_count && fabs(islands[i].sum) <= 1e-9 * islands[i].size) i++;
    if (i == body->island_count) return CUPEL_OK;
    const uint32_t island = (uint32_t)i + 1;
    const bool whole = islands[i].cells == body->active;
    double at[3];
    find_place(body, island, at);
#define UNBALANCED                                                                                           \
    "exchanges heat with nothing, but its sources and fluxes add up to %.6g W: there is no steady state; "   \
    "give it a face with a temperature, convection or radiation, or sources that add up to 0 W"
    if (whole)
        cupel_error_set(error, CUPEL_EINVAL, "the body " UNBALANCED, islands[i].sum);
    else
        cupel_error_set(error, CUPEL_EINVAL, "the part of the body at (%.6g, %.6g, %.6g) m " UNBALANCED,
                        at[0], at[1], at[2], islands[i].sum);
    if (!source) return CUPEL_EINVAL;
    const cupel_conduction *p = body->problem;
    *source = 0;
    while (*source < p->source_count && !heats(body, &p->sources[*source].box, island)) ++*source;
    if (whole || *source == p->source_count) *source = SIZE_MAX;
    return CUPEL_EINVAL;
}
