/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/lot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "testdata/evaluation.h"

/* ---- reading ---- */

static const char *text_of(const cupel_file *file, const char *step, const char *name)
{
    const cupel_item *item = cupel_file_find(file, step, name);
    return item && item->text ? item->text : "";
}

/* A number in a unit; a file from elsewhere may have another. */
static cupel_status read_number(cupel_file *file, const cupel_item *item, const char *unit, bool difference,
                                double *out, cupel_error *error)
{
    double *values = NULL;
    *out = NAN;
    if (!item || item->count != 1 || (item->type != CUPEL_ITEM_NUMBERS && item->type != CUPEL_ITEM_INTEGERS))
        return CUPEL_OK;
    cupel_status status = cupel_file_read_numbers(file, item, &values, error);
    if (!status && item->unit && strcmp(item->unit, unit) != 0)
        status = cupel_unit_convert(values[0], item->unit, unit, difference, &values[0], error);
    if (!status) *out = values[0];
    free(values);
    return status;
}

static cupel_status read_flag(cupel_file *file, const cupel_item *item, cupel_arena *arena, const char **out,
                              cupel_error *error)
{
    char **texts = NULL;
    if (item->type != CUPEL_ITEM_TEXT || item->count != 1) {
        *out = "doubtful: its flag is no text";
        return CUPEL_OK;
    }
    const cupel_status status = cupel_file_read_texts(file, item, &texts, error);
    if (!status) *out = cupel_arena_copy(arena, texts[0]);
    free(texts);
    return status ? status : *out ? CUPEL_OK : cupel_out_of_memory(error, "the figures of a lot");
}

/* The figure that a flag belongs to: "ra" of "ra_flag"; NULL: it is no flag. */
static const char *flagged(const cupel_item *item, cupel_arena *arena)
{
    static const char ending[] = "_flag";
    const size_t length = strlen(item->name), tail = sizeof ending - 1;
    if (strcmp(item->group, "results") != 0 || length <= tail ||
        strcmp(item->name + length - tail, ending) != 0)
        return NULL;
    return cupel_arena_copy_n(arena, item->name, length - tail);
}

/* A figure that is not judged has no value in the file, and so no unit: it is asked from the evaluation. */
static const cupel_result *row_of(const char *kind, const char *name)
{
    const cupel_evaluation *e = cupel_evaluation_find(kind);
    return e ? cupel_result_find(e->model.results, e->model.result_count, name) : NULL;
}

static cupel_status read_figure(cupel_file *file, const cupel_item *flag, const char *name, const char *kind,
                                cupel_arena *arena, cupel_lot_figure *out, cupel_error *error)
{
    const cupel_item *value = cupel_file_find(file, flag->step, name);
    const cupel_result *row = row_of(kind, name);
    const char *uncertainty = cupel_arena_format(arena, "%s_uncertainty", name);
    const char *unit = row && row->unit ? row->unit : value && value->unit ? value->unit : "1";
    *out = (cupel_lot_figure){.name = name,
                              .unit = cupel_arena_copy(arena, unit),
                              .difference = value ? value->difference : row && row->difference};
    if (!uncertainty || !out->unit) return cupel_out_of_memory(error, "the figures of a lot");
    cupel_status status = read_flag(file, flag, arena, &out->flag, error);
    if (!status) status = read_number(file, value, out->unit, out->difference, &out->value, error);
    if (!status)
        status = read_number(file, cupel_file_find(file, flag->step, uncertainty), out->unit, true,
                             &out->uncertainty, error);
    return status;
}

static cupel_status read_figures(cupel_file *file, cupel_lot_test *test, cupel_arena *arena,
                                 cupel_error *error)
{
    const size_t items = cupel_file_item_count(file);
    size_t room = 0;
    for (size_t i = 0; i < items; i++) room += strcmp(cupel_file_get_item(file, i)->step, test->step) == 0;
    test->figures = cupel_arena_alloc(arena, room + 1, sizeof *test->figures);
    if (!test->figures) return cupel_out_of_memory(error, "the figures of a lot");
    for (size_t i = 0; i < items; i++) {
        const cupel_item *item = cupel_file_get_item(file, i);
        const char *name = strcmp(item->step, test->step) == 0 ? flagged(item, arena) : NULL;
        if (!name) continue;
        const cupel_status status =
            read_figure(file, item, name, test->kind, arena, &test->figures[test->figure_count], error);
        if (status) return status;
        test->figure_count++;
    }
    return CUPEL_OK;
}

