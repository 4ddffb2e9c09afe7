/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "imports.h"

/* One test per habit of testers' files. */

#define ROWS "0,0,0\n0.5,12.25,0.002\n1,24.5,0.004\n"

static void utf8_with_and_without_a_mark(void **state)
{
    (void)state;
    imported i = import_text("Time (s),Force (kN),Extension (mm)\n" ROWS);
    check_value(&i, "time", 1, 0.5);
    check_value(&i, "force", 1, 12250);
    check_value(&i, "extension", 2, 0.004 / 1000);
    assert_string_equal(i.import.tests[0].encoding, "UTF-8");
    assert_string_equal(i.import.tests[0].separator, ",");
    assert_string_equal(i.import.tests[0].decimal_sign, ".");
    assert_string_equal(i.import.tests[0].raw.name, "test.csv");
    assert_int_equal(i.import.tests[0].blocks, 1);
    imported_free(&i);
    i = import_text("\xef\xbb\xbfTime (s),Force (kN),Extension (mm)\r\n0,0,0\r\n0.5,12.25,0.002\r\n");
    check_value(&i, "time", 1, 0.5);
    assert_string_equal(channel(&i, 0, "time")->original_name, "Time");
    imported_free(&i);
}

static void utf16_by_its_mark_and_by_its_nuls(void **state)
{
    (void)state;
    const char *text = "Time [s]\tForce [kN]\r\n0\t0\r\n0.5\t12.25\r\n1\t24.5\r\n";
    imported i = import_in("UTF-16LE", "\xff\xfe", 2, text, NULL);
    check_value(&i, "force", 1, 12250);
    assert_string_equal(i.import.tests[0].encoding, "UTF-16LE");
    imported_free(&i);
    i = import_in("UTF-16BE", "\xfe\xff", 2, text, NULL);
    check_value(&i, "force", 1, 12250);
    imported_free(&i);
    i = import_in("UTF-16LE", "", 0, text, NULL);
    check_value(&i, "force", 1, 12250);
    assert_string_equal(i.import.tests[0].encoding, "UTF-16LE");
    imported_free(&i);
    i = import_in("UTF-16BE", "", 0, text, NULL);
    check_value(&i, "force", 1, 12250);
    imported_free(&i);
}

static const char chinese[] =
    "试验类型：拉伸试验\n试样编号：Cu-01\n厚度(mm)：0.5\n宽度：12.5 mm\n标距,50,mm\n\n"
    "时间(s),力(kN),变形(mm)\n" ROWS;

static void gb18030_by_its_words(void **state)
{
    (void)state;
    imported i = import_in("GB18030", "", 0, chinese, NULL);
    check_value(&i, "force", 1, 12250);
    const cupel_test *t = &i.import.tests[0];
    assert_string_equal(t->encoding, "GB18030");
    assert_string_equal(t->kind, "tensile");
    assert_string_equal(text_in(t->specimen_texts, t->specimen_text_count, "id"), "Cu-01");
    assert_true(property_of(&i, 0, "thickness")->value == 0.5e-3);
    assert_string_equal(property_of(&i, 0, "thickness")->origin, "header, line 3");
    assert_true(property_of(&i, 0, "width")->value == 12.5e-3);
    assert_true(property_of(&i, 0, "gauge_length")->value == 50e-3);
    assert_true(remarked(&i, 0, "encoding GB18030 found by its letters and words"));
    imported_free(&i);
}

