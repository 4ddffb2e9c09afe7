/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/conduction.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double pi = 3.14159265358979323846;
static const double zero = 0;

/* A problem of up to 24^3 cells with room for what the tests put in. */
enum { MOST = 200, MOST_CELLS = 32768, MOST_MATERIALS = 16 };
typedef struct world {
    double edges[3][MOST + 1], k[MOST_MATERIALS][3];
    uint16_t material[MOST_CELLS];
    cupel_conduction_material laws[MOST_MATERIALS];
    cupel_conduction problem;
    double field[MOST_CELLS];
    cupel_conduction_result result;
} world;

static world *new_world(size_t nx, size_t ny, size_t nz, double lx, double ly, double lz)
{
    world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    const size_t cells[] = {nx, ny, nz};
    const double length[] = {lx, ly, lz};
    assert_true(nx * ny * nz <= MOST_CELLS);
    for (int a = 0; a < 3; a++) {
        w->problem.cells[a] = cells[a];
        w->problem.edges[a] = w->edges[a];
        for (size_t i = 0; i <= cells[a]; i++) w->edges[a][i] = length[a] * (double)i / (double)cells[a];
    }
    for (size_t n = 0; n < nx * ny * nz; n++) w->material[n] = 1;
    w->problem.material = w->material;
    w->problem.materials = w->laws;
    w->problem.material_count = 1;
    return w;
}

static void conducts(world *w, int material, double kx, double ky, double kz)
{
    const double k[] = {kx, ky, kz};
    for (int a = 0; a < 3; a++) {
        w->k[material - 1][a] = k[a];
        w->laws[material - 1].conductivity[a] = (cupel_law){1, &zero, &w->k[material - 1][a]};
    }
    if ((size_t)material > w->problem.material_count) w->problem.material_count = (size_t)material;
}

static void solve_with(world *w, double tolerance, int threads)
{
    const cupel_conduction_options options = {.tolerance = tolerance};
    cupel_error error = {0};
    w->result.temperature = w->field;
    if (cupel_conduction_solve(&w->problem, threads, &options, &w->result, &error))
        fail_msg("%s", error.text);
    assert_int_equal(w->result.status, CUPEL_CONDUCTION_CONVERGED);
    assert_true(w->result.imbalance <= 1e-8);
}

static void solve(world *w)
{
    solve_with(w, 1e-12, 1);
}

static void refused(world *w, const char *words)
{
    const cupel_conduction_options options = {0};
    cupel_error error = {0};
    cupel_conduction_result untouched = {.maximum = -1};
    assert_int_equal(cupel_conduction_solve(&w->problem, 1, &options, &untouched, &error), CUPEL_EINVAL);
    if (!strstr(error.text, words)) fail_msg("\"%s\" does not say \"%s\"", error.text, words);
    assert_true(untouched.maximum == -1);
}

static cupel_boundary wall(double temperature)
{
    return (cupel_boundary){.kind = CUPEL_BOUNDARY_TEMPERATURE, .temperature = temperature};
}

static cupel_boundary film(double h, double ambient)
{
    return (cupel_boundary){.kind = CUPEL_BOUNDARY_CONVECTION, .coefficient = h, .ambient = ambient};
}

