/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "cli/test_summary.h"

/* The summary of lots for people, for programs, and as a table. */

void cupel_summary_rules_words(unsigned rules, char out[160])
{
    static const char *const words[] = {"beyond the limits", "two of three beyond 2 sigma",
                                        "four of five beyond 1 sigma", "eight in a row on one side"};
    out[0] = '\0';
    for (size_t i = 0; i < 4; i++)
        if (rules & (1u << i))
            snprintf(out + strlen(out), 160 - strlen(out), "%s%s", *out ? ", " : "", words[i]);
}

static bool same_group(const cupel_lot_row *a, const cupel_lot_row *b)
{
    return strcmp(a->kind, b->kind) == 0 && strcmp(a->group, b->group) == 0;
}

static size_t group_tests(const cupel_lot_tests *tests, const cupel_lot_row *row)
{
    size_t count = 0;
    for (size_t i = 0; i < tests->count; i++)
        count +=
            strcmp(tests->tests[i].kind, row->kind) == 0 && strcmp(tests->tests[i].group, row->group) == 0;
    return count;
}

/* ---- words ---- */

/* A difference of values in the unit in which the mean is shown. */
static void in_unit_of(double value, const cupel_lot_row *row, const char *shown, char out[64])
{
    double converted = value;
    if (isnan(value)) {
        snprintf(out, 64, "-");
        return;
    }
    if (*shown && strcmp(shown, row->unit) != 0 &&
        cupel_unit_convert(value, row->unit, shown, true, &converted, NULL))
        converted = (double)NAN;
    snprintf(out, 64, "%.3g", converted);
}

static void add_row(const cupel_lot_row *row, cupel_cli_table *table)
{
    char count[24], doubtful[24], refused[24], outliers[24], deviation[64], half[64];
    snprintf(count, sizeof count, "%zu", row->count);
    snprintf(doubtful, sizeof doubtful, "%zu", row->doubtful);
    snprintf(refused, sizeof refused, "%zu", row->refused);
    snprintf(outliers, sizeof outliers, "%zu", row->outliers);
    if (row->count == 0) {
        cupel_cli_cells(table, 9,
                        (const char *const[]){row->name, count, "-", "-", "-", "", doubtful, refused, "-"});
        return;
    }
    const cupel_lot *lot = &row->statistics;
    const cupel_cli_value mean = cupel_cli_show_value(lot->mean, row->unit, row->difference);
    in_unit_of(lot->deviation, row, mean.unit, deviation);
    in_unit_of(lot->upper - lot->mean, row, mean.unit, half);
    cupel_cli_cells(table, 9,
                    (const char *const[]){row->name, count, mean.number, deviation, half, mean.unit, doubtful,
                                          refused, outliers});
}

static void add_outliers(const cupel_cli *cli, const cupel_lot_row *row, cupel_text *out)
{
    for (size_t i = 0; i < row->count; i++) {
        const cupel_lot_value *v = &row->values[i];
        if (!v->outlier) continue;
        const cupel_cli_value shown = cupel_cli_show_value(v->figure->value, row->unit, row->difference);
        cupel_text_add(out, "  ");
        cupel_cli_styled(cli, CUPEL_YELLOW, "outlier", out);
        cupel_text_printf(out, "  %s = %s %s in ", row->name, shown.number, shown.unit);
        cupel_cli_styled(cli, CUPEL_BOLD, v->test->file, out);
        cupel_text_add(out, v->test->id[0] ? ", " : "");
        cupel_cli_styled(cli, CUPEL_DIM, v->test->id, out);
        cupel_text_printf(out, "; it is in the mean\n");
    }
}

/* Specimens of one lot that were cut in several directions are no sample of one thing. */
static void add_mixture(const cupel_cli *cli, const cupel_summary *s, const cupel_lot_row *row,
                        cupel_text *out)
{
    const char *first = NULL, *other = NULL;
    for (size_t k = 0; s->keys[k]; k++)
        if (strcmp(s->keys[k], "direction") == 0) return;
    for (size_t i = 0; i < s->tests.count && !other; i++) {
        const cupel_lot_test *t = &s->tests.tests[i];
        if (strcmp(t->kind, row->kind) != 0 || strcmp(t->group, row->group) != 0) continue;
        if (first && strcmp(first, t->direction) != 0) other = t->direction;
        first = first ? first : t->direction;
    }
    if (!other) return;
    cupel_text_add(out, "  ");
    cupel_cli_styled(cli, CUPEL_YELLOW, "mixed", out);
    cupel_text_add(out, "  directions '");
    cupel_cli_styled(cli, CUPEL_DIM, first, out);
    cupel_text_add(out, "' and '");
    cupel_cli_styled(cli, CUPEL_DIM, other, out);
    cupel_text_add(out, "' are in one group: --by lot,direction\n");
}

