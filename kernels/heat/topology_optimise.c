/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heat/topology.h"

/* Optimality criteria (Bendsoe and Sigmund 2003, section 1.2): x <- x sqrt(- dC/dx / (lambda dV/dx)) within
 * the move limit, with the multiplier at which the projected density has the volume asked for; the volume is
 * met before every evaluation. In stages the projection is sharpened by doubling beta, then the penalty
 * raised: sharp alone leaves grey at densities between that conduct more than they cost.
 *
 * A sharp projection makes the design a steep function of the variables: steps begin with 0.3/beta, a
 * variable that turns back takes smaller ones, as the asymptotes of Svanberg 1987 do, and all do after a step
 * that failed. With steps of 0.2 throughout the compliance of the square in the tests ends 60 % higher. */

enum { WINDOW = 5, MOST_MULTIPLIERS = 400 };
static const double lift = 0.02; /* lets variables leave 0 */

typedef struct search {
    cupel_topology_design *design;
    double *variables, *next, *slopes, *volumes;
    double *moves;   /* limit of each variable's step                 */
    double *changes; /* the last step                                 */
    double trust;    /* factor of all limits, 1 while steps succeed   */
    double move, beta, penalty, multiplier;
} search;

/* The update for a multiplier; returns the volume less what is asked for. */
static double try_multiplier(search *s, double multiplier)
{
    const cupel_topology *p = s->design->problem;
    const uint8_t *region = p->region;
#pragma omp parallel for num_threads(s->design->threads) schedule(static)
    for (size_t c = 0; c < s->design->count; c++) {
        if (region && region[c] != CUPEL_TOPOLOGY_DESIGN) continue;
        const double x = s->variables[c], gain = fmax(-s->slopes[c], 0), cost = s->volumes[c] * multiplier;
        const double wanted = cost > 0 ? (x + lift) * sqrt(gain / cost) - lift : x;
        const double move = s->trust * s->moves[c], lo = fmax(x - move, 0), hi = fmin(x + move, 1);
        s->next[c] = fmin(fmax(wanted, lo), hi);
    }
    cupk_topology_densities(s->design, s->next, s->beta);
    return cupk_topology_volume(s->design) - p->volume_fraction;
}

/* Multipliers on either side of the volume, or the move limit; then a false position in the logarithm. */
static void update(search *s)
{
    enum { EVEN, BELOW, ABOVE };
    const double close = 1e-9;
    double lo = s->multiplier, over = try_multiplier(s, lo), hi = lo, under = over;
    for (int n = 0; n < MOST_MULTIPLIERS && over < 0; n++) over = try_multiplier(s, lo *= 0.5);
    for (int n = 0; n < MOST_MULTIPLIERS && under > 0; n++) under = try_multiplier(s, hi *= 2);
    if (over < 0 || under > 0) return; /* the move limit keeps the volume away */
    int last = EVEN;
    double a = log(lo), b = log(hi), fa = over, fb = under, value = 1;
    for (int n = 0; n < MOST_MULTIPLIERS && fabs(value) > close && b - a > 1e-15 * fabs(a); n++) {
        const double straight = fa > fb ? a + (b - a) * fa / (fa - fb) : a;
        const double middle = n % 4 == 3 || !(straight > a && straight < b) ? 0.5 * (a + b) : straight;
        value = try_multiplier(s, exp(middle));
        s->multiplier = exp(middle);
        if (value > 0) {
            a = middle, fa = value;
            if (last == ABOVE) fb *= 0.5;
            last = ABOVE;
        } else {
            b = middle, fb = value;
            if (last == BELOW) fa *= 0.5;
            last = BELOW;
        }
    }
}

static double accept(search *s)
{
    double most = 0;
    for (size_t c = 0; c < s->design->count; c++) {
        const double change = s->next[c] - s->variables[c];
        if (change * s->changes[c] < 0) s->moves[c] *= 0.7;
        if (change * s->changes[c] > 0) s->moves[c] *= 1.2;
        s->moves[c] = fmin(fmax(s->moves[c], 1e-3 * s->move), s->move);
        s->changes[c] = change;
        most = fmax(most, fabs(change));
    }
    memcpy(s->variables, s->next, s->design->count * sizeof *s->next);
    return most;
}

/* Equal variables in all free cells that give the volume. */
static void start_even(search *s)
{
    const cupel_topology *p = s->design->problem;
    double lo = 0, hi = 1;
    for (int n = 0; n < 60; n++) {
        const double middle = 0.5 * (lo + hi);
        for (size_t c = 0; c < s->design->count; c++) s->variables[c] = middle;
        cupk_topology_densities(s->design, s->variables, s->beta);
        if (cupk_topology_volume(s->design) > p->volume_fraction)
            hi = middle;
        else
            lo = middle;
    }
    memcpy(s->next, s->variables, s->design->count * sizeof *s->next); /* where no update will write */
}

