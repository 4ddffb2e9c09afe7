/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cupel/peel.h"
#include "testdata/inputs.h"

typedef struct options {
    double width, speed, steady_from, steady_to, zero_force, force_uncertainty;
    int64_t draws, seed;
} options;

static const cupel_param rows[] = {
    {"width", CUPEL_QUANTITY, offsetof(options, width), "m", .range = "(0, inf)",
     .meaning = "of the strip, in place of the specimen's"},
    {"speed", CUPEL_QUANTITY, offsetof(options, speed), "m s-1", .range = "(0, inf)",
     .meaning = "of peeling, in place of the test's; makes displacements of times"},
    {"steady_from", CUPEL_QUANTITY, offsetof(options, steady_from), "m",
     .meaning = "displacement where the steady part begins; absent: it is found"},
    {"steady_to", CUPEL_QUANTITY, offsetof(options, steady_to), "m",
     .meaning = "displacement where it ends; absent: it is found"},
    {"zero_force", CUPEL_QUANTITY, offsetof(options, zero_force), "N", .fallback = "0 N",
     .meaning = "force without a specimen, which is taken off"},
    {"force_uncertainty", CUPEL_NUMBER, offsetof(options, force_uncertainty), .fallback = "0.0058",
     .range = "[0, 1]",
     .meaning = "relative standard uncertainty of the force; the default is that of class 1, 1 %/sqrt(3)"},
    CUPEL_DRAW_ROWS(options),
};

static cupel_status check(const void *values, cupel_error *error)
{
    const options *o = values;
    if (o->steady_to <= o->steady_from)
        CUPEL_FAIL(error, CUPEL_EINVAL, "steady_to must lie beyond steady_from");
    return CUPEL_OK;
}

static const cupel_table table = {
    .name = "test.peel", .size = sizeof(options), CUPEL_ROWS(rows), .check = check};

static const cupel_result results[] = {
    CUPEL_JUDGED("peel_strength", "N m-1", "mean force of the steady part over the width"),
    CUPEL_JUDGED("peel_strength_minimum", "N m-1", "least force of the steady part over the width"),
    CUPEL_JUDGED("peel_strength_maximum", "N m-1", "greatest force of the steady part over the width"),
    CUPEL_JUDGED("peel_strength_mode", "N m-1", "most frequent force of the steady part over the width"),
    {"peel_strength_deviation", CUPEL_SCALAR, "N m-1", .meaning = "standard deviation along the steady part"},
    {"steady_from", CUPEL_SCALAR, "m", .meaning = "displacement where the steady part begins"},
    {"steady_to", CUPEL_SCALAR, "m", .meaning = "displacement where it ends"},
    {"steady_samples", CUPEL_SCALAR, "1", .meaning = "samples of the steady part"},
    {"displacement", CUPEL_SERIES, "m", .meaning = "of the crosshead, or time by the speed"},
    {"force_per_width", CUPEL_SERIES, "N m-1", "displacement", .meaning = "the curve"},
    {"steady_displacement", CUPEL_SERIES, "m", .meaning = "in the steady part"},
    {"steady_force_per_width", CUPEL_SERIES, "N m-1", "steady_displacement", .meaning = "the steady part"},
    {"steady_mean", CUPEL_SERIES, "N m-1", "steady_displacement", .meaning = "the peel strength"},
    {"time", CUPEL_SERIES, "s", .meaning = "where there is neither displacement nor speed"},
    {"force_per_width_in_time", CUPEL_SERIES, "N m-1", "time", .meaning = "the curve"},
    CUPEL_JUDGEMENT_ROWS,
};

static const cupel_chart_panel panels[] = {
    {.results = {"force_per_width", "steady_force_per_width", "steady_mean"}},
    {.results = {"force_per_width_in_time"}},
};
static const cupel_chart chart = {.name = "peel", CUPEL_CHART_PANELS(panels)};

static const char *const figures[] = {"peel_strength", "peel_strength_minimum", "peel_strength_maximum",
                                      "peel_strength_mode"};
enum { FIGURES = sizeof figures / sizeof *figures };

static void doubt_all(cupel_judgement *j, const char *reason)
{
    for (size_t i = 0; i < FIGURES; i++) cupel_doubt(j, figures[i], "%s", reason);
}

