/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "param/param.h"

/* A table with a row of every kind. */
typedef struct layer {
    double thickness;
    cupel_vector conductivity;
} layer;
static const cupel_param layer_rows[] = {
    {.name = "thickness",
     .kind = CUPEL_QUANTITY,
     .offset = offsetof(layer, thickness),
     .unit = "m",
     .range = "(0, 1]",
     .flags = CUPEL_REQUIRED,
     .meaning = "thickness of the layer"},
    {.name = "conductivity",
     .kind = CUPEL_VECTOR,
     .offset = offsetof(layer, conductivity),
     .unit = "W/(m K)",
     .range = "(0, inf)",
     .length = "[1, 3]",
     .meaning = "one value, or x, y, z"},
};
static const cupel_table layer_table = {.name = "layers", .size = sizeof(layer), CUPEL_ROWS(layer_rows)};

typedef struct law {
    double value;
} law;
static const cupel_param law_rows[] = {{.name = "value",
                                        .kind = CUPEL_QUANTITY,
                                        .offset = offsetof(law, value),
                                        .unit = "@",
                                        .meaning = "value"}};
static const cupel_table law_table = {.name = "law", .size = sizeof(law), CUPEL_ROWS(law_rows)};

typedef struct part {
    double length, temperature, rise, friction;
    int64_t count;
    int kind, flag;
    const char *note;
    cupel_curve fan;
    cupel_list layers;
    const law *density;
} part;
static const char *const kinds[] = {"plate", "pin_in_line", NULL};
static const cupel_param part_rows[] = {
    {.name = "length",
     .kind = CUPEL_QUANTITY,
     .offset = offsetof(part, length),
     .unit = "m",
     .range = "(0, inf)",
     .flags = CUPEL_REQUIRED,
     .meaning = "length"},
    {.name = "temperature",
     .kind = CUPEL_QUANTITY,
     .offset = offsetof(part, temperature),
     .unit = "K",
     .fallback = "25 degC",
     .range = "(0, inf)",
     .meaning = "temperature"},
    {.name = "rise",
     .kind = CUPEL_QUANTITY,
     .offset = offsetof(part, rise),
     .unit = "K",
     .flags = CUPEL_DIFFERENCE,
     .meaning = "temperature rise"},
    {.name = "friction",
     .kind = CUPEL_NUMBER,
     .offset = offsetof(part, friction),
     .unit = "1",
     .range = "[0, 1)",
     .meaning = "friction"},
    {.name = "count",
     .kind = CUPEL_INTEGER,
     .offset = offsetof(part, count),
     .range = "[1, 100]",
     .fallback = "4",
     .meaning = "count"},
    {.name = "kind",
     .kind = CUPEL_CHOICE,
     .offset = offsetof(part, kind),
     .choices = kinds,
     .fallback = "plate",
     .meaning = "kind"},
    {.name = "flag", .kind = CUPEL_FLAG, .offset = offsetof(part, flag), .meaning = "flag"},
    {.name = "note", .kind = CUPEL_TEXT, .offset = offsetof(part, note), .meaning = "note"},
    {.name = "fan",
     .kind = CUPEL_CURVE,
     .offset = offsetof(part, fan),
     .unit = "Pa",
     .axis = "flow_rate",
     .axis_unit = "m^3/s",
     .length = "[2, inf)",
     .meaning = "fan"},
    {.name = "layers",
     .kind = CUPEL_LIST,
     .offset = offsetof(part, layers),
     .table = &layer_table,
     .meaning = "layers"},
    {.name = "density",
     .kind = CUPEL_TABLE,
     .offset = offsetof(part, density),
     .unit = "kg/m^3",
     .table = &law_table,
     .meaning = "density"},
};
static cupel_status check(const void *values, cupel_error *error)
{
    const part *p = values;
    if (p->friction >= 0.5 && !(p->length >= p->friction))
        CUPEL_FAIL(error, CUPEL_EINVAL, "length must not be below friction");
    return CUPEL_OK;
}
/* Layers may not repeat, and there is a densest density: told where they are. */
static cupel_status inspect(const void *values, cupel_findings *findings, cupel_error *error)
{
    const part *p = values;
    const layer *layers = p->layers.rows;
    cupel_error why = {0};
    for (size_t i = 1; i < p->layers.count; i++) {
        if (layers[i].thickness != layers[i - 1].thickness) continue;
        cupel_error_set(&why, CUPEL_EINVAL, "as thick as the one before");
        cupel_findings_add(findings, "layers", i, &why);
    }
    if (p->density && p->density->value > 9000) {
        cupel_error_set(&why, CUPEL_EINVAL, "too dense");
        cupel_findings_add(findings, "density", CUPEL_NO_ROW, &why);
        cupel_findings_add(findings, "fan", 3, &why);
    }
    if (p->temperature == 666) CUPEL_FAIL(error, CUPEL_ELIMIT, "could not look");
    return CUPEL_OK;
}
static const cupel_table part_table = {
    .name = "part", .size = sizeof(part), CUPEL_ROWS(part_rows), .check = check, .inspect = inspect};

