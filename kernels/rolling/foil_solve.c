/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "rolling/foil.h"

/* Residuals are of order 1 in the units of the problem; rounding leaves some 1e-13. */
static const double converged = 1e-10;

/* What a solve may cost. The hardest foils take a quarter of it. */
static const double most_work = 60000;

/* The friction of the answer: slip of 1e-7 turns it. A mesh refines from a state where it is less sharp. */
static const double sharpest = 1e-7, transfer_width = 1e-3, first_width = 0.03, yield_width = 1e-4;

static void copy(const cupk_foil *foil, const cupk_foil_state *from, cupk_foil_state *to)
{
    memcpy(to->pressure, from->pressure, (foil->cells + 1) * sizeof *to->pressure);
    memcpy(to->tension, from->tension, (foil->cells + 1) * sizeof *to->tension);
    memcpy(to->scalars, from->scalars, CUPK_FOIL_SCALARS * sizeof *to->scalars);
}

/* to = base + factor (end - start); start NULL: 0. */
static void blend(const cupk_foil *foil, const cupk_foil_state *base, double factor,
                  const cupk_foil_state *end, const cupk_foil_state *start, cupk_foil_state *to)
{
    for (size_t i = 0; i <= foil->cells; i++) {
        to->pressure[i] = base->pressure[i] + factor * (end->pressure[i] - (start ? start->pressure[i] : 0));
        to->tension[i] = base->tension[i] + factor * (end->tension[i] - (start ? start->tension[i] : 0));
    }
    for (size_t k = 0; k < CUPK_FOIL_SCALARS; k++)
        to->scalars[k] = base->scalars[k] + factor * (end->scalars[k] - (start ? start->scalars[k] : 0));
}

/* Damped Newton's method on `now` (Armijo, halving); the number of steps, or -1 with `now` spoilt. */
static int newton(cupk_foil *foil, const cupk_foil_stage *stage, int most)
{
    double largest, sum = cupk_foil_residual(foil, &foil->now, stage, &largest);
    for (int steps = 0; steps <= most; steps++) {
        if (largest < converged) return steps;
        foil->work += pow((double)foil->cells / 100, 3);
        if (!isfinite(sum) || foil->work > most_work || !cupk_foil_step(foil, stage)) return -1;
        double factor = 1, next;
        while (true) {
            blend(foil, &foil->now, factor, &foil->step, NULL, &foil->candidate);
            next = cupk_foil_residual(foil, &foil->candidate, stage, &largest);
            if (sqrt(next) < (1 - 1e-4 * factor) * sqrt(sum)) break;
            factor *= 0.5;
            if (factor < 1e-4) return -1;
        }
        copy(foil, &foil->candidate, &foil->now);
        sum = next;
    }
    return -1;
}

double cupk_foil_force(const cupk_foil *foil)
{
    const double *x = foil->fields.position, *p = foil->now.pressure;
    double sum = 0;
    for (size_t i = 0; i < foil->cells; i++) sum += 0.5 * (p[i] + p[i + 1]) * (x[i + 1] - x[i]);
    return sum;
}

/* A low tent of pressure on the rigid arc. */
static void guess(cupk_foil *foil)
{
    const cupk_foil_problem *p = foil->problem;
    for (size_t i = 0; i <= foil->cells; i++) {
        const double s = foil->nodes[i], edge = fmin(1, fmin(s, 1 - s) / 0.02);
        foil->now.pressure[i] = edge * (1 + 0.3 * fmin(s / 0.7, (1 - s) / 0.3));
        foil->now.tension[i] = p->back + (p->front - p->back) * s;
    }
    foil->now.pressure[0] = foil->now.pressure[foil->cells] = 0;
    foil->now.tension[foil->cells] = p->front;
    const double scalars[CUPK_FOIL_SCALARS] = {
        [CUPK_FOIL_START] = -1, [CUPK_FOIL_LENGTH] = 1.02, [CUPK_FOIL_GAP] = 1, [CUPK_FOIL_SLIP] = 0};
    memcpy(foil->now.scalars, scalars, sizeof scalars);
}

/* Rigid rolls, and friction and flow rule well rounded at first. Little friction makes the start easy, too
 * little lets the rolls skid. */
static bool solve_rigid(cupk_foil *foil, cupk_foil_stage *stage)
{
    static const double frictions[] = {0.03, 0.06, INFINITY};
    const double friction = foil->problem->friction;
    for (size_t k = 0;; k++) {
        guess(foil);
        *stage = (cupk_foil_stage){
            .slip_width = 0.3, .yield_width = 0.1, .friction = fmin(friction, frictions[k])};
        if (newton(foil, stage, 60) >= 0) break;
        if (friction <= frictions[k]) return false;
    }
    while (stage->friction < friction) {
        stage->friction = fmin(2 * stage->friction, friction);
        if (newton(foil, stage, 30) < 0) return false;
    }
    while (stage->slip_width > first_width || stage->yield_width > yield_width) {
        stage->slip_width = fmax(0.5 * stage->slip_width, first_width);
        stage->yield_width = fmax(0.2 * stage->yield_width, yield_width);
        if (newton(foil, stage, 30) < 0) return false;
    }
    return true;
}

