/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/figure.h"
#include "report/gather.h"
#include "unit/every_kind.h"

/* A field written with a grid of our choice, and the map that is made of it. */
static cupel_file *file_with(const cupel_grid *grid, size_t steps, double (*value)(size_t step, size_t cell))
{
    const every_kind values = kind_values();
    const size_t cells = grid->cells[0] * grid->cells[1] * grid->cells[2] * grid->components;
    double *field = calloc(cells, sizeof *field);
    cupel_results *results = cupel_results_new(kind_results, sizeof kind_results / sizeof *kind_results);
    assert_true(field && results);
    for (size_t s = 0; s < steps; s++) {
        for (size_t i = 0; i < cells; i++) field[i] = value(s, i);
        cupel_results_add_grid(results, "temperature", grid, (double)s, field);
    }
    const cupel_step_record step = {
        .id = "plate", .model = &kind_model, .parameters = &values, .results = results};
    cupel_error error = {0};
    cupel_file *file = NULL;
    if (cupel_segment_write("map.h5", &step, &error) || cupel_file_open("map.h5", &file, &error))
        fail_msg("%s", error.text);
    cupel_results_free(results);
    free(field);
    return file;
}

static cupel_status build_as(cupel_file *file, cupel_plot_request request, cupel_figure **out,
                             cupel_error *error)
{
    static const char *const selections[] = {"plate.temperature"};
    request.selections = selections;
    request.count = 1;
    cupel_arena *arena = cupel_arena_new();
    *out = cupel_arena_alloc(arena, 1, sizeof **out);
    assert_non_null(*out);
    (*out)->arena = arena;
    return cupel_figure_build(file, &request, *out, error);
}

static cupel_status build(cupel_file *file, cupel_picture format, cupel_figure **out, cupel_error *error)
{
    return build_as(file, (cupel_plot_request){.format = format}, out, error);
}

static cupel_figure *good(cupel_file *file, cupel_picture format)
{
    cupel_figure *figure;
    cupel_error error = {0};
    if (build(file, format, &figure, &error)) fail_msg("%s", error.text);
    assert_int_equal(figure->count, 1);
    assert_non_null(figure->panels[0].map);
    return figure;
}

static double rising(size_t step, size_t cell)
{
    return 300 + 100 * (double)step + (double)cell;
}

static void field_over_a_plane_becomes_a_map_of_its_last_step(void **state)
{
    (void)state;
    const cupel_grid grid = {
        .cells = {3, 1, 2}, .origin = {-1e-3, 7, 2e-3}, .spacing = {1e-3, 5, 4e-3}, .components = 1};
    cupel_file *file = file_with(&grid, 2, rising);
    cupel_figure *figure = good(file, CUPEL_PNG);
    const cupel_panel *panel = &figure->panels[0];
    const cupel_map *map = panel->map;
    assert_true(map->cells[0] == 3 && map->cells[1] == 2); /* x and z: y is one cell thick */
    assert_string_equal(panel->x_label, "x [mm]");
    assert_string_equal(map->y_label, "z [mm]");
    assert_string_equal(panel->y_label, "temperature [°C]");
    assert_true(fabs(map->origin[0] + 1) < 1e-12 && fabs(map->step[1] - 4) < 1e-12);
    for (size_t i = 0; i < 6; i++) assert_true(fabs(map->values[i] - (400 + (double)i - 273.15)) < 1e-9);

    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_PNG, 1200, &script);
    assert_non_null(strstr(script.data, "126.85 127.85 128.85\n129.85 130.85 131.85\n"));
    assert_non_null(strstr(script.data, "with image notitle"));
    assert_non_null(strstr(script.data, "set xrange [-1:2]"));
    assert_null(strstr(script.data, "set output"));
    cupel_text_free(&script);
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

static double holes(size_t step, size_t cell)
{
    (void)step;
    const size_t x = cell % 1000, y = cell / 1000;
    if (x < 500 && y == 0) return NAN;
    return 300 + (double)x;
}

