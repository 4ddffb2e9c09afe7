/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/enthalpy.h"
#include "heat/enthalpy.h"

static const double one_temperature[] = {300}, one_capacity[] = {1000};
static const cupel_law constant = {1, one_temperature, one_capacity};

static void build(const cupel_enthalpy_recipe *recipe, cupel_conduction_material *m)
{
    cupel_error error = {0};
    *m = (cupel_conduction_material){0};
    if (cupel_enthalpy_new(recipe, &m->enthalpy, &m->liquid_fraction, &error)) fail_msg("%s", error.text);
    assert_int_equal(cupk_enthalpy_check(&m->enthalpy, &error), CUPEL_OK);
}

static void release(cupel_conduction_material *m)
{
    cupel_law_free(&m->enthalpy);
    cupel_law_free(&m->liquid_fraction);
}

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * fmax(fabs(expected), 1)))
        fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

/* The two functions are inverses of each other wherever H does not jump. */
static void assert_inverse(const cupel_law *law, double lo, double hi)
{
    for (int i = 0; i <= 1000; i++) {
        const double t = lo + (hi - lo) * i / 1000;
        assert_near(cupk_temperature_of(law, cupk_enthalpy_of(law, t), NULL), t, 1e-13);
    }
}

static void a_solid_of_constant_capacity_is_a_straight_line(void **state)
{
    (void)state;
    cupel_conduction_material m;
    build(&(cupel_enthalpy_recipe){.density = 2700, .heat_capacity = constant, .reference_temperature = 293},
          &m);
    double capacity;
    assert_near(cupk_enthalpy_of(&m.enthalpy, 393), 2.7e8, 1e-14);
    assert_near(cupk_temperature_of(&m.enthalpy, -2.7e8, &capacity), 193, 1e-14);
    assert_near(capacity, 2.7e6, 1e-12);
    assert_int_equal(m.liquid_fraction.count, 0);
    assert_near(cupk_liquid_fraction_of(&m, 1e12), 0, 0);
    double lo, hi;
    assert_false(cupk_melting_range(&m, &lo, &hi));
    assert_inverse(&m.enthalpy, 100, 900);
    release(&m);
}

static void a_changing_capacity_is_integrated(void **state)
{
    (void)state;
    const double t[] = {300, 700}, c[] = {900, 1100};
    cupel_conduction_material m;
    build(&(cupel_enthalpy_recipe){.density = 2700, .heat_capacity = {2, t, c}, .reference_temperature = 300},
          &m);
    assert_near(cupk_enthalpy_of(&m.enthalpy, 700), 2700 * 1000.0 * 400, 1e-14);
    /* between points: the curve is a parabola and chords of 0.5 % are within (dc/8)(dT) of it */
    const double exact = 2700 * (900 * 123.0 + 0.25 * 123.0 * 123.0);
    assert_near(cupk_enthalpy_of(&m.enthalpy, 423), exact, 4e-5);
    assert_inverse(&m.enthalpy, 200, 900);
    /* the segments' capacities follow c_p */
    double capacity;
    cupk_temperature_of(&m.enthalpy, cupk_enthalpy_of(&m.enthalpy, 500.1), &capacity);
    assert_near(capacity, 2700 * 1000.05, 4e-3);
    release(&m);
}

static void a_pure_metal_melts_at_one_temperature(void **state)
{
    (void)state;
    const cupel_enthalpy_recipe recipe = {.density = 2400,
                                          .heat_capacity = constant,
                                          .latent_heat = 4e5,
                                          .solidus = 933,
                                          .liquidus = 933,
                                          .reference_temperature = 833};
    cupel_conduction_material m;
    build(&recipe, &m);
    const double solid = 2400 * 1e5, latent = 2400 * 4e5;
    double capacity, lo, hi;
    assert_near(cupk_enthalpy_of(&m.enthalpy, 933), solid, 1e-14);
    for (int i = 1; i < 10; i++) {
        const double h = solid + latent * i / 10;
        assert_near(cupk_temperature_of(&m.enthalpy, h, &capacity), 933, 0);
        assert_true(capacity > 1e13);
        assert_near(cupk_liquid_fraction_of(&m, h), i / 10.0, 1e-13);
    }
    assert_near(cupk_temperature_of(&m.enthalpy, solid + latent + 2400 * 1e3 * 5, NULL), 938, 1e-13);
    assert_near(cupk_liquid_fraction_of(&m, solid - 1), 0, 0);
    assert_near(cupk_liquid_fraction_of(&m, solid + latent + 1), 1, 0);
    assert_true(cupk_melting_range(&m, &lo, &hi));
    assert_near(lo, solid, 1e-14);
    assert_near(hi, solid + latent, 1e-14);
    release(&m);
}

static void a_curve_with_a_eutectic_keeps_all_of_the_latent_heat(void **state)
{
    (void)state;
    const double t[] = {850, 850, 870, 888}, f[] = {0, 0.45, 0.7, 1};
    const cupel_enthalpy_recipe recipe = {.density = 2500,
                                          .heat_capacity = constant,
                                          .latent_heat = 4e5,
                                          .liquid_fraction = {4, t, f},
                                          .reference_temperature = 300};
    cupel_conduction_material m;
    build(&recipe, &m);
    double lo, hi;
    assert_true(cupk_melting_range(&m, &lo, &hi));
    assert_near(lo, 2500 * 1000.0 * 550, 1e-14);
    assert_near(hi - lo, 2500 * (4e5 + 1000.0 * 38), 1e-13);
    assert_near(cupk_liquid_fraction_of(&m, lo + 2500 * 4e5 * 0.2), 0.2, 1e-13);
    assert_near(cupk_liquid_fraction_of(&m, cupk_enthalpy_of(&m.enthalpy, 860)), 0.575, 1e-13);
    assert_inverse(&m.enthalpy, 850.001, 1000);
    release(&m);
}

static void impossible_recipes_are_refused(void **state)
{
    (void)state;
    const double t[] = {850, 870, 888}, falling[] = {0, 0.7, 0.6}, part[] = {0, 0.2, 0.6};
    const cupel_enthalpy_recipe good = {.density = 2500,
                                        .heat_capacity = constant,
                                        .latent_heat = 4e5,
                                        .solidus = 850,
                                        .liquidus = 888,
                                        .reference_temperature = 300};
    cupel_enthalpy_recipe bad[6] = {good, good, good, good, good, good};
    bad[0].density = 0;
    bad[1].latent_heat = -1;
    bad[2].solidus = 890;
    bad[3].liquid_fraction = (cupel_law){3, t, falling};
    bad[4].liquid_fraction = (cupel_law){3, t, part};
    bad[5].heat_capacity.count = 0;
    const char *const words[] = {"density", "latent_heat", "liquidus", "falls", "from 0", "heat_capacity"};
    for (int i = 0; i < 6; i++) {
        cupel_law h = {0}, f = {0};
        cupel_error error = {0};
        assert_int_equal(cupel_enthalpy_new(&bad[i], &h, &f, &error), CUPEL_EINVAL);
        if (!strstr(error.text, words[i])) fail_msg("'%s' does not tell of %s", error.text, words[i]);
        assert_null(h.x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_solid_of_constant_capacity_is_a_straight_line),
        cmocka_unit_test(a_changing_capacity_is_integrated),
        cmocka_unit_test(a_pure_metal_melts_at_one_temperature),
        cmocka_unit_test(a_curve_with_a_eutectic_keeps_all_of_the_latent_heat),
        cmocka_unit_test(impossible_recipes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
