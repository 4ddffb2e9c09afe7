/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "study/project.h"

/* From the rows of evidence to a verdict on each target. */

/* Joins what is given by `and`; NULL parts are left out, and NULL is the answer when nothing is left. */
static cupel_status join(cupel_arena *arena, const char *a, const char *b, const char *c, const char **out,
                         cupel_error *error)
{
    const char *parts[] = {a, b, c}, *text = NULL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i]) continue;
        text = text ? cupel_arena_format(arena, "%s and (%s)", text, parts[i])
                    : cupel_arena_format(arena, "(%s)", parts[i]);
        if (!text) return cupel_out_of_memory(error, "an expression");
    }
    *out = text;
    return CUPEL_OK;
}

typedef struct values {
    double *value, *uncertainty;
    size_t count;
} values;

static bool begins(const char *text, const char *with)
{
    return text && strncmp(text, with, strlen(with)) == 0;
}

/* Sorts the rows into those that count, those that a flag keeps out, and, behind the `deciding` ones, those
 * that only predict. */
static cupel_status sort_rows(cupel_target_status *s, size_t deciding, cupel_arena *arena, values *counting,
                              values *predicting, cupel_error *error)
{
    const size_t n = s->row_count ? s->row_count : 1;
    for (int i = 0; i < 2; i++) {
        values *v = i ? predicting : counting;
        v->value = cupel_arena_alloc(arena, n, sizeof *v->value);
        v->uncertainty = cupel_arena_alloc(arena, n, sizeof *v->uncertainty);
        if (!v->value || !v->uncertainty) return cupel_out_of_memory(error, "the evidence of a target");
    }
    for (size_t i = 0; i < s->row_count; i++) {
        const cupel_evidence_row *row = &s->rows[i];
        const bool counts = i < deciding;
        if (begins(row->flag, CUPEL_EVIDENCE_COPY)) {
            s->copies += counts;
            continue;
        }
        if (counts && (begins(row->flag, "not judged") || !isfinite(row->value))) {
            s->not_judged++;
            continue;
        }
        /* a flag that is not one of ours, as of a file from elsewhere, is a doubt */
        if (counts && row->flag && *row->flag && strcmp(row->flag, "ok") != 0) {
            s->doubtful++;
            continue;
        }
        if (!isfinite(row->value)) continue;
        values *v = counts ? counting : predicting;
        double value, uncertainty = NAN;
        cupel_status status = cupel_unit_convert(row->value, row->unit, s->unit, false, &value, error);
        if (!status && isfinite(row->uncertainty))
            status = cupel_unit_convert(row->uncertainty, row->unit, s->unit, true, &uncertainty, error);
        if (status) {
            cupel_error_note(error, "%s: %s of step '%s'", row->file, s->requirement.quantity, row->step);
            return status;
        }
        v->value[v->count] = value;
        v->uncertainty[v->count++] = uncertainty;
    }
    return CUPEL_OK;
}

static double mean_of(const values *v)
{
    double sum = 0;
    for (size_t i = 0; i < v->count; i++) sum += v->value[i];
    return v->count ? sum / (double)v->count : NAN;
}

/* How many values of the same mean and scatter would be sure enough; 0: none, or more than anybody tests. */
static size_t needed(const cupel_target_status *s)
{
    enum { MOST = 10000 };
    const cupel_evidence *e = &s->judged;
    if (!(e->margin > 0) || isnan(e->standard_deviation)) return 0;
    const double common = isnan(e->systematic) ? 0 : e->systematic;
    for (size_t n = s->used > 2 ? s->used : 2; n <= MOST; n += 1 + n / 50) {
        const double d = e->standard_deviation, k = (double)n;
        const double scatter = d * d * (s->target->of == CUPEL_EVIDENCE_MEAN ? 1 / k : 1 + 1 / k);
        const double total = scatter + common * common;
        if (total == 0) return n;
        const double freedom = scatter > 0 ? (k - 1) * (total / scatter) * (total / scatter) : INFINITY;
        if (cupel_evidence_probability(e->margin, sqrt(total), freedom) >= s->target->confidence) return n;
    }
    return 0;
}

