/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "imports.h"

/* What is no export, or one that cannot be read, gets one clear line. */

static void other_kinds_of_files_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t count;
        const char *text;
    } cases[] = {
        {"PK\x03\x04junk", 8,
         "this is an Excel workbook: export as CSV UTF-8, or run xlsx2csv (any other ZIP archive has to be "
         "unpacked first)"},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1junk", 12,
         "this is an Excel workbook: export as CSV UTF-8, or run xlsx2csv (an .xls file has to be saved as "
         ".xlsx first)"},
        {"%PDF-1.7\n", 9, "this is a PDF document: export the data as CSV UTF-8 from the tester's program"},
        {"\x89HDF\r\n\x1a\n", 8, "this is an HDF5 file, no text: 'cupel import' takes files of this program"},
        {"\x89PNG\r\n\x1a\n", 8, "this is a picture (PNG), no table of numbers"},
        {"\xff\xd8\xff\xe0", 4, "this is a picture (JPEG), no table of numbers"},
        {"\x1f\x8b\x08", 3, "this file is packed (gzip): unpack it first"},
        {"<!DOCTYPE html><html>", 21, "this is a web page (HTML): export the data as CSV UTF-8"},
        {"<?xml version=\"1.0\"?>", 21, "this is an XML document: export the data as CSV UTF-8"},
        {"\x01\x02\x03\x04\x05\x06\x07\x08zz", 10,
         "no text: 8 of 10 bytes are control characters; export the data as CSV UTF-8"},
        {"", 0, "the file is empty"},
        {" \r\n\t\n", 5, "the file holds nothing but blanks"},
        {"\xef\xbb\xbf", 3, "the file holds nothing but blanks"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        imported i = import_bytes(cases[k].bytes, cases[k].count, NULL, NULL);
        assert_string_equal(i.error.file, "raw/test.csv");
        check_refused(&i, 0, 0, cases[k].text);
    }
}

static void tables_that_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *text, *refusal;
        int line, column;
    } cases[] = {
        {"Time (s),Force (N)\n",
         "no table of numbers in 1 line of text, only a header; a row of data is all numbers and marks", 0,
         0},
        {"some words\nand others\n",
         "no table of numbers in 2 lines of text, only a header; a row of data is all numbers and marks", 0,
         0},
        {"Time (s),Force (N)\na,b\nc,d\n",
         "no table of numbers in 3 lines of text, only a header; a row of data is all numbers and marks", 0,
         0},
        {"Time,Force\n0 s,0.5 N\n1 s,0.6 N\n",
         "'0 s' is no number, and no other row is data; units belong into the heading", 2, 1},
        {"Time (s),Force (N)\n1,2\n", "only one row of numbers; a test has at least two", 2, 1},
        {"Time (s),Force (N),Extension (mm)\n0,0,0\n1,2\n2,3,4\n",
         "2 cells in a table of 3 columns; every row wants a cell for every column, if an empty one", 3, 1},
        {"Time (s),Force (N)\n0,0\n1,2,7\n2,3\n",
         "3 cells in a table of 2 columns; a decimal comma in a file parted by commas, or a shifted row?", 3,
         5},
        {"Time (s) Force (N) Travel (mm)\n0 0 0\n1 2\n2 3 4\n",
         "2 cells in a table of 3 columns; which is missing cannot be told", 3, 1},
        {"Time (s),Force (N)\n0,0\n1,1.2.3\n2,3\n", "'1.2.3' is no number", 3, 3},
        {"Time (s),Force (N)\n0,0\n1,12a\n2,3\n", "'12a' is no number", 3, 3},
        {"Time (s);Force (N)\n0;0,5\n1;1,5\n2;\"2.5\"\n",
         "'2.5' does not go with '0,5' further up: one has a decimal comma, the other a decimal point", 4, 4},
        {"Time (s),Force (N),Travel (mm)\n0,0\n1,2\n", "2 cells below a heading of 3: a column is missing", 2,
         1},
        {"Time,Force (N)\n2026-03-02 09:00:00,1\n5,2\n", "column 'Time' holds both numbers and dates", 2, 1},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        imported i = import_text(cases[k].text);
        check_refused(&i, cases[k].line, cases[k].column, cases[k].refusal);
    }
}

static void a_line_that_is_cut_off_is_left_out(void **state)
{
    (void)state;
    imported i = import_text("Time (s),Force (N),Extension (mm)\n0,0,0\n1,2,3\n2,4");
    assert_int_equal(channel(&i, 0, "force")->count, 2);
    assert_true(remarked(&i, 0, "the last line is cut off in the middle of a row: left out"));
    imported_free(&i);
}

static void wrong_options_are_refused(void **state)
{
    (void)state;
    static const char text[] = "Time (s),Force\n0,1\n1,2\n";
    static const char *const no_unit[] = {"Force", NULL}, *const bad_unit[] = {"Force=kx", NULL},
                             *const other[] = {"Force=s", NULL}, *const near[] = {"Force=Mpaa", NULL};
    const struct {
        cupel_import_options options;
        const char *refusal;
    } cases[] = {
        {{.decimal_sign = ";"}, "unknown decimal sign ';'; allowed: . and ,"},
        {{.separator = "pipe"}, "unknown separator 'pipe'; allowed: , ; | tab blank"},
        {{.kind = "tensil"},
         "unknown kind 'tensil'; did you mean 'tensile'?; allowed: tensile, resistivity, roughness, peel, "
         "laser_flash, hardness, flex, dsc, dilatometry"},
        {{.units = no_unit}, "'Force' gives no unit; write NAME=UNIT, such as Force=N"},
        {{.units = bad_unit}, "'kx' in 'Force=kx' is no known unit"},
        {{.units = near}, "'Mpaa' in 'Force=Mpaa' is no known unit; did you mean 'MPa'?"},
        {{.units = other}, "'s' is no unit of force, which column 'Force' is taken for"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        imported i = import_bytes(text, sizeof text - 1, NULL, &cases[k].options);
        check_refused(&i, 0, 0, cases[k].refusal);
    }
}

static void limits(void **state)
{
    (void)state;
    char *text = calloc(1, 1 << 20);
    for (int k = 0; k < 1001; k++) strcat(text + 2 * k, "1,");
    memcpy(text + strlen(text), text, strlen(text));
    imported i = import_text(text);
    check_refused(&i, 1, 1, "more than 1000 columns");
    text[0] = '\0';
    size_t used = 0;
    for (int k = 0; k < 2100; k++)
        used += (size_t)sprintf(text + used, "Specimen id: %d\nTime (s),Force (N)\n0,1\n1,2\n", k);
    i = import_text(text);
    assert_int_equal(i.status, CUPEL_ELIMIT);
    assert_string_equal(i.error.text, "more than 1000 tables of numbers");
    imported_free(&i);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_kinds_of_files_are_named),
        cmocka_unit_test(tables_that_are_none),
        cmocka_unit_test(a_line_that_is_cut_off_is_left_out),
        cmocka_unit_test(wrong_options_are_refused),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
