/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/slab.h"

/* Everything a function of x, as the equations are written; nothing shared with the mapped sweeps. */
struct reference {
    const cupk_arc *arc;
    double length, friction, cap;
};

static double thickness_at(const struct reference *gap, double x)
{
    const double draft = gap->arc->entry_thickness - gap->arc->exit_thickness;
    return gap->arc->exit_thickness + draft * (x / gap->length) * (x / gap->length);
}

/* Linear between the points of the conditions. */
static double condition_at(const struct reference *gap, const double *values, double x)
{
    const double *place = gap->arc->conditions->place, here = 1 + x / gap->length;
    size_t i = 1;
    while (i + 1 < gap->arc->conditions->count && place[i] < here) i++;
    return (values[i - 1] * (place[i] - here) + values[i] * (here - place[i - 1])) /
           (place[i] - place[i - 1]);
}

static double yield_at(const struct reference *gap, double x)
{
    const double strain = 2 / sqrt(3) * log(gap->arc->entry_thickness / thickness_at(gap, x));
    const cupel_rolling_conditions *c = gap->arc->conditions;
    return 2 / sqrt(3) * cupel_flow_stress_at(gap->arc->flow, gap->arc->prior_strain + strain) *
           (c && c->yield_factor ? condition_at(gap, c->yield_factor, x) : 1);
}

static double shear_at(const struct reference *gap, double x, double pressure)
{
    const cupel_rolling_conditions *c = gap->arc->conditions;
    const double coulomb = pressure * (c && c->friction ? condition_at(gap, c->friction, x) : gap->friction);
    return isnan(gap->cap) ? coulomb : fmin(coulomb, 0.5 * gap->cap * yield_at(gap, x));
}

static double slope_at(const struct reference *gap, int from, double x, double force)
{
    const double draft = gap->arc->entry_thickness - gap->arc->exit_thickness;
    const double pressure = yield_at(gap, x) - force / thickness_at(gap, x);
    return -pressure * 2 * draft * x / (gap->length * gap->length) - 2 * from * shear_at(gap, x, pressure);
}

static double runge_kutta(const struct reference *gap, int from, double x, double step, double force)
{
    const double k1 = slope_at(gap, from, x, force);
    const double k2 = slope_at(gap, from, x + step / 2, force + step / 2 * k1);
    const double k3 = slope_at(gap, from, x + step / 2, force + step / 2 * k2);
    const double k4 = slope_at(gap, from, x + step, force + step * k3);
    return force + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
}

cupk_gap_state cupk_gap_reference(const cupk_arc *arc, double length, double friction, double cap,
                                  double entry_force, double exit_force, size_t steps, double *work,
                                  double *force, double *shear, double *neutral_position)
{
    const struct reference gap = {arc, length, friction, cap};
    const double dx = length / (double)steps;
    double *ahead = work, *back = work + steps + 1;
    ahead[0] = entry_force;
    for (size_t i = 0; i < steps; i++)
        ahead[i + 1] = runge_kutta(&gap, 1, -length + (double)i * dx, dx, ahead[i]);
    back[steps] = exit_force;
    for (size_t i = steps; i-- > 0;)
        back[i] = runge_kutta(&gap, -1, -length + (double)(i + 1) * dx, -dx, back[i + 1]);
    if (ahead[0] < back[0]) return CUPK_GAP_BACK_SKID;
    if (ahead[steps] > back[steps]) return CUPK_GAP_SKID;

    *force = *shear = 0;
    *neutral_position = 0;
    for (size_t i = 0; i < steps; i++) { /* trapezoids, the crossing cell cut at the neutral point */
        const double x[2] = {-length + (double)i * dx, -length + (double)(i + 1) * dx};
        double p[2][2]; /* [from][end] */
        for (int end = 0; end < 2; end++) {
            const double yield = yield_at(&gap, x[end]), h = thickness_at(&gap, x[end]);
            p[0][end] = yield - ahead[i + (size_t)end] / h;
            p[1][end] = yield - back[i + (size_t)end] / h;
        }
        const double gap_left = ahead[i] - back[i], gap_right = ahead[i + 1] - back[i + 1];
        double share = gap_right > 0 ? 1 : 0; /* of the cell on the entry side */
        if (gap_left > 0 && gap_right <= 0) {
            share = gap_left / (gap_left - gap_right);
            *neutral_position = x[0] + share * dx;
        }
        const double p_neutral = share > 0 ? p[0][0] + share * (p[0][1] - p[0][0]) : p[1][0];
        const double entry = 0.5 * share * dx, exit = 0.5 * (1 - share) * dx;
        *force += entry * (p[0][0] + p_neutral) + exit * (p_neutral + p[1][1]);
        const double x_neutral = x[0] + share * dx;
        const double q_neutral = shear_at(&gap, x_neutral, p_neutral);
        *shear += entry * (shear_at(&gap, x[0], p[0][0]) + q_neutral) -
                  exit * (q_neutral + shear_at(&gap, x[1], p[1][1]));
    }
    return CUPK_GAP_OK;
}
