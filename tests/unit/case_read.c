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

#include "case/case.h"

/* A model that adds a length and gives it back; nothing of it is ever run here. */
typedef struct stretch {
    double length, by;
    const cupel_material *material;
} stretch;
static const cupel_param stretch_rows[] = {
    {.name = "length",
     .kind = CUPEL_QUANTITY,
     .offset = offsetof(stretch, length),
     .unit = "m",
     .range = "(0, inf)",
     .flags = CUPEL_REQUIRED,
     .meaning = "length"},
    {.name = "by",
     .kind = CUPEL_QUANTITY,
     .offset = offsetof(stretch, by),
     .unit = "m",
     .fallback = "1 mm",
     .meaning = "elongation"},
    {.name = "material",
     .kind = CUPEL_MATERIAL,
     .offset = offsetof(stretch, material),
     .meaning = "material"},
};
static const cupel_table stretch_table = {
    .name = "test.stretch", .size = sizeof(stretch), CUPEL_ROWS(stretch_rows)};
static const cupel_result stretch_results[] = {
    {.name = "length", .kind = CUPEL_SCALAR, .unit = "m", .meaning = "length afterwards"},
    {.name = "mass", .kind = CUPEL_SCALAR, .unit = "kg", .meaning = "mass"},
    {.name = "profile", .kind = CUPEL_SERIES, .unit = "m", .meaning = "profile"},
};
static const cupel_model stretch_model = {
    .name = "test.stretch", .version = 1, .parameters = &stretch_table, CUPEL_RESULTS(stretch_results)};
static const cupel_model *const models[] = {&stretch_model, NULL};

static cupel_status no_material(void *host, const cupel_node *node, const char *folder,
                                const cupel_material **out, cupel_error *error)
{
    (void)host;
    (void)folder;
    (void)out;
    CUPEL_FAIL(error, CUPEL_EINVAL, "there is no material '%s'", node->text);
}

static cupel_status stored(void *host, const char *path, const char *step, const char *result,
                           cupel_reference *out, cupel_error *error)
{
    (void)host;
    if (strcmp(path, "folder/old.h5") || strcmp(step, "roll") || strcmp(result, "gauge"))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s has no result '%s.%s'", path, step, result);
    *out = (cupel_reference){.unit = "m", .resolved = true, .value = 3e-5};
    return CUPEL_OK;
}

static const cupel_case_world world = {.models = models, .material = no_material, .stored = stored};

static cupel_status read_with(const char *text, const char *const *overrides, size_t override_count,
                              cupel_diagnostics *diagnostics, cupel_case **out)
{
    const cupel_case_source source = {"folder/t.yaml", text, strlen(text), overrides, override_count};
    cupel_error error = {0};
    return cupel_case_read(&source, &world, diagnostics, out, &error);
}

static void steps_are_ordered_by_what_they_need(void **state)
{
    (void)state;
    cupel_diagnostics diagnostics = {0};
    cupel_case *c = NULL;
    const char *text =
        "cupel: 1\ntitle: order\nsteps:\n"
        "- {id: last, model: test.stretch, length: '${middle.length}'}\n"
        "- {id: middle, model: test.stretch, length: '${first.length}', by: '${first.length}'}\n"
        "- {id: first, model: test.stretch, length: 2 m}\n";
    assert_int_equal(read_with(text, NULL, 0, &diagnostics, &c), CUPEL_OK);
    assert_string_equal(c->title, "order");
    assert_int_equal(c->count, 3);
    assert_int_equal(c->order[0], 2);
    assert_int_equal(c->order[1], 1);
    assert_int_equal(c->order[2], 0);
    assert_true(c->steps[0].needs[1] && !c->steps[0].needs[2]);
    cupel_case_free(c);
    cupel_diagnostics_free(&diagnostics);
}

static cupel_status half(void *host, size_t step, const char *result, const cupel_result_value **value,
                         cupel_error *error)
{
    (void)error;
    assert_int_equal(step, *(const size_t *)host);
    assert_string_equal(result, "length");
    static const cupel_result_value number = {.present = true, .number = 0.5};
    *value = &number;
    return CUPEL_OK;
}

static void references_get_their_values_when_a_step_is_bound(void **state)
{
    (void)state;
    cupel_diagnostics diagnostics = {0};
    cupel_case *c = NULL;
    const char *text = "cupel: 1\nsteps:\n- {id: a, model: test.stretch, length: '${old.h5#roll.gauge}'}\n"
                       "- {id: b, model: test.stretch, length: '${a.length}'}\n";
    assert_int_equal(read_with(text, NULL, 0, &diagnostics, &c), CUPEL_OK);
    size_t step = 0;
    const void *bound = NULL;
    cupel_error error = {0};
    assert_int_equal(cupel_case_bind(c, 0, half, &step, &diagnostics, &bound, &error), CUPEL_OK);
    assert_true(((const stretch *)bound)->length == 3e-5);
    assert_int_equal(cupel_case_bind(c, 1, half, &step, &diagnostics, &bound, &error), CUPEL_OK);
    assert_true(((const stretch *)bound)->length == 0.5);
    cupel_case_free(c);
    cupel_diagnostics_free(&diagnostics);
}

