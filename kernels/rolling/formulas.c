/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/rolling.h"

#include <math.h>

#include "rolling/check.h"
#include "rolling/slab.h"

static const double pi = 3.14159265358979323846;

double cupel_rolling_hitchcock_constant(double roll_youngs_modulus, double roll_poissons_ratio)
{
    return 16 * (1 - roll_poissons_ratio * roll_poissons_ratio) / (pi * roll_youngs_modulus);
}

double cupel_rolling_stone_gauge(double friction_coefficient, double roll_radius, double hitchcock_constant,
                                 double stress)
{
    /* With L = C_H R p and p = S (e^m - 1)/m, m = mu L/h, as the draft vanishes: h = mu C_H R S (e^m -
     * 1)/m^2. The least (e^m - 1)/m^2 is at m = 1.59362, the root of (m - 2) e^m + 2 = 0. */
    static const double least = 1.54413865237087;
    return least * friction_coefficient * hitchcock_constant * roll_radius * stress;
}

/* Both sides of the closed form at a distance x before the exit, R' and H as in the paper. */
struct hill {
    const cupel_rolling_pass *pass;
    double radius, entry_yield, exit_yield, entry_angle /* H1 */;
};

static double angle_at(const struct hill *hill, double x)
{
    const double exit = hill->pass->exit_thickness;
    return 2 * sqrt(hill->radius / exit) * atan(x / sqrt(hill->radius * exit));
}

static double pressure_at(const struct hill *hill, double x, int from_entry)
{
    const cupel_rolling_pass *pass = hill->pass;
    const double h = pass->exit_thickness + x * x / hill->radius;
    const double strain = pass->prior_strain + 1.15470053837925152902 * log(pass->entry_thickness / h);
    const double yield = cupk_plane_strain_yield(&pass->flow_stress, strain);
    const double mu = pass->friction_coefficient;
    if (from_entry)
        return yield * h / pass->entry_thickness * (1 - pass->entry_tension / hill->entry_yield) *
               exp(mu * (hill->entry_angle - angle_at(hill, x)));
    return yield * h / pass->exit_thickness * (1 - pass->exit_tension / hill->exit_yield) *
           exp(mu * angle_at(hill, x));
}

/* The integral of p from x = a to b, by Simpson's rule. */
static double integral(const struct hill *hill, double a, double b, int from_entry)
{
    enum { PANELS = 400 };
    const double width = (b - a) / PANELS;
    double sum = 0;
    for (int i = 0; i <= PANELS; i++) {
        const double x = a + i * width;
        const double weight = (i == 0 || i == PANELS ? 1 : i % 2 ? 4 : 2) * width / 3;
        sum += weight * pressure_at(hill, x, from_entry);
    }
    return sum;
}

cupel_status cupel_rolling_bland_ford(const cupel_rolling_pass *pass, double radius_ratio,
                                      cupel_bland_ford *out, cupel_error *error)
{
    cupel_status status;
    if ((status = cupk_rolling_check(pass, error)) ||
        (status = cupk_rolling_check_ratio(radius_ratio, error)))
        return status;
    const double h1 = pass->entry_thickness, h2 = pass->exit_thickness, mu = pass->friction_coefficient;
    struct hill hill = {.pass = pass, .radius = radius_ratio * pass->roll_radius};
    const double strain = 1.15470053837925152902 * log(h1 / h2);
    hill.entry_yield = cupk_plane_strain_yield(&pass->flow_stress, pass->prior_strain);
    hill.exit_yield = cupk_plane_strain_yield(&pass->flow_stress, pass->prior_strain + strain);
    const double length = sqrt(hill.radius * (h1 - h2)), root = sqrt(hill.radius * h2);
    hill.entry_angle = angle_at(&hill, length);
    const double entry = 1 - pass->entry_tension / hill.entry_yield,
                 exit = 1 - pass->exit_tension / hill.exit_yield;
    const double neutral_angle = 0.5 * hill.entry_angle - log(h1 / h2 * exit / entry) / (2 * mu);
    if (!(entry > 0 && exit > 0 && neutral_angle >= 0 && neutral_angle <= hill.entry_angle))
        CUPEL_FAIL(error, CUPEL_EFAILED, "Bland and Ford's formula has no neutral point on the arc");
    const double neutral = root * tan(0.5 * neutral_angle * sqrt(h2 / hill.radius));
    const double exit_side = integral(&hill, 0, neutral, 0), entry_side = integral(&hill, neutral, length, 1);
    *out = (cupel_bland_ford){
        .force = entry_side + exit_side,
        .torque = pass->roll_radius * mu * (entry_side - exit_side),
        .forward_slip = neutral * neutral / (hill.radius * h2),
        .neutral_position = -neutral,
        .skid_friction = log(h1 / h2) / hill.entry_angle,
    };
    return CUPEL_OK;
}
