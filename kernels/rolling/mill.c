/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "dense_lu.h"
#include "rolling/mill.h"

/* Newton's method on everything: beams, joints, thickness and tension of the strip, gap. The beams are
 * condensed to what they give at the cells of the strip (band matrix), and a dense system of the exit
 * thickness of the cells, the gap S and the reference strain is left. */

static const double rounding = 1e-15;  /* of the largest force in a beam: no residual can be smaller */
static const double tolerance = 1e-11; /* of the scaled residual, aimed at */
static const double tolerated = 1e-9;  /* and accepted where rounding lets it fall no further */

enum { CUTS = 10, QUICK_STEPS = 15, STAGES = 4, STAGE_STEPS = 20 };
static const double roundings[STAGES] = {0.3, 0.1, 0.03, 0.01};
static const double good_enough = 1e-3; /* residual that ends a stage */

typedef struct problem {
    const cupel_mill *mill;
    const cupel_mill_strip *strip;
    cupel_mill_workspace *workspace;
    size_t halves;          /* stacks that are solved: 1 where they are mirror images */
    double uniform_load;    /* [N/m] */
    double force_scale;     /* [N] */
    double thickness_scale; /* [m] */
} problem;

/* Thickness less what the rolls make of it, by deflection, contour and flattening, the gap not in it: one
 * value per cell. */
static void set_mismatch(problem *p, double *out)
{
    cupk_mill_cells *cells = &p->workspace->cells;
    const size_t m = cells->count;
    double *row = p->workspace->row;
    for (size_t j = 0; j < m; j++) {
        double sum = 0;
        for (size_t i = 0; i < m; i++) sum += cells->patch[j * m + i] * cells->force[i];
        cells->flattening[j] = sum;
        out[j] = cells->exit[j] - 2 * sum;
    }
    for (size_t s = 0; s < p->halves; s++) {
        const cupk_mill_stack *stack = &p->workspace->stack[s];
        const double times = p->halves == 1 ? 2 : 1;
        cupk_mill_gather(stack, stack->u, 1, cells, row);
        for (size_t j = 0; j < m; j++) out[j] -= times * (row[j] - stack->work_contour[j]);
    }
}

static double total_force(const cupk_mill_cells *cells)
{
    double sum = 0;
    for (size_t j = 0; j < cells->count; j++) sum += cells->force[j] * cells->width[j];
    return sum;
}

/* Whether tension takes part. */
static bool has_tension(const problem *p)
{
    return !p->strip->uniform && p->strip->exit_tension > 0;
}

/* Excess of the exit tension force, as a thickness. */
static double tension_error(const problem *p)
{
    const cupk_mill_cells *cells = &p->workspace->cells;
    double sum = 0;
    for (size_t j = 0; j < cells->count; j++)
        sum += cells->share[j] * cells->rolled[j] * (cells->tension[j] / p->strip->exit_tension - 1);
    return sum;
}

static double control_error(const problem *p)
{
    const cupk_mill_cells *cells = &p->workspace->cells;
    if (p->strip->uniform) return cells->exit[cells->count / 2];
    if (p->mill->control == CUPEL_MILL_THICKNESS)
        return cells->exit[cells->count / 2] - p->mill->control_value;
    return (total_force(cells) / p->mill->control_value - 1) * p->thickness_scale;
}

/* All residuals into the workspace's right-hand side; the largest, scaled. */
static double measure(problem *p, bool tangent, double *mismatch)
{
    cupk_mill_cells *cells = &p->workspace->cells;
    const size_t m = cells->count;
    cupk_mill_answer(p->strip, p->uniform_load, cells);
    double worst = 0;
    for (size_t s = 0; s < p->halves; s++) {
        cupk_mill_stack *stack = &p->workspace->stack[s];
        cupk_mill_assemble(p->mill, cells, false, tangent, stack);
        for (size_t i = 0; i < stack->unknowns; i++)
            worst = fmax(worst, (fabs(stack->residual[i]) - rounding * stack->largest) / p->force_scale);
    }
    set_mismatch(p, mismatch);
    for (size_t j = 0; j < m; j++) {
        mismatch[j] -= cells->gap;
        worst = fmax(worst, fabs(mismatch[j]) / p->thickness_scale);
    }
    mismatch[m] = has_tension(p) ? tension_error(p) : 0;
    mismatch[m + 1] = control_error(p);
    worst = fmax(worst, fmax(fabs(mismatch[m]), fabs(mismatch[m + 1])) / p->thickness_scale);
    return isfinite(worst) ? worst : (double)INFINITY;
}

