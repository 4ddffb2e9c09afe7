/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "report/figure.h"
#include "unit/every_kind.h"

/* A segment with a scalar, a label, a curve, a table and a field, as a file to draw from. */
static int open_sample(void **state)
{
    const double angle[] = {0, 0.1, 0.2}, pressure[] = {2e8, NAN, 4e8}, force[] = {1000, 2000};
    const char *const stands[] = {"F1", "it's F2"};
    const cupel_grid grid = {.cells = {3, 1, 1}, .spacing = {1, 1, 1}, .components = 1};
    const every_kind values = kind_values();
    cupel_results *results = cupel_results_new(kind_results, sizeof kind_results / sizeof *kind_results);
    if (!results) return 1;
    cupel_results_set(results, "force", 1.5e6);
    cupel_results_set_label(results, "branch", "circular");
    cupel_results_set_series(results, "angle", angle, 3);
    cupel_results_set_series(results, "pressure", pressure, 3);
    cupel_results_set_text_column(results, "stands", "stand", stands, 2);
    cupel_results_set_column(results, "stands", "force", force, 2);
    cupel_results_add_grid(results, "temperature", &grid, 0, angle);
    const cupel_step_record step = {
        .id = "roll", .model = &kind_model, .parameters = &values, .results = results};
    cupel_error error = {0};
    cupel_file *file = NULL;
    const bool good = cupel_results_status(results, &error) == CUPEL_OK &&
                      cupel_segment_write("every_kind.h5", &step, &error) == CUPEL_OK &&
                      cupel_file_open("every_kind.h5", &file, &error) == CUPEL_OK;
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

static size_t select_count(cupel_file *file, const char *expression)
{
    cupel_selection selection = {0};
    cupel_error error = {0};
    cupel_status status = cupel_select(file, expression, &selection, &error);
    if (!status)
        status = cupel_select(file, expression, &selection, &error); /* twice the same adds nothing */
    const size_t count = status ? 0 : selection.count;
    cupel_selection_free(&selection);
    return count;
}

static void selection_means_results_columns_tables_and_parameters(void **state)
{
    assert_int_equal(select_count(*state, "roll.pressure"), 1);
    assert_int_equal(select_count(*state, "r*.press*"), 1);
    assert_int_equal(select_count(*state, "roll.stands"), 2);
    assert_int_equal(select_count(*state, "roll.stands/force"), 1);
    assert_int_equal(select_count(*state, "roll.length"), 1); /* a parameter */
    assert_int_equal(select_count(*state, "roll.flow_stress.law"),
                     1); /* of a sub-table, as a case writes it */
    assert_int_equal(select_count(*state, "roll.pres"), 0);
    assert_int_equal(select_count(*state, ".pressure"), 0);
    assert_int_equal(select_count(*state, "roll."), 0);
}

static void wrong_selection_gets_the_nearest_name(void **state)
{
    cupel_selection selection = {0};
    cupel_error error = {0};
    assert_int_equal(cupel_select(*state, "roll.presure", &selection, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "did you mean 'roll.pressure'?"));
    cupel_selection_free(&selection);
}

static cupel_figure *build(cupel_file *file, const char *const *selections, size_t count, cupel_error *error)
{
    const cupel_plot_request request = {.selections = selections, .count = count, .title = "a 'title' `x`\n"};
    cupel_arena *arena = cupel_arena_new();
    cupel_figure *figure = cupel_arena_alloc(arena, 1, sizeof *figure);
    assert_non_null(figure);
    figure->arena = arena;
    if (cupel_figure_build(file, &request, figure, error) == CUPEL_OK) return figure;
    cupel_arena_free(arena);
    return NULL;
}

static void figure_sorts_curves_tables_and_scalars_into_panels(void **state)
{
    const char *const selections[] = {"roll.pressure", "roll.stands", "roll.force"};
    cupel_error error = {0};
    cupel_figure *figure = build(*state, selections, 3, &error);
    assert_non_null(figure);
    assert_int_equal(figure->count, 3);

    const cupel_panel *curve = &figure->panels[0], *table = &figure->panels[1], *scalar = &figure->panels[2];
    assert_string_equal(curve->x_label, "angle [rad]");
    assert_string_equal(curve->y_label, "pressure [MPa]");
    assert_true(fabs(curve->traces[0].y[2] - 400) < 1e-9 && isnan(curve->traces[0].y[1]));
    assert_null(curve->traces[0].label);

    assert_string_equal(table->x_label, "stand");
    assert_int_equal(table->tick_count, 2);
    assert_string_equal(table->ticks[1], "it's F2");
    assert_string_equal(table->y_label, "force [kN]");
    assert_true(fabs(table->traces[0].y[1] - 2) < 1e-12);

    assert_string_equal(scalar->x_label, "step");
    assert_string_equal(scalar->ticks[0], "roll");
    assert_string_equal(scalar->y_label, "force [kN/mm]");
    assert_true(fabs(scalar->traces[0].y[0] - 1.5) < 1e-12);
    cupel_arena_free(figure->arena);
}

static void curve_among_the_parameters_is_drawn_over_its_own_axis(void **state)
{
    const char *const selections[] = {"roll.fan"};
    cupel_error error = {0};
    cupel_figure *figure = build(*state, selections, 1, &error);
    assert_non_null(figure);
    assert_int_equal(figure->count, 1);
    assert_string_equal(figure->panels[0].x_label, "flow rate [m³/s]");
    assert_string_equal(figure->panels[0].y_label, "fan [Pa]");
    assert_true(figure->panels[0].traces[0].y[0] == 60 && figure->panels[0].traces[0].x[1] == 0.01);
    cupel_arena_free(figure->arena);
}

static void labels_and_times_of_fields_cannot_be_drawn(void **state)
{
    const char *const selections[] = {"roll.branch", "roll.temperature/*"};
    cupel_error error = {0};
    assert_null(build(*state, selections, 2, &error));
    assert_int_equal(error.status, CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "nothing of that can be drawn"));
}

