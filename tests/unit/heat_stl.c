/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/geometry.h"
#include "near.h"

/* the linker puts these in place of malloc and calloc: the call that brings `left` to 0 fails */
static int left = -1;
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

void *__wrap_malloc(size_t size)
{
    return left >= 0 && left-- == 0 ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return left >= 0 && left-- == 0 ? NULL : __real_calloc(count, size);
}

static const double corners[8][3] = {{0, 0, 0}, {2, 0, 0}, {0, 2, 0}, {2, 2, 0},
                                     {0, 0, 2}, {2, 0, 2}, {0, 2, 2}, {2, 2, 2}};
static const uint32_t faces[12][3] = {{0, 2, 3}, {0, 3, 1}, {4, 5, 7}, {4, 7, 6}, {0, 1, 5}, {0, 5, 4},
                                      {2, 6, 7}, {2, 7, 3}, {0, 4, 6}, {0, 6, 2}, {1, 3, 7}, {1, 7, 5}};

static cupel_mesh cube(void)
{
    return (cupel_mesh){8, 12, (double(*)[3])corners, (uint32_t(*)[3])faces, {0, 0, 0}, {2, 2, 2}};
}

static char *cube_text(void)
{
    char *text = malloc(8192), *at = text;
    assert_non_null(text);
    at += sprintf(at, "solid a cube\n");
    for (int t = 0; t < 12; t++) {
        at += sprintf(at, "facet normal 0 0 nan\nouter loop\n");
        for (int c = 0; c < 3; c++) {
            const double *p = corners[faces[t][c]];
            at += sprintf(at, "vertex %g %g %e\n", p[0], p[1], p[2]);
        }
        at += sprintf(at, "endloop\nendfacet\n");
    }
    sprintf(at, "endsolid\n");
    return text;
}

static unsigned char *write_mesh(const cupel_mesh *mesh, size_t *count)
{
    unsigned char *bytes;
    cupel_error error = {0};
    if (cupel_mesh_write_stl(mesh, 1, &bytes, count, &error)) fail_msg("%s", error.text);
    return bytes;
}

static cupel_mesh *read_mesh(const void *bytes, size_t count, double scale)
{
    cupel_mesh *mesh;
    cupel_error error = {0};
    if (cupel_mesh_read_stl(bytes, count, scale, &mesh, &error)) fail_msg("%s", error.text);
    return mesh;
}

static void is_cube(cupel_mesh *mesh)
{
    cupel_mesh_report report;
    assert_int_equal(mesh->vertex_count, 8);
    assert_int_equal(mesh->triangle_count, 12);
    assert_int_equal(cupel_mesh_check(mesh, 1e-3, &report, NULL), CUPEL_OK);
    assert_relative(report.volume, 8e-9, 1e-12);
    assert_near(mesh->hi[2], 2e-3, 1e-15);
    cupel_mesh_free(mesh);
}

static void cubes(void **state)
{
    (void)state;
    char *text = cube_text();
    is_cube(read_mesh(text, strlen(text), 1e-3));
    free(text);
    const cupel_mesh mesh = cube();
    size_t count;
    unsigned char *bytes = write_mesh(&mesh, &count);
    is_cube(read_mesh(bytes, count, 1e-3));
    memcpy(bytes, "solid facet", 11);
    is_cube(read_mesh(bytes, count, 1e-3));
    free(bytes);
}

static void faults(void **state)
{
    (void)state;
    cupel_mesh mesh = cube();
    cupel_mesh_report report;
    cupel_error error = {0};
    mesh.triangle_count = 11;
    assert_int_equal(cupel_mesh_check(&mesh, 1, &report, &error), CUPEL_EINVAL);
    assert_int_equal(report.open_edges, 3);
    assert_non_null(strstr(error.text, "3 open edges"));
    uint32_t turned[12][3];
    memcpy(turned, faces, sizeof turned);
    turned[4][0] = faces[4][1];
    turned[4][1] = faces[4][0];
    mesh = cube();
    mesh.triangles = turned;
    assert_int_equal(cupel_mesh_check(&mesh, 1, &report, &error), CUPEL_EINVAL);
    assert_int_equal(report.turned_edges, 3);
    for (int t = 0; t < 12; t++)
        for (int c = 0; c < 3; c++) turned[t][c] = faces[t][2 - c];
    assert_near(cupel_mesh_volume(&mesh), -8, 1e-12);
    cupel_mesh_face_outward(&mesh);
    assert_near(cupel_mesh_volume(&mesh), 8, 1e-12);
}

static void refuse(const void *bytes, size_t count)
{
    cupel_mesh *mesh;
    cupel_error error = {0};
    char *exact = malloc(count + !count); /* of its own length, so that a byte too far shows */
    assert_non_null(exact);
    memcpy(exact, bytes, count);
    assert_int_equal(cupel_mesh_read_stl(exact, count, 1, &mesh, &error), CUPEL_EINVAL);
    assert_null(mesh);
    assert_true(*error.text != 0);
    free(exact);
}

