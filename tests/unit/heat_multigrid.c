/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "dense_lu.h"
#include "heat/stencil_reference.h"
#include "unit/heat_solve.h"
#include "unit/near.h"

/* The solver of systems of cells from outside: its answers, and how it says that there are none. Its levels
 * are in heat_multigrid_levels.c, changing values in heat_multigrid_update.c. */

static void counted(cupel_stencil *s, size_t most)
{
    cupel_solve_report report;
    free(solution(s, 0, 1, &report));
    assert_int_equal(report.status, CUPEL_SOLVE_CONVERGED);
    assert_true(report.residual <= 1e-8);
    if (report.iterations > most) fail_msg("%zu iterations, not %zu", report.iterations, most);
    cupel_stencil_free(s);
}

static void iterations_do_not_grow(void **state)
{
    (void)state;
    for (size_t n = 32; n <= 64; n *= 2) {
        counted(system_abc('A', n), 8);
        counted(system_abc('B', n), 8);
        counted(system_abc('C', n), 15); /* the reference asks for 20, and for 30 of the board */
        counted(system_d(n), 15);
    }
}

/* ---- answers ---- */

/* K of a small system, row by row from the definition, and its solution by elimination. */
static void eliminate(const cupel_stencil *s, double *x)
{
    const size_t *c = s->cells, n = c[0] * c[1] * c[2];
    double *a = calloc(n * n, sizeof *a), *b = calloc(n, sizeof *b);
    size_t *pivots = calloc(n, sizeof *pivots);
    assert_true(a && b && pivots);
    EACH_CELL(s, i, j, k)
    {
        const size_t index[] = {i, j, k}, at = cupel_stencil_at(s, i, j, k), step[] = {1, c[0], c[0] * c[1]};
        const size_t p = i + c[0] * (j + c[1] * k);
        a[p * n + p] += s->diagonal[at];
        b[p] = s->right_side[at];
        for (int x3 = 0; x3 < 3; x3++) {
            const double g = s->conductance[x3][at];
            if (index[x3] == 0 && (!s->periodic[x3] || c[x3] < 2)) continue;
            const size_t q = index[x3] ? p - step[x3] : p + (c[x3] - 1) * step[x3];
            a[p * n + p] += g, a[q * n + q] += g, a[p * n + q] -= g, a[q * n + p] -= g;
        }
    }
    assert_true(cupk_lu_factor(n, n, a, pivots));
    cupk_lu_solve(n, n, a, pivots, b);
    EACH_CELL(s, i, j, k) x[cupel_stencil_at(s, i, j, k)] = b[i + c[0] * (j + c[1] * k)];
    free(a), free(b), free(pivots);
}

static void agrees_with_elimination(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof mixtures / sizeof *mixtures; n++) {
        cupel_stencil *s = mixed(&mixtures[n], (uint32_t)n + 7);
        cupel_solve_report report;
        double *x = solution(s, 1e-11, 1, &report), *y = cupel_stencil_array(s, 1), size;
        assert_non_null(y);
        eliminate(s, y);
        const double apart = farthest(s, x, y, &size);
        if (!(apart <= 1e-8 * size) || report.status != CUPEL_SOLVE_CONVERGED)
            fail_msg("mixture %zu: status %d after %zu, %g of %g apart", n, (int)report.status,
                     report.iterations, apart, size);
        if (report.iterations > 40) fail_msg("mixture %zu: %zu iterations", n, report.iterations);
        free(x), free(y);
        cupel_stencil_free(s);
    }
}

