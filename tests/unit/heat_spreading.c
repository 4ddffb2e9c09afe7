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

#include "cupel/spreading.h"
#include "model/registry.h"
#include "run_model.h"

enum { SOURCES = 4, FIELD = 64 * 64 };

typedef struct answer {
    double centre[SOURCES], mean[SOURCES], field[FIELD];
    cupel_spreading_summary summary;
} answer;

static void solve(const cupel_spreading *plate, int threads, answer *out)
{
    cupel_error error = {0};
    memset(out, 0, sizeof *out);
    const cupel_spreading_rises rises = {out->centre, out->mean, out->field};
    if (cupel_spreading_solve(plate, threads, &rises, &out->summary, &error)) fail_msg("%s", error.text);
}

static void assert_within(double value, double expected, double absolute)
{
    if (!(fabs(value - expected) <= absolute))
        fail_msg("%.10g is not %.10g +- %.3g", value, expected, absolute);
}

static const cupel_spreading_layer aluminium[] = {{5e-3, {167, 167, 167}, 0}};
static const cupel_spreading_source chip[] = {{{0.025, 0.025}, {0.01, 0.01}, 50}};
static const cupel_spreading spreader = {.size = {0.05, 0.05},
                                         .layer_count = 1,
                                         .layers = aluminium,
                                         .source_count = 1,
                                         .sources = chip,
                                         .film_coefficient = 500};

/* Expected: double series summed elsewhere and extrapolated, to the digits given. */
static void isotropic_spreader_meets_the_extrapolated_series(void **state)
{
    (void)state;
    answer a;
    solve(&spreader, 1, &a);
    assert_within(a.centre[0], 57.9709, 1e-4);
    assert_within(a.mean[0], 54.8422, 1e-4);
    assert_within(a.summary.one_dimensional_resistance, 0.811976, 1e-6);
    assert_true(a.summary.truncation < 1e-4);
}

static void layered_board_meets_the_extrapolated_series(void **state)
{
    (void)state;
    static const cupel_spreading_layer board[] = {{0.105e-3, {390, 390, 390}, 0},
                                                  {1.5e-3, {0.8, 0.8, 0.3}, 0}};
    static const cupel_spreading_source source[] = {{{0.02, 0.015}, {0.008, 0.008}, 2},
                                                    {{0.06 - 1e-7, 0.04 - 1e-7}, {2e-7, 2e-7}, 0}};
    const cupel_spreading plate = {.size = {0.06, 0.04},
                                   .layer_count = 2,
                                   .layers = board,
                                   .source_count = 2,
                                   .sources = source,
                                   .film_coefficient = 20};
    answer a;
    solve(&plate, 2, &a);
    assert_within(a.centre[0], 60.1755, 1e-4);
    assert_within(a.mean[0], 58.2980, 1e-4);
    assert_within(a.centre[1], 38.5106, 1e-4); /* far corner: a probe without power */
}

static void three_conductivities_meet_the_extrapolated_series(void **state)
{
    (void)state;
    static const cupel_spreading_layer layer[] = {{2e-3, {10, 40, 2.5}, 0}};
    static const cupel_spreading_source source[] = {{{0.015, 0.015}, {0.005, 0.005}, 5}};
    const cupel_spreading plate = {.size = {0.03, 0.03},
                                   .layer_count = 1,
                                   .layers = layer,
                                   .source_count = 1,
                                   .sources = source,
                                   .film_coefficient = 1000};
    answer a;
    solve(&plate, 1, &a);
    assert_within(a.centre[0], 73.8051, 4e-4); /* +- 2e-4 as extrapolated, doubled */
    assert_within(a.mean[0], 62.1815, 3e-4);
}

static void evenly_heated_plate_is_one_dimensional(void **state)
{
    (void)state;
    static const cupel_spreading_layer stack[] = {{1e-3, {10, 20, 30}, 2e-5}, {3e-3, {1, 2, 0.5}, 1e-4}};
    static const cupel_spreading_source all[] = {{{0.02, 0.01}, {0.04, 0.02}, 7}};
    const cupel_spreading plate = {.size = {0.04, 0.02},
                                   .layer_count = 2,
                                   .layers = stack,
                                   .source_count = 1,
                                   .sources = all,
                                   .film_coefficient = 800,
                                   .cells = {64, 64}};
    const double rise = 7 / (0.04 * 0.02) * (1e-3 / 30 + 2e-5 + 3e-3 / 0.5 + 1e-4 + 1. / 800);
    answer a;
    solve(&plate, 1, &a);
    assert_near(a.centre[0], rise, 1e-12);
    assert_near(a.mean[0], rise, 1e-12);
    for (int i = 0; i < FIELD; i++) assert_near(a.field[i], rise, 1e-12);
}

