/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/joint.h"
#include "model/registry.h"
#include "run_model.h"

/* Expected: the formulas of docs/theory/heat-joint.md by hand. */

static const cupel_rough_joint ground = {.conductivity = {167, 167},
                                         .roughness = {1.6e-6, 1.6e-6},
                                         .slope = {0.15, 0.15},
                                         .hardness = 1.2e9,
                                         .pressure = 0.7e6};

static void ground_aluminium_meets_the_hand_calculation(void **state)
{
    (void)state;
    cupel_joint_conductance c;
    assert_int_equal(cupel_joint_rough(&ground, &c, NULL), CUPEL_OK);
    /* 1.25 x 167 x 93750 x (5.8333e-4)^0.95, the power being exp(-0.95 x 7.44673) = 8.4651e-4 */
    assert_near(c.solid, 1.25 * 167 * 93750 * 8.4651e-4, 1e-4);
    assert_near(c.separation, 1.53 * 2.26274e-6 * exp(0.097 * 7.44673), 1e-5);
    assert_true(c.gap == 0);
    cupel_rough_joint filled = ground;
    filled.gap_conductivity = 0.2;
    filled.gas_parameter = 1e-6;
    assert_int_equal(cupel_joint_rough(&filled, &c, NULL), CUPEL_OK);
    assert_near(c.gap, 0.2 / (c.separation + 1e-6), 1e-14);
}

static void conductance_keeps_its_symmetries_and_powers(void **state)
{
    (void)state;
    cupel_rough_joint a = ground, b = ground;
    a.conductivity[1] = 50, a.roughness[1] = 3e-6, a.slope[0] = NAN;
    b.conductivity[0] = 50, b.roughness[0] = 3e-6, b.slope[1] = NAN;
    b.slope[0] = 0.15;
    a.slope[1] = 0.15;
    cupel_joint_conductance one, other, hard;
    assert_int_equal(cupel_joint_rough(&a, &one, NULL), CUPEL_OK);
    assert_int_equal(cupel_joint_rough(&b, &other, NULL), CUPEL_OK);
    assert_near(one.solid, other.solid, 1e-14); /* turned about */
    assert_near(one.slope, hypot(0.15, 0.125 * pow(1.6, 0.402)), 1e-14);
    a.pressure *= 16;
    assert_int_equal(cupel_joint_rough(&a, &hard, NULL), CUPEL_OK);
    assert_near(hard.solid / one.solid, pow(16, 0.95), 1e-13);
    assert_near(one.separation / hard.separation, pow(16, 0.097), 1e-13);
}

static void gas_and_paste_have_their_known_sizes(void **state)
{
    (void)state;
    cupel_air air;
    assert_int_equal(cupel_air_at(288.15, 101325, &air, NULL), CUPEL_OK);
    /* mean free path 0.064 um at 15 degC, a = 2.444 and b = 1.64 for air on metals of 0.9 */
    assert_near(cupel_joint_gas_parameter(&air, 288.15, 101325, 0.9), 2.444 * 1.643 * 0.0642e-6, 5e-3);
    assert_near(cupel_joint_gas_parameter(&air, 288.15, 10132.5, 0.9),
                10 * cupel_joint_gas_parameter(&air, 288.15, 101325, 0.9), 1e-13);
    assert_near(cupel_joint_bond_line(1e5, 1e5), 1.31e-4, 1e-15);
    assert_near(cupel_joint_bond_line(150, 3e5), 1.31e-4 * pow(5e-4, 0.166), 1e-14);
}

static void refuse_joint(const char *text, cupel_rough_joint joint)
{
    cupel_error error = {0};
    cupel_joint_conductance c = {.solid = -1};
    if (cupel_joint_rough(&joint, &c, &error) != CUPEL_EINVAL) fail_msg("not refused: %s", text);
    if (!strstr(error.text, text)) fail_msg("%s: %s", text, error.text);
    assert_true(c.solid == -1);
}

static void impossible_joints_are_refused(void **state)
{
    (void)state;
    cupel_rough_joint j = ground;
    j.conductivity[1] = 0;
    refuse_joint("of body 2 must be positive", j);
    j = ground;
    j.roughness[0] = j.roughness[1] = 0;
    refuse_joint("must be rough", j);
    j = ground;
    j.pressure = 2e9;
    refuse_joint("below the hardness 1.2e+09 Pa", j);
    j = ground;
    j.pressure = NAN;
    refuse_joint("pressure nan Pa", j);
    j = ground;
    j.slope[1] = -0.1;
    refuse_joint("slope -0.1 of surface 2", j);
}

static model_run run(const char *yaml)
{
    return model_run_start(&cupel_model_heat_joint, yaml, 1);
}

#define METAL                                                                                                \
    "{cupel: 1, id: m, name: m, class: aluminium, properties: {thermal_conductivity: "                       \
    "{value: 167 W/(m K), basis: assumed}}}\n"
