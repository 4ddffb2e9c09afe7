/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/dilatometry.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "testdata/inputs.h"

/* test.dilatometry: thermal expansion. */

typedef struct options {
    int branch;
    double from, to, window, reference_expansion, reference_length;
    double temperature_uncertainty, transducer_uncertainty, assumed_uncertainty;
    int64_t draws, seed;
} options;

enum { BRANCH_AUTO, HEATING, COOLING };
static const char *const branches[] = {"auto", "heating", "cooling", NULL};

#define AT(field) .offset = offsetof(options, field)
static const cupel_param option_rows[] = {
    {"branch", CUPEL_CHOICE, AT(branch), .fallback = "auto", .choices = branches,
     .meaning = "of the run that is evaluated; auto: heating where there is one"},
    {"from", CUPEL_QUANTITY, AT(from), .unit = "K", .fallback = "20 degC", .range = "(0, 4000]",
     .meaning = "lower temperature of the mean coefficient"},
    {"to", CUPEL_QUANTITY, AT(to), .unit = "K", .fallback = "100 degC", .range = "(0, 4000]",
     .meaning = "upper temperature of the mean coefficient"},
    {"window", CUPEL_QUANTITY, AT(window), .unit = "K", .fallback = "10 K", .range = "(0, 200]",
     .flags = CUPEL_DIFFERENCE, .meaning = "half width over which samples are joined by a local regression"},
    {"reference_expansion", CUPEL_QUANTITY, AT(reference_expansion), .unit = "K-1", .range = "[-1e-4, 1e-3]",
     .flags = CUPEL_DIFFERENCE,
     .meaning = "mean coefficient of the specimen of the reference run, in place of what the test says; 0: "
                "the run is "
                "the correction itself"},
    {"reference_length", CUPEL_QUANTITY, AT(reference_length), .unit = "m", .range = "(0, 1]",
     .meaning =
         "of the specimen of the reference run; that of the specimen when neither this nor the test says"},
    {"temperature_uncertainty", CUPEL_QUANTITY, AT(temperature_uncertainty), .unit = "K", .fallback = "0.5",
     .range = "[0, 50]", .flags = CUPEL_DIFFERENCE,
     .meaning = "standard uncertainty of either temperature of the mean coefficient"},
    {"transducer_uncertainty", CUPEL_NUMBER, AT(transducer_uncertainty), .unit = "1", .fallback = "0.3 %",
     .range = "[0, 0.5]", .meaning = "relative standard uncertainty of the calibration of the length change"},
    {"assumed_uncertainty", CUPEL_NUMBER, AT(assumed_uncertainty), .unit = "1", .fallback = "0.1 %",
     .range = "[0, 0.5]", .meaning = "relative standard uncertainty of a length for which none is stated"},
    CUPEL_DRAW_ROWS(options),
};
#undef AT

static cupel_status check(const void *values, cupel_error *error)
{
    const options *o = values;
    if (!(o->from < o->to))
        CUPEL_FAIL(error, CUPEL_EINVAL, "from %.6g K must lie below to %.6g K", o->from, o->to);
    return CUPEL_OK;
}

static const cupel_table option_table = {
    .name = "test.dilatometry", .size = sizeof(options), CUPEL_ROWS(option_rows), .check = check};

static const cupel_result mean_columns[] = {
    {"from", CUPEL_SCALAR, "K", .meaning = "lower temperature"},
    {"to", CUPEL_SCALAR, "K", .meaning = "upper temperature"},
    {"coefficient", CUPEL_SCALAR, "K-1", .uncertainty = "uncertainty", .difference = true, .meaning = "mean"},
    {"uncertainty", CUPEL_SCALAR, "K-1", .difference = true, .meaning = "standard uncertainty (k = 1)"},
};