/* References: "known" is 12 mm, "later" has no value yet, all else is unknown. */
static cupel_status reference(void *host, const cupel_node *node, const char *expression,
                              cupel_reference *out, cupel_error *error)
{
    static const double falling[] = {3, 2, 1}, pressures[] = {10, 20, 30};
    (void)host;
    (void)node;
    if (strstr(expression, "curve")) assert_true(out->wants_curve);
    if (strcmp(expression, "a.known") == 0)
        *out = (cupel_reference){.unit = "m", .resolved = true, .value = 0.012};
    else if (strcmp(expression, "a.curve") == 0 || strcmp(expression, "a.late_curve") == 0)
        *out = (cupel_reference){.unit = "Pa",
                                 .wants_curve = true,
                                 .axis_unit = "m^3/s",
                                 .resolved = expression[2] == 'c',
                                 .curve = {3, falling, pressures}};
    else if (strcmp(expression, "a.later") == 0)
        *out = (cupel_reference){.unit = "m"};
    else if (strcmp(expression, "a.rise") == 0)
        *out = (cupel_reference){.unit = "K", .difference = true};
    else
        CUPEL_FAIL(error, CUPEL_EINVAL, "no such result");
    return CUPEL_OK;
}

typedef struct bound {
    cupel_arena *arena;
    cupel_diagnostics diagnostics;
    cupel_binding binding;
    const part *p;
} bound;

static void bind(bound *b, const char *text)
{
    *b = (bound){.arena = cupel_arena_new()};
    const cupel_node *root = cupel_document_parse(text, strlen(text), "t.yaml", b->arena, &b->diagnostics);
    assert_non_null(root);
    b->binding = (cupel_binding){.arena = b->arena, .diagnostics = &b->diagnostics, .reference = reference};
    b->p = cupel_table_bind(&part_table, root, NULL, NULL, &b->binding);
    assert_non_null(b->p);
}

static void release(bound *b)
{
    cupel_diagnostics_free(&b->diagnostics);
    cupel_arena_free(b->arena);
}

