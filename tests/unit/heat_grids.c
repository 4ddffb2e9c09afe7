/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "model/heat_grids.h"
#include "model/registry.h"
#include "run_model.h"

/* The error of the finest grid from values on two or three, and refinement by it. */

/* Values 1 + c h^p on widths 1, 2, 4: the error of the first is c. */
static heat_grid_error of_order(double c, double p)
{
    const double values[] = {1 + c, 1 + c * exp2(p), 1 + c * exp2(2 * p)};
    return heat_grids_error(values, 3);
}

static void estimate_bounds_every_pure_order(void **state)
{
    (void)state;
    for (double p = 0.75; p <= 4; p += 0.25) {
        const heat_grid_error e = of_order(-1e-3, p);
        assert_int_equal(e.convergence, HEAT_MONOTONE);
        assert_near(e.order, p, 1e-6);
        assert_true(e.error >= 1.2e-3);
    }
    assert_near(of_order(1e-3, 2).error, 1.25e-3, 1e-6);
    assert_near(of_order(1e-3, 1).error, 1.25e-3, 1e-6);
}

static void irregular_and_slow_changes_are_told(void **state)
{
    (void)state;
    const double to_and_fro[] = {1.00, 1.02, 0.97}, slow[] = {1, 1.10, 1.21}, chance[] = {1, 1.001, 1.5};
    heat_grid_error e = heat_grids_error(to_and_fro, 3);
    assert_int_equal(e.convergence, HEAT_IRREGULAR);
    assert_true(isnan(e.order));
    assert_near(e.error, 0.06, 1e-9);
    e = heat_grids_error(slow, 3);
    assert_int_equal(e.convergence, HEAT_IRREGULAR);
    assert_near(e.error, 0.3, 1e-9);
    e = heat_grids_error(chance, 3); /* the last change is small by chance */
    assert_int_equal(e.convergence, HEAT_MONOTONE);
    assert_near(e.error, 1.25 * 0.499 / 12, 1e-9);
}

static void fewer_grids_say_less(void **state)
{
    (void)state;
    const double values[] = {1, 1.03};
    heat_grid_error e = heat_grids_error(values, 2);
    assert_int_equal(e.convergence, HEAT_TWO_GRIDS);
    assert_near(e.error, 0.03, 1e-9);
    e = heat_grids_error(values, 1);
    assert_int_equal(e.convergence, HEAT_ONE_GRID);
    assert_true(isnan(e.error));
}

#define SPREADER                                                                                             \
    "parts: [{from: [0, 0, 0], to: [50 mm, 50 mm, 5 mm], conductivity: 167}]\n"                              \
    "boundaries: {z_min: {kind: convection, coefficient: 500, ambient: 300}}\n"                              \
    "sources: [{from: [20 mm, 20 mm, 5 mm], to: [30 mm, 30 mm, 5 mm], power: 50 W}]\n"

/* Exact series: 357.9709 K. */
static void refinement_ends_within_its_tolerance(void **state)
{
    (void)state;
    model_run r = model_run_start(&cupel_model_heat_conduction,
                                  "domain: {size: [50 mm, 50 mm, 5 mm], target_cells: 1000, "
                                  "grid_tolerance: 0.2 K}\n" SPREADER,
                                  1);
    if (r.status) fail_msg("%s", r.error.text);
    const double estimate = model_run_number(&r, "grid_error_estimate");
    assert_true(estimate <= 0.2);
    assert_true(fabs(model_run_number(&r, "maximum_temperature") - 357.9709) <= estimate);
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    const cupel_result_value *grids = cupel_results_find(r.results, "grids");
    assert_true(grids->count >= 6);
    const double last = grids->columns[0].values[grids->count - 1];
    assert_true(last > 2000 && last == model_run_number(&r, "cells"));
    model_run_end(&r);
}

static void refinement_stops_at_the_most_cells(void **state)
{
    (void)state;
    model_run r = model_run_start(&cupel_model_heat_conduction,
                                  "domain: {size: [50 mm, 50 mm, 5 mm], target_cells: 1000, "
                                  "grid_tolerance: 1 uK, most_cells: 4000}\n" SPREADER,
                                  1);
    if (r.status) fail_msg("%s", r.error.text);
    assert_string_equal(model_run_label(&r, "solution_status"), "doubtful");
    assert_non_null(strstr(model_run_label(&r, "notes"), "grid_tolerance of 1e-06 K is not reached"));
    assert_true(model_run_number(&r, "cells") <= 4000);
    model_run_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(estimate_bounds_every_pure_order),
        cmocka_unit_test(irregular_and_slow_changes_are_told),
        cmocka_unit_test(fewer_grids_say_less),
        cmocka_unit_test(refinement_ends_within_its_tolerance),
        cmocka_unit_test(refinement_stops_at_the_most_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
