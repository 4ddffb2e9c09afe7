/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_grids.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "model/heat_assembly.h"

const char *const heat_convergences[] = {"one_grid", "two_grids", "monotone", "irregular"};

size_t heat_grids_target(const heat_domain *domain)
{
    return domain->target_cells == CUPEL_NO_INTEGER ? HEAT_DEFAULT_CELLS : (size_t)domain->target_cells;
}

size_t heat_grids_most(const heat_domain *domain)
{
    return domain->most_cells == CUPEL_NO_INTEGER ? HEAT_DEFAULT_MOST_CELLS : (size_t)domain->most_cells;
}

static void plan_by_counts(const heat_domain *domain, heat_grid_plan *out)
{
    *out = (heat_grid_plan){.count = HEAT_GRIDS};
    for (size_t g = 0; g < HEAT_GRIDS; g++) {
        cupel_resolution *grid = &out->grids[g];
        grid->grading = isnan(domain->grading) ? 0 : domain->grading;
        const size_t share = (size_t)1 << g;
        bool same = g > 0;
        for (size_t a = 0; a < 3; a++) {
            grid->cells[a] = ((size_t)domain->cells.values[a] + share - 1) / share;
            same = same && grid->cells[a] == out->grids[g - 1].cells[a];
        }
        if (same && out->count > g) out->count = g; /* one cell each way cannot be halved */
    }
}

cupel_status heat_grids_plan(const heat_conduction_parameters *p, size_t target, heat_grid_plan *out,
                             cupel_error *error)
{
    if (p->domain->cells.count) {
        plan_by_counts(p->domain, out);
        return CUPEL_OK;
    }
    heat_assembly assembly;
    cupel_status status = heat_assembly_make(p, &assembly, error);
    for (unsigned level = HEAT_GRIDS; !status && level-- > 0;) {
        const size_t share = (size_t)1 << 3 * level;
        cupel_resolution coarsest = {.target_cells = (target + share - 1) / share,
                                     .grading = isnan(p->domain->grading) ? 1.3 : p->domain->grading};
        cupel_grid_lines *lines = NULL;
        status = heat_assembly_grid(&assembly, p->domain, &coarsest, &lines, error);
        cupel_grid_lines_free(lines);
        if (status == CUPEL_EINVAL && level > 0) { /* too few cells for the faces */
            status = CUPEL_OK;
            if (error) *error = (cupel_error){0};
            continue;
        }
        if (status) break;
        *out = (heat_grid_plan){.count = level + 1};
        for (unsigned g = 0; g <= level; g++) {
            out->grids[g] = coarsest;
            out->grids[g].level = level - g;
        }
        break;
    }
    heat_assembly_free(&assembly);
    return status;
}

cupel_status heat_grids_fit(const cupel_resolution *fine, cupel_error *error)
{
    size_t cells[] = {fine->cells[0], fine->cells[1], fine->cells[2]};
    if (fine->target_cells)
        for (int a = 0; a < 3; a++)
            cells[a] = (size_t)ceil(ldexp(cbrt((double)fine->target_cells), (int)fine->level));
    const double wanted = (double)cupel_conduction_bytes(cells, true);
    const double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (memory > 0 && wanted > 0.9 * memory)
        CUPEL_FAIL(
            error, CUPEL_ELIMIT,
            "%zu x %zu x %zu cells would take about %.3g GB%s, and this machine has %.1f GB: ask for fewer "
            "cells",
            cells[0], cells[1], cells[2], wanted / 1e9, wanted >= (double)SIZE_MAX ? " or more" : "",
            memory / 1e9);
    return CUPEL_OK;
}

heat_grid_error heat_grids_error(const double *values, size_t count)
{
    heat_grid_error e = {HEAT_ONE_GRID, NAN, NAN};
    if (count < 2) return e;
    const double fine = fabs(values[0] - values[1]);
    e.convergence = HEAT_TWO_GRIDS;
    e.error = fine;
    if (count < 3) return e;
    const double coarse = fabs(values[1] - values[2]);
    const bool one_way = (values[0] - values[1]) * (values[1] - values[2]) > 0;
    const double order = log2(coarse / fine);
    if (one_way && order >= 0.5) {
        e.convergence = HEAT_MONOTONE;
        e.order = order;
        e.error = 1.25 * fmax(fine / (exp2(fmin(order, 2)) - 1), coarse / 12);
    } else {
        e.convergence = HEAT_IRREGULAR;
        e.error = 3 * fmax(fine, coarse / 12);
    }
    return e;
}

const char heat_grids_alike_note[] = "grid_error_estimate is that of the highest temperature, which is the "
                                     "same on all grids: it tells nothing of "
                                     "temperatures elsewhere. ";

bool heat_grids_are_alike(const heat_grid_error *found, double value)
{
    return found->error <= 1e-12 * fabs(value);
}

size_t heat_grids_next(size_t cells, const heat_grid_error *found, double tolerance)
{
    const double order = found->convergence == HEAT_MONOTONE ? fmin(found->order, 2) : 1;
    const double growth = 1.2 * pow(found->error / tolerance, 3 / order);
    return (size_t)((double)cells * fmax(2, fmin(8, isnan(growth) ? 8 : growth)));
}