/* 2 mm of 390, 0.1 mm of 3, a contact of 1e-5, 5 mm of 167, a film of 500; 2e4 W/m2: exact on any grid. */
static void composite_slab_is_exact(void **state)
{
    (void)state;
    for (size_t cut = 1; cut <= 3; cut += 2) {
        world *w = new_world(3 * cut, 1, 1, 1, 0.02, 0.03);
        const double line[] = {0, 2e-3, 2.1e-3, 7.1e-3};
        for (size_t i = 0; i < 3 * cut; i++) {
            w->edges[0][i] =
                line[i / cut] + (line[i / cut + 1] - line[i / cut]) * (double)(i % cut) / (double)cut;
            w->material[i] = (uint16_t)(1 + i / cut);
        }
        w->edges[0][3 * cut] = line[3];
        conducts(w, 1, 390, 390, 390), conducts(w, 2, 3, 3, 3), conducts(w, 3, 167, 167, 167);
        const cupel_conduction_contact contact = {.box = {{2 * cut, 0, 0}, {2 * cut, 1, 1}},
                                                  .resistance = 1e-5};
        w->problem.contacts = &contact, w->problem.contact_count = 1;
        w->problem.boundaries[CUPEL_X_MIN] = (cupel_boundary){.kind = CUPEL_BOUNDARY_FLUX, .flux = 2e4};
        w->problem.boundaries[CUPEL_X_MAX] = film(500, 300);
        const cupel_probe probes[] = {{{0, 0.01, 0.01}}, {{2e-3, 0.02, 0}}};
        double found[2];
        w->problem.probes = probes, w->problem.probe_count = 2;
        w->result.probes = found;
        solve(w);
        const double rise = 2e4 * (2e-3 / 390 + 1e-4 / 3 + 1e-5 + 5e-3 / 167 + 1.0 / 500);
        assert_true(fabs(rise - 41.568033) < 1e-6);
        assert_true(fabs(w->result.maximum - 300 - rise) < 1e-9);
        assert_true(fabs(found[0] - 300 - rise) < 1e-9);
        assert_true(fabs(found[1] - 300 - rise + 2e4 * 2e-3 / 390) < 1e-9);
        assert_true(fabs(w->result.sides[CUPEL_X_MAX] + 2e4 * 6e-4) < 1e-9);
        free(w);
    }
}

/* k = 200 (1 - 3e-4 (T - 300)) from 500 K to 300 K: exact on any grid, as the mean of k between cells is
 * taken. */
static void changing_conductivity_is_exact_in_one_dimension(void **state)
{
    (void)state;
    for (size_t n = 2; n <= 16; n *= 2) {
        world *w = new_world(n, 1, 1, 0.02, 1, 1);
        const double t[] = {300, 500}, k[] = {200, 200 * (1 - 3e-4 * 200)};
        for (int a = 0; a < 3; a++) w->laws[0].conductivity[a] = (cupel_law){2, t, k};
        w->problem.boundaries[CUPEL_X_MIN] = wall(500);
        w->problem.boundaries[CUPEL_X_MAX] = wall(300);
        const cupel_probe probe = {{0.01, 0.5, 0.5}};
        double middle;
        w->problem.probes = &probe, w->problem.probe_count = 1;
        w->result.probes = &middle;
        solve_with(w, 1e-11, 1);
        assert_false(w->result.linear);
        assert_true(w->result.iterations <= 12);
        assert_true(fabs(w->result.sides[CUPEL_X_MIN] / 1.94e6 - 1) < 1e-9);
        assert_true(fabs(middle - 398.45398) < 1e-5);
        free(w);
    }
}

/* Unit cube, k = 1, 1 W, walls at one temperature: centre rise 0.0562128278. */
static double cube_error(size_t n)
{
    world *w = new_world(n, n, n, 1, 1, 1);
    conducts(w, 1, 1, 1, 1);
    for (int side = 0; side < 6; side++) w->problem.boundaries[side] = wall(1);
    const cupel_conduction_source source = {.box = {{0, 0, 0}, {n, n, n}}, .power = 1};
    w->problem.sources = &source, w->problem.source_count = 1;
    solve(w);
    const double centre = w->field[(n / 2) * (1 + n + n * n)] - 1;
    free(w);
    return centre - 0.0562128278;
}

static void cube_is_of_second_order(void **state)
{
    (void)state;
    const double order = log(cube_error(9) / cube_error(27)) / log(3);
    assert_true(order > 1.9 && order < 2.1);
}

/* th'' = th^4 along a fin of one row of cells: T_b 1000 K, length and emissivity so that Nc = 1. */
static void radiating_fin_tip_and_efficiency(void **state)
{
    (void)state;
    const size_t n = 200;
    const double base = 1000, sigma = 5.670374419e-8, k = 50, length = 0.1, emissivity = 0.8;
    /* Nc = 2 eps sigma T_b^3 L^2/(k t) = 1 with both faces; thickness t so */
    const double t = 2 * emissivity * sigma * pow(base, 3) * length * length / k;
    world *w = new_world(n, 1, 1, length, 1, t);
    conducts(w, 1, k, k, 1e9); /* no fall across the fin */
    w->problem.boundaries[CUPEL_X_MIN] = wall(base);
    w->problem.boundaries[CUPEL_Z_MIN] = w->problem.boundaries[CUPEL_Z_MAX] =
        (cupel_boundary){.kind = CUPEL_BOUNDARY_RADIATION, .emissivity = emissivity};
    const cupel_probe probe = {{length, 0.5, 0.5 * t}};
    double tip;
    w->problem.probes = &probe, w->problem.probe_count = 1;
    w->result.probes = &tip;
    solve_with(w, 1e-10, 1);
    assert_true(w->result.iterations <= 8);
    assert_true(fabs(tip / base - 0.7791452) < 2e-5);
    const double efficiency = w->result.sides[CUPEL_X_MIN] / (2 * emissivity * sigma * pow(base, 4) * length);
    if (!(fabs(efficiency - 0.5339892) < 2e-5)) fail_msg("tip %.9g efficiency %.9g", tip / base, efficiency);
    free(w);
}

