/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/figure.h"
#include "report/gather.h"
#include "unit/every_kind.h"

/* The chart of a made-up model: two curves, zones and a mark; a table in bars. */

static const cupel_result zone_rows[] = {
    {"zone", CUPEL_LABEL, .meaning = "zone"},
    {"begin", CUPEL_SCALAR, "m", .meaning = "begin"},
    {"end", CUPEL_SCALAR, "m", .meaning = "end"},
};
static const cupel_result stand_rows[] = {
    {"stand", CUPEL_LABEL, .meaning = "stand"},
    {"force", CUPEL_SCALAR, "N", .meaning = "force"},
    {"limit", CUPEL_SCALAR, "N", .meaning = "limit"},
};
static const cupel_result probe_columns[] = {
    {"time", CUPEL_SCALAR, "s", .meaning = "time"},
    {"probe", CUPEL_LABEL, .meaning = "probe"},
    {"temperature", CUPEL_SCALAR, "K", .meaning = "temperature"},
};
static const cupel_result row_columns[] = {
    {"exit_thickness", CUPEL_SCALAR, "m", .meaning = "thickness"},
    {"flatness", CUPEL_SCALAR, "1", .meaning = "flatness"},
    {"anneal", CUPEL_SCALAR, "1", .meaning = "anneal"},
    {"limit", CUPEL_LABEL, .meaning = "limit"},
};
static const cupel_result dot_columns[] = {
    {"dot", CUPEL_LABEL, .meaning = "dot"},
    {"place", CUPEL_SCALAR, "m", .meaning = "place"},
    {"value", CUPEL_SCALAR, "Pa", .meaning = "value"},
};
static const cupel_result rows[] = {
    {"position", CUPEL_SERIES, "m", .meaning = "place"},
    {"pressure", CUPEL_SERIES, "Pa", .axis = "position", .meaning = "pressure"},
    {"shear_stress", CUPEL_SERIES, "Pa", .axis = "position", .meaning = "shear stress"},
    {"zones", CUPEL_COLUMNS, .columns = zone_rows, .column_count = 3, .meaning = "zones"},
    {"stands", CUPEL_COLUMNS, .columns = stand_rows, .column_count = 3, .meaning = "stands"},
    {"passes", CUPEL_COLUMNS, .columns = row_columns, .column_count = 4, .meaning = "passes"},
    {"neutral_position", CUPEL_SCALAR, "m", .meaning = "neutral point"},
    {"dots", CUPEL_COLUMNS, .columns = dot_columns, .column_count = 3, .meaning = "dots"},
    {"histories", CUPEL_COLUMNS, .columns = probe_columns, .column_count = 3, .meaning = "histories"},
};
static const cupel_chart_panel panels[] = {
    {.results = {"pressure"}, .points = "dots"},
    {.results = {"shear_stress", "not_there"}},
    {.results = {"stands/force", "stands/limit"}, .bars = true},
};
static const cupel_chart chart = {.name = "friction hill",
                                  CUPEL_CHART_PANELS(panels),
                                  .bands = "zones",
                                  .words = {"backward slip", "forward slip"},
                                  .mark = "neutral_position"};
static const cupel_chart_panel schedule_panels[] = {
    {.results = {"passes/exit_thickness"}, .logarithmic = true},
    {.results = {"passes/flatness"},
     .bars = true,
     .words = "passes/limit",
     .line = 3,
     .unit = "I-unit",
     .unit_size = 1e-5},
};
static const cupel_chart schedule = {.name = "schedule",
                                     CUPEL_CHART_PANELS(schedule_panels),
                                     .rows = "pass",
                                     .breaks = "passes/anneal",
                                     .break_word = "annealed"};
static cupel_model model = {.name = "test.hill", .title = "hill", .version = 1, CUPEL_RESULTS(rows)};
static const cupel_model *const models[] = {&model, NULL};

