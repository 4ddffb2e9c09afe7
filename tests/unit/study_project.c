/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "study/project.h"

static cupel_arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = cupel_arena_new();
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    cupel_arena_free(arena);
    return 0;
}

/* ---- requirements ---- */

static void a_requirement_is_taken_apart(void **state)
{
    (void)state;
    cupel_requirement r;
    assert_int_equal(
        cupel_requirement_parse("tensile_strength >= 400 MPa at thickness <= 12 um", arena, &r, NULL),
        CUPEL_OK);
    assert_string_equal(r.quantity, "tensile_strength");
    assert_int_equal(r.sense, CUPEL_AT_LEAST);
    assert_true(r.limit == 400);
    assert_string_equal(r.unit, "MPa");
    assert_string_equal(r.condition, "thickness <= 12 um");
    assert_int_equal(cupel_requirement_parse("ra<=0.4um", arena, &r, NULL), CUPEL_OK);
    assert_int_equal(r.sense, CUPEL_AT_MOST);
    assert_string_equal(r.unit, "um");
    assert_null(r.condition);
    assert_int_equal(cupel_requirement_parse("iacs \xE2\x89\xA5 97", arena, &r, NULL), CUPEL_OK);
    assert_null(r.unit);
}

static void a_bad_requirement_says_what_is_allowed(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } bad[] = {
        {">= 400 MPa", "does not begin with a result"},
        {"iacs = 97", "has no >= or <="},
        {"iacs >= much", "is no limit"},
        {"iacs >= 97 at ", "nothing behind 'at'"},
        {"iacs >= 97 at", "nothing behind 'at'"},
        {"ra <= 1 furlung", "unknown unit"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cupel_requirement r;
        cupel_error error = {0};
        assert_int_equal(cupel_requirement_parse(bad[i].text, arena, &r, &error), CUPEL_EINVAL);
        assert_non_null(strstr(error.text, bad[i].part));
    }
}

/* ---- verdicts, on evidence of which the answer is known ---- */

typedef struct store {
    const cupel_evidence_row *rows;
    size_t count;
    const char *expression; /* as asked */
} store;

static cupel_status query(void *host, const char *quantity, const char *expression, cupel_arena *a,
                          const cupel_evidence_row **rows, size_t *count, cupel_error *error)
{
    (void)quantity, (void)error;
    store *s = host;
    const char *kind = strstr(expression, "kind = run") ? "run" : "test";
    if (strcmp(kind, "test") == 0) s->expression = expression;
    cupel_evidence_row *found = cupel_arena_alloc(a, s->count + 1, sizeof *found);
    assert_non_null(found);
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->rows[i].kind, kind) == 0) found[(*count)++] = s->rows[i];
    *rows = found;
    return CUPEL_OK;
}

static cupel_target_status judge(const cupel_target *target, store *s)
{
    static cupel_project project;
    project = (cupel_project){.targets = {1, target}};
    cupel_project_status status;
    cupel_error error = {0};
    assert_int_equal(cupel_project_judge(&project, query, s, arena, &status, &error), CUPEL_OK);
    return status.targets[0];
}

#define TEST_ROW(value, flag)                                                                                \
    {                                                                                                        \
        "t.h5", "tensile", "test", "", value, 1e6, "Pa", "", flag                                            \
    }
static const cupel_evidence_row strong[] = {
    TEST_ROW(420e6, "ok"),
    TEST_ROW(424e6, "ok"),
    TEST_ROW(422e6, "ok"),
    TEST_ROW(300e6, "doubtful: it broke at the jaw"),
    TEST_ROW(310e6, "suspect: by the partner who made it"),
    TEST_ROW(320e6, "not judged: a value stands there all the same"),
    {"t.h5", "tensile", "test", "", NAN, NAN, "Pa", "", "not judged: no force"},
    {"r.h5", "roll", "run", "", 450e6, NAN, "Pa", "", NULL}};

static void tests_decide_and_flags_keep_out(void **state)
{
    (void)state;
    const cupel_target target = {"strength",
                                 "tensile_strength >= 400 MPa at thickness <= 12 um",
                                 "lot = A",
                                 0.95,
                                 CUPEL_EVIDENCE_MEAN,
                                 CUPEL_SOURCE_TEST,
                                 3,
                                 NULL};
    store s = {strong, 8, NULL};
    const cupel_target_status t = judge(&target, &s);
    assert_int_equal(t.verdict, CUPEL_VERDICT_MET);
    assert_int_equal(t.used, 3);
    assert_int_equal(t.doubtful, 2);
    assert_int_equal(t.not_judged, 2);
    assert_true(t.predicted == 450e6);
    assert_true(fabs(t.judged.mean - 422e6) < 1);
    assert_true(fabs(t.limit - 400e6) < 1);
    assert_true(fabs(t.judged.uncertainty - sqrt(4.0 / 3 + 1) * 1e6) < 1);
    assert_string_equal(s.expression, "(kind = test) and (lot = A) and (thickness <= 12 um)");
    assert_string_equal(t.missing, "");
}