static const char *words(cupel_arena *arena, const char *format, size_t a, size_t b)
{
    const char *text = cupel_arena_format(arena, format, a, b);
    return text ? text : "";
}

/* What would bring the target nearer to a verdict. */
static const char *missing_of(const cupel_target_status *s, cupel_arena *arena)
{
    static const char *const sources[] = {"tests", "runs", "tests or runs"};
    const char *what = sources[s->target->source];
    if (s->used == 0 && s->doubtful + s->not_judged > 0)
        return words(arena, "only flagged values: %zu doubtful, %zu not judged", s->doubtful, s->not_judged);
    if (s->used == 0) {
        const char *none =
            s->left_out ? words(arena, "none of %zu values fits evidence and condition", s->left_out, 0)
                        : cupel_arena_format(arena, "no %s have it", what);
        const char *text = none && s->predicting
                               ? cupel_arena_format(arena, "%s; %zu %s it", none, s->predicting,
                                                    s->predicting == 1 ? "run predicts" : "runs predict")
                               : none;
        return text ? text : "";
    }
    if ((int64_t)s->used < s->target->least)
        return words(arena, "%zu values, %zu asked for", s->used, (size_t)s->target->least);
    if (s->verdict != CUPEL_VERDICT_OPEN) return "";
    if (isnan(s->judged.probability))
        return s->used == 1 ? "no uncertainty: one value, and none stated"
                            : "no uncertainty: all values are equal, and none is stated";
    if (s->needed > s->used)
        return words(arena, "about %zu values at this scatter, there are %zu", s->needed, s->used);
    if (s->judged.margin > 0)
        return "a smaller uncertainty of the single value: more tests alone do not help";
    return "a better material: the mean lies on the wrong side of the limit";
}

static cupel_verdict verdict_of(const cupel_target_status *s)
{
    if (s->used == 0) return CUPEL_VERDICT_MISSING;
    if ((int64_t)s->used < s->target->least || isnan(s->judged.probability)) return CUPEL_VERDICT_OPEN;
    if (s->judged.probability >= s->target->confidence) return CUPEL_VERDICT_MET;
    return 1 - s->judged.probability >= s->target->confidence ? CUPEL_VERDICT_MISSED : CUPEL_VERDICT_OPEN;
}

