/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/resistivity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testdata/inputs.h"
#include "testdata/metal.h"

/* test.resistivity: from voltages, resistances or eddy currents to rho_20 and %IACS. */

enum { AUTO, BAR, IN_LINE, VAN_DER_PAUW, EDDY_CURRENT };
enum { AREA_AUTO, AREA_DIMENSIONS, AREA_MASS };
static const char *const geometries[] = {"auto", "bar", "in_line", "van_der_pauw", "eddy_current", NULL};
static const char *const areas[] = {"auto", "dimensions", "mass", NULL};

typedef struct options {
    int geometry, area, metal;
    double temperature, temperature_coefficient, temperature_uncertainty, assumed_uncertainty,
        meter_uncertainty;
    int64_t draws, seed;
} options;

#define AT(field) .offset = offsetof(options, field)
static const cupel_param option_rows[] = {
    {"geometry", CUPEL_CHOICE, AT(geometry), .fallback = "auto", .choices = geometries,
     .meaning =
         "bar: also strip or wire, current along its length; in_line: four probes at equal distances on a "
         "sheet; van_der_pauw; eddy_current; auto: by the channels and conditions of the test"},
    {"area", CUPEL_CHOICE, AT(area), .fallback = "auto", .choices = areas,
     .meaning =
         "bar: cross-section by dimensions, or by mass/(length density); auto: foil below 0.1 mm by mass "
         "where it is known"},
    {"metal", CUPEL_CHOICE, AT(metal), .fallback = "auto", .choices = cupel_metal_names,
     .meaning =
         "whose d rho/dT takes the resistivity to 20 degC; auto: by composition or material, else copper"},
    {"temperature", CUPEL_QUANTITY, AT(temperature), .unit = "K", .range = "(0, 2000]",
     .meaning = "of the specimen, in place of what the test says"},
    {"temperature_coefficient", CUPEL_QUANTITY, AT(temperature_coefficient), .unit = "K-1",
     .range = "[0, 0.02]", .flags = CUPEL_DIFFERENCE,
     .meaning = "alpha at 20 degC, in place of that by the metal's d rho/dT"},
    {"temperature_uncertainty", CUPEL_QUANTITY, AT(temperature_uncertainty), .unit = "K", .fallback = "0.3",
     .range = "[0, 50]", .flags = CUPEL_DIFFERENCE,
     .meaning = "standard uncertainty of a temperature for which none is stated"},
    {"assumed_uncertainty", CUPEL_NUMBER, AT(assumed_uncertainty), .unit = "1", .fallback = "0.2 %",
     .range = "[0, 0.5]",
     .meaning = "relative standard uncertainty of a size, mass or density for which none is stated"},
    {"meter_uncertainty", CUPEL_NUMBER, AT(meter_uncertainty), .unit = "1", .fallback = "0.02 %",
     .range = "[0, 0.5]", .meaning = "relative standard uncertainty of the calibration of the meters"},
    CUPEL_DRAW_ROWS(options),
};
#undef AT

static const cupel_table option_table = {
    .name = "test.resistivity", .size = sizeof(options), CUPEL_ROWS(option_rows)};

static const cupel_result result_rows[] = {
    CUPEL_JUDGED("resistivity_20c", "ohm m", "resistivity at 20 degC"),
    CUPEL_JUDGED("iacs", "%IACS", "conductivity at 20 degC in percent of 58 MS/m"),
    CUPEL_JUDGED("resistivity", "ohm m",
                 "resistivity at the temperature of the test; of data over the "
                 "temperature, at 20 degC"),
    CUPEL_JUDGED("conductivity", "S m-1", "1/resistivity"),
    CUPEL_JUDGED("temperature_coefficient", "K-1",
                 "alpha at 20 degC of the resistance, from data over the "
                 "temperature"),
    CUPEL_JUDGED("resistance", "ohm",
                 "of the specimen between the voltage probes, without thermal EMF and heating"),
    {"temperature", CUPEL_SCALAR, "K", .meaning = "of the specimen"},
    {"cross_section", CUPEL_SCALAR, "m2", .meaning = "bar: the area taken"},
    {"thermal_emf", CUPEL_SCALAR, "V", .meaning = "voltage without current"},
    {"contact_heating", CUPEL_SCALAR, "1",
     .meaning = "share by which the largest current raises the resistance"},
    {"skin_depth", CUPEL_SCALAR, "m", .meaning = "of the eddy currents"},
    {"curve_current", CUPEL_SERIES, "A", .meaning = "currents, rising"},
    {"curve_voltage", CUPEL_SERIES, "V", .axis = "curve_current", .meaning = "measured"},
    {"curve_voltage_line", CUPEL_SERIES, "V", .axis = "curve_current", .meaning = "by the fit"},
    {"curve_temperature", CUPEL_SERIES, "K", .meaning = "temperatures, rising"},
    {"curve_resistance", CUPEL_SERIES, "ohm", .axis = "curve_temperature", .meaning = "measured"},
    {"curve_resistance_line", CUPEL_SERIES, "ohm", .axis = "curve_temperature", .meaning = "by the fit"},
    CUPEL_JUDGEMENT_ROWS,
};

static const cupel_chart_panel panels[] = {
    {.results = {"curve_voltage", "curve_voltage_line"}},
    {.results = {"curve_resistance", "curve_resistance_line"}},
};
static const cupel_chart chart = {.name = "voltage over current, resistance over temperature",
                                  CUPEL_CHART_PANELS(panels)};

/* ---- the measurement as a function of its inputs ---- */

enum {
    IN_RESISTANCE,
    IN_RESISTANCE_2,
    IN_CONDUCTIVITY,
    IN_DISTANCE,
    IN_AREA,
    IN_THICKNESS,
    IN_WIDTH,
    IN_DIAMETER,
    IN_MASS,
    IN_LENGTH,
    IN_DENSITY,
    IN_MASS_PER_AREA,
    IN_SPACING,
    IN_TEMPERATURE,
    IN_SLOPE,
    INPUTS
};
enum { OUT_RHO_20, OUT_IACS, OUT_RHO, OUT_SIGMA, FIGURES };
static const char *const figure_names[FIGURES] = {"resistivity_20c", "iacs", "resistivity", "conductivity"};

enum { BY_NOTHING, BY_AREA, BY_DIAMETER, BY_MASS, BY_FOIL_MASS, BY_SIZES };

typedef struct work {
    const cupel_test *test;
    const options *o;
    cupel_arena *arena;
    cupel_results *results;
    cupel_judgement *judgement;
    cupel_known in[INPUTS];
    int geometry, area_rule;
    bool slope_is_relative; /* IN_SLOPE is alpha_20 [1/K], not d rho/dT [ohm m/K] */
    bool over_temperature;
} work;

static double area_by(int rule, const double in[])
{
    switch (rule) {
    case BY_AREA:
        return in[IN_AREA];
    case BY_DIAMETER:
        return 0.25 * 3.14159265358979323846 * in[IN_DIAMETER] * in[IN_DIAMETER];
    case BY_MASS:
        return in[IN_MASS] / (in[IN_LENGTH] * in[IN_DENSITY]);
    case BY_FOIL_MASS:
        return in[IN_WIDTH] * in[IN_MASS_PER_AREA] / in[IN_DENSITY];
    case BY_SIZES:
        return in[IN_WIDTH] * in[IN_THICKNESS];
    default:
        return NAN;
    }
}

static double or_endless(double size)
{
    return isnan(size) ? (double)INFINITY : size;
}

static double resistivity_of(const work *w, const double in[])
{
    switch (w->geometry) {
    case IN_LINE: {
        const cupel_in_line probes = {in[IN_RESISTANCE],         in[IN_SPACING],
                                      in[IN_THICKNESS],          or_endless(in[IN_WIDTH]),
                                      or_endless(in[IN_LENGTH]), or_endless(in[IN_DIAMETER])};
        return cupel_resistivity_in_line(&probes);
    }
    case VAN_DER_PAUW:
        return cupel_resistivity_van_der_pauw(in[IN_RESISTANCE], in[IN_RESISTANCE_2], in[IN_THICKNESS]);
    case EDDY_CURRENT:
        return 1 / in[IN_CONDUCTIVITY];
    default:
        return in[IN_RESISTANCE] * area_by(w->area_rule, in) / in[IN_DISTANCE];
    }
}

