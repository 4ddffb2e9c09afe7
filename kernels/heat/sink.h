/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_SINK_H
#define CUPEL_KERNELS_HEAT_SINK_H

#include "cupel/heat.h"

/* What plates and pins share with sink.c, which chooses between them. The sink has passed its check, the air is
 * that of the film (natural) or of the inlet (forced). */

typedef struct cupk_still_air {   /* what buoyancy and radiation take from the temperatures */
    double base, ambient, rise;   /* T_b, T_inf, T_b - T_inf [K] */
    double buoyancy;              /* g beta rise/(nu alpha) [1/m^3] */
    double grey;                  /* sigma (T_b^2 + T_inf^2)(T_b + T_inf) [W/(m^2 K)] */
    double conductivity, prandtl;
} cupk_still_air;

void cupk_plates_natural(const cupel_heat_sink *sink, const cupk_still_air *air, cupel_sink_natural *out);
void cupk_pins_natural(const cupel_heat_sink *sink, const cupk_still_air *air, cupel_sink_natural *out);

void cupk_plates_forced(const cupel_heat_sink *sink, const cupel_air *air, double velocity, cupel_sink_forced *out);
void cupk_pins_forced(const cupel_heat_sink *sink, const cupel_air *air, double velocity, cupel_sink_forced *out);

/* [Pa] at a velocity >= 0 */
double cupk_plates_pressure_drop(const cupel_heat_sink *sink, const cupel_air *air, double velocity);
double cupk_pins_pressure_drop(const cupel_heat_sink *sink, const cupel_air *air, double velocity);

double cupk_pins_flow_area(const cupel_heat_sink *sink);

/* Film, convective [W/(m^2 K)], of a face of height `height` upright, or of the fins' faces on a level base. */
double cupk_upright_film(const cupk_still_air *air, double height, double *rayleigh);

/* Film of the plane of the tips of fins that hang down, on the base. */
double cupk_hanging_film(const cupel_heat_sink *sink, const cupk_still_air *air);

#endif
