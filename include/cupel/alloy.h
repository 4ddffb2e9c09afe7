/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ALLOY_H
#define CUPEL_ALLOY_H

#include "cupel/error.h"
#include "cupel/flow_stress.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Resistivity, thermal conductivity and strength of copper and aluminium alloys in a given state. SI units,
 * temperatures in kelvin, strengths in pascal. Everything here is pure: no state, no allocation, any thread.
 */

/* Conduction. */

/** Conductivity [S/m] of 100 %IACS: 58 MS/m exactly, a resistivity of 1/58 Ohm mm^2/m at 20 degC. */
#define CUPEL_IACS_CONDUCTIVITY 58.0e6

/** 20 degC [K], to which %IACS and temperature coefficients refer. */
#define CUPEL_IACS_TEMPERATURE 293.15

CUPEL_API double cupel_iacs_from_conductivity(double conductivity); /* [S/m] -> [%IACS] */
CUPEL_API double cupel_conductivity_from_iacs(double iacs);         /* [%IACS] -> [S/m] */

/** Temperature coefficient alpha_20 [1/K] of a dilute alloy of conductivity sigma_20 [S/m] by Matthiessen's
 * rule: d rho/dT [Ohm m/K] is that of the pure metal, so alpha_20 = (d rho/dT) sigma_20. Copper: 0.00393/58e6
 * Ohm m/K, which is 0.00393 IACS/100. */
CUPEL_API double cupel_temperature_coefficient(double slope, double conductivity);

/** Grain-boundary area per volume [1/m] at a mean intercept length d [m]: S_v = 2/d. */
CUPEL_API double cupel_boundary_area(double grain_size);

/** Fuchs' factor on the resistivity of a sheet much thicker than the mean free path: 1 + 3 lambda (1 - p)/(8
 * t); lambda, t [m], p the share of electrons reflected specularly. */
CUPEL_API double cupel_thin_sheet_factor(double mean_free_path, double specularity, double thickness);

/** Thermal conductivity [W/(m K)] after Smith and Palmer: k = A T sigma + B; A [W Ohm/K^2], B [W/(m K)]. */
CUPEL_API double cupel_smith_palmer(double slope, double offset, double temperature, double conductivity);

/* What adds to the resistivity of a metal (Matthiessen's rule): the solutes and phonons of the state the
 * metal was measured in, and what cold work, fine grains and thin sheet put on top. Terms of no effect are 0.
 */
typedef struct cupel_resistivity {
    double resistivity;             /* rho_20 [Ohm m] in the state measured, bulk                        */
    double temperature_coefficient; /* alpha_20 [1/K]                                                    */
    double dislocation_density;     /* rise over the state measured [1/m^2]                              */
    double dislocation_resistivity; /* per density [Ohm m^3]                                             */
    double boundary_area;           /* rise of S_v over the state measured [1/m]                         */
    double boundary_resistivity;    /* rho_gb [Ohm m^2]; adds 2/3 rho_gb S_v                             */
    double path_product;            /* rho lambda of the metal [Ohm m^2], independent of temperature     */
    double specularity;             /* p                                                                 */
    double inverse_thickness;       /* 1/t [1/m]                                                         */
} cupel_resistivity;

typedef struct cupel_resistivity_terms {
    double bulk; /* rho_20 [1 + alpha_20 (T - 293.15 K)] [Ohm m]                      */
    double dislocations, boundaries, surface; /* [Ohm m] */
    double total;
} cupel_resistivity_terms;

/** The terms at a temperature [K]. `bulk` is negative far below room temperature, where the linear law ends.
 */
CUPEL_API cupel_resistivity_terms cupel_resistivity_at(const cupel_resistivity *metal, double temperature);

/* Strength. */

/* Taylor's relation between flow stress and forest dislocations: sigma = sigma_0 + M alpha G b sqrt(rho_d).
 */
typedef struct cupel_taylor {
    double factor;         /* M     */
    double constant;       /* alpha */
    double shear_modulus;  /* G [Pa] */
    double burgers_vector; /* b [m]  */
} cupel_taylor;

/** Stress [Pa] of a dislocation density [1/m^2], and the density of a stress (0 for a negative stress). */
CUPEL_API double cupel_taylor_stress(const cupel_taylor *taylor, double dislocation_density);
CUPEL_API double cupel_taylor_density(const cupel_taylor *taylor, double stress);

/** k d^(-1/2) [Pa]; k [Pa m^(1/2)], d [m]. */
CUPEL_API double cupel_hall_petch(double coefficient, double grain_size);

/**
 * Stress [Pa] for dislocations to pass hard particles of mean radius r [m] and volume fraction f in (0,
 * pi/4): M 0.4 G b ln(2 r_s/b)/(pi sqrt(1 - nu) L), r_s = sqrt(2/3) r, L = 2 r_s (sqrt(pi/(4 f)) - 1). NaN
 * outside.
 */
CUPEL_API double cupel_orowan(const cupel_taylor *taylor, double poissons_ratio, double radius,
                              double fraction);

typedef struct cupel_tensile {
    double yield_strength;   /* flow stress at the pre-strain [Pa]   */
    double tensile_strength; /* greatest engineering stress [Pa] */
    double uniform_strain; /* true plastic strain from the pre-strain to it; 0 when necking starts at yield */
} cupel_tensile;

/**
 * Strength of a metal strained by `strain` [-] >= 0 before, from its hardening law: Considere's criterion
 * ds/de = s, engineering stress s exp(-e). Elastic strain is neglected.
 * @param flow    passed its check
 * @param shift   stress [Pa] added to the law (finer grains, particles)
 * @return EINVAL when strain or shift is not finite, strain is negative, or the shifted law starts at <= 0;
 *         EFAILED when the law hardens without a limit, so that no maximum exists below a strain of 100
 */
CUPEL_API cupel_status cupel_tensile_strength(const cupel_flow_stress *flow, double strain, double shift,
                                              cupel_tensile *out, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif
