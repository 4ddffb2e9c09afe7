/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/resistivity.h"

#include <math.h>
#include <string.h>

#include "testdata/metal.h"

/* test.resistivity: tables, the figures as functions of their inputs, sizes and metal of the specimen. */

static const char *const geometries[] = {"auto", "bar", "in_line", "van_der_pauw", "eddy_current", NULL};
static const char *const areas[] = {"auto", "dimensions", "mass", NULL};

#define AT(field) .offset = offsetof(resistivity_options, field)
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
    CUPEL_DRAW_ROWS(resistivity_options),
};
#undef AT

static const cupel_table option_table = {
    .name = "test.resistivity", .size = sizeof(resistivity_options), CUPEL_ROWS(option_rows)};

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

static const char *const figure_names[FIGURES] = {"resistivity_20c", "iacs", "resistivity", "conductivity"};

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

static double resistivity_of(const resistivity_work *w, const double in[])
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
    const resistivity_work *w = self;
    const double rho = resistivity_of(w, in), warmer = in[IN_TEMPERATURE] - CUPEL_IACS_TEMPERATURE;
    const double rho20 = w->slope_is_relative
                             ? rho / (1 + in[IN_SLOPE] * warmer)
                             : cupel_resistivity_at_20(rho, in[IN_TEMPERATURE], in[IN_SLOPE]);
    out[OUT_RHO] = rho;
    out[OUT_SIGMA] = 1 / rho;
    out[OUT_RHO_20] = rho20;
    out[OUT_IACS] = rho20 > 0 ? cupel_iacs_from_conductivity(1 / rho20) : (double)NAN;
}
void cupel_resistivity_doubt(resistivity_work *w, const char *reason)
{
    for (size_t f = 0; f < FIGURES; f++) cupel_doubt(w->judgement, figure_names[f], "%s", reason);
}

void cupel_resistivity_refuse(resistivity_work *w, const char *reason)
{
    for (size_t f = 0; f < FIGURES; f++) cupel_refuse(w->judgement, figure_names[f], "%s", reason);
}
/* ---- what the test gives ---- */

static void know_sizes(resistivity_work *w)
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

bool cupel_resistivity_has(const resistivity_work *w, int input)
{
    return !isnan(w->in[input].value);
}

static void choose_area(resistivity_work *w)
{
    double in[INPUTS];
    for (size_t i = 0; i < INPUTS; i++) in[i] = w->in[i].value;
    const bool sizes = cupel_resistivity_has(w, IN_THICKNESS) && cupel_resistivity_has(w, IN_WIDTH);
    const bool mass = cupel_resistivity_has(w, IN_MASS) && cupel_resistivity_has(w, IN_LENGTH) &&
                      cupel_resistivity_has(w, IN_DENSITY);
    const bool foil = cupel_resistivity_has(w, IN_MASS_PER_AREA) && cupel_resistivity_has(w, IN_DENSITY) &&
                      cupel_resistivity_has(w, IN_WIDTH);
    const int by_mass = mass ? BY_MASS : foil ? BY_FOIL_MASS : BY_NOTHING;
    const int by_size = cupel_resistivity_has(w, IN_AREA)       ? BY_AREA
                        : sizes                                 ? BY_SIZES
                        : cupel_resistivity_has(w, IN_DIAMETER) ? BY_DIAMETER
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
            if (text && !(thin && by_size == BY_SIZES)) cupel_resistivity_doubt(w, text);
        }
    }
    if (w->area_rule != BY_NOTHING) cupel_tell(w->results, "cross_section", area_by(w->area_rule, in));
}

static void know_metal(resistivity_work *w)
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
    /* not known: copper, with the other within two standard uncertainties */
    k->name = "d rho/dT (metal not stated: copper)";
    k->uncertainty = 0.5 * (aluminium - copper);
    w->metal_guessed = true;
}

/* ---- by geometry ---- */

