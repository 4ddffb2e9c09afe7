/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testdata/resistivity.h"

/* From the samples of a resistivity test to its inputs. */

/* Mean of a channel, with the standard deviation of the mean. */
static void mean_of(const double *values, size_t count, double *mean, double *uncertainty)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) sum += values[i];
    *mean = sum / (double)count;
    for (size_t i = 0; i < count; i++) squares += (values[i] - *mean) * (values[i] - *mean);
    *uncertainty = count > 1 ? sqrt(squares / ((double)count * (double)(count - 1))) : 0;
}

/* Writes samples and their line a + b x (+ c x^3), x rising. */
static cupel_status set_curve(resistivity_work *w, const char *const names[3], const double *x,
                              const double *y, size_t count, double a, double b, double c, cupel_error *error)
{
    cupel_points points = {0};
    double *columns = cupel_arena_alloc(w->arena, 3 * count, sizeof *columns);
    if (!columns) return cupel_out_of_memory(error, "a curve");
    const cupel_status status = cupel_points_sort(x, y, count, w->arena, &points, error);
    if (status) return status;
    for (size_t i = 0; i < count; i++) {
        columns[i] = points.x[i];
        columns[count + i] = points.y[i];
        columns[2 * count + i] = a + points.x[i] * (b + c * points.x[i] * points.x[i]);
    }
    for (size_t i = 0; i < 3; i++) cupel_tell_series(w->results, names[i], columns + i * count, count);
    return CUPEL_OK;
}

static const char *const voltage_curve[] = {"curve_current", "curve_voltage", "curve_voltage_line"};
static const char *const temperature_curve[] = {"curve_temperature", "curve_resistance",
                                                "curve_resistance_line"};

/* Whether the voltage of one and the same current runs away with the samples: an EMF that is not constant. */
static bool drifts(const double *voltage, const double *current, size_t count, double top)
{
    double sum = 0, squares = 0;
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count && k < i + 9; k++) {
            if (!(fabs(current[k] - current[i]) < 1e-3 * fabs(current[i]))) continue;
            const double rate = (voltage[k] - voltage[i]) / (double)(k - i);
            sum += rate, squares += rate * rate, n++;
            break;
        }
    if (n < 4) return false;
    const double mean = sum / (double)n, variance = fmax(0, squares / (double)n - mean * mean);
    return fabs(mean) > 5 * sqrt(variance / (double)n) && fabs(mean) * (double)count > 0.01 * top;
}