static void shift_jis_and_latin_1_are_not_taken_for_gb18030(void **state)
{
    (void)state;
    imported i =
        import_in("CP932", "", 0, "試験種類,引張試験\n厚さ,0.5,mm\n時間,荷重,伸び\ns,N,mm\n" ROWS, NULL);
    check_value(&i, "force", 1, 12.25);
    assert_string_equal(i.import.tests[0].encoding, "Shift_JIS");
    assert_true(property_of(&i, 0, "thickness")->value == 0.5e-3);
    imported_free(&i);
    i = import_in("CP1252", "", 0,
                  "Prüfart;Zugversuch\nPrüfzeit;Standardkraft;Längenänderung\ns;N;µm\n0;0;0\n0,5;12,25;2\n",
                  NULL);
    check_value(&i, "force", 1, 12.25);
    check_value(&i, "extension", 1, 2e-6);
    assert_string_equal(i.import.tests[0].encoding, "CP1252");
    assert_string_equal(i.import.tests[0].decimal_sign, ",");
    imported_free(&i);
    i = import_in("CP1252", "", 0, "T [°C],R [ohm]\n20,1.5\n30,1.6\n", NULL);
    check_value(&i, "temperature", 0, 293.15);
    imported_free(&i);
}

static void damaged_characters(void **state)
{
    (void)state;
    /* cut off within the last character */
    char bytes[256] = "\xca\xb1\xbc\xe4(s),\xc1\xa6(N)\n0,1\n1,2\n\xb1\xb8\xd7";
    imported i = import_bytes(bytes, strlen(bytes), NULL, NULL);
    check_value(&i, "force", 1, 2);
    assert_string_equal(i.import.tests[0].encoding, "GB18030");
    assert_true(remarked(&i, 0, "cut off in the middle of a character: its last line is left out"));
    imported_free(&i);
    i = import_text("Temperatur (°C),Kraft (N)\n20,1\n21,2\n22,3 \xc2");
    assert_int_equal(channel(&i, 0, "force")->count, 2);
    assert_true(remarked(&i, 0, "cut off in the middle of a character"));
    imported_free(&i);
    /* one character of many is broken: nothing else would fit better */
    i = import_text("备注：测试数据样品厚度宽度\n\xe5\x9b\n时间(s),力(N)\n0,1\n1,2\n");
    check_refused(&i, 2, 1,
                  "byte 41 (0xe5) is not UTF-8, although nearly all of the text is; mend it, or say which "
                  "encoding it is in "
                  "(--encoding)");
}

static void names_of_two_rows_and_symbols(void **state)
{
    (void)state;
    static const char *const headings[] = {
        "Time,Crosshead,Axial\n,displacement,force\ns,mm,N\n", "Time,,Force\n,Travel,\ns,mm,N\n",
        "Zeit t (s),Weg s (mm),Kraft F (N)\n", "时间t(s),位移(mm),力F(N)\n"};
    for (size_t k = 0; k < sizeof headings / sizeof *headings; k++) {
        char text[256];
        snprintf(text, sizeof text, "%s0,1,2\n1,2,3\n", headings[k]);
        imported i = import_text(text);
        check_value(&i, "time", 1, 1);
        check_value(&i, "displacement", 1, 2e-3);
        check_value(&i, "force", 1, 3);
        imported_free(&i);
    }
    imported i = import_text("应变ε(%),应力σ(MPa)\n0,1\n0.1,2\n");
    check_value(&i, "stress", 1, 2e6);
    imported_free(&i);
    /* true stress is no stress of ours, and one force in two units no second specimen */
    i = import_text("True stress (MPa),Force (N),Force (kN)\n0,1000,1\n0.1,2000,2\n");
    check_value(&i, "true_stress", 1, 1e5);
    assert_int_equal(i.import.count, 1);
    check_value(&i, "force_2", 1, 2000);
    assert_true(remarked(&i, 0, "column 'Force (kN)' is one more force: kept as force_2"));
    imported_free(&i);
}