static const char *group_of(const cupel_file *file, const char *const *keys, cupel_arena *arena)
{
    const char *group = "";
    for (size_t i = 0; group && keys[i]; i++)
        group = cupel_arena_format(arena, "%s%s%s", group, i ? ", " : "", text_of(file, "specimen", keys[i]));
    return group;
}

/* The next whole number of a text, behind anything else; -1: none. `*digits` gets its length. */
static int next_number(const char **text, int *digits)
{
    const char *c = *text;
    while (*c && (*c < '0' || *c > '9')) c++;
    int value = 0;
    for (*digits = 0; *c >= '0' && *c <= '9'; c++, ++*digits)
        if (*digits < 6) value = 10 * value + (*c - '0');
    *text = c;
    return *digits ? value : -1;
}

/* Year, month, day of the three numbers of a date. False: which is which cannot be told. */
static bool order_date(const int n[3], const int digits[3], char sign, int date[3])
{
    const bool year_first = digits[0] == 4, year_last = digits[2] == 4;
    if (year_first == year_last) return false;
    const bool day_first = sign == '.' || n[0] > 12;
    if (year_last && !day_first && n[1] <= 12 && n[0] != n[1]) return false; /* 03/04/2026 */
    date[0] = year_first ? n[0] : n[2];
    date[1] = year_first ? n[1] : day_first ? n[1] : n[0];
    date[2] = year_first ? n[2] : day_first ? n[0] : n[1];
    return date[1] >= 1 && date[1] <= 12 && date[2] >= 1 && date[2] <= 31;
}

/* "12:30 AM", "1:05pm": a half of the day behind a number. */
static bool says_half(const char *text, char half)
{
    char before = 0;
    for (const char *c = text; *c; c++) {
        if ((*c | 0x20) == half && (c[1] | 0x20) == 'm' && before >= '0' && before <= '9') return true;
        if (*c != ' ') before = *c;
    }
    return false;
}

static const char *moment_of(const char *text, cupel_arena *arena)
{
    int n[6] = {0}, digits[6] = {0}, date[3];
    const char *c = text;
    char sign = 0;
    for (int i = 0; i < 6; i++) {
        const int value = next_number(&c, &digits[i]);
        if (value < 0) {
            if (i < 3) return "";
            break;
        }
        if (i == 0) sign = *c;
        n[i] = value;
    }
    const bool afternoon = says_half(text, 'p') || strstr(text, "下午");
    const bool morning = says_half(text, 'a') || strstr(text, "上午");
    if (afternoon && n[3] < 12) n[3] += 12;
    if (morning && n[3] == 12) n[3] = 0;
    if (!order_date(n, digits, sign, date)) return "";
    return cupel_arena_format(arena, "%04d%02d%02d%02d%02d%02d", date[0], date[1], date[2], n[3], n[4], n[5]);
}

static bool grow(cupel_lot_tests *tests)
{
    if (tests->count < tests->capacity) return true;
    const size_t capacity = tests->capacity ? 2 * tests->capacity : 64;
    cupel_lot_test *larger = cupel_resize(tests->tests, capacity, sizeof *larger);
    if (!larger) return false;
    tests->tests = larger;
    tests->capacity = capacity;
    return true;
}

static cupel_status add_one(cupel_lot_tests *tests, cupel_file *file, const char *path, const char *kind,
                            const char *step, const char *const *keys, cupel_error *error)
{
    cupel_arena *arena = tests->arena;
    cupel_lot_test test = {.file = cupel_arena_copy(arena, path),
                           .kind = cupel_arena_copy(arena, kind),
                           .step = cupel_arena_copy(arena, step),
                           .id = cupel_arena_copy(arena, text_of(file, "specimen", "id")),
                           .lot = cupel_arena_copy(arena, text_of(file, "specimen", "lot")),
                           .direction = cupel_arena_copy(arena, text_of(file, "specimen", "direction")),
                           .date = cupel_arena_copy(arena, text_of(file, "test", "date")),
                           .moment = moment_of(text_of(file, "test", "date"), arena),
                           .group = group_of(file, keys, arena)};
    if (!test.file || !test.kind || !test.step || !test.id || !test.lot || !test.direction || !test.date ||
        !test.moment || !test.group || !grow(tests))
        return cupel_out_of_memory(error, "the tests of a lot");
    const cupel_status status = read_figures(file, &test, arena, error);
    if (!status) tests->tests[tests->count++] = test;
    return status;
}

