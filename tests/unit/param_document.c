/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "param/document.h"

typedef struct parsed {
    cupel_arena *arena;
    cupel_diagnostics diagnostics;
    cupel_node *root;
} parsed;

static parsed parse_n(const char *text, size_t count)
{
    parsed p = {.arena = cupel_arena_new()};
    p.root = cupel_document_parse(text, count, "t.yaml", p.arena, &p.diagnostics);
    return p;
}

static parsed parse(const char *text)
{
    return parse_n(text, strlen(text));
}

static void release(parsed *p)
{
    cupel_diagnostics_free(&p->diagnostics);
    cupel_arena_free(p->arena);
}

static void refuses(const char *text, int line, int column, const char *words)
{
    parsed p = parse(text);
    assert_null(p.root);
    assert_true(p.diagnostics.count >= 1);
    const cupel_error *first = &p.diagnostics.entries[0];
    if (!strstr(first->text, words)) fail_msg("'%s' is not in '%s'", words, first->text);
    assert_string_equal(first->file, "t.yaml");
    assert_int_equal(first->line, line);
    assert_int_equal(first->column, column);
    release(&p);
}

static void nodes_remember_where_they_stood(void **state)
{
    (void)state;
    parsed p = parse("a: 1\nlist:\n  - x: µm\n    y: '2'\n");
    assert_non_null(p.root);
    const cupel_node *list = cupel_node_get(p.root, "list");
    const cupel_node *y = cupel_node_get(list->items[0], "y");
    assert_int_equal(y->line, 4);
    assert_int_equal(y->column, 8);
    assert_true(y->quoted);
    assert_string_equal(cupel_node_get(list->items[0], "x")->text, "µm");
    assert_int_equal(cupel_node_key(p.root, "list")->line, 2);
    release(&p);
}

static void aliases_share_and_merge_keys_fill_in(void **state)
{
    (void)state;
    parsed p = parse("base: &b {r: 1, v: 2}\none: *b\ntwo: {<<: *b, v: 3}\n");
    assert_non_null(p.root);
    assert_ptr_equal(cupel_node_get(p.root, "one"), cupel_node_get(p.root, "base"));
    const cupel_node *two = cupel_node_get(p.root, "two");
    assert_int_equal(two->count, 2);
    assert_string_equal(cupel_node_get(two, "r")->text, "1");
    assert_string_equal(cupel_node_get(two, "v")->text, "3");
    release(&p);
}

static void what_is_no_document_is_refused_with_its_place(void **state)
{
    (void)state;
    refuses("", 1, 1, "empty");
    refuses("# only a comment\n", 1, 1, "empty");
    refuses("a: 1\na: 2\n", 2, 1, "given twice");
    refuses("a: *no\n", 1, 4, "not defined");
    refuses("a: &x [1, *x]\n", 1, 11, "part of");
    refuses("a: 1\n---\nb: 2\n", 2, 1, "second document");
    refuses("a: 1\n\tb: 2\n", 2, 1, "tab");
    refuses("? [a, b]\n: 1\n", 1, 3, "plain word");
    refuses("a: [1, 2\n", 2, 1, "");
    refuses("a: \xff\n", 1, 4, "UTF-8");
    refuses("b: 1\na: \x01\n", 2, 4, "UTF-8");
}

static void a_nul_byte_is_refused(void **state)
{
    (void)state;
    parsed p = parse_n("a: b\0c\n", 7);
    assert_null(p.root);
    assert_int_equal(p.diagnostics.entries[0].column, 5);
    release(&p);
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    char text[4001];
    memset(text, '[', 4000);
    text[4000] = '\0';
    refuses(text, 1, 33, "32 levels");
}

/* Nine levels of nine aliases each stand for 9^9 values in 400 bytes. */
static void a_billion_laughs_are_refused(void **state)
{
    (void)state;
    char text[2000] = "a0: &a0 [x]\n";
    for (int i = 1; i <= 9; i++) {
        char line[200];
        snprintf(line, sizeof line, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i, i - 1,
                 i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
        strcat(text, line);
    }
    parsed p = parse(text);
    assert_null(p.root);
    assert_non_null(strstr(p.diagnostics.entries[0].text, "unfold"));
    release(&p);
}

/* A long list without an alias is refused as what it is. */
static void too_many_values_are_refused_as_such(void **state)
{
    (void)state;
    enum { COUNT = 200001 };
    static char text[2 * COUNT + 16];
    char *end = text + sprintf(text, "&a [x");
    for (int i = 1; i < COUNT; i++) end = memcpy(end, ",x", 2), end += 2;
    memcpy(end, "]\n", 3);
    parsed p = parse(text);
    assert_null(p.root);
    assert_non_null(strstr(p.diagnostics.entries[0].text, "more than 200000 keys and values"));
    assert_null(strstr(p.diagnostics.entries[0].text, "alias"));
    release(&p);
}

static void setting_a_value_leaves_shared_nodes_alone(void **state)
{
    (void)state;
    parsed p = parse("steps:\n- &s {id: a, flow: {law: voce}}\n- {<<: *s, id: b}\n");
    cupel_error error = {0};
    assert_int_equal(cupel_node_set(p.root, "steps.b.flow.law", "swift", "--set", p.arena, &error), CUPEL_OK);
    assert_int_equal(cupel_node_set(p.root, "steps.0.new", "12 um", "--set", p.arena, &error), CUPEL_OK);
    const cupel_node *steps = cupel_node_get(p.root, "steps");
    assert_string_equal(cupel_node_get(cupel_node_get(steps->items[0], "flow"), "law")->text, "voce");
    assert_string_equal(cupel_node_get(cupel_node_get(steps->items[1], "flow"), "law")->text, "swift");
    assert_string_equal(cupel_node_get(steps->items[0], "new")->text, "12 um");
    assert_int_equal(cupel_node_set(p.root, "steps.c.new", "1", "--set", p.arena, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "'c'"));
    release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_remember_where_they_stood),
        cmocka_unit_test(aliases_share_and_merge_keys_fill_in),
        cmocka_unit_test(what_is_no_document_is_refused_with_its_place),
        cmocka_unit_test(a_nul_byte_is_refused),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(a_billion_laughs_are_refused),
        cmocka_unit_test(too_many_values_are_refused_as_such),
        cmocka_unit_test(setting_a_value_leaves_shared_nodes_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