static int open_sample(void **state)
{
    const double x[] = {-2e-3, -1e-3, 0}, p[] = {1e8, 3e8, 1e8}, q[] = {1e7, 0, -1e7};
    const double begin[] = {-2e-3, -0.8e-3, -0.1e-3}, end[] = {-0.8e-3, -0.1e-3, 0};
    const double force[] = {2e3, 3e3}, limit[] = {4e3, 5e3};
    const char *const zones[] = {"forward slip", "backward slip", "'unheard-of' `x`"};
    const double thickness[] = {3e-3, 8e-4, 2e-4}, flatness[] = {2e-5, 4e-5, 3e-5}, anneal[] = {0, 0.5, 0};
    const char *const limits[] = {"roll_force", "`power`", "none"};
    const char *const stands[] = {"F1", "F2"};
    const every_kind values = kind_values();
    model.parameters = kind_model.parameters;
    model.chart = &chart;
    cupel_results *results = cupel_results_new(rows, sizeof rows / sizeof *rows);
    if (!results) return 1;
    cupel_results_set_series(results, "position", x, 3);
    cupel_results_set_series(results, "pressure", p, 3);
    cupel_results_set_series(results, "shear_stress", q, 3);
    cupel_results_set_text_column(results, "zones", "zone", zones, 3);
    cupel_results_set_column(results, "zones", "begin", begin, 3);
    cupel_results_set_column(results, "zones", "end", end, 3);
    cupel_results_set_text_column(results, "stands", "stand", stands, 2);
    cupel_results_set_column(results, "stands", "force", force, 2);
    cupel_results_set_column(results, "stands", "limit", limit, 2);
    cupel_results_set_column(results, "passes", "exit_thickness", thickness, 3);
    cupel_results_set_column(results, "passes", "flatness", flatness, 3);
    cupel_results_set_column(results, "passes", "anneal", anneal, 3);
    cupel_results_set_text_column(results, "passes", "limit", limits, 3);
    cupel_results_set(results, "neutral_position", -0.8e-3);
    const double places[] = {-1e-3, -5e-3, 0}, values_there[] = {3e8, 1e8, 1e8};
    const char *const dots[] = {"'top' `x`", "outside", "end"};
    cupel_results_set_text_column(results, "dots", "dot", dots, 3);
    cupel_results_set_column(results, "dots", "place", places, 3);
    cupel_results_set_column(results, "dots", "value", values_there, 3);
    const double times[] = {0, 1, 2, 0, 1}, temperatures[] = {300, 310, 320, 300, 305};
    const char *const probes[] = {"chip", "chip", "chip", "case", "case"};
    cupel_results_set_column(results, "histories", "time", times, 5);
    cupel_results_set_text_column(results, "histories", "probe", probes, 5);
    cupel_results_set_column(results, "histories", "temperature", temperatures, 5);
    const cupel_step_record step = {.id = "roll", .model = &model, .parameters = &values, .results = results};
    cupel_error error = {0};
    cupel_file *file = NULL;
    const bool good = cupel_results_status(results, &error) == CUPEL_OK &&
                      cupel_segment_write("chart.h5", &step, &error) == CUPEL_OK &&
                      cupel_file_open("chart.h5", &file, &error) == CUPEL_OK;
    cupel_results_free(results);
    if (!good) print_error("%s\n", error.text);
    *state = file;
    return !good;
}

static int close_sample(void **state)
{
    cupel_file_close(*state);
    return 0;
}

static cupel_figure *build(cupel_file *file, const char *const *selections, size_t count)
{
    const cupel_plot_request request = {.selections = selections, .count = count, .models = models};
    cupel_error error = {0};
    cupel_arena *arena = cupel_arena_new();
    cupel_figure *figure = cupel_arena_alloc(arena, 1, sizeof *figure);
    assert_non_null(figure);
    figure->arena = arena;
    if (cupel_figure_build(file, &request, figure, &error)) fail_msg("%s", error.text);
    return figure;
}

