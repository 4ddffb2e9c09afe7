/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ROLLING_FILM_H
#define CUPEL_ROLLING_FILM_H

#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Mixed lubrication of a roll bite: the inlet film of Wilson and Walowit (1972), a surface whose heights are
 * distributed as Christensen (1970) has them, contact of asperities and shear of the oil between them side by
 * side. Pressures and temperatures of one point; include/cupel/rolling_coupled.h puts them along the bite. */

typedef struct cupel_rolling_film {
    double boundary_coefficient;              /* mu_b [-] >= 0 where the surfaces touch */
    double viscosity;                         /* eta_0 [Pa s] > 0 at reference_temperature without pressure */
    double pressure_viscosity_coefficient;    /* alpha [1/Pa] >= 0 (Barus 1893): eta = eta_0 exp(alpha p) */
    double temperature_viscosity_coefficient; /* beta [1/K] >= 0: eta = eta_0 exp(-beta (T - T_0)) */
    double reference_temperature;             /* T_0 [K] */
    double roll_roughness;                    /* Rq [m] >= 0 of the roll */
    double strip_roughness;                   /* Rq [m] >= 0 of the strip before the pass; not both 0 */
    double limiting_shear_stress;             /* [Pa] > 0: the oil gives way there */
} cupel_rolling_film;

/** EINVAL, naming the first value that cannot be meant. */
CUPEL_API cupel_status cupel_rolling_film_check(const cupel_rolling_film *film, cupel_error *error);

/** Viscosity [Pa s] at a pressure [Pa] and a temperature [K]; infinite where the exponential overflows. Pure. */
CUPEL_API double cupel_film_viscosity(const cupel_rolling_film *film, double pressure, double temperature);

/**
 * Film thickness [m] at the end of the inlet, 3 eta_0 alpha (V + v)/[theta (1 - exp(-alpha Y))] (Wilson and
 * Walowit 1972), without roughness.
 * @param viscosity  eta_0 [Pa s] at the temperature of the inlet
 * @param speeds     V + v [m/s], roll and strip at entry together
 * @param angle      theta [-] between roll and strip at entry
 * @param stress     Y [Pa], pressure at which the strip yields there: K less the entry tension
 * Pure.
 */
CUPEL_API double cupel_film_inlet_thickness(const cupel_rolling_film *film, double viscosity, double speeds,
                                            double angle, double stress);

/** Combined roughness Rq [m] of roll and strip. Pure. */
CUPEL_API double cupel_film_roughness(const cupel_rolling_film *film);

/* Christensen's surface reaches 3 Rq to either side of its mean plane; Z = h_c/(3 Rq) is the distance of the mean
 * planes. It carries a share A of the area for -1 < Z < 1 and stands clear beyond. */

/** Share A of the area in contact at Z. Pure. */
CUPEL_API double cupel_film_contact_fraction(double separation);

/** Mean thickness of the oil over Rq at Z: rises from 0 at Z = -1 to 3 at Z = 1, 3 Z beyond. Pure. */
CUPEL_API double cupel_film_mean_gap(double separation);

/** Z of a mean thickness of the oil over Rq, >= 0: the inverse of cupel_film_mean_gap. Pure. */
CUPEL_API double cupel_film_separation(double mean_gap);

/** Rq [m] of the strip behind a contact of the share A: in contact it takes the roughness of the roll, elsewhere it
 * keeps its own; an estimate. Pure. */
CUPEL_API double cupel_film_exit_roughness(const cupel_rolling_film *film, double contact_fraction);

#ifdef __cplusplus
}
#endif
#endif
