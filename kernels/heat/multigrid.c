/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "heat/multigrid.h"
#include "heat/stencil_loops.h"

/* Conjugate gradients in double precision, one cycle in single precision as preconditioner. The cycle is not
 * exactly the same operator each time for its rounding, so beta has the form of Polak and Ribiere. */

struct cupel_multigrid {
    const cupel_stencil *system;
    cupk_grid grid;
    cupk_levels levels;
    double *r, *p, *q, *sums;
};

/* What is known of a system before it is solved. */
typedef struct survey {
    double size;           /* |b| */
    double sum, magnitude; /* of b, over cells that exchange with others */
    double ground;
    double largest; /* diagonal */
    size_t cells;   /* that exchange with others */
    double mean;    /* of the guess over these */
    bool singular;
} survey;

typedef struct gradients {
    double norm, scale, zr, alpha;
    bool fresh; /* no direction yet */
} gradients;

static void release(cupel_multigrid *m)
{
    cupk_levels_free(&m->levels);
    free(m->r), free(m->p), free(m->q), free(m->sums);
    m->r = m->p = m->q = m->sums = NULL;
}

/* The vectors come after the levels, whose construction needs workspace of its own. */
static cupel_status prepare(cupel_multigrid *m, int threads, cupel_error *error)
{
    release(m);
    const cupel_status status = cupk_levels_new(m->system, threads, &m->levels, error);
    if (status) return status;
    m->r = cupk_grid_doubles(&m->grid, threads);
    m->p = cupk_grid_doubles(&m->grid, threads);
    m->q = cupk_grid_doubles(&m->grid, threads);
    m->sums = malloc(2 * cupk_grid_tiles(&m->grid) * sizeof *m->sums);
    if (m->r && m->p && m->q && m->sums) return CUPEL_OK;
    release(m);
    CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the vectors of a solver of %zu cells",
               m->grid.cells[0] * m->grid.cells[1] * m->grid.cells[2]);
}

cupel_status cupel_multigrid_new(const cupel_stencil *stencil, int threads, cupel_multigrid **out,
                                 cupel_error *error)
{
    cupel_multigrid *m = calloc(1, sizeof *m);
    if (!m) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a solver");
    m->system = stencil;
    m->grid = cupk_stencil_grid(stencil);
    m->levels.threads = threads > 0 ? threads : 1;
    const cupel_status status = prepare(m, m->levels.threads, error);
    if (status) {
        free(m);
        return status;
    }
    *out = m;
    return CUPEL_OK;
}

cupel_status cupel_multigrid_update(cupel_multigrid *multigrid, cupel_error *error)
{
    const int threads = multigrid->levels.threads;
    const cupel_status status = prepare(multigrid, threads > 0 ? threads : 1, error);
    multigrid->levels.threads = threads;
    return status;
}

void cupel_multigrid_free(cupel_multigrid *multigrid)
{
    if (!multigrid) return;
    release(multigrid);
    free(multigrid);
}

/* 9 doubles of the system, x and the gradients, 8 single numbers of the finest level, and for coarser levels
 * at most 64 bytes a cell: half the cells with 7 pairs, then halving with 13 each time. */
size_t cupel_multigrid_bytes(const size_t cells[3])
{
    const bool periodic[3] = {false, false, false};
    cupk_grid g;
    if (!cupk_grid_lay_out(cells, periodic, &g)) return SIZE_MAX;
    const double bytes = (double)g.count * (9 * 8 + 8 * 4 + 66) + 4e6;
    return bytes < (double)SIZE_MAX / 2 ? (size_t)bytes : SIZE_MAX;
}

/* Row by row, added up in the order of the cells. Cells that exchange with none are solved on the way. */
static void take_stock(const cupel_multigrid *m, double *x, survey *out)
{
    const cupel_stencil *s = m->system;
    const float *inverse = m->levels.level[0].matrix.inverse;
    survey v = {0};
    for (size_t k = 0; k < s->cells[2]; k++)
        for (size_t j = 0; j < s->cells[1]; j++) {
            double squares = 0, sum = 0, magnitude = 0, guess = 0;
            const size_t first = cupel_stencil_at(s, 0, j, k);
            for (size_t at = first; at < first + s->cells[0]; at++) {
                const double b = s->right_side[at], d = s->diagonal[at];
                squares += b * b;
                if (!(inverse[at] > 0)) {
                    if (d > 0) x[at] = b / d;
                    continue;
                }
                sum += b;
                magnitude += fabs(b);
                guess += x[at];
                v.ground += d;
                v.cells++;
                const double diagonal =
                    d + 2 * (s->conductance[0][at] + s->conductance[1][at] + s->conductance[2][at]);
                if (diagonal > v.largest) v.largest = diagonal;
            }
            v.size += squares, v.sum += sum, v.magnitude += magnitude, v.mean += guess;
        }
    v.size = sqrt(v.size);
    v.singular = v.cells > 0 && !(v.ground > 0);
    if (v.cells) v.mean /= (double)v.cells;
    *out = v;
}

/* Adds a constant to the cells that exchange with others. */
static void shift(const cupel_multigrid *m, double *x, double by)
{
    const cupk_grid *g = &m->grid;
    const float *inverse = m->levels.level[0].matrix.inverse;
    for (size_t k = 0; k < g->cells[2]; k++)
        for (size_t j = 0; j < g->cells[1]; j++) {
            const size_t first = cupk_grid_at(g, 0, j, k);
            for (size_t at = first; at < first + g->cells[0]; at++)
                if (inverse[at] > 0) x[at] += by;
        }
}

