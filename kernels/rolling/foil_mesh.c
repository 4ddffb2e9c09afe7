/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "rolling/foil.h"
#include "rolling/block.h"
#include "rolling/conditions.h"
#include "rolling/half_space.h"

static cupk_foil_state cut_state(double *block, size_t *used)
{
    cupk_foil_state out;
    out.pressure = cupk_block_cut(block, used, CUPK_FOIL_CELLS + 1);
    out.tension = cupk_block_cut(block, used, CUPK_FOIL_CELLS + 1);
    out.scalars = cupk_block_cut(block, used, CUPK_FOIL_SCALARS);
    return out;
}

static cupk_foil_mesh cut_mesh(double *block, size_t *used)
{
    const size_t nodes = CUPK_FOIL_CELLS + 1;
    cupk_foil_mesh out = {.cells = 0};
    out.nodes = cupk_block_cut(block, used, nodes);
    out.kernel = cupk_block_cut(block, used, nodes * nodes);
    out.friction = cupk_block_cut(block, used, nodes);
    out.softness = cupk_block_cut(block, used, nodes);
    out.lift = cupk_block_cut(block, used, nodes);
    out.drift = cupk_block_cut(block, used, nodes);
    return out;
}

static cupk_foil_fields cut_fields(double *block, size_t *used)
{
    const size_t nodes = CUPK_FOIL_CELLS + 1;
    cupk_foil_fields out;
    out.log_kernel = cupk_block_cut(block, used, nodes);
    out.position = cupk_block_cut(block, used, nodes);
    out.thickness = cupk_block_cut(block, used, nodes);
    out.strain = cupk_block_cut(block, used, nodes);
    out.yield = cupk_block_cut(block, used, nodes);
    out.hardening = cupk_block_cut(block, used, nodes);
    out.margin = cupk_block_cut(block, used, nodes);
    out.slip = cupk_block_cut(block, used, nodes);
    out.shear = cupk_block_cut(block, used, nodes);
    out.shear_limit = cupk_block_cut(block, used, nodes);
    return out;
}

size_t cupk_foil_lay_out(cupk_foil *foil, double *block)
{
    const size_t cells = CUPK_FOIL_CELLS, nodes = cells + 1;
    size_t used = 0;
    foil->mesh = cut_mesh(block, &used);
    foil->now = cut_state(block, &used);
    foil->step = cut_state(block, &used);
    foil->before = cut_state(block, &used);
    foil->kept = cut_state(block, &used);
    foil->candidate = cut_state(block, &used);
    foil->softer = cut_state(block, &used);
    foil->coarse = cut_state(block, &used);
    foil->fields = cut_fields(block, &used);
    foil->spare = cupk_block_cut(block, &used, 2 * nodes);
    foil->slope = cupk_block_cut(block, &used, nodes * (cells + 3));
    foil->relay = cupk_block_cut(block, &used, cells * (cells + 4));
    foil->matrix = cupk_block_cut(block, &used, (cells + 3) * (cells + 4));
    foil->row = cupk_block_cut(block, &used, cells + 4);
    foil->profile = cupk_block_cut(block, &used, 6 * nodes);
    return used;
}

void cupk_foil_refresh_mesh(cupk_foil *foil)
{
    cupk_foil_mesh *mesh = &foil->mesh;
    const cupk_foil_problem *p = foil->problem;
    const cupel_rolling_conditions *c = p->conditions;
    const bool varies = c && c->friction && p->friction > 0;
    for (size_t i = 0; i <= mesh->cells; i++) {
        mesh->softness[i] = cupk_yield_factor(c, mesh->nodes[i]);
        mesh->lift[i] = mesh->drift[i] = 0;
        if (i == mesh->cells) break;
        const double middle = 0.5 * (mesh->nodes[i] + mesh->nodes[i + 1]);
        mesh->friction[i] = varies ? cupk_conditions_at(c, c->friction, middle) / p->friction : 1;
    }
}

static void complete_mesh(cupk_foil *foil)
{
    cupk_half_space_matrix(foil->mesh.cells, foil->mesh.nodes, foil->mesh.kernel);
    cupk_foil_refresh_mesh(foil);
}

void cupk_foil_set_mesh(cupk_foil *foil, size_t cells)
{
    foil->mesh.cells = cells;
    cupk_cosine_mesh(cells, foil->mesh.nodes);
    complete_mesh(foil);
}

