/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTS_ROLLING_CASES_H
#define CUPEL_TESTS_ROLLING_CASES_H

#include <math.h>
#include "cupel/rolling.h"

/* Cases V1 to V5 of docs/theory/rolling-pass.md. Their values come from an adaptive eighth-order integration
 * of the p-form and from an 800-step T-form in a separate program, which agreed to 1e-12 (V5: 6e-8). */

enum { V1, V2, V3, V4, V5, ROLLING_CASES };

static inline cupel_flow_stress rolling_constant(double yield_stress)
{
    return (cupel_flow_stress){.law = CUPEL_FLOW_CONSTANT, .yield_stress = yield_stress, .rate_factor = 1};
}

/* mm, MPa in; everything else as in most of the cases */
static inline cupel_rolling_pass rolling_base(double entry_mm, double exit_mm, double radius_mm,
                                              double friction)
{
    return (cupel_rolling_pass){.entry_thickness = entry_mm * 1e-3,
                                .exit_thickness = exit_mm * 1e-3,
                                .roll_radius = radius_mm * 1e-3,
                                .roll_speed = 2,
                                .friction_coefficient = friction,
                                .friction_factor = NAN,
                                .youngs_modulus = 120e9,
                                .poissons_ratio = 0.34,
                                .roll_youngs_modulus = 210e9,
                                .roll_poissons_ratio = 0.3,
                                .roll_deformation = CUPEL_ROLL_RIGID};
}

static inline cupel_rolling_pass rolling_case(int which)
{
    cupel_rolling_pass pass;
    switch (which) {
    case V1:
    case V2:
        pass = rolling_base(1.5, 1.2, 125, 0.08);
        pass.flow_stress = rolling_constant(300e6);
        if (which == V2) pass.entry_tension = 45e6, pass.exit_tension = 90e6;
        return pass;
    case V3:
        pass = rolling_base(0.8, 0.6, 110, 0.08);
        pass.flow_stress = (cupel_flow_stress){.law = CUPEL_FLOW_VOCE,
                                               .initial_stress = 70e6,
                                               .saturation_stress = 390e6,
                                               .rate_constant = 4.5,
                                               .rate_factor = 1};
        pass.entry_tension = 20e6, pass.exit_tension = 50e6;
        pass.roll_deformation = CUPEL_ROLL_HITCHCOCK;
        return pass;
    case V4:
        pass = rolling_base(0.25, 0.20, 70, 0.05);
        pass.flow_stress = (cupel_flow_stress){.law = CUPEL_FLOW_SWIFT,
                                               .strength_coefficient = 460e6,
                                               .strain_offset = 0.02,
                                               .exponent = 0.17,
                                               .rate_factor = 1};
        pass.prior_strain = 1;
        pass.entry_tension = 90e6, pass.exit_tension = 120e6;
        pass.roll_deformation = CUPEL_ROLL_HITCHCOCK;
        pass.strip_elasticity = 1;
        return pass;
    default:
        pass = rolling_base(4, 2.8, 160, 0.30);
        pass.flow_stress = rolling_constant(200e6);
        pass.friction_factor = 0.8;
        return pass;
    }
}

/* N/mm, N, -, - */
static const struct rolling_value {
    double force, plastic_force, torque, slip, ratio;
} rolling_values[ROLLING_CASES] = {
    [V1] = {2439.01628, 2439.01628, 7317.45226, 0.0298288, 1},
    [V2] = {1978.60592, 1978.60592, 3608.88082, 0.0449375, 1},
    [V3] = {1697.37045, 1697.37045, 2322.43615, 0.0401971, 1.1873005},
    [V4] = {1412.42119, 1330.16711, 906.40743, NAN, 1.6234282},
    [V5] = {5538.39174, 5538.39174, 36889.956, 0.0701584, 1},
};

#endif
