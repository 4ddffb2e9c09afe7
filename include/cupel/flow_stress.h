/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_FLOW_STRESS_H
#define CUPEL_FLOW_STRESS_H

#include <stddef.h>
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Hardening laws: uniaxial quasi-static flow stress s over von Mises plastic strain e >= 0, times rate_factor.
 * Strain rate and temperature multiply it as Johnson and Cook (1983) have it, by the two factors below; the law
 * itself does not contain them, as it knows neither. */
typedef enum cupel_flow_law {
    CUPEL_FLOW_CONSTANT,         /* s = yield_stress                                                     */
    CUPEL_FLOW_VOCE,             /* s = s_inf - (s_inf - s_0) exp(-b e)                                  */
    CUPEL_FLOW_SWIFT,            /* s = k (e_0 + e)^n                                                    */
    CUPEL_FLOW_LUDWIK,           /* s = s_0 + k e^n                                                      */
    CUPEL_FLOW_HOCKETT_SHERBY    /* s = s_inf - (s_inf - s_0) exp(-m e^n)                                */
} cupel_flow_law;

typedef struct cupel_flow_stress {
    int law;                     /* cupel_flow_law                                                       */
    double yield_stress;         /* [Pa] constant                                                        */
    double initial_stress;       /* s_0 [Pa] voce, ludwik, hockett_sherby                                */
    double saturation_stress;    /* s_inf [Pa] voce, hockett_sherby                                      */
    double rate_constant;        /* b [-] voce                                                           */
    double strength_coefficient; /* k [Pa] swift, ludwik                                                 */
    double strain_offset;        /* e_0 [-] swift, > 0 when n < 1                                        */
    double exponent;             /* n [-] swift, ludwik, hockett_sherby                                  */
    double coefficient;          /* m [-] hockett_sherby                                                 */
    double rate_factor;          /* multiplies the law; 1 when nothing else is known                     */
    double rate_sensitivity;     /* C [-] >= 0; 0 or NaN: no effect of the strain rate                   */
    double reference_rate;       /* rate0 [1/s], of the quasi-static law; with C                         */
    double thermal_exponent;     /* m [-] > 0; 0 or NaN: no effect of temperature                        */
    double reference_temperature;/* T_ref [K], of the quasi-static law; with m                           */
    double melting_temperature;  /* T_m [K] > T_ref, where the stress vanishes; with m                   */
} cupel_flow_stress;

/** EINVAL, naming the parameter, when one that the law needs is missing (NaN) or out of its range. */
CUPEL_API cupel_status cupel_flow_stress_check(const cupel_flow_stress *flow, cupel_error *error);

/** Flow stress [Pa] at a plastic strain; negative strains count as 0. The law must have passed the check. Pure. */
CUPEL_API double cupel_flow_stress_at(const cupel_flow_stress *flow, double strain);

/** d s / d e [Pa] at a strain (infinite at 0 for ludwik and hockett_sherby with n < 1). */
CUPEL_API double cupel_flow_stress_slope(const cupel_flow_stress *flow, double strain);

/** 1 + C ln(rate/rate0) for a rate [1/s] above rate0, else 1 (Johnson and Cook 1983). Pure. */
CUPEL_API double cupel_flow_stress_rate_factor(const cupel_flow_stress *flow, double rate);

/** 1 - ((T - T_ref)/(T_m - T_ref))^m at T [K], 1 below T_ref and 0 above T_m (Johnson and Cook 1983). Pure. */
CUPEL_API double cupel_flow_stress_thermal_factor(const cupel_flow_stress *flow, double temperature);

#ifdef __cplusplus
}
#endif
#endif
