/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_STORAGE_H
#define CUPEL_MODEL_HEAT_STORAGE_H

#include "cupel/conduction.h"
#include "param/param.h"

/* heat.conduction: what a substance takes up when its temperature changes and when it melts. */

typedef struct heat_storage {
    double density, heat_capacity;               /* not above 0: those of the record, as below: not given */
    double solidus, liquidus, latent_heat;
    cupel_curve liquid_fraction, enthalpy;       /* over temperature; the enthalpy per mass */
    double initial_temperature;
} heat_storage;

/** Rules between the rows. */
cupel_status heat_storage_check(const heat_storage *storage, cupel_error *error);

/** EINVAL unless storage or record (may be NULL) tell the density, and a heat capacity or an enthalpy that rises. */
cupel_status heat_storage_complete(const heat_storage *storage, const cupel_material *material, cupel_error *error);

/** H(T) per volume and f_l(T); free both with cupel_law_free. EINVAL when neither the storage nor the record (may be
 * NULL) says enough. */
cupel_status heat_storage_laws(const heat_storage *storage, const cupel_material *material, cupel_law *enthalpy,
                               cupel_law *fraction, cupel_error *error);

/** H(T) of a mixture of up to three that do not melt, by their shares of the volume; free it with cupel_law_free. */
cupel_status heat_storage_mix(const cupel_law *const laws[3], const double shares[3], cupel_law *enthalpy,
                              cupel_error *error);

/** Solidus [K] of what is to melt or of what its record says; NaN: not known. `melts`: whether it is to melt. */
double heat_storage_solidus(const heat_storage *storage, const cupel_material *material, bool *melts);

/* The rows; `kinds` is for .only, NULL: no rule. */
#define HEAT_SOLID_ROWS(type, field, prefix, kinds)                                                                    \
    {prefix "density", CUPEL_QUANTITY, offsetof(type, field.density), .unit = "kg/m^3", .range = "(0, 1e5]",           \
     .only = kinds, .meaning = "transient: density rho, in place of the record's"},                                    \
    {prefix "heat_capacity", CUPEL_QUANTITY, offsetof(type, field.heat_capacity), .unit = "J/(kg K)",                  \
     .range = "(0, 1e6]", .only = kinds,                                                                               \
     .meaning = "transient: specific heat capacity cp, in place of the record's over temperature"}

#define HEAT_STORAGE_ROWS(type, field, kinds)                                                                          \
    HEAT_SOLID_ROWS(type, field, "", kinds),                                                                           \
    {"initial_temperature", CUPEL_QUANTITY, offsetof(type, field.initial_temperature), .unit = "K", .only = kinds,     \
     .range = "(0, 10000]", .meaning = "transient: temperature at the start, where it is not that of the whole"},      \
    {"solidus", CUPEL_QUANTITY, offsetof(type, field.solidus), .unit = "K", .range = "(0, 10000]", .only = kinds,      \
     .meaning = "transient: temperature Ts below which all is solid"},                                                 \
    {"liquidus", CUPEL_QUANTITY, offsetof(type, field.liquidus), .unit = "K", .range = "(0, 10000]", .only = kinds,    \
     .meaning = "transient: temperature Tl above which all is liquid; between the two the liquid fraction is linear"}, \
    {"latent_heat", CUPEL_QUANTITY, offsetof(type, field.latent_heat), .unit = "J/kg", .range = "(0, 1e8]",            \
     .only = kinds,                                                                                                    \
     .meaning = "transient: latent heat L of melting; with solidus and liquidus, or with liquid_fraction"},            \
    {"liquid_fraction", CUPEL_CURVE, offsetof(type, field.liquid_fraction), .unit = "1", .range = "[0, 1]",            \
     .axis = "temperature", .axis_unit = "K", .length = "[2, 100000]", .flags = CUPEL_JUMPS, .only = kinds,            \
     .meaning = "transient: liquid fraction over temperature, from 0 to 1; two rows of one temperature are a jump"},   \
    {"enthalpy", CUPEL_CURVE, offsetof(type, field.enthalpy), .unit = "J/kg", .axis = "temperature", .axis_unit = "K", \
     .range = "(-inf, inf)", .length = "[2, 100000]", .flags = CUPEL_JUMPS, .only = kinds,                             \
     .meaning = "transient: enthalpy h over temperature, latent heat included, in place of heat_capacity and "         \
                "latent_heat; with liquid_fraction, or solidus and liquidus, it is told what is liquid"}

#endif