static void step_alone_draws_the_chart_of_its_model(void **state)
{
    const char *const selections[] = {"roll"};
    cupel_figure *figure = build(*state, selections, 1);
    assert_int_equal(figure->count, 3);
    /* one unit, one axis, and yet panels of their own */
    assert_string_equal(figure->panels[0].y_label, "pressure [MPa]");
    assert_string_equal(figure->panels[1].y_label, "shear stress [MPa]");
    assert_int_equal(figure->panels[1].count, 1); /* what is not there is left out */
    assert_string_equal(figure->panels[0].heading, "roll: friction hill");
    assert_null(figure->panels[1].heading);
    assert_int_equal(figure->panels[2].count, 2);
    assert_string_equal(figure->panels[2].ticks[1], "F2");
    cupel_arena_free(figure->arena);
}

static void bands_and_mark_are_in_the_units_of_the_axis(void **state)
{
    const char *const selections[] = {"roll"};
    cupel_figure *figure = build(*state, selections, 1);
    for (size_t p = 0; p < 2; p++) {
        const cupel_panel *panel = &figure->panels[p];
        assert_string_equal(panel->x_label, "position [mm]");
        assert_int_equal(panel->band_count, 3);
        assert_true(fabs(panel->bands[0].begin + 2) < 1e-12 && fabs(panel->bands[0].end + 0.8) < 1e-12);
        assert_int_equal(panel->mark_count, 1);
        assert_true(fabs(panel->marks[0] + 0.8) < 1e-12);
        assert_string_equal(panel->mark_label, "neutral position");
        /* the shade goes by the word, not by the place; an unknown word has one of its own */
        assert_int_equal(panel->bands[0].shade, 1);
        assert_int_equal(panel->bands[1].shade, 0);
        assert_int_equal(panel->bands[2].shade, 2);
    }
    /* a table has another abscissa: no band reaches over */
    assert_int_equal(figure->panels[2].band_count, 0);
    assert_int_equal(figure->panels[2].mark_count, 0);
    cupel_arena_free(figure->arena);
}

static void dots_lie_within_their_panel_in_its_units(void **state)
{
    const char *const selections[] = {"roll"};
    cupel_figure *figure = build(*state, selections, 1);
    const cupel_panel *panel = &figure->panels[0];
    assert_int_equal(panel->point_count, 2);
    assert_true(fabs(panel->points[0].x + 1) < 1e-12 && fabs(panel->points[0].y - 300) < 1e-9);
    assert_string_equal(panel->points[1].word, "end");
    assert_int_equal(figure->panels[1].point_count, 0);
    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_PNG, 1200, &script);
    assert_non_null(strstr(script.data, "set label 10000 '''top''  x ' at first -1, first 300 left"));
    assert_non_null(strstr(script.data, "set label 10001 'end' at first 0, first 100 right"));
    assert_non_null(strstr(script.data, "unset label 10001"));
    cupel_text_free(&script);
    cupel_arena_free(figure->arena);
}

static void more_than_a_step_means_what_it_says(void **state)
{
    const char *const selections[] = {"roll.*"};
    cupel_figure *figure = build(*state, selections, 1);
    for (size_t p = 0; p < figure->count; p++) assert_null(figure->panels[p].chart);
    cupel_arena_free(figure->arena);
    const char *const both[] = {"roll", "roll.pressure"};
    figure = build(*state, both, 2);
    assert_int_equal(figure->count, 4);
    assert_null(figure->panels[3].chart);
    assert_int_equal(figure->panels[3].band_count, 0);
    cupel_arena_free(figure->arena);
}

static void model_without_chart_draws_all_its_results(void **state)
{
    const char *const selections[] = {"roll"};
    model.chart = NULL;
    cupel_figure *figure = build(*state, selections, 1);
    for (size_t p = 0; p < figure->count; p++) assert_null(figure->panels[p].chart);
    cupel_arena_free(figure->arena);
}

static void script_shades_bars_and_lets_no_word_out_of_its_quotes(void **state)
{
    const char *const selections[] = {"roll"};
    cupel_figure *figure = build(*state, selections, 1);
    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_SVG, 1200, &script);
    assert_false(script.failed);
    assert_non_null(strstr(script.data, "background '#ffffff'")); /* black on a dark page else */
    assert_non_null(strstr(script.data, "rectangle from first -2, graph 0 to first -0.8, graph 1 behind"));
    assert_non_null(strstr(script.data, "title '''unheard-of''  x '"));
    assert_null(strchr(script.data, '`'));
    assert_non_null(strstr(script.data, "with boxes fillstyle solid 0.85"));
    /* zones are named once, above the first panel */
    const char *named = strstr(script.data, "title 'forward slip'");
    assert_non_null(named);
    assert_null(strstr(named + 1, "title 'forward slip'"));
    /* what belongs to one panel is gone in the next */
    assert_non_null(strstr(script.data, "unset object\n"));
    assert_non_null(strstr(script.data, "unset arrow\n"));
    cupel_text_free(&script);
    cupel_arena_free(figure->arena);
}