/* Adds a share of the cells: as many to a piece of the contact as the root of the bend of `values` there. */
static void add_density(const cupk_foil_mesh *mesh, const double *values, double share, double *density)
{
    const double *x = mesh->nodes;
    double total = 0, left = 0;
    for (int adding = 0; adding < 2; adding++) {
        for (size_t i = 0; i < mesh->cells; i++) {
            double bend = 0;
            if (i + 1 < mesh->cells)
                bend = fabs((values[i + 2] - values[i + 1]) / (x[i + 2] - x[i + 1]) -
                            (values[i + 1] - values[i]) / (x[i + 1] - x[i])) /
                       (x[i + 2] - x[i]);
            const double own = sqrt(fmax(left, bend)) * (x[i + 1] - x[i]);
            if (adding)
                density[i] += share * own / total;
            else
                total += own;
            left = bend;
        }
        if (!(total > 0)) return;
        left = 0;
    }
}

/* Shares of the cells of a new mesh that fall into each of the old: a third each to the crowding at the ends,
 * the bends of the pressure and those of the strain, then made gradual. */
static void set_density(const cupk_foil *foil, double *density, double *work)
{
    const size_t cells = foil->mesh.cells;
    const double *p = foil->now.pressure, *x = foil->mesh.nodes;
    for (size_t i = 0; i <= cells; i++) {
        density[i] = 0;
        work[i] = i == 0 || i == cells ? p[i] : 0.25 * (p[i - 1] + 2 * p[i] + p[i + 1]);
    }
    add_density(&foil->mesh, work, 1.0 / 3, density);
    add_density(&foil->mesh, foil->fields.strain, 1.0 / 3, density);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < cells; i++) work[i] = density[i] / (x[i + 1] - x[i]);
        for (size_t i = 0; i < cells; i++) {
            const double left = work[i > 0 ? i - 1 : 0], right = work[i + 1 < cells ? i + 1 : i];
            density[i] = 0.25 * (left + 2 * work[i] + right) * (x[i + 1] - x[i]);
        }
    }
    for (size_t i = 0; i < cells; i++) {
        const double angle = acos(1 - 2 * x[i + 1]) - acos(1 - 2 * x[i]);
        density[i] += angle / (3 * 3.14159265358979323846);
    }
}

/* Nodes between which the density, linear in each old cell, adds up to the same. */
static void spread_nodes(size_t old, const double *x, const double *density, size_t cells, double *nodes)
{
    double total = 0, sum = 0;
    for (size_t i = 0; i < old; i++) total += density[i];
    nodes[0] = 0, nodes[cells] = 1;
    for (size_t i = 1, j = 0; i < cells; i++) {
        const double wanted = total * (double)i / (double)cells;
        while (j + 1 < old && sum + density[j] < wanted) sum += density[j++];
        nodes[i] = x[j] + (wanted - sum) / density[j] * (x[j + 1] - x[j]);
    }
}

void cupk_foil_adapt_mesh(cupk_foil *foil, size_t cells)
{
    const size_t old = foil->mesh.cells;
    double *x = foil->spare, *density = foil->spare + CUPK_FOIL_CELLS + 1;
    set_density(foil, density, foil->row);
    memcpy(x, foil->mesh.nodes, (old + 1) * sizeof *x);
    spread_nodes(old, x, density, cells, foil->mesh.nodes);
    memcpy(foil->coarse.pressure, foil->now.pressure, (old + 1) * sizeof *x);
    memcpy(foil->coarse.tension, foil->now.tension, (old + 1) * sizeof *x);
    for (size_t i = 0, left = 0; i <= cells; i++) {
        while (left + 2 < old + 1 && x[left + 1] < foil->mesh.nodes[i]) left++;
        const double share = (foil->mesh.nodes[i] - x[left]) / (x[left + 1] - x[left]);
        const double *p = foil->coarse.pressure + left, *s = foil->coarse.tension + left;
        foil->now.pressure[i] = p[0] + share * (p[1] - p[0]);
        foil->now.tension[i] = s[0] + share * (s[1] - s[0]);
    }
    foil->now.pressure[0] = foil->now.pressure[cells] = 0;
    foil->now.tension[0] = foil->coarse.tension[0], foil->now.tension[cells] = foil->coarse.tension[old];
    foil->mesh.cells = cells;
    complete_mesh(foil);
}