static const cupel_result result_rows[] = {
    CUPEL_JUDGED("mean_expansion_coefficient", "K-1",
                 "mean linear coefficient between the two temperatures asked for"),
    CUPEL_JUDGED("mean_expansion_coefficient_20_300", "K-1", "mean linear coefficient from 20 to 300 degC"),
    {"from", CUPEL_SCALAR, "K", .meaning = "lower temperature of the mean"},
    {"to", CUPEL_SCALAR, "K", .meaning = "upper temperature of the mean"},
    {"hysteresis", CUPEL_SCALAR, "1",
     .meaning = "largest difference of heating and cooling, over the largest expansion"},
    {"permanent_strain", CUPEL_SCALAR, "1",
     .meaning = "what is left at the lowest temperature of both branches"},
    {"mean_coefficients", CUPEL_COLUMNS, NULL, .columns = mean_columns, .column_count = 4,
     .meaning = "mean linear coefficients from 20 degC to every 100 degC in range"},
    {"curve_temperature", CUPEL_SERIES, "K", .meaning = "temperatures of the branch"},
    {"relative_expansion", CUPEL_SERIES, "1", .axis = "curve_temperature",
     .meaning = "length change over the length, 0 at the "
                "first temperature"},
    {"expansion_coefficient", CUPEL_SERIES, "K-1", .axis = "curve_temperature",
     .uncertainty = "expansion_coefficient_uncertainty", .difference = true,
     .meaning = "instantaneous, by a local parabola"},
    {"expansion_coefficient_uncertainty", CUPEL_SERIES, "K-1", .axis = "curve_temperature",
     .difference = true, .meaning = "standard uncertainty (k = 1)"},
    CUPEL_JUDGEMENT_ROWS,
};

static const cupel_chart_panel panels[] = {
    {.results = {"relative_expansion"}},
    {.results = {"expansion_coefficient"}, .unit = "ppm/K", .unit_size = 1e-6},
};
static const cupel_chart chart = {.name = "expansion over temperature", CUPEL_CHART_PANELS(panels)};

static const char *const figure_names[] = {"mean_expansion_coefficient", "mean_expansion_coefficient_20_300"};

typedef struct work {
    const cupel_test *test;
    const options *o;
    cupel_arena *arena;
    cupel_results *results;
    cupel_judgement *judgement;
    cupel_known length, reference; /* the second: expansion of the reference, value 0 when there is none */
    double reference_share;        /* its length over that of the specimen */
    bool relative;                 /* length changes are over the length already */
    bool cooled;                   /* the branch evaluated is that of cooling */
    cupel_points branch, other;    /* the second may be empty */
} work;

static void doubt_all(work *w, const char *text)
{
    for (size_t i = 0; i < 2; i++) cupel_doubt(w->judgement, figure_names[i], "%s", text);
}

/* ---- samples ---- */

/* The reference run shows what the apparatus does, and its own specimen's expansion, which is given back. */
static void correct(work *w, const cupel_rows *rows)
{
    double *change = rows->columns[1];
    const double *reference = rows->columns[2];
    w->reference = (cupel_known){0, 0, "expansion of the reference", "K-1"};
    if (!reference) return;
    const cupel_known stated = cupel_known_get(w->test, "reference_expansion_coefficient",
                                               w->o->reference_expansion, 0.03, w->arena);
    const cupel_known length =
        cupel_known_get(w->test, "reference_length", w->o->reference_length, 0, w->arena);
    w->reference_share = cupel_known_positive(&length) ? length.value / w->length.value : 1;
    if (isfinite(stated.value)) {
        w->reference = stated;
    } else {
        const cupel_channel *channel = cupel_test_channel(w->test, "length_change_reference");
        const char *name = channel->original_name ? channel->original_name : "";
        if (!strstr(name, "orr") &&
            !strstr(name, "\xe4\xbf\xae\xe6\xad\xa3")) /* "correction" in either language */
            doubt_all(
                w,
                "the expansion of the specimen of the reference run is not stated: the run is taken as the "
                "correction itself");
    }
    const double length_of_reference = w->reference_share * w->length.value;
    for (size_t i = 0; i < rows->count; i++)
        change[i] += length_of_reference * w->reference.value * (rows->columns[0][i] - rows->columns[0][0]) -
                     reference[i];
}

