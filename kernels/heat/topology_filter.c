/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "dispatch.h"
#include "heat/topology.h"

/* The conical filter y_P = sum_Q w_PQ x_Q / sum_Q w_PQ with w = R - distance (Bruns and Tortorelli 2001; all
 * cells have one volume), and the projection rho = (tanh(beta/2) + tanh(beta (y - 1/2)))/(2 tanh(beta/2)) of
 * Wang, Lazarov and Sigmund 2011 at the threshold 1/2. */

cupel_status cupk_topology_filter_new(cupel_topology_design *d, cupel_error *error)
{
    const cupel_topology *p = d->problem;
    ptrdiff_t reach[3];
    double count = 1;
    for (int a = 0; a < 3; a++) {
        const double cells = floor(p->filter_radius / p->spacing[a]);
        reach[a] = (ptrdiff_t)fmin(cells, (double)(p->cells[a] - 1));
        count *= 2 * (double)reach[a] + 1;
    }
    if (count > 1e6)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "filter_radius %g m reaches %.3g cells; allowed are 1e6",
                   p->filter_radius, count);
    d->entries = malloc((size_t)count * sizeof *d->entries);
    if (!d->entries) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the filter");
    for (ptrdiff_t k = -reach[2]; k <= reach[2]; k++)
        for (ptrdiff_t j = -reach[1]; j <= reach[1]; j++)
            for (ptrdiff_t i = -reach[0]; i <= reach[0]; i++) {
                const double x = (double)i * p->spacing[0], y = (double)j * p->spacing[1],
                             z = (double)k * p->spacing[2];
                const double weight = p->filter_radius - sqrt(x * x + y * y + z * z);
                const bool self = i == 0 && j == 0 && k == 0;
                if (!(weight > 0) && !self) continue;
                d->entries[d->entry_count++] =
                    (cupk_filter_entry){{i, j, k}, weight > 0 ? weight / p->filter_radius : 1};
            }
    for (size_t c = 0; c < d->count; c++) d->scratch[c] = 1, d->weight[c] = 1;
    cupel_topology_filter(d, d->scratch, d->filtered);
    for (size_t c = 0; c < d->count; c++) d->weight[c] = d->filtered[c];
    return CUPEL_OK;
}

CUPEL_HOT
static void topology_add_row(double *restrict out, const double *restrict in, size_t count, double weight)
{
    for (size_t i = 0; i < count; i++) out[i] += weight * in[i];
}

/* Row (j, k) of W x, without the division. */
static void gather_row(const cupel_topology_design *d, const double *in, double *out, size_t j, size_t k)
{
    const cupel_topology *p = d->problem;
    const size_t nx = p->cells[0];
    double *row = out + cupk_topology_at(p, 0, j, k);
    for (size_t i = 0; i < nx; i++) row[i] = 0;
    for (size_t e = 0; e < d->entry_count; e++) {
        const cupk_filter_entry *entry = &d->entries[e];
        const ptrdiff_t y = (ptrdiff_t)j + entry->offset[1], z = (ptrdiff_t)k + entry->offset[2];
        if (y < 0 || z < 0 || y >= (ptrdiff_t)p->cells[1] || z >= (ptrdiff_t)p->cells[2]) continue;
        const ptrdiff_t shift = entry->offset[0];
        const size_t from = shift < 0 ? (size_t)-shift : 0, cut = shift > 0 ? (size_t)shift : 0;
        const double *source = in + cupk_topology_at(p, 0, (size_t)y, (size_t)z);
        topology_add_row(row + from, source + from + shift, nx - from - cut, entry->weight);
    }
}

void cupel_topology_filter(cupel_topology_design *d, const double *in, double *out)
{
    const cupel_topology *p = d->problem;
    const size_t nx = p->cells[0];
#pragma omp parallel for num_threads(d->threads) schedule(static)
    for (size_t r = 0; r < d->rows; r++) {
        gather_row(d, in, out, r % p->cells[1], r / p->cells[1]);
        for (size_t i = 0; i < nx; i++) out[r * nx + i] /= d->weight[r * nx + i];
    }
}

/* F^T y = W (y/w), as W is symmetric. */
void cupel_topology_filter_transpose(cupel_topology_design *d, const double *in, double *out)
{
    const cupel_topology *p = d->problem;
    double *scaled = d->conductivity; /* which every solve writes anew */
    for (size_t c = 0; c < d->count; c++) scaled[c] = in[c] / d->weight[c];
#pragma omp parallel for num_threads(d->threads) schedule(static)
    for (size_t r = 0; r < d->rows; r++) gather_row(d, scaled, out, r % p->cells[1], r / p->cells[1]);
}

void cupk_topology_project(const cupel_topology_design *d, double beta, const double *filtered,
                           double *density, double *derivative)
{
    const uint8_t *region = d->problem->region;
    const double half = tanh(0.5 * beta);
#pragma omp parallel for num_threads(d->threads) schedule(static)
    for (size_t c = 0; c < d->count; c++) {
        double rho = filtered[c], slope = 1;
        if (beta > 0) {
            const double t = tanh(beta * (filtered[c] - 0.5));
            rho = (half + t) / (2 * half);
            slope = beta * (1 - t * t) / (2 * half);
        }
        if (region && region[c] != CUPEL_TOPOLOGY_DESIGN) {
            rho = region[c] == CUPEL_TOPOLOGY_SOLID;
            slope = 0;
        }
        if (density) density[c] = rho;
        if (derivative) derivative[c] = slope;
    }
}

void cupk_topology_densities(cupel_topology_design *d, const double *variables, double beta)
{
    const uint8_t *region = d->problem->region;
    for (size_t c = 0; c < d->count; c++)
        d->scratch[c] =
            !region || region[c] == CUPEL_TOPOLOGY_DESIGN ? variables[c] : region[c] == CUPEL_TOPOLOGY_SOLID;
    cupk_topology_fold(d, d->scratch);
    cupel_topology_filter(d, d->scratch, d->filtered);
    cupk_topology_fold(d, d->filtered);
    cupk_topology_project(d, beta, d->filtered, d->density, NULL);
}

/* Mean of rho, or of 4 rho (1 - rho), over the free cells: rows first, then rows in order. */
static double mean_of_free(const cupel_topology_design *d, const double *density, bool grey)
{
    const size_t nx = d->problem->cells[0];
    const uint8_t *region = d->problem->region;
#pragma omp parallel for num_threads(d->threads) schedule(static)
    for (size_t r = 0; r < d->rows; r++) {
        double sum = 0;
        for (size_t c = r * nx; c < (r + 1) * nx; c++)
            if (!region || region[c] == CUPEL_TOPOLOGY_DESIGN)
                sum += grey ? 4 * density[c] * (1 - density[c]) : density[c];
        d->row_sums[r] = sum;
    }
    double sum = 0;
    for (size_t r = 0; r < d->rows; r++) sum += d->row_sums[r];
    return sum / (double)d->free_cells;
}

double cupk_topology_volume(const cupel_topology_design *design)
{
    return mean_of_free(design, design->density, false);
}

double cupk_topology_volume_of(const cupel_topology_design *design, const double *density)
{
    return mean_of_free(design, density, false);
}

double cupk_topology_grey(const cupel_topology_design *design)
{
    return mean_of_free(design, design->density, true);
}
