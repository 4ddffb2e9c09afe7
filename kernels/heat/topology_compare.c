/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "heat/topology.h"

/* What a design is worth: cut to black and white, and beside simpler ways to lay the same volume. */

static bool is_free(const cupel_topology *p, size_t cell)
{
    return !p->region || p->region[cell] == CUPEL_TOPOLOGY_DESIGN;
}

static double kept(const cupel_topology *p, size_t cell)
{
    return p->region[cell] == CUPEL_TOPOLOGY_SOLID;
}

cupel_status cupel_topology_assess(cupel_topology_design *design, const double *density, double *compliance,
                                   cupel_error *error)
{
    double iterations;
    memcpy(design->density, density, design->count * sizeof *density);
    return cupk_topology_solve(design, 1, compliance, &iterations, error);
}

static double cut_at(const cupel_topology_design *d, double level, double *density)
{
    for (size_t c = 0; c < d->count; c++)
        density[c] = is_free(d->problem, c) ? d->filtered[c] > level : kept(d->problem, c);
    return cupk_topology_volume_of(d, density);
}

void cupel_topology_cut(const cupel_topology_design *d, double *density, double *level, double *volume)
{
    const double wanted = d->problem->volume_fraction;
    double lo = 0, hi = 1;
    for (int n = 0; n < 60; n++) {
        const double middle = 0.5 * (lo + hi);
        if (cut_at(d, middle, density) > wanted)
            lo = middle;
        else
            hi = middle;
    }
    const double above = cut_at(d, lo, density), below = cut_at(d, hi, density);
    *level = above - wanted < wanted - below ? lo : hi; /* one layer of equal densities lies between */
    *volume = cut_at(d, *level, density);
}

void cupel_topology_even(const cupel_topology_design *d, double *density)
{
    const cupel_topology *p = d->problem;
    const bool solid = p->cells[0] > 1 && p->cells[1] > 1 && p->cells[2] > 1;
    const double k0 = p->conductivity, k_min = p->filler_conductivity, f = p->volume_fraction,
                 dimensions = solid ? 3 : 2;
    const double mixture = k0 + (1 - f) / (1 / (k_min - k0) + f / (dimensions * k0));
    for (size_t c = 0; c < d->count; c++)
        density[c] = is_free(p, c) ? (mixture - k_min) / (k0 - k_min) : kept(p, c);
}

/* Share of [0, 1] along an axis, in cells, that [lo, hi] covers of cell i. */
static double covered(double lo, double hi, size_t i)
{
    return fmax(fmin(hi, (double)i + 1) - fmax(lo, (double)i), 0);
}

static double lay_bar(const cupel_topology_design *d, const double lo[3], const double hi[3], double *density)
{
    const cupel_topology *p = d->problem;
    for (size_t k = 0; k < p->cells[2]; k++)
        for (size_t j = 0; j < p->cells[1]; j++)
            for (size_t i = 0; i < p->cells[0]; i++) {
                const size_t c = cupk_topology_at(p, i, j, k);
                density[c] = is_free(p, c) ? covered(lo[0], hi[0], i) * covered(lo[1], hi[1], j) *
                                                 covered(lo[2], hi[2], k)
                                           : kept(p, c);
            }
    return cupk_topology_volume_of(d, density);
}

bool cupel_topology_bar(const cupel_topology_design *d, double length, double *density)
{
    const cupel_topology *p = d->problem;
    const cupel_cell_box *box = &p->boundaries[0].box;
    double smallest = 0, largest = 2; /* factors of the patch, until the bar has the volume */
    for (int a = 0; a < 3; a++)
        if (box->lo[a] < box->hi[a])
            largest = fmax(largest, 2 * (double)p->cells[a] / (double)(box->hi[a] - box->lo[a]));
    double volume = 0;
    for (int n = 0; n < 60; n++) {
        const double factor = n ? 0.5 * (smallest + largest) : largest;
        double lo[3], hi[3];
        for (int a = 0; a < 3; a++) {
            const double first = (double)box->lo[a], last = (double)box->hi[a], cells = (double)p->cells[a];
            const double middle = 0.5 * (first + last), half = 0.5 * factor * (last - first);
            lo[a] = first < last ? fmax(middle - half, 0) : first > 0 ? cells * (1 - length) : 0;
            hi[a] = first < last ? fmin(middle + half, cells) : first > 0 ? cells : cells * length;
        }
        volume = lay_bar(d, lo, hi, density);
        if (n == 0 && volume < p->volume_fraction) return false;
        if (n > 0 && volume < p->volume_fraction) smallest = factor;
        if (n > 0 && volume >= p->volume_fraction) largest = factor;
    }
    return fabs(volume - p->volume_fraction) < 1e-6;
}