static void add_control(const cupel_cli *cli, const cupel_lot_row *row, cupel_text *out)
{
    cupel_control_chart chart;
    if (cupel_lot_row_control(row, &chart, NULL)) {
        cupel_text_printf(out, "  no control chart of %s: it needs two values that count\n", row->name);
        return;
    }
    const cupel_cli_value middle = cupel_cli_show_value(chart.middle, row->unit, row->difference);
    char limit[64], range[64], words[160];
    in_unit_of(chart.upper - chart.middle, row, middle.unit, limit);
    in_unit_of(chart.range_upper, row, middle.unit, range);
    cupel_text_printf(out, "  control chart of %s: %s ± %s %s, moving range up to %s %s; by %s%s\n",
                      row->name, middle.number, limit, middle.unit, range, middle.unit,
                      row->by_moment ? "date" : "file name, as dates are missing or may be two days",
                      row->count < CUPEL_CONTROL_VALUES ? "; provisional, from few values" : "");
    for (size_t i = 0; i < row->count; i++) {
        if (!row->values[i].rules) continue;
        const cupel_cli_value v =
            cupel_cli_show_value(row->values[i].figure->value, row->unit, row->difference);
        cupel_summary_rules_words(row->values[i].rules, words);
        cupel_text_add(out, "  ");
        cupel_cli_styled(cli, CUPEL_RED, "out of control", out);
        cupel_text_printf(out, "  %s %s in ", v.number, v.unit);
        cupel_cli_styled(cli, CUPEL_BOLD, row->values[i].test->file, out);
        cupel_text_printf(out, ": %s\n", words);
    }
}

static void print_group(const cupel_cli *cli, const cupel_summary *s, size_t first, size_t end,
                        cupel_text *out)
{
    const cupel_lot_row *rows = s->table.rows;
    char heading[300];
    snprintf(heading, sizeof heading, "%s%s%.200s", rows[first].kind, *rows[first].group ? ", " : "",
             rows[first].group);
    cupel_cli_styled(cli, CUPEL_BOLD, heading, out);
    const size_t count = group_tests(&s->tests, &rows[first]);
    cupel_text_printf(out, ": %zu test%s\n", count, count == 1 ? "" : "s");
    char interval[32];
    snprintf(interval, sizeof interval, "± (%.4g %%)", 100 * s->rules.confidence);
    cupel_cli_table table = {.columns = 9, .right = 0x1de};
    cupel_cli_cells(&table, 9,
                    (const char *const[]){"result", "n", "mean", "deviation", interval, "unit", "doubtful",
                                          "not judged", "outliers"});
    for (size_t i = first; i < end; i++) add_row(&rows[i], &table);
    cupel_cli_table_end(cli, &table, 2, out);
    for (size_t i = first; i < end; i++) add_outliers(cli, &rows[i], out);
    add_mixture(cli, s, &rows[first], out);
    for (size_t i = first; i < end; i++)
        if (cupel_summary_controls(s, &rows[i])) add_control(cli, &rows[i], out);
}

void cupel_summary_print(const cupel_cli *cli, const cupel_summary *s, cupel_text *out)
{
    const cupel_lot_table *t = &s->table;
    for (size_t first = 0, end; first < t->count; first = end) {
        for (end = first + 1; end < t->count && same_group(&t->rows[first], &t->rows[end]);) end++;
        if (first) cupel_text_add(out, "\n");
        print_group(cli, s, first, end, out);
    }
    cupel_text_printf(out, "\nDoubtful figures are %s.\n",
                      s->rules.with_doubtful ? "in the statistics"
                                             : "not in the statistics (--with-doubtful)");
    if (s->not_evaluated_count)
        cupel_text_printf(out, "%zu test%s without an evaluation (cupel test evaluate):\n",
                          s->not_evaluated_count, s->not_evaluated_count == 1 ? "" : "s");
    for (size_t i = 0; i < s->not_evaluated_count; i++) {
        cupel_text_add(out, "  ");
        cupel_cli_styled(cli, CUPEL_DIM, s->not_evaluated[i], out);
        cupel_text_add(out, "\n");
    }
}

/* ---- JSON ---- */

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *value_json(const cupel_lot_value *v)
{
    return json_pack("{s: o, s: o, s: o, s: o, s: s, s: i}", "file", cupel_cli_json_text(v->test->file), "id",
                     cupel_cli_json_text(v->test->id), "value", number(v->figure->value), "uncertainty",
                     number(v->figure->uncertainty), "flag", v->figure->flag, "outlier", (int)v->outlier);
}

