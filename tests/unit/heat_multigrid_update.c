/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/heat_solve.h"
#include "unit/near.h"

/* Which solver a system gets, and what becomes of it when the numbers change. */

/* The levels of other values still serve; new ones serve better. */
static void follows_new_values(void **state)
{
    (void)state;
    cupel_stencil *s = system_abc('A', 24), *other = system_abc('B', 24);
    cupel_multigrid *m = prepared(s, 1);
    cupel_solve_report report;
    cupel_error error = {0};
    for (int a = 0; a < 3; a++)
        memcpy(s->conductance[a], other->conductance[a], s->count * sizeof *s->diagonal);
    memcpy(s->diagonal, other->diagonal, s->count * sizeof *s->diagonal);
    double *x = cupel_stencil_array(s, 1), *again = cupel_stencil_array(s, 1);
    double *y = solution(s, 1e-11, 1, &report), size;
    const cupel_solve_report old = solved(m, x, 1e-11, 1);
    assert_int_equal(old.status, CUPEL_SOLVE_CONVERGED);
    assert_true(farthest(s, x, y, &size) <= 1e-9 * size);
    assert_int_equal(cupel_multigrid_update(m, &error), CUPEL_OK);
    assert_int_equal(cupk_multigrid_levels(m, &error), CUPEL_OK);
    const cupel_solve_report new = solved(m, again, 1e-11, 1);
    assert_int_equal(new.iterations, report.iterations);
    assert_true(new.iterations <= old.iterations);
    assert_memory_equal(again, y, s->count * sizeof *y);
    cupel_multigrid_free(m);
    free(x), free(y), free(again);
    cupel_stencil_free(s), cupel_stencil_free(other);
}

static cupel_multigrid *unforced(const cupel_stencil *s)
{
    cupel_multigrid *m = NULL;
    cupel_error error = {0};
    assert_int_equal(cupel_multigrid_new(s, 1, &m, &error), CUPEL_OK);
    return m;
}

/* Which solver a system gets, and that the answer is the same. */
static void plain_where_it_pays(void **state)
{
    (void)state;
    /* a step in time: what the cells take up weighs more than what they exchange */
    cupel_stencil *s = system_abc('B', 40);
    EACH_CELL(s, i, j, k) s->diagonal[cupel_stencil_at(s, i, j, k)] += 3;
    cupel_solve_report report, levelled;
    double *x = cupel_stencil_array(s, 1), *y = solution(s, 1e-10, 1, &levelled), size;
    cupel_multigrid *m = unforced(s);
    report = solved(m, x, 1e-10, 1);
    assert_false(m->levelled);
    assert_int_equal(report.status, CUPEL_SOLVE_CONVERGED);
    if (report.iterations > 30) fail_msg("%zu iterations", report.iterations);
    assert_true(farthest(s, x, y, &size) <= 1e-9 * size);
    cupel_multigrid_free(m);
    free(x), free(y);
    cupel_stencil_free(s);
    /* few cells, easy and hard: the hard one gets its levels after all */
    static const mixture few[] = {{{8, 8, 8}, {false}, 0, 0, 1}, {{4, 4, 200}, {false}, 3, 0, 0.02}};
    for (int n = 0; n < 2; n++) {
        s = mixed(&few[n], 5);
        EACH_CELL(s, i, j, k) s->diagonal[cupel_stencil_at(s, i, j, k)] += n ? 0 : 0.5;
        x = cupel_stencil_array(s, 1), y = solution(s, 1e-10, 1, &levelled);
        m = unforced(s);
        report = solved(m, x, 1e-10, 1);
        assert_int_equal(report.status, CUPEL_SOLVE_CONVERGED);
        assert_int_equal(m->levelled, n == 1);
        assert_true(farthest(s, x, y, &size) <= 1e-7 * size);
        cupel_multigrid_free(m);
        free(x), free(y);
        cupel_stencil_free(s);
    }
    /* many cells that hardly exchange with the surroundings */
    s = system_abc('A', 24);
    m = unforced(s);
    assert_true(m->levelled);
    cupel_multigrid_free(m);
    cupel_stencil_free(s);
}

/* Levels stay while the numbers move little. */
static void follows_by_drift(void **state)
{
    (void)state;
    cupel_stencil *s = system_abc('A', 24);
    cupel_multigrid *m = unforced(s);
    cupel_error error = {0};
    const size_t middle = cupel_stencil_at(s, 12, 12, 12), corner = cupel_stencil_at(s, 0, 0, 0);
    const float held = m->levels.level[0].matrix.pair[1][middle];
    s->conductance[1][middle] *= 1.15, s->diagonal[corner] *= 0.9;
    assert_near(cupk_levels_drift(&m->levels, s), 0.15, 1e-6);
    assert_int_equal(cupel_multigrid_follow(m, 0.2, &error), CUPEL_OK);
    assert_memory_equal(&m->levels.level[0].matrix.pair[1][middle], &held, sizeof held);
    s->diagonal[corner] *= 0.5;
    assert_int_equal(cupel_multigrid_follow(m, 0.2, &error), CUPEL_OK);
    assert_true(m->levels.level[0].matrix.pair[1][middle] > 1.05f * held);
    assert_true(cupk_levels_drift(&m->levels, s) < 1e-6);
    s->diagonal[middle] = 1e-9; /* from nothing */
    assert_true(isinf(cupk_levels_drift(&m->levels, s)));
    cupel_multigrid_free(m);
    cupel_stencil_free(s);
}

/* Other axes are coarsened after a change, levels come and go, and so do networks after a jump and its end.
 */
static void update_is_a_new_solver(void **state)
{
    (void)state;
    cupel_stencil *s = system_abc('A', 32);
    cupel_multigrid *m = prepared(s, 2);
    const double factors[][3] = {{1e-3, 1, 1}, {1, 1, 1e5}, {1e-6, 1e-6, 1e-6}, {1, 1e6, 1e3}};
    const size_t middle = cupel_stencil_at(s, 15, 16, 17);
    for (int n = 0; n < 6; n++) {
        EACH_CELL(s, i, j, k)
        for (int a = 0; a < 3; a++)
            s->conductance[a][cupel_stencil_at(s, i, j, k)] *= factors[n / 2 + n % 2][a];
        s->conductance[2][middle] *= n % 2 ? 1e-3 : 1e3;
        cupel_error error = {0};
        assert_int_equal(cupel_multigrid_update(m, &error), CUPEL_OK);
        assert_int_equal(cupk_multigrid_levels(m, &error), CUPEL_OK);
        cupel_solve_report report, fresh;
        double *x = cupel_stencil_array(s, 1), *y = solution(s, 1e-9, 1, &fresh);
        report = solved(m, x, 1e-9, 2);
        assert_int_equal(report.iterations, fresh.iterations);
        assert_memory_equal(x, y, s->count * sizeof *x);
        free(x), free(y);
    }
    cupel_multigrid_free(m);
    cupel_stencil_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_new_values),
        cmocka_unit_test(plain_where_it_pays),
        cmocka_unit_test(follows_by_drift),
        cmocka_unit_test(update_is_a_new_solver),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
