/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTS_HEAT_SOLVE_H
#define CUPEL_TESTS_HEAT_SOLVE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "heat/multigrid_parts.h"
#include "unit/heat_systems.h"

/* What the tests of the solver share: systems of random numbers, and their solution by it. */

static inline cupel_multigrid *prepared(const cupel_stencil *s, int threads)
{
    cupel_multigrid *m = NULL;
    cupel_error error = {0};
    if (cupel_multigrid_new(s, threads, &m, &error)) fail_msg("%s", error.text);
    if (cupk_multigrid_levels(m, &error)) fail_msg("%s", error.text);
    return m;
}

static inline cupel_solve_report solved(cupel_multigrid *m, double *x, double tolerance, int threads)
{
    const cupel_solve_options options = {.tolerance = tolerance, .threads = threads};
    cupel_solve_report report;
    cupel_error error = {0};
    if (cupel_multigrid_solve(m, x, &options, &report, &error)) fail_msg("%s", error.text);
    return report;
}

/* From zero, with an own set-up; the solution is freed by who gets it. */
static inline double *solution(const cupel_stencil *s, double tolerance, int threads,
                               cupel_solve_report *report)
{
    cupel_multigrid *m = prepared(s, threads);
    double *x = cupel_stencil_array(s, 1);
    assert_non_null(x);
    *report = solved(m, x, tolerance, threads);
    cupel_multigrid_free(m);
    return x;
}

static inline double farthest(const cupel_stencil *s, const double *x, const double *y, double *size)
{
    double apart = 0;
    *size = 0;
    EACH_CELL(s, i, j, k)
    {
        const size_t at = cupel_stencil_at(s, i, j, k);
        apart = fmax(apart, fabs(x[at] - y[at]));
        *size = fmax(*size, fabs(y[at]));
    }
    return apart;
}

/* Random conductances over `decades`, a share of voids, ground in a share of the cells, random loads. */
typedef struct mixture {
    size_t cells[3];
    bool periodic[3];
    double decades, voids, grounded;
} mixture;

static inline cupel_stencil *mixed(const mixture *m, uint32_t seed)
{
    cupel_stencil *s = system_new(m->cells[0], m->cells[1], m->cells[2], m->periodic);
    chance c = {seed};
    double *k = cupel_stencil_array(s, 1);
    EACH_CELL(s, i, j, l)
    {
        const size_t at = cupel_stencil_at(s, i, j, l);
        const bool empty = draw(&c) < m->voids;
        k[at] = empty ? 0 : pow(10, -m->decades * draw(&c));
        s->diagonal[at] = empty ? 1 : draw(&c) < m->grounded ? 0.1 * draw(&c) : 0;
        s->right_side[at] = empty ? 0 : draw(&c) - 0.5;
    }
    system_joins(s, (double *const[]){k, k, k}, alike);
    free(k);
    return s;
}

/* Islands without ground would be singular, so voids come with ground everywhere. */
static const mixture mixtures[] = {
    {{8, 8, 8}, {false}, 0, 0, 0.2},
    {{7, 9, 11}, {false}, 2, 0, 0.2},
    {{13, 5, 17}, {false}, 4, 0, 0.2},
    {{8, 8, 12}, {true, false, false}, 2, 0, 0.2},
    {{9, 10, 11}, {true, true, true}, 2, 0, 0.2},
    {{7, 8, 13}, {false, true, true}, 3, 0, 0.2},
    {{31, 33, 1}, {false}, 2, 0, 0.2},
    {{1, 32, 31}, {false, true, false}, 2, 0, 0.2},
    {{30, 1, 33}, {true, false, true}, 2, 0, 0.2},
    {{900, 1, 1}, {false}, 1, 0, 0.2},
    {{1, 901, 1}, {false, true, false}, 1, 0, 0.2},
    {{1, 1, 777}, {false}, 3, 0, 0.2},
    {{2, 3, 200}, {false}, 2, 0, 0.2},
    {{2, 20, 20}, {true, true, false}, 2, 0, 0.2},
    {{1, 1, 1}, {false}, 0, 0, 1},
    {{2, 1, 1}, {true, false, false}, 0, 0, 1},
    {{12, 11, 10}, {false}, 2, 0.4, 1},
    {{11, 12, 9}, {true, false, true}, 3, 0.7, 1},
    {{13, 8, 9}, {false}, 0.8, 0, 0.2}, /* smooth */
    {{9, 10, 11}, {true, true, true}, 0.8, 0, 0.2},
    {{7, 8, 13}, {false, true, true}, 0.8, 0, 0.2},
    {{31, 33, 1}, {false}, 0.8, 0, 0.2},
    {{2, 20, 20}, {true, true, false}, 0.8, 0, 0.2},
    {{1, 901, 1}, {false, true, false}, 0.8, 0, 0.2},
};

#endif
