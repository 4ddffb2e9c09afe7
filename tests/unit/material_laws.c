/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "material/material.h"

/* The laws of temperature against numbers from outside this code. */

static int open_arena(void **state)
{
    return (*state = cupel_arena_new()) ? 0 : -1;
}

static int close_arena(void **state)
{
    cupel_arena_free(*state);
    return 0;
}

static double at(void **state, const char *id, const char *property, double temperature, double *uncertainty)
{
    const cupel_material *material = NULL;
    cupel_error error = {0};
    double value = NAN;
    if (cupel_material_open(id, *state, &material, &error) ||
        cupel_material_property(material, property, temperature, &value, uncertainty, &error))
        fail_msg("%s %s: %s", id, property, error.text);
    return value;
}

static void check(void **state, const char *id, const char *property, double temperature, double value,
                  double tolerance)
{
    const double found = at(state, id, property, temperature, NULL);
    if (!(fabs(found - value) <= tolerance))
        fail_msg("%s %s at %g K: %.9g, not %.9g", id, property, temperature, found, value);
}

/* Values of the fits as published with them, to the digits given. */
static void the_log10_polynomials_of_6061_give_the_published_values(void **state)
{
    check(state, "6061-T6", "thermal_conductivity/nist_cryogenic", 77, 83.5, 0.06);
    check(state, "6061-T6", "thermal_conductivity/nist_cryogenic", 100, 97.7, 0.06);
    check(state, "6061-T6", "thermal_conductivity/nist_cryogenic", 200, 136.0, 0.06);
    check(state, "6061-T6", "thermal_conductivity/nist_cryogenic", 293.15, 154.4, 0.06);
    check(state, "6061-T6", "heat_capacity/nist_cryogenic", 77, 348, 0.6);
    check(state, "6061-T6", "heat_capacity/nist_cryogenic", 300, 954, 0.6);
}

/* The polynomial of Young's modulus: 77.71221 GPa at 0 K by its first coefficient, 70 GPa at room temperature
 * as every table has it within 2 %. */
static void the_polynomial_of_youngs_modulus_meets_its_ends(void **state)
{
    check(state, "6061-T6", "youngs_modulus/nist_cryogenic", 2, 77.71e9, 0.03e9);
    check(state, "6061-T6", "youngs_modulus/nist_cryogenic", 293.15, 70e9, 1.4e9);
}

/* OFHC copper: 386 J/(kg K) and 16.7e-6 1/K at 20 degC, 192 J/(kg K) at 77 K in the handbooks; the fits claim
 * 5 %. */
static void the_fits_of_pure_copper_agree_with_handbooks(void **state)
{
    check(state, "C10200", "heat_capacity/nist_cryogenic", 293.15, 386, 0.05 * 386);
    check(state, "C10200", "heat_capacity/nist_cryogenic", 77, 192, 0.05 * 192);
    check(state, "C10200", "expansion_coefficient/nist_cryogenic", 293.15, 16.7e-6, 0.05 * 16.7e-6);
    check(state, "C10200", "thermal_conductivity/nist_rrr100", 293.15, 397, 0.02 * 397);
}

static void tables_give_their_points_and_lie_between_them(void **state)
{
    check(state, "air", "density", 300, 1.1770, 1e-12);
    check(state, "air", "thermal_conductivity", 373.15, 0.03162, 1e-12);
    check(state, "air", "dynamic_viscosity", 250, 1.6038e-5, 1e-15);
    check(state, "air", "prandtl_number", 500, 0.6984, 1e-12);
    check(state, "water", "density", 293.15, 998.21, 1e-9);
    check(state, "water", "dynamic_viscosity", 298.15, 8.900e-4, 1e-13);
    /* halfway between 400 K and 450 K the ideal gas has 101325 Pa 28.9655 g/mol / (8.314463 J/(mol K) 425 K)
     */
    check(state, "air", "density", 425, 0.83055, 0.004 * 0.83055);
    /* a straight line: the mean of the neighbours */
    check(state, "C11000", "heat_capacity", 333.15, (386 + 393) / 2.0, 1e-9);
}

static void a_table_is_monotone_where_its_points_are(void **state)
{
    double last = at(state, "air", "density", 250, NULL);
    for (double t = 251; t <= 500; t++) {
        const double next = at(state, "air", "density", t, NULL);
        assert_true(next < last);
        last = next;
    }
}

static void the_power_law_follows_its_exponent(void **state)
{
    check(state, "AlN", "thermal_conductivity", 300, 170, 1e-12);
    check(state, "AlN", "thermal_conductivity", 400, 122.1151, 1e-4);   /* 170 (4/3)^-1.15, by hand */
    check(state, "air", "volumetric_expansion", 400, 1 / 400.0, 1e-10); /* ideal gas */
}

static void percent_iacs_becomes_siemens_per_metre(void **state)
{
    double u = NAN;
    check(state, "C11000", "electrical_conductivity", 293.15, 58e6, 1e-3); /* IEC 60028 */
    at(state, "C11000", "electrical_conductivity", 293.15, &u);
    assert_true(fabs(u - 0.006 * 58e6) < 1);
    check(state, "A356-T6", "electrical_conductivity", 293.15, 1 / 4.40e-8,
          0.003 / 4.40e-8); /* 4.40 microohm cm */
}

/* Smith and Palmer for aluminium alloys, k = 2.1e-8 sigma T + 12.7, holds to 2 % on producers' tables. */
static void conductivities_of_heat_and_current_fit_each_other(void **state)
{
    const char *const ids[] = {"1350", "6061-T6", "6063-T5", "6101-T6", "3003"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const double k = at(state, ids[i], "thermal_conductivity", 293.15, NULL);
        const double sigma = at(state, ids[i], "electrical_conductivity", 293.15, NULL);
        const double smith_palmer = 2.1e-8 * sigma * 293.15 + 12.7;
        if (fabs(k - smith_palmer) > 0.025 * k) fail_msg("%s: %g against %g", ids[i], k, smith_palmer);
    }
}

/* mu c_p / k of the rows against their own Prandtl number: the columns belong together. */
static void the_prandtl_number_is_that_of_its_columns(void **state)
{
    const char *const fluids[] = {"air", "water"};
    for (size_t i = 0; i < 2; i++)
        for (double t = 293.15; t < 365; t += 20) {
            const double pr = at(state, fluids[i], "dynamic_viscosity", t, NULL) *
                              at(state, fluids[i], "heat_capacity", t, NULL) /
                              at(state, fluids[i], "thermal_conductivity", t, NULL);
            check(state, fluids[i], "prandtl_number", t, pr, 0.012 * pr);
        }
}

static void a_relative_uncertainty_scales_with_the_value(void **state)
{
    double u = NAN;
    const double k = at(state, "AlN", "thermal_conductivity", 400, &u);
    assert_true(fabs(u - 0.08 * k) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log10_polynomials_of_6061_give_the_published_values),
        cmocka_unit_test(the_polynomial_of_youngs_modulus_meets_its_ends),
        cmocka_unit_test(the_fits_of_pure_copper_agree_with_handbooks),
        cmocka_unit_test(tables_give_their_points_and_lie_between_them),
        cmocka_unit_test(a_table_is_monotone_where_its_points_are),
        cmocka_unit_test(the_power_law_follows_its_exponent),
        cmocka_unit_test(percent_iacs_becomes_siemens_per_metre),
        cmocka_unit_test(conductivities_of_heat_and_current_fit_each_other),
        cmocka_unit_test(the_prandtl_number_is_that_of_its_columns),
        cmocka_unit_test(a_relative_uncertainty_scales_with_the_value),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