static void script_doubles_quotes_breaks_curves_at_gaps_and_lets_no_command_in(void **state)
{
    const char *const selections[] = {"roll.pressure", "roll.stands"};
    cupel_error error = {0};
    cupel_figure *figure = build(*state, selections, 2, &error);
    assert_non_null(figure);
    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_SVG, 1200, &script);
    assert_false(script.failed);
    assert_non_null(strstr(script.data, "'a ''title''  x  '"));
    assert_non_null(strstr(script.data, "'it''s F2'"));
    assert_non_null(strstr(script.data, "\n0 200\n\n0.2 400\n"));
    assert_null(strchr(script.data, '`'));
    assert_null(strstr(script.data, "set output"));
    assert_non_null(strstr(strstr(script.data, "'it''s F2'"), "'it''s F2' 1)"));
    assert_true(strstr(script.data, "set xrange [*:*]") < strstr(script.data, "set xrange [-0.5:1.5]"));
    cupel_text_free(&script);
    cupel_arena_free(figure->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(selection_means_results_columns_tables_and_parameters, open_sample,
                                        close_sample),
        cmocka_unit_test_setup_teardown(wrong_selection_gets_the_nearest_name, open_sample, close_sample),
        cmocka_unit_test_setup_teardown(figure_sorts_curves_tables_and_scalars_into_panels, open_sample,
                                        close_sample),
        cmocka_unit_test_setup_teardown(curve_among_the_parameters_is_drawn_over_its_own_axis, open_sample,
                                        close_sample),
        cmocka_unit_test_setup_teardown(labels_and_times_of_fields_cannot_be_drawn, open_sample,
                                        close_sample),
        cmocka_unit_test_setup_teardown(script_doubles_quotes_breaks_curves_at_gaps_and_lets_no_command_in,
                                        open_sample, close_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
