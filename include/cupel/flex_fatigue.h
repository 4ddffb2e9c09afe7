/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_FLEX_FATIGUE_H
#define CUPEL_FLEX_FATIGUE_H

#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Fatigue ductility of foil from flexing over a mandrel (IPC-TM-650 2.4.2.1 and 2.4.3). SI units. */

typedef struct cupel_mandrel_flex {
    double cycles;           /* N_f to failure, > 0                                       */
    double thickness;        /* t of the specimen [m] > 0                                 */
    double core_thickness;   /* t_M of the metal without its roughness [m] > 0, <= t      */
    double mandrel_diameter; /* 2 rho [m] > 0                                             */
    double tensile_strength; /* S_u [Pa] > 0                                              */
    double youngs_modulus;   /* E [Pa] > 0                                                */
} cupel_mandrel_flex;

/** Strain range 2 t_M/(2 rho + t) of the outer fibre. */
CUPEL_API double cupel_mandrel_strain(const cupel_mandrel_flex *flex);

/**
 * Solves Engelmaier's equation for the fatigue ductility D_f:
 * N_f^-0.6 D_f^0.75 + 0.9 (S_u/E) (exp(D_f)/0.36)^(0.1785 lg(1e5/N_f)) = 2 t_M/(2 rho + t).
 * The least root between 1e-8 and 10.
 * @return EINVAL; EFAILED when there is none: the strain is all elastic, or too large for that life
 */
CUPEL_API cupel_status cupel_fatigue_ductility(const cupel_mandrel_flex *flex, double *ductility,
                                               cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