static void every_kind_is_read_in_si(void **state)
{
    (void)state;
    bound b;
    bind(
        &b,
        "{length: 35 um, rise: 10 degC, friction: 5 %, count: 12, kind: pin_in_line, flag: true, note: hello,"
        " fan: [[0 L/s, 60 Pa], [10 L/s, 0]], layers: [{thickness: 1 mm, conductivity: [1, 2, 3 W/m/K]},"
        " {thickness: 2 mm}], density: {value: 8.94 g/cm^3}}");
    assert_int_equal(b.diagnostics.count, 0);
    assert_true(fabs(b.p->length - 35e-6) < 1e-18);
    assert_true(b.p->temperature == 298.15); /* the default is a temperature */
    assert_true(b.p->rise == 10);            /* a difference is not */
    assert_true(fabs(b.p->friction - 0.05) < 1e-16);
    assert_int_equal(b.p->count, 12);
    assert_int_equal(b.p->kind, 1);
    assert_int_equal(b.p->flag, 1);
    assert_string_equal(b.p->note, "hello");
    assert_int_equal(b.p->fan.count, 2);
    assert_true(fabs(b.p->fan.x[1] - 0.01) < 1e-17 && b.p->fan.y[0] == 60);
    assert_int_equal(b.p->layers.count, 2);
    const layer *layers = b.p->layers.rows;
    assert_true(fabs(layers[1].thickness - 2e-3) < 1e-17);
    assert_int_equal(layers[0].conductivity.count, 3);
    assert_int_equal(layers[1].conductivity.count, 0);
    assert_true(fabs(b.p->density->value - 8940) < 1e-9); /* "@" is the unit of the row above */
    release(&b);
}

static void curves_come_by_reference(void **state)
{
    (void)state;
    bound b;
    bind(&b, "{length: 1, fan: '${a.curve}'}");
    assert_int_equal(b.diagnostics.count, 0);
    assert_int_equal(b.p->fan.count, 3); /* fell along its axis */
    assert_true(b.p->fan.x[0] == 1 && b.p->fan.y[0] == 30 && b.p->fan.x[2] == 3 && b.p->fan.y[2] == 10);
    release(&b);
    bind(&b, "{length: 1, fan: '${a.late_curve}'}");
    assert_int_equal(b.diagnostics.count, 0);
    assert_int_equal(b.binding.unresolved, 1);
    assert_int_equal(b.p->fan.count, 0);
    release(&b);
}

static void what_is_absent_says_so(void **state)
{
    (void)state;
    bound b;
    bind(&b, "{length: 1, note: ~}");
    assert_int_equal(b.diagnostics.count, 0);
    for (size_t i = 0; i < part_table.count; i++) {
        const char *name = part_rows[i].name;
        const int by_default = !strcmp(name, "length") || !strcmp(name, "temperature") ||
                               !strcmp(name, "count") || !strcmp(name, "kind");
        assert_int_equal(cupel_param_present(&part_rows[i], b.p), by_default);
    }
    release(&b);
}

/* One problem, at this place, with these words. */
static void complains(const char *text, int line, int column, const char *words)
{
    bound b;
    bind(&b, text);
    if (b.diagnostics.count != 1) fail_msg("%zu problems in: %s", b.diagnostics.count, text);
    const cupel_error *e = &b.diagnostics.entries[0];
    if (!strstr(e->text, words)) fail_msg("'%s' is not in '%s'", words, e->text);
    assert_int_equal(e->line, line);
    assert_int_equal(e->column, column);
    release(&b);
}

