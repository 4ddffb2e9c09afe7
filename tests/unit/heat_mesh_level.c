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

#include "cupel/mesh.h"

enum { MOST = 40 };
static double lines[3][MOST + 1], field[MOST * MOST * MOST];

static cupel_mesh *surface(const size_t cells[3], double level)
{
    const double *const edges[3] = {lines[0], lines[1], lines[2]};
    cupel_error error = {0};
    cupel_mesh *mesh = NULL;
    if (cupel_mesh_of_level(cells, edges, field, level, &mesh, &error)) fail_msg("%s", error.text);
    return mesh;
}

static void even_lines(const size_t cells[3], double side)
{
    for (int a = 0; a < 3; a++)
        for (size_t i = 0; i <= cells[a]; i++) lines[a][i] = side * (double)i / (double)cells[0];
}

static void check_closed(const cupel_mesh *mesh)
{
    cupel_error error = {0};
    if (cupel_mesh_check(mesh, 1, NULL, &error)) fail_msg("%s", error.text);
}

/* The body of a level of noise: any topology there is, also at the outer faces. And what is written and read
 * again in single precision is still closed. */
static void any_body_is_closed(void **state)
{
    (void)state;
    const size_t shapes[][3] = {{9, 8, 7}, {12, 11, 1}, {1, 5, 4}, {1, 1, 1}, {2, 2, 2}, {16, 1, 1}};
    for (size_t n = 0; n < sizeof shapes / sizeof *shapes; n++)
        for (int seed = 0; seed < 20; seed++) {
            const size_t *cells = shapes[n], count = cells[0] * cells[1] * cells[2];
            even_lines(cells, 0.05);
            for (size_t c = 0; c < count; c++) {
                const double x = sin(12.9898 * (double)(c + 1) + seed) * 43758.5453;
                field[c] = x - floor(x);
                if (seed % 3 == 1) field[c] = field[c] > 0.5; /* black and white */
                if (seed % 3 == 2 && field[c] < 0.2) field[c] = (double)NAN;
            }
            field[0] = 1;
            cupel_mesh *mesh = surface(cells, 0.5), *again = NULL;
            check_closed(mesh);
            const double volume = cupel_mesh_volume(mesh);
            assert_true(volume > 0);
            unsigned char *bytes;
            size_t size;
            assert_int_equal(cupel_mesh_write_stl(mesh, 1e-3, &bytes, &size, NULL), 0);
            assert_int_equal(cupel_mesh_read_stl(bytes, size, 1e-3, &again, NULL), 0);
            check_closed(again);
            assert_true(fabs(cupel_mesh_volume(again) / volume - 1) < 1e-5);
            free(bytes);
            cupel_mesh_free(mesh);
            cupel_mesh_free(again);
        }
}

/* A field that is linear is met exactly: below a plane lies a known volume, on uneven lines too. */
static void a_plane_is_exact(void **state)
{
    (void)state;
    const size_t cells[3] = {8, 6, 5};
    for (int a = 0; a < 3; a++)
        for (size_t i = 0; i <= cells[a]; i++) lines[a][i] = pow((double)i / (double)cells[a], 1.3);
    for (size_t c = 0; c < cells[0] * cells[1] * cells[2]; c++)
        field[c] = -0.5 * (lines[0][c % cells[0]] + lines[0][c % cells[0] + 1]);
    cupel_mesh *mesh = surface(cells, -0.4);
    check_closed(mesh);
    assert_true(fabs(cupel_mesh_volume(mesh) - 0.4) < 1e-12);
    assert_true(mesh->lo[0] == 0 && fabs(mesh->hi[0] - 0.4) < 1e-12 && mesh->hi[1] == 1 && mesh->hi[2] == 1);
    cupel_mesh_free(mesh);
}

static double sphere_error(size_t side)
{
    const size_t cells[3] = {side, side, side};
    even_lines(cells, 1);
    for (size_t c = 0; c < side * side * side; c++) {
        const double h = 1.0 / (double)side, x = ((double)(c % side) + 0.5) * h - 0.5,
                     y = ((double)(c / side % side) + 0.5) * h - 0.5,
                     z = ((double)(c / side / side) + 0.5) * h - 0.5;
        field[c] = 0.4 - sqrt(x * x + y * y + z * z);
    }
    cupel_mesh *mesh = surface(cells, 0);
    check_closed(mesh);
    const double error = fabs(cupel_mesh_volume(mesh) / (4 * acos(-1) / 3 * 0.064) - 1);
    cupel_mesh_free(mesh);
    return error;
}

static void a_sphere_converges(void **state)
{
    (void)state;
    const double order = log2(sphere_error(16) / sphere_error(32));
    if (!(order > 1.8 && order < 2.2)) fail_msg("order %.3g", order);
}

static void what_has_no_surface_is_refused(void **state)
{
    (void)state;
    const size_t cells[3] = {3, 3, 3};
    even_lines(cells, 1);
    const double *const edges[3] = {lines[0], lines[1], lines[2]};
    cupel_mesh *mesh = NULL;
    cupel_error error = {0};
    for (int c = 0; c < 27; c++) field[c] = 0.2;
    assert_int_equal(cupel_mesh_of_level(cells, edges, field, 0.5, &mesh, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "above the level"));
    assert_int_equal(cupel_mesh_of_level(cells, edges, field, (double)NAN, &mesh, &error), CUPEL_EINVAL);
    assert_null(mesh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_body_is_closed),
        cmocka_unit_test(a_plane_is_exact),
        cmocka_unit_test(a_sphere_converges),
        cmocka_unit_test(what_has_no_surface_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
