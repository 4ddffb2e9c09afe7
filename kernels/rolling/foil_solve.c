/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "rolling/foil.h"

/* Residuals are of order 1 in the units of the problem; rounding leaves some 1e-13. Solutions on the way only
 * have to lead to the next; those that a mesh is fitted to are converged, lest it depend on the way. */
static const double converged = 1e-10, on_the_way = 1e-4;

/* What a solve may cost. The hardest foils take a quarter of it. */
static const double most_work = 20000;

/* Cells: of the way to the answer, of the mesh that finds its features, of the answer. */
enum { COARSE = 48, MIDDLE = 96, FINE = 160 };

/* Roundings of friction and flow rule: at the start, on the way, where the mesh changes, and in the answer: a
 * slip of 1e-7 turns the friction. */
static const cupk_foil_stage rounded = {.slip_width = 0.3, .yield_width = 0.1},
                             travelling = {.slip_width = 0.03, .yield_width = 1e-3},
                             changing = {.slip_width = 1e-3, .yield_width = 1e-4},
                             changing_again = {.slip_width = 1e-4, .yield_width = 1e-4},
                             nearly_sharp = {.slip_width = 1e-6, .yield_width = 1e-4},
                             sharp = {.slip_width = 1e-7, .yield_width = 1e-4};

static void copy(const cupk_foil *foil, const cupk_foil_state *from, cupk_foil_state *to)
{
    memcpy(to->pressure, from->pressure, (foil->mesh.cells + 1) * sizeof *to->pressure);
    memcpy(to->tension, from->tension, (foil->mesh.cells + 1) * sizeof *to->tension);
    memcpy(to->scalars, from->scalars, CUPK_FOIL_SCALARS * sizeof *to->scalars);
}

/* to = base + factor (end - start); start NULL: 0. */
static void blend(const cupk_foil *foil, const cupk_foil_state *base, double factor,
                  const cupk_foil_state *end, const cupk_foil_state *start, cupk_foil_state *to)
{
    for (size_t i = 0; i <= foil->mesh.cells; i++) {
        to->pressure[i] = base->pressure[i] + factor * (end->pressure[i] - (start ? start->pressure[i] : 0));
        to->tension[i] = base->tension[i] + factor * (end->tension[i] - (start ? start->tension[i] : 0));
    }
    for (size_t k = 0; k < CUPK_FOIL_SCALARS; k++)
        to->scalars[k] = base->scalars[k] + factor * (end->scalars[k] - (start ? start->scalars[k] : 0));
}

/* Damped Newton's method on `now` (Armijo, halving); the number of steps, or -1 with `now` spoilt. At least
 * one step is made unless the answer is there to the last digit. */
