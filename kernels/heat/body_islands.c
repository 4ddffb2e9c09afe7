/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
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

static bool exchanges(const cupk_body *body, const cupk_face *face)
{
    if (face->side == CUPEL_SIDES) return body->problem->coolants[face->boundary].coefficient > 0;
    const cupel_boundary *b = body->boundaries[face->boundary];
    switch (b->kind) {
    case CUPEL_BOUNDARY_TEMPERATURE:
        return true;
    case CUPEL_BOUNDARY_CONVECTION:
        return b->coefficient > 0;
    case CUPEL_BOUNDARY_RADIATION:
        return b->emissivity > 0;
    case CUPEL_BOUNDARY_CONVECTION_RADIATION:
        return b->coefficient > 0 || b->emissivity > 0;
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