static double mean_of(const cupel_multigrid *m, const double *x, size_t cells)
{
    const cupk_grid *g = &m->grid;
    const float *inverse = m->levels.level[0].matrix.inverse;
    double sum = 0;
    for (size_t k = 0; k < g->cells[2]; k++)
        for (size_t j = 0; j < g->cells[1]; j++) {
            const size_t first = cupk_grid_at(g, 0, j, k);
            double row = 0;
            for (size_t at = first; at < first + g->cells[0]; at++) row += inverse[at] > 0 ? x[at] : 0;
            sum += row;
        }
    return sum / (double)cells;
}

/* The residual from x itself, and what the gradients start from. */
static void begin(cupel_multigrid *m, double *x, const survey *known, gradients *g)
{
    const int threads = m->levels.threads;
    cupk_stencil_wrap(m->system, x);
    double square = cupk_stencil_residual_sum(m->system, x, m->r, m->sums, threads);
    if (known->singular) {
        shift(m, m->r, -mean_of(m, m->r, known->cells));
        square = cupk_stencil_single(&m->grid, m->r, 1, m->levels.level[0].b, m->sums, threads);
    }
    *g = (gradients){.norm = sqrt(square), .fresh = true};
    g->scale = g->norm > 0 ? 1 / g->norm : 1;
}

/* One step; false when rounding leaves no direction to go. */
static bool advance(cupel_multigrid *m, double *x, gradients *g)
{
    const int threads = m->levels.threads;
    float *z = m->levels.level[0].x, *b = m->levels.level[0].b;
    if (g->fresh) cupk_stencil_single(&m->grid, m->r, g->scale, b, m->sums, threads);
    cupk_levels_cycle(&m->levels);
    double products[2];
    cupk_stencil_products(&m->grid, z, m->r, m->q, m->sums, threads, products);
    const double beta = g->fresh ? 0 : -g->alpha * products[1] / g->zr;
    g->zr = products[0];
    cupk_stencil_direction(&m->grid, z, beta, m->p, threads);
    cupk_stencil_wrap(m->system, m->p);
    const double curvature = cupk_stencil_product(m->system, m->p, m->q, m->sums, threads);
    if (!(curvature > 0) || !(g->zr > 0) || !isfinite(beta)) return false;
    g->alpha = g->zr / curvature;
    g->norm = sqrt(cupk_stencil_step(&m->grid, g->alpha, m->p, m->q, x, m->r, g->scale, b, m->sums, threads));
    g->fresh = false;
    return true;
}

static double largest_of(const cupk_grid *g, const double *x)
{
    double largest = 0;
    for (size_t k = 0; k < g->cells[2]; k++)
        for (size_t j = 0; j < g->cells[1]; j++) {
            const size_t first = cupk_grid_at(g, 0, j, k);
            for (size_t at = first; at < first + g->cells[0]; at++)
                if (fabs(x[at]) > largest) largest = fabs(x[at]);
        }
    return largest;
}

static void iterate(cupel_multigrid *m, double *x, const cupel_solve_options *options, const survey *known,
                    cupel_solve_report *report)
{
    enum { PATIENCE = 30 };
    const double goal = (options->tolerance > 0 ? options->tolerance : 1e-8) * known->size;
    const size_t most = options->most_iterations ? options->most_iterations : 200;
    gradients g;
    begin(m, x, known, &g);
    if (options->history) options->history[0] = g.norm / known->size;
    size_t n = 0;
    report->status = CUPEL_SOLVE_CONVERGED;
    while (g.norm > goal) { /* from a residual computed from x */
        const double start = g.norm;
        double best = start;
        size_t best_at = n;
        bool moving = true;
        while (g.norm > goal && n < most && moving && n - best_at < PATIENCE) {
            moving = advance(m, x, &g);
            if (!moving) break;
            n++;
            if (options->history) options->history[n] = g.norm / known->size;
            if (g.norm < 0.9 * best) best = g.norm, best_at = n;
        }
        begin(m, x, known, &g);
        if (options->history) options->history[n] = g.norm / known->size;
        if (!(g.norm > goal)) break;
        report->status = n >= most ? CUPEL_SOLVE_LIMIT : CUPEL_SOLVE_STAGNATED;
        if (n >= most || !(g.norm < 0.5 * start)) break;
        report->status = CUPEL_SOLVE_CONVERGED;
    }
    report->iterations = n;
    report->residual = g.norm / known->size;
}

cupel_status cupel_multigrid_solve(cupel_multigrid *multigrid, double *x, const cupel_solve_options *options,
                                   cupel_solve_report *report, cupel_error *error)
{
    cupel_multigrid *m = multigrid;
    m->levels.threads = options->threads > 0 ? options->threads : 1;
    survey known;
    take_stock(m, x, &known);
    const double guess = cupel_stencil_residual(m->system, x, m->r, m->levels.threads);
    if (!isfinite(guess) || !isfinite(known.size))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a system of cells has values that are not finite");
    if (known.singular && fabs(known.sum) > 1e-9 * known.magnitude)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "no cell exchanges with the surroundings, but the right side adds up to %g; it must add up to 0",
            known.sum);
    *report = (cupel_solve_report){.status = CUPEL_SOLVE_CONVERGED};
    if (options->history) options->history[0] = 0;
    if (known.size > 0) {
        iterate(m, x, options, &known, report);
        report->floor = 1.1e-16 * known.largest * largest_of(&m->grid, x) *
                        sqrt((double)m->grid.cells[0] * (double)m->grid.cells[1] * (double)m->grid.cells[2]) /
                        known.size;
    } else { /* nothing drives it */
        memset(x, 0, m->grid.count * sizeof *x);
    }
    if (known.singular) shift(m, x, known.mean - mean_of(m, x, known.cells));
    return CUPEL_OK;
}
