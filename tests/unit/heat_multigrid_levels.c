/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/heat_solve.h"
#include "unit/near.h"

/* The preconditioner and its levels: products P^T A P, networks of 7 points, and the memory that they take.
 */

/* One material on grids that grow by `growth` from cell to cell up to the middle, with conductivities that
 * differ by axis, and a film at the bottom that lets through `film` of a cell. */
typedef struct smooth_case {
    size_t cells[3];
    bool periodic[3];
    double growth, factor[3], film;
    size_t most; /* iterations */
} smooth_case;

static const smooth_case smooth_cases[] = {
    {{32, 32, 32}, {false}, 1, {1, 1, 1}, 2, 8},
    {{33, 30, 31}, {false}, 1, {1, 1, 1}, 1e-4, 8},
    {{32, 33, 31}, {true, true, false}, 1, {1, 1, 1}, 1e-4, 8},
    {{32, 31, 30}, {true, true, true}, 1, {1, 1, 1}, 1e-3, 8},
    {{32, 32, 32}, {false}, 1, {1, 1, 1e4}, 1, 10},
    {{32, 32, 32}, {false}, 1, {1, 100, 1e4}, 1, 10},
    {{32, 32, 32}, {false, true, false}, 1, {1, 1e4, 1e4}, 1, 10},
    {{31, 32, 33}, {false}, 1, {1, 0.2, 0.2}, 1e-2, 10},
    {{32, 32, 32}, {false}, 1.05, {1, 1, 1}, 1, 12},
    {{40, 40, 40}, {false}, 1.1, {1, 1, 1}, 1e-2, 22},
    {{96, 95, 1}, {false}, 1, {1, 1, 1}, 1e-2, 9},
    {{6000, 1, 1}, {false}, 1, {1, 1, 1}, 1e-2, 9},
};

static double width(const smooth_case *c, int axis, size_t i)
{
    const size_t middle = c->cells[axis] / 2;
    return pow(c->growth, -fabs((double)i - (double)middle));
}

static cupel_stencil *smooth_system(const smooth_case *c)
{
    cupel_stencil *s = system_new(c->cells[0], c->cells[1], c->cells[2], c->periodic);
    EACH_CELL(s, i, j, k)
    {
        const size_t index[] = {i, j, k}, at = cupel_stencil_at(s, i, j, k);
        double wide[3];
        for (int a = 0; a < 3; a++) wide[a] = width(c, a, index[a]);
        const double volume = wide[0] * wide[1] * wide[2];
        for (int a = 0; a < 3; a++) {
            if (s->cells[a] < 2 || (index[a] == 0 && !s->periodic[a])) continue;
            const double before = width(c, a, index[a] ? index[a] - 1 : s->cells[a] - 1);
            s->conductance[a][at] = c->factor[a] * volume / wide[a] * 2 / (wide[a] + before);
        }
        if (k == 0 && s->cells[2] > 1) s->diagonal[at] = c->film * c->factor[2] * volume / wide[2];
        if (s->cells[2] == 1 && i == 0) s->diagonal[at] = c->film;
        s->right_side[at] = volume * (1 + sin(0.3 * (double)i) + ((i + j + k) % 7 == 0 ? 1 : 0));
    }
    return s;
}

/* ---- the preconditioner ---- */

static void scatter(const cupk_grid *g, float *x, chance *c)
{
    for (size_t k = 0; k < g->cells[2]; k++)
        for (size_t j = 0; j < g->cells[1]; j++)
            for (size_t i = 0; i < g->cells[0]; i++) x[cupk_grid_at(g, i, j, k)] = (float)(draw(c) - 0.5);
}

static double inner(const cupk_grid *g, const float *x, const float *y)
{
    double sum = 0;
    for (size_t k = 0; k < g->cells[2]; k++)
        for (size_t j = 0; j < g->cells[1]; j++)
            for (size_t i = 0; i < g->cells[0]; i++) {
                const size_t at = cupk_grid_at(g, i, j, k);
                sum += (double)x[at] * (double)y[at];
            }
    return sum;
}

static void levels_of(const cupel_stencil *s, cupk_levels *levels)
{
    cupel_error error = {0};
    if (cupk_levels_new(s, 1, levels, &error)) fail_msg("%s", error.text);
}

