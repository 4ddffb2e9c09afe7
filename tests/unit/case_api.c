/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "cupel/case.h"

/* Row 4 of the rolling validation, by the public functions that embedding programs use. */
#define PASS(friction)                                                                                       \
    "cupel: 1\nsteps:\n- {id: roll, model: rolling.pass, flow_stress: {law: constant, yield_stress: 300 "    \
    "MPa},\n"                                                                                                \
    "   entry_thickness: 1.5 mm, exit_thickness: 1.2 mm, roll_radius: 125 mm, roll_deformation: rigid,\n"    \
    "   friction_coefficient: " friction "}\n"

static void write_case(const char *text)
{
    assert_int_equal(cupel_file_write_all("api.yaml", text, strlen(text), NULL), CUPEL_OK);
    unlink("api.h5");
}

static void a_case_is_checked_run_and_read(void **state)
{
    (void)state;
    write_case(PASS("0.08"));
    cupel_error error = {0};
    assert_int_equal(cupel_case_check("api.yaml", &error), CUPEL_OK);
    assert_int_equal(cupel_case_run("api.yaml", "api.h5", 1, &error), CUPEL_OK);
    double force = -1;
    assert_int_equal(cupel_run_file_number("api.h5", "roll", "roll_force_per_width", &force, &error),
                     CUPEL_OK);
    assert_true(fabs(force / 2439.01628e3 - 1) < 1e-8);
    assert_int_equal(cupel_run_file_number("api.h5", "roll", "pressure", &force, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_run_file_number("none.h5", "roll", "pressure", &force, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_case_run("api.yaml", "api.h5", 1, &error), CUPEL_EINVAL); /* it exists */
    assert_int_equal(cupel_case_resume("api.h5", 1, &error), CUPEL_EINVAL);          /* it is finished */
}

static void what_is_wrong_and_what_failed_are_told_apart(void **state)
{
    (void)state;
    cupel_error error = {0};
    write_case(PASS("-0.08"));
    assert_int_equal(cupel_case_run("api.yaml", "api.h5", 1, &error), CUPEL_EINVAL);
    assert_int_equal(error.line, 5);
    assert_false(cupel_file_exists("api.h5"));
    write_case(PASS("0.001"));
    assert_int_equal(cupel_case_run("api.yaml", "api.h5", 1, &error), CUPEL_EFAILED);
    assert_non_null(strstr(error.text, "step 'roll'"));
    assert_true(cupel_file_exists("api.h5")); /* written all the same, and tells why */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_checked_run_and_read),
        cmocka_unit_test(what_is_wrong_and_what_failed_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
