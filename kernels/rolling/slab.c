/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/slab.h"

#include <math.h>

#include "root.h"

enum { ENTRY = 1, EXIT = -1 }; /* the end a sweep comes from: the sign of the shear stress on the strip */

/* One side of the gap and its friction branch. */
struct side {
    const cupk_gap *gap;
    int from;
    bool capped;
};

/* Slopes over s of T and of the integrals that go with it. */
struct rate {
    double force, pressure, shear, thinning;
};

static double pressure_at(const cupk_station *station, double force)
{
    return station->yield - force * station->inverse;
}

/* mu p - m K/2; below 0, or NaN without a cap, on the Coulomb branch. */
static double over_cap(const cupk_gap *gap, const cupk_station *station, double force)
{
    return gap->friction * station->grip * pressure_at(station, force) - 0.5 * gap->cap * station->yield;
}

static cupk_station node(const cupk_gap *gap, size_t i)
{
    const cupk_stations *nodes = &gap->mesh->nodes;
    return (cupk_station){nodes->inverse[i], nodes->yield[i], nodes->dh[i], nodes->dx[i], nodes->grip[i]};
}

static cupk_station middle(const cupk_gap *gap, size_t i)
{
    const cupk_stations *middles = &gap->mesh->middles;
    return (cupk_station){middles->inverse[i], middles->yield[i], middles->dh[i], middles->dx[i],
                          middles->grip[i]};
}

static struct rate rate_at(const struct side *side, const cupk_station *station, double force)
{
    const cupk_gap *gap = side->gap;
    const double pressure = pressure_at(station, force);
    const double coulomb = gap->friction * station->grip * pressure;
    const double shear = side->from * (side->capped ? 0.5 * gap->cap * station->yield : coulomb);
    const double dx = gap->length * station->dx;
    return (struct rate){.force = -pressure * station->dh - 2 * shear * dx,
                         .pressure = pressure * dx,
                         .shear = shear * dx,
                         .thinning = pressure * station->dh};
}

/* A Runge-Kutta step over `span` cells, negative from the exit. Integrals are added to `sums`. */
static double step_over(const struct side *side, const cupk_station at[3], double span, double force,
                        struct rate *sums)
{
    const struct rate k1 = rate_at(side, &at[0], force);
    const struct rate k2 = rate_at(side, &at[1], force + 0.5 * span * k1.force);
    const struct rate k3 = rate_at(side, &at[1], force + 0.5 * span * k2.force);
    const struct rate k4 = rate_at(side, &at[2], force + span * k3.force);
    const double sixth = fabs(span) / 6;
    sums->pressure += sixth * (k1.pressure + 2 * (k2.pressure + k3.pressure) + k4.pressure);
    sums->shear += sixth * (k1.shear + 2 * (k2.shear + k3.shear) + k4.shear);
    sums->thinning += sixth * (k1.thinning + 2 * (k2.thinning + k3.thinning) + k4.thinning);
    return force + span / 6 * (k1.force + 2 * (k2.force + k3.force) + k4.force);
}

/* The point where the friction law changes its branch inside a step. */
struct kink {
    const struct side *side;
    cupk_station start;
    double s, force;
};

static double over_cap_after(void *self, double s)
{
    const struct kink *kink = self;
    const cupk_arc *arc = kink->side->gap->arc;
    const cupk_station at[3] = {kink->start, cupk_arc_station(arc, 0.5 * (kink->s + s)),
                                cupk_arc_station(arc, s)};
    struct rate unused = {0};
    return over_cap(kink->side->gap, &at[2], step_over(kink->side, at, s - kink->s, kink->force, &unused));
}

/* A step from s to `end` that is split where the friction law has its kink, which would cost the order
 * otherwise. */
static double split_step(const cupk_gap *gap, int from, double s, double end, const cupk_station given[3],
                         double force, struct rate *sums)
{
    const double over = over_cap(gap, &given[0], force);
    struct side side = {gap, from, over > 0};
    struct rate whole = *sums;
    const double reached = step_over(&side, given, end - s, force, &whole);
    const double over_end = over_cap(gap, &given[2], reached);
    if (isnan(over_end) || (over_end > 0) == side.capped) {
        *sums = whole;
        return reached;
    }
    struct kink kink = {&side, given[0], s, force};
    const double at_kink =
        cupk_root(over_cap_after, &kink, (cupk_point){s, over}, (cupk_point){end, over_end}, 1e-13);
    const cupk_station corner = cupk_arc_station(gap->arc, at_kink);
    const cupk_station first[3] = {given[0], cupk_arc_station(gap->arc, 0.5 * (s + at_kink)), corner};
    const cupk_station second[3] = {corner, cupk_arc_station(gap->arc, 0.5 * (at_kink + end)), given[2]};
    force = step_over(&side, first, at_kink - s, force, sums);
    side.capped = !side.capped;
    return step_over(&side, second, end - at_kink, force, sums);
}

