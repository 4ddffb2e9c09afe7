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

static cupel_status build(cupel_file *file, cupel_picture format, cupel_figure **out, cupel_error *error)
{
    static const char *const selections[] = {"plate.temperature"};
    const cupel_plot_request request = {.selections = selections, .count = 1, .format = format};
    cupel_arena *arena = cupel_arena_new();
    *out = cupel_arena_alloc(arena, 1, sizeof **out);
    assert_non_null(*out);
    (*out)->arena = arena;
    return cupel_figure_build(file, &request, *out, error);
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

static void vectors_and_fields_in_space_are_left_to_paraview(void **state)
{
    (void)state;
    const cupel_grid grids[] = {{.cells = {2, 2, 2}, .spacing = {1, 1, 1}, .components = 1},
                                {.cells = {2, 2, 1}, .spacing = {1, 1, 1}, .components = 3},
                                {.cells = {5, 1, 1}, .spacing = {1, 1, 1}, .components = 1}};
    for (size_t i = 0; i < 3; i++) {
        cupel_file *file = file_with(&grids[i], 1, rising);
        cupel_figure *figure;
        cupel_error error = {0};
        assert_int_equal(build(file, CUPEL_PNG, &figure, &error), CUPEL_EINVAL);
        assert_non_null(strstr(error.text, "ParaView"));
        cupel_arena_free(figure->arena);
        cupel_file_close(file);
    }
}

/* Their true places are not those of an image's. */
static void cells_of_different_sizes_are_not_drawn_as_an_image(void **state)
{
    (void)state;
    const double edges[] = {0, 1e-3, 4e-3};
    const cupel_grid grid = {
        .cells = {2, 2, 1}, .spacing = {1, 1, 1}, .components = 1, .edges = {edges, NULL, NULL}};
    cupel_file *file = file_with(&grid, 1, rising);
    cupel_figure *figure;
    cupel_error error = {0};
    assert_int_equal(build(file, CUPEL_PNG, &figure, &error), CUPEL_EINVAL);
    cupel_arena_free(figure->arena);
    cupel_file_close(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_over_a_plane_becomes_a_map_of_its_last_step),
        cmocka_unit_test(large_field_is_thinned),
        cmocka_unit_test(cells_of_different_sizes_are_not_drawn_as_an_image),
        cmocka_unit_test(vectors_and_fields_in_space_are_left_to_paraview),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