static cupel_status take_samples(work *w, cupel_error *error)
{
    const char *const change_name = w->relative ? "relative_length_change" : "length_change";
    const char *const names[] = {"temperature", change_name, w->relative ? "" : "length_change_reference",
                                 NULL};
    cupel_rows rows;
    cupel_status status = cupel_rows_get(w->test, names, w->arena, &rows, error);
    if (status) return status;
    if (!rows.columns[0] || !rows.columns[1])
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a dilatometer test needs the channels temperature and length_change");
    if (rows.count < 10)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples are too few for a dilatometer test", rows.count);
    if (rows.overloaded) doubt_all(w, "some samples were overloaded and are left out");
    correct(w, &rows);
    const double *t = rows.columns[0], *change = rows.columns[1];
    size_t top = 0;
    for (size_t i = 0; i < rows.count; i++)
        if (t[i] > t[top]) top = i;
    const bool heats = t[top] - t[0] >= 5, cools = t[top] - t[rows.count - 1] >= 5;
    if (!heats && !cools) CUPEL_FAIL(error, CUPEL_EINVAL, "the temperature changes by less than 5 K");
    if (w->o->branch == HEATING && !heats) CUPEL_FAIL(error, CUPEL_EINVAL, "the run is not heated");
    if (w->o->branch == COOLING && !cools) CUPEL_FAIL(error, CUPEL_EINVAL, "the run is not cooled");
    w->cooled = w->o->branch == COOLING || (w->o->branch == BRANCH_AUTO && !heats);
    cupel_points up = {0}, down = {0};
    if (heats) status = cupel_points_sort(t, change, top + 1, w->arena, &up, error);
    if (!status && cools)
        status = cupel_points_sort(t + top, change + top, rows.count - top, w->arena, &down, error);
    w->branch = w->cooled ? down : up;
    w->other = w->cooled ? up : down;
    return status;
}

/* ---- what is to be said ---- */

static void check_hysteresis(work *w)
{
    if (w->other.count < 10) return;
    const cupel_points *a = &w->branch, *b = &w->other;
    const double low = fmax(a->x[0], b->x[0]), high = fmin(a->x[a->count - 1], b->x[b->count - 1]);
    if (!(high - low > 2 * w->o->window)) return;
    double largest = 0, uncertainty = 0, at_low = NAN;
    cupel_local one, two;
    for (int i = 0; i <= 40; i++) {
        const double t = low + (high - low) * i / 40;
        if (!cupel_points_fit(a, t, w->o->window, 1, &one) || !cupel_points_fit(b, t, w->o->window, 1, &two))
            continue;
        const double apart =
            w->cooled ? one.value - two.value : two.value - one.value; /* cooling less heating */
        if (i == 0) at_low = apart;
        if (fabs(apart) > largest)
            largest = fabs(apart), uncertainty = hypot(one.value_uncertainty, two.value_uncertainty);
    }
    double span = 0;
    for (size_t i = 0; i < a->count; i++) span = fmax(span, fabs(a->y[i] - a->y[0]));
    if (!(span > 0)) return;
    cupel_tell(w->results, "hysteresis", largest / span);
    char text[256];
    if (largest > 0.02 * span && largest > 4 * uncertainty) {
        snprintf(text, sizeof text, "heating and cooling are up to %.2g %% of the expansion apart",
                 100 * largest / span);
        doubt_all(w, text);
    }
    if (isnan(at_low)) return;
    const double strain = at_low / w->length.value;
    if (isfinite(strain)) cupel_tell(w->results, "permanent_strain", strain);
    if (strain < -1e-4 && at_low < -0.02 * span) {
        snprintf(text, sizeof text,
                 "the specimen is %.2g %% shorter after the run: it sintered, or lost stress or water",
                 -100 * strain);
        doubt_all(w, text);
    }
}

/* A branch that shrinks while it is heated, after it had grown: sintering, softening under the rod, a
 * transition. */
