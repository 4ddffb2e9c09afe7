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

#include "cupel/topology.h"

static cupel_topology_design *make(const cupel_topology *problem, int threads)
{
    cupel_error error = {0};
    cupel_topology_design *design = NULL;
    if (cupel_topology_new(problem, threads, &design, &error)) fail_msg("%s", error.text);
    return design;
}

/* A small number that is different for every index. */
static double noise(size_t index)
{
    const double x = sin(12.9898 * (double)(index + 1)) * 43758.5453;
    return x - floor(x);
}

/* A block with kept solids and voids, two load cases, a film and a cold patch. */
enum { NX = 7, NY = 6, NZ = 4, CELLS = NX * NY * NZ };
static uint8_t block_region[CELLS];
static const cupel_topology_source block_sources[] = {
    {{{0, 0, 0}, {NX, NY, NZ}}, 3, 0}, {{{2, 1, NZ}, {5, 4, NZ}}, 2, 1}, {{{1, 1, 1}, {2, 2, 2}}, 0.5, 0}};
static const cupel_topology_boundary block_boundaries[] = {{{{0, 0, 0}, {0, NY, NZ}}, 900},
                                                           {{{3, 0, 0}, {5, 0, 2}}, (double)INFINITY}};

static cupel_topology block(void)
{
    for (size_t c = 0; c < CELLS; c++)
        block_region[c] = c % 11 == 3   ? CUPEL_TOPOLOGY_SOLID
                          : c % 17 == 5 ? CUPEL_TOPOLOGY_VOID
                                        : CUPEL_TOPOLOGY_DESIGN;
    return (cupel_topology){.cells = {NX, NY, NZ},
                            .spacing = {1e-3, 1.2e-3, 0.8e-3},
                            .conductivity = 200,
                            .filler_conductivity = 0.2,
                            .region = block_region,
                            .source_count = 3,
                            .sources = block_sources,
                            .boundary_count = 2,
                            .boundaries = block_boundaries,
                            .volume_fraction = 0.4,
                            .penalty = 3,
                            .filter_radius = 2.1e-3,
                            .projection = 8,
                            .solver_tolerance = 1e-13};
}

static void compare_slopes(const cupel_topology *problem)
{
    static double x[CELLS], slopes[CELLS], volumes[CELLS];
    cupel_topology_design *design = make(problem, 1);
    const double betas[] = {0, 4};
    cupel_topology_step step, above, below;
    for (int b = 0; b < 2; b++) {
        double largest = 0;
        for (size_t c = 0; c < CELLS; c++) x[c] = 0.1 + 0.8 * noise(c);
        assert_int_equal(cupel_topology_evaluate(design, x, betas[b], &step, slopes, volumes, NULL), 0);
        for (size_t c = 0; c < CELLS; c++) largest = fmax(largest, fabs(slopes[c]));
        for (size_t c = 0; c < CELLS; c += 5) {
            const double h = 1e-4, kept = x[c];
            double by[2][2];
            for (int n = 0; n < 2; n++) { /* and extrapolated from two steps */
                const double d = n ? 0.5 * h : h;
                x[c] = kept + d;
                assert_int_equal(cupel_topology_evaluate(design, x, betas[b], &above, NULL, NULL, NULL), 0);
                x[c] = kept - d;
                assert_int_equal(cupel_topology_evaluate(design, x, betas[b], &below, NULL, NULL, NULL), 0);
                by[n][0] = (above.compliance - below.compliance) / (2 * d);
                by[n][1] = (above.volume_fraction - below.volume_fraction) / (2 * d);
            }
            x[c] = kept;
            const double slope = (4 * by[1][0] - by[0][0]) / 3, volume = (4 * by[1][1] - by[0][1]) / 3;
            if (!(fabs(slope - slopes[c]) <= 1e-6 * fabs(slopes[c]) + 1e-9 * largest))
                fail_msg("cell %zu: %.12g, by differences %.12g", c, slopes[c], slope);
            if (!(fabs(volume - volumes[c]) <= 1e-6 * fabs(volumes[c]) + 1e-11))
                fail_msg("cell %zu: volume %.12g, by differences %.12g", c, volumes[c], volume);
        }
    }
    cupel_topology_free(design);
}

static void slopes_are_those_of_differences(void **state)
{
    (void)state;
    const cupel_topology problem = block();
    compare_slopes(&problem);
}

