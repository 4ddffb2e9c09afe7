/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/evaluation.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

const cupel_result cupel_rule_columns[2] = {
    {"result", CUPEL_LABEL, NULL, .meaning = "the figure"},
    {"rule", CUPEL_LABEL, NULL, .meaning = "how it was found"},
};

const cupel_result cupel_budget_columns[6] = {
    {"result", CUPEL_LABEL, NULL, .meaning = "the figure"},
    {"input", CUPEL_LABEL, NULL, .meaning = "what it rests on"},
    {"input_value", CUPEL_SCALAR, "1", .meaning = "its value, in input_unit"},
    {"input_uncertainty", CUPEL_SCALAR, "1", .meaning = "its standard uncertainty, in input_unit"},
    {"input_unit", CUPEL_LABEL, NULL, .meaning = "unit of the input"},
    {"share", CUPEL_SCALAR, "1", .meaning = "of the variance of the figure"},
};

const cupel_result cupel_monte_carlo_columns[6] = {
    {"result", CUPEL_LABEL, NULL, .meaning = "the figure"},
    {"mean", CUPEL_SCALAR, "1", .meaning = "of the draws, in the unit of the figure"},
    {"standard_deviation", CUPEL_SCALAR, "1", .meaning = "of the draws, in the unit of the figure"},
    {"lower", CUPEL_SCALAR, "1", .meaning = "2.5 % of the draws are below"},
    {"upper", CUPEL_SCALAR, "1", .meaning = "2.5 % of the draws are above"},
    {"failed", CUPEL_SCALAR, "1", .meaning = "draws without a value"},
};

typedef struct figure {
    const char *name, *flag;             /* flag NULL: ok */
    double value, uncertainty, variance; /* variance: of the budget so far */
    bool judged, refused;
} figure;

typedef struct budget_line {
    const char *result, *input, *unit;
    double value, uncertainty, variance;
} budget_line;

typedef struct draws {
    const char *result;
    double mean, deviation, lower, upper, failed;
} draws;

enum { FIGURES = 64, RULES = 64, LINES = 256, DRAWN = 64 };

struct cupel_judgement {
    cupel_results *results;
    cupel_arena *arena;
    bool failed; /* out of memory, or more figures than there is room for */
    size_t figure_count, rule_count, line_count, drawn_count;
    figure figures[FIGURES];
    const char *rule_of[RULES], *rules[RULES];
    budget_line lines[LINES];
    draws drawn[DRAWN];
};

static cupel_judgement *judgement_new(cupel_results *results)
{
    cupel_judgement *j = cupel_alloc(1, sizeof *j);
    if (!j) return NULL;
    j->results = results;
    j->arena = cupel_arena_new();
    if (j->arena) return j;
    free(j);
    return NULL;
}

static const char *keep(cupel_judgement *j, const char *text)
{
    const char *copy = cupel_arena_copy(j->arena, text);
    if (!copy) j->failed = true;
    return copy ? copy : "";
}

static figure *figure_of(cupel_judgement *j, const char *name)
{
    for (size_t i = 0; i < j->figure_count; i++)
        if (strcmp(j->figures[i].name, name) == 0) return &j->figures[i];
    if (j->figure_count == FIGURES) {
        j->failed = true;
        return &j->figures[FIGURES - 1];
    }
    figure *f = &j->figures[j->figure_count++];
    *f = (figure){.name = keep(j, name), .value = NAN, .uncertainty = NAN};
    return f;
}

void cupel_judge(cupel_judgement *j, const char *name, double value, double uncertainty, const char *rule)
{
    figure *f = figure_of(j, name);
    f->value = value;
    f->uncertainty = uncertainty;
    f->judged = true;
    if (!rule) return;
    if (j->rule_count == RULES) {
        j->failed = true;
        return;
    }
    j->rule_of[j->rule_count] = f->name;
    j->rules[j->rule_count++] = keep(j, rule);
}