static void check_shrinkage(work *w, const double *t, const double *coefficient, const double *uncertainty,
                            size_t n)
{
    double sum = 0, growth = 0;
    size_t known = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(coefficient[i])) sum += fabs(coefficient[i]), known++;
    const double mean = known ? sum / (double)known : 0;
    size_t run = 0;
    for (size_t i = 0; i < n; i++) {
        if (isfinite(coefficient[i])) growth += coefficient[i];
        const bool shrinks =
            coefficient[i] < -0.1 * mean && coefficient[i] < -4 * uncertainty[i] && growth > 0;
        run = shrinks ? run + 1 : 0;
        if (run < 5) continue;
        char text[256];
        snprintf(text, sizeof text,
                 "from %.0f degC the specimen shrinks with rising temperature: it sinters, softens "
                 "under the rod, or changes its phase",
                 t[i - run + 1] - 273.15);
        doubt_all(w, text);
        return;
    }
}

/* A coefficient that stands out of the mean of those before and behind: over three windows no lattice bends
 * so. */
static void check_transitions(work *w, const double *t, const double *coefficient, const double *scatter,
                              size_t n)
{
    const double ranges[2][2] = {{w->o->from, w->o->to}, {293.15, 573.15}};
    const size_t away = n > 1 ? (size_t)(3 * w->o->window / (t[1] - t[0]) + 0.5) : 0;
    for (size_t f = 0; f < 2 && away > 0; f++) {
        double most = 0, at = NAN;
        for (size_t i = away; i + away < n; i++) {
            if (t[i] < ranges[f][0] || t[i] > ranges[f][1]) continue;
            const double beside = 0.5 * (coefficient[i - away] + coefficient[i + away]);
            const double off = fabs(coefficient[i] - beside);
            const double noise = hypot(scatter[i], 0.5 * hypot(scatter[i - away], scatter[i + away]));
            if (off > 0.15 * fabs(beside) && off > 6 * noise && off > most) most = off, at = t[i];
        }
        if (isfinite(at))
            cupel_doubt(
                w->judgement, figure_names[f],
                "about %.0f degC the expansion departs from that before and behind: a transition, or a "
                "slip, is in the mean",
                at - 273.15);
    }
}

static void check_jumps(work *w)
{
    const cupel_points *p = &w->branch;
    const double noise = cupel_white_noise(p->y, p->count, w->arena);
    const double span = fabs(p->y[p->count - 1] - p->y[0]);
    const double step = span / (double)(p->count - 1);
    for (size_t i = 1; i < p->count; i++) {
        const double jump = fabs(p->y[i] - p->y[i - 1]);
        if (jump < 0.02 * span || jump < 10 * noise || jump < 20 * step) continue;
        char text[160];
        snprintf(text, sizeof text, "the length jumps by %.3g um at %.0f degC: the specimen slipped",
                 1e6 * jump, p->x[i] - 273.15);
        doubt_all(w, text);
        return;
    }
}

/* ---- figures ---- */

enum { IN_SCATTER, IN_FROM, IN_TO, IN_TRANSDUCER, IN_LENGTH, IN_REFERENCE, INPUTS };

typedef struct mean {
    double from, to, coefficient; /* the last as measured */
    double length, reference, reference_share;
} mean;

static void measure(const void *self, const double in[], double out[])
{
    const mean *m = self;
    /* what the transducer saw is scaled; what is known of the reference is not */
    const double seen = m->coefficient - m->reference_share * m->reference;
    const double change =
        (in[IN_TRANSDUCER] * seen + m->reference_share * in[IN_REFERENCE] + in[IN_SCATTER]) *
        (m->to - m->from);
    out[0] = change / (in[IN_TO] - in[IN_FROM]) * m->length / in[IN_LENGTH];
}

static cupel_expansion_curve curve_of(const work *w)
{
    return (cupel_expansion_curve){w->branch.x, w->branch.y, w->branch.count, w->length.value};
}

