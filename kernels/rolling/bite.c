/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/bite.h"

#include <math.h>

#include "rolling/conditions.h"
#include "rolling/slab.h"

/* y(x) by points that rise in x, with the index of the last interval kept for the next x, which is no
 * smaller. */
static double along(const double *x, const double *y, size_t count, double at, size_t *i)
{
    while (*i + 2 < count && x[*i + 1] < at) ++*i;
    const double share = (at - x[*i]) / (x[*i + 1] - x[*i]);
    return y[*i] + share * (y[*i + 1] - y[*i]);
}

/* Plastic thinning: all of it in the strip regime, what is not elastic in the foil regime. */
static double thinning_at(const cupel_rolling_pass *pass, int regime, double thickness, double pressure,
                          double stress)
{
    double strain = -log(thickness / pass->entry_thickness);
    if (regime == CUPEL_ROLLING_FOIL) {
        const double nu = pass->poissons_ratio;
        strain -= ((1 - nu * nu) * pressure + nu * (1 + nu) * (stress - pass->entry_tension)) /
                  pass->youngs_modulus;
    }
    return strain;
}

/* Half the slope of the gap at the entry: exact on the parabola; by the parabola through three points near
 * the entry in the foil regime, where the roll has no given shape. */
static double entry_angle(const cupel_rolling_pass *pass, const cupel_rolling_solution *s)
{
    const double draft = pass->entry_thickness - pass->exit_thickness;
    if (s->regime == CUPEL_ROLLING_STRIP)
        return sqrt(draft / (s->flattened_radius_ratio * pass->roll_radius));
    const double step = s->contact_length / (CUPK_PLACES - 1);
    size_t i = 0;
    const double first = along(s->position, s->thickness, s->count, s->position[0] + step, &i);
    const double second = along(s->position, s->thickness, s->count, s->position[0] + 2 * step, &i);
    return 0.25 * (3 * s->thickness[0] - 4 * first + second) / step;
}

static double slip_at(const cupel_rolling_pass *pass, const cupel_rolling_solution *s, size_t i)
{
    return s->slip ? s->slip[i] : (1 + s->forward_slip) * pass->exit_thickness / s->thickness[i] - 1;
}

/* The integral of |q| |v/V - 1| up to each place, over the points of the profile: slip of foil may be
 * confined to stretches at the ends that are shorter than those between the places. */
static void integrate_rubbing(const cupel_rolling_pass *pass, const cupel_rolling_solution *s,
                              cupk_bite *bite)
{
    double sum = 0, before = fabs(s->shear_stress[0] * slip_at(pass, s, 0));
    size_t next = 1;
    bite->rubbing[0] = 0;
    for (size_t i = 1; i < s->count; i++) {
        const double left = s->position[i - 1] - s->position[0], step = s->position[i] - s->position[i - 1];
        const double after = fabs(s->shear_stress[i] * slip_at(pass, s, i));
        for (; next < CUPK_PLACES && (bite->position[next] <= left + step || i + 1 == s->count); next++) {
            const double part = bite->position[next] - left;
            bite->rubbing[next] = sum + part * (before + 0.5 * part / step * (after - before));
        }
        sum += 0.5 * step * (before + after);
        before = after;
    }
}

void cupk_bite_sample(const cupel_rolling_pass *pass, const cupel_rolling_solution *s, cupk_bite *bite)
{
    const double exit_speed = 1 + s->forward_slip; /* over V */
    size_t at_h = 0, at_p = 0, at_s = 0, at_v = 0;
    double most = 0;
    bite->pass = pass;
    bite->flow = pass->roll_speed * exit_speed * pass->exit_thickness;
    bite->entry_angle = entry_angle(pass, s);
    bite->entry_stress = cupk_yield_factor(pass->conditions, 0) *
                             cupk_plane_strain_yield(&pass->flow_stress, pass->prior_strain) -
                         pass->entry_tension;
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        const double length = s->position[s->count - 1] - s->position[0];
        const double x = s->position[0] + bite->place[i] * length;
        const double h = along(s->position, s->thickness, s->count, x, &at_h);
        const double p = along(s->position, s->pressure, s->count, x, &at_p);
        const double sigma = along(s->position, s->longitudinal_stress, s->count, x, &at_s);
        bite->position[i] = bite->place[i] * length;
        bite->thickness[i] = h;
        bite->pressure[i] = p;
        bite->slip[i] = s->slip ? along(s->position, s->slip, s->count, x, &at_v)
                                : exit_speed * pass->exit_thickness / h - 1;
        most = fmax(most, thinning_at(pass, s->regime, h, p, sigma));
        bite->thinning[i] = most;
    }
    integrate_rubbing(pass, s, bite);
}

void cupk_bite_spread(const cupk_bite *bite, const double *values, const cupel_rolling_solution *s,
                      double *out)
{
    size_t at = 0;
    for (size_t i = 0; i < s->count; i++)
        out[i] = along(bite->position, values, CUPK_PLACES, s->position[i] - s->position[0], &at);
}
