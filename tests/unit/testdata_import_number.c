/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "imports.h"

#include <stdint.h>

#include "testdata/import_number.h"

/* The program never calls setlocale, so that strtod reads in the C locale here: the reference. */

static uint64_t random_state = 20260302;

static uint64_t draw(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state * UINT64_C(0x2545f4914f6cdd1d);
}

static void check(const char *text)
{
    char comma[512];
    double value = -1, with_comma = -1;
    const size_t count = strlen(text);
    const double expected = strtod(text, NULL);
    const char *behind = cupel_number_read(text, text + count, '.', &value);
    if (!isfinite(expected)) {
        assert_null(behind);
        return;
    }
    if (behind != text + count || memcmp(&value, &expected, sizeof value) != 0)
        print_error("'%s' read as %.17g\n", text, value);
    assert_ptr_equal(behind, text + count);
    assert_memory_equal(&value, &expected, sizeof value);
    snprintf(comma, sizeof comma, "%s", text);
    for (char *p = comma; *p; p++)
        if (*p == '.') *p = ',';
    assert_ptr_equal(cupel_number_read(comma, comma + count, ',', &with_comma), comma + count);
    assert_memory_equal(&with_comma, &expected, sizeof with_comma);
}

/* Digits as testers write them: up to 19, with and without a fraction and an exponent. */
static void random_decimals_are_rounded_to_the_nearest(void **state)
{
    (void)state;
    for (int i = 0; i < 1000000; i++) {
        char text[64];
        size_t used = 0;
        const unsigned whole = (unsigned)(draw() % 8), fraction = (unsigned)(draw() % 13);
        if (draw() & 1) text[used++] = '-';
        for (unsigned k = 0; k < whole; k++) text[used++] = (char)('0' + draw() % 10);
        if (fraction || !whole) text[used++] = '.';
        for (unsigned k = 0; k < fraction + (whole ? 0 : 1); k++) text[used++] = (char)('0' + draw() % 10);
        text[used] = '\0';
        if (draw() % 4 == 0) snprintf(text + used, sizeof text - used, "e%d", (int)(draw() % 61) - 30);
        check(text);
    }
}

/* What printf makes of random doubles, with 15, 17 and 20 digits. */
static void random_doubles_are_read_back(void **state)
{
    (void)state;
    for (int i = 0; i < 1000000; i++) {
        const uint64_t bits = draw();
        double value;
        char text[64];
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) continue;
        static const int digits[] = {15, 17, 20};
        snprintf(text, sizeof text, "%.*e", digits[i % 3], value);
        check(text);
        value = (double)(int64_t)(draw() >> 20) * 1e-9;
        snprintf(text, sizeof text, "%.*g", digits[i % 3], value);
        check(text);
    }
}

/* Next to the middle between two doubles, where two roundings would go wrong. */
static void middles_are_rounded_to_even(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        const uint64_t odd =
            (UINT64_C(1) << 53) + 1 + 2 * (draw() % (UINT64_C(1) << 52)); /* a middle, exactly */
        char text[64];
        for (int shift = -1; shift <= 1; shift++) {
            snprintf(text, sizeof text, "%llu", (unsigned long long)(odd + (uint64_t)(int64_t)shift));
            check(text);
            snprintf(text, sizeof text, "%llu.0000000000000000000001",
                     (unsigned long long)(odd + (uint64_t)(int64_t)shift));
            check(text);
            snprintf(text, sizeof text, "%llue-3", (unsigned long long)(odd + (uint64_t)(int64_t)shift) * 8);
            check(text);
        }
    }
}

static void edges(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0",
        "-0",
        "0.0",
        "000",
        ".5",
        "5.",
        "1e0",
        "1E+05",
        "1e-5",
        "4.9e-324",
        "2.4e-324",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "2.2250738585072011e-308",
        "9007199254740993",
        "0.00000000000000000000000000001",
        "123456789012345678901234567890",
        "0.1e-22",
        "1e22",
        "1e23",
        "8.5e22",
        "0e99999",
        "1e-99999",
        "1e99999",
        "179769313486231580793728971405301e276",
        "10000000000000000000",
        "99999999999999999999",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) check(texts[i]);
    double value;
    static const char *const none[] = {"", "-", "+", ".", "e5", "-.", "x", " 1"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_null(cupel_number_read(none[i], none[i] + strlen(none[i]), '.', &value));
    const char *fortran = "1.5D+03", *broken = "1e", *sum = "1e+";
    assert_ptr_equal(cupel_number_read(fortran, fortran + 7, '.', &value), fortran + 7);
    assert_true(value == 1500);
    assert_ptr_equal(cupel_number_read(broken, broken + 2, '.', &value), broken + 1);
    assert_ptr_equal(cupel_number_read(sum, sum + 3, '.', &value), sum + 1);
}

