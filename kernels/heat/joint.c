/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/joint.h"

#include <math.h>

/* Thermal contact of rough metals, and the thickness of pastes. */

static const double pi = 3.14159265358979323846;

double cupel_surface_slope(double roughness)
{
    return 0.125 * pow(roughness * 1e6, 0.402);
}

static cupel_status check(const cupel_rough_joint *joint, cupel_error *error)
{
    for (int i = 0; i < 2; i++) {
        if (!(joint->conductivity[i] > 0 && isfinite(joint->conductivity[i])))
            CUPEL_FAIL(error, CUPEL_EINVAL, "conductivity %.6g W/(m K) of body %d must be positive",
                       joint->conductivity[i], i + 1);
        if (!(joint->roughness[i] >= 0 && isfinite(joint->roughness[i])))
            CUPEL_FAIL(error, CUPEL_EINVAL, "roughness %.6g m of surface %d must not be negative",
                       joint->roughness[i], i + 1);
        if (joint->slope[i] < 0 || isinf(joint->slope[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "slope %.6g of surface %d must not be negative", joint->slope[i],
                       i + 1);
    }
    if (!(joint->roughness[0] + joint->roughness[1] > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "one of the surfaces at least must be rough");
    if (!(joint->pressure > 0 && joint->pressure < joint->hardness && isfinite(joint->hardness)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "pressure %.6g Pa must be positive and below the hardness %.6g Pa",
                   joint->pressure, joint->hardness);
    if (!(joint->gap_conductivity >= 0 && joint->gas_parameter >= 0 && isfinite(joint->gap_conductivity)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "conductivity and gas parameter of the gap must not be negative");
    return CUPEL_OK;
}

cupel_status cupel_joint_rough(const cupel_rough_joint *joint, cupel_joint_conductance *out,
                               cupel_error *error)
{
    const cupel_status status = check(joint, error);
    if (status) return status;
    double slopes[2];
    for (int i = 0; i < 2; i++)
        slopes[i] = isnan(joint->slope[i]) ? cupel_surface_slope(joint->roughness[i]) : joint->slope[i];
    const double sigma = hypot(joint->roughness[0], joint->roughness[1]), slope = hypot(slopes[0], slopes[1]);
    const double *k = joint->conductivity, both = 2 * k[0] * k[1] / (k[0] + k[1]);
    const double share = joint->pressure / joint->hardness;
    const double separation = 1.53 * sigma * pow(share, -0.097);
    *out = (cupel_joint_conductance){
        .solid = 1.25 * both * slope / sigma * pow(share, 0.95),
        .gap = joint->gap_conductivity / (separation + joint->gas_parameter),
        .separation = separation,
        .roughness = sigma,
        .slope = slope,
        .relative_pressure = share,
    };
    return CUPEL_OK;
}

double cupel_joint_gas_parameter(const cupel_air *air, double temperature, double pressure,
                                 double accommodation)
{
    static const double gas_constant = 287.05, gamma = 1.4;
    const double path = air->viscosity / pressure * sqrt(0.5 * pi * gas_constant * temperature);
    return 2 * (2 - accommodation) / accommodation * 2 * gamma / (cupel_air_prandtl(air) * (gamma + 1)) *
           path;
}

double cupel_joint_bond_line(double yield_stress, double pressure)
{
    return 1.31e-4 * pow(yield_stress / pressure, 0.166);
}