/* Manufactured: T = 2 + sin(pi x) cos(2 pi y) exp(z) with k = 1, on lines x = s + stretch sin(2 pi s)/(2 pi).
 */
static double manufactured_error(size_t n, double stretch)
{
    world *w = new_world(n, n, n, 1, 1, 1);
    conducts(w, 1, 1, 1, 1);
    for (int a = 0; a < 3; a++)
        for (size_t i = 0; i <= n; i++) w->edges[a][i] += stretch * sin(2 * pi * w->edges[a][i]) / (2 * pi);
    cupel_conduction_source *sources = calloc(n * n * n, sizeof *sources);
    cupel_patch *patches = calloc(6 * n * n, sizeof *patches);
    assert_non_null(sources);
    assert_non_null(patches);
    double *exact = calloc(n * n * n, sizeof *exact);
    assert_non_null(exact);
    size_t c = 0, count = 0;
    for (size_t k = 0; k < n; k++)
        for (size_t j = 0; j < n; j++)
            for (size_t i = 0; i < n; i++, c++) {
                const size_t cell[] = {i, j, k};
                double centre[3], width[3];
                for (int a = 0; a < 3; a++) {
                    width[a] = w->edges[a][cell[a] + 1] - w->edges[a][cell[a]];
                    centre[a] = w->edges[a][cell[a]] + 0.5 * width[a];
                }
                const double s = sin(pi * centre[0]) * cos(2 * pi * centre[1]) * exp(centre[2]);
                exact[c] = 20 + s;
                sources[c] = (cupel_conduction_source){.box = {{i, j, k}, {i + 1, j + 1, k + 1}},
                                                       .power = s * (5 * pi * pi - 1) * width[0] * width[1] *
                                                                width[2]};
                for (int side = 4; side < 6; side++) { /* z sides: the values; y: adiabatic; x: 20 */
                    if (k != (side == 4 ? 0 : n - 1)) continue;
                    const size_t line = side == 4 ? 0 : n;
                    patches[count++] = (cupel_patch){
                        {{i, j, line}, {i + 1, j + 1, line}},
                        wall(20 + sin(pi * centre[0]) * cos(2 * pi * centre[1]) * exp(side == 4 ? 0 : 1))};
                }
            }
    w->problem.boundaries[CUPEL_X_MIN] = w->problem.boundaries[CUPEL_X_MAX] = wall(20);
    w->problem.sources = sources, w->problem.source_count = n * n * n;
    w->problem.patches = patches, w->problem.patch_count = count;
    solve(w);
    double error = 0;
    for (size_t i = 0; i < n * n * n; i++) error = fmax(error, fabs(w->field[i] - exact[i]));
    free(sources), free(patches), free(exact), free(w);
    return error;
}

static void manufactured_solution_is_of_second_order(void **state)
{
    (void)state;
    const double uniform = log2(manufactured_error(8, 0) / manufactured_error(16, 0));
    assert_true(uniform > 1.9 && uniform < 2.1);
    const double stretched = log2(manufactured_error(12, 0.5) / manufactured_error(24, 0.5));
    if (!(stretched > 1.85 && stretched < 2.15)) fail_msg("order %g on stretched grids", stretched);
}

/* V13 in one section: T = s ((x - 1/2)/k(x) + 1), s = cos(pi y) cos(pi z): the flux is continuous across x =
 * 1/2. */
