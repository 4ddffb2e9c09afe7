/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "dispatch.h"
#include "rolling/slab.h"

const cupk_cost cupk_slab_maps_cost = {"slab_maps", .flops = 73, .bytes = 112, .bytes_wa = 144};

/* The classical Runge-Kutta step of dT/ds = a T - b. Each stage slope is u T - v; the sums of the u and v
 * give the map. The integral of p = K - T/h over the same stages has order 4 too. Arrays of one direction:
 * start, middle, end of each cell; `sign` turns the coordinate. About 78 floating-point operations and 19
 * numbers per cell. */
CUPEL_HOT static void maps_of(size_t cells, cupk_stations start, cupk_stations middle, cupk_stations end,
                              double slide, double hold, double sign, cupk_maps out)
{
    const double *restrict i0 = start.inverse, *restrict y0 = start.yield, *restrict h0 = start.dh,
                           *restrict x0 = start.dx, *restrict g0 = start.grip;
    const double *restrict i1 = middle.inverse, *restrict y1 = middle.yield, *restrict h1 = middle.dh,
                           *restrict x1 = middle.dx, *restrict g1 = middle.grip;
    const double *restrict i2 = end.inverse, *restrict y2 = end.yield, *restrict h2 = end.dh,
                           *restrict x2 = end.dx, *restrict g2 = end.grip;
    double *restrict gain = out.gain, *restrict drop = out.drop, *restrict push = out.push,
                     *restrict pull = out.pull;
#pragma omp simd
    for (size_t i = 0; i < cells; i++) {
        const double w0 = sign * (h0[i] + slide * (g0[i] * x0[i]));
        const double w1 = sign * (h1[i] + slide * (g1[i] * x1[i]));
        const double w2 = sign * (h2[i] + slide * (g2[i] * x2[i]));
        const double a0 = w0 * i0[i], a1 = w1 * i1[i], a2 = w2 * i2[i];
        const double b0 = (w0 + sign * hold * x0[i]) * y0[i];
        const double b1 = (w1 + sign * hold * x1[i]) * y1[i];
        const double b2 = (w2 + sign * hold * x2[i]) * y2[i];
        const double u2 = a1 * (1 + 0.5 * a0), v2 = a1 * (0.5 * b0) + b1;
        const double u3 = a1 * (1 + 0.5 * u2), v3 = a1 * (0.5 * v2) + b1;
        const double u4 = a2 * (1 + u3), v4 = a2 * v3 + b2;
        gain[i] = (a0 + 2 * (u2 + u3) + u4) * (1.0 / 6);
        drop[i] = (b0 + 2 * (v2 + v3) + v4) * (1.0 / 6);
        const double m0 = x0[i] * i0[i], m1 = x1[i] * i1[i], m2 = x2[i] * i2[i];
        pull[i] = (m0 + m1 * (4 + a0 + u2) + m2 * (1 + u3)) * (1.0 / 6);
        push[i] = (x0[i] * y0[i] + 4 * x1[i] * y1[i] + m1 * (b0 + v2) + x2[i] * y2[i] + m2 * v3) * (1.0 / 6);
    }
}

void cupk_slab_maps(const cupk_mesh *mesh, double slide, double hold, int direction, const cupk_maps *out)
{
    const cupk_stations near = mesh->nodes;
    const cupk_stations far = {near.inverse + 1, near.yield + 1, near.dh + 1, near.dx + 1, near.grip + 1};
    if (direction > 0)
        maps_of(mesh->cells, near, mesh->middles, far, slide, hold, 1, *out);
    else
        maps_of(mesh->cells, far, mesh->middles, near, slide, hold, -1, *out);
}