static void small_source_is_a_half_space_plus_a_constant(void **state)
{
    (void)state;
    /* centre of a square of side w = 2 A on a half space: 2 q/(pi k) 2 A asinh(1) */
    static const cupel_spreading_layer block[] = {{0.3, {150, 150, 150}, 0}};
    double offset[2];
    for (int i = 0; i < 2; i++) {
        const double w = i ? 0.5e-3 : 1e-3, power = 10;
        const cupel_spreading_source source[] = {{{0.12, 0.2}, {w, w}, power}};
        const cupel_spreading plate = {.size = {0.3, 0.4},
                                       .layer_count = 1,
                                       .layers = block,
                                       .source_count = 1,
                                       .sources = source,
                                       .film_coefficient = INFINITY};
        answer a;
        solve(&plate, 1, &a);
        const double flux = power / (w * w), half = 0.5 * w;
        const double half_space =
            2 * flux / (3.14159265358979323846 * 150) * (half * asinh(1) + half * asinh(1));
        offset[i] = a.centre[0] - half_space;
        assert_true(fabs(offset[i]) < 0.02 * a.centre[0]);
    }
    assert_within(offset[0], offset[1],
                  1e-5); /* what the edges do varies as w^2/L^3: 37 K times 1e-8 and rounding */
}

static void sources_superpose_and_are_reciprocal(void **state)
{
    (void)state;
    static const cupel_spreading_layer stack[] = {{2e-3, {200, 100, 50}, 1e-5}, {1e-3, {20, 30, 5}, 0}};
    const cupel_spreading_source both[] = {{{0.01, 0.012}, {0.006, 0.004}, 3},
                                           {{0.028, 0.008}, {0.003, 0.009}, 5}};
    cupel_spreading plate = {.size = {0.04, 0.02},
                             .layer_count = 2,
                             .layers = stack,
                             .source_count = 2,
                             .sources = both,
                             .film_coefficient = 900};
    answer together, first, second;
    solve(&plate, 1, &together);
    cupel_spreading_source only[2] = {both[0], both[1]};
    plate.sources = only;
    only[1].power = 0;
    solve(&plate, 1, &first);
    only[0].power = 0;
    only[1].power = 5;
    solve(&plate, 1, &second);
    for (int s = 0; s < 2; s++) {
        assert_near(together.centre[s], first.centre[s] + second.centre[s], 1e-12);
        assert_near(together.mean[s], first.mean[s] + second.mean[s], 1e-12);
    }
    assert_near(first.mean[1] / 3, second.mean[0] / 5, 1e-9); /* per watt, the one feels the other alike */
}

static void orthotropic_plate_is_a_stretched_isotropic_one(void **state)
{
    (void)state;
    /* x' = x sqrt(k/kx), y' = y sqrt(k/ky): same flux, same temperatures */
    static const cupel_spreading_layer orthotropic[] = {{2e-3, {90, 40, 10}, 0}},
                                       isotropic[] = {{2e-3, {10, 10, 10}, 0}};
    const cupel_spreading_source source[] = {{{0.03, 0.02}, {0.012, 0.008}, 6}};
    const cupel_spreading_source stretched[] = {{{0.01, 0.01}, {0.004, 0.004}, 1}};
    const cupel_spreading one = {.size = {0.09, 0.06},
                                 .layer_count = 1,
                                 .layers = orthotropic,
                                 .source_count = 1,
                                 .sources = source,
                                 .film_coefficient = 300,
                                 .cells = {64, 64}};
    const cupel_spreading other = {.size = {0.03, 0.03},
                                   .layer_count = 1,
                                   .layers = isotropic,
                                   .source_count = 1,
                                   .sources = stretched,
                                   .film_coefficient = 300,
                                   .cells = {64, 64}};
    answer a, b;
    solve(&one, 1, &a);
    solve(&other, 1, &b);
    assert_near(a.centre[0], b.centre[0], 1e-11);
    assert_near(a.mean[0], b.mean[0], 1e-11);
    for (int i = 0; i < FIELD; i++) assert_near(a.field[i], b.field[i], 1e-9);
}

