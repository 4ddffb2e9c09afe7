/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/mill.h"
#include "root.h"

/* The mill with a pass: the law about its middle, and corrections by the passes of the cells themselves. */

enum { RECENTRES = 5, CORRECTIONS = 12, HALVINGS = 20 };
/* Mean deviation of force between law and passes; that of foil is known no better. */
static const double wanted_of_strip = 1e-4, wanted_of_foil = 1e-3;
/* Share of the width that must have passes of its own for the forces to be more than made up. */
static const double least_coverage = 0.8;

typedef struct search {
    cupel_rolling_pass pass;
    cupel_rolling_workspace *workspace;
    cupel_rolling_solution solution;
    double wanted; /* force per width */
    cupel_status status;
    cupel_error *error;
} search;

static double excess(void *self, double exit)
{
    search *s = self;
    s->pass.exit_thickness = exit;
    s->status = cupel_rolling_pass_solve(&s->pass, s->workspace, &s->solution, s->error);
    if (s->status) return NAN;
    return s->solution.status == CUPEL_ROLLING_OK ? s->solution.force / s->wanted - 1 : (double)INFINITY;
}

typedef struct sample {
    cupk_point point; /* exit thickness, excess of force: infinite where the pass has no solution */
    int status;       /* cupel_rolling_status */
} sample;

static sample take(search *s, double exit)
{
    const cupk_point point = {exit, excess(s, exit)};
    return (sample){point, s->solution.status};
}

static bool rolls(const sample *at)
{
    return isfinite(at->point.f);
}

/* No exit thickness takes the force: `last` is the pass nearest to it, `beyond` why there is none further. */
static void give_up(search *s, const sample *last, int beyond)
{
    s->solution.status = beyond;
    s->solution.force = s->wanted * (1 + last->point.f);
}

/* Between a pass that takes too little force and one that takes too much, of which one may have no solution:
 * then the end of the passes is sought until one on the far side of the wanted force turns up. */
static double find_between(search *s, sample light, sample heavy)
{
    for (int k = 0; k < HALVINGS && rolls(&light) != rolls(&heavy); k++) {
        const sample middle = take(s, 0.5 * (light.point.x + heavy.point.x));
        if (s->status) return NAN;
        if (rolls(&middle) ? middle.point.f <= 0 : rolls(&heavy))
            light = middle;
        else
            heavy = middle;
    }
    if (rolls(&light) && rolls(&heavy))
        return cupk_root(excess, s, light.point, heavy.point, 1e-9 * s->pass.entry_thickness);
    if (rolls(&light))
        give_up(s, &light, heavy.status);
    else
        give_up(s, &heavy, light.status);
    return NAN;
}

/* The exit thickness at which the pass takes a force per width: from light reductions on, where it is small.
 * A pass too light to have a solution is dragged by its tension (skid, back skid) or stretched by it. NaN
 * where there is none, and s->solution tells as cupel_mill_roll_strip's centre does. */
static double find_thickness(search *s)
{
    const double entry = s->pass.entry_thickness;
    sample light = take(s, entry * (1 - 1e-3)), heavy = light;
    for (double reduction = 0.01; !s->status && reduction < 0.9; reduction *= 1.3) {
        if (rolls(&light) && light.point.f > 0) {
            give_up(s, &light, CUPEL_ROLLING_NO_SOLUTION);
            return NAN;
        }
        heavy = take(s, entry * (1 - reduction));
        if (!s->status && (rolls(&heavy) ? heavy.point.f > 0 : rolls(&light)))
            return find_between(s, light, heavy);
        light = heavy;
    }
    if (!s->status && rolls(&heavy)) give_up(s, &heavy, CUPEL_ROLLING_NO_SOLUTION);
    return NAN;
}

/* Multiplies the law of every cell by what its own pass says. `error` and `coverage`: see
 * cupel_mill_solution. */
static cupel_status correct(const cupel_rolling_pass *pass, const cupel_mill_solution *mill,
                            cupel_rolling_workspace *passes, double *factor, double *deviation,
                            double *coverage, cupel_error *error)
{
    double sum = 0, all = 0, covered = 0, width = 0;
    for (size_t j = 0; j < mill->cells; j++) {
        width += mill->cell_width[j];
        cupel_rolling_pass own = *pass;
        cupel_rolling_solution solution;
        own.entry_thickness = mill->entry_thickness[j];
        own.exit_thickness = mill->exit_thickness[j];
        own.exit_tension = mill->tension[j];
        own.warm_start = 1;
        if (!(own.exit_thickness < own.entry_thickness) || !(mill->line_force[j] > 0)) continue;
        const cupel_status status = cupel_rolling_pass_solve(&own, passes, &solution, error);
        if (status) return status;
        if (solution.status != CUPEL_ROLLING_OK) continue;
        covered += mill->cell_width[j];
        sum += fabs(solution.force - mill->line_force[j]) * mill->cell_width[j];
        all += solution.force * mill->cell_width[j];
        factor[j] *= solution.force / mill->line_force[j];
    }
    *deviation = all > 0 ? sum / all : NAN;
    *coverage = covered / width;
    return CUPEL_OK;
}

/* The stack under one law, and its corrections. The first solve of a mill may be told to begin warm; the
 * others do. */
static cupel_status settle(const cupel_rolling_pass *pass, const cupel_mill *mill,
                           const cupel_mill_strip *strip, cupel_rolling_workspace *passes,
                           cupel_mill_workspace *workspace, cupel_mill_solution *out, cupel_error *error)
{
    cupel_mill again = *mill;
    const double wanted = pass->roll_deformation == CUPEL_ROLL_ELASTIC ? wanted_of_foil : wanted_of_strip;
    size_t iterations = 0;
    for (size_t j = 0; j < workspace->max_cells; j++) workspace->factor[j] = 1;
    for (size_t round = 1;; round++) {
        double deviation, coverage;
        cupel_status status = cupel_mill_solve(&again, strip, workspace, out, error);
        if (status) return status;
        iterations += out->iterations;
        if (out->status != CUPEL_MILL_OK) return CUPEL_OK;
        status = correct(pass, out, passes, workspace->factor, &deviation, &coverage, error);
        if (status) return status;
        out->rounds = round;
        out->law_error = deviation, out->law_coverage = coverage;
        if (!(deviation > wanted) || round == CORRECTIONS) break;
        again.warm_start = true;
    }
    out->iterations = iterations;
    return CUPEL_OK;
}

cupel_status cupel_mill_roll_strip(const cupel_rolling_pass *pass, const cupel_mill *mill,
                                   cupel_mill_strip *strip, cupel_rolling_workspace *passes,
                                   cupel_mill_workspace *workspace, cupel_rolling_solution *centre,
                                   cupel_mill_solution *out, cupel_error *error)
{
    search s = {.pass = *pass, .workspace = passes, .error = error};
    const bool by_force = mill->control == CUPEL_MILL_FORCE;
    double exit = by_force ? NAN : mill->control_value;
    cupel_status status = CUPEL_OK;
    if (by_force) {
        s.wanted = mill->control_value / strip->width;
        exit = find_thickness(&s);
        if (s.status) return s.status;
        if (isnan(exit)) {
            *centre = s.solution;
            return CUPEL_OK;
        }
    }
    for (int k = 0; k < RECENTRES; k++) {
        s.pass.exit_thickness = exit, s.pass.roll_deformation = pass->roll_deformation;
        status = cupel_rolling_pass_solve(&s.pass, passes, centre, error);
        if (status || centre->status != CUPEL_ROLLING_OK) return status;
        /* one regime across the strip: where it changes from cell to cell the force would jump */
        if (pass->roll_deformation == CUPEL_ROLL_AUTO)
            s.pass.roll_deformation =
                centre->regime == CUPEL_ROLLING_FOIL ? CUPEL_ROLL_ELASTIC : CUPEL_ROLL_HITCHCOCK;
        cupel_rolling_solution neighbour;
        status = cupel_mill_law_of(&s.pass, 0, passes, &strip->law, &neighbour, error);
        if (status == CUPEL_EFAILED) {
            *centre = neighbour;
            return CUPEL_OK;
        }
        if (status) return status;
        strip->factor = workspace->factor;
        status = settle(&s.pass, mill, strip, passes, workspace, out, error);
        if (status || out->status != CUPEL_MILL_OK) return status;
        if (!by_force || fabs(log(out->centre_thickness / exit)) <= strip->law.step[1]) break;
        exit = out->centre_thickness;
        if (!(exit <
              pass->entry_thickness)) { /* the force goes into the edges, and none is left for the middle */
            centre->status = CUPEL_ROLLING_NO_SOLUTION, centre->force = NAN;
            return CUPEL_OK;
        }
    }
    if (out->law_coverage < least_coverage) out->status = CUPEL_MILL_UNCOVERED;
    return CUPEL_OK;
}