/* The rolls become as soft as they are, with the secant as predictor. */
static bool soften(cupk_foil *foil, cupk_foil_stage *stage)
{
    double step = 0.05, last = -1;
    while (stage->share < 1) {
        cupk_foil_stage next = *stage;
        next.share = fmin(1, stage->share + step);
        copy(foil, &foil->now, &foil->kept);
        if (last >= 0)
            blend(foil, &foil->kept, (next.share - stage->share) / (stage->share - last), &foil->kept,
                  &foil->before, &foil->now);
        const int steps = newton(foil, &next, 14);
        if (steps < 0) {
            copy(foil, &foil->kept, &foil->now);
            step *= 0.4;
            if (step < 1e-5) return false;
            continue;
        }
        last = stage->share;
        copy(foil, &foil->kept, &foil->before);
        *stage = next;
        foil->reached = next.share;
        if (steps < 8) step *= 1.6;
    }
    return true;
}

/* Sharpens the friction; keeps the state from which the next mesh starts in `coarse`, its stage in `start`.
 * Returns false when it cannot get near. */
static bool sharpen(cupk_foil *foil, cupk_foil_stage *stage, cupk_foil_stage *start)
{
    double factor = 0.3;
    bool marked = false;
    while (true) {
        if (!marked && stage->slip_width <= transfer_width) {
            copy(foil, &foil->now, &foil->coarse);
            *start = *stage;
            marked = true;
        }
        if (stage->slip_width <= sharpest) return true;
        cupk_foil_stage next = *stage;
        next.slip_width = fmax(factor * stage->slip_width, sharpest);
        copy(foil, &foil->now, &foil->kept);
        double largest;
        cupk_foil_residual(foil, &foil->now, stage, &largest);
        const double force = cupk_foil_force(foil);
        const int steps = newton(foil, &next, 20);
        if (steps < 0) {
            copy(foil, &foil->kept, &foil->now);
            factor = sqrt(factor);
            if (factor > 0.95) return false;
            continue;
        }
        *stage = next;
        foil->smoothing_error = fabs(cupk_foil_force(foil) / force - 1);
        if (steps < 8) factor = fmax(0.1, pow(factor, 1.5));
    }
}

/* `coarse` onto `now` of a mesh of more cells, linear in the angle of the cosine mesh. */
static void refine(cupk_foil *foil, size_t cells)
{
    const size_t old = foil->cells;
    cupk_foil_set_mesh(foil, cells);
    for (size_t i = 0; i <= cells; i++) {
        const double place = (double)i * (double)old / (double)cells;
        const size_t left = (size_t)place < old ? (size_t)place : old - 1;
        const double share = place - (double)left;
        const double *p = foil->coarse.pressure + left, *s = foil->coarse.tension + left;
        foil->now.pressure[i] = p[0] + share * (p[1] - p[0]);
        foil->now.tension[i] = s[0] + share * (s[1] - s[0]);
    }
    memcpy(foil->now.scalars, foil->coarse.scalars, CUPK_FOIL_SCALARS * sizeof *foil->now.scalars);
}

int cupk_foil_solve(cupk_foil *foil, cupk_foil_report *report)
{
    static const double wanted_change = 1e-3, wanted_energy_error = 1e-4;
    cupk_foil_stage stage, start;
    foil->factorizations = 0, foil->work = 0, foil->reached = 0, foil->smoothing_error = NAN,
    foil->force_change = NAN;
    cupk_foil_set_mesh(foil, CUPK_FOIL_CELLS / 4);
    if (!solve_rigid(foil, &stage)) return CUPEL_ROLLING_NOT_CONVERGED;
    if (!soften(foil, &stage)) return CUPEL_ROLLING_NO_SOLUTION;
    if (!sharpen(foil, &stage, &start)) return CUPEL_ROLLING_NOT_CONVERGED;
    double force = cupk_foil_force(foil);
    while (foil->cells < CUPK_FOIL_CELLS) {
        refine(foil, 2 * foil->cells);
        stage = start;
        if (newton(foil, &stage, 40) < 0 || !sharpen(foil, &stage, &start))
            return CUPEL_ROLLING_NOT_CONVERGED;
        cupk_foil_examine(foil, report);
        foil->force_change = fabs(report->force / force - 1);
        force = report->force;
        if (foil->force_change < wanted_change && report->energy_error < wanted_energy_error) break;
    }
    return CUPEL_ROLLING_OK;
}
