/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_RESISTIVITY_H
#define CUPEL_RESISTIVITY_H

#include <stdbool.h>
#include <stddef.h>

#include "cupel/alloy.h"
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Resistivity from electrical tests: four probes on a bar, in line on a sheet, at the rim of a disc, and eddy
 * currents. SI units. Pure: any thread. %IACS and 20 degC are in cupel/alloy.h. */

/* Voltage over current with both directions: U = R I (1 + h (I/I_max)^2) + E. */
typedef struct cupel_resistance {
    double resistance;          /* R [Ohm], at vanishing current where h is known                   */
    double uncertainty;         /* of R, from the scatter (k = 1); NaN: no more samples than unknowns */
    double emf;                 /* E [V], thermal; NaN: one current only, E is in R                  */
    double heating;             /* h, what the largest current adds to R; NaN: fewer than three sizes of
                                   current at least a tenth of the largest apart, not looked for     */
    double heating_uncertainty; /* k = 1; NaN likewise                                               */
    bool reversed;              /* currents of both directions                                       */
    double largest_current;     /* I_max [A]                                                         */
} cupel_resistance;

/**
 * Least squares over all samples. h is fitted along when there are enough sizes of current and samples, and
 * is left out (0, with its uncertainty) when it is below three standard uncertainties.
 * @param voltage, current  [count], finite
 * @return EINVAL: no sample with current, or not finite; ENOMEM
 */
CUPEL_API cupel_status cupel_resistance_fit(const double *voltage, const double *current, size_t count,
                                            cupel_resistance *out, cupel_error *error);

/* R(T) = R_0 (1 + alpha (T - T_0)). */
typedef struct cupel_resistance_line {
    double resistance, uncertainty;              /* R_0 [Ohm]                                      */
    double slope, slope_uncertainty;             /* dR/dT [Ohm/K]                                  */
    double correlation;                          /* of the errors of the two                       */
    double coefficient, coefficient_uncertainty; /* alpha = slope/R_0 [1/K]              */
    double residual; /* of the straight line, relative to R_0, standard deviation */
} cupel_resistance_line;

/**
 * Straight line of the resistance over the temperature by least squares. With currents, `signal` is the
 * voltage and an EMF is fitted along when they have both directions; with `current` NULL it is the
 * resistance.
 * @param reference  T_0 [K]
 * @return EINVAL: fewer than 3 samples (4 with an EMF), or all at one temperature; ENOMEM
 */
CUPEL_API cupel_status cupel_resistance_over_temperature(const double *signal, const double *current,
                                                         const double *temperature, size_t count,
                                                         double reference, cupel_resistance_line *out,
                                                         cupel_error *error);

/** d rho/dT [Ohm m/K] of copper and of its dilute alloys, which have it alike (Matthiessen): alpha_20 =
 * 0.00393/K at 100 %IACS. */
#define CUPEL_COPPER_RESISTIVITY_SLOPE (0.00393 / CUPEL_IACS_CONDUCTIVITY)
/** Of aluminium: 0.00403/K at 61 %IACS. */
#define CUPEL_ALUMINIUM_RESISTIVITY_SLOPE (0.00403 / (0.61 * CUPEL_IACS_CONDUCTIVITY))

/** rho_20 of a metal with rho at T [K]. With alpha_20 = slope/rho_20 the equation rho = rho_20 (1 + alpha_20
 * (T - 293.15 K)) is solved exactly by rho_20 = rho - slope (T - 293.15 K). */
CUPEL_API double cupel_resistivity_at_20(double resistivity, double temperature, double slope);

/* Four probes in one line, at equal distances, in the middle of a sheet or strip and along it. */
typedef struct cupel_in_line {
    double resistance; /* voltage of the inner by current of the outer probes [Ohm]         */
    double spacing;    /* s [m]                                                             */
    double thickness;  /* t [m]; INFINITY: a thick body                                     */
    double width;      /* w across the line [m]; INFINITY: wide                             */
    double length;     /* l along the line [m] > 3 s; INFINITY: long                        */
    double diameter;   /* d of a disc [m] > 3 s, instead of width and length; INFINITY or 0: none */
} cupel_in_line;

/**
 * rho = pi t R/ln[sinh(t/s)/sinh(t/2s)], which is (pi/ln 2) t R for t << s and 2 pi s R for t >> s (Valdes
 * 1954 by images, insulating below); edges by the images of the probes: without them ln 2, in an endless
 * strip ln[2 cosh(pi s/w)], in a rectangle summed over its ends. Both corrections are multiplied, which is
 * exact when one of them is 1.
 * @return rho [Ohm m]; NaN when a size is not positive, or l or d is not above 3 s
 */
CUPEL_API double cupel_resistivity_in_line(const cupel_in_line *probes);

/** rho [Ohm m] of a flat piece of any shape with contacts on its rim: exp(-pi t R1/rho) + exp(-pi t R2/rho) =
 * 1 (van der Pauw 1958), thickness [m], R1 and R2 [Ohm] > 0 of neighbouring sides. NaN otherwise. */
CUPEL_API double cupel_resistivity_van_der_pauw(double resistance_1, double resistance_2, double thickness);

/** Skin depth [m] (rho/(pi f mu_0))^(1/2) of a metal that is not magnetic; rho [Ohm m], f [Hz]. */
CUPEL_API double cupel_skin_depth(double resistivity, double frequency);

#ifdef __cplusplus
}
#endif
#endif