/* <u, M v> and <v, M u>, as far as single precision tells; and <u, M u> > 0. */
static void symmetric(cupel_stencil *s)
{
    cupk_levels levels;
    levels_of(s, &levels);
    cupk_level *l = &levels.level[0];
    const cupk_grid *g = &l->matrix.grid;
    float *u = cupk_grid_floats(g, 1), *v = cupk_grid_floats(g, 1);
    chance c = {99};
    scatter(g, u, &c), scatter(g, v, &c);
    for (size_t n = 0; n < g->count; n++) /* cells without exchange are not the cycle's */
        if (!(l->matrix.inverse[n] > 0)) u[n] = v[n] = 0;
    memcpy(l->b, u, g->count * sizeof *u);
    cupk_levels_cycle(&levels);
    const double vmu = inner(g, v, l->x), umu = inner(g, u, l->x);
    memcpy(l->b, v, g->count * sizeof *v);
    cupk_levels_cycle(&levels);
    const double umv = inner(g, u, l->x), vmv = inner(g, v, l->x);
    if (inner(g, u, u) > 0) assert_true(umu > 0 && vmv > 0);
    if (!(fabs(umv - vmu) <= 2e-5 * sqrt(umu * vmv)))
        fail_msg("%g and %g apart, of %g", umv, vmu, sqrt(umu * vmv));
    free(u), free(v);
    cupk_levels_free(&levels);
    cupel_stencil_free(s);
}

static void cycle_is_symmetric(void **state)
{
    (void)state;
    symmetric(system_abc('A', 32));
    symmetric(system_abc('B', 31));
    symmetric(system_abc('C', 32));
    symmetric(system_d(32));
    for (size_t n = 0; n < sizeof mixtures / sizeof *mixtures; n++)
        symmetric(mixed(&mixtures[n], (uint32_t)n));
    for (size_t n = 0; n < sizeof smooth_cases / sizeof *smooth_cases; n++)
        symmetric(smooth_system(&smooth_cases[n]));
}

/* y = A x by way of the residual. */
static void applied(const cupk_operator *m, float *x, float *y)
{
    float *nothing = cupk_grid_floats(&m->grid, 1);
    cupk_operator_residual(m, x, nothing, y, 1);
    for (size_t n = 0; n < m->grid.count; n++) y[n] = -y[n];
    free(nothing);
}

/* P^T A P x against the product built, down a chain of axes so that 27 points come up. */
static void product_matches(cupel_stencil *s)
{
    cupk_levels levels;
    levels_of(s, &levels);
    cupk_operator a = levels.level[0].matrix;
    chance c = {5};
    cupk_operator owned = {0};
    for (int step = 0; step < 6; step++) {
        const int axis = step % 3;
        if (a.grid.cells[axis] < 2) continue;
        cupk_transfer t;
        cupk_operator next;
        assert_true(cupk_transfer_new(&a.grid, axis, 1, &t));
        cupk_transfer_fill(&a, &t, 1);
        next = (cupk_operator){0};
        assert_true(cupk_galerkin(&a, &t, 1, &next));
        float *x = cupk_grid_floats(&t.coarse, 1), *y = cupk_grid_floats(&t.coarse, 1),
              *z = cupk_grid_floats(&t.coarse, 1), *fine = cupk_grid_floats(&t.fine, 1),
              *image = cupk_grid_floats(&t.fine, 1);
        scatter(&t.coarse, x, &c);
        cupk_transfer_prolong(&t, x, fine, false, 1);
        applied(&a, fine, image);
        cupk_transfer_restrict(&t, image, y, 1);
        applied(&next, x, z);
        for (size_t n = 0; n < t.coarse.count; n++) y[n] -= z[n];
        const double apart = sqrt(inner(&t.coarse, y, y)), size = sqrt(inner(&t.coarse, z, z));
        if (!(apart <= 1e-5 * size)) fail_msg("axis %d of step %d: %g of %g apart", axis, step, apart, size);
        free(x), free(y), free(z), free(fine), free(image), free(t.weight);
        cupk_operator_free(&owned);
        owned = a = next;
    }
    cupk_operator_free(&owned);
    cupk_levels_free(&levels);
    cupel_stencil_free(s);
}

static void coarse_operator_is_the_product(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof mixtures / sizeof *mixtures; n++)
        product_matches(mixed(&mixtures[n], (uint32_t)n + 3));
    product_matches(system_abc('C', 16));
}

/* ---- 7 points ---- */

/* The same levels as P^T A P, whatever the coefficients. */
static cupel_multigrid *prepared_galerkin(const cupel_stencil *s)
{
    cupel_multigrid *m = prepared(s, 1);
    cupel_error error = {0};
    m->levels.coefficients = CUPK_WALLS;
    assert_int_equal(cupk_multigrid_levels(m, &error), CUPEL_OK);
    return m;
}

