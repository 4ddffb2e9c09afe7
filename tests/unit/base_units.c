/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/units.h"

/* In a child, because the database is loaded once per process; the first test, before it is loaded here. */
static void a_missing_database_is_named(void **state)
{
    (void)state;
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        cupel_error error = {0};
        double value = -1;
        setenv("UDUNITS2_XML_PATH", "/absent/udunits2.xml", 1);
        const cupel_status status = cupel_unit_convert(1, "mm", "m", false, &value, &error);
        const int right = status == CUPEL_EIO && value == -1 && strstr(error.text, "UDUNITS2_XML_PATH") &&
                          !cupel_unit_known("m");
        _exit(right ? 0 : 1);
    }
    int result = 0;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
}

typedef struct reading {
    const char *text, *unit;
    double value; /* by hand, from the definition of the unit */
} reading;

static const reading readings[] = {
    {"25 degC", "K", 298.15},
    {"25 \xC2\xB0"
     "C",
     "K", 298.15},
    {"77 degF", "K", 298.15},
    {"12 um", "m", 12e-6},
    {"12um", "m", 12e-6},
    {"12 \xC2\xB5m", "m", 12e-6}, /* U+00B5 micro sign */
    {"12 \xCE\xBCm", "m", 12e-6}, /* U+03BC Greek mu */
    {"12 [um]", "m", 12e-6},
    {"12 (um)", "m", 12e-6},
    {"400 MPa", "Pa", 400e6},
    {"400 N/mm2", "Pa", 400e6},
    {"1.5 W/m/K", "W/(m K)", 1.5},
    {"1.5 W/(m\xC2\xB7K)", "W/m/K", 1.5},     /* U+00B7 */
    {"1.5 W/(m\xE2\x8B\x85K)", "W/m/K", 1.5}, /* U+22C5 */
    {"20 %", "1", 0.2},
    {"20%", "1", 0.2},
    {"100 %IACS", "S/m", 58e6}, /* IEC 60028: 1/58 ohm mm2/m */
    {"97 %IACS", "S/m", 56.26e6},
    {"97 % IACS", "MS/m", 56.26},
    {"1.7241 uohm.cm", "ohm.m", 1.7241e-8},
    {"17 ppm/K", "1/K", 17e-6},
    {"5 1/K", "1/K", 5},
    {"90 deg", "rad", 1.5707963267948966},
    {"0.12 MPa m^0.5", "Pa m^0.5", 0.12e6},
    {"0.12 MPa.m^(1/2)", "Pa m^0.5", 0.12e6},
    {"0.12 MPa \xE2\x88\x9Am", "Pa m^0.5", 0.12e6},
    {"3e-4", "m", 3e-4},
    {" 3e-4 ", "m", 3e-4},
    {"-5 mm", "m", -5e-3},
};

static bool close_to(double a, double b)
{
    return fabs(a - b) <= 4e-16 * fabs(b); /* two roundings: one of the factor, one of the product */
}

static void quantities_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        double value = NAN;
        cupel_error error = {0};
        if (cupel_quantity_parse(readings[i].text, readings[i].unit, false, &value, &error))
            fail_msg("'%s': %s", readings[i].text, error.text);
        if (!close_to(value, readings[i].value)) fail_msg("'%s' gave %.17g", readings[i].text, value);
    }
}

static void an_ounce_of_copper_foil_is_a_mass(void **state)
{
    (void)state;
    double value = 0;
    assert_int_equal(cupel_quantity_parse("1 oz/ft2", "kg/m2", false, &value, NULL), CUPEL_OK);
    /* 28.349523125 g per 0.09290304 m2; udunits carries its ounce with seven digits */
    assert_true(fabs(value - 0.028349523125 / 0.09290304) < 2e-7 * value);
    /* its own `oz` is a volume, and 1 oz/ft2 would read as a thickness of 0.3 mm */
    assert_int_equal(cupel_quantity_parse("1 oz/ft2", "m", false, &value, NULL), CUPEL_EINVAL);
}

