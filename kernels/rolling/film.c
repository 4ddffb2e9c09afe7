/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/rolling_film.h"

#include <math.h>

#include "rolling/bite.h"
#include "root.h"

static cupel_status check_value(double value, int positive, const char *name, const char *unit,
                                cupel_error *error)
{
    if (isfinite(value) && (positive ? value > 0 : value >= 0)) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "friction: %s = %.6g%s is not allowed; it must be finite and %s", name,
               value, unit, positive ? "> 0" : ">= 0");
}

cupel_status cupel_rolling_film_check(const cupel_rolling_film *film, cupel_error *error)
{
    cupel_status status;
    if ((status = check_value(film->boundary_coefficient, 0, "boundary_coefficient", "", error)) ||
        (status = check_value(film->viscosity, 1, "viscosity", " Pa s", error)) ||
        (status = check_value(film->pressure_viscosity_coefficient, 0, "pressure_viscosity_coefficient",
                              " 1/Pa", error)) ||
        (status = check_value(film->temperature_viscosity_coefficient, 0, "temperature_viscosity_coefficient",
                              " 1/K", error)) ||
        (status = check_value(film->reference_temperature, 1, "reference_temperature", " K", error)) ||
        (status = check_value(film->roll_roughness, 0, "roll_roughness", " m", error)) ||
        (status = check_value(film->strip_roughness, 0, "strip_roughness", " m", error)) ||
        (status = check_value(film->limiting_shear_stress, 1, "limiting_shear_stress", " Pa", error)))
        return status;
    return check_value(cupel_film_roughness(film), 1, "roughness of roll and strip together", " m", error);
}

double cupel_film_viscosity(const cupel_rolling_film *film, double pressure, double temperature)
{
    return film->viscosity *
           exp(film->pressure_viscosity_coefficient * pressure -
               film->temperature_viscosity_coefficient * (temperature - film->reference_temperature));
}

double cupel_film_inlet_thickness(const cupel_rolling_film *film, double viscosity, double speeds,
                                  double angle, double stress)
{
    const double alpha = film->pressure_viscosity_coefficient;
    const double reach =
        alpha > 0 ? alpha / -expm1(-alpha * stress) : 1 / stress; /* the limit for alpha = 0 */
    return 3 * viscosity * speeds * reach / angle;
}

double cupel_film_roughness(const cupel_rolling_film *film)
{
    return hypot(film->roll_roughness, film->strip_roughness);
}

/* Heights z = 3 Rq s with the density (35/32)(1 - s^2)^3 of s. A is its integral from Z to 1, the mean gap
 * that of Z - s from -1 to Z. */
double cupel_film_contact_fraction(double separation)
{
    if (separation <= -1) return 1;
    if (separation >= 1) return 0;
    const double z = separation, z2 = z * z;
    const double fraction = (16 - z * (35 - z2 * (35 - z2 * (21 - 5 * z2)))) / 32;
    return fmin(1, fmax(0, fraction)); /* but for rounding next to the ends */
}

double cupel_film_mean_gap(double separation)
{
    if (separation <= -1) return 0;
    if (separation >= 1) return 3 * separation;
    /* (3/256)(35 + 128 Z + 140 Z^2 - 70 Z^4 + 28 Z^6 - 5 Z^8) has (1 + Z)^5 as a factor */
    const double z = separation, y = 1 + z, y2 = y * y;
    return 3.0 / 256 * y2 * y2 * y * (35 - z * (47 - z * (25 - 5 * z)));
}

/* The gap is convex in Z, with the slope 3 (1 - A): Newton's method comes down on the root from the right
 * after its first step. It begins where the fifth power by which the gap rises from -1 has its largest
 * factor. */
double cupel_film_separation(double mean_gap)
{
    if (mean_gap >= 3) return mean_gap / 3;
    if (!(mean_gap > 0)) return isnan(mean_gap) ? mean_gap : -1;
    double y = pow(mean_gap / 1.3125, 0.2); /* 1 + Z; kept, as 1 - A and the gap vanish with powers of it */
    for (int i = 0; i < 50; i++) {
        const double step =
            (cupel_film_mean_gap(y - 1) - mean_gap) / (3 * (1 - cupel_film_contact_fraction(y - 1)));
        y -= step;
        if (!(fabs(step) > 1e-15 * y)) break;
    }
    return y - 1;
}

double cupel_film_exit_roughness(const cupel_rolling_film *film, double contact_fraction)
{
    return hypot(sqrt(contact_fraction) * film->roll_roughness,
                 sqrt(1 - contact_fraction) * film->strip_roughness);
}

/* Temperature of the oil at a place: between those of the two surfaces. */
static double oil_temperature(const cupel_rolling_film *film, const cupk_heat *heat, size_t i)
{
    return heat ? 0.5 * (heat->temperature[i] + heat->roll_surface[i]) : film->reference_temperature;
}

/* Friction as a function of the slip at the places. */
struct layer {
    const cupk_bite *bite;
    double boundary, limit; /* mu_b; the oil gives way at this shear stress */
    double contact[CUPK_PLACES], stiffness[CUPK_PLACES], pressure[CUPK_PLACES];
    const double *present; /* friction that the pass was solved with */
    double target;         /* its sum */
};