/* Opening at the cells by a load on a cell: rolls and flattening. */
static void set_compliance(problem *p)
{
    const cupk_mill_cells *cells = &p->workspace->cells;
    const size_t m = cells->count;
    double *y = p->workspace->compliance;
    for (size_t k = 0; k < m * m; k++) y[k] = 2 * cells->patch[k];
    for (size_t s = 0; s < p->halves; s++) {
        const cupk_mill_stack *stack = &p->workspace->stack[s];
        const double times = p->halves == 1 ? 2 : 1;
        for (size_t i = 0; i < m; i++) {
            cupk_mill_gather(stack, stack->answer + i, m + 1, cells, p->workspace->row);
            for (size_t j = 0; j < m; j++) y[j * m + i] += times * p->workspace->row[j];
        }
    }
}

/* Whether the exit thickness of a cell follows the gap. */
static bool is_rolled(const cupk_mill_cells *cells, size_t j)
{
    return cells->exit[j] < cells->entry[j];
}

/* d tension/d reference strain: 0 for slack and for stretched fibres. */
static double strain_slope(const problem *p, size_t i)
{
    return has_tension(p) ? p->strip->youngs_modulus * p->workspace->cells.held[i] : 0;
}

/* d tension of cell i/d exit thickness of cell k, without the part of k = i; and the own part. */
static double tension_slope(const problem *p, size_t i, size_t k, double mean)
{
    const cupk_mill_cells *cells = &p->workspace->cells;
    if (!(strain_slope(p, i) > 0) || !is_rolled(cells, k)) return 0;
    const double stiffness = strain_slope(p, i) * p->strip->shape_transfer;
    const double by_mean = -stiffness * cells->rolled[i] * cells->share[k] / (mean * mean);
    return i == k ? by_mean + stiffness / mean : by_mean;
}

static double mean_exit(const cupk_mill_cells *cells)
{
    double mean = 0;
    for (size_t j = 0; j < cells->count; j++) mean += cells->share[j] * cells->rolled[j];
    return mean;
}

/* The dense matrix over exit thicknesses, S and reference strain; the last row is of `control`. */
static void set_system(problem *p, int control)
{
    const cupk_mill_cells *cells = &p->workspace->cells;
    const size_t m = cells->count, n = m + 2;
    const double mean = mean_exit(cells), tension = p->strip->exit_tension;
    double *a = p->workspace->system;
    memset(a, 0, n * n * sizeof *a);
    for (size_t k = 0; k < m; k++)
        for (size_t i = 0; i < m; i++) {
            const double by_tension = tension_slope(p, i, k, mean);
            const double slope = (i == k ? cells->by_exit[i] : 0) + cells->by_tension[i] * by_tension;
            if (slope != 0)
                for (size_t j = 0; j < m; j++) a[j * n + k] -= p->workspace->compliance[j * m + i] * slope;
            if (has_tension(p)) a[m * n + k] += cells->share[i] * cells->rolled[i] * by_tension / tension;
            if (control == CUPEL_MILL_FORCE) a[(m + 1) * n + k] += cells->width[i] * slope;
        }
    for (size_t k = 0; k < m; k++) {
        a[k * n + k] += 1;
        a[k * n + m] = -1;
        for (size_t i = 0; i < m; i++)
            a[k * n + m + 1] -=
                p->workspace->compliance[k * m + i] * cells->by_tension[i] * strain_slope(p, i);
        if (!has_tension(p)) continue;
        if (is_rolled(cells, k)) a[m * n + k] += cells->share[k] * (cells->tension[k] / tension - 1);
        a[m * n + m + 1] += cells->share[k] * cells->rolled[k] * strain_slope(p, k) / tension;
    }
    /* where no fibre answers, all are taken to */
    if (a[m * n + m + 1] == 0)
        a[m * n + m + 1] = has_tension(p) ? p->strip->youngs_modulus * mean / tension : 1;
    double *last = a + (m + 1) * n;
    if (control == CUPEL_MILL_FORCE) {
        const double scale = p->thickness_scale / p->mill->control_value;
        for (size_t k = 0; k < m; k++) {
            last[k] *= scale;
            last[m + 1] += scale * cells->width[k] * cells->by_tension[k] * strain_slope(p, k);
        }
    } else
        last[m / 2] = 1;
}