static void groups_of_three_digits(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char decimal;
        double value; /* NaN: no number */
    } cases[] = {
        {"1,234.5", '.', 1234.5},
        {"1.234,5", ',', 1234.5},
        {"1,234", '.', 1234},
        {"1,234", ',', 1.234},
        {"1.234", ',', 1234},
        {"12,345,678", '.', 12345678},
        {"1'234.5", '.', 1234.5},
        {"1\xc2\xa0"
         "234,5",
         ',', 1234.5},
        {"1\xe2\x80\xaf"
         "234",
         '.', 1234},
        {"\xe2\x88\x92"
         "1.5",
         '.', -1.5},
        {"+1.5", '.', 1.5},
        {"1.5e3", '.', 1500},
        {"1,23", '.', NAN},
        {"1.23", ',', NAN},
        {"12,34,567", '.', NAN},
        {"1234,567", '.', NAN},
        {"1,234,5", '.', NAN},
        {"0,123", '.', NAN},
        {"1.2.3", '.', NAN},
        {"1,234.5.6", '.', NAN},
        {"1 234", '.', NAN},
        {"", '.', NAN},
        {"1,234e3", '.', NAN},
        {"0x10", '.', NAN},
        {"nan", '.', NAN},
        {"inf", '.', NAN},
        {"1,", '.', NAN},
        {"1e5e5", '.', NAN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = NAN;
        const bool good =
            cupel_number_parse(cases[i].text, strlen(cases[i].text), cases[i].decimal, false, &value);
        if (good != !isnan(cases[i].value) || (good && value != cases[i].value))
            print_error("%s: %g\n", cases[i].text, value);
        assert_true(good == !isnan(cases[i].value));
        if (good) assert_true(value == cases[i].value);
    }
    double value;
    assert_true(cupel_number_parse("1 234,5", 7, ',', true, &value) && value == 1234.5);
}

static void what_a_number_tells_of_its_decimal_sign(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        cupel_number_form form;
    } cases[] = {
        {"1", CUPEL_NUMBER_WHOLE},         {"-12", CUPEL_NUMBER_WHOLE},
        {"1e5", CUPEL_NUMBER_WHOLE},       {"0.5", CUPEL_NUMBER_POINT},
        {"0,5", CUPEL_NUMBER_COMMA},       {"1.234", CUPEL_NUMBER_POINT3},
        {"1,234", CUPEL_NUMBER_COMMA3},    {"0,123", CUPEL_NUMBER_COMMA},
        {"1234,567", CUPEL_NUMBER_COMMA},  {"1,2345", CUPEL_NUMBER_COMMA},
        {"1,234.5", CUPEL_NUMBER_POINT},   {"1.234,5", CUPEL_NUMBER_COMMA},
        {"1,234,567", CUPEL_NUMBER_POINT}, {"1.234.567", CUPEL_NUMBER_COMMA},
        {"1,234e3", CUPEL_NUMBER_COMMA},   {"012.345", CUPEL_NUMBER_POINT},
        {".125", CUPEL_NUMBER_POINT},      {"1'234", CUPEL_NUMBER_WHOLE},
        {"1.2.3", CUPEL_NUMBER_NOT},       {"2.3.2026", CUPEL_NUMBER_NOT},
        {"12a", CUPEL_NUMBER_NOT},         {"1,", CUPEL_NUMBER_NOT},
        {"-", CUPEL_NUMBER_NOT},           {"10:30", CUPEL_NUMBER_NOT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const cupel_number_form form = cupel_number_form_of(cases[i].text, strlen(cases[i].text), false);
        if (form != cases[i].form) print_error("%s: %d\n", cases[i].text, (int)form);
        assert_int_equal(form, cases[i].form);
    }
}

static void dates_and_times_of_day(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long long day;
        double second; /* < 0: none */
        bool ambiguous;
    } cases[] = {
        {"1970-01-01 00:00:00", 0, 0, false},
        {"2026-03-02 09:00:01.5", 20514, 32401.5, false},
        {"2026-03-02T09:00:01.5Z", 20514, 32401.5, false},
        {"2026/3/2 9:00", 20514, 32400, false},
        {"02.03.2026 09:00:01,5", 20514, 32401.5, false},
        {"2.3.26 9:00:00", 20514, 32400, false},
        {"3/2/2026 9:00:01 PM", 20487, 75601, true},
        {"3/22/2026 12:00:00 AM", 20534, 0, false},
        {"2026年3月2日 9:00:00", 20514, 32400, false},
        {"09:00:01,25", 0, 32401.25, false},
        {"00:01.250", 0, 1.25, false},
        {"2026/3/2 下午 1:00:01", 20514, 46801, false},
        {"2026/3/2 上午 12:00:01", 20514, 1, false},
        {"02-Mar-2026 09:00:01.5", 20514, 32401.5, false},
        {"2 Mär 2026 09:00:00", 20514, 32400, false},
        {"09:00:01:250", 0, 32401.25, false},
        {"09:00:01:25", 0, -1, false},
        {"02-Mrz-2026 09:00:00", 0, -1, false},
        {"31-Feb-2026 09:00:00", 0, -1, false},
        {"2024-02-29", 19782, 0, false},
        {"2023-02-29", 0, -1, false},
        {"10:30", 0, -1, false},
        {"1.2.3", 0, -1, false},
        {"2026-13-02", 0, -1, false},
        {"25:61:00", 0, -1, false},
        {"2026-03-02 x", 0, -1, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cupel_moment m;
        const bool good = cupel_moment_parse(cases[i].text, strlen(cases[i].text), &m);
        if (good != (cases[i].second >= 0) ||
            (good && (m.day != cases[i].day || m.second + m.fraction != cases[i].second)))
            print_error("%s: %d, day %lld, %g s\n", cases[i].text, (int)good, m.day, m.second + m.fraction);
        assert_true(good == (cases[i].second >= 0));
        if (!good) continue;
        assert_true(m.day == cases[i].day && m.second + m.fraction == cases[i].second);
        assert_true(m.ambiguous == cases[i].ambiguous);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_decimals_are_rounded_to_the_nearest),
        cmocka_unit_test(random_doubles_are_read_back),
        cmocka_unit_test(middles_are_rounded_to_even),
        cmocka_unit_test(edges),
        cmocka_unit_test(groups_of_three_digits),
        cmocka_unit_test(what_a_number_tells_of_its_decimal_sign),
        cmocka_unit_test(dates_and_times_of_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