static void measure(const void *self, const double in[], double out[])
{
    const work *w = self;
    const double rho = resistivity_of(w, in), warmer = in[IN_TEMPERATURE] - CUPEL_IACS_TEMPERATURE;
    const double rho20 = w->slope_is_relative
                             ? rho / (1 + in[IN_SLOPE] * warmer)
                             : cupel_resistivity_at_20(rho, in[IN_TEMPERATURE], in[IN_SLOPE]);
    out[OUT_RHO] = rho;
    out[OUT_SIGMA] = 1 / rho;
    out[OUT_RHO_20] = rho20;
    out[OUT_IACS] = rho20 > 0 ? cupel_iacs_from_conductivity(1 / rho20) : (double)NAN;
}

static void doubt_all(work *w, const char *reason)
{
    for (size_t f = 0; f < FIGURES; f++) cupel_doubt(w->judgement, figure_names[f], "%s", reason);
}

static void refuse_all(work *w, const char *reason)
{
    for (size_t f = 0; f < FIGURES; f++) cupel_refuse(w->judgement, figure_names[f], "%s", reason);
}

/* ---- what the test gives ---- */

static void know_sizes(work *w)
{
    static const struct {
        int input;
        const char *name;
    } sizes[] = {{IN_AREA, "area"},
                 {IN_THICKNESS, "thickness"},
                 {IN_WIDTH, "width"},
                 {IN_DIAMETER, "diameter"},
                 {IN_MASS, "mass"},
                 {IN_LENGTH, "length"},
                 {IN_DENSITY, "density"},
                 {IN_MASS_PER_AREA, "mass_per_area"},
                 {IN_SPACING, "probe_spacing"}};
    for (size_t i = 0; i < INPUTS; i++) w->in[i] = (cupel_known){NAN, 0, "", ""};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        cupel_known k = cupel_known_get(w->test, sizes[i].name, NAN, w->o->assumed_uncertainty, w->arena);
        if (!cupel_known_positive(&k)) k.value = NAN, k.uncertainty = 0;
        w->in[sizes[i].input] = k;
    }
    static const char *const distances[] = {"probe_distance", "gauge_length", "length"};
    for (size_t i = 0; i < 3 && isnan(w->in[IN_DISTANCE].value); i++) {
        const cupel_known k =
            cupel_known_get(w->test, distances[i], NAN, w->o->assumed_uncertainty, w->arena);
        if (cupel_known_positive(&k)) w->in[IN_DISTANCE] = k;
    }
    if (isnan(w->in[IN_THICKNESS].value) && !isnan(w->in[IN_MASS_PER_AREA].value) &&
        !isnan(w->in[IN_DENSITY].value)) {
        const cupel_known *m = &w->in[IN_MASS_PER_AREA], *d = &w->in[IN_DENSITY];
        const double t = m->value / d->value;
        w->in[IN_THICKNESS] =
            (cupel_known){t, t * hypot(m->uncertainty / m->value, d->uncertainty / d->value),
                          "thickness (mass_per_area/density)", "m"};
    }
}

static bool have(const work *w, int input)
{
    return !isnan(w->in[input].value);
}

static void choose_area(work *w)
{
    double in[INPUTS];
    for (size_t i = 0; i < INPUTS; i++) in[i] = w->in[i].value;
    const bool sizes = have(w, IN_THICKNESS) && have(w, IN_WIDTH);
    const bool mass = have(w, IN_MASS) && have(w, IN_LENGTH) && have(w, IN_DENSITY);
    const bool foil = have(w, IN_MASS_PER_AREA) && have(w, IN_DENSITY) && have(w, IN_WIDTH);
    const int by_mass = mass ? BY_MASS : foil ? BY_FOIL_MASS : BY_NOTHING;
    const int by_size = have(w, IN_AREA)       ? BY_AREA
                        : sizes                ? BY_SIZES
                        : have(w, IN_DIAMETER) ? BY_DIAMETER
                                               : BY_NOTHING;
    const bool thin = sizes && in[IN_THICKNESS] < 100e-6;
    if (w->o->area == AREA_MASS)
        w->area_rule = by_mass;
    else if (w->o->area == AREA_DIMENSIONS)
        w->area_rule = by_size;
    else
        w->area_rule = by_size == BY_NOTHING || (by_mass != BY_NOTHING && thin) ? by_mass : by_size;
    if (by_mass != BY_NOTHING && by_size != BY_NOTHING && w->o->area == AREA_AUTO) {
        const double a = area_by(by_mass, in), b = area_by(by_size, in);
        if (fabs(a / b - 1) > 0.02) {
            const char *text = cupel_arena_format(
                w->arena, "the cross-section is %.4g mm2 by mass and %.4g mm2 by dimensions", 1e6 * a,
                1e6 * b);
            if (text && !(thin && by_size == BY_SIZES)) doubt_all(w, text);
        }
    }
    if (w->area_rule != BY_NOTHING) cupel_tell(w->results, "cross_section", area_by(w->area_rule, in));
}