static json_t *control_json(const cupel_lot_row *row)
{
    cupel_control_chart c;
    if (cupel_lot_row_control(row, &c, NULL)) return json_null();
    json_t *points = json_array();
    char words[160];
    for (size_t i = 0; i < row->count; i++) {
        cupel_summary_rules_words(row->values[i].rules, words);
        json_array_append_new(points, json_pack("{s: o, s: o, s: s}", "file",
                                                cupel_cli_json_text(row->values[i].test->file), "value",
                                                number(row->values[i].figure->value), "rules", words));
    }
    return json_pack("{s: s, s: b, s: o, s: o, s: o, s: o, s: o, s: o, s: o}", "order",
                     row->by_moment ? "date" : "file", "provisional", row->count < CUPEL_CONTROL_VALUES,
                     "middle", number(c.middle), "sigma", number(c.sigma), "lower", number(c.lower), "upper",
                     number(c.upper), "mean_range", number(c.range), "range_upper", number(c.range_upper),
                     "points", points);
}

static json_t *row_json(const cupel_summary *s, const cupel_lot_row *row)
{
    const cupel_lot *lot = &row->statistics;
    const bool any = row->count > 0;
    json_t *values = json_array();
    for (size_t i = 0; i < row->count; i++) json_array_append_new(values, value_json(&row->values[i]));
    json_t *json =
        json_pack("{s: s, s: I, s: I, s: I, s: I, s: I}", "unit", row->unit, "n", (json_int_t)row->count,
                  "tests", (json_int_t)row->tests, "doubtful", (json_int_t)row->doubtful, "not_judged",
                  (json_int_t)row->refused, "outliers", (json_int_t)row->outliers);
    const struct {
        const char *name;
        double value;
    } numbers[] = {{"mean", lot->mean},
                   {"standard_deviation", lot->deviation},
                   {"standard_error", lot->standard_error},
                   {"lower", lot->lower},
                   {"upper", lot->upper},
                   {"minimum", lot->minimum},
                   {"maximum", lot->maximum},
                   {"median", lot->median}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        json_object_set_new(json, numbers[i].name, any ? number(numbers[i].value) : json_null());
    json_object_set_new(json, "values", values);
    if (cupel_summary_controls(s, row)) json_object_set_new(json, "control", control_json(row));
    return json;
}

json_t *cupel_summary_json(const cupel_summary *s)
{
    json_t *groups = json_array(), *results = NULL, *unevaluated = json_array();
    for (size_t i = 0; i < s->table.count; i++) {
        const cupel_lot_row *row = &s->table.rows[i];
        if (i == 0 || !same_group(row, row - 1)) {
            results = json_object();
            json_array_append_new(groups,
                                  json_pack("{s: s, s: o, s: I, s: o}", "kind", row->kind, "group",
                                            cupel_cli_json_text(row->group), "tests",
                                            (json_int_t)group_tests(&s->tests, row), "results", results));
        }
        json_object_set_new(results, row->name, row_json(s, row));
    }
    for (size_t i = 0; i < s->not_evaluated_count; i++)
        json_array_append_new(unevaluated, cupel_cli_json_text(s->not_evaluated[i]));
    return json_pack("{s: f, s: f, s: b, s: o, s: o}", "confidence", s->rules.confidence, "significance",
                     s->rules.significance, "with_doubtful", (int)s->rules.with_doubtful, "groups", groups,
                     "not_evaluated", unevaluated);
}

/* ---- CSV ---- */

static void csv_text(cupel_text *out, const char *text)
{
    cupel_text_add(out, "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"') cupel_text_add(out, "\"");
        cupel_text_add_n(out, c, 1);
    }
    cupel_text_add(out, "\"");
}

static void csv_number(cupel_text *out, double value)
{
    char digits[32] = "";
    if (isfinite(value)) cupel_format_number(value, digits);
    cupel_text_printf(out, ",%s", digits);
}

void cupel_summary_csv(const cupel_summary *s, cupel_text *out)
{
    cupel_text_add(
        out, "kind,group,result,unit,n,mean,standard_deviation,standard_error,lower,upper,minimum,maximum,"
             "median,doubtful,not_judged,outliers\n");
    for (size_t i = 0; i < s->table.count; i++) {
        const cupel_lot_row *row = &s->table.rows[i];
        const cupel_lot *lot = &row->statistics;
        const double numbers[] = {lot->mean,  lot->deviation, lot->standard_error, lot->lower,
                                  lot->upper, lot->minimum,   lot->maximum,        lot->median};
        cupel_text outliers = {0};
        cupel_text_printf(out, "%s,", row->kind);
        csv_text(out, row->group);
        cupel_text_printf(out, ",%s,%s,%zu", row->name, row->unit, row->count);
        for (size_t k = 0; k < 8; k++) csv_number(out, row->count ? numbers[k] : (double)NAN);
        cupel_text_printf(out, ",%zu,%zu,", row->doubtful, row->refused);
        for (size_t k = 0; k < row->count; k++)
            if (row->values[k].outlier)
                cupel_text_printf(&outliers, "%s%s", outliers.length ? ";" : "", row->values[k].test->file);
        csv_text(out, cupel_text_get(&outliers));
        cupel_text_add(out, "\n");
        if (outliers.failed) out->failed = true;
        cupel_text_free(&outliers);
    }
}
