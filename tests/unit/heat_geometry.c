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

#include "cupel/geometry.h"
#include "near.h"

static cupel_grid_lines *make(const cupel_geometry *geometry, const cupel_resolution *resolution)
{
    cupel_grid_lines *grid = NULL;
    cupel_error error = {0};
    if (cupel_geometry_grid(geometry, resolution, &grid, &error)) fail_msg("%s", error.text);
    return grid;
}

static uint16_t *fill(const cupel_geometry *geometry, const cupel_grid_lines *grid, int threads)
{
    uint16_t *material = calloc(grid->cells[0] * grid->cells[1] * grid->cells[2], sizeof *material);
    assert_non_null(material);
    cupel_error error = {0};
    if (cupel_geometry_materials(geometry, grid, threads, material, &error)) fail_msg("%s", error.text);
    return material;
}

static double volume_of(const cupel_grid_lines *grid, const uint16_t *material, uint16_t number)
{
    double volume = 0;
    const size_t *n = grid->cells;
    for (size_t k = 0; k < n[2]; k++)
        for (size_t j = 0; j < n[1]; j++)
            for (size_t i = 0; i < n[0]; i++)
                if (material[(k * n[1] + j) * n[0] + i] == number)
                    volume += (grid->edges[0][i + 1] - grid->edges[0][i]) *
                              (grid->edges[1][j + 1] - grid->edges[1][j]) *
                              (grid->edges[2][k + 1] - grid->edges[2][k]);
    return volume;
}

static double greatest_ratio(const double *edges, size_t cells)
{
    double greatest = 1;
    for (size_t i = 0; i + 1 < cells; i++) {
        const double ratio = (edges[i + 2] - edges[i + 1]) / (edges[i + 1] - edges[i]);
        greatest = fmax(greatest, fmax(ratio, 1 / ratio));
    }
    return greatest;
}

/* A board of 1.6 mm with a 35 um plane, and a chip whose heat enters by a face. */
static const cupel_part board[] = {
    {.kind = CUPEL_PART_BOX, .material = 1, .hi = {0.1, 0.1, 1.565e-3}},
    {.kind = CUPEL_PART_BOX, .material = 2, .lo = {0, 0, 1.565e-3}, .hi = {0.1, 0.1, 1.6e-3}},
    {.kind = CUPEL_PART_BOX, .material = 3, .lo = {0.04, 0.04, 0}, .hi = {0.06, 0.06, 1.565e-3}},
};
static const cupel_extent chip = {{0.045, 0.045, 1.6e-3}, {0.055, 0.055, 1.6e-3}};
static const cupel_geometry board_geometry = {{0.1, 0.1, 1.6e-3}, 3, board, 1, &chip};

static void grading_holds_and_faces_are_lines(void **state)
{
    (void)state;
    const cupel_resolution resolution = {.target_cells = 100000, .grading = 1.3};
    cupel_grid_lines *grid = make(&board_geometry, &resolution);
    assert_true(grid->cells[0] * grid->cells[1] * grid->cells[2] <= 100000);
    for (int a = 0; a < 3; a++)
        assert_true(greatest_ratio(grid->edges[a], grid->cells[a]) <= 1.3 * (1 + 1e-5));
    cupel_cell_box box;
    assert_int_equal(cupel_geometry_snap(grid, &chip, &box, NULL), CUPEL_OK);
    assert_near(grid->edges[0][box.lo[0]], 0.045, 1e-12);
    assert_near(grid->edges[1][box.hi[1]], 0.055, 1e-12);
    assert_int_equal(box.lo[2], grid->cells[2]);
    assert_int_equal(box.hi[2], grid->cells[2]);
    uint16_t *material = fill(&board_geometry, grid, 1);
    assert_relative(volume_of(grid, material, 2), 0.01 * 35e-6, 1e-9);
    assert_relative(volume_of(grid, material, 3), 4e-4 * 1.565e-3, 1e-9);
    free(material);
    cupel_grid_lines_free(grid);
}

static void finer_levels_keep_the_lines(void **state)
{
    (void)state;
    cupel_resolution resolution = {.target_cells = 20000, .grading = 1.5};
    cupel_grid_lines *coarse = make(&board_geometry, &resolution);
    resolution.level = 2;
    cupel_grid_lines *fine = make(&board_geometry, &resolution);
    for (int a = 0; a < 3; a++) {
        assert_int_equal(fine->cells[a], 4 * coarse->cells[a]);
        for (size_t i = 0; i <= coarse->cells[a]; i++)
            assert_true(fine->edges[a][4 * i] == coarse->edges[a][i]);
    }
    cupel_grid_lines_free(coarse);
    cupel_grid_lines_free(fine);
}