/* Larger than elimination can do, with voids, against the plain solver. */
static void agrees_with_the_plain_solver(void **state)
{
    (void)state;
    const mixture large[] = {{{33, 30, 29}, {false, true, false}, 2, 0.3, 1},
                             {{64, 63, 1}, {false}, 3, 0, 0.1},
                             {{40, 24, 17}, {true, false, false}, 3, 0, 0.05}};
    for (size_t n = 0; n < 3; n++) {
        cupel_stencil *s = mixed(&large[n], (uint32_t)n + 70);
        cupel_solve_report report, plain;
        cupel_error error = {0};
        double *x = solution(s, 1e-11, 1, &report), *y = cupel_stencil_array(s, 1), size;
        assert_int_equal(cupk_stencil_solve_ref(s, y, 1e-11, 20000, &plain, &error), CUPEL_OK);
        assert_int_equal(plain.status, CUPEL_SOLVE_CONVERGED);
        const double apart = farthest(s, x, y, &size);
        if (!(apart <= 1e-8 * size) || report.status != CUPEL_SOLVE_CONVERGED)
            fail_msg("mixture %zu: status %d after %zu, %g of %g apart", n, (int)report.status,
                     report.iterations, apart, size);
        assert_true(report.iterations < plain.iterations / 3);
        free(x), free(y);
        cupel_stencil_free(s);
    }
}

/* ---- special cases ---- */

static void threads_do_not_matter(void **state)
{
    (void)state;
    const mixture wrapped = {{48, 40, 36}, {true, false, true}, 3, 0.1, 1};
    const mixture gentle = {{72, 64, 60}, {true, false, true}, 0.8, 0, 1};
    cupel_stencil *systems[] = {system_abc('C', 40), system_d(48), mixed(&wrapped, 17), system_abc('B', 65),
                                mixed(&gentle, 18)};
    for (size_t n = 0; n < sizeof systems / sizeof *systems; n++) {
        cupel_stencil *s = systems[n];
        cupel_solve_report one, two;
        double *x = solution(s, 1e-9, 1, &one), *y = solution(s, 1e-9, 2, &two);
        assert_int_equal(one.iterations, two.iterations);
        assert_memory_equal(&one.residual, &two.residual, sizeof one.residual);
        assert_memory_equal(x, y, s->count * sizeof *x);
        free(x), free(y);
        cupel_stencil_free(s);
    }
}

/* Nothing held anywhere: b is made to add up to 0, and one cell of the plain solution is as good as another.
 */
static void singular_keeps_the_mean(void **state)
{
    (void)state;
    const mixture floating[] = {{{9, 8, 7}, {false}, 2, 0, 0},
                                {{8, 12, 10}, {true, true, true}, 2, 0, 0},
                                {{40, 38, 1}, {false, true, false}, 1, 0, 0},
                                {{600, 1, 1}, {true, false, false}, 0, 0, 0},
                                {{32, 32, 32}, {true, true, true}, 3, 0, 0}};
    for (int n = 0; n < 5; n++) {
        cupel_stencil *s = mixed(&floating[n], (uint32_t)n + 31);
        const double cells = (double)(s->cells[0] * s->cells[1] * s->cells[2]);
        double sum = 0, apart = 0, mean = 0, plain_mean = 0, size = 0;
        EACH_CELL(s, i, j, k) sum += s->right_side[cupel_stencil_at(s, i, j, k)];
        EACH_CELL(s, i, j, k) s->right_side[cupel_stencil_at(s, i, j, k)] -= sum / cells;
        cupel_multigrid *m = prepared(s, 1);
        double *x = cupel_stencil_array(s, 1), *y = cupel_stencil_array(s, 1);
        EACH_CELL(s, i, j, k) x[cupel_stencil_at(s, i, j, k)] = 300 + (double)(i % 2);
        EACH_CELL(s, i, j, k) mean += x[cupel_stencil_at(s, i, j, k)] / cells;
        const cupel_solve_report report = solved(m, x, 1e-9, 1);
        assert_int_equal(report.status, CUPEL_SOLVE_CONVERGED);
        if (report.iterations > 40) fail_msg("system %d: %zu iterations", n, report.iterations);
        cupel_solve_report plain;
        cupel_error error = {0};
        assert_int_equal(cupk_stencil_solve_ref(s, y, 1e-11, 5000, &plain, &error), CUPEL_OK);
        EACH_CELL(s, i, j, k) plain_mean += y[cupel_stencil_at(s, i, j, k)] / cells;
        double got = 0;
        EACH_CELL(s, i, j, k)
        {
            const size_t at = cupel_stencil_at(s, i, j, k);
            got += x[at] / cells;
            apart = fmax(apart, fabs(x[at] - mean - (y[at] - plain_mean)));
            size = fmax(size, fabs(y[at] - plain_mean));
        }
        assert_near(got, mean, 1e-10 * fabs(mean));
        if (!(apart <= 1e-6 * size)) fail_msg("system %d: %g of %g apart", n, apart, size);
        s->right_side[s->origin] += 1;
        const cupel_solve_options options = {0};
        cupel_solve_report untouched;
        assert_int_equal(cupel_multigrid_solve(m, x, &options, &untouched, &error), CUPEL_EINVAL);
        assert_non_null(strstr(error.text, "add up to 0"));
        cupel_multigrid_free(m);
        free(x), free(y);
        cupel_stencil_free(s);
    }
}