static double first_multiplier(const search *s)
{
    double gain = 0, cost = 0;
    for (size_t c = 0; c < s->design->count; c++) gain -= s->slopes[c], cost += s->volumes[c];
    return gain > 0 && cost > 0 ? gain / cost : 1;
}

/* Has the compliance settled over the last iterations of the stage? */
static bool settled(const double *compliances, size_t count, double tolerance)
{
    if (count <= WINDOW) return false;
    const double now = compliances[count - 1], then = compliances[count - 1 - WINDOW];
    return fabs(now - then) <= tolerance * fabs(now);
}

static void start_stage(search *s)
{
    const double first = s->beta > 1 ? fmin(s->move, 0.3 / s->beta) : s->move;
    for (size_t c = 0; c < s->design->count; c++) s->moves[c] = first, s->changes[c] = 0;
    s->trust = 1;
}

static double last_penalty(const cupel_topology *p)
{
    return fmax(p->last_penalty, p->penalty);
}

/* The next stage; false: this was the last. */
static bool go_on(search *s)
{
    const cupel_topology *p = s->design->problem;
    if (s->beta < p->projection)
        s->beta = fmin(2 * s->beta, p->projection);
    else if (s->penalty < last_penalty(p))
        s->penalty = fmin(1.5 * s->penalty, last_penalty(p));
    else
        return false;
    start_stage(s);
    return true;
}

static cupel_status iterate(search *s, double *compliances, cupel_topology_watch *watch, void *host,
                            cupel_topology_summary *out, cupel_error *error)
{
    const cupel_topology *p = s->design->problem;
    const size_t most = p->most_iterations ? p->most_iterations : 200,
                 stage_most = p->stage_iterations ? p->stage_iterations : 30;
    const double tolerance = p->tolerance > 0 ? p->tolerance : 1e-3;
    size_t stage = 0;
    start_stage(s);
    for (size_t n = 1;; n++) {
        cupel_topology_step *step = &out->last;
        const cupel_status status = cupk_topology_evaluate(s->design, s->variables, s->beta, s->penalty, step,
                                                           s->slopes, s->volumes, error);
        if (status) return status;
        const bool worse = stage > 0 && step->compliance > compliances[stage - 1];
        s->trust = worse ? 0.7 * s->trust : fmin(1.1 * s->trust, 1);
        compliances[stage++] = step->compliance;
        out->iterations = n;
        const bool still = settled(compliances, stage, tolerance),
                   last = s->beta >= p->projection && s->penalty >= last_penalty(p);
        out->converged = last && still;
        if (out->converged || n == most) {
            if (watch) watch(host, step, n);
            return CUPEL_OK;
        }
        if ((still || stage >= stage_most) && go_on(s)) stage = 0;
        if (!(s->multiplier > 0)) s->multiplier = first_multiplier(s);
        update(s);
        step->change = accept(s);
        if (watch) watch(host, step, n);
    }
}

static cupel_status run(search *s, double *compliances, cupel_topology_watch *watch, void *host,
                        cupel_topology_summary *out, cupel_error *error)
{
    const cupel_topology *p = s->design->problem;
    s->beta = p->projection > 0 ? 1 : 0;
    s->penalty = p->penalty;
    s->move = p->move > 0 ? p->move : 0.2;
    start_even(s);
    const cupel_status status = iterate(s, compliances, watch, host, out, error);
    out->volume_error = out->last.volume_fraction - p->volume_fraction;
    return status;
}

cupel_status cupel_topology_optimise(cupel_topology_design *design, cupel_topology_watch *watch, void *host,
                                     cupel_topology_summary *summary, cupel_error *error)
{
    const size_t n = design->count;
    const size_t most = design->problem->most_iterations ? design->problem->most_iterations : 200;
    search s = {.design = design};
    double *compliances = calloc(most, sizeof *compliances);
    double **const arrays[] = {&s.variables, &s.next, &s.slopes, &s.volumes, &s.moves, &s.changes};
    bool room = compliances != NULL;
    for (size_t a = 0; a < sizeof arrays / sizeof *arrays; a++)
        room = (*arrays[a] = calloc(n, sizeof(double))) && room;
    cupel_topology_summary out = {0};
    cupel_status status =
        room ? CUPEL_OK
             : cupel_error_set(error, CUPEL_ENOMEM, "out of memory for a search over %zu cells", n);
    if (!status) status = run(&s, compliances, watch, host, &out, error);
    if (!status) *summary = out;
    for (size_t a = 0; a < sizeof arrays / sizeof *arrays; a++) free(*arrays[a]);
    free(compliances);
    return status;
}