/* The body with one film all over and its source everywhere is symmetric along every axis: a variable that is
 * changed alone is shared with its mirror images. */
static const cupel_topology_source even_source = {{{0, 0, 0}, {NX, NY, NZ}}, 3, 0};
static const cupel_topology_boundary even_films[] = {{{{0, 0, 0}, {0, NY, NZ}}, 900},
                                                     {{{NX, 0, 0}, {NX, NY, NZ}}, 900}};

static void folded_slopes_are_those_of_differences(void **state)
{
    (void)state;
    cupel_topology problem = block();
    problem.region = NULL;
    problem.source_count = 1, problem.sources = &even_source;
    problem.boundaries = even_films;
    problem.symmetric[0] = problem.symmetric[1] = true;
    compare_slopes(&problem);
}

static void filter_and_its_transpose_agree(void **state)
{
    (void)state;
    cupel_topology problem = block();
    static double x[CELLS], y[CELLS], fx[CELLS], fy[CELLS], even[CELLS];
    cupel_topology_design *design = make(&problem, 1);
    double left = 0, right = 0;
    for (size_t c = 0; c < CELLS; c++) x[c] = noise(c), y[c] = noise(c + 1000), even[c] = 0.3;
    cupel_topology_filter(design, x, fx);
    cupel_topology_filter_transpose(design, y, fy);
    for (size_t c = 0; c < CELLS; c++) left += fx[c] * y[c], right += x[c] * fy[c];
    assert_true(fabs(left - right) < 1e-13 * fabs(left));
    cupel_topology_filter(design, even, fx);
    for (size_t c = 0; c < CELLS; c++) assert_true(fabs(fx[c] - 0.3) < 1e-15);
    cupel_topology_free(design);
}

/* The even bar: Hashin and Shtrikman in the plane give k = 1 - 0.6/0.8. A bar of equal sources cooled at one
 * end. Without penalty the best conductivity rises in proportion to the heat that passes
 * (docs/theory/heat-topology.md). */
enum { BAR = 60 };
static const cupel_topology_source bar_sources[] = {{{{0, 0, 0}, {BAR, 1, 1}}, 1, 0}};
static const cupel_topology_boundary bar_boundaries[] = {{{{0, 0, 0}, {0, 1, 1}}, (double)INFINITY}};

static void bar_without_penalty_meets_the_closed_form(void **state)
{
    (void)state;
    const cupel_topology problem = {.cells = {BAR, 1, 1},
                                    .spacing = {1.0 / BAR, 1, 1},
                                    .conductivity = 1,
                                    .filler_conductivity = 1e-9,
                                    .source_count = 1,
                                    .sources = bar_sources,
                                    .boundary_count = 1,
                                    .boundaries = bar_boundaries,
                                    .volume_fraction = 0.4,
                                    .penalty = 1,
                                    .tolerance = 1e-9,
                                    .most_iterations = 500,
                                    .solver_tolerance = 1e-13};
    cupel_topology_design *design = make(&problem, 1);
    cupel_topology_summary summary;
    cupel_error error = {0};
    if (cupel_topology_optimise(design, NULL, NULL, &summary, &error)) fail_msg("%s", error.text);
    assert_true(summary.converged);
    const double closed = 1 / (4 * 0.4);
    if (!(fabs(summary.last.compliance / closed - 1) < 0.01))
        fail_msg("%.9g is not %.9g", summary.last.compliance, closed);
    assert_true(fabs(summary.volume_error) < 1e-6);
    const double *density = cupel_topology_density(design);
    for (size_t i = 3; i < BAR - 3; i++)
        assert_true(fabs(density[i] - 0.8 * (1 - ((double)i + 0.5) / BAR)) < 0.01);
    static double even[BAR];
    double compliance;
    cupel_topology_even(design, even);
    if (cupel_topology_assess(design, even, &compliance, &error)) fail_msg("%s", error.text);
    if (!(fabs(compliance / (1 / (3 * 0.25)) - 1) < 1e-3))
        fail_msg("even: %.9g is not %.9g", compliance, 1 / (3 * 0.25));
    cupel_topology_free(design);
}

