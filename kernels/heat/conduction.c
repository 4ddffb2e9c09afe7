/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/conduction.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "heat/anderson.h"
#include "heat/body_parts.h"

/* The steady state: the system is written about the last field and solved, until the heat flows of all cells
 * balance. Films and radiation go in by their tangents (Newton), conductivities, powers and coolants by their
 * values (Picard), which Anderson's method then accelerates. */

static const double drift = 0.2; /* of conductances that the levels of the linear solver bear */

enum { DEPTH = 5, SHALLOW = 2, MOST_ITERATIONS = 100, MOST_LINEAR = 500 };

typedef struct steady {
    cupk_body *body;
    cupel_multigrid *multigrid;
    cupk_anderson *anderson;
    double *x, *next, *r;
    double *history;
    cupk_island *islands;
    double mean; /* of parts that exchange with nothing, less the reference */
} steady;

size_t cupel_conduction_bytes(const size_t cells[3], bool nonlinear)
{
    const size_t system = cupel_multigrid_bytes(cells);
    const double count = (double)cells[0] * (double)cells[1] * (double)cells[2];
    /* two more fields, islands and the results' fields; Anderson's differences */
    const double more = count * (8 * 2 + 5 + 2 + 8 * 4 + (nonlinear ? 8.0 * 12 : 0));
    if (system == SIZE_MAX || more > 1e17) return SIZE_MAX;
    return system + (size_t)more;
}

static void release(steady *s)
{
    cupel_multigrid_free(s->multigrid);
    cupk_anderson_free(s->anderson);
    free(s->x);
    free(s->next);
    free(s->r);
    free(s->history);
    free(s->islands);
    cupk_body_free(s->body);
}

/* The body, and the field that the iteration starts from. */
static cupel_status begin(const cupel_conduction *problem, int threads, const cupel_conduction_options *o,
                          steady *s, cupel_error *error)
{
    const double guess = o->initial_temperature;
    cupel_status status = cupk_body_new(problem, NAN, threads, &s->body, error);
    if (status) return status;
    if (guess > 0) s->mean = guess - s->body->reference;
    s->x = cupel_stencil_array(s->body->system, threads);
    s->islands = calloc(s->body->island_count + 1, sizeof *s->islands);
    if (!s->x || !s->islands) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the fields of the body");
    const cupel_stencil *system = s->body->system;
    size_t n = 0;
    for (size_t k = 0; k < problem->cells[2]; k++)
        for (size_t j = 0; j < problem->cells[1]; j++)
            for (size_t i = 0; i < problem->cells[0]; i++, n++)
                if (problem->material[n]) s->x[cupel_stencil_at(system, i, j, k)] = s->mean;
    return CUPEL_OK;
}

static cupel_status prepare(const cupel_conduction *problem, int threads, const cupel_conduction_options *o,
                            size_t most_linear, steady *s, cupel_error *error)
{
    const cupel_status status = begin(problem, threads, o, s, error);
    if (status) return status;
    s->next = cupel_stencil_array(s->body->system, threads);
    s->r = cupel_stencil_array(s->body->system, threads);
    s->history = calloc(most_linear + 1, sizeof *s->history);
    if (s->body->lagged)
        s->anderson = cupk_anderson_new(s->body, s->body->active > 4000000 ? SHALLOW : DEPTH);
    if (!s->next || !s->r || !s->history || (s->body->lagged && !s->anderson))
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the fields of the body");
    return CUPEL_OK;
}

/* A part that exchanges with nothing must balance; one of its cells is then held, which takes no heat. */
static cupel_status hold_islands(steady *s, cupel_error *error)
{
    cupk_body *body = s->body;
    if (body->island_count == 0) return CUPEL_OK;
    cupk_body_islands(body, s->islands);
    const cupel_status status = cupk_body_check_islands(body, s->islands, NULL, error);
    if (status) return status;
    for (size_t i = 0; i < body->island_count; i++) {
        const size_t at = body->island_cell[i];
        const double hold = s->islands[i].largest > 0 ? s->islands[i].largest : 1;
        body->system->diagonal[at] += hold;
        body->system->right_side[at] += hold * s->mean;
    }
    return CUPEL_OK;
}