static void a_forced_encoding_has_to_fit(void **state)
{
    (void)state;
    imported i = import_in("GB18030", "", 0, chinese, &(cupel_import_options){.encoding = "gbk"});
    check_value(&i, "force", 1, 12250);
    imported_free(&i);
    i = import_in("GB18030", "", 0, chinese, &(cupel_import_options){.encoding = "UTF-8"});
    check_refused(&i, 1, 1, "byte 1 (0xca) does not fit the encoding UTF-8; leave it out to have it found");
    i = import_in("CP1252", "", 0, "a\nPrüf\n", &(cupel_import_options){.encoding = "ASCII"});
    check_refused(&i, 2, 3, "byte 5 (0xfc) does not fit the encoding ASCII; leave it out to have it found");
    i = import_bytes("a", 1, NULL, &(cupel_import_options){.encoding = "klingon"});
    check_refused(
        &i, 0, 0,
        "unknown encoding 'klingon'; allowed: what 'iconv --list' shows, such as UTF-8, GB18030, CP1252");
    i = import_text("\xef\xbb\xbfTime (s),Force (N)\n0,1\nPr\xfc,2\n");
    check_refused(&i, 3, 3,
                  "byte 29 (0xfc) is not UTF-8, although the file begins with the mark of UTF-8; say which "
                  "encoding it is "
                  "in (--encoding)");
}

/* Of "12.75" only "12." and half a character are left: no row is better than a wrong one. */
static void utf16_with_an_odd_number_of_bytes(void **state)
{
    (void)state;
    const char *text = "Time [s]\tForce [N]\n0\t1\n0.5\t12.25\n1\t12.75";
    for (size_t lost = 0; lost < 9; lost++) {
        imported whole = import_in("UTF-16LE", "\xff\xfe", 2, text, NULL);
        imported i = import_bytes(whole.bytes, 2 + 2 * strlen(text) - lost, NULL, NULL);
        const size_t odd = lost % 2;
        assert_int_equal(channel(&i, 0, "force")->count, odd || lost > 10 ? 2 : 3);
        check_value(&i, "force", 1, 12.25);
        if (odd) assert_true(remarked(&i, 0, "cut off in the middle of a character"));
        imported_free(&whole);
        imported_free(&i);
    }
}

static void decimal_commas_and_thousands(void **state)
{
    (void)state;
    imported i = import_text("Zeit [s];Kraft [N]\n0;0,5\n1;1.234,5\n2;12.345\n");
    check_value(&i, "force", 1, 1234.5);
    check_value(&i, "force", 2, 12345);
    imported_free(&i);
    i = import_text("Time (s),Force (N)\n0,0.5\n1,\"1,234.5\"\n2,\"12,345\"\n");
    check_value(&i, "force", 1, 1234.5);
    check_value(&i, "force", 2, 12345);
    imported_free(&i);
    i = import_text("\"Zeit [s]\",\"Kraft [N]\"\n\"0,0\",\"0,5\"\n\"0,1\",\"1,5\"\n");
    check_value(&i, "force", 1, 1.5);
    imported_free(&i);
    i = import_text("Time (s)\tForce (N)\n0\t0.5\n1\t1\xc2\xa0"
                    "234.5\n2\t2'345.5\n");
    check_value(&i, "force", 1, 1234.5);
    check_value(&i, "force", 2, 2345.5);
    imported_free(&i);
    i = import_text("Kraft [N]\n0,5\n1,5\n2,25\n");
    check_value(&i, "force", 2, 2.25);
    imported_free(&i);
    i = import_text("Breite: 12,5 mm\nZeit [s];Kraft [N]\n1;1,234\n2;1,235\n");
    check_value(&i, "force", 0, 1.234);
    assert_true(remarked(&i, 0, "decimal comma taken from the header"));
    imported_free(&i);
}

static void an_undecidable_comma_is_refused(void **state)
{
    (void)state;
    static const char text[] = "Zeit [s];Kraft [N]\n1;1,234\n2;1,235\n";
    imported i = import_text(text);
    check_refused(
        &i, 2, 3,
        "'1,234' can be 1.234 or 1234, and no other number decides; say which sign is the decimal one "
        "(--decimal , or .)");
    i = import_bytes(text, sizeof text - 1, NULL, &(cupel_import_options){.decimal_sign = ","});
    check_value(&i, "force", 0, 1.234);
    imported_free(&i);
    i = import_bytes(text, sizeof text - 1, "decimal_sign: '.'\n", NULL);
    check_value(&i, "force", 0, 1234);
    imported_free(&i);
    i = import_text("Zeit [s];Kraft [N]\n0,5;1,25\n1,0;1.25\n");
    check_refused(
        &i, 3, 5,
        "'1.25' does not go with '0,5' further up: one has a decimal comma, the other a decimal point");
    i = import_text("1,23\n2,34\n3,45\n");
    check_refused(&i, 1, 1,
                  "every line holds two whole numbers and a comma, and none is a heading: two columns, or "
                  "one with a decimal "
                  "comma; say which (--separator ,, or --decimal , with --separator ';')");
    i = import_text("Zeit [s],Kraft [N]\n0,5,1,25\n1,5,2,25\n");
    check_refused(&i, 2, 1,
                  "4 cells below a heading of 2: decimal commas in a file parted by commas cannot be told "
                  "apart; export with "
                  "semicolons, tabs or quotes");
}

