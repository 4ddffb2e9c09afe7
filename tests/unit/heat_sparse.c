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

#include "heat/sparse.h"

/* Systems whose solutions are known beforehand. */

enum { SIDE = 24, CELLS = SIDE * SIDE };

static size_t chain_columns(const void *self, size_t row, uint32_t *columns)
{
    const size_t n = *(const size_t *)self;
    size_t count = 0;
    columns[count++] = (uint32_t)row;
    if (row + 1 < n) columns[count++] = (uint32_t)(row + 1);
    if (row > 0) columns[count++] = (uint32_t)(row - 1);
    columns[count++] = (uint32_t)row; /* twice */
    return count;
}

static size_t plane_columns(const void *self, size_t row, uint32_t *columns)
{
    (void)self;
    const size_t i = row / SIDE, j = row % SIDE;
    size_t count = 0;
    if (i + 1 < SIDE) columns[count++] = (uint32_t)(row + SIDE);
    if (j + 1 < SIDE) columns[count++] = (uint32_t)(row + 1);
    if (i > 0) columns[count++] = (uint32_t)(row - SIDE);
    if (j > 0) columns[count++] = (uint32_t)(row - 1);
    columns[count++] = (uint32_t)row;
    return count;
}

/* Conduction on a plane with a wind along i and a sink everywhere: an M-matrix, unsymmetric. */
static void fill_plane(cupk_sparse *s, double wind, double sink)
{
    cupk_sparse_clear(s);
    for (size_t row = 0; row < CELLS; row++) {
        uint32_t columns[5];
        const size_t count = plane_columns(NULL, row, columns);
        cupk_sparse_add(s, row, row, sink);
        for (size_t c = 0; c < count; c++) {
            if (columns[c] == row) continue;
            const double g = 1 + (columns[c] + SIDE == row ? wind : 0);
            cupk_sparse_add(s, row, row, g);
            cupk_sparse_add(s, row, columns[c], -g);
        }
    }
}

static double wave(size_t row)
{
    return 300 + sin(0.7 * (double)(row / SIDE)) + cos(0.3 * (double)(row % SIDE));
}

static void pattern_is_sorted_and_without_doubles(void **state)
{
    (void)state;
    const size_t n = 5;
    cupk_sparse s;
    assert_true(cupk_sparse_new(&s, n, 4, chain_columns, &n));
    assert_int_equal(s.start[n], 13);
    for (size_t row = 0; row < n; row++) {
        assert_int_equal(s.column[s.diagonal[row]], row);
        for (size_t e = s.start[row] + 1; e < s.start[row + 1]; e++)
            assert_true(s.column[e] > s.column[e - 1]);
    }
    cupk_sparse_free(&s);
    cupk_sparse_free(&s); /* one of zeros is fine */
}

/* A tridiagonal matrix has no fill, so that its incomplete factors are its factors. */
static void chain_is_solved_in_one_step(void **state)
{
    (void)state;
    const size_t n = 40;
    cupk_sparse s;
    assert_true(cupk_sparse_new(&s, n, 4, chain_columns, &n));
    double exact[40], b[40], x[40] = {0}, zero[40] = {0};
    for (size_t i = 0; i < n; i++) {
        exact[i] = 1 + 0.1 * (double)(i * i);
        cupk_sparse_add(&s, i, i, 2.5);
        if (i > 0) cupk_sparse_add(&s, i, i - 1, -1.2);
        if (i + 1 < n) cupk_sparse_add(&s, i, i + 1, -1);
    }
    cupk_sparse_residual(&s, zero, exact, b);
    for (size_t i = 0; i < n; i++) b[i] = -b[i];
    assert_true(cupk_sparse_factor(&s));
    assert_true(cupk_sparse_solve(&s, b, x, 1e-9, 50) <= 1);
    for (size_t i = 0; i < n; i++) assert_true(fabs(x[i] - exact[i]) < 1e-11 * exact[i]);
    cupk_sparse_free(&s);
}

static void plane_with_wind_finds_the_solution_it_was_made_from(void **state)
{
    (void)state;
    static const double winds[] = {0, 0.5, 20, 1000};
    cupk_sparse s;
    assert_true(cupk_sparse_new(&s, CELLS, 5, plane_columns, NULL));
    double *b = calloc(CELLS, sizeof *b), *x = calloc(CELLS, sizeof *x),
           *exact = calloc(CELLS, sizeof *exact);
    assert_true(b && x && exact);
    for (int w = 0; w < 4; w++) {
        fill_plane(&s, winds[w], 1e-3);
        for (size_t i = 0; i < CELLS; i++) exact[i] = wave(i), x[i] = 0;
        cupk_sparse_residual(&s, x, exact, b); /* x is still zero */
        for (size_t i = 0; i < CELLS; i++) b[i] = -b[i];
        assert_true(cupk_sparse_factor(&s));
        const double least = 1e-14 * cupk_sparse_magnitude(&s, exact);
        const int steps = cupk_sparse_solve(&s, b, x, least, 200);
        if (steps > 40) fail_msg("wind %g: %d steps", winds[w], steps);
        for (size_t i = 0; i < CELLS; i++)
            if (!(fabs(x[i] - exact[i]) < 1e-8))
                fail_msg("wind %g: %.12g in place of %.12g", winds[w], x[i], exact[i]);
    }
    free(b);
    free(x);
    free(exact);
    cupk_sparse_free(&s);
}

static void what_cannot_be_solved_is_told(void **state)
{
    (void)state;
    const size_t n = 3;
    cupk_sparse s;
    assert_true(cupk_sparse_new(&s, n, 4, chain_columns, &n));
    assert_false(cupk_sparse_factor(&s)); /* zeros */
    for (size_t i = 0; i < n; i++) cupk_sparse_add(&s, i, i, 1);
    cupk_sparse_add(&s, 1, 0, NAN);
    assert_false(cupk_sparse_factor(&s));
    cupk_sparse_clear(&s);
    for (size_t i = 0; i < n; i++) cupk_sparse_add(&s, i, i, 2);
    assert_true(cupk_sparse_factor(&s));
    const double b[3] = {1, 2, 3};
    double x[3] = {0};
    assert_int_equal(cupk_sparse_solve(&s, b, x, -1, 7), 7); /* no residual is below that */
    cupk_sparse_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pattern_is_sorted_and_without_doubles),
        cmocka_unit_test(chain_is_solved_in_one_step),
        cmocka_unit_test(plane_with_wind_finds_the_solution_it_was_made_from),
        cmocka_unit_test(what_cannot_be_solved_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
