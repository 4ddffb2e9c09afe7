/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heat/topology.h"

/* Optimality criteria (Bendsoe and Sigmund 2003, section 1.2): x <- x sqrt(- dC/dx / (lambda dV/dx)) within
 * the move limit, with the multiplier at which the projected density has the volume asked for. The projection
 * is sharpened by doubling beta whenever a stage has settled; the volume is met before every evaluation. */

enum { WINDOW = 5, MOST_MULTIPLIERS = 400 };

typedef struct search {
    cupel_topology_design *design;
    double *variables, *next, *slopes, *volumes;
    double move, beta, multiplier;
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
        const double wanted = cost > 0 ? x * sqrt(gain / cost) : x;
        const double lo = fmax(x - s->move, 0), hi = fmin(x + s->move, 1);
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
    double change = 0;
    for (size_t c = 0; c < s->design->count; c++) change = fmax(change, fabs(s->next[c] - s->variables[c]));
    memcpy(s->variables, s->next, s->design->count * sizeof *s->next);
    return change;
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

static cupel_status iterate(search *s, double *compliances, cupel_topology_watch *watch, void *host,
                            cupel_topology_summary *out, cupel_error *error)
{
    const cupel_topology *p = s->design->problem;
    const size_t most = p->most_iterations ? p->most_iterations : 200,
                 stage_most = p->stage_iterations ? p->stage_iterations : 30;
    const double tolerance = p->tolerance > 0 ? p->tolerance : 1e-3;
    size_t stage = 0;
    for (size_t n = 1;; n++) {
        cupel_topology_step *step = &out->last;
        const cupel_status status =
            cupel_topology_evaluate(s->design, s->variables, s->beta, step, s->slopes, s->volumes, error);
        if (status) return status;
        compliances[stage++] = step->compliance;
        out->iterations = n;
        const bool sharp = s->beta >= p->projection, still = settled(compliances, stage, tolerance);
        out->converged = sharp && still;
        if (out->converged || n == most) {
            if (watch) watch(host, step, n);
            return CUPEL_OK;
        }
        if (!sharp && (still || stage >= stage_most)) s->beta = fmin(2 * s->beta, p->projection), stage = 0;
        if (!(s->multiplier > 0)) s->multiplier = first_multiplier(s);
        update(s);
        step->change = accept(s);
        if (watch) watch(host, step, n);
    }
}

/* Compliance of densities that are given, at k_min + rho (k0 - k_min). */
static cupel_status compliance_of(cupel_topology_design *d, double *compliance, cupel_error *error)
{
    double iterations;
    return cupk_topology_solve(d, 1, compliance, &iterations, error);
}

/* The best that an even, isotropic mixture can conduct: the upper bound of Hashin and Shtrikman 1962, in the
 * plane for problems one cell thick. */
static double even_mixture(const cupel_topology *p)
{
    const bool solid = p->cells[0] > 1 && p->cells[1] > 1 && p->cells[2] > 1;
    const double k0 = p->conductivity, f = p->volume_fraction, dimensions = solid ? 3 : 2;
    return k0 + (1 - f) / (1 / (p->filler_conductivity - k0) + f / (dimensions * k0));
}

static cupel_status spread_evenly(cupel_topology_design *d, double *compliance, cupel_error *error)
{
    const cupel_topology *p = d->problem;
    const double share =
        (even_mixture(p) - p->filler_conductivity) / (p->conductivity - p->filler_conductivity);
    for (size_t c = 0; c < d->count; c++)
        d->density[c] =
            p->region && p->region[c] != CUPEL_TOPOLOGY_DESIGN ? p->region[c] == CUPEL_TOPOLOGY_SOLID : share;
    return compliance_of(d, compliance, error);
}

/* Solid where the density is above the level that keeps the volume, void elsewhere. */
static cupel_status sharpen(cupel_topology_design *d, double *compliance, cupel_error *error)
{
    const uint8_t *region = d->problem->region;
    const double volume = cupk_topology_volume(d);
    double lo = 0, hi = 1;
    memcpy(d->scratch, d->density, d->count * sizeof *d->density);
    for (int n = 0; n < 50; n++) {
        const double level = 0.5 * (lo + hi);
        for (size_t c = 0; c < d->count; c++)
            if (!region || region[c] == CUPEL_TOPOLOGY_DESIGN) d->density[c] = d->scratch[c] > level;
        if (cupk_topology_volume(d) > volume)
            lo = level;
        else
            hi = level;
    }
    return compliance_of(d, compliance, error);
}

static cupel_status run(search *s, double *compliances, cupel_topology_watch *watch, void *host,
                        cupel_topology_summary *out, cupel_error *error)
{
    const cupel_topology *p = s->design->problem;
    s->beta = p->projection > 0 ? 1 : 0;
    s->move = p->move > 0 ? p->move : 0.2;
    cupel_status status = spread_evenly(s->design, &out->uniform_compliance, error);
    if (status) return status;
    start_even(s);
    status = iterate(s, compliances, watch, host, out, error);
    if (!status) status = sharpen(s->design, &out->threshold_compliance, error);
    if (status) return status;
    cupel_topology_step again; /* brings back the densities and temperatures of the design */
    out->volume_error = out->last.volume_fraction - p->volume_fraction;
    return cupel_topology_evaluate(s->design, s->variables, out->last.projection, &again, NULL, NULL, error);
}

cupel_status cupel_topology_optimise(cupel_topology_design *design, cupel_topology_watch *watch, void *host,
                                     cupel_topology_summary *summary, cupel_error *error)
{
    const size_t n = design->count;
    const size_t most = design->problem->most_iterations ? design->problem->most_iterations : 200;
    search s = {.design = design};
    double *compliances = calloc(most, sizeof *compliances);
    cupel_topology_summary out = {0};
    cupel_status status = CUPEL_OK;
    s.variables = calloc(n, sizeof *s.variables);
    s.next = calloc(n, sizeof *s.next);
    s.slopes = calloc(n, sizeof *s.slopes);
    s.volumes = calloc(n, sizeof *s.volumes);
    if (!compliances || !s.variables || !s.next || !s.slopes || !s.volumes)
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for a search over %zu cells", n);
    if (!status) status = run(&s, compliances, watch, host, &out, error);
    if (!status) *summary = out;
    free(compliances), free(s.variables), free(s.next), free(s.slopes), free(s.volumes);
    return status;
}