/* A picture has fewer points: means over blocks, which lose no heat and no place. */
static void large_field_is_thinned(void **state)
{
    (void)state;
    const cupel_grid grid = {.cells = {1000, 2, 1}, .spacing = {1e-3, 1e-3, 1}, .components = 1};
    cupel_file *file = file_with(&grid, 1, holes);
    cupel_figure *figure = good(file, CUPEL_SVG);
    const cupel_map *map = figure->panels[0].map;
    assert_true(map->cells[0] == 128 && map->cells[1] == 2);
    assert_true(fabs(map->step[0] * 128 - 1) < 1e-12); /* the plate is 1 m long all the same */
    double mean = 0;
    for (size_t i = 0; i < 128; i++) mean += map->values[128 + i] / 128;
    assert_true(fabs(mean - (300 + 499.5 - 273.15)) < 1);
    assert_true(isnan(map->values[0]) && !isnan(map->values[100]));
    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_SVG, 1200, &script);
    assert_non_null(strstr(script.data, "with image pixels")); /* an SVG must not refer to another file */
    cupel_text_free(&script);
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

static void field_along_a_line_is_a_curve_over_its_middles(void **state)
{
    (void)state;
    const double edges[] = {0, 1e-3, 4e-3};
    const cupel_grid grid = {
        .cells = {1, 2, 1}, .spacing = {1, 1, 1}, .components = 1, .edges = {NULL, edges, NULL}};
    cupel_file *file = file_with(&grid, 2, rising);
    cupel_figure *figure;
    cupel_error error = {0};
    assert_int_equal(build_as(file, (cupel_plot_request){.logarithmic = {true, false}}, &figure, &error),
                     CUPEL_OK);
    assert_int_equal(figure->count, 1);
    const cupel_panel *panel = &figure->panels[0];
    assert_true(!panel->map && panel->count == 1 && panel->traces[0].count == 2);
    assert_string_equal(panel->x_label, "y [m]"); /* decades need no prefix */
    assert_string_equal(panel->y_label, "temperature [°C]");
    assert_true(fabs(panel->traces[0].x[1] - 2.5e-3) < 1e-12);
    assert_true(fabs(panel->traces[0].y[1] - (401 - 273.15)) < 1e-9); /* the last step */
    assert_true(panel->logarithmic_axis && !panel->logarithmic);
    cupel_arena_free(figure->arena);

    const cupel_cut cut = {0, 0.5};
    assert_int_equal(build_as(file, (cupel_plot_request){.cuts = &cut, .cut_count = 1}, &figure, &error),
                     CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "a row of cells"));
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

/* Their true places are not those of an image's. */
static void cells_of_different_sizes_keep_their_edges(void **state)
{
    (void)state;
    const double edges[] = {0, 1e-3, 4e-3};
    const cupel_grid grid = {
        .cells = {2, 2, 1}, .spacing = {1, 2e-3, 1}, .components = 1, .edges = {edges, NULL, NULL}};
    cupel_file *file = file_with(&grid, 1, rising);
    cupel_figure *figure = good(file, CUPEL_PNG);
    const cupel_map *map = figure->panels[0].map;
    assert_true(fabs(map->edges[0][1] - 1) < 1e-12 && fabs(map->edges[0][2] - 4) < 1e-12); /* mm */
    assert_true(fabs(map->edges[1][1] - 2) < 1e-12 && fabs(map->edges[1][2] - 4) < 1e-12);
    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_PNG, 1200, &script);
    assert_non_null(strstr(script.data, "with boxxyerror"));
    assert_non_null(
        strstr(script.data, "\n1 2 1 4 2 4 29.85\n")); /* the last cell ends where the grid does */
    assert_non_null(strstr(script.data, "set xrange [0:4]"));
    cupel_text_free(&script);
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

