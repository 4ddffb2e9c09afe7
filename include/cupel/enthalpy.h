/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ENTHALPY_H
#define CUPEL_ENTHALPY_H

#include "cupel/conduction.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The enthalpy law of a material from what data sheets and solidification curves give: docs/theory/heat-transient.md.
 *
 *   H(T) = rho [integral of c_p from T_ref to T + L f_l(T)]
 *
 * f_l is a given curve over T (two points of one T are a jump: eutectic), or linear from solidus to liquidus, or a
 * jump where the two are equal. The segments of H are so short that c_p differs by 0.5 % at most between
 * neighbours; at its points H is exact. */
typedef struct cupel_enthalpy_recipe {
    double density;               /* rho [kg/m^3] > 0 */
    cupel_law heat_capacity;      /* c_p [J/(kg K)] > 0 over T; one point: constant */
    double latent_heat;           /* L [J/kg]; 0: does not melt */
    double solidus, liquidus;     /* [K], used where liquid_fraction is empty */
    cupel_law liquid_fraction;    /* from 0 up to 1, not falling; empty: see above */
    double reference_temperature; /* where H is 0 [K] > 0 */
} cupel_enthalpy_recipe;

/** Fills the laws; free both with cupel_law_free. fraction has count 0 for a material that does not melt. */
CUPEL_API cupel_status cupel_enthalpy_new(const cupel_enthalpy_recipe *recipe, cupel_law *enthalpy,
                                          cupel_law *fraction, cupel_error *error);
CUPEL_API void cupel_law_free(cupel_law *law);

#ifdef __cplusplus
}
#endif
#endif