/* Slip at the middles before and after a place, if the strip were faster by a share. */
static void slip_around(const cupk_bite *bite, size_t i, double share, double slip[2])
{
    const size_t last = CUPK_PLACES - 1, before = i > 0 ? i - 1 : 0, after = i < last ? i + 1 : last;
    slip[0] = (1 + 0.5 * (bite->slip[before] + bite->slip[i])) * (1 + share) - 1;
    slip[1] = (1 + 0.5 * (bite->slip[i] + bite->slip[after])) * (1 + share) - 1;
}

/* Mean of the sign of u between two values. */
static double mean_sign(const double u[2])
{
    if (u[0] == u[1]) return u[0] > 0 ? 1 : u[0] < 0 ? -1 : 0;
    return (fabs(u[1]) - fabs(u[0])) / (u[1] - u[0]);
}

/* Slip that counts as none. Where foil sticks the oil still carries what it would at this slip: friction then
 * does not jump at the ends of the sticking zone, where an oil that is nearly solid would make it. */
static const double least_slip = 1e-4;

/* Integral of min(c u, limit) from 0. */
static double shear_integral(double c, double limit, double u)
{
    const double knee = limit / c; /* where the oil gives way */
    return u < knee ? 0.5 * c * u * u : limit * (u - 0.5 * knee);
}

/* Mean of min(c max(|u|, least_slip), limit) for u between two values. */
static double mean_shear(double c, const double u[2], double limit)
{
    const double least = fmin(c * least_slip, limit);
    double integral[2];
    for (int k = 0; k < 2; k++) {
        const double size = fabs(u[k]), inner = fmin(size, least_slip);
        const double outer =
            size > least_slip ? shear_integral(c, limit, size) - shear_integral(c, limit, least_slip) : 0;
        integral[k] = copysign(least * inner + outer, u[k]);
    }
    if (fabs(u[1] - u[0]) > 1e-9 * (fabs(u[0]) + fabs(u[1])))
        return (integral[1] - integral[0]) / (u[1] - u[0]);
    return fmin(c * fmax(fabs(u[0]), least_slip), limit);
}

/* Friction coefficient over the stretch about a place; a mean, as next to the neutral point a place alone
 * would or would not see the oil at rest. */
static double friction_at(const struct layer *layer, size_t i, const double slip[2])
{
    const double oil = mean_shear(layer->stiffness[i], slip, layer->limit);
    return layer->contact[i] * layer->boundary + (1 - layer->contact[i]) * oil / layer->pressure[i];
}

static double weight(const cupk_bite *bite, size_t i)
{
    const size_t last = CUPK_PLACES - 1;
    return 0.5 * (bite->place[i < last ? i + 1 : last] - bite->place[i > 0 ? i - 1 : 0]) * bite->pressure[i];
}

/* Friction force of the strip with a faster strip, less that of the pass as solved. */
static double excess_friction(void *self, double share)
{
    const struct layer *layer = self;
    double sum = 0, slip[2];
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        slip_around(layer->bite, i, share, slip);
        sum += weight(layer->bite, i) * friction_at(layer, i, slip) * mean_sign(slip);
    }
    return sum - layer->target;
}

/* The speed of the strip is that at which friction balances tensions and pressure. Friction of a new film
 * moves it, and the place without friction with it: what the film gives for the slip of the last pass would
 * overshoot. The share by which the strip becomes faster while the pressure stays; 0 when the film is that of
 * the pass. */
static double faster(struct layer *layer)
{
    const cupk_bite *bite = layer->bite;
    double slip[2], least = 0, most = 0;
    layer->target = 0;
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        slip_around(bite, i, 0, slip);
        layer->target += weight(bite, i) * layer->present[i] * mean_sign(slip);
        least = fmin(least, bite->slip[i]), most = fmax(most, bite->slip[i]);
    }
    double share = 0;
    const double low = -most / (1 + most), high = -least / (1 + least); /* all slip of one sign beyond */
    return cupk_root_between(excess_friction, layer, low, high, 1e-14, &share) ? share : 0;
}

void cupk_film_along(const cupel_rolling_film *film, const cupk_bite *bite, const cupel_rolling_heat *input,
                     const cupk_heat *heat, const double *present, cupk_film *out)
{
    const double speed = bite->pass->roll_speed, roughness = cupel_film_roughness(film);
    const double inlet_temperature =
        heat ? 0.5 * (input->entry_temperature + heat->roll_temperature) : film->reference_temperature;
    out->inlet =
        cupel_film_inlet_thickness(film, cupel_film_viscosity(film, 0, inlet_temperature),
                                   speed * (2 + bite->slip[0]), bite->entry_angle, bite->entry_stress);
    struct layer layer = {.bite = bite,
                          .boundary = film->boundary_coefficient,
                          .limit = film->limiting_shear_stress,
                          .present = present};
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        /* oil is carried through at the speed of the strip */
        const double gap = fmax(1e-15, out->inlet * (1 + bite->slip[0]) / (1 + bite->slip[i]));
        out->thickness[i] = gap;
        out->contact[i] = layer.contact[i] =
            cupel_film_contact_fraction(cupel_film_separation(gap / roughness));
        layer.stiffness[i] =
            cupel_film_viscosity(film, bite->pressure[i], oil_temperature(film, heat, i)) * speed / gap;
        /* at the ends of a foil contact the pressure vanishes, the shear of the oil does not */
        layer.pressure[i] = fmax(bite->pressure[i], 0.01 * bite->entry_stress);
    }
    const double share = present ? faster(&layer) : 0;
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        double slip[2];
        slip_around(bite, i, share, slip);
        out->friction[i] = friction_at(&layer, i, slip);
    }
}