/* The curve: force positive, over the travel that there is. */
typedef struct curve {
    size_t count, overloaded;
    double *force, *travel; /* travel NULL: sample numbers */
    bool metres, negated;   /* travel is a displacement, not a time */
    const char *travel_is;
} curve;

static cupel_status read_curve(const cupel_test *test, const options *o, cupel_arena *arena, curve *c,
                               cupel_error *error)
{
    const bool displaced = cupel_test_channel(test, "displacement") != NULL;
    const char *names[] = {"force", displaced ? "displacement" : "time", NULL};
    cupel_rows read = {0};
    const cupel_status status = cupel_rows_get(test, names, arena, &read, error);
    if (status) return status;
    if (!read.columns[0]) CUPEL_FAIL(error, CUPEL_EINVAL, "a peel test needs a column \"force\"");
    *c = (curve){.count = read.count,
                 .overloaded = read.overloaded,
                 .force = read.columns[0],
                 .travel = read.columns[1],
                 .metres = displaced,
                 .travel_is = displaced ? "displacement" : "time"};
    if (read.count < 60)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples are too few for a peel curve: 60 at least", read.count);
    const cupel_known speed = cupel_known_get(test, "speed", o->speed, 0.01, arena);
    if (c->travel && !displaced && cupel_known_positive(&speed)) {
        for (size_t i = 0; i < c->count; i++) c->travel[i] *= speed.value;
        c->metres = true;
        c->travel_is = "time by the speed";
    }
    if (!c->travel) c->travel_is = "sample numbers";
    double least = 0, most = 0;
    for (size_t i = 0; i < c->count; i++) {
        c->force[i] -= o->zero_force;
        least = fmin(least, c->force[i]);
        most = fmax(most, c->force[i]);
    }
    c->negated = -least > most;
    for (size_t i = 0; c->negated && i < c->count; i++) c->force[i] = -c->force[i];
    return CUPEL_OK;
}

/* False: told why as a refusal. */
static bool find_steady(const options *o, const curve *c, size_t *first, size_t *end, char rule[200],
                        cupel_judgement *j)
{
    cupel_error error = {0};
    const bool given = !isnan(o->steady_from) || !isnan(o->steady_to);
    *first = 0;
    *end = c->count;
    if (given && !c->metres) {
        for (size_t i = 0; i < FIGURES; i++)
            cupel_refuse(j, figures[i], "the steady part is given by displacements, and the test has none");
        return false;
    }
    if (isnan(o->steady_from) || isnan(o->steady_to)) {
        if (cupel_peel_steady(c->force, c->count, first, end, &error)) {
            for (size_t i = 0; i < FIGURES; i++) cupel_refuse(j, figures[i], "%s", error.text);
            return false;
        }
    }
    if (!isnan(o->steady_from))
        for (*first = 0; *first < c->count && !(c->travel[*first] >= o->steady_from);) ++*first;
    if (!isnan(o->steady_to))
        for (*end = c->count; *end > 0 && !(c->travel[*end - 1] <= o->steady_to);) --*end;
    snprintf(rule, 200, "mean over %s of the steady part, which is %s", c->travel_is,
             given ? "given"
                   : "found: blocks within 15 % of the level, without ramp, first peak and run-out");
    if (*end < *first + CUPEL_PEEL_BLOCKS) {
        for (size_t i = 0; i < FIGURES; i++)
            cupel_refuse(j, figures[i], "the steady part has too few samples: %d at least",
                         CUPEL_PEEL_BLOCKS);
        return false;
    }
    return true;
}

/* ---- doubts ---- */

static void doubt_levels(const cupel_peel *p, const curve *c, size_t first, size_t end, cupel_judgement *j)
{
    char reason[240];
    const double n = CUPEL_PEEL_BLOCKS, k = (double)p->step_at, step = fabs(p->step_behind - p->step_before);
    const double noise = p->step_residual * sqrt(1 / k + 1 / (n - k));
    const bool stepped = step > 0.1 * p->mean && step > 4 * noise;
    const bool drifts =
        fabs(p->drift) > 0.1 * p->mean && fabs(p->drift) > 4 * p->drift_residual * sqrt(12 / n);
    if (stepped && !(drifts && p->drift_residual < p->step_residual)) {
        const size_t at = first + (end - first) * p->step_at / CUPEL_PEEL_BLOCKS;
        char place[64] = "";
        if (c->metres) snprintf(place, sizeof place, " near %.3g mm", c->travel[at] * 1e3);
        snprintf(reason, sizeof reason, "the force steps from %.4g N to %.4g N%s: the mean is of two levels",
                 p->step_before, p->step_behind, place);
        doubt_all(j, reason);
    } else if (drifts) {
        snprintf(reason, sizeof reason, "the force drifts by %.3g %% over the steady part",
                 100 * p->drift / p->mean);
        doubt_all(j, reason);
    } else {
        size_t off = 0;
        for (size_t b = 0; b < CUPEL_PEEL_BLOCKS; b++) off += fabs(p->blocks[b] - p->mean) > 0.2 * p->mean;
        if (off == 0) return;
        snprintf(reason, sizeof reason,
                 "in %zu of %d blocks of the steady part the force is off the mean by more than 20 %%", off,
                 CUPEL_PEEL_BLOCKS);
        doubt_all(j, reason);
    }
}

