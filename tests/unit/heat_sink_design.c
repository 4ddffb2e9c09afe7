/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/sink_design.h"

static cupel_sink_design thin_plates(void)
{
    return (cupel_sink_design){.base = {.base_length = 0.1, .base_width = 0.2, .conductivity = 1e6},
                               .ambient = {298.15, 101325},
                               .density = 2700,
                               .power = 20,
                               .objective = CUPEL_SINK_LEAST_TEMPERATURE,
                               .thickness = {1e-5, 2e-5},
                               .height = {0.03, 0.03},
                               .least_spacing = 1e-4,
                               .most_aspect = INFINITY,
                               .most_mass = INFINITY,
                               .most_temperature = INFINITY,
                               .most_pressure_drop = INFINITY,
                               .fin_count = {2, 90},
                               .threads = 1};
}

/* Bar-Cohen and Rohsenow: the heat of thin plates is greatest at El 54.3; the count is whole, and at given
 * power the temperature moves with it */
static void thin_plates_stand_near_elenbaas_54(void **state)
{
    (void)state;
    const cupel_sink_design d = thin_plates();
    cupel_sink_candidate all[89];
    size_t best;
    assert_int_equal(cupel_sink_design_solve(&d, all, &best, NULL), CUPEL_OK);
    cupel_sink_natural at;
    assert_int_equal(cupel_sink_natural_solve(&all[best].sink, &d.ambient, d.power, &at, NULL), CUPEL_OK);
    assert_true(at.elenbaas_number > 45 && at.elenbaas_number < 65);
}

static void lightest_sink_uses_its_temperature_limit_and_threads_do_not_matter(void **state)
{
    (void)state;
    cupel_sink_design d = thin_plates();
    d.base = (cupel_heat_sink){
        .base_length = 0.15, .base_width = 0.12, .base_thickness = 0.006, .conductivity = 209};
    d.ambient.temperature = 318.15;
    d.power = 180;
    d.flow_rate = 0.02;
    d.objective = CUPEL_SINK_LEAST_MASS;
    d.thickness[0] = 1e-3, d.thickness[1] = 4e-3;
    d.height[0] = 1e-3, d.height[1] = 0.05;
    d.least_spacing = 1e-3;
    d.most_aspect = 10;
    d.most_temperature = 353.15;
    d.most_pressure_drop = 60;
    d.fin_count[1] = 40;
    cupel_sink_candidate one[39], two[39];
    size_t best, again;
    assert_int_equal(cupel_sink_design_solve(&d, one, &best, NULL), CUPEL_OK);
    d.threads = 2;
    assert_int_equal(cupel_sink_design_solve(&d, two, &again, NULL), CUPEL_OK);
    assert_int_equal(best, again);
    assert_true(one[best].mass == two[again].mass);
    assert_true(one[best].excess == 0);
    assert_true(one[best].base_temperature <= 353.15 && one[best].base_temperature > 352);
    const double s = cupel_sink_spacing(&one[best].sink);
    assert_true(one[best].sink.fin_height <= 10.001 * s);
}

static void bounds_that_cannot_be_are_refused(void **state)
{
    (void)state;
    cupel_sink_design d = thin_plates();
    cupel_sink_candidate all[89];
    cupel_error error = {0};
    size_t best;
    d.thickness[1] = 1e-6;
    assert_int_equal(cupel_sink_design_solve(&d, all, &best, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "fin thickness"));
    d = thin_plates();
    d.least_spacing = 1;
    assert_int_equal(cupel_sink_design_solve(&d, all, &best, &error), CUPEL_EFAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thin_plates_stand_near_elenbaas_54),
        cmocka_unit_test(lightest_sink_uses_its_temperature_limit_and_threads_do_not_matter),
        cmocka_unit_test(bounds_that_cannot_be_are_refused),
    };
    return cmocka_run_group_tests_name("heat_sink_design", tests, NULL, NULL);
}