static void add_flag(cupel_judgement *j, figure *f, const char *kind, const char *format, va_list arguments)
{
    char reason[512];
    vsnprintf(reason, sizeof reason, format, arguments);
    const char *flag = f->flag ? cupel_arena_format(j->arena, "%s; %s", f->flag, reason)
                               : cupel_arena_format(j->arena, "%s: %s", kind, reason);
    if (flag)
        f->flag = flag;
    else
        j->failed = true;
}

void cupel_doubt(cupel_judgement *j, const char *name, const char *format, ...)
{
    figure *f = figure_of(j, name);
    va_list arguments;
    va_start(arguments, format);
    if (!f->refused) add_flag(j, f, "doubtful", format, arguments);
    va_end(arguments);
}

void cupel_refuse(cupel_judgement *j, const char *name, const char *format, ...)
{
    figure *f = figure_of(j, name);
    va_list arguments;
    va_start(arguments, format);
    if (!f->refused) f->flag = NULL; /* doubts about a value that is not given are of no use */
    f->refused = true;
    add_flag(j, f, "not judged", format, arguments);
    va_end(arguments);
}

void cupel_budget_add(cupel_judgement *j, const char *name, const char *input, double value,
                      double uncertainty, const char *unit, double sensitivity)
{
    figure *f = figure_of(j, name);
    const double variance = sensitivity * uncertainty * sensitivity * uncertainty;
    f->variance += variance;
    if (j->line_count == LINES) {
        j->failed = true;
        return;
    }
    j->lines[j->line_count++] =
        (budget_line){f->name, keep(j, input), keep(j, unit), value, uncertainty, variance};
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Draw of which a fraction p lies below; between two draws by a straight line. */
static double quantile(const double *sorted, size_t count, double p)
{
    const double place = p * (double)(count - 1);
    const size_t i = (size_t)place;
    if (i + 1 >= count) return sorted[count - 1];
    return sorted[i] + (place - (double)i) * (sorted[i + 1] - sorted[i]);
}

void cupel_monte_carlo_add(cupel_judgement *j, const char *name, double *values, size_t count)
{
    size_t good = 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i])) values[good++] = values[i];
    if (j->drawn_count == DRAWN) {
        j->failed = true;
        return;
    }
    draws *d = &j->drawn[j->drawn_count++];
    *d = (draws){keep(j, name), NAN, NAN, NAN, NAN, (double)(count - good)};
    if (good < 2) return;
    qsort(values, good, sizeof *values, ascending);
    double sum = 0, squares = 0;
    for (size_t i = 0; i < good; i++) sum += values[i];
    d->mean = sum / (double)good;
    for (size_t i = 0; i < good; i++) squares += (values[i] - d->mean) * (values[i] - d->mean);
    d->deviation = sqrt(squares / (double)(good - 1));
    d->lower = quantile(values, good, 0.025);
    d->upper = quantile(values, good, 0.975);
}

/* ---- into the results ---- */

static void set_figure(cupel_judgement *j, const figure *f)
{
    const bool given = f->judged && !f->refused && isfinite(f->value);
    const double budget = f->variance > 0 ? sqrt(f->variance) : NAN;
    const double uncertainty = isnan(f->uncertainty) ? budget : f->uncertainty;
    const char *flag = f->flag ? f->flag : "ok";
    if (!given && !f->refused)
        flag = "not judged: it has no finite value"; /* doubts of no value are of no use */
    char name[128];
    if (given) cupel_results_set(j->results, f->name, f->value);
    snprintf(name, sizeof name, "%s_uncertainty", f->name);
    if (given && isfinite(uncertainty)) cupel_results_set(j->results, name, uncertainty);
    snprintf(name, sizeof name, "%s_flag", f->name);
    cupel_results_set_label(j->results, name, flag);
}