static void separators(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Time (s),Force (N)\n0,1\n0.5,2.5\n",
        "Time (s);Force (N)\n0;1\n0,5;2,5\n",
        "Time (s)\tForce (N)\n0\t1\n0.5\t2.5\n",
        "  Time (s)   Force (N)\n     0        1\n   0.5      2.5\n",
        "Time Force\ns N\n0 1\n0.5 2.5\n",
        "\"Time\",\"Force\"\n\"(s)\",\"(N)\"\n\"0\",\"1\"\n\"0.5\",\"2.5\"\n",
        "Time (s);Force (N);\n0;1;\n0,5;2,5;\n",
        "Time (s),Force (N)\r0,1\r0.5,2.5\r",
        "Time (s),Force (N)\r\n0,1\r\n0.5,2.5",
        "Time (s), Force (N)\n 0, 1\n 0.5, 2.5\n",
        "sep=;\nTime (s);Force (N)\n0;1\n0,5;2,5\n",
        "Time (s)|Force (N)\n0|1\n0.5|2.5\n",
        "Time (s),Force (N)\r\r\n0,1\r\r\n0.5,2.5\r\r\n",
    };
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        imported i = import_text(texts[k]);
        check_value(&i, "time", 1, 0.5);
        check_value(&i, "force", 1, 2.5);
        assert_int_equal(channel(&i, 0, "force")->count, 2);
        imported_free(&i);
    }
}

static void units_beside_below_and_behind_names(void **state)
{
    (void)state;
    static const char *const headings[] = {
        "Time (s),Force (kN)\n",
        "Time [s],Force [kN]\n",
        "Time/s,Force/kN\n",
        "Time,Force\n(s),(kN)\n",
        "Time,Force\ns,kN\n",
        "\"Time, s\",\"Force, kN\"\n",
        "时间（s）,力（kN）\n",
        "Zeit in s,Kraft in kN\n",
        "Time_s,Force_kN\n",
        "Time s,Force kN\n",
        "t [s],F [kN]\n",
        "time (Sec),load (KN)\n",
        "Time\n(s),(kN)\nTime,Force\n",
        "s,kN\nTime,Force\n",
    };
    for (size_t k = 0; k < sizeof headings / sizeof *headings; k++) {
        char text[256];
        snprintf(text, sizeof text, "%s0,1\n0.5,2.5\n", headings[k]);
        imported i = import_text(text);
        check_value(&i, "time", 1, 0.5);
        check_value(&i, "force", 1, 2500);
        imported_free(&i);
    }
}