/* A whole cell i, from the side it is entered from. */
static double cell_step(const cupk_gap *gap, int from, size_t i, double force, struct rate *sums)
{
    const double left = (double)i, right = (double)(i + 1);
    const cupk_station a = node(gap, i), b = node(gap, i + 1);
    if (from == ENTRY)
        return split_step(gap, from, left, right, (cupk_station[]){a, middle(gap, i), b}, force, sums);
    return split_step(gap, from, right, left, (cupk_station[]){b, middle(gap, i), a}, force, sums);
}

/* From node i to s in a neighbouring cell. */
static double part_step(const cupk_gap *gap, int from, size_t i, const cupk_station *there, double s,
                        double force, struct rate *sums)
{
    const double start = (double)i;
    const cupk_station at[3] = {node(gap, i), cupk_arc_station(gap->arc, 0.5 * (start + s)), *there};
    return split_step(gap, from, start, s, at, force, sums);
}

/* Cell i by its map, unless the friction law changes its branch in it. */
static double mapped_step(const cupk_gap *gap, const cupk_sweep *sweep, int from, size_t i, double force,
                          double *pressure)
{
    const size_t start = from == ENTRY ? i : i + 1, end = from == ENTRY ? i + 1 : i;
    const cupk_maps *map = from == ENTRY ? &sweep->forward : &sweep->backward;
    if (!isnan(gap->cap)) {
        const cupk_station here = node(gap, start), there = node(gap, end);
        const bool capped = over_cap(gap, &here, force) > 0;
        if (capped) map = from == ENTRY ? &sweep->forward_capped : &sweep->backward_capped;
        const double reached = force + (map->gain[i] * force - map->drop[i]);
        if ((over_cap(gap, &there, reached) > 0) != capped) {
            struct rate sums = {0};
            const double split = cell_step(gap, from, i, force, &sums);
            *pressure += sums.pressure;
            return split;
        }
    }
    *pressure += gap->length * (map->push[i] - map->pull[i] * force);
    return force + (map->gain[i] * force - map->drop[i]);
}

static void make_maps(const cupk_gap *gap, cupk_sweep *sweep, bool backward)
{
    const double slide = 2 * gap->friction * gap->length, hold = gap->cap * gap->length;
    cupk_slab_maps(gap->mesh, slide, 0, ENTRY, &sweep->forward);
    if (backward) cupk_slab_maps(gap->mesh, -slide, 0, EXIT, &sweep->backward);
    if (isnan(gap->cap)) return;
    cupk_slab_maps(gap->mesh, 0, hold, ENTRY, &sweep->forward_capped);
    if (backward) cupk_slab_maps(gap->mesh, 0, -hold, EXIT, &sweep->backward_capped);
}

/* p <= 0 at node i. Not so when force is NaN. */
static bool parts(const cupk_gap *gap, size_t i, double force)
{
    return gap->mesh->nodes.yield[i] - force * gap->mesh->nodes.inverse[i] <= 0;
}

/* T and the pressure integral from the exit to every node. False when the strip would part: the exit tension
 * alone pulls it through the gap. */
static bool sweep_back(const cupk_gap *gap, cupk_sweep *sweep)
{
    double force = gap->exit_force, pressure = 0;
    sweep->backward_force[gap->mesh->cells] = force;
    sweep->backward_pressure[gap->mesh->cells] = 0;
    for (size_t i = gap->mesh->cells; i-- > 0;) {
        force = mapped_step(gap, sweep, EXIT, i, force, &pressure);
        if (parts(gap, i, force)) return false;
        sweep->backward_force[i] = force;
        sweep->backward_pressure[i] = pressure;
    }
    return true;
}

/* The neutral point in cell i: T from the entry less T from the exit, over s. Keeps the pressures of the last
 * s. */
struct crossing {
    const cupk_gap *gap;
    size_t cell;
    double forward, backward, pressure;
};

static double excess_at(void *self, double s)
{
    struct crossing *here = self;
    const cupk_station there = cupk_arc_station(here->gap->arc, s);
    struct rate sums = {0};
    const double forward = part_step(here->gap, ENTRY, here->cell, &there, s, here->forward, &sums);
    const double backward = part_step(here->gap, EXIT, here->cell + 1, &there, s, here->backward, &sums);
    here->pressure = sums.pressure;
    return forward - backward;
}

/* The tensions of frictionless rolling balance exactly or not at all, and numbers are rounded: a mismatch of
 * a millionth of the yield force passes, with the neutral point at the end it lies beyond. */
static double slack(const cupk_gap *gap)
{
    return 1e-7 * gap->mesh->nodes.yield[0] / gap->mesh->nodes.inverse[0];
}

