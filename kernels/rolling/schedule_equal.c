/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/schedule.h"
#include "root.h"

/* Equal loads: the root in the common load W of ln h_n(W) - ln h_end, where h_n is what n passes leave that
 * each take the load W; the exit of each is the root of its own load less W. Both functions are monotone,
 * which needs no derivative and no good guess, and takes a pass without a solution, as an infinite load. */

typedef struct chain {
    cupk_roller *roller;
    int objective;
    size_t passes;
    bool foil;        /* a pass was in the foil regime */
    double wanted;    /* load of each pass */
    double entry;     /* of the pass in hand */
    double *thinning; /* ln(h1/h2) by pass */
} chain;

/* The smallest thinning ln(h1/h2) that is solved, as arcs and foils of no draft make no sense, and the
 * largest. */
static const double shallowest = 2e-3, deepest = 3;

/* What is asked of thinning and load, in the strip regime and once a pass was foil, whose load is good to
 * some 1e-5 from one thinning to the next; how far the end may be missed, and the loads be apart, all the
 * same. */
static const double fine = 1e-9, coarse = 1e-6, end_tolerance = 1e-3, load_tolerance = 3e-3;

/* More passes than these are not sought where the limits decide. */
enum { MOST_PASSES = 60 };

static double tolerance(const chain *c)
{
    return c->foil ? coarse : fine;
}

static void solve_pass(const chain *c, double entry, double exit, cupel_rolling_step *step)
{
    cupk_step_prepare(c->roller, entry, exit, step);
    cupk_step_solve(c->roller, step);
}

static double load_of(const chain *c, const cupel_rolling_step *step)
{
    if (step->solution.status != CUPEL_ROLLING_OK) return INFINITY;
    return c->objective == CUPEL_OBJECTIVE_EQUAL_POWER ? step->solution.power : step->solution.force;
}

/* Load less what is wanted, on a scale from -1 to 1. */
static double excess(void *self, double thinning)
{
    chain *c = self;
    cupel_rolling_step step;
    if (thinning < shallowest) return -1;
    solve_pass(c, c->entry, c->entry * exp(-thinning), &step);
    c->foil = c->foil || step.solution.regime == CUPEL_ROLLING_FOIL;
    if (step.solution.status == CUPEL_ROLLING_BACK_SKID) return -1; /* the pull alone does more */
    const double load = load_of(c, &step);
    return isinf(load) ? 1 : (load - c->wanted) / (fabs(load) + c->wanted);
}

/* Ends of opposite sign of a function that rises from below 0, sought from `guess` in growing strides, the
 * first by `factor`. False when it is still negative at `most`, or rises by no more than `stall` in a stride.
 */
static bool bracket(cupk_function f, void *self, double guess, double factor, double most, double stall,
                    cupk_point *low, cupk_point *high)
{
    cupk_point at = {fmin(guess, most), 0};
    at.f = f(self, at.x);
    const bool up = at.f < 0;
    for (;; factor *= factor) {
        const cupk_point last = at;
        if (up && last.x >= most) return false;
        at.x = up ? fmin(last.x * factor, most) : last.x / factor;
        at.f = at.x > 1e-9 * guess ? f(self, at.x) : -1;
        if (up && at.f < 0 && at.f - last.f <= stall) return false;
        if ((at.f < 0) == up) continue;
        *low = up ? last : at;
        *high = up ? at : last;
        return true;
    }
}

/* The thinning at which the pass in hand takes the load wanted, or the largest with a solution. Near where
 * solutions end they cost most: the end is sought no nearer than it matters. */
static double thinning_for_load(chain *c, double guess)
{
    static const double near_the_end = 1e-4;
    cupk_point low, high;
    if (!bracket(excess, c, fmax(guess, 10 * shallowest), 1.02, deepest, (double)-INFINITY, &low, &high))
        return deepest;
    while (high.f == 1) {
        if (high.x - low.x < near_the_end) return low.x;
        cupk_point middle = {0.5 * (low.x + high.x), 0};
        middle.f = excess(c, middle.x);
        *(middle.f < 0 ? &low : &high) = middle;
    }
    return cupk_root(excess, c, low, high, tolerance(c));
}

/* ln(h_end/h_n) of passes that each take the load: it rises with it. Each search begins where the last one of
 * that pass ended. Passes that would begin below h_end are taken to thin as the one before, not solved. */
static double overshoot(void *self, double load)
{
    chain *c = self;
    const cupel_rolling_pass *stage = &c->roller->stage->pass;
    double left = log(stage->entry_thickness / stage->exit_thickness), last = 0;
    c->wanted = load;
    c->entry = stage->entry_thickness;
    for (size_t k = 0; k < c->passes; k++) {
        if (left > 0) last = c->thinning[k] = thinning_for_load(c, c->thinning[k]);
        left -= last;
        c->entry *= exp(-last);
    }
    return -left;
}

