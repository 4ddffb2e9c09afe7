/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_ENTHALPY_H
#define CUPEL_KERNELS_HEAT_ENTHALPY_H

#include "cupel/conduction.h"

/* Piecewise-linear H(T) and its inverse. H is the unknown of a transient, as T alone does not tell how much of an
 * isothermally melting cell is liquid. */

/** T of an enthalpy, exact; capacity (may be NULL) gets dH/dT there, and within a jump, where it is infinite, 1e8
 * times the capacity of the first segment. */
double cupk_temperature_of(const cupel_law *enthalpy, double h, double *capacity);

/** H of a temperature; at a jump its lower end. */
double cupk_enthalpy_of(const cupel_law *enthalpy, double temperature);

/** f_l of an enthalpy: within a jump of H it goes linearly with H. 0 for a material that does not melt. */
double cupk_liquid_fraction_of(const cupel_conduction_material *material, double h);

/** H where melting begins and where it is complete; false for a material that does not melt. */
bool cupk_melting_range(const cupel_conduction_material *material, double *solidus, double *liquidus);

/** EINVAL unless the law has two points at least, rises, and has no jump at either end. */
cupel_status cupk_enthalpy_check(const cupel_law *enthalpy, cupel_error *error);

#endif
