/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_JOINT_H
#define CUPEL_JOINT_H

#include "cupel/heat.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Thermal contact: bare joints of rough flat metals, and joints filled with a paste. SI units. Pure: any
 * thread. The formulas are recalled from the works named. */

/* Two nominally flat surfaces with random roughness, pressed together. */
typedef struct cupel_rough_joint {
    double conductivity[2];  /* k of the two bodies [W/(m K)] > 0                              */
    double roughness[2];     /* RMS height sigma of each surface [m] >= 0, not both 0           */
    double slope[2];         /* mean absolute slope m of each [1] >= 0; NaN: by its roughness   */
    double hardness;         /* H_c of the softer surface [Pa] > 0                              */
    double pressure;         /* P [Pa] > 0, < H_c                                               */
    double gap_conductivity; /* k_g of what is between them [W/(m K)] >= 0; 0: vacuum           */
    double gas_parameter;    /* M [m] >= 0; 0 for liquids and pastes                            */
} cupel_rough_joint;

typedef struct cupel_joint_conductance {
    double solid, gap;        /* h through the spots that touch, and through the gap [W/(m^2 K)] */
    double separation;        /* Y of the mean planes [m]                                        */
    double roughness, slope;  /* of both surfaces together                                       */
    double relative_pressure; /* P/H_c                                                           */
} cupel_joint_conductance;

/** Mean absolute slope of a surface of RMS roughness sigma [m]: 0.125 (sigma/um)^0.402, Antonetti, Whittle
 * and Simons 1993, for bead-blasted and ground metals of up to some 10 um. */
CUPEL_API double cupel_surface_slope(double roughness);

/**
 * h_s = 1.25 k_s (m/sigma)(P/H_c)^0.95, k_s = 2 k1 k2/(k1 + k2), plastic contact, Cooper, Mikic and
 * Yovanovich 1969 and Yovanovich 1982; h_g = k_g/(Y + M), Y = 1.53 sigma (P/H_c)^-0.097. They lie side by
 * side. 1e-6 <= P/H_c <= 0.02.
 * @return EINVAL, with what is wrong, for a joint that cannot be
 */
CUPEL_API cupel_status cupel_joint_rough(const cupel_rough_joint *joint, cupel_joint_conductance *out,
                                         cupel_error *error);

/** M = a b L of a gas at T [K] and p [Pa] between surfaces of one accommodation coefficient in (0, 1]: a = 2
 * (2 - alpha)/alpha, b = 2 gamma/(Pr (gamma + 1)), mean free path L = (mu/p)(pi R T/2)^(1/2), for dry air. */
CUPEL_API double cupel_joint_gas_parameter(const cupel_air *air, double temperature, double pressure,
                                           double accommodation);

/** Thickness [m] to which a filled paste is pressed: 1.31e-4 (yield stress/pressure)^0.166, Prasher 2003. */
CUPEL_API double cupel_joint_bond_line(double yield_stress, double pressure);

#ifdef __cplusplus
}
#endif
#endif
