/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/lot_picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "report/figure.h"
#include "report/gather.h"
#include "testdata/evaluation.h"

enum { POINTS = 2000, NAMED = 20 }; /* points of a curve, and curves with a name: a picture shows no more */

static cupel_panel *add_panel(cupel_figure *figure, const char *heading)
{
    if (figure->count == CUPEL_FIGURE_PANELS) return NULL;
    cupel_panel *panel = &figure->panels[figure->count];
    panel->traces = cupel_arena_alloc(figure->arena, CUPEL_FIGURE_TRACES, sizeof *panel->traces);
    panel->heading = heading;
    panel->x_label = panel->y_label = "";
    if (panel->traces) figure->count++;
    return panel->traces ? panel : NULL;
}

/* A trace with room for its points; NULL: no room in the panel, or no memory. */
static cupel_trace *add_trace(cupel_figure *figure, cupel_panel *panel, const char *label, size_t count)
{
    if (panel->count == CUPEL_FIGURE_TRACES) return NULL;
    cupel_trace *trace = &panel->traces[panel->count];
    *trace = (cupel_trace){.step = "",
                           .name = "",
                           .label = label,
                           .colour = panel->count,
                           .count = count,
                           .x = cupel_arena_alloc(figure->arena, count + 1, sizeof(double)),
                           .y = cupel_arena_alloc(figure->arena, count + 1, sizeof(double))};
    if (!trace->x || !trace->y) return NULL;
    panel->count++;
    return trace;
}

static const char *heading_of(cupel_arena *arena, const char *kind, const char *group)
{
    const char *text = *group ? cupel_arena_format(arena, "%s, %s", kind, group) : kind;
    return text ? text : kind;
}

static const char *label_of(const cupel_lot_test *test)
{
    return *test->id ? test->id : cupel_path_name(test->file);
}

static cupel_figure *new_figure(cupel_arena *arena, const char *title)
{
    cupel_figure *figure = arena ? cupel_arena_alloc(arena, 1, sizeof *figure) : NULL;
    if (figure) *figure = (cupel_figure){.arena = arena, .title = title};
    return figure;
}

/* ---- curves ---- */

/* The first curve of the evaluation's chart that the file has; NULL: none. */
static const cupel_item *curve_of(const cupel_file *file, const cupel_lot_test *test)
{
    const cupel_evaluation *e = cupel_evaluation_find(test->kind);
    const cupel_chart *chart = e ? e->model.chart : NULL;
    for (size_t p = 0; chart && p < chart->count; p++)
        for (size_t r = 0; r < CUPEL_CHART_RESULTS && chart->panels[p].results[r]; r++) {
            const cupel_item *item = cupel_file_find(file, test->step, chart->panels[p].results[r]);
            const cupel_item *axis =
                item && item->axis ? cupel_file_find(file, test->step, item->axis) : NULL;
            if (axis && item->rank == 1 && axis->count == item->count && item->count > 1) return item;
        }
    return NULL;
}

static void copy_points(const double *x, const double *y, size_t count, cupel_trace *trace)
{
    for (size_t i = 0; i < trace->count; i++) {
        const size_t at = trace->count > 1 ? i * (count - 1) / (trace->count - 1) : 0;
        trace->x[i] = x[at];
        trace->y[i] = y[at];
    }
}

/* False when there was no curve or no room for it. */
static cupel_status add_curve(cupel_figure *figure, cupel_panel *panel, const cupel_lot_test *test,
                              bool *drawn, cupel_error *error)
{
    cupel_file *file = NULL;
    double *x = NULL, *y = NULL;
    *drawn = false;
    cupel_status status = cupel_file_open(test->file, &file, error);
    if (status) return status;
    const cupel_item *item = curve_of(file, test);
    const cupel_item *axis = item ? cupel_file_find(file, test->step, item->axis) : NULL;
    const bool fits =
        item &&
        (panel->count == 0 || (cupel_same(panel->unit, item->unit) && cupel_same(panel->x_unit, axis->unit)));
    if (fits) status = cupel_file_read_numbers(file, axis, &x, error);
    if (fits && !status) status = cupel_file_read_numbers(file, item, &y, error);
    if (fits && !status) {
        const size_t points = item->count < POINTS ? (size_t)item->count : POINTS;
        if (panel->count == 0) {
            panel->unit = cupel_arena_copy(figure->arena, item->unit ? item->unit : "1");
            panel->x_unit = cupel_arena_copy(figure->arena, axis->unit ? axis->unit : "1");
            panel->x_label = cupel_in_words(figure->arena, axis->name);
            panel->y_label = cupel_in_words(figure->arena, item->name);
        }
        cupel_trace *trace =
            add_trace(figure, panel, cupel_arena_copy(figure->arena, label_of(test)), points);
        *drawn = trace != NULL;
        if (trace) copy_points(x, y, (size_t)item->count, trace);
    }
    free(x);
    free(y);
    cupel_file_close(file);
    return status;
}

static bool same_group(const cupel_lot_test *a, const cupel_lot_test *b)
{
    return strcmp(a->kind, b->kind) == 0 && strcmp(a->group, b->group) == 0;
}

