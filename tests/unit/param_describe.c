/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "param/walk.h"
#include "unit/every_kind.h"

static cupel_text page(bool markdown)
{
    cupel_text text = {0};
    cupel_model_describe(&kind_model, markdown, &text);
    assert_false(text.failed);
    return text;
}

/* The line that holds `word`, in a buffer of its own. */
static const char *line_with(const cupel_text *text, const char *word, char *line, size_t size)
{
    const char *found = strstr(cupel_text_get(text), word);
    assert_non_null(found);
    const char *start = found;
    while (start > cupel_text_get(text) && start[-1] != '\n') start--;
    snprintf(line, size, "%.*s", (int)strcspn(start, "\n"), start);
    return line;
}

static void both_forms_name_every_row(void **state)
{
    (void)state;
    for (int markdown = 0; markdown < 2; markdown++) {
        cupel_text text = page(markdown);
        for (size_t i = 0; i < kind_table.count; i++)
            assert_non_null(strstr(cupel_text_get(&text), kind_rows[i].name));
        for (size_t i = 0; i < kind_model.result_count; i++)
            assert_non_null(strstr(cupel_text_get(&text), kind_results[i].name));
        assert_non_null(strstr(cupel_text_get(&text), "One row of every kind"));
        cupel_text_free(&text);
    }
}

static void row_tells_unit_default_and_range(void **state)
{
    (void)state;
    char line[512];
    cupel_text text = page(false);
    line_with(&text, "length L", line, sizeof line);
    assert_non_null(strstr(line, " m "));
    assert_non_null(strstr(line, "required"));
    assert_non_null(strstr(line, "(0, 1]"));
    assert_non_null(strstr(line_with(&text, "Pa over m3/s", line, sizeof line), "fan"));
    assert_non_null(strstr(line_with(&text, "slab | finite", line, sizeof line), "method"));
    cupel_text_free(&text);
}

static void unit_of_a_shared_table_is_that_of_its_holder(void **state)
{
    (void)state;
    char line[512];
    cupel_text text = page(true);
    assert_string_equal(line_with(&text, "flow_stress.yield_stress", line, sizeof line),
                        "| `flow_stress.yield_stress` | Pa |  | (0, inf) | yield stress |");
    cupel_text_free(&text);
}

static void bars_of_choices_do_not_break_a_markdown_table(void **state)
{
    (void)state;
    char line[512];
    cupel_text text = page(true);
    line_with(&text, "`method`", line, sizeof line);
    size_t bars = 0;
    for (const char *c = line; *c; c++) bars += *c == '|' && (c == line || c[-1] != '\\');
    assert_int_equal(bars, 6);
    assert_non_null(strstr(line, "slab \\| finite_element"));
    cupel_text_free(&text);
}

static void plain_lines_stay_on_a_terminal(void **state)
{
    (void)state;
    cupel_text text = page(false);
    char *rest;
    for (char *line = strtok_r(text.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        assert_true(cupel_display_width(line) <= 120);
    cupel_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_name_every_row),
        cmocka_unit_test(row_tells_unit_default_and_range),
        cmocka_unit_test(unit_of_a_shared_table_is_that_of_its_holder),
        cmocka_unit_test(bars_of_choices_do_not_break_a_markdown_table),
        cmocka_unit_test(plain_lines_stay_on_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
