/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/resistivity.h"

#include <math.h>

#include "signal/linear.h"

/* Resistance by regression. */

enum { RESISTANCE, EMF, HEATING };

/* Currents of at least three sizes, a tenth of the largest apart, so that a cube is told from a line. */
static bool sizes_differ(const double *current, size_t count, double largest)
{
    double low = INFINITY, middle = NAN;
    for (size_t i = 0; i < count; i++) low = fmin(low, fabs(current[i]));
    for (size_t i = 0; i < count; i++) {
        const double size = fabs(current[i]);
        if (size > low + 0.1 * largest && size < 0.9 * largest) middle = size;
    }
    return !isnan(middle) && low < 0.8 * largest;
}

cupel_status cupel_resistance_fit(const double *voltage, const double *current, size_t count,
                                  cupel_resistance *out, cupel_error *error)
{
    double largest = 0, lowest = INFINITY, highest = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(voltage[i]) || !isfinite(current[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "voltage and current must be finite");
        largest = fmax(largest, fabs(current[i]));
        lowest = fmin(lowest, current[i]);
        highest = fmax(highest, current[i]);
    }
    if (!(largest > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "no sample has a current");
    const bool separable = highest - lowest > 1e-3 * largest;
    const bool cubic = separable && count >= 6 && sizes_differ(current, count, largest);
    cupk_linear fit;
    cupel_status status = cupk_linear_open(&fit, count, separable ? cubic ? 3 : 2 : 1, error);
    if (status) return status;
    for (size_t i = 0; i < count; i++) {
        const double u = current[i] / largest;
        fit.rows[i * fit.unknowns + RESISTANCE] = u;
        if (separable) fit.rows[i * fit.unknowns + EMF] = 1;
        if (cubic) fit.rows[i * fit.unknowns + HEATING] = u * u * u;
        fit.right[i] = voltage[i];
    }
    status = cupk_linear_solve(&fit, error);
    cupel_resistance r = {.emf = NAN,
                          .heating = NAN,
                          .heating_uncertainty = NAN,
                          .reversed = lowest < 0 && highest > 0,
                          .largest_current = largest};
    if (!status && cubic) {
        r.heating = fit.solution[HEATING] / fit.solution[RESISTANCE];
        r.heating_uncertainty = fit.uncertainty[HEATING] / fabs(fit.solution[RESISTANCE]);
        if (!(fabs(r.heating) > 3 * r.heating_uncertainty && fabs(r.heating) > 1e-6)) {
            r.heating = 0;
            fit.unknowns = 2;
            for (size_t i = 0; i < count; i++) { /* the same without the cube */
                fit.rows[i * 2 + RESISTANCE] = current[i] / largest;
                fit.rows[i * 2 + EMF] = 1;
            }
            status = cupk_linear_solve(&fit, error);
        }
    }
    if (!status) {
        r.resistance = fit.solution[RESISTANCE] / largest;
        r.uncertainty = fit.uncertainty[RESISTANCE] / largest;
        if (separable) r.emf = fit.solution[EMF];
        *out = r;
    }
    cupk_linear_close(&fit);
    return status;
}

cupel_status cupel_resistance_over_temperature(const double *signal, const double *current,
                                               const double *temperature, size_t count, double reference,
                                               cupel_resistance_line *out, cupel_error *error)
{
    double lowest = INFINITY, highest = -INFINITY, span = 0;
    for (size_t i = 0; i < count; i++) {
        const double i_now = current ? current[i] : 1;
        if (!isfinite(signal[i]) || !isfinite(temperature[i]) || !isfinite(i_now))
            CUPEL_FAIL(error, CUPEL_EINVAL, "signal, current and temperature must be finite");
        lowest = fmin(lowest, i_now);
        highest = fmax(highest, i_now);
        span = fmax(span, fabs(temperature[i] - temperature[0]));
    }
    const bool emf = current && lowest < 0 && highest > 0;
    if (count < (emf ? 4u : 3u))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples are too few for a line over the temperature", count);
    if (!(span > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "all samples are at one temperature");
    cupk_linear fit;
    cupel_status status = cupk_linear_open(&fit, count, emf ? 3 : 2, error);
    if (status) return status;
    const double largest = fmax(fabs(lowest), fabs(highest));
    for (size_t i = 0; i < count; i++) {
        double *row = fit.rows + i * fit.unknowns;
        row[0] = (current ? current[i] : 1) / largest;
        row[1] = row[0] * (temperature[i] - reference) / span;
        if (emf) row[2] = 1;
        fit.right[i] = signal[i];
    }
    status = cupk_linear_solve(&fit, error);
    if (!status) {
        const double r0 = fit.solution[0] / largest, u0 = fit.uncertainty[0] / largest;
        const double slope = fit.solution[1] / (largest * span), us = fit.uncertainty[1] / (largest * span);
        const double a = slope / r0;
        *out = (cupel_resistance_line){
            .resistance = r0,
            .uncertainty = u0,
            .slope = slope,
            .slope_uncertainty = us,
            .correlation = fit.correlation,
            .coefficient = a,
            .coefficient_uncertainty =
                sqrt(fmax(0, us * us + a * a * u0 * u0 - 2 * a * fit.correlation * us * u0)) / fabs(r0),
            .residual = fit.residual / fabs(fit.solution[0])};
    }
    cupk_linear_close(&fit);
    return status;
}
