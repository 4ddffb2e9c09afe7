/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_BITE_H
#define CUPEL_KERNELS_ROLLING_BITE_H

#include "cupel/rolling.h"
#include "cupel/rolling_film.h"
#include "cupel/rolling_heat.h"

/* What film and heat need of a solved pass, at a fixed number of places along the contact, and what they make of
 * it. Places are those of a strip mesh: evenly spaced, or crowded to the entry where the strip is annealed, so
 * that conditions given there keep the order of the strip solver. */

enum { CUPK_PLACES = 65 };

typedef struct cupk_bite {
    const cupel_rolling_pass *pass; /* as solved */
    double place[CUPK_PLACES], position[CUPK_PLACES] /* from the entry */;
    double thickness[CUPK_PLACES], pressure[CUPK_PLACES];
    double slip[CUPK_PLACES];     /* v/V - 1 */
    double thinning[CUPK_PLACES]; /* plastic, lambda, never falling */
    double rubbing[CUPK_PLACES];  /* integral of |q| |v/V - 1| from the entry [Pa m] */
    double flow;                  /* h v of the strip [m2/s] */
    double entry_angle;           /* between roll and strip at entry */
    double entry_stress;          /* K less the entry tension, at entry [Pa] */
} cupk_bite;

void cupk_bite_sample(const cupel_rolling_pass *pass, const cupel_rolling_solution *solution, cupk_bite *bite);

/** Values at the places, on the points of the profile of a solution, linear between. */
void cupk_bite_spread(const cupk_bite *bite, const double *values, const cupel_rolling_solution *solution,
                      double *out);

typedef struct cupk_heat {
    double temperature[CUPK_PLACES];  /* of the strip */
    double roll_surface[CUPK_PLACES]; /* temperature */
    double roll_temperature;
    double friction, plastic; /* heat made, both faces [W/m] */
    double rolls, strip;      /* heat carried off, rolls both [W/m] */
    double balance;           /* relative residual of the four */
} cupk_heat;

void cupk_heat_along(const cupel_rolling_heat *heat, const cupk_bite *bite, cupk_heat *out);

typedef struct cupk_film {
    double friction[CUPK_PLACES], thickness[CUPK_PLACES], contact[CUPK_PLACES];
    double inlet; /* film thickness */
} cupk_film;

/** `heat` NULL: the oil is at its reference temperature. `present`: friction at the places that the pass was solved
 * with, NULL for none. */
void cupk_film_along(const cupel_rolling_film *film, const cupk_bite *bite, const cupel_rolling_heat *input,
                     const cupk_heat *heat, const double *present, cupk_film *out);

#endif