/* Blocks of cells that differ in size count by their size. */
static void thinned_cells_count_by_their_area(void **state)
{
    (void)state;
    double edges[257] = {0};
    for (size_t i = 0; i < 256; i++) edges[i + 1] = edges[i] + (i % 2 ? 3e-3 : 1e-3);
    const cupel_grid grid = {
        .cells = {256, 2, 1}, .spacing = {1, 1e-3, 1}, .components = 1, .edges = {edges, NULL, NULL}};
    cupel_file *file = file_with(&grid, 1, rising);
    cupel_figure *figure = good(file, CUPEL_SVG);
    const cupel_map *map = figure->panels[0].map;
    assert_int_equal(map->cells[0], 128);
    assert_true(fabs(map->edges[0][1] - 4) < 1e-12);
    assert_true(fabs(map->values[0] - (300.75 - 273.15)) < 1e-9); /* (1 x 300 + 3 x 301)/4 */
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

/* 4 x 3 x 2 cells; the greatest value in cell (2, 1, 0). */
static double peak(size_t step, size_t cell)
{
    return 300 + (double)step + (cell == 6 ? 50 : 0) - 0.1 * (double)cell;
}

static void field_in_space_is_cut_through_its_greatest_value(void **state)
{
    (void)state;
    const cupel_grid grid = {
        .cells = {4, 3, 2}, .spacing = {1e-3, 2e-3, 1e-4}, .origin = {1e-3, 0, 0}, .components = 1};
    cupel_file *file = file_with(&grid, 1, peak);
    cupel_figure *figure;
    cupel_error error = {0};
    assert_int_equal(build(file, CUPEL_PNG, &figure, &error), CUPEL_OK);
    assert_int_equal(figure->count, 3);
    static const char *const headings[] = {"z = 50 µm", "y = 3 mm", "x = 3.5 mm"};
    const size_t cells[][2] = {{4, 3}, {4, 2}, {3, 2}}, at[] = {6, 2, 1};
    for (size_t p = 0; p < 3; p++) {
        const cupel_panel *panel = &figure->panels[p];
        assert_string_equal(panel->heading, headings[p]);
        assert_true(panel->map->cells[0] == cells[p][0] && panel->map->cells[1] == cells[p][1]);
        assert_true(fabs(panel->map->values[at[p]] - (349.4 - 273.15)) < 1e-9);
        /* one scale for all: the lowest of cell 23 */
        assert_true(fabs(panel->map->least - (297.7 - 273.15)) < 1e-9);
        assert_true(fabs(panel->map->greatest - (349.4 - 273.15)) < 1e-9);
    }
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

static void cut_and_time_are_those_asked_for(void **state)
{
    (void)state;
    const cupel_grid grid = {.cells = {4, 3, 2}, .spacing = {1e-3, 2e-3, 1e-4}, .components = 1};
    cupel_file *file = file_with(&grid, 3, peak);
    cupel_figure *figure;
    cupel_error error = {0};
    const double time = 0.8; /* steps lie at 0, 1 and 2 s */
    const cupel_cut cuts[] = {{2, 1e-4}, {0, 4e-3}}, outside = {1, 7e-3};
    cupel_plot_request request = {.cuts = cuts, .cut_count = 2, .time = &time};
    assert_int_equal(build_as(file, request, &figure, &error), CUPEL_OK);
    assert_int_equal(figure->count, 2);
    assert_string_equal(figure->panels[0].heading,
                        "z = 100 µm, t = 1 s"); /* a face belongs to the cells above */
    assert_true(fabs(figure->panels[0].map->values[0] - (301 - 1.2 - 273.15)) < 1e-9);
    assert_true(fabs(figure->panels[1].map->values[0] - (301 - 0.3 - 273.15)) <
                1e-9); /* the last has its end */
    cupel_arena_free(figure->arena);

    request.cuts = &outside;
    request.cut_count = 1;
    assert_int_equal(build_as(file, request, &figure, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "y = 7 mm lies outside plate.temperature; allowed: 0 to 6 mm"));
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

static double nothing(size_t step, size_t cell)
{
    (void)step;
    (void)cell;
    return NAN;
}

/* 5 x 4 cells, of which those with 1 <= x < 4 and y >= 1 have a value. */
static double island(size_t step, size_t cell)
{
    (void)step;
    const size_t x = cell % 5, y = cell / 5;
    return x >= 1 && x < 4 && y >= 1 ? 300 + (double)cell : (double)NAN;
}

static void only_the_part_that_has_values_is_shown(void **state)
{
    (void)state;
    const cupel_grid grid = {.cells = {5, 4, 1}, .spacing = {1e-3, 2e-3, 1e-4}, .components = 1};
    cupel_file *file = file_with(&grid, 1, island);
    cupel_figure *figure = good(file, CUPEL_PNG);
    const cupel_map *map = figure->panels[0].map;
    assert_true(map->cells[0] == 3 && map->cells[1] == 3);
    assert_true(fabs(map->origin[0] - 1) < 1e-12 && fabs(map->origin[1] - 2) < 1e-12); /* mm */
    assert_true(fabs(map->values[0] - (306 - 273.15)) < 1e-9 && fabs(map->values[8] - (318 - 273.15)) < 1e-9);
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

static void a_field_without_a_value_is_an_empty_map(void **state)
{
    (void)state;
    const cupel_grid grid = {.cells = {3, 2, 2}, .spacing = {1, 1, 1}, .components = 1};
    cupel_file *file = file_with(&grid, 1, nothing);
    cupel_figure *figure;
    cupel_error error = {0};
    assert_int_equal(build(file, CUPEL_PNG, &figure, &error), CUPEL_OK);
    assert_int_equal(figure->count, 3);
    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_PNG, 1200, &script);
    assert_null(strstr(script.data, "set cbrange"));
    assert_non_null(strstr(script.data, "\nnan nan nan\n"));
    cupel_text_free(&script);
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

static void cut_of_a_plane_is_refused(void **state)
{
    (void)state;
    const cupel_grid grid = {.cells = {4, 3, 1}, .spacing = {1e-3, 2e-3, 1e-4}, .components = 1};
    cupel_file *file = file_with(&grid, 1, peak);
    cupel_figure *figure;
    cupel_error error = {0};
    const cupel_cut cut = {0, 1e-3};
    assert_int_equal(build_as(file, (cupel_plot_request){.cuts = &cut, .cut_count = 1}, &figure, &error),
                     CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "a cut across x is a line"));
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

/* (3, 4, 0) but in the cell at the origin, which is void. */
static double slanting(size_t step, size_t index)
{
    (void)step;
    static const double vector[] = {3, 4, 0};
    return index < 3 ? (double)NAN : vector[index % 3];
}

static void vector_is_drawn_by_its_magnitude_and_arrows(void **state)
{
    (void)state;
    const cupel_grid grid = {.cells = {2, 2, 1}, .spacing = {1e-3, 1e-3, 1}, .components = 3};
    cupel_file *file = file_with(&grid, 1, slanting);
    cupel_figure *figure = good(file, CUPEL_PNG);
    const cupel_map *map = figure->panels[0].map;
    assert_true(isnan(map->values[0]) && fabs(map->values[3] - (5 - 273.15)) < 1e-9);
    assert_string_equal(figure->panels[0].heading,
                        "arrows: temperature up to -268.1 °C"); /* of this made-up field */
    assert_true(map->arrow_count > 100);
    for (size_t i = 0; i < map->arrow_count; i++) {
        const double *arrow = map->arrows + 4 * i;
        assert_true(arrow[0] > 1 || arrow[1] > 1); /* none in the void */
        assert_true(fabs(arrow[3] / arrow[2] - 4.0 / 3) < 1e-9);
        assert_true(hypot(arrow[2], arrow[3]) < 2.0 / 26); /* within its place in the lattice */
    }
    cupel_text script = {0};
    cupel_figure_script(figure, CUPEL_PNG, 1200, &script);
    assert_non_null(strstr(script.data, "$arrows0 << END"));
    assert_non_null(strstr(script.data, "with vectors arrowstyle"));
    cupel_text_free(&script);
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

static void units_are_written_as_people_do(void **state)
{
    (void)state;
    cupel_arena *arena = cupel_arena_new();
    static const char *const pairs[][2] = {
        {"kW/m^2", "kW/m²"}, {"W/m2", "W/m²"},           {"um", "µm"},
        {"degC", "°C"},      {"MPa m^0.5", "MPa m^0.5"}, {"m^3/s", "m³/s"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(cupel_unit_in_words(arena, pairs[i][0]), pairs[i][1]);
    cupel_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_over_a_plane_becomes_a_map_of_its_last_step),
        cmocka_unit_test(large_field_is_thinned),
        cmocka_unit_test(cells_of_different_sizes_keep_their_edges),
        cmocka_unit_test(thinned_cells_count_by_their_area),
        cmocka_unit_test(field_along_a_line_is_a_curve_over_its_middles),
        cmocka_unit_test(field_in_space_is_cut_through_its_greatest_value),
        cmocka_unit_test(cut_and_time_are_those_asked_for),
        cmocka_unit_test(only_the_part_that_has_values_is_shown),
        cmocka_unit_test(a_field_without_a_value_is_an_empty_map),
        cmocka_unit_test(cut_of_a_plane_is_refused),
        cmocka_unit_test(vector_is_drawn_by_its_magnitude_and_arrows),
        cmocka_unit_test(units_are_written_as_people_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
