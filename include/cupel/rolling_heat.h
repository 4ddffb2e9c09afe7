/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ROLLING_HEAT_H
#define CUPEL_ROLLING_HEAT_H

#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Heat of a roll bite. Friction heats both faces and is shared out by the effusivities sqrt(k rho c) of strip and
 * roll; plastic work heats the strip, whose temperature is one value over its thickness; the strip gives heat to
 * the rolls through a film coefficient:
 *
 *     rho c h v dT/dx = 2 chi tau |dv| + beta K h v d lambda/dx - 2 h_c (T - T_R).
 *
 * The roll has a bulk temperature T_R, given or from a steady balance with its cooling, and at its surface in the
 * bite the rise of a half-space under the flux that enters it. */

typedef struct cupel_rolling_heat {
    double entry_temperature;     /* T_1 [K] > 0 of the strip */
    double density;               /* rho [kg/m3] > 0 of the strip */
    double heat_capacity;         /* c [J/(kg K)] > 0 of the strip */
    double conductivity;          /* k [W/(m K)] > 0 of the strip */
    double plastic_heat_fraction; /* beta [-] in [0, 1]: share of the plastic work that becomes heat */
    double contact_coefficient;   /* h_c [W/(m2 K)] >= 0 between strip and roll, each face */
    double roll_conductivity;             /* [W/(m K)] > 0 */
    double roll_volumetric_heat_capacity; /* [J/(m3 K)] > 0 */
    double roll_temperature;         /* T_R [K] > 0 in bulk; NaN: from the balance with the two below */
    double roll_cooling_coefficient; /* [W/(m2 K)] > 0, mean over the surface of the roll outside the bite */
    double coolant_temperature;      /* [K] > 0 */
} cupel_rolling_heat;

/** EINVAL, naming the first value that cannot be meant. */
CUPEL_API cupel_status cupel_rolling_heat_check(const cupel_rolling_heat *heat, cupel_error *error);

/** chi = e_s/(e_s + e_r), share of the friction heat that enters the strip. Pure. */
CUPEL_API double cupel_heat_strip_share(const cupel_rolling_heat *heat);

/** Rise [K] of the surface of a half-space of effusivity e [W s^0.5/(m2 K)] a time [s] after a constant flux
 * [W/m2] set in: 2 q sqrt(t/pi)/e (Carslaw and Jaeger 1959, 2.9). Pure. */
CUPEL_API double cupel_heat_flash_rise(double flux, double effusivity, double time);

#ifdef __cplusplus
}
#endif
#endif