static void overrides_change_one_step_only(void **state)
{
    (void)state;
    cupel_diagnostics diagnostics = {0};
    cupel_case *c = NULL;
    const char *text = "cupel: 1\nsteps:\n- {id: a, model: test.stretch, length: &l 1 m}\n"
                       "- {id: b, model: test.stretch, length: *l}\n";
    const char *overrides[] = {"b.length=12 um", "b.by=2 m"};
    assert_int_equal(read_with(text, overrides, 2, &diagnostics, &c), CUPEL_OK);
    const void *bound = NULL;
    size_t step = 0;
    cupel_error error = {0};
    assert_int_equal(cupel_case_bind(c, 0, half, &step, &diagnostics, &bound, &error), CUPEL_OK);
    assert_true(((const stretch *)bound)->length == 1);
    assert_int_equal(cupel_case_bind(c, 1, half, &step, &diagnostics, &bound, &error), CUPEL_OK);
    assert_true(fabs(((const stretch *)bound)->length - 12e-6) < 1e-18);
    assert_true(((const stretch *)bound)->by == 2);
    cupel_case_free(c);
    const char *wrong[] = {"b.lenght=1", "nonsense", "c.length=1"};
    assert_int_equal(read_with(text, wrong, 3, &diagnostics, &c), CUPEL_EINVAL);
    assert_int_equal(diagnostics.count, 3);
    cupel_diagnostics_free(&diagnostics);
}

/* The message of a case with one mistake, at its place. */
static void complains(const char *text, int line, int column, const char *words)
{
    cupel_diagnostics diagnostics = {0};
    cupel_case *c = NULL;
    assert_int_equal(read_with(text, NULL, 0, &diagnostics, &c), CUPEL_EINVAL);
    assert_null(c);
    if (diagnostics.count != 1) fail_msg("%zu messages for: %s", diagnostics.count, text);
    const cupel_error *e = &diagnostics.entries[0];
    if (!strstr(e->text, words)) fail_msg("'%s' is not in '%s'", words, e->text);
    assert_int_equal(e->line, line);
    assert_int_equal(e->column, column);
    cupel_diagnostics_free(&diagnostics);
}

#define HEAD           "cupel: 1\nsteps:\n"
#define STEP(id, rest) "- {id: " id ", model: test.stretch, " rest "}\n"

static void each_mistake_has_its_message(void **state)
{
    (void)state;
    complains("steps: [{id: a, model: test.stretch, length: 1}]", 1, 1, "'cupel' is missing");
    complains("cupel: 2\nsteps: [{id: a, model: test.stretch, length: 1}]", 1, 8, "reads format 1");
    complains("cupel: 1\ntitel: x\n"
              "steps: [{id: a, model: test.stretch, length: 1}]",
              2, 1, "'title'");
    complains("cupel: 1\n", 1, 1, "'steps'");
    complains("cupel: 1\nsteps: []\n", 2, 8, "at least one");
    complains("cupel: 1\nsteps: {id: a}\n", 2, 8, "must be a list");
    complains("[1, 2]", 1, 1, "mapping");
    complains(HEAD "- 3\n", 3, 3, "must be a mapping");
    complains(HEAD "- {model: test.stretch, length: 1}\n", 3, 3, "without 'id'");
    complains(HEAD "- {id: A1, model: test.stretch, length: 1}\n", 3, 8, "small letter");
    complains(HEAD STEP("a", "length: 1") STEP("a", "length: 2"), 4, 8, "line 3");
    complains(HEAD "- {id: a, length: 1}\n", 3, 3, "without 'model'");
    complains(HEAD "- {id: a, model: test.strech, length: 1}\n", 3, 18, "'test.stretch'");
    complains(HEAD STEP("a", "length: 1, material: Cu"), 3, 53, "no material 'Cu'");
    complains(HEAD STEP("a", "length: '${b.length}'"), 3, 40, "no step 'b'");
    complains(HEAD STEP("a", "length: 1") STEP("b", "length: '${a.lenght}'"), 4, 40, "'length'");
    complains(HEAD STEP("a", "length: 1") STEP("b", "length: '${a.mass}'"), 4, 40, "kg");
    complains(HEAD STEP("a", "length: 1") STEP("b", "length: '${a.profile}'"), 4, 40, "single number");
    complains(HEAD STEP("a", "length: '${a}'"), 3, 40, "${step.result}");
    complains(HEAD STEP("a", "length: '${a.length}'"), 3, 3, "a -> a");
    complains(HEAD STEP("a", "length: '${b.length}'") STEP("b", "length: '${a.length}'"), 3, 3, "circle");
    complains(HEAD STEP("a", "length: '${x.h5#roll.gauge}'"), 3, 40, "folder/x.h5");
}

static void a_title_that_would_be_cut_is_refused(void **state)
{
    (void)state;
    char text[1300] = "cupel: 1\ntitle: ";
    memset(text + strlen(text), 'x', 1001);
    strcat(text, "\nsteps: [{id: a, model: test.stretch, length: 1}]\n");
    complains(text, 2, 8, "at most 1000");
}

static void five_mistakes_give_five_messages_in_order(void **state)
{
    (void)state;
    cupel_diagnostics diagnostics = {0};
    cupel_case *c = NULL;
    const char *text = HEAD STEP("a", "lengt: 1") STEP("b", "length: 3 kg") STEP("c", "length: -1 mm")
        STEP("d", "length: 1, material: Unobtainium") STEP("e", "length: '${f.length}'")
            STEP("f", "length: '${e.length}'");
    assert_int_equal(read_with(text, NULL, 0, &diagnostics, &c), CUPEL_EINVAL);
    assert_int_equal(diagnostics.count, 5);
    for (int i = 0; i < 5; i++) assert_int_equal(diagnostics.entries[i].line, 3 + i);
    cupel_diagnostics_free(&diagnostics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_ordered_by_what_they_need),
        cmocka_unit_test(references_get_their_values_when_a_step_is_bound),
        cmocka_unit_test(overrides_change_one_step_only),
        cmocka_unit_test(each_mistake_has_its_message),
        cmocka_unit_test(a_title_that_would_be_cut_is_refused),
        cmocka_unit_test(five_mistakes_give_five_messages_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
