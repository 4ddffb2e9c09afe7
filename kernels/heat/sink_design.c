/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/sink_design.h"

#include <math.h>

/* For every fin count a grid over what is free, which closes in on its best point: no slopes, and limits may
 * cut the optimum at any corner. With three or four variables the grid is coarser and closes in more slowly
 * at the end, on the best counts only. */

enum { VARIABLES = CUPEL_SINK_VARIABLES, MOST_POINTS = 13, FINE_COUNTS = 3 };
static const double zoom = 0.5; /* of the window, about the best point; the optimum may move by a quarter */

typedef struct window {
    double lo[VARIABLES], hi[VARIABLES];
} window;

/* Designs within a share of the best: what they span. */
typedef struct flatness {
    double excess, most, (*range)[2];
} flatness;

typedef struct plan {
    int points, rounds, fine_rounds;
} plan;

static plan plan_of(const cupel_sink_design *d)
{
    static const plan plans[] = {{13, 12, 0}, {13, 12, 0}, {13, 12, 0}, {7, 8, 8}, {5, 7, 10}};
    int free = 0;
    for (int v = 0; v < VARIABLES; v++) free += d->range[v][1] > d->range[v][0];
    return plans[free];
}

static double objective(const cupel_sink_design *d, const cupel_sink_candidate *c)
{
    return d->objective == CUPEL_SINK_LEAST_MASS ? c->mass : c->source_temperature - d->ambient.temperature;
}

static int better(const cupel_sink_design *d, const cupel_sink_candidate *a, const cupel_sink_candidate *b)
{
    if (a->excess != b->excess) return a->excess < b->excess;
    return objective(d, a) < objective(d, b);
}

static void note(const cupel_sink_design *d, const cupel_sink_candidate *c, const flatness *flat)
{
    if (!(c->excess <= flat->excess && objective(d, c) <= flat->most)) return;
    for (int v = 0; v < VARIABLES; v++) {
        const double x = cupel_sink_variable(&c->sink, v);
        flat->range[v][0] = fmin(flat->range[v][0], x);
        flat->range[v][1] = fmax(flat->range[v][1], x);
    }
}

static cupel_heat_sink sink_at(const cupel_sink_design *d, long count, const double x[VARIABLES])
{
    cupel_heat_sink sink = d->base;
    sink.fin_count = count;
    sink.fin_thickness = x[CUPEL_SINK_THICKNESS];
    sink.fin_height = x[CUPEL_SINK_HEIGHT];
    sink.base_thickness = x[CUPEL_SINK_BASE_THICKNESS];
    sink.base_length = x[CUPEL_SINK_BASE_LENGTH];
    return sink;
}

/* Whether what a design is, before any heat is asked for, rules out that it is better than the best. */
static int hopeless(const cupel_sink_design *d, const cupel_heat_sink *sink, const cupel_sink_candidate *best)
{
    cupel_sink_candidate c;
    cupk_sink_design_measure(d, sink, &c);
    if (c.excess > best->excess) return 1;
    return d->objective == CUPEL_SINK_LEAST_MASS && c.excess == best->excess && c.mass >= best->mass;
}

/* All points of the grid in a window. */
static void look(const cupel_sink_design *d, long count, const window *w, int points,
                 cupel_sink_candidate *best, const flatness *flat)
{
    int at[VARIABLES] = {0};
    for (int v = 0; v < VARIABLES;) {
        double x[VARIABLES];
        for (int u = 0; u < VARIABLES; u++) x[u] = w->lo[u] + (w->hi[u] - w->lo[u]) * at[u] / (points - 1);
        cupel_sink_candidate c;
        const cupel_heat_sink sink = sink_at(d, count, x);
        if (flat || !hopeless(d, &sink, best)) {
            cupk_sink_design_judge(d, &sink, flat ? NULL : best, &c);
            if (better(d, &c, best)) *best = c;
            if (flat) note(d, &c, flat);
        }
        for (v = 0; v < VARIABLES; v++) { /* the next point: one that is given stays */
            if (!(d->range[v][1] > d->range[v][0])) continue;
            if (++at[v] < points) break;
            at[v] = 0;
        }
    }
}

static void close_in(const cupel_sink_design *d, const cupel_sink_candidate *best, window *w)
{
    for (int v = 0; v < VARIABLES; v++) {
        const double half = 0.5 * zoom * (w->hi[v] - w->lo[v]), at = cupel_sink_variable(&best->sink, v);
        w->lo[v] = fmax(at - half, d->range[v][0]);
        w->hi[v] = fmin(at + half, d->range[v][1]);
    }
}

static void search(const cupel_sink_design *d, long count, int rounds, window *w, cupel_sink_candidate *best,
                   const flatness *flat)
{
    const int points = plan_of(d).points;
    for (int round = 0; round < rounds; round++) {
        look(d, count, w, points, best, flat);
        close_in(d, best, w);
    }
}

static window whole(const cupel_sink_design *d)
{
    window w;
    for (int v = 0; v < VARIABLES; v++) w.lo[v] = d->range[v][0], w.hi[v] = d->range[v][1];
    return w;
}