static void inputs_of(const work *w, const mean *m, double scatter, cupel_known in[INPUTS])
{
    const double u = w->o->temperature_uncertainty;
    in[IN_SCATTER] =
        (cupel_known){0, isnan(scatter) ? 0 : scatter, "scatter of the length change (on alpha)", "K-1"};
    in[IN_FROM] = (cupel_known){m->from, u, "lower temperature", "K"};
    in[IN_TO] = (cupel_known){m->to, u, "upper temperature", "K"};
    in[IN_TRANSDUCER] =
        (cupel_known){1, w->o->transducer_uncertainty, "calibration of the length change, relative", "1"};
    in[IN_LENGTH] = w->length;
    in[IN_REFERENCE] = w->reference;
}

static cupel_status judge_mean(work *w, const char *name, double from, double to, int threads,
                               cupel_error *error)
{
    const cupel_expansion_curve curve = curve_of(w);
    cupel_expansion e;
    cupel_error problem = {0};
    if (cupel_expansion_mean(&curve, from, to, w->o->window, &e, &problem)) {
        cupel_refuse(w->judgement, name, "%s", problem.text);
        return CUPEL_OK;
    }
    const char *rule = cupel_arena_format(
        w->arena,
        "length change between %.4g and %.4g degC, each by local regression over +-%.3g K, over length and "
        "difference%s%s",
        from - 273.15, to - 273.15, w->o->window, w->cooled ? ", on cooling" : "",
        e.reach > 0.5 ? "; a line reaches past the end of the data" : "");
    cupel_judge(w->judgement, name, e.coefficient, NAN, rule);
    if (e.reach > w->o->window)
        cupel_doubt(w->judgement, name, "the data end %.1f K before a temperature asked for", e.reach);
    if (fabs(e.coefficient) > 3e-4)
        cupel_doubt(w->judgement, name, "no solid expands so: length or units cannot be right");
    const mean m = {from, to, e.coefficient, w->length.value, w->reference.value, w->reference_share};
    cupel_known in[INPUTS];
    inputs_of(w, &m, e.uncertainty, in);
    const cupel_propagation p = {measure, &m, in, INPUTS, &name, 1, w->o->draws, w->o->seed, threads, NULL};
    return cupel_propagate(&p, w->judgement, error);
}

/* Relative uncertainty of every coefficient but for scatter and the temperatures. */
static double relative_of(const work *w)
{
    return hypot(w->o->transducer_uncertainty, w->length.uncertainty / w->length.value);
}

static void set_means(work *w)
{
    enum { MOST = 40 };
    double columns[4][MOST];
    const cupel_expansion_curve curve = curve_of(w);
    size_t n = 0;
    for (int k = 0; k < MOST; k++) {
        const double to = 373.15 + 100 * k;
        if (to > w->branch.x[w->branch.count - 1] + 0.5) break;
        cupel_expansion e;
        if (cupel_expansion_mean(&curve, 293.15, to, w->o->window, &e, NULL)) continue;
        const double parts[] = {e.uncertainty, relative_of(w) * e.coefficient,
                                sqrt(2) * w->o->temperature_uncertainty / (to - 293.15) * e.coefficient,
                                w->reference_share * w->reference.uncertainty};
        double squares = 0;
        for (size_t i = 0; i < 4; i++)
            if (isfinite(parts[i])) squares += parts[i] * parts[i];
        const double row[] = {293.15, to, e.coefficient, sqrt(squares)};
        for (size_t c = 0; c < 4; c++) columns[c][n] = row[c];
        n++;
    }
    for (size_t c = 0; n && c < 4; c++)
        cupel_results_set_column(w->results, "mean_coefficients", mean_columns[c].name, columns[c], n);
}