static void layers_of_one_metal_are_one_layer(void **state)
{
    (void)state;
    static const cupel_spreading_layer split[] = {
        {1e-3, {167, 167, 167}, 0}, {0.5e-3, {167, 167, 167}, 0}, {3.5e-3, {167, 167, 167}, 0}};
    cupel_spreading plate = spreader;
    plate.layers = split;
    plate.layer_count = 3;
    answer a, b;
    solve(&spreader, 1, &a);
    solve(&plate, 1, &b); /* another split of the series: the top layer is thinner */
    assert_near(b.centre[0], a.centre[0], 1e-9);
    assert_near(b.mean[0], a.mean[0], 1e-9);
}

static void strong_film_is_an_isothermal_base(void **state)
{
    (void)state;
    cupel_spreading plate = spreader;
    answer a, b;
    plate.film_coefficient = INFINITY;
    solve(&plate, 1, &a);
    plate.film_coefficient = 1e13;
    solve(&plate, 1, &b);
    assert_near(b.mean[0], a.mean[0], 1e-8);
}

static void field_is_symmetric_and_holds_the_sources_centre(void **state)
{
    (void)state;
    cupel_spreading plate = spreader;
    plate.cells[0] = plate.cells[1] = 63;
    answer a;
    solve(&plate, 1, &a);
    for (int j = 0; j < 63; j++)
        for (int i = 0; i < 63; i++) {
            assert_near(a.field[j * 63 + i], a.field[j * 63 + 62 - i], 1e-12);
            assert_near(a.field[j * 63 + i], a.field[i * 63 + j], 1e-12);
        }
    assert_near(a.field[31 * 63 + 31], a.centre[0], 1e-12);
}

static void threads_do_not_change_a_bit(void **state)
{
    (void)state;
    static const cupel_spreading_layer stack[] = {{0.2e-3, {390, 390, 390}, 1e-6},
                                                  {1.5e-3, {0.8, 0.8, 0.3}, 0}};
    const cupel_spreading_source sources[] = {{{0.01, 0.012}, {0.006, 0.004}, 3},
                                              {{0.028, 0.008}, {0.003, 0.009}, 5}};
    const cupel_spreading plate = {.size = {0.04, 0.02},
                                   .layer_count = 2,
                                   .layers = stack,
                                   .source_count = 2,
                                   .sources = sources,
                                   .film_coefficient = 30,
                                   .cells = {64, 48}};
    answer one, more;
    solve(&plate, 1, &one);
    for (int threads = 2; threads <= 7; threads += 5) {
        solve(&plate, threads, &more);
        assert_memory_equal(&one, &more, sizeof one);
    }
}

static void impossible_plates_are_refused_and_leave_the_output(void **state)
{
    (void)state;
    double centre[1000] = {-1}, mean[1000] = {-1};
    const cupel_spreading_rises rises = {centre, mean, NULL};
    cupel_spreading_summary summary;
    cupel_error error = {0};
    cupel_spreading plate = spreader;
    const cupel_spreading_source outside[] = {{{0.046, 0.025}, {0.01, 0.01}, 1}};
    plate.sources = outside;
    assert_int_equal(cupel_spreading_solve(&plate, 1, &rises, &summary, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "not on the plate"));
    plate = spreader;
    plate.film_coefficient = NAN;
    assert_int_equal(cupel_spreading_solve(&plate, 1, &rises, &summary, &error), CUPEL_EINVAL);
    plate = spreader;
    const cupel_spreading_layer hollow[] = {{5e-3, {167, 167, 0}, 0}};
    plate.layers = hollow;
    assert_int_equal(cupel_spreading_solve(&plate, 1, &rises, &summary, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "layer 1"));
    /* a thousand sources on a strip whose top layer is a millionth of its length */
    cupel_spreading_source *many = calloc(1000, sizeof *many);
    assert_non_null(many);
    for (int i = 0; i < 1000; i++) many[i] = (cupel_spreading_source){{5, 0.5e-3}, {1e-4, 1e-4}, 1};
    const cupel_spreading_layer foil[] = {{1e-5, {390, 390, 390}, 0}};
    plate = (cupel_spreading){.size = {10, 1e-3},
                              .layer_count = 1,
                              .layers = foil,
                              .source_count = 1000,
                              .sources = many,
                              .film_coefficient = 10};
    assert_int_equal(cupel_spreading_solve(&plate, 1, &rises, &summary, &error), CUPEL_ELIMIT);
    free(many);
    assert_true(centre[0] == -1 && mean[0] == -1);
}