/* A square heated evenly, with a cold patch of a tenth in the middle of the left side. */
enum { SIDE = 40 };
static const cupel_topology_source square_sources[] = {{{{0, 0, 0}, {SIDE, SIDE, 1}}, 1, 0}};
static const cupel_topology_boundary square_boundaries[] = {
    {{{0, SIDE / 2 - 2, 0}, {0, SIDE / 2 + 2, 1}}, (double)INFINITY}};

static cupel_topology square(void)
{
    return (cupel_topology){.cells = {SIDE, SIDE, 1},
                            .spacing = {1.0 / SIDE, 1.0 / SIDE, 1},
                            .conductivity = 1,
                            .filler_conductivity = 1e-3,
                            .source_count = 1,
                            .sources = square_sources,
                            .boundary_count = 1,
                            .boundaries = square_boundaries,
                            .volume_fraction = 0.3,
                            .penalty = 3,
                            .last_penalty = 12,
                            .filter_radius = 2.0 / SIDE,
                            .projection = 32,
                            .most_iterations = 400,
                            .tolerance = 2e-3,
                            .solver_tolerance = 1e-8};
}

typedef struct course {
    double first, last, worst_volume;
    size_t count;
} course;

static void follow(void *host, const cupel_topology_step *step, size_t iteration)
{
    course *c = host;
    if (iteration == 1) c->first = step->compliance;
    c->last = step->compliance;
    c->count = iteration;
    c->worst_volume = fmax(c->worst_volume, fabs(step->volume_fraction - 0.3));
}

static double asymmetry(const double *density)
{
    double most = 0;
    for (size_t j = 0; j < SIDE; j++)
        for (size_t i = 0; i < SIDE; i++)
            most = fmax(most, fabs(density[j * SIDE + i] - density[(SIDE - 1 - j) * SIDE + i]));
    return most;
}

static void square_stays_symmetric(void **state)
{
    (void)state;
    cupel_topology problem = square();
    problem.symmetric[1] = true;
    problem.most_iterations = 100;
    cupel_topology_design *design = make(&problem, 1);
    cupel_topology_summary summary;
    cupel_error error = {0};
    if (cupel_topology_optimise(design, NULL, NULL, &summary, &error)) fail_msg("%s", error.text);
    assert_true(asymmetry(cupel_topology_density(design)) == 0);
    static double black[SIDE * SIDE];
    double level, volume;
    cupel_topology_cut(design, black, &level, &volume);
    assert_true(asymmetry(black) == 0);
    cupel_topology_free(design);
}

/* What is left of grey must not flatter: the design is worth what it is worth cut to black and white. */
static void square_grows_a_tree(void **state)
{
    (void)state;
    const cupel_topology problem = square();
    cupel_topology_design *design = make(&problem, 1);
    cupel_topology_summary summary;
    cupel_error error = {0};
    course c = {0};
    if (cupel_topology_optimise(design, follow, &c, &summary, &error)) fail_msg("%s", error.text);
    assert_true(summary.converged);
    assert_int_equal(c.count, summary.iterations);
    assert_true(c.worst_volume < 1e-6);
    assert_true(summary.last.grey < 0.1);
    static double density[SIDE * SIDE];
    double level, volume, cut, even, bar;
    cupel_topology_cut(design, density, &level, &volume);
    assert_true(fabs(level - 0.5) < 0.1 && fabs(volume - 0.3) < 1.0 / (SIDE * SIDE));
    for (size_t n = 0; n < SIDE * SIDE; n++) assert_true(density[n] == 0 || density[n] == 1);
    assert_int_equal(cupel_topology_assess(design, density, &cut, &error), 0);
    cupel_topology_even(design, density);
    assert_int_equal(cupel_topology_assess(design, density, &even, &error), 0);
    assert_true(cupel_topology_bar(design, 0.8, density));
    assert_int_equal(cupel_topology_assess(design, density, &bar, &error), 0);
    if (!(fabs(summary.last.compliance / cut - 1) < 0.05 && cut < 0.6 * even && even < bar))
        fail_msg("grey %.5g, cut %.5g, even %.5g, bar %.5g", summary.last.compliance, cut, even, bar);
    cupel_topology_free(design);
}