static void decimal_factors_give_the_literal_double(void **state)
{
    (void)state;
    double value = 0;
    for (int i = 1; i < 1000; i++) {
        assert_int_equal(cupel_unit_convert(i, "um", "m", false, &value, NULL), CUPEL_OK);
        assert_true(value == i / 1e6); /* correctly rounded, unlike i * 1e-6 */
    }
}

static void temperature_differences_have_no_offset(void **state)
{
    (void)state;
    double value = 0;
    assert_int_equal(cupel_quantity_parse("10 degC", "K", true, &value, NULL), CUPEL_OK);
    assert_true(value == 10);
    assert_int_equal(cupel_quantity_parse("18 degF", "K", true, &value, NULL), CUPEL_OK);
    assert_true(close_to(value, 10));
    assert_int_equal(cupel_quantity_parse("10 K", "K", true, &value, NULL), CUPEL_OK);
    assert_true(value == 10);
    assert_int_equal(cupel_quantity_parse("0 degC", "K", false, &value, NULL), CUPEL_OK);
    assert_true(value == 273.15);
}

static void wrong_quantities_are_refused_with_a_reason(void **state)
{
    (void)state;
    const struct {
        const char *text, *unit, *reason;
    } rows[] = {
        {"5 s", "m", "measure different things"},
        {"5 s", "Hz", "measure different things"}, /* udunits alone would answer 0.2 Hz */
        {"12 um um", "m", "measure different things"},
        {"25 C", "K", "degC"},
        {"3 Mpa", "Pa", "did you mean 'MPa'?"},
        {"3 KN/mm", "N/m", "did you mean 'kN'?"},
        {"3 Kg", "kg", "did you mean 'kg'?"},
        {"3 micrometr", "m", "did you mean 'micromet"},
        {"3 Mpaa", "Pa", "did you mean 'MPa'?"},
        {"3 mm2)", "m2", "does not read as a unit"}, /* udunits alone would pass over the bracket */
        {"3 HV", "Pa", "unknown unit 'HV'"},
        {"3 furlongz", "m", "unknown unit 'furlongz'"},
        {"", "m", "number"},
        {"  ", "m", "number"},
        {"um", "m", "number"},
        {"1e400", "m", "finite"},
        {"inf m", "m", "finite"},
        {"0x10 m", "m", "number"},
        {"12 um 5", "m", "does not read as a unit"}, /* udunits alone would answer 60 um */
        {"12 5 um", "m", "more than one number"},
        {"12 -5 um", "m", "more than one number"},
        {"1,5 mm", "m", "decimal point"},
        {"12 m\xB5", "m", "UTF-8"},
        {"1e300 Gm", "nm", "finite"},
        {"5 MPa m^0.5", "Pa", "measure different things"}, /* udunits alone would answer 2.5 MPa */
        {"5 m^1.5", "m", "does not read as a unit"},       /* and 2.5 m */
        {"5 kg.s^-1.5", "kg/s", "does not read as a unit"},
        {"12 (((((um", "m", "does not read"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double value = -77;
        cupel_error error = {0};
        const cupel_status status = cupel_quantity_parse(rows[i].text, rows[i].unit, false, &value, &error);
        if (status != CUPEL_EINVAL) fail_msg("'%s' gave status %d", rows[i].text, (int)status);
        if (!strstr(error.text, rows[i].reason)) fail_msg("'%s' says: %s", rows[i].text, error.text);
        assert_true(value == -77);
    }
    char endless[400] = "1 ";
    memset(endless + 2, '(', sizeof endless - 3);
    assert_int_equal(cupel_quantity_parse(endless, "m", false, &(double){0}, NULL), CUPEL_EINVAL);
}

static void known_units_are_told_from_words(void **state)
{
    (void)state;
    assert_true(cupel_unit_known("%IACS"));
    assert_true(cupel_unit_known("[mm]"));
    assert_true(cupel_unit_known("1"));
    assert_false(cupel_unit_known(""));
    assert_false(cupel_unit_known("[]"));
    assert_false(cupel_unit_known("Mpa"));
    assert_false(cupel_unit_known("strain"));
    assert_true(cupel_unit_convertible("MPa", "ksi"));
    assert_true(cupel_unit_convertible("degC", "K"));
    assert_false(cupel_unit_convertible("N", "m"));
    assert_false(cupel_unit_convertible("s", "Hz"));
    assert_false(cupel_unit_convertible("m", ""));
}

static void si_factors_are_those_of_the_definitions(void **state)
{
    (void)state;
    const struct {
        const char *unit;
        double factor, offset;
    } rows[] = {{"um", 1e-6, 0}, {"K", 1, 0},       {"degC", 1, 273.15}, {"%IACS", 0.58e6, 0},
                {"g", 1e-3, 0},  {"kN/mm", 1e6, 0}, {"MPa", 1e6, 0},     {"%", 0.01, 0},
                {"1", 1, 0},     {"rad", 1, 0},     {"ohm.m", 1, 0},     {"W/(m.K)", 1, 0},
                {"J/mol", 1, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double factor = 0, offset = -1;
        cupel_error error = {0};
        if (cupel_unit_si(rows[i].unit, &factor, &offset, &error))
            fail_msg("%s: %s", rows[i].unit, error.text);
        if (!close_to(factor, rows[i].factor)) fail_msg("%s: factor %.17g", rows[i].unit, factor);
        assert_true(close_to(offset, rows[i].offset));
    }
    double factor = -1, offset = -1;
    assert_int_equal(cupel_unit_si("Mpa", &factor, &offset, NULL), CUPEL_EINVAL);
    assert_int_equal(cupel_unit_si("seconds since 2000-01-01", &factor, &offset, NULL), CUPEL_EINVAL);
    assert_true(factor == -1 && offset == -1);
}

static void displayed_units_suit_the_size_and_convert(void **state)
{
    (void)state;
    const struct {
        const char *unit;
        double magnitude;
        const char *display;
    } rows[] = {{"m", 2e-5, "um"},        {"m", -3e-3, "mm"},      {"m", 0, "m"},
                {"m", NAN, "m"},          {"Pa", 4e8, "MPa"},      {"Pa", 2, "Pa"},
                {"Pa", 1.2e11, "GPa"},    {"N/m", 2e6, "kN/mm"},   {"S/m", 5.8e7, "MS/m"},
                {"1", 0.3, "1"},          {"K", 300, "degC"},      {"furlong", 3, "furlong"},
                {"1/K", 1.7e-5, "ppm/K"}, {"W/m^2", 3e4, "kW/m^2"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *display = cupel_unit_for_display(rows[i].unit, rows[i].magnitude, false);
        assert_string_equal(display, rows[i].display);
        assert_true(cupel_unit_convertible(rows[i].unit, display));
    }
    assert_string_equal(cupel_unit_for_display("K", 20, true), "K");
    double siemens;
    assert_int_equal(
        cupel_unit_convert(100, "%IACS", cupel_unit_for_exchange("%IACS"), false, &siemens, NULL), CUPEL_OK);
    assert_true(fabs(siemens - 100) < 1e-12);
    assert_string_equal(cupel_unit_for_exchange("MPa"), "MPa");
}

/* Each thread reads all texts over and over; without the lock the parser's global state makes this fail. */
static void *read_all(void *wrong)
{
    for (int round = 0; round < 40; round++)
        for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
            double value = NAN;
            if (cupel_quantity_parse(readings[i].text, readings[i].unit, false, &value, NULL) ||
                !close_to(value, readings[i].value))
                ++*(int *)wrong;
            if (cupel_unit_known("Mpa")) ++*(int *)wrong;
        }
    return NULL;
}

static void threads_may_read_at_the_same_time(void **state)
{
    (void)state;
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    int wrong[THREADS] = {0};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_all, &wrong[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(wrong[i], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_database_is_named),
        cmocka_unit_test(quantities_are_read),
        cmocka_unit_test(an_ounce_of_copper_foil_is_a_mass),
        cmocka_unit_test(decimal_factors_give_the_literal_double),
        cmocka_unit_test(temperature_differences_have_no_offset),
        cmocka_unit_test(wrong_quantities_are_refused_with_a_reason),
        cmocka_unit_test(known_units_are_told_from_words),
        cmocka_unit_test(si_factors_are_those_of_the_definitions),
        cmocka_unit_test(displayed_units_suit_the_size_and_convert),
        cmocka_unit_test(threads_may_read_at_the_same_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
