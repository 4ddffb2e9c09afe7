/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/gather.h"

#include <stdlib.h>
#include <string.h>

const char *cupel_in_words(cupel_arena *arena, const char *name)
{
    static const char prefix[] = "curve_"; /* of what else is a number: thermal_resistance over the flow */
    if (strncmp(name, prefix, sizeof prefix - 1) == 0) name += sizeof prefix - 1;
    char *copy = cupel_arena_copy(arena, name);
    for (char *c = copy; c && *c; c++)
        if (*c == '_') *c = ' ';
    return copy ? copy : name;
}

static cupel_status no_memory(const cupel_gathering *g)
{
    return cupel_out_of_memory(g->error, "a picture");
}

/* A panel of a chart takes what the chart says, of one step. */
static bool fits_chart(const cupel_gathering *g, const cupel_panel *panel, const cupel_item *item)
{
    return !panel->map && panel->chart == g->chart &&
           (!g->chart || cupel_same(panel->traces[0].step, item->step));
}

/* The panel of an item over an axis (NULL: words or steps); those that can be read off one scale share it. */
static cupel_status panel_for(const cupel_gathering *g, const cupel_item *item, const char *x_key,
                              const cupel_item *axis, cupel_panel **out)
{
    cupel_figure *figure = g->figure;
    const char *unit = item->unit ? item->unit : "1", *x_unit = axis && axis->unit ? axis->unit : "1";
    for (size_t i = 0; i < figure->count; i++) {
        cupel_panel *panel = &figure->panels[i];
        if (fits_chart(g, panel, item) && cupel_same(panel->unit, unit) &&
            panel->difference == item->difference && cupel_same(panel->x_key, x_key) &&
            cupel_same(panel->x_unit, x_unit)) {
            *out = panel;
            return CUPEL_OK;
        }
    }
    if (figure->count == CUPEL_FIGURE_PANELS)
        CUPEL_FAIL(g->error, CUPEL_ELIMIT, "the selection takes more than %d panels: choose fewer results",
                   CUPEL_FIGURE_PANELS);
    cupel_panel *panel = &figure->panels[figure->count];
    *panel =
        (cupel_panel){.chart = g->chart,
                      .logarithmic = g->chart ? g->chart->logarithmic : g->request->logarithmic[1],
                      .logarithmic_axis = g->chart ? g->chart->logarithmic_axis : g->request->logarithmic[0],
                      .unit = unit,
                      .x_unit = x_unit,
                      .difference = item->difference,
                      .x_difference = axis && axis->difference,
                      .x_key = x_key};
    panel->traces = cupel_arena_alloc(figure->arena, CUPEL_FIGURE_TRACES, sizeof *panel->traces);
    if (!panel->traces) return no_memory(g);
    figure->count++;
    *out = panel;
    return CUPEL_OK;
}

static cupel_status add_trace(cupel_gathering *g, cupel_panel *panel, const cupel_item *item, const double *x,
                              const double *y, size_t count)
{
    if (panel->count == CUPEL_FIGURE_TRACES)
        CUPEL_FAIL(g->error, CUPEL_ELIMIT,
                   "the selection takes more than %d curves in one panel: choose fewer", CUPEL_FIGURE_TRACES);
    cupel_trace trace = {.step = item->step, .name = item->name, .count = count};
    trace.x = cupel_arena_alloc(g->figure->arena, count, sizeof(double));
    trace.y = cupel_arena_alloc(g->figure->arena, count, sizeof(double));
    if (!trace.x || !trace.y) return no_memory(g);
    for (size_t i = 0; i < count; i++) {
        trace.x[i] = x ? x[i] : (double)i;
        trace.y[i] = y[i];
    }
    panel->traces[panel->count++] = trace;
    g->drawn++;
    return CUPEL_OK;
}