static void marks_are_masked_and_never_zero(void **state)
{
    (void)state;
    imported i = import_text(
        "Time (s),Force (N)\n0,1\n1,****\n2,-----\n3,OVER\n4,NaN\n5,#N/A\n6,\n7,8\n8,9.9E37\n9,spoiled\n");
    const cupel_channel *force = channel(&i, 0, "force");
    static const unsigned char expected[] = {
        CUPEL_SAMPLE_GOOD,     CUPEL_SAMPLE_OVERLOAD, CUPEL_SAMPLE_OVERLOAD, CUPEL_SAMPLE_OVERLOAD,
        CUPEL_SAMPLE_MISSING,  CUPEL_SAMPLE_MISSING,  CUPEL_SAMPLE_MISSING,  CUPEL_SAMPLE_GOOD,
        CUPEL_SAMPLE_OVERLOAD, CUPEL_SAMPLE_MISSING};
    assert_int_equal(force->count, 10);
    for (size_t k = 0; k < 10; k++) {
        assert_int_equal(force->mask[k], expected[k]);
        assert_true(isnan(force->values[k]) == (expected[k] != CUPEL_SAMPLE_GOOD));
    }
    assert_null(channel(&i, 0, "time")->mask);
    assert_true(remarked(&i, 0, "force: 4 of 10 samples overloaded"));
    assert_true(remarked(&i, 0, "force: 4 of 10 samples missing"));
    assert_true(remarked(&i, 0, "first 'spoiled' in line 11"));
    imported_free(&i);
}

static void rows_of_marks_are_rows(void **state)
{
    (void)state;
    imported i = import_text("Time (s),Force (N)\nOVER,****\n0,1\n1,2\n****,OVER\n");
    assert_int_equal(channel(&i, 0, "force")->count, 4);
    assert_int_equal(channel(&i, 0, "force")->mask[0], CUPEL_SAMPLE_OVERLOAD);
    assert_int_equal(channel(&i, 0, "force")->mask[3], CUPEL_SAMPLE_OVERLOAD);
    imported_free(&i);
    i = import_text("Time (s)  Force (N)\n--------  ---------\n0   1\n1   2\n");
    assert_int_equal(channel(&i, 0, "force")->count, 2);
    imported_free(&i);
}

static void blocks_are_tests_of_their_own(void **state)
{
    (void)state;
    imported i =
        import_text("Machine\tM1\nSpecimen id\tA\nThickness\t0.5\tmm\n\nTime\tForce\ns\tN\n0\t1\n1\t2\n\n"
                    "Specimen id\tB\nThickness\t0.6\tmm\n\nTime\tForce\ns\tkN\n0\t3\n1\t4\n");
    assert_int_equal(i.import.count, 2);
    assert_true(channel(&i, 1, "force")->values[1] == 4000);
    assert_true(property_of(&i, 0, "thickness")->value == 0.5e-3);
    assert_true(property_of(&i, 1, "thickness")->value == 0.6 / 1000);
    const cupel_test *t = &i.import.tests[1];
    assert_string_equal(text_in(t->specimen_texts, t->specimen_text_count, "id"), "B");
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "machine"), "M1");
    assert_int_equal(t->block, 1);
    assert_int_equal(t->blocks, 2);
    imported_free(&i);
    /* pages of one test */
    i = import_text("Time (s),Force (N)\n0,1\n1,2\nTime (s),Force (N)\n2,3\n3,4\n");
    assert_int_equal(i.import.count, 1);
    assert_int_equal(channel(&i, 0, "force")->count, 4);
    assert_true(remarked(&i, 0, "the table goes on at line 5 behind a break"));
    imported_free(&i);
    /* rows that are counted on, but of another specimen */
    i = import_text("No.,d1 (um),d2 (um)\n1,40,41\n2,40,41\nLot: B\n3,40,41\n4,40,41\n");
    assert_int_equal(i.import.count, 2);
    imported_free(&i);
    /* a blank line, and the time starts again */
    i = import_text("Time (s),Force (N)\n0,1\n1,2\n\n0,3\n1,4\n2,5\n");
    assert_int_equal(i.import.count, 2);
    assert_int_equal(channel(&i, 1, "force")->count, 3);
    imported_free(&i);
}

