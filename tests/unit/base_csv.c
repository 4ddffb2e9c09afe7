/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/csv.h"

static cupel_arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = cupel_arena_new();
    return !arena;
}

static int close_arena(void **state)
{
    (void)state;
    cupel_arena_free(arena);
    return 0;
}

static cupel_csv parse(const char *text)
{
    cupel_csv out;
    cupel_error error = {0};
    if (cupel_csv_parse(text, strlen(text), "t.csv", arena, &out, &error)) fail_msg("%s", error.text);
    return out;
}

static void cells_stand_where_they_were_written(void **state)
{
    (void)state;
    const cupel_csv t =
        parse("\xef\xbb\xbf# 注\r\n\r\n a , \"b,\"\"c\"\" \" \r\n1,\r\n厚度,\"two\nlines\"\n,x");
    assert_int_equal(t.columns, 2);
    assert_int_equal(t.rows, 3);
    assert_string_equal(t.heading[0].text, "a");
    assert_string_equal(t.heading[1].text, "b,\"c\" "); /* blanks in quotes count */
    assert_true(t.heading[0].line == 3 && t.heading[0].column == 2);
    assert_true(t.heading[1].line == 3 && t.heading[1].column == 6);
    assert_string_equal(t.cells[1].text, "");
    assert_string_equal(t.cells[2].text, "厚度");
    assert_string_equal(t.cells[3].text, "two\nlines");
    assert_true(t.cells[3].line == 5 && t.cells[3].column == 4); /* characters, not bytes */
    assert_true(t.cells[5].line == 7 && t.cells[5].column == 2); /* behind the line end in quotes */
}

static void refused(const char *text, int line, int column, const char *words)
{
    cupel_csv out = {.columns = 77};
    cupel_error error = {0};
    assert_int_equal(cupel_csv_parse(text, strlen(text), "t.csv", arena, &out, &error), CUPEL_EINVAL);
    if (!strstr(error.text, words)) fail_msg("'%s' is not in: %s", words, error.text);
    if (error.line != line || error.column != column)
        fail_msg("%d:%d, not %d:%d: %s", error.line, error.column, line, column, error.text);
    assert_string_equal(error.file, "t.csv");
    assert_int_equal(out.columns, 77);
}

static void wrong_tables_are_refused_at_their_place(void **state)
{
    (void)state;
    refused("", 1, 1, "empty");
    refused("# only a remark\n\n", 1, 1, "empty");
    refused("a,b\n", 2, 1, "no row");
    refused("a,b\n1,2\n1,2,3\n", 3, 1, "3 cells; the heading has 2");
    refused("a,b\n1\n", 2, 1, "1 cells");
    refused("a,\n1,2\n", 1, 3, "column 2 has no heading");
    refused("a,b,a\n1,2,3\n", 1, 5, "there twice, first as column 1");
    refused("厚度;力\n1;2\n", 1, 3, "semicolons");
    refused("a\tb\n1\t2\n", 1, 2, "tabs");
    refused("a,b\n1,\"2\n", 2, 3, "never closed");
    refused("a,b\n1,\"2\"3\n", 2, 6, "behind a closing quote");
    refused("a,b\n1,2\"\n", 2, 4, "inside a cell");
    refused("a,b\n1,\xff\n", 2, 3, "not UTF-8");
    refused("a,b\n1,\x01\n", 2, 3, "not UTF-8");
}

static void too_large_a_table_is_refused(void **state)
{
    (void)state;
    char *text = cupel_arena_alloc(arena, 2 * (CUPEL_CSV_ROWS + 10), 1);
    assert_non_null(text);
    memcpy(text, "a\n", 2);
    for (size_t i = 1; i <= CUPEL_CSV_ROWS + 1; i++) memcpy(text + 2 * i, "1\n", 2);
    cupel_csv out;
    cupel_error error = {0};
    assert_int_equal(cupel_csv_parse(text, strlen(text), "t.csv", arena, &out, &error), CUPEL_ELIMIT);
}

static void heading_is_a_name_and_a_unit(void **state)
{
    (void)state;
    const char *unit;
    assert_string_equal(cupel_csv_heading("roll force [kN/mm]", arena, &unit), "roll force");
    assert_string_equal(unit, "kN/mm");
    assert_string_equal(cupel_csv_heading("forward_slip", arena, &unit), "forward_slip");
    assert_string_equal(unit, "");
    assert_string_equal(cupel_csv_heading("[mm]", arena, &unit), "[mm]"); /* a unit of nothing */
    assert_string_equal(cupel_csv_heading("a [b] c", arena, &unit), "a [b] c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_stand_where_they_were_written),
        cmocka_unit_test(wrong_tables_are_refused_at_their_place),
        cmocka_unit_test(too_large_a_table_is_refused),
        cmocka_unit_test(heading_is_a_name_and_a_unit),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