/* d force of the cells by a change of the unknowns. */
static void force_change(const problem *p, const double *x, double *out)
{
    const cupk_mill_cells *cells = &p->workspace->cells;
    const size_t m = cells->count;
    const double mean = mean_exit(cells);
    for (size_t i = 0; i < m; i++) {
        double by_tension = strain_slope(p, i) * x[m + 1];
        for (size_t k = 0; k < m; k++) by_tension += tension_slope(p, i, k, mean) * x[k];
        out[i] = cells->by_exit[i] * x[i] + cells->by_tension[i] * by_tension;
    }
}

static bool factor(problem *p)
{
    for (size_t s = 0; s < p->halves; s++)
        if (!cupk_mill_factor(&p->workspace->cells, &p->workspace->stack[s])) return false;
    set_compliance(p);
    return true;
}

/* Newton's step from `mismatch` into x (cells, S, strain); the beams' own part stays in the answers. */
static bool find_step(problem *p, const double *mismatch, double *x)
{
    const cupk_mill_cells *cells = &p->workspace->cells;
    const size_t m = cells->count, n = m + 2;
    for (size_t j = 0; j < n; j++) x[j] = -mismatch[j];
    for (size_t s = 0; s < p->halves; s++) {
        const cupk_mill_stack *stack = &p->workspace->stack[s];
        cupk_mill_gather(stack, stack->answer + m, m + 1, cells, p->workspace->row);
        for (size_t j = 0; j < m; j++) x[j] -= (p->halves == 1 ? 2 : 1) * p->workspace->row[j];
    }
    set_system(p, p->strip->uniform ? CUPEL_MILL_THICKNESS : p->mill->control);
    if (!cupk_lu_factor(n, n, p->workspace->system, p->workspace->pivots)) return false;
    cupk_lu_solve(n, n, p->workspace->system, p->workspace->pivots, x);
    return true;
}

static void remember(problem *p)
{
    cupk_mill_cells *cells = &p->workspace->cells;
    memcpy(cells->before, cells->exit, cells->count * sizeof *cells->exit);
    cells->gap_before = cells->gap, cells->strain_before = cells->strain;
    for (size_t s = 0; s < p->halves; s++)
        memcpy(p->workspace->stack[s].before, p->workspace->stack[s].u,
               p->workspace->stack[s].unknowns * sizeof(double));
}

static void take_step(problem *p, const double *x, const double *force, double share)
{
    cupk_mill_cells *cells = &p->workspace->cells;
    const size_t m = cells->count;
    for (size_t j = 0; j < m; j++) cells->exit[j] = cells->before[j] + share * x[j];
    cells->gap = cells->gap_before + share * x[m];
    cells->strain = cells->strain_before + share * x[m + 1];
    for (size_t s = 0; s < p->halves; s++) {
        cupk_mill_stack *stack = &p->workspace->stack[s];
        for (size_t i = 0; i < stack->unknowns; i++) {
            const double *row = stack->answer + i * (m + 1);
            double sum = -row[m];
            for (size_t j = 0; j < m; j++) sum += row[j] * force[j];
            stack->u[i] = stack->before[i] + share * sum;
        }
    }
}

/* The share of the step after which no cell has lost more than a fifth of its thickness. */
static double longest(const problem *p, const double *x)
{
    const cupk_mill_cells *cells = &p->workspace->cells;
    double share = 1;
    if (p->strip->uniform) return share;
    for (size_t j = 0; j < cells->count; j++)
        if (share * -x[j] > 0.2 * cells->exit[j]) share = 0.2 * cells->exit[j] / -x[j];
    return share;
}