static cupel_status gather_curves(const cupel_lot_tests *tests, cupel_figure *figure, size_t *left_out,
                                  cupel_error *error)
{
    cupel_panel *panel = NULL;
    for (size_t i = 0; i < tests->count; i++) {
        const cupel_lot_test *test = &tests->tests[i];
        bool drawn = false;
        if (i == 0 || !same_group(test, &tests->tests[i - 1])) {
            if (panel && panel->count == 0) figure->count--;
            panel = add_panel(figure, heading_of(figure->arena, test->kind, test->group));
        }
        const cupel_status status = panel ? add_curve(figure, panel, test, &drawn, error) : CUPEL_OK;
        if (status) return status;
        *left_out += !drawn;
    }
    if (panel && panel->count == 0) figure->count--;
    return CUPEL_OK;
}

cupel_status cupel_lot_curves(const cupel_lot_tests *tests, cupel_picture format, char **bytes, size_t *count,
                              size_t *left_out, bool *boxes, cupel_error *error)
{
    cupel_arena *arena = cupel_arena_new();
    cupel_figure *figure = new_figure(arena, "curves of the lots");
    *left_out = 0;
    cupel_status status =
        figure ? gather_curves(tests, figure, left_out, error) : cupel_out_of_memory(error, "a picture");
    if (!status && figure->count == 0)
        status = cupel_error_set(error, CUPEL_EINVAL, "none of the tests has a curve to draw");
    for (size_t p = 0; !status && p < figure->count; p++) {
        cupel_panel *panel = &figure->panels[p];
        cupel_panel_label(arena, panel, panel->y_label);
        for (size_t t = 0; panel->count > NAMED && t < panel->count; t++) panel->traces[t].label = NULL;
    }
    if (!status) status = cupel_figure_draw(figure, format, 0, bytes, count, boxes, error);
    cupel_arena_free(arena);
    return status;
}

/* ---- control charts ---- */

static bool add_level(cupel_figure *figure, cupel_panel *panel, const char *label, size_t points,
                      size_t colour, double level)
{
    cupel_trace *trace = add_trace(figure, panel, label, points);
    if (!trace) return false;
    trace->colour = colour;
    trace->dash = 1;
    for (size_t i = 0; i < points; i++) {
        trace->x[i] = (double)i;
        trace->y[i] = level;
    }
    return true;
}

static bool set_ticks(cupel_figure *figure, cupel_panel *panel, const cupel_lot_row *row)
{
    panel->tick_count = row->count;
    panel->ticks = cupel_arena_alloc(figure->arena, row->count, sizeof *panel->ticks);
    panel->x_label = row->by_moment ? "tests by date" : "tests by file name";
    panel->unit = row->unit;
    panel->x_unit = "1";
    panel->difference = row->difference;
    for (size_t i = 0; panel->ticks && i < row->count; i++) panel->ticks[i] = label_of(row->values[i].test);
    return panel->ticks != NULL;
}

/* Individuals above, moving ranges below. */
static cupel_status add_control(cupel_figure *figure, const cupel_lot_row *row, cupel_error *error)
{
    cupel_control_chart chart;
    const cupel_status status = cupel_lot_row_control(row, &chart, error);
    if (status) return status;
    const size_t n = row->count;
    cupel_panel *upper = add_panel(figure, heading_of(figure->arena, row->kind, row->group));
    cupel_panel *lower = add_panel(figure, NULL);
    bool made = upper && lower && set_ticks(figure, upper, row) && set_ticks(figure, lower, row);
    cupel_trace *values = made ? add_trace(figure, upper, cupel_in_words(figure->arena, row->name), n) : NULL;
    cupel_trace *ranges = made ? add_trace(figure, lower, "moving range", n) : NULL;
    for (size_t i = 0; values && ranges && i < n; i++) {
        values->x[i] = ranges->x[i] = (double)i;
        values->y[i] = row->values[i].figure->value;
        ranges->y[i] = i ? fabs(values->y[i] - values->y[i - 1]) : (double)NAN;
    }
    made = values && ranges && add_level(figure, upper, "mean", n, 6, chart.middle) &&
           add_level(figure, upper, "upper limit", n, 1, chart.upper) &&
           add_level(figure, upper, "lower limit", n, 1, chart.lower) &&
           add_level(figure, lower, "limit of the range", n, 1, chart.range_upper);
    if (!made) return cupel_out_of_memory(error, "a control chart");
    lower->difference = true;
    cupel_panel_label(figure->arena, upper, cupel_in_words(figure->arena, row->name));
    cupel_panel_label(figure->arena, lower, "range");
    return CUPEL_OK;
}

cupel_status cupel_lot_control(const cupel_lot_row *const *rows, size_t row_count, cupel_picture format,
                               char **bytes, size_t *count, size_t *left_out, bool *boxes, cupel_error *error)
{
    cupel_arena *arena = cupel_arena_new();
    cupel_figure *figure = new_figure(arena, "control charts of individuals and moving ranges");
    cupel_status status = figure ? CUPEL_OK : cupel_out_of_memory(error, "a picture");
    *left_out = 0;
    for (size_t i = 0; !status && i < row_count; i++) {
        if (rows[i]->count < 2 || figure->count + 2 > CUPEL_FIGURE_PANELS)
            ++*left_out;
        else
            status = add_control(figure, rows[i], error);
    }
    if (!status && figure->count == 0)
        status = cupel_error_set(error, CUPEL_EINVAL, "a control chart needs two values at least");
    if (!status) status = cupel_figure_draw(figure, format, 0, bytes, count, boxes, error);
    cupel_arena_free(arena);
    return status;
}