/* A block that loses heat through one film of 1e-7 of what joins its cells: hot, and the balance tells how
 * hot. */
static void weak_ground_is_not_lost(void **state)
{
    (void)state;
    const mixture block = {{32, 32, 32}, {false}, 0, 0, 0};
    cupel_stencil *s = mixed(&block, 1);
    EACH_CELL(s, i, j, k)
    {
        const size_t at = cupel_stencil_at(s, i, j, k);
        s->right_side[at] = i == 0 ? 1e-4 : 0;
        s->diagonal[at] = k == 0 ? 1e-7 : 0;
    }
    cupel_solve_report report;
    double *x = solution(s, 1e-7, 1, &report), heat = 0, lost = 0;
    EACH_CELL(s, i, j, k)
    {
        const size_t at = cupel_stencil_at(s, i, j, k);
        heat += s->right_side[at], lost += s->diagonal[at] * x[at];
    }
    assert_int_equal(report.status, CUPEL_SOLVE_CONVERGED);
    if (report.iterations > 12) fail_msg("%zu iterations", report.iterations);
    assert_relative(lost, heat, 1e-5);
    free(x);
    cupel_stencil_free(s);
}

/* Heat that goes round a hole, and nowhere out; the hole stays at 0. */
static void singular_around_a_void(void **state)
{
    (void)state;
    cupel_stencil *s = system_new(20, 18, 16, NULL);
    double *k3 = cupel_stencil_array(s, 1);
    EACH_CELL(s, i, j, k)
    {
        const size_t at = cupel_stencil_at(s, i, j, k);
        const bool hole = i >= 6 && i < 13 && j >= 5 && j < 14 && k >= 4;
        k3[at] = hole ? 0 : 1;
        s->diagonal[at] = hole ? 1 : 0;
        s->right_side[at] = hole ? 0 : i == 0 ? 1 : i == 19 ? -1 : 0;
    }
    system_joins(s, (double *const[]){k3, k3, k3}, alike);
    cupel_solve_report report;
    double *x = solution(s, 1e-9, 1, &report), *r = cupel_stencil_array(s, 1), heat = 0;
    assert_int_equal(report.status, CUPEL_SOLVE_CONVERGED);
    if (report.iterations > 20) fail_msg("%zu iterations", report.iterations);
    EACH_CELL(s, i, j, k)
    {
        const size_t at = cupel_stencil_at(s, i, j, k);
        if (!(k3[at] > 0)) assert_true(fabs(x[at]) < 1e-300);
        if (i == 10) heat += s->conductance[0][at] * (x[at - 1] - x[at]);
    }
    assert_relative(heat, 18.0 * 16, 1e-7);
    assert_true(cupel_stencil_residual(s, x, r, 1) <= 1.1e-9 * sqrt(2 * 18 * 16));
    free(x), free(r), free(k3);
    cupel_stencil_free(s);
}