static double jump_error(size_t n, double high)
{
    world *w = new_world(n, n, n, 1, 1, 1);
    conducts(w, 1, 1, 1, 1), conducts(w, 2, high, high, high);
    cupel_conduction_source *sources = calloc(n * n * n, sizeof *sources);
    cupel_patch *patches = calloc(2 * n * n, sizeof *patches);
    double *exact = calloc(n * n * n, sizeof *exact);
    assert_true(sources && patches && exact);
    const double h = 1 / (double)n;
    size_t c = 0, count = 0;
    for (size_t k = 0; k < n; k++)
        for (size_t j = 0; j < n; j++)
            for (size_t i = 0; i < n; i++, c++) {
                const double x = ((double)i + 0.5) * h, y = ((double)j + 0.5) * h, z = ((double)k + 0.5) * h;
                const double conductivity = i < n / 2 ? 1 : high, s = cos(pi * y) * cos(pi * z);
                const double value = s * ((x - 0.5) / conductivity + 1);
                w->material[c] = i < n / 2 ? 1 : 2;
                exact[c] = 20 + value;
                sources[c] =
                    (cupel_conduction_source){.box = {{i, j, k}, {i + 1, j + 1, k + 1}},
                                              .power = 2 * pi * pi * conductivity * value * h * h * h};
                if (i == 0)
                    patches[count++] = (cupel_patch){{{0, j, k}, {0, j + 1, k + 1}}, wall(20 + 0.5 * s)};
                if (i == n - 1)
                    patches[count++] = (cupel_patch){{{n, j, k}, {n, j + 1, k + 1}},
                                                     wall(20 + s * (0.5 / conductivity + 1))};
            }
    w->problem.sources = sources, w->problem.source_count = n * n * n;
    w->problem.patches = patches, w->problem.patch_count = count;
    solve(w);
    double error = 0;
    for (size_t i = 0; i < n * n * n; i++) error = fmax(error, fabs(w->field[i] - exact[i]));
    free(sources), free(patches), free(exact), free(w);
    return error;
}

static void jump_is_of_second_order_whatever_its_height(void **state)
{
    (void)state;
    const double coarse = jump_error(8, 1e3), fine = jump_error(16, 1e3), steep = jump_error(16, 1e6);
    const double order = log2(coarse / fine);
    if (!(order > 1.85 && order < 2.15)) fail_msg("order %g", order);
    assert_true(fabs(steep / fine - 1) < 0.05);
}

/* A block of random materials with voids, films and a patch. */
static world *random_world(void)
{
    world *w = new_world(12, 10, 8, 0.12, 0.1, 0.08);
    static const double k[] = {390, 0.3, 20, 170};
    for (int m = 0; m < 4; m++) conducts(w, m + 1, k[m], k[m], 0.5 * k[m]);
    unsigned seed = 7;
    for (size_t n = 0; n < 960; n++) {
        seed = seed * 1664525u + 1013904223u;
        w->material[n] = (uint16_t)(n % 12 == 0 ? 1 : seed >> 16 & 7);
        if (w->material[n] > 4) w->material[n] = 1;
    }
    w->problem.boundaries[CUPEL_X_MIN] = film(300, 310);
    w->problem.boundaries[CUPEL_Z_MAX] = wall(350);
    w->problem.boundaries[CUPEL_VOID_FACES] = film(10, 330);
    return w;
}

static void no_temperature_leaves_the_range_of_the_surroundings(void **state)
{
    (void)state;
    world *w = random_world();
    solve(w);
    assert_true(w->result.minimum >= 310 - 1e-9 && w->result.maximum <= 350 + 1e-9);
    assert_true(w->result.maximum - w->result.minimum > 1);
    free(w);
}

/* 1 W at A warms B by as much as 1 W at B warms A; 2 W twice as much. */
static void sources_are_reciprocal_and_scale(void **state)
{
    (void)state;
    world *w = random_world();
    for (int side = 0; side < CUPEL_SIDES; side++)
        w->problem.boundaries[side].ambient = w->problem.boundaries[side].temperature = 300;
    cupel_conduction_source source = {.box = {{0, 2, 3}, {1, 3, 4}}, .power = 1};
    w->problem.sources = &source, w->problem.source_count = 1;
    const size_t a = 12 * (2 + 10 * 3), b = 12 * (7 + 10 * 5);
    solve(w);
    const double at_b = w->field[b] - 300, at_a = w->field[a] - 300;
    source.power = 2;
    solve(w);
    assert_true(fabs((w->field[a] - 300) / at_a - 2) < 1e-8);
    source = (cupel_conduction_source){.box = {{0, 7, 5}, {1, 8, 6}}, .power = 1};
    solve(w);
    assert_true(at_b > 1e-6);
    assert_true(fabs((w->field[a] - 300) / at_b - 1) < 1e-6);
    free(w);
}

