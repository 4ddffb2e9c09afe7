/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/laser_flash.h"

#include <math.h>
#include <string.h>

#include "testdata/laser_flash.h"

/* test.laser_flash: tables, and the figures from what the signal gives (laser_flash_signal.c) or from the
 * tester's own diffusivities (laser_flash_table.c). */

static const char *const pulse_methods[] = {"convolution", "centroid", "none", NULL};
static const char *const pulse_shapes[] = {"rectangular", "triangular", NULL};

#define AT(field) .offset = offsetof(cupel_flash_options, field)
static const cupel_param option_rows[] = {
    {"pulse", CUPEL_CHOICE, AT(pulse), .fallback = "convolution", .choices = pulse_methods,
     .meaning =
         "how the length of the pulse is taken into account: folded into the response, by counting time from "
         "its centroid, or not"},
    {"pulse_shape", CUPEL_CHOICE, AT(pulse_shape), .fallback = "rectangular", .choices = pulse_shapes,
     .meaning = "of the pulse over its width"},
    {"pulse_width", CUPEL_QUANTITY, AT(pulse_width), .unit = "s", .range = "[0, 10]",
     .meaning = "full length of the pulse, in place of what the test says"},
    {"pulse_start", CUPEL_QUANTITY, AT(pulse_start), .unit = "s", .range = "[-1e3, 1e3]",
     .meaning = "of the pulse on the time axis, in place of what the test says; 0 when neither does"},
    {"at", CUPEL_QUANTITY, AT(at), .unit = "K", .fallback = "25 degC", .range = "(0, 4000]",
     .meaning = "of the tester's own diffusivities: the temperature at which the figure is wanted"},
    {"assumed_uncertainty", CUPEL_NUMBER, AT(assumed_uncertainty), .unit = "1", .fallback = "0.2 %",
     .range = "[0, 0.5]",
     .meaning = "relative standard uncertainty of a thickness, density, … for which none is stated"},
    {"detector_nonlinearity", CUPEL_NUMBER, AT(detector_nonlinearity), .unit = "1", .fallback = "0.3 %",
     .range = "[0, 0.5]",
     .meaning =
         "standard uncertainty of what the detector reads at the full rise, if half of it is right; the "
         "default is assumed"},
    CUPEL_DRAW_ROWS(cupel_flash_options),
};
#undef AT

static const cupel_table option_table = {
    .name = "test.laser_flash", .size = sizeof(cupel_flash_options), CUPEL_ROWS(option_rows)};

static const cupel_result table_columns[] = {
    {"temperature", CUPEL_SCALAR, "K", .meaning = "mean of the shots"},
    {"diffusivity", CUPEL_SCALAR, "m2 s-1", .uncertainty = "uncertainty", .meaning = "mean of the shots"},
    {"uncertainty", CUPEL_SCALAR, "m2 s-1", .meaning = "standard uncertainty of the mean, by the scatter"},
    {"standard_deviation", CUPEL_SCALAR, "m2 s-1", .meaning = "of the shots"},
    {"shots", CUPEL_SCALAR, "1", .meaning = "how many"},
};