#define PLATE                                                                                                \
    "plate_size: [50 mm, 50 mm]\nlayers: [{thickness: 5 mm, conductivity: 167}]\n"                           \
    "sources: [{position: [25 mm, 25 mm], size: [10 mm, 10 mm], power: 50 W}]\n"

static void model_gives_temperatures_resistances_and_field(void **state)
{
    (void)state;
    model_run r = model_run_start(&cupel_model_heat_spreading,
                                  PLATE "film_coefficient: 500\nambient_temperature: 20 degC\n", 1);
    if (r.status) fail_msg("%s", r.error.text);
    assert_within(model_run_number(&r, "maximum_temperature"), 293.15 + 57.9709, 1e-4);
    assert_within(model_run_number(&r, "mean_source_temperature"), 293.15 + 54.8422, 1e-4);
    assert_within(model_run_number(&r, "thermal_resistance"), 1.096844, 1e-6);
    assert_within(model_run_number(&r, "spreading_resistance"), 1.096844 - 0.811976, 2e-6);
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    const cupel_result_value *field = cupel_results_find(r.results, "surface_temperature");
    assert_true(field->present && field->grid.cells[0] == 64 && field->grid.cells[1] == 64 &&
                field->grid.cells[2] == 1);
    assert_near(field->grid.spacing[0], 50e-3 / 64, 1e-14);
    const cupel_result_value *sources = cupel_results_find(r.results, "source_table");
    assert_true(sources->present && sources->count == 1);
    model_run_end(&r);
}

static void refused(const char *yaml, const char *what)
{
    model_run_refused(&cupel_model_heat_spreading, yaml, what);
}

static void model_refuses_contradictions(void **state)
{
    (void)state;
    refused(PLATE, "film_coefficient is missing");
    refused(PLATE "film_coefficient: 500\nbase: isothermal\n", "takes no film_coefficient");
    refused(PLATE "film_coefficient: 500\ncells: [10, 10.5]\n", "whole number");
    refused("plate_size: [50 mm, 50 mm]\nlayers: [{thickness: 5 mm, conductivity: [167, "
            "167]}]\nfilm_coefficient: 10\n"
            "sources: [{position: [25 mm, 25 mm], size: [10 mm, 10 mm], power: 50 W}]\n",
            "one value, or three");
    refused(
        "plate_size: [50 mm, 50 mm]\nlayers: [{thickness: 5 mm, conductivity: 167}]\nfilm_coefficient: 10\n"
        "sources: [{position: [47 mm, 25 mm], size: [10 mm, 10 mm], power: 50 W}]\n",
        "source 1 reaches");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(isotropic_spreader_meets_the_extrapolated_series),
        cmocka_unit_test(layered_board_meets_the_extrapolated_series),
        cmocka_unit_test(three_conductivities_meet_the_extrapolated_series),
        cmocka_unit_test(evenly_heated_plate_is_one_dimensional),
        cmocka_unit_test(small_source_is_a_half_space_plus_a_constant),
        cmocka_unit_test(sources_superpose_and_are_reciprocal),
        cmocka_unit_test(orthotropic_plate_is_a_stretched_isotropic_one),
        cmocka_unit_test(layers_of_one_metal_are_one_layer),
        cmocka_unit_test(strong_film_is_an_isothermal_base),
        cmocka_unit_test(field_is_symmetric_and_holds_the_sources_centre),
        cmocka_unit_test(threads_do_not_change_a_bit),
        cmocka_unit_test(impossible_plates_are_refused_and_leave_the_output),
        cmocka_unit_test(model_gives_temperatures_resistances_and_field),
        cmocka_unit_test(model_refuses_contradictions),
    };
    return cmocka_run_group_tests_name("heat_spreading", tests, NULL, NULL);
}