static void wrong_values_are_named_with_what_is_allowed(void **state)
{
    (void)state;
    complains("{lenght: 1}", 1, 2, "did you mean 'length'?"); /* and not: 'length' is missing */
    complains("{length: 1, colour: red}", 1, 13, "allowed: length, temperature");
    complains("{count: 3}", 1, 1, "'length' is missing");
    complains("length: -2 mm", 1, 9, "allowed: (0, inf) m");
    complains("length: 0", 1, 9, "out of range");
    complains("length: 3 kg", 1, 9, "length: ");
    complains("length: [1, 2]", 1, 9, "single value");
    complains("{length: 1, count: 2.5}", 1, 20, "whole number");
    complains("{length: 1, count: 101}", 1, 20, "[1, 100]");
    complains("{length: 1, friction: 1}", 1, 23, "[0, 1)");
    complains("{length: 1, friction: nan}", 1, 23, "friction");
    complains("{length: 1, kind: plates}", 1, 19, "did you mean 'plate'?");
    complains("{length: 1, flag: yes}", 1, 19, "true, false");
    complains("{length: 1, note: [a]}", 1, 19, "text");
    complains("{length: 1, fan: [[0, 1]]}", 1, 18, "[2, inf)");
    complains("{length: 1, fan: [[1, 1], [0, 2]]}", 1, 28, "must rise");
    complains("{length: 1, fan: [[1, 2], 3]}", 1, 27, "pair");
    complains("{length: 1, layers: [{}]}", 1, 22, "'thickness' is missing");
    complains("{length: 1, layers: {thickness: 1}}", 1, 21, "list");
    complains("{length: 1, layers: [3]}", 1, 22, "mapping");
    complains("{length: 1, layers: [{thickness: 1, conductivity: [1, 2, 3, 4]}]}", 1, 51, "[1, 3]");
    complains("{length: 0.1, friction: 0.5}", 1, 1, "must not be below");
}

static void all_problems_come_in_one_go(void **state)
{
    (void)state;
    bound b;
    bind(&b, "length: -1\ncount: x\nkind: none\nlayers:\n- {thickness: 2 m}\n- {}\n");
    assert_int_equal(b.diagnostics.count, 5);
    cupel_diagnostics_sort(&b.diagnostics);
    for (size_t i = 1; i < 5; i++)
        assert_true(b.diagnostics.entries[i - 1].line <= b.diagnostics.entries[i].line);
    release(&b);
}

static void references_are_checked_for_units(void **state)
{
    (void)state;
    bound b;
    bind(&b, "{length: '${a.known}'}");
    assert_int_equal(b.diagnostics.count, 0);
    assert_true(b.p->length == 0.012);
    release(&b);
    bind(&b, "{length: '${a.later}', friction: 0.9}"); /* the rule between rows has to wait */
    assert_int_equal(b.diagnostics.count, 0);
    assert_int_equal(b.binding.unresolved, 1);
    assert_true(isnan(b.p->length));
    release(&b);
    complains("{length: '${a.rise}'}", 1, 10, "is in K, which cannot be given in m");
    complains("{length: 1, temperature: '${a.rise}'}", 1, 26, "temperature difference");
    complains("{length: 1, rise: '${a.known}'}", 1, 19, "cannot be given in K");
    complains("{length: '${a.nothing}'}", 1, 10, "no such result");
}

static void expect(const bound *b, size_t n, int line, int column, const char *words)
{
    assert_true(n < b->diagnostics.count);
    const cupel_error *e = &b->diagnostics.entries[n];
    if (e->line != line || e->column != column || !strstr(e->text, words))
        fail_msg("%d:%d: %s", e->line, e->column, e->text);
}

static void findings_have_the_place_of_their_row(void **state)
{
    (void)state;
    bound b;
    bind(&b, "length: 1\n"
             "layers:\n"
             "  - thickness: 1 mm\n"
             "  - thickness: 1 mm\n"
             "  - {thickness: 1 mm}\n"
             "density:\n"
             "  value: 9001\n");
    assert_int_equal(b.diagnostics.count, 4);
    expect(&b, 0, 4, 5, "as thick as");
    expect(&b, 1, 5, 5, "as thick as");
    expect(&b, 2, 7, 3, "too dense");
    expect(&b, 3, 1, 1, "too dense"); /* there is no fan: at the table */
    release(&b);
    bind(&b, "{length: 1, temperature: 666}");
    assert_int_equal(b.diagnostics.count, 1);
    expect(&b, 0, 1, 1, "could not look");
    assert_int_equal(b.diagnostics.entries[0].status, CUPEL_ELIMIT);
    release(&b);
    /* neither with a value that is not known yet, nor after what check refuses */
    bind(&b, "{length: '${a.later}', layers: [{thickness: 1}, {thickness: 1}]}");
    assert_int_equal(b.diagnostics.count, 0);
    release(&b);
    bind(&b, "{length: 0.4, friction: 0.6, layers: [{thickness: 1}, {thickness: 1}]}");
    assert_int_equal(b.diagnostics.count, 1);
    expect(&b, 0, 1, 1, "length must not");
    release(&b);
}