static cupel_status fit_current(resistivity_work *w, const cupel_rows *rows, cupel_error *error)
{
    cupel_resistance r;
    const double *voltage = rows->columns[0], *current = rows->columns[1];
    cupel_status status = cupel_resistance_fit(voltage, current, rows->count, &r, error);
    if (status) return status;
    const double meter = w->o->meter_uncertainty * fabs(r.resistance);
    const double scatter = isnan(r.uncertainty) ? 0 : r.uncertainty;
    w->in[IN_RESISTANCE] = (cupel_known){r.resistance, hypot(meter, scatter), "resistance", "ohm"};
    cupel_judge(w->judgement, "resistance", r.resistance, w->in[IN_RESISTANCE].uncertainty,
                r.reversed
                    ? "slope of the voltage over the current of both directions: the thermal EMF falls out"
                : isnan(r.emf) ? "voltage over the one current"
                               : "slope of the voltage over currents of one direction");
    if (!isnan(r.emf)) cupel_tell(w->results, "thermal_emf", r.emf);
    if (!isnan(r.heating)) cupel_tell(w->results, "contact_heating", r.heating);
    const double top = fabs(r.resistance) * r.largest_current;
    char text[256] = "";
    if (isnan(r.emf))
        snprintf(text, sizeof text, "one current in one direction: a thermal EMF is part of the voltage");
    else if (fabs(r.emf) > 0.1 * top)
        snprintf(text, sizeof text, "the thermal EMF of %.3g uV is %.0f %% of the largest voltage",
                 1e6 * r.emf, 100 * fabs(r.emf) / top);
    if (*text) cupel_resistivity_doubt(w, text), cupel_doubt(w->judgement, "resistance", "%s", text);
    if (r.heating != 0 && fabs(r.heating) > 5e-4) {
        snprintf(
            text, sizeof text,
            "the largest current changes the resistance by %.2g %%, with its square: it heats specimen or "
            "contacts; the resistance is that of vanishing current",
            100 * r.heating);
        cupel_resistivity_doubt(w, text);
        cupel_doubt(w->judgement, "resistance", "%s", text);
    }
    if (drifts(voltage, current, rows->count, top)) {
        const char *why =
            "the voltage of one current drifts from sample to sample: the thermal EMF is not constant";
        cupel_resistivity_doubt(w, why);
        cupel_doubt(w->judgement, "resistance", "%s", why);
    }
    if (scatter > 0.01 * fabs(r.resistance))
        cupel_resistivity_doubt(w, "the resistance scatters by more than 1 %");
    const double i2 = r.largest_current * r.largest_current;
    return set_curve(w, voltage_curve, current, voltage, rows->count, isnan(r.emf) ? 0 : r.emf, r.resistance,
                     isnan(r.heating) ? 0 : r.resistance * r.heating / i2, error);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Whether the samples cover a range from which a coefficient can be had. A stray temperature makes no range.
 */
static cupel_status covers_temperatures(const resistivity_work *w, const cupel_rows *rows, bool *out,
                                        cupel_error *error)
{
    const size_t n = rows->count, stray = n >= 10 ? n / 10 : 0;
    *out = false;
    if (!rows->columns[2] || n < 4) return CUPEL_OK;
    double *t = cupel_arena_alloc(w->arena, n, sizeof *t);
    if (!t) return cupel_out_of_memory(error, "the temperatures");
    memcpy(t, rows->columns[2], n * sizeof *t);
    qsort(t, n, sizeof *t, ascending);
    *out = t[n - 1] - t[0] >= 8 && t[n - 1 - stray] - t[stray] >= 6;
    return CUPEL_OK;
}

/* Whether the coefficient of the colder half is another than that of the warmer one. */
static void check_straight(resistivity_work *w, const cupel_rows *rows, double middle)
{
    cupel_resistance_line half[2];
    const size_t n = rows->count;
    for (int side = 0; side < 2; side++) {
        double *c[3] = {0};
        size_t k = 0;
        for (size_t j = 0; j < 3; j++)
            if (rows->columns[j] && !(c[j] = cupel_arena_alloc(w->arena, n, sizeof(double)))) return;
        for (size_t i = 0; i < n; i++) {
            if ((rows->columns[2][i] > middle) != side) continue;
            for (size_t j = 0; j < 3; j++)
                if (c[j]) c[j][k] = rows->columns[j][i];
            k++;
        }
        if (k < 5 ||
            cupel_resistance_over_temperature(c[0], c[1], c[2], k, CUPEL_IACS_TEMPERATURE, &half[side], NULL))
            return;
    }
    const double change = half[1].slope - half[0].slope;
    const double noise = hypot(half[0].slope_uncertainty, half[1].slope_uncertainty);
    if (!(fabs(change) > 5 * noise && fabs(change) > 0.02 * fabs(half[0].slope))) return;
    cupel_doubt(w->judgement, "temperature_coefficient",
                "the slope over the temperature is %.2g %% %s in the warmer half: it is no straight line",
                100 * fabs(change / half[0].slope), change > 0 ? "greater" : "less");
}

static cupel_status fit_temperature(resistivity_work *w, const cupel_rows *rows, cupel_error *error)
{
    const double *signal = rows->columns[0], *current = rows->columns[1], *t = rows->columns[2];
    cupel_resistance_line line;
    cupel_status status = cupel_resistance_over_temperature(signal, current, t, rows->count,
                                                            CUPEL_IACS_TEMPERATURE, &line, error);
    if (status) return status;
    double lowest = t[0], highest = t[0];
    for (size_t i = 1; i < rows->count; i++) lowest = fmin(lowest, t[i]), highest = fmax(highest, t[i]);
    w->over_temperature = true;
    const double u = isnan(line.uncertainty) ? 0 : line.uncertainty;
    w->in[IN_RESISTANCE] =
        (cupel_known){line.resistance, hypot(u, w->o->meter_uncertainty * fabs(line.resistance)),
                      "resistance at 20 degC", "ohm"};
    w->in[IN_TEMPERATURE] =
        (cupel_known){CUPEL_IACS_TEMPERATURE, w->o->temperature_uncertainty, "temperature scale", "K"};
    w->in[IN_SLOPE] = (cupel_known){line.coefficient, 0, "temperature coefficient", "K-1"};
    w->metal_guessed = false;
    w->slope_is_relative = true;
    cupel_judge(w->judgement, "resistance", line.resistance, w->in[IN_RESISTANCE].uncertainty,
                "straight line over the temperature, at 20 degC");
    cupel_judge(w->judgement, "temperature_coefficient", line.coefficient, NAN,
                "straight line of the resistance over the temperature: slope over the resistance at 20 degC");
    if (line.coefficient_uncertainty > 0)
        cupel_budget_add(w->judgement, "temperature_coefficient", "scatter about the line", line.coefficient,
                         line.coefficient_uncertainty, "K-1", 1);
    /* either end of the scale may be off on its own */
    cupel_budget_add(w->judgement, "temperature_coefficient", "range of the temperature scale",
                     highest - lowest, sqrt(2) * w->o->temperature_uncertainty, "K",
                     line.coefficient / (highest - lowest));
    if (lowest > CUPEL_IACS_TEMPERATURE + 20 || highest < CUPEL_IACS_TEMPERATURE - 20) {
        cupel_doubt(w->judgement, "temperature_coefficient",
                    "20 degC is outside the data, by more than 20 K");
        cupel_resistivity_doubt(w, "20 degC is outside the data, by more than 20 K");
    }
    if (line.residual > 0.005) {
        cupel_doubt(w->judgement, "temperature_coefficient",
                    "the samples are off the straight line by %.2g %%", 100 * line.residual);
        cupel_resistivity_doubt(
            w, "the resistance does not follow a straight line over the temperature within 0.5 %");
    }
    check_straight(w, rows, 0.5 * (lowest + highest));
    cupel_tell(w->results, "temperature", CUPEL_IACS_TEMPERATURE);
    if (current) return CUPEL_OK;
    return set_curve(w, temperature_curve, t, signal, rows->count,
                     line.resistance - line.slope * CUPEL_IACS_TEMPERATURE, line.slope, 0, error);
}

static void take_mean(resistivity_work *w, int input, const double *values, size_t count, const char *name,
                      const char *unit)
{
    double mean, u;
    mean_of(values, count, &mean, &u);
    w->in[input] = (cupel_known){mean, hypot(u, w->o->meter_uncertainty * fabs(mean)), name, unit};
    if (u > 0.01 * fabs(mean))
        cupel_resistivity_doubt(w, "the samples scatter: their mean is uncertain by more than 1 %");
}

static void know_temperature(resistivity_work *w, const cupel_rows *rows)
{
    if (w->over_temperature) return;
    const double *t = rows->columns[2];
    double mean, u;
    if (isnan(w->o->temperature) && t && rows->count) {
        mean_of(t, rows->count, &mean, &u);
        w->in[IN_TEMPERATURE] =
            (cupel_known){mean, hypot(u, w->o->temperature_uncertainty), "temperature", "K"};
    } else {
        w->in[IN_TEMPERATURE] = cupel_known_temperature(w->test, "test_temperature", w->o->temperature,
                                                        w->o->temperature_uncertainty, w->arena);
    }
    const cupel_known *k = &w->in[IN_TEMPERATURE];
    if (cupel_known_positive(k)) {
        cupel_tell(w->results, "temperature", k->value);
        if (fabs(k->value - CUPEL_IACS_TEMPERATURE) > 100) {
            const char *far = "the way to 20 degC by a constant d rho/dT is longer than 100 K";
            cupel_doubt(w->judgement, "resistivity_20c", "%s", far);
            cupel_doubt(w->judgement, "iacs", "%s", far);
        }
        return;
    }
    w->in[IN_TEMPERATURE] = (cupel_known){NAN, 0, "temperature", "K"};
    const char *why = "the temperature of the specimen is not known; the resistivity is that of the test";
    cupel_refuse(w->judgement, "resistivity_20c", "%s", why);
    cupel_refuse(w->judgement, "iacs", "%s", why);
}
static void check_depth(resistivity_work *w)
{
    const cupel_known f = cupel_known_get(w->test, "frequency", NAN, 0, w->arena);
    if (!cupel_known_positive(&f)) {
        cupel_resistivity_doubt(
            w, "the frequency of the eddy currents is not stated: how deep they reach cannot be told");
        return;
    }
    if (!(w->in[IN_CONDUCTIVITY].value > 0)) return; /* no resistivity: refused for that */
    const double depth = cupel_skin_depth(1 / w->in[IN_CONDUCTIVITY].value, f.value);
    cupel_tell(w->results, "skin_depth", depth);
    if (!cupel_resistivity_has(w, IN_THICKNESS)) {
        cupel_resistivity_doubt(w, "the thickness is not stated: it must be three skin depths");
        return;
    }
    const double depths = w->in[IN_THICKNESS].value / depth;
    char text[256];
    snprintf(text, sizeof text,
             "the thickness of %.3g mm is %.2f skin depths of %.3g mm at %.4g kHz; three are needed",
             1e3 * w->in[IN_THICKNESS].value, depths, 1e3 * depth, 1e-3 * f.value);
    if (depths < 2.6)
        cupel_resistivity_refuse(w, text);
    else if (depths < 3)
        cupel_resistivity_doubt(w, text);
}
cupel_status cupel_resistivity_read(resistivity_work *w, cupel_error *error)
{
    static const char *const by_resistance[] = {"resistance", "resistance_2", "temperature", NULL};
    static const char *const by_voltage[] = {"voltage", "current", "temperature", NULL};
    static const char *const by_conductivity[] = {"conductivity", "", "temperature", NULL};
    const bool voltage = cupel_test_channel(w->test, "voltage") && cupel_test_channel(w->test, "current");
    cupel_rows rows;
    cupel_status status = cupel_rows_get(w->test,
                                         w->geometry == EDDY_CURRENT              ? by_conductivity
                                         : voltage && w->geometry != VAN_DER_PAUW ? by_voltage
                                                                                  : by_resistance,
                                         w->arena, &rows, error);
    if (status) return status;
    if (!rows.columns[0])
        CUPEL_FAIL(error, CUPEL_EINVAL, "a resistivity test needs the channel %s",
                   w->geometry == EDDY_CURRENT ? "conductivity" : "resistance, or voltage and current");
    if (rows.count == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "all %zu samples are masked", rows.total);
    if (rows.overloaded) cupel_resistivity_doubt(w, "some samples were overloaded and are left out");
    bool over = false;
    if (w->geometry == BAR || w->geometry == IN_LINE) status = covers_temperatures(w, &rows, &over, error);
    if (status) return status;
    if (w->geometry == EDDY_CURRENT) {
        take_mean(w, IN_CONDUCTIVITY, rows.columns[0], rows.count, "conductivity", "S m-1");
    } else if (w->geometry == VAN_DER_PAUW) {
        if (!rows.columns[1])
            CUPEL_FAIL(error, CUPEL_EINVAL, "van der Pauw needs the channels resistance and resistance_2");
        take_mean(w, IN_RESISTANCE, rows.columns[0], rows.count, "resistance", "ohm");
        take_mean(w, IN_RESISTANCE_2, rows.columns[1], rows.count, "resistance_2", "ohm");
    } else if (over) {
        status = fit_temperature(w, &rows, error);
    } else if (voltage) {
        status = fit_current(w, &rows, error);
    } else {
        take_mean(w, IN_RESISTANCE, rows.columns[0], rows.count, "resistance", "ohm");
        cupel_judge(w->judgement, "resistance", w->in[IN_RESISTANCE].value, w->in[IN_RESISTANCE].uncertainty,
                    "mean of the tester's resistances");
    }
    if (!status) know_temperature(w, &rows);
    if (w->geometry == EDDY_CURRENT) check_depth(w);
    return status;
}
