/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ROLLING_COUPLED_H
#define CUPEL_ROLLING_COUPLED_H

#include "cupel/rolling.h"
#include "cupel/rolling_film.h"
#include "cupel/rolling_heat.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One pass together with what its speed does: the oil film makes the friction along the bite, friction and plastic
 * work heat strip and oil, temperature and strain rate make the flow stress. */

/* [K] above which no roll is taken to hold, nor a strip without flow_stress.melting_temperature: steel melts. */
#define CUPEL_ROLLING_HIGHEST_TEMPERATURE 1800.0

/* Results beside those of the pass, per unit width. NaN, and NULL for the series, where film or heat was not asked
 * for, and unless solution.status is CUPEL_ROLLING_OK. */
typedef struct cupel_rolling_coupled {
    cupel_rolling_pass pass; /* as solved last: friction and factor of the flow stress are its conditions, which
                                belong to the workspace */
    cupel_rolling_solution solution;
    size_t passes;         /* solved until film and heat fitted */
    double coupling_error; /* largest change that another would make: of the friction over its mean, of the flow
                              stress over itself [-]; 0 when nothing is coupled, above 1e-4 when they do not
                              settle, infinite when strip or rolls would melt (below), NaN when the pass has no
                              solution of its own */
    double strain_rate;    /* mean over the pass, (2/sqrt 3)(V/L) ln(h1/h2) [1/s]; NaN without roll_speed */
    double rate_factor;    /* of the flow stress by it [-]; 1 without rate_sensitivity or roll_speed */
    double mean_friction;  /* integral of |q| over that of p, sticking included [-] */

    double inlet_film_thickness; /* h_s [m] */
    double exit_film_thickness;  /* mean thickness of the oil at the exit [m] */
    double lambda_ratio;         /* h_s over the combined roughness Rq [-] */
    double exit_contact_fraction; /* A at the exit [-] */
    double exit_roughness;       /* Rq [m] of the strip, an estimate */

    double exit_temperature;    /* [K] of the strip */
    double maximum_temperature; /* [K] of the strip in the bite */
    double roll_temperature;    /* [K] in bulk */
    double flash_temperature;   /* [K], largest of the roll surface in the bite */
    double friction_heat;       /* [W/m], both faces */
    double plastic_heat;        /* [W/m], the share of the plastic work that becomes heat */
    double roll_heat;           /* [W/m] into both rolls */
    double heat_balance_error;  /* heat made less heat carried off by strip and rolls, of their sum [-] */

    /* over solution.position, count points; in the workspace */
    const double *friction;         /* mu [-]; tau/p of the film */
    const double *film_thickness;   /* [m] */
    const double *contact_fraction; /* A [-] */
    const double *temperature;      /* [K] of the strip */
    const double *roll_surface_temperature; /* [K] */
} cupel_rolling_coupled;

/**
 * Solves one pass with film and heat until friction and flow stress along the bite agree with them to 1e-4, to 1e-9
 * where only the strain rate acts on the flow stress. With
 * both NULL, and no effect of strain rate, it is cupel_rolling_pass_solve, to the bit; so it is with heat alone
 * where the flow stress does not depend on temperature.
 * @param pass   borrowed; `conditions` must be NULL and `roll_speed` known with film or heat. `friction_coefficient`
 *               is not looked at with film
 * @param film   NULL: Coulomb friction, as the pass has it
 * @param heat   NULL: no temperatures; the oil is at its reference temperature
 * @param out    untouched on error
 * @return EINVAL, naming the input at fault, when it cannot be meant. OK otherwise: whether there is a solution is
 *         out->solution.status. That is CUPEL_ROLLING_NOT_CONVERGED also when film and heat do not settle, with
 *         coupling_error set.
 * No allocation; re-entrant with a workspace per thread.
 */
CUPEL_API cupel_status cupel_rolling_coupled_solve(const cupel_rolling_pass *pass,
                                                   const cupel_rolling_film *film,
                                                   const cupel_rolling_heat *heat,
                                                   cupel_rolling_workspace *workspace,
                                                   cupel_rolling_coupled *out, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