/* An extreme that stands alone over its neighbours is none of the peeling. */
static void doubt_extremes(const cupel_peel *p, const curve *c, size_t first, size_t end, cupel_arena *arena,
                           cupel_judgement *j)
{
    const double least = fmax(8 * cupel_white_noise(c->force + first, end - first, arena), 0.1 * p->mean);
    for (size_t i = first + 1; i + 1 < end; i++) {
        const double f = c->force[i], low = fmin(c->force[i - 1], c->force[i + 1]),
                     high = fmax(c->force[i - 1], c->force[i + 1]);
        if (f - high > least && f == p->maximum)
            cupel_doubt(j, "peel_strength_maximum", "it is one sample that stands %.3g N over its neighbours",
                        f - high);
        if (low - f > least && f == p->minimum)
            cupel_doubt(j, "peel_strength_minimum", "it is one sample that lies %.3g N under its neighbours",
                        low - f);
    }
}

static void doubt_curve(const cupel_peel *p, const curve *c, size_t first, size_t end, cupel_judgement *j)
{
    char reason[240];
    if (p->deviation > 0.25 * p->mean) {
        snprintf(reason, sizeof reason, "the force scatters by %.3g %%: stick-slip",
                 100 * p->deviation / p->mean);
        doubt_all(j, reason);
    }
    if (!c->travel) doubt_all(j, "there is neither displacement nor time: samples count alike");
    if (c->metres && c->travel[end - 1] - c->travel[first] < 10e-3) {
        snprintf(reason, sizeof reason, "the steady part is only %.3g mm long",
                 1e3 * (c->travel[end - 1] - c->travel[first]));
        doubt_all(j, reason);
    }
    size_t back = 0;
    for (size_t i = first + 1; c->travel && i < end; i++) back += c->travel[i] < c->travel[i - 1];
    if (back > (end - first) / 50) {
        snprintf(reason, sizeof reason, "the %s steps back %zu times in the steady part", c->travel_is, back);
        doubt_all(j, reason);
    }
    if (c->overloaded) {
        snprintf(reason, sizeof reason, "%zu samples were out of the tester's range and are left out",
                 c->overloaded);
        doubt_all(j, reason);
    }
}

/* ---- figures ---- */

enum { SCALE, WIDTH, SCATTER, INPUTS };

static void measure(const void *self, const double in[], double out[])
{
    const cupel_peel *p = self;
    const bool wide = in[WIDTH] > 0;
    out[0] = wide ? (p->mean * in[SCALE] + in[SCATTER]) / in[WIDTH] : NAN;
    out[1] = wide ? p->minimum * in[SCALE] / in[WIDTH] : NAN;
    out[2] = wide ? p->maximum * in[SCALE] / in[WIDTH] : NAN;
    out[3] = wide ? p->mode * in[SCALE] / in[WIDTH] : NAN;
}

static cupel_status judge(const cupel_peel *p, const cupel_known *width, const options *o, const char *rule,
                          int threads, cupel_judgement *j, cupel_error *error)
{
    const cupel_known inputs[INPUTS] = {{1, o->force_uncertainty, "scale of the force", "1"},
                                        *width,
                                        {0, p->mean_uncertainty, "scatter along the steady part", "N"}};
    const double at[INPUTS] = {1, width->value, 0};
    double values[FIGURES];
    measure(p, at, values);
    cupel_judge(j, figures[0], values[0], NAN, rule);
    cupel_judge(j, figures[1], values[1], NAN, "least sample of the steady part");
    cupel_judge(j, figures[2], values[2], NAN, "greatest sample of the steady part");
    cupel_judge(j, figures[3], values[3], NAN, "top of a Gaussian kernel density of the steady part");
    const cupel_propagation propagation = {measure, p,        inputs,  INPUTS,  figures,
                                           FIGURES, o->draws, o->seed, threads, NULL};
    return cupel_propagate(&propagation, j, error);
}