/* Networks take as many iterations as P^T A P, or one more, and give the same answer. */
static void networks_count_as_products(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof smooth_cases / sizeof *smooth_cases; n++) {
        cupel_stencil *s = smooth_system(&smooth_cases[n]);
        cupel_multigrid *network = prepared(s, 1), *product = prepared_galerkin(s);
        double *x = cupel_stencil_array(s, 1), *y = cupel_stencil_array(s, 1), size;
        const cupel_solve_report one = solved(network, x, 0, 1), other = solved(product, y, 0, 1);
        assert_int_equal(one.status, CUPEL_SOLVE_CONVERGED);
        assert_int_equal(network->levels.coefficients, CUPK_SMOOTH);
        if (one.iterations > smooth_cases[n].most || one.iterations > other.iterations + 1)
            fail_msg("case %zu: %zu iterations against %zu", n, one.iterations, other.iterations);
        assert_true(farthest(s, x, y, &size) <= 1e-5 * size);
        cupel_multigrid_free(network), cupel_multigrid_free(product);
        free(x), free(y);
        cupel_stencil_free(s);
    }
}

static void chosen(const cupel_stencil *s, cupk_coefficients expected)
{
    cupk_levels levels;
    levels_of(s, &levels);
    assert_int_equal(levels.coefficients, expected);
    assert_true(levels.count > 2);
    for (int n = 1; n < levels.count; n++)
        assert_int_equal(levels.level[n].matrix.pairs, expected == CUPK_SMOOTH ? 3 : 13);
    cupk_levels_free(&levels);
}

/* Ten times is smooth, more is a jump; no exchange between two cells is a wall, at the end of the grid it is
 * none. */
static void levels_follow_the_coefficients(void **state)
{
    (void)state;
    cupel_stencil *s = system_abc('B', 32);
    const size_t middle = cupel_stencil_at(s, 13, 12, 11);
    for (int a = 0; a < 3; a++) {
        double *g = s->conductance[a] + middle;
        const size_t stride[] = {1, s->row, s->plane};
        const double before = *g, next = fmin(g[stride[a]], *(g - stride[a]));
        chosen(s, CUPK_SMOOTH);
        *g = 9.9 * next;
        chosen(s, CUPK_SMOOTH);
        *g = 10.1 * next;
        chosen(s, CUPK_JUMPS);
        *g = 0;
        chosen(s, CUPK_WALLS);
        *g = before;
    }
    cupel_stencil_free(s);
    const bool around[3] = {true, true, false};
    s = system_new(32, 32, 32, around);
    EACH_CELL(s, i, j, k)
    for (int a = 0; a < 3; a++) s->conductance[a][cupel_stencil_at(s, i, j, k)] = a == 2 && k == 0 ? 0 : 1;
    EACH_CELL(s, i, j, k) s->diagonal[cupel_stencil_at(s, i, j, k)] = k == 0 ? 1 : 0;
    chosen(s, CUPK_SMOOTH);
    s->conductance[1][cupel_stencil_at(s, 5, 0, 7)] = 0; /* between the last row and the first */
    chosen(s, CUPK_WALLS);
    cupel_stencil_free(s);
}

static cupk_operator networked(const cupk_operator *fine, int axis, cupk_transfer *t)
{
    cupk_operator out = {0};
    assert_true(cupk_transfer_new(&fine->grid, axis, 1, t));
    cupk_transfer_fill(fine, t, 1);
    assert_true(cupk_network(fine, t, 1, &out));
    return out;
}

/* Equal resistors: half the conductance along the axis, twice across it; four times the ground where there is
 * some in every cell, both ways. And a chain without ground is P^T A P itself, on a line and on rings. */
static void network_is_series_and_parallel(void **state)
{
    (void)state;
    for (int axis = 0; axis < 3; axis++) {
        cupel_stencil *s = system_new(12, 12, 12, NULL);
        EACH_CELL(s, i, j, k)
        for (int a = 0; a < 3; a++) {
            const size_t index[] = {i, j, k}, at = cupel_stencil_at(s, i, j, k);
            s->conductance[a][at] = index[a] ? 1 : 0;
            s->diagonal[at] = 0.01;
        }
        cupk_levels levels;
        levels_of(s, &levels);
        cupk_transfer t;
        cupk_operator m = networked(&levels.level[0].matrix, axis, &t);
        const float unit =
            levels.level[0].matrix.pair[0][cupk_grid_at(&levels.level[0].matrix.grid, 5, 5, 5)];
        const size_t at = cupk_grid_at(&m.grid, 3, 3, 3);
        for (int a = 0; a < 3; a++) assert_near((double)(m.pair[a][at] / unit), a == axis ? 0.5 : 2, 1e-6);
        assert_near((double)(m.ground[at] / unit), 0.02, 1e-6);
        cupk_operator_free(&m), free(t.weight);
        cupk_levels_free(&levels);
        cupel_stencil_free(s);
    }
    const mixture chains[] = {{{300, 1, 1}, {false}, 0.8, 0, 0},
                              {{1, 301, 1}, {false}, 0.8, 0, 0},
                              {{300, 1, 1}, {true, false, false}, 0.8, 0, 0},
                              {{301, 1, 1}, {true, false, false}, 0.8, 0, 0},
                              {{1, 1, 301}, {false, false, true}, 0.8, 0, 0}};
    for (size_t n = 0; n < sizeof chains / sizeof *chains; n++) {
        cupel_stencil *s = mixed(&chains[n], (uint32_t)n + 40);
        const int axis = chains[n].cells[0] > 1 ? 0 : chains[n].cells[1] > 1 ? 1 : 2;
        cupk_levels levels;
        levels_of(s, &levels);
        const cupk_operator *fine = &levels.level[0].matrix;
        cupk_transfer t;
        cupk_operator m = networked(fine, axis, &t), product = {0};
        assert_true(cupk_galerkin(fine, &t, 1, &product));
        const int along[3] = {axis == 0, axis == 1, axis == 2};
        bool flipped;
        const float *series = m.pair[cupk_operator_find(&m, along, &flipped)],
                    *gathered = product.pair[cupk_operator_find(&product, along, &flipped)];
        for (size_t p = 0; p < m.grid.cells[axis]; p++) {
            const size_t at = m.grid.origin + p * cupk_grid_stride(&m.grid, axis);
            assert_near((double)series[at], (double)gathered[at], 1e-6);
        }
        cupk_operator_free(&m), cupk_operator_free(&product), free(t.weight);
        cupk_levels_free(&levels);
        cupel_stencil_free(s);
    }
}

