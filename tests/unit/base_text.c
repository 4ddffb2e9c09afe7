/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"

static void a_text_grows_and_stays_terminated(void **state)
{
    (void)state;
    cupel_text text = {0};
    assert_string_equal(cupel_text_get(&text), "");
    for (int i = 0; i < 1000; i++) cupel_text_printf(&text, "%03d,", i);
    cupel_text_add_n(&text, "end of it", 3);
    cupel_text_add(&text, "");
    assert_false(text.failed);
    assert_int_equal(text.length, 4003);
    assert_int_equal(strlen(cupel_text_get(&text)), 4003);
    assert_memory_equal(cupel_text_get(&text) + 3996, "999,end", 8);
    cupel_text_free(&text);
    assert_null(text.data);
}

static void a_text_that_failed_stays_failed(void **state)
{
    (void)state;
    cupel_text text = {0};
    cupel_text_add(&text, "kept");
    text.failed = true; /* as a failed allocation leaves it */
    cupel_text_add(&text, "lost");
    cupel_text_printf(&text, "%d", 5);
    assert_true(text.failed);
    assert_string_equal(cupel_text_get(&text), "kept");
    cupel_text_free(&text);
}

static void writes_what_xml_reads(void **state)
{
    (void)state;
    cupel_text text = {0};
    cupel_text_add_xml(&text, "a < b & \"c\" > µ");
    assert_string_equal(cupel_text_get(&text), "a &lt; b &amp; &quot;c&quot; &gt; µ");
    cupel_text_free(&text);
}

static void decimal_numbers_are_read(void **state)
{
    (void)state;
    const struct {
        const char *text;
        double value;
        const char *rest; /* NULL: refused */
    } rows[] = {
        {"12 um", 12, " um"}, {"-.5", -0.5, ""},   {"5.", 5, ""},         {"+3e-4", 3e-4, ""},
        {"1E3x", 1000, "x"},  {"2e", 2, "e"},      {"3eV", 3, "eV"},      {"  7", 7, ""},
        {"1,5", 1, ",5"},     {"0.1", 0.1, ""},    {"00012", 12, ""},     {"1e-400", 0, ""},
        {"1e400", 0, NULL},   {"inf", 0, NULL},    {"nan", 0, NULL},      {"-inf", 0, NULL},
        {"0x10", 0, NULL},    {"-0X1p3", 0, NULL}, {"infinity", 0, NULL}, {"", 0, NULL},
        {".", 0, NULL},       {"-", 0, NULL},      {"e5", 0, NULL},       {"+-1", 0, NULL},
        {"\n1", 0, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double value = -77;
        const char *end = NULL;
        const bool read = cupel_parse_number(rows[i].text, &value, &end);
        if (read != (rows[i].rest != NULL)) fail_msg("'%s' was %s", rows[i].text, read ? "read" : "refused");
        if (read) {
            assert_true(value == rows[i].value);
            assert_string_equal(end, rows[i].rest);
        } else {
            assert_true(value == -77);
            assert_null(end);
        }
    }
}

static void numbers_do_not_ask_the_locale(void **state)
{
    (void)state;
    /* Machines without any of these stay in the C locale, and there is nothing to test. */
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8") &&
        !setlocale(LC_ALL, "ru_RU.UTF-8"))
        skip();
    double value = 0;
    char out[32];
    cupel_text text = {0};
    const bool read = cupel_parse_number("1.5", &value, NULL);
    cupel_format_number(1.5, out);
    cupel_text_printf(&text, "%.1f", 1.5);
    setlocale(LC_ALL, "C");
    assert_true(read && value == 1.5);
    assert_string_equal(out, "1.5");
    assert_string_equal(cupel_text_get(&text), "1.5");
    cupel_text_free(&text);
}

static void written_numbers_are_short_and_read_back(void **state)
{
    (void)state;
    const struct {
        double value;
        const char *text;
    } rows[] = {{0.1, "0.1"},       {1e-6, "1e-06"},    {12e-6, "1.2e-05"},
                {58e6, "58000000"}, {298.15, "298.15"}, {0.1 + 0.2, "0.30000000000000004"},
                {-0.0, "-0"}};
    char out[32];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cupel_format_number(rows[i].value, out);
        assert_string_equal(out, rows[i].text);
    }
    const double hard[] = {1.0 / 3,     5e-324, DBL_MAX, DBL_MIN, 2.2250738585072011e-308, 9007199254740993.0,
                           -DBL_EPSILON};
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++) {
        double back = 0;
        cupel_format_number(hard[i], out);
        assert_true(cupel_parse_number(out, &back, NULL));
        assert_memory_equal(&back, &hard[i], sizeof back);
    }
    cupel_format_number(NAN, out);
    assert_string_equal(out, "nan");
    cupel_format_number(-INFINITY, out);
    assert_string_equal(out, "-inf");
}