static void copies_do_not_count(void **state)
{
    (void)state;
    static const cupel_evidence_row rows[] = {
        TEST_ROW(420e6, "ok"),
        TEST_ROW(424e6, "ok"),
        TEST_ROW(422e6, "copy: the same as t.h5"),
        {"r.h5", "roll", "run", "", 450e6, NAN, "Pa", "", NULL},
        {"s.h5", "roll", "run", "", 470e6, NAN, "Pa", "", "copy: r.h5"}};
    const cupel_target target = {
        "strength", "tensile_strength >= 400 MPa", NULL, 0.95, CUPEL_EVIDENCE_MEAN, CUPEL_SOURCE_TEST, 3,
        NULL};
    store s = {rows, 5, NULL};
    const cupel_target_status t = judge(&target, &s);
    assert_int_equal(t.used, 2);
    assert_int_equal(t.copies, 1);
    assert_int_equal(t.predicting, 1);
    assert_int_equal(t.verdict, CUPEL_VERDICT_OPEN);
    assert_string_equal(t.missing, "2 values, 3 asked for");
}

static void a_target_out_of_reach_is_missed(void **state)
{
    (void)state;
    const cupel_target target = {
        "strength", "tensile_strength >= 500 MPa", NULL, 0.95, CUPEL_EVIDENCE_MEAN, CUPEL_SOURCE_TEST, 3,
        NULL};
    store s = {strong, 3, NULL};
    assert_int_equal(judge(&target, &s).verdict, CUPEL_VERDICT_MISSED);
    assert_string_equal(s.expression, "(kind = test)");
}

static void near_the_limit_it_says_how_many_more(void **state)
{
    (void)state;
    static const cupel_evidence_row rows[] = {{"a", "tensile", "test", "", 395e6, NAN, "Pa", "", "ok"},
                                              {"b", "tensile", "test", "", 405e6, NAN, "Pa", "", "ok"},
                                              {"c", "tensile", "test", "", 412e6, NAN, "Pa", "", "ok"}};
    const cupel_target target = {
        "strength", "tensile_strength >= 400 MPa", NULL, 0.95, CUPEL_EVIDENCE_MEAN, CUPEL_SOURCE_TEST, 3,
        NULL};
    store s = {rows, 3, NULL};
    const cupel_target_status t = judge(&target, &s);
    assert_int_equal(t.verdict, CUPEL_VERDICT_OPEN);
    /* margin 4, s 8.54: 1.645 < 4 sqrt(n)/8.54 wants n above 12.3, Student's t some more */
    assert_true(t.needed >= 13 && t.needed <= 16);
    assert_non_null(strstr(t.missing, "values at this scatter"));
}

static void too_few_values_are_no_verdict(void **state)
{
    (void)state;
    const cupel_target target = {
        "strength", "tensile_strength >= 400 MPa", NULL, 0.95, CUPEL_EVIDENCE_MEAN, CUPEL_SOURCE_TEST, 5,
        NULL};
    store s = {strong, 3, NULL};
    const cupel_target_status few = judge(&target, &s);
    assert_int_equal(few.verdict, CUPEL_VERDICT_OPEN);
    assert_string_equal(few.missing, "3 values, 5 asked for");
    s = (store){strong + 7, 1, NULL};
    const cupel_target_status none = judge(&target, &s);
    assert_int_equal(none.verdict, CUPEL_VERDICT_MISSING);
    assert_string_equal(none.missing, "no tests have it; 1 run predicts it");
}

static void a_limit_of_another_kind_is_refused(void **state)
{
    (void)state;
    const cupel_target target = {
        "strength", "tensile_strength >= 400 um", NULL, 0.95, CUPEL_EVIDENCE_MEAN, CUPEL_SOURCE_TEST, 3,
        NULL};
    store s = {strong, 3, NULL};
    const cupel_project project = {.targets = {1, &target}};
    cupel_project_status status;
    cupel_error error = {0};
    assert_int_equal(cupel_project_judge(&project, query, &s, arena, &status, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "target 'strength'"));
}

