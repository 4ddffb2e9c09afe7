/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTS_HEAT_SYSTEMS_H
#define CUPEL_TESTS_HEAT_SYSTEMS_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "cupel/stencil.h"

/* Systems of cells that solvers are measured on, by the tests and by the benchmarks. */

typedef struct chance {
    uint32_t state;
} chance;

static inline double draw(chance *c)
{
    c->state = c->state * 1664525u + 1013904223u;
    return (double)(c->state >> 8) / 16777216.0;
}

static inline cupel_stencil *system_new(size_t nx, size_t ny, size_t nz, const bool periodic[3])
{
    static const bool never[3] = {false, false, false};
    const size_t cells[] = {nx, ny, nz};
    cupel_stencil *s = NULL;
    cupel_error error = {0};
    if (cupel_stencil_new(cells, periodic ? periodic : never, 1, &s, &error)) abort();
    return s;
}

/* Every cell with its index. */
#define EACH_CELL(s, i, j, k)                         \
    for (size_t k = 0; k < (s)->cells[2]; k++)        \
        for (size_t j = 0; j < (s)->cells[1]; j++)    \
            for (size_t i = 0; i < (s)->cells[0]; i++)

/* Conductances between cells of an edge of 1 from their conductivities: two halves in series. Periodic axes wrap. */
static inline void system_joins(cupel_stencil *s, double *const conductivity[3], const double factor[3])
{
    EACH_CELL (s, i, j, k) {
        const size_t index[] = {i, j, k}, stride[] = {1, s->row, s->plane}, at = cupel_stencil_at(s, i, j, k);
        for (int a = 0; a < 3; a++) {
            if (index[a] == 0 && (!s->periodic[a] || s->cells[a] < 2)) continue;
            const size_t below = index[a] ? at - stride[a] : at + (s->cells[a] - 1) * stride[a];
            const double p = conductivity[a][at], q = conductivity[a][below];
            s->conductance[a][at] = p > 0 && q > 0 ? factor[a] * 2 * p * q / (p + q) : 0;
        }
    }
}

/* Fixed values on all sides, half a cell away. */
static inline void system_dirichlet(cupel_stencil *s, const double *conductivity)
{
    EACH_CELL (s, i, j, k) {
        const size_t index[] = {i, j, k}, at = cupel_stencil_at(s, i, j, k);
        for (int a = 0; a < 3; a++)
            s->diagonal[at] += 2 * conductivity[at] *
                               ((index[a] == 0) + (index[a] + 1 == s->cells[a] ? 1 : 0)) *
                               (s->cells[a] > 1 ? 1 : 0);
    }
}

static const double alike[3] = {1, 1, 1};

/* A: constant conductivity. B: smooth. C: 16^3 blocks of a contrast of 1.5e4. Loads everywhere. */
static inline cupel_stencil *system_abc(char which, size_t n)
{
    cupel_stencil *s = system_new(n, n, n, NULL);
    double *conductivity = cupel_stencil_array(s, 1);
    static double block[16 * 16 * 16];
    chance c = {12345};
    for (int m = 0; m < 16 * 16 * 16; m++) {
        static const double kinds[] = {0.026, 0.3, 170, 390};
        block[m] = kinds[(int)(4 * draw(&c))];
    }
    EACH_CELL (s, i, j, k) {
        const size_t at = cupel_stencil_at(s, i, j, k);
        const double turn = 2 * 3.14159265358979323846 / (double)n;
        const size_t cell = i * 16 / n + 16 * (j * 16 / n + 16 * (k * 16 / n));
        conductivity[at] = 1;
        if (which == 'B')
            conductivity[at] +=
                0.25 * sin(turn * ((double)i + 0.5)) * sin(turn * ((double)j + 0.5)) * sin(turn * ((double)k + 0.5));
        if (which == 'C') conductivity[at] = block[cell];
        s->right_side[at] = 1 + draw(&c);
    }
    system_joins(s, (double *const[]){conductivity, conductivity, conductivity}, alike);
    system_dirichlet(s, conductivity);
    free(conductivity);
    return s;
}

/* D: a board 100 x 100 x 1.6 mm of 16 layers in wide x wide x thick cells: copper, laminate, a ceramic block in the
 * middle fifth; a film of 50 W/m2 K below, heat on the middle of the top. With wide = thick cells are 62.5 times wider
 * than thick. */
static inline cupel_stencil *system_board(size_t wide, size_t thick)
{
    cupel_stencil *s = system_new(wide, wide, thick, NULL);
    const double dx = 0.1 / (double)wide, dz = 0.0016 / (double)thick;
    double *k3[3];
    for (int a = 0; a < 3; a++) k3[a] = cupel_stencil_array(s, 1);
    EACH_CELL (s, i, j, k) {
        const size_t at = cupel_stencil_at(s, i, j, k);
        const bool copper = k * 16 / thick % 5 == 0, middle = i * 5 / wide == 2 && j * 5 / wide == 2;
        for (int a = 0; a < 3; a++) k3[a][at] = middle ? 170 : copper ? 390 : a == 2 ? 0.3 : 0.8;
        if (k == 0) s->diagonal[at] = dx * dx / (1 / 50.0 + dz / 2 / k3[2][at]);
        if (k + 1 == thick && middle) s->right_side[at] = 1;
    }
    const double factor[] = {dz, dz, dx * dx / dz};
    system_joins(s, k3, factor);
    for (int a = 0; a < 3; a++) free(k3[a]);
    return s;
}

static inline cupel_stencil *system_d(size_t n)
{
    return system_board(n, n);
}

#endif
