/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "dense_lu.h"

/* Linear equations, on matrices of every size about the block. */

enum { MOST = 70, STRIDE = 73 };

static double number(unsigned *seed) /* in [-1/2, 1/2), the same everywhere */
{
    *seed = *seed * 1664525u + 1013904223u;
    return (double)(*seed >> 8) / 16777216.0 - 0.5;
}

static void known_solutions_come_back(void **state)
{
    (void)state;
    static double matrix[MOST * STRIDE], kept[MOST * STRIDE], x[MOST];
    static size_t pivots[MOST];
    unsigned seed = 1;
    for (size_t n = 1; n <= MOST; n++) {
        for (size_t i = 0; i < n * STRIDE; i++) kept[i] = matrix[i] = number(&seed);
        for (size_t i = 0; i < n; i++) {
            x[i] = 0;
            for (size_t j = 0; j < n; j++) x[i] += matrix[i * STRIDE + j] * (1 + (double)j);
        }
        assert_true(cupk_lu_factor(n, STRIDE, matrix, pivots));
        cupk_lu_solve(n, STRIDE, matrix, pivots, x);
        for (size_t j = 0; j < n; j++) assert_true(fabs(x[j] - 1 - (double)j) < 1e-9 * (double)n);
        for (size_t i = 0; i < n; i++) /* nothing beside the matrix is touched */
            for (size_t j = n; j < STRIDE; j++) assert_true(matrix[i * STRIDE + j] == kept[i * STRIDE + j]);
    }
}

static void rows_are_exchanged_where_the_pivot_is_zero(void **state)
{
    (void)state;
    double matrix[9] = {0, 2, 0, 0, 0, 4, 5, 0, 0}, x[3] = {2, 8, 15};
    size_t pivots[3];
    assert_true(cupk_lu_factor(3, 3, matrix, pivots));
    cupk_lu_solve(3, 3, matrix, pivots, x);
    assert_true(x[0] == 3);
    assert_true(x[1] == 1);
    assert_true(x[2] == 2);
}

static void singular_and_infinite_matrices_are_refused(void **state)
{
    (void)state;
    size_t pivots[2];
    double singular[4] = {1, 2, 2, 4}, infinite[4] = {1, 0, INFINITY, 1}, nan[4] = {NAN, 1, 1, 1};
    assert_false(cupk_lu_factor(2, 2, singular, pivots));
    assert_false(cupk_lu_factor(2, 2, infinite, pivots));
    assert_false(cupk_lu_factor(2, 2, nan, pivots));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_solutions_come_back),
        cmocka_unit_test(rows_are_exchanged_where_the_pivot_is_zero),
        cmocka_unit_test(singular_and_infinite_matrices_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