static bool is_copy(const cupel_lot_tests *tests, const char *origin)
{
    for (size_t i = 0; *origin && i < tests->count; i++)
        if (strcmp(tests->tests[i].origin, origin) == 0) return true;
    return false;
}

cupel_status cupel_lot_tests_add(cupel_lot_tests *tests, const char *path, const char *const *keys,
                                 cupel_lot_added *added, cupel_error *error)
{
    cupel_file *file = NULL;
    cupel_status status = cupel_file_open_after(tests->checker, path, &file, error);
    if (status) return status;
    const char *kind = cupel_file_get_header(file)->kind;
    const bool test = kind && strcmp(kind, "test") == 0;
    *added = test ? CUPEL_LOT_NOT_EVALUATED : CUPEL_LOT_NO_TEST;
    const char *origin = cupel_arena_copy(tests->arena, cupel_file_origin(file));
    if (!origin) status = cupel_out_of_memory(error, "a test");
    const size_t before = tests->count;
    if (!status && test && is_copy(tests, origin)) {
        *added = CUPEL_LOT_COPY;
        cupel_file_close(file);
        return CUPEL_OK;
    }
    for (const cupel_evaluation *const *e = cupel_evaluations(); test && !status && *e; e++) {
        const char *step = cupel_file_step_id(file, (*e)->kind);
        if (!step) continue;
        status = add_one(tests, file, path, (*e)->kind, step, keys, error);
        if (!status) *added = CUPEL_LOT_ADDED;
    }
    for (size_t i = before; i < tests->count; i++) tests->tests[i].origin = origin;
    cupel_file_close(file);
    return status;
}

static int by_group(const void *a, const void *b)
{
    const cupel_lot_test *x = a, *y = b;
    int order = strcmp(x->kind, y->kind);
    if (!order) order = strcmp(x->group, y->group);
    return order ? order : strcmp(x->file, y->file);
}

static int by_moment(const void *a, const void *b)
{
    const cupel_lot_test *x = a, *y = b;
    const int order = strcmp(x->moment, y->moment);
    return order ? order : strcmp(x->file, y->file);
}

static size_t group_end(const cupel_lot_tests *tests, size_t first)
{
    size_t end = first + 1;
    while (end < tests->count && strcmp(tests->tests[end].kind, tests->tests[first].kind) == 0 &&
           strcmp(tests->tests[end].group, tests->tests[first].group) == 0)
        end++;
    return end;
}

static bool all_have_moments(const cupel_lot_tests *tests, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        if (!*tests->tests[i].moment) return false;
    return true;
}

void cupel_lot_tests_sort(cupel_lot_tests *tests)
{
    if (tests->count) qsort(tests->tests, tests->count, sizeof *tests->tests, by_group);
    for (size_t first = 0, end; first < tests->count; first = end) {
        end = group_end(tests, first);
        if (all_have_moments(tests, first, end))
            qsort(tests->tests + first, end - first, sizeof *tests->tests, by_moment);
    }
}

/* ---- the table ---- */

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool same_figure(const cupel_lot_figure *a, const cupel_lot_figure *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->unit, b->unit) == 0;
}

static const cupel_lot_figure *figure_in(const cupel_lot_test *test, const cupel_lot_figure *like)
{
    for (size_t i = 0; i < test->figure_count; i++)
        if (same_figure(&test->figures[i], like)) return &test->figures[i];
    return NULL;
}

