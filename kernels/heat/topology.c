/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/topology.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Density method: the problem is checked and laid out, and one design evaluated. */

/* cells; below, threads wait for each other longer than they work */
static const size_t worth_sharing = 20000;

static cupel_status check_box(const cupel_topology *p, const cupel_cell_box *box, const char *what,
                              size_t index, int *flat, cupel_error *error)
{
    int axes = 0;
    *flat = -1;
    for (int a = 0; a < 3; a++) {
        if (box->lo[a] > box->hi[a] || box->hi[a] > p->cells[a])
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s %zu covers cells %zu to %zu along axis %d; the grid has %zu",
                       what, index + 1, box->lo[a], box->hi[a], a, p->cells[a]);
        if (box->lo[a] < box->hi[a]) continue;
        axes++;
        *flat = a;
    }
    if (axes > 1) CUPEL_FAIL(error, CUPEL_EINVAL, "%s %zu covers no cell", what, index + 1);
    if (axes == 1 && box->lo[*flat] != 0 && box->lo[*flat] != p->cells[*flat])
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s %zu is flat but lies inside; flat ones lie on an outer side",
                   what, index + 1);
    return CUPEL_OK;
}

static cupel_status check_numbers(const cupel_topology *p, cupel_error *error)
{
    for (int a = 0; a < 3; a++) {
        if (p->cells[a] < 1) CUPEL_FAIL(error, CUPEL_EINVAL, "cells along axis %d must be 1 or more", a);
        if (!(p->spacing[a] > 0 && isfinite(p->spacing[a])))
            CUPEL_FAIL(error, CUPEL_EINVAL, "spacing along axis %d is %g m and must be positive", a,
                       p->spacing[a]);
    }
    if (!(p->conductivity > 0 && isfinite(p->conductivity)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "conductivity is %g W/(m K) and must be positive", p->conductivity);
    if (!(p->filler_conductivity > 0 && p->filler_conductivity < p->conductivity))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "filler_conductivity is %g W/(m K) and must lie between 0 and that of the conductor, %g",
                   p->filler_conductivity, p->conductivity);
    if (!(p->volume_fraction > 0 && p->volume_fraction < 1))
        CUPEL_FAIL(error, CUPEL_EINVAL, "volume_fraction is %g and must lie between 0 and 1",
                   p->volume_fraction);
    if (!(p->penalty >= 1 && p->penalty <= 10))
        CUPEL_FAIL(error, CUPEL_EINVAL, "penalty is %g and must lie from 1 to 10", p->penalty);
    if (p->last_penalty != 0 && !(p->last_penalty >= p->penalty && p->last_penalty <= 30))
        CUPEL_FAIL(error, CUPEL_EINVAL, "last_penalty is %g and must be 0, or from penalty, %g, to 30",
                   p->last_penalty, p->penalty);
    if (!(p->filter_radius >= 0 && isfinite(p->filter_radius)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "filter_radius is %g m and must not be negative", p->filter_radius);
    if (p->projection != 0 && !(p->projection >= 1 && p->projection <= 256))
        CUPEL_FAIL(error, CUPEL_EINVAL, "projection is %g and must be 0, or from 1 to 256", p->projection);
    if (!(p->move >= 0 && p->move <= 1) || !(p->tolerance >= 0) || !(p->solver_tolerance >= 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "move must lie from 0 to 1, and tolerances must not be negative");
    return CUPEL_OK;
}

static cupel_status check(const cupel_topology *p, cupel_error *error)
{
    cupel_status status = check_numbers(p, error);
    int flat;
    double power = 0, film = 0;
    for (size_t s = 0; !status && s < p->source_count; s++) {
        status = check_box(p, &p->sources[s].box, "source", s, &flat, error);
        if (!status && !(p->sources[s].power >= 0 && isfinite(p->sources[s].power)))
            CUPEL_FAIL(error, CUPEL_EINVAL, "source %zu has the power %g W, which must not be negative",
                       s + 1, p->sources[s].power);
        if (!status && p->sources[s].load_case >= 64)
            CUPEL_FAIL(error, CUPEL_EINVAL, "source %zu is of load case %zu; the last one is 63", s + 1,
                       p->sources[s].load_case);
        power += p->sources[s].power;
    }
    for (size_t b = 0; !status && b < p->boundary_count; b++) {
        status = check_box(p, &p->boundaries[b].box, "sink", b, &flat, error);
        if (!status && flat < 0)
            CUPEL_FAIL(error, CUPEL_EINVAL, "sink %zu must be flat, on an outer side", b + 1);
        if (!status && !(p->boundaries[b].coefficient >= 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "sink %zu has the coefficient %g, which must not be negative",
                       b + 1, p->boundaries[b].coefficient);
        film = fmax(film, p->boundaries[b].coefficient);
    }
    if (status) return status;
    if (!(power > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "the power of the sources must be positive");
    if (!(film > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "no sink takes the heat away");
    return CUPEL_OK;
}

static void lay_films(cupel_topology_design *d)
{
    const cupel_topology *p = d->problem;
    for (size_t b = 0; b < p->boundary_count; b++) {
        const cupel_cell_box *box = &p->boundaries[b].box;
        const int axis = box->lo[0] == box->hi[0] ? 0 : box->lo[1] == box->hi[1] ? 1 : 2;
        const int side = 2 * axis + (box->lo[axis] != 0), u = axis == 0 ? 1 : 0, v = axis == 2 ? 1 : 2;
        for (size_t second = box->lo[v]; second < box->hi[v]; second++)
            for (size_t first = box->lo[u]; first < box->hi[u]; first++)
                d->films[cupk_topology_film(d, side, first, second)] = p->boundaries[b].coefficient;
    }
}

static void lay_powers(cupel_topology_design *d)
{
    const cupel_topology *p = d->problem;
    for (size_t s = 0; s < p->source_count; s++) {
        cupel_cell_box box = p->sources[s].box;
        for (int a = 0; a < 3; a++) { /* faces stand for the cells behind them */
            if (box.lo[a] < box.hi[a]) continue;
            if (box.lo[a] == 0)
                box.hi[a] = 1;
            else
                box.lo[a]--;
        }
        const double cells = (double)(box.hi[0] - box.lo[0]) * (double)(box.hi[1] - box.lo[1]) *
                             (double)(box.hi[2] - box.lo[2]);
        double *power = d->power + d->count * p->sources[s].load_case;
        for (size_t k = box.lo[2]; k < box.hi[2]; k++)
            for (size_t j = box.lo[1]; j < box.hi[1]; j++)
                for (size_t i = box.lo[0]; i < box.hi[0]; i++)
                    power[cupk_topology_at(p, i, j, k)] += p->sources[s].power / cells;
    }
}

static bool allocate(cupel_topology_design *d)
{
    const size_t *cells = d->problem->cells, n = d->count;
    size_t faces = 0;
    for (int side = 0; side < 6; side++) {
        d->film_start[side] = faces;
        faces += n / cells[side / 2];
    }
    double **const arrays[] = {&d->weight,  &d->filtered,     &d->density,
                               &d->scratch, &d->conductivity, &d->slope};
    for (size_t a = 0; a < sizeof arrays / sizeof *arrays; a++)
        if (!(*arrays[a] = calloc(n, sizeof(double)))) return false;
    d->row_sums = calloc(d->rows, sizeof(double));
    d->films = calloc(faces, sizeof(double));
    d->power = calloc(n, d->cases * sizeof(double));
    d->temperature = calloc(d->cases, sizeof *d->temperature);
    return d->row_sums && d->films && d->power && d->temperature;
}

/* The problem on its cells, without what solves it. */
static cupel_status lay(cupel_topology_design *d, cupel_error *error)
{
    const cupel_topology *p = d->problem;
    if (!allocate(d)) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a design of %zu cells", d->count);
    for (size_t c = 0; c < d->count; c++)
        d->free_cells += !p->region || p->region[c] == CUPEL_TOPOLOGY_DESIGN;
    if (!d->free_cells)
        CUPEL_FAIL(error, CUPEL_EINVAL, "all cells are kept solid or void: there is nothing to design");
    lay_films(d);
    lay_powers(d);
    return cupk_topology_check_symmetry(d, error);
}

static cupel_status prepare(cupel_topology_design *d, cupel_error *error)
{
    const bool closed[3] = {false, false, false};
    cupel_status status = cupk_topology_filter_new(d, error);
    if (!status) status = cupel_stencil_new(d->problem->cells, closed, d->threads, &d->system, error);
    if (!status) status = cupel_multigrid_new(d->system, d->threads, &d->solver, error);
    for (size_t l = 0; !status && l < d->cases; l++) {
        d->temperature[l] = cupel_stencil_array(d->system, d->threads);
        if (!d->temperature[l]) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a temperature field");
    }
    return status;
}

static cupel_status lay_out(const cupel_topology *problem, int threads, cupel_topology_design **out,
                            cupel_error *error)
{
    cupel_status status = check(problem, error);
    if (status) return status;
    if (cupel_multigrid_bytes(problem->cells) > (size_t)1 << 36)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "%zu x %zu x %zu cells are too many for a topology",
                   problem->cells[0], problem->cells[1], problem->cells[2]);
    cupel_topology_design *d = calloc(1, sizeof *d);
    if (!d) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a design");
    d->problem = problem;
    d->rows = problem->cells[1] * problem->cells[2];
    d->count = problem->cells[0] * d->rows;
    d->threads = threads > 0 && d->count >= worth_sharing ? threads : 1;
    for (size_t s = 0; s < problem->source_count; s++)
        if (problem->sources[s].load_case >= d->cases) d->cases = problem->sources[s].load_case + 1;
    status = lay(d, error);
    if (status)
        cupel_topology_free(d);
    else
        *out = d;
    return status;
}

cupel_status cupel_topology_check(const cupel_topology *problem, cupel_error *error)
{
    cupel_topology_design *d = NULL;
    const cupel_status status = lay_out(problem, 1, &d, error);
    cupel_topology_free(d);
    return status;
}

cupel_status cupel_topology_new(const cupel_topology *problem, int threads, cupel_topology_design **out,
                                cupel_error *error)
{
    cupel_topology_design *d = NULL;
    cupel_status status = lay_out(problem, threads, &d, error);
    if (!status) status = prepare(d, error);
    if (status)
        cupel_topology_free(d);
    else
        *out = d;
    return status;
}

void cupel_topology_free(cupel_topology_design *d)
{
    if (!d) return;
    free(d->entries), free(d->weight), free(d->filtered), free(d->density), free(d->scratch);
    free(d->conductivity), free(d->slope), free(d->row_sums), free(d->films), free(d->power);
    for (size_t l = 0; d->temperature && l < d->cases; l++) free(d->temperature[l]);
    free(d->temperature);
    cupel_multigrid_free(d->solver);
    cupel_stencil_free(d->system);
    free(d);
}

/* d/dx = S F^T S (d(rho)/d(y) d/d(rho)), S the mean of mirrored cells, for compliance and volume; those of
 * cells that are not free are 0. */
static void chain(cupel_topology_design *d, double beta, const double *by_density, double factor, double *out)
{
    const uint8_t *region = d->problem->region;
    cupk_topology_project(d, beta, d->filtered, NULL, d->scratch);
    for (size_t c = 0; c < d->count; c++) d->scratch[c] *= by_density ? by_density[c] : factor;
    cupk_topology_fold(d, d->scratch);
    cupel_topology_filter_transpose(d, d->scratch, out);
    for (size_t c = 0; region && c < d->count; c++)
        if (region[c] != CUPEL_TOPOLOGY_DESIGN) out[c] = 0;
    cupk_topology_fold(d, out);
}

cupel_status cupk_topology_evaluate(cupel_topology_design *design, const double *variables, double beta,
                                    double penalty, cupel_topology_step *step, double *slopes,
                                    double *volumes, cupel_error *error)
{
    cupk_topology_densities(design, variables, beta);
    const cupel_status status =
        cupk_topology_solve(design, penalty, &step->compliance, &step->solver_iterations, error);
    if (status) return status;
    step->volume_fraction = cupk_topology_volume(design);
    step->grey = cupk_topology_grey(design);
    step->projection = beta;
    step->penalty = penalty;
    step->change = 0;
    if (slopes) {
        cupk_topology_slopes(design, penalty);
        chain(design, beta, design->slope, 0, slopes);
    }
    if (volumes) chain(design, beta, NULL, 1 / (double)design->free_cells, volumes);
    return CUPEL_OK;
}

cupel_status cupel_topology_evaluate(cupel_topology_design *design, const double *variables, double beta,
                                     cupel_topology_step *step, double *slopes, double *volumes,
                                     cupel_error *error)
{
    return cupk_topology_evaluate(design, variables, beta, design->problem->penalty, step, slopes, volumes,
                                  error);
}

const double *cupel_topology_density(const cupel_topology_design *design)
{
    return design->density;
}

const double *cupel_topology_filtered(const cupel_topology_design *design)
{
    return design->filtered;
}

size_t cupel_topology_cases(const cupel_topology_design *design)
{
    return design->cases;
}

void cupel_topology_temperature(const cupel_topology_design *design, size_t load_case, double *out)
{
    const cupel_stencil *s = design->system;
    for (size_t k = 0; k < s->cells[2]; k++)
        for (size_t j = 0; j < s->cells[1]; j++)
            memcpy(out + cupk_topology_at(design->problem, 0, j, k),
                   design->temperature[load_case] + cupel_stencil_at(s, 0, j, k), s->cells[0] * sizeof *out);
}