static void tell_curve(const curve *c, double width, cupel_arena *arena, cupel_results *out)
{
    if (!c->travel) return;
    double *per_width = cupel_arena_alloc(arena, c->count, sizeof *per_width);
    for (size_t i = 0; per_width && i < c->count; i++) per_width[i] = c->force[i] / width;
    if (!per_width) return;
    cupel_results_set_series(out, c->metres ? "displacement" : "time", c->travel, c->count);
    cupel_results_set_series(out, c->metres ? "force_per_width" : "force_per_width_in_time", per_width,
                             c->count);
}

static void tell_steady(const curve *c, const cupel_peel *p, double width, size_t first, size_t end,
                        cupel_arena *arena, cupel_results *out)
{
    const size_t n = end - first;
    cupel_results_set(out, "peel_strength_deviation", p->deviation / width);
    cupel_results_set(out, "steady_samples", (double)n);
    double *room = c->metres ? cupel_arena_alloc(arena, n, sizeof *room) : NULL;
    if (!room) return;
    cupel_results_set(out, "steady_from", c->travel[first]);
    cupel_results_set(out, "steady_to", c->travel[end - 1]);
    cupel_results_set_series(out, "steady_displacement", c->travel + first, n);
    for (size_t i = 0; i < n; i++) room[i] = c->force[first + i] / width;
    cupel_results_set_series(out, "steady_force_per_width", room, n);
    for (size_t i = 0; i < n; i++) room[i] = p->mean / width;
    cupel_results_set_series(out, "steady_mean", room, n);
}

static cupel_status evaluate(const cupel_work *work, cupel_error *error)
{
    const options *o = work->options;
    cupel_arena *arena = work->arena;
    cupel_results *out = work->results;
    cupel_judgement *j = work->judgement;
    curve c = {0};
    cupel_status status = read_curve(work->test, o, arena, &c, error);
    if (status) return status;
    const cupel_known width = cupel_known_get(work->test, "width", o->width, 0.005, arena);
    if (!cupel_known_positive(&width))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a peel test needs the width of the strip: in specimen.yaml, or as the option "
                   "\"width\"");
    tell_curve(&c, width.value, arena, out);
    size_t first = 0, end = 0;
    char rule[200];
    if (!find_steady(o, &c, &first, &end, rule, j)) return CUPEL_OK;
    if (c.negated) strncat(rule, "; the force is negative in the file", sizeof rule - strlen(rule) - 1);
    bool rises = c.travel && c.travel[end - 1] > c.travel[first];
    cupel_peel p;
    status = cupel_peel_statistics(rises ? c.travel + first : NULL, c.force + first, end - first, &p, error);
    if (status) return status;
    if (!(p.mean > 0)) {
        for (size_t i = 0; i < FIGURES; i++) cupel_refuse(j, figures[i], "the mean force is not positive");
        return CUPEL_OK;
    }
    status = judge(&p, &width, o, rule, work->threads, j, error);
    if (status) return status;
    if (c.travel && !rises) doubt_all(j, "the travel does not rise: samples count alike");
    doubt_levels(&p, &c, first, end, j);
    doubt_curve(&p, &c, first, end, j);
    doubt_extremes(&p, &c, first, end, arena, j);
    tell_steady(&c, &p, width.value, first, end, arena, out);
    return CUPEL_OK;
}

const cupel_evaluation cupel_evaluation_peel = {
    .kind = "peel",
    .model =
        {
            .name = "test.peel",
            .title = "Peel strength of foil on a substrate",
            .summary =
                "The mean force of the steady part of a peel curve over the width of the strip (IPC-TM-650 "
                "2.4.8), with the least, greatest and most frequent one. Ramp, first peak and run-out are "
                "left "
                "out; steps and drift are flagged. The angle of peeling is not corrected for.",
            .reference = "IPC-TM-650 2.4.8",
            .version = 1,
            .parameters = &table,
            CUPEL_RESULTS(results),
            .chart = &chart,
        },
    .evaluate = evaluate,
};
