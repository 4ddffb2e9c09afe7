/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/rolling_heat.h"

#include <math.h>

#include "rolling/bite.h"
#include "rolling/conditions.h"
#include "rolling/slab.h"

static const double pi = 3.14159265358979323846, two_over_root_three = 1.15470053837925152902;

static cupel_status check_value(double value, int positive, const char *name, const char *unit,
                                cupel_error *error)
{
    if (isfinite(value) && (positive ? value > 0 : value >= 0)) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "heat: %s = %.6g%s is not allowed; it must be finite and %s", name, value,
               unit, positive ? "> 0" : ">= 0");
}

cupel_status cupel_rolling_heat_check(const cupel_rolling_heat *heat, cupel_error *error)
{
    cupel_status status;
    if ((status = check_value(heat->entry_temperature, 1, "entry_temperature", " K", error)) ||
        (status = check_value(heat->density, 1, "density", " kg/m3", error)) ||
        (status = check_value(heat->heat_capacity, 1, "heat_capacity", " J/(kg K)", error)) ||
        (status = check_value(heat->conductivity, 1, "conductivity", " W/(m K)", error)) ||
        (status = check_value(heat->contact_coefficient, 0, "contact_coefficient", " W/(m2 K)", error)) ||
        (status = check_value(heat->roll_conductivity, 1, "roll_conductivity", " W/(m K)", error)) ||
        (status = check_value(heat->roll_volumetric_heat_capacity, 1, "roll_volumetric_heat_capacity",
                              " J/(m3 K)", error)))
        return status;
    if (!(heat->plastic_heat_fraction >= 0 && heat->plastic_heat_fraction <= 1))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "heat: plastic_heat_fraction = %.6g is not allowed; it must lie in [0, 1]",
                   heat->plastic_heat_fraction);
    if (!isnan(heat->roll_temperature))
        return check_value(heat->roll_temperature, 1, "roll_temperature", " K", error);
    if ((status =
             check_value(heat->roll_cooling_coefficient, 1, "roll_cooling_coefficient", " W/(m2 K)", error)))
        return status;
    return check_value(heat->coolant_temperature, 1, "coolant_temperature", " K", error);
}

static double roll_effusivity(const cupel_rolling_heat *heat)
{
    return sqrt(heat->roll_conductivity * heat->roll_volumetric_heat_capacity);
}

double cupel_heat_strip_share(const cupel_rolling_heat *heat)
{
    const double strip = sqrt(heat->conductivity * heat->density * heat->heat_capacity);
    return strip / (strip + roll_effusivity(heat));
}

double cupel_heat_flash_rise(double flux, double effusivity, double time)
{
    return 2 * flux * sqrt(time / pi) / effusivity;
}

static double yield_of(const cupel_rolling_pass *pass, double thinning)
{
    return cupk_plane_strain_yield(&pass->flow_stress, pass->prior_strain + two_over_root_three * thinning);
}

/* Integral of K d lambda over the stretch from place i to the next, by Simpson's rule. */
static double plastic_work(const cupk_bite *bite, size_t i)
{
    const double from = bite->thinning[i], to = bite->thinning[i + 1];
    if (!(to > from)) return 0;
    const cupel_rolling_pass *pass = bite->pass;
    const double left = cupk_yield_factor(pass->conditions, bite->place[i]),
                 right = cupk_yield_factor(pass->conditions, bite->place[i + 1]);
    return (to - from) / 6 *
           (left * yield_of(pass, from) + 2 * (left + right) * yield_of(pass, 0.5 * (from + to)) +
            right * yield_of(pass, to));
}

/* The heat made on each stretch [W/m]: friction of both faces, and what becomes heat of the plastic work. */
struct made {
    double friction[CUPK_PLACES - 1], plastic[CUPK_PLACES - 1];
};

static void make(const cupel_rolling_heat *heat, const cupk_bite *bite, struct made *made)
{
    for (size_t i = 0; i + 1 < CUPK_PLACES; i++) {
        made->friction[i] = 2 * bite->pass->roll_speed * (bite->rubbing[i + 1] - bite->rubbing[i]);
        made->plastic[i] = heat->plastic_heat_fraction * bite->flow * plastic_work(bite, i);
    }
}

/* Strip temperatures and the heat given to both rolls [W/m], with the roll at a temperature. On a stretch
 * heat is made evenly, and T' = a exp(-b x) is solved exactly. */