static void groups_of_columns_are_tests_of_their_own(void **state)
{
    (void)state;
    imported i =
        import_text("Force 1 (N),Extension 1 (mm),Force 2 (N),Extension 2 (mm)\n0,0,0,0\n1,2,3,4\n5,6,,\n");
    assert_int_equal(i.import.count, 2);
    assert_true(channel(&i, 0, "force")->count == 3 && channel(&i, 1, "force")->count == 2);
    assert_true(channel(&i, 1, "force")->values[1] == 3);
    assert_int_equal(channel(&i, 1, "extension")->column, 4);
    imported_free(&i);
    i = import_text("Cu-A,,Cu-B,\nTime (s),Force (N),Time (s),Force (N)\n0,1,0,2\n1,3,1,4\n");
    assert_int_equal(i.import.count, 2);
    const cupel_test *t = &i.import.tests[1];
    assert_string_equal(text_in(t->specimen_texts, t->specimen_text_count, "id"), "Cu-B");
    assert_true(channel(&i, 1, "force")->values[1] == 4);
    imported_free(&i);
    /* thermocouples are channels of one test */
    i = import_text("Time (s),T1 (degC),T2 (degC)\n0,20,21\n1,22,23\n");
    assert_int_equal(i.import.count, 1);
    assert_true(channel(&i, 0, "temperature_2")->values[0] == 294.15);
    imported_free(&i);
}

static void time_is_reported_not_sorted(void **state)
{
    (void)state;
    imported i = import_text("Time (s),Force (N)\n0,1\n1,2\n1,3\n0.5,4\n2,5\n");
    check_value(&i, "time", 3, 0.5);
    check_value(&i, "force", 3, 4);
    assert_true(remarked(&i, 0, "time repeats itself at 1 sample"));
    assert_true(remarked(&i, 0, "time goes back at 1 sample, first at sample 4: not sorted"));
    imported_free(&i);
    i = import_text("Date and time,Force (N)\n2026-03-02 23:59:59.500,1\n2026-03-03 00:00:00.250,2\n");
    check_value(&i, "time", 0, 0);
    check_value(&i, "time", 1, 0.75);
    assert_true(remarked(&i, 0, "holds times of day: taken as seconds since the first"));
    imported_free(&i);
    i = import_text("Zeit;Kraft [N]\n02.03.2026 09:00:00,5;1,5\n02.03.2026 09:01:00,0;2,5\n");
    check_value(&i, "time", 1, 59.5);
    imported_free(&i);
    i = import_text("Stamp,Time (s),Force (N)\n2026-03-02 09:00:00,0.1,1\n2026-03-02 09:00:00,0.2,2\n");
    check_value(&i, "time", 1, 0.2);
    check_value(&i, "clock", 1, 0);
    imported_free(&i);
    i = import_text("Time,Force (N)\n3/2/2026 23:59:59,1\n3/3/2026 0:00:01,2\n");
    check_refused(&i, 3, 1,
                  "the date '3/3/2026 0:00:01' can be read with the day, the month or the year first; export "
                  "with dates as "
                  "2026-03-02");
}

static void compression_keeps_its_sign(void **state)
{
    (void)state;
    imported i = import_text("Displacement (mm),Force (N)\n0,-0.5\n-1,\xe2\x88\x92"
                             "2.5\n");
    check_value(&i, "force", 1, -2.5);
    check_value(&i, "displacement", 1, -1e-3);
    imported_free(&i);
}

static void stray_bytes_are_told(void **state)
{
    (void)state;
    static const char text[] = "Time (s),Force (N)\n0,1\n\f0.5,\0"
                               "2.5\n1,3\n\x1a";
    imported i = import_bytes(text, sizeof text - 1, NULL, NULL);
    check_value(&i, "force", 1, 2.5);
    assert_int_equal(channel(&i, 0, "force")->count, 3);
    assert_true(remarked(&i, 0, "1 stray NUL byte dropped"));
    imported_free(&i);
}