static void know_metal(work *w)
{
    cupel_known *k = &w->in[IN_SLOPE];
    if (!isnan(w->o->temperature_coefficient)) {
        w->slope_is_relative = true;
        *k = (cupel_known){w->o->temperature_coefficient, 0.01 * w->o->temperature_coefficient,
                           "temperature coefficient (option, 1 %)", "K-1"};
        return;
    }
    bool known;
    const int metal = cupel_metal_of(w->test, w->o->metal, &known);
    const double copper = CUPEL_COPPER_RESISTIVITY_SLOPE, aluminium = CUPEL_ALUMINIUM_RESISTIVITY_SLOPE;
    *k = (cupel_known){.value = metal == CUPEL_METAL_ALUMINIUM ? aluminium : copper, .unit = "ohm m K-1"};
    k->uncertainty = 0.01 * k->value;
    k->name = metal == CUPEL_METAL_ALUMINIUM ? "d rho/dT of aluminium" : "d rho/dT of copper";
    if (known) return;
    /* not known: copper, with the other within two standard uncertainties where it may be the other */
    k->name = "d rho/dT (metal not stated: copper)";
    k->uncertainty = 0.5 * (aluminium - copper);
}

/* Mean of a channel, with the standard deviation of the mean. */
static void mean_of(const double *values, size_t count, double *mean, double *uncertainty)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) sum += values[i];
    *mean = sum / (double)count;
    for (size_t i = 0; i < count; i++) squares += (values[i] - *mean) * (values[i] - *mean);
    *uncertainty = count > 1 ? sqrt(squares / ((double)count * (double)(count - 1))) : 0;
}

/* ---- the samples ---- */

typedef struct pair {
    double x, y;
} pair;

static int by_x(const void *a, const void *b)
{
    const double x = ((const pair *)a)->x, y = ((const pair *)b)->x;
    return (x > y) - (x < y);
}

/* Writes samples and their line a + b x (+ c x^3), x rising. */
static cupel_status set_curve(work *w, const char *const names[3], const double *x, const double *y,
                              size_t count, double a, double b, double c, cupel_error *error)
{
    pair *pairs = cupel_arena_alloc(w->arena, count, sizeof *pairs);
    double *columns = cupel_arena_alloc(w->arena, 3 * count, sizeof *columns);
    if (!pairs || !columns) return cupel_out_of_memory(error, "a curve");
    for (size_t i = 0; i < count; i++) pairs[i] = (pair){x[i], y[i]};
    qsort(pairs, count, sizeof *pairs, by_x);
    for (size_t i = 0; i < count; i++) {
        columns[i] = pairs[i].x;
        columns[count + i] = pairs[i].y;
        columns[2 * count + i] = a + pairs[i].x * (b + c * pairs[i].x * pairs[i].x);
    }
    for (size_t i = 0; i < 3; i++) cupel_tell_series(w->results, names[i], columns + i * count, count);
    return CUPEL_OK;
}

static const char *const voltage_curve[] = {"curve_current", "curve_voltage", "curve_voltage_line"};
static const char *const temperature_curve[] = {"curve_temperature", "curve_resistance",
                                                "curve_resistance_line"};

static cupel_status fit_current(work *w, const cupel_rows *rows, cupel_error *error)
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
    if (*text) doubt_all(w, text), cupel_doubt(w->judgement, "resistance", "%s", text);
    if (r.heating != 0 && fabs(r.heating) > 5e-4) {
        snprintf(
            text, sizeof text,
            "the largest current changes the resistance by %.2g %%, with its square: it heats specimen or "
            "contacts; the resistance is that of vanishing current",
            100 * r.heating);
        doubt_all(w, text);
        cupel_doubt(w->judgement, "resistance", "%s", text);
    }
    if (scatter > 0.01 * fabs(r.resistance)) doubt_all(w, "the resistance scatters by more than 1 %");
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
static cupel_status covers_temperatures(const work *w, const cupel_rows *rows, bool *out, cupel_error *error)
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