static void intervals_hold_what_they_say(void **state)
{
    (void)state;
    const cupel_interval half = cupel_interval_parse("(0, 1]"), up = cupel_interval_parse("[-2.5, inf)");
    assert_false(cupel_interval_holds(&half, 0));
    assert_true(cupel_interval_holds(&half, 1));
    assert_false(cupel_interval_holds(&half, nan("")));
    assert_true(cupel_interval_holds(&up, -2.5));
    assert_true(cupel_interval_holds(&up, 1e300));
    assert_false(cupel_interval_holds(&up, HUGE_VAL));
}

/* A key that only some kinds take: refused at its own place, required and with a default for those alone. */
typedef struct body {
    int kind;
    double radius;
    int64_t sides;
} body;
static const char *const body_kinds[] = {"box", "rod", "box_rod", NULL};
static const cupel_param body_rows[] = {
    {.name = "kind",
     .kind = CUPEL_CHOICE,
     .offset = offsetof(body, kind),
     .fallback = "box",
     .choices = body_kinds,
     .meaning = "what it is"},
    {.name = "radius",
     .kind = CUPEL_QUANTITY,
     .offset = offsetof(body, radius),
     .unit = "m",
     .flags = CUPEL_REQUIRED,
     .only = "rod, box_rod",
     .meaning = "radius"},
    {.name = "sides",
     .kind = CUPEL_INTEGER,
     .offset = offsetof(body, sides),
     .unit = "1",
     .fallback = "4",
     .only = "box",
     .meaning = "sides"},
};
static const cupel_table body_table = {.name = "body", .size = sizeof(body), CUPEL_ROWS(body_rows)};

static const body *bind_body(const char *text, bound *b)
{
    *b = (bound){.arena = cupel_arena_new()};
    const cupel_node *root = cupel_document_parse(text, strlen(text), "t.yaml", b->arena, &b->diagnostics);
    b->binding = (cupel_binding){.arena = b->arena, .diagnostics = &b->diagnostics};
    return cupel_table_bind(&body_table, root, NULL, NULL, &b->binding);
}

static void keys_of_another_kind_are_refused(void **state)
{
    (void)state;
    bound b;
    const body *taken = bind_body("{kind: rod, radius: 3}", &b);
    assert_int_equal(b.diagnostics.count, 0);
    assert_true(taken->radius == 3 && taken->sides == CUPEL_NO_INTEGER);
    release(&b);
    taken = bind_body("{}", &b);
    assert_int_equal(b.diagnostics.count, 0);
    assert_true(isnan(taken->radius) && taken->sides == 4);
    release(&b);
    bind_body("{radius: 1, sides: 5}", &b);
    assert_int_equal(b.diagnostics.count, 1);
    assert_int_equal(b.diagnostics.entries[0].column, 2);
    assert_non_null(strstr(b.diagnostics.entries[0].text, "radius is not for a body of kind box"));
    release(&b);
    bind_body("{kind: box_rod, sides: 5}", &b);
    assert_int_equal(b.diagnostics.count, 2);
    release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read_in_si),
        cmocka_unit_test(curves_come_by_reference),
        cmocka_unit_test(what_is_absent_says_so),
        cmocka_unit_test(wrong_values_are_named_with_what_is_allowed),
        cmocka_unit_test(all_problems_come_in_one_go),
        cmocka_unit_test(references_are_checked_for_units),
        cmocka_unit_test(findings_have_the_place_of_their_row),
        cmocka_unit_test(keys_of_another_kind_are_refused),
        cmocka_unit_test(intervals_hold_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