static int newton(cupk_foil *foil, const cupk_foil_stage *stage, int most, double tolerance)
{
    foil->now.tension[0] = stage->tension * foil->problem->back;
    foil->now.tension[foil->mesh.cells] = stage->tension * foil->problem->front;
    double largest, sum = cupk_foil_residual(foil, &foil->now, stage, &largest);
    for (int steps = 0; steps <= most; steps++) {
        if (largest < (steps > 0 ? tolerance : converged)) return steps;
        foil->work += pow((double)foil->mesh.cells / 100, 3);
        if (!isfinite(sum) || foil->work > most_work || !cupk_foil_step(foil, stage)) return -1;
        double factor = 1, next;
        while (true) {
            blend(foil, &foil->now, factor, &foil->step, NULL, &foil->candidate);
            next = cupk_foil_residual(foil, &foil->candidate, stage, &largest);
            if (sqrt(next) < (1 - 1e-4 * factor) * sqrt(sum)) break;
            factor *= 0.5;
            if (factor < 1e-3) return -1;
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
    for (size_t i = 0; i < foil->mesh.cells; i++) sum += 0.5 * (p[i] + p[i + 1]) * (x[i + 1] - x[i]);
    return sum;
}

/* A low tent of pressure on the rigid arc. */
static void guess(cupk_foil *foil, const cupk_foil_stage *stage)
{
    const cupk_foil_problem *p = foil->problem;
    const size_t cells = foil->mesh.cells;
    for (size_t i = 0; i <= cells; i++) {
        const double s = foil->mesh.nodes[i], edge = fmin(1, fmin(s, 1 - s) / 0.02);
        foil->now.pressure[i] = edge * (1 + 0.3 * fmin(s / 0.7, (1 - s) / 0.3));
        foil->now.tension[i] = stage->tension * (p->back + (p->front - p->back) * s);
    }
    foil->now.pressure[0] = foil->now.pressure[cells] = 0;
    const double scalars[CUPK_FOIL_SCALARS] = {
        [CUPK_FOIL_START] = -1, [CUPK_FOIL_LENGTH] = 1.02, [CUPK_FOIL_GAP] = 1, [CUPK_FOIL_SLIP] = 0};
    memcpy(foil->now.scalars, scalars, sizeof scalars);
}

/* Rigid rolls, everything well rounded. Little friction makes the start easy, too little lets the rolls
 * skid; where no friction helps, the tensions wait. */
static bool start(cupk_foil *foil, cupk_foil_stage *stage)
{
    const cupk_foil_problem *p = foil->problem;
    const double skid = isfinite(p->rigid_skid) ? 1.5 * p->rigid_skid : 0;
    *stage = rounded;
    for (stage->tension = 1; stage->tension >= 0; stage->tension--) {
        stage->friction = fmax(fmin(p->friction, 0.03), skid);
        for (int k = 0; k < 4; k++) {
            guess(foil, stage);
            if (newton(foil, stage, 40, on_the_way) >= 0) return true;
            stage->friction = fmax(1.7 * stage->friction, 0.01);
        }
        if (p->back == 0 && p->front == 0) break;
    }
    return false;
}

/* Between two stages: shares and friction in proportion, roundings in ratio. */
static cupk_foil_stage stage_between(const cupk_foil_stage *from, const cupk_foil_stage *to, double s)
{
    if (s >= 1) return *to;
    return (cupk_foil_stage){.share = from->share + s * (to->share - from->share),
                             .tension = from->tension + s * (to->tension - from->tension),
                             .friction = from->friction + s * (to->friction - from->friction),
                             .surface = to->surface,
                             .slip_width = from->slip_width * pow(to->slip_width / from->slip_width, s),
                             .yield_width = from->yield_width * pow(to->yield_width / from->yield_width, s)};
}

static bool is_overloaded(const cupk_foil *foil)
{
    for (size_t i = 0; i <= foil->mesh.cells; i++)
        if (foil->now.pressure[i] > foil->problem->most_pressure) return true;
    return false;
}

/* What rounding of the friction still makes of the force, from its change since the rounding was ten times as
 * wide: it falls with the width to the power 0.7 to 0.8 where a zone sticks, faster elsewhere. */
typedef struct sharpening {
    double width[2], force[2]; /* a decade apart or more, the later first */
} sharpening;

static double rounding_left(sharpening *past, double width, double force)
{
    const int base = 10 * width <= past->width[0] ? 0 : 1;
    const double ratio = past->width[base] / width;
    const double left = fabs(force / past->force[base] - 1) / (pow(ratio, 0.7) - 1);
    if (base == 0) {
        past->width[1] = past->width[0], past->force[1] = past->force[0];
        past->width[0] = width, past->force[0] = force;
    }
    return left;
}

/* Follows the solution from where it stands to another stage, with the secant as predictor and a step that
 * adapts. `stage` is where `now` stands, before and after. */
static bool march(cupk_foil *foil, cupk_foil_stage *stage, const cupk_foil_stage *to, double tolerance)
{
    static const double first_step = 0.3, least_step = 1e-4;
    const cupk_foil_stage from = *stage;
    double place = 0, last = -1, step = first_step, largest;
    cupk_foil_residual(foil, &foil->now, stage, &largest);
    const double width = stage->slip_width, force = cupk_foil_force(foil);
    sharpening past = {.width = {width, width}, .force = {force, force}};
    while (place < 1) {
        const double next = fmin(1, place + step);
        const cupk_foil_stage there = stage_between(&from, to, next);
        copy(foil, &foil->now, &foil->kept);
        if (last >= 0)
            blend(foil, &foil->kept, (next - place) / (place - last), &foil->kept, &foil->before, &foil->now);
        const int steps = newton(foil, &there, 10, next < 1 ? on_the_way : tolerance);
        if (steps < 0) {
            copy(foil, &foil->kept, &foil->now);
            step = 0.3 * (next - place);
            if (step < least_step || foil->work > most_work) return false;
            continue;
        }
        last = place, place = next;
        copy(foil, &foil->kept, &foil->before);
        foil->smoothing_error = rounding_left(&past, there.slip_width, cupk_foil_force(foil));
        *stage = foil->reached = there;
        if (is_overloaded(foil)) return false;
        if (steps < 4)
            step *= 2.5;
        else if (steps < 6)
            step *= 1.6;
    }
    return true;
}

/* The stage of the answer but for its roundings, which are those of `like`. */
static cupk_foil_stage whole(const cupk_foil *foil, const cupk_foil_stage *like)
{
    return (cupk_foil_stage){.share = 1,
                             .tension = 1,
                             .friction = foil->problem->friction,
                             .surface = foil->surface,
                             .slip_width = like->slip_width,
                             .yield_width = like->yield_width};
}

/* The stage of the answer but for its roundings, which become those of `like` where they are wider. */
static cupk_foil_stage sharper(const cupk_foil *foil, const cupk_foil_stage *stage,
                               const cupk_foil_stage *like)
{
    cupk_foil_stage out = whole(foil, like);
    out.slip_width = fmin(out.slip_width, stage->slip_width);
    out.yield_width = fmin(out.yield_width, stage->yield_width);
    return out;
}

/* From the marked solution again. */
static void restart(cupk_foil *foil, const cupk_foil_stage *stage)
{
    double largest;
    copy(foil, &foil->softer, &foil->now);
    cupk_foil_residual(foil, &foil->now, stage, &largest);
}

/* Less friction than the way began with. Coarse cells skid too soon, so that they are made finer where it
 * does, from where the way began. */
static bool let_go(cupk_foil *foil, cupk_foil_stage *stage)
{
    static const size_t cells[] = {COARSE, MIDDLE, FINE};
    const cupk_foil_stage start = *stage;
    for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) {
        if (k > 0) {
            *stage = start;
            restart(foil, stage);
            cupk_foil_adapt_mesh(foil, cells[k]);
            if (newton(foil, stage, 40, on_the_way) < 0) return false;
        }
        copy(foil, &foil->now, &foil->softer);
        cupk_foil_stage next = sharper(foil, stage, k > 0 ? &changing_again : &changing);
        next.friction = stage->friction;
        if (!march(foil, stage, &next, on_the_way)) return false;
        next.friction = foil->problem->friction;
        if (march(foil, stage, &next, converged)) return true;
    }
    return false;
}

/* Why the way ends. */
static int end_of(const cupk_foil *foil)
{
    return is_overloaded(foil) ? CUPEL_ROLLING_NO_SOLUTION : CUPEL_ROLLING_NOT_CONVERGED;
}

/* From a tent of pressure to the whole compliance, tension and friction, on the coarse mesh. */
static int travel(cupk_foil *foil, cupk_foil_stage *stage)
{
    cupk_foil_set_mesh(foil, COARSE);
    if (!start(foil, stage)) return CUPEL_ROLLING_NOT_CONVERGED;
    cupk_foil_stage next = whole(foil, &travelling);
    next.friction = stage->friction;
    if (!march(foil, stage, &next, on_the_way)) return end_of(foil);
    if (foil->problem->friction < stage->friction) {
        if (!let_go(foil, stage)) return CUPEL_ROLLING_SKID;
    } else {
        next.friction = foil->problem->friction;
        if (!march(foil, stage, &next, converged)) return end_of(foil);
    }
    if (foil->mesh.cells < MIDDLE) {
        cupk_foil_adapt_mesh(foil, MIDDLE);
        if (newton(foil, stage, 40, on_the_way) < 0) return CUPEL_ROLLING_NOT_CONVERGED;
    }
    next = sharper(foil, stage, &changing);
    return march(foil, stage, &next, converged) ? CUPEL_ROLLING_OK : end_of(foil);
}

/* The answer on the mesh at hand. Where friction cannot be made quite as sharp it stays a little less so, and
 * smoothing_error says what that makes. */
static bool sharpen(cupk_foil *foil, cupk_foil_stage *stage, cupk_foil_report *report)
{
    const cupk_foil_stage near = whole(foil, &nearly_sharp), answer = whole(foil, &sharp);
    if (!march(foil, stage, &near, converged)) return false;
    const double error = foil->smoothing_error;
    copy(foil, &foil->now, &foil->coarse);
    if (!march(foil, stage, &answer, converged)) {
        copy(foil, &foil->coarse, &foil->now);
        *stage = near;
        if (newton(foil, stage, 10, converged) < 0) return false;
        foil->smoothing_error = error;
    }
    cupk_foil_examine(foil, report);
    return true;
}

/* A mesh fitted to the solution at hand, and the answer on it. */
static bool refine(cupk_foil *foil, cupk_foil_stage *stage, size_t cells, cupk_foil_report *report)
{
    const double force = cupk_foil_force(foil);
    if (cells > foil->mesh.cells) cupk_foil_adapt_mesh(foil, cells);
    if (newton(foil, stage, 40, converged) < 0) return false;
    foil->force_change = fabs(cupk_foil_force(foil) / force - 1);
    copy(foil, &foil->now, &foil->softer);
    return sharpen(foil, stage, report);
}

static bool is_good(const cupk_foil *foil, const cupk_foil_report *report)
{
    return foil->force_change < 3e-3 && foil->smoothing_error < 2e-4 && report->energy_error < 1e-4 &&
           report->torque_error < 1e-5 && report->stick_zones <= 1;
}

/* Newton's method with whole steps, from close by: damping would only hold up the change of zones. */
static bool leap(cupk_foil *foil, const cupk_foil_stage *stage)
{
    foil->now.tension[0] = stage->tension * foil->problem->back;
    foil->now.tension[foil->mesh.cells] = stage->tension * foil->problem->front;
    double largest;
    const double first = cupk_foil_residual(foil, &foil->now, stage, &largest);
    for (int steps = 0; steps < 12 && largest >= converged; steps++) {
        if (!cupk_foil_step(foil, stage)) return false;
        blend(foil, &foil->now, 1, &foil->step, NULL, &foil->now);
        if (!(cupk_foil_residual(foil, &foil->now, stage, &largest) < 300 * first)) return false;
    }
    return largest < converged;
}

/* The answer to another problem from the last solution, on its mesh: in one leap, or by way of the less sharp
 * solution. What the mesh makes of the force is taken to stay. */
static bool resume(cupk_foil *foil, cupk_foil_stage *stage, cupk_foil_report *report)
{
    cupk_foil_refresh_mesh(foil);
    copy(foil, &foil->now, &foil->coarse);
    *stage = whole(foil, &sharp);
    if (leap(foil, stage)) {
        cupk_foil_examine(foil, report);
        return true;
    }
    *stage = whole(foil, &changing_again);
    copy(foil, &foil->softer, &foil->now);
    if (newton(foil, stage, 15, on_the_way) < 0) return false;
    copy(foil, &foil->now, &foil->softer);
    return sharpen(foil, stage, report);
}

/* The surface terms follow the solution and it them. */
static bool add_surface_terms(cupk_foil *foil, cupk_foil_stage *stage, cupk_foil_report *report)
{
    static const double weight = 0.7, close = 1e-6;
    const double force = cupk_foil_force(foil);
    foil->surface = 1;
    for (int turn = 0; turn < 60; turn++) {
        const double off = cupk_foil_set_surface(foil, weight);
        *stage = whole(foil, &changing_again);
        if (newton(foil, stage, 15, on_the_way) < 0) return false;
        if (off > close) continue;
        if (!sharpen(foil, stage, report)) return false;
        foil->surface_change = fabs(report->force / force - 1);
        return true;
    }
    return false;
}

static int solve(cupk_foil *foil, cupk_foil_stage *stage, cupk_foil_report *report)
{
    static const size_t cells[] = {FINE, 256, CUPK_FOIL_CELLS};
    const int status = travel(foil, stage);
    if (status != CUPEL_ROLLING_OK) return status;
    if (foil->mesh.cells <= MIDDLE) cupk_foil_adapt_mesh(foil, MIDDLE);
    if (newton(foil, stage, 40, on_the_way) < 0) return CUPEL_ROLLING_NOT_CONVERGED;
    const cupk_foil_stage next = sharper(foil, stage, &changing_again);
    if (!march(foil, stage, &next, converged)) return CUPEL_ROLLING_NOT_CONVERGED;
    bool solved = false;
    for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) {
        *stage = next;
        if (k > 0) restart(foil, stage);
        solved = refine(foil, stage, cells[k], report);
        if (is_overloaded(foil)) return CUPEL_ROLLING_NO_SOLUTION;
        if (solved && is_good(foil, report)) break;
    }
    return solved ? CUPEL_ROLLING_OK : CUPEL_ROLLING_NOT_CONVERGED;
}

int cupk_foil_solve(cupk_foil *foil, bool warm, cupk_foil_report *report)
{
    cupk_foil_stage stage;
    warm = warm && foil->warm;
    foil->warm = false, foil->surface = 0;
    foil->factorizations = 0, foil->work = 0, foil->surface_change = NAN;
    foil->reached = (cupk_foil_stage){.share = 0};
    if (warm && resume(foil, &stage, report) && is_good(foil, report))
        foil->reached = stage;
    else {
        const int status = solve(foil, &stage, report);
        if (status != CUPEL_ROLLING_OK) return status;
    }
    if (!foil->problem->surface_terms) return CUPEL_ROLLING_OK;
    return add_surface_terms(foil, &stage, report) ? CUPEL_ROLLING_OK : CUPEL_ROLLING_NOT_CONVERGED;
}