/* Counts what the tests from `first` to `end` say of one figure, and keeps the values that count. */
static void collect(const cupel_lot_tests *tests, size_t first, size_t end, const cupel_lot_figure *like,
                    const cupel_lot_rules *rules, cupel_lot_row *row)
{
    for (size_t i = first; i < end; i++) {
        const cupel_lot_figure *f = figure_in(&tests->tests[i], like);
        if (!f) continue;
        /* a flag that is not one of ours, as of a file from elsewhere, is a doubt */
        const bool doubtful = strcmp(f->flag, "ok") != 0;
        row->tests++;
        if (!isfinite(f->value) || begins(f->flag, "not judged")) {
            row->refused++;
            continue;
        }
        row->doubtful += doubtful;
        if (!doubtful || rules->with_doubtful)
            row->values[row->count++] = (cupel_lot_value){.test = &tests->tests[i], .figure = f};
    }
}

static cupel_status evaluate_row(cupel_lot_row *row, const cupel_lot_rules *rules, cupel_error *error)
{
    if (row->count == 0) return CUPEL_OK;
    double *values = cupel_alloc_doubles(row->count);
    unsigned *outlier = cupel_alloc(row->count, sizeof *outlier);
    cupel_status status = values && outlier ? CUPEL_OK : cupel_out_of_memory(error, "the values of a lot");
    for (size_t i = 0; !status && i < row->count; i++) values[i] = row->values[i].figure->value;
    if (!status)
        status = cupel_lot_statistics(values, row->count, rules->confidence, &row->statistics, error);
    if (!status)
        status =
            cupel_grubbs_repeated(values, row->count, rules->significance, outlier, &row->outliers, error);
    for (size_t i = 0; !status && i < row->count; i++) row->values[i].outlier = outlier[i];
    free(values);
    free(outlier);
    return status;
}

/* Rows of the figures that the tests from `first` to `end` have, in the order of their first appearance. */
static cupel_status add_group(const cupel_lot_tests *tests, size_t first, size_t end,
                              const cupel_lot_rules *rules, cupel_lot_table *out, cupel_error *error)
{
    const size_t before = out->count;
    for (size_t i = first; i < end; i++)
        for (size_t k = 0; k < tests->tests[i].figure_count; k++) {
            const cupel_lot_figure *like = &tests->tests[i].figures[k];
            bool known = false;
            for (size_t r = before; r < out->count && !known; r++)
                known =
                    strcmp(out->rows[r].name, like->name) == 0 && strcmp(out->rows[r].unit, like->unit) == 0;
            if (known) continue;
            cupel_lot_row *row = &out->rows[out->count++];
            *row = (cupel_lot_row){.kind = tests->tests[i].kind,
                                   .group = tests->tests[i].group,
                                   .name = like->name,
                                   .unit = like->unit,
                                   .difference = like->difference,
                                   .by_moment = all_have_moments(tests, first, end)};
            row->values = cupel_arena_alloc(tests->arena, end - first, sizeof *row->values);
            if (!row->values) return cupel_out_of_memory(error, "the values of a lot");
            collect(tests, first, end, like, rules, row);
            const cupel_status status = evaluate_row(row, rules, error);
            if (status) return status;
        }
    return CUPEL_OK;
}

cupel_status cupel_lot_table_build(const cupel_lot_tests *tests, const cupel_lot_rules *rules,
                                   cupel_lot_table *out, cupel_error *error)
{
    size_t room = 0;
    for (size_t i = 0; i < tests->count; i++) room += tests->tests[i].figure_count;
    *out = (cupel_lot_table){.rows = cupel_arena_alloc(tests->arena, room + 1, sizeof *out->rows)};
    if (!out->rows) return cupel_out_of_memory(error, "the table of a lot");
    for (size_t first = 0, end; first < tests->count; first = end) {
        end = group_end(tests, first);
        const cupel_status status = add_group(tests, first, end, rules, out, error);
        if (status) return status;
    }
    return CUPEL_OK;
}

cupel_status cupel_lot_row_control(const cupel_lot_row *row, cupel_control_chart *out, cupel_error *error)
{
    double *values = cupel_alloc_doubles(row->count);
    unsigned *rules = cupel_alloc(row->count, sizeof *rules);
    cupel_status status = values && rules ? CUPEL_OK : cupel_out_of_memory(error, "a control chart");
    for (size_t i = 0; !status && i < row->count; i++) values[i] = row->values[i].figure->value;
    if (!status) status = cupel_control_limits(values, row->count, out, rules, error);
    for (size_t i = 0; !status && i < row->count; i++) row->values[i].rules = rules[i];
    free(values);
    free(rules);
    return status;
}
