/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/flow_stress.h"

#include <math.h>
#include <stdbool.h>

/* What a law asks of one of its parameters. */
enum { POSITIVE, NOT_NEGATIVE };

static cupel_status demand(double value, int range, const char *name, const char *law, cupel_error *error)
{
    const bool holds = isfinite(value) && (range == POSITIVE ? value > 0 : value >= 0);
    if (holds) return CUPEL_OK;
    if (isnan(value))
        CUPEL_FAIL(error, CUPEL_EINVAL, "flow_stress: the law %s needs %s, which is missing", law, name);
    CUPEL_FAIL(error, CUPEL_EINVAL,
               "flow_stress: %s = %.6g is out of range for the law %s; allowed: finite and %s", name, value,
               law, range == POSITIVE ? "> 0" : ">= 0");
}

static cupel_status demand_saturation(const cupel_flow_stress *flow, const char *law, cupel_error *error)
{
    cupel_status status;
    if ((status = demand(flow->initial_stress, NOT_NEGATIVE, "initial_stress", law, error))) return status;
    if ((status = demand(flow->saturation_stress, POSITIVE, "saturation_stress", law, error))) return status;
    if (!(flow->saturation_stress >= flow->initial_stress))
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "flow_stress: saturation_stress %.6g Pa must not lie below initial_stress %.6g Pa (law %s)",
            flow->saturation_stress, flow->initial_stress, law);
    return CUPEL_OK;
}

static cupel_status check_swift(const cupel_flow_stress *flow, cupel_error *error)
{
    cupel_status status;
    if ((status = demand(flow->strength_coefficient, POSITIVE, "strength_coefficient", "swift", error)) ||
        (status = demand(flow->exponent, NOT_NEGATIVE, "exponent", "swift", error)) ||
        (status = demand(flow->strain_offset, NOT_NEGATIVE, "strain_offset", "swift", error)))
        return status;
    if (flow->exponent < 1 && !(flow->strain_offset > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "flow_stress: strain_offset must be > 0 for the law swift with exponent %.6g < 1",
                   flow->exponent);
    return CUPEL_OK;
}

static cupel_status check_ludwik(const cupel_flow_stress *flow, cupel_error *error)
{
    cupel_status status;
    if ((status = demand(flow->initial_stress, NOT_NEGATIVE, "initial_stress", "ludwik", error)) ||
        (status =
             demand(flow->strength_coefficient, NOT_NEGATIVE, "strength_coefficient", "ludwik", error)) ||
        (status = demand(flow->exponent, POSITIVE, "exponent", "ludwik", error)))
        return status;
    if (!(flow->initial_stress + flow->strength_coefficient > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "flow_stress: initial_stress and strength_coefficient must not both be 0 (law ludwik)");
    return CUPEL_OK;
}

static cupel_status check_rate_and_temperature(const cupel_flow_stress *flow, cupel_error *error)
{
    if (flow->rate_sensitivity < 0 || isinf(flow->rate_sensitivity))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "flow_stress: rate_sensitivity = %.6g is not allowed; it must be >= 0",
                   flow->rate_sensitivity);
    if (flow->rate_sensitivity > 0 && !(isfinite(flow->reference_rate) && flow->reference_rate > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "flow_stress: rate_sensitivity needs a reference_rate > 0");
    if (flow->thermal_exponent < 0 || isinf(flow->thermal_exponent))
        CUPEL_FAIL(error, CUPEL_EINVAL, "flow_stress: thermal_exponent = %.6g is not allowed; it must be > 0",
                   flow->thermal_exponent);
    if (flow->thermal_exponent > 0 &&
        !(flow->reference_temperature > 0 && isfinite(flow->melting_temperature) &&
          flow->melting_temperature > flow->reference_temperature))
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "flow_stress: thermal_exponent needs reference_temperature, and melting_temperature above it");
    return CUPEL_OK;
}

cupel_status cupel_flow_stress_check(const cupel_flow_stress *flow, cupel_error *error)
{
    cupel_status status;
    if ((status = demand(flow->rate_factor, POSITIVE, "rate_factor", "in use", error)) ||
        (status = check_rate_and_temperature(flow, error)))
        return status;
    switch (flow->law) {
    case CUPEL_FLOW_CONSTANT:
        return demand(flow->yield_stress, POSITIVE, "yield_stress", "constant", error);
    case CUPEL_FLOW_VOCE:
        if ((status = demand_saturation(flow, "voce", error))) return status;
        return demand(flow->rate_constant, NOT_NEGATIVE, "rate_constant", "voce", error);
    case CUPEL_FLOW_SWIFT:
        return check_swift(flow, error);
    case CUPEL_FLOW_LUDWIK:
        return check_ludwik(flow, error);
    case CUPEL_FLOW_HOCKETT_SHERBY:
        if ((status = demand_saturation(flow, "hockett_sherby", error)) ||
            (status = demand(flow->coefficient, NOT_NEGATIVE, "coefficient", "hockett_sherby", error)))
            return status;
        return demand(flow->exponent, POSITIVE, "exponent", "hockett_sherby", error);
    default:
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "flow_stress: law %d is unknown; allowed: constant, voce, swift, ludwik, hockett_sherby",
                   flow->law);
    }
}