static void a_probability_is_never_shown_as_certain(void **state)
{
    (void)state;
    static const struct {
        double probability, confidence;
        const char *text;
    } rows[] = {{0.98623, 0.95, "0.9862"},     {0.99998, 0.95, "> 0.9999"},     {1, 0.95, "> 0.9999"},
                {0.99994, 0.95, "0.9999"},     {2e-5, 0.95, "< 0.0001"},        {0, 0.95, "< 0.0001"},
                {0.949996, 0.95, "0.949996"},  {0.95, 0.95, "0.9500"},          {0.050004, 0.95, "0.050004"},
                {0.99998, 0.99999, "0.99998"}, {0.999992, 0.99999, "> 0.9999"}, {NAN, 0.95, "-"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[CUPEL_PROBABILITY_TEXT];
        cupel_probability_text(rows[i].probability, rows[i].confidence, text);
        assert_string_equal(text, rows[i].text);
    }
}

/* ---- the file ---- */

static const char good[] = "cupel_project: 1\nname: foil\ntargets:\n  - name: strength\n    requirement: "
                           "tensile_strength >= 400 MPa\n"
                           "  - name: iacs\n    requirement: iacs >= 97\n    of: specimen\n"
                           "milestones:\n  - name: first\n    due: 2027-03-31\n    targets: strength, iacs\n";

static size_t problems(const char *text, const char *part)
{
    assert_int_equal(cupel_file_write_all("project.yaml", text, strlen(text), NULL), CUPEL_OK);
    const cupel_project *project = NULL;
    cupel_diagnostics diagnostics = {0};
    const cupel_status status = cupel_project_read("project.yaml", arena, &diagnostics, &project, NULL);
    assert_int_equal(status, diagnostics.count ? CUPEL_EINVAL : CUPEL_OK);
    const size_t count = diagnostics.count;
    if (count && part) assert_non_null(strstr(diagnostics.entries[0].text, part));
    if (!count) assert_int_equal(project->targets.count, 2);
    cupel_diagnostics_free(&diagnostics);
    return count;
}

static void a_project_file_is_read_and_its_mistakes_named(void **state)
{
    (void)state;
    assert_int_equal(problems(good, NULL), 0);
    char bad[1024];
    snprintf(bad, sizeof bad, "%s  - name: second\n    due: soon\n", good);
    assert_int_equal(problems(bad, "such as 2027-03-31"), 1);
    snprintf(bad, sizeof bad, "%s  - name: second\n    due: 2027-05-31\n    targets: strength, copper\n",
             good);
    assert_int_equal(problems(bad, "names the target 'copper'"), 1);
    assert_int_equal(
        problems("cupel_project: 1\nname: foil\ntargets:\n  - name: a\n    requirement: iacs > 97\n",
                 "no >= or <="),
        1);
    assert_int_equal(
        problems("cupel_project: 1\nname: foil\ntargets:\n  - name: a\n    requirement: iacs >= 97\n"
                 "  - name: a\n    requirement: iacs >= 98\n",
                 "two targets are called 'a'"),
        1);
    assert_int_equal(
        problems("cupel_project: 2\nname: foil\ntargets:\n  - name: a\n    requirement: iacs >= 97\n",
                 "reads version 1"),
        1);
    assert_true(problems("- 1\n", "is a mapping") == 1);
}

static void a_milestone_is_as_good_as_its_worst_target(void **state)
{
    (void)state;
    const cupel_target a = {.name = "a"}, b = {.name = "b"};
    const cupel_target_status targets[] = {{.target = &a, .verdict = CUPEL_VERDICT_MET},
                                           {.target = &b, .verdict = CUPEL_VERDICT_MISSING}};
    const cupel_project_status status = {.targets = targets, .count = 2};
    const cupel_milestone all = {.name = "all"}, one = {.name = "one", .targets = "a"};
    assert_int_equal(cupel_milestone_verdict(&status, &all), CUPEL_VERDICT_MISSING);
    assert_int_equal(cupel_milestone_verdict(&status, &one), CUPEL_VERDICT_MET);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_requirement_is_taken_apart),
        cmocka_unit_test(a_bad_requirement_says_what_is_allowed),
        cmocka_unit_test(tests_decide_and_flags_keep_out),
        cmocka_unit_test(copies_do_not_count),
        cmocka_unit_test(a_target_out_of_reach_is_missed),
        cmocka_unit_test(near_the_limit_it_says_how_many_more),
        cmocka_unit_test(too_few_values_are_no_verdict),
        cmocka_unit_test(a_limit_of_another_kind_is_refused),
        cmocka_unit_test(a_probability_is_never_shown_as_certain),
        cmocka_unit_test(a_project_file_is_read_and_its_mistakes_named),
        cmocka_unit_test(a_milestone_is_as_good_as_its_worst_target),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
