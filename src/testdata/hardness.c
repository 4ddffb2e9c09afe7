/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/hardness.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cupel/lot.h"
#include "testdata/inputs.h"
#include "testdata/metal.h"

typedef struct options {
    int method;
    double test_force, ball_diameter, thickness, force_uncertainty, diagonal_uncertainty, significance;
    int64_t draws, seed;
} options;

enum { AUTO, VICKERS, BRINELL };
static const char *const methods[] = {"auto", "vickers", "brinell", NULL};

static const cupel_param rows[] = {
    {"method", CUPEL_CHOICE, offsetof(options, method), .fallback = "auto", .choices = methods,
     .meaning = "pyramid or ball; auto: a ball if its diameter is given"},
    {"test_force", CUPEL_QUANTITY, offsetof(options, test_force), "N", .range = "(0, inf)",
     .meaning = "F, in place of the test's"},
    {"ball_diameter", CUPEL_QUANTITY, offsetof(options, ball_diameter), "m", .range = "(0, inf)",
     .meaning = "D, in place of the test's"},
    {"thickness", CUPEL_QUANTITY, offsetof(options, thickness), "m", .range = "(0, inf)",
     .meaning = "of the specimen, in place of its own"},
    {"force_uncertainty", CUPEL_NUMBER, offsetof(options, force_uncertainty), .fallback = "0.0058",
     .range = "[0, 1]", .meaning = "relative standard uncertainty of the force; the default is 1 %/sqrt(3)"},
    {"diagonal_uncertainty", CUPEL_QUANTITY, offsetof(options, diagonal_uncertainty), "m",
     .fallback = "0.3 um", .range = "[0, inf)",
     .meaning = "standard uncertainty common to all diagonals or diameters; the default is assumed"},
    {"significance", CUPEL_NUMBER, offsetof(options, significance), .fallback = "0.05", .range = "(0, 0.5]",
     .meaning = "of Grubbs' test for outliers, which are named and not removed"},
    CUPEL_DRAW_ROWS(options),
};

static const cupel_table table = {.name = "test.hardness", .size = sizeof(options), CUPEL_ROWS(rows)};