cupk_gap_state cupk_gap_force(const cupk_gap *gap, cupk_sweep *sweep, double *force, double *neutral)
{
    make_maps(gap, sweep, true);
    if (!sweep_back(gap, sweep)) return CUPK_GAP_BACK_SKID;
    const double *back = sweep->backward_force;
    double *ahead = sweep->forward_force;
    if (isnan(back[0])) return CUPK_GAP_OVERFLOW;
    if (!(gap->entry_force >= back[0] - slack(gap))) return CUPK_GAP_BACK_SKID;
    if (!(gap->entry_force >= back[0])) {
        *neutral = 0;
        *force = sweep->backward_pressure[0];
        return CUPK_GAP_OK;
    }
    double pressure = 0;
    ahead[0] = gap->entry_force;
    for (size_t i = 0; i < gap->mesh->cells; i++) {
        const double before = pressure;
        ahead[i + 1] = mapped_step(gap, sweep, ENTRY, i, ahead[i], &pressure);
        if (ahead[i + 1] <= back[i + 1]) {
            struct crossing here = {gap, i, ahead[i], back[i + 1], 0};
            const cupk_point left = {(double)i, ahead[i] - back[i]},
                             right = {(double)(i + 1), ahead[i + 1] - back[i + 1]};
            *neutral = cupk_root(excess_at, &here, left, right, 1e-13);
            if (!(excess_at(&here, *neutral) < INFINITY)) return CUPK_GAP_OVERFLOW;
            *force = before + here.pressure + sweep->backward_pressure[i + 1];
            return isfinite(*force) ? CUPK_GAP_OK : CUPK_GAP_OVERFLOW;
        }
        if (!isfinite(ahead[i + 1])) return CUPK_GAP_OVERFLOW;
        if (parts(gap, i + 1, ahead[i + 1])) return CUPK_GAP_SKID;
    }
    const size_t exit = gap->mesh->cells;
    if (!(ahead[exit] - back[exit] <= slack(gap))) return CUPK_GAP_SKID;
    *neutral = (double)exit;
    *force = pressure;
    return CUPK_GAP_OK;
}

double cupk_gap_draw(const cupk_gap *gap, cupk_sweep *sweep)
{
    make_maps(gap, sweep, false);
    double force = gap->entry_force, pressure = 0;
    for (size_t i = 0; i < gap->mesh->cells; i++) {
        force = mapped_step(gap, sweep, ENTRY, i, force, &pressure);
        if (parts(gap, i + 1, force)) return INFINITY;
    }
    return force;
}

static void put(const struct side *side, const cupk_station *station, double xi, double force, bool neutral,
                cupk_profile *profile, size_t i)
{
    if (!profile) return;
    const double pressure = pressure_at(station, force);
    const double over = over_cap(side->gap, station, force);
    const double coulomb = side->gap->friction * station->grip * pressure;
    const double shear = over > 0 ? 0.5 * side->gap->cap * station->yield : coulomb;
    profile->position[i] = side->gap->length * xi;
    profile->thickness[i] = cupk_arc_thickness(side->gap->arc, xi);
    profile->pressure[i] = pressure;
    profile->shear_stress[i] = neutral ? 0 : side->from * shear;
    profile->longitudinal_stress[i] = force * station->inverse;
}

/* From one end through the cells up to the neutral point; writes the profile at the nodes passed, not at the
 * neutral point, and returns T there. */
static double walk_side(const cupk_gap *gap, int from, double neutral, struct rate *sums,
                        cupk_profile *profile)
{
    const struct side side = {gap, from, false};
    const size_t cells = gap->mesh->cells;
    const size_t last = from == ENTRY ? (size_t)floor(neutral) : (size_t)ceil(neutral);
    double force = from == ENTRY ? gap->entry_force : gap->exit_force;
    size_t i = from == ENTRY ? 0 : cells;
    size_t place = from == ENTRY ? 0 : profile ? profile->count - 1 : 0;
    while (true) {
        const cupk_station here = node(gap, i);
        if ((double)i != neutral)
            put(&side, &here, cupk_arc_xi(gap->arc, (double)i), force, false, profile, place);
        if (i == last) break;
        force = cell_step(gap, from, from == ENTRY ? i : i - 1, force, sums);
        i = from == ENTRY ? i + 1 : i - 1;
        place = from == ENTRY ? place + 1 : place - 1;
    }
    if ((double)i == neutral) return force;
    const cupk_station there = cupk_arc_station(gap->arc, neutral);
    return part_step(gap, from, i, &there, neutral, force, sums);
}

void cupk_gap_walk(const cupk_gap *gap, double neutral, cupk_gap_totals *totals, cupk_profile *profile)
{
    const size_t nodes_ahead = (size_t)ceil(neutral),
                 nodes_behind = gap->mesh->cells - (size_t)floor(neutral);
    if (profile) profile->count = nodes_ahead + 1 + nodes_behind;
    struct rate entry = {0}, exit = {0};
    const double from_entry = walk_side(gap, ENTRY, neutral, &entry, profile);
    const double from_exit = walk_side(gap, EXIT, neutral, &exit, profile);
    const cupk_station there = cupk_arc_station(gap->arc, neutral);
    const struct side side = {gap, ENTRY, false};
    put(&side, &there, cupk_arc_xi(gap->arc, neutral), 0.5 * (from_entry + from_exit), true, profile,
        nodes_ahead);

    totals->pressure = entry.pressure + exit.pressure;
    totals->shear = entry.shear + exit.shear;
    totals->friction = entry.shear - exit.shear;
    const double thinning = entry.thinning + exit.thinning;
    const double residual = 2 * totals->shear - (gap->entry_force - gap->exit_force - thinning);
    totals->balance = fabs(residual) / (2 * totals->friction + fabs(thinning));
}
