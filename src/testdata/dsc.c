/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/dsc.h"

#include <math.h>
#include <string.h>

/* test.dsc: heat capacity by three runs, or the heat of a peak. */

static const char *const modes[] = {"auto", "heat_capacity", "peak", NULL};
static const char *const baselines[] = {"linear", "sigmoidal", "tangential", NULL};
static const char *const directions[] = {"endothermic_up", "exothermic_up", NULL};

#define AT(field) .offset = offsetof(cupel_dsc_options, field)
static const cupel_param option_rows[] = {
    {"mode", CUPEL_CHOICE, AT(mode), .fallback = "auto", .choices = modes,
     .meaning = "heat_capacity: by the runs with specimen, sapphire and empty pan; peak: heat of one peak; "
                "auto: the "
                "first where the test holds the three runs"},
    {"at", CUPEL_QUANTITY, AT(at), .unit = "K", .fallback = "25 degC", .range = "[100, 1200]",
     .meaning = "temperature at which the heat capacity is wanted"},
    {"window", CUPEL_QUANTITY, AT(window), .unit = "K", .fallback = "5 K", .range = "(0, 200]",
     .flags = CUPEL_DIFFERENCE, .meaning = "half width over which samples are joined by a local regression"},
    {"baseline", CUPEL_CHOICE, AT(baseline), .fallback = "linear", .choices = baselines,
     .meaning = "under the peak: straight between its limits; or from the level, or the tangent, at one "
                "limit to that "
                "at the other with the share of the peak gone by"},
    {"from", CUPEL_QUANTITY, AT(from), .unit = "K", .range = "(0, 4000]",
     .meaning = "lower limit of the peak, or of the heat capacities; by the data when not given"},
    {"to", CUPEL_QUANTITY, AT(to), .unit = "K", .range = "(0, 4000]", .meaning = "upper limit likewise"},
    {"direction", CUPEL_CHOICE, AT(direction), .fallback = "endothermic_up", .choices = directions,
     .meaning = "what a positive heat flow is: heat into the specimen, or out of it"},
    {"repeatability", CUPEL_NUMBER, AT(repeatability), .unit = "1", .fallback = "0.5 %", .range = "[0, 0.5]",
     .meaning =
         "relative standard uncertainty of a heat flow from one run to the next: pan, contact, position"},
    {"temperature_uncertainty", CUPEL_QUANTITY, AT(temperature_uncertainty), .unit = "K", .fallback = "0.5",
     .range = "[0, 50]", .flags = CUPEL_DIFFERENCE,
     .meaning = "standard uncertainty of the temperature scale"},
    {"assumed_uncertainty", CUPEL_NUMBER, AT(assumed_uncertainty), .unit = "1", .fallback = "0.1 %",
     .range = "[0, 0.5]", .meaning = "relative standard uncertainty of a mass for which none is stated"},
    CUPEL_DRAW_ROWS(cupel_dsc_options),
};
#undef AT

static cupel_status check(const void *values, cupel_error *error)
{
    const cupel_dsc_options *o = values;
    if (o->from >= o->to)
        CUPEL_FAIL(error, CUPEL_EINVAL, "from %.6g K must lie below to %.6g K", o->from, o->to);
    return CUPEL_OK;
}

static const cupel_table option_table = {
    .name = "test.dsc", .size = sizeof(cupel_dsc_options), CUPEL_ROWS(option_rows), .check = check};

/* CUPEL_JUDGED of a temperature, whose uncertainty is a difference. */
#define JUDGED_TEMPERATURE(name_, meaning_)                                                                  \
    {name_, CUPEL_SCALAR, "K", .uncertainty = name_ "_uncertainty", .meaning = meaning_},                    \
        {name_ "_uncertainty", CUPEL_SCALAR,       "K",                                                      \
         .of = name_,          .difference = true, .meaning = "standard uncertainty (k = 1) of " name_},     \
    {                                                                                                        \
        name_ "_flag", CUPEL_LABEL, NULL, .of = name_,                                                       \
                                          .meaning = "ok, or why " name_ " is doubtful or not judged"        \
    }

static const cupel_result result_rows[] = {
    CUPEL_JUDGED("heat_capacity", "J kg-1 K-1", "c_p per mass at the temperature wanted"),
    CUPEL_JUDGED("enthalpy", "J kg-1", "heat of the peak per mass, positive where the specimen takes it up"),
    JUDGED_TEMPERATURE("onset_temperature", "where the tangent of the steepest rise meets the baseline"),
    JUDGED_TEMPERATURE("peak_temperature", "of the extreme of the peak"),
    {"temperature", CUPEL_SCALAR, "K", .meaning = "at which heat_capacity is"},
    {"heating_rate", CUPEL_SCALAR, "K s-1", .difference = true, .meaning = "of the scan"},
    {"curve_temperature", CUPEL_SERIES, "K", .meaning = "temperatures"},
    {"curve_heat_capacity", CUPEL_SERIES, "J kg-1 K-1", .axis = "curve_temperature",
     .uncertainty = "curve_heat_capacity_uncertainty", .meaning = "c_p by local regression"},
    {"curve_heat_capacity_uncertainty", CUPEL_SERIES, "J kg-1 K-1", .axis = "curve_temperature",
     .meaning = "standard uncertainty (k = 1)"},
    {"curve_heat_flow", CUPEL_SERIES, "W", .axis = "curve_temperature", .meaning = "into the specimen"},
    {"curve_baseline", CUPEL_SERIES, "W", .axis = "curve_temperature", .meaning = "under the peak"},
    CUPEL_JUDGEMENT_ROWS,
};