static void chart_of_rows_numbers_them_and_marks_what_lies_between(void **state)
{
    const char *const selections[] = {"roll"};
    model.chart = &schedule;
    cupel_figure *figure = build(*state, selections, 1);
    assert_int_equal(figure->count, 2);
    const cupel_panel *thickness = &figure->panels[0], *flatness = &figure->panels[1];
    assert_int_equal(thickness->tick_count, 3); /* the first column is drawn as well */
    assert_string_equal(thickness->ticks[2], "3");
    assert_string_equal(thickness->x_label, "pass");
    assert_int_equal(thickness->mark_count, 1);
    assert_true(thickness->marks[0] == 1.5); /* behind the second row */
    assert_string_equal(thickness->mark_label, "annealed");
    assert_string_equal(flatness->y_label, "flatness [I-unit]");
    assert_true(fabs(flatness->traces[0].y[1] - 4) < 1e-12);
    assert_string_equal(flatness->words[0], "roll force");

    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_PNG, 1200, &script);
    assert_non_null(strstr(script.data, "set logscale y\n"));
    assert_non_null(strstr(script.data, "2e-1")); /* of 0.2 to 3 mm */
    assert_non_null(strstr(strstr(script.data, "set logscale y\n"), "unset logscale y\n"));
    assert_non_null(strstr(script.data, "set arrow from graph 0, first 3 to graph 1, first 3"));
    assert_non_null(strstr(script.data, "set yrange [0:4.2]"));
    assert_non_null(strstr(script.data, "'roll force' at first 0, graph 0.04 rotate by 90"));
    assert_null(strchr(script.data, '`'));
    cupel_text_free(&script);
    cupel_arena_free(figure->arena);
}

/* A limit that all bars stay far below is in the panel, not across the one above. */
static void panel_reaches_up_to_its_line(void **state)
{
    (void)state;
    double x[] = {0, 1}, y[] = {0.2, 0.4};
    const char *words[] = {"1", "2"};
    static const cupel_chart_panel limited = {.bars = true, .line = 1};
    cupel_trace trace = {.step = "s", .name = "use", .count = 2, .x = x, .y = y};
    cupel_figure *figure = calloc(1, sizeof *figure);
    assert_non_null(figure);
    figure->title = "";
    figure->count = 1;
    figure->panels[0] = (cupel_panel){.chart = &limited,
                                      .x_label = "pass",
                                      .y_label = "use",
                                      .ticks = words,
                                      .tick_count = 2,
                                      .traces = &trace,
                                      .count = 1};
    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_PNG, 1200, &script);
    assert_non_null(strstr(script.data, "set yrange [0:1.05]"));
    cupel_text_free(&script);
    free(figure);
}

/* Words that would stand on each other are thinned out; no bar is. */
static void ticks_of_many_rows_are_thinned(void **state)
{
    (void)state;
    enum { ROWS = 200 };
    double x[ROWS], y[ROWS];
    const char *words[ROWS];
    static const cupel_chart_panel bars = {.bars = true};
    for (size_t i = 0; i < ROWS; i++) x[i] = (double)i, y[i] = 1, words[i] = "coil";
    cupel_trace trace = {.step = "s", .name = "force", .count = ROWS, .x = x, .y = y};
    cupel_figure *figure = calloc(1, sizeof *figure);
    assert_non_null(figure);
    figure->title = "";
    figure->count = 1;
    figure->panels[0] = (cupel_panel){.chart = &bars,
                                      .x_label = "pass",
                                      .y_label = "force",
                                      .ticks = words,
                                      .tick_count = ROWS,
                                      .traces = &trace,
                                      .count = 1};
    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_PNG, 1200, &script);
    size_t named = 0, drawn = 0;
    for (const char *at = script.data; (at = strstr(at, "'coil' ")); at++) named++;
    for (const char *at = script.data; (at = strstr(at, " 1\n")); at++) drawn++;
    assert_true(named >= 20 && named <= 40);
    assert_true(drawn >= ROWS);
    cupel_text_free(&script);
    free(figure);
}