static void threads_do_not_change_a_bit(void **state)
{
    (void)state;
    world *w = random_world();
    w->problem.boundaries[CUPEL_X_MAX] = (cupel_boundary){.kind = CUPEL_BOUNDARY_CONVECTION_RADIATION,
                                                          .coefficient = 10,
                                                          .ambient = 500,
                                                          .emissivity = 0.5,
                                                          .surroundings = 600};
    const double t[] = {250, 700}, k[] = {20, 40};
    w->laws[2].conductivity[0] = (cupel_law){2, t, k};
    solve_with(w, 1e-10, 1);
    double *one = malloc(960 * sizeof *one);
    assert_non_null(one);
    memcpy(one, w->field, 960 * sizeof *one);
    solve_with(w, 1e-10, 2);
    assert_memory_equal(one, w->field, 960 * sizeof *one);
    free(one), free(w);
}

/* A source between two cells: the face has what both sides give it, exactly in one dimension. */
static void source_between_cells_is_exact(void **state)
{
    (void)state;
    world *w = new_world(2, 1, 1, 0.2, 1, 1);
    conducts(w, 1, 1, 1, 1), conducts(w, 2, 100, 1, 1);
    w->material[1] = 2;
    w->problem.boundaries[CUPEL_X_MIN] = wall(300), w->problem.boundaries[CUPEL_X_MAX] = wall(300);
    const cupel_conduction_source source = {.box = {{1, 0, 0}, {1, 1, 1}}, .power = 50};
    const cupel_probe probe = {{0.1, 0.5, 0.5}};
    double face;
    w->problem.sources = &source, w->problem.source_count = 1;
    w->problem.probes = &probe, w->problem.probe_count = 1;
    w->result.probes = &face;
    solve(w);
    const double rise = 50 / (1 / 0.1 + 100 / 0.1);
    assert_true(fabs(face - 300 - rise) < 1e-12 * 300);
    assert_true(fabs(w->result.maximum - face) < 1e-12 * 300);
    assert_true(fabs(w->result.sides[CUPEL_X_MIN] + rise * 10) < 1e-9);
    free(w);
}

/* Periodic along x with sources that balance: the mean is what was asked for; one that does not balance is
 * refused. */
static void singular_problems_need_balance(void **state)
{
    (void)state;
    world *w = new_world(16, 1, 1, 1, 1, 1);
    conducts(w, 1, 2, 2, 2);
    w->problem.boundaries[CUPEL_X_MIN].kind = w->problem.boundaries[CUPEL_X_MAX].kind =
        CUPEL_BOUNDARY_PERIODIC;
    cupel_conduction_source sources[] = {{.box = {{2, 0, 0}, {3, 1, 1}}, .power = 4},
                                         {.box = {{10, 0, 0}, {11, 1, 1}}, .power = -4}};
    w->problem.sources = sources, w->problem.source_count = 2;
    const cupel_conduction_options options = {.initial_temperature = 350, .tolerance = 1e-12};
    cupel_error error = {0};
    w->result.temperature = w->field;
    assert_int_equal(cupel_conduction_solve(&w->problem, 1, &options, &w->result, &error), CUPEL_OK);
    assert_true(fabs(w->result.mean - 350) < 1e-9);
    /* 2 W go either way over half the length: 2 * 0.5/2 K */
    assert_true(fabs(w->field[2] - w->field[10] - 0.5) < 1e-9);
    sources[1].power = -3.9;
    refused(w, "exchanges heat with nothing");
    free(w);
}

/* A plate of one flux into a channel: the liquid's rise is that of the heat, and the energy balance closes.
 */