/* Brings the mean of each part that exchanges with nothing to what was asked for. */
static void shift_islands(steady *s, double *x)
{
    const cupk_body *body = s->body;
    const cupel_conduction *p = body->problem;
    for (uint32_t island = 1; island <= body->island_count; island++) {
        double sum = 0, volume = 0;
        for (int write = 0; write < 2; write++) {
            const double shift = write ? s->mean - sum / volume : 0;
            size_t n = 0;
            for (size_t k = 0; k < p->cells[2]; k++)
                for (size_t j = 0; j < p->cells[1]; j++)
                    for (size_t i = 0; i < p->cells[0]; i++, n++) {
                        if (body->island[n] != island) continue;
                        const size_t at = cupel_stencil_at(body->system, i, j, k);
                        const size_t cell[] = {i, j, k};
                        const double v = cupk_cell_volume(p, cell);
                        if (write)
                            x[at] += shift;
                        else
                            sum += v * x[at], volume += v;
                    }
        }
    }
}

/* The linear system from x into next, and the constant that balances the whole: the coarsest of all
 * corrections, which makes the sum of the residuals 0. */
static cupel_status solve_linear(steady *s, double tolerance, const cupel_conduction_options *o,
                                 cupel_solve_report *report, cupel_error *error)
{
    cupk_body *body = s->body;
    const cupel_stencil *system = body->system;
    for (size_t n = 0; n < system->count; n++) s->next[n] = s->x[n];
    cupel_status status = CUPEL_OK;
    if (s->multigrid)
        status = cupel_multigrid_follow(s->multigrid, drift, error);
    else
        status = cupel_multigrid_new(system, body->threads, &s->multigrid, error);
    const size_t most = o->most_linear_iterations ? o->most_linear_iterations : MOST_LINEAR;
    const cupel_solve_options linear = {tolerance, most, body->threads, s->history};
    if (!status) status = cupel_multigrid_solve(s->multigrid, s->next, &linear, report, error);
    if (status) return status;
    cupel_stencil_residual(system, s->next, s->r, body->threads);
    const cupel_conduction *p = body->problem;
    double lacking = 0, exchange = 0;
    size_t n = 0;
    for (size_t k = 0; k < p->cells[2]; k++)
        for (size_t j = 0; j < p->cells[1]; j++)
            for (size_t i = 0; i < p->cells[0]; i++, n++)
                if (p->material[n]) {
                    lacking += s->r[cupel_stencil_at(system, i, j, k)];
                    exchange += system->diagonal[cupel_stencil_at(system, i, j, k)];
                }
    n = 0;
    const double shift = exchange > 0 ? lacking / exchange : 0;
    for (size_t k = 0; k < p->cells[2]; k++)
        for (size_t j = 0; j < p->cells[1]; j++)
            for (size_t i = 0; i < p->cells[0]; i++, n++)
                if (p->material[n]) s->next[cupel_stencil_at(system, i, j, k)] += shift;
    shift_islands(s, s->next);
    return CUPEL_OK;
}

/* The system about x, and its residual: the net heat flows. */
static cupel_status look(steady *s, double *flow, cupel_error *error)
{
    cupk_body_assemble(s->body, s->x, 0);
    *flow = cupel_stencil_residual(s->body->system, s->x, s->r, s->body->threads);
    return hold_islands(s, error);
}

static double step_of(steady *s)
{
    double largest = 0;
    for (size_t n = 0; n < s->body->system->count; n++) largest = fmax(largest, fabs(s->next[n] - s->x[n]));
    return largest;
}

static void note(cupel_conduction_result *out, double value)
{
    if (out->history_count < CUPEL_CONDUCTION_HISTORY) out->history[out->history_count++] = value;
}

static void take(steady *s)
{
    double *x = s->x;
    s->x = s->next;
    s->next = x;
}

/* One assembly serves: the linear solver does it all. */
static cupel_status solve_fixed(steady *s, double tolerance, const cupel_conduction_options *o,
                                cupel_conduction_result *out, cupel_error *error)
{
    cupel_solve_report report = {0};
    double flow = 0;
    cupel_status status = look(s, &flow, error);
    if (!status) status = solve_linear(s, tolerance, o, &report, error);
    if (status) return status;
    take(s);
    out->iterations = 1;
    out->linear_iterations = report.iterations;
    for (size_t n = 0; n <= report.iterations; n++) note(out, s->history[n]);
    out->status = report.status == CUPEL_SOLVE_CONVERGED   ? CUPEL_CONDUCTION_CONVERGED
                  : report.status == CUPEL_SOLVE_STAGNATED ? CUPEL_CONDUCTION_STAGNATED
                                                           : CUPEL_CONDUCTION_LIMIT;
    return CUPEL_OK;
}