/* A load to begin with: without friction, on the ground radius. */
static double first_load(const chain *c)
{
    const cupel_rolling_pass *pass = &c->roller->stage->pass;
    const double strain = cupk_stage_strain(c->roller->stage, pass->exit_thickness);
    const double stress = cupel_flow_stress_at(&pass->flow_stress, strain);
    const double draft = pass->entry_thickness * -expm1(-c->thinning[0]);
    return c->objective == CUPEL_OBJECTIVE_EQUAL_POWER ? stress * draft * pass->roll_speed
                                                       : stress * sqrt(pass->roll_radius * draft);
}

static void divide_evenly(chain *c)
{
    const cupel_rolling_pass *stage = &c->roller->stage->pass;
    const double whole = log(stage->entry_thickness / stage->exit_thickness);
    for (size_t k = 0; k < c->passes; k++) c->thinning[k] = whole / (double)c->passes;
}

/* Finds the thinnings; false when the loads cannot be made equal. */
static bool equalize(chain *c)
{
    divide_evenly(c);
    c->foil = false;
    if (c->passes == 1 || c->objective == CUPEL_OBJECTIVE_EQUAL_REDUCTION) return true;
    const double guess = first_load(c);
    cupk_point low, high;
    if (!bracket(overshoot, c, guess, 1.2, 100 * guess, 1e-7, &low, &high)) return false;
    const double load = cupk_root(overshoot, c, low, high, tolerance(c) * guess);
    return !isnan(load) && fabs(overshoot(c, load)) < end_tolerance;
}

/* Writes the exits and solves the passes: the largest use of a limit, infinite when a pass has no solution or
 * takes another load than the rest. */
static double finish(const chain *c, double *exits)
{
    const cupel_rolling_pass *stage = &c->roller->stage->pass;
    double worst = 0, entry = stage->entry_thickness, least = INFINITY, most = -INFINITY;
    cupk_roller_begin(c->roller);
    for (size_t k = 0; k < c->passes; k++) {
        cupel_rolling_step step;
        exits[k] = k + 1 < c->passes ? entry * exp(-c->thinning[k]) : stage->exit_thickness;
        solve_pass(c, entry, exits[k], &step);
        worst = fmax(worst, isnan(step.limit_use) ? 0 : step.limit_use);
        least = fmin(least, load_of(c, &step));
        most = fmax(most, load_of(c, &step));
        entry = exits[k];
    }
    const bool compared = c->objective != CUPEL_OBJECTIVE_EQUAL_REDUCTION;
    return compared && !(most - least <= load_tolerance * fabs(most)) ? (double)INFINITY : worst;
}

/* Whether every pass is overloaded where the most passes share the stage evenly, by which the thinnings are
 * left. Of fewer or uneven passes one thins as much at least, and a larger reduction loads the mill more. */
static bool is_hopeless(chain *c)
{
    const cupel_rolling_pass *stage = &c->roller->stage->pass;
    double entry = stage->entry_thickness;
    c->passes = MOST_PASSES;
    divide_evenly(c);
    cupk_roller_begin(c->roller);
    for (size_t k = 0; k < c->passes; k++) {
        const double exit = k + 1 < c->passes ? entry * exp(-c->thinning[k]) : stage->exit_thickness;
        cupel_rolling_step step;
        solve_pass(c, entry, exit, &step);
        if (step.solution.status != CUPEL_ROLLING_OK || !cupk_step_overloads(&step)) return false;
        entry = exit;
    }
    return true;
}

/* As many passes as were asked for, or as few as the limits allow. */
cupel_status cupk_equal_load(cupk_stage_design *design, int objective, cupel_error *error)
{
    const bool given = design->most > 0;
    const size_t most = given ? design->most : MOST_PASSES;
    /* the exits take the place of the thinnings one by one */
    chain c = {.roller = &design->roller, .objective = objective, .thinning = design->exits};
    double before = INFINITY;
    design->status = given ? CUPEL_DESIGN_OK : CUPEL_DESIGN_BLOCKED;
    if (!given && design->room >= MOST_PASSES && is_hopeless(&c)) {
        finish(&c, design->exits);
        design->count = c.passes;
        return CUPEL_OK;
    }
    for (c.passes = given ? most : 1; c.passes <= most; c.passes++) {
        if (c.passes > design->room)
            CUPEL_FAIL(error, CUPEL_ELIMIT, "the schedule has more than %zu passes", design->room);
        const bool equal = equalize(&c);
        if (!equal) divide_evenly(&c);
        const double use = finish(&c, design->exits);
        design->count = c.passes;
        if (given) {
            if (!equal || (isinf(use) && objective != CUPEL_OBJECTIVE_EQUAL_REDUCTION))
                design->status = CUPEL_DESIGN_UNEQUAL;
        } else if (equal && use <= 1) {
            design->status = CUPEL_DESIGN_OK;
            break;
        } else if (isfinite(before) && !(use < before)) {
            break; /* more passes do not help */
        }
        before = use;
    }
    return CUPEL_OK;
}