static const cupel_result columns[] = {
    {"indentation", CUPEL_SCALAR, "1", .meaning = "number in the file"},
    {"force", CUPEL_SCALAR, "N", .meaning = "F"},
    {"diagonal", CUPEL_SCALAR, "m", .meaning = "mean diagonal, or diameter of a ball's indentation"},
    {"hardness", CUPEL_SCALAR, "1", .meaning = "of the indentation"},
    {"printed_hardness", CUPEL_SCALAR, "1", .meaning = "what the tester printed"},
    {"outlier", CUPEL_SCALAR, "1", .meaning = "the test of Grubbs that found it, from 1; 0: none"},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static const cupel_result results[] = {
    CUPEL_JUDGED("hardness", "1", "mean hardness number, in kgf/mm2 as the scale has it"),
    CUPEL_JUDGED("hardness_deviation", "1", "standard deviation of the indentations"),
    CUPEL_JUDGED("tensile_strength_estimate", "Pa",
                 "3.15 HV, for wrought copper and aluminium: an estimate only"),
    {"scale", CUPEL_LABEL, NULL, .meaning = "HV 0.5, HBW 2.5/62.5"},
    {"indentations", CUPEL_SCALAR, "1", .meaning = "that were evaluated"},
    {"outliers", CUPEL_SCALAR, "1", .meaning = "by Grubbs' test; they are in the mean"},
    {"indentation_table", CUPEL_COLUMNS, NULL, .columns = columns, .column_count = COLUMNS,
     .meaning = "the indentations"},
    CUPEL_JUDGEMENT_ROWS,
};

static const cupel_chart_panel panels[] = {
    {.results = {"indentation_table/hardness", "indentation_table/printed_hardness"}}};
static const cupel_chart chart = {.name = "hardness", CUPEL_CHART_PANELS(panels)};

enum { DIAGONAL, DIAGONAL_2, FORCE, PRINTED, X, Y };

/* The indentations of one test. */
typedef struct sheet {
    const options *options;
    size_t count, overloaded;
    double *force, *diagonal, *hardness, *printed, *outlier, *number; /* [count] */
    const double *d1, *d2, *x, *y;                                    /* NULL: not in the file */
    double ball, thickness;                                           /* NaN: none */
    bool brinell, computed;
} sheet;

static double hardness_of(const sheet *s, double force, double diagonal)
{
    return s->brinell ? cupel_brinell_hardness(force, s->ball, diagonal)
                      : cupel_vickers_hardness(force, diagonal);
}

static cupel_status compute(sheet *s, const double *force, double test_force, cupel_error *error)
{
    for (size_t i = 0; i < s->count; i++) {
        s->force[i] = force ? force[i] : test_force;
        s->diagonal[i] = s->d1 ? s->d2 ? 0.5 * (s->d1[i] + s->d2[i]) : s->d1[i] : (double)NAN;
        s->hardness[i] = s->computed ? hardness_of(s, s->force[i], s->diagonal[i]) : s->printed[i];
        s->number[i] = (double)(i + 1);
        if (!(s->hardness[i] > 0 && isfinite(s->hardness[i])))
            CUPEL_FAIL(error, CUPEL_EINVAL, "indentation %zu has no hardness: force %.6g N, diagonal %.6g m",
                       i + 1, s->force[i], s->diagonal[i]);
    }
    return CUPEL_OK;
}

static bool allocate(sheet *s, cupel_arena *arena)
{
    double **const arrays[] = {&s->force, &s->diagonal, &s->hardness, &s->outlier, &s->number};
    for (size_t i = 0; i < 5; i++) {
        *arrays[i] = cupel_arena_alloc(arena, s->count, sizeof(double));
        if (!*arrays[i]) return false;
    }
    return true;
}

static cupel_status read_sheet(const cupel_test *test, const options *o, cupel_arena *arena, sheet *s,
                               cupel_error *error)
{
    static const char *const names[] = {"diagonal", "diagonal_2", "force", "hardness",
                                        "position", "position_y", NULL};
    cupel_rows r = {0};
    cupel_status status = cupel_rows_get(test, names, arena, &r, error);
    if (status) return status;
    if (!r.columns[DIAGONAL] && !r.columns[PRINTED])
        CUPEL_FAIL(error, CUPEL_EINVAL, "a hardness test needs a column \"diagonal\" or \"hardness\"");
    if (r.count == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "there is no good indentation");
    const cupel_known force = cupel_known_get(test, "test_force", o->test_force, o->force_uncertainty, arena);
    const cupel_known ball = cupel_known_get(test, "ball_diameter", o->ball_diameter, 0, arena);
    const cupel_known thickness = cupel_known_get(test, "thickness", o->thickness, 0.01, arena);
    const bool forced = isnan(o->test_force) && r.columns[FORCE];
    *s = (sheet){.options = o,
                 .count = r.count,
                 .overloaded = r.total - r.count,
                 .d1 = r.columns[DIAGONAL],
                 .d2 = r.columns[DIAGONAL_2],
                 .printed = r.columns[PRINTED],
                 .x = r.columns[X],
                 .y = r.columns[Y],
                 .ball = ball.value,
                 .thickness = thickness.value};
    s->brinell = o->method == BRINELL || (o->method == AUTO && cupel_known_positive(&ball));
    if (s->brinell && !cupel_known_positive(&ball))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "Brinell hardness needs the ball's diameter: the condition \"ball_diameter\"");
    s->computed = s->d1 && (forced || cupel_known_positive(&force));
    if (!s->computed && !s->printed)
        CUPEL_FAIL(error, CUPEL_EINVAL, "hardness needs the test force: the condition \"test_force\"");
    if (!allocate(s, arena)) return cupel_out_of_memory(error, "the indentations");
    return compute(s, forced ? r.columns[FORCE] : NULL, force.value, error);
}

/* ---- doubts ---- */

static void doubt_thickness(const sheet *s, cupel_judgement *j)
{
    double most = 0;
    for (size_t i = 0; i < s->count; i++) {
        const double need =
            s->brinell ? 8 * cupel_brinell_depth(s->ball, s->diagonal[i]) : 1.5 * s->diagonal[i];
        if (need > most) most = need;
    }
    if (!(s->thickness > 0) || !(most > 0)) return;
    if (s->thickness < most)
        cupel_doubt(j, "hardness", "the specimen of %.4g um is thinner than %s, %.4g um: the support is felt",
                    s->thickness * 1e6, s->brinell ? "8 depths" : "1.5 diagonals", most * 1e6);
    if (s->thickness < 0.1e-3)
        cupel_doubt(j, "hardness",
                    "the specimen is a foil of %.4g um: use a cross-section or nanoindentation",
                    s->thickness * 1e6);
}

static void doubt_diagonals(const sheet *s, cupel_judgement *j)
{
    size_t uneven = 0, small = 0, outside = 0;
    for (size_t i = 0; i < s->count && s->d1; i++) {
        const double ratio = s->diagonal[i] / s->ball;
        if (s->d2) uneven += fabs(s->d1[i] - s->d2[i]) > 0.05 * s->diagonal[i];
        small += !s->brinell && s->diagonal[i] < 20e-6;
        outside += s->brinell && !(ratio >= 0.24 && ratio <= 0.6);
    }
    if (uneven)
        cupel_doubt(j, "hardness", "in %zu indentations the diagonals differ by more than 5 %%", uneven);
    if (small) cupel_doubt(j, "hardness", "%zu diagonals are below 20 um, the least of ISO 6507", small);
    if (outside) cupel_doubt(j, "hardness", "%zu diameters are outside 0.24 to 0.6 of the ball's", outside);
}