static cupel_status set_curves(work *w, cupel_error *error)
{
    const cupel_points *p = &w->branch;
    const cupel_expansion_curve curve = curve_of(w);
    const double low = p->x[0], high = p->x[p->count - 1], step = fmax(1, ceil((high - low) / 1000));
    const size_t most = (size_t)((high - low) / step) + 2;
    double *columns = cupel_arena_alloc(w->arena, 5 * most, sizeof *columns);
    if (!columns) return cupel_out_of_memory(error, "the curves");
    double *scatter = columns + 4 * most, *t = columns, *strain = columns + most,
           *coefficient = columns + 2 * most, *uncertainty = columns + 3 * most;
    size_t n = 0;
    for (size_t k = 0; k < most; k++) {
        const double at = ceil(low) + (double)k * step;
        if (at > high) break;
        cupel_local level;
        cupel_expansion e;
        if (!cupel_points_fit(p, at, fmin(w->o->window, fmax(step, 2)), 1, &level) &&
            !cupel_points_fit(p, at, w->o->window, 1, &level))
            continue;
        const bool known = cupel_expansion_at(&curve, at, w->o->window, &e);
        t[n] = at;
        strain[n] = (level.value - p->y[0]) / w->length.value;
        coefficient[n] = known ? e.coefficient : (double)NAN;
        scatter[n] = known && !isnan(e.uncertainty) ? e.uncertainty : 0;
        uncertainty[n++] =
            known
                ? hypot(isnan(e.uncertainty) ? 0 : e.uncertainty,
                        hypot(relative_of(w) * e.coefficient, w->reference_share * w->reference.uncertainty))
                : (double)NAN;
    }
    if (n == 0) return CUPEL_OK;
    cupel_tell_series(w->results, "curve_temperature", t, n);
    cupel_tell_series(w->results, "relative_expansion", strain, n);
    cupel_tell_series(w->results, "expansion_coefficient", coefficient, n);
    cupel_tell_series(w->results, "expansion_coefficient_uncertainty", uncertainty, n);
    check_shrinkage(w, t, coefficient, uncertainty, n);
    check_transitions(w, t, coefficient, scatter, n);
    return CUPEL_OK;
}

static cupel_status judge(work *w, int threads, cupel_error *error)
{
    cupel_status status = take_samples(w, error);
    if (status) return status;
    if (!cupel_known_positive(&w->length)) {
        for (size_t i = 0; i < 2; i++)
            cupel_refuse(w->judgement, figure_names[i], "the length of the specimen is not known");
        return CUPEL_OK;
    }
    cupel_tell(w->results, "from", w->o->from);
    cupel_tell(w->results, "to", w->o->to);
    status = judge_mean(w, figure_names[0], w->o->from, w->o->to, threads, error);
    if (!status) status = judge_mean(w, figure_names[1], 293.15, 573.15, threads, error);
    if (status) return status;
    set_means(w);
    check_hysteresis(w);
    check_jumps(w);
    return set_curves(w, error);
}

static cupel_status evaluate(const cupel_work *given, cupel_error *error)
{
    const cupel_test *test = given->test;
    work w = {.test = test,
              .o = given->options,
              .arena = given->arena,
              .results = given->results,
              .judgement = given->judgement};
    w.length = cupel_known_get(test, "length", NAN, w.o->assumed_uncertainty, w.arena);
    if (!cupel_known_positive(&w.length))
        w.length = cupel_known_get(test, "gauge_length", NAN, w.o->assumed_uncertainty, w.arena);
    w.relative =
        !cupel_test_channel(test, "length_change") && cupel_test_channel(test, "relative_length_change");
    if (w.relative) w.length = (cupel_known){1, 0, "length (the change is over it)", "m"};
    if (w.relative && cupel_test_channel(test, "length_change_reference"))
        doubt_all(&w, "the reference run cannot be taken off without the length of the specimen");
    return judge(&w, given->threads, error);
}

const cupel_evaluation cupel_evaluation_dilatometry = {
    .kind = "dilatometry",
    .model = {.name = "test.dilatometry",
              .title = "Thermal expansion by dilatometer",
              .summary = "Mean and instantaneous coefficient of linear expansion from the length change of a "
                         "specimen over "
                         "the temperature, with the correction of the apparatus by a reference run; heating "
                         "and cooling are "
                         "compared. Not for the kinetics of sintering or of transitions.",
              .reference = "ASTM E228; DIN 51045; ISO 17562 (recalled)",
              .version = 1,
              .parameters = &option_table,
              CUPEL_RESULTS(result_rows),
              .chart = &chart},
    .evaluate = evaluate,
};
