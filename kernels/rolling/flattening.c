/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/flattening.h"

#include <math.h>
#include <stdbool.h>

#include "root.h"

/* Hitchcock's equation as a root of g(k) = G(k) - k, G(k) = 1 + C_H F(k R)/draft. Repeated substitution k <-
 * G(k) converges only while G' < 1, and then slowly; a root has a sign to hold on to. F rises like sqrt(k)
 * while the friction hill is low and exponentially when it is high, so g has no root, one, or two, of which
 * the smaller is the physical one. As G rises with k, G(k) never passes the smallest root when k does not:
 * the scan steps up by it. */

struct search {
    const cupel_rolling_pass *pass;
    cupk_gap *gap;
    cupk_sweep *sweep;
    double compliance;                           /* C_H/draft; 0 with a rigid roll */
    double plastic, entry_elastic, exit_elastic; /* of the last evaluation */
    cupk_gap_state state;
    size_t evaluations;
};

/* Elastic zones (Bland and Ford 1952), per unit sqrt(R'): the arc is extended by them, T and slip are not
 * changed. */
static void elastic_zones(struct search *search, double radius)
{
    const cupel_rolling_pass *pass = search->pass;
    search->entry_elastic = search->exit_elastic = 0;
    if (!pass->strip_elasticity) return;
    const double modulus = pass->youngs_modulus / (1 - pass->poissons_ratio * pass->poissons_ratio);
    const size_t last = search->gap->mesh->cells;
    const double entry = search->gap->mesh->nodes.yield[0] - pass->entry_tension;
    const double exit = search->gap->mesh->nodes.yield[last] - pass->exit_tension;
    const double draft = pass->entry_thickness - pass->exit_thickness;
    search->entry_elastic = 0.25 * pass->entry_thickness * sqrt(radius / draft) * entry * entry / modulus;
    search->exit_elastic = 2.0 / 3 * sqrt(radius * pass->exit_thickness / modulus) * exit * sqrt(exit);
}

/* g(k); infinite when the numbers overflow, NaN when the strip skids. */
static double excess(void *self, double k)
{
    struct search *search = self;
    const double radius = k * search->pass->roll_radius;
    double neutral;
    search->gap->length = sqrt(radius * (search->pass->entry_thickness - search->pass->exit_thickness));
    search->evaluations++;
    search->state = cupk_gap_force(search->gap, search->sweep, &search->plastic, &neutral);
    if (search->state == CUPK_GAP_OVERFLOW) return INFINITY;
    if (search->state != CUPK_GAP_OK) return NAN;
    elastic_zones(search, radius);
    const double force = search->plastic + search->entry_elastic + search->exit_elastic;
    return 1 + search->compliance * force - k;
}

static cupk_point at(struct search *search, double k)
{
    return (cupk_point){k, excess(search, k)};
}

/* mu L/h at k: above 1 the force rises faster than in proportion to R'. */
static double hill_at(const struct search *search, double k)
{
    const cupel_rolling_pass *pass = search->pass;
    const double length = sqrt(k * pass->roll_radius * (pass->entry_thickness - pass->exit_thickness));
    return 2 * search->gap->friction * length / (pass->entry_thickness + pass->exit_thickness);
}

/* Skidding ends at some k, as a flatter arc has more friction: the first point found where it has ended and g
 * > 0. False when there is none. */
static bool leave_skid(struct search *search, double limit, cupk_point *point)
{
    double skids = point->x;
    while (isnan(point->f)) {
        skids = point->x;
        if (skids * 1.25 > limit) return false;
        *point = at(search, skids * 1.25);
    }
    while (point->f < 0) { /* the strip holds here but is past the root, if there is one */
        if (point->x - skids < 1e-10 * skids) return false;
        const cupk_point half = at(search, 0.5 * (skids + point->x));
        if (isnan(half.f))
            skids = half.x;
        else
            *point = half;
    }
    return true;
}

/* Golden section for a point with g < 0 between a and c, where g may dip below 0 and come back. */
static bool find_dip(struct search *search, double a, double c, cupk_point *out)
{
    const double golden = 0.61803398874989485;
    cupk_point low = at(search, c - golden * (c - a)), high = at(search, a + golden * (c - a));
    for (int i = 0; i < 40; i++) {
        *out = low.f < high.f ? low : high;
        if (out->f <= 0) return true;
        if (c - a < 1e-9 * c) return false;
        if (low.f < high.f) {
            c = high.x, high = low;
            low = at(search, c - golden * (c - a));
        } else {
            a = low.x, low = high;
            high = at(search, a + golden * (c - a));
        }
    }
    return false;
}