static void coolant_carries_the_heat(void **state)
{
    (void)state;
    world *w = new_world(20, 3, 1, 0.2, 0.03, 0.01);
    conducts(w, 1, 200, 200, 200);
    for (size_t i = 0; i < 20; i++) w->material[20 + i] = 0;
    w->problem.boundaries[CUPEL_Y_MIN] = (cupel_boundary){.kind = CUPEL_BOUNDARY_FLUX, .flux = 1e4};
    w->problem.boundaries[CUPEL_Y_MAX] = (cupel_boundary){.kind = CUPEL_BOUNDARY_FLUX, .flux = 2e4};
    const cupel_coolant coolant = {.box = {{0, 1, 0}, {20, 2, 1}},
                                   .axis = 0,
                                   .heat_capacity_rate = 4,
                                   .coefficient = 2000,
                                   .inlet_temperature = 290};
    double outlet;
    w->problem.coolants = &coolant, w->problem.coolant_count = 1;
    w->result.outlets = &outlet;
    solve_with(w, 1e-10, 1);
    assert_true(fabs(outlet - 290 - 3e4 * 0.002 / 4) < 1e-6);
    assert_true(w->result.iterations <= 25);
    free(w);
}

/* A 2-D fin: efficiency of the corrected length 0.9070974 (t 1.5 mm, H 30 mm, k 201, h 50). */
static void straight_fin_efficiency(void **state)
{
    (void)state;
    world *w = new_world(120, 8, 1, 0.03, 1.5e-3, 1);
    conducts(w, 1, 201, 201, 201);
    w->problem.boundaries[CUPEL_X_MIN] = wall(350);
    w->problem.boundaries[CUPEL_X_MAX] = w->problem.boundaries[CUPEL_Y_MIN] =
        w->problem.boundaries[CUPEL_Y_MAX] = film(50, 300);
    solve_with(w, 1e-10, 1);
    const double efficiency = w->result.sides[CUPEL_X_MIN] / (50 * 50 * (2 * 0.03 + 1.5e-3));
    assert_true(fabs(efficiency / 0.9070986 - 1) < 1e-3);
    free(w);
}

static void wrong_problems_are_refused(void **state)
{
    (void)state;
    world *w = new_world(2, 1, 1, 1, 1, 1);
    conducts(w, 1, 1, 1, 1);
    w->problem.boundaries[CUPEL_X_MIN] = wall(300);
    const cupel_probe probe = {{2, 0.5, 0.5}};
    double value;
    w->problem.probes = &probe, w->problem.probe_count = 1;
    const cupel_conduction_options options = {0};
    cupel_error error = {0};
    cupel_conduction_result result = {.probes = &value};
    assert_int_equal(cupel_conduction_solve(&w->problem, 1, &options, &result, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "outside or in a void"));
    w->problem.probe_count = 0;
    w->problem.boundaries[CUPEL_X_MIN] = film(-1, 300);
    refused(w, "not negative");
    w->problem.boundaries[CUPEL_X_MIN] = (cupel_boundary){.kind = CUPEL_BOUNDARY_FLUX, .flux = 1};
    refused(w, "exchanges heat with nothing");
    free(w);
}

static void bytes_are_counted_before(void **state)
{
    (void)state;
    const size_t small[] = {64, 64, 64}, huge[] = {1u << 20, 1u << 20, 1u << 20};
    assert_true(cupel_conduction_bytes(small, false) > 64 * 64 * 64 * 60);
    assert_true(cupel_conduction_bytes(small, true) > cupel_conduction_bytes(small, false));
    assert_true(cupel_conduction_bytes(huge, false) > (size_t)1 << 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(composite_slab_is_exact),
        cmocka_unit_test(changing_conductivity_is_exact_in_one_dimension),
        cmocka_unit_test(cube_is_of_second_order),
        cmocka_unit_test(radiating_fin_tip_and_efficiency),
        cmocka_unit_test(manufactured_solution_is_of_second_order),
        cmocka_unit_test(jump_is_of_second_order_whatever_its_height),
        cmocka_unit_test(no_temperature_leaves_the_range_of_the_surroundings),
        cmocka_unit_test(sources_are_reciprocal_and_scale),
        cmocka_unit_test(threads_do_not_change_a_bit),
        cmocka_unit_test(source_between_cells_is_exact),
        cmocka_unit_test(singular_problems_need_balance),
        cmocka_unit_test(coolant_carries_the_heat),
        cmocka_unit_test(straight_fin_efficiency),
        cmocka_unit_test(wrong_problems_are_refused),
        cmocka_unit_test(bytes_are_counted_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