static const cupel_chart_panel panels[] = {
    {.results = {"curve_heat_capacity"}},
    {.results = {"curve_heat_flow", "curve_baseline"}},
};
static const cupel_chart chart = {.name = "heat capacity, or peak and baseline", CUPEL_CHART_PANELS(panels)};

cupel_status cupel_dsc_take(cupel_dsc_work *w, cupel_rows *rows, double *rate, int *ends, cupel_error *error)
{
    w->specific =
        !cupel_test_channel(w->test, "heat_flow") && cupel_test_channel(w->test, "specific_heat_flow");
    const char *const names[] = {"temperature",
                                 w->specific ? "specific_heat_flow" : "heat_flow",
                                 "heat_flow_reference",
                                 "heat_flow_baseline",
                                 "time",
                                 NULL};
    cupel_status status = cupel_rows_get(w->test, names, w->arena, rows, error);
    if (status) return status;
    double **c = rows->columns;
    if (!c[CUPEL_DSC_TEMPERATURE] || !c[CUPEL_DSC_SAMPLE])
        CUPEL_FAIL(error, CUPEL_EINVAL, "a DSC test needs the channels temperature and heat_flow");
    if (rows->count < 10)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples are too few for a DSC test", rows->count);
    if (w->o->direction == 1)
        for (size_t k = CUPEL_DSC_SAMPLE; k <= CUPEL_DSC_EMPTY; k++)
            for (size_t i = 0; c[k] && i < rows->count; i++) c[k][i] = -c[k][i];
    *ends = 0;
    const cupel_known stated = cupel_known_get(w->test, "heating_rate", NAN, 0, w->arena);
    *rate = stated.value;
    cupel_scan scan = {0, rows->count, NAN};
    if (c[CUPEL_DSC_TIME]) {
        status = cupel_scan_of(c[CUPEL_DSC_TIME], c[CUPEL_DSC_TEMPERATURE], rows->count, &scan, error);
        if (status) return status;
        *rate = scan.rate;
        for (size_t k = CUPEL_DSC_SAMPLE; k <= CUPEL_DSC_EMPTY; k++)
            if (c[k]) *ends = cupel_scan_level(c[CUPEL_DSC_TIME], c[k], rows->count, &scan);
    } else { /* up to the highest temperature */
        size_t top = 0;
        for (size_t i = 0; i < rows->count; i++)
            if (c[CUPEL_DSC_TEMPERATURE][i] > c[CUPEL_DSC_TEMPERATURE][top]) top = i;
        scan.end = top + 1;
    }
    for (size_t k = 0; k <= CUPEL_DSC_TIME; k++)
        if (c[k]) c[k] += scan.begin;
    rows->count = scan.end - scan.begin;
    if (rows->count < 10)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the heated part of the run has fewer than 10 samples");
    if (isfinite(*rate)) cupel_tell(w->results, "heating_rate", *rate);
    return CUPEL_OK;
}

static cupel_status evaluate(const cupel_work *work, cupel_error *error)
{
    cupel_dsc_work w = {work->test,      work->options, work->arena, work->results,
                        work->judgement, work->threads, false};
    const bool runs =
        cupel_test_channel(w.test, "heat_flow_reference") && cupel_test_channel(w.test, "heat_flow_baseline");
    const bool capacity = w.o->mode == CUPEL_DSC_HEAT_CAPACITY || (w.o->mode == CUPEL_DSC_AUTO && runs);
    return capacity ? cupel_dsc_heat_capacity(&w, error) : cupel_dsc_peak(&w, error);
}

const cupel_evaluation cupel_evaluation_dsc = {
    .kind = "dsc",
    .model = {.name = "test.dsc",
              .title = "Heat capacity and heat of transitions by DSC",
              .summary = "Heat capacity from three runs of a differential scanning calorimeter, with "
                         "specimen, sapphire and "
                         "empty pan, levelled by their isothermal ends; or the heat, onset and place of one "
                         "peak above its "
                         "baseline. Not for modulated runs, nor for heat capacities within a transition.",
              .reference =
                  "ISO 11357-1, -3, -4; ASTM E1269; Ditmars and others 1982, J. Res. NBS 87:159 (recalled)",
              .version = 1,
              .parameters = &option_table,
              CUPEL_RESULTS(result_rows),
              .chart = &chart},
    .evaluate = evaluate,
};
