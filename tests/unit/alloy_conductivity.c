/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cupel/alloy.h"

/* cmocka compares in single precision: the deviation is taken in double here. */
static void near(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.15g differs from %.15g by %.3g relative", value, expected, fabs(value / expected - 1));
}

static void standard_copper_is_100_percent_iacs(void **state)
{
    (void)state;
    near(cupel_iacs_from_conductivity(1 / 1.724138e-8), 100, 1e-6); /* 1/58 Ohm mm^2/m, 7 digits */
    near(cupel_conductivity_from_iacs(61), 35.38e6, 1e-12);
    near(cupel_iacs_from_conductivity(cupel_conductivity_from_iacs(43.21)), 43.21, 1e-14);
}

static void temperature_coefficient_scales_with_conductivity(void **state)
{
    (void)state;
    const double copper = 0.00393 / CUPEL_IACS_CONDUCTIVITY;
    near(cupel_temperature_coefficient(copper, cupel_conductivity_from_iacs(65.2)), 0.002562, 5e-3);
    near(cupel_temperature_coefficient(copper, cupel_conductivity_from_iacs(100)), 0.00393, 1e-12);
}

static void matthiessen_gives_parallel_lines_over_temperature(void **state)
{
    (void)state;
    /* The alloy's resistivity lies above the pure metal's by the same amount at every temperature. */
    const double slope = 6.776e-11;
    cupel_resistivity pure = {.resistivity = 1.678e-8}, alloy = {.resistivity = 2.65e-8};
    pure.temperature_coefficient = cupel_temperature_coefficient(slope, 1 / pure.resistivity);
    alloy.temperature_coefficient = cupel_temperature_coefficient(slope, 1 / alloy.resistivity);
    for (double t = 200; t < 600; t += 50)
        near(cupel_resistivity_at(&alloy, t).total - cupel_resistivity_at(&pure, t).total, 0.972e-8, 1e-12);
    /* copper after Matula 1979, as quoted in handbooks: 1.046, 2.402, 3.090 e-8 Ohm m at 200, 400, 500 K */
    near(cupel_resistivity_at(&pure, 200).total, 1.046e-8, 5e-3);
    near(cupel_resistivity_at(&pure, 400).total, 2.402e-8, 5e-3);
    near(cupel_resistivity_at(&pure, 500).total, 3.090e-8, 5e-3);
}

static void every_defect_adds_its_own_term(void **state)
{
    (void)state;
    const cupel_resistivity foil = {.resistivity = 1.70e-8,
                                    .temperature_coefficient = 0.0039,
                                    .dislocation_density = 1e15,
                                    .dislocation_resistivity = 2e-25,
                                    .boundary_area = cupel_boundary_area(0.5e-6),
                                    .boundary_resistivity = 3e-16,
                                    .path_product = 39e-9 * 1.678e-8,
                                    .specularity = 0,
                                    .inverse_thickness = 1 / 35e-6};
    const cupel_resistivity_terms terms = cupel_resistivity_at(&foil, 293.15);
    near(terms.bulk, 1.70e-8, 1e-14);
    near(terms.dislocations, 0.02e-8, 1e-12); /* 1e15 at 2e-25: 0.02 uOhm cm */
    near(terms.boundaries, 2. / 3 * 3e-16 * 4e6, 1e-12);
    near(terms.surface, 3 * 39e-9 * 1.678e-8 / (8 * 35e-6), 1e-12);
    near(terms.total, terms.bulk + terms.dislocations + terms.boundaries + terms.surface, 1e-15);
    const cupel_resistivity_terms hot = cupel_resistivity_at(&foil, 373.15);
    assert_true(hot.dislocations == terms.dislocations && hot.surface == terms.surface);
    near(hot.bulk, 1.70e-8 * (1 + 0.0039 * 80), 1e-14);
}

static void thirty_five_micron_foil_loses_four_hundredths_of_a_percent(void **state)
{
    (void)state;
    near(cupel_thin_sheet_factor(39e-9, 0, 35e-6) - 1, 0.04e-2, 0.05); /* 0.0418 %, quoted to one digit */
    near(cupel_thin_sheet_factor(39e-9, 1, 35e-6), 1, 1e-15);          /* mirrors scatter nothing */
}

static void smith_palmer_meets_tabulated_conductivities(void **state)
{
    (void)state;
    static const struct {
        double iacs, conductivity;
    } aluminium[] = {{40, 154},  /* 6061-T4, typical values of the Aluminum Association */
                     {43, 167},  /* 6061-T6 */
                     {47, 180},  /* 6061-O */
                     {35, 138},  /* 5052 */
                     {62, 234},  /* 1350 */
                     {55, 209},  /* 6063-T5 */
                     {53, 200},  /* 6063-T6 */
                     {58, 218}}; /* 6063-O */
    for (size_t i = 0; i < sizeof aluminium / sizeof *aluminium; i++)
        near(cupel_smith_palmer(2.1e-8, 12.7, 293.15, cupel_conductivity_from_iacs(aluminium[i].iacs)),
             aluminium[i].conductivity, 0.02);
    /* by hand: 2.1e-8 x 293.15 x 30.74e6 + 12.7 */
    near(cupel_smith_palmer(2.1e-8, 12.7, 293.15, 30.74e6), 201.94, 1e-4);
    const double cupronickel = cupel_smith_palmer(2.39e-8, 7.5, 293.15, cupel_conductivity_from_iacs(9));
    near(cupronickel, 44.1, 1e-3);
    near(cupronickel, 45, 0.03); /* C70600 data sheet */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standard_copper_is_100_percent_iacs),
        cmocka_unit_test(temperature_coefficient_scales_with_conductivity),
        cmocka_unit_test(matthiessen_gives_parallel_lines_over_temperature),
        cmocka_unit_test(every_defect_adds_its_own_term),
        cmocka_unit_test(thirty_five_micron_foil_loses_four_hundredths_of_a_percent),
        cmocka_unit_test(smith_palmer_meets_tabulated_conductivities),
    };
    return cmocka_run_group_tests_name("alloy_conductivity", tests, NULL, NULL);
}