static void one_panel(const cupel_chart_panel *own, size_t count, double *x, double *y, cupel_text *script)
{
    cupel_trace trace = {.step = "s", .name = "c", .count = count, .x = x, .y = y};
    cupel_figure *figure = calloc(1, sizeof *figure);
    assert_non_null(figure);
    figure->title = "";
    figure->count = 1;
    figure->panels[0] = (cupel_panel){.chart = own,
                                      .logarithmic_axis = own->logarithmic_axis,
                                      .x_label = "x",
                                      .y_label = "c",
                                      .traces = &trace,
                                      .count = 1};
    cupel_figure_script(figure, CUPEL_PNG, 1200, script);
    free(figure);
}

/* Rungs of a ladder hold a value up to their end, the first one from zero; single time constants stand alone.
 */
static void stairs_begin_at_zero_and_stems_stand_on_it(void **state)
{
    (void)state;
    static const cupel_chart_panel stairs = {.stairs = true},
                                   stems = {.stems = true, .logarithmic_axis = true};
    double x[] = {0.5, 3}, y[] = {7, 9};
    cupel_text script = {0};
    one_panel(&stairs, 2, x, y, &script);
    assert_non_null(strstr(script.data, "$p0t0 << END\n0 7\n0.5 7\n3 9\n"));
    assert_non_null(strstr(script.data, "set xrange [0:3]\n"));
    assert_non_null(strstr(script.data, "with fsteps"));
    cupel_text_free(&script);
    script = (cupel_text){0};
    one_panel(&stems, 1, x, y, &script);
    assert_non_null(strstr(script.data, "set logscale x\nset xrange [0.05:5]\n"));
    assert_non_null(strstr(script.data, "with impulses"));
    assert_non_null(strstr(script.data, "set yrange [0:*]"));
    cupel_text_free(&script);
}

static void axis_begins_at_zero_when_the_places_begin_near_it(void **state)
{
    (void)state;
    static const cupel_chart_panel plain = {0};
    double x[] = {2, 100, 238}, away[] = {40, 238, 250}, y[] = {1, 2, 3};
    cupel_text script = {0};
    one_panel(&plain, 3, x, y, &script);
    assert_non_null(strstr(script.data, "set xrange [0:238]\n"));
    cupel_text_free(&script);
    script = (cupel_text){0};
    one_panel(&plain, 3, away, y, &script);
    assert_non_null(strstr(script.data, "set xrange [40:250]\n"));
    cupel_text_free(&script);
}

static void curve_of_a_number_is_called_as_the_number(void **state)
{
    (void)state;
    cupel_arena *arena = cupel_arena_new();
    assert_string_equal(cupel_in_words(arena, "curve_thermal_resistance"), "thermal resistance");
    assert_string_equal(cupel_in_words(arena, "curve"), "curve");
    cupel_arena_free(arena);
}