/* ---- memory ---- */

static double array_bytes(const cupk_grid *g, size_t arrays, size_t size)
{
    return (double)(g->count * arrays * size);
}

/* All that a solver holds: the promise must cover it, and the workspace of the set-up, which is at most two
 * operators of the grids between. */
static double held_bytes(const cupel_multigrid *m)
{
    double sum = array_bytes(&m->grid, 6 + 3, sizeof(double)), most = 0;
    for (int n = 0; n < m->levels.count; n++) {
        const cupk_level *l = &m->levels.level[n];
        double between = 0;
        sum += array_bytes(&l->matrix.grid, (size_t)l->matrix.pairs + 2 + 3, sizeof(float));
        for (int t = 0; t < l->transfers; t++) {
            sum += array_bytes(&l->transfer[t].coarse, t + 1 < l->transfers ? 2 : 1, sizeof(float));
            if (t + 1 < l->transfers)
                between += array_bytes(&l->transfer[t].coarse, 2 + (t ? 13 : 7), sizeof(float));
        }
        most = fmax(most, between);
    }
    sum += 8.0 * (double)(m->levels.unknowns * m->levels.unknowns + 2 * cupk_grid_tiles(&m->grid));
    return sum + most;
}

static void takes_no_more_than_promised(void **state)
{
    (void)state;
    const double factors[][3] = {{1, 1, 1}, {1, 1, 0.2}, {1, 0.1, 0.02}, {1, 0.1, 1}, {0.001, 0.03, 1}};
    const size_t cells[][3] = {{64, 64, 64},  {128, 64, 33}, {600, 20, 20},
                               {20, 21, 500}, {300, 300, 3}, {1, 1, 60000}};
    for (size_t c = 0; c < sizeof cells / sizeof *cells; c++)
        for (size_t f = 0; f < sizeof factors / sizeof *factors; f++) {
            const mixture plain = {{cells[c][0], cells[c][1], cells[c][2]}, {false}, 0, 0, 0.01};
            cupel_stencil *s = mixed(&plain, 3);
            EACH_CELL(s, i, j, k)
            for (int a = 0; a < 3; a++) s->conductance[a][cupel_stencil_at(s, i, j, k)] *= factors[f][a];
            cupel_multigrid *m = prepared(s, 1);
            const double held = held_bytes(m), promised = (double)cupel_multigrid_bytes(cells[c]) - 4e6;
            if (!(held <= promised)) fail_msg("cells %zu, factors %zu: %g of %g", c, f, held, promised);
            cupel_multigrid_free(m);
            cupel_stencil_free(s);
        }
    assert_true(cupel_multigrid_bytes((const size_t[]){400, 400, 400}) < (size_t)16 << 30);
    assert_true(cupel_multigrid_bytes((const size_t[]){1 << 20, 1 << 20, 1 << 20}) == SIZE_MAX ||
                cupel_multigrid_bytes((const size_t[]){1 << 20, 1 << 20, 1 << 20}) > (size_t)1 << 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cycle_is_symmetric),
        cmocka_unit_test(coarse_operator_is_the_product),
        cmocka_unit_test(networks_count_as_products),
        cmocka_unit_test(levels_follow_the_coefficients),
        cmocka_unit_test(network_is_series_and_parallel),
        cmocka_unit_test(takes_no_more_than_promised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