static cupel_status judge_rows(cupel_target_status *s, size_t deciding, cupel_arena *arena,
                               cupel_error *error)
{
    static const cupel_evidence nothing = {NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    s->judged = nothing;
    s->predicted = NAN;
    const char *evidence_unit = s->row_count ? s->rows[0].unit : s->requirement.unit;
    s->unit = evidence_unit ? evidence_unit : "1";
    s->limit = s->requirement.limit;
    cupel_status status = CUPEL_OK;
    if (s->requirement.unit)
        status =
            cupel_unit_convert(s->requirement.limit, s->requirement.unit, s->unit, false, &s->limit, error);
    if (status) {
        cupel_error_note(error, "the limit of %s", s->requirement.quantity);
        return status;
    }
    values counting = {0}, predicting = {0};
    status = sort_rows(s, deciding, arena, &counting, &predicting, error);
    if (status) return status;
    s->used = counting.count;
    s->predicting = predicting.count;
    s->predicted = mean_of(&predicting);
    if (s->used)
        status =
            cupel_evidence_judge(counting.count, counting.value, counting.uncertainty, s->limit,
                                 s->requirement.sense, (cupel_evidence_of)s->target->of, &s->judged, error);
    if (status) return status;
    s->verdict = verdict_of(s);
    s->needed = needed(s);
    s->missing = missing_of(s, arena);
    return CUPEL_OK;
}

typedef struct asking {
    cupel_evidence_query query;
    void *host;
    cupel_arena *arena;
} asking;

/* The rows of a kind of record that fit evidence and condition (NULL: all do). */
static cupel_status ask(const asking *a, const cupel_target_status *s, int source, const char *evidence,
                        const char *condition, const cupel_evidence_row **rows, size_t *count,
                        cupel_error *error)
{
    static const char *const kinds[] = {"kind = test", "kind = run", "kind = test or kind = run"};
    const char *expression = NULL;
    const cupel_status status = join(a->arena, kinds[source], evidence, condition, &expression, error);
    return status ? status
                  : a->query(a->host, s->requirement.quantity, expression, a->arena, rows, count, error);
}

/* The rows that decide, and behind them, where tests do, the runs that predict: those are not asked for the
 * target's own `evidence`, which names lots and specimens, but only for the condition. */
static cupel_status gather(cupel_target_status *s, const asking *a, size_t *deciding, cupel_error *error)
{
    const cupel_evidence_row *decide = NULL, *predict = NULL, *others;
    const char *evidence = s->target->evidence, *condition = s->requirement.condition;
    const int source = s->target->source;
    size_t predicting = 0;
    cupel_status status = ask(a, s, source, evidence, condition, &decide, deciding, error);
    if (!status && source == CUPEL_SOURCE_TEST)
        status = ask(a, s, CUPEL_SOURCE_RUN, NULL, condition, &predict, &predicting, error);
    if (!status && !*deciding && (evidence || condition))
        status = ask(a, s, source, NULL, NULL, &others, &s->left_out, error);
    if (status) return status;
    s->row_count = *deciding + predicting;
    cupel_evidence_row *rows = cupel_arena_alloc(a->arena, s->row_count ? s->row_count : 1, sizeof *rows);
    if (!rows) return cupel_out_of_memory(error, "the evidence of a target");
    if (*deciding) memcpy(rows, decide, *deciding * sizeof *rows);
    if (predicting) memcpy(rows + *deciding, predict, predicting * sizeof *rows);
    s->rows = rows;
    return CUPEL_OK;
}

/* Values that count although their file names another project. */
static size_t count_foreign(const cupel_target_status *s, size_t deciding, const char *project)
{
    size_t count = 0;
    for (size_t i = 0; i < deciding; i++) {
        const cupel_evidence_row *row = &s->rows[i];
        const bool counts = isfinite(row->value) && !begins(row->flag, CUPEL_EVIDENCE_COPY) &&
                            !begins(row->flag, "doubtful") && !begins(row->flag, "not judged");
        count += counts && row->project && *row->project && project && strcmp(row->project, project) != 0;
    }
    return count;
}

static cupel_status judge_target(const cupel_target *target, const char *project, cupel_evidence_query query,
                                 void *host, cupel_arena *arena, cupel_target_status *out, cupel_error *error)
{
    cupel_target_status s = {.target = target};
    size_t deciding = 0;
    cupel_status status = cupel_requirement_parse(target->requirement, arena, &s.requirement, error);
    if (!status) status = gather(&s, &(asking){query, host, arena}, &deciding, error);
    if (!status) status = judge_rows(&s, deciding, arena, error);
    if (!status) s.foreign = count_foreign(&s, deciding, project);
    if (status) {
        /* a column in an expression that was put together here would tell nobody anything */
        if (error) *error->file = '\0', error->line = error->column = 0;
        cupel_error_note(error, "target '%s'", target->name);
    } else {
        *out = s;
    }
    return status;
}

cupel_status cupel_project_judge(const cupel_project *project, cupel_evidence_query query, void *host,
                                 cupel_arena *arena, cupel_project_status *out, cupel_error *error)
{
    const cupel_target *targets = project->targets.rows;
    cupel_project_status s = {.project = project, .count = project->targets.count};
    cupel_target_status *all = cupel_arena_alloc(arena, s.count, sizeof *all);
    if (!all) return cupel_out_of_memory(error, "the targets of a project");
    for (size_t i = 0; i < s.count; i++) {
        const cupel_status status =
            judge_target(&targets[i], project->name, query, host, arena, &all[i], error);
        const cupel_node *list = status && project->root ? cupel_node_get(project->root, "targets") : NULL;
        if (list)
            cupel_error_place(error, list->items[i]->file, list->items[i]->line, list->items[i]->column);
        if (status) return status;
        s.met += all[i].verdict == CUPEL_VERDICT_MET;
        s.missed += all[i].verdict == CUPEL_VERDICT_MISSED;
    }
    s.targets = all;
    *out = s;
    return CUPEL_OK;
}