static cupel_status fit_temperature(work *w, const cupel_rows *rows, cupel_error *error)
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
        doubt_all(w, "20 degC is outside the data, by more than 20 K");
    }
    if (line.residual > 0.005) {
        cupel_doubt(w->judgement, "temperature_coefficient",
                    "the samples are off the straight line by %.2g %%", 100 * line.residual);
        doubt_all(w, "the resistance does not follow a straight line over the temperature within 0.5 %");
    }
    cupel_tell(w->results, "temperature", CUPEL_IACS_TEMPERATURE);
    if (current) return CUPEL_OK;
    return set_curve(w, temperature_curve, t, signal, rows->count,
                     line.resistance - line.slope * CUPEL_IACS_TEMPERATURE, line.slope, 0, error);
}

static void take_mean(work *w, int input, const double *values, size_t count, const char *name,
                      const char *unit)
{
    double mean, u;
    mean_of(values, count, &mean, &u);
    w->in[input] = (cupel_known){mean, hypot(u, w->o->meter_uncertainty * fabs(mean)), name, unit};
    if (u > 0.01 * fabs(mean)) doubt_all(w, "the samples scatter: their mean is uncertain by more than 1 %");
}

static void know_temperature(work *w, const cupel_rows *rows)
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

/* ---- by geometry ---- */

static void check_depth(work *w)
{
    const cupel_known f = cupel_known_get(w->test, "frequency", NAN, 0, w->arena);
    if (!cupel_known_positive(&f)) {
        doubt_all(w, "the frequency of the eddy currents is not stated: how deep they reach cannot be told");
        return;
    }
    if (!(w->in[IN_CONDUCTIVITY].value > 0)) return; /* no resistivity: refused for that */
    const double depth = cupel_skin_depth(1 / w->in[IN_CONDUCTIVITY].value, f.value);
    cupel_tell(w->results, "skin_depth", depth);
    if (!have(w, IN_THICKNESS)) {
        doubt_all(w, "the thickness is not stated: it must be three skin depths");
        return;
    }
    const double depths = w->in[IN_THICKNESS].value / depth;
    char text[256];
    snprintf(text, sizeof text,
             "the thickness of %.3g mm is %.2f skin depths of %.3g mm at %.4g kHz; three are needed",
             1e3 * w->in[IN_THICKNESS].value, depths, 1e3 * depth, 1e-3 * f.value);
    if (depths < 2.6)
        refuse_all(w, text);
    else if (depths < 3)
        doubt_all(w, text);
}

static void check_sizes(work *w)
{
    if (w->geometry == BAR) {
        choose_area(w);
        if (w->area_rule == BY_NOTHING)
            refuse_all(
                w,
                "the cross-section is not known: give area, width and thickness, diameter, or mass, length "
                "and density");
        if (!have(w, IN_DISTANCE))
            refuse_all(w, "the distance of the voltage probes is not known: give probe_distance, "
                          "gauge_length or length");
    } else if (w->geometry == IN_LINE || w->geometry == VAN_DER_PAUW) {
        if (!have(w, IN_THICKNESS)) refuse_all(w, "the thickness is not known");
        if (w->geometry == IN_LINE && !have(w, IN_SPACING)) refuse_all(w, "probe_spacing is not known");
    }
    if (w->geometry != IN_LINE || !have(w, IN_SPACING)) return;
    const double s = w->in[IN_SPACING].value;
    if (have(w, IN_THICKNESS) && w->in[IN_THICKNESS].value > 0.5 * s &&
        (have(w, IN_WIDTH) || have(w, IN_DIAMETER)))
        if (fmin(or_endless(w->in[IN_WIDTH].value), or_endless(w->in[IN_DIAMETER].value)) < 10 * s)
            doubt_all(
                w,
                "the piece is both thick and narrow against the probe spacing: the two corrections are not "
                "independent there");
    if (!have(w, IN_WIDTH) && !have(w, IN_DIAMETER))
        doubt_all(w, "neither width nor diameter is stated: a wide sheet is taken");
}

static int geometry_of(const work *w)
{
    if (w->o->geometry != AUTO) return w->o->geometry;
    const bool electrical =
        cupel_test_channel(w->test, "resistance") || cupel_test_channel(w->test, "voltage");
    if (!electrical && cupel_test_channel(w->test, "conductivity")) return EDDY_CURRENT;
    if (cupel_test_channel(w->test, "resistance_2")) return VAN_DER_PAUW;
    return have(w, IN_SPACING) ? IN_LINE : BAR;
}