static double march(const cupel_rolling_heat *heat, const cupk_bite *bite, const struct made *made,
                    double roll_temperature, double *temperature)
{
    const double carried = heat->density * heat->heat_capacity * bite->flow; /* by the strip [W/(m K)] */
    const double share = cupel_heat_strip_share(heat), b = 2 * heat->contact_coefficient / carried;
    double rolls = 0;
    temperature[0] = heat->entry_temperature;
    for (size_t i = 0; i + 1 < CUPK_PLACES; i++) {
        const double step = bite->position[i + 1] - bite->position[i];
        const double excess = temperature[i] - roll_temperature;
        const double source = (share * made->friction[i] + made->plastic[i]) / step;
        const double a = source / carried - b * excess, decay = b * step;
        const double reach = decay > 0 ? -expm1(-decay) / b : step; /* integral of exp(-b x) */
        /* integral of (1 - exp(-b x))/b */
        const double lag = decay > 1e-3 ? (step - reach) / b : step * step * (0.5 - decay / 6);
        temperature[i + 1] = temperature[i] + a * reach;
        rolls += 2 * heat->contact_coefficient * (excess * step + a * lag) + (1 - share) * made->friction[i];
    }
    return rolls;
}

/* Steady bulk temperature of a roll: what enters it in the bite leaves it over the rest of its surface. The
 * heat it receives falls in proportion to its temperature. */
static double balanced_roll(const cupel_rolling_heat *heat, const cupk_bite *bite, const struct made *made,
                            double *work)
{
    const double low = heat->coolant_temperature, high = low + 100;
    const double at_low = 0.5 * march(heat, bite, made, low, work);
    const double at_high = 0.5 * march(heat, bite, made, high, work);
    const double bare = 2 * pi * bite->pass->roll_radius - bite->position[CUPK_PLACES - 1];
    const double cooled = heat->roll_cooling_coefficient * bare; /* [W/(m K)] */
    return low + at_low / (cooled + (at_low - at_high) / (high - low));
}

/* Rise of the roll surface above the bulk: a half-space under the flux that enters it along the bite, even on
 * each stretch (Duhamel's integral). The roll moves at V. */
static void set_roll_surface(const cupel_rolling_heat *heat, const cupk_bite *bite, const struct made *made,
                             cupk_heat *out)
{
    const double share = 1 - cupel_heat_strip_share(heat), effusivity = roll_effusivity(heat);
    double unit[CUPK_PLACES], time[CUPK_PLACES]; /* rise at time 1 by the flux of a stretch */
    for (size_t i = 0; i < CUPK_PLACES; i++) time[i] = bite->position[i] / bite->pass->roll_speed;
    for (size_t i = 0; i + 1 < CUPK_PLACES; i++) {
        const double rubbed = 0.5 * made->friction[i] / (bite->position[i + 1] - bite->position[i]);
        const double strip = 0.5 * (out->temperature[i] + out->temperature[i + 1]);
        const double flux = share * rubbed + heat->contact_coefficient * (strip - out->roll_temperature);
        unit[i] = cupel_heat_flash_rise(flux, effusivity, 1);
    }
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        double rise = 0, root = sqrt(time[i]); /* of the time since the stretch began */
        for (size_t j = 0; j < i; j++) {
            const double next = sqrt(time[i] - time[j + 1]);
            rise += unit[j] * (root - next);
            root = next;
        }
        out->roll_surface[i] = out->roll_temperature + rise;
    }
}

void cupk_heat_along(const cupel_rolling_heat *heat, const cupk_bite *bite, cupk_heat *out)
{
    struct made made;
    make(heat, bite, &made);
    out->roll_temperature = isnan(heat->roll_temperature) ? balanced_roll(heat, bite, &made, out->temperature)
                                                          : heat->roll_temperature;
    out->rolls = march(heat, bite, &made, out->roll_temperature, out->temperature);
    out->strip = heat->density * heat->heat_capacity * bite->flow *
                 (out->temperature[CUPK_PLACES - 1] - heat->entry_temperature);
    out->friction = out->plastic = 0;
    for (size_t i = 0; i + 1 < CUPK_PLACES; i++) {
        out->friction += made.friction[i];
        out->plastic += made.plastic[i];
    }
    const double scale = out->friction + out->plastic + fabs(out->rolls) + fabs(out->strip);
    out->balance = scale > 0 ? fabs(out->friction + out->plastic - out->rolls - out->strip) / scale : 0;
    set_roll_surface(heat, bite, &made, out);
}