static double total_variance(const cupel_judgement *j, const char *result)
{
    double sum = 0;
    for (size_t i = 0; i < j->line_count; i++)
        if (strcmp(j->lines[i].result, result) == 0) sum += j->lines[i].variance;
    return sum;
}

/* Sums of squares of absurd inputs overflow: a gap then. */
static double or_gap(double value)
{
    return isfinite(value) ? value : (double)NAN;
}

static void set_budget(cupel_judgement *j)
{
    const char *result[LINES], *input[LINES], *unit[LINES];
    double value[LINES], uncertainty[LINES], share[LINES];
    const size_t n = j->line_count;
    for (size_t i = 0; i < n; i++) {
        const budget_line *line = &j->lines[i];
        const double total = total_variance(j, line->result);
        result[i] = line->result;
        input[i] = line->input;
        unit[i] = line->unit;
        value[i] = or_gap(line->value);
        uncertainty[i] = or_gap(line->uncertainty);
        share[i] = total > 0 ? or_gap(line->variance / total) : NAN;
    }
    cupel_results_set_text_column(j->results, "uncertainty_budget", "result", result, n);
    cupel_results_set_text_column(j->results, "uncertainty_budget", "input", input, n);
    cupel_results_set_column(j->results, "uncertainty_budget", "input_value", value, n);
    cupel_results_set_column(j->results, "uncertainty_budget", "input_uncertainty", uncertainty, n);
    cupel_results_set_text_column(j->results, "uncertainty_budget", "input_unit", unit, n);
    cupel_results_set_column(j->results, "uncertainty_budget", "share", share, n);
}

static void set_drawn(cupel_judgement *j)
{
    static const char *const columns[] = {"mean", "standard_deviation", "lower", "upper", "failed"};
    const char *result[DRAWN];
    double values[5][DRAWN];
    const size_t n = j->drawn_count;
    for (size_t i = 0; i < n; i++) {
        const draws *d = &j->drawn[i];
        const double row[5] = {d->mean, d->deviation, d->lower, d->upper, d->failed};
        result[i] = d->result;
        for (size_t c = 0; c < 5; c++) values[c][i] = or_gap(row[c]);
    }
    cupel_results_set_text_column(j->results, "monte_carlo", "result", result, n);
    for (size_t c = 0; c < 5; c++)
        cupel_results_set_column(j->results, "monte_carlo", columns[c], values[c], n);
}

/* Writes all into the results and frees the judgement. */
static cupel_status judgement_finish(cupel_judgement *j, cupel_error *error)
{
    for (size_t i = 0; i < j->figure_count; i++) set_figure(j, &j->figures[i]);
    if (j->rule_count) {
        cupel_results_set_text_column(j->results, "rules", "result", j->rule_of, j->rule_count);
        cupel_results_set_text_column(j->results, "rules", "rule", j->rules, j->rule_count);
    }
    if (j->line_count) set_budget(j);
    if (j->drawn_count) set_drawn(j);
    const bool failed = j->failed;
    cupel_status status = cupel_results_status(j->results, error);
    cupel_arena_free(j->arena);
    free(j);
    if (!status && failed) status = cupel_out_of_memory(error, "the figures of an evaluation");
    return status;
}

cupel_status cupel_evaluate(const cupel_evaluation *evaluation, const cupel_test *test, const void *options,
                            int threads, cupel_results *results, cupel_error *error)
{
    cupel_work w = {.test = test,
                    .options = options,
                    .threads = threads,
                    .arena = cupel_arena_new(),
                    .results = results,
                    .judgement = judgement_new(results)};
    cupel_status status = CUPEL_OK;
    if (!w.arena || !w.judgement)
        status = cupel_out_of_memory(error, "the figures of an evaluation");
    else
        status = evaluation->evaluate(&w, error);
    if (w.judgement) {
        const cupel_status finished = judgement_finish(w.judgement, status ? NULL : error);
        if (!status) status = finished;
    }
    cupel_arena_free(w.arena);
    return status;
}