static cupel_status take_samples(work *w, cupel_error *error)
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
    if (rows.overloaded) doubt_all(w, "some samples were overloaded and are left out");
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

static void judge(work *w)
{
    static const char *const rules[] = {[BAR] = "rho = R S/L",
                                        [IN_LINE] = "four probes in line, with thickness and edges by images",
                                        [VAN_DER_PAUW] = "van der Pauw's equation",
                                        [EDDY_CURRENT] = "mean of the tester's conductivities"};
    static const char *const area_rules[] = {"",
                                             ", S as stated",
                                             ", S = pi d^2/4",
                                             ", S = mass/(length density)",
                                             ", S = width mass_per_area/density",
                                             ", S = width thickness"};
    const char *rule = cupel_arena_format(w->arena, "%s%s", rules[w->geometry],
                                          w->geometry == BAR ? area_rules[w->area_rule] : "");
    const char *to_20 =
        w->over_temperature ? "line over the temperature at 20 degC"
        : w->slope_is_relative
            ? "rho_20 = rho/(1 + alpha (T - 20 degC))"
            : "rho_20 = rho - (d rho/dT)(T - 20 degC): alpha_20 proportional to the conductivity";
    double in[INPUTS], out[FIGURES];
    for (size_t i = 0; i < INPUTS; i++) in[i] = w->in[i].value;
    measure(w, in, out);
    cupel_judge(w->judgement, "resistivity", out[OUT_RHO], NAN, rule);
    cupel_judge(w->judgement, "conductivity", out[OUT_SIGMA], NAN, "1/resistivity");
    cupel_judge(w->judgement, "resistivity_20c", out[OUT_RHO_20], NAN, to_20);
    cupel_judge(w->judgement, "iacs", out[OUT_IACS], NAN, "100 % is 58 MS/m at 20 degC");
    if (!(out[OUT_RHO] > 0)) refuse_all(w, "the resistivity is not positive");
    if (out[OUT_IACS] > 108)
        doubt_all(w, "no metal conducts better than silver, 108 %IACS: sizes or units cannot be right");
    if (!w->over_temperature)
        cupel_refuse(w->judgement, "temperature_coefficient",
                     "it takes at least four samples over 8 K or more; this test is at one temperature");
}

static cupel_status evaluate(const cupel_test *test, const void *values, cupel_context *context,
                             cupel_results *results, cupel_error *error)
{
    const options *o = values;
    cupel_arena *arena = cupel_arena_new();
    cupel_judgement *judgement = cupel_judgement_new(results);
    if (!arena || !judgement) {
        cupel_arena_free(arena);
        if (judgement) (void)cupel_judgement_finish(judgement, NULL);
        return cupel_out_of_memory(error, "an evaluation");
    }
    work w = {.test = test, .o = o, .arena = arena, .results = results, .judgement = judgement};
    know_sizes(&w);
    know_metal(&w);
    w.geometry = geometry_of(&w);
    cupel_status status = take_samples(&w, error);
    if (!status) {
        check_sizes(&w);
        judge(&w);
        const cupel_propagation p = {measure, &w,       w.in,    INPUTS,          figure_names,
                                     FIGURES, o->draws, o->seed, context->threads};
        status = cupel_propagate(&p, judgement, error);
    }
    const cupel_status finished = cupel_judgement_finish(judgement, status ? NULL : error);
    cupel_arena_free(arena);
    return status ? status : finished;
}

const cupel_evaluation cupel_evaluation_resistivity = {
    .kind = "resistivity",
    .model =
        {.name = "test.resistivity",
         .title = "Resistivity and %IACS",
         .summary =
             "Resistivity at 20 degC of a bar, strip or wire from voltages and currents of both directions "
             "or "
             "from the tester's resistances, of a sheet from four probes in line or after van der Pauw, or "
             "from "
             "eddy currents; over the temperature, also the temperature coefficient. Not for magnetic metals "
             "with eddy currents, nor for specimens that are not uniform along the current.",
         .reference =
             "IEC 60468:1974; van der Pauw 1958, Philips Res. Rep. 13:1; Valdes 1954, Proc. IRE 42:420; "
             "IEC 60028:1925 (recalled)",
         .version = 1,
         .parameters = &option_table,
         CUPEL_RESULTS(result_rows),
         .chart = &chart},
    .evaluate = evaluate,
};
