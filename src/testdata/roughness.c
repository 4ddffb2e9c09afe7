/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/roughness.h"

#include <math.h>

#include "cupel/roughness.h"

typedef cupel_roughness_options options;

static const char *const profile_kinds[] = {"auto", "random", "periodic", NULL};
static const char *const form_weights[] = {"uniform", "hann", NULL};
static const char *const height_rules[] = {"sampling_lengths", "whole_profile", NULL};

static const cupel_param rows[] = {
    {"cutoff_length", CUPEL_QUANTITY, offsetof(options, cutoff_length), "m", .range = "(0, inf)",
     .meaning =
         "lambda c, or the L-filter of a map; else the test's condition, else by the table of ISO 4288 "
         "(a map: no L-filter)"},
    {"nesting_index_s", CUPEL_QUANTITY, offsetof(options, nesting_index_s), "m", .range = "[0, inf)",
     .meaning =
         "lambda s, or the S-filter of a map, 0: none; else the test's condition, else by the table of "
         "ISO 3274 (a map: none)"},
    {"form_order", CUPEL_INTEGER, offsetof(options, form_order), .range = "[0, 12]",
     .meaning =
         "degree of the polynomial that is taken out as form: 1 is a tilt, 2 an arc; absent: 2, and 1 of "
         "a map"},
    {"form_weights", CUPEL_CHOICE, offsetof(options, form_weights), .fallback = "hann",
     .choices = form_weights,
     .meaning =
         "of the least squares for the form of a map: uniform ones tilt towards a texture of few waves; a "
         "profile is always uniform, as lambda c takes out what is left"},
    {"sampling_lengths", CUPEL_INTEGER, offsetof(options, sampling_lengths), .fallback = "5",
     .range = "[1, 1000]",
     .meaning = "cut-offs that the evaluation length has, in the middle of the profile"},
    {"profile_kind", CUPEL_CHOICE, offsetof(options, profile_kind), .fallback = "auto",
     .choices = profile_kinds,
     .meaning = "which column of the table gives the cut-off: Ra of a random profile, RSm of a periodic one; "
                "auto: periodic if the widths of five or more elements scatter by less than 10 %"},
    {"heights", CUPEL_CHOICE, offsetof(options, heights), .fallback = "sampling_lengths",
     .choices = height_rules,
     .meaning =
         "rz, rp, rv: means over the sampling lengths (ISO 4287), or of the whole evaluation length (Rt, "
         "Rpt, Rvt of ISO 21920-2)"},
    {"height_discrimination", CUPEL_NUMBER, offsetof(options, height_discrimination), .fallback = "0.1",
     .range = "[0, 1)", .meaning = "least height of a hill or dale that counts for rsm, of Rz"},
    {"width_discrimination", CUPEL_NUMBER, offsetof(options, width_discrimination), .fallback = "0.01",
     .range = "[0, 1)",
     .meaning = "least width of a hill or dale that counts for rsm, of the sampling length"},
    {"height_uncertainty", CUPEL_NUMBER, offsetof(options, height_uncertainty), .fallback = "0.02",
     .range = "[0, 1]",
     .meaning = "relative standard uncertainty of the scale of heights; the default is assumed"},
    {"position_uncertainty", CUPEL_NUMBER, offsetof(options, position_uncertainty), .fallback = "0.005",
     .range = "[0, 1]",
     .meaning = "relative standard uncertainty of the scale of positions; the default is assumed"},
    {"height_noise", CUPEL_QUANTITY, offsetof(options, height_noise), "m", .range = "[0, inf)",
     .meaning =
         "standard deviation of the instrument's noise in one sample; absent: at most what neighbouring "
         "samples show"},
    CUPEL_DRAW_ROWS(options),
};

static const cupel_table table = {.name = "test.roughness", .size = sizeof(options), CUPEL_ROWS(rows)};

static const cupel_result section_columns[] = {
    {"section", CUPEL_SCALAR, "1", .meaning = "number of the sampling length"},
    {"ra", CUPEL_SCALAR, "m", .meaning = "Ra of it"},
    {"rz", CUPEL_SCALAR, "m", .meaning = "Rz of it"},
    {"rp", CUPEL_SCALAR, "m", .meaning = "Rp of it"},
    {"rv", CUPEL_SCALAR, "m", .meaning = "Rv of it"},
};