static void check_sizes(resistivity_work *w)
{
    if (w->geometry == BAR) {
        choose_area(w);
        if (w->area_rule == BY_NOTHING)
            cupel_resistivity_refuse(
                w,
                "the cross-section is not known: give area, width and thickness, diameter, or mass, length "
                "and density");
        if (!cupel_resistivity_has(w, IN_DISTANCE))
            cupel_resistivity_refuse(w,
                                     "the distance of the voltage probes is not known: give probe_distance, "
                                     "gauge_length or length");
    } else if (w->geometry == IN_LINE || w->geometry == VAN_DER_PAUW) {
        if (!cupel_resistivity_has(w, IN_THICKNESS))
            cupel_resistivity_refuse(w, "the thickness is not known");
        if (w->geometry == IN_LINE && !cupel_resistivity_has(w, IN_SPACING))
            cupel_resistivity_refuse(w, "probe_spacing is not known");
    }
    if (w->geometry != IN_LINE || !cupel_resistivity_has(w, IN_SPACING)) return;
    const double s = w->in[IN_SPACING].value;
    if (cupel_resistivity_has(w, IN_THICKNESS) && w->in[IN_THICKNESS].value > 0.5 * s &&
        (cupel_resistivity_has(w, IN_WIDTH) || cupel_resistivity_has(w, IN_DIAMETER)))
        if (fmin(or_endless(w->in[IN_WIDTH].value), or_endless(w->in[IN_DIAMETER].value)) < 10 * s)
            cupel_resistivity_doubt(
                w,
                "the piece is both thick and narrow against the probe spacing: the two corrections are not "
                "independent there");
    if (!cupel_resistivity_has(w, IN_WIDTH) && !cupel_resistivity_has(w, IN_DIAMETER))
        cupel_resistivity_doubt(w, "neither width nor diameter is stated: a wide sheet is taken");
}
static int geometry_of(const resistivity_work *w)
{
    if (w->o->geometry != AUTO) return w->o->geometry;
    const bool electrical =
        cupel_test_channel(w->test, "resistance") || cupel_test_channel(w->test, "voltage");
    if (!electrical && cupel_test_channel(w->test, "conductivity")) return EDDY_CURRENT;
    if (cupel_test_channel(w->test, "resistance_2")) return VAN_DER_PAUW;
    return cupel_resistivity_has(w, IN_SPACING) ? IN_LINE : BAR;
}
static void judge(resistivity_work *w)
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
    if (w->metal_guessed && out[OUT_IACS] > 70) { /* no aluminium conducts so well */
        w->in[IN_SLOPE].name = "d rho/dT of copper (by the conductivity)";
        w->in[IN_SLOPE].uncertainty = 0.01 * w->in[IN_SLOPE].value;
    }
    cupel_judge(w->judgement, "resistivity", out[OUT_RHO], NAN, rule);
    cupel_judge(w->judgement, "conductivity", out[OUT_SIGMA], NAN, "1/resistivity");
    cupel_judge(w->judgement, "resistivity_20c", out[OUT_RHO_20], NAN, to_20);
    cupel_judge(w->judgement, "iacs", out[OUT_IACS], NAN, "100 % is 58 MS/m at 20 degC");
    if (!(out[OUT_RHO] > 0)) cupel_resistivity_refuse(w, "the resistivity is not positive");
    if (out[OUT_IACS] > 108)
        cupel_resistivity_doubt(
            w, "no metal conducts better than silver, 108 %IACS: sizes or units cannot be right");
    if (out[OUT_IACS] > 0 && out[OUT_IACS] < 2)
        cupel_resistivity_doubt(
            w,
            "below 2 %IACS, as only titanium, nichrome and their like conduct: are sizes and units right?");
    if (!w->over_temperature)
        cupel_refuse(w->judgement, "temperature_coefficient",
                     "it takes at least four samples over 8 K or more; this test is at one temperature");
}

static cupel_status evaluate(const cupel_work *work, cupel_error *error)
{
    const resistivity_options *o = work->options;
    resistivity_work w = {.test = work->test,
                          .o = o,
                          .arena = work->arena,
                          .results = work->results,
                          .judgement = work->judgement};
    know_sizes(&w);
    know_metal(&w);
    w.geometry = geometry_of(&w);
    cupel_status status = cupel_resistivity_read(&w, error);
    if (status) return status;
    check_sizes(&w);
    judge(&w);
    const cupel_propagation p = {measure, &w,       w.in,    INPUTS,        figure_names,
                                 FIGURES, o->draws, o->seed, work->threads, NULL};
    return cupel_propagate(&p, w.judgement, error);
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