/* Between centres at least 3 diagonals or diameters; of a pyramid in light metals 6 (ISO 6507-1, 6506-1). */
static void doubt_spacing(const cupel_test *test, const sheet *s, cupel_judgement *j)
{
    if (!s->x || !s->d1 || s->count > 5000) return;
    bool known = false;
    const bool light = cupel_metal_of(test, CUPEL_METAL_AUTO, &known) == CUPEL_METAL_ALUMINIUM && known;
    const double need = light && !s->brinell ? 6 : 3;
    double least = HUGE_VAL;
    for (size_t i = 0; i < s->count; i++)
        for (size_t k = 0; k < i; k++) {
            const double dy = s->y ? s->y[i] - s->y[k] : 0;
            const double distance = hypot(s->x[i] - s->x[k], dy) / (0.5 * (s->diagonal[i] + s->diagonal[k]));
            if (distance < least) least = distance;
        }
    if (least < 0.995 * need)
        cupel_doubt(j, "hardness", "two indentations are %.3g diagonals apart: %.0f at least", least, need);
}

/* Small loads read high, so loads are not mixed in one mean. */
static void doubt_loads(const sheet *s, cupel_judgement *j)
{
    double least = HUGE_VAL, most = 0;
    for (size_t i = 0; i < s->count; i++) least = fmin(least, s->force[i]), most = fmax(most, s->force[i]);
    if (least > 0 && most > 1.02 * least)
        cupel_doubt(j, "hardness",
                    "it is a mean over forces from %.4g N to %.4g N, which are scales of their own", least,
                    most);
    if (s->count == 1) cupel_doubt(j, "hardness", "one indentation cannot tell the scatter");
}

static void doubt_printed(const sheet *s, cupel_judgement *j)
{
    if (!s->computed || !s->printed) return;
    double sum = 0, printed = 0;
    for (size_t i = 0; i < s->count; i++) sum += s->hardness[i], printed += s->printed[i];
    if (fabs(printed / sum - 1) > 0.02)
        cupel_doubt(j, "hardness", "the tester printed %.4g on average: force, diagonals or scale do not fit",
                    printed / (double)s->count);
}

/* ---- figures ---- */

enum { SCALE, READING, SCATTER, INPUTS };
static const char *const figures[] = {"hardness"};

static void measure(const void *self, const double in[], double out[])
{
    const sheet *s = self;
    double sum = 0;
    for (size_t i = 0; i < s->count; i++)
        sum += s->computed ? hardness_of(s, s->force[i] * in[SCALE], s->diagonal[i] + in[READING])
                           : s->printed[i];
    out[0] = sum / (double)s->count + in[SCATTER];
}

static cupel_status judge(const sheet *s, const cupel_lot *lot, int threads, cupel_judgement *j,
                          cupel_error *error)
{
    const options *o = s->options;
    const double scatter = isnan(lot->standard_error) ? 0 : lot->standard_error;
    const cupel_known inputs[INPUTS] = {
        {1, s->computed ? o->force_uncertainty : 0, "scale of the force", "1"},
        {0, s->computed ? o->diagonal_uncertainty : 0, "reading of the diagonals", "m"},
        {0, scatter, "scatter of the indentations", "1"}};
    char rule[200];
    snprintf(rule, sizeof rule, "mean of %zu indentations; %s%s", s->count,
             !s->computed ? "the tester's own figures"
             : s->brinell ? "0.102 2F/(pi D (D - sqrt(D^2 - d^2)))"
                          : "0.1891 F/d^2",
             s->thickness > 0 ? "" : "; thickness not given, so it is not checked");
    cupel_judge(j, "hardness", lot->mean, NAN, rule);
    const double n = (double)lot->count;
    cupel_judge(j, "hardness_deviation", lot->deviation,
                n > 1 ? lot->deviation / sqrt(2 * (n - 1)) : (double)NAN, "standard deviation (n - 1)");
    if (s->count < 2) cupel_refuse(j, "hardness_deviation", "there is one indentation only");
    const cupel_propagation propagation = {measure, s,        inputs,  INPUTS,  figures,
                                           1,       o->draws, o->seed, threads, NULL};
    return cupel_propagate(&propagation, j, error);
}

