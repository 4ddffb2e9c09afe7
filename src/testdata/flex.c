/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cupel/flex_fatigue.h"
#include "cupel/weibull.h"
#include "testdata/inputs.h"

typedef struct options {
    double thickness, core_thickness, mandrel_diameter, youngs_modulus, tensile_strength, confidence;
    int64_t draws, seed;
} options;

static const cupel_param rows[] = {
    {"thickness", CUPEL_QUANTITY, offsetof(options, thickness), "m", .range = "(0, inf)",
     .meaning = "t of the foil, in place of the specimen's"},
    {"core_thickness", CUPEL_QUANTITY, offsetof(options, core_thickness), "m", .range = "(0, inf)",
     .meaning = "t_M, of the metal without its roughness; absent: the thickness"},
    {"mandrel_diameter", CUPEL_QUANTITY, offsetof(options, mandrel_diameter), "m", .range = "(0, inf)",
     .meaning = "2 rho, in place of the test's"},
    {"youngs_modulus", CUPEL_QUANTITY, offsetof(options, youngs_modulus), "Pa", .range = "(0, inf)",
     .meaning = "E, in place of the specimen's"},
    {"tensile_strength", CUPEL_QUANTITY, offsetof(options, tensile_strength), "Pa", .range = "(0, inf)",
     .meaning = "S_u, in place of the specimen's"},
    {"confidence", CUPEL_NUMBER, offsetof(options, confidence), .fallback = "0.95", .range = "(0, 1)",
     .meaning = "of the bounds, on both sides"},
    CUPEL_DRAW_ROWS(options),
};

static const cupel_table table = {.name = "test.flex", .size = sizeof(options), CUPEL_ROWS(rows)};

static const cupel_result columns[] = {
    {"cycles", CUPEL_SCALAR, "1", .meaning = "life, ascending"},
    {"failed", CUPEL_SCALAR, "1", .meaning = "1: it failed, 0: it was stopped before"},
    {"median_rank", CUPEL_SCALAR, "1", .meaning = "share that has failed by then (Johnson, Benard)"},
    {"weibull", CUPEL_SCALAR, "1", .meaning = "share by the Weibull law"},
    {"lognormal", CUPEL_SCALAR, "1", .meaning = "share by the lognormal law"},
};

#define BOUNDS(name_, meaning_)                                                                              \
    {name_ "_lower", CUPEL_SCALAR, "1", .meaning = "lower bound of " meaning_},                              \
    {                                                                                                        \
        name_ "_upper", CUPEL_SCALAR, "1", .meaning = "upper bound of " meaning_                             \
    }

static const cupel_result results[] = {
    CUPEL_JUDGED("log_cycles_mean", "1", "mean of lg N"),
    CUPEL_JUDGED("log_cycles_deviation", "1", "standard deviation of lg N"),
    CUPEL_JUDGED("median_cycles", "1", "10^(mean of lg N)"),
    CUPEL_JUDGED("weibull_shape", "1", "shape of the Weibull law"),
    CUPEL_JUDGED("weibull_scale", "1", "cycles at which 63.2 % have failed"),
    CUPEL_JUDGED("life_10", "1", "cycles at which 10 % have failed, by the Weibull law"),
    CUPEL_JUDGED("fatigue_ductility", "1", "D_f of the foil by mandrel flex"),
    BOUNDS("weibull_shape", "the shape"),
    BOUNDS("weibull_scale", "the scale"),
    BOUNDS("life_10", "the life of 90 %"),
    {"strain_range", CUPEL_SCALAR, "1", .meaning = "over the mandrel"},
    {"specimens", CUPEL_SCALAR, "1", .meaning = "with a life"},
    {"failures", CUPEL_SCALAR, "1", .meaning = "that failed; the rest was stopped before"},
    {"better_law", CUPEL_LABEL, NULL, .meaning = "with the greater likelihood: weibull or lognormal"},
    {"lives", CUPEL_COLUMNS, NULL, .columns = columns, .column_count = 5, .meaning = "the specimens"},
    CUPEL_JUDGEMENT_ROWS,
};

static const cupel_chart_panel panels[] = {
    {.results = {"lives/median_rank", "lives/weibull", "lives/lognormal"}, .logarithmic_axis = true}};
static const cupel_chart chart = {.name = "lives", CUPEL_CHART_PANELS(panels)};