static const cupel_result result_rows[] = {
    CUPEL_JUDGED("thermal_diffusivity", "m2 s-1", "a of the plate, by the fit of the whole signal"),
    CUPEL_JUDGED("biot_number", "1", "h L/k, loss of both faces alike"),
    CUPEL_JUDGED("half_time", "s", "from the centroid of the pulse to half the highest rise"),
    CUPEL_JUDGED("clark_taylor_diffusivity", "m2 s-1",
                 "a by the times of a quarter, half and three quarters of the "
                 "rise, beside the fit"),
    CUPEL_JUDGED("conductivity", "W m-1 K-1", "k = a density heat_capacity"),
    {"temperature", CUPEL_SCALAR, "K", .meaning = "of the specimen"},
    {"amplitude", CUPEL_SCALAR, "1", .meaning = "what the signal would rise without loss"},
    {"residual", CUPEL_SCALAR, "1",
     .meaning = "standard deviation of the signal off the fit, over the amplitude"},
    {"noise", CUPEL_SCALAR, "1", .meaning = "standard deviation of neighbouring samples, over the amplitude"},
    {"residual_autocorrelation", CUPEL_SCALAR, "1", .meaning = "of neighbouring residuals"},
    {"baseline_slope", CUPEL_SCALAR, "s-1",
     .meaning = "fitted along, over the amplitude; 0: too few samples before the pulse"},
    {"curve_time", CUPEL_SERIES, "s", .meaning = "from the start of the pulse"},
    {"curve_signal", CUPEL_SERIES, "1", .axis = "curve_time", .meaning = "measured, over the amplitude"},
    {"curve_fit", CUPEL_SERIES, "1", .axis = "curve_time", .meaning = "by the fit"},
    {"curve_residual", CUPEL_SERIES, "1", .axis = "curve_time", .meaning = "measured less fit"},
    {"by_temperature", CUPEL_COLUMNS, NULL, .columns = table_columns, .column_count = 5,
     .meaning = "the tester's own diffusivities, shots of one temperature together"},
    CUPEL_JUDGEMENT_ROWS,
};

static const cupel_chart_panel panels[] = {
    {.results = {"curve_signal", "curve_fit"}},
    {.results = {"curve_residual"}},
};
static const cupel_chart chart = {.name = "signal and fit", CUPEL_CHART_PANELS(panels), .mark = "half_time"};

/* ---- figures by inputs ---- */

enum {
    IN_RATE,
    IN_BIOT,
    IN_QUARTER,
    IN_HALF,
    IN_THREE_QUARTER,
    IN_SHIFT,
    IN_BEND,
    IN_THICKNESS,
    IN_DENSITY,
    IN_HEAT_CAPACITY,
    IN_EXPANSION,
    IN_TEMPERATURE,
    INPUTS
};
enum { OUT_DIFFUSIVITY, OUT_BIOT, OUT_HALF, OUT_CLARK_TAYLOR, OUT_CONDUCTIVITY, FIGURES };
static const char *const figure_names[FIGURES] = {"thermal_diffusivity", "biot_number", "half_time",
                                                  "clark_taylor_diffusivity", "conductivity"};

static void measure(const void *self, const double in[], double out[])
{
    const cupel_flash_found *found = self;
    /* sizes are those at 20 degC */
    const double growth = isnan(in[IN_EXPANSION]) || isnan(in[IN_TEMPERATURE])
                              ? 1
                              : 1 + in[IN_EXPANSION] * (in[IN_TEMPERATURE] - 293.15);
    const double thickness = in[IN_THICKNESS] * growth;
    /* a later pulse means a shorter half-time, to first order in the shift */
    const double seen = in[IN_RATE] + found->rate_by_bend * in[IN_BEND];
    const double rate = seen * (1 + in[IN_SHIFT] / in[IN_HALF]);
    const double half = in[IN_HALF] - in[IN_SHIFT];
    out[OUT_DIFFUSIVITY] = rate * thickness * thickness;
    out[OUT_BIOT] = in[IN_BIOT] + found->biot_by_bend * in[IN_BEND];
    out[OUT_HALF] = half;
    out[OUT_CLARK_TAYLOR] = cupel_flash_clark_taylor_diffusivity(thickness, in[IN_QUARTER] - in[IN_SHIFT],
                                                                 half, in[IN_THREE_QUARTER] - in[IN_SHIFT]);
    out[OUT_CONDUCTIVITY] =
        out[OUT_DIFFUSIVITY] * in[IN_DENSITY] / (growth * growth * growth) * in[IN_HEAT_CAPACITY];
}