static void slips_are_mended_and_strangers_are_not(void **state)
{
    (void)state;
    const char *names[] = {"entry_thickness", "exit_thickness", "roll_radius", "MPa", "width"};
    const size_t n = sizeof names / sizeof *names;
    assert_string_equal(cupel_nearest("exit_thicknes", names, n), "exit_thickness");
    assert_string_equal(cupel_nearest("entry_tihckness", names, n), "entry_thickness");
    assert_string_equal(cupel_nearest("Roll_Radius", names, n), "roll_radius");
    assert_string_equal(cupel_nearest("Mpa", names, n), "MPa");
    assert_string_equal(cupel_nearest("widht", names, n), "width");
    assert_null(cupel_nearest("temperature", names, n));
    assert_null(cupel_nearest("", names, n));
    assert_null(cupel_nearest("x", names, n));
    char endless[300];
    memset(endless, 'a', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    assert_null(cupel_nearest(endless, names, n));
}

static void only_strict_utf8_passes(void **state)
{
    (void)state;
    const char *good[] = {"plain\ttext\r\n", "\xC2\xB5m", "\xE9\x93\x9C\xE7\xAE\x94", "\xF0\x9F\x94\xA5", ""};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(cupel_is_utf8(good[i], strlen(good[i])));
    const char *bad[] = {
        "\xB5m",            /* Latin-1 */
        "\xC0\xAF",         /* overlong '/' */
        "\xE0\x80\xAF",     /* overlong, three bytes */
        "\xED\xA0\x80",     /* a surrogate */
        "\xF4\x90\x80\x80", /* above U+10FFFF */
        "\xE9\x93",         /* cut off */
        "\x1B[31m",         /* a terminal escape */
        "\xC2\x9B[",        /* its one-character form */
        "\x7F",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (cupel_is_utf8(bad[i], strlen(bad[i]))) fail_msg("bad text %zu passed", i);
    assert_false(cupel_is_utf8("a\0b", 3));
}

static void identifiers_are_lower_case_words(void **state)
{
    (void)state;
    assert_true(cupel_is_identifier("roll"));
    assert_true(cupel_is_identifier("pass-2_b"));
    const char *bad[] = {"", "2nd", "Roll", "a b", "-a", "_a", "a.b", "../x", "\xC3\xA9"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(cupel_is_identifier(bad[i]));
}

static void widths_are_terminal_cells(void **state)
{
    (void)state;
    assert_int_equal(cupel_display_width("12 \xC2\xB5m"), 5);
    assert_int_equal(cupel_display_width("\xE9\x93\x9C\xE7\xAE\x94"), 4);  /* two ideographs */
    assert_int_equal(cupel_display_width("e\xCC\x81"), 1);                 /* combining accent */
    assert_int_equal(cupel_display_width("\xEF\xBC\x88W\xEF\xBC\x89"), 5); /* fullwidth brackets */
    assert_int_equal(cupel_display_width("\xFFx"), 2);
    assert_int_equal(cupel_display_width(""), 0);
}

static void patterns_match_whole_names(void **state)
{
    (void)state;
    assert_true(cupel_matches("*.exit_thickness", "roll.exit_thickness"));
    assert_true(cupel_matches("*", ""));
    assert_true(cupel_matches("a*b*c", "axxbyybzzc"));
    assert_true(cupel_matches("?m", "\xC2\xB5m")); /* one character, two bytes */
    assert_true(cupel_matches("", ""));
    assert_false(cupel_matches("", "a"));
    assert_false(cupel_matches("*.exit", "roll.exit_thickness"));
    assert_false(cupel_matches("a?", "a"));
    assert_false(cupel_matches("a*b", "abc"));
    /* a backtracking matcher would not come back from this one */
    char name[2001];
    memset(name, 'a', 2000);
    name[2000] = '\0';
    assert_false(cupel_matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", name));
}

static void the_time_is_iso_8601(void **state)
{
    (void)state;
    char out[32];
    cupel_timestamp(out);
    assert_true(cupel_matches("20\?\?-\?\?-\?\?T\?\?:\?\?:\?\?Z", out));
}

static void digests_are_those_of_fips_180(void **state)
{
    (void)state;
    char out[CUPEL_SHA256_HEX];
    /* NIST's example values for "abc" and the empty message */
    cupel_sha256("abc", 3, out);
    assert_string_equal(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cupel_sha256(NULL, 0, out);
    assert_string_equal(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_grows_and_stays_terminated),
        cmocka_unit_test(writes_what_xml_reads),
        cmocka_unit_test(a_text_that_failed_stays_failed),
        cmocka_unit_test(decimal_numbers_are_read),
        cmocka_unit_test(numbers_do_not_ask_the_locale),
        cmocka_unit_test(written_numbers_are_short_and_read_back),
        cmocka_unit_test(slips_are_mended_and_strangers_are_not),
        cmocka_unit_test(only_strict_utf8_passes),
        cmocka_unit_test(identifiers_are_lower_case_words),
        cmocka_unit_test(widths_are_terminal_cells),
        cmocka_unit_test(patterns_match_whole_names),
        cmocka_unit_test(the_time_is_iso_8601),
        cmocka_unit_test(digests_are_those_of_fips_180),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