/* Stiffness of the joints when they are pressed with the mean load: the scale of the first guess. */
static void set_joints(problem *p, cupk_mill_stack *stack)
{
    const double mean = p->force_scale / p->mill->rolls[0].barrel_length;
    for (size_t c = 0; c < stack->joint_count; c++) {
        cupk_mill_joint *joint = &stack->joints[c];
        const cupel_mill_line_contact touch =
            cupel_mill_hertz(mean, joint->radius, joint->modulus, joint->poisson);
        joint->start_stiffness = p->mill->interface == CUPEL_MILL_LINEAR
                                     ? p->mill->interface_stiffness
                                     : mean / (touch.approach[0] + touch.approach[1]);
    }
}

/* A first state: an even load, joints as linear springs, even thickness. */
static bool start(problem *p)
{
    cupk_mill_cells *cells = &p->workspace->cells;
    const size_t m = cells->count;
    const bool given = p->mill->control == CUPEL_MILL_THICKNESS;
    for (size_t j = 0; j < m; j++) {
        cells->force[j] = p->force_scale / p->strip->width;
        /* fibres of one elongation, so that the tension is even */
        cells->exit[j] = p->strip->uniform ? 0
                                           : (given ? p->mill->control_value : p->strip->law.point[1]) *
                                                 cells->entry[j] / cells->entry[m / 2];
    }
    cells->gap = 0;
    cells->strain = has_tension(p) ? p->strip->exit_tension / p->strip->youngs_modulus : 0;
    for (size_t s = 0; s < p->halves; s++) {
        cupk_mill_stack *stack = &p->workspace->stack[s];
        memset(stack->u, 0, stack->unknowns * sizeof *stack->u);
        cupk_mill_assemble(p->mill, cells, true, true, stack);
        if (!cupk_mill_factor(cells, stack)) return false;
        for (size_t i = 0; i < stack->unknowns; i++) stack->u[i] = -stack->answer[i * (m + 1) + m];
    }
    double *mismatch = p->workspace->profiles;
    set_mismatch(p, mismatch);
    cells->gap = mismatch[m / 2];
    double low = mismatch[0], high = mismatch[0];
    for (size_t j = 1; j < m; j++) low = fmin(low, mismatch[j]), high = fmax(high, mismatch[j]);
    cells->even_load_error = high - low;
    return true;
}

/* Whether the workspace holds the state of a mesh like this one. */
static bool can_go_on(const problem *p)
{
    const cupel_mill_workspace *w = p->workspace;
    if (!p->mill->warm_start || w->solved_cells != w->cells.count) return false;
    for (size_t s = 0; s < p->halves; s++)
        if (w->solved[s] != w->stack[s].unknowns) return false;
    return true;
}

/* Force over stretch when the middle of the strip is made a little thicker, or the even load larger. */
static double stiffness(problem *p)
{
    const cupk_mill_cells *cells = &p->workspace->cells;
    const size_t m = cells->count, n = m + 2;
    double *x = p->workspace->profiles, *force = x + n, sum = 0;
    if (p->strip->uniform) {
        for (size_t i = 0; i < m; i++) sum += p->workspace->compliance[m / 2 * m + i];
        return p->strip->width / sum;
    }
    for (size_t j = 0; j < n; j++) x[j] = j + 1 == n ? 1 : 0;
    set_system(p, CUPEL_MILL_THICKNESS);
    if (!cupk_lu_factor(n, n, p->workspace->system, p->workspace->pivots)) return NAN;
    cupk_lu_solve(n, n, p->workspace->system, p->workspace->pivots, x);
    force_change(p, x, force);
    for (size_t i = 0; i < m; i++) sum += force[i] * cells->width[i];
    return sum / (x[m / 2] - x[m]);
}

/* Takes Newton's step, halved while the residual grows. Contacts and strip have kinks, at which every step
 * may have to make things worse first: then the one that does least so is taken. */
static double advance(problem *p, double now, double *mismatch, const double *x, const double *force)
{
    const double most = longest(p, x);
    double share = most, best = most, least = INFINITY;
    for (int cut = 0; cut < CUTS; cut++, share *= 0.5) {
        take_step(p, x, force, share);
        const double next = measure(p, true, mismatch);
        if (next < now) return next;
        if (next < least) least = next, best = share;
    }
    take_step(p, x, force, best);
    return measure(p, true, mismatch);
}