/* Rate and loss of one draw go together: the fit once more, to drawn residuals. */
static void draw(const void *self, cupel_stream *stream, double in[], double out[])
{
    const cupel_flash_found *found = self;
    cupel_flash_fit fit = {.rate = NAN, .biot = NAN};
    (void)cupel_flash_draw(found->bins, stream, &fit);
    in[IN_RATE] = fit.rate;
    in[IN_BIOT] = fit.biot;
    measure(self, in, out);
}

static void refuse_figures(cupel_judgement *judgement, int from, int to, const char *why)
{
    for (int f = from; f <= to; f++) cupel_refuse(judgement, figure_names[f], "%s", why);
}

static void judge(cupel_flash_work *w, const double out[])
{
    static const char *const fits[] = {
        "fit of the exact one-dimensional response with equal loss on both faces, the "
        "pulse folded in",
        "fit of the exact one-dimensional response with equal loss on both faces, time "
        "from the centroid of the pulse",
        "fit of the exact one-dimensional response with equal loss on both faces, the "
        "pulse taken as instantaneous"};
    cupel_judgement *j = w->judgement;
    cupel_judge(j, "thermal_diffusivity", out[OUT_DIFFUSIVITY], NAN, fits[w->o->pulse]);
    cupel_judge(j, "biot_number", out[OUT_BIOT], NAN, fits[w->o->pulse]);
    cupel_judge(j, "half_time", out[OUT_HALF], NAN,
                "samples about half of the fitted highest rise, from the centroid "
                "of the pulse");
    cupel_judge(j, "clark_taylor_diffusivity", out[OUT_CLARK_TAYLOR], NAN,
                "0.138785 L2/t_half with the correction of Clark and Taylor (1975)");
    cupel_judge(j, "conductivity", out[OUT_CONDUCTIVITY], NAN, "k = a density heat_capacity");
}

static void know(const cupel_flash_work *w, cupel_known in[INPUTS])
{
    const cupel_flash_found *f = &w->found;
    const double assumed = w->o->assumed_uncertainty;
    in[IN_RATE] = (cupel_known){f->fit.rate, f->fit.rate_uncertainty, "fit of the signal (a/L2)", "s-1"};
    in[IN_BIOT] = (cupel_known){f->fit.biot, f->fit.biot_uncertainty, "fit of the signal (Bi)", "1"};
    in[IN_QUARTER] = (cupel_known){f->time[0], f->time_uncertainty[0], "time of a quarter of the rise", "s"};
    in[IN_HALF] = (cupel_known){f->time[1], f->time_uncertainty[1], "time of half the rise", "s"};
    in[IN_THREE_QUARTER] =
        (cupel_known){f->time[2], f->time_uncertainty[2], "time of three quarters of the rise", "s"};
    in[IN_SHIFT] = (cupel_known){0, 0.1 * f->width, "centroid of the pulse (a tenth of its width)", "s"};
    in[IN_BEND] = (cupel_known){0, w->o->detector_nonlinearity, "linearity of the detector", "1"};
    in[IN_THICKNESS] = cupel_known_get(w->test, "thickness", NAN, assumed, w->arena);
    in[IN_DENSITY] = cupel_known_get(w->test, "density", NAN, assumed, w->arena);
    in[IN_HEAT_CAPACITY] = cupel_known_get(w->test, "heat_capacity", NAN, assumed, w->arena);
    in[IN_EXPANSION] = cupel_known_get(w->test, "expansion_coefficient", NAN, 0.05, w->arena);
    in[IN_TEMPERATURE] = cupel_known_temperature(w->test, "test_temperature", NAN, 1, w->arena);
    if (isfinite(f->temperature)) in[IN_TEMPERATURE] = (cupel_known){f->temperature, 1, "temperature", "K"};
}