/* Small designs are not shared out to threads; this one is. */
static void wide_square_has_the_same_bits_for_any_threads(void **state)
{
    (void)state;
    enum { WIDE = 150 };
    static const cupel_topology_source sources[] = {{{{0, 0, 0}, {WIDE, WIDE, 1}}, 1, 0}};
    cupel_topology problem = square();
    problem.cells[0] = problem.cells[1] = WIDE;
    problem.sources = sources;
    problem.most_iterations = 5;
    cupel_topology_design *one = make(&problem, 1), *two = make(&problem, 2);
    cupel_topology_summary first, second;
    assert_int_equal(cupel_topology_optimise(one, NULL, NULL, &first, NULL), 0);
    assert_int_equal(cupel_topology_optimise(two, NULL, NULL, &second, NULL), 0);
    assert_memory_equal(cupel_topology_density(one), cupel_topology_density(two),
                        WIDE * WIDE * sizeof(double));
    assert_true(first.last.compliance == second.last.compliance);
    cupel_topology_free(one);
    cupel_topology_free(two);
}

/* A slab of k0 over the left 30 % and k_min beyond, 1 W even, cold at the left. Cells see their own centres,
 * so T of the last cell is known by adding up. */
static void bar_of_full_width_is_a_slab_in_series(void **state)
{
    (void)state;
    cupel_topology problem = square();
    const cupel_topology_boundary whole = {{{0, 0, 0}, {0, SIDE, 1}}, (double)INFINITY};
    problem.boundaries = &whole;
    cupel_topology_design *design = make(&problem, 1);
    static double density[SIDE * SIDE];
    double compliance, expected = 0, temperature = 0;
    assert_false(cupel_topology_bar(design, 0.2, density));
    assert_true(cupel_topology_bar(design, 0.3, density));
    assert_int_equal(cupel_topology_assess(design, density, &compliance, NULL), 0);
    for (int i = 0; i < SIDE; i++) {
        const double half = 0.5 / SIDE / (i < 0.3 * SIDE ? 1 : 1e-3), flow = 1 - (double)i / SIDE;
        const double before = i ? 0.5 / SIDE / (i - 1 < 0.3 * SIDE ? 1 : 1e-3) : 0;
        temperature += flow * (before + half);
        expected += temperature / SIDE;
    }
    if (!(fabs(compliance / expected - 1) < 1e-9)) fail_msg("%.12g is not %.12g", compliance, expected);
    cupel_topology_free(design);
}

static void refuse(const cupel_topology *problem, const char *words)
{
    cupel_error error = {0};
    cupel_topology_design *design = NULL;
    assert_int_equal(cupel_topology_new(problem, 1, &design, &error), CUPEL_EINVAL);
    assert_null(design);
    if (!strstr(error.text, words)) fail_msg("'%s' does not say '%s'", error.text, words);
}

static void wrong_problems_are_refused(void **state)
{
    (void)state;
    cupel_topology p = block();
    p.volume_fraction = 1;
    refuse(&p, "volume_fraction");
    p = block(), p.filler_conductivity = 200;
    refuse(&p, "filler_conductivity");
    p = block(), p.boundary_count = 0;
    refuse(&p, "takes the heat away");
    p = block(), p.source_count = 0;
    refuse(&p, "power of the sources");
    p = block();
    const cupel_topology_boundary inside = {{{2, 0, 0}, {2, NY, NZ}}, 10};
    p.boundaries = &inside, p.boundary_count = 1;
    refuse(&p, "inside");
    p = block();
    const cupel_topology_source beyond = {{{0, 0, 0}, {NX + 1, 1, 1}}, 1, 0};
    p.sources = &beyond, p.source_count = 1;
    refuse(&p, "the grid has 7");
    p = block(), p.last_penalty = 2;
    refuse(&p, "last_penalty");
    p = block(), p.symmetric[1] = true;
    refuse(&p, "symmetry along y");
    p = block();
    memset(block_region, CUPEL_TOPOLOGY_VOID, sizeof block_region);
    refuse(&p, "nothing to design");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slopes_are_those_of_differences),
        cmocka_unit_test(folded_slopes_are_those_of_differences),
        cmocka_unit_test(filter_and_its_transpose_agree),
        cmocka_unit_test(bar_without_penalty_meets_the_closed_form),
        cmocka_unit_test(square_stays_symmetric),
        cmocka_unit_test(square_grows_a_tree),
        cmocka_unit_test(wide_square_has_the_same_bits_for_any_threads),
        cmocka_unit_test(bar_of_full_width_is_a_slab_in_series),
        cmocka_unit_test(wrong_problems_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