static void counts_are_met_and_even(void **state)
{
    (void)state;
    const cupel_part halves[] = {{.kind = CUPEL_PART_BOX, .material = 1, .hi = {1, 1, 1}},
                                 {.kind = CUPEL_PART_BOX, .material = 2, .hi = {0.25, 1, 1}}};
    const cupel_geometry geometry = {{1, 1, 1}, 2, halves, 0, NULL};
    const cupel_resolution resolution = {.cells = {64, 7, 3}};
    cupel_grid_lines *grid = make(&geometry, &resolution);
    for (int a = 0; a < 3; a++) assert_int_equal(grid->cells[a], resolution.cells[a]);
    for (size_t i = 0; i <= 64; i++) assert_near(grid->edges[0][i], (double)i / 64, 1e-12);
    cupel_grid_lines_free(grid);
    const cupel_resolution graded = {.cells = {40, 7, 3}, .grading = 1.2};
    grid = make(&geometry, &graded);
    assert_int_equal(grid->cells[0], 40);
    cupel_grid_lines_free(grid);
}

static void fins_and_pins_have_their_volumes(void **state)
{
    (void)state;
    const cupel_part parts[] = {{.kind = CUPEL_PART_BOX, .material = 1, .hi = {0.1, 0.1, 0.005}},
                                {.kind = CUPEL_PART_FINS,
                                 .material = 2,
                                 .lo = {0, 0, 0.005},
                                 .hi = {0.1, 0.05, 0.03},
                                 .axis = 0,
                                 .count = {11, 0},
                                 .thickness = 1e-3},
                                {.kind = CUPEL_PART_PINS,
                                 .material = 3,
                                 .lo = {0, 0.05, 0.005},
                                 .hi = {0.1, 0.1, 0.03},
                                 .axis = 2,
                                 .count = {5, 3},
                                 .diameter = 6e-3,
                                 .staggered = true}};
    const cupel_geometry geometry = {{0.1, 0.1, 0.03}, 3, parts, 0, NULL};
    const cupel_resolution resolution = {.target_cells = 2000000, .grading = 2};
    cupel_grid_lines *grid = make(&geometry, &resolution);
    uint16_t *material = fill(&geometry, grid, 1);
    assert_relative(volume_of(grid, material, 2), 11 * 1e-3 * 0.05 * 0.025, 1e-9);
    assert_relative(volume_of(grid, material, 3), 15 * acos(-1) / 4 * 36e-6 * 0.025, 0.05);
    free(material);
    cupel_grid_lines_free(grid);
}

/* The unit cube from corner to corner of the domain's middle half: rays meet its edges and diagonals. */
static void a_closed_mesh_fills_its_volume(void **state)
{
    (void)state;
    double vertices[8][3];
    for (int v = 0; v < 8; v++)
        for (int a = 0; a < 3; a++) vertices[v][a] = v >> a & 1 ? 0.75 : 0.25;
    uint32_t triangles[12][3] = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4},
                                 {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
    cupel_mesh mesh = {8, 12, vertices, triangles, {0.25, 0.25, 0.25}, {0.75, 0.75, 0.75}};
    const cupel_part part = {.kind = CUPEL_PART_MESH, .material = 5, .mesh = &mesh};
    const cupel_geometry geometry = {{1, 1, 1}, 1, &part, 0, NULL};
    const cupel_resolution resolution = {.cells = {32, 32, 32}};
    cupel_grid_lines *grid = make(&geometry, &resolution);
    uint16_t *one = fill(&geometry, grid, 1), *two = fill(&geometry, grid, 2);
    assert_relative(volume_of(grid, one, 5), 0.125, 1e-9);
    assert_memory_equal(one, two, 32 * 32 * 32 * sizeof *one);
    cupel_error error = {0};
    mesh.triangle_count = 11; /* a hole in the side that rays along x leave by */
    assert_int_equal(cupel_geometry_materials(&geometry, grid, 1, one, &error), CUPEL_EINVAL);
    free(one);
    free(two);
    cupel_grid_lines_free(grid);
}

static void wrong_geometry_is_refused(void **state)
{
    (void)state;
    cupel_part part = {.kind = CUPEL_PART_BOX, .material = 1, .hi = {2, 1, 1}};
    const cupel_geometry geometry = {{1, 1, 1}, 1, &part, 0, NULL};
    cupel_resolution resolution = {.cells = {4, 4, 4}};
    cupel_grid_lines *grid = NULL;
    cupel_error error = {0};
    assert_int_equal(cupel_geometry_grid(&geometry, &resolution, &grid, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "part 1"));
    part = (cupel_part){.kind = CUPEL_PART_FINS, .hi = {1, 1, 1}, .count = {20, 0}, .thickness = 0.1};
    assert_int_equal(cupel_geometry_grid(&geometry, &resolution, &grid, &error), CUPEL_EINVAL);
    part.count[0] = 5;
    assert_int_equal(cupel_geometry_grid(&geometry, &resolution, &grid, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "too few"));
    resolution = (cupel_resolution){.target_cells = 3, .grading = 1.3};
    assert_int_equal(cupel_geometry_grid(&geometry, &resolution, &grid, &error), CUPEL_EINVAL);
    assert_null(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grading_holds_and_faces_are_lines),
        cmocka_unit_test(finer_levels_keep_the_lines),
        cmocka_unit_test(counts_are_met_and_even),
        cmocka_unit_test(fins_and_pins_have_their_volumes),
        cmocka_unit_test(a_closed_mesh_fills_its_volume),
        cmocka_unit_test(wrong_geometry_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