static cupel_sink_candidate best_of_count(const cupel_sink_design *d, long count, const flatness *flat)
{
    window w = whole(d);
    cupel_sink_candidate best;
    const cupel_heat_sink first = sink_at(d, count, w.lo);
    cupel_sink_design_judge(d, &first, &best);
    search(d, count, plan_of(d).rounds, &w, &best, flat);
    return best;
}

/* Goes on about a design of a coarse search. The first window is that of two rounds earlier. */
static void refine(const cupel_sink_design *d, cupel_sink_candidate *best)
{
    const plan steps = plan_of(d);
    window w = whole(d);
    for (int round = 0; round < steps.rounds - 2; round++)
        for (int v = 0; v < VARIABLES; v++) w.hi[v] = w.lo[v] + zoom * (w.hi[v] - w.lo[v]);
    for (int v = 0; v < VARIABLES; v++) {
        const double half = 0.5 * (w.hi[v] - w.lo[v]), at = cupel_sink_variable(&best->sink, v);
        w.lo[v] = fmax(at - half, d->range[v][0]);
        w.hi[v] = fmin(at + half, d->range[v][1]);
    }
    search(d, best->sink.fin_count, steps.fine_rounds, &w, best, NULL);
}

static cupel_status check(const cupel_sink_design *d, cupel_error *error)
{
    static const char *const names[] = {"fin thickness", "fin height", "base thickness", "base length"};
    if (!(d->power > 0 && d->density > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "power %.6g W and density %.6g kg/m^3 must be positive", d->power,
                   d->density);
    for (int v = 0; v < VARIABLES; v++) {
        const double lo = d->range[v][0], hi = d->range[v][1];
        if (!((v == CUPEL_SINK_BASE_THICKNESS ? lo >= 0 : lo > 0) && hi >= lo && isfinite(hi)))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s from %.6g m to %.6g m must be a positive range", names[v], lo,
                       hi);
    }
    if (!(d->fin_count[0] >= 2 && d->fin_count[1] >= d->fin_count[0]))
        CUPEL_FAIL(error, CUPEL_EINVAL, "fin count from %ld to %ld must be a range from 2 up",
                   d->fin_count[0], d->fin_count[1]);
    if (!(d->least_spacing > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "the least spacing must be positive");
    if (!(d->draft >= 0 && d->draft < 0.5))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a draft of %.6g rad must lie from 0 to 0.5", d->draft);
    if (d->source[0] > 0 && !(d->source[1] > 0 && d->range[CUPEL_SINK_BASE_THICKNESS][0] > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a source has two sides and a base, in which its heat spreads");
    return d->fan ? cupel_fan_check(d->fan, error) : CUPEL_OK;
}

/* The best of those that `taken` does not have. */
static size_t next_best(const cupel_sink_design *d, const cupel_sink_candidate *all, size_t count,
                        const size_t *taken, size_t taken_count)
{
    size_t found = count;
    for (size_t i = 0; i < count; i++) {
        int have = 0;
        for (size_t k = 0; k < taken_count; k++) have |= taken[k] == i;
        if (!have && (found == count || better(d, &all[i], &all[found]))) found = i;
    }
    return found;
}

cupel_status cupel_sink_design_solve(const cupel_sink_design *design, cupel_sink_candidate *out, size_t *best,
                                     cupel_error *error)
{
    const cupel_status status = check(design, error);
    if (status) return status;
    const long first = design->fin_count[0], count = design->fin_count[1] - first + 1;
#pragma omp parallel for schedule(dynamic) num_threads(design->threads > 0 ? design->threads : 1)
    for (long i = 0; i < count; i++) out[i] = best_of_count(design, first + i, NULL);
    size_t taken[FINE_COUNTS], fine = 0;
    while (plan_of(design).fine_rounds > 0 && fine < FINE_COUNTS && (long)fine < count) {
        taken[fine] = next_best(design, out, (size_t)count, taken, fine);
        fine++;
    }
#pragma omp parallel for schedule(dynamic) num_threads(design->threads > 0 ? design->threads : 1)
    for (size_t k = 0; k < fine; k++)
        if (isfinite(out[taken[k]].excess)) refine(design, &out[taken[k]]);
    const size_t found = next_best(design, out, (size_t)count, NULL, 0);
    if (!isfinite(out[found].excess))
        CUPEL_FAIL(error, CUPEL_EFAILED,
                   "no fins within the bounds can be built and cooled: widen fin_count, fin_thickness or "
                   "fin_height, or lower the power");
    *best = found;
    return CUPEL_OK;
}

void cupel_sink_design_flatness(const cupel_sink_design *design, const cupel_sink_candidate *best,
                                double share, double range[CUPEL_SINK_VARIABLES][2])
{
    for (int v = 0; v < VARIABLES; v++) range[v][0] = range[v][1] = cupel_sink_variable(&best->sink, v);
    const flatness flat = {best->excess, (1 + share) * objective(design, best), range};
    best_of_count(design, best->sink.fin_count, &flat);
}