/* HV times 3.0 to 3.3 MPa, as a rectangular distribution. */
static void estimate_strength(const sheet *s, const cupel_lot *lot, cupel_judgement *j)
{
    cupel_judge(j, "tensile_strength_estimate", 3.15e6 * lot->mean, 0.3e6 / sqrt(12) * lot->mean,
                "3.15 MPa per unit of Vickers hardness");
    if (s->brinell)
        cupel_refuse(j, "tensile_strength_estimate", "the rule is for Vickers hardness");
    else
        cupel_doubt(j, "tensile_strength_estimate",
                    "an estimate for wrought copper and aluminium, 3.0 to 3.3 times the "
                    "hardness; no tensile test");
}

/* What was read, to which the readings were rounded, where it tells an outlier as well as the hardness does.
 */
static void readings(const sheet *s, double *out)
{
    bool one_force = true;
    for (size_t i = 1; i < s->count; i++) one_force = one_force && s->force[i] == s->force[0];
    for (size_t i = 0; i < s->count; i++)
        out[i] = s->computed && one_force ? s->d1[i] + (s->d2 ? s->d2[i] : 0) : s->hardness[i];
}

static cupel_status find_outliers(sheet *s, cupel_arena *arena, cupel_judgement *j, cupel_results *out,
                                  cupel_error *error)
{
    unsigned *outlier = cupel_arena_alloc(arena, s->count, sizeof *outlier);
    double *read = cupel_arena_alloc(arena, s->count, sizeof *read);
    size_t found = 0;
    if (!outlier || !read) return cupel_out_of_memory(error, "the indentations");
    readings(s, read);
    const cupel_status status =
        cupel_grubbs_repeated(read, s->count, s->options->significance, outlier, &found, error);
    if (status) return status;
    for (size_t i = 0; i < s->count; i++) {
        s->outlier[i] = outlier[i];
        if (outlier[i])
            cupel_doubt(j, "hardness",
                        "indentation %zu, %.4g, is an outlier by Grubbs' test; it is in the mean", i + 1,
                        s->hardness[i]);
    }
    cupel_results_set(out, "outliers", (double)found);
    return CUPEL_OK;
}

static void tell(const sheet *s, cupel_results *out)
{
    char scale[64];
    const double kgf = s->force[0] / 9.80665;
    if (!(s->force[0] > 0))
        snprintf(scale, sizeof scale, "%s", s->brinell ? "HBW" : "HV");
    else if (s->brinell)
        snprintf(scale, sizeof scale, "HBW %.4g/%.4g", s->ball * 1e3, kgf);
    else
        snprintf(scale, sizeof scale, "HV %.3g", kgf);
    cupel_results_set_label(out, "scale", scale);
    cupel_results_set(out, "indentations", (double)s->count);
    const double *const values[COLUMNS] = {s->number,   s->force,   s->diagonal,
                                           s->hardness, s->printed, s->outlier};
    for (size_t c = 0; c < COLUMNS; c++)
        if (values[c])
            cupel_results_set_column(out, "indentation_table", columns[c].name, values[c], s->count);
}

static cupel_status evaluate(const cupel_work *work, cupel_error *error)
{
    const options *o = work->options;
    cupel_judgement *j = work->judgement;
    sheet s = {0};
    cupel_status status = read_sheet(work->test, o, work->arena, &s, error);
    if (status) return status;
    cupel_lot lot = {0};
    status = cupel_lot_statistics(s.hardness, s.count, 0.95, &lot, error);
    if (!status) status = judge(&s, &lot, work->threads, j, error);
    if (!status) status = find_outliers(&s, work->arena, j, work->results, error);
    if (status) return status;
    if (s.overloaded) cupel_doubt(j, "hardness", "%zu rows without good values are left out", s.overloaded);
    doubt_thickness(&s, j);
    doubt_diagonals(&s, j);
    doubt_spacing(work->test, &s, j);
    doubt_printed(&s, j);
    doubt_loads(&s, j);
    estimate_strength(&s, &lot, j);
    tell(&s, work->results);
    return CUPEL_OK;
}

const cupel_evaluation cupel_evaluation_hardness = {
    .kind = "hardness",
    .model =
        {
            .name = "test.hardness",
            .title = "Vickers and Brinell hardness of several indentations",
            .summary =
                "Hardness numbers by force and diagonals, their mean and standard deviation, outliers by "
                "Grubbs' "
                "test, and whether thickness, spacing and size of the indentations are what the standards "
                "ask for. Where the file holds hardness numbers without diagonals, those are taken.",
            .reference = "ISO 6507-1, ISO 6506-1",
            .version = 1,
            .parameters = &table,
            CUPEL_RESULTS(results),
            .chart = &chart,
        },
    .evaluate = evaluate,
};