/* Thermal impedance from 1 us to 100 s, and what a logarithm has not: the value at time 0. */
static void logarithmic_axes_leave_out_zero_and_number_decades(void **state)
{
    (void)state;
    double x[] = {0, 1e-6, 1e-3, 1, 100}, y[] = {0, 1e-5, 0.01, 0.3, 0.9};
    cupel_trace trace = {.step = "s", .name = "z", .count = 5, .x = x, .y = y};
    cupel_figure *figure = calloc(1, sizeof *figure);
    assert_non_null(figure);
    figure->title = "";
    figure->count = 2;
    for (size_t p = 0; p < 2; p++)
        figure->panels[p] = (cupel_panel){.logarithmic = true,
                                          .logarithmic_axis = true,
                                          .x_label = "time [s]",
                                          .y_label = "z",
                                          .traces = &trace,
                                          .count = 1};
    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_PNG, 1200, &script);
    assert_non_null(strstr(script.data, "$p0t0 << END\n\n1e-06 1e-05\n"));
    assert_non_null(strstr(script.data, "set logscale x\nset xrange [1e-06:100]\n"));
    assert_non_null(strstr(script.data, "'10⁻⁶' 1e-6, '' 2e-6 1"));
    assert_non_null(strstr(script.data, ", 1e0, ")); /* 1 needs no power */
    assert_null(strstr(strstr(script.data, "set multiplot"), "set xrange [*:*]"));
    const char *first = strstr(script.data, "set xlabel ''"); /* one axis serves both */
    assert_non_null(first);
    assert_null(strstr(first + 1, "set xlabel ''"));

    y[2] = -0.01; /* no logarithm of the whole: it is drawn as it is */
    cupel_text linear = {0};
    cupel_figure_script(figure, CUPEL_PNG, 1200, &linear);
    assert_non_null(strstr(linear.data, "\n1e-06 1e-05\n0.001 -0.01\n"));
    assert_null(strstr(linear.data, "\nset logscale y\n"));
    assert_non_null(strstr(linear.data, "set logscale x\n"));
    cupel_text_free(&script);
    cupel_text_free(&linear);
    free(figure);
}

/* One curve below the other in a table, as probes over time. */
static void rows_that_begin_anew_are_curves_by_their_word(void **state)
{
    const char *const selections[] = {"roll.histories"};
    cupel_figure *figure = build(*state, selections, 1);
    assert_int_equal(figure->count, 1);
    const cupel_panel *panel = &figure->panels[0];
    assert_int_equal(panel->count, 2);
    assert_string_equal(panel->x_label, "time [s]");
    assert_string_equal(panel->y_label, "temperature [°C]");
    assert_string_equal(panel->traces[0].label, "chip");
    assert_string_equal(panel->traces[1].label, "case");
    assert_true(panel->traces[0].count == 3 && panel->traces[1].count == 2);
    assert_true(panel->traces[1].x[0] == 0 && fabs(panel->traces[1].y[1] - (305 - 273.15)) < 1e-9);
    assert_true(panel->traces[0].colour != panel->traces[1].colour);
    cupel_arena_free(figure->arena);
}

static void panel_is_called_by_what_its_curves_have_in_common(void **state)
{
    const char *const selections[] = {"roll.stands/force", "roll.stands/limit"};
    cupel_figure *figure = build(*state, selections, 2);
    assert_string_equal(figure->panels[0].y_label, "force, limit [kN]");
    cupel_arena_free(figure->arena);
    const char *const pair[] = {"roll.shear_stress"};
    figure = build(*state, pair, 1);
    assert_string_equal(figure->panels[0].y_label, "shear stress [MPa]");
    cupel_arena_free(figure->arena);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_sample, close_sample)
    const struct CMUnitTest tests[] = {
        TEST(step_alone_draws_the_chart_of_its_model),
        TEST(bands_and_mark_are_in_the_units_of_the_axis),
        TEST(dots_lie_within_their_panel_in_its_units),
        TEST(more_than_a_step_means_what_it_says),
        TEST(model_without_chart_draws_all_its_results),
        TEST(chart_of_rows_numbers_them_and_marks_what_lies_between),
        cmocka_unit_test(panel_reaches_up_to_its_line),
        cmocka_unit_test(ticks_of_many_rows_are_thinned),
        cmocka_unit_test(stairs_begin_at_zero_and_stems_stand_on_it),
        cmocka_unit_test(axis_begins_at_zero_when_the_places_begin_near_it),
        cmocka_unit_test(curve_of_a_number_is_called_as_the_number),
        cmocka_unit_test(logarithmic_axes_leave_out_zero_and_number_decades),
        TEST(panel_is_called_by_what_its_curves_have_in_common),
        TEST(rows_that_begin_anew_are_curves_by_their_word),
        TEST(script_shades_bars_and_lets_no_word_out_of_its_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