typedef struct life {
    double cycles;
    unsigned char failed;
} life;

static int by_life(const void *a, const void *b)
{
    const life *x = a, *y = b;
    if (x->cycles != y->cycles) return (x->cycles > y->cycles) - (x->cycles < y->cycles);
    return (int)y->failed - (int)x->failed;
}

typedef struct lives {
    size_t count, failures;
    double *cycles; /* ascending */
    unsigned char *failed;
    bool weibull_fits, lognormal_fits;
    cupel_weibull weibull;
    cupel_lognormal lognormal;
    cupel_error weibull_error, lognormal_error;
} lives;

static cupel_status read_lives(const cupel_test *test, cupel_arena *arena, lives *l, cupel_error *error)
{
    static const char *const names[] = {"cycles", "failed", NULL};
    cupel_rows r = {0};
    const cupel_status status = cupel_rows_get(test, names, arena, &r, error);
    if (status) return status;
    if (!r.columns[0]) CUPEL_FAIL(error, CUPEL_EINVAL, "a flex test needs a column \"cycles\"");
    if (r.count == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "there is no life of a specimen");
    life *sorted = cupel_arena_alloc(arena, r.count, sizeof *sorted);
    l->cycles = cupel_arena_alloc(arena, r.count, sizeof *l->cycles);
    l->failed = cupel_arena_alloc(arena, r.count, 1);
    if (!sorted || !l->cycles || !l->failed) return cupel_out_of_memory(error, "the lives");
    for (size_t i = 0; i < r.count; i++) {
        const double failed = r.columns[1] ? r.columns[1][i] : 1;
        if (!(r.columns[0][i] > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "specimen %zu lived %.6g cycles: lives are positive", i + 1,
                       r.columns[0][i]);
        if (failed != 0 && failed != 1)
            CUPEL_FAIL(error, CUPEL_EINVAL, "specimen %zu: failed is %.6g, and must be 0 or 1", i + 1,
                       failed);
        sorted[i] = (life){r.columns[0][i], failed > 0};
    }
    qsort(sorted, r.count, sizeof *sorted, by_life);
    for (l->count = 0; l->count < r.count; l->count++) {
        l->cycles[l->count] = sorted[l->count].cycles;
        l->failed[l->count] = sorted[l->count].failed;
        l->failures += sorted[l->count].failed;
    }
    return CUPEL_OK;
}

/* A law that the lives do not determine is no failure of the evaluation. */
static cupel_status fit(lives *l, cupel_error *error)
{
    const cupel_status weibull =
        cupel_weibull_fit(l->cycles, l->failed, l->count, &l->weibull, &l->weibull_error);
    const cupel_status lognormal =
        cupel_lognormal_fit(l->cycles, l->failed, l->count, &l->lognormal, &l->lognormal_error);
    if (weibull == CUPEL_ENOMEM || lognormal == CUPEL_ENOMEM)
        return cupel_out_of_memory(error, "the laws of lives");
    l->weibull_fits = weibull == CUPEL_OK;
    l->lognormal_fits = lognormal == CUPEL_OK;
    return CUPEL_OK;
}

/* ---- laws ---- */

static const char *const law_figures[] = {"log_cycles_mean", "log_cycles_deviation", "median_cycles",
                                          "weibull_shape",   "weibull_scale",        "life_10"};
enum { LAW_FIGURES = sizeof law_figures / sizeof *law_figures };

static void judge_lognormal(const lives *l, cupel_judgement *j)
{
    const cupel_lognormal *n = &l->lognormal;
    if (!l->lognormal_fits) {
        for (size_t i = 0; i < 3; i++) cupel_refuse(j, law_figures[i], "%s", l->lognormal_error.text);
        return;
    }
    const char *rule = l->failures == l->count ? "mean and standard deviation (n - 1) of the sample"
                                               : "maximum likelihood with the lives that were stopped";
    const double median = pow(10, n->mean);
    cupel_judge(j, "log_cycles_mean", n->mean, n->mean_uncertainty, rule);
    cupel_judge(j, "log_cycles_deviation", n->deviation, n->deviation_uncertainty, rule);
    cupel_judge(j, "median_cycles", median, median * log(10) * n->mean_uncertainty, "10^(mean of lg N)");
}

static void judge_weibull(const lives *l, double confidence, cupel_judgement *j, cupel_results *out)
{
    const cupel_weibull *w = &l->weibull;
    if (!l->weibull_fits) {
        for (size_t i = 3; i < LAW_FIGURES; i++) cupel_refuse(j, law_figures[i], "%s", l->weibull_error.text);
        return;
    }
    const char *rule =
        "maximum likelihood; uncertainty and bounds by the observed information, normal in the logarithm";
    double shape[2], scale[2], life10[2], sigma[2];
    cupel_weibull_bounds(w, confidence, shape, scale);
    const double tenth = cupel_weibull_life(w, 0.1, confidence, life10);
    cupel_weibull_life(w, 0.1, 0.6826894921370859, sigma); /* one standard deviation of the logarithm */
    cupel_judge(j, "weibull_shape", w->shape, w->shape * sqrt(w->variance_shape), rule);
    cupel_judge(j, "weibull_scale", w->scale, w->scale * sqrt(w->variance_scale), rule);
    cupel_judge(j, "life_10", tenth, tenth * log(sigma[1] / tenth), rule);
    const struct {
        const char *name;
        double value;
    } bounds[] = {{"weibull_shape_lower", shape[0]}, {"weibull_shape_upper", shape[1]},
                  {"weibull_scale_lower", scale[0]}, {"weibull_scale_upper", scale[1]},
                  {"life_10_lower", life10[0]},      {"life_10_upper", life10[1]}};
    for (size_t i = 0; i < 6; i++) cupel_results_set(out, bounds[i].name, bounds[i].value);
}

static void doubt_lives(const lives *l, cupel_judgement *j)
{
    for (size_t i = 0; i < LAW_FIGURES; i++) {
        if (l->failures < 5)
            cupel_doubt(j, law_figures[i], "it rests on %zu failures: the bounds are too narrow",
                        l->failures);
        if (2 * l->failures < l->count)
            cupel_doubt(j, law_figures[i], "%zu of %zu specimens were stopped before they failed",
                        l->count - l->failures, l->count);
    }
    if (l->weibull_fits && l->cycles[0] > cupel_weibull_life(&l->weibull, 0.1, 0.95, NULL))
        cupel_doubt(j, "life_10", "it lies below all lives: extrapolated");
}

static cupel_status tell(const lives *l, cupel_arena *arena, cupel_results *out, cupel_error *error)
{
    double *room = cupel_arena_alloc(arena, l->count, sizeof *room);
    if (!room) return cupel_out_of_memory(error, "the lives");
    cupel_results_set(out, "specimens", (double)l->count);
    cupel_results_set(out, "failures", (double)l->failures);
    cupel_results_set_column(out, "lives", "cycles", l->cycles, l->count);
    for (size_t i = 0; i < l->count; i++) room[i] = l->failed[i];
    cupel_results_set_column(out, "lives", "failed", room, l->count);
    cupel_median_ranks(l->failed, l->count, room);
    cupel_results_set_column(out, "lives", "median_rank", room, l->count);
    for (size_t i = 0; i < l->count; i++)
        room[i] =
            l->weibull_fits ? -expm1(-pow(l->cycles[i] / l->weibull.scale, l->weibull.shape)) : (double)NAN;
    cupel_results_set_column(out, "lives", "weibull", room, l->count);
    for (size_t i = 0; i < l->count; i++)
        room[i] =
            l->lognormal_fits
                ? 0.5 * erfc((l->lognormal.mean - log10(l->cycles[i])) / l->lognormal.deviation / sqrt(2))
                : (double)NAN;
    cupel_results_set_column(out, "lives", "lognormal", room, l->count);
    if (l->weibull_fits && l->lognormal_fits)
        cupel_results_set_label(out, "better_law",
                                l->weibull.log_likelihood > l->lognormal.log_likelihood ? "weibull"
                                                                                        : "lognormal");
    return CUPEL_OK;
}

/* ---- ductility ---- */

enum { LOG_CYCLES, THICKNESS, CORE, MANDREL, STRENGTH, MODULUS, INPUTS };

static cupel_mandrel_flex flex_of(const double in[])
{
    return (cupel_mandrel_flex){.cycles = pow(10, in[LOG_CYCLES]),
                                .thickness = in[THICKNESS],
                                .core_thickness = in[THICKNESS] - in[CORE],
                                .mandrel_diameter = in[MANDREL],
                                .tensile_strength = in[STRENGTH],
                                .youngs_modulus = in[MODULUS]};
}

static void measure(const void *self, const double in[], double out[])
{
    (void)self;
    const cupel_mandrel_flex flex = flex_of(in);
    out[0] = NAN;
    cupel_fatigue_ductility(&flex, &out[0], NULL);
}

static cupel_status judge_ductility(const cupel_work *work, const lives *l, cupel_error *error)
{
    const cupel_test *test = work->test;
    const options *o = work->options;
    cupel_arena *arena = work->arena;
    cupel_judgement *j = work->judgement;
    static const char *const figures[] = {"fatigue_ductility"};
    cupel_known in[INPUTS] = {
        {l->lognormal.mean, l->lognormal.mean_uncertainty, "lg N", "1"},
        cupel_known_get(test, "thickness", o->thickness, 0.01, arena),
        {0, 0, "roughness taken off the thickness", "m"},
        cupel_known_get(test, "mandrel_diameter", o->mandrel_diameter, 0.005, arena),
        cupel_known_get(test, "tensile_strength", o->tensile_strength, 0.03, arena),
        cupel_known_get(test, "youngs_modulus", o->youngs_modulus, 0.05, arena),
    };
    if (!isnan(o->core_thickness)) in[CORE].value = in[THICKNESS].value - o->core_thickness;
    const char *reason = l->lognormal_fits ? NULL : l->lognormal_error.text;
    double values[INPUTS];
    for (size_t i = 0; i < INPUTS; i++) {
        values[i] = in[i].value;
        if (i != LOG_CYCLES && i != CORE && !cupel_known_positive(&in[i]) && !reason)
            reason = cupel_arena_format(arena, "it needs the %s", in[i].name);
    }
    cupel_error no_root = {0};
    double ductility = NAN;
    const cupel_mandrel_flex flex = flex_of(values);
    if (!reason && cupel_fatigue_ductility(&flex, &ductility, &no_root)) reason = no_root.text;
    if (reason) {
        cupel_refuse(j, "fatigue_ductility", "%s", reason);
        return CUPEL_OK;
    }
    cupel_results_set(work->results, "strain_range", cupel_mandrel_strain(&flex));
    cupel_judge(j, "fatigue_ductility", ductility, NAN,
                "Engelmaier's equation (IPC-TM-650 2.4.2.1, as recalled) at the median life, solved for D_f");
    if (!(flex.cycles >= 30 && flex.cycles <= 500))
        cupel_doubt(j, "fatigue_ductility",
                    "%.4g cycles are outside the 30 to 500 for which the method is meant", flex.cycles);
    if (ductility > 2)
        cupel_doubt(j, "fatigue_ductility", "it is larger than foils have: check thickness and mandrel");
    const cupel_propagation propagation = {measure, NULL,     in,      INPUTS,        figures,
                                           1,       o->draws, o->seed, work->threads, NULL};
    return cupel_propagate(&propagation, j, error);
}

static cupel_status evaluate(const cupel_work *work, cupel_error *error)
{
    const options *o = work->options;
    cupel_judgement *j = work->judgement;
    lives l = {0};
    cupel_status status = read_lives(work->test, work->arena, &l, error);
    if (!status) status = fit(&l, error);
    if (status) return status;
    judge_lognormal(&l, j);
    judge_weibull(&l, o->confidence, j, work->results);
    doubt_lives(&l, j);
    status = judge_ductility(work, &l, error);
    return status ? status : tell(&l, work->arena, work->results, error);
}

const cupel_evaluation cupel_evaluation_flex = {
    .kind = "flex",
    .model =
        {
            .name = "test.flex",
            .title = "Lives in folding and flexing, and the ductility of foil",
            .summary =
                "Lives of specimens, each a row, some stopped before they failed: lognormal and Weibull laws "
                "by "
                "maximum likelihood with bounds, and, over a mandrel, the fatigue ductility of the foil by "
                "Engelmaier's equation.",
            .reference = "ASTM D2176, JIS C 5016, IPC-TM-650 2.4.2.1 and 2.4.3; Engelmaier 1982",
            .version = 1,
            .parameters = &table,
            CUPEL_RESULTS(results),
            .chart = &chart,
        },
    .evaluate = evaluate,
};
