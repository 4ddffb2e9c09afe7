/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/check.h"

#include <math.h>
#include <stdbool.h>

static cupel_status check_positive(double value, const char *name, const char *unit, cupel_error *error)
{
    if (isfinite(value) && value > 0) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "%s = %.6g%s is not allowed; it must be finite and > 0", name, value,
               unit);
}

static cupel_status check_poisson(double value, const char *name, cupel_error *error)
{
    if (value > -1 && value <= 0.5) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "%s = %.6g is not allowed; it must lie in (-1, 0.5]", name, value);
}

static cupel_status check_gap(const cupel_rolling_pass *pass, cupel_error *error)
{
    cupel_status status;
    if ((status = check_positive(pass->entry_thickness, "entry_thickness", " m", error)) ||
        (status = check_positive(pass->exit_thickness, "exit_thickness", " m", error)) ||
        (status = check_positive(pass->roll_radius, "roll_radius", " m", error)))
        return status;
    if (!(pass->exit_thickness < pass->entry_thickness))
        CUPEL_FAIL(error, CUPEL_EINVAL, "exit_thickness %.6g m must lie below entry_thickness %.6g m",
                   pass->exit_thickness, pass->entry_thickness);
    if (!(isfinite(pass->prior_strain) && pass->prior_strain >= 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "prior_strain = %.6g is not allowed; it must be finite and >= 0",
                   pass->prior_strain);
    if (!isfinite(pass->entry_tension) || !isfinite(pass->exit_tension))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s = %.6g Pa is not allowed; it must be finite",
                   isfinite(pass->entry_tension) ? "exit_tension" : "entry_tension",
                   isfinite(pass->entry_tension) ? pass->exit_tension : pass->entry_tension);
    if (!isnan(pass->roll_speed)) return check_positive(pass->roll_speed, "roll_speed", " m/s", error);
    return CUPEL_OK;
}

static cupel_status check_friction(const cupel_rolling_pass *pass, cupel_error *error)
{
    if (!(isfinite(pass->friction_coefficient) && pass->friction_coefficient >= 0))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "friction_coefficient = %.6g is not allowed; it must be finite and >= 0",
                   pass->friction_coefficient);
    if (!isnan(pass->friction_factor) && !(pass->friction_factor > 0 && pass->friction_factor <= 1))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "friction_factor = %.6g is not allowed; it must lie in (0, 1], or be absent for no cap",
                   pass->friction_factor);
    return CUPEL_OK;
}

static cupel_status check_conditions(const cupel_rolling_conditions *c, cupel_error *error)
{
    if (!c) return CUPEL_OK;
    if (c->count < 2 || !c->place || !(c->place[0] <= 0) || !(c->place[c->count - 1] >= 1))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "conditions: at least two places are needed, the first at 0 and the last at 1");
    for (size_t i = 0; i < c->count; i++) {
        if (i > 0 && !(c->place[i] > c->place[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "conditions: place %zu does not rise", i);
        if (c->friction && !(isfinite(c->friction[i]) && c->friction[i] >= 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "conditions: friction %zu = %.6g; it must be finite and >= 0", i,
                       c->friction[i]);
        if (c->yield_factor && !(isfinite(c->yield_factor[i]) && c->yield_factor[i] > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "conditions: yield_factor %zu = %.6g; it must be finite and > 0",
                       i, c->yield_factor[i]);
    }
    return CUPEL_OK;
}

bool cupk_rolling_knows_elasticity(const cupel_rolling_pass *pass)
{
    return !isnan(pass->youngs_modulus) && !isnan(pass->poissons_ratio);
}

cupel_status cupk_rolling_check(const cupel_rolling_pass *pass, cupel_error *error)
{
    cupel_status status;
    const int roll = pass->roll_deformation;
    if (roll < CUPEL_ROLL_RIGID || roll > CUPEL_ROLL_AUTO)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "roll_deformation %d is unknown; allowed: rigid, hitchcock, elastic, auto", roll);
    if ((status = cupel_flow_stress_check(&pass->flow_stress, error)) || (status = check_gap(pass, error)) ||
        (status = check_friction(pass, error)) || (status = check_conditions(pass->conditions, error)))
        return status;
    if (roll != CUPEL_ROLL_RIGID &&
        ((status = check_positive(pass->roll_youngs_modulus, "roll_youngs_modulus", " Pa", error)) ||
         (status = check_poisson(pass->roll_poissons_ratio, "roll_poissons_ratio", error))))
        return status;
    const bool elastic_strip = pass->strip_elasticity || roll == CUPEL_ROLL_ELASTIC ||
                               (roll == CUPEL_ROLL_AUTO && cupk_rolling_knows_elasticity(pass));
    if (elastic_strip && ((status = check_positive(pass->youngs_modulus, "youngs_modulus", " Pa", error)) ||
                          (status = check_poisson(pass->poissons_ratio, "poissons_ratio", error))))
        return status;
    return CUPEL_OK;
}

cupel_status cupk_rolling_check_ratio(double radius_ratio, cupel_error *error)
{
    if (isfinite(radius_ratio) && radius_ratio >= 1) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "radius_ratio = %.6g is not allowed; it must be finite and >= 1",
               radius_ratio);
}