static void says_how_it_ended(void **state)
{
    (void)state;
    cupel_stencil *s = system_abc('C', 24);
    cupel_multigrid *m = prepared(s, 1);
    double *x = cupel_stencil_array(s, 1), history[201];
    cupel_solve_report report;
    cupel_error error = {0};
    const cupel_solve_options few = {.most_iterations = 3, .history = history};
    assert_int_equal(cupel_multigrid_solve(m, x, &few, &report, &error), CUPEL_OK);
    assert_int_equal(report.status, CUPEL_SOLVE_LIMIT);
    assert_int_equal(report.iterations, 3);
    assert_near(history[0], 1, 1e-12);
    assert_memory_equal(&history[3], &report.residual, sizeof report.residual);
    /* from where it was left */
    const cupel_solve_options rest = {.history = history};
    const double left = report.residual;
    assert_int_equal(cupel_multigrid_solve(m, x, &rest, &report, &error), CUPEL_OK);
    assert_int_equal(report.status, CUPEL_SOLVE_CONVERGED);
    assert_near(history[0], left, 1e-12);
    assert_memory_equal(&history[report.iterations], &report.residual, sizeof report.residual);
    /* what rounding does not let one reach */
    const cupel_solve_options finer = {.tolerance = 1e-30};
    assert_int_equal(cupel_multigrid_solve(m, x, &finer, &report, &error), CUPEL_OK);
    assert_int_equal(report.status, CUPEL_SOLVE_STAGNATED);
    assert_true(report.residual < 10 * report.floor && report.floor < 1e-9);
    /* nothing drives it */
    memset(s->right_side, 0, s->count * sizeof *x);
    const cupel_solve_options plain = {0};
    assert_int_equal(cupel_multigrid_solve(m, x, &plain, &report, &error), CUPEL_OK);
    assert_int_equal(report.status, CUPEL_SOLVE_CONVERGED);
    EACH_CELL(s, i, j, k) assert_true(fabs(x[cupel_stencil_at(s, i, j, k)]) < 1e-300);
    s->right_side[cupel_stencil_at(s, 3, 4, 5)] = NAN;
    assert_int_equal(cupel_multigrid_solve(m, x, &plain, &report, &error), CUPEL_EINVAL);
    cupel_multigrid_free(m);
    free(x);
    cupel_stencil_free(s);
}

/* A number that is not one is said wherever it stands. */
static void refuses_what_is_not_finite(void **state)
{
    (void)state;
    cupel_stencil *s = system_abc('B', 20);
    const size_t middle = cupel_stencil_at(s, 10, 9, 8);
    double *x = cupel_stencil_array(s, 1);
    double *const arrays[] = {s->conductance[0], s->conductance[2], s->diagonal, s->right_side, x};
    for (int n = 0; n < 5; n++) {
        const double before = arrays[n][middle];
        arrays[n][middle] = n % 2 ? NAN : INFINITY;
        cupel_multigrid *m = NULL;
        cupel_error error = {0};
        cupel_solve_report report;
        const cupel_solve_options options = {0};
        assert_int_equal(cupel_multigrid_new(s, 1, &m, &error), CUPEL_OK);
        assert_int_equal(cupel_multigrid_solve(m, x, &options, &report, &error), CUPEL_EINVAL);
        cupel_multigrid_free(m);
        arrays[n][middle] = before;
    }
    free(x);
    cupel_stencil_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iterations_do_not_grow),       cmocka_unit_test(agrees_with_elimination),
        cmocka_unit_test(agrees_with_the_plain_solver), cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(singular_keeps_the_mean),      cmocka_unit_test(weak_ground_is_not_lost),
        cmocka_unit_test(singular_around_a_void),       cmocka_unit_test(says_how_it_ended),
        cmocka_unit_test(refuses_what_is_not_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
