/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "heat/multigrid_parts.h"
#include "heat/stencil_loops.h"

/* Conjugate gradients in double precision, one cycle in single precision as preconditioner. The cycle is not
 * exactly the same operator each time for its rounding, so beta has the form of Polak and Ribiere. Small
 * systems, and those whose cells exchange more with the surroundings than among each other, are first tried
 * with the diagonal as preconditioner, which needs no levels. */

enum { PLAIN_CELLS = 4096, PLAIN_STEPS = 60 };

static const double plain_ground = 0.2; /* of the diagonal: the condition is then 9 at most */

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

static bool worth_trying_plain(const cupel_multigrid *m)
{
    const size_t *cells = m->grid.cells;
    return cells[0] * cells[1] * cells[2] <= PLAIN_CELLS || m->levels.least_ground >= plain_ground;
}

cupel_status cupk_multigrid_levels(cupel_multigrid *multigrid, cupel_error *error)
{
    const cupel_status status = cupk_levels_fill(&multigrid->levels, error);
    multigrid->levelled = !status;
    return status;
}

/* The vectors come after the levels, whose construction needs workspace of its own. */
static cupel_status prepare(cupel_multigrid *m, int threads, cupel_error *error)
{
    cupel_status status = cupk_levels_finest(m->system, threads, &m->levels, error);
    m->levelled = false;
    if (!status && !worth_trying_plain(m)) status = cupk_multigrid_levels(m, error);
    if (status || m->r) return status;
    m->r = cupk_grid_doubles(&m->grid, threads);
    m->p = cupk_grid_doubles(&m->grid, threads);
    m->q = cupk_grid_doubles(&m->grid, threads);
    m->sums = malloc(2 * cupk_grid_tiles(&m->grid) * sizeof *m->sums);
    if (m->r && m->p && m->q && m->sums) return CUPEL_OK;
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
    const cupel_status status = prepare(m, threads > 0 ? threads : 1, error);
    if (status) {
        cupel_multigrid_free(m);
        return status;
    }
    *out = m;
    return CUPEL_OK;
}

cupel_status cupel_multigrid_update(cupel_multigrid *multigrid, cupel_error *error)
{
    const int threads = multigrid->levels.threads;
    return prepare(multigrid, threads > 0 ? threads : 1, error);
}

cupel_status cupel_multigrid_follow(cupel_multigrid *multigrid, double drift, cupel_error *error)
{
    if (cupk_levels_drift(&multigrid->levels, multigrid->system) <= drift) return CUPEL_OK;
    return cupel_multigrid_update(multigrid, error);
}

void cupel_multigrid_free(cupel_multigrid *multigrid)
{
    if (!multigrid) return;
    release(multigrid);
    free(multigrid);
}

/* 9 doubles of the system, x and the gradients, 8 single numbers of the finest level, and for coarser levels
 * at most 66 bytes a cell, padding apart: half the cells with 7 pairs, then halving with 13 each time. Few
 * cells along an axis have more padding on coarse levels. */
size_t cupel_multigrid_bytes(const size_t cells[3])
{
    const bool periodic[3] = {false, false, false};
    cupk_grid g;
    if (!cupk_grid_lay_out(cells, periodic, &g)) return SIZE_MAX;
    double coarse = 66;
    for (int a = 0; a < 3; a++)
        coarse *= ((double)cells[a] + 4) / ((double)cells[a] + 2) * ((double)cells[a] + 4) / (double)cells[a];
    const double bytes = (double)g.count * (9 * 8 + 8 * 4 + coarse) + 4e6;
    return bytes < (double)SIZE_MAX / 2 ? (size_t)bytes : SIZE_MAX;
}