/* Curve over its axis; the axis itself is no curve. */
static cupel_status gather_series(cupel_gathering *g, const cupel_item *item)
{
    if (!item->axis) return CUPEL_OK;
    const cupel_item *axis = cupel_item_axis(g->file, item);
    if (!axis || axis->count != item->count)
        CUPEL_FAIL(g->error, CUPEL_EDAMAGED, "%s.%s: its axis %s is not in the file", item->step, item->name,
                   item->axis);
    double *x = NULL, *y = NULL;
    cupel_status status = cupel_file_read_numbers(g->file, axis, &x, g->error);
    if (!status) status = cupel_file_read_numbers(g->file, item, &y, g->error);
    cupel_panel *panel = NULL;
    if (!status) status = panel_for(g, item, item->axis, axis, &panel);
    if (!status) {
        const char *slash = strrchr(item->name, '/'); /* a curve among the parameters: fan/y over fan/x */
        panel->x_label =
            cupel_in_words(g->figure->arena, slash && axis->long_name ? axis->long_name : item->axis);
        status = add_trace(g, panel, item, x, y, item->count);
        if (!status && slash) {
            const char *name = cupel_arena_copy_n(g->figure->arena, item->name, (size_t)(slash - item->name));
            if (name) panel->traces[panel->count - 1].name = name;
        }
    }
    free(x);
    free(y);
    return status;
}

const cupel_item *cupel_first_column(const cupel_file *file, const cupel_item *item, const char *table)
{
    const size_t length = strlen(table);
    for (size_t i = 0; i < cupel_file_item_count(file); i++) {
        const cupel_item *other = cupel_file_get_item(file, i);
        if (cupel_same(other->step, item->step) && cupel_same(other->group, item->group) &&
            strncmp(other->name, table, length) == 0 && other->name[length] == '/')
            return other;
    }
    return item;
}

static cupel_status set_ticks(const cupel_gathering *g, cupel_panel *panel, char **words, size_t count)
{
    panel->ticks = cupel_arena_alloc(g->figure->arena, count, sizeof *panel->ticks);
    if (!panel->ticks) return no_memory(g);
    for (size_t i = 0; i < count; i++) {
        panel->ticks[i] = words ? cupel_arena_copy(g->figure->arena, words[i])
                                : cupel_arena_format(g->figure->arena, "%zu", i + 1);
        if (!panel->ticks[i]) return no_memory(g);
    }
    panel->tick_count = count;
    return CUPEL_OK;
}

static bool rises(const double *x, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (!(x[i] > x[i - 1])) return false;
    return true;
}

/* The column of words beside a column; NULL. */
static const cupel_item *column_of_words(const cupel_file *file, const cupel_item *item, const char *table)
{
    const size_t length = strlen(table);
    for (size_t i = 0; i < cupel_file_item_count(file); i++) {
        const cupel_item *other = cupel_file_get_item(file, i);
        if (cupel_same(other->step, item->step) && cupel_same(other->group, item->group) &&
            strncmp(other->name, table, length) == 0 && other->name[length] == '/' &&
            other->type == CUPEL_ITEM_TEXT && other->count == item->count)
            return other;
    }
    return NULL;
}

static bool is_new(char **words, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (strcmp(words[i], words[row]) == 0) return false;
    return true;
}

/* Rows of several curves, one below the other, told apart by a word: a curve for each. */
static cupel_status add_curves_by_word(cupel_gathering *g, cupel_panel *panel, const cupel_item *item,
                                       const double *x, const double *y, char **words)
{
    const size_t rows = (size_t)item->count;
    double *of_x = cupel_alloc_doubles(rows), *of_y = cupel_alloc_doubles(rows);
    cupel_status status = of_x && of_y ? CUPEL_OK : no_memory(g);
    for (size_t first = 0; !status && first < rows; first++) {
        if (!is_new(words, first)) continue;
        size_t count = 0;
        for (size_t i = first; i < rows; i++)
            if (strcmp(words[i], words[first]) == 0) of_x[count] = x[i], of_y[count++] = y[i];
        status = add_trace(g, panel, item, of_x, of_y, count);
        if (status) break;
        const char *word = cupel_arena_copy(g->figure->arena, words[first]);
        panel->traces[panel->count - 1].word = word;
        if (!word) status = no_memory(g);
    }
    free(of_x);
    free(of_y);
    return status;
}

/* Over the numbers of the first column: one curve, or, when they begin anew, one for each word of a column.
 */
static cupel_status add_column(cupel_gathering *g, cupel_panel *panel, const cupel_item *item,
                               const char *table, const double *x, const double *y)
{
    const cupel_item *told_apart =
        x && !rises(x, (size_t)item->count) ? column_of_words(g->file, item, table) : NULL;
    if (!told_apart) return add_trace(g, panel, item, x, y, (size_t)item->count);
    char **words = NULL;
    cupel_status status = cupel_file_read_texts(g->file, told_apart, &words, g->error);
    if (!status) status = add_curves_by_word(g, panel, item, x, y, words);
    free(words);
    return status;
}