static cupel_status figures(cupel_flash_work *w, int threads, cupel_error *error)
{
    cupel_known in[INPUTS];
    know(w, in);
    double at[INPUTS], out[FIGURES];
    for (size_t i = 0; i < INPUTS; i++) at[i] = in[i].value;
    measure(&w->found, at, out);
    judge(w, out);
    cupel_judgement *j = w->judgement;
    if (!cupel_known_positive(&in[IN_THICKNESS])) {
        const char *why = "the thickness of the specimen is not known";
        cupel_refuse(j, "thermal_diffusivity", "%s", why);
        cupel_refuse(j, "clark_taylor_diffusivity", "%s", why);
        cupel_refuse(j, "conductivity", "%s", why);
    } else if (w->found.usable && isfinite(out[OUT_CLARK_TAYLOR])) {
        const double apart = out[OUT_CLARK_TAYLOR] / out[OUT_DIFFUSIVITY] - 1;
        const double noise = hypot(w->found.fit.rate_uncertainty / w->found.fit.rate,
                                   w->found.time_uncertainty[1] / w->found.time[1]);
        if (fabs(apart) > 0.02 + 3 * noise)
            cupel_doubt(j, "thermal_diffusivity", "the fit and Clark and Taylor's formula are %.1f %% apart",
                        100 * fabs(apart));
    }
    if (!cupel_known_positive(&in[IN_DENSITY]) || !cupel_known_positive(&in[IN_HEAT_CAPACITY]))
        cupel_refuse(j, "conductivity", "density and heat_capacity of the specimen are not both stated");
    if (isfinite(in[IN_TEMPERATURE].value)) cupel_tell(w->results, "temperature", in[IN_TEMPERATURE].value);
    const cupel_propagation p = {.measure = measure,
                                 .self = &w->found,
                                 .inputs = in,
                                 .input_count = INPUTS,
                                 .figures = figure_names,
                                 .figure_count = FIGURES,
                                 .draws = w->o->draws,
                                 .seed = w->o->seed,
                                 .threads = threads,
                                 .draw = draw};
    return w->found.usable ? cupel_propagate(&p, j, error) : CUPEL_OK;
}

static cupel_status evaluate(const cupel_work *work, cupel_error *error)
{
    cupel_flash_work w = {.test = work->test,
                          .o = work->options,
                          .arena = work->arena,
                          .results = work->results,
                          .judgement = work->judgement};
    if (cupel_test_channel(w.test, "time") && cupel_test_channel(w.test, "signal")) {
        cupel_status status = cupel_flash_read_signal(&w, error);
        if (!status) status = figures(&w, work->threads, error);
        if (!status && w.found.refusal)
            refuse_figures(w.judgement, OUT_DIFFUSIVITY, OUT_CONDUCTIVITY, w.found.refusal);
        return status;
    }
    if (cupel_test_channel(w.test, "diffusivity")) return cupel_flash_read_table(&w, error);
    CUPEL_FAIL(error, CUPEL_EINVAL,
               "a laser flash test needs the channels time and signal, or the tester's diffusivity");
}

const cupel_evaluation cupel_evaluation_laser_flash = {
    .kind = "laser_flash",
    .model = {.name = "test.laser_flash",
              .title = "Thermal diffusivity by laser flash",
              .summary = "Thermal diffusivity and Biot number from the detector's signal behind a plate that "
                         "was flashed in "
                         "front, by a fit of the exact one-dimensional response with loss and with the "
                         "length of the pulse; "
                         "half-time and the figure of Clark and Taylor beside it; or the means of the "
                         "diffusivities that the "
                         "tester printed. Not for layered or transparent specimens, or beams much smaller "
                         "than the plate.",
              .reference =
                  "Parker and others 1961, J. Appl. Phys. 32:1679; Clark and Taylor 1975, J. Appl. Phys. "
                  "46:714; Azumi and Takahashi 1981, Rev. Sci. Instrum. 52:1411; ISO 22007-4; ASTM E1461",
              .version = 1,
              .parameters = &option_table,
              CUPEL_RESULTS(result_rows),
              .chart = &chart},
    .evaluate = evaluate,
};
