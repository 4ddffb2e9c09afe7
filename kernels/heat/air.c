/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/heat.h"

#include <math.h>

/* Dry air at 101325 Pa: equation of state of Lemmon, Jacobsen, Penoncello and Friend 2000, J. Phys. Chem.
 * Ref. Data 29:331; transport of Lemmon and Jacobsen 2004, Int. J. Thermophys. 25:21. */
static const struct entry {
    double temperature, heat_capacity, viscosity, conductivity;
} table[] = {
    {250, 1005.5, 1.6038e-5, 0.02256},    {273.15, 1005.7, 1.7218e-5, 0.02436},
    {293.15, 1006.1, 1.8206e-5, 0.02587}, {298.15, 1006.3, 1.8448e-5, 0.02625},
    {300, 1006.4, 1.8537e-5, 0.02638},    {313.15, 1006.9, 1.9165e-5, 0.02735},
    {323.15, 1007.4, 1.9635e-5, 0.02808}, {333.15, 1008.0, 2.0099e-5, 0.02880},
    {350, 1009.2, 2.0867e-5, 0.03000},    {373.15, 1011.2, 2.1896e-5, 0.03162},
    {400, 1014.1, 2.3055e-5, 0.03345},    {450, 1021.1, 2.5124e-5, 0.03676},
    {500, 1029.9, 2.7090e-5, 0.03994},
};
static const size_t entries = sizeof table / sizeof *table;
static const double gas_constant = 287.05; /* J/(kg K) */

cupel_status cupel_air_at(double temperature, double pressure, cupel_air *out, cupel_error *error)
{
    const double lowest = table[0].temperature, highest = table[entries - 1].temperature;
    if (!(temperature >= lowest && temperature <= highest))
        CUPEL_FAIL(error, CUPEL_EINVAL, "air temperature %.6g K is outside the property table, %g K to %g K",
                   temperature, lowest, highest);
    if (!(pressure > 0 && pressure < 1e9))
        CUPEL_FAIL(error, CUPEL_EINVAL, "air pressure %.6g Pa must be positive", pressure);
    size_t i = 0;
    while (i + 2 < entries && temperature > table[i + 1].temperature) i++;
    const struct entry *a = &table[i], *b = a + 1;
    const double w = (temperature - a->temperature) / (b->temperature - a->temperature);
    *out = (cupel_air){
        .density = pressure / (gas_constant * temperature),
        .heat_capacity = a->heat_capacity + w * (b->heat_capacity - a->heat_capacity),
        .viscosity = a->viscosity + w * (b->viscosity - a->viscosity),
        .conductivity = a->conductivity + w * (b->conductivity - a->conductivity),
    };
    return CUPEL_OK;
}

double cupel_air_prandtl(const cupel_air *air)
{
    return air->heat_capacity * air->viscosity / air->conductivity;
}

double cupel_air_kinematic_viscosity(const cupel_air *air)
{
    return air->viscosity / air->density;
}

double cupel_isa_pressure(double altitude)
{
    /* ISO 2533: 288.15 K and 6.5 K/km in the troposphere, exponent g/(R 6.5 K/km) */
    if (!(altitude >= -1000 && altitude <= 11000)) return NAN;
    return 101325 * pow(1 - 0.0065 * altitude / 288.15, 9.80665 / (287.05287 * 0.0065));
}