double cupel_flow_stress_at(const cupel_flow_stress *flow, double strain)
{
    const double e = strain < 0 ? 0 : strain; /* a NaN stays one */
    const double rise = flow->saturation_stress - flow->initial_stress;
    switch (flow->law) {
    case CUPEL_FLOW_CONSTANT:
        return isnan(e) ? e : flow->rate_factor * flow->yield_stress;
    case CUPEL_FLOW_VOCE:
        return flow->rate_factor * (flow->saturation_stress - rise * exp(-flow->rate_constant * e));
    case CUPEL_FLOW_SWIFT:
        return flow->rate_factor * flow->strength_coefficient * pow(flow->strain_offset + e, flow->exponent);
    case CUPEL_FLOW_LUDWIK:
        return flow->rate_factor *
               (flow->initial_stress + flow->strength_coefficient * pow(e, flow->exponent));
    case CUPEL_FLOW_HOCKETT_SHERBY:
        return flow->rate_factor *
               (flow->saturation_stress - rise * exp(-flow->coefficient * pow(e, flow->exponent)));
    default:
        return NAN;
    }
}

double cupel_flow_stress_slope(const cupel_flow_stress *flow, double strain)
{
    const double e = strain < 0 ? 0 : strain;
    const double rise = flow->saturation_stress - flow->initial_stress;
    const double n = flow->exponent;
    switch (flow->law) {
    case CUPEL_FLOW_CONSTANT:
        return isnan(e) ? e : 0;
    case CUPEL_FLOW_VOCE:
        return flow->rate_factor * flow->rate_constant * rise * exp(-flow->rate_constant * e);
    case CUPEL_FLOW_SWIFT:
        if (n == 0) return isnan(e) ? e : 0;
        return flow->rate_factor * flow->strength_coefficient * n * pow(flow->strain_offset + e, n - 1);
    case CUPEL_FLOW_LUDWIK:
        if (flow->strength_coefficient == 0) return isnan(e) ? e : 0;
        return flow->rate_factor * flow->strength_coefficient * n * pow(e, n - 1);
    case CUPEL_FLOW_HOCKETT_SHERBY:
        if (flow->coefficient == 0 || rise == 0) return isnan(e) ? e : 0;
        return flow->rate_factor * rise * flow->coefficient * n * pow(e, n - 1) *
               exp(-flow->coefficient * pow(e, n));
    default:
        return NAN;
    }
}

double cupel_flow_stress_rate_factor(const cupel_flow_stress *flow, double rate)
{
    if (!(flow->rate_sensitivity > 0) || rate <= flow->reference_rate) return isnan(rate) ? rate : 1;
    return 1 + flow->rate_sensitivity * log(rate / flow->reference_rate);
}

double cupel_flow_stress_thermal_factor(const cupel_flow_stress *flow, double temperature)
{
    if (!(flow->thermal_exponent > 0) || temperature <= flow->reference_temperature)
        return isnan(temperature) ? temperature : 1;
    const double homologous = (temperature - flow->reference_temperature) /
                              (flow->melting_temperature - flow->reference_temperature);
    return homologous >= 1 ? 0 : 1 - pow(homologous, flow->thermal_exponent);
}