static cupel_status solve_changing(steady *s, double tolerance, const cupel_conduction_options *o,
                                   cupel_conduction_result *out, cupel_error *error)
{
    const size_t most = o->most_iterations ? o->most_iterations : MOST_ITERATIONS;
    double first = 0, last = 0, step = INFINITY;
    out->status = CUPEL_CONDUCTION_LIMIT;
    for (size_t n = 0; n <= most; n++) {
        double flow = 0;
        cupel_status status = look(s, &flow, error);
        if (status) return status;
        if (n == 0) first = flow;
        note(out, first > 0 ? flow / first : 0);
        const cupk_extremes e = cupk_body_extremes(s->body, s->x, 0);
        const double size =
            sqrt(cupk_body_dot(s->body, s->body->system->right_side, s->body->system->right_side));
        const bool still = step <= 1e-6 * (e.greatest - e.least) || step <= 1e-12 * e.greatest;
        const bool floor = n > 2 && flow <= 1e-13 * size;
        if (flow == 0 || (flow <= tolerance * first && still) || (floor && still)) {
            out->status = CUPEL_CONDUCTION_CONVERGED;
            break;
        }
        if (n == most) break;
        /* Eisenstat and Walker 1996, choice 2 */
        const double eta = n ? fmin(0.1, 0.9 * (flow / last) * (flow / last)) : 0.01;
        last = flow;
        cupel_solve_report report = {0};
        const double linear = fmax(fmax(eta, 1e-4) * flow / size, 1e-14);
        status = solve_linear(s, fmin(linear, 0.1), o, &report, error);
        if (status) return status;
        out->linear_iterations += report.iterations;
        out->iterations = n + 1;
        step = step_of(s);
        if (s->anderson) cupk_anderson_step(s->anderson, s->x, s->next);
        take(s);
    }
    return CUPEL_OK;
}

static void tell(steady *s, cupel_conduction_result *out)
{
    const cupk_body *body = s->body;
    const cupel_conduction *p = body->problem;
    if (!body->fixed || body->island_count) cupk_body_assemble(s->body, s->x, 0);
    cupk_heat_flows flows;
    cupk_body_heat_flows(body, s->x, 0, &flows);
    double sum = flows.sources + flows.coolants;
    double in = 0;
    for (size_t i = 0; i < p->source_count; i++) in += fmax(0, body->power[i]);
    in += fmax(0, flows.coolants);
    for (int side = 0; side < CUPEL_SIDES; side++) {
        out->sides[side] = flows.sides[side];
        sum += flows.sides[side];
        in += fmax(0, flows.sides[side]);
    }
    out->power = flows.sources;
    out->coolants = flows.coolants;
    out->imbalance = in > 0 ? fabs(sum) / in : fabs(sum);
    const cupk_extremes e = cupk_body_extremes(body, s->x, 0);
    out->maximum = e.greatest;
    out->minimum = e.least;
    out->mean = e.mean;
    if (out->temperature) cupk_body_temperatures(body, s->x, out->temperature);
    if (out->heat_flux) cupk_body_heat_flux(body, s->x, 0, out->heat_flux);
    for (size_t c = 0; c < p->coolant_count && out->outlets; c++)
        out->outlets[c] = body->reference + body->outlet[c];
    for (size_t i = 0; i < p->probe_count && out->probes; i++)
        out->probes[i] = cupk_body_probe(body, p->probes[i].position, s->x, 0);
}

cupel_status cupel_conduction_solve(const cupel_conduction *problem, int threads,
                                    const cupel_conduction_options *options, cupel_conduction_result *result,
                                    cupel_error *error)
{
    steady s = {0};
    const double tolerance = options->tolerance > 0 ? options->tolerance : 1e-8;
    const size_t most_linear =
        options->most_linear_iterations ? options->most_linear_iterations : (size_t)MOST_LINEAR;
    cupel_conduction_result out = {.temperature = result->temperature,
                                   .heat_flux = result->heat_flux,
                                   .probes = result->probes,
                                   .outlets = result->outlets};
    cupel_status status = prepare(problem, threads > 0 ? threads : 1, options, most_linear, &s, error);
    if (!status) {
        out.linear = s.body->fixed;
        status = (s.body->fixed ? solve_fixed : solve_changing)(&s, tolerance, options, &out, error);
    }
    if (!status) {
        tell(&s, &out);
        *result = out;
    }
    release(&s);
    return status;
}

cupel_status cupel_conduction_check_balance(const cupel_conduction *problem, int threads,
                                            const cupel_conduction_options *options, size_t *source,
                                            cupel_error *error)
{
    steady s = {0};
    cupel_status status = begin(problem, threads > 0 ? threads : 1, options, &s, error);
    if (!status && s.body->island_count > 0) {
        cupk_body_assemble(s.body, s.x, 0);
        cupk_body_islands(s.body, s.islands);
        status = cupk_body_check_islands(s.body, s.islands, source, error);
    }
    release(&s);
    return status;
}