static const cupel_result results[] = {
    CUPEL_JUDGED("ra", "m", "Ra, mean of the absolute heights of the roughness profile"),
    CUPEL_JUDGED("rq", "m", "Rq, their root mean square"),
    CUPEL_JUDGED("rz", "m", "Rz, greatest height of the profile"),
    CUPEL_JUDGED("rp", "m", "Rp, greatest peak height"),
    CUPEL_JUDGED("rv", "m", "Rv, greatest valley depth"),
    CUPEL_JUDGED("rsm", "m", "RSm, mean width of the profile elements"),
    CUPEL_JUDGED("rt", "m", "Rt, total height over the evaluation length"),
    CUPEL_JUDGED("rsk", "1", "Rsk, skewness"),
    CUPEL_JUDGED("rku", "1", "Rku, kurtosis"),
    CUPEL_JUDGED("sa", "m", "Sa, mean of the absolute heights of the map"),
    CUPEL_JUDGED("sq", "m", "Sq, their root mean square"),
    CUPEL_JUDGED("sz", "m", "Sz, greatest height of the map"),
    CUPEL_JUDGED("ssk", "1", "Ssk, skewness"),
    CUPEL_JUDGED("sku", "1", "Sku, kurtosis"),
    CUPEL_JUDGED("sdq", "1", "Sdq, root mean square slope: for this spacing and S-filter"),
    CUPEL_JUDGED("sdr", "1", "Sdr, developed area over the flat one, less 1: for this spacing and S-filter"),
    {"cutoff_length", CUPEL_SCALAR, "m", .meaning = "lambda c, or the nesting index of the L-filter"},
    {"cutoff_origin", CUPEL_LABEL, NULL, .meaning = "where it is from"},
    {"nesting_index_s", CUPEL_SCALAR, "m", .meaning = "lambda s, or of the S-filter; 0: none"},
    {"nesting_index_s_origin", CUPEL_LABEL, NULL, .meaning = "where it is from"},
    {"spacing", CUPEL_SCALAR, "m", .meaning = "of the samples"},
    {"spacing_y", CUPEL_SCALAR, "m", .meaning = "of the rows of a map"},
    {"spacing_origin", CUPEL_LABEL, NULL, .meaning = "how the spacing was found"},
    {"evaluation_length", CUPEL_SCALAR, "m", .meaning = "on which the figures rest"},
    {"sampling_lengths", CUPEL_SCALAR, "1", .meaning = "cut-offs in the evaluation length"},
    {"dropped_length", CUPEL_SCALAR, "m",
     .meaning = "left out at each end, where the filters have half a profile"},
    {"profile_elements", CUPEL_SCALAR, "1", .meaning = "hills with their dales that rsm rests on"},
    {"filled_samples", CUPEL_SCALAR, "1", .meaning = "missing samples, filled by straight lines"},
    {"profile_position", CUPEL_SERIES, "m", .meaning = "along the profile"},
    {"primary_profile", CUPEL_SERIES, "m", "profile_position",
     .meaning = "without form and waves shorter than lambda s"},
    {"waviness_profile", CUPEL_SERIES, "m", "profile_position", .meaning = "the mean line of lambda c"},
    {"evaluation_position", CUPEL_SERIES, "m", .meaning = "in the evaluation length"},
    {"roughness_profile", CUPEL_SERIES, "m", "evaluation_position",
     .meaning = "primary less waviness, in the evaluation length"},
    {"sections", CUPEL_COLUMNS, NULL, .columns = section_columns, .column_count = 5,
     .meaning = "the sampling lengths"},
    {"surface", CUPEL_GRID, "m", .meaning = "the map on which the figures rest"},
    CUPEL_JUDGEMENT_ROWS,
};

static const cupel_chart_panel panels[] = {
    {.results = {"primary_profile", "waviness_profile"}},
    {.results = {"roughness_profile"}},
    {.results = {"surface"}},
};
static const cupel_chart chart = {.name = "roughness", CUPEL_CHART_PANELS(panels)};

double cupel_roughness_setting(const cupel_test *test, double option, const char *name, const char **origin)
{
    *origin = "option";
    if (!isnan(option)) return option;
    const cupel_property *given = cupel_test_property(test, name);
    *origin = given && given->origin ? given->origin : "condition of the test";
    return given && given->value >= 0 && isfinite(given->value) ? given->value : (double)NAN;
}

/* A profile goes through lambda c, which an arc would pass as an offset; a map may have no L-filter, and then
 * an arc that is taken out is missing from its figures. */
static options with_form(const options *given, bool map)
{
    options o = *given;
    if (o.form_order == CUPEL_NO_INTEGER) o.form_order = map ? 1 : 2;
    return o;
}

static cupel_status evaluate(const cupel_work *work, cupel_error *error)
{
    cupel_surface_samples samples = {0};
    cupel_status status = cupel_surface_samples_read(work->test, &samples, error);
    if (status) return status;
    cupel_results_set(work->results, "spacing", samples.spacing);
    cupel_results_set_label(work->results, "spacing_origin", samples.origin);
    const options o = with_form(work->options, samples.row != 0);
    status = samples.row ? cupel_roughness_evaluate_map(work, &o, &samples, error)
                         : cupel_roughness_evaluate_profile(work, &o, &samples, error);
    cupel_surface_samples_free(&samples);
    return status;
}

const cupel_evaluation cupel_evaluation_roughness = {
    .kind = "roughness",
    .model =
        {
            .name = "test.roughness",
            .title = "Roughness of a profile or of a map of heights",
            .summary = "A profile: form by a polynomial, lambda s and lambda c by Gaussian filters (ISO "
                       "16610-21), at least "
                       "half a cut-off dropped at each end, then Ra, Rq, Rsk, Rku over the evaluation "
                       "length, Rz, Rp, Rv over "
                       "its sampling lengths, RSm by elements. A map: F-operator, S-filter and, if asked "
                       "for, L-filter, then "
                       "Sa, Sq, Ssk, Sku, Sz, Sdq, Sdr. Samples that are missing are filled by straight "
                       "lines if the gaps are "
                       "narrow; wide gaps are not judged.",
            .reference = "ISO 4287, ISO 4288, ISO 3274, ISO 21920-2, ISO 16610-21, ISO 25178-2 and -3",
            .version = 1,
            .parameters = &table,
            CUPEL_RESULTS(results),
            .chart = &chart,
        },
    .evaluate = evaluate,
};