#define LIQUID                                                                                               \
    "{cupel: 1, id: l, name: l, class: liquid, properties: {thermal_conductivity: "                          \
    "{value: 0.6 W/(m K), basis: assumed}}}\n"
#define ROUGH "kind: rough\npressure: 0.7 MPa\nroughness: 1.6 um\nhardness: 1.2 GPa\nmaterial: " METAL

static void model_adds_both_paths(void **state)
{
    (void)state;
    model_run r = run(ROUGH "slope: 0.15\n");
    assert_int_equal(r.status, CUPEL_OK);
    const double solid = model_run_number(&r, "solid_conductance"),
                 gap = model_run_number(&r, "gap_conductance");
    assert_near(model_run_number(&r, "contact_resistance"), 1 / (solid + gap), 1e-14);
    assert_true(gap > 0 && gap < solid);
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    const cupel_result_value *curve = cupel_results_find(r.results, "curve_contact_resistance");
    assert_int_equal(curve->count, 41);
    assert_near(curve->values[20], 1 / (solid + gap), 1e-12);
    for (int i = 1; i < 41; i++) assert_true(curve->values[i] < curve->values[i - 1]);
    model_run_end(&r);
    r = run(ROUGH "gap: filler\nfiller_conductivity: 0.8 W/(m K)\n");
    assert_true(model_run_number(&r, "gap_conductance") > gap);
    assert_non_null(strstr(model_run_label(&r, "notes"), "slopes are estimated"));
    model_run_end(&r);
    r = run("kind: paste\npaste_conductivity: 2 W/(m K)\nbond_line_thickness: 50 um\nboundary_resistance: "
            "1e-6 m^2 K/W\n");
    assert_near(model_run_number(&r, "contact_resistance"), 26e-6, 1e-12);
    assert_string_equal(model_run_label(&r, "solution_status"), "ok");
    model_run_end(&r);
    r = run("kind: paste\npaste_conductivity: 2 W/(m K)\nyield_stress: 150 kPa\npressure: 0.1 MPa\n");
    assert_non_null(strstr(model_run_label(&r, "notes"), "does not flow"));
    model_run_end(&r);
}

static void refuse(const char *text, const char *yaml)
{
    model_run_refused(&cupel_model_heat_joint, yaml, text);
}

static void wrong_input_is_refused(void **state)
{
    (void)state;
    refuse("'hardness' is missing", "kind: rough\npressure: 1 MPa\nroughness: 1 um\nmaterial: " METAL);
    refuse("'material' is missing", "kind: rough\npressure: 1 MPa\nroughness: 1 um\nhardness: 1 GPa\n");
    refuse("pressure is missing", "kind: rough\nroughness: 1 um\nhardness: 1 GPa\nmaterial: " METAL);
    refuse("filler_conductivity goes with gap: filler", ROUGH "gap: filler\n");
    refuse("filler_conductivity goes with gap: filler", ROUGH "filler_conductivity: 1 W/(m K)\n");
    refuse("yield_stress is not for a heat.joint of kind rough", ROUGH "yield_stress: 100 Pa\n");
    refuse("boundary_resistance is not for a heat.joint of kind rough",
           ROUGH "boundary_resistance: 1e-6 m^2 K/W\n");
    refuse("below the hardness",
           "kind: rough\npressure: 2 GPa\nroughness: 1 um\nhardness: 1 GPa\nmaterial: " METAL);
    refuse("must be rough",
           "kind: rough\npressure: 1 MPa\nroughness: 0 um\nhardness: 1 GPa\nmaterial: " METAL);
    refuse("outside the property table", ROUGH "temperature: 1500 degC\n");
    refuse("a rough joint is of two solids", ROUGH "other_material: " LIQUID);
    refuse("'paste_conductivity' is missing", "kind: paste\nyield_stress: 100 Pa\n");
    refuse("neither is there", "kind: paste\npaste_conductivity: 2 W/(m K)\n");
    refuse("both are there",
           "kind: paste\npaste_conductivity: 2 W/(m K)\nyield_stress: 100 Pa\nbond_line_thickness: 1 mm\n");
    refuse("pressure is missing", "kind: paste\npaste_conductivity: 2 W/(m K)\nyield_stress: 100 Pa\n");
    refuse("roughness is not for a heat.joint of kind paste",
           "kind: paste\npaste_conductivity: 2 W/(m K)\nbond_line_thickness: 50 um\nroughness: 1 um\n");
    refuse(
        "filler_conductivity is not for a heat.joint of kind paste",
        "kind: paste\npaste_conductivity: 2 W/(m K)\nbond_line_thickness: 50 um\nfiller_conductivity: 3\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ground_aluminium_meets_the_hand_calculation),
        cmocka_unit_test(conductance_keeps_its_symmetries_and_powers),
        cmocka_unit_test(gas_and_paste_have_their_known_sizes),
        cmocka_unit_test(impossible_joints_are_refused),
        cmocka_unit_test(model_adds_both_paths),
        cmocka_unit_test(wrong_input_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