/* The residual from x itself, and what the gradients start from. */
static void begin(cupel_multigrid *m, double *x, const cupk_survey *known, gradients *g)
{
    const int threads = m->levels.threads;
    cupk_stencil_wrap(m->system, x);
    double square = cupk_stencil_residual_sum(m->system, x, m->r, m->sums, threads);
    if (known->singular) {
        cupk_multigrid_shift(m, m->r, -cupk_multigrid_mean(m, m->r, known->cells));
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
    if (m->levelled)
        cupk_levels_cycle(&m->levels);
    else
        cupk_operator_first(&m->levels.level[0].matrix, b, 1, z, threads);
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

/* From a residual computed from x until it is at the goal by recurrence, or does not get on. */
static size_t descend(cupel_multigrid *m, double *x, const cupel_solve_options *options, double goal,
                      double size, size_t most, size_t n, gradients *g)
{
    enum { PATIENCE = 30 };
    double best = g->norm;
    size_t best_at = n;
    while (g->norm > goal && n < most && (n - best_at < PATIENCE || !m->levelled)) {
        if (!advance(m, x, g)) break;
        n++;
        if (options->history) options->history[n] = g->norm / size;
        if (g->norm < 0.9 * best) best = g->norm, best_at = n;
    }
    return n;
}

static cupel_status not_finite(cupel_error *error)
{
    CUPEL_FAIL(error, CUPEL_EINVAL, "a system of cells has values that are not finite");
}

static cupel_status iterate(cupel_multigrid *m, double *x, const cupel_solve_options *options,
                            const cupk_survey *known, cupel_solve_report *report, cupel_error *error)
{
    const double goal = (options->tolerance > 0 ? options->tolerance : 1e-8) * known->size;
    const size_t most = options->most_iterations ? options->most_iterations : 200;
    gradients g;
    begin(m, x, known, &g);
    if (!isfinite(g.norm)) return not_finite(error);
    if (options->history) options->history[0] = g.norm / known->size;
    size_t n = 0;
    report->status = CUPEL_SOLVE_CONVERGED;
    while (g.norm > goal) {
        const double start = g.norm;
        const bool plain = !m->levelled;
        const size_t end = plain && most - n > PLAIN_STEPS ? n + PLAIN_STEPS : most;
        n = descend(m, x, options, goal, known->size, end, n, &g);
        begin(m, x, known, &g);
        if (options->history) options->history[n] = g.norm / known->size;
        if (!(g.norm > goal)) break;
        report->status = n >= most ? CUPEL_SOLVE_LIMIT : CUPEL_SOLVE_STAGNATED;
        if (n >= most || (!plain && !(g.norm < 0.5 * start))) break;
        report->status = CUPEL_SOLVE_CONVERGED;
        if (!plain) continue;
        const cupel_status status = cupk_multigrid_levels(m, error);
        if (status) return status;
    }
    report->iterations = n;
    report->residual = g.norm / known->size;
    return CUPEL_OK;
}

/* Of what comes from outside; conductances show in the first residual. */
static cupel_status check(const cupk_survey *known, cupel_error *error)
{
    if (!isfinite(known->size) || !isfinite(known->mean) || !isfinite(known->ground))
        return not_finite(error);
    if (known->singular && fabs(known->sum) > 1e-9 * known->magnitude)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "no cell exchanges with the surroundings, but the right side adds up to %g; it must add up to 0",
            known->sum);
    return CUPEL_OK;
}

cupel_status cupel_multigrid_solve(cupel_multigrid *multigrid, double *x, const cupel_solve_options *options,
                                   cupel_solve_report *report, cupel_error *error)
{
    cupel_multigrid *m = multigrid;
    m->levels.threads = options->threads > 0 ? options->threads : 1;
    cupk_survey known;
    if (!cupk_multigrid_survey(m, x, &known)) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a solver");
    cupel_status status = check(&known, error);
    if (status) return status;
    *report = (cupel_solve_report){.status = CUPEL_SOLVE_CONVERGED};
    if (options->history) options->history[0] = 0;
    if (known.size > 0) {
        status = iterate(m, x, options, &known, report, error);
        if (status) return status;
        report->floor = 1.1e-16 * known.largest * cupk_multigrid_largest(m, x) *
                        sqrt((double)m->grid.cells[0] * (double)m->grid.cells[1] * (double)m->grid.cells[2]) /
                        known.size;
    } else { /* nothing drives it */
        memset(x, 0, m->grid.count * sizeof *x);
    }
    if (known.singular) cupk_multigrid_shift(m, x, known.mean - cupk_multigrid_mean(m, x, known.cells));
    return CUPEL_OK;
}
