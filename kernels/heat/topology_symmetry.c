/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "heat/topology.h"

/* Designs that are their own mirror image. Where branches compete, a symmetric problem does not keep a design
 * symmetric: rounding decides. So variables, filtered densities and derivatives are folded. */

static size_t mirrored(const cupel_topology *p, int axis, size_t i, size_t j, size_t k)
{
    size_t other[3] = {i, j, k};
    other[axis] = p->cells[axis] - 1 - other[axis];
    return cupk_topology_at(p, other[0], other[1], other[2]);
}

static void fold_along(const cupel_topology *p, int axis, double *values)
{
    for (size_t k = 0; k < p->cells[2]; k++)
        for (size_t j = 0; j < p->cells[1]; j++)
            for (size_t i = 0; i < p->cells[0]; i++) {
                const size_t c = cupk_topology_at(p, i, j, k), m = mirrored(p, axis, i, j, k);
                if (m > c) values[c] = values[m] = 0.5 * (values[c] + values[m]);
            }
}

void cupk_topology_fold(const cupel_topology_design *design, double *values)
{
    for (int axis = 0; axis < 3; axis++)
        if (design->problem->symmetric[axis]) fold_along(design->problem, axis, values);
}

static bool close_to(double a, double b)
{
    return a == b || fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

static bool cells_are_mirrored(const cupel_topology_design *d, int axis)
{
    const cupel_topology *p = d->problem;
    for (size_t k = 0; k < p->cells[2]; k++)
        for (size_t j = 0; j < p->cells[1]; j++)
            for (size_t i = 0; i < p->cells[0]; i++) {
                const size_t c = cupk_topology_at(p, i, j, k), m = mirrored(p, axis, i, j, k);
                if (p->region && p->region[c] != p->region[m]) return false;
                for (size_t l = 0; l < d->cases; l++)
                    if (!close_to(d->power[l * d->count + c], d->power[l * d->count + m])) return false;
            }
    return true;
}

static bool films_are_mirrored(const cupel_topology_design *d, int axis)
{
    const size_t *cells = d->problem->cells;
    for (int side = 0; side < 6; side++) {
        const int normal = side / 2, u = normal == 0 ? 1 : 0, v = normal == 2 ? 1 : 2;
        for (size_t second = 0; second < cells[v]; second++)
            for (size_t first = 0; first < cells[u]; first++) {
                const size_t a = axis == u ? cells[u] - 1 - first : first,
                             b = axis == v ? cells[v] - 1 - second : second;
                const int across = axis == normal ? side ^ 1 : side;
                if (!close_to(d->films[cupk_topology_film(d, side, first, second)],
                              d->films[cupk_topology_film(d, across, a, b)]))
                    return false;
            }
    }
    return true;
}

cupel_status cupk_topology_check_symmetry(const cupel_topology_design *d, cupel_error *error)
{
    for (int axis = 0; axis < 3; axis++) {
        if (!d->problem->symmetric[axis]) continue;
        const char *what = !cells_are_mirrored(d, axis)   ? "sources or kept regions"
                           : !films_are_mirrored(d, axis) ? "sinks"
                                                          : NULL;
        if (what)
            CUPEL_FAIL(
                error, CUPEL_EINVAL,
                "symmetry along %c is asked for, but the %s differ on the two sides of the middle plane",
                "xyz"[axis], what);
    }
    return CUPEL_OK;
}
