/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "heat/topology.h"

/* Conductances of the faces, temperatures, and derivatives of the compliance C = sum b^T T. A face between
 * cells P and N has G = A/(dx/(2 k_P) + dx/(2 k_N)), one to the surroundings G = A/(dx/(2 k_P) + 1/h); then
 * dG/dk_P = G^2 dx/(2 A k_P^2) for both, and dC/dk_P = - sum over faces of dG/dk_P (T_P - T_N)^2, as K is
 * symmetric and b does not depend on k (temperatures are rises above the surroundings). */

typedef struct axis_geometry {
    double half, area; /* dx/2, A */
} axis_geometry;

static axis_geometry geometry(const cupel_topology *p, int axis)
{
    const double area = p->spacing[(axis + 1) % 3] * p->spacing[(axis + 2) % 3];
    return (axis_geometry){0.5 * p->spacing[axis], area};
}

static void set_conductivities(cupel_topology_design *d, double penalty)
{
    const cupel_topology *p = d->problem;
    const double span = p->conductivity - p->filler_conductivity;
#pragma omp parallel for num_threads(d->threads) schedule(static)
    for (size_t c = 0; c < d->count; c++) {
        const double rho = fmin(fmax(d->density[c], 0), 1);
        d->conductivity[c] = p->filler_conductivity + span * pow(rho, penalty);
    }
}

/* Conductance from a cell to the surroundings through its face of a side; 0 where it has none there. */
static double to_surroundings(const cupel_topology_design *d, const size_t at[3], int side, double k)
{
    const int axis = side / 2, u = axis == 0 ? 1 : 0, v = axis == 2 ? 1 : 2;
    if (at[axis] != (side % 2 ? d->problem->cells[axis] - 1 : 0)) return 0;
    const double film = d->films[cupk_topology_film(d, side, at[u], at[v])];
    const axis_geometry g = geometry(d->problem, axis);
    return film > 0 ? g.area / (g.half / k + 1 / film) : 0;
}

static void assemble_row(cupel_topology_design *d, size_t j, size_t k)
{
    const cupel_topology *p = d->problem;
    cupel_stencil *s = d->system;
    const size_t stride[3] = {1, p->cells[0], p->cells[0] * p->cells[1]};
    for (size_t i = 0; i < p->cells[0]; i++) {
        const size_t at[3] = {i, j, k}, c = cupk_topology_at(p, i, j, k), cell = cupel_stencil_at(s, i, j, k);
        const double own = d->conductivity[c];
        for (int a = 0; a < 3; a++) {
            if (at[a] == 0) continue;
            const axis_geometry g = geometry(p, a);
            s->conductance[a][cell] = g.area / (g.half / own + g.half / d->conductivity[c - stride[a]]);
        }
        double outside = 0;
        for (int side = 0; side < 6; side++) outside += to_surroundings(d, at, side, own);
        s->diagonal[cell] = outside;
    }
}

static void set_powers(cupel_topology_design *d, size_t load_case)
{
    const cupel_topology *p = d->problem;
    const double *power = d->power + d->count * load_case;
#pragma omp parallel for num_threads(d->threads) schedule(static)
    for (size_t r = 0; r < d->rows; r++)
        for (size_t i = 0; i < p->cells[0]; i++)
            d->system->right_side[cupel_stencil_at(d->system, i, r % p->cells[1], r / p->cells[1])] =
                power[r * p->cells[0] + i];
}

/* b^T T of the case whose powers are set. */
static double work(const cupel_topology_design *d, const double *temperature)
{
    const cupel_topology *p = d->problem;
#pragma omp parallel for num_threads(d->threads) schedule(static)
    for (size_t r = 0; r < d->rows; r++) {
        double sum = 0;
        for (size_t i = 0; i < p->cells[0]; i++) {
            const size_t at = cupel_stencil_at(d->system, i, r % p->cells[1], r / p->cells[1]);
            sum += d->system->right_side[at] * temperature[at];
        }
        d->row_sums[r] = sum;
    }
    double sum = 0;
    for (size_t r = 0; r < d->rows; r++) sum += d->row_sums[r];
    return sum;
}

cupel_status cupk_topology_solve(cupel_topology_design *d, double penalty, double *compliance,
                                 double *solver_iterations, cupel_error *error)
{
    const cupel_topology *p = d->problem;
    const cupel_solve_options options = {.tolerance = p->solver_tolerance > 0 ? p->solver_tolerance : 1e-8,
                                         .threads = d->threads};
    set_conductivities(d, penalty);
#pragma omp parallel for num_threads(d->threads) schedule(static)
    for (size_t r = 0; r < d->rows; r++) assemble_row(d, r % p->cells[1], r / p->cells[1]);
    cupel_status status = cupel_multigrid_update(d->solver, error);
    double sum = 0, iterations = 0;
    for (size_t l = 0; !status && l < d->cases; l++) {
        cupel_solve_report report;
        set_powers(d, l);
        status = cupel_multigrid_solve(d->solver, d->temperature[l], &options, &report, error);
        if (status) break;
        if (report.status == CUPEL_SOLVE_LIMIT || !(report.residual < 1e-4))
            CUPEL_FAIL(error, CUPEL_EFAILED,
                       "the temperatures do not converge: residual %.3g after %zu iterations",
                       report.residual, report.iterations);
        iterations += (double)report.iterations;
        sum += work(d, d->temperature[l]);
    }
    if (status) return status;
    *compliance = sum;
    *solver_iterations = iterations;
    return CUPEL_OK;
}

/* sum over the faces of a cell of dG/dk (T_P - T_N)^2 for one case. */
static double faces_of_cell(const cupel_topology_design *d, const double *temperature, const size_t at[3],
                            double k)
{
    const cupel_stencil *s = d->system;
    const size_t cell = cupel_stencil_at(s, at[0], at[1], at[2]), stride[3] = {1, s->row, s->plane};
    double sum = 0;
    for (int a = 0; a < 3; a++) {
        const axis_geometry g = geometry(d->problem, a);
        const double factor = g.half / (g.area * k * k);
        double part = 0;
        if (at[a] > 0) {
            const double flow = s->conductance[a][cell] * (temperature[cell] - temperature[cell - stride[a]]);
            part += flow * flow;
        }
        if (at[a] + 1 < s->cells[a]) {
            const double flow =
                s->conductance[a][cell + stride[a]] * (temperature[cell] - temperature[cell + stride[a]]);
            part += flow * flow;
        }
        for (int side = 2 * a; side < 2 * a + 2; side++) {
            const double flow = to_surroundings(d, at, side, k) * temperature[cell];
            part += flow * flow;
        }
        sum += factor * part;
    }
    return sum;
}

void cupk_topology_slopes(cupel_topology_design *d, double penalty)
{
    const cupel_topology *p = d->problem;
    const double span = p->conductivity - p->filler_conductivity;
#pragma omp parallel for num_threads(d->threads) schedule(static)
    for (size_t c = 0; c < d->count; c++) {
        const size_t row = c / p->cells[0];
        const size_t at[3] = {c % p->cells[0], row % p->cells[1], row / p->cells[1]};
        const double rho = fmin(fmax(d->density[c], 0), 1);
        double by_conductivity = 0;
        for (size_t l = 0; l < d->cases; l++)
            by_conductivity -= faces_of_cell(d, d->temperature[l], at, d->conductivity[c]);
        d->slope[c] = by_conductivity * span * penalty * pow(rho, penalty - 1);
    }
}