static void malformed(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "s",
        "solid",
        "solid x\n",
        "endsolid",
        "solid x\nendsolid\n",
        "solid x\nfacet",
        "solid x\nfacet normal 0 0 1\nouter loop\nvertex 1 2",
        "solid x\nfacet normal 0 0 1\nouter loop\nvertex 1 2 nan\n",
        "solid x\nfacet normal 0 0 1\nouter loop\nvertex 1 2 1e999\n",
        "solid x\nfacet normal 0 0 1\nouter loop\nvertex 1 2 3q\n",
        "solid x\nfacet normal 0 0 1\nouter\nvertex 1 2 3\n",
        "solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0 vertex 1 0 0 vertex 0 1 0 vertex 0 0 1",
        "solid x facet\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0 vertex 0 0 0\n",
    };
    for (size_t n = 0; n < sizeof texts / sizeof *texts; n++) refuse(texts[n], strlen(texts[n]));
    char *text = cube_text();
    for (size_t n = 0; n + 10 < strlen(text); n += 7) refuse(text, n);
    free(text);
    const cupel_mesh mesh = cube();
    size_t count;
    unsigned char *bytes = write_mesh(&mesh, &count);
    for (size_t n = 0; n < count; n += 13) refuse(bytes, n);
    bytes[83] = 0xff;
    refuse(bytes, count);
    bytes[83] = 0;
    memset(bytes + 84 + 12, 0xff, 4); /* nan */
    refuse(bytes, count);
    free(bytes);
}

static void out_of_memory(void **state)
{
    (void)state;
    const cupel_mesh made = cube();
    size_t count, none;
    unsigned char *bytes = write_mesh(&made, &count), *again;
    cupel_mesh *mesh;
    for (int n = 0; n < 4; n++) { /* mesh, corners, table, triangles */
        left = n;
        assert_int_equal(cupel_mesh_read_stl(bytes, count, 1, &mesh, NULL), CUPEL_ENOMEM);
        left = -1;
        assert_null(mesh);
    }
    left = 0;
    assert_int_equal(cupel_mesh_check(&made, 1, NULL, NULL), CUPEL_ENOMEM);
    left = 0;
    assert_int_equal(cupel_mesh_write_stl(&made, 1, &again, &none, NULL), CUPEL_ENOMEM);
    left = -1;
    free(bytes);
}

static void sphere(void **state)
{
    (void)state;
    double before = 1;
    for (int n = 8; n <= 32;
         n *= 2) { /* a tube of 2 n facets about z, closed at the poles by equal corners */
        unsigned char *bytes = NULL;
        size_t count, size = 0;
        double(*v)[3] = calloc((size_t)(n + 1) * 2 * (size_t)n, sizeof *v);
        uint32_t(*t)[3] = calloc((size_t)n * 4 * (size_t)n, sizeof *t);
        assert_true(v && t);
        const uint32_t m = 2 * (uint32_t)n;
        for (uint32_t i = 0; i <= (uint32_t)n; i++)
            for (uint32_t j = 0; j < m; j++) {
                const double a = acos(-1) * i / n, b = 2 * acos(-1) * j / m;
                const double ring = i == 0 || i == (uint32_t)n ? 0 : sin(a);
                double *p = v[i * m + j];
                p[0] = 1 + ring * cos(b), p[1] = 1 + ring * sin(b), p[2] = 1 + cos(a);
                if (i == (uint32_t)n) continue;
                const uint32_t k = (j + 1) % m, next = (i + 1) * m;
                memcpy(t[size++], ((uint32_t[3]){i * m + j, next + j, next + k}), sizeof *t);
                memcpy(t[size++], ((uint32_t[3]){i * m + j, next + k, i * m + k}), sizeof *t);
            }
        const cupel_mesh made = {(size_t)(n + 1) * m, size, v, t, {0, 0, 0}, {2, 2, 2}};
        bytes = write_mesh(&made, &count);
        cupel_mesh *mesh = read_mesh(bytes, count, 1);
        cupel_mesh_report report;
        assert_int_equal(cupel_mesh_check(mesh, 1, &report, NULL), CUPEL_OK);
        const double off = fabs(report.volume / (4 * acos(-1) / 3) - 1);
        assert_true(off < 0.3 * before); /* second order */
        before = off;
        enum { CELLS = 40 };
        double lines[CELLS + 1];
        for (int i = 0; i <= CELLS; i++) lines[i] = 2.0 * i / CELLS;
        const cupel_grid_lines grid = {{CELLS, CELLS, CELLS}, {lines, lines, lines}};
        static uint16_t material[CELLS * CELLS * CELLS];
        size_t filled;
        assert_int_equal(cupel_mesh_fill(mesh, &grid, 1, 1, material, &filled, NULL), CUPEL_OK);
        assert_relative((double)filled * pow(2.0 / CELLS, 3), report.volume, 0.01);
        cupel_mesh_free(mesh);
        free(bytes);
        free(v);
        free(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cubes), cmocka_unit_test(faults),
                                       cmocka_unit_test(malformed), cmocka_unit_test(out_of_memory),
                                       cmocka_unit_test(sphere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