/* A file of one column has no separator of its own: its header may. */
static void headers_parted_by_commas_above_one_column(void **state)
{
    (void)state;
    imported i = import_text("Thickness,35,um\nOperator,Smith, J.\nThe foil, as received, was cut\n"
                             "Width: 10, 12 and 15 mm\nSpacing (um),1.5\nHeight (um)\n0.5\n1\n2\n");
    const cupel_test *t = &i.import.tests[0];
    check_value(&i, "height", 0, 0.5e-6);
    assert_true(property_of(&i, 0, "thickness")->value == 35e-6);
    assert_true(property_of(&i, 0, "spacing")->value == 1.5e-6);
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "operator"), "Smith; J.");
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "line 3"),
                        "The foil, as received, was cut");
    assert_null(property_of(&i, 0, "width"));
    imported_free(&i);
    /* where the comma is the decimal sign it parts nothing */
    i = import_text("Thickness,0,5 mm\nWidth: 12,5 mm\nHeight (um)\n0,5\n1,25\n2,5\n");
    check_value(&i, "height", 0, 0.5e-6);
    assert_null(property_of(&i, 0, "thickness"));
    assert_true(property_of(&i, 0, "width")->value == 12.5e-3);
    imported_free(&i);
}

static void every_line_of_the_header_is_kept(void **state)
{
    (void)state;
    imported i = import_text(
        "#Instrument;LFA\n#Thickness/mm;2.5\nRemark = a; b\n[Section]\nOperator: X; Date: 2026-03-02\n"
        "Width:;12.5;mm;Gauge length:;50;mm\nTime/ms;Signal/V\n0;1\n1;2\n");
    const cupel_test *t = &i.import.tests[0];
    assert_int_equal(i.status, CUPEL_OK);
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "Instrument"), "LFA");
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "machine"), "LFA");
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "Thickness/mm"), "2.5");
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "Remark"), "a; b");
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "line 4"), "[Section]");
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "Operator"), "X");
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "date"), "2026-03-02");
    assert_true(property_of(&i, 0, "thickness")->value == 2.5e-3);
    assert_true(property_of(&i, 0, "width")->value == 12.5e-3);
    assert_true(property_of(&i, 0, "gauge_length")->value == 50e-3);
    assert_string_equal(t->kind, "laser_flash");
    assert_string_equal(channel(&i, 0, "signal")->unit, "V");
    imported_free(&i);
}

static void results_tables_are_no_tests(void **state)
{
    (void)state;
    imported i = import_text("\"Results\"\n\"Thickness (mm)\",\"Maximum load "
                             "(N)\"\n\"0.5\",\"123\"\n\n\"Time\",\"Load\"\n\"(s)\",\"(N)\"\n"
                             "0,1\n1,2\n2,3\n3,4\n4,5\n5,6\n6,7\n7,8\n8,9\n9,10\n10,11\n");
    assert_int_equal(i.status, CUPEL_OK);
    assert_int_equal(i.import.count, 1);
    assert_true(property_of(&i, 0, "thickness")->value == 0.5e-3);
    const cupel_test *t = &i.import.tests[0];
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "Maximum load"), "123 N");
    imported_free(&i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_with_and_without_a_mark),
        cmocka_unit_test(utf16_by_its_mark_and_by_its_nuls),
        cmocka_unit_test(gb18030_by_its_words),
        cmocka_unit_test(shift_jis_and_latin_1_are_not_taken_for_gb18030),
        cmocka_unit_test(damaged_characters),
        cmocka_unit_test(names_of_two_rows_and_symbols),
        cmocka_unit_test(a_forced_encoding_has_to_fit),
        cmocka_unit_test(utf16_with_an_odd_number_of_bytes),
        cmocka_unit_test(decimal_commas_and_thousands),
        cmocka_unit_test(an_undecidable_comma_is_refused),
        cmocka_unit_test(separators),
        cmocka_unit_test(units_beside_below_and_behind_names),
        cmocka_unit_test(marks_are_masked_and_never_zero),
        cmocka_unit_test(rows_of_marks_are_rows),
        cmocka_unit_test(blocks_are_tests_of_their_own),
        cmocka_unit_test(groups_of_columns_are_tests_of_their_own),
        cmocka_unit_test(time_is_reported_not_sorted),
        cmocka_unit_test(compression_keeps_its_sign),
        cmocka_unit_test(stray_bytes_are_told),
        cmocka_unit_test(headers_parted_by_commas_above_one_column),
        cmocka_unit_test(every_line_of_the_header_is_kept),
        cmocka_unit_test(results_tables_are_no_tests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