/* Over the numbers of the rows, over the words of the first column, or over its numbers. */
static cupel_status gather_column(cupel_gathering *g, const cupel_item *item, const char *table)
{
    const cupel_item *first = g->rows ? NULL : cupel_first_column(g->file, item, table);
    const bool words = first && first->type == CUPEL_ITEM_TEXT;
    if (first == item) return CUPEL_OK; /* the abscissa itself */
    const char *key = cupel_arena_format(g->figure->arena, "%s.%s", item->step, table);
    if (!key) return no_memory(g);
    double *x = NULL, *y = NULL;
    char **texts = NULL;
    cupel_panel *panel = NULL;
    cupel_status status = panel_for(g, item, key, words ? NULL : first, &panel);
    if (!status) status = cupel_file_read_numbers(g->file, item, &y, g->error);
    if (!status && (words || !first) && !panel->ticks) {
        if (words) status = cupel_file_read_texts(g->file, first, &texts, g->error);
        if (!status) status = set_ticks(g, panel, texts, item->count);
    }
    if (!status && first && !words) status = cupel_file_read_numbers(g->file, first, &x, g->error);
    if (!status) {
        panel->x_label = first ? cupel_in_words(g->figure->arena, strchr(first->name, '/') + 1) : g->rows;
        status = add_column(g, panel, item, table, x, y);
    }
    free(x);
    free(y);
    free(texts);
    return status;
}

static size_t step_index(const cupel_file *file, const char *id)
{
    size_t i = 0;
    while (i < cupel_file_step_count(file) && !cupel_same(cupel_file_get_step(file, i)->id, id)) i++;
    return i;
}

/* One more point, kept in the order of the steps. */
static cupel_status lengthen(cupel_gathering *g, cupel_trace *trace, double x, double y)
{
    double *longer_x = cupel_arena_alloc(g->figure->arena, trace->count + 1, sizeof(double));
    double *longer_y = cupel_arena_alloc(g->figure->arena, trace->count + 1, sizeof(double));
    if (!longer_x || !longer_y) return no_memory(g);
    size_t at = 0;
    while (at < trace->count && trace->x[at] < x) at++;
    for (size_t i = 0; i <= trace->count; i++) {
        longer_x[i] = i < at ? trace->x[i] : i == at ? x : trace->x[i - 1];
        longer_y[i] = i < at ? trace->y[i] : i == at ? y : trace->y[i - 1];
    }
    trace->x = longer_x;
    trace->y = longer_y;
    trace->count++;
    g->drawn++;
    return CUPEL_OK;
}

/* A scalar joins the trace of its name over the steps. */
static cupel_status gather_scalar(cupel_gathering *g, const cupel_item *item)
{
    double *value = NULL;
    cupel_panel *panel;
    cupel_status status = panel_for(g, item, "(steps)", NULL, &panel);
    if (!status) status = cupel_file_read_numbers(g->file, item, &value, g->error);
    if (status) return status;
    const double y = value[0], x = (double)step_index(g->file, item->step);
    free(value);
    panel->x_label = "step";
    for (size_t i = 0; i < panel->count; i++)
        if (cupel_same(panel->traces[i].name, item->name)) return lengthen(g, &panel->traces[i], x, y);
    return add_trace(g, panel, item, &x, &y, 1);
}

cupel_status cupel_gather_line(cupel_gathering *g, const cupel_item *item, size_t axis, const double *places,
                               const double *values, size_t count)
{
    static const char *const names[] = {"x", "y", "z"}, *const keys[] = {"(x)", "(y)", "(z)"};
    static const cupel_item place = {.unit = "m"};
    cupel_panel *panel = NULL;
    cupel_status status = panel_for(g, item, keys[axis], &place, &panel);
    if (status) return status;
    panel->x_label = names[axis];
    return add_trace(g, panel, item, places, values, count);
}

cupel_status cupel_gather(cupel_gathering *g, const cupel_item *item)
{
    char table[256];
    const bool numbers = item->type == CUPEL_ITEM_NUMBERS || item->type == CUPEL_ITEM_INTEGERS;
    if (!numbers || item->count == 0) return CUPEL_OK;
    if (cupel_same(item->group, "fields"))
        return strchr(item->name, '/') ? CUPEL_OK : cupel_gather_map(g, item);
    if (item->rank > 1) return CUPEL_OK;
    if (cupel_item_table(item, table, sizeof table)) return gather_column(g, item, table);
    return item->rank == 0 ? gather_scalar(g, item) : gather_series(g, item);
}