/* Where to look next above `now`: not below G(k), not above 1.25 k unless G(k) is, and a little past the
 * place where the tangent (a secant after the first step) sees the root, so that it is enclosed at once. */
static double next_ratio(const struct search *search, cupk_point before, cupk_point now)
{
    double slope;
    if (before.x < now.x) {
        slope = (now.f - before.f) / (now.x - before.x);
    } else {
        const double hill = hill_at(search, now.x);
        const double rise =
            hill > 1e-6 ? hill / (2 * -expm1(-hill)) : 0.5; /* d ln F/d ln k of a flat platen */
        slope = (now.f + now.x - 1) / now.x * rise - 1;
    }
    const double floor = now.x + now.f; /* G(k) */
    double next = 1.25 * now.x;
    if (slope < 0) next = fmin(next, now.x - 1.1 * now.f / slope);
    return fmax(next, fmax(floor, now.x * (1 + 1e-9)));
}

/* Encloses the smallest root between `low` (g > 0) and `high` (g <= 0). */
static bool enclose(struct search *search, double limit, cupk_point *low, cupk_point *high)
{
    cupk_point before = *low;
    for (int i = 0; i < 1000; i++) {
        const double next = next_ratio(search, before, *low);
        if (!(next <= limit)) return false;
        *high = at(search, next);
        if (high->f <= 0) return true;
        if (!(high->f < low->f) && hill_at(search, high->x) > 0.7) {
            /* g rises after it fell: both roots may lie between */
            cupk_point dip;
            if (before.f >= low->f && find_dip(search, before.x, high->x, &dip)) {
                *low = before, *high = dip;
                return true;
            }
            /* convex and rising: no root beyond; capped friction lets F rise in proportion to R' at most */
            if (isnan(search->pass->friction_factor) && hill_at(search, before.x) > 1) return false;
        }
        if (!isfinite(high->f)) return false;
        before = *low, *low = *high;
    }
    return false;
}

/* dG/dk by a central difference: relative error about 1e-7. */
static double slope_at(struct search *search, double k)
{
    const double step = 1e-4 * k;
    const double high = excess(search, k + step), low = excess(search, k - step);
    if (!isnan(low)) return 1 + (high - low) / (2 * step);
    return 1 + high / step; /* skids just below: g(k) = 0 is the other point */
}

static int find(struct search *search, double guess, double *ratio)
{
    /* beyond this the arc would be longer than the roll radius */
    const double limit =
        search->pass->roll_radius / (search->pass->entry_thickness - search->pass->exit_thickness);
    cupk_point low = at(search, guess);
    if (low.f < 0) low = at(search, 1); /* the guess of another mesh came out just above the root */
    if (isnan(low.f)) {
        const int status = search->state == CUPK_GAP_SKID ? CUPEL_ROLLING_SKID : CUPEL_ROLLING_BACK_SKID;
        if (!leave_skid(search, limit, &low)) return status;
    }
    if (isinf(low.f)) return low.x > 1 ? CUPEL_ROLLING_NO_HITCHCOCK_ROOT : CUPEL_ROLLING_NOT_CONVERGED;
    cupk_point high = low;
    if (low.f > 0 && !enclose(search, limit, &low, &high)) return CUPEL_ROLLING_NO_HITCHCOCK_ROOT;
    *ratio = cupk_root(excess, search, low, high, 1e-13 * high.x);
    return isnan(*ratio) ? CUPEL_ROLLING_NOT_CONVERGED : CUPEL_ROLLING_OK;
}

int cupk_flatten(const cupel_rolling_pass *pass, cupk_gap *gap, cupk_sweep *sweep,
                 cupk_flattening *flattening)
{
    struct search search = {.pass = pass, .gap = gap, .sweep = sweep};
    const double guess = flattening->ratio;
    flattening->ratio = 1;
    flattening->slope = NAN;
    int status = CUPEL_ROLLING_OK;
    if (pass->roll_deformation != CUPEL_ROLL_RIGID) {
        search.compliance =
            cupel_rolling_hitchcock_constant(pass->roll_youngs_modulus, pass->roll_poissons_ratio) /
            (pass->entry_thickness - pass->exit_thickness);
        status = find(&search, guess, &flattening->ratio);
        if (status == CUPEL_ROLLING_OK) flattening->slope = slope_at(&search, flattening->ratio);
    }
    if (status == CUPEL_ROLLING_OK) {
        elastic_zones(&search, flattening->ratio * pass->roll_radius);
        flattening->entry_elastic_force = search.entry_elastic;
        flattening->exit_elastic_force = search.exit_elastic;
    }
    flattening->evaluations = search.evaluations;
    return status;
}