/* Newton's method down to `goal`, with up to `limit` steps. */
static int iterate(problem *p, double goal, size_t limit, cupel_mill_solution *out)
{
    cupel_mill_workspace *w = p->workspace;
    const size_t m = w->cells.count, n = m + 2;
    double *mismatch = w->profiles, *x = mismatch + n, *force = x + n;
    double before = INFINITY, now = measure(p, true, mismatch);
    for (size_t step = 0;; step++) {
        if (w->history_count < CUPK_MILL_HISTORY) w->history[w->history_count++] = now;
        out->residual = now;
        if (!isfinite(now)) return CUPEL_MILL_NOT_CONVERGED;
        if (!factor(p)) return CUPEL_MILL_PARTED;
        if (now <= goal || (step >= 3 && now <= tolerated && now > 0.3 * before)) return CUPEL_MILL_OK;
        if (step == limit || !find_step(p, mismatch, x)) return CUPEL_MILL_NOT_CONVERGED;
        force_change(p, x, force);
        remember(p);
        before = now;
        now = advance(p, now, mismatch, x, force);
        out->iterations++;
    }
}

/* From the state of a neighbour, or from the first state: at once, and where that fails with the bounds of
 * the tension rounded off and sharpened in stages. */
static int find(problem *p, bool warm, cupel_mill_solution *out)
{
    p->workspace->cells.rounding = 0;
    if (!warm && !start(p)) return CUPEL_MILL_PARTED;
    const bool again = !warm && has_tension(p); /* another way is left */
    const int status = iterate(p, tolerance, again ? QUICK_STEPS : CUPK_MILL_ITERATIONS, out);
    if (status != CUPEL_MILL_NOT_CONVERGED || !again) return status;
    if (!start(p)) return CUPEL_MILL_PARTED;
    for (size_t stage = 0; stage < STAGES; stage++) {
        p->workspace->cells.rounding = roundings[stage];
        iterate(p, good_enough, STAGE_STEPS, out);
    }
    p->workspace->cells.rounding = 0;
    return iterate(p, tolerance, CUPK_MILL_ITERATIONS, out);
}

cupel_status cupel_mill_solve(const cupel_mill *mill, const cupel_mill_strip *strip,
                              cupel_mill_workspace *workspace, cupel_mill_solution *out, cupel_error *error)
{
    cupel_status status = cupk_mill_check(mill, strip, error);
    if (status) return status;
    cupk_mill_cells *cells = &workspace->cells;
    cells->count = mill->cells ? mill->cells : 61;
    if (cells->count > workspace->max_cells)
        CUPEL_FAIL(error, CUPEL_EINVAL, "cells = %zu; the workspace takes up to %zu", cells->count,
                   workspace->max_cells);
    problem p = {
        .mill = mill, .strip = strip, .workspace = workspace, .halves = cupk_mill_is_mirrored(mill) ? 1 : 2};
    for (size_t s = 0; s < p.halves; s++) {
        status = cupk_mill_lay_out(mill, strip, (int)s, workspace->max_nodes, &workspace->stack[s], error);
        if (status) return status;
    }
    cupk_mill_set_cells(mill, strip, cells);
    for (size_t s = 0; s < p.halves; s++)
        cupk_mill_set_pieces(cells, strip, mill, (int)s, &workspace->stack[s]);
    p.force_scale = mill->control == CUPEL_MILL_FORCE ? mill->control_value : strip->law.force * strip->width;
    p.uniform_load = p.force_scale / strip->width;
    p.thickness_scale = strip->uniform ? 1e-6 : strip->law.point[1];
    for (size_t s = 0; s < p.halves; s++) set_joints(&p, &workspace->stack[s]);
    cupel_mill_solution solution = {.law_error = NAN, .law_coverage = NAN};
    const bool warm = can_go_on(&p);
    if (!warm || workspace->history_count + CUPK_MILL_ITERATIONS + 1 > CUPK_MILL_HISTORY)
        workspace->history_count = 0;
    solution.status = find(&p, warm, &solution);
    const bool solved = solution.status == CUPEL_MILL_OK;
    workspace->solved_cells = solved ? cells->count : 0;
    for (size_t s = 0; s < 2; s++)
        workspace->solved[s] = solved && s < p.halves ? workspace->stack[s].unknowns : 0;
    solution.force = total_force(cells);
    solution.stiffness = solved ? stiffness(&p) : NAN;
    cupk_mill_tell(mill, strip, workspace, &solution);
    *out = solution;
    return CUPEL_OK;
}
